//! States that lock, approve or decide, and the fields of a decision. One table says which right they ask for; the phone
//! and the server ask it.
//!
//! Other steps are held to the state that their author saw. These are held to the present state as well: a change may
//! name any earlier state as the one that was seen. The fields of a decision ask for the right whatever the state is, and
//! whatever a change writes beside them.

use crate::model::area::AreaState;
use crate::model::care_task::TaskState;
use crate::model::insect_count::CountState;
use crate::model::schema::ValueList as _;
use crate::model::{AdviserMeasure, Area, Kind, Value};
use crate::permission::{Access, Permission};
use crate::refusal::{Refusal, RefusalCode};

/// The field of a record's state.
const STATE: &str = "state";
/// The fields in which a decision on a proposal is written.
const DECISION: [&str; 3] = [STATE, Area::decided_by().name(), Area::decided_on().name()];

/// The fields that say who decided on a proposal, and when.
const DECIDED: [&str; 2] = [Area::decided_by().name(), Area::decided_on().name()];

/// The fields that say what was answered to an adviser's measure, when, and why.
const ANSWERED: [&str; 3] = [
    AdviserMeasure::answer().name(),
    AdviserMeasure::answered_on().name(),
    AdviserMeasure::reason().name(),
];

/// The fields in which the answer to an adviser's measure is written.
const ANSWER: [&str; 4] = [
    AdviserMeasure::answer().name(),
    AdviserMeasure::answered_on().name(),
    AdviserMeasure::reason().name(),
    AdviserMeasure::follow_up_on().name(),
];

/// The fields of a kind that belong to whoever decides: who decided and when, and the answer to an adviser.
fn decision_fields(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Area => &DECIDED,
        Kind::AdviserMeasure => &ANSWERED,
        _ => &[],
    }
}

/// Whether a field of a record of this kind belongs to whoever decides.
pub fn is_of_decision(kind: Kind, field: &str) -> bool {
    decision_fields(kind).contains(&field)
}

/// The effect of a guarded state on its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Guard {
    /// Somebody with the right approved what was done.
    Approved,
    /// Nothing in the record changes any more.
    Locked,
    /// Somebody with the right decided on the proposal.
    Decided,
}

impl Guard {
    fn of(kind: Kind, state: &str) -> Option<Self> {
        match kind {
            Kind::CareTask => (state == TaskState::Approved.key()).then_some(Self::Approved),
            Kind::InsectCount => (state == CountState::Locked.key()).then_some(Self::Locked),
            // Whoever enters an area as laid out or in care has it decided.
            Kind::Area => {
                let is_decided = AreaState::from_key(state)
                    .is_some_and(|state| !matches!(state, AreaState::Proposed | AreaState::Discontinued));
                is_decided.then_some(Self::Decided)
            }
            _ => None,
        }
    }

    fn is_granted_by(self, access: Access) -> bool {
        match self {
            Self::Approved | Self::Locked => access.approve,
            Self::Decided => access.decide,
        }
    }
}

/// Whether the present state of a record of this kind matters to changes that do not touch the state.
pub fn can_be_locked(kind: Kind) -> bool {
    kind == Kind::InsectCount
}

/// Whether any state of this kind asks for a right.
pub fn has_guarded_states(kind: Kind) -> bool {
    matches!(kind, Kind::CareTask | Kind::InsectCount | Kind::Area)
}

