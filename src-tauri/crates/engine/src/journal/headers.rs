//! A header list as it is kept: names in lower case, values as bytes, in order, repeats included.
//! Each field is its length (LEB128) and its bytes; names and values take turns.

use http::HeaderMap;

/// An encoded header list. Read from any bytes without failing: what cannot be read ends the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Headers(Vec<u8>);

impl Headers {
    /// The headers of a request. Repeats stand together, at the place of the first: that is all hyper tells. Of a value
    /// that is marked as sensitive, only that it was there.
    pub fn of(map: &HeaderMap) -> Self {
        let room = map.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
        let mut headers = Self(Vec::with_capacity(room));
        for (name, value) in map {
            let shown = if value.is_sensitive() { b"***" } else { value.as_bytes() };
            headers.push(name.as_str(), shown);
        }
        headers
    }

    /// A list that was kept.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes to keep.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    /// Adds one at the end.
    pub fn push(&mut self, name: &str, value: &[u8]) {
        for field in [name.as_bytes(), value] {
            let mut length = field.len();
            while length >= 0x80 {
                self.0.push((length & 0x7f) as u8 | 0x80);
                length >>= 7;
            }
            self.0.push(length as u8);
            self.0.extend_from_slice(field);
        }
    }

    /// Name and value of each, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        let mut rest = &self.0[..];
        std::iter::from_fn(move || {
            let name = std::str::from_utf8(field(&mut rest)?).ok()?;
            Some((name, field(&mut rest)?))
        })
    }

    /// The first value of `name` (lower case).
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }
}

fn field<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (mut length, mut shift) = (0usize, 0);
    loop {
        let (&byte, after) = rest.split_first()?;
        *rest = after;
        length |= usize::from(byte & 0x7f).checked_shl(shift)?;
        if byte < 0x80 {
            break;
        }
        shift += 7;
        if shift > 28 {
            return None;
        }
    }
    let (field, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(field)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_repeats_and_bytes_stay() {
        let long = vec![b'x'; 70_000];
        let list: [(&str, &[u8]); 6] = [
            ("host", b"127.0.0.1"),
            ("x-twice", b"1"),
            ("x-empty", b""),
            ("x-twice", b"2"),
            ("x-raw", &[0xff, 0x00, 0x80]),
            ("x-long", &long),
        ];
        let mut headers = Headers::default();
        list.iter().for_each(|(name, value)| headers.push(name, value));
        let again = Headers::from_bytes(headers.into_bytes());
        assert_eq!(again.iter().collect::<Vec<_>>(), list);
        assert_eq!(again.get("x-twice"), Some(&b"1"[..]));
        assert_eq!(again.get("absent"), None);
    }

    #[test]
    fn broken_bytes_end_the_list() {
        for (bytes, readable) in [
            (&b"\x01a\x01b\x05x"[..], 1),
            (b"\x01a", 0),
            (b"\xff\xff\xff\xff\xff\xff", 0),
            (b"\x01\xff\x01b", 0),
            (b"", 0),
        ] {
            assert_eq!(Headers::from_bytes(bytes.to_vec()).iter().count(), readable, "{bytes:?}");
        }
    }
}
