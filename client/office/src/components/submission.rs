//! A request that a person starts with a button. What they typed stays until the server has taken it.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::ApiError;
use crate::state::use_office;
use crate::texts::office_texts;

/// A request under way, and the reason why the last one came to nothing.
#[derive(Clone, Copy)]
pub(crate) struct Submission {
    /// Whether a request is under way.
    pub(crate) is_busy: RwSignal<bool>,
    /// The reason why the last one came to nothing.
    pub(crate) error: RwSignal<Option<ApiError>>,
}

impl Submission {
    /// Nothing is under way.
    pub(crate) fn new() -> Self {
        Self {
            is_busy: RwSignal::new(false),
            error: RwSignal::new(None),
        }
    }

    /// Sends a request unless one is under way, and acts when it was taken.
    pub(crate) fn run<T: 'static>(
        self,
        request: impl Future<Output = Result<T, ApiError>> + 'static,
        on_done: impl FnOnce(T) + 'static,
    ) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.error.set(None);
        self.is_busy.set(true);
        spawn_local(async move {
            let answer = request.await;
            // The page may have been left meanwhile, and its signals with it.
            let _ = self.is_busy.try_set(false);
            match answer {
                Ok(value) => on_done(value),
                Err(error) => drop(self.error.try_set(Some(error))),
            }
        });
    }
}

/// The code of a change that was made from an older version than the present one.
const VERSION_CONFLICT: &str = "version_conflict";

/// The reason why a request came to nothing. Nothing while there is none. What somebody else changed meanwhile can be read
/// again.
#[component]
pub(crate) fn SubmissionProblem(
    /// The request.
    submission: Submission,
) -> impl IntoView {
    let office = use_office();
    let sentence = move || submission.error.get().map(|error| error.sentence());
    let is_stale = move || {
        let error = submission.error.read();
        error
            .as_ref()
            .is_some_and(|error| error.code() == VERSION_CONFLICT)
    };
    view! {
        <p class="problem" role="alert">{sentence}</p>
        <Show when=is_stale>
            <button type="button" class="button small" on:click=move |_| office.read_again()>
                {office_texts().read_again}
            </button>
        </Show>
    }
    .into_any()
}

/// The button that sends a form.
#[component]
pub(crate) fn SubmitButton(
    /// Label.
    #[prop(into)]
    label: String,
    /// The request that it sends.
    submission: Submission,
) -> impl IntoView {
    view! {
        <button type="submit" class="button primary" aria-disabled=move || submission.is_busy.get().then_some("true")>
            {label}
        </button>
    }
    .into_any()
}
