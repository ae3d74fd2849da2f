//! Where everything goes: a bare server on loopback that reads each request whole, answers 200 with nothing, and remembers
//! when which number came. In a thread of its own, as another process would be.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub(crate) struct Sink {
    pub(crate) address: SocketAddr,
    came: Arc<Mutex<Vec<(u64, Instant)>>>,
}

impl Sink {
    pub(crate) fn start() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
        let address = listener.local_addr().unwrap();
        let came: Arc<Mutex<Vec<(u64, Instant)>>> = Arc::default();
        let list = came.clone();
        std::thread::spawn(move || {
            let serving = async {
                while let Ok((stream, _)) = listener.accept().await {
                    tokio::task::spawn_local(serve(stream, list.clone()));
                }
            };
            tokio::task::LocalSet::new().block_on(&runtime, serving);
        });
        Self { address, came }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    /// What came since the last call, in order.
    pub(crate) fn take(&self) -> Vec<(u64, Instant)> {
        std::mem::take(&mut *self.came.lock().unwrap())
    }
}

async fn serve(mut stream: TcpStream, came: Arc<Mutex<Vec<(u64, Instant)>>>) {
    stream.set_nodelay(true).unwrap();
    let (mut held, mut length) = (vec![0; 64 << 10], 0);
    loop {
        let Some((head, body)) = message(&held[..length]) else {
            match stream.read(&mut held[length..]).await {
                Ok(read) if read > 0 => length += read,
                _ => return,
            }
            continue;
        };
        let number = number(&held[head..head + body]);
        came.lock().unwrap().push((number, Instant::now()));
        held.copy_within(head + body..length, 0);
        length -= head + body;
        if stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await.is_err() {
            return;
        }
    }
}

/// Bytes of head and body of a request that is there whole.
fn message(bytes: &[u8]) -> Option<(usize, usize)> {
    let head = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&bytes[..head]).unwrap().to_ascii_lowercase();
    let (_, rest) = text.split_once("content-length: ").unwrap();
    let body = rest.split_once('\r').unwrap().0.parse().unwrap();
    (bytes.len() >= head + body).then_some((head, body))
}

/// The number that a body bears: see `bodies`.
fn number(body: &[u8]) -> u64 {
    let text = std::str::from_utf8(body).unwrap();
    let (_, rest) = text.split_once("\"mid\":\"m.").unwrap();
    rest.split_once('"').unwrap().0.parse().unwrap()
}
