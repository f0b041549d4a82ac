//! Sikkerhedskopi: what is not sent yet as a sealed file, and such a file taken in again.

use feltbog_shared::bridge::{CopyRefusal, Status};
use leptos::html::Input;
use leptos::prelude::*;
use std::sync::Arc;
use web_sys::File;

use super::page::Page;
use crate::contexts::use_engine;
use crate::handle::Handle;
use crate::state::engine::Engine;
use crate::state::{platform, sealing};
use feltbog_presentation::entry::calendar_text;
use feltbog_presentation::help::{Help, help_texts};
use feltbog_presentation::status;
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_ui::icon::{Icon, SvgIcon};

/// Progress of making a file.
#[derive(Clone, PartialEq)]
enum Making {
    Idle,
    Busy,
    /// The file's address in this page, its name, and its code.
    Made(Arc<str>, String, String),
    Failed,
}

/// Progress of taking a file in.
#[derive(Clone, PartialEq)]
enum Taking {
    Idle,
    Busy,
    Done(u32),
    Failed(String),
}

/// Sikkerhedskopi.
#[component]
pub fn CopyPage() -> impl IntoView {
    let words = help_texts();
    view! {
        <Page title=words.copy>
            <p class="lead">{words.copy_lead}</p>
            <SaveCopy/>
            <TakeCopy/>
        </Page>
    }
    .into_any()
}

/// A sealed file of what is not sent yet.
#[component]
fn SaveCopy() -> impl IntoView {
    let words = help_texts();
    let making = RwSignal::new(Making::Idle);
    let engine = use_engine();
    engine.copied.set(None);
    Effect::new(move |_| {
        let Some(copy) = engine.copied.get() else {
            return;
        };
        platform::wait(async move {
            let made = file_of(&copy).await;
            // The person may have left the page meanwhile.
            if let Some(Making::Made(url, ..)) = making.try_set(made) {
                platform::forget_bytes(&url);
            }
        });
    });
    on_cleanup(move || {
        if let Some(Making::Made(url, ..)) = making.try_get_untracked() {
            platform::forget_bytes(&url);
        }
    });
    let make = move |_| {
        making.set(Making::Busy);
        engine.ask_copy();
    };
    let lacking = move || {
        let count = |status: &Status| status.unsent + status.refused + status.put_aside;
        match engine.status.with(count) {
            0 => words.copy_nothing.to_owned(),
            count => words.copy_holds.of(count.into()),
        }
    };
    let state = move || match making.get() {
        Making::Idle => view! { <MakeButton label=page_texts().save_copy on_press=make/> }.into_any(),
        Making::Busy => view! { <p class="lead">{words.copy_making}</p> }.into_any(),
        Making::Failed => view! {
            <p class="problem">{words.copy_failed}</p>
            <MakeButton label=texts().try_again on_press=make/>
        }
        .into_any(),
        Making::Made(url, name, code) => view! {
            <p class="reading-name">{words.copy_code}</p>
            <p class="copy-code">{code}</p>
            <p class="hint">{words.copy_code_hint}</p>
            <a class="button primary wide" href=url.to_string() download=name>
                <SvgIcon icon=Icon::Check/>
                <span>{words.copy_save}</span>
            </a>
        }
        .into_any(),
    };
    view! {
        <section class="sheet">
            <h2>{page_texts().save_copy}</h2>
            <p>{lacking}</p>
            <div aria-live="polite">{state}</div>
        </section>
    }
    .into_any()
}

#[component]
fn MakeButton(label: &'static str, #[prop(into)] on_press: Callback<web_sys::MouseEvent>) -> impl IntoView {
    view! {
        <button type="button" class="button primary wide" on:click=move |event| on_press.run(event)>
            <SvgIcon icon=Icon::Lock/>
            <span>{label}</span>
        </button>
    }
}

async fn file_of(copy: &[u8]) -> Making {
    let code = sealing::code(platform::random_bytes());
    let Some(file) = sealing::seal(copy, &code).await else {
        return Making::Failed;
    };
    let now = calendar_text(platform::now())
        .replace([':', '.'], "")
        .replace('T', "-");
    let name = ["feltbog-kopi-", &now, ".feltbog"].concat();
    match platform::url_of_bytes(&file, "application/octet-stream") {
        Some(url) => Making::Made(url.into(), name, code),
        None => Making::Failed,
    }
}

/// Records of a sealed file, taken in.
#[component]
fn TakeCopy() -> impl IntoView {
    let words = help_texts();
    let taking = RwSignal::new(Taking::Idle);
    let engine = use_engine();
    engine.copy_taken.set(None);
    Effect::new(move |_| match engine.copy_taken.get() {
        None => {}
        Some(Ok(records)) => taking.set(Taking::Done(records)),
        Some(Err(refusal)) => taking.set(Taking::Failed(reason(words, &refusal))),
    });
    let said = move || match taking.get() {
        Taking::Idle => ().into_any(),
        Taking::Busy => words.copy_taking.into_any(),
        Taking::Done(records) => words.copy_taken.of(records.into()).into_any(),
        Taking::Failed(why) => view! { <span class="problem">{why}</span> }.into_any(),
    };
    let file = NodeRef::<Input>::new();
    let written = RwSignal::new(String::new());
    let take = move |_| {
        let chosen = file.get_untracked().and_then(|input| input.files()?.get(0));
        let code = sealing::tidy(&written.read_untracked());
        written.set(code.clone());
        match chosen {
            None => taking.set(Taking::Failed(words.copy_choose_file.to_owned())),
            Some(_) if code.len() < sealing::WRITTEN => {
                taking.set(Taking::Failed(words.copy_code_short.to_owned()));
            }
            Some(file) => {
                taking.set(Taking::Busy);
                open(engine, words, taking, file, code);
            }
        }
    };
    view! {
        <section class="sheet">
            <h2>{words.copy_take_title}</h2>
            <div class="field">
                <label for="kopi-fil">{words.copy_file}</label>
                <input node_ref=file class="line" type="file" id="kopi-fil" accept=".feltbog"/>
            </div>
            <div class="field">
                <label for="kopi-kode">{words.copy_code}</label>
                <p class="hint" id="kopi-kode-h">{words.copy_code_where}</p>
                <input
                    class="line code"
                    type="text"
                    id="kopi-kode"
                    autocomplete="off"
                    autocapitalize="characters"
                    spellcheck="false"
                    aria-describedby="kopi-kode-h"
                    bind:value=written
                />
            </div>
            <button type="button" class="button wide" on:click=take>{words.copy_take}</button>
            <p role="status">{said}</p>
        </section>
    }
    .into_any()
}

fn open(engine: Handle<Engine>, words: &'static Help, taking: RwSignal<Taking>, file: File, code: String) {
    platform::wait(async move {
        let copy = match platform::bytes_of(&file).await {
            Some(bytes) => sealing::open(&bytes, &code).await,
            None => None,
        };
        match copy {
            Some(copy) => engine.take_copy(copy),
            None => drop(taking.try_set(Taking::Failed(words.copy_wrong.to_owned()))),
        }
    });
}

fn reason(words: &Help, refusal: &CopyRefusal) -> String {
    match refusal {
        CopyRefusal::Unreadable => words.copy_unreadable.to_owned(),
        CopyRefusal::Newer => words.copy_newer.to_owned(),
        CopyRefusal::SomebodyElses(name) => words.copy_somebody_elses.with(&[name]),
        CopyRefusal::Storage(failure) => status::failure(failure).to_owned(),
    }
}
