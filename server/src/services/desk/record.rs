//! A record in full, with what belongs to it and what the person may do.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::bridge::HistoryStep;
use feltbog_shared::document::Document;
use feltbog_shared::home::names_a_street;
use feltbog_shared::id::{ChangeHash, DepartmentId, DocumentId, UserId};
use feltbog_shared::model::deadlines::{
    Belonging, DeadlineKind, DeadlineRules, RecordTimes, of_case_with, of_record, reason_not_to_inform,
};
use feltbog_shared::model::record_index::RecordIndex;
use feltbog_shared::model::retention::RetainedRecord;
use feltbog_shared::model::schema::DISCARDED_AT;
use feltbog_shared::model::{ConflictParty, Fields, Kind, Model as _, Shape, Value};
use feltbog_shared::moment::Moment;
use feltbog_shared::office::approvals::CaseApprovals;
use feltbog_shared::office::desk::{
    DeskDeadline, DeskHistory, DeskName, DeskPlace, DeskRecord, DeskRights, Pattern, PatternLikeness,
    RelatedRecord, TimelineContent, TimelineEntry,
};
use feltbog_shared::parts::can_be_assigned;
use feltbog_shared::permission::{Collection, Permission, Role};

use super::approvals;
use super::contacts::contacts;
use super::edit::{Opened, blocking, open, unreadable};
use super::erasure_by_hand::{self, ErasureFacts};
use super::lists::everything;
use super::presence;
use super::scope::{group, may_meet_colleagues};
use crate::error::Error;
use crate::services::access::{department_access, permissions};
use crate::services::late_receipt::{LateReceipts, first_receipts, is_legal_state};
use crate::services::organisation_settings::{self, controller};
use crate::services::planned_erasure::{kinds_that_go_with, planned};
use crate::services::projection::read_fields;
use crate::state::App;
use crate::store::{DocumentState, FoundRecord, IndexQuery, IndexedRecord};

/// Most entries of a timeline.
const TIMELINE: usize = 500;
/// Records that are read at once of those that belong to another one. Deadlines and patterns are worked out from all.
const BELONGING: u32 = 1_000;

/// A document as it is read.
struct Read {
    fields: Fields,
    disputes: Vec<feltbog_shared::bridge::Dispute>,
    heads: Vec<ChangeHash>,
    history: Vec<HistoryStep>,
    states: Vec<Value>,
    times: RecordTimes,
}

fn read_document(state: &DocumentState) -> Result<Read, Error> {
    let document = Document::from_chunks(state.kind, &state.bytes).map_err(unreadable)?;
    let (shown, first_step) = document.state_changes();
    let received = |hash: ChangeHash| {
        let mut changes = state.changes.iter();
        changes
            .find(|change| change.hash == hash)
            .map(|change| change.received_at)
    };
    let first = state
        .changes
        .first()
        .map(|change| change.received_at)
        .unwrap_or_default();
    let last = state.changes.iter().map(|change| change.received_at).max();
    let heads = document.heads();
    Ok(Read {
        fields: document.fields(),
        disputes: document.disputes(),
        history: document.history(),
        states: document.values_at("state", &heads),
        heads,
        times: RecordTimes {
            received_at: first,
            changed_at: last.unwrap_or(first),
            state_since: shown.and_then(received).unwrap_or(first),
            first_step_at: first_step.and_then(received),
        },
    })
}

