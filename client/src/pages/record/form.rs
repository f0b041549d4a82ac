//! The fields of a record on a page: each shape of field has one way to be entered and one way to be read, whatever
//! the kind. Which fields there are is said by `view::forms`.

use std::rc::Rc;

use feltbog_shared::bridge::ListItem;
use feltbog_shared::caution::names_illness;
use feltbog_shared::model::care_task::TaskState;
use feltbog_shared::model::conflict_case::{ConflictState, HandlerRole};
use feltbog_shared::model::conflict_party::WantsMediation;
use feltbog_shared::model::handover::HandoverRole;
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::social_visit::{VisitResult, VisitState};
use feltbog_shared::model::{
    Area, CareTask, CasePart, ConflictCase, ConflictParty, FieldChange, FieldEdit, FieldSpec, Handover, Kind,
    Shape, SocialVisit, Value,
};
use feltbog_shared::moment::Day;
use feltbog_shared::permission::Role;

use super::{ground, note};
use crate::components::card::fact;
use crate::components::choice::{Choice, Offer};
use crate::components::day::{day, time};
use crate::components::icon::Icon;
use crate::components::number::Number;
use crate::components::text::{TextField, Writer};
use crate::dom::{El, Node, button, dynamic, el, of_class, paragraph, switch, when};
use crate::pages::after;
use crate::pages::lists::{self, Followed};
use crate::pages::sign;
use crate::reactive::{Var, effect, memo};
use crate::state::access::app;
use crate::state::editor::{Editor, Phase, set};
use crate::state::platform;
use crate::view::forms::{self, Ask, Item, key};
use crate::view::round::unwanted_until;
use crate::view::summary::area_name;
use crate::view::texts::{NEAR_DAYS, language, of_pages as g, t};
use crate::view::{fields, labels};

