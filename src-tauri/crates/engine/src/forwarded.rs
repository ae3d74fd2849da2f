//! Headers that only a proxy or a tunnel adds. What bears one was asked from elsewhere; they say nothing about an event, so
//! none that came is sent again.

/// By their whole name.
const NAMES: [&str; 7] = [
    "forwarded",
    "via",
    "x-real-ip",
    "true-client-ip",
    "x-client-ip",
    "x-cluster-client-ip",
    "fastly-client-ip",
];
/// By the beginning of their name.
const FAMILIES: [&str; 8] =
    ["x-forwarded-", "x-original-", "x-envoy-", "cf-", "cdn-", "ngrok-", "fly-", "x-tunnel-"];

/// Whether a header (lower case) says that something lay between.
pub(crate) fn says_so(name: &str) -> bool {
    NAMES.contains(&name) || FAMILIES.iter().any(|family| name.starts_with(family))
}
