//! Rules of time under a clock of the test's own: when they fire, for what, and that it is once.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};

use bytes::Bytes;
use hooktrail_domain::ledger::{MessageKey, State};
use hooktrail_domain::signal::Platform;
use hooktrail_domain::signature::Verdict;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;
use crate::delivery::Sender;
use crate::delivery::forward;
use crate::insights::{self, Mark as Counted, Patience, Window};
use crate::journal::{Journal, Mark, NewCapture};
use crate::projection::Projection;
use crate::projection::tables::messages;
use crate::secrets::{Secret, Secrets};
use crate::store::deliveries::{self, Which};
use crate::store::rules::{self, Rule, RuleTarget};
use crate::store::tests::capture;
use crate::store::time_rules::{self, News, TimeRule};

const PATIENCE: Duration = Duration::from_secs(30);
/// When each test begins, ms.
const NOW: i64 = 1_781_606_000_000;
const MIN: i64 = 60_000;

struct Rig {
    folder: TempDir,
    now: Arc<AtomicI64>,
    deps: Deps,
    journal: Journal,
    projection: Projection,
}

impl Rig {
    async fn new() -> Self {
        Self::on(TempDir::new().unwrap(), NOW).await
    }

    async fn on(folder: TempDir, at: i64) -> Self {
        let now = Arc::new(AtomicI64::new(at));
        let told = now.clone();
        let clock = Clock::reading(move || told.load(Ordering::Relaxed) * 1_000);
        let store = Store::open(folder.path(), &clock).unwrap();
        let projection = Projection::start(store.clone()).await.unwrap();
        let forward = Forward::open(forward::Deps {
            store: store.clone(),
            clock: clock.clone(),
            sender: Sender::new().unwrap(),
            secrets: Secrets::new(Secret::new("sample"), Vec::new()),
            fits: crate::api::fitting,
        });
        let forward = forward.await.unwrap();
        let journal = Journal::new(store.clone());
        let fits = crate::api::fitting_messages;
        Self { folder, now, deps: Deps { store, clock, forward, fits }, journal, projection }
    }

    /// Ends, and begins again on the same folder at the time `at`.
    async fn again(self, at: i64) -> Self {
        self.projection.stop().await;
        self.deps.store.close().await;
        Self::on(self.folder, at).await
    }

    fn at(&self, ms: i64) -> &Self {
        self.now.store(ms, Ordering::Relaxed);
        self
    }

    async fn append(&self, body: impl Into<Bytes>) {
        let body = body.into();
        let capture = NewCapture {
            received_us: self.deps.clock.micros(),
            verdict: Verdict::Unchecked,
            bytes: body.len() as u64,
            body,
            ..capture("")
        };
        self.journal.append(capture).await.unwrap();
    }

    async fn hears(&self, body: impl Into<Bytes>) -> &Self {
        self.append(body).await;
        assert!(self.projection.caught_up(PATIENCE).await.unwrap().is_some());
        self
    }

    /// A rule that begins now.
    async fn rule(&self, state: &str, after_ms: i64, filter: &str) -> i64 {
        let (state, filter) = (state.to_owned(), filter.to_owned());
        let since_ms = self.deps.clock.millis();
        let write = self.deps.store.write::<_, StoreError, _>(move |tx| {
            let newest = crate::store::journal::newest(tx)?;
            let rule = Rule {
                id: 0,
                name: "stuck".to_owned(),
                filter,
                retry: "none".to_owned(),
                speed: 1,
                enabled: true,
                held: false,
                cursor: newest,
                deaf: None,
            };
            let rule = rules::put(tx, &rule)?;
            let url = "http://127.0.0.1:9/hook".to_owned();
            let place = RuleTarget { n: 0, target: None, url, formats: Vec::new(), ended: None };
            rules::put_targets(tx, rule, &[place])?;
            let looked_ms = since_ms;
            let time = TimeRule { rule, state, after_ms, notify: true, since_ms, looked_ms };
            time_rules::put(tx, &time)?;
            Ok(rule)
        });
        write.await.unwrap()
    }

    async fn gives(&self, rule: i64, after_ms: i64) {
        let write = self.deps.store.write::<_, StoreError, _>(move |tx| {
            let time = time_rules::get(tx, rule)?.unwrap();
            time_rules::put(tx, &TimeRule { after_ms, ..time })
        });
        write.await.unwrap();
    }

    /// Looks once; in how many ms it wants to look again.
    async fn look(&self) -> Option<u128> {
        step(&self.deps, &CancellationToken::new()).await.unwrap().map(|wait| wait.as_millis())
    }

