//! The access matrix across two organisations on one server: each role of the one, each kind of record of the other, each
//! verb and each channel of a phone, both ways round, with a word in each record that stands nowhere else. On both
//! databases.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use feltbog_server::services::erasure::erase;
use feltbog_server::services::withdrawal::revoke;
use feltbog_server::store::{Foundation, NewDepartment};
use feltbog_shared::department_directory::DirectoryRequest;
use feltbog_shared::department_homes::HomesRequest;
use feltbog_shared::department_information::InformationRequest;
use feltbog_shared::department_sharing::SharingRequest;
use feltbog_shared::id::{AdministrationId, ChangeHash, DepartmentId, DocumentId, OrganisationId, UserId};
use feltbog_shared::model::{FieldChange, Kind, Value};
use feltbog_shared::own_competencies::CompetenciesRequest;
use feltbog_shared::own_values::OwnValuesRequest;
use feltbog_shared::permission::{Collection, Grant, Modules, Role};
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::safe_return::SafeReturnRequest;
use feltbog_shared::wire::{Cursor, Entry, MissingRequest, Offered, PullRequest, PushRequest, Verdict, Wake};
use feltbog_tests::app::{Answer, Client, Draft, HERE, START, TestApp, document};
use feltbog_tests::database::TestDatabase;
use feltbog_tests::wait::PATIENCE;
use memchr::memmem;

use super::listed_ids;
use super::place::{MAKERS, kinds};
use super::rights::stated;
use crate::access::writing;
use crate::photos::{JPEG, picture, put};
use crate::wake::{heard, listen, next};

/// The department of the second organisation.
const FAR: DepartmentId = DepartmentId::from_bytes([0xd9; 16]);
/// A department that no organisation has.
const NOWHERE: DepartmentId = DepartmentId::from_bytes([0xdf; 16]);
/// Advises both organisations.
const SHARED: UserId = UserId::from_bytes([0x52; 16]);
/// Has another role in each of them.
const MIXED: UserId = UserId::from_bytes([0x53; 16]);
/// The roles of both, in the first and in the second organisation.
const BOTH: [(UserId, [Role; 2]); 2] = [
    (SHARED, [Role::FinancialAdviser, Role::FinancialAdviser]),
    (MIXED, [Role::SocialCaretaker, Role::Board]),
];
/// A change that no server has.
const UNHELD: ChangeHash = ChangeHash([0xaa; 32]);
/// Tables that grow when something is written.
const WRITTEN: [&str; 4] = ["log", "document", "photo", "tombstone"];

/// A record, and the word that stands in it and nowhere else.
struct Record {
    draft: Draft,
    word: String,
    author: UserId,
}

impl Record {
    fn id(&self) -> DocumentId {
        self.draft.id
    }

    /// Whether a role reads it, to whose holder nothing else has to do with it.
    fn is_read_by(&self, role: Role) -> bool {
        stated(role, self.draft.kind.collection()).read.is_all()
    }

    /// Whether a role is sent it beside what it reads: the experiences of an organisation, to those who work there.
    fn is_sent_to(&self, role: Role) -> bool {
        let reads = |collection| stated(role, collection).read.is_all();
        let finds = reads(Collection::Nature) || reads(Collection::StaffGuidance);
        self.draft.kind == Kind::ExperienceNote && finds
    }
}

/// One of the two organisations: a department, somebody for each role, and records.
struct Side {
    number: u8,
    department: DepartmentId,
    people: Vec<(Role, Client)>,
    maker: Client,
    records: Vec<Record>,
    documents: u16,
}

impl Side {
    async fn new(app: &TestApp, number: u8, department: DepartmentId) -> Self {
        let mut side = Self {
            number,
            department,
            people: Vec::new(),
            maker: app.enrol(maker_id(number)).await,
            records: Vec::new(),
            documents: 1_000 * (u16::from(number) + 1),
        };
        side.enrol(app).await;
        side
    }

    /// A phone for everybody, a new one where somebody has had one.
    async fn enrol(&mut self, app: &TestApp) {
        self.people.clear();
        for role in Role::ALL {
            self.people
                .push((role, app.enrol(person_id(self.number, role)).await));
        }
    }

