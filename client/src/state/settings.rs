//! What the person chose on this phone: language, appearance, department.

use feltbog_shared::id::DepartmentId;
use feltbog_shared::language::Language;
use leptos::prelude::document;

use super::access::app;
use super::people::People;
use super::platform;
use crate::reactive::Var;
use crate::view::texts;

const LANGUAGE: &str = "feltbog.language";
const THEME: &str = "feltbog.theme";
const DEPARTMENT: &str = "feltbog.department";

/// How the app looks.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the phone is set.
    #[default]
    Phone,
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// Black on white for strong light outdoors.
    Sun,
}

impl Theme {
    /// Every theme.
    pub(crate) const ALL: [Self; 4] = [Self::Phone, Self::Light, Self::Dark, Self::Sun];

    /// Its name in `data-theme` and where it is kept.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Phone => "phone",
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Sun => "sun",
        }
    }
}

/// The choices.
pub(crate) struct Settings {
    /// The language.
    pub(crate) language: Var<Language>,
    /// How the app looks.
    pub(crate) theme: Var<Theme>,
    /// The department last chosen, which may no longer be granted.
    pub(crate) department: Var<Option<DepartmentId>>,
}

impl Settings {
    /// The choices as kept on this phone, shown on the page.
    pub(crate) fn kept() -> Self {
        let language = Language::preferred(&platform::kept(LANGUAGE).unwrap_or_default());
        let key = platform::kept(THEME).unwrap_or_default();
        let theme = Theme::ALL
            .into_iter()
            .find(|theme| theme.key() == key)
            .unwrap_or_default();
        texts::choose(language);
        show("lang", language.tag());
        show("data-theme", theme.key());
        Self {
            language: Var::new(language),
            theme: Var::new(theme),
            department: Var::new(None),
        }
    }

    /// The department that the person last chose.
    pub(crate) fn recall(&self, people: &People) {
        let kept = platform::kept(&people.own(DEPARTMENT));
        self.department.set(kept.and_then(|text| text.parse().ok()));
    }

    /// Chooses a language; the screen is drawn anew.
    pub(crate) fn speak(&self, language: Language) {
        platform::keep(LANGUAGE, language.tag());
        texts::choose(language);
        show("lang", language.tag());
        self.language.set(language);
    }

    /// Chooses how the app looks.
    pub(crate) fn look(&self, theme: Theme) {
        platform::keep(THEME, theme.key());
        show("data-theme", theme.key());
        self.theme.set(theme);
    }

    /// Chooses a department.
    pub(crate) fn work_in(&self, department: DepartmentId) {
        platform::keep(&app().people.own(DEPARTMENT), &department.to_string());
        self.department.set(Some(department));
    }
}

fn show(attribute: &str, value: &str) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute(attribute, value);
    }
}
