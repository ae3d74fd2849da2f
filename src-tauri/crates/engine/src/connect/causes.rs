//! Why a step may be missing, and where at Meta to look: a table. Those that what happened speaks for come first.
//! Facts: Meta's Webhooks and Messaging documents as collected in the project's domain notes (sections 1 and 2), and
//! threads of people who lost a day to each.

use hooktrail_domain::signal::Platform;

use super::{Evidence, Step};

/// A known cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cause {
    /// What is wrong.
    pub what: &'static str,
    /// Where to look, and what to do.
    pub look: &'static str,
    /// What happened speaks for it.
    pub likely: bool,
}

/// A row of the table.
struct Row {
    steps: &'static [Step],
    /// Empty: all.
    platforms: &'static [Platform],
    what: &'static str,
    look: &'static str,
    likely: fn(&Evidence) -> bool,
}

const NEVER: fn(&Evidence) -> bool = |_| false;
const DIRECT: &[Platform] = &[Platform::Instagram, Platform::Messenger];
const INSTAGRAM: &[Platform] = &[Platform::Instagram];
const MESSENGER: &[Platform] = &[Platform::Messenger];
const WHATSAPP: &[Platform] = &[Platform::Whatsapp];

/// Known causes of what did not happen, likeliest first.
pub(super) fn of(step: Step, platform: Platform, evidence: &Evidence) -> Vec<Cause> {
    let rows = TABLE.iter().filter(|row| {
        row.steps.contains(&step) && (row.platforms.is_empty() || row.platforms.contains(&platform))
    });
    let mut causes: Vec<Cause> = rows
        .map(|row| Cause { what: row.what, look: row.look, likely: (row.likely)(evidence) })
        .collect();
    causes.sort_by_key(|cause| !cause.likely);
    causes
}

