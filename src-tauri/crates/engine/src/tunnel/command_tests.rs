use super::super::providers::{PROVIDERS, provider};
use super::*;

type Fields = &'static [(&'static str, &'static str)];

fn settings(id: &str, fields: &[(&str, &str)]) -> Settings {
    let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Settings { provider: id.to_owned(), fields: fields.collect() }
}

fn line(id: &str, fields: &[(&str, &str)]) -> Result<String, String> {
    let made = command(provider(id).unwrap(), &settings(id, fields), 8787)?;
    Ok(made.map_or_else(String::new, |made| [&[made.program][..], &made.args].concat().join(" ")))
}

#[test]
fn command_lines_are_what_the_programs_want() {
    let ssh = "-T -o BatchMode=yes -o ExitOnForwardFailure=yes -o ServerAliveInterval=15 -o ServerAliveCountMax=3 -o ConnectTimeout=10 -o StrictHostKeyChecking=accept-new";
    let table: [(&str, Fields, String); 13] = [
        ("cloudflared", &[], "cloudflared tunnel --config /dev/null --no-autoupdate --url http://127.0.0.1:8787".into()),
        ("cloudflared-named", &[("token_file", "/t"), ("url", "https://h")], "cloudflared tunnel --no-autoupdate run --token-file /t --url http://127.0.0.1:8787".into()),
        ("ngrok", &[], "ngrok http 127.0.0.1:8787 --log stdout --log-format json".into()),
        ("ngrok", &[("url", "https://me.ngrok-free.app")], "ngrok http 127.0.0.1:8787 --log stdout --log-format json --url https://me.ngrok-free.app".into()),
        ("ssh", &[("host", "me@h")], format!("ssh -N {ssh} -R 127.0.0.1:0:127.0.0.1:8787 me@h")),
        ("ssh", &[("host", "h"), ("remote_port", "9000"), ("options", "-p 22 -i 'a b'")], format!("ssh -N {ssh} -p 22 -i a b -R 127.0.0.1:9000:127.0.0.1:8787 h")),
        ("localhost.run", &[], format!("ssh {ssh} -R 80:127.0.0.1:8787 nokey@localhost.run -- --output json --no-inject-http-proxy-headers")),
        ("serveo", &[], format!("ssh {ssh} -R 80:127.0.0.1:8787 serveo.net")),
        ("tailscale", &[], "tailscale funnel --yes --https=443 8787".into()),
        ("bore", &[("host", "b")], "bore local 8787 --local-host 127.0.0.1 --to b".into()),
        ("bore", &[("host", "b"), ("remote_port", "7")], "bore local 8787 --local-host 127.0.0.1 --to b --port 7".into()),
        ("command", &[("command", "t --to {port} 'a b' {X1} ${HOME}")], "t --to 8787 a b {X1} ${HOME}".into()),
        ("url", &[("url", "https://h")], String::new()),
    ];
    for (id, fields, expected) in table {
        assert_eq!(line(id, fields), Ok(expected), "{id}");
    }
}

#[test]
fn what_is_missing_or_means_harm_is_refused_in_words() {
    for (id, fields, word) in [
        ("ssh", &[][..], "Host"),
        ("ssh", &[("host", "  ")], "Host"),
        ("ssh", &[("host", "-oProxyCommand=x")], "dash"),
        ("bore", &[("host", "b"), ("remote_port", "--secret")], "dash"),
        ("url", &[], "Public URL"),
        ("command", &[("command", "t 'open")], "quotes"),
    ] {
        let why = line(id, fields).unwrap_err();
        assert!(why.contains(word), "{id}: {why}");
    }
    let settings = settings("command", &[("command", "t"), ("pattern", "(")]);
    assert!(Reader::new(provider("command").unwrap(), &settings).is_err());
}

