//! People who take part though their role alone would not let them, and people who do not though it would: cases
//! assigned, cases that somebody has a conflict of interest in, and deputies. On every channel, and undone again.

use axum::http::StatusCode;
use feltbog_server::services::withdrawal::revoke;
use feltbog_shared::id::{DocumentId, UserId};
use feltbog_shared::model::case_part::{Part, RecusalReason};
use feltbog_shared::model::handover::HandoverRole;
use feltbog_shared::model::schema::ValueList as _;
use feltbog_shared::model::signal::SignalState;
use feltbog_shared::model::{
    CasePart, Concern, ConflictCase, ConflictEvent, ConflictParty, Deputy, FieldEdit, Handover, Kind,
    PassedOn, SocialVisit, VisitNote,
};
use feltbog_shared::moment::Day;
use feltbog_shared::permission::{Grant, Role};
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::{Cursor, Entry, MissingRequest, Verdict, Wake};
use feltbog_tests::app::{COLLEAGUE, Client, Draft, HERE, START, TestApp, document, person};

use crate::participation::plant;
use crate::wake::{listen, next};

const DAY: i64 = 86_400_000;

fn id_of(person: UserId) -> DocumentId {
    DocumentId::from_bytes(*person.as_bytes())
}

/// The documents among these that entries bring to a phone, and those that entries take from it, both in order.
fn given_and_taken(entries: &[Entry]) -> (Vec<DocumentId>, Vec<DocumentId>) {
    let (mut given, mut taken) = (Vec::new(), Vec::new());
    for entry in entries {
        match entry {
            Entry::Change { document, .. } | Entry::Snapshot { document, .. } => given.push(*document),
            Entry::Purge { document } => taken.push(*document),
            Entry::Tombstone { .. } => {}
        }
    }
    for ids in [&mut given, &mut taken] {
        ids.sort_unstable();
        ids.dedup();
    }
    (given, taken)
}

async fn make(client: &mut Client, number: u16, kind: Kind, edits: &[FieldEdit]) -> Draft {
    let draft = client.create(document(number), kind, edits);
    let verdict = client.push_one(HERE, draft.last()).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{kind:?}: {verdict:?}");
    draft
}

/// A case with an event and a party, all by the same person.
async fn case(client: &mut Client, number: u16) -> [Draft; 3] {
    let case = make(
        client,
        number,
        Kind::ConflictCase,
        &[ConflictCase::place().set("Opgang 4")],
    )
    .await;
    let event = [
        ConflictEvent::conflict_case().set(case.id),
        ConflictEvent::text().rewrite("Der bankes"),
    ];
    let event = make(client, number + 1, Kind::ConflictEvent, &event).await;
    let party = [
        ConflictParty::conflict_case().set(case.id),
        ConflictParty::name().set("Nabo"),
    ];
    let party = make(client, number + 2, Kind::ConflictParty, &party).await;
    [case, event, party]
}

async fn may_edit(client: &mut Client, draft: &Draft, edit: FieldEdit) -> bool {
    let mut copy = draft.clone();
    let offered = client.edit(&mut copy, &[edit]);
    match client.push_one(HERE, offered).await {
        Verdict::Accepted(..) => true,
        Verdict::Refused(Code::NoAccess, None) => false,
        other => panic!("{other:?}"),
    }
}

async fn may_open(client: &Client, draft: &Draft) -> bool {
    let path = format!("/api/v1/departments/{HERE}/records/{}", draft.id);
    client.get(&path).await.status == StatusCode::OK
}

