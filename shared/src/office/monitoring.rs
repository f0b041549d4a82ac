//! Messages of screening and monitoring, under `/api/v1/office/monitoring`: departments of an organisation in numbers,
//! screenings of the quarter, indicators that were imported, goals, comparison, and links to the interview for residents.
//!
//! Everything is about departments. A number of fewer than five, and a figure about the residents of a department with
//! fewer than a hundred, is never told.

use serde::{Deserialize, Serialize};

use crate::id::{DepartmentId, DocumentId};
use crate::model::ValueList as _;
use crate::model::schema::value_list;
use crate::model::screening::ScreeningConclusion;
use crate::moment::Day;
use crate::suppression::{Published, sum_of};

/// The fewest residents of a department whose residents are told of in statistics.
pub const LEAST_RESIDENTS: u32 = 100;
/// The fewest departments that a department is compared with.
pub const LEAST_COMPARED: usize = 5;
/// Days of which answers of residents are summed up.
pub const ANSWER_DAYS: i64 = 364;
/// Most days for which a link to the interview may be open.
pub const LINK_DAYS: i64 = 184;

value_list! {
    /// An indicator of a department and a year that comes from elsewhere. Values are kept a hundredfold.
    ImportedIndicator {
        Residents = "beboere",
        Rent = "husleje_m2",
        Moves = "flytte_pct",
        Working = "beskaeftigelse_pct",
        BasicSchool = "grundskole_pct",
        CashBenefit = "kontanthjaelp_pct",
        Convicted = "doemte_pct",
        Turnout = "valgdeltagelse_pct",
        IndexSchool = "index_skolegang",
        IndexHealth = "index_sundhed",
        IndexCommunity = "index_faellesskaber",
        IndexResponsibility = "index_samfundsansvar",
    }
}

impl ImportedIndicator {
    /// Whether it says something of residents. The number of them and the rent do not.
    pub fn is_about_residents(self) -> bool {
        !matches!(self, Self::Residents | Self::Rent)
    }

    /// Lowest and highest value, a hundredfold.
    pub fn range(self) -> core::ops::RangeInclusive<i64> {
        match self {
            Self::Residents => 0..=10_000_000,
            Self::Rent => 0..=1_000_000,
            Self::IndexSchool | Self::IndexHealth | Self::IndexCommunity | Self::IndexResponsibility => {
                0..=100_000
            }
            _ => 0..=10_000,
        }
    }
}

/// The size of a department by its dwellings. Departments are compared within a size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SizeClass {
    /// Up to 49 dwellings.
    #[default]
    Smallest,
    /// 50 to 99.
    Small,
    /// 100 to 249.
    Medium,
    /// 250 to 499.
    Large,
    /// 500 and more.
    Largest,
}

impl SizeClass {
    /// The size of a department with this number of dwellings.
    pub fn of(dwellings: u32) -> Self {
        match dwellings {
            0..=49 => Self::Smallest,
            50..=99 => Self::Small,
            100..=249 => Self::Medium,
            250..=499 => Self::Large,
            _ => Self::Largest,
        }
    }
}

/// A quarter of a year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Quarter {
    /// The year.
    pub year: i64,
    /// 1 to 4.
    pub quarter: i64,
}

impl Quarter {
    /// The quarter that a day lies in.
    pub fn of(day: Day) -> Self {
        Self {
            year: i64::from(day.0.year()),
            quarter: i64::from((day.month() - 1) / 3 + 1),
        }
    }

    /// The quarter before.
    #[must_use]
    pub fn before(self) -> Self {
        match self.quarter {
            ..=1 => Self {
                year: self.year - 1,
                quarter: 4,
            },
            quarter => Self {
                year: self.year,
                quarter: quarter - 1,
            },
        }
    }
}

/// The part of an organisation that a report is about. The query of `GET …/monitoring/{organisation}`. Nothing for the
/// whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MonitoringQuery {
    /// A city district.
    pub district: String,
    /// Ids of departments with commas between them: those of an effort, or one.
    pub departments: String,
}

/// The level of a report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MonitoringLevel {
    /// All departments of the person in an organisation.
    #[default]
    Organisation,
    /// A city district.
    District,
    /// A list of departments, as an effort has one.
    Effort,
    /// One department.
    Department,
}

/// An organisation that a person may look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonitoredOrganisation {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
}

