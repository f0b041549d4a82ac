//! Erasure after the agreed time: announced on the record, held back by a hold, and then gone from server and phones.
//! Each test runs on both databases.

use std::collections::BTreeSet;

use axum::http::{Method, StatusCode};
use feltbog_server::clock::Clock as _;
use feltbog_server::marks::{self, Mark};
use feltbog_server::services::administration::settings;
use feltbog_server::services::audit::chain;
use feltbog_server::services::audit::flush;
use feltbog_server::services::retention::{Swept, erase_refused_notes, night_work, sweep};
use feltbog_server::store::{Amendment, DocumentSummary, GrantLevel, LegalHold, PersonGrant};
use feltbog_shared::id::{DocumentId, OrganisationId};
use feltbog_shared::model::arrears_contact::ArrearsResult;
use feltbog_shared::model::conflict_case::{ConflictState, Topic};
use feltbog_shared::model::mediation::MediationState;
use feltbog_shared::model::signal::SignalState;
use feltbog_shared::model::social_visit::{ContactConsent, NoteConsent, VisitResult, VisitState};
use feltbog_shared::model::{
    Area, ArrearsContact, Concern, ConflictCase, ConflictEvent, ConflictParty, FieldEdit, Kind, LegalStep,
    Mediation, SocialVisit, VisitNote,
};
use feltbog_shared::office::audit::{AuditAction, AuditPurpose};
use feltbog_shared::office::desk::{DeskRecord, HoldWanted};
use feltbog_shared::office_settings::OrganisationSettings;
use feltbog_shared::permission::Role;
use feltbog_shared::wire::{Cursor, Entry, Verdict};
use feltbog_tests::app::{Answer, Client, Draft, HERE, START, TestApp, document, person};
use feltbog_tests::office::OfficeBrowser;

const DAY_MILLIS: i64 = 86_400_000;
const ORGANISATION: OrganisationId = OrganisationId::from_bytes([0; 16]);

const CLOSED_CASE: u16 = 1;
const EVENT: u16 = 2;
const PARTY: u16 = 3;
const CASE_WITH_STEP: u16 = 4;
const STEP: u16 = 5;
const OPEN_CASE: u16 = 6;
const MEDIATION: u16 = 7;
const CONCERN: u16 = 8;
const VISIT: u16 = 9;
const NOTE: u16 = 10;
const ARREARS: u16 = 11;
const AREA: u16 = 12;
const HELD_CASE: u16 = 13;
const OPEN_CONCERN: u16 = 14;
const NO_CONTACT: u16 = 15;
const NOTE_AHEAD: u16 = 16;

/// Runs a test on both databases.
macro_rules! on_both {
    ($($name:ident,)+) => {
        mod on_sqlite {
            $(#[tokio::test] async fn $name() { super::$name(feltbog_tests::app::TestApp::start().await).await; })+
        }
        mod on_postgres {
            $(#[tokio::test] async fn $name() {
                super::$name(feltbog_tests::app::TestApp::start_on_postgres(|_| {}).await).await;
            })+
        }
    };
}

on_both! {
    a_year_takes_what_the_table_says,
    an_erasure_is_announced_and_held_back,
    a_restore_announces_erasures_anew,
    a_longer_period_moves_the_day,
    old_rows_of_the_access_log_are_deleted,
    the_nights_work_is_noted,
    a_note_is_erased_once_its_visit_has_said_no_for_ten_minutes,
    a_no_that_is_taken_back_disputed_or_held_erases_nothing,
}

async fn record(client: &mut Client, number: u16, kind: Kind, steps: &[&[FieldEdit]]) {
    let (first, later) = steps.split_first().unwrap();
    let mut draft = client.create(document(number), kind, first);
    let verdict = client.push_one(HERE, draft.last()).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{kind:?}: {verdict:?}");
    for step in later {
        let change = client.edit(&mut draft, step);
        let verdict = client.push_one(HERE, change).await;
        assert!(matches!(verdict, Verdict::Accepted(..)), "{kind:?}: {verdict:?}");
    }
}

