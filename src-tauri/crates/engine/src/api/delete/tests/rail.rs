//! What the rail of a message shows once a capture that told of it is deleted.

use super::*;
use crate::api::message;
use crate::reading::Bodies;

/// A Messenger item of one customer: by the account, or told of it; `n`: its time.
fn messenger(n: u8, event: &str) -> String {
    let sides = match event.contains("is_echo") {
        true => format!(r#""sender":{{"id":"{ACCOUNT}"}},"recipient":{{"id":"90"}}"#),
        false => format!(r#""sender":{{"id":"90"}},"recipient":{{"id":"{ACCOUNT}"}}"#),
    };
    let at = at(n);
    format!(
        r#"{{"object":"page","entry":[{{"id":"{ACCOUNT}","time":{at},"messaging":[{{{sides},"timestamp":{at},{event}}}]}}]}}"#
    )
}

/// What WhatsApp tells of the message `m`, or of it for a member of a group.
fn status(n: u8, word: &str, member: Option<&str>) -> String {
    let of = member.map_or_else(
        || r#""recipient_id":"90""#.to_owned(),
        |id| {
            format!(
                r#""recipient_id":"group","recipient_type":"group","recipient_participant_id":"{id}""#
            )
        },
    );
    let at = at(n) / 1_000;
    format!(
        r#"{{"object":"whatsapp_business_account","entry":[{{"id":"1","changes":[{{"field":"messages","value":{{"messaging_product":"whatsapp","metadata":{{"phone_number_id":"{ACCOUNT}"}},"statuses":[{{"id":"m","status":"{word}","timestamp":"{at}",{of}}}]}}}}]}}]}}"#
    )
}

/// What the rail of `m` shows after these captures, once the one at `gone` is deleted: each state, and whether its capture is here.
fn rail(platform: Platform, bodies: &[String], gone: Option<usize>) -> Vec<String> {
    let house = House::new();
    let steps = house.runtime.block_on(async {
        let mut seqs = Vec::new();
        for (n, body) in bodies.iter().enumerate() {
            let bytes = body.len() as u64;
            let new = NewCapture { bytes, body: body.clone().into(), ..capture(&[], n) };
            seqs.push(house.journal.append(new).await.unwrap());
        }
        house.caught_up().await;
        if let Some(seq) = gone.map(|gone| seqs[gone]) {
            house.store.erase::<_, ApiError, _>(move |tx| captures(tx, vec![seq])).await.unwrap();
        }
        let read = house.store.read::<_, StoreError, _>(move |conn| {
            let key = MessageKey { platform, account: ACCOUNT.into(), message_id: "m".into() };
            let row = tables::messages::find(conn, &key)?.unwrap();
            Ok(message::row(conn, &mut Bodies::new(conn), row)?.unwrap().rail)
        });
        read.await.unwrap()
    });
    let told = |step: RailStep| {
        let who = step.participant.map(|who| format!(" {}", who.id)).unwrap_or_default();
        let kept = if step.moved { "" } else { " kept" };
        let gone = if step.capture_id.is_none() { " gone" } else { "" };
        format!("{}{who}{kept}{gone}", step.state)
    };
    steps.into_iter().map(told).collect()
}

#[test]
fn a_state_stays_on_the_rail_when_the_capture_that_told_it_is_deleted() {
    let sent = status(0, "sent", None);
    for (bodies, gone, shown) in [
        (vec![sent.clone(), status(3, "read", None)], 1, vec!["accepted", "seen gone"]),
        (vec![sent.clone(), status(3, "read", None)], 0, vec!["accepted gone", "seen"]),
        (vec![sent.clone(), status(3, "failed", None)], 1, vec!["accepted", "failed gone"]),
        (vec![sent.clone(), status(3, "deleted", None)], 1, vec!["accepted", "deleted gone"]),
        (
            vec![sent.clone(), status(3, "read", None), status(3, "read", None)],
            1,
            vec!["accepted", "seen kept", "seen gone"],
        ),
        (
            vec![sent, status(3, "read", Some("91")), status(4, "read", Some("92"))],
            1,
            vec!["accepted", "seen 92", "seen 91 gone"],
        ),
    ] {
        assert_eq!(rail(Platform::Whatsapp, &bodies, Some(gone)), shown, "{bodies:?}");
    }
}

#[test]
fn what_is_known_of_a_state_that_nothing_moved_to_is_not_taken_for_deleted() {
    let echo = messenger(1, r#""message":{"mid":"m","text":"b","is_echo":true}"#);
    let read = messenger(3, &format!(r#""read":{{"watermark":{}}}"#, at(3)));
    let delivery = messenger(4, &format!(r#""delivery":{{"watermark":{}}}"#, at(2)));
    for bodies in [
        [echo.clone(), read.clone(), delivery.clone()],
        [read.clone(), delivery.clone(), echo.clone()],
        [delivery, echo, read],
    ] {
        let shown = rail(Platform::Messenger, &bodies, None);
        assert!(!shown.iter().any(|step| step.ends_with("gone")), "{shown:?} {bodies:?}");
        assert!(shown.iter().any(|step| step == "seen"), "{shown:?} {bodies:?}");
    }
}
