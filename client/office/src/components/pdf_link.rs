//! A PDF that the server made for this page, saved by the browser as soon as it is there.

use leptos::prelude::*;

use crate::texts::office_texts;

/// A hidden link that saves the PDF at an address of this browser whenever the address changes.
#[component]
pub(crate) fn PdfLink(
    /// Address of the PDF; empty while there is none.
    address: RwSignal<String>,
    /// Name of the file without its ending.
    #[prop(into)]
    name: Signal<String>,
) -> impl IntoView {
    let link = NodeRef::<leptos::html::A>::new();
    Effect::new(move |_| {
        if address.read().is_empty() {
            return;
        }
        if let Some(link) = link.get() {
            link.click();
        }
    });
    view! {
        <a
            node_ref=link
            hidden=true
            href=move || address.get()
            download=move || [&*name.read(), ".pdf"].concat()
        >
            {office_texts().see_pdf}
        </a>
    }
    .into_any()
}
