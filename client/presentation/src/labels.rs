//! The words for the values of a field: from (kind, field, key) to the words of a language.

use feltbog_shared::model::{FieldSpec, Kind, Shape, Value};
use feltbog_shared::moment::{Day, Moment};

use super::format;
use super::texts::{Labels, PageTexts, Texts};

/// The words of one list in a language.
type OfTexts = fn(&Texts) -> Labels;
/// The same, from the texts of the pages behind the first screen.
type OfPages = fn(&PageTexts) -> Labels;

/// Which words belong to the values of which field, of those that summaries show.
const LISTS: &[(Kind, &str, OfTexts)] = &[
    (Kind::ConflictCase, "state", |texts| texts.conflict_state),
    (Kind::ConflictCase, "topic", |texts| texts.topic),
    (Kind::ConflictEvent, "kind", |texts| texts.event_kind),
    (Kind::ConflictParty, "role", |texts| texts.party_role),
    (Kind::SocialVisit, "state", |texts| texts.visit_state),
    (Kind::SocialVisit, "kind", |texts| texts.visit_kind),
    (Kind::SocialVisit, "result", |texts| texts.visit_result_value),
    (Kind::Area, "state", |texts| texts.area_state),
    (Kind::Area, "kind", |texts| texts.area_kind),
    (Kind::Area, "sign_status", |texts| texts.sign_status),
    (Kind::AreaObservation, "state", |texts| texts.observation_state),
    (Kind::AreaObservation, "kind", |texts| texts.observation_kind),
    (Kind::InsectCount, "state", |texts| texts.count_state),
    (Kind::InsectCount, "flower", |texts| texts.flower),
    (Kind::CareTask, "state", |texts| texts.task_state),
    (Kind::CareTask, "kind", |texts| texts.task_kind),
    (Kind::CareTask, "tool", |texts| texts.tool),
    (Kind::ConflictCase, "mediation_result", |texts| {
        texts.mediation_result
    }),
    (Kind::SocialVisit, "share_with", |texts| texts.receiver_kind),
    (Kind::Signal, "state", |texts| texts.signal_state),
    (Kind::Signal, "kind", |texts| texts.signal_kind),
    (Kind::Signal, "urgency", |texts| texts.urgency),
    (Kind::Concern, "state", |texts| texts.signal_state),
    (Kind::Concern, "kind", |texts| texts.signal_kind),
    (Kind::Concern, "urgency", |texts| texts.urgency),
    (Kind::Handover, "state", |texts| texts.signal_state),
    (Kind::CasePart, "part", |texts| texts.part),
    (Kind::CasePart, "reason", |texts| texts.recusal_reason),
    (Kind::PassedOn, "state", |texts| texts.signal_state),
    (Kind::PassedOn, "what", |texts| texts.passed_on_kind),
    (Kind::Handover, "from_role", |texts| texts.handover_role),
    (Kind::Handover, "to_role", |texts| texts.handover_role),
    (Kind::Handover, "subject", |texts| texts.handover_subject),
    (Kind::LegalStep, "kind", |texts| texts.legal_step_kind),
    (Kind::Mediation, "state", |texts| texts.mediation_state),
    (Kind::Mediation, "result", |texts| texts.mediation_result),
    (Kind::Referral, "receiver_kind", |texts| texts.receiver_kind),
    (Kind::Referral, "outcome", |texts| texts.referral_outcome),
    (Kind::ActionCard, "situation", |texts| texts.situation),
    (Kind::ResidentCard, "situation", |texts| texts.situation),
    (Kind::Photo, "moment", |texts| texts.photo_moment),
    (Kind::CarePlanEntry, "kind", |texts| texts.task_kind),
    (Kind::CarePlanEntry, "every", |texts| texts.every),
    (Kind::CarePlanEntry, "tool", |texts| texts.tool),
    (Kind::AdviserMeasure, "answer", |texts| texts.measure_answer),
    (Kind::Activity, "state", |texts| texts.activity_state),
    (Kind::Activity, "kind", |texts| texts.activity_kind),
    (Kind::DoorRound, "purpose", |texts| texts.door_round_purpose),
];

