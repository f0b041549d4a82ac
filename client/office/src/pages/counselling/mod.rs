//! Arrears and counselling: contacts about arrears, the import of their list, the inbox of the adviser, and the sheet of
//! effects.

mod arrears;
mod effect;
mod import;
mod inquiries;

pub(crate) use self::arrears::ArrearsPage;
pub(crate) use self::effect::EffectPage;
pub(crate) use self::import::ArrearsImportPage;
pub(crate) use self::inquiries::InquiriesPage;

use feltbog_presentation::labels;
use feltbog_presentation::texts::texts;
use feltbog_shared::model::Kind;
use feltbog_shared::office::desk::DeskDepartment;
use feltbog_shared::permission::{Collection, Role, access};

use crate::wording;

/// The path of the contacts about arrears.
const ARREARS_PATH: &str = "/kontor/restancer";

/// Whether a person sees the numbers of counselling in a department: every contact, or their aggregates.
pub(super) fn sees_effects(department: &DeskDepartment) -> bool {
    let is_on = Collection::Arrears
        .module()
        .is_none_or(|module| department.modules.has(module));
    let sees = |role: &Role| {
        let access = access(*role, Collection::Arrears);
        access.aggregate || access.read.is_all()
    };
    is_on && department.roles.iter().any(sees)
}

/// A day in words; a dash for none.
fn day(day: &str) -> String {
    match day {
        "" => "–".to_owned(),
        day => wording::day_in_words(day),
    }
}

/// The words for the key of a value; a dash for none.
fn label(kind: Kind, field: &str, key: &str) -> String {
    match key {
        "" => "–".to_owned(),
        key => labels::value(texts(), kind, field, key).unwrap_or(key).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use feltbog_shared::id::DepartmentId;
    use feltbog_shared::permission::Modules;

    #[test]
    fn effects_are_for_those_who_read_contacts_or_their_aggregates() {
        let department = |role: Role, modules: Modules| DeskDepartment {
            id: DepartmentId::from_bytes([1; 16]),
            name: String::new(),
            organisation: String::new(),
            organisation_name: String::new(),
            modules,
            roles: vec![role],
            creates: Vec::new(),
            reads: Vec::new(),
            assigns: false,
            edits_letter_templates: false,
            reads_access_log: false,
            answers_subject_access: false,
        };
        for (role, sees) in [
            (Role::FinancialAdviser, true),
            (Role::CentralUnit, true),
            (Role::SocialCaretaker, false),
            (Role::CaseOfficer, false),
        ] {
            assert_eq!(sees_effects(&department(role, Modules::all())), sees, "{role:?}");
        }
        let off = Modules::from_bits(0);
        assert!(!sees_effects(&department(Role::FinancialAdviser, off)));
    }
}
