//! Documents as people use them: edits, merges, disputes, history, and bytes that must not change.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::bridge::Act;
use crate::model::conflict_case::{ConflictState, Severity, Topic};
use crate::model::insect_count::InsectGroup;
use crate::model::schema::ValueList as _;
use crate::model::social_visit::VisitTopic;
use crate::model::{ConflictCase, InsectCount, Model, SocialVisit, VisitNote};

pub(super) const METTE: UserId = UserId::from_bytes([1; 16]);
pub(super) const JONAS: UserId = UserId::from_bytes([2; 16]);

pub(super) fn writer(author: UserId, actor: u8) -> Writer {
    Writer {
        actor: ActorId([actor; 16]),
        author,
        at: Moment::from_millis(1_795_219_200_000),
    }
}

pub(super) fn merge(one: &mut Document, other: &Document) {
    let changes = other.changes();
    one.apply(changes.iter().map(|change| change.bytes.as_slice()))
        .unwrap();
}

/// Two copies of one record.
pub(super) fn pair(kind: Kind, edits: &[FieldEdit]) -> (Document, Document) {
    let mut one = Document::new(kind).unwrap();
    one.edit(writer(METTE, 9), None, edits).unwrap();
    let other = Document::load(kind, &one.save()).unwrap();
    (one, other)
}

/// Change upon change upon the genesis, or all of them with it in one go.
fn grown_is_as_read_at_once(whole: &Document) {
    let kind = whole.kind();
    let mut grown = Document::new(kind).unwrap();
    for change in whole.changes() {
        grown.take(&ReadChange::read(&change.bytes).unwrap()).unwrap();
    }
    let at_once = Document::from_chunks(kind, &whole.chunks()).unwrap();
    for one in [&grown, &at_once] {
        assert_eq!(one.heads(), whole.heads());
        assert_eq!(one.sound_fields().unwrap(), whole.sound_fields().unwrap());
        assert_eq!(one.disputes(), whole.disputes());
        // Changes made beside each other may stand in another order in it.
        let again = Document::load(kind, &one.save()).unwrap();
        assert_eq!(again.heads(), whole.heads());
        assert_eq!(again.fields(), whole.fields());
    }
}

#[test]
fn a_document_read_at_once_is_the_one_that_grew() {
    let count = |group, by| InsectCount::counts().count(group, by);
    let (mut one, mut other) = pair(
        Kind::InsectCount,
        &[count(InsectGroup::ALL[0], 3), InsectCount::temp_c().set(17)],
    );
    grown_is_as_read_at_once(&one);
    for group in [InsectGroup::ALL[0], InsectGroup::ALL[1]] {
        one.edit(writer(METTE, 1), None, &[count(group, 2)]).unwrap();
        other.edit(writer(JONAS, 2), None, &[count(group, -1)]).unwrap();
    }
    merge(&mut one, &other);
    grown_is_as_read_at_once(&one);
    let topic = SocialVisit::topics().include(VisitTopic::Economy);
    let (mut one, mut other) = pair(Kind::SocialVisit, &[topic]);
    grown_is_as_read_at_once(&one);
    let without = SocialVisit::topics().exclude(VisitTopic::Economy);
    other.edit(writer(JONAS, 2), None, &[without]).unwrap();
    merge(&mut one, &other);
    grown_is_as_read_at_once(&one);
    // What builds on something that is not there is not taken.
    let [.., last] = &one.changes()[..] else {
        panic!("it has changes")
    };
    let cut = Document::from_chunks(Kind::SocialVisit, &last.bytes);
    assert!(matches!(cut, Err(DocumentError::Missing(_))), "{cut:?}");
}

