//! A record in the panel beside a list: what it holds, what is due, what may be done next, and what belongs to it.

pub(crate) mod approvals;
mod contacts;
mod controller;
mod deadlines;
mod dispute;
mod erasure;
mod erasure_by_hand;
pub(crate) mod fields;
mod guide;
mod harm;
mod history;
mod links;
pub(crate) mod new_record;
mod next_states;
mod one_of;
mod patterns;
mod pictures;
mod presence;
mod related;
mod relocation;
mod taking;
mod timeline;

use feltbog_presentation::fields::text;
use feltbog_presentation::forms::{belongings, is_acute};
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_shared::model::{Kind, Mediation};
use feltbog_shared::office::desk::{DeskPlace, DeskRecord};
use leptos::prelude::*;
use leptos::task::spawn_local;

use self::approvals::Approvals;
use self::contacts::ContactPeople;
use self::controller::ControllerLine;
use self::deadlines::Deadlines;
use self::erasure::PlannedErasure;
use self::erasure_by_hand::ErasingByHand;
use self::fields::RecordFields;
use self::guide::ConflictGuide;
use self::harm::HarmAdvice;
use self::history::RecordHistory;
use self::next_states::NextStates;
use self::patterns::Patterns;
use self::pictures::Pictures;
use self::presence::Presence;
use self::related::RelatedRecords;
use self::relocation::{Moving, can_be_about_moving};
use self::taking::Taking;
use self::timeline::Timeline;
use super::loaded::{Failed, Waiting};
use crate::api::ApiError;
use crate::components::case_documents::CaseDocumentsPanel;
use crate::components::side_panel::SidePanel;
use crate::desk::{learn_names, name_of, present, use_desk};
use crate::record_form::{FormSubject, RecordForm};
use crate::state::use_office;
use crate::texts::office_texts;
use crate::wording;

/// A record in the panel, as the server has told it.
#[derive(Clone, Copy)]
pub(crate) struct OpenRecord {
    /// The place.
    pub(crate) place: DeskPlace,
    /// The record; nothing before it has come.
    pub(crate) record: RwSignal<Option<DeskRecord>>,
    /// The reason why it has not come.
    pub(crate) error: RwSignal<Option<ApiError>>,
    /// The number of times that the server was asked. Only the latest answer counts.
    asked: StoredValue<u32>,
    on_changed: Callback<()>,
}

impl OpenRecord {
    fn new(place: DeskPlace, on_changed: Callback<()>) -> Self {
        let open = Self {
            place,
            record: RwSignal::new(None),
            error: RwSignal::new(None),
            asked: StoredValue::new(0),
            on_changed,
        };
        open.read();
        open
    }

    /// Asks the server for the record.
    pub(crate) fn read(self) {
        let api = use_office().api();
        self.read_with(api);
    }

    fn read_with(self, api: crate::api::Api) {
        let asked = self.asked.try_update_value(|asked| {
            *asked += 1;
            *asked
        });
        let Some(number) = asked else { return };
        self.error.set(None);
        spawn_local(async move {
            let answer = api.desk_record(self.place.department, self.place.document).await;
            // One that was overtaken tells of older values and heads.
            if self.asked.try_get_value() != Some(number) {
                return;
            }
            match answer {
                Ok(record) => {
                    learn_names(&record.names);
                    let _ = self.record.try_set(Some(record));
                }
                Err(error) => drop(self.error.try_set(Some(error))),
            }
        });
    }

    /// Tells the list that the record was erased, and shows nothing of it any more.
    pub(crate) fn gone(self, api: crate::api::Api) {
        let _ = self.record.try_set(None);
        self.changed(api);
    }

    /// Tells the list that the record was changed, and reads it again.
    pub(crate) fn changed(self, api: crate::api::Api) {
        let _ = self.on_changed.try_run(());
        self.read_with(api);
    }
}

/// The panel with a record.
#[component]
pub(crate) fn RecordPanel(
    /// The record's place.
    place: DeskPlace,
    /// Called when the person closes the panel.
    #[prop(into)]
    on_close: Callback<()>,
    /// Called when the record was changed.
    #[prop(into)]
    on_changed: Callback<()>,
    /// Called with another record that the person opens.
    #[prop(into)]
    on_open: Callback<DeskPlace>,
) -> impl IntoView {
    let open = OpenRecord::new(place, on_changed);
    let office = use_office();
    let kind = Memo::new(move |_| open.record.read().as_ref().map(|record| record.kind));
    let title = Signal::derive(move || {
        let record = open.record.read();
        record.as_ref().map_or_else(String::new, |record| {
            wording::summary(record.kind, &record.fields, &present()).title
        })
    });
    let content = move || {
        let kind = kind.get()?;
        Some(view! { <RecordContent open kind on_open/> })
    };
    let failed = move || {
        let error = open.error.get()?;
        let is_missing = error.code() == "not_found";
        Some(match is_missing {
            true => view! { <p class="problem" role="alert">{office_texts().record_missing}</p> }.into_any(),
            false => view! { <Failed error on_retry=move |()| open.read_with(office.api())/> }.into_any(),
        })
    };
    view! {
        <SidePanel title on_close>
            {failed}
            <Show when=move || kind.get().is_none() && open.error.read().is_none()>
                <Waiting/>
            </Show>
            {content}
        </SidePanel>
    }
    .into_any()
}

