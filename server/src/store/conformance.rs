//! The conformance suite of stores, written once and run on each implementation. Asserts; a panic says what is missing.

mod administration;
pub(crate) mod at_rest;
mod audit;
mod case_work;
mod consent;
mod counselling;
mod data_access;
pub(super) mod desk;
mod desk_deadlines;
mod efforts;
mod first_fetch;
mod indicators;
mod keys;
pub(crate) mod last_release;
mod ledgers;
mod letters;
mod nature;
mod notifications;
mod parts;
mod retention;
mod safe_returns;
mod sign_in;
mod subject_access;
mod tenants;

use std::collections::BTreeMap;
use std::sync::Arc;

use feltbog_shared::id::{
    AdministrationId, ChangeHash, DepartmentId, DeviceId, DocumentId, DwellingId, OrganisationId, UserId,
};
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::{Collection, Grant, Module, Modules, Role};
use feltbog_shared::refusal::RefusalCode;

use super::{
    Amendment, Append, AppendDocument, AppendEntry, Appended, DocumentLookup, DocumentSummary, Dwelling,
    DwellingAddress, Erasure, Foundation, Invitation, LogEntry, NewDepartment, NewOrganisation, NewPhoto,
    Quarantined, Readable, RebuiltDocument, RechainLog, Redemption, Repair, RepairedEntry, Result, Roster,
    RosterDepartment, RosterPerson, Store, Tombstone, Usage, Withdrawal, digest_dwellings,
};

const HERE: DepartmentId = DepartmentId::from_bytes([1; 16]);
const THERE: DepartmentId = DepartmentId::from_bytes([2; 16]);
/// A caretaker in the first department.
pub(crate) const METTE: UserId = UserId::from_bytes([3; 16]);
const JONAS: UserId = UserId::from_bytes([4; 16]);
const PHONE: DeviceId = DeviceId::from_bytes([5; 16]);

