//! How we ask ourselves, through whatever lies between. The header of a check bears a challenge, and proves that we ask; the
//! answer proves that it is we who answer. So a stranger at an address learns nothing that is of use elsewhere: the key
//! never leaves this process.

use hooktrail_domain::signature::{Verdict, sign, verify};

/// Header of a check. What bears it rightly is answered, and not kept.
pub const PROBE_HEADER: &str = "x-hooktrail-probe";

/// The header's value for `challenge` (no blanks in it), by the key of this run.
pub fn ask(key: &str, challenge: &str) -> String {
    format!("{challenge} {}", sign(key.as_bytes(), said("ask", challenge).as_bytes()).0)
}

/// What only we can answer to `challenge`.
pub fn proof(key: &str, challenge: &str) -> String {
    sign(key.as_bytes(), said("answer", challenge).as_bytes()).0
}

/// The challenge in a header's value that we made.
pub(super) fn challenge<'h>(key: &str, shown: &'h [u8]) -> Option<&'h str> {
    let (challenge, proof) = std::str::from_utf8(shown).ok()?.split_once(' ')?;
    let asked = said("ask", challenge);
    let (verdict, _) = verify(Some(proof.as_bytes()), asked.as_bytes(), &[key]);
    (verdict == Verdict::Valid).then_some(challenge)
}

fn said(what: &str, challenge: &str) -> String {
    format!("hooktrail {what} {challenge}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_key_makes_a_question_and_its_answer() {
        let shown = ask("key", "17");
        assert_eq!(challenge("key", shown.as_bytes()), Some("17"));
        assert_eq!(challenge("other", shown.as_bytes()), None);
        let other = shown.replacen("17", "18", 1);
        let answer = format!("17 {}", proof("key", "17"));
        for odd in [other.as_str(), &answer, "17", "17 ", "", "key", "\u{fc} sha256=00"] {
            assert_eq!(challenge("key", odd.as_bytes()), None, "{odd}");
        }
        assert!(!shown.contains("key") && proof("key", "17") != proof("key", "18"));
    }
}
