//! Who may do what: the one policy, as one table. Everything is denied that the table does not
//! allow. The server asks at every channel; the phone asks to know which buttons to show and what
//! to delete when access ends.
//!
//! The table is access.md's, cell for cell.

use serde::{Deserialize, Serialize};

use crate::id::{DepartmentId, DocumentId, UserId};
use crate::moment::Moment;

/// A set of documents of one department with one sensitivity class and one audience.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Collection {
    /// Green, person-free.
    Nature,
    /// Instructions for everybody and what a department is.
    Guidance,
    /// Signals about places.
    Signals,
    /// Signals about dwellings, and handovers.
    Concerns,
    /// Conflict cases without identities.
    Conflicts,
    /// Who is involved in conflicts.
    Parties,
    /// Mediators' own.
    Mediation,
    /// Social visits and referrals.
    Visits,
    /// What was said at visits.
    VisitNotes,
    /// Contacts about arrears.
    Arrears,
    /// Aggregates.
    Oversight,
    /// Instructions for staff.
    StaffGuidance,
    /// How far what was passed on has come.
    PassedOn,
    /// Who takes part in a conflict case and who does not.
    CaseParts,
}

/// How sensitive a collection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Class {
    /// Green: may leave the organisation.
    Green,
    /// Internal.
    Internal,
    /// Personal and confidential.
    Personal,
    /// May hold health or criminal-offence data.
    Special,
}

impl Collection {
    /// Every collection, in the table's order.
    pub const ALL: [Self; 14] = [
        Self::Nature,
        Self::Guidance,
        Self::Signals,
        Self::Concerns,
        Self::Conflicts,
        Self::Parties,
        Self::Mediation,
        Self::Visits,
        Self::VisitNotes,
        Self::Arrears,
        Self::Oversight,
        Self::StaffGuidance,
        Self::PassedOn,
        Self::CaseParts,
    ];

    /// Its name in the database and in paths.
    pub fn key(self) -> &'static str {
        match self {
            Self::Nature => "nature",
            Self::Guidance => "guidance",
            Self::Signals => "signals",
            Self::Concerns => "concerns",
            Self::Conflicts => "conflicts",
            Self::Parties => "parties",
            Self::Mediation => "mediation",
            Self::Visits => "visits",
            Self::VisitNotes => "visit_notes",
            Self::Arrears => "arrears",
            Self::Oversight => "oversight",
            Self::StaffGuidance => "staff_guidance",
            Self::PassedOn => "passed_on",
            Self::CaseParts => "case_parts",
        }
    }

    /// The collection with this name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|collection| collection.key() == key)
    }

    /// How sensitive it is.
    pub fn class(self) -> Class {
        match self {
            Self::Nature => Class::Green,
            Self::Guidance | Self::StaffGuidance | Self::Signals | Self::Oversight | Self::PassedOn => {
                Class::Internal
            }
            Self::Concerns
            | Self::Conflicts
            | Self::Parties
            | Self::Mediation
            | Self::Visits
            | Self::CaseParts
            | Self::Arrears => Class::Personal,
            Self::VisitNotes => Class::Special,
        }
    }

    /// The module that must be on in a department for the collection to exist there.
    pub fn module(self) -> Option<Module> {
        match self {
            Self::Nature => Some(Module::Nature),
            Self::Conflicts | Self::Parties | Self::Mediation | Self::CaseParts => Some(Module::Conflicts),
            Self::Visits | Self::VisitNotes => Some(Module::Visits),
            Self::Arrears => Some(Module::Arrears),
            Self::Oversight => Some(Module::Screening),
            Self::Guidance | Self::StaffGuidance | Self::Signals | Self::Concerns | Self::PassedOn => None,
        }
    }
}

/// A part of Feltbog that a department can have switched off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Module {
    /// Neighbour conflicts.
    Conflicts,
    /// Social visits.
    Visits,
    /// Biodiversity.
    Nature,
    /// Screening.
    Screening,
    /// Arrears.
    Arrears,
}

impl Module {
    const ALL: [Self; 5] = [
        Self::Conflicts,
        Self::Visits,
        Self::Nature,
        Self::Screening,
        Self::Arrears,
    ];
}