/// Runs every check, each on a store of its own.
///
/// # Errors
/// When the database itself fails.
pub(crate) async fn run<S: Store>(mut empty: impl AsyncFnMut() -> S) -> Result<()> {
    organisation_people_and_grants(&founded(empty().await).await?).await?;
    invitations_and_sessions(&founded(empty().await).await?).await?;
    desk::the_index_is_written_with_the_record(&founded(empty().await).await?).await?;
    desk::signals_are_found_by_their_team(&founded(empty().await).await?).await?;
    desk::notes_rotas_and_open_records_are_kept(&founded(empty().await).await?).await?;
    desk_deadlines::days_follow_events_and_periods(&founded(empty().await).await?).await?;
    desk_deadlines::departments_are_counted(&founded(empty().await).await?).await?;
    desk_deadlines::parts_and_homes_lead_elsewhere(&founded(empty().await).await?).await?;
    keys::a_phone_redeems_its_code_again(&founded(empty().await).await?).await?;
    keys::a_key_renews_the_session_of_its_device(&founded(empty().await).await?).await?;
    keys::a_device_gets_one_key(&founded(empty().await).await?).await?;
    keys::a_challenge_is_answered_once(&founded(empty().await).await?).await?;
    keys::a_phone_waits_for_its_number(&founded(empty().await).await?).await?;
    indicators::indicators_are_kept_as_one(&founded(empty().await).await?).await?;
    indicators::a_link_counts_until_it_is_closed(&founded(empty().await).await?).await?;
    audit::rows_are_chained_and_found(&founded(empty().await).await?).await?;
    audit::rows_end_at_a_checkpoint_and_outlive_records(&founded(empty().await).await?).await?;
    audit::security_events_are_kept_and_forgotten(&founded(empty().await).await?).await?;
    subject_access::records_are_found_by_their_home(&founded(empty().await).await?).await?;
    subject_access::requests_are_kept_until_they_are_forgotten(&founded(empty().await).await?).await?;
    subject_access::requests_keep_their_right(&founded(empty().await).await?).await?;
    retention::notices_and_holds_go_with_the_record(&founded(empty().await).await?).await?;
    retention::ageing_records_tell_their_last_day(&founded(empty().await).await?).await?;
    retention::a_restore_takes_announcements_back(&founded(empty().await).await?).await?;
    retention::pictures_are_found_by_what_they_are_about(&founded(empty().await).await?).await?;
    safe_returns::an_announcement_is_kept_once_and_ends_for_good(&founded(empty().await).await?).await?;
    safe_returns::each_stage_of_a_late_announcement_is_told_once(&founded(empty().await).await?).await?;
    letters::a_template_is_approved_once_and_by_another(&founded(empty().await).await?).await?;
    letters::a_letter_needs_its_record_and_goes_with_it(&founded(empty().await).await?).await?;
    letters::a_seal_keeps_its_first_time(&founded(empty().await).await?).await?;
    case_work::a_step_is_asked_for_once_and_agreed_to_by_another(&founded(empty().await).await?).await?;
    case_work::an_erasure_waits_beside_a_step_and_for_any_kind(&founded(empty().await).await?).await?;
    case_work::a_case_is_unseen_until_somebody_looks_or_writes(&founded(empty().await).await?).await?;
    consent::an_append_stands_by_what_it_was_decided_by(&founded(empty().await).await?).await?;
    consent::notes_are_found_with_their_visits(&founded(empty().await).await?).await?;
    consent::records_of_a_kind_are_found_by_their_last_change(&founded(empty().await).await?).await?;
    nature::records_of_an_organisation_are_paged(&founded(empty().await).await?).await?;
    nature::a_map_has_one_background_or_none(&founded(empty().await).await?).await?;
    sign_in::an_invitation_becomes_an_account(&founded(empty().await).await?).await?;
    sign_in::open_invitations_are_listed_and_withdrawn(&founded(empty().await).await?).await?;
    sign_in::tries_are_counted_and_forgiven(&founded(empty().await).await?).await?;
    sign_in::office_sessions_begin_and_end(&founded(empty().await).await?).await?;
    sign_in::identities_are_bound_and_give_grants(&founded(empty().await).await?).await?;
    data_access::records_are_paged_by_their_ids(&founded(empty().await).await?).await?;
    data_access::tokens_are_made_used_and_revoked(&founded(empty().await).await?).await?;
    data_access::webhooks_are_taken_once_and_go_on(&founded(empty().await).await?).await?;
    counselling::a_stated_cost_is_kept_and_forgotten(&founded(empty().await).await?).await?;
    counselling::competencies_are_changed_from_the_version_seen(&founded(empty().await).await?).await?;
    counselling::the_directory_is_kept_for_each_organisation(&founded(empty().await).await?).await?;
    counselling::a_page_about_a_role_is_read_once(&founded(empty().await).await?).await?;
    numbers_follow_each_other(&founded(empty().await).await?).await?;
    an_append_is_all_or_nothing(&founded(empty().await).await?).await?;
    pages_show_what_may_be_read(&founded(empty().await).await?).await?;
    parts::widen_and_narrow_what_may_be_read(&founded(empty().await).await?).await?;
    parts::are_found(&founded(empty().await).await?).await?;
    parts::what_was_given_is_known(&founded(empty().await).await?).await?;
    parts::tombstones_are_told_to_readers(&founded(empty().await).await?).await?;
    records_are_read_as_they_stand(&founded(empty().await).await?).await?;
    erasure_leaves_numbers_and_nothing_else(&founded(empty().await).await?).await?;
    a_returned_change_is_told_from_one_received_first(&founded(empty().await).await?).await?;
    what_never_came_can_be_erased(&founded(empty().await).await?).await?;
    outlines_tell_without_the_bytes(&founded(empty().await).await?).await?;
    first_fetch::todays_work_is_wanted_first(&founded(empty().await).await?).await?;
    quarantine_keeps_everything(&founded(empty().await).await?).await?;
    access_is_taken_away_for_good(&founded(empty().await).await?).await?;
    ledgers::what_servers_did_of_late_is_found(&founded(empty().await).await?).await?;
    one_secret_belongs_to_a_database(&founded(empty().await).await?).await?;
    what_people_store_is_counted(&founded(empty().await).await?).await?;
    a_picture_goes_when_its_record_is_discarded(&founded(empty().await).await?).await?;
    people_of_one_name_are_all_found(&empty().await).await?;
    an_organisation_is_amended_whole_or_not_at_all(&empty().await).await?;
    notifications::a_mail_is_one_servers_at_a_time(&founded(empty().await).await?).await?;
    notifications::settings_of_people_are_kept(&founded(empty().await).await?).await?;
    notifications::the_arrival_of_a_record_is_told_once(&founded(empty().await).await?).await?;
    administration::grants_hold_below_their_level(&founded(empty().await).await?).await?;
    administration::modules_of_an_organisation_bound_its_departments(&founded(empty().await).await?).await?;
    administration::a_change_and_its_entry_are_made_together(&founded(empty().await).await?).await?;
    administration::departments_are_changed_together_or_not_at_all(&founded(empty().await).await?).await?;
    administration::an_organisation_keeps_an_administrator(&founded(empty().await).await?).await?;
    administration::choices_and_effects_of_imports_are_kept_for_each_organisation(
        &founded(empty().await).await?,
    )
    .await?;
    administration::an_import_and_its_note_are_all_or_nothing(&founded(empty().await).await?).await?;
    administration::an_account_is_bound_to_one_person(&founded(empty().await).await?).await?;
    administration::settings_and_columns_are_kept_for_each_organisation(&founded(empty().await).await?)
        .await?;
    tenants::own_values_are_set_from_what_they_were(&founded(empty().await).await?).await?;
    tenants::changes_in_several_logs_are_made_together(&founded(empty().await).await?).await?;
    tenants::refreshes_are_one_servers_at_a_time_and_end_with_the_session(&founded(empty().await).await?)
        .await?;
    efforts::an_effort_is_kept_with_its_departments(&founded(empty().await).await?).await?;
    efforts::tasks_and_activities_belong_to_an_effort(&founded(empty().await).await?).await?;
    efforts::staff_is_found_where_it_works(&founded(empty().await).await?).await?;
    efforts::staff_is_lent_with_its_grants_or_not_at_all(&founded(empty().await).await?).await?;
    a_grant_that_follows_upon_another_stands(&founded(empty().await).await?).await?;
    devices_that_say_nothing_are_counted(&founded(empty().await).await?).await?;
    damaged_rows_can_be_repaired(&founded(empty().await).await?).await?;
    writers_wait_for_each_other(Arc::new(founded(empty().await).await?)).await
}

/// The newest migration of the last release.
pub(crate) const LAST_RELEASE: i64 = 17;

/// A database of the last release with one organisation, department and administrator, each with the same id, after it was
/// brought up to date.
///
/// # Errors
/// When the database fails.
pub(crate) async fn holds_the_last_release(store: &impl Store) -> Result<()> {
    let id = [7; 16];
    let organisation = feltbog_shared::id::OrganisationId::from_bytes(id);
    let rows = store.organisation_rows().await?;
    let mut names = rows.iter().map(|row| (row.id, row.name.as_str()));
    assert!(names.any(|row| row == (organisation, "Prøvebo")), "{rows:?}");
    let settings = store.organisation_settings(organisation).await?;
    assert_eq!(settings.as_deref(), Some("{\"house_rules\":\"Se opslaget\"}"));
    let departments = store.department_records(organisation).await?;
    let departments: Vec<_> = departments
        .iter()
        .map(|row| (row.number.as_str(), row.dwellings))
        .collect();
    assert_eq!(departments, [("12", 120)]);
    let people = store.people_of(organisation).await?;
    let people: Vec<_> = people
        .iter()
        .map(|row| (row.name.as_str(), row.number.as_str()))
        .collect();
    assert_eq!(people, [("Anne Prøve", "417")]);
    let grants = store.grants(UserId::from_bytes(id)).await?;
    let roles: Vec<_> = grants.iter().map(|grant| grant.role).collect();
    assert_eq!(roles, [Role::OrgAdmin]);
    Ok(())
}

/// Two departments and two people.
///
/// # Errors
/// When the database fails.
pub(crate) async fn founded<S: Store>(store: S) -> Result<S> {
    store.found(&foundation()).await?;
    Ok(store)
}

