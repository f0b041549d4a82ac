//! Arrears and counselling at the office: the list is brought in by those who write contacts, nobody else learns of it, and
//! aggregate readers see no number under five. Each test runs on both databases.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use feltbog_server::services::audit::flush;
use feltbog_server::store::{Amendment, Dwelling, DwellingAddress, Foundation, NewDepartment};
use feltbog_shared::id::{AdministrationId, DepartmentId, DocumentId, DwellingId, OrganisationId, UserId};
use feltbog_shared::model::arrears_contact::{ArrearsResult, ArrearsStage, EvictionResult};
use feltbog_shared::model::counselling_inquiry::{InquiryOutcome, InquiryTopic};
use feltbog_shared::model::{ArrearsContact, CounsellingInquiry, FieldEdit, Kind};
use feltbog_shared::moment::Day;
use feltbog_shared::office::ImportPlan;
use feltbog_shared::office::audit::AuditPurpose;
use feltbog_shared::office::counselling::{ArrearsPage, EffectSheet, EvictionCost, InquiriesPage};
use feltbog_shared::office::desk::{DeskRecord, RecordEdits};
use feltbog_shared::permission::{Grant, Module, Modules, Role};
use feltbog_shared::suppression::Published;
use feltbog_tests::app::{Answer, Client, HERE, START, TestApp, document, person};
use feltbog_tests::office::OfficeBrowser;

const ORGANISATION: OrganisationId = OrganisationId::from_bytes([0; 16]);
/// Another organisation with one department, and its own adviser.
const SECOND: OrganisationId = OrganisationId::from_bytes([0x52; 16]);
const FAR: DepartmentId = DepartmentId::from_bytes([0xf1; 16]);
const FAR_ADVISER: UserId = UserId::from_bytes([0x71; 16]);
const LIST: &str =
    "Lejemålsnr;Trin;Dato;Saldo\n12-001;Rykker;16-11-2026;1.234,50\n12-002;Foged;16-11-2026;9.876,00\n";

macro_rules! on_both {
    ($($test:ident,)+) => {
        mod on_sqlite {
            $(#[tokio::test] async fn $test() { super::$test(feltbog_tests::app::TestApp::start().await).await; })+
        }
        mod on_postgres {
            $(#[tokio::test] async fn $test() {
                super::$test(feltbog_tests::app::TestApp::start_on_postgres(|_| {}).await).await;
            })+
        }
    };
}

on_both! {
    a_list_makes_contacts_once_and_updates_them,
    nobody_else_brings_lists_in_or_reads_contacts,
    small_numbers_are_hidden_from_the_central_unit,
    inquiries_wait_for_their_outcome,
    an_adviser_of_two_organisations_has_one_list,
}

async fn browser(app: &TestApp, role: Role) -> OfficeBrowser {
    let account = app
        .office_account(person(role), &format!("{}@example.dk", role.key()))
        .await;
    app.office_browser(&account).await
}

/// Two dwellings of the department.
async fn with_dwellings(app: &TestApp) {
    let dwelling = |place: u8, door: &str| Dwelling {
        id: DwellingId::from_bytes([place; 16]),
        department: HERE,
        address_id: None,
        access_address_id: None,
        address: DwellingAddress {
            street: "Prøvevej".into(),
            number: "12".into(),
            floor: "2".into(),
            door: door.into(),
            postcode: "9999".into(),
            town: "Prøveby".into(),
        },
        bfe: None,
        tenancy_number: Some(format!("12-00{place}")),
    };
    let seen = app.app.store.roster_of(ORGANISATION).await.unwrap();
    let amendment = Amendment {
        dwellings: vec![dwelling(1, "tv"), dwelling(2, "th")],
        ..Amendment::default()
    };
    assert!(app.app.store.amend(&amendment, &seen).await.unwrap());
}

async fn post_list(desk: &mut OfficeBrowser, rest: &str, list: &str) -> Answer {
    let path = format!("/api/v1/office/counselling/arrears/{ORGANISATION}/{rest}");
    desk.send(Method::POST, &path, Some(list.to_owned())).await
}

async fn bring_in(desk: &mut OfficeBrowser, list: &str) -> ImportPlan {
    let plan: ImportPlan = post_list(desk, "plan", list).await.json();
    assert!(plan.faults.is_empty(), "{plan:?}");
    let rest = format!("apply?plan={}&accepted=amounts_dropped", plan.hash);
    post_list(desk, &rest, list).await.json()
}

async fn page(desk: &mut OfficeBrowser) -> ArrearsPage {
    desk.get("/counselling/arrears").await.json()
}