fn observed() -> Vec<FieldEdit> {
    vec![
        ConflictCase::state().set(ConflictState::Observed),
        ConflictCase::topic().set(Topic::Music),
        ConflictCase::place().set("Opgang 4"),
    ]
}

async fn cases(app: &TestApp) {
    let mut officer = app.enrol_role(Role::CaseOfficer).await;
    let closed = [ConflictCase::state().set(ConflictState::Closed)];
    for number in [CLOSED_CASE, CASE_WITH_STEP, HELD_CASE] {
        record(&mut officer, number, Kind::ConflictCase, &[&observed(), &closed]).await;
    }
    record(&mut officer, OPEN_CASE, Kind::ConflictCase, &[&observed()]).await;
    let event = [
        ConflictEvent::conflict_case().set(document(CLOSED_CASE)),
        ConflictEvent::text().rewrite("Ringede"),
    ];
    record(&mut officer, EVENT, Kind::ConflictEvent, &[&event]).await;
    let party = [
        ConflictParty::conflict_case().set(document(CLOSED_CASE)),
        ConflictParty::name().set("Rasmus Prøve"),
    ];
    record(&mut officer, PARTY, Kind::ConflictParty, &[&party]).await;
    let step = [LegalStep::conflict_case().set(document(CASE_WITH_STEP))];
    record(&mut officer, STEP, Kind::LegalStep, &[&step]).await;
}

/// One record of each row of the table, all closed now, and some that stay.
async fn records(app: &TestApp) {
    cases(app).await;
    let mut mediator = app.enrol_role(Role::Mediator).await;
    let begun = [
        Mediation::state().set(MediationState::Received),
        Mediation::conflict_case().set(document(OPEN_CASE)),
    ];
    let ended = [Mediation::state().set(MediationState::Ended)];
    record(&mut mediator, MEDIATION, Kind::Mediation, &[&begun, &ended]).await;
    let mut social = app.enrol_role(Role::SocialCaretaker).await;
    let sent = [
        Concern::state().set(SignalState::Sent),
        Concern::dwelling_ref().set("4, 1. th."),
    ];
    let ended = [Concern::state().set(SignalState::Ended)];
    record(&mut social, CONCERN, Kind::Concern, &[&sent, &ended]).await;
    record(&mut social, OPEN_CONCERN, Kind::Concern, &[&sent]).await;
    let planned = [SocialVisit::state().set(VisitState::Planned)];
    let closed = [SocialVisit::state().set(VisitState::Closed)];
    record(&mut social, VISIT, Kind::SocialVisit, &[&planned, &closed]).await;
    let note = [
        VisitNote::visit().set(document(VISIT)),
        VisitNote::text().rewrite("Kaffe"),
    ];
    record(&mut social, NOTE, Kind::VisitNote, &[&note]).await;
    let refused = [
        SocialVisit::state().set(VisitState::Done),
        SocialVisit::result().set(VisitResult::WantsNoContact),
    ];
    record(&mut social, NO_CONTACT, Kind::SocialVisit, &[&planned, &refused]).await;
    let ahead = [
        VisitNote::visit().set(document(VISIT)),
        VisitNote::text().rewrite("Ring igen"),
        VisitNote::follow_up_on().set(START.danish_day().plus_days(60)),
    ];
    record(&mut social, NOTE_AHEAD, Kind::VisitNote, &[&ahead]).await;
    let mut adviser = app.enrol_role(Role::FinancialAdviser).await;
    let contact = [ArrearsContact::result().set(ArrearsResult::Paid)];
    record(&mut adviser, ARREARS, Kind::ArrearsContact, &[&contact]).await;
    let mut manager = app.enrol_role(Role::OperationsManager).await;
    record(&mut manager, AREA, Kind::Area, &[&[Area::name().set("Engen")]]).await;
}

/// The records that are there.
async fn living(app: &TestApp) -> BTreeSet<u16> {
    let ids: Vec<_> = (CLOSED_CASE..=NOTE_AHEAD).map(document).collect();
    let found = app.app.store.summaries(&ids).await.unwrap();
    let is_live = |number: &u16| matches!(found.get(&document(*number)), Some(DocumentSummary::Live { .. }));
    (CLOSED_CASE..=NOTE_AHEAD).filter(is_live).collect()
}

