//! Efforts (*boligsociale indsatser*), their activities, tasks of adoption, staff, and the report to those who pay.
//!
//! | route under `/api/v1/office` | request | answer |
//! |---|---|---|
//! | `GET /efforts` | | [`EffortSummary`]s of all efforts that the person sees, by name |
//! | `POST /efforts` | [`EffortRecord`] | [`EffortView`] |
//! | `GET`, `PUT /efforts/{effort}` | [`EffortRecord`] | [`EffortView`] |
//! | `PUT /efforts/{effort}/activities` | [`ActivityLink`] | [`EffortView`] |
//! | `POST /efforts/{effort}/tasks` | [`NewEffortTask`] | [`EffortView`] |
//! | `PUT /efforts/{effort}/tasks/{task}` | [`EffortTaskStep`] | [`EffortView`] |
//! | `POST /efforts/{effort}/enrolments` | [`EffortEnrolment`] | [`EffortView`] |
//! | `GET /efforts/{effort}/tasks/csv` | | the tasks as CSV |
//! | `GET /effort-choices` | | [`EffortChoices`] |
//! | `GET /effort-report?funder=&effort=&year=` | | [`EffortReport`] |
//! | `GET /effort-report/csv?funder=&effort=&year=` | | the same as CSV |
//! | `GET`, `POST /effort-staff`, `PUT /effort-staff/{staff}` | [`StaffMember`] | [`StaffPage`] |
//!
//! An effort is read by those who read the collection `oversight` in one of its departments, and changed by those who
//! change it there. Staff and tasks belong to the collection `staff_guidance` of a department. Days are `YYYY-MM-DD`, and
//! an empty text stands for a day that is not known. Shares are hundredths of a per cent.

mod report;
mod staff;
mod view;

use serde::{Deserialize, Serialize};

use crate::id::{DepartmentId, DocumentId};
use crate::office::monitoring::GoalProgress;
pub use report::{EffortFigures, EffortKindLine, EffortReport, EffortReportLine};
pub use staff::{FULL_TIME_MINUTES, StaffHours, StaffLending, StaffMember, StaffPage, StaffSize};
pub use view::{
    ActivityLink, EffortActivity, EffortChecklist, EffortChoices, EffortDepartmentChoice, EffortEnrolment,
    EffortSummary, EffortTask, EffortTaskStep, EffortView, NewEffortTask, ScreeningChoice,
};

/// All of a funding: 100 per cent in hundredths of a per cent.
pub const WHOLE_FUNDING: u32 = 10_000;
/// Days without an activity after which an effort that runs asks for one.
pub const QUIET_DAYS: i64 = 92;

macro_rules! key_list {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $value:ident = $key:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $key)] $value,)+
        }

        impl $name {
            /// Every value, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$value),+];

            /// Its key in messages and in the database.
            pub fn key(self) -> &'static str {
                match self { $(Self::$value => $key,)+ }
            }

            /// The value with this key.
            pub fn from_key(key: &str) -> Option<Self> {
                match key { $($key => Some(Self::$value),)+ _ => None }
            }
        }
    };
}

key_list! {
    /// The kind of an effort.
    EffortKind {
        /// Boligsocial helhedsplan.
        MasterPlan = "helhedsplan",
        /// Lokalt udviklingsprojekt.
        LocalDevelopmentProject = "lokalt_udviklingsprojekt",
        /// Social vicevært.
        SocialCaretaker = "social_vicevaert",
        /// Beboerrådgivning.
        Counselling = "raadgivning",
        /// Grøn indsats.
        GreenEffort = "groen_indsats",
        /// Ungejob.
        YouthJobs = "ungejob",
    }
}

key_list! {
    /// The types of geography, 1 to 5 (CFBU).
    EffortGeography {
        /// Type 1: several areas of social housing under one effort.
        SeveralEstates = "flere_almene",
        /// Type 2: social, private and municipal housing.
        MixedOwnership = "almene_private_kommunale",
        /// Type 3: areas, and residents wherever they live.
        EstatesAndResidents = "omraader_og_borgere",
        /// Type 4: areas and institutions.
        EstatesAndInstitutions = "omraader_og_institutioner",
        /// Type 5: balance in the town.
        TownBalance = "balance_i_byen",
    }
}

