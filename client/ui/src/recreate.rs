//! Content whose elements are not reused when its value changes.

use leptos::prelude::*;

use crate::list::KeyedFor;

/// Content that is made anew whenever its value changes. A view that is only updated keeps its elements: a second tap in
/// the same place would then hit what the first tap brought there.
#[component]
pub fn RecreateOnChange<T, F, V>(
    /// Value that the content is made of.
    value: Signal<T>,
    /// Content of a value.
    children: F,
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    F: Fn(T) -> V + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let numbered = Memo::new(move |before: Option<&(u64, T)>| {
        let value = value.get();
        let number = match before {
            Some((number, known)) if *known == value => *number,
            Some((number, _)) => number + 1,
            None => 0,
        };
        (number, value)
    });
    let number = Memo::new(move |_| vec![numbered.read().0]);
    let content = move |_| children(numbered.get_untracked().1).into_any();
    view! { <KeyedFor keys=number row=content/> }
}
