//! As much of what others wrote as is shown where it stands among other things: a message may have megabytes. Whole it is in
//! the body of its capture, and in what the command line lists; nothing is looked for in what was cut here.

/// Characters of one line: a preview, a quote, a name.
const LINE: usize = 200;
/// Characters of what stands beside a message: Meta's own payloads have up to 1 000.
const BESIDE: usize = 2_000;
/// Characters of a message's words. More of them nobody reads in a conversation, and a browser lays them out for long.
const WORDS: usize = 20_000;

/// The beginning of a message's words, and how many characters there are in all.
pub(super) fn words(text: Option<&str>) -> (Option<String>, i64) {
    let Some(text) = text else { return (None, 0) };
    let (shown, characters) = begun(text, WORDS);
    (Some(shown), characters)
}

/// The beginning of what a target answered, read as UTF-8, and how many characters there are in all: a development server
/// answers an error with a page.
pub(super) fn answer(body: &[u8]) -> (String, i64) {
    begun(&String::from_utf8_lossy(body), BESIDE)
}

fn begun(text: &str, most: usize) -> (String, i64) {
    let shown = beginning(text, most).unwrap_or(text).to_owned();
    (shown, i64::try_from(text.chars().count()).unwrap_or(i64::MAX))
}

/// What stands beside a message; `…` stands for what is not shown.
pub(super) fn beside(text: String) -> String {
    cut(text, BESIDE)
}

/// A name, kept as it is written; `…` stands for what is not shown.
pub(super) fn name(text: &str) -> String {
    beginning(text, LINE).map_or_else(|| text.to_owned(), |shown| format!("{shown}…"))
}

/// One line, any space in it a single one; `…` stands for what is not shown.
pub(super) fn line(text: &str) -> String {
    let (mut line, mut left) = (String::new(), LINE + 1);
    for word in text.split_whitespace() {
        let space = if line.is_empty() { "" } else { " " };
        let more = space.chars().chain(word.chars()).take(left);
        let before = line.len();
        line.extend(more);
        left -= line[before..].chars().count();
        if left == 0 {
            break;
        }
    }
    cut(line, LINE)
}

fn cut(mut text: String, most: usize) -> String {
    if let Some(shown) = beginning(&text, most).map(str::len) {
        text.truncate(shown);
        text.push('…');
    }
    text
}

/// The first `most` characters; `None` when there are no more.
fn beginning(text: &str, most: usize) -> Option<&str> {
    let (end, _) = text.char_indices().nth(most)?;
    text.get(..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_200_characters_at_most_and_no_two_spaces() {
        for (text, shown) in [
            ("", String::new()),
            (" \n\t ", String::new()),
            ("  one\r\n\ttwo ", "one two".to_owned()),
            (&*"é".repeat(200), "é".repeat(200)),
            (&*"🙏".repeat(201), "🙏".repeat(200) + "…"),
            (&*format!("{}\n b", "a".repeat(198)), "a".repeat(198) + " b"),
            (&*format!("{}\n b", "a".repeat(199)), "a".repeat(199) + " …"),
            (&*format!("{}\n b", "a".repeat(200)), "a".repeat(200) + "…"),
            (&*"a\n".repeat(1_000), "a ".repeat(100) + "…"),
        ] {
            assert_eq!(line(text), shown, "{text:?}");
        }
    }

    #[test]
    fn of_a_messages_words_the_first_20_000_characters_go_with_how_many_there_are() {
        for (text, shown, all) in [
            (None, None, 0),
            (Some(String::new()), Some(String::new()), 0),
            (Some("🙏\0 x\n".to_owned()), Some("🙏\0 x\n".to_owned()), 5),
            (Some("é".repeat(20_000)), Some("é".repeat(20_000)), 20_000),
            (Some("é".repeat(20_001)), Some("é".repeat(20_000)), 20_001),
        ] {
            assert_eq!(words(text.as_deref()), (shown, all));
        }
    }

    #[test]
    fn of_an_answer_the_first_2_000_characters_go_with_how_many_there_are() {
        for (body, shown, all) in [
            (&b""[..], String::new(), 0),
            (b"a\xffb", "a\u{fffd}b".to_owned(), 3),
            ("é".repeat(2_000).as_bytes(), "é".repeat(2_000), 2_000),
            ("🙏".repeat(2_001).as_bytes(), "🙏".repeat(2_000), 2_001),
        ] {
            assert_eq!(answer(body), (shown, all));
        }
    }

    #[test]
    fn a_name_and_what_stands_beside_a_message_say_that_they_go_on() {
        assert_eq!([name("A  B"), beside("A  B".to_owned())], ["A  B", "A  B"]);
        assert_eq!(name(&"é".repeat(201)), "é".repeat(200) + "…");
        assert_eq!(beside("é".repeat(2_001)), "é".repeat(2_000) + "…");
    }
}
