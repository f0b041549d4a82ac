//! Two people changed the same field: both values, with author and time, and a button to keep one.

use feltbog_shared::bridge::{Candidate, Dispute};
use feltbog_shared::model::FieldSpec;
use leptos::prelude::*;

use super::form::Form;
use super::ground;
use crate::contexts::use_identity;
use crate::state::edits::set;
use crate::state::present::present;
use feltbog_presentation::labels;
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_ui::icon::{Icon, SvgIcon};
use feltbog_ui::recreate::RecreateOnChange;

/// Both values of a field while there are two.
#[component]
pub(super) fn FieldDispute(form: Form, spec: &'static FieldSpec) -> impl IntoView {
    let dispute = Memo::new(move |_| {
        form.editor
            .disputes
            .with(|all| all.iter().find(|one| one.field == spec.name).cloned())
    });
    let both =
        move |dispute: Option<Dispute>| dispute.map(|dispute| view! { <Candidates form spec dispute/> });
    view! { <RecreateOnChange value=Signal::from(dispute) children=both/> }.into_any()
}

#[component]
fn Candidates(form: Form, spec: &'static FieldSpec, dispute: Dispute) -> impl IntoView {
    let identity = use_identity();
    let me = untrack(|| identity.session()).map(|session| session.user);
    let other = dispute
        .candidates
        .iter()
        .find_map(|one| one.author.filter(|author| Some(*author) != me));
    let sentence = match other {
        Some(other) => page_texts()
            .both_kept_by
            .with(&[&untrack(|| identity.name_of(Some(other)))]),
        None => page_texts().both_kept.to_owned(),
    };
    let name = texts().field(form.editor.kind, spec.name);
    let label = [name, ": ", &sentence].concat();
    let candidates = dispute.candidates.into_iter();
    let rows = candidates.map(|candidate| view! { <CandidateRow form spec candidate/> });
    view! {
        <section class="dispute" aria-label=label>
            <p class="dispute-says">
                <SvgIcon icon=Icon::Both/>
                <span>
                    <strong>{name}</strong>
                    " "
                    {sentence}
                </span>
            </p>
            <ul>
                {rows.collect_view()}
            </ul>
        </section>
    }
    .into_any()
}

#[component]
fn CandidateRow(form: Form, spec: &'static FieldSpec, candidate: Candidate) -> impl IntoView {
    let (editor, identity) = (form.editor, use_identity());
    let present = untrack(present);
    let words = untrack(|| labels::in_words(texts(), &present, editor.kind, spec, &candidate.value));
    let by = page_texts().wrote.with(&[
        &untrack(|| identity.name_of(candidate.author)),
        &present.moment(texts(), candidate.at),
    ]);
    let access = untrack(|| identity.access_in(editor.department));
    let may_write = access.is_none_or(|access| access.may_write_decision(editor.kind, spec.name));
    let keep = (form.writable && may_write).then(|| {
        let value = candidate.value;
        let keep = move |_| {
            let settled = ground::settled(spec.name, &value);
            editor.edit_all(settled.unwrap_or_else(|| vec![set(spec.name, value.clone())]));
        };
        view! {
            <button
                type="button"
                class="button small"
                aria-label=[page_texts().keep_this, ": ", &words].concat()
                on:click=keep
            >
                {page_texts().keep_this}
            </button>
        }
    });
    view! {
        <li>
            <p class="candidate">{words.clone()}</p>
            <p class="candidate-by">{by}</p>
            {keep}
        </li>
    }
}
