//! Captures by something that their shapes tell: those of each group in the order they came, newest first.

use std::time::Instant;

use rusqlite::Connection;

use super::{ApiError, Page, Plan, Wanted, is_over, resume};

impl Plan {
    pub(super) fn by_shape(
        &self,
        conn: &Connection,
        wanted: &Wanted<'_>,
        deadline: Option<Instant>,
    ) -> Result<Page, ApiError> {
        let mut groups: Vec<&[(i64, i64, String)]> =
            self.shapes.chunk_by(|one, other| one.2 == other.2).collect();
        if self.ascending {
            groups.reverse();
        }
        let from = wanted.from.map(resume).transpose()?;
        let reached = from.as_ref().map(|(_, key)| *key);
        let within = Self { ascending: false, ..self.clone() };
        let (mut found, mut looked) = (Vec::new(), false);
        for group in groups.into_iter().rev() {
            let key = group[0].2.as_str();
            let passed = reached.is_some_and(|reached| match self.ascending {
                true => key < reached,
                false => key > reached,
            });
            if passed {
                continue;
            }
            if looked && is_over(deadline) {
                return Ok((found, Some(format!("{}|{key}", i64::MAX))));
            }
            looked = true;
            let seq = from.as_ref().filter(|(_, from)| *from == key).map(|(seq, _)| *seq);
            let left = wanted.limit - i64::try_from(found.len()).unwrap_or(wanted.limit);
            let (seqs, next) = within.by_time(conn, group, seq, left, deadline)?;
            found.extend(seqs);
            if let Some(next) = next {
                return Ok((found, Some(format!("{next}|{key}"))));
            }
        }
        Ok((found, None))
    }
}
