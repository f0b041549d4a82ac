//! Practices of the source documents that no other test plays: what a department's record says, a need for a visit, teams of
//! young people, classes that count, areas of every kind with their changes, and what neighbours and residents ask.

use axum::http::{Method, StatusCode};
use feltbog_server::store::{Amendment, GrantLevel, PersonGrant};
use feltbog_shared::department_information::{InformationReply, InformationRequest};
use feltbog_shared::document::Document;
use feltbog_shared::id::{DocumentId, OrganisationId};
use feltbog_shared::model::activity::{ActivityKind, ActivityState};
use feltbog_shared::model::area::{AreaKind, AreaState, Constraint, Responsible, SignStatus};
use feltbog_shared::model::area_observation::{AnswerDecision, ObservationKind, ObservationState};
use feltbog_shared::model::care_plan_entry::Every;
use feltbog_shared::model::care_task::{TaskKind, TaskState, Team, Tool};
use feltbog_shared::model::insect_count::{CountState, Protocol};
use feltbog_shared::model::referral::ReceiverKind;
use feltbog_shared::model::signal::{ReceivingTeam, SignalKind, SignalState, Urgency};
use feltbog_shared::model::social_visit::{ContactConsent, VisitKind, VisitTopic};
use feltbog_shared::model::{
    Activity, Area, AreaObservation, CarePlanEntry, CareTask, FieldEdit, InsectCount, Kind, Model as _,
    Photo, PlanRevision, Referral, Shape, Signal, SocialVisit, Value, ValueList as _,
};
use feltbog_shared::office::desk::{
    DeskPlace, DeskRecord, InboxPage, NewRecord, TriageAct, TriageReport, TriageRequest,
};
use feltbog_shared::office::monitoring::MonitoringReport;
use feltbog_shared::office::nature::NatureReport;
use feltbog_shared::office::nature_work::{SeasonOrder, SeasonReport};
use feltbog_shared::office::{
    AmbassadorVariant, Base, Contact, DepartmentRecord, HousingForm, ModuleDecision, Ownership,
    Representation,
};
use feltbog_shared::permission::{Collection, Module, Modules, Role, access};
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::suppression::Published;
use feltbog_shared::wire::{Cursor, Entry, Verdict};
use feltbog_tests::app::{Client, HERE, START, TestApp, document, person};
use feltbog_tests::office::OfficeBrowser;

const ORGANISATION: OrganisationId = OrganisationId::from_bytes([0; 16]);

async fn browser(app: &TestApp, role: Role) -> OfficeBrowser {
    let account = app
        .office_account(person(role), &format!("{}@example.dk", role.key()))
        .await;
    app.office_browser(&account).await
}

async fn make(phone: &mut Client, number: u16, kind: Kind, edits: &[FieldEdit]) -> DocumentId {
    let draft = phone.create(document(number), kind, edits);
    let verdict = phone.push_one(HERE, draft.last()).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{kind:?}: {verdict:?}");
    document(number)
}

async fn nature(app: &TestApp, role: Role) -> NatureReport {
    let mut desk = browser(app, role).await;
    desk.get(&format!("/nature/{ORGANISATION}")).await.json()
}

fn contact(name: &str) -> Contact {
    Contact {
        name: name.into(),
        phone: "12 34 56 78".into(),
        remark: "hverdage 8-10".into(),
    }
}

