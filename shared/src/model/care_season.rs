//! Tasks of a season out of an area's care plan. The id of a task comes out of the plan's line and the year, so that two
//! people who make the tasks of a season make each of them once.

use super::care_plan_entry::Every;
use super::care_task::{TaskKind, TaskState, Team};
use super::{Area, CarePlanEntry, CareTask, FieldEdit};
use crate::id::DocumentId;
use crate::model::area::{AreaState, Responsible};
use crate::moment::{Day, Moment};
use crate::permission::fnv1a;

/// A task that a line of a care plan asks for in a year.
#[derive(Clone, Debug, PartialEq)]
pub struct SeasonTask {
    /// The id of the task.
    pub document: DocumentId,
    /// The id that it had before ids of the server's own were marked.
    pub former: DocumentId,
    /// Not before this day.
    pub from: Day,
    /// Not after this day.
    pub to: Day,
}

/// Whether the care of an area in this state is done: it is decided, and not given up.
pub fn is_cared_for(state: Option<AreaState>) -> bool {
    matches!(
        state,
        Some(AreaState::Decided | AreaState::Laid | AreaState::InCare | AreaState::UnderAdjustment)
    )
}

/// The tasks that a line of a care plan asks for in the season that begins in a year, in their order. Nothing for a line
/// without work or months, and for work that is done when it is needed.
///
/// A line whose last month lies before its first ends in the next year. Work of every second year is done in the year in
/// which its line was written, and every second year from then on.
pub fn season_tasks(line: DocumentId, entry: &CarePlanEntry, year: i32) -> Vec<SeasonTask> {
    let month = |month: Option<i64>| {
        let month = u8::try_from(month?).ok()?;
        (1..=12).contains(&month).then_some(month)
    };
    let (Some(from), Some(to), Some(_)) = (month(entry.from_month), month(entry.to_month), entry.kind) else {
        return Vec::new();
    };
    let first_year = entry.created_at.map_or(year, |at| at.danish_day().0.year());
    let ends_in = if to < from { year + 1 } else { year };
    let whole = (year, from, ends_in, to);
    let windows = match entry.every {
        Some(Every::WhenNeeded) => Vec::new(),
        Some(Every::SecondYear) if (year - first_year).rem_euclid(2) == 1 => Vec::new(),
        Some(Every::Month) => {
            let count = if to < from { to + 12 - from } else { to - from };
            let months = (0..=count).map(|ahead| {
                let ahead = from - 1 + ahead;
                let (year, month) = (year + i32::from(ahead / 12), ahead % 12 + 1);
                (year, month, year, month)
            });
            months.collect()
        }
        Some(Every::Year | Every::SecondYear) | None => vec![whole],
    };
    let task = |(year, from, ends_in, to): (i32, u8, i32, u8)| {
        let former = task_id(line, year, from);
        Some(SeasonTask {
            document: former.into_named(),
            former,
            from: first_of(year, from)?,
            to: last_of(ends_in, to)?,
        })
    };
    windows.into_iter().filter_map(task).collect()
}

/// Whether a task with these fields is what a line of a care plan asks for: the same work in the same area.
pub fn is_task_of(task: &CareTask, entry: &CarePlanEntry) -> bool {
    task.kind == entry.kind && task.area == entry.area
}

/// The first content of a task of a line.
pub fn task_edits(task: &SeasonTask, entry: &CarePlanEntry, area: &Area, now: Moment) -> Vec<FieldEdit> {
    let team = match (entry.kind, area.responsible) {
        // A work day is the residents', whoever looks after the area on other days.
        (Some(TaskKind::WorkDay), _) | (_, Some(Responsible::Residents)) => Some(Team::ResidentGroup),
        (_, Some(Responsible::Operations)) => Some(Team::Operations),
        (_, Some(Responsible::External)) => Some(Team::Contractor),
        (_, Some(Responsible::Shared) | None) => None,
    };
    let mut edits = vec![
        CareTask::created_at().set(now),
        CareTask::state().set(TaskState::Planned),
        CareTask::window_from().set(task.from),
        CareTask::window_to().set(task.to),
    ];
    edits.extend(entry.kind.map(|kind| CareTask::kind().set(kind)));
    edits.extend(entry.area.map(|area| CareTask::area().set(area)));
    edits.extend(entry.tool.map(|tool| CareTask::tool().set(tool)));
    edits.extend(team.map(|team| CareTask::assigned_team().set(team)));
    edits
}

/// The id of the task of a line that begins in a month: the line's time, and a sum of line, year and month in the place of
/// what is random.
fn task_id(line: DocumentId, year: i32, month: u8) -> DocumentId {
    let mut id = *line.as_bytes();
    let part = |name: &[u8]| {
        let bytes = name.iter().chain(line.as_bytes()).copied();
        fnv1a(bytes.chain(year.to_be_bytes()).chain([month])).to_be_bytes()
    };
    for (byte, sum) in id.iter_mut().skip(8).zip(part(b"season")) {
        *byte = sum;
    }
    // The variant of a UUID.
    id[8] = (id[8] & 0x3f) | 0x80;
    DocumentId::from_bytes(id)
}

