//! Filters of the list of efforts as they stand in the address.

use feltbog_shared::office::efforts::{EffortAction, EffortKind, EffortState, EffortSummary};
use feltbog_shared::search::fold;
use leptos_router::params::ParamsMap;

use crate::address::{ListQuery, value};

/// The state in the address that stands for all states.
const ALL_STATES: &str = "alle";

/// Filters of the list.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct EffortsAddress {
    /// Words in the name, the owner or a department.
    pub(super) search: String,
    /// Key of a state, `alle`, or nothing for all that are not closed.
    pub(super) state: String,
    /// Key of a kind, or nothing.
    pub(super) kind: String,
    /// Name of an organisation, or nothing.
    pub(super) organisation: String,
    /// A party that pays, or nothing.
    pub(super) funder: String,
    /// Whether only those are wanted that something is to be done about.
    pub(super) has_action: bool,
}

impl ListQuery for EffortsAddress {
    fn from_address(parameters: &ParamsMap) -> Self {
        Self::from_values(&|name| value(parameters, name))
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let has_action = if self.has_action { "ja" } else { "" };
        vec![
            ("s", self.search.clone()),
            ("fase", self.state.clone()),
            ("art", self.kind.clone()),
            ("organisation", self.organisation.clone()),
            ("betaler", self.funder.clone()),
            ("handling", has_action.to_owned()),
        ]
    }
}

impl EffortsAddress {
    /// The query of named values; an absent one is empty.
    fn from_values(value: &dyn Fn(&str) -> String) -> Self {
        Self {
            search: value("s"),
            state: value("fase"),
            kind: value("art"),
            organisation: value("organisation"),
            funder: value("betaler"),
            has_action: value("handling") == "ja",
        }
    }

    /// Whether an effort is among those that are wanted.
    pub(super) fn wants(&self, effort: &EffortSummary) -> bool {
        let is_state = match self.state.as_str() {
            "" => effort.state != EffortState::Closed,
            ALL_STATES => true,
            key => EffortState::from_key(key) == Some(effort.state),
        };
        let is_kind = self.kind.is_empty() || EffortKind::from_key(&self.kind) == Some(effort.kind);
        let mut departments = effort.departments.iter();
        let is_of_organisation = self.organisation.is_empty()
            || departments.any(|department| department.organisation == self.organisation);
        let is_paid = self.funder.is_empty() || effort.funders.contains(&self.funder);
        let is_idle = matches!(effort.action, EffortAction::Continue | EffortAction::Nothing);
        is_state
            && is_kind
            && is_of_organisation
            && is_paid
            && (!self.has_action || !is_idle)
            && self.finds(effort)
    }

    /// Whether every word is somewhere in the name, the owner or a department.
    fn finds(&self, effort: &EffortSummary) -> bool {
        let departments = effort
            .departments
            .iter()
            .map(|department| department.name.as_str());
        let texts = [effort.name.as_str(), &effort.owner.name]
            .into_iter()
            .chain(departments);
        let text = fold(&texts.collect::<Vec<_>>().join(" "));
        let words = fold(&self.search);
        words.split_whitespace().all(|word| text.contains(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use feltbog_shared::id::DepartmentId;
    use feltbog_shared::office::efforts::{EffortDepartment, EffortGeography, EffortOwner, EffortOwnerKind};

    fn effort(state: EffortState, action: EffortAction) -> EffortSummary {
        EffortSummary {
            id: "1".to_owned(),
            name: "Lommepenge på Søparken".to_owned(),
            kind: EffortKind::YouthJobs,
            geography: EffortGeography::TownBalance,
            state,
            owner: EffortOwner {
                kind: EffortOwnerKind::Municipality,
                name: "Lærkeby Kommune".to_owned(),
            },
            departments: vec![EffortDepartment {
                id: DepartmentId::from_bytes([1; 16]),
                name: "Birkevang".to_owned(),
                organisation: "Lærkeby".to_owned(),
            }],
            from: String::new(),
            until: String::new(),
            funders: vec!["Landsbyggefonden".to_owned()],
            action,
        }
    }

    #[test]
    fn an_address_reads_itself_back_and_filters() {
        let address = EffortsAddress {
            search: "kommune birke".to_owned(),
            state: "igangsat".to_owned(),
            kind: "ungejob".to_owned(),
            organisation: "Lærkeby".to_owned(),
            funder: "Landsbyggefonden".to_owned(),
            has_action: true,
        };
        let pairs = address.pairs();
        let held = |name: &str| {
            let found = pairs.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        assert_eq!(EffortsAddress::from_values(&held), address);
        assert!(address.wants(&effort(EffortState::Started, EffortAction::Anchor)));
        assert!(!address.wants(&effort(EffortState::Started, EffortAction::Continue)));
        assert!(!address.wants(&effort(EffortState::FromTheSide, EffortAction::Anchor)));
        let other = EffortsAddress {
            search: "skole".to_owned(),
            ..EffortsAddress::default()
        };
        assert!(!other.wants(&effort(EffortState::Started, EffortAction::Anchor)));
    }

    #[test]
    fn closed_ones_are_shown_when_they_are_asked_for() {
        let closed = effort(EffortState::Closed, EffortAction::Nothing);
        let mut address = EffortsAddress::default();
        assert!(!address.wants(&closed));
        address.state = ALL_STATES.to_owned();
        assert!(address.wants(&closed));
        address.state = "afsluttet".to_owned();
        assert!(address.wants(&closed));
    }
}
