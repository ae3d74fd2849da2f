//! The guard: a small process between us and a tunnel's program. It starts the program in a process group of its own, and
//! ends that group when its own input closes, which happens however we end, a kill included. So nothing is left behind.

use std::io::Read;
use std::process::{Command, ExitCode, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use process_wrap::std::{ChildWrapper, CommandWrap};

/// First argument of a program that is started as guard.
pub(super) const ASKED: &str = "--tunnel-guard";

/// How often the guard looks whether its program still runs.
const GLANCE: Duration = Duration::from_millis(100);
/// How long a program may take to end when it is asked to.
const GRACE: Duration = Duration::from_secs(3);

/// Does a guard's work if this process was started as one; to be asked first of all, by every program that opens an engine.
pub fn run_if_asked() -> Option<ExitCode> {
    let mut words = std::env::args_os().skip(1);
    if words.next()? != ASKED {
        return None;
    }
    let Some(program) = words.next() else { return Some(ExitCode::FAILURE) };
    let mut command = Command::new(&program);
    command.args(words).stdin(Stdio::null());
    let mut command = CommandWrap::from(command);
    #[cfg(unix)]
    command.wrap(process_wrap::std::ProcessGroup::leader());
    #[cfg(windows)]
    command.wrap(process_wrap::std::JobObject);
    Some(match command.spawn() {
        Ok(child) => watch(child),
        Err(error) => {
            eprintln!("{} cannot be started: {error}", program.to_string_lossy());
            ExitCode::from(127)
        }
    })
}

fn watch(mut child: Box<dyn ChildWrapper>) -> ExitCode {
    let (tell, closed) = channel();
    std::thread::spawn(move || {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        let _ = tell.send(());
    });
    loop {
        match closed.recv_timeout(GLANCE) {
            Err(RecvTimeoutError::Timeout) => {
                if let Ok(Some(status)) = child.try_wait() {
                    // What it started in turn ends with it.
                    let _ = child.start_kill();
                    return code(status);
                }
            }
            Ok(()) | Err(RecvTimeoutError::Disconnected) => return end(child),
        }
    }
}

/// Asks the group to end, and ends it if it does not.
fn end(mut child: Box<dyn ChildWrapper>) -> ExitCode {
    #[cfg(unix)]
    {
        const SIGTERM: i32 = 15;
        let _ = child.signal(SIGTERM);
        let asked = Instant::now();
        while asked.elapsed() < GRACE {
            if let Ok(Some(_)) = child.try_wait() {
                break;
            }
            std::thread::sleep(GLANCE / 4);
        }
    }
    let _ = child.start_kill();
    child.wait().map_or(ExitCode::FAILURE, code)
}

fn code(status: ExitStatus) -> ExitCode {
    status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
}
