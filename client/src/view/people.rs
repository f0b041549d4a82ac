//! The words of the pages about several people on one phone. Apart from the other texts, so that they travel with the
//! pages that show them.

use feltbog_shared::language::Language;

use super::texts::{Counted, language};

/// The texts of one language.
pub(crate) struct People {
    pub(crate) still_sends: &'static str,
    pub(crate) add_person: &'static str,
    pub(crate) phone_full: &'static str,
    pub(crate) pin: &'static str,
    pub(crate) pin_opens: &'static str,
    pub(crate) pin_wrong: &'static str,
    pub(crate) wait_seconds: Counted,
    pub(crate) wait_minutes: Counted,
    pub(crate) pin_forgotten: &'static str,
    pub(crate) new_code: &'static str,
    pub(crate) somebody_else: &'static str,
    pub(crate) choose_pin: &'static str,
    pub(crate) pin_why: &'static str,
    pub(crate) pin_first: &'static str,
    pub(crate) new_pin: &'static str,
    pub(crate) pin_rule: &'static str,
    pub(crate) save_pin: &'static str,
    pub(crate) pin_not_kept: &'static str,
    pub(crate) no_secret: &'static str,
    pub(crate) shared: &'static str,
    pub(crate) shared_lead: &'static str,
    pub(crate) change_pin: &'static str,
    pub(crate) remove_pin: &'static str,
    pub(crate) leave: &'static str,
    pub(crate) leave_lead: &'static str,
    pub(crate) leave_yes: &'static str,
    pub(crate) leave_unsent: &'static str,
    pub(crate) leave_unreachable: &'static str,
    pub(crate) stay: &'static str,
}

#[path = "../../locales/people_da.rs"]
mod da;
#[path = "../../locales/people_en.rs"]
mod en;

/// The texts in the language chosen.
pub(crate) fn words() -> &'static People {
    match language() {
        Language::Danish => &da::DA,
        Language::English => &en::EN,
    }
}