/// For a new kind: put an empty file in place, run this once with `FELTBOG_MAKE_GENESIS=1`.
#[test]
fn the_kept_genesis_is_what_made_it() {
    for kind in Kind::ALL {
        let path = format!(
            "{}/src/document/genesis/{}.bin",
            env!("CARGO_MANIFEST_DIR"),
            kind.key()
        );
        if std::env::var_os("FELTBOG_MAKE_GENESIS").is_some() && genesis(*kind)[0].is_empty() {
            std::fs::write(&path, genesis::make::make(*kind)).unwrap();
            continue;
        }
        assert_eq!(genesis(*kind)[0], genesis::make::make(*kind), "{path}");
    }
}

#[test]
fn the_genesis_has_a_place_for_every_text_set_and_counter() {
    for kind in Kind::ALL {
        let document = Document::new(*kind).unwrap();
        for spec in kind.fields() {
            let made = document.inner.get(ROOT, spec.name).unwrap().is_some();
            let needs = matches!(
                spec.shape,
                Shape::RichText(_) | Shape::Choices(_) | Shape::Counters(_)
            );
            assert_eq!(made, needs, "{kind:?}.{}", spec.name);
        }
        assert!(document.sound_fields().is_ok());
    }
}

#[test]
fn every_insect_group_starts_at_a_recorded_nought() {
    let count = InsectCount::from_fields(&Document::new(Kind::InsectCount).unwrap().fields());
    assert_eq!(count.counts.len(), 10);
    assert_eq!(count.total(), 0);
}

#[test]
fn two_values_of_one_field_both_stay_until_one_is_chosen() {
    let (mut mette, mut jonas) = pair(Kind::ConflictCase, &[ConflictCase::topic().set(Topic::Noise)]);
    mette
        .edit(
            writer(METTE, 1),
            None,
            &[ConflictCase::severity().set(Severity::Low)],
        )
        .unwrap();
    jonas
        .edit(
            writer(JONAS, 2),
            None,
            &[
                ConflictCase::severity().set(Severity::High),
                ConflictCase::night().set(true),
            ],
        )
        .unwrap();
    merge(&mut mette, &jonas);
    merge(&mut jonas, &mette);
    assert_eq!(mette.heads(), jonas.heads());
    for document in [&mette, &jonas] {
        let disputes = document.disputes();
        assert_eq!(disputes.len(), 1);
        assert_eq!(disputes[0].field, "severity");
        let said: BTreeMap<_, _> = disputes[0]
            .candidates
            .iter()
            .map(|c| (c.author.unwrap(), c.value.clone()))
            .collect();
        assert_eq!(said[&METTE], Value::Text("lav".into()));
        assert_eq!(said[&JONAS], Value::Text("hoej".into()));
        assert_eq!(
            document.fields().get("severity"),
            Some(&disputes[0].candidates[0].value)
        );
        assert_eq!(ConflictCase::from_fields(&document.fields()).night, Some(true));
    }
    // Choosing the value that is already shown settles it too.
    let shown = mette.disputes()[0].candidates[0].value.clone();
    let settle = FieldEdit {
        field: "severity".into(),
        change: FieldChange::Set(shown.clone()),
    };
    mette.edit(writer(METTE, 3), None, &[settle]).unwrap().unwrap();
    merge(&mut jonas, &mette);
    for document in [&mette, &jonas] {
        assert_eq!(document.disputes(), []);
        assert_eq!(document.fields().get("severity"), Some(&shown));
    }
}

