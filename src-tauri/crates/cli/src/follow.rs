//! Following the journal: every capture once, in its order, however fast they come. A notice only wakes the follower;
//! what is new it asks for by sequence, so a lost or merged notice loses nothing.

use hooktrail_engine::api::{CapturePage, CaptureQuery, CaptureRow};

use crate::outcome::Done;
use crate::reach::Reach;

/// Rows asked for at once.
const PAGE: i64 = 200;

/// Where a follower stands.
#[derive(Clone)]
pub(crate) struct Follower {
    last: String,
}

impl Follower {
    /// From the newest capture on: what comes after this call.
    pub(crate) async fn from_now(reach: &Reach) -> Done<Self> {
        let query = CaptureQuery { limit: 1, ..CaptureQuery::default() };
        let page: CapturePage = reach.ask("captures_list", &query).await?;
        let newest = page.rows.into_iter().next();
        Ok(Self { last: newest.map_or_else(|| "0".to_owned(), |row| row.id) })
    }

    /// What came since the last call, oldest first; empty when there is nothing new.
    pub(crate) async fn next(&mut self, reach: &Reach) -> Done<Vec<CaptureRow>> {
        let after = Some(self.last.clone());
        let query = CaptureQuery { after, limit: PAGE, ..CaptureQuery::default() };
        let page: CapturePage = reach.ask("captures_list", &query).await?;
        if let Some(row) = page.rows.last() {
            self.last.clone_from(&row.id);
        }
        Ok(page.rows)
    }
}

/// The capture's line; `tests/cli/serve.rs` fixes its keys.
pub(crate) fn document(row: &CaptureRow) -> serde_json::Value {
    serde_json::json!({
        "type": "capture",
        "id": row.id,
        "method": row.method,
        "path": row.path,
        "bytes": row.bytes,
        "signature": row.signature,
        "status": row.status,
    })
}

/// The capture for people.
pub(crate) fn sentence(row: &CaptureRow) -> String {
    let CaptureRow { id, method, path, bytes, signature, status, .. } = row;
    let path = crate::output::plain(path);
    format!("{id:>6}  {method:<5} {status}  {bytes:>7} bytes  signature {signature:<9}  {path}")
}

/// Why following ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// We were asked to stop, and are through with what there was.
    Asked,
    /// The owner ended.
    OwnerGone,
}

/// Does `each` with every capture that comes, in order, until `stop`; what was committed by then is still done.
pub(crate) async fn follow(
    reach: &Reach,
    mut follower: Follower,
    mut stop: Stop,
    mut each: impl AsyncFnMut(&CaptureRow) -> Done,
) -> Done<Ended> {
    let mut notices = reach.notices().await?;
    loop {
        let asked = stop.is_asked();
        let rows = follower.next(reach).await?;
        for row in &rows {
            each(row).await?;
        }
        if rows.is_empty() {
            if asked {
                return Ok(Ended::Asked);
            }
            tokio::select! {
                () = stop.asked() => {}
                word = notices.next() => if word.is_none() { return Ok(Ended::OwnerGone) },
            }
        }
    }
}

/// Tells followers that there will be nothing more.
#[derive(Clone)]
pub(crate) struct Stop(tokio::sync::watch::Receiver<bool>);

impl Stop {
    /// The word and those who listen for it.
    pub(crate) fn new() -> (tokio::sync::watch::Sender<bool>, Self) {
        let (say, hear) = tokio::sync::watch::channel(false);
        (say, Self(hear))
    }

    /// Whether the word was said.
    pub(crate) fn is_asked(&self) -> bool {
        *self.0.borrow()
    }

    /// Returns when the word was said, or nobody is left to say it.
    pub(crate) async fn asked(&mut self) {
        let _ = self.0.wait_for(|said| *said).await;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::reach::tests::Owner;

    #[tokio::test]
    async fn many_captures_behind_one_notice_are_each_seen_once_in_order() {
        let owner = Owner::start(3);
        let reach = owner.reach();
        let from = Follower::from_now(&reach).await.unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (say, stop) = Stop::new();
        let list = seen.clone();
        let following = follow(&reach, from, stop, async |row| {
            let id: i64 = row.id.parse().unwrap();
            list.lock().unwrap().push(id);
            if id == 1003 {
                let _ = say.send(true);
            }
            Ok(())
        });
        let (ended, ()) = tokio::join!(following, async { owner.commit(1000).await });
        assert_eq!(ended.unwrap(), Ended::Asked);
        assert_eq!(*seen.lock().unwrap(), (4..=1003).collect::<Vec<i64>>());
    }

    #[tokio::test]
    async fn an_owner_that_ends_is_noticed() {
        let owner = Owner::start(0);
        let reach = owner.reach();
        let (_say, stop) = Stop::new();
        let following = follow(&reach, Follower { last: "0".to_owned() }, stop, async |_| Ok(()));
        let (ended, ()) = tokio::join!(following, async { owner.end().await });
        assert_eq!(ended.unwrap(), Ended::OwnerGone);
    }
}
