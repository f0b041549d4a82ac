//! Writing: one line or several. The text under the cursor is the person's: what is reported meanwhile shows when they
//! leave the field.

use crate::reactive::{SetIfChanged, effect};
use leptos::prelude::*;
use std::rc::Rc;

use crate::dom::{El, Node, dynamic, el, of_class, paragraph};
use feltbog_presentation::texts::of_pages as g;

/// A receiver of everything that is written in a field.
pub(crate) trait Writer {
    /// The person begins to write.
    fn begin(&self);
    /// The text now reads so.
    fn write(&self, text: String);
    /// The person has left the field.
    fn end(&self);
}

/// A text to be written.
pub(crate) struct TextField {
    /// The field's id, unlike any other's on the page.
    pub(crate) id: String,
    /// The question.
    pub(crate) label: &'static str,
    /// Advice to show while writing.
    pub(crate) hints: Vec<&'static str>,
    /// Most characters.
    pub(crate) most: usize,
    /// `text` or `tel` for one line; nothing for several.
    pub(crate) line: Option<&'static str>,
    /// The text.
    pub(crate) value: ArcRwSignal<String>,
    /// The correction to ask for, if any.
    pub(crate) problem: ArcRwSignal<String>,
    /// The part of it that is to be changed, if only a part is.
    pub(crate) marked: ArcRwSignal<String>,
    /// A warning about the text while it is written, if it calls for a second thought.
    pub(crate) caution: fn(&str) -> &'static str,
    /// The receiver of the text.
    pub(crate) writer: Rc<dyn Writer>,
}

impl TextField {
    /// The field.
    pub(crate) fn show(self) -> Node {
        let (hint_id, problem_id) = ([&self.id, "-h"].concat(), [&self.id, "-p"].concat());
        let length = ArcRwSignal::new(0_usize);
        let hints = self.hints.iter().map(|hint| paragraph("hint", *hint).into());
        let hints = el("div").attr("id", &hint_id).child(hints.collect::<Vec<Node>>());
        let most = self.most;
        let room = self.line.is_none().then(|| {
            let length = length.clone();
            of_class("p", "room")
                .attr("aria-live", "polite")
                .text_of(move || room(most as i64 - length.get() as i64))
        });
        let field = el("div")
            .attr("class", "field")
            .child(el("label").attr("for", &self.id).child(self.label))
            .child((!self.hints.is_empty()).then_some(hints));
        let problem = self.problem.clone();
        let caution = ArcRwSignal::new("");
        let said = caution.clone();
        let cautioned = of_class("p", "caution")
            .attr("aria-live", "polite")
            .text_of(move || said.get().to_owned());
        let marked = self.marked.clone();
        let input = self.input([hint_id, problem_id.clone()].join(" "), length, caution);
        field
            .child(input)
            .child(cautioned)
            .child(room)
            .child(problem_line(problem_id, problem))
            .child(marked_line(marked))
            .into()
    }

    fn input(
        self,
        described_by: String,
        length: ArcRwSignal<usize>,
        caution: ArcRwSignal<&'static str>,
    ) -> El {
        let input = match self.line {
            Some(kind) => of_class("input", "line")
                .attr("type", kind)
                .attr("autocomplete", "off"),
            None => of_class("textarea", "prose").attr("rows", "4"),
        };
        let input = input.attr("id", &self.id).attr("aria-describedby", &described_by);
        let look = self.caution;
        // A text that is too long is not cut: the person shortens it, and nothing they wrote is lost meanwhile.
        typed_into(input, self.value, self.problem, self.writer, move |text| {
            length.set_if_changed(text.chars().count());
            caution.set_if_changed(look(text));
        })
    }
}

/// A field that tells its writer of every keystroke. While the person is in it the text is theirs; what is reported
/// meanwhile shows when they leave it. `read` is told what stands in it.
pub(super) fn typed_into(
    input: El,
    value: ArcRwSignal<String>,
    problem: ArcRwSignal<String>,
    writer: Rc<dyn Writer>,
    read: impl Fn(&str) + Clone + 'static,
) -> El {
    let input = input.attr_of("aria-invalid", move || {
        problem.with(|problem| !problem.is_empty()).then_some("true")
    });
    let focused = ArcRwSignal::new(false);
    let (shown, rests, reads) = (input.clone(), focused.clone(), read.clone());
    effect(move || {
        let text = value.get();
        if !rests.get() {
            shown.show_value(&text);
            reads(&text);
        }
    });
    let (begins, writes, ends) = (writer.clone(), writer.clone(), writer);
    let (entered, enters, leaves) = (input.clone(), focused.clone(), focused);
    input
        .on("focus", move |_| {
            enters.set_if_changed(true);
            begins.begin();
        })
        .on("input", move |_| {
            let text = entered.value();
            read(&text);
            writes.write(text);
        })
        .on("blur", move |_| {
            ends.end();
            leaves.set_if_changed(false);
        })
}

/// How much more may be written, when that is little.
fn room(left: i64) -> String {
    match left {
        ..0 => g().too_long.with(&[&(-left).to_string()]),
        0..=100 => g().letters_left.with(&[&left.to_string()]),
        _ => String::new(),
    }
}

/// The line that asks for a correction of a field. Made anew each time, so that it is read out again.
pub(super) fn problem_line(id: String, problem: ArcRwSignal<String>) -> Node {
    dynamic(move || {
        let line = paragraph("problem", problem.get());
        line.attr("role", "alert").attr("id", &id).into()
    })
}

/// The part of a text that is to be changed.
fn marked_line(marked: ArcRwSignal<String>) -> Node {
    dynamic(move || match marked.get() {
        part if part.is_empty() => Node::NONE,
        part => paragraph("marked", el("mark").child(part)).into(),
    })
}
