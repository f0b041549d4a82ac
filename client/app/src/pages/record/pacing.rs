//! An area measured in paces: so many along, so many across, and the length of a step.

use feltbog_shared::model::area::Measured;
use leptos::prelude::*;

use super::ground::sized;
use crate::contexts::use_profiles;
use crate::state::editor::RecordEditor;
use crate::state::key_value_store;
use crate::state::present::present;
use feltbog_presentation::entry::read_whole;
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_presentation::walk;
use feltbog_ui::icon::{Icon, SvgIcon};
use feltbog_ui::number::NumberField;

/// An ordinary step, in centimetres.
const ORDINARY_STEP: i64 = 75;
/// The least and the greatest step, in centimetres.
const STEPS: (i64, i64) = (30, 150);
/// Most paces.
const MOST_PACES: i64 = 2_000;

/// The paces, and the size that comes of them.
#[component]
pub(super) fn Pacing(editor: RecordEditor) -> impl IntoView {
    let profiles = use_profiles();
    let kept = key_value_store::get(&profiles.own(key_value_store::STEP));
    let kept = kept.and_then(|step| step.parse().ok());
    let (long, wide) = (RwSignal::new(None), RwSignal::new(None));
    let step = RwSignal::new(Some(kept.unwrap_or(ORDINARY_STEP)));
    let keep = Callback::new(move |step: i64| {
        let name = profiles.own(key_value_store::STEP);
        key_value_store::save(vec![(name, Some(step.to_string()))], || {});
    });
    let size = Memo::new(move |_| Some(walk::paced(long.get()?, wide.get()?, step.get()?)));
    let said = move || {
        size.get()
            .map_or_else(String::new, |(size, off)| walk::about(texts(), size, off))
    };
    let take = move |_| {
        if let Some((size, off)) = size.get_untracked() {
            editor.edit_all(sized(size, off, Measured::Paced));
        }
    };
    view! {
        <details>
            <summary>{page_texts().pace}</summary>
            <div class="pacing">
                <p class="hint">{page_texts().pace_hint}</p>
                <PaceField id="pace-long" label=page_texts().pace_long range=(1, MOST_PACES) first=20 value=long/>
                <PaceField id="pace-wide" label=page_texts().pace_wide range=(1, MOST_PACES) first=10 value=wide/>
                <PaceField
                    id="pace-step"
                    label=page_texts().pace_step
                    range=STEPS
                    first=ORDINARY_STEP
                    value=step
                    on_number=keep
                />
                <p role="status"><strong>{said}</strong></p>
                <Show when=move || size.read().is_some()>
                    <button type="button" class="button wide" on:click=take>
                        <SvgIcon icon=Icon::Check/>
                        <span>{page_texts().pace_use}</span>
                    </button>
                </Show>
            </div>
        </details>
    }
    .into_any()
}

/// A number that belongs to no record.
#[component]
fn PaceField(
    id: &'static str,
    label: &'static str,
    range: (i64, i64),
    first: i64,
    value: RwSignal<Option<i64>>,
    /// Called with every number that can be used.
    #[prop(optional)]
    on_number: Option<Callback<i64>>,
) -> impl IntoView {
    let range = range.0..=range.1;
    let written = value.get_untracked().map(|number| number.to_string());
    let text = RwSignal::new(written.unwrap_or_default());
    let problem = RwSignal::new(String::new());
    let usable = range.clone();
    let write = Callback::new(move |typed: String| {
        let read = match typed.trim() {
            "" => Ok(None),
            typed => read_whole(typed, usable.clone()).map(Some),
        };
        let today = untrack(present).today();
        let sentence = read
            .as_ref()
            .err()
            .map(|problem| problem.sentence(texts(), today));
        problem.set(sentence.unwrap_or_default());
        let number = read.unwrap_or_default();
        if let (Some(on_number), Some(number)) = (on_number, number) {
            on_number.run(number);
        }
        text.set(typed);
        value.set(number);
    });
    view! {
        <NumberField
            id
            label
            range
            first
            value
            text
            problem
            on_input=write
            on_step=Callback::new(move |number: i64| write.run(number.to_string()))
        />
    }
    .into_any()
}
