//! What a replay sends: captures or vendor events, in the order in which they came, each with the conversations that it
//! speaks of. Reads the database; plans and sends nothing.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;

use hooktrail_domain::replay::{Batch, Item};
use hooktrail_domain::vendor::{Format, Outcome};
use rusqlite::Connection;

use crate::api::{ApiError, captures};
use crate::delivery::replay::Between;
use crate::delivery::{META, capture_of, is_overdue};
use crate::events::{Made, Maker};
use crate::projection::forget;
use crate::projection::tables::openings;
use crate::projection::tables::signals;
use crate::projection::tables::threads;
use crate::projection::tables::transitions;
use crate::reading::{self, is_handshake};
use crate::store::StoreError;
use crate::store::journal::{self, CaptureHead};

/// What is not sent, of one and of more.
const HANDSHAKES: [&str; 2] =
    ["handshake fits too; it is not sent", "handshakes fit too; they are not sent"];
const VISITS: [&str; 2] = [
    "visit of the address fits too; it is not sent",
    "visits of the address fit too; they are not sent",
];
const REFUSED: [&str; 2] = [
    "refused request fits too; it is not sent, because nobody knows whose it is",
    "refused requests fit too; they are not sent, because nobody knows whose they are",
];
const CUT_OFF: [&str; 2] = [
    "request was too large to be kept whole; it is not sent",
    "requests were too large to be kept whole; they are not sent",
];

/// Most items of one replay.
const MOST: usize = 100_000;

/// What is wished.
pub(super) struct Choice {
    /// Chosen one by one; nothing: those that fit.
    pub(super) items: Vec<String>,
    pub(super) conversation: Option<Between>,
    pub(super) filter: String,
    pub(super) limit: i64,
    /// [`META`] and vendor formats; nothing: the items themselves.
    pub(super) formats: Vec<String>,
    /// Bodies are cut apart or put together.
    pub(super) cuts: bool,
}

/// What was found.
#[derive(Default)]
pub(super) struct Picked {
    /// Ids, one for each item.
    pub(super) ids: Vec<String>,
    pub(super) items: Vec<Item>,
    /// What fits and is not sent, in words.
    pub(super) notes: Vec<String>,
    /// Some go as Meta's bytes.
    pub(super) meta: bool,
}

/// Finds what `choice` means.
pub(super) fn pick(conn: &Connection, choice: &Choice) -> Result<Picked, ApiError> {
    let formats = choice.formats.iter().map(|word| form(word)).collect::<Result<Vec<_>, _>>()?;
    let threads = match &choice.conversation {
        None => None,
        Some(between) => Some(conversation(conn, between)?),
    };
    let mut picker = Picker {
        conn,
        choice,
        formats,
        threads,
        maker: Maker::new(conn, false)?,
        objects: HashMap::new(),
        lanes: HashMap::new(),
        picked: Picked::default(),
    };
    if choice.items.is_empty() {
        picker.fitting()?;
    } else {
        picker.chosen()?;
    }
    Ok(picker.picked)
}

fn form(word: &str) -> Result<Option<Format>, ApiError> {
    if word == META {
        return Ok(None);
    }
    Format::from_word(word).map(Some).ok_or_else(|| {
        ApiError::invalid(format!("{word} is no format: meta, or one of the vendors'."))
    })
}

/// The conversation's numbers: one for each product that the two sides use.
fn conversation(conn: &Connection, between: &Between) -> Result<Vec<i64>, ApiError> {
    let Between { account, peer } = between;
    let found = threads::of(conn, account, peer)?;
    if found.is_empty() {
        return Err(ApiError::not_found(format!(
            "There is no conversation of {account} with {peer}."
        )));
    }
    Ok(found.into_iter().map(|thread| thread.n).collect())
}

struct Picker<'c> {
    conn: &'c Connection,
    choice: &'c Choice,
    /// `None`: Meta's bytes.
    formats: Vec<Option<Format>>,
    threads: Option<Vec<i64>>,
    maker: Maker<'c>,
    /// What can go in one batch, by number.
    objects: HashMap<String, u32>,
    /// Conversations, by number.
    lanes: HashMap<i64, u32>,
    picked: Picked,
}

