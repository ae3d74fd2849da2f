//! Filters as somebody writes them: in plain words, where they are wrong, what could be written on, and those used lately.

use hooktrail_domain::filter::{Misread, parse};

use super::*;
use crate::engine::Engine;
use crate::filter::{self, Field};
use crate::store::{StoreError, views};

/// What is looked through where words are looked for anywhere.
const ANYWHERE: &str = "bodies (texts, ids, names, codes), headers, paths and queries, and your notes and labels; not in signatures, tokens or other credentials, nor beyond 32 MiB of a packed body";

pub(super) async fn describe(
    engine: &Engine,
    request: FilterQuestion,
) -> Result<FilterAnswer, ApiError> {
    let fields = fields::of(&request.of)?;
    let FilterQuestion { of, filter: text, cursor } = request;
    let read = parse(&text).and_then(|read| {
        filter::of_read(&read, &fields, "", 1, filter::Reach::Exact)?;
        let searched =
            filter::has_words(&read).then(|| fields::words_of(&of).unwrap_or(ANYWHERE).to_owned());
        Ok((filter::described(&read, &fields, fields::words_of(&of)), searched))
    });
    let place = |at: usize| characters(&text, at);
    let (words, searched, problem) = match read {
        Ok((words, searched)) => (Some(words), searched, None),
        Err(misread) => {
            let [start, end] = [place(misread.place.start), place(misread.place.end)];
            let message = misread.message.clone() + &elsewhere(&text, &misread, &fields);
            (None, None, Some(FilterProblem { message, start, end }))
        }
    };
    let Some(cursor) = cursor else {
        return Ok(FilterAnswer {
            words,
            searched,
            problem,
            suggestions: Vec::new(),
            recent: Vec::new(),
        });
    };
    let (asked, at) = (text.clone(), bytes(&text, cursor));
    let read = engine.inner.store.read::<_, StoreError, _>(move |conn| {
        let recent = if asked.trim().is_empty() { views::recent(conn, &of)? } else { Vec::new() };
        Ok((filter::suggestions(conn, &asked, at, &fields)?, recent))
    });
    let (suggested, recent) = read.await?;
    let suggestions = suggested.into_iter().map(|one| FilterSuggestion {
        start: place(one.place.start),
        end: place(one.place.end),
        text: one.text,
        about: one.about,
        count: one.count,
        open: one.open,
    });
    Ok(FilterAnswer { words, searched, problem, suggestions: suggestions.collect(), recent })
}

pub(super) async fn used(engine: &Engine, request: FilterUsed) -> Result<Empty, ApiError> {
    fields::of(&request.of)?;
    let FilterUsed { of, filter } = request;
    let filter = filter.trim().to_owned();
    if !filter.is_empty() {
        let at = engine.inner.clock.micros();
        let kept = engine
            .inner
            .store
            .write::<_, StoreError, _>(move |tx| views::used(tx, &of, &filter, at));
        kept.await?;
    }
    Ok(Empty {})
}

/// Which list can be asked for a name that is none of the fields here, as a sentence behind the mistake.
fn elsewhere(text: &str, misread: &Misread, here: &[Field]) -> String {
    let (name, behind) = (text.get(misread.place.clone()), text.get(misread.place.end..));
    // Behind a value stands no sign.
    let (Some(name), Some([b':' | b'<' | b'>' | b'=', ..])) = (name, behind.map(str::as_bytes))
    else {
        return String::new();
    };
    let has = |fields: &[Field]| fields.iter().any(|field| field.name == name && !field.hidden);
    let knows = |list: &str| fields::of(list).is_ok_and(|fields| has(&fields));
    match ["captures", "conversations", "deliveries"].into_iter().find(|list| knows(list)) {
        Some(list) if !has(here) => format!(" In {list} there is {name}."),
        _ => String::new(),
    }
}

/// Characters before byte `at`.
fn characters(text: &str, at: usize) -> i64 {
    let before = text.get(..at).map_or(0, |before| before.chars().count());
    i64::try_from(before).unwrap_or(i64::MAX)
}

/// The byte behind so many characters.
fn bytes(text: &str, characters: i64) -> usize {
    let index = usize::try_from(characters).unwrap_or(0);
    text.char_indices().nth(index).map_or(text.len(), |(at, _)| at)
}
