//! Any order of arrival between two marks, and any repetition, ends in the same states, openings and names, and every mark is
//! the same transition.

use std::collections::BTreeMap;
use std::fmt;

use proptest::prelude::*;

use super::*;
use crate::directory::Directory;
use crate::signal::{Data, Direction, Kind, MetaError, Signal};

const ACCOUNT: &str = "1784";
const CODES: [i64; 2] = [131_026, 131_042];
const PLATFORMS: [Platform; 3] = [Platform::Instagram, Platform::Messenger, Platform::Whatsapp];
const WORDS: [&str; 6] = ["sent", "delivered", "read", "failed", "played", "deleted"];

/// Something said of one of few conversations and few messages.
#[derive(Debug, Clone, Copy)]
enum Said {
    Message(u8),
    Echo(u8, bool),
    Read(u8),
    Delivery(u8),
    Delete(u8, bool, Option<Direction>),
    Edit(u8),
    Reaction(u8),
    Status(u8, u8, u8, Option<bool>),
    Postback,
    /// A comment, or a message of WhatsApp, with one of few public names.
    Named(u8, u8),
}

#[derive(Debug, Clone, Copy)]
struct Event {
    platform: u8,
    peer: bool,
    said: Said,
    /// Between which marks it arrives first.
    segment: u8,
    /// Its place in the shuffled order.
    place: u16,
    /// So many segments later, and where, it comes again.
    again: Option<(u8, u16)>,
}

#[derive(Clone)]
struct Case {
    events: Vec<Event>,
    /// Times of the done marks after segments 0 and 1.
    done: [Millis; 2],
    /// States set by hand, after a segment.
    set: Vec<Set>,
}

/// A state that the user sets on an outbound message of the first customer.
#[derive(Debug, Clone, Copy)]
struct Set {
    segment: u8,
    platform: u8,
    mid: u8,
    state: u8,
    member: Option<bool>,
    at: Millis,
}

impl Set {
    fn mark(&self) -> Mark {
        Mark::State {
            message: MessageKey {
                platform: PLATFORMS[usize::from(self.platform)],
                account: ACCOUNT.into(),
                message_id: format!("p1-out{}", self.mid),
            },
            participant: self.member.map(|member| if member { "x" } else { "y" }.to_owned()),
            state: State::ALL[usize::from(self.state)],
            at: self.at,
            error: None,
        }
    }
}

fn platform(event: &Event) -> Platform {
    PLATFORMS[usize::from(event.platform)]
}

fn time(message: u8) -> Millis {
    1_000 + Millis::from(message) * 10
}

/// The event as a signal. Message ids belong to one conversation, as Meta's do.
fn signal(event: &Event) -> Signal {
    let peer = if event.peer { "p1" } else { "p2" };
    let out = |mid: u8| Some(format!("{peer}-out{mid}"));
    let inbound = |mid: u8| Some(format!("{peer}-in{mid}"));
    let platform = platform(event);
    let messenger = platform == Platform::Messenger;
    let mut data = Data::default();
    let (kind, direction, message_id, at) = match event.said {
        Said::Message(mid) => (Kind::Message, Some(Direction::Inbound), inbound(mid), time(mid)),
        Said::Named(name, later) => {
            data.username = Some(format!("name{name}"));
            let kind = if platform == Platform::Whatsapp { Kind::Message } else { Kind::Comment };
            // A message has one time; two comments may be told at once.
            let message = kind == Kind::Message;
            let at = time(name) + if message { 0 } else { Millis::from(later % 2) * 10 };
            let mid = message.then(|| inbound(name)).flatten();
            (kind, Some(Direction::Inbound), mid, at)
        }
        Said::Postback => (Kind::Postback, Some(Direction::Inbound), None, time(1)),
        Said::Echo(mid, later) => (
            Kind::MessageEcho,
            Some(Direction::Outbound),
            out(mid),
            time(mid) + if later { 15 } else { 0 },
        ),
        Said::Read(mid) => {
            data.watermark = messenger.then(|| time(mid));
            (Kind::Read, None, if messenger { None } else { out(mid) }, time(mid) + 100)
        }
        Said::Delivery(mid) => {
            data.watermark = Some(time(mid));
            data.mids = out(mid).into_iter().collect();
            (Kind::Delivery, None, None, time(mid) + 50)
        }
        Said::Delete(mid, ours, by) => {
            (Kind::MessageDeleted, by, if ours { out(mid) } else { inbound(mid) }, time(mid) + 200)
        }
        Said::Edit(mid) => {
            data.num_edit = Some(i64::from(mid % 2));
            (Kind::MessageEdited, None, inbound(mid), time(mid) + 20)
        }
        Said::Reaction(mid) => (Kind::Reaction, None, out(mid), time(mid) + 30),
        Said::Status(mid, word, code, member) => {
            let word = WORDS[usize::from(word)];
            data.status = Some(word.to_owned());
            if word == "failed" {
                let code = Some(CODES[usize::from(code)]);
                data.errors.push(MetaError { code, ..MetaError::default() });
            }
            data.participant = member.map(|member| if member { "x" } else { "y" }.to_owned());
            (Kind::Status, None, out(mid), time(mid) + 40)
        }
    };
    Signal {
        path: String::new(),
        span: 0..0,
        kind,
        platform,
        account: Some(ACCOUNT.into()),
        account_place: None,
        peer: Some(peer.into()),
        group: false,
        direction,
        message_id,
        at: Some(at),
        at_path: None,
        at_span: None,
        text: None,
        sample: false,
        standby: false,
        flags: Flags::default(),
        problems: Vec::new(),
        data,
    }
}

