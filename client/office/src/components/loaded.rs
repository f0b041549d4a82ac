//! Content that the server is asked for: a sign of waiting, the content, or the reason why it cannot be shown.

use leptos::prelude::*;

use crate::api::ApiError;
use crate::texts::office_texts;

/// Content of an answer. While it is read again, the content of before stands.
#[component]
pub(crate) fn Loaded<T, V>(
    /// The answer, asked for by the page.
    answer: LocalResource<Result<T, ApiError>>,
    /// Content of an answer that is no error.
    children: fn(T) -> V,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    move || match answer.get() {
        None => view! { <Waiting/> }.into_any(),
        Some(Ok(value)) => children(value).into_any(),
        Some(Err(error)) if is_final(&error) => {
            view! { <div class="failed" role="alert"><p>{error.sentence()}</p></div> }.into_any()
        }
        Some(Err(error)) => view! { <Failed error on_retry=move |()| answer.refetch()/> }.into_any(),
    }
}

/// Whether asking again cannot help: an invitation that is used or too old stays so.
fn is_final(error: &ApiError) -> bool {
    error.code() == "invitation_not_valid"
}

/// A sign of waiting.
#[component]
pub(crate) fn Waiting() -> impl IntoView {
    view! {
        <div class="skeleton" role="status" aria-label=office_texts().waiting>
            <i></i>
            <i></i>
            <i></i>
        </div>
    }
    .into_any()
}

/// The reason why something cannot be shown, with a button to try again.
#[component]
pub(crate) fn Failed(
    /// The reason.
    error: ApiError,
    /// Called when the person tries again.
    #[prop(into)]
    on_retry: Callback<()>,
) -> impl IntoView {
    view! {
        <div class="failed" role="alert">
            <p>{error.sentence()}</p>
            <button type="button" class="button small" on:click=move |_| on_retry.run(())>
                {office_texts().try_again}
            </button>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trying_again_is_offered_where_it_can_help() {
        let refused = |code: &str| ApiError::Refused {
            code: code.to_owned(),
            sentence: String::new(),
        };
        assert!(is_final(&refused("invitation_not_valid")));
        assert!(!is_final(&refused("busy")));
        assert!(!is_final(&ApiError::Unreachable));
    }
}