/// The departments of an organisation, or of a part of it, in numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MonitoringReport {
    /// The day of the numbers.
    pub day: String,
    /// The quarter that is screened now.
    pub quarter: Quarter,
    /// The organisations of the person.
    pub organisations: Vec<MonitoredOrganisation>,
    /// The organisation; the first one of a list of departments of several.
    pub organisation: MonitoredOrganisation,
    /// The other organisations of a list of departments.
    #[serde(default)]
    pub others: Vec<MonitoredOrganisation>,
    /// Departments of the list whose screenings the person does not read, and that are not in the numbers.
    #[serde(default)]
    pub unread: u32,
    /// Its city districts, in order.
    pub districts: Vec<String>,
    /// The level.
    pub level: MonitoringLevel,
    /// The departments, by organisation and name.
    pub rows: Vec<MonitoringRow>,
    /// All of them together.
    pub sum: MonitoringSum,
    /// Visits and referrals of the whole organisation; nothing for a part of it, and for who may not count visits in all of
    /// it.
    #[serde(default)]
    pub visits: Option<VisitFigures>,
    /// Whether the person may import indicators.
    pub may_import: bool,
}

/// Numbers of visits and referrals of the last year in an organisation: each value of the list with its number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitFigures {
    /// Visits by topic. A visit with several topics counts in each.
    pub topics: Vec<(String, Published)>,
    /// Referrals by receiver.
    pub receivers: Vec<(String, Published)>,
}

/// Rounds of doors of a year. Rounds and doors are counted exactly; conversations are people, and hidden where they are few.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoorFigures {
    /// The number of rounds.
    pub rounds: u64,
    /// The number of doors at which somebody knocked.
    pub doors: u64,
    /// The number of doors at which people talked, with an interview or without.
    pub contacts: Published,
    /// Of these, those with an interview.
    pub interviews: Published,
}

impl DoorFigures {
    /// Several together. Their conversations tell no more than each of them.
    pub fn sum(parts: impl IntoIterator<Item = Self>) -> Self {
        let parts: Vec<Self> = parts.into_iter().collect();
        Self {
            rounds: parts.iter().map(|part| part.rounds).sum(),
            doors: parts.iter().map(|part| part.doors).sum(),
            contacts: sum_of(parts.iter().map(|part| part.contacts)),
            interviews: sum_of(parts.iter().map(|part| part.interviews)),
        }
    }
}

impl Default for DoorFigures {
    fn default() -> Self {
        Self::sum([])
    }
}

/// The rounds of a stairwell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StairwellFigures {
    /// The stairwell as it was written, or empty.
    pub stairwell: String,
    /// The numbers.
    pub figures: DoorFigures,
}

/// A department in numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MonitoringRow {
    /// The department.
    pub department: DepartmentId,
    /// Its name.
    pub name: String,
    /// The name of its organisation.
    #[serde(default)]
    pub organisation_name: String,
    /// Its city district, or empty.
    pub district: String,
    /// The number of its dwellings.
    pub dwellings: u32,
    /// The number of its residents, where known.
    pub residents: Option<u32>,
    /// Its size.
    pub size: SizeClass,
    /// Its screenings.
    pub screening: ScreeningStatus,
    /// Whether the person may make a screening.
    pub may_screen: bool,
    /// The numbers of its records.
    pub figures: MonitoringFigures,
}

/// Numbers of records; nothing where the person has no right to them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MonitoringFigures {
    /// Interviews of the last year.
    pub interviews: Option<Published>,
    /// Average of each question of the last year, a hundredfold, in the order of the questions. Nothing with too few answers.
    pub averages: [Option<u64>; 5],
    /// New conflict cases of the last year.
    pub conflicts: Option<Published>,
    /// New signals of the last year.
    pub signals: Option<Published>,
    /// Contacts about arrears of this year, as the sheet of effects has them.
    #[serde(default)]
    pub arrears: Option<Published>,
    /// Evictions of this year, as the sheet of effects has them.
    #[serde(default)]
    pub evictions: Option<Published>,
    /// Rounds of doors of this year.
    #[serde(default)]
    pub doors: Option<DoorFigures>,
}

/// A number for each thousand of the dwellings or residents of a department, a hundredfold; nothing where the number is not
/// told as it is, or nobody is there.
pub fn per_thousand(number: Option<Published>, of: u32) -> Option<i64> {
    let number = number.and_then(Published::number)?;
    let hundredths = number.checked_mul(100_000)?.checked_div(u64::from(of))?;
    i64::try_from(hundredths).ok()
}

impl MonitoringFigures {
    /// Average of the five questions, a hundredfold; nothing when one is not told.
    pub fn wellbeing(&self) -> Option<u64> {
        let all: Option<Vec<u64>> = self.averages.into_iter().collect();
        let all = all?;
        Some(all.iter().sum::<u64>() / 5)
    }
}

