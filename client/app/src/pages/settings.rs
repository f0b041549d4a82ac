//! Indstillinger: language, appearance, hand, and who the phone is open for.

use feltbog_shared::language::Language;
use leptos::prelude::*;

use super::own_phones::OwnPhones;
use super::page::Page;
use super::push::PushSwitch;
use crate::contexts::{use_identity, use_settings};
use crate::handle::Handle;
use crate::state::identity::Identity;
use crate::state::settings::{Hand, Theme};
use feltbog_presentation::help::help_texts;
use feltbog_presentation::people::people_texts;
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_ui::card::{Card, CardList, Fact};
use feltbog_ui::choice::{ChoiceField, Offer};
use feltbog_ui::icon::Icon;

/// Indstillinger.
#[component]
pub(crate) fn SettingsPage() -> impl IntoView {
    let settings = use_settings();
    // Each language is called what its readers call it.
    let languages = [("da", "Dansk"), ("en", "English")].map(offer);
    let themes = Theme::ALL.map(|theme| {
        let label = match theme {
            Theme::Phone => page_texts().theme_phone,
            Theme::Light => page_texts().theme_light,
            Theme::Dark => page_texts().theme_dark,
            Theme::Sun => page_texts().theme_sun,
        };
        offer((theme.key(), label))
    });
    let choose_theme = move |key: String| {
        if let Some(theme) = Theme::ALL.into_iter().find(|theme| theme.key() == key) {
            settings.set_theme(theme);
        }
    };
    let hands = Hand::ALL.map(|hand| {
        let label = match hand {
            Hand::Right => page_texts().hand_right,
            Hand::Left => page_texts().hand_left,
        };
        offer((hand.key(), label))
    });
    let choose_hand = move |key: String| {
        if let Some(hand) = Hand::ALL.into_iter().find(|hand| hand.key() == key) {
            settings.set_hand(hand);
        }
    };
    let words = help_texts();
    let ways = vec![
        Card::small("/hvem", Icon::Person, people_texts().shared),
        Card::small("/hjaelp/installer", Icon::Phone, words.install),
        Card::small("/hjaelp/data", Icon::Lock, words.data),
        Card::small("/kopi", Icon::Book, words.copy),
    ];
    view! {
        <Page title=texts().settings>
            <section class="sheet">
                <ChoiceField
                    legend=texts().language
                    name="language"
                    offers=languages.to_vec()
                    value=Signal::derive(move || settings.language.get().tag().to_owned())
                    on_choose=Callback::new(move |tag: String| settings.set_language(Language::preferred(&tag)))
                />
                <ChoiceField
                    legend=texts().theme
                    hint=page_texts().theme_sun_hint
                    name="theme"
                    offers=themes.to_vec()
                    value=Signal::derive(move || settings.theme.get().key().to_owned())
                    on_choose=Callback::new(choose_theme)
                />
                <ChoiceField
                    legend=page_texts().hand
                    hint=page_texts().hand_hint
                    name="hand"
                    offers=hands.to_vec()
                    value=Signal::derive(move || settings.hand.get().key().to_owned())
                    on_choose=Callback::new(choose_hand)
                />
            </section>
            <PushSwitch/>
            <SignedIn/>
            <OwnPhones/>
            <CardList cards=move |_| ways.clone()/>
        </Page>
    }
    .into_any()
}

fn offer((key, label): (&str, &str)) -> Offer {
    (key.to_owned(), label.to_owned())
}

/// The person whom the phone is open for, with their roles in the department.
#[component]
fn SignedIn() -> impl IntoView {
    let identity = use_identity();
    move || facts_of(identity)
}

fn facts_of(identity: Handle<Identity>) -> Option<AnyView> {
    let session = identity.session()?;
    let access = identity.access().map(|access| {
        let roles = access.permission.roles().iter();
        let roles: Vec<_> = roles.map(|role| texts().role.at(*role as usize)).collect();
        view! {
            <Fact name=texts().department fact=access.department.name/>
            <Fact name=page_texts().roles fact=roles.join(", ")/>
        }
    });
    let facts = view! {
        <section class="sheet">
            <Fact name=page_texts().signed_in_as fact=session.name.clone()/>
            <Fact name=texts().organisation fact=session.organisation.clone()/>
            {access}
        </section>
    };
    Some(facts.into_any())
}
