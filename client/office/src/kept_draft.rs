//! Words that are typed in a form of long texts, kept in this tab of the browser until the server has it: over a reload, a
//! crash of the browser's tab and another page. Signing out forgets it.

use feltbog_presentation::texts::page_texts;
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::record_draft::DRAFTS;
use crate::tab_storage::{keep_in_tab, kept_in_tab};
use crate::texts::office_texts;

/// The entries of a form as they are kept.
#[derive(Serialize, Deserialize)]
struct StoredEntries {
    /// The content of the server when they were typed.
    base: Value,
    /// The entries.
    typed: Value,
}

/// The entries of a form. They belong to the component that made them.
pub(crate) struct KeptDraft<T: Send + Sync + 'static> {
    /// The entries as they are typed.
    pub(crate) value: RwSignal<T>,
    /// The name under which they are kept.
    name: StoredValue<String>,
    /// The content of the server.
    present: StoredValue<T>,
    /// Whether they were typed before the form was made.
    is_restored: RwSignal<bool>,
}

impl<T: Send + Sync + 'static> Clone for KeptDraft<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for KeptDraft<T> {}

impl<T> KeptDraft<T>
where
    T: Clone + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static,
{
    /// The entries that are kept under a name, brought up to what the server holds now; that itself when none are kept.
    pub(crate) fn of(name: &str, present: T) -> Self {
        let name = [DRAFTS, name].concat();
        let restored = kept_in_tab(&name).and_then(|text| restore(&text, &present));
        let draft = Self {
            is_restored: RwSignal::new(restored.is_some()),
            value: RwSignal::new(restored.unwrap_or_else(|| present.clone())),
            name: StoredValue::new(name),
            present: StoredValue::new(present),
        };
        Effect::new(move |_| draft.value.with(|typed| draft.keep(typed)));
        draft
    }

    fn keep(self, typed: &T) {
        let text = self.present.with_value(|present| written(present, typed));
        self.name.with_value(|name| keep_in_tab(name, &text));
    }

    /// Forgets the entries: the server has them.
    pub(crate) fn forget(self) {
        // The form may be gone. What the server holds by then is no draft when the form is made anew.
        if let Some(typed) = self.value.try_get_untracked() {
            let _ = self.present.try_set_value(typed);
            let _ = self.is_restored.try_set(false);
            let _ = self.name.try_with_value(|name| keep_in_tab(name, ""));
        }
    }

    /// Forgets the entries that were sent: the server has them. What was typed since is kept on.
    pub(crate) fn forget_sent(self, sent: &T) {
        let _ = self.present.try_set_value(sent.clone());
        let _ = self.is_restored.try_set(false);
        // The form may be gone. What the server holds by then is no draft when the form is made anew.
        if let Some(typed) = self.value.try_get_untracked() {
            self.keep(&typed);
        }
    }

    /// Throws the entries away.
    pub(crate) fn discard(self) {
        self.is_restored.set(false);
        self.value.set(self.present.get_value());
    }

    /// Whether the entries were typed before the form was made.
    pub(crate) fn is_restored_untracked(self) -> bool {
        self.is_restored.get_untracked()
    }

    /// Says that entries of earlier are here again, with a way to throw them away. `discarded` is called after that.
    pub(crate) fn notice(self, discarded: impl Fn() + Send + Sync + 'static) -> AnyView {
        let discard = Callback::new(move |()| {
            self.discard();
            discarded();
        });
        view! { <RestoredNotice is_restored=self.is_restored on_discard=discard/> }.into_any()
    }
}

#[component]
fn RestoredNotice(is_restored: RwSignal<bool>, on_discard: Callback<()>) -> impl IntoView {
    view! {
        <div role="status">
            <Show when=move || is_restored.get()>
                <p class="hint">{office_texts().restored}</p>
                <button type="button" class="button small" on:click=move |_| on_discard.run(())>
                    {page_texts().discard}
                </button>
            </Show>
        </div>
    }
    .into_any()
}

