//! Writing: one line or several. The text under the cursor is the person's: what is reported meanwhile shows when they
//! leave the field.

use std::rc::Rc;

use crate::dom::{El, Node, dynamic, el, of_class, paragraph};
use crate::reactive::{Var, effect};
use crate::view::texts::of_pages as g;

/// Who is told of what is written.
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
    /// What is asked.
    pub(crate) label: &'static str,
    /// What to heed while writing.
    pub(crate) hints: Vec<&'static str>,
    /// Most characters.
    pub(crate) most: usize,
    /// `text` or `tel` for one line; nothing for several.
    pub(crate) line: Option<&'static str>,
    /// The text.
    pub(crate) value: Var<String>,
    /// What is wrong with it, if anything.
    pub(crate) problem: Var<&'static str>,
    /// What it looks like while it is written, if that calls for a second thought.
    pub(crate) caution: fn(&str) -> &'static str,
    /// Who is told.
    pub(crate) writer: Rc<dyn Writer>,
}

impl TextField {
    /// The field.
    pub(crate) fn show(self) -> Node {
        let (hint_id, problem_id) = ([&self.id, "-h"].concat(), [&self.id, "-p"].concat());
        let length = Var::new(0_usize);
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
        let caution = Var::new("");
        let said = caution.clone();
        let cautioned = of_class("p", "caution")
            .attr("aria-live", "polite")
            .text_of(move || said.get().to_owned());
        let input = self.input([hint_id, problem_id.clone()].join(" "), length, caution);
        field
            .child(input)
            .child(cautioned)
            .child(room)
            .child(problem_line(problem_id, problem))
            .into()
    }

    fn input(self, described_by: String, length: Var<usize>, caution: Var<&'static str>) -> El {
        let input = match self.line {
            Some(kind) => of_class("input", "line")
                .attr("type", kind)
                .attr("autocomplete", "off")
                .attr("maxlength", &self.most.to_string()),
            None => of_class("textarea", "prose").attr("rows", "4"),
        };
        let (problem, value) = (self.problem, self.value);
        let input = input
            .attr("id", &self.id)
            .attr("aria-describedby", &described_by)
            .attr_of("aria-invalid", move || {
                (!problem.get().is_empty()).then_some("true")
            });
        let focused = Var::new(false);
        let (shown, rests, measured) = (input.clone(), focused.clone(), length.clone());
        let (look, looked) = (self.caution, caution.clone());
        effect(move || {
            let text = value.get();
            if !rests.get() {
                shown.show_value(&text);
                looked.put(look(&text));
                measured.put(text.chars().count());
            }
        });
        let (begins, writes, ends) = (self.writer.clone(), self.writer.clone(), self.writer);
        let (entered, enters, leaves) = (input.clone(), focused.clone(), focused);
        // A line is held to its length by the browser. A longer text is not sent on its way half: the person shortens
        // it first.
        let most = if self.line.is_some() {
            usize::MAX
        } else {
            self.most
        };
        input
            .on("focus", move |_| {
                enters.put(true);
                begins.begin();
            })
            .on("input", move |_| {
                let text = entered.value();
                length.put(text.chars().count());
                caution.put(look(&text));
                if length.now() <= most {
                    writes.write(text);
                }
            })
            .on("blur", move |_| {
                ends.end();
                leaves.put(false);
            })
    }
}

/// How much more may be written, when that is little.
fn room(left: i64) -> String {
    match left {
        ..0 => g().too_long.with(&[&(-left).to_string()]),
        0..=100 => g().letters_left.with(&[&left.to_string()]),
        _ => String::new(),
    }
}

/// What is wrong with a field. Made anew each time, so that it is read out again.
fn problem_line(id: String, problem: Var<&'static str>) -> Node {
    dynamic(move || {
        let line = paragraph("problem", problem.get());
        line.attr("role", "alert").attr("id", &id).into()
    })
}
