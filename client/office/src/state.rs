//! State that the pages share: the session, the settings of this browser, and the message about the last change.

use feltbog_presentation::texts;
use feltbog_shared::language::Language;
use feltbog_shared::moment::Moment;
use feltbog_shared::office::{OfficeSession, Organisation};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{Api, ApiError, Proof};
use crate::record_draft::DRAFTS;
use crate::tab_storage::{keep_in_tab, kept_in_tab};

const LANGUAGE: &str = "feltbog.language";
const THEME: &str = "feltbog.theme";
/// The name under which a tab keeps the id of the person whose drafts it has.
const DRAFTS_OF: &str = "feltbog.drafts_of";

/// The appearance of the office, shared with the phone's screens in the same browser.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the computer is set.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
    /// Black on white.
    Contrast,
}

impl Theme {
    /// Every theme.
    pub(crate) const ALL: [Self; 4] = [Self::System, Self::Light, Self::Dark, Self::Contrast];

    /// Its name in `data-theme` and where it is kept.
    pub(crate) fn key(self) -> &'static str {
        match self {
            Self::System => "phone",
            Self::Light => "light",
            Self::Dark => "dark",
            Self::Contrast => "sun",
        }
    }

    /// The theme of a name; as the computer is set for any other.
    pub(crate) fn from_key(key: &str) -> Self {
        let found = Self::ALL.into_iter().find(|theme| theme.key() == key);
        found.unwrap_or_default()
    }
}

/// The session, as far as it is known.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum SessionState {
    /// The server has not answered yet.
    Unknown,
    /// The server cannot be asked.
    Unreachable(ApiError),
    /// Nobody is signed in.
    SignedOut,
    /// A person is signed in.
    SignedIn(OfficeSession),
}

/// A message about a change that was made, with the entry of the log by which it can be undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Notice {
    /// The sentence.
    pub(crate) text: String,
    /// The organisation and the number of the entry; nothing for what cannot be undone.
    pub(crate) undo: Option<(String, u64)>,
}

/// The state of the office. It lasts as long as the page.
#[derive(Clone, Copy)]
pub(crate) struct Office {
    /// The session.
    pub(crate) session: RwSignal<SessionState>,
    /// Whether the session ended while pages are open: they stay as they are until somebody signs in again.
    pub(crate) has_ended: RwSignal<bool>,
    /// The proof that a dangerous act waits for.
    pub(crate) proof: Proof,
    /// The number of changes made from this page; lists read themselves again when it grows.
    pub(crate) revision: RwSignal<u32>,
    /// The message about the last change.
    pub(crate) notice: RwSignal<Option<Notice>>,
    /// The language.
    pub(crate) language: RwSignal<Language>,
    /// The appearance.
    pub(crate) theme: RwSignal<Theme>,
}

impl Office {
    /// The state at the beginning, with the settings that this browser keeps.
    pub(crate) fn new() -> Self {
        let language = Language::preferred(&kept(LANGUAGE).unwrap_or_default());
        let theme = Theme::from_key(&kept(THEME).unwrap_or_default());
        texts::choose(language);
        show("lang", language.tag());
        show("data-theme", theme.key());
        Self {
            session: RwSignal::new(SessionState::Unknown),
            has_ended: RwSignal::new(false),
            proof: Proof::new(),
            revision: RwSignal::new(0),
            notice: RwSignal::new(None),
            language: RwSignal::new(language),
            theme: RwSignal::new(theme),
        }
    }

    /// The client of the server's interface.
    pub(crate) fn api(self) -> Api {
        Api::new(self.has_ended, self.proof)
    }

    /// Asks the server who is signed in.
    pub(crate) fn read_session(self) {
        spawn_local(async move {
            let state = match self.api().session().await {
                Ok(session) => {
                    forget_drafts_of_others(&session.person.to_string());
                    SessionState::SignedIn(session)
                }
                Err(ApiError::SignedOut) => SessionState::SignedOut,
                Err(error) => SessionState::Unreachable(error),
            };
            self.has_ended.set(false);
            if self.session.with_untracked(|known| *known != state) {
                self.session.set(state);
            }
        });
    }

    /// Tells that something was changed: lists are read again, and the message stands until the next one.
    pub(crate) fn changed(self, notice: Notice) {
        self.notice.set(Some(notice));
        self.read_again();
    }

