//! Triage: acts on one or many items of the inbox, each done or refused by itself, and taken back together.

use feltbog_shared::id::{DocumentId, UserId};
use feltbog_shared::model::area_observation::{AnswerDecision, ObservationState};
use feltbog_shared::model::case_part::Part;
use feltbog_shared::model::conflict_case::{ConflictState, Outcome};
use feltbog_shared::model::schema::ValueList as _;
use feltbog_shared::model::signal::{SignalResult, SignalState};
use feltbog_shared::model::{
    AreaObservation, CasePart, Concern, ConflictCase, FieldEdit, Handover, Kind, Signal, Value,
};
use feltbog_shared::moment::Day;
use feltbog_shared::office::desk::{
    DeclineReason, DeskPlace, NoteAct, NoteState, NoteStep, TRIAGE_ITEMS, TriageAct, TriageOutcome,
    TriageReport, TriageRequest, TriageUndo,
};
use feltbog_shared::parts::can_be_assigned;
use feltbog_shared::permission::Collection;
use feltbog_shared::refusal::RefusalCode;
use serde::{Deserialize, Serialize};
use sha2::Digest as _;

use super::edit::{Opened, actor, change, change_to, create_as, made_by, open, undo_change};
use super::lists::names;
use super::scope::may_meet_colleagues;
use super::{notes, record};
use crate::error::Error;
use crate::services::access::department_access;
use crate::services::signed_in::OfficeUser;
use crate::state::App;
use crate::store::DeskMark;

/// Most bytes of a token.
const TOKEN: usize = 64;

/// The part of a mark that is put back.
#[derive(Default, Serialize, Deserialize)]
struct Before {
    taken_by: Option<UserId>,
    waits_until: Option<String>,
}

fn refused(code: RefusalCode) -> Error {
    Error::Refused(code)
}

/// Does an act on items. `POST /desk/triage`.
///
/// # Errors
/// `MALFORMED` or `TOO_LARGE` for the request as a whole, or when the database fails.
pub async fn triage(app: &App, user: &OfficeUser, request: TriageRequest) -> Result<TriageReport, Error> {
    if request.token.is_empty() || request.token.len() > TOKEN {
        return Err(Error::MALFORMED);
    }
    if request.items.len() > TRIAGE_ITEMS {
        return Err(Error::TOO_LARGE);
    }
    let mut report = TriageReport::default();
    for place in request.items {
        let done = act(app, user, place, &request.token, &request.act).await;
        report.items.push(outcome(app, place, done).await?);
    }
    Ok(report)
}

async fn outcome(
    app: &App,
    place: DeskPlace,
    done: Result<Option<UserId>, Error>,
) -> Result<TriageOutcome, Error> {
    let (taken_by, refusal) = match done {
        Ok(taken_by) => (taken_by, None),
        Err(Error::Refused(code)) => (None, Some(code)),
        Err(error) => return Err(error),
    };
    let named = names(app, taken_by).await?;
    Ok(TriageOutcome {
        place,
        refusal,
        field: None,
        taken_by: taken_by.and_then(|id| named.get(&id).cloned()),
    })
}