const TABLE: &[Row] = &[
    Row {
        steps: &[Step::Receiving],
        platforms: &[],
        what: "Another program has the port.",
        look: "End that program, or choose another port in Settings.",
        likely: |evidence| evidence.trouble.is_some(),
    },
    Row {
        steps: &[Step::Public],
        platforms: &[],
        what: "No tunnel runs.",
        look: "Start one under Public address: cloudflared needs no account; ngrok and tailscale keep one address.",
        likely: NEVER,
    },
    Row {
        steps: &[Step::Public],
        platforms: &[],
        what: "The address is http, self-signed, or behind a page that asks a visitor to go on.",
        look: "Meta follows none of these. Let the Doctor try the address.",
        likely: NEVER,
    },
    Row {
        steps: &[Step::Handshake],
        platforms: &[],
        what: "The verify token at Meta is another one.",
        look: "App Dashboard, Webhooks, Edit subscription: paste the verify token of this page again, without blanks.",
        likely: |evidence| evidence.refused.is_some(),
    },
    Row {
        steps: &[Step::Handshake],
        platforms: &[],
        what: "The callback URL lacks the path, or is the address of an earlier tunnel.",
        look: "App Dashboard, Webhooks, Edit subscription: the URL must be the one shown here, path included. Free tunnels change theirs at every start.",
        likely: |evidence| evidence.elsewhere > 0,
    },
    Row {
        steps: &[Step::Handshake],
        platforms: &[],
        what: "Something in front answers instead: a login, a browser warning, a redirect.",
        look: "Let the Doctor act as Meta against the public URL.",
        likely: |evidence| evidence.public.is_none(),
    },
    Row {
        steps: &[Step::Signature],
        platforms: &[],
        what: "No app secret is entered here.",
        look: "App Dashboard, App settings, Basic, App secret: enter it under Secrets.",
        likely: |evidence| !evidence.secrets,
    },
    Row {
        steps: &[Step::Signature],
        platforms: INSTAGRAM,
        what: "Events of Instagram Login are signed with the Instagram app secret, not with the Meta app secret.",
        look: "App Dashboard, Instagram, API setup with Instagram login, Instagram app secret: enter it as a second secret.",
        likely: |evidence| evidence.invalid.is_some(),
    },
    Row {
        steps: &[Step::Signature],
        platforms: &[],
        what: "The secret is that of another app, or was reset.",
        look: "App Dashboard, App settings, Basic: compare the app id with the one whose Webhooks page was filled in.",
        likely: |evidence| evidence.invalid.is_some(),
    },
    Row {
        steps: &[Step::Signature],
        platforms: &[],
        what: "A proxy or a framework changes the body on its way.",
        look: "The capture's signature line names what was done to the bytes, where that can be found out.",
        likely: NEVER,
    },
    Row {
        steps: &[Step::Sample],
        platforms: &[],
        what: "The field is not subscribed, so its Test button is not there or sends nothing.",
        look: "App Dashboard, Webhooks, choose the object, Subscribe beside the field, then Test.",
        likely: NEVER,
    },
    Row {
        steps: &[Step::Message],
        platforms: DIRECT,
        what: "Only placeholders arrive (message_edit with num_edit 0): the messages field is not subscribed for the app.",
        look: "App Dashboard, Webhooks, object Instagram (or Page): subscribe to messages there, not only for the account.",
        likely: |evidence| evidence.placeholders > 0 && evidence.message.is_none(),
    },
    Row {
        steps: &[Step::Message, Step::Echo, Step::Read],
        platforms: INSTAGRAM,
        what: "The Page object is subscribed instead of the Instagram object.",
        look: "App Dashboard, Webhooks: choose Instagram in the list at the top, and subscribe to messages and messaging_seen there.",
        likely: |evidence| evidence.others.contains(&Platform::Messenger),
    },
    Row {
        steps: &[Step::Message, Step::Echo, Step::Read],
        platforms: MESSENGER,
        what: "The Instagram object is subscribed instead of the Page object.",
        look: "App Dashboard, Webhooks: choose Page in the list at the top, and subscribe to messages, message_echoes, message_deliveries and message_reads.",
        likely: |evidence| evidence.others.contains(&Platform::Instagram),
    },
    Row {
        steps: &[Step::Message],
        platforms: &[],
        what: "The app is not published, and the sender has no role in it.",
        look: "App Dashboard, App roles: add the sender as tester and let them accept; or publish the app. Until then only people with a role trigger events; the Test button works all the same.",
        likely: |evidence| evidence.sample.is_some() && evidence.message.is_none(),
    },
    Row {
        steps: &[Step::Message],
        platforms: DIRECT,
        what: "The account or Page itself is not subscribed to the app.",
        look: "Graph API: POST /{page-id or ig-user-id}/subscribed_apps with subscribed_fields; a subscription of the app alone sends nothing.",
        likely: |evidence| evidence.sample.is_some() && evidence.message.is_none(),
    },
    Row {
        steps: &[Step::Message, Step::Echo, Step::Read],
        platforms: WHATSAPP,
        what: "The field messages is not subscribed: messages and the states of sent ones come by it.",
        look: "App Dashboard, WhatsApp, Configuration, Webhook fields: Subscribe beside messages.",
        likely: |evidence| {
            let nothing = evidence.message.is_none() && evidence.echo.is_none();
            evidence.handshake.is_some() && evidence.sample.is_none() && nothing
        },
    },
    Row {
        steps: &[Step::Message],
        platforms: WHATSAPP,
        what: "The WhatsApp Business Account is not subscribed to the app.",
        look: "Graph API: POST /{waba-id}/subscribed_apps. The Test button works without it, real messages do not.",
        likely: |evidence| evidence.sample.is_some() && evidence.message.is_none(),
    },
    Row {
        steps: &[Step::Message],
        platforms: WHATSAPP,
        what: "The number has a callback of its own, which overrides the app's.",
        look: "Graph API: GET /{phone-number-id}?fields=webhook_configuration.",
        likely: NEVER,
    },
    Row {
        steps: &[Step::Message],
        platforms: INSTAGRAM,
        what: "Access to messages is off for the account.",
        look: "Instagram app, Settings, Messages and story replies, Message controls, Connected tools: allow access to messages.",
        likely: NEVER,
    },
    Row {
        steps: &[Step::Message],
        platforms: INSTAGRAM,
        what: "A permission is missing: instagram_basic, instagram_manage_messages and pages_manage_metadata (or instagram_business_basic and instagram_business_manage_messages), with Advanced Access for people without a role.",
        look: "App Dashboard, App Review, Permissions and features.",
        likely: NEVER,
    },
    Row {
        steps: &[Step::Message],
        platforms: MESSENGER,
        what: "A permission is missing: pages_messaging and pages_manage_metadata, with Advanced Access for people without a role.",
        look: "App Dashboard, App Review, Permissions and features.",
        likely: NEVER,
    },
    Row {
        steps: &[Step::Message],
        platforms: WHATSAPP,
        what: "A permission is missing: whatsapp_business_messaging and whatsapp_business_management.",
        look: "App Dashboard, App Review, Permissions and features.",
        likely: NEVER,
    },
    Row {
        steps: &[Step::Message],
        platforms: INSTAGRAM,
        what: "The account is no professional account, or not linked to the Page whose token is used.",
        look: "Instagram app, Settings, Account type; Page settings, Linked accounts.",
        likely: NEVER,
    },
    Row {
        steps: &[Step::Message],
        platforms: DIRECT,
        what: "Another app owns the conversation (handover): its events come as standby, or not at all.",
        look: "Page settings, Advanced messaging, App settings: make this app the default receiver, and subscribe to standby.",
        likely: |evidence| evidence.standby,
    },
    Row {
        steps: &[Step::Message],
        platforms: INSTAGRAM,
        what: "The message was a GIF, a sticker or a view-once picture, or lies in the requests folder: Instagram sends nothing for these.",
        look: "Write plain text, from an account that the receiver has answered before.",
        likely: NEVER,
    },
    Row {
        steps: &[Step::Message],
        platforms: &[],
        what: "Meta disabled the webhook after an hour of failing answers.",
        look: "App Dashboard, Webhooks: the object shows it; verify the callback URL again.",
        likely: |evidence| evidence.failing,
    },
    Row {
        steps: &[Step::Echo],
        platforms: MESSENGER,
        what: "The field message_echoes is not subscribed.",
        look: "App Dashboard, Webhooks, object Page: subscribe to message_echoes.",
        likely: |evidence| evidence.message.is_some(),
    },
    Row {
        steps: &[Step::Echo],
        platforms: INSTAGRAM,
        what: "Echoes are a field of their own with Instagram Login.",
        look: "App Dashboard, Instagram, API setup with Instagram login, Webhooks: subscribe to message_echoes.",
        likely: |evidence| evidence.message.is_some(),
    },
    Row {
        steps: &[Step::Echo],
        platforms: WHATSAPP,
        what: "Nothing was sent through the API yet; what is sent in the Business app is reported only with coexistence.",
        look: "Send a message through the API; for the app, subscribe to smb_message_echoes.",
        likely: |evidence| evidence.message.is_some(),
    },
    Row {
        steps: &[Step::Read],
        platforms: INSTAGRAM,
        what: "The field messaging_seen is not subscribed.",
        look: "App Dashboard, Webhooks, object Instagram: subscribe to messaging_seen (Page calls it message_reads).",
        likely: |evidence| evidence.echo.is_some(),
    },
    Row {
        steps: &[Step::Read],
        platforms: MESSENGER,
        what: "The fields message_reads and message_deliveries are not subscribed.",
        look: "App Dashboard, Webhooks, object Page.",
        likely: |evidence| evidence.echo.is_some(),
    },
    Row {
        steps: &[Step::Read],
        platforms: &[],
        what: "The customer turned read receipts off.",
        look: "Nothing is sent then; try with another customer.",
        likely: NEVER,
    },
];
