//! The part of a department's record that a list of departments has beside name, municipality and dwellings.

use feltbog_shared::office::{HousingForm, Ownership, Representation};

use super::department_columns::{
    BFE, DISTRICT, HOUSING_FORMS, LBF_NUMBER, OUTDOOR_AREA, OWNERSHIP, REPRESENTATION, RESIDENTS,
};
use super::reading::{Row, fold, values};
use super::sentence::{Sentence, shown};
use super::text_fault;
use crate::services::beginning::{DWELLINGS, NUMBER as NUMBER_LETTERS};
pub(super) use crate::services::department_details::DepartmentDetails as Details;

/// The longest name of a city district, in characters.
const DISTRICT_LETTERS: usize = 60;
/// The most digits of a BFE number, and the most numbers of a department.
const BFE_DIGITS: usize = 10;
const BFE_NUMBERS: usize = 100;
/// The largest outdoor area in square metres.
const SQUARE_METRES: u32 = 100_000_000;

/// Danish words for forms of housing, folded.
const HOUSING_WORDS: [(&str, HousingForm); 13] = [
    ("familiebolig", HousingForm::Family),
    ("familieboliger", HousingForm::Family),
    ("ungdomsbolig", HousingForm::Youth),
    ("ungdomsboliger", HousingForm::Youth),
    ("aeldrebolig", HousingForm::Elderly),
    ("aeldreboliger", HousingForm::Elderly),
    ("seniorbolig", HousingForm::SeniorCommunity),
    ("seniorboliger", HousingForm::SeniorCommunity),
    ("seniorfaellesskab", HousingForm::SeniorCommunity),
    ("skaevbolig", HousingForm::Alternative),
    ("skaeveboliger", HousingForm::Alternative),
    ("delebolig", HousingForm::Shared),
    ("deleboliger", HousingForm::Shared),
];
/// Danish words for the representation of the residents, folded.
const REPRESENTATION_WORDS: [(&str, Representation); 7] = [
    ("ja", Representation::DepartmentBoard),
    ("bestyrelse", Representation::DepartmentBoard),
    ("afdelingsbestyrelse", Representation::DepartmentBoard),
    ("afdelingsbestyrelsen", Representation::DepartmentBoard),
    ("organisationsbestyrelse", Representation::OrganisationBoard),
    ("organisationsbestyrelsen", Representation::OrganisationBoard),
    ("medarbejder", Representation::Employee),
];
/// Danish words for kinds of owners, folded.
const OWNERSHIP_WORDS: [(&str, Ownership); 7] = [
    ("almen", Ownership::SocialHousing),
    ("almenbolig", Ownership::SocialHousing),
    ("almennyttig", Ownership::SocialHousing),
    ("kommunal", Ownership::Municipal),
    ("kommune", Ownership::Municipal),
    ("privat", Ownership::Private),
    ("privatudlejning", Ownership::Private),
];

impl Details {
    /// The details of a record; nothing for one that cannot be read.
    pub(super) fn parse(record: &str) -> Option<Self> {
        serde_json::from_str(record).ok()
    }
}

/// The record of a department after a row; an empty cell leaves the field as it stands. Nothing when a value cannot be, or
/// the standing record cannot be read.
pub(super) fn read(
    row: Row<'_>,
    standing: Option<&str>,
    find: &mut dyn FnMut(usize, Sentence),
) -> Option<String> {
    let before = match standing.map(Details::parse) {
        Some(Some(details)) => details,
        Some(None) => {
            find(LBF_NUMBER, Sentence::RecordUnreadable);
            return None;
        }
        None => Details::default(),
    };
    let mut details = before.clone();
    for (column, longest, field) in [
        (LBF_NUMBER, NUMBER_LETTERS, &mut details.lbf_number),
        (DISTRICT, DISTRICT_LETTERS, &mut details.district),
    ] {
        match row.text(column) {
            "" => {}
            text => match text_fault(text, longest) {
                Some(sentence) => find(column, sentence),
                None => text.clone_into(field),
            },
        }
    }
    for (column, most, field) in [
        (OUTDOOR_AREA, SQUARE_METRES, &mut details.outdoor_area),
        (RESIDENTS, 10 * DWELLINGS, &mut details.residents),
    ] {
        match values::count(row.cell(column), most) {
            Ok(number) => *field = number.or(*field),
            Err(sentence) => find(column, sentence),
        }
    }
    read_bfe(row, &mut details, find);
    read_words(row, &mut details, find);
    match (standing, details == before) {
        (Some(standing), true) => Some(standing.to_owned()),
        _ => serde_json::to_string(&details).ok(),
    }
}

