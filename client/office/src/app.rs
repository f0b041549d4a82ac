//! Starts the office: takes the shell's place in the page.

use feltbog_shared::language::Language;
use feltbog_ui::recreate::RecreateOnChange;
use feltbog_ui::tap_guard;
use leptos::prelude::*;
use leptos_router::components::Router;
use wasm_bindgen::JsCast;

use crate::pages::routes::OfficeRoutes;
use crate::state::Office;

/// Shows the office in the page.
pub(crate) fn run() {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    // Fails only when the executor is there already.
    let _ = any_spawner::Executor::init_wasm_bindgen();
    let Some(root) = document().get_element_by_id("app") else {
        return;
    };
    root.set_inner_html("");
    tap_guard::start();
    // The screen lasts as long as the page.
    leptos::mount::mount_to(root.unchecked_into(), App).forget();
}

/// The office: its state, its router, and the pages in the language chosen.
#[component]
pub fn App() -> impl IntoView {
    let office = Office::new();
    provide_context(office);
    office.read_session();
    view! {
        <Router>
            <RecreateOnChange
                value=Signal::from(office.language)
                children=|_: Language| view! { <OfficeRoutes/> }
            />
        </Router>
    }
}
