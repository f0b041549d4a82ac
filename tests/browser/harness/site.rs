//! A small server with the pages that the harness is tried on.

use anyhow::Result;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::sse::{Event, Sse};
use axum::response::{Html, IntoResponse};
use axum::routing::{get, post};
use futures::Stream;
use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::net::TcpListener;
use tokio::sync::broadcast;

/// A server that runs as long as the test's runtime.
pub(super) struct HarnessSite {
    pub(super) address: SocketAddr,
    seen: Arc<Seen>,
}

struct Seen {
    pushes: AtomicUsize,
    events: broadcast::Sender<String>,
}

impl HarnessSite {
    pub(super) async fn start() -> Result<Self> {
        let seen = Arc::new(Seen {
            pushes: AtomicUsize::new(0),
            events: broadcast::channel(16).0,
        });
        let router = Router::new()
            .route("/", get(|| async { Html(START) }))
            .route("/bad", get(|| async { Html(BAD) }))
            .route("/keep", get(|| async { Html(KEEP) }))
            .route("/offline", get(|| async { Html(OFFLINE) }))
            .route(
                "/sw.js",
                get(|| async { ([(header::CONTENT_TYPE, "text/javascript")], WORKER) }),
            )
            .route("/big", get(|| async { "stor ".repeat(20_000) }))
            .route("/heads", get(heads))
            .route("/push", post(push))
            .route("/events", get(events))
            .with_state(Arc::clone(&seen));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { address, seen })
    }

    /// Number of pushes that have arrived.
    pub(super) fn pushes(&self) -> usize {
        self.seen.pushes.load(Ordering::SeqCst)
    }

    /// Sends an event to every stream; how many there are.
    pub(super) fn tell(&self, text: &str) -> usize {
        self.seen.events.send(text.to_owned()).unwrap_or(0)
    }

    /// Number of open streams.
    pub(super) fn streams(&self) -> usize {
        self.seen.events.receiver_count()
    }
}

/// Says what arrived: the host asked for, and whether compression was.
async fn heads(headers: HeaderMap) -> String {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    format!("{host} {}", headers.contains_key(header::ACCEPT_ENCODING))
}

async fn push(State(seen): State<Arc<Seen>>, body: Bytes) -> impl IntoResponse {
    let number = seen.pushes.fetch_add(1, Ordering::SeqCst) + 1;
    format!("kvittering {number} for {} bytes", body.len())
}

async fn events(State(seen): State<Arc<Seen>>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let receiver = seen.events.subscribe();
    Sse::new(futures::stream::unfold(receiver, |mut receiver| async {
        let text = receiver.recv().await.ok()?;
        Some((Ok(Event::default().data(text)), receiver))
    }))
}

/// Parts of many kinds, some named twice, some that come late.
const START: &str = r##"<!doctype html><html lang="da"><head><meta charset="utf-8"><title>Prøve</title>
<meta name="viewport" content="width=device-width"><style>button, input, a { min-height: 48px; margin: 8px }</style>
</head><body><main>
<h1>Hvad ser du?</h1>
<form>
  <label>Sted <input></label>
  <fieldset><legend>Alvor</legend>
    <label><input type="radio" name="a"> Lav</label> <label><input type="radio" name="a"> Høj</label>
  </fieldset>
  <label><input type="checkbox"> Haster</label>
  <label>Note <textarea>Før. </textarea></label>
</form>
<section aria-label="Første"><button type="button" onclick="out.textContent='første'">Vælg&nbsp;denne</button></section>
<section aria-label="Anden"><button type="button" onclick="out.textContent='anden'">Vælg denne</button></section>
<button type="button" id="late" disabled onclick="out.textContent='sent'">Senere</button>
<button type="button" onclick="setTimeout(() => { late.disabled = false }, 300)">Gør klar</button>
<button type="button" onclick="push()">Send</button>
<a href="/keep">Videre</a>
<p role="status" id="out">intet</p>
</main><script>
  const out = document.querySelector("#out"), late = document.querySelector("#late");
  async function push() {
    try {
      const answer = await fetch("/push", { method: "POST", body: "en pakke" });
      out.textContent = await answer.text();
    } catch (error) {
      out.textContent = "mislykkedes";
    }
  }
  console.log("siden siger goddag");
</script></body></html>"##;

/// No language, no name for the field, pale text.
const BAD: &str = r#"<!doctype html><html><head><meta charset="utf-8"><title>Dårlig</title></head><body><main>
<h1>Dårlig</h1><input><p style="color:#eee;background:#fff">Bleg</p>
<p>Et <a href="/">ord</a> i en sætning.</p>
<style>.row { display: flex; margin-block: 16px } button { width: 48px; height: 48px; flex: none } .wide { width: 56px }</style>
<div class="row"><button class="wide">Ti</button><button class="wide">Tyve</button></div>
<div class="row" style="gap: 8px"><button>Ja</button><button>Nej</button></div>
<div class="row" style="gap: 4px"><button>Op</button><button>Ned</button></div>
<div class="row"><button class="primary" style="width:96px">Gem</button></div></main></body></html>"#;

/// Keeps words in a database, in every way a word may lie there.
const KEEP: &str = r#"<!doctype html><html lang="da"><head><meta charset="utf-8"><title>Gem</title></head><body><main>
<h1>Gemt på telefonen</h1><ul id="list"></ul>
<label>Ord <input id="word"></label>
<button type="button" id="save">Gem</button> <button type="button" id="much">Gem meget</button>
<p role="status" id="out"></p>
</main><script>
  const request = indexedDB.open("prøve", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("ord", { autoIncrement: true });
  request.onsuccess = () => {
    const database = request.result, encoder = new TextEncoder();
    const show = () => {
      database.transaction("ord").objectStore("ord").getAll().onsuccess = (event) => {
        const words = event.target.result.filter((one) => typeof one === "string");
        list.replaceChildren(...words.map((word) => Object.assign(document.createElement("li"), { textContent: word })));
        list.dataset.ready = "yes";
      };
    };
    const keep = (values, said) => {
      const transaction = database.transaction("ord", "readwrite", { durability: "strict" });
      for (const value of values) transaction.objectStore("ord").add(value);
      transaction.oncomplete = () => { out.textContent = said; show(); };
    };
    save.onclick = () => {
      const text = word.value;
      // Bytes, a string, and bytes long enough to be packed.
      keep([encoder.encode(`[${text}]`), text, encoder.encode("0123456789".repeat(20000) + text + "x".repeat(9000))], `Gemt: ${text}`);
    };
    // More than LevelDB keeps in its log: it moves to tables.
    much.onclick = () => {
      const noise = () => crypto.getRandomValues(new Uint8Array(60000));
      keep(Array.from({ length: 120 }, noise), "Meget er gemt");
    };
    show();
  };
</script></body></html>"#;

const OFFLINE: &str = r#"<!doctype html><html lang="da"><head><meta charset="utf-8"><title>Uden net</title></head><body><main>
<h1>Uden net</h1></main><script>navigator.serviceWorker.register("/sw.js")</script></body></html>"#;

const WORKER: &str = r#"
addEventListener("install", (event) => event.waitUntil(caches.open("1").then((cache) => cache.addAll(["/offline"]))));
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => event.respondWith(caches.match(event.request).then((hit) => hit ?? fetch(event.request))));
"#;
