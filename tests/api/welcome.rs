//! Welcome visits from a list of new tenants, and residents who move to another department.

use axum::http::{Method, StatusCode};
use feltbog_server::clock::Clock as _;
use feltbog_server::store::{
    AdministrativeAct, AdministrativeChange, AdministrativeOutcome, DepartmentRecordRow, DocumentLookup,
    OrganisationRow,
};
use feltbog_shared::document::{ChangeInfo, Document};
use feltbog_shared::home::home_key;
use feltbog_shared::id::{DepartmentId, DocumentId, OrganisationId, UserId};
use feltbog_shared::model::concern::ResidentYes;
use feltbog_shared::model::handover::HandoverRole;
use feltbog_shared::model::referral::ReceiverKind;
use feltbog_shared::model::social_visit::{ContactConsent, VisitKind, VisitState};
use feltbog_shared::model::{Fields, Handover, Kind, Model as _, Referral, SocialVisit};
use feltbog_shared::moment::Day;
use feltbog_shared::office::desk::NewRecord;
use feltbog_shared::office::{DepartmentRecord, Ownership};
use feltbog_shared::office_relocation::{Relocation, RelocationTarget};
use feltbog_shared::office_welcome::WelcomePlan;
use feltbog_shared::permission::{Grant, Role};
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::{Cursor, Entry, Offered, Verdict};
use feltbog_tests::app::{Client, Draft, HERE, START, STRANGER, THERE, TestApp, document, person};
use feltbog_tests::office::OfficeBrowser;
use sha2::{Digest as _, Sha256};

use crate::effort_rules::{FAR, found_far};

/// Three new tenants, one of them of last year.
const LIST: &str = "Lejer;Adresse;Indflytningsdato\n\
    Kanarie Fugl;Lindevej 4, 2. th;16-11-2026\n\
    Bo Bang;Lindevej 6, st. tv;20-11-2026\n\
    Ida Iversen;Lindevej 8;01-11-2025\n";

async fn browser(app: &TestApp, who: UserId) -> OfficeBrowser {
    let account = app.office_account(who, &format!("{who}@example.dk")).await;
    app.office_browser(&account).await
}

async fn bring_in(desk: &mut OfficeBrowser, list: &str, is_applied: bool) -> feltbog_tests::app::Answer {
    let path = format!("/api/v1/office/desk/welcome/{HERE}?apply={is_applied}");
    desk.send(Method::POST, &path, Some(list.to_owned())).await
}

/// The visits that somebody's phone fetches.
async fn visits(client: &Client) -> Vec<SocialVisit> {
    let (entries, _) = client.pull_all(HERE, Cursor::default()).await;
    let visit = |entry: &Entry| match entry {
        Entry::Snapshot {
            kind: Kind::SocialVisit,
            bytes,
            ..
        } => {
            let fields: Fields = Document::from_chunks(Kind::SocialVisit, bytes).unwrap().fields();
            Some(SocialVisit::from_fields(&fields))
        }
        _ => None,
    };
    let mut visits: Vec<_> = entries.iter().filter_map(visit).collect();
    visits.sort_by(|one, other| one.dwelling_ref.cmp(&other.dwelling_ref));
    visits
}

#[tokio::test]
async fn a_list_of_new_tenants_becomes_visits_after_two_weeks() {
    let app = TestApp::start().await;
    let social = app.enrol_role(Role::SocialCaretaker).await;
    let mut desk = browser(&app, person(Role::SocialCaretaker)).await;
    let plan: WelcomePlan = bring_in(&mut desk, LIST, false).await.json();
    assert_eq!((plan.visits.len(), plan.known, plan.late), (2, 0, 1));
    assert!(!plan.is_applied && plan.faults.is_empty());
    assert_eq!(plan.visits[0].due, "2026-11-30");
    assert_eq!(visits(&social).await, [], "a plan makes nothing");

    let done: WelcomePlan = bring_in(&mut desk, LIST, true).await.json();
    assert!(done.is_applied);
    let made = visits(&social).await;
    let homes: Vec<_> = made.iter().map(|visit| visit.dwelling_ref.as_deref()).collect();
    assert_eq!(homes, [Some("Lindevej 4, 2. th"), Some("Lindevej 6, st. tv")]);
    for (visit, due) in made.iter().zip(["2026-11-30", "2026-12-04"]) {
        assert_eq!(visit.state, Some(VisitState::Planned));
        assert_eq!(visit.kind, Some(VisitKind::Welcome));
        assert_eq!(visit.at.unwrap().danish_day().to_string(), due);
    }
    let (entries, _) = social.pull_all(HERE, Cursor::default()).await;
    assert!(!format!("{entries:?}").contains("Kanarie"), "names are not read");

    // The same list once more, and one that is longer by a home.
    let again: WelcomePlan = bring_in(&mut desk, LIST, true).await.json();
    assert_eq!((again.visits.len(), again.known), (0, 2));
    let longer = format!("{LIST}Eva Elm;Lindevej 10;21-11-2026\n");
    let more: WelcomePlan = bring_in(&mut desk, &longer, true).await.json();
    assert_eq!((more.visits.len(), more.known), (1, 2));
    assert_eq!(visits(&social).await.len(), 3);
}

