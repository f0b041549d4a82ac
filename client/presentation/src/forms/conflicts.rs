//! Conflict cases with their events, parties, legal steps and mediations.

use feltbog_shared::model::case_part::Part;
use feltbog_shared::model::conflict_case::ConflictState;
use feltbog_shared::model::conflict_party::PartyRole;
use feltbog_shared::model::schema::ValueList;
use feltbog_shared::model::{
    CasePart, CasePhoto, ConflictCase, ConflictEvent, ConflictParty, Fields, LegalStep, Mediation, Value,
};

use super::Item::{Danger, Field, Guide, HarmAdvice, LockedSheet, Sheet};
use super::{Item, ONLY_NEEDED, PERSONAL, WHAT_NOW, ask, key};
use crate::fields;

/// Harm comes first: how often, and whether anybody is afraid. Both may be passed over.
pub(super) const CASE: &[Item] =
    &[
        Sheet,
        Field(ask(ConflictCase::frequency().name())),
        Field(ask(ConflictCase::afraid().name())),
        Field(ask(ConflictCase::topic().name()).called(|t| t.pages().conflict_what)),
        Field(ask(ConflictCase::own_topic().name())),
        Field(ask(ConflictCase::severity().name())),
        Danger,
        Field(
            ask(ConflictCase::place().name())
                .called(|t| t.pages().conflict_where)
                .heeding(&[|t| t.pages().conflict_place_hint]),
        ),
        Field(ask(ConflictCase::noted_as().name())),
        Field(
            ask(ConflictCase::description().name())
                .called(|t| t.pages().conflict_seen)
                .heeding(PERSONAL),
        ),
        Field(ask(ConflictCase::night().name())),
        Field(ask(ConflictCase::occurred_at().name())),
        Field(ask(ConflictCase::parties_count().name()).from(2)),
        Sheet,
        Guide,
        WHAT_NOW,
        Field(ask(ConflictCase::outcome().name()).when(|record| {
            let state = fields::text(record, ConflictCase::state().name());
            [
                key!(ConflictState::Closed),
                key!(ConflictState::Withdrawn),
                key!(ConflictState::Rejected),
            ]
            .contains(&state)
        })),
        Field(ask(ConflictCase::follow_up_on().name()).called(|t| t.follow_up)),
        Field(ask(ConflictCase::contact_promised_on().name()).when(has_complaint)),
        Field(ask(ConflictCase::track().name())),
        Field(ask(ConflictCase::handler_role().name())),
        Field(ask(ConflictCase::mediation_result().name()).when(|record| {
            fields::text(record, ConflictCase::state().name()) == key!(ConflictState::Mediated)
        })),
    ];

pub(super) const EVENT: &[Item] = &[
    Sheet,
    Field(ask(ConflictEvent::kind().name())),
    Field(ask(ConflictEvent::text().name()).heeding(PERSONAL)),
    Field(ask(ConflictEvent::at().name())),
];

pub(super) const PARTY: &[Item] = &[
    Sheet,
    Field(ask(ConflictParty::role().name())),
    Field(ask(ConflictParty::name().name())),
    Field(ask(ConflictParty::phone().name())),
    Field(ask(ConflictParty::dwelling_ref().name())),
    Field(ask(ConflictParty::wants_mediation().name())),
    Field(ask(ConflictParty::identity_withheld().name())),
    Field(ask(ConflictParty::withheld_reason().name()).when(is_withheld)),
    Sheet,
    Field(ask(ConflictParty::informed_on().name())),
    Field(
        ask(ConflictParty::informed_postponed_reason().name())
            .heeding(PERSONAL)
            .when(|record| fields::text(record, ConflictParty::informed_on().name()).is_empty()),
    ),
    Field(
        ask(ConflictParty::sleep().name())
            .heeding(&[|t| t.pages().harm_asked_of_all])
            .when(is_asked_about_harm),
    ),
    Field(ask(ConflictParty::fear().name()).when(is_asked_about_harm)),
    Field(ask(ConflictParty::alone().name()).when(is_asked_about_harm)),
    Field(ask(ConflictParty::other_homes().name()).when(is_asked_about_harm)),
    Field(ask(ConflictParty::lasted().name()).when(is_asked_about_harm)),
    Field(ask(ConflictParty::harm_asked_on().name()).when(is_asked_about_harm)),
    Field(ask(ConflictParty::sleep_again().name()).when(was_asked_about_harm)),
    Field(ask(ConflictParty::fear_again().name()).when(was_asked_about_harm)),
    Field(ask(ConflictParty::alone_again().name()).when(was_asked_about_harm)),
    Field(ask(ConflictParty::other_homes_again().name()).when(was_asked_about_harm)),
    Field(ask(ConflictParty::harm_asked_again_on().name()).when(was_asked_about_harm)),
    HarmAdvice,
];

pub(super) const LEGAL_STEP: &[Item] = &[
    Sheet,
    Field(ask(LegalStep::kind().name())),
    Field(ask(LegalStep::on().name())),
    Field(ask(LegalStep::appeal_deadline().name())),
    Field(ask(LegalStep::document_ref().name())),
];

pub(super) const MEDIATION: &[Item] = &[
    LockedSheet,
    Field(ask(Mediation::complainant_yes().name())),
    Field(ask(Mediation::respondent_yes().name())),
    Field(ask(Mediation::meeting_on().name())),
    Field(ask(Mediation::co_mediator().name())),
    Field(ask(Mediation::notes().name()).heeding(PERSONAL)),
    Field(ask(Mediation::agreement_text().name())),
    WHAT_NOW,
    Field(ask(Mediation::result().name())),
];

pub(super) const CASE_PART: &[Item] = &[
    Sheet,
    Field(ask(CasePart::person().name())),
    Field(
        ask(CasePart::reason().name())
            .when(|record| fields::text(record, CasePart::part().name()) == key!(Part::Recused)),
    ),
    Field(ask(CasePart::remark().name()).heeding(ONLY_NEEDED)),
    Field(ask(CasePart::ended().name())),
];

pub(super) const CASE_PHOTO: &[Item] = &[Sheet, Field(ask(CasePhoto::text().name()))];

/// Whether somebody has complained: a day by which to call can be promised to them.
fn has_complaint(record: &Fields) -> bool {
    let state = fields::text(record, ConflictCase::state().name());
    !state.is_empty() && state != key!(ConflictState::Observed)
}

/// Whether the harm to a party is asked about. Witnesses are not asked.
fn is_asked_about_harm(record: &Fields) -> bool {
    let role = fields::text(record, ConflictParty::role().name());
    !role.is_empty() && role != key!(PartyRole::Witness)
}

/// Whether a party has been asked once: at a follow-up the same is asked again, below the first answers.
fn was_asked_about_harm(record: &Fields) -> bool {
    is_asked_about_harm(record) && !fields::text(record, ConflictParty::harm_asked_on().name()).is_empty()
}

fn is_withheld(record: &Fields) -> bool {
    record.get(ConflictParty::identity_withheld().name()) == Some(&Value::Flag(true))
}
