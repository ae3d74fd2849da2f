//! The page's own rules: who writes its states, what may import what, and that its looks are tokens.

use super::*;

/// The states of the page: each one's name, and the file that declares it.
fn states(all: &[String]) -> Vec<(String, &String)> {
    let named = |line: &str| {
        let (name, made) = line.strip_prefix("export const ")?.split_once(" = ")?;
        made.starts_with("new ").then(|| name.to_owned())
    };
    let states = sources(all, "ui/src/state/", &[".ts"])
        .flat_map(|file| lines(file).into_iter().map(move |(_, line)| (line, file)))
        .filter_map(|(line, file)| Some((named(&line)?, file)));
    states.collect()
}

/// Whether a line sets something within what is called so, or binds a field of the page to it.
fn writes(line: &str, name: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || "_.$[]?".contains(c);
    line.match_indices(name).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + name.len()..]);
        if before.ends_with(|c: char| c.is_alphanumeric() || "_.$'\"".contains(c)) {
            return false;
        }
        let bound = before.rsplit(' ').next().is_some_and(|word| word.starts_with("bind:"));
        let path = after.find(|c| !part(c)).unwrap_or(after.len());
        let then = after[path..].trim_start();
        let set = then.starts_with("++")
            || (then.starts_with("--") && !then.starts_with("-->"))
            || ["=", "+=", "-=", "||=", "&&=", "??="].iter().any(|sign| {
                then.strip_prefix(sign).is_some_and(|rest| !rest.starts_with(['=', '>']))
            });
        after.starts_with('.') && (set || (bound && before.ends_with('{') && then.starts_with('}')))
    })
}

#[test]
fn what_the_page_shows_has_one_writer() {
    let written =
        ["app.tab = 'meta'", "void (app.a[0].b += 1)", "bind:value={app.text} />", "app.n++"];
    assert!(written.iter().all(|line| writes(line, "app")));
    let read = [
        "app.tab === 'meta'",
        "x.app.tab = 1",
        "(app.a) => b",
        "bind:value={() => app.a, set}",
        "<!-- The app. -->",
    ];
    assert!(!read.iter().any(|line| writes(line, "app")));
    let all = files();
    let states = states(&all);
    assert!(states.len() > 10, "{states:?}");
    let mut wrong = Vec::new();
    for file in sources(&all, "ui/src/", &[".ts", ".svelte"]).filter(|file| !is_test(file)) {
        // Where a module is made, states are tied to each other.
        let ties = |line: &str| file.starts_with("ui/src/state/") && !line.starts_with(' ');
        for (at, line) in lines(file).into_iter().filter(|(_, line)| !ties(line)) {
            let others = states.iter().filter(|(_, own)| *own != file);
            if others.into_iter().any(|(name, _)| writes(&line, name)) {
                wrong.push(format!("{file}:{at}: {}", line.trim()));
            }
        }
    }
    none("ask a state by its functions", wrong);
}

#[test]
fn features_stand_side_by_side_and_components_know_no_state() {
    let all = files();
    let mut wrong = Vec::new();
    for file in sources(&all, "ui/src/features/", &[".ts", ".svelte"]) {
        let feature = file.split('/').nth(3).unwrap();
        let other = |(at, line): (usize, String)| {
            let path = line.split("from '").nth(1)?.split('\'').next()?.to_owned();
            let up = path.strip_prefix("../")?;
            let outside = !up.starts_with("../") && !up.starts_with(feature);
            (outside || path.contains("/features/")).then(|| format!("{file}:{at}: {path}"))
        };
        wrong.extend(lines(file).into_iter().filter_map(other));
    }
    for file in sources(&all, "ui/src/components/", &[".ts", ".svelte"]) {
        wrong.extend(holding(file, &["/state/", "/features/", "/host/index"]));
    }
    none("an import crosses the house", wrong);
}

/// A button in a form that says nothing of its type sends the form.
#[test]
fn a_button_that_any_form_may_hold_sends_none() {
    let all = files();
    let mut places = Vec::new();
    for file in sources(&all, "ui/src/components", &[".svelte"]) {
        let text = text(file);
        for (at, _) in text.match_indices("<button") {
            let tag = text.get(at..).unwrap_or_default();
            if !tag.starts_with("<button type=") {
                let line = text.get(..at).unwrap_or_default().lines().count();
                places.push(format!("{file}:{line}: write <button type=\"button\""));
            }
        }
    }
    none("give buttons of components a type", places);
}

/// Whether a declaration of type, space, roundness or colour stands for itself instead of naming a token. A hairline may.
fn is_loose(declaration: &str) -> bool {
    let Some((property, value)) = declaration.trim().split_once(": ") else { return false };
    let measured = ["font", "padding", "margin", "gap", "row-gap", "column-gap", "border-radius"];
    let measured = measured.iter().any(|name| {
        property.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    });
    let loose = value.split([' ', '/', ';', '(', ')']).filter_map(|word| word.strip_suffix("px"));
    let coloured = value.starts_with('#') || value.contains("rgb(") || value.contains(" #");
    (measured && loose.map(|number| number.trim_start_matches('-')).any(|number| number != "1"))
        || (coloured && value.ends_with(';'))
}

#[test]
fn colour_type_and_space_are_tokens() {
    let loose =
        ["font-size: 11px;", "padding: 0 7px;", "margin: 1px -9px", "font: 12px/19px var(--mono);"];
    let others = ["border-radius: 3px;", "color: #fff;", "background: rgb(0 0 0 / 1);"];
    assert!(loose.into_iter().chain(others).all(is_loose));
    let tidy =
        ["padding: 1px var(--space-4);", "gap: 0;", "width: 12px;", "font-weight: 560;", "a: #b"];
    assert!(!tidy.into_iter().any(is_loose));
    let all = files();
    let mut places = Vec::new();
    for file in sources(&all, "ui/src", &[".svelte", ".css"]) {
        if file.ends_with("styles/tokens.css") {
            continue;
        }
        for (at, line) in text(file).lines().enumerate() {
            if is_loose(line) {
                places.push(format!("{file}:{}: {}", at + 1, line.trim()));
            }
        }
    }
    none("name a token of ui/src/styles/tokens.css", places);
}
