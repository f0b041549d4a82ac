//! The fields of a record on a page: each shape of field has one way to be entered and one way to be read, whatever
//! the kind. Two people's values stand above the field until one is kept.

use feltbog_shared::bridge::{Candidate, Dispute};
use feltbog_shared::model::{FieldChange, FieldEdit, FieldSpec, Shape, Value};
use feltbog_shared::moment::Day;
use leptos::prelude::*;

use crate::components::choice::{AnyOf, Offer, OneOf, Tick};
use crate::components::day::{DayChoice, TimeChoice};
use crate::components::icon::Icon;
use crate::components::number::Number;
use crate::components::text::{Entry, TextBox, TextEvents, TextLine};
use crate::state::access::{App, app};
use crate::state::editor::Editor;
use crate::state::platform;
use crate::view::texts::{language, t};
use crate::view::{fields, labels};

/// The days offered where somebody should look again, in days from today.
const FOLLOW_UP: [i64; 4] = [7, 14, 28, 91];
/// The days offered elsewhere.
const NEAR: [i64; 3] = [0, 1, 7];

/// A record's fields on a page.
#[derive(Clone, Copy)]
pub(crate) struct Form {
    /// The record.
    pub(crate) editor: Editor,
    /// Whether this person may change it.
    pub(crate) writable: bool,
    app: App,
}

/// How a field is asked for where its plain name is not enough.
#[derive(Clone, Default)]
pub(crate) struct Asked {
    /// Instead of the field's name.
    pub(crate) label: &'static str,
    /// What to heed.
    pub(crate) hints: Vec<&'static str>,
    /// Where a number starts when a button is pressed first.
    pub(crate) from: i64,
}

impl Form {
    /// The fields of a record.
    pub(crate) fn new(editor: Editor, writable: bool) -> Self {
        Self {
            editor,
            writable,
            app: app(),
        }
    }

    /// A field under its own name.
    pub(crate) fn field(self, name: &'static str) -> AnyView {
        self.asked(name, Asked::default())
    }