#[test]
fn addresses_are_found_in_the_programs_own_lines_and_nowhere_else() {
    let table: [(&str, Fields, &str, Option<&str>); 22] = [
        (
            "cloudflared",
            &[],
            "2026-11-20T10:00:00Z INF |  https://quiet-lake-12.trycloudflare.com                   |",
            Some("https://quiet-lake-12.trycloudflare.com"),
        ),
        (
            "cloudflared",
            &[],
            "ERR failed to request quick Tunnel: Post \"https://api.trycloudflare.com/tunnel\": EOF",
            None,
        ),
        ("cloudflared", &[], "INF Requesting new quick Tunnel on trycloudflare.com...", None),
        (
            "cloudflared-named",
            &[("url", "https://h.example/")],
            "INF Registered tunnel connection connIndex=0",
            Some("https://h.example"),
        ),
        (
            "ngrok",
            &[],
            r#"{"addr":"http://127.0.0.1:8787","lvl":"info","msg":"started tunnel","name":"command_line","obj":"tunnels","t":"2026","url":"https://ab.ngrok-free.app"}"#,
            Some("https://ab.ngrok-free.app"),
        ),
        (
            "ngrok",
            &[],
            r#"{"addr":"127.0.0.1:4040","lvl":"info","msg":"starting web service","url":"http://127.0.0.1:4040"}"#,
            None,
        ),
        (
            "ssh",
            &[("host", "me@h.example")],
            "Allocated port 36539 for remote forward to 127.0.0.1:18099",
            Some("http://h.example:36539"),
        ),
        (
            "ssh",
            &[("host", "h"), ("url", "https://front.example")],
            "Allocated port 1 for remote forward to 127.0.0.1:2",
            Some("https://front.example"),
        ),
        (
            "ssh",
            &[("host", "h")],
            "Warning: Permanently added 'h' (ED25519) to the list of known hosts.",
            None,
        ),
        (
            "localhost.run",
            &[],
            r#"{"event": "tcpip-forward", "address": "ab12.lhr.life", "status": "success"}"#,
            Some("https://ab12.lhr.life"),
        ),
        (
            "localhost.run",
            &[],
            r#"{"event":"authn","message":"authenticated as anonymous user"}"#,
            None,
        ),
        ("localhost.run", &[], r#"{"event":"welcome","address":"admin.localhost.run"}"#, None),
        (
            "serveo",
            &[],
            "Forwarding HTTP traffic from https://ab.serveo.net",
            Some("https://ab.serveo.net"),
        ),
        ("tailscale", &[], "https://mac.tail1.ts.net/", Some("https://mac.tail1.ts.net")),
        (
            "tailscale",
            &[],
            "To enable it, visit https://login.tailscale.com/f/funnel?node=n.ts.net",
            None,
        ),
        (
            "bore",
            &[("host", "b")],
            "2026 INFO bore_cli::client: listening at b:21004",
            Some("http://b:21004"),
        ),
        (
            "bore",
            &[("host", "b")],
            "INFO bore_cli::client: connected to server remote_port=21004",
            None,
        ),
        ("zrok", &[], "access your zrok share at the following endpoints:", None),
        ("zrok", &[], " https://abc.share.zrok.io", Some("https://abc.share.zrok.io")),
        ("command", &[("command", "t")], "ready: <https://x.example/>", Some("https://x.example")),
        (
            "command",
            &[("command", "t"), ("pattern", r"at (\S+)$"), ("url", "https://{1}/in")],
            "listening at x.example",
            Some("https://x.example/in"),
        ),
        ("command", &[("command", "t")], "starting", None),
    ];
    for (id, fields, line, expected) in table {
        let reader = Reader::new(provider(id).unwrap(), &settings(id, fields)).unwrap();
        assert_eq!(reader.address(line).as_deref(), expected, "{id}: {line}");
    }
}

#[test]
fn an_address_that_no_line_tells_is_known_from_what_was_filled_in() {
    for (id, fields, known) in [
        ("ssh", &[("host", "me@h"), ("remote_port", "9000")][..], Some("http://h:9000")),
        ("ssh", &[("host", "h"), ("remote_port", "9"), ("url", "https://x/")], Some("https://x")),
        ("ssh", &[("host", "h")], None),
        ("bore", &[("host", "b"), ("remote_port", "7")], None),
    ] {
        let reader = Reader::new(provider(id).unwrap(), &settings(id, fields)).unwrap();
        assert_eq!(reader.known(), known, "{id} {fields:?}");
    }
}

#[test]
fn a_file_in_the_users_folder_is_found_without_a_shell() {
    let fields = [("token_file", "~/.cloudflared/token"), ("url", "https://h")];
    let said = line("cloudflared-named", &fields).unwrap();
    let home = std::env::home_dir().unwrap();
    assert!(said.contains(&format!(" {}/.cloudflared/token ", home.display())), "{said}");
    assert_eq!(line("command", &[("command", "t ~/x")]).unwrap(), "t ~/x");
}

#[test]
fn what_the_programs_say_in_trouble_is_explained() {
    for (id, line, word) in [
        ("ssh", "me@h: Permission denied (publickey,password).", "key"),
        ("ssh", "Error: remote port forwarding failed for listen port 9000", "forward"),
        ("ssh", "ssh: connect to host h port 22: Connection refused", "Nothing answers"),
        ("ngrok", r#"{"err":"authentication failed: ... ERR_NGROK_4018"}"#, "add-authtoken"),
        ("cloudflared", "ERR failed to request quick Tunnel", "another provider"),
        ("tailscale", "Access denied: serve config denied", "operator"),
        (
            "bore",
            "Error: server requires authentication, but no client secret was provided",
            "BORE_SECRET",
        ),
    ] {
        let fields = [("host", "h"), ("url", "u")];
        let reader = Reader::new(provider(id).unwrap(), &settings(id, &fields)).unwrap();
        let means = reader.failure(line);
        assert!(means.is_some_and(|means| means.contains(word)), "{line}: {means:?}");
        assert_eq!(reader.failure("all is well"), None);
    }
}

#[test]
fn every_provider_can_be_chosen_and_says_what_it_is() {
    for (index, provider) in PROVIDERS.iter().enumerate() {
        assert!(PROVIDERS[..index].iter().all(|other| other.id != provider.id));
        assert!(!provider.name.is_empty() && !provider.about.is_empty());
        assert_eq!(provider.program.is_some(), !provider.get.is_empty(), "{}", provider.id);
        let fields: Vec<_> = provider.fields.iter().map(|field| (field.name, "x")).collect();
        line(provider.id, &fields).unwrap();
        Reader::new(provider, &settings(provider.id, &fields)).unwrap();
    }
}