/// An organisation with two departments and two people.
fn foundation() -> Foundation {
    let department = |id, name: &str| NewDepartment {
        id,
        name: name.into(),
        municipality: "Strandby Kommune".into(),
        dwellings: 100,
        modules: Modules::all(),
    };
    Foundation {
        organisation: "Prøvebo".into(),
        departments: vec![department(HERE, "Her"), department(THERE, "Der")],
        people: vec![(METTE, "Mette".into()), (JONAS, "Jonas".into())],
        grants: vec![
            (METTE, grant(Role::Caretaker, HERE)),
            (JONAS, grant(Role::Board, THERE)),
        ],
        ..Foundation::default()
    }
}

async fn an_organisation_is_amended_whole_or_not_at_all(store: &impl Store) -> Result<()> {
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

async fn a_grant_that_follows_upon_another_stands(store: &impl Store) -> Result<()> {
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

fn grant(role: Role, department: DepartmentId) -> Grant {
    Grant {
        role,
        department,
        from: Moment::from_millis(10),
        until: None,
    }
}

/// A document's id from a number.
pub(crate) fn document(number: u8) -> DocumentId {
    DocumentId::from_bytes([number; 16])
}

fn hash(number: u8) -> ChangeHash {
    ChangeHash([number; 32])
}

fn everything() -> Readable {
    Readable::everything(METTE)
}

/// An append of one change, numbered, to a document of which `seen` was the last entry.
pub(crate) fn append_one(number: u8, id: DocumentId, kind: Kind, owner: UserId, seen: u64) -> Append {
    let entry = AppendEntry {
        document: id,
        hash: hash(number),
        actor: vec![number; 16],
        actor_seq: 1,
        author: owner,
        relayed_by: None,
        is_returned: false,
        bytes: vec![number; 100],
    };
    let after = AppendDocument {
        document: id,
        kind,
        owner,
        seen,
        actors: vec![(vec![number; 16], owner)],
        heads: vec![hash(number)],
        bytes: vec![number; 100],
        proofs: vec![(hash(number), owner)],
        projection: format!("{{\"number\":{number}}}"),
        index: feltbog_shared::model::record_index::RecordIndex::default(),
    };
    Append {
        department: HERE,
        device: PHONE,
        received_at: Moment::from_millis(1_000 + i64::from(number)),
        documents: vec![after],
        entries: vec![entry],
        unchanged: Vec::new(),
    }
}

fn first(appended: Appended) -> Option<u64> {
    match appended {
        Appended::Stored { first, .. } => Some(first),
        Appended::Stale => None,
    }
}

async fn organisation_people_and_grants(store: &impl Store) -> Result<()> {
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

async fn invitations_and_sessions(store: &impl Store) -> Result<()> {
    let invitation = |number: u8, expires| Invitation {
        link_hash: [number; 32],
        typed_hash: [number + 1; 32],
        person: METTE,
        created_at: Moment::from_millis(100),
        expires_at: Moment::from_millis(expires),
    };
    let redemption = |code, number: u8, now| Redemption {
        code_hash: [code; 32],
        device: DeviceId::from_bytes([number; 16]),
        device_name: "Telefon".into(),
        token_hash: [number; 32],
        key: None,
        confirmation: None,
        now: Moment::from_millis(now),
    };
    store.invite(invitation(1, 200)).await?;
    store.invite(invitation(3, 200)).await?;
    let invited = async |code, now| store.invited([code; 32], None, Moment::from_millis(now)).await;
    assert_eq!(invited(1, 200).await?, None, "too late");
    assert_eq!(invited(9, 150).await?, None, "unknown");
    assert_eq!(invited(2, 150).await?, Some(METTE), "asking uses nothing up");
    assert_eq!(store.redeem(&redemption(1, 10, 200)).await?, None, "too late");
    assert_eq!(store.redeem(&redemption(9, 11, 150)).await?, None, "unknown");
    assert_eq!(store.redeem(&redemption(2, 12, 150)).await?, Some(METTE));
    assert_eq!(
        store.redeem(&redemption(1, 13, 151)).await?,
        None,
        "its other half was used"
    );
    assert_eq!(invited(2, 151).await?, None, "used");
    let session = store
        .session([12; 32])
        .await?
        .map(|row| (row.person, row.name, row.device, row.is_revoked));
    assert_eq!(
        session,
        Some((METTE, "Mette".to_owned(), DeviceId::from_bytes([12; 16]), false))
    );
    assert_eq!(store.session([13; 32]).await?, None);
    assert!(store.device_has_session(DeviceId::from_bytes([12; 16])).await?);
    store
        .withdraw(&[Withdrawal::Device(
            DeviceId::from_bytes([12; 16]),
            Moment::from_millis(300),
        )])
        .await?;
    let session = store.session([12; 32]).await?;
    assert!(session.is_some_and(|row| row.is_revoked && row.person == METTE));
    assert!(!store.device_has_session(DeviceId::from_bytes([12; 16])).await?);

    let mut tries = Vec::new();
    for (address, window) in [(1, 5), (1, 5), (2, 5), (1, 6), (1, 5)] {
        tries.push(store.count_try([address; 16], window).await?);
    }
    assert_eq!(tries, [1, 2, 1, 1, 3]);
    Ok(())
}

async fn numbers_follow_each_other(store: &impl Store) -> Result<()> {
    let start = store
        .position(HERE, 0)
        .await?
        .map(|at| (at.epoch, at.head, at.chain));
    assert_eq!(start, Some((1, 0, Some([0; 32]))));
    assert_eq!(store.position(DepartmentId::from_bytes([9; 16]), 0).await?, None);
    let mut chains = Vec::new();
    for number in 1..=5 {
        let append = append_one(number, document(number), Kind::Area, METTE, 0);
        let Appended::Stored { first, head, chain } = store.append(append.clone()).await? else {
            panic!("{number} was stale");
        };
        assert_eq!((first, head), (u64::from(number), u64::from(number)));
        chains.push(chain);
    }
    for (place, chain) in (1..).zip(&chains) {
        assert_eq!(
            store.position(HERE, place).await?.and_then(|at| at.chain),
            Some(*chain)
        );
    }
    for place in 0..=6 {
        let known = store.membership(HERE, place, METTE, &[]).await?;
        let position = known.map(|known| known.position);
        assert_eq!(position, store.position(HERE, place).await?);
    }
    let end = store
        .position(HERE, 6)
        .await?
        .map(|at| (at.head, at.head_chain, at.chain));
    assert_eq!(end, Some((5, chains[4], None)));
    let there = store.position(THERE, 0).await?.map(|at| at.head);
    assert_eq!(there, Some(0), "departments are numbered apart");
    Ok(())
}

async fn an_append_is_all_or_nothing(store: &impl Store) -> Result<()> {
    let begin = append_one(1, document(1), Kind::Area, METTE, 0);
    assert_eq!(first(store.append(begin.clone()).await?), Some(1));
    let rows = store.row_counts().await?;
    // Seen at an older place than it stands, or not at all.
    assert_eq!(
        store
            .append(append_one(2, document(1), Kind::Area, METTE, 0))
            .await?,
        Appended::Stale
    );
    // Beside a document that is fresh.
    let mut both = append_one(2, document(2), Kind::Area, METTE, 0);
    let stale = append_one(3, document(1), Kind::Area, METTE, 0);
    both.documents.extend(stale.documents);
    both.entries.extend(stale.entries);
    assert_eq!(store.append(both.clone()).await?, Appended::Stale);
    // The same change twice, or the same number of an actor: never, whatever a caller believes.
    let again = append_one(1, document(1), Kind::Area, METTE, 1);
    assert!(store.append(again.clone()).await.is_err());
    let mut reused = append_one(4, document(1), Kind::Area, METTE, 1);
    reused.entries[0].actor = vec![1; 16];
    reused.documents[0].actors.clear();
    assert!(store.append(reused.clone()).await.is_err());
    assert_eq!(store.row_counts().await?, rows);
    let at = store.position(HERE, 1).await?.map(|at| at.head);
    assert_eq!(at, Some(1), "a number was used up");

    let more = append_one(5, document(1), Kind::Area, METTE, 1);
    assert_eq!(first(store.append(more.clone()).await?), Some(2));
    let found = store.documents(&[document(1), document(7)]).await?;
    assert_eq!(found.len(), 1);
    let wanted = [document(1)];
    assert_eq!(store.documents_within(&wanted, 99).await?, None);
    assert_eq!(store.documents_within(&wanted, 100).await?.as_ref(), Some(&found));
    let Some(DocumentLookup::Live(state)) = found.get(&document(1)) else {
        panic!("{found:?}")
    };
    assert_eq!(
        (state.department, state.kind, state.owner, state.upto),
        (HERE, Kind::Area, METTE, 2)
    );
    let known: Vec<_> = state
        .changes
        .iter()
        .map(|change| (change.seq, change.hash, change.author))
        .collect();
    assert_eq!(known, [(1, hash(1), METTE), (2, hash(5), METTE)]);
    Ok(())
}

async fn pages_show_what_may_be_read(store: &impl Store) -> Result<()> {
    let kinds = [
        Kind::Area,
        Kind::ConflictCase,
        Kind::SocialVisit,
        Kind::Area,
        Kind::SocialVisit,
        Kind::Area,
    ];
    for (number, kind) in (1..).zip(kinds) {
        let owner = if number == 5 { JONAS } else { METTE };
        store
            .append(append_one(number, document(number), kind, owner, 0))
            .await?;
    }
    let readable = Readable {
        all: vec![Collection::Nature],
        own: vec![Collection::Visits],
        ..Readable::nothing(JONAS)
    };
    let seen = |entries: &[LogEntry]| -> Vec<u8> {
        let number = |entry: &LogEntry| match entry {
            LogEntry::Change { hash, .. } => hash.0[0],
            LogEntry::Tombstone { .. } | LogEntry::Compacted { .. } | LogEntry::Unknown { .. } => 0,
        };
        entries.iter().map(number).collect()
    };
    let page = store.log_page(HERE, 0, 6, 10_000, &readable).await?;
    assert_eq!((seen(&page.entries), page.upto), (vec![1, 4, 5, 6], 6));
    // The place moves on over what is not shown.
    let page = store.log_page(HERE, 1, 3, 10_000, &readable).await?;
    assert_eq!((page.entries.len(), page.upto), (0, 3));
    // Bytes are bounded, and a page is never empty for that.
    let page = store.log_page(HERE, 0, 6, 1, &readable).await?;
    assert_eq!((seen(&page.entries), page.upto), (vec![1], 3));
    let page = store.log_page(HERE, 6, 6, 10_000, &readable).await?;
    assert_eq!((page.entries.len(), page.upto), (0, 6));
    assert!(
        store
            .log_page(THERE, 0, 100, 10_000, &everything())
            .await?
            .entries
            .is_empty()
    );

    let (mut after, mut documents) = (None, Vec::new());
    loop {
        let page = store.snapshot_page(HERE, after, 3, 150, &readable).await?;
        documents.extend(
            page.snapshots
                .iter()
                .map(|one| (one.document, one.proofs.clone())),
        );
        after = documents.last().map(|(document, _)| *document);
        if !page.more {
            break;
        }
        assert!(!page.snapshots.is_empty() && page.snapshots.len() <= 3);
    }
    let owners = [(1, METTE), (4, METTE), (5, JONAS), (6, METTE)];
    assert_eq!(
        documents,
        owners.map(|(number, owner)| (document(number), vec![(hash(number), owner)]))
    );
    let nothing = Readable::nothing(JONAS);
    assert!(
        store
            .log_page(HERE, 0, 100, 10_000, &nothing)
            .await?
            .entries
            .is_empty()
    );
    assert!(
        store
            .snapshot_page(HERE, None, 100, 10_000, &nothing)
            .await?
            .snapshots
            .is_empty()
    );
    Ok(())
}

async fn records_are_read_as_they_stand(store: &impl Store) -> Result<()> {
    store
        .append(append_one(1, document(1), Kind::Area, METTE, 0))
        .await?;
    store
        .append(append_one(2, document(2), Kind::SocialVisit, METTE, 0))
        .await?;
    store
        .append(append_one(3, document(1), Kind::Area, METTE, 1))
        .await?;
    let records = store.records(HERE, None, 10, &everything()).await?;
    let read: Vec<_> = records
        .iter()
        .map(|one| (one.document, one.projection.as_str(), one.received_at))
        .collect();
    let at = |number: i64| Moment::from_millis(1_000 + number);
    assert_eq!(
        read,
        [
            (document(1), "{\"number\":3}", at(3)),
            (document(2), "{\"number\":2}", at(2))
        ]
    );
    assert_eq!(records[0].heads, [hash(3)]);
    assert_eq!(
        store
            .records(HERE, Some(Kind::SocialVisit), 10, &everything())
            .await?
            .len(),
        1
    );
    assert_eq!(store.records(HERE, None, 1, &everything()).await?.len(), 1);
    // Each page goes on where the one before ended.
    let (newest, next) = (
        (records[0].received_at, document(1)),
        (records[1].received_at, document(2)),
    );
    for (after, expected) in [
        (None, vec![document(1), document(2)]),
        (Some(newest), vec![document(2)]),
        (Some(next), vec![]),
        // Of several that were received at once, the greater id comes first.
        (Some((next.0, document(3))), vec![document(2)]),
        (Some((next.0, document(1))), vec![]),
    ] {
        let page = store.records_after(HERE, None, after, 10, &everything()).await?;
        let page: Vec<_> = page.iter().map(|one| one.document).collect();
        assert_eq!(page, expected, "{after:?}");
    }
    let own = Readable {
        own: vec![Collection::Visits],
        ..Readable::nothing(JONAS)
    };
    assert_eq!(store.record(HERE, document(2), &own).await?, None);
    assert!(
        store
            .record(HERE, document(2), &Readable { person: METTE, ..own })
            .await?
            .is_some()
    );
    assert_eq!(store.record(THERE, document(2), &everything()).await?, None);
    Ok(())
}

/// An erasure of a document, named as one of a department.
pub(crate) fn erasure(number: u8, department: DepartmentId, kind: Kind) -> Erasure {
    Erasure {
        department,
        document: document(number),
        collection: kind.collection(),
        erased_at: Moment::from_millis(9),
    }
}

async fn erasure_leaves_numbers_and_nothing_else(store: &impl Store) -> Result<()> {
    store
        .append(append_one(1, document(1), Kind::ConflictCase, METTE, 0))
        .await?;
    store
        .append(append_one(2, document(2), Kind::Area, METTE, 0))
        .await?;
    let before = store.position(HERE, 2).await?.and_then(|at| at.chain);
    // It is erased where it lives, wherever it was said to.
    let erasures = [erasure(1, THERE, Kind::ConflictCase)];
    assert_eq!(store.erase(&erasures).await?, 1);
    let again = [
        erasure(1, HERE, Kind::ConflictCase),
        erasure(1, THERE, Kind::ConflictCase),
    ];
    assert_eq!(store.erase(&again).await?, 0);
    let here = erasure(1, HERE, Kind::ConflictCase);
    assert_eq!(store.erasures(None, 9).await?, [here]);
    assert_eq!(store.erasures(Some(document(1)), 9).await?, []);
    assert_eq!(store.position(THERE, 0).await?.map(|at| at.head), Some(0));
    assert_eq!(store.position(HERE, 2).await?.and_then(|at| at.chain), before);
    let left = Tombstone {
        department: HERE,
        collection: Collection::Conflicts,
        owner: Some(METTE),
    };
    assert_eq!(
        store.documents(&[document(1)]).await?,
        BTreeMap::from([(document(1), DocumentLookup::Erased(left))])
    );
    assert_eq!(
        store.summaries(&[document(1)]).await?,
        BTreeMap::from([(document(1), DocumentSummary::Erased(left))])
    );
    for seen in [0, 1] {
        let late = append_one(3, document(1), Kind::ConflictCase, METTE, seen);
        assert_eq!(store.append(late.clone()).await?, Appended::Stale);
    }
    let page = store.log_page(HERE, 0, 3, 10_000, &everything()).await?;
    let [
        LogEntry::Change { document: other, .. },
        LogEntry::Tombstone { document: gone },
    ] = page.entries[..]
    else {
        panic!("{:?}", page.entries);
    };
    assert_eq!((other, gone, page.upto), (document(2), document(1), 3));
    assert_eq!(
        store.tombstones(HERE, None, 100, &everything()).await?,
        [document(1)]
    );
    let green = Readable {
        all: vec![Collection::Nature],
        ..Readable::nothing(METTE)
    };
    assert_eq!(store.tombstones(HERE, None, 100, &green).await?, []);
    assert_eq!(store.log_page(HERE, 2, 100, 10_000, &green).await?.entries, []);
    assert_eq!(store.record(HERE, document(1), &everything()).await?, None);
    let rows = store.row_counts().await?;
    assert_eq!(
        [
            rows["document"],
            rows["snapshot"],
            rows["projection"],
            rows["actor"]
        ],
        [1; 4]
    );
    assert_eq!(rows["log"], 3);
    let log = store.raw_log(HERE, 0, 9).await?;
    let times: Vec<_> = log
        .iter()
        .map(|row| (row.entry.as_str(), row.received_at))
        .collect();
    assert_eq!(
        times[..2],
        [("erased", 0), ("change", 1_002)],
        "when it came is erased too"
    );
    Ok(())
}

async fn a_returned_change_is_told_from_one_received_first(store: &impl Store) -> Result<()> {
    store
        .append(append_one(1, document(1), Kind::Area, METTE, 0))
        .await?;
    let mut returned = append_one(2, document(1), Kind::Area, METTE, 1);
    for entry in &mut returned.entries {
        entry.is_returned = true;
    }
    store.append(returned).await?;
    let receipts = store.receipts(HERE, document(1)).await?;
    let told: Vec<_> = receipts
        .iter()
        .map(|receipt| {
            (
                receipt.received_at,
                receipt.is_returned,
                receipt.first_received_at(),
            )
        })
        .collect();
    let at = Moment::from_millis;
    assert_eq!(
        told,
        [(at(1_001), false, Some(at(1_001))), (at(1_002), true, None)]
    );
    Ok(())
}

async fn what_never_came_can_be_erased(store: &impl Store) -> Result<()> {
    let nowhere = DepartmentId::from_bytes([9; 16]);
    let erasures = [
        erasure(1, HERE, Kind::ConflictCase),
        erasure(2, nowhere, Kind::Area),
        erasure(1, HERE, Kind::ConflictCase),
    ];
    assert_eq!(store.erase(&erasures).await?, 1);
    let late = append_one(1, document(1), Kind::ConflictCase, METTE, 0);
    assert_eq!(store.append(late.clone()).await?, Appended::Stale);
    assert_eq!(
        store.tombstones(HERE, None, 100, &everything()).await?,
        [document(1)]
    );
    let page = store.log_page(HERE, 0, 1, 10_000, &everything()).await?;
    assert_eq!(
        (page.entries, page.upto),
        (
            vec![LogEntry::Tombstone {
                document: document(1)
            }],
            1
        )
    );
    // The other had nowhere to be erased in, and may come.
    let other = append_one(2, document(2), Kind::Area, METTE, 0);
    assert_eq!(first(store.append(other.clone()).await?), Some(2));
    Ok(())
}

async fn outlines_tell_without_the_bytes(store: &impl Store) -> Result<()> {
    let begin = append_one(1, document(1), Kind::Area, JONAS, 0);
    store.append(begin.clone()).await?;
    store
        .append(append_one(2, document(1), Kind::Area, JONAS, 1))
        .await?;
    let summaries = store.summaries(&[document(1), document(2)]).await?;
    let live = DocumentSummary::Live {
        department: HERE,
        kind: Kind::Area,
        owner: JONAS,
        bytes: 100,
    };
    assert_eq!(summaries, BTreeMap::from([(document(1), live)]));
    let hashes = store.hashes(&[document(1), document(2)]).await?;
    assert_eq!(hashes, BTreeMap::from([(document(1), [hash(1), hash(2)].into())]));
    // Whose it is may turn out later, when a phone gives back what a restored database had lost.
    store
        .append(append_one(3, document(1), Kind::Area, METTE, 2))
        .await?;
    let summaries = store.summaries(&[document(1)]).await?;
    let is_hers =
        |summary: &DocumentSummary| matches!(summary, DocumentSummary::Live { owner, .. } if *owner == METTE);
    assert!(summaries.values().all(is_hers), "{summaries:?}");
    Ok(())
}

/// No number of changes pushes another one out: one that a repair leaves out may stand nowhere else.
async fn quarantine_keeps_everything(store: &impl Store) -> Result<()> {
    let refused = |number: u16, person| Quarantined {
        department: HERE,
        document: document(1),
        kind: Kind::Area,
        reason: RefusalCode::Malformed,
        bytes: number.to_be_bytes().to_vec(),
        person,
        device: PHONE,
        received_at: Moment::from_millis(1),
    };
    assert_eq!(store.quarantine_size().await?, 0);
    let mut expected = vec![refused(1, JONAS)];
    store.quarantine(&expected).await?;
    for batch in 0..15 {
        let batch: Vec<_> = (batch * 10..batch * 10 + 10)
            .map(|number| refused(number + 100, METTE))
            .collect();
        store.quarantine(&batch).await?;
        expected.extend(batch);
    }
    let kept = store.quarantined(0, 1_000).await?;
    let found: Vec<_> = kept.into_iter().map(|(_, one)| one).collect();
    assert_eq!(found, expected, "something was pushed out");
    assert_eq!(store.quarantine_size().await?, 151);
    // It counts with what people store, so that nobody fills the disk with it.
    let usage = store.usage().await?;
    let bytes = |person: UserId| {
        let of = usage
            .iter()
            .filter(|one| one.department == HERE && one.person == person);
        of.map(|one| one.bytes).sum::<u64>()
    };
    assert!(
        bytes(METTE) >= 300 && bytes(METTE) == 150 * bytes(JONAS),
        "{usage:?}"
    );

    let (number, newest) = match store.quarantined(0, 1_000).await?.pop() {
        Some(newest) => newest,
        None => panic!("nothing was kept"),
    };
    assert_eq!(store.quarantined(number - 1, 1).await?, [(number, newest)]);
    assert!(store.drop_quarantined(number).await?);
    assert!(!store.drop_quarantined(number).await?);
    assert_eq!(store.quarantined(number - 1, 1).await?, []);
    Ok(())
}

/// Stored rows can be read raw, and repaired.
async fn damaged_rows_can_be_repaired(store: &impl Store) -> Result<()> {
    assert_eq!(store.integrity().await?, Vec::<String>::new());
    for number in 1..=3 {
        store
            .append(append_one(number, document(number), Kind::Area, METTE, 0))
            .await?;
    }
    store
        .append(append_one(4, document(1), Kind::Area, METTE, 1))
        .await?;
    store.erase(&[erasure(3, HERE, Kind::Area)]).await?;

    let departments = store.raw_departments().await?;
    let heads: Vec<_> = departments.iter().map(|one| (one.id, one.head)).collect();
    assert_eq!(heads, [(HERE, 5), (THERE, 0)]);
    let log = store.raw_log(HERE, 0, 100).await?;
    let rows: Vec<_> = log.iter().map(|row| (row.seq, row.entry.as_str())).collect();
    assert_eq!(
        rows,
        [
            (1, "change"),
            (2, "change"),
            (3, "erased"),
            (4, "change"),
            (5, "tombstone")
        ]
    );
    assert_eq!(log[4].chain, departments[0].chain);
    assert_eq!(store.raw_log(HERE, 3, 1).await?, log[3..4]);
    let id = |number: u8| vec![number; 16];
    assert_eq!(store.raw_ids(HERE, None, 2).await?, [id(1), id(2)]);
    assert_eq!(store.raw_ids(HERE, Some(&id(2)), 9).await?, [id(3)]);
    let record = store.raw_record(HERE, document(1)).await?;
    let numbers: Vec<_> = record.entries.iter().map(|row| row.seq).collect();
    assert_eq!((numbers, record.actors.len()), (vec![1, 4], 2));
    assert!(record.snapshot.is_some() && record.projection.is_some() && record.tombstone.is_none());
    let gone = store.raw_record(HERE, document(3)).await?;
    assert_eq!(gone.tombstone.map(|row| row.seq), Some(5));

    let aside = Quarantined {
        department: HERE,
        document: document(1),
        kind: Kind::Area,
        reason: RefusalCode::Unreadable,
        bytes: vec![4; 100],
        person: METTE,
        device: PHONE,
        received_at: Moment::from_millis(1_004),
    };
    let kept = RebuiltDocument {
        kind: Kind::Area,
        owner: METTE,
        upto: 1,
        received_at: Moment::from_millis(1_001),
        heads: vec![hash(9)],
        bytes: vec![9; 10],
        proofs: vec![(hash(9), METTE)],
        projection: "{}".into(),
        index: feltbog_shared::model::record_index::RecordIndex::default(),
        actors: vec![(vec![9; 16], METTE, Some(PHONE))],
    };
    let repair = Repair {
        department: HERE,
        document: document(1),
        seen: vec![1, 4],
        entries: vec![RepairedEntry {
            seq: 1,
            hash: hash(9),
            actor: vec![9; 16],
            actor_seq: 1,
            author: METTE,
            bytes: vec![9; 10],
        }],
        left_out: vec![4],
        aside: vec![aside.clone()],
        kept: Some(kept),
    };
    let stale = Repair {
        seen: vec![1],
        ..repair.clone()
    };
    assert!(!store.repair(&stale).await?);
    assert_eq!(store.raw_record(HERE, document(1)).await?, record);
    assert!(store.repair(&repair).await?);
    let hashes = store.hashes(&[document(1)]).await?;
    assert_eq!(hashes, BTreeMap::from([(document(1), [hash(9)].into())]));
    let page = store.snapshot_page(HERE, None, 9, 10_000, &everything()).await?;
    assert_eq!((page.snapshots[0].bytes.len(), page.snapshots.len()), (10, 2));
    let quarantined = store.quarantined(0, 9).await?;
    assert_eq!(
        quarantined.into_iter().map(|(_, one)| one).collect::<Vec<_>>(),
        [aside]
    );
    let nothing = Repair {
        seen: vec![2],
        entries: vec![],
        left_out: vec![2],
        aside: vec![],
        kept: None,
        document: document(2),
        ..repair
    };
    assert!(store.repair(&nothing).await?);
    assert_eq!(store.documents(&[document(2)]).await?, BTreeMap::new());

    store.unbury(HERE, document(3)).await?;
    assert_eq!(store.erasures(None, 9).await?, []);
    let rechain_log = RechainLog {
        department: HERE,
        seen: 5,
        missing: vec![6],
        chains: vec![(5, [5; 32]), (6, [6; 32])],
        head: (6, [6; 32]),
        now: Moment::from_millis(7),
    };
    assert!(
        !store
            .rechain_log(&RechainLog {
                seen: 4,
                ..rechain_log.clone()
            })
            .await?
    );
    assert!(store.rechain_log(&rechain_log).await?);
    let at = store.position(HERE, 5).await?;
    assert_eq!(
        at.map(|at| (at.epoch, at.head, at.head_chain, at.chain)),
        Some((2, 6, [6; 32], Some([5; 32])))
    );
    store.raise_epoch(HERE).await?;
    let epochs = (
        store.position(HERE, 0).await?.map(|at| at.epoch),
        store.position(THERE, 0).await?.map(|at| at.epoch),
    );
    assert_eq!(epochs, (Some(3), Some(1)));
    Ok(())
}

/// Many writers at once: every number is used once, and whoever lost a document looks again.
async fn writers_wait_for_each_other<S: Store>(store: Arc<S>) -> Result<()> {
    let writers: Vec<_> = (1..=20)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                let append = append_one(number, document(number % 4 + 100), Kind::Area, METTE, 0);
                store.append(append.clone()).await
            })
        })
        .collect();
    let mut numbers = Vec::new();
    for writer in writers {
        let Ok(appended) = writer.await else {
            panic!("a writer panicked")
        };
        numbers.extend(first(appended?));
    }
    numbers.sort_unstable();
    assert_eq!(numbers, [1, 2, 3, 4], "one writer for each of four documents");
    Ok(())
}

