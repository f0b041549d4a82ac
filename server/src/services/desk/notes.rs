//! Pending notes of what residents, boards and partners send, and the rota of who watches an inbox.

use feltbog_shared::id::{DepartmentId, DocumentId, OrganisationId, UserId};
use feltbog_shared::model::conflict_case::{ConflictState, NotedAs};
use feltbog_shared::model::deadlines::{DeadlineKind, plus_working_days};
use feltbog_shared::model::{ConflictCase, FieldEdit, Fields, Kind, Value};
use feltbog_shared::moment::Day;
use feltbog_shared::office::desk::{
    DeclineReason, DeskName, InboxCount, InboxItem, InboxReason, NewNote, NoteAct, NotePage, NoteQuery,
    NoteSource, NoteState, NoteStep, PendingNote, Rota, RotaQuery, RotaTurn,
};
use feltbog_shared::permission::{Collection, Module, Permission};
use feltbog_shared::personal::holds_cpr;
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::writing::length;
use serde::{Deserialize, Serialize};

use super::edit::{create_as, open};
use super::lists::{names, next, open_notes, page, taken_by};
use super::scope::{Reach, ReachedDepartment, list as listed, may_meet_colleagues, reach};
use crate::error::Error;
use crate::services::access::department_access;
use crate::services::organisation_settings::deadline_rules;
use crate::services::signed_in::OfficeUser;
use crate::state::App;
use crate::store::{NoteRow, TakenBy};

/// The longest text.
const TEXT: usize = 2_000;
/// Most notes that stand in the inbox.
const IN_INBOX: u32 = 200;
/// Most turns of a rota.
const TURNS: usize = 400;
/// Days of a rota that are looked ahead.
const DAYS_AHEAD: i64 = 28;

/// The part of a note that no column holds.
#[derive(Serialize, Deserialize)]
pub(super) struct Content {
    source: NoteSource,
    pub(super) text: String,
    pub(super) place: String,
    pub(super) home: String,
    contact: String,
    case: Option<DocumentId>,
    reason: Option<DeclineReason>,
    entered_by: UserId,
}

/// Whether a person decides on pending notes: somebody who makes cases and reads all parties.
fn decides(permission: &Permission) -> bool {
    permission.may_create(Collection::Conflicts) && permission.access(Collection::Parties).read.is_all()
}

/// Whether a person may enter notes. They name people and homes: ambassadors write of green areas alone.
fn enters(permission: &Permission) -> bool {
    let creates = permission.may_create(Collection::Conflicts) || permission.may_create(Collection::Signals);
    creates && may_meet_colleagues(permission)
}

/// Whether a note belongs to a case that the person must have nothing to do with.
fn is_kept_from(permission: &Permission, content: &Content) -> bool {
    let recused = permission.parts().map(|parts| &parts.recused);
    content
        .case
        .zip(recused)
        .is_some_and(|(case, recused)| recused.binary_search(&case).is_ok())
}

/// A note for somebody who entered it. What became of it is for those who decide on it.
async fn present_entered(app: &App, mut row: NoteRow, permission: &Permission) -> Result<PendingNote, Error> {
    let mut content = read(&row)?;
    if !decides(permission) || is_kept_from(permission, &content) {
        (content.case, content.reason) = (None, None);
        row.state = NoteState::New.key().to_owned();
        (row.owner, row.waits_until) = (None, None);
        row.version = 1;
        row.note = write(&content)?;
    }
    present(app, row).await
}

pub(super) fn read(row: &NoteRow) -> Result<Content, Error> {
    serde_json::from_str(&row.note).map_err(|error| Error::Fault(error.to_string()))
}

fn write(content: &Content) -> Result<String, Error> {
    serde_json::to_string(content).map_err(|error| Error::Fault(error.to_string()))
}

async fn present(app: &App, row: NoteRow) -> Result<PendingNote, Error> {
    let content = read(&row)?;
    let people = row.owner.into_iter().chain([content.entered_by]);
    let named = names(app, people).await?;
    let name = |id: UserId| {
        named.get(&id).cloned().unwrap_or(DeskName {
            id,
            name: String::new(),
        })
    };
    Ok(PendingNote {
        id: row.id,
        version: row.version,
        department: row.department,
        source: content.source,
        text: content.text,
        place: content.place,
        home: content.home,
        contact: content.contact,
        state: NoteState::from_key(&row.state).unwrap_or_default(),
        owner: row.owner.map(name),
        due_on: row.due_on.map(|day| day.to_string()),
        waits_until: row.waits_until.map(|day| day.to_string()),
        case: content.case,
        reason: content.reason,
        entered_by: name(content.entered_by),
        received_at: row.received_at,
    })
}

