//! A record's page: the same for making one, going on with it and reading it. What is entered is saved as it is made.

mod count;
mod dispute;
mod form;
mod ground;
mod guidance;
mod note;
mod photos;
mod walk;

use crate::reactive::{SetIfChanged, effect, on_leave};
use leptos::prelude::*;
use std::rc::Rc;

use feltbog_shared::bridge::{Delivery, SaveFailure};
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::case_part::{Part, RecusalReason};
use feltbog_shared::model::conflict_event::EventKind;
use feltbog_shared::model::consent::{ConsentProblem, consent_problem};
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::{CasePart, ConflictEvent, Kind, Value};
use feltbog_shared::permission::Role;

use self::form::Form;
use super::lists::Followed;
use super::page::page_with_way_back;
use super::{lists, new};
use crate::components::card::{action, section};
use crate::components::icon::{Draw, Icon};
use crate::components::tone;
use crate::dom::{El, Node, button, dynamic, el, of_class, paragraph, switch, when};
use crate::state::access::{Access, Room, app};
use crate::state::actions;
use crate::state::editor::{Editor, Phase, Saving, beginnings, set};
use crate::state::engine::Sight;
use crate::state::platform;
use crate::state::route::Place;
use feltbog_presentation::changes::{can_be_discarded, is_discarded};
use feltbog_presentation::home::passed_on;
use feltbog_presentation::labels::Present;
use feltbog_presentation::status::{self, Line, Tone};
use feltbog_presentation::texts::{of_pages as g, t};
use feltbog_presentation::{fields, forms, summary};

/// The record in the path.
pub(crate) fn record(access: &Access, place: &Place, document: DocumentId) -> Node {
    opened(access, place, document, page)
}

/// The area in the path, to be walked.
pub(crate) fn walk(access: &Access, place: &Place, document: DocumentId) -> Node {
    opened(access, place, document, |editor, department| {
        if editor.kind != Kind::Area {
            return missing(t().record_missing);
        }
        let writable = may_write(&editor, department);
        switch(writable, move |writable| walk::page(editor.clone(), *writable))
    })
}

/// Whether the person may change the record. Follows changes.
fn may_write(editor: &Rc<Editor>, department: DepartmentId) -> impl Fn() -> bool + use<> {
    let editor = editor.clone();
    move || {
        let access = app().access_in(department);
        // The owner is known with the first report; whoever made it just now may go on.
        match editor.owner.get() {
            None => true,
            Some(owner) => {
                access.is_some_and(|access| access.may_update(editor.kind, owner, editor.document))
            }
        }
    }
}

/// For how long the button that writes an event down rests after a press, in milliseconds.
const RESTS: i32 = 2_000;

type Page = fn(Rc<Editor>, DepartmentId) -> Node;

fn opened(access: &Access, place: &Place, document: DocumentId, page: Page) -> Node {
    let app = app();
    let kind = place
        .query("ny")
        .and_then(Kind::from_key)
        .filter(|kind| access.may_begin(*kind));
    if let Some(kind) = kind {
        let from = place.query("til").and_then(|id| id.parse().ok());
        let fresh = app.fresh.get() == Some(document);
        let department = access.department.id;
        let editor = Editor::open(document, kind, department, Some(beginnings(kind, from)), fresh);
        return page(editor, department);
    }
    if let Some(draft) = app
        .engine
        .draft_of(document)
        .filter(|draft| !draft.edits.is_empty() || !draft.seeds.is_empty())
    {
        let editor = Editor::open(document, draft.kind, draft.department, Some(Vec::new()), false);
        return page(editor, draft.department);
    }
    // What kind of record it is, the record itself says.
    let sight = app.engine.follow(document);
    on_leave(move || app.engine.leave(document));
    switch(
        move || match sight.get() {
            Sight::Unknown => None,
            Sight::Gone => Some(None),
            Sight::Here(view) => Some(Some((view.kind, view.department))),
        },
        move |known| match known {
            None => lists::skeleton(),
            Some(None) => missing(g().record_gone),
            Some(Some((kind, department))) => page(
                Editor::open(document, *kind, *department, None, false),
                *department,
            ),
        },
    )
}

/// Says that there is no such record.
pub(crate) fn missing(sentence: &'static str) -> Node {
    page_with_way_back(|| t().brand.to_owned(), Node::NONE, paragraph("none", sentence))
}

/// The state of the page, as far as it decides on drawing the page anew.
#[derive(Clone, Copy, PartialEq)]
enum Shown {
    Waiting,
    Gone,
    Fields { writable: bool },
}

