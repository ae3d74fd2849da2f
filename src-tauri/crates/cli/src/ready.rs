//! The first line of `serve` and `listen`: where to send, where to look, what Meta's handshake must show.

use serde::Serialize;

/// A message as Meta writes it, short enough to paste: invented ids, real shape.
const SAMPLE: &str = r#"{"object":"instagram","entry":[{"time":1781606220000,"id":"17841400000000001","messaging":[{"sender":{"id":"900000000000001"},"recipient":{"id":"17841400000000001"},"timestamp":1781606220000,"message":{"mid":"m_hello","text":"Hello"}}]}]}"#;

/// The first line of `serve` and `listen`; `tests/cli/serve.rs` fixes its keys.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename = "ready")]
pub(crate) struct Ready {
    /// Where Meta's requests go; `None` while the owner's receiver does not listen.
    pub receiver: Option<String>,
    /// The page for the browser with its one-time token; `None` beside an owner.
    pub ui: Option<String>,
    /// What the handshake must show.
    pub verify_token: String,
    /// Where events are forwarded to; `None`: nowhere.
    pub forward_to: Option<String>,
}

impl Ready {
    /// The same for people, with a line to try it.
    pub(crate) fn text(&self) -> String {
        let receiver = self.receiver.as_deref().unwrap_or("nowhere at the moment");
        let mut lines = vec![format!("Receiving at   {receiver}")];
        if let Some(ui) = &self.ui {
            lines.push(format!("Watch it at    {ui}  (works once)"));
        }
        lines.push(format!("Verify token   {}", self.verify_token));
        if let Some(target) = &self.forward_to {
            lines.push(format!("Forwarding to  {target}"));
        }
        if let Some(receiver) = &self.receiver {
            lines.push(format!(
                "Try it         curl {receiver} -H 'Content-Type: application/json' -d '{SAMPLE}'"
            ));
        }
        lines.push("Ctrl-C ends it.\n".to_owned());
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ready() -> Ready {
        Ready {
            receiver: Some("http://127.0.0.1:8787/webhook".to_owned()),
            ui: Some("http://127.0.0.1:4711/?token=t".to_owned()),
            verify_token: "v".to_owned(),
            forward_to: None,
        }
    }

    #[test]
    fn programs_get_the_published_keys() {
        assert_eq!(
            serde_json::to_value(ready()).unwrap(),
            serde_json::json!({
                "type": "ready",
                "receiver": "http://127.0.0.1:8787/webhook",
                "ui": "http://127.0.0.1:4711/?token=t",
                "verify_token": "v",
                "forward_to": null,
            })
        );
    }

    #[test]
    fn the_line_to_try_is_one_that_a_shell_can_take() {
        assert!(
            serde_json::from_str::<serde_json::Value>(SAMPLE).is_ok() && !SAMPLE.contains('\'')
        );
        assert!(ready().text().contains("curl http://127.0.0.1:8787/webhook -H"));
    }
}