/// Those of fields that no summary shows. They travel with the pages that do.
const MORE: &[(Kind, &str, OfPages)] = &[
    (Kind::ConflictCase, "noted_as", |texts| texts.noted_as),
    (Kind::ConflictCase, "frequency", |texts| texts.frequency),
    (Kind::ConflictCase, "afraid", |texts| texts.afraid),
    (Kind::ConflictCase, "severity", |texts| texts.severity),
    (Kind::ConflictCase, "track", |texts| texts.track),
    (Kind::ConflictCase, "outcome", |texts| texts.outcome),
    (Kind::ConflictParty, "withheld_reason", |texts| {
        texts.withheld_reason
    }),
    (Kind::ConflictParty, "wants_mediation", |texts| {
        texts.wants_mediation
    }),
    (Kind::ConflictParty, "sleep", |texts| texts.harm_sleep),
    (Kind::ConflictParty, "fear", |texts| texts.harm_fear),
    (Kind::ConflictParty, "alone", |texts| texts.harm_alone),
    (Kind::ConflictParty, "other_homes", |texts| texts.harm_other_homes),
    (Kind::ConflictParty, "lasted", |texts| texts.harm_lasted),
    (Kind::ConflictParty, "sleep_again", |texts| texts.harm_sleep),
    (Kind::ConflictParty, "fear_again", |texts| texts.harm_fear),
    (Kind::ConflictParty, "alone_again", |texts| texts.harm_alone),
    (Kind::ConflictParty, "other_homes_again", |texts| {
        texts.harm_other_homes
    }),
    (Kind::SocialVisit, "asked_by", |texts| texts.asked_by),
    (Kind::SocialVisit, "consent_contact", |texts| {
        texts.contact_consent
    }),
    (Kind::SocialVisit, "consent_note", |texts| texts.note_consent),
    (Kind::SocialVisit, "entry", |texts| texts.entry),
    (Kind::SocialVisit, "topics", |texts| texts.visit_topic),
    (Kind::Area, "measured", |texts| texts.measured),
    (Kind::Area, "decided_by", |texts| texts.decided_by),
    (Kind::Area, "responsible", |texts| texts.responsible),
    (Kind::Area, "constraints", |texts| texts.constraint),
    (Kind::AreaObservation, "answer_decision", |texts| {
        texts.answer_decision
    }),
    (Kind::InsectCount, "protocol", |texts| texts.protocol),
    (Kind::InsectCount, "sky", |texts| texts.sky),
    (Kind::InsectCount, "wind", |texts| texts.wind),
    (Kind::InsectCount, "counts", |texts| texts.insect),
    (Kind::CareTask, "assigned_team", |texts| texts.team),
    (Kind::ConflictCase, "handler_role", |texts| texts.handler_role),
    (Kind::SocialVisit, "welcome_done", |texts| texts.welcome_item),
    (Kind::SocialVisit, "safety_reason", |texts| texts.safety_reason),
    (Kind::AreaObservation, "severity", |texts| {
        texts.observation_severity
    }),
    (Kind::InsectCount, "flower_unit", |texts| texts.flower_unit),
    (Kind::InsectCount, "cover", |texts| texts.cover),
    (Kind::InsectCount, "surroundings", |texts| texts.surroundings),
    (Kind::InsectCount, "shade", |texts| texts.shade),
    (Kind::InsectCount, "butterfly_method", |texts| {
        texts.butterfly_method
    }),
    (Kind::InsectCount, "butterfly_skill", |texts| {
        texts.butterfly_skill
    }),
    (Kind::InsectCount, "also_in", |texts| texts.other_system),
    (Kind::Signal, "to_team", |texts| texts.receiving_team),
    (Kind::Signal, "result", |texts| texts.signal_result),
    (Kind::Concern, "to_team", |texts| texts.receiving_team),
    (Kind::Concern, "result", |texts| texts.signal_result),
    (Kind::Concern, "resident_yes", |texts| texts.resident_yes),
    (Kind::Handover, "resident_yes", |texts| texts.resident_yes),
    (Kind::Referral, "basis_if_no_consent", |texts| {
        texts.basis_without_consent
    }),
    (Kind::Handover, "basis_if_no_consent", |texts| {
        texts.basis_without_consent
    }),
    (Kind::Referral, "sent_by", |texts| texts.sent_by),
    (Kind::ActionCard, "audience", |texts| texts.audience),
    (Kind::ActionCard, "escalate_to", |texts| texts.escalate_to),
    (Kind::ResidentCard, "escalate_to", |texts| texts.escalate_to),
    (Kind::Activity, "organiser", |texts| texts.organiser),
    (Kind::Activity, "goal", |texts| texts.social_goal),
    (Kind::Activity, "phase", |texts| texts.activity_phase),
    (Kind::DoorRound, "doors", |texts| texts.door_result),
    (Kind::WellbeingInterview, "way", |texts| texts.interview_way),
    (Kind::Screening, "high_rent", |texts| texts.criterion_level),
    (Kind::Screening, "high_turnover", |texts| texts.criterion_level),
    (Kind::Screening, "social_problems", |texts| texts.criterion_level),
    (Kind::Screening, "insecurity", |texts| texts.criterion_level),
    (Kind::Screening, "violence", |texts| texts.criterion_level),
    (Kind::Screening, "vandalism", |texts| texts.criterion_level),
    (Kind::Screening, "wear", |texts| texts.criterion_level),
    (Kind::Screening, "conclusion", |texts| texts.screening_conclusion),
    (Kind::Goal, "indicator", |texts| texts.indicator),
    (Kind::ArrearsContact, "stage", |texts| texts.arrears_stage),
    (Kind::ArrearsContact, "result", |texts| texts.arrears_result),
    (Kind::ArrearsContact, "eviction_result", |texts| {
        texts.eviction_result
    }),
    (Kind::CounsellingInquiry, "way", |texts| texts.inquiry_way),
    (Kind::CounsellingInquiry, "topic", |texts| texts.inquiry_topic),
    (Kind::CounsellingInquiry, "outcome", |texts| texts.inquiry_outcome),
    (Kind::ExperienceNote, "topic", |texts| texts.experience_topic),
    (Kind::ExperienceNote, "worked", |texts| texts.worked),
    (Kind::ChildNotificationReceipt, "way", |texts| {
        texts.notification_way
    }),
];

