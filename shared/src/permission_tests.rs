//! The policy's promises, role by role.

use super::*;

const DEPARTMENT: DepartmentId = DepartmentId::from_bytes([1; 16]);
const ME: UserId = UserId::from_bytes([2; 16]);
const OTHER: UserId = UserId::from_bytes([3; 16]);
const RECORD: DocumentId = DocumentId::from_bytes([4; 16]);

fn permission(role: Role) -> Permission {
    let grant = Grant {
        role,
        department: DEPARTMENT,
        from: Moment::from_millis(0),
        until: None,
    };
    Permission::new(ME, &[grant], DEPARTMENT, Modules::all(), Moment::from_millis(1))
}

#[test]
fn an_ambassador_reads_nature_and_instructions_and_nothing_else() {
    let readable = permission(Role::GreenAmbassador).readable();
    assert_eq!(
        readable,
        [
            (Collection::Nature, Scope::ALL),
            (Collection::Guidance, Scope::ALL)
        ]
    );
}

#[test]
fn roles_of_an_ambassador_are_not_added_up_across_departments() {
    let elsewhere = DepartmentId::from_bytes([0xee; 16]);
    let grant = |role, department, until| Grant {
        role,
        department,
        from: Moment::from_millis(0),
        until,
    };
    let ended = Some(Moment::from_millis(5));
    for work in Role::ALL {
        let at = |now: i64, until| {
            let grants = [
                grant(work, DEPARTMENT, None),
                grant(Role::GreenAmbassador, elsewhere, until),
            ];
            let now = Moment::from_millis(now);
            let of = |department| Permission::new(ME, &grants, department, Modules::all(), now);
            (of(DEPARTMENT).roles().to_vec(), of(elsewhere).roles().to_vec())
        };
        let green = vec![Role::GreenAmbassador];
        let here = match work {
            Role::GreenAmbassador => green.clone(),
            _ => Vec::new(),
        };
        assert_eq!(at(10, None), (here, green), "{work:?}");
        assert_eq!(at(10, ended), (vec![work], Vec::new()), "{work:?}");
    }
}

/// `docs/domain/access.md` shows people the same table.
#[test]
fn access_md_holds_the_policy() {
    let page = include_str!("../../docs/domain/access.md");
    let row = |cells: Vec<&str>| ["| ", &cells.join(" | "), " |"].concat();
    let roles = Role::ALL.iter().map(|role| role.key());
    let mut expected = vec![row(["collection"].into_iter().chain(roles).collect())];
    for (collection, cells) in POLICY {
        let name = format!("`{}`", collection.key());
        let shown = cells.map(|cell| if cell == "-" { "–" } else { cell });
        expected.push(row([name.as_str()].into_iter().chain(shown).collect()));
    }
    let begins = |line: &&str| line.starts_with("| collection | caretaker");
    let mut table = page.lines().skip_while(|line| !begins(line));
    let head = table.next().into_iter();
    let shown: Vec<_> = head.chain(table.skip(1).take(POLICY.len())).collect();
    assert_eq!(shown, expected);
}

#[test]
fn no_path_leads_from_visits_to_case_officers() {
    let officer = permission(Role::CaseOfficer);
    for collection in [Collection::Visits, Collection::VisitNotes] {
        assert_eq!(officer.access(collection), Access::default());
    }
}

#[test]
fn a_visit_note_is_its_authors() {
    let social = permission(Role::SocialCaretaker);
    assert!(social.may_read(Collection::VisitNotes, ME, RECORD));
    assert!(!social.may_read(Collection::VisitNotes, OTHER, RECORD));
    assert!(!permission(Role::Caretaker).may_create(Collection::Visits));
}

