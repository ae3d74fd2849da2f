//! After any journal of captures, marks and deletions, a rebuild makes the very rows that were there.

mod rail;

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use hooktrail_domain::ledger::{MessageKey, State, ThreadKey};
use hooktrail_domain::signal::Platform;
use hooktrail_domain::signature::Verdict;
use proptest::prelude::*;
use rusqlite::StatementStatus;
use rusqlite::trace::{TraceEvent, TraceEventCodes};
use tempfile::TempDir;

use super::*;
use crate::clock::Clock;
use crate::journal::{Journal, NewCapture, Origin};
use crate::projection::{Projection, tables};
use crate::store::Store;

const PATIENCE: Duration = Duration::from_secs(30);
const ACCOUNT: &str = "1784";
const START: i64 = 1_781_606_220_000;

/// What the journal comes to hold, and what goes again.
#[derive(Debug, Clone)]
enum Op {
    /// One request with these items.
    Capture(Vec<Item>),
    Done(u8, u8),
    Undone(u8),
    Set(u8, u8, u8),
    /// The capture so many before the newest.
    Delete(u8),
    Forget(u8),
}

#[derive(Debug, Clone, Copy)]
enum Item {
    Said(u8, u8),
    Echo(u8, u8),
    Read(u8, u8),
    Gone(u8, u8, bool),
    Edit(u8, u8),
    Reaction(u8, u8),
    Referral(u8, u8),
    Odd,
}

fn at(time: u8) -> i64 {
    START + i64::from(time) * 1_000
}

fn thread(peer: u8) -> ThreadKey {
    ThreadKey { platform: Platform::Instagram, account: ACCOUNT.into(), peer: format!("9{peer}") }
}

/// Messages belong to one customer, as Meta's do.
fn mid(peer: u8, message: u8, ours: bool) -> String {
    format!("{}{peer}-{message}", if ours { "out" } else { "in" })
}

