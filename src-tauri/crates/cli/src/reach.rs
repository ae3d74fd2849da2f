//! How a command reaches the data folder: as a guest of the instance that owns it, or by owning it for the moment.
//! What the engine refuses becomes the sentence and exit code of the command line.

use std::path::Path;

use hooktrail_engine::config::Config;
use hooktrail_engine::control::Guest;
use hooktrail_engine::engine::Engine;
use hooktrail_engine::http_host::no_assets;
use hooktrail_engine::reach;
pub(crate) use hooktrail_engine::reach::Notices;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::outcome::{Done, Failure};

/// The way to the data folder. Clones lead to the same one.
#[derive(Clone)]
pub(crate) struct Reach(reach::Reach);

impl Reach {
    /// The way through the instance that owns `folder`, if one does.
    pub(crate) async fn guest(folder: &Path) -> Done<Option<Self>> {
        let found = Guest::find(folder).await.map_err(Failure::refused)?;
        Ok(found.map(|guest| Self(reach::Reach::Guest(guest))))
    }

    /// Asks the owner of `folder`, or owns it until [`Reach::close`]; others wait meanwhile.
    pub(crate) async fn open(folder: &Path) -> Done<Self> {
        Self::through(Config { brief: true, ..Config::new(folder) }).await
    }

    /// As [`Reach::open`], for what may last: others are its guests meanwhile.
    pub(crate) async fn open_lasting(folder: &Path) -> Done<Self> {
        Self::through(Config::new(folder)).await
    }

    async fn through(config: Config) -> Done<Self> {
        let reach = reach::Reach::open(config, no_assets).await;
        reach.map(Self).map_err(|error| Failure::refused(error.to_string()))
    }

    /// The way to a folder that this process owns.
    pub(crate) fn owner(engine: &Engine) -> Self {
        Self(reach::Reach::Owner(engine.clone()))
    }

    /// One command of the contract.
    pub(crate) async fn ask<Q: Serialize, A: DeserializeOwned>(
        &self,
        command: &str,
        request: &Q,
    ) -> Done<A> {
        Ok(self.0.ask(command, request).await?)
    }

    /// Word that something changed, from now on.
    pub(crate) async fn notices(&self) -> Done<Notices> {
        Ok(self.0.notices().await?)
    }

    /// Lets the folder go.
    pub(crate) async fn close(self) {
        self.0.close().await;
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};

    use hooktrail_engine::api::Empty;
    use hooktrail_engine::owner::Control;
    use serde_json::{Value, json};
    use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
    use tokio::net::{TcpListener, TcpStream};
    use tokio::sync::watch;

    use super::*;

    /// A control port that knows captures 1 to N and nothing else. `commit` gives one notice for all; `end` hangs up.
    pub(crate) struct Owner {
        address: String,
        newest: Arc<AtomicI64>,
        notice: watch::Sender<Option<i64>>,
        listeners: watch::Receiver<usize>,
    }

    impl Owner {
        pub(crate) fn start(captures: i64) -> Self {
            let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            listener.set_nonblocking(true).unwrap();
            let address = format!("http://{}", listener.local_addr().unwrap());
            let newest = Arc::new(AtomicI64::new(captures));
            let (notice, heard) = watch::channel(Some(0));
            let (count, listeners) = watch::channel(0);
            let count = Arc::new(count);
            let known = newest.clone();
            tokio::spawn(async move {
                let listener = TcpListener::from_std(listener).unwrap();
                while let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(answer(stream, known.clone(), heard.clone(), count.clone()));
                }
            });
            Self { address, newest, notice, listeners }
        }

        pub(crate) fn reach(&self) -> Reach {
            let control = Control {
                address: self.address.clone(),
                token: "secret".to_owned(),
                pid: std::process::id(),
                receiver: None,
                brief: false,
            };
            Reach(reach::Reach::Guest(Guest::of(control).unwrap()))
        }

        async fn heard(&self) {
            self.listeners.clone().wait_for(|count| *count > 0).await.unwrap();
        }

        pub(crate) async fn commit(&self, captures: i64) {
            self.heard().await;
            let newest = self.newest.fetch_add(captures, Ordering::SeqCst) + captures;
            self.notice.send(Some(newest)).unwrap();
        }

        pub(crate) async fn end(&self) {
            self.heard().await;
            self.notice.send(None).unwrap();
        }
    }

    async fn answer(
        stream: TcpStream,
        newest: Arc<AtomicI64>,
        mut notice: watch::Receiver<Option<i64>>,
        listeners: Arc<watch::Sender<usize>>,
    ) {
        let mut stream = BufReader::new(stream);
        let (mut head, mut length) = (String::new(), 0);
        while stream.read_line(&mut head).await.unwrap_or(0) > 2 {}
        for line in head.to_lowercase().lines() {
            length = line.strip_prefix("content-length: ").map_or(length, |n| n.parse().unwrap());
        }
        assert!(head.contains("Bearer secret"), "{head}");
        if head.starts_with("GET /events") {
            let start =
                b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: text/event-stream\r\n\r\n";
            stream.write_all(start).await.unwrap();
            listeners.send_modify(|count| *count += 1);
            while notice.changed().await.is_ok() && notice.borrow().is_some() {
                stream
                    .write_all(b"event: changed\ndata: {\"revision\":1,\"captures\":[]}\n\n")
                    .await
                    .unwrap();
            }
            return;
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await.unwrap();
        let (status, answer) = match head.split(' ').nth(1) {
            Some("/rpc/captures_list") => ("200 OK", page(&body, newest.load(Ordering::SeqCst))),
            _ => (
                "404 Not Found",
                json!({ "code": "not_found", "message": "there is no such thing" }),
            ),
        };
        let answer = answer.to_string();
        let head = format!(
            "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
            answer.len()
        );
        stream.write_all([head, answer].concat().as_bytes()).await.unwrap();
    }

    fn page(query: &[u8], newest: i64) -> Value {
        let query: Value = serde_json::from_slice(query).unwrap();
        let limit = query["limit"].as_i64().unwrap();
        let ids: Vec<i64> = match query["after"].as_str() {
            Some(after) => {
                (after.parse::<i64>().unwrap() + 1..=newest).take(limit as usize).collect()
            }
            None => (1..=newest).rev().take(limit as usize).collect(),
        };
        let row = |id: &i64| {
            json!({
                "id": id.to_string(), "receivedAt": 0, "origin": "http",
                "source": "default", "method": "POST",
                "path": "/webhook", "bytes": 2, "truncated": false, "signature": "valid",
                "status": 200, "held": "", "problems": 0,
            })
        };
        let rows: Vec<Value> = ids.iter().map(row).collect();
        json!({ "revision": newest, "total": newest, "rows": rows })
    }

    #[tokio::test]
    async fn what_the_owner_refuses_keeps_its_words_and_exit_code() {
        let owner = Owner::start(0);
        let refused = owner.reach().ask::<_, Value>("capture_get", &Empty {}).await;
        match refused {
            Err(Failure::Said(exit, words)) => {
                assert_eq!((exit as u8, words.as_str()), (1, "there is no such thing"));
            }
            other => panic!("{other:?}"),
        }
    }
}
