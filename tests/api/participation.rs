//! The right to say that somebody takes part, and the access that it opens: the policy table decides both.

use axum::http::StatusCode;
use feltbog_server::services::erasure::erase;
use feltbog_server::store::Withdrawal;
use feltbog_shared::document::ChangeInfo;
use feltbog_shared::id::{DocumentId, UserId};
use feltbog_shared::model::case_part::Part;
use feltbog_shared::model::{
    CasePart, Concern, ConflictCase, ConflictParty, Deputy, FieldEdit, Kind, LegalStep, Mediation,
    SocialVisit, VisitNote,
};
use feltbog_shared::moment::Day;
use feltbog_shared::permission::{Grant, Role};
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::{Cursor, Offered, Verdict};
use feltbog_tests::app::{COLLEAGUE, Client, Draft, HERE, START, STRANGER, TestApp, document, person};

fn id_of(person: UserId) -> DocumentId {
    DocumentId::from_bytes(*person.as_bytes())
}

fn assigned(case: DocumentId, person: UserId) -> [FieldEdit; 3] {
    [
        CasePart::conflict_case().set(case),
        CasePart::part().set(Part::Assigned),
        CasePart::person().set(id_of(person)),
    ]
}

async fn make(client: &mut Client, number: u16, kind: Kind, edits: &[FieldEdit]) -> Draft {
    let draft = client.create(document(number), kind, edits);
    let verdict = client.push_one(HERE, draft.last()).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{kind:?}: {verdict:?}");
    draft
}

/// A case with a party and a legal step, all an officer's.
async fn case(officer: &mut Client) -> [Draft; 3] {
    let case = make(
        officer,
        1,
        Kind::ConflictCase,
        &[ConflictCase::place().set("Opgang 4")],
    )
    .await;
    let party = [
        ConflictParty::conflict_case().set(case.id),
        ConflictParty::name().set("Nabo"),
    ];
    let party = make(officer, 2, Kind::ConflictParty, &party).await;
    let step = [LegalStep::conflict_case().set(case.id)];
    let step = make(officer, 3, Kind::LegalStep, &step).await;
    [case, party, step]
}

async fn may_open(client: &Client, document: DocumentId) -> bool {
    let path = format!("/api/v1/departments/{HERE}/records/{document}");
    client.get(&path).await.status == StatusCode::OK
}

/// A change that is brought in as one that the server accepted before: what stood there before the rules did.
pub(crate) async fn plant(app: &TestApp, by: &Client, author: UserId, draft: &Draft) {
    let offered = draft.last();
    let hash = ChangeInfo::read(&offered.bytes).unwrap().hash;
    let seal = app.app.secret.seal(HERE, draft.id, hash, author);
    let relayed = Offered {
        relayed: Some((author, seal)),
        ..offered
    };
    let verdict = by.push_one(HERE, relayed).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
}

#[tokio::test]
async fn a_case_is_given_by_an_officer_to_somebody_who_can_read_it() {
    let app = TestApp::start().await;
    let mut officer = app.enrol_role(Role::CaseOfficer).await;
    let [case, ..] = case(&mut officer).await;
    let mut number = 100;
    for giver in Role::ALL {
        let mut client = app.enrol_role(giver).await;
        let people = Role::ALL.map(person).into_iter().chain([COLLEAGUE, STRANGER]);
        for to in people {
            number += 1;
            let draft = client.create(document(number), Kind::CasePart, &assigned(case.id, to));
            let verdict = client.push_one(HERE, draft.last()).await;
            let readers = [
                Role::Caretaker,
                Role::Mediator,
                Role::CaseOfficer,
                Role::OperationsManager,
            ]
            .map(person);
            let may = giver == Role::CaseOfficer && (readers.contains(&to) || to == COLLEAGUE);
            assert_eq!(
                matches!(verdict, Verdict::Accepted(..)),
                may,
                "{giver:?} to {to}: {verdict:?}"
            );
            let expected = match (may, giver) {
                (true, _) => continue,
                (false, Role::CaseOfficer) => Code::NoReader,
                (false, _) => Code::NoAccess,
            };
            assert!(
                matches!(verdict, Verdict::Refused(code, _) if code == expected),
                "{giver:?} to {to}: {verdict:?}"
            );
        }
    }
}

