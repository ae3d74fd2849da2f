//! The real `hooktrail` binary against cli.md's words: what goes in, what comes out, exit codes. Knows nothing of its inside.

mod convert;
mod delete;
mod done;
mod list;
mod listen;
mod manners;
mod meta;
mod rebuild;
mod rig;
mod send;
mod serve;
mod words;
