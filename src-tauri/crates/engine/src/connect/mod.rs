//! *Connect Meta*: a checklist whose items are judged by what really happened, and for what is missing the known causes,
//! likeliest first. Pure: what happened comes in as [`Evidence`]; nothing here asks Meta.

mod caller;
mod causes;
mod evidence;

use hooktrail_domain::signal::Platform;
use reqwest::Url;

pub(crate) use self::caller::Caller;
pub(crate) use self::causes::Cause;
pub(crate) use self::evidence::{Evidence, HANDSHAKES, Seen, gather, verified};
use crate::delivery::is_near;

/// A step of the way from nothing to the first read message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    /// The receiver listens.
    Receiving,
    /// A public address leads to it.
    Public,
    /// Meta verified the callback URL.
    Handshake,
    /// A signature of Meta's was checked and fits.
    Signature,
    /// The dashboard's *Test* button reached us.
    Sample,
    /// A customer's message came.
    Message,
    /// The account's own message came.
    Echo,
    /// The customer saw one.
    Read,
}

/// All of them, in their order.
pub(crate) const STEPS: [Step; 8] = [
    Step::Receiving,
    Step::Public,
    Step::Handshake,
    Step::Signature,
    Step::Sample,
    Step::Message,
    Step::Echo,
    Step::Read,
];

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It happened.
    Done,
    /// It did not happen yet.
    Waiting,
    /// It was tried, and went wrong.
    Wrong,
}

/// A step, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Item {
    /// Which.
    pub step: Step,
    /// How far.
    pub standing: Standing,
    /// What happened, or what to do, in a sentence or two.
    pub detail: String,
    /// What shows it: time (ms) and capture.
    pub seen: Option<(i64, i64)>,
    /// Why it may be missing, likeliest first. Empty once it is done.
    pub causes: Vec<Cause>,
}

impl Step {
    /// The one spelling used everywhere.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Receiving => "receiving",
            Self::Public => "public",
            Self::Handshake => "handshake",
            Self::Signature => "signature",
            Self::Sample => "sample",
            Self::Message => "message",
            Self::Echo => "echo",
            Self::Read => "read",
        }
    }

    /// What it is called for this platform.
    pub(crate) const fn title(self, platform: Platform) -> &'static str {
        match (self, platform) {
            (Self::Receiving, _) => "The receiver is on",
            (Self::Public, _) => "A public address leads here",
            (Self::Handshake, _) => "Meta verified the callback URL",
            (Self::Signature, _) => "A signature fits",
            (Self::Sample, _) => "The Test button's sample arrived",
            (Self::Message, _) => "A customer's message arrived",
            (Self::Echo, Platform::Whatsapp) => "A sent message was reported",
            (Self::Echo, _) => "The account's own message arrived",
            (Self::Read, _) => "A message was seen",
        }
    }
}

impl Standing {
    /// The one spelling used everywhere.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Waiting => "waiting",
            Self::Wrong => "wrong",
        }
    }
}

/// The checklist for `platform`, by what happened.
pub(crate) fn checklist(platform: Platform, evidence: &Evidence) -> Vec<Item> {
    STEPS.map(|step| item(step, platform, evidence)).into()
}

fn item(step: Step, platform: Platform, evidence: &Evidence) -> Item {
    let (standing, detail, seen) = match step {
        Step::Receiving => receiving(evidence),
        Step::Public => public(evidence),
        Step::Handshake => handshake(evidence),
        Step::Signature => signature(evidence),
        Step::Sample => arrived(
            step,
            evidence,
            evidence.sample.as_ref(),
            "Press Test beside a field in the App Dashboard's Webhooks page.",
        ),
        Step::Message => arrived(
            step,
            evidence,
            evidence.message.as_ref(),
            "Write to the account from another person's account.",
        ),
        Step::Echo => arrived(
            step,
            evidence,
            evidence.echo.as_ref(),
            "Answer from the account: in its inbox, its app, or through the API.",
        ),
        Step::Read => {
            let otherwise = "Open the conversation as the customer.";
            arrived(step, evidence, evidence.read.as_ref(), otherwise)
        }
    };
    let causes = match standing {
        Standing::Done => Vec::new(),
        _ => causes::of(step, platform, evidence),
    };
    Item { step, standing, detail, seen, causes }
}

