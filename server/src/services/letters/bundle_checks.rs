//! The check of what a bundle lacks, after docs/domain/conflicts.md, section 4.

use feltbog_shared::model::conflict_event::EventKind;
use feltbog_shared::model::conflict_party::PartyRole;
use feltbog_shared::model::legal_step::LegalStepKind;
use feltbog_shared::moment::Day;
use feltbog_shared::office_letters::{BundleCheck, BundleCheckOutcome, BundleWanted};

use super::case_file::CaseFile;
use super::letter::is_act;
use super::words;

/// Days after which the newest event is too old, and between two events at most.
const NEWEST_DAYS: i64 = 92;
const GAP_DAYS: i64 = 183;
/// The numbers of section 81 for which the direct way is open: violence and danger.
const DIRECT: [u8; 2] = feltbog_shared::office::approvals::DIRECT_WAY_NUMBERS;
/// The numbers of section 81.
pub(super) const SECTION_81: std::ops::RangeInclusive<u8> = 1..=11;

use BundleCheckOutcome::{Assess, Lacking, Present};

fn present_or(is_present: bool, otherwise: BundleCheckOutcome) -> BundleCheckOutcome {
    if is_present { Present } else { otherwise }
}

impl CaseFile {
    /// The day on which a reminder was received, the first.
    fn reminder_received(&self) -> Option<Day> {
        let kinds = [LegalStepKind::Reminder, LegalStepKind::LastReminder];
        let steps = self
            .steps
            .iter()
            .filter(|step| step.record.kind.is_some_and(|kind| kinds.contains(&kind)));
        steps.filter_map(|step| step.record.received_on).min()
    }

    /// Whether mediation was offered.
    pub(super) fn mediation_was_offered(&self) -> bool {
        let is_invited = |kind| kind == Some(LegalStepKind::MediationInvitation);
        self.case.record.mediation_result.is_some()
            || self.steps.iter().any(|step| is_invited(step.record.kind))
    }

    /// Checks of the bundle's content, in the order of the page. The direct way counts once a second person has agreed to
    /// it.
    pub(super) fn checks(&self, wanted: &BundleWanted, approved: Option<u8>, today: Day) -> Vec<BundleCheck> {
        let texts = words();
        let is_stated = |text: &str| !text.trim().is_empty();
        let acts = self
            .events
            .iter()
            .filter(|event| event.record.kind.is_some_and(is_act));
        let mut days: Vec<_> = acts.filter_map(|event| event.record.at).collect();
        days.sort_unstable();
        let days: Vec<_> = days.into_iter().map(|at| at.danish_day()).collect();
        let received = self.reminder_received();
        let is_direct = wanted.section_81.is_some_and(|number| DIRECT.contains(&number));
        let is_wanted = is_direct && is_stated(&wanted.direct_way_reason);
        let direct = is_direct && approved.is_some();
        let between = |one: Day, other: Day| other.start().since(one.start()) / 86_400_000;
        let is_new = days
            .last()
            .is_some_and(|last| between(*last, today) <= NEWEST_DAYS);
        let has_no_gap = days.windows(2).all(|pair| between(pair[0], pair[1]) <= GAP_DAYS);
        let complainants: Vec<_> = self.in_role(PartyRole::Complainant).collect();
        let mut homes: Vec<_> = complainants
            .iter()
            .filter_map(|party| party.record.dwelling_ref.as_deref())
            .collect();
        homes.sort_unstable();
        homes.dedup();
        let respondents: Vec<_> = self.in_role(PartyRole::Respondent).collect();
        let are_informed =
            !respondents.is_empty() && respondents.iter().all(|party| party.record.informed_on.is_some());
        let is_heard = self.events.iter().any(|event| {
            let kinds = [EventKind::Conversation, EventKind::Call, EventKind::Meeting];
            event.record.kind.is_some_and(|kind| kinds.contains(&kind))
        });
        let are_decided = !complainants.is_empty()
            && complainants.iter().all(|party| {
                party.record.identity_withheld == Some(false)
                    || (party.record.identity_withheld == Some(true)
                        && party.record.withheld_reason.is_some())
            });
        let have_sources = self.events.iter().all(|event| {
            event.record.kind.is_some() && self.names.get(&event.owner).is_some_and(|name| is_stated(name))
        });
        let acts_after = received.is_some_and(|received| days.iter().any(|day| *day >= received));
        let way = match (direct, is_wanted) {
            (true, _) => (texts.check_direct, Assess),
            (false, true) => (texts.check_direct_agreed, Lacking),
            (false, false) => (texts.check_reminder, present_or(received.is_some(), Lacking)),
        };
        let is_numbered = wanted
            .section_81
            .is_some_and(|number| SECTION_81.contains(&number));
        [
            (texts.check_claim, present_or(is_stated(&wanted.claim), Lacking)),
            (texts.check_section, present_or(is_numbered, Lacking)),
            (
                texts.check_lease,
                present_or(is_stated(&wanted.lease_on), Lacking),
            ),
            (
                texts.check_rules,
                present_or(is_stated(&wanted.house_rules_on), Lacking),
            ),
            way,
            (
                texts.check_act_after,
                present_or(acts_after, if direct { Assess } else { Lacking }),
            ),
            (
                texts.check_sources,
                present_or(have_sources && !self.events.is_empty(), Lacking),
            ),
            (texts.check_newest, present_or(is_new, Assess)),
            (
                texts.check_gaps,
                present_or(has_no_gap && !days.is_empty(), Assess),
            ),
            (texts.check_homes, present_or(homes.len() >= 2, Assess)),
            (texts.check_witnesses, present_or(wanted.witnesses_ready, Lacking)),
            (texts.check_informed, present_or(are_informed, Lacking)),
            (texts.check_heard, if is_heard { Assess } else { Lacking }),
            (texts.check_identities, present_or(are_decided, Lacking)),
            (
                texts.check_mediation,
                present_or(self.mediation_was_offered(), Assess),
            ),
            (texts.check_social, Assess),
            (texts.check_private, Assess),
            (
                texts.check_fee,
                present_or(is_stated(&wanted.fee_paid_on), Lacking),
            ),
            (
                texts.check_mandate,
                present_or(is_stated(&wanted.mandate_on), Lacking),
            ),
        ]
        .into_iter()
        .map(|(text, outcome)| BundleCheck {
            text: text.to_owned(),
            outcome,
        })
        .collect()
    }
}