/// A record's fields on a page.
#[derive(Clone)]
pub(super) struct Form {
    /// The record.
    pub(super) editor: Rc<Editor>,
    /// Whether this person may change it.
    pub(super) writable: bool,
    /// What is read beside it.
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
        if self.editor.kind == Kind::SocialVisit {
            self.done_with_result();
        }
        sheets.into()
    }

    /// What stands on a sheet.
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
                    for key in labels::next_states(kind, states) {
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

    /// The resident of this dwelling wants no contact.
    fn unwanted(&self) -> Node {
        let Some(access) = app().access() else {
            return Node::NONE;
        };
        let listing = lists::follow(&access, &[Kind::SocialVisit], None);
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

    /// A visit with a result has taken place. A resident who wants no contact is not called on again.
    fn done_with_result(&self) {
        let (editor, result) = (self.editor.clone(), self.text("result"));
        let (writable, mut before) = (self.writable, None);
        effect(move || {
            let result = result.get();
            let is_news = before.as_ref().is_some_and(|before| *before != result) && !result.is_empty();
            let state = editor
                .fields
                .peek(|visit| fields::text(visit, "state").to_owned());
            let refused = result == key!(VisitResult::WantsNoContact);
            if is_news && writable {
                let mut edits = Vec::new();
                if refused && state != key!(VisitState::Closed) {
                    edits.push(SocialVisit::state().set(VisitState::Closed));
                } else if state == key!(VisitState::Planned) {
                    edits.push(SocialVisit::state().set(VisitState::Done));
                }
                if refused {
                    edits.push(SocialVisit::next_on().clear());
                    edits.push(SocialVisit::follow_up_on().clear());
                }
                if !edits.is_empty() {
                    editor.edit_all(edits);
                }
            }
            before = Some(result);
        });
    }

    /// The text, key or day of a field. Follows changes.
    pub(super) fn text(&self, name: &'static str) -> Var<String> {
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
                let offers = move || match name {
                    PERSON => colleagues(kind),
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
            Shape::Flag => self.tick(name, label),
            Shape::Whole(least, most) => {
                let (editor, changed) = (self.editor.clone(), self.editor.clone());
                let number = Number {
                    id,
                    label,
                    least,
                    most,
                    from: ask.from.clamp(least, most),
                    value: memo(move || editor.fields.with(|record| fields::whole(record, name))),
                    change: Box::new(move |number| {
                        if name == SIZE {
                            return changed.edit_all(ground::typed(&changed, number));
                        }
                        changed.edit(set_or_clear(name, number.map(Value::Whole)));
                    }),
                };
                number.show()
            }
            Shape::Calendar => self.calendar(name, &id, label),
            Shape::Instant => self.instant(name, &id, label),
            Shape::Line(most) => {
                let line = if name == "phone" { "tel" } else { "text" };
                return self.writing(name, id, label, hints, most, Some(line));
            }
            Shape::Prose(most) => return self.writing(name, id, label, hints, most, None),
            // Counters have a screen of their own.
            Shape::Tallies(_) => return Node::NONE,
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

    fn calendar(&self, name: &'static str, id: &str, legend: &str) -> Node {
        // Where somebody should look again, and elsewhere.
        let days = match name {
            "follow_up_on" | "next_on" => &NEAR_DAYS[2..],
            _ => &NEAR_DAYS[..3],
        };
        let today = platform::present().today();
        let near = days
            .iter()
            .map(|days| (today.plus_days(*days), t().in_days(*days)))
            .collect();
        let (shown, editor) = (self.editor.clone(), self.editor.clone());
        let value = memo(move || shown.fields.with(|record| Day::parse(fields::text(record, name))));
        day(id, legend, near, value, move |day| {
            editor.edit(set_or_clear(name, day.map(|day| Value::Text(day.to_string()))));
        })
    }

    fn instant(&self, name: &'static str, id: &str, label: &str) -> Node {
        let (shown, chosen, now) = (self.editor.clone(), self.editor.clone(), self.editor.clone());
        time(
            id,
            label,
            move || {
                shown.fields.with(|record| match record.get(name) {
                    Some(Value::Moment(at)) => platform::local_input(*at),
                    _ => String::new(),
                })
            },
            move |text| {
                let at = platform::from_local_input(&text);
                chosen.edit(set_or_clear(name, at.map(Value::Moment)));
            },
            move || now.edit(set(name, Value::Moment(platform::now()))),
        )
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
            value: self.text(name),
            problem: self.problem(name),
            writer: Rc::new(Writing {
                editor: self.editor.clone(),
                name,
            }),
        };
        field.show()
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
        // Nothing is handed over to those who cannot read it.
        let receives = |key: &str| HandoverRole::from_key(key).is_some_and(HandoverRole::receives);
        let is_receiver = |key: &&&str| name != Handover::to_role().name() || receives(key);
        keys.iter()
            .filter(is_receiver)
            .map(|key| ((*key).to_owned(), label(key)))
            .collect()
    }

    /// Why the field's last entry was refused; empty when it was not.
    fn problem(&self, name: &'static str) -> Var<&'static str> {
        let editor = self.editor.clone();
        memo(move || {
            editor.refused.with(|refused| {
                let refusal = refused.iter().find(|(field, _)| field == name);
                refusal.map_or("", |(_, refusal)| refusal.code.sentence(language()))
            })
        })
    }

    fn refusal(&self, name: &'static str) -> El {
        let problem = self.problem(name);
        paragraph("problem", Node::NONE)
            .attr("role", "alert")
            .text_of(move || problem.get().to_owned())
    }
}

/// Who is told of what is written in a field.
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

/// The field that holds an area's size.
const SIZE: &str = Area::square_metres().name();
/// The field that names a colleague.
const PERSON: &str = CasePart::person().name();

/// Those who can be named in a record of a kind: whose role has to do with it only when they are.
fn colleagues(kind: Kind) -> Vec<Offer> {
    let role = match kind {
        Kind::Deputy => Role::SocialCaretaker,
        _ => Role::Mediator,
    };
    let session = app().session();
    let people = session.iter().flat_map(|session| &session.people);
    let others = people.filter(|person| {
        person.role == role && session.as_ref().is_none_or(|session| session.user != person.user)
    });
    others
        .map(|person| (person.user.to_string(), person.name.clone()))
        .collect()
}

/// Goes on to another state, with what belongs to the step.
fn take_step(editor: &Rc<Editor>, key: &'static str) {
    let mut edits = vec![set("state", Value::Text(key.to_owned()))];
    if editor.kind == Kind::CareTask && key == key!(TaskState::Done) {
        edits.push(CareTask::done_on().set(platform::present().today()));
        editor.fields.peek(|task| after::work_done(editor.document, task));
    }
    if editor.kind == Kind::ConflictCase && key == key!(ConflictState::MediationAccepted) {
        edits.push(ConflictCase::handler_role().set(HandlerRole::Mediator));
    }
    editor.edit_all(edits);
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

/// The field takes a value, or is emptied.
fn set_or_clear(name: &str, value: Option<Value>) -> FieldEdit {
    match value {
        Some(value) => set(name, value),
        None => FieldEdit {
            field: name.to_owned(),
            change: FieldChange::Clear,
        },
    }
}
