//! The real server in the simulation: its router over a database, restarted and restored by closing
//! and copying it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{StatusCode, header};
use feltbog_server::backup::{self, BackupError, BackupLocation, Choice, Restored};
use feltbog_server::clock::{Clock, Random};
use feltbog_server::services::upkeep::{Difference, Progress, Rebuilt, compact, rebuild, verify};
use feltbog_server::services::{enrolment, erasure};
use feltbog_server::store::{
    Amendment, Append, AppendDocument, AppendEntry, Appended, DocumentLookup, Foundation, NewDepartment,
};
use feltbog_server::{App, Config};
use feltbog_shared::document::{Document, split_chunks};
use feltbog_shared::id::{ChangeHash, DepartmentId, DeviceId, DocumentId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::model_number::{KnownModel, MODEL_HEADER};
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::{Grant, Modules, Role};
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::replica::{Failure, Reply, Request};
use feltbog_shared::wire::{self, EnrolRequest, Session};
use feltbog_tests::database::TestDatabase;
use serde::Serialize;
use tempfile::TempDir;
use tower::ServiceExt as _;

use crate::world::{Backend, EndedRole, HERE, PHONES, THERE, user};

#[derive(Debug)]
struct SimClock(AtomicI64);

impl Clock for SimClock {
    fn now(&self) -> Moment {
        Moment::from_millis(self.0.load(Ordering::SeqCst))
    }
}

#[derive(Debug)]
struct SimRandom(AtomicU64);

impl Random for SimRandom {
    fn fill(&self, bytes: &mut [u8]) {
        let mut rng = fastrand::Rng::with_seed(self.0.fetch_add(1, Ordering::SeqCst));
        rng.fill(bytes);
    }
}

pub(crate) struct Real {
    app: App,
    router: Router,
    config: Config,
    clock: Arc<SimClock>,
    random: Arc<SimRandom>,
    /// The session cookie of each phone.
    cookies: Vec<String>,
    /// The model that each phone's app knows.
    models: Vec<KnownModel>,
    /// Number of requests so far.
    requests: u32,
    /// The largest page.
    page: u32,
    /// The time at which the roles began.
    begun: Moment,
    /// Place to which the log was compacted.
    compacted: Progress,
    copy: Option<TestDatabase>,
    database: TestDatabase,
    /// With the secret.
    folder: TempDir,
}

impl Real {
    pub(crate) async fn start(database: TestDatabase, seed: u64, page: u32, now: Moment) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut config = Config::new(database.url(), "http://localhost:8080");
        // There is no other server, and a connection that listens would outlast a restart.
        config.listen = false;
        config.secret_file = Some(folder.path().join("secret"));
        config.erasure_ledger = Some(folder.path().join("erased"));
        let clock = Arc::new(SimClock(AtomicI64::new(now.millis())));
        let random = Arc::new(SimRandom(AtomicU64::new(seed << 20)));
        let app = App::open(config.clone(), clock.clone(), random.clone())
            .await
            .expect("a server");
        app.store
            .found(&organisation(now))
            .await
            .expect("an organisation");
        let router = feltbog_server::router(app.clone());
        let mut real = Self {
            app,
            router,
            config,
            clock,
            random,
            cookies: Vec::new(),
            models: vec![KnownModel::OURS; PHONES.len()],
            requests: 0,
            page,
            begun: now,
            compacted: Progress::new(),
            copy: None,
            database,
            folder,
        };
        for (number, _) in PHONES {
            let codes = enrolment::invite(&real.app, user(number), 600_000)
                .await
                .expect("a code");
            let request = EnrolRequest {
                code: codes.link,
                device_name: "telefon".into(),
            };
            let body = serde_json::to_vec(&request).expect("JSON");
            let answer = real.post("/api/v1/enrol", "application/json", None, body).await;
            let cookie = answer.1.expect("a cookie");
            real.cookies.push(cookie);
        }
        real.backup().await;
        real
    }

    async fn post(
        &self,
        path: &str,
        media_type: &str,
        phone: Option<usize>,
        body: Vec<u8>,
    ) -> (StatusCode, Option<String>, Vec<u8>) {
        let mut request = axum::http::Request::post(path)
            .header(header::CONTENT_TYPE, media_type)
            .header(header::HOST, "localhost:8080")
            .header("feltbog-app", wire::APP_VERSION);
        if let Some(phone) = phone {
            request = request
                .header(header::COOKIE, self.cookies[phone].as_str())
                .header(MODEL_HEADER, self.models[phone].header());
        }
        self.answer(request.body(Body::from(body)).expect("a request"))
            .await
    }

    async fn answer(&self, request: axum::http::Request<Body>) -> (StatusCode, Option<String>, Vec<u8>) {
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let cookie = response
            .headers()
            .get(header::SET_COOKIE)
            .and_then(|value| value.to_str().ok());
        let cookie = cookie
            .and_then(|value| value.split(';').next())
            .map(str::to_owned);
        let status = response.status();
        let body = to_bytes(response.into_body(), usize::MAX).await.expect("a body");
        (status, cookie, body.to_vec())
    }

    async fn sync<T: for<'de> serde::Deserialize<'de>>(
        &self,
        phone: usize,
        department: DepartmentId,
        verb: &str,
        message: &impl Serialize,
    ) -> Result<T, Failure> {
        let path = format!("/api/v1/departments/{department}/{verb}");
        let (status, _, body) = self
            .post(&path, wire::MEDIA_TYPE, Some(phone), wire::encode(message))
            .await;
        match status {
            StatusCode::OK => Ok(wire::decode(&body).expect("an answer of ours")),
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => Err(Failure::Busy(1)),
            StatusCode::NOT_FOUND | StatusCode::FORBIDDEN => Err(Failure::Refused(RefusalCode::NotFound)),
            other => panic!("{verb} was answered {other}: {}", String::from_utf8_lossy(&body)),
        }
    }

    async fn close(&self) {
        self.app.close().await;
    }

    async fn open(&mut self) {
        let app = App::open(self.config.clone(), self.clock.clone(), self.random.clone());
        self.app = app.await.expect("a server");
        self.router = feltbog_server::router(self.app.clone());
    }

    /// Makes a backup as `feltbog backup` does, and returns what reads it.
    pub(crate) async fn seal(&self) -> String {
        let (identity, recipient) = backup::new_keys();
        let now = self.clock.now();
        let made = backup::back_up(&*self.app.store, &self.place(), &recipient, &self.sealed(), now).await;
        made.expect("a backup");
        identity
    }

    /// Restores it as `feltbog restore --replace` does, beside a server that has stopped.
    pub(crate) async fn unseal(&mut self, identity: &str) -> Restored {
        let ledgers = [self.app.ledger.clone()];
        let choice = Choice {
            replace: true,
            repair: false,
        };
        let (database, from, place, now) = (
            self.config.database.clone(),
            self.sealed(),
            self.place(),
            self.clock.now(),
        );
        let restore =
            async || backup::restore(&database, &from, identity, &place, &ledgers, choice, now).await;
        let running = restore().await;
        assert!(matches!(running, Err(BackupError::InUse(_))), "{running:?}");
        self.close().await;
        let restored = restore().await.expect("a restored database");
        self.open().await;
        restored
    }

    fn sealed(&self) -> PathBuf {
        self.folder.path().join("backup.age")
    }

    fn place(&self) -> BackupLocation {
        BackupLocation {
            store: self.config.database.kind(),
            secret: (self.app.secret.clone(), self.config.secret_file()),
            folder: match self.config.database.file() {
                Some(file) => file.parent().expect("a folder").to_owned(),
                None => self.folder.path().to_owned(),
            },
            master_key: self.config.master_key.clone(),
        }
    }

    /// Stores, past the guard, a change to a document that nobody can read: what no server of ours takes in.
    pub(crate) async fn poison(&self, document: DocumentId) {
        let found = self.app.store.documents(&[document]).await.expect("an answer");
        let Some(DocumentLookup::Live(state)) = found.get(&document) else {
            panic!("{document} is not there")
        };
        let (hash, actor) = (ChangeHash([0xbb; 32]), vec![0xbb; 16]);
        let chunk = split_chunks(&state.bytes).expect("chunks")[0];
        let mut bytes = chunk.to_vec();
        // Its head is sound and its body is not.
        let middle = bytes.len() / 2;
        bytes[middle..].fill(0xff);
        let proofs = state.changes.iter().map(|change| (change.hash, change.author));
        let append = Append {
            department: state.department,
            device: DeviceId::from_bytes([0xbb; 16]),
            received_at: self.clock.now(),
            documents: vec![AppendDocument {
                document,
                kind: state.kind,
                owner: state.owner,
                seen: state.upto,
                actors: vec![(actor.clone(), state.owner)],
                heads: vec![hash],
                bytes: [&state.bytes[..], &bytes].concat(),
                proofs: proofs.chain([(hash, state.owner)]).collect(),
                projection: "{}".to_owned(),
                index: feltbog_shared::model::record_index::RecordIndex::default(),
            }],
            entries: vec![AppendEntry {
                document,
                hash,
                actor,
                actor_seq: 1,
                author: state.owner,
                relayed_by: None,
                is_returned: false,
                bytes,
            }],
            unchanged: Vec::new(),
        };
        let appended = self.app.store.append(append).await.expect("an answer");
        assert!(matches!(appended, Appended::Stored { .. }), "{appended:?}");
    }

    /// The result of `feltbog rebuild`.
    pub(crate) async fn rebuild(&self) -> Rebuilt {
        let rebuilt = rebuild(&*self.app.store, self.clock.now()).await;
        rebuilt.expect("a database that can be put right")
    }

    /// Whether what a restore put aside is there.
    pub(crate) fn is_there(&self, aside: &str) -> bool {
        self.database.is_there(aside).expect("an answer")
    }

    /// Whether everything that is kept is as the log says.
    pub(crate) async fn differences(&self) -> Vec<Difference> {
        let report = verify(&*self.app.store).await.expect("a report");
        report.differences
    }

    /// The documents as a first fetch by everybody together would bring them.
    async fn snapshots(&self, department: DepartmentId) -> Vec<(DocumentId, Kind, UserId, Vec<u8>)> {
        let readable = feltbog_server::store::Readable::everything(user(0));
        let mut found = Vec::new();
        let mut after = None;
        loop {
            let page = self
                .app
                .store
                .snapshot_page(department, after, 500, usize::MAX, &readable)
                .await;
            let page = page.expect("a page");
            after = page.snapshots.last().map(|snapshot| snapshot.document);
            found.extend(
                page.snapshots
                    .into_iter()
                    .map(|one| (one.document, one.kind, one.owner, one.bytes)),
            );
            if !page.more {
                return found;
            }
        }
    }
}

