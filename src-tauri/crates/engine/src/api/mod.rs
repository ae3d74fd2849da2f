//! The contract: one typed list of commands and events, spoken over Tauri IPC and over loopback HTTP + SSE.
//! Generated into `ui/src/host/contract.ts`; a test compares it whole (`UPDATE=1` rewrites it). One file per area answers it.

mod about;
mod annotate;
mod attachment;
mod attempts;
mod captures;
mod commands;
mod connect;
mod contract;
mod conversations;
mod delete;
mod deliveries;
mod directory;
mod doctor;
mod dto;
mod events;
mod excerpt;
mod export;
mod fields;
mod filters;
mod import;
mod insights;
mod lookup;
mod message;
mod note;
mod pace;
mod rail;
mod records;
mod redelivery;
mod replay;
mod rules;
mod scenarios;
mod secrets;
mod send;
mod settings;
mod signature;
mod simulate;
mod sources;
mod status;
mod targets;
mod time_rules;
mod timeline;
mod traffic;
mod tunnel;
mod typescript;
mod views;

pub(crate) use captures::fitting;
pub use contract::*;
pub use dto::*;
pub use fields::field_names;
pub(crate) use records::fitting_messages;
pub use typescript::typescript;

impl From<crate::changes::Notice> for Changed {
    fn from(notice: crate::changes::Notice) -> Self {
        let captures = notice.captures.iter().map(ToString::to_string).collect();
        Self { revision: notice.revision, captures }
    }
}
