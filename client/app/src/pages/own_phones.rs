//! The list of one's own phones in the settings: locking one out that is gone takes two taps and a network.

use feltbog_presentation::format;
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_shared::moment::Moment;
use feltbog_shared::own_phones::OwnPhone;
use leptos::prelude::*;

use crate::contexts::use_engine;
use crate::state::{own_phones, platform};

/// The list, once it was fetched.
#[component]
pub(crate) fn OwnPhones() -> impl IntoView {
    let profile_id = use_engine().profile_id.get();
    let phones = RwSignal::new(None::<Vec<OwnPhone>>);
    let problem = RwSignal::new("");
    let read = move || {
        platform::wait(async move {
            match own_phones::list(profile_id).await {
                Some(found) => {
                    let _ = problem.try_set("");
                    drop(phones.try_set(Some(found)));
                }
                None => drop(problem.try_set(page_texts().own_phones_unreachable)),
            }
        });
    };
    read();
    let lock = Callback::new(move |phone: OwnPhone| {
        platform::wait(async move {
            match own_phones::lock(profile_id, &phone).await {
                true => read(),
                false => drop(problem.try_set(page_texts().own_phones_unreachable)),
            }
        });
    });
    let rows = move || {
        let phones = phones.get().unwrap_or_default().into_iter();
        phones
            .map(|phone| view! { <OwnPhoneRow phone on_lock=lock/> })
            .collect_view()
    };
    view! {
        <section class="sheet">
            <h2>{page_texts().own_phones}</h2>
            <ul>{rows}</ul>
            <p class="hint" role="status">{problem}</p>
        </section>
    }
    .into_any()
}

#[component]
fn OwnPhoneRow(phone: OwnPhone, on_lock: Callback<OwnPhone>) -> impl IntoView {
    let is_asking = RwSignal::new(false);
    let is_lockable = !phone.is_this && phone.revoked_at.is_none();
    let (name, line) = (phone.name.clone(), line(&phone));
    let gone = [page_texts().own_phone_gone, ", ", &name].concat();
    let asked = phone.clone();
    let lock = Callback::new(move |()| on_lock.run(asked.clone()));
    view! {
        <li>
            <p>
                <strong>{name}</strong>
                <br/>
                <span>{line}</span>
            </p>
            <Show when=move || is_lockable && !is_asking.get()>
                <button
                    type="button"
                    class="button wide"
                    aria-label=gone.clone()
                    on:click=move |_| is_asking.set(true)
                >
                    {page_texts().own_phone_gone}
                </button>
            </Show>
            <Show when=move || is_asking.get()>
                <p role="status">{page_texts().own_phone_gone_why}</p>
                <button type="button" class="button primary wide" on:click=move |_| lock.run(())>
                    {page_texts().own_phone_lock}
                </button>
                <button type="button" class="button wide" on:click=move |_| is_asking.set(false)>
                    {texts().undo}
                </button>
            </Show>
        </li>
    }
    .into_any()
}

/// The words below the name of a phone.
fn line(phone: &OwnPhone) -> String {
    let now = platform::now();
    let told = |at: Moment| format::moment(texts(), at, now, platform::offset(at));
    match (phone.is_this, phone.revoked_at, phone.seen_at) {
        (true, ..) => page_texts().own_phone_is_this.to_owned(),
        (false, Some(at), _) => page_texts().own_phone_locked_at.with(&[&told(at)]),
        (false, None, Some(at)) => page_texts().own_phone_seen_at.with(&[&told(at)]),
        (false, None, None) => page_texts()
            .own_phone_enrolled_at
            .with(&[&told(phone.enrolled_at)]),
    }
}