/// Lets so many days pass, with a night's work each seventh day.
async fn days_pass(app: &TestApp, days: i64) -> Swept {
    let mut all = Swept::default();
    let mut left = days;
    while left > 0 {
        let step = left.min(7);
        app.clock.pass(step * DAY_MILLIS);
        left -= step;
        let swept = sweep(&app.app).await.unwrap();
        all.announced += swept.announced;
        all.erased += swept.erased;
    }
    all
}

async fn browser(app: &TestApp, role: Role) -> OfficeBrowser {
    let mail = format!("{role:?}{}@example.dk", app.clock.now().millis());
    let account = app.office_account(person(role), &mail.to_lowercase()).await;
    app.office_browser(&account).await
}

fn set(numbers: &[u16]) -> BTreeSet<u16> {
    numbers.iter().copied().collect()
}

async fn a_year_takes_what_the_table_says(app: TestApp) {
    records(&app).await;
    let all = living(&app).await;
    assert_eq!(all.len(), 16);
    let mut phone = app.enrol_role(Role::CaseOfficer).await;
    let (held, cursor) = phone.pull_all(HERE, Cursor::default()).await;
    assert!(held.iter().any(|entry| entry.document() == document(CLOSED_CASE)));
    let mut desk = browser(&app, Role::CaseOfficer).await;
    let answer = hold(&mut desk, HELD_CASE, "Sagen er i beboerklagenævnet").await;
    assert_eq!(answer.status, StatusCode::OK);
    let mut expected = all;
    // Days since the beginning, and the records that are gone by then.
    let mut passed = 0;
    for (days, gone) in [
        (28, &[][..]),
        (49, &[MEDIATION]),
        (84, &[]),
        (105, &[CONCERN]),
        (175, &[]),
        (203, &[NOTE]),
        (238, &[]),
        (252, &[NOTE_AHEAD]),
        (357, &[]),
        (
            385,
            &[
                CLOSED_CASE,
                EVENT,
                PARTY,
                VISIT,
                ARREARS,
                OPEN_CASE,
                OPEN_CONCERN,
                NO_CONTACT,
            ],
        ),
        (728, &[]),
        (756, &[CASE_WITH_STEP, STEP]),
    ] {
        days_pass(&app, days - passed).await;
        passed = days;
        expected.retain(|number| !gone.contains(number));
        assert_eq!(living(&app).await, expected, "after {days} days");
    }
    assert_eq!(expected, set(&[AREA, HELD_CASE]));
    // Phones hear of it, and the log of accesses tells it.
    phone = app.enrol_role(Role::CaseOfficer).await;
    let (entries, _) = phone.pull_all(HERE, cursor).await;
    let is_gone = |entry: &Entry| matches!(entry, Entry::Tombstone { .. });
    let gone: BTreeSet<DocumentId> = entries
        .iter()
        .filter(|one| is_gone(one))
        .map(Entry::document)
        .collect();
    for number in [CLOSED_CASE, EVENT, PARTY, CASE_WITH_STEP, STEP] {
        assert!(gone.contains(&document(number)), "{number}");
    }
    flush(&app.app).await.unwrap();
    let rows = app.app.store.audit_records(0, 10_000).await.unwrap();
    let erased = rows
        .iter()
        .filter(|row| row.action == AuditAction::Erase.key() && row.purpose == AuditPurpose::Retention.key());
    assert_eq!(erased.count(), 14);
}

async fn hold(desk: &mut OfficeBrowser, number: u16, reason: &str) -> Answer {
    let wanted = HoldWanted {
        reason: reason.into(),
    };
    let body = serde_json::to_string(&wanted).unwrap();
    let path = format!("/api/v1/office/desk/records/{HERE}/{}/hold", document(number));
    desk.send(Method::PUT, &path, Some(body)).await
}

async fn shown(app: &TestApp, number: u16) -> DeskRecord {
    let mut desk = browser(app, Role::CaseOfficer).await;
    let path = format!("/desk/records/{HERE}/{}", document(number));
    desk.get(&path).await.json()
}