/// The word for a value that summaries show; nothing for a key this version does not know.
pub fn in_summary(texts: &Texts, kind: Kind, field: &str, key: &str) -> Option<&'static str> {
    let place = place(kind, field, key)?;
    let (.., words) = LISTS.iter().find(|(of, name, _)| *of == kind && *name == field)?;
    Some(words(texts).at(place))
}

/// The word for a value of a choice, a set or a counter; nothing for a key this version does not know.
pub fn value(texts: &Texts, kind: Kind, field: &str, key: &str) -> Option<&'static str> {
    in_summary(texts, kind, field, key).or_else(|| {
        let place = place(kind, field, key)?;
        let (.., words) = MORE.iter().find(|(of, name, _)| *of == kind && *name == field)?;
        Some(words(texts.pages()).at(place))
    })
}

/// The position of a key in the list of its field.
pub fn place(kind: Kind, field: &str, key: &str) -> Option<usize> {
    match kind.field(field)?.shape {
        Shape::Choice(keys) | Shape::Choices(keys) | Shape::Counters(keys) => {
            keys.iter().position(|one| *one == key)
        }
        _ => None,
    }
}

/// The words for a step to a state that a person may choose: an act rather than a state. Nothing for a state that
/// nobody chooses.
pub fn step(texts: &Texts, kind: Kind, key: &str) -> Option<&'static str> {
    let pages = texts.pages();
    let words = match kind {
        Kind::ConflictCase => pages.case_step,
        Kind::SocialVisit => pages.visit_step,
        Kind::Area => pages.area_step,
        Kind::AreaObservation => pages.observation_step,
        Kind::CareTask => pages.task_step,
        Kind::Signal | Kind::Concern | Kind::Handover => pages.signal_step,
        Kind::Mediation => pages.mediation_step,
        Kind::Activity => pages.activity_step,
        _ => return None,
    };
    Some(words.at(place(kind, "state", key)?)).filter(|text| !text.is_empty())
}

/// The states that may follow any of those that stand beside each other, by their keys, in the order they are offered.
pub fn next_states(kind: Kind, from: &[Value]) -> Vec<&'static str> {
    let Some(FieldSpec {
        shape: Shape::Choice(keys),
        ..
    }) = kind.field("state")
    else {
        return Vec::new();
    };
    let leads_on = |key: &&&str| {
        let leads_on = |from: &Value| matches!(from, Value::Text(from) if kind.leads_on(from, key));
        let stands = from.contains(&Value::Text((**key).to_owned()));
        !stands && from.iter().any(leads_on)
    };
    keys.iter().filter(leads_on).copied().collect()
}

/// When and where something is read: what a date is called depends on it.
#[derive(Clone, Copy)]
pub struct Present {
    /// Now.
    pub now: Moment,
    /// Minutes east of UTC.
    pub offset: fn(Moment) -> i32,
    /// The name of a person, by their id as a field holds it.
    pub name: fn(&str) -> String,
    /// The name of an organisation's own value in a field of a kind, or nothing for one that is not known.
    pub own_value: fn(Kind, &str, &str) -> Option<String>,
}

impl Present {
    /// Today.
    pub fn today(&self) -> Day {
        self.now.day((self.offset)(self.now))
    }

    /// A moment in words.
    pub fn moment(&self, texts: &Texts, at: Moment) -> String {
        format::moment(texts, at, self.now, (self.offset)(at))
    }