/// Enters a note. `POST /desk/notes`.
///
/// # Errors
/// `NO_ACCESS`, `TextTooLong`, `CprNumber`, or `InvalidValue` for an empty or anonymous one that names somebody.
pub async fn add(app: &App, user: &OfficeUser, new: NewNote) -> Result<PendingNote, Error> {
    let id: DocumentId = new.token.parse().map_err(|_| Error::MALFORMED)?;
    // A note can become a case of the same id.
    if id.as_bytes()[6] >> 4 != 7 {
        return Err(Error::MALFORMED);
    }
    let access = department_access(app, user.person, new.department).await?;
    // Nobody decides on notes where there are no conflicts.
    if !enters(&access.permission) || !access.department.modules.has(Module::Conflicts) {
        return Err(Error::NO_ACCESS);
    }
    for (text, most) in [
        (&new.text, TEXT),
        (&new.place, 120),
        (&new.home, 64),
        (&new.contact, 120),
    ] {
        if length(text) > most {
            return Err(Error::Refused(RefusalCode::TextTooLong));
        }
        if holds_cpr(text) {
            return Err(Error::Refused(RefusalCode::CprNumber));
        }
    }
    let is_anonymous = new.source == NoteSource::Anonymous;
    let names_somebody = !new.home.is_empty() || !new.contact.is_empty();
    if new.text.trim().is_empty() || (is_anonymous && names_somebody) {
        return Err(Error::Refused(RefusalCode::InvalidValue));
    }
    let now = app.clock.now();
    let rota = rota_of(app, new.department).await?;
    let owner = watching(&rota.1, now.danish_day());
    let rules = deadline_rules(app, access.department.organisation).await?;
    let content = Content {
        source: new.source,
        text: new.text,
        place: new.place,
        home: new.home,
        contact: new.contact,
        case: None,
        reason: None,
        entered_by: user.person,
    };
    let row = NoteRow {
        id,
        department: new.department,
        version: 1,
        state: if owner.is_some() {
            NoteState::Owned
        } else {
            NoteState::New
        }
        .key()
        .to_owned(),
        owner,
        due_on: Some(plus_working_days(now.danish_day(), rules.note_working_days)),
        waits_until: None,
        received_at: now,
        changed_at: now,
        note: write(&content)?,
    };
    if app.store.add_note(&row).await? {
        return present_entered(app, row, &access.permission).await;
    }
    let known = app.store.note(id).await?.ok_or(Error::NOT_FOUND)?;
    if known.department != new.department || read(&known)?.entered_by != user.person {
        return Err(Error::NO_ACCESS);
    }
    // What was typed on after an answer that got lost is no part of the first request.
    if known.version == 1 && known.note != row.note {
        let latest = NoteRow {
            version: 2,
            note: row.note,
            ..known.clone()
        };
        if app.store.change_note(&latest).await? {
            return present_entered(app, latest, &access.permission).await;
        }
    }
    present_entered(app, known, &access.permission).await
}

/// Lists pending notes. `GET /desk/notes`.
///
/// # Errors
/// `MALFORMED` for a query that cannot be read.
pub async fn list(app: &App, person: UserId, query: &NoteQuery) -> Result<NotePage, Error> {
    let reach = reach(app, person).await?;
    let is_named = reach.named("", &query.departments);
    let departments = deciding(&reach, &is_named);
    let (offset, limit) = page(&query.after, query.rows)?;
    let states: Vec<_> = listed::<String>(&query.states)
        .iter()
        .filter_map(|key| NoteState::from_key(key))
        .map(NoteState::key)
        .collect();
    let states = if states.is_empty() { open_notes() } else { states };
    let owner = taken_by(&query.owner, person)?;
    let (found, total) = app
        .store
        .notes(&departments, &states, owner, offset, limit)
        .await?;
    let next = next(offset, found.len(), total);
    let (mut rows, mut hidden) = (Vec::new(), 0);
    for row in found {
        let place = reach.places.get(&row.department);
        let content = read(&row)?;
        if place.is_some_and(|place| is_kept_from(&place.permission, &content)) {
            hidden += 1;
            continue;
        }
        rows.push(present(app, row).await?);
    }
    Ok(NotePage {
        rows,
        total: total.saturating_sub(hidden),
        next,
    })
}

