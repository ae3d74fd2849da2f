//! The tunnel of `serve`: starts it as the words say, and tells how it is whenever that changes.

use std::collections::BTreeMap;

use hooktrail_engine::api::{Empty, TunnelSettings, TunnelState, TunnelView};
use hooktrail_engine::tunnel::{PROVIDERS, provider};
use serde_json::json;

use crate::follow::Stop;
use crate::outcome::{Done, Failure};
use crate::output::Output;
use crate::reach::Reach;

/// `PROVIDER`, or `PROVIDER=VALUE` for the first thing it wants to know; `options` are `NAME=VALUE` for the others.
pub(crate) fn settings(word: &str, options: &[String]) -> Done<TunnelSettings> {
    let (id, value) = word.split_once('=').map_or((word, None), |(id, value)| (id, Some(value)));
    let known = provider(id).ok_or_else(|| {
        let names: Vec<&str> = PROVIDERS.iter().map(|provider| provider.id).collect();
        Failure::unusable(format!("--tunnel: {id} is none of {}", names.join(", ")))
    })?;
    let mut fields = BTreeMap::new();
    if let Some(value) = value {
        let field = known
            .fields
            .first()
            .ok_or_else(|| Failure::unusable(format!("--tunnel: {id} takes no value")))?;
        fields.insert(field.name.to_owned(), value.to_owned());
    }
    for option in options {
        let pair = option
            .split_once('=')
            .filter(|(name, _)| known.fields.iter().any(|field| field.name == *name));
        let (name, value) = pair.ok_or_else(|| {
            let names: Vec<&str> = known.fields.iter().map(|field| field.name).collect();
            let names = if names.is_empty() { "nothing".to_owned() } else { names.join(", ") };
            Failure::unusable(format!(
                "--tunnel-option: {option} is no NAME=VALUE; {id} wants {names}"
            ))
        })?;
        fields.insert(name.to_owned(), value.to_owned());
    }
    Ok(TunnelSettings { provider: id.to_owned(), fields })
}

/// Starts it, and tells how it is until `stop`.
pub(crate) async fn run(
    reach: &Reach,
    wanted: &TunnelSettings,
    mut stop: Stop,
    out: Output,
) -> Done {
    let mut notices = reach.notices().await?;
    let mut view: TunnelView = reach.ask("tunnel_start", wanted).await?;
    let mut told = None;
    loop {
        let now = view.state;
        let key = (now.phase.clone(), now.url.clone(), now.trouble.clone());
        if told.as_ref() != Some(&key) {
            told = Some(key);
            out.say(&document(&now), || sentence(&now))?;
        }
        tokio::select! {
            () = stop.asked() => return Ok(()),
            word = notices.next() => if word.is_none() { return Ok(()) },
        }
        view = reach.ask("tunnel_get", &Empty {}).await?;
    }
}

fn document(state: &TunnelState) -> serde_json::Value {
    json!({
        "type": "tunnel",
        "state": state.phase,
        "url": state.url,
        "previous_url": state.previous_url,
        "error": state.trouble,
    })
}

fn sentence(state: &TunnelState) -> String {
    let url = state.url.as_deref().unwrap_or_default();
    let trouble = state.trouble.as_deref().map_or(String::new(), |why| format!(". {why}"));
    match (state.phase.as_str(), &state.previous_url) {
        ("ready", Some(before)) => {
            format!(
                "Tunnel ready   {url}\n               Meta was given {before}: paste the new URL there, in Webhooks, Edit subscription."
            )
        }
        ("ready", None) => format!("Tunnel ready   {url}"),
        (phase, _) if url.is_empty() => format!("Tunnel {phase}{trouble}"),
        (phase, _) => format!("Tunnel {phase}   {url}{trouble}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_become_settings_or_say_what_is_wanted() {
        let fields = |word: &str, options: &[&str]| {
            let options: Vec<String> = options.iter().map(|option| (*option).to_owned()).collect();
            settings(word, &options).map(|settings| settings.fields.into_iter().collect::<Vec<_>>())
        };
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(fields("cloudflared", &[]).unwrap(), []);
        assert_eq!(
            fields("ssh=me@h", &["remote_port=9"]).unwrap(),
            [pair("host", "me@h"), pair("remote_port", "9")]
        );
        assert_eq!(fields("url=https://h/?a=b", &[]).unwrap(), [pair("url", "https://h/?a=b")]);
        for (word, options) in
            [("none", &[][..]), ("cloudflared=x", &[]), ("ssh=h", &["port=1"]), ("ssh=h", &["x"])]
        {
            assert!(fields(word, options).is_err(), "{word}");
        }
    }
}