/// The records of a kind that lists have shown, by the access log.
async fn listed(app: &TestApp, kind: Kind) -> BTreeSet<DocumentId> {
    flush(&app.app).await.unwrap();
    let rows = app.app.store.audit_records(0, 1_000).await.unwrap();
    rows.into_iter()
        .filter(|row| row.purpose == AuditPurpose::OfficeList.key() && row.kind == kind.key())
        .filter_map(|row| DocumentId::from_slice(&row.document))
        .collect()
}

async fn a_list_makes_contacts_once_and_updates_them(app: TestApp) {
    with_dwellings(&app).await;
    let mut desk = browser(&app, Role::FinancialAdviser).await;
    let plan: ImportPlan = post_list(&mut desk, "plan", LIST).await.json();
    assert_eq!((plan.added, plan.faults.len()), (2, 0), "{plan:?}");
    assert_eq!(page(&mut desk).await.rows, [], "a plan changes nothing");
    // The warning about amounts is ticked first.
    let untold = post_list(&mut desk, &format!("apply?plan={}", plan.hash), LIST).await;
    assert_eq!(untold.status, StatusCode::BAD_REQUEST);
    assert!(bring_in(&mut desk, LIST).await.is_applied);
    let first = page(&mut desk).await;
    let contacts: BTreeSet<_> = first.rows.iter().map(|row| row.document).collect();
    assert_eq!(listed(&app, Kind::ArrearsContact).await, contacts);
    let shown: Vec<_> = first
        .rows
        .iter()
        .map(|row| (row.dwelling.as_str(), row.stage.as_str(), row.is_on_latest_list))
        .collect();
    let expected = [
        ("Prøvevej 12, 2. th", "foged_berammet", true),
        ("Prøvevej 12, 2. tv", "rykker", true),
    ];
    assert_eq!(shown, expected);
    assert_eq!(first.organisations[0].next_list_on.as_deref(), Some("2026-11-30"));

    let rows = app.rows().await;
    let again = bring_in(&mut desk, LIST).await;
    assert_eq!((again.added, again.changed, again.unchanged), (0, 0, 2));
    assert_eq!(app.rows().await.get("log"), rows.get("log"));

    let next = "Lejemålsnr;Trin;Dato\n12-001;Ophævet;20-11-2026\n";
    let changed = bring_in(&mut desk, next).await;
    assert_eq!((changed.added, changed.changed), (0, 1));
    let second = page(&mut desk).await;
    assert_eq!(second.rows.len(), 2);
    assert_eq!(second.rows[1].stage, "ophaevet");
    assert_eq!(second.rows[1].document, first.rows[1].document);
    assert!(!second.rows[0].is_on_latest_list);

    // Tries and results are entered in the record, which has no amount anywhere.
    let row = &second.rows[0];
    let path = format!("/desk/records/{HERE}/{}", row.document);
    let record: DeskRecord = desk.get(&path).await.json();
    let edits = RecordEdits {
        token: "tries".into(),
        heads: record.heads,
        edits: vec![
            ArrearsContact::contact_tries().set(2),
            ArrearsContact::result().set(ArrearsResult::Agreement),
            ArrearsContact::eviction_result().set(EvictionResult::Stayed),
        ],
    };
    let answer = desk.post(&path, &edits).await;
    assert_eq!(
        answer.status,
        StatusCode::OK,
        "{:?}",
        String::from_utf8_lossy(&answer.body)
    );
    let third = page(&mut desk).await;
    let kept = third
        .rows
        .iter()
        .find(|one| one.document == row.document)
        .unwrap();
    assert_eq!((kept.contact_tries, kept.is_open()), (2, false));
    let history = desk.get(&format!("{path}/history")).await;
    let told = String::from_utf8_lossy(&history.body).into_owned();
    assert!(!told.contains("9.876") && !told.contains("9876"), "{told}");
}

