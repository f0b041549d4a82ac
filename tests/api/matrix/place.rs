//! People and records for the matrix: somebody for each role, and records that have to do with each of them in every way
//! there is.

use std::collections::BTreeSet;

use feltbog_server::store::{Foundation, NewDepartment};
use feltbog_shared::document::Document;
use feltbog_shared::id::{ChangeHash, DeviceId, DocumentId, UserId};
use feltbog_shared::model::case_part::Part;
use feltbog_shared::model::handover::HandoverRole;
use feltbog_shared::model::schema::{Field, Link};
use feltbog_shared::model::{CasePart, Deputy, FieldChange, FieldEdit, Handover, Kind, Value};
use feltbog_shared::moment::Day;
use feltbog_shared::permission::{Grant, Modules, Role, Scope};
use feltbog_shared::wire::{Offered, Verdict};
use feltbog_tests::app::{Client, Draft, HERE, START, THERE, TestApp};
use feltbog_tests::database::TestDatabase;
use feltbog_tests::wait::PATIENCE;

use super::rights::stated;

/// Roles that together make every kind of record.
pub(super) const MAKERS: [Role; 7] = [
    Role::Caretaker,
    Role::SocialCaretaker,
    Role::FinancialAdviser,
    Role::Mediator,
    Role::CaseOfficer,
    Role::OperationsManager,
    Role::CentralUnit,
];
/// For so long everybody is a maker; afterwards they have their own role and no other.
const MAKING_MILLIS: i64 = 1_000;
/// Makes records that have to do with nobody.
const MAKER: UserId = UserId::from_bytes([0x50; 16]);
/// Names a deputy.
const AWAY: UserId = UserId::from_bytes([0x51; 16]);
/// Somebody to whom things are handed over from the beginning.
const ADVISER: UserId = UserId::from_bytes([0x52; 16]);
/// The kinds that belong to a case.
const CASE_KINDS: [Kind; 5] = [
    Kind::ConflictEvent,
    Kind::ConflictParty,
    Kind::LegalStep,
    Kind::Mediation,
    Kind::CasePhoto,
];

/// The kinds that people make.
pub(super) fn kinds() -> impl Iterator<Item = Kind> {
    // The server alone writes it: held by `passed_on`.
    Kind::ALL.iter().copied().filter(|kind| *kind != Kind::PassedOn)
}

/// Somebody with one role.
pub(super) struct Subject {
    pub(super) role: Role,
    pub(super) client: Client,
    /// The case that was assigned to them, and the one that they have nothing to do with.
    assigned: DocumentId,
    recused: DocumentId,
}

impl Subject {
    /// Whether a record has to do with the person, or with nobody: those of others are as those of nobody.
    pub(super) fn is_near(&self, record: &Record) -> bool {
        let is_near = [MAKER, AWAY, self.client.person()].contains(&record.author);
        let is_near_case = record
            .case
            .is_none_or(|case| [self.assigned, self.recused].contains(&case) || case == record.id);
        is_near && is_near_case
    }

    pub(super) fn person(&self) -> UserId {
        self.client.person()
    }

    pub(super) fn device(&self) -> DeviceId {
        self.client.session.as_ref().unwrap().device
    }
}

/// A record, and what it has to do with people.
#[derive(Clone)]
pub(super) struct Record {
    pub(super) id: DocumentId,
    pub(super) kind: Kind,
    pub(super) author: UserId,
    pub(super) draft: Draft,
    /// A word that stands in it and nowhere else.
    pub(super) word: String,
    /// The head after it, of those made while others listened.
    pub(super) head: u64,
    /// The case that it is, or belongs to.
    case: Option<DocumentId>,
    pub(super) is_elsewhere: bool,
    pub(super) is_handed_to_adviser: bool,
}

impl std::fmt::Debug for Record {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { kind, word, .. } = self;
        write!(f, "{kind:?} {word} by {}", self.author)
    }
}

impl Record {
    pub(super) fn hash(&self) -> ChangeHash {
        self.draft.made[0].hash
    }

