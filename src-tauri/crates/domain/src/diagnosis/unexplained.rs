//! What is said when no alteration that can be undone explains a signature: what else shows where to look. No digest is
//! made here.

use super::{Diagnosis, Known, Proof, Shown};
use crate::json;

/// The likeliest cause by what the request shows of itself, and by what else came.
pub(super) fn unexplained(
    shown: &Shown<'_>,
    secrets: &[Known<'_>],
    proof: Option<&Proof<'_>>,
) -> Diagnosis {
    let body = match shown.unpacked {
        Some(unpacked) if !plain(shown.body) => unpacked,
        _ => shown.body,
    };
    let proven = proof.map(|proof| {
        format!("capture {} verified with the secret called {}", proof.capture, proof.secret)
    });
    if let Some(coding) = packing(shown) {
        let rest = proven.map_or_else(
            || "If it is not that, it was made with a secret that is not here.".to_owned(),
            |proven| format!("It is hardly the secret: {proven}."),
        );
        let words = format!(
            "The likeliest cause: the body was unpacked on the way. Its header says Content-Encoding: {coding}, but it is not packed, and Meta signs the bytes that it sends: pass them on as they come. {rest}"
        );
        return Diagnosis::new("unpacked_on_the_way", words);
    }
    let cut = cut(body);
    match (cut, proof.zip(proven)) {
        (true, Some((_, proven))) => Diagnosis::new(
            "cut_short",
            format!(
                "The body was cut short on its way, or altered: it ends before its JSON does, and {proven}, so the secret is right. Look for a limit of size or time of what stands between Meta and here."
            ),
        ),
        (true, None) => Diagnosis::new(
            "cut_short",
            "The body was cut short on its way, or altered: it ends before its JSON does, and Meta signs the whole. Look for a limit of size or time of what stands between Meta and here. If whole bodies do not fit either, it was made with a secret that is not here: that of another app, the other one of the same app, or one that was reset.",
        ),
        (false, Some((proof, proven))) => {
            let other = if proof.later {
                "another app sends here, too"
            } else {
                "another app sends here, too, or the secret was reset since"
            };
            let words = format!(
                "Either the body was altered on its way, or it was signed with another secret: {proven}, but that one does not fit these bytes, nor any alteration of them that can be undone. Altered: something between Meta and here changed values, left a field out, unpacked it or wrote it in another encoding; pass the bytes on untouched. Another secret: {other}, or somebody who is not Meta; enter the one that is missing."
            );
            Diagnosis::new("altered", words)
        }
        (false, None) => unknown(secrets),
    }
}

fn unknown(secrets: &[Known<'_>]) -> Diagnosis {
    let tried = match secrets.len() {
        1 => "one secret".to_owned(),
        count => format!("{count} secrets"),
    };
    let words = format!(
        "None of the {tried} in use made it over these bytes, nor over them with any alteration that can be undone. Either it was made with a secret that is not here: that of another app, the other one of the same app (Instagram Login signs with the Instagram app secret, not the Meta app secret), or one that was reset. Or the body was altered in transit: values changed, a field left out, unpacked on the way, written in another encoding. If other events fit the same secret, it is the body."
    );
    Diagnosis::new("unknown", words)
}

/// The packing that the header says and the body does not have.
fn packing(shown: &Shown<'_>) -> Option<&'static str> {
    let said = shown.coding?.trim_ascii();
    let known = ["gzip", "x-gzip", "deflate", "br", "zstd"];
    let coding = known.into_iter().find(|word| said.eq_ignore_ascii_case(word.as_bytes()))?;
    plain(shown.body).then_some(coding)
}

fn plain(body: &[u8]) -> bool {
    json::parse(body).is_ok() || cut(body)
}

fn cut(body: &[u8]) -> bool {
    json::parse(body).is_err_and(|problem| problem.code == "truncated")
}
