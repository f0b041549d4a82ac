//! The resident's yes: what may not be passed on without it, and what a no takes away.

use super::concern::ResidentYes;
use super::schema::{FieldChange, FieldEdit, Fields, Value, ValueList as _};
use super::signal::{SignalState, Urgency};
use super::social_visit::{ContactConsent, NoteConsent};
use super::{Concern, Handover, Kind, Model as _, Referral, SocialVisit, VisitNote};
use crate::refusal::{Refusal, RefusalCode};

/// Why a record may not be passed on as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsentProblem {
    /// Nobody is named as its receiver.
    NoReceiver,
    /// The resident said no, and no basis for an exception is stated.
    ResidentSaidNo,
    /// The resident did not say yes, and no basis for an exception is stated.
    NoYesAndNoBasis,
}

impl ConsentProblem {
    /// The field that settles it.
    pub fn field(self, kind: Kind) -> &'static str {
        match (self, kind) {
            (Self::NoReceiver, Kind::Referral) => Referral::receiver_kind().name(),
            (Self::NoReceiver, _) => Handover::to_role().name(),
            (_, Kind::Referral) => Referral::consent_given().name(),
            (_, _) => Handover::resident_yes().name(),
        }
    }
}

/// Why a record with these fields may not be passed on; nothing when it may, or is of a kind that is not.
pub fn consent_problem(kind: Kind, fields: &Fields) -> Option<ConsentProblem> {
    let receiver = match kind {
        Kind::Handover => Some(Handover::to_role().name()),
        Kind::Referral => Some(Referral::receiver_kind().name()),
        _ => None,
    };
    match receiver {
        Some(receiver) if !fields.contains_key(receiver) => Some(ConsentProblem::NoReceiver),
        _ => refusal_of_resident(kind, fields),
    }
}

/// The resident's answer against which a record with these fields would go out, whoever its receiver is.
///
/// A no blocks. An exception needs its stated basis: acute danger or an agreement. A concern's basis is its urgency.
fn refusal_of_resident(kind: Kind, fields: &Fields) -> Option<ConsentProblem> {
    match kind {
        Kind::Handover => {
            let handover = Handover::from_fields(fields);
            let is_blocked =
                handover.resident_yes == Some(ResidentYes::No) && handover.basis_if_no_consent.is_none();
            is_blocked.then_some(ConsentProblem::ResidentSaidNo)
        }
        Kind::Concern => {
            let concern = Concern::from_fields(fields);
            let is_blocked =
                concern.resident_yes == Some(ResidentYes::No) && concern.urgency != Some(Urgency::Acute);
            is_blocked.then_some(ConsentProblem::ResidentSaidNo)
        }
        Kind::Referral => {
            let referral = Referral::from_fields(fields);
            let is_blocked = referral.consent_given != Some(true) && referral.basis_if_no_consent.is_none();
            is_blocked.then_some(ConsentProblem::NoYesAndNoBasis)
        }
        _ => None,
    }
}

/// Kinds of records whose words the server erases when the resident says no to their being passed on.
pub const ERASED_AFTER_NO: [Kind; 2] = [Kind::Handover, Kind::Concern];

/// The fields of such a record that decide whether its words may be kept.
pub fn answer_fields(kind: Kind) -> &'static [&'static str] {
    const HANDOVER: [&str; 2] = [
        Handover::resident_yes().name(),
        Handover::basis_if_no_consent().name(),
    ];
    const CONCERN: [&str; 2] = [Concern::resident_yes().name(), Concern::urgency().name()];
    match kind {
        Kind::Handover => &HANDOVER,
        Kind::Concern => &CONCERN,
        _ => &[],
    }
}

/// The fields of such a record that tell of the resident: the words about them, and their home.
pub fn resident_fields(kind: Kind) -> &'static [&'static str] {
    const HANDOVER: [&str; 2] = [Handover::text().name(), Handover::dwelling_ref().name()];
    const CONCERN: [&str; 2] = [Concern::remark().name(), Concern::dwelling_ref().name()];
    match kind {
        Kind::Handover => &HANDOVER,
        Kind::Concern => &CONCERN,
        _ => &[],
    }
}

