//! Organisations as they are founded and amended, their people and grants.

use feltbog_shared::id::{AdministrationId, DepartmentId, DwellingId, OrganisationId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::{Grant, Module, Modules, Role};

use super::{HERE, JONAS, METTE, THERE, grant};
use crate::store::{
    Amendment, Dwelling, DwellingAddress, Foundation, NewOrganisation, Result, Roster, RosterDepartment,
    RosterPerson, Store, Withdrawal, digest_dwellings,
};

pub(super) async fn organisation_people_and_grants(store: &impl Store) -> Result<()> {
    store.ping().await?;
    assert_eq!(store.organisation().await?.as_deref(), Some("Prøvebo"));
    assert!(!store.is_done("demo").await?);
    store.mark_done("demo", Moment::from_millis(1)).await?;
    store.mark_done("demo", Moment::from_millis(2)).await?;
    assert!(store.is_done("demo").await?);

    assert_eq!(store.department(DepartmentId::from_bytes([9; 16])).await?, None);
    let without = Modules::all().without(Module::Visits);
    store.set_modules(HERE, without).await?;
    store.raise_epochs().await?;
    let here = store
        .department(HERE)
        .await?
        .map(|row| (row.name, row.modules, row.epoch, row.head));
    assert_eq!(here, Some(("Her".to_owned(), without, 2, 0)));

    store.grant(METTE, grant(Role::CaseOfficer, THERE)).await?;
    store
        .withdraw(&[Withdrawal::Role(
            METTE,
            HERE,
            Role::Caretaker,
            Moment::from_millis(50),
        )])
        .await?;
    let ended = Grant {
        until: Some(Moment::from_millis(50)),
        ..grant(Role::Caretaker, HERE)
    };
    assert_eq!(
        store.grants(METTE).await?,
        [ended, grant(Role::CaseOfficer, THERE)]
    );
    let here = store.membership(HERE, 0, METTE, &[]).await?;
    assert_eq!(
        here.map(|known| (known.department.name, known.grants, known.said)),
        Some(("Her".to_owned(), vec![ended], Vec::new())),
        "what she was given elsewhere is no part of it"
    );
    let nowhere = DepartmentId::from_bytes([9; 16]);
    assert_eq!(store.membership(nowhere, 0, METTE, &[]).await?, None);
    let members: Vec<_> = store
        .members(THERE)
        .await?
        .into_iter()
        .map(|one| (one.person, one.grant.role))
        .collect();
    assert_eq!(members, [(JONAS, Role::Board), (METTE, Role::CaseOfficer)]);
    // Who is an ambassador anywhere has no other roles, so that this is told everywhere.
    let ambassador = grant(Role::GreenAmbassador, HERE);
    store.grant(METTE, ambassador).await?;
    let there = store.membership(THERE, 0, METTE, &[]).await?;
    let grants = there.map(|known| known.grants).unwrap_or_default();
    assert_eq!(grants.len(), 2, "{grants:?}");
    assert!(grants.contains(&ambassador));
    let members = store.members(THERE).await?;
    assert!(
        members
            .iter()
            .any(|one| one.person == METTE && one.grant == ambassador)
    );
    Ok(())
}

pub(super) async fn people_of_one_name_are_all_found(store: &impl Store) -> Result<()> {
    let namesake = UserId::from_bytes([0x77; 16]);
    let foundation = Foundation {
        organisation: "Prøvebo".into(),
        people: vec![
            (namesake, "Mette".into()),
            (METTE, "Mette".into()),
            (JONAS, "Jonas".into()),
        ],
        ..Foundation::default()
    };
    store.found(&foundation).await?;
    assert_eq!(store.people_named("Mette").await?, [METTE, namesake]);
    assert_eq!(store.people_named("Jonas").await?, [JONAS]);
    assert_eq!(store.people_named("Ingen").await?, []);
    Ok(())
}

pub(super) async fn an_organisation_is_amended_whole_or_not_at_all(store: &impl Store) -> Result<()> {
    let department = RosterDepartment {
        id: HERE,
        number: Some("012".into()),
        name: "Her".into(),
        municipality: "0101".into(),
        dwellings: 100,
        modules: Modules::all(),
        record: r#"{"district":"Vest"}"#.into(),
    };
    let person = |id, number: Option<&str>, name: &str| RosterPerson {
        id,
        number: number.map(str::to_owned),
        name: name.into(),
        mail: String::new(),
    };
    let mut amendment = Amendment {
        organisation: Some(NewOrganisation {
            administration: (
                AdministrationId::from_bytes([0xa1; 16]),
                "Prøveadministration".into(),
            ),
            id: OrganisationId::from_bytes([0xb1; 16]),
            name: "Prøvebo".into(),
            key: "proevebo".into(),
        }),
        departments: vec![department.clone()],
        people: vec![person(METTE, Some("7"), "Mette"), person(JONAS, None, "Jonas")],
        grants: vec![(METTE, grant(Role::Caretaker, HERE))],
        ..Amendment::default()
    };
    let nothing = Roster::default();
    assert_eq!(store.roster().await?, nothing);
    assert!(store.amend(&amendment, &nothing).await?);
    let begun = store.roster().await?;
    assert_eq!(
        begun.organisation,
        Some(("Prøvebo".into(), Some("proevebo".into())))
    );
    assert_eq!(
        (&begun.departments, &begun.grants),
        (&amendment.departments, &amendment.grants)
    );
    let mut people = amendment.people.clone();
    people.sort_by_key(|one| one.id);
    assert_eq!(begun.people, people);
    // Seen too long ago.
    amendment.organisation = None;
    amendment.departments[0].name = "Der".into();
    assert!(!store.amend(&amendment, &nothing).await?);
    assert_eq!(store.roster().await?, begun);
    // The second person's number is the first one's: not even the department changes.
    amendment.people[1].number = Some("7".into());
    assert!(store.amend(&amendment, &begun).await.is_err());
    assert_eq!(store.roster().await?, begun);
    let until = Some(Moment::from_millis(20));
    amendment.people[1].number = None;
    amendment.grants[0].1.until = until;
    assert!(store.amend(&amendment, &begun).await?);
    let changed = store.roster().await?;
    assert_eq!(changed.departments[0].name, "Der");
    assert_eq!(
        changed
            .grants
            .iter()
            .map(|(_, grant)| grant.until)
            .collect::<Vec<_>>(),
        [until]
    );
    assert_eq!(changed.imported, []);
    dwellings_and_imported_grants_stand(store, changed).await
}

async fn dwellings_and_imported_grants_stand(store: &impl Store, seen: Roster) -> Result<()> {
    let address = DwellingAddress {
        street: "Prøvevej".into(),
        number: "12B".into(),
        floor: "st".into(),
        door: "th".into(),
        postcode: "9999".into(),
        town: "Prøveby".into(),
    };
    let dwelling = Dwelling {
        id: DwellingId::from_bytes([7; 16]),
        department: HERE,
        address_id: Some("00000000-0000-0000-0000-000000000007".into()),
        access_address_id: None,
        address,
        bfe: None,
        tenancy_number: Some("12-1".into()),
    };
    assert_eq!(store.dwellings(&seen).await?, []);
    let mut amendment = Amendment {
        grants: vec![(JONAS, grant(Role::Caretaker, HERE))],
        is_import: true,
        dwellings: vec![dwelling.clone()],
        seen_dwellings: Some(digest_dwellings(&[])),
        ..Amendment::default()
    };
    assert!(store.amend(&amendment, &seen).await?);
    assert_eq!(store.dwellings(&seen).await?, std::slice::from_ref(&dwelling));
    let seen = store.roster().await?;
    assert_eq!(seen.imported, amendment.grants);
    // The dwellings are not any more as they were seen.
    assert!(!store.amend(&amendment, &seen).await?);
    amendment.seen_dwellings = Some(digest_dwellings(&[dwelling]));
    amendment.dwellings[0].bfe = Some("100001".into());
    assert!(store.amend(&amendment, &seen).await?);
    assert_eq!(store.dwellings(&seen).await?, amendment.dwellings);
    // Neither is another organisation's.
    let other = OrganisationId::from_bytes([0xb2; 16]);
    let far = Amendment {
        organisation: Some(NewOrganisation {
            administration: (AdministrationId::from_bytes([0xa2; 16]), "Kanarieby".into()),
            id: other,
            name: "Kanariebo".into(),
            key: "kanariebo".into(),
        }),
        departments: vec![RosterDepartment {
            id: THERE,
            ..seen.departments[0].clone()
        }],
        grants: vec![(JONAS, grant(Role::Caretaker, THERE))],
        is_import: true,
        ..Amendment::default()
    };
    assert!(store.amend(&far, &Roster::default()).await?);
    let there = store.roster_of(other).await?;
    assert_eq!(there.imported, far.grants);
    assert_eq!(store.dwellings(&there).await?, []);
    let here = store.roster().await?;
    assert_eq!(here.imported, amendment.grants);
    assert_eq!(store.dwellings(&here).await?, amendment.dwellings);
    Ok(())
}

pub(super) async fn a_grant_that_follows_upon_another_stands(store: &impl Store) -> Result<()> {
    let at = Moment::from_millis(20);
    let first = Grant {
        until: Some(at),
        ..grant(Role::Caretaker, HERE)
    };
    let next = Grant {
        from: at,
        until: None,
        ..first
    };
    store.grant(METTE, first).await?;
    store.grant(METTE, next).await?;
    store
        .withdraw(&[Withdrawal::Role(METTE, HERE, Role::Caretaker, at)])
        .await?;
    assert_eq!(store.grants(METTE).await?, [first, next]);
    // One that nothing came before ends in the moment in which it begins.
    let alone = Grant {
        role: Role::Board,
        ..next
    };
    store.grant(METTE, alone).await?;
    store
        .withdraw(&[Withdrawal::Role(METTE, HERE, Role::Board, at)])
        .await?;
    let grants = store.grants(METTE).await?;
    assert!(
        grants.contains(&Grant {
            until: Some(at),
            ..alone
        }),
        "{grants:?}"
    );
    Ok(())
}