/// The modules that are on in a department, as a set of bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Modules(u8);

impl Modules {
    /// Every module on.
    pub const fn all() -> Self {
        Self(0b1_1111)
    }

    /// The set with these bits; bits without a module are dropped.
    pub const fn from_bits(bits: u8) -> Self {
        Self(bits & Self::all().0)
    }

    /// The set's bits.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// The same set without one module.
    pub fn without(self, module: Module) -> Self {
        Self(self.0 & !Self::bit(module))
    }

    /// Whether a module is on.
    pub fn has(self, module: Module) -> bool {
        self.0 & Self::bit(module) != 0
    }

    fn bit(module: Module) -> u8 {
        Module::ALL
            .iter()
            .position(|one| *one == module)
            .map_or(0, |place| 1 << place)
    }
}

/// The part a person plays in a department.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Role {
    /// Ejendomsfunktionær.
    Caretaker,
    /// Social vicevært.
    SocialCaretaker,
    /// Økonomisk rådgiver.
    FinancialAdviser,
    /// Konfliktmægler.
    Mediator,
    /// Sagsbehandler.
    CaseOfficer,
    /// Driftsleder.
    OperationsManager,
    /// Grøn ambassadør.
    GreenAmbassador,
    /// Afdelingsbestyrelse.
    Board,
    /// Boligsocial enhed.
    CentralUnit,
    /// Databeskyttelsesrådgiver.
    PrivacyOfficer,
    /// Manages people, devices and departments and sees no content.
    OrgAdmin,
}

impl Role {
    /// Every role, in the table's order.
    pub const ALL: [Self; 11] = [
        Self::Caretaker,
        Self::SocialCaretaker,
        Self::FinancialAdviser,
        Self::Mediator,
        Self::CaseOfficer,
        Self::OperationsManager,
        Self::GreenAmbassador,
        Self::Board,
        Self::CentralUnit,
        Self::PrivacyOfficer,
        Self::OrgAdmin,
    ];

    /// Its name in the database and in answers.
    pub fn key(self) -> &'static str {
        match self {
            Self::Caretaker => "caretaker",
            Self::SocialCaretaker => "social_caretaker",
            Self::FinancialAdviser => "financial_adviser",
            Self::Mediator => "mediator",
            Self::CaseOfficer => "case_officer",
            Self::OperationsManager => "operations_manager",
            Self::GreenAmbassador => "green_ambassador",
            Self::Board => "board",
            Self::CentralUnit => "central_unit",
            Self::PrivacyOfficer => "privacy_officer",
            Self::OrgAdmin => "org_admin",
        }
    }

    /// The role with this name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.key() == key)
    }
}

/// Which documents of a collection something holds for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// None.
    #[default]
    Nothing,
    /// Those the person made, or was named deputy or assigned to.
    Own,
    /// All.
    All,
}

/// What a role may do in a collection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Access {
    /// May add documents.
    pub create: bool,
    /// May read documents.
    pub read: Scope,
    /// May change documents.
    pub update: Scope,
    /// Sees the state of documents it may not read, and nothing else.
    pub state: bool,
    /// Sees aggregated numbers; cells under five are suppressed.
    pub aggregate: bool,
}

