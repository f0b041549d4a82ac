//! The fields of a record on a page: each shape of field has one way to be entered and one way to be read, whatever
//! the kind. Which fields there are is said by `view::forms`.

use crate::reactive::{memo, untracked};
use leptos::prelude::*;
use std::rc::Rc;

use feltbog_shared::bridge::ListItem;
use feltbog_shared::caution::names_illness;
use feltbog_shared::id::DepartmentId;
use feltbog_shared::model::care_task::TaskState;
use feltbog_shared::model::conflict_case::{ConflictState, HandlerRole};
use feltbog_shared::model::conflict_party::WantsMediation;
use feltbog_shared::model::consent::{ConsentProblem, consent_problem};
use feltbog_shared::model::handover::HandoverRole;
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::{
    CareTask, CasePart, ConflictCase, ConflictParty, FieldChange, FieldEdit, FieldSpec, Handover,
    InsectCount, Kind, Shape, SocialVisit, Value,
};
use feltbog_shared::moment::Day;
use feltbog_shared::permission::Role;
use feltbog_shared::wire::Person;

use super::{ground, note};
use crate::components::card::fact;
use crate::components::choice::{Choice, Offer};
use crate::components::day::{Near, day, time};
use crate::components::icon::{Draw, Icon};
use crate::components::number::Number;
use crate::components::text::{TextField, Writer};
use crate::dom::{El, Node, button, dynamic, el, of_class, paragraph, switch, when};
use crate::pages::after;
use crate::pages::lists::{self, Followed};
use crate::pages::sign;
use crate::state::access::app;
use crate::state::editor::{Editor, Phase, set};
use crate::state::platform;
use feltbog_presentation::dates::{PAST_DAYS, day_problem, near_days};
use feltbog_presentation::forms::{self, Ask, Item, key};
use feltbog_presentation::round::unwanted_until;
use feltbog_presentation::summary::area_name;
use feltbog_presentation::texts::{language, of_pages as g, t};
use feltbog_presentation::{fields, homes, labels};

/// A record's fields on a page.
#[derive(Clone)]
pub(super) struct Form {
    /// The record.
    pub(super) editor: Rc<Editor>,
    /// Whether this person may change it.
    pub(super) writable: bool,
    /// The records that are read beside it.
    pub(super) around: Followed,
}

impl Form {
    /// The fields of a record.
    pub(super) fn new(editor: Rc<Editor>, writable: bool, around: Followed) -> Self {
        Self {
            editor,
            writable,
            around,
        }
    }

    /// A page's sheets with what stands on them.
    pub(super) fn sheets(&self, items: &'static [Item]) -> Node {
        let mut sheets: Vec<Node> = Vec::new();
        let mut sheet = None;
        for item in items {
            match item {
                Item::Sheet | Item::LockedSheet | Item::Note => {
                    sheets.extend(sheet.take().map(Node::from));
                    match item {
                        Item::Note => sheets.push(note::card(self)),
                        Item::LockedSheet => sheet = Some(of_class("section", "sheet locked")),
                        _ => sheet = Some(of_class("section", "sheet")),
                    }
                }
                item => sheet = sheet.map(|sheet: El| sheet.child(self.item(item))),
            }
        }
        sheets.extend(sheet.map(Node::from));
        sheets.into()
    }

    /// The items of a sheet.
    pub(super) fn items(&self, items: &'static [Item]) -> Node {
        items
            .iter()
            .map(|item| self.item(item))
            .collect::<Vec<_>>()
            .into()
    }

    fn item(&self, item: &Item) -> Node {
        match item {
            Item::Field(ask) => self.asked(*ask),
            Item::Steps(heading) => self.steps(*heading),
            Item::Danger => self.danger(),
            Item::Unwanted => self.unwanted(),
            Item::Consent => self.consent(),
            Item::Ground => ground::ground(self),
            Item::SignWay => self.sign_way(),
            Item::Sheet | Item::LockedSheet | Item::Note => Node::NONE,
        }
    }

    fn asked(&self, ask: Ask) -> Node {
        let Some(holds) = ask.when else {
            return self.field(ask);
        };
        let (editor, form) = (self.editor.clone(), self.clone());
        when(move || editor.fields.with(holds), move || form.field(ask))
    }

