//! Failures in a real database: a line for each code, each leading to its own messages, told apart by their customers.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;
use crate::clock::Clock;
use crate::journal::Journal;
use crate::projection::Projection;
use crate::store::Store;
use crate::store::tests::capture;

const START: i64 = 1_781_606_220;
const CODES: [i64; 3] = [131_026, 131_047, 130_472];
const WORDS: &str = "Message Undeliverable.";
const ALL: Part = Part { before: None, limit: 200 };
const PATIENCE: Patience = Patience { now: START * 1_000, after: 600_000 };

fn whatsapp(told: &Value) -> String {
    let mut value = json!({
        "messaging_product": "whatsapp",
        "metadata": { "display_phone_number": "15550001234", "phone_number_id": "106" },
    });
    value.as_object_mut().unwrap().extend(told.as_object().unwrap().clone());
    json!({ "object": "whatsapp_business_account", "entry": [{ "id": "104", "changes": [{ "field": "messages", "value": value }] }] })
        .to_string()
}

/// Message `n`, to a customer of its own, failed with the `n`-th code in turn.
fn failed(n: usize) -> String {
    let error = json!({ "code": CODES[n % 3], "title": format!("Title {n}"), "error_data": { "details": WORDS } });
    whatsapp(&json!({ "statuses": [{
        "id": format!("wamid.{n}"), "status": "failed", "timestamp": (START + n as i64).to_string(),
        "recipient_id": format!("49155500{n:04}"), "errors": [error],
    }] }))
}

/// Customer 1 writes, which tells their name.
fn named() -> String {
    whatsapp(&json!({
        "contacts": [{ "wa_id": "491555000001", "profile": { "name": "نور" } }],
        "messages": [{ "from": "491555000001", "id": "wamid.in", "timestamp": START.to_string(), "type": "text", "text": { "body": "hi" } }],
    }))
}

async fn store(folder: &TempDir, bodies: impl Iterator<Item = String>) -> Store {
    let store = Store::open(folder.path(), &Clock::system()).unwrap();
    let journal = Journal::new(store.clone());
    for body in bodies {
        journal.append(capture(&body)).await.unwrap();
    }
    let projection = Projection::start(store.clone()).await.unwrap();
    assert!(projection.caught_up(Duration::from_secs(30)).await.unwrap().is_some());
    projection.stop().await;
    store
}

#[tokio::test]
async fn each_code_is_a_line_that_leads_to_its_own_messages_whatever_the_words() {
    let folder = TempDir::new().unwrap();
    let store = store(&folder, (0..36).map(failed).chain([named()])).await;
    let read = store.read::<_, ApiError, _>(|conn| {
        let (everything, mut counts) = (Window::default(), Channel::default());
        insights::messages(conn, &everything, |course| counts.add(&course, PATIENCE))?;
        let channel = channel(conn, (Platform::Whatsapp, "106".to_owned()), &counts)?;
        assert_eq!(channel.failed, 36);
        let mut lines = BTreeSet::new();
        for InsightFailure { state, code, words, messages } in channel.failures {
            lines.insert((state.clone(), code, words.clone(), messages));
            let request = json!({ "of": { "waitingMs": 1 }, "mark": "failure", "state": state, "code": code, "words": words });
            let request: InsightMarkQuery = serde_json::from_value(request).unwrap();
            let behind = of_mark(conn, &everything, &mark(&request)?, PATIENCE, ALL)?;
            assert_eq!((behind.total, behind.next), (12, None));
            for row in behind.rows {
                let n: usize = row.message.unwrap().rsplit('.').next().unwrap().parse().unwrap();
                let name = (n == 1).then(|| "نور".to_owned());
                assert_eq!((row.code, code), (code, Some(CODES[n % 3])), "{n}");
                assert_eq!((row.peer, row.name), (Some(format!("49155500{n:04}")), name), "{n}");
                assert_eq!(row.at, Some((START + n as i64) * 1_000), "{n}");
            }
        }
        let line = |code| ("failed".to_owned(), Some(code), Some(WORDS.to_owned()), 12);
        assert_eq!(lines, CODES.into_iter().map(line).collect());
        Ok(())
    });
    read.await.unwrap();
    store.close().await;
}

