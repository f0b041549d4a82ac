//! Records of every sort that the office shows. They are documents of Automerge with a history, and come into the database
//! by the store's own way of adding to a log: many documents in one transaction, with every table that follows from them.

use std::collections::{BTreeMap, VecDeque};

use anyhow::{Context as _, Result, ensure};
use fastrand::Rng;
use feltbog_load::now;
use feltbog_server::App;
use feltbog_server::services::projection::project;
use feltbog_server::store::{Append, AppendDocument, AppendEntry, Appended};
use feltbog_shared::document::{Document, Writer};
use feltbog_shared::id::{ActorId, DeviceId, DocumentId, UserId};
use feltbog_shared::model::area::{AreaKind, AreaState};
use feltbog_shared::model::area_observation::{ObservationKind, ObservationState};
use feltbog_shared::model::care_task::{TaskKind, TaskState};
use feltbog_shared::model::conflict_case::{ConflictState, Outcome, Severity, Topic};
use feltbog_shared::model::conflict_event::EventKind;
use feltbog_shared::model::conflict_party::PartyRole;
use feltbog_shared::model::deadlines::RecordTimes;
use feltbog_shared::model::record_index::RecordIndex;
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::signal::{ReceivingTeam, SignalKind, SignalState, Urgency};
use feltbog_shared::model::{
    Area, AreaObservation, CareTask, ConflictCase, ConflictEvent, ConflictParty, FieldEdit, Kind, Signal,
    Value,
};
use feltbog_shared::moment::Moment;
use futures::{StreamExt as _, TryStreamExt as _, stream};

use super::department;

const DAY_MILLIS: i64 = 86_400_000;
/// Days back to which records go.
const DAYS: i64 = 900;
/// Departments that are written at once.
const DEPARTMENTS_AT_ONCE: usize = 4;
/// Parts of a department's records by kind, in hundredths. The rest are counts.
const PARTS: [(Kind, usize); 7] = [
    (Kind::ConflictCase, 17),
    (Kind::ConflictEvent, 28),
    (Kind::ConflictParty, 13),
    (Kind::Signal, 13),
    (Kind::Area, 5),
    (Kind::CareTask, 11),
    (Kind::AreaObservation, 6),
];
/// Records of a department, on average.
const OF_DEPARTMENT: usize = 71;

/// Departments that have so many events of conflicts together.
pub(crate) fn departments_of_events(events: u64) -> usize {
    usize::try_from(events)
        .unwrap_or_default()
        .div_ceil(OF_DEPARTMENT * 28 / 100)
}

fn any<T: ValueList>(rng: &mut Rng) -> T {
    T::ALL[rng.usize(..T::ALL.len())]
}

/// Steps by which a record of a kind comes to each of its states, from nothing.
fn paths(kind: Kind, keys: &[&'static str]) -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut found: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut waiting: VecDeque<Vec<&'static str>> = VecDeque::from([Vec::new()]);
    while let Some(path) = waiting.pop_front() {
        let from: Vec<Value> = path
            .last()
            .iter()
            .map(|key| Value::Text((**key).to_owned()))
            .collect();
        for key in keys {
            if !found.contains_key(key) && !path.contains(key) && kind.check_step_from(&from, key).is_ok() {
                let longer = [path.as_slice(), &[*key]].concat();
                found.insert(key, longer.clone());
                waiting.push_back(longer);
            }
        }
    }
    found
}

fn path_to<T: ValueList>(kind: Kind, state: T) -> Vec<&'static str> {
    let keys: Vec<_> = T::ALL.iter().map(|one| one.key()).collect();
    paths(kind, &keys).remove(state.key()).unwrap_or_default()
}

/// A record to make: its edits, and the steps of its state.
struct Draft {
    kind: Kind,
    edits: Vec<FieldEdit>,
    states: Vec<&'static str>,
}

