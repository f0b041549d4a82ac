//! The action cards (*anvisninger*) an organisation begins with: sixteen situations, in Danish and
//! English. They are documents like any other, so they are on every phone that may read them,
//! and the office rewrites them as it likes; only who wrote them first is ours.
//!
//! Numbers: 112 alarm, 114 the police when it is not urgent, 1812 Dyrenes Vagtcentral, 1888 Lev
//! Uden Vold, 70 201 201 Livslinien. That whoever sees rats must report them to the municipality
//! is law (bekendtgørelse om forebyggelse og bekæmpelse af rotter, § 3). Local numbers are the
//! organisation's to add.

use feltbog_shared::language::Language;
use feltbog_shared::model::action_card::{Audience, EscalateTo, REVIEW_DAYS, Situation};
use feltbog_shared::model::{ActionCard, FieldEdit, Kind, ResidentCard};
use feltbog_shared::moment::Moment;

/// The words of a card in one language. Each line is a point of its own.
struct Words {
    title: &'static str,
    signs: &'static str,
    steps: &'static str,
    do_not: &'static str,
    /// Lines of `name | number | hours`.
    calls: &'static str,
}

/// The words of all cards, written from `locales/*/guidance.ftl`.
mod words {
    use super::{Language, Situation, Words};

    include!(concat!(env!("OUT_DIR"), "/guidance.rs"));
}

/// The words of a situation's card; nothing for a situation without one.
fn words_of(situation: Situation, language: Language) -> Option<&'static Words> {
    words::Guidance::of(language).card.get(situation as usize)
}

/// The fields of a situation's card besides its words.
struct Frame {
    situation: Situation,
    danger: bool,
    escalate_to: Option<EscalateTo>,
    audience: &'static [Audience],
    /// Whether residents read it too.
    open: bool,
}

use Audience::{Caretaker, Office, SocialCaretaker};

const EVERYBODY: &[Audience] = &[Caretaker, SocialCaretaker, Office];
const OUT: &[Audience] = &[Caretaker, SocialCaretaker];

const fn frame(
    situation: Situation,
    danger: bool,
    escalate_to: Option<EscalateTo>,
    audience: &'static [Audience],
    open: bool,
) -> Frame {
    Frame {
        situation,
        danger,
        escalate_to,
        audience,
        open,
    }
}

const FRAMES: [Frame; 16] = [
    frame(
        Situation::AcuteDanger,
        true,
        Some(EscalateTo::OperationsManager),
        EVERYBODY,
        true,
    ),
    frame(
        Situation::ThreatsAgainstYou,
        true,
        Some(EscalateTo::OperationsManager),
        EVERYBODY,
        false,
    ),
    frame(
        Situation::MentalCrisis,
        true,
        Some(EscalateTo::SocialCaretaker),
        EVERYBODY,
        false,
    ),
    frame(
        Situation::SuicidalThoughts,
        true,
        Some(EscalateTo::SocialCaretaker),
        EVERYBODY,
        false,
    ),
    frame(
        Situation::ConcernForChild,
        true,
        Some(EscalateTo::ContactPerson),
        EVERYBODY,
        false,
    ),
    frame(
        Situation::NotSeenForDays,
        true,
        Some(EscalateTo::CaretakerLead),
        OUT,
        false,
    ),
    frame(
        Situation::HoardingOrPests,
        false,
        Some(EscalateTo::SocialCaretaker),
        OUT,
        false,
    ),
    frame(
        Situation::DementiaOrConfused,
        true,
        Some(EscalateTo::SocialCaretaker),
        EVERYBODY,
        false,
    ),
    frame(
        Situation::SubstanceAbuse,
        true,
        Some(EscalateTo::OperationsManager),
        OUT,
        false,
    ),
    frame(
        Situation::NoisyNeighbours,
        false,
        Some(EscalateTo::Mediator),
        EVERYBODY,
        false,
    ),
    frame(
        Situation::HomelessInStairwell,
        false,
        Some(EscalateTo::SocialCaretaker),
        OUT,
        false,
    ),
    frame(
        Situation::Eviction,
        false,
        Some(EscalateTo::FinancialAdviser),
        EVERYBODY,
        false,
    ),
    frame(
        Situation::Animals,
        false,
        Some(EscalateTo::CaseOfficer),
        OUT,
        false,
    ),
    frame(
        Situation::WaterDamage,
        false,
        Some(EscalateTo::CaretakerLead),
        OUT,
        false,
    ),
    frame(
        Situation::InvasivePlant,
        false,
        Some(EscalateTo::OperationsManager),
        &[Caretaker],
        true,
    ),
    frame(
        Situation::WildAreaComplaint,
        false,
        Some(EscalateTo::OperationsManager),
        &[Caretaker, Office],
        true,
    ),
];

