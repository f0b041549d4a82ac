//! Participation: what records say of who takes part, from deputies and parts in cases to [`Parts`]. Pure; the server
//! finds the records.
//!
//! A record asserts something of a person. It counts while whoever made it may assert that: the policy table says who
//! names a deputy and who gives cases to others, and everybody says of themself that they do not take part. A case
//! counts while it is a conflict case of the department.

use std::collections::BTreeMap;

use crate::id::{DocumentId, UserId};
use crate::model::case_part::Part;
use crate::model::{CasePart, Deputy, Fields, Handover, Kind, Model};
use crate::moment::Day;
use crate::permission::{Collection, Parts, Permission, Role, Scope, fnv1a};
use crate::refusal::{Refusal, RefusalCode};

/// The kinds of records about participation.
pub const PARTICIPATION_KINDS: [Kind; 2] = [Kind::CasePart, Kind::Deputy];
/// The kinds of records that go where their conflict case goes.
pub const CASE_KINDS: [Kind; 5] = [
    Kind::ConflictEvent,
    Kind::ConflictParty,
    Kind::LegalStep,
    Kind::Mediation,
    Kind::CasePhoto,
];

/// A record about a person's participation.
#[derive(Clone, Debug)]
pub struct ParticipationRecord {
    /// Its kind.
    pub kind: Kind,
    /// The person who made it.
    pub owner: UserId,
    /// The present rights of its maker in the department.
    pub permission: Permission,
    /// Its fields.
    pub fields: Fields,
}

/// Whether somebody with these rights gives cases to others.
fn is_assigned_by(author: &Permission) -> bool {
    author.access(Collection::CaseParts).assign
}

/// Whether cases can be given to somebody with these rights: to those who can read them then.
pub fn can_be_assigned(person: &Permission) -> bool {
    let read = person.access(Collection::Conflicts).read;
    read.includes(Scope::ASSIGNED)
}

/// Whether somebody with these rights can stand in for others: reads their visits then.
pub fn can_be_deputy(person: &Permission) -> bool {
    let read = person.access(Collection::Visits).read;
    read.includes(Scope::DEPUTISED)
}

/// Whether somebody with these rights receives what is handed over to a role.
fn can_be_handed(person: &Permission, role: Role) -> bool {
    person.roles().contains(&role) && !person.access(Collection::Concerns).read.is_nothing()
}

/// The fields of a record that name those it is for.
pub fn naming_fields(kind: Kind) -> &'static [&'static str] {
    const CASE_PART: [&str; 4] = [
        CasePart::conflict_case().name(),
        CasePart::part().name(),
        CasePart::person().name(),
        CasePart::ended().name(),
    ];
    const DEPUTY: [&str; 2] = [Deputy::person().name(), Deputy::ended().name()];
    const HANDOVER: [&str; 1] = [Handover::to_role().name()];
    match kind {
        Kind::CasePart => &CASE_PART,
        Kind::Deputy => &DEPUTY,
        Kind::Handover => &HANDOVER,
        _ => &[],
    }
}

/// Whether whoever makes a record may say in it what it says: cases are given by those whom the policy names, and what
/// is given, handed over or deputised reaches somebody who can read it in the department, whose members these are.
///
/// # Errors
/// `NoAccess` or `NoReader` with the field that says it.
pub fn check_assertion(
    kind: Kind,
    fields: &Fields,
    author: &Permission,
    members: &BTreeMap<UserId, Permission>,
) -> Result<(), Refusal> {
    let of = |person: DocumentId| members.get(&UserId::from_bytes(*person.as_bytes()));
    let no_reader = |field: &str| Err(Refusal::of_field(RefusalCode::NoReader, field));
    match kind {
        Kind::CasePart => {
            let part = CasePart::from_fields(fields);
            if part.part != Some(Part::Assigned) || part.ended == Some(true) {
                return Ok(());
            }
            if !is_assigned_by(author) {
                return Err(Refusal::of_field(RefusalCode::NoAccess, CasePart::part().name()));
            }
            match part.person {
                Some(person) if !of(person).is_some_and(can_be_assigned) => {
                    no_reader(CasePart::person().name())
                }
                _ => Ok(()),
            }
        }
        Kind::Deputy => {
            let deputy = Deputy::from_fields(fields);
            match deputy.person {
                Some(person) if deputy.ended != Some(true) && !of(person).is_some_and(can_be_deputy) => {
                    no_reader(Deputy::person().name())
                }
                _ => Ok(()),
            }
        }
        Kind::Handover => match Handover::from_fields(fields).to_role {
            Some(to) if !members.values().any(|member| can_be_handed(member, to.role())) => {
                no_reader(Handover::to_role().name())
            }
            _ => Ok(()),
        },
        _ => Ok(()),
    }
}

