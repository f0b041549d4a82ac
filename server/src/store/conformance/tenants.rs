//! Values that organisations add to lists, changes in several departments at once, and refresh tokens of sessions.

use feltbog_shared::id::{OfficeSessionId, OrganisationId};
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Moment;
use feltbog_shared::own_values::OwnValue;

use super::{HERE, METTE, THERE, append_one, document};
use crate::store::{
    AdministrativeAct, AdministrativeChange, AdministrativeOutcome, Append, Appended, NewOfficeSession,
    OfficeSessionRow, Result, SessionMethod, Store,
};

/// The organisation of [`super::founded`].
const FIRST: OrganisationId = OrganisationId::from_bytes([0; 16]);
const OTHER: OrganisationId = OrganisationId::from_bytes([0xb2; 16]);

fn at(millis: i64) -> Moment {
    Moment::from_millis(millis)
}

fn change(act: AdministrativeAct) -> AdministrativeChange {
    AdministrativeChange {
        organisation: FIRST,
        at: at(100),
        by: METTE,
        action: "changed".into(),
        target: "target".into(),
        subject: "Emne".into(),
        before: None,
        after: None,
        undoes: None,
        act,
    }
}

pub(super) async fn own_values_are_set_from_what_they_were(store: &impl Store) -> Result<()> {
    let added = OwnValue {
        list: "conflict_topic".into(),
        base: "stoej".into(),
        key: "varmepumpe_1a".into(),
        danish: "Varmepumpe".into(),
        english: String::new(),
        is_retired: false,
    };
    let set = async |expected: Option<&OwnValue>, wanted: &OwnValue| {
        let act = AdministrativeAct::SetOwnValue {
            expected: expected.cloned(),
            wanted: wanted.clone(),
        };
        store.administer(&change(act)).await
    };
    assert_eq!(set(None, &added).await?, AdministrativeOutcome::Done(1));
    assert_eq!(
        set(None, &added).await?,
        AdministrativeOutcome::Stale,
        "it is there already"
    );
    let retired = OwnValue {
        english: "Heat pump".into(),
        is_retired: true,
        ..added.clone()
    };
    assert_eq!(
        set(Some(&retired), &added).await?,
        AdministrativeOutcome::Stale,
        "it stands otherwise"
    );
    assert_eq!(set(Some(&added), &retired).await?, AdministrativeOutcome::Done(2));
    assert_eq!(store.own_values(FIRST).await?, [retired]);
    assert_eq!(store.own_values(OTHER).await?, []);
    Ok(())
}

pub(super) async fn changes_in_several_logs_are_made_together(store: &impl Store) -> Result<()> {
    let there = |append: Append| Append {
        department: THERE,
        ..append
    };
    let both = [
        append_one(1, document(1), Kind::ActionCard, METTE, 0),
        there(append_one(2, document(2), Kind::ActionCard, METTE, 0)),
    ];
    let entries = [change(AdministrativeAct::Note), change(AdministrativeAct::Note)];
    let stored = store.append_together(&both, &entries).await?;
    let stored = stored.ok_or(crate::store::StoreError::Corrupt("nothing was stored"))?;
    assert_eq!(stored.entries, [1, 2]);
    let firsts: Vec<_> = stored
        .logs
        .iter()
        .map(|one| match one {
            Appended::Stored { first, head, .. } => (*first, *head),
            Appended::Stale => (0, 0),
        })
        .collect();
    assert_eq!(firsts, [(1, 1), (1, 1)]);

    // One of them has grown since: neither is written, and no entry tells of it.
    let heads = store.heads().await?;
    let one_is_late = [
        append_one(3, document(1), Kind::ActionCard, METTE, 1),
        there(append_one(4, document(2), Kind::ActionCard, METTE, 0)),
    ];
    assert_eq!(store.append_together(&one_is_late, &entries).await?, None);
    assert_eq!(store.heads().await?, heads);
    let told = store.administrative_entries(FIRST, None, 9).await?;
    assert_eq!(told.len(), 2);

    // An entry that cannot be made takes the changes with it.
    let entry_is_late = [AdministrativeChange {
        undoes: Some(77),
        ..change(AdministrativeAct::Note)
    }];
    let next = [append_one(5, document(1), Kind::ActionCard, METTE, 1)];
    assert_eq!(store.append_together(&next, &entry_is_late).await?, None);
    assert_eq!(store.heads().await?, heads);
    assert!(store.append_together(&next, &entries[..1]).await?.is_some());
    let position = store.position(HERE, 0).await?;
    assert_eq!(position.map(|position| position.head), Some(2));
    Ok(())
}

pub(super) async fn refreshes_are_one_servers_at_a_time_and_end_with_the_session(
    store: &impl Store,
) -> Result<()> {
    let id = OfficeSessionId::from_bytes([9; 16]);
    let session = NewOfficeSession {
        row: OfficeSessionRow {
            id,
            person: METTE,
            name: String::new(),
            method: SessionMethod::Provider {
                key: "prov".into(),
                issuer: "https://id.example".into(),
                subject: "mette".into(),
                sid: None,
            },
            browser: "Browser".into(),
            begun_at: at(100),
            seen_at: at(100),
            idle_until: at(5_000),
            ends_at: at(9_000),
            stepped_up_until: None,
        },
        token_hash: [9; 32],
    };
    assert!(!store.keep_provider_refresh(id, &[1], at(1_000)).await?);
    store.begin_office_session(&session).await?;
    assert!(store.keep_provider_refresh(id, &[1], at(1_000)).await?);
    assert_eq!(store.take_provider_refreshes(at(999), at(1_500), 9).await?, []);
    let taken = store.take_provider_refreshes(at(1_000), at(1_500), 9).await?;
    assert_eq!(taken.len(), 1);
    assert_eq!(
        (
            taken[0].session,
            taken[0].subject.as_str(),
            taken[0].token.as_slice()
        ),
        (id, "mette", &[1_u8][..])
    );
    assert_eq!(store.take_provider_refreshes(at(1_001), at(1_500), 9).await?, []);
    assert!(store.keep_provider_refresh(id, &[2, 3], at(2_000)).await?);
    assert_eq!(store.take_provider_refreshes(at(1_600), at(1_700), 9).await?, []);
    // A session that is not used any more is not asked about.
    assert_eq!(store.take_provider_refreshes(at(5_000), at(6_000), 9).await?, []);
    assert!(store.end_office_session(METTE, id).await?);
    assert_eq!(store.take_provider_refreshes(at(2_000), at(3_000), 9).await?, []);
    assert!(!store.keep_provider_refresh(id, &[4], at(2_000)).await?);
    Ok(())
}