    /// A day in words.
    pub fn day(&self, texts: &Texts, day: Day) -> String {
        format::day(texts, day, self.today())
    }
}

/// A value in words. Links read as nothing: what they lead to is shown by its own name.
pub fn in_words(texts: &Texts, present: &Present, kind: Kind, spec: &FieldSpec, content: &Value) -> String {
    let called = |key: &str| value(texts, kind, spec.name, key).map_or_else(|| key.to_owned(), str::to_owned);
    match (spec.shape, content) {
        (Shape::Link, _) => String::new(),
        (Shape::Choice(_), Value::Text(key)) => called(key),
        // Corners are no words; how many there are is said here, how large what they enclose is on the area's own page.
        (_, Value::Text(text)) if kind == Kind::Area && ["outline", "walk"].contains(&spec.name) => {
            texts.pages().corners.of(text.split(';').count() as i64)
        }
        (Shape::Own(_), Value::Text(own)) => {
            (present.own_value)(kind, spec.name, own).unwrap_or_else(|| own.clone())
        }
        (_, Value::Keys(keys)) => keys.iter().map(|key| called(key)).collect::<Vec<_>>().join(", "),
        (_, Value::Counters(tallies)) => {
            let counted = tallies.iter().filter(|(_, count)| **count != 0);
            counted
                .map(|(key, count)| [&called(key), " ", &count.to_string()].concat())
                .collect::<Vec<_>>()
                .join(", ")
        }
        _ => plain(texts, present, spec, content),
    }
}

/// The same for what is no value of a list.
pub fn plain(texts: &Texts, present: &Present, spec: &FieldSpec, content: &Value) -> String {
    match (spec.shape, content) {
        (Shape::Date, Value::Text(text)) => {
            Day::parse(text).map_or_else(|| text.clone(), |day| present.day(texts, day))
        }
        (_, Value::Text(text)) => text.clone(),
        (_, Value::Integer(number)) => format::whole(texts, *number),
        (_, Value::Flag(flag)) => if *flag { texts.yes } else { texts.no }.to_owned(),
        (_, Value::Moment(at)) => present.moment(texts, *at),
        (_, Value::Keys(_) | Value::Counters(_)) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::{DA, EN};

    #[test]
    fn every_field_and_every_value_is_called_something_in_both_languages() {
        for texts in [&DA, &EN] {
            for kind in Kind::ALL {
                for spec in kind.fields() {
                    assert_ne!(texts.field(*kind, spec.name), "", "{kind:?}.{}", spec.name);
                    if let Shape::Choice(keys) | Shape::Choices(keys) | Shape::Counters(keys) = spec.shape {
                        for key in keys {
                            let label = value(texts, *kind, spec.name, key);
                            assert!(
                                label.is_some_and(|label| !label.is_empty()),
                                "{kind:?}.{} {key}",
                                spec.name
                            );
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn values_of_one_list_are_told_apart_by_their_words() {
        for texts in [&DA, &EN] {
            for kind in Kind::ALL {
                for spec in kind.fields() {
                    let (Shape::Choice(keys) | Shape::Choices(keys) | Shape::Counters(keys)) = spec.shape
                    else {
                        continue;
                    };
                    let mut labels: Vec<_> = keys
                        .iter()
                        .map(|key| value(texts, *kind, spec.name, key))
                        .collect();
                    labels.sort_unstable();
                    labels.dedup();
                    assert_eq!(labels.len(), keys.len(), "{kind:?}.{}", spec.name);
                }
            }
        }
    }

    #[test]
    fn only_allowed_steps_are_offered() {
        let from = |states: &[&str]| {
            states
                .iter()
                .map(|key| Value::Text((*key).to_owned()))
                .collect::<Vec<_>>()
        };
        assert_eq!(
            next_states(Kind::CareTask, &from(&["udfoert"])),
            ["i_gang", "godkendt"]
        );
        // Of two that stand beside each other, the steps of both.
        assert_eq!(
            next_states(Kind::CareTask, &from(&["udfoert", "aflyst"])),
            ["planlagt", "i_gang", "godkendt"]
        );
        assert!(next_states(Kind::ConflictCase, &from(&["merged"])).is_empty());
        assert!(next_states(Kind::VisitNote, &from(&[""])).is_empty());
        assert_eq!(step(&DA, Kind::ConflictCase, "closed"), Some("Luk sagen"));
        // Merging two cases needs the other case; it is not a step of its own here.
        assert_eq!(step(&DA, Kind::ConflictCase, "merged"), None);
    }
}