fn deciding(reach: &Reach, is_named: &impl Fn(&ReachedDepartment) -> bool) -> Vec<DepartmentId> {
    let places = reach.places.values();
    places
        .filter(|place| is_named(place) && decides(&place.permission))
        .map(|place| place.department.id)
        .collect()
}

/// The open notes as items of the inbox, and their numbers.
pub(super) async fn in_inbox(
    app: &App,
    reach: &Reach,
    is_named: &impl Fn(&ReachedDepartment) -> bool,
    owner: Option<TakenBy>,
    with_waiting: bool,
) -> Result<(Vec<InboxItem>, Vec<InboxCount>), Error> {
    let departments = deciding(reach, is_named);
    if departments.is_empty() {
        return Ok((Vec::new(), Vec::new()));
    }
    let (mut found, _) = app
        .store
        .notes(&departments, &open_notes(), owner, 0, IN_INBOX)
        .await?;
    let today = app.clock.now().danish_day();
    found.retain(|row| with_waiting || row.waits_until.is_none_or(|until| until <= today));
    let named = names(app, found.iter().filter_map(|row| row.owner)).await?;
    let mut counts: Vec<InboxCount> = Vec::new();
    let mut items = Vec::new();
    for row in found {
        let content = read(&row)?;
        let place = reach.places.get(&row.department);
        if place.is_some_and(|place| is_kept_from(&place.permission, &content)) {
            continue;
        }
        match counts.iter_mut().find(|count| count.department == row.department) {
            Some(count) => count.count += 1,
            None => counts.push(InboxCount {
                department: row.department,
                reason: InboxReason::PendingNote,
                count: 1,
            }),
        }
        let text = |name: &str, value: &str| (name.to_owned(), Value::Text(value.to_owned()));
        let mut fields = Fields::from([text("text", &content.text)]);
        if !content.place.is_empty() {
            fields.extend([text("place", &content.place)]);
        }
        items.push(InboxItem {
            department: row.department,
            document: row.id,
            kind: None,
            reason: InboxReason::PendingNote,
            since: row.received_at,
            due_on: row.due_on.map(|day| day.to_string()),
            due_for: row.due_on.map(|_| DeadlineKind::Note),
            fields,
            state: row.state,
            taken_by: row.owner.and_then(|owner| named.get(&owner).cloned()),
            waits_until: row.waits_until.map(|day| day.to_string()),
            case: content.case,
        });
    }
    Ok((items, counts))
}

/// The note that a person decides on, with its organisation.
async fn opened(app: &App, person: UserId, id: DocumentId) -> Result<(NoteRow, OrganisationId), Error> {
    let row = app.store.note(id).await?.ok_or(Error::NOT_FOUND)?;
    let access = department_access(app, person, row.department).await;
    match access {
        Ok(access) if decides(&access.permission) && !is_kept_from(&access.permission, &read(&row)?) => {
            Ok((row, access.department.organisation))
        }
        Ok(_) | Err(Error::Refused(_)) => Err(Error::NOT_FOUND),
        Err(error) => Err(error),
    }
}

