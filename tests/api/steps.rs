//! Steps from state to state: the server holds a change to what its author was looking at.

use automerge::ROOT;
use automerge::transaction::Transactable as _;
use feltbog_shared::model::adviser_measure::MeasureAnswer;
use feltbog_shared::model::area::{AreaState, DecidedBy};
use feltbog_shared::model::care_task::TaskState;
use feltbog_shared::model::conflict_case::ConflictState;
use feltbog_shared::model::insect_count::CountState;
use feltbog_shared::model::{AdviserMeasure, Area, CareTask, ConflictCase, FieldEdit, InsectCount, Kind};
use feltbog_shared::moment::Day;
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::{Refusal, RefusalCode as Code};
use feltbog_shared::wire::{Offered, Verdict};
use feltbog_tests::app::{COLLEAGUE, Client, Draft, HERE, START, TestApp, document};

use crate::forge;

async fn observed() -> (TestApp, Client, Draft) {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let edits = [ConflictCase::state().set(ConflictState::Observed)];
    let case = mette.create(document(1), Kind::ConflictCase, &edits);
    assert!(matches!(
        mette.push_one(HERE, case.last()).await,
        Verdict::Accepted(..)
    ));
    (app, mette, case)
}

fn not_allowed() -> Verdict {
    Verdict::Refused(Code::StepNotAllowed, Some("state".into()))
}

#[tokio::test]
async fn a_step_that_the_state_does_not_allow_is_refused() {
    let (app, mette, case) = observed().await;
    let rows = app.rows().await;
    let step = |actor: u8, to: &str| {
        let bytes = forge::following(&case, [actor; 16], mette.person(), |tx| {
            tx.put(ROOT, "state", to).unwrap();
        });
        case.offer(bytes)
    };
    assert_eq!(mette.push_one(HERE, step(1, "court")).await, not_allowed());
    // Both ways round it: through a step that is allowed in the same change, and by emptying it.
    let through = forge::following(&case, [2; 16], mette.person(), |tx| {
        tx.put(ROOT, "state", "reported").unwrap();
        tx.put(ROOT, "state", "tenancy_board").unwrap();
    });
    assert_eq!(mette.push_one(HERE, case.offer(through)).await, not_allowed());
    let emptied = forge::following(&case, [3; 16], mette.person(), |tx| {
        tx.delete(ROOT, "state").unwrap();
    });
    assert_eq!(mette.push_one(HERE, case.offer(emptied)).await, not_allowed());
    assert_eq!(app.rows().await, rows);
    assert!(matches!(
        mette.push_one(HERE, step(4, "reported")).await,
        Verdict::Accepted(..)
    ));
    // Nor does a phone of ours make such a change.
    let mut document = case.document.clone();
    let writer = feltbog_shared::document::Writer {
        actor: feltbog_shared::id::ActorId([5; 16]),
        author: mette.person(),
        at: feltbog_tests::app::START,
    };
    for edit in [
        ConflictCase::state().clear(),
        ConflictCase::state().set(ConflictState::Court),
    ] {
        let refused = document.edit(writer, None, &[edit]).unwrap_err();
        let refusal = Refusal::of_field(Code::StepNotAllowed, "state");
        assert_eq!(
            refused.to_string(),
            feltbog_shared::document::DocumentError::Refused(refusal).to_string()
        );
    }
}

#[tokio::test]
async fn steps_taken_beside_each_other_are_both_kept_and_either_can_be_gone_on_from() {
    let (app, mut mette, mut case) = observed().await;
    let mut jonas = app.enrol(COLLEAGUE).await;
    let mut copy = case.clone();
    // One closes it; the other, who has not heard, goes on from where it was.
    mette.edit(&mut case, &[ConflictCase::state().set(ConflictState::Closed)]);
    jonas.edit(&mut copy, &[ConflictCase::state().set(ConflictState::Screened)]);
    assert!(matches!(
        mette.push_one(HERE, case.last()).await,
        Verdict::Accepted(..)
    ));
    assert!(matches!(
        jonas.push_one(HERE, copy.last()).await,
        Verdict::Accepted(..)
    ));
    // Both stand there now. From either a step may be taken, and either may be kept.
    let mut both = case.clone();
    both.made.extend(copy.made.last().cloned());
    for (actor, to, allowed) in [
        (1, "advice_given", true),
        (2, "closed", true),
        (3, "tenancy_board", false),
    ] {
        let bytes = forge::following(&both, [actor; 16], mette.person(), |tx| {
            tx.put(ROOT, "state", to).unwrap();
        });
        let verdict = mette.push_one(HERE, case.offer(bytes)).await;
        assert_eq!(
            matches!(verdict, Verdict::Accepted(..)),
            allowed,
            "{to}: {verdict:?}"
        );
    }
}