/// A record in full. `GET /desk/records/{department}/{document}`.
///
/// # Errors
/// `NOT_FOUND` when it is absent, discarded by another or not for this person.
pub async fn read(
    app: &App,
    person: UserId,
    department: DepartmentId,
    document: DocumentId,
) -> Result<DeskRecord, Error> {
    let Opened { access, state } = open(app, person, department, document).await?;
    let (kind, owner) = (state.kind, state.owner);
    let read = blocking(app, move || read_document(&state)).await?;
    if read.fields.contains_key(DISCARDED_AT) && owner != person {
        return Err(Error::NOT_FOUND);
    }
    let permission = access.permission;
    let mut scope = group(&permission);
    scope.departments = vec![department];
    let wanted = IndexQuery {
        about: vec![document],
        ..everything(app, vec![scope])
    };
    let belonging = app.store.find_all_records(&wanted, BELONGING).await?;
    let related: Vec<_> = belonging
        .iter()
        .map(|found| related(found, &permission))
        .collect();
    let settings = organisation_settings::of(app, access.department.organisation).await?;
    let deadlines = deadlines(kind, document, &read, &belonging, &settings.deadlines);
    let steps = belonging.iter().map(|found| &found.record);
    let steps = steps.filter(|one| one.kind == Kind::LegalStep && !one.index.is_discarded);
    let index = RecordIndex::of(kind, &read.fields, false, &read.times, None);
    let changes = belonging.iter().map(|found| found.record.index.changed_at);
    let retained = RetainedRecord {
        kind,
        is_open: index.is_open,
        is_discarded: read.fields.contains_key(DISCARDED_AT),
        state_since: read.times.state_since,
        changed_at: read.times.changed_at,
        touched_at: changes.fold(read.times.changed_at, Moment::max),
        due_on: index.follow_up_on,
        last_legal_step: steps.map(|one| one.index.changed_at).max(),
        has_case: true,
    };
    let erasure = planned(app, &access.department, document, retained).await?;
    let late = LateReceipts::read(app, (department, document), &read.history, &related).await?;
    let timeline = timeline(document, kind, &read.history, &related, &late);
    let mut people: BTreeSet<UserId> = timeline.iter().filter_map(|entry| entry.by).collect();
    people.insert(owner);
    people.extend(related.iter().map(|one| one.owner));
    people.extend(
        read.disputes
            .iter()
            .flat_map(|dispute| dispute.candidates.iter().filter_map(|candidate| candidate.author)),
    );
    let mark = app.store.desk_mark(department, document).await?;
    let taken_by = mark.and_then(|mark| mark.taken_by);
    people.extend(taken_by);
    people.extend(
        erasure
            .iter()
            .filter_map(|planned| Some(planned.hold.as_ref()?.by)),
    );
    let members = app.store.members(department).await?;
    let names = known_names(app, &permission, department, &members, &people).await?;
    let name_of = |id: UserId| names.iter().find(|one| one.id == id);
    let mut may = rights(
        app,
        &permission,
        &access.department,
        &members,
        kind,
        owner,
        document,
        &read,
    );
    let mut approvals = CaseApprovals::default();
    if kind == Kind::ConflictCase {
        let case = (department, document);
        if settings.closing_needs_two {
            approvals::keep_from_closing(&read.fields, &mut may.next_states);
        }
        approvals = approvals::of_case(app, &permission, case, &read.fields, &settings).await?;
        approvals::note_look(app, &permission, case).await?;
    }
    let goes_with = kinds_that_go_with(kind);
    let belonging = belonging
        .iter()
        .filter(|found| goes_with.contains(&found.record.kind));
    let erasure_facts = ErasureFacts {
        department,
        document,
        kind,
        owner,
        is_sole_author: read.history.iter().all(|step| step.author == Some(person)),
        is_held: erasure.as_ref().is_some_and(|planned| planned.hold.is_some()),
        belonging: belonging.count(),
    };
    let erasure_by_hand = erasure_by_hand::of_record(app, &permission, erasure_facts).await?;
    let patterns = patterns(
        app,
        &permission,
        department,
        document,
        kind,
        &read.fields,
        &related,
    )
    .await?;
    Ok(DeskRecord {
        department,
        document,
        kind,
        owner,
        owner_name: name_of(owner).map(|one| one.name.clone()).unwrap_or_default(),
        taken_by: taken_by.and_then(|id| name_of(id).cloned()),
        fields: read.fields,
        disputes: read.disputes,
        heads: read.heads,
        received_at: read.times.received_at,
        changed_at: read.times.changed_at,
        deadlines,
        related,
        timeline,
        names,
        may,
        open_by: if may_meet_colleagues(&permission) {
            presence::others(app, person, department, document).await?
        } else {
            Vec::new()
        },
        patterns,
        erasure,
        contacts: contacts(app, &permission, kind, department).await?,
        controller: controller(app, access.department.organisation, kind).await?,
        approvals,
        erasure_by_hand,
    })
}

/// The history of a record. `GET /desk/records/{department}/{document}/history`.
///
/// # Errors
/// As [`read`].
pub async fn history(
    app: &App,
    person: UserId,
    department: DepartmentId,
    document: DocumentId,
) -> Result<DeskHistory, Error> {
    let Opened { access, state } = open(app, person, department, document).await?;
    let owner = state.owner;
    let read = blocking(app, move || read_document(&state)).await?;
    if read.fields.contains_key(DISCARDED_AT) && owner != person {
        return Err(Error::NOT_FOUND);
    }
    let people = read.history.iter().filter_map(|step| step.author).collect();
    let members = app.store.members(department).await?;
    let names = known_names(app, &access.permission, department, &members, &people).await?;
    let receipts = app.store.receipts(department, document).await?;
    Ok(DeskHistory {
        steps: read.history,
        names,
        received: first_receipts(&receipts).into_iter().collect(),
    })
}