async fn nobody_else_brings_lists_in_or_reads_contacts(app: TestApp) {
    with_dwellings(&app).await;
    let mut adviser = browser(&app, Role::FinancialAdviser).await;
    bring_in(&mut adviser, LIST).await;
    for role in Role::ALL
        .into_iter()
        .filter(|role| *role != Role::FinancialAdviser)
    {
        let mut desk = browser(&app, role).await;
        let answer = post_list(&mut desk, "plan", LIST).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{role:?}");
        let answer = post_list(&mut desk, "apply?plan=x", LIST).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{role:?}");
        let list = desk.get("/counselling/arrears").await;
        // A social caretaker reads what is assigned, and nothing is.
        match role {
            Role::SocialCaretaker => assert_eq!(list.json::<ArrearsPage>().rows, []),
            _ => assert_eq!(list.status, StatusCode::NOT_FOUND, "{role:?}"),
        }
        let sheet = desk.get("/counselling/effect").await;
        let sees = role == Role::CentralUnit;
        assert_eq!(sheet.status == StatusCode::OK, sees, "{role:?}");
        let cost = EvictionCost {
            eviction_cost: Some(60_000),
        };
        let path = format!("/api/v1/office/counselling/effect/{ORGANISATION}/cost");
        let body = serde_json::to_string(&cost).unwrap();
        let set = desk.send(Method::PUT, &path, Some(body)).await;
        assert_eq!(set.status == StatusCode::OK, sees, "{role:?}");
    }
    // Where the module is off, there is nothing for anybody.
    let off = Modules::all().without(Module::Arrears);
    app.app.store.set_modules(HERE, off).await.unwrap();
    let answer = post_list(&mut adviser, "plan", LIST).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let answer = adviser.get("/counselling/arrears").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}

async fn contact(phone: &mut Client, department: DepartmentId, number: u16, result: EvictionResult) {
    let edits: Vec<FieldEdit> = vec![
        ArrearsContact::created_at().set(feltbog_tests::app::START),
        ArrearsContact::dwelling_ref().set(&format!("Prøvevej {number}")),
        ArrearsContact::stage().set(ArrearsStage::BailiffDate),
        ArrearsContact::source_list_on().set(Day::parse("2026-11-02").unwrap()),
        ArrearsContact::eviction_result().set(result),
    ];
    let draft = phone.create(document(number), Kind::ArrearsContact, &edits);
    phone.push(department, vec![draft.last()]).await;
}

async fn small_numbers_are_hidden_from_the_central_unit(app: TestApp) {
    let mut phone = app.enrol_role(Role::FinancialAdviser).await;
    for number in 1..=4 {
        contact(&mut phone, HERE, number, EvictionResult::Evicted).await;
    }
    for number in 5..=10 {
        contact(&mut phone, HERE, number, EvictionResult::Stayed).await;
    }
    let mut central = browser(&app, Role::CentralUnit).await;
    let few: EffectSheet = central.get("/counselling/effect?year=2026").await.json();
    let told = (few.total.contacts, few.total.evictions, few.total.avoided);
    assert_eq!(
        told,
        (Published::Number(10), Published::Hidden, Published::Hidden),
        "contacts less those who stayed are those who were evicted"
    );
    for number in 11..=16 {
        contact(&mut phone, HERE, number, EvictionResult::MovedOut).await;
    }
    let mut adviser = browser(&app, Role::FinancialAdviser).await;
    let exact: EffectSheet = adviser.get("/counselling/effect?year=2026").await.json();
    assert_eq!(exact.total.evictions, Published::Number(4));
    assert_eq!(exact.total.avoided, Published::Number(6));
    assert_eq!(exact.total.saving(exact.eviction_cost), Some(6 * 54_000));
    let hidden: EffectSheet = central.get("/counselling/effect?year=2026").await.json();
    assert_eq!(hidden.total.evictions, Published::Hidden);
    assert_eq!(hidden.total.avoided, Published::Number(6));
    assert_eq!(hidden.total.evictions_per_10_000(), None);
    let before: EffectSheet = central.get("/counselling/effect?year=2025").await.json();
    assert_eq!(before.total.avoided, Published::Hidden);

    let cost = serde_json::to_string(&EvictionCost {
        eviction_cost: Some(60_000),
    });
    let path = format!("/api/v1/office/counselling/effect/{ORGANISATION}/cost");
    let set = central.send(Method::PUT, &path, Some(cost.unwrap())).await;
    assert_eq!(set.status, StatusCode::OK);
    let stated: EffectSheet = adviser.get("/counselling/effect").await.json();
    assert_eq!((stated.eviction_cost, stated.is_own_cost), (60_000, true));
    let impossible = central
        .send(Method::PUT, &path, Some("{\"eviction_cost\":0}".to_owned()))
        .await;
    assert_eq!(impossible.status, StatusCode::BAD_REQUEST);
}