    /// Whether it was made here while others listened, after one of these heads.
    pub(super) fn is_of(&self, heads: &BTreeSet<u64>) -> bool {
        !self.is_elsewhere && heads.contains(&self.head)
    }

    /// Whether others read something because of it.
    pub(super) fn is_about_access(&self) -> bool {
        matches!(self.kind, Kind::ConflictCase | Kind::CasePart | Kind::Deputy)
    }

    /// A change of its author's that no server has.
    pub(super) fn lost_change(&self) -> Offered {
        let mut draft = self.draft.clone();
        draft.document = Document::new(self.kind).unwrap();
        let writer = feltbog_shared::document::Writer {
            actor: feltbog_shared::id::ActorId([0xf1; 16]),
            author: self.author,
            at: START,
        };
        let edit = crate::access::writing(self.kind, "Fra en anden telefon");
        let change = draft.document.edit(writer, None, &[edit]).unwrap().unwrap();
        draft.made.push(change);
        draft.last()
    }
}

/// The organisation of the matrix.
pub(super) struct Place {
    pub(super) app: TestApp,
    pub(super) subjects: Vec<Subject>,
    pub(super) records: Vec<Record>,
    maker: Client,
    away: Client,
    documents: u16,
}

fn subject_id(number: usize) -> UserId {
    UserId::from_bytes([0x60 + u8::try_from(number).unwrap(); 16])
}

fn link(person: UserId) -> DocumentId {
    DocumentId::from_bytes(*person.as_bytes())
}

/// The edit that makes a record belong to a case.
fn of_case(case: DocumentId) -> FieldEdit {
    Field::<Link>::new(CasePart::conflict_case().name()).set(case)
}

impl Place {
    pub(super) async fn new(database: TestDatabase) -> Self {
        let mut app = TestApp::bare_on(database).await;
        app.app.store.found(&foundation()).await.unwrap();
        // A server that has seen these people from its beginning has no news of their rights.
        app.restart().await;
        let mut subjects = Vec::new();
        for (number, role) in Role::ALL.into_iter().enumerate() {
            subjects.push(Subject {
                role,
                client: app.enrol(subject_id(number)).await,
                assigned: DocumentId::from_bytes([0; 16]),
                recused: DocumentId::from_bytes([0; 16]),
            });
        }
        let maker = app.enrol(MAKER).await;
        let away = app.enrol(AWAY).await;
        Self {
            app,
            subjects,
            records: Vec::new(),
            maker,
            away,
            documents: 0,
        }
    }

    pub(super) fn next_id(&mut self) -> DocumentId {
        self.documents += 1;
        feltbog_tests::app::document(self.documents)
    }

    /// Somebody who makes records that have to do with nobody, here and elsewhere.
    pub(super) fn maker(&self) -> UserId {
        MAKER
    }

    /// Everybody with their name.
    pub(super) fn people(&self) -> Vec<(UserId, String)> {
        foundation().people
    }

    pub(super) async fn enrol_again(&mut self, number: usize) {
        self.subjects[number].client = self.app.enrol(subject_id(number)).await;
    }