    /// Mids that `rule` has fired for so far, oldest first. Each has its delivery.
    async fn fired(&self, rule: i64) -> Vec<String> {
        let read = self.deps.store.read::<_, StoreError, _>(move |conn| {
            let mut fired = time_rules::newest(conn, rule, (i64::MAX, i64::MAX), 10_000)?;
            let which = Which { rule: Some(rule), ..Which::default() };
            let sent = deliveries::newest(conn, &which, 10_000)?;
            assert_eq!(sent.len(), fired.len());
            fired.sort_by_key(|one| one.n);
            Ok(fired
                .into_iter()
                .map(|one| messages::key_of(&one.message).unwrap().message_id)
                .collect())
        });
        read.await.unwrap()
    }

    /// What one look would keep.
    async fn found(&self) -> Vec<look::Found> {
        let (fits, now) = (self.deps.fits, self.deps.clock.micros());
        self.deps.store.read(move |conn| look::all(conn, fits, now)).await.unwrap().found
    }

    /// Keeps what a look found before.
    async fn keep(&self, found: look::Found, stop: &CancellationToken) -> bool {
        fire::keep(&self.deps, stop, found, self.deps.clock.micros()).await.unwrap()
    }

    /// Rules that fired after a number, for how many messages; and the number to go on from.
    async fn news(&self, after: i64) -> (Vec<(i64, i64)>, i64) {
        let read = self.deps.store.read(move |conn| time_rules::news(conn, after));
        let News { rules, upto } = read.await.unwrap();
        (rules.into_iter().map(|(rule, messages, _)| (rule, messages)).collect(), upto)
    }

    async fn sql(&self, sql: &'static str) {
        let write = self.deps.store.write::<_, StoreError, _>(move |tx| Ok(tx.execute(sql, [])?));
        assert!(write.await.unwrap() > 0, "{sql}");
    }

    /// Looks, and says for whom it has fired now or before.
    async fn due(&self, rule: i64) -> Vec<String> {
        self.look().await;
        self.fired(rule).await
    }
}

/// What WhatsApp reports of a message.
fn status(mid: &str, word: &str, at: i64) -> String {
    let errors =
        if word == "failed" { json!([{ "code": 131_026, "title": "no" }]) } else { Value::Null };
    let value = json!({
        "messaging_product": "whatsapp",
        "metadata": { "display_phone_number": "15550001234", "phone_number_id": "106" },
        "statuses": [{ "id": mid, "status": word, "timestamp": (at / 1000).to_string(), "recipient_id": "49155", "errors": errors }],
    });
    json!({ "object": "whatsapp_business_account", "entry": [{ "id": "104", "changes": [{ "field": "messages", "value": value }] }] })
        .to_string()
}

fn instagram(event: &Value, at: i64, outbound: bool) -> String {
    let (sender, recipient) = if outbound { ("178", "700") } else { ("700", "178") };
    let mut item =
        json!({ "sender": { "id": sender }, "recipient": { "id": recipient }, "timestamp": at });
    item.as_object_mut().unwrap().extend(event.as_object().unwrap().clone());
    json!({ "object": "instagram", "entry": [{ "time": at, "id": "178", "messaging": [item] }] })
        .to_string()
}

fn echo(mid: &str, at: i64) -> String {
    instagram(
        &json!({ "message": { "mid": mid, "text": "we close at six", "is_echo": true } }),
        at,
        true,
    )
}

#[tokio::test]
async fn a_message_is_fired_for_once_and_only_when_its_time_is_over() {
    let rig = Rig::new().await;
    let rule = rig.rule("accepted", 10 * MIN, "").await;
    assert_eq!(rig.look().await, None, "with nothing that waits there is nothing to wake for");
    rig.at(NOW + 2_000).hears(echo("a", NOW + 1_000)).await;
    assert_eq!(rig.look().await, Some(599_001));
    assert_eq!(rig.at(NOW + 1_000 + 10 * MIN).due(rule).await, [""; 0], "not longer yet");
    assert_eq!(rig.look().await, Some(1));
    assert_eq!(rig.at(NOW + 1_001 + 10 * MIN).due(rule).await, ["a"]);
    assert_eq!(rig.look().await, None);
    rig.hears(instagram(&json!({ "message": { "mid": "x", "text": "hi" } }), NOW, false)).await;
    rig.hears(echo("a", NOW + 1_000)).await;
    assert_eq!(rig.at(NOW + 90 * MIN).due(rule).await, ["a"]);
}

