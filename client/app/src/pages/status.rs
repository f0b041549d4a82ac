//! The state of sending: each record that waits with its reason, and "try again".

use feltbog_shared::bridge::{Delivery, Draft, OutboxItem};
use feltbog_shared::model::{Fields, Value};
use leptos::prelude::*;

use super::lists;
use super::page::Page;
use crate::contexts::{use_engine, use_identity, use_open_records};
use crate::handle::Handle;
use crate::state::engine::Engine;
use crate::state::present::present;
use feltbog_presentation::fields::apply;
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_presentation::{status as words, summary};
use feltbog_ui::card::{ActionLink, Card, CardList, CardSection};
use feltbog_ui::icon::Icon;
use feltbog_ui::receipt::ReceiptLine;

/// Page about the state of sending.
#[component]
pub fn StatusPage() -> impl IntoView {
    let (engine, records) = (use_engine(), use_open_records());
    Effect::new(move |_| {
        engine.status.track();
        engine.ask_outbox();
    });
    let line = move || {
        let is_unsaved = records.unsaved.get() > 0;
        let line = words::line(texts(), &present(), &engine.status.get(), is_unsaved);
        view! { <ReceiptLine line/> }
    };
    let unsent = Memo::new(move |_| engine.status.with(|status| status.unsent));
    let put_aside = Memo::new(move |_| engine.status.with(|status| status.put_aside));
    let lacks = Memo::new(move |_| {
        engine
            .status
            .with(|status| status.unsent + status.refused + status.put_aside + status.drafts > 0)
    });
    view! {
        <Page title=page_texts().status_title>
            <p class="lead">{line}</p>
            <Show when=move || unsent.get() != 0>
                <p class="lead">{move || page_texts().things_lack_sending.of(unsent.get().into())}</p>
            </Show>
            <Show when=move || put_aside.get() != 0>
                <p class="problem">{move || page_texts().set_aside_count.of(put_aside.get().into())}</p>
            </Show>
            <CardSection heading=page_texts().drafts_heading cards=drafts()/>
            <Outbox/>
            <div class="actions">
                <button type="button" class="button primary" on:click=move |_| engine.sync_now()>
                    {texts().try_again}
                </button>
                <Show when=move || lacks.get()>
                    <ActionLink href="/kopi" icon=Icon::Lock label=page_texts().save_copy/>
                </Show>
            </div>
        </Page>
    }
    .into_any()
}

/// Records that wait to be sent, or a sentence when none does.
#[component]
fn Outbox() -> impl IntoView {
    let engine = use_engine();
    let state = Memo::new(move |_| {
        let is_empty = engine
            .outbox
            .with(|outbox| outbox.as_ref().map(|items| items.is_empty()));
        let is_all_sent = engine.status.with(|status| {
            status.all_sent_at.is_some() && status.unsent + status.refused + status.drafts == 0
        });
        (is_empty, is_all_sent)
    });
    move || match state.get() {
        (None, _) => ().into_any(),
        (Some(true), true) => view! { <p class="none">{page_texts().status_all_sent_long}</p> }.into_any(),
        (Some(true), false) => view! { <p class="none">{page_texts().status_nothing_yet}</p> }.into_any(),
        (Some(false), _) => view! { <CardList cards=move |_| waiting(engine)/> }.into_any(),
    }
}

/// Cards of unfinished work in the department, for the calling component: records that are not made yet, and texts that cannot stand in theirs.
pub(crate) fn drafts() -> Callback<usize, Vec<Card>> {
    let (engine, identity) = (use_engine(), use_identity());
    Callback::new(move |_| {
        let here = identity.access().map(|access| access.department.id);
        let drafts = engine.drafts.get();
        let is_shown = |draft: &&Draft| Some(draft.department) == here && draft.is_unfinished();
        let drafts = drafts.iter().filter(is_shown);
        drafts.map(|draft| draft_card(engine, draft)).collect()
    })
}

fn draft_card(engine: Handle<Engine>, draft: &Draft) -> Card {
    let mut fields = Fields::new();
    let edits = draft.seeds.iter().chain(&draft.edits);
    edits.for_each(|edit| apply(&mut fields, edit));
    for (field, text) in &draft.texts {
        fields.insert(field.clone(), Value::Text(text.clone()));
    }
    let item = OutboxItem {
        document: draft.document,
        kind: draft.kind,
        fields,
        delivery: Delivery::Draft,
    };
    card(engine, &item)
}

fn waiting(engine: Handle<Engine>) -> Vec<Card> {
    let outbox = engine.outbox.get();
    let items = outbox.iter().flat_map(|items| items.iter());
    items.map(|item| card(engine, item)).collect()
}

fn card(engine: Handle<Engine>, item: &OutboxItem) -> Card {
    let present = present();
    let summary = engine
        .areas
        .with(|areas| summary::of(texts(), &present, areas, item.kind, &item.fields));
    let mut line = texts().kind(item.kind).to_owned();
    if !summary.line.is_empty() {
        line = [&line, " · ", &summary.line].concat();
    }
    Card {
        href: lists::path(item.document),
        icon: lists::icon(item.kind),
        title: summary.title,
        line,
        badge: "",
        is_new: false,
        due: None,
        action: None,
        receipt: Some(words::Line {
            text: words::reason(texts(), &item.delivery),
            ..words::delivery(texts(), &present, &item.delivery)
        }),
        large: false,
    }
}
