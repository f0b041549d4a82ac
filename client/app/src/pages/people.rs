//! Hvem er du?: who has enrolled on this phone, the lock with its pin, and room for somebody new.

use crate::reactive::{SetIfChanged, untracked};
use leptos::prelude::*;
use std::cell::Cell;
use std::rc::Rc;

use feltbog_shared::bridge::{SaveFailure, Status};

use super::lists;
use super::page::{page, page_titled, page_with_way_back};
use crate::components::icon::{Draw, Icon};
use crate::dom::{El, Node, button, dynamic, el, of_class, paragraph, switch};
use crate::state::access::app;
use crate::state::people::{self, Person};
use crate::state::pin::{self, Tried};
use crate::state::{platform, senders};
use feltbog_presentation::people::{People, words};
use feltbog_presentation::status;
use feltbog_presentation::texts::{language, t};

/// What the locked phone shows.
#[derive(Clone, PartialEq)]
enum Asks {
    /// Who is there?
    Who,
    /// Their pin.
    Pin(Person),
    /// A new code for who has forgotten it.
    Code(Person),
}

/// Shown on every route while the phone is locked: names, and nothing of what anybody has written.
pub(super) fn locked() -> Node {
    senders::look_after();
    let mut all = people::all();
    let first = match all.len() {
        1 if people::has_pin(all[0].place) => Asks::Pin(all.remove(0)),
        _ => Asks::Who,
    };
    let asks = ArcRwSignal::new(first);
    let shown = asks.clone();
    let content = switch(
        move || shown.get(),
        move |what| match what {
            Asks::Who => who(&asks),
            Asks::Pin(person) => unlock(person, &asks),
            Asks::Code(person) => forgotten(person, &asks),
        },
    );
    let brand = paragraph("cover-brand", Icon::Lock.draw()).child(el("span").child(t().brand));
    of_class("div", "cover").child(brand).child(content).into()
}

fn who(asks: &ArcRwSignal<Asks>) -> Node {
    let words = words();
    let asks = asks.clone();
    let all = dynamic(move || {
        app().people.guarded.track();
        let mut all = of_class("ul", "cards");
        for person in people::all() {
            let (asks, chosen) = (asks.clone(), person.clone());
            let card = button("card").child(Icon::Person.draw()).child(named(&person));
            let card = card.child(Icon::Forward.draw()).press(move || {
                if people::has_pin(chosen.place) {
                    asks.set(Asks::Pin(chosen.clone()));
                } else {
                    open(chosen.place);
                }
            });
            all = all.child(el("li").child(card));
        }
        all.into()
    });
    page(t().who, [all, add(), paragraph("hint", words.still_sends).into()])
}

/// Somebody's name, with their roles below.
fn named(person: &Person) -> El {
    let roles = person.roles.split(',').filter_map(|role| role.parse().ok());
    let roles: Vec<_> = roles.map(|role| t().role.at(role)).collect();
    of_class("span", "card-text")
        .child(of_class("span", "card-title").child(person.name.as_str()))
        .child(of_class("span", "card-line").child(roles.join(", ")))
}

/// The button that makes room for somebody new.
fn add() -> Node {
    let full = ArcRwSignal::new("");
    let said = full.clone();
    let add = button("button wide")
        .child(Icon::New.draw())
        .child(el("span").child(words().add_person))
        .press(move || {
            if !app().people.add() {
                full.set_if_changed(words().phone_full);
            }
        });
    let problem = of_class("p", "problem")
        .attr("role", "alert")
        .text_of(move || said.get().to_owned());
    [add.into(), problem.into()].into()
}

/// A field with its label, its hint and what is wrong with it.
struct Field {
    input: El,
    problem: ArcRwSignal<String>,
    all: Node,
}

fn field(id: &str, kind: &str, label: &str, hint: &str) -> Field {
    let (hint_id, problem_id) = ([id, "-h"].concat(), [id, "-p"].concat());
    let mut input = of_class("input", "line code")
        .attr("type", kind)
        .attr("id", id)
        .attr("autocomplete", "off")
        .attr("aria-describedby", &[&hint_id, " ", &problem_id].concat());
    if kind != "text" {
        input = input.attr("inputmode", "numeric");
    }
    let problem = ArcRwSignal::new(String::new());
    let (said, invalid) = (problem.clone(), problem.clone());
    let input = input.attr_of("aria-invalid", move || {
        invalid.with(|said| !said.is_empty()).then_some("true")
    });
    let all = of_class("div", "field")
        .child(el("label").attr("for", id).child(label))
        .child(paragraph("hint", hint).attr("id", &hint_id))
        .child(input.clone())
        .child(
            of_class("p", "problem")
                .attr("role", "alert")
                .attr("id", &problem_id)
                .text_of(move || said.get()),
        );
    Field {
        input,
        problem,
        all: all.into(),
    }
}

fn form(field: Node, label: &str, send: Rc<dyn Fn()>) -> El {
    let go = of_class("button", "button primary wide")
        .attr("type", "submit")
        .child(label);
    of_class("form", "sheet")
        .attr("novalidate", "")
        .on("submit", move |event| {
            event.prevent_default();
            send();
        })
        .child(field)
        .child(go)
}

