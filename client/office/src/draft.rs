//! A department while it is typed: what cannot be used yet stays as it was typed, and is told before it is sent.

use feltbog_shared::moment::Day;
use feltbog_shared::office::{
    AmbassadorVariant, Base, Contact, DepartmentRecord, HousingForm, ModuleDecision, Ownership,
    Representation,
};
use feltbog_shared::permission::Collection;
use feltbog_ui::form::FieldProblem;
use serde::{Deserialize, Serialize};

use crate::texts::office_texts;

/// Keys of the modules, in the order of their texts.
pub(crate) const MODULES: [&str; 5] = ["conflicts", "visits", "nature", "screening", "arrears"];
/// Forms of housing with their keys, in the order of their texts.
pub(crate) const HOUSING_FORMS: [(&str, HousingForm); 6] = [
    ("family", HousingForm::Family),
    ("youth", HousingForm::Youth),
    ("elderly", HousingForm::Elderly),
    ("senior_community", HousingForm::SeniorCommunity),
    ("alternative", HousingForm::Alternative),
    ("shared", HousingForm::Shared),
];
/// Kinds of owner with their keys, in the order of their texts.
pub(crate) const OWNERSHIPS: [(&str, Ownership); 3] = [
    ("social_housing", Ownership::SocialHousing),
    ("municipal", Ownership::Municipal),
    ("private", Ownership::Private),
];
/// Representations with their keys, in the order of their texts.
pub(crate) const REPRESENTATIONS: [(&str, Representation); 3] = [
    ("department_board", Representation::DepartmentBoard),
    ("organisation_board", Representation::OrganisationBoard),
    ("employee", Representation::Employee),
];

/// The people that ambassadors are with their keys, in the order of their texts.
pub(crate) const AMBASSADOR_VARIANTS: [(&str, AmbassadorVariant); 3] = [
    ("residents", AmbassadorVariant::Residents),
    ("staff", AmbassadorVariant::Staff),
    ("both", AmbassadorVariant::Both),
];

/// The value of a key in a list.
pub(crate) fn value_of<T: Copy, const N: usize>(list: [(&str, T); N], key: &str) -> Option<T> {
    let found = list.into_iter().find(|(known, _)| *known == key);
    found.map(|(_, value)| value)
}

/// The key of a value in a list.
pub(crate) fn key_of<T: Copy + PartialEq, const N: usize>(
    list: [(&'static str, T); N],
    value: T,
) -> &'static str {
    let found = list.into_iter().find(|(_, known)| *known == value);
    found.map_or("", |(key, _)| key)
}

/// Keys and labels of a list.
pub(crate) fn offers<T, const N: usize>(list: [(&str, T); N], labels: [&str; N]) -> Vec<(String, String)> {
    let pairs = list.into_iter().zip(labels);
    pairs
        .map(|((key, _), label)| (key.to_owned(), label.to_owned()))
        .collect()
}

/// A department while it is typed. It has a decision for each module, in the order of [`MODULES`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct DepartmentDraft {
    /// The record, apart from what follows.
    pub(crate) record: DepartmentRecord,
    /// The number of dwellings as typed.
    pub(crate) dwellings: String,
    /// The outdoor area as typed.
    pub(crate) outdoor_area: String,
    /// The number of residents as typed.
    pub(crate) residents: String,
    /// The BFE numbers as typed, one a line.
    pub(crate) bfe: String,
    /// The DAR ids as typed, one a line.
    pub(crate) access_addresses: String,
    /// Months that records are kept, as typed, in the order of [`Collection::ALL`].
    pub(crate) retention: Vec<String>,
}

impl DepartmentDraft {
    /// A new department with every module off.
    pub(crate) fn empty() -> Self {
        Self::of(DepartmentRecord {
            id: None,
            version: 0,
            number: String::new(),
            name: String::new(),
            municipality: String::new(),
            dwellings: 0,
            outdoor_area: None,
            district: String::new(),
            residents: None,
            lbf_number: String::new(),
            bfe: Vec::new(),
            access_addresses: Vec::new(),
            housing_forms: Vec::new(),
            ownership: Ownership::default(),
            representation: Representation::default(),
            ambassador_scheme: String::new(),
            ambassador_variant: AmbassadorVariant::default(),
            modules: Vec::new(),
            contacts: Vec::new(),
            bases: Vec::new(),
            house_rules: String::new(),
            resources: Vec::new(),
            retention_months: Vec::new(),
        })
    }

    /// A department as it stands.
    pub(crate) fn of(mut record: DepartmentRecord) -> Self {
        let decision = |key: &str| {
            let found = record.modules.iter().find(|decision| decision.module == key);
            found.cloned().unwrap_or_else(|| ModuleDecision {
                module: key.to_owned(),
                is_on: false,
                decided_on: String::new(),
                decided_by: String::new(),
            })
        };
        record.modules = MODULES.into_iter().map(decision).collect();
        Self {
            dwellings: match record.dwellings {
                0 => String::new(),
                dwellings => dwellings.to_string(),
            },
            outdoor_area: record
                .outdoor_area
                .map(|area| area.to_string())
                .unwrap_or_default(),
            residents: record
                .residents
                .map(|residents| residents.to_string())
                .unwrap_or_default(),
            bfe: record.bfe.join("\n"),
            access_addresses: record.access_addresses.join("\n"),
            retention: Collection::ALL
                .into_iter()
                .map(|collection| {
                    let mut kept = record.retention_months.iter();
                    let found = kept.find(|(key, _)| key == collection.key());
                    found.map(|(_, months)| months.to_string()).unwrap_or_default()
                })
                .collect(),
            record,
        }
    }

