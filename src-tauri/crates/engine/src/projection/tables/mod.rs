//! The derived tables, one file each: its shape, rows and queries. Nothing here is the truth; every table can be dropped
//! and made again from the journal, so a change of shape needs no migration, only a new [`VERSION`].

pub mod directory;
pub mod dones;
pub mod mentions;
pub mod messages;
pub mod openings;
pub mod progress;
pub mod readings;
pub mod repeats;
pub mod sayings;
pub mod shapes;
pub mod signals;
pub mod threads;
pub mod transitions;

/// Changes with the shape of any table and with what the converter makes of the same bytes: everything is made anew then.
pub const VERSION: i64 = 20;

macro_rules! ordinal_bits {
    () => {
        22
    };
}
pub(crate) use ordinal_bits;

/// Bits of an id that number things inside one capture; the rest is the capture. A body of 8 MiB cannot hold as many.
const ORDINAL_BITS: u32 = ordinal_bits!();

/// SQL: the capture of a key, which is the expression given.
macro_rules! seq_in {
    ($key:literal) => {
        concat!($key, " >> ", $crate::projection::tables::ordinal_bits!())
    };
}
pub(crate) use seq_in;

/// The key of the `ordinal`-th thing of capture `seq`: keys of a capture stand together, in order.
pub fn key(seq: i64, ordinal: usize) -> i64 {
    let last = (1 << ORDINAL_BITS) - 1;
    seq << ORDINAL_BITS | i64::try_from(ordinal).unwrap_or(last).min(last)
}

/// The capture of a key.
pub fn seq_of(key: i64) -> i64 {
    key >> ORDINAL_BITS
}

/// The number of a key inside its capture.
pub fn ordinal_of(key: i64) -> i64 {
    key & ((1 << ORDINAL_BITS) - 1)
}

/// The keys that belong to capture `seq`: from, and below.
pub fn keys_of(seq: i64) -> [i64; 2] {
    [seq << ORDINAL_BITS, (seq + 1) << ORDINAL_BITS]
}

/// Every table in the order they are made: name, and its statements.
pub(super) const ALL: &[(&str, &str)] = &[
    ("messages", messages::CREATE),
    ("threads", threads::CREATE),
    ("signals", signals::CREATE),
    ("mentions", mentions::CREATE),
    ("transitions", transitions::CREATE),
    ("openings", openings::CREATE),
    ("dones", dones::CREATE),
    ("readings", readings::CREATE),
    ("shapes", shapes::CREATE),
    ("sayings", sayings::CREATE),
    ("repeats", repeats::CREATE),
    ("directory_entered", directory::CREATE_ENTERED),
    ("directory_told", directory::CREATE_TOLD),
];

/// Every derived row in words, by table. Unless `exact`, numbers that only tie rows together are told by what they name.
#[cfg(test)]
pub(crate) fn rows(
    conn: &rusqlite::Connection,
    exact: bool,
) -> Result<Vec<(&'static str, Vec<String>)>, crate::store::StoreError> {
    let named = |column: &str| match column {
        column if exact => format!("\"{column}\""),
        "n" => "'' AS n".to_owned(),
        "thread" => "(SELECT threads.platform || threads.account || threads.peer
            FROM threads WHERE threads.n = thread)"
            .to_owned(),
        "message" => "(SELECT messages.platform || messages.account || messages.mid
            FROM messages WHERE messages.n = message)"
            .to_owned(),
        "shape" => "(SELECT shapes.path || shapes.sig || shapes.said
            FROM shapes WHERE shapes.n = shape)"
            .to_owned(),
        other => format!("\"{other}\""),
    };
    let mut all = Vec::new();
    for (name, _) in ALL {
        let statement = conn.prepare(&format!("SELECT * FROM {name}"))?;
        let columns: Vec<String> = statement.column_names().into_iter().map(named).collect();
        let mut statement = conn.prepare(&format!("SELECT {} FROM {name}", columns.join(", ")))?;
        let rows = statement.query_map([], |row| {
            let cells = 0..columns.len();
            let cells: Result<Vec<rusqlite::types::Value>, _> =
                cells.map(|at| row.get(at)).collect();
            Ok(format!("{:?}", cells?))
        })?;
        let mut rows = rows.collect::<Result<Vec<String>, _>>()?;
        rows.sort_unstable();
        all.push((*name, rows));
    }
    Ok(all)
}
