//! Visits with their note, signals, concerns, handovers, referrals and deputies.

use feltbog_shared::model::concern::ResidentYes;
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::signal::SignalState;
use feltbog_shared::model::social_visit::{ContactConsent, VisitKind};
use feltbog_shared::model::{
    Concern, Deputy, Fields, Handover, PassedOn, Referral, Signal, SignalPhoto, SocialVisit, Value, VisitNote,
};

use super::Item::{Consent, ContactPerson, Danger, Field, LockedSheet, Note, Sheet, Unwanted};
use super::{Item, ONLY_NEEDED, PERSONAL, WHAT_NOW, ask, key};
use crate::fields;

/// The result first, then the next step. What was said stands on a locked sheet of its own.
pub(super) const VISIT: &[Item] = &[
    Sheet,
    Field(
        ask(SocialVisit::dwelling_ref().name())
            .called(|t| t.pages().visit_where)
            .heeding(ONLY_NEEDED),
    ),
    Unwanted,
    Field(ask(SocialVisit::result().name()).called(|t| t.pages().visit_result)),
    Field(ask(SocialVisit::next_on().name()).called(|t| t.pages().visit_next)),
    Sheet,
    Field(ask(SocialVisit::consent_contact().name()).called(|t| t.pages().visit_asked)),
    Field(ask(SocialVisit::consent_on().name()).when(was_asked)),
    Field(ask(SocialVisit::share_with().name()).when(|record| {
        fields::text(record, SocialVisit::consent_contact().name()) == key!(ContactConsent::Yes)
    })),
    Field(ask(SocialVisit::topics().name()).called(|t| t.pages().visit_topics)),
    Field(ask(SocialVisit::own_topic().name())),
    Field(
        ask(SocialVisit::welcome_done().name())
            .when(|record| fields::text(record, SocialVisit::kind().name()) == key!(VisitKind::Welcome)),
    ),
    Field(ask(SocialVisit::consent_note().name()).called(|t| t.pages().visit_note_asked)),
    Note,
    Sheet,
    Field(ask(SocialVisit::kind().name())),
    Field(ask(SocialVisit::entry().name())),
    Field(ask(SocialVisit::asked_by().name())),
    Field(ask(SocialVisit::at().name())),
    Field(ask(SocialVisit::minutes().name()).from(30)),
    Field(ask(SocialVisit::safety_two_persons().name())),
    Field(
        ask(SocialVisit::safety_reason().name())
            .heeding(&[|t| t.pages().two_persons_hint])
            .when(needs_two_persons),
    ),
    Field(ask(SocialVisit::safety_until().name()).when(needs_two_persons)),
    WHAT_NOW,
];

pub(super) const NOTE: &[Item] = &[
    LockedSheet,
    Field(ask(VisitNote::text().name()).heeding(PERSONAL)),
];

pub(super) const SIGNAL: &[Item] = &[
    Sheet,
    Field(ask(Signal::kind().name()).called(|t| t.pages().signal_seen)),
    Field(
        ask(Signal::place().name())
            .called(|t| t.pages().signal_where)
            .heeding(&[|t| t.pages().conflict_place_hint]),
    ),
    Field(ask(Signal::urgency().name())),
    Danger,
    Field(ask(Signal::remark().name()).heeding(ONLY_NEEDED)),
    Field(ask(Signal::to_team().name())),
    Sheet,
    WHAT_NOW,
    Field(ask(Signal::result().name()).when(is_ended)),
];

pub(super) const CONCERN: &[Item] = &[
    Sheet,
    Field(ask(Concern::kind().name()).called(|t| t.pages().signal_seen)),
    Field(
        ask(Concern::dwelling_ref().name())
            .called(|t| t.pages().signal_where)
            .heeding(ONLY_NEEDED),
    ),
    Field(ask(Concern::urgency().name())),
    Danger,
    Field(ask(Concern::resident_yes().name())),
    Consent,
    Field(ask(Concern::remark().name()).heeding(PERSONAL)),
    Field(ask(Concern::to_team().name())),
    ContactPerson,
    Sheet,
    WHAT_NOW,
    Field(ask(Concern::result().name()).when(is_ended)),
];

pub(super) const HANDOVER: &[Item] = &[
    Sheet,
    Field(ask(Handover::to_role().name())),
    Field(ask(Handover::subject().name()).called(|t| t.pages().handover_what)),
    Field(ask(Handover::resident_yes().name())),
    Field(
        ask(Handover::basis_if_no_consent().name())
            .when(|record| fields::text(record, Handover::resident_yes().name()) == key!(ResidentYes::No)),
    ),
    Consent,
    Field(ask(Handover::dwelling_ref().name())),
    Field(ask(Handover::text().name()).heeding(PERSONAL)),
    Sheet,
    WHAT_NOW,
];

pub(super) const PASSED_ON: &[Item] = &[
    Sheet,
    Field(ask(PassedOn::what().name())),
    Field(ask(PassedOn::state().name())),
    Field(ask(PassedOn::created_at().name())),
];

pub(super) const REFERRAL: &[Item] = &[
    Sheet,
    Field(ask(Referral::receiver_kind().name())),
    Field(ask(Referral::receiver_name().name())),
    Field(ask(Referral::consent_given().name())),
    Field(ask(Referral::consent_on().name()).when(has_consent)),
    Field(ask(Referral::consent_scope().name()).when(has_consent)),
    Field(ask(Referral::basis_if_no_consent().name()).when(|record| !has_consent(record))),
    Consent,
    Field(ask(Referral::sent_by().name())),
    Sheet,
    Field(ask(Referral::follow_up_on().name()).called(|t| t.follow_up)),
    Field(ask(Referral::outcome().name())),
];

pub(super) const DEPUTY: &[Item] = &[
    Sheet,
    Field(ask(Deputy::person().name())),
    Field(ask(Deputy::from_on().name())),
    Field(ask(Deputy::until_on().name())),
    Field(ask(Deputy::remark().name()).heeding(ONLY_NEEDED)),
    Field(ask(Deputy::ended().name())),
];

pub(super) const SIGNAL_PHOTO: &[Item] = &[Sheet, Field(ask(SignalPhoto::text().name()))];

fn is_ended(record: &Fields) -> bool {
    fields::text(record, Signal::state().name()) == key!(SignalState::Ended)
}

fn has_consent(record: &Fields) -> bool {
    record.get(Referral::consent_given().name()) == Some(&Value::Flag(true))
}

fn needs_two_persons(record: &Fields) -> bool {
    record.get(SocialVisit::safety_two_persons().name()) == Some(&Value::Flag(true))
}

/// Whether the resident was asked whether the contact is wanted.
fn was_asked(record: &Fields) -> bool {
    let answer = fields::text(record, SocialVisit::consent_contact().name());
    !answer.is_empty() && answer != key!(ContactConsent::NotAsked)
}