/// The visits that somebody's phone fetches, with their changes.
async fn fetched(client: &Client) -> Vec<(DocumentId, Vec<u8>)> {
    let (entries, _) = client.pull_all(HERE, Cursor::default()).await;
    let visit = |entry: Entry| match entry {
        Entry::Snapshot {
            document,
            kind: Kind::SocialVisit,
            bytes,
            ..
        } => Some((document, bytes)),
        _ => None,
    };
    entries.into_iter().filter_map(visit).collect()
}

/// The ids that a person's visits to the homes of the list had before ids of the server's own were marked, as phones draw
/// them.
fn formers(person: UserId) -> [DocumentId; 2] {
    let homes = [
        ("Lindevej 4, 2. th", "2026-11-16"),
        ("Lindevej 6, st. tv", "2026-11-20"),
    ];
    homes.map(|(home, moved_in)| {
        let sum = Sha256::digest(
            [
                b"welcome".as_slice(),
                person.as_bytes(),
                HERE.as_bytes(),
                home_key(home).as_bytes(),
                moved_in.as_bytes(),
            ]
            .concat(),
        );
        let moved_in = Day::parse(moved_in).unwrap();
        DocumentId::new(moved_in.start(), *sum.first_chunk().unwrap())
    })
}

fn is_taken(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Accepted(..))
}

/// Somebody who knows home and day can work the id of a visit out. They bring nothing under it before the list does.
#[tokio::test]
async fn a_welcome_visit_begins_at_the_server_and_goes_on_as_any_other() {
    let app = TestApp::start().await;
    let mut social = app.enrol_role(Role::SocialCaretaker).await;
    let mut desk = browser(&app, person(Role::SocialCaretaker)).await;
    let _: WelcomePlan = bring_in(&mut desk, LIST, true).await.json();
    let made = fetched(&social).await;
    assert_eq!(made.len(), 2);
    assert!(made.iter().all(|(id, _)| id.is_named()));

    // Its owner goes on with it on the phone.
    let (id, bytes) = made[0].clone();
    let mut visit = Draft {
        id,
        kind: Kind::SocialVisit,
        document: Document::from_chunks(Kind::SocialVisit, &bytes).unwrap(),
        made: Vec::new(),
    };
    let change = social.edit(&mut visit, &[SocialVisit::minutes().set(20)]);
    let verdict = social.push_one(HERE, change).await;
    assert!(is_taken(&verdict), "{verdict:?}");

    // Elsewhere a colleague is there first: under the id, and under the one that it had before.
    let app = TestApp::start().await;
    let social = app.enrol_role(Role::SocialCaretaker).await;
    let grant = Grant {
        role: Role::SocialCaretaker,
        department: HERE,
        from: START,
        until: None,
    };
    app.app.store.grant(STRANGER, grant).await.unwrap();
    let mut other = app.enrol(STRANGER).await;
    let mut other_desk = browser(&app, STRANGER).await;
    for (id, _) in &made {
        let brought = other.create(*id, Kind::SocialVisit, &[SocialVisit::minutes().set(5)]);
        let verdict = other.push_one(HERE, brought.last()).await;
        assert_eq!(verdict, Verdict::Refused(Code::Malformed, None));
        let new = NewRecord {
            token: id.to_string(),
            kind: Kind::SocialVisit,
            edits: vec![SocialVisit::minutes().set(5)],
        };
        let answer = other_desk.post(&format!("/desk/records/{HERE}"), &new).await;
        answer.expect_error(StatusCode::BAD_REQUEST, Code::Malformed);
    }
    for former in formers(social.person()) {
        let brought = other.create(former, Kind::SocialVisit, &[SocialVisit::minutes().set(5)]);
        let verdict = other.push_one(HERE, brought.last()).await;
        assert!(is_taken(&verdict), "{verdict:?}");
    }
    let mut desk = browser(&app, person(Role::SocialCaretaker)).await;
    let plan: WelcomePlan = bring_in(&mut desk, LIST, true).await.json();
    assert_eq!((plan.visits.len(), plan.known), (2, 0));
    assert_eq!(visits(&social).await.len(), 2);

    // A server that lost them takes them back under their seals; what was made before the mark is known.
    let app = TestApp::start().await;
    let mut social = app.enrol_role(Role::SocialCaretaker).await;
    let (id, bytes) = made[0].clone();
    let hash = ChangeInfo::read(&bytes).unwrap().hash;
    let seal = app.app.secret.seal(HERE, id, hash, social.person());
    let returned = Offered {
        document: id,
        kind: Kind::SocialVisit,
        bytes,
        relayed: Some((social.person(), seal)),
    };
    let verdict = social.push_one(HERE, returned).await;
    assert!(is_taken(&verdict), "{verdict:?}");
    let planned = [SocialVisit::state().set(VisitState::Planned)];
    let is_second = |former: &DocumentId| former.made_at() == made[1].0.made_at();
    let former = formers(social.person()).into_iter().find(is_second).unwrap();
    let older = social.create(former, Kind::SocialVisit, &planned);
    let verdict = social.push_one(HERE, older.last()).await;
    assert!(is_taken(&verdict), "{verdict:?}");
    let mut desk = browser(&app, person(Role::SocialCaretaker)).await;
    let plan: WelcomePlan = bring_in(&mut desk, LIST, true).await.json();
    assert_eq!((plan.visits.len(), plan.known), (0, 2));
}

