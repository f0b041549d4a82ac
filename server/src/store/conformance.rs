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
mod enrolment;
mod erasure;
mod first_fetch;
mod indicators;
mod keys;
pub(crate) mod last_release;
mod ledgers;
mod letters;
mod log;
mod nature;
mod notifications;
mod organisation;
mod parts;
mod retention;
mod safe_returns;
mod sign_in;
mod subject_access;
mod tenants;
mod upkeep;

use std::sync::Arc;

use feltbog_shared::id::{ChangeHash, DepartmentId, DeviceId, DocumentId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::{Grant, Modules, Role};

use super::{
    Append, AppendDocument, AppendEntry, Appended, Erasure, Foundation, Invitation, NewDepartment, Readable,
    Redemption, Result, Store,
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
    organisation::organisation_people_and_grants(&founded(empty().await).await?).await?;
    enrolment::invitations_and_sessions(&founded(empty().await).await?).await?;
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
    log::numbers_follow_each_other(&founded(empty().await).await?).await?;
    log::an_append_is_all_or_nothing(&founded(empty().await).await?).await?;
    log::pages_show_what_may_be_read(&founded(empty().await).await?).await?;
    parts::widen_and_narrow_what_may_be_read(&founded(empty().await).await?).await?;
    parts::are_found(&founded(empty().await).await?).await?;
    parts::what_was_given_is_known(&founded(empty().await).await?).await?;
    parts::tombstones_are_told_to_readers(&founded(empty().await).await?).await?;
    log::records_are_read_as_they_stand(&founded(empty().await).await?).await?;
    erasure::erasure_leaves_numbers_and_nothing_else(&founded(empty().await).await?).await?;
    log::a_returned_change_is_told_from_one_received_first(&founded(empty().await).await?).await?;
    erasure::what_never_came_can_be_erased(&founded(empty().await).await?).await?;
    log::outlines_tell_without_the_bytes(&founded(empty().await).await?).await?;
    first_fetch::todays_work_is_wanted_first(&founded(empty().await).await?).await?;
    upkeep::quarantine_keeps_everything(&founded(empty().await).await?).await?;
    enrolment::access_is_taken_away_for_good(&founded(empty().await).await?).await?;
    ledgers::what_servers_did_of_late_is_found(&founded(empty().await).await?).await?;
    upkeep::one_secret_belongs_to_a_database(&founded(empty().await).await?).await?;
    upkeep::what_people_store_is_counted(&founded(empty().await).await?).await?;
    erasure::a_picture_goes_when_its_record_is_discarded(&founded(empty().await).await?).await?;
    organisation::people_of_one_name_are_all_found(&empty().await).await?;
    organisation::an_organisation_is_amended_whole_or_not_at_all(&empty().await).await?;
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
    organisation::a_grant_that_follows_upon_another_stands(&founded(empty().await).await?).await?;
    enrolment::devices_that_say_nothing_are_counted(&founded(empty().await).await?).await?;
    upkeep::damaged_rows_can_be_repaired(&founded(empty().await).await?).await?;
    log::writers_wait_for_each_other(Arc::new(founded(empty().await).await?)).await
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

/// An erasure of a document, named as one of a department.
pub(crate) fn erasure(number: u8, department: DepartmentId, kind: Kind) -> Erasure {
    Erasure {
        department,
        document: document(number),
        collection: kind.collection(),
        erased_at: Moment::from_millis(9),
    }
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
