//! Phones and servers of different models, side by side: nothing is unreadable, nothing is refused for good, and what was
//! skipped comes after the update.
//!
//! A phone of yesterday is one that states a model with one kind, role or code less. A phone of tomorrow states one more
//! and sends its number on the wire.

use automerge::ROOT;
use automerge::transaction::{CommitOptions, Transactable as _};
use axum::http::{Request, StatusCode, header};
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::{Area, ConflictCase, Kind, Screening, SignalPhoto};
use feltbog_shared::model_number::{KnownModel, MODEL, MODEL_HEADER};
use feltbog_shared::permission::{Grant, Role};
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::{self, Cursor, Entry, Offered, PushReply, PushRequest, Session, Verdict};
use feltbog_tests::app::{Client, Draft, HERE, START, TestApp, document, person};

use crate::forge;

/// The newest kind.
const NEWEST: Kind = Kind::SignalPhoto;

fn yesterday() -> KnownModel {
    KnownModel {
        number: MODEL - 1,
        kinds: NEWEST as u32,
        roles: Role::ALL.len() as u32 - 1,
        ..KnownModel::OURS
    }
}

fn tomorrow() -> KnownModel {
    let ours = KnownModel::OURS;
    KnownModel {
        number: MODEL + 1,
        kinds: ours.kinds + 1,
        roles: ours.roles + 1,
        codes: ours.codes + 1,
        geneses: ours.geneses + 1,
    }
}

fn documents(entries: &[Entry]) -> Vec<DocumentId> {
    entries.iter().map(Entry::document).collect()
}

/// An area and a record of the newest kind after it, which the person may read.
async fn filled(app: &TestApp) -> (Client, [DocumentId; 2]) {
    assert_eq!(Kind::ALL.last(), Some(&NEWEST));
    let mut officer = app.enrol_role(Role::OperationsManager).await;
    let area = officer.create(document(1), Kind::Area, &[Area::name().set("Engen")]);
    let measure = officer.create(document(2), NEWEST, &[SignalPhoto::created_at().set(START)]);
    let pushed = officer
        .push(HERE, [area.offers(), measure.offers()].concat())
        .await;
    assert!(
        pushed
            .verdicts
            .iter()
            .all(|verdict| matches!(verdict, Verdict::Accepted(..))),
        "{pushed:?}"
    );
    (officer, [area.id, measure.id])
}

#[tokio::test]
async fn a_kind_that_a_phone_does_not_know_is_skipped_and_fetched_after_the_update() {
    let app = TestApp::start().await;
    let (mut phone, [area, measure]) = filled(&app).await;
    phone.model = Some(yesterday());
    // By snapshots.
    let (entries, cursor) = phone.pull_all(HERE, Cursor::default()).await;
    assert_eq!(documents(&entries), [area]);
    // By changes.
    let more = phone.create(document(3), NEWEST, &[SignalPhoto::created_at().set(START)]);
    let other = phone.create(document(4), Kind::Area, &[Area::name().set("Skoven")]);
    let mut newer = phone.clone();
    newer.model = Some(KnownModel::OURS);
    newer.push(HERE, [more.offers(), other.offers()].concat()).await;
    let (entries, cursor) = phone.pull_all(HERE, cursor).await;
    assert_eq!(documents(&entries), [other.id]);
    // Pulling once more brings nothing: the phone is no stranger to its own cursor.
    let page = phone.page(HERE, cursor, 100).await;
    assert!(
        page.entries.is_empty() && !page.restarted && !page.more,
        "{page:?}"
    );
    // The update.
    phone.model = Some(KnownModel::OURS);
    let page = phone.page(HERE, cursor, 100).await;
    assert!(page.restarted);
    let (entries, cursor) = phone.pull_all(HERE, cursor).await;
    let mut found = documents(&entries);
    found.sort_unstable();
    assert_eq!(found, [area, measure, more.id, other.id]);
    let page = phone.page(HERE, cursor, 100).await;
    assert!(page.entries.is_empty() && !page.restarted, "{page:?}");
}

