//! State of the app: its parts, and how they start.

use crate::handle::Handle;
use leptos::prelude::*;

use super::actions::Actions;
use super::background_sync::BackgroundSync;
use super::editor::{OpenRecords, take_in_left};
use super::engine::Engine;
use super::identity::Identity;
use super::installing::Installing;
use super::layout::Layout;
use super::navigation::Navigation;
use super::profiles::Profiles;
use super::search::Search;
use super::settings::Settings;
use super::update::Updates;
use super::{key_value_store, looked, platform, present};
use feltbog_ui::tap_guard;

/// Handles to all parts of the app's state.
#[derive(Clone, Copy)]
pub(crate) struct App {
    /// Actions of the person.
    pub(crate) actions: Handle<Actions>,
    /// Engines of the other profiles on this phone.
    pub(crate) background_sync: Handle<BackgroundSync>,
    /// The engine of this page.
    pub(crate) engine: Handle<Engine>,
    /// The person who is signed in.
    pub(crate) identity: Handle<Identity>,
    /// The browser's offer to install the app.
    pub(crate) installing: Handle<Installing>,
    /// Layout of the frame.
    pub(crate) layout: Handle<Layout>,
    /// Navigation within the app.
    pub(crate) navigation: Handle<Navigation>,
    /// Profiles on this phone.
    pub(crate) profiles: Handle<Profiles>,
    /// Records that are open on the page.
    pub(crate) records: Handle<OpenRecords>,
    /// Words and kinds that the person looks for.
    pub(crate) search: Handle<ArcRwSignal<Search>>,
    /// Settings on this phone.
    pub(crate) settings: Handle<Settings>,
    /// New versions of the app.
    pub(crate) updates: Handle<Updates>,
}

impl App {
    /// State of an app that is not started, on a phone that may hold records or holds none. The page has one app.
    pub(crate) fn new(holds_records: bool) -> Self {
        let profiles = Handle::new(Profiles::new());
        let settings = Handle::new(Settings::kept(profiles));
        let engine = Handle::new(Engine::new(profiles, holds_records));
        let identity = Handle::new(Identity::new(engine, settings));
        let actions = Handle::new(Actions::new(engine, identity, profiles));
        present::take_names_from(identity);
        key_value_store::on_failure(move |failure, retry| actions.tell_failure(failure, move || retry()));
        Self {
            actions,
            background_sync: Handle::new(BackgroundSync::new(engine, profiles)),
            engine,
            identity,
            installing: Handle::new(Installing::new()),
            layout: Handle::new(Layout::new()),
            navigation: Handle::new(Navigation::new()),
            profiles,
            records: Handle::new(OpenRecords::new(engine, actions)),
            search: Handle::new(ArcRwSignal::new(Search::default())),
            settings,
            updates: Handle::new(Updates::new()),
        }
    }

    /// Starts the engine and watches for what comes from outside the page.
    pub(crate) fn start(self) {
        if !key_value_store::is_loaded() {
            self.engine.stopped.set(true);
        } else if !self.profiles.locked.get_untracked() {
            // What is locked is not even read.
            self.begin();
        }
        // Its engines have ended.
        platform::when_aside("pageshow", || drop(window().location().reload()));
        tap_guard::start();
        present::follow_days();
        self.updates.watch();
        self.installing.watch();
    }

    /// Starts the engine of the person whose phone it is now.
    pub(crate) fn begin(self) {
        self.settings.recall();
        let records = self.records;
        self.engine.on_found(move |drafts| take_in_left(records, drafts));
        self.engine.start(self.profiles.profile_id.get());
        self.actions.recall();
        let identity = self.identity;
        let reader = move || identity.session().map(|session| session.user);
        looked::recall(self.profiles, reader);
    }
}