async fn an_erasure_is_announced_and_held_back(app: TestApp) {
    cases(&app).await;
    let planned = shown(&app, CLOSED_CASE).await.erasure.unwrap();
    assert_eq!(planned.on.as_deref(), Some("2027-11-21"));
    assert_eq!(shown(&app, OPEN_CASE).await.erasure.unwrap().on, None);
    let with_step = shown(&app, CASE_WITH_STEP).await.erasure.unwrap();
    assert_eq!(with_step.on.as_deref(), Some("2028-11-21"));
    // Nobody looked for a long time: it is announced first all the same.
    app.clock.pass(400 * DAY_MILLIS);
    let swept = sweep(&app.app).await.unwrap();
    assert_eq!(
        swept,
        Swept {
            announced: 3,
            erased: 0
        }
    );
    let planned = shown(&app, CLOSED_CASE).await.erasure.unwrap();
    let today = app.clock.now().danish_day();
    assert_eq!(planned.on, Some(today.plus_days(14).to_string()));
    let mut desk = browser(&app, Role::CaseOfficer).await;
    for (reason, status) in [
        ("", StatusCode::BAD_REQUEST),
        ("CPR 010180-1232", StatusCode::BAD_REQUEST),
        ("Klagen er ankereret", StatusCode::OK),
    ] {
        assert_eq!(
            hold(&mut desk, CLOSED_CASE, reason).await.status,
            status,
            "{reason}"
        );
    }
    // Who may not read it does not learn that it is there.
    let mut other = browser(&app, Role::GreenAmbassador).await;
    assert_eq!(
        hold(&mut other, HELD_CASE, "Nej").await.status,
        StatusCode::NOT_FOUND
    );
    let held = shown(&app, CLOSED_CASE).await.erasure.unwrap();
    assert_eq!(
        (held.on, held.hold.unwrap().reason.as_str()),
        (None, "Klagen er ankereret")
    );
    app.clock.pass(15 * DAY_MILLIS);
    assert_eq!(
        sweep(&app.app).await.unwrap().erased,
        2,
        "the cases that nobody holds, of which one is open"
    );
    assert!(living(&app).await.contains(&CLOSED_CASE));
    assert!(!living(&app).await.contains(&HELD_CASE));
    // Let go of, it is announced anew.
    let mut desk = browser(&app, Role::CaseOfficer).await;
    let path = format!("/desk/records/{HERE}/{}/hold", document(CLOSED_CASE));
    for _ in 0..2 {
        assert_eq!(desk.delete(&path).await.status, StatusCode::OK);
    }
    flush(&app.app).await.unwrap();
    let rows = app.app.store.audit_records(0, 10_000).await.unwrap();
    let of = |purpose: AuditPurpose| {
        let of = rows.iter().filter(|row| row.purpose == purpose.key());
        of.filter(|row| row.document == document(CLOSED_CASE).as_bytes())
            .count()
    };
    assert_eq!((of(AuditPurpose::Hold), of(AuditPurpose::HoldEnded)), (1, 1));
    assert_eq!(
        sweep(&app.app).await.unwrap(),
        Swept {
            announced: 1,
            erased: 0
        }
    );
    app.clock.pass(13 * DAY_MILLIS);
    assert_eq!(sweep(&app.app).await.unwrap().erased, 0);
    app.clock.pass(DAY_MILLIS);
    assert_eq!(
        sweep(&app.app).await.unwrap().erased,
        3,
        "with its event and party"
    );
    assert_eq!(sweep(&app.app).await.unwrap(), Swept::default());
}

/// A record that was held back after the backup is not held in the restored database.
async fn a_restore_announces_erasures_anew(app: TestApp) {
    cases(&app).await;
    app.clock.pass(400 * DAY_MILLIS);
    assert_eq!(sweep(&app.app).await.unwrap().announced, 3);
    app.clock.pass(20 * DAY_MILLIS);
    app.app.store.raise_epochs().await.unwrap();
    assert_eq!(sweep(&app.app).await.unwrap().erased, 0);
    app.clock.pass(13 * DAY_MILLIS);
    assert_eq!(sweep(&app.app).await.unwrap().erased, 0);
    app.clock.pass(DAY_MILLIS);
    let swept = sweep(&app.app).await.unwrap();
    assert!(swept.erased > 0, "announced for two weeks: {swept:?}");
}