#[test]
fn a_deputy_has_the_visits_of_whom_they_stand_in_for_and_nothing_else_of_theirs() {
    let parts = || Parts {
        stands_in_for: vec![OTHER],
        fingerprint: 1,
        ..Parts::default()
    };
    let deputy = permission(Role::SocialCaretaker).with_parts(parts());
    for collection in [Collection::Visits, Collection::VisitNotes] {
        assert!(deputy.may_read(collection, OTHER, RECORD) && deputy.may_update(collection, OTHER, RECORD));
    }
    // Who the deputies are is read by them and written by the person stood in for.
    assert!(deputy.may_read(Collection::Deputies, OTHER, RECORD));
    assert!(!deputy.may_update(Collection::Deputies, OTHER, RECORD));
    assert!(deputy.may_update(Collection::Deputies, ME, RECORD));
    let caretaker = permission(Role::Caretaker).with_parts(parts());
    assert!(!caretaker.may_read(Collection::Parties, OTHER, RECORD));
    // Nobody gets by a record what their role has no part in.
    for role in [Role::CaseOfficer, Role::Caretaker, Role::GreenAmbassador] {
        let deputy = permission(role).with_parts(parts());
        assert!(!deputy.may_read(Collection::Visits, OTHER, RECORD), "{role:?}");
    }
}

#[test]
fn a_mediator_has_the_cases_assigned_to_them() {
    let mediator = permission(Role::Mediator);
    assert!(!mediator.may_read(Collection::Conflicts, OTHER, RECORD));
    let assigned = Parts {
        assigned: vec![RECORD],
        fingerprint: 1,
        ..Parts::default()
    };
    let with = mediator.clone().with_parts(assigned.clone());
    assert!(with.may_read(Collection::Conflicts, OTHER, RECORD));
    assert!(with.may_update(Collection::Parties, OTHER, RECORD));
    assert_ne!(with.fingerprint(), mediator.fingerprint());
    // What is assigned is no more than the table says: another mediator's notes are theirs alone.
    assert!(!with.may_read(Collection::Mediation, OTHER, RECORD));
    let caretaker = permission(Role::Caretaker).with_parts(assigned.clone());
    assert!(!caretaker.may_read(Collection::Parties, OTHER, RECORD));
    let social = permission(Role::SocialCaretaker).with_parts(assigned.clone());
    for collection in [Collection::Visits, Collection::VisitNotes, Collection::Deputies] {
        assert!(!social.may_read(collection, OTHER, RECORD));
    }
    let ambassador = permission(Role::GreenAmbassador).with_parts(assigned);
    assert!(!ambassador.may_read(Collection::Conflicts, OTHER, RECORD));
    // A phone is given what is theirs and cannot tell it otherwise.
    assert!(mediator.on_phone().may_read(Collection::Conflicts, OTHER, RECORD));
}

#[test]
fn who_does_not_take_part_has_nothing_to_do_with_a_record_not_even_their_own() {
    let recused = Parts {
        recused: vec![RECORD],
        fingerprint: 1,
        ..Parts::default()
    };
    for role in Role::ALL {
        let permission = permission(role).with_parts(recused.clone());
        for collection in Collection::ALL {
            assert!(!permission.may_read(collection, ME, RECORD));
            assert!(!permission.may_update(collection, ME, RECORD));
        }
    }
}

#[test]
fn administrators_see_no_content() {
    assert_eq!(permission(Role::OrgAdmin).readable(), []);
    assert_eq!(permission(Role::PrivacyOfficer).readable().len(), 3);
}

#[test]
fn grants_begin_and_end() {
    let grant = Grant {
        role: Role::Caretaker,
        department: DEPARTMENT,
        from: Moment::from_millis(10),
        until: Some(Moment::from_millis(20)),
    };
    let at =
        |now| Permission::new(ME, &[grant], DEPARTMENT, Modules::all(), Moment::from_millis(now)).is_member();
    assert_eq!([9, 10, 19, 20].map(at), [false, true, true, false]);
}

#[test]
fn a_module_that_is_off_does_not_exist_for_anyone() {
    for role in Role::ALL {
        let grant = Grant {
            role,
            department: DEPARTMENT,
            from: Moment::from_millis(0),
            until: None,
        };
        let modules = Modules::all().without(Module::Visits);
        let permission = Permission::new(ME, &[grant], DEPARTMENT, modules, Moment::from_millis(1));
        for collection in [Collection::Visits, Collection::Concerns] {
            assert_eq!(permission.access(collection), Access::default());
        }
        // Those who would have passed a concern on keep a receipt; everybody else has nothing to do with it.
        let passes_on = access(role, Collection::Concerns).create;
        assert_eq!(permission.refers_concerns_on(), passes_on, "{role:?}");
        let with_visits = Permission::new(ME, &[grant], DEPARTMENT, Modules::all(), Moment::from_millis(1));
        assert!(!with_visits.refers_concerns_on(), "{role:?}");
    }
}

