//! The pictures of a record.

use feltbog_presentation::texts::texts;
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::{Fields, Kind};
use leptos::prelude::*;

use super::{OpenRecord, Section};
use crate::desk::present;
use crate::state::use_office;
use crate::texts::office_texts;
use crate::wording;

/// The pictures of a record. Nothing where there is none.
#[component]
pub(super) fn Pictures(open: OpenRecord) -> impl IntoView {
    let pictures = Memo::new(move |_| {
        let record = open.record.read();
        let related = record.iter().flat_map(|record| &record.related);
        let photos = related.filter(|one| one.kind == Kind::Photo);
        photos
            .map(|one| (one.document, one.fields.clone()))
            .collect::<Vec<_>>()
    });
    move || {
        let pictures = pictures.get();
        (!pictures.is_empty()).then(|| {
            let pictures = pictures
                .into_iter()
                .map(move |(document, fields)| view! { <Picture open document fields/> });
            view! {
                <Section title=office_texts().pictures>
                    <ul class="pictures">{pictures.collect_view()}</ul>
                </Section>
            }
        })
    }
}

#[component]
fn Picture(open: OpenRecord, document: DocumentId, fields: Fields) -> impl IntoView {
    let line = wording::summary(Kind::Photo, &fields, &present()).line;
    let caption = match line.is_empty() {
        true => texts().kind(Kind::Photo).to_owned(),
        false => line,
    };
    let address = use_office()
        .api()
        .picture_address(open.place.department, document);
    // A picture that has not arrived from its phone yet is told by its words alone.
    let is_missing = RwSignal::new(false);
    view! {
        <li>
            <figure>
                <img
                    src=address
                    alt=""
                    loading="lazy"
                    hidden=move || is_missing.get()
                    on:error=move |_| is_missing.set(true)
                />
                <figcaption>{caption}</figcaption>
            </figure>
        </li>
    }
}
