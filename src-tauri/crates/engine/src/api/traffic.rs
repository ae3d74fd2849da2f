//! Attempts and captures as a HAR file: those that are named, whole or not at all; or all that fit, the newest of them where
//! they are too many, and then the file says so.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use rusqlite::Connection;
use serde_json::Value;

use super::commands::{caught_up, seq};
use super::*;
use crate::engine::Engine;
use crate::store::attempts::Attempt;
use crate::store::{answers, journal};
use crate::{filter, har, store};

/// What one file holds.
#[derive(Debug, Clone, Copy)]
struct Room {
    /// Attempts and captures.
    rows: usize,
    /// Of their bodies, bytes.
    bytes: usize,
}

const ROOM: Room = Room { rows: 5_000, bytes: 64 << 20 };
/// Attempts that are read at a time: each has its answer with it.
const STEP: i64 = 200;

/// The file, and with it what was left out.
pub(super) async fn har(engine: &Engine, request: HarRequest) -> Result<SavedFile, ApiError> {
    caught_up(engine).await?;
    engine.inner.store.settle().await;
    let since_us = engine.inner.since_us;
    let read = engine.inner.store.read::<_, ApiError, _>(move |conn| {
        let mut file = File { room: ROOM, since_us, entries: Vec::new(), bytes: 0 };
        let note = file.fill(conn, &request)?;
        Ok(SavedFile {
            name: "hooktrail.har".to_owned(),
            media_type: "application/json".to_owned(),
            body_base64: BASE64.encode(har::log(file.entries, note.as_deref()).to_string()),
            note,
        })
    });
    read.await
}

/// A file that is written.
struct File {
    room: Room,
    /// When this run began, epoch microseconds.
    since_us: i64,
    entries: Vec<Value>,
    bytes: usize,
}

impl File {
    /// Writes what is asked for. Answers in words what of it was left out.
    fn fill(
        &mut self,
        conn: &Connection,
        request: &HarRequest,
    ) -> Result<Option<String>, ApiError> {
        let filter = request.filter.as_deref().unwrap_or_default();
        let all = match request.of.as_deref() {
            None => {
                self.named(conn, request)?;
                return Ok(None);
            }
            Some("captures") => self.captures(conn, filter)?,
            Some("deliveries") => self.attempts(conn, filter)?,
            Some(other) => {
                return Err(ApiError::invalid(format!(
                    "{other} are no traffic: captures or deliveries are."
                )));
            }
        };
        self.entries.reverse();
        Ok((!all).then(|| {
            format!(
                "Only the newest {} of what was asked for are in this file: it takes {}.",
                self.entries.len(),
                self.room.words()
            )
        }))
    }

    /// Those that are named, in their order.
    fn named(&mut self, conn: &Connection, request: &HarRequest) -> Result<(), ApiError> {
        let too_much = |words: String| {
            ApiError::invalid(format!("A HAR file takes {words} at most: choose fewer."))
        };
        for id in &request.attempts {
            let some = match deliveries::number_of(id) {
                Some(delivery) => store::attempts::of_delivery(conn, delivery)?,
                None => {
                    let gone = || ApiError::not_found(format!("There is no attempt {id}."));
                    vec![store::attempts::get(conn, id)?.ok_or_else(gone)?]
                }
            };
            for attempt in some {
                if !self.attempt(conn, &attempt)? {
                    return Err(too_much(self.room.words()));
                }
            }
        }
        for id in &request.captures {
            let gone = || ApiError::not_found(format!("There is no capture {id}."));
            match self.capture(conn, seq(id)?)? {
                Some(true) => {}
                Some(false) => return Err(too_much(self.room.words())),
                None => return Err(gone()),
            }
        }
        Ok(())
    }

    /// Captures that fit, from the newest on; false when there are more than there is room for.
    fn captures(&mut self, conn: &Connection, filter: &str) -> Result<bool, ApiError> {
        let most = i64::try_from(self.room.rows).unwrap_or(i64::MAX);
        for seq in super::captures::seqs(conn, filter, None, "DESC", most.saturating_add(1))? {
            if self.capture(conn, seq)? == Some(false) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Attempts that fit, likewise.
    fn attempts(&mut self, conn: &Connection, filter: &str) -> Result<bool, ApiError> {
        let condition = filter::condition(filter, fields::DELIVERIES, super::attempts::WORDS, 1)?;
        let mut before = None;
        loop {
            let (some, next) = super::attempts::page(conn, &[], &condition, before, STEP, None)?;
            for (_, attempt) in &some {
                if !self.attempt(conn, attempt)? {
                    return Ok(false);
                }
            }
            if next.is_none() {
                return Ok(true);
            }
            before = next;
        }
    }

    /// False when there is no room for it.
    fn attempt(&mut self, conn: &Connection, attempt: &Attempt) -> Result<bool, ApiError> {
        let body = store::attempts::body(conn, attempt)?;
        let bytes = body.len() + attempt.response_body.len();
        Ok(self.put(bytes, || har::of_attempt(attempt, &body)))
    }

    /// Nothing when there is no such capture.
    fn capture(&mut self, conn: &Connection, seq: i64) -> Result<Option<bool>, ApiError> {
        let Some(capture) = journal::capture(conn, seq)? else { return Ok(None) };
        let took = answers::of(conn, seq)?;
        let unsent = answers::unsent(conn, &capture.head, took, self.since_us)?;
        Ok(Some(self.put(capture.body.len(), || har::of_capture(&capture, took, unsent))))
    }

    fn put(&mut self, bytes: usize, entry: impl FnOnce() -> Value) -> bool {
        let fits = self.entries.len() < self.room.rows && self.bytes + bytes <= self.room.bytes;
        if fits {
            self.bytes += bytes;
            self.entries.push(entry());
        }
        fits
    }
}

impl Room {
    fn words(self) -> String {
        format!("{} rows and {} MiB of bodies", self.rows, self.bytes >> 20)
    }
}

#[cfg(test)]
mod tests;
