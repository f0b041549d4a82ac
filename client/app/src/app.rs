//! Starts the screen: takes the shell's place in the page.

use feltbog_shared::language::Language;
use leptos::prelude::*;
use leptos_router::components::Router;
use wasm_bindgen::JsCast;

use crate::contexts::{provide_contexts, use_navigation, use_settings};
use crate::pages::frame::Frame;
use crate::state::app::App as AppState;
use crate::state::{key_value_store, platform};
use feltbog_ui::recreate::RecreateOnChange;

/// Shows the app in the page.
pub(crate) fn run() {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    // The key-value store is read before the view is mounted. Fails only when the executor is there already.
    let _ = any_spawner::Executor::init_wasm_bindgen();
    platform::wait(async {
        // Whether the phone is locked stands there.
        key_value_store::load().await;
        let holds_records = platform::holds_records().await;
        let Some(root) = document().get_element_by_id("app") else {
            return;
        };
        root.set_inner_html("");
        // The screen lasts as long as the page.
        leptos::mount::mount_to(root.unchecked_into(), move || view! { <App holds_records/> }).forget();
    });
}

/// The app: its state, its router, and the frame in the language chosen.
#[component]
pub fn App(
    /// Whether records may be kept on this phone.
    holds_records: bool,
) -> impl IntoView {
    let app = AppState::new(holds_records);
    provide_contexts(app);
    app.start();
    view! {
        <Router>
            <Connected/>
        </Router>
    }
}

/// The frame, drawn anew when the language changes, with navigation connected to the router.
#[component]
fn Connected() -> impl IntoView {
    use_navigation().connect();
    let settings = use_settings();
    let language = Memo::new(move |_| settings.language.get());
    view! { <RecreateOnChange value=Signal::from(language) children=|_: Language| view! { <Frame/> }/> }
}