impl Permission {
    /// Whether the person may change a record that is now in these states, and take it to others. A record has several
    /// present states while they are disputed, and none before its first.
    ///
    /// # Errors
    /// `NoAccess` for a state that asks for a right the person does not have, `StepNotAllowed` for a step that a guarded
    /// state does not allow.
    pub fn check_guarded_states<S: AsRef<str>>(
        &self,
        kind: Kind,
        present: &[Value],
        steps: &[S],
    ) -> Result<(), Refusal> {
        let access = self.access(kind.collection());
        let refused = |code| Err(Refusal::of_field(code, STATE));
        let mut is_guarded = false;
        for state in present {
            let Value::Text(key) = state else { continue };
            let Some(guard) = Guard::of(kind, key) else {
                continue;
            };
            is_guarded = true;
            if guard.is_granted_by(access) {
                continue;
            }
            if guard == Guard::Locked {
                return refused(RefusalCode::NoAccess);
            }
            let leaves = |to: &&str| Guard::of(kind, to).is_none();
            steps
                .iter()
                .map(AsRef::as_ref)
                .filter(leaves)
                .try_for_each(|to| kind.check_step(Some(state), to))?;
        }
        let enters = |to: &str| Guard::of(kind, to).is_some_and(|guard| !guard.is_granted_by(access));
        if !is_guarded && steps.iter().any(|to| enters(to.as_ref())) {
            return refused(RefusalCode::NoAccess);
        }
        Ok(())
    }

    /// Whether the person may write a field of a record of this kind, as far as the field belongs to a decision.
    pub fn may_write_decision(&self, kind: Kind, field: &str) -> bool {
        !is_of_decision(kind, field) || self.access(kind.collection()).decide
    }

