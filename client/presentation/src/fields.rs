//! A record's fields as the screen holds them: reading by name, and a person's own edits shown at once.

use feltbog_shared::model::{FieldChange, FieldEdit, Fields, Value};

/// The text, key or day under a name; empty when there is none.
pub fn text<'a>(fields: &'a Fields, name: &str) -> &'a str {
    match fields.get(name) {
        Some(Value::Text(text)) => text,
        _ => "",
    }
}

/// The number under a name.
pub fn whole(fields: &Fields, name: &str) -> Option<i64> {
    match fields.get(name) {
        Some(Value::Integer(number)) => Some(*number),
        _ => None,
    }
}

/// Whether the set under a name holds a key.
pub fn has_key(fields: &Fields, name: &str, key: &str) -> bool {
    matches!(fields.get(name), Some(Value::Keys(keys)) if keys.contains(key))
}

/// The counter under a name and key.
pub fn tally(fields: &Fields, name: &str, key: &str) -> i64 {
    match fields.get(name) {
        Some(Value::Counters(tallies)) => tallies.get(key).copied().unwrap_or(0),
        _ => 0,
    }
}

/// Shows an edit before the engine has answered: what the fields will hold when nobody else writes.
pub fn apply(fields: &mut Fields, edit: &FieldEdit) {
    match &edit.change {
        FieldChange::Set(value) => {
            fields.insert(edit.field.clone(), value.clone());
        }
        FieldChange::Clear => {
            fields.remove(&edit.field);
        }
        FieldChange::Rewrite(text) => {
            fields.insert(edit.field.clone(), Value::Text(text.clone()));
        }
        FieldChange::Include(key) => {
            let entry = fields
                .entry(edit.field.clone())
                .or_insert_with(|| Value::Keys(Default::default()));
            if let Value::Keys(keys) = entry {
                keys.insert(key.clone());
            }
        }
        FieldChange::Exclude(key) => {
            if let Some(Value::Keys(keys)) = fields.get_mut(&edit.field) {
                keys.remove(key);
            }
        }
        FieldChange::Count(key, by) => {
            let entry = fields
                .entry(edit.field.clone())
                .or_insert_with(|| Value::Counters(Default::default()));
            if let Value::Counters(tallies) = entry {
                *tallies.entry(key.clone()).or_insert(0) += by;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use feltbog_shared::model::insect_count::InsectGroup;
    use feltbog_shared::model::social_visit::VisitTopic;
    use feltbog_shared::model::{InsectCount, SocialVisit};

    #[test]
    fn taps_show_at_once() {
        let mut fields = Fields::new();
        for edit in [
            InsectCount::counts().count(InsectGroup::Bumblebee, 1),
            InsectCount::counts().count(InsectGroup::Bumblebee, 1),
            InsectCount::counts().count(InsectGroup::Bumblebee, -1),
            SocialVisit::topics().include(VisitTopic::Moving),
            SocialVisit::topics().include(VisitTopic::Economy),
            SocialVisit::topics().exclude(VisitTopic::Moving),
            SocialVisit::dwelling_ref().set("12, 2. th"),
            SocialVisit::minutes().set(20),
        ] {
            apply(&mut fields, &edit);
        }
        assert_eq!(tally(&fields, "counts", "humlebi"), 1);
        assert!(has_key(&fields, "topics", "oekonomi"));
        assert!(!has_key(&fields, "topics", "flytning"));
        assert_eq!(text(&fields, "dwelling_ref"), "12, 2. th");
        apply(&mut fields, &SocialVisit::minutes().clear());
        assert_eq!(whole(&fields, "minutes"), None);
    }
}