fn draft(kind: Kind, rng: &mut Rng, at: Moment, cases: &[DocumentId], areas: &[DocumentId]) -> Draft {
    let is_old = now().millis() - at.millis() > 60 * DAY_MILLIS;
    let pick = |rng: &mut Rng, ids: &[DocumentId]| ids[rng.usize(..ids.len())];
    let stair = rng.u32(1..40);
    let place = format!("Opgang {stair}");
    let day = |rng: &mut Rng| at.danish_day().plus_days(rng.i64(3..60));
    match kind {
        Kind::ConflictCase => {
            let state = match is_old && rng.u8(..10) > 0 {
                true => ConflictState::Closed,
                false => any::<ConflictState>(rng),
            };
            let mut edits = vec![
                ConflictCase::created_at().set(at),
                ConflictCase::topic().set(any::<Topic>(rng)),
                ConflictCase::severity().set(any::<Severity>(rng)),
                ConflictCase::place().set(&place),
                ConflictCase::night().set(rng.bool()),
                ConflictCase::description()
                    .rewrite("Spiller musik til langt ud på natten, også i hverdagene"),
            ];
            if state == ConflictState::Closed {
                edits.push(ConflictCase::outcome().set(any::<Outcome>(rng)));
            } else if rng.u8(..3) == 0 {
                edits.push(ConflictCase::follow_up_on().set(day(rng)));
            }
            Draft {
                kind,
                edits,
                states: path_to(kind, state),
            }
        }
        Kind::ConflictEvent => Draft {
            kind,
            edits: vec![
                ConflictEvent::conflict_case().set(pick(rng, cases)),
                ConflictEvent::at().set(at),
                ConflictEvent::kind().set(any::<EventKind>(rng)),
                ConflictEvent::text().rewrite("Talte med begge parter i opgangen; de vil prøve en aftale"),
            ],
            states: Vec::new(),
        },
        Kind::ConflictParty => Draft {
            kind,
            edits: vec![
                ConflictParty::conflict_case().set(pick(rng, cases)),
                ConflictParty::role().set(any::<PartyRole>(rng)),
                ConflictParty::dwelling_ref().set(&format!("Prøvevej {stair}, 2. tv.")),
                ConflictParty::name().set("Navn Prøve"),
            ],
            states: Vec::new(),
        },
        Kind::Signal => Draft {
            kind,
            edits: vec![
                Signal::created_at().set(at),
                Signal::kind().set(any::<SignalKind>(rng)),
                Signal::urgency().set(any::<Urgency>(rng)),
                Signal::to_team().set(any::<ReceivingTeam>(rng)),
                Signal::place().set(&place),
            ],
            states: path_to(
                kind,
                match is_old {
                    true => SignalState::Ended,
                    false => any::<SignalState>(rng),
                },
            ),
        },
        Kind::Area => Draft {
            kind,
            edits: vec![
                Area::created_at().set(at),
                Area::name().set(&format!("Engen ved nummer {stair}")),
                Area::kind().set(any::<AreaKind>(rng)),
                Area::square_metres().set(rng.i64(40..3_000)),
            ],
            states: path_to(kind, any::<AreaState>(rng)),
        },
        Kind::CareTask => Draft {
            kind,
            edits: vec![
                CareTask::created_at().set(at),
                CareTask::area().set(pick(rng, areas)),
                CareTask::kind().set(any::<TaskKind>(rng)),
                CareTask::window_to().set(day(rng)),
            ],
            states: path_to(
                kind,
                match is_old {
                    true => TaskState::Done,
                    false => any::<TaskState>(rng),
                },
            ),
        },
        Kind::AreaObservation => Draft {
            kind,
            edits: vec![
                AreaObservation::created_at().set(at),
                AreaObservation::area().set(pick(rng, areas)),
                AreaObservation::kind().set(any::<ObservationKind>(rng)),
            ],
            states: path_to(
                kind,
                match is_old {
                    true => ObservationState::Closed,
                    false => any::<ObservationState>(rng),
                },
            ),
        },
        _ => Draft {
            kind,
            edits: feltbog_load::records::record(rng, at),
            states: Vec::new(),
        },
    }
}

/// A document with one change for its content and one for each later step of its state.
fn made(
    draft: Draft,
    document: DocumentId,
    owner: UserId,
    other: UserId,
    at: Moment,
    rng: &mut Rng,
) -> Result<(AppendDocument, Vec<AppendEntry>)> {
    let mut record = Document::new(draft.kind)?;
    let (mut entries, mut proofs, mut actors) = (Vec::new(), Vec::new(), Vec::new());
    let mut first = draft.edits;
    let mut states = draft.states.into_iter();
    let state = |key: &str| FieldEdit {
        field: "state".to_owned(),
        change: feltbog_shared::model::FieldChange::Set(Value::Text(key.to_owned())),
    };
    first.extend(states.next().map(state));
    let later: Vec<Vec<FieldEdit>> = states.map(|key| vec![state(key)]).collect();
    let mut contact = None;
    for (place, edits) in std::iter::once(first).chain(later).enumerate() {
        let author = if place == 0 { owner } else { other };
        let moment = at.plus_millis(i64::try_from(place)? * DAY_MILLIS / 4);
        if place > 0 && author != owner {
            contact.get_or_insert(at);
        }
        let actor = ActorId(
            rng.u128(..)
                .to_be_bytes()
                .to_vec()
                .try_into()
                .map_err(|_| anyhow::anyhow!("an actor"))?,
        );
        let writer = Writer {
            actor,
            author,
            at: moment,
        };
        let change = record
            .edit(writer, None, &edits)?
            .context("an edit without a change")?;
        proofs.push((change.hash, author));
        actors.push((actor.0.to_vec(), author));
        entries.push(AppendEntry {
            document,
            hash: change.hash,
            actor: actor.0.to_vec(),
            actor_seq: 1,
            author,
            relayed_by: None,
            is_returned: false,
            bytes: change.bytes,
        });
    }
    let fields = record.fields();
    // Everything of a record was received when it was recorded.
    let times = RecordTimes::at(at);
    let document = AppendDocument {
        document,
        kind: draft.kind,
        owner,
        seen: 0,
        actors,
        heads: record.heads(),
        bytes: record.chunks(),
        proofs,
        projection: project(&fields, &[]),
        index: RecordIndex::of(draft.kind, &fields, false, &times, contact),
    };
    Ok((document, entries))
}