type Judged = (Standing, String, Option<(i64, i64)>);

fn receiving(evidence: &Evidence) -> Judged {
    match (&evidence.url, &evidence.trouble) {
        (Some(url), _) => (Standing::Done, format!("It listens at {url}."), None),
        (None, Some(why)) => (Standing::Wrong, why.clone(), None),
        (None, None) => (Standing::Waiting, "It does not listen yet.".to_owned(), None),
    }
}

fn public(evidence: &Evidence) -> Judged {
    match (&evidence.public, &evidence.outside) {
        (Some(url), _) if !reachable(url) => (
            Standing::Waiting,
            format!("{url} leads here, but Meta cannot use it: it wants https, and a host that is not in this network."),
            None,
        ),
        (Some(url), _) => (Standing::Done, format!("{url} answered a check: it leads here."), None),
        (None, Some(seen)) => (
            Standing::Done,
            "A handshake came through from outside, so some public address leads here.".to_owned(),
            shown(seen),
        ),
        (None, None) => (
            Standing::Waiting,
            "Start a tunnel, or enter the public URL of your own. Meta needs https with a trusted certificate.".to_owned(),
            None,
        ),
    }
}

/// Whether Meta would go there.
fn reachable(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| url.scheme() == "https" && !is_near(&url))
}

fn handshake(evidence: &Evidence) -> Judged {
    let newest = match (&evidence.handshake, &evidence.refused) {
        (Some(good), Some(bad)) if bad.capture > good.capture => (false, bad),
        (Some(good), _) => (true, good),
        (None, Some(bad)) => (false, bad),
        (None, None) => {
            let detail = "In the App Dashboard, paste the callback URL and the verify token, then press Verify and save.";
            return waiting(Step::Handshake, evidence, detail);
        }
    };
    let (good, seen) = newest;
    let by = &seen.what;
    if good {
        (Standing::Done, format!("Asked by {by}."), shown(seen))
    } else {
        let detail =
            format!("The last try was refused; it was made by {by}. Its capture says why.");
        (Standing::Wrong, detail, shown(seen))
    }
}

fn shown(seen: &Seen) -> Option<(i64, i64)> {
    Some((seen.at, seen.capture))
}

fn signature(evidence: &Evidence) -> Judged {
    match (&evidence.valid, &evidence.invalid) {
        (Some(good), Some(bad)) if bad.capture > good.capture => (
            Standing::Wrong,
            format!(
                "It fitted before, but not in the last event ({}). Its capture says why.",
                bad.what
            ),
            shown(bad),
        ),
        (Some(good), _) => {
            (Standing::Done, format!("Made with the secret called {}.", good.what), shown(good))
        }
        (None, Some(bad)) => (
            Standing::Wrong,
            format!("The last one is {}. Its capture says why.", bad.what),
            shown(bad),
        ),
        (None, None) if !evidence.secrets => (
            Standing::Waiting,
            "Enter the app secret: without it no signature can be checked.".to_owned(),
            None,
        ),
        (None, None) => match evidence.unproved.get(&Step::Signature) {
            Some(seen) => (
                Standing::Waiting,
                format!("No event of Meta's came yet; the last signature is {}.", seen.what),
                shown(seen),
            ),
            None => (Standing::Waiting, "No signed event came yet.".to_owned(), None),
        },
    }
}

fn arrived(step: Step, evidence: &Evidence, seen: Option<&Seen>, otherwise: &str) -> Judged {
    match seen {
        Some(seen) => (Standing::Done, seen.what.clone(), shown(seen)),
        None => waiting(step, evidence, otherwise),
    }
}

/// What to do, and what came meanwhile that need not be Meta's word.
fn waiting(step: Step, evidence: &Evidence, otherwise: &str) -> Judged {
    let Some(seen) = evidence.unproved.get(&step) else {
        return (Standing::Waiting, otherwise.to_owned(), None);
    };
    let lacks = if step == Step::Handshake { "" } else { " without a signature that fits" };
    let detail =
        format!("One came from {}{lacks}: that shows nothing of Meta. {otherwise}", seen.what);
    (Standing::Waiting, detail, shown(seen))
}

#[cfg(test)]
mod tests;