/// Forms of housing, owner, representation, decisions on modules, contact people, bases with weekdays, local resources and
/// the outdoor area; the public part is on the phones of the department.
#[tokio::test]
async fn a_department_says_how_people_live_who_decides_and_who_is_there() {
    let app = TestApp::start().await;
    let mut desk = browser(&app, Role::OrgAdmin).await;
    let path = format!("/organisations/{ORGANISATION}/departments/{HERE}");
    let mut record: DepartmentRecord = desk.get(&path).await.json();
    record.number = "12".into();
    record.housing_forms = vec![
        HousingForm::SeniorCommunity,
        HousingForm::Alternative,
        HousingForm::Shared,
    ];
    record.ownership = Ownership::Municipal;
    record.representation = Representation::Employee;
    record.outdoor_area = Some(42_000);
    record.contacts = vec![contact("Kontaktpersonen")];
    record.resources = vec![contact("Beboerhuset"), contact("Havegruppen")];
    record.bases = vec![Base {
        place: "Under samme tag, opgang 3".into(),
        staff: "Social vicevært".into(),
        weekday: 2,
        from: "09:00".into(),
        to: "12:00".into(),
    }];
    for decision in &mut record.modules {
        if decision.module == Module::Visits.key() {
            *decision = ModuleDecision {
                is_on: false,
                decided_on: "2026-10-01".into(),
                decided_by: "Afdelingsmødet".into(),
                ..decision.clone()
            };
        }
    }
    let body = serde_json::to_string(&record).unwrap();
    let changed = desk
        .send(Method::PUT, &format!("/api/v1/office{path}"), Some(body))
        .await;
    assert_eq!(changed.status, StatusCode::OK, "{:?}", changed.body);
    let read: DepartmentRecord = desk.get(&path).await.json();
    assert_eq!(
        (
            &read.housing_forms,
            read.ownership,
            read.representation,
            read.outdoor_area
        ),
        (
            &record.housing_forms,
            record.ownership,
            record.representation,
            Some(42_000)
        )
    );
    let visits = read.modules.iter().find(|one| one.module == Module::Visits.key());
    let visits = visits.unwrap();
    assert!(!visits.is_on);
    assert_eq!(
        (visits.decided_on.as_str(), visits.decided_by.as_str()),
        ("2026-10-01", "Afdelingsmødet")
    );
    let caretaker = app.enrol_role(Role::Caretaker).await;
    let answer = caretaker
        .post_sync("/api/v1/departments/information", &InformationRequest::of(&[]))
        .await;
    let reply: InformationReply = answer.sync();
    let held = &reply.changed[0];
    assert_eq!(held.contacts[0].name, "Kontaktpersonen");
    assert_eq!((held.bases[0].weekday, held.resources.len()), (2, 2));
}

/// The scheme of the ambassadors has a name, which is on their phones, and is one of residents or of staff.
#[tokio::test]
async fn ambassadors_have_a_scheme_of_residents_or_of_staff() {
    let app = TestApp::start().await;
    let mut desk = browser(&app, Role::OrgAdmin).await;
    let path = format!("/organisations/{ORGANISATION}/departments/{HERE}");
    let mut record: DepartmentRecord = desk.get(&path).await.json();
    let scheme = |record: &DepartmentRecord| (record.ambassador_scheme.clone(), record.ambassador_variant);
    assert_eq!(scheme(&record), (String::new(), AmbassadorVariant::Residents));
    record.number = "12".into();
    record.ambassador_scheme = " Grønne fingre ".into();
    record.ambassador_variant = AmbassadorVariant::Staff;
    let body = serde_json::to_string(&record).unwrap();
    let changed = desk
        .send(Method::PUT, &format!("/api/v1/office{path}"), Some(body))
        .await;
    assert_eq!(changed.status, StatusCode::OK, "{:?}", changed.body);
    let read: DepartmentRecord = desk.get(&path).await.json();
    assert_eq!(scheme(&read), ("Grønne fingre".into(), AmbassadorVariant::Staff));
    let ambassador = app.enrol_role(Role::GreenAmbassador).await;
    let answer = ambassador
        .post_sync("/api/v1/departments/information", &InformationRequest::of(&[]))
        .await;
    let reply: InformationReply = answer.sync();
    let resources = &reply.changed[0].resources;
    assert!(
        resources.iter().any(|one| one.name == "Grønne fingre"),
        "{resources:?}"
    );
}

