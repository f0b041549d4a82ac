//! Figures of counselling, competencies of staff, the directory, and pages about roles.

use feltbog_shared::id::OrganisationId;
use feltbog_shared::moment::Moment;

use super::{HERE, JONAS, METTE};
use crate::store::{CompetencyRow, DirectoryRow, HeldCompetencyRow, Result, Store};

const OTHER: OrganisationId = OrganisationId::from_bytes([0xee; 16]);

async fn organisation(store: &impl Store) -> Result<OrganisationId> {
    let Some(department) = store.department(HERE).await? else {
        panic!("the department is founded");
    };
    Ok(department.organisation)
}

pub(super) async fn a_stated_cost_is_kept_and_forgotten(store: &impl Store) -> Result<()> {
    let organisation = organisation(store).await?;
    assert_eq!(store.eviction_cost(organisation).await?, None);
    store.set_eviction_cost(organisation, Some(60_000)).await?;
    store.set_eviction_cost(organisation, Some(61_000)).await?;
    assert_eq!(store.eviction_cost(organisation).await?, Some(61_000));
    assert_eq!(store.eviction_cost(OTHER).await?, None);
    store.set_eviction_cost(organisation, None).await?;
    assert_eq!(store.eviction_cost(organisation).await?, None);
    Ok(())
}

pub(super) async fn competencies_are_changed_from_the_version_seen(store: &impl Store) -> Result<()> {
    let organisation = organisation(store).await?;
    let row = |version, name: &str| CompetencyRow {
        id: [1; 16],
        version,
        name: name.into(),
        situations: "[]".into(),
        months: Some(24),
    };
    assert!(store.keep_competency(organisation, &row(1, "Naturpleje")).await?);
    assert!(!store.keep_competency(organisation, &row(1, "Igen")).await?);
    assert!(store.keep_competency(organisation, &row(2, "Pleje")).await?);
    assert!(!store.keep_competency(organisation, &row(2, "Samtidig")).await?);
    assert!(!store.keep_competency(OTHER, &row(3, "Fremmed")).await?);
    assert_eq!(store.competencies(organisation).await?, [row(2, "Pleje")]);
    assert_eq!(store.competencies(OTHER).await?, []);

    let held = |id, competency| HeldCompetencyRow {
        id: [id; 16],
        person: METTE,
        competency: [competency; 16],
        course: "AMU 12345".into(),
        taken_on: "2026-03-01".into(),
        expires_on: Some("2028-03-01".into()),
    };
    assert!(!store.add_held_competency(organisation, &held(7, 9)).await?);
    assert!(!store.add_held_competency(OTHER, &held(7, 1)).await?);
    assert!(store.add_held_competency(organisation, &held(7, 1)).await?);
    assert!(store.add_held_competency(organisation, &held(7, 1)).await?);
    assert_eq!(store.held_competencies(organisation).await?, [held(7, 1)]);
    assert!(
        !store.drop_competency(organisation, [1; 16]).await?,
        "somebody holds it"
    );
    assert!(!store.drop_held_competency(OTHER, [7; 16]).await?);
    assert!(store.drop_held_competency(organisation, [7; 16]).await?);
    assert!(!store.drop_held_competency(organisation, [7; 16]).await?);
    assert!(store.drop_competency(organisation, [1; 16]).await?);
    assert_eq!(store.competencies(organisation).await?, []);
    Ok(())
}

pub(super) async fn the_directory_is_kept_for_each_organisation(store: &impl Store) -> Result<()> {
    let organisation = organisation(store).await?;
    let row = |id, version, kind: &str, name: &str| DirectoryRow {
        id: [id; 16],
        version,
        kind: kind.into(),
        municipality: "0461".into(),
        situation: String::new(),
        name: name.into(),
        phone: "12 34 56 78".into(),
        remark: String::new(),
    };
    let borgerservice = row(1, 1, "contact", "Borgerservice");
    assert!(
        store
            .keep_directory_entry(organisation, &row(2, 1, "resource", "Beboerhuset"))
            .await?
    );
    assert!(store.keep_directory_entry(organisation, &borgerservice).await?);
    assert!(!store.keep_directory_entry(organisation, &borgerservice).await?);
    let changed = row(2, 2, "resource", "Medborgerhuset");
    assert!(store.keep_directory_entry(organisation, &changed).await?);
    assert!(!store.keep_directory_entry(organisation, &changed).await?);
    assert_eq!(store.directory(organisation).await?, [borgerservice, changed]);
    assert_eq!(store.directory(OTHER).await?, []);
    assert!(!store.drop_directory_entry(OTHER, [1; 16]).await?);
    assert!(store.drop_directory_entry(organisation, [1; 16]).await?);
    assert_eq!(store.directory(organisation).await?.len(), 1);
    Ok(())
}

pub(super) async fn a_page_about_a_role_is_read_once(store: &impl Store) -> Result<()> {
    let read = |role: &str, millis| (role.to_owned(), Moment::from_millis(millis));
    store
        .read_role_pages(METTE, 1, &[read("caretaker", 10), read("board", 10)])
        .await?;
    store.read_role_pages(METTE, 1, &[read("caretaker", 20)]).await?;
    assert_eq!(
        store.role_pages_read(METTE, 1).await?,
        [read("board", 10), read("caretaker", 10)]
    );
    assert_eq!(store.role_pages_read(METTE, 2).await?, []);
    assert_eq!(store.role_pages_read(JONAS, 1).await?, []);
    Ok(())
}
