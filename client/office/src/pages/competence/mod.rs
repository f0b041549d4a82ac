//! Sharing and competence: experiences of all departments, competencies of staff, the directory of contacts, and the pages
//! about roles.

mod competencies;
mod competency_forms;
mod directory;
mod directory_form;
mod experiences;
mod role;

pub(crate) use self::competencies::CompetencePage;
pub(crate) use self::directory::DirectoryPage;
pub(crate) use self::experiences::ExperiencePage;
pub(crate) use self::role::{RoleNotice, RolePage};

use feltbog_presentation::labels;
use feltbog_presentation::texts::texts;
use feltbog_shared::model::action_card::Situation;
use feltbog_shared::model::{ActionCard, Kind, ValueList as _};
use feltbog_shared::office::competence::SharingOrganisation;
use feltbog_ui::choice::Offer;
use feltbog_ui::form::SelectField;
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use crate::address::{ListAddress, ListQuery, value};
use crate::competence_texts::competence_texts;

/// The organisation in the address.
#[derive(Clone, Debug, Default, PartialEq)]
struct OrganisationAddress {
    organisation: String,
}

impl ListQuery for OrganisationAddress {
    fn from_address(parameters: &ParamsMap) -> Self {
        Self {
            organisation: value(parameters, "organisation"),
        }
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        vec![("organisation", self.organisation.clone())]
    }
}

/// The choice of an organisation; nothing for a person who has one.
#[component]
fn OrganisationChoice(
    organisations: Vec<SharingOrganisation>,
    /// The one that is shown.
    chosen: String,
    /// The address that names it.
    address: ListAddress<OrganisationAddress>,
) -> impl IntoView {
    if organisations.len() < 2 {
        return ().into_any();
    }
    let offers: Vec<Offer> = organisations.into_iter().map(|one| (one.id, one.name)).collect();
    view! {
        <div class="filters no-print">
            <SelectField
                id="sharing-organisation"
                label=competence_texts().organisation
                offers
                value=Signal::stored(chosen)
                on_choose=move |id: String| address.change(|query| query.organisation = id)
            />
        </div>
    }
    .into_any()
}

/// The words for a situation; its key for one that this app does not know.
fn situation_in_words(key: &str) -> String {
    let label = labels::value(texts(), Kind::ActionCard, ActionCard::situation().name(), key);
    label.unwrap_or(key).to_owned()
}

/// Every situation with its words.
fn situations() -> Vec<Offer> {
    let keys = Situation::KEYS.iter();
    keys.map(|key| ((*key).to_owned(), situation_in_words(key)))
        .collect()
}
