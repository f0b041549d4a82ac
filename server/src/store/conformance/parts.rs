//! What records say of a person, as a filter and as it is found.

use feltbog_shared::id::{DocumentId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::permission::{Collection, Parts};

use super::{HERE, JONAS, METTE, THERE, append_one, document};
use crate::store::{Append, LogEntry, Readable, Result, Store};

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

/// What somebody is shown on every way there is, each time the same.
async fn seen(store: &impl Store, readable: &Readable) -> Result<Vec<DocumentId>> {
    let page = store.log_page(HERE, 0, 100, 10_000, readable).await?;
    let logged: Vec<_> = page
        .entries
        .iter()
        .map(|entry| match entry {
            LogEntry::Change { document, .. }
            | LogEntry::Tombstone { document }
            | LogEntry::Compacted { document, .. } => *document,
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
        person: JONAS,
        all: vec![Collection::Nature],
        own: vec![Collection::Conflicts, Collection::Visits],
        parts,
    };
    let ids = |numbers: &[u8]| numbers.iter().copied().map(document).collect::<Vec<_>>();
    assert_eq!(seen(store, &with(Parts::default())).await?, ids(&[2, 5, 6]));
    let assigned = Parts {
        assigned: ids(&[1]),
        ..Parts::default()
    };
    assert_eq!(seen(store, &with(assigned)).await?, ids(&[1, 2, 5, 6]));
    // Visits alone are a deputy's.
    let deputy = Parts {
        stands_in_for: vec![METTE],
        ..Parts::default()
    };
    assert_eq!(seen(store, &with(deputy.clone())).await?, ids(&[2, 4, 5, 6]));
    let nothing_own = Readable {
        own: vec![],
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
    let mut belonging = store
        .belonging(HERE, &[Kind::ConflictEvent, Kind::LegalStep], &[case])
        .await?;
    belonging.sort_unstable();
    assert_eq!(belonging, [(document(4), case), (document(6), case)]);
    assert_eq!(store.belonging(HERE, &[Kind::ConflictEvent], &[]).await?, []);
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
    let conflicts = [Collection::Conflicts];
    let mut owned = store.owned(HERE, &conflicts, &[JONAS]).await?;
    assert_eq!(owned, [(document(4), Collection::Conflicts, JONAS)]);
    owned = store.owned(HERE, &conflicts, &[]).await?;
    owned.sort_unstable();
    let of = |number, owner| (document(number), Collection::Conflicts, owner);
    assert_eq!(owned, [of(1, METTE), of(4, JONAS), of(5, METTE)]);
    Ok(())
}
