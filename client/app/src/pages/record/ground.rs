//! An area's ground: the map of its corners, and the ways to find out how large it is.

use crate::reactive::{SetIfChanged, memo};
use leptos::prelude::*;
use std::ops::RangeInclusive;
use std::rc::Rc;

use feltbog_shared::model::area::Measured;
use feltbog_shared::model::outline::Outline;
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::{Area, FieldEdit, Kind, Value};

use super::form::Form;
use crate::components::card::fact;
use crate::components::icon::{Draw, Icon};
use crate::components::map;
use crate::components::number::Number;
use crate::components::text::Writer;
use crate::dom::{El, Node, button, dynamic, el, of_class, paragraph, switch, when};
use crate::pages::lists;
use crate::state::access::app;
use crate::state::editor::{Editor, Phase};
use crate::state::{key_value_store, platform};
use feltbog_presentation::entry::read_whole;
use feltbog_presentation::forms::key;
use feltbog_presentation::texts::{of_pages as g, t};
use feltbog_presentation::{fields, walk};

/// An ordinary step, in centimetres.
const ORDINARY: i64 = 75;

/// The map and the ways to measure.
pub(super) fn ground(form: &Form) -> Node {
    let outline = form.text(Area::outline().name());
    let drawn = switch(
        move || outline.get(),
        |text| Outline::parse(text).as_ref().map(drawn).into(),
    );
    let ways: Node = if form.writable {
        [walking(form), pacing(&form.editor)].into()
    } else {
        Node::NONE
    };
    [drawn, size(form), ways].into()
}

/// An outline in words: "5 hjørner, ca. 420 m² ± 90".
pub(super) fn in_words(outline: &Outline) -> String {
    let corners = g().corners.of(outline.0.len() as i64);
    let size = walk::size(t(), outline);
    if size.is_empty() {
        return corners;
    }
    [corners, size].join(", ")
}

fn drawn(outline: &Outline) -> El {
    let said = in_words(outline);
    of_class("figure", "map-figure")
        .child(map::of_one(outline, &g().map_of.with(&[&said])))
        .child(el("figcaption").child(said))
}

/// The size with what it is off, where that is known and no map says it.
fn size(form: &Form) -> Node {
    let record = form.editor.fields.clone();
    let said = memo(move || {
        record.with(|area| {
            let size = fields::whole(area, Area::square_metres().name())?;
            let off = fields::whole(area, Area::square_metres_off().name())?;
            let walked = fields::text(area, Area::measured().name()) == key!(Measured::Walked);
            (!walked).then(|| walk::about(t(), size as f64, off as f64))
        })
    });
    let label = t().field(Kind::Area, Area::square_metres().name());
    dynamic(move || said.get().map(|said| fact(label, &said)).into())
}

fn walking(form: &Form) -> Node {
    let (editor, walk) = (form.editor.clone(), form.text(Area::walk().name()));
    let thrown_away = ArcRwSignal::new(String::new());
    let (back, kept, shown) = (editor.clone(), thrown_away.clone(), thrown_away.clone());
    let again = switch(
        move || shown.get(),
        move |walk| {
            if walk.is_empty() {
                return Node::NONE;
            }
            let (editor, kept, walk) = (back.clone(), kept.clone(), walk.clone());
            let undo = button("button small")
                .child(Icon::Undo.draw())
                .child(el("span").child(t().undo))
                .press(move || {
                    editor.edit(Area::walk().set(&walk));
                    kept.set(String::new());
                });
            of_class("div", "undo")
                .attr("role", "status")
                .child(el("p").child(g().walk_thrown_away))
                .child(undo)
                .into()
        },
    );
    let ways = switch(
        move || walk.get(),
        move |walk| {
            let corners = Outline::parse(walk).map_or(0, |walk| walk.0.len() as i64);
            let goes = editor.clone();
            let label = match corners {
                0 => g().walk.to_owned(),
                corners => g().walk_on.with(&[&g().corners.of(corners)]),
            };
            let go = button("button wide")
                .child(Icon::Walk.draw())
                .child(el("span").child(label))
                .press(move || go(&goes));
            let (editor, kept, thrown) = (editor.clone(), thrown_away.clone(), walk.clone());
            let over = (corners > 0).then(|| {
                button("button small").child(g().walk_over).press(move || {
                    kept.set(thrown.clone());
                    editor.edit(Area::walk().clear());
                })
            });
            of_class("div", "ways").child(go).child(over).into()
        },
    );
    [ways, again].into()
}

