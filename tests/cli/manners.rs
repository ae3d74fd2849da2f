//! What every verb shares when it runs: the data folder, readers that leave, text for people.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::meta;
use crate::rig::{Home, Serving, ran};

#[test]
fn the_option_wins_over_the_environment() {
    let home = Home::new();
    let other = home.path().join("other");
    home.run(&["list", "captures", "--json", "--data-dir", other.to_str().unwrap()]).ok();
    assert!(other.exists() && !home.data().exists());
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    let home = Home::new();
    let serving = home.serve(&[]);
    for number in 0..200 {
        serving.post(meta::said(&format!("mid.{number}"), 1, &"word ".repeat(200)));
    }
    let mut command = home.command(&["list", "messages", "--json"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    let end = child.wait_with_output().unwrap();
    assert_eq!((end.status.code(), end.stderr.as_slice()), (Some(0), &b""[..]));
}

#[test]
fn what_people_read_is_no_json() {
    let home = Home::new();
    let serving = home.serve(&[]);
    serving.post(meta::said("mid.1", 1, "hello"));
    for kind in ["captures", "conversations", "messages", "signals", "openings", "normalized"] {
        let said = ran(home.command(&["list", kind]));
        assert_eq!(said.code, Some(0), "{}", said.err);
        assert!(said.out.lines().count() >= 2 && !said.out.contains('{'), "{kind}: {}", said.out);
    }
    assert_eq!(home.run(&["list", "deliveries"]).out, "no deliveries\n");
}

#[test]
fn a_system_that_trusts_no_certificate_is_no_obstacle() {
    let home = Home::new();
    let bare = |words: &[&str]| {
        let mut command = home.command(words);
        command.env("SSL_CERT_FILE", "/nowhere").env("SSL_CERT_DIR", "/nowhere");
        command
    };
    let serving = Serving::start(bare(&["serve", "--json", "--port", "0", "--ui-port", "0"]));
    assert_eq!(serving.post(meta::said("mid.1", 1, "hello")).status, 200);
    ran(bare(&["list", "captures"])).quietly();
}

#[test]
fn a_folder_that_cannot_be_used_is_named_with_what_to_do_and_left_as_it_is() {
    for (what, why) in [
        ("no database", "It was left as it is: move it away"),
        ("a torn one", "it is damaged"),
        ("a file", "it is a file"),
        ("nowhere", "No such file"),
    ] {
        let home = Home::new();
        let file = home.data().join("hooktrail.db");
        match what {
            "no database" => {
                std::fs::create_dir(home.data()).unwrap();
                std::fs::write(&file, "garbage").unwrap();
            }
            "a torn one" => {
                home.run(&["list", "captures"]).quietly();
                let mut bytes = std::fs::read(&file).unwrap();
                bytes[4096..].fill(b'x');
                std::fs::write(&file, bytes).unwrap();
            }
            "a file" => std::fs::write(home.data(), "mine").unwrap(),
            _ => {}
        }
        let before = std::fs::read(&file).ok();
        for verb in [&["list", "captures"][..], &["serve", "--port", "0"]] {
            let mut command = home.command(verb);
            if what == "nowhere" {
                command.env("HOOKTRAIL_DATA_DIR", "/proc/nowhere/data");
            }
            let ran = ran(command);
            ran.refused(1, why);
            let named = match what {
                "a file" => home.data(),
                "nowhere" => "/proc/nowhere/data".into(),
                _ => file.clone(),
            };
            assert!(ran.err.contains(named.to_str().unwrap()), "{}", ran.err);
            assert!(ran.err.contains("--data-dir"), "{}", ran.err);
        }
        assert!(std::fs::read(&file).ok() == before, "{what}");
    }
}
