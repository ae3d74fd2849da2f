//! Generated traffic of a month: customers on three products and several accounts who write, are answered, read and react;
//! with what is odd in a real journal. The same for the same size, capture by capture.

use std::collections::VecDeque;

use bytes::Bytes;
use hooktrail_domain::signal::Platform;
use hooktrail_domain::signature::Verdict;
use hooktrail_engine::journal::{DirectoryEdit, Headers, Mark, NewCapture, Origin};
use serde_json::{Value, json};

use super::words::{self, Dice};

/// Time of the first capture, epoch milliseconds.
const START: u64 = 1_781_618_582_000;
const MONTH: u64 = 30 * 86_400_000;
/// A conversation longer than the others.
const LONG: u64 = 0;
/// Bodies that may come again.
const AGAIN: usize = 64;

/// One request.
#[derive(Clone)]
pub(crate) struct Came {
    at: u64,
    method: &'static str,
    path: &'static str,
    query: &'static str,
    status: u16,
    verdict: Verdict,
    pub(crate) body: Vec<u8>,
}

impl Came {
    /// A POST with something in it.
    pub(crate) fn is_event(&self) -> bool {
        self.method == "POST" && !self.body.is_empty()
    }

    pub(crate) fn capture(self) -> NewCapture {
        let mut headers = Headers::default();
        for (name, value) in [
            ("host", "hooks.example.com"),
            ("user-agent", "facebookexternalua"),
            ("content-type", "application/json"),
            (
                "x-hub-signature-256",
                "sha256=5d5b09f6dcb2d53a5fffc60c4ac0d55fabdf556069d6631545f42aa6e3500f2e",
            ),
        ] {
            headers.push(name, value.as_bytes());
        }
        NewCapture {
            received_us: i64::try_from(self.at * 1_000).unwrap(),
            origin: Origin::Http,
            source: "default".to_owned(),
            method: self.method.to_owned(),
            path: self.path.to_owned(),
            query: self.query.to_owned(),
            peer: Some("127.0.0.1:40112".to_owned()),
            status: self.status,
            verdict: self.verdict,
            secret: (self.verdict == Verdict::Valid).then(|| "Meta".to_owned()),
            bytes: self.body.len() as u64,
            truncated: false,
            rejected: false,
            replay_of: None,
            headers: headers.into_bytes(),
            body: Bytes::from(self.body),
        }
    }
}

/// How far a conversation is: numbers of the captures that held its last messages, 0 for none, and what became of the last
/// one that went out.
#[derive(Clone, Copy, Default)]
struct Talk {
    from_them: u64,
    from_us: u64,
    receipts: u8,
}

pub(crate) struct Traffic {
    dice: Dice,
    captures: u64,
    n: u64,
    from: u64,
    talks: Vec<Talk>,
    begun: u64,
    recent: VecDeque<Came>,
}

impl Traffic {
    pub(crate) fn new(captures: u64, conversations: u64) -> Self {
        let talks = vec![Talk::default(); usize::try_from(conversations).unwrap()];
        Self {
            dice: Dice::new(6),
            captures,
            n: 0,
            from: START,
            talks,
            begun: 0,
            recent: VecDeque::new(),
        }
    }

    /// What comes after a month, mostly of those who wrote before.
    pub(crate) fn later(captures: u64) -> Self {
        let mut later = Self::new(captures, 2_000);
        (later.n, later.from, later.begun) = (1 << 40, START + MONTH, 2_000);
        later
    }

    /// Names that the user entered: of the accounts, and of some customers.
    pub(crate) fn names(&self) -> Vec<(i64, Mark)> {
        let entered = |platform, account: &str, peer: Option<u64>, name: String| {
            let edit = DirectoryEdit {
                platform: Some(platform),
                account: account.to_owned(),
                peer: peer.map(|peer| peer.to_string()),
                name: Some(name),
                ..DirectoryEdit::default()
            };
            (i64::try_from(START * 1_000).unwrap(), Mark::Directory(edit))
        };
        let mut names = Vec::new();
        for talk in (0..self.talks.len() as u64).step_by(97) {
            let (platform, account) = side(talk);
            if talk < 8 * 97 {
                names.push(entered(
                    platform,
                    account,
                    None,
                    format!("North Store {}", talk / 97 + 1),
                ));
            }
            names.push(entered(platform, account, Some(peer(talk)), words::name(talk)));
        }
        names
    }

