//! Anvisning: what to do in a situation, whom to call, what not to do. Read offline.
//!
//! What staff read and what residents may read too are two kinds in two collections: a document
//! has one audience, and nobody's phone holds a card that is not for them.
//!
//! Lists are kept as one text with a line for each point, so that they merge letter by letter.

use super::area_observation::ObservationKind;
use super::care_task::TaskKind;
use super::conflict_case::Topic;
use super::schema::{Choice, Choices, Date, Flag, Integer, RichText, Text, record, value_list};
use super::signal::SignalKind;
use super::{AreaObservation, CareTask, ConflictCase, Fields, Kind, Signal, Value, ValueList};

value_list! {
    /// The situation (records.md's sixteen).
    Situation {
        AcuteDanger = "akut_fare",
        ThreatsAgainstYou = "vold_trusler_mod_dig",
        MentalCrisis = "psykisk_krise",
        SuicidalThoughts = "selvmordstanker",
        ConcernForChild = "bekymring_for_barn",
        NotSeenForDays = "ikke_set_i_flere_dage",
        HoardingOrPests = "ophobning_skadedyr",
        DementiaOrConfused = "demens_forvirret",
        SubstanceAbuse = "misbrug_kanyler",
        NoisyNeighbours = "husspektakler_nabostoej",
        HomelessInStairwell = "hjemloes_i_opgang",
        Eviction = "foged_udsaettelse",
        Animals = "hund_husdyr",
        WaterDamage = "vandskade_hjaelpeloes",
        InvasivePlant = "invasiv_plante",
        WildAreaComplaint = "klage_vildt_areal",
        Other = "andet",
    }
}

value_list! {
    /// Whom among the staff a card speaks to; it orders the list and hides nothing.
    Audience {
        Caretaker = "ejendomsfunktionaer",
        SocialCaretaker = "social_vicevaert",
        Office = "kontor",
    }
}

value_list! {
    /// The office that takes over when the card's steps are not enough.
    EscalateTo {
        CaretakerLead = "ejendomsmester",
        OperationsManager = "driftsleder",
        SocialCaretaker = "social_vicevaert",
        ContactPerson = "kontaktperson",
        Mediator = "konfliktmaegler",
        CaseOfficer = "sagsbehandler",
        FinancialAdviser = "oekonomisk_raadgiver",
    }
}

impl Situation {
    /// The situation a record is about: its card answers "Hvad gør jeg?".
    pub fn of(kind: Kind, fields: &Fields) -> Option<Self> {
        let text = |name| match fields.get(name) {
            Some(Value::Text(key)) => key.as_str(),
            _ => "",
        };
        match kind {
            Kind::ConflictCase => {
                Topic::from_key(text(ConflictCase::topic().name())).map(|topic| match topic {
                    Topic::Pets => Self::Animals,
                    Topic::WildArea => Self::WildAreaComplaint,
                    Topic::Harassment | Topic::Threats | Topic::Violence => Self::ThreatsAgainstYou,
                    Topic::NeglectedDwelling => Self::HoardingOrPests,
                    _ => Self::NoisyNeighbours,
                })
            }
            Kind::Signal | Kind::Concern => match SignalKind::from_key(text(Signal::kind().name()))? {
                SignalKind::NotSeenForLong => Some(Self::NotSeenForDays),
                SignalKind::NeglectedDwelling | SignalKind::Hoarding | SignalKind::Smell => {
                    Some(Self::HoardingOrPests)
                }
                SignalKind::Confused => Some(Self::DementiaOrConfused),
                SignalKind::ArrearsRising => Some(Self::Eviction),
                SignalKind::NuisanceFromGreen => Some(Self::WildAreaComplaint),
                _ => None,
            },
            Kind::AreaObservation => match ObservationKind::from_key(text(AreaObservation::kind().name()))? {
                ObservationKind::InvasiveSpecies => Some(Self::InvasivePlant),
                ObservationKind::ResidentNuisance | ObservationKind::OutsideInquiry => {
                    Some(Self::WildAreaComplaint)
                }
                _ => None,
            },
            Kind::CareTask => (text(CareTask::kind().name()) == TaskKind::InvasiveControl.key())
                .then_some(Self::InvasivePlant),
            _ => None,
        }
    }
}

