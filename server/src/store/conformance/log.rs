//! The log of a department: appends, pages and what is read beside it.

use std::collections::BTreeMap;
use std::sync::Arc;

use feltbog_shared::id::DepartmentId;
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::Collection;

use super::{HERE, JONAS, METTE, THERE, append_one, document, everything, first, hash};
use crate::store::{Appended, DocumentLookup, DocumentSummary, LogEntry, Readable, Result, Store};

pub(super) async fn numbers_follow_each_other(store: &impl Store) -> Result<()> {
    let start = store
        .position(HERE, 0)
        .await?
        .map(|at| (at.epoch, at.head, at.chain));
    assert_eq!(start, Some((1, 0, Some([0; 32]))));
    assert_eq!(store.position(DepartmentId::from_bytes([9; 16]), 0).await?, None);
    let mut chains = Vec::new();
    for number in 1..=5 {
        let append = append_one(number, document(number), Kind::Area, METTE, 0);
        let Appended::Stored { first, head, chain } = store.append(append.clone()).await? else {
            panic!("{number} was stale");
        };
        assert_eq!((first, head), (u64::from(number), u64::from(number)));
        chains.push(chain);
    }
    for (place, chain) in (1..).zip(&chains) {
        assert_eq!(
            store.position(HERE, place).await?.and_then(|at| at.chain),
            Some(*chain)
        );
    }
    for place in 0..=6 {
        let known = store.membership(HERE, place, METTE, &[]).await?;
        let position = known.map(|known| known.position);
        assert_eq!(position, store.position(HERE, place).await?);
    }
    let end = store
        .position(HERE, 6)
        .await?
        .map(|at| (at.head, at.head_chain, at.chain));
    assert_eq!(end, Some((5, chains[4], None)));
    let there = store.position(THERE, 0).await?.map(|at| at.head);
    assert_eq!(there, Some(0), "departments are numbered apart");
    Ok(())
}

pub(super) async fn an_append_is_all_or_nothing(store: &impl Store) -> Result<()> {
    let begin = append_one(1, document(1), Kind::Area, METTE, 0);
    assert_eq!(first(store.append(begin.clone()).await?), Some(1));
    let rows = store.row_counts().await?;
    // Seen at an older place than it stands, or not at all.
    assert_eq!(
        store
            .append(append_one(2, document(1), Kind::Area, METTE, 0))
            .await?,
        Appended::Stale
    );
    // Beside a document that is fresh.
    let mut both = append_one(2, document(2), Kind::Area, METTE, 0);
    let stale = append_one(3, document(1), Kind::Area, METTE, 0);
    both.documents.extend(stale.documents);
    both.entries.extend(stale.entries);
    assert_eq!(store.append(both.clone()).await?, Appended::Stale);
    // The same change twice, or the same number of an actor: never, whatever a caller believes.
    let again = append_one(1, document(1), Kind::Area, METTE, 1);
    assert!(store.append(again.clone()).await.is_err());
    let mut reused = append_one(4, document(1), Kind::Area, METTE, 1);
    reused.entries[0].actor = vec![1; 16];
    reused.documents[0].actors.clear();
    assert!(store.append(reused.clone()).await.is_err());
    assert_eq!(store.row_counts().await?, rows);
    let at = store.position(HERE, 1).await?.map(|at| at.head);
    assert_eq!(at, Some(1), "a number was used up");

    let more = append_one(5, document(1), Kind::Area, METTE, 1);
    assert_eq!(first(store.append(more.clone()).await?), Some(2));
    let found = store.documents(&[document(1), document(7)]).await?;
    assert_eq!(found.len(), 1);
    let wanted = [document(1)];
    assert_eq!(store.documents_within(&wanted, 99).await?, None);
    assert_eq!(store.documents_within(&wanted, 100).await?.as_ref(), Some(&found));
    let Some(DocumentLookup::Live(state)) = found.get(&document(1)) else {
        panic!("{found:?}")
    };
    assert_eq!(
        (state.department, state.kind, state.owner, state.upto),
        (HERE, Kind::Area, METTE, 2)
    );
    let known: Vec<_> = state
        .changes
        .iter()
        .map(|change| (change.seq, change.hash, change.author))
        .collect();
    assert_eq!(known, [(1, hash(1), METTE), (2, hash(5), METTE)]);
    Ok(())
}