#[tokio::test]
async fn what_moves_on_in_time_is_never_fired_for() {
    let (said, then) = (NOW + 1_000, NOW + 9 * MIN);
    let unsent = json!({ "message": { "mid": "a", "is_deleted": true, "is_echo": true } });
    let table = [
        ("delivered", status("a", "sent", said), status("a", "delivered", then)),
        ("seen", status("a", "sent", said), status("a", "read", then)),
        ("failed", status("a", "sent", said), status("a", "failed", then)),
        (
            "seen on Instagram",
            echo("a", said),
            instagram(&json!({ "read": { "mid": "a" } }), then, false),
        ),
        ("unsent", echo("a", said), instagram(&unsent, then, true)),
    ];
    for (what, first, second) in table {
        let rig = Rig::new().await;
        let rule = rig.rule("accepted", 10 * MIN, "").await;
        rig.at(said).hears(first).await.look().await;
        rig.at(then).hears(second).await;
        rig.look().await;
        assert_eq!(rig.at(NOW + 60 * MIN).due(rule).await, [""; 0], "{what}");
    }
}

#[tokio::test]
async fn a_receipt_that_is_kept_but_not_yet_projected_counts() {
    let rig = Rig::new().await;
    let rule = rig.rule("accepted", 10 * MIN, "").await;
    rig.at(NOW + 1_000).hears(echo("a", NOW)).await.hears(echo("b", NOW)).await.look().await;
    rig.projection.stop().await;
    rig.at(NOW + 5 * MIN).append(instagram(&json!({ "read": { "mid": "a" } }), NOW, false)).await;
    assert_eq!(rig.at(NOW + 20 * MIN).due(rule).await, [""; 0], "nobody knows yet");
    let rig = rig.again(NOW + 20 * MIN).await;
    assert!(rig.projection.caught_up(PATIENCE).await.unwrap().is_some());
    assert_eq!(rig.due(rule).await, ["b"]);
}

#[tokio::test]
async fn history_that_is_taken_in_fires_nothing_and_what_is_late_fires_at_once() {
    let rig = Rig::new().await;
    let rule = rig.rule("accepted", 10 * MIN, "").await;
    rig.hears(echo("old", NOW - 365 * 1_440 * MIN)).await.hears(echo("older", NOW - 1)).await;
    assert_eq!(rig.at(NOW + 60 * MIN).due(rule).await, [""; 0]);
    rig.hears(echo("late", NOW + 5 * MIN)).await;
    assert_eq!(rig.due(rule).await, ["late"]);
    rig.hears(echo("fresh", NOW + 59 * MIN)).await;
    assert_eq!(rig.due(rule).await, ["late"]);
    assert_eq!(rig.at(NOW + 70 * MIN).due(rule).await, ["late", "fresh"]);
}

#[tokio::test]
async fn what_was_due_while_the_program_was_closed_is_told_together() {
    let rig = Rig::new().await;
    let rule = rig.rule("accepted", 10 * MIN, "").await;
    for n in 0..7 {
        rig.at(NOW + n * MIN).hears(echo(&format!("m{n}"), NOW + n * MIN)).await;
    }
    rig.look().await;
    let later = NOW + 1_440 * MIN;
    let rig = rig.again(later).await;
    assert_eq!(rig.due(rule).await.len(), 7);
    assert_eq!(rig.news(0).await, (vec![(rule, 7)], 7));
    assert_eq!(rig.news(7).await, (vec![], 7));
    let rig = rig.again(later + MIN).await;
    assert_eq!(rig.due(rule).await.len(), 7);
}

#[tokio::test]
async fn what_was_fired_for_is_listed_on_from_a_firing_that_is_gone() {
    let rig = Rig::new().await;
    let rule = rig.rule("accepted", 10 * MIN, "").await;
    for mid in ["a", "b", "c"] {
        rig.hears(echo(mid, NOW)).await;
    }
    assert_eq!(rig.at(NOW + 20 * MIN).due(rule).await, ["a", "b", "c"]);
    let page = async |place| {
        let read = rig
            .deps
            .store
            .read(move |conn| time_rules::newest(conn, rule, place, 2))
            .await
            .unwrap();
        read.iter().map(|one| (one.fired_us, one.n)).collect::<Vec<_>>()
    };
    let first = page((i64::MAX, i64::MAX)).await;
    assert_eq!(first.iter().map(|one| one.1).collect::<Vec<_>>(), [3, 2]);
    rig.sql("DELETE FROM time_fired WHERE n = 2").await;
    assert_eq!(page(first[1]).await.iter().map(|one| one.1).collect::<Vec<_>>(), [1]);
}