/// Reads the BFE numbers of a row: one or several.
fn read_bfe(row: Row<'_>, details: &mut Details, find: &mut dyn FnMut(usize, Sentence)) {
    let text = row.text(BFE);
    let numbers: Vec<_> = parts(text).map(str::to_owned).collect();
    let is_bfe =
        |number: &String| number.len() <= BFE_DIGITS && number.bytes().all(|byte| byte.is_ascii_digit());
    if !numbers.iter().all(is_bfe) || numbers.len() > BFE_NUMBERS {
        find(BFE, Sentence::NoBfe { value: shown(text) });
    } else if !numbers.is_empty() {
        details.bfe = numbers;
    }
}

/// Reads the words of a row: forms of housing, representation and ownership.
fn read_words(row: Row<'_>, details: &mut Details, find: &mut dyn FnMut(usize, Sentence)) {
    let forms = row.text(HOUSING_FORMS);
    let mut found = Vec::new();
    for word in forms
        .split([',', ';', '/'])
        .map(str::trim)
        .filter(|word| !word.is_empty())
    {
        match meaning(word, &HOUSING_WORDS) {
            Some(form) if found.contains(&form) => {}
            Some(form) => found.push(form),
            None => find(HOUSING_FORMS, Sentence::NoHousingForm { value: shown(word) }),
        }
    }
    if !found.is_empty() {
        details.housing_forms = found;
    }
    let stated = row.text(REPRESENTATION);
    match meaning(stated, &REPRESENTATION_WORDS) {
        Some(representation) => details.representation = representation,
        None if stated.is_empty() => {}
        None => find(
            REPRESENTATION,
            Sentence::NoRepresentation { value: shown(stated) },
        ),
    }
    let stated = row.text(OWNERSHIP);
    match meaning(stated, &OWNERSHIP_WORDS) {
        Some(ownership) => details.ownership = ownership,
        None if stated.is_empty() => {}
        None => find(OWNERSHIP, Sentence::NoOwnership { value: shown(stated) }),
    }
}

/// The parts of a cell with several values.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', '/', ' ']).filter(|part| !part.is_empty())
}

/// The meaning of a word, by its folded form.
fn meaning<T: Copy>(word: &str, words: &[(&str, T)]) -> Option<T> {
    let folded = fold(word);
    words
        .iter()
        .find(|(known, _)| *known == folded)
        .map(|(_, value)| *value)
}

/// The fields that differ: field, value before and value after.
pub(super) fn changes(before: &Details, after: &Details) -> Vec<(Sentence, String, String)> {
    let number = |number: Option<u32>| number.map_or_else(String::new, |number| number.to_string());
    let forms = |details: &Details| {
        let words = details
            .housing_forms
            .iter()
            .map(|form| word(*form, &HOUSING_WORDS));
        words.collect::<Vec<_>>().join(", ")
    };
    type Written<'a> = &'a dyn Fn(&Details) -> String;
    let fields: [(Sentence, Written<'_>); 8] = [
        (Sentence::FieldLbfNumber, &|one| one.lbf_number.clone()),
        (Sentence::FieldOutdoorArea, &|one| number(one.outdoor_area)),
        (Sentence::FieldBfe, &|one| one.bfe.join(", ")),
        (Sentence::FieldHousingForms, &forms),
        (Sentence::FieldRepresentation, &|one| {
            word(one.representation, &REPRESENTATION_WORDS[2..]).to_owned()
        }),
        (Sentence::FieldResidents, &|one| number(one.residents)),
        (Sentence::FieldDistrict, &|one| one.district.clone()),
        (Sentence::FieldOwnership, &|one| {
            word(one.ownership, &OWNERSHIP_WORDS).to_owned()
        }),
    ];
    fields
        .into_iter()
        .map(|(field, value)| (field, value(before), value(after)))
        .filter(|(_, before, after)| before != after)
        .collect()
}

/// The first word for a value.
fn word<T: Copy + PartialEq>(value: T, words: &[(&'static str, T)]) -> &'static str {
    let mut words = words.iter();
    words
        .find(|(_, known)| *known == value)
        .map_or("", |(word, _)| *word)
}