/// The names of people that the person may know: of everybody at work, and for residents of those who meet them.
async fn known_names(
    app: &App,
    permission: &Permission,
    department: DepartmentId,
    members: &[crate::store::Member],
    people: &BTreeSet<UserId>,
) -> Result<Vec<DeskName>, Error> {
    let people: Vec<_> = if may_meet_colleagues(permission) {
        people.iter().copied().collect()
    } else {
        let is_met = |role: Role| {
            matches!(
                role,
                Role::Caretaker | Role::OperationsManager | Role::GreenAmbassador
            )
        };
        let met = members
            .iter()
            .filter(|member| member.grant.department == department && is_met(member.grant.role))
            .map(|member| member.person)
            .chain([permission.user()]);
        met.filter(|id| people.contains(id)).collect()
    };
    let named = app.store.names(&people).await?;
    Ok(named
        .into_iter()
        .map(|(id, name)| DeskName { id, name })
        .collect())
}

fn related(found: &FoundRecord, permission: &Permission) -> RelatedRecord {
    let record = &found.record;
    let collection = record.kind.collection();
    RelatedRecord {
        document: record.document,
        kind: record.kind,
        owner: record.owner,
        created_at: record.index.created_at,
        fields: read_fields(record.kind, &found.projection).unwrap_or_default(),
        heads: found.heads.clone(),
        is_disputed: record.index.is_disputed,
        may_update: permission.may_update(collection, record.owner, record.document),
    }
}

fn times(found: &FoundRecord) -> RecordTimes {
    let index = &found.record.index;
    RecordTimes {
        received_at: index.received_at,
        changed_at: index.changed_at,
        state_since: index.state_since,
        first_step_at: index.first_step_at,
    }
}

fn deadlines(
    kind: Kind,
    document: DocumentId,
    read: &Read,
    belonging: &[FoundRecord],
    rules: &DeadlineRules,
) -> Vec<DeskDeadline> {
    let found = if kind == Kind::ConflictCase {
        let fields: Vec<_> = belonging
            .iter()
            .map(|found| {
                (
                    found,
                    read_fields(found.record.kind, &found.projection).unwrap_or_default(),
                )
            })
            .collect();
        let belonging: Vec<_> = fields
            .iter()
            .map(|(found, fields)| Belonging {
                kind: found.record.kind,
                fields,
                times: times(found),
            })
            .collect();
        of_case_with(&read.fields, &read.times, &belonging, rules)
    } else {
        of_record(kind, &read.fields, &read.times, rules)
    };
    let reasons = reasons_not_to_inform(kind, read, belonging);
    let deadline = |one: feltbog_shared::model::deadlines::Deadline| DeskDeadline {
        on: one.on.to_string(),
        reason: match one.kind {
            DeadlineKind::InformPostponed => reasons.join("; "),
            _ => String::new(),
        },
        kind: one.kind,
        is_legal: one.kind.is_legal(),
        from: document,
    };
    found.into_iter().map(deadline).collect()
}

/// The stated reasons for which people complained about are not informed yet, of a party or of the parties of a case.
fn reasons_not_to_inform(kind: Kind, read: &Read, belonging: &[FoundRecord]) -> Vec<String> {
    let parties: Vec<_> = match kind {
        Kind::ConflictParty => vec![ConflictParty::from_fields(&read.fields)],
        Kind::ConflictCase => belonging
            .iter()
            .filter(|found| found.record.kind == Kind::ConflictParty && !found.record.index.is_discarded)
            .filter_map(|found| read_fields(Kind::ConflictParty, &found.projection))
            .map(|fields| ConflictParty::from_fields(&fields))
            .collect(),
        _ => Vec::new(),
    };
    let reasons = parties.iter().filter_map(reason_not_to_inform);
    reasons.map(str::to_owned).collect()
}

fn timeline(
    document: DocumentId,
    kind: Kind,
    history: &[HistoryStep],
    related: &[RelatedRecord],
    late: &LateReceipts,
) -> Vec<TimelineEntry> {
    let last = history.len().saturating_sub(1);
    let own = history.iter().enumerate().map(|(place, step)| {
        let state = step
            .acts
            .iter()
            .rev()
            .find_map(|act| match (&act.act, act.field.as_str()) {
                (feltbog_shared::bridge::Act::Set(Value::Text(state)), "state") => Some(state.clone()),
                _ => None,
            });
        let entry = match state {
            _ if place == last => TimelineContent::Made,
            Some(state) => TimelineContent::State(state),
            None => {
                let mut fields: Vec<_> = step.acts.iter().map(|act| act.field.clone()).collect();
                fields.dedup();
                TimelineContent::Fields(fields)
            }
        };
        let late = match &entry {
            TimelineContent::State(state) if is_legal_state(kind, state) => late.steps.get(&step.change),
            _ => None,
        };
        TimelineEntry {
            document,
            kind,
            at: step.at,
            by: step.author,
            entry,
            late: late.cloned(),
        }
    });
    let of_others = related.iter().map(|one| TimelineEntry {
        document: one.document,
        kind: one.kind,
        at: happened(&one.fields).unwrap_or(one.created_at),
        by: Some(one.owner),
        entry: TimelineContent::Made,
        late: late.legal_steps.get(&one.document).cloned(),
    });
    let mut all: Vec<_> = own.chain(of_others).collect();
    all.sort_by_key(|entry| core::cmp::Reverse(entry.at));
    all.truncate(TIMELINE);
    all
}