#[component]
fn RecordContent(open: OpenRecord, kind: Kind, on_open: Callback<DeskPlace>) -> impl IntoView {
    let office = use_office();
    let subject = open
        .record
        .with_untracked(|record| record.as_ref().map(subject_of))?;
    let form = RecordForm::new(subject, Callback::new(move |_| open.changed(office.api())));
    Effect::new(move |_| {
        if let Some(record) = &*open.record.read() {
            form.show(&record.fields, &record.heads, &record.disputes);
        }
    });
    let is_acute = Memo::new(move |_| form.fields.with(is_acute));
    let documents = belongings(kind)
        .iter()
        .map(|belonging| view! { <RelatedRecords open belonging/> });
    let case = open
        .record
        .with_untracked(|record| record.as_ref().and_then(case_of_letters));
    let papers = case.map(|case| {
        let department = open.place.department.to_string();
        let parties = Signal::derive(move || {
            let record = open.record.read();
            let related = record.iter().flat_map(|record| &record.related);
            related.filter(|one| one.kind == Kind::ConflictParty).count()
        });
        view! { <CaseDocumentsPanel department case parties/> }
    });
    let moving = (can_be_about_moving(kind) && form.may_update).then(|| view! { <Moving open/> });
    Some(
        view! {
            <RecordLine open form/>
            <Presence open form/>
            <Taking open/>
            <Show when=move || is_acute.get()>
                <p class="danger">{page_texts().call_112}</p>
            </Show>
            <HarmAdvice form/>
            <Deadlines open/>
            <PlannedErasure open/>
            <ConflictGuide form/>
            <NextStates open form/>
            <Approvals open/>
            <ContactPeople open kind/>
            <Section title=office_texts().details>
                <RecordFields form/>
                <ControllerLine open/>
            </Section>
            {documents.collect_view()}
            {moving}
            {papers}
            <Pictures open/>
            <Patterns open on_open/>
            <Timeline open/>
            <RecordHistory open/>
            <ErasingByHand open/>
        }
        .into_any(),
    )
}

/// The id of the case whose letters the person may print from a record: of the case itself, or of its mediation.
fn case_of_letters(record: &DeskRecord) -> Option<String> {
    match record.kind {
        _ if !record.may.letters => None,
        Kind::ConflictCase => Some(record.document.to_string()),
        _ => {
            let case = text(&record.fields, Mediation::conflict_case().name());
            (!case.is_empty()).then(|| case.to_owned())
        }
    }
}

fn subject_of(record: &DeskRecord) -> FormSubject {
    FormSubject {
        department: record.department,
        document: Some(record.document),
        kind: record.kind,
        fields: record.fields.clone(),
        heads: record.heads.clone(),
        disputes: record.disputes.clone(),
        may_update: record.may.update,
        may_decide: record.may.decide,
        draft: draft_name(&record.document.to_string()),
    }
}

/// The name of the draft of a record, for the person who is signed in.
pub(crate) fn draft_name(record: &str) -> String {
    let person = use_desk().person().map(|person| person.to_string());
    [person.as_deref().unwrap_or_default(), ".", record].concat()
}

/// Department, place, state and author below the heading.
#[component]
fn RecordLine(open: OpenRecord, form: RecordForm) -> impl IntoView {
    let desk = use_desk();
    let words = move || {
        let record = open.record.read();
        let record = record.as_ref()?;
        let present = present();
        let fields = form.fields.read();
        let state = wording::value(record.kind, "state", &fields, &present);
        let place = wording::value(record.kind, "place", &fields, &present);
        let taken = record
            .taken_by
            .as_ref()
            .map(|name| [office_texts().taken_by, ": ", &name.name].concat());
        let owner = match record.owner_name.as_str() {
            "" => name_of(&record.owner.to_string()),
            name => name.to_owned(),
        };
        let words = [
            texts().kind(record.kind).to_owned(),
            desk.department_name(record.department),
            place,
            office_texts().written_by.with(&[&owner]),
            taken.unwrap_or_default(),
        ];
        let line = words.into_iter().filter(|word| !word.is_empty());
        let line = line.collect::<Vec<_>>().join(" · ");
        let state = (!state.is_empty()).then(|| view! { <p class="state-now">{state}</p> });
        Some(view! { {state} <p class="record-line">{line}</p> })
    };
    view! { <div class="record-summary">{words}</div> }
}

/// A part of the panel with its heading.
#[component]
pub(crate) fn Section(
    /// Heading.
    #[prop(into)]
    title: String,
    /// Content.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="panel-section">
            <h3>{title}</h3>
            {children()}
        </section>
    }
    .into_any()
}
