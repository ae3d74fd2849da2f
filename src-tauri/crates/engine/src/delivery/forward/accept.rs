//! Accepting captures for forwarding: those behind a rule's cursor that fit it become deliveries, and the cursor moves, in
//! one transaction. Follows the projection, because filters and vendor events need what it derives. Sends nothing.

use std::collections::BTreeSet;

use hooktrail_domain::vendor::{Format, Outcome};
use rusqlite::Connection;

use super::{Deps, Fits};
use crate::delivery::{META, shown_text};
use crate::events;
use crate::projection::tables::{keys_of, progress};
use crate::store::deliveries::{self, ALL_LANES, Delivery};
use crate::store::rules::{self, Rule, RuleTarget};
use crate::store::{StoreError, Tx, journal, targets};

/// Captures looked at in one go.
const BATCH: i64 = 200;

/// What a rule found, and how far it looked.
struct Found {
    rule: i64,
    from: i64,
    to: i64,
    deliveries: Vec<Delivery>,
}

/// Accepts what the rules have not looked at yet; `None` when there was nothing, else the targets that something is for.
pub(super) async fn accept(deps: &Deps) -> Result<Option<BTreeSet<i64>>, StoreError> {
    let (fits, now) = (deps.fits, deps.clock.micros());
    let found = deps.store.read(move |conn| look(conn, fits, now)).await?;
    if found.is_empty() {
        return Ok(None);
    }
    let places = found.iter().flat_map(|one| &one.deliveries).map(|one| one.place).collect();
    for one in found {
        // The rows and the cursor stand or fall together, so this may wait for the next fsync like all that is derived.
        deps.store.slice(move |tx| keep(tx, one)).await?;
    }
    Ok(Some(places))
}

fn look(conn: &Connection, fits: Fits, now: i64) -> Result<Vec<Found>, StoreError> {
    let known = progress::get(conn)?.cursor;
    let mut found = Vec::new();
    for rule in rules::all(conn)?.into_iter().filter(|rule| rule.enabled && rule.cursor < known) {
        let batch = match fits(conn, &rule.filter, (rule.cursor, known), BATCH) {
            Ok(batch) => batch,
            Err(why) => {
                tracing::error!(rule = rule.name, why, "a rule's filter cannot be read");
                continue;
            }
        };
        let full = i64::try_from(batch.len()).is_ok_and(|len| len == BATCH);
        let to = if full { batch.last().copied().unwrap_or(known) } else { known };
        let mut deliveries = Vec::new();
        let places = rules::targets(conn, rule.id)?;
        for seq in batch.into_iter().filter(|seq| !rule.is_deaf_to(*seq)) {
            if is_event(conn, seq)? {
                accept_one(conn, &rule, &places, seq, now, &mut deliveries)?;
            }
        }
        found.push(Found { rule: rule.id, from: rule.cursor, to, deliveries });
    }
    Ok(found)
}

/// Whether Meta (or a file) said something with it, and we have not sent it ourselves: a handshake, a refused or a cut-off
/// request is not passed on, and a loop ends here.
fn is_event(conn: &Connection, seq: i64) -> Result<bool, StoreError> {
    let Some(head) = journal::head(conn, seq)? else { return Ok(false) };
    let said = head.method != "GET" && head.status == 200 && !head.truncated;
    Ok(said && head.replay_of.is_none())
}

fn accept_one(
    conn: &Connection,
    rule: &Rule,
    places: &[RuleTarget],
    seq: i64,
    now: i64,
    deliveries: &mut Vec<Delivery>,
) -> Result<(), StoreError> {
    let (mut lane, mut made) = (None, None);
    for place in places.iter().filter(|place| place.ended.is_none()) {
        let (mut url, mut formats) = (place.url.clone(), place.formats.clone());
        if let Some(id) = place.target {
            let Some(target) = targets::get(conn, id)?.filter(|target| target.enabled) else {
                continue;
            };
            url = target.url;
            if formats.is_empty() {
                formats = target.formats;
            }
        }
        if formats.is_empty() {
            formats.push(META.to_owned());
        }
        let url = shown_text(&url);
        for format in formats {
            let items = if format == META {
                vec![seq.to_string()]
            } else {
                if made.is_none() {
                    made = Some(events::of_capture(conn, seq, false)?);
                }
                let wanted = Format::from_word(&format);
                let made = made.iter().flatten().filter(|one| Some(one.format) == wanted);
                let real = made.filter(|one| matches!(one.outcome, Outcome::Event(_)));
                real.map(|one| one.id.clone()).collect()
            };
            for item in items {
                if lane.is_none() {
                    lane = Some(lane_of(conn, seq)?);
                }
                deliveries.push(Delivery {
                    rule: rule.id,
                    place: place.n,
                    capture: seq,
                    item,
                    format: format.clone(),
                    url: url.clone(),
                    lane: lane.clone().unwrap_or_default(),
                    accepted_us: now,
                    ..Delivery::default()
                });
            }
        }
    }
    Ok(())
}

/// The conversation that a capture speaks of; [`ALL_LANES`] when there are several, its own when there is none.
fn lane_of(conn: &Connection, seq: i64) -> Result<String, StoreError> {
    let sql = "SELECT DISTINCT account, peer FROM signals WHERE id >= ?1 AND id < ?2
        AND peer IS NOT NULL LIMIT 2";
    let mut statement = conn.prepare_cached(sql)?;
    let rows = statement.query_map(keys_of(seq), |row| {
        let (account, peer): (Option<String>, String) = (row.get(0)?, row.get(1)?);
        Ok(format!("{} {peer}", account.unwrap_or_default()))
    })?;
    let lanes: BTreeSet<String> = rows.collect::<Result<_, _>>()?;
    Ok(match lanes.len() {
        0 => format!("#{seq}"),
        1 => lanes.into_iter().next().unwrap_or_default(),
        _ => ALL_LANES.to_owned(),
    })
}

fn keep(tx: &Tx<'_>, found: Found) -> Result<(), StoreError> {
    if !rules::advance(tx, found.rule, found.from, found.to)? {
        return Ok(());
    }
    let places = rules::targets(tx, found.rule)?;
    for delivery in found.deliveries {
        // Deleted, or ended, between looking and now.
        let open = places.iter().any(|place| place.n == delivery.place && place.ended.is_none());
        if open && journal::head(tx, delivery.capture)?.is_some() {
            deliveries::accept(tx, &delivery)?;
        }
    }
    Ok(())
}
