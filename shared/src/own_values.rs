//! Values that an organisation adds to lists of the model, as phones and the desk know them.
//!
//! The lists of the model are closed, so that records merge, are counted and are read by older apps. A value of an
//! organisation therefore stands for a value of the list, its base. A record holds the base in the field of the list, as
//! ever, and beside it `base/key` in a field of its own. The second counts for as long as the first holds the base.
//!
//! Phones ask `POST /api/v1/departments/own-values` with [`OwnValuesRequest`]. It is a message of its own, as that of
//! [`crate::department_information`].

use serde::{Deserialize, Serialize};

use crate::department_information::ContentCheck;
use crate::id::DepartmentId;
use crate::language::Language;
use crate::model::schema::own_parts;
use crate::model::{CareTask, ConflictCase, CounsellingInquiry, Fields, Kind, Shape, SocialVisit, Value};

/// A list of the model that organisations may extend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OwnList {
    /// Topics of neighbour conflicts.
    ConflictTopic,
    /// Topics of visits.
    VisitTopic,
    /// Work in areas.
    TaskKind,
    /// Outcomes of inquiries to the resident adviser.
    InquiryOutcome,
}

impl OwnList {
    /// Every list, in the order of the settings.
    pub const ALL: [Self; 4] = [
        Self::ConflictTopic,
        Self::VisitTopic,
        Self::TaskKind,
        Self::InquiryOutcome,
    ];

    /// The key of the list in messages and in the database.
    pub fn key(self) -> &'static str {
        match self {
            Self::ConflictTopic => "conflict_topic",
            Self::VisitTopic => "visit_topic",
            Self::TaskKind => "task_kind",
            Self::InquiryOutcome => "inquiry_outcome",
        }
    }

    /// The list with a key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.key() == key)
    }

    /// The kind of records, the field of the list, and the field of the organisation's value.
    pub fn place(self) -> (Kind, &'static str, &'static str) {
        match self {
            Self::ConflictTopic => (
                Kind::ConflictCase,
                ConflictCase::topic().name(),
                ConflictCase::own_topic().name(),
            ),
            Self::VisitTopic => (
                Kind::SocialVisit,
                SocialVisit::topics().name(),
                SocialVisit::own_topic().name(),
            ),
            Self::TaskKind => (
                Kind::CareTask,
                CareTask::kind().name(),
                CareTask::own_kind().name(),
            ),
            Self::InquiryOutcome => (
                Kind::CounsellingInquiry,
                CounsellingInquiry::outcome().name(),
                CounsellingInquiry::own_outcome().name(),
            ),
        }
    }

    /// The list of a field that holds an organisation's value.
    pub fn of_field(kind: Kind, own_field: &str) -> Option<Self> {
        let is_place = |list: &Self| {
            let (of, _, field) = list.place();
            of == kind && field == own_field
        };
        Self::ALL.into_iter().find(is_place)
    }

    /// The keys of the model's values, each of which can be a base.
    pub fn bases(self) -> &'static [&'static str] {
        let (kind, field, _) = self.place();
        match kind.field(field).map(|spec| spec.shape) {
            Some(Shape::Choice(keys) | Shape::Choices(keys)) => keys,
            _ => &[],
        }
    }

    /// Whether a record holds a value of the model.
    pub fn holds(self, record: &Fields, base: &str) -> bool {
        match record.get(self.place().1) {
            Some(Value::Text(key)) => key == base,
            Some(Value::Keys(keys)) => keys.contains(base),
            _ => false,
        }
    }
}

/// The organisation's value in a field of a record, as `base/key`. Nothing where the record does not hold the base any
/// more.
pub fn own_value_of<'a>(kind: Kind, own_field: &str, record: &'a Fields) -> Option<&'a str> {
    let list = OwnList::of_field(kind, own_field)?;
    let Some(Value::Text(value)) = record.get(own_field) else {
        return None;
    };
    let (base, _) = own_parts(value)?;
    list.holds(record, base).then_some(value)
}

/// A value that an organisation added to a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OwnValue {
    /// The key of the list.
    pub list: String,
    /// The key of the model's value that it stands for.
    pub base: String,
    /// Its key: small letters, digits and underscores. No two organisations have the same.
    pub key: String,
    /// Its name in Danish.
    pub danish: String,
    /// Its name in English, or empty for the Danish one.
    pub english: String,
    /// Whether it is not offered any more. Records that hold it still name it.
    pub is_retired: bool,
}

