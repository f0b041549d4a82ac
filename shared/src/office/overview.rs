//! The overview of a department, an organisation or an administration: numbers, their trend and early warnings.
//!
//! | route under `/api/v1/office` | answer |
//! |---|---|
//! | `GET /overview` | [`Overview`] of the smallest place that holds all departments of the person |
//! | `GET /overview/{level}/{id}` | [`Overview`] of a place; `not_found` for one without a department of the person. The id of a district is told by its organisation |
//!
//! A reader of whole collections sees exact numbers. A reader with aggregate rights sees numbers that
//! [`crate::suppression`] has published. A reader with neither sees no section.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::DepartmentId;
use crate::suppression::{CountTree, LEAST_PUBLISHED, Published, publish, sum_of};

/// Days of one period of a trend: whole weeks.
pub const PERIOD_DAYS: i64 = 28;
/// Periods of a trend, the present one last.
pub const PERIODS: usize = 13;
/// Days back to which conflicts and signals are counted as those of the last year: whole periods.
pub const YEAR_DAYS: i64 = 364;
/// First days of the ages by which open conflicts are counted, after the age that begins with day 0.
pub const AGE_LIMITS: [i64; 3] = [28, 60, 180];
/// Days without contact after which a phone is silent: its lease for personal records has ended (access.md, rule 9).
pub const SILENT_DAYS: i64 = 3;

/// A level of the organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OverviewLevel {
    /// An administration.
    Administration,
    /// An organisation.
    Organisation,
    /// A city district of an organisation.
    District,
    /// A department.
    Department,
}

/// A place that has an overview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverviewPlace {
    /// The level.
    pub level: OverviewLevel,
    /// The id, as a UUID.
    pub id: String,
    /// The name.
    pub name: String,
}

/// The overview of a place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    /// The place.
    pub place: OverviewPlace,
    /// The places above it, from the top.
    pub above: Vec<OverviewPlace>,
    /// The day of the numbers in Denmark, `YYYY-MM-DD`.
    pub day: String,
    /// Conflicts, for readers of conflicts or of their numbers.
    pub conflicts: Option<ConflictFigures>,
    /// Signals about places.
    pub signals: Option<SignalFigures>,
    /// Areas and tasks.
    pub nature: Option<NatureFigures>,
    /// Phones.
    pub phones: Option<PhoneFigures>,
    /// Early warnings, each with an action.
    pub findings: Vec<Finding>,
    /// The places directly below it.
    pub rows: Vec<OverviewRow>,
    /// The city districts of an organisation, by name; none where departments name none.
    #[serde(default)]
    pub districts: Vec<OverviewRow>,
}

/// Numbers of conflicts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConflictFigures {
    /// Whether every number is exact: the reader may read the cases.
    pub is_exact: bool,
    /// Open conflicts.
    pub open: Published,
    /// Open conflicts by age in days: 0 to 27, 28 to 59, 60 to 179, 180 and more. Empty where the level has none.
    pub by_age: Vec<Published>,
    /// Open conflicts by state: keys of [`CONFLICT_STATES`]. Empty where the level has none.
    pub by_state: Vec<(String, Published)>,
    /// Open conflicts whose follow-up day has passed.
    pub overdue: Published,
    /// Conflicts noted within [`YEAR_DAYS`] that are closed.
    pub closed: Published,
    /// Closed ones that were solved early: by dialogue, before there was a complaint in writing.
    pub solved_early: Published,
    /// Closed ones that were solved otherwise.
    pub solved_later: Published,
    /// New conflicts by period, the oldest first.
    pub trend: Vec<Published>,
}

/// Numbers of signals about places.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignalFigures {
    /// Whether every number is exact.
    pub is_exact: bool,
    /// Open signals.
    pub open: Published,
    /// Open signals whose day has passed.
    pub overdue: Published,
    /// Signals noted within [`YEAR_DAYS`] that somebody else than the sender has taken up.
    pub contacted: Published,
    /// Median of the days until then; nothing without numbers to publish.
    pub median_days: Option<u64>,
    /// New signals by period, the oldest first.
    pub trend: Vec<Published>,
}