/// Does an act on one item. Answers with the person who has it then.
async fn act(
    app: &App,
    user: &OfficeUser,
    place: DeskPlace,
    token: &str,
    act: &TriageAct,
) -> Result<Option<UserId>, Error> {
    let opened = match open(app, user.person, place.department, place.document).await {
        Ok(opened) => opened,
        Err(Error::Refused(RefusalCode::NotFound)) => return act_on_note(app, user, place, act).await,
        Err(error) => return Err(error),
    };
    let kind = opened.state.kind;
    let collection = kind.collection();
    let permission = &opened.access.permission;
    if !permission.may_update(collection, opened.state.owner, place.document) {
        return Err(Error::NO_ACCESS);
    }
    let known = app.store.desk_mark(place.department, place.document).await?;
    if let Some(mark) = known
        .as_ref()
        .filter(|mark| mark.token == token && mark.acted_by == user.person)
    {
        return Ok(mark.taken_by);
    }
    let mut taken_by = known.as_ref().and_then(|mark| mark.taken_by);
    let mut waits_until = known.as_ref().and_then(|mark| mark.waits_until);
    let before = Before {
        taken_by,
        waits_until: waits_until.map(|day| day.to_string()),
    };
    let fields = fields_of_state(app, &opened).await?;
    let state = match fields.get("state") {
        Some(Value::Text(state)) => state.clone(),
        _ => String::new(),
    };
    let mut edits = Vec::new();
    match act {
        TriageAct::Take => {
            if taken_by.is_some_and(|other| other != user.person) {
                return Err(refused(RefusalCode::VersionConflict));
            }
            (taken_by, waits_until) = (Some(user.person), None);
            let is_signal = matches!(kind, Kind::Signal | Kind::Concern | Kind::Handover);
            if is_signal && state == SignalState::Sent.key() {
                edits.push(Signal::state().set(SignalState::Received));
            }
            if kind == Kind::AreaObservation && state == ObservationState::New.key() {
                edits.push(AreaObservation::state().set(ObservationState::Seen));
            }
        }
        TriageAct::Release => (taken_by, waits_until) = (None, None),
        TriageAct::Assign { person } => {
            assign(app, user, place, &opened, *person, token).await?;
            (taken_by, waits_until) = (Some(*person), None);
        }
        TriageAct::BelongsTo { case } => {
            edits.extend(belongs_to(app, user, place, kind, *case).await?);
        }
        TriageAct::Decline { reason } => edits.extend(decline(kind, *reason)?),
        TriageAct::Wait { until } => {
            let until = Day::parse(until).ok_or(refused(RefusalCode::InvalidValue))?;
            waits_until = Some(until);
            taken_by = taken_by.or(Some(user.person));
        }
        TriageAct::Answer { text, result } => edits.extend(answer(kind, text, result)?),
        TriageAct::FollowUp { on } => {
            let on = on
                .as_ref()
                .map(|on| Day::parse(on).ok_or(refused(RefusalCode::InvalidValue)))
                .transpose()?;
            // It comes back on the day, also when it is new or the day is near.
            waits_until = on;
            edits.push(match on {
                Some(on) => ConflictCase::follow_up_on().set(on),
                None => ConflictCase::follow_up_on().clear(),
            });
        }
    }
    if !edits.is_empty() {
        let by = actor(user.person, place.document, token);
        if made_by(&opened.state, by).is_none() {
            let is_merge = kind == Kind::ConflictCase && matches!(act, TriageAct::BelongsTo { .. });
            if is_merge {
                let present = ConflictState::from_key(&state);
                if !present.is_some_and(ConflictState::can_be_merged) {
                    return Err(refused(RefusalCode::StepNotAllowed));
                }
                edits.retain(|edit| edit.field != "state");
                let to = ConflictState::Merged;
                change_to(app, user, opened, place.document, by, edits, to).await?;
            } else {
                change(app, user, opened, place.document, by, None, edits).await?;
            }
        }
    }
    if matches!(act, TriageAct::Wait { .. } | TriageAct::FollowUp { .. }) {
        waits_until = match waits_until {
            Some(until) => Some(until_the_law_asks(app, user, place, until).await?),
            None => None,
        };
    }
    let mark = DeskMark {
        department: place.department,
        document: place.document,
        taken_by,
        waits_until,
        token: token.to_owned(),
        acted_by: user.person,
        acted_at: app.clock.now(),
        mark_before: serde_json::to_string(&before).map_err(|error| Error::Fault(error.to_string()))?,
    };
    if *act == TriageAct::Take {
        // Of two people who take it at once, one has it.
        if !app.store.replace_desk_mark(&mark, known.as_ref()).await? {
            return Err(refused(RefusalCode::VersionConflict));
        }
    } else {
        app.store.set_desk_mark(&mark).await?;
    }
    Ok(taken_by)
}

/// The day on which an item comes back to the inbox: the day that was chosen, or before it the day of a deadline of the
/// law. One that has passed brings it back the next day.
async fn until_the_law_asks(
    app: &App,
    user: &OfficeUser,
    place: DeskPlace,
    chosen: Day,
) -> Result<Day, Error> {
    let shown = record::read(app, user.person, place.department, place.document).await?;
    let tomorrow = app.clock.now().danish_day().plus_days(1);
    let legal = shown.deadlines.iter().filter(|deadline| deadline.is_legal);
    let nearest = legal.filter_map(|deadline| Day::parse(&deadline.on)).min();
    Ok(nearest.map_or(chosen, |day| day.max(tomorrow).min(chosen)))
}

async fn fields_of_state(app: &App, opened: &Opened) -> Result<feltbog_shared::model::Fields, Error> {
    let (kind, bytes) = (opened.state.kind, opened.state.bytes.clone());
    super::edit::blocking(app, move || {
        let document = feltbog_shared::document::Document::from_chunks(kind, &bytes);
        Ok(document.map_err(super::edit::unreadable)?.fields())
    })
    .await
}