/// The text that keeps entries; empty when they are what the server holds.
fn written<T: PartialEq + Serialize>(present: &T, typed: &T) -> String {
    if present == typed {
        return String::new();
    }
    let (base, typed) = (serde_json::to_value(present), serde_json::to_value(typed));
    let kept = base
        .ok()
        .zip(typed.ok())
        .map(|(base, typed)| StoredEntries { base, typed });
    kept.and_then(|kept| serde_json::to_string(&kept).ok())
        .unwrap_or_default()
}

/// The entries of a text, brought up to what the server holds now; nothing when there are none.
fn restore<T: PartialEq + Serialize + DeserializeOwned>(text: &str, present: &T) -> Option<T> {
    let StoredEntries { base, typed } = serde_json::from_str(text).ok()?;
    let now = serde_json::to_value(present).ok()?;
    let restored = serde_json::from_value(brought_up(&base, typed, now)).ok()?;
    (restored != *present).then_some(restored)
}

/// The typed words, and for the rest what the server holds now: a part that nobody touched follows the server. A list is
/// one part.
fn brought_up(base: &Value, typed: Value, now: Value) -> Value {
    match (typed, now) {
        (Value::Object(typed), Value::Object(mut now)) => {
            for (name, typed) in typed {
                let part = match now.remove(&name) {
                    Some(now) => brought_up(base.get(&name).unwrap_or(&Value::Null), typed, now),
                    None => typed,
                };
                now.insert(name, part);
            }
            Value::Object(now)
        }
        (typed, now) if typed == *base => now,
        (typed, _) => typed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
    struct Words {
        title: String,
        steps: String,
    }

    #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
    struct Card {
        version: u32,
        danish: Words,
        english: Words,
        audience: Vec<String>,
    }

    fn card(version: u32, title: &str, steps: &str) -> Card {
        Card {
            version,
            danish: Words {
                title: title.to_owned(),
                steps: steps.to_owned(),
            },
            audience: vec!["kontor".to_owned()],
            ..Card::default()
        }
    }

    #[test]
    fn what_was_typed_is_there_again() {
        let (present, typed) = (
            card(3, "Brand", "Ring 112"),
            card(3, "Brand", "Ring 112\nLuk døren"),
        );
        let text = written(&present, &typed);
        assert_eq!(restore(&text, &present), Some(typed));
        // Nothing is kept of what the server holds, and a text that cannot be read keeps nothing.
        assert_eq!(written(&present, &present), "");
        for text in ["", "{}", "{\"base\":1,\"typed\":2}", &text[1..]] {
            assert_eq!(restore(text, &present), None, "{text}");
        }
    }

    /// Somebody else has changed the record meanwhile: their fields are not set back, and the version is the new one.
    #[test]
    fn what_nobody_typed_follows_the_server() {
        let (before, typed) = (card(3, "Brand", "Ring 112"), card(3, "Ildebrand", "Ring 112"));
        let mut now = card(4, "Brand", "Ring 112 og 114");
        now.audience.push("driftsleder".to_owned());
        let restored = restore(&written(&before, &typed), &now).unwrap();
        let mut expected = card(4, "Ildebrand", "Ring 112 og 114");
        expected.audience.push("driftsleder".to_owned());
        assert_eq!(restored, expected);
        // The server has it already: its answer may have got lost.
        assert_eq!(
            restore(&written(&before, &typed), &card(4, "Ildebrand", "Ring 112")),
            None
        );
    }

    #[test]
    fn texts_and_rows_are_kept_as_they_are() {
        let typed = ("Vi har \"talt\" om støj.\n\u{1f41d}".to_owned(), vec![1, 2]);
        let present = (String::new(), Vec::new());
        assert_eq!(restore(&written(&present, &typed), &present), Some(typed));
    }
}
