//! Outbound messages and signals from the derived tables. Looks at the newest captures only, so that it costs the same in
//! a large journal, and says so.

use hooktrail_domain::ledger::State;
use hooktrail_domain::signal::{Flag, Flags, Millis};
use rusqlite::types::Value;
use rusqlite::{Connection, Row, params, params_from_iter};

use super::Course;
use crate::projection::tables::{keys_of, messages, signals};
use crate::store::{StoreError, journal};

/// Captures that are looked at, newest first.
const NEWEST: i64 = 200_000;
/// Bars that a picture over time has at most.
const BARS: i64 = 48;
/// Widths of a bar that people count in, ms: 1, 5, 15 min, 1, 3, 6 h, 1, 7, 30 d.
const WIDTHS: [Millis; 9] = [
    60_000,
    300_000,
    900_000,
    3_600_000,
    10_800_000,
    21_600_000,
    86_400_000,
    604_800_000,
    2_592_000_000,
];

/// What is looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Window {
    /// Only this platform, by its word.
    pub platform: Option<String>,
    /// Only this account.
    pub account: Option<String>,
    /// Said then or later.
    pub from: Option<Millis>,
    /// Said before.
    pub until: Option<Millis>,
}

/// Kinds of signals over time.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Mix {
    /// Where the first bar begins, epoch ms.
    pub from: Millis,
    /// Width of a bar, ms.
    pub width: Millis,
    /// How many bars.
    pub bars: usize,
    /// Counts per bar, the most frequent kind first.
    pub kinds: Vec<(String, Vec<i64>)>,
}

/// A signal behind a bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    /// Its key.
    pub id: i64,
    /// Its kind's word.
    pub kind: String,
    /// When it was said.
    pub at: Option<Millis>,
    /// `platform/account/peer` of its conversation.
    pub conversation: Option<String>,
    /// `platform/account/mid` of the message that it speaks of.
    pub message: Option<String>,
}

impl Window {
    /// Whether a message is of its time, platform and account.
    pub(crate) fn holds(&self, course: &Course) -> bool {
        let when = course.when.unwrap_or(0);
        self.from.is_none_or(|from| when >= from)
            && self.until.is_none_or(|until| when < until)
            && self.platform.as_deref().is_none_or(|is| is == course.platform.word())
            && self.account.as_ref().is_none_or(|is| *is == course.account)
    }

    /// Binds ?2 … ?5 after the oldest key.
    fn values(&self, oldest: i64) -> Vec<Value> {
        let time = |time: Option<Millis>| time.map_or(Value::Null, Value::Integer);
        let word = |word: &Option<String>| word.clone().map_or(Value::Null, Value::Text);
        vec![
            Value::Integer(oldest),
            time(self.from),
            time(self.until),
            word(&self.platform),
            word(&self.account),
        ]
    }
}

/// Signals within the window. Samples of the App Dashboard say the time of a day in 2018, as observed, and are counted
/// nowhere.
fn within() -> String {
    let sample = [Flag::Sample].into_iter().collect::<Flags>().bits();
    format!(
        "id >= ?1 AND (?2 IS NULL OR place >= ?2) AND (?3 IS NULL OR place < ?3)
         AND (?4 IS NULL OR platform = ?4) AND (?5 IS NULL OR account = ?5) AND flags & {sample} = 0"
    )
}

/// The oldest key that is looked at, and how many captures that leaves, if it leaves any out.
fn oldest(conn: &Connection) -> Result<(i64, Option<i64>), StoreError> {
    let newest = journal::newest(conn)?;
    let [from, _] = keys_of((newest - NEWEST).max(0));
    Ok((from, (newest > NEWEST).then_some(NEWEST)))
}

/// Shows the course of each outbound message to `visit`, newest first. Answers how many captures were looked at, if not all.
pub(crate) fn messages(
    conn: &Connection,
    window: &Window,
    mut visit: impl FnMut(Course),
) -> Result<Option<i64>, StoreError> {
    let (from, left) = oldest(conn)?;
    // A message is counted at its row's place.
    let mut statement = conn.prepare_cached(
        "SELECT n, record FROM messages WHERE n >= ?1 AND listed = 1 AND direction = 'outbound' AND record IS NOT NULL
         AND (?2 IS NULL OR place >= ?2) AND (?3 IS NULL OR platform = ?3) AND (?4 IS NULL OR account = ?4)
         ORDER BY n DESC",
    )?;
    let values = params![from, window.from, window.platform, window.account];
    let mut rows = statement.query(values)?;
    while let Some(row) = rows.next()? {
        let record = messages::record_of(row, 1)?;
        let n = row.get(0)?;
        let course = record.and_then(|record| Course::of(n, &record));
        course.filter(|course| window.holds(course)).into_iter().for_each(&mut visit);
    }
    Ok(left)
}

