//! Who sent a request, as far as its headers tell: Meta names itself, tunnels leave their marks, and what we send ourselves
//! bears ours. Headers prove nothing; a signature does.

use http::header::{HOST, USER_AGENT};
use reqwest::Url;

use crate::delivery::{MARKER, is_near};
use crate::doctor::DOCTOR_HEADER;
use crate::forwarded;
use crate::journal::Headers;

/// How Meta's agents begin, lower case: of handshakes, of messaging events, of changes. Undocumented; as observed in
/// captured requests (one of messaging: chatwoot/chatwoot #11983).
const METAS: [&str; 3] = ["facebookplatform", "facebookexternalua", "webhooks/1."];
/// How much of an agent's name is shown, characters.
const SHOWN: usize = 80;

/// Who sent a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Caller {
    /// Its agent; empty when it gave none.
    pub agent: String,
    /// It calls itself what Meta's agents are called.
    pub meta: bool,
    /// It came through something that lies in between, or asked for a host that is not near.
    pub outside: bool,
    /// A Hooktrail sent it: the doctor, or somebody who sends again.
    pub hooktrail: bool,
}

impl Caller {
    /// By the headers that were kept.
    pub(crate) fn of(headers: &Headers) -> Self {
        let agent = headers.get(USER_AGENT.as_str()).unwrap_or_default();
        let agent: String = String::from_utf8_lossy(agent).chars().take(SHOWN).collect();
        let name = agent.to_ascii_lowercase();
        Self {
            meta: METAS.iter().any(|meta| name.starts_with(meta)),
            outside: headers.iter().any(|(name, _)| forwarded::says_so(name)) || far(headers),
            hooktrail: headers.iter().any(|(name, _)| name == MARKER || name == DOCTOR_HEADER),
            agent,
        }
    }

    /// Its agent and where it came from, for a sentence.
    pub(crate) fn describe(&self) -> String {
        let agent = if self.agent.is_empty() { "an unnamed agent" } else { &self.agent };
        let place = if self.outside { "from outside" } else { "on this machine" };
        format!("{agent} {place}")
    }
}

/// Whether the host that was asked for is elsewhere: a tunnel that only passes bytes on leaves it as it was.
fn far(headers: &Headers) -> bool {
    let host = headers.get(HOST.as_str()).and_then(|host| std::str::from_utf8(host).ok());
    let url = host.and_then(|host| Url::parse(&format!("http://{host}/")).ok());
    // A name without a dot is one of this network.
    url.is_some_and(|url| !is_near(&url) && url.host_str().is_some_and(|host| host.contains('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_tell_who_asked_and_from_where() {
        const META: &str = "facebookplatform/1.0 (+http://developers.facebook.com)";
        let local = ("host", "127.0.0.1:8787");
        // (headers, is Meta's, from outside, a Hooktrail's)
        for (headers, expected) in [
            (&[local, ("user-agent", "curl/8.5.0")][..], (false, false, false)),
            (&[local, ("user-agent", META)], (true, false, false)),
            (&[("host", "ab.trycloudflare.com"), ("user-agent", META)], (true, true, false)),
            (&[local, ("user-agent", META), ("x-forwarded-for", "69.1.2.3")], (true, true, false)),
            (&[local, ("user-agent", "facebookexternalua"), ("cf-ray", "1")], (true, true, false)),
            (
                &[local, ("user-agent", "Webhooks/1.0 (https://fb.me/webhooks)")],
                (true, false, false),
            ),
            (
                &[("host", "[::1]:8787"), ("user-agent", "my facebookplatform")],
                (false, false, false),
            ),
            (&[("host", "localhost:1")], (false, false, false)),
            (&[("host", "mybox:8787")], (false, false, false)),
            (&[("host", "\u{0}")], (false, false, false)),
            (&[], (false, false, false)),
            (&[local, ("user-agent", META), (DOCTOR_HEADER, "1")], (true, false, true)),
            (&[local, (MARKER, "other/1")], (false, false, true)),
        ] {
            let mut kept = Headers::default();
            headers.iter().for_each(|(name, value)| kept.push(name, value.as_bytes()));
            let caller = Caller::of(&kept);
            assert_eq!((caller.meta, caller.outside, caller.hooktrail), expected, "{headers:?}");
        }
        let mut kept = Headers::default();
        assert_eq!(Caller::of(&kept).describe(), "an unnamed agent on this machine");
        kept.push("user-agent", b"curl/8");
        kept.push("via", b"1.1 x");
        assert_eq!(Caller::of(&kept).describe(), "curl/8 from outside");
    }
}
