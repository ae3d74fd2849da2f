//! Stands in for a desktop that shows notifications: each becomes a line of JSON, and a number on a line of its own is a click on
//! that one. On the session bus that the environment names.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

#[cfg(target_os = "linux")]
fn main() {
    desktop::main();
}

#[cfg(not(target_os = "linux"))]
fn main() {}

#[cfg(target_os = "linux")]
mod desktop {
    use std::collections::HashMap;

    use zbus::blocking::connection::Builder;
    use zbus::zvariant::OwnedValue;

    const NAME: &str = "org.freedesktop.Notifications";
    const PATH: &str = "/org/freedesktop/Notifications";

    struct Notifications(u32);

    #[zbus::interface(name = "org.freedesktop.Notifications")]
    impl Notifications {
        #[allow(clippy::too_many_arguments)]
        fn notify(
            &mut self,
            _program: String,
            _replaces: u32,
            _icon: String,
            summary: String,
            body: String,
            actions: Vec<String>,
            _hints: HashMap<String, OwnedValue>,
            _timeout: i32,
        ) -> u32 {
            self.0 += 1;
            let told = serde_json::json!({ "id": self.0, "summary": summary, "body": body, "actions": actions });
            println!("{told}");
            self.0
        }
    }

    pub(super) fn main() {
        let builder = Builder::session().unwrap().name(NAME).unwrap();
        let bus = builder.serve_at(PATH, Notifications(0)).unwrap().build().unwrap();
        println!("{{}}");
        for line in std::io::stdin().lines() {
            let id: u32 = line.unwrap().parse().unwrap();
            bus.emit_signal(None::<&str>, PATH, NAME, "ActionInvoked", &(id, "default")).unwrap();
        }
    }
}
