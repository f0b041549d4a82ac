//! Walking an area: one large button, pressed at every corner. Each corner is kept as it is made; nothing here needs
//! a network.

use crate::reactive::{SetIfChanged, effect, memo};
use leptos::prelude::*;
use std::rc::Rc;

use feltbog_shared::model::outline::{MAX_CORNERS, Outline};
use feltbog_shared::model::{Area, Value};
use feltbog_shared::moment::Moment;

use super::{ground, saved_line, take};
use crate::components::icon::{Draw, Icon};
use crate::components::map;
use crate::dom::{El, Node, button, dynamic, el, of_class, paragraph, switch, when};
use crate::pages::lists;
use crate::pages::page::page_with_way_back;
use crate::state::access::{Room, app};
use crate::state::editor::{Editor, Phase, Saving};
use crate::state::outdoors::{self, NoFix};
use crate::state::platform;
use feltbog_presentation::fields;
use feltbog_presentation::texts::{of_pages as g, t};
use feltbog_presentation::walk::{Fixes, NoCorner, is_the_last};

/// The length of the vibration after a press on "Hjørne", in milliseconds: a gloved hand feels that it was heard.
const BUZZ: u32 = 40;
/// How often a phone that says nothing new is asked again where it is, in seconds.
const ASK_AGAIN: i64 = 3;

/// The page of an area that is walked.
pub(super) fn page(editor: Rc<Editor>, writable: bool) -> Node {
    app().updates.hold_back();
    take(Room::Focused, Room::Shared);
    let (saved, asked) = (saved_line(&editor), editor.clone());
    let content = switch(
        move || asked.phase.get(),
        move |phase| match phase {
            Phase::Loading => lists::skeleton(),
            Phase::Gone => paragraph("none", g().record_gone).into(),
            Phase::New | Phase::Here if !writable => paragraph("none", g().reading_only).into(),
            Phase::New | Phase::Here => Walk::begin(&editor).show(),
        },
    );
    page_with_way_back(|| g().walk.to_owned(), saved, content)
}

/// A walk under way.
#[derive(Clone)]
struct Walk {
    editor: Rc<Editor>,
    /// The corners so far.
    corners: ArcRwSignal<Outline>,
    fixes: ArcRwSignal<Fixes>,
    /// Why there is no position.
    trouble: ArcRwSignal<Option<NoFix>>,
    /// The result of the last press.
    said: ArcRwSignal<String>,
    /// How often the phone was asked where it is: once, again when a person says so, and when its answer has grown old.
    asked: ArcRwSignal<u32>,
    /// The time, every second.
    now: ArcRwSignal<Moment>,
}

