//! A whole server in the test's process: the real router over a database of its own, a clock
//! that stands still until it is moved, and a small organisation with one person for each role.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use feltbog_server::clock::{Clock, Random};
use feltbog_server::seal::Secret;
use feltbog_server::services::enrolment::{self, CODE_LIFETIME_MILLIS, Codes};
use feltbog_server::services::sync::sealed_places::Places;
use feltbog_server::store::{DatabaseUrl, Foundation, NewDepartment};
use feltbog_server::{App, Config, demo};
use feltbog_shared::document::{Change, Document, Writer};
use feltbog_shared::id::{ActorId, DepartmentId, DocumentId, UserId};
use feltbog_shared::model::{FieldEdit, Kind};
use feltbog_shared::model_number::{KnownModel, MODEL_HEADER};
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::{Grant, Modules, Role};
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::wire::{
    self, Cursor, EnrolRequest, Entry, ErrorReply, MissingReply, MissingRequest, Offered, Page, PullReply,
    PullRequest, PushReply, PushRequest, Session, Verdict,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tempfile::TempDir;
use tower::ServiceExt as _;

use crate::database::{STORE, TestDatabase};

/// The department most tests are about.
pub const HERE: DepartmentId = DepartmentId::from_bytes([0xd1; 16]);
/// Another department.
pub const THERE: DepartmentId = DepartmentId::from_bytes([0xd2; 16]);
/// When tests begin: 21 November 2026.
pub const START: Moment = Moment::from_millis(1_795_219_200_000);
/// The address the server believes to have.
pub const PUBLIC_URL: &str = "http://localhost:8080";

/// The person who holds a role in [`HERE`].
pub fn person(role: Role) -> UserId {
    let place = Role::ALL.iter().position(|one| *one == role).unwrap_or_default();
    UserId::from_bytes([u8::try_from(place).unwrap_or_default() + 1; 16])
}

/// A second caretaker in [`HERE`].
pub const COLLEAGUE: UserId = UserId::from_bytes([0x40; 16]);
/// A caretaker in [`THERE`] and nowhere else.
pub const STRANGER: UserId = UserId::from_bytes([0x41; 16]);

/// A clock that is moved by hand.
#[derive(Debug)]
pub struct TestClock(AtomicI64);

impl TestClock {
    /// Moves the time on.
    pub fn pass(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Moment {
        Moment::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// Bytes that look random and are the same in every run.
#[derive(Debug)]
pub struct TestRandom(AtomicU64);

impl Random for TestRandom {
    fn fill(&self, buffer: &mut [u8]) {
        for byte in buffer {
            // SplitMix64.
            let mut mixed = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::SeqCst);
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            *byte = (mixed >> 56) as u8;
        }
    }
}

/// A server under test.
pub struct TestApp {
    /// Its state: the store, the clock and the rest.
    pub app: App,
    /// Everything it answers.
    pub router: Router,
    /// Its clock.
    pub clock: Arc<TestClock>,
    random: Arc<TestRandom>,
    config: Config,
    /// The database and the folder with the secret; another server on it has neither.
    kept: Option<(TestDatabase, TempDir)>,
    copies: Mutex<BTreeMap<String, TestDatabase>>,
}

impl TestApp {
    /// A server with the small organisation.
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// The same, set up a little differently.
    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let database = TestDatabase::new().await.expect("a database");
        Self::make_on(database, Some(small_organisation()), change).await
    }

    /// A server with nothing in its database.
    pub async fn bare() -> Self {
        Self::bare_on(TestDatabase::new().await.expect("a database")).await
    }

    /// A server with the demo organisation, which is made once in a run and copied for each test.
    pub async fn start_with_demo() -> Self {
        // Another program makes another template.
        let program = std::env::current_exe().and_then(fs::metadata).expect("a program");
        let written = program.modified().expect("a time of writing");
        let mut hasher = DefaultHasher::new();
        (program.len(), written).hash(&mut hasher);
        let name = format!("demo_{:016x}", hasher.finish());
        let store = std::env::var(STORE).unwrap_or_default();
        let template = std::env::temp_dir().join(format!("feltbog-{name}-{store}"));
        fs::create_dir_all(&template).expect("a folder");
        let clock = || Arc::new(TestClock(AtomicI64::new(START.millis())));
        let fill = async |url: DatabaseUrl| {
            let config = config_in(&template, url);
            let made = Self::open_with(config, clock(), Arc::new(TestRandom(AtomicU64::new(1))), None).await;
            demo::ensure(&made.app, |_| {})
                .await
                .expect("a demo organisation");
            made.app.close().await;
            anyhow::Ok(())
        };
        let database = TestDatabase::copy_of_run(&name, &template, fill).await;
        let database = database.expect("a copy of the demo organisation");
        let folder = tempfile::tempdir().expect("a temporary folder");
        let config = config_in(folder.path(), database.url());
        for file in [&config.secret_file, &config.erasure_ledger]
            .into_iter()
            .flatten()
        {
            let kept = template.join(file.file_name().expect("a name"));
            if kept.exists() {
                fs::copy(kept, file).expect("a copy of a file");
            }
        }
        // It draws other bytes than those which the demo organisation was made of.
        let random = Arc::new(TestRandom(AtomicU64::new(0x5bd1_e995)));
        Self::open_with(config, clock(), random, Some((database, folder))).await
    }

    /// The same on this database, whatever the run asks for.
    pub async fn bare_on(database: TestDatabase) -> Self {
        Self::make_on(database, None, |_| {}).await
    }

    /// A server with the small organisation on PostgreSQL, whatever the run asks for.
    pub async fn start_on_postgres(change: impl FnOnce(&mut Config)) -> Self {
        let database = TestDatabase::postgres().await.expect("PostgreSQL");
        Self::make_on(database, Some(small_organisation()), change).await
    }

    /// Another server on the same database, as far as the configuration goes set up a little
    /// differently. It is gone when this one's database is.
    pub async fn beside(&self, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = self.config.clone();
        change(&mut config);
        // It draws other bytes.
        let seed = self.random.0.load(Ordering::SeqCst) ^ 0x5bd1_e995;
        let random = Arc::new(TestRandom(AtomicU64::new(seed)));
        Self::open_with(config, self.clock.clone(), random, None).await
    }

    /// Makes a server. The organisation is founded before the server begins, which would tell everybody a second later
    /// that their rights have changed.
    async fn make_on(
        database: TestDatabase,
        organisation: Option<Foundation>,
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut config = config_in(folder.path(), database.url());
        change(&mut config);
        let clock = Arc::new(TestClock(AtomicI64::new(START.millis())));
        let random = Arc::new(TestRandom(AtomicU64::new(1)));
        if let Some(organisation) = organisation {
            let store = config.database.open().await.expect("a store");
            store.found(&organisation).await.expect("an organisation");
            store.close().await;
        }
        Self::open_with(config, clock, random, Some((database, folder))).await
    }

    async fn open_with(
        config: Config,
        clock: Arc<TestClock>,
        random: Arc<TestRandom>,
        kept: Option<(TestDatabase, TempDir)>,
    ) -> Self {
        let app = App::open(config.clone(), clock.clone(), random.clone())
            .await
            .expect("a server");
        Self {
            router: feltbog_server::router(app.clone()),
            app,
            clock,
            random,
            config,
            kept,
            copies: Mutex::default(),
        }
    }

    /// The database.
    pub fn database(&self) -> &TestDatabase {
        let (database, _) = self.kept.as_ref().expect("the first server on it");
        database
    }

    /// Stops the server and starts it again on the same database. Clients made before talk to the
    /// old one; see [`Client::follow`].
    pub async fn restart(&mut self) {
        self.stop().await;
        self.open().await;
    }

    /// Stops the server, so that its database can be replaced.
    pub async fn stop(&mut self) {
        self.app.close().await;
    }

    /// Starts it again.
    pub async fn open(&mut self) {
        let app = App::open(self.config.clone(), self.clock.clone(), self.random.clone());
        self.app = app.await.expect("a server");
        self.router = feltbog_server::router(self.app.clone());
    }

    /// Keeps a copy of the database as it is now.
    pub async fn back_up(&self, name: &str) {
        let copy = self.database().copy().await.expect("a copy");
        let mut copies = self.copies.lock().expect("nobody panicked");
        copies.insert(name.to_owned(), copy);
    }

    /// Stops the server, puts a copy in the place of the database and starts again. Nobody says so
    /// to the server: for that, see `App::restored`.
    pub async fn restore(&mut self, name: &str) {
        self.stop().await;
        self.put_back(name);
        self.open().await;
    }

    fn put_back(&self, name: &str) {
        let copies = self.copies.lock().expect("nobody panicked");
        self.database().restore(&copies[name]).expect("the copy is there");
    }

    /// Codes for a person.
    pub async fn invite(&self, person: UserId) -> Codes {
        enrolment::invite(&self.app, person, CODE_LIFETIME_MILLIS)
            .await
            .expect("an invitation")
    }

    /// A phone of a person.
    pub async fn enrol(&self, person: UserId) -> Client {
        let codes = self.invite(person).await;
        let mut client = self.nobody();
        let answer = client.enrol(&codes.link).await;
        client.session = Some(answer.json());
        client
    }

    /// The phone of the person who holds a role in [`HERE`].
    pub async fn enrol_role(&self, role: Role) -> Client {
        self.enrol(person(role)).await
    }

    /// A phone on which nobody is signed in.
    pub fn nobody(&self) -> Client {
        Client {
            router: self.router.clone(),
            secret: self.app.secret.clone(),
            cookie: None,
            session: None,
            actors: 0,
            app_version: wire::APP_VERSION.max(self.config.min_app),
            model: Some(KnownModel::OURS),
            at: START,
        }
    }

    /// Number of rows of each table of the database but those of the access log, which grow by reading.
    pub async fn rows(&self) -> BTreeMap<String, u64> {
        let mut counts = self.app.store.row_counts().await.expect("row counts");
        counts.retain(|table, _| !table.starts_with("audit") && table != "security_event");
        counts
    }
}

/// Two departments, everybody in the first, the stranger in the second.
fn config_in(folder: &Path, database: DatabaseUrl) -> Config {
    let mut config = Config::new(database, PUBLIC_URL);
    config.secret_file = Some(folder.join("secret"));
    config.erasure_ledger = Some(folder.join("erased"));
    config
}

fn small_organisation() -> Foundation {
    let department = |id, name: &str| NewDepartment {
        id,
        name: name.into(),
        municipality: "Strandby".into(),
        dwellings: 120,
        modules: Modules::all(),
    };
    let grant = |person, role, department| {
        (
            person,
            Grant {
                role,
                department,
                from: START.plus_millis(-1),
                until: None,
            },
        )
    };
    let mut people: Vec<_> = Role::ALL
        .map(|role| (person(role), format!("Person {}", role.key())))
        .into();
    let mut grants: Vec<_> = Role::ALL.map(|role| grant(person(role), role, HERE)).into();
    people.extend([(COLLEAGUE, "Colleague".into()), (STRANGER, "Stranger".into())]);
    grants.push(grant(COLLEAGUE, Role::Caretaker, HERE));
    grants.push(grant(STRANGER, Role::Caretaker, THERE));
    Foundation {
        organisation: "Prøvebo".into(),
        departments: vec![department(HERE, "Her"), department(THERE, "Der")],
        people,
        grants,
        ..Foundation::default()
    }
}

/// An answer with its body.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Answer {
    /// The body as JSON.
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!("{error}: {} {}", self.status, String::from_utf8_lossy(&self.body))
        })
    }

    /// The body as a sync message.
    pub fn sync<T: DeserializeOwned>(&self) -> T {
        assert_eq!(
            self.status,
            StatusCode::OK,
            "{}",
            String::from_utf8_lossy(&self.body)
        );
        wire::decode(&self.body).expect("a sync message")
    }

    /// Asserts that it is an error with this status and code, told in a way that helps.
    #[track_caller]
    pub fn expect_error(&self, status: StatusCode, code: RefusalCode) -> ErrorReply {
        let reply: ErrorReply = self.json();
        assert_eq!(
            (self.status, reply.code.as_str()),
            (status, code.as_str()),
            "{reply:?}"
        );
        assert!(
            !reply.message.is_empty() && !reply.request_id.is_empty(),
            "{reply:?}"
        );
        assert_eq!(self.headers["x-request-id"], reply.request_id.as_str());
        reply
    }
}

