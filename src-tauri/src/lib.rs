//! The window. Opens the engine (or attaches to the instance that owns the data folder) and carries the contract between
//! it and the page; no rules live here. The only code that imports tauri.

mod data;
mod pump;
mod rpc;
mod window;

use std::process::ExitCode;

use tauri::{Manager, RunEvent};
use tracing_subscriber::EnvFilter;

use crate::data::Data;

/// Runs the window until it is closed.
pub fn run() -> ExitCode {
    // A certificate that is not trusted is told where it was met.
    let usual = "warn,rustls_platform_verifier=off";
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(usual));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    if let Some(sentence) = window::no_display() {
        eprintln!("{sentence}");
        return ExitCode::FAILURE;
    }
    let context = tauri::generate_context!();
    let config = match data::config(&context.config().identifier) {
        Ok(config) => config,
        Err(sentence) => {
            eprintln!("hooktrail-desktop: {sentence}");
            return ExitCode::FAILURE;
        }
    };
    let app = tauri::Builder::default()
        .invoke_handler(tauri::generate_handler![rpc::rpc])
        .setup(move |app| {
            let data_dir = config.data_dir.clone();
            let data = tauri::async_runtime::block_on(Data::open(config))?;
            app.manage(data);
            window::open(app, &data_dir)?;
            pump::start(app.handle().clone());
            Ok(())
        })
        .build(context);
    let app = match app {
        Ok(app) => app,
        Err(error) => {
            eprintln!("hooktrail-desktop: {error}");
            return ExitCode::FAILURE;
        }
    };
    app.run(|app, event| {
        if let RunEvent::Exit = event {
            let data = app.state::<Data>();
            tauri::async_runtime::block_on(data.close());
        }
    });
    ExitCode::SUCCESS
}