/// Several departments together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct MonitoringSum {
    /// The number of departments that are to be screened.
    pub departments: u32,
    /// Those that were screened in this quarter.
    pub screened: u32,
    /// Those whose screening is overdue.
    pub overdue: u32,
    /// The number of conclusions of the latest screenings, in the order of the value list.
    pub conclusions: Vec<u32>,
    /// The number of departments with a high level of each criterion, in the order of [`CRITERIA`].
    pub high: Vec<u32>,
    /// The numbers of their records.
    pub figures: MonitoringFigures,
}

/// The seven criteria of a screening, by the field of the level.
pub const CRITERIA: [&str; 7] = [
    "high_rent",
    "high_turnover",
    "social_problems",
    "insecurity",
    "violence",
    "vandalism",
    "wear",
];

/// The screenings of a department.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScreeningStatus {
    /// The screening of this quarter.
    pub current: Option<DocumentId>,
    /// The latest screening.
    pub latest: Option<ScreeningSummary>,
    /// Whether this quarter has no screening with a conclusion and its action, or the next date of the latest has passed.
    pub is_overdue: bool,
}

/// A screening in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScreeningSummary {
    /// The record.
    pub document: DocumentId,
    /// The quarter.
    pub quarter: Quarter,
    /// The level of each criterion by its key, in the order of [`CRITERIA`]; empty without one.
    pub levels: Vec<String>,
    /// The key of the conclusion, or empty.
    pub conclusion: String,
    /// The work that follows from it, or empty.
    #[serde(default)]
    pub action: String,
    /// The next date, or empty.
    pub next_on: String,
}

impl ScreeningSummary {
    /// Whether the screening has a conclusion, and an action where the conclusion asks for one.
    pub fn is_concluded(&self) -> bool {
        !self.conclusion.is_empty() && !self.lacks_action()
    }

    /// Whether the conclusion asks for an action that is not written. *Nothing* asks for none.
    pub fn lacks_action(&self) -> bool {
        let is_finding = !self.conclusion.is_empty() && self.conclusion != ScreeningConclusion::Nothing.key();
        is_finding && self.action.trim().is_empty()
    }
}

/// A department with everything that a screening rests on. `GET …/monitoring/departments/{department}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DepartmentMonitoring {
    /// The day of the numbers.
    pub day: String,
    /// The quarter that is screened now.
    pub quarter: Quarter,
    /// The id of its organisation.
    pub organisation: String,
    /// The department in numbers.
    pub row: MonitoringRow,
    /// Its screenings, the latest first.
    pub screenings: Vec<ScreeningSummary>,
    /// Imported indicators by year, the latest first.
    pub indicators: Vec<IndicatorYear>,
    /// Whether figures about residents are left out because there are too few, or it is not known how many there are.
    pub is_small: bool,
    /// Rounds of doors of this year by stairwell; nothing when the person may not count them.
    #[serde(default)]
    pub stairwells: Option<Vec<StairwellFigures>>,
    /// Its goals.
    pub goals: Vec<GoalProgress>,
    /// The department beside others of its size.
    pub comparison: Vec<ComparisonRow>,
    /// Links to the interview; nothing when the person may not make any.
    pub links: Option<Vec<InterviewLink>>,
}

/// The indicators of a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndicatorYear {
    /// The year.
    pub year: u16,
    /// Key and value, a hundredfold; nothing for one that the source has hidden.
    pub values: Vec<(String, Option<i64>)>,
}

/// A goal and the way that is behind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoalProgress {
    /// The record.
    pub document: DocumentId,
    /// The key of the indicator.
    pub indicator: String,
    /// The goal in words.
    pub text: String,
    /// The value at the beginning.
    pub baseline: Option<i64>,
    /// The value to reach.
    pub target: Option<i64>,
    /// The day by which it is to be reached, or empty.
    pub target_on: String,
    /// The latest value: by the records of the department, or as it was written down.
    pub latest: Option<i64>,
    /// The day of the latest value, or empty.
    pub latest_on: String,
    /// Whether the records of the department tell the latest value.
    pub is_measured: bool,
    /// The work towards the goal, or empty.
    #[serde(default)]
    pub action: String,
    /// Per cent of the way from the beginning to the target, 0 to 100.
    pub percent: Option<u8>,
    /// Whether the day has passed without the target being reached.
    pub is_late: bool,
}

/// Per cent of the way from a value at the beginning to a target, 0 to 100. A target below the beginning is reached by going
/// down.
pub fn progress_percent(baseline: i64, target: i64, latest: i64) -> u8 {
    let (way, behind) = (target - baseline, latest - baseline);
    let percent = match way {
        0 if latest == target => 100,
        0 => 0,
        way => behind.saturating_mul(100) / way,
    };
    u8::try_from(percent.clamp(0, 100)).unwrap_or(100)
}

