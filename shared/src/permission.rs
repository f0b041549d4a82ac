//! The one policy of access, as one table. Everything is denied that the table does not allow. The server asks at every
//! channel; the phone asks to know which buttons to show and what to delete when access ends.
//!
//! The table stands in docs/domain/access.md too, cell for cell.

use serde::{Deserialize, Serialize};

use crate::id::{DepartmentId, DocumentId, UserId};
use crate::model::Kind;
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
    /// The people involved in conflicts.
    Parties,
    /// Mediators' own.
    Mediation,
    /// Social visits and referrals.
    Visits,
    /// The conversations at visits.
    VisitNotes,
    /// Contacts about arrears.
    Arrears,
    /// Aggregates.
    Oversight,
    /// Instructions for staff.
    StaffGuidance,
    /// State of what was passed on.
    PassedOn,
    /// The people who take part in a conflict case, and those who do not.
    CaseParts,
    /// The deputies, and the people they stand in for.
    Deputies,
    /// Activities and rounds of doors, in numbers.
    Activities,
    /// Interviews of residents without a name.
    Interviews,
}

/// Sensitivity of a collection.
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
    pub const ALL: [Self; 17] = [
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
        Self::Deputies,
        Self::Activities,
        Self::Interviews,
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
            Self::Deputies => "deputies",
            Self::Activities => "activities",
            Self::Interviews => "interviews",
        }
    }

    /// The collection with this name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|collection| collection.key() == key)
    }

    /// Sensitivity of the collection.
    pub fn class(self) -> Class {
        match self {
            Self::Nature => Class::Green,
            Self::Guidance
            | Self::StaffGuidance
            | Self::Signals
            | Self::Oversight
            | Self::PassedOn
            | Self::Activities
            | Self::Interviews => Class::Internal,
            Self::Concerns
            | Self::Conflicts
            | Self::Parties
            | Self::Mediation
            | Self::Visits
            | Self::CaseParts
            | Self::Deputies
            | Self::Arrears => Class::Personal,
            Self::VisitNotes => Class::Special,
        }
    }

    /// The module that must be on in a department for the collection to exist there.
    pub fn module(self) -> Option<Module> {
        match self {
            Self::Nature => Some(Module::Nature),
            Self::Conflicts | Self::Parties | Self::Mediation | Self::CaseParts => Some(Module::Conflicts),
            // Without visits nobody in the organisation takes a concern in: it goes to the municipality, unwritten.
            Self::Visits | Self::VisitNotes | Self::Deputies | Self::Concerns => Some(Module::Visits),
            Self::Arrears => Some(Module::Arrears),
            Self::Oversight | Self::Interviews => Some(Module::Screening),
            Self::Guidance | Self::StaffGuidance | Self::Signals | Self::PassedOn | Self::Activities => None,
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
    /// Every module.
    pub const ALL: [Self; 5] = [
        Self::Conflicts,
        Self::Visits,
        Self::Nature,
        Self::Screening,
        Self::Arrears,
    ];

    /// Its name in messages.
    pub fn key(self) -> &'static str {
        match self {
            Self::Conflicts => "conflicts",
            Self::Visits => "visits",
            Self::Nature => "nature",
            Self::Screening => "screening",
            Self::Arrears => "arrears",
        }
    }
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

    /// The same set with one module more.
    pub fn with(self, module: Module) -> Self {
        Self(self.0 | Self::bit(module))
    }

    /// The modules that are on in both sets.
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
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

/// Which documents of a collection something holds for: none, all, or those that one of several ways leads to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Scope(u8);

impl Scope {
    /// No document.
    pub const NOTHING: Self = Self(0);
    /// Documents that the person made.
    pub const OWN: Self = Self(1);
    /// Documents that were assigned to the person.
    pub const ASSIGNED: Self = Self(1 << 1);
    /// Documents made by somebody for whom the person stands in.
    pub const DEPUTISED: Self = Self(1 << 2);
    /// Every document.
    pub const ALL: Self = Self(0b1111);

    /// Whether the scope holds for every document that another scope holds for.
    pub const fn includes(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// The documents of either scope.
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The documents of both scopes.
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether the scope holds for no document.
    pub const fn is_nothing(self) -> bool {
        self.0 == 0
    }

    /// Whether the scope holds for every document.
    pub const fn is_all(self) -> bool {
        self.0 == Self::ALL.0
    }
}

/// The rights of a role in a collection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Access {
    /// May add documents.
    pub create: bool,
    /// May add records of what was seen in an area, and nothing else.
    pub note: bool,
    /// May add experiences, and nothing else, and change the own ones.
    pub tell: bool,
    /// May read documents.
    pub read: Scope,
    /// May change documents.
    pub update: Scope,
    /// Sees the state of documents it may not read, and nothing else.
    pub state: bool,
    /// Sees aggregated numbers; cells under five are suppressed.
    pub aggregate: bool,
    /// May approve and lock what was done, and change what is locked.
    pub approve: bool,
    /// May decide on what was proposed.
    pub decide: bool,
    /// May assign cases to others.
    pub assign: bool,
}

/// One line per collection, one cell per role. A cell is one or more groups. A group begins with what may be done: `C`
/// create, `N` note what was seen in an area, `E` write experiences, `R` read, `U` update, `P` approve and lock, `D` decide on proposals, `G` give cases to others, `s` see the
/// state and nothing else, `A` see aggregated numbers. The letters after it say for which documents: `o` own, `a`
/// assigned, `d` of somebody for whom the person stands in; without one, for all. `-` is nothing. "On request" (privacy
/// officer) and "result only" are nothing here: an act of their own grants them, not a role.
#[rustfmt::skip]
const POLICY: [(Collection, [&str; 11]); 17] = [
    //                         caretaker  social_c.  fin.adv. mediator case_off. ops_man. ambass. board  central  privacy org_admin
    (Collection::Nature,     ["CRU",     "ER",      "-",     "-",     "-",      "CRUPD", "CRU",  "NRD", "ER",    "-",    "-"]),
    (Collection::Guidance,   ["R",       "R",       "R",     "R",     "R",      "RU",    "R",    "R",   "CRU",   "R",    "-"]),
    (Collection::Signals,    ["CR",      "CR",      "R",     "-",     "R",      "CRU",   "C",    "CA",  "CRU",   "R",    "-"]),
    (Collection::Concerns,   ["Cs",      "CRU",     "RUa",   "-",     "-",      "s",     "-",    "-",   "A",     "-",    "-"]),
    (Collection::Conflicts,  ["CRU",     "Cs",      "-",     "RUa",   "CRU",    "R",     "-",    "A",   "A",     "-",    "-"]),
    (Collection::Parties,    ["CRUo",    "-",       "-",     "RUa",   "CRU",    "-",     "-",    "-",   "-",     "-",    "-"]),
    (Collection::Mediation,  ["-",       "-",       "-",     "CRUo",  "-",      "-",     "-",    "-",   "A",     "-",    "-"]),
    (Collection::Visits,     ["-",       "CRUod",   "s",     "-",     "-",      "-",     "-",    "-",   "A",     "-",    "-"]),
    (Collection::VisitNotes, ["-",       "CRUod",   "-",     "-",     "-",      "-",     "-",    "-",   "-",     "-",    "-"]),
    (Collection::Arrears,    ["-",       "RUa",     "CRU",   "-",     "-",      "-",     "-",    "-",   "A",     "-",    "-"]),
    // Guidance "where audience allows": cards for staff are documents of their own.
    (Collection::StaffGuidance, ["R",    "R",       "R",     "R",     "R",      "RU",    "-",    "-",   "CRU",   "R",    "-"]),
    // The `s` of concerns: state documents that the server writes. Their maker reads them, and the manager all.
    (Collection::PassedOn,   ["Ro",      "Ro",      "-",     "-",     "-",      "R",     "-",    "-",   "-",     "-",    "-"]),
    // Access rule 8, and the `a` of conflicts and parties.
    (Collection::CaseParts,  ["CR",      "-",       "-",     "-",     "CRUG",   "R",     "-",    "-",   "-",     "-",    "-"]),
    // The `d` of visits and notes: the person stood in for writes, the deputy reads.
    (Collection::Deputies,   ["-",       "CUo Rod", "-",     "-",     "-",      "-",     "-",    "-",   "-",     "-",    "-"]),
    (Collection::Oversight,  ["-",       "R",       "R",     "-",     "R",      "R",     "-",    "R",   "CRU",   "-",    "-"]),
    (Collection::Activities, ["CRU",     "CRU",     "R",     "R",     "R",      "CRU",   "-",    "CUo R", "CRU",  "-",    "-"]),
    // Answers of residents: those who ask keep their own, and the numbers are read by the central unit.
    (Collection::Interviews, ["CRUo",    "CRUo",    "-",     "-",     "-",      "CRUo",  "-",    "A",   "CRU",   "-",    "-"]),
];

/// The rights of a role in a collection.
pub fn access(role: Role, collection: Collection) -> Access {
    let row = POLICY.iter().find(|(row, _)| *row == collection);
    let column = Role::ALL.iter().position(|one| *one == role);
    let (Some((_, cells)), Some(column)) = (row, column) else {
        return Access::default();
    };
    let groups = cells[column].split(' ').map(group_access);
    groups.fold(Access::default(), Access::union)
}

/// The rights of one group of a cell.
fn group_access(group: &str) -> Access {
    let ways = [('o', Scope::OWN), ('a', Scope::ASSIGNED), ('d', Scope::DEPUTISED)];
    let stated = ways.iter().filter(|(letter, _)| group.contains(*letter));
    let scope = match stated.fold(Scope::NOTHING, |scope, (_, way)| scope.union(*way)) {
        Scope::NOTHING => Scope::ALL,
        some => some,
    };
    let scoped = |verb| {
        if group.contains(verb) {
            scope
        } else {
            Scope::NOTHING
        }
    };
    Access {
        create: group.contains('C'),
        note: group.contains('N'),
        tell: group.contains('E'),
        read: scoped('R'),
        update: scoped('U'),
        state: group.contains('s'),
        aggregate: group.contains('A'),
        approve: group.contains('P'),
        decide: group.contains('D'),
        assign: group.contains('G'),
    }
}

impl Access {
    /// The rights that either allows.
    fn union(self, other: Self) -> Self {
        Self {
            create: self.create || other.create,
            note: self.note || other.note,
            tell: self.tell || other.tell,
            read: self.read.union(other.read),
            update: self.update.union(other.update),
            state: self.state || other.state,
            aggregate: self.aggregate || other.aggregate,
            approve: self.approve || other.approve,
            decide: self.decide || other.decide,
            assign: self.assign || other.assign,
        }
    }
}

/// A person's role in a department, from a moment to another.
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

/// A person's participation beside their roles: the people they stand in for, the records that were assigned to them,
/// and the records they must have nothing to do with. Only the server knows all of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// People whose visits and notes are as their own.
    pub stands_in_for: Vec<UserId>,
    /// Documents that were assigned to them, in order.
    pub assigned: Vec<DocumentId>,
    /// Documents that do not exist for them, in order.
    pub recused: Vec<DocumentId>,
    /// The fingerprint of the participation: another number whenever it differs, nought when it is empty.
    pub fingerprint: u64,
}

