//! Clients that send half a request, send byte by byte, send too much, or leave answers unread, some of them signed in.
//! Whatever they do, the server says that it lives, and takes in what a signed-in phone recorded.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use feltbog_load::http::{Link, Protocol};
use feltbog_load::records::{KIND, record};
use feltbog_load::{Watch, now};
use feltbog_shared::id::DepartmentId;
use rustix::process::{Resource, getrlimit, setrlimit};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;

use crate::site;

/// Requests of each kind that are half sent at a time.
const HALF_SENT: usize = 300;
/// Time that an answer may take on a machine that is at work elsewhere too.
const PATIENCE: Duration = Duration::from_secs(60);
/// Clients of each kind that send byte by byte, and that leave answers unread.
const SLOW: usize = 60;
/// Time between two bytes of a client that sends them one by one.
const BETWEEN_BYTES: Duration = Duration::from_millis(100);
/// Number of times that the phone records something while the others are at it.
const ROUNDS: usize = 20;

/// The part that a client sends before it only holds the connection.
#[derive(Clone, Copy, Debug)]
enum Half {
    /// Nothing at all.
    Nothing,
    /// The first bytes of HTTP/2.
    Http2,
    /// A head without its end.
    Head,
    /// A head and some of the body, to the one route that is open to everybody.
    Enrolment,
    /// The same to a route for people who are signed in.
    Push,
}

impl Half {
    const ALL: [Self; 5] = [
        Self::Nothing,
        Self::Http2,
        Self::Head,
        Self::Enrolment,
        Self::Push,
    ];

    /// The bytes, with a line of the head for somebody who is signed in.
    fn sent(self, address: SocketAddr, cookie: &str) -> String {
        let post = |path: &str, media_type: &str| {
            format!(
                "POST {path} HTTP/1.1\r\nHost: {address}\r\nfeltbog-app: 1\r\n{cookie}\
                 Content-Type: {media_type}\r\nContent-Length: 1000\r\n\r\n{{\"code\":"
            )
        };
        let department = DepartmentId::from_bytes([1; 16]);
        match self {
            Self::Nothing => String::new(),
            Self::Http2 => "PRI * HTTP/2.0\r\n".into(),
            Self::Head => format!("GET / HTTP/1.1\r\nHost: {address}\r\nAccept: text"),
            Self::Enrolment => post("/api/v1/enrol", "application/json"),
            Self::Push => post(
                &format!("/api/v1/departments/{department}/push"),
                "application/vnd.feltbog.sync-1",
            ),
        }
    }

    async fn begin(self, address: SocketAddr, cookie: &str) -> std::io::Result<TcpStream> {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(self.sent(address, cookie).as_bytes()).await?;
        Ok(stream)
    }

    /// Keeps such a request under way, again and again, for as long as it is let.
    async fn keep_up(self, address: SocketAddr, cookie: Arc<str>) {
        loop {
            let Ok(mut stream) = self.begin(address, &cookie).await else {
                tokio::task::yield_now().await;
                continue;
            };
            // Whatever is answered, the connection is begun anew once the server has let go of it.
            drop(stream.read_to_end(&mut Vec::new()).await);
        }
    }
}

/// Sends a push byte by byte, again and again. Its head never looks abandoned.
async fn drip(address: SocketAddr, cookie: Arc<str>) {
    let sent = Half::Push.sent(address, &cookie);
    loop {
        let Ok(mut stream) = TcpStream::connect(address).await else {
            tokio::task::yield_now().await;
            continue;
        };
        let mut pace = tokio::time::interval(BETWEEN_BYTES);
        for byte in sent.bytes().chain(std::iter::repeat(b' ')) {
            pace.tick().await;
            if stream.write_all(&[byte]).await.is_err() {
                break;
            }
        }
    }
}

/// Asks for pages without end on one connection, and reads none of them.
async fn leave_unread(address: SocketAddr, cookie: Arc<str>) {
    let request = format!("GET / HTTP/1.1\r\nHost: {address}\r\n{cookie}\r\n");
    loop {
        let connected = async {
            let socket = TcpSocket::new_v4()?;
            // Small, so that answers wait at the server and not on the way.
            socket.set_recv_buffer_size(2_048)?;
            socket.connect(address).await
        };
        let Ok(mut stream) = connected.await else {
            tokio::task::yield_now().await;
            continue;
        };
        while stream.write_all(request.as_bytes()).await.is_ok() {}
    }
}