fn page(editor: Rc<Editor>, department: DepartmentId) -> Node {
    let app = app();
    app.updates.hold_back();
    take(Room::Focused, Room::Shared);
    let named = editor.clone();
    let title = move || {
        if named.phase.get() == Phase::New {
            return g().untitled.at(named.kind as usize).to_owned();
        }
        let summed_up = |areas: &_| {
            named
                .fields
                .with(|record| summary::of(t(), &platform::present(), areas, named.kind, record))
        };
        app.engine.areas.with(summed_up).title
    };
    let (asked, may_write) = (editor.clone(), may_write(&editor, department));
    let shown = move || match asked.phase.get() {
        Phase::Loading => Shown::Waiting,
        Phase::Gone => Shown::Gone,
        Phase::New => Shown::Fields { writable: true },
        Phase::Here => Shown::Fields {
            writable: may_write(),
        },
    };
    let (filled, saved) = (editor.clone(), saved_line(&editor));
    let around = around(&editor);
    let content = switch(shown, move |shown| match shown {
        Shown::Waiting => lists::skeleton(),
        Shown::Gone => paragraph("none", g().record_gone).into(),
        Shown::Fields { writable } => {
            let form = Form::new(filled.clone(), *writable, around.clone());
            let is_card = matches!(filled.kind, Kind::ActionCard | Kind::ResidentCard);
            let hint = (!writable && !is_card).then(|| paragraph("none", g().reading_only));
            let fields = match filled.kind {
                Kind::InsectCount => count::fields(form.clone()),
                Kind::ActionCard | Kind::ResidentCard => guidance::fields(&form),
                kind => form.sheets(forms::of(kind)),
            };
            let guidance = guidance::at_hand(&form);
            let passed_on = app
                .access_in(department)
                .filter(|access| access.passes_on(filled.kind))
                .map(|access| {
                    let is_told = access.may_read(Kind::PassedOn);
                    paragraph("hint", if is_told { g().passed_on } else { g().given_away })
                });
            let asked = filled.clone();
            let discarded = when(
                move || asked.fields.with(is_discarded),
                || paragraph("problem", g().discarded_here).into(),
            );
            [
                discarded,
                hint.into(),
                passed_on.into(),
                guidance,
                fields,
                photos::photos(&form),
                again(&form),
                belongings(&form),
                recusal(&form),
            ]
            .into()
        }
    });
    page_with_way_back(title, saved, [content, foot(&editor)])
}

/// The page takes this much of the screen until the part of it that is being made now is gone.
fn take(room: Room, after: Room) {
    app().room.set_if_changed(room);
    on_leave(move || app().room.set_if_changed(after));
}

/// The records that are read beside a record: those that point to it, and the action cards where one may be at hand.
fn around(editor: &Rc<Editor>) -> Followed {
    let all = forms::belongings(editor.kind);
    let has_guidance = guidance::is_at_hand(editor.kind);
    let has_photos = photos::belong_to(editor.kind);
    let Some(access) = app()
        .access()
        .filter(|_| has_guidance || has_photos || !all.is_empty())
    else {
        return ArcRwSignal::new(None);
    };
    let mut kinds: Vec<Kind> = all.iter().map(|one| one.kind).collect();
    if has_guidance {
        kinds.extend(crate::pages::guidance::kind(&access));
    }
    kinds.extend(has_photos.then_some(Kind::Photo));
    lists::follow_about(&access, &kinds, editor.document)
}

/// Other records that point to this one, each kind under its heading, with a way to add another.
fn belongings(form: &Form) -> Node {
    let Some(access) = app().access() else {
        return Node::NONE;
    };
    let id = form.editor.document.to_string();
    let mut parts = Vec::new();
    let all = forms::belongings(form.editor.kind).iter();
    for one in all.filter(|one| access.may_read(one.kind)) {
        let (of, link) = (id.clone(), one.link);
        let kind = one.kind;
        let here = lists::chosen(&form.around, move |item| {
            item.kind == kind && fields::text(&item.fields, link) == of
        });
        let is_offered = access.may_begin(kind);
        let add = is_offered.then(|| {
            let label = one
                .add
                .map_or_else(|| g().untitled.at(kind as usize), |label| label(t()));
            action(&new::path_from(kind, &id), Icon::New, label, false)
        });
        // Whoever sees some of them alone is not told that there are none.
        let none = match access.reads_all(kind) {
            true => (one.none)(t()),
            false => g().only_own_shown,
        };
        parts.push(section((one.heading)(t()), here, none, add));
    }
    parts.push(lists::more(&form.around));
    parts.into()
}

