//! The records that wait for a person, asked of the one policy: records that they may read, and of which somebody with
//! their role has to take care.

use std::collections::BTreeSet;

use feltbog_shared::id::{DepartmentId, UserId};
use feltbog_shared::model::handover::HandoverRole;
use feltbog_shared::model::schema::ValueList as _;
use feltbog_shared::model::signal::{ReceivingTeam, SignalState};
use feltbog_shared::model::{Fields, Handover, Kind, Signal, Value};
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::permission::{Collection, Permission, Role};
use feltbog_shared::search::fold;

use crate::error::Error;
use crate::services::access::{DepartmentAccess, department_access, permissions};
use crate::services::department_details::public_part;
use crate::services::desk::{due_records, waiting_approvals};
use crate::services::projection::read_fields;
use crate::state::App;
use crate::store::{DepartmentRow, Readable, Record};

/// Most records of a kind and a department that are looked at.
const RECORDS: u32 = 10_000;
/// The kinds that arrive for somebody.
pub(super) const ARRIVING: [Kind; 3] = [Kind::Signal, Kind::Concern, Kind::Handover];
/// The numbers of records that wait for a person, over all departments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Signals that nobody has taken.
    pub signals: u32,
    /// Concerns that nobody has taken.
    pub concerns: u32,
    /// Concerns for the person as contact person, who may see their state alone.
    pub to_contact: u32,
    /// Handovers to the person's role that nobody has taken.
    pub handovers: u32,
    /// Open records with a deadline that has come.
    pub overdue: u32,
    /// Steps of cases that wait for a second person, and that others asked for.
    pub approvals: u32,
    /// Open cases that nobody has looked at for long.
    pub unseen: u32,
}

impl Waiting {
    /// Whether nothing waits.
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }

    fn count(&mut self, kind: Kind) {
        match kind {
            Kind::Signal => self.signals += 1,
            Kind::Concern => self.concerns += 1,
            _ => self.handovers += 1,
        }
    }
}

/// The contact people of a department who have a profile there: those of the names that its record gives them.
#[derive(Clone, Debug, Default)]
pub(super) struct ContactPeople {
    all: BTreeSet<UserId>,
    /// Those who take every concern.
    takers: BTreeSet<UserId>,
}

impl ContactPeople {
    /// The contact people of a department.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn of(app: &App, department: &DepartmentRow) -> Result<Self, Error> {
        let row = app.store.department_record(department.id).await?;
        let information = row.as_ref().map(public_part).transpose()?;
        let contacts = information.iter().flat_map(|one| &one.contacts);
        let names: BTreeSet<String> = contacts
            .map(|contact| fold(contact.name.trim()))
            .filter(|name| !name.is_empty())
            .collect();
        if names.is_empty() {
            return Ok(Self::default());
        }
        let members = app.store.members(department.id).await?;
        let named = members
            .iter()
            .filter(|member| names.contains(&fold(member.name.trim())));
        let named: BTreeSet<UserId> = named.map(|member| member.person).collect();
        let rights = permissions(&members, department.id, department.modules, app.clock.now());
        let has =
            |person: &UserId, is_so: &dyn Fn(&Permission) -> bool| rights.get(person).is_some_and(is_so);
        let takes_all = |one: &Permission| one.access(Collection::Concerns).update.is_all();
        Ok(Self {
            takers: named
                .iter()
                .filter(|person| has(person, &takes_all))
                .copied()
                .collect(),
            all: named
                .into_iter()
                .filter(|person| has(person, &Permission::is_member))
                .collect(),
        })
    }

    /// Whether a concern for the contact person is this person's to take: a contact person's, where one of them takes
    /// concerns, and otherwise everybody's who does.
    fn is_received_by(&self, permission: &Permission) -> bool {
        match self.takers.is_empty() {
            true => takes(permission, Kind::Concern),
            false => self.takers.contains(&permission.user()),
        }
    }
}