async fn enrolled(store: &impl Store, number: u8, person: UserId, at: i64) -> Result<DeviceId> {
    let at = Moment::from_millis(at);
    let invitation = Invitation {
        link_hash: [number; 32],
        typed_hash: [number + 100; 32],
        person,
        created_at: at,
        expires_at: at.plus_millis(1_000),
    };
    store.invite(invitation).await?;
    let device = DeviceId::from_bytes([number; 16]);
    let redemption = Redemption {
        code_hash: [number; 32],
        device,
        device_name: "telefon".into(),
        token_hash: [number; 32],
        key: None,
        confirmation: None,
        now: at,
    };
    assert_eq!(store.redeem(&redemption).await?, Some(person));
    Ok(device)
}

async fn access_is_taken_away_for_good(store: &impl Store) -> Result<()> {
    let at = Moment::from_millis;
    let device = enrolled(store, 20, METTE, 100).await?;
    enrolled(store, 21, METTE, 100).await?;
    assert_eq!(store.withdrawals(at(9_999)).await?, [].into());
    // One to come is none yet.
    let coming = Grant {
        until: Some(at(500)),
        ..grant(Role::CaseOfficer, HERE)
    };
    store.grant(JONAS, coming).await?;
    let taken = [
        Withdrawal::Device(device, at(200)),
        Withdrawal::Role(METTE, HERE, Role::Caretaker, at(200)),
    ];
    assert_eq!(store.withdraw(&taken).await?, 2);
    assert!(!store.device_has_session(device).await?);
    assert!(store.device_has_session(DeviceId::from_bytes([21; 16])).await?);
    assert_eq!(store.withdrawals(at(300)).await?, taken.into());
    let ended = Withdrawal::Role(JONAS, HERE, Role::CaseOfficer, at(500));
    assert!(store.withdrawals(at(500)).await?.contains(&ended));
    // A role given since stands, however often the same is taken away.
    let since = Grant {
        from: at(300),
        ..grant(Role::Caretaker, HERE)
    };
    store.grant(METTE, since).await?;
    assert_eq!(store.withdraw(&taken).await?, 0);
    assert!(store.grants(METTE).await?.contains(&since));
    // So does one that is prolonged, though it began before.
    let prolonged = grant(Role::Caretaker, HERE);
    store.grant(METTE, prolonged).await?;
    assert_eq!(store.withdraw(&taken).await?, 0);
    assert!(store.grants(METTE).await?.contains(&prolonged));
    // It ends when somebody ends it once more.
    let again = Withdrawal::Role(METTE, HERE, Role::Caretaker, at(400));
    assert_eq!(store.withdraw(&[again]).await?, 2);
    Ok(())
}

