//! The person's own settings: whether the daily mail is sent, and the language of mails.

use feltbog_shared::language::Language;
use feltbog_shared::office_notifications::{MySettings, MySettingsChange};
use feltbog_ui::form::{CheckField, SelectField};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::own_phones::OwnPhones;
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::submission::{Submission, SubmissionProblem, SubmitButton};
use crate::state::{Notice, use_office};
use crate::texts::office_texts;

/// The settings of the person who is signed in.
#[component]
pub(crate) fn MySettingsPage() -> impl IntoView {
    let office = use_office();
    let settings = LocalResource::new(move || async move { office.api().my_settings().await });
    view! {
        <Page title=office_texts().my_settings>
            <Loaded answer=settings children=|settings| view! { <SettingsForm settings/> }/>
            <OwnPhones/>
        </Page>
    }
    .into_any()
}

#[component]
fn SettingsForm(settings: MySettings) -> impl IntoView {
    let office = use_office();
    let (digest, language) = (
        RwSignal::new(settings.digest),
        RwSignal::new(settings.language.clone()),
    );
    let submission = Submission::new();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let change = MySettingsChange {
            digest: digest.get_untracked(),
            language: language.get_untracked(),
        };
        submission.run(
            async move { office.api().change_my_settings(&change).await },
            move |_| {
                office.changed(Notice {
                    text: office_texts().settings_saved.to_owned(),
                    undo: None,
                });
            },
        );
    };
    let lead = match (settings.sends_mail, settings.mail.is_empty()) {
        (false, _) => office_texts().settings_mail_off.to_owned(),
        (true, true) => office_texts().settings_no_mail.to_owned(),
        (true, false) => office_texts().settings_mail.with(&[&settings.mail]),
    };
    let label = office_texts()
        .settings_digest
        .with(&[&settings.digest_hour.to_string()]);
    let languages = [(Language::Danish, "Dansk"), (Language::English, "English")]
        .map(|(language, name)| (language.tag().to_owned(), name.to_owned()))
        .to_vec();
    view! {
        <form class="group" novalidate=true on:submit=send>
            <p>{lead}</p>
            <CheckField id="settings-digest" label value=digest on_change=move |is_on| digest.set(is_on)/>
            <p class="hint">{office_texts().settings_digest_hint}</p>
            <SelectField
                id="settings-language"
                label=office_texts().settings_language
                offers=languages
                value=language
                on_choose=move |tag| language.set(tag)
            />
            <SubmissionProblem submission/>
            <div class="buttons">
                <SubmitButton label=office_texts().save submission/>
            </div>
        </form>
    }
    .into_any()
}