    fn field(&self, ask: Ask) -> Node {
        let Some(spec) = self.editor.kind.field(ask.name) else {
            return Node::NONE;
        };
        let label = ask
            .label
            .map_or_else(|| t().field(self.editor.kind, ask.name), |label| label(t()));
        let content = if self.writable {
            self.entry(spec, label, &ask)
        } else {
            self.reading(spec, label)
        };
        [self.dispute(spec), content].into()
    }

    /// The way to the sign that is printed.
    fn sign_way(&self) -> Node {
        let (asked, path) = (self.editor.clone(), sign::path(self.editor.document));
        when(
            move || asked.phase.get() == Phase::Here,
            move || {
                of_class("a", "text-link")
                    .attr("href", &path)
                    .child(Icon::Book.draw())
                    .child(el("span").child(g().sign))
                    .into()
            },
        )
    }

    /// The states that may follow, as buttons.
    fn steps(&self, heading: Option<forms::OfTexts>) -> Node {
        let kind = self.editor.kind;
        let Some(spec) = kind.field("state") else {
            return Node::NONE;
        };
        // How far it comes is for those to say whom it was given to.
        if app().access().is_some_and(|access| access.passes_on(kind)) {
            return Node::NONE;
        }
        let heading = heading.map_or_else(|| t().field(kind, "state"), |heading| heading(t()));
        let (state, editor) = (self.text("state"), self.editor.clone());
        let named = state.clone();
        let now = move || {
            named.with(|key| {
                labels::value(t(), kind, "state", key)
                    .unwrap_or(g().not_chosen)
                    .to_owned()
            })
        };
        let mut field = of_class("fieldset", "field")
            .child(el("legend").child(heading))
            .child(of_class("p", "state-now").text_of(now));
        if self.writable {
            let around = self.around.clone();
            let may = memo(move || kind != Kind::ConflictCase || lists::with_items(&around, both_agree));
            // Where people disagree, the steps from each state that stands there.
            let disputes = self.editor.disputes.clone();
            let standing = move || {
                let disputed = disputes.with(|all| {
                    let dispute = all.iter().find(|one| one.field == "state")?;
                    Some(dispute.candidates.iter().map(|one| one.value.clone()).collect())
                });
                disputed.unwrap_or_else(|| vec![Value::Text(state.get())])
            };
            let buttons = switch(
                move || (standing(), may.get()),
                move |(states, both_agree)| {
                    let mut steps = of_class("div", "steps");
                    let access = untracked(|| app().access());
                    for key in labels::next_states(kind, states) {
                        // What another role approves, locks or decides is not offered.
                        if !access
                            .as_ref()
                            .is_some_and(|access| access.may_step(kind, states, key))
                        {
                            continue;
                        }
                        let Some(label) = labels::step(t(), kind, key) else {
                            continue;
                        };
                        if key == key!(ConflictState::MediationAccepted) && !both_agree {
                            steps = steps.child(paragraph("hint", g().both_must_agree));
                            continue;
                        }
                        let editor = editor.clone();
                        let step = button("step-button")
                            .child(label)
                            .press(move || take_step(&editor, key));
                        steps = steps.child(step);
                    }
                    steps.into()
                },
            );
            field = field.child(buttons);
        }
        [self.dispute(spec), field.child(self.refusal("state")).into()].into()
    }

    fn danger(&self) -> Node {
        let editor = self.editor.clone();
        when(
            move || editor.fields.with(forms::is_acute),
            || {
                let call = of_class("a", "button")
                    .attr("href", "tel:112")
                    .child(Icon::Call.draw())
                    .child(el("span").child(g().call_112_button));
                of_class("p", "danger")
                    .child(el("span").child(g().call_112))
                    .child(call)
                    .into()
            },
        )
    }

    /// Why the record is not passed on as it is, as soon as the resident's answer is known.
    fn consent(&self) -> Node {
        let editor = self.editor.clone();
        let says = dynamic(move || {
            let problem = editor.fields.with(|record| consent_problem(editor.kind, record));
            // What is simply not chosen yet is asked for when its author says that it is finished.
            let is_said = match problem {
                Some(ConsentProblem::ResidentSaidNo) => true,
                _ => editor.blocked.get().is_some(),
            };
            let sentence = problem
                .filter(|_| is_said)
                .map(|problem| match (problem, editor.kind) {
                    (ConsentProblem::NoReceiver, _) => g().consent_no_receiver,
                    (ConsentProblem::ResidentSaidNo, Kind::Concern) => g().consent_said_no_concern,
                    (ConsentProblem::ResidentSaidNo, _) => g().consent_said_no,
                    (ConsentProblem::NoYesAndNoBasis, _) => g().consent_no_yes,
                });
            sentence.map(|sentence| paragraph("danger", sentence)).into()
        });
        of_class("div", "warns").attr("role", "alert").child(says).into()
    }

