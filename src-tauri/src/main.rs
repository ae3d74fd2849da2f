#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    if let Some(done) = hooktrail_engine::tunnel::guard::run_if_asked() {
        return done;
    }
    hooktrail_desktop::run()
}