#[tokio::test]
async fn a_mediator_has_the_case_while_it_is_assigned_and_no_other() {
    let app = TestApp::start().await;
    let mut officer = app.enrol_role(Role::CaseOfficer).await;
    let mut mediator = app.enrol_role(Role::Mediator).await;
    let [case_, event, party] = case(&mut officer, 1).await;
    let _other = case(&mut officer, 11).await;
    let mut ids = [case_.id, event.id, party.id];
    ids.sort_unstable();
    let (entries, before) = mediator.pull_all(HERE, Cursor::default()).await;
    assert_eq!(entries, []);
    assert!(!may_edit(&mut mediator, &case_, ConflictCase::night().set(true)).await);

    let mut stream = listen(&app, &mediator).await;
    let mut part = make(
        &mut officer,
        21,
        Kind::CasePart,
        &[
            CasePart::conflict_case().set(case_.id),
            CasePart::part().set(Part::Assigned),
            CasePart::person().set(id_of(mediator.person())),
        ],
    )
    .await;
    let page = mediator.page(HERE, before, 100).await;
    assert!(page.restarted);
    let (entries, place) = mediator.pull_all(HERE, before).await;
    assert_eq!(given_and_taken(&entries), (ids.to_vec(), vec![]));
    assert!(may_open(&mediator, &case_).await);
    assert!(may_edit(&mut mediator, &case_, ConflictCase::night().set(true)).await);
    assert!(may_edit(&mut mediator, &party, ConflictParty::name().set("Naboen")).await);
    // Made before or after: what belongs to the case comes, and without beginning again.
    let late = [ConflictEvent::conflict_case().set(case_.id)];
    let late = make(&mut officer, 22, Kind::ConflictEvent, &late).await;
    let page = mediator.page(HERE, place, 100).await;
    assert!(!page.restarted);
    assert!(given_and_taken(&page.entries).0.contains(&late.id));
    // The mediator is woken.
    assert_eq!(next(&mut stream).await, Wake::of(HERE));
    revoke(&app.app, mediator.session.clone().unwrap().device)
        .await
        .unwrap();
    let mut mediator = app.enrol_role(Role::Mediator).await;

    let (_, place) = mediator.pull_all(HERE, Cursor::default()).await;
    officer.edit(&mut part, &[CasePart::ended().set(true)]);
    officer.push_one(HERE, part.last()).await;
    let page = mediator.page(HERE, place, 100).await;
    assert!(page.restarted);
    let mut all = ids.to_vec();
    all.push(late.id);
    all.sort_unstable();
    assert_eq!(given_and_taken(&page.entries), (vec![], all));
    assert!(!may_open(&mediator, &case_).await);
    assert!(!may_edit(&mut mediator, &case_, ConflictCase::night().set(false)).await);
}

#[tokio::test]
async fn who_has_a_conflict_of_interest_has_nothing_more_to_do_with_the_case() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let mut colleague = app.enrol(COLLEAGUE).await;
    let [case_, event, party] = case(&mut mette, 1).await;
    let [other, ..] = case(&mut colleague, 11).await;
    let (_, before) = mette.pull_all(HERE, Cursor::default()).await;
    let (_, theirs) = colleague.pull_all(HERE, Cursor::default()).await;

    let recused = |person: UserId| {
        [
            CasePart::conflict_case().set(case_.id),
            CasePart::part().set(Part::Recused),
            CasePart::reason().set(RecusalReason::Family),
            CasePart::person().set(id_of(person)),
        ]
    };
    // Nobody is taken off a case by another.
    let me = mette.person();
    make(&mut colleague, 20, Kind::CasePart, &recused(me)).await;
    assert!(!mette.page(HERE, before, 100).await.restarted);
    let mut part = make(&mut mette, 21, Kind::CasePart, &recused(me)).await;

    let page = mette.page(HERE, before, 100).await;
    assert!(page.restarted);
    let mut ids = vec![case_.id, event.id, party.id];
    ids.sort_unstable();
    let (given, taken) = given_and_taken(&page.entries);
    assert_eq!(taken, ids);
    assert!(given.contains(&other.id) && given.contains(&part.id));
    assert!(ids.iter().all(|id| !given.contains(id)));
    assert!(!may_open(&mette, &case_).await);
    for draft in [&case_, &event, &party] {
        let edit = match draft.kind {
            Kind::ConflictCase => ConflictCase::night().set(true),
            Kind::ConflictEvent => ConflictEvent::text().rewrite("Noget andet"),
            _ => ConflictParty::name().set("En anden"),
        };
        assert!(!may_edit(&mut mette, draft, edit).await, "{:?}", draft.kind);
    }
    // Nor is it asked back after a disaster.
    let held = vec![(case_.id, vec![case_.made[0].hash])];
    let reply = mette.missing(HERE, &MissingRequest { witness: None, held }).await;
    assert_eq!(reply.missing, []);
    // Everybody else goes on, and sees who does not take part.
    let (entries, _) = colleague.pull_all(HERE, theirs).await;
    assert!(given_and_taken(&entries).0.contains(&part.id));
    assert!(may_edit(&mut colleague, &case_, ConflictCase::night().set(true)).await);

    mette.edit(&mut part, &[CasePart::ended().set(true)]);
    mette.push_one(HERE, part.last()).await;
    assert!(may_open(&mette, &case_).await);
}