/// The moment at which something happened, where its record says so.
fn happened(fields: &Fields) -> Option<Moment> {
    ["at", "occurred_at", "started_at"]
        .iter()
        .find_map(|name| match fields.get(*name) {
            Some(Value::Moment(at)) => Some(*at),
            _ => None,
        })
}

/// Kinds of records that are made for one of a kind.
fn made_for(kind: Kind) -> &'static [Kind] {
    match kind {
        Kind::ConflictCase => &[
            Kind::ConflictEvent,
            Kind::ConflictParty,
            Kind::LegalStep,
            Kind::Mediation,
            Kind::CasePart,
        ],
        Kind::Area => &[
            Kind::AreaObservation,
            Kind::CareTask,
            Kind::Activity,
            Kind::InsectCount,
            Kind::CarePlanEntry,
            Kind::PlanRevision,
            Kind::AdviserMeasure,
        ],
        Kind::SocialVisit => &[Kind::VisitNote, Kind::Referral],
        _ => &[],
    }
}

#[expect(clippy::too_many_arguments, reason = "the facts of one answer")]
fn rights(
    app: &App,
    permission: &Permission,
    department: &crate::store::DepartmentRow,
    members: &[crate::store::Member],
    kind: Kind,
    owner: UserId,
    document: DocumentId,
    read: &Read,
) -> DeskRights {
    let collection = kind.collection();
    let access = permission.access(collection);
    let update = kind != Kind::PassedOn && permission.may_update(collection, owner, document);
    let decide = permission.may_decide(kind, []);
    let current = read.fields.get("state");
    let keys = match kind.field("state").map(|spec| spec.shape) {
        Some(Shape::Choice(keys)) if update || decide => keys,
        _ => &[],
    };
    let next_states = keys.iter().filter(|key| {
        current != Some(&Value::Text((**key).to_owned()))
            && kind.check_step_from(&read.states, key).is_ok()
            && permission
                .check_guarded_states(kind, &read.states, &[**key])
                .is_ok()
    });
    let assign = kind == Kind::ConflictCase && permission.access(Collection::CaseParts).assign;
    let now = app.clock.now();
    let mut assignees = BTreeMap::new();
    if assign {
        let all = permissions(members, department.id, department.modules, now);
        for member in members {
            if all.get(&member.person).is_some_and(can_be_assigned) {
                assignees.insert(member.person, member.name.clone());
            }
        }
    }
    let soon = read
        .times
        .received_at
        .plus_millis(feltbog_shared::model::discard::DISCARD_MILLIS);
    DeskRights {
        update,
        approve: access.approve,
        decide,
        assign,
        discard: update && owner == permission.user() && now <= soon,
        next_states: next_states.map(|key| (*key).to_owned()).collect(),
        creates: made_for(kind)
            .iter()
            .copied()
            .filter(|kind| permission.may_create_kind(*kind))
            .collect(),
        assignees: assignees
            .into_iter()
            .map(|(id, name)| DeskName { id, name })
            .collect(),
        letters: matches!(kind, Kind::ConflictCase | Kind::Mediation) && permission.may_print_invitations(),
    }
}