/// The administrator of the whole organisation agrees on periods.
async fn agree(app: &TestApp, months: Vec<(String, u16)>) {
    let admin = person(Role::OrgAdmin);
    let seen = app.app.store.roster_of(ORGANISATION).await.unwrap();
    let amendment = Amendment {
        level_grants: vec![PersonGrant {
            person: admin,
            level: GrantLevel::Organisation(ORGANISATION),
            role: Role::OrgAdmin,
            from: START,
            until: None,
        }],
        ..Amendment::default()
    };
    assert!(app.app.store.amend(&amendment, &seen).await.unwrap());
    let organisation = ORGANISATION.to_string();
    let present = settings::read(&app.app, admin, &organisation).await.unwrap();
    let wanted = OrganisationSettings {
        retention_months: months,
        ..present
    };
    settings::change(&app.app, admin, &organisation, &wanted)
        .await
        .unwrap();
}

async fn a_longer_period_moves_the_day(app: TestApp) {
    cases(&app).await;
    app.clock.pass(360 * DAY_MILLIS);
    assert_eq!(sweep(&app.app).await.unwrap().announced, 3);
    agree(&app, vec![("conflicts".into(), 36)]).await;
    assert_eq!(sweep(&app.app).await.unwrap(), Swept::default());
    assert!(app.app.store.erasure_notices(HERE).await.unwrap().is_empty());
    app.clock.pass(60 * DAY_MILLIS);
    assert_eq!(sweep(&app.app).await.unwrap(), Swept::default());
    let planned = shown(&app, CLOSED_CASE).await.erasure.unwrap();
    assert_eq!(planned.on.as_deref(), Some("2029-11-21"));
}

async fn old_rows_of_the_access_log_are_deleted(app: TestApp) {
    cases(&app).await;
    flush(&app.app).await.unwrap();
    let made = chain::make_checkpoint(&app.app).await.unwrap().unwrap();
    app.clock.pass(729 * DAY_MILLIS);
    sweep(&app.app).await.unwrap();
    assert_eq!(app.app.store.audit_records(0, 1).await.unwrap()[0].number, 1);
    app.clock.pass(2 * DAY_MILLIS);
    sweep(&app.app).await.unwrap();
    flush(&app.app).await.unwrap();
    let left = app.app.store.audit_records(0, 10).await.unwrap();
    assert!(left.iter().all(|row| row.number > made.number));
    let report = chain::verify(&*app.app.store, &app.app.secret, &[], app.clock.now())
        .await
        .unwrap();
    assert_eq!(report.faults, []);
}

const MINUTE_MILLIS: i64 = 60_000;

/// A visit with a yes, and its note with words in it.
async fn visit_with_note(client: &mut Client, visit: u16, note: u16) -> (Draft, Draft) {
    let yes = [SocialVisit::consent_note().set(NoteConsent::Yes)];
    let visited = client.create(document(visit), Kind::SocialVisit, &yes);
    let kept = [
        VisitNote::visit().set(document(visit)),
        VisitNote::text().rewrite("Kaffe hos Rasmus"),
    ];
    let noted = client.create(document(note), Kind::VisitNote, &kept);
    for draft in [&visited, &noted] {
        let verdict = client.push_one(HERE, draft.last()).await;
        assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    }
    (visited, noted)
}

async fn edited(client: &mut Client, draft: &mut Draft, edits: &[FieldEdit]) {
    let change = client.edit(draft, edits);
    let verdict = client.push_one(HERE, change).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
}

fn no() -> [FieldEdit; 1] {
    [SocialVisit::consent_note().set(NoteConsent::No)]
}

