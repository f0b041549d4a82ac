//! The question before a phone is locked out, which cannot be taken back.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::dialog::Dialog;
use super::submission::{Submission, SubmissionProblem, SubmitButton};
use crate::texts::office_texts;

/// A phone that is asked about: id and name.
#[derive(Clone, Copy)]
pub(crate) struct PhoneQuestion {
    phone: RwSignal<(String, String)>,
    is_open: RwSignal<bool>,
}

impl PhoneQuestion {
    /// No phone is asked about.
    pub(crate) fn new() -> Self {
        Self {
            phone: RwSignal::new((String::new(), String::new())),
            is_open: RwSignal::new(false),
        }
    }

    /// Asks about a phone.
    pub(crate) fn ask(self, id: String, name: String) {
        self.phone.set((id, name));
        self.is_open.set(true);
    }

    /// The phone that is asked about: id and name.
    pub(crate) fn phone(self) -> (String, String) {
        self.phone.get_untracked()
    }

    /// Closes the question.
    pub(crate) fn close(self) {
        self.is_open.set(false);
    }
}

/// The dialog with the question.
#[component]
pub(crate) fn PhoneLockDialog(
    question: PhoneQuestion,
    /// The locking that is under way.
    submission: Submission,
    /// Called when the person says that the phone is gone.
    on_lock: Callback<()>,
) -> impl IntoView {
    view! {
        <Dialog
            id="phone-is-gone"
            title=Signal::derive(move || office_texts().phone_is_gone_title.with(&[&question.phone.read().1]))
            is_open=question.is_open
        >
            <form novalidate=true on:submit=move |event: SubmitEvent| {
                event.prevent_default();
                on_lock.run(());
            }>
                <p>{office_texts().phone_is_gone_why}</p>
                <SubmissionProblem submission/>
                <div class="buttons">
                    <button type="button" class="button" on:click=move |_| question.close()>
                        {office_texts().cancel}
                    </button>
                    <SubmitButton label=office_texts().phone_lock submission/>
                </div>
            </form>
        </Dialog>
    }
    .into_any()
}
