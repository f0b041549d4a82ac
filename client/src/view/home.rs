//! What stands on Hjem, worked out from what the person may do in the department and not from a role's name.

use feltbog_shared::model::Kind;

/// A part of Hjem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HomeSection {
    /// The round, stop by stop.
    Round,
    /// Cases that are due and that no round shows.
    DueCases,
    /// Open cases.
    OpenCases,
    /// Visits of today and overdue ones.
    TodaysVisits,
    /// The next visits.
    NextVisits,
    /// Referrals to be asked after.
    DueReferrals,
    /// Visits to look back at.
    LatestVisits,
    /// Mediations under way.
    Mediations,
    /// Ways to count insects.
    WaysToCount,
    /// What others sent to be looked at.
    Signals,
    /// Care tasks, where counting comes first.
    CareTasks,
    /// Counts to look back at.
    LatestCounts,
    /// Areas, for those who only look at them.
    Areas,
    /// Nothing of the department is on this phone for the person.
    Nothing,
}

/// The kinds that others send to be looked at.
pub(crate) const SIGNALS: [Kind; 4] = [Kind::Signal, Kind::Concern, Kind::Handover, Kind::PassedOn];

/// What a person may do with the kinds of records.
pub(crate) struct Abilities<'a> {
    /// Whether records of a kind can be made.
    pub(crate) may_create: &'a dyn Fn(Kind) -> bool,
    /// Whether there can be records of a kind to read.
    pub(crate) may_read: &'a dyn Fn(Kind) -> bool,
}

impl Abilities<'_> {
    /// Whether counting is what the person does most.
    pub(crate) fn counts_first(&self) -> bool {
        (self.may_create)(Kind::InsectCount) && !(self.may_read)(Kind::ConflictCase)
    }

    /// Whether the person walks a round.
    pub(crate) fn makes_rounds(&self) -> bool {
        (self.may_create)(Kind::CareTask) && !self.counts_first()
    }

    /// The parts of Hjem, in their order.
    pub(crate) fn sections(&self) -> Vec<HomeSection> {
        use HomeSection as S;
        let (makes_rounds, counts_first) = (self.makes_rounds(), self.counts_first());
        let mut sections = Vec::new();
        let mut add = |may: bool, parts: &[HomeSection]| {
            if may {
                sections.extend_from_slice(parts);
            }
        };
        let reads_cases = (self.may_read)(Kind::ConflictCase);
        add(makes_rounds, &[S::Round]);
        add(reads_cases && !makes_rounds, &[S::DueCases]);
        add(reads_cases, &[S::OpenCases]);
        add((self.may_read)(Kind::Mediation), &[S::Mediations]);
        add(
            (self.may_read)(Kind::SocialVisit),
            &[S::TodaysVisits, S::NextVisits, S::DueReferrals, S::LatestVisits],
        );
        add(counts_first, &[S::WaysToCount]);
        add(SIGNALS.iter().any(|kind| (self.may_read)(*kind)), &[S::Signals]);
        add(counts_first, &[S::CareTasks, S::LatestCounts]);
        let only_looks = (self.may_read)(Kind::Area) && !makes_rounds && !counts_first;
        add(only_looks, &[S::Areas]);
        if sections.is_empty() {
            sections.push(S::Nothing);
        }
        sections
    }
}

#[cfg(test)]
mod tests {
    use super::HomeSection as S;
    use super::*;
    use feltbog_shared::id::{DepartmentId, UserId};
    use feltbog_shared::moment::Moment;
    use feltbog_shared::permission::{Grant, Modules, Permission, Role};

    const HERE: DepartmentId = DepartmentId::from_bytes([1; 16]);
    const NOW: Moment = Moment::from_millis(1_795_262_400_000);

    fn sections(role: Role) -> Vec<S> {
        let grant = Grant {
            role,
            department: HERE,
            from: NOW,
            until: None,
        };
        let me = UserId::from_bytes([2; 16]);
        let permission = Permission::new(me, &[grant], HERE, Modules::all(), NOW).on_phone();
        let access = |kind: Kind| permission.access(kind.collection());
        let abilities = Abilities {
            may_create: &|kind| access(kind).create && !access(kind).read.is_nothing(),
            may_read: &|kind| !access(kind).read.is_nothing(),
        };
        abilities.sections()
    }

    #[test]
    fn every_role_has_a_home() {
        for role in Role::ALL {
            let sections = sections(role);
            assert!(!sections.is_empty(), "{role:?}");
            // Due cases are somewhere for everybody who has cases: in the round or in a part of their own.
            if sections.contains(&S::OpenCases) {
                assert!(
                    sections.contains(&S::Round) != sections.contains(&S::DueCases),
                    "{role:?}"
                );
            }
        }
        assert_eq!(sections(Role::Caretaker)[..2], [S::Round, S::OpenCases]);
        assert_eq!(sections(Role::CaseOfficer)[..2], [S::DueCases, S::OpenCases]);
        assert_eq!(
            sections(Role::Mediator)[..3],
            [S::DueCases, S::OpenCases, S::Mediations]
        );
        assert_eq!(sections(Role::OperationsManager)[..2], [S::Round, S::OpenCases]);
        assert!(sections(Role::SocialCaretaker).contains(&S::NextVisits));
        assert_eq!(sections(Role::GreenAmbassador)[0], S::WaysToCount);
        assert_eq!(sections(Role::Board), [S::Areas]);
        assert_eq!(sections(Role::OrgAdmin), [S::Nothing]);
    }
}