#[tokio::test]
async fn what_the_server_accepted_once_is_taken_back_whatever_steps_are_allowed_now() {
    let (app, mette, case) = observed().await;
    let bytes = forge::following(&case, [1; 16], mette.person(), |tx| {
        tx.put(ROOT, "state", "court").unwrap();
    });
    let hash = feltbog_shared::document::ChangeInfo::read(&bytes).unwrap().hash;
    let seal = app.app.secret.seal(HERE, case.id, hash, mette.person());
    let relayed = Offered {
        relayed: Some((mette.person(), seal)),
        ..case.offer(bytes)
    };
    assert!(matches!(
        mette.push_one(HERE, relayed).await,
        Verdict::Accepted(..)
    ));
}

/// The record before a step that asks for a role.
fn guarded() -> [(Kind, FieldEdit, &'static str, FieldEdit); 3] {
    [
        (
            Kind::CareTask,
            CareTask::state().set(TaskState::Done),
            "godkendt",
            CareTask::state().set(TaskState::Running),
        ),
        (
            Kind::Area,
            Area::state().set(AreaState::Proposed),
            "besluttet",
            Area::state().set(AreaState::Proposed),
        ),
        (
            Kind::InsectCount,
            InsectCount::state().set(CountState::Corrected),
            "laast",
            InsectCount::dry().set(false),
        ),
    ]
}

fn state(to: &str) -> FieldEdit {
    FieldEdit {
        field: "state".into(),
        change: feltbog_shared::model::FieldChange::Set(feltbog_shared::model::Value::Text(to.into())),
    }
}

#[tokio::test]
async fn what_is_approved_locked_or_decided_asks_for_the_role_that_may() {
    let app = TestApp::start().await;
    let mut manager = app.enrol_role(Role::OperationsManager).await;
    let mut number = 0;
    for (kind, before, to, undoing) in guarded() {
        for role in Role::ALL {
            let decides = role == Role::OperationsManager || (role == Role::Board && kind == Kind::Area);
            number += 1;
            let mut draft = manager.create(document(number), kind, std::slice::from_ref(&before));
            manager.push_one(HERE, draft.last()).await;
            let mut client = app.enrol_role(role).await;
            let mut copy = draft.clone();
            let step = client.edit(&mut copy, &[state(to)]);
            let verdict = client.push_one(HERE, step).await;
            assert_eq!(
                matches!(verdict, Verdict::Accepted(..)),
                decides,
                "{role:?} takes {kind:?} to {to}: {verdict:?}"
            );
            // Nor at the first stroke.
            number += 1;
            let new = client.create(document(number), kind, &[state(to)]);
            let verdict = client.push_one(HERE, new.last()).await;
            let begins = role == Role::OperationsManager;
            assert_eq!(
                matches!(verdict, Verdict::Accepted(..)),
                begins,
                "{role:?}: {verdict:?}"
            );
            // What stands there is what counts, whatever the change names as what was seen.
            if !decides {
                manager.edit(&mut draft, &[state(to)]);
                let verdict = manager.push_one(HERE, draft.last()).await;
                assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
            }
            let mut unseen = draft.clone();
            unseen.document = feltbog_shared::document::Document::new(kind).unwrap();
            let undone = client.edit(&mut unseen, std::slice::from_ref(&undoing));
            let verdict = client.push_one(HERE, undone).await;
            // A board decides on areas and writes nothing else; the manager may take it back.
            assert_eq!(
                matches!(verdict, Verdict::Accepted(..)),
                decides,
                "{role:?} undoes {to} of {kind:?}: {verdict:?}"
            );
        }
    }
}

/// The fields of a decision, each with a value, beside a field that is anybody's.
fn decisions() -> [(Kind, FieldEdit, Vec<FieldEdit>); 2] {
    let on = START.danish_day();
    [
        (
            Kind::Area,
            Area::name().set("Engen"),
            vec![
                Area::decided_by().set(DecidedBy::DepartmentBoard),
                Area::decided_on().set(on),
            ],
        ),
        (
            Kind::AdviserMeasure,
            AdviserMeasure::follow_up_on().set(on),
            vec![
                AdviserMeasure::answer().set(MeasureAnswer::Yes),
                AdviserMeasure::answered_on().set(on),
                AdviserMeasure::reason().set("Det har vi råd til"),
            ],
        ),
    ]
}

#[tokio::test]
async fn who_decided_and_what_was_answered_is_written_by_those_who_decide() {
    let app = TestApp::start().await;
    let mut manager = app.enrol_role(Role::OperationsManager).await;
    let mut number = 0;
    for role in [Role::Caretaker, Role::GreenAmbassador, Role::OperationsManager] {
        let decides = role == Role::OperationsManager;
        let mut client = app.enrol_role(role).await;
        for (kind, plain, fields) in decisions() {
            for field in fields {
                let refused = Verdict::Refused(Code::NoAccess, Some(field.field.clone()));
                number += 1;
                let mut record = manager.create(document(number), kind, std::slice::from_ref(&plain));
                assert!(matches!(
                    manager.push_one(HERE, record.last()).await,
                    Verdict::Accepted(..)
                ));
                // Alone and beside what anybody may write, in a record of others and in one of their own.
                for edits in [vec![field.clone()], vec![plain.clone(), field.clone()]] {
                    let mut copy = record.clone();
                    let edit = client.edit(&mut copy, &edits);
                    let verdict = client.push_one(HERE, edit).await;
                    number += 1;
                    let new = client.create(document(number), kind, &edits);
                    for verdict in [verdict, client.push_one(HERE, new.last()).await] {
                        match decides {
                            true => assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}"),
                            false => assert_eq!(verdict, refused, "{role:?}: {kind:?}"),
                        }
                    }
                }
                if decides {
                    continue;
                }
                // Nor is it taken away. What stands there stops nobody from writing the rest.
                manager.edit(&mut record, std::slice::from_ref(&field));
                assert!(matches!(
                    manager.push_one(HERE, record.last()).await,
                    Verdict::Accepted(..)
                ));
                let bytes = forge::following(&record, [number as u8; 16], client.person(), |tx| {
                    tx.delete(ROOT, field.field.as_str()).unwrap();
                });
                assert_eq!(client.push_one(HERE, record.offer(bytes)).await, refused);
                let later = Area::follow_up_on().set(START.danish_day().plus_days(9));
                let rest = client.edit(&mut record, &[later]);
                let verdict = client.push_one(HERE, rest).await;
                assert!(matches!(verdict, Verdict::Accepted(..)), "{role:?}: {verdict:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_locked_count_stays_as_it_is_and_a_decided_area_goes_on() {
    let app = TestApp::start().await;
    let mut manager = app.enrol_role(Role::OperationsManager).await;
    let mut ambassador = app.enrol_role(Role::GreenAmbassador).await;
    let mut count = ambassador.create(document(1), Kind::InsectCount, &[state("faerdig")]);
    assert!(matches!(
        ambassador.push_one(HERE, count.last()).await,
        Verdict::Accepted(..)
    ));
    manager.edit(&mut count, &[state("laast")]);
    assert!(matches!(
        manager.push_one(HERE, count.last()).await,
        Verdict::Accepted(..)
    ));
    // Seen or not: neither its state nor its numbers.
    let mut seen = count.clone();
    let mut before = count.clone();
    before.document = feltbog_shared::document::Document::new(Kind::InsectCount).unwrap();
    let group = feltbog_shared::model::insect_count::InsectGroup::Bumblebee;
    for draft in [&mut seen, &mut before] {
        let edit = ambassador.edit(draft, &[InsectCount::counts().count(group, 3)]);
        let verdict = ambassador.push_one(HERE, edit).await;
        assert_eq!(verdict, Verdict::Refused(Code::NoAccess, Some("state".into())));
    }
    let mut area = manager.create(document(2), Kind::Area, &[state("besluttet")]);
    manager.push_one(HERE, area.last()).await;
    for to in ["anlagt", "i_drift", "nedlagt"] {
        ambassador.edit(&mut area, &[state(to)]);
        let verdict = ambassador.push_one(HERE, area.last()).await;
        assert!(matches!(verdict, Verdict::Accepted(..)), "{to}: {verdict:?}");
    }
}

#[tokio::test]
async fn no_approval_is_taken_away_by_keeping_the_state_beside_it() {
    let later = [CareTask::follow_up_on().set(Day::parse("2026-12-01").unwrap())];
    // The state with the longer history is shown. To keep it is to delete the other, and to keep the other is to write it.
    for is_shown in [false, true] {
        let app = TestApp::start().await;
        let mut manager = app.enrol_role(Role::OperationsManager).await;
        let mut caretaker = app.enrol_role(Role::Caretaker).await;
        let mut task = caretaker.create(document(1), Kind::CareTask, &[state("udfoert")]);
        let mut copy = task.clone();
        match is_shown {
            true => caretaker.edit(&mut copy, &later),
            false => manager.edit(&mut task, &later),
        };
        caretaker.edit(&mut copy, &[state("i_gang")]);
        manager.edit(&mut task, &[state("godkendt")]);
        for (client, draft) in [(&caretaker, &copy), (&manager, &task)] {
            for offered in draft.offers() {
                let verdict = client.push_one(HERE, offered).await;
                assert!(
                    matches!(verdict, Verdict::Accepted(..) | Verdict::Duplicate(..)),
                    "{verdict:?}"
                );
            }
        }
        for offered in task.offers() {
            copy.document.apply([offered.bytes.as_slice()]).unwrap();
        }
        assert_eq!(copy.document.disputes().len(), 1);
        task.document = copy.document.clone();
        let kept = caretaker.edit(&mut copy, &[state("i_gang")]);
        assert_eq!(caretaker.push_one(HERE, kept).await, not_allowed(), "{is_shown}");
        let kept = manager.edit(&mut task, &[state("godkendt")]);
        let verdict = manager.push_one(HERE, kept).await;
        assert!(
            matches!(verdict, Verdict::Accepted(..)),
            "{is_shown}: {verdict:?}"
        );
    }
}