/// Two social caretakers who bring in one list make one visit to each new tenant, whoever comes first.
#[tokio::test]
async fn a_list_that_a_colleague_brought_in_makes_no_second_visit() {
    let app = TestApp::start().await;
    let grant = Grant {
        role: Role::SocialCaretaker,
        department: HERE,
        from: START.plus_millis(-1),
        until: None,
    };
    app.app.store.grant(STRANGER, grant).await.unwrap();
    let (first, second) = (
        app.enrol_role(Role::SocialCaretaker).await,
        app.enrol(STRANGER).await,
    );
    let mut desk = browser(&app, person(Role::SocialCaretaker)).await;
    let mut other = browser(&app, STRANGER).await;
    let done: WelcomePlan = bring_in(&mut desk, LIST, true).await.json();
    assert_eq!((done.visits.len(), done.known), (2, 0));
    let plan: WelcomePlan = bring_in(&mut other, LIST, false).await.json();
    assert_eq!((plan.visits.len(), plan.known), (0, 2));
    let longer = format!("{LIST}Eva Elm;Lindevej 10;21-11-2026\n");
    let more: WelcomePlan = bring_in(&mut other, &longer, true).await.json();
    assert_eq!((more.visits.len(), more.known), (1, 2));
    // Each has their own visits, and none is planned twice.
    assert_eq!(visits(&first).await.len(), 2);
    let theirs = visits(&second).await;
    let homes: Vec<_> = theirs.iter().map(|visit| visit.dwelling_ref.as_deref()).collect();
    assert_eq!(homes, [Some("Lindevej 10")]);

    // At the same time, too.
    let list = "Adresse;Indflytningsdato\nLindevej 12;19-11-2026\nLindevej 14;19-11-2026\n";
    let (one, two) = tokio::join!(bring_in(&mut desk, list, true), bring_in(&mut other, list, true));
    let plans: [WelcomePlan; 2] = [one.json(), two.json()];
    let made: usize = plans.iter().map(|plan| plan.visits.len()).sum();
    assert_eq!(made, 2, "{plans:?}");
    assert_eq!(visits(&first).await.len() + visits(&second).await.len(), 5);
}

#[tokio::test]
async fn a_list_with_faults_makes_nothing_and_others_bring_none_in() {
    let app = TestApp::start().await;
    let social = app.enrol_role(Role::SocialCaretaker).await;
    let mut desk = browser(&app, person(Role::SocialCaretaker)).await;
    let list = format!("{LIST}Eva Elm;Lindevej 10;i morgen\n");
    let plan: WelcomePlan = bring_in(&mut desk, &list, true).await.json();
    assert!(!plan.is_applied);
    assert_eq!(plan.faults.len(), 1, "{:?}", plan.faults);
    assert_eq!(visits(&social).await, []);
    for role in [Role::CaseOfficer, Role::OrgAdmin, Role::Caretaker] {
        let mut other = browser(&app, person(role)).await;
        let answer = bring_in(&mut other, LIST, true).await;
        answer.expect_error(StatusCode::FORBIDDEN, Code::NoAccess);
    }
}

