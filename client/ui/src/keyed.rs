//! Content that belongs to one value, made anew for another.

use std::hash::Hash;

use leptos::prelude::*;

/// Content that is made anew whenever a value changes. The old content ends before the new is made, so that a page can
/// save what it holds before the next one reads it.
#[component]
pub fn Keyed<K, F>(
    /// The value.
    value: Memo<K>,
    /// The content for a value.
    content: F,
) -> impl IntoView
where
    F: Fn(K) -> AnyView + Clone + Send + 'static,
    K: Clone + Eq + Hash + Send + Sync + 'static,
{
    view! {
        <For each=move || [value.get()] key=K::clone let(value)>
            {content(value)}
        </For>
    }
}
