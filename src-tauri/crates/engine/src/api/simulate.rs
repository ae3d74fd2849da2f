//! States that the user sets on outbound messages, as marks in the journal: what Meta never says can be tried out. What a
//! state does to a message is the ledger's business.

use hooktrail_domain::ledger::{MessageKey, State};

use super::commands::caught_up;
use super::*;
use crate::engine::Engine;
use crate::journal::Mark;
use crate::projection::tables::messages;
use crate::reading::Bodies;

/// Keeps the mark and gives the message as it is then.
pub(super) async fn mark(engine: &Engine, request: MarkRequest) -> Result<MessageRow, ApiError> {
    caught_up(engine).await?;
    let MarkRequest { message, state, participant, at, error } = request;
    let state = State::from_word(&state).ok_or_else(|| {
        ApiError::invalid(format!(
            "{state} is no state: sent, accepted, delivered, seen, failed, channel_failed or deleted."
        ))
    })?;
    let error = error.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    if error.is_some() && !matches!(state, State::Failed | State::ChannelFailed) {
        return Err(ApiError::invalid("Only a failure has a reason."));
    }
    let message = messages::key_of(&message).ok_or_else(gone)?;
    outbound(engine, message.clone()).await?;
    let clock = &engine.inner.clock;
    let at = at.unwrap_or_else(|| clock.millis());
    let set = Mark::State { message: message.clone(), participant, state, at, error };
    engine.inner.journal.mark(clock.micros(), set).await?;
    caught_up(engine).await?;
    let read = engine.inner.store.read::<_, ApiError, _>(move |conn| {
        let row = messages::find(conn, &message)?.ok_or_else(gone)?;
        message::row(conn, &mut Bodies::new(conn), row)?.ok_or_else(gone)
    });
    read.await
}

/// Refuses messages that have no status: of customers, of the account to itself, and samples.
async fn outbound(engine: &Engine, key: MessageKey) -> Result<(), ApiError> {
    let read = engine.inner.store.read::<_, ApiError, _>(move |conn| {
        let row = messages::find(conn, &key)?.filter(|row| row.listed).ok_or_else(gone)?;
        Ok(row.record.ok_or_else(gone)?.has_status())
    });
    match read.await? {
        true => Ok(()),
        false => Err(ApiError::invalid(
            "Only a message that the account sent to a customer has a status.",
        )),
    }
}

fn gone() -> ApiError {
    ApiError::not_found("There is no such message (any more).")
}
