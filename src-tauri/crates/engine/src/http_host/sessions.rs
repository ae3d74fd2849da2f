//! Who may speak: the guests' bearer token, links that work once, and the browser's cookie. Compared in constant time.

use std::sync::{Arc, Mutex, PoisonError};

use subtle::ConstantTimeEq;

/// Links that were given out and not yet used, at most.
const LINKS: usize = 16;

/// The tokens of one run. Cloned freely.
#[derive(Clone)]
pub struct Sessions {
    port: u16,
    bearer: Arc<str>,
    cookie: Arc<str>,
    links: Arc<Mutex<Vec<String>>>,
}

impl Sessions {
    /// For the control port `port`, with the token for guests and the value of the cookie.
    pub fn new(port: u16, bearer: String, cookie: String) -> Self {
        Self { port, bearer: bearer.into(), cookie: cookie.into(), links: Arc::default() }
    }

    /// The port that all of this is for.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Makes `token` work once, and gives it back.
    pub fn link(&self, token: String) -> String {
        let mut links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        if links.len() == LINKS {
            links.remove(0);
        }
        links.push(token.clone());
        token
    }

    /// Takes a link's token: true once.
    pub fn redeem(&self, shown: &str) -> bool {
        let mut links = self.links.lock().unwrap_or_else(PoisonError::into_inner);
        let found = links.iter().position(|token| same(token, shown));
        found.map(|index| links.remove(index)).is_some()
    }

    /// Whether a guest shows the right token.
    pub fn is_bearer(&self, shown: &str) -> bool {
        same(&self.bearer, shown)
    }

    /// Whether a `Cookie` header holds the browser's session.
    pub fn is_cookie(&self, header: &str) -> bool {
        let name = self.cookie_name();
        header
            .split(';')
            .filter_map(|pair| pair.trim().split_once('='))
            .any(|(key, value)| key == name && same(&self.cookie, value))
    }

    /// The `Set-Cookie` value that begins the browser's session. Cookies do not tell ports apart, so the name does.
    pub fn set_cookie(&self) -> String {
        let (name, value) = (self.cookie_name(), &self.cookie);
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict")
    }

    fn cookie_name(&self) -> String {
        format!("hooktrail-{}", self.port)
    }
}

fn same(left: &str, right: &str) -> bool {
    left.as_bytes().ct_eq(right.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_works_once_and_cookies_of_other_ports_do_not() {
        let sessions = Sessions::new(7, "bearer".to_owned(), "cookie".to_owned());
        let token = sessions.link("token".to_owned());
        assert!(!sessions.redeem("other") && !sessions.redeem(""));
        assert!(sessions.redeem(&token) && !sessions.redeem(&token));
        assert!(sessions.is_bearer("bearer") && !sessions.is_bearer("beare"));
        for (header, good) in [
            ("hooktrail-7=cookie", true),
            ("a=b; hooktrail-7=cookie", true),
            ("hooktrail-8=cookie", false),
            ("hooktrail-7=cook", false),
            ("", false),
        ] {
            assert_eq!(sessions.is_cookie(header), good, "{header}");
        }
    }
}
