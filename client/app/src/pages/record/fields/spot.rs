//! The spot of an observation: the phone's position, once it is exact enough.

use feltbog_shared::model::outline::Outline;
use feltbog_shared::model::{FieldChange, FieldEdit, Value};
use leptos::prelude::*;

use crate::pages::record::form::Form;
use crate::state::edits::set;
use crate::state::platform;
use crate::state::sensors::{self, NoFix};
use feltbog_presentation::texts::page_texts;
use feltbog_presentation::walk::Fixes;
use feltbog_ui::icon::{Icon, SvgIcon};

/// The spot, the button that takes it, and the one that takes it away.
#[component]
pub(super) fn Spot(form: Form, name: &'static str, label: &'static str) -> impl IntoView {
    let editor = form.editor;
    let held = form.text(name);
    let is_asking = RwSignal::new(false);
    let trouble = RwSignal::new("");
    let ask = move |_| {
        trouble.set("");
        is_asking.set(true);
    };
    let forget = move |_| {
        editor.edit(FieldEdit {
            field: name.to_owned(),
            change: FieldChange::Clear,
        });
    };
    // The part of the page that follows the position ends with its answer, and so not before it has given it.
    let found = move |spot: Outline| {
        platform::soon(move || {
            if is_asking.try_update(std::mem::take) == Some(true) {
                editor.edit(set(name, Value::Text(spot.write())));
            }
        });
    };
    let failed = move |reason| {
        platform::soon(move || {
            let _ = is_asking.try_set(false);
            let _ = trouble.try_set(match reason {
                NoFix::Refused => page_texts().spot_refused,
                NoFix::Unavailable => page_texts().spot_nothing,
            });
        });
    };
    let button = move || match is_asking.get() {
        true => page_texts().walk_waits,
        false => page_texts().spot_here,
    };
    view! {
        <fieldset class="field">
            <legend>{label}</legend>
            <p>{held}</p>
            <button type="button" class="button wide" disabled=is_asking on:click=ask>
                <SvgIcon icon=Icon::Place/>
                <span>{button}</span>
            </button>
            <Show when=move || is_asking.get()>
                <FollowPosition found failed/>
            </Show>
            <Show when=move || !held.read().is_empty()>
                <button type="button" class="button small" on:click=forget>
                    {page_texts().spot_remove}
                </button>
            </Show>
            <p class="problem" role="alert">{trouble}</p>
        </fieldset>
    }
    .into_any()
}

/// Follows the phone's position until a corner could be made of it, as when an area is walked.
#[component]
fn FollowPosition(
    /// Called with the spot.
    #[prop(into)]
    found: Callback<Outline>,
    /// Called with the reason why there is none.
    #[prop(into)]
    failed: Callback<NoFix>,
) -> impl IntoView {
    let fixes = RwSignal::new(Fixes::default());
    sensors::follow_position(move |news| match news {
        Ok(fix) => {
            let corner = fixes.try_update(|fixes| {
                fixes.add(fix);
                let is_good = fixes.problem(platform::now()).is_none();
                fixes.corner().filter(|_| is_good)
            });
            if let Some(corner) = corner.flatten() {
                found.run(Outline(vec![corner]));
            }
        }
        Err(reason) => failed.run(reason),
    });
}
