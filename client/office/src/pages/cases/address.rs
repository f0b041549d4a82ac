//! Columns, order, search and filters of the table of cases as they stand in the address.

use feltbog_shared::office::desk::{CaseColumn, CaseQuery};
use feltbog_ui::table::Sorting;
use leptos_router::params::ParamsMap;

use crate::address::{ListQuery, sorting, sorting_value, value};
use crate::components::columns::{columns_of, columns_value};
use crate::components::virtual_table::TableColumn;
use crate::texts::office_texts;

/// Columns by which the table is ordered, with the server's; the usual order first.
const SORTED: [(&str, CaseColumn); 9] = [
    ("frist", CaseColumn::Due),
    ("afdeling", CaseColumn::Department),
    ("tilstand", CaseColumn::State),
    ("emne", CaseColumn::Topic),
    ("alvor", CaseColumn::Severity),
    ("skrevet", CaseColumn::Created),
    ("aendret", CaseColumn::Changed),
    ("siden", CaseColumn::Since),
    ("sted", CaseColumn::Place),
];
/// Columns that are shown unless a person chose others.
const USUAL: [&str; 7] = ["emne", "frist", "tilstand", "sted", "afdeling", "siden", "har"];
/// The state in the address that stands for all states.
const ALL_STATES: &str = "alle";

/// Columns, order, search and filters of the table, and the case that is open.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct CaseAddress {
    /// Words to search for.
    pub(crate) search: String,
    /// Id of an organisation, or nothing.
    pub(crate) organisation: String,
    /// Id of a department, or nothing.
    pub(crate) department: String,
    /// `open`, the key of a state, or `alle`.
    pub(crate) state: String,
    /// Key of a topic, or nothing.
    pub(crate) topic: String,
    /// Key of a severity, or nothing.
    pub(crate) severity: String,
    /// `me`, `nobody`, or nothing.
    pub(crate) assigned: String,
    /// Days without a change, or nothing.
    pub(crate) untouched: String,
    /// Whether only overdue ones are wanted.
    pub(crate) is_overdue: bool,
    /// Whether only those with two people's values are wanted.
    pub(crate) is_disputed: bool,
    /// The order.
    pub(crate) sorting: Sorting,
    /// Keys of the columns with points between them; nothing for the usual ones.
    pub(crate) columns: String,
    /// The place of the case in the panel, or nothing.
    pub(crate) open: String,
}

impl CaseAddress {
    /// The query of named values; an absent one is empty.
    fn from_values(value: &dyn Fn(&str) -> String) -> Self {
        let state = value("tilstand");
        Self {
            search: value("s"),
            organisation: value("organisation"),
            department: value("afdeling"),
            state: if state.is_empty() {
                "open".to_owned()
            } else {
                state
            },
            topic: value("emne"),
            severity: value("alvor"),
            assigned: value("hos"),
            untouched: value("roert"),
            is_overdue: value("over") == "ja",
            is_disputed: value("to") == "ja",
            sorting: sorting(&value("orden"), &SORTED.map(|(key, _)| key)),
            columns: value("kolonner"),
            open: value("vis"),
        }
    }
}

impl ListQuery for CaseAddress {
    fn from_address(parameters: &ParamsMap) -> Self {
        Self::from_values(&|name| value(parameters, name))
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let state = if self.state == "open" { "" } else { &self.state };
        let yes = |is_so| if is_so { "ja".to_owned() } else { String::new() };
        vec![
            ("s", self.search.clone()),
            ("organisation", self.organisation.clone()),
            ("afdeling", self.department.clone()),
            ("tilstand", state.to_owned()),
            ("emne", self.topic.clone()),
            ("alvor", self.severity.clone()),
            ("hos", self.assigned.clone()),
            ("roert", self.untouched.clone()),
            ("over", yes(self.is_overdue)),
            ("to", yes(self.is_disputed)),
            ("orden", sorting_value(&self.sorting, &SORTED.map(|(key, _)| key))),
            ("kolonner", self.columns.clone()),
            ("vis", self.open.clone()),
        ]
    }
}

