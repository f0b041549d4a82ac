//! The desk: the index, marks, pending notes, rotas and open records.

use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::Kind;
use feltbog_shared::model::deadlines::{DeadlineBase, DeadlineKind};
use feltbog_shared::model::record_index::RecordIndex;
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::office::desk::InboxReason;
use feltbog_shared::permission::Collection;

use super::{HERE, JONAS, METTE, THERE, append_one, document};
use crate::store::{
    DeskMark, IndexColumn, IndexQuery, IndexedRecord, NamedByCase, NoteRow, OpenTab, Readable, Result,
    ScopeGroup, Store, TakenBy,
};

fn day(text: &str) -> Option<Day> {
    Day::parse(text)
}

fn at(millis: i64) -> Moment {
    Moment::from_millis(millis)
}

/// Everything in a department.
pub(crate) fn everything(department: DepartmentId) -> IndexQuery {
    IndexQuery {
        scope: vec![ScopeGroup {
            departments: vec![department],
            readable: Readable::everything(METTE),
            handed_to: Vec::new(),
            states: Vec::new(),
        }],
        with_states: false,
        kinds: Vec::new(),
        states: Vec::new(),
        topics: Vec::new(),
        severities: Vec::new(),
        track: None,
        taken_by: None,
        only_open: false,
        due_until: None,
        created_before: None,
        changed_before: None,
        is_night: None,
        only_disputed: false,
        words: Vec::new(),
        about: Vec::new(),
        reasons: None,
        with_waiting: false,
        today: Day::parse("2026-11-23").unwrap_or(Day(feltbog_shared::moment::Date::MIN)),
        sort: IndexColumn::Created,
        descending: false,
        offset: 0,
        limit: 100,
    }
}

fn case(number: u8) -> RecordIndex {
    RecordIndex {
        state: "reported".into(),
        state_since: at(10),
        received_at: at(10),
        changed_at: at(i64::from(number)),
        created_at: at(i64::from(number)),
        topic: "musik".into(),
        severity: number,
        bases: day("2026-11-20")
            .filter(|_| number == 1)
            .map(|day| DeadlineBase {
                kind: DeadlineKind::FollowUpFourWeeks,
                day,
                is_set: true,
            })
            .into_iter()
            .collect(),
        about: (number == 3).then(|| document(1)),
        person: (number == 3).then(|| DocumentId::from_bytes(*JONAS.as_bytes())),
        home: if number == 2 {
            "12 2tv".into()
        } else {
            String::new()
        },
        to_role: if number == 2 {
            "kontaktperson".into()
        } else {
            String::new()
        },
        is_open: true,
        search: format!(" opgang {number}"),
        ..RecordIndex::default()
    }
}

async fn found(store: &impl Store, query: &IndexQuery) -> Result<Vec<DocumentId>> {
    let found = store.find_records(query).await?;
    let total = store.count_records(query).await?;
    assert_eq!(total, found.len() as u64);
    Ok(found.into_iter().map(|found| found.record.document).collect())
}