/// One line per collection, one cell per role: `C` create, `R` read, `U` update; after them `o`
/// own documents only, `a` assigned only; `s` sees the state and nothing else; `A` aggregated
/// numbers; `-` nothing. "On request" (privacy officer) and "result only" are nothing here: they
/// are granted by an act of their own, not by a role.
#[rustfmt::skip]
const POLICY: [(Collection, [&str; 11]); 14] = [
    //                         caretaker  social_c.  fin.adv. mediator case_off. ops_man. ambass. board  central  privacy org_admin
    (Collection::Nature,     ["CRU",     "R",       "-",     "-",     "-",      "CRU",   "CRU",  "R",   "R",     "-",    "-"]),
    (Collection::Guidance,   ["R",       "R",       "R",     "R",     "R",      "RU",    "R",    "R",   "CRU",   "R",    "-"]),
    (Collection::Signals,    ["CR",      "CR",      "R",     "-",     "R",      "CRU",   "C",    "A",   "CRU",   "R",    "-"]),
    (Collection::Concerns,   ["Cs",      "CRU",     "RUa",   "-",     "-",      "s",     "-",    "-",   "A",     "-",    "-"]),
    (Collection::Conflicts,  ["CRU",     "Cs",      "-",     "RUa",   "CRU",    "R",     "-",    "A",   "A",     "-",    "-"]),
    (Collection::Parties,    ["CRUo",    "-",       "-",     "RUa",   "CRU",    "-",     "-",    "-",   "-",     "-",    "-"]),
    (Collection::Mediation,  ["-",       "-",       "-",     "CRUo",  "-",      "-",     "-",    "-",   "A",     "-",    "-"]),
    (Collection::Visits,     ["-",       "CRUo",    "s",     "-",     "-",      "-",     "-",    "-",   "A",     "-",    "-"]),
    (Collection::VisitNotes, ["-",       "CRUo",    "-",     "-",     "-",      "-",     "-",    "-",   "-",     "-",    "-"]),
    (Collection::Arrears,    ["-",       "RUa",     "CRU",   "-",     "-",      "-",     "-",    "-",   "A",     "-",    "-"]),
    // Guidance "where audience allows": cards for staff are documents of their own.
    (Collection::StaffGuidance, ["R",    "R",       "R",     "R",     "R",      "RU",    "-",    "-",   "CRU",   "R",    "-"]),
    // The `s` of concerns: state documents that the server writes. Their maker reads them, and the manager all.
    (Collection::PassedOn,   ["Ro",      "Ro",      "-",     "-",     "-",      "R",     "-",    "-",   "-",     "-",    "-"]),
    // Access rule 8, and the `a` of conflicts and parties.
    (Collection::CaseParts,  ["CR",      "-",       "-",     "-",     "CRU",    "R",     "-",    "-",   "-",     "-",    "-"]),
    (Collection::Oversight,  ["-",       "R",       "R",     "-",     "R",      "R",     "-",    "R",   "CRU",   "-",    "-"]),
];

/// What a role may do in a collection.
pub fn access(role: Role, collection: Collection) -> Access {
    let row = POLICY.iter().find(|(row, _)| *row == collection);
    let column = Role::ALL.iter().position(|one| *one == role);
    let (Some((_, cells)), Some(column)) = (row, column) else {
        return Access::default();
    };
    let cell = cells[column];
    let scope = if cell.contains(['o', 'a']) {
        Scope::Own
    } else {
        Scope::All
    };
    let scoped = |verb| {
        if cell.contains(verb) {
            scope
        } else {
            Scope::Nothing
        }
    };
    Access {
        create: cell.contains('C'),
        read: scoped('R'),
        update: scoped('U'),
        state: cell.contains('s'),
        aggregate: cell.contains('A'),
    }
}

/// What a person was given: a role in a department, from a moment to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The department.
    pub department: DepartmentId,
    /// Valid from this moment.
    pub from: Moment,
    /// Valid until before this moment; for ever without one.
    pub until: Option<Moment>,
}

impl Grant {
    fn holds(&self, department: DepartmentId, now: Moment) -> bool {
        self.department == department && self.holds_at(now)
    }

    /// Whether it is valid at a moment.
    pub fn holds_at(&self, now: Moment) -> bool {
        self.from <= now && self.until.is_none_or(|until| now < until)
    }
}

/// What records say of a person beside their roles: whom they stand in for, which records were
/// assigned to them and with which they may have nothing to do. Only the server knows all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// People whose visits and notes are as their own.
    pub stands_in_for: Vec<UserId>,
    /// Documents that are as their own, in order.
    pub assigned: Vec<DocumentId>,
    /// Documents that do not exist for them, in order.
    pub recused: Vec<DocumentId>,
    /// Another number whenever other things were said; nought when nothing was.
    pub mark: u64,
}

/// What a person may do in one department now: the union of the grants that hold, within the
/// department's modules, and what records say beside them.
#[derive(Clone, Debug)]
pub struct Permission {
    user: UserId,
    roles: Vec<Role>,
    modules: Modules,
    /// Nothing on a phone.
    parts: Option<Parts>,
}