impl fmt::Debug for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "\nsegment  place  again        platform   what          message   at    more"
        )?;
        for event in &self.events {
            let signal = signal(event);
            let again =
                event.again.map_or("-".to_owned(), |(later, place)| format!("+{later} at {place}"));
            let (platform, kind) = (signal.platform.word(), signal.kind.word());
            let mid = signal.message_id.unwrap_or_default();
            let (at, data) = (
                signal.at.unwrap_or_default(),
                serde_json::to_string(&signal.data).unwrap_or_default(),
            );
            let (segment, place) = (event.segment, event.place);
            writeln!(
                f,
                "{segment:<8} {place:<6} {again:<12} {platform:<10} {kind:<13} {mid:<9} {at:<5} {data}"
            )?;
        }
        for set in &self.set {
            writeln!(f, "after segment {} {:?}", set.segment, set.mark())?;
        }
        writeln!(f, "done after segment 0 at {}, after segment 1 at {}", self.done[0], self.done[1])
    }
}

fn said() -> impl Strategy<Value = Said> {
    let mid = 0..4_u8;
    let side = prop::option::of(Just(Direction::Outbound));
    prop_oneof![
        3 => mid.clone().prop_map(Said::Message),
        4 => (mid.clone(), any::<bool>()).prop_map(|(mid, later)| Said::Echo(mid, later)),
        4 => mid.clone().prop_map(Said::Read),
        3 => mid.clone().prop_map(Said::Delivery),
        2 => (mid.clone(), any::<bool>(), side).prop_map(|(mid, ours, by)| {
            Said::Delete(mid, ours, if ours { by } else { by.map(|_| Direction::Inbound) })
        }),
        1 => mid.clone().prop_map(Said::Edit),
        1 => mid.clone().prop_map(Said::Reaction),
        5 => (mid, 0..6_u8, 0..2_u8, prop::option::weighted(0.3, any::<bool>()))
            .prop_map(|(mid, word, code, member)| Said::Status(mid, word, code, member)),
        1 => Just(Said::Postback),
        2 => (0..3_u8, 0..2_u8).prop_map(|(name, later)| Said::Named(name, later)),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    let again = prop::option::weighted(0.4, (0..3_u8, any::<u16>()));
    (0..3_u8, any::<bool>(), said(), 0..3_u8, any::<u16>(), again).prop_map(
        |(platform, peer, said, segment, place, again)| {
            // A receipt shape belongs to its platform.
            let platform = match said {
                Said::Status(..) => 2,
                Said::Read(_) => platform % 2,
                Said::Delivery(_) => 1,
                _ => platform,
            };
            Event { platform, peer, said, segment, place, again }
        },
    )
}

fn case() -> impl Strategy<Value = Case> {
    let times = || 1_000..1_060_i64;
    (prop::collection::vec(event(), 0..16), [times(), times()], prop::collection::vec(set(), 0..4))
        .prop_map(|(events, done, set)| Case { events, done, set })
}

fn set() -> impl Strategy<Value = Set> {
    let member = prop::option::weighted(0.2, any::<bool>());
    (0..3_u8, 0..3_u8, 0..4_u8, 0..7_u8, member, 1_000..1_300_i64).prop_map(
        |(segment, platform, mid, state, member, at)| {
            let member = member.filter(|_| platform == 2);
            Set { segment, platform, mid, state, member, at }
        },
    )
}

/// What must not depend on order: states with members and evidence, openings, done, what each mark changed, and names.
type End = (BTreeMap<String, String>, BTreeMap<ThreadKey, (usize, bool)>, Vec<String>, Directory);

fn run(case: &Case, order: &[(u8, usize)]) -> End {
    let mut storage = Memory::default();
    let mut openings: BTreeMap<ThreadKey, (usize, bool)> = BTreeMap::new();
    let mut set = Vec::new();
    let mut directory = Directory::default();
    let mut seq = 0;
    for segment in 0..3_u8 {
        for (_, index) in order.iter().filter(|(place, _)| *place == segment) {
            seq += 1;
            let info = CaptureInfo { seq, received_at: None };
            let mut signals = [signal(&case.events[*index])];
            let Ok(effects) = apply(&mut storage, &info, &mut signals);
            directory.learn(&signals);
            for Caused { effect, .. } in effects.openings {
                let Opening { platform, account, peer, .. } = effect;
                openings.entry(ThreadKey { platform, account, peer }).or_default().0 += 1;
            }
        }
        for mark in case.set.iter().filter(|set| set.segment == segment).map(Set::mark) {
            let Ok(effects) = apply_mark(&mut storage, seq, &mark);
            let told = effects.transitions.iter().map(|Caused { effect, .. }| {
                let Transition { participant, from, to, at, basis, .. } = effect;
                format!("{participant:?} {from:?} {to:?} {at:?} {basis:?}")
            });
            set.push(told.collect::<Vec<_>>().join(", "));
        }
        if let Some(at) = case.done.get(usize::from(segment)) {
            for platform in PLATFORMS {
                let thread = ThreadKey { platform, account: ACCOUNT.into(), peer: "p1".into() };
                let Ok(_) = apply_mark(&mut storage, seq, &Mark::Done { thread, at: *at });
            }
        }
    }
    let states = storage.messages().map(|record| {
        let member = |member: &Member| {
            format!("{}: {:?}", member.participant, record.standing(Some(&member.participant)))
        };
        let mut members: Vec<String> = record.members.iter().map(member).collect();
        members.sort_unstable();
        let evidence: Vec<&str> = record.summary().iter().map(|(state, _)| state.word()).collect();
        let key = format!("{} {}", record.platform.word(), record.message_id);
        (
            key,
            format!(
                "{:?} {members:?} from {evidence:?} by {:?}",
                record.state(),
                record.direction()
            ),
        )
    });
    let states = states.collect();
    for conversation in storage.conversations() {
        openings.entry(conversation.key.clone()).or_default().1 = conversation.is_done();
    }
    (states, openings, set, directory)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn order_and_repetition_change_nothing(case in case()) {
        let plain: Vec<(u8, usize)> =
            case.events.iter().enumerate().map(|(index, event)| (event.segment, index)).collect();
        let mut shuffled: Vec<(u8, u16, usize)> = Vec::new();
        for (index, event) in case.events.iter().enumerate() {
            shuffled.push((event.segment, event.place, index));
            if let Some((later, place)) = event.again {
                shuffled.push(((event.segment + later).min(2), place, index));
            }
        }
        shuffled.sort_unstable();
        let shuffled: Vec<(u8, usize)> = shuffled.into_iter().map(|(segment, _, index)| (segment, index)).collect();
        prop_assert_eq!(run(&case, &plain), run(&case, &shuffled));
    }
}
