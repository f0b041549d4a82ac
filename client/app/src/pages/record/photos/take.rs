//! Taking a picture, or choosing one.

use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::care_task::TaskState;
use feltbog_shared::model::photo::{AIMED_BYTES, MOST_PIXELS, PhotoMoment};
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::{CasePhoto, ConflictEvent, FieldEdit, Kind, Photo};
use leptos::prelude::*;
use std::rc::Rc;
use web_sys::{Event, File, HtmlInputElement};

use crate::contexts::use_actions;
use crate::handle::Handle;
use crate::pages::record::form::Form;
use crate::state::actions::Actions;
use crate::state::edits::beginnings;
use crate::state::platform;
use feltbog_presentation::fields;
use feltbog_presentation::texts::page_texts;
use feltbog_ui::icon::{Icon, SvgIcon};

/// Progress of taking a picture.
#[derive(Clone, PartialEq)]
enum Taking {
    Idle,
    Busy,
    Failed(String),
}

/// "Tag et billede" and "Vælg et billede", with a reminder of what is not to be in it.
#[component]
pub(super) fn PhotoWays(
    form: Form,
    department: DepartmentId,
    /// The kind of the pictures.
    kind: Kind,
) -> impl IntoView {
    let taking = RwSignal::new(Taking::Idle);
    let said = move || match taking.get() {
        Taking::Idle => ().into_any(),
        Taking::Busy => page_texts().photo_saving.into_any(),
        Taking::Failed(reason) => view! { <span class="problem">{reason}</span> }.into_any(),
    };
    let hint = match kind {
        Kind::CasePhoto => page_texts().photo_hint_case,
        _ => page_texts().photo_hint,
    };
    view! {
        <div class="photo-ways">
            <PhotoButton
                form
                department
                taking
                icon=Icon::Camera
                label=page_texts().photo_take
                with_camera=true
            />
            <PhotoButton form department taking icon=Icon::New label=page_texts().photo_choose/>
        </div>
        <p class="hint">{hint}</p>
        <p role="status">{said}</p>
    }
    .into_any()
}

#[component]
fn PhotoButton(
    form: Form,
    department: DepartmentId,
    taking: RwSignal<Taking>,
    icon: Icon,
    label: &'static str,
    /// Whether the camera opens at once.
    #[prop(optional)]
    with_camera: bool,
) -> impl IntoView {
    let actions = use_actions();
    let take = move |event: Event| {
        let input: HtmlInputElement = event_target(&event);
        let file = input.files().and_then(|files| files.get(0));
        // The same picture can be chosen again.
        input.set_value("");
        if let Some(file) = file {
            keep(actions, form, department, taking, file);
        }
    };
    view! {
        <label class="button">
            <SvgIcon icon/>
            <span>{label}</span>
            // The camera may push the app out of the phone's memory: what was entered is saved before it opens. The record
            // is made when there is a picture of it.
            <input
                class="unseen"
                type="file"
                accept="image/*"
                capture=with_camera.then_some("environment")
                on:click=move |_| form.editor.flush()
                on:change=take
            />
        </label>
    }
    .into_any()
}

/// Keeps a picture on the phone, as a record of its own.
fn keep(
    actions: Handle<Actions>,
    form: Form,
    department: DepartmentId,
    taking: RwSignal<Taking>,
    file: File,
) {
    taking.set(Taking::Busy);
    form.editor.make();
    let Some(edits) = begun(form) else {
        return taking.set(Taking::Failed(page_texts().photo_not_kept.to_owned()));
    };
    // The picture is kept all the same when the person has left the page meanwhile.
    let tell = move |news| {
        let _ = taking.try_set(news);
    };
    platform::wait(async move {
        let Some(bytes) = platform::photo(&file, MOST_PIXELS, AIMED_BYTES).await else {
            return tell(Taking::Failed(page_texts().photo_unreadable.to_owned()));
        };
        let answered = move |is_kept: bool| {
            tell(match is_kept {
                true => Taking::Idle,
                // The frame says why, with the way to try again, on whichever page the person is.
                false => Taking::Failed(page_texts().photo_not_kept.to_owned()),
            });
        };
        actions.keep_photo(department, edits, bytes, Rc::new(answered));
    });
}

/// Edits that the picture's record begins with. A picture of work that is not done yet shows it before, and one of an
/// event belongs to the event's case, by which it is read and erased; nothing without a case.
fn begun(form: Form) -> Option<Vec<FieldEdit>> {
    let editor = form.editor;
    let mut edits = beginnings(editor.kind.pictures()?, Some(editor.document));
    if editor.kind == Kind::ConflictEvent {
        let case = ConflictEvent::conflict_case().name();
        let case = editor
            .fields
            .with_untracked(|record| fields::text(record, case).parse::<DocumentId>().ok())?;
        edits.push(CasePhoto::conflict_case().set(case));
    }
    if editor.kind == Kind::CareTask {
        let state = editor
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
    Some(edits)
}