/// The participation of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Participation {
    /// People whose deputy they are today.
    pub stands_in_for: Vec<UserId>,
    /// Cases assigned to them.
    pub assigned: Vec<DocumentId>,
    /// Cases they have nothing to do with.
    pub recused: Vec<DocumentId>,
    /// Handovers to a role they hold, in order. The server finds them.
    pub handed: Vec<DocumentId>,
}

impl Participation {
    /// The participation of a person by these records on a day.
    pub fn of(person: UserId, said: &[ParticipationRecord], today: Day) -> Self {
        let is_meant = |id: Option<DocumentId>| id.is_some_and(|id| id.as_bytes() == person.as_bytes());
        let mut participation = Self::default();
        for said in said {
            if said.kind == Kind::Deputy {
                let deputy = Deputy::from_fields(&said.fields);
                let has_begun = deputy.from_on.is_none_or(|from| from <= today);
                let holds = has_begun
                    && deputy.until_on.is_some_and(|until| today <= until)
                    && deputy.ended != Some(true);
                if is_meant(deputy.person) && holds && said.permission.may_create(Collection::Deputies) {
                    participation.stands_in_for.push(said.owner);
                }
                continue;
            }
            let part = CasePart::from_fields(&said.fields);
            let (Some(case), true) = (part.conflict_case, is_meant(part.person)) else {
                continue;
            };
            match part.part {
                _ if part.ended == Some(true) => {}
                Some(Part::Assigned) if is_assigned_by(&said.permission) => participation.assigned.push(case),
                // Whatever role they have by now: this takes access away.
                Some(Part::Recused) if said.owner == person => participation.recused.push(case),
                _ => {}
            }
        }
        for cases in [&mut participation.assigned, &mut participation.recused] {
            cases.sort_unstable();
            cases.dedup();
        }
        participation.stands_in_for.sort_unstable();
        participation.stands_in_for.dedup();
        participation
    }

    /// A number that differs whenever the participation differs; nought when it is empty.
    pub fn fingerprint(&self) -> u64 {
        let people = self.stands_in_for.iter().map(|one| (1, one.as_bytes()));
        let assigned = self.assigned.iter().map(|one| (2, one.as_bytes()));
        let recused = self.recused.iter().map(|one| (3, one.as_bytes()));
        let handed = self.handed.iter().map(|one| (4, one.as_bytes()));
        let mut all = people.chain(assigned).chain(recused).chain(handed).peekable();
        if all.peek().is_none() {
            return 0;
        }
        fnv1a(all.flat_map(|(what, id)| [what].into_iter().chain(*id))).max(1)
    }

    /// The cases whose records have to be known.
    pub fn cases(&self) -> Vec<DocumentId> {
        let mut cases = [self.assigned.as_slice(), &self.recused].concat();
        cases.sort_unstable();
        cases.dedup();
        cases
    }

    /// Forgets cases that are not among these: conflict cases of the department that were not erased.
    pub fn keep_cases(&mut self, known: &[DocumentId]) {
        for cases in [&mut self.assigned, &mut self.recused] {
            cases.retain(|case| known.contains(case));
        }
    }

