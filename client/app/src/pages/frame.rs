//! The frame around every page: who is here and where, how things stand, and the three places of the app.

use crate::reactive::untracked;
use feltbog_shared::id::DepartmentId;
use feltbog_shared::model::Kind;
use leptos::prelude::*;

use super::page::{help_link, page};
use super::rest::Before;
use super::{departments, enrol, home, lists, rest};
use crate::components::icon::{Draw, Icon};
use crate::components::tone;
use crate::dom::{El, Node, button, dynamic, el, leptos_view, of_class, switch, when};
use crate::state::access::{App, Room, app, granted};
use crate::state::actions;
use crate::state::engine::Presence;
use crate::state::platform;
use crate::state::route::Place;
use feltbog_presentation::status as words;
use feltbog_presentation::texts::t;

/// The content of the frame.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Locked,
    /// Somebody has to choose a pin.
    Pin,
    Starting,
    Nobody,
    Welcome,
    NoDepartment,
    /// In a department, with the fingerprint of what may be read there: the pages are drawn anew when it changes.
    In(DepartmentId, u32),
}

fn stage() -> Stage {
    let app = app();
    if app.people.locked.get() {
        return Stage::Locked;
    }
    match app.engine.presence.get() {
        Presence::Starting => Stage::Starting,
        Presence::Nobody => Stage::Nobody,
        Presence::Signed(_) if app.people.lacks_pin.get() => Stage::Pin,
        Presence::Signed(_) if app.engine.welcome.get() => Stage::Welcome,
        Presence::Signed(_) => match app.access() {
            Some(access) => Stage::In(access.department.id, access.permission.fingerprint()),
            None => Stage::NoDepartment,
        },
    }
}

/// The frame.
pub(crate) fn frame() -> Node {
    let app = app();
    let content = switch(stage, |stage| match stage {
        Stage::Locked => rest::before(Before::Locked),
        Stage::Pin => rest::before(Before::Pin),
        Stage::Starting => lists::skeleton(),
        Stage::Nobody => enrol::enrol(),
        Stage::Welcome => enrol::welcome(),
        Stage::NoDepartment => leptos_view(|| view! { <departments::DepartmentsPage/> }.into_any()),
        Stage::In(..) => {
            know_areas();
            rest::load();
            switch(|| app.route.place(), routed)
        }
    });
    let main = el("main")
        .attr("id", "indhold")
        .attr("tabindex", "-1")
        .child(content);
    let frame = el("div")
        .attr_of("class", || {
            Some(match app.room.get() {
                Room::Shared => "frame",
                Room::Focused => "frame focused",
                Room::Whole => "frame focused immersive",
            })
        })
        .child(when(
            || matches!(stage(), Stage::In(..) | Stage::NoDepartment),
            || head(app),
        ))
        .child(when(
            || app.engine.stopped.get(),
            || {
                banner("stopped", "alert", t().stopped, t().try_again, || {
                    app.engine.start_again()
                })
            },
        ))
        .child(when(
            || app.engine.too_old.get() && app.updates.disturbs_nothing(),
            || {
                banner("stopped", "alert", t().too_old, t().update_now, || {
                    app.updates.take()
                })
            },
        ))
        .child(main)
        .child(when(|| matches!(stage(), Stage::In(..)), || foot(app)))
        .child(when(|| !matches!(stage(), Stage::In(..)), || not_kept(app)));
    let skip = of_class("a", "skip")
        .attr("href", "#indhold")
        .child(t().skip_to_content);
    [skip.into(), frame.into()].into()
}

/// Asks for the areas once: records are told apart by where they are.
fn know_areas() {
    if let Some(access) = untracked(|| app().access()) {
        let _ = lists::follow(&access, &[Kind::Area], None);
    }
}

fn routed(place: &Place) -> Node {
    let Some(access) = app().access() else {
        return Node::NONE;
    };
    match place.parts() {
        ("", "", "") => home::home(&access),
        // The link of somebody else, who is to be added first.
        ("enrol", "", "") if !app().route.has_code() => home::home(&access),
        ("afdeling", "", "") => leptos_view(|| view! { <departments::DepartmentsPage/> }.into_any()),
        _ => rest::page_of(place, missing),
    }
}

fn missing() -> Node {
    page(
        t().page_missing,
        of_class("a", "button primary")
            .attr("href", "/")
            .child(t().to_home),
    )
}

