//! An area measured in paces: so many along, so many across, and the length of a step.

use feltbog_shared::model::area::Measured;
use feltbog_shared::writing;
use leptos::prelude::*;

use super::ground::sized;
use crate::contexts::use_profiles;
use crate::state::editor::{RecordEditor, Saving};
use crate::state::key_value_store;
use crate::state::present::present;
use feltbog_presentation::entry::read_whole;
use feltbog_presentation::fields;
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_presentation::walk::{self, PaceEntries};
use feltbog_ui::icon::{Icon, SvgIcon};
use feltbog_ui::number::NumberField;

/// An ordinary step, in centimetres.
const ORDINARY_STEP: i64 = 75;
/// The least and the greatest step, in centimetres.
const STEPS: (i64, i64) = (30, 150);
/// The least and the most paces.
const PACES: (i64, i64) = (1, 2_000);

/// The paces, and the size that comes of them. What is typed stays until it has become the size, whatever way the page
/// is left.
#[component]
pub(super) fn Pacing(editor: RecordEditor) -> impl IntoView {
    let profiles = use_profiles();
    let kept = key_value_store::get(&profiles.own(key_value_store::STEP));
    let kept = kept.and_then(|step| step.parse().ok());
    let paces_name = profiles.own(&[key_value_store::PACES, &editor.document.to_string()].concat());
    let paces = PaceEntries::of_text(&key_value_store::get(&paces_name).unwrap_or_default());
    let has_paces = paces != PaceEntries::default();
    let (long, wide) = (
        PaceValue::new(paces.long, PACES),
        PaceValue::new(paces.wide, PACES),
    );
    let step = PaceValue::new(kept.unwrap_or(ORDINARY_STEP).to_string(), STEPS);
    let keep_step = Callback::new(move |()| {
        if let Some(step) = step.number.get_untracked() {
            let name = profiles.own(key_value_store::STEP);
            key_value_store::save(vec![(name, Some(step.to_string()))], || {});
        }
    });
    let paces_name = StoredValue::new(paces_name);
    let keep_paces = Callback::new(move |()| {
        let entries = PaceEntries {
            long: long.text.get_untracked(),
            wide: wide.text.get_untracked(),
        };
        key_value_store::save(vec![(paces_name.get_value(), entries.to_text())], || {});
    });
    let size = Memo::new(move |_| {
        Some(walk::paced(
            long.number.get()?,
            wide.number.get()?,
            step.number.get()?,
        ))
    });
    let said = move || {
        size.get()
            .map_or_else(String::new, |(size, off)| walk::about(texts(), size, off))
    };
    let take = move |_| {
        if let Some((size, off)) = size.get_untracked() {
            editor.edit_all(sized(size, off, Measured::Paced));
        }
    };
    // The paces are forgotten once they are the area's size on the phone.
    Effect::new(move |_| {
        let is_taken = editor.fields.with(|area| {
            size.get().is_some_and(|(size, off)| {
                let mut sized_area = area.clone();
                let edits = sized(size, off, Measured::Paced);
                edits.iter().for_each(|edit| fields::apply(&mut sized_area, edit));
                sized_area == *area
            })
        });
        if is_taken && editor.saving.get() == Saving::Saved {
            key_value_store::save(vec![(paces_name.get_value(), None)], || {});
        }
    });
    view! {
        <details open=has_paces>
            <summary>{page_texts().pace}</summary>
            <div class="pacing">
                <p class="hint">{page_texts().pace_hint}</p>
                <PaceField id="pace-long" label=page_texts().pace_long first=20 value=long on_write=keep_paces/>
                <PaceField id="pace-wide" label=page_texts().pace_wide first=10 value=wide on_write=keep_paces/>
                <PaceField
                    id="pace-step"
                    label=page_texts().pace_step
                    first=ORDINARY_STEP
                    value=step
                    on_write=keep_step
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

/// A number that belongs to no record, as it is typed.
#[derive(Clone, Copy)]
struct PaceValue {
    text: RwSignal<String>,
    number: Memo<Option<i64>>,
    problem: Memo<String>,
    range: (i64, i64),
}

impl PaceValue {
    fn new(text: String, range: (i64, i64)) -> Self {
        let text = RwSignal::new(text);
        let read = move || match writing::numeral(&text.read()).trim() {
            "" => Ok(None),
            typed => read_whole(typed, range.0..=range.1).map(Some),
        };
        let sentence = move || {
            let problem = read().err();
            problem.map(|problem| problem.sentence(texts(), present().today()))
        };
        Self {
            text,
            number: Memo::new(move |_| read().unwrap_or_default()),
            problem: Memo::new(move |_| sentence().unwrap_or_default()),
            range,
        }
    }
}

#[component]
fn PaceField(
    id: &'static str,
    label: &'static str,
    first: i64,
    value: PaceValue,
    /// Called when something was typed.
    on_write: Callback<()>,
) -> impl IntoView {
    let write = Callback::new(move |typed: String| {
        value.text.set(typed);
        on_write.run(());
    });
    view! {
        <NumberField
            id
            label
            range=value.range.0..=value.range.1
            first
            value=value.number
            text=value.text
            problem=value.problem
            on_input=write
            on_step=Callback::new(move |number: i64| write.run(number.to_string()))
        />
    }
    .into_any()
}