/// Anybody on the staff asks for somebody to go there; the team sees it with its day, and one takes it.
#[tokio::test]
async fn a_need_for_a_visit_waits_with_its_day_until_somebody_takes_it() {
    let app = TestApp::start().await;
    for (number, role) in [(1, Role::Caretaker), (2, Role::SocialCaretaker)] {
        let mut phone = app.enrol_role(role).await;
        let edits = [
            Signal::created_at().set(START),
            Signal::state().set(SignalState::Sent),
            Signal::kind().set(SignalKind::NeedsVisit),
            Signal::place().set("Opgang 7"),
            Signal::urgency().set(Urgency::ThisWeek),
            Signal::to_team().set(ReceivingTeam::CentralUnit),
        ];
        make(&mut phone, number, Kind::Signal, &edits).await;
    }
    let mut central = browser(&app, Role::CentralUnit).await;
    let inbox: InboxPage = central.get("/desk/inbox").await.json();
    assert_eq!(inbox.rows.len(), 2);
    // Saturday's signal: three working days later.
    assert!(
        inbox
            .rows
            .iter()
            .all(|row| row.due_on.as_deref() == Some("2026-11-25"))
    );
    let request = TriageRequest {
        token: "take".into(),
        items: vec![DeskPlace {
            department: HERE,
            document: document(1),
        }],
        act: TriageAct::Take,
    };
    let report: TriageReport = central.post("/desk/triage", &request).await.json();
    assert_eq!(report.items[0].refusal, None);
    // It leaves the inbox until its day.
    let inbox: InboxPage = central.get("/desk/inbox").await.json();
    let left: Vec<_> = inbox.rows.iter().map(|row| row.document).collect();
    assert_eq!(left, [document(2)]);
    let path = format!("/desk/records/{HERE}/{}", document(1));
    let taken: DeskRecord = central.get(&path).await.json();
    assert_eq!(
        taken.taken_by.as_ref().map(|name| name.id),
        Some(person(Role::CentralUnit))
    );
}

/// A task that suits young people, the team that does it with the days of its agreement and its hours; no field for a name.
#[tokio::test]
async fn a_team_of_young_people_is_booked_and_counted_without_a_name() {
    let app = TestApp::start().await;
    let mut manager = app.enrol_role(Role::OperationsManager).await;
    let task = [
        CareTask::state().set(TaskState::Assigned),
        CareTask::kind().set(TaskKind::CleanUp),
        CareTask::suitable_for_youth().set(true),
        CareTask::assigned_team().set(Team::YouthTeam),
    ];
    let task = make(&mut manager, 1, Kind::CareTask, &task).await;
    let today = START.danish_day();
    let job = [
        Activity::state().set(ActivityState::Held),
        Activity::kind().set(ActivityKind::YouthJob),
        Activity::name().set("Lommepengejob i gården"),
        Activity::on().set(today),
        Activity::task().set(task),
        Activity::team().set("FRAK"),
        Activity::young_people().set(8),
        Activity::hours().set(24),
        Activity::agreed_from_on().set(today),
        Activity::agreed_until_on().set(today.plus_days(3_650)),
    ];
    make(&mut manager, 2, Kind::Activity, &job).await;
    let mut desk = browser(&app, Role::OperationsManager).await;
    let read: DeskRecord = desk
        .get(&format!("/desk/records/{HERE}/{}", document(2)))
        .await
        .json();
    assert_eq!(read.fields.get("young_people"), Some(&Value::Integer(8)));
    let texts = Kind::Activity.fields().iter();
    let texts: Vec<_> = texts
        .filter(|field| matches!(field.shape, Shape::Text(_) | Shape::RichText(_)))
        .map(|field| field.name)
        .collect();
    assert_eq!(texts, ["name", "place", "remark", "team"]);
    let somebody = NewRecord {
        token: DocumentId::new(START, [3; 10]).to_string(),
        kind: Kind::Activity,
        edits: vec![Activity::remark().set("010203-1234")],
    };
    let refused = desk.post(&format!("/desk/records/{HERE}"), &somebody).await;
    refused.expect_error(StatusCode::BAD_REQUEST, Code::CprNumber);
}

