//! Vendor events: made on reading from what happened and from the directory, so that an entry there remakes them all.

use hooktrail_domain::directory::Directory;
use hooktrail_domain::ledger::Basis;
use hooktrail_domain::vendor::{self, Format, Options, Origin, Outcome};
use rusqlite::Connection;

use crate::api::VendorOptions;
use crate::projection::tables::openings::{self, OpeningRow};
use crate::projection::tables::transitions::{self, TransitionRow};
use crate::projection::tables::{directory, ordinal_of, seq_of};
use crate::reading::Bodies;
use crate::store::{StoreError, settings};

/// The setting that holds how vendor events are written, as JSON.
pub(crate) const VENDORS: &str = "vendors";

/// How vendor events are written; the likelier reading unless the user chose otherwise.
pub(crate) fn options(conn: &Connection) -> Result<VendorOptions, StoreError> {
    let kept = settings::get(conn, VENDORS)?;
    Ok(kept.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
}

/// A vendor event, or why there is none.
pub(crate) struct Made {
    /// `17-t1-texter`.
    pub(crate) id: String,
    pub(crate) capture: i64,
    pub(crate) format: Format,
    pub(crate) message_id: Option<String>,
    pub(crate) at: Option<i64>,
    pub(crate) state: Option<&'static str>,
    /// Set by hand: Meta told nothing of it.
    pub(crate) simulated: bool,
    pub(crate) outcome: Outcome,
}

/// Makes events, reading what it needs once.
pub(crate) struct Maker<'c> {
    conn: &'c Connection,
    bodies: Bodies<'c>,
    directory: Directory,
    loaded: std::collections::HashSet<(String, String)>,
    options: Options,
    /// Sources are pointed at their bytes, which needs the bodies.
    explain: bool,
}

impl<'c> Maker<'c> {
    pub(crate) fn new(conn: &'c Connection, explain: bool) -> Result<Self, StoreError> {
        Ok(Self {
            conn,
            bodies: Bodies::new(conn),
            directory: Directory::default(),
            loaded: std::collections::HashSet::new(),
            options: options(conn)?.into(),
            explain,
        })
    }

    /// What the vendors are told of a transition, in their order.
    pub(crate) fn of_transition(&mut self, row: &TransitionRow) -> Result<Vec<Made>, StoreError> {
        let transition = &row.transition;
        self.know(&transition.account, transition.peer.as_deref())?;
        let (capture, number) = (seq_of(row.id), ordinal_of(row.id));
        let origin = self.origin(row.signal)?;
        let mut made = Vec::new();
        for (filled, told) in vendor::told(transition, &self.options) {
            let outcomes = vendor::of_transition(&told, &origin, &self.directory, &self.options);
            for (format, outcome) in outcomes {
                made.push(Made {
                    id: format!("{capture}-t{number}-{filled}{}", format.suffix()),
                    capture,
                    format,
                    message_id: Some(told.message_id.clone()),
                    at: told.at,
                    state: Some(told.to.word()),
                    simulated: told.basis == Basis::Simulated,
                    outcome: self.pointed(capture, outcome)?,
                });
            }
        }
        Ok(made)
    }

    /// What the vendors are told of an opening.
    pub(crate) fn of_opening(&mut self, row: &OpeningRow) -> Result<Made, StoreError> {
        let opening = &row.opening;
        self.know(&opening.account, Some(&opening.peer))?;
        let capture = seq_of(row.id);
        let origin = self.origin(row.signal)?;
        let (format, outcome) = vendor::of_opening(opening, &origin, &self.directory);
        Ok(Made {
            id: format!("{capture}-o{}-{}", ordinal_of(row.id), format.suffix()),
            capture,
            format,
            message_id: None,
            at: opening.at,
            state: None,
            simulated: false,
            outcome: self.pointed(capture, outcome)?,
        })
    }

    fn know(&mut self, account: &str, peer: Option<&str>) -> Result<(), StoreError> {
        let peer = peer.unwrap_or_default();
        if self.loaded.insert((account.to_owned(), peer.to_owned())) {
            directory::load(self.conn, &mut self.directory, account, peer)?;
        }
        Ok(())
    }

    fn origin(&mut self, key: i64) -> Result<Origin, StoreError> {
        let seq = seq_of(key);
        let received_at = self.bodies.received_at(seq)?;
        let signal = if self.explain { self.bodies.signal(key)? } else { None };
        let place = signal.as_ref().map(Origin::of).unwrap_or_default();
        Ok(Origin { seq, received_at, ..place })
    }

    fn pointed(&mut self, capture: i64, outcome: Outcome) -> Result<Outcome, StoreError> {
        Ok(match outcome {
            Outcome::Event(mut document) if self.explain => {
                if let Some(said) = self.bodies.of(capture)? {
                    vendor::narrow(&mut document, &said.text);
                }
                Outcome::Event(document)
            }
            outcome => outcome,
        })
    }
}

/// Everything that a capture caused: transitions in order, then openings.
pub(crate) fn of_capture(
    conn: &Connection,
    seq: i64,
    explain: bool,
) -> Result<Vec<Made>, StoreError> {
    let mut maker = Maker::new(conn, explain)?;
    let mut made = Vec::new();
    for row in transitions::of_capture(conn, seq)? {
        made.extend(maker.of_transition(&row)?);
    }
    for row in openings::of_capture(conn, seq)? {
        made.push(maker.of_opening(&row)?);
    }
    Ok(made)
}