    /// The resident of this dwelling wants no contact.
    fn unwanted(&self) -> Node {
        let Some(access) = app().access() else {
            return Node::NONE;
        };
        let listing = lists::follow(&access, &HOMES, None);
        let (editor, document) = (self.editor.clone(), self.editor.document);
        let says = dynamic(move || {
            let present = platform::present();
            let until = lists::with_items(&listing, |items| {
                // This visit itself may be the one at which they said so.
                let others: Vec<_> = items
                    .iter()
                    .filter(|item| item.document != document)
                    .cloned()
                    .collect();
                let today = present.today();
                editor
                    .fields
                    .with(|visit| unwanted_until(&others, visit, today, platform::offset))
            });
            until
                .map(|until| {
                    let day = present.day(t(), until);
                    paragraph("danger", g().contact_unwanted.with(&[&day]).as_str())
                })
                .into()
        });
        of_class("div", "warns").attr("role", "status").child(says).into()
    }

    /// The text, key or day of a field. Follows changes.
    pub(super) fn text(&self, name: &'static str) -> ArcRwSignal<String> {
        let editor = self.editor.clone();
        memo(move || editor.fields.with(|record| fields::text(record, name).to_owned()))
    }

    fn entry(&self, spec: &'static FieldSpec, label: &'static str, ask: &Ask) -> Node {
        let name = spec.name;
        let id = [self.editor.kind.key(), "-", name].concat();
        let hints: Vec<_> = ask.hints.iter().map(|hint| hint(t())).collect();
        let entry = match spec.shape {
            Shape::Choice(keys) => self.one_of(name, label, &hints, self.offers(name, keys)),
            Shape::Link => {
                let (form, kind) = (self.clone(), self.editor.kind);
                let department = self.editor.department;
                let offers = move || match name {
                    PERSON => colleagues(kind, department),
                    _ => app()
                        .engine
                        .areas
                        .get()
                        .into_iter()
                        .map(|(id, name)| (id.to_string(), name))
                        .collect(),
                };
                switch(offers, move |offers: &Vec<Offer>| match offers.is_empty() {
                    true if name == PERSON => paragraph("hint", g().nobody_to_choose).into(),
                    _ => form.one_of(name, label, &hints, offers.clone()),
                })
            }
            Shape::Choices(keys) => self.any_of(name, label, self.offers(name, keys)),
            Shape::Flag if name == InsectCount::dry().name() => self.dry_or_rain(name, label),
            Shape::Flag => self.tick(name, label),
            Shape::Integer(least, most) => {
                let (editor, changed) = (self.editor.clone(), self.editor.clone());
                let value = memo(move || editor.fields.with(|record| fields::whole(record, name)));
                let number = Number {
                    id,
                    label,
                    least,
                    most,
                    from: ask.from.clamp(least, most),
                    value: value.clone(),
                    text: self.entered(name, move || {
                        value.get().map(|number| number.to_string()).unwrap_or_default()
                    }),
                    problem: self.problem(name),
                    writer: self.writer(name),
                    change: Box::new(move |number| changed.edit(set(name, Value::Integer(number)))),
                };
                return number.show();
            }
            Shape::Date => self.calendar(name, &id, label),
            Shape::Timestamp => self.instant(name, &id, label),
            Shape::Text(_) if name == SocialVisit::dwelling_ref().name() => {
                return self.dwelling(id, label, hints);
            }
            Shape::Text(most) => {
                let line = if name == "phone" { "tel" } else { "text" };
                return self.writing(name, id, label, hints, most, Some(line));
            }
            Shape::RichText(most) => return self.writing(name, id, label, hints, most, None),
            // Counters have a screen of their own.
            Shape::Counters(_) => return Node::NONE,
        };
        [entry, self.refusal(name).into()].into()
    }