/// Other cases of the same homes or the same place. Records that the person may not read are passed over as if they were
/// not there: the right to a state tells of no home.
async fn patterns(
    app: &App,
    permission: &Permission,
    department: DepartmentId,
    document: DocumentId,
    kind: Kind,
    fields: &Fields,
    related: &[RelatedRecord],
) -> Result<Vec<Pattern>, Error> {
    let home = |fields: &Fields| match fields.get("dwelling_ref") {
        Some(Value::Text(home)) => Some(feltbog_shared::home::home_key(home)),
        _ => None,
    };
    let mut homes: Vec<_> = related.iter().filter_map(|one| home(&one.fields)).collect();
    homes.extend(home(fields));
    homes.retain(|home| !home.is_empty());
    homes.sort_unstable();
    homes.dedup();
    let place = match (kind, fields.get("place")) {
        (Kind::ConflictCase, Some(Value::Text(place))) => {
            feltbog_shared::search::fold(place).trim().to_owned()
        }
        _ => String::new(),
    };
    if homes.is_empty() && place.is_empty() {
        return Ok(Vec::new());
    }
    let mut same_home = BTreeMap::<(DocumentId, Kind), BTreeSet<String>>::new();
    let mut same_place = BTreeSet::new();
    for (record, is_home) in app.store.alike(department, &homes, &place).await? {
        let owner = if record.kind.collection() == Collection::Parties {
            record.index.about
        } else {
            None
        };
        if record.document == document || owner == Some(document) {
            continue;
        }
        let collection = record.kind.collection();
        if !permission.may_read(collection, record.owner, record.document) {
            continue;
        }
        let shown = owner.map_or((record.document, record.kind), |case| (case, Kind::ConflictCase));
        if is_home {
            same_home.entry(shown).or_default().insert(record.index.home);
        } else {
            same_place.insert(shown);
        }
    }
    let mut elsewhere = Elsewhere::default();
    if !permission.access(Collection::Parties).read.is_nothing() {
        elsewhere = patterns_elsewhere(app, permission.user(), department, &homes).await?;
    }
    let (two, one): (Vec<_>, Vec<_>) = same_home.into_iter().partition(|(_, homes)| homes.len() > 1);
    let here = |all: Vec<(DocumentId, Kind)>| -> Vec<(DeskPlace, Kind)> {
        let place = |(document, kind)| (DeskPlace { department, document }, kind);
        all.into_iter().map(place).collect()
    };
    let keys =
        |all: Vec<((DocumentId, Kind), BTreeSet<String>)>| all.into_iter().map(|(key, _)| key).collect();
    let mut same_home = here(keys(one));
    same_home.extend(elsewhere.records);
    let found = [
        (PatternLikeness::SameTwoHomes, here(keys(two)), false),
        (PatternLikeness::SameHome, same_home, elsewhere.is_more),
        (
            PatternLikeness::SamePlace,
            here(same_place.into_iter().collect()),
            false,
        ),
    ];
    let some = found
        .into_iter()
        .filter(|(_, records, is_more)| !records.is_empty() || *is_more);
    Ok(some
        .map(|(likeness, records, is_more)| Pattern {
            likeness,
            records,
            is_more,
        })
        .collect())
}

/// Records of the same homes in other departments.
#[derive(Default)]
struct Elsewhere {
    records: Vec<(DeskPlace, Kind)>,
    is_more: bool,
}

/// Records of the same homes in the other departments of the organisation that lie in the municipality. A home without a
/// street is another one there. Somebody with a role that has to do with such records there is told that there are some;
/// somebody without one, or who takes no part in a case, is told nothing.
async fn patterns_elsewhere(
    app: &App,
    person: UserId,
    department: DepartmentId,
    homes: &[String],
) -> Result<Elsewhere, Error> {
    let homes: Vec<_> = homes
        .iter()
        .filter(|home| names_a_street(home))
        .cloned()
        .collect();
    if homes.is_empty() {
        return Ok(Elsewhere::default());
    }
    let mut by_department = BTreeMap::<DepartmentId, Vec<IndexedRecord>>::new();
    for record in app.store.alike_elsewhere(department, &homes).await? {
        by_department.entry(record.department).or_default().push(record);
    }
    let (mut records, mut is_more) = (BTreeSet::new(), false);
    for (other, found) in by_department {
        let permission = match department_access(app, person, other).await {
            Ok(access) => access.permission,
            Err(Error::Refused(_)) => continue,
            Err(error) => return Err(error),
        };
        let is_recused = |document: DocumentId| {
            let parts = permission.parts();
            parts.is_some_and(|parts| parts.recused.contains(&document))
        };
        for record in found {
            let collection = record.kind.collection();
            let case = record.index.about.filter(|_| collection == Collection::Parties);
            if is_recused(record.document) || case.is_some_and(is_recused) {
                continue;
            }
            let (document, kind) =
                case.map_or((record.document, record.kind), |case| (case, Kind::ConflictCase));
            let access = permission.access(collection);
            if permission.may_read(collection, record.owner, record.document) {
                let place = DeskPlace {
                    department: other,
                    document,
                };
                records.insert((place, kind));
            } else {
                is_more |= !access.read.is_nothing() || access.state;
            }
        }
    }
    Ok(Elsewhere {
        records: records.into_iter().collect(),
        is_more,
    })
}
