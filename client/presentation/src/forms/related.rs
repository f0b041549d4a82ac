//! Records that belong to others, and how a new one points to the record it was begun from.

use feltbog_shared::model::{
    Activity, AdviserMeasure, AreaObservation, CarePlanEntry, CareTask, CasePart, Concern, ConflictEvent,
    ConflictParty, Handover, InsectCount, Kind, LegalStep, Mediation, Photo, PlanRevision, Referral,
    SignalPhoto, VisitNote,
};

use super::OfTexts;

/// Records of another kind that belong to one, below its fields.
pub struct Belonging {
    /// Their kind.
    pub kind: Kind,
    /// The field in which they point to it.
    pub link: &'static str,
    /// Above them.
    pub heading: OfTexts,
    /// Instead of them when there are none.
    pub none: OfTexts,
    /// The button that begins another; the kind's own words without any.
    pub add: Option<OfTexts>,
}

const OF_CASE: &[Belonging] = &[
    Belonging {
        kind: Kind::ConflictEvent,
        link: ConflictEvent::conflict_case().name(),
        heading: |t| t.pages().events,
        none: |t| t.pages().no_events,
        add: Some(|t| t.pages().add_event),
    },
    Belonging {
        kind: Kind::ConflictParty,
        link: ConflictParty::conflict_case().name(),
        heading: |t| t.pages().parties,
        none: |t| t.pages().no_parties,
        add: Some(|t| t.pages().add_party),
    },
    Belonging {
        kind: Kind::LegalStep,
        link: LegalStep::conflict_case().name(),
        heading: |t| t.pages().legal_steps,
        none: |t| t.pages().no_legal_steps,
        add: Some(|t| t.pages().add_legal_step),
    },
    Belonging {
        kind: Kind::Mediation,
        link: Mediation::conflict_case().name(),
        heading: |t| t.pages().mediations,
        none: |t| t.pages().no_mediations,
        add: Some(|t| t.pages().add_mediation),
    },
    Belonging {
        kind: Kind::CasePart,
        link: CasePart::conflict_case().name(),
        heading: |t| t.pages().case_parts,
        none: |t| t.pages().no_case_parts,
        add: Some(|t| t.pages().add_case_part),
    },
];

const OF_VISIT: &[Belonging] = &[Belonging {
    kind: Kind::Referral,
    link: Referral::from_visit().name(),
    heading: |t| t.pages().referrals,
    none: |t| t.pages().no_referrals,
    add: Some(|t| t.pages().add_referral),
}];

const OF_AREA: &[Belonging] = &[
    Belonging {
        kind: Kind::AreaObservation,
        link: AreaObservation::area().name(),
        heading: |t| t.pages().observations,
        none: |t| t.pages().no_observations,
        add: None,
    },
    Belonging {
        kind: Kind::CareTask,
        link: CareTask::area().name(),
        heading: |t| t.pages().tasks_here,
        none: |t| t.pages().no_tasks,
        add: None,
    },
    Belonging {
        kind: Kind::Activity,
        link: Activity::area().name(),
        heading: |t| t.pages().activities_here,
        none: |t| t.pages().no_activities_here,
        add: Some(|t| t.pages().add_activity_here),
    },
    Belonging {
        kind: Kind::InsectCount,
        link: InsectCount::area().name(),
        heading: |t| t.pages().counts_here,
        none: |t| t.no_counts,
        add: None,
    },
    Belonging {
        kind: Kind::CarePlanEntry,
        link: CarePlanEntry::area().name(),
        heading: |t| t.pages().care_plan_lines,
        none: |t| t.pages().no_care_plan_lines,
        add: Some(|t| t.pages().add_care_plan_line),
    },
    Belonging {
        kind: Kind::PlanRevision,
        link: PlanRevision::area().name(),
        heading: |t| t.pages().plan_revisions,
        none: |t| t.pages().no_plan_revisions,
        add: Some(|t| t.pages().add_plan_revision),
    },
    Belonging {
        kind: Kind::AdviserMeasure,
        link: AdviserMeasure::area().name(),
        heading: |t| t.pages().adviser_measures,
        none: |t| t.pages().no_adviser_measures,
        add: Some(|t| t.pages().add_adviser_measure),
    },
];

const OF_CONCERN: &[Belonging] = &[Belonging {
    kind: Kind::Handover,
    link: Handover::about().name(),
    heading: |t| t.pages().handed_over,
    none: |t| t.pages().not_handed_over,
    add: None,
}];

/// The kinds of records that belong to a record of a kind. Each is a record of its own: parties have another audience
/// than their case.
pub fn belongings(kind: Kind) -> &'static [Belonging] {
    match kind {
        Kind::ConflictCase => OF_CASE,
        Kind::SocialVisit => OF_VISIT,
        Kind::Area => OF_AREA,
        Kind::Concern => OF_CONCERN,
        _ => &[],
    }
}

/// The field in which a new record of a kind points to the record it was begun from.
pub fn link(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::ConflictEvent | Kind::ConflictParty | Kind::LegalStep | Kind::Mediation | Kind::CasePart => {
            Some(ConflictEvent::conflict_case().name())
        }
        // The case of a picture is that of the event that it shows.
        Kind::Photo | Kind::CasePhoto => Some(Photo::about().name()),
        Kind::SignalPhoto => Some(SignalPhoto::signal().name()),
        Kind::Referral => Some(Referral::from_visit().name()),
        Kind::CarePlanEntry | Kind::PlanRevision | Kind::AdviserMeasure => Some(InsectCount::area().name()),
        Kind::VisitNote => Some(VisitNote::visit().name()),
        Kind::Handover => Some(Handover::about().name()),
        Kind::Concern => Some(Concern::about().name()),
        Kind::AreaObservation
        | Kind::InsectCount
        | Kind::CareTask
        | Kind::Activity
        | Kind::ExperienceNote => Some(InsectCount::area().name()),
        Kind::ConflictCase
        | Kind::SocialVisit
        | Kind::Area
        | Kind::Signal
        | Kind::ActionCard
        | Kind::ResidentCard
        | Kind::PassedOn
        | Kind::Deputy
        | Kind::DoorRound
        | Kind::WellbeingInterview
        | Kind::Screening
        | Kind::Goal
        | Kind::ArrearsContact
        | Kind::CounsellingInquiry
        | Kind::ChildNotificationReceipt => None,
    }
}