/// A class counts as a group: its name, how many, and the adult.
#[tokio::test]
async fn a_class_is_a_name_a_number_and_an_adult() {
    let app = TestApp::start().await;
    let mut guide = app.enrol_role(Role::GreenAmbassador).await;
    let edits = [
        InsectCount::state().set(CountState::Running),
        InsectCount::protocol().set(Protocol::GroupOrClass),
        InsectCount::group_name().set("3. klasse, Engskolen"),
        InsectCount::group_heads().set(23),
        InsectCount::group_adult().set("Læreren"),
        InsectCount::place().set("Læringshaven"),
    ];
    let id = make(&mut guide, 1, Kind::InsectCount, &edits).await;
    let path = format!("/api/v1/departments/{HERE}/records/{id}");
    let read: serde_json::Value = guide.get(&path).await.json();
    assert_eq!(read["fields"]["group_heads"], 23);
    let fields = Kind::InsectCount.fields().iter().map(|field| field.name);
    let about_the_group: Vec<_> = fields.filter(|name| name.starts_with("group_")).collect();
    assert_eq!(about_the_group, ["group_name", "group_heads", "group_adult"]);
}

/// Every kind of area, a large one in parts, its partners, funding and sign, and the limits of its care.
#[tokio::test]
async fn areas_of_every_kind_have_parts_partners_funding_and_signs() {
    let app = TestApp::start().await;
    let mut manager = app.enrol_role(Role::OperationsManager).await;
    for (number, kind) in (10..).zip(AreaKind::ALL) {
        let edits = [
            Area::state().set(AreaState::Proposed),
            Area::name().set("Arealet"),
            Area::kind().set(*kind),
            Area::square_metres().set(100),
            Area::responsible().set(Responsible::Shared),
            Area::partners().set("Grundejerforeningen ved siden af"),
            Area::funding().set("Friluftsrådet"),
            Area::materials().set("Muld med knust tegl"),
            Area::plant_origin().set("Danske frø"),
            Area::constraints().include(Constraint::AllergyFriendly),
            Area::sign_text().set("Her gror det med vilje: røllike, knopurt"),
            Area::sign_status().set(SignStatus::Damaged),
            Area::sign_checked_on().set(START.danish_day()),
        ];
        make(&mut manager, number, Kind::Area, &edits).await;
    }
    let part = [
        Area::state().set(AreaState::Proposed),
        Area::name().set("Den østlige del"),
        Area::part_of().set(document(10)),
    ];
    make(&mut manager, 9, Kind::Area, &part).await;
    let report = nature(&app, Role::Board).await;
    assert_eq!(report.areas.len(), AreaKind::ALL.len() + 1);
    for area in report.areas.iter().filter(|area| area.document != document(9)) {
        let is = |name: &str, value: &str| area.fields.get(name) == Some(&Value::Text(value.into()));
        assert!(is("partners", "Grundejerforeningen ved siden af") && is("funding", "Friluftsrådet"));
        assert!(is("materials", "Muld med knust tegl") && is("plant_origin", "Danske frø"));
        assert!(is("sign_status", SignStatus::Damaged.key()) && is("responsible", Responsible::Shared.key()));
    }
    let part = report
        .areas
        .iter()
        .find(|area| area.document == document(9))
        .unwrap();
    assert_eq!(
        part.fields.get("part_of"),
        Some(&Value::Text(document(10).to_string()))
    );
}

