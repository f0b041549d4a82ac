//! Days that cannot be: the server holds each change to what it says of itself, whatever the phone's screens let by.

use automerge::transaction::{CommitOptions, Transactable as _};
use automerge::{ROOT, ScalarValue};
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::conflict_case::Topic;
use feltbog_shared::model::days::{DayRule, day_rule, may_begin_anew, spans};
use feltbog_shared::model::{ConflictCase, Deputy, FieldChange, FieldEdit, Fields, Kind, Shape, Value};
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::permission::{Role, access};
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::{Offered, Verdict};
use feltbog_tests::app::{HERE, START, TestApp, document, person};

use crate::forge;

/// A role that may make records of a kind, and decide in them where anybody may.
fn maker(kind: Kind) -> Option<Role> {
    let rights = |role: &Role| access(*role, kind.collection());
    let makers = || Role::ALL.into_iter().filter(|role| rights(role).create);
    makers()
        .find(|role| rights(role).decide)
        .or_else(|| makers().next())
}

fn scalar(shape: Shape, day: Day) -> ScalarValue {
    match shape {
        Shape::Timestamp => ScalarValue::Timestamp(day.start().plus_millis(12 * 3_600_000).millis()),
        _ => ScalarValue::from(day.to_string()),
    }
}

fn offer(document: DocumentId, kind: Kind, bytes: Vec<u8>) -> Offered {
    Offered {
        document,
        kind,
        bytes,
        relayed: None,
    }
}

/// Every field of every kind, in a record that begins with it.
#[tokio::test]
async fn what_happened_after_it_was_written_down_is_refused_for_every_field_of_every_kind() {
    let app = TestApp::start().await;
    let today = START.danish_day();
    let (mut number, mut refused) = (0_u16, 0);
    for kind in Kind::ALL {
        let Some(role) = maker(*kind) else { continue };
        let client = app.enrol_role(role).await;
        for spec in kind.fields() {
            let Some(rule) = day_rule(*kind, spec.name, &Fields::new()) else {
                continue;
            };
            for (days, may_be) in [
                (0, true),
                (2, rule != DayRule::HasHappened),
                (355_000, rule == DayRule::ByApp),
            ] {
                number += 1;
                let options = CommitOptions::default().with_time(START.seconds());
                let actor = (u128::from(number) + 1).to_be_bytes();
                let bytes = forge::change(*kind, actor, Some(person(role)), options, |tx| {
                    tx.put(ROOT, spec.name, scalar(spec.shape, today.plus_days(days)))
                        .unwrap();
                });
                let verdict = client.push_one(HERE, offer(document(number), *kind, bytes)).await;
                match verdict {
                    Verdict::Accepted(..) => assert!(may_be, "{kind:?}.{} {days}", spec.name),
                    Verdict::Refused(code, field) => {
                        refused += 1;
                        let told = (code, field.as_deref());
                        assert_eq!(told, (Code::InvalidValue, Some(spec.name)), "{kind:?} {days}");
                        assert!(!may_be, "{kind:?}.{} {days}", spec.name);
                    }
                    other => panic!("{kind:?}.{} {days}: {other:?}", spec.name),
                }
            }
        }
    }
    assert!(refused > 50, "{refused}");
}

/// Every field of every kind, by a phone whose clock is centuries ahead: what it dates there is refused, and what it writes
/// of other days is not.
#[tokio::test]
async fn nothing_is_dated_centuries_ahead_whatever_a_change_says_of_its_own_time() {
    let app = TestApp::start().await;
    let far = START.plus_millis(355_000 * 86_400_000);
    let (mut number, mut refused) = (0_u16, 0);
    for kind in Kind::ALL {
        let Some(role) = maker(*kind) else { continue };
        let client = app.enrol_role(role).await;
        for spec in kind.fields() {
            let Some(rule) = day_rule(*kind, spec.name, &Fields::new()) else {
                continue;
            };
            for (on, may_be) in [
                (far.danish_day(), rule == DayRule::ByApp),
                (START.danish_day(), true),
            ] {
                number += 1;
                let options = CommitOptions::default().with_time(far.seconds());
                let actor = (u128::from(number) + 1).to_be_bytes();
                let bytes = forge::change(*kind, actor, Some(person(role)), options, |tx| {
                    tx.put(ROOT, spec.name, scalar(spec.shape, on)).unwrap();
                });
                let verdict = client.push_one(HERE, offer(document(number), *kind, bytes)).await;
                if may_be {
                    let is_taken = matches!(verdict, Verdict::Accepted(..));
                    assert!(is_taken, "{kind:?}.{} {on}: {verdict:?}", spec.name);
                } else {
                    refused += 1;
                    let expected = Verdict::Refused(Code::InvalidValue, Some(spec.name.to_owned()));
                    assert_eq!(verdict, expected, "{kind:?}.{} {on}", spec.name);
                }
            }
        }
    }
    assert!(refused > 40, "{refused}");
}