    fn one_of(
        &self,
        name: &'static str,
        legend: &'static str,
        hints: &[&'static str],
        offers: Vec<Offer>,
    ) -> Node {
        let (chosen, editor) = (self.text(name), self.editor.clone());
        let choice = Choice {
            legend,
            hint: hints.first().copied().unwrap_or_default(),
            name: [self.editor.kind.key(), "-", name].concat(),
            offers,
        };
        choice.show(
            move |key| chosen.with(|chosen| chosen == key),
            move |key, _| editor.edit(set(name, Value::Text(key.to_owned()))),
        )
    }

    fn any_of(&self, name: &'static str, legend: &'static str, offers: Vec<Offer>) -> Node {
        let (shown, editor) = (self.editor.clone(), self.editor.clone());
        let choice = Choice {
            legend,
            hint: "",
            name: String::new(),
            offers,
        };
        choice.show(
            move |key| shown.fields.with(|record| fields::has_key(record, name, key)),
            move |key, on| {
                let key = key.to_owned();
                let change = if on {
                    FieldChange::Include(key)
                } else {
                    FieldChange::Exclude(key)
                };
                editor.edit(FieldEdit {
                    field: name.to_owned(),
                    change,
                });
            },
        )
    }

    fn tick(&self, name: &'static str, label: &'static str) -> Node {
        let (shown, editor) = (self.editor.clone(), self.editor.clone());
        let choice = Choice {
            legend: "",
            hint: "",
            name: String::new(),
            offers: vec![(String::new(), label.to_owned())],
        };
        choice.show(
            move |_| {
                shown
                    .fields
                    .with(|record| record.get(name) == Some(&Value::Flag(true)))
            },
            move |_, on| editor.edit(set(name, Value::Flag(on))),
        )
    }

    /// Dry or rain: unlike a tick, rain can be said too.
    fn dry_or_rain(&self, name: &'static str, legend: &'static str) -> Node {
        let (shown, editor) = (self.editor.clone(), self.editor.clone());
        let choice = Choice {
            legend,
            hint: "",
            name: [self.editor.kind.key(), "-", name].concat(),
            offers: [("dry", g().dry), ("rain", g().rain)]
                .map(|(key, label)| (key.to_owned(), label.to_owned()))
                .into(),
        };
        choice.show(
            move |key| {
                let held = shown.fields.with(|record| record.get(name).cloned());
                held == Some(Value::Flag(key == "dry"))
            },
            move |key, _| editor.edit(set(name, Value::Flag(key == "dry"))),
        )
    }

    fn calendar(&self, name: &'static str, id: &str, legend: &str) -> Node {
        let kind = self.editor.kind;
        let today = platform::present().today();
        let near = self
            .editor
            .fields
            .with_untracked(|record| near_days(kind, name, record));
        let called = |days: i64| match PAST_DAYS.iter().position(|past| *past == days) {
            Some(place) if near == PAST_DAYS => g().past_days[place],
            _ => t().in_days(days),
        };
        let near = near.iter().map(|days| (today.plus_days(*days), called(*days)));
        let near = near.collect();
        let held = self.editor.clone();
        let can_be = move |day| {
            let held = &held.fields;
            held.with(|record| day_problem(kind, name, day, record, today).is_none())
        };
        let (shown, editor, typed) = (self.editor.clone(), self.editor.clone(), self.editor.clone());
        let value = memo(move || shown.fields.with(|record| Day::parse(fields::text(record, name))));
        let chosen = value.clone();
        let text = self.entered(name, move || {
            chosen.get().map(|day| day.to_string()).unwrap_or_default()
        });
        let write = move |text| typed.write(name, text);
        day(
            id,
            legend,
            Near { days: near, can_be },
            value,
            text,
            write,
            move |day| {
                // By the same way as what is typed: a day that cannot be is said to be none.
                editor.write(name, day.map(|day| day.to_string()).unwrap_or_default());
                editor.flush(false);
            },
        )
    }

    fn instant(&self, name: &'static str, id: &str, label: &str) -> Node {
        let (shown, typed, now) = (self.editor.clone(), self.editor.clone(), self.editor.clone());
        let text = self.entered(name, move || {
            shown.fields.with(|record| match record.get(name) {
                Some(Value::Moment(at)) => platform::local_input(*at),
                _ => String::new(),
            })
        });
        time(
            id,
            label,
            move || text.get(),
            move |text| typed.write(name, text),
            move || now.edit(set(name, Value::Moment(platform::now()))),
        )
    }

    /// The text in a field: an entry that its record cannot hold, or else the value that the record holds.
    fn entered(&self, name: &'static str, held: impl Fn() -> String + 'static) -> ArcRwSignal<String> {
        let editor = self.editor.clone();
        memo(move || editor.held_text(name).unwrap_or_else(&held))
    }

    fn writer(&self, name: &'static str) -> Rc<dyn Writer> {
        Rc::new(Writing {
            editor: self.editor.clone(),
            name,
        })
    }

    fn writing(
        &self,
        name: &'static str,
        id: String,
        label: &'static str,
        hints: Vec<&'static str>,
        most: usize,
        line: Option<&'static str>,
    ) -> Node {
        // A locked note may say it, with the resident's yes.
        let caution: fn(&str) -> &'static str = match self.editor.kind {
            Kind::VisitNote => |_| "",
            _ => |text| {
                if names_illness(text) {
                    g().looks_like_illness
                } else {
                    ""
                }
            },
        };
        let field = TextField {
            id,
            label,
            hints,
            caution,
            most,
            line,
            value: {
                let text = self.text(name);
                self.entered(name, move || text.get())
            },
            problem: self.problem(name),
            marked: self.marked(name),
            writer: self.writer(name),
        };
        field.show()
    }