    fn client(&self, role: Role) -> &Client {
        let found = self.people.iter().find(|(one, _)| *one == role);
        &found.unwrap().1
    }

    fn next_id(&mut self) -> DocumentId {
        self.documents += 1;
        document(self.documents)
    }

    async fn make(&mut self, kind: Kind) {
        let id = self.next_id();
        let word = format!("kanarie{}fugl", self.documents);
        let written = writing(kind, &word);
        // A record without words is known by the day that stands in it.
        let word = match &written.change {
            FieldChange::Set(Value::Text(text)) | FieldChange::Rewrite(text) => text.clone(),
            _ => word,
        };
        let draft = self.maker.create(id, kind, &[written]);
        let verdict = self.maker.push_one(self.department, draft.last()).await;
        assert!(matches!(verdict, Verdict::Accepted(..)), "{kind:?}: {verdict:?}");
        let author = self.maker.person();
        self.records.push(Record { draft, word, author });
    }

    /// A record of each kind. The first photo has its picture, the last one lacks it.
    async fn record(&mut self) {
        for kind in kinds().chain([Kind::Photo]) {
            self.make(kind).await;
        }
        let first = self.photos().next().unwrap();
        let path = format!("/api/v1/departments/{}/photos/{first}", self.department);
        let kept = put(&self.maker, &path, JPEG, picture(7)).await;
        assert_eq!(kept.status, StatusCode::OK);
    }

    fn photos(&self) -> impl Iterator<Item = DocumentId> {
        let photos = self.records.iter().filter(|one| one.draft.kind == Kind::Photo);
        photos.map(Record::id)
    }

    /// The words of its records are found, each as is said of it.
    fn expect_words(&self, bytes: &[u8], may: impl Fn(&Record) -> bool, what: &str) {
        for record in &self.records {
            let found = memmem::find(bytes, record.word.as_bytes()).is_some();
            assert_eq!(
                found,
                may(record),
                "{what}: {:?} {}",
                record.draft.kind,
                record.word
            );
        }
    }

    /// Nothing of it is found, neither a word nor a name.
    fn expect_nothing(&self, bytes: &[u8], what: &str) {
        self.expect_words(bytes, |_| false, what);
        for name in [name(self.number, "bo"), name(self.number, "engen")] {
            let found = memmem::find(bytes, name.as_bytes()).is_some();
            assert!(!found, "{what}: {name}");
        }
    }
}

fn maker_id(number: u8) -> UserId {
    UserId::from_bytes([0x50 + number; 16])
}

fn person_id(number: u8, role: Role) -> UserId {
    let place = Role::ALL.iter().position(|one| *one == role).unwrap();
    UserId::from_bytes([0x60 + 0x20 * number + u8::try_from(place).unwrap(); 16])
}

/// A name that is of one organisation alone.
fn name(number: u8, of: &str) -> String {
    format!("Kanarie{number}{of}")
}

fn foundation(number: u8, department: DepartmentId) -> Foundation {
    let grant = |role| Grant {
        role,
        department,
        from: START.plus_millis(-1),
        until: None,
    };
    let mut people = vec![(maker_id(number), name(number, "maker"))];
    let mut grants: Vec<_> = MAKERS.map(|role| (maker_id(number), grant(role))).into();
    for role in Role::ALL {
        let person = person_id(number, role);
        people.push((person, name(number, role.key())));
        grants.push((person, grant(role)));
    }
    if number == 0 {
        people.extend([
            (SHARED, "Fælles rådgiver".into()),
            (MIXED, "Fælles kollega".into()),
        ]);
        grants.extend(BOTH.map(|(person, [role, _])| (person, grant(role))));
    }
    Foundation {
        administration: AdministrationId::from_bytes([0xa0 + number; 16]),
        id: OrganisationId::from_bytes([0xb0 + number; 16]),
        organisation: name(number, "bo"),
        departments: vec![NewDepartment {
            id: department,
            name: name(number, "engen"),
            municipality: "Strandby".into(),
            dwellings: 120,
            modules: Modules::all(),
        }],
        people,
        grants,
    }
}