impl Walk {
    /// Goes on where the person was. Of two people's walks at once each goes on with their own.
    fn begin(editor: &Rc<Editor>) -> Self {
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
            editor: editor.clone(),
            corners: ArcRwSignal::new(Outline::parse(&walk).unwrap_or_default()),
            fixes: ArcRwSignal::new(Fixes::default()),
            trouble: ArcRwSignal::new(None),
            said: ArcRwSignal::new(String::new()),
            asked: ArcRwSignal::new(0),
            now: ArcRwSignal::new(platform::now()),
        }
    }

    /// Follows the phone, anew whenever it is asked for.
    fn follow(&self) -> Node {
        let (fixes, trouble, asked) = (self.fixes.clone(), self.trouble.clone(), self.asked.clone());
        switch(
            move || asked.get(),
            move |_| {
                let (fixes, trouble) = (fixes.clone(), trouble.clone());
                trouble.set_if_changed(None);
                outdoors::follow_position(move |news| match news {
                    Ok(fix) => {
                        trouble.set_if_changed(None);
                        fixes.update(|fixes| fixes.add(fix));
                    }
                    Err(why) => trouble.set_if_changed(Some(why)),
                });
                Node::NONE
            },
        )
    }

    /// Asks the phone anew where it is when its last answer has grown old: some tell only of a change.
    fn keep_fresh(&self) {
        let walk = self.clone();
        platform::every(1_000, move || {
            let now = platform::now();
            walk.now.set_if_changed(now);
            if let Some(NoCorner::Old(seconds)) = walk.fixes.with_untracked(|fixes| fixes.problem(now))
                && seconds % ASK_AGAIN == 0
                && walk.trouble.with_untracked(Option::is_none)
            {
                walk.asked.update(|asked| *asked += 1);
            }
        });
    }

    /// Why no corner can be made now, if none can. Follows the time.
    fn no_corner(&self) -> Option<NoCorner> {
        let now = self.now.get();
        self.fixes.with(|fixes| fixes.problem(now))
    }

    fn show(&self) -> Node {
        outdoors::stay_awake();
        self.keep_fresh();
        let (walk, corners) = (self.clone(), self.corners.clone());
        let drawn = dynamic(move || walk.drawn());
        let size = of_class("p", "lead walk-size").text_of(move || corners.with(ground::in_words));
        let said = self.said.clone();
        of_class("div", "walking")
            .child(self.follow())
            .child(self.signal())
            .child(of_class("div", "walk-map").child(drawn))
            .child(size)
            .child(
                paragraph("walk-said", Node::NONE)
                    .attr("aria-live", "polite")
                    .text_of(move || said.get()),
            )
            .child(self.buttons())
            .into()
    }

    fn drawn(&self) -> Node {
        let here = self.fixes.with(Fixes::corner);
        self.corners.with(|corners| {
            let said = g().map_of.with(&[&ground::in_words(corners)]);
            map::of_walk(corners, here, &said)
        })
    }

    /// How good the phone's position is, or why there is none and what to do instead.
    fn signal(&self) -> Node {
        let trouble = self.trouble.clone();
        // A position that was there stays good for a while: the phone says so itself when it is lost for good.
        let walk = self.clone();
        let problem = memo(move || match (trouble.get(), walk.no_corner()) {
            (Some(NoFix::Refused), _) => g().walk_refused.to_owned(),
            (Some(NoFix::Unavailable), _) => g().walk_nothing.to_owned(),
            (None, Some(NoCorner::Poor)) => g().walk_poor.to_owned(),
            (None, Some(NoCorner::Old(_))) => g().walk_waits.to_owned(),
            _ => String::new(),
        });
        let (fixes, walk) = (self.fixes.clone(), self.clone());
        let line = move || {
            fixes.with(Fixes::last).map_or_else(
                || g().walk_waits.to_owned(),
                |fix| match walk.no_corner() {
                    Some(NoCorner::Old(seconds)) => g().walk_old.with(&[&seconds.to_string()]),
                    _ => g().walk_fix.with(&[&fix.metres()]),
                },
            )
        };
        let unheard = problem.clone();
        let line = of_class("p", "walk-signal")
            .attr_of("hidden", {
                let (fixes, trouble) = (self.fixes.clone(), self.trouble.clone());
                move || {
                    let waits = fixes.with(Fixes::last).is_none();
                    (waits && trouble.get().is_some()).then_some("")
                }
            })
            .child(Icon::Place.draw())
            .child(el("span").text_of(line));
        [
            line.into(),
            paragraph("problem", Node::NONE)
                .attr("role", "alert")
                .text_of(move || unheard.get())
                .into(),
            when(
                {
                    let trouble = self.trouble.clone();
                    move || trouble.with(Option::is_some)
                },
                {
                    let asked = self.asked.clone();
                    move || {
                        let asked = asked.clone();
                        button("button small")
                            .child(t().try_again)
                            .press(move || asked.update(|asked| *asked += 1))
                            .into()
                    }
                },
            ),
        ]
        .into()
    }

    fn buttons(&self) -> El {
        let (marks, undoes, none) = (self.clone(), self.clone(), self.corners.clone());
        let asked = self.clone();
        let corner = button("button primary wide walk-corner")
            .attr_of("disabled", move || asked.no_corner().map(|_| ""))
            .child(Icon::Place.draw())
            .child(el("span").child(g().corner))
            .press(move || marks.mark());
        let undo = button("button")
            .attr_of("disabled", move || {
                none.with(|corners| corners.0.is_empty()).then_some("")
            })
            .child(Icon::Undo.draw())
            .child(el("span").child(t().undo))
            .press(move || undoes.undo());
        let (walk, finishing) = (self.clone(), ArcRwSignal::new(false));
        self.leave_when_saved(&finishing);
        let finish = button("button")
            .child(Icon::Check.draw())
            .child(el("span").child(t().done))
            .press(move || walk.finish(&finishing));
        of_class("div", "actions").child(corner).child(undo).child(finish)
    }

    fn mark(&self) {
        let can_be_made = self
            .fixes
            .with_untracked(|fixes| fixes.problem(platform::now()).is_none());
        let Some(corner) = self.fixes.with_untracked(Fixes::corner).filter(|_| can_be_made) else {
            return self.now.set_if_changed(platform::now());
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
        platform::buzz(BUZZ);
        self.corners.update(|corners| corners.0.push(corner));
        self.fixes.update(Fixes::begin_next);
        self.keep();
        self.said.set(g().walk_kept.with(&[&(count + 1).to_string()]));
    }

    fn undo(&self) {
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

    fn keep(&self) {
        let text = self.corners.with_untracked(Outline::write);
        self.editor.edit(match text.as_str() {
            "" => Area::walk().clear(),
            text => Area::walk().set(text),
        });
    }

    /// The walk becomes the area's outline, with its size: one edit.
    fn finish(&self, finishing: &ArcRwSignal<bool>) {
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
            finishing.set_if_changed(true);
        }
    }

    /// Back to the area when it is saved, not before: what cannot be saved is said here.
    fn leave_when_saved(&self, finishing: &ArcRwSignal<bool>) {
        let (editor, finishing) = (self.editor.clone(), finishing.clone());
        effect(move || {
            if finishing.get() && editor.saving.with(|saving| *saving == Saving::Saved) {
                app().fresh.set(None);
                let path = lists::path(editor.document);
                platform::soon(move || app().route.back_or(&path));
            }
        });
    }
}
