//! The public part of a department's record on the phones of its people, and on no others.

use axum::http::StatusCode;
use feltbog_server::services::notifications::waiting::waiting;
use feltbog_shared::department_information::{DepartmentInformation, InformationReply, InformationRequest};
use feltbog_shared::id::{DepartmentId, OrganisationId, UserId};
use feltbog_shared::model::concern::ResidentYes;
use feltbog_shared::model::signal::{ReceivingTeam, SignalKind, SignalState, Urgency};
use feltbog_shared::model::{Concern, Kind, Signal};
use feltbog_shared::office::desk::{DeskRecord, InboxPage, RecordEdits};
use feltbog_shared::office::efforts::{StaffHours, StaffLending, StaffPage};
use feltbog_shared::permission::{Collection, Role, access};
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::{Cursor, Verdict};
use feltbog_tests::app::{COLLEAGUE, Client, HERE, START, STRANGER, THERE, TestApp, document, person};

use crate::effort_rules::{browser, day, give, member, put};

const PATH: &str = "/api/v1/departments/information";
/// A word of what no phone may hold.
const INTERNAL: &str = "indvendigt";

/// Gives a department a record, as the office would write it.
async fn write(app: &TestApp, department: DepartmentId, contact: &str, internal: &str) {
    use feltbog_server::store::{AdministrativeAct, AdministrativeChange, AdministrativeOutcome};

    let row = app
        .app
        .store
        .department_record(department)
        .await
        .unwrap()
        .unwrap();
    let record = serde_json::json!({
        "contacts": [{ "name": contact, "phone": "+45 12 34 56 78", "remark": "hverdage 8-10" }],
        "bases": [{ "place": "Ejendomskontoret", "staff": "Mette", "weekday": 2, "from": "08:00", "to": "10:00" }],
        "house_rules": "https://example.dk/husorden",
        "resources": [{ "name": "Beboerhuset", "phone": "", "remark": "kl. 12" }],
        "lbf_number": internal,
        "decisions": [["visits", "2026-01-01", internal]],
        "retention_months": [["visits", 7]],
    });
    let change = AdministrativeChange {
        organisation: row.organisation,
        at: app.app.clock.now(),
        by: person(Role::OrgAdmin),
        action: "department_changed".into(),
        target: row.id.to_string(),
        subject: row.name.clone(),
        before: None,
        after: None,
        undoes: None,
        act: AdministrativeAct::ChangeDepartment(feltbog_server::store::DepartmentRecordRow {
            record: record.to_string(),
            ..row
        }),
    };
    let outcome = app.app.store.administer(&change).await.unwrap();
    assert!(matches!(outcome, AdministrativeOutcome::Done(_)), "{outcome:?}");
}

async fn ask(client: &Client, held: &[DepartmentInformation]) -> InformationReply {
    let answer = client.post_sync(PATH, &InformationRequest::of(held)).await;
    assert_eq!(answer.status, StatusCode::OK);
    let text = String::from_utf8_lossy(&answer.body);
    assert!(!text.contains(INTERNAL), "{text}");
    answer.sync()
}

