//! A replay as JUnit XML, for programs that show tests: one case per request. Only the file's words are made here.

use std::fmt::Write;

/// What came of one request.
pub(crate) struct Case {
    /// What was sent.
    pub name: String,
    /// In which form.
    pub format: String,
    /// How long it took, milliseconds.
    pub ms: i64,
    /// Why it is not what was expected.
    pub missed: Option<String>,
    /// Something was answered.
    pub answered: bool,
    /// What was answered, for reading.
    pub output: String,
}

/// The file's text. `unsent` requests of the run were not made.
pub(crate) fn document(suite: &str, cases: &[Case], unsent: i64, ms: i64) -> String {
    let failures = cases.iter().filter(|case| case.missed.is_some() && case.answered).count();
    let errors = cases.iter().filter(|case| case.missed.is_some() && !case.answered).count();
    let skipped = usize::try_from(unsent).unwrap_or_default();
    let tests = cases.len() + skipped;
    let suite = escaped(suite);
    let mut xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuites name=\"hooktrail replay\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\" time=\"{0}\">\n\
         <testsuite name=\"{suite}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\" skipped=\"{skipped}\" time=\"{0}\">\n",
        seconds(ms)
    );
    for case in cases {
        let (name, class) = (escaped(&case.name), escaped(&case.format));
        let head = format!(
            "<testcase name=\"{name}\" classname=\"{class}\" time=\"{}\"",
            seconds(case.ms)
        );
        let _ = match &case.missed {
            None => writeln!(xml, "{head}/>"),
            Some(why) => {
                let tag = if case.answered { "failure" } else { "error" };
                let (why, output) = (escaped(why), escaped(&case.output));
                writeln!(xml, "{head}><{tag} message=\"{why}\">{output}</{tag}></testcase>")
            }
        };
    }
    for number in 1..=skipped {
        let _ = writeln!(
            xml,
            "<testcase name=\"not sent {number}\" classname=\"not sent\"><skipped/></testcase>"
        );
    }
    xml.push_str("</testsuite>\n</testsuites>\n");
    xml
}

fn seconds(ms: i64) -> String {
    format!("{}.{:03}", ms / 1_000, ms % 1_000)
}

/// `text` for an attribute or an element. What XML cannot hold is shown as its replacement.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\r' | '\t' => {
                let _ = write!(escaped, "&#{};", u32::from(c));
            }
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use quick_xml::events::Event;
    use quick_xml::{Reader, XmlVersion};

    use super::*;

    #[test]
    fn whatever_was_answered_the_file_is_xml() {
        let odd = "a<b> & \"c\" ]]> \u{0}\u{1b}[0m\r\n\u{fffe}é🪝";
        let case = |missed: Option<&str>, answered| Case {
            name: odd.to_owned(),
            format: "meta".to_owned(),
            ms: 1_234,
            missed: missed.map(str::to_owned),
            answered,
            output: odd.to_owned(),
        };
        let cases = [case(None, true), case(Some(odd), true), case(Some("refused"), false)];
        let xml = document(odd, &cases, 2, 65_432);
        let mut reader = Reader::from_str(&xml);
        reader.config_mut().check_end_names = true;
        let (mut tags, mut messages) = (Vec::new(), Vec::new());
        loop {
            match reader.read_event().unwrap() {
                Event::Eof => break,
                Event::Start(tag) | Event::Empty(tag) => {
                    for attribute in tag.attributes() {
                        let attribute = attribute.unwrap();
                        if attribute.key.as_ref() == "message" {
                            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
                            messages.push(value.unwrap().into_owned());
                        }
                    }
                    tags.push(tag.name().as_ref().to_owned());
                }
                _ => {}
            }
        }
        let count = |name: &str| tags.iter().filter(|tag| *tag == name).count();
        assert_eq!(
            (count("testcase"), count("failure"), count("error"), count("skipped")),
            (5, 1, 1, 2)
        );
        assert_eq!(messages, ["a<b> & \"c\" ]]> \u{fffd}\u{fffd}[0m\r\n\u{fffd}é🪝", "refused"]);
        assert!(
            xml.contains("tests=\"5\" failures=\"1\" errors=\"1\" skipped=\"2\" time=\"65.432\"")
        );
    }
}
