//! The rights of access.md, role by role, in words of their own. The policy table is held to them cell by cell, and the
//! matrix to them channel by channel: who changes a cell changes both.

use std::collections::BTreeSet;

use feltbog_shared::permission::{Access, Collection, Role, Scope, access};

/// The rights of each role in each collection. After `read` and `update` stand the documents it holds for: `all`, or
/// some of `own`, `assigned` and `deputised`. What is not named is nothing.
const RIGHTS: &str = "
nature:         caretaker create, read all, update all
                social_caretaker tell, read all
                operations_manager create, read all, update all, approve, decide
                green_ambassador create, read all, update all
                board note, read all, decide
                central_unit tell, read all
guidance:       caretaker read all
                social_caretaker read all
                financial_adviser read all
                mediator read all
                case_officer read all
                operations_manager read all, update all
                green_ambassador read all
                board read all
                central_unit create, read all, update all
                privacy_officer read all
staff_guidance: caretaker read all
                social_caretaker read all
                financial_adviser read all
                mediator read all
                case_officer read all
                operations_manager read all, update all
                central_unit create, read all, update all
                privacy_officer read all
signals:        caretaker create, read all
                social_caretaker create, read all
                financial_adviser read all
                case_officer read all
                operations_manager create, read all, update all
                green_ambassador create
                board create, aggregate
                central_unit create, read all, update all
                privacy_officer read all
concerns:       caretaker create, state
                social_caretaker create, read all, update all
                financial_adviser read assigned, update assigned
                operations_manager state
                central_unit aggregate
passed_on:      caretaker read own
                social_caretaker read own
                operations_manager read all
conflicts:      caretaker create, read all, update all
                social_caretaker create, state
                mediator read assigned, update assigned
                case_officer create, read all, update all
                operations_manager read all
                board aggregate
                central_unit aggregate
case_parts:     caretaker create, read all
                case_officer create, read all, update all, assign
                operations_manager read all
parties:        caretaker create, read own, update own
                mediator read assigned, update assigned
                case_officer create, read all, update all
mediation:      mediator create, read own, update own
                central_unit aggregate
visits:         social_caretaker create, read own deputised, update own deputised
                financial_adviser state
                central_unit aggregate
visit_notes:    social_caretaker create, read own deputised, update own deputised
deputies:       social_caretaker create, read own deputised, update own
arrears:        social_caretaker read assigned, update assigned
                financial_adviser create, read all, update all
                central_unit aggregate
oversight:      social_caretaker read all
                financial_adviser read all
                case_officer read all
                operations_manager read all
                board read all
                central_unit create, read all, update all
activities:     caretaker create, read all, update all
                social_caretaker create, read all, update all
                financial_adviser read all
                mediator read all
                case_officer read all
                operations_manager create, read all, update all
                board create, read all, update own
                central_unit create, read all, update all
interviews:     caretaker create, read own, update own
                social_caretaker create, read own, update own
                operations_manager create, read own, update own
                board aggregate
                central_unit create, read all, update all
";

/// The rights of a role in a collection, as the table states them.
pub(super) fn stated(role: Role, collection: Collection) -> Access {
    let mut stated = Access::default();
    let mut named = "";
    for line in RIGHTS.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let right = match line.split_once(':') {
            Some((collection, right)) => {
                named = collection;
                right.trim()
            }
            None => line,
        };
        let (of, rights) = right.split_once(' ').unwrap();
        assert!(Role::from_key(of).is_some(), "{of}");
        assert!(Collection::from_key(named).is_some(), "{named}");
        if named != collection.key() || of != role.key() {
            continue;
        }
        for right in rights.split(", ") {
            let mut words = right.split(' ');
            let verb = words.next().unwrap();
            let scope = words.fold(Scope::NOTHING, |scope, word| {
                scope.union(match word {
                    "all" => Scope::ALL,
                    "own" => Scope::OWN,
                    "assigned" => Scope::ASSIGNED,
                    "deputised" => Scope::DEPUTISED,
                    other => panic!("{other}"),
                })
            });
            match verb {
                "create" => stated.create = true,
                "note" => stated.note = true,
                "tell" => stated.tell = true,
                "read" => stated.read = scope,
                "update" => stated.update = scope,
                "state" => stated.state = true,
                "aggregate" => stated.aggregate = true,
                "approve" => stated.approve = true,
                "decide" => stated.decide = true,
                "assign" => stated.assign = true,
                other => panic!("{other}"),
            }
        }
    }
    stated
}

#[test]
fn the_policy_is_what_is_stated_cell_by_cell() {
    let mut granted = BTreeSet::new();
    for collection in Collection::ALL {
        for role in Role::ALL {
            let may = access(role, collection);
            assert_eq!(may, stated(role, collection), "{role:?} in {collection:?}");
            if may != Access::default() {
                granted.insert(role);
            }
        }
    }
    assert_eq!(granted.len(), Role::ALL.len() - 1, "org_admin alone sees nothing");
}