fn organisation(now: Moment) -> Foundation {
    let department = |id, name: &str| NewDepartment {
        id,
        name: name.into(),
        municipality: "Strandby".into(),
        dwellings: 100,
        modules: Modules::all(),
    };
    let mut people = BTreeMap::new();
    let mut grants = Vec::new();
    for (number, roles) in PHONES {
        if people.insert(user(number), format!("Person {number}")).is_some() {
            continue;
        }
        for (role, department) in roles {
            let grant = Grant {
                role: *role,
                department: *department,
                from: now.plus_millis(-1),
                until: None,
            };
            grants.push((user(number), grant));
        }
    }
    Foundation {
        organisation: "Prøvebo".into(),
        departments: vec![department(HERE, "Her"), department(THERE, "Der")],
        people: people.into_iter().collect(),
        grants,
        ..Foundation::default()
    }
}

impl Backend for Real {
    async fn request(
        &mut self,
        phone: usize,
        department: DepartmentId,
        request: Request,
        now: Moment,
    ) -> Result<Reply, Failure> {
        self.clock.0.store(now.millis(), Ordering::SeqCst);
        // Now and then the log lets go of all it can, however young.
        self.requests += 1;
        if self.requests.is_multiple_of(20) {
            let done = compact(&*self.app.store, now, &mut self.compacted, Duration::ZERO).await;
            // What is not as its log says, as where somebody planted poison, is left alone.
            done.expect("a compacted log");
        }
        Ok(match request {
            Request::Push(push) => Reply::Push(self.sync(phone, department, "push", &push).await?),
            Request::Pull(mut pull) => {
                // Pages of this world's size, so that going on is tried as well.
                pull.limit = pull.limit.min(self.page);
                Reply::Pull(self.sync(phone, department, "pull", &pull).await?)
            }
            Request::Missing(held) => Reply::Missing(self.sync(phone, department, "lacking", &held).await?),
        })
    }

