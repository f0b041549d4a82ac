//! The list of the keys that act on the present page.

use leptos::prelude::*;

use super::dialog::Dialog;
use crate::shortcuts::use_shortcuts;
use crate::texts::office_texts;

/// The list of shortcuts, above the page.
#[component]
pub(crate) fn ShortcutHelp() -> impl IntoView {
    let shortcuts = use_shortcuts();
    let rows = move || {
        let listed = shortcuts.listed().into_iter();
        let row = |(keys, label): (&'static str, &'static str)| {
            view! {
                <div>
                    <dt><Keys keys/></dt>
                    <dd>{label}</dd>
                </div>
            }
        };
        listed.map(row).collect_view()
    };
    view! {
        <Dialog id="shortcut-help" title=office_texts().shortcuts.to_owned() is_open=shortcuts.is_help_shown>
            <p class="hint">{office_texts().shortcuts_when}</p>
            <dl class="shortcut-list">{rows}</dl>
        </Dialog>
    }
    .into_any()
}

/// The keys of a shortcut as they stand on the keyboard.
#[component]
pub(crate) fn Keys(
    /// `j`, or two keys with a blank between them.
    keys: &'static str,
) -> impl IntoView {
    let key = |key: &str| view! { <kbd>{key.to_owned()}</kbd> };
    view! { <span class="keys">{keys.split(' ').map(key).collect_view()}</span> }
}