    /// Whether the person may write all of these fields, as far as some belong to a decision. What stands in them already
    /// is held against nothing.
    ///
    /// # Errors
    /// `NoAccess` with the field.
    pub fn check_decision_fields<'a>(
        &self,
        kind: Kind,
        written: impl IntoIterator<Item = &'a str>,
    ) -> Result<(), Refusal> {
        let mut written = written.into_iter();
        match written.find(|field| !self.may_write_decision(kind, field)) {
            Some(field) => Err(Refusal::of_field(RefusalCode::NoAccess, field)),
            None => Ok(()),
        }
    }

    /// Whether a change to these fields is a decision on a proposal or an adviser's measure that the person may take, though
    /// the record is otherwise not theirs to change.
    pub fn may_decide<'a>(&self, kind: Kind, fields: impl IntoIterator<Item = &'a str>) -> bool {
        let decided: &[&str] = match kind {
            Kind::Area => &DECISION,
            Kind::AdviserMeasure => &ANSWER,
            _ => return false,
        };
        self.access(kind.collection()).decide && fields.into_iter().all(|field| decided.contains(&field))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{DepartmentId, UserId};
    use crate::moment::Moment;
    use crate::permission::{Grant, Modules, Role};

    const DEPARTMENT: DepartmentId = DepartmentId::from_bytes([1; 16]);

    fn permission(role: Role) -> Permission {
        let grant = Grant {
            role,
            department: DEPARTMENT,
            from: Moment::from_millis(0),
            until: None,
        };
        let me = UserId::from_bytes([2; 16]);
        Permission::new(me, &[grant], DEPARTMENT, Modules::all(), Moment::from_millis(1))
    }

    /// The roles that may take such a record from one state to another.
    fn roles(kind: Kind, from: Option<&str>, to: Option<&str>) -> Vec<Role> {
        let present: Vec<_> = from.map(|key| Value::Text(key.to_owned())).into_iter().collect();
        let steps: Vec<_> = to.into_iter().collect();
        let may = |role: &Role| {
            permission(*role)
                .check_guarded_states(kind, &present, &steps)
                .is_ok()
        };
        Role::ALL.into_iter().filter(may).collect()
    }

    #[test]
    fn states_that_approve_lock_or_decide_ask_for_the_role_that_may() {
        use Role::{Board, OperationsManager};

        for (kind, from, to, may) in [
            (
                Kind::CareTask,
                Some("udfoert"),
                Some("godkendt"),
                &[OperationsManager][..],
            ),
            (Kind::CareTask, None, Some("godkendt"), &[OperationsManager]),
            (
                Kind::CareTask,
                Some("godkendt"),
                Some("i_gang"),
                &[OperationsManager],
            ),
            (
                Kind::InsectCount,
                Some("rettet"),
                Some("laast"),
                &[OperationsManager],
            ),
            (
                Kind::InsectCount,
                Some("laast"),
                Some("i_gang"),
                &[OperationsManager],
            ),
            (Kind::InsectCount, Some("laast"), None, &[OperationsManager]),
            (
                Kind::Area,
                Some("foreslaaet"),
                Some("besluttet"),
                &[OperationsManager, Board],
            ),
            (Kind::Area, None, Some("i_drift"), &[OperationsManager, Board]),
            (
                Kind::Area,
                Some("i_drift"),
                Some("foreslaaet"),
                &[OperationsManager, Board],
            ),
        ] {
            assert_eq!(roles(kind, from, to), may, "{kind:?} from {from:?} to {to:?}");
        }
        for (kind, from, to) in [
            (Kind::CareTask, Some("i_gang"), "udfoert"),
            (Kind::InsectCount, None, "faerdig"),
            (Kind::Area, Some("besluttet"), "anlagt"),
            (Kind::Area, Some("i_drift"), "nedlagt"),
            (Kind::ConflictCase, Some("closed"), "reported"),
        ] {
            assert_eq!(
                roles(kind, from, Some(to)),
                Role::ALL,
                "{kind:?} from {from:?} to {to}"
            );
        }
    }

    #[test]
    fn the_guard_counts_while_other_states_stand_beside_it() {
        let both = ["laast", "faerdig"].map(|key| Value::Text(key.to_owned()));
        let ambassador = permission(Role::GreenAmbassador);
        for present in [&both[..], &both[..1]] {
            assert!(
                ambassador
                    .check_guarded_states(Kind::InsectCount, present, &["rettet"])
                    .is_err()
            );
        }
        assert!(
            ambassador
                .check_guarded_states(Kind::InsectCount, &both[1..], &["rettet"])
                .is_ok()
        );
    }

    #[test]
    fn the_fields_of_a_decision_are_written_by_those_who_decide_whatever_is_written_beside_them() {
        use Role::{Board, OperationsManager};

        let kinds = [
            (Kind::Area, &["decided_by", "decided_on"][..]),
            (Kind::AdviserMeasure, &["answer", "answered_on", "reason"]),
        ];
        for (kind, decided) in kinds {
            assert_eq!(decision_fields(kind), decided, "{kind:?}");
            for role in Role::ALL {
                let permission = permission(role);
                let decides = matches!(role, OperationsManager | Board);
                for field in kind.fields().iter().map(|spec| spec.name) {
                    let may = decides || !decided.contains(&field);
                    let refused = Err(Refusal::of_field(RefusalCode::NoAccess, field));
                    let expected = if may { Ok(()) } else { refused };
                    // Alone, and behind a field that anybody may write.
                    for written in [&[field][..], &["created_at", field]] {
                        let checked = permission.check_decision_fields(kind, written.iter().copied());
                        assert_eq!(checked, expected, "{role:?}: {kind:?}.{field}");
                    }
                }
            }
        }
        let guarded = |kind: &&Kind| !decision_fields(**kind).is_empty();
        assert_eq!(Kind::ALL.iter().filter(guarded).count(), kinds.len());
    }

    #[test]
    fn a_board_decides_and_changes_nothing_else() {
        let board = permission(Role::Board);
        assert!(board.may_decide(Kind::Area, ["state", "decided_on"]));
        assert!(!board.may_decide(Kind::Area, ["state", "name"]));
        assert!(!board.may_decide(Kind::CareTask, ["state"]));
        assert!(board.may_decide(Kind::AdviserMeasure, ["answer", "answered_on", "reason"]));
        assert!(!board.may_decide(Kind::AdviserMeasure, ["answer", "text"]));
        assert!(!permission(Role::GreenAmbassador).may_decide(Kind::Area, ["state"]));
    }
}