    /// The resulting parts, with the records that belong to cases: each with its case.
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
            fingerprint: self.fingerprint(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::DepartmentId;
    use crate::model::handover::HandoverRole;
    use crate::model::{FieldChange, FieldEdit};
    use crate::moment::Moment;
    use crate::permission::{Grant, Modules};

    const ME: UserId = UserId::from_bytes([1; 16]);
    const OTHER: UserId = UserId::from_bytes([2; 16]);
    const CASE: DocumentId = DocumentId::from_bytes([3; 16]);

    fn link(person: UserId) -> DocumentId {
        DocumentId::from_bytes(*person.as_bytes())
    }

    fn permission(person: UserId, role: Role) -> Permission {
        let department = DepartmentId::from_bytes([7; 16]);
        let grant = Grant {
            role,
            department,
            from: Moment::from_millis(0),
            until: None,
        };
        Permission::new(
            person,
            &[grant],
            department,
            Modules::all(),
            Moment::from_millis(1),
        )
    }

    fn fields(edits: Vec<FieldEdit>) -> Fields {
        let fields = edits.into_iter().map(|edit| match edit.change {
            FieldChange::Set(value) => (edit.field, value),
            other => panic!("{other:?}"),
        });
        fields.collect()
    }

    fn said_by(role: Role, kind: Kind, owner: UserId, edits: Vec<FieldEdit>) -> ParticipationRecord {
        ParticipationRecord {
            kind,
            owner,
            permission: permission(owner, role),
            fields: fields(edits),
        }
    }

    /// A record by somebody who may say what it says.
    fn said(kind: Kind, owner: UserId, edits: Vec<FieldEdit>) -> ParticipationRecord {
        let role = match kind {
            Kind::Deputy => Role::SocialCaretaker,
            _ => Role::CaseOfficer,
        };
        said_by(role, kind, owner, edits)
    }

    fn assigned(to: UserId) -> Vec<FieldEdit> {
        vec![
            CasePart::conflict_case().set(CASE),
            CasePart::part().set(Part::Assigned),
            CasePart::person().set(link(to)),
        ]
    }

    #[test]
    fn an_assertion_counts_only_while_its_author_may_make_it() {
        let today = day("2026-11-21");
        let deputy = || {
            vec![
                Deputy::person().set(link(ME)),
                Deputy::until_on().set(day("2026-11-22")),
            ]
        };
        for role in Role::ALL {
            let part = said_by(role, Kind::CasePart, OTHER, assigned(ME));
            let counts = Participation::of(ME, &[part], today).assigned == [CASE];
            assert_eq!(counts, role == Role::CaseOfficer, "{role:?} assigns");
            let named = said_by(role, Kind::Deputy, OTHER, deputy());
            let counts = Participation::of(ME, &[named], today).stands_in_for == [OTHER];
            assert_eq!(counts, role == Role::SocialCaretaker, "{role:?} names a deputy");
        }
    }

    #[test]
    fn a_recusal_outlives_the_role_it_was_said_in() {
        let part = vec![
            CasePart::conflict_case().set(CASE),
            CasePart::part().set(Part::Recused),
            CasePart::person().set(link(ME)),
        ];
        for role in Role::ALL {
            let said = said_by(role, Kind::CasePart, ME, part.clone());
            assert_eq!(Participation::of(ME, &[said], day("2026-11-21")).recused, [CASE]);
        }
    }

    #[test]
    fn cases_are_given_by_officers_to_those_who_can_read_them() {
        for giver in Role::ALL {
            for receiver in Role::ALL {
                let members = BTreeMap::from([(OTHER, permission(OTHER, receiver))]);
                let checked = check_assertion(
                    Kind::CasePart,
                    &fields(assigned(OTHER)),
                    &permission(ME, giver),
                    &members,
                );
                let can_read = [
                    Role::Caretaker,
                    Role::Mediator,
                    Role::CaseOfficer,
                    Role::OperationsManager,
                ];
                let may = giver == Role::CaseOfficer && can_read.contains(&receiver);
                assert_eq!(checked.is_ok(), may, "{giver:?} to {receiver:?}: {checked:?}");
            }
        }
    }

    #[test]
    fn a_deputy_and_a_receiver_are_those_who_can_read_what_they_are_named_for() {
        let author = permission(ME, Role::SocialCaretaker);
        let refused = |kind, edits, role| {
            let members = BTreeMap::from([(OTHER, permission(OTHER, role))]);
            check_assertion(kind, &fields(edits), &author, &members).err()
        };
        let no_reader = |field| Some(Refusal::of_field(RefusalCode::NoReader, field));
        for role in Role::ALL {
            let named = || vec![Deputy::person().set(link(OTHER))];
            let reads_visits = role == Role::SocialCaretaker;
            let expected = if reads_visits { None } else { no_reader("person") };
            assert_eq!(refused(Kind::Deputy, named(), role), expected, "{role:?}");
            let ended = [named(), vec![Deputy::ended().set(true)]].concat();
            assert_eq!(refused(Kind::Deputy, ended, role), None);
            let reads_concerns = [Role::SocialCaretaker, Role::FinancialAdviser];
            for to in [
                HandoverRole::SocialCaretaker,
                HandoverRole::FinancialAdviser,
                HandoverRole::Mediator,
            ] {
                let is_held = to.role() == role && reads_concerns.contains(&role);
                let expected = if is_held { None } else { no_reader("to_role") };
                let edits = vec![Handover::to_role().set(to)];
                assert_eq!(refused(Kind::Handover, edits, role), expected, "{to:?} {role:?}");
            }
        }
        // Somebody of another department is nobody here.
        let stranger = vec![Deputy::person().set(link(ME))];
        assert_eq!(
            refused(Kind::Deputy, stranger, Role::SocialCaretaker),
            no_reader("person")
        );
    }

    #[test]
    fn a_case_that_is_none_is_forgotten() {
        let part = said(Kind::CasePart, OTHER, assigned(ME));
        let mut participation = Participation::of(ME, &[part], day("2026-11-21"));
        let fingerprint = participation.fingerprint();
        participation.keep_cases(&[CASE]);
        assert_eq!(
            (participation.fingerprint(), participation.cases()),
            (fingerprint, vec![CASE])
        );
        participation.keep_cases(&[]);
        assert_eq!((participation.fingerprint(), participation.cases()), (0, vec![]));
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
            let participation = Participation::of(ME, &named, day(today));
            assert_eq!(participation.stands_in_for == [OTHER], is_deputy, "{today}");
            assert_eq!(participation.fingerprint() != 0, is_deputy);
        }
        let today = day("2026-11-21");
        for not_one in [
            vec![deputy(std::slice::from_ref(&from))],
            vec![deputy(&[from, until, Deputy::ended().set(true)])],
        ] {
            assert_eq!(Participation::of(ME, &not_one, today).stands_in_for, []);
        }
        assert_eq!(Participation::of(OTHER, &named, today), Participation::default());
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
        assert_eq!(Participation::of(ME, &[recused(ME)], today).recused, [CASE]);
        assert_eq!(
            Participation::of(ME, &[recused(OTHER)], today),
            Participation::default()
        );
    }

    #[test]
    fn what_belongs_to_a_case_goes_with_it() {
        let part = said(Kind::CasePart, OTHER, assigned(ME));
        let participation = Participation::of(ME, &[part], day("2026-11-21"));
        let (event, foreign) = (DocumentId::from_bytes([9; 16]), DocumentId::from_bytes([8; 16]));
        let parts = participation.parts(&[(event, CASE), (foreign, foreign)]);
        assert_eq!(parts.assigned, [CASE, event]);
        assert_eq!((parts.recused, participation.cases()), (vec![], vec![CASE]));
    }

    #[test]
    fn what_is_handed_to_a_role_is_told_from_what_is_assigned() {
        let (one, other) = (DocumentId::from_bytes([9; 16]), DocumentId::from_bytes([2; 16]));
        let participation = Participation {
            assigned: vec![one],
            handed: vec![other],
            ..Participation::default()
        };
        assert_eq!(participation.parts(&[]).assigned, [other, one]);
        assert_eq!(participation.cases(), [one]);
        let the_other_way = Participation {
            assigned: vec![other],
            handed: vec![one],
            ..Participation::default()
        };
        assert_ne!(participation.fingerprint(), the_other_way.fingerprint());
    }
}
