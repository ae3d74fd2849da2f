//! Customers' data go to a host of somebody else's only once the user has agreed to it. Samples are nobody's.

use reqwest::Url;
use rusqlite::Connection;

use super::items;
use super::refusal::Refusal;
use crate::journal::Origin;
use crate::store::{Store, StoreError, Tx, journal, settings};

/// Whether a URL leads to this machine or to its own network, so that nothing sent there goes to anybody else.
pub fn is_near(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Ipv4(ip)) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        Some(url::Host::Ipv6(ip)) => {
            ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local()
        }
        Some(url::Host::Domain(name)) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            name == "localhost"
                || [".localhost", ".local", ".internal", ".test"]
                    .iter()
                    .any(|end| name.ends_with(end))
        }
        None => false,
    }
}

/// Whether `items` may go to `url`: it is near, or they are all samples, or the user agreed to its host, now
/// (`confirmed`, which is remembered) or before.
pub async fn agreed(
    store: &Store,
    url: &Url,
    items: Vec<String>,
    confirmed: bool,
) -> Result<(), Refusal> {
    if is_near(url) {
        return Ok(());
    }
    let host = url.host_str().unwrap_or_default().to_owned();
    let asked = host.clone();
    let fine = store.read::<_, StoreError, _>(move |conn| {
        Ok(hosts(conn)?.contains(&asked) || are_samples(conn, &items)?)
    });
    match (fine.await?, confirmed) {
        (true, _) => Ok(()),
        (false, true) => Ok(store.write(move |tx| agree(tx, host)).await?),
        (false, false) => Err(Refusal::Unconfirmed(host)),
    }
}

/// Whether the user has agreed that customers' data go to `url`, or need not.
pub fn is_agreed(conn: &Connection, url: &Url) -> Result<bool, StoreError> {
    Ok(is_near(url) || hosts(conn)?.iter().any(|host| Some(host.as_str()) == url.host_str()))
}

/// Remembers that customers' data may go to `host`.
pub fn agree(tx: &Tx<'_>, host: String) -> Result<(), StoreError> {
    let mut known = hosts(tx)?;
    if known.contains(&host) {
        return Ok(());
    }
    known.push(host);
    settings::put(tx, HOSTS, &serde_json::to_string(&known).unwrap_or_default())
}

/// Name of the setting with the hosts that customers' data may go to, a JSON list.
const HOSTS: &str = "agreed_hosts";

fn hosts(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let list = settings::get(conn, HOSTS)?.unwrap_or_default();
    Ok(serde_json::from_str(&list).unwrap_or_default())
}

fn are_samples(conn: &Connection, items: &[String]) -> Result<bool, StoreError> {
    for item in items {
        let head = items::capture_of(item).map(|seq| journal::head(conn, seq)).transpose()?;
        if head.flatten().is_none_or(|head| head.origin != Origin::Sample) {
            return Ok(false);
        }
    }
    Ok(true)
}
