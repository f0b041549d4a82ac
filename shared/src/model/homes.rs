//! Fields that hold a home, over all kinds of records. The index of records and whoever looks for everything about a home
//! ask here.

use super::Kind;
use super::schema::{Fields, Value};

/// Names of the fields that hold a home.
const HOME_FIELDS: [&str; 1] = ["dwelling_ref"];

/// The field of a kind that holds a home; nothing for a kind without one.
pub fn home_field(kind: Kind) -> Option<&'static str> {
    let mut names = kind.fields().iter().map(|spec| spec.name);
    names.find(|name| HOME_FIELDS.contains(name))
}

/// The home that a record names, as somebody wrote it; nothing for a record without one.
pub fn home_of(kind: Kind, fields: &Fields) -> Option<&str> {
    match fields.get(home_field(kind)?) {
        Some(Value::Text(home)) if !home.is_empty() => Some(home),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::model::schema::Shape;

    /// Names of texts that hold no home: words about something, a place outside of homes, a name, a source.
    const OTHER_TEXTS: [&str; 64] = [
        "action",
        "adviser_report_ref",
        "agreement_text",
        "answer_text",
        "approved_by",
        "calls",
        "calls_en",
        "care_plan",
        "co_mediator",
        "consent_scope",
        "description",
        "do_not",
        "do_not_en",
        "document_ref",
        "flower_other",
        "funding",
        "group_adult",
        "group_name",
        "high_rent_remark",
        "high_rent_source",
        "high_turnover_remark",
        "high_turnover_source",
        "household_ref",
        "informed_postponed_reason",
        "insecurity_remark",
        "insecurity_source",
        "materials",
        "municipality",
        "name",
        "notes",
        "outline",
        "partners",
        "pdf_hash",
        "phone",
        "place",
        "plant_origin",
        "reason",
        "receiver_name",
        "remark",
        "report_ref",
        "required_competency",
        "rule_ref",
        "sign_text",
        "signs",
        "signs_en",
        "social_problems_remark",
        "social_problems_source",
        "species_text",
        "spot",
        "stairwell",
        "steps",
        "steps_en",
        "team",
        "text",
        "title",
        "title_en",
        "vandalism_remark",
        "vandalism_source",
        "violence_remark",
        "violence_source",
        "walk",
        "wear_remark",
        "wear_source",
        "why",
    ];

    /// A text that is added to the model is named as one with a home or without: nobody's home is left out of an answer
    /// because its field is new.
    #[test]
    fn every_text_of_the_model_is_known_to_hold_a_home_or_not() {
        let mut names = BTreeSet::new();
        for kind in Kind::ALL {
            let texts = kind.fields().iter();
            let texts = texts.filter(|spec| matches!(spec.shape, Shape::Text(_) | Shape::RichText(_)));
            let texts: Vec<_> = texts.map(|spec| spec.name).collect();
            let homes = texts.iter().filter(|name| HOME_FIELDS.contains(name));
            assert!(
                homes.count() <= 1,
                "{kind:?} has two homes, and the index has room for one"
            );
            names.extend(texts);
        }
        let known: BTreeSet<_> = HOME_FIELDS.into_iter().chain(OTHER_TEXTS).collect();
        let unknown: Vec<_> = names.difference(&known).collect();
        assert!(
            unknown.is_empty(),
            "say in model/homes.rs whether these hold a home: {unknown:?}"
        );
        let gone: Vec<_> = known.difference(&names).collect();
        assert!(gone.is_empty(), "the model has no text {gone:?}");
    }

    #[test]
    fn a_home_is_found_in_every_kind_that_has_one() {
        let with_homes: Vec<_> = Kind::ALL
            .iter()
            .filter(|kind| home_field(**kind).is_some())
            .collect();
        assert_eq!(with_homes.len(), 6, "{with_homes:?}");
        for kind in with_homes {
            let field = home_field(*kind).unwrap_or_default().to_owned();
            let fields = Fields::from([(field, Value::Text("Opgang 4, 2. tv.".to_owned()))]);
            assert_eq!(home_of(*kind, &fields), Some("Opgang 4, 2. tv."));
            assert_eq!(home_of(*kind, &Fields::new()), None);
        }
        let area = Fields::from([("dwelling_ref".to_owned(), Value::Text("4".to_owned()))]);
        assert_eq!(home_of(Kind::Area, &area), None);
    }
}
