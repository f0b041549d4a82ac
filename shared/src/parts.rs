//! What records say of who takes part: from deputies and parts in cases to [`Parts`]. Pure; the server finds the records.

use crate::id::{DocumentId, UserId};
use crate::model::case_part::Part;
use crate::model::{CasePart, Deputy, Fields, Kind, Model};
use crate::moment::Day;
use crate::permission::Parts;

/// The kinds of records that say who takes part.
pub const SAYING: [Kind; 2] = [Kind::CasePart, Kind::Deputy];
/// The kinds of records that go where their conflict case goes.
pub const OF_CASE: [Kind; 4] = [
    Kind::ConflictEvent,
    Kind::ConflictParty,
    Kind::LegalStep,
    Kind::Mediation,
];

/// A record that says something of a person.
#[derive(Clone, Debug)]
pub struct Said {
    /// Its kind.
    pub kind: Kind,
    /// Who made it.
    pub owner: UserId,
    /// Its fields.
    pub fields: Fields,
}

/// What is said of a person, before the records that belong to a case are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Saying {
    /// People whose deputy they are today.
    pub stands_in_for: Vec<UserId>,
    /// Cases assigned to them.
    pub assigned: Vec<DocumentId>,
    /// Cases they have nothing to do with.
    pub recused: Vec<DocumentId>,
    /// Cases that were assigned to them once.
    pub left: Vec<DocumentId>,
    /// People whose deputy they were once.
    pub stood_in_for: Vec<UserId>,
    /// Handovers to a role they hold, in order. The server finds them.
    pub handed: Vec<DocumentId>,
}

impl Saying {
    /// What these records say of a person on a day. Only the person themself says that they do not take part, and
    /// only those whose records they are name a deputy.
    pub fn of(person: UserId, said: &[Said], today: Day) -> Self {
        let is_meant = |id: Option<DocumentId>| id.is_some_and(|id| id.as_bytes() == person.as_bytes());
        let mut saying = Self::default();
        for said in said {
            if said.kind == Kind::Deputy {
                let deputy = Deputy::from_fields(&said.fields);
                let has_begun = deputy.from_on.is_none_or(|from| from <= today);
                let holds = has_begun && deputy.until_on.is_some_and(|until| today <= until);
                if is_meant(deputy.person) && holds && deputy.ended != Some(true) {
                    saying.stands_in_for.push(said.owner);
                } else if is_meant(deputy.person) {
                    saying.stood_in_for.push(said.owner);
                }
                continue;
            }
            let part = CasePart::from_fields(&said.fields);
            let (Some(case), true) = (part.conflict_case, is_meant(part.person)) else {
                continue;
            };
            match part.part {
                Some(Part::Assigned) if part.ended == Some(true) => saying.left.push(case),
                Some(Part::Assigned) => saying.assigned.push(case),
                Some(Part::Recused) if said.owner == person && part.ended != Some(true) => {
                    saying.recused.push(case);
                }
                _ => {}
            }
        }
        for cases in [&mut saying.assigned, &mut saying.recused, &mut saying.left] {
            cases.sort_unstable();
            cases.dedup();
        }
        saying.stands_in_for.sort_unstable();
        saying.stands_in_for.dedup();
        saying
    }

