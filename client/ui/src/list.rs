//! Long lists whose rows are made piece by piece, so that no tap waits for rows that nobody sees yet.

use std::time::Duration;

use leptos::html::Ul;
use leptos::prelude::*;

use crate::near::{NearWatch, when_near};

/// Rows made at once: as many as fit on the screen of a phone.
const INITIAL_ROWS: usize = 6;
/// Rows made at a time afterwards. A tap waits for one such piece at most.
const ROWS_PER_TICK: usize = 8;
/// Rows made before somebody scrolls. More of them would be laid out and removed at each change of a page.
const PREFETCHED_ROWS: usize = 48;

/// A list of rows. A row is kept, with the focus on it, for as long as its item stays equal.
#[component]
pub fn IncrementalFor<T>(
    /// Class of the list.
    class: &'static str,
    /// Whether the list is hidden.
    #[prop(into)]
    hidden: Signal<bool>,
    /// The first so many items in their order, or all when there are fewer.
    rows: Callback<usize, Vec<T>>,
    /// The view of an item: a list item.
    #[prop(into)]
    row: Callback<T, AnyView>,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let limit = RwSignal::new(INITIAL_ROWS);
    // An item that is equal to one of before keeps its key, and with it its row.
    let keyed = Memo::new(move |before: Option<&Vec<(u64, T)>>| {
        keyed(before.map_or(&[], Vec::as_slice), rows.run(limit.get()))
    });
    let grow = move || limit.update(|limit| *limit += ROWS_PER_TICK.max(*limit / 8));
    let list = NodeRef::<Ul>::new();
    let watched = StoredValue::new_local(None::<NearWatch>);
    Effect::new(move |_| {
        let limit = limit.get();
        if keyed.read().len() < limit {
            return;
        }
        if limit < PREFETCHED_ROWS {
            set_timeout(grow, Duration::ZERO);
        } else {
            // The rows of this limit are drawn first: the last of them is the one to watch.
            let watch = request_animation_frame_with_handle(move || {
                let last = list.get_untracked().and_then(|list| list.last_element_child());
                watched.set_value(last.and_then(|last| {
                    when_near(&last, move || {
                        grow();
                        true
                    })
                }));
            });
            if let Ok(watch) = watch {
                on_cleanup(move || watch.cancel());
            }
        }
    });
    let keys = Memo::new(move |_| keyed.read().iter().map(|(key, _)| *key).collect::<Vec<_>>());
    let row_of = move |key| {
        let item = keyed.with_untracked(|items| {
            let item = items.iter().find(|(other, _)| *other == key);
            item.map(|(_, item)| item.clone())
        });
        item.map(|item| row.run(item)).into_any()
    };
    view! {
        <ul node_ref=list class=class hidden=hidden>
            <KeyedFor keys=keys row=row_of/>
        </ul>
    }
    .into_any()
}

/// Rows by their keys. All lists share the one type of this component: each further type of a `For` weighs some 5 KB.
#[component]
pub fn KeyedFor(
    /// Keys of the rows, in their order.
    #[prop(into)]
    keys: Signal<Vec<u64>>,
    /// The view of the row of a key.
    #[prop(into)]
    row: Callback<u64, AnyView>,
) -> impl IntoView {
    view! {
        <For each=move || keys.get() key=|key| *key let(key)>
            {row.run(key)}
        </For>
    }
}

/// Items with keys: an item that is equal to one of `before` keeps its key.
fn keyed<T: PartialEq>(before: &[(u64, T)], items: Vec<T>) -> Vec<(u64, T)> {
    let mut next = before.iter().map(|(key, _)| key + 1).max().unwrap_or_default();
    let mut taken = vec![false; before.len()];
    let mut expected = 0;
    let mut keyed = Vec::with_capacity(items.len());
    for item in items {
        let is_it = |at: usize, taken: &[bool]| !taken[at] && before[at].1 == item;
        let found = if expected < before.len() && is_it(expected, &taken) {
            Some(expected)
        } else {
            (0..before.len()).find(|at| is_it(*at, &taken))
        };
        let key = match found {
            Some(at) => {
                taken[at] = true;
                expected = at + 1;
                before[at].0
            }
            None => {
                next += 1;
                next - 1
            }
        };
        keyed.push((key, item));
    }
    keyed
}

#[cfg(test)]
mod tests {
    use super::keyed;

    #[test]
    fn an_equal_item_keeps_its_key() {
        let first = keyed(&[], vec!["a", "b", "c"]);
        assert_eq!(first, [(0, "a"), (1, "b"), (2, "c")]);
        assert_eq!(
            keyed(&first, vec!["b", "x", "a", "c"]),
            [(1, "b"), (3, "x"), (0, "a"), (2, "c")]
        );
        assert_eq!(keyed(&first, vec!["a", "a"]), [(0, "a"), (3, "a")]);
        assert_eq!(keyed(&first, vec!["c", "b"]), [(2, "c"), (1, "b")]);
    }
}