/// Sends a body without end.
async fn flood(address: SocketAddr, path: String) {
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
         Transfer-Encoding: chunked\r\n\r\n"
    );
    let piece = format!("{:x}\r\n{}\r\n", 64 * 1024, " ".repeat(64 * 1024));
    loop {
        let Ok(mut stream) = TcpStream::connect(address).await else {
            tokio::task::yield_now().await;
            continue;
        };
        let mut sent = stream.write_all(head.as_bytes()).await;
        while sent.is_ok() {
            sent = stream.write_all(piece.as_bytes()).await;
        }
    }
}

async fn get(address: SocketAddr, path: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

/// Lets this process open as many connections as it is allowed to.
fn open_many_files() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    setrlimit(Resource::Nofile, limit).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_sends_half_or_too_much_stops_nobody() {
    open_many_files();
    let mut site = site(2).await;
    let code = site.codes.pop().unwrap();
    let running = site.server.start().await.unwrap();
    let address = running.address;
    let mut phone = site.phones().await.remove(0);
    phone.lead().await.unwrap();
    // Somebody else of the department, who means harm.
    let mut link = Link::new(address, Protocol::One);
    link.enrol(&code, "telefon").await.unwrap();
    let signed_in: Arc<str> = format!("Cookie: {}\r\n", link.cookie().unwrap()).into();

    let mut clients = JoinSet::new();
    for half in Half::ALL {
        for _ in 0..HALF_SENT {
            clients.spawn(half.keep_up(address, "".into()));
        }
    }
    for cookie in [Arc::from(""), signed_in] {
        for _ in 0..SLOW {
            clients.spawn(Half::Push.keep_up(address, cookie.clone()));
            clients.spawn(drip(address, cookie.clone()));
            clients.spawn(leave_unread(address, cookie.clone()));
        }
    }
    for path in ["/api/v1/enrol", "/api/v1/nothing", "/"] {
        for _ in 0..2 {
            clients.spawn(flood(address, path.to_owned()));
        }
    }

    let mut slowest = [Duration::ZERO; 2];
    for round in 0..ROUNDS {
        let watch = Watch::start();
        for path in ["/healthz", "/readyz"] {
            let answer = tokio::time::timeout(PATIENCE, get(address, path)).await;
            let answer = answer.unwrap_or_else(|_| panic!("round {round}: {path} is not answered"));
            let answer = answer.unwrap_or_else(|error| panic!("round {round}: {path}: {error}"));
            assert!(
                answer.starts_with("HTTP/1.1 200"),
                "round {round}: {path}: {answer}"
            );
        }
        slowest[0] = slowest[0].max(watch.elapsed());
        let watch = Watch::start();
        let edits = record(phone.rng(), now());
        phone.create(KIND, edits).await.unwrap();
        let settled = phone.settle(PATIENCE).await;
        settled.unwrap_or_else(|error| panic!("round {round}: {error:#}"));
        assert_eq!(phone.last_refusal(), None, "round {round}");
        slowest[1] = slowest[1].max(watch.elapsed());
    }
    let [health, push] = slowest.map(|slowest| slowest.as_millis());
    println!("{{\"slow_clients\":{{\"slowest_health_ms\":{health},\"slowest_push_ms\":{push}}}}}");
    clients.shutdown().await;
    running.stop().await.unwrap();
}

#[tokio::test]
async fn what_is_half_sent_is_given_up() {
    let mut site = site(1).await;
    let running = site.server.start().await.unwrap();
    for half in [Half::Nothing, Half::Http2, Half::Head] {
        let mut stream = half.begin(running.address, "").await.unwrap();
        // What is answered before does not matter; the end of the stream does.
        let mut answer = Vec::new();
        let ended = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut answer)).await;
        assert!(ended.is_ok(), "{half:?} is kept for ever");
    }
    running.stop().await.unwrap();
}