pub(super) async fn the_index_is_written_with_the_record(store: &impl Store) -> Result<()> {
    for number in 1..=3 {
        let kind = if number == 3 {
            Kind::CasePart
        } else {
            Kind::ConflictCase
        };
        let mut append = append_one(number, document(number), kind, METTE, 0);
        append.documents[0].index = case(number);
        append.received_at = case(number).changed_at;
        store.append(append).await?;
    }
    let all = everything(HERE);
    let [one, two, three] = [1, 2, 3].map(document);
    assert_eq!(found(store, &all).await?, [one, two, three]);
    assert_eq!(found(store, &everything(THERE)).await?, []);
    // However small the portions, and whatever the query says of its page.
    let first = IndexQuery {
        limit: 1,
        offset: 2,
        ..all.clone()
    };
    for portion in 1..=4 {
        let found = store.find_all_records(&first, portion).await?;
        let found: Vec<_> = found.into_iter().map(|found| found.record.document).collect();
        assert_eq!(found, [one, two, three], "{portion}");
    }
    let backwards = IndexQuery {
        descending: true,
        sort: IndexColumn::Severity,
        kinds: vec![Kind::ConflictCase],
        ..all.clone()
    };
    assert_eq!(found(store, &backwards).await?, [two, one]);
    for (query, expected) in [
        (
            IndexQuery {
                words: vec!["opgang".into(), "2".into()],
                ..all.clone()
            },
            vec![two],
        ),
        (
            IndexQuery {
                due_until: day("2026-11-20"),
                ..all.clone()
            },
            vec![one],
        ),
        (
            IndexQuery {
                about: vec![one],
                ..all.clone()
            },
            vec![three],
        ),
        (
            IndexQuery {
                severities: vec![2],
                ..all.clone()
            },
            vec![two],
        ),
        (
            IndexQuery {
                states: vec!["closed".into()],
                ..all.clone()
            },
            vec![],
        ),
        (
            IndexQuery {
                scope: Vec::new(),
                ..all.clone()
            },
            vec![],
        ),
        (
            IndexQuery {
                changed_before: Some(at(1)),
                ..all.clone()
            },
            vec![one],
        ),
    ] {
        assert_eq!(found(store, &query).await?, expected, "{query:?}");
    }
    // Nothing by way of somebody else's rights.
    let mut own = all.clone();
    own.scope[0].readable = Readable {
        own: vec![Collection::Conflicts],
        ..Readable::nothing(JONAS)
    };
    assert_eq!(found(store, &own).await?, []);
    let mut assigned = all.clone();
    assigned.scope[0].readable = Readable {
        assigned: vec![Collection::Conflicts],
        ..Readable::nothing(JONAS)
    };
    assigned.scope[0].readable.parts.assigned = vec![one, two];
    assigned.scope[0].readable.parts.recused = vec![two];
    assert_eq!(found(store, &assigned).await?, [one]);

    let inbox = IndexQuery {
        reasons: Some(Vec::new()),
        sort: IndexColumn::Inbox,
        kinds: vec![Kind::ConflictCase],
        ..all.clone()
    };
    assert_eq!(found(store, &inbox).await?, [one, two]);
    assert_eq!(
        store.count_inbox(&inbox).await?,
        [(HERE, InboxReason::Overdue, 1), (HERE, InboxReason::New, 1)]
    );
    // Of the record and of its part the case is the first one, and its part names somebody.
    let named = |document, case, person| NamedByCase {
        document,
        case,
        person,
    };
    let mut of_cases = store
        .named_by_cases(HERE, &[one, two, three, document(9)], &[Kind::CasePart])
        .await?;
    of_cases.sort_unstable();
    let expected = [
        named(one, one, Some(JONAS)),
        named(two, two, None),
        named(three, one, Some(JONAS)),
    ];
    assert_eq!(of_cases, expected);
    // A record of another kind is its own, wherever it points.
    let alone = store.named_by_cases(HERE, &[three], &[Kind::LegalStep]).await?;
    assert_eq!(alone, [named(three, three, None)]);
    assert_eq!(store.named_by_cases(THERE, &[one], &[Kind::CasePart]).await?, []);
    assert_eq!(store.named_by_cases(HERE, &[], &[Kind::CasePart]).await?, []);
    assert_eq!(store.departments_naming(JONAS, &[Kind::CasePart]).await?, [HERE]);
    assert_eq!(store.departments_naming(METTE, &[Kind::CasePart]).await?, []);
    for (kind, to, departments) in [
        (Kind::ConflictCase, "kontaktperson", vec![HERE]),
        (Kind::CasePart, "kontaktperson", vec![]),
        (Kind::ConflictCase, "driftsleder", vec![]),
    ] {
        assert_eq!(store.departments_sent_to(kind, to).await?, departments);
    }
    let alike = store.alike(HERE, &["12 2tv".to_owned()], "").await?;
    assert_eq!(alike.len(), 1);
    assert_eq!(alike[0].0.index, case(2));

    // A later change takes the row's place; one that fills the index does not.
    let mut append = append_one(4, one, Kind::ConflictCase, METTE, 1);
    append.documents[0].index = RecordIndex {
        state: "closed".into(),
        ..case(1)
    };
    append.received_at = case(1).changed_at;
    store.append(append).await?;
    let stale = IndexedRecord {
        department: HERE,
        document: one,
        kind: Kind::ConflictCase,
        owner: METTE,
        index: case(1),
    };
    store.add_to_index(&[stale]).await?;
    let record = store.raw_record(HERE, one).await?;
    assert_eq!(record.index.map(|row| row.index.state), Some("closed".to_owned()));
    assert_eq!(store.unindexed(None, 10).await?, []);
    // An older server writes no index: what it has changed is found and put right.
    let mut append = append_one(5, one, Kind::ConflictCase, METTE, 4);
    append.documents[0].index = RecordIndex {
        state: "closed".into(),
        ..case(1)
    };
    append.received_at = at(60);
    store.append(append).await?;
    assert_eq!(store.unindexed(None, 10).await?, [(HERE, one)]);
    assert_eq!(store.unindexed(Some((HERE, one)), 10).await?, []);
    let right = IndexedRecord {
        department: HERE,
        document: one,
        kind: Kind::ConflictCase,
        owner: METTE,
        index: RecordIndex {
            state: "closed".into(),
            changed_at: at(60),
            ..case(1)
        },
    };
    store.add_to_index(&[right]).await?;
    assert_eq!(store.unindexed(None, 10).await?, []);
    store.drop_orphans_of_index().await?;
    assert!(store.raw_record(HERE, one).await?.index.is_some());

    let mark = DeskMark {
        department: HERE,
        document: two,
        taken_by: Some(JONAS),
        waits_until: day("2026-12-01"),
        token: "a".into(),
        acted_by: METTE,
        acted_at: at(50),
        mark_before: "{}".into(),
    };
    store.set_desk_mark(&mark).await?;
    assert_eq!(store.desk_mark(HERE, two).await?, Some(mark.clone()));
    assert_eq!(store.desk_marks_of(METTE, "a").await?, [mark]);
    let of_jonas = IndexQuery {
        taken_by: Some(TakenBy::Person(JONAS)),
        ..all.clone()
    };
    assert_eq!(found(store, &of_jonas).await?, [two]);
    assert_eq!(found(store, &inbox).await?, [one]);
    let waiting = IndexQuery {
        with_waiting: true,
        ..inbox
    };
    assert_eq!(found(store, &waiting).await?.len(), 2);
    // What is erased is nowhere.
    let erasure = crate::store::Erasure {
        department: HERE,
        document: two,
        collection: Collection::Conflicts,
        erased_at: at(60),
    };
    store.erase(&[erasure]).await?;
    assert_eq!(store.desk_mark(HERE, two).await?, None);
    assert_eq!(found(store, &everything(HERE)).await?, [one, three]);
    Ok(())
}

