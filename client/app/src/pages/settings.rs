//! Indstillinger: language, appearance, and who the phone is open for.

use feltbog_shared::language::Language;
use leptos::prelude::*;

use super::page::page;
use crate::components::card::{Card, cards, fact};
use crate::components::choice::{Choice, Offer};
use crate::components::icon::Icon;
use crate::dom::{Node, dynamic, of_class};
use crate::state::access::app;
use crate::state::settings::Theme;
use feltbog_presentation::help::help;
use feltbog_presentation::people::words as people;
use feltbog_presentation::texts::{of_pages as g, t};

/// Indstillinger.
pub(crate) fn settings() -> Node {
    let settings = &app().settings;
    // Each language is called what those who read it call it.
    let languages = [("da", "Dansk"), ("en", "English")];
    let language = Choice {
        legend: t().language,
        hint: "",
        name: "language".to_owned(),
        offers: languages.map(offer).into(),
    };
    let language = language.show(
        |tag| settings.language.get().tag() == tag,
        |tag, _| settings.speak(Language::preferred(tag)),
    );
    let themes = Theme::ALL.map(|theme| {
        let label = match theme {
            Theme::Phone => g().theme_phone,
            Theme::Light => g().theme_light,
            Theme::Dark => g().theme_dark,
            Theme::Sun => g().theme_sun,
        };
        offer((theme.key(), label))
    });
    let theme = Choice {
        legend: t().theme,
        hint: g().theme_sun_hint,
        name: "theme".to_owned(),
        offers: themes.into(),
    };
    let theme = theme.show(
        |key| settings.theme.get().key() == key,
        |key, _| {
            if let Some(theme) = Theme::ALL.into_iter().find(|theme| theme.key() == key) {
                settings.look(theme);
            }
        },
    );
    let choices = of_class("section", "sheet").child(language).child(theme);
    let words = help();
    let ways = [
        ("/hvem", Icon::Person, people().shared),
        ("/hjaelp/installer", Icon::Phone, words.install),
        ("/hjaelp/data", Icon::Lock, words.data),
        ("/kopi", Icon::Book, words.copy),
    ];
    let ways = ways.map(|(path, icon, title)| Card::small(path, icon, title));
    page(
        t().settings,
        [choices.into(), dynamic(who), cards(move || ways.to_vec(), "")],
    )
}

fn offer((key, label): (&str, &str)) -> Offer {
    (key.to_owned(), label.to_owned())
}

/// Who the phone is open for.
fn who() -> Node {
    let Some(session) = app().session() else {
        return Node::NONE;
    };
    let mut facts = of_class("section", "sheet")
        .child(fact(g().signed_in_as, &session.name))
        .child(fact(t().organisation, &session.organisation));
    if let Some(access) = app().access() {
        let roles = access.permission.roles().iter();
        let roles: Vec<_> = roles.map(|role| t().role.at(*role as usize)).collect();
        facts = facts
            .child(fact(t().department, &access.department.name))
            .child(fact(g().roles, &roles.join(", ")));
    }
    facts.into()
}
