//! Headers that only a proxy or a tunnel adds: what bears one was asked from elsewhere.

/// By their whole name.
const NAMES: [&str; 8] = [
    "forwarded",
    "via",
    "x-real-ip",
    "true-client-ip",
    "x-client-ip",
    "cdn-loop",
    "x-cluster-client-ip",
    "fastly-client-ip",
];
/// By the beginning of their name.
const FAMILIES: [&str; 7] =
    ["x-forwarded-", "x-original-", "x-envoy-", "cf-", "ngrok-", "fly-", "x-tunnel-"];

/// Whether a header (lower case) says that something lay between.
pub(crate) fn says_so(name: &str) -> bool {
    NAMES.contains(&name) || FAMILIES.iter().any(|family| name.starts_with(family))
}
