//! Where a rule may lead.

use tempfile::TempDir;

use super::*;
use crate::clock::Clock;
use crate::store::Store;

#[tokio::test]
async fn a_rule_does_not_lead_to_an_address_that_was_shown_without_its_secret() {
    let folder = TempDir::new().unwrap();
    let store = Store::open(folder.path(), &Clock::system()).unwrap();
    let secrets = Secrets::new(Secret::new("sample"), Vec::new());
    let read = store.read::<_, StoreError, _>(move |conn| {
        for (to, held, cut) in [
            ("https://dev/hook?token=***", false, true),
            ("https://dev/hook?token=***", true, true),
            ("https://***@dev/hook", true, true),
            ("https://dev/hook?token=abc", false, false),
            ("https://me:hush@dev/hook?token=abc", true, false),
        ] {
            let wanted = RuleTargetChange { to: to.to_owned(), formats: Vec::new() };
            let why = place(conn, &secrets, &wanted, held).err().map(|error| error.message);
            let said = why.is_some_and(|why| why.contains("has *** in place of its secret"));
            assert_eq!(said, cut, "{to}, held: {held}");
        }
        Ok(())
    });
    read.await.unwrap();
}