/// A server with both organisations, and a few people who have something to do with each of them.
async fn two(database: TestDatabase) -> TestApp {
    let mut app = TestApp::bare_on(database).await;
    app.app.store.found(&foundation(0, HERE)).await.unwrap();
    app.app.store.found(&foundation(1, FAR)).await.unwrap();
    for (person, [_, role]) in BOTH {
        let grant = Grant {
            role,
            department: FAR,
            from: START.plus_millis(-1),
            until: None,
        };
        app.app.store.grant(person, grant).await.unwrap();
    }
    // A server that has seen these people from its beginning has no news of their rights.
    app.restart().await;
    app
}

#[tokio::test]
async fn nothing_crosses_between_organisations_on_sqlite() {
    let folder = tempfile::tempdir().unwrap();
    matrix(TestDatabase::sqlite(folder.path()).unwrap()).await;
}

#[tokio::test]
async fn nothing_crosses_between_organisations_on_postgres() {
    matrix(TestDatabase::postgres().await.expect("PostgreSQL")).await;
}

async fn matrix(database: TestDatabase) {
    let is_exact = matches!(database, TestDatabase::Sqlite(_));
    let app = two(database).await;
    let mut ours = Side::new(&app, 0, HERE).await;
    let mut theirs = Side::new(&app, 1, FAR).await;
    wakes(&app, &mut ours, &mut theirs, is_exact).await;
    wakes(&app, &mut theirs, &mut ours, is_exact).await;
    let rows = written(&app).await;
    for (own, other) in [(&ours, &theirs), (&theirs, &ours)] {
        for (role, client) in &own.people {
            let mut client = client.clone();
            reads_its_own(&client, own, other, *role).await;
            is_closed(&mut client, other, *role).await;
            misses_nothing(&client, own, other, *role).await;
            changes_nothing(&app, &mut client, own, other, *role).await;
        }
    }
    assert_eq!(written(&app).await, rows, "nothing was written");
    for (person, roles) in BOTH {
        has_each_role_where_it_was_given(&app, person, [(&ours, roles[0]), (&theirs, roles[1])]).await;
    }
    hears_of_both(&app, &mut ours, &mut theirs).await;
    erasures_are_told_at_home(&app, &ours, &theirs).await;
    erasures_are_told_at_home(&app, &theirs, &ours).await;
}

/// Rows of the tables that grow when something is written.
async fn written(app: &TestApp) -> Vec<u64> {
    let rows = app.rows().await;
    WRITTEN.map(|table| rows[table]).into()
}

/// The records of one organisation wake nobody of the other and stand in no log there; a record of their own does both.
async fn wakes(app: &TestApp, writing_side: &mut Side, listening: &mut Side, is_exact: bool) {
    let mut of_writing = listen(app, writing_side.client(Role::Caretaker)).await;
    let department = listening.department;
    let mut listeners = Vec::new();
    for (role, client) in &listening.people {
        let (_, cursor) = client.pull_all(department, Cursor::default()).await;
        let heard = heard(listen(app, client).await);
        listeners.push((*role, client.clone(), cursor, heard));
    }
    writing_side.record().await;
    assert_eq!(
        next(&mut of_writing).await,
        Wake::of(writing_side.department),
        "it is told where it was written"
    );
    for (role, client, cursor, _) in &listeners {
        let (news, _) = client.pull_all(department, *cursor).await;
        assert_eq!(news, [], "{role:?}");
    }
    listening.make(Kind::ResidentCard).await;
    for (role, client, _, mut heard) in listeners {
        let reads = stated(role, Kind::ResidentCard.collection()).read.is_all();
        let mut woken = Vec::new();
        if reads {
            let wake = tokio::time::timeout(PATIENCE, heard.recv()).await;
            woken.extend(wake.expect("nothing was told"));
        }
        // What was told before it is heard before the stream ends.
        let device = client.session.as_ref().unwrap().device;
        revoke(&app.app, device).await.unwrap();
        while let Some(wake) = heard.recv().await {
            woken.push(wake);
        }
        assert!(
            woken.iter().all(|wake| *wake == Wake::of(department)),
            "{woken:?}"
        );
        // On a database of several servers, what was written before they listened may be told late.
        if is_exact {
            assert_eq!(woken.len(), usize::from(reads), "{role:?}");
        } else {
            assert_eq!(!woken.is_empty(), reads, "{role:?}");
        }
    }
    listening.enrol(app).await;
}

