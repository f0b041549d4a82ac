//! The people and places of the demo: forty departments in three municipalities, and a hundred and thirty people. Every
//! name is made up.

use fastrand::Rng;
use feltbog_shared::id::{DepartmentId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::{Grant, Module, Modules, Role};

use crate::store::{Foundation, NewDepartment};

/// The organisation's name.
pub(super) const NAME: &str = "Boligforeningen Lærkeby";
/// The department that the printed enrolment links share.
pub(super) const SHARED_DEPARTMENT: &str = "Lærkevangen";

/// Name, municipality and dwellings.
const DEPARTMENTS: [(&str, usize, u32); 40] = [
    ("Lærkevangen", 0, 390),
    ("Møllebakken", 0, 372),
    ("Rugmarken", 1, 360),
    ("Kastanjegården", 2, 350),
    ("Skovduestien", 0, 200),
    ("Kløverhaven", 0, 195),
    ("Åbrinken", 1, 190),
    ("Havrehusene", 2, 188),
    ("Vibeengen", 1, 192),
    ("Teglgården", 0, 190),
    ("Solsortevej", 2, 188),
    ("Elmehegnet", 1, 182),
    ("Pilehaven", 0, 180),
    ("Bøgelunden", 2, 180),
    ("Hyldehøj", 0, 107),
    ("Engdraget", 1, 104),
    ("Søbrinken", 2, 100),
    ("Fuglsang Vænge", 0, 98),
    ("Tranehøj", 0, 96),
    ("Lindeparken", 1, 92),
    ("Rosenhaven", 2, 90),
    ("Stærevej", 0, 88),
    ("Tjørnebakken", 1, 84),
    ("Humlegården", 2, 80),
    ("Bygmarken", 0, 78),
    ("Nattergalevej", 1, 76),
    ("Ahornparken", 2, 72),
    ("Mosevangen", 0, 68),
    ("Strandengen", 1, 64),
    ("Præstemarken", 2, 60),
    ("Kornblomsten", 0, 44),
    ("Ellekær", 1, 42),
    ("Birkely", 2, 38),
    ("Svalegården", 0, 34),
    ("Musvågevej", 1, 30),
    ("Hasselhaven", 2, 26),
    ("Klokkehusene", 0, 24),
    ("Ranunkelvej", 1, 20),
    ("Gøgeurten", 2, 16),
    ("Kærsangeren", 0, 12),
];
/// The municipalities of the departments.
pub(super) const MUNICIPALITIES: [&str; 3] = ["Strandby Kommune", "Engholm Kommune", "Havrevang Kommune"];

/// Allows no individual casework, so visits are switched off (as Boligforeningen AAB decided).
const WITHOUT_VISITS: &str = "Bøgelunden";
/// Privately rented dwellings that the administrator also looks after; no conflicts module.
const NOT_SOCIAL_HOUSING: &str = "Svalegården";
/// Departments without a board of their own: one has none, four are run by the organisation's.
const WITHOUT_BOARD: [&str; 5] = [
    "Klokkehusene",
    "Kærsangeren",
    "Gøgeurten",
    "Ranunkelvej",
    "Svalegården",
];

const FIRST_NAMES: [&str; 48] = [
    "Anders", "Anne", "Ayşe", "Bente", "Bo", "Camilla", "Carsten", "Dorte", "Emil", "Eva", "Fatima", "Finn",
    "Gitte", "Hanne", "Hassan", "Helle", "Ida", "Inge", "Jakob", "Jens", "Jette", "Karen", "Kasper",
    "Kirsten", "Lars", "Lene", "Lone", "Mads", "Maja", "Marianne", "Martin", "Merete", "Mikkel", "Mona",
    "Niels", "Nour", "Ole", "Peter", "Pia", "Rasmus", "Rikke", "Samira", "Simon", "Søren", "Tina", "Tove",
    "Ulla", "Zainab",
];
const LAST_NAMES: [&str; 40] = [
    "Abdi",
    "Andersen",
    "Bach",
    "Bak",
    "Berg",
    "Bruun",
    "Christensen",
    "Damgaard",
    "Eriksen",
    "Friis",
    "Gram",
    "Hald",
    "Hansen",
    "Iversen",
    "Jensen",
    "Juhl",
    "Karlsen",
    "Kjær",
    "Krogh",
    "Lassen",
    "Lind",
    "Lund",
    "Madsen",
    "Møller",
    "Nygaard",
    "Olsen",
    "Petersen",
    "Poulsen",
    "Rahimi",
    "Ravn",
    "Schmidt",
    "Skov",
    "Svendsen",
    "Sørensen",
    "Thomsen",
    "Toft",
    "Vang",
    "Winther",
    "Yılmaz",
    "Østergaard",
];

/// The people whose enrolment links are printed, with what they are called in the print.
pub(super) const GUIDES: [(Role, &str, &str); 4] = [
    (Role::Caretaker, "Mette Holm", "Ejendomsfunktionær"),
    (Role::SocialCaretaker, "Sanne Bæk", "Social vicevært"),
    (Role::GreenAmbassador, "Birgit Lund Hede", "Grøn ambassadør"),
    (Role::CaseOfficer, "Henrik Dahlgaard", "Sagsbehandler"),
];

/// The people whose invitations to the office are printed, with what they are called in the print.
pub(super) const OFFICE_GUIDES: [(Role, &str, &str); 3] = [
    (Role::CaseOfficer, "Henrik Dahlgaard", "Sagsbehandler"),
    (Role::Mediator, "Gitte Lund", "Konfliktmægler"),
    (Role::OperationsManager, "Bente Yılmaz", "Driftsleder"),
];

/// A department and who works there.
#[derive(Clone, Debug)]
pub(super) struct DemoDepartment {
    pub(super) id: DepartmentId,
    pub(super) dwellings: u32,
    pub(super) modules: Modules,
    pub(super) caretakers: Vec<UserId>,
    pub(super) ambassadors: Vec<UserId>,
    pub(super) manager: UserId,
    pub(super) central: UserId,
    pub(super) case_officer: UserId,
    pub(super) social: Option<UserId>,
    /// Comes when the social caretaker is away.
    pub(super) deputy: Option<UserId>,
    pub(super) mediator: UserId,
    pub(super) adviser: UserId,
    pub(super) board: Option<UserId>,
}

/// The whole organisation.
#[derive(Clone, Debug)]
pub(super) struct Organisation {
    pub(super) foundation: Foundation,
    pub(super) places: Vec<DemoDepartment>,
}

struct Hiring<'a> {
    rng: &'a mut Rng,
    from: Moment,
    foundation: Foundation,
    next_name: usize,
}