#[test]
fn a_settled_dispute_is_told_as_what_was_kept_instead_of_which_value() {
    let severity = |value| ConflictCase::severity().set(value);
    let kept_by = |keep_shown: bool| {
        let (mut mette, mut jonas) = pair(Kind::ConflictCase, &[severity(Severity::Middle)]);
        mette
            .edit(writer(METTE, 1), None, &[severity(Severity::Low)])
            .unwrap();
        jonas
            .edit(writer(JONAS, 2), None, &[severity(Severity::High)])
            .unwrap();
        merge(&mut mette, &jonas);
        let candidates = mette.disputes().remove(0).candidates;
        let (kept, other) = match keep_shown {
            true => (candidates[0].value.clone(), candidates[1].value.clone()),
            false => (candidates[1].value.clone(), candidates[0].value.clone()),
        };
        let settle = FieldEdit {
            field: "severity".into(),
            change: FieldChange::Set(kept.clone()),
        };
        mette.edit(writer(METTE, 3), None, &[settle]).unwrap().unwrap();
        merge(&mut jonas, &mette);
        (mette, jonas, kept, other)
    };
    for keep_shown in [true, false] {
        let (mette, jonas, kept, other) = kept_by(keep_shown);
        for document in [mette, jonas] {
            let history = document.history();
            let settled = &history[0];
            assert_eq!(settled.author, Some(METTE));
            let told = Act::Kept {
                value: Some(kept.clone()),
                instead: vec![other.clone()],
            };
            assert_eq!(settled.acts.len(), 1, "{settled:?}");
            assert_eq!(settled.acts[0].act, told, "{keep_shown}");
            // Nobody took anything away.
            let acts = history.iter().flat_map(|step| &step.acts);
            assert!(acts.clone().all(|act| act.act != Act::Cleared), "{history:?}");
        }
    }
}

#[test]
fn the_same_value_from_both_is_no_dispute() {
    let (mut mette, mut jonas) = pair(Kind::ConflictCase, &[ConflictCase::topic().set(Topic::Noise)]);
    mette
        .edit(
            writer(METTE, 1),
            None,
            &[ConflictCase::severity().set(Severity::Low)],
        )
        .unwrap();
    jonas
        .edit(
            writer(JONAS, 2),
            None,
            &[ConflictCase::severity().set(Severity::Low)],
        )
        .unwrap();
    merge(&mut mette, &jonas);
    assert_eq!(mette.disputes(), []);
}

#[test]
fn an_edit_writes_only_what_it_names() {
    let mut case = Document::new(Kind::ConflictCase).unwrap();
    let first = case
        .edit(writer(METTE, 1), None, &[ConflictCase::topic().set(Topic::Noise)])
        .unwrap()
        .unwrap();
    assert_eq!(ChangeInfo::read(&first.bytes).unwrap().operations, 1);
    let again = case
        .edit(writer(METTE, 1), None, &[ConflictCase::topic().set(Topic::Noise)])
        .unwrap();
    assert_eq!(again, None);
}

#[test]
fn an_edit_from_an_older_view_stays_beside_what_came_meanwhile() {
    let (mut mette, mut jonas) = pair(Kind::ConflictCase, &[ConflictCase::severity().set(Severity::Low)]);
    let seen = mette.heads();
    jonas
        .edit(
            writer(JONAS, 2),
            None,
            &[ConflictCase::severity().set(Severity::High)],
        )
        .unwrap();
    merge(&mut mette, &jonas);
    mette
        .edit(
            writer(METTE, 1),
            Some(&seen),
            &[ConflictCase::severity().set(Severity::Middle)],
        )
        .unwrap();
    assert_eq!(mette.disputes()[0].candidates.len(), 2);
}

#[test]
fn typing_goes_on_from_its_own_words_while_a_colleague_writes() {
    let (mut mette, mut jonas) = pair(
        Kind::ConflictCase,
        &[ConflictCase::description().rewrite("Musik fra 2. sal")],
    );
    let mut base = mette.heads();
    jonas
        .edit(
            writer(JONAS, 2),
            None,
            &[ConflictCase::description().rewrite("OBS: Musik fra 2. sal")],
        )
        .unwrap();
    for text in ["Musik fra 2. sal hver", "Musik fra 2. sal hver nat"] {
        merge(&mut mette, &jonas);
        let change = mette.edit(
            writer(METTE, 1),
            Some(&base),
            &[ConflictCase::description().rewrite(text)],
        );
        base = vec![change.unwrap().unwrap().hash];
    }
    merge(&mut jonas, &mette);
    for document in [&mette, &jonas] {
        assert_eq!(
            document.fields()["description"],
            Value::Text("OBS: Musik fra 2. sal hver nat".into())
        );
    }
    assert_eq!(mette.author_of(base[0]), Some(METTE));
}

