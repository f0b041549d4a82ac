//! A page: its heading takes the focus when the page is opened, so that those who listen hear where they are.

use leptos::html;
use leptos::prelude::*;

use super::icon::Icon;
use crate::view::texts::t;

/// A page with its heading.
#[component]
pub(crate) fn Page(
    #[prop(into)] title: Signal<String>,
    /// Shows a way back.
    #[prop(default = None)]
    on_back: Option<Callback<()>>,
    /// Stands below the heading and stays in sight with it.
    #[prop(optional, into)]
    below: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    Effect::new(move |seen: Option<bool>| {
        let seen = seen.unwrap_or(false);
        if let (false, Some(heading)) = (seen, heading.get()) {
            if let Ok(Some(main)) = document().query_selector("main") {
                main.set_scroll_top(0);
            }
            // A page that cannot take the focus is still shown.
            let _ = heading.focus();
            return true;
        }
        seen
    });
    Effect::new(move |_| document().set_title(&[&title.get(), " – ", t().brand].concat()));
    view! {
        <div class="page">
            <div class="page-head">
                {on_back.map(|back| view! {
                    <button type="button" class="back" aria-label=t().back on:click=move |_| back.run(())>
                        {Icon::Back.draw()}
                    </button>
                })}
                <div class="page-title">
                    <h1 tabindex="-1" node_ref=heading>{move || title.get()}</h1>
                    {below}
                </div>
            </div>
            {children()}
        </div>
    }
    .into_any()
}
