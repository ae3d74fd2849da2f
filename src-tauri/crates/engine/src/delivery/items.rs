//! Which requests an item makes: `17` a capture's own bytes (or the events of a format that it caused), `17-t1-texter`
//! one vendor event, `17-overdue-3` one of a time rule. Reads the database; sends nothing.

use hooktrail_domain::vendor::{Format, Outcome};
use rusqlite::Connection;

use super::destination::Destination;
use super::overdue::{self, OVERDUE};
use super::plan::{META, Plan, PlanError};
use super::refusal::Refusal;
use super::signing::{Edit, Signing};
use crate::events::{self, Made};
use crate::projection::tables::progress;
use crate::store::journal;

/// What is asked of an item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wish {
    /// A capture, or a vendor event.
    pub item: String,
    /// [`META`] or a vendor format; `None`: what the destination wants, else the item itself.
    pub format: Option<String>,
    /// How Meta's bytes are signed; `None`: as the destination has it.
    pub signing: Option<Signing>,
    /// What stands in place of what came.
    pub edit: Edit,
}

/// The capture that an item comes from: `17` of `17` and of `17-t1-texter`.
pub fn capture_of(item: &str) -> Option<i64> {
    let id = item.split_once('-').map_or(item, |(id, _)| id);
    let is_number = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { id.parse().ok() } else { None }
}

/// What is sent to `to`, in order; nothing when the capture caused no event of the format.
pub fn plans(conn: &Connection, wish: &Wish, to: &Destination) -> Result<Vec<Plan>, Refusal> {
    if overdue::is_overdue(&wish.item) {
        return Ok(vec![of_overdue(conn, wish, to)?]);
    }
    let formats = match &wish.format {
        Some(format) => vec![Form::from_word(format)?],
        None if is_event(&wish.item) => Vec::new(),
        None => to.formats.iter().map(|word| Form::from_word(word)).collect::<Result<_, _>>()?,
    };
    if formats.is_empty() {
        return of_form(conn, wish, to, None);
    }
    let mut plans = Vec::new();
    for form in formats {
        plans.extend(of_form(conn, wish, to, Some(form))?);
    }
    Ok(plans)
}

/// Refuses what no capture could be signed with for `to`, whatever it holds: to be asked before there is one.
pub fn signable(to: &Destination, signing: Option<Signing>) -> Result<(), Refusal> {
    let meta = to.formats.is_empty() || to.formats.iter().any(|format| format == META);
    if signing.is_some() && to.formats.iter().any(|format| format != META) {
        return Err(as_shown());
    }
    if meta && signing.unwrap_or_else(|| to.signing()).needs_secret() && to.secret.is_none() {
        return Err(PlanError::NoSecret.into());
    }
    Ok(())
}

fn as_shown() -> Refusal {
    Refusal::Unusable(
        "A vendor's event goes as it is shown: it is neither edited nor signed.".to_owned(),
    )
}

/// An event of a time rule goes as it was kept, signed as the destination has it.
fn of_overdue(conn: &Connection, wish: &Wish, to: &Destination) -> Result<Plan, Refusal> {
    let item = &wish.item;
    if wish.edit.is_any() || wish.format.as_deref().is_some_and(|format| format != OVERDUE) {
        return Err(Refusal::Unusable(format!(
            "{item} is an event of a time rule: it goes as it is."
        )));
    }
    let gone = || Refusal::Unknown(format!("There is no {item} any more."));
    let body = overdue::document(conn, item)?.ok_or_else(gone)?;
    let capture = capture_of(item).ok_or_else(gone)?;
    let signing = wish.signing.unwrap_or_else(|| to.signing());
    Ok(Plan::of_overdue(item.clone(), capture, body, signing, to)?)
}

/// Meta's bytes, or a vendor's event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Meta,
    Vendor(Format),
}

impl Form {
    fn from_word(word: &str) -> Result<Self, Refusal> {
        if word == META {
            return Ok(Self::Meta);
        }
        Format::from_word(word).map(Self::Vendor).ok_or_else(|| {
            Refusal::Unusable(format!("{word} is no format: meta, or one of the vendors'."))
        })
    }
}

