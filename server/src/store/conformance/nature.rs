//! The background of a map.

use super::HERE;
use crate::store::{MapBackgroundRow, Result, Store};

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