fn unlock(person: &Person, asks: &ArcRwSignal<Asks>) -> Node {
    let words = words();
    let place = person.place;
    let Field { input, problem, all } = field("pin", "password", words.pin, words.pin_opens);
    let busy = Rc::new(Cell::new(false));
    problem.set(wait_of(words, pin::wait(place)));
    let typed = input.clone();
    let send: Rc<dyn Fn()> = {
        let (busy, problem) = (busy.clone(), problem.clone());
        Rc::new(move || {
            if busy.replace(true) {
                return;
            }
            problem.set(String::new());
            let digits = typed.value();
            let (busy, problem, typed) = (busy.clone(), problem.clone(), typed.clone());
            platform::wait(async move {
                let tried = pin::open(place, &digits).await;
                busy.set(false);
                match tried {
                    Ok(Tried::Right) => return open(place),
                    Ok(Tried::Wrong(0)) => problem.set(words.pin_wrong.to_owned()),
                    Ok(Tried::Wrong(left)) => problem.set(wait_of(words, left)),
                    Err(why) => problem.set(not_done(&why)),
                }
                typed.show_value("");
                typed.focus();
            });
        })
    };
    // Opens by itself with the last digit.
    let (typed, opens, length) = (input.clone(), send.clone(), pin::length(place));
    let _ = input.on("input", move |_| {
        if Some(typed.value().len()) == length {
            opens();
        }
    });
    let forgets = (person.clone(), asks.clone());
    let forgotten = button("button wide")
        .child(words.pin_forgotten)
        .press(move || forgets.1.set(Asks::Code(forgets.0.clone())));
    let name = person.name.clone();
    let ways = [forgotten.into(), others(asks)];
    page_titled(
        move || name.clone(),
        [form(all, t().enrol_go, send).into(), ways.into()],
    )
}

/// The way back to the names; with one name, the way to another.
fn others(asks: &ArcRwSignal<Asks>) -> Node {
    let asks = asks.clone();
    button("button wide")
        .child(words().somebody_else)
        .press(move || asks.set(Asks::Who))
        .into()
}

fn wait_of(words: &People, seconds: i64) -> String {
    match seconds {
        0 => String::new(),
        1..60 => words.wait_seconds.of(seconds),
        _ => words.wait_minutes.of((seconds + 59) / 60),
    }
}

fn forgotten(person: &Person, asks: &ArcRwSignal<Asks>) -> Node {
    let words = words();
    let place = person.place;
    let Field { input, problem, all } = field("code", "text", t().enrol_code, words.new_code);
    if let Some(code) = untracked(|| app().route.take_code()) {
        input.show_value(&code);
    }
    let busy = Rc::new(Cell::new(false));
    let send: Rc<dyn Fn()> = Rc::new(move || {
        if input.value().trim().is_empty() || busy.replace(true) {
            return;
        }
        problem.set(String::new());
        let (busy, problem) = (busy.clone(), problem.clone());
        senders::enrol(place, input.value(), move |result| {
            busy.set(false);
            match result {
                Ok(()) => pin::drop_of(place, move || open(place)),
                Err(Some(refusal)) => problem.set(refusal.code.sentence(language()).to_owned()),
                Err(None) => problem.set(t().enrol_unreachable.to_owned()),
            }
        });
    });
    let name = person.name.clone();
    page_titled(
        move || name.clone(),
        [form(all, t().enrol_go, send).into(), others(asks)],
    )
}

/// The phone is this person's: at once when it was before, else in a page loaded anew.
fn open(place: u8) {
    let app = app();
    app.people.open(place, move || {
        senders::end(place);
        match app.engine.place.get() {
            // Nobody's records have been read yet.
            0 => {
                app.begin();
                app.people.locked.set_if_changed(false);
            }
            started if started == place => app.people.locked.set_if_changed(false),
            _ => people::anew("/", false),
        }
    });
}

/// Why something is not on the disk, in a field's own line.
fn not_done(why: &SaveFailure) -> String {
    t().not_done.with(&[status::failure(why)])
}

/// Chosen before anything else is shown, when there are several people.
pub(super) fn first_pin() -> Node {
    page(
        words().choose_pin,
        choose(words().pin_why, || app().people.look_again()),
    )
}

/// Choosing another, or the first while one is alone.
pub(super) fn pin() -> Node {
    let adds = app().route.place().query("til") == Some("ny");
    let lead = if adds { words().pin_first } else { words().pin_why };
    page_with_way_back(
        || words().choose_pin.to_owned(),
        Node::NONE,
        choose(lead, move || {
            app().people.look_again();
            if !adds || !app().people.add() {
                app().route.back_or("/hvem");
            }
        }),
    )
}

