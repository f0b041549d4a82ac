//! The person's settings on this phone: language, appearance, hand, department.

use crate::handle::Handle;
use feltbog_shared::id::DepartmentId;
use feltbog_shared::language::Language;
use leptos::prelude::*;

use super::profiles::Profiles;
use super::{key_value_store, platform};
use feltbog_presentation::texts;

const LANGUAGE: &str = "feltbog.language";
const THEME: &str = "feltbog.theme";

/// Theme of the app.
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

/// Hand that holds the phone. The main button stands on the side of its thumb.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Hand {
    /// The right hand.
    #[default]
    Right,
    /// The left hand.
    Left,
}

impl Hand {
    /// Both hands.
    pub(crate) const ALL: [Self; 2] = [Self::Right, Self::Left];

    /// Its name in `data-hand` and where it is kept.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Left => "left",
        }
    }

    fn of_key(key: &str) -> Self {
        let hand = Self::ALL.into_iter().find(|hand| hand.key() == key);
        hand.unwrap_or_default()
    }
}

/// The choices.
pub(crate) struct Settings {
    /// The language.
    pub(crate) language: ArcRwSignal<Language>,
    /// Theme of the app.
    pub(crate) theme: ArcRwSignal<Theme>,
    /// Hand that holds the phone.
    pub(crate) hand: ArcRwSignal<Hand>,
    /// The department last chosen, which may no longer be granted.
    pub(crate) department: ArcRwSignal<Option<DepartmentId>>,
    profiles: Handle<Profiles>,
}

impl Settings {
    /// The choices as kept on this phone, shown on the page.
    pub(super) fn kept(profiles: Handle<Profiles>) -> Self {
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
            language: ArcRwSignal::new(language),
            theme: ArcRwSignal::new(theme),
            hand: ArcRwSignal::new(Hand::default()),
            department: ArcRwSignal::new(None),
            profiles,
        }
    }

    /// Takes up the hand and the department that the person last chose.
    pub(super) fn recall(&self) {
        let hand = key_value_store::get(&self.profiles.own(key_value_store::HAND));
        self.show_hand(Hand::of_key(&hand.unwrap_or_default()));
        let kept = key_value_store::get(&self.profiles.own(key_value_store::DEPARTMENT));
        self.department.set(kept.and_then(|text| text.parse().ok()));
    }

    /// Chooses a language; the screen is drawn anew.
    pub(crate) fn set_language(&self, language: Language) {
        platform::keep(LANGUAGE, language.tag());
        texts::choose(language);
        show("lang", language.tag());
        self.language.set(language);
    }

    /// Chooses a theme.
    pub(crate) fn set_theme(&self, theme: Theme) {
        platform::keep(THEME, theme.key());
        show("data-theme", theme.key());
        self.theme.set(theme);
    }

    /// Chooses a hand. The buttons follow when the choice is on the disk.
    pub(crate) fn set_hand(&'static self, hand: Hand) {
        let name = self.profiles.own(key_value_store::HAND);
        key_value_store::save(vec![(name, Some(hand.key().to_owned()))], move || {
            self.show_hand(hand);
        });
    }

    fn show_hand(&self, hand: Hand) {
        show("data-hand", hand.key());
        self.hand.set(hand);
    }

    /// Chooses a department, and acts when the choice is on the disk.
    pub(crate) fn set_department(&'static self, department: DepartmentId, chosen: impl Fn() + 'static) {
        let name = self.profiles.own(key_value_store::DEPARTMENT);
        key_value_store::save(vec![(name, Some(department.to_string()))], move || {
            self.department.set(Some(department));
            chosen();
        });
    }
}

fn show(attribute: &str, value: &str) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute(attribute, value);
    }
}
