//! Fields that a person writes in.

use feltbog_shared::caution::names_illness;
use feltbog_shared::model::{Kind, Value};
use leptos::prelude::*;

use super::homes::{HomeChooser, all_homes, are_listed};
use super::{entered, field_id};
use crate::contexts::{use_engine, use_identity};
use crate::pages::lists;
use crate::pages::record::form::Form;
use crate::state::edits::set;
use feltbog_presentation::texts::page_texts;
use feltbog_presentation::{fields, homes};
use feltbog_ui::number::NumberField;
use feltbog_ui::text::TextField;

/// A whole number.
#[component]
pub(super) fn Whole(
    form: Form,
    name: &'static str,
    label: &'static str,
    least: i64,
    most: i64,
    first: i64,
) -> impl IntoView {
    let editor = form.editor;
    let value = Memo::new(move |_| editor.fields.with(|record| fields::whole(record, name)));
    let text = entered(form, name, move || {
        value.get().map(|number| number.to_string()).unwrap_or_default()
    });
    view! {
        <NumberField
            id=field_id(form, name)
            label
            range=least..=most
            first=first.clamp(least, most)
            value
            text
            problem=form.problem(name)
            on_focus=Callback::new(move |()| editor.begin_writing(name))
            on_input=Callback::new(move |text| editor.write(name, text))
            on_blur=Callback::new(move |()| editor.end_writing())
            on_step=Callback::new(move |number| editor.edit(set(name, Value::Integer(number))))
        />
    }
    .into_any()
}

/// A text of one line or several.
#[component]
pub(super) fn Writing(
    form: Form,
    name: &'static str,
    label: &'static str,
    hints: Vec<&'static str>,
    most: usize,
    line: Option<&'static str>,
    /// Follows the text at every keystroke, before it is saved.
    #[prop(optional)]
    typed: Option<RwSignal<String>>,
) -> impl IntoView {
    let editor = form.editor;
    let write = move |text: String| {
        if let Some(typed) = typed {
            typed.set(text.clone());
        }
        editor.write(name, text);
    };
    // A locked note may name an illness, with the resident's yes.
    let caution: fn(&str) -> &'static str = match editor.kind {
        Kind::VisitNote => |_| "",
        _ => |text| {
            if names_illness(text) {
                page_texts().looks_like_illness
            } else {
                ""
            }
        },
    };
    let text = form.text(name);
    view! {
        <TextField
            id=field_id(form, name)
            label
            hints
            max_length=most
            line
            value=entered(form, name, move || text.get())
            problem=form.problem(name)
            marked=marked(form, name)
            caution
            on_focus=Callback::new(move |()| editor.begin_writing(name))
            on_input=Callback::new(write)
            on_blur=Callback::new(move |()| editor.end_writing())
        />
    }
    .into_any()
}

/// A home or a stairwell: written, or chosen among those that are known.
#[component]
pub(super) fn Known(
    form: Form,
    name: &'static str,
    label: &'static str,
    hints: Vec<&'static str>,
    most: usize,
    /// Kinds of records that they are known from.
    kinds: &'static [Kind],
) -> impl IntoView {
    let editor = form.editor;
    let saved = form.text(name);
    // The offers follow each key. They must not leave the page only when the text is saved: that is when somebody taps on
    // what stands below them.
    let typed = RwSignal::new(saved.get_untracked());
    Effect::new(move |_| typed.set(saved.get()));
    let written = view! { <Writing form name label hints most line=Some("text") typed/> };
    let Some(known) = untrack(|| use_identity().access()).map(|access| lists::follow(&access, kinds, None))
    else {
        return written.into_any();
    };
    let homes = Memo::new(move |_| {
        lists::with_items(&known, |items| {
            let mut homes: Vec<String> = Vec::new();
            // What stands here itself is no other home, half written as it may be.
            for item in items.iter().filter(|item| item.document != editor.document) {
                let home = fields::text(&item.fields, name);
                if homes.iter().all(|other| other.as_str() != home) {
                    homes.push(home.to_owned());
                }
            }
            homes
        })
    });
    // Rounds of doors are about stairwells.
    let is_home = editor.kind != Kind::DoorRound;
    let engine = use_engine();
    let all = Memo::new(move |_| all_homes(engine, editor.department, &homes.read()));
    let offers = Memo::new(move |_| {
        let typed = typed.read();
        let owned = |offered: Vec<&str>| offered.into_iter().map(str::to_owned).collect::<Vec<_>>();
        // Before anything is typed, those of the latest records are one tap away.
        if is_home && !typed.trim().is_empty() {
            return owned(homes::offered_of(&all.read(), &typed));
        }
        owned(homes::offered(homes.read().iter().map(String::as_str), &typed))
    });
    let choose = Callback::new(move |home: String| editor.edit(set(name, Value::Text(home))));
    let chip = move |home: String| {
        let label = home.clone();
        view! {
            <button type="button" class="chip-button" on:click=move |_| choose.run(home.clone())>
                {label}
            </button>
        }
    };
    let chooser = is_home.then(|| {
        let chosen = Memo::new(move |_| typed.get());
        let is_any = Memo::new(move |_| !homes.read().is_empty() || are_listed(engine, editor.department));
        view! { <HomeChooser form name homes=all is_any chosen on_choose=choose/> }
    });
    view! {
        {written}
        <div class="chips" data-follows-writing="">
            <For each=move || offers.get() key=|home| home.clone() children=chip/>
        </div>
        {chooser}
    }
    .into_any()
}

/// The part of a field's text that is to be changed; nothing when it is all of it.
fn marked(form: Form, name: &'static str) -> Memo<String> {
    let editor = form.editor;
    Memo::new(move |_| {
        editor.held.with(|held| {
            let marked = held.iter().find(|one| one.field == name).and_then(|one| {
                let place = one.problem.place(editor.kind.field(name)?.shape, &one.text)?;
                let part = one.text.chars().skip(place.start).take(place.len());
                Some(part.collect::<String>())
            });
            marked.unwrap_or_default()
        })
    })
}
