//! Sikkerhedskopi: what is not sent yet as a sealed file, and such a file taken in again.

use crate::reactive::{effect, on_leave};
use feltbog_shared::bridge::{CopyRefusal, Status};
use leptos::prelude::*;
use std::sync::Arc;
use web_sys::File;

use super::page::page;
use crate::components::icon::{Draw, Icon};
use crate::dom::{Node, button, dynamic, el, of_class, paragraph, switch};
use crate::state::access::app;
use crate::state::{platform, sealing};
use feltbog_presentation::help::{Help, help};
use feltbog_presentation::status;
use feltbog_presentation::texts::{of_pages as g, t};

/// How making a file goes.
#[derive(Clone, PartialEq)]
enum Making {
    Idle,
    Busy,
    /// The file's address in this page, its name, and its code.
    Made(Arc<str>, String, String),
    Failed,
}

/// How taking a file in goes.
#[derive(Clone, PartialEq)]
enum Taking {
    Idle,
    Busy,
    Done(u32),
    Failed(String),
}

/// Sikkerhedskopi.
pub(crate) fn copy() -> Node {
    let words = help();
    page(
        words.copy,
        [
            paragraph("lead", words.copy_lead).into(),
            making(words),
            taking(words),
        ],
    )
}

fn making(words: &'static Help) -> Node {
    let engine = &app().engine;
    let making = ArcRwSignal::new(Making::Idle);
    engine.copied.set(None);
    let (sealing_it, copied) = (making.clone(), engine.copied.clone());
    effect(move || {
        let Some(copy) = copied.get() else { return };
        let making = sealing_it.clone();
        platform::wait(async move { making.set(file_of(&copy).await) });
    });
    let shown = making.clone();
    on_leave({
        let making = making.clone();
        move || {
            if let Making::Made(url, ..) = making.get_untracked() {
                platform::forget_bytes(&url);
            }
        }
    });
    let lacking = dynamic(move || {
        let count = |status: &Status| status.unsent + status.refused + status.put_aside;
        match engine.status.with(count) {
            0 => words.copy_nothing.into(),
            count => words.copy_holds.of(count.into()).into(),
        }
    });
    let state = switch(
        move || shown.get(),
        move |state| match state {
            Making::Idle => make(g().save_copy, &making),
            Making::Busy => paragraph("lead", words.copy_making).into(),
            Making::Failed => [
                paragraph("problem", words.copy_failed).into(),
                make(t().try_again, &making),
            ]
            .into(),
            Making::Made(url, name, code) => made(words, url, name, code),
        },
    );
    of_class("section", "sheet")
        .child(el("h2").child(g().save_copy))
        .child(el("p").child(lacking))
        .child(el("div").attr("aria-live", "polite").child(state))
        .into()
}

fn make(label: &str, making: &ArcRwSignal<Making>) -> Node {
    let making = making.clone();
    button("button primary wide")
        .child(Icon::Lock.draw())
        .child(el("span").child(label))
        .press(move || {
            making.set(Making::Busy);
            app().engine.ask_copy();
        })
        .into()
}

async fn file_of(copy: &[u8]) -> Making {
    let code = sealing::code(platform::random_bytes());
    let Some(file) = sealing::seal(copy, &code).await else {
        return Making::Failed;
    };
    let now = platform::local_input(platform::now())
        .replace([':', '.'], "")
        .replace('T', "-");
    let name = ["feltbog-kopi-", &now, ".feltbog"].concat();
    match platform::url_of_bytes(&file, "application/octet-stream") {
        Some(url) => Making::Made(url.into(), name, code),
        None => Making::Failed,
    }
}

fn made(words: &'static Help, url: &Arc<str>, name: &str, code: &str) -> Node {
    let save = of_class("a", "button primary wide")
        .attr("href", url)
        .attr("download", name)
        .child(Icon::Check.draw())
        .child(el("span").child(words.copy_save));
    [
        paragraph("reading-name", words.copy_code).into(),
        paragraph("copy-code", code).into(),
        paragraph("hint", words.copy_code_hint).into(),
        save.into(),
    ]
    .into()
}

fn taking(words: &'static Help) -> Node {
    let engine = &app().engine;
    let taking = ArcRwSignal::new(Taking::Idle);
    engine.copy_taken.set(None);
    let (told, taken) = (taking.clone(), engine.copy_taken.clone());
    effect(move || match taken.get() {
        None => {}
        Some(Ok(records)) => told.set(Taking::Done(records)),
        Some(Err(refusal)) => told.set(Taking::Failed(reason(words, &refusal))),
    });
    let says = taking.clone();
    let said = dynamic(move || match says.get() {
        Taking::Idle => Node::NONE,
        Taking::Busy => words.copy_taking.into(),
        Taking::Done(records) => words.copy_taken.of(records.into()).into(),
        Taking::Failed(why) => of_class("span", "problem").child(why).into(),
    });
    let file = of_class("input", "line")
        .attr("type", "file")
        .attr("id", "kopi-fil")
        .attr("accept", ".feltbog");
    let code = of_class("input", "line code");
    for (name, value) in [
        ("type", "text"),
        ("id", "kopi-kode"),
        ("autocomplete", "off"),
        ("autocapitalize", "characters"),
        ("spellcheck", "false"),
        ("aria-describedby", "kopi-kode-h"),
    ] {
        let _ = code.clone().attr(name, value);
    }
    let (chosen, typed) = (file.clone(), code.clone());
    let go = button("button wide").child(words.copy_take).press(move || {
        let file = chosen.input().files().and_then(|files| files.get(0));
        let code = sealing::tidy(&typed.value());
        typed.show_value(&code);
        match file {
            None => taking.set(Taking::Failed(words.copy_choose_file.to_owned())),
            Some(_) if code.len() < sealing::WRITTEN => {
                taking.set(Taking::Failed(words.copy_code_short.to_owned()));
            }
            Some(file) => {
                taking.set(Taking::Busy);
                open(words, &taking, file, code);
            }
        }
    });
    of_class("section", "sheet")
        .child(el("h2").child(words.copy_take_title))
        .child(
            of_class("div", "field")
                .child(el("label").attr("for", "kopi-fil").child(words.copy_file))
                .child(file),
        )
        .child(
            of_class("div", "field")
                .child(el("label").attr("for", "kopi-kode").child(words.copy_code))
                .child(paragraph("hint", words.copy_code_where).attr("id", "kopi-kode-h"))
                .child(code),
        )
        .child(go)
        .child(el("p").attr("role", "status").child(said))
        .into()
}

fn open(words: &'static Help, taking: &ArcRwSignal<Taking>, file: File, code: String) {
    let taking = taking.clone();
    platform::wait(async move {
        let copy = match platform::bytes_of(&file).await {
            Some(bytes) => sealing::open(&bytes, &code).await,
            None => None,
        };
        match copy {
            Some(copy) => app().engine.take_copy(copy),
            None => taking.set(Taking::Failed(words.copy_wrong.to_owned())),
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
