//! A database with what people have in it: a record with its changes, an erased one, a picture, a phone and an account of the
//! office. A database of the last release that holds it reads the same after the upgrade, and is written on.

use feltbog_shared::id::OrganisationId;
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Moment;

use super::sign_in::{TOKEN, account, invitation, session};
use super::{HERE, METTE, append_one, document, enrolled, erasure, everything, first};
use crate::store::{Acceptance, NewPhoto, Result, SessionMethod, Store};

/// Fills a store with two departments and two people.
///
/// # Errors
/// When the database fails.
pub(crate) async fn fill(store: &impl Store) -> Result<()> {
    for (number, of, kind, seen) in [
        (1, 1, Kind::ConflictCase, 0),
        (2, 1, Kind::ConflictCase, 1),
        (3, 3, Kind::Photo, 0),
        (4, 4, Kind::Area, 0),
    ] {
        let append = append_one(number, document(of), kind, METTE, seen);
        assert!(first(store.append(append).await?).is_some(), "{number}");
    }
    assert_eq!(store.erase(&[erasure(4, HERE, Kind::Area)]).await?, 1);
    let photo = NewPhoto {
        department: HERE,
        document: document(3),
        device: enrolled(store, 20, METTE, 100).await?,
        received_at: Moment::from_millis(100),
        bytes: vec![7; 50],
    };
    assert!(store.keep_photo(&photo).await?);
    store.invite_to_office(&invitation(TOKEN, None)).await?;
    let accepted = store.accept_office_invitation(&account(TOKEN, 500)).await?;
    assert_eq!(accepted, Acceptance::Account);
    store
        .begin_office_session(&session(9, SessionMethod::Password))
        .await
}

/// Everything of it as the store reads it.
///
/// # Errors
/// When the database fails.
pub(crate) async fn read(store: &impl Store) -> Result<Vec<String>> {
    let organisation = OrganisationId::from_bytes([0; 16]);
    let mut usage = store.usage().await?;
    usage.sort_unstable();
    Ok(vec![
        format!("{:?}", store.roster_of(organisation).await?),
        format!("{:?}", store.grants(METTE).await?),
        format!("{:?}", store.position(HERE, 4).await?),
        format!("{:?}", store.documents(&[1, 3, 4].map(document)).await?),
        format!("{:?}", store.records(HERE, None, 10, &everything()).await?),
        format!("{:?}", store.erasures(None, 9).await?),
        format!("{:?}", store.photo(HERE, document(3)).await?),
        format!("{:?}", store.session([20; 32]).await?),
        format!("{:?}", store.office_account(METTE).await?),
        format!("{:?}", store.office_session([9; 32]).await?),
        format!("{usage:?}"),
    ])
}

/// Goes on with the record.
///
/// # Errors
/// When the database fails.
pub(crate) async fn goes_on(store: &impl Store) -> Result<()> {
    let append = append_one(5, document(1), Kind::ConflictCase, METTE, 2);
    assert!(first(store.append(append).await?).is_some());
    Ok(())
}