#[test]
fn rights_that_differ_have_other_fingerprints() {
    let mut seen = std::collections::BTreeMap::new();
    for role in Role::ALL {
        let permission = permission(role);
        let before = seen.insert(permission.fingerprint(), permission.readable());
        assert!(before.is_none_or(|before| before == permission.readable()));
    }
}

#[test]
fn two_roles_have_what_either_has() {
    let both = [Role::Caretaker, Role::Mediator].map(|role| Grant {
        role,
        department: DEPARTMENT,
        from: Moment::from_millis(0),
        until: None,
    });
    let permission = Permission::new(ME, &both, DEPARTMENT, Modules::all(), Moment::from_millis(1));
    let read = permission.access(Collection::Parties).read;
    assert!(read.includes(Scope::OWN) && read.includes(Scope::ASSIGNED) && !read.is_all());
}

#[test]
fn an_ambassador_has_green_data_only_whatever_else_they_are() {
    for other in Role::ALL {
        let both = [Role::GreenAmbassador, other].map(|role| Grant {
            role,
            department: DEPARTMENT,
            from: Moment::from_millis(0),
            until: None,
        });
        let both = Permission::new(ME, &both, DEPARTMENT, Modules::all(), Moment::from_millis(1));
        assert_eq!(both.roles(), [Role::GreenAmbassador]);
        assert_eq!(both.readable(), permission(Role::GreenAmbassador).readable());
    }
}

#[test]
fn a_board_notes_observations_and_makes_nothing_else_of_nature() {
    let board = permission(Role::Board);
    let made: Vec<_> = Kind::ALL
        .iter()
        .filter(|kind| kind.collection() == Collection::Nature && board.may_create_kind(**kind))
        .collect();
    assert_eq!(made, [&Kind::AreaObservation]);
    assert!(!board.may_create(Collection::Nature) && board.may_create_kind(Kind::Signal));
    for role in Role::ALL {
        let may = permission(role);
        for kind in Kind::ALL {
            let as_collection = may.may_create(kind.collection());
            assert!(may.may_create_kind(*kind) || !as_collection, "{role:?} {kind:?}");
        }
    }
}

#[test]
fn who_visits_and_who_coordinates_write_experiences_and_nothing_else_of_nature() {
    for role in [Role::SocialCaretaker, Role::CentralUnit] {
        let may = permission(role);
        let made = Kind::ALL
            .iter()
            .filter(|kind| kind.collection() == Collection::Nature);
        let made: Vec<_> = made.filter(|kind| may.may_create_kind(**kind)).collect();
        assert_eq!(made, [&Kind::ExperienceNote], "{role:?}");
        // What somebody has begun they go on with, and nobody else's.
        assert!(may.may_update(Collection::Nature, ME, RECORD));
        assert!(!may.may_update(Collection::Nature, OTHER, RECORD));
        let own = may
            .changeable()
            .into_iter()
            .find(|(collection, _)| *collection == Collection::Nature);
        assert_eq!(own, Some((Collection::Nature, Scope::OWN)), "{role:?}");
    }
    for role in [Role::FinancialAdviser, Role::Mediator, Role::CaseOfficer] {
        assert!(permission(role).may_find_experiences(), "{role:?}");
    }
    assert!(!permission(Role::OrgAdmin).may_find_experiences());
}