    async fn session(&mut self, phone: usize) -> Session {
        let request = axum::http::Request::get("/api/v1/session")
            .header(wire::APP_HEADER, wire::APP_VERSION)
            .header(header::COOKIE, self.cookies[phone].as_str())
            .header(header::HOST, "localhost:8080")
            .body(Body::empty())
            .expect("a request");
        let (status, _, body) = self.answer(request).await;
        assert_eq!(status, StatusCode::OK, "{}", String::from_utf8_lossy(&body));
        serde_json::from_slice(&body).expect("a session")
    }

    async fn set_model(&mut self, phone: usize, model: KnownModel) {
        self.models[phone] = model;
    }

    async fn set_roles(&mut self, ended: &BTreeSet<EndedRole>) {
        let now = self.clock.now();
        let grant = |(person, place, role, department): (u8, usize, Role, DepartmentId)| {
            let until = ended.contains(&(person, place)).then_some(now);
            let from = self.begun.plus_millis(-1);
            (
                user(person),
                Grant {
                    role,
                    department,
                    from,
                    until,
                },
            )
        };
        let all = PHONES.iter().flat_map(|(person, roles)| {
            let places = roles.iter().enumerate();
            places.map(|(place, (role, department))| (*person, place, *role, *department))
        });
        let amendment = Amendment {
            grants: all.map(grant).collect(),
            ..Amendment::default()
        };
        let seen = self.app.store.roster().await.expect("the people");
        let done = self.app.store.amend(&amendment, &seen).await;
        assert!(done.expect("an answer"), "somebody else changes people");
    }