#[test]
fn taps_and_choices_from_two_phones_add_up() {
    let (mut one, mut other) = pair(Kind::InsectCount, &[InsectCount::flower_units().set(12)]);
    for _ in 0..3 {
        one.edit(
            writer(METTE, 1),
            None,
            &[InsectCount::counts().count(InsectGroup::Bumblebee, 1)],
        )
        .unwrap();
    }
    other
        .edit(
            writer(METTE, 2),
            None,
            &[InsectCount::counts().count(InsectGroup::Bumblebee, 2)],
        )
        .unwrap();
    other
        .edit(
            writer(METTE, 2),
            None,
            &[InsectCount::counts().count(InsectGroup::Bumblebee, -1)],
        )
        .unwrap();
    merge(&mut one, &other);
    assert_eq!(
        InsectCount::from_fields(&one.fields()).counts[&InsectGroup::Bumblebee],
        4
    );

    let (mut one, mut other) = pair(
        Kind::SocialVisit,
        &[SocialVisit::topics().include(VisitTopic::Economy)],
    );
    one.edit(
        writer(METTE, 1),
        None,
        &[SocialVisit::topics().include(VisitTopic::Loneliness)],
    )
    .unwrap();
    other
        .edit(
            writer(METTE, 2),
            None,
            &[SocialVisit::topics().exclude(VisitTopic::Economy)],
        )
        .unwrap();
    merge(&mut one, &other);
    let visit = SocialVisit::from_fields(&one.fields());
    assert_eq!(
        visit.topics.into_iter().collect::<Vec<_>>(),
        [VisitTopic::Loneliness]
    );
}

#[test]
fn first_words_written_on_two_phones_of_the_same_record_both_stay() {
    let mut one = Document::new(Kind::VisitNote).unwrap();
    let mut other = Document::new(Kind::VisitNote).unwrap();
    one.edit(
        writer(METTE, 1),
        None,
        &[VisitNote::text().rewrite("Vil gerne have besøg igen.")],
    )
    .unwrap();
    other
        .edit(
            writer(METTE, 2),
            None,
            &[VisitNote::text().rewrite("Talte om posten.")],
        )
        .unwrap();
    merge(&mut one, &other);
    let text = VisitNote::from_fields(&one.fields()).text;
    assert!(text.contains("besøg igen") && text.contains("posten"), "{text}");
}

#[test]
fn the_author_is_known_of_every_change_of_a_session() {
    let mut case = Document::new(Kind::ConflictCase).unwrap();
    let first = case
        .edit(writer(METTE, 1), None, &[ConflictCase::topic().set(Topic::Noise)])
        .unwrap()
        .unwrap();
    let mut case = Document::load(Kind::ConflictCase, &case.save()).unwrap();
    let second = case
        .edit(writer(METTE, 1), None, &[ConflictCase::night().set(true)])
        .unwrap()
        .unwrap();
    let mut case = Document::load(Kind::ConflictCase, &case.save()).unwrap();
    let third = case
        .edit(writer(JONAS, 2), None, &[ConflictCase::night().set(false)])
        .unwrap()
        .unwrap();
    assert_eq!(ChangeInfo::read(&first.bytes).unwrap().author_id(), Some(METTE));
    let info = ChangeInfo::read(&second.bytes).unwrap();
    assert_eq!((info.author_id(), info.actor_sequence), (None, 2));
    let authors = [first, second, third].map(|change| case.author_of(change.hash));
    assert_eq!(authors, [Some(METTE), Some(METTE), Some(JONAS)]);
}