/// Numbers of nature. They are green: always exact.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NatureFigures {
    /// Areas that are laid out: laid, in care or under adjustment.
    pub areas: u64,
    /// Square metres of these areas. An area that is part of another one is not added.
    pub square_metres: u64,
    /// Proposed areas that wait for a decision.
    pub proposed: u64,
    /// Square metres outdoors, as the departments are registered; nothing when none is.
    pub outdoor: Option<u64>,
    /// Target in square metres.
    pub target_square_metres: Option<u64>,
    /// Target in per cent of the outdoor area.
    pub target_percent: Option<u64>,
    /// Tasks that wait.
    pub tasks: u64,
    /// Tasks whose window has ended.
    pub tasks_overdue: u64,
    /// Observations without an answer.
    pub unanswered: u64,
    /// Valid counts of this calendar year.
    pub valid_counts: u64,
    /// Counts of this calendar year that are kept and not valid.
    pub invalid_counts: u64,
}

impl NatureFigures {
    /// Per cent of the outdoor area, in tenths; nothing without a registered outdoor area.
    pub fn share_tenths(&self) -> Option<u64> {
        let outdoor = self.outdoor.filter(|outdoor| *outdoor > 0)?;
        Some(self.square_metres * 1_000 / outdoor)
    }
}

/// Numbers of phones. A phone tells what it has not sent only when it sends: the unsent records of a silent phone are
/// unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneFigures {
    /// Phones with a session, of people with a role in the place.
    pub phones: u64,
    /// Those that asked for nothing for [`SILENT_DAYS`]. Unsent records on them are unknown.
    pub silent: u64,
}

/// A row of the table below an overview.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OverviewRow {
    /// The place.
    pub place: OverviewPlace,
    /// Open conflicts; nothing for who may not see the number.
    pub open_conflicts: Option<Published>,
    /// Open signals.
    pub open_signals: Option<Published>,
    /// Areas and tasks.
    pub nature: Option<NatureFigures>,
    /// Phones.
    pub phones: Option<PhoneFigures>,
}

/// States of open conflicts, in the order of [`ConflictFigures::by_state`]: keys of the model.
pub const CONFLICT_STATES: [&str; 12] = [
    "observed",
    "reported",
    "screened",
    "advice_given",
    "mediation_offered",
    "mediation_accepted",
    "mediated",
    "written_request",
    "warning",
    "tenancy_board",
    "court",
    "monitoring",
];

/// The subject of an early warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingKind {
    /// More new conflicts in this period than usual here.
    ConflictsRising,
    /// More new signals in this period than usual here.
    SignalsRising,
    /// Follow-ups of conflicts whose day has passed.
    FollowUpsOverdue,
    /// Conflicts that have been open for more than half a year.
    OldConflicts,
    /// A week and more until somebody takes up a signal.
    SlowContact,
    /// Tasks whose window has ended.
    TasksOverdue,
    /// Observations without an answer.
    ObservationsUnanswered,
    /// Phones that asked for nothing for days.
    PhonesSilent,
    /// Fewer square metres than the target.
    BelowTarget,
}

/// The action beside an early warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingAction {
    /// Look at the new conflicts together and offer early dialogue.
    OfferDialogue,
    /// Walk the place with the operations team.
    WalkThePlace,
    /// Make the calls of the follow-ups, or set another day.
    CallBack,
    /// Decide on a next step, or close.
    DecideNextStep,
    /// Agree on who watches the inbox.
    AgreeOnRota,
    /// Plan the work with the operations manager, or cancel it.
    PlanTheWork,
    /// Write an answer to those who wrote.
    Answer,
    /// Ask the people to open the app where there is a network.
    AskToOpenApp,
    /// Propose an area to the board.
    ProposeArea,
}

/// An early warning. It has an action: there is no way to publish one without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The subject.
    pub kind: FindingKind,
    /// The number found.
    pub value: u64,
    /// The number from which it is a warning.
    pub threshold: u64,
    /// The action.
    pub action: FindingAction,
}

/// Least rise against the usual number of a period, so that chance is no warning.
const LEAST_RISE: u64 = 3;
/// Days until somebody takes up a signal from which it is a warning.
const SLOW_DAYS: u64 = 7;

/// Median of some numbers; of an even number of them, the lower one of the middle.
pub fn median(numbers: impl IntoIterator<Item = u64>) -> Option<u64> {
    let mut numbers: Vec<u64> = numbers.into_iter().collect();
    numbers.sort_unstable();
    let middle = numbers.len().checked_sub(1)? / 2;
    numbers.get(middle).copied()
}

