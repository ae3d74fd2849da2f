//! The desktop's own notifications, freedesktop.org's specification 1.2: shown, and heard of when one is clicked. What a click
//! leads to is not this module's business.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use tauri::AppHandle;
use zbus::blocking::{Connection, MessageIterator};
use zbus::zvariant::Value;

use crate::notices::{Leads, Word, lead};

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
/// The action that a click on the notification itself is.
const CLICK: &str = "default";
/// So many notifications back a click is heard.
const MOST: usize = 50;

/// The way to the desktop, and what the notifications that it shows lead to, the newest last.
#[derive(Default)]
pub(crate) struct Desktop {
    connection: Option<Connection>,
    shown: Shown,
}

type Shown = Arc<Mutex<VecDeque<(u32, Leads)>>>;

impl Desktop {
    /// Shows one. Blocks until the desktop has taken it.
    pub(crate) fn show(&mut self, app: &AppHandle, word: Word) -> zbus::Result<()> {
        // Taken before: a click that comes at once waits until it is known what it leads to.
        let shown = Arc::clone(&self.shown);
        let mut shown = shown.lock().unwrap_or_else(PoisonError::into_inner);
        let id = self.told(app, &word)?;
        shown.retain(|(known, _)| *known != id); // a desktop that started anew counts anew
        shown.push_back((id, word.leads));
        if shown.len() > MOST {
            shown.pop_front();
        }
        Ok(())
    }

    /// A connection lives as long as its thread of clicks does, so it goes only with its socket: the next word makes another.
    fn told(&mut self, app: &AppHandle, word: &Word) -> zbus::Result<u32> {
        let told = self.connected(app).and_then(|connection| notify(&connection, app, word));
        if let Err(zbus::Error::InputOutput(_)) = told {
            self.connection = None;
        }
        told
    }

    fn connected(&mut self, app: &AppHandle) -> zbus::Result<Connection> {
        if let Some(connection) = &self.connection {
            return Ok(connection.clone());
        }
        let connection = Connection::session()?;
        let rule = zbus::MatchRule::builder()
            .msg_type(zbus::message::Type::Signal)
            .interface(NAME)?
            .member("ActionInvoked")?
            .build();
        let clicks = MessageIterator::for_match_rule(rule, &connection, None)?;
        let (app, shown) = (app.clone(), self.shown.clone());
        std::thread::Builder::new().name("clicks".to_owned()).spawn(move || {
            for click in clicks.flatten() {
                let Ok((id, CLICK)) = click.body().deserialize::<(u32, &str)>() else { continue };
                let mut shown = shown.lock().unwrap_or_else(PoisonError::into_inner);
                let at = shown.iter().position(|(shown, _)| *shown == id);
                if let Some((_, leads)) = at.and_then(|at| shown.remove(at)) {
                    lead(&app, &leads);
                }
            }
        })?;
        self.connection = Some(connection.clone());
        Ok(connection)
    }
}

fn notify(connection: &Connection, app: &AppHandle, word: &Word) -> zbus::Result<u32> {
    let name = &app.package_info().name;
    let hints =
        std::collections::HashMap::<&str, Value<'_>>::from([("desktop-entry", "Hooktrail".into())]);
    let actions = [CLICK, "Open"];
    let body = plain(&word.body);
    let shown = (name, 0_u32, "hooktrail-desktop", &word.title, body, &actions[..], hints, -1_i32);
    connection.call_method(Some(NAME), PATH, Some(NAME), "Notify", &shown)?.body().deserialize()
}

/// Some desktops read markup in a notification's text.
fn plain(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    #[test]
    fn nothing_in_it_is_read_as_markup() {
        assert_eq!(super::plain("<b>a & b</b>"), "&lt;b&gt;a &amp; b&lt;/b&gt;");
    }
}