fn is_event(item: &str) -> bool {
    item.contains('-')
}

fn of_form(
    conn: &Connection,
    wish: &Wish,
    to: &Destination,
    form: Option<Form>,
) -> Result<Vec<Plan>, Refusal> {
    let item = &wish.item;
    let gone = || Refusal::Unknown(format!("There is no {item}."));
    let id =
        capture_of(item).ok_or_else(|| Refusal::Unknown(format!("There is no capture {item}.")))?;
    let events = is_event(item) || matches!(form, Some(Form::Vendor(_)));
    if events && progress::get(conn)?.cursor < id && journal::came(conn, id)?.is_some() {
        return Err(Refusal::Unready(id));
    }
    let wanted: Vec<Made> = match (is_event(item), form) {
        (false, None) | (_, Some(Form::Meta)) => {
            let capture = journal::capture(conn, id)?.ok_or_else(gone)?;
            let other = wish.edit.body.as_ref().is_some_and(|body| *body != capture.body)
                && !wish.edit.signs_by_hand(&capture);
            let usual = || if other { to.signing().of_other_bytes() } else { to.signing() };
            let signing = wish.signing.unwrap_or_else(usual);
            return Ok(vec![Plan::of_capture(capture, to, signing, &wish.edit)?]);
        }
        (false, Some(Form::Vendor(format))) => {
            journal::head(conn, id)?.ok_or_else(gone)?;
            let made = events::of_capture(conn, id, false)?;
            made.into_iter().filter(|made| made.format == format).collect()
        }
        (true, form) => {
            let made = events::of_capture(conn, id, false)?;
            let made = made.into_iter().find(|made| made.id == *item).ok_or_else(gone)?;
            if let Some(Form::Vendor(format)) = form
                && format != made.format
            {
                return Err(Refusal::Unusable(format!(
                    "{item} is an event of {}: send the capture {id} as {} instead.",
                    made.format.word(),
                    format.word()
                )));
            }
            if let Outcome::Withheld(reason) = &made.outcome {
                return Err(Refusal::Unknown(format!("There is no {item}: {reason}.")));
            }
            vec![made]
        }
    };
    if wish.edit.is_any() || wish.signing.is_some() {
        return Err(as_shown());
    }
    let mut plans = Vec::new();
    for made in wanted {
        if let Outcome::Event(document) = &made.outcome {
            let body = document.compact();
            plans.push(Plan::of_event(made.id, made.capture, made.format.word(), body, to)?);
        }
    }
    Ok(plans)
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::clock::Clock;
    use crate::projection::Projection;
    use crate::store::{Store, StoreError};

    #[tokio::test]
    async fn an_event_of_what_is_not_read_yet_waits_and_one_of_nothing_is_unknown() {
        let folder = TempDir::new().unwrap();
        let store = Store::open(folder.path(), &Clock::system()).unwrap();
        Projection::start(store.clone()).await.unwrap();
        let refused = store.write::<_, StoreError, _>(|tx| {
            let seq = journal::append_mark(tx, 1, b"{}")?;
            let to = Destination::of_url("http://127.0.0.1:1").unwrap();
            let refusal = |item: String, format: Option<&str>| {
                let wish = Wish { item, format: format.map(str::to_owned), ..Wish::default() };
                plans(tx, &wish, &to).unwrap_err()
            };
            Ok([
                refusal(format!("{seq}-t1-texter"), None),
                refusal(seq.to_string(), Some("texter.message-status-changed")),
                refusal(format!("{}-t1-texter", seq + 1), None),
                refusal(seq.to_string(), None),
            ])
        });
        let [event, format, gone, bytes] = refused.await.unwrap();
        assert!(matches!(event, Refusal::Unready(1)), "{event:?}");
        assert!(matches!(format, Refusal::Unready(1)), "{format:?}");
        assert!(matches!(gone, Refusal::Unknown(_)), "{gone:?}");
        assert!(matches!(bytes, Refusal::Unknown(_)), "{bytes:?}");
    }
}