/// Whether a pending note has this id and is the person's to decide on.
pub(super) async fn find(app: &App, person: UserId, id: DocumentId) -> Result<Option<NoteRow>, Error> {
    match opened(app, person, id).await {
        Ok((row, _)) => Ok(Some(row)),
        Err(Error::Refused(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

fn day(text: &str) -> Result<Day, Error> {
    Day::parse(text).ok_or(Error::Refused(RefusalCode::InvalidValue))
}

/// Takes a note one step on. `POST /desk/notes/{id}`.
///
/// # Errors
/// `NOT_FOUND`, `VersionConflict`, or why the step is not possible.
pub async fn step(
    app: &App,
    user: &OfficeUser,
    id: DocumentId,
    step: NoteStep,
) -> Result<PendingNote, Error> {
    let (mut row, organisation) = opened(app, user.person, id).await?;
    if row.version != step.version {
        return Err(Error::Refused(RefusalCode::VersionConflict));
    }
    let mut content = read(&row)?;
    let now = app.clock.now();
    let set = |row: &mut NoteRow, state: NoteState| row.state = state.key().to_owned();
    match step.step {
        NoteAct::Own { person, due_on } => {
            let owner = person.unwrap_or(user.person);
            check_decides(app, row.department, owner).await?;
            row.owner = Some(owner);
            row.due_on = match (due_on, row.due_on) {
                (Some(text), _) => Some(day(&text)?),
                (None, Some(due_on)) => Some(due_on),
                (None, None) => {
                    let days = deadline_rules(app, organisation).await?.note_working_days;
                    Some(plus_working_days(now.danish_day(), days))
                }
            };
            row.waits_until = None;
            set(&mut row, NoteState::Owned);
        }
        NoteAct::Attach { case } => {
            let found = open(app, user.person, row.department, case).await?;
            if found.state.kind != Kind::ConflictCase {
                return Err(Error::Refused(RefusalCode::WrongKind));
            }
            content.case = Some(case);
            set(&mut row, NoteState::Attached);
        }
        NoteAct::MakeCase { edits } => {
            // The case has the note's id, so that a repeated step makes one case. One that is there already was made
            // by a step that broke off before the note told of it.
            match open(app, user.person, row.department, row.id).await {
                Ok(found) if found.state.kind == Kind::ConflictCase => {}
                Ok(_) => return Err(Error::Refused(RefusalCode::WrongKind)),
                Err(Error::Refused(RefusalCode::NotFound)) => {
                    let edits = first_content(&content, edits, now);
                    create_as(app, user, row.department, row.id, Kind::ConflictCase, edits).await?;
                }
                Err(error) => return Err(error),
            }
            content.case = Some(row.id);
            set(&mut row, NoteState::BecameCase);
        }
        NoteAct::Decline { reason } => {
            content.reason = Some(reason);
            set(&mut row, NoteState::Declined);
        }
        NoteAct::Archive { reason } => {
            content.reason = Some(reason);
            set(&mut row, NoteState::Archived);
        }
        NoteAct::Wait { until } => {
            row.waits_until = Some(day(&until)?);
            row.owner = row.owner.or(Some(user.person));
            set(&mut row, NoteState::Waiting);
        }
        NoteAct::Reopen => {
            content.reason = None;
            row.waits_until = None;
            let state = if row.owner.is_some() {
                NoteState::Owned
            } else {
                NoteState::New
            };
            set(&mut row, state);
        }
    }
    row.version += 1;
    row.changed_at = now;
    row.note = write(&content)?;
    if app.store.change_note(&row).await? {
        return present(app, row).await;
    }
    if row.state != NoteState::BecameCase.key() {
        return Err(Error::Refused(RefusalCode::VersionConflict));
    }
    // The case stands: the note tells of it, whatever came to it meanwhile.
    let mut latest = app.store.note(id).await?.ok_or(Error::NOT_FOUND)?;
    let mut content = read(&latest)?;
    content.case = Some(id);
    content.reason = None;
    latest.version += 1;
    latest.changed_at = now;
    set(&mut latest, NoteState::BecameCase);
    latest.note = write(&content)?;
    match app.store.change_note(&latest).await? {
        true => present(app, latest).await,
        false => Err(Error::Refused(RefusalCode::VersionConflict)),
    }
}

/// The first content of a case that a note becomes, where the edits say nothing else.
fn first_content(
    content: &Content,
    mut edits: Vec<FieldEdit>,
    now: feltbog_shared::moment::Moment,
) -> Vec<FieldEdit> {
    let description: String = content.text.chars().take(500).collect();
    let mut own = vec![
        ConflictCase::created_at().set(now),
        ConflictCase::state().set(ConflictState::Reported),
        ConflictCase::noted_as().set(NotedAs::WrittenComplaint),
        ConflictCase::description().rewrite(&description),
    ];
    if !content.place.is_empty() {
        own.push(ConflictCase::place().set(&content.place));
    }
    own.retain(|one| edits.iter().all(|edit| edit.field != one.field));
    edits.extend(own);
    edits
}

/// Whether somebody decides on notes of a department.
async fn check_decides(app: &App, department: DepartmentId, person: UserId) -> Result<(), Error> {
    let access = department_access(app, person, department).await;
    match access {
        Ok(access) if decides(&access.permission) => Ok(()),
        Ok(_) | Err(Error::Refused(_)) => Err(Error::Refused(RefusalCode::NoReader)),
        Err(error) => Err(error),
    }
}

async fn rota_of(app: &App, department: DepartmentId) -> Result<(u64, Vec<RotaTurn>), Error> {
    match app.store.rota(department).await? {
        None => Ok((0, Vec::new())),
        Some((version, turns)) => {
            let turns = serde_json::from_str(&turns).map_err(|error| Error::Fault(error.to_string()))?;
            Ok((version, turns))
        }
    }
}

/// The person who watches on a day: a cover before others.
fn watching(turns: &[RotaTurn], on: Day) -> Option<UserId> {
    let text = on.to_string();
    let holds = |turn: &&RotaTurn| turn.from <= text && text <= turn.to;
    let cover = turns.iter().filter(holds).find(|turn| turn.is_cover);
    cover.or(turns.iter().find(holds)).map(|turn| turn.person)
}

/// The rota of a department. `GET /desk/rota`.
///
/// # Errors
/// `NO_ACCESS`, `MALFORMED` without a department.
pub async fn rota(app: &App, person: UserId, query: &RotaQuery) -> Result<Rota, Error> {
    let department = query.department.parse().map_err(|_| Error::MALFORMED)?;
    let access = department_access(app, person, department).await?;
    if !decides(&access.permission) {
        return Err(Error::NO_ACCESS);
    }
    let (version, turns) = rota_of(app, department).await?;
    with_names(app, department, version, turns).await
}

async fn with_names(
    app: &App,
    department: DepartmentId,
    version: u64,
    mut turns: Vec<RotaTurn>,
) -> Result<Rota, Error> {
    let named = names(app, turns.iter().map(|turn| turn.person)).await?;
    for turn in &mut turns {
        turn.name = named
            .get(&turn.person)
            .map(|one| one.name.clone())
            .unwrap_or_default();
    }
    let today = app.clock.now().danish_day();
    let days = (0..DAYS_AHEAD).map(|days| today.plus_days(days));
    let gaps = days.filter(|day| {
        !turns.is_empty()
            && !feltbog_shared::model::deadlines::is_day_off(*day)
            && watching(&turns, *day).is_none()
    });
    Ok(Rota {
        gaps: gaps.map(|day| day.to_string()).collect(),
        today: watching(&turns, today).and_then(|person| named.get(&person).cloned()),
        department,
        version,
        turns,
    })
}

/// Replaces the rota of a department. `PUT /desk/rota`.
///
/// # Errors
/// `NO_ACCESS`, `VersionConflict`, `InvalidValue` for a turn that ends before it begins, `NoReader` for somebody who does
/// not decide on notes there.
pub async fn set_rota(app: &App, person: UserId, mut rota: Rota) -> Result<Rota, Error> {
    let access = department_access(app, person, rota.department).await?;
    if !decides(&access.permission) {
        return Err(Error::NO_ACCESS);
    }
    if rota.turns.len() > TURNS {
        return Err(Error::TOO_LARGE);
    }
    for turn in &mut rota.turns {
        if day(&turn.from)? > day(&turn.to)? {
            return Err(Error::Refused(RefusalCode::InvalidValue));
        }
        turn.name = String::new();
    }
    let mut people: Vec<_> = rota.turns.iter().map(|turn| turn.person).collect();
    people.sort_unstable();
    people.dedup();
    for one in people {
        check_decides(app, rota.department, one).await?;
    }
    rota.turns.sort_by(|one, other| one.from.cmp(&other.from));
    let turns = serde_json::to_string(&rota.turns).map_err(|error| Error::Fault(error.to_string()))?;
    if !app.store.set_rota(rota.department, rota.version, &turns).await? {
        return Err(Error::Refused(RefusalCode::VersionConflict));
    }
    with_names(app, rota.department, rota.version + 1, rota.turns).await
}
