//! `rebuild`: counts, and nothing else changes.

use serde_json::json;

use crate::meta;
use crate::rig::{Home, ask, has_keys};

#[test]
fn everything_derived_comes_back_the_same() {
    let home = Home::new();
    let serving = home.serve(&[]);
    for body in [meta::said("mid.1", 1, "a"), meta::echo("mid.2", 2, "b"), meta::read("mid.2", 3)] {
        serving.post(body);
    }
    let kinds = [
        "captures",
        "conversations",
        "messages",
        "signals",
        "transitions",
        "openings",
        "normalized",
    ];
    let all = || kinds.map(|kind| home.json(&["list", kind]));
    let before = all();
    let counts = home.json(&["rebuild"]);
    has_keys(&counts[0], "captures signals messages transitions conversations openings");
    assert_eq!((&counts[0]["captures"], &counts[0]["openings"]), (&3.into(), &1.into()));
    assert_eq!(all(), before, "through the owner");
    assert_eq!(serving.terminate().0, Some(0));
    assert_eq!(home.json(&["rebuild"]), counts);
    assert_eq!(all(), before, "alone");
    assert!(home.run(&["rebuild"]).out.contains("signals"), "people see the counts too");
}

/// Numbers that look random and are the same in every run (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap()
    }
}

/// Every single body of the library.
fn bodies() -> Vec<Vec<u8>> {
    let mut files = Vec::new();
    for platform in ["instagram", "messenger", "whatsapp"] {
        let folder = std::fs::read_dir(format!("../../../fixtures/meta/{platform}")).unwrap();
        let paths = folder.map(|entry| entry.unwrap().path());
        files.extend(paths.filter(|path| path.extension().is_some_and(|end| end == "json")));
    }
    files.sort();
    files.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

#[test]
fn it_comes_back_the_same_also_after_captures_and_conversations_were_deleted() {
    let bodies = bodies();
    let kinds = [
        "captures",
        "conversations",
        "messages",
        "signals",
        "transitions",
        "openings",
        "normalized",
    ];
    let (mut compared, mut gone) = ([0; 7], 0);
    for seed in 1..=6_u64 {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let home = Home::new();
        let serving = home.serve(&[]);
        for posted in 1..=80 {
            serving.post(&bodies[dice.below(bodies.len())]);
            if dice.below(5) == 0 {
                let id = (1 + dice.below(posted)).to_string();
                let (status, _) = ask(&home, "delete", json!({ "captures": [id], "all": false }));
                gone += usize::from(status == 200);
            }
            if dice.below(16) == 0 {
                let query = json!({ "filter": "", "limit": 0 });
                let (_, page) = ask(&home, "conversations_list", query);
                let rows = page["rows"].as_array().unwrap();
                if !rows.is_empty() {
                    let row = &rows[dice.below(rows.len())];
                    let which = json!({ "account": row["account"], "peer": row["peer"] });
                    let what = json!({ "captures": [], "conversation": which, "all": false });
                    assert_eq!(ask(&home, "delete", what).0, 200);
                    let done = ["done", "17841400000000001", "900000000000001"];
                    home.run(&done);
                }
            }
        }
        // What was said at the same time stands in the order in which it was first heard of, which may be gone.
        let all = || {
            kinds.map(|kind| {
                let rows = home.json(&["list", kind, "--limit", "5000"]);
                let mut rows: Vec<String> = rows.iter().map(ToString::to_string).collect();
                rows.sort();
                rows
            })
        };
        let before = all();
        for (count, rows) in compared.iter_mut().zip(&before) {
            *count += rows.len();
        }
        home.json(&["rebuild"]);
        for ((kind, before), after) in kinds.iter().zip(&before).zip(&all()) {
            let odd: Vec<_> = before
                .iter()
                .filter(|row| !after.contains(row))
                .chain(after.iter().filter(|row| !before.contains(row)))
                .collect();
            assert!(
                odd.is_empty() && before.len() == after.len(),
                "{kind}, journal {seed}: {odd:#?}"
            );
        }
    }
    assert!(gone > 20, "something was deleted");
    assert!(
        compared.iter().all(|count| *count > 0),
        "there was something to compare: {compared:?}"
    );
}
