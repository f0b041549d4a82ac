//! Administrations, levels of grants, and the administrative log.

use feltbog_shared::id::{AdministrationId, DepartmentId, OrganisationId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::{Module, Modules, Role};

use super::{HERE, JONAS, METTE, THERE};
use crate::store::{
    AdministrativeAct, AdministrativeChange, AdministrativeEntry, AdministrativeOutcome, Amendment,
    AmendmentNote, DepartmentRecordRow, EntryFilter, Foundation, GrantLevel, NewDepartment,
    OrganisationCounts, OrganisationPersonRow, OrganisationRow, PersonGrant, PersonIdentity, Result,
    RosterDepartment, Store, Withdrawal,
};

/// The organisation of [`super::founded`].
const FIRST: OrganisationId = OrganisationId::from_bytes([0; 16]);
const SECOND: OrganisationId = OrganisationId::from_bytes([0xb2; 16]);
const ABOVE: AdministrationId = AdministrationId::from_bytes([0; 16]);
const FAR: DepartmentId = DepartmentId::from_bytes([0xd9; 16]);

fn at(millis: i64) -> Moment {
    Moment::from_millis(millis)
}

fn grant(person: UserId, level: GrantLevel, role: Role) -> PersonGrant {
    PersonGrant {
        person,
        level,
        role,
        from: at(10),
        until: None,
    }
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
        after: Some("{}".into()),
        undoes: None,
        act,
    }
}

async fn set(
    store: &impl Store,
    expected: &[PersonGrant],
    wanted: &[PersonGrant],
) -> Result<AdministrativeOutcome> {
    let act = AdministrativeAct::SetGrants {
        expected: expected.to_vec(),
        wanted: wanted.to_vec(),
    };
    store.administer(&change(act)).await
}

/// A second organisation of the same administration, with one department.
async fn add_second(store: &impl Store) -> Result<()> {
    let foundation = Foundation {
        id: SECOND,
        organisation: "Nabobo".into(),
        departments: vec![NewDepartment {
            id: FAR,
            name: "Fjern".into(),
            municipality: "0101".into(),
            dwellings: 7,
            modules: Modules::all(),
        }],
        ..Foundation::default()
    };
    store.found(&foundation).await
}