/// Whether the resident of such a record said no to its being passed on, and no basis for an exception is stated.
pub fn refuses_record(kind: Kind, fields: &Fields) -> bool {
    ERASED_AFTER_NO.contains(&kind) && refusal_of_resident(kind, fields).is_some()
}

/// The fields with which a record of a kind goes out to somebody: who receives it, and what they are told.
fn outgoing_fields(kind: Kind) -> &'static [&'static str] {
    const HANDOVER: [&str; 5] = [
        Handover::to_role().name(),
        Handover::subject().name(),
        Handover::dwelling_ref().name(),
        Handover::text().name(),
        Handover::about().name(),
    ];
    const CONCERN: [&str; 2] = [Concern::dwelling_ref().name(), Concern::remark().name()];
    const REFERRAL: [&str; 3] = [
        Referral::receiver_kind().name(),
        Referral::receiver_name().name(),
        Referral::sent_by().name(),
    ];
    match kind {
        Kind::Handover => &HANDOVER,
        Kind::Concern => &CONCERN,
        Kind::Referral => &REFERRAL,
        _ => &[],
    }
}

/// Whether records of a kind go out to somebody.
pub fn passes_on(kind: Kind) -> bool {
    !outgoing_fields(kind).is_empty()
}

/// Whether a change may write these fields of a record that says this after it: nothing goes out against what the
/// resident said. That somebody says no is written whatever went out before.
///
/// # Errors
/// `NoConsent` with the field that settles it.
pub fn check_outgoing(kind: Kind, after: &Fields, is_written: impl Fn(&str) -> bool) -> Result<(), Refusal> {
    let mut outgoing = outgoing_fields(kind).iter();
    if !outgoing.any(|name| is_written(name) && after.contains_key(*name)) {
        return Ok(());
    }
    let problem = match kind {
        // Nobody but its author reads a referral that has no receiver yet.
        Kind::Referral if consent_problem(kind, after) == Some(ConsentProblem::NoReceiver) => None,
        _ => refusal_of_resident(kind, after),
    };
    match problem {
        Some(problem) => Err(Refusal::of_field(RefusalCode::NoConsent, problem.field(kind))),
        None => Ok(()),
    }
}

/// The field with those with whom a visit is shared.
pub const SHARE_WITH: &str = SocialVisit::share_with().name();

/// Whether a change of a visit, which said `before` to its author and says `after` with it, shares the visit with nobody
/// more while the resident refuses the contact. Somebody is always taken out.
///
/// # Errors
/// `NoConsent` with the field of the resident's answer.
pub fn check_sharing(before: &Fields, after: &Fields) -> Result<(), Refusal> {
    let (before, after) = (SocialVisit::from_fields(before), SocialVisit::from_fields(after));
    let is_refused = after.consent_contact == Some(ContactConsent::No);
    if is_refused
        && after
            .share_with
            .iter()
            .any(|receiver| !before.share_with.contains(receiver))
    {
        let answer = SocialVisit::consent_contact().name();
        return Err(Refusal::of_field(RefusalCode::NoConsent, answer));
    }
    Ok(())
}

/// Whether the resident's answer to being passed on to others is still to come: nobody can take back what they were given.
pub fn awaits_answer(kind: Kind, fields: &Fields) -> bool {
    match kind {
        Kind::Handover => Handover::from_fields(fields).resident_yes.is_none(),
        Kind::Concern => Concern::from_fields(fields).resident_yes.is_none(),
        _ => false,
    }
}

/// Whether a note of the visit may be kept: the resident said yes to the note and did not refuse the contact.
pub fn may_keep_note(visit: &Fields) -> bool {
    let visit = SocialVisit::from_fields(visit);
    visit.consent_note == Some(NoteConsent::Yes) && visit.consent_contact != Some(ContactConsent::No)
}

/// Whether the resident of a visit refused the note or the contact. A visit at which nobody asked refuses nothing.
pub fn refuses_note(visit: &Fields) -> bool {
    let visit = SocialVisit::from_fields(visit);
    visit.consent_note == Some(NoteConsent::No) || visit.consent_contact == Some(ContactConsent::No)
}