fn item(item: Item) -> String {
    let of = |peer: u8, ours: bool, time: u8, event: String| {
        let (customer, account) = (format!("9{peer}"), ACCOUNT.to_owned());
        let (from, to) = if ours { (account, customer) } else { (customer, account) };
        let at = at(time);
        format!(
            r#"{{"sender":{{"id":"{from}"}},"recipient":{{"id":"{to}"}},"timestamp":{at},{event}}}"#
        )
    };
    match item {
        Item::Said(peer, n) => of(
            peer,
            false,
            n,
            format!(r#""message":{{"mid":"{}","text":"a{n}"}}"#, mid(peer, n, false)),
        ),
        Item::Echo(peer, n) => of(
            peer,
            true,
            n,
            format!(r#""message":{{"mid":"{}","text":"b{n}","is_echo":true}}"#, mid(peer, n, true)),
        ),
        Item::Read(peer, n) => {
            of(peer, false, n + 4, format!(r#""read":{{"mid":"{}"}}"#, mid(peer, n, true)))
        }
        Item::Gone(peer, n, ours) => of(
            peer,
            ours,
            n + 5,
            format!(r#""message":{{"mid":"{}","is_deleted":true}}"#, mid(peer, n, ours)),
        ),
        Item::Edit(peer, n) => of(
            peer,
            false,
            n + 1,
            format!(
                r#""message_edit":{{"mid":"{}","num_edit":1,"text":"c"}}"#,
                mid(peer, n, false)
            ),
        ),
        Item::Reaction(peer, n) => of(
            peer,
            false,
            n + 2,
            format!(
                r#""reaction":{{"mid":"{}","action":"react","emoji":"x"}}"#,
                mid(peer, n, true)
            ),
        ),
        Item::Referral(peer, n) => of(peer, false, n, r#""referral":{"ref":"r"}"#.to_owned()),
        Item::Odd => "[null]".to_owned(),
    }
}

fn items() -> impl Strategy<Value = Item> {
    let (peer, n) = (0..3_u8, 0..3_u8);
    (peer, n, 0..8_u8, any::<bool>()).prop_map(|(peer, n, kind, ours)| match kind {
        0 => Item::Said(peer, n),
        1 => Item::Echo(peer, n),
        2 => Item::Read(peer, n),
        3 => Item::Gone(peer, n, ours),
        4 => Item::Edit(peer, n),
        5 => Item::Reaction(peer, n),
        6 => Item::Referral(peer, n),
        _ => Item::Odd,
    })
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        12 => prop::collection::vec(items(), 1..4).prop_map(Op::Capture),
        2 => (0..3_u8, 0..6_u8).prop_map(|(peer, time)| Op::Done(peer, time)),
        1 => (0..3_u8).prop_map(Op::Undone),
        2 => (0..3_u8, 0..3_u8, 0..7_u8).prop_map(|(peer, n, state)| Op::Set(peer, n, state)),
        2 => (0..6_u8).prop_map(Op::Delete),
        1 => (0..3_u8).prop_map(Op::Forget),
    ]
}

fn capture(items: &[Item], n: usize) -> NewCapture {
    let list = items.iter().map(|one| item(*one)).collect::<Vec<_>>().join(",");
    let body = format!(
        r#"{{"object":"instagram","entry":[{{"id":"{ACCOUNT}","time":{START},"messaging":[{list}]}}]}}"#
    );
    NewCapture {
        received_us: (START + n as i64) * 1_000,
        origin: Origin::Http,
        source: "default".to_owned(),
        method: "POST".to_owned(),
        path: "/webhook".to_owned(),
        query: String::new(),
        peer: None,
        status: 200,
        verdict: Verdict::Unchecked,
        secret: None,
        bytes: body.len() as u64,
        truncated: false,
        rejected: false,
        replay_of: None,
        headers: Vec::new(),
        body: body.into(),
    }
}

struct House {
    runtime: tokio::runtime::Runtime,
    store: Store,
    journal: Journal,
    projection: Projection,
    _folder: TempDir,
}

impl House {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        let store = Store::open(folder.path(), &Clock::system()).unwrap();
        let projection = runtime.block_on(Projection::start(store.clone())).unwrap();
        Self { runtime, journal: Journal::new(store.clone()), store, projection, _folder: folder }
    }

    async fn caught_up(&self) {
        assert!(self.projection.caught_up(PATIENCE).await.unwrap().is_some());
    }

    async fn act(&self, op: &Op, n: usize) {
        let mark =
            |mark| async { self.journal.mark((START + n as i64) * 1_000, mark).await.map(drop) };
        match op {
            Op::Capture(items) => self.journal.append(capture(items, n)).await.map(drop).unwrap(),
            Op::Done(peer, time) => {
                mark(Mark::Done { thread: thread(*peer), at: at(*time) }).await.unwrap();
            }
            Op::Undone(peer) => mark(Mark::Undone { thread: thread(*peer) }).await.unwrap(),
            Op::Set(peer, n, state) => {
                let message = MessageKey {
                    platform: Platform::Instagram,
                    account: ACCOUNT.into(),
                    message_id: mid(*peer, *n, true),
                };
                let known = {
                    let key = message.clone();
                    self.store.read::<_, StoreError, _>(move |conn| {
                        Ok(tables::messages::find(conn, &key)?.is_some_and(|row| row.listed))
                    })
                };
                self.caught_up().await;
                if known.await.unwrap() {
                    let state = State::ALL[usize::from(*state)];
                    let set =
                        Mark::State { message, participant: None, state, at: at(9), error: None };
                    mark(set).await.unwrap();
                }
            }
            Op::Delete(back) => {
                self.caught_up().await;
                let seqs = self.store.read::<_, StoreError, _>(|conn| {
                    let mut seqs = Vec::new();
                    let mut all = conn.prepare(
                        "SELECT seq FROM journal WHERE kind = 'capture' ORDER BY seq DESC",
                    )?;
                    let mut rows = all.query([])?;
                    while let Some(row) = rows.next()? {
                        seqs.push(row.get::<_, i64>(0)?);
                    }
                    Ok(seqs)
                });
                if let Some(seq) = seqs.await.unwrap().get(usize::from(*back)).copied() {
                    self.store
                        .erase::<_, ApiError, _>(move |tx| captures(tx, vec![seq]))
                        .await
                        .unwrap();
                }
            }
            Op::Forget(peer) => {
                self.caught_up().await;
                let which =
                    DeleteConversation { account: ACCOUNT.into(), peer: thread(*peer).peer };
                let erased =
                    self.store.erase::<_, ApiError, _>(move |tx| conversation(tx, &which)).await;
                if erased.is_ok_and(|erased| erased.crossed) {
                    self.projection.rebuild().await.unwrap();
                }
            }
        }
    }

    /// Every derived row.
    async fn derived(&self) -> Vec<(&'static str, Vec<String>)> {
        self.caught_up().await;
        let read = self.store.read::<_, StoreError, _>(|conn| tables::rows(conn, false));
        read.await.unwrap()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_rebuild_makes_the_rows_that_marks_and_deletions_left(ops in prop::collection::vec(op(), 1..16)) {
        static HOUSE: Mutex<Option<House>> = Mutex::new(None);
        let mut house = HOUSE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let house = house.get_or_insert_with(House::new);
        house.runtime.block_on(async {
            house.store.erase::<_, StoreError, _>(all).await.unwrap();
            for (n, op) in ops.iter().enumerate() {
                house.act(op, n).await;
            }
            let before = house.derived().await;
            house.projection.rebuild().await.unwrap();
            let after = house.derived().await;
            for (one, other) in before.iter().zip(&after) {
                prop_assert_eq!(one, other);
            }
            Ok(())
        })?;
    }
}

/// Steps that SQLite has run while they are counted, and where each statement that runs stood before.
static STEPS: Mutex<Option<(i64, HashMap<String, i64>)>> = Mutex::new(None);

fn count_steps(event: TraceEvent<'_>) {
    let mut counted = STEPS.lock().unwrap();
    let Some((steps, before)) = counted.as_mut() else { return };
    match event {
        TraceEvent::Stmt(statement, _) => {
            let run = i64::from(statement.get_status(StatementStatus::VmStep));
            before.insert(statement.sql().to_string(), run);
        }
        TraceEvent::Profile(statement, _) => {
            let run = i64::from(statement.get_status(StatementStatus::VmStep));
            *steps += run - before.remove(&*statement.sql()).unwrap_or(run);
        }
        _ => {}
    }
}

fn named(peer: usize, n: usize, at: i64) -> NewCapture {
    let body = format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"1","changes":[{{"field":"messages","value":{{
          "metadata":{{"phone_number_id":"{ACCOUNT}"}},"contacts":[{{"profile":{{"name":"A"}},"wa_id":"9{peer}"}}],
          "messages":[{{"from":"9{peer}","id":"m{peer}-{n}","timestamp":"{at}","type":"text","text":{{"body":"a"}}}}]}}}}]}}]}}"#
    );
    NewCapture { bytes: body.len() as u64, body: body.into(), ..capture(&[], n) }
}

