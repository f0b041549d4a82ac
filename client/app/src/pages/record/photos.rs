//! Pictures of a record: taken or chosen with one tap, shown from the phone, each saying where it is.

use feltbog_shared::bridge::ListItem;
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::care_task::TaskState;
use feltbog_shared::model::photo::{AIMED_BYTES, MOST_PIXELS, PhotoMoment};
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::{FieldEdit, Kind, Photo};
use leptos::prelude::*;
use web_sys::{Event, File, HtmlInputElement};

use super::form::Form;
use crate::pages::lists;
use crate::state::access::{Room, app};
use crate::state::editor::beginnings;
use crate::state::engine::use_engine;
use crate::state::{actions, platform};
use feltbog_presentation::texts::{of_pages as g, t};
use feltbog_presentation::{fields, status};
use feltbog_ui::icon::{Icon, SvgIcon};
use feltbog_ui::receipt::ReceiptLine;

/// Whether pictures are taken for records of a kind: those of places, never of people.
pub(super) fn belong_to(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Area | Kind::AreaObservation | Kind::CareTask | Kind::InsectCount | Kind::PlanRevision
    )
}

/// Progress of taking a picture.
#[derive(Clone, PartialEq)]
enum Taking {
    Idle,
    Busy,
    Failed(String),
}

/// The record's pictures, and the ways to another; not while the page asks for the whole screen.
#[component]
pub(super) fn Photos(form: Form) -> impl IntoView {
    view! {
        <Show when=|| app().room.get() != Room::Whole>
            <PhotoSection form/>
        </Show>
    }
    .into_any()
}

#[component]
fn PhotoSection(form: Form) -> impl IntoView {
    let access = app().access().filter(|access| access.may_read(Kind::Photo))?;
    if !belong_to(form.editor.kind) {
        return None;
    }
    let (around, about) = (form.around(), form.editor.document.to_string());
    let photos = Memo::new(move |_| {
        lists::with_items(&around, |items| {
            let is_its =
                |item: &&ListItem| item.kind == Kind::Photo && fields::text(&item.fields, "about") == about;
            let mut its: Vec<_> = items.iter().filter(is_its).cloned().collect();
            its.reverse();
            its
        })
    });
    let department = access.department.id;
    let ids = move || {
        let photos = photos.read();
        photos.iter().map(|photo| photo.document).collect::<Vec<_>>()
    };
    let ways =
        (form.writable && access.may_create(Kind::Photo)).then(|| view! { <PhotoWays form department/> });
    Some(
        view! {
            <section class="section">
                <h2>{t().photos}</h2>
                <ul class="photos">
                    <For each=ids key=|id| *id let:document>
                        <PhotoRow photos document department/>
                    </For>
                </ul>
                {ways}
            </section>
        }
        .into_any(),
    )
}

#[component]
fn PhotoRow(
    /// Pictures of the record.
    photos: Memo<Vec<ListItem>>,
    /// The one that is shown.
    document: DocumentId,
    department: DepartmentId,
) -> impl IntoView {
    let item = move || {
        let photos = photos.read();
        photos.iter().find(|photo| photo.document == document).cloned()
    };
    let words = Memo::new(move |_| item().map(|item| in_words(&item)).unwrap_or_default());
    let source = use_engine().photo(document, department);
    let picture = move || match source.get() {
        None => view! { <div class="photo-wait"></div> }.into_any(),
        Some(None) => view! { <p class="photo-wait">{g().photo_not_here}</p> }.into_any(),
        Some(Some(url)) => view! { <img src=url.to_string() alt=words/> }.into_any(),
    };
    let delivery = Memo::new(move |_| item().map(|item| item.delivery));
    let line = move || {
        let line = delivery
            .get()
            .map(|delivery| status::delivery(t(), &platform::present(), &delivery));
        line.map(|line| view! { <ReceiptLine line/> })
    };
    view! {
        <li>
            <figure>
                {picture}
                <figcaption>
                    {words}
                    <p>{line}</p>
                </figcaption>
            </figure>
        </li>
    }
    .into_any()
}

/// The moment at which a picture was taken, and the words about it.
fn in_words(photo: &ListItem) -> String {
    let text = fields::text(&photo.fields, "text");
    let moment = PhotoMoment::KEYS
        .iter()
        .position(|key| *key == fields::text(&photo.fields, "moment"))
        .map_or(g().photo, |place| t().photo_moment.at(place));
    if text.is_empty() {
        moment.to_owned()
    } else {
        [moment, ": ", text].concat()
    }
}

/// "Tag et billede" and "Vælg et billede".
#[component]
fn PhotoWays(form: Form, department: DepartmentId) -> impl IntoView {
    let taking = RwSignal::new(Taking::Idle);
    let keep = Callback::new(move |file: SendFile| keep(form, department, taking, file.take()));
    let said = move || match taking.get() {
        Taking::Idle => ().into_any(),
        Taking::Busy => g().photo_saving.into_any(),
        Taking::Failed(reason) => view! { <span class="problem">{reason}</span> }.into_any(),
    };
    view! {
        <div class="photo-ways">
            <PhotoButton form icon=Icon::Camera label=g().photo_take with_camera=true on_file=keep/>
            <PhotoButton form icon=Icon::New label=g().photo_choose on_file=keep/>
        </div>
        <p class="hint">{g().photo_hint}</p>
        <p role="status">{said}</p>
    }
    .into_any()
}

/// A file that belongs to the thread of the page.
type SendFile = send_wrapper::SendWrapper<File>;

#[component]
fn PhotoButton(
    form: Form,
    icon: Icon,
    label: &'static str,
    /// Whether the camera opens at once.
    #[prop(optional)]
    with_camera: bool,
    /// Called with the picture.
    on_file: Callback<SendFile>,
) -> impl IntoView {
    let take = move |event: Event| {
        let input: HtmlInputElement = event_target(&event);
        let file = input.files().and_then(|files| files.get(0));
        // The same picture can be chosen again.
        input.set_value("");
        if let Some(file) = file {
            on_file.run(SendFile::new(file));
        }
    };
    view! {
        <label class="button">
            <SvgIcon icon/>
            <span>{label}</span>
            // The camera may push the app out of the phone's memory: the record of the picture is saved before it opens.
            <input
                class="unseen"
                type="file"
                accept="image/*"
                capture=with_camera.then_some("environment")
                on:click=move |_| form.editor.make()
                on:change=take
            />
        </label>
    }
    .into_any()
}

fn keep(form: Form, department: DepartmentId, taking: RwSignal<Taking>, file: File) {
    taking.set(Taking::Busy);
    let edits = begun(form);
    // The picture is kept all the same when the person has left the page meanwhile.
    let tell = move |news| {
        let _ = taking.try_set(news);
    };
    platform::wait(async move {
        let Some(bytes) = platform::photo(&file, MOST_PIXELS, AIMED_BYTES).await else {
            return tell(Taking::Failed(g().photo_unreadable.to_owned()));
        };
        let answer = move |result: Result<_, _>| {
            tell(match result {
                Ok(_) => Taking::Idle,
                Err(failure) => Taking::Failed(status::failure(&failure).to_owned()),
            });
        };
        actions::keep_photo(department, edits, bytes, answer);
    });
}

/// Edits that the picture's record begins with. A picture of work that is not done yet shows it before.
fn begun(form: Form) -> Vec<FieldEdit> {
    let editor = form.editor;
    let mut edits = beginnings(Kind::Photo, Some(editor.document));
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
    edits
}
