//! The controller of a record about people.

use leptos::prelude::*;

use super::OpenRecord;
use crate::texts::office_texts;

/// A line that names the controller. Nothing for a record that is about nobody.
#[component]
pub(super) fn ControllerLine(open: OpenRecord) -> impl IntoView {
    let controller = Memo::new(move |_| {
        let record = open.record.read();
        record
            .as_ref()
            .map(|record| record.controller.clone())
            .unwrap_or_default()
    });
    move || {
        let name = controller.get();
        (!name.is_empty()).then(|| {
            let line = office_texts().record_controller.with(&[&name]);
            view! { <p class="hint">{line}</p> }
        })
    }
}