/// Median of a histogram: number of records by days.
pub fn median_of_histogram(histogram: &BTreeMap<u64, u64>) -> Option<u64> {
    let count: u64 = histogram.values().sum();
    let mut left = count.checked_sub(1)? / 2;
    for (days, records) in histogram {
        if left < *records {
            return Some(*days);
        }
        left -= records;
    }
    None
}

/// The usual number of a period: the median of the periods before the present one. Nothing while one of them is hidden.
pub fn usual(trend: &[Published]) -> Option<u64> {
    let (_, before) = trend.split_last()?;
    let before: Option<Vec<u64>> = before.iter().map(|one| one.number()).collect();
    median(before?)
}

/// The early warnings of published numbers. They tell nothing that the numbers do not tell.
pub fn findings(overview: &Overview) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut warn = |kind, value: u64, threshold: u64, action| {
        if value >= threshold {
            found.push(Finding {
                kind,
                value,
                threshold,
                action,
            });
        }
    };
    let rise = |trend: &[Published]| {
        let present = trend.last()?.number()?;
        let usual = usual(trend)?;
        // Half as many again, and not by chance.
        Some((present, (usual + usual.div_ceil(2)).max(usual + LEAST_RISE)))
    };
    if let Some(conflicts) = &overview.conflicts {
        if let Some((present, threshold)) = rise(&conflicts.trend) {
            warn(
                FindingKind::ConflictsRising,
                present,
                threshold,
                FindingAction::OfferDialogue,
            );
        }
        if let Some(overdue) = conflicts.overdue.number() {
            warn(FindingKind::FollowUpsOverdue, overdue, 1, FindingAction::CallBack);
        }
        if let Some(old) = conflicts.by_age.last().and_then(|old| old.number()) {
            warn(FindingKind::OldConflicts, old, 1, FindingAction::DecideNextStep);
        }
    }
    if let Some(signals) = &overview.signals {
        if let Some((present, threshold)) = rise(&signals.trend) {
            warn(
                FindingKind::SignalsRising,
                present,
                threshold,
                FindingAction::WalkThePlace,
            );
        }
        if let Some(days) = signals.median_days {
            warn(
                FindingKind::SlowContact,
                days,
                SLOW_DAYS,
                FindingAction::AgreeOnRota,
            );
        }
    }
    if let Some(nature) = &overview.nature {
        warn(
            FindingKind::TasksOverdue,
            nature.tasks_overdue,
            1,
            FindingAction::PlanTheWork,
        );
        warn(
            FindingKind::ObservationsUnanswered,
            nature.unanswered,
            1,
            FindingAction::Answer,
        );
        let by_percent = nature.target_percent.zip(nature.outdoor);
        let by_percent = by_percent.map(|(percent, outdoor)| (outdoor * percent).div_ceil(100));
        let target = nature.target_square_metres.max(by_percent);
        if let Some(lacking) = target.and_then(|target| target.checked_sub(nature.square_metres)) {
            warn(FindingKind::BelowTarget, lacking, 1, FindingAction::ProposeArea);
        }
    }
    if let Some(phones) = overview.phones {
        warn(
            FindingKind::PhonesSilent,
            phones.silent,
            1,
            FindingAction::AskToOpenApp,
        );
    }
    found
}

/// Exact numbers of the conflicts of a department.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConflictNumbers {
    /// Open ones by age, as [`AGE_LIMITS`] divides.
    pub by_age: [u64; 4],
    /// Open ones by state, in the order of [`CONFLICT_STATES`].
    pub by_state: [u64; 12],
    /// Open ones whose follow-up day has passed.
    pub overdue: u64,
    /// Closed ones: solved early, solved later, not solved.
    pub closed: [u64; 3],
    /// New ones by period, the oldest first.
    pub trend: [u64; PERIODS],
}

/// Exact numbers of the signals of a department.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignalNumbers {
    /// Open ones.
    pub open: u64,
    /// Open ones whose day has passed.
    pub overdue: u64,
    /// Number of signals by the days until somebody took them up.
    pub contact_days: BTreeMap<u64, u64>,
    /// New ones by period, the oldest first.
    pub trend: [u64; PERIODS],
}