/// Whether a record was sent to the contact person and nobody has taken it.
fn is_sent_to_contact(fields: &Fields) -> bool {
    text(fields, Signal::state().name()) == SignalState::Sent.key()
        && text(fields, Signal::to_team().name()) == ReceivingTeam::ContactPerson.key()
}

/// The fields of a merged record.
pub(super) fn fields_of(record: &Record) -> Fields {
    read_fields(record.kind, &record.projection).unwrap_or_default()
}

fn text<'a>(fields: &'a Fields, name: &str) -> &'a str {
    match fields.get(name) {
        Some(Value::Text(text)) => text,
        _ => "",
    }
}

/// The roles of a team.
fn roles_of(team: ReceivingTeam) -> &'static [Role] {
    match team {
        ReceivingTeam::Operations => &[Role::Caretaker, Role::OperationsManager],
        ReceivingTeam::SocialCaretaker => &[Role::SocialCaretaker],
        ReceivingTeam::CentralUnit => &[Role::CentralUnit],
        ReceivingTeam::CaseOfficer => &[Role::CaseOfficer],
        ReceivingTeam::ContactPerson => &[],
    }
}

/// Whether a record that a person may read has arrived for them and nobody has taken it. A signal to no team is for those
/// who may take it, a concern to the contact person for the contact people among these.
pub(super) fn has_arrived_for(
    permission: &Permission,
    kind: Kind,
    owner: UserId,
    fields: &Fields,
    contact_people: &ContactPeople,
) -> bool {
    if text(fields, Signal::state().name()) != SignalState::Sent.key() || owner == permission.user() {
        return false;
    }
    let holds = |role: &Role| permission.roles().contains(role);
    if kind == Kind::Handover {
        let to = HandoverRole::from_key(text(fields, Handover::to_role().name()));
        return to.is_some_and(|to| holds(&to.role()));
    }
    if kind == Kind::Concern && is_sent_to_contact(fields) {
        return contact_people.is_received_by(permission);
    }
    let team = ReceivingTeam::from_key(text(fields, Signal::to_team().name()));
    match team.map(roles_of).unwrap_or_default() {
        [] => takes(permission, kind),
        roles => roles.iter().any(holds),
    }
}

/// Whether a person may change records of a kind that somebody else made.
fn takes(permission: &Permission, kind: Kind) -> bool {
    !permission.access(kind.collection()).update.is_nothing()
}

/// Whether a record is overdue that is to be done by a day. The day itself is in time for what was sent on it.
fn is_overdue(kind: Kind, due_on: Day, today: Day) -> bool {
    match kind {
        Kind::Signal | Kind::Concern => due_on < today,
        _ => due_on <= today,
    }
}

/// Counts what waits for a person in a department.
async fn count(app: &App, access: &DepartmentAccess, today: Day, waiting: &mut Waiting) -> Result<(), Error> {
    let permission = &access.permission;
    let concerns = permission.access(Collection::Concerns);
    let contact_people = match concerns.state || !concerns.read.is_nothing() {
        true => ContactPeople::of(app, &access.department).await?,
        false => ContactPeople::default(),
    };
    if concerns.state && !concerns.read.is_all() && contact_people.all.contains(&permission.user()) {
        // A number alone is told, to somebody who may see how far each of them has come.
        let all = Readable::everything(permission.user());
        let (department, kind) = (access.department.id, Some(Kind::Concern));
        for record in app.store.records(department, kind, RECORDS, &all).await? {
            let is_theirs = record.owner != permission.user() && is_sent_to_contact(&fields_of(&record));
            waiting.to_contact += u32::from(is_theirs);
        }
    }
    let mut arrived = BTreeSet::new();
    for kind in ARRIVING {
        if permission.access(kind.collection()).read.is_nothing() {
            continue;
        }
        let department = access.department.id;
        let records = app
            .store
            .records(department, Some(kind), RECORDS, &access.readable);
        for record in records.await? {
            let fields = fields_of(&record);
            if has_arrived_for(permission, kind, record.owner, &fields, &contact_people) {
                waiting.count(kind);
                arrived.insert(record.document);
            }
        }
    }
    for found in due_records(app, access, RECORDS).await? {
        let record = &found.record;
        let due_on = record.index.due_on;
        if takes(permission, record.kind)
            && permission.may_update(record.kind.collection(), record.owner, record.document)
            && due_on.is_some_and(|due_on| is_overdue(record.kind, due_on, today))
            && !arrived.contains(&record.document)
        {
            waiting.overdue += 1;
        }
    }
    Ok(())
}

