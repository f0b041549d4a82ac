//! The controller of each kind of personal records among the settings of an organisation.

use feltbog_shared::office_settings::OrganisationSettings;
use feltbog_shared::permission::{Class, Collection};
use feltbog_ui::form::LineField;
use leptos::prelude::*;

use crate::texts::office_texts;

/// The collections about people, each with its name.
fn personal_collections() -> impl Iterator<Item = (Collection, &'static str)> {
    let all = Collection::ALL.into_iter().zip(office_texts().collection);
    all.filter(|(collection, _)| matches!(collection.class(), Class::Personal | Class::Special))
}

/// Controllers as typed, in the order of the collections; empty for that of the organisation.
pub(super) fn typed_controllers(settings: &OrganisationSettings) -> Vec<String> {
    personal_collections()
        .map(|(collection, _)| settings.controller_of(collection).unwrap_or_default().to_owned())
        .collect()
}

/// The controllers to send.
pub(super) fn read_controllers(typed: &[String]) -> Vec<(String, String)> {
    personal_collections()
        .zip(typed)
        .map(|((collection, _), name)| (collection.key().to_owned(), name.trim().to_owned()))
        .filter(|(_, name)| !name.is_empty())
        .collect()
}

/// The fields of the controllers.
#[component]
pub(super) fn Controllers(typed: RwSignal<Vec<String>>) -> impl IntoView {
    let rows = personal_collections()
        .enumerate()
        .map(|(place, (collection, label))| {
            let id = ["settings-controller-", collection.key()].concat();
            view! {
                <LineField
                    id
                    label
                    value=Signal::derive(move || typed.read().get(place).cloned().unwrap_or_default())
                    on_input=move |text: String| {
                        typed.update(|typed| {
                            if let Some(held) = typed.get_mut(place) {
                                *held = text;
                            }
                        });
                    }
                />
            }
        });
    view! {
        <fieldset class="group">
            <legend>{office_texts().settings_controllers}</legend>
            <p class="hint">{office_texts().settings_controllers_hint}</p>
            <div class="form-grid">{rows.collect_view()}</div>
        </fieldset>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controllers_are_read_back_and_empty_ones_left_out() {
        let settings = OrganisationSettings {
            controllers: vec![
                ("conflicts".into(), "Domea.dk".into()),
                ("visits".into(), "Kommunen".into()),
            ],
            ..OrganisationSettings::default()
        };
        let mut typed = typed_controllers(&settings);
        assert_eq!(read_controllers(&typed), settings.controllers);
        let place = typed.iter().position(|name| name == "Domea.dk").unwrap();
        typed[place] = "  ".into();
        assert_eq!(read_controllers(&typed), [("visits".into(), "Kommunen".into())]);
        assert!(personal_collections().all(|(collection, _)| collection != Collection::Nature));
    }
}
