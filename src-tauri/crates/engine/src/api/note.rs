//! What stands between the messages of a conversation, in words: referrals, handovers, opt-ins, reactions to messages
//! that are not here.

use hooktrail_domain::signal::{Kind, Signal};

use super::TimelineItem;
use crate::projection::tables::{ordinal_of, seq_of};
use crate::reading::Bodies;
use crate::store::StoreError;

/// The signal with this key as a note; `None` when its capture is gone.
pub(super) fn item(bodies: &mut Bodies<'_>, key: i64) -> Result<Option<TimelineItem>, StoreError> {
    let seq = seq_of(key);
    Ok(bodies.signal(key)?.map(|signal| TimelineItem::Note {
        id: format!("{seq}.{}", ordinal_of(key)),
        kind: signal.kind.word().to_owned(),
        at: signal.at,
        text: words(&signal),
        capture_id: seq.to_string(),
        sample: signal.sample,
        standby: signal.standby,
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
        Kind::Unknown => return data.reason.clone().unwrap_or_else(|| "not understood".to_owned()),
        _ => signal
            .text
            .as_deref()
            .or(data.metadata.as_deref())
            .or(data.status.as_deref())
            .or(data.field.as_deref()),
    };
    let kind = signal.kind.word().replace('_', " ");
    detail.map_or_else(|| kind.clone(), |detail| format!("{kind}: {detail}"))
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