/// The same thing has happened again in an open case: one tap writes it down, and one takes it back.
fn again(form: &Form) -> Node {
    if form.editor.kind != Kind::ConflictCase || !form.writable {
        return Node::NONE;
    }
    let (asked, case) = (form.editor.clone(), form.editor.document);
    let is_open =
        move || asked.phase.get() == Phase::Here && asked.fields.with(feltbog_presentation::round::is_open);
    // One event a press: a second tap within a moment is none.
    let rests = ArcRwSignal::new(false);
    when(is_open, move || {
        let (rests, rested) = (rests.clone(), rests.clone());
        button("button wide")
            .child(Icon::Both.draw())
            .child(el("span").child(g().happened_again))
            .press(move || {
                let mut edits = beginnings(Kind::ConflictEvent, Some(case));
                edits.push(ConflictEvent::kind().set(EventKind::Observation));
                let event = platform::new_document();
                let told: actions::Answered = Rc::new(move |is_kept| {
                    if is_kept {
                        let undo = vec![actions::discard()];
                        actions::offer_undo(g().happened_again.to_owned(), event, undo, None);
                    }
                });
                actions::create(event, Kind::ConflictEvent, edits, Some(told));
                rests.set_if_changed(true);
                let rests = rests.clone();
                platform::after(RESTS, move || rests.set_if_changed(false));
            })
            .attr_of("disabled", move || rested.get().then_some(""))
            .into()
    })
}

/// "Jeg er inhabil": a tap on the reason passes the case on and takes it off this person and their phone.
fn recusal(form: &Form) -> Node {
    let case = form.editor.document;
    let access = app().access().filter(|access| access.may_create(Kind::CasePart));
    let (Some(access), Kind::ConflictCase, true) = (access, form.editor.kind, form.writable) else {
        return Node::NONE;
    };
    let asked = form.editor.clone();
    when(
        move || asked.phase.get() == Phase::Here,
        move || {
            let mut steps = of_class("div", "steps");
            for (place, key) in RecusalReason::KEYS.iter().enumerate() {
                let access = access.clone();
                let label = t().recusal_reason.at(place);
                let step = button("step-button").child(label).press(move || {
                    recuse(&access, case, key);
                    app().route.back();
                });
                steps = steps.child(step);
            }
            el("details")
                .child(el("summary").child(g().recuse))
                .child(paragraph("hint", g().recuse_hint))
                .child(steps)
                .into()
        },
    )
}

fn recuse(access: &Access, case: DocumentId, reason: &str) {
    let is_officer = access.permission.roles().contains(&Role::CaseOfficer);
    // Before the part is made: afterwards the case is not theirs to change.
    let edits = passed_on(is_officer, platform::present().today());
    actions::edit(case, edits.into(), None);
    let mut edits = beginnings(Kind::CasePart, Some(case));
    let me = DocumentId::from_bytes(*access.session.user.as_bytes());
    edits.extend([
        CasePart::part().set(Part::Recused),
        CasePart::person().set(me),
        set(CasePart::reason().name(), Value::Text(reason.to_owned())),
    ]);
    actions::create(platform::new_document(), Kind::CasePart, edits, None);
}

/// Whether what was entered is on the phone, and whether the server has it.
fn saved_line(editor: &Rc<Editor>) -> Node {
    let (said, tried, failed) = (editor.clone(), editor.clone(), editor.clone());
    let line = dynamic(move || {
        let present = platform::present();
        let line = match said.saving.get() {
            Saving::Busy => Some(Line {
                tone: Tone::OnPhone,
                text: t().saving.to_owned(),
            }),
            Saving::Failed(failure) => Some(Line {
                tone: Tone::Look,
                text: status::failure(&failure).to_owned(),
            }),
            Saving::Draft => Some(Line {
                tone: Tone::OnPhone,
                text: match said.fields.with(|record| consent_problem(said.kind, record)) {
                    None | Some(ConsentProblem::NoReceiver) => g().draft_sends_later,
                    Some(_) => g().draft_blocked,
                }
                .to_owned(),
            }),
            Saving::Held(count) => Some(Line {
                tone: Tone::Look,
                text: g().held_fields.of(count as i64),
            }),
            Saving::Idle | Saving::Saved => said
                .delivery
                .with(|delivery| delivery.as_ref().map(|delivery| where_it_is(&present, delivery))),
        };
        line.as_ref().map(tone::line).into()
    });
    let can_retry = move || {
        failed.saving.with(
            |saving| matches!(saving, Saving::Failed(failure) if !matches!(failure, SaveFailure::Refused(_))),
        )
    };
    let retry = when(can_retry, move || {
        let editor = tried.clone();
        button("button small")
            .child(t().try_again)
            .press(move || editor.try_again())
            .into()
    });
    of_class("div", "saved")
        .child(el("p").attr("role", "status").child(line))
        .child(retry)
        .into()
}

