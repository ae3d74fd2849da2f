//! Stable ids in the shapes of the vendors, hashed from what they name: the same on every laptop, after every rebuild.

use sha2::{Digest, Sha256};

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

fn digest(purpose: &str, name: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"hooktrail\0");
    hash.update(purpose.as_bytes());
    hash.update([0]);
    hash.update(name.as_bytes());
    hash.finalize().into()
}

fn number(digest: &[u8; 32]) -> u128 {
    digest.iter().take(16).fold(0, |number, byte| number << 8 | u128::from(*byte))
}

/// `customer_` and ten characters of base 62: the shape of DoubleTick's customer ids.
pub(super) fn doubletick_customer(name: &str) -> String {
    let mut rest = number(&digest("doubletick customer", name));
    let mut id = "customer_".to_owned();
    for _ in 0..10 {
        id.push(char::from(BASE62[(rest % 62) as usize]));
        rest /= 62;
    }
    id
}

/// 24 hexadecimal digits: the shape of Texter's chat ids.
pub(super) fn texter_chat(name: &str) -> String {
    hex::encode(&digest("texter chat", name)[..12])
}

/// A positive 64-bit number above 2^53: the shape of Zoho Desk's ids.
pub(super) fn zoho(purpose: &str, name: &str) -> i64 {
    const FLOOR: u128 = 1 << 53;
    let span = i64::MAX as u128 - FLOOR;
    let id = FLOOR + 1 + number(&digest(purpose, name)) % span;
    i64::try_from(id).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_vendors_shapes_and_never_change() {
        assert_eq!(doubletick_customer("a"), doubletick_customer("a"));
        assert_ne!(doubletick_customer("a"), doubletick_customer("b"));
        for name in ["a", "b", "instagram/1784/9"] {
            let id = doubletick_customer(name);
            assert!(
                id.len() == 19 && id[9..].bytes().all(|byte| byte.is_ascii_alphanumeric()),
                "{id}"
            );
            let id = texter_chat(name);
            assert!(id.len() == 24 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
            assert!(zoho("zoho message", name) > 1 << 53, "{name}");
        }
    }
}
