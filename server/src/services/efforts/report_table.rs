//! The report and the tasks as CSV that opens right in a Danish Excel.

use csv::{Terminator, Writer, WriterBuilder};
use feltbog_shared::id::UserId;
use feltbog_shared::language::Language;
use feltbog_shared::model::ValueList as _;
use feltbog_shared::model::activity::ActivityKind;
use feltbog_shared::model::care_task::TaskKind;
use feltbog_shared::office::efforts::{
    EffortAction, EffortFigures, EffortReport, EffortReportLine, EffortState,
};
use feltbog_shared::suppression::Published;

use super::texts::EffortTexts;
use super::view::view;
use super::youth_tasks::youth_tasks;
use super::{Reached, effort_id, material};
use crate::error::Error;
use crate::services::export::escaped;
use crate::state::App;

/// Columns of what is told of an effort as a whole.
const OF_EFFORT: usize = 5;
const BYTE_ORDER_MARK: [u8; 3] = [0xef, 0xbb, 0xbf];

fn writer() -> Writer<Vec<u8>> {
    WriterBuilder::new()
        .delimiter(b';')
        .terminator(Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.to_vec())
}

fn fault(error: impl std::fmt::Display) -> Error {
    Error::Fault(format!("a table: {error}"))
}

/// Writes rows; no cell is taken for a formula.
fn table(rows: Vec<Vec<String>>) -> Result<Vec<u8>, Error> {
    let mut writer = writer();
    for row in rows {
        let cells = row.iter().map(|cell| escaped(cell).into_owned());
        writer.write_record(cells).map_err(fault)?;
    }
    writer.into_inner().map_err(fault)
}

/// A report as CSV: a line for each effort, and below it one for each kind of activity.
///
/// # Errors
/// When the table cannot be written.
pub fn report_csv(report: &EffortReport, language: Language) -> Result<Vec<u8>, Error> {
    let texts = EffortTexts::of(language);
    let header = [
        texts.column_effort,
        texts.column_purpose,
        texts.column_state,
        texts.column_from,
        texts.column_until,
        texts.column_share,
        texts.column_kind,
        texts.column_activities,
        texts.column_hours,
        texts.column_heads,
        texts.column_young_people,
        texts.column_doors,
        texts.column_contacts,
        texts.column_interviews,
        texts.column_weekly_hours,
        texts.column_unread,
        texts.column_action,
    ];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    for line in &report.lines {
        let kind_lines = line.kinds.iter().map(|kind| {
            let name = kind_name(texts, &kind.kind);
            row(texts, line, name, &kind.figures, Default::default())
        });
        let all = texts.all_activities.to_owned();
        rows.push(row(texts, line, all, &line.figures, of_effort(texts, line)));
        rows.extend(kind_lines);
    }
    let mut total = vec![
        texts.total.to_owned(),
        String::new(),
        String::new(),
        String::new(),
    ];
    total.extend([String::new(), String::new(), texts.all_activities.to_owned()]);
    total.extend(numbers(texts, &report.total));
    total.extend(<[String; OF_EFFORT]>::default());
    total.push(String::new());
    rows.push(total);
    table(rows)
}

fn row(
    texts: &EffortTexts,
    line: &EffortReportLine,
    kind: String,
    figures: &EffortFigures,
    of_effort: [String; OF_EFFORT],
) -> Vec<String> {
    let mut cells = vec![
        line.name.clone(),
        line.purpose.clone(),
        state_name(texts, line.state).to_owned(),
        line.from.clone(),
        line.until.clone(),
        line.share.map(percent).unwrap_or_default(),
        kind,
    ];
    cells.extend(numbers(texts, figures));
    cells.extend(of_effort);
    cells.push(action_name(texts, line.action).to_owned());
    cells
}

/// The cells of an effort as a whole: doors, conversations, interviews, hours of staff a week, and its departments whose
/// activities are not in the numbers.
fn of_effort(texts: &EffortTexts, line: &EffortReportLine) -> [String; OF_EFFORT] {
    let doors = line.doors;
    [
        doors.map(|doors| doors.doors.to_string()).unwrap_or_default(),
        doors
            .map(|doors| published(texts, doors.contacts))
            .unwrap_or_default(),
        doors
            .map(|doors| published(texts, doors.interviews))
            .unwrap_or_default(),
        decimal(line.weekly_minutes.saturating_mul(100) / 60),
        line.unread_departments.to_string(),
    ]
}

fn numbers(texts: &EffortTexts, figures: &EffortFigures) -> [String; 4] {
    [
        figures.activities.to_string(),
        figures.hours.to_string(),
        published(texts, figures.heads),
        figures
            .young_people
            .map(|number| published(texts, number))
            .unwrap_or_default(),
    ]
}

fn published(texts: &EffortTexts, number: Published) -> String {
    match number {
        Published::Number(number) => number.to_string(),
        Published::AtLeast(number) => texts.at_least.with(&[&number.to_string()]),
        Published::Hidden => texts.hidden.to_owned(),
    }
}

/// Hundredths of a per cent with a decimal comma: `12,5`.
fn percent(share: u32) -> String {
    decimal(u64::from(share))
}