fn path(department: DepartmentId, of: &str) -> String {
    format!("/api/v1/departments/{department}/{of}")
}

/// Everything that a phone is told of a department and of its person, whatever it asks.
async fn everything(client: &Client, department: DepartmentId) -> Vec<u8> {
    let pull = PullRequest {
        cursor: Cursor::default(),
        limit: 1_000,
    };
    let everywhere = |of: &str| format!("/api/v1/departments/{of}");
    let answers = [
        client.post_sync(&path(department, "pull"), &pull).await,
        client.get(&path(department, "records?limit=1000")).await,
        client.get(&path(department, "photos/lacking")).await,
        client.get("/api/v1/session").await,
        client
            .post_sync(&everywhere("information"), &InformationRequest::default())
            .await,
        client
            .post_sync(&everywhere("directory"), &DirectoryRequest::default())
            .await,
        client
            .post_sync(&everywhere("homes"), &HomesRequest::default())
            .await,
        client
            .post_sync(&everywhere("own-values"), &OwnValuesRequest::default())
            .await,
        client
            .post_sync(&everywhere("sharing"), &SharingRequest::default())
            .await,
        client
            .post_sync(&everywhere("effort-tasks"), &SharingRequest::default())
            .await,
        client
            .post_sync(&everywhere("safe-returns"), &SafeReturnRequest::default())
            .await,
        client
            .post_sync(&everywhere("competencies"), &CompetenciesRequest::default())
            .await,
    ];
    for answer in &answers {
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    }
    answers.iter().flat_map(|answer| answer.body.to_vec()).collect()
}

/// Every way to read: the words of one's own organisation as far as the role goes, and no byte of the other one.
async fn reads_its_own(client: &Client, own: &Side, other: &Side, role: Role) {
    let mut bytes = everything(client, own.department).await;
    let foreign: BTreeSet<_> = other.records.iter().map(Record::id).collect();
    let listed = client.get(&path(own.department, "records?limit=1000")).await;
    let listed = listed_ids(&listed.json());
    assert!(listed.is_disjoint(&foreign), "{role:?}");
    let (pulled, _) = client.pull_all(own.department, Cursor::default()).await;
    assert!(
        !pulled.iter().any(|entry| foreign.contains(&entry.document())),
        "{role:?}"
    );
    let lacking: Vec<DocumentId> = client.get(&path(own.department, "photos/lacking")).await.json();
    assert!(!lacking.iter().any(|id| foreign.contains(id)), "{role:?}");
    for id in &foreign {
        for of in [
            format!("records/{id}"),
            format!("records/{id}/history"),
            format!("photos/{id}"),
        ] {
            let answer = client.get(&path(own.department, &of)).await;
            answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
            bytes.extend(answer.body);
        }
    }
    let what = format!("{role:?} of organisation {}", own.number);
    let may = |record: &Record| record.is_read_by(role) || record.is_sent_to(role);
    own.expect_words(&bytes, may, &what);
    other.expect_nothing(&bytes, &what);
    // The one who may give a picture at home is told that one is lacking, so that the silence above says something.
    let is_told = own.photos().last().is_some_and(|last| lacking.contains(&last));
    let may = stated(role, Kind::Photo.collection()).update.is_all();
    assert_eq!(is_told, may, "{what}");
}

