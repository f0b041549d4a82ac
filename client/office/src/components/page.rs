//! A page: its heading takes the focus when the page is opened, so that screen readers say where the person is.

use leptos::prelude::*;

use crate::texts::office_texts;

/// A page with its heading.
#[component]
pub(crate) fn Page(
    /// Heading, and the title of the document.
    #[prop(into)]
    title: Signal<String>,
    /// Links and buttons beside the heading. They follow changes, such as of what the person may do.
    #[prop(optional, into)]
    actions: ViewFn,
    /// Content of the page.
    children: Children,
) -> impl IntoView {
    let heading = NodeRef::<leptos::html::H1>::new();
    Effect::new(move |_| {
        document().set_title(&[&*title.read(), " \u{2013} ", office_texts().brand].concat())
    });
    heading.on_load(|heading| {
        window().scroll_to_with_x_and_y(0.0, 0.0);
        // A heading that cannot take the focus is shown all the same.
        let _ = heading.focus();
    });
    view! {
        <div class="office-page">
            <div class="office-page-head">
                <h1 node_ref=heading tabindex="-1">{title}</h1>
                <div class="office-page-actions">{move || actions.run()}</div>
            </div>
            {children()}
        </div>
    }
    .into_any()
}