pub(super) async fn grants_hold_below_their_level(store: &impl Store) -> Result<()> {
    add_second(store).await?;
    let version = store.rights_version().await?;
    let whole = grant(METTE, GrantLevel::Organisation(FIRST), Role::Board);
    let above = grant(JONAS, GrantLevel::Administration(ABOVE), Role::CentralUnit);
    assert_eq!(set(store, &[], &[whole]).await?, AdministrativeOutcome::Done(1));
    assert_eq!(set(store, &[], &[above]).await?, AdministrativeOutcome::Done(2));
    assert!(store.rights_version().await? > version);
    let places = async |person| -> Result<Vec<(DepartmentId, Role)>> {
        let grants = store.grants(person).await?;
        Ok(grants
            .iter()
            .map(|grant| (grant.department, grant.role))
            .collect())
    };
    assert_eq!(
        places(METTE).await?,
        [(HERE, Role::Board), (HERE, Role::Caretaker), (THERE, Role::Board)]
    );
    let jonas = places(JONAS).await?;
    assert!(jonas.contains(&(FAR, Role::CentralUnit)) && jonas.contains(&(HERE, Role::CentralUnit)));
    for (department, person, role, holds) in [
        (THERE, METTE, Role::Board, true),
        (FAR, METTE, Role::Board, false),
        (FAR, JONAS, Role::CentralUnit, true),
    ] {
        let known = store.membership(department, 0, person, &[]).await?;
        let grants = known.map(|known| known.grants).unwrap_or_default();
        assert_eq!(
            grants.iter().any(|grant| grant.role == role),
            holds,
            "{department} {person}"
        );
        let members = store.members(department).await?;
        let is_member = |one: &crate::store::Member| one.person == person && one.grant.role == role;
        assert_eq!(members.iter().any(is_member), holds);
        let all = store.rights().await?.grants;
        let is_right = |(who, grant): &(UserId, feltbog_shared::permission::Grant)| {
            (*who, grant.department, grant.role) == (person, department, role)
        };
        assert_eq!(all.iter().any(is_right), holds);
    }
    assert_eq!(store.person_grants(METTE).await?.len(), 2);
    assert_eq!(store.grants_within(SECOND).await?, [above]);
    assert_eq!(store.organisations_of(METTE, at(50)).await?, ["Pr\u{f8}vebo"]);
    assert_eq!(
        store.organisations_of(JONAS, at(50)).await?,
        ["Nabobo", "Pr\u{f8}vebo"]
    );
    assert_eq!(
        store.organisations_of(JONAS, at(5)).await?,
        ["Pr\u{f8}vebo"],
        "of those they belong to"
    );
    let roster = store.roster_of(FIRST).await?;
    assert_eq!(
        (roster.departments.len(), roster.level_grants),
        (2, vec![whole, above])
    );
    // Ends of every level are known, and carried out once.
    let ends = [
        Withdrawal::OrganisationRole(METTE, FIRST, Role::Board, at(60)),
        Withdrawal::AdministrationRole(JONAS, ABOVE, Role::CentralUnit, at(70)),
    ];
    assert_eq!(store.withdraw(&ends).await?, 2);
    assert_eq!(store.withdraw(&ends).await?, 0);
    let known = store.withdrawals(at(100)).await?;
    assert!(ends.iter().all(|end| known.contains(end)), "{known:?}");
    // A role that another grant goes on giving has not ended.
    let longer = PersonGrant {
        from: at(20),
        ..whole
    };
    assert_eq!(set(store, &[], &[longer]).await?, AdministrativeOutcome::Done(3));
    let known = store.withdrawals(at(100)).await?;
    assert!(!known.contains(&ends[0]), "{known:?}");
    Ok(())
}

pub(super) async fn modules_of_an_organisation_bound_its_departments(store: &impl Store) -> Result<()> {
    add_second(store).await?;
    let version = store.rights_version().await?;
    let row = store
        .organisation_rows()
        .await?
        .into_iter()
        .find(|row| row.id == FIRST);
    let Some(row) = row else { panic!("no organisation") };
    let less = OrganisationRow {
        modules: Modules::all().without(Module::Visits),
        key: "proevebo".into(),
        confirms_phones: true,
        ..row.clone()
    };
    let act = || AdministrativeAct::ChangeOrganisation(less.clone());
    assert_eq!(
        store.administer(&change(act())).await?,
        AdministrativeOutcome::Done(1)
    );
    assert_eq!(
        store.administer(&change(act())).await?,
        AdministrativeOutcome::Stale
    );
    assert!(store.rights_version().await? > version);
    let own = Modules::all().without(Module::Nature);
    store.set_modules(HERE, own).await?;
    for (department, modules) in [
        (HERE, own.without(Module::Visits)),
        (THERE, less.modules),
        (FAR, Modules::all()),
    ] {
        let found = store.department(department).await?.map(|row| row.modules);
        assert_eq!(found, Some(modules));
        let known = store.membership(department, 0, METTE, &[]).await?;
        assert_eq!(known.map(|known| known.department.modules), Some(modules));
        assert_eq!(store.rights().await?.modules.get(&department), Some(&modules));
    }
    let rows = store.organisation_rows().await?;
    let names: Vec<_> = rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["Nabobo", "Pr\u{f8}vebo"]);
    assert_eq!(
        rows[1],
        OrganisationRow {
            version: row.version + 1,
            ..less
        }
    );
    let counts = store.organisation_counts(at(50)).await?;
    let first = OrganisationCounts {
        departments: 2,
        people: 2,
    };
    assert_eq!(counts.get(&FIRST), Some(&first));
    assert_eq!(counts.get(&SECOND).map(|counts| counts.people), Some(0));
    let taken = OrganisationRow {
        key: "proevebo".into(),
        ..rows[0].clone()
    };
    let taken = AdministrativeChange {
        organisation: SECOND,
        ..change(AdministrativeAct::ChangeOrganisation(taken))
    };
    assert_eq!(store.administer(&taken).await?, AdministrativeOutcome::Taken);
    Ok(())
}

