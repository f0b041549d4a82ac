//! An effort while it is typed: what cannot be used yet stays as it was typed, and is told before it is sent.

use feltbog_shared::office::efforts::{
    EffortFault, EffortKind, EffortRecord, EffortState, FundingLine, OnboardingStep,
};
use feltbog_ui::form::FieldProblem;
use leptos::prelude::RwSignal;
use serde::{Deserialize, Serialize};

use super::words::{fault_in_words, share_in_words, share_of};
use crate::effort_texts::effort_texts;
use crate::record_draft::DRAFTS;
use crate::tab_storage::{keep_in_tab, kept_in_tab};

/// The parties of the usual funding of a project, with their shares.
const USUAL_FUNDING: [u32; 3] = [7_500, 1_250, 1_250];

/// The effort of the form while it is typed.
pub(super) type Draft = RwSignal<EffortDraft>;
/// The problems of the form.
pub(super) type Problems = RwSignal<Vec<FieldProblem>>;

/// An effort while it is typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct EffortDraft {
    /// The record, apart from what follows.
    pub(super) record: EffortRecord,
    /// The shares of the funding as typed.
    pub(super) shares: Vec<String>,
    /// The days of the onboarding as typed.
    pub(super) days: Vec<String>,
    /// Whether it was begun upon a screening that the person may not read.
    pub(super) has_hidden_basis: bool,
}

impl EffortDraft {
    /// An empty one.
    pub(super) fn empty() -> Self {
        Self::of(EffortRecord::draft(EffortKind::MasterPlan), false)
    }

    /// An effort as it stands.
    pub(super) fn of(record: EffortRecord, has_hidden_basis: bool) -> Self {
        Self {
            shares: record
                .funding
                .iter()
                .map(|line| share_in_words(line.share))
                .collect(),
            days: record
                .onboarding
                .iter()
                .map(|step| step.days.to_string())
                .collect(),
            record,
            has_hidden_basis,
        }
    }

    /// The name under which it is kept in this tab.
    fn name(id: Option<&str>) -> String {
        [DRAFTS, "effort.", id.unwrap_or("new")].concat()
    }

    /// The draft of an effort that was typed and not sent, or nothing.
    pub(super) fn kept(id: Option<&str>) -> Option<Self> {
        serde_json::from_str(&kept_in_tab(&Self::name(id))?).ok()
    }

    /// Keeps it in this tab.
    pub(super) fn keep(&self) {
        let text = serde_json::to_string(self).unwrap_or_default();
        keep_in_tab(&Self::name(self.record.id.as_deref()), &text);
    }

    /// Forgets what was typed of an effort.
    pub(super) fn forget(id: Option<&str>) {
        keep_in_tab(&Self::name(id), "");
    }

    /// Adds a party that pays.
    pub(super) fn add_funding(&mut self, party: &str, share: &str) {
        self.record.funding.push(FundingLine {
            party: party.to_owned(),
            share: 0,
        });
        self.shares.push(share.to_owned());
    }

    /// Takes a party that pays out.
    pub(super) fn remove_funding(&mut self, place: usize) {
        if place < self.record.funding.len() && place < self.shares.len() {
            self.record.funding.remove(place);
            self.shares.remove(place);
        }
    }

    /// Adds the three parties of the usual funding.
    pub(super) fn add_usual_funding(&mut self) {
        let texts = effort_texts();
        let parties = [
            texts.funder_fund,
            texts.funder_municipality,
            texts.funder_organisation,
        ];
        for (party, share) in parties.into_iter().zip(USUAL_FUNDING) {
            self.add_funding(party, &share_in_words(share));
        }
    }

    /// The sum of the shares that can be read, in hundredths of a per cent.
    pub(super) fn funding_sum(&self) -> u32 {
        let shares = self.shares.iter().filter_map(|share| share_of(share));
        shares.fold(0, u32::saturating_add)
    }

    /// Adds a step of the beginning.
    pub(super) fn add_step(&mut self) {
        self.record.onboarding.push(OnboardingStep::default());
        self.days.push(String::new());
    }

    /// Takes a step of the beginning out.
    pub(super) fn remove_step(&mut self, place: usize) {
        if place < self.record.onboarding.len() && place < self.days.len() {
            self.record.onboarding.remove(place);
            self.days.remove(place);
        }
    }

    /// The effort to send, or what has to be changed first.
    pub(super) fn finished(&self) -> Result<EffortRecord, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let mut record = self.record.clone();
        for (place, (line, typed)) in record.funding.iter_mut().zip(&self.shares).enumerate() {
            match share_of(typed) {
                Some(share) => line.share = share,
                None => problems.push(FieldProblem::new(
                    ["effort-funding-", &place.to_string(), "-share"].concat(),
                    effort_texts().share_wanted,
                )),
            }
        }
        for (place, (step, typed)) in record.onboarding.iter_mut().zip(&self.days).enumerate() {
            match typed.trim().parse() {
                Ok(days) => step.days = days,
                Err(_) => problems.push(FieldProblem::new(
                    ["effort-step-", &place.to_string(), "-days"].concat(),
                    effort_texts().days_wanted,
                )),
            }
        }
        problems.extend(nameless(&record));
        let has_wrong_share = problems.iter().any(|problem| problem.field.ends_with("-share"));
        let faults = faults(&record, self.has_hidden_basis).into_iter();
        let faults = faults.filter(|fault| *fault != EffortFault::Funding || !has_wrong_share);
        problems.extend(faults.map(|fault| FieldProblem::new(field_of(fault), fault_in_words(fault))));
        match problems.is_empty() {
            true => Ok(record),
            false => Err(problems),
        }
    }
}