#[test]
fn history_tells_who_did_what() {
    let mut count = Document::new(Kind::InsectCount).unwrap();
    count
        .edit(
            writer(METTE, 1),
            None,
            &[InsectCount::counts().count(InsectGroup::Wasp, 1)],
        )
        .unwrap();
    count
        .edit(writer(JONAS, 2), None, &[InsectCount::temp_c().set(17)])
        .unwrap();
    count
        .edit(writer(JONAS, 2), None, &[InsectCount::temp_c().clear()])
        .unwrap();
    let acts: Vec<_> = count
        .history()
        .into_iter()
        .map(|step| (step.author, step.acts[0].act.clone()))
        .collect();
    assert_eq!(
        acts,
        [
            (Some(JONAS), Act::Cleared),
            (Some(JONAS), Act::Set(Value::Integer(17))),
            (Some(METTE), Act::Counted("hveps".into(), 1)),
        ]
    );
    let mut note = Document::new(Kind::VisitNote).unwrap();
    note.edit(writer(METTE, 1), None, &[VisitNote::text().rewrite("Går bedre")])
        .unwrap();
    note.edit(writer(METTE, 1), None, &[VisitNote::text().rewrite("Går godt")])
        .unwrap();
    let acts = &note.history()[1].acts;
    assert_eq!(acts[0].act, Act::Wrote { added: 9, removed: 0 });
    assert_eq!(acts.len(), 1);
}

#[test]
fn refused_edits_leave_the_document_as_it_was() {
    let mut case = Document::new(Kind::ConflictCase).unwrap();
    case.edit(
        writer(METTE, 1),
        None,
        &[ConflictState::step(None, ConflictState::Observed).unwrap()],
    )
    .unwrap();
    let before = case.heads();
    let jump = FieldEdit {
        field: "state".into(),
        change: FieldChange::Set(Value::Text("court".into())),
    };
    let error = case
        .edit(writer(METTE, 1), None, &[ConflictCase::night().set(true), jump])
        .unwrap_err();
    assert!(matches!(
        error,
        DocumentError::Refused(Refusal {
            code: RefusalCode::StepNotAllowed,
            ..
        })
    ));
    assert_eq!(case.heads(), before);
}

#[test]
fn fields_of_a_newer_app_survive_an_edit_and_make_no_record_unsound() {
    let mut case = Document::new(Kind::ConflictCase).unwrap();
    let mut transaction = case.inner.transaction();
    transaction.put(ROOT, "weather", "regn").unwrap();
    transaction.commit();
    case.edit(writer(METTE, 1), None, &[ConflictCase::night().set(true)])
        .unwrap();
    let case = Document::load(Kind::ConflictCase, &case.save()).unwrap();
    assert_eq!(
        case.inner.get(ROOT, "weather").unwrap().unwrap().0.as_str(),
        Some("regn")
    );
    assert!(!case.fields().contains_key("weather"));
    assert_eq!(case.sound_fields().unwrap(), case.fields());
}