/// The answers of a department to every request that names it, with this record.
async fn asked(client: &mut Client, department: DepartmentId, record: &Record) -> Vec<Answer> {
    let id = record.id();
    let mut copy = record.draft.clone();
    let edit = client.edit(&mut copy, &[writing(record.draft.kind, "Rettet")]);
    let new = client.create(
        document(1),
        record.draft.kind,
        &[writing(record.draft.kind, "Ny")],
    );
    let push = PushRequest {
        cursor: Cursor::default(),
        changes: vec![new.last(), edit],
    };
    let pull = PullRequest {
        cursor: Cursor::default(),
        limit: 100,
    };
    let missing = MissingRequest {
        witness: None,
        held: vec![(id, vec![record.draft.made[0].hash, UNHELD])],
    };
    let photo = path(department, &format!("photos/{id}"));
    vec![
        client.post_sync(&path(department, "push"), &push).await,
        client.post_sync(&path(department, "pull"), &pull).await,
        client.post_sync(&path(department, "lacking"), &missing).await,
        client.get(&path(department, "records")).await,
        client.get(&path(department, &format!("records/{id}"))).await,
        client
            .get(&path(department, &format!("records/{id}/history")))
            .await,
        client.get(&path(department, "photos/lacking")).await,
        client.get(&photo).await,
        put(client, &photo, JPEG, picture(9)).await,
    ]
}

/// The other organisation's department answers every request as one that does not exist.
async fn is_closed(client: &mut Client, other: &Side, role: Role) {
    let mut expected = Vec::new();
    for answer in asked(client, NOWHERE, &other.records[0]).await {
        expected.push(answer.expect_error(StatusCode::FORBIDDEN, Code::NoAccess).message);
    }
    for record in &other.records {
        for (answer, message) in asked(client, other.department, record)
            .await
            .into_iter()
            .zip(&expected)
        {
            let told = answer.expect_error(StatusCode::FORBIDDEN, Code::NoAccess);
            assert_eq!(&told.message, message, "{role:?}");
        }
    }
}

/// Asked what it lacks, one's own department answers about records of the other organisation as about absent ones.
async fn misses_nothing(client: &Client, own: &Side, other: &Side, role: Role) {
    let absent = document(9_999);
    let guessed = other.records.iter().map(Record::id).chain([absent]);
    let held: Vec<_> = guessed.map(|id| (id, vec![UNHELD])).collect();
    let request = MissingRequest {
        witness: None,
        held: held.clone(),
    };
    let missing = client.missing(own.department, &request).await.missing;
    assert_eq!(missing, held, "{role:?}");
    // Who names a change that stands elsewhere gives it to nobody here.
    let known = other.records.iter();
    let known = known.map(|record| (record.id(), vec![record.draft.made[0].hash, UNHELD]));
    let request = MissingRequest {
        witness: None,
        held: known.collect(),
    };
    let missing = client.missing(own.department, &request).await.missing;
    assert_eq!(missing, [], "{role:?}");
}

/// Changes to records of the other organisation, sent to one's own department, are refused, or answered as those of a
/// record that is not there.
async fn changes_nothing(app: &TestApp, client: &mut Client, own: &Side, other: &Side, role: Role) {
    for record in &other.records {
        let (id, kind) = (record.id(), record.draft.kind);
        let what = format!("{role:?} and {kind:?}");
        let sent = record.draft.last();
        let hash = record.draft.made[0].hash;
        // The seal proves that the change was given out, by another department.
        let seal = app.app.secret.seal(other.department, id, hash, record.author);
        let relayed = Offered {
            relayed: Some((record.author, seal)),
            ..sent.clone()
        };
        let mut draft = client.create(document(1), kind, &[writing(kind, "Et")]);
        let begins = Offered {
            document: id,
            ..draft.last()
        };
        for offered in [sent, relayed, begins] {
            let verdict = client.push_one(own.department, offered).await;
            assert!(matches!(verdict, Verdict::Refused(..)), "{what}: {verdict:?}");
        }
        let goes_on = client.edit(&mut draft, &[writing(kind, "To")]);
        let mut verdicts = Vec::new();
        for document in [id, document(9_999)] {
            let offered = Offered {
                document,
                ..goes_on.clone()
            };
            verdicts.push(client.push_one(own.department, offered).await);
        }
        assert_eq!(verdicts[0], verdicts[1], "{what}");
        let photo = path(own.department, &format!("photos/{id}"));
        let kept = put(client, &photo, JPEG, picture(9)).await;
        kept.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    }
}

