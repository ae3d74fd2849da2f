//! Rows as CSV, quoted as in RFC 4180. Values are exact, also those that a spreadsheet would take for a formula; a list or a document
//! stays JSON, with the bytes it had. Knows nothing of what the rows are.

use std::fmt;

use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;

/// A JSON document's keys and values, in their order.
#[derive(Debug)]
pub struct Row<'a>(Vec<(String, &'a RawValue)>);

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

/// The rows in these JSON documents.
pub fn read(rows: &[String]) -> Result<Vec<Row<'_>>, serde_json::Error> {
    rows.iter().map(|row| serde_json::from_str(row)).collect()
}

/// Every key, in the order they are first met, and those that are met rarely.
pub fn columns<'a>(rows: &'a [Row<'_>], rare: &[&'a str]) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    let met = rows.iter().flat_map(|row| row.0.iter().map(|(key, _)| key.as_str()));
    for key in met.chain(rare.iter().copied()) {
        if !keys.iter().any(|known| known == key) {
            keys.push(key.to_owned());
        }
    }
    keys
}

/// The first line. Lines have no end.
pub fn heading(columns: &[String]) -> String {
    columns.iter().map(|key| quoted(key)).collect::<Vec<_>>().join(",")
}

/// The line of a row.
pub fn line(row: &Row<'_>, columns: &[String]) -> String {
    let of =
        |key: &String| row.0.iter().find(|(known, _)| known == key).map(|(_, value)| cell(value));
    columns.iter().map(|key| of(key).unwrap_or_default()).collect::<Vec<_>>().join(",")
}

/// A heading of every key, in the order they are first met, and a line for each row; nothing of no rows.
pub fn lines(rows: &[String]) -> Result<Vec<String>, serde_json::Error> {
    let rows = read(rows)?;
    let columns = columns(&rows, &[]);
    let heading = (!columns.is_empty()).then(|| heading(&columns));
    Ok(heading.into_iter().chain(rows.iter().map(|row| line(row, &columns))).collect())
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
        assert_eq!(lines(&rows.map(str::to_owned)).unwrap(), expected);
    }
}
