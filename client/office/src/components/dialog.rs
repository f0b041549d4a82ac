//! A dialog above the page: the browser keeps the focus in it and gives it back.

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::state::use_office;
use crate::texts::office_texts;

/// A dialog for as long as it is open. It gives way while signing in or a proof covers the page, because the browser
/// would show it above them and keep the focus in it. Its content stays.
#[component]
pub(crate) fn Dialog(
    /// Id of the dialog, unique on the page.
    #[prop(into)]
    id: String,
    /// Heading.
    #[prop(into)]
    title: Signal<String>,
    /// Whether it is open.
    is_open: RwSignal<bool>,
    /// Content.
    children: ChildrenFn,
) -> impl IntoView {
    let dialog_ref = NodeRef::<html::Dialog>::new();
    let heading = [&id, "-title"].concat();
    let own = heading.clone();
    let children = StoredValue::new(children);
    let office = use_office();
    // The element stays, so that the browser can give the focus back to where it was.
    Effect::new(move |_| {
        let Some(dialog) = dialog_ref.get() else { return };
        let is_covered = office.has_ended.get() || office.proof.is_wanted.get();
        match (is_open.get() && !is_covered, dialog.open()) {
            (true, false) => {
                // A dialog that cannot be above the page stands in it.
                if dialog.show_modal().is_err() {
                    dialog.set_open(true);
                }
                // The first question takes the focus, not the button that closes.
                let first = dialog.query_selector("form input, form select, form textarea, form button");
                let first = first.ok().flatten();
                if let Some(first) = first.and_then(|first| first.dyn_into::<HtmlElement>().ok()) {
                    // A field that cannot take the focus is in sight all the same.
                    let _ = first.focus();
                }
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    let content = move || children.with_value(|children| children());
    view! {
        <dialog
            node_ref=dialog_ref
            id=id
            class="dialog"
            aria-labelledby=heading
            on:close=move |_| {
                let is_covered = office.has_ended.try_get_untracked() == Some(true)
                    || office.proof.is_wanted.try_get_untracked() == Some(true);
                if !is_covered && is_open.try_get_untracked() == Some(true) {
                    is_open.set(false);
                }
            }
        >
            <div class="dialog-head">
                <h2 id=own>{title}</h2>
                <button type="button" class="button small" on:click=move |_| is_open.set(false)>
                    {office_texts().close}
                </button>
            </div>
            <Show when=move || is_open.get()>{content()}</Show>
        </dialog>
    }
    .into_any()
}