    /// Several fields under their own names.
    pub(crate) fn all(self, names: &[&'static str]) -> AnyView {
        names
            .iter()
            .map(|name| self.field(name))
            .collect::<Vec<_>>()
            .into_any()
    }

    /// A field.
    pub(crate) fn asked(self, name: &'static str, asked: Asked) -> AnyView {
        let Some(spec) = self.editor.kind.field(name) else {
            return ().into_any();
        };
        let label = match asked.label {
            "" => (t().field)(self.editor.kind, name),
            label => label,
        };
        let content = if self.writable {
            self.entry(spec, label, asked)
        } else {
            self.reading(spec, label)
        };
        view! {
            {self.dispute(spec)}
            {content}
        }
        .into_any()
    }

    /// The states that may follow, as buttons.
    pub(crate) fn steps(self, heading: &'static str) -> AnyView {
        let Some(spec) = self.editor.kind.field("state") else {
            return ().into_any();
        };
        let kind = self.editor.kind;
        let state = self.text("state");
        let buttons = move || {
            let next = labels::next_states(kind, &state.get());
            next.into_iter()
                .filter_map(|key| Some((key, labels::step(t(), kind, key)?)))
                .map(|(key, label)| {
                    view! {
                        <button type="button" class="step-button" on:click=move |_| self.set("state", Value::Text(key.to_owned()))>
                            {label}
                        </button>
                    }
                    .into_any()
                })
                .collect::<Vec<_>>()
        };
        let now = move || labels::value(t(), kind, "state", &state.get()).unwrap_or(t().not_chosen);
        view! {
            {self.dispute(spec)}
            <fieldset class="field">
                <legend>{heading}</legend>
                <p class="state-now">{move || now()}</p>
                {self.writable.then(|| view! { <div class="steps">{buttons}</div> })}
                {self.refusal("state")}
            </fieldset>
        }
        .into_any()
    }

    /// The text, key or day of a field. Follows changes.
    pub(crate) fn text(self, name: &'static str) -> Memo<String> {
        let fields = self.editor.fields;
        Memo::new(move |_| fields.with(|record| fields::text(record, name).to_owned()))
    }

    /// The field takes this value.
    pub(crate) fn set(self, name: &str, value: Value) {
        self.change(name, FieldChange::Set(value));
    }

    fn change(self, name: &str, change: FieldChange) {
        self.editor.edit(FieldEdit {
            field: name.to_owned(),
            change,
        });
    }

    fn entry(self, spec: &'static FieldSpec, label: &'static str, asked: Asked) -> AnyView {
        let (editor, name) = (self.editor, spec.name);
        let id = self.id(name);
        let legend = label.to_owned();
        let hint = asked.hints.first().copied().unwrap_or_default();
        let entry = match spec.shape {
            Shape::Choice(keys) => {
                let choose = Callback::new(move |key: String| self.set(name, Value::Text(key)));
                let offers = self.offers(name, keys);
                view! { <OneOf legend name=id offers chosen=self.text(name) on_choose=choose hint /> }
                    .into_any()
            }
            Shape::Link => {
                let choose = Callback::new(move |key: String| self.set(name, Value::Text(key)));
                let areas = self.app.engine.areas;
                (move || {
                    let offers: Vec<Offer> = areas.with(|areas| {
                        areas
                            .iter()
                            .map(|(id, name)| (id.to_string(), name.clone()))
                            .collect()
                    });
                    let (legend, id, chosen) = (legend.clone(), id.clone(), self.text(name));
                    view! { <OneOf legend name=id offers chosen on_choose=choose hint /> }.into_any()
                })
                .into_any()
            }
            Shape::Choices(keys) => {
                let is_chosen = Callback::new(move |key: String| {
                    editor.fields.with(|record| fields::has_key(record, name, &key))
                });
                let choose = Callback::new(move |(key, on): (String, bool)| {
                    self.change(
                        name,
                        if on {
                            FieldChange::Include(key)
                        } else {
                            FieldChange::Exclude(key)
                        },
                    );
                });
                let offers = self.offers(name, keys);
                view! { <AnyOf legend offers is_chosen on_choose=choose hint /> }.into_any()
            }
            Shape::Flag => {
                let on = Memo::new(move |_| {
                    editor
                        .fields
                        .with(|record| record.get(name) == Some(&Value::Flag(true)))
                });
                let change = Callback::new(move |on| self.set(name, Value::Flag(on)));
                view! { <Tick label=legend on=on on_change=change /> }.into_any()
            }
            Shape::Whole(least, most) => {
                let value = Memo::new(move |_| editor.fields.with(|record| fields::whole(record, name)));
                let change = Callback::new(move |number: Option<i64>| match number {
                    Some(number) => self.set(name, Value::Whole(number)),
                    None => self.change(name, FieldChange::Clear),
                });
                let from = asked.from.clamp(least, most);
                view! { <Number id label=legend least most from value=value on_change=change /> }.into_any()
            }
            Shape::Calendar => self.calendar(name, id, legend),
            Shape::Instant => {
                let value = Memo::new(move |_| {
                    editor.fields.with(|record| match record.get(name) {
                        Some(Value::Moment(at)) => platform::local_input(*at),
                        _ => String::new(),
                    })
                });
                let choose = Callback::new(move |text: String| match platform::from_local_input(&text) {
                    Some(at) => self.set(name, Value::Moment(at)),
                    None => self.change(name, FieldChange::Clear),
                });
                let now = Callback::new(move |()| self.set(name, Value::Moment(platform::now())));
                view! { <TimeChoice id label=legend value=value on_choose=choose on_now=now /> }.into_any()
            }
            Shape::Line(most) => {
                let entry = if name == "phone" {
                    Entry::Telephone
                } else {
                    Entry::Text
                };
                let (value, events, problem) = (self.text(name), self.writes(name), self.problem(name));
                return view! { <TextLine id label=legend value=value events most hint entry problem=problem /> }.into_any();
            }
            Shape::Prose(most) => {
                let (value, events, problem) = (self.text(name), self.writes(name), self.problem(name));
                return view! { <TextBox id label=legend value=value events most hints=asked.hints problem=problem /> }
                    .into_any();
            }
            // Counters have a screen of their own.
            Shape::Tallies(_) => ().into_any(),
        };
        view! {
            {entry}
            {self.refusal(name)}
        }
        .into_any()
    }

    fn calendar(self, name: &'static str, id: String, legend: String) -> AnyView {
        let fields = self.editor.fields;
        let value = Memo::new(move |_| fields.with(|record| Day::parse(fields::text(record, name))));
        let choose = Callback::new(move |day: Option<Day>| match day {
            Some(day) => self.set(name, Value::Text(day.to_string())),
            None => self.change(name, FieldChange::Clear),
        });
        let today = platform::present().today();
        let days: &[i64] = if matches!(name, "follow_up_on" | "next_on") {
            &FOLLOW_UP
        } else {
            &NEAR
        };
        let near = days
            .iter()
            .map(|days| (today.plus_days(*days), (t().in_days)(*days).to_owned()))
            .collect();
        view! { <DayChoice id legend near value=value on_choose=choose /> }.into_any()
    }

    fn reading(self, spec: &'static FieldSpec, label: &'static str) -> AnyView {
        let (kind, fields, areas) = (self.editor.kind, self.editor.fields, self.app.engine.areas);
        let words = move || {
            fields.with(|record| {
                let value = record.get(spec.name)?;
                let words = match (spec.shape, value) {
                    (Shape::Link, Value::Text(id)) => id
                        .parse()
                        .ok()
                        .and_then(|id| areas.with(|areas| areas.get(&id).cloned()))?,
                    _ => labels::in_words(t(), &platform::present(), kind, spec, value),
                };
                (!words.is_empty()).then_some(words)
            })
        };
        (move || {
            words().map(|words| {
                view! { <div class="reading"><p class="reading-name">{label}</p><p>{words}</p></div> }
                    .into_any()
            })
        })
        .into_any()
    }

    /// Two people's values: both, with who and when, and a tap to keep one.
    fn dispute(self, spec: &'static FieldSpec) -> AnyView {
        let disputes = self.editor.disputes;
        let dispute =
            Memo::new(move |_| disputes.with(|all| all.iter().find(|one| one.field == spec.name).cloned()));
        (move || dispute.get().map(|dispute| self.both(spec, &dispute))).into_any()
    }

    fn both(self, spec: &'static FieldSpec, dispute: &Dispute) -> AnyView {
        let me = self.app.session().map(|session| session.user);
        let other = dispute
            .candidates
            .iter()
            .find_map(|one| one.author.filter(|author| Some(*author) != me));
        let sentence = match other {
            Some(other) => (t().both_kept_by)(&self.app.name_of(Some(other))),
            None => t().both_kept.to_owned(),
        };
        let candidates = dispute
            .candidates
            .iter()
            .map(|candidate| self.candidate(spec, candidate))
            .collect::<Vec<_>>();
        let name = (t().field)(self.editor.kind, spec.name);
        view! {
            <section class="dispute" aria-label=[name, ": ", &sentence].concat()>
                <p class="dispute-says">{Icon::Both.draw()}<span><strong>{name}</strong>" "{sentence.clone()}</span></p>
                <ul>{candidates}</ul>
            </section>
        }
        .into_any()
    }

    fn candidate(self, spec: &'static FieldSpec, candidate: &Candidate) -> AnyView {
        let present = platform::present();
        let words = labels::in_words(t(), &present, self.editor.kind, spec, &candidate.value);
        let who = (t().wrote)(
            &self.app.name_of(candidate.author),
            &present.moment(t(), candidate.at),
        );
        let value = candidate.value.clone();
        let keep = move |_| self.set(spec.name, value.clone());
        view! {
            <li>
                <p class="candidate">{words.clone()}</p>
                <p class="candidate-by">{who}</p>
                {self.writable.then(|| view! {
                    <button type="button" class="button small" on:click=keep>
                        {t().keep_this}<span class="unseen">": "{words}</span>
                    </button>
                })}
            </li>
        }
        .into_any()
    }

    fn offers(self, name: &'static str, keys: &'static [&'static str]) -> Vec<Offer> {
        let kind = self.editor.kind;
        let label = |key: &str| labels::value(t(), kind, name, key).unwrap_or_default().to_owned();
        keys.iter().map(|key| ((*key).to_owned(), label(key))).collect()
    }

    fn writes(self, name: &'static str) -> TextEvents {
        let editor = self.editor;
        TextEvents {
            begin: Callback::new(move |()| editor.begin_writing(name)),
            write: Callback::new(move |text| editor.write(name, text)),
            end: Callback::new(move |()| editor.end_writing()),
        }
    }

    /// Why the field's last entry was refused; empty when it was not.
    fn problem(self, name: &'static str) -> Memo<String> {
        let refused = self.editor.refused;
        Memo::new(move |_| {
            refused.with(|refused| {
                refused
                    .get(name)
                    .map(|refusal| refusal.code.sentence(language()))
                    .unwrap_or_default()
                    .to_owned()
            })
        })
    }

    fn refusal(self, name: &'static str) -> AnyView {
        let problem = self.problem(name);
        view! { <p class="problem" role="alert">{move || problem.get()}</p> }.into_any()
    }

    /// An id for the field's control that no other record's field on the page has.
    fn id(self, name: &str) -> String {
        [self.editor.kind.key(), "-", name].concat()
    }
}
