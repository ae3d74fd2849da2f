//! A story as bodies: ids, times and words filled in, in Meta's own escapes. Pure: randomness and the time come in.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hooktrail_domain::signal::Platform;

use super::library::{Scenario, text};

/// Who and what; empty strings are made up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Cast {
    /// The business account: entry.id, on WhatsApp the phone number's id.
    pub(crate) account: String,
    /// The customer.
    pub(crate) peer: String,
    /// The customer's name, where the channel tells it.
    pub(crate) name: String,
    /// Words of the steps, by their place; empty ones stay as they are written.
    pub(crate) texts: Vec<String>,
    /// The message that a single event speaks of.
    pub(crate) of: String,
}

/// A body that would be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rendered {
    pub(crate) event: String,
    /// When it was said, epoch ms.
    pub(crate) at: i64,
    pub(crate) body: String,
}

/// The account of every sample, of the shape that ids of the platform have; no real one has it.
const fn account(platform: Platform) -> &'static str {
    match platform {
        Platform::Messenger => "102000000000303",
        Platform::Whatsapp => "106000000000404",
        _ => "17841400000000000",
    }
}
/// How long after it was said Meta sends something, ms.
const LAG: i64 = 300;

/// The bodies of `scenario`; its latest event is said a moment before `now` (epoch ms). `random` is hexadecimal, 40 digits or
/// more.
pub(crate) fn rendered(scenario: &Scenario, cast: &Cast, random: &str, now: i64) -> Vec<Rendered> {
    let digits = |from: usize| {
        let hex = random.get(from..from + 12).unwrap_or("0");
        // 15 digits, as Instagram's scoped ids have them.
        let number = u64::from_str_radix(hex, 16).unwrap_or_default() % 900_000_000_000_000;
        (100_000_000_000_000 + number).to_string()
    };
    let platform = scenario.platform();
    let or = |given: &str, made: String| {
        if given.trim().is_empty() { made } else { given.trim().to_owned() }
    };
    let account = or(&cast.account, account(platform).to_owned());
    let peer = or(&cast.peer, peer(platform, digits(0)));
    let name = or(&cast.name, "Maya Klein".to_owned());
    let number = digits(18);
    let mid = |n: usize| match (scenario.single && n == 2, cast.of.trim()) {
        (true, of) if !of.is_empty() => of.to_owned(),
        _ => mid(platform, &account, &peer, &format!("{}{n}", digits(8 + n % 16))),
    };

    // Some steps go back in time, so the last one need not be the latest.
    let passed = scenario.steps.iter().scan(0, |passed, step| {
        *passed += step.after_ms;
        Some(*passed)
    });
    let mut at = now - 1_000 - passed.max().unwrap_or(0).max(0);
    let mut said = Vec::new();
    let mut rendered: Vec<Rendered> = Vec::new();
    for (place, step) in scenario.steps.iter().enumerate() {
        at += step.after_ms;
        let source = match &*step.event {
            // Meta writes the time of sending anew, and nothing else.
            "again" => scenario.steps.get(step.of_step.saturating_sub(1)).unwrap_or(step),
            _ => step,
        };
        let spoken = match step.event == "again" {
            true => rendered.get(step.of_step.saturating_sub(1)).map_or(at, |before| before.at),
            false => at,
        };
        let Some(template) = text(platform, &source.event) else { continue };
        let given = cast.texts.get(place).map(String::as_str).unwrap_or_default();
        let words = match given {
            "" => source.text.as_deref().unwrap_or_default(),
            given => given,
        };
        said.push((source.says, spoken));
        let of_at = said.iter().find(|(says, _)| *says == source.of).map_or(spoken, |(_, at)| *at);
        let entry_at = at + LAG + i64::try_from(place).unwrap_or(0);
        let filled = [
            ("account", account.clone()),
            ("waba", "104000000000505".to_owned()),
            ("peer", peer.clone()),
            ("name", escaped(&name)),
            ("number", number.clone()),
            ("mid", mid(source.says)),
            ("of", mid(source.of)),
            ("at", spoken.to_string()),
            ("at_s", (spoken / 1_000).to_string()),
            ("of_at", of_at.to_string()),
            ("entry_at", entry_at.to_string()),
            ("text", escaped(words)),
        ];
        let body = fill(template, &filled);
        rendered.push(Rendered { event: step.event.clone(), at: spoken, body });
    }
    rendered
}

/// Replaces every `{{word}}` once; what is filled in is not looked at again.
fn fill(template: &str, filled: &[(&str, String)]) -> String {
    let mut body = String::with_capacity(template.len() + 200);
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once("{{") {
        body.push_str(before);
        let (word, after) = behind.split_once("}}").unwrap_or((behind, ""));
        let value = filled.iter().find(|(name, _)| *name == word);
        body.push_str(value.map(|(_, value)| value.as_str()).unwrap_or_default());
        rest = after;
    }
    body.push_str(rest);
    body
}