/// The records of one department, in transactions of records that were received together.
fn of_department(number: usize, records: usize, people: [UserId; 3]) -> Result<Vec<Append>> {
    let mut rng = Rng::with_seed(number as u64);
    let mut appends = Vec::new();
    let mut ids: BTreeMap<Kind, Vec<DocumentId>> = BTreeMap::new();
    // What others point to first.
    let order = [
        Kind::Area,
        Kind::ConflictCase,
        Kind::ConflictEvent,
        Kind::ConflictParty,
        Kind::Signal,
        Kind::CareTask,
        Kind::AreaObservation,
        Kind::InsectCount,
    ];
    let counted: usize = PARTS.iter().map(|(_, part)| part * records / 100).sum();
    let begun = now();
    for kind in order {
        let part = PARTS.iter().find(|(one, _)| *one == kind);
        let count = part.map_or(records - counted, |(_, part)| part * records / 100);
        let count = if kind == Kind::Area || kind == Kind::ConflictCase {
            count.max(1)
        } else {
            count
        };
        // Records of one kind are received in a few days.
        for first in (0..count).step_by(4) {
            let at = begun.plus_millis(-rng.i64(1..DAYS) * DAY_MILLIS - rng.i64(..DAY_MILLIS));
            let (mut documents, mut entries) = (Vec::new(), Vec::new());
            for _ in first..(first + 4).min(count) {
                let document = DocumentId::new(at, core::array::from_fn(|_| rng.u8(..)));
                let none = Vec::new();
                let cases = ids.get(&Kind::ConflictCase).unwrap_or(&none).clone();
                let areas = ids.get(&Kind::Area).unwrap_or(&none).clone();
                let draft = draft(kind, &mut rng, at, &cases, &areas);
                let owner = people[rng.usize(..people.len())];
                let other = people[rng.usize(..people.len())];
                let (record, of) = made(draft, document, owner, other, at, &mut rng)
                    .with_context(|| format!("a record of {}", kind.key()))?;
                documents.push(record);
                entries.extend(of);
                ids.entry(kind).or_default().push(document);
            }
            appends.push(Append {
                department: department(number),
                device: DeviceId::from_bytes([9; 16]),
                received_at: at,
                documents,
                entries,
                unchanged: Vec::new(),
            });
        }
    }
    appends.sort_by_key(|append| append.received_at);
    Ok(joined(appends))
}

/// Appends of a department in one: one transaction writes it all. The index keeps the time of each record; the log has the
/// latest.
fn joined(appends: Vec<Append>) -> Vec<Append> {
    let mut all = appends.into_iter();
    let Some(mut whole) = all.next() else {
        return Vec::new();
    };
    for append in all {
        whole.documents.extend(append.documents);
        whole.entries.extend(append.entries);
    }
    vec![whole]
}

/// Fills the departments. The number of records.
pub(crate) async fn fill(
    app: &App,
    departments: usize,
    records: usize,
    people: [UserId; 3],
) -> Result<usize> {
    let each = (records / departments).max(8);
    let work = stream::iter(0..departments).map(|number| async move {
        let made = tokio::task::spawn_blocking(move || of_department(number, each, people)).await??;
        let mut count = 0;
        for append in made {
            count += append.documents.len();
            let appended = app.store.append(append).await?;
            ensure!(matches!(appended, Appended::Stored { .. }), "{appended:?}");
        }
        anyhow::Ok(count)
    });
    work.buffer_unordered(DEPARTMENTS_AT_ONCE)
        .try_fold(0, |sum, count| async move { Ok(sum + count) })
        .await
}