fn relocation(app: &TestApp, number: u8) -> Relocation {
    Relocation {
        token: DocumentId::new(app.clock.now(), [number; 10]).to_string(),
        to: THERE,
        subject: "oekonomi".into(),
        dwelling: "Skovvej 2, 1. tv".into(),
        text: "Vil gerne have hjælp til budget.".into(),
        resident_says_yes: true,
    }
}

#[tokio::test]
async fn a_resident_who_moves_is_handed_over_with_their_yes_and_not_without() {
    let app = TestApp::start().await;
    let mut desk = browser(&app, person(Role::SocialCaretaker)).await;
    let path = format!("/desk/relocations/{HERE}");
    let targets: Vec<RelocationTarget> = desk.get(&path).await.json();
    let ids: Vec<_> = targets.iter().map(|target| target.id).collect();
    assert_eq!(ids, [THERE]);

    let rows = app.rows().await;
    let unasked = Relocation {
        resident_says_yes: false,
        ..relocation(&app, 1)
    };
    let answer = desk.post(&path, &unasked).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    let to_itself = Relocation {
        to: HERE,
        ..relocation(&app, 1)
    };
    assert_eq!(desk.post(&path, &to_itself).await.status, StatusCode::NOT_FOUND);
    assert_eq!(app.rows().await, rows);

    // There is nobody yet who would receive it.
    let wanted = relocation(&app, 1);
    let answer = desk.post(&path, &wanted).await;
    answer.expect_error(StatusCode::BAD_REQUEST, Code::NoReader);
    let receives = Grant {
        role: Role::SocialCaretaker,
        department: THERE,
        from: START,
        until: None,
    };
    app.app.store.grant(STRANGER, receives).await.unwrap();
    let handed_over_at = app.clock.now();
    for _ in 0..2 {
        let answer = desk.post(&path, &wanted).await;
        assert!(answer.status.is_success(), "{answer:?}");
    }
    let id: DocumentId = wanted.token.parse().unwrap();
    let found = app.app.store.documents(&[id]).await.unwrap().remove(&id);
    let Some(DocumentLookup::Live(state)) = found else {
        panic!("{found:?}")
    };
    assert_eq!((state.department, state.kind), (THERE, Kind::Handover));
    assert_eq!(state.changes.len(), 1, "a repeated request makes no second one");
    let fields = Document::from_chunks(Kind::Handover, &state.bytes)
        .unwrap()
        .fields();
    let handover = Handover::from_fields(&fields);
    assert_eq!(handover.resident_yes, Some(ResidentYes::Yes));
    assert_eq!(handover.to_role, Some(HandoverRole::SocialCaretaker));
    assert_eq!(handover.created_at, Some(handed_over_at));

    // The sender has no role there, and reads nothing of it; others hand nothing over.
    let record = format!("/desk/records/{THERE}/{id}");
    assert!(!desk.get(&record).await.status.is_success());
    for role in [Role::Caretaker, Role::CaseOfficer, Role::OrgAdmin] {
        let mut other = browser(&app, person(role)).await;
        let answer = other.post(&path, &relocation(&app, 2)).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{role:?}");
    }
}

/// A department of another organisation of the same administration.
const NEAR: DepartmentId = DepartmentId::from_bytes([0xd8; 16]);