/// Many writers at once: every number is used once, and whoever lost a document looks again.
pub(super) async fn writers_wait_for_each_other<S: Store>(store: Arc<S>) -> Result<()> {
    let writers: Vec<_> = (1..=20)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                let append = append_one(number, document(number % 4 + 100), Kind::Area, METTE, 0);
                store.append(append.clone()).await
            })
        })
        .collect();
    let mut numbers = Vec::new();
    for writer in writers {
        let Ok(appended) = writer.await else {
            panic!("a writer panicked")
        };
        numbers.extend(first(appended?));
    }
    numbers.sort_unstable();
    assert_eq!(numbers, [1, 2, 3, 4], "one writer for each of four documents");
    Ok(())
}

pub(super) async fn pages_show_what_may_be_read(store: &impl Store) -> Result<()> {
    let kinds = [
        Kind::Area,
        Kind::ConflictCase,
        Kind::SocialVisit,
        Kind::Area,
        Kind::SocialVisit,
        Kind::Area,
    ];
    for (number, kind) in (1..).zip(kinds) {
        let owner = if number == 5 { JONAS } else { METTE };
        store
            .append(append_one(number, document(number), kind, owner, 0))
            .await?;
    }
    let readable = Readable {
        all: vec![Collection::Nature],
        own: vec![Collection::Visits],
        ..Readable::nothing(JONAS)
    };
    let seen = |entries: &[LogEntry]| -> Vec<u8> {
        let number = |entry: &LogEntry| match entry {
            LogEntry::Change { hash, .. } => hash.0[0],
            LogEntry::Tombstone { .. } | LogEntry::Compacted { .. } | LogEntry::Unknown { .. } => 0,
        };
        entries.iter().map(number).collect()
    };
    let page = store.log_page(HERE, 0, 6, 10_000, &readable).await?;
    assert_eq!((seen(&page.entries), page.upto), (vec![1, 4, 5, 6], 6));
    // The place moves on over what is not shown.
    let page = store.log_page(HERE, 1, 3, 10_000, &readable).await?;
    assert_eq!((page.entries.len(), page.upto), (0, 3));
    // Bytes are bounded, and a page is never empty for that.
    let page = store.log_page(HERE, 0, 6, 1, &readable).await?;
    assert_eq!((seen(&page.entries), page.upto), (vec![1], 3));
    let page = store.log_page(HERE, 6, 6, 10_000, &readable).await?;
    assert_eq!((page.entries.len(), page.upto), (0, 6));
    assert!(
        store
            .log_page(THERE, 0, 100, 10_000, &everything())
            .await?
            .entries
            .is_empty()
    );

    let (mut after, mut documents) = (None, Vec::new());
    loop {
        let page = store.snapshot_page(HERE, after, 3, 150, &readable).await?;
        documents.extend(
            page.snapshots
                .iter()
                .map(|one| (one.document, one.proofs.clone())),
        );
        after = documents.last().map(|(document, _)| *document);
        if !page.more {
            break;
        }
        assert!(!page.snapshots.is_empty() && page.snapshots.len() <= 3);
    }
    let owners = [(1, METTE), (4, METTE), (5, JONAS), (6, METTE)];
    assert_eq!(
        documents,
        owners.map(|(number, owner)| (document(number), vec![(hash(number), owner)]))
    );
    let nothing = Readable::nothing(JONAS);
    assert!(
        store
            .log_page(HERE, 0, 100, 10_000, &nothing)
            .await?
            .entries
            .is_empty()
    );
    assert!(
        store
            .snapshot_page(HERE, None, 100, 10_000, &nothing)
            .await?
            .snapshots
            .is_empty()
    );
    Ok(())
}

