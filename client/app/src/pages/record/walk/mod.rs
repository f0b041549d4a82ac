//! Walking an area: one large button, pressed at every corner. Each corner is kept as it is made; nothing here needs
//! a network.

mod state;

use leptos::prelude::*;

use self::state::Walk;
use super::ground;
use crate::state::editor::RecordEditor;
use crate::state::sensors::{self, NoFix};
use feltbog_presentation::map::map;
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_presentation::walk::{Fixes, NoCorner};
use feltbog_ui::icon::{Icon, SvgIcon};
use feltbog_ui::map::WalkMap;

/// The walk: signal, map, size, and the buttons.
#[component]
pub(super) fn WalkContent(editor: RecordEditor) -> impl IntoView {
    sensors::stay_awake();
    let walk = Walk::begin(editor);
    walk.follow_phone();
    walk.keep_fresh();
    walk.leave_when_saved();
    let drawn = move || {
        let corners = walk.corners.get();
        let label = page_texts().map_of.with(&[&ground::in_words(&corners)]);
        let map = map(
            &[corners],
            walk.fixes.with(Fixes::corner),
            ground::MOST_MAP_HEIGHT,
        )?;
        Some(view! { <WalkMap map label/> })
    };
    view! {
        <div class="walking">
            <WalkSignal walk/>
            <div class="walk-map">{drawn}</div>
            <p class="lead walk-size">{move || walk.corners.with(ground::in_words)}</p>
            <p class="walk-said" aria-live="polite">{walk.said}</p>
            <WalkActions walk/>
        </div>
    }
    .into_any()
}

/// The accuracy of the phone's position, or the reason why there is none and what to do instead.
#[component]
fn WalkSignal(walk: Walk) -> impl IntoView {
    // A position that was there stays good for a while: the phone says so itself when it is lost for good.
    let problem = Memo::new(move |_| match (walk.trouble.get(), walk.no_corner()) {
        (Some(NoFix::Refused), _) => page_texts().walk_refused,
        (Some(NoFix::Unavailable), _) => page_texts().walk_nothing,
        (None, Some(NoCorner::Poor)) => page_texts().walk_poor,
        (None, Some(NoCorner::Old(_))) => page_texts().walk_waits,
        _ => "",
    });
    let line = move || {
        let Some(fix) = walk.fixes.with(Fixes::last) else {
            return page_texts().walk_waits.to_owned();
        };
        match walk.no_corner() {
            Some(NoCorner::Old(seconds)) => page_texts().walk_old.with(&[&seconds.to_string()]),
            _ => page_texts().walk_fix.with(&[&fix.metres()]),
        }
    };
    let is_hidden = move || walk.fixes.with(Fixes::last).is_none() && walk.trouble.get().is_some();
    view! {
        <p class="walk-signal" hidden=is_hidden>
            <SvgIcon icon=Icon::Place/>
            <span>{line}</span>
        </p>
        <p class="problem" role="alert">{problem}</p>
        <Show when=move || walk.trouble.get().is_some()>
            <button type="button" class="button small" on:click=move |_| walk.ask_again()>
                {texts().try_again}
            </button>
        </Show>
    }
    .into_any()
}

#[component]
fn WalkActions(walk: Walk) -> impl IntoView {
    view! {
        <div class="actions">
            <button
                type="button"
                class="button primary wide walk-corner"
                disabled=move || walk.no_corner().is_some()
                on:click=move |_| walk.mark()
            >
                <SvgIcon icon=Icon::Place/>
                <span>{page_texts().corner}</span>
            </button>
            <button
                type="button"
                class="button"
                disabled=move || walk.corners.read().0.is_empty()
                on:click=move |_| walk.take_back()
            >
                <SvgIcon icon=Icon::Undo/>
                <span>{texts().undo}</span>
            </button>
            <button type="button" class="button" on:click=move |_| walk.finish()>
                <SvgIcon icon=Icon::Check/>
                <span>{texts().done}</span>
            </button>
        </div>
    }
    .into_any()
}
