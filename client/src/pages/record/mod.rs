//! A record's page: the same for making one, going on with it and reading it. What is entered is saved as it is made.

mod case;
mod count;
pub(crate) mod form;
mod note;
mod plain;
mod visit;

use feltbog_shared::bridge::{Delivery, SaveFailure};
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::{
    AreaObservation, CareTask, ConflictEvent, ConflictParty, FieldEdit, InsectCount, Kind, VisitNote,
};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};

use self::form::Form;
use super::frame::Room;
use super::lists;
use crate::components::card::cards;
use crate::components::icon::Icon;
use crate::components::page::Page;
use crate::components::tone;
use crate::state::access::{App, app};
use crate::state::editor::{Editor, Phase, Saving, beginnings};
use crate::state::engine::Sight;
use crate::state::platform;
use crate::state::update::Updates;
use crate::view::labels::Present;
use crate::view::status::{self, Line, Tone};
use crate::view::texts::{language, t};
use crate::view::{fields, summary};

/// What the address says about a record that may not exist yet.
#[derive(Clone, PartialEq)]
struct Wanted {
    document: Option<DocumentId>,
    kind: Option<Kind>,
    belongs_to: Option<DocumentId>,
    area: Option<DocumentId>,
}

/// The record in the path.
#[component]
pub(crate) fn Record() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let wanted = Memo::new(move |_| {
        let id = |name: &str| {
            query
                .with(|query| query.get(name))
                .and_then(|text| text.parse().ok())
        };
        Wanted {
            document: params
                .with(|params| params.get("id"))
                .and_then(|text| text.parse().ok()),
            kind: query
                .with(|query| query.get("ny"))
                .and_then(|key| Kind::from_key(&key)),
            belongs_to: id("til"),
            area: id("areal"),
        }
    });
    (move || opened(wanted.get())).into_any()
}

fn opened(wanted: Wanted) -> AnyView {
    let app = app();
    let Some(document) = wanted.document else {
        return missing(t().record_missing);
    };
    if let (Some(kind), Some(access)) = (wanted.kind, untrack(|| app.access()))
        && access.may_create(kind)
    {
        let fresh = app.fresh.get_value() == Some(document);
        let mut seeds = beginnings(kind);
        seeds.extend(links(kind, &wanted));
        let editor = Editor::open(
            app.engine,
            document,
            kind,
            access.department.id,
            Some(seeds),
            fresh,
        );
        return page(app, editor, access.department.id);
    }
    // What kind of record it is, the record itself says.
    let sight = app.engine.follow(document);
    on_cleanup(move || app.engine.leave(document));
    let known = Memo::new(move |_| match sight.get() {
        Sight::Unknown => None,
        Sight::Gone => Some(None),
        Sight::Here(view) => Some(Some((view.kind, view.department))),
    });
    (move || match known.get() {
        None => lists::skeleton(),
        Some(None) => missing(t().record_gone),
        Some(Some((kind, department))) => page(
            app,
            Editor::open(app.engine, document, kind, department, None, false),
            department,
        ),
    })
    .into_any()
}

/// What a new record points to.
fn links(kind: Kind, wanted: &Wanted) -> Option<FieldEdit> {
    match kind {
        Kind::ConflictEvent => wanted
            .belongs_to
            .map(|case| ConflictEvent::conflict_case().set(case)),
        Kind::ConflictParty => wanted
            .belongs_to
            .map(|case| ConflictParty::conflict_case().set(case)),
        Kind::VisitNote => wanted.belongs_to.map(|visit| VisitNote::visit().set(visit)),
        Kind::AreaObservation => wanted.area.map(|area| AreaObservation::area().set(area)),
        Kind::InsectCount => wanted.area.map(|area| InsectCount::area().set(area)),
        Kind::CareTask => wanted.area.map(|area| CareTask::area().set(area)),
        Kind::ConflictCase | Kind::SocialVisit | Kind::Area => None,
    }
}

/// What the page shows, as far as it decides on drawing it anew.
#[derive(Clone, Copy, PartialEq)]
enum Shown {
    Waiting,
    Gone,
    Fields { writable: bool },
}

fn page(app: App, editor: Editor, department: DepartmentId) -> AnyView {
    expect_context::<Updates>().hold_back();
    expect_context::<Room>().focus();
    let shown = Memo::new(move |_| match editor.phase.get() {
        Phase::Loading => Shown::Waiting,
        Phase::Gone => Shown::Gone,
        Phase::New => Shown::Fields { writable: true },
        Phase::Here => {
            let access = app.access_in(department);
            // The owner is known with the first report; whoever made it just now may go on.
            let writable = match editor.owner.get() {
                None => true,
                Some(owner) => access.is_some_and(|access| access.may_update(editor.kind, owner)),
            };
            Shown::Fields { writable }
        }
    });
    let title = Signal::derive(move || {
        let areas = app.engine.areas.get();
        if editor.phase.get() == Phase::New {
            return (t().untitled)(editor.kind).to_owned();
        }
        editor
            .fields
            .with(|record| summary::of(t(), &platform::present(), &areas, editor.kind, record).title)
    });
    let content = move || match shown.get() {
        Shown::Waiting => lists::skeleton(),
        Shown::Gone => view! { <p class="none">{t().record_gone}</p> }.into_any(),
        Shown::Fields { writable } => {
            let form = Form::new(editor, writable);
            let fields = match editor.kind {
                Kind::ConflictCase => case::fields(app, form),
                Kind::SocialVisit => visit::fields(app, form),
                Kind::InsectCount => count::fields(form),
                Kind::Area => plain::area(app, form),
                Kind::AreaObservation => plain::observation(form),
                Kind::CareTask => plain::task(form),
                Kind::ConflictEvent => plain::event(form),
                Kind::ConflictParty => plain::party(form),
                Kind::VisitNote => plain::note(form),
            };
            view! {
                {(!writable).then(|| view! { <p class="none">{t().reading_only}</p> })}
                {fields}
            }
            .into_any()
        }
    };
    view! {
        <Page title=title on_back=Some(back()) below=saved_line(editor)>
            {content}
            {foot(app, editor)}
        </Page>
    }
    .into_any()
}

