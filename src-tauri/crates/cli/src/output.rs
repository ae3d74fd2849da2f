//! Standard output: JSON lines for programs, readable text for people. Nothing else writes there.
//! Every line is flushed, so that a reader of `serve` sees each one when it happens.

use std::io::Write;

use serde::Serialize;

use crate::outcome::{Done, Failure};

/// Where a command's answer goes, and in which form.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    json: bool,
}

impl Output {
    /// JSON lines when `json`, text for people otherwise.
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether programs read this.
    pub(crate) fn is_json(self) -> bool {
        self.json
    }

    /// One thing: `document` for programs, `text` for people (made only when wanted).
    pub(crate) fn say(self, document: &impl Serialize, text: impl FnOnce() -> String) -> Done {
        if self.json {
            let line = serde_json::to_string(document).map_err(|error| {
                Failure::refused(format!("the output cannot be written: {error}"))
            })?;
            self.line(&line)
        } else {
            self.line(&text())
        }
    }

    /// A line as it is: text for people, or a document that is JSON already.
    pub(crate) fn line(self, line: &str) -> Done {
        let mut out = std::io::stdout().lock();
        out.write_all(line.as_bytes())?;
        out.write_all(b"\n")?;
        Ok(out.flush()?)
    }

    /// Many lines, flushed once.
    pub(crate) fn lines<S: AsRef<str>>(self, lines: impl IntoIterator<Item = S>) -> Done {
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        for line in lines {
            out.write_all(line.as_ref().as_bytes())?;
            out.write_all(b"\n")?;
        }
        Ok(out.flush()?)
    }
}

/// Rows under a heading, columns as wide as their widest cell (at most `WIDEST`), the last one as long as it is.
/// Control characters of foreign text are shown as `·`, so that nobody's message moves the cursor.
pub(crate) fn table(heading: &[&str], rows: &[Vec<String>]) -> Vec<String> {
    const WIDEST: usize = 52;
    let shown: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| plain(cell)).collect()).collect();
    let width = |column: usize| {
        let cells = shown.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        cells
            .chain([heading.get(column).map_or(0, |word| word.len())])
            .max()
            .unwrap_or(0)
            .min(WIDEST)
    };
    let widths: Vec<usize> = (0..heading.len()).map(width).collect();
    let draw = |cells: Vec<&str>| {
        let mut line = String::new();
        for (column, cell) in cells.iter().enumerate() {
            let last = column + 1 == cells.len();
            let wide = widths.get(column).copied().unwrap_or(0);
            line.push_str(&if last { (*cell).to_owned() } else { shorten(cell, wide) });
            let gap = if last { 0 } else { wide.saturating_sub(cell.chars().count()) + 2 };
            line.extend(std::iter::repeat_n(' ', gap));
        }
        line.trim_end().to_owned()
    };
    let head = draw(heading.to_vec());
    let body = shown.iter().map(|row| draw(row.iter().map(String::as_str).collect()));
    std::iter::once(head).chain(body).collect()
}

/// `text` on one line, without control characters.
pub(crate) fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '·' } else { c }).collect()
}

/// `text` in at most `most` characters. Ids differ at their ends as often as at their beginnings, so the middle goes.
pub(crate) fn shorten(text: &str, most: usize) -> String {
    let count = text.chars().count();
    if count <= most || most < 3 {
        return text.to_owned();
    }
    let head = (most - 1) / 2;
    let tail = most - 1 - head;
    let start: String = text.chars().take(head).collect();
    let end: String = text.chars().skip(count - tail).collect();
    format!("{start}…{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = vec![
            vec!["1".to_owned(), "message".to_owned(), "hello\nyou".to_owned()],
            vec!["12".to_owned(), "read".to_owned(), String::new()],
        ];
        assert_eq!(
            table(&["id", "kind", "text"], &rows),
            ["id  kind     text", "1   message  hello·you", "12  read"]
        );
    }

    #[test]
    fn the_middle_of_a_long_cell_goes() {
        for (text, most, shown) in [
            ("abcdef", 6, "abcdef"),
            ("abcdefg", 6, "ab…efg"),
            ("äöüßäöü", 5, "äö…öü"),
            ("abcdefg", 2, "abcdefg"),
        ] {
            assert_eq!(shorten(text, most), shown, "{text} in {most}");
        }
    }
}
