//! Two people changed the same field: both values, with who and when, and a tap to keep one.

use feltbog_shared::bridge::{Candidate, Dispute};
use feltbog_shared::model::FieldSpec;
use leptos::prelude::*;

use super::form::Form;
use super::ground;
use crate::components::icon::{Draw, Icon};
use crate::dom::{El, Node, button, el, of_class, paragraph, switch};
use crate::state::access::app;
use crate::state::editor::set;
use crate::state::platform;
use feltbog_presentation::labels;
use feltbog_presentation::texts::{of_pages as g, t};

impl Form {
    /// Both values of a field while there are two.
    pub(super) fn dispute(&self, spec: &'static FieldSpec) -> Node {
        let (asked, form) = (self.editor.clone(), self.clone());
        switch(
            move || {
                asked
                    .disputes
                    .with(|all| all.iter().find(|one| one.field == spec.name).cloned())
            },
            move |dispute| dispute.as_ref().map(|dispute| form.both(spec, dispute)).into(),
        )
    }

    fn both(&self, spec: &'static FieldSpec, dispute: &Dispute) -> El {
        let me = app().session().map(|session| session.user);
        let other = dispute
            .candidates
            .iter()
            .find_map(|one| one.author.filter(|author| Some(*author) != me));
        let sentence = match other {
            Some(other) => g().both_kept_by.with(&[&app().name_of(Some(other))]),
            None => g().both_kept.to_owned(),
        };
        let name = t().field(self.editor.kind, spec.name);
        let mut candidates = el("ul");
        for candidate in &dispute.candidates {
            candidates = candidates.child(self.candidate(spec, candidate));
        }
        let says = el("span")
            .child(el("strong").child(name))
            .child(" ")
            .child(sentence.as_str());
        of_class("section", "dispute")
            .attr("aria-label", &[name, ": ", &sentence].concat())
            .child(paragraph("dispute-says", Icon::Both.draw()).child(says))
            .child(candidates)
    }

    fn candidate(&self, spec: &'static FieldSpec, candidate: &Candidate) -> El {
        let present = platform::present();
        let words = labels::in_words(t(), &present, self.editor.kind, spec, &candidate.value);
        let who = app().name_of(candidate.author);
        let when = present.moment(t(), candidate.at);
        let row = el("li")
            .child(paragraph("candidate", words.as_str()))
            .child(paragraph("candidate-by", g().wrote.with(&[&who, &when])));
        if !self.writable {
            return row;
        }
        let (editor, value) = (self.editor.clone(), candidate.value.clone());
        let keep = button("button small")
            .attr("aria-label", &[g().keep_this, ": ", &words].concat())
            .child(g().keep_this)
            .press(move || {
                let settled = ground::settled(spec.name, &value);
                editor.edit_all(settled.unwrap_or_else(|| vec![set(spec.name, value.clone())]));
            });
        row.child(keep)
    }
}