    /// A home: chosen among those that are known, or written when it is new.
    fn dwelling(&self, id: String, label: &'static str, hints: Vec<&'static str>) -> Node {
        let name = SocialVisit::dwelling_ref().name();
        let most = match self.editor.kind.field(name).map(|spec| spec.shape) {
            Some(Shape::Text(most)) => most,
            _ => return Node::NONE,
        };
        let written = self.writing(name, id, label, hints, most, Some("text"));
        let known = app().access().map(|access| lists::follow(&access, &HOMES, None));
        let Some(known) = known else { return written };
        let (editor, typed) = (self.editor.clone(), self.text(name));
        let offers = memo(move || {
            lists::with_items(&known, |items| {
                let homes = items.iter().map(|item| fields::text(&item.fields, name));
                let homes: Vec<_> = homes.collect();
                let copy = |home: &str| home.to_owned();
                typed.with(|typed| {
                    let offered = homes::offered(homes.iter().copied(), typed);
                    offered.into_iter().map(copy).collect::<Vec<_>>()
                })
            })
        });
        let chips = dynamic(move || {
            let mut chips = of_class("div", "chips");
            for home in offers.get() {
                let (editor, value) = (editor.clone(), home.clone());
                let chip = button("chip-button")
                    .child(home.as_str())
                    .press(move || editor.edit(set(name, Value::Text(value.clone()))));
                chips = chips.child(chip);
            }
            chips.into()
        });
        [written, chips].into()
    }

    fn reading(&self, spec: &'static FieldSpec, label: &'static str) -> Node {
        let editor = self.editor.clone();
        dynamic(move || {
            let words = editor
                .fields
                .with(|record| match (spec.shape, record.get(spec.name)) {
                    (_, None) => String::new(),
                    (Shape::Link, Some(Value::Text(id))) if spec.name == PERSON => {
                        app().name_of(id.parse().ok())
                    }
                    (Shape::Link, Some(Value::Text(id))) => {
                        let areas = &app().engine.areas;
                        areas.with(|areas| area_name(areas, id).unwrap_or_default().to_owned())
                    }
                    (_, Some(value)) => labels::in_words(t(), &platform::present(), editor.kind, spec, value),
                });
            if words.is_empty() {
                Node::NONE
            } else {
                fact(label, &words)
            }
        })
    }