#[tokio::test]
async fn what_is_handed_to_a_financial_adviser_reaches_them_and_no_more() {
    let app = TestApp::start().await;
    let mut caretaker = app.enrol_role(Role::Caretaker).await;
    let mut sanne = app.enrol_role(Role::SocialCaretaker).await;
    let mut adviser = app.enrol_role(Role::FinancialAdviser).await;
    let officer = app.enrol_role(Role::CaseOfficer).await;
    let concern = [Concern::dwelling_ref().set("4, 1. th.")];
    let concern = make(&mut caretaker, 1, Kind::Concern, &concern).await;
    let to = |role| {
        [
            Handover::to_role().set(role),
            Handover::text().set("Ringer selv fredag"),
        ]
    };
    let other = make(&mut sanne, 2, Kind::Handover, &to(HandoverRole::SocialCaretaker)).await;
    let (entries, before) = adviser.pull_all(HERE, Cursor::default()).await;
    assert_eq!(entries, []);

    let mut stream = listen(&app, &adviser).await;
    let mut handed = make(
        &mut caretaker,
        3,
        Kind::Handover,
        &to(HandoverRole::FinancialAdviser),
    )
    .await;
    let page = adviser.page(HERE, before, 100).await;
    assert!(page.restarted);
    let (entries, place) = adviser.pull_all(HERE, before).await;
    assert_eq!(given_and_taken(&entries), (vec![handed.id], vec![]));
    assert!(may_open(&adviser, &handed).await && may_open(&sanne, &handed).await);
    for hidden in [&concern, &other] {
        assert!(!may_open(&adviser, hidden).await);
        assert!(!may_edit(&mut adviser, hidden, Handover::state().set(SignalState::Ended)).await);
    }
    assert!(!may_open(&officer, &handed).await && !may_open(&caretaker, &handed).await);
    // Whoever handed it over is told how far it has come.
    let running = adviser.edit(&mut handed, &[Handover::state().set(SignalState::Running)]);
    assert!(matches!(
        adviser.push_one(HERE, running).await,
        Verdict::Accepted(..)
    ));
    let told_of = format!("/api/v1/departments/{HERE}/records/{}", PassedOn::of(handed.id));
    let told_of = caretaker.get(&told_of).await;
    let told_of = String::from_utf8_lossy(&told_of.body).into_owned();
    assert!(told_of.contains(SignalState::Running.key()), "{told_of}");
    // The adviser is woken.
    assert_eq!(next(&mut stream).await, Wake::of(HERE));
    revoke(&app.app, adviser.session.clone().unwrap().device)
        .await
        .unwrap();
    let mut adviser = app.enrol_role(Role::FinancialAdviser).await;
    let (_, again) = adviser.pull_all(HERE, Cursor::default()).await;

    // One that was to somebody else after all goes away again, with nothing said of those that never came.
    let redirected = sanne.edit(
        &mut handed,
        &[Handover::to_role().set(HandoverRole::SocialCaretaker)],
    );
    assert!(matches!(
        sanne.push_one(HERE, redirected).await,
        Verdict::Accepted(..)
    ));
    for place in [place, again] {
        let page = adviser.page(HERE, place, 100).await;
        assert!(page.restarted);
        assert_eq!(given_and_taken(&page.entries), (vec![], vec![handed.id]));
    }
    assert!(!may_open(&adviser, &handed).await);
    assert!(!may_edit(&mut adviser, &handed, Handover::state().set(SignalState::Ended)).await);
}