/// The no comes from a phone that does not have the note's page open, so that no phone empties it.
async fn a_note_is_erased_once_its_visit_has_said_no_for_ten_minutes(app: TestApp) {
    let mut social = app.enrol_role(Role::SocialCaretaker).await;
    let (mut visit, mut emptied) = visit_with_note(&mut social, 1, 101).await;
    let (mut contact, _) = visit_with_note(&mut social, 2, 102).await;
    visit_with_note(&mut social, 3, 103).await;
    let (_, cursor) = social.pull_all(HERE, Cursor::default()).await;
    edited(&mut social, &mut visit, &no()).await;
    let refused = [SocialVisit::consent_contact().set(ContactConsent::No)];
    edited(&mut social, &mut contact, &refused).await;
    // As a phone does. The words stand in the note's history still.
    edited(&mut social, &mut emptied, &[VisitNote::text().rewrite("")]).await;
    let lately = Some(START);
    app.clock.pass(9 * MINUTE_MILLIS);
    assert_eq!(erase_refused_notes(&app.app, lately).await.unwrap(), 0);
    // Whatever else is written to the visit meanwhile, the no stands since then.
    edited(&mut social, &mut visit, &[SocialVisit::minutes().set(20)]).await;
    app.clock.pass(MINUTE_MILLIS);
    assert_eq!(erase_refused_notes(&app.app, lately).await.unwrap(), 2);
    assert_eq!(erase_refused_notes(&app.app, None).await.unwrap(), 0);
    let ids: Vec<_> = [101, 102, 103, 1, 2, 3].into_iter().map(document).collect();
    let found = app.app.store.summaries(&ids).await.unwrap();
    let is_erased = |id: &DocumentId| matches!(found.get(id), Some(DocumentSummary::Erased(_)));
    let erased: Vec<_> = ids.iter().copied().filter(is_erased).collect();
    assert_eq!(erased, [document(101), document(102)]);
    let (news, _) = social.pull_all(HERE, cursor).await;
    let tombstone = |number| Entry::Tombstone {
        document: document(number),
    };
    assert!(
        news.contains(&tombstone(101)) && news.contains(&tombstone(102)),
        "{news:?}"
    );
}

async fn a_no_that_is_taken_back_disputed_or_held_erases_nothing(app: TestApp) {
    let mut social = app.enrol_role(Role::SocialCaretaker).await;
    // Taken back in time.
    let (mut visit, _) = visit_with_note(&mut social, 1, 101).await;
    edited(&mut social, &mut visit, &no()).await;
    app.clock.pass(5 * MINUTE_MILLIS);
    edited(
        &mut social,
        &mut visit,
        &[SocialVisit::consent_note().set(NoteConsent::Yes)],
    )
    .await;
    // Disputed: a no and a yes on two phones at once.
    let (mut one, _) = visit_with_note(&mut social, 2, 102).await;
    let mut other = one.clone();
    for (draft, answer) in [(&mut one, ContactConsent::No), (&mut other, ContactConsent::Yes)] {
        edited(&mut social, draft, &[SocialVisit::consent_contact().set(answer)]).await;
    }
    // Held, the note or its visit.
    for (number, held) in [(3, 103), (4, 4)] {
        let (mut visit, _) = visit_with_note(&mut social, number, number + 100).await;
        edited(&mut social, &mut visit, &no()).await;
        let hold = LegalHold {
            reason: "Sagen er i byretten".into(),
            held_by: person(Role::SocialCaretaker),
            held_at: START,
        };
        assert!(app.app.store.hold(HERE, document(held), &hold).await.unwrap());
    }
    app.clock.pass(60 * MINUTE_MILLIS);
    assert_eq!(erase_refused_notes(&app.app, None).await.unwrap(), 0);
    app.app.store.release(HERE, document(103)).await.unwrap();
    assert_eq!(erase_refused_notes(&app.app, None).await.unwrap(), 1);
}

async fn the_nights_work_is_noted(app: TestApp) {
    let folder = app.app.config.data_folder();
    assert_eq!(marks::read(&folder, Mark::NightWork), None);
    night_work(&app.app).await.unwrap();
    assert_eq!(marks::read(&folder, Mark::NightWork), Some(app.clock.now()));
}
