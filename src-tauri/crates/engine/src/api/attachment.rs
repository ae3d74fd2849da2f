//! Fetching what a message links to: only when the user asks for it, once, and only a link that Meta sent with it.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::header::CONTENT_TYPE;

use super::*;
use crate::engine::Engine;
use crate::projection::tables::messages;
use crate::reading::Bodies;

/// The largest file that is shown, bytes. WhatsApp's largest media are 100 MB documents; those are not for looking at.
const LARGEST: usize = 24 << 20;
/// How long it may take.
const PATIENCE: Duration = Duration::from_secs(30);

pub(super) async fn get(
    engine: &Engine,
    request: AttachmentQuery,
) -> Result<AttachmentBody, ApiError> {
    let index = usize::try_from(request.index).unwrap_or(usize::MAX);
    let read = engine.inner.store.read::<_, ApiError, _>(move |conn| {
        let gone = || ApiError::not_found("There is no such message (any more).");
        let key = messages::key_of(&request.message).ok_or_else(gone)?;
        let said = messages::find(conn, &key)?.and_then(|row| row.said).ok_or_else(gone)?;
        let signal = Bodies::new(conn).signal(said)?.ok_or_else(gone)?;
        let attachment = signal.data.attachments.into_iter().nth(index);
        attachment.and_then(|one| one.url).ok_or_else(|| {
            ApiError::not_found("Meta gave no link with it: nothing can be fetched.")
        })
    });
    let url = crate::delivery::target(&read.await?)?;
    let host = url.host_str().unwrap_or_default().to_owned();
    let asked = tokio::time::timeout(PATIENCE, fetch(engine.inner.sender.client(), url)).await;
    let fetched = asked.unwrap_or_else(|_| Err("it took longer than 30 s".to_owned()));
    fetched.map_err(|why| ApiError::unavailable(format!("{host} did not give it: {why}.")))
}

async fn fetch(client: &reqwest::Client, url: reqwest::Url) -> Result<AttachmentBody, String> {
    let failed = |error: reqwest::Error| error.without_url().to_string();
    let mut response = client.get(url).send().await.map_err(failed)?;
    if !response.status().is_success() {
        // Meta's links end after a while, and answer 403 or 404 then.
        return Err(format!("it answered {}", response.status().as_u16()));
    }
    let kind = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = media_type(kind);
    let mut body = Vec::new();
    while let Some(piece) = response.chunk().await.map_err(failed)? {
        if body.len() + piece.len() > LARGEST {
            return Err(format!("it is larger than {} MB", LARGEST / 1_000_000));
        }
        body.extend_from_slice(&piece);
    }
    let bytes = i64::try_from(body.len()).unwrap_or(i64::MAX);
    Ok(AttachmentBody { media_type, bytes, body_base64: BASE64.encode(body) })
}

/// `type/subtype` of a header, or what stands for unknown bytes.
fn media_type(header: Option<&str>) -> String {
    let plain = header.unwrap_or_default().split(';').next().unwrap_or_default().trim();
    let fits = |part: &str| {
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-._".contains(&byte))
    };
    match plain.split_once('/') {
        Some((kind, sub)) if fits(kind) && fits(sub) => plain.to_ascii_lowercase(),
        _ => "application/octet-stream".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::media_type;

    #[test]
    fn only_a_plain_media_type_is_passed_on() {
        for (header, kind) in [
            (Some("image/jpeg"), "image/jpeg"),
            (Some("Image/SVG+xml; charset=utf-8"), "image/svg+xml"),
            (Some("text/html,<script>"), "application/octet-stream"),
            (Some("image"), "application/octet-stream"),
            (None, "application/octet-stream"),
        ] {
            assert_eq!(media_type(header), kind, "{header:?}");
        }
    }
}
