//! The browser's UI, built into the program. `build.rs` makes the table; here is only looking up.

/// (name as in the URL, bytes) of every file of `ui/dist`, sorted by name; empty when it was not built.
static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// Shown when the program was built without the UI.
const NOT_BUILT: &str = r#"<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Hooktrail</title></head>
<body style="font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem">
<h1>Hooktrail is running</h1>
<p>This program was built without its user interface. Build both, interface first:</p>
<pre>cd ui &amp;&amp; npm ci &amp;&amp; npm run build
cargo build -p hooktrail-cli</pre>
<p>Receiving, <code>hooktrail list</code> and every other command work without it.</p>
</body>
</html>
"#;

/// Media type and bytes of what is at `path` (`/`, `/assets/index-B2.js`), if anything.
pub(crate) fn lookup(path: &str) -> Option<(&'static str, &'static [u8])> {
    find(FILES, path)
}

fn find(
    files: &'static [(&'static str, &'static [u8])],
    path: &str,
) -> Option<(&'static str, &'static [u8])> {
    let name = match path.trim_start_matches('/') {
        "" => "index.html",
        name => name,
    };
    match files.binary_search_by_key(&name, |(name, _)| name) {
        Ok(found) => files.get(found).map(|(name, bytes)| (media_type(name), *bytes)),
        Err(_) if files.is_empty() && name == "index.html" => {
            Some((media_type(name), NOT_BUILT.as_bytes()))
        }
        Err(_) => None,
    }
}

/// By the name's ending; browsers run scripts and styles only under the right one.
fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "wasm" => "application/wasm",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_finds_its_file_and_nothing_else() {
        static FILES: &[(&str, &[u8])] =
            &[("assets/app.js", b"js"), ("index.html", b"page"), ("logo.svg", b"svg")];
        for (path, found) in [
            ("/", Some(("text/html; charset=utf-8", b"page".as_slice()))),
            ("/index.html", Some(("text/html; charset=utf-8", b"page"))),
            ("/assets/app.js", Some(("text/javascript; charset=utf-8", b"js"))),
            ("logo.svg", Some(("image/svg+xml", b"svg"))),
            ("/../Cargo.toml", None),
            ("/assets", None),
        ] {
            assert_eq!(find(FILES, path), found, "{path}");
        }
    }

    #[test]
    fn without_a_built_ui_the_page_says_how_to_build_it() {
        let page = find(&[], "/").map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned());
        assert!(page.is_some_and(|page| page.contains("npm run build")));
        assert_eq!(find(&[], "/assets/app.js"), None);
    }
}
