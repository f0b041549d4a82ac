//! The targets of fuzzing, as plain functions, so that a compiler without a fuzzer can hold them to their types.
//!
//! A function returns when all is well and panics when a promise is broken. See `README.md` for how they are run.

mod seeds;

use std::io::Write as _;
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use feltbog_load::place;
use feltbog_server::clock::{SystemClock, SystemRandom};
use feltbog_server::guard::{self, Numbering, Scratch};
use feltbog_server::services::budget::Budget;
use feltbog_server::{App, Config};
use feltbog_shared::document::{Document, DocumentError, Writer};
use feltbog_shared::id::{ActorId, UserId};
use feltbog_shared::model::{FieldChange, FieldEdit, Kind, Shape, Value};
use feltbog_shared::moment::Moment;
use feltbog_shared::wire::{
    self, EnrolRequest, MissingReply, MissingRequest, PullReply, PullRequest, PushReply, PushRequest,
};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tower::ServiceExt as _;

/// Puts what a target begins with into its corpus.
pub fn sow(target: &str) {
    if let Err(error) = seeds::sow(target) {
        panic!("the corpus of {target} cannot be written: {error}");
    }
}

/// A change from the network: the first byte is a kind, the rest what stands in a change chunk. Header and checksum are
/// made right, since a fuzzer would not find them.
///
/// What the guard takes must apply, settle, and be loaded again from its bytes to the same heads. What it would take
/// as a document's first change without opening it must be taken, and say the same, when it is opened. Whatever is taken,
/// the next honest edit is made, and taken too.
pub fn guard(data: &[u8]) {
    static HUSHED: OnceLock<()> = OnceLock::new();
    HUSHED.get_or_init(guard::hush_contained_panics);
    let Some((kind, content)) = data.split_first() else {
        return;
    };
    let kind = Kind::ALL[usize::from(*kind) % Kind::ALL.len()];
    let chunk = chunk(content);
    let Ok(reading) = guard::read(kind, &chunk) else {
        return;
    };
    if Numbering::default().with(&reading.change).is_err() {
        return;
    }
    let Ok(empty) = Scratch::open(kind, &[]) else {
        panic!("a new document cannot be opened");
    };
    let taken = empty.with(&reading.change);
    let taken = taken.and_then(|taken| taken.settle().map(|()| taken));
    let taken = match (taken, &reading.first) {
        (Ok(taken), None) => taken,
        (Ok(taken), Some(fields)) => {
            assert_eq!(taken.fields(), fields, "it says something else when it is opened");
            taken
        }
        (Err(_), None) => return,
        (Err(refusal), Some(_)) => panic!("what is taken unopened is refused: {refusal}"),
    };
    match Scratch::open(kind, &chunk) {
        Ok(again) => assert_eq!(
            again.heads(),
            taken.heads(),
            "it is another document the second time"
        ),
        Err(refusal) => panic!("what was taken cannot be loaded again: {refusal}"),
    }
    goes_on(kind, &chunk);
}

/// Makes the next honest edit of a stored document, by somebody else. It is taken, unless the phone itself says why not.
fn goes_on(kind: Kind, stored: &[u8]) {
    let mut document = match Document::from_chunks(kind, stored) {
        Ok(document) => document,
        Err(error) => panic!("a phone cannot read what was taken: {error}"),
    };
    let writer = || Writer {
        actor: ActorId([0x55; 16]),
        author: UserId::from_bytes([8; 16]),
        at: Moment::from_millis(1_795_219_260_000),
    };
    // The first field that may be written as the record stands.
    let change = kind.fields().iter().find_map(|field| {
        let edit = FieldEdit {
            field: field.name.to_owned(),
            change: FieldChange::Set(value_for(field.shape)?),
        };
        match document.edit(writer(), None, &[edit]) {
            Ok(change) => change,
            Err(DocumentError::Refused(_)) => None,
            Err(error) => panic!("the next edit cannot be made: {error}"),
        }
    });
    let Some(change) = change else { return };
    let taken = guard::read(kind, &change.bytes).and_then(|reading| {
        Numbering::of(stored).with(&reading.change)?;
        let mut scratch = Scratch::open(kind, stored)?;
        scratch.allows(&reading.change.info.dependencies, &reading.steps)?;
        scratch.take(&change.bytes)?;
        scratch.settle()
    });
    if let Err(refusal) = taken {
        panic!("the next honest edit is refused: {refusal}");
    }
}

/// A value that a field of this shape may hold.
fn value_for(shape: Shape) -> Option<Value> {
    match shape {
        Shape::Text(_) => Some(Value::Text("Engen".to_owned())),
        Shape::Flag => Some(Value::Flag(true)),
        _ => None,
    }
}

/// A change chunk of this content.
fn chunk(content: &[u8]) -> Vec<u8> {
    let mut rest = vec![1];
    let mut length = content.len();
    loop {
        let low = (length & 0x7f) as u8;
        length >>= 7;
        rest.push(if length == 0 { low } else { low | 0x80 });
        if length == 0 {
            break;
        }
    }
    rest.extend_from_slice(content);
    let sum = Sha256::digest(&rest);
    [&[0x85, 0x6f, 0x4a, 0x83], &sum[..4], &rest].concat()
}