impl CaseAddress {
    /// The number of filters behind "more filters" that hold.
    pub(crate) fn more_filters(&self) -> usize {
        let texts = [&self.topic, &self.severity, &self.untouched, &self.organisation];
        let chosen = texts.into_iter().filter(|text| !text.is_empty()).count();
        chosen + usize::from(self.is_overdue) + usize::from(self.is_disputed)
    }
}

/// The query of the server for an address.
pub(crate) fn query_of(address: &CaseAddress) -> CaseQuery {
    let sort = SORTED.iter().find(|(key, _)| *key == address.sorting.column);
    CaseQuery {
        organisation: address.organisation.clone(),
        departments: address.department.clone(),
        states: if address.state == ALL_STATES {
            String::new()
        } else {
            address.state.clone()
        },
        topics: address.topic.clone(),
        severities: address.severity.clone(),
        assigned: address.assigned.clone(),
        overdue: address.is_overdue,
        untouched_days: address.untouched.parse().ok(),
        disputed: address.is_disputed,
        search: address.search.clone(),
        sort: sort.map(|(_, column)| *column).unwrap_or_default(),
        descending: address.sorting.is_descending,
        ..CaseQuery::default()
    }
}

/// Every column, in the order of the table.
pub(crate) fn all_columns() -> Vec<TableColumn> {
    let texts = office_texts();
    let column = |key, label, width| TableColumn {
        key,
        label,
        width,
        is_sortable: SORTED.iter().any(|(sorted, _)| *sorted == key),
    };
    vec![
        column("emne", texts.what, "auto"),
        column("frist", texts.day, "11rem"),
        column("tilstand", texts.state, "10rem"),
        column("sted", texts.where_it_is, "11rem"),
        column("afdeling", texts.department, "11rem"),
        column("siden", texts.since, "9.5rem"),
        column("har", texts.taken_by, "10rem"),
        column("alvor", texts.severity, "8rem"),
        column("spor", texts.track, "8rem"),
        column("skrevet", texts.created, "9.5rem"),
        column("aendret", texts.changed, "12rem"),
        column("dage", texts.age, "5rem"),
    ]
}

/// Keys of the columns that an address shows.
pub(crate) fn shown_columns(address: &CaseAddress) -> Vec<&'static str> {
    columns_of(&address.columns, &all_columns(), &USUAL)
}

/// The columns as they stand in the address after one was shown or hidden.
pub(crate) fn with_column(address: &CaseAddress, key: &'static str, is_shown: bool) -> String {
    let mut shown = shown_columns(address);
    shown.retain(|known| *known != key);
    if is_shown {
        shown.push(key);
    }
    let all = all_columns();
    let ordered = all.iter().map(|column| column.key);
    let ordered: Vec<_> = ordered.filter(|key| shown.contains(key)).collect();
    columns_value(&ordered, &all, &USUAL)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&'static str, String)]) -> CaseAddress {
        let held = |name: &str| {
            pairs
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| value.clone())
        };
        CaseAddress::from_values(&|name| held(name).unwrap_or_default())
    }

    #[test]
    fn an_address_reads_itself_back() {
        let usual = read(&[]);
        assert_eq!(usual.state, "open");
        assert!(usual.pairs().iter().all(|(_, value)| value.is_empty()));
        assert_eq!(query_of(&usual).states, "open");
        let address = CaseAddress {
            state: ALL_STATES.to_owned(),
            topic: "musik".to_owned(),
            untouched: "60".to_owned(),
            is_overdue: true,
            sorting: Sorting::default().pressed("aendret").pressed("aendret"),
            columns: "emne.sted".to_owned(),
            ..usual
        };
        assert_eq!(read(&address.pairs()), address);
        let query = query_of(&address);
        assert_eq!((query.states.as_str(), query.untouched_days), ("", Some(60)));
        assert_eq!((query.sort, query.descending), (CaseColumn::Changed, true));
        assert_eq!(address.more_filters(), 3);
    }

    #[test]
    fn columns_come_and_go() {
        let address = read(&[]);
        assert_eq!(shown_columns(&address)[0], "emne");
        let columns = with_column(&address, "alvor", true);
        assert!(columns.ends_with(".alvor"), "{columns}");
        let address = CaseAddress { columns, ..address };
        assert!(shown_columns(&address).contains(&"alvor"));
        assert_eq!(with_column(&address, "alvor", false), "");
    }
}