#[test]
fn staff_tell_experiences_where_nature_is_off_and_nothing_else_is_there() {
    let without = |role| {
        let grant = Grant {
            role,
            department: DEPARTMENT,
            from: Moment::from_millis(0),
            until: None,
        };
        let modules = Modules::all().without(Module::Nature);
        Permission::new(ME, &[grant], DEPARTMENT, modules, Moment::from_millis(1))
    };
    let tellers = [
        Role::Caretaker,
        Role::SocialCaretaker,
        Role::OperationsManager,
        Role::CentralUnit,
    ];
    for role in Role::ALL {
        let may = without(role);
        let made = Kind::ALL
            .iter()
            .filter(|kind| kind.collection() == Collection::Nature);
        let made: Vec<_> = made.filter(|kind| may.may_create_kind(**kind)).collect();
        let tells = tellers.contains(&role);
        assert_eq!(made == [&Kind::ExperienceNote], tells, "{role:?}");
        assert_eq!(made.is_empty(), !tells, "{role:?}");
        // The rest of nature is nobody's, the author's own records of before too.
        let access = may.access(Collection::Nature);
        assert!(access.read.is_nothing() && access.update.is_nothing(), "{role:?}");
        assert!(!may.may_update_kind(Kind::Area, ME, RECORD), "{role:?}");
        assert!(!may.may_update(Collection::Nature, ME, RECORD), "{role:?}");
        assert_eq!(
            may.may_update_kind(Kind::ExperienceNote, ME, RECORD),
            tells,
            "{role:?}"
        );
        assert!(
            !may.may_update_kind(Kind::ExperienceNote, OTHER, RECORD),
            "{role:?}"
        );
        let is_staff = !access_to_guidance(role).is_nothing();
        assert_eq!(may.may_find_experiences(), is_staff, "{role:?}");
    }
}

fn access_to_guidance(role: Role) -> Scope {
    access(role, Collection::StaffGuidance).read
}

#[test]
fn the_contact_person_reads_what_was_sent_to_them_where_their_role_sees_the_state_alone() {
    let other = DocumentId::from_bytes([5; 16]);
    for role in Role::ALL {
        let before = permission(role);
        let can_be_sent = [Role::Caretaker, Role::OperationsManager].contains(&role);
        assert_eq!(before.can_be_sent_concerns(), can_be_sent, "{role:?}");
        let may = before.clone().with_concerns_to_contact(&[RECORD]);
        let reads = |may: &Permission, record| may.may_read(Collection::Concerns, OTHER, record);
        let gains = reads(&may, RECORD) && !reads(&before, RECORD);
        assert_eq!(gains, can_be_sent, "{role:?}");
        assert_eq!(
            gains,
            may.may_update(Collection::Concerns, OTHER, RECORD)
                && !before.may_update(Collection::Concerns, OTHER, RECORD),
            "{role:?}"
        );
        // No other concern, and nothing of what else there is.
        assert_eq!(reads(&may, other), reads(&before, other), "{role:?}");
        let others = Collection::ALL
            .into_iter()
            .filter(|one| *one != Collection::Concerns);
        for collection in others {
            assert_eq!(may.access(collection), before.access(collection), "{role:?}");
        }
        assert_eq!(
            before.clone().with_concerns_to_contact(&[]).readable(),
            before.readable()
        );
        // A phone is given none of them.
        let on_phone = before.on_phone().with_concerns_to_contact(&[RECORD]);
        assert_eq!(on_phone.readable(), permission(role).readable(), "{role:?}");
    }
}

#[test]
fn a_social_caretaker_takes_the_signals_that_ask_for_a_visit_and_no_others() {
    let other = DocumentId::from_bytes([5; 16]);
    for role in Role::ALL {
        let before = permission(role);
        let takes = role == Role::SocialCaretaker;
        assert_eq!(before.can_take_signals_of_visits(), takes, "{role:?}");
        let may = before.clone().with_signals_of_visits(&[RECORD]);
        let changes = |may: &Permission, record| may.may_update(Collection::Signals, OTHER, record);
        let gains = changes(&may, RECORD) && !changes(&before, RECORD);
        assert_eq!(gains, takes, "{role:?}");
        assert_eq!(changes(&may, other), changes(&before, other), "{role:?}");
        assert_eq!(may.readable(), before.readable(), "{role:?}");
        let on_phone = before.on_phone().with_signals_of_visits(&[RECORD]);
        assert_eq!(
            changes(&on_phone, RECORD),
            changes(&permission(role), RECORD),
            "{role:?}"
        );
    }
}