/// Kinds of signals over the window's time.
pub(crate) fn mix(conn: &Connection, window: &Window) -> Result<Mix, StoreError> {
    let (oldest, _) = oldest(conn)?;
    let values = window.values(oldest);
    let within = within();
    let ends = format!("SELECT min(place), max(place) FROM signals WHERE {within}");
    let ends: (Option<i64>, Option<i64>) = conn
        .prepare_cached(&ends)?
        .query_row(params_from_iter(&values), |row| Ok((row.get(0)?, row.get(1)?)))?;
    let (Some(first), Some(last)) = ends else { return Ok(Mix::default()) };
    let (from, width, bars) = scale(first, last);
    let sql = format!(
        "SELECT kind, CAST((place - {from}) / {width} AS INTEGER), count(*) FROM signals
         WHERE {within} GROUP BY 1, 2"
    );
    let mut mix = Mix { from, width, bars, kinds: Vec::new() };
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(&values))?;
    while let Some(row) = rows.next()? {
        let (kind, bar): (String, i64) = (row.get(0)?, row.get(1)?);
        let index = match mix.kinds.iter().position(|(known, _)| *known == kind) {
            Some(index) => index,
            None => {
                mix.kinds.push((kind, vec![0; bars]));
                mix.kinds.len() - 1
            }
        };
        let bar = usize::try_from(bar).unwrap_or(0).min(bars.saturating_sub(1));
        if let Some(count) = mix.kinds.get_mut(index).and_then(|(_, counts)| counts.get_mut(bar)) {
            *count += row.get::<_, i64>(2)?;
        }
    }
    let total = |counts: &[i64]| counts.iter().sum::<i64>();
    mix.kinds.sort_by(|(left, some), (right, others)| {
        total(others).cmp(&total(some)).then_with(|| left.cmp(right))
    });
    Ok(mix)
}

/// Begin, width and number of bars that hold both times. Times are what a sender claimed: any number.
pub(super) fn scale(first: Millis, last: Millis) -> (Millis, Millis, usize) {
    let span = last.saturating_sub(first);
    let wide = |width: &&Millis| span / **width < BARS - 1;
    let width = WIDTHS.iter().find(wide).copied().unwrap_or(span / (BARS - 1) + 1);
    let from = first.div_euclid(width).saturating_mul(width);
    let bars = last.saturating_sub(from) / width + 1;
    (from, width, usize::try_from(bars).unwrap_or(1))
}

/// Signals of some kinds, parted by spaces, within the window: newest first, from before a key on; and how many there are in all.
pub(crate) fn said(
    conn: &Connection,
    window: &Window,
    kinds: &str,
    before: Option<i64>,
    limit: i64,
) -> Result<(i64, Vec<Said>), StoreError> {
    let (oldest, _) = oldest(conn)?;
    let mut values = window.values(oldest);
    values.push(Value::Text(format!(" {kinds} ")));
    let within = format!("FROM signals WHERE {} AND instr(?6, ' ' || kind || ' ') > 0", within());
    let total = conn
        .prepare_cached(&format!("SELECT count(*) {within}"))?
        .query_row(params_from_iter(&values), |row| row.get(0))?;
    values.extend([Value::Integer(limit), Value::Integer(before.unwrap_or(i64::MAX))]);
    let sql = format!("SELECT id, kind, at {within} AND id < ?8 ORDER BY id DESC LIMIT ?7");
    let read = |row: &Row<'_>| {
        let (id, kind, at) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok(Said { id, kind, at, conversation: None, message: None })
    };
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params_from_iter(&values), read)?;
    let mut said = rows.collect::<Result<Vec<_>, _>>()?;
    for one in &mut said {
        (one.conversation, one.message) = signals::stands(conn, one.id)?;
    }
    Ok((total, said))
}

/// The first signal that says a message has a state, by its key; none where only what is deleted, or the user, said so.
pub(crate) fn telling(conn: &Connection, n: i64, state: State) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT min(signals.id) FROM mentions JOIN signals ON signals.id = mentions.signal
         WHERE mentions.message = ?1 AND signals.state = ?2";
    let told = conn.prepare_cached(sql)?.query_row(params![n, state.word()], |row| row.get(0))?;
    Ok(told)
}

/// The capture that a message is shown by: the one that is the message itself, else the first that still speaks of it.
pub(crate) fn behind(
    conn: &Connection,
    message: &messages::Message,
) -> Result<Option<i64>, StoreError> {
    if message.said.is_some() {
        return Ok(message.said);
    }
    let sql = "SELECT min(signal) FROM mentions WHERE message = ?1";
    Ok(conn.prepare_cached(sql)?.query_row(params![message.n], |row| row.get(0))?)
}
