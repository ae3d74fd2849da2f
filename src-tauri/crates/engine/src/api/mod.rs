//! The contract: one typed list of commands and events, spoken over Tauri IPC and over loopback HTTP + SSE.
//! Generated into `ui/src/host/contract.ts`; a test compares it whole (`UPDATE=1` rewrites it).

mod contract;
mod dto;
mod typescript;

pub use contract::*;
pub use dto::*;
pub use typescript::typescript;
