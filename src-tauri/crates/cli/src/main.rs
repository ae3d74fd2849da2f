//! The `hooktrail` program: nothing but the call into the library.

fn main() -> std::process::ExitCode {
    if let Some(done) = hooktrail_engine::tunnel::guard::run_if_asked() {
        return done;
    }
    hooktrail_cli::run(std::env::args_os())
}
