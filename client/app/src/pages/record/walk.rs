//! Walking an area: one large button, pressed at every corner. Each corner is kept as it is made; nothing here needs
//! a network.

use feltbog_shared::model::outline::{MAX_CORNERS, Outline};
use feltbog_shared::model::{Area, Value};
use feltbog_shared::moment::Moment;
use leptos::prelude::*;

use super::ground;
use crate::pages::lists;
use crate::state::access::app;
use crate::state::editor::{RecordEditor, Saving};
use crate::state::outdoors::{self, NoFix};
use crate::state::platform;
use feltbog_presentation::fields;
use feltbog_presentation::map::map;
use feltbog_presentation::texts::{of_pages as g, t};
use feltbog_presentation::walk::{Fixes, NoCorner, is_the_last};
use feltbog_ui::icon::{Icon, SvgIcon};
use feltbog_ui::map::WalkMap;

/// Milliseconds of buzzing at a corner: a gloved hand feels that the button heard it.
const BUZZ_MILLIS: u32 = 40;
/// So many seconds after which a phone that says nothing new is asked again for its position.
const ASK_AGAIN_SECONDS: i64 = 3;
/// So often the time is read, in milliseconds.
const TICK_MILLIS: i32 = 1_000;

/// A walk under way.
#[derive(Clone, Copy)]
struct Walk {
    editor: RecordEditor,
    /// The corners so far.
    corners: RwSignal<Outline>,
    fixes: RwSignal<Fixes>,
    /// Reason why there is no position.
    trouble: RwSignal<Option<NoFix>>,
    /// Result of the last press.
    said: RwSignal<String>,
    /// Counts the times the phone was asked for its position: once, again when a person says so, and when its answer has
    /// grown old.
    asked: RwSignal<u32>,
    /// The time, every second.
    now: RwSignal<Moment>,
    /// Whether the walk is to become the area's outline.
    is_finishing: RwSignal<bool>,
}

/// The walk: signal, map, size, and the buttons.
#[component]
pub(super) fn WalkContent(editor: RecordEditor) -> impl IntoView {
    outdoors::stay_awake();
    let walk = Walk::begin(editor);
    walk.follow_phone();
    walk.keep_fresh();
    walk.leave_when_saved();
    let drawn = move || {
        let corners = walk.corners.get();
        let label = g().map_of.with(&[&ground::in_words(&corners)]);
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
        (Some(NoFix::Refused), _) => g().walk_refused,
        (Some(NoFix::Unavailable), _) => g().walk_nothing,
        (None, Some(NoCorner::Poor)) => g().walk_poor,
        (None, Some(NoCorner::Old(_))) => g().walk_waits,
        _ => "",
    });
    let line = move || {
        let Some(fix) = walk.fixes.with(Fixes::last) else {
            return g().walk_waits.to_owned();
        };
        match walk.no_corner() {
            Some(NoCorner::Old(seconds)) => g().walk_old.with(&[&seconds.to_string()]),
            _ => g().walk_fix.with(&[&fix.metres()]),
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
                {t().try_again}
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
                <span>{g().corner}</span>
            </button>
            <button
                type="button"
                class="button"
                disabled=move || walk.corners.read().0.is_empty()
                on:click=move |_| walk.take_back()
            >
                <SvgIcon icon=Icon::Undo/>
                <span>{t().undo}</span>
            </button>
            <button type="button" class="button" on:click=move |_| walk.finish()>
                <SvgIcon icon=Icon::Check/>
                <span>{t().done}</span>
            </button>
        </div>
    }
    .into_any()
}

impl Walk {
    /// Goes on where the person was. Of two people's walks at once each goes on with their own.
    fn begin(editor: RecordEditor) -> Self {
        let name = Area::walk().name();
        let me = app().session().map(|session| session.user);
        let own = editor.disputes.with_untracked(|disputes| {
            let dispute = disputes.iter().find(|dispute| dispute.field == name)?;
            let mine = dispute.candidates.iter().find(|one| one.author == me)?;
            match &mine.value {
                Value::Text(walk) => Some(walk.clone()),
                _ => None,
            }
        });
        let walk = own.unwrap_or_else(|| {
            editor
                .fields
                .with_untracked(|area| fields::text(area, name).to_owned())
        });
        Self {
            editor,
            corners: RwSignal::new(Outline::parse(&walk).unwrap_or_default()),
            fixes: RwSignal::new(Fixes::default()),
            trouble: RwSignal::new(None),
            said: RwSignal::new(String::new()),
            asked: RwSignal::new(0),
            now: RwSignal::new(platform::now()),
            is_finishing: RwSignal::new(false),
        }
    }

