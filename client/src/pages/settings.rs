//! Indstillinger: language, appearance, and who the phone is open for.

use feltbog_shared::language::Language;
use leptos::prelude::*;

use crate::components::choice::OneOf;
use crate::components::page::Page;
use crate::state::access::app;
use crate::state::settings::Theme;
use crate::view::texts::t;

/// Indstillinger.
#[component]
pub(crate) fn Settings() -> impl IntoView {
    let app = app();
    let settings = app.settings;
    // Each language is called what those who read it call it.
    let languages = vec![
        ("da".to_owned(), "Dansk".to_owned()),
        ("en".to_owned(), "English".to_owned()),
    ];
    let language = Signal::derive(move || settings.language.get().tag().to_owned());
    let speak = Callback::new(move |tag: String| settings.speak(Language::preferred(&tag)));
    let themes = Theme::ALL.map(|theme| {
        let label = match theme {
            Theme::Phone => t().theme_phone,
            Theme::Light => t().theme_light,
            Theme::Dark => t().theme_dark,
            Theme::Sun => t().theme_sun,
        };
        (theme.key().to_owned(), label.to_owned())
    });
    let theme = Signal::derive(move || settings.theme.get().key().to_owned());
    let look = Callback::new(move |key: String| {
        if let Some(theme) = Theme::ALL.into_iter().find(|theme| theme.key() == key) {
            settings.look(theme);
        }
    });
    let who = move || {
        let session = app.session()?;
        let mut facts = vec![
            (t().signed_in_as, session.name.clone()),
            (t().organisation, session.organisation.clone()),
        ];
        if let Some(access) = app.access() {
            let roles = access
                .permission
                .roles()
                .iter()
                .map(|role| (t().role)(*role))
                .collect::<Vec<_>>()
                .join(", ");
            facts.extend([(t().department, access.department.name), (t().roles, roles)]);
        }
        let facts = facts
            .into_iter()
            .map(|(name, fact)| {
                view! { <div class="reading"><p class="reading-name">{name}</p><p>{fact}</p></div> }
                    .into_any()
            })
            .collect::<Vec<_>>();
        Some(view! { <section class="sheet">{facts}</section> }.into_any())
    };
    view! {
        <Page title=t().settings>
            <section class="sheet">
                <OneOf legend=t().language.to_owned() name="language".to_owned() offers=languages chosen=language on_choose=speak />
                <OneOf
                    legend=t().theme.to_owned()
                    name="theme".to_owned()
                    offers=themes.to_vec()
                    chosen=theme
                    on_choose=look
                    hint=t().theme_sun_hint
                />
            </section>
            {who}
        </Page>
    }
    .into_any()
}