fn head(app: &'static App) -> Node {
    let place = switch(
        || {
            let name = app.access().map(|access| access.department.name);
            (
                name,
                app.session().is_some_and(|session| granted(&session).len() > 1),
            )
        },
        |(name, is_one_of_several)| {
            let name = name.as_deref().unwrap_or(t().brand);
            let place = if *is_one_of_several {
                of_class("a", "place")
                    .attr("href", "/afdeling")
                    .attr("aria-label", &t().change_department.with(&[name]))
            } else {
                of_class("p", "place")
            };
            place
                .child(Icon::Houses.draw())
                .child(el("span").child(name))
                .into()
        },
    );
    let link = |path: &str, icon: Icon, label: &str| {
        let link = of_class("a", "head-link").attr("href", path);
        Node::from(link.attr("aria-label", label).child(icon.draw()))
    };
    // They lead to what a department has.
    let ways = when(
        || app.access().is_some(),
        move || {
            [
                link("/find", Icon::Find, t().find),
                link("/anvisninger", Icon::Call, t().cards),
                help_link("head-link").into(),
            ]
            .into()
        },
    );
    of_class("header", "head").child(place).child(ways).into()
}

fn foot(app: &'static App) -> Node {
    let line = || {
        let is_unsaved = app.unsaved.get() > 0 || app.actions.failed.with(|failed| !failed.is_empty());
        words::line(t(), &platform::present(), &app.engine.status.get(), is_unsaved)
    };
    let status = of_class("a", "status")
        .attr("href", "/status")
        .named(move || [&line().text, ". ", t().status_more].concat())
        .child(
            el("span")
                .attr("role", "status")
                .child(dynamic(move || tone::line(&line()).into())),
        );
    // Where the thumb is: the phone is locked each time it changes hands.
    let lock = when(
        || app.people.guarded.get(),
        || {
            button("lock")
                .attr("aria-label", t().lock)
                .child(Icon::Lock.draw())
                .press(|| app.people.lock())
                .into()
        },
    );
    let bar = of_class("nav", "bar")
        .attr("aria-label", t().places_in_app)
        .child(way("/", Icon::Home, t().home))
        .child(way("/nyt", Icon::New, t().new))
        .child(way("/mine", Icon::Book, t().mine));
    of_class("div", "foot")
        .child(when(
            || app.updates.offered(),
            || {
                banner("update", "status", t().update_ready, t().update_now, || {
                    app.updates.take()
                })
            },
        ))
        .child(wrong_clock(app))
        .child(not_kept(app))
        .child(last_done(app))
        .child(of_class("div", "state").child(status).child(lock))
        .child(bar)
        .into()
}

/// Says that the phone's clock is wrong: days and deadlines would be too.
fn wrong_clock(app: &'static App) -> Node {
    switch(
        || {
            app.engine
                .clock_off
                .with(|minutes| words::clock_off(t(), *minutes))
        },
        |sentence| match sentence {
            Some(sentence) => of_class("p", "update")
                .attr("role", "status")
                .child(sentence.as_str())
                .into(),
            None => Node::NONE,
        },
    )
}

/// Says what could not be kept, with a way to try again.
fn not_kept(app: &'static App) -> Node {
    switch(
        || app.actions.failed.with(|failed| failed.last().cloned()),
        |failed| {
            let Some(failed) = failed else {
                return Node::NONE;
            };
            let sentence = t().not_done.with(&[words::failure(&failed.failure)]);
            of_class("div", "update not-kept")
                .attr("role", "alert")
                .child(el("p").child(sentence))
                .child(
                    button("button small")
                        .child(t().try_again)
                        .press(actions::try_again),
                )
                .into()
        },
    )
}

/// Says what was done last, with the way back, on whichever page the person is.
fn last_done(app: &'static App) -> Node {
    let line = switch(
        || app.actions.done.with(|done| done.last().cloned()),
        |done| {
            let Some(done) = done else {
                return Node::NONE;
            };
            let undo = button("button small").child(t().undo).press(actions::take_back);
            of_class("p", "undo")
                .child(el("span").child(done.title.as_str()))
                .child(undo)
                .into()
        },
    );
    el("div")
        .attr("role", "group")
        .attr("aria-live", "polite")
        .child(line)
        .into()
}

/// One of the three places.
fn way(path: &'static str, icon: Icon, label: &str) -> El {
    el("a")
        .attr("href", path)
        .child(icon.draw())
        .child(el("span").child(label))
        .attr_of("aria-current", move || {
            (app().route.place().path == path).then_some("page")
        })
}

/// A sentence across the screen with the one thing to do about it.
fn banner(class: &str, role: &str, sentence: &str, label: &str, act: impl Fn() + 'static) -> Node {
    of_class("div", class)
        .attr("role", role)
        .child(el("p").child(sentence))
        .child(button("button small").child(label).press(act))
        .into()
}
