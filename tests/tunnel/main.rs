//! Tunnels: programs that behave as the real ones do, in all their ways; and two real ones, ssh and bore, on loopback.

#[cfg(test)]
#[cfg(target_os = "linux")]
mod bore;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod fakes;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod rig;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod ssh;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod way;
