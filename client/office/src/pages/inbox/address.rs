//! Search and filters of the inbox as they stand in the address.

use feltbog_shared::office::desk::{DeskDepartment, InboxQuery};
use feltbog_ui::choice::Offer;
use leptos_router::params::ParamsMap;

use crate::address::{ListQuery, value};
use crate::texts::office_texts;

/// Search and filters of the inbox, and the item that is open.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct InboxAddress {
    /// Words to search for.
    pub(crate) search: String,
    /// Id of an organisation, or nothing.
    pub(crate) organisation: String,
    /// Id of a department, or nothing.
    pub(crate) department: String,
    /// Key of a reason, or nothing.
    pub(crate) reason: String,
    /// `me`, `nobody`, or nothing.
    pub(crate) assigned: String,
    /// Whether items that wait are listed too.
    pub(crate) is_waiting: bool,
    /// The place of the item in the panel, or nothing.
    pub(crate) open: String,
}

impl InboxAddress {
    /// Whether something is filtered out.
    pub(crate) fn is_filtered(&self) -> bool {
        let all = Self {
            open: self.open.clone(),
            is_waiting: self.is_waiting,
            ..Self::default()
        };
        *self != all
    }
}

impl InboxAddress {
    /// The query of named values; an absent one is empty.
    fn from_values(value: &dyn Fn(&str) -> String) -> Self {
        Self {
            search: value("s"),
            organisation: value("organisation"),
            department: value("afdeling"),
            reason: value("grund"),
            assigned: value("hos"),
            is_waiting: value("venter") == "ja",
            open: value("vis"),
        }
    }
}

impl ListQuery for InboxAddress {
    fn from_address(parameters: &ParamsMap) -> Self {
        Self::from_values(&|name| value(parameters, name))
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let waiting = if self.is_waiting { "ja" } else { "" };
        vec![
            ("s", self.search.clone()),
            ("organisation", self.organisation.clone()),
            ("afdeling", self.department.clone()),
            ("grund", self.reason.clone()),
            ("hos", self.assigned.clone()),
            ("venter", waiting.to_owned()),
            ("vis", self.open.clone()),
        ]
    }
}

/// The query of the server for an address.
pub(crate) fn query_of(address: &InboxAddress) -> InboxQuery {
    InboxQuery {
        organisation: address.organisation.clone(),
        departments: address.department.clone(),
        reasons: address.reason.clone(),
        kinds: String::new(),
        assigned: address.assigned.clone(),
        search: address.search.clone(),
        waiting: address.is_waiting,
        after: String::new(),
        rows: 0,
    }
}

/// The organisations of departments, each once, behind the offer of all.
pub(crate) fn organisations(departments: &[DeskDepartment]) -> Vec<Offer> {
    let mut offers = vec![(String::new(), office_texts().every_organisation.to_owned())];
    for department in departments {
        if !offers.iter().any(|(id, _)| *id == department.organisation) {
            offers.push((
                department.organisation.clone(),
                department.organisation_name.clone(),
            ));
        }
    }
    offers
}

/// The people an item can be with, as far as they are filtered by.
pub(crate) fn assigned() -> Vec<Offer> {
    let texts = office_texts();
    [("", texts.anybody), ("me", texts.mine), ("nobody", texts.nobody)]
        .map(|(key, label)| (key.to_owned(), label.to_owned()))
        .to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_reads_itself_back() {
        let address = InboxAddress {
            search: "musik".to_owned(),
            reason: "overdue".to_owned(),
            is_waiting: true,
            open: "a_b".to_owned(),
            ..InboxAddress::default()
        };
        let pairs = address.pairs();
        let held = |name: &str| {
            pairs
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| value.clone())
        };
        assert_eq!(
            InboxAddress::from_values(&|name| held(name).unwrap_or_default()),
            address
        );
        assert!(address.is_filtered());
        let open = InboxAddress {
            open: "a_b".to_owned(),
            ..InboxAddress::default()
        };
        assert!(!open.is_filtered());
        let query = query_of(&address);
        assert_eq!((query.reasons.as_str(), query.waiting), ("overdue", true));
    }
}
