//! The pictures of a record.

use feltbog_presentation::texts::texts;
use leptos::prelude::*;

use super::{OpenRecord, Section};
use crate::components::picture::Picture;
use crate::desk::present;
use crate::texts::office_texts;
use crate::wording;

/// The pictures of a record. Nothing where there is none.
#[component]
pub(super) fn Pictures(open: OpenRecord) -> impl IntoView {
    let pictures = Memo::new(move |_| {
        let record = open.record.read();
        let related = record.iter().flat_map(|record| &record.related);
        let photos = related.filter(|one| one.kind.is_picture());
        photos
            .map(|one| (one.document, one.kind, one.fields.clone()))
            .collect::<Vec<_>>()
    });
    move || {
        let pictures = pictures.get();
        (!pictures.is_empty()).then(|| {
            let pictures = pictures.into_iter().map(move |(document, kind, fields)| {
                let line = wording::summary(kind, &fields, &present()).line;
                let caption = match line.is_empty() {
                    true => texts().kind(kind).to_owned(),
                    false => line,
                };
                let department = open.place.department;
                view! { <li><Picture department document caption alternative=""/></li> }
            });
            view! {
                <Section title=office_texts().pictures>
                    <ul class="pictures">{pictures.collect_view()}</ul>
                </Section>
            }
        })
    }
}