/// The edits that make each card, as its first author writes them.
pub fn cards(now: Moment, approved_by: &str) -> Vec<(Kind, Vec<FieldEdit>)> {
    let review = now.danish_day().plus_days(REVIEW_DAYS);
    let mut cards = Vec::new();
    for frame in &FRAMES {
        let danish = words_of(frame.situation, Language::Danish);
        let english = words_of(frame.situation, Language::English);
        let (Some(da), Some(en)) = (danish, english) else {
            continue;
        };
        macro_rules! card {
            ($card:ident) => {{
                let mut edits = vec![
                    $card::created_at().set(now),
                    $card::situation().set(frame.situation),
                    $card::title().set(da.title),
                    $card::title_en().set(en.title),
                    $card::danger().set(frame.danger),
                    $card::signs().rewrite(da.signs),
                    $card::signs_en().rewrite(en.signs),
                    $card::steps().rewrite(da.steps),
                    $card::steps_en().rewrite(en.steps),
                    $card::do_not().rewrite(da.do_not),
                    $card::do_not_en().rewrite(en.do_not),
                    $card::calls().rewrite(da.calls),
                    $card::calls_en().rewrite(en.calls),
                    $card::version().set(1),
                    $card::approved_by().set(approved_by),
                    $card::review_by().set(review),
                ];
                edits.extend(frame.escalate_to.map(|to| $card::escalate_to().set(to)));
                edits
            }};
        }
        let mut staff = card!(ActionCard);
        staff.extend(
            frame
                .audience
                .iter()
                .map(|one| ActionCard::audience().include(*one)),
        );
        cards.push((Kind::ActionCard, staff));
        if frame.open {
            cards.push((Kind::ResidentCard, card!(ResidentCard)));
        }
    }
    cards
}

#[cfg(test)]
mod tests {
    use feltbog_shared::document::{Document, Writer};
    use feltbog_shared::id::{ActorId, UserId};
    use feltbog_shared::model::action_card::calls;
    use feltbog_shared::model::{Model as _, ValueList as _};

    use super::*;

    #[test]
    fn every_situation_has_a_card_that_a_record_can_hold() {
        let now = Moment::from_millis(1_795_219_200_000);
        let writer = Writer {
            actor: ActorId([7; 16]),
            author: UserId::from_bytes([1; 16]),
            at: now,
        };
        let mut covered = Vec::new();
        for (kind, edits) in cards(now, "Kontoret") {
            let mut document = Document::new(kind).unwrap();
            document.edit(writer, None, &edits).unwrap();
            kind.check(&document.fields()).unwrap();
            let card = ActionCard::from_fields(&document.fields());
            for (steps, numbers) in [(&card.steps, &card.calls), (&card.steps_en, &card.calls_en)] {
                assert!(steps.lines().count() >= 3, "{card:?}");
                let first = calls(numbers).next().map(|call| call.number);
                assert!(card.danger != Some(true) || first == Some("112"), "{card:?}");
            }
            if kind == Kind::ActionCard {
                covered.extend(card.situation);
            }
        }
        let wanted: Vec<_> = Situation::ALL
            .iter()
            .copied()
            .filter(|one| *one != Situation::Other)
            .collect();
        assert_eq!(covered, wanted);
    }

    #[test]
    fn both_languages_say_as_much() {
        for frame in &FRAMES {
            let (danish, english) = (
                words_of(frame.situation, Language::Danish).unwrap(),
                words_of(frame.situation, Language::English).unwrap(),
            );
            assert_eq!(
                [
                    danish.signs.lines().count(),
                    danish.steps.lines().count(),
                    danish.do_not.lines().count(),
                    danish.calls.lines().count()
                ],
                [
                    english.signs.lines().count(),
                    english.steps.lines().count(),
                    english.do_not.lines().count(),
                    english.calls.lines().count()
                ],
                "{:?}",
                frame.situation
            );
        }
    }
}
