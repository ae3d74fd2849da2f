//! Tunnels: programs that behave as the real ones do, in all their ways; and two real ones, ssh and bore, on loopback.

#[cfg(all(test, target_os = "linux"))]
mod bore;
#[cfg(all(test, target_os = "linux"))]
mod fakes;
#[cfg(all(test, target_os = "linux"))]
mod rig;
#[cfg(all(test, target_os = "linux"))]
mod ssh;