#[tokio::test]
async fn what_is_behind_a_mark_goes_on_page_by_page_to_the_last_one() {
    let folder = TempDir::new().unwrap();
    let store = store(&folder, (0..7).map(failed)).await;
    let read = store.read::<_, ApiError, _>(|conn| {
        let window = Window::default();
        type Asks<'a> = &'a dyn Fn(Part) -> Result<InsightRows, ApiError>;
        let messages: Asks<'_> = &|part| Ok(of_mark(conn, &window, &Mark::Failed, PATIENCE, part)?);
        let signals: Asks<'_> = &|part| of_kind(conn, &window, "status", part);
        for asks in [messages, signals] {
            let (mut ids, mut captures, mut before) = (BTreeSet::new(), Vec::new(), None);
            loop {
                let page = asks(Part { before, limit: 3 })?;
                assert_eq!(page.total, 7);
                for row in page.rows {
                    assert!(ids.insert(row.id));
                    captures.push(row.capture_id);
                }
                before = page.next.map(|next| next.parse().unwrap());
                if before.is_none() {
                    break;
                }
            }
            assert_eq!(captures, ["7", "6", "5", "4", "3", "2", "1"]);
        }
        Ok(())
    });
    read.await.unwrap();
    store.close().await;
}

#[tokio::test]
async fn a_signal_behind_the_mix_names_its_customer_too() {
    let folder = TempDir::new().unwrap();
    let store = store(&folder, [failed(1), named()].into_iter()).await;
    let read = store.read::<_, ApiError, _>(|conn| {
        let rows = of_kind(conn, &Window::default(), "status message", ALL)?.rows;
        let who: Vec<_> = rows.into_iter().map(|row| (row.words, row.peer, row.name)).collect();
        let named =
            |kind: &str| (kind.to_owned(), Some("491555000001".to_owned()), Some("نور".to_owned()));
        assert_eq!(who, [named("message"), named("status")]);
        Ok(())
    });
    read.await.unwrap();
    store.close().await;
}

/// A status of message `n`.
fn stood(n: usize, word: &str, after: i64, errors: &Value) -> String {
    whatsapp(&json!({ "statuses": [{
        "id": format!("wamid.{n}"), "status": word, "timestamp": (START + after).to_string(),
        "recipient_id": "491555000000", "errors": errors,
    }] }))
}

#[tokio::test]
async fn a_message_that_failed_leads_to_the_capture_that_first_told_of_it() {
    let folder = TempDir::new().unwrap();
    let undeliverable = json!([{ "code": 131_026, "title": WORDS }]);
    let (none, blocked) = (json!([]), json!([{ "code": 131_031, "title": "Account locked" }]));
    let bodies = [
        stood(1, "sent", 0, &none),
        stood(2, "sent", 0, &none),
        stood(2, "delivered", 1, &none),
        stood(1, "failed", 2, &undeliverable),
        stood(1, "failed", 2, &undeliverable),
        stood(3, "sent", 0, &none),
        stood(3, "failed", 1, &blocked),
    ];
    let store = store(&folder, bodies.into_iter()).await;
    let read = store.read::<_, ApiError, _>(|conn| {
        for (mark, leads) in [
            (Mark::Failed, [("wamid.3", "7"), ("wamid.1", "4")].as_slice()),
            (Mark::Delivered, &[("wamid.2", "2")]),
        ] {
            let behind = of_mark(conn, &Window::default(), &mark, PATIENCE, ALL)?;
            let rows: Vec<_> = behind
                .rows
                .iter()
                .map(|row| (row.message.as_deref().unwrap(), &*row.capture_id))
                .collect();
            let leads: Vec<_> =
                leads.iter().map(|(mid, id)| (format!("whatsapp/106/{mid}"), *id)).collect();
            assert_eq!(
                rows,
                leads.iter().map(|(mid, id)| (&**mid, *id)).collect::<Vec<_>>(),
                "{mark:?}"
            );
        }
        Ok(())
    });
    read.await.unwrap();
    store.close().await;
}