/// Adds an organisation to the administration of [`HERE`], with one department.
async fn add_neighbour(app: &TestApp) {
    let here = app.app.store.department_record(HERE).await.unwrap().unwrap();
    let organisations = app.app.store.organisation_rows().await.unwrap();
    let own = organisations.into_iter().find(|one| one.id == here.organisation);
    let id = OrganisationId::from_bytes([0xb8; 16]);
    let acts = [
        AdministrativeAct::AddOrganisation(OrganisationRow {
            id,
            version: 0,
            name: "Nabobo".into(),
            key: "nabobo".into(),
            cvr: String::new(),
            lbf_number: String::new(),
            ..own.unwrap()
        }),
        AdministrativeAct::AddDepartment(DepartmentRecordRow {
            id: NEAR,
            organisation: id,
            version: 0,
            name: "Nær".into(),
            number: String::new(),
            ..here
        }),
    ];
    for act in acts {
        let change = AdministrativeChange {
            organisation: id,
            at: START,
            by: person(Role::OrgAdmin),
            action: "organisation_added".into(),
            target: id.to_string(),
            subject: "Nabobo".into(),
            before: None,
            after: None,
            undoes: None,
            act,
        };
        let outcome = app.app.store.administer(&change).await.unwrap();
        assert!(matches!(outcome, AdministrativeOutcome::Done(_)), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_resident_moves_to_another_organisation_of_the_administration_and_to_no_other() {
    let app = TestApp::start().await;
    add_neighbour(&app).await;
    found_far(&app).await;
    let mut desk = browser(&app, person(Role::SocialCaretaker)).await;
    let path = format!("/desk/relocations/{HERE}");
    let targets: Vec<RelocationTarget> = desk.get(&path).await.json();
    let named: Vec<_> = targets
        .iter()
        .map(|target| (target.id, target.organisation_name.as_str()))
        .collect();
    assert_eq!(named, [(NEAR, "Nabobo"), (THERE, "Prøvebo")]);

    // Another administration is as if it were not there, whoever works in it.
    let receives = |department| Grant {
        role: Role::SocialCaretaker,
        department,
        from: START,
        until: None,
    };
    app.app.store.grant(STRANGER, receives(FAR)).await.unwrap();
    let rows = app.rows().await;
    let far = Relocation {
        to: FAR,
        ..relocation(&app, 1)
    };
    let answer = desk.post(&path, &far).await;
    answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    assert_eq!(app.rows().await, rows);

    let near = Relocation {
        to: NEAR,
        ..relocation(&app, 2)
    };
    let answer = desk.post(&path, &near).await;
    answer.expect_error(StatusCode::BAD_REQUEST, Code::NoReader);
    app.app.store.grant(STRANGER, receives(NEAR)).await.unwrap();
    let answer = desk.post(&path, &near).await;
    assert!(answer.status.is_success(), "{answer:?}");
    let id: DocumentId = near.token.parse().unwrap();
    let phone = app.enrol(STRANGER).await;
    let (entries, _) = phone.pull_all(NEAR, Cursor::default()).await;
    let handed_over = entries
        .iter()
        .any(|entry| matches!(entry, Entry::Snapshot { document, .. } if *document == id));
    assert!(handed_over, "{entries:?}");
    let record = format!("/desk/records/{NEAR}/{id}");
    assert!(!desk.get(&record).await.status.is_success());
}

/// Residents who live in no estate are visited and referred in a department that stands for the housing of others: it has
/// no dwellings, and its homes are written as they are.
#[tokio::test]
async fn a_resident_outside_every_estate_is_visited_and_referred() {
    let app = TestApp::start().await;
    let mut administrator = browser(&app, person(Role::OrgAdmin)).await;
    let path = format!(
        "/organisations/{}/departments/{HERE}",
        OrganisationId::from_bytes([0; 16])
    );
    let mut record: DepartmentRecord = administrator.get(&path).await.json();
    record.number = "12".into();
    record.ownership = Ownership::Private;
    let body = serde_json::to_string(&record).unwrap();
    let changed = administrator
        .send(Method::PUT, &format!("/api/v1/office{path}"), Some(body))
        .await;
    assert_eq!(changed.status, StatusCode::OK, "{:?}", changed.body);
    let mut social = app.enrol_role(Role::SocialCaretaker).await;
    let visit = [
        SocialVisit::kind().set(VisitKind::Outreach),
        SocialVisit::dwelling_ref().set("Strandvejen 212, et hus i en anden by"),
        SocialVisit::consent_contact().set(ContactConsent::Yes),
    ];
    let visit = social.create(document(1), Kind::SocialVisit, &visit);
    let referral = [
        Referral::from_visit().set(document(1)),
        Referral::receiver_kind().set(ReceiverKind::LocalCommunity),
        Referral::consent_given().set(true),
        Referral::consent_on().set(START.danish_day()),
    ];
    let referral = social.create(document(2), Kind::Referral, &referral);
    for draft in [visit, referral] {
        let verdict = social.push_one(HERE, draft.last()).await;
        assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    }
    let found = visits(&social).await;
    let home = "Strandvejen 212, et hus i en anden by";
    assert_eq!(found[0].dwelling_ref.as_deref(), Some(home));
    let mut manager = browser(&app, person(Role::OperationsManager)).await;
    for number in [1, 2] {
        let path = format!("/desk/records/{HERE}/{}", document(number));
        assert_eq!(manager.get(&path).await.status, StatusCode::NOT_FOUND);
    }
}
