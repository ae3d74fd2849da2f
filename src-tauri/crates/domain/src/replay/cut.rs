//! Batches apart and together, by the bytes of their entries: no number, escape or space within an entry is touched.
//! What belongs together is decided in `plan`.

use crate::json::{self, Shape, Value};

/// A body of Meta's: its entries, and the bytes before the first and behind the last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch<'b> {
    /// What `object` says: entries of one batch are of one object.
    pub object: String,
    before: &'b [u8],
    entries: Vec<&'b [u8]>,
    behind: &'b [u8],
}

impl<'b> Batch<'b> {
    /// The batch in a body, if it is one: an object with `object` and a list `entry` that is not empty.
    pub fn read(body: &'b [u8]) -> Option<Self> {
        let tree = json::parse(body).ok()?;
        let root = tree.root();
        let object = root.get("object").and_then(Value::text)?.into_owned();
        let list = root.get("entry").filter(|list| list.shape() == Shape::Array)?;
        let entries: Vec<&[u8]> =
            list.items().map(|entry| body.get(entry.span())).collect::<Option<_>>()?;
        let span = list.span();
        let (before, behind) = (body.get(..=span.start)?, body.get(span.end.checked_sub(1)?..)?);
        (!entries.is_empty()).then_some(Self { object, before, entries, behind })
    }

    /// How many entries there are: at least one.
    pub fn entries(&self) -> usize {
        self.entries.len()
    }

    /// The bytes of an entry.
    pub fn entry(&self, index: usize) -> Option<&'b [u8]> {
        self.entries.get(index).copied()
    }

    /// This body with `entries` in place of its own.
    pub fn with(&self, entries: &[&[u8]]) -> Vec<u8> {
        [self.before, &entries.join(&b","[..]), self.behind].concat()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_entry_keeps_every_byte() {
        let body = "\u{feff}{\"a\" : 1.50e+3,\r\n\"object\":\"page\",\"entry\" : [ {\"id\":\"\\u00e9\\/\",\"n\":123456789012345678901} ,\n{\"id\":2} ] , \"z\":[1]}";
        let batch = Batch::read(body.as_bytes()).unwrap();
        assert_eq!((batch.object.as_str(), batch.entries()), ("page", 2));
        let first = "{\"id\":\"\\u00e9\\/\",\"n\":123456789012345678901}";
        assert_eq!(batch.entry(0), Some(first.as_bytes()));
        assert_eq!(batch.entry(2), None);
        let single = "\u{feff}{\"a\" : 1.50e+3,\r\n\"object\":\"page\",\"entry\" : [{\"id\":2}] , \"z\":[1]}";
        assert_eq!(batch.with(&[batch.entry(1).unwrap()]), single.as_bytes());
    }

    #[test]
    fn what_is_no_batch_stays_whole() {
        for body in [
            "",
            "[]",
            "{\"object\":\"page\"}",
            "{\"object\":\"page\",\"entry\":[]}",
            "{\"object\":\"page\",\"entry\":{}}",
            "{\"entry\":[{}]}",
            "{\"object\":\"page\",\"entry\":[{}]",
            "{\"field\":\"messages\",\"value\":{}}",
        ] {
            assert_eq!(Batch::read(body.as_bytes()), None, "{body}");
        }
    }

    /// An entry as somebody might write it: spaces, escapes, long numbers, brackets in strings.
    fn entry() -> impl Strategy<Value = String> {
        let text = prop::sample::select(vec![
            "\"a\"",
            "\"],[\"",
            "\"\\u00e9\\/\\\"\"",
            "\"\\ud83d\"",
            "1e5",
            "0.10",
            "-0",
            "18446744073709551616",
            "[ 1 ,2]",
            "{\"entry\":[{}]}",
            "null",
            "\"🪝\"",
        ]);
        let space = prop::sample::select(vec!["", " ", "\n\t"]);
        (text.clone(), text, space).prop_map(|(one, other, space)| {
            format!("{{{space}\"id\"{space}:{one},{space}\"v\":{space}{other}{space}}}")
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn apart_and_together_again_every_entry_is_as_it_was(
            entries in prop::collection::vec(entry(), 1..8),
            between in prop::sample::select(vec![",", " , ", ",\r\n"]),
        ) {
            let body = format!("{{\"object\":\"instagram\",\"entry\":[ {} ]}}", entries.join(between));
            let batch = Batch::read(body.as_bytes()).unwrap();
            let singles: Vec<Vec<u8>> =
                (0..batch.entries()).map(|at| batch.with(&[batch.entry(at).unwrap()])).collect();
            let read: Vec<Batch<'_>> = singles.iter().map(|one| Batch::read(one).unwrap()).collect();
            prop_assert!(read.iter().all(|one| one.entries() == 1 && one.object == "instagram"));
            let cut: Vec<&[u8]> = read.iter().map(|one| one.entry(0).unwrap()).collect();
            prop_assert_eq!(&cut, &entries.iter().map(String::as_bytes).collect::<Vec<_>>());
            let merged = read[0].with(&cut);
            let again = Batch::read(&merged).unwrap();
            let kept: Vec<&[u8]> = (0..again.entries()).map(|at| again.entry(at).unwrap()).collect();
            prop_assert_eq!(kept, cut);
        }
    }
}
