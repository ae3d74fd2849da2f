//! Plain forwarding: every event that comes is sent to one URL, in order, once. Runs behind the receiver's answer and
//! never holds it up; rules, retries and a durable queue are the engine's business, not this file's.

use std::time::Duration;

use hooktrail_engine::api::{AttemptList, SendRequest};

use crate::commands::send;
use crate::follow::{self, Ended, Follower, Stop, follow};
use crate::outcome::{Done, Failure, warn};
use crate::output::Output;
use crate::reach::Reach;

/// How long what is already here may still take once we are asked to end.
const LAST_WORDS: Duration = Duration::from_secs(10);

/// Where events go, and how they are signed.
pub struct Target {
    /// Any http or https URL.
    pub url: String,
    /// Sign anew with this; `None`: the headers as received.
    pub secret: Option<String>,
}

/// One printed line per capture and, with a target, one per attempt: of everything that comes after `from`.
pub async fn tell(
    reach: &Reach,
    from: Follower,
    stop: Stop,
    target: Option<&Target>,
    out: Output,
) -> Done<Ended> {
    let printing = follow(reach, from.clone(), stop.clone(), async |row| {
        out.say(&follow::document(row), || follow::sentence(row))
    });
    let Some(target) = target else { return printing.await };
    let (ended, _) = tokio::try_join!(printing, forward(reach, from, stop, target, out))?;
    Ok(ended)
}

/// Forwards what comes after `from` until `stop`, one printed line per attempt.
async fn forward(
    reach: &Reach,
    from: Follower,
    stop: Stop,
    target: &Target,
    out: Output,
) -> Done<Ended> {
    let mut asked = stop.clone();
    let forwarding = follow(reach, from, stop, async |row| {
        if !follow::is_event(row) {
            return Ok(());
        }
        let request = SendRequest {
            item: row.id.clone(),
            to: target.url.clone(),
            format: Some("meta".to_owned()),
            secret: target.secret.clone().map(Into::into),
            // Whoever forwards everything to a host has said so by naming it.
            confirmed: true,
            ..SendRequest::default()
        };
        match reach.ask::<_, AttemptList>("send", &request).await {
            Ok(sent) => sent
                .attempts
                .iter()
                .try_for_each(|one| out.say(&send::document(one), || send::sentence(one))),
            // It was deleted meanwhile, or could not be recorded: the next one may do better.
            Err(Failure::Said(_, why)) => {
                warn(&format!("capture {} was not forwarded: {why}", row.id));
                Ok(())
            }
            Err(other) => Err(other),
        }
    });
    tokio::select! {
        ended = forwarding => ended,
        () = async { asked.asked().await; tokio::time::sleep(LAST_WORDS).await } => {
            warn("the target answers too slowly: the last captures were not forwarded");
            Ok(Ended::Asked)
        }
    }
}
