//! The `hooktrail` program: nothing but the call into the library.

fn main() -> std::process::ExitCode {
    hooktrail_cli::run(std::env::args_os())
}
