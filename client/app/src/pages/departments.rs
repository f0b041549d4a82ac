//! Choosing the department to work in.

use super::page::page;
use crate::components::icon::{Draw, Icon};
use crate::dom::{Node, button, dynamic, el, of_class, paragraph};
use crate::state::access::{app, granted};
use feltbog_presentation::texts::t;

/// The departments granted.
pub(crate) fn departments() -> Node {
    page(t().choose_department, dynamic(offered))
}

fn offered() -> Node {
    let granted = app()
        .session()
        .map(|session| granted(&session))
        .unwrap_or_default();
    if granted.is_empty() {
        return paragraph("none", t().no_departments).into();
    }
    let chosen = app().access().map(|access| access.department.id);
    let mut all = of_class("ul", "cards");
    for department in granted {
        let is_chosen = chosen == Some(department.id);
        let title = of_class("span", "card-title").child(department.name);
        let mark = if is_chosen { Icon::Check } else { Icon::Forward };
        let mut card = button("card")
            .child(Icon::Houses.draw())
            .child(of_class("span", "card-text").child(title))
            .child(mark.draw())
            .press(move || {
                app().settings.work_in(department.id, || app().route.go("/"));
            });
        if is_chosen {
            card = card.attr("aria-current", "true");
        }
        all = all.child(el("li").child(card));
    }
    all.into()
}
