//! Deliveries as a list: of a rule, of a capture, in a state. Changes nothing.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::{COLUMNS, Delivery, State, delivery_of};
use crate::store::StoreError;

/// Which ones are listed.
#[derive(Debug, Clone, Default)]
pub struct Which {
    /// Of this rule.
    pub rule: Option<i64>,
    /// Of this capture.
    pub capture: Option<i64>,
    /// In this state.
    pub state: Option<State>,
    /// Older than this one.
    pub before: Option<i64>,
}

/// Newest first.
pub fn newest(conn: &Connection, which: &Which, limit: i64) -> Result<Vec<Delivery>, StoreError> {
    let mut statement = conn.prepare_cached(&which.sql())?;
    let rows = statement.query_map(params_from_iter(which.values(limit)), delivery_of)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

impl Which {
    /// Only what is asked for stands in it, so that an index is used for that.
    pub(super) fn sql(&self) -> String {
        let mut sql = format!("SELECT {COLUMNS} FROM deliveries WHERE n < ?");
        for (asked, condition) in [
            (self.rule.is_some(), " AND rule = ?"),
            (self.capture.is_some(), " AND capture = ?"),
            (self.state.is_some(), " AND state = ?"),
        ] {
            if asked {
                sql.push_str(condition);
            }
        }
        sql + " ORDER BY n DESC LIMIT ?"
    }

    /// In the order of their places.
    pub(super) fn values(&self, limit: i64) -> impl Iterator<Item = Value> {
        let before = Some(Value::Integer(self.before.unwrap_or(i64::MAX)));
        let state = self.state.map(|state| Value::Text(state.word().to_owned()));
        let asked =
            [before, self.rule.map(Value::Integer), self.capture.map(Value::Integer), state];
        asked.into_iter().flatten().chain([Value::Integer(limit)])
    }
}