    /// The department to send, or what has to be changed first.
    pub(crate) fn finished(&self) -> Result<DepartmentRecord, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        let mut problem = |field: &str, sentence: &str| problems.push(FieldProblem::new(field, sentence));
        let mut record = self.record.clone();
        if record.number.trim().is_empty() {
            problem("department-number", office_texts().number_wanted);
        }
        if record.name.trim().is_empty() {
            problem("department-name", office_texts().name_wanted);
        }
        match whole(&self.dwellings) {
            Some(dwellings) => record.dwellings = dwellings.unwrap_or_default(),
            None => problem("department-dwellings", office_texts().whole_number_wanted),
        }
        match whole(&self.outdoor_area) {
            Some(area) => record.outdoor_area = area,
            None => problem("department-outdoor", office_texts().whole_number_wanted),
        }
        match whole(&self.residents) {
            Some(residents) => record.residents = residents,
            None => problem("department-residents", office_texts().whole_number_wanted),
        }
        record.bfe = lines(&self.bfe);
        if record
            .bfe
            .iter()
            .any(|number| !number.bytes().all(|byte| byte.is_ascii_digit()))
        {
            problem("department-bfe", office_texts().bfe_wanted);
        }
        record.access_addresses = lines(&self.access_addresses);
        if !record.access_addresses.iter().all(|id| is_uuid(id)) {
            problem("department-addresses", office_texts().access_addresses_wanted);
        }
        record.retention_months.clear();
        for (collection, typed) in Collection::ALL.into_iter().zip(&self.retention) {
            match whole(typed).map(|months| months.map(u16::try_from)) {
                Some(None) => {}
                Some(Some(Ok(months))) => record
                    .retention_months
                    .push((collection.key().to_owned(), months)),
                Some(Some(Err(_))) | None => {
                    problem(
                        &["retention-", collection.key()].concat(),
                        office_texts().whole_number_wanted,
                    );
                }
            }
        }
        for (place, decision) in record.modules.iter().enumerate() {
            if !decision.decided_on.is_empty() && Day::parse(&decision.decided_on).is_none() {
                problem(
                    &["module-", &place.to_string(), "-on"].concat(),
                    office_texts().day_wanted,
                );
            }
        }
        for (place, base) in record.bases.iter().enumerate() {
            if !base.from.is_empty() && !base.to.is_empty() && base.from >= base.to {
                problem(
                    &["base-", &place.to_string(), "-to"].concat(),
                    office_texts().hours_wanted,
                );
            }
        }
        let is_empty_contact = |contact: &Contact| *contact == Contact::default();
        record.contacts.retain(|contact| !is_empty_contact(contact));
        record.resources.retain(|contact| !is_empty_contact(contact));
        record
            .bases
            .retain(|base: &Base| !base.place.trim().is_empty() || !base.staff.trim().is_empty());
        if problems.is_empty() {
            Ok(record)
        } else {
            Err(problems)
        }
    }
}

/// A whole number as typed, with blanks or points between thousands: the number, nothing for an empty text, or no answer
/// for any other.
fn whole(text: &str) -> Option<Option<u32>> {
    let digits: String = text
        .chars()
        .filter(|char| !char.is_whitespace() && *char != '.')
        .collect();
    if digits.is_empty() {
        return Some(None);
    }
    digits.parse().ok().map(Some)
}

fn lines(text: &str) -> Vec<String> {
    let parts = text.split(['\n', ',', ';']).map(str::trim);
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn is_uuid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft() -> DepartmentDraft {
        let mut draft = DepartmentDraft::empty();
        draft.record.number = "7".to_owned();
        draft.record.name = "Birkevang".to_owned();
        draft
    }

    #[test]
    fn a_draft_reads_back_what_was_typed() {
        let mut draft = draft();
        draft.dwellings = "1.240".to_owned();
        draft.outdoor_area = String::new();
        draft.bfe = "100\n 200;300".to_owned();
        draft.access_addresses = "0a3f507a-b2e6-32b8-e044-0003ba298018".to_owned();
        draft.record.contacts.push(Contact::default());
        draft.retention[0] = "24".to_owned();
        let record = draft.finished().unwrap();
        assert_eq!((record.dwellings, record.outdoor_area), (1240, None));
        assert_eq!(record.bfe, ["100", "200", "300"]);
        assert_eq!(record.access_addresses.len(), 1);
        assert!(record.contacts.is_empty());
        assert_eq!(record.retention_months, [("nature".to_owned(), 24)]);
        assert_eq!(record.modules.len(), MODULES.len());
        let again = DepartmentDraft::of(record.clone());
        assert_eq!(again.finished().unwrap(), record);
    }

    #[test]
    fn a_problem_names_its_field() {
        let mut draft = DepartmentDraft::empty();
        draft.dwellings = "mange".to_owned();
        draft.bfe = "12a".to_owned();
        draft.access_addresses = "1234".to_owned();
        let fields: Vec<String> = draft
            .finished()
            .unwrap_err()
            .into_iter()
            .map(|problem| problem.field)
            .collect();
        let expected = [
            "department-number",
            "department-name",
            "department-dwellings",
            "department-bfe",
            "department-addresses",
        ];
        assert_eq!(fields, expected);
    }
}