/// Gives an item to somebody. A case is given to somebody who reads only what is assigned to them by a case part.
async fn assign(
    app: &App,
    user: &OfficeUser,
    place: DeskPlace,
    opened: &Opened,
    person: UserId,
    token: &str,
) -> Result<(), Error> {
    let kind = opened.state.kind;
    // Residents give no work to others, nor learn their names by it.
    if person != user.person && !may_meet_colleagues(&opened.access.permission) {
        return Err(Error::NO_ACCESS);
    }
    let theirs = match department_access(app, person, place.department).await {
        Ok(access) => access.permission,
        Err(Error::Refused(_)) => return Err(refused(RefusalCode::NoReader)),
        Err(error) => return Err(error),
    };
    if theirs.may_read(kind.collection(), opened.state.owner, place.document) {
        return Ok(());
    }
    let is_recused = theirs
        .parts()
        .is_some_and(|parts| parts.recused.contains(&place.document));
    if kind != Kind::ConflictCase || is_recused || !can_be_assigned(&theirs) {
        return Err(refused(RefusalCode::NoReader));
    }
    if !opened.access.permission.access(Collection::CaseParts).assign {
        return Err(Error::NO_ACCESS);
    }
    let part = part_of(place.document, person, user.person, token);
    let edits = vec![
        CasePart::conflict_case().set(place.document),
        CasePart::part().set(Part::Assigned),
        CasePart::person().set(DocumentId::from_bytes(*person.as_bytes())),
    ];
    create_as(app, user, place.department, part, Kind::CasePart, edits).await?;
    Ok(())
}

/// The id of the part by which a request gives a case to a person: the same whenever the request is repeated, and another
/// for each request, so that a case can be given again. Its time is the case's.
fn part_of(case: DocumentId, person: UserId, by: UserId, token: &str) -> DocumentId {
    let sum: [u8; 32] = sha2::Sha256::digest(
        [
            b"case part".as_slice(),
            case.as_bytes(),
            person.as_bytes(),
            by.as_bytes(),
            token.as_bytes(),
        ]
        .concat(),
    )
    .into();
    let mut id: [u8; 16] = sum.first_chunk().copied().unwrap_or_default();
    id[..6].copy_from_slice(&case.as_bytes()[..6]);
    id[6] = id[6] & 0x0f | 0x70;
    id[8] = id[8] & 0x3f | 0x80;
    DocumentId::from_bytes(id)
}

async fn belongs_to(
    app: &App,
    user: &OfficeUser,
    place: DeskPlace,
    kind: Kind,
    case: DocumentId,
) -> Result<Vec<FieldEdit>, Error> {
    let of = open(app, user.person, place.department, case).await?;
    if of.state.kind != Kind::ConflictCase || case == place.document {
        return Err(refused(RefusalCode::WrongKind));
    }
    match kind {
        Kind::ConflictCase => Ok(vec![
            ConflictCase::state().set(ConflictState::Merged),
            ConflictCase::merged_into().set(case),
        ]),
        Kind::Handover => Ok(vec![Handover::about().set(case)]),
        Kind::Concern => Ok(vec![Concern::about().set(case)]),
        _ => Err(refused(RefusalCode::WrongKind)),
    }
}

fn decline(kind: Kind, reason: DeclineReason) -> Result<Vec<FieldEdit>, Error> {
    match kind {
        Kind::ConflictCase => Ok(match reason {
            DeclineReason::Withdrawn => vec![ConflictCase::state().set(ConflictState::Withdrawn)],
            DeclineReason::NotHouseRules => vec![
                ConflictCase::state().set(ConflictState::Rejected),
                ConflictCase::outcome().set(Outcome::NotHouseRules),
            ],
            _ => vec![ConflictCase::state().set(ConflictState::Rejected)],
        }),
        Kind::Signal | Kind::Concern => Ok(vec![
            Signal::state().set(SignalState::Ended),
            Signal::result().set(match reason {
                DeclineReason::SentOn => SignalResult::ReferredOn,
                _ => SignalResult::NothingFound,
            }),
        ]),
        Kind::Handover => Ok(vec![Handover::state().set(SignalState::Ended)]),
        Kind::AreaObservation => Ok(vec![AreaObservation::state().set(ObservationState::Closed)]),
        _ => Err(refused(RefusalCode::WrongKind)),
    }
}

fn answer(kind: Kind, text: &str, result: &str) -> Result<Vec<FieldEdit>, Error> {
    let invalid = || refused(RefusalCode::InvalidValue);
    match kind {
        Kind::AreaObservation => {
            let decision = AnswerDecision::from_key(result).ok_or_else(invalid)?;
            Ok(vec![
                AreaObservation::state().set(ObservationState::Answered),
                AreaObservation::answer_text().rewrite(text),
                AreaObservation::answer_decision().set(decision),
            ])
        }
        Kind::Signal | Kind::Concern => {
            let result = SignalResult::from_key(result).ok_or_else(invalid)?;
            Ok(vec![
                Signal::state().set(SignalState::Ended),
                Signal::result().set(result),
            ])
        }
        _ => Err(refused(RefusalCode::WrongKind)),
    }
}