pub(super) async fn a_change_and_its_entry_are_made_together(store: &impl Store) -> Result<()> {
    add_second(store).await?;
    let department = DepartmentRecordRow {
        id: DepartmentId::from_bytes([0xd8; 16]),
        organisation: FIRST,
        version: 0,
        number: "12".into(),
        name: "Ny".into(),
        municipality: "0101".into(),
        dwellings: 9,
        modules: Modules::all(),
        record: "{\"bfe\":[\"1\"]}".into(),
    };
    let add = change(AdministrativeAct::AddDepartment(department.clone()));
    assert_eq!(store.administer(&add).await?, AdministrativeOutcome::Done(1));
    let same_number = DepartmentRecordRow {
        id: DepartmentId::from_bytes([0xd7; 16]),
        ..department.clone()
    };
    let rows = store.row_counts().await?;
    let add = change(AdministrativeAct::AddDepartment(same_number.clone()));
    assert_eq!(store.administer(&add).await?, AdministrativeOutcome::Taken);
    assert_eq!(store.row_counts().await?, rows, "nor an entry");
    let elsewhere = AdministrativeChange {
        organisation: SECOND,
        ..change(AdministrativeAct::AddDepartment(DepartmentRecordRow {
            organisation: SECOND,
            ..same_number
        }))
    };
    assert_eq!(
        store.administer(&elsewhere).await?,
        AdministrativeOutcome::Done(1),
        "numbers are an organisation's own"
    );
    let person = OrganisationPersonRow {
        id: UserId::from_bytes([0x51; 16]),
        version: 0,
        number: "7".into(),
        name: "Ase".into(),
        mail: "aase@boligforening.dk".into(),
    };
    let add = change(AdministrativeAct::AddPerson(person.clone()));
    assert_eq!(store.administer(&add).await?, AdministrativeOutcome::Done(2));
    let kept = store.person_of(FIRST, person.id).await?;
    assert_eq!(
        kept,
        Some(OrganisationPersonRow {
            version: 1,
            ..person.clone()
        })
    );
    assert_eq!(store.person_of(SECOND, person.id).await?, None);
    assert_eq!(store.people_of(FIRST).await?.len(), 3);
    let renamed = OrganisationPersonRow {
        version: 1,
        number: String::new(),
        ..person
    };
    let rename = change(AdministrativeAct::ChangePerson(renamed));
    assert_eq!(store.administer(&rename).await?, AdministrativeOutcome::Done(3));
    assert_eq!(store.administer(&rename).await?, AdministrativeOutcome::Stale);
    let undo = AdministrativeChange {
        undoes: Some(3),
        ..change(AdministrativeAct::Note)
    };
    assert_eq!(store.administer(&undo).await?, AdministrativeOutcome::Done(4));
    assert_eq!(
        store.administer(&undo).await?,
        AdministrativeOutcome::Stale,
        "undone once"
    );
    the_log_is_filtered(store).await?;
    let entries = store.administrative_entries(FIRST, Some(4), 2).await?;
    let told: Vec<_> = entries
        .iter()
        .map(|entry| (entry.number, entry.undone_by))
        .collect();
    assert_eq!(told, [(3, Some(4)), (2, None)]);
    assert_eq!((entries[0].by.as_str(), entries[0].at), ("Mette", at(100)));
    assert_eq!(store.administrative_entry(SECOND, 2).await?, None);
    assert_eq!(
        store
            .department_record(department.id)
            .await?
            .map(|row| row.record),
        Some(department.record)
    );
    Ok(())
}

