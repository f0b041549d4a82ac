//! Erased documents and discarded pictures.

use std::collections::BTreeMap;

use feltbog_shared::id::DepartmentId;
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::Collection;

use super::{HERE, JONAS, METTE, THERE, append_one, document, enrolled, erasure, everything, first};
use crate::store::{
    Appended, DocumentLookup, DocumentSummary, LogEntry, NewPhoto, Readable, Result, Store, Tombstone,
};

pub(super) async fn erasure_leaves_numbers_and_nothing_else(store: &impl Store) -> Result<()> {
    store
        .append(append_one(1, document(1), Kind::ConflictCase, METTE, 0))
        .await?;
    store
        .append(append_one(2, document(2), Kind::Area, METTE, 0))
        .await?;
    let before = store.position(HERE, 2).await?.and_then(|at| at.chain);
    // It is erased where it lives, wherever it was said to.
    let erasures = [erasure(1, THERE, Kind::ConflictCase)];
    assert_eq!(store.erase(&erasures).await?, 1);
    let again = [
        erasure(1, HERE, Kind::ConflictCase),
        erasure(1, THERE, Kind::ConflictCase),
    ];
    assert_eq!(store.erase(&again).await?, 0);
    let here = erasure(1, HERE, Kind::ConflictCase);
    assert_eq!(store.erasures(None, 9).await?, [here]);
    assert_eq!(store.erasures(Some(document(1)), 9).await?, []);
    assert_eq!(store.position(THERE, 0).await?.map(|at| at.head), Some(0));
    assert_eq!(store.position(HERE, 2).await?.and_then(|at| at.chain), before);
    let left = Tombstone {
        department: HERE,
        collection: Collection::Conflicts,
        owner: Some(METTE),
    };
    assert_eq!(
        store.documents(&[document(1)]).await?,
        BTreeMap::from([(document(1), DocumentLookup::Erased(left))])
    );
    assert_eq!(
        store.summaries(&[document(1)]).await?,
        BTreeMap::from([(document(1), DocumentSummary::Erased(left))])
    );
    for seen in [0, 1] {
        let late = append_one(3, document(1), Kind::ConflictCase, METTE, seen);
        assert_eq!(store.append(late.clone()).await?, Appended::Stale);
    }
    let page = store.log_page(HERE, 0, 3, 10_000, &everything()).await?;
    let [
        LogEntry::Change { document: other, .. },
        LogEntry::Tombstone { document: gone },
    ] = page.entries[..]
    else {
        panic!("{:?}", page.entries);
    };
    assert_eq!((other, gone, page.upto), (document(2), document(1), 3));
    assert_eq!(
        store.tombstones(HERE, None, 100, &everything()).await?,
        [document(1)]
    );
    let green = Readable {
        all: vec![Collection::Nature],
        ..Readable::nothing(METTE)
    };
    assert_eq!(store.tombstones(HERE, None, 100, &green).await?, []);
    assert_eq!(store.log_page(HERE, 2, 100, 10_000, &green).await?.entries, []);
    assert_eq!(store.record(HERE, document(1), &everything()).await?, None);
    let rows = store.row_counts().await?;
    assert_eq!(
        [
            rows["document"],
            rows["snapshot"],
            rows["projection"],
            rows["actor"]
        ],
        [1; 4]
    );
    assert_eq!(rows["log"], 3);
    let log = store.raw_log(HERE, 0, 9).await?;
    let times: Vec<_> = log
        .iter()
        .map(|row| (row.entry.as_str(), row.received_at))
        .collect();
    assert_eq!(
        times[..2],
        [("erased", 0), ("change", 1_002)],
        "when it came is erased too"
    );
    Ok(())
}

pub(super) async fn what_never_came_can_be_erased(store: &impl Store) -> Result<()> {
    let nowhere = DepartmentId::from_bytes([9; 16]);
    let erasures = [
        erasure(1, HERE, Kind::ConflictCase),
        erasure(2, nowhere, Kind::Area),
        erasure(1, HERE, Kind::ConflictCase),
    ];
    assert_eq!(store.erase(&erasures).await?, 1);
    let late = append_one(1, document(1), Kind::ConflictCase, METTE, 0);
    assert_eq!(store.append(late.clone()).await?, Appended::Stale);
    assert_eq!(
        store.tombstones(HERE, None, 100, &everything()).await?,
        [document(1)]
    );
    let page = store.log_page(HERE, 0, 1, 10_000, &everything()).await?;
    assert_eq!(
        (page.entries, page.upto),
        (
            vec![LogEntry::Tombstone {
                document: document(1)
            }],
            1
        )
    );
    // The other had nowhere to be erased in, and may come.
    let other = append_one(2, document(2), Kind::Area, METTE, 0);
    assert_eq!(first(store.append(other.clone()).await?), Some(2));
    Ok(())
}

pub(super) async fn a_picture_goes_when_its_record_is_discarded(store: &impl Store) -> Result<()> {
    let device = enrolled(store, 20, JONAS, 100).await?;
    let photo = |number| NewPhoto {
        department: HERE,
        document: document(number),
        device,
        received_at: Moment::from_millis(100),
        bytes: vec![number; 50],
    };
    for number in [1, 2] {
        let begun = append_one(number, document(number), Kind::Photo, METTE, 0);
        store.append(begun).await?;
        assert!(store.keep_photo(&photo(number)).await?);
    }
    let mut discarded = append_one(3, document(1), Kind::Photo, METTE, 1);
    discarded.documents[0].index.is_discarded = true;
    assert!(first(store.append(discarded).await?).is_some());
    assert_eq!(store.photo(HERE, document(1)).await?, None);
    assert_eq!(store.photo(HERE, document(2)).await?, Some(vec![2; 50]));
    // None is kept of it, and none asked for, until its author takes that back.
    assert!(!store.keep_photo(&photo(1)).await?);
    assert_eq!(store.photos_lacking(HERE, Kind::Photo, 10).await?, []);
    let back = append_one(4, document(1), Kind::Photo, METTE, 3);
    assert!(first(store.append(back).await?).is_some());
    let lacking = store.photos_lacking(HERE, Kind::Photo, 10).await?;
    assert_eq!(lacking, [(document(1), METTE)]);
    assert_eq!(store.photos_lacking(HERE, Kind::SignalPhoto, 10).await?, []);
    assert!(store.keep_photo(&photo(1)).await?);
    assert_eq!(store.photo(HERE, document(1)).await?, Some(vec![1; 50]));
    Ok(())
}
