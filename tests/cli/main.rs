//! What the real `hooktrail` binary promises to people and programs: what goes in, what comes out, keys, exit codes.
//! This is where they are fixed. Knows nothing of its inside.

#[cfg(test)]
mod completions;
#[cfg(test)]
mod connect;
#[cfg(test)]
mod convert;
#[cfg(test)]
mod delete;
#[cfg(test)]
mod directory;
#[cfg(test)]
mod done;
#[cfg(test)]
mod export;
#[cfg(test)]
mod failures;
#[cfg(test)]
mod forged;
#[cfg(test)]
mod forward;
#[cfg(test)]
mod groups;
#[cfg(test)]
mod insights;
#[cfg(test)]
mod isolation;
#[cfg(test)]
mod list;
#[cfg(test)]
mod listen;
#[cfg(test)]
mod long;
#[cfg(test)]
mod manners;
#[cfg(test)]
mod marks;
#[cfg(test)]
mod meta;
#[cfg(test)]
mod owning;
#[cfg(test)]
mod rebuild;
#[cfg(test)]
mod replay;
#[cfg(test)]
mod rig;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod send;
#[cfg(test)]
mod serve;
#[cfg(test)]
mod simulate;
#[cfg(test)]
mod targets;
#[cfg(test)]
mod time_rules;
#[cfg(test)]
mod timeline;
#[cfg(test)]
mod unmoved;
#[cfg(test)]
mod words;