fn choose(lead: &'static str, chosen: impl Fn() + 'static) -> Node {
    let words = words();
    let chosen = Rc::new(chosen);
    let Field { input, problem, all } = field("pin", "tel", words.new_pin, words.pin_rule);
    let input = input.attr("maxlength", "8");
    let send: Rc<dyn Fn()> = Rc::new(move || {
        let digits = input.value();
        if !pin::is_pin(&digits) {
            return problem.set(words.pin_rule.to_owned());
        }
        let (problem, chosen) = (problem.clone(), chosen.clone());
        platform::wait(async move {
            match pin::choose(app().people.place.get(), &digits).await {
                Ok(()) => chosen(),
                Err(None) => problem.set(words.pin_not_kept.to_owned()),
                Err(Some(why)) => problem.set(not_done(&why)),
            }
        });
    });
    [
        paragraph("lead", lead).into(),
        form(all, words.save_pin, send).into(),
        paragraph("hint", words.no_secret).into(),
    ]
    .into()
}

/// Flere på telefonen: who is on it, locking, and one's own pin.
pub(super) fn shared() -> Node {
    let words = words();
    let all = dynamic(move || {
        app().people.guarded.track();
        let mut all = of_class("section", "sheet");
        for person in people::all() {
            all = all.child(named(&person));
        }
        all.into()
    });
    let ways = dynamic(move || {
        let people = &app().people;
        let (place, is_guarded) = (people.place.get(), people.guarded.get());
        let has_pin = people::has_pin(place);
        let lock = is_guarded.then(|| {
            button("button primary wide")
                .child(Icon::Lock.draw())
                .child(el("span").child(t().lock))
                .press(|| app().people.lock())
        });
        let add: Node = if has_pin {
            add()
        } else {
            of_class("a", "button wide")
                .attr("href", &["/kode?til=ny", &people::code()].concat())
                .child(Icon::New.draw())
                .child(el("span").child(words.add_person))
                .into()
        };
        let change = of_class("a", "button wide")
            .attr("href", "/kode")
            .child(if has_pin {
                words.change_pin
            } else {
                words.choose_pin
            });
        let remove = (has_pin && people::all().len() < 2).then(|| {
            button("button wide").child(words.remove_pin).press(move || {
                pin::drop_of(place, || app().people.look_again());
            })
        });
        [lock.into(), add, change.into(), remove.into()].into()
    });
    page(
        words.shared,
        [
            paragraph("lead", words.shared_lead).into(),
            all,
            ways,
            paragraph("hint", words.no_secret).into(),
            leave(),
        ],
    )
}

/// What taking oneself off the phone says.
#[derive(Clone, Copy, PartialEq)]
enum Leaving {
    /// The offer, with why it did not work.
    Offered(&'static str),
    /// It is asked once more.
    Asked,
    /// Under way.
    Busy,
}

/// The way off the phone, for when everything is sent. Who asks before the engine has said how things stand waits for it.
fn leave() -> Node {
    let stage = ArcRwSignal::new(Leaving::Offered(""));
    let wanted = stage.clone();
    let shown = move || match (wanted.get(), app().engine.status.with(all_is_sent)) {
        (Leaving::Asked, None) => Leaving::Busy,
        (Leaving::Asked, Some(false)) => {
            let refused = Leaving::Offered(words().leave_unsent);
            // They are to ask again, and not to be asked whenever all is sent.
            let stage = wanted.clone();
            platform::soon(move || stage.set(refused));
            refused
        }
        (stage, _) => stage,
    };
    switch(shown, move |said| match said {
        Leaving::Offered(problem) => {
            let asks = stage.clone();
            let offer = button("button wide")
                .child(words().leave)
                .press(move || asks.set(Leaving::Asked));
            if !problem.is_empty() {
                in_sight(&offer);
            }
            let problem = paragraph("problem", *problem).attr("role", "alert");
            [problem.into(), offer.into()].into()
        }
        Leaving::Asked => {
            let (stays, leaves) = (stage.clone(), stage.clone());
            let yes = button("button primary wide")
                .child(words().leave_yes)
                .press(move || take_off(&leaves));
            let no = button("button wide")
                .child(words().stay)
                .press(move || stays.set(Leaving::Offered("")));
            in_sight(&no);
            let lead = paragraph("lead", words().leave_lead).attr("role", "status");
            [lead.into(), yes.into(), no.into()].into()
        }
        Leaving::Busy => lists::skeleton(),
    })
}

/// Takes the focus as soon as it is there, and is scrolled to.
fn in_sight(button: &El) {
    let button = button.clone();
    platform::soon(move || button.focus());
}

/// Whether everything is sent, as far as the engine has said.
fn all_is_sent(status: &Status) -> Option<bool> {
    let has_said = status.all_sent_at.is_some() || status.reached.is_some();
    has_said.then(|| status.unsent + status.refused + status.put_aside == 0)
}

/// Ends this phone's access. The engine finds it ended, lets go of what was sent, and says when nothing is left.
fn take_off(stage: &ArcRwSignal<Leaving>) {
    if app().engine.status.with_untracked(all_is_sent) != Some(true) {
        return stage.set(Leaving::Offered(words().leave_unsent));
    }
    stage.set(Leaving::Busy);
    let stage = stage.clone();
    platform::wait(async move {
        if senders::end_access(app().people.place.get()).await {
            app().engine.sync_now();
        } else {
            stage.set(Leaving::Offered(words().leave_unreachable));
        }
    });
}