    /// Records that are there before anybody fetches: own ones, others', and those that say who takes part.
    pub(super) async fn record_early(&mut self) {
        for number in 0..self.subjects.len() {
            for kind in kinds() {
                let mut client = self.subjects[number].client.clone();
                self.make(&mut client, kind, &[], None).await;
                self.subjects[number].client = client;
            }
        }
        self.make_for_nobody().await;
        self.make_elsewhere().await;
        for number in 0..self.subjects.len() {
            let (mut maker, me) = (self.maker.clone(), link(subject_id(number)));
            let assigned = self.make_case(&mut maker).await;
            let recused = self.make_case(&mut maker).await;
            let part = |case, part| {
                [
                    of_case(case),
                    CasePart::part().set(part),
                    CasePart::person().set(me),
                ]
            };
            let given = part(assigned, Part::Assigned);
            self.make(&mut maker, Kind::CasePart, &given, None).await;
            self.maker = maker;
            let mut client = self.subjects[number].client.clone();
            let given_up = part(recused, Part::Recused);
            self.make(&mut client, Kind::CasePart, &given_up, None).await;
            let mut away = self.away.clone();
            let named = [
                Deputy::person().set(me),
                Deputy::until_on().set(Day::plus_days(START.day(0), 1)),
            ];
            self.make(&mut away, Kind::Deputy, &named, None).await;
            self.away = away;
            let subject = &mut self.subjects[number];
            (subject.client, subject.assigned, subject.recused) = (client, assigned, recused);
        }
        self.make_by_the_one_away().await;
        // Whose rights change is sent to ask anew: nobody listens before that is over.
        let stream = crate::wake::listen(&self.app, &self.subjects[0].client).await;
        self.app.clock.pass(MAKING_MILLIS);
        let told = tokio::time::timeout(PATIENCE, crate::wake::told(stream)).await;
        told.expect("rights begin and end");
    }

    /// Records that are made while everybody listens; the heads after them.
    pub(super) async fn record_late(&mut self) -> BTreeSet<u64> {
        let before = self.records.len();
        self.make_for_nobody().await;
        self.make_elsewhere().await;
        let mut maker = self.maker.clone();
        for number in 0..self.subjects.len() {
            for case in [self.subjects[number].assigned, self.subjects[number].recused] {
                for kind in CASE_KINDS {
                    self.make(&mut maker, kind, &[of_case(case)], Some(case)).await;
                }
            }
        }
        self.maker = maker;
        self.make_by_the_one_away().await;
        let late = self.records[before..]
            .iter()
            .filter(|record| !record.is_elsewhere);
        late.map(|record| record.head).collect()
    }

    async fn make_for_nobody(&mut self) {
        let mut maker = self.maker.clone();
        for kind in kinds() {
            self.make(&mut maker, kind, &[], None).await;
        }
        let handed = [Handover::to_role().set(HandoverRole::FinancialAdviser)];
        self.make(&mut maker, Kind::Handover, &handed, None).await;
        let last = self.records.last_mut().unwrap();
        last.is_handed_to_adviser = true;
        self.maker = maker;
    }

    async fn make_elsewhere(&mut self) {
        let mut maker = self.maker.clone();
        for kind in kinds() {
            self.make_in(&mut maker, kind, &[], None, true).await;
        }
        self.maker = maker;
    }

    async fn make_case(&mut self, maker: &mut Client) -> DocumentId {
        let case = self.make(maker, Kind::ConflictCase, &[], None).await;
        for kind in CASE_KINDS {
            self.make(maker, kind, &[of_case(case)], Some(case)).await;
        }
        case
    }

    async fn make_by_the_one_away(&mut self) {
        let mut away = self.away.clone();
        for kind in [Kind::SocialVisit, Kind::VisitNote, Kind::Referral] {
            self.make(&mut away, kind, &[], None).await;
        }
        self.away = away;
    }

    async fn make(
        &mut self,
        client: &mut Client,
        kind: Kind,
        edits: &[FieldEdit],
        case: Option<DocumentId>,
    ) -> DocumentId {
        self.make_in(client, kind, edits, case, false).await
    }

    async fn make_in(
        &mut self,
        client: &mut Client,
        kind: Kind,
        edits: &[FieldEdit],
        case: Option<DocumentId>,
        is_elsewhere: bool,
    ) -> DocumentId {
        let id = self.next_id();
        let word = format!("kanarie{}fugl", self.documents);
        let written = crate::access::writing(kind, &word);
        // A record without words is known by the day that stands in it.
        let word = match &written.change {
            FieldChange::Set(Value::Text(text)) | FieldChange::Rewrite(text) => text.clone(),
            _ => word,
        };
        let mut all = vec![written];
        all.extend_from_slice(edits);
        let draft = client.create(id, kind, &all);
        let department = if is_elsewhere { THERE } else { HERE };
        let reply = client.push(department, vec![draft.last()]).await;
        assert!(
            matches!(reply.verdicts[..], [Verdict::Accepted(..)]),
            "{kind:?}: {:?}",
            reply.verdicts
        );
        if kind.is_picture() && !is_elsewhere {
            let path = format!("/api/v1/departments/{HERE}/photos/{id}");
            crate::photos::put(client, &path, crate::photos::JPEG, crate::photos::picture(7)).await;
        }
        let is_late = self.app.app.clock.now() > START;
        self.records.push(Record {
            id,
            kind,
            author: client.person(),
            draft,
            word,
            head: if is_late { reply.head } else { 0 },
            case: case.or((kind == Kind::ConflictCase).then_some(id)),
            is_elsewhere,
            is_handed_to_adviser: false,
        });
        id
    }