/// A person's present rights in one department: the union of the grants that hold, within the department's modules, and
/// the person's participation.
#[derive(Clone, Debug)]
pub struct Permission {
    user: UserId,
    roles: Vec<Role>,
    modules: Modules,
    /// Whether concerns for the contact person of the department are theirs.
    has_concerns_to_contact: bool,
    /// Whether signals that ask for a visit are theirs to take.
    has_signals_of_visits: bool,
    /// Nothing on a phone.
    parts: Option<Parts>,
}

impl Permission {
    /// The rights of `user` in `department` at `now`. The grants are all that the user has, or those of the department
    /// and those of an ambassador anywhere.
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
        // Ambassadors are residents (docs/domain/access.md, rule 4): who is one beside their work has another profile for it,
        // and green data only in this one, whichever department the work is in.
        let is_ambassador = |grant: &Grant| grant.role == Role::GreenAmbassador && grant.holds_at(now);
        if grants.iter().any(is_ambassador) {
            roles.retain(|role| *role == Role::GreenAmbassador);
        }
        Self {
            user,
            roles,
            modules,
            has_concerns_to_contact: false,
            has_signals_of_visits: false,
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

    /// Whether the person can be the contact person of the department, to whom concerns are sent: those who see how far
    /// each has come, and read none of them.
    pub fn can_be_sent_concerns(&self) -> bool {
        let concerns = self.access(Collection::Concerns);
        concerns.state && !concerns.read.is_all()
    }

    /// The same for the contact person of the department, with the concerns that others sent to the contact person: these
    /// they read and take (docs/domain/access.md, rule 14). Phones hold none of them.
    pub fn with_concerns_to_contact(mut self, concerns: &[DocumentId]) -> Self {
        if concerns.is_empty() || !self.can_be_sent_concerns() {
            return self;
        }
        self.has_concerns_to_contact = self.assign(concerns);
        self
    }

    /// Whether the person takes signals that ask for a visit: social caretakers, who change no other signal of others.
    pub fn can_take_signals_of_visits(&self) -> bool {
        let signals = self.access(Collection::Signals);
        self.roles.contains(&Role::SocialCaretaker) && signals.read.is_all() && !signals.update.is_all()
    }

    /// The same for a social caretaker, with the signals that ask for a visit: these they change at the desk
    /// (docs/domain/access.md, rule 15).
    pub fn with_signals_of_visits(mut self, signals: &[DocumentId]) -> Self {
        if !signals.is_empty() && self.can_take_signals_of_visits() {
            self.has_signals_of_visits = self.assign(signals);
        }
        self
    }

    /// Adds documents to those that are assigned. `false` on a phone, which does not know which are.
    fn assign(&mut self, documents: &[DocumentId]) -> bool {
        let Some(parts) = &mut self.parts else {
            return false;
        };
        parts.assigned.extend(documents);
        parts.assigned.sort_unstable();
        parts.assigned.dedup();
        true
    }

    /// The same for a phone, which has what the server gave it and nothing else: what it holds of a
    /// collection in which the person has some documents is theirs, until the server takes it away.
    pub fn on_phone(self) -> Self {
        Self { parts: None, ..self }
    }

    /// The person's participation; unknown on a phone.
    pub fn parts(&self) -> Option<&Parts> {
        self.parts.as_ref()
    }

    /// The person.
    pub fn user(&self) -> UserId {
        self.user
    }

    /// The roles held here now.
    pub fn roles(&self) -> &[Role] {
        &self.roles
    }

    /// Whether the person has anything to do with the department at all.
    pub fn is_member(&self) -> bool {
        !self.roles.is_empty()
    }

    /// The person's rights in a collection: the union of the roles held.
    pub fn access(&self, collection: Collection) -> Access {
        let of_roles = self
            .roles
            .iter()
            .map(|role| access(*role, collection))
            .fold(Access::default(), Access::union);
        let module = collection.module();
        if module.is_none_or(|module| self.modules.has(module)) {
            let is_sent = match collection {
                Collection::Concerns => self.has_concerns_to_contact,
                Collection::Signals => self.has_signals_of_visits,
                _ => false,
            };
            return match is_sent {
                true => Access {
                    read: of_roles.read.union(Scope::ASSIGNED),
                    update: of_roles.update.union(Scope::ASSIGNED),
                    ..of_roles
                },
                false => of_roles,
            };
        }
        // Experiences belong to all departments (docs/domain/access.md, rule 6): staff who write them where nature is on
        // write them here too, and read them among those of everybody.
        Access {
            tell: (of_roles.create || of_roles.tell) && self.tells_without_nature(collection),
            ..Access::default()
        }
    }

    /// Whether the person is among the staff of a department, who write experiences though its module of nature is off.
    fn tells_without_nature(&self, collection: Collection) -> bool {
        let reads_guidance = |role: &Role| !access(*role, Collection::StaffGuidance).read.is_nothing();
        collection == Collection::Nature && self.roles.iter().any(reads_guidance)
    }

    /// Whether the person may add documents to a collection.
    pub fn may_create(&self, collection: Collection) -> bool {
        self.access(collection).create
    }

    /// Whether the person may add records of a kind.
    pub fn may_create_kind(&self, kind: Kind) -> bool {
        let access = self.access(kind.collection());
        access.create
            || (access.note && kind == Kind::AreaObservation)
            || (access.tell && kind == Kind::ExperienceNote)
    }

    /// Whether the person may write and approve templates of letters: those who write every legal step, and those who
    /// write the guidance of staff.
    pub fn may_edit_letter_templates(&self) -> bool {
        let parties = self.access(Collection::Parties);
        (parties.create && parties.update.is_all()) || self.access(Collection::StaffGuidance).create
    }

    /// Whether the person may read the access log and security events.
    pub fn may_read_access_log(&self) -> bool {
        self.roles().contains(&Role::PrivacyOfficer)
    }

    /// Whether the person answers what residents ask about the records of their home (GDPR art. 15), by an act that the
    /// access log names: the "on request" of the policy.
    pub fn may_answer_subject_access(&self) -> bool {
        self.roles().contains(&Role::PrivacyOfficer)
    }

    /// Whether the person takes part in erasing a record that was made by mistake: who reads and changes it.
    pub fn may_erase_by_hand(&self, collection: Collection, owner: UserId, document: DocumentId) -> bool {
        self.may_read(collection, owner, document) && self.may_update(collection, owner, document)
    }

    /// Whether the person may keep letters of cases and make bundles: those who read and write every legal step.
    pub fn may_keep_letters(&self) -> bool {
        let parties = self.access(Collection::Parties);
        parties.create && parties.update.is_all() && parties.read.is_all()
    }

    /// Whether the person may print invitations to mediation for cases that they read: those who keep letters, and
    /// mediators.
    pub fn may_print_invitations(&self) -> bool {
        let mediates =
            self.access(Collection::Mediation).create && !self.access(Collection::Parties).read.is_nothing();
        self.may_keep_letters() || mediates
    }

    /// Whether the person may print pictures that were taken for a case or its events: those who keep its letters.
    /// Pictures of places are of the collection of nature, which case officers do not read.
    pub fn may_print_pictures_of_cases(&self) -> bool {
        self.may_keep_letters() && self.access(Collection::Conflicts).read.is_all()
    }

    /// Whether the person would pass concerns for residents on here, had the department not switched social visits off:
    /// then they go to the municipality, and a receipt is all that is kept.
    pub fn refers_concerns_on(&self) -> bool {
        let passes_on = |role: &Role| access(*role, Collection::Concerns).create;
        !self.modules.has(Module::Visits)
            && self.roles.iter().any(passes_on)
            && self.may_create(Collection::Signals)
    }

    /// Whether the person may bring a list of arrears in: those who add, read and change every contact.
    pub fn may_import_arrears(&self) -> bool {
        let arrears = self.access(Collection::Arrears);
        arrears.create && arrears.read.is_all() && arrears.update.is_all()
    }

    /// Whether the person may state the figures that effects of counselling are reckoned with.
    pub fn may_set_counselling(&self) -> bool {
        let arrears = self.access(Collection::Arrears);
        arrears.aggregate || (arrears.create && arrears.read.is_all())
    }

    /// Whether the person keeps the competencies of staff: those who change the guidance of staff, and administrators.
    pub fn may_keep_competencies(&self) -> bool {
        self.access(Collection::StaffGuidance).update.is_all() || self.roles.contains(&Role::OrgAdmin)
    }

    /// Whether the person is among the staff who have competencies: those who read the guidance of staff.
    pub fn has_competencies(&self) -> bool {
        !self.access(Collection::StaffGuidance).read.is_nothing()
    }

    /// Whether the person is told which competencies an organisation knows: those who have or keep some, and those who read
    /// the tasks that require one.
    pub fn knows_competencies(&self) -> bool {
        let reads_tasks = !self.access(Collection::Nature).read.is_nothing();
        self.has_competencies() || self.may_keep_competencies() || reads_tasks
    }

    /// Whether the person may lend staff with access: those who add and change the guidance of staff, in both departments.
    /// The member has the roles of the own department in the other one too, from the first day to the last.
    pub fn may_lend_staff_with_access(&self) -> bool {
        let access = self.access(Collection::StaffGuidance);
        access.create && access.update.is_all()
    }

    /// Whether the person is told of the efforts to which they are introduced: staff, where there are efforts, and not who
    /// oversees them alone. It is one row with name, purpose and day; the effort itself is read by those who read
    /// `oversight`.
    pub fn is_introduced_to_efforts(&self) -> bool {
        let module = Collection::Oversight.module();
        let oversees = |role: &Role| matches!(role, Role::PrivacyOfficer | Role::OrgAdmin);
        let works = !self.roles.iter().all(oversees);
        works && self.has_competencies() && module.is_none_or(|module| self.modules.has(module))
    }

    /// Whether the person says when they will be out of a home, and may be the colleague whom another names for it: staff.
    pub fn may_announce_returns(&self) -> bool {
        self.has_competencies()
    }

    /// Whether the person is told of colleagues who are not out in time, after the colleague whom these named.
    pub fn is_told_of_late_returns(&self) -> bool {
        self.roles.contains(&Role::OperationsManager)
    }

    /// Whether the person keeps the directory of contacts: those who change guidance.
    pub fn may_keep_directory(&self) -> bool {
        self.access(Collection::Guidance).update.is_all()
    }

    /// Whether the person reads the directory of contacts.
    pub fn may_read_directory(&self) -> bool {
        !self.access(Collection::Guidance).read.is_nothing()
    }

    /// Whether the person may find the experiences of the whole organisation: those who read nature in a department of
    /// it, and those who work there. Experiences are green and hold nobody's name.
    pub fn may_find_experiences(&self) -> bool {
        let is_read = |collection| self.access(collection).read.is_all();
        is_read(Collection::Nature) || is_read(Collection::StaffGuidance)
    }

    /// Whether the person may read a document with this owner.
    pub fn may_read(&self, collection: Collection, owner: UserId, document: DocumentId) -> bool {
        self.within(self.access(collection).read, owner, document)
    }

    /// Whether news of a document with this owner may concern the person, whichever document it is.
    pub fn may_concern(&self, collection: Collection, owner: UserId) -> bool {
        let scope = self.access(collection).read;
        scope.is_all() || self.is_reached(scope, owner, |parts| !parts.assigned.is_empty())
    }

    /// Whether the person may change a document with this owner. Who may add a document may go on
    /// writing the one they added, even where they may not read it: a record made offline is many
    /// changes.
    pub fn may_update(&self, collection: Collection, owner: UserId, document: DocumentId) -> bool {
        let access = self.access(collection);
        let tells = access.tell && !access.read.is_nothing();
        self.within(access.update, owner, document)
            || ((access.create || tells) && owner == self.user && !self.is_recused(document))
    }

    /// Whether the person may change a record of a kind with this owner. Their own experience they go on with where the
    /// rest of its collection is closed to them.
    pub fn may_update_kind(&self, kind: Kind, owner: UserId, document: DocumentId) -> bool {
        let collection = kind.collection();
        let is_told = kind == Kind::ExperienceNote && self.access(collection).tell && owner == self.user;
        self.may_update(collection, owner, document) || (is_told && !self.is_recused(document))
    }

    /// The readable scope of each collection. This is the pull filter, and its fingerprint tells a server whether a
    /// phone's cursor was made under other rights.
    pub fn readable(&self) -> Vec<(Collection, Scope)> {
        Collection::ALL
            .into_iter()
            .map(|collection| (collection, self.access(collection).read))
            .filter(|(_, scope)| !scope.is_nothing())
            .collect()
    }

    /// The scope of each collection that the person may both read and change.
    pub fn changeable(&self) -> Vec<(Collection, Scope)> {
        let scope = |collection| {
            let access = self.access(collection);
            let own = match access.create || access.tell {
                true => Scope::OWN,
                false => Scope::NOTHING,
            };
            access.update.union(own).intersection(access.read)
        };
        Collection::ALL
            .into_iter()
            .map(|collection| (collection, scope(collection)))
            .filter(|(_, scope)| !scope.is_nothing())
            .collect()
    }

    /// A number that differs whenever [`Permission::readable`] does, or what records say. Never nought.
    pub fn fingerprint(&self) -> u32 {
        let participation = self.parts.as_ref().map_or(0, |parts| parts.fingerprint);
        let scopes = self
            .readable()
            .into_iter()
            .flat_map(|(collection, scope)| [collection as u8, scope.0]);
        let bytes = participation.to_be_bytes().into_iter().chain(scopes);
        let sum = fnv1a(bytes);
        ((sum >> 32) as u32 ^ sum as u32) | 1
    }

    /// Whether the grants behind both allow the same, whatever records say of either.
    pub fn has_grants_of(&self, other: &Self) -> bool {
        self.roles() == other.roles() && self.readable() == other.readable()
    }

    fn is_recused(&self, document: DocumentId) -> bool {
        let parts = self.parts.as_ref();
        parts.is_some_and(|parts| parts.recused.binary_search(&document).is_ok())
    }

    fn within(&self, scope: Scope, owner: UserId, document: DocumentId) -> bool {
        !self.is_recused(document)
            && (scope.is_all()
                || self.is_reached(scope, owner, |parts| {
                    parts.assigned.binary_search(&document).is_ok()
                }))
    }

    /// Whether one of the scope's ways leads to a document with this owner. A phone does not know what was assigned, nor
    /// for whom its person stands in: what the server gave it is theirs, until the server takes it away.
    fn is_reached(&self, scope: Scope, owner: UserId, is_assigned: impl Fn(&Parts) -> bool) -> bool {
        let by_parts = |way, leads: &dyn Fn(&Parts) -> bool| {
            scope.includes(way) && self.parts.as_ref().is_none_or(leads)
        };
        (scope.includes(Scope::OWN) && owner == self.user)
            || by_parts(Scope::ASSIGNED, &is_assigned)
            || by_parts(Scope::DEPUTISED, &|parts| parts.stands_in_for.contains(&owner))
    }
}

/// FNV-1a over some bytes, with 64 bits.
pub(crate) fn fnv1a(bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes.into_iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
#[path = "permission_tests.rs"]
mod tests;
