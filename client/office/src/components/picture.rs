//! A picture of a record.

use feltbog_shared::id::{DepartmentId, DocumentId};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::state::use_office;

/// A picture, fetched once it is shown. One that has not arrived from its phone yet is told by its caption alone.
#[component]
pub(crate) fn Picture(
    /// The department of the record of the picture.
    department: DepartmentId,
    /// The record of the picture.
    document: DocumentId,
    /// Text below the picture.
    #[prop(into)]
    caption: String,
    /// Text in place of the picture; empty where the caption says it.
    #[prop(into)]
    alternative: String,
) -> impl IntoView {
    let office = use_office();
    let address = RwSignal::new(None::<String>);
    spawn_local(async move {
        if let Ok(picture) = office.api().picture(department, document).await {
            // The page may have been left meanwhile, and its signals with it.
            if let Some(unused) = address.try_set(Some(picture)).flatten() {
                let _ = web_sys::Url::revoke_object_url(&unused);
            }
        }
    });
    on_cleanup(move || {
        if let Some(address) = address.try_get_untracked().flatten() {
            // An address that is gone already needs no end.
            let _ = web_sys::Url::revoke_object_url(&address);
        }
    });
    let image = move || {
        let alternative = alternative.clone();
        address
            .get()
            .map(|address| view! { <img src=address alt=alternative/> })
    };
    view! {
        <figure>
            {image}
            <figcaption>{caption}</figcaption>
        </figure>
    }
    .into_any()
}