/// Hundredths with a decimal comma.
fn decimal(hundredths: u64) -> String {
    let text = format!("{},{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches(',').to_owned()
}

fn kind_name(texts: &EffortTexts, key: &str) -> String {
    let place = ActivityKind::ALL.iter().position(|kind| kind.key() == key);
    let name = place.and_then(|place| texts.activity_kind.get(place));
    name.map_or_else(|| texts.unknown_kind.to_owned(), |name| (*name).to_owned())
}

fn care_name(texts: &EffortTexts, kind: TaskKind) -> &'static str {
    let place = TaskKind::ALL.iter().position(|one| *one == kind);
    let name = place.and_then(|place| texts.care_kind.get(place));
    name.copied().unwrap_or_default()
}

fn state_name(texts: &EffortTexts, state: EffortState) -> &'static str {
    match state {
        EffortState::Draft => texts.state_draft,
        EffortState::Started => texts.state_started,
        EffortState::FromTheSide => texts.state_from_the_side,
        EffortState::RunsItself => texts.state_runs_itself,
        EffortState::Closed => texts.state_closed,
    }
}

fn action_name(texts: &EffortTexts, action: EffortAction) -> &'static str {
    match action {
        EffortAction::CompleteDraft => texts.action_complete_draft,
        EffortAction::AnswerStopQuestions => texts.action_answer_stop_questions,
        EffortAction::Anchor => texts.action_anchor,
        EffortAction::FinishTasks => texts.action_finish_tasks,
        EffortAction::CountHeads => texts.action_count_heads,
        EffortAction::PlanActivity => texts.action_plan_activity,
        EffortAction::Continue => texts.action_continue,
        EffortAction::Nothing => texts.action_nothing,
    }
}

/// The tasks of an effort as CSV, those of the departments in which the person reads staff, with the open care tasks of
/// these that young people can do.
///
/// # Errors
/// `NOT_FOUND` when the effort is not there or not the person's to see.
pub async fn tasks_csv(
    app: &App,
    person: UserId,
    effort: &str,
    language: Language,
) -> Result<Vec<u8>, Error> {
    let texts = EffortTexts::of(language);
    let reached = Reached::of(app, person).await?;
    let seen = material::find(app, &reached, effort_id(effort)?).await?;
    let view = view(app, &reached, seen).await?;
    let departments: Vec<_> = view.checklists.iter().map(|list| list.department).collect();
    let for_youth = youth_tasks(app, &reached, &departments).await?;
    let header = [
        texts.column_department,
        texts.column_task,
        texts.column_person,
        texts.column_due_on,
        texts.column_done_on,
        texts.column_done_by,
    ];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    for list in view.checklists {
        rows.extend(list.tasks.into_iter().map(|task| {
            let title = match task.person.is_empty() {
                true => task.title,
                false => texts.introduced.to_owned(),
            };
            vec![
                list.department_name.clone(),
                title,
                task.person,
                task.due_on,
                task.done_on,
                task.done_by,
            ]
        }));
        let own = for_youth.iter().filter(|task| task.department == list.department);
        rows.extend(own.map(|task| {
            let work = task.kind.map(|kind| care_name(texts, kind)).unwrap_or_default();
            let words = [work, task.area.as_str()];
            let words: Vec<_> = words.into_iter().filter(|word| !word.is_empty()).collect();
            let title = texts.youth_task.with(&[&words.join(", ")]);
            let mut row = vec![
                list.department_name.clone(),
                title,
                String::new(),
                task.until.clone(),
            ];
            row.resize(header.len(), String::new());
            row
        }));
    }
    table(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use feltbog_shared::office::efforts::EffortKindLine;
    use feltbog_shared::office::monitoring::DoorFigures;

    /// The table has what the page has: rounds of doors, hours of staff, and departments that are not read.
    #[test]
    fn a_line_has_the_doors_the_hours_and_what_is_not_read() {
        let figures = EffortFigures {
            activities: 1,
            hours: 2,
            heads: Published::Number(9),
            young_people: None,
        };
        let line = EffortReportLine {
            effort: String::new(),
            name: "Naboskab".to_owned(),
            purpose: String::new(),
            state: EffortState::Started,
            from: String::new(),
            until: String::new(),
            share: None,
            figures: figures.clone(),
            kinds: vec![EffortKindLine {
                kind: "moede".to_owned(),
                figures: figures.clone(),
            }],
            doors: Some(DoorFigures {
                rounds: 2,
                doors: 31,
                contacts: Published::Number(12),
                interviews: Published::Hidden,
            }),
            unread_departments: 1,
            weekly_minutes: 2_250,
            action: EffortAction::Continue,
        };
        let report = EffortReport {
            funder: String::new(),
            year: None,
            day: String::new(),
            total: figures,
            lines: vec![line],
        };
        let csv = report_csv(&report, Language::Danish).unwrap();
        let csv = String::from_utf8(csv).unwrap();
        let lines: Vec<_> = csv.lines().collect();
        let told = ";31;12;Skjult, fordi tallet er lille;37,5;1;";
        assert!(lines[1].contains(told), "{csv}");
        assert!(lines[2].contains(";;;;;;"), "{csv}");
        let cells = |line: &str| line.split(';').count();
        assert!(lines.iter().all(|line| cells(line) == cells(lines[0])), "{csv}");
    }

    #[test]
    fn shares_have_a_decimal_comma() {
        let all = [7_500, 1_250, 1_005, 10_000];
        assert_eq!(all.map(percent), ["75", "12,5", "10,05", "100"]);
    }
}