fn first_of(year: i32, month: u8) -> Option<Day> {
    Day::parse(&format!("{year:04}-{month:02}-01"))
}

fn last_of(year: i32, month: u8) -> Option<Day> {
    let (year, month) = if month == 12 {
        (year + 1, 1)
    } else {
        (year, month + 1)
    };
    Some(first_of(year, month)?.plus_days(-1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::care_task::TaskKind;
    use crate::model::{FieldChange, Fields, Kind};

    const LINE: DocumentId =
        DocumentId::from_bytes([0x01, 0x9a, 0, 0, 0, 1, 0x70, 2, 0x80, 3, 4, 5, 6, 7, 8, 9]);

    fn line(from: i64, to: i64, every: Every) -> CarePlanEntry {
        CarePlanEntry {
            area: Some(DocumentId::from_bytes([4; 16])),
            kind: Some(TaskKind::HayCut),
            from_month: Some(from),
            to_month: Some(to),
            every: Some(every),
            // 2026-07-12.
            created_at: Some(Moment::from_millis(1_783_857_600_000)),
            ..CarePlanEntry::default()
        }
    }

    fn windows(entry: &CarePlanEntry, year: i32) -> Vec<(String, String)> {
        let tasks = season_tasks(LINE, entry, year).into_iter();
        tasks
            .map(|task| (task.from.to_string(), task.to.to_string()))
            .collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        let pair = |(from, to): &(&str, &str)| ((*from).to_owned(), (*to).to_owned());
        expected.iter().map(pair).collect()
    }

    #[test]
    fn a_line_asks_for_what_its_months_say() {
        for (entry, year, expected) in [
            (line(9, 9, Every::Year), 2027, &[("2027-09-01", "2027-09-30")][..]),
            (line(11, 2, Every::Year), 2027, &[("2027-11-01", "2028-02-29")]),
            (line(12, 12, Every::Year), 2027, &[("2027-12-01", "2027-12-31")]),
            (
                line(9, 9, Every::SecondYear),
                2026,
                &[("2026-09-01", "2026-09-30")],
            ),
            (line(9, 9, Every::SecondYear), 2027, &[]),
            (
                line(9, 9, Every::SecondYear),
                2028,
                &[("2028-09-01", "2028-09-30")],
            ),
            (
                line(11, 1, Every::Month),
                2027,
                &[
                    ("2027-11-01", "2027-11-30"),
                    ("2027-12-01", "2027-12-31"),
                    ("2028-01-01", "2028-01-31"),
                ],
            ),
            (line(4, 9, Every::WhenNeeded), 2027, &[]),
        ] {
            assert_eq!(windows(&entry, year), pairs(expected), "{entry:?} in {year}");
        }
        let without = CarePlanEntry {
            to_month: None,
            ..line(9, 9, Every::Year)
        };
        assert_eq!(season_tasks(LINE, &without, 2027), []);
    }

    #[test]
    fn a_task_of_a_season_has_one_id_and_no_other_has_it() {
        let monthly = line(4, 9, Every::Month);
        let mut ids: Vec<_> = (2026..2036)
            .flat_map(|year| season_tasks(LINE, &monthly, year))
            .map(|task| task.document)
            .collect();
        let again = season_tasks(LINE, &monthly, 2026);
        assert_eq!(
            ids[..6],
            again.iter().map(|task| task.document).collect::<Vec<_>>()
        );
        let all = ids.len();
        ids.push(LINE);
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all + 1);
        for id in ids {
            // The server's own but for the line, with the variant of a UUID and a time.
            assert_eq!((id.is_named(), id.as_bytes()[8] >> 6), (id != LINE, 2));
            assert_eq!(id.made_at(), LINE.made_at());
        }
        // What was made before is known by the id that it had.
        for task in again {
            assert!(!task.former.is_named() && task.former.into_named() == task.document);
        }
    }

    #[test]
    fn a_task_holds_what_plan_and_area_say() {
        let entry = line(9, 9, Every::Year);
        let area = Area {
            responsible: Some(Responsible::Residents),
            ..Area::default()
        };
        let task = &season_tasks(LINE, &entry, 2027)[0];
        let edits = task_edits(task, &entry, &area, Moment::default());
        assert_eq!(Kind::CareTask.check_edits(&Fields::new(), &edits), Ok(()));
        let set = |name: &str| {
            let mut edits = edits.iter().filter(|edit| edit.field == name);
            edits.next().map(|edit| edit.change.clone())
        };
        let text = |text: &str| Some(FieldChange::Set(crate::model::Value::Text(text.to_owned())));
        assert_eq!(set("kind"), text("hoeslaet"));
        assert_eq!(set("assigned_team"), text("beboergruppe"));
        assert_eq!(set("window_to"), text("2027-09-30"));
        let made = CareTask {
            kind: entry.kind,
            area: entry.area,
            ..CareTask::default()
        };
        assert!(is_task_of(&made, &entry));
        for other in [CareTask::default(), CareTask { area: None, ..made }] {
            assert!(!is_task_of(&other, &entry));
        }
        assert!(set("tool").is_none());
    }
}
