//! Starts the screen: takes the shell's place in the page and draws the frame, anew when the language changes.

use leptos::prelude::*;
use leptos_router::components::Router;
use leptos_router::hooks::use_location;
use wasm_bindgen::JsCast;

use crate::pages::frame::Frame;
use crate::state::access::App;
use crate::state::engine::Engine;
use crate::state::settings::Settings;
use crate::state::update::Updates;

/// Shows the app in the page.
pub fn run() {
    console_error_panic_hook::set_once();
    let Some(root) = document()
        .get_element_by_id("app")
        .and_then(|root| root.dyn_into::<web_sys::HtmlElement>().ok())
    else {
        return;
    };
    root.set_inner_html("");
    leptos::mount::mount_to(root, || view! { <Root /> }).forget();
}

#[component]
fn Root() -> impl IntoView {
    let settings = Settings::kept();
    provide_context(App {
        engine: Engine::start(),
        settings,
        fresh: StoredValue::new(None),
        steps: StoredValue::new(0),
    });
    provide_context(Updates::watch());
    view! {
        <Router>
            <Steps />
            {move || {
                settings.language.track();
                view! { <Frame /> }.into_any()
            }}
        </Router>
    }
    .into_any()
}

/// Counts the steps within the app, so that "back" never leaves it.
#[component]
fn Steps() -> impl IntoView {
    let location = use_location();
    let app = crate::state::access::app();
    Effect::new(move |first: Option<()>| {
        location.pathname.track();
        if first.is_some() {
            app.steps.update_value(|steps| *steps += 1);
        }
    });
}
