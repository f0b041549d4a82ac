//! Efforts, their activities and tasks, and staff.

use feltbog_shared::id::{EffortId, EffortTaskId, OrganisationId, StaffId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::Role;

use super::{HERE, JONAS, METTE, THERE, append_one, document};
use crate::store::{
    AdministrativeAct, AdministrativeChange, AdministrativeOutcome, EffortAct, EffortRow, EffortTaskRow,
    Erasure, GrantLevel, PersonGrant, Result, StaffRow, Store,
};

/// The organisation of [`super::founded`].
const FIRST: OrganisationId = OrganisationId::from_bytes([0; 16]);
const EFFORT: EffortId = EffortId::from_bytes([0xe1; 16]);

async fn make(store: &impl Store, act: EffortAct) -> Result<bool> {
    carry_out(store, AdministrativeAct::Effort(Box::new(act))).await
}

async fn carry_out(store: &impl Store, act: AdministrativeAct) -> Result<bool> {
    let change = AdministrativeChange {
        organisation: FIRST,
        at: Moment::from_millis(100),
        by: METTE,
        action: "effort_changed".into(),
        target: EFFORT.to_string(),
        subject: "Mit Kvarter".into(),
        before: None,
        after: Some("{}".into()),
        undoes: None,
        act,
    };
    let entries = store.administrative_entries(FIRST, None, 50).await?.len();
    let is_made = matches!(store.administer(&change).await?, AdministrativeOutcome::Done(_));
    let after = store.administrative_entries(FIRST, None, 50).await?.len();
    assert_eq!(after, entries + usize::from(is_made), "a change and its entry");
    Ok(is_made)
}

fn effort(version: u64, name: &str) -> EffortRow {
    EffortRow {
        id: EFFORT,
        organisation: FIRST,
        version,
        name: name.into(),
        record: "{}".into(),
        departments: vec![HERE, THERE],
    }
}

pub(super) async fn an_effort_is_kept_with_its_departments(store: &impl Store) -> Result<()> {
    assert_eq!(store.efforts_of(&[HERE, THERE]).await?, []);
    assert_eq!(store.effort(EFFORT).await?, None);
    assert!(make(store, EffortAct::Add(effort(0, "Mit Kvarter"), Vec::new())).await?);
    assert_eq!(store.effort(EFFORT).await?, Some(effort(1, "Mit Kvarter")));
    assert_eq!(store.efforts_of(&[THERE]).await?, [effort(1, "Mit Kvarter")]);
    assert_eq!(store.efforts_of(&[]).await?, []);
    let only_here = EffortRow {
        departments: vec![HERE],
        ..effort(1, "Andet navn")
    };
    assert!(make(store, EffortAct::Change(only_here.clone(), Vec::new())).await?);
    assert!(
        !make(store, EffortAct::Change(only_here.clone(), Vec::new())).await?,
        "it was changed since"
    );
    assert_eq!(store.efforts_of(&[THERE]).await?, []);
    let changed = EffortRow {
        version: 2,
        ..only_here
    };
    assert_eq!(store.efforts_of(&[HERE, THERE]).await?, [changed]);
    Ok(())
}

fn task(byte: u8, person: Option<UserId>, due_on: &str) -> EffortTaskRow {
    EffortTaskRow {
        id: EffortTaskId::from_bytes([byte; 16]),
        effort: EFFORT,
        department: HERE,
        version: 1,
        person,
        title: "Fortæl om indsatsen".into(),
        due_on: due_on.into(),
        done: None,
    }
}

pub(super) async fn tasks_and_activities_belong_to_an_effort(store: &impl Store) -> Result<()> {
    let tasks = vec![task(2, None, "2026-02-01"), task(1, Some(JONAS), "2026-03-01")];
    assert!(make(store, EffortAct::Add(effort(0, "Mit Kvarter"), tasks.clone())).await?);
    assert_eq!(store.effort_tasks(&[EFFORT]).await?, tasks);
    // Nobody is enrolled twice.
    let again = EffortAct::AddTasks(vec![
        task(3, Some(JONAS), "2026-04-01"),
        task(4, Some(METTE), "2026-01-01"),
    ]);
    assert!(make(store, again).await?);
    let kept = store.effort_tasks(&[EFFORT]).await?;
    let people: Vec<_> = kept.iter().map(|task| task.person).collect();
    assert_eq!(people, [Some(METTE), None, Some(JONAS)]);
    // A person has their own and nobody else's.
    assert_eq!(store.introductions_of(METTE).await?, [kept[0].clone()]);
    assert_eq!(store.introductions_of(JONAS).await?, [kept[2].clone()]);
    assert_eq!(store.introductions_of(UserId::from_bytes([0x99; 16])).await?, []);
    let set = |version, done| EffortAct::SetTask {
        task: tasks[0].id,
        version,
        done,
    };
    let done = Some(("2026-01-20".to_owned(), METTE));
    assert!(make(store, set(1, done.clone())).await?);
    assert!(!make(store, set(1, None)).await?, "it was changed since");
    let kept = store.effort_tasks(&[EFFORT]).await?;
    assert_eq!((kept[1].version, &kept[1].done), (2, &done));

    store
        .append(append_one(1, document(1), Kind::Activity, METTE, 0))
        .await?;
    let link = |is_linked| EffortAct::LinkActivity {
        effort: EFFORT,
        department: HERE,
        document: document(1),
        is_linked,
    };
    assert!(!make(store, link(false)).await?, "it does not belong to it");
    assert!(make(store, link(true)).await?);
    assert!(!make(store, link(true)).await?);
    let linked = [(EFFORT, HERE, document(1))];
    assert_eq!(store.effort_activities(&[HERE]).await?, linked);
    let erasure = Erasure {
        department: HERE,
        document: document(1),
        collection: Kind::Activity.collection(),
        erased_at: Moment::from_millis(40),
    };
    store.erase(&[erasure]).await?;
    assert_eq!(store.effort_activities(&[HERE]).await?, []);
    Ok(())
}

pub(super) async fn staff_is_found_where_it_works(store: &impl Store) -> Result<()> {
    let staff = |version, works_in| StaffRow {
        id: StaffId::from_bytes([0xf1; 16]),
        department: HERE,
        version,
        effort: None,
        name: "Signe".into(),
        record: "{}".into(),
        works_in,
    };
    assert!(make(store, EffortAct::AddStaff(staff(0, vec![HERE]))).await?);
    assert_eq!(store.staff_of(&[THERE]).await?, []);
    let lent = vec![HERE, THERE];
    assert!(make(store, EffortAct::ChangeStaff(staff(1, lent.clone()))).await?);
    assert!(!make(store, EffortAct::ChangeStaff(staff(1, vec![HERE]))).await?);
    assert_eq!(store.staff_of(&[THERE]).await?, [staff(2, lent.clone())]);
    let id = StaffId::from_bytes([0xf1; 16]);
    assert_eq!(store.staff_member(id).await?, Some(staff(2, lent)));
    Ok(())
}

pub(super) async fn staff_is_lent_with_its_grants_or_not_at_all(store: &impl Store) -> Result<()> {
    let staff = |version, works_in| StaffRow {
        id: StaffId::from_bytes([0xf2; 16]),
        department: HERE,
        version,
        effort: None,
        name: "Jonas".into(),
        record: "{}".into(),
        works_in,
    };
    assert!(make(store, EffortAct::AddStaff(staff(0, vec![HERE]))).await?);
    let grant = |until| PersonGrant {
        person: JONAS,
        level: GrantLevel::Department(THERE),
        role: Role::Caretaker,
        from: Moment::from_millis(10),
        until: Some(Moment::from_millis(until)),
    };
    let lend = |version, expected: Vec<PersonGrant>, wanted| AdministrativeAct::LendStaff {
        act: Box::new(EffortAct::ChangeStaff(staff(version, vec![HERE, THERE]))),
        expected,
        wanted: vec![wanted],
    };
    let held = async || -> Result<Vec<PersonGrant>> {
        let all = store.person_grants(JONAS).await?.into_iter();
        let there =
            all.filter(|one| (one.level, one.role) == (GrantLevel::Department(THERE), Role::Caretaker));
        Ok(there.collect())
    };
    // A grant that is not there as expected, or a member that was changed since, leaves both as they are.
    assert!(!carry_out(store, lend(1, vec![grant(90)], grant(99))).await?);
    assert!(!carry_out(store, lend(7, Vec::new(), grant(99))).await?);
    assert_eq!(held().await?, []);
    assert_eq!(store.staff_of(&[THERE]).await?, []);
    assert!(carry_out(store, lend(1, Vec::new(), grant(99))).await?);
    assert_eq!(held().await?, [grant(99)]);
    assert_eq!(store.staff_of(&[THERE]).await?, [staff(2, vec![HERE, THERE])]);
    assert!(carry_out(store, lend(2, vec![grant(99)], grant(20))).await?);
    assert_eq!(held().await?, [grant(20)]);
    Ok(())
}