#[tokio::test]
async fn phones_of_a_department_hold_its_public_part_and_nobody_else_does() {
    let app = TestApp::start().await;
    write(&app, HERE, "Vagttelefonen", INTERNAL).await;
    for role in Role::ALL {
        let reply = ask(&app.enrol_role(role).await, &[]).await;
        let reads = !access(role, Collection::Guidance).read.is_nothing();
        let names: Vec<_> = reply
            .changed
            .iter()
            .flat_map(|one| &one.contacts)
            .map(|one| one.name.as_str())
            .collect();
        assert_eq!(
            names,
            if reads { vec!["Vagttelefonen"] } else { vec![] },
            "{role:?}"
        );
        assert!(reply.changed.iter().all(|one| one.department == HERE));
    }
    let stranger = ask(&app.enrol(STRANGER).await, &[]).await;
    assert!(
        stranger
            .changed
            .iter()
            .all(|one| one.department == THERE && one.contacts.is_empty())
    );
    let nobody = app.nobody().post_sync(PATH, &InformationRequest::default()).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn only_news_is_sent_and_internal_changes_are_none() {
    let app = TestApp::start().await;
    write(&app, HERE, "Vagttelefonen", INTERNAL).await;
    let caretaker = app.enrol_role(Role::Caretaker).await;
    let first = ask(&caretaker, &[]).await;
    assert_eq!(first.unchanged, []);
    let held = first.apply(Vec::new());
    assert_eq!(held[0].bases[0].place, "Ejendomskontoret");
    assert_eq!(held[0].house_rules, "https://example.dk/husorden");

    write(&app, HERE, "Vagttelefonen", "indvendigt, igen").await;
    let second = ask(&caretaker, &held).await;
    assert_eq!((second.changed.len(), &second.unchanged[..]), (0, &[HERE][..]));

    write(&app, HERE, "Et andet nummer", INTERNAL).await;
    let third = ask(&caretaker, &held).await.apply(held);
    assert_eq!(third.len(), 1);
    assert_eq!(third[0].contacts[0].name, "Et andet nummer");

    // A phone that asks about a department of others learns nothing of it.
    let stranger = app.enrol(STRANGER).await;
    let reply = ask(&stranger, &third).await;
    assert!(!reply.unchanged.contains(&HERE));
    assert!(reply.apply(third).iter().all(|one| one.department != HERE));
}

#[tokio::test]
async fn the_hours_of_staff_are_typed_once_and_stand_on_the_phones_of_staff() {
    let app = TestApp::start().await;
    write(&app, HERE, "Vagttelefonen", INTERNAL).await;
    give(&app, person(Role::CentralUnit), Role::CentralUnit, THERE).await;
    let mut central = browser(&app, person(Role::CentralUnit)).await;
    let hours = |weekday, from: &str, to: &str| StaffHours {
        weekday,
        from: from.into(),
        to: to.into(),
    };
    let mut mette = member(HERE);
    mette.name = "Mette".into();
    mette.title = "Social vicevært".into();
    // The first stands in the department's record too.
    mette.hours = vec![hours(2, "08:00", "10:00"), hours(4, "12:00", "15:30")];
    let page: StaffPage = central.post("/effort-staff", &mette).await.json();
    let bases = async |role: Role| {
        let reply = ask(&app.enrol_role(role).await, &[]).await;
        let here = reply.changed.into_iter().find(|one| one.department == HERE);
        let bases = here.map(|here| here.bases).unwrap_or_default();
        let line = |one: feltbog_shared::department_information::WeeklyHours| {
            format!(
                "{} {} {} {}-{}",
                one.place, one.staff, one.weekday, one.from, one.to
            )
        };
        bases.into_iter().map(line).collect::<Vec<_>>()
    };
    let typed = "Ejendomskontoret Mette 2 08:00-10:00";
    let joined = "Beboerhuset, lokale 2 Mette, Social vicevært 4 12:00-15:30";
    assert_eq!(bases(Role::Caretaker).await, [typed, joined]);
    assert_eq!(bases(Role::Mediator).await, [typed, joined]);
    // Residents read what the department's record says, and nothing of the staff's.
    assert_eq!(bases(Role::Board).await, [typed]);
    // Somebody who is lent to another department is not met here.
    let mut lent = page.members[0].clone();
    lent.lendings = vec![StaffLending {
        department: THERE,
        department_name: String::new(),
        from: day(0).to_string(),
        until: day(10).to_string(),
        gives_access: false,
        roles: Vec::new(),
    }];
    let path = format!("/effort-staff/{}", lent.id.as_deref().unwrap());
    assert_eq!(put(&mut central, &path, &lent).await.status, StatusCode::OK);
    assert_eq!(bases(Role::Caretaker).await, [typed]);
}

/// A concern for the contact person waits for whoever may take it, and says whom to call in the department. A signal about
/// a place names nobody.
#[tokio::test]
async fn a_concern_goes_to_the_contact_people_of_its_department() {
    let app = TestApp::start().await;
    write(&app, HERE, "Kontaktpersonen", INTERNAL).await;
    let mut caretaker = app.enrol_role(Role::Caretaker).await;
    let concern = [
        Concern::created_at().set(START),
        Concern::state().set(SignalState::Sent),
        Concern::kind().set(SignalKind::Isolation),
        Concern::dwelling_ref().set("Birkevej 4, 2. tv."),
        Concern::urgency().set(Urgency::ThisWeek),
        Concern::resident_yes().set(ResidentYes::Yes),
        Concern::to_team().set(ReceivingTeam::ContactPerson),
    ];
    let signal = [
        Signal::created_at().set(START),
        Signal::state().set(SignalState::Sent),
        Signal::kind().set(SignalKind::NeedsVisit),
        Signal::place().set("Opgang 7"),
    ];
    for (number, kind, edits) in [(1, Kind::Concern, &concern[..]), (2, Kind::Signal, &signal[..])] {
        let draft = caretaker.create(document(number), kind, edits);
        let verdict = caretaker.push_one(HERE, draft.last()).await;
        assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    }
    let mut social = browser(&app, person(Role::SocialCaretaker)).await;
    let inbox: InboxPage = social.get("/desk/inbox").await.json();
    assert!(inbox.rows.iter().any(|row| row.document == document(1)));
    let mut shown = Vec::new();
    for number in [1, 2] {
        let path = format!("/desk/records/{HERE}/{}", document(number));
        let record: DeskRecord = social.get(&path).await.json();
        let contacts = record.contacts.into_iter();
        shown.push(contacts.map(|one| (one.name, one.phone)).collect::<Vec<_>>());
    }
    let contact = ("Kontaktpersonen".to_owned(), "+45 12 34 56 78".to_owned());
    assert_eq!(shown, [vec![contact], vec![]]);
}

/// A concern of a caretaker for the contact person of [`HERE`].
async fn concern_for_the_contact_person(app: &TestApp, number: u16) {
    concern(app, number, ReceivingTeam::ContactPerson).await;
}

/// A concern of a caretaker about a home of [`HERE`].
async fn concern(app: &TestApp, number: u16, team: ReceivingTeam) {
    let mut caretaker = app.enrol_role(Role::Caretaker).await;
    let edits = [
        Concern::created_at().set(START),
        Concern::state().set(SignalState::Sent),
        Concern::kind().set(SignalKind::Isolation),
        Concern::dwelling_ref().set("Birkevej 4, 2. tv."),
        Concern::resident_yes().set(ResidentYes::Yes),
        Concern::to_team().set(team),
    ];
    let draft = caretaker.create(document(number), Kind::Concern, &edits);
    let verdict = caretaker.push_one(HERE, draft.last()).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
}

/// The contact person who is named as in their profile is told, among all concerns where they take these, and otherwise
/// as the contact person.
#[tokio::test]
async fn the_contact_person_is_told_of_a_concern_for_them() {
    let app = TestApp::start().await;
    give(&app, STRANGER, Role::SocialCaretaker, HERE).await;
    concern_for_the_contact_person(&app, 1).await;
    let told = async |who| {
        let waiting = waiting(&app.app, who, app.app.clock.now()).await.unwrap();
        (waiting.concerns, waiting.to_contact)
    };
    let (social, manager) = (person(Role::SocialCaretaker), person(Role::OperationsManager));
    // A function that nobody is named like: everybody who takes concerns.
    write(&app, HERE, "Vagttelefonen", INTERNAL).await;
    assert_eq!(told(social).await, (1, 0));
    assert_eq!(told(STRANGER).await, (1, 0));
    assert_eq!(told(manager).await, (0, 0));
    // A manager reads no other concern.
    write(&app, HERE, "person OPERATIONS_manager", INTERNAL).await;
    assert_eq!(told(manager).await, (0, 1));
    assert_eq!(told(social).await, (1, 0));
    assert_eq!(told(person(Role::CaseOfficer)).await, (0, 0));
    // A social caretaker takes it, and their colleague is not told.
    write(&app, HERE, "Person social_caretaker", INTERNAL).await;
    assert_eq!(told(social).await, (1, 0));
    assert_eq!(told(STRANGER).await, (0, 0));
    assert_eq!(told(manager).await, (0, 0));
}

/// Gives somebody a name.
async fn rename(app: &TestApp, who: UserId, name: &str) {
    use feltbog_server::store::{Amendment, RosterPerson};

    let organisation = OrganisationId::from_bytes([0; 16]);
    let seen = app.app.store.roster_of(organisation).await.unwrap();
    let amendment = Amendment {
        people: vec![RosterPerson {
            id: who,
            number: None,
            name: name.into(),
            mail: String::new(),
        }],
        ..Amendment::default()
    };
    assert!(app.app.store.amend(&amendment, &seen).await.unwrap());
}

/// The contact person reads and takes what was sent to them as such, at the desk, and no other concern. Their phone holds
/// none.
#[tokio::test]
async fn the_contact_person_reads_the_concerns_that_were_sent_to_them_and_no_others() {
    let app = TestApp::start().await;
    concern(&app, 1, ReceivingTeam::ContactPerson).await;
    concern(&app, 2, ReceivingTeam::SocialCaretaker).await;
    let manager = person(Role::OperationsManager);
    let mut desk = browser(&app, manager).await;
    let path = |number| format!("/desk/records/{HERE}/{}", document(number));
    let hidden = desk.get(&path(1)).await;
    hidden.expect_error(StatusCode::NOT_FOUND, Code::NotFound);

    write(&app, HERE, "person OPERATIONS_manager", INTERNAL).await;
    let record: DeskRecord = desk.get(&path(1)).await.json();
    assert!(record.may.update && !record.may.discard);
    let hidden = desk.get(&path(2)).await;
    hidden.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    let inbox: InboxPage = desk.get("/desk/inbox").await.json();
    let rows = |inbox: &InboxPage| {
        let rows = inbox.rows.iter().map(|row| row.document);
        rows.filter(|one| [1, 2].map(document).contains(one))
            .collect::<Vec<_>>()
    };
    assert_eq!(rows(&inbox), [document(1)]);
    let phone = app.enrol(manager).await;
    let (entries, _) = phone.pull_all(HERE, Cursor::default()).await;
    assert!(entries.iter().all(|entry| entry.document() != document(1)));
    let taken = RecordEdits {
        token: document(50).to_string(),
        heads: record.heads,
        edits: vec![Concern::state().set(SignalState::Received)],
    };
    let answer = desk.post(&path(1), &taken).await;
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.body);
    let told = waiting(&app.app, manager, app.app.clock.now()).await.unwrap();
    assert_eq!(told.to_contact, 0, "it was taken");

    // Who wrote one sees how far it has come, as the contact person too; a colleague of that name reads it.
    write(&app, HERE, "Person caretaker", INTERNAL).await;
    let mut maker = browser(&app, person(Role::Caretaker)).await;
    let hidden = maker.get(&path(1)).await;
    hidden.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    let hidden = desk.get(&path(1)).await;
    hidden.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    write(&app, HERE, "Colleague", INTERNAL).await;
    let mut colleague = browser(&app, COLLEAGUE).await;
    assert_eq!(colleague.get(&path(1)).await.status, StatusCode::OK);
    // Of two people with one name nobody is meant, and a role without a part in concerns reads none.
    rename(&app, manager, "colleague").await;
    for desk in [&mut colleague, &mut desk] {
        let hidden = desk.get(&path(1)).await;
        hidden.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    }
    write(&app, HERE, "Person case_officer", INTERNAL).await;
    let mut officer = browser(&app, person(Role::CaseOfficer)).await;
    let hidden = officer.get(&path(1)).await;
    hidden.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
}
