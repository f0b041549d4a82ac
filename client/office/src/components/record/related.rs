//! Records that belong to a record: events, parties, legal steps and the like, each to be read, changed and added.

use feltbog_presentation::forms::Belonging;
use feltbog_presentation::texts::texts;
use feltbog_shared::id::DocumentId;
use feltbog_shared::office::desk::{InboxReason, RelatedRecord};
use feltbog_ui::icon::{Icon, SvgIcon};
use leptos::prelude::*;

use super::fields::RecordFields;
use super::new_record::{NewRecordDialog, NewRecordSubject};
use super::{OpenRecord, Section, draft_name};
use crate::desk::present;
use crate::record_form::{FormSubject, RecordForm};
use crate::state::use_office;
use crate::texts::office_texts;
use crate::wording;

/// The records of a kind that belong to a record.
#[component]
pub(super) fn RelatedRecords(open: OpenRecord, belonging: &'static Belonging) -> impl IntoView {
    let office = use_office();
    let documents = Memo::new(move |_| {
        let record = open.record.read();
        let related = record.iter().flat_map(|record| &record.related);
        let related = related.filter(|one| one.kind == belonging.kind);
        related.map(|one| one.document).collect::<Vec<_>>()
    });
    let may_add = Memo::new(move |_| {
        let record = open.record.read();
        record
            .as_ref()
            .is_some_and(|record| record.may.creates.contains(&belonging.kind))
    });
    let is_adding = RwSignal::new(false);
    let subject = NewRecordSubject {
        kind: belonging.kind,
        department: Some(open.place.department),
        link: Some((belonging.link, open.place.document)),
    };
    let add_label = belonging.add.map_or(office_texts().create, |add| add(texts()));
    let is_shown = move || may_add.get() || !documents.read().is_empty();
    view! {
        <Show when=is_shown>
            <Section title=(belonging.heading)(texts())>
                <Show
                    when=move || !documents.read().is_empty()
                    fallback=move || view! { <p class="hint">{(belonging.none)(texts())}</p> }
                >
                    <ul class="related">
                        <For each=move || documents.get() key=|document| *document let:document>
                            <RelatedItem open document/>
                        </For>
                    </ul>
                </Show>
                <Show when=move || may_add.get()>
                    <button type="button" class="button small" on:click=move |_| is_adding.set(true)>
                        {add_label}
                    </button>
                </Show>
                <NewRecordDialog
                    id=["new-", belonging.kind.key()].concat()
                    subject
                    is_open=is_adding
                    on_made=move |_| open.changed(office.api())
                />
            </Section>
        </Show>
    }
    .into_any()
}

/// A record of those that belong to another: its summary, and its fields when a person opens it.
#[component]
fn RelatedItem(open: OpenRecord, document: DocumentId) -> impl IntoView {
    let is_open = RwSignal::new(false);
    let related = Memo::new(move |_| {
        let record = open.record.read();
        let mut all = record.iter().flat_map(|record| &record.related);
        all.find(|one| one.document == document).cloned()
    });
    let words = Memo::new(move |_| {
        let related = related.read();
        related.as_ref().map(|one| {
            let summary = wording::summary(one.kind, &one.fields, &present());
            let line = match summary.line.as_str() {
                "" => present().moment(texts(), one.created_at),
                line => line.to_owned(),
            };
            (summary.title, line)
        })
    });
    let is_disputed = move || related.read().as_ref().is_some_and(|one| one.is_disputed);
    let fields = move || {
        let one = related.get_untracked()?;
        Some(view! { <RelatedFields open one related/> })
    };
    view! {
        <li>
            <button
                type="button"
                class="related-head"
                aria-expanded=move || if is_open.get() { "true" } else { "false" }
                on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
            >
                <span>
                    <strong>{move || words.get().map(|(title, _)| title)}</strong>
                    <span class="related-line">{move || words.get().map(|(_, line)| line)}</span>
                </span>
                <Show when=is_disputed>
                    <span class="badge">{wording::reason(InboxReason::Disputed)}</span>
                </Show>
                <SvgIcon icon=Icon::Forward/>
            </button>
            <Show when=move || is_open.get()>
                <div class="related-body">{fields}</div>
            </Show>
        </li>
    }
    .into_any()
}

#[component]
fn RelatedFields(
    open: OpenRecord,
    one: RelatedRecord,
    related: Memo<Option<RelatedRecord>>,
) -> impl IntoView {
    let office = use_office();
    // Rights are those of a collection.
    let may_decide = open.record.with_untracked(|record| {
        let of_collection = record
            .as_ref()
            .filter(|record| record.kind.collection() == one.kind.collection());
        of_collection.is_some_and(|record| record.may.decide)
    });
    let subject = FormSubject {
        department: open.place.department,
        document: Some(one.document),
        kind: one.kind,
        fields: one.fields,
        heads: one.heads,
        disputes: Vec::new(),
        may_update: one.may_update,
        may_decide,
        draft: draft_name(&one.document.to_string()),
    };
    let form = RecordForm::new(subject, Callback::new(move |_| open.changed(office.api())));
    Effect::new(move |_| {
        if let Some(one) = &*related.read() {
            form.show(&one.fields, &one.heads, &[]);
        }
    });
    view! { <RecordFields form/> }
}