/// The numbers of records that wait for a person. Nothing for a person without rights.
///
/// # Errors
/// When the database fails.
pub async fn waiting(app: &App, person: UserId, now: Moment) -> Result<Waiting, Error> {
    let grants = app.store.grants(person).await?;
    let holding = grants.iter().filter(|grant| grant.holds_at(now));
    let departments: BTreeSet<DepartmentId> = holding.map(|grant| grant.department).collect();
    let mut waiting = Waiting::default();
    for department in departments {
        match department_access(app, person, department).await {
            Ok(access) => count(app, &access, now.danish_day(), &mut waiting).await?,
            Err(Error::Refused(_)) => {}
            Err(error) => return Err(error),
        }
    }
    let cases = waiting_approvals(app, person).await?;
    let others = cases.approvals.iter().filter(|(_, approval)| !approval.is_own);
    waiting.approvals = u32::try_from(others.count()).unwrap_or(u32::MAX);
    waiting.unseen = u32::try_from(cases.unseen.len()).unwrap_or(u32::MAX);
    Ok(waiting)
}

#[cfg(test)]
mod tests {
    use feltbog_shared::model::deadlines::RecordTimes;
    use feltbog_shared::model::record_index::RecordIndex;

    use super::*;

    /// Fields as they are read from a projection.
    fn record(kind: Kind, texts: &[(&str, &str)]) -> Fields {
        let fields: std::collections::BTreeMap<_, _> = texts.iter().copied().collect();
        let projection = serde_json::json!({ "fields": fields }).to_string();
        read_fields(kind, &projection).expect("a projection")
    }

    #[test]
    fn deadlines_are_those_of_the_records() {
        let today = Day::parse("2026-11-24").expect("a day");
        let due = |kind, texts: &[(&str, &str)]| {
            let fields = record(kind, texts);
            let received = match fields.get("created_at") {
                Some(Value::Moment(at)) => *at,
                _ => Moment::default(),
            };
            let index = RecordIndex::of(kind, &fields, false, &RecordTimes::at(received), None);
            index.due_on.is_some_and(|due_on| is_overdue(kind, due_on, today))
        };
        let task = |day| due(Kind::CareTask, &[("state", "planlagt"), ("window_to", day)]);
        assert!(task("2026-11-24") && task("2026-11-01") && !task("2026-11-25") && !task(""));
        assert!(!due(
            Kind::CareTask,
            &[("state", "udfoert"), ("window_to", "2026-11-01")]
        ));
        let case = |state, day| due(Kind::ConflictCase, &[("state", state), ("follow_up_on", day)]);
        assert!(case("monitoring", "2026-11-24") && !case("closed", "2026-11-24"));
        let signal = |urgency, at| {
            due(
                Kind::Signal,
                &[("state", "modtaget"), ("urgency", urgency), ("created_at", at)],
            )
        };
        assert!(signal("i_dag", "2026-11-23T10:00:00.000Z"));
        // In Denmark it is the next day already.
        assert!(!signal("i_dag", "2026-11-23T23:30:00.000Z"));
        assert!(!signal("denne_uge", "2026-11-20T10:00:00.000Z"));
        assert!(!signal("naar_muligt", "2020-01-01T10:00:00.000Z"));
    }
}