async fn one_secret_belongs_to_a_database(store: &impl Store) -> Result<()> {
    for starts in [1, 7] {
        store.set_server_starts([9; 16], starts).await?;
        assert_eq!(store.server_starts([9; 16]).await?, Some(starts));
    }
    assert_eq!(store.server_starts([8; 16]).await?, None);
    assert_eq!(store.secret().await?, None);
    for claimed in [[1; 16], [2; 16], [1; 16]] {
        assert_eq!(store.claim(claimed).await?, [1; 16]);
        assert_eq!(store.secret().await?, Some([1; 16]));
    }
    let epoch = async || {
        let department = store.department(HERE).await?;
        Result::Ok(department.map(|department| department.epoch))
    };
    let before = epoch().await?;
    store.replace_secret([2; 16]).await?;
    assert_eq!(store.claim([1; 16]).await?, [2; 16]);
    assert_eq!(epoch().await?, before.map(|epoch| epoch + 1));
    // A rotation raises nothing, and is that of one secret to another.
    assert!(!store.rotate_secret([1; 16], [3; 16]).await?);
    assert_eq!(store.secret().await?, Some([2; 16]));
    assert!(store.rotate_secret([2; 16], [3; 16]).await?);
    assert_eq!(store.secret().await?, Some([3; 16]));
    assert_eq!(epoch().await?, before.map(|epoch| epoch + 1));
    Ok(())
}