#[tokio::test]
async fn a_phone_that_states_no_model_goes_on_where_it_was() {
    let app = TestApp::start().await;
    let (mut phone, _) = filled(&app).await;
    phone.model = None;
    let (_, cursor) = phone.pull_all(HERE, Cursor::default()).await;
    // The first app that states one knows the same kinds: it fetches nothing anew.
    phone.model = Some(KnownModel {
        number: 2,
        ..KnownModel::FIRST
    });
    let page = phone.page(HERE, cursor, 100).await;
    assert!(page.entries.is_empty() && !page.restarted, "{page:?}");
}

/// The request with a kind that no version knows yet at these places.
fn of_a_later_kind(request: &PushRequest, places: &[usize]) -> Vec<u8> {
    let mut bytes = wire::encode(request);
    for place in places {
        let id = request.changes[*place].document;
        let at = (0..bytes.len())
            .find(|at| bytes[*at..].starts_with(id.as_bytes()))
            .unwrap()
            + 16;
        bytes[at] = u8::try_from(Kind::ALL.len()).unwrap();
    }
    bytes
}

#[tokio::test]
async fn a_kind_that_the_server_does_not_know_waits_and_holds_up_nothing() {
    let app = TestApp::start().await;
    let mut phone = app.enrol_role(Role::OperationsManager).await;
    phone.model = Some(tomorrow());
    let drafts: Vec<_> = (1..=4)
        .map(|number| phone.create(document(number), Kind::Area, &[Area::name().set("Engen")]))
        .collect();
    let request = PushRequest {
        cursor: Cursor::default(),
        changes: drafts.iter().map(|draft| draft.last()).collect(),
    };
    let path = format!("/api/v1/departments/{HERE}/push");
    let answer = phone
        .post(&path, wire::MEDIA_TYPE, of_a_later_kind(&request, &[0, 2]))
        .await;
    let reply: PushReply = answer.sync();
    assert!(
        matches!(
            reply.verdicts[..],
            [
                Verdict::Refused(Code::VersionsApart, None),
                Verdict::Accepted(..),
                Verdict::Refused(Code::VersionsApart, None),
                Verdict::Accepted(..)
            ]
        ),
        "{reply:?}"
    );
    assert!(Code::VersionsApart.may_pass());
    // A batch of nothing else.
    let answer = phone
        .post(&path, wire::MEDIA_TYPE, of_a_later_kind(&request, &[0, 1, 2, 3]))
        .await;
    let reply: PushReply = answer.sync();
    let later = Verdict::Refused(Code::VersionsApart, None);
    assert_eq!(reply.verdicts, vec![later; 4]);
    assert_eq!(app.rows().await["quarantine"], 0);
}