/// A sync message: the first byte says which. What can be read is the same after it was written and read again, however
/// its numbers were spelt.
pub fn frame(data: &[u8]) {
    fn read<T: serde_roundtrip::Message>(bytes: &[u8]) {
        if let Ok(message) = wire::decode::<T>(bytes) {
            let written = wire::encode(&message);
            assert!(written.len() <= bytes.len(), "it grows when it is written");
            assert_eq!(
                wire::decode::<T>(&written).ok(),
                Some(message),
                "it is read as another"
            );
        }
    }
    let Some((which, bytes)) = data.split_first() else {
        return;
    };
    match which % 6 {
        0 => read::<PushRequest>(bytes),
        1 => read::<PullRequest>(bytes),
        2 => read::<MissingRequest>(bytes),
        3 => read::<PushReply>(bytes),
        4 => read::<PullReply>(bytes),
        _ => read::<MissingReply>(bytes),
    }
}

/// The abilities of a message, under one name.
mod serde_roundtrip {
    use std::fmt::Debug;

    use serde::Serialize;
    use serde::de::DeserializeOwned;

    /// Can be written, read and compared.
    pub trait Message: Serialize + DeserializeOwned + PartialEq + Debug {}
    impl<T: Serialize + DeserializeOwned + PartialEq + Debug> Message for T {}
}

/// A whole request: the first byte says where to and whether the body is said to be packed, or is. The server answers
/// every one, and never that it is at fault.
pub fn envelope(data: &[u8]) {
    static SITE: OnceLock<Site> = OnceLock::new();
    let site = SITE.get_or_init(Site::open);
    let Some((how, body)) = data.split_first() else {
        return;
    };
    let sync = |verb: &str| format!("/api/v1/departments/{}/{verb}", place::department(0));
    let (path, media_type) = match how & 0b11 {
        0 => (sync("push"), wire::MEDIA_TYPE),
        1 => (sync("pull"), wire::MEDIA_TYPE),
        2 => (sync("lacking"), wire::MEDIA_TYPE),
        _ => ("/api/v1/enrol".to_owned(), "application/json"),
    };
    let mut request = Request::post(path)
        .header("feltbog-app", "1")
        .header(header::CONTENT_TYPE, media_type)
        .header(header::COOKIE, &site.cookie);
    let body = match (how >> 2) & 0b11 {
        0 | 1 => body.to_vec(),
        2 => {
            request = request.header(header::CONTENT_ENCODING, "gzip");
            body.to_vec()
        }
        _ => {
            request = request.header(header::CONTENT_ENCODING, "gzip");
            packed(body)
        }
    };
    let request = request.body(Body::from(body));
    let answered = request.map(|request| site.runtime.block_on(site.router.clone().oneshot(request)));
    let Ok(Ok(answer)) = answered else {
        panic!("a request was not answered");
    };
    let status = answer.status();
    assert!(
        !status.is_server_error() || status == StatusCode::SERVICE_UNAVAILABLE,
        "the server answers {status}"
    );
}

fn packed(body: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let packed = packer.write_all(body).and_then(|()| packer.finish());
    packed.unwrap_or_default()
}

/// A server in this process, and somebody who is signed in.
struct Site {
    runtime: Runtime,
    router: Router,
    cookie: String,
    _folder: TempDir,
}

impl Site {
    fn open() -> Self {
        match Self::try_open() {
            Ok(site) => site,
            Err(error) => panic!("there is no server to fuzz: {error}"),
        }
    }

    fn try_open() -> Result<Self, Box<dyn std::error::Error>> {
        guard::hush_contained_panics();
        let runtime = Runtime::new()?;
        let folder = TempDir::with_prefix("feltbog-fuzz-")?;
        let config = Config {
            budget: Budget {
                most: u64::MAX / 10_000,
                each_second: 1,
            },
            ..place::config(folder.path().join("feltbog.db"))
        };
        let (router, cookie) = runtime.block_on(async {
            let codes = place::found_at(config.clone(), 1, 1).await?;
            let app = App::open(config, Arc::new(SystemClock), Arc::new(SystemRandom)).await?;
            let router = feltbog_server::router(app);
            let enrol = serde_json::to_vec(&EnrolRequest {
                code: codes.first().ok_or("no code")?.clone(),
                device_name: "telefon".into(),
            })?;
            let request = Request::post("/api/v1/enrol")
                .header("feltbog-app", "1")
                .header(header::CONTENT_TYPE, "application/json")
                .body(Body::from(enrol))?;
            let answer = router.clone().oneshot(request).await?;
            let cookie = answer.headers().get(header::SET_COOKIE).ok_or("no cookie")?;
            let cookie = cookie.to_str()?.split(';').next().unwrap_or_default().to_owned();
            Ok::<_, Box<dyn std::error::Error>>((router, cookie))
        })?;
        Ok(Self {
            runtime,
            router,
            cookie,
            _folder: folder,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nonsense_breaks_nothing() {
        for length in 0..200 {
            let data: Vec<u8> = (0..length).map(|n| (n * 37 + length) as u8).collect();
            guard(&data);
            frame(&data);
            envelope(&data);
        }
    }
}