    /// Another number whenever something else is said; nought when nothing is. At most 40 bits.
    pub fn mark(&self) -> u64 {
        /// FNV-1a.
        fn add(sum: u64, byte: u8) -> u64 {
            (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        }
        let people = self.stands_in_for.iter().map(|one| (1, one.as_bytes()));
        let assigned = self.assigned.iter().map(|one| (2, one.as_bytes()));
        let recused = self.recused.iter().map(|one| (3, one.as_bytes()));
        let handed = self.handed.iter().map(|one| (4, one.as_bytes()));
        let mut all = people.chain(assigned).chain(recused).chain(handed).peekable();
        if all.peek().is_none() {
            return 0;
        }
        let sum = all.fold(0xcbf2_9ce4_8422_2325, |sum, (what, id)| {
            id.iter().fold(add(sum, what), |sum, byte| add(sum, *byte))
        });
        (sum >> 24).max(1)
    }

    /// The cases whose records have to be known.
    pub fn cases(&self) -> Vec<DocumentId> {
        let mut cases: Vec<_> = [&self.assigned, &self.recused, &self.left]
            .into_iter()
            .flatten()
            .copied()
            .collect();
        cases.sort_unstable();
        cases.dedup();
        cases
    }

    /// What it comes to, with the records that belong to cases: each with its case.
    pub fn parts(&self, belonging: &[(DocumentId, DocumentId)]) -> Parts {
        let with_belongings = |cases: &[DocumentId]| {
            let belong = belonging.iter().filter(|(_, case)| cases.contains(case));
            let mut all: Vec<_> = belong.map(|(document, _)| *document).collect();
            all.extend(cases);
            all.sort_unstable();
            all.dedup();
            all
        };
        let mut assigned = with_belongings(&self.assigned);
        assigned.extend(&self.handed);
        assigned.sort_unstable();
        Parts {
            stands_in_for: self.stands_in_for.clone(),
            assigned,
            recused: with_belongings(&self.recused),
            mark: self.mark(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{FieldChange, FieldEdit};

    const ME: UserId = UserId::from_bytes([1; 16]);
    const OTHER: UserId = UserId::from_bytes([2; 16]);
    const CASE: DocumentId = DocumentId::from_bytes([3; 16]);

    fn link(person: UserId) -> DocumentId {
        DocumentId::from_bytes(*person.as_bytes())
    }

    fn said(kind: Kind, owner: UserId, edits: Vec<FieldEdit>) -> Said {
        let fields = edits.into_iter().map(|edit| match edit.change {
            FieldChange::Set(value) => (edit.field, value),
            other => panic!("{other:?}"),
        });
        Said {
            kind,
            owner,
            fields: fields.collect(),
        }
    }

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn a_deputy_is_one_from_a_day_to_another_and_never_without_an_end() {
        let deputy = |edits: &[FieldEdit]| {
            let mut all = vec![Deputy::person().set(link(ME))];
            all.extend(edits.iter().cloned());
            said(Kind::Deputy, OTHER, all)
        };
        let (from, until) = (
            Deputy::from_on().set(day("2026-11-20")),
            Deputy::until_on().set(day("2026-11-22")),
        );
        let named = [deputy(&[from.clone(), until.clone()])];
        for (today, is_deputy) in [
            ("2026-11-19", false),
            ("2026-11-20", true),
            ("2026-11-22", true),
            ("2026-11-23", false),
        ] {
            let saying = Saying::of(ME, &named, day(today));
            assert_eq!(saying.stands_in_for == [OTHER], is_deputy, "{today}");
            assert_eq!(saying.mark() != 0, is_deputy);
        }
        let today = day("2026-11-21");
        for not_one in [
            vec![deputy(std::slice::from_ref(&from))],
            vec![deputy(&[from, until, Deputy::ended().set(true)])],
        ] {
            assert_eq!(Saying::of(ME, &not_one, today).stands_in_for, []);
        }
        assert_eq!(Saying::of(OTHER, &named, today), Saying::default());
    }

    #[test]
    fn only_oneself_says_that_one_does_not_take_part() {
        let recused = |owner| {
            said(
                Kind::CasePart,
                owner,
                vec![
                    CasePart::conflict_case().set(CASE),
                    CasePart::part().set(Part::Recused),
                    CasePart::person().set(link(ME)),
                ],
            )
        };
        let today = day("2026-11-21");
        assert_eq!(Saying::of(ME, &[recused(ME)], today).recused, [CASE]);
        assert_eq!(Saying::of(ME, &[recused(OTHER)], today), Saying::default());
    }

    #[test]
    fn what_belongs_to_a_case_goes_with_it() {
        let assigned = said(
            Kind::CasePart,
            OTHER,
            vec![
                CasePart::conflict_case().set(CASE),
                CasePart::part().set(Part::Assigned),
                CasePart::person().set(link(ME)),
            ],
        );
        let saying = Saying::of(ME, &[assigned], day("2026-11-21"));
        let (event, foreign) = (DocumentId::from_bytes([9; 16]), DocumentId::from_bytes([8; 16]));
        let parts = saying.parts(&[(event, CASE), (foreign, foreign)]);
        assert_eq!(parts.assigned, [CASE, event]);
        assert_eq!((parts.recused, saying.cases()), (vec![], vec![CASE]));
    }

    #[test]
    fn what_is_handed_to_a_role_is_told_from_what_is_assigned() {
        let (one, other) = (DocumentId::from_bytes([9; 16]), DocumentId::from_bytes([2; 16]));
        let saying = Saying {
            assigned: vec![one],
            handed: vec![other],
            ..Saying::default()
        };
        assert_eq!(saying.parts(&[]).assigned, [other, one]);
        assert_eq!(saying.cases(), [one]);
        let the_other_way = Saying {
            assigned: vec![other],
            handed: vec![one],
            ..Saying::default()
        };
        assert_ne!(saying.mark(), the_other_way.mark());
    }
}
