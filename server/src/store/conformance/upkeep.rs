//! Quarantine, repair, the secret and usage.

use std::collections::BTreeMap;

use feltbog_shared::id::UserId;
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Moment;
use feltbog_shared::refusal::RefusalCode;

use super::{HERE, JONAS, METTE, PHONE, THERE, append_one, document, enrolled, erasure, everything, hash};
use crate::store::{
    NewPhoto, Quarantined, RebuiltDocument, RechainLog, Repair, RepairedEntry, Result, Store, Usage,
};

/// No number of changes pushes another one out: one that a repair leaves out may stand nowhere else.
pub(super) async fn quarantine_keeps_everything(store: &impl Store) -> Result<()> {
    let refused = |number: u16, person| Quarantined {
        department: HERE,
        document: document(1),
        kind: Kind::Area,
        reason: RefusalCode::Malformed,
        bytes: number.to_be_bytes().to_vec(),
        person,
        device: PHONE,
        received_at: Moment::from_millis(1),
    };
    assert_eq!(store.quarantine_size().await?, 0);
    let mut expected = vec![refused(1, JONAS)];
    store.quarantine(&expected).await?;
    for batch in 0..15 {
        let batch: Vec<_> = (batch * 10..batch * 10 + 10)
            .map(|number| refused(number + 100, METTE))
            .collect();
        store.quarantine(&batch).await?;
        expected.extend(batch);
    }
    let kept = store.quarantined(0, 1_000).await?;
    let found: Vec<_> = kept.into_iter().map(|(_, one)| one).collect();
    assert_eq!(found, expected, "something was pushed out");
    assert_eq!(store.quarantine_size().await?, 151);
    // It counts with what people store, so that nobody fills the disk with it.
    let usage = store.usage().await?;
    let bytes = |person: UserId| {
        let of = usage
            .iter()
            .filter(|one| one.department == HERE && one.person == person);
        of.map(|one| one.bytes).sum::<u64>()
    };
    assert!(
        bytes(METTE) >= 300 && bytes(METTE) == 150 * bytes(JONAS),
        "{usage:?}"
    );

    let (number, newest) = match store.quarantined(0, 1_000).await?.pop() {
        Some(newest) => newest,
        None => panic!("nothing was kept"),
    };
    assert_eq!(store.quarantined(number - 1, 1).await?, [(number, newest)]);
    assert!(store.drop_quarantined(number).await?);
    assert!(!store.drop_quarantined(number).await?);
    assert_eq!(store.quarantined(number - 1, 1).await?, []);
    Ok(())
}

