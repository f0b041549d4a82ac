//! Starts the screen: takes the shell's place in the page and draws the frame, anew when the language changes.

use any_spawner::Executor;
use leptos::prelude::*;
use leptos::reactive::owner::Owner;

use crate::dom;
use crate::pages::frame::frame;
use crate::state::access::app;
use crate::state::{key_value_store, platform};

/// Shows the app in the page.
pub(crate) fn run() {
    #[cfg(debug_assertions)]
    console_error_panic_hook::set_once();
    // Fails only when it is there already.
    let _ = Executor::init_wasm_bindgen();
    let Some(root) = document().get_element_by_id("app") else {
        return;
    };
    platform::wait(async move {
        // Whether the phone is locked stands there.
        key_value_store::load().await;
        root.set_inner_html("");
        let owner = Owner::new();
        owner.with(|| {
            let app = app();
            app.start();
            let screen = dom::switch(|| app.settings.language.get(), |_| frame());
            dom::mount(&root, &screen);
        });
        // The screen lasts as long as the page.
        core::mem::forget(owner);
    });
}