#[tokio::test]
async fn nothing_of_a_newer_phone_is_refused_for_good() {
    let app = TestApp::start().await;
    let mut phone = app.enrol_role(Role::Caretaker).await;
    let long = "x".repeat(2_000);
    // A field, a value, a state and a limit of tomorrow.
    let written = [
        ("weather", "regn"),
        ("topic", "drones"),
        ("state", "in_orbit"),
        ("place", long.as_str()),
    ];
    let offered: Vec<_> = (1_u8..)
        .zip(written)
        .map(|(number, (field, value))| {
            let options = CommitOptions::default();
            let bytes = forge::change(
                Kind::ConflictCase,
                [number; 16],
                Some(phone.person()),
                options,
                |change| change.put(ROOT, field, value).unwrap(),
            );
            Offered {
                document: document(number.into()),
                kind: Kind::ConflictCase,
                bytes,
                relayed: None,
            }
        })
        .collect();
    let codes = async |phone: &Client| {
        let reply = phone.push(HERE, offered.clone()).await;
        let code = |verdict: &Verdict| match verdict {
            Verdict::Refused(code, _) => *code,
            other => panic!("{other:?}"),
        };
        reply.verdicts.iter().map(code).collect::<Vec<_>>()
    };
    let of_today = [
        Code::UnknownField,
        Code::InvalidValue,
        Code::InvalidValue,
        Code::TextTooLong,
    ];
    assert_eq!(codes(&phone).await, of_today);
    phone.model = Some(tomorrow());
    assert_eq!(codes(&phone).await, [Code::VersionsApart; 4]);
    // Rights are no matter of the model.
    let screening = phone.create(
        document(9),
        Kind::Screening,
        &[Screening::created_at().set(START)],
    );
    let refused = phone.push_one(HERE, screening.last()).await;
    assert!(
        matches!(refused, Verdict::Refused(Code::NoAccess, _)),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_push_that_only_a_newer_server_can_read_waits_too() {
    let app = TestApp::start().await;
    let mut phone = app.enrol_role(Role::OperationsManager).await;
    let path = format!("/api/v1/departments/{HERE}/push");
    let later = [0xff; 40];
    let answer = phone.post(&path, wire::MEDIA_TYPE, later.to_vec()).await;
    answer.expect_error(StatusCode::BAD_REQUEST, Code::Malformed);
    phone.model = Some(tomorrow());
    let answer = phone.post(&path, wire::MEDIA_TYPE, later.to_vec()).await;
    answer.expect_error(StatusCode::BAD_REQUEST, Code::VersionsApart);
}

#[tokio::test]
async fn a_code_is_told_as_one_that_the_phone_knows() {
    let app = TestApp::start().await;
    let mut phone = app.enrol_role(Role::OperationsManager).await;
    let draft = phone.create(document(1), Kind::Area, &[Area::name().set("Engen")]);
    let request = PushRequest {
        cursor: Cursor::default(),
        changes: draft.offers(),
    };
    let path = format!("/api/v1/departments/{HERE}/push");
    // An app that knows the kind, and a server that does not: as far as codes go, the app is of today.
    for (model, told) in [(None, Code::Busy), (Some(KnownModel::OURS), Code::VersionsApart)] {
        phone.model = model;
        let reply: PushReply = phone
            .post(&path, wire::MEDIA_TYPE, of_a_later_kind(&request, &[0]))
            .await
            .sync();
        assert_eq!(reply.verdicts, [Verdict::Refused(told, None)]);
    }
}

#[tokio::test]
async fn a_role_that_a_phone_does_not_know_is_left_out_of_its_session() {
    let app = TestApp::start().await;
    let officer = person(Role::CaseOfficer);
    let grant = Grant {
        role: Role::OrgAdmin,
        department: HERE,
        from: START,
        until: None,
    };
    app.app.store.grant(officer, grant).await.unwrap();
    let mut phone = app.enrol(officer).await;
    let session = async |phone: &Client| {
        let request = Request::get("/api/v1/session")
            .header(header::ACCEPT, wire::MEDIA_TYPE)
            .body(axum::body::Body::empty());
        let answer = phone.send(request.unwrap()).await;
        assert_eq!(answer.headers[MODEL_HEADER], KnownModel::OURS.header().as_str());
        answer.sync::<Session>()
    };
    let roles = |session: &Session| session.grants.iter().map(|grant| grant.role).collect::<Vec<_>>();
    assert!(roles(&session(&phone).await).contains(&Role::OrgAdmin));
    phone.model = Some(yesterday());
    let told = session(&phone).await;
    assert_eq!(roles(&told), [Role::CaseOfficer]);
    assert!(told.members.iter().all(|member| member.role != Role::OrgAdmin));
    assert!(told.people.iter().all(|person| person.role != Role::OrgAdmin));
    assert!(told.people.iter().any(|person| person.user == officer));
}

/// A record from before a rule was tightened, or by a phone of tomorrow, which no guard of today would take.
#[tokio::test]
async fn what_stands_outside_a_rule_may_be_kept_or_brought_towards_it() {
    let app = TestApp::start().await;
    let mut phone = app.enrol_role(Role::Caretaker).await;
    let draft = phone.create(
        document(1),
        Kind::ConflictCase,
        &[ConflictCase::night().set(true)],
    );
    assert!(matches!(
        phone.push_one(HERE, draft.last()).await,
        Verdict::Accepted(..)
    ));
    let person = phone.person();
    let write = |actor: u8, draft: &Draft, field: &'static str, value: String| {
        forge::following(draft, [actor; 16], person, |change| {
            change.put(ROOT, field, value.as_str()).unwrap()
        })
    };
    // Nothing stands there: a value outside the rules is refused.
    for (actor, field, value) in [(50, "topic", "drones".to_owned()), (51, "place", "x".repeat(900))] {
        let bytes = write(actor, &draft, field, value);
        let refused = phone.push_one(HERE, draft.offer(bytes)).await;
        assert!(matches!(refused, Verdict::Refused(..)), "{refused:?}");
    }
}
