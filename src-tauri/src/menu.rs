//! The menu. What concerns the page is done by the page: an item tells it the title of one of its actions, as the palette
//! would. Here are only the entries, and the few things that only a window can do.

use tauri::menu::{IsMenuItem, Menu, MenuEvent, MenuItemBuilder, PredefinedMenuItem, Submenu};
use tauri::{App, AppHandle, Emitter, Wry};

use crate::{closing, window};

/// One line of a menu.
enum Entry {
    /// An action of the page by its title (or its `menu`, where that changes), and its key there, if any. Such keys are
    /// shown, not bound: they would be taken from whoever types into a field.
    Page(&'static str, &'static str),
    /// An action of the page with a key that is bound.
    Bound(&'static str, &'static str),
    /// What the focused field does with its text: title, key as shown, WebKit's word.
    Edit(&'static str, &'static str, &'static str),
    /// What the window does: id, title, key.
    Window(&'static str, &'static str, Option<&'static str>),
    /// A line between.
    Line,
}

use Entry::{Bound, Edit, Line, Page, Window};

const MENU: &[(&str, &[Entry])] = &[
    (
        "&File",
        &[
            Page("Send a sample", ""),
            Page("Capture files…", ""),
            Page("Import names from a file…", ""),
            Page("Save names as a file…", ""),
            Line,
            Page("Open the data folder", ""),
            Line,
            Window("quit", "Quit", Some("CmdOrCtrl+Q")),
        ],
    ),
    (
        "&Edit",
        &[
            Edit("Undo", "Ctrl Z", "Undo"),
            Edit("Redo", "Ctrl Shift Z", "Redo"),
            Line,
            Edit("Cut", "Ctrl X", "Cut"),
            Edit("Copy", "Ctrl C", "Copy"),
            Edit("Paste", "Ctrl V", "Paste"),
            Edit("Select all", "Ctrl A", "SelectAll"),
            Line,
            Page("Search", "/"),
        ],
    ),
    (
        "&View",
        &[
            Page("Go to conversations", ""),
            Page("Go to captures", ""),
            Page("Go to deliveries", ""),
            Page("Go to replays", ""),
            Page("Go to forwarding rules", ""),
            Page("Go to targets", ""),
            Page("Go to insights", ""),
            Page("Go to time rules", ""),
            Page("Go to the simulator", ""),
            Page("Go to connect", ""),
            Page("Go to settings", "Ctrl ,"),
            Line,
            Page("Next anomaly in the conversation", "n"),
            Page("First unread message", "u"),
            Page("Go to a time in the conversation", "g"),
            Page("Latest message", "End"),
            Line,
            Page("Live or paused", "l"),
            Page("Dark theme", ""),
            Page("Light theme", ""),
            Line,
            Window("larger", "Larger", Some("CmdOrCtrl+=")),
            Window("smaller", "Smaller", Some("CmdOrCtrl+-")),
            Window("actual", "Actual size", Some("CmdOrCtrl+0")),
            Window("full", "Full screen", Some("F11")),
        ],
    ),
    (
        "&Capture",
        &[
            Page("Resend", "r"),
            Page("Edit and resend", "e"),
            Page("Copy as curl", "c"),
            Page("Replay the captures that the filter shows…", ""),
            Page("Save the captures that the filter shows as HAR…", ""),
            Line,
            Page("Mark the conversation done", "d"),
            Page("Undo", "z"),
            Page("Delete this capture…", "Delete"),
        ],
    ),
    (
        "&Help",
        &[Bound("Commands", "CmdOrCtrl+K"), Page("Keys", "?"), Line, Page("About Hooktrail", "")],
    ),
];

/// Puts the menu above the window.
pub(crate) fn open(app: &App) -> tauri::Result<()> {
    let menu = Menu::new(app)?;
    for (title, entries) in MENU {
        let items: Vec<Box<dyn IsMenuItem<Wry>>> =
            entries.iter().map(|entry| item(app, entry)).collect::<tauri::Result<_>>()?;
        let items: Vec<&dyn IsMenuItem<Wry>> = items.iter().map(AsRef::as_ref).collect();
        menu.append(&Submenu::with_items(app, title, true, &items)?)?;
    }
    app.set_menu(menu)?;
    app.on_menu_event(chosen);
    Ok(())
}

fn item(app: &App, entry: &Entry) -> tauri::Result<Box<dyn IsMenuItem<Wry>>> {
    let shown = |title: &str, key: &str| match key {
        "" => title.to_owned(),
        key => format!("{title}  ({key})"),
    };
    let built = match *entry {
        Line => return Ok(Box::new(PredefinedMenuItem::separator(app)?)),
        // Elsewhere than with GTK the system knows how to edit.
        #[cfg(not(target_os = "linux"))]
        Edit(_, _, word) => return Ok(Box::new(edited_by_the_system(app, word)?)),
        #[cfg(target_os = "linux")]
        Edit(title, key, word) => {
            MenuItemBuilder::with_id(format!("edit:{word}"), shown(title, key))
        }
        Page(title, key) => MenuItemBuilder::with_id(format!("page:{title}"), shown(title, key)),
        Bound(title, key) => {
            MenuItemBuilder::with_id(format!("page:{title}"), title).accelerator(key)
        }
        Window(id, title, None) => MenuItemBuilder::with_id(id, title),
        Window(id, title, Some(key)) => MenuItemBuilder::with_id(id, title).accelerator(key),
    };
    Ok(Box::new(built.build(app)?))
}

#[cfg(not(target_os = "linux"))]
fn edited_by_the_system(app: &App, word: &str) -> tauri::Result<PredefinedMenuItem<Wry>> {
    match word {
        "Undo" => PredefinedMenuItem::undo(app, None),
        "Redo" => PredefinedMenuItem::redo(app, None),
        "Cut" => PredefinedMenuItem::cut(app, None),
        "Copy" => PredefinedMenuItem::copy(app, None),
        "Paste" => PredefinedMenuItem::paste(app, None),
        _ => PredefinedMenuItem::select_all(app, None),
    }
}

fn chosen(app: &AppHandle, event: MenuEvent) {
    let id = event.id().as_ref();
    let done = match id {
        "quit" => {
            closing::quit(app);
            Ok(())
        }
        "larger" => window::zoom(app, Some(window::STEP)).map_err(told),
        "smaller" => window::zoom(app, Some(1.0 / window::STEP)).map_err(told),
        "actual" => window::zoom(app, None).map_err(told),
        "full" => window::full_screen(app).map_err(told),
        id => match id.split_once(':') {
            Some(("page", title)) => app.emit("menu", title).map_err(told),
            #[cfg(target_os = "linux")]
            Some(("edit", word)) => window::edit(app, word.to_owned()).map_err(told),
            _ => Ok(()),
        },
    };
    if done.is_err() {
        tracing::warn!(id, "the menu's choice could not be done");
    }
}

fn told(error: tauri::Error) {
    tracing::warn!(%error, "the window refuses");
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = concat!(
        include_str!("../../ui/src/state/actions.ts"),
        include_str!("../../ui/src/state/things.ts")
    );

    #[test]
    fn what_the_page_can_do_is_left_to_it_as_it_says_what_came_of_it() {
        for (menu, entries) in MENU {
            for entry in *entries {
                let Window(_, title, _) = *entry else { continue };
                assert!(!PAGE.contains(&format!("'{title}'")), "{menu}: the page does {title} too");
            }
        }
    }

    #[test]
    fn the_page_knows_every_action_of_the_menu_and_its_key() {
        let page = PAGE.split_whitespace().collect::<Vec<_>>().join(" ");
        for (menu, entries) in MENU {
            for entry in *entries {
                let (title, key) = match *entry {
                    Page(title, "") => (title, String::new()),
                    Page(title, key) => (title, format!(", key: '{key}'")),
                    Bound(title, key) => {
                        let shown = key.replace("CmdOrCtrl+", "Ctrl ");
                        (title, format!(", key: '{shown}'"))
                    }
                    _ => continue,
                };
                let known = ["title", "menu"].map(|name| format!("{name}: '{title}'{key}"));
                let is_known = known.iter().any(|written| page.contains(written));
                assert!(is_known, "{menu}: the page has no {title}{key}");
            }
        }
    }
}
