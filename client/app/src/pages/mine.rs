//! Mine: what the person wrote, newest first, each with where it is.

use feltbog_shared::model::Kind;

use super::lists::{self, MoreRecords, WhenListed};
use super::page::Page;
use super::status;
use crate::state::access::Access;
use feltbog_presentation::texts::page_texts;
use feltbog_ui::card::{CardList, CardSection};
use leptos::prelude::*;

/// Kinds that are listed. Notes and parties are read on the records they belong to.
const KINDS: [Kind; 21] = [
    Kind::ConflictCase,
    Kind::SocialVisit,
    Kind::InsectCount,
    Kind::AreaObservation,
    Kind::Area,
    Kind::CareTask,
    Kind::Signal,
    Kind::Concern,
    Kind::Handover,
    Kind::PassedOn,
    Kind::CasePart,
    Kind::Deputy,
    Kind::Activity,
    Kind::DoorRound,
    Kind::WellbeingInterview,
    Kind::Screening,
    Kind::Goal,
    Kind::ArrearsContact,
    Kind::CounsellingInquiry,
    Kind::ExperienceNote,
    Kind::ChildNotificationReceipt,
];

/// Mine.
#[component]
pub fn MinePage(access: Access) -> impl IntoView {
    let listing = lists::follow(&access, &KINDS, Some(access.session.user));
    let shown = lists::first_cards(&listing, move |item| !lists::is_gone_on(&access, item));
    let drafts = status::drafts();
    view! {
        <Page title=page_texts().mine_title>
            <WhenListed listing=listing.clone()>
                <CardSection heading=page_texts().drafts_heading cards=drafts/>
                <CardList cards=shown empty=page_texts().mine_nothing/>
                <MoreRecords listing=listing.clone()/>
            </WhenListed>
        </Page>
    }
    .into_any()
}