impl Picker<'_> {
    /// Everything that fits: of what Meta sent, what can be sent again.
    fn fitting(&mut self) -> Result<(), ApiError> {
        let (mut handshakes, mut visits, mut refused, mut cut_off) = (0, 0, 0, 0);
        for seq in self.seqs()? {
            let Some(head) = journal::head(self.conn, seq)? else {
                self.set_by_hand(seq)?;
                continue;
            };
            let left_out = match &head {
                head if is_handshake(head) => Some(&mut handshakes),
                head if head.method == "GET" => Some(&mut visits),
                head if head.rejected => Some(&mut refused),
                head if head.is_cut_off() => Some(&mut cut_off),
                _ => None,
            };
            if let Some(count) = left_out {
                *count += 1;
                continue;
            }
            self.whole(&head)?;
            if self.is_full()? {
                break;
            }
        }
        self.note(handshakes, HANDSHAKES);
        self.note(visits, VISITS);
        self.note(refused, REFUSED);
        self.note(cut_off, CUT_OFF);
        Ok(())
    }

    /// What fits, oldest first: captures; of a conversation those that speak of it, also where they name no customer, and
    /// states that the user set, of which no filter speaks.
    fn seqs(&self) -> Result<Vec<i64>, ApiError> {
        let filter = &self.choice.filter;
        let Some(threads) = &self.threads else {
            return captures::seqs(self.conn, filter, None, "ASC", i64::MAX);
        };
        // By itself first, so that a mistake is shown at its place.
        captures::seqs(self.conn, filter, None, "ASC", 1)?;
        let mut within = BTreeSet::new();
        for thread in threads {
            within.extend(forget::captures_of(self.conn, *thread)?);
        }
        if let (false, Some(first), Some(last)) =
            (filter.trim().is_empty(), within.first(), within.last())
        {
            let near = format!("({filter}) id>={first} id<={last}");
            let fit = captures::seqs(self.conn, &near, None, "ASC", i64::MAX)?;
            return Ok(fit.into_iter().filter(|seq| within.contains(seq)).collect());
        }
        Ok(within.into_iter().collect())
    }

    /// A capture in every form that is wished.
    fn whole(&mut self, head: &CaptureHead) -> Result<(), ApiError> {
        if self.formats.is_empty() {
            self.capture(head)?;
        }
        for format in self.formats.clone() {
            match format {
                None => self.capture(head)?,
                Some(format) => {
                    self.events((head.seq, head.received_us), |made| made.format == format)?;
                }
            }
        }
        Ok(())
    }

    /// What vendors would have sent of a state that the user set; Meta sent nothing.
    fn set_by_hand(&mut self, seq: i64) -> Result<(), ApiError> {
        let Some(at_us) = journal::came(self.conn, seq)? else { return Ok(()) };
        for format in self.formats.clone().into_iter().flatten() {
            self.events((seq, at_us), |made| made.format == format)?;
        }
        Ok(())
    }

    /// A vendor's event that was named, or what its capture is in the forms that are wished.
    fn event(&mut self, seq: i64, item: &str) -> Result<(), ApiError> {
        let Some(at_us) = journal::came(self.conn, seq)? else { return Ok(()) };
        if self.formats.is_empty() {
            self.events((seq, at_us), |made| made.id == item)?;
        }
        for format in self.formats.clone() {
            match format {
                // Two events of one capture are one capture.
                None if self.picked.ids.last() == Some(&seq.to_string()) => {}
                None => {
                    if let Some(head) = journal::head(self.conn, seq)? {
                        self.capture(&head)?;
                    }
                }
                Some(format) => {
                    self.events((seq, at_us), |made| made.format == format && made.id == item)?
                }
            }
        }
        Ok(())
    }

    /// Says of how many that they are not sent, where it is any: the words for one and for more.
    fn note(&mut self, count: usize, [one, more]: [&str; 2]) {
        if count > 0 {
            let what = if count == 1 { one } else { more };
            self.picked.notes.push(format!("{count} {what}."));
        }
    }

    /// The items that were named, in the order in which they came.
    fn chosen(&mut self) -> Result<(), ApiError> {
        let gone = |item: &str| ApiError::not_found(format!("There is no {item}."));
        let mut wanted: Vec<(i64, &str)> = Vec::new();
        for item in &self.choice.items {
            if is_overdue(item) {
                return Err(ApiError::invalid(format!(
                    "{item} is what a time rule fired, which cannot be replayed: replay the capture behind it, or send its delivery again."
                )));
            }
            wanted.push((capture_of(item).ok_or_else(|| gone(item))?, item));
        }
        wanted.sort_by_key(|(seq, _)| *seq);
        wanted.dedup();
        let mut cut_off = 0;
        for (seq, item) in wanted {
            let before = self.picked.ids.len();
            if item.contains('-') {
                self.event(seq, item)?;
                if self.formats.is_empty() && self.picked.ids.len() == before {
                    return Err(gone(item));
                }
            } else {
                let head = journal::head(self.conn, seq)?.ok_or_else(|| gone(item))?;
                if head.is_cut_off() {
                    cut_off += 1;
                    continue;
                }
                self.whole(&head)?;
            }
            if self.is_full()? {
                break;
            }
        }
        self.note(cut_off, CUT_OFF);
        Ok(())
    }

    fn is_full(&mut self) -> Result<bool, ApiError> {
        let picked = &mut self.picked;
        let limit = usize::try_from(self.choice.limit).unwrap_or_default();
        if limit > 0 && picked.ids.len() >= limit {
            picked.ids.truncate(limit);
            picked.items.truncate(limit);
            return Ok(true);
        }
        if picked.ids.len() > MOST {
            return Err(ApiError::invalid(format!(
                "These are more than {MOST} at once: narrow the filter, or set a limit."
            )));
        }
        Ok(false)
    }

    /// A capture as it was kept.
    fn capture(&mut self, head: &CaptureHead) -> Result<(), ApiError> {
        let said = signals::threads_of(self.conn, head.seq)?;
        if let Some(threads) = &self.threads
            && !said.iter().any(|(_, thread)| thread.is_some_and(|n| threads.contains(&n)))
        {
            return Ok(());
        }
        let mut item = Item { at_us: head.received_us, batch: None, entries: vec![Vec::new()] };
        if self.choice.cuts
            && let Some((object, entries)) = self.batch(head)?
        {
            item.batch = Some(number(&mut self.objects, object));
            item.entries = vec![Vec::new(); entries];
        }
        for (path, thread) in said {
            let entry = if item.batch.is_some() { entry_of(&path) } else { 0 };
            let lanes = item.entries.get_mut(entry);
            if let (Some(lanes), Some(thread)) = (lanes, thread) {
                lanes.push(number(&mut self.lanes, thread));
            }
        }
        self.picked.meta = true;
        self.picked.ids.push(head.seq.to_string());
        self.picked.items.push(item);
        Ok(())
    }

    /// What a body's entries are of, and how many there are.
    fn batch(&self, head: &CaptureHead) -> Result<Option<(String, usize)>, StoreError> {
        let capture = journal::capture(self.conn, head.seq)?;
        Ok(capture.and_then(|capture| {
            let text = reading::decoded(&capture.headers, &capture.body);
            let batch = Batch::read(&text.bytes)?;
            let entries = batch.entries();
            Some((batch.object, entries))
        }))
    }

    /// Vendor events that a capture caused, or a state that the user set; `at_us`: when that came, epoch microseconds.
    fn events(
        &mut self,
        (seq, at_us): (i64, i64),
        wanted: impl Fn(&Made) -> bool,
    ) -> Result<(), ApiError> {
        let mut made = Vec::new();
        for row in transitions::of_capture(self.conn, seq)? {
            let thread = transitions::thread_of(self.conn, row.id)?;
            made.extend(self.maker.of_transition(&row)?.into_iter().map(|made| (thread, made)));
        }
        for row in openings::of_capture(self.conn, seq)? {
            let thread = openings::thread_of(self.conn, row.id)?;
            made.push((thread, self.maker.of_opening(&row)?));
        }
        for (thread, made) in made {
            let elsewhere = self
                .threads
                .as_ref()
                .is_some_and(|threads| !thread.is_some_and(|n| threads.contains(&n)));
            if elsewhere || !matches!(made.outcome, Outcome::Event(_)) || !wanted(&made) {
                continue;
            }
            let lanes = thread.map(|thread| number(&mut self.lanes, thread)).into_iter().collect();
            let item = Item { at_us, batch: None, entries: vec![lanes] };
            self.picked.ids.push(made.id);
            self.picked.items.push(item);
        }
        Ok(())
    }
}

/// The number of `one` among those that were met so far: rows' own numbers do not fit.
fn number<T: Eq + Hash>(met: &mut HashMap<T, u32>, one: T) -> u32 {
    let next = u32::try_from(met.len()).unwrap_or(u32::MAX);
    *met.entry(one).or_insert(next)
}

/// The number of the entry that a path leads into.
fn entry_of(path: &str) -> usize {
    let inside = path.strip_prefix("$.entry[").and_then(|rest| rest.split_once(']'));
    inside.and_then(|(number, _)| number.parse().ok()).unwrap_or_default()
}
