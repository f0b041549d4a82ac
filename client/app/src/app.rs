//! Starts the screen: takes the shell's place in the page.

use feltbog_shared::language::Language;
use leptos::prelude::*;
use leptos_router::components::Router;
use wasm_bindgen::JsCast;

use crate::pages::frame::Frame;
use crate::state::access::app;
use crate::state::{key_value_store, platform};
use feltbog_ui::recreate::RecreateOnChange;

/// Shows the app in the page.
pub(crate) fn run() {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    // Fails only when it is there already.
    let _ = any_spawner::Executor::init_wasm_bindgen();
    platform::wait(async {
        // Whether the phone is locked stands there.
        key_value_store::load().await;
        let Some(root) = document().get_element_by_id("app") else {
            return;
        };
        root.set_inner_html("");
        // The screen lasts as long as the page.
        leptos::mount::mount_to(root.unchecked_into(), App).forget();
    });
}

/// The app: its router, and the frame in the language chosen.
#[component]
pub fn App() -> impl IntoView {
    app().start();
    view! {
        <Router>
            <Connected/>
        </Router>
    }
}

/// The frame, drawn anew when the language changes, with navigation connected to the router.
#[component]
fn Connected() -> impl IntoView {
    app().route.connect();
    let language = Memo::new(|_| app().settings.language.get());
    view! { <RecreateOnChange value=Signal::from(language) children=|_: Language| view! { <Frame/> }/> }
}
