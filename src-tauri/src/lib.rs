//! The window. Opens the engine (or attaches to the instance that owns the data folder) and carries the contract between
//! it and the page; no rules live here. The only code that imports tauri.

mod about;
mod closing;
mod data;
#[cfg(target_os = "linux")]
mod desktop;
mod failures;
mod files;
mod instance;
mod menu;
mod notices;
mod outside;
mod overdue;
mod pump;
mod refusal;
mod render;
mod rpc;
mod window;
mod words;
mod writing;

use std::error::Error;
use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;

use hooktrail_engine::clock::Clock;
use hooktrail_engine::engine::make_folder;
use tauri::{App, Context, Manager, RunEvent};
use tracing_subscriber::EnvFilter;

use crate::data::Data;
use crate::words::Asked;
use crate::writing::Writing;

/// Runs the window until it is closed.
pub fn run() -> ExitCode {
    let safe_render = match words::read(std::env::args_os().skip(1)) {
        Asked::Window { safe_render } => safe_render,
        Asked::Say(text) => {
            println!("{text}");
            return ExitCode::SUCCESS;
        }
        Asked::Refuse(sentence) => {
            eprintln!("{sentence}");
            return ExitCode::from(2);
        }
    };
    if let Err(sentence) = render::choose(safe_render) {
        eprintln!("hooktrail-desktop: {sentence}");
        return ExitCode::FAILURE;
    }
    // A certificate that is not trusted is told where it was met.
    let usual = "warn,rustls_platform_verifier=off";
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(usual));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    if let Some(sentence) = window::no_display() {
        eprintln!("{sentence}");
        return ExitCode::FAILURE;
    }
    match opened() {
        Ok(app) => {
            app.run(|app, event| match event {
                // Why it cannot begin is still to be read.
                RunEvent::ExitRequested { api, code: None, .. }
                    if app.try_state::<pump::Changes>().is_none() =>
                {
                    api.prevent_exit();
                }
                RunEvent::Exit => {
                    if let Some(writing) = app.try_state::<Writing>() {
                        tauri::async_runtime::block_on(writing.end());
                    }
                    if let Some(data) = app.try_state::<Data>() {
                        tauri::async_runtime::block_on(data.close());
                    }
                }
                _ => {}
            });
            ExitCode::SUCCESS
        }
        Err(sentence) => {
            eprintln!("hooktrail-desktop: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn opened() -> Result<App, String> {
    let since = Clock::system().millis();
    let mut context: Context = tauri::generate_context!();
    let identifier = context.config().identifier.clone();
    let (folder, usual) = data::folder(&identifier)?;
    context.config_mut().identifier = instance::name(&identifier, &folder, usual);
    tauri::Builder::default()
        .plugin(instance::single())
        .plugin(window::placed(&folder))
        .plugin(tauri_plugin_opener::Builder::new().open_js_links_on_click(false).build())
        .plugin(tauri_plugin_dialog::init())
        .manage(files::Chosen::default())
        .manage(writing::Writing::default())
        .manage(closing::Unkept::default())
        .on_window_event(closing::closed)
        .invoke_handler(tauri::generate_handler![
            rpc::rpc,
            about::about,
            closing::unkept,
            closing::leave,
            files::save,
            files::open,
            files::read,
            files::folder,
            files::show_data,
            window::larger,
            writing::write_begin,
            writing::write_add,
            writing::write_done,
            writing::write_drop,
        ])
        .setup(move |app| {
            // An error that goes on from here would be a panic.
            if let Err(error) = begin(app, &folder, since) {
                refusal::show(app.handle(), &error.to_string());
            }
            Ok(())
        })
        .build(context)
        .map_err(|error| error.to_string())
}

fn begin(app: &App, folder: &Path, since: i64) -> Result<(), Box<dyn Error>> {
    let config = data::config(folder.to_owned())?;
    make_folder(folder)?;
    // While WebKit starts its helpers; the page cannot ask before this function has ended.
    let opening = tauri::async_runtime::spawn(Data::open(config));
    let made = window::open(app, folder).and_then(|()| menu::open(app));
    // Why the folder cannot be used says more than what the window missed in it; what is open now is closed in the end.
    app.manage(tauri::async_runtime::block_on(opening)??);
    made?;
    // From here on nothing is refused.
    app.manage(pump::Changes::default());
    pump::start(app.handle().clone());
    notices::start(app.handle().clone(), since);
    Ok(())
}