/// A phone, as the server sees it.
#[derive(Clone, Debug)]
pub struct Client {
    router: Router,
    /// The server's secret, which shows what hides behind sealed places.
    secret: Secret,
    /// The session cookie, as sent.
    pub cookie: Option<String>,
    /// The person who is signed in.
    pub session: Option<Session>,
    actors: u16,
    /// The version that the app claims.
    app_version: u32,
    /// The model that the app states; nothing for an app before models had numbers.
    pub model: Option<KnownModel>,
    /// The time by the phone's clock, at which it writes.
    pub at: Moment,
}

impl Client {
    /// Talks to a server that was started again.
    pub fn follow(&mut self, app: &TestApp) {
        self.router = app.router.clone();
        self.secret = app.app.secret.clone();
    }

    /// The person.
    pub fn person(&self) -> UserId {
        self.session.as_ref().expect("somebody is signed in").user
    }

    /// Sends any request, with the session, as the app does.
    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        let headers = request.headers_mut();
        if !headers.contains_key(wire::APP_HEADER) {
            headers.insert(wire::APP_HEADER, self.app_version.into());
        }
        if let Some(model) = self.model {
            headers.insert(MODEL_HEADER, model.header().parse().expect("a header"));
        }
        self.send_bare(request).await
    }

    /// Sends a request that is not the app's, with the session.
    pub async fn send_bare(&self, mut request: Request<Body>) -> Answer {
        if let Some(cookie) = &self.cookie {
            request
                .headers_mut()
                .insert(header::COOKIE, cookie.parse().expect("a cookie"));
        }
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("routers do not fail");
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("a body");
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    /// `GET`.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).expect("a request"))
            .await
    }

    /// `POST` with a body of a type.
    pub async fn post(&self, path: &str, media_type: &str, body: impl Into<Body>) -> Answer {
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, media_type)
            .body(body.into());
        self.send(request.expect("a request")).await
    }

    /// `POST` of a sync message.
    pub async fn post_sync(&self, path: &str, message: &impl Serialize) -> Answer {
        self.post(path, wire::MEDIA_TYPE, wire::encode(message)).await
    }

    /// Enrols with a code and keeps the cookie.
    pub async fn enrol(&mut self, code: &str) -> Answer {
        let request = EnrolRequest {
            code: code.into(),
            device_name: "Prøvetelefon".into(),
        };
        let body = serde_json::to_string(&request).expect("JSON");
        let answer = self.post("/api/v1/enrol", "application/json", body).await;
        if let Some(cookie) = answer.headers.get(header::SET_COOKIE) {
            let cookie = cookie.to_str().expect("text");
            self.cookie = cookie.split(';').next().map(str::to_owned);
        }
        answer
    }

    /// The answer to a push with the numbers behind sealed places.
    pub fn opened(&self, department: DepartmentId, mut reply: PushReply) -> PushReply {
        let places = Places::of(&self.secret, department);
        (reply.head, reply.anchor) = places.open((reply.head, reply.anchor));
        places.mask_numbers(&mut reply.verdicts);
        reply
    }

    /// Pushes changes. Numbers are those of the log.
    pub async fn push(&self, department: DepartmentId, changes: Vec<Offered>) -> PushReply {
        let request = PushRequest {
            cursor: Cursor::default(),
            changes,
        };
        let path = format!("/api/v1/departments/{department}/push");
        self.opened(department, self.post_sync(&path, &request).await.sync())
    }

    /// Pushes one change and returns its verdict.
    pub async fn push_one(&self, department: DepartmentId, change: Offered) -> Verdict {
        let verdicts = self.push(department, vec![change]).await.verdicts;
        verdicts.into_iter().next().expect("a verdict")
    }

    /// Pulls a page. Numbers are those of the log, as an older server gave them.
    pub async fn pull(&self, department: DepartmentId, cursor: Cursor, limit: u32) -> PullReply {
        let places = Places::of(&self.secret, department);
        match self.pull_sealed(department, cursor, limit).await {
            PullReply::Page(mut page) => {
                page.cursor = places.open_cursor(page.cursor);
                PullReply::Page(page)
            }
            PullReply::Diverged { epoch, witness } => PullReply::Diverged {
                epoch,
                witness: witness.map(|witness| places.open_witness(witness)),
            },
        }
    }

    /// Pulls a page as a phone gets it.
    pub async fn pull_sealed(&self, department: DepartmentId, cursor: Cursor, limit: u32) -> PullReply {
        let request = PullRequest { cursor, limit };
        self.post_sync(&format!("/api/v1/departments/{department}/pull"), &request)
            .await
            .sync()
    }

    /// Pulls a page of the log this phone stands in.
    pub async fn page(&self, department: DepartmentId, cursor: Cursor, limit: u32) -> Page {
        match self.pull(department, cursor, limit).await {
            PullReply::Page(page) => page,
            PullReply::Diverged { epoch, .. } => panic!("diverged to epoch {epoch}"),
        }
    }

    /// Pulls until there is no more.
    pub async fn pull_all(&self, department: DepartmentId, mut cursor: Cursor) -> (Vec<Entry>, Cursor) {
        let mut entries = Vec::new();
        loop {
            let page = self.page(department, cursor, 100).await;
            entries.extend(page.entries);
            cursor = page.cursor;
            if !page.more {
                return (entries, cursor);
            }
        }
    }

    /// Asks what the server lacks.
    pub async fn missing(&self, department: DepartmentId, request: &MissingRequest) -> MissingReply {
        let path = format!("/api/v1/departments/{department}/lacking");
        let mut reply: MissingReply = self.post_sync(&path, request).await.sync();
        let places = Places::of(&self.secret, department);
        reply.witness = reply.witness.map(|witness| places.open_witness(witness));
        reply
    }

    /// Makes a document on the phone: the document and its first change.
    pub fn create(&mut self, id: DocumentId, kind: Kind, edits: &[FieldEdit]) -> Draft {
        let mut draft = Draft {
            id,
            kind,
            document: Document::new(kind).expect("a genesis"),
            made: Vec::new(),
        };
        self.edit(&mut draft, edits);
        draft
    }

    /// Edits a document on the phone, as a session of its own.
    pub fn edit(&mut self, draft: &mut Draft, edits: &[FieldEdit]) -> Offered {
        self.actors += 1;
        let mut actor = *self.person().as_bytes();
        actor[13] = self
            .session
            .as_ref()
            .map_or(0, |session| session.device.as_bytes()[15]);
        actor[14..].copy_from_slice(&self.actors.to_be_bytes());
        let writer = Writer {
            actor: ActorId(actor),
            author: self.person(),
            at: self.at,
        };
        let change = draft
            .document
            .edit(writer, None, edits)
            .expect("an edit")
            .expect("a change");
        draft.made.push(change);
        draft.last()
    }
}

/// A document on a phone, with the changes that were made there.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its id.
    pub id: DocumentId,
    /// Its kind.
    pub kind: Kind,
    /// The document.
    pub document: Document,
    /// The changes.
    pub made: Vec<Change>,
}

impl Draft {
    /// Everything made, to be pushed.
    pub fn offers(&self) -> Vec<Offered> {
        self.made
            .iter()
            .map(|change| self.offer(change.bytes.clone()))
            .collect()
    }

    /// The last change, to be pushed.
    pub fn last(&self) -> Offered {
        self.offer(self.made.last().expect("a change").bytes.clone())
    }

    /// Any bytes, to be pushed as a change of this document.
    pub fn offer(&self, bytes: Vec<u8>) -> Offered {
        Offered {
            document: self.id,
            kind: self.kind,
            bytes,
            relayed: None,
        }
    }
}

/// An id for a test's document.
pub fn document(number: u16) -> DocumentId {
    let mut bytes = [0x0d; 16];
    bytes[14..].copy_from_slice(&number.to_be_bytes());
    DocumentId::from_bytes(bytes)
}