impl OwnValue {
    /// The value as a record holds it.
    pub fn value(&self) -> String {
        [&self.base, "/", &self.key].concat()
    }

    /// The name in a language.
    pub fn name(&self, language: Language) -> &str {
        match language {
            Language::English if !self.english.is_empty() => &self.english,
            _ => &self.danish,
        }
    }
}

/// The values that an organisation added, with those of its departments in which the person may use them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartmentValues {
    /// The departments, in order.
    pub departments: Vec<DepartmentId>,
    /// The values, retired ones too, in order.
    pub values: Vec<OwnValue>,
}

/// The question of a phone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnValuesRequest {
    /// The check value of the answer that the phone holds.
    pub held: Option<ContentCheck>,
}

/// The answer to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnValuesReply {
    /// The check value.
    pub check: ContentCheck,
    /// The values by organisation; nothing when the phone holds them as they are.
    pub organisations: Option<Vec<DepartmentValues>>,
}

/// The values that a phone holds, with their check value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldValues {
    /// The check value; nothing before the first answer.
    pub check: Option<ContentCheck>,
    /// The values by organisation.
    pub organisations: Vec<DepartmentValues>,
}

impl HeldValues {
    /// The values that a phone holds after an answer.
    pub fn after(self, reply: OwnValuesReply) -> Self {
        Self {
            check: Some(reply.check),
            organisations: reply.organisations.unwrap_or(self.organisations),
        }
    }
}

/// The name of an organisation's value in a field, by the value as a record holds it; nothing for one that is not known.
pub fn name_of(
    organisations: &[DepartmentValues],
    language: Language,
    kind: Kind,
    own_field: &str,
    value: &str,
) -> Option<String> {
    let list = OwnList::of_field(kind, own_field)?;
    let mut all = organisations.iter().flat_map(|one| &one.values);
    let found = all.find(|own| own.list == list.key() && own.value() == value)?;
    Some(found.name(language).to_owned())
}