#[tokio::test]
async fn nobody_turns_a_part_of_theirs_into_one_that_they_may_not_give() {
    let app = TestApp::start().await;
    let mut officer = app.enrol_role(Role::CaseOfficer).await;
    let mut caretaker = app.enrol_role(Role::Caretaker).await;
    let [case, party, step] = case(&mut officer).await;
    let me = caretaker.person();
    // One field after the other, so that no change is an assignment by itself.
    let mut part = make(
        &mut caretaker,
        9,
        Kind::CasePart,
        &[CasePart::person().set(id_of(me))],
    )
    .await;
    caretaker.edit(&mut part, &[CasePart::conflict_case().set(case.id)]);
    assert!(matches!(
        caretaker.push_one(HERE, part.last()).await,
        Verdict::Accepted(..)
    ));
    let edit = caretaker.edit(&mut part, &[CasePart::part().set(Part::Assigned)]);
    assert_eq!(
        caretaker.push_one(HERE, edit).await,
        Verdict::Refused(Code::NoAccess, Some("part".into()))
    );
    for draft in [&party, &step] {
        assert!(!may_open(&caretaker, draft.id).await);
    }
}

#[tokio::test]
async fn a_part_that_stands_there_counts_only_while_its_author_may_give_it() {
    let app = TestApp::start().await;
    let mut officer = app.enrol_role(Role::CaseOfficer).await;
    let mut caretaker = app.enrol_role(Role::Caretaker).await;
    let mediator = app.enrol_role(Role::Mediator).await;
    let [case, party, step] = case(&mut officer).await;
    for to in [caretaker.person(), mediator.person()] {
        let draft = caretaker.create(
            document(200 + u16::from(to.as_bytes()[0])),
            Kind::CasePart,
            &assigned(case.id, to),
        );
        plant(&app, &officer, caretaker.person(), &draft).await;
    }
    for draft in [&party, &step] {
        assert!(!may_open(&caretaker, draft.id).await, "{:?}", draft.kind);
        assert!(!may_open(&mediator, draft.id).await, "{:?}", draft.kind);
    }
    assert_eq!(mediator.pull_all(HERE, Cursor::default()).await.0, []);
    let _ = make(
        &mut officer,
        30,
        Kind::CasePart,
        &assigned(case.id, mediator.person()),
    )
    .await;
    let (_, cursor) = mediator.pull_all(HERE, Cursor::default()).await;
    assert!(may_open(&mediator, party.id).await && may_open(&mediator, step.id).await);
    // With the officer's role everything goes that they gave.
    app.clock.pass(10);
    let ended = Withdrawal::Role(officer.person(), HERE, Role::CaseOfficer, app.app.clock.now());
    app.app.store.withdraw(&[ended]).await.unwrap();
    assert!(!may_open(&mediator, case.id).await && !may_open(&mediator, party.id).await);
    assert!(mediator.page(HERE, cursor, 100).await.restarted);
}