    /// Whether a record is in a scope of a person's.
    fn is_in(&self, subject: &Subject, record: &Record, scope: Scope) -> bool {
        let me = subject.client.person();
        if record.is_elsewhere || record.case == Some(subject.recused) {
            return false;
        }
        let is_given = record.case == Some(subject.assigned)
            || (subject.role == Role::FinancialAdviser && record.is_handed_to_adviser);
        scope.is_all()
            || (scope.includes(Scope::OWN) && record.author == me)
            || (scope.includes(Scope::ASSIGNED) && is_given)
            || (scope.includes(Scope::DEPUTISED) && record.author == AWAY)
    }

    /// The records that somebody asks for one at a time: those that have to do with the person or with nobody, and of those
    /// of others, which are as those of nobody, one in so many as there are roles: another one for each role.
    pub(super) fn asked_one_by_one(&self, subject: &Subject) -> impl Iterator<Item = &Record> {
        let own = Role::ALL.iter().position(|role| *role == subject.role);
        let asked =
            self.records.iter().enumerate().filter(move |(number, record)| {
                subject.is_near(record) || Some(number % Role::ALL.len()) == own
            });
        asked.map(|(_, record)| record)
    }

    pub(super) fn may_read(&self, subject: &Subject, record: &Record) -> bool {
        let scope = stated(subject.role, record.kind.collection()).read;
        self.is_in(subject, record, scope)
    }

    pub(super) fn may_update(&self, subject: &Subject, record: &Record) -> bool {
        let access = stated(subject.role, record.kind.collection());
        // Who may add a record goes on writing their own.
        self.is_in(subject, record, access.update)
            || ((access.create || access.tell) && self.is_in(subject, record, Scope::OWN))
    }
}

fn foundation() -> Foundation {
    let department = |id, name: &str| NewDepartment {
        id,
        name: name.into(),
        municipality: "Strandby".into(),
        dwellings: 120,
        modules: Modules::all(),
    };
    let grant = |role, department, from: i64, until: Option<i64>| Grant {
        role,
        department,
        from: START.plus_millis(from),
        until: until.map(|until| START.plus_millis(until)),
    };
    let mut people = [(MAKER, "Maker"), (AWAY, "Away"), (ADVISER, "Adviser")]
        .map(|(id, name)| (id, name.to_owned()))
        .to_vec();
    let mut grants = Vec::new();
    for role in MAKERS {
        grants.push((MAKER, grant(role, HERE, -1, None)));
        grants.push((MAKER, grant(role, THERE, -1, None)));
    }
    grants.push((AWAY, grant(Role::SocialCaretaker, HERE, -1, None)));
    grants.push((ADVISER, grant(Role::FinancialAdviser, HERE, -1, None)));
    for (number, role) in Role::ALL.into_iter().enumerate() {
        let person = subject_id(number);
        people.push((person, format!("Person {}", role.key())));
        for maker in MAKERS {
            grants.push((person, grant(maker, HERE, -1, Some(MAKING_MILLIS))));
        }
        grants.push((person, grant(role, HERE, MAKING_MILLIS, None)));
    }
    Foundation {
        organisation: "Prøvebo".into(),
        departments: vec![department(HERE, "Her"), department(THERE, "Der")],
        people,
        grants,
        ..Foundation::default()
    }
}
