//! Signing a phone in: by the link's code at once, or by a code as typed.

use crate::reactive::{SetIfChanged, effect, memo, untracked};
use feltbog_shared::refusal::RefusalCode;
use leptos::prelude::*;

use super::page::{page, page_titled};
use crate::components::icon::{Draw, Icon};
use crate::dom::{Node, button, el, of_class, paragraph, switch, when};
use crate::state::access::{app, granted};
use crate::state::engine::Enrolment;
use feltbog_presentation::status::unsent_records;
use feltbog_presentation::texts::{language, t};

/// Letters and digits of a code.
const LENGTH: usize = 10;

fn tidy(code: &str) -> String {
    code.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|char| char.to_ascii_uppercase())
        .collect()
}

/// `ABCDE-FGHJK` while it is typed.
fn spaced(code: &str) -> String {
    let mut code = tidy(code);
    code.truncate(LENGTH);
    match code.split_at_checked(LENGTH / 2) {
        Some((first, second)) if !second.is_empty() => [first, "-", second].concat(),
        _ => code,
    }
}

/// Shown on every route while nobody is signed in.
pub(crate) fn enrol() -> Node {
    let engine = &app().engine;
    let too_short = ArcRwSignal::new(false);
    // Another link in the same tab changes nothing but the code.
    effect(|| {
        if let Some(code) = app().route.take_code() {
            engine.enrol(code);
        }
    });
    let busy = memo(|| engine.enrolment.with(|enrolment| *enrolment == Enrolment::Busy));
    let is_short = too_short.clone();
    let problem = memo(move || {
        engine.enrolment.with(|enrolment| match enrolment {
            _ if is_short.get() => t().enrol_too_short,
            Enrolment::Failed(Some(refusal)) => refusal.code.sentence(language()),
            Enrolment::Failed(None) => t().enrol_unreachable,
            Enrolment::Idle | Enrolment::Busy => "",
        })
    });
    let (said, invalid) = (problem.clone(), problem);
    let input = of_class("input", "line code");
    for (name, value) in [
        ("type", "text"),
        ("id", "code"),
        ("placeholder", "XXXXX-XXXXX"),
        ("autocomplete", "one-time-code"),
        ("autocapitalize", "characters"),
        ("spellcheck", "false"),
        ("maxlength", "14"),
        ("aria-describedby", "code-h code-p"),
    ] {
        let _ = input.clone().attr(name, value);
    }
    let (typed, entered, mends) = (input.clone(), input.clone(), too_short.clone());
    let input = input
        .attr_of("aria-invalid", move || {
            (!invalid.get().is_empty()).then_some("true")
        })
        .on("input", move |_| {
            mends.set_if_changed(false);
            let text = typed.value();
            let code = spaced(&text);
            // Where the cursor stands within the code it is left alone.
            let at_end = typed.input().selection_start().ok().flatten() == Some(text.len() as u32);
            if at_end {
                typed.show_value(&code);
            }
        });
    let field = of_class("div", "field")
        .child(el("label").attr("for", "code").child(t().enrol_code))
        .child(paragraph("hint", t().enrol_code_hint).attr("id", "code-h"))
        .child(input)
        .child(
            of_class("p", "problem")
                .attr("role", "alert")
                .attr("id", "code-p")
                .text_of(move || said.get().to_owned()),
        );
    let (shown, waits) = (busy.clone(), busy);
    let go = of_class("button", "button primary wide")
        .attr("type", "submit")
        .text_of(move || {
            if shown.get() {
                t().enrol_under_way
            } else {
                t().enrol_go
            }
            .to_owned()
        });
    let form = of_class("form", "sheet")
        .attr("novalidate", "")
        .on("submit", move |event| {
            event.prevent_default();
            let code = entered.value();
            too_short.set_if_changed(tidy(&code).len() != LENGTH);
            if !too_short.get_untracked() && !waits.get_untracked() {
                engine.enrol(spaced(&code));
            }
        })
        .child(el("p").child(t().enrol_intro))
        .child(field)
        .child(go);
    // What is here is somebody's: another person gets a place of their own.
    let others = when(
        || app().people.guarded.get() || is_anothers(),
        || {
            button("button wide")
                .child(t().who)
                .press(|| app().people.ask_who())
                .into()
        },
    );
    // Whoever was signed out is told what is still here.
    let unsent = switch(
        || engine.status.with(unsent_records),
        |records| match records {
            0 => Node::NONE,
            _ => paragraph("lead", t().enrol_unsent.of((*records).into())).into(),
        },
    );
    // Whoever scans the code on an area's sign.
    let is_visitor = untracked(|| app().route.place().parts().0 == "areal");
    let visitor = is_visitor.then(|| paragraph("lead", t().visitor));
    cover(page(
        t().enrol_title,
        [visitor.into(), unsent, form.into(), others],
    ))
}

/// Whether the code that was tried is of somebody else. Follows changes.
fn is_anothers() -> bool {
    app().engine.enrolment.with(|enrolment| {
        matches!(enrolment, Enrolment::Failed(Some(refusal)) if refusal.code == RefusalCode::CodeOfAnother)
    })
}

/// The page after the first sign-in: the person and their department, shown once.
pub(crate) fn welcome() -> Node {
    let Some(session) = untracked(|| app().session()) else {
        return Node::NONE;
    };
    let mut roles: Vec<&str> = Vec::new();
    for grant in &session.grants {
        let role = t().role.at(grant.role as usize);
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    let departments: Vec<_> = granted(&session)
        .into_iter()
        .map(|department| department.name)
        .collect();
    let mut sheet = of_class("section", "sheet")
        .child(el("p").child(t().welcome_where.with(&[&session.organisation])))
        .child(el("p").child(el("strong").child(roles.join(", "))));
    if (1..=4).contains(&departments.len()) {
        sheet = sheet.child(el("p").child(departments.join(", ")));
    }
    let go = button("button primary wide").child(t().welcome_go).press(|| {
        let app = app();
        // The link is used up.
        if app.route.place().path == "/enrol" {
            app.route.go_instead("/");
        }
        app.engine.welcome.set_if_changed(false);
    });
    let refilled = untracked(|| app().engine.refilled.get());
    let sheet = sheet
        .child(refilled.then(|| paragraph("lead", t().welcome_refilled)))
        .child(el("p").child(t().welcome_offline))
        .child(go);
    cover(page_titled(move || t().welcome.with(&[&session.name]), sheet))
}

fn cover(page: Node) -> Node {
    let brand = paragraph("cover-brand", Icon::Book.draw()).child(el("span").child(t().brand));
    of_class("div", "cover").child(brand).child(page).into()
}
