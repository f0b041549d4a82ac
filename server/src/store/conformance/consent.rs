//! Notes and visits: what one is decided by, and what is asked of the other.

use feltbog_shared::model::Kind;
use feltbog_shared::model::record_index::RecordIndex;
use feltbog_shared::moment::Moment;

use super::{HERE, JONAS, METTE, THERE, append_one, document, first};
use crate::store::{Append, Appended, KeptFields, NoteOfVisit, Result, Store};

/// An append of one change that was decided by other documents.
fn decided_by(append: Append, unchanged: &[(u8, u64)]) -> Append {
    let unchanged = unchanged.iter().map(|(number, seen)| (document(*number), *seen));
    Append {
        unchanged: unchanged.collect(),
        ..append
    }
}

pub(super) async fn an_append_stands_by_what_it_was_decided_by(store: &impl Store) -> Result<()> {
    let visit = append_one(1, document(1), Kind::SocialVisit, METTE, 0);
    assert_eq!(first(store.append(visit).await?), Some(1));
    let note = |number, id: u8| append_one(number, document(id), Kind::VisitNote, METTE, 0);
    // The visit has grown, or came, or went since.
    for seen in [(1, 0), (1, 7), (9, 1)] {
        let rows = store.row_counts().await?;
        let appended = store.append(decided_by(note(2, 2), &[seen])).await?;
        assert_eq!(appended, Appended::Stale, "{seen:?}");
        assert_eq!(store.row_counts().await?, rows);
        assert_eq!(store.position(HERE, 0).await?.map(|at| at.head), Some(1));
    }
    let as_seen = decided_by(note(2, 2), &[(1, 1), (9, 0)]);
    assert_eq!(first(store.append(as_seen).await?), Some(2));
    let grown = append_one(3, document(1), Kind::SocialVisit, METTE, 1);
    assert_eq!(first(store.append(grown).await?), Some(3));
    let late = decided_by(note(4, 4), &[(1, 1)]);
    assert_eq!(store.append(late.clone()).await?, Appended::Stale);
    let late = Append {
        unchanged: vec![(document(1), 3)],
        ..late
    };
    let together = store.append_together(&[late], &[]).await?;
    assert!(together.is_some_and(|together| together.logs.iter().all(|log| *log != Appended::Stale)));
    let stale = decided_by(note(5, 5), &[(1, 1)]);
    assert_eq!(store.append_together(&[stale], &[]).await?, None);
    Ok(())
}

pub(super) async fn notes_are_found_with_their_visits(store: &impl Store) -> Result<()> {
    let kept = |append: Append, about: Option<u8>, changed_at: i64, projection: &str| {
        let mut append = append;
        append.documents[0].projection = projection.to_owned();
        append.documents[0].index = RecordIndex {
            about: about.map(document),
            changed_at: Moment::from_millis(changed_at),
            ..RecordIndex::default()
        };
        append
    };
    let visit = append_one(1, document(1), Kind::SocialVisit, JONAS, 0);
    store.append(kept(visit, None, 50, "{\"visit\":1}")).await?;
    let area = append_one(2, document(2), Kind::Area, JONAS, 0);
    store.append(kept(area, None, 50, "{\"area\":2}")).await?;
    for (number, about, changed_at) in [(3, 1, 10), (4, 2, 90), (5, 9, 90), (6, 1, 90)] {
        let note = append_one(number, document(number), Kind::VisitNote, METTE, 0);
        store.append(kept(note, Some(about), changed_at, "{}")).await?;
    }
    let expected = |number| NoteOfVisit {
        note: document(number),
        owner: METTE,
        visit: document(1),
        visit_owner: JONAS,
        visit_changed_at: Moment::from_millis(50),
        visit_projection: "{\"visit\":1}".to_owned(),
    };
    let since = Moment::from_millis;
    let all = store.notes_of_visits(HERE, since(0), None, 9).await?;
    assert_eq!(all, [expected(3), expected(6)]);
    let page = store.notes_of_visits(HERE, since(50), None, 1).await?;
    assert_eq!(page, [expected(3)], "its visit was changed since");
    let rest = store
        .notes_of_visits(HERE, since(50), Some(document(3)), 9)
        .await?;
    assert_eq!(rest, [expected(6)]);
    assert_eq!(
        store.notes_of_visits(HERE, since(51), None, 9).await?,
        [expected(6)]
    );
    assert_eq!(store.notes_of_visits(THERE, since(0), None, 9).await?, []);
    let fields = store
        .kept_fields(HERE, &[document(2), document(8), document(1)])
        .await?;
    let fields: Vec<_> = fields
        .iter()
        .map(|kept| (kept.document, kept.upto, kept.projection.as_str()))
        .collect();
    let known = [
        (document(1), 1, "{\"visit\":1}"),
        (document(2), 2, "{\"area\":2}"),
    ];
    assert_eq!(fields, known);
    assert_eq!(store.kept_fields(THERE, &[document(1)]).await?, []);
    Ok(())
}

pub(super) async fn records_of_a_kind_are_found_by_their_last_change(store: &impl Store) -> Result<()> {
    let kinds = [Kind::Handover, Kind::Concern, Kind::Handover, Kind::Handover];
    for ((number, changed_at), kind) in (1..).zip([10, 90, 90, 50]).zip(kinds) {
        let mut append = append_one(number, document(number), kind, METTE, 0);
        append.documents[0].index.changed_at = Moment::from_millis(changed_at);
        store.append(append).await?;
    }
    let since = Moment::from_millis;
    let found = async |department, kind, from, after: Option<u8>, limit| {
        let after = after.map(document);
        let found = store
            .fields_of_kind(department, kind, since(from), after, limit)
            .await?;
        let read = |kept: KeptFields| (kept.document, kept.upto, kept.projection);
        Result::Ok(found.into_iter().map(read).collect::<Vec<_>>())
    };
    let expected = |number: u8| {
        let projection = format!("{{\"number\":{number}}}");
        (document(number), u64::from(number), projection)
    };
    let handovers = found(HERE, Kind::Handover, 0, None, 9).await?;
    assert_eq!(handovers, [1, 3, 4].map(expected));
    let page = found(HERE, Kind::Handover, 50, None, 1).await?;
    assert_eq!(page, [expected(3)], "the first was changed before");
    let rest = found(HERE, Kind::Handover, 50, Some(3), 9).await?;
    assert_eq!(rest, [expected(4)]);
    assert_eq!(found(HERE, Kind::Handover, 91, None, 9).await?, []);
    assert_eq!(found(HERE, Kind::Concern, 0, None, 9).await?, [expected(2)]);
    assert_eq!(found(THERE, Kind::Handover, 0, None, 9).await?, []);
    Ok(())
}