#[tokio::test]
async fn a_deputy_has_the_visits_and_notes_until_the_last_day() {
    let app = TestApp::start().await;
    let grant = Grant {
        role: Role::SocialCaretaker,
        department: HERE,
        from: START,
        until: None,
    };
    app.app.store.grant(COLLEAGUE, grant).await.unwrap();
    let mut sanne = app.enrol_role(Role::SocialCaretaker).await;
    let mut deputy = app.enrol(COLLEAGUE).await;
    let officer = app.enrol_role(Role::CaseOfficer).await;
    let visit = make(&mut sanne, 1, Kind::SocialVisit, &[SocialVisit::minutes().set(5)]).await;
    let note = [
        VisitNote::visit().set(visit.id),
        VisitNote::text().rewrite("Samtale"),
    ];
    let note = make(&mut sanne, 2, Kind::VisitNote, &note).await;
    let (entries, before) = deputy.pull_all(HERE, Cursor::default()).await;
    assert_eq!(entries, []);

    let today = START.day(0);
    let named = |person| {
        [
            Deputy::person().set(id_of(person)),
            Deputy::until_on().set(Day::plus_days(today, 1)),
        ]
    };
    make(&mut sanne, 3, Kind::Deputy, &named(deputy.person())).await;
    // No path leads from visits to case officers, not even one that was made before it was refused.
    let to_officer = sanne.create(document(4), Kind::Deputy, &named(person(Role::CaseOfficer)));
    let refused = Verdict::Refused(Code::NoReader, Some("person".into()));
    assert_eq!(sanne.push_one(HERE, to_officer.last()).await, refused);
    plant(&app, &sanne, sanne.person(), &to_officer).await;
    assert!(deputy.page(HERE, before, 100).await.restarted);
    let (entries, place) = deputy.pull_all(HERE, before).await;
    let (given, taken) = given_and_taken(&entries);
    assert!(given.contains(&visit.id) && given.contains(&note.id));
    assert_eq!(taken, []);
    assert!(may_edit(&mut deputy, &visit, SocialVisit::minutes().set(6)).await);
    assert!(may_edit(&mut deputy, &note, VisitNote::text().rewrite("Samtalen")).await);
    assert!(!may_open(&officer, &visit).await && !may_open(&officer, &note).await);

    app.clock.pass(2 * DAY);
    let page = deputy.page(HERE, place, 100).await;
    assert!(page.restarted);
    let (given, taken) = given_and_taken(&page.entries);
    assert!(taken.contains(&visit.id) && taken.contains(&note.id), "{taken:?}");
    assert_eq!(given, []);
    assert!(!may_open(&deputy, &visit).await);
    assert!(!may_edit(&mut deputy, &note, VisitNote::text().rewrite("Igen")).await);
}

#[tokio::test]
async fn who_read_a_collection_as_a_whole_keeps_nothing_of_others_when_it_is_theirs_in_part() {
    let app = TestApp::start().await;
    let mut officer = app.enrol_role(Role::CaseOfficer).await;
    let [case_, event, party] = case(&mut officer, 1).await;
    let whole = |until| Grant {
        role: Role::CaseOfficer,
        department: HERE,
        from: START,
        until,
    };
    let mediator = app.enrol_role(Role::Mediator).await;
    app.app.store.grant(mediator.person(), whole(None)).await.unwrap();
    let (entries, place) = mediator.pull_all(HERE, Cursor::default()).await;
    let mut ids = vec![case_.id, event.id, party.id];
    ids.sort_unstable();
    assert_eq!(given_and_taken(&entries).0, ids);
    app.app
        .store
        .grant(mediator.person(), whole(Some(START)))
        .await
        .unwrap();
    let page = mediator.page(HERE, place, 100).await;
    assert!(page.restarted);
    assert_eq!(given_and_taken(&page.entries), (vec![], ids));
}

/// The last day is Denmark's: it ends when clocks there show midnight, an hour before UTC's in winter and two in summer.
#[tokio::test]
async fn a_deputys_days_begin_and_end_at_midnight_in_denmark() {
    const HOUR: i64 = 3_600_000;
    for (from, until) in [("2026-11-22", "2026-11-23"), ("2027-06-10", "2027-06-11")] {
        let app = TestApp::start().await;
        let grant = Grant {
            role: Role::SocialCaretaker,
            department: HERE,
            from: START,
            until: None,
        };
        app.app.store.grant(COLLEAGUE, grant).await.unwrap();
        let mut sanne = app.enrol_role(Role::SocialCaretaker).await;
        let deputy = app.enrol(COLLEAGUE).await;
        let visit = make(&mut sanne, 1, Kind::SocialVisit, &[SocialVisit::minutes().set(5)]).await;
        let (first, last) = (Day::parse(from).unwrap(), Day::parse(until).unwrap());
        let named = [
            Deputy::person().set(id_of(deputy.person())),
            Deputy::from_on().set(first),
            Deputy::until_on().set(last),
        ];
        make(&mut sanne, 2, Kind::Deputy, &named).await;
        let midnight = |day: Day| feltbog_shared::moment::from_danish_clock(&format!("{day}T00:00")).unwrap();
        for (at, may) in [
            (midnight(first).plus_millis(-1), false),
            (midnight(first), true),
            (midnight(last.plus_days(1)).plus_millis(-1), true),
            (midnight(last.plus_days(1)), false),
            (midnight(last.plus_days(1)).plus_millis(HOUR), false),
        ] {
            app.clock.pass(at.since(app.app.clock.now()));
            // The phone was in use meanwhile: one that was not would be out.
            let phone = deputy.session.as_ref().unwrap().device;
            app.app.store.set_last_seen(&[phone], at).await.unwrap();
            assert_eq!(may_open(&deputy, &visit).await, may, "{at:?}");
        }
    }
}
