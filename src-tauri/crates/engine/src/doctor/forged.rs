//! What the answer to a forged event means. Pure.

use super::elsewhere::no_answer;
use super::judge::found;
use super::requests::Asked;
use super::{Check, Examined, Finding, Standing};
use crate::delivery::Answer;

pub(super) fn forged(check: Check, answer: &Answer, asked: &Asked, before: &[Examined]) -> Finding {
    let what = if check == Check::NoSignature {
        "An event without signature"
    } else {
        "An event with a wrong signature"
    };
    if let Some(other) = no_answer(what, answer) {
        return other;
    }
    if (200..300).contains(&answer.status) {
        return answered(check, what, answer, asked);
    }
    if let Some(signed) = found(before, Check::Event)
        && signed.standing == Standing::Wrong
        && signed.cause != "slow"
    {
        return Finding::doubtful(
            "cannot-tell",
            format!("{what} is refused ({}), but so is a right one.", answer.status),
            "",
        );
    }
    let refusal = matches!(answer.status, 400 | 401 | 403);
    if found(before, Check::Event).is_none() && !refusal {
        return Finding::doubtful(
            "cannot-tell",
            format!(
                "{what} is answered {}; without the secret nothing right can be tried beside it.",
                answer.status
            ),
            "Give the secret, or look whether the endpoint is there at all.",
        );
    }
    match answer.status {
        500..=599 => Finding::doubtful(
            "crashes",
            format!("{what} makes it fail ({}).", answer.status),
            "Refuse it with 401 or 403 instead: failures make Meta send again, and in the end switch the webhook off.",
        ),
        status => Finding::good(format!("It is refused ({status}).")),
    }
}

/// 2xx to a forged event: whether it is believed cannot be seen from outside, unless the answer speaks of it.
fn answered(check: Check, what: &str, answer: &Answer, asked: &Asked) -> Finding {
    let cause = if check == Check::NoSignature { "accepts-unsigned" } else { "accepts-forged" };
    let speaks = !asked.id.is_empty() && String::from_utf8_lossy(&answer.body).contains(&asked.id);
    if speaks {
        return Finding::wrong(
            cause,
            format!("{what} is accepted ({}): the answer speaks of its message.", answer.status),
            "Anybody who knows the URL can invent events: compare X-Hub-Signature-256 with the HMAC of the raw body, in constant time, before anything is read of it.",
        );
    }
    Finding::doubtful(
        cause,
        format!(
            "{what} is answered {}. Is it believed too? That cannot be seen from outside.",
            answer.status
        ),
        "If it is, anybody who knows the URL can invent events: compare X-Hub-Signature-256 with the HMAC of the raw body, in constant time. An endpoint that answers 200, and does nothing with the event, is right.",
    )
}