/// A record that was written under other limits and lists than those of this version: by a newer app, or before a rule
/// was tightened.
fn under_other_rules(kind: Kind, write: impl FnOnce(&mut Transaction<'_>)) -> Document {
    let mut document = Document::new(kind).unwrap();
    document
        .inner
        .set_actor(automerge::ActorId::from([9; 16].as_slice()));
    let mut transaction = document.inner.transaction();
    write(&mut transaction);
    transaction.commit();
    document
}

#[test]
fn what_stands_is_held_against_no_rule() {
    let long = "Meget larm. ".repeat(100);
    let mut case = under_other_rules(Kind::ConflictCase, |transaction| {
        transaction.put(ROOT, "topic", "drones").unwrap();
        transaction.put(ROOT, "state", "in_orbit").unwrap();
        transaction.put(ROOT, "place", "x".repeat(900)).unwrap();
        transaction.put(ROOT, "parties_count", -5_i64).unwrap();
        let (_, text) = transaction.get(ROOT, "description").unwrap().unwrap();
        transaction.update_text(&text, &long).unwrap();
    });
    assert_eq!(case.sound_fields().unwrap(), case.fields());
    // Nothing is damaged, and nothing is there to settle.
    assert_eq!((case.over_limits(), case.disputes()), (vec![], vec![]));
    // Work goes on: beside what stands, with it, and back to what is allowed.
    let before = case.fields();
    for edit in [
        ConflictCase::night().set(true),
        FieldEdit {
            field: "topic".into(),
            change: FieldChange::Set(before["topic"].clone()),
        },
        FieldEdit {
            field: "place".into(),
            change: FieldChange::Set(before["place"].clone()),
        },
        ConflictCase::description().rewrite(&long[..long.len() - 12]),
        ConflictCase::topic().set(crate::model::conflict_case::Topic::Noise),
        ConflictCase::state().set(crate::model::conflict_case::ConflictState::Observed),
    ] {
        case.edit(writer(METTE, 1), None, std::slice::from_ref(&edit))
            .unwrap_or_else(|error| panic!("{edit:?}: {error}"));
        assert_eq!(case.sound_fields().unwrap(), case.fields());
    }
    // A new value keeps the rules of today.
    let more = case.edit(
        writer(METTE, 1),
        None,
        &[ConflictCase::description().rewrite(&[long.as_str(), &long].concat())],
    );
    assert_eq!(
        more.unwrap_err(),
        DocumentError::Refused(Refusal::of_field(RefusalCode::TextTooLong, "description"))
    );
    assert_eq!(case.over_limits(), []);
}

#[test]
fn a_choice_that_no_list_has_any_more_can_leave_its_set() {
    let mut visit = under_other_rules(Kind::SocialVisit, |transaction| {
        let (_, set) = transaction.get(ROOT, "topics").unwrap().unwrap();
        transaction.put(&set, "time_travel", true).unwrap();
    });
    assert_eq!(visit.sound_fields().unwrap(), visit.fields());
    let edit = |change| FieldEdit {
        field: "topics".into(),
        change,
    };
    let include = edit(FieldChange::Include("space_travel".into()));
    assert!(visit.edit(writer(METTE, 1), None, &[include]).is_err());
    let exclude = edit(FieldChange::Exclude("time_travel".into()));
    visit.edit(writer(METTE, 1), None, &[exclude]).unwrap().unwrap();
    assert!(!visit.fields().contains_key("topics"));
}

#[test]
fn a_word_of_an_organisations_own_is_read() {
    let mut case = Document::new(Kind::ConflictCase).unwrap();
    let own = ConflictCase::own_topic().set(crate::model::conflict_case::Topic::Noise, "drones");
    case.edit(writer(METTE, 1), None, &[own]).unwrap().unwrap();
    assert_eq!(case.fields()["own_topic"], Value::Text("stoej/drones".into()));
    assert_eq!(case.sound_fields().unwrap(), case.fields());
}

#[test]
fn a_value_of_another_shape_is_unsound() {
    let wrong: [(&str, ScalarValue); 3] = [
        ("created_at", ScalarValue::from("i går")),
        ("topic", ScalarValue::Int(3)),
        ("description", ScalarValue::from("not a text that merges")),
    ];
    for (field, value) in wrong {
        let case = under_other_rules(Kind::ConflictCase, |transaction| {
            transaction.put(ROOT, field, value).unwrap();
        });
        assert_eq!(
            case.sound_fields().unwrap_err(),
            Refusal::of_field(RefusalCode::InvalidValue, field)
        );
    }
}

#[test]
fn missing_dependencies_are_named_and_nothing_is_taken() {
    let mut case = Document::new(Kind::ConflictCase).unwrap();
    let first = case
        .edit(writer(METTE, 1), None, &[ConflictCase::night().set(true)])
        .unwrap()
        .unwrap();
    let second = case
        .edit(writer(METTE, 1), None, &[ConflictCase::night().set(false)])
        .unwrap()
        .unwrap();
    let mut other = Document::new(Kind::ConflictCase).unwrap();
    let before = other.heads();
    assert_eq!(
        other.apply([second.bytes.as_slice()]),
        Err(DocumentError::Missing(vec![first.hash]))
    );
    assert_eq!(other.heads(), before);
    other
        .apply([second.bytes.as_slice(), first.bytes.as_slice()])
        .unwrap();
    assert_eq!(other.heads(), case.heads());
    let whole = Document::from_chunks(Kind::ConflictCase, &case.chunks()).unwrap();
    assert_eq!(whole.heads(), case.heads());
}

#[test]
fn other_chunks_than_plain_changes_are_not_changes() {
    let case = Document::new(Kind::ConflictCase).unwrap();
    assert!(matches!(
        ChangeInfo::read(&case.save()),
        Err(ChunkError::OtherType(0))
    ));
    assert_eq!(ChangeInfo::read(b"not a change"), Err(ChunkError::NotAChunk));
    let chunk = genesis(Kind::ConflictCase)[0];
    assert_eq!(
        ChangeInfo::read(&chunk[..chunk.len() - 1]),
        Err(ChunkError::NotAChunk)
    );
}

/// The content of a first change, read from it and read by Automerge.
fn first_is_as_automerge_reads_it(document: &Document) {
    let (kind, [change]) = (document.kind(), &document.changes()[..]) else {
        panic!("it begins with one change")
    };
    let read = ReadChange::read(&change.bytes).unwrap();
    let fields = Some(document.fields());
    assert_eq!(read.first_fields(kind), fields);
    assert_eq!(read.first_fields_as_written(kind, read.change().decode()), fields);
    assert_eq!(
        check_fields(kind, &document.fields()),
        document.sound_fields().map(drop)
    );
}

#[test]
fn a_change_that_is_not_the_first_or_not_plain_is_left_to_automerge() {
    let kind = Kind::ConflictCase;
    let first = |edit: &dyn Fn(&mut Transaction<'_>)| {
        let mut document = Document::new(kind).unwrap();
        let actor = automerge::ActorId::from([1; 16].as_slice());
        document.inner.set_actor(actor);
        let mut transaction = document.inner.transaction();
        edit(&mut transaction);
        transaction.commit();
        let read = ReadChange::read(&document.changes()[0].bytes).unwrap();
        (read.first_fields(kind), document)
    };
    let (plain, document) = first(&|on| on.put(ROOT, "place", "Opgang 4").unwrap());
    assert_eq!(plain, Some(document.fields()));
    let text = |on: &Transaction<'_>| on.get(ROOT, "description").unwrap().unwrap().1;
    let odd: [&dyn Fn(&mut Transaction<'_>); 8] = [
        &|on| on.put(ROOT, "weather", "regn").unwrap(),
        &|on| on.put(ROOT, "place", "").unwrap(),
        &|on| on.put(ROOT, "night", "ja").unwrap(),
        &|on| on.put(ROOT, "description", "en linje").unwrap(),
        &|on| on.delete(ROOT, "description").unwrap(),
        &|on| {
            on.put(ROOT, "place", "Opgang 4").unwrap();
            on.put(ROOT, "place", "Opgang 5").unwrap();
        },
        &|on| {
            let text = text(on);
            on.splice_text(&text, 0, 0, "bagfra").unwrap();
            on.splice_text(&text, 0, 0, "for").unwrap();
        },
        &|on| {
            let text = text(on);
            on.splice_text(&text, 0, 0, "for").unwrap();
            on.splice_text(&text, 0, 1, "").unwrap();
        },
    ];
    for (place, edit) in odd.iter().enumerate() {
        assert_eq!(first(edit).0, None, "{place}");
    }
    let (_, mut document) = first(&|on| on.put(ROOT, "place", "Opgang 4").unwrap());
    let night = [ConflictCase::night().set(true)];
    let second = document.edit(writer(METTE, 2), None, &night).unwrap().unwrap();
    assert_eq!(ReadChange::read(&second.bytes).unwrap().first_fields(kind), None);
    // Of another kind, and by the actor of every genesis.
    let read = ReadChange::read(&document.changes()[0].bytes).unwrap();
    assert_eq!(read.first_fields(Kind::Signal), None);
    let mut again = Document::new(kind).unwrap();
    again.edit(writer(METTE, 0), None, &night).unwrap();
    let read = ReadChange::read(&again.changes()[0].bytes).unwrap();
    assert_eq!(read.first_fields(kind), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// The content of a document of one change reads the same from the change as Automerge reads it from the document.
    #[test]
    fn a_first_change_reads_as_its_document(
        counts in proptest::collection::vec((0..10_usize, -3..40_i64), 0..9),
        topics in proptest::collection::btree_set(0..4_usize, 0..4),
        (text, place) in ("\\PC{0,40}", "[A-Za-zæøåÆØÅ 🙂é]{1,20}"),
        (temp, minutes, night) in (-20..40_i64, 1..600_i64, any::<bool>()),
        at in -4_000_000_000_000..4_000_000_000_000_i64,
    ) {
        let mut visit = vec![SocialVisit::minutes().set(minutes)];
        visit.extend(topics.iter().map(|topic| SocialVisit::topics().include(VisitTopic::ALL[*topic])));
        let mut count = vec![InsectCount::temp_c().set(temp), InsectCount::started_at().set(Moment::from_millis(at))];
        count.extend(counts.iter().map(|(group, by)| InsectCount::counts().count(InsectGroup::ALL[*group], *by)));
        let case = vec![
            ConflictCase::night().set(night),
            ConflictCase::place().set(&place),
            ConflictCase::description().rewrite(&text),
        ];
        for (kind, edits) in [(Kind::SocialVisit, visit), (Kind::InsectCount, count), (Kind::ConflictCase, case)] {
            let mut document = Document::new(kind).unwrap();
            let who = Writer { at: Moment::from_millis(at), ..writer(METTE, 3) };
            // Some texts may not be written, and then there is no change.
            if let Ok(Some(_)) = document.edit(who, None, &edits) {
                first_is_as_automerge_reads_it(&document);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// In whatever order two phones' changes arrive, both end with the same record.
    #[test]
    fn merging_is_the_same_in_any_order(script in proptest::collection::vec((0..2_usize, 0..6_u8), 1..24)) {
        let mut phones = [Document::new(Kind::ConflictCase).unwrap(), Document::new(Kind::ConflictCase).unwrap()];
        for (step, (phone, act)) in script.iter().enumerate() {
            let who = [writer(METTE, 1), writer(JONAS, 2)][*phone];
            let edit = match act {
                0 => ConflictCase::severity().set(Severity::Low),
                1 => ConflictCase::severity().set(Severity::High),
                2 => ConflictCase::description().rewrite(&format!("linje {step}")),
                3 => ConflictCase::night().clear(),
                4 => ConflictCase::night().set(step % 2 == 0),
                _ => {
                    let other = phones[1 - phone].clone();
                    merge(&mut phones[*phone], &other);
                    continue;
                }
            };
            phones[*phone].edit(who, None, &[edit]).unwrap();
        }
        let [mut one, mut other] = phones;
        let before = one.clone();
        merge(&mut one, &other);
        merge(&mut other, &before);
        prop_assert_eq!(one.heads(), other.heads());
        prop_assert_eq!(one.sound_fields().unwrap(), other.sound_fields().unwrap());
        prop_assert_eq!(one.disputes(), other.disputes());

        grown_is_as_read_at_once(&one);

        // Read in one pass, and field by field.
        let each: Vec<_> = one.kind().fields().iter().filter_map(|spec| one.dispute(spec)).collect();
        prop_assert_eq!(one.disputes(), each);
        let fields = one.fields();
        for spec in one.kind().fields() {
            let found = one.inner.get(ROOT, spec.name).unwrap();
            if let Some((automerge::Value::Scalar(scalar), _)) = found {
                let value = hydrate::read_scalar(spec.shape, &scalar);
                prop_assert_eq!(fields.get(spec.name), value.as_ref());
            }
            let several = one.inner.get_all(ROOT, spec.name).unwrap().len() > 1;
            let flagged = one.inner.map_range(ROOT, ..).any(|item| item.key == spec.name && item.conflict);
            prop_assert_eq!(several, flagged, "{}", spec.name);
        }
    }
}