    /// Has lists and forms read themselves again.
    pub(crate) fn read_again(self) {
        self.revision.update(|revision| *revision += 1);
    }

    /// Forgets who was signed in.
    pub(crate) fn forget_session(self) {
        self.notice.set(None);
        self.has_ended.set(false);
        forget_drafts();
        self.session.set(SessionState::SignedOut);
    }

    /// Chooses a language; the screen is drawn anew.
    pub(crate) fn set_language(self, language: Language) {
        keep(LANGUAGE, language.tag());
        texts::choose(language);
        show("lang", language.tag());
        self.language.set(language);
    }

    /// Chooses an appearance.
    pub(crate) fn set_theme(self, theme: Theme) {
        keep(THEME, theme.key());
        show("data-theme", theme.key());
        self.theme.set(theme);
    }
}

/// The state of the office.
pub(crate) fn use_office() -> Office {
    expect_context()
}

/// The organisation of the address.
#[derive(Clone, Copy)]
pub(crate) struct CurrentOrganisation {
    /// Its short key in addresses.
    pub(crate) key: Memo<String>,
    /// Its id.
    pub(crate) id: Memo<String>,
    /// The organisation as the session names it; nothing while it is not among those one may administer.
    pub(crate) value: Memo<Option<Organisation>>,
}

impl CurrentOrganisation {
    /// The organisation with a key among those of the session.
    pub(crate) fn of(office: Office, key: Memo<String>) -> Self {
        let value = Memo::new(move |_| {
            let SessionState::SignedIn(session) = office.session.get() else {
                return None;
            };
            let administrations = session.administrations.into_iter();
            let administered = administrations.flat_map(|administration| administration.organisations);
            let mut organisations = administered.chain(session.coordinated);
            organisations.find(|organisation| address_key(organisation) == *key.read())
        });
        let id = Memo::new(move |_| {
            value
                .get()
                .map(|organisation| organisation.id)
                .unwrap_or_default()
        });
        Self { key, id, value }
    }

    /// The address of a page of the organisation. Does not follow changes.
    pub(crate) fn path(self, page: &str) -> String {
        organisation_path(&self.key.get_untracked(), page)
    }
}

/// The organisation in addresses: its short key, or its id for one without.
pub(crate) fn address_key(organisation: &Organisation) -> &str {
    match organisation.key.as_str() {
        "" => &organisation.id,
        key => key,
    }
}

/// The address of a page of the organisation with a key.
pub(crate) fn organisation_path(key: &str, page: &str) -> String {
    ["/kontor/organisation/", key, page].concat()
}

/// The organisation of the address.
pub(crate) fn use_organisation() -> CurrentOrganisation {
    expect_context()
}

/// The present moment, by the clock of this computer.
pub(crate) fn now() -> Moment {
    Moment::from_millis(js_sys::Date::now() as i64)
}

/// Forgets the drafts of another person, whose session ended without signing out, and notes whose drafts the tab keeps.
fn forget_drafts_of_others(person: &str) {
    let before = kept_in_tab(DRAFTS_OF);
    if before.is_some_and(|before| before != person) {
        forget_drafts();
    }
    keep_in_tab(DRAFTS_OF, person);
}

/// Forgets what was typed and not saved: the next person at this computer has no part in it.
fn forget_drafts() {
    let Ok(Some(storage)) = window().session_storage() else {
        return;
    };
    let count = storage.length().unwrap_or_default();
    let names = (0..count).filter_map(|place| storage.key(place).ok().flatten());
    let drafts: Vec<String> = names.filter(|name| name.starts_with(DRAFTS)).collect();
    for draft in drafts {
        // A storage that forgets nothing ends with the tab.
        let _ = storage.remove_item(&draft);
    }
}

fn show(attribute: &str, value: &str) {
    if let Some(root) = document().document_element() {
        // The document's element takes every attribute of these names.
        let _ = root.set_attribute(attribute, value);
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok()?
}

fn kept(name: &str) -> Option<String> {
    storage()?.get_item(name).ok()?
}

fn keep(name: &str, value: &str) {
    if let Some(storage) = storage() {
        // A browser that keeps no preference shows the default the next time.
        let _ = storage.set_item(name, value);
    }
}
