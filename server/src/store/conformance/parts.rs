//! Participation records, as a filter and as a result.

use feltbog_shared::id::{DeviceId, DocumentId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::permission::{Collection, Parts, Role};

use super::{HERE, JONAS, METTE, THERE, append_one, document};
use crate::store::{Append, Fetch, LogEntry, Readable, Result, Store};

fn projected(append: Append, projection: String) -> Append {
    let documents = append.documents.into_iter();
    Append {
        documents: documents
            .map(|document| crate::store::AppendDocument {
                projection: projection.clone(),
                ..document
            })
            .collect(),
        ..append
    }
}

/// The documents that somebody is shown on every way there is, each time the same.
async fn seen(store: &impl Store, readable: &Readable) -> Result<Vec<DocumentId>> {
    let page = store.log_page(HERE, 0, 100, 10_000, readable).await?;
    let logged: Vec<_> = page
        .entries
        .iter()
        .filter_map(|entry| match entry {
            LogEntry::Change { document, .. }
            | LogEntry::Tombstone { document }
            | LogEntry::Compacted { document, .. } => Some(*document),
            LogEntry::Unknown { .. } => None,
        })
        .collect();
    let page = store.snapshot_page(HERE, None, 100, 100_000, readable).await?;
    let first: Vec<_> = page.snapshots.iter().map(|one| one.document).collect();
    let records = store.records(HERE, None, 100, readable).await?;
    let mut listed: Vec<_> = records.iter().map(|one| one.document).collect();
    listed.sort_unstable();
    assert_eq!((&logged, &listed), (&first, &first));
    for number in 1..=8 {
        let one = store.record(HERE, document(number), readable).await?;
        assert_eq!(one.is_some(), first.contains(&document(number)), "{number}");
    }
    Ok(first)
}

pub(super) async fn widen_and_narrow_what_may_be_read(store: &impl Store) -> Result<()> {
    for (number, kind, owner) in [
        (1, Kind::ConflictCase, METTE),
        (2, Kind::ConflictCase, JONAS),
        (3, Kind::ConflictCase, METTE),
        (4, Kind::SocialVisit, METTE),
        (5, Kind::SocialVisit, JONAS),
        (6, Kind::Area, METTE),
    ] {
        store
            .append(append_one(number, document(number), kind, owner, 0))
            .await?;
    }
    let with = |parts: Parts| Readable {
        all: vec![Collection::Nature],
        own: vec![Collection::Conflicts, Collection::Visits],
        assigned: vec![Collection::Conflicts],
        deputised: vec![Collection::Visits],
        parts,
        ..Readable::nothing(JONAS)
    };
    let ids = |numbers: &[u8]| numbers.iter().copied().map(document).collect::<Vec<_>>();
    assert_eq!(seen(store, &with(Parts::default())).await?, ids(&[2, 5, 6]));
    // Each way leads to the collections it is granted for, and to no other.
    let assigned = Parts {
        assigned: ids(&[1, 4]),
        ..Parts::default()
    };
    assert_eq!(seen(store, &with(assigned)).await?, ids(&[1, 2, 5, 6]));
    let deputy = Parts {
        stands_in_for: vec![METTE],
        ..Parts::default()
    };
    assert_eq!(seen(store, &with(deputy.clone())).await?, ids(&[2, 4, 5, 6]));
    let nothing_own = Readable {
        own: vec![],
        deputised: vec![],
        ..with(deputy)
    };
    assert_eq!(seen(store, &nothing_own).await?, ids(&[6]));
    // Neither what is one's own, nor what is read as a whole, nor what was assigned.
    let recused = Parts {
        assigned: ids(&[1]),
        recused: ids(&[1, 2, 6]),
        ..Parts::default()
    };
    assert_eq!(seen(store, &with(recused)).await?, ids(&[5]));
    Ok(())
}

/// A device learns which documents it was given under other rights when they change, once it is known to have fetched
/// under them, and up to its place in the log.
pub(super) async fn what_was_given_is_known(store: &impl Store) -> Result<()> {
    let device = DeviceId::from_bytes([5; 16]);
    for (number, kind, owner) in [
        (1, Kind::ConflictCase, METTE),
        (2, Kind::ConflictCase, METTE),
        (3, Kind::SocialVisit, METTE),
        (4, Kind::Area, METTE),
        (5, Kind::ConflictCase, METTE),
    ] {
        store
            .append(append_one(number, document(number), kind, owner, 0))
            .await?;
    }
    let ids = |numbers: &[u8]| numbers.iter().copied().map(document).collect::<Vec<_>>();
    let fetch = |rights, readable| Fetch {
        department: HERE,
        device,
        rights,
        readable,
    };
    let wide = Readable {
        all: vec![Collection::Conflicts, Collection::Nature],
        deputised: vec![Collection::Visits],
        parts: Parts {
            stands_in_for: vec![METTE],
            recused: ids(&[2]),
            ..Parts::default()
        },
        ..Readable::nothing(JONAS)
    };
    // A fingerprint may have any bits.
    let (before, now) = (u32::MAX, 7);
    store.keep_fetch(&fetch(before, wide.clone()), before).await?;
    store.keep_fetch(&fetch(before, wide), before).await?;
    let narrow = Readable {
        all: vec![Collection::Nature],
        own: vec![Collection::Conflicts, Collection::Visits],
        ..Readable::nothing(JONAS)
    };
    let nothing = fetch(now, Readable::nothing(JONAS));
    assert_eq!(store.given_before(&nothing, before, 5).await?, []);
    let narrow = fetch(now, narrow);
    assert_eq!(store.given_before(&narrow, before, 4).await?, ids(&[1, 3]));
    assert_eq!(store.given_before(&narrow, before, 5).await?, ids(&[1, 3, 5]));
    assert_eq!(store.given_before(&narrow, before, 0).await?, []);
    // Rights that it did not fetch under name nothing, nor do another device's.
    assert_eq!(store.given_before(&narrow, 8, 5).await?, []);
    let other = Fetch {
        device: DeviceId::from_bytes([0x77; 16]),
        ..narrow.clone()
    };
    assert_eq!(store.given_before(&other, before, 5).await?, []);
    // What was erased meanwhile is named as well, unless its tombstone is theirs to see anyway.
    let erased = |number, kind| crate::store::conformance::erasure(number, HERE, kind);
    store
        .erase(&[erased(3, Kind::SocialVisit), erased(4, Kind::Area)])
        .await?;
    assert_eq!(store.given_before(&narrow, before, 5).await?, ids(&[1, 3, 5]));
    assert_eq!(
        store.tombstones(HERE, None, 100, &narrow.readable).await?,
        ids(&[4])
    );
    // An answer that is lost is given again; what is older than the cursor is let go of.
    store.keep_fetch(&narrow, before).await?;
    assert_eq!(store.given_before(&narrow, before, 4).await?, ids(&[1, 3]));
    store.keep_fetch(&narrow, now).await?;
    assert_eq!(store.given_before(&narrow, before, 4).await?, []);
    Ok(())
}

/// A tombstone reaches those who could read its document, and nobody else of the collection.
pub(super) async fn tombstones_are_told_to_readers(store: &impl Store) -> Result<()> {
    let case = document(1);
    let of_case = format!("{{\"fields\":{{\"conflict_case\":\"{case}\"}}}}");
    for (number, kind, owner) in [
        (1, Kind::ConflictCase, METTE),
        (2, Kind::ConflictEvent, METTE),
        (3, Kind::ConflictEvent, METTE),
        (4, Kind::SocialVisit, METTE),
        (5, Kind::SocialVisit, JONAS),
    ] {
        let append = append_one(number, document(number), kind, owner, 0);
        let projection = if number == 2 {
            of_case.clone()
        } else {
            "{\"fields\":{}}".to_owned()
        };
        store.append(projected(append, projection)).await?;
    }
    let erasures = [2, 3, 4, 5].map(|number| {
        let kind = if number < 4 {
            Kind::ConflictEvent
        } else {
            Kind::SocialVisit
        };
        crate::store::conformance::erasure(number, HERE, kind)
    });
    store.erase(&erasures).await?;
    let ids = |numbers: &[u8]| numbers.iter().copied().map(document).collect::<Vec<_>>();
    let told = async |readable: Readable| -> Result<Vec<DocumentId>> {
        let first = store.tombstones(HERE, None, 100, &readable).await?;
        let page = store.log_page(HERE, 5, 100, 10_000, &readable).await?;
        let logged: Vec<_> = page
            .entries
            .iter()
            .map(|entry| match entry {
                LogEntry::Tombstone { document } => *document,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(logged, first);
        Ok(first)
    };
    let own = Readable {
        own: vec![Collection::Visits, Collection::Conflicts],
        ..Readable::nothing(JONAS)
    };
    assert_eq!(told(own.clone()).await?, ids(&[5]));
    let everything = crate::store::conformance::everything();
    let some = store.tombstones(HERE, None, 3, &everything).await?;
    assert_eq!(some, ids(&[2, 3, 4]), "page by page");
    let rest = store
        .tombstones(HERE, some.last().copied(), 3, &everything)
        .await?;
    assert_eq!(rest, ids(&[5]));
    let deputy = Readable {
        deputised: vec![Collection::Visits],
        parts: Parts {
            stands_in_for: vec![METTE],
            ..Parts::default()
        },
        ..own.clone()
    };
    assert_eq!(told(deputy).await?, ids(&[4, 5]));
    let mediator = Readable {
        assigned: vec![Collection::Conflicts],
        parts: Parts {
            assigned: vec![case],
            ..Parts::default()
        },
        ..Readable::nothing(JONAS)
    };
    assert_eq!(told(mediator).await?, ids(&[2]));
    let everything = Readable::everything(JONAS);
    assert_eq!(told(everything).await?, ids(&[2, 3, 4, 5]));
    Ok(())
}

pub(super) async fn are_found(store: &impl Store) -> Result<()> {
    let case = document(1);
    let says = |of: UserId| format!("{{\"fields\":{{\"conflict_case\":\"{case}\",\"person\":\"{of}\"}}}}");
    let points = |to: DocumentId| format!("{{\"fields\":{{\"conflict_case\":\"{to}\"}}}}");
    for (number, kind, owner, projection) in [
        (1, Kind::ConflictCase, METTE, "{\"fields\":{}}".to_owned()),
        (2, Kind::CasePart, METTE, says(JONAS)),
        (3, Kind::CasePart, METTE, says(METTE)),
        (4, Kind::ConflictEvent, JONAS, points(case)),
        (5, Kind::ConflictEvent, METTE, points(document(9))),
        (6, Kind::LegalStep, METTE, points(case)),
    ] {
        let append = append_one(number, document(number), kind, owner, 0);
        store.append(projected(append, projection)).await?;
    }
    let kinds = [Kind::CasePart, Kind::Deputy];
    let said = async |department, kinds: &[Kind]| -> Result<_> {
        let known = store.membership(department, 0, JONAS, kinds).await?;
        Ok(known.map(|known| known.said).unwrap_or_default())
    };
    assert_eq!(said(HERE, &kinds).await?, [(Kind::CasePart, METTE, says(JONAS))]);
    assert_eq!(said(THERE, &kinds).await?, []);
    assert_eq!(said(HERE, &[Kind::Deputy]).await?, []);
    let known = store.membership(HERE, 0, JONAS, &kinds).await?;
    let authors = known.map(|known| known.authors).unwrap_or_default();
    assert_eq!(authors.keys().copied().collect::<Vec<_>>(), [METTE]);
    assert_eq!(authors[&METTE][0].role, Role::Caretaker);
    // Only a case that is there leads anywhere: not a record of another kind, nor one that is nowhere.
    let mut belonging = store
        .cases(
            HERE,
            &[Kind::ConflictEvent, Kind::LegalStep],
            &[case, document(2), document(9)],
        )
        .await?;
    belonging.sort_unstable();
    assert_eq!(
        belonging,
        [(case, case), (document(4), case), (document(6), case)]
    );
    assert_eq!(store.cases(THERE, &[Kind::ConflictEvent], &[case]).await?, []);
    assert_eq!(store.cases(HERE, &[Kind::ConflictEvent], &[]).await?, []);
    let (one, other) = (METTE.to_string(), JONAS.to_string());
    let naming =
        async |department, kind, people: &[&str]| store.holding(department, kind, "person", people).await;
    assert_eq!(naming(HERE, Kind::CasePart, &[&one]).await?, [document(3)]);
    assert_eq!(
        naming(HERE, Kind::CasePart, &[&one, &other]).await?,
        [document(2), document(3)]
    );
    assert_eq!(naming(HERE, Kind::CasePart, &[]).await?, []);
    assert_eq!(naming(HERE, Kind::LegalStep, &[&one]).await?, []);
    assert_eq!(naming(THERE, Kind::CasePart, &[&one]).await?, []);
    Ok(())
}