pub(super) async fn departments_are_changed_together_or_not_at_all(store: &impl Store) -> Result<()> {
    let rows = store.department_records(FIRST).await?;
    assert_eq!(rows.len(), 2);
    let off = |rows: &[DepartmentRecordRow]| -> Vec<DepartmentRecordRow> {
        let row = |row: &DepartmentRecordRow| DepartmentRecordRow {
            modules: Modules::all().without(Module::Arrears),
            ..row.clone()
        };
        rows.iter().map(row).collect()
    };
    let bits = async || -> Result<Vec<u8>> {
        let rows = store.department_records(FIRST).await?;
        Ok(rows.iter().map(|row| row.modules.bits()).collect())
    };
    let before = bits().await?;
    // One of them was changed since: the other one stays too, and there is no entry.
    let mut stale = off(&rows);
    stale[1].version += 1;
    let late = change(AdministrativeAct::ChangeDepartments(stale));
    assert_eq!(store.administer(&late).await?, AdministrativeOutcome::Stale);
    assert_eq!(bits().await?, before);
    let both = change(AdministrativeAct::ChangeDepartments(off(&rows)));
    assert_eq!(store.administer(&both).await?, AdministrativeOutcome::Done(1));
    let expected = Modules::all().without(Module::Arrears).bits();
    assert_eq!(bits().await?, [expected, expected]);
    // Each has a new version, so that the same change is not made again.
    assert_eq!(store.administer(&both).await?, AdministrativeOutcome::Stale);
    Ok(())
}

pub(super) async fn an_organisation_keeps_an_administrator(store: &impl Store) -> Result<()> {
    let one = grant(METTE, GrantLevel::Organisation(FIRST), Role::OrgAdmin);
    let other = grant(JONAS, GrantLevel::Administration(ABOVE), Role::OrgAdmin);
    let ended = |grant: PersonGrant| PersonGrant {
        until: Some(at(1_000)),
        ..grant
    };
    assert_eq!(set(store, &[], &[one]).await?, AdministrativeOutcome::Done(1));
    assert_eq!(
        set(store, &[], &[one]).await?,
        AdministrativeOutcome::Stale,
        "it is there already"
    );
    assert_eq!(
        set(store, &[one], &[ended(one)]).await?,
        AdministrativeOutcome::LastAdministrator
    );
    assert_eq!(store.person_grants(METTE).await?.last(), Some(&one));
    assert_eq!(
        set(store, &[one], &[other, ended(one)]).await?,
        AdministrativeOutcome::Done(2)
    );
    assert_eq!(
        set(store, &[other], &[ended(other)]).await?,
        AdministrativeOutcome::LastAdministrator
    );
    Ok(())
}

pub(super) async fn settings_and_columns_are_kept_for_each_organisation(store: &impl Store) -> Result<()> {
    add_second(store).await?;
    assert_eq!(store.organisation_settings(FIRST).await?.as_deref(), Some("{}"));
    let rows = store.organisation_rows().await?;
    let version = rows.iter().find(|row| row.id == FIRST).map(|row| row.version);
    let act = || AdministrativeAct::ChangeSettings {
        organisation: FIRST,
        version: version.unwrap_or_default(),
        settings: "{\"house_rules\":\"x\"}".into(),
    };
    let outcome = store.administer(&change(act())).await?;
    assert_eq!(outcome, AdministrativeOutcome::Done(1));
    assert_eq!(
        store.administer(&change(act())).await?,
        AdministrativeOutcome::Stale
    );
    let settings = store.organisation_settings(FIRST).await?;
    assert_eq!(settings.as_deref(), Some("{\"house_rules\":\"x\"}"));
    assert_eq!(store.organisation_settings(SECOND).await?.as_deref(), Some("{}"));

    let pair = |header: &str, field: &str| (header.to_owned(), field.to_owned());
    let first = [pair("email", "Mail"), pair("note", "-")];
    store
        .remember_import_columns(FIRST, "people", &first, at(50))
        .await?;
    store
        .remember_import_columns(FIRST, "people", &[pair("note", "Navn")], at(60))
        .await?;
    let known = store.import_columns(FIRST, "people").await?;
    assert_eq!(known, [pair("email", "Mail"), pair("note", "Navn")]);
    assert_eq!(store.import_columns(FIRST, "grants").await?, []);
    assert_eq!(store.import_columns(SECOND, "people").await?, []);
    Ok(())
}