pub(super) async fn signals_are_found_by_their_team(store: &impl Store) -> Result<()> {
    let signal = |number: u8, to: &str, topic: &str, is_open: bool| {
        let mut append = append_one(number, document(number), Kind::Signal, METTE, 0);
        append.documents[0].index = RecordIndex {
            to_role: to.into(),
            topic: topic.into(),
            is_open,
            ..RecordIndex::default()
        };
        append
    };
    for append in [
        signal(1, "team", "affald", true),
        signal(2, "", "besoeg", true),
        signal(3, "", "affald", true),
        signal(4, "drift", "besoeg", true),
        signal(5, "team", "besoeg", false),
    ] {
        store.append(append).await?;
    }
    let [one, two, five] = [1, 2, 5].map(document);
    let of = async |person| store.signals_for_team(HERE, person, "team", "besoeg").await;
    assert_eq!(of(JONAS).await?, [one, two]);
    // What somebody has at the desk is theirs when it has ended, too.
    let mark = DeskMark {
        department: HERE,
        document: five,
        taken_by: Some(JONAS),
        waits_until: None,
        token: "a".into(),
        acted_by: JONAS,
        acted_at: at(50),
        mark_before: "{}".into(),
    };
    store.set_desk_mark(&mark).await?;
    assert_eq!(of(JONAS).await?, [one, two, five]);
    assert_eq!(of(METTE).await?, [one, two]);
    let elsewhere = store.signals_for_team(THERE, JONAS, "team", "besoeg").await?;
    assert_eq!(elsewhere, []);
    assert_eq!(store.departments_with_signals("team", "").await?, [HERE]);
    assert_eq!(store.departments_with_signals("another", "besoeg").await?, [HERE]);
    assert_eq!(store.departments_with_signals("another", "haervaerk").await?, []);
    Ok(())
}

pub(super) async fn notes_rotas_and_open_records_are_kept(store: &impl Store) -> Result<()> {
    let note = NoteRow {
        id: document(7),
        department: HERE,
        version: 1,
        state: "new".into(),
        owner: None,
        due_on: day("2026-11-30"),
        waits_until: None,
        received_at: at(5),
        changed_at: at(5),
        note: "{}".into(),
    };
    assert!(store.add_note(&note).await?);
    assert!(!store.add_note(&note).await?);
    let owned = NoteRow {
        version: 2,
        state: "owned".into(),
        owner: Some(METTE),
        ..note.clone()
    };
    assert!(store.change_note(&owned).await?);
    assert!(!store.change_note(&owned).await?);
    assert_eq!(store.note(document(7)).await?, Some(owned.clone()));
    let of = |owner| store.notes(&[HERE], &["new", "owned"], owner, 0, 10);
    assert_eq!(of(None).await?, (vec![owned.clone()], 1));
    assert_eq!(of(Some(TakenBy::Nobody)).await?, (vec![], 0));
    assert_eq!(of(Some(TakenBy::Person(METTE))).await?.1, 1);
    assert_eq!(store.notes(&[THERE], &[], None, 0, 10).await?, (vec![], 0));

    assert_eq!(store.rota(HERE).await?, None);
    assert!(store.set_rota(HERE, 0, "[1]").await?);
    assert!(!store.set_rota(HERE, 0, "[2]").await?);
    assert!(store.set_rota(HERE, 1, "[3]").await?);
    assert_eq!(store.rota(HERE).await?, Some((2, "[3]".to_owned())));

    let tab = |person, tab: &str, is_left| OpenTab {
        department: HERE,
        document: document(1),
        person,
        tab: tab.into(),
        is_editing: tab == "b",
        is_left,
    };
    store.note_open(&tab(METTE, "a", false), at(100), at(0)).await?;
    store.note_open(&tab(METTE, "b", false), at(110), at(0)).await?;
    store.note_open(&tab(JONAS, "c", false), at(120), at(0)).await?;
    let open = store.open_by(HERE, document(1), at(50)).await?;
    assert_eq!(
        open.iter().map(|row| row.person).collect::<Vec<_>>(),
        [METTE, JONAS]
    );
    assert_eq!((open[0].since, open[0].is_editing), (at(100), true));
    store.note_open(&tab(JONAS, "c", true), at(130), at(105)).await?;
    let open = store.open_by(HERE, document(1), at(50)).await?;
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].since, at(110));
    Ok(())
}