    fn offers(&self, name: &'static str, keys: &'static [&'static str]) -> Vec<Offer> {
        let kind = self.editor.kind;
        let label = |key: &str| labels::value(t(), kind, name, key).unwrap_or_default().to_owned();
        let department = self.editor.department;
        let session = untracked(|| app().session());
        // Nothing is handed over to those who cannot read it, nor to a role that nobody holds in the department.
        let is_held = |role| {
            let mut sessions = session.iter();
            sessions.any(|session| {
                session.members.is_empty() || session.holders(department, role).next().is_some()
            })
        };
        let receives =
            |key: &str| HandoverRole::from_key(key).is_some_and(|to| to.receives() && is_held(to.role()));
        let is_receiver = |key: &&&str| name != Handover::to_role().name() || receives(key);
        keys.iter()
            .filter(is_receiver)
            .map(|key| ((*key).to_owned(), label(key)))
            .collect()
    }

    /// The correction to ask for in a field; empty when there is none.
    fn problem(&self, name: &'static str) -> ArcRwSignal<String> {
        let editor = self.editor.clone();
        memo(move || {
            let today = platform::present().today();
            let held = editor.held.with(|held| {
                let one = held.iter().find(|one| one.field == name);
                one.map(|one| one.problem.sentence(t(), today))
            });
            held.unwrap_or_else(|| {
                editor.refused.with(|refused| {
                    let refusal = refused.iter().find(|(field, _)| field == name);
                    refusal
                        .map_or("", |(_, refusal)| refusal.code.sentence(language()))
                        .to_owned()
                })
            })
        })
    }

    /// The part of a field's text that is to be changed; empty when it is all of it, or nothing.
    fn marked(&self, name: &'static str) -> ArcRwSignal<String> {
        let editor = self.editor.clone();
        memo(move || {
            editor.held.with(|held| {
                let marked = held.iter().find(|one| one.field == name).and_then(|one| {
                    let place = one.problem.place(editor.kind.field(name)?.shape, &one.text)?;
                    let part = one.text.chars().skip(place.start).take(place.len());
                    Some(part.collect::<String>())
                });
                marked.unwrap_or_default()
            })
        })
    }

    fn refusal(&self, name: &'static str) -> El {
        let problem = self.problem(name);
        paragraph("problem", Node::NONE)
            .attr("role", "alert")
            .text_of(move || problem.get())
    }
}

/// The receiver of everything that is written in a field.
struct Writing {
    editor: Rc<Editor>,
    name: &'static str,
}

impl Writer for Writing {
    fn begin(&self) {
        self.editor.begin_writing(self.name);
    }

    fn write(&self, text: String) {
        self.editor.write(self.name, text);
    }

    fn end(&self) {
        self.editor.end_writing();
    }
}

/// The kinds of records that homes are known from.
const HOMES: [Kind; 3] = [Kind::SocialVisit, Kind::Concern, Kind::Handover];
/// The field that names a colleague.
const PERSON: &str = CasePart::person().name();

/// Those who can be named in a record of a kind: whose role in its department has to do with it only when they are.
fn colleagues(kind: Kind, department: DepartmentId) -> Vec<Offer> {
    let role = match kind {
        Kind::Deputy => Role::SocialCaretaker,
        _ => Role::Mediator,
    };
    let session = app().session();
    let offer = |person: &Person| (person.user.to_string(), person.name.clone());
    let others = session.iter().flat_map(|session| {
        let holders = session.holders(department, role);
        holders.filter(|person| person.user != session.user).map(offer)
    });
    others.collect()
}

/// Goes on to another state, with what belongs to the step.
fn take_step(editor: &Rc<Editor>, key: &'static str) {
    let mut edits = vec![set("state", Value::Text(key.to_owned()))];
    let mut follow_up = None;
    if editor.kind == Kind::CareTask && key == key!(TaskState::Done) {
        edits.push(CareTask::done_on().set(platform::present().today()));
        follow_up = editor
            .fields
            .with_untracked(|task| after::work_done(editor.document, task));
    }
    if editor.kind == Kind::ConflictCase && key == key!(ConflictState::MediationAccepted) {
        edits.push(ConflictCase::handler_role().set(HandlerRole::Mediator));
    }
    let title = labels::value(t(), editor.kind, "state", key).unwrap_or_default();
    editor.step(title.to_owned(), edits, follow_up);
}

/// Whether two parties at least want to talk and none of them does not.
fn both_agree(items: &[ListItem]) -> bool {
    let say = |key: &str| {
        let says =
            |item: &&ListItem| fields::text(&item.fields, ConflictParty::wants_mediation().name()) == key;
        items.iter().filter(says).count()
    };
    say(key!(WantsMediation::Yes)) >= 2 && say(key!(WantsMediation::No)) == 0
}
