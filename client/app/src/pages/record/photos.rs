//! Pictures of a record: taken or chosen with one tap, shown from the phone, each saying where it is.

use crate::reactive::memo;
use feltbog_shared::bridge::{Command, Delivery, ListItem};
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::care_task::TaskState;
use feltbog_shared::model::photo::{AIMED_BYTES, MOST_PIXELS, PhotoMoment};
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::{FieldEdit, Kind, Photo};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{File, HtmlInputElement};

use super::form::Form;
use crate::components::icon::{Draw, Icon};
use crate::components::tone;
use crate::dom::{El, Node, dynamic, el, of_class, paragraph, switch, when};
use crate::pages::lists;
use crate::state::access::{Access, Room, app};
use crate::state::editor::beginnings;
use crate::state::platform;
use feltbog_presentation::texts::{of_pages as g, t};
use feltbog_presentation::{fields, status};

/// Whether pictures are taken for records of a kind: those of places, never of people.
pub(super) fn belong_to(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Area | Kind::AreaObservation | Kind::CareTask | Kind::InsectCount | Kind::PlanRevision
    )
}

/// How taking a picture goes.
#[derive(Clone, PartialEq)]
enum Taking {
    Idle,
    Busy,
    Failed(String),
}

/// The record's pictures, and the ways to another; not while the page asks for the whole screen.
pub(super) fn photos(form: &Form) -> Node {
    let form = form.clone();
    when(|| app().room.get() != Room::Whole, move || section(&form))
}

fn section(form: &Form) -> Node {
    let Some(access) = app().access().filter(|access| access.may_read(Kind::Photo)) else {
        return Node::NONE;
    };
    if !belong_to(form.editor.kind) {
        return Node::NONE;
    }
    let (around, about) = (form.around.clone(), form.editor.document.to_string());
    let here = memo(move || {
        lists::with_items(&around, |items| {
            let is_its =
                |item: &&ListItem| item.kind == Kind::Photo && fields::text(&item.fields, "about") == about;
            let mut its: Vec<_> = items.iter().filter(is_its).cloned().collect();
            its.reverse();
            its
        })
    });
    let ids = here.clone();
    let department = access.department.id;
    let shown = switch(
        move || ids.with(|all| all.iter().map(|item| item.document).collect::<Vec<_>>()),
        move |ids| {
            let mut row = of_class("ul", "photos");
            for id in ids {
                row = row.child(figure(&here, *id, department));
            }
            row.into()
        },
    );
    let add = (form.writable && access.may_create(Kind::Photo)).then(|| ways(form, &access));
    of_class("section", "section")
        .child(el("h2").child(t().photos))
        .child(shown)
        .child(add)
        .into()
}

fn figure(
    here: &ArcRwSignal<Vec<ListItem>>,
    id: DocumentId,
    department: feltbog_shared::id::DepartmentId,
) -> El {
    let (told, placed) = (here.clone(), here.clone());
    let item = move |all: &ArcRwSignal<Vec<ListItem>>| {
        all.with(|all| all.iter().find(|item| item.document == id).cloned())
    };
    let words = move || {
        let item = item(&told)?;
        let text = fields::text(&item.fields, "text");
        let moment = PhotoMoment::KEYS
            .iter()
            .position(|key| *key == fields::text(&item.fields, "moment"))
            .map_or(g().photo, |place| t().photo_moment.at(place));
        Some(if text.is_empty() {
            moment.to_owned()
        } else {
            [moment, ": ", text].concat()
        })
    };
    let source = app().engine.photo(id, department);
    let alt = words.clone();
    let picture = switch(
        move || source.get(),
        move |source| match source {
            None => of_class("div", "photo-wait").into(),
            Some(None) => paragraph("photo-wait", g().photo_not_here).into(),
            Some(Some(url)) => el("img")
                .attr("src", url)
                .attr("alt", &alt().unwrap_or_default())
                .into(),
        },
    );
    let line = dynamic(move || {
        let delivery = item(&placed).map(|item| item.delivery);
        let line = delivery.map(|delivery: Delivery| status::delivery(t(), &platform::present(), &delivery));
        line.as_ref().map(tone::line).into()
    });
    let caption = el("figcaption")
        .child(dynamic(move || words().unwrap_or_default().into()))
        .child(el("p").child(line));
    el("li").child(el("figure").child(picture).child(caption))
}

/// "Tag et billede" and "Vælg et billede".
fn ways(form: &Form, access: &Access) -> Node {
    let taking = ArcRwSignal::new(Taking::Idle);
    let said = taking.clone();
    let says = dynamic(move || match said.get() {
        Taking::Idle => Node::NONE,
        Taking::Busy => g().photo_saving.into(),
        Taking::Failed(why) => of_class("span", "problem").child(why).into(),
    });
    let both = of_class("div", "photo-ways")
        .child(way(form, access, &taking, Icon::Camera, g().photo_take, true))
        .child(way(form, access, &taking, Icon::New, g().photo_choose, false));
    [
        both.into(),
        paragraph("hint", g().photo_hint).into(),
        el("p").attr("role", "status").child(says).into(),
    ]
    .into()
}

fn way(
    form: &Form,
    access: &Access,
    taking: &ArcRwSignal<Taking>,
    icon: Icon,
    label: &'static str,
    with_camera: bool,
) -> El {
    let input = of_class("input", "unseen")
        .attr("type", "file")
        .attr("accept", "image/*");
    let input = if with_camera {
        input.attr("capture", "environment")
    } else {
        input
    };
    // The camera may push the app out of the phone's memory: what the picture belongs to is saved before it opens.
    let makes = form.editor.clone();
    let (form, access, taking) = (form.clone(), access.clone(), taking.clone());
    let input = input.press(move || makes.make()).on("change", move |event| {
        let chosen = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let Some(chosen) = chosen else { return };
        let file = chosen.files().and_then(|files| files.get(0));
        // The same picture can be chosen again.
        chosen.set_value("");
        if let Some(file) = file {
            keep(&form, &access, &taking, file);
        }
    });
    of_class("label", "button")
        .child(icon.draw())
        .child(el("span").child(label))
        .child(input)
}

fn keep(form: &Form, access: &Access, taking: &ArcRwSignal<Taking>, file: File) {
    taking.set(Taking::Busy);
    let (taking, department) = (taking.clone(), access.department.id);
    let edits = begun(form);
    platform::wait(async move {
        let Some(bytes) = platform::photo(&file, MOST_PIXELS, AIMED_BYTES).await else {
            return taking.set(Taking::Failed(g().photo_unreadable.to_owned()));
        };
        let document = platform::new_document();
        let command = move |token| Command::KeepPhoto {
            token,
            document,
            department,
            edits,
            bytes,
        };
        let answer = move |result| {
            taking.set(match result {
                Ok(_) => Taking::Idle,
                Err(failure) => Taking::Failed(status::failure(&failure).to_owned()),
            });
        };
        app().engine.save(command, Box::new(answer));
    });
}

/// The first content of the picture's record. Of work, what is taken before it is done shows it before.
fn begun(form: &Form) -> Vec<FieldEdit> {
    let mut edits = beginnings(Kind::Photo, Some(form.editor.document));
    if form.editor.kind == Kind::CareTask {
        let state = form
            .editor
            .fields
            .with_untracked(|record| fields::text(record, "state").to_owned());
        let is_done = [TaskState::Done.key(), TaskState::Approved.key()].contains(&state.as_str());
        let moment = if is_done {
            PhotoMoment::After
        } else {
            PhotoMoment::Before
        };
        edits.push(Photo::moment().set(moment));
    }
    edits
}