/// Whether a visit's note says anything.
pub fn is_written_note(note: &Fields) -> bool {
    !VisitNote::from_fields(note).text.trim().is_empty()
}

/// The edits that a changed answer brings with it, in a record that held `before`, after edits that make it `after`:
/// a withdrawn yes erases what was kept or passed on because of it.
pub fn withdrawn(kind: Kind, before: &Fields, after: &Fields) -> Vec<FieldEdit> {
    let clear = |name: &str| FieldEdit {
        field: name.to_owned(),
        change: FieldChange::Clear,
    };
    let mut edits = Vec::new();
    match kind {
        Kind::Handover | Kind::Concern if refuses_record(kind, after) && !refuses_record(kind, before) => {
            for name in resident_fields(kind) {
                if after.contains_key(*name) {
                    edits.push(clear(name));
                }
            }
            let ended = Value::Text(SignalState::Ended.key().to_owned());
            if after.get("state").is_some_and(|state| *state != ended) {
                edits.push(Handover::state().set(SignalState::Ended));
            }
        }
        Kind::Referral => {
            let had_yes = before.get(Referral::consent_given().name()) == Some(&Value::Flag(true));
            let has_yes = after.get(Referral::consent_given().name()) == Some(&Value::Flag(true));
            if had_yes && !has_yes {
                for name in [Referral::consent_scope().name(), Referral::consent_on().name()] {
                    if after.contains_key(name) {
                        edits.push(clear(name));
                    }
                }
            }
        }
        Kind::SocialVisit => {
            let visit = SocialVisit::from_fields(after);
            if visit.consent_contact == Some(ContactConsent::No) {
                let shared = visit.share_with.iter();
                edits.extend(shared.map(|receiver| SocialVisit::share_with().exclude(*receiver)));
            }
        }
        _ => {}
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::super::handover::HandoverRole;
    use super::super::referral::{BasisWithoutConsent, ReceiverKind};
    use super::*;

    fn record(edits: Vec<FieldEdit>) -> Fields {
        let set = |edit: FieldEdit| match edit.change {
            FieldChange::Set(value) => Some((edit.field, value)),
            FieldChange::Include(key) => Some((edit.field, Value::Keys([key].into()))),
            _ => None,
        };
        edits.into_iter().filter_map(set).collect()
    }

    #[test]
    fn nothing_is_passed_on_before_the_resident_was_asked() {
        for kind in [Kind::Handover, Kind::Concern] {
            assert!(awaits_answer(kind, &Fields::new()), "{kind:?}");
            for answer in ResidentYes::ALL {
                let asked = record(vec![Handover::resident_yes().set(*answer)]);
                assert!(!awaits_answer(kind, &asked), "{kind:?}, {answer:?}");
            }
        }
        assert!(!awaits_answer(Kind::ConflictCase, &Fields::new()));
    }

    #[test]
    fn a_no_blocks_a_handover_until_a_basis_is_stated() {
        let to = || Handover::to_role().set(HandoverRole::SocialCaretaker);
        let says = |answer| Handover::resident_yes().set(answer);
        let basis = || Handover::basis_if_no_consent().set(BasisWithoutConsent::AcuteDanger);
        for (edits, problem) in [
            (vec![], Some(ConsentProblem::NoReceiver)),
            (vec![says(ResidentYes::Yes)], Some(ConsentProblem::NoReceiver)),
            (vec![to()], None),
            (vec![to(), says(ResidentYes::Yes)], None),
            (vec![to(), says(ResidentYes::NotAsked)], None),
            (
                vec![to(), says(ResidentYes::No)],
                Some(ConsentProblem::ResidentSaidNo),
            ),
            (vec![to(), says(ResidentYes::No), basis()], None),
        ] {
            assert_eq!(
                consent_problem(Kind::Handover, &record(edits.clone())),
                problem,
                "{edits:?}"
            );
        }
    }

    #[test]
    fn a_referral_needs_a_yes_or_a_basis() {
        let to = || Referral::receiver_kind().set(ReceiverKind::OwnDoctor);
        let basis = || Referral::basis_if_no_consent().set(BasisWithoutConsent::ContactPersonAgreement);
        for (edits, problem) in [
            (vec![to()], Some(ConsentProblem::NoYesAndNoBasis)),
            (
                vec![to(), Referral::consent_given().set(false)],
                Some(ConsentProblem::NoYesAndNoBasis),
            ),
            (vec![to(), Referral::consent_given().set(true)], None),
            (vec![to(), basis()], None),
            (vec![basis()], Some(ConsentProblem::NoReceiver)),
        ] {
            assert_eq!(
                consent_problem(Kind::Referral, &record(edits.clone())),
                problem,
                "{edits:?}"
            );
        }
    }

    #[test]
    fn a_note_needs_a_yes_to_it_and_no_refusal() {
        let note = |answer| SocialVisit::consent_note().set(answer);
        let contact = |answer| SocialVisit::consent_contact().set(answer);
        for (edits, may) in [
            (vec![], false),
            (vec![note(NoteConsent::Yes)], true),
            (vec![note(NoteConsent::No)], false),
            (vec![note(NoteConsent::Yes), contact(ContactConsent::Yes)], true),
            (
                vec![note(NoteConsent::Yes), contact(ContactConsent::NotAsked)],
                true,
            ),
            (vec![note(NoteConsent::Yes), contact(ContactConsent::No)], false),
            (vec![contact(ContactConsent::Yes)], false),
        ] {
            assert_eq!(may_keep_note(&record(edits.clone())), may, "{edits:?}");
            // Nobody is refused what nobody was asked.
            let visit = SocialVisit::from_fields(&record(edits.clone()));
            let says_no = visit.consent_note == Some(NoteConsent::No)
                || visit.consent_contact == Some(ContactConsent::No);
            assert_eq!(refuses_note(&record(edits.clone())), says_no, "{edits:?}");
        }
    }

    #[test]
    fn nothing_goes_out_against_a_no() {
        let to = || Handover::to_role().set(HandoverRole::SocialCaretaker);
        let no = || Handover::resident_yes().set(ResidentYes::No);
        let handover = record(vec![to(), no(), Handover::text().set("Det, der blev sagt")]);
        let refused = |kind, after: &Fields, written: &[&str]| {
            check_outgoing(kind, after, |name| written.contains(&name)).err()
        };
        let no_consent = |field| Some(Refusal::of_field(RefusalCode::NoConsent, field));
        for written in ["to_role", "text", "subject"] {
            let expected = if written == "subject" {
                None
            } else {
                no_consent("resident_yes")
            };
            assert_eq!(
                refused(Kind::Handover, &handover, &[written]),
                expected,
                "{written}"
            );
        }
        // To say no, and how far it has come, is always written.
        assert_eq!(
            refused(Kind::Handover, &handover, &["resident_yes", "state"]),
            None
        );
        let mut with_basis = handover;
        let basis = Handover::basis_if_no_consent().set(BasisWithoutConsent::AcuteDanger);
        with_basis.extend(record(vec![basis]));
        assert_eq!(refused(Kind::Handover, &with_basis, &["text"]), None);
        // Nor is anything told while nobody is named yet: whoever may read the collection reads it.
        let to_nobody = record(vec![no(), Handover::text().set("Det, der blev sagt")]);
        assert_eq!(
            refused(Kind::Handover, &to_nobody, &["text"]),
            no_consent("resident_yes")
        );

        let referral = |edits: Vec<FieldEdit>| {
            let to = Referral::receiver_kind().set(ReceiverKind::OwnDoctor);
            record([vec![to], edits].concat())
        };
        for (edits, expected) in [
            (vec![], no_consent("consent_given")),
            (
                vec![Referral::consent_given().set(false)],
                no_consent("consent_given"),
            ),
            (vec![Referral::consent_given().set(true)], None),
        ] {
            assert_eq!(
                refused(Kind::Referral, &referral(edits), &["receiver_kind"]),
                expected
            );
        }
        assert_eq!(refused(Kind::Referral, &referral(vec![]), &["outcome"]), None);
    }

    #[test]
    fn a_visit_is_shared_with_nobody_more_while_the_contact_is_refused() {
        let with = |receivers: &[ReceiverKind], answer: Option<ContactConsent>| {
            let keys = receivers.iter().map(|receiver| receiver.key().to_owned());
            let shared = (SHARE_WITH.to_owned(), Value::Keys(keys.collect()));
            let mut fields = Fields::from([shared]);
            fields.extend(record(
                answer
                    .map(|answer| SocialVisit::consent_contact().set(answer))
                    .into_iter()
                    .collect(),
            ));
            fields
        };
        let (doctor, none) = (ReceiverKind::OwnDoctor, &[][..]);
        let both = [doctor, ReceiverKind::MunicipalHousingAdviser];
        let refused = Err(Refusal::of_field(RefusalCode::NoConsent, "consent_contact"));
        for (before, after, is_more) in [
            (none, &[doctor][..], true),
            (&[doctor], &both, true),
            // Those who stood there already are taken out one by one.
            (&both, &[doctor], false),
            (&[doctor], none, false),
            (&both, &both, false),
        ] {
            let no = Some(ContactConsent::No);
            let checked = check_sharing(&with(before, None), &with(after, no));
            let expected = if is_more { refused.clone() } else { Ok(()) };
            assert_eq!(checked, expected, "{before:?} to {after:?}");
            for answer in [None, Some(ContactConsent::Yes), Some(ContactConsent::NotAsked)] {
                assert_eq!(check_sharing(&with(before, no), &with(after, answer)), Ok(()));
            }
        }
    }

    #[test]
    fn a_no_without_a_basis_refuses_the_record_whoever_its_receiver_is() {
        let no = || Handover::resident_yes().set(ResidentYes::No);
        let basis = || Handover::basis_if_no_consent().set(BasisWithoutConsent::AcuteDanger);
        let urgency = |urgency| Concern::urgency().set(urgency);
        for (kind, edits, refuses) in [
            (Kind::Handover, vec![], false),
            (Kind::Handover, vec![no()], true),
            (Kind::Handover, vec![no(), basis()], false),
            (Kind::Concern, vec![no()], true),
            (Kind::Concern, vec![no(), urgency(Urgency::Today)], true),
            (Kind::Concern, vec![no(), urgency(Urgency::Acute)], false),
            (Kind::Referral, vec![Referral::consent_given().set(false)], false),
        ] {
            assert_eq!(refuses_record(kind, &record(edits.clone())), refuses, "{edits:?}");
            for edit in edits.iter().filter(|_| kind != Kind::Referral) {
                assert!(answer_fields(kind).contains(&edit.field.as_str()), "{edit:?}");
            }
        }
        for kind in ERASED_AFTER_NO {
            let outgoing = outgoing_fields(kind);
            assert_eq!(resident_fields(kind).len(), 2, "{kind:?}");
            assert!(resident_fields(kind).iter().all(|name| outgoing.contains(name)));
        }
    }

    #[test]
    fn a_withdrawn_yes_erases_what_was_passed_on() {
        let edits = vec![
            Handover::to_role().set(HandoverRole::SocialCaretaker),
            Handover::state().set(SignalState::Received),
            Handover::text().set("Det, der blev sagt"),
            Handover::dwelling_ref().set("Opgang 4"),
            Handover::resident_yes().set(ResidentYes::Yes),
        ];
        let before = record(edits);
        let mut after = before.clone();
        after.extend(record(vec![Handover::resident_yes().set(ResidentYes::No)]));
        let consequences = withdrawn(Kind::Handover, &before, &after);
        assert_eq!(Kind::Handover.check_edits(&after, &consequences), Ok(()));
        let cleared = [Handover::text().clear(), Handover::dwelling_ref().clear()];
        assert!(
            cleared.iter().all(|edit| consequences.contains(edit)),
            "{consequences:?}"
        );
        assert!(consequences.contains(&Handover::state().set(SignalState::Ended)));
        assert_eq!(withdrawn(Kind::Handover, &after, &after), []);

        let visit = record(vec![
            SocialVisit::share_with().include(ReceiverKind::OwnDoctor),
            SocialVisit::consent_contact().set(ContactConsent::No),
        ]);
        assert_eq!(
            withdrawn(Kind::SocialVisit, &Fields::new(), &visit),
            [SocialVisit::share_with().exclude(ReceiverKind::OwnDoctor)]
        );
    }
}
