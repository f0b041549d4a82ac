//! The background of a map, and records of an organisation.

use feltbog_shared::model::Kind;

use super::{HERE, METTE, THERE, append_one, document};
use crate::store::{Append, MapBackgroundRow, Result, Store};

pub(super) async fn a_map_has_one_background_or_none(store: &impl Store) -> Result<()> {
    let department = store.department(HERE).await?;
    let Some(organisation) = department.map(|department| department.organisation) else {
        panic!("the department is founded");
    };
    assert_eq!(store.map_background(organisation).await?, None);
    store.set_map_background(organisation, None).await?;
    let row = |zoom| MapBackgroundRow {
        url: "https://tiles.example.dk/{z}/{x}/{y}.png".into(),
        attribution: "Eksempel".into(),
        deepest_zoom: zoom,
    };
    for zoom in [18, 20] {
        store.set_map_background(organisation, Some(&row(zoom))).await?;
        assert_eq!(store.map_background(organisation).await?, Some(row(zoom)));
    }
    assert!(
        store
            .set_map_background(organisation, Some(&row(23)))
            .await
            .is_err()
    );
    assert_eq!(store.map_background(organisation).await?, Some(row(20)));
    store.set_map_background(organisation, None).await?;
    assert_eq!(store.map_background(organisation).await?, None);
    Ok(())
}

pub(super) async fn records_of_an_organisation_are_paged(store: &impl Store) -> Result<()> {
    let department = store.department(HERE).await?;
    let Some(organisation) = department.map(|department| department.organisation) else {
        panic!("the department is founded");
    };
    for (number, department, kind) in [
        (4, HERE, Kind::Area),
        (2, HERE, Kind::Area),
        (3, HERE, Kind::Signal),
        (1, THERE, Kind::Area),
    ] {
        let append = Append {
            department,
            ..append_one(number, document(number), kind, METTE, 0)
        };
        store.append(append).await?;
    }
    let all = store.overview_records(organisation, Kind::Area).await?;
    let ids: Vec<_> = all
        .iter()
        .map(|record| (record.department, record.document))
        .collect();
    assert_eq!(
        ids,
        [(HERE, document(2)), (HERE, document(4)), (THERE, document(1))]
    );
    let (mut paged, mut after) = (Vec::new(), None);
    loop {
        let page = store.overview_page(organisation, Kind::Area, after, 2).await?;
        let Some(last) = page.last() else { break };
        assert!(page.len() <= 2);
        after = Some((last.department, last.document));
        paged.extend(page);
    }
    assert_eq!(paged, all);
    Ok(())
}