async fn what_people_store_is_counted(store: &impl Store) -> Result<()> {
    assert_eq!(store.usage().await?, []);
    store
        .append(append_one(1, document(1), Kind::Photo, METTE, 0))
        .await?;
    store
        .append(append_one(2, document(2), Kind::Area, METTE, 0))
        .await?;
    let photo = NewPhoto {
        department: HERE,
        document: document(1),
        device: enrolled(store, 20, JONAS, 100).await?,
        received_at: Moment::from_millis(100),
        bytes: vec![1; 50],
    };
    assert!(store.keep_photo(&photo).await?);
    let usage = |person, bytes| Usage {
        department: HERE,
        person,
        bytes,
    };
    let mut found = store.usage().await?;
    found.sort_unstable();
    // An encrypted value counts with its nonce and its tag.
    let is_encrypted = store.plain_documents().await? == 0;
    let more = if is_encrypted { 32 } else { 0 };
    let mut expected = [usage(METTE, 200 + 2 * more), usage(JONAS, 50 + more)];
    expected.sort_unstable();
    assert_eq!(found, expected);
    Ok(())
}

async fn a_picture_goes_when_its_record_is_discarded(store: &impl Store) -> Result<()> {
    let device = enrolled(store, 20, JONAS, 100).await?;
    let photo = |number| NewPhoto {
        department: HERE,
        document: document(number),
        device,
        received_at: Moment::from_millis(100),
        bytes: vec![number; 50],
    };
    for number in [1, 2] {
        let begun = append_one(number, document(number), Kind::Photo, METTE, 0);
        store.append(begun).await?;
        assert!(store.keep_photo(&photo(number)).await?);
    }
    let mut discarded = append_one(3, document(1), Kind::Photo, METTE, 1);
    discarded.documents[0].index.is_discarded = true;
    assert!(first(store.append(discarded).await?).is_some());
    assert_eq!(store.photo(HERE, document(1)).await?, None);
    assert_eq!(store.photo(HERE, document(2)).await?, Some(vec![2; 50]));
    // None is kept of it, and none asked for, until its author takes that back.
    assert!(!store.keep_photo(&photo(1)).await?);
    assert_eq!(store.photos_lacking(HERE, Kind::Photo, 10).await?, []);
    let back = append_one(4, document(1), Kind::Photo, METTE, 3);
    assert!(first(store.append(back).await?).is_some());
    let lacking = store.photos_lacking(HERE, Kind::Photo, 10).await?;
    assert_eq!(lacking, [(document(1), METTE)]);
    assert_eq!(store.photos_lacking(HERE, Kind::SignalPhoto, 10).await?, []);
    assert!(store.keep_photo(&photo(1)).await?);
    assert_eq!(store.photo(HERE, document(1)).await?, Some(vec![1; 50]));
    Ok(())
}