fn set(kind: Kind, name: &str, day: Day) -> FieldEdit {
    let shape = kind.field(name).unwrap().shape;
    let value = match scalar(shape, day) {
        ScalarValue::Timestamp(millis) => Value::Moment(Moment::from_millis(millis)),
        _ => Value::Text(day.to_string()),
    };
    FieldEdit {
        field: name.to_owned(),
        change: FieldChange::Set(value),
    }
}

/// Whichever end is written last, and in a record that is there already.
#[tokio::test]
async fn an_end_before_its_beginning_is_refused_and_the_next_honest_edit_is_taken() {
    let app = TestApp::start().await;
    // Some days ago, so that nothing lies ahead.
    let here = START.danish_day().plus_days(-10);
    let mut number = 0_u16;
    for kind in Kind::ALL {
        for (from, to) in spans(*kind) {
            for (first, second, days) in [(from, to, -3), (to, from, 3)] {
                number += 1;
                let role = maker(*kind).unwrap();
                let mut client = app.enrol_role(role).await;
                let other = here.plus_days(days);
                let mut record = client.create(document(number), *kind, &[set(*kind, first, here)]);
                let verdict = client.push_one(HERE, record.last()).await;
                assert!(matches!(verdict, Verdict::Accepted(..)), "{kind:?}: {verdict:?}");
                let options = CommitOptions::default().with_time(START.seconds());
                let shape = kind.field(second).unwrap().shape;
                let actor = [number as u8; 16];
                let bytes = forge::following_with(&record, actor, person(role), options, |tx| {
                    tx.put(ROOT, *second, scalar(shape, other)).unwrap();
                });
                let verdict = client.push_one(HERE, record.offer(bytes)).await;
                if second == from && may_begin_anew(*kind, from) {
                    assert!(matches!(verdict, Verdict::Accepted(..)), "{kind:?}: {verdict:?}");
                    continue;
                }
                let expected = Verdict::Refused(Code::InvalidValue, Some((*second).to_owned()));
                assert_eq!(verdict, expected, "{kind:?}");
                client.edit(&mut record, &[set(*kind, second, here)]);
                let verdict = client.push_one(HERE, record.last()).await;
                assert!(matches!(verdict, Verdict::Accepted(..)), "{kind:?}: {verdict:?}");
            }
        }
    }
    assert_eq!(number, 24);
}

/// Two people who each wrote what could be end up with a deputy who leaves before they come: that is to be settled, and
/// stops nobody.
#[tokio::test]
async fn a_merge_that_contradicts_itself_stops_nobody() {
    let app = TestApp::start().await;
    let mut sanne = app.enrol_role(Role::SocialCaretaker).await;
    let day = |days| START.danish_day().plus_days(days);
    let mut deputy = sanne.create(
        document(1),
        Kind::Deputy,
        &[Deputy::from_on().set(day(1)), Deputy::until_on().set(day(9))],
    );
    let is_taken = |verdict: &Verdict| matches!(verdict, Verdict::Accepted(..));
    assert!(is_taken(&sanne.push_one(HERE, deputy.last()).await));
    let mut copy = deputy.clone();
    sanne.edit(&mut deputy, &[Deputy::from_on().set(day(8))]);
    assert!(is_taken(&sanne.push_one(HERE, deputy.last()).await));
    // On another phone of hers, which had not heard of it.
    sanne.edit(&mut copy, &[Deputy::until_on().set(day(3))]);
    assert!(is_taken(&sanne.push_one(HERE, copy.last()).await));
    sanne.edit(&mut copy, &[Deputy::remark().set("Ring to gange")]);
    assert!(is_taken(&sanne.push_one(HERE, copy.last()).await));
    // What has no day in it is held to nothing.
    let case = app.enrol_role(Role::Caretaker).await.create(
        document(2),
        Kind::ConflictCase,
        &[ConflictCase::topic().set(Topic::Noise)],
    );
    assert!(is_taken(
        &app.enrol_role(Role::Caretaker)
            .await
            .push_one(HERE, case.last())
            .await
    ));
}
