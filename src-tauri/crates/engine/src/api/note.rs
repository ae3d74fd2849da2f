//! What stands between the messages of a conversation, in words: referrals, handovers, opt-ins, reactions to messages
//! that are not here.

use hooktrail_domain::signal::{Data, Kind, Signal};
use rusqlite::Connection;

use super::{TimelineItem, excerpt, signature};
use crate::projection::tables::{ordinal_of, seq_of};
use crate::reading::Bodies;
use crate::store::StoreError;

/// The signal with this key as a note; `None` when its capture is gone.
pub(super) fn item(
    conn: &Connection,
    bodies: &mut Bodies<'_>,
    key: i64,
) -> Result<Option<TimelineItem>, StoreError> {
    let seq = seq_of(key);
    let signature = signature::of_capture(conn, seq)?;
    let ours = bodies.ours(seq)?;
    Ok(bodies.signal(key)?.map(|signal| TimelineItem::Note {
        id: format!("{seq}.{}", ordinal_of(key)),
        kind: signal.kind.word().to_owned(),
        at: signal.at,
        text: excerpt::beside(words(&signal)),
        capture_id: seq.to_string(),
        sample: signal.sample,
        standby: signal.standby,
        signature,
        ours,
    }))
}

fn words(signal: &Signal) -> String {
    let data = &signal.data;
    let detail = match signal.kind {
        Kind::Referral => {
            return referral(signal).map_or_else(
                || "came by a referral".to_owned(),
                |from| format!("came by a referral: {from}"),
            );
        }
        Kind::Reaction => {
            let sign = data
                .reaction
                .as_ref()
                .and_then(|reaction| reaction.emoji.as_deref().or(reaction.reaction.as_deref()));
            let sign = sign.unwrap_or("a reaction");
            return match data.reaction.as_ref().map(|reaction| reaction.action.as_str()) {
                Some("unreact") => "took a reaction back, on a message that is not here".to_owned(),
                _ => format!("{sign} on a message that is not here"),
            };
        }
        Kind::MessageEdited => {
            return "edited a message that is not here".to_owned();
        }
        Kind::Handover => return handover(data),
        Kind::Unknown => return data.reason.clone().unwrap_or_else(|| "not understood".to_owned()),
        _ => [&signal.text, &data.metadata, &data.status, &data.field]
            .into_iter()
            .flatten()
            .find(|words| !words.trim().is_empty()),
    };
    let kind = signal.kind.word().replace('_', " ");
    detail.map_or_else(|| kind.clone(), |detail| format!("{kind}: {detail}"))
}

/// Who has the thread now. Which side of it the app is, its id alone does not tell.
fn handover(data: &Data) -> String {
    let what = match data.field.as_deref() {
        Some("pass_thread_control") => "conversation passed on",
        Some("take_thread_control") => "conversation taken over",
        Some("request_thread_control") => "conversation asked for",
        Some("app_roles") => "roles of an app",
        _ => "handover",
    };
    let app = data.app_id.as_ref().map(|id| format!("app {id}"));
    let said = data.metadata.clone().filter(|words| !words.trim().is_empty());
    let parts = [Some(what.to_owned()), app, said];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Where the customer came from, on one line.
pub(super) fn referral(signal: &Signal) -> Option<String> {
    let fields = signal.data.referral.as_ref()?;
    let pairs = fields.iter().map(|(name, value)| match value {
        serde_json::Value::String(text) => format!("{name} {text}"),
        other => format!("{name} {other}"),
    });
    let line = pairs.collect::<Vec<_>>().join(", ");
    (!line.is_empty()).then_some(line)
}

#[cfg(test)]
mod tests {
    use hooktrail_domain::meta;

    use super::*;

    #[test]
    fn a_note_says_what_is_known_and_no_colon_stands_before_nothing() {
        for (event, said) in [
            (
                r#""pass_thread_control":{"previous_owner_app_id":null,"new_owner_app_id":567,"metadata":"to a person"}"#,
                "conversation passed on · app 567 · to a person",
            ),
            (
                r#""take_thread_control":{"previous_owner_app_id":"567","new_owner_app_id":"263","metadata":""}"#,
                "conversation taken over · app 263",
            ),
            (r#""request_thread_control":{"metadata":" "}"#, "conversation asked for"),
            (
                r#""app_roles":{"567":["primary_receiver"]}"#,
                "roles of an app · app 567 · primary_receiver",
            ),
            (r#""optin":{"ref":""}"#, "optin"),
            (r#""optin":{"ref":"spring"}"#, "optin: spring"),
        ] {
            let body = format!(
                r#"{{"object":"instagram","entry":[{{"time":1781618582700,"id":"17","messaging":[{{"sender":{{"id":"9"}},"recipient":{{"id":"17"}},"timestamp":1781618582000,{event}}}]}}]}}"#
            );
            let read = meta::read(body.as_bytes(), None);
            assert_eq!(read.signals.iter().map(words).collect::<Vec<_>>(), [said], "{event}");
        }
    }
}