fn where_it_is(present: &Present, delivery: &Delivery) -> Line {
    let line = status::delivery(t(), present, delivery);
    match delivery {
        Delivery::OnPhone(_) => Line {
            text: g().on_phone_sends_later.to_owned(),
            ..line
        },
        Delivery::Received(_) | Delivery::Draft => line,
        Delivery::Refused(_) => Line {
            text: [&line.text, ". ", &status::reason(t(), delivery)].concat(),
            ..line
        },
    }
}

fn foot(editor: &Rc<Editor>) -> Node {
    let (written, there) = (editor.clone(), editor.clone());
    let author = dynamic(move || {
        let at = written.fields.with(|record| match record.get("created_at") {
            Some(Value::Moment(at)) => Some(*at),
            _ => None,
        });
        let (Some(owner), Some(at)) = (written.owner.get(), at) else {
            return Node::NONE;
        };
        let when = platform::present().moment(t(), at);
        paragraph("by", g().created_by.with(&[&app().name_of(Some(owner)), &when])).into()
    });
    let history = when(move || there.phase.get() == Phase::Here, {
        let path = [&lists::path(editor.document), "/historik"].concat();
        move || {
            of_class("a", "text-link")
                .attr("href", &path)
                .child(Icon::Clock.draw())
                .child(el("span").child(t().history))
                .into()
        }
    });
    let foot = of_class("div", "record-foot").child(author).child(history);
    // The parts of a count have ways of their own.
    let done = (editor.kind != Kind::InsectCount).then(|| done(editor));
    [foot.into(), done.into()].into()
}

/// Drops a record that its author made in the last minutes, and leaves its page.
fn discard(editor: &Rc<Editor>) -> Node {
    let (asked, discards) = (editor.clone(), editor.clone());
    let may_discard = move || {
        let me = app().session().map(|session| session.user);
        let is_possible = can_be_discarded(asked.kind) && !asked.fields.with(is_discarded);
        me.is_some_and(|me| is_possible && asked.can_discard(me, platform::now()))
    };
    when(may_discard, move || {
        let editor = discards.clone();
        button("button")
            .child(Icon::Undo.draw())
            .child(el("span").child(g().discard))
            .press(move || {
                let title = summed_up(&editor).title;
                editor.discard(t().discarded.with(&[&title]));
                app().route.back();
            })
            .into()
    })
}

fn summed_up(editor: &Editor) -> summary::Summary {
    let sum = |areas: &_| {
        let of = |record: &_| summary::of(t(), &platform::present(), areas, editor.kind, record);
        editor.fields.with_untracked(of)
    };
    app().engine.areas.with_untracked(sum)
}

/// The ways out of a record, beside which it can be discarded. The first leads out once everything on the page is kept; until then the page shows what is not.
fn done(editor: &Rc<Editor>) -> El {
    let leaving = ArcRwSignal::new(false);
    let (asked, pressed) = (leaving.clone(), leaving);
    effect(move || {
        if !asked.get() {
            return;
        }
        let open = app().editors.borrow().clone();
        let is_busy = |editor: &Rc<Editor>| editor.saving.with(|saving| *saving == Saving::Busy);
        // Each is asked, so that each is followed.
        if open.iter().filter(|editor| is_busy(editor)).count() > 0 {
            return;
        }
        // Why a choice does not stand is said beside it, and nothing that was written goes with it.
        let is_kept = |editor: &Rc<Editor>| {
            editor.saving.with(|saving| match saving {
                Saving::Failed(failure) => matches!(failure, SaveFailure::Refused(_)),
                Saving::Held(_) => false,
                _ => true,
            })
        };
        let may_leave = open.iter().filter(|editor| !is_kept(editor)).count() == 0;
        let leaving = asked.clone();
        platform::soon(move || {
            leaving.set_if_changed(false);
            if may_leave {
                app().route.back();
            }
        });
    });
    let done = button("button primary")
        .child(Icon::Check.draw())
        .child(el("span").child(t().done))
        .press(move || {
            let open = app().editors.borrow().clone();
            for editor in &open {
                if let Err(field) = editor.finish() {
                    return show_field(editor, &field);
                }
            }
            pressed.set_if_changed(true);
        });
    of_class("div", "actions").child(discard(editor)).child(done)
}

/// Takes the person to a field that is to be changed, and marks what is to be changed in it.
fn show_field(editor: &Editor, field: &str) {
    let id = [editor.kind.key(), "-", field].concat();
    let place = editor.held.with_untracked(|held| {
        let one = held.iter().find(|one| one.field == field)?;
        one.problem
            .place(editor.kind.field(field)?.shape, &one.text)
            .map(|place| {
                // The browser counts in units of UTF-16.
                let units = |range: core::ops::Range<usize>| {
                    let part = one.text.chars().skip(range.start).take(range.len());
                    part.map(char::len_utf16).sum::<usize>()
                };
                let before = units(0..place.start);
                before..before + units(place)
            })
    });
    platform::show_field(&id, place);
}