impl Permission {
    /// What `user` may do in `department` at `now`.
    pub fn new(
        user: UserId,
        grants: &[Grant],
        department: DepartmentId,
        modules: Modules,
        now: Moment,
    ) -> Self {
        let mut roles: Vec<Role> = grants
            .iter()
            .filter(|grant| grant.holds(department, now))
            .map(|grant| grant.role)
            .collect();
        roles.sort_unstable();
        roles.dedup();
        Self {
            user,
            roles,
            modules,
            parts: Some(Parts::default()),
        }
    }

    /// The same with what records say of the person.
    pub fn with_parts(self, parts: Parts) -> Self {
        Self {
            parts: Some(parts),
            ..self
        }
    }

    /// The same for a phone, which has what the server gave it and nothing else: what it holds of a
    /// collection in which the person has some documents is theirs, until the server takes it away.
    pub fn on_phone(self) -> Self {
        Self { parts: None, ..self }
    }

    /// What records say of the person; nothing is known of it on a phone.
    pub fn parts(&self) -> Option<&Parts> {
        self.parts.as_ref()
    }

    /// Whether what counts as the person's own in a collection is also what those made whom they
    /// stand in for.
    pub fn is_deputised(collection: Collection) -> bool {
        matches!(collection, Collection::Visits | Collection::VisitNotes)
    }

    /// The roles held here now.
    pub fn roles(&self) -> &[Role] {
        &self.roles
    }

    /// Whether the person has anything to do with the department at all.
    pub fn is_member(&self) -> bool {
        !self.roles.is_empty()
    }

    /// What the person may do in a collection: the widest of the roles held.
    pub fn access(&self, collection: Collection) -> Access {
        if collection
            .module()
            .is_some_and(|module| !self.modules.has(module))
        {
            return Access::default();
        }
        self.roles
            .iter()
            .map(|role| access(*role, collection))
            .fold(Access::default(), |one, other| Access {
                create: one.create || other.create,
                read: one.read.max(other.read),
                update: one.update.max(other.update),
                state: one.state || other.state,
                aggregate: one.aggregate || other.aggregate,
            })
    }

    /// Whether the person may add documents to a collection.
    pub fn may_create(&self, collection: Collection) -> bool {
        self.access(collection).create
    }

    /// Whether the person may read a document with this owner.
    pub fn may_read(&self, collection: Collection, owner: UserId, document: DocumentId) -> bool {
        self.within(self.access(collection).read, collection, owner, document)
    }

    /// Whether news of a document with this owner may concern the person, whichever document it is.
    pub fn may_concern(&self, collection: Collection, owner: UserId) -> bool {
        match self.access(collection).read {
            Scope::Nothing => false,
            Scope::All => true,
            Scope::Own => {
                let parts = self.parts.as_ref();
                let is_deputised = Self::is_deputised(collection);
                owner == self.user
                    || parts.is_none_or(|parts| match is_deputised {
                        true => parts.stands_in_for.contains(&owner),
                        false => !parts.assigned.is_empty(),
                    })
            }
        }
    }

    /// Whether the person may change a document with this owner. Who may add a document may go on
    /// writing the one they added, even where they may not read it: a record made offline is many
    /// changes.
    pub fn may_update(&self, collection: Collection, owner: UserId, document: DocumentId) -> bool {
        let access = self.access(collection);
        self.within(access.update, collection, owner, document)
            || (access.create && owner == self.user && !self.is_recused(document))
    }

    /// What may be read, collection by collection. This is the pull filter, and its fingerprint
    /// tells a server whether a phone's cursor was made under other rights.
    pub fn readable(&self) -> Vec<(Collection, Scope)> {
        Collection::ALL
            .into_iter()
            .map(|collection| (collection, self.access(collection).read))
            .filter(|(_, scope)| *scope != Scope::Nothing)
            .collect()
    }

    /// A number that differs whenever [`Permission::readable`] does, or what records say.
    pub fn fingerprint(&self) -> u64 {
        let mark = self.parts.as_ref().map_or(0, |parts| parts.mark);
        let digits = self.readable().into_iter().map(|(collection, scope)| {
            let digit = if scope == Scope::All { 2 } else { 1 };
            digit * weight(collection)
        });
        (mark << MARK_PLACE) + 1 + digits.sum::<u64>()
    }

