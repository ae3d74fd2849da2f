//! The tables of `fixtures/README.md` against each other: all 60 quirks of Meta's webhooks have a row, and the row names
//! the fixtures whose *trap* column names it. What a fixture means is held by its twin, not here.

use std::collections::BTreeMap;

/// How many quirks the field knows.
const KNOWN: usize = 60;
/// How many fixtures a row names before it counts the others.
const NAMED: usize = 4;

/// The cells of a table's row, without the outer bars.
fn cells(line: &str) -> Option<Vec<&str>> {
    let inner = line.strip_prefix("| ")?.strip_suffix('|')?;
    Some(inner.split(" | ").map(str::trim).collect())
}

/// Quirk → fixtures that show it, as the fixture tables say, in their order. A column that is no number is an error.
fn shown(page: &str) -> Result<BTreeMap<usize, Vec<String>>, String> {
    let mut shown: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let mut platform = String::new();
    for line in page.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            platform = heading.split(' ').next().unwrap_or_default().to_lowercase();
        }
        let Some(row) = cells(line).filter(|row| row.len() == 4 && row[0].starts_with('`')) else {
            continue;
        };
        let name = format!("{platform}/{}", row[0].trim_matches('`').trim_end_matches('/'));
        for number in row[3].split(',').map(str::trim).filter(|number| !number.is_empty()) {
            let number = number.parse().map_err(|_| format!("{name}: `{number}` is no quirk"))?;
            shown.entry(number).or_default().push(name.clone());
        }
    }
    Ok(shown)
}

/// How a row of `Quirks` names these fixtures.
fn named(fixtures: &[String]) -> String {
    let mut words: Vec<String> =
        fixtures.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
    if let more @ 1.. = fixtures.len().saturating_sub(NAMED) {
        words.push(format!("and {more} more"));
    }
    words.join(" ")
}

/// What is wrong with the page, one line per fault.
pub(crate) fn faults(page: &str) -> Vec<String> {
    let shown = match shown(page) {
        Ok(shown) => shown,
        Err(fault) => return vec![fault],
    };
    let quirks = page.split("\n## Quirks").nth(1).unwrap_or_default();
    let rows: BTreeMap<usize, &str> = quirks
        .lines()
        .filter_map(cells)
        .filter_map(|row| Some((row.first()?.parse().ok()?, *row.last()?)))
        .collect();
    let mut faults = Vec::new();
    for number in shown.keys().filter(|number| !(1..=KNOWN).contains(*number)) {
        faults.push(format!("{number} is named by a fixture and is no quirk"));
    }
    for number in 1..=KNOWN {
        let Some(row) = rows.get(&number) else {
            faults.push(format!("{number} has no row"));
            continue;
        };
        let (fixtures, elsewhere) = match row.split_once("; ") {
            Some((fixtures, elsewhere)) => (fixtures, elsewhere),
            None if row.contains('`') => (*row, ""),
            None => ("", *row),
        };
        let expected = named(shown.get(&number).map(Vec::as_slice).unwrap_or_default());
        if fixtures != expected {
            faults.push(format!("{number} names {fixtures}\n  the tables say {expected}"));
        }
        if expected.is_empty() && !elsewhere.contains("tested with") {
            faults.push(format!("{number} is shown by nothing"));
        }
    }
    faults
}

#[test]
fn a_quirk_that_nothing_shows_is_found() {
    let page = |column: &str, row: &str| {
        let others: String =
            (2..=KNOWN).map(|number| format!("| {number} | x | tested with y |\n")).collect();
        format!(
            "## Instagram (1)\n\n| `a` | b | c | {column} |\n\n## Quirks\n\n| 1 | x | {row} |\n{others}"
        )
    };
    let told = |column: &str, row: &str| faults(&page(column, row)).join("\n");
    assert_eq!(told("1", "`instagram/a`"), "");
    assert_eq!(told("1", "`instagram/a`; and tested with z"), "");
    assert_eq!(told("", ""), "1 is shown by nothing");
    assert_eq!(
        told("", "`instagram/a`"),
        "1 names `instagram/a`\n  the tables say \n1 is shown by nothing"
    );
    assert_eq!(told("1, 61", "`instagram/a`"), "61 is named by a fixture and is no quirk");
    assert_eq!(told("one", "`instagram/a`"), "instagram/a: `one` is no quirk");
}