async fn people_of_one_name_are_all_found(store: &impl Store) -> Result<()> {
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

async fn devices_that_say_nothing_are_counted(store: &impl Store) -> Result<()> {
    let since = async |at| {
        let presence = store.presence(Moment::from_millis(at)).await?;
        Result::Ok([presence.devices, presence.silent])
    };
    let one = enrolled(store, 20, METTE, 100).await?;
    let other = enrolled(store, 21, JONAS, 200).await?;
    assert_eq!(since(100).await?, [2, 0]);
    assert_eq!(since(150).await?, [2, 1]);
    let unknown = DeviceId::from_bytes([99; 16]);
    store
        .set_last_seen(&[one, unknown], Moment::from_millis(300))
        .await?;
    assert_eq!(since(150).await?, [2, 0]);
    assert_eq!(since(250).await?, [2, 1]);
    let gone = Withdrawal::Device(other, Moment::from_millis(400));
    store.withdraw(&[gone]).await?;
    assert_eq!(since(250).await?, [1, 0]);
    assert_eq!(since(301).await?, [1, 1]);
    let devices = store.devices(METTE).await?;
    assert!(devices.iter().any(|device| device.id == one
        && device.enrolled_at == Moment::from_millis(100)
        && device.seen_at == Some(Moment::from_millis(300))));
    assert_eq!(store.devices(JONAS).await?, []);
    Ok(())
}
