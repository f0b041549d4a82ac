//! Announcements of erasures, and holds.

use feltbog_shared::model::Kind;
use feltbog_shared::model::deadlines::DeadlineKind;
use feltbog_shared::moment::Moment;

use super::{HERE, JONAS, METTE, THERE, append_one, document};
use crate::store::{Erasure, ErasureNotice, LegalHold, Result, Store};

pub(super) async fn notices_and_holds_go_with_the_record(store: &impl Store) -> Result<()> {
    let today = Moment::from_millis(1_795_219_200_000).danish_day();
    let (soon, later) = (today.plus_days(14), today.plus_days(30));
    let notice = |erase_on| ErasureNotice {
        announced_on: today,
        erase_on,
    };
    let hold = |reason: &str, held_by| LegalHold {
        reason: reason.into(),
        held_by,
        held_at: Moment::from_millis(7),
    };
    // A record that is not there is neither announced nor held.
    store
        .announce_erasures(HERE, &[(document(1), notice(soon))])
        .await?;
    assert!(!store.hold(HERE, document(1), &hold("case", METTE)).await?);
    assert!(store.erasure_notices(HERE).await?.is_empty());
    assert!(store.legal_holds(HERE).await?.is_empty());
    let first = append_one(1, document(1), Kind::ConflictCase, METTE, 0);
    store.append(first).await?;
    let second = append_one(2, document(2), Kind::ConflictParty, METTE, 0);
    store.append(second).await?;
    let both = [(document(1), notice(soon)), (document(2), notice(later))];
    store.announce_erasures(HERE, &both).await?;
    assert_eq!(store.erasure_notices(HERE).await?, both.into_iter().collect());
    store
        .announce_erasures(HERE, &[(document(1), notice(later))])
        .await?;
    assert_eq!(store.erasure_notices(HERE).await?[&document(1)], notice(later));
    assert!(store.erasure_notices(THERE).await?.is_empty());
    store.withdraw_notices(HERE, &[document(2), document(9)]).await?;
    store.withdraw_notices(HERE, &[]).await?;
    assert_eq!(store.erasure_notices(HERE).await?.len(), 1);
    assert!(store.hold(HERE, document(1), &hold("case", METTE)).await?);
    assert!(store.hold(HERE, document(1), &hold("board", JONAS)).await?);
    let held = store.legal_holds(HERE).await?;
    assert_eq!(
        held.into_iter().collect::<Vec<_>>(),
        [(document(1), hold("board", JONAS))]
    );
    assert!(!store.release(HERE, document(2)).await?);
    assert!(store.release(HERE, document(1)).await?);
    assert!(!store.release(HERE, document(1)).await?);
    assert!(store.hold(HERE, document(1), &hold("case", METTE)).await?);
    let erasure = Erasure {
        department: HERE,
        document: document(1),
        collection: Kind::ConflictCase.collection(),
        erased_at: Moment::from_millis(40),
    };
    store.erase(&[erasure]).await?;
    assert!(store.erasure_notices(HERE).await?.is_empty());
    assert!(store.legal_holds(HERE).await?.is_empty());
    Ok(())
}

pub(super) async fn pictures_are_found_by_what_they_are_about(store: &impl Store) -> Result<()> {
    store
        .append(append_one(1, document(1), Kind::ConflictCase, METTE, 0))
        .await?;
    for (number, kind, about) in [
        (2, Kind::Photo, 1),
        (3, Kind::Photo, 9),
        (4, Kind::ConflictEvent, 1),
        (5, Kind::Photo, 5),
        (6, Kind::CasePhoto, 1),
        (7, Kind::SignalPhoto, 9),
    ] {
        let mut append = append_one(number, document(number), kind, METTE, 0);
        append.documents[0].index.about = Some(document(about));
        store.append(append).await?;
    }
    let both = [document(2), document(6)];
    assert_eq!(store.pictures_of(HERE, document(1)).await?, both);
    assert_eq!(
        store.pictures_of(HERE, document(9)).await?,
        [document(3), document(7)]
    );
    assert_eq!(store.pictures_of(THERE, document(1)).await?, []);
    assert_eq!(store.pictures_of(HERE, document(5)).await?, [], "not of itself");
    assert_eq!(store.pictures_left(HERE).await?, []);
    let erasure = Erasure {
        department: HERE,
        document: document(1),
        collection: Kind::ConflictCase.collection(),
        erased_at: Moment::from_millis(40),
    };
    store.erase(&[erasure]).await?;
    assert_eq!(store.pictures_left(HERE).await?, both);
    assert_eq!(store.pictures_left(THERE).await?, []);
    Ok(())
}

pub(super) async fn ageing_records_tell_their_last_day(store: &impl Store) -> Result<()> {
    let today = Moment::from_millis(1_795_219_200_000).danish_day();
    let (soon, later) = (today.plus_days(3), today.plus_days(60));
    let days = [
        (1, None, None, None),
        (2, Some(soon), None, Some(soon)),
        (3, None, Some(later), Some(later)),
        (4, Some(soon), Some(later), Some(later)),
        (5, Some(later), Some(soon), Some(later)),
    ];
    for (number, due_on, follow_up_on, _) in days {
        let mut append = append_one(number, document(number), Kind::VisitNote, METTE, 0);
        append.documents[0].index.due_on = due_on;
        append.documents[0].index.due_for = due_on.map(|_| DeadlineKind::FollowUpFourWeeks);
        append.documents[0].index.follow_up_on = follow_up_on;
        store.append(append).await?;
    }
    let found = store.ageing_records(HERE, &[Kind::VisitNote]).await?;
    let told: Vec<_> = found.iter().map(|one| (one.document, one.due_on)).collect();
    assert_eq!(
        told,
        days.map(|(number, _, _, expected)| (document(number), expected))
    );
    assert_eq!(store.ageing_records(HERE, &[Kind::SocialVisit]).await?, []);
    Ok(())
}

pub(super) async fn a_restore_takes_announcements_back(store: &impl Store) -> Result<()> {
    let today = Moment::from_millis(1_795_219_200_000).danish_day();
    let notice = ErasureNotice {
        announced_on: today,
        erase_on: today,
    };
    for number in [1, 2] {
        let append = append_one(number, document(number), Kind::ConflictCase, METTE, 0);
        store.append(append).await?;
    }
    let notices = [(document(1), notice), (document(2), notice)];
    store.announce_erasures(HERE, &notices).await?;
    let hold = LegalHold {
        reason: "board".into(),
        held_by: METTE,
        held_at: Moment::from_millis(7),
    };
    assert!(store.hold(HERE, document(2), &hold).await?);
    store.raise_epochs().await?;
    assert!(store.erasure_notices(HERE).await?.is_empty());
    assert_eq!(store.legal_holds(HERE).await?.len(), 1, "holds stay");
    Ok(())
}
