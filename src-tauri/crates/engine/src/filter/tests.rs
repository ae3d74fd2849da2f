//! Filters over a real table: what fits, what is pointed at, and what is said and offered.

use rusqlite::{Connection, params_from_iter};

use super::*;

const FIELDS: &[Field] = &[
    text("kind", "kind = {}"),
    text("peer", "peer = {}"),
    number("status", "status {op} {}"),
    size("bytes", "received_us / 1000000000 {op} {}"),
    time("received", "received_us {op} {}", 1_000),
];

/// Names of the rows of a table that fit.
fn fit(filter: &str) -> Vec<String> {
    fit_words(filter, r"name LIKE {} ESCAPE '\'")
}

fn fit_words(filter: &str, words: &str) -> Vec<String> {
    let conn = Connection::open_in_memory().unwrap();
    conn.execute_batch(
        "CREATE TABLE t (name TEXT, kind TEXT, peer TEXT, status INTEGER, received_us INTEGER);
         INSERT INTO t VALUES
           ('a', 'read', '9', 200, 1781606220000000),
           ('b', 'read', '99', 500, unixepoch('subsec') * 1000000 - 60 * 1000000),
           ('c', 'message', NULL, 204, unixepoch('subsec') * 1000000 - 7200 * 1000000),
           ('d', 'me*age', '[9]', NULL, NULL),
           ('50%', 'x_y', '', 0, 0);",
    )
    .unwrap();
    let Condition { sql, values } = condition(filter, FIELDS, words, 1).unwrap();
    let mut statement =
        conn.prepare(&format!("SELECT name FROM t WHERE {sql} ORDER BY rowid")).unwrap();
    let rows = statement.query_map(params_from_iter(values), |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

#[test]
fn what_fits_is_found() {
    for (filter, found) in [
        ("", &["a", "b", "c", "d", "50%"][..]),
        ("kind:read", &["a", "b"]),
        ("kind:read peer:9", &["a"]),
        ("kind:read or status:204", &["a", "b", "c"]),
        ("-kind:read", &["c", "d", "50%"]),
        ("not peer:9", &["b", "c", "d", "50%"]),
        ("not (kind:read or kind:message)", &["d", "50%"]),
        ("peer:9*", &["a", "b"]),
        ("kind:me**", &["d"]),
        ("peer:[*", &["d"]),
        ("status>=500", &["b"]),
        ("status<=204 status>0", &["a", "c"]),
        ("received>-1h", &["b"]),
        ("received<-1h received>-3h", &["c"]),
        ("received>-60min", &["b"]),
        ("received<-1h30min received>-\"3 h\"", &["c"]),
        ("received>2026-06-16 received<2026-06-17", &["a"]),
        ("received>=2026-06-16T10:37:00Z received<2026-06-16T10:37:01Z", &["a"]),
        ("received>=2026-06-16T10:37 received<2026-06-16T10:37:01", &["a"]),
        ("received>=2026-06-16T10:38 received<2026-06-17", &[]),
        ("received>=2026-06-16T16:07+05:30 received<2026-06-16T16:07:01+05:30", &["a"]),
        ("50%", &["50%"]),
        ("%", &["50%"]),
        ("a or b", &["a", "b"]),
        ("peer:\"\"", &["50%"]),
    ] {
        assert_eq!(fit(filter), found, "{filter}");
    }
    for (filter, found) in [
        ("50%", &["50%"][..]),
        ("a or read", &["a", "b"]),
        ("kind:read -a", &["b"]),
        ("x_y", &["50%"]),
        ("x_ peer:9", &[]),
    ] {
        let words = r"name LIKE {} ESCAPE '\' OR kind = {word}";
        assert_eq!(fit_words(filter, words), found, "{filter} by itself");
    }
}

#[test]
fn mistakes_are_said_in_words_with_their_place() {
    for (filter, words) in [
        (
            "mood:good",
            "there is kind, peer, status, bytes, received. (In the filter, character 1.)",
        ),
        (
            "kind:x \"open",
            "has no end: write another \" behind the text. (In the filter, character 8.)",
        ),
        (
            "é status:many",
            "\"many\" is no number: write status>=500. (In the filter, character 10.)",
        ),
        (
            "bytes>10kg",
            "\"10kg\" is no size: write bytes>500, 10kb (10 000 bytes) or 10kib (10 240). (In the filter, character 7.)",
        ),
        (
            "bytes:1.5",
            "\"1.5\" is a part of a byte: write a whole number, or a unit as in bytes>1.5kb. (In the filter, character 7.)",
        ),
        (
            "bytes>99999999999gb",
            "\"99999999999gb\" is too large: bytes is at most 9223372036gb. (In the filter, character 7.)",
        ),
        (
            "kind:x bytes>10.4 kB",
            "right behind its number: write bytes>10.4kB. (In the filter, character 14.)",
        ),
        ("-bytes<10 kib or x", "write bytes<10kib. (In the filter, character 8.)"),
        ("kind:x peer:", "peer: wants a value behind it. (In the filter, character 13.)"),
        ("peer: kind:x", "peer: wants a value behind it. (In the filter, character 6.)"),
        ("kind>3", "kind can only be compared by kind:value. (In the filter, character 1.)"),
        (
            "received>soon",
            "\"soon\" is no time: write received>-1h, or received>2026-06-16. (In the filter, character 10.)",
        ),
        (
            "received>2026-06-16T10:37[Asia/Kolkata]",
            "is no time: write received>-1h, or received>2026-06-16. (In the filter, character 10.)",
        ),
    ] {
        let error = condition(filter, FIELDS, "1", 1).unwrap_err();
        assert!(error.message.ends_with(words), "{error}");
    }
}

#[test]
fn kinds_of_rows_tell_where_something_can_be() {
    const OF: &[Field] = &[
        text("kind", "kind = {}").of_kinds(),
        text("path", "kind = {} OR name = {}").within("kind = {} OR kind = 'file'"),
        text("peer", "peer = {}"),
    ];
    let wide = |filter: &str| {
        let read = filter::parse(filter).unwrap();
        (of_read(&read, OF, "1", 1, Reach::Wide).unwrap().sql, is_of_kinds(&read, OF))
    };
    for (filter, sql, exact) in [
        ("kind:a", "(kind = ?1)", true),
        ("-kind:a", "NOT coalesce((kind = ?1), 0)", true),
        ("peer:9", "1", false),
        ("-peer:9", "NOT coalesce(0, 0)", false),
        ("kind:a peer:9", "((kind = ?1) AND 1)", false),
        ("-(kind:a peer:9)", "NOT coalesce(((kind = ?1) AND 0), 0)", false),
        ("path:b", "(kind = ?1 OR kind = 'file')", false),
        ("-path:b", "NOT coalesce(0, 0)", false),
        ("word", "1", false),
    ] {
        assert_eq!(wide(filter), (sql.to_owned(), exact), "{filter}");
    }
}

#[test]
fn sizes_are_read_in_bytes() {
    for (text, bytes) in [
        ("0", Ok(0)),
        ("500", Ok(500)),
        ("500b", Ok(500)),
        ("10k", Ok(10_000)),
        ("10kb", Ok(10_000)),
        ("10kB", Ok(10_000)),
        ("10 KB", Ok(10_000)),
        ("1.5mb", Ok(1_500_000)),
        ("0.25M", Ok(250_000)),
        ("10kib", Ok(10_240)),
        ("1.5MiB", Ok(1_572_864)),
        ("2gib", Ok(2_147_483_648)),
        ("9g", Ok(9_000_000_000)),
        ("9223372036gb", Ok(9_223_372_036_000_000_000)),
        ("1.99999999999999999999kb", Ok(1_999)),
        ("", Err(NoSize::Unread)),
        ("kb", Err(NoSize::Unread)),
        ("-1", Err(NoSize::Unread)),
        ("1.kb", Err(NoSize::Unread)),
        ("1.2.3kb", Err(NoSize::Unread)),
        (".5kb", Err(NoSize::Unread)),
        ("10kg", Err(NoSize::Unread)),
        ("10é", Err(NoSize::Unread)),
        ("1.5", Err(NoSize::Part)),
        ("1.5 B", Err(NoSize::Part)),
        ("9223372037gb", Err(NoSize::TooLarge)),
        ("99999999999999999999", Err(NoSize::TooLarge)),
    ] {
        assert_eq!(values::size(text), bytes, "{text}");
    }
}

#[test]
fn what_could_be_a_unit_stays_a_word_elsewhere() {
    for filter in
        ["bytes>10kb kb", "bytes>10 \"kb\"", "status>10 kb", "kb bytes>10", "bytes>10 kbs"]
    {
        assert!(condition(filter, FIELDS, "1", 1).is_ok(), "{filter}");
    }
}

const SPOKEN: &[Field] = &[
    text("kind", "kind = {}").says("what it says", "").among(|| vec!["read", "message"]),
    text("sig", "sig = {}").says("the signature", "how it was signed"),
    part("note", "note LIKE {}").says("your note", "").among(|| vec!["to do"]),
    yes_no("pinned", "pinned = 1").says("pinned", ""),
    number("status", "status {op} {}").says("the answer", "a number"),
    size("bytes", "bytes {op} {}").says("the size", "in bytes"),
    time("received", "received {op} {}", 1).says("received", ""),
];

#[test]
fn a_filter_is_said_in_plain_words() {
    for (filter, words) in [
        ("", "everything"),
        ("hello", "“hello” anywhere"),
        ("-hello", "“hello” nowhere"),
        ("kind:read sig:invalid", "what it says is read and the signature is invalid"),
        ("-sig:inv*", "the signature does not begin with inv"),
        ("-sig:valid", "the signature is not valid"),
        ("status>=500 or status<200", "the answer is at least 500 or the answer is less than 200"),
        ("-status:200", "not (the answer is 200)"),
        ("received>-1h", "received within the last 1 h"),
        ("received<-2d", "received more than 2 days ago"),
        ("received>-60min", "received within the last 1 h"),
        ("received<-1h30min", "received more than 90 min ago"),
        ("received<-\"3 h\"", "received more than 3 h ago"),
        ("received>=2026-06-16", "received from 2026-06-16 UTC on"),
        (
            "bytes>10kb bytes<20000",
            "the size is more than 10kb and the size is less than 20000 bytes",
        ),
        ("pinned:yes -pinned:no", "pinned and pinned"),
        ("pinned:no", "not pinned"),
        ("note:slow", "“slow” in your note"),
        (
            "(kind:read or hello) sig:x",
            "(what it says is read or “hello” anywhere) and the signature is x",
        ),
    ] {
        assert_eq!(described(&filter::parse(filter).unwrap(), SPOKEN, None), words, "{filter}");
    }
    for (filter, words) in [
        ("hello", "“hello” in the text or the id"),
        ("-hello", "no “hello” in the text or the id"),
        ("not (hello or kind:read)", "not (“hello” in the text or the id or what it says is read)"),
    ] {
        let read = filter::parse(filter).unwrap();
        assert_eq!(described(&read, SPOKEN, Some("the text or the id")), words, "{filter}");
    }
}

#[test]
fn mistakes_in_values_are_pointed_at() {
    for (filter, words) in [
        ("kind:reed", "kind is never \"reed\": it is read, message. Did you mean kind:read?"),
        ("kind:", "kind: wants a value behind it."),
        ("kind:\"\"", "kind: wants a value behind it."),
        ("-note:", "note: wants a value behind it."),
        ("note:\"\"", "note: wants a value behind it."),
        ("pinned:maybe", "\"maybe\" is neither yes nor no: write pinned:yes or pinned:no."),
        ("note>3", "note can only be compared by note:value."),
    ] {
        let misread = misread(filter, SPOKEN, "1", 1).unwrap_err();
        assert_eq!(misread.message, words);
    }
    assert!(misread("kind:re*", SPOKEN, "1", 1).is_ok());
}

#[test]
fn what_is_near_or_known_by_another_field_is_named() {
    const OF: &[Field] = &[
        text("kind", "kind = {}").says("what it says", "").among(|| {
            vec!["message", "message_echo", "read", "order", "unknown", "a", "b", "c", "d"]
        }),
        text("platform", "platform = {}").among(|| vec!["instagram", "unknown"]),
        text("peer", "peer = {}").says("the customer", ""),
        part("held", "held LIKE {}").says("what it held", "").among(|| vec!["nothing", "not JSON"]),
        yes_no("copy", "copy = 1"),
        number("status", "status {op} {}").says("the answer", ""),
        text("state", "state = {}").among(|| vec!["seen"]).hidden(),
        time("received", "received {op} {}", 1),
    ];
    for (filter, words) in [
        ("kind:nothing", "kind is never \"nothing\". Did you mean held:nothing?"),
        ("kind:\"not json\"", "kind is never \"not json\". Did you mean held:\"not JSON\"?"),
        ("kind:reed", "kind is never \"reed\". Did you mean kind:read?"),
        ("kind:Read", "kind is never \"Read\". Did you mean kind:read?"),
        ("kind:echo", "kind is never \"echo\". Did you mean kind:message_echo?"),
        ("kind:instagramm", "kind is never \"instagramm\". Did you mean platform:instagram?"),
        (
            "platform:read",
            "platform is never \"read\": it is instagram, unknown. Did you mean kind:read?",
        ),
        ("platform:xyz", "platform is never \"xyz\": it is instagram, unknown."),
        (
            "kind:xyz",
            "kind is never \"xyz\": it is message, message_echo, read, order, unknown, a, b, c, d.",
        ),
        ("status:read", "\"read\" is no number: write status>=500. Did you mean kind:read?"),
        (
            "copy:nothing",
            "\"nothing\" is neither yes nor no: write copy:yes or copy:no. Did you mean held:nothing?",
        ),
        (
            "recieved>-1h",
            "Nothing is called recieved here: there is kind, platform, peer, held, copy, status, received. Did you mean received>-1h?",
        ),
        (
            "platfrom: y",
            "Nothing is called platfrom here: there is kind, platform, peer, held, copy, status, received. Did you mean platform:?",
        ),
        (
            "customer:9",
            "Nothing is called customer here: there is kind, platform, peer, held, copy, status, received. Did you mean peer:9?",
        ),
        (
            "type:read",
            "Nothing is called type here: there is kind, platform, peer, held, copy, status, received. Did you mean kind:read?",
        ),
        (
            "answer>=500",
            "Nothing is called answer here: there is kind, platform, peer, held, copy, status, received. Did you mean status>=500?",
        ),
        (
            "the:5",
            "Nothing is called the here: there is kind, platform, peer, held, copy, status, received.",
        ),
        (
            "what:x",
            "Nothing is called what here: there is kind, platform, peer, held, copy, status, received.",
        ),
        (
            "it:read",
            "Nothing is called it here: there is kind, platform, peer, held, copy, status, received. Did you mean kind:read?",
        ),
        (
            "statsu:abc",
            "Nothing is called statsu here: there is kind, platform, peer, held, copy, status, received.",
        ),
        (
            "knid>read",
            "Nothing is called knid here: there is kind, platform, peer, held, copy, status, received. Did you mean kind:read?",
        ),
        (
            "mood:good",
            "Nothing is called mood here: there is kind, platform, peer, held, copy, status, received.",
        ),
        (
            "mood:",
            "Nothing is called mood here: there is kind, platform, peer, held, copy, status, received.",
        ),
    ] {
        let misread = misread(filter, OF, "1", 1).unwrap_err();
        assert_eq!(misread.message, words, "{filter}");
        if let Some((_, better)) = words.split_once("Did you mean ")
            && let Some(better) = better.strip_suffix('?').filter(|better| !better.ends_with(':'))
        {
            assert!(condition(better, OF, "1", 1).is_ok(), "{better}");
        }
    }
    assert!(misread("held:whatever", OF, "1", 1).is_ok());
}

#[test]
fn what_can_be_written_is_offered() {
    let conn = Connection::open_in_memory().unwrap();
    conn.execute_batch(
        "CREATE TABLE t (sig TEXT); INSERT INTO t VALUES ('valid'), ('valid'), ('in valid'), ('void')",
    )
    .unwrap();
    let sig = text("sig", "sig = {}")
        .says("the signature", "how it was signed")
        .counted("SELECT sig, count(*) FROM t WHERE sig GLOB ?1 GROUP BY sig ORDER BY 2 DESC, 1");
    let fields = [SPOKEN[0], sig, SPOKEN[2], SPOKEN[3], SPOKEN[4], SPOKEN[5], SPOKEN[6]];
    // `|` is the cursor.
    for (filter, offered) in [
        ("|", &["kind:", "sig:", "note:", "pinned:", "status>", "bytes>", "received>"][..]),
        ("s|", &["sig:", "status>"]),
        ("sig|", &["sig:"]),
        ("signed|", &["sig:"]),
        ("kind:|", &["read", "message"]),
        ("kind:m|", &["message"]),
        ("-(sig:|)", &["valid 2", "\"in valid\" 1", "void 1"]),
        ("sig:v|", &["valid 2", "void 1"]),
        ("pinned:|", &["yes", "no"]),
        ("note:|", &["\"to do\""]),
        ("note:TO|", &["\"to do\""]),
        ("received>|", &["-5m", "-1h", "-1d", "-7d"]),
        ("status>|", &[]),
        ("bytes>|", &["1kb", "10kb", "100kb", "1mb"]),
        ("bytes>10|", &["10kb", "100kb"]),
        ("mood:|", &[]),
        ("\"s|", &[]),
    ] {
        let cursor = filter.find('|').unwrap();
        let found = suggestions(&conn, &filter.replace('|', ""), cursor, &fields).unwrap();
        let found: Vec<String> = found
            .into_iter()
            .map(|one| one.count.map_or(one.text.clone(), |count| format!("{} {count}", one.text)))
            .collect();
        assert_eq!(found, offered, "{filter}");
    }
}