pub(super) async fn choices_and_effects_of_imports_are_kept_for_each_organisation(
    store: &impl Store,
) -> Result<()> {
    add_second(store).await?;
    let seen = store.roster_of(FIRST).await?;
    let remembered = |kind: &str, field: &str, value: &str, meaning: &str| {
        let [kind, field, value, meaning] = [kind, field, value, meaning].map(str::to_owned);
        (kind, field, value, meaning)
    };
    let noted = |meaning: &str, at: Moment| AmendmentNote {
        values: vec![
            remembered("people", "role", "vagt", meaning),
            remembered("people", "number_width", "", "5"),
        ],
        used_at: at,
        ..AmendmentNote::default()
    };
    let nothing = Amendment::default();
    for note in [noted("caretaker", at(50)), noted("mediator", at(60))] {
        assert_eq!(store.amend_noted(&nothing, &seen, &note).await?, Some(0));
    }
    let known = store.import_values(FIRST, "people").await?;
    let value =
        |field: &str, value: &str, meaning: &str| (field.to_owned(), value.to_owned(), meaning.to_owned());
    assert_eq!(
        known,
        [value("number_width", "", "5"), value("role", "vagt", "mediator")]
    );
    assert_eq!(store.import_values(FIRST, "grants").await?, []);
    assert_eq!(store.import_values(SECOND, "people").await?, []);
    let note = AmendmentNote {
        entry: Some(change(AdministrativeAct::Note)),
        effects: Some("{\"a\":1}".into()),
        ..AmendmentNote::default()
    };
    assert_eq!(store.amend_noted(&nothing, &seen, &note).await?, Some(1));
    assert_eq!(
        store.import_effects(FIRST, 1).await?.as_deref(),
        Some("{\"a\":1}")
    );
    assert_eq!(store.import_effects(FIRST, 2).await?, None);
    assert_eq!(store.import_effects(SECOND, 1).await?, None);
    Ok(())
}

pub(super) async fn an_import_and_its_note_are_all_or_nothing(store: &impl Store) -> Result<()> {
    let seen = store.roster_of(FIRST).await?;
    let mut renamed = seen.departments[0].clone();
    renamed.name = "Et andet navn".into();
    let amendment = Amendment {
        departments: vec![renamed],
        ..Amendment::default()
    };
    let note = |entry: AdministrativeChange| AmendmentNote {
        entry: Some(entry),
        effects: Some("{}".into()),
        columns: vec![("people".into(), "email".into(), "Mail".into())],
        values: vec![("people".into(), "role".into(), "vagt".into(), "caretaker".into())],
        used_at: at(50),
    };
    // The last of it cannot be written: the entry that it undoes is not there, or its author is nobody.
    let undoing = AdministrativeChange {
        undoes: Some(7),
        ..change(AdministrativeAct::Note)
    };
    assert_eq!(store.amend_noted(&amendment, &seen, &note(undoing)).await?, None);
    let by_nobody = AdministrativeChange {
        by: UserId::from_bytes([0xee; 16]),
        ..change(AdministrativeAct::Note)
    };
    let failed = store.amend_noted(&amendment, &seen, &note(by_nobody)).await;
    assert!(failed.is_err(), "{failed:?}");
    assert_eq!(store.roster_of(FIRST).await?, seen);
    assert_eq!(store.import_columns(FIRST, "people").await?, []);
    assert_eq!(store.import_values(FIRST, "people").await?, []);
    assert_eq!(store.administrative_entries(FIRST, None, 9).await?, []);

    let whole = note(change(AdministrativeAct::Note));
    assert_eq!(store.amend_noted(&amendment, &seen, &whole).await?, Some(1));
    let now = store.roster_of(FIRST).await?;
    let is_renamed = |one: &RosterDepartment| one.name == "Et andet navn";
    assert!(now.departments.iter().any(is_renamed));
    assert_eq!(store.import_columns(FIRST, "people").await?.len(), 1);
    assert_eq!(store.import_values(FIRST, "people").await?.len(), 1);
    assert_eq!(store.administrative_entries(FIRST, None, 9).await?.len(), 1);
    assert_eq!(store.import_effects(FIRST, 1).await?.as_deref(), Some("{}"));
    // It was planned from what is not there any more.
    assert_eq!(store.amend_noted(&amendment, &seen, &whole).await?, None);
    Ok(())
}