/// Whether what was entered is on the phone, and whether the server has it.
pub(super) fn saved_line(editor: Editor) -> AnyView {
    let line = move || {
        let present = platform::present();
        match editor.saving.get() {
            Saving::Busy => Some(Line {
                tone: Tone::OnPhone,
                text: t().saving.to_owned(),
            }),
            Saving::Failed(failure) => Some(Line {
                tone: Tone::Look,
                text: failure_text(&failure).to_owned(),
            }),
            Saving::Idle | Saving::Saved => editor
                .delivery
                .get()
                .map(|delivery| where_it_is(&present, &delivery)),
        }
    };
    let can_retry = move || {
        let failed = |saving: &Saving| matches!(saving, Saving::Failed(failure) if !matches!(failure, SaveFailure::Refused(_)));
        editor.saving.with(failed).then(|| {
            view! {
                <button type="button" class="button small" on:click=move |_| editor.try_again()>{t().try_again}</button>
            }
            .into_any()
        })
    };
    view! {
        <div class="saved">
            <p role="status">{move || line().map(tone::line)}</p>
            {can_retry}
        </div>
    }
    .into_any()
}

fn where_it_is(present: &Present, delivery: &Delivery) -> Line {
    let line = status::delivery(t(), present, delivery);
    match delivery {
        Delivery::OnPhone(_) => Line {
            text: t().on_phone_sends_later.to_owned(),
            ..line
        },
        Delivery::Received(_) => line,
        Delivery::Refused(_) => Line {
            text: [&line.text, ". ", &status::reason(t(), delivery)].concat(),
            ..line
        },
    }
}

fn failure_text(failure: &SaveFailure) -> &'static str {
    match failure {
        SaveFailure::Refused(refusal) => refusal.code.sentence(language()),
        SaveFailure::StorageFull => t().storage_full,
        SaveFailure::StorageUnavailable => t().storage_silent,
        SaveFailure::Missing => t().record_missing,
    }
}

fn foot(app: App, editor: Editor) -> AnyView {
    let author = move || {
        let owner = editor.owner.get()?;
        let at = editor.fields.with(|record| match record.get("created_at") {
            Some(feltbog_shared::model::Value::Moment(at)) => Some(*at),
            _ => None,
        })?;
        let when = platform::present().moment(t(), at);
        Some(view! { <p class="by">{(t().created_by)(&app.name_of(Some(owner)), &when)}</p> }.into_any())
    };
    let history = [&lists::path(editor.document), "/historik"].concat();
    let exists = Memo::new(move |_| editor.phase.get() == Phase::Here);
    view! {
        <div class="record-foot">
            {author}
            {move || exists.get().then(|| view! {
                <a class="text-link" href=history.clone()>{Icon::Clock.draw()}<span>{t().history}</span></a>
            })}
        </div>
        {(editor.kind != Kind::InsectCount).then(done)}
    }
    .into_any()
}

/// The way out of a record. Everything is saved already.
fn done() -> AnyView {
    let leave = back();
    view! {
        <div class="actions">
            <button type="button" class="button primary" on:click=move |_| leave.run(())>
                {Icon::Check.draw()}<span>{t().done}</span>
            </button>
        </div>
    }
    .into_any()
}

/// Back to where the person came from; to Hjem when the app was opened right here.
pub(crate) fn back() -> Callback<()> {
    let navigate = use_navigate();
    let app = app();
    Callback::new(move |()| {
        let came_from_within = app.steps.get_value() > 0;
        match window().history() {
            Ok(history) if came_from_within => drop(history.back()),
            _ => navigate(
                "/",
                NavigateOptions {
                    replace: true,
                    ..NavigateOptions::default()
                },
            ),
        }
    })
}

/// Other records that point to this one, as cards.
fn related(
    app: App,
    document: DocumentId,
    link: &'static str,
    listing: Signal<Option<crate::state::engine::Listing>>,
    kind: Kind,
    none: &'static str,
) -> AnyView {
    let id = document.to_string();
    (move || match listing.get() {
        None => lists::skeleton(),
        Some(listing) => {
            let here = listing
                .items
                .iter()
                .filter(|item| item.kind == kind && fields::text(&item.fields, link) == id);
            cards(here.map(|item| lists::card(app, item)).collect(), none)
        }
    })
    .into_any()
}

fn missing(sentence: &'static str) -> AnyView {
    view! {
        <Page title=t().brand on_back=Some(back())>
            <p class="none">{sentence}</p>
        </Page>
    }
    .into_any()
}