#[tokio::test]
async fn whoever_asks_between_the_commits_of_a_look_hears_of_each_message_once() {
    let rig = Rig::new().await;
    let (one, two) =
        (rig.rule("accepted", 10 * MIN, "").await, rig.rule("accepted", 10 * MIN, "").await);
    for n in 0..201 {
        rig.append(echo(&format!("m{n}"), NOW)).await;
    }
    assert!(rig.projection.caught_up(PATIENCE).await.unwrap().is_some());
    let now = NOW + 11 * MIN;
    let found = rig.at(now).found().await;
    assert_eq!(found.iter().map(|found| found.due.len()).collect::<Vec<_>>(), [201, 201]);
    let (mut told, mut after) = (Vec::new(), 0);
    for found in &found {
        for due in found.due.chunks(200) {
            assert!(fire::commit(&rig.deps, &found.seen, due, now * 1_000).await.unwrap());
            let (rules, upto) = rig.news(after).await;
            (told, after) = ([told, rules].concat(), upto);
        }
    }
    assert_eq!(told, [(one, 200), (one, 1), (two, 200), (two, 1)]);
    assert_eq!(rig.news(after).await, (vec![], after));
    let until = |us| rig.deps.store.read(move |conn| time_rules::newest_until(conn, us));
    assert_eq!(until(now * 1_000 - 1).await.unwrap(), 0);
    assert_eq!(until(now * 1_000).await.unwrap(), 402);
}

#[tokio::test]
async fn a_projection_that_is_made_anew_between_look_and_commit_fires_and_loses_nothing() {
    let rig = Rig::new().await;
    let rule = rig.rule("accepted", 10 * MIN, "").await;
    rig.hears(echo("a", NOW)).await.hears(echo("b", NOW)).await;
    let found = rig.at(NOW + 11 * MIN).found().await.remove(0);
    rig.sql("UPDATE progress SET epoch = epoch + 1, cursor = cursor - 1").await;
    assert!(!rig.keep(found, &CancellationToken::new()).await);
    assert_eq!(rig.fired(rule).await, [""; 0]);
    rig.sql("UPDATE progress SET cursor = cursor + 1").await;
    assert_eq!(rig.due(rule).await, ["a", "b"]);
}

#[tokio::test]
async fn a_rule_that_is_changed_between_look_and_commit_fires_and_loses_nothing() {
    for (change, back) in [
        ("UPDATE time_rules SET after_ms = 3600000", "UPDATE time_rules SET after_ms = 600000"),
        ("UPDATE rules SET filter = 'nothing'", "UPDATE rules SET filter = ''"),
        ("UPDATE rules SET enabled = 0", "UPDATE rules SET enabled = 1"),
    ] {
        let rig = Rig::new().await;
        let rule = rig.rule("accepted", 10 * MIN, "").await;
        rig.hears(echo("a", NOW)).await;
        let found = rig.at(NOW + 11 * MIN).found().await.remove(0);
        rig.sql(change).await;
        assert!(!rig.keep(found, &CancellationToken::new()).await, "{change}");
        assert_eq!(rig.fired(rule).await, [""; 0], "{change}");
        rig.sql(back).await;
        assert_eq!(rig.due(rule).await, ["a"], "{change}");
    }
}

#[tokio::test]
async fn closing_leaves_what_was_found_to_the_next_look() {
    let rig = Rig::new().await;
    let rule = rig.rule("accepted", 10 * MIN, "").await;
    rig.hears(echo("a", NOW)).await;
    let found = rig.at(NOW + 11 * MIN).found().await.remove(0);
    let stop = CancellationToken::new();
    stop.cancel();
    assert!(!rig.keep(found, &stop).await);
    assert_eq!(rig.fired(rule).await, [""; 0]);
    assert_eq!(rig.due(rule).await, ["a"]);
}