/// The work days of an area that residents and operations look after together: its plan makes one for each month, for the
/// group of residents, and ambassadors see them and add their own.
#[tokio::test]
async fn residents_have_work_days_by_the_plan_of_the_area() {
    let app = TestApp::start().await;
    let mut manager = app.enrol_role(Role::OperationsManager).await;
    let garden = [
        Area::state().set(AreaState::InCare),
        Area::name().set("Taghaven"),
        Area::responsible().set(Responsible::Shared),
    ];
    let garden = make(&mut manager, 1, Kind::Area, &garden).await;
    let line = [
        CarePlanEntry::area().set(garden),
        CarePlanEntry::kind().set(TaskKind::WorkDay),
        CarePlanEntry::from_month().set(4),
        CarePlanEntry::to_month().set(5),
        CarePlanEntry::every().set(Every::Month),
    ];
    // A task has the time of its line in its id, as a UUID of version 7 has it.
    let mut id = *document(2).as_bytes();
    id[6] = 0x7d;
    let line = manager.create(DocumentId::from_bytes(id), Kind::CarePlanEntry, &line);
    let verdict = manager.push_one(HERE, line.last()).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    let order = SeasonOrder {
        year: 2027,
        department: Some(HERE),
        tasks: Vec::new(),
    };
    let mut desk = browser(&app, Role::OperationsManager).await;
    let path = format!("/nature/{ORGANISATION}/season");
    let report: SeasonReport = desk.post(&path, &order).await.json();
    assert_eq!(
        (report.made, report.known, report.refused, report.left),
        (2, 0, 0, 0)
    );

    let mut ambassador = app.enrol_role(Role::GreenAmbassador).await;
    let own = [
        CareTask::state().set(TaskState::Planned),
        CareTask::kind().set(TaskKind::WorkDay),
        CareTask::area().set(garden),
        CareTask::window_from().set(START.danish_day()),
        CareTask::assigned_team().set(Team::ResidentGroup),
    ];
    make(&mut ambassador, 3, Kind::CareTask, &own).await;
    let (entries, _) = ambassador.pull_all(HERE, Cursor::default()).await;
    let work_day = |entry: &Entry| match entry {
        Entry::Snapshot { kind, bytes, .. } if *kind == Kind::CareTask => {
            let fields = Document::from_chunks(*kind, bytes).unwrap().fields();
            let task = CareTask::from_fields(&fields);
            assert_eq!((task.kind, task.area), (Some(TaskKind::WorkDay), Some(garden)));
            assert_eq!(task.assigned_team, Some(Team::ResidentGroup));
            task.window_from.map(|day| day.to_string())
        }
        _ => None,
    };
    let mut days: Vec<String> = entries.iter().filter_map(work_day).collect();
    days.sort();
    assert_eq!(
        days,
        [
            START.danish_day().to_string(),
            "2027-04-01".to_owned(),
            "2027-05-01".to_owned(),
        ]
    );
}

/// A change of the plan has its reason and pictures; work has its tool and minutes, and nuisance is an observation.
#[tokio::test]
async fn care_is_told_with_reasons_pictures_tools_and_minutes() {
    let app = TestApp::start().await;
    let mut caretaker = app.enrol_role(Role::Caretaker).await;
    let area = make(
        &mut caretaker,
        1,
        Kind::Area,
        &[Area::state().set(AreaState::Proposed), Area::name().set("Plænen")],
    )
    .await;
    let today = START.danish_day();
    let revision = [
        PlanRevision::area().set(area),
        PlanRevision::on().set(today),
        PlanRevision::why().rewrite("Græsset lagde sig, så vi slår i august."),
    ];
    make(&mut caretaker, 2, Kind::PlanRevision, &revision).await;
    for number in [3, 4] {
        let edits = [Photo::created_at().set(START), Photo::about().set(document(2))];
        make(&mut caretaker, number, Kind::Photo, &edits).await;
        let path = format!("/api/v1/departments/{HERE}/photos/{}", document(number));
        let kept =
            crate::photos::put(&caretaker, &path, crate::photos::JPEG, crate::photos::picture(7)).await;
        assert_eq!(kept.status, StatusCode::OK);
    }
    for (number, kind) in [(5, TaskKind::HayCut), (6, TaskKind::SeedCollection)] {
        let edits = [
            CareTask::state().set(TaskState::Done),
            CareTask::kind().set(kind),
            CareTask::area().set(area),
            CareTask::tool().set(Tool::Scythe),
            CareTask::minutes_spent().set(90),
            CareTask::done_on().set(today),
        ];
        make(&mut caretaker, number, Kind::CareTask, &edits).await;
    }
    let nuisance = [
        AreaObservation::state().set(ObservationState::New),
        AreaObservation::area().set(area),
        AreaObservation::kind().set(ObservationKind::ResidentNuisance),
    ];
    make(&mut caretaker, 7, Kind::AreaObservation, &nuisance).await;
    let report = nature(&app, Role::OperationsManager).await;
    assert_eq!(report.revisions.len(), 1);
    let about = report.photos.iter().filter(|photo| photo.about == document(2));
    assert_eq!(about.count(), 2);
    let minutes = report
        .tasks
        .iter()
        .map(|task| task.fields.get("minutes_spent").cloned());
    assert!(minutes.eq([Some(Value::Integer(90)), Some(Value::Integer(90))]));
    assert_eq!(report.observations.len(), 1);
}