impl Hiring<'_> {
    fn person(&mut self, name: Option<&str>) -> UserId {
        let mut random = [0; 10];
        self.rng.fill(&mut random);
        let id = UserId::new(self.from, random);
        let place = self.next_name;
        let name = name.map_or_else(
            || {
                self.next_name += 1;
                // The two lengths have no common factor beyond 8, so names come round late.
                let last = (place * 7 + place / LAST_NAMES.len()) % LAST_NAMES.len();
                format!("{} {}", FIRST_NAMES[place % FIRST_NAMES.len()], LAST_NAMES[last])
            },
            str::to_owned,
        );
        self.foundation.people.push((id, name));
        id
    }

    fn grant(&mut self, person: UserId, role: Role, department: DepartmentId) {
        let grant = Grant {
            role,
            department,
            from: self.from,
            until: None,
        };
        self.foundation.grants.push((person, grant));
    }

    fn team(&mut self, role: Role, count: usize) -> Vec<UserId> {
        let named = GUIDES
            .iter()
            .find(|(guide, ..)| *guide == role)
            .map(|(_, name, _)| *name);
        (0..count)
            .map(|place| self.person(named.filter(|_| place == 0)))
            .collect()
    }
}

/// The organisation as it has been since a moment. Deterministic from the generator.
pub(super) fn organisation(rng: &mut Rng, from: Moment) -> Organisation {
    let mut hiring = Hiring {
        rng,
        from,
        foundation: Foundation::default(),
        next_name: 0,
    };
    hiring.foundation.organisation = NAME.to_owned();
    let departments: Vec<NewDepartment> = DEPARTMENTS
        .iter()
        .map(|(name, municipality, dwellings)| {
            let mut random = [0; 10];
            hiring.rng.fill(&mut random);
            let modules = match *name {
                WITHOUT_VISITS => Modules::all().without(Module::Visits),
                NOT_SOCIAL_HOUSING => Modules::all().without(Module::Conflicts),
                _ => Modules::all(),
            };
            NewDepartment {
                id: DepartmentId::new(from, random),
                name: (*name).to_owned(),
                municipality: MUNICIPALITIES[*municipality].to_owned(),
                dwellings: *dwellings,
                modules,
            }
        })
        .collect();

    let caretakers = hiring.team(Role::Caretaker, 52);
    let managers = hiring.team(Role::OperationsManager, 6);
    let social = hiring.team(Role::SocialCaretaker, 3);
    let advisers = hiring.team(Role::FinancialAdviser, 1);
    let mediators = hiring.team(Role::Mediator, 2);
    let officers = hiring.team(Role::CaseOfficer, 2);
    let central = hiring.team(Role::CentralUnit, 2);
    let privacy = hiring.team(Role::PrivacyOfficer, 1);
    let administrators = hiring.team(Role::OrgAdmin, 2);
    let ambassadors = hiring.team(Role::GreenAmbassador, 24);
    let board = hiring.team(Role::Board, 35);

    let mut places = Vec::new();
    let (mut next_caretaker, mut next_ambassador, mut next_board) = (0, 0, 0);
    for (number, department) in departments.iter().enumerate() {
        let id = department.id;
        // Large departments have a crew; small ones share a caretaker with a neighbour.
        let crew = match number {
            0..4 => 3,
            4..14 => 2,
            14..30 => 1,
            _ => 0,
        };
        let mut here: Vec<UserId> = (0..crew)
            .map(|place| caretakers[(next_caretaker + place) % 52])
            .collect();
        next_caretaker += crew;
        if here.is_empty() {
            here.push(caretakers[48 + number % 4]);
        }
        let volunteers = match number {
            0..4 => 3,
            4..10 => 1,
            20..26 => 1,
            _ => 0,
        };
        let green: Vec<UserId> = (0..volunteers)
            .map(|place| ambassadors[next_ambassador + place])
            .collect();
        next_ambassador += volunteers;
        // One works for a few departments at once, one in Lærkevangen alone, one in both ways.
        let visitor = match number {
            0 | 2 | 4..9 => Some(social[0]),
            1 => Some(social[1]),
            3 | 9..12 | 18 | 32 | 36 => Some(social[2]),
            _ => None,
        };
        let (manager, officer) = (managers[number % 6], officers[usize::from(number >= 20)]);
        here.iter()
            .for_each(|person| hiring.grant(*person, Role::Caretaker, id));
        green
            .iter()
            .for_each(|person| hiring.grant(*person, Role::GreenAmbassador, id));
        hiring.grant(manager, Role::OperationsManager, id);
        hiring.grant(officer, Role::CaseOfficer, id);
        if let Some(visitor) = visitor {
            hiring.grant(visitor, Role::SocialCaretaker, id);
        }
        if number == 0 {
            // Comes when the other is away; sees no visit before they are named.
            hiring.grant(social[1], Role::SocialCaretaker, id);
        }
        hiring.grant(advisers[0], Role::FinancialAdviser, id);
        hiring.grant(mediators[number % 2], Role::Mediator, id);
        for (people, role) in [
            (&central, Role::CentralUnit),
            (&privacy, Role::PrivacyOfficer),
            (&administrators, Role::OrgAdmin),
        ] {
            people.iter().for_each(|person| hiring.grant(*person, role, id));
        }
        let member = (!WITHOUT_BOARD.contains(&department.name.as_str())).then(|| board[next_board]);
        if let Some(member) = member {
            hiring.grant(member, Role::Board, id);
            next_board += 1;
        }
        places.push(DemoDepartment {
            id,
            dwellings: department.dwellings,
            modules: department.modules,
            caretakers: here,
            ambassadors: green,
            manager,
            central: central[number % 2],
            case_officer: officer,
            social: visitor,
            deputy: (number == 0).then_some(social[1]),
            mediator: mediators[number % 2],
            adviser: advisers[0],
            board: member,
        });
    }
    hiring.foundation.departments = departments;
    Organisation {
        foundation: hiring.foundation,
        places,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_organisation_has_the_size_it_is_described_with() {
        let made = organisation(&mut Rng::with_seed(1), Moment::from_millis(0));
        let foundation = &made.foundation;
        assert_eq!(
            foundation
                .departments
                .iter()
                .map(|one| one.dwellings)
                .sum::<u32>(),
            5_000
        );
        assert_eq!(foundation.people.len(), 130);
        let named: BTreeSet<_> = foundation.people.iter().map(|(_, name)| name).collect();
        assert_eq!(named.len(), 130, "two people of one name");
        let granted: BTreeSet<_> = foundation.grants.iter().map(|(person, _)| person).collect();
        assert_eq!(granted.len(), 130, "somebody has nothing to do");
        let sized = |from, to| {
            foundation
                .departments
                .iter()
                .filter(|one| (from..=to).contains(&one.dwellings))
                .count()
        };
        assert_eq!(
            [sized(350, 420), sized(180, 240), sized(60, 120), sized(12, 50)],
            [4, 10, 16, 10]
        );
    }

    #[test]
    fn the_guides_share_a_department() {
        let made = organisation(&mut Rng::with_seed(1), Moment::from_millis(0));
        assert_eq!(made.foundation.departments[0].name, SHARED_DEPARTMENT);
        for (role, name, _) in GUIDES.into_iter().chain(OFFICE_GUIDES) {
            let (person, _) = made
                .foundation
                .people
                .iter()
                .find(|(_, known)| known == name)
                .unwrap();
            let granted = |(granted, grant): &(UserId, Grant)| {
                granted == person && grant.role == role && grant.department == made.places[0].id
            };
            assert!(made.foundation.grants.iter().any(granted), "{name}");
        }
    }
}