key_list! {
    /// The place from which an effort works.
    EffortPlacement {
        /// In the departments.
        Local = "lokal",
        /// In the organisation's office.
        Central = "central",
        /// Both.
        Mixed = "mix",
    }
}

key_list! {
    /// The state of an effort: a draft, a phase of one that runs, or closed.
    EffortState {
        /// Nothing has begun.
        Draft = "kladde",
        /// Igangsat.
        Started = "igangsat",
        /// På sidelinjen.
        FromTheSide = "paa_sidelinjen",
        /// Selvkørende: others have taken it over.
        RunsItself = "selvkoerende",
        /// Afsluttet.
        Closed = "afsluttet",
    }
}

impl EffortState {
    /// Whether it has left draft and is not closed.
    pub fn is_running(self) -> bool {
        matches!(self, Self::Started | Self::FromTheSide | Self::RunsItself)
    }
}

key_list! {
    /// The kind of party that owns an effort.
    EffortOwnerKind {
        /// A housing organisation.
        Organisation = "boligorganisation",
        /// A municipality.
        Municipality = "kommune",
        /// Somebody else.
        Partner = "partner",
    }
}

key_list! {
    /// The kind of a place of an effort that is no department.
    EffortPlaceKind {
        /// Municipal housing.
        MunicipalHousing = "kommunal",
        /// Private housing.
        PrivateHousing = "privat",
        /// A school.
        School = "skole",
        /// A day-care institution.
        DayCare = "dagtilbud",
        /// Another institution.
        Institution = "anden_institution",
        /// A place in the town.
        TownPlace = "bysted",
    }
}

impl EffortPlaceKind {
    /// Whether it is an institution.
    pub fn is_institution(self) -> bool {
        matches!(self, Self::School | Self::DayCare | Self::Institution)
    }

    /// Whether it is housing of others.
    pub fn is_housing(self) -> bool {
        matches!(self, Self::MunicipalHousing | Self::PrivateHousing)
    }
}

key_list! {
    /// The kind of a partner.
    EffortPartnerKind {
        /// The municipality.
        Municipality = "kommune",
        /// SSP: school, social services and police together.
        SchoolSocialPolice = "ssp",
        /// The police.
        Police = "politi",
        /// A school or an institution.
        Institution = "institution",
        /// The job centre.
        JobCentre = "jobcenter",
        /// A voluntary association.
        Association = "forening",
        /// A housing organisation.
        Organisation = "boligorganisation",
        /// Somebody else.
        Other = "andet",
    }
}

key_list! {
    /// Landsbyggefonden's areas of grants, those of each grant period.
    LbfArea {
        /// 2015-18: Tryghed og trivsel.
        SafetyAndWellbeing = "tryghed_trivsel",
        /// 2015-18: Kriminalpræventiv indsats.
        CrimePrevention2015 = "kriminalpraeventiv",
        /// 2015-18: Uddannelse og beskæftigelse.
        EducationAndEmployment = "uddannelse_beskaeftigelse",
        /// 2015-18: Forebyggelse og forældreansvar.
        PreventionAndParenting = "forebyggelse_foraeldreansvar",
        /// 2019-26: Uddannelse og livschancer.
        EducationAndChances = "uddannelse_livschancer",
        /// 2019-26: Beskæftigelse.
        Employment = "beskaeftigelse",
        /// 2019-26: Kriminalitetsforebyggelse.
        CrimePrevention2019 = "kriminalitetsforebyggelse",
        /// 2019-26: Sammenhængskraft og medborgerskab.
        CohesionAndCitizenship = "sammenhaengskraft_medborgerskab",
    }
}

key_list! {
    /// A grant period of Landsbyggefonden.
    GrantPeriod {
        /// 2015 to 2018.
        From2015 = "2015-18",
        /// 2019 to 2026.
        From2019 = "2019-26",
    }
}