/// A measure of a department beside other departments of its size. None of them is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparisonRow {
    /// The measure: the key of an imported indicator, `trivsel`, `konflikter_pr_1000`, `signaler_pr_1000` or
    /// `restancer_pr_1000`.
    pub measure: String,
    /// The year of an imported indicator.
    pub year: Option<u16>,
    /// The value, a hundredfold.
    pub own: Option<i64>,
    /// The number of others with a value; nothing under five.
    pub others: Option<u32>,
    /// The median of the others, a hundredfold; nothing under five.
    pub median: Option<i64>,
}

/// A link by which residents answer the interview on their own phones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InterviewLink {
    /// The id.
    pub id: String,
    /// The address.
    pub link: String,
    /// The last day on which it is open.
    pub ends_on: String,
    /// Whether it takes answers.
    pub is_open: bool,
    /// The number of answers that came by it; hidden under five.
    pub answers: Published,
}

/// A link to make. `POST …/monitoring/departments/{department}/interview-links`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InterviewLinkWish {
    /// The last day on which it is open, as `YYYY-MM-DD`.
    pub ends_on: String,
}

/// The middle of some values; the lower one of two. Nothing with fewer than [`LEAST_COMPARED`].
pub fn median_of_departments(mut values: Vec<i64>) -> Option<i64> {
    if values.len() < LEAST_COMPARED {
        return None;
    }
    values.sort_unstable();
    values.get((values.len() - 1) / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_follows_the_calendar() {
        let quarter = |day: &str| Day::parse(day).map(Quarter::of);
        let is = |year, quarter| Some(Quarter { year, quarter });
        assert_eq!(quarter("2026-03-31"), is(2026, 1));
        assert_eq!(quarter("2026-04-01"), is(2026, 2));
        assert_eq!(quarter("2026-12-31"), is(2026, 4));
        assert_eq!(quarter("2026-01-01").map(Quarter::before), is(2025, 4));
    }

    #[test]
    fn rounds_together_tell_no_more_than_each() {
        let round = |doors, contacts| DoorFigures {
            rounds: 1,
            doors,
            contacts,
            interviews: Published::Hidden,
        };
        let both = DoorFigures::sum([round(9, Published::Number(6)), round(4, Published::Hidden)]);
        assert_eq!((both.rounds, both.doors), (2, 13));
        assert_eq!(both.contacts, Published::AtLeast(6));
        assert_eq!(both.interviews, Published::Hidden);
        assert_eq!(DoorFigures::default().contacts, Published::Number(0));
    }

    #[test]
    fn a_conclusion_without_an_action_is_none() {
        let screening = |conclusion: &str, action: &str| ScreeningSummary {
            document: DocumentId::from_bytes([1; 16]),
            quarter: Quarter::default(),
            levels: Vec::new(),
            conclusion: conclusion.to_owned(),
            action: action.to_owned(),
            next_on: String::new(),
        };
        assert!(!screening("", "Møde").is_concluded() && !screening("", "Møde").lacks_action());
        assert!(screening("ingen", "").is_concluded());
        assert!(!screening("hold_oeje", " ").is_concluded() && screening("hold_oeje", " ").lacks_action());
        assert!(screening("hold_oeje", "Møde med bestyrelsen").is_concluded());
    }

    #[test]
    fn a_hidden_number_has_no_rate() {
        let five = Some(Published::Number(5));
        assert_eq!(per_thousand(five, 400), Some(1_250));
        assert_eq!(per_thousand(five, 0), None);
        assert_eq!(per_thousand(Some(Published::Hidden), 400), None);
        assert_eq!(per_thousand(Some(Published::AtLeast(7)), 400), None);
        assert_eq!(per_thousand(None, 400), None);
    }

    #[test]
    fn progress_goes_up_and_down() {
        assert_eq!(progress_percent(0, 200, 50), 25);
        assert_eq!(progress_percent(20, 10, 15), 50);
        assert_eq!(progress_percent(20, 10, 25), 0, "a step back is no way");
        assert_eq!(progress_percent(20, 10, 5), 100);
        assert_eq!(progress_percent(5, 5, 5), 100);
    }

    #[test]
    fn four_departments_have_no_median() {
        assert_eq!(median_of_departments(vec![1, 2, 3, 4]), None);
        assert_eq!(median_of_departments(vec![5, 1, 4, 2, 3]), Some(3));
    }
}
