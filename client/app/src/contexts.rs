//! Contexts of the components: handles to the parts of the app's state.
//!
//! The app provides the contexts once. A component asks for them at its top and captures the handles: handlers of events
//! and timers run without an owner, and find no context there.

use leptos::prelude::*;

use crate::handle::Handle;
use crate::state::access::Access;
use crate::state::actions::Actions;
use crate::state::app::App;
use crate::state::background_sync::BackgroundSync;
use crate::state::editor::OpenRecords;
use crate::state::engine::Engine;
use crate::state::identity::Identity;
use crate::state::installing::Installing;
use crate::state::layout::Layout;
use crate::state::navigation::Navigation;
use crate::state::profiles::Profiles;
use crate::state::search::Search;
use crate::state::settings::Settings;
use crate::state::update::Updates;

/// Provides the app, and each part of its state, to the components below the present one.
pub(crate) fn provide_contexts(app: App) {
    provide_context(app);
    provide_context(app.actions);
    provide_context(app.background_sync);
    provide_context(app.engine);
    provide_context(app.identity);
    provide_context(app.installing);
    provide_context(app.layout);
    provide_context(app.navigation);
    provide_context(app.profiles);
    provide_context(app.records);
    provide_context(app.search);
    provide_context(app.settings);
    provide_context(app.updates);
}

/// The person in the department of the page, as they were when the page was made.
pub(crate) fn use_access() -> Access {
    expect_context()
}

/// Actions of the person, with the way back from them.
pub(crate) fn use_actions() -> Handle<Actions> {
    expect_context()
}

/// All parts of the app's state.
pub(crate) fn use_app() -> App {
    expect_context()
}

/// Engines of the other profiles on this phone.
pub(crate) fn use_background_sync() -> Handle<BackgroundSync> {
    expect_context()
}

/// The engine of this page.
pub(crate) fn use_engine() -> Handle<Engine> {
    expect_context()
}

/// The person who is signed in, with their access.
pub(crate) fn use_identity() -> Handle<Identity> {
    expect_context()
}

/// The browser's offer to install the app.
pub(crate) fn use_installing() -> Handle<Installing> {
    expect_context()
}

/// Layout of the frame.
pub(crate) fn use_layout() -> Handle<Layout> {
    expect_context()
}

/// Navigation within the app.
pub(crate) fn use_navigation() -> Handle<Navigation> {
    expect_context()
}

/// Records that are open on the page.
pub(crate) fn use_open_records() -> Handle<OpenRecords> {
    expect_context()
}

/// Profiles on this phone.
pub(crate) fn use_profiles() -> Handle<Profiles> {
    expect_context()
}

/// Words and kinds that the person looks for.
pub(crate) fn use_search() -> Handle<ArcRwSignal<Search>> {
    expect_context()
}

/// Settings on this phone.
pub(crate) fn use_settings() -> Handle<Settings> {
    expect_context()
}

/// New versions of the app.
pub(crate) fn use_updates() -> Handle<Updates> {
    expect_context()
}
