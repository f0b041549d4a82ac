//! The words of the pages about several people on one phone. Apart from the other texts, so that they travel with the
//! pages that show them.

use feltbog_shared::language::Language;

use super::texts::{Counted, language};

/// The texts of one language.
#[expect(missing_docs, reason = "each field is named for its text")]
pub struct People {
    pub still_sends: &'static str,
    pub add_person: &'static str,
    pub phone_full: &'static str,
    pub pin: &'static str,
    pub pin_opens: &'static str,
    pub pin_wrong: &'static str,
    pub wait_seconds: Counted,
    pub wait_minutes: Counted,
    pub pin_forgotten: &'static str,
    pub new_code: &'static str,
    pub somebody_else: &'static str,
    pub choose_pin: &'static str,
    pub pin_why: &'static str,
    pub pin_first: &'static str,
    pub new_pin: &'static str,
    pub pin_rule: &'static str,
    pub save_pin: &'static str,
    pub pin_not_kept: &'static str,
    pub no_secret: &'static str,
    pub shared: &'static str,
    pub shared_lead: &'static str,
    pub change_pin: &'static str,
    pub remove_pin: &'static str,
    pub leave: &'static str,
    pub leave_lead: &'static str,
    pub leave_yes: &'static str,
    pub leave_unsent: &'static str,
    pub leave_unreachable: &'static str,
    pub stay: &'static str,
}

#[path = "../locales/people_da.rs"]
mod da;
#[path = "../locales/people_en.rs"]
mod en;

/// The texts in the language chosen.
pub fn words() -> &'static People {
    match language() {
        Language::Danish => &da::DA,
        Language::English => &en::EN,
    }
}