pub(super) async fn an_account_is_bound_to_one_person(store: &impl Store) -> Result<()> {
    let seen = store.roster_of(FIRST).await?;
    assert_eq!(seen.identities, []);
    let account = |person| PersonIdentity {
        issuer: "https://login.example".into(),
        subject: "mette".into(),
        person,
        bound_at: at(70),
    };
    let binding = |person| Amendment {
        identities: vec![account(person)],
        ..Amendment::default()
    };
    let [first, second] = [0, 1].map(|place: usize| seen.people[place].id);
    assert!(store.amend(&binding(first), &seen).await?);
    assert!(
        !store.amend(&binding(first), &seen).await?,
        "the organisation is another than was seen"
    );
    let bound = store.roster_of(FIRST).await?;
    assert_eq!(bound.identities, [account(first)]);
    assert_eq!(
        store.identity("https://login.example", "mette").await?,
        Some(first)
    );
    assert!(!store.amend(&binding(second), &bound).await?);
    assert!(
        store.amend(&binding(first), &bound).await?,
        "what stands is no hindrance"
    );
    assert_eq!(store.roster_of(FIRST).await?, bound);
    let freed = Amendment {
        unbound: vec![("https://login.example".into(), "mette".into())],
        ..Amendment::default()
    };
    assert!(store.amend(&freed, &bound).await?);
    assert_eq!(store.roster_of(FIRST).await?, seen);
    Ok(())
}

/// Each part of a filter lets through what all entries together say it should.
async fn the_log_is_filtered(store: &impl Store) -> Result<()> {
    let all = store.administrative_entries(FIRST, None, 1_000).await?;
    let authors = store.administrative_authors(FIRST).await?;
    assert_eq!(authors, [(METTE, "Mette".to_owned())]);
    assert_eq!(store.administrative_authors(SECOND).await?, authors);
    let elsewhere = OrganisationId::from_bytes([0x77; 16]);
    assert_eq!(store.administrative_authors(elsewhere).await?, []);
    let newest = all.first().map(|entry| (entry.action.clone(), entry.at));
    let (action, moment) = newest.unwrap_or_default();
    let numbers = |filter: EntryFilter| async move {
        let found = store
            .find_administrative_entries(FIRST, &filter, None, 1_000)
            .await?;
        let count = store.count_administrative_entries(FIRST, &filter).await?;
        assert_eq!(u64::try_from(found.len()).unwrap_or_default(), count);
        Result::Ok(found.into_iter().map(|entry| entry.number).collect::<Vec<_>>())
    };
    let wanted = |is_wanted: &dyn Fn(&AdministrativeEntry) -> bool| {
        let found = all.iter().filter(|entry| is_wanted(entry));
        found.map(|entry| entry.number).collect::<Vec<_>>()
    };
    let filter = EntryFilter {
        action: Some(action.clone()),
        ..EntryFilter::default()
    };
    assert_eq!(numbers(filter).await?, wanted(&|entry| entry.action == action));
    for (person, name) in authors {
        let filter = EntryFilter {
            by: Some(person),
            ..EntryFilter::default()
        };
        assert_eq!(numbers(filter).await?, wanted(&|entry| entry.by == name));
    }
    let filter = EntryFilter {
        from: Some(moment),
        ..EntryFilter::default()
    };
    assert_eq!(numbers(filter).await?, wanted(&|entry| entry.at >= moment));
    let filter = EntryFilter {
        until: Some(moment),
        ..EntryFilter::default()
    };
    assert_eq!(numbers(filter).await?, wanted(&|entry| entry.at < moment));
    let filter = EntryFilter {
        action: Some("nothing".into()),
        ..EntryFilter::default()
    };
    assert_eq!(numbers(filter).await?, [0_u64; 0]);
    Ok(())
}