/// Stored rows can be read raw, and repaired.
pub(super) async fn damaged_rows_can_be_repaired(store: &impl Store) -> Result<()> {
    assert_eq!(store.integrity().await?, Vec::<String>::new());
    for number in 1..=3 {
        store
            .append(append_one(number, document(number), Kind::Area, METTE, 0))
            .await?;
    }
    store
        .append(append_one(4, document(1), Kind::Area, METTE, 1))
        .await?;
    store.erase(&[erasure(3, HERE, Kind::Area)]).await?;

    let departments = store.raw_departments().await?;
    let heads: Vec<_> = departments.iter().map(|one| (one.id, one.head)).collect();
    assert_eq!(heads, [(HERE, 5), (THERE, 0)]);
    let log = store.raw_log(HERE, 0, 100).await?;
    let rows: Vec<_> = log.iter().map(|row| (row.seq, row.entry.as_str())).collect();
    assert_eq!(
        rows,
        [
            (1, "change"),
            (2, "change"),
            (3, "erased"),
            (4, "change"),
            (5, "tombstone")
        ]
    );
    assert_eq!(log[4].chain, departments[0].chain);
    assert_eq!(store.raw_log(HERE, 3, 1).await?, log[3..4]);
    let id = |number: u8| vec![number; 16];
    assert_eq!(store.raw_ids(HERE, None, 2).await?, [id(1), id(2)]);
    assert_eq!(store.raw_ids(HERE, Some(&id(2)), 9).await?, [id(3)]);
    let record = store.raw_record(HERE, document(1)).await?;
    let numbers: Vec<_> = record.entries.iter().map(|row| row.seq).collect();
    assert_eq!((numbers, record.actors.len()), (vec![1, 4], 2));
    assert!(record.snapshot.is_some() && record.projection.is_some() && record.tombstone.is_none());
    let gone = store.raw_record(HERE, document(3)).await?;
    assert_eq!(gone.tombstone.map(|row| row.seq), Some(5));

    let aside = Quarantined {
        department: HERE,
        document: document(1),
        kind: Kind::Area,
        reason: RefusalCode::Unreadable,
        bytes: vec![4; 100],
        person: METTE,
        device: PHONE,
        received_at: Moment::from_millis(1_004),
    };
    let kept = RebuiltDocument {
        kind: Kind::Area,
        owner: METTE,
        upto: 1,
        received_at: Moment::from_millis(1_001),
        heads: vec![hash(9)],
        bytes: vec![9; 10],
        proofs: vec![(hash(9), METTE)],
        projection: "{}".into(),
        index: feltbog_shared::model::record_index::RecordIndex::default(),
        actors: vec![(vec![9; 16], METTE, Some(PHONE))],
    };
    let repair = Repair {
        department: HERE,
        document: document(1),
        seen: vec![1, 4],
        entries: vec![RepairedEntry {
            seq: 1,
            hash: hash(9),
            actor: vec![9; 16],
            actor_seq: 1,
            author: METTE,
            bytes: vec![9; 10],
        }],
        left_out: vec![4],
        aside: vec![aside.clone()],
        kept: Some(kept),
    };
    let stale = Repair {
        seen: vec![1],
        ..repair.clone()
    };
    assert!(!store.repair(&stale).await?);
    assert_eq!(store.raw_record(HERE, document(1)).await?, record);
    assert!(store.repair(&repair).await?);
    let hashes = store.hashes(&[document(1)]).await?;
    assert_eq!(hashes, BTreeMap::from([(document(1), [hash(9)].into())]));
    let page = store.snapshot_page(HERE, None, 9, 10_000, &everything()).await?;
    assert_eq!((page.snapshots[0].bytes.len(), page.snapshots.len()), (10, 2));
    let quarantined = store.quarantined(0, 9).await?;
    assert_eq!(
        quarantined.into_iter().map(|(_, one)| one).collect::<Vec<_>>(),
        [aside]
    );
    let nothing = Repair {
        seen: vec![2],
        entries: vec![],
        left_out: vec![2],
        aside: vec![],
        kept: None,
        document: document(2),
        ..repair
    };
    assert!(store.repair(&nothing).await?);
    assert_eq!(store.documents(&[document(2)]).await?, BTreeMap::new());

    store.unbury(HERE, document(3)).await?;
    assert_eq!(store.erasures(None, 9).await?, []);
    let rechain_log = RechainLog {
        department: HERE,
        seen: 5,
        missing: vec![6],
        chains: vec![(5, [5; 32]), (6, [6; 32])],
        head: (6, [6; 32]),
        now: Moment::from_millis(7),
    };
    assert!(
        !store
            .rechain_log(&RechainLog {
                seen: 4,
                ..rechain_log.clone()
            })
            .await?
    );
    assert!(store.rechain_log(&rechain_log).await?);
    let at = store.position(HERE, 5).await?;
    assert_eq!(
        at.map(|at| (at.epoch, at.head, at.head_chain, at.chain)),
        Some((2, 6, [6; 32], Some([5; 32])))
    );
    store.raise_epoch(HERE).await?;
    let epochs = (
        store.position(HERE, 0).await?.map(|at| at.epoch),
        store.position(THERE, 0).await?.map(|at| at.epoch),
    );
    assert_eq!(epochs, (Some(3), Some(1)));
    Ok(())
}

pub(super) async fn one_secret_belongs_to_a_database(store: &impl Store) -> Result<()> {
    for starts in [1, 7] {
        store.set_server_starts([9; 16], starts).await?;
        assert_eq!(store.server_starts([9; 16]).await?, Some(starts));
    }
    assert_eq!(store.server_starts([8; 16]).await?, None);
    assert_eq!(store.secret().await?, None);
    for claimed in [[1; 16], [2; 16], [1; 16]] {
        assert_eq!(store.claim(claimed).await?, [1; 16]);
        assert_eq!(store.secret().await?, Some([1; 16]));
    }
    let epoch = async || {
        let department = store.department(HERE).await?;
        Result::Ok(department.map(|department| department.epoch))
    };
    let before = epoch().await?;
    store.replace_secret([2; 16]).await?;
    assert_eq!(store.claim([1; 16]).await?, [2; 16]);
    assert_eq!(epoch().await?, before.map(|epoch| epoch + 1));
    // A rotation raises nothing, and is that of one secret to another.
    assert!(!store.rotate_secret([1; 16], [3; 16]).await?);
    assert_eq!(store.secret().await?, Some([2; 16]));
    assert!(store.rotate_secret([2; 16], [3; 16]).await?);
    assert_eq!(store.secret().await?, Some([3; 16]));
    assert_eq!(epoch().await?, before.map(|epoch| epoch + 1));
    Ok(())
}

pub(super) async fn what_people_store_is_counted(store: &impl Store) -> Result<()> {
    assert_eq!(store.usage().await?, []);
    store
        .append(append_one(1, document(1), Kind::Photo, METTE, 0))
        .await?;
    store
        .append(append_one(2, document(2), Kind::Area, METTE, 0))
        .await?;
    let photo = NewPhoto {
        department: HERE,
        document: document(1),
        device: enrolled(store, 20, JONAS, 100).await?,
        received_at: Moment::from_millis(100),
        bytes: vec![1; 50],
    };
    assert!(store.keep_photo(&photo).await?);
    let usage = |person, bytes| Usage {
        department: HERE,
        person,
        bytes,
    };
    let mut found = store.usage().await?;
    found.sort_unstable();
    // An encrypted value counts with its nonce and its tag.
    let is_encrypted = store.plain_documents().await? == 0;
    let more = if is_encrypted { 32 } else { 0 };
    let mut expected = [usage(METTE, 200 + 2 * more), usage(JONAS, 50 + more)];
    expected.sort_unstable();
    assert_eq!(found, expected);
    Ok(())
}
