//! A program's output as clean lines: no colours, no carriage returns, none longer than is of use.

/// Longest line that is kept, bytes; the rest of a longer one is dropped.
const LONGEST: usize = 4_096;

/// Cuts what comes in pieces into lines. Holds one line at most.
#[derive(Debug, Default)]
pub(super) struct Lines {
    line: Vec<u8>,
}

impl Lines {
    /// The lines that `piece` ends.
    pub(super) fn push(&mut self, piece: &[u8]) -> Vec<String> {
        let mut ended = Vec::new();
        for part in piece.split_inclusive(|byte| matches!(byte, b'\n' | b'\r')) {
            let (text, ends) = match part.split_last() {
                Some((b'\n' | b'\r', text)) => (text, true),
                _ => (part, false),
            };
            let room = LONGEST.saturating_sub(self.line.len());
            self.line.extend_from_slice(&text[..text.len().min(room)]);
            if ends {
                ended.extend(self.end());
            }
        }
        ended
    }

    /// What is left when the output ends.
    pub(super) fn end(&mut self) -> Option<String> {
        let line = std::mem::take(&mut self.line);
        let plain = plain(&String::from_utf8_lossy(&line));
        (!plain.trim().is_empty()).then_some(plain)
    }
}

/// Without escape sequences and other control characters.
fn plain(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(char) = chars.next() {
        match char {
            '\u{1b}' => skip(&mut chars),
            '\u{9b}' => skip_control(&mut chars),
            '\t' => plain.push(' '),
            char if char.is_control() => {}
            char => plain.push(char),
        }
    }
    plain.trim_end().to_owned()
}

/// The rest of an escape sequence: `[` … letter, `]` … bell or `\`, or one character.
fn skip(chars: &mut std::str::Chars<'_>) {
    match chars.next() {
        Some('[') => skip_control(chars),
        Some(']') => {
            for char in chars.by_ref() {
                if matches!(char, '\u{7}' | '\\') {
                    break;
                }
            }
        }
        _ => {}
    }
}

fn skip_control(chars: &mut std::str::Chars<'_>) {
    for char in chars.by_ref() {
        if ('@'..='~').contains(&char) {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_clean_however_they_are_cut() {
        let output = b"\x1b[2m2026\x1b[0m \x1b[32mINFO\x1b[0m listening at \x1b]8;;http://x\x07h\x1b]8;;\x1b\\:1\r\n\n  \nlate\tword\xff\r";
        let whole = ["2026 INFO listening at h:1", "late word\u{fffd}"];
        for size in [1, 2, 3, 7, output.len()] {
            let mut lines = Lines::default();
            let all: Vec<String> =
                output.chunks(size).flat_map(|piece| lines.push(piece)).collect();
            assert_eq!(all, whole, "in pieces of {size}");
            assert_eq!(lines.end(), None);
        }
    }

    #[test]
    fn a_line_without_end_takes_no_room() {
        let mut lines = Lines::default();
        for _ in 0..10_000 {
            assert!(lines.push(&[b'x'; 1_024]).is_empty());
        }
        assert!(lines.line.len() <= LONGEST && lines.line.capacity() < 4 * LONGEST);
        let after = lines.push(b"\nnext\n");
        assert_eq!((after[0].len(), after[1].as_str()), (LONGEST, "next"));
    }
}