/// A neighbour's inquiry about a wild area is a theme with an answer and a decision, and has no field for who asked.
#[tokio::test]
async fn an_inquiry_from_outside_is_answered_without_a_name() {
    let app = TestApp::start().await;
    let mut manager = browser(&app, Role::OperationsManager).await;
    let mut phone = app.enrol_role(Role::OperationsManager).await;
    let edits = [
        AreaObservation::state().set(ObservationState::New),
        AreaObservation::kind().set(ObservationKind::OutsideInquiry),
        AreaObservation::text().rewrite("Det ser uplejet ud fra stien."),
    ];
    make(&mut phone, 1, Kind::AreaObservation, &edits).await;
    let request = TriageRequest {
        token: "answer".into(),
        items: vec![DeskPlace {
            department: HERE,
            document: document(1),
        }],
        act: TriageAct::Answer {
            text: "Det er en blomstereng, og den bliver.".into(),
            result: AnswerDecision::NoChange.key().to_owned(),
        },
    };
    let report: TriageReport = manager.post("/desk/triage", &request).await.json();
    assert_eq!(report.items[0].refusal, None, "{report:?}");
    let path = format!("/desk/records/{HERE}/{}", document(1));
    let read: DeskRecord = manager.get(&path).await.json();
    assert_eq!(
        read.fields.get("answer_decision"),
        Some(&Value::Text(AnswerDecision::NoChange.key().to_owned()))
    );
    let fields = Kind::AreaObservation.fields().iter().map(|field| field.name);
    let about_somebody = fields.filter(|name| name.contains("name") || name.contains("phone"));
    assert_eq!(about_somebody.count(), 0);
}

/// Somebody lonely: a topic of the visit, and a referral to the local community with the resident's yes; to all kinds of
/// receivers beyond the municipality.
#[tokio::test]
async fn loneliness_is_a_topic_and_the_community_a_receiver() {
    let app = TestApp::start().await;
    let mut social = app.enrol_role(Role::SocialCaretaker).await;
    let visit = [
        SocialVisit::kind().set(VisitKind::Outreach),
        SocialVisit::consent_contact().set(ContactConsent::Yes),
        SocialVisit::topics().include(VisitTopic::Loneliness),
    ];
    let visit = make(&mut social, 1, Kind::SocialVisit, &visit).await;
    let receivers = [
        ReceiverKind::LocalCommunity,
        ReceiverKind::SocialHealth,
        ReceiverKind::Association,
        ReceiverKind::DebtCounselling,
        ReceiverKind::Psychiatry,
    ];
    for (number, receiver) in (2..).zip(receivers) {
        let edits = [
            Referral::from_visit().set(visit),
            Referral::receiver_kind().set(receiver),
            Referral::consent_given().set(true),
            Referral::consent_on().set(START.danish_day()),
        ];
        make(&mut social, number, Kind::Referral, &edits).await;
    }
    let mut officer = browser(&app, Role::CaseOfficer).await;
    let path = format!("/desk/records/{HERE}/{}", document(2));
    assert_eq!(officer.get(&path).await.status, StatusCode::NOT_FOUND);
}

