//! A customer's public name, asked of Meta's Graph API when the user wants it. The token goes into a header only.

use http::header::{AUTHORIZATION, HeaderValue};
use serde::Deserialize;

use super::*;
use crate::engine::Engine;
use crate::secrets::{OF_GRAPH, Secret};

/// Largest answer that is read, bytes; a profile has a few hundred.
const ANSWER: usize = 64 << 10;
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);

#[derive(Deserialize, Default)]
#[serde(default)]
struct Profile {
    name: Option<String>,
    username: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
    error: Option<Refusal>,
}

#[derive(Deserialize)]
struct Refusal {
    message: String,
}

/// The token that names are looked up with: the one that is kept, else the one that was given.
pub(super) fn token(engine: &Engine) -> Option<Secret> {
    let kept = engine.inner.secrets.of(OF_GRAPH).pop().map(|named| named.secret);
    kept.or_else(|| engine.inner.graph.token.clone())
}

/// The token as a header; it is marked as sensitive.
fn bearer(token: &Secret) -> HeaderValue {
    let header = HeaderValue::from_bytes(&[b"Bearer ", token.bytes()].concat());
    let mut header = header.unwrap_or_else(|_| HeaderValue::from_static("Bearer"));
    header.set_sensitive(true);
    header
}

/// Asks for the profile of a customer and enters handle and name; what else the entry holds stays.
pub(super) async fn lookup(
    engine: &Engine,
    request: DirectoryLookup,
) -> Result<DirectoryEntry, ApiError> {
    let graph = &engine.inner.graph;
    let token = token(engine).ok_or_else(|| {
        ApiError::unavailable(
            "Enter a token of the account under Settings, or set HOOKTRAIL_GRAPH_TOKEN and start again.",
        )
    })?;
    let DirectoryLookup { platform, account, peer } = request;
    // Source: Instagram and Messenger User Profile API.
    let fields = match platform.as_str() {
        "instagram" => "name,username",
        "messenger" => "name,first_name,last_name",
        _ => {
            return Err(ApiError::invalid(
                "Only Instagram and Messenger have profiles to look up.",
            ));
        }
    };
    if peer.is_empty() || !peer.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(ApiError::invalid(format!("{peer} is no id that the Graph API knows.")));
    }
    let url = format!("{}/{peer}?fields={fields}", graph.base(&platform));
    let profile = ask(engine, &url, bearer(&token)).await?;
    let both = [profile.first_name, profile.last_name].into_iter().flatten().collect::<Vec<_>>();
    let name = profile.name.or_else(|| (!both.is_empty()).then(|| both.join(" ")));
    if name.is_none() && profile.username.is_none() {
        return Err(ApiError::unavailable("Meta knows no public name of this customer."));
    }
    let known = directory::list(engine, DirectoryQuery { account: Some(account.clone()) }).await?;
    let same = |entry: &DirectoryEntry| {
        entry.platform == platform && entry.account == account && entry.peer.as_ref() == Some(&peer)
    };
    let entry = known.entries.into_iter().find(same).unwrap_or_else(|| DirectoryEntry {
        platform: platform.clone(),
        account: account.clone(),
        peer: Some(peer.clone()),
        handle: None,
        name: None,
        dt_customer_id: None,
        texter_chat_id: None,
        zoho_channel_id: None,
        zoho_org_id: None,
        zoho_session_id: None,
    });
    let handle = profile.username.or(entry.handle);
    let name = name.or(entry.name);
    directory::put(engine, DirectoryEntry { handle, name, ..entry }).await
}

async fn ask(engine: &Engine, url: &str, bearer: HeaderValue) -> Result<Profile, ApiError> {
    let gone =
        |why: String| ApiError::unavailable(format!("The Graph API does not answer: {why}."));
    let client = engine.inner.sender.client();
    let sent = client.get(url).header(AUTHORIZATION, bearer).timeout(PATIENCE).send().await;
    let mut answer = sent.map_err(|error| gone(error.without_url().to_string()))?;
    let status = answer.status();
    let mut body = Vec::new();
    while let Some(piece) =
        answer.chunk().await.map_err(|error| gone(error.without_url().to_string()))?
    {
        body.extend_from_slice(&piece);
        if body.len() > ANSWER {
            return Err(gone("its answer is too long for a profile".to_owned()));
        }
    }
    let profile: Profile =
        serde_json::from_slice(&body).map_err(|_| gone(format!("status {status}, and no JSON")))?;
    match profile.error {
        Some(Refusal { message }) => {
            Err(ApiError::unavailable(format!("Meta refused the look-up: {message}")))
        }
        None if !status.is_success() => Err(gone(format!("status {status}"))),
        None => Ok(profile),
    }
}