/// Goes to the page where the area is walked.
fn go(editor: &Rc<Editor>) {
    let mut path = [&lists::path(editor.document), "/gaa"].concat();
    if editor.phase.get_untracked() == Phase::New {
        path.push_str("?ny=area");
    } else {
        app().fresh.set(None);
    }
    app().route.go(&path);
}

fn pacing(editor: &Rc<Editor>) -> Node {
    let kept = key_value_store::get(&app().people.own(key_value_store::STEP));
    let kept = kept.and_then(|step| step.parse().ok());
    let (long, wide) = (ArcRwSignal::new(None), ArcRwSignal::new(None));
    let step = ArcRwSignal::new(Some(kept.unwrap_or(ORDINARY)));
    let number = |id: &str, label, most, from, value: &ArcRwSignal<Option<i64>>, keeps: bool| {
        let least = if keeps { 30 } else { 1 };
        let written = value.get_untracked().map(|number: i64| number.to_string());
        let paces = Rc::new(Paces {
            range: least..=most,
            keeps,
            value: value.clone(),
            text: ArcRwSignal::new(written.unwrap_or_default()),
            problem: ArcRwSignal::new(String::new()),
        });
        let stepped = paces.clone();
        let number = Number {
            id: id.to_owned(),
            label,
            least,
            most,
            from,
            value: value.clone(),
            text: paces.text.clone(),
            problem: paces.problem.clone(),
            writer: paces,
            change: Box::new(move |number| stepped.write(number.to_string())),
        };
        number.show()
    };
    let fields: Node = [
        number("pace-long", g().pace_long, 2_000, 20, &long, false),
        number("pace-wide", g().pace_wide, 2_000, 10, &wide, false),
        number("pace-step", g().pace_step, 150, ORDINARY, &step, true),
    ]
    .into();
    let result = memo(move || Some(walk::paced(long.get()?, wide.get()?, step.get()?)));
    let (shown, editor) = (result.clone(), editor.clone());
    let says = el("p")
        .attr("role", "status")
        .child(el("strong").text_of(move || {
            shown.with(|result| result.map_or_else(String::new, |(size, off)| walk::about(t(), size, off)))
        }));
    let there = result.clone();
    let take = when(
        move || there.with(Option::is_some),
        move || {
            let (result, editor) = (result.clone(), editor.clone());
            button("button wide")
                .child(Icon::Check.draw())
                .child(el("span").child(g().pace_use))
                .press(move || {
                    if let Some((size, off)) = result.get_untracked() {
                        editor.edit_all(sized(size, off, Measured::Paced));
                    }
                })
                .into()
        },
    );
    let inside = of_class("div", "pacing")
        .child(paragraph("hint", g().pace_hint))
        .child(fields)
        .child(says)
        .child(take);
    el("details")
        .child(el("summary").child(g().pace))
        .child(inside)
        .into()
}

/// A number of steps, or the length of one.
struct Paces {
    range: RangeInclusive<i64>,
    /// Whether it is kept for the next area.
    keeps: bool,
    value: ArcRwSignal<Option<i64>>,
    text: ArcRwSignal<String>,
    problem: ArcRwSignal<String>,
}

impl Writer for Paces {
    fn begin(&self) {}

    fn write(&self, text: String) {
        let read = match text.trim() {
            "" => Ok(None),
            typed => read_whole(typed, self.range.clone()).map(Some),
        };
        let today = platform::present().today();
        let problem = read.as_ref().err().map(|problem| problem.sentence(t(), today));
        self.problem.set_if_changed(problem.unwrap_or_default());
        let number = read.unwrap_or_default();
        if let (true, Some(step)) = (self.keeps, number) {
            let name = app().people.own(key_value_store::STEP);
            key_value_store::save(vec![(name, Some(step.to_string()))], || {});
        }
        self.text.set_if_changed(text);
        self.value.set_if_changed(number);
    }

    fn end(&self) {}
}

fn sized(size: f64, off: f64, measured: Measured) -> Vec<FieldEdit> {
    vec![
        Area::square_metres().set(size.round() as i64),
        Area::square_metres_off().set(off.round() as i64),
        Area::measured().set(measured),
    ]
}

/// The area has this outline: all that follows from it.
pub(super) fn outlined(outline: &Outline) -> Vec<FieldEdit> {
    let (size, off) = (outline.square_metres(), outline.square_metres_off());
    let mut edits = sized(size, off, Measured::Walked);
    edits.push(Area::outline().set(&outline.write()));
    edits
}

/// One of two people's outlines is to stand, as it was written: the size goes with it.
pub(super) fn settled(field: &str, value: &Value) -> Option<Vec<FieldEdit>> {
    match value {
        Value::Text(text) if field == Area::outline().name() => Some(outlined(&Outline::parse(text)?)),
        _ => None,
    }
}