    pub(crate) fn next(&mut self) -> Came {
        let number = self.n % (1 << 40);
        let at = self.from + number * MONTH / self.captures;
        self.n += 1;
        let usual = Came {
            at,
            method: "POST",
            path: "/webhook",
            query: "",
            status: 200,
            verdict: Verdict::Valid,
            body: Vec::new(),
        };
        let came = match self.dice.below(1_000) {
            0..=3 if !self.recent.is_empty() => {
                let again = self.dice.below(self.recent.len() as u64);
                Came { at, ..self.recent[usize::try_from(again).unwrap()].clone() }
            }
            4 => Came { method: "GET", query: "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=t", verdict: Verdict::Unchecked, ..usual },
            5 => Came { body: br#"{"object":"instagram","entry":[{"#.to_vec(), verdict: Verdict::Invalid, ..usual },
            6 => Came { body: br#"{"object":"page","entry":[{"id":"102000000000303","time":1,"changes":[{"field":"new_thing","value":{}}]}]}"#.to_vec(), ..usual },
            7 => Came { body: self.event(at).into_bytes(), status: 503, ..usual },
            8 => Came { body: self.event(at).into_bytes(), path: "/webhook/staging", ..usual },
            9 => Came { body: self.event(at).into_bytes(), verdict: Verdict::Invalid, ..usual },
            10..=12 => Came { body: self.event(at).into_bytes(), verdict: Verdict::Missing, ..usual },
            _ => Came { body: self.event(at).into_bytes(), ..usual },
        };
        if self.recent.len() == AGAIN {
            self.recent.pop_front();
        }
        self.recent.push_back(came.clone());
        came
    }

    /// Whose turn it is: everybody once, in order; between, one who wrote lately, or the one who always writes.
    fn turn(&mut self, number: u64) -> u64 {
        let all = self.talks.len() as u64;
        if self.begun < all && number * all >= self.begun * self.captures {
            self.begun += 1;
            return self.begun - 1;
        }
        if (number < 400 && number % 3 == 1) || self.dice.one_in(200) {
            return LONG;
        }
        let reach = self.begun.min(1 << self.dice.below(18));
        self.begun - 1 - self.dice.below(reach)
    }

    fn event(&mut self, at: u64) -> String {
        let who = self.turn((self.n - 1) % (1 << 40));
        let talk = &mut self.talks[usize::try_from(who).unwrap()];
        let step = self.dice.below(100);
        let (platform, account) = side(who);
        let waits = talk.from_us > 0 && talk.receipts < 2;
        let event = match step {
            _ if talk.from_them == 0 => Event::Message,
            0..=54 if waits => Event::Receipt,
            55..=57 => Event::Reaction,
            58..=60 if platform != Platform::Whatsapp => Event::Edit,
            61 if platform != Platform::Whatsapp => Event::Unsent,
            62..=65 => Event::Image,
            66 if platform != Platform::Whatsapp => Event::Postback,
            67..=83 => Event::Message,
            _ => Event::Echo,
        };
        let before = *talk;
        match event {
            Event::Message | Event::Image | Event::Postback => talk.from_them = self.n,
            Event::Echo => (talk.from_us, talk.receipts) = (self.n, 0),
            // Instagram knows no delivery.
            Event::Receipt => talk.receipts += if platform == Platform::Instagram { 2 } else { 1 },
            _ => {}
        }
        let said = Said {
            event,
            who,
            n: self.n,
            at,
            before,
            text: words::text(&mut self.dice),
            fails: self.dice.one_in(25),
        };
        match platform {
            Platform::Whatsapp => whatsapp(account, &said),
            _ => messaging(platform, account, &said),
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Event {
    Message,
    Echo,
    Receipt,
    Reaction,
    Edit,
    Unsent,
    Image,
    Postback,
}

struct Said {
    event: Event,
    who: u64,
    n: u64,
    at: u64,
    before: Talk,
    text: String,
    fails: bool,
}

/// The product and the account that a customer writes to.
fn side(who: u64) -> (Platform, &'static str) {
    match who % 16 {
        0..=4 => (Platform::Instagram, "17841460000000101"),
        5..=7 => (Platform::Instagram, "17841460000000202"),
        8 => (Platform::Instagram, "17841460000000404"),
        9..=10 => (Platform::Messenger, "102000000000303"),
        11 => (Platform::Messenger, "102000000000304"),
        12..=14 => (Platform::Whatsapp, "106000000000606"),
        _ => (Platform::Whatsapp, "106000000000607"),
    }
}

fn peer(who: u64) -> u64 {
    match side(who).0 {
        Platform::Whatsapp => 4_915_550_000_000 + who,
        _ => 7_001_000_000_000_000 + who * 7,
    }
}

/// The id of the message in capture `n`, as long as Meta's.
fn mid(platform: Platform, who: u64, n: u64) -> String {
    match platform {
        Platform::Whatsapp => {
            format!("wamid.HBgNNDkxNTU1MDAwMDA0NBUCABIYFDNB{who:08X}{n:012X}AA==")
        }
        Platform::Messenger => format!("m_Zx8Qp1kLr4{who:08}-A_bcdEFGHijklMNOPqrst{n:012}"),
        _ => format!(
            "aWdfZAG1faXRlbToxOklHTWVzc2FnZAUlEOjE3ODQxNDYwMDAwMDAwMTAxOjM0MDI4MjM2Njg0MTcxMDMwMTI0NDI3NjAwMDAw{who:08}FB59AF28E40D85C13{n:012}ZDZD"
        ),
    }
}

fn messaging(platform: Platform, account: &str, said: &Said) -> String {
    let mid = |n| mid(platform, said.who, n);
    let (at, last) = (said.at, said.before);
    let event = match said.event {
        Event::Message => json!({"message": {"mid": mid(said.n), "text": said.text}}),
        Event::Echo => {
            json!({"message": {"mid": mid(said.n), "text": said.text, "is_echo": true, "app_id": 567_890_123_456_789_u64}})
        }
        Event::Receipt if platform == Platform::Instagram => {
            json!({"read": {"mid": mid(last.from_us)}})
        }
        Event::Receipt if last.receipts == 0 => {
            json!({"delivery": {"mids": [mid(last.from_us)], "watermark": at}})
        }
        Event::Receipt => json!({"read": {"watermark": at}}),
        Event::Reaction => {
            json!({"reaction": {"mid": mid(last.from_us.max(last.from_them)), "action": "react", "reaction": "love", "emoji": "❤️"}})
        }
        Event::Edit => {
            json!({"message_edit": {"mid": mid(last.from_them), "text": said.text, "num_edit": 1}})
        }
        Event::Unsent => json!({"message": {"mid": mid(last.from_them), "is_deleted": true}}),
        Event::Image => {
            json!({"message": {"mid": mid(said.n), "attachments": [{"type": "image", "payload": {"url": format!("https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id={}&signature=AbY_x-1", said.n)}}]}})
        }
        Event::Postback => {
            json!({"postback": {"mid": mid(said.n), "title": "Opening hours", "payload": "HOURS"}})
        }
    };
    let (them, us) = (json!({"id": peer(said.who).to_string()}), json!({"id": account}));
    let (sender, recipient) = if said.event == Event::Echo { (us, them) } else { (them, us) };
    let mut item = json!({"sender": sender, "recipient": recipient, "timestamp": at});
    item.as_object_mut().unwrap().extend(event.as_object().unwrap().clone());
    let object = if platform == Platform::Messenger { "page" } else { "instagram" };
    as_meta(
        &json!({"object": object, "entry": [{"time": at + 700, "id": account, "messaging": [item]}]}),
    )
}

fn whatsapp(account: &str, said: &Said) -> String {
    let mid = |n| mid(Platform::Whatsapp, said.who, n);
    let (them, seconds, last) =
        (peer(said.who).to_string(), (said.at / 1_000).to_string(), said.before);
    let message = |kind: &str, content: Value| {
        json!({"contacts": [{"profile": {"name": words::name(said.who)}, "wa_id": them}],
               "messages": [{"from": them, "id": mid(said.n), "timestamp": seconds, "type": kind, kind: content}]})
    };
    let (field, value) = match said.event {
        Event::Receipt => {
            let status = ["delivered", "read"][usize::from(last.receipts.min(1))];
            let mut row = json!({"id": mid(last.from_us), "status": status, "timestamp": seconds, "recipient_id": them});
            if said.fails {
                row["status"] = json!("failed");
                row["errors"] = json!([{"code": 131_026, "title": "Message undeliverable"}]);
            }
            ("messages", json!({"statuses": [row]}))
        }
        Event::Echo => {
            let echo = json!({"from": "15550001234", "to": them, "id": mid(said.n), "timestamp": seconds, "type": "text", "text": {"body": said.text}});
            ("smb_message_echoes", json!({"message_echoes": [echo]}))
        }
        Event::Image => (
            "messages",
            message(
                "image",
                json!({"mime_type": "image/jpeg", "id": said.n.to_string(), "caption": said.text}),
            ),
        ),
        Event::Reaction => (
            "messages",
            message(
                "reaction",
                json!({"message_id": mid(last.from_us.max(last.from_them)), "emoji": "👍"}),
            ),
        ),
        _ => ("messages", message("text", json!({"body": said.text}))),
    };
    let mut value = value;
    value["messaging_product"] = json!("whatsapp");
    value["metadata"] = json!({"display_phone_number": "15550001234", "phone_number_id": account});
    as_meta(
        &json!({"object": "whatsapp_business_account", "entry": [{"id": "104000000000505", "changes": [{"value": value, "field": field}]}]}),
    )
}

/// Meta escapes slashes, and whatever is not ASCII.
fn as_meta(body: &Value) -> String {
    let mut text = String::new();
    for letter in body.to_string().chars() {
        match letter {
            '/' => text.push_str("\\/"),
            letter if letter.is_ascii() => text.push(letter),
            letter => {
                for unit in letter.encode_utf16(&mut [0; 2]) {
                    text.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    text
}