    /// Whether somebody with this fingerprint read something of a collection.
    pub fn was_readable(fingerprint: u64, collection: Collection) -> bool {
        let digits = (fingerprint % (1 << MARK_PLACE)).saturating_sub(1);
        !(digits / weight(collection)).is_multiple_of(3)
    }

    /// The collections that somebody with this fingerprint read as a whole and now reads in part.
    pub fn narrowed(&self, fingerprint: u64) -> Vec<Collection> {
        let digits = (fingerprint % (1 << MARK_PLACE)).saturating_sub(1);
        let was_whole = |collection: Collection| digits / weight(collection) % 3 == 2;
        self.readable()
            .into_iter()
            .filter(|(collection, scope)| *scope == Scope::Own && was_whole(*collection))
            .map(|(collection, _)| collection)
            .collect()
    }

    fn is_recused(&self, document: DocumentId) -> bool {
        let parts = self.parts.as_ref();
        parts.is_some_and(|parts| parts.recused.binary_search(&document).is_ok())
    }

    fn within(&self, scope: Scope, collection: Collection, owner: UserId, document: DocumentId) -> bool {
        match scope {
            Scope::Nothing => false,
            _ if self.is_recused(document) => false,
            Scope::All => true,
            Scope::Own if owner == self.user => true,
            Scope::Own => self.parts.as_ref().is_none_or(|parts| {
                parts.assigned.binary_search(&document).is_ok()
                    || (Self::is_deputised(collection) && parts.stands_in_for.contains(&owner))
            }),
        }
    }
}

/// Above what the collections need of a fingerprint: 3 to the power of their number is less than 2 to this one's.
const MARK_PLACE: u32 = 24;

/// What a collection's digit counts in a fingerprint.
fn weight(collection: Collection) -> u64 {
    let place = Collection::ALL.iter().position(|one| *one == collection);
    3_u64.pow(
        place
            .and_then(|place| u32::try_from(place).ok())
            .unwrap_or_default(),
    )
}

#[cfg(test)]
mod tests {
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
                (Collection::Nature, Scope::All),
                (Collection::Guidance, Scope::All)
            ]
        );
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
            mark: 1,
            ..Parts::default()
        };
        let deputy = permission(Role::SocialCaretaker).with_parts(parts());
        for collection in [Collection::Visits, Collection::VisitNotes] {
            assert!(
                deputy.may_read(collection, OTHER, RECORD) && deputy.may_update(collection, OTHER, RECORD)
            );
        }
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
            mark: 1,
            ..Parts::default()
        };
        let with = mediator.clone().with_parts(assigned.clone());
        assert!(with.may_read(Collection::Conflicts, OTHER, RECORD));
        assert!(with.may_update(Collection::Parties, OTHER, RECORD));
        assert_ne!(with.fingerprint(), mediator.fingerprint());
        let ambassador = permission(Role::GreenAmbassador).with_parts(assigned);
        assert!(!ambassador.may_read(Collection::Conflicts, OTHER, RECORD));
        // A phone is given what is theirs and cannot tell it otherwise.
        assert!(mediator.on_phone().may_read(Collection::Conflicts, OTHER, RECORD));
    }

    #[test]
    fn who_does_not_take_part_has_nothing_to_do_with_a_record_not_even_their_own() {
        let recused = Parts {
            recused: vec![RECORD],
            mark: 1,
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
    fn a_fingerprint_tells_what_was_read_as_a_whole() {
        let before = permission(Role::CaseOfficer).fingerprint();
        let now = permission(Role::Mediator);
        assert_eq!(now.narrowed(before), [Collection::Conflicts, Collection::Parties]);
        assert_eq!(now.narrowed(now.fingerprint()), []);
        let marked = permission(Role::CaseOfficer).with_parts(Parts {
            mark: 7,
            ..Parts::default()
        });
        assert_eq!(
            now.narrowed(marked.fingerprint()),
            [Collection::Conflicts, Collection::Parties]
        );
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
        let at = |now| {
            Permission::new(ME, &[grant], DEPARTMENT, Modules::all(), Moment::from_millis(now)).is_member()
        };
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
            assert_eq!(permission.access(Collection::Visits), Access::default());
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
}
