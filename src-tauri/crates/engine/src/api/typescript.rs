//! Prints the contract as one TypeScript file.

use std::collections::BTreeMap;
use std::fmt::Write;

use ts_rs::{Config, TS, TypeVisitor};

use super::contract::{listing, visit_types};

struct Declarations<'a> {
    config: &'a Config,
    by_name: BTreeMap<String, String>,
}

impl TypeVisitor for Declarations<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if T::output_path().is_none() {
            T::visit_generics(self);
            T::visit_dependencies(self);
            return;
        }
        let name = T::ident(self.config);
        if self.by_name.contains_key(&name) {
            return;
        }
        let docs = T::docs().unwrap_or_default();
        self.by_name.insert(name, format!("{docs}export {}\n", T::decl(self.config)));
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

/// The whole of `ui/src/host/contract.ts`.
pub fn typescript() -> String {
    let config = Config::new().with_large_int("number");
    let mut declarations = Declarations { config: &config, by_name: BTreeMap::new() };
    visit_types(&mut declarations);
    let (commands, events) = listing(&config);

    let mut out = String::from(
        "// Generated from src-tauri/crates/engine/src/api. Do not edit: UPDATE=1 cargo test -p hooktrail-engine contract\n\n",
    );
    for declaration in declarations.by_name.values() {
        let _ = writeln!(out, "{declaration}");
    }
    out.push_str("export type Commands = {\n");
    for [name, request, answer] in &commands {
        let _ = writeln!(out, "  {name}: [{request}, {answer}]");
    }
    out.push_str("}\n\nexport type Events = {\n");
    for [name, payload] in &events {
        let _ = writeln!(out, "  {name}: {payload}");
    }
    out.push_str("}\n");
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn contract_ts_is_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../ui/src/host/contract.ts");
        let made = super::typescript();
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(path, &made).unwrap();
        }
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            made == kept,
            "{path} is out of date: run UPDATE=1 cargo test -p hooktrail-engine contract"
        );
    }
}