pub(super) async fn records_are_read_as_they_stand(store: &impl Store) -> Result<()> {
    store
        .append(append_one(1, document(1), Kind::Area, METTE, 0))
        .await?;
    store
        .append(append_one(2, document(2), Kind::SocialVisit, METTE, 0))
        .await?;
    store
        .append(append_one(3, document(1), Kind::Area, METTE, 1))
        .await?;
    let records = store.records(HERE, None, 10, &everything()).await?;
    let read: Vec<_> = records
        .iter()
        .map(|one| (one.document, one.projection.as_str(), one.received_at))
        .collect();
    let at = |number: i64| Moment::from_millis(1_000 + number);
    assert_eq!(
        read,
        [
            (document(1), "{\"number\":3}", at(3)),
            (document(2), "{\"number\":2}", at(2))
        ]
    );
    assert_eq!(records[0].heads, [hash(3)]);
    assert_eq!(
        store
            .records(HERE, Some(Kind::SocialVisit), 10, &everything())
            .await?
            .len(),
        1
    );
    assert_eq!(store.records(HERE, None, 1, &everything()).await?.len(), 1);
    // Each page goes on where the one before ended.
    let (newest, next) = (
        (records[0].received_at, document(1)),
        (records[1].received_at, document(2)),
    );
    for (after, expected) in [
        (None, vec![document(1), document(2)]),
        (Some(newest), vec![document(2)]),
        (Some(next), vec![]),
        // Of several that were received at once, the greater id comes first.
        (Some((next.0, document(3))), vec![document(2)]),
        (Some((next.0, document(1))), vec![]),
    ] {
        let page = store.records_after(HERE, None, after, 10, &everything()).await?;
        let page: Vec<_> = page.iter().map(|one| one.document).collect();
        assert_eq!(page, expected, "{after:?}");
    }
    let own = Readable {
        own: vec![Collection::Visits],
        ..Readable::nothing(JONAS)
    };
    assert_eq!(store.record(HERE, document(2), &own).await?, None);
    assert!(
        store
            .record(HERE, document(2), &Readable { person: METTE, ..own })
            .await?
            .is_some()
    );
    assert_eq!(store.record(THERE, document(2), &everything()).await?, None);
    Ok(())
}

pub(super) async fn a_returned_change_is_told_from_one_received_first(store: &impl Store) -> Result<()> {
    store
        .append(append_one(1, document(1), Kind::Area, METTE, 0))
        .await?;
    let mut returned = append_one(2, document(1), Kind::Area, METTE, 1);
    for entry in &mut returned.entries {
        entry.is_returned = true;
    }
    store.append(returned).await?;
    let receipts = store.receipts(HERE, document(1)).await?;
    let told: Vec<_> = receipts
        .iter()
        .map(|receipt| {
            (
                receipt.received_at,
                receipt.is_returned,
                receipt.first_received_at(),
            )
        })
        .collect();
    let at = Moment::from_millis;
    assert_eq!(
        told,
        [(at(1_001), false, Some(at(1_001))), (at(1_002), true, None)]
    );
    Ok(())
}

pub(super) async fn outlines_tell_without_the_bytes(store: &impl Store) -> Result<()> {
    let begin = append_one(1, document(1), Kind::Area, JONAS, 0);
    store.append(begin.clone()).await?;
    store
        .append(append_one(2, document(1), Kind::Area, JONAS, 1))
        .await?;
    let summaries = store.summaries(&[document(1), document(2)]).await?;
    let live = DocumentSummary::Live {
        department: HERE,
        kind: Kind::Area,
        owner: JONAS,
        bytes: 100,
    };
    assert_eq!(summaries, BTreeMap::from([(document(1), live)]));
    let hashes = store.hashes(&[document(1), document(2)]).await?;
    assert_eq!(hashes, BTreeMap::from([(document(1), [hash(1), hash(2)].into())]));
    // Whose it is may turn out later, when a phone gives back what a restored database had lost.
    store
        .append(append_one(3, document(1), Kind::Area, METTE, 2))
        .await?;
    let summaries = store.summaries(&[document(1)]).await?;
    let is_hers =
        |summary: &DocumentSummary| matches!(summary, DocumentSummary::Live { owner, .. } if *owner == METTE);
    assert!(summaries.values().all(is_hers), "{summaries:?}");
    Ok(())
}