    async fn restart(&mut self) {
        self.close().await;
        self.open().await;
    }

    async fn backup(&mut self) {
        self.close().await;
        self.copy = Some(self.database.copy_at_rest().expect("a copy"));
        self.open().await;
    }

    async fn restore(&mut self, announced: bool) {
        self.close().await;
        let copy = self.copy.as_ref().expect("a copy");
        self.database.restore(copy).expect("an older database");
        self.open().await;
        if announced {
            self.app.restored().await.expect("raised epochs");
            self.backup().await;
        }
    }

    async fn erase(&mut self, _: DepartmentId, document: DocumentId) {
        erasure::erase(&self.app, document).await.expect("an erasure");
    }

    async fn held(
        &mut self,
        department: DepartmentId,
    ) -> BTreeMap<DocumentId, (Kind, UserId, BTreeSet<ChangeHash>)> {
        let mut held = BTreeMap::new();
        for (document, kind, owner, bytes) in self.snapshots(department).await {
            let read = Document::from_chunks(kind, &bytes).expect("a snapshot that can be read");
            let hashes = read.changes().into_iter().map(|change| change.hash).collect();
            held.insert(document, (kind, owner, hashes));
        }
        held
    }

    async fn check_log(&mut self, department: DepartmentId) {
        assert_eq!(self.differences().await, []);
        // A snapshot is the document's changes in the order of the log.
        for (_, kind, _, bytes) in self.snapshots(department).await {
            let mut document = Document::new(kind).expect("a genesis");
            for chunk in split_chunks(&bytes).expect("chunks") {
                document
                    .apply([chunk])
                    .expect("dependencies come before dependents");
            }
        }
    }
}
