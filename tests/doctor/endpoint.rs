//! An endpoint of one's own: takes a request whole, and answers as its manner says.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;

use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;

use crate::rig::{BINARY, unset};

pub(crate) const TOKEN: &str = "a token & more";
pub(crate) const SECRET: &str = "doctor secret";

pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) query: HashMap<String, String>,
    pub(crate) headers: HashMap<String, String>,
    pub(crate) body: Vec<u8>,
}

pub(crate) enum Answer {
    /// Status, further head lines, body.
    Is(u16, String, Vec<u8>),
    /// The connection is closed without a word.
    Closed,
    /// Something that is no HTTP.
    Garbage,
}

pub(crate) fn is(status: u16, body: impl Into<Vec<u8>>) -> Answer {
    Answer::Is(status, String::new(), body.into())
}

/// What a good endpoint does.
pub(crate) fn good(request: &Request) -> Answer {
    let asked = |name: &str| request.query.get(name).map(String::as_str);
    if request.method == "GET" {
        return match (asked("hub.mode"), asked("hub.verify_token"), asked("hub.challenge")) {
            (Some("subscribe"), Some(TOKEN), Some(challenge)) => is(200, challenge),
            _ => is(403, "no"),
        };
    }
    if signed(request, &request.body) { is(200, "") } else { is(401, "no") }
}

/// Whether the header fits these bytes.
pub(crate) fn signed(request: &Request, body: &[u8]) -> bool {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(body);
    let expected = format!("sha256={}", hex::encode(mac.finalize().into_bytes()));
    request.headers.get("x-hub-signature-256") == Some(&expected)
}

pub(crate) type Manner = fn(&Request) -> Answer;

/// Serves until the test ends; its URL.
pub(crate) fn serve(manner: Manner) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            std::thread::spawn(move || {
                let mut stream = BufReader::new(stream);
                let Some(request) = read(&mut stream) else {
                    let _ = stream.get_mut().write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
                    return;
                };
                match manner(&request) {
                    Answer::Is(status, head, body) => {
                        let head = format!(
                            "HTTP/1.1 {status} So\r\ncontent-length: {}\r\nconnection: close\r\n{head}\r\n",
                            body.len()
                        );
                        let _ = stream.get_mut().write_all(&[head.as_bytes(), &body].concat());
                    }
                    Answer::Closed => {}
                    Answer::Garbage => {
                        let _ = stream.get_mut().write_all(b"220 mail.example.com ready\r\n");
                    }
                }
            });
        }
    });
    url
}

pub(crate) fn read(from: &mut impl BufRead) -> Option<Request> {
    let mut line = || {
        let mut line = String::new();
        from.read_line(&mut line).ok().filter(|read| *read > 0).map(|_| line.trim_end().to_owned())
    };
    let first = line()?;
    let mut headers = HashMap::new();
    while let Some((name, value)) = line()?.split_once(':') {
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    from.read_exact(&mut body).ok()?;
    let mut words = first.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let url = reqwest::Url::parse(&format!("http://x{target}")).ok()?;
    let query = url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned()));
    Some(Request { method, query: query.collect(), headers, body })
}

pub(crate) struct Examined {
    pub(crate) code: Option<i32>,
    pub(crate) rows: Vec<Value>,
    pub(crate) err: String,
}

impl Examined {
    /// `check cause` of everything that is not good.
    pub(crate) fn causes(&self) -> Vec<String> {
        let word = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
        let odd = self.rows.iter().filter(|row| row["standing"] != "good");
        odd.map(|row| format!("{} {}", word(row, "check"), word(row, "cause"))).collect()
    }
}

/// The real binary against `url`.
pub(crate) fn examine(url: &str, words: &[&str]) -> Examined {
    let mut command = unset(BINARY);
    command.args([
        "doctor",
        "endpoint",
        url,
        "--json",
        "--verify-token",
        "env:TOKEN",
        "--secret",
        "env:SECRET",
    ]);
    command.args(words).env("TOKEN", TOKEN).env("SECRET", SECRET);
    let output = command.output().unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    let rows = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let err = String::from_utf8(output.stderr).unwrap();
    Examined { code: output.status.code(), rows, err }
}
