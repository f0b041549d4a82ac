//! Records in the words of the screens, for an answer to a resident.

use feltbog_presentation::labels::{Present, in_words};
use feltbog_presentation::{format, texts as screen_texts};
use feltbog_shared::bridge::Dispute;
use feltbog_shared::language::Language;
use feltbog_shared::model::schema::DISCARDED_AT;
use feltbog_shared::model::{FieldSpec, Fields, Kind, Shape, Value};
use feltbog_shared::moment::{Moment, danish_offset};
use feltbog_shared::office::audit::{AuditAction, AuditPurpose};
use feltbog_shared::office::subject_access::SubjectField;
use feltbog_shared::own_values::{OwnList, OwnValue};

use super::texts::SubjectAccessTexts;
use crate::services::letters::withheld::Withheld;
use crate::store::Dwelling;

/// Fields of a party that are its own, whatever somebody else withholds: two people may share a part of a name.
const OWN: [&str; 3] = ["name", "phone", "dwelling_ref"];
/// Mark between values of which nobody has chosen one.
const BETWEEN: &str = " / ";

/// The words of an answer.
pub(super) struct Words<'a> {
    pub(super) texts: &'static SubjectAccessTexts,
    screen: &'static screen_texts::Texts,
    own_values: &'a [OwnValue],
    language: Language,
}

/// A record as it is read.
pub(super) struct ReadRecord {
    pub(super) fields: Fields,
    pub(super) disputes: Vec<Dispute>,
}

/// A time that is far from every record, so that no day is called today.
fn far_away() -> Present {
    Present {
        now: Moment::from_millis(0),
        offset: danish_offset,
        name: |_| String::new(),
        own_value: |_, _, _| None,
    }
}

impl<'a> Words<'a> {
    pub(super) fn new(language: Language, own_values: &'a [OwnValue]) -> Self {
        Self {
            texts: super::words(language),
            screen: screen_texts::of(language),
            own_values,
            language,
        }
    }

    /// A moment with its day and year, in Danish time.
    pub(super) fn moment(&self, at: Moment) -> String {
        moment(self.language, at)
    }

    /// The name of a kind.
    pub(super) fn kind(&self, kind: Kind) -> &'static str {
        self.screen.kind(kind)
    }

    /// The name of a sort of access.
    pub(super) fn action(&self, action: AuditAction) -> &'static str {
        self.texts.access_action[action as usize]
    }

    /// The name of a purpose.
    pub(super) fn purpose(&self, purpose: AuditPurpose) -> &'static str {
        self.texts.access_purpose[purpose as usize]
    }

    /// The fields of a record that hold something, without what is withheld.
    pub(super) fn fields(&self, kind: Kind, record: &ReadRecord, withheld: &Withheld) -> Vec<SubjectField> {
        let shown = kind.fields().iter().filter(|spec| spec.name != DISCARDED_AT);
        let field = |spec: &FieldSpec| {
            let value = self.value(kind, spec, record);
            let is_own = kind == Kind::ConflictParty && OWN.contains(&spec.name);
            (!value.is_empty()).then(|| SubjectField {
                name: spec.name.to_owned(),
                label: self.screen.field(kind, spec.name).to_owned(),
                value: match is_own {
                    true => value,
                    false => withheld.left_out(&value, self.texts.instead),
                },
            })
        };
        shown.filter_map(field).collect()
    }

    /// The value of a field; all of them where people's values stand beside each other.
    fn value(&self, kind: Kind, spec: &FieldSpec, record: &ReadRecord) -> String {
        let dispute = record.disputes.iter().find(|dispute| dispute.field == spec.name);
        let values: Vec<&Value> = match dispute {
            Some(dispute) => dispute.candidates.iter().map(|one| &one.value).collect(),
            None => record.fields.get(spec.name).into_iter().collect(),
        };
        let mut words: Vec<_> = values
            .into_iter()
            .map(|value| self.in_words(kind, spec, value))
            .filter(|words| !words.trim().is_empty())
            .collect();
        words.dedup();
        words.join(BETWEEN)
    }

    fn in_words(&self, kind: Kind, spec: &FieldSpec, value: &Value) -> String {
        if let (Shape::Own(_), Value::Text(text)) = (spec.shape, value) {
            let list = OwnList::of_field(kind, spec.name);
            let is_meant =
                |own: &&OwnValue| list.is_some_and(|list| own.list == list.key()) && own.value() == *text;
            let own = self.own_values.iter().find(is_meant);
            return own.map_or_else(|| text.clone(), |own| own.name(self.language).to_owned());
        }
        in_words(self.screen, &far_away(), kind, spec, value)
    }

    /// The entry of a dwelling in the register.
    pub(super) fn dwelling(&self, dwelling: &Dwelling) -> Vec<SubjectField> {
        let texts = self.texts;
        let field = |(name, label, value): (&str, &str, String)| {
            (!value.is_empty()).then(|| SubjectField {
                name: name.to_owned(),
                label: label.to_owned(),
                value,
            })
        };
        let held = |value: &Option<String>| value.clone().unwrap_or_default();
        [
            ("address", texts.register_address, dwelling.address.to_string()),
            (
                "address_id",
                texts.register_address_id,
                held(&dwelling.address_id),
            ),
            (
                "tenancy_number",
                texts.register_tenancy_number,
                held(&dwelling.tenancy_number),
            ),
            ("bfe", texts.register_bfe, held(&dwelling.bfe)),
        ]
        .into_iter()
        .filter_map(field)
        .collect()
    }
}

/// A moment with its day and year, in Danish time.
pub(super) fn moment(language: Language, at: Moment) -> String {
    let present = far_away();
    format::moment(screen_texts::of(language), at, present.now, danish_offset(at))
}

#[cfg(test)]
mod tests {
    use feltbog_shared::model::Concern;
    use feltbog_shared::model::signal::Urgency;
    use feltbog_shared::model::{FieldChange, FieldEdit};

    use super::*;

    fn record(edits: &[FieldEdit]) -> ReadRecord {
        let fields = edits.iter().map(|edit| match &edit.change {
            FieldChange::Set(value) => (edit.field.clone(), value.clone()),
            other => panic!("{other:?}"),
        });
        ReadRecord {
            fields: fields.collect(),
            disputes: Vec::new(),
        }
    }

    #[test]
    fn a_record_is_told_in_words_and_not_in_keys() {
        let words = Words::new(Language::Danish, &[]);
        let concern = record(&[
            Concern::dwelling_ref().set("Opgang 4, 2. tv."),
            Concern::urgency().set(Urgency::ThisWeek),
            Concern::remark().set("Bo kom forbi"),
        ]);
        let told = words.fields(Kind::Concern, &concern, &Withheld::default());
        let values: Vec<_> = told.iter().map(|field| field.value.as_str()).collect();
        assert!(values.contains(&"Opgang 4, 2. tv."), "{values:?}");
        assert!(values.contains(&"Bo kom forbi"), "{values:?}");
        assert!(!values.contains(&"denne_uge"), "{values:?}");
        assert_eq!(told.len(), 3);
        assert!(told.iter().all(|field| !field.label.is_empty()));
    }

    #[test]
    fn a_moment_has_its_year() {
        let at = Moment::from_millis(1_795_219_200_000);
        assert!(moment(Language::Danish, at).contains("2026"));
    }
}