/// The central unit sees the number of visits about loneliness, and of referrals to the community, in all of the
/// organisation, from five on. Nobody else sees any, nor does who may not count visits in a part of it.
#[tokio::test]
async fn loneliness_is_a_number_of_the_whole_organisation_for_the_central_unit_alone() {
    let app = TestApp::start().await;
    let seen = app.app.store.roster_of(ORGANISATION).await.unwrap();
    let departments = seen.departments.iter().map(|one| one.id);
    let others: Vec<_> = departments.filter(|id| *id != HERE).collect();
    let without = Modules::all().without(Module::Visits);
    for department in &others {
        app.app.store.set_modules(*department, without).await.unwrap();
    }
    let mut social = app.enrol_role(Role::SocialCaretaker).await;
    for number in 1..10 {
        let topic = if number < 6 {
            VisitTopic::Loneliness
        } else {
            VisitTopic::Economy
        };
        let visit = [
            SocialVisit::kind().set(VisitKind::Outreach),
            SocialVisit::consent_contact().set(ContactConsent::Yes),
            SocialVisit::topics().include(topic),
            SocialVisit::topics().include(VisitTopic::Community),
        ];
        let visit = make(&mut social, number, Kind::SocialVisit, &visit).await;
        let referral = [
            Referral::from_visit().set(visit),
            Referral::receiver_kind().set(ReceiverKind::LocalCommunity),
            Referral::consent_given().set(true),
            Referral::consent_on().set(START.danish_day()),
        ];
        make(&mut social, 100 + number, Kind::Referral, &referral).await;
    }
    let mut desks = Vec::new();
    for role in Role::ALL {
        if !access(role, Collection::Oversight).read.is_nothing() {
            desks.push((role, browser(&app, role).await));
        }
    }
    let path = format!("/monitoring/{ORGANISATION}");
    for (role, desk) in &mut desks {
        let report: MonitoringReport = desk.get(&path).await.json();
        let Some(visits) = report.visits else {
            assert_ne!(*role, Role::CentralUnit);
            continue;
        };
        assert_eq!(*role, Role::CentralUnit);
        let told: Vec<_> = visits
            .topics
            .iter()
            .filter(|(_, one)| *one != Published::Hidden)
            .collect();
        // Economy was the topic of four.
        let loneliness = (VisitTopic::Loneliness.key().to_owned(), Published::Number(5));
        let community = (VisitTopic::Community.key().to_owned(), Published::Number(9));
        assert_eq!(told, [&loneliness, &community]);
        let told: Vec<_> = visits
            .receivers
            .iter()
            .filter(|(_, one)| *one != Published::Hidden)
            .collect();
        let community = (
            ReceiverKind::LocalCommunity.key().to_owned(),
            Published::Number(9),
        );
        assert_eq!(told, [&community]);
        let part = format!("{path}?departments={HERE}");
        let report: MonitoringReport = desk.get(&part).await.json();
        assert_eq!(report.visits, None, "a part of the organisation");
    }
    for department in &others {
        app.app
            .store
            .set_modules(*department, Modules::all())
            .await
            .unwrap();
    }
    for (role, desk) in &mut desks {
        let report: MonitoringReport = desk.get(&path).await.json();
        assert_eq!(report.visits, None, "{role:?}");
    }
}

/// Somebody with a role in departments of their own sees those, and the configuration of each is its own.
#[tokio::test]
async fn what_a_department_decides_holds_there_alone() {
    let app = TestApp::start().await;
    let seen = app.app.store.roster_of(ORGANISATION).await.unwrap();
    let there = seen.departments.iter().find(|one| one.id != HERE).unwrap().id;
    let amendment = Amendment {
        level_grants: vec![PersonGrant {
            person: person(Role::SocialCaretaker),
            level: GrantLevel::Department(there),
            role: Role::SocialCaretaker,
            from: START.plus_millis(-1),
            until: None,
        }],
        ..Amendment::default()
    };
    assert!(app.app.store.amend(&amendment, &seen).await.unwrap());
    let all = Modules::all();
    app.app
        .store
        .set_modules(HERE, all.without(Module::Visits))
        .await
        .unwrap();
    let mut social = app.enrol_role(Role::SocialCaretaker).await;
    let edits = [SocialVisit::kind().set(VisitKind::Outreach)];
    let here = social.create(document(1), Kind::SocialVisit, &edits);
    let elsewhere = social.create(document(2), Kind::SocialVisit, &edits);
    let refused = social.push_one(HERE, here.last()).await;
    assert_eq!(refused, Verdict::Refused(Code::NoAccess, None));
    let taken = social.push_one(there, elsewhere.last()).await;
    assert!(matches!(taken, Verdict::Accepted(..)), "{taken:?}");
}
