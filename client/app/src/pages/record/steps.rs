//! The states that may follow the present one, as buttons.

use feltbog_shared::bridge::ListItem;
use feltbog_shared::model::care_task::TaskState;
use feltbog_shared::model::conflict_case::{ConflictState, HandlerRole};
use feltbog_shared::model::conflict_party::WantsMediation;
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::{CareTask, ConflictCase, ConflictParty, Kind, Value};
use leptos::prelude::*;

use super::dispute::FieldDispute;
use super::form::Form;
use crate::contexts::{use_actions, use_identity};
use crate::handle::Handle;
use crate::pages::follow_up;
use crate::pages::lists;
use crate::state::actions::Actions;
use crate::state::editor::RecordEditor;
use crate::state::edits::set;
use crate::state::identity::Identity;
use crate::state::present::present;
use feltbog_presentation::forms::{OfTexts, key};
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_presentation::{fields, labels};

/// A state that may follow, or the reason why it may not yet.
#[derive(Clone, Copy, PartialEq)]
struct Step {
    key: &'static str,
    label: &'static str,
    /// Whether both parties have to agree first.
    waits: bool,
}

/// The present state, and a button for each that may follow.
#[component]
pub(super) fn StepButtons(form: Form, heading: Option<OfTexts>) -> impl IntoView {
    let kind = form.editor.kind;
    let spec = kind.field("state")?;
    // The progress of the record is for the people to say whom it was given to.
    let identity = use_identity();
    if untrack(|| identity.access()).is_some_and(|access| access.passes_on(kind)) {
        return None;
    }
    // Who wrote a signal reads how far it has come. The steps are for those who look at it.
    let is_signal = matches!(kind, Kind::Signal | Kind::Concern | Kind::Handover);
    let me = untrack(|| identity.session()).map(|session| session.user);
    let owner = form.editor.owner;
    let is_its_author = move || is_signal && owner.get().is_none_or(|owner| Some(owner) == me);
    let heading = move || {
        let heading = heading.filter(|_| !is_its_author());
        heading.map_or_else(|| texts().field(kind, "state"), |heading| heading(texts()))
    };
    let state = form.text("state");
    let named =
        move || labels::value(texts(), kind, "state", &state.read()).unwrap_or(page_texts().not_chosen);
    let steps = form.is_entered.then(|| {
        let steps = Memo::new(move |_| match is_its_author() {
            true => Vec::new(),
            false => possible_steps(identity, form, &state.read()),
        });
        view! {
            <div class="steps">
                // A step has a button of its own: a second tap must not hit another one in its place.
                <For each=move || steps.get() key=|step| (step.key, step.waits) let:step>
                    <StepButton editor=form.editor step/>
                </For>
            </div>
        }
    });
    Some(
        view! {
            <FieldDispute form spec/>
            <fieldset class="field">
                <legend>{heading}</legend>
                <p class="state-now">{named}</p>
                {steps}
                <p class="problem" role="alert">{form.problem("state")}</p>
            </fieldset>
        }
        .into_any(),
    )
}

#[component]
fn StepButton(editor: RecordEditor, step: Step) -> impl IntoView {
    let actions = use_actions();
    if step.waits {
        return view! { <p class="hint">{page_texts().both_must_agree}</p> }.into_any();
    }
    view! {
        <button type="button" class="step-button" on:click=move |_| take_step(actions, editor, step.key)>
            {step.label}
        </button>
    }
    .into_any()
}

/// The steps from a state; where people disagree about it, from each state that stands there.
fn possible_steps(identity: Handle<Identity>, form: Form, state: &str) -> Vec<Step> {
    let kind = form.editor.kind;
    let disputed = form.editor.disputes.with(|all| {
        let dispute = all.iter().find(|one| one.field == "state")?;
        Some(dispute.candidates.iter().map(|one| one.value.clone()).collect())
    });
    let states: Vec<Value> = disputed.unwrap_or_else(|| vec![Value::Text(state.to_owned())]);
    let agree = kind != Kind::ConflictCase || lists::with_items(&form.around(), both_agree);
    let access = untrack(|| identity.access());
    // A step that another role approves, locks or decides is not offered.
    let may_step = |key: &str| {
        let mut access = access.iter();
        access.any(|access| access.may_step(kind, &states, key))
    };
    labels::next_states(kind, &states)
        .into_iter()
        .filter(|key| may_step(key))
        .filter_map(|key| {
            Some(Step {
                key,
                label: labels::step(texts(), kind, key)?,
                waits: key == key!(ConflictState::MediationAccepted) && !agree,
            })
        })
        .collect()
}

/// Goes on to another state, with the edits that belong to the step.
fn take_step(actions: Handle<Actions>, editor: RecordEditor, key: &'static str) {
    let mut edits = vec![set("state", Value::Text(key.to_owned()))];
    let mut follow_up = None;
    if editor.kind == Kind::CareTask && key == key!(TaskState::Done) {
        edits.push(CareTask::done_on().set(untrack(present).today()));
        follow_up = editor
            .fields
            .with_untracked(|task| follow_up::create_follow_up(actions, editor.document, task));
    }
    if editor.kind == Kind::ConflictCase && key == key!(ConflictState::MediationAccepted) {
        edits.push(ConflictCase::handler_role().set(HandlerRole::Mediator));
    }
    let title = labels::value(texts(), editor.kind, "state", key).unwrap_or_default();
    editor.step(title.to_owned(), edits, follow_up);
}

/// Whether at least two parties want to talk and no party refuses.
fn both_agree(items: &[ListItem]) -> bool {
    let count = |key: &str| {
        let says =
            |item: &&ListItem| fields::text(&item.fields, ConflictParty::wants_mediation().name()) == key;
        items.iter().filter(says).count()
    };
    count(key!(WantsMediation::Yes)) >= 2 && count(key!(WantsMediation::No)) == 0
}