#[tokio::test]
async fn what_fires_waits_for_a_target_that_is_off_and_is_not_used_up_when_nobody_hears_of_it() {
    let off = "INSERT INTO targets VALUES (1, 'off', 'http://127.0.0.1:9/', '[]', '[]', NULL, 1000, 0, 1, 0)";
    let place = "UPDATE rule_targets SET target = 1";
    let ended = "UPDATE rule_targets SET ended = 'it answered 410'";
    let quiet = "UPDATE time_rules SET notify = 0";
    for (changes, fired, waiting) in [
        (vec![off, place, quiet], 1, 1),
        (vec![place, quiet], 0, 0),
        (vec![ended, quiet], 0, 0),
        (vec![ended], 1, 0),
    ] {
        let rig = Rig::new().await;
        let rule = rig.rule("accepted", 10 * MIN, "").await;
        for change in &changes {
            rig.sql(change).await;
        }
        rig.hears(echo("a", NOW)).await;
        rig.at(NOW + 11 * MIN).look().await;
        let read = rig.deps.store.read::<_, StoreError, _>(move |conn| {
            Ok((time_rules::count(conn, rule)?, deliveries::due(conn, rule, i64::MAX)?))
        });
        assert_eq!(read.await.unwrap(), (fired, waiting), "{changes:?}");
    }
}

#[tokio::test]
async fn a_rebuild_neither_fires_again_nor_forgets() {
    let rig = Rig::new().await;
    let rule = rig.rule("accepted", 10 * MIN, "").await;
    rig.at(NOW + 1_000).hears(echo("a", NOW)).await;
    rig.at(NOW + 5 * MIN).hears(echo("b", NOW + 5 * MIN)).await;
    assert_eq!(rig.at(NOW + 11 * MIN).due(rule).await, ["a"]);
    rig.projection.rebuild().await.unwrap();
    assert_eq!(rig.due(rule).await, ["a"]);
    rig.projection.rebuild().await.unwrap();
    assert_eq!(rig.at(NOW + 16 * MIN).due(rule).await, ["a", "b"]);
}

#[tokio::test]
async fn another_time_fires_for_no_message_twice_and_loses_none() {
    let rig = Rig::new().await;
    let rule = rig.rule("accepted", 10 * MIN, "").await;
    for (n, mid) in ["a", "b", "c"].iter().enumerate() {
        let at = NOW + n as i64 * 5 * MIN;
        rig.at(at).hears(echo(mid, at)).await;
    }
    assert_eq!(rig.at(NOW + 11 * MIN).due(rule).await, ["a"]);
    rig.gives(rule, 60 * MIN).await;
    assert_eq!(rig.at(NOW + 30 * MIN).due(rule).await, ["a"]);
    assert_eq!(rig.at(NOW + 61 * MIN).due(rule).await, ["a"]);
    assert_eq!(rig.at(NOW + 66 * MIN).due(rule).await, ["a", "b"]);
    rig.gives(rule, MIN).await;
    assert_eq!(rig.due(rule).await, ["a", "b", "c"]);
}

#[tokio::test]
async fn a_rule_that_waits_in_another_state_now_fires_for_the_same_message_once_more() {
    let rig = Rig::new().await;
    let rule = rig.rule("accepted", 10 * MIN, "").await;
    rig.hears(status("a", "sent", NOW)).await;
    assert_eq!(rig.at(NOW + 11 * MIN).due(rule).await, ["a"]);
    rig.sql("UPDATE time_rules SET state = 'delivered'").await;
    rig.at(NOW + 12 * MIN).hears(status("a", "delivered", NOW + 12 * MIN)).await;
    assert_eq!(rig.at(NOW + 21 * MIN).due(rule).await, ["a"]);
    assert_eq!(rig.at(NOW + 23 * MIN).due(rule).await, ["a", "a"]);
    assert_eq!(rig.at(NOW + 60 * MIN).due(rule).await, ["a", "a"]);
}

#[tokio::test]
async fn a_clock_that_is_set_back_loses_nothing() {
    let rig = Rig::new().await;
    let rule = rig.rule("accepted", 10 * MIN, "").await;
    rig.at(NOW + 120 * MIN).hears(echo("a", NOW)).await;
    assert_eq!(rig.due(rule).await, ["a"]);
    rig.at(NOW + 20 * MIN).hears(echo("b", NOW + 20 * MIN)).await;
    assert_eq!(rig.due(rule).await, ["a"]);
    assert_eq!(rig.at(NOW + 31 * MIN).due(rule).await, ["a", "b"]);
}

#[tokio::test]
async fn a_filter_narrows_and_each_rule_fires_by_itself() {
    let rig = Rig::new().await;
    let all = rig.rule("accepted", 10 * MIN, "").await;
    let one = rig.rule("accepted", 10 * MIN, "platform:whatsapp").await;
    let words = rig.rule("accepted", 10 * MIN, "six").await;
    rig.hears(echo("a", NOW)).await.hears(status("b", "sent", NOW)).await;
    rig.at(NOW + 11 * MIN).look().await;
    assert_eq!(rig.fired(all).await, ["a", "b"]);
    assert_eq!(rig.fired(one).await, ["b"]);
    assert_eq!(rig.fired(words).await, ["a"]);
}