impl GrantPeriod {
    /// The first and the last year.
    pub fn years(self) -> (i32, i32) {
        match self {
            Self::From2015 => (2015, 2018),
            Self::From2019 => (2019, 2026),
        }
    }

    /// The grant period of a year.
    pub fn of_year(year: i32) -> Option<Self> {
        let holds = |period: &Self| {
            let (first, last) = period.years();
            (first..=last).contains(&year)
        };
        Self::ALL.iter().copied().find(holds)
    }
}

impl LbfArea {
    /// The grant period whose list it is from.
    pub fn period(self) -> GrantPeriod {
        match self {
            Self::SafetyAndWellbeing
            | Self::CrimePrevention2015
            | Self::EducationAndEmployment
            | Self::PreventionAndParenting => GrantPeriod::From2015,
            Self::EducationAndChances
            | Self::Employment
            | Self::CrimePrevention2019
            | Self::CohesionAndCitizenship => GrantPeriod::From2019,
        }
    }
}

key_list! {
    /// The state of the anchoring.
    AnchoringState {
        /// Agreed and not begun.
        Planned = "planlagt",
        /// Under way.
        UnderWay = "i_gang",
        /// Others carry it on.
        Anchored = "forankret",
    }
}

key_list! {
    /// The questions that are answered before an effort is closed (fsb's strategy of 2017).
    StopQuestion {
        /// The department needs the effort no longer.
        Need = "behov",
        /// The goals are reached.
        GoalsReached = "maal_naaet",
        /// The work is anchored.
        Anchored = "forankret",
        /// There is backing for it.
        Backing = "opbakning",
        /// There is money for it.
        Funding = "finansiering",
    }
}

key_list! {
    /// The next action of an effort.
    EffortAction {
        /// The draft lacks something before it can begin.
        CompleteDraft = "complete_draft",
        /// Its period has ended: the stop questions.
        AnswerStopQuestions = "answer_stop_questions",
        /// The day of its anchoring has passed.
        Anchor = "anchor",
        /// Tasks of its departments have passed their day.
        FinishTasks = "finish_tasks",
        /// Activities were held and nobody noted how many came.
        CountHeads = "count_heads",
        /// No activity for a quarter.
        PlanActivity = "plan_activity",
        /// Nothing is overdue.
        Continue = "continue",
        /// It is closed.
        Nothing = "nothing",
    }
}

/// The owner of an effort.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffortOwner {
    /// The kind of party.
    pub kind: EffortOwnerKind,
    /// The name.
    pub name: String,
}

/// A department of an effort.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffortDepartment {
    /// The department.
    pub id: DepartmentId,
    /// Its name; in answers alone.
    #[serde(default)]
    pub name: String,
    /// Its organisation's name; in answers alone.
    #[serde(default)]
    pub organisation: String,
}

/// A place of an effort that is no department: housing of others, a school, a square. Nothing about people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffortPlace {
    /// The kind.
    pub kind: EffortPlaceKind,
    /// The name.
    pub name: String,
}

/// A partner of an effort.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffortPartner {
    /// The kind.
    pub kind: EffortPartnerKind,
    /// The name.
    pub name: String,
}

/// A share of the funding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FundingLine {
    /// The party that pays.
    pub party: String,
    /// The share in hundredths of a per cent; all lines add up to [`WHOLE_FUNDING`].
    pub share: u32,
}

/// The plan for those who carry the work on afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffortAnchoring {
    /// The strategy; without one an effort stays a draft.
    pub strategy: String,
    /// The party that takes over.
    pub owner: String,
    /// The day by which it is anchored.
    pub by: String,
    /// The state.
    pub state: AnchoringState,
}

impl Default for EffortAnchoring {
    fn default() -> Self {
        Self {
            strategy: String::new(),
            owner: String::new(),
            by: String::new(),
            state: AnchoringState::Planned,
        }
    }
}

/// The screening that an effort was begun upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffortBasis {
    /// The department of the screening.
    pub department: DepartmentId,
    /// The record.
    pub document: DocumentId,
}