/// Rows that have no name.
fn nameless(record: &EffortRecord) -> Vec<FieldProblem> {
    let places = record.places.iter().map(|place| &place.name);
    let partners = record.partners.iter().map(|partner| &partner.name);
    let steps = record.onboarding.iter().map(|step| &step.title);
    let rows = places.enumerate().map(|row| ("effort-place-", row));
    let rows = rows.chain(partners.enumerate().map(|row| ("effort-partner-", row)));
    let rows = rows.chain(steps.enumerate().map(|row| ("effort-step-", row)));
    let nameless = rows.filter(|(_, (_, name))| name.trim().is_empty());
    nameless
        .map(|(prefix, (place, _))| {
            let field = [prefix, &place.to_string(), "-name"].concat();
            FieldProblem::new(field, effort_texts().row_name_wanted)
        })
        .collect()
}

/// The faults of a record. A screening that the person may not read is one.
pub(super) fn faults(record: &EffortRecord, has_hidden_basis: bool) -> Vec<EffortFault> {
    let faults = record.faults().into_iter();
    faults
        .filter(|fault| *fault != EffortFault::Basis || !has_hidden_basis)
        .collect()
}

/// Id of the field in which a fault is mended.
pub(super) fn field_of(fault: EffortFault) -> &'static str {
    match fault {
        EffortFault::Name => "effort-name",
        EffortFault::Departments => "effort-departments",
        EffortFault::Geography => "effort-geography",
        EffortFault::Period => "effort-from",
        EffortFault::Funding => "effort-funding",
        EffortFault::LbfArea => "effort-lbf-area",
        EffortFault::Goals => "effort-goals",
        EffortFault::Basis => "effort-basis",
        EffortFault::Anchoring => "effort-strategy",
        EffortFault::HandOff => "effort-handed-off",
        EffortFault::StopQuestions => "effort-stop",
    }
}

/// The states that an effort in a state can come to, the own one first.
pub(super) fn states_from(state: EffortState) -> Vec<EffortState> {
    let others = EffortState::ALL.iter().copied();
    let others = others.filter(|other| *other != EffortState::Draft && *other != state);
    core::iter::once(state).chain(others).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use feltbog_shared::id::DepartmentId;
    use feltbog_shared::office::efforts::EffortDepartment;

    fn draft() -> EffortDraft {
        let mut draft = EffortDraft::empty();
        draft.record.name = "Sammen om Lærkeby".to_owned();
        draft.record.departments.push(EffortDepartment {
            id: DepartmentId::from_bytes([1; 16]),
            name: String::new(),
            organisation: String::new(),
        });
        draft
    }

    fn fields(draft: &EffortDraft) -> Vec<String> {
        let problems = draft.finished().unwrap_err();
        problems.into_iter().map(|problem| problem.field).collect()
    }

    #[test]
    fn the_usual_funding_adds_up() {
        let mut draft = draft();
        draft.add_usual_funding();
        assert_eq!(draft.funding_sum(), 10_000);
        let record = draft.finished().unwrap();
        let shares: Vec<_> = record.funding.iter().map(|line| line.share).collect();
        assert_eq!(shares, [7_500, 1_250, 1_250]);
        assert_eq!(EffortDraft::of(record.clone(), false).finished().unwrap(), record);
        draft.remove_funding(1);
        assert_eq!(fields(&draft), ["effort-funding"]);
        draft.shares[0] = "mange".to_owned();
        assert_eq!(fields(&draft), ["effort-funding-0-share"]);
    }

    #[test]
    fn a_problem_names_its_field() {
        let mut draft = EffortDraft::empty();
        draft.add_step();
        assert_eq!(
            fields(&draft),
            [
                "effort-step-0-days",
                "effort-step-0-name",
                "effort-name",
                "effort-departments"
            ]
        );
        let mut draft = self::draft();
        draft.record.state = EffortState::Started;
        assert!(fields(&draft).contains(&"effort-basis".to_owned()));
        assert!(fields(&draft).contains(&"effort-strategy".to_owned()));
        draft.has_hidden_basis = true;
        assert!(!fields(&draft).contains(&"effort-basis".to_owned()));
    }

    #[test]
    fn nothing_returns_to_draft() {
        assert_eq!(
            states_from(EffortState::Started),
            [
                EffortState::Started,
                EffortState::FromTheSide,
                EffortState::RunsItself,
                EffortState::Closed
            ]
        );
        assert_eq!(states_from(EffortState::Draft)[0], EffortState::Draft);
    }
}
