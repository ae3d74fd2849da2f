//! `rebuild`: counts, and nothing else changes.

use crate::meta;
use crate::rig::{Home, has_keys};

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
