//! A concern for a resident where social visits are switched off: what to do, whom to call, and a receipt.

use leptos::prelude::*;
use std::rc::Rc;

use super::department_information::{contacts_of, municipal_contacts_of};
use super::page::Page;
use crate::contexts::{use_actions, use_navigation};
use crate::state::access::Access;
use crate::state::actions::{Answered, discard};
use crate::state::platform;
use feltbog_presentation::referral_receipt::receipt;
use feltbog_presentation::texts::{page_texts, texts};
use feltbog_shared::model::Kind;
use feltbog_ui::card::ActionLink;
use feltbog_ui::icon::{Icon, SvgIcon};

/// The way to the municipality.
#[component]
pub(super) fn ReferPage(access: Access) -> impl IntoView {
    let (actions, navigation) = (use_actions(), use_navigation());
    let refer = move |_| {
        let document = platform::new_document();
        let told: Answered = Rc::new(move |is_kept| {
            if is_kept {
                let kept = page_texts().refer_kept.to_owned();
                actions.offer_undo(kept, document, vec![discard()], None);
            }
        });
        actions.create(document, Kind::Signal, receipt(platform::now()), Some(told));
        navigation.back();
    };
    view! {
        <Page title=page_texts().refer_title has_way_back=true>
            <section class="sheet">
                <p>{page_texts().refer_line}</p>
                <ActionLink href="/anvisninger" icon=Icon::Book label=texts().cards/>
                {contacts_of(access.department.id)}
                {municipal_contacts_of(access.department.id)}
            </section>
            <div class="actions">
                <button type="button" class="button primary wide" on:click=refer>
                    <SvgIcon icon=Icon::Check/>
                    <span>{page_texts().refer_done}</span>
                </button>
            </div>
        </Page>
    }
    .into_any()
}