async fn inquiries_wait_for_their_outcome(app: TestApp) {
    let mut phone = app.enrol_role(Role::FinancialAdviser).await;
    let mut made: Vec<DocumentId> = Vec::new();
    for (number, outcome) in [
        (1, Some(InquiryOutcome::Solved)),
        (2, None),
        (3, Some(InquiryOutcome::NotSolved)),
    ] {
        let mut edits = vec![
            CounsellingInquiry::created_at().set(feltbog_tests::app::START),
            CounsellingInquiry::received_on().set(Day::parse(&format!("2026-11-1{number}")).unwrap()),
            CounsellingInquiry::topic().set(InquiryTopic::Debt),
        ];
        edits.extend(outcome.map(|outcome| CounsellingInquiry::outcome().set(outcome)));
        let draft = phone.create(document(number), Kind::CounsellingInquiry, &edits);
        phone.push(HERE, vec![draft.last()]).await;
        made.push(document(number));
    }
    let mut desk = browser(&app, Role::FinancialAdviser).await;
    let inbox: InquiriesPage = desk.get("/counselling/inquiries").await.json();
    let order: Vec<_> = inbox.rows.iter().map(|row| row.document).collect();
    assert_eq!(order, [made[1], made[2], made[0]], "open ones first");
    let inquiries: BTreeSet<_> = made.iter().copied().collect();
    let rows = listed(&app, Kind::CounsellingInquiry).await;
    assert_eq!(rows, inquiries, "each leaves a row");
    let sheet: EffectSheet = desk.get("/counselling/effect?year=2026").await.json();
    assert_eq!(sheet.inquiries.ended, Published::Number(2));
    assert_eq!(sheet.inquiries.solved_percent(), Some(50));
    let mut central = browser(&app, Role::CentralUnit).await;
    let refused = central.get("/counselling/inquiries").await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    let sheet: EffectSheet = central.get("/counselling/effect?year=2026").await.json();
    assert_eq!(sheet.inquiries.solved_percent(), None);
}

/// The second organisation: its own adviser works there, and the adviser of the first one too.
async fn with_second_organisation(app: &TestApp) {
    let grant = Grant {
        role: Role::FinancialAdviser,
        department: FAR,
        from: START.plus_millis(-1),
        until: None,
    };
    let far = Foundation {
        administration: AdministrationId::from_bytes([0x62; 16]),
        id: SECOND,
        organisation: "Fjernbo".into(),
        departments: vec![NewDepartment {
            id: FAR,
            name: "Fjernengen".into(),
            municipality: "Fjernby".into(),
            dwellings: 40,
            modules: Modules::all(),
        }],
        people: vec![(FAR_ADVISER, "Fjern Rådgiver".into())],
        grants: vec![(FAR_ADVISER, grant), (person(Role::FinancialAdviser), grant)],
    };
    app.app.store.found(&far).await.unwrap();
}

async fn an_adviser_of_two_organisations_has_one_list(app: TestApp) {
    with_second_organisation(&app).await;
    let mut phone = app.enrol_role(Role::FinancialAdviser).await;
    contact(&mut phone, HERE, 1, EvictionResult::Stayed).await;
    contact(&mut phone, FAR, 2, EvictionResult::Evicted).await;
    let mut shared = browser(&app, Role::FinancialAdviser).await;
    let list = page(&mut shared).await;
    let mut places: Vec<_> = list
        .rows
        .iter()
        .map(|row| (row.department, row.organisation.clone()))
        .collect();
    places.sort();
    assert_eq!(
        places,
        [(HERE, ORGANISATION.to_string()), (FAR, SECOND.to_string())]
    );
    assert_eq!(list.organisations.len(), 2);
    let sheet: EffectSheet = shared.get("/counselling/effect").await.json();
    let mut offered: Vec<_> = sheet.organisations.into_iter().map(|(id, _)| id).collect();
    offered.sort();
    assert_eq!(offered, [ORGANISATION.to_string(), SECOND.to_string()]);

    // The other adviser's organisation is a partition of its own.
    let account = app.office_account(FAR_ADVISER, "fjern@example.dk").await;
    let mut far = app.office_browser(&account).await;
    let list = page(&mut far).await;
    let rows: Vec<_> = list.rows.iter().map(|row| row.department).collect();
    assert_eq!(rows, [FAR]);
    assert_eq!(list.organisations.len(), 1);
    let answer = post_list(&mut far, "plan", LIST).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let path = format!("/counselling/effect?organisation={ORGANISATION}");
    assert_eq!(far.get(&path).await.status, StatusCode::NOT_FOUND);
    let sheet: EffectSheet = far.get("/counselling/effect").await.json();
    assert_eq!(sheet.organisation, SECOND.to_string());
    assert_eq!(sheet.total.evictions, Published::Number(1));
}