#[tokio::test]
async fn a_part_opens_what_the_table_says_whatever_it_links_to() {
    let app = TestApp::start().await;
    let mut officer = app.enrol_role(Role::CaseOfficer).await;
    let mut social = app.enrol_role(Role::SocialCaretaker).await;
    let mut caretaker = app.enrol_role(Role::Caretaker).await;
    let grant = |role| Grant {
        role,
        department: HERE,
        from: START,
        until: None,
    };
    // Somebody whose roles read something of nearly every collection, when it is theirs.
    for role in [Role::Mediator, Role::SocialCaretaker, Role::FinancialAdviser] {
        app.app.store.grant(COLLEAGUE, grant(role)).await.unwrap();
    }
    let colleague = app.enrol(COLLEAGUE).await;
    let mut mediator = app.enrol_role(Role::Mediator).await;
    let [case, ..] = case(&mut officer).await;
    let visit = make(
        &mut social,
        11,
        Kind::SocialVisit,
        &[SocialVisit::minutes().set(5)],
    )
    .await;
    let note = [
        VisitNote::visit().set(visit.id),
        VisitNote::text().rewrite("Samtale"),
    ];
    let note = make(&mut social, 12, Kind::VisitNote, &note).await;
    let concern = [Concern::dwelling_ref().set("4, 1. th.")];
    let concern = make(&mut caretaker, 13, Kind::Concern, &concern).await;
    let mediation = [
        Mediation::conflict_case().set(case.id),
        Mediation::notes().rewrite("Fortroligt"),
    ];
    let mediation = make(&mut mediator, 14, Kind::Mediation, &mediation).await;
    let before = may_open(&colleague, concern.id).await;
    for (number, target) in [
        (20, &case),
        (21, &visit),
        (22, &note),
        (23, &concern),
        (24, &mediation),
    ] {
        make(
            &mut officer,
            number,
            Kind::CasePart,
            &assigned(target.id, COLLEAGUE),
        )
        .await;
    }
    assert!(may_open(&colleague, case.id).await);
    for hidden in [&visit, &note, &mediation] {
        assert!(!may_open(&colleague, hidden.id).await, "{:?}", hidden.kind);
    }
    assert_eq!(may_open(&colleague, concern.id).await, before);
    erase(&app.app, case.id).await.unwrap();
    assert!(!may_open(&colleague, case.id).await);
}

#[tokio::test]
async fn a_deputy_neither_prolongs_nor_passes_on_their_deputyship() {
    let app = TestApp::start().await;
    for person in [COLLEAGUE, person(Role::Caretaker)] {
        let grant = Grant {
            role: Role::SocialCaretaker,
            department: HERE,
            from: START,
            until: None,
        };
        app.app.store.grant(person, grant).await.unwrap();
    }
    let mut sanne = app.enrol_role(Role::SocialCaretaker).await;
    let mut deputy = app.enrol(COLLEAGUE).await;
    let other = app.enrol_role(Role::Caretaker).await;
    let visit = make(&mut sanne, 1, Kind::SocialVisit, &[SocialVisit::minutes().set(5)]).await;
    let today = START.day(0);
    let named = [
        Deputy::person().set(id_of(deputy.person())),
        Deputy::until_on().set(Day::plus_days(today, 1)),
    ];
    let mut named = make(&mut sanne, 2, Kind::Deputy, &named).await;
    assert!(may_open(&deputy, visit.id).await && may_open(&deputy, named.id).await);
    for edit in [
        Deputy::until_on().set(Day::plus_days(today, 300)),
        Deputy::person().set(id_of(other.person())),
        Deputy::ended().set(false),
    ] {
        let mut copy = named.clone();
        let offered = deputy.edit(&mut copy, &[edit]);
        assert_eq!(
            deputy.push_one(HERE, offered).await,
            Verdict::Refused(Code::NoAccess, None)
        );
    }
    // A record of their own says whom they stand in for as little.
    let own = [
        Deputy::person().set(id_of(other.person())),
        Deputy::until_on().set(Day::plus_days(today, 9)),
    ];
    make(&mut deputy, 3, Kind::Deputy, &own).await;
    assert!(!may_open(&other, visit.id).await);
    sanne.edit(&mut named, &[Deputy::ended().set(true)]);
    assert!(matches!(
        sanne.push_one(HERE, named.last()).await,
        Verdict::Accepted(..)
    ));
    assert!(!may_open(&deputy, visit.id).await && !may_open(&deputy, named.id).await);
}
