//! The state of a walk: corners, positions and the way in which they are saved.

use feltbog_shared::model::outline::{MAX_CORNERS, Outline};
use feltbog_shared::model::{Area, Value};
use feltbog_shared::moment::Moment;
use leptos::prelude::*;

use crate::contexts::{use_identity, use_navigation, use_open_records};
use crate::handle::Handle;
use crate::pages::lists;
use crate::pages::record::ground;
use crate::state::editor::{OpenRecords, RecordEditor, Saving};
use crate::state::navigation::Navigation;
use crate::state::platform;
use crate::state::sensors::{self, NoFix};
use feltbog_presentation::fields;
use feltbog_presentation::texts::page_texts;
use feltbog_presentation::walk::{Fixes, NoCorner, is_the_last};

/// Milliseconds of buzzing at a corner: a gloved hand feels that the button heard it.
const BUZZ_MILLIS: u32 = 40;
/// Seconds after which a phone that says nothing new is asked again for its position.
const ASK_AGAIN_SECONDS: i64 = 3;
/// Interval at which the time is read, in milliseconds.
const TICK_MILLIS: i32 = 1_000;

/// A walk under way.
#[derive(Clone, Copy)]
pub(super) struct Walk {
    editor: RecordEditor,
    navigation: Handle<Navigation>,
    records: Handle<OpenRecords>,
    /// The corners so far.
    pub(super) corners: RwSignal<Outline>,
    /// Positions since the last corner.
    pub(super) fixes: RwSignal<Fixes>,
    /// Reason why there is no position.
    pub(super) trouble: RwSignal<Option<NoFix>>,
    /// Result of the last press.
    pub(super) said: RwSignal<String>,
    /// Counts the times the phone was asked for its position: once, again when a person says so, and when its answer has
    /// grown old.
    asked: RwSignal<u32>,
    /// The time, every second.
    now: RwSignal<Moment>,
    /// Whether the walk is to become the area's outline.
    is_finishing: RwSignal<bool>,
}

impl Walk {
    /// Goes on where the person was. Of two people's walks at once each goes on with their own.
    pub(super) fn begin(editor: RecordEditor) -> Self {
        let name = Area::walk().name();
        let me = untrack(|| use_identity().session()).map(|session| session.user);
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
            navigation: use_navigation(),
            records: use_open_records(),
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
    pub(super) fn follow_phone(self) {
        Effect::new(move |_| {
            self.asked.track();
            self.trouble.set(None);
            sensors::follow_position(move |news| match news {
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

    /// Asks the phone anew for its position.
    pub(super) fn ask_again(self) {
        self.asked.update(|asked| *asked += 1);
    }

    /// Asks the phone anew for its position when its last answer has grown old: some tell only of a change.
    pub(super) fn keep_fresh(self) {
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
    pub(super) fn no_corner(self) -> Option<NoCorner> {
        let now = self.now.get();
        self.fixes.with(|fixes| fixes.problem(now))
    }

    /// Makes a corner of the present position, or says why not.
    pub(super) fn mark(self) {
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
            return self.said.set(page_texts().walk_same.to_owned());
        }
        if count == MAX_CORNERS {
            return self.said.set(page_texts().walk_full.to_owned());
        }
        platform::buzz(BUZZ_MILLIS);
        self.corners.update(|corners| corners.0.push(corner));
        self.fixes.update(Fixes::begin_next);
        self.keep();
        self.said
            .set(page_texts().walk_kept.with(&[&(count + 1).to_string()]));
    }

    /// Takes the last corner back.
    pub(super) fn take_back(self) {
        let count = self.corners.with_untracked(|corners| corners.0.len());
        if self
            .corners
            .try_update(|corners| corners.0.pop())
            .flatten()
            .is_some()
        {
            self.keep();
            self.said
                .set(page_texts().walk_undone.with(&[&count.to_string()]));
        }
    }

    /// Saves the corners so far.
    fn keep(self) {
        let text = self.corners.with_untracked(Outline::write_walk);
        self.editor.edit(match text.as_str() {
            "" => Area::walk().clear(),
            text => Area::walk().set(text),
        });
    }

    /// Makes the walk the area's outline, with its size: one edit.
    pub(super) fn finish(self) {
        let outline = self.corners.get_untracked().closed();
        let problem = if outline.0.len() < 3 {
            page_texts().walk_few
        } else if outline.crosses_itself() {
            page_texts().walk_crosses
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
    pub(super) fn leave_when_saved(self) {
        Effect::new(move |_| {
            if self.is_finishing.get() && self.editor.saving.with(|saving| *saving == Saving::Saved) {
                self.records.fresh.set(None);
                let path = lists::path(self.editor.document);
                platform::soon(move || self.navigation.back_or(&path));
            }
        });
    }
}