    /// Follows the phone's position, anew whenever it is asked for.
    fn follow_phone(self) {
        Effect::new(move |_| {
            self.asked.track();
            self.trouble.set(None);
            outdoors::follow_position(move |news| match news {
                Ok(fix) => {
                    let _ = self.trouble.try_set(None);
                    self.fixes.try_update(|fixes| fixes.add(fix));
                }
                Err(reason) => {
                    let _ = self.trouble.try_set(Some(reason));
                }
            });
        });
    }

    fn ask_again(self) {
        self.asked.update(|asked| *asked += 1);
    }

    /// Asks the phone anew for its position when its last answer has grown old: some tell only of a change.
    fn keep_fresh(self) {
        platform::every(TICK_MILLIS, move || {
            let now = platform::now();
            self.now.set(now);
            if let Some(NoCorner::Old(seconds)) = self.fixes.with_untracked(|fixes| fixes.problem(now))
                && seconds % ASK_AGAIN_SECONDS == 0
                && self.trouble.with_untracked(Option::is_none)
            {
                self.ask_again();
            }
        });
    }

    /// Reason why no corner can be made now, if none can. Follows the time.
    fn no_corner(self) -> Option<NoCorner> {
        let now = self.now.get();
        self.fixes.with(|fixes| fixes.problem(now))
    }

    fn mark(self) {
        let can_be_made = self
            .fixes
            .with_untracked(|fixes| fixes.problem(platform::now()).is_none());
        let Some(corner) = self.fixes.with_untracked(Fixes::corner).filter(|_| can_be_made) else {
            return self.now.set(platform::now());
        };
        let count = self.corners.with_untracked(|corners| corners.0.len());
        if self
            .corners
            .with_untracked(|corners| is_the_last(corners, &corner))
        {
            return self.said.set(g().walk_same.to_owned());
        }
        if count == MAX_CORNERS {
            return self.said.set(g().walk_full.to_owned());
        }
        platform::buzz(BUZZ_MILLIS);
        self.corners.update(|corners| corners.0.push(corner));
        self.fixes.update(Fixes::begin_next);
        self.keep();
        self.said.set(g().walk_kept.with(&[&(count + 1).to_string()]));
    }

    fn take_back(self) {
        let count = self.corners.with_untracked(|corners| corners.0.len());
        if self
            .corners
            .try_update(|corners| corners.0.pop())
            .flatten()
            .is_some()
        {
            self.keep();
            self.said.set(g().walk_undone.with(&[&count.to_string()]));
        }
    }

    fn keep(self) {
        let text = self.corners.with_untracked(Outline::write);
        self.editor.edit(match text.as_str() {
            "" => Area::walk().clear(),
            text => Area::walk().set(text),
        });
    }

    /// Makes the walk the area's outline, with its size: one edit.
    fn finish(self) {
        let outline = self.corners.get_untracked().closed();
        let problem = if outline.0.len() < 3 {
            g().walk_few
        } else if outline.crosses_itself() {
            g().walk_crosses
        } else {
            ""
        };
        self.said.set(problem.to_owned());
        if problem.is_empty() {
            let mut edits = ground::outlined(&outline);
            edits.push(Area::walk().clear());
            self.editor.edit_all(edits);
            self.is_finishing.set(true);
        }
    }

    /// Leads back to the area when the outline is saved, not before: what cannot be saved is said here.
    fn leave_when_saved(self) {
        Effect::new(move |_| {
            if self.is_finishing.get() && self.editor.saving.with(|saving| *saving == Saving::Saved) {
                app().fresh.set(None);
                let path = lists::path(self.editor.document);
                platform::soon(move || app().route.back_or(&path));
            }
        });
    }
}