/// The values that can be chosen in a field of a record, by name: those that stand for what the record holds, and the one
/// that it names already.
pub fn offers(
    organisations: &[DepartmentValues],
    department: DepartmentId,
    language: Language,
    (kind, own_field): (Kind, &str),
    record: &Fields,
) -> Vec<(String, String)> {
    let Some(list) = OwnList::of_field(kind, own_field) else {
        return Vec::new();
    };
    let chosen = own_value_of(kind, own_field, record);
    let is_offered = |own: &&OwnValue| {
        let is_current = !own.is_retired || chosen == Some(own.value().as_str());
        own.list == list.key() && is_current && list.holds(record, &own.base)
    };
    let of_department = organisations
        .iter()
        .filter(|one| one.departments.contains(&department));
    let mut offers: Vec<(String, String)> = Vec::new();
    for own in of_department.flat_map(|one| &one.values).filter(is_offered) {
        let name = own.name(language).to_owned();
        // A handful of values: a sort made for millions would weigh more in the phone's module.
        let place = offers.iter().position(|(_, other)| name < *other);
        offers.insert(place.unwrap_or(offers.len()), (own.value(), name));
    }
    offers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::conflict_case::Topic;
    use crate::model::social_visit::VisitTopic;
    use crate::model::{FieldChange, FieldEdit};
    use crate::refusal::RefusalCode;

    fn own(base: &str, key: &str, danish: &str) -> OwnValue {
        OwnValue {
            list: OwnList::ConflictTopic.key().into(),
            base: base.into(),
            key: key.into(),
            danish: danish.into(),
            ..OwnValue::default()
        }
    }

    fn record(edits: Vec<FieldEdit>) -> Fields {
        let set = |edit: FieldEdit| match edit.change {
            FieldChange::Set(value) => (edit.field, value),
            FieldChange::Include(key) => (edit.field, Value::Keys([key].into())),
            other => panic!("{other:?}"),
        };
        edits.into_iter().map(set).collect()
    }

    #[test]
    fn every_list_has_a_field_for_own_values_with_the_same_bases() {
        for list in OwnList::ALL {
            let (kind, _, own_field) = list.place();
            let shape = kind.field(own_field).map(|spec| spec.shape);
            assert_eq!(shape, Some(Shape::Own(list.bases())), "{list:?}");
            assert!(!list.bases().is_empty());
            assert_eq!(OwnList::from_key(list.key()), Some(list));
            assert_eq!(OwnList::of_field(kind, own_field), Some(list));
        }
    }

    #[test]
    fn nothing_but_a_base_and_a_key_can_be_written() {
        let refused = |text: &str| {
            let edit = FieldEdit {
                field: "own_topic".into(),
                change: FieldChange::Set(Value::Text(text.into())),
            };
            Kind::ConflictCase.check_edits(&Fields::new(), &[edit])
        };
        assert_eq!(refused("stoej/varmepumpe_1a2b"), Ok(()));
        let long = ["stoej/", &"a".repeat(41)].concat();
        for text in [
            "varmepumpe",
            "stoej/",
            "larm/varmepumpe",
            "stoej/Varmepumpe",
            "stoej/hos hr. Jensen",
            "stoej/a/b",
            &long,
        ] {
            let refusal = refused(text).expect_err(text);
            assert_eq!(refusal.code, RefusalCode::InvalidValue, "{text}");
        }
    }

    #[test]
    fn a_value_counts_while_the_record_holds_its_base() {
        let own = ConflictCase::own_topic().set(Topic::Noise, "varmepumpe");
        let both = record(vec![ConflictCase::topic().set(Topic::Noise), own.clone()]);
        let found =
            |record: &Fields| own_value_of(Kind::ConflictCase, "own_topic", record).map(str::to_owned);
        assert_eq!(found(&both), Some("stoej/varmepumpe".into()));
        let other = record(vec![ConflictCase::topic().set(Topic::Music), own]);
        assert_eq!(found(&other), None);
        let visit = record(vec![
            SocialVisit::topics().include(VisitTopic::Other),
            SocialVisit::own_topic().set(VisitTopic::Other, "madklub"),
        ]);
        let found = own_value_of(Kind::SocialVisit, "own_topic", &visit);
        assert_eq!(found, Some("andet/madklub"));
    }

    #[test]
    fn offers_stand_for_the_base_and_keep_a_retired_value_that_is_chosen() {
        let here = DepartmentId::from_bytes([1; 16]);
        let retired = OwnValue {
            is_retired: true,
            ..own("stoej", "ventilation", "Ventilation")
        };
        let known = [DepartmentValues {
            departments: vec![here],
            values: vec![
                own("stoej", "varmepumpe", "Varmepumpe"),
                own("stoej", "boldbane", "Boldbane"),
                own("musik", "oevelokale", "Øvelokale"),
                retired,
            ],
        }];
        let offered = |department, record: &Fields| -> Vec<String> {
            let place = (Kind::ConflictCase, "own_topic");
            let offers = offers(&known, department, Language::Danish, place, record);
            offers.into_iter().map(|(_, name)| name).collect()
        };
        let noise = record(vec![ConflictCase::topic().set(Topic::Noise)]);
        assert_eq!(offered(here, &noise), ["Boldbane", "Varmepumpe"]);
        assert!(offered(DepartmentId::from_bytes([2; 16]), &noise).is_empty());
        assert!(offered(here, &Fields::new()).is_empty());
        let chosen = record(vec![
            ConflictCase::topic().set(Topic::Noise),
            ConflictCase::own_topic().set(Topic::Noise, "ventilation"),
        ]);
        assert_eq!(offered(here, &chosen), ["Boldbane", "Varmepumpe", "Ventilation"]);
        let name = |value| name_of(&known, Language::English, Kind::ConflictCase, "own_topic", value);
        assert_eq!(name("stoej/ventilation").as_deref(), Some("Ventilation"));
        assert_eq!(name("musik/ventilation"), None);
    }

    #[test]
    fn an_answer_without_values_leaves_what_is_held() {
        let held = HeldValues {
            check: None,
            organisations: vec![DepartmentValues::default()],
        };
        let same = OwnValuesReply::default();
        assert_eq!(held.clone().after(same).organisations, held.organisations);
        let none = OwnValuesReply {
            organisations: Some(Vec::new()),
            ..OwnValuesReply::default()
        };
        assert!(held.after(none).organisations.is_empty());
    }
}