/// Does an act on a pending note.
async fn act_on_note(
    app: &App,
    user: &OfficeUser,
    place: DeskPlace,
    act: &TriageAct,
) -> Result<Option<UserId>, Error> {
    let note = notes::find(app, user.person, place.document).await?;
    let note = note
        .filter(|note| note.department == place.department)
        .ok_or(Error::NOT_FOUND)?;
    // What somebody decided stands, whatever an older list showed.
    match (act, NoteState::from_key(&note.state).unwrap_or_default()) {
        (_, state) if state.is_open() => {}
        (TriageAct::Decline { .. }, NoteState::Declined)
        | (TriageAct::BelongsTo { .. }, NoteState::Attached) => {
            return Ok(note.owner);
        }
        _ => return Err(refused(RefusalCode::VersionConflict)),
    }
    let step = match act {
        TriageAct::Take => {
            if note.owner.is_some_and(|other| other != user.person) {
                return Err(refused(RefusalCode::VersionConflict));
            }
            NoteAct::Own {
                person: None,
                due_on: None,
            }
        }
        TriageAct::Assign { person } => NoteAct::Own {
            person: Some(*person),
            due_on: None,
        },
        TriageAct::BelongsTo { case } => NoteAct::Attach { case: *case },
        TriageAct::Decline { reason } => NoteAct::Decline { reason: *reason },
        TriageAct::Wait { until } => NoteAct::Wait { until: until.clone() },
        TriageAct::FollowUp { on } => NoteAct::Own {
            person: note.owner,
            due_on: on.clone(),
        },
        TriageAct::Release | TriageAct::Answer { .. } => return Err(refused(RefusalCode::WrongKind)),
    };
    let step = NoteStep {
        version: note.version,
        step,
    };
    let note = notes::step(app, user, place.document, step).await?;
    Ok(note.owner.map(|owner| owner.id))
}

/// Takes a request back. `POST /desk/triage/undo`.
///
/// # Errors
/// `MALFORMED` without a token, or when the database fails. Items on which somebody has gone on are refused one by one.
pub async fn undo(app: &App, user: &OfficeUser, undo: &TriageUndo) -> Result<TriageReport, Error> {
    // Marks that were put back have an empty one.
    if undo.token.is_empty() || undo.token.len() > TOKEN {
        return Err(Error::MALFORMED);
    }
    let mut report = TriageReport::default();
    for mark in app.store.desk_marks_of(user.person, &undo.token).await? {
        let place = DeskPlace {
            department: mark.department,
            document: mark.document,
        };
        let done = undo_one(app, user, place, &mark).await;
        report.items.push(outcome(app, place, done).await?);
    }
    Ok(report)
}

async fn undo_one(
    app: &App,
    user: &OfficeUser,
    place: DeskPlace,
    mark: &DeskMark,
) -> Result<Option<UserId>, Error> {
    let opened = open(app, user.person, place.department, place.document).await?;
    let collection = opened.state.kind.collection();
    let permission = &opened.access.permission;
    if !permission.may_update(collection, opened.state.owner, place.document) {
        return Err(Error::NO_ACCESS);
    }
    let made = made_by(&opened.state, actor(user.person, place.document, &mark.token));
    if let Some(made) = made {
        let token = format!("undo {}", mark.token);
        let by = actor(user.person, place.document, &token);
        if made_by(&opened.state, by).is_none() {
            undo_change(app, user, opened, place.document, by, made).await?;
        }
    }
    if let Some(person) = mark.taken_by {
        end_part(
            app,
            user,
            place,
            part_of(place.document, person, user.person, &mark.token),
        )
        .await?;
    }
    let before: Before = serde_json::from_str(&mark.mark_before).unwrap_or_default();
    let restored = DeskMark {
        taken_by: before.taken_by,
        waits_until: before.waits_until.as_deref().and_then(Day::parse),
        token: String::new(),
        acted_at: app.clock.now(),
        mark_before: "{}".to_owned(),
        ..mark.clone()
    };
    app.store.set_desk_mark(&restored).await?;
    Ok(restored.taken_by)
}

/// Ends the part by which a request gave a case to somebody, where it made one.
async fn end_part(app: &App, user: &OfficeUser, place: DeskPlace, part: DocumentId) -> Result<(), Error> {
    let opened = match open(app, user.person, place.department, part).await {
        Ok(opened) => opened,
        Err(Error::Refused(RefusalCode::NotFound)) => return Ok(()),
        Err(error) => return Err(error),
    };
    let by = actor(user.person, part, "undo");
    if made_by(&opened.state, by).is_none() {
        let edits = vec![CasePart::ended().set(true)];
        change(app, user, opened, part, by, None, edits).await?;
    }
    Ok(())
}