/// The answer to one of the questions before an effort is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StopAnswer {
    /// The question.
    pub question: StopQuestion,
    /// Yes or no; nothing while it is not answered.
    pub answer: Option<bool>,
    /// A remark, without names of residents.
    pub remark: String,
}

/// A goal of a department that is an effort's too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EffortGoal {
    /// The department of the goal.
    pub department: DepartmentId,
    /// The record.
    pub document: DocumentId,
}

/// A goal of a department of an effort, with the way that is behind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffortGoalRow {
    /// The department.
    pub department: DepartmentId,
    /// Its name.
    pub department_name: String,
    /// Whether the goal is the effort's too.
    pub is_linked: bool,
    /// The goal.
    pub progress: GoalProgress,
}

/// A step that each department takes when an effort begins there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnboardingStep {
    /// The task.
    pub title: String,
    /// Days from the beginning until it is done.
    pub days: u16,
}

/// An effort.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffortRecord {
    /// The id, as a UUID; nothing for a new one.
    pub id: Option<String>,
    /// The number of its changes; in a change, the version that it was made from.
    pub version: u64,
    /// The name.
    pub name: String,
    /// The kind.
    pub kind: EffortKind,
    /// The geography.
    pub geography: EffortGeography,
    /// The placement.
    pub placement: EffortPlacement,
    /// The state.
    pub state: EffortState,
    /// The day on which others took it over; wanted when it runs itself.
    pub handed_off_on: String,
    /// The day on which it was closed.
    pub closed_on: String,
    /// The owner.
    pub owner: EffortOwner,
    /// The purpose, as it stands in the grants.
    pub purpose: String,
    /// The departments, of one or more organisations.
    pub departments: Vec<EffortDepartment>,
    /// Places that are no departments.
    pub places: Vec<EffortPlace>,
    /// The partners.
    pub partners: Vec<EffortPartner>,
    /// The first day.
    pub from: String,
    /// The last day.
    pub until: String,
    /// The funding.
    pub funding: Vec<FundingLine>,
    /// Landsbyggefonden's area, from the list of the grant period of the first day.
    pub lbf_area: Option<LbfArea>,
    /// Goals of social work: keys of `SocialGoal`.
    pub goals: Vec<String>,
    /// The anchoring.
    pub anchoring: EffortAnchoring,
    /// The screening that it was begun upon. In an answer, nothing where the person may not read it.
    pub basis: Option<EffortBasis>,
    /// The questions before it is closed, all five.
    pub stop: Vec<StopAnswer>,
    /// Steps of each department when it begins.
    pub onboarding: Vec<OnboardingStep>,
    /// Goals of its departments that are the effort's too. In an answer, those that the person reads.
    #[serde(default)]
    pub measured_goals: Vec<EffortGoal>,
}

impl EffortRecord {
    /// An empty draft of a kind.
    pub fn draft(kind: EffortKind) -> Self {
        Self {
            id: None,
            version: 0,
            name: String::new(),
            kind,
            geography: EffortGeography::SeveralEstates,
            placement: EffortPlacement::Local,
            state: EffortState::Draft,
            handed_off_on: String::new(),
            closed_on: String::new(),
            owner: EffortOwner {
                kind: EffortOwnerKind::Organisation,
                name: String::new(),
            },
            purpose: String::new(),
            departments: Vec::new(),
            places: Vec::new(),
            partners: Vec::new(),
            from: String::new(),
            until: String::new(),
            funding: Vec::new(),
            lbf_area: None,
            goals: Vec::new(),
            anchoring: EffortAnchoring::default(),
            basis: None,
            stop: no_stop_answers(),
            onboarding: Vec::new(),
            measured_goals: Vec::new(),
        }
    }

    /// The sum of the shares, in hundredths of a per cent.
    pub fn funding_sum(&self) -> u64 {
        self.funding.iter().map(|line| u64::from(line.share)).sum()
    }

    /// The grant period of the first day.
    pub fn grant_period(&self) -> Option<GrantPeriod> {
        let year = self.from.get(..4)?.parse().ok()?;
        GrantPeriod::of_year(year)
    }

