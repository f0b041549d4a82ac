//! Plejeopgave: work to be done in an area within a window of days.

use super::schema::{Choice, Date, Flag, Integer, Link, Own, RichText, Text, record, states, value_list};
use super::{FieldChange, FieldEdit, Fields, Value, ValueList};
use crate::id::DocumentId;
use crate::moment::{Day, Moment};

value_list! {
    /// The work.
    TaskKind {
        HayCut = "hoeslaet",
        HayRemoval = "fjern_hoe",
        Sowing = "saaning",
        SeedCollection = "froeindsamling",
        Oversowing = "eftersaaning",
        Planting = "plantning",
        EdgeMowing = "kantslaaning",
        InvasiveControl = "invasiv_bekaempelse",
        SignCheck = "skiltetjek",
        Watering = "vanding",
        CleanUp = "oprydning",
        WorkDay = "arbejdsdag",
    }
}

value_list! {
    /// The team that does it.
    Team {
        Operations = "drift",
        ResidentGroup = "beboergruppe",
        YouthTeam = "unge_hold",
        Contractor = "entreprenoer",
    }
}

value_list! {
    /// With what.
    Tool {
        Scythe = "le",
        SickleBarMower = "fingerklipper",
        BrushCutter = "buskrydder",
        ByHand = "haand",
        Machine = "maskine",
    }
}

states! {
    /// State of a task.
    TaskState {
        /// Planlagt.
        Planned = "planlagt" => [Assigned, Running, Done, Cancelled, Postponed],
        /// Tildelt.
        Assigned = "tildelt" => [Running, Done, Cancelled, Postponed],
        /// I gang.
        Running = "i_gang" => [Done, Postponed],
        /// Udført.
        Done = "udfoert" => [Approved, Running],
        /// Godkendt.
        Approved = "godkendt" => [] lasting,
        /// Aflyst.
        Cancelled = "aflyst" => [Planned],
        /// Udskudt.
        Postponed = "udskudt" => [Planned, Assigned, Running, Done, Cancelled],
    }
}

/// Days before the end of its window at which a task reminds (records.md).
pub const REMINDER_DAYS: i64 = 14;
/// Cuttings are removed so many days after the cut at the earliest and at the latest (records.md,
/// after Odense's quality handbook 2r).
pub const HAY_REMOVAL_DAYS: (i64, i64) = (7, 14);

record! {
    /// Work to be done in an area.
    CareTask {
        /// State of the record.
        state: Choice<TaskState>,
        /// The work.
        kind: Choice<TaskKind>,
        /// The area.
        area: Link,
        /// Not before this day.
        window_from: Date,
        /// Not after this day.
        window_to: Date,
        /// The team that does it.
        assigned_team: Choice<Team>,
        /// Whether young people with a pocket-money job can do it.
        suitable_for_youth: Flag,
        /// Duration in minutes.
        minutes_spent: Integer<0, 100_000>,
        /// Number of helpers. No names.
        helpers_count: Integer<0, 1_000>,
        /// With what.
        tool: Choice<Tool>,
        /// The competency it takes.
        required_competency: Text<60>,
        /// When it was done.
        done_on: Date,
        /// The task it follows: cuttings are removed after a cut.
        after: Link,
        /// A remark.
        remark: RichText<300>,
        /// The work in the organisation's own words.
        own_kind: Own<TaskKind>,
    }
}

impl CareTask {
    /// The id of the task that follows one with this id; of the following one, that of the first.
    pub fn turned_over(task: DocumentId) -> DocumentId {
        let mut id = *task.as_bytes();
        // The last bytes of an id are random: this is nobody else's.
        id.iter_mut().skip(10).for_each(|byte| *byte = !*byte);
        DocumentId::from_bytes(id)
    }

    /// The task that follows one which is done on a day, with its first content: cuttings are removed after a cut.
    /// Nothing follows any other work.
    ///
    /// Its id comes out of the first task's, so that two people who finish the same work make one task and not two.
    pub fn follow_up(
        task: DocumentId,
        fields: &Fields,
        on: Day,
        now: Moment,
    ) -> Option<(DocumentId, Vec<FieldEdit>)> {
        let is = |name, key: &str| matches!(fields.get(name), Some(Value::Text(text)) if text == key);
        if !is(Self::kind().name(), TaskKind::HayCut.key()) {
            return None;
        }
        let (earliest, latest) = HAY_REMOVAL_DAYS;
        let mut edits = vec![
            Self::created_at().set(now),
            Self::state().set(TaskState::Planned),
            Self::kind().set(TaskKind::HayRemoval),
            Self::window_from().set(on.plus_days(earliest)),
            Self::window_to().set(on.plus_days(latest)),
            Self::after().set(task),
        ];
        for name in [Self::area().name(), Self::assigned_team().name()] {
            edits.extend(fields.get(name).map(|value| FieldEdit {
                field: name.to_owned(),
                change: FieldChange::Set(value.clone()),
            }));
        }
        Some((Self::turned_over(task), edits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Kind, Model};

    #[test]
    fn hay_is_removed_a_week_or_two_after_a_cut() {
        let day = |text| Day::parse(text).unwrap();
        let (task, area) = (DocumentId::from_bytes([3; 16]), DocumentId::from_bytes([4; 16]));
        let fields = |kind: TaskKind| {
            Fields::from([
                ("kind".to_owned(), Value::Text(kind.key().to_owned())),
                ("area".to_owned(), Value::Text(area.to_string())),
            ])
        };
        let follow_up = |kind| CareTask::follow_up(task, &fields(kind), day("2026-09-10"), Moment::default());
        let (id, edits) = follow_up(TaskKind::HayCut).unwrap();
        assert_eq!(Some(id), follow_up(TaskKind::HayCut).map(|(again, _)| again));
        assert_ne!(id, task);
        assert_eq!(CareTask::turned_over(id), task);
        assert_eq!(Kind::CareTask.check_edits(&Fields::new(), &edits), Ok(()));
        let written: Fields = edits
            .into_iter()
            .map(|edit| match edit.change {
                FieldChange::Set(value) => (edit.field, value),
                other => panic!("{other:?}"),
            })
            .collect();
        let next = CareTask::from_fields(&written);
        assert_eq!(
            (next.kind, next.area, next.after),
            (Some(TaskKind::HayRemoval), Some(area), Some(task))
        );
        assert_eq!(
            (next.window_from, next.window_to),
            (Some(day("2026-09-17")), Some(day("2026-09-24")))
        );
        assert_eq!(follow_up(TaskKind::HayRemoval), None);
        // What follows a task of a season is begun by whoever finishes the task, on any phone.
        for number in 0..=255 {
            let named = DocumentId::from_bytes([number; 16]).into_named();
            let fields = fields(TaskKind::HayCut);
            let next = CareTask::follow_up(named, &fields, day("2026-09-10"), Moment::default());
            assert!(named.is_named() && next.is_some_and(|(next, _)| !next.is_named()));
        }
    }
}