/// Rights to the numbers of one collection in one department.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberRight {
    /// Reads the whole collection: exact numbers.
    Exact,
    /// Aggregated numbers.
    Aggregate,
    /// Nothing.
    None,
}

/// The numbers of one department for one reader.
#[derive(Clone, Debug)]
pub struct DepartmentNumbers {
    /// The department.
    pub department: DepartmentId,
    /// Right to conflicts.
    pub conflict_right: NumberRight,
    /// Conflicts.
    pub conflicts: ConflictNumbers,
    /// Right to signals.
    pub signal_right: NumberRight,
    /// Signals.
    pub signals: SignalNumbers,
}

/// A measure with its partitions for one department.
type Measure<'a> = &'a dyn Fn(&DepartmentNumbers) -> (u64, Vec<Vec<u64>>);

/// One published measure of one place.
#[derive(Clone, Debug)]
struct PublishedMeasure {
    count: Published,
    partitions: Vec<Vec<Published>>,
    /// Of the places directly below.
    below: Vec<Published>,
}

/// The departments of a reader by organisation, and the place that is shown.
#[derive(Clone, Copy, Debug)]
pub struct NumbersOfReader<'a> {
    /// All departments of the reader within one administration, by organisation.
    pub organisations: &'a [Vec<DepartmentNumbers>],
    /// The organisation that is shown; nothing for all of them.
    pub organisation: Option<usize>,
    /// The departments of that organisation that are shown as a city district; nothing for no district.
    pub district: Option<&'a [usize]>,
    /// The department of that organisation that is shown; nothing for all of them.
    pub department: Option<usize>,
}