/// A text inside quotes as Meta writes it: `\/`, and `\u` for all that is not ASCII.
fn escaped(text: &str) -> String {
    let quoted = serde_json::to_string(text).unwrap_or_default();
    let inside = quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default();
    let mut escaped = String::with_capacity(inside.len() + 16);
    let mut units = [0; 2];
    for char in inside.chars() {
        match char {
            '/' => escaped.push_str("\\/"),
            char if char.is_ascii() => escaped.push(char),
            char => {
                for unit in char.encode_utf16(&mut units) {
                    escaped.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    escaped
}

fn peer(platform: Platform, digits: String) -> String {
    match platform {
        // A German number of no one: 15550 is not given out.
        Platform::Whatsapp => format!("4915550{}", digits.get(9..).unwrap_or_default()),
        _ => digits,
    }
}

fn mid(platform: Platform, account: &str, peer: &str, item: &str) -> String {
    match platform {
        Platform::Whatsapp => {
            format!("wamid.{}", BASE64.encode(format!("{peer}:{item}")).trim_end_matches('='))
        }
        Platform::Messenger => {
            let name = BASE64.encode(format!("{peer}.{item}"));
            format!("m_{}", name.trim_end_matches('=').replace('+', "-").replace('/', "_"))
        }
        _ => instagram_mid(account, peer, item),
    }
}

/// A message id in Instagram's form: base64 of what it names, `Z` as its escape. Undocumented; as found in three ids,
/// one of them that of `fixtures/vendor/doubletick.message-status.json`.
fn instagram_mid(account: &str, customer: &str, item: &str) -> String {
    let thread = format!("340282366841710301{customer}000000");
    let name = format!("ig_dm_item:1:IGMessageID:{account}:{thread}:328{item}00000000000000");
    let plain = BASE64.encode(name);
    let mut mid = String::with_capacity(plain.len() + 8);
    for char in plain.chars() {
        match char {
            'Z' => mid.push_str("ZA"),
            '+' => mid.push_str("ZB"),
            '/' => mid.push_str("ZC"),
            '=' => mid.push_str("ZD"),
            other => mid.push(other),
        }
    }
    mid
}

#[cfg(test)]
mod tests {
    use hooktrail_domain::meta;
    use hooktrail_domain::signal::Kind;

    use super::super::{all, find};
    use super::*;

    const NOW: i64 = 1_781_606_224_000;
    const RANDOM: &str = "00112233445566778899aabbccddeeff0011223344556677";

    #[test]
    fn every_story_is_read_as_what_it_is_called() {
        let mut accounts = std::collections::BTreeSet::new();
        for scenario in all() {
            let bodies = rendered(scenario, &Cast::default(), RANDOM, NOW);
            assert_eq!(bodies.len(), scenario.steps.len(), "{}", scenario.id);
            for one in &bodies {
                let place = format!("{}: {}", scenario.id, one.body);
                assert!(one.body.is_ascii() && !one.body.contains("{{"), "{place}");
                let read = meta::read(one.body.as_bytes(), Some(NOW));
                assert!(read.problems.is_empty(), "{place}: {:?}", read.problems);
                assert_eq!(read.signals.len(), 1, "{place}");
                let signal = &read.signals[0];
                assert_ne!(signal.kind, Kind::Unknown, "{place}");
                assert!(signal.problems.is_empty(), "{place}: {:?}", signal.problems);
                assert_eq!(signal.platform, scenario.platform(), "{place}");
                assert!(signal.peer.is_some() && signal.account.is_some(), "{place}");
                assert!(one.at < NOW, "{place}");
                accounts.insert((format!("{:?}", signal.platform), signal.account.clone()));
            }
        }
        let numbers: std::collections::BTreeSet<_> =
            accounts.iter().map(|(_, account)| account).collect();
        assert_eq!((accounts.len(), numbers.len()), (3, 3), "one account of each platform");
    }

    #[test]
    fn ids_are_fresh_or_ones_own_and_words_cannot_break_out() {
        let Some(story) = find("instagram-answered") else { panic!("gone") };
        let own = Cast {
            account: "17841400000000101".to_owned(),
            peer: "7001000000000011".to_owned(),
            texts: vec!["\"},{{peer}} caf\u{e9} / \u{1f64f}\n".to_owned()],
            ..Cast::default()
        };
        let one = rendered(story, &own, RANDOM, NOW);
        let read = meta::read(one[0].body.as_bytes(), None);
        assert_eq!(read.signals[0].text.as_deref(), Some(&*own.texts[0]));
        assert_eq!(read.signals[0].account.as_deref(), Some("17841400000000101"));
        assert!(one[0].body.contains(r"caf\u00e9 \/ \ud83d\ude4f\n"), "{}", one[0].body);
        let other: String = RANDOM.chars().rev().collect();
        let mid = read.signals[0].message_id.clone().unwrap_or_default();
        assert!(mid.starts_with("aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEO"), "{mid}");
        assert!(rendered(story, &own, &other, NOW).iter().all(|body| !body.body.contains(&mid)));
    }

    #[test]
    fn a_single_event_speaks_of_the_message_that_is_named() {
        let Some(read) = find("instagram/read") else { panic!("gone") };
        let cast = Cast { of: "aWdf-mine".to_owned(), ..Cast::default() };
        let bodies = rendered(read, &cast, RANDOM, NOW);
        assert!(bodies[0].body.contains(r#""read":{"mid":"aWdf-mine"}"#), "{}", bodies[0].body);
    }

    #[test]
    fn what_is_delivered_again_says_the_same() {
        let Some(story) = find("instagram-delivered-again") else { panic!("gone") };
        let bodies = rendered(story, &Cast::default(), RANDOM, NOW);
        let said = |body: &str| body.split_once("\"messaging\"").map(|(_, said)| said.to_owned());
        assert_eq!(said(&bodies[0].body), said(&bodies[2].body));
        assert_ne!(bodies[0].body, bodies[2].body, "sent at another time");
    }
}