    /// The faults that keep the record from being kept in its state, in the order of the form.
    pub fn faults(&self) -> Vec<EffortFault> {
        let is_draft = self.state == EffortState::Draft;
        let is_closed = self.state == EffortState::Closed;
        let anchoring = &self.anchoring;
        let has_place =
            |is_of: fn(EffortPlaceKind) -> bool| self.places.iter().any(|place| is_of(place.kind));
        let lacks_place = match self.geography {
            EffortGeography::SeveralEstates => self.departments.len() < 2,
            EffortGeography::MixedOwnership => !has_place(EffortPlaceKind::is_housing),
            EffortGeography::EstatesAndInstitutions => !has_place(EffortPlaceKind::is_institution),
            EffortGeography::EstatesAndResidents | EffortGeography::TownBalance => false,
        };
        let answers = |question: &StopQuestion| {
            let of = |answer: &&StopAnswer| answer.question == *question;
            self.stop
                .iter()
                .find(of)
                .is_some_and(|answer| answer.answer.is_some())
        };
        let has_wrong_area = self
            .lbf_area
            .is_some_and(|area| Some(area.period()) != self.grant_period());
        let checks = [
            (self.name.trim().is_empty(), EffortFault::Name),
            (self.departments.is_empty(), EffortFault::Departments),
            (!is_draft && lacks_place, EffortFault::Geography),
            (self.has_wrong_period(is_draft), EffortFault::Period),
            (self.has_wrong_funding(is_draft), EffortFault::Funding),
            (has_wrong_area, EffortFault::LbfArea),
            (!is_draft && self.goals.is_empty(), EffortFault::Goals),
            (
                !is_draft && self.kind == EffortKind::MasterPlan && self.basis.is_none(),
                EffortFault::Basis,
            ),
            (
                !is_draft
                    && (anchoring.strategy.trim().is_empty()
                        || anchoring.owner.trim().is_empty()
                        || anchoring.by.is_empty()),
                EffortFault::Anchoring,
            ),
            (
                self.state == EffortState::RunsItself && self.handed_off_on.is_empty(),
                EffortFault::HandOff,
            ),
            (
                is_closed && !StopQuestion::ALL.iter().all(answers),
                EffortFault::StopQuestions,
            ),
        ];
        let found = checks.into_iter().filter(|(is_fault, _)| *is_fault);
        found.map(|(_, fault)| fault).collect()
    }

    fn has_wrong_period(&self, is_draft: bool) -> bool {
        let is_open = self.from.is_empty() || self.until.is_empty();
        match is_open {
            true => !is_draft,
            false => self.until < self.from,
        }
    }

    fn has_wrong_funding(&self, is_draft: bool) -> bool {
        let is_nameless = self
            .funding
            .iter()
            .any(|line| line.party.trim().is_empty() || line.share == 0);
        match self.funding.is_empty() {
            true => !is_draft,
            false => is_nameless || self.funding_sum() != u64::from(WHOLE_FUNDING),
        }
    }
}

/// The five questions without answers.
pub fn no_stop_answers() -> Vec<StopAnswer> {
    let answer = |question: &StopQuestion| StopAnswer {
        question: *question,
        answer: None,
        remark: String::new(),
    };
    StopQuestion::ALL.iter().map(answer).collect()
}

key_list! {
    /// A fault that keeps an effort from being kept in its state.
    EffortFault {
        /// The name is missing.
        Name = "name",
        /// It has no department.
        Departments = "departments",
        /// Its places do not suit its geography.
        Geography = "geography",
        /// The period is missing, or ends before it begins.
        Period = "period",
        /// The shares do not add up to 100 per cent, or are missing.
        Funding = "funding",
        /// The area is not from the list of the grant period.
        LbfArea = "lbf_area",
        /// No goal.
        Goals = "goals",
        /// A master plan is begun upon a screening.
        Basis = "basis",
        /// The strategy of anchoring, its owner or its day is missing.
        Anchoring = "anchoring",
        /// The day of the hand-off is missing.
        HandOff = "hand_off",
        /// Stop questions are not answered.
        StopQuestions = "stop_questions",
    }
}

#[cfg(test)]
#[path = "efforts_tests.rs"]
mod tests;
