//! What the top and status bars show.

use super::*;
use crate::engine::Engine;
use crate::projection::tables::{progress, readings};
use crate::store::{StoreError, attempts, journal};

/// Up to this many captures behind are counted one by one.
const COUNTED: i64 = 2_000;

pub(super) async fn get(engine: &Engine) -> Result<Status, ApiError> {
    let inner = &engine.inner;
    let revision = inner.store.changes().revision();
    let forward = inner.forward.clone();
    let read = inner.store.read::<_, StoreError, _>(move |conn| {
        let at = progress::get(conn)?;
        let backlog = (journal::newest(conn)? - at.cursor).max(0);
        let behind =
            if backlog > COUNTED { backlog } else { journal::count_after(conn, at.cursor)? };
        let handshake = match readings::handshakes(conn, 1)?.first() {
            Some(seq) => journal::head(conn, *seq)?,
            None => None,
        };
        let counts = Counts {
            captures: at.counts.captures + behind,
            read: at.counts.captures,
            signals: at.counts.signals,
            conversations: at.counts.conversations,
            attempts: attempts::count(conn)?,
        };
        let forwarding = rules::status(conn, &forward)?;
        let time_rules = time_rules::trouble(conn, &forward.failures())?;
        Ok((backlog, at, counts, handshake, forwarding, time_rules, targets::status(conn)?))
    });
    let (backlog, at, counts, handshake, forwarding, time_rules, targets) = read.await?;
    let unkept = inner.store.unkept();
    let troubles = [inner.store.trouble(), inner.projection.trouble(), inner.keep.trouble()];
    let problems = others(unkept.now.as_ref().map(|now| now.why.as_str()), troubles);
    let receiver = {
        let receiver = engine.receiver();
        ReceiverStatus {
            url: receiver.url.clone(),
            error: receiver.error.as_ref().map(ToString::to_string),
            free_port: receiver.error.as_ref().and_then(|error| error.free_port),
            refused: inner.tally.refused(),
            cut_off: inner.tally.cut_off(),
            malformed: inner.tally.malformed(),
            unkept: unkept.count,
            not_keeping: unkept.now.map(not_keeping),
            connections: i64::try_from(inner.tally.connections()).unwrap_or(i64::MAX),
            unusual: sources::unusual(engine),
        }
    };
    let watch = engine
        .watched()
        .await
        .map(|(folder, problems)| WatchStatus { folder: folder.display().to_string(), problems });
    let tunnel = tunnel::state(engine).await?;
    Ok(Status {
        revision,
        epoch: at.epoch,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        data_dir: inner.store.data_dir().display().to_string(),
        receiver,
        tunnel,
        verify_token: engine.verify_token(),
        secrets: inner.secrets.names(),
        counts,
        backlog,
        read_to: at.cursor.to_string(),
        forwarding,
        time_rules,
        targets,
        database_bytes: i64::try_from(inner.store.bytes()).unwrap_or(i64::MAX),
        watch,
        problems,
        last_handshake: handshake.map(|head| Handshake {
            at: head.received_at(),
            ok: head.status == 200,
            capture_id: head.seq.to_string(),
        }),
    })
}

fn not_keeping(now: crate::store::NotKeeping) -> NotKeeping {
    NotKeeping { count: now.count, since: now.since, why: now.why }
}

/// The sentences that are there, each once; not the one that says already why nothing is kept.
fn others<const N: usize>(said: Option<&str>, sentences: [Option<String>; N]) -> Vec<String> {
    let mut told = Vec::new();
    for sentence in sentences.into_iter().flatten() {
        if said != Some(&sentence) && !told.contains(&sentence) {
            told.push(sentence);
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::others;

    #[test]
    fn a_sentence_is_told_once() {
        let some = |text: &str| Some(text.to_owned());
        for (said, sentences, told) in [
            (None, [some("full"), some("full"), None], &["full"][..]),
            (None, [some("a"), None, some("b")], &["a", "b"]),
            (Some("full"), [some("full"), some("full"), some("b")], &["b"]),
        ] {
            assert_eq!(others(said, sentences), told);
        }
    }
}
