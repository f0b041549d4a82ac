//! Invitations that can still be used, and taking them back.

use feltbog_shared::office_phones::{InvitationKind, OpenInvitation};
use leptos::prelude::*;

use super::sessions::time;
use crate::components::loaded::Loaded;
use crate::components::page::Page;
use crate::components::scrollable_table::ScrollableTable;
use crate::components::submission::{Submission, SubmissionProblem};
use crate::state::{Notice, use_office, use_organisation};
use crate::texts::office_texts;

/// The open invitations of an organisation.
#[component]
pub(crate) fn OpenInvitationsPage() -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    let invitations = LocalResource::new(move || {
        office.revision.track();
        let id = organisation.id.get();
        async move { office.api().open_invitations(&id).await }
    });
    view! {
        <Page title=office_texts().open_invitations>
            <p>{office_texts().open_invitations_lead}</p>
            <Loaded answer=invitations children=|invitations| view! { <InvitationTable invitations/> }/>
        </Page>
    }
    .into_any()
}

#[component]
fn InvitationTable(invitations: Vec<OpenInvitation>) -> impl IntoView {
    let (office, organisation) = (use_office(), use_organisation());
    if invitations.is_empty() {
        return view! { <p>{office_texts().open_invitations_none}</p> }.into_any();
    }
    let withdrawing = Submission::new();
    let withdraw = Callback::new(move |invitation: OpenInvitation| {
        let of = organisation.id.get_untracked();
        let (person, kind) = (invitation.person.to_string(), invitation.kind);
        withdrawing.run(
            async move {
                let withdrawn = office.api().withdraw_invitations(&of, kind, &person);
                withdrawn.await
            },
            move |()| {
                office.changed(Notice {
                    text: office_texts()
                        .invitation_withdrawn
                        .with(&[&invitation.person_name]),
                    undo: None,
                });
            },
        );
    });
    let rows = invitations
        .into_iter()
        .map(|invitation| view! { <InvitationRow invitation on_withdraw=withdraw/> })
        .collect_view();
    view! {
        <SubmissionProblem submission=withdrawing/>
        <ScrollableTable label=office_texts().open_invitations>
            <table class="data">
                <caption class="unseen">{office_texts().open_invitations}</caption>
                <thead>
                    <tr>
                        <th scope="col">{office_texts().name}</th>
                        <th scope="col">{office_texts().invitation_to}</th>
                        <th scope="col">{office_texts().invitation_made_at}</th>
                        <th scope="col">{office_texts().invitation_works_until}</th>
                        <td></td>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </ScrollableTable>
    }
    .into_any()
}

#[component]
fn InvitationRow(invitation: OpenInvitation, on_withdraw: Callback<OpenInvitation>) -> impl IntoView {
    let kind = match invitation.kind {
        InvitationKind::Phone => office_texts().invitation_to_phone,
        InvitationKind::Office => office_texts().invitation_to_office,
    };
    let name = invitation.person_name.clone();
    let label = [office_texts().invitation_withdraw, ", ", kind, ", ", &name].concat();
    let (made_at, expires_at) = (invitation.made_at, invitation.expires_at);
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td>{kind}</td>
            <td>{time(made_at)}</td>
            <td>{time(expires_at)}</td>
            <td>
                <button
                    type="button"
                    class="button small"
                    aria-label=label
                    on:click=move |_| on_withdraw.run(invitation.clone())
                >
                    {office_texts().invitation_withdraw}
                </button>
            </td>
        </tr>
    }
    .into_any()
}