/// The time of each message, s, as they came.
type Times = fn(i64) -> i64;
const RISING: Times = |n| START / 1_000 + n;
const FALLING: Times = |n| START / 1_000 - n;

/// What deleting a conversation takes that has so many messages, beside as many of other customers.
fn steps(messages: usize, times: Times, others: usize) -> i64 {
    let house = House::new();
    house.runtime.block_on(async {
        for other in 0..others {
            house.journal.append(named(other + 1, 0, START / 1_000)).await.unwrap();
        }
        for n in 0..messages {
            house.journal.append(named(0, n, times(n as i64))).await.unwrap();
        }
        house.caught_up().await;
        let which = DeleteConversation { account: ACCOUNT.into(), peer: "90".into() };
        *STEPS.lock().unwrap() = Some((0, HashMap::new()));
        let erased = house.store.erase::<_, ApiError, _>(move |tx| {
            let codes = TraceEventCodes::SQLITE_TRACE_STMT | TraceEventCodes::SQLITE_TRACE_PROFILE;
            tx.trace_v2(codes, Some(count_steps));
            let erased = conversation(tx, &which);
            tx.trace_v2(TraceEventCodes::empty(), None);
            erased
        });
        assert_eq!(erased.await.unwrap().answer.captures, messages as i64);
        STEPS.lock().unwrap().take().unwrap().0
    })
}

#[test]
fn deleting_a_conversation_takes_what_it_holds() {
    for (order, times) in [("oldest first", RISING), ("newest first", FALLING)] {
        let little = steps(50, times, 0);
        let [much, beside] = [steps(200, times, 0), steps(50, times, 200)];
        assert!(much < 5 * little, "{order}, four times as many: {much}, of one {little}");
        assert!(beside < 2 * little, "{order}, beside others: {beside}, alone {little}");
    }
}
