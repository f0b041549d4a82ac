//! Announcements of when people will be out of a home.

use feltbog_shared::id::{SafeReturnId, UserId};
use feltbog_shared::moment::Moment;

use super::{HERE, JONAS, METTE};
use crate::store::{Result, SafeReturnRow, Store};

fn at(millis: i64) -> Moment {
    Moment::from_millis(millis)
}

fn id(byte: u8) -> SafeReturnId {
    SafeReturnId::from_bytes([byte; 16])
}

fn row(byte: u8, person: UserId, out_by: i64) -> SafeReturnRow {
    SafeReturnRow {
        id: id(byte),
        department: HERE,
        person,
        colleague: JONAS,
        out_by: at(out_by),
        home: b"home".to_vec(),
        told: 0,
    }
}

pub(super) async fn an_announcement_is_kept_once_and_ends_for_good(store: &impl Store) -> Result<()> {
    let one = row(1, METTE, 100);
    assert!(store.announce_return(&one).await?);
    // The second time it comes with another time, as from a phone whose answer was lost.
    assert!(!store.announce_return(&row(1, METTE, 900)).await?);
    assert!(store.announce_return(&row(2, METTE, 50)).await?);
    assert!(store.announce_return(&row(3, JONAS, 70)).await?);
    assert_eq!(store.open_return(id(1)).await?, Some(one.clone()));
    assert_eq!(
        store.open_returns_of(METTE).await?,
        [row(2, METTE, 50), one.clone()]
    );

    let extend = |person, from, until| store.extend_return(id(1), person, at(from), at(until));
    assert!(!extend(JONAS, 100, 200).await?, "another's");
    assert!(extend(METTE, 100, 200).await?);
    assert!(
        !extend(METTE, 100, 300).await?,
        "a second tap saw the time before"
    );

    assert!(store.end_return(id(1), at(120)).await?);
    assert!(!store.end_return(id(1), at(130)).await?);
    assert_eq!(store.open_return(id(1)).await?, None);
    assert!(!extend(METTE, 200, 300).await?, "it is over");
    assert!(!store.announce_return(&one).await?, "it comes late, and is over");
    assert_eq!(store.open_returns_of(METTE).await?, [row(2, METTE, 50)]);

    // One that ended is gone when its time is over, one that nobody ended a while later.
    let rows = async || Ok::<_, crate::store::StoreError>(store.row_counts().await?["safe_return"]);
    assert_eq!(store.forget_returns(at(199), at(10)).await?, 0);
    assert_eq!(rows().await?, 3);
    assert_eq!(store.forget_returns(at(200), at(50)).await?, 1);
    assert_eq!(store.forget_returns(at(300), at(51)).await?, 1);
    assert_eq!(rows().await?, 1);
    Ok(())
}

pub(super) async fn each_stage_of_a_late_announcement_is_told_once(store: &impl Store) -> Result<()> {
    assert!(store.announce_return(&row(1, METTE, 100)).await?);
    assert_eq!(store.late_returns(at(99)).await?, []);
    assert_eq!(store.late_returns(at(100)).await?, [row(1, METTE, 100)]);
    let claim = |out_by, stage| store.claim_late_return(id(1), at(out_by), stage);
    assert!(claim(100, 1).await?);
    assert!(!claim(100, 1).await?, "another server told it");
    assert!(claim(100, 3).await?);
    assert!(!claim(100, 2).await?, "a stage before");
    assert_eq!(store.late_returns(at(100)).await?[0].told, 3);
    // With more time it begins anew.
    assert!(store.extend_return(id(1), METTE, at(100), at(200)).await?);
    assert_eq!(store.late_returns(at(199)).await?, []);
    assert!(!claim(100, 1).await?, "of the time before");
    assert!(claim(200, 1).await?);
    assert!(store.end_return(id(1), at(210)).await?);
    assert_eq!(store.late_returns(at(500)).await?, []);
    assert!(!claim(200, 2).await?, "it is over");
    Ok(())
}