#[tokio::test]
async fn delivered_and_not_seen_is_waited_for_where_the_channel_says_delivered() {
    let rig = Rig::new().await;
    let rule = rig.rule("delivered", 10 * MIN, "").await;
    for body in [
        status("a", "sent", NOW),
        status("a", "delivered", NOW + 5 * MIN),
        status("b", "delivered", NOW),
        status("b", "read", NOW + MIN),
        status("c", "sent", NOW),
        echo("instagram", NOW),
    ] {
        rig.hears(body).await;
    }
    assert_eq!(rig.at(NOW + 12 * MIN).due(rule).await, [""; 0]);
    assert_eq!(rig.at(NOW + 16 * MIN).due(rule).await, ["a"]);
}

#[tokio::test]
async fn a_state_that_was_only_set_by_hand_moves_nothing_on() {
    let rig = Rig::new().await;
    let accepted = rig.rule("accepted", 10 * MIN, "").await;
    let delivered = rig.rule("delivered", 10 * MIN, "").await;
    rig.hears(echo("a", NOW)).await;
    let (account, message_id) = ("178".to_owned(), "a".to_owned());
    let message = MessageKey { platform: Platform::Instagram, account, message_id };
    let (participant, error) = (None, None);
    let mark = Mark::State { message, participant, state: State::Delivered, at: NOW, error };
    rig.journal.mark(NOW * 1_000, mark).await.unwrap();
    assert!(rig.projection.caught_up(PATIENCE).await.unwrap().is_some());
    rig.at(NOW + 20 * MIN).look().await;
    assert_eq!(rig.fired(accepted).await, ["a"]);
    assert_eq!(rig.fired(delivered).await, [""; 0]);
}

/// Every body of the library.
fn library() -> Vec<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../fixtures/meta");
    let (mut folders, mut files) = (vec![root], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "json") {
                files.push(path);
            }
        }
    }
    files.sort();
    files.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

#[tokio::test]
async fn a_rule_fires_for_the_very_messages_that_insights_list() {
    let rig = Rig::new().await;
    rig.at(0);
    let rules = [rig.rule("accepted", MIN, "").await, rig.rule("delivered", MIN, "").await];
    let (now, marks) = (4_000_000_000_000, [Counted::Waiting, Counted::Unseen]);
    rig.at(now);
    for body in library() {
        rig.append(body).await;
    }
    assert!(rig.projection.caught_up(PATIENCE).await.unwrap().is_some());
    rig.look().await;
    for (rule, mark) in rules.into_iter().zip(marks) {
        let read = rig.deps.store.read::<_, StoreError, _>(move |conn| {
            let (mut listed, patience) = (BTreeSet::new(), Patience { now, after: MIN });
            insights::messages(conn, &Window::default(), |course| {
                if course.is(&mark, patience) {
                    let row = messages::get(conn, course.n).unwrap().unwrap();
                    listed.insert(row.record.unwrap().message_id);
                }
            })?;
            Ok(listed)
        });
        let listed = read.await.unwrap();
        let fired: BTreeSet<String> = rig.fired(rule).await.into_iter().collect();
        assert!(!listed.is_empty());
        assert_eq!(listed, fired);
    }
}

#[tokio::test]
async fn looks_read_by_their_indexes_whatever_else_is_there() {
    let rig = Rig::new().await;
    let read = rig.deps.store.read::<_, StoreError, _>(|conn| {
        let mut plans = Vec::new();
        for (sql, count) in [(look::GROWN, 3), (look::LATE, 5), (look::NEXT, 2)] {
            let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
            let values = vec![1_i64; count];
            let rows = statement
                .query_map(rusqlite::params_from_iter(values), |row| row.get::<_, String>(3))?;
            plans.extend(rows.collect::<Result<Vec<_>, _>>()?);
        }
        Ok(plans)
    });
    let plans = read.await.unwrap();
    assert_eq!(
        plans,
        [
            "SEARCH messages USING COVERING INDEX messages_still (still=? AND still_since>? AND still_since<?)",
            "SEARCH messages USING COVERING INDEX messages_still_new (still=? AND still_seq>? AND still_seq<?)",
            "SEARCH messages USING COVERING INDEX messages_still (still=? AND still_since>?)",
        ]
    );
}