/// After how many days a card is to be read through again (records.md: six months).
pub const REVIEW_DAYS: i64 = 183;

record! {
    /// The steps of staff in a situation.
    ActionCard {
        /// The situation.
        situation: Choice<Situation>,
        /// Its heading, in Danish.
        title: Text<80>,
        /// Its heading, in English.
        title_en: Text<80>,
        /// Whether "Ring 112" stands first.
        danger: Flag,
        /// The signs that one notices; a line for each.
        signs: RichText<800>,
        /// The same in English.
        signs_en: RichText<800>,
        /// The steps to take; a line for each.
        steps: RichText<1500>,
        /// The same in English.
        steps_en: RichText<1500>,
        /// The mistakes to avoid; a line for each.
        do_not: RichText<800>,
        /// The same in English.
        do_not_en: RichText<800>,
        /// Whom to call; a line for each as `name | number | hours`.
        calls: RichText<600>,
        /// The same in English.
        calls_en: RichText<600>,
        /// The office or person that takes over.
        escalate_to: Choice<EscalateTo>,
        /// Its edition, from 1.
        version: Integer<1, 10_000>,
        /// The office that approved it, not a person's name.
        approved_by: Text<120>,
        /// When it is to be read through again.
        review_by: Date,
        /// Whom it speaks to.
        audience: Choices<Audience>,
    }
}

record! {
    /// The steps that anybody can take in a situation: residents who volunteer, and boards, read it too.
    ResidentCard {
        /// The situation.
        situation: Choice<Situation>,
        /// Its heading, in Danish.
        title: Text<80>,
        /// Its heading, in English.
        title_en: Text<80>,
        /// Whether "Ring 112" stands first.
        danger: Flag,
        /// The signs that one notices; a line for each.
        signs: RichText<800>,
        /// The same in English.
        signs_en: RichText<800>,
        /// The steps to take; a line for each.
        steps: RichText<1500>,
        /// The same in English.
        steps_en: RichText<1500>,
        /// The mistakes to avoid; a line for each.
        do_not: RichText<800>,
        /// The same in English.
        do_not_en: RichText<800>,
        /// Whom to call; a line for each as `name | number | hours`.
        calls: RichText<600>,
        /// The same in English.
        calls_en: RichText<600>,
        /// The office or person that takes over.
        escalate_to: Choice<EscalateTo>,
        /// Its edition, from 1.
        version: Integer<1, 10_000>,
        /// The office that approved it, not a person's name.
        approved_by: Text<120>,
        /// When it is to be read through again.
        review_by: Date,
    }
}

/// Somebody to call, as a line of a card says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call<'a> {
    /// The office that answers.
    pub name: &'a str,
    /// The number, as it is written.
    pub number: &'a str,
    /// When somebody answers; empty for always.
    pub hours: &'a str,
}

/// Reads the lines of `calls`. A line without a number is left out.
pub fn calls(text: &str) -> impl Iterator<Item = Call<'_>> {
    text.lines().filter_map(|line| {
        let mut parts = line.split('|').map(str::trim);
        let (name, number) = (parts.next()?, parts.next()?);
        let dialled = number.chars().any(|c| c.is_ascii_digit());
        dialled.then(|| Call {
            name,
            number,
            hours: parts.next().unwrap_or_default(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_read_line_by_line() {
        let text = "Alarm | 112\nLivslinjen|70 201 201| 11–05\nuden nummer\n | kun tekst |";
        let read: Vec<_> = calls(text)
            .map(|call| (call.name, call.number, call.hours))
            .collect();
        assert_eq!(
            read,
            [("Alarm", "112", ""), ("Livslinjen", "70 201 201", "11–05")]
        );
    }
}
