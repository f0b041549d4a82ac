//! Keys of the keyboard that act on a page: pages register them, one listener runs them, and the help lists them.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent};

/// Elements that a person types or chooses in: no key acts on the page from there.
const TYPED_IN: &str = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]";
/// Elements that answer the key Enter or the space bar themselves.
const PRESSED: &str = "button, a, summary, input, [role=row]";

/// A key, or two keys one after the other, with an effect on the page.
#[derive(Clone)]
pub(crate) struct Shortcut {
    /// `j`, `Enter`, or two keys with a blank between them: `g i`.
    pub(crate) keys: &'static str,
    /// The effect, for the help.
    pub(crate) label: &'static str,
    /// The effect.
    pub(crate) action: Callback<()>,
}

impl Shortcut {
    /// A key with its effect.
    pub(crate) fn new(
        keys: &'static str,
        label: &'static str,
        action: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        Self {
            keys,
            label,
            action: Callback::new(move |()| action()),
        }
    }
}

/// The shortcuts of a part of the page.
#[derive(Clone)]
struct Group {
    number: u32,
    shortcuts: Vec<Shortcut>,
}

/// The shortcuts of the present page. Those of a part that came later go before those of an earlier one.
#[derive(Clone, Copy)]
pub(crate) struct Shortcuts {
    groups: RwSignal<Vec<Group>>,
    first_key: StoredValue<String>,
    /// Whether the list of shortcuts is shown.
    pub(crate) is_help_shown: RwSignal<bool>,
}

impl Shortcuts {
    /// No shortcuts but those of the listener. To be called once, where the frame of the pages is made.
    pub(crate) fn listen() -> Self {
        let shortcuts = Self {
            groups: RwSignal::new(Vec::new()),
            first_key: StoredValue::new(String::new()),
            is_help_shown: RwSignal::new(false),
        };
        let listener = window_event_listener(ev::keydown, move |event| shortcuts.press(&event));
        on_cleanup(move || listener.remove());
        shortcuts
    }

    /// Adds shortcuts for as long as the present part of the page stands.
    pub(crate) fn register(self, shortcuts: Vec<Shortcut>) {
        let mut number = 0;
        self.groups.update(|groups| {
            number = groups
                .iter()
                .map(|group| group.number + 1)
                .max()
                .unwrap_or_default();
            groups.push(Group { number, shortcuts });
        });
        on_cleanup(move || {
            // The frame may go together with the part.
            let _ = self
                .groups
                .try_update(|groups| groups.retain(|group| group.number != number));
        });
    }

    /// Keys and effects, those of the page first. Follows changes.
    pub(crate) fn listed(self) -> Vec<(&'static str, &'static str)> {
        let groups = self.groups.read();
        let all = groups.iter().rev().flat_map(|group| group.shortcuts.iter());
        let mut listed: Vec<(&str, &str)> = Vec::new();
        for shortcut in all {
            if !listed.iter().any(|(keys, _)| *keys == shortcut.keys) {
                listed.push((shortcut.keys, shortcut.label));
            }
        }
        listed
    }

    fn press(self, event: &KeyboardEvent) {
        let key = event.key();
        let is_other = event.ctrl_key() || event.meta_key() || event.alt_key() || event.is_composing();
        if is_other || event.default_prevented() || !is_free(event, &key) {
            return;
        }
        let first = self
            .first_key
            .try_update_value(std::mem::take)
            .unwrap_or_default();
        let step = {
            let groups = self.groups.read_untracked();
            let all: Vec<&Shortcut> = groups.iter().rev().flat_map(|group| &group.shortcuts).collect();
            let keys: Vec<&str> = all.iter().map(|shortcut| shortcut.keys).collect();
            match step(&keys, &first, &key) {
                Step::Run(place) => all.get(place).map(|shortcut| Ok(shortcut.action)),
                Step::Wait => Some(Err(key)),
                Step::Nothing => None,
            }
        };
        match step {
            Some(Ok(action)) => {
                event.prevent_default();
                action.run(());
            }
            Some(Err(key)) => self.first_key.set_value(key),
            None => {}
        }
    }
}

/// The effect of a key.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    /// The shortcut in this place runs.
    Run(usize),
    /// The key begins a shortcut of two keys.
    Wait,
    /// The key is none of the shortcuts'.
    Nothing,
}

/// The effect of a key after the first key of a shortcut of two, or after none.
fn step(shortcuts: &[&str], first: &str, key: &str) -> Step {
    let both = [first, " ", key].concat();
    if let Some(place) = shortcuts
        .iter()
        .position(|keys| !first.is_empty() && *keys == both)
    {
        return Step::Run(place);
    }
    if let Some(place) = shortcuts.iter().position(|keys| *keys == key) {
        return Step::Run(place);
    }
    let begins = [key, " "].concat();
    if shortcuts.iter().any(|keys| keys.starts_with(&begins)) {
        return Step::Wait;
    }
    Step::Nothing
}

/// Whether nobody types, no dialog is open, and the key means nothing to the element with the focus.
fn is_free(event: &KeyboardEvent, key: &str) -> bool {
    let open = document().query_selector("dialog[open], [inert]");
    if open.is_ok_and(|open| open.is_some()) {
        return false;
    }
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let is_within = |selector: &str| {
        let within = target.as_ref().and_then(|target| target.closest(selector).ok());
        within.flatten().is_some()
    };
    let is_pressed = ["Enter", " "].contains(&key) && is_within(PRESSED);
    !is_pressed && !is_within(TYPED_IN)
}

/// The shortcuts of the present page.
pub(crate) fn use_shortcuts() -> Shortcuts {
    expect_context()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_key_or_two_in_turn_run_a_shortcut() {
        let shortcuts = ["j", "g i", "g s", "s"];
        assert_eq!(step(&shortcuts, "", "j"), Step::Run(0));
        assert_eq!(step(&shortcuts, "", "s"), Step::Run(3));
        assert_eq!(step(&shortcuts, "", "g"), Step::Wait);
        assert_eq!(step(&shortcuts, "g", "s"), Step::Run(2));
        assert_eq!(step(&shortcuts, "g", "j"), Step::Run(0));
        assert_eq!(step(&shortcuts, "g", "x"), Step::Nothing);
        assert_eq!(step(&shortcuts, "", "J"), Step::Nothing);
        assert_eq!(step(&shortcuts, "g", "g"), Step::Wait);
    }
}