impl NumbersOfReader<'_> {
    fn shown(&self) -> impl Iterator<Item = &DepartmentNumbers> {
        let organisations = self.organisations.iter().enumerate();
        let organisations =
            organisations.filter(|(place, _)| self.organisation.is_none_or(|shown| shown == *place));
        organisations.flat_map(|(_, departments)| {
            let departments = departments.iter().enumerate();
            departments
                .filter(|(place, _)| self.department.is_none_or(|shown| shown == *place))
                .filter(|(place, _)| self.district.is_none_or(|shown| shown.contains(place)))
                .map(|(_, numbers)| numbers)
        })
    }

    /// Publishes a measure: exact where the reader reads everything, and suppressed where the reader has aggregate
    /// rights. The tree of suppressed numbers always spans all departments of the reader, so that no choice of a place
    /// changes it.
    fn measure(
        &self,
        right: fn(&DepartmentNumbers) -> NumberRight,
        measure: Measure<'_>,
    ) -> PublishedMeasure {
        let exact = |numbers: &DepartmentNumbers| match right(numbers) {
            NumberRight::Exact => measure(numbers),
            _ => (0, Vec::new()),
        };
        let node = |numbers: &DepartmentNumbers| match right(numbers) {
            NumberRight::Aggregate => CountTree {
                count: measure(numbers).0,
                ..CountTree::default()
            },
            _ => CountTree::default(),
        };
        let mut places = Vec::new();
        // Departments without aggregate rights are no cells: a nought of theirs would be one.
        let mut members: Vec<Vec<Option<usize>>> = Vec::new();
        for departments in self.organisations {
            let mut nodes = Vec::new();
            let mut partitions: Vec<Vec<u64>> = Vec::new();
            let mut cells = Vec::new();
            for numbers in departments {
                let is_cell = right(numbers) == NumberRight::Aggregate;
                cells.push(is_cell.then_some(nodes.len()));
                if is_cell {
                    nodes.push(node(numbers));
                    add(&mut partitions, &measure(numbers).1);
                }
            }
            let mut tree = CountTree::of_places(nodes);
            tree.partitions = partitions;
            members.push(cells);
            places.push(tree);
        }
        let has_cells: Vec<bool> = places.iter().map(|place| !place.places.is_empty()).collect();
        let mut numbered = Vec::new();
        let mut next = 0;
        for has_cells in &has_cells {
            numbered.push(has_cells.then_some(next));
            next += usize::from(*has_cells);
        }
        let places = places
            .into_iter()
            .filter(|place| !place.places.is_empty())
            .collect();
        let tree = publish(&CountTree::of_places(places));
        // Nothing that the reader sees only in part: an organisation without aggregated departments is exact.
        let of_organisation = |organisation: usize| {
            let published = numbered[organisation].map(|place| &tree.places[place]);
            let known: u64 = self.organisations[organisation]
                .iter()
                .map(|numbers| exact(numbers).0)
                .sum();
            match published {
                Some(published) => published.count.with_known(known),
                None => Published::Number(known),
            }
        };
        let of_department = |organisation: usize, department: usize| match (
            numbered[organisation],
            members[organisation][department],
        ) {
            (Some(place), Some(cell)) => tree.places[place].places[cell].count,
            _ => Published::Number(exact(&self.organisations[organisation][department]).0),
        };
        let mut known: Vec<Vec<u64>> = Vec::new();
        for numbers in self.shown() {
            add(&mut known, &exact(numbers).1);
        }
        let is_all_exact = self
            .shown()
            .all(|numbers| right(numbers) != NumberRight::Aggregate);
        let plain = |partitions: &[Vec<u64>]| -> Vec<Vec<Published>> {
            let parts = partitions.iter();
            parts
                .map(|parts| parts.iter().map(|part| Published::Number(*part)).collect())
                .collect()
        };
        // Partitions are published for organisations alone: the same cells of their departments, or of all organisations,
        // would be sums of each other.
        let partitions_of = |organisation: usize| {
            let published = numbered[organisation].map(|place| tree.places[place].partitions.clone());
            let published = published.unwrap_or_default();
            let zip = |place: usize, parts: Vec<Published>| {
                let known = known.get(place);
                let part = |(cell, part): (usize, Published)| {
                    part.with_known(
                        known
                            .and_then(|known| known.get(cell))
                            .copied()
                            .unwrap_or_default(),
                    )
                };
                parts.into_iter().enumerate().map(part).collect()
            };
            published
                .into_iter()
                .enumerate()
                .map(|(place, parts)| zip(place, parts))
                .collect()
        };
        let is_alone = |organisation: usize| self.organisations[organisation].len() == 1;
        // A district is no place of the tree: it is told as the sum of what its departments are told as.
        if let (Some(organisation), Some(members), None) = (self.organisation, self.district, self.department)
        {
            let below: Vec<_> = members
                .iter()
                .map(|department| of_department(organisation, *department))
                .collect();
            return PublishedMeasure {
                count: sum_of(below.iter().copied()),
                partitions: if is_all_exact { plain(&known) } else { Vec::new() },
                below,
            };
        }
        let (count, partitions) = match (self.organisation, self.department) {
            (None, _) => {
                let exact_count: u64 = self.shown().map(|numbers| exact(numbers).0).sum();
                let has_cells = !tree.places.is_empty();
                let count = match has_cells {
                    true => tree.count.with_known(exact_count),
                    false => Published::Number(exact_count),
                };
                let partitions = match (is_all_exact, self.organisations.len()) {
                    (true, _) => plain(&known),
                    (false, 1) => partitions_of(0),
                    (false, _) => Vec::new(),
                };
                (count, partitions)
            }
            (Some(organisation), None) => {
                let partitions = match is_all_exact {
                    true => plain(&known),
                    false => partitions_of(organisation),
                };
                (of_organisation(organisation), partitions)
            }
            (Some(organisation), Some(department)) => {
                let partitions = match (is_all_exact, is_alone(organisation)) {
                    (true, _) => plain(&known),
                    (false, true) => partitions_of(organisation),
                    (false, false) => Vec::new(),
                };
                (of_department(organisation, department), partitions)
            }
        };
        let below = match (self.organisation, self.department) {
            (None, _) => (0..self.organisations.len()).map(of_organisation).collect(),
            (Some(organisation), None) => (0..self.organisations[organisation].len())
                .map(|department| of_department(organisation, department))
                .collect(),
            (Some(_), Some(_)) => Vec::new(),
        };
        PublishedMeasure {
            count,
            partitions,
            below,
        }
    }

    /// Whether the reader may see any number of a collection in the place that is shown.
    fn has(&self, right: fn(&DepartmentNumbers) -> NumberRight) -> bool {
        self.shown().any(|numbers| right(numbers) != NumberRight::None)
    }

    /// The numbers of conflicts, and of open ones in the places below; nothing without a right to them.
    pub fn conflicts(&self) -> Option<(ConflictFigures, Vec<Published>)> {
        let right: fn(&DepartmentNumbers) -> NumberRight = |numbers| numbers.conflict_right;
        if !self.has(right) {
            return None;
        }
        let open = self.measure(right, &|numbers| {
            let conflicts = &numbers.conflicts;
            let count: u64 = conflicts.by_age.iter().sum();
            let overdue = vec![conflicts.overdue, count - conflicts.overdue.min(count)];
            (
                count,
                vec![conflicts.by_age.to_vec(), conflicts.by_state.to_vec(), overdue],
            )
        });
        let closed = self.measure(right, &|numbers| {
            let closed = numbers.conflicts.closed;
            (closed.iter().sum(), vec![closed.to_vec()])
        });
        let trend = |period: usize| {
            self.measure(right, &|numbers| (numbers.conflicts.trend[period], Vec::new()))
                .count
        };
        let part = |measure: &PublishedMeasure, partition: usize, cell: usize| {
            let parts = measure.partitions.get(partition);
            parts
                .and_then(|parts| parts.get(cell))
                .copied()
                .unwrap_or(Published::Hidden)
        };
        let by_state = open.partitions.get(1).cloned().unwrap_or_default();
        let by_state = CONFLICT_STATES.iter().map(|key| (*key).to_owned()).zip(by_state);
        let figures = ConflictFigures {
            is_exact: self.is_exact(right),
            open: open.count,
            by_age: open.partitions.first().cloned().unwrap_or_default(),
            by_state: by_state.collect(),
            overdue: part(&open, 2, 0),
            closed: closed.count,
            solved_early: part(&closed, 0, 0),
            solved_later: part(&closed, 0, 1),
            trend: (0..PERIODS).map(trend).collect(),
        };
        Some((figures, open.below))
    }

    /// The numbers of signals, and of open ones in the places below; nothing without a right to them.
    pub fn signals(&self) -> Option<(SignalFigures, Vec<Published>)> {
        let right: fn(&DepartmentNumbers) -> NumberRight = |numbers| numbers.signal_right;
        if !self.has(right) {
            return None;
        }
        let open = self.measure(right, &|numbers| {
            let signals = &numbers.signals;
            let overdue = vec![signals.overdue, signals.open - signals.overdue.min(signals.open)];
            (signals.open, vec![overdue])
        });
        let contacted = self.measure(right, &|numbers| {
            (numbers.signals.contact_days.values().sum(), Vec::new())
        });
        let trend = |period: usize| {
            self.measure(right, &|numbers| (numbers.signals.trend[period], Vec::new()))
                .count
        };
        let mut days: BTreeMap<u64, u64> = BTreeMap::new();
        for numbers in self.shown().filter(|numbers| right(numbers) != NumberRight::None) {
            for (after, records) in &numbers.signals.contact_days {
                *days.entry(*after).or_default() += records;
            }
        }
        // A median tells of single records when it stands for few of them.
        let may_tell = self.is_exact(right) || days.values().sum::<u64>() >= LEAST_PUBLISHED;
        let may_tell = may_tell && contacted.count.number().is_some();
        let parts = open.partitions.first();
        let overdue = parts.and_then(|parts| parts.first()).copied();
        let figures = SignalFigures {
            is_exact: self.is_exact(right),
            open: open.count,
            overdue: overdue.unwrap_or(Published::Hidden),
            contacted: contacted.count,
            median_days: median_of_histogram(&days).filter(|_| may_tell),
            trend: (0..PERIODS).map(trend).collect(),
        };
        Some((figures, open.below))
    }

    fn is_exact(&self, right: fn(&DepartmentNumbers) -> NumberRight) -> bool {
        self.shown().all(|numbers| right(numbers) == NumberRight::Exact)
    }
}

/// Adds partitions cell by cell.
fn add(sum: &mut Vec<Vec<u64>>, partitions: &[Vec<u64>]) {
    for (place, parts) in partitions.iter().enumerate() {
        if sum.len() <= place {
            sum.push(vec![0; parts.len()]);
        }
        for (cell, part) in parts.iter().enumerate() {
            if let Some(total) = sum.get_mut(place).and_then(|total| total.get_mut(cell)) {
                *total += part;
            }
        }
    }
}

#[cfg(test)]
#[path = "overview_tests.rs"]
mod tests;
