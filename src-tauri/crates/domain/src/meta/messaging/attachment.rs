//! Attachments of a message. The list of types is open; links and ids stand under many names.

use super::super::item::{first_scalar, list, no_object, scalar};
use crate::json::Value;
use crate::problem::Problem;
use crate::signal::Attachment;

/// Where a link may stand, in the payload or beside it: Meta's pages have `url`; the others as observed in public
/// receivers.
const LINKS: &[&str] = &["url", "story_media_url", "link", "media_url"];
/// Where an id may stand: on Meta's pages of Messenger and in bodies of public receivers (nyaruka/courier,
/// `handlers/meta`).
const IDS: &[&str] = &[
    "reel_video_id",
    "video_id",
    "ig_post_media_id",
    "story_media_id",
    "sticker_id",
    "attachment_id",
    "media_id",
    "id",
];

/// Most attachments that are read of one message; Meta sends ten at most.
const MOST: usize = 200;

/// The attachments of a message, and which of them stand twice.
pub(super) fn read(message: Value<'_>) -> (Vec<Attachment>, Vec<Problem>) {
    let mut attachments: Vec<Attachment> = Vec::new();
    let mut problems = Vec::new();
    for (index, value) in list(message, "attachments").enumerate() {
        if index == MOST {
            let message = format!("Only the first {MOST} attachments of this message are read.");
            problems.push(Problem::new("too_many", value.path(), message));
            break;
        }
        if no_object(value).is_some() {
            let message = "No object stands where an attachment should; it is left out.";
            problems.push(Problem::new("odd_attachment", value.path(), message));
            continue;
        }
        let attachment = one(value);
        if attachments.iter().any(|before| twice(before, &attachment)) {
            problems.push(Problem::new(
                "same_attachment",
                value.path(),
                "The same media as an attachment before it: Meta sends some twice, under an old and a new type.",
            ));
        }
        attachments.push(attachment);
    }
    (attachments, problems)
}

fn one(value: Value<'_>) -> Attachment {
    let payload = value.get("payload");
    let places = || payload.into_iter().chain([value]);
    let product = payload.and_then(|payload| {
        let first = payload.get("product")?.get("elements")?.items().next()?;
        first_scalar(first, &["id", "retailer_id"])
    });
    Attachment {
        kind: scalar(value, "type").unwrap_or_else(|| "unknown".to_owned()),
        url: places().find_map(|place| first_scalar(place, LINKS)),
        id: places().find_map(|place| first_scalar(place, IDS)).or(product),
    }
}

/// `share` + `ig_post` (observed in public receivers) and `image` + `sticker` (Meta, Messenger Platform, *Changelog* of
/// June 1, 2026) for one thing: trap 28 of `fixtures/README.md`.
fn twice(left: &Attachment, right: &Attachment) -> bool {
    let same = |left: &Option<String>, right: &Option<String>| left.is_some() && left == right;
    left.kind != right.kind && (same(&left.url, &right.url) || same(&left.id, &right.id))
}