/// Somebody with a grant in both organisations has both under one sign-in, each with the role of its own grant.
async fn has_each_role_where_it_was_given(app: &TestApp, person: UserId, sides: [(&Side, Role); 2]) {
    let mut client = app.enrol(person).await;
    let session = client.session.clone().unwrap();
    let mut departments: Vec<_> = session.departments.iter().map(|one| one.id).collect();
    departments.sort_unstable();
    assert_eq!(departments, [HERE, FAR]);
    let [first, second] = sides;
    for ((own, role), (other, _)) in [(first, second), (second, first)] {
        let pull = PullRequest {
            cursor: Cursor::default(),
            limit: 1_000,
        };
        let mut bytes = Vec::new();
        for answer in [
            client.post_sync(&path(own.department, "pull"), &pull).await,
            client.get(&path(own.department, "records?limit=1000")).await,
        ] {
            assert_eq!(answer.status, StatusCode::OK);
            bytes.extend(answer.body);
        }
        let what = format!("{role:?} of organisation {}", own.number);
        own.expect_words(&bytes, |record| record.is_read_by(role), &what);
        other.expect_nothing(&bytes, &what);
        for record in &other.records {
            let of = format!("records/{}", record.id());
            let answer = client.get(&path(own.department, &of)).await;
            answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
            let verdict = client.push_one(own.department, record.draft.last()).await;
            assert!(matches!(verdict, Verdict::Refused(..)), "{what}: {verdict:?}");
        }
        for (number, kind) in (0..).zip(kinds()) {
            let number = 4_000 + 100 * u16::from(own.number) + 500 * u16::from(person == MIXED) + number;
            let new = client.create(document(number), kind, &[writing(kind, "Ny")]);
            let verdict = client.push_one(own.department, new.last()).await;
            let may = stated(role, kind.collection());
            let may = may.create
                || (may.note && kind == Kind::AreaObservation)
                || (may.tell && kind == Kind::ExperienceNote);
            let is_taken = matches!(verdict, Verdict::Accepted(..));
            assert_eq!(is_taken, may, "{what} makes {kind:?}: {verdict:?}");
        }
    }
}

/// Somebody who advises both organisations hears of each.
async fn hears_of_both(app: &TestApp, ours: &mut Side, theirs: &mut Side) {
    let client = app.enrol(SHARED).await;
    let mut stream = listen(app, &client).await;
    let mut woken = BTreeSet::new();
    for side in [ours, theirs] {
        side.make(Kind::ResidentCard).await;
        while !woken.contains(&side.department) {
            woken.insert(next(&mut stream).await.department);
        }
    }
    assert_eq!(woken, [HERE, FAR].into());
}

/// Documents that a page says are gone.
fn gone(entries: &[Entry]) -> BTreeSet<DocumentId> {
    let gone = entries
        .iter()
        .filter(|entry| matches!(entry, Entry::Tombstone { .. } | Entry::Purge { .. }));
    gone.map(Entry::document).collect()
}

/// The erasure of a record is told in its organisation to those who could read it, and to nobody of the other one.
async fn erasures_are_told_at_home(app: &TestApp, own: &Side, other: &Side) {
    let mut cursors = Vec::new();
    for (_, client) in &other.people {
        cursors.push(client.pull_all(other.department, Cursor::default()).await.1);
    }
    // With a case goes what was given with it: held by `participation`.
    let is_plain = |record: &&Record| {
        !matches!(
            record.draft.kind,
            Kind::ConflictCase | Kind::CasePart | Kind::Deputy
        )
    };
    let erased: Vec<_> = own.records.iter().filter(is_plain).collect();
    for record in &erased {
        erase(&app.app, record.id()).await.unwrap();
    }
    for (role, client) in &own.people {
        let (entries, _) = client.pull_all(own.department, Cursor::default()).await;
        let gone = gone(&entries);
        for record in &erased {
            let is_told = gone.contains(&record.id());
            assert_eq!(
                is_told,
                record.is_read_by(*role),
                "{role:?} {:?}",
                record.draft.kind
            );
        }
    }
    for ((role, client), cursor) in other.people.iter().zip(cursors) {
        let (news, _) = client.pull_all(other.department, cursor).await;
        assert_eq!(news, [], "{role:?}");
        let (all, _) = client.pull_all(other.department, Cursor::default()).await;
        let gone = gone(&all);
        assert!(
            !erased.iter().any(|record| gone.contains(&record.id())),
            "{role:?}"
        );
    }
}
