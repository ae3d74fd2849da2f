//! Rows as CSV, quoted as in RFC 4180. Values are exact, also those that a spreadsheet would take for a formula; a list or a document
//! stays JSON, with the bytes it had. Knows nothing of what the rows are.

use std::fmt;

use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;

/// A JSON document's keys and values, in their order.
struct Row<'a>(Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Row<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Keys;
        impl<'de> Visitor<'de> for Keys {
            type Value = Row<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a document")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Row<'de>, A::Error> {
                let mut row = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    row.push(entry);
                }
                Ok(Row(row))
            }
        }
        from.deserialize_map(Keys)
    }
}

/// Keys that not every row of a kind has: they are columns of any sheet of it.
const RARE: [(&str, &str); 1] = [("signals", "group")];

/// Rows of a kind as lines, part by part: all of them may be gigabytes.
#[derive(Debug)]
pub struct Sheet {
    rare: Vec<&'static str>,
    columns: Vec<String>,
}

impl Sheet {
    /// A sheet of rows of that kind, which goes on with these columns; none: it begins.
    pub fn new(of: &str, columns: Vec<String>) -> Self {
        let rare = RARE.iter().filter(|(kind, _)| *kind == of).map(|(_, key)| *key);
        Self { rare: rare.collect(), columns }
    }

    /// The lines of the next rows, JSON documents each; before the first, a heading of every key, in the order they are first met.
    /// Lines have no end.
    pub fn lines(&mut self, rows: &[String]) -> Result<Vec<String>, serde_json::Error> {
        let rows = rows
            .iter()
            .map(|row| serde_json::from_str(row))
            .collect::<Result<Vec<Row<'_>>, _>>()?;
        let begins = self.columns.is_empty() && !rows.is_empty();
        if begins {
            self.columns = columns(&rows, &self.rare);
        }
        let heading = begins.then(|| self.columns.iter().map(|key| quoted(key)).collect());
        let heading = heading.map(|keys: Vec<String>| keys.join(","));
        let lines = rows.iter().map(|row| line(row, &self.columns));
        Ok(heading.into_iter().chain(lines).collect())
    }

    /// Its columns, for its next part.
    pub fn columns(self) -> Vec<String> {
        self.columns
    }
}

fn columns(rows: &[Row<'_>], rare: &[&str]) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    let met = rows.iter().flat_map(|row| row.0.iter().map(|(key, _)| key.as_str()));
    for key in met.chain(rare.iter().copied()) {
        if !keys.iter().any(|known| known == key) {
            keys.push(key.to_owned());
        }
    }
    keys
}

fn line(row: &Row<'_>, columns: &[String]) -> String {
    let of =
        |key: &String| row.0.iter().find(|(known, _)| known == key).map(|(_, value)| cell(value));
    columns.iter().map(|key| of(key).unwrap_or_default()).collect::<Vec<_>>().join(",")
}

/// Text without its quotes, nothing for null, else the JSON as it stands.
fn cell(value: &RawValue) -> String {
    match serde_json::from_str::<Option<String>>(value.get()) {
        Ok(text) => quoted(&text.unwrap_or_default()),
        Err(_) => quoted(value.get()),
    }
}

fn quoted(text: &str) -> String {
    if text.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_a_column_and_every_value_is_exact() {
        let rows = [
            r#"{"id":"1","text":"a \"b\", c\nd","n":9007199254740993,"gone":null}"#,
            r#"{"id":"2","flags":["late","gap"],"body":{"z":1,"a":1.0}}"#,
        ];
        let expected = [
            "id,text,n,gone,flags,body",
            "1,\"a \"\"b\"\", c\nd\",9007199254740993,,,",
            "2,,,,\"[\"\"late\"\",\"\"gap\"\"]\",\"{\"\"z\"\":1,\"\"a\"\":1.0}\"",
        ];
        let mut sheet = Sheet::new("transitions", Vec::new());
        assert_eq!(sheet.lines(&rows.map(str::to_owned)).unwrap(), expected);
        let third = [r#"{"n":3,"id":"3"}"#.to_owned()];
        assert_eq!(sheet.lines(&third).unwrap(), ["3,,3,,,"], "one heading, in front of all parts");
        let mut on = Sheet::new("transitions", sheet.columns());
        assert_eq!(on.lines(&third).unwrap(), ["3,,3,,,"]);
    }

    #[test]
    fn no_rows_have_no_heading_and_what_is_met_rarely_is_a_column_all_the_same() {
        let mut sheet = Sheet::new("signals", Vec::new());
        assert!(sheet.lines(&[]).unwrap().is_empty());
        assert_eq!(sheet.lines(&[r#"{"id":"1"}"#.to_owned()]).unwrap(), ["id,group", "1,"]);
    }
}
