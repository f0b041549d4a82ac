//! Walking an area: one large button, pressed at every corner. Each corner is kept as it is made; nothing here needs
//! a network.

use std::rc::Rc;

use feltbog_shared::model::outline::{MAX_CORNERS, Outline};
use feltbog_shared::model::{Area, Value};

use super::{ground, saved_line, take};
use crate::components::icon::Icon;
use crate::components::map;
use crate::dom::{El, Node, button, dynamic, el, of_class, paragraph, switch, when};
use crate::pages::lists;
use crate::pages::page::page_with_way_back;
use crate::reactive::{Var, effect, memo};
use crate::state::access::{Room, app};
use crate::state::editor::{Editor, Phase, Saving};
use crate::state::outdoors::{self, NoFix};
use crate::state::platform;
use crate::view::fields;
use crate::view::texts::{of_pages as g, t};
use crate::view::walk::{Fixes, is_the_last};

/// What a press on "Hjørne" buzzes, in milliseconds: a gloved hand feels that it was heard.
const BUZZ: u32 = 40;

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
    corners: Var<Outline>,
    fixes: Var<Fixes>,
    /// Why there is no position.
    trouble: Var<Option<NoFix>>,
    /// What came of the last press.
    said: Var<String>,
    /// How often the phone was asked where it is: once, and again when a person says so.
    asked: Var<u32>,
}

impl Walk {
    /// Goes on where the person was. Of two people's walks at once each goes on with their own.
    fn begin(editor: &Rc<Editor>) -> Self {
        let name = Area::walk().name();
        let me = app().session().map(|session| session.user);
        let own = editor.disputes.peek(|disputes| {
            let dispute = disputes.iter().find(|dispute| dispute.field == name)?;
            let mine = dispute.candidates.iter().find(|one| one.author == me)?;
            match &mine.value {
                Value::Text(walk) => Some(walk.clone()),
                _ => None,
            }
        });
        let walk = own.unwrap_or_else(|| editor.fields.peek(|area| fields::text(area, name).to_owned()));
        Self {
            editor: editor.clone(),
            corners: Var::new(Outline::parse(&walk).unwrap_or_default()),
            fixes: Var::new(Fixes::default()),
            trouble: Var::new(None),
            said: Var::new(String::new()),
            asked: Var::new(0),
        }
    }

    /// Follows the phone, anew whenever it is asked for.
    fn follow(&self) -> Node {
        let (fixes, trouble, asked) = (self.fixes.clone(), self.trouble.clone(), self.asked.clone());
        switch(
            move || asked.get(),
            move |_| {
                let (fixes, trouble) = (fixes.clone(), trouble.clone());
                trouble.put(None);
                outdoors::follow_position(move |news| match news {
                    Ok(fix) => {
                        trouble.put(None);
                        fixes.update(|fixes| fixes.add(fix));
                    }
                    Err(why) => trouble.put(Some(why)),
                });
                Node::NONE
            },
        )
    }

    fn show(&self) -> Node {
        outdoors::stay_awake();
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
        let (fixes, trouble) = (self.fixes.clone(), self.trouble.clone());
        // A position that was there stays good for a while: the phone says so itself when it is lost for good.
        let problem = memo(move || match (trouble.get(), fixes.with(Fixes::last)) {
            (Some(NoFix::Refused), _) => g().walk_refused.to_owned(),
            (Some(NoFix::Unavailable), _) => g().walk_nothing.to_owned(),
            (None, Some(fix)) if fix.is_poor() => g().walk_poor.to_owned(),
            _ => String::new(),
        });
        let fixes = self.fixes.clone();
        let line = move || {
            fixes.with(Fixes::last).map_or_else(
                || g().walk_waits.to_owned(),
                |fix| g().walk_fix.with(&[&fix.metres()]),
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
        let fixes = self.fixes.clone();
        let corner = button("button primary wide walk-corner")
            .attr_of("disabled", move || {
                fixes.with(|fixes| fixes.last().is_none()).then_some("")
            })
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
        let (walk, finishing) = (self.clone(), Var::new(false));
        self.leave_when_saved(&finishing);
        let finish = button("button")
            .child(Icon::Check.draw())
            .child(el("span").child(t().done))
            .press(move || walk.finish(&finishing));
        of_class("div", "actions").child(corner).child(undo).child(finish)
    }

    fn mark(&self) {
        let Some(corner) = self.fixes.peek(Fixes::corner) else {
            return;
        };
        let count = self.corners.peek(|corners| corners.0.len());
        if self.corners.peek(|corners| is_the_last(corners, &corner)) {
            return self.said.set(g().walk_same.to_owned());
        }
        if count == MAX_CORNERS {
            return self.said.set(g().walk_full.to_owned());
        }
        platform::buzz(BUZZ);
        self.corners.update(|corners| corners.0.push(corner));
        self.keep();
        self.said.set(g().walk_kept.with(&[&(count + 1).to_string()]));
    }

    fn undo(&self) {
        let count = self.corners.peek(|corners| corners.0.len());
        if self.corners.update(|corners| corners.0.pop()).is_some() {
            self.keep();
            self.said.set(g().walk_undone.with(&[&count.to_string()]));
        }
    }

    fn keep(&self) {
        let text = self.corners.peek(Outline::write);
        self.editor.edit(match text.as_str() {
            "" => Area::walk().clear(),
            text => Area::walk().set(text),
        });
    }

    /// The walk becomes the area's outline, with its size: one edit.
    fn finish(&self, finishing: &Var<bool>) {
        let outline = self.corners.now().closed();
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
            finishing.put(true);
        }
    }

    /// Back to the area when it is saved, not before: what cannot be saved is said here.
    fn leave_when_saved(&self, finishing: &Var<bool>) {
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
