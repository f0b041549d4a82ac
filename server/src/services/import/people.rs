//! The lists of people and of grants. A row of people names a person, and perhaps one role in one or more departments
//! for a time. A row of grants gives such a role to somebody who is there.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::id::{DepartmentId, UserId};
use feltbog_shared::moment::{Day, Moment, from_danish_clock};
use feltbog_shared::permission::{Grant, Module, Role};

use super::reading::{CellForm, Column, Columns, Row, fold, values};
use super::sentence::{Sentence, shown};
use super::{Draft, Leavers, text_fault};
use crate::clock::Random;
use crate::services::beginning::NAME as NAME_LETTERS;
use crate::store::{GrantLevel, PersonGrant, Roster, RosterDepartment, RosterPerson};
use identity::Account;
pub(super) use identity::entra_issuer;

#[path = "people_identity.rs"]
mod identity;

const NUMBER: usize = 0;
const MAIL: usize = 1;
const ROLE: usize = 2;
const DEPARTMENTS: usize = 3;
const FROM: usize = 4;
const UNTIL: usize = 5;
const NAME: usize = 6;
const FIRST_NAME: usize = 7;
const LAST_NAME: usize = 8;
const IS_ACTIVE: usize = 9;
const OBJECT_ID: usize = 10;
const TENANT: usize = 11;
const PRINCIPAL_NAME: usize = 12;
/// Of a list of grants.
const DEPUTY_FOR: usize = 6;

const NUMBER_COLUMN: Column = Column {
    name: "Medarbejdernr",
    headers: &[
        "medarbejdernr",
        "medarbejdernummer",
        "loennr",
        "tjenestenr",
        "employeeid",
    ],
};
const MAIL_COLUMN: Column = Column {
    name: "Mail",
    headers: &["mail", "arbejdsmail", "mailadresse"],
};
const ROLE_COLUMN: Column = Column {
    name: "Rolle",
    headers: &["rolle", "role"],
};
const DEPARTMENTS_COLUMN: Column = Column {
    name: "Afdelinger",
    headers: &["afdeling", "afdelinger", "afd", "afdnr", "lbfafdnr"],
};
const FROM_COLUMN: Column = Column {
    name: "Fra",
    headers: &["fra", "ansat", "ansatdato", "startdato"],
};
const UNTIL_COLUMN: Column = Column {
    name: "Til",
    headers: &["til", "fratraadt", "fratraedelsesdato", "slutdato"],
};

/// The columns of a list of people.
pub(super) const PEOPLE: Columns = Columns {
    columns: &[
        NUMBER_COLUMN,
        MAIL_COLUMN,
        ROLE_COLUMN,
        DEPARTMENTS_COLUMN,
        FROM_COLUMN,
        UNTIL_COLUMN,
        Column {
            name: "Navn",
            headers: &["navn", "displayname"],
        },
        Column {
            name: "Fornavn",
            headers: &["fornavn", "givenname"],
        },
        Column {
            name: "Efternavn",
            headers: &["efternavn", "surname"],
        },
        Column {
            name: "Aktiv",
            headers: &["aktiv", "accountenabled", "enabled"],
        },
        Column {
            name: "objectId",
            headers: &["objectid", "objektid", "azureobjectid", "entraobjectid"],
        },
        Column {
            name: "Tenant",
            headers: &["tenant", "tenantid"],
        },
        Column {
            name: "userPrincipalName",
            headers: &["userprincipalname", "upn", "brugerprincipalnavn"],
        },
    ],
    missing: |has| {
        // Lists of Entra and AD have an account in the place of a number.
        let has_key = has(NUMBER) || has(OBJECT_ID) || has(PRINCIPAL_NAME);
        let mut missing: Vec<_> = [NUMBER].into_iter().filter(|_| !has_key).collect();
        let has_name = has(NAME) || (has(FIRST_NAME) && has(LAST_NAME));
        if !has_name {
            missing.push(NAME);
        }
        // Two columns of a grant ask for the third; a department alone may be an office.
        let grant = [ROLE, DEPARTMENTS, FROM];
        if grant.into_iter().filter(|column| has(*column)).count() >= 2 || has(ROLE) {
            missing.extend(grant.into_iter().filter(|column| !has(*column)));
        }
        missing
    },
};

/// The columns of a list of grants.
pub(super) const GRANTS: Columns = Columns {
    columns: &[
        NUMBER_COLUMN,
        MAIL_COLUMN,
        ROLE_COLUMN,
        DEPARTMENTS_COLUMN,
        FROM_COLUMN,
        UNTIL_COLUMN,
        Column {
            name: "Vikar for",
            headers: &["stedfortraederfor", "stedfortraeder", "vikarfor", "deputyfor"],
        },
    ],
    missing: |has| {
        let mut missing = Vec::new();
        if !has(NUMBER) && !has(MAIL) {
            missing.push(NUMBER);
        }
        let required = [ROLE, DEPARTMENTS, FROM];
        missing.extend(required.into_iter().filter(|column| !has(*column)));
        missing
    },
};

/// Danish names of roles, folded. Their keys in the policy are understood too.
const ROLES: [(&str, Role); 14] = [
    ("ejendomsfunktionaer", Role::Caretaker),
    ("vicevaert", Role::Caretaker),
    ("socialvicevaert", Role::SocialCaretaker),
    ("oekonomiskraadgiver", Role::FinancialAdviser),
    ("konfliktmaegler", Role::Mediator),
    ("sagsbehandler", Role::CaseOfficer),
    ("driftsleder", Role::OperationsManager),
    ("groenambassadoer", Role::GreenAmbassador),
    ("afdelingsbestyrelse", Role::Board),
    ("bestyrelse", Role::Board),
    ("boligsocialenhed", Role::CentralUnit),
    ("databeskyttelsesraadgiver", Role::PrivacyOfficer),
    ("dpo", Role::PrivacyOfficer),
    ("administrator", Role::OrgAdmin),
];

/// Names of mailboxes that several people read.
const SHARED_MAILBOXES: [&str; 9] = [
    "drift",
    "info",
    "kontakt",
    "kontor",
    "mail",
    "post",
    "service",
    "ejendomskontor",
    "administration",
];

/// The farthest beginning of a grant in the future.
const FUTURE_MILLIS: i64 = 2 * 366 * 24 * 3_600_000;
/// The most people, and the largest share of them, who stop without their number being stated.
const UNSTATED_LEAVERS: usize = 5;
const UNSTATED_SHARE: usize = 20;

/// A person's role in a department.
type Post = (UserId, DepartmentId, Role);

/// A person of the list.
struct Listed<'a> {
    line: u64,
    person: RosterPerson,
    /// The person as they stand; nothing for somebody new.
    standing: Option<&'a RosterPerson>,
    /// The account that is bound to the person now.
    account: Option<Account>,
}

/// A grant of a list.
struct ListedGrant {
    line: u64,
    person: UserId,
    grant: Grant,
    /// The file, for remarks.
    list: usize,
}

/// A grant of a list for the whole organisation, the departments that come later too.
struct ListedLevelGrant {
    line: u64,
    grant: PersonGrant,
    /// The file, for remarks.
    list: usize,
}

/// The departments that a row names.
enum NamedDepartments<'a> {
    /// All of the organisation: `alle`.
    All,
    /// These.
    Some(Vec<&'a RosterDepartment>),
}

/// The people and the grants of lists so far.
pub(super) struct PeopleRows<'a> {
    seen: &'a Roster,
    departments: &'a [RosterDepartment],
    departments_by_number: BTreeMap<&'a str, Vec<&'a RosterDepartment>>,
    /// The standing people with a number, by number.
    by_number: BTreeMap<&'a str, &'a RosterPerson>,
    /// The same numbers by themselves without leading zeros.
    by_significant: BTreeMap<&'a str, &'a str>,
    /// The number of standing people of each name that have a number, and that have none.
    names: BTreeMap<&'a str, [u32; 2]>,
    /// The people with a grant that has not ended.
    active: BTreeSet<UserId>,
    /// The standing people by their accounts at Entra.
    by_account: BTreeMap<Account, &'a RosterPerson>,
    /// The standing people by their own mail addresses; several have none of their own.
    by_mail: BTreeMap<&'a str, Vec<&'a RosterPerson>>,
    /// The tenants that the server knows, each with its issuer.
    issuers: &'a [(String, String)],
    /// The people of the list by number, or by account where they have none.
    listed: BTreeMap<String, Listed<'a>>,
    /// The same people, with their keys in the list.
    listed_people: BTreeMap<UserId, String>,
    /// The people of the accounts of the list.
    listed_accounts: BTreeMap<Account, UserId>,
    /// People whose number now belongs to somebody else, with the line that says so.
    released: Vec<(u64, &'a RosterPerson)>,
    /// Whether the list of people has a column of numbers.
    has_numbers: bool,
    /// The numbers of the list by themselves without leading zeros, where they differ.
    listed_significant: BTreeMap<String, String>,
    /// The personal mail addresses of the list, each with the people who have it.
    mails: BTreeMap<String, BTreeSet<UserId>>,
    grants: Vec<ListedGrant>,
    level_grants: Vec<ListedLevelGrant>,
    /// The files of the lists of grants.
    files: Vec<String>,
    /// The rows of people who are not active.
    inactive: u32,
    now: Moment,
}

/// A number without leading zeros, which spreadsheets lose.
pub(super) fn significant(number: &str) -> &str {
    number.trim_start_matches('0')
}

impl<'a> PeopleRows<'a> {
    /// Begins with what stands, and with the departments of a list read before.
    pub(super) fn new(
        seen: &'a Roster,
        departments: &'a [RosterDepartment],
        issuers: &'a [(String, String)],
        now: Moment,
    ) -> Self {
        let mut departments_by_number: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for department in departments {
            if let Some(number) = department.number.as_deref() {
                departments_by_number.entry(number).or_default().push(department);
            }
        }
        let (mut by_number, mut by_significant) = (BTreeMap::new(), BTreeMap::new());
        let mut names: BTreeMap<_, [u32; 2]> = BTreeMap::new();
        for person in &seen.people {
            let counts = names.entry(person.name.as_str()).or_default();
            counts[usize::from(person.number.is_none())] += 1;
            if let Some(number) = person.number.as_deref() {
                by_number.insert(number, person);
                by_significant.insert(significant(number), number);
            }
        }
        let (by_account, by_mail) = identity::known(seen);
        let open = seen.grants.iter().filter(|(_, grant)| !has_ended(grant, now));
        let open = open.map(|(person, _)| *person);
        let levels = seen.level_grants.iter();
        let levels = levels.filter(|grant| grant.until.is_none_or(|until| until > now));
        Self {
            seen,
            departments,
            departments_by_number,
            by_number,
            by_significant,
            names,
            active: open.chain(levels.map(|grant| grant.person)).collect(),
            by_account,
            by_mail,
            issuers,
            listed: BTreeMap::new(),
            listed_people: BTreeMap::new(),
            listed_accounts: BTreeMap::new(),
            released: Vec::new(),
            has_numbers: true,
            listed_significant: BTreeMap::new(),
            mails: BTreeMap::new(),
            grants: Vec::new(),
            level_grants: Vec::new(),
            files: Vec::new(),
            inactive: 0,
            now,
        }
    }

    /// Begins a list.
    pub(super) fn begin(&mut self, file: &str) {
        self.files.push(file.to_owned());
    }

    /// The number of rows of people who are not active. They are left out of the list.
    pub(super) fn inactive(&self) -> u32 {
        self.inactive
    }

    /// Takes a row of people in.
    pub(super) fn take_person(&mut self, row: Row<'_>, draft: &mut Draft, random: &dyn Random) {
        match values::flag(row.cell(IS_ACTIVE)) {
            Ok(Some(false)) => {
                self.inactive += 1;
                return;
            }
            Ok(_) => {}
            Err(sentence) => draft.remarks.fault(row.finding(IS_ACTIVE, sentence)),
        }
        let before = draft.remarks.faults();
        self.has_numbers = row.has(NUMBER);
        let name = name(row, draft);
        let number = number(row);
        let mail = mail(row, draft).or_else(|| identity::principal_mail(row));
        let person = self.person(row, draft, &number, &name, mail.as_deref(), random);
        if let (Some(person), Some(mail)) = (person, mail) {
            self.mails.entry(mail).or_default().insert(person);
        }
        if row.has(ROLE) {
            self.take_grant_of(row, draft, person, before);
        }
    }

    /// Takes a row of grants in.
    pub(super) fn take_grant(&mut self, row: Row<'_>, draft: &mut Draft) {
        let before = draft.remarks.faults();
        let number = number(row);
        let person = match number.as_str() {
            "" => self.person_by_mail(row, draft),
            number => {
                let listed = self.listed.get(number).map(|one| one.person.id);
                let known = listed.or_else(|| self.by_number.get(number).map(|one| one.id));
                if known.is_none() {
                    let value = shown(number);
                    draft
                        .remarks
                        .fault(row.finding(NUMBER, Sentence::PersonUnknown { value }));
                }
                known
            }
        };
        self.check_deputy(row, draft);
        self.take_grant_of(row, draft, person, before);
    }

    /// The person of the list of people with the mail address of a row.
    fn person_by_mail(&self, row: Row<'_>, draft: &mut Draft) -> Option<UserId> {
        let before = draft.remarks.faults();
        let stated = mail(row, draft);
        if draft.remarks.faults() > before {
            return None;
        }
        let value = shown(row.text(MAIL));
        let sentence = match stated.as_ref().and_then(|mail| self.mails.get(mail)) {
            _ if value.is_empty() => Sentence::KeyMissing,
            Some(people) if people.len() == 1 => return people.first().copied(),
            Some(_) => Sentence::MailShared { value },
            None if stated.is_none() => Sentence::MailShared { value },
            None => match self.standing_by_mail(row, draft, stated.as_deref().unwrap_or_default()) {
                Ok(Some(person)) => return Some(person),
                Ok(None) => Sentence::MailUnknown { value },
                Err(()) => return None,
            },
        };
        let column = if row.has(MAIL) { MAIL } else { NUMBER };
        draft.remarks.fault(row.finding(column, sentence));
        None
    }

    /// Takes in the grant of a row to a person. `before` is the number of faults before the row.
    fn take_grant_of(&mut self, row: Row<'_>, draft: &mut Draft, person: Option<UserId>, before: usize) {
        let stated = row.text(ROLE);
        let chosen = row.choices().roles.get(&fold(stated)).map(String::as_str);
        let by_name = role(stated);
        let role = by_name.or_else(|| chosen.and_then(Role::from_key));
        if by_name.is_none() && !stated.is_empty() {
            let chosen = role.map_or("", |role| role.key());
            draft.roles.insert(shown(stated), chosen.to_owned());
        }
        if role.is_none() {
            let sentence = match stated {
                "" => Sentence::Empty,
                stated => Sentence::NoRole { value: shown(stated) },
            };
            draft.remarks.fault(row.finding(ROLE, sentence));
        }
        let departments = self.departments(row, draft);
        let from = day(row, FROM, draft);
        let until = day(row, UNTIL, draft);
        if row.text(FROM).is_empty() {
            draft.remarks.fault(row.finding(FROM, Sentence::Empty));
        }
        let (Ok(from), Ok(until)) = (from, until) else {
            return;
        };
        if let (Some(from), Some(until)) = (from, until)
            && until < from
        {
            draft
                .remarks
                .fault(row.finding(UNTIL, Sentence::EndBeforeBeginning));
        }
        let from = from.and_then(beginning_of);
        if from.is_some_and(|from| from.since(self.now) > FUTURE_MILLIS) {
            draft.remarks.fault(row.finding(FROM, Sentence::FarBeginning));
        }
        let (Some(person), Some(role), Some(from)) = (person, role, from) else {
            return;
        };
        if draft.remarks.faults() > before {
            return;
        }
        let list = self.files.len().saturating_sub(1);
        // The last day is worked.
        let until = until.and_then(|day| beginning_of(day.plus_days(1)));
        let departments = match departments {
            NamedDepartments::Some(departments) => departments,
            NamedDepartments::All => {
                let grant = PersonGrant {
                    person,
                    level: GrantLevel::Organisation(self.seen.id.unwrap_or_default()),
                    role,
                    from,
                    until,
                };
                let line = row.line();
                self.level_grants.push(ListedLevelGrant { line, grant, list });
                return;
            }
        };
        for department in departments {
            let is_off = module_of(role).is_some_and(|module| !department.modules.has(module));
            if is_off {
                let (role, department) = (shown(stated), shown(&department.name));
                let sentence = Sentence::ModuleOff { role, department };
                draft.remarks.fault(row.finding(ROLE, sentence));
                continue;
            }
            self.grants.push(ListedGrant {
                line: row.line(),
                person,
                grant: Grant {
                    role,
                    department: department.id,
                    from,
                    until,
                },
                list,
            });
        }
    }

    /// The departments of a row: `12, 14, 19-21` or `alle`.
    fn departments(&self, row: Row<'_>, draft: &mut Draft) -> NamedDepartments<'a> {
        let text = row.text(DEPARTMENTS);
        let mut fault = |sentence: Sentence| draft.remarks.fault(row.finding(DEPARTMENTS, sentence));
        if matches!(fold(text).as_str(), "alle" | "all") {
            return NamedDepartments::All;
        }
        if text.is_empty() {
            fault(Sentence::Empty);
        }
        if row.cell(DEPARTMENTS).form == CellForm::Date {
            fault(Sentence::SpreadsheetDate { value: shown(text) });
            return NamedDepartments::Some(Vec::new());
        }
        let mut found = BTreeMap::new();
        let parts = text.split([',', ';', '/']).map(str::trim);
        for part in parts.filter(|part| !part.is_empty()) {
            match self.departments_by_number.get(part).map(Vec::as_slice) {
                Some([department]) => {
                    found.insert(department.id, *department);
                    continue;
                }
                Some(several) => {
                    let (value, count) = (shown(part), several.len().to_string());
                    fault(Sentence::ManyDepartments { value, count });
                    continue;
                }
                None => {}
            }
            if let Some(range) = range(part) {
                let within = self.departments.iter().filter(|one| {
                    let number = one.number.as_deref();
                    number
                        .is_some_and(|number| number.parse().is_ok_and(|number: u64| range.contains(&number)))
                });
                let before = found.len();
                found.extend(within.map(|one| (one.id, one)));
                if found.len() == before {
                    fault(Sentence::NoDepartments { value: shown(part) });
                }
                continue;
            }
            let mut numbers = self.departments_by_number.keys();
            let alike = numbers.find(|number| significant(number) == significant(part));
            let value = shown(part);
            fault(match alike {
                Some(number) => {
                    let number = (*number).to_owned();
                    Sentence::NoDepartmentNear { value, number }
                }
                None => Sentence::NoDepartment { value },
            });
        }
        NamedDepartments::Some(found.into_values().collect())
    }

    /// Adds the changes to the draft. Faults that only show between rows are found even when there are others.
    pub(super) fn settle(mut self, draft: &mut Draft, leavers: Option<Leavers>) {
        let grants = std::mem::take(&mut self.grants);
        let periods = self.periods(grants, draft);
        let level_grants = std::mem::take(&mut self.level_grants);
        self.settle_level_grants(level_grants, draft);
        if draft.remarks.faults() > 0 {
            return;
        }
        let missing = leavers.map(|leavers| (leavers, self.missing()));
        self.settle_grants(periods, draft);
        if let Some((leavers, missing)) = missing {
            self.settle_leavers(&missing, leavers, draft);
        }
        self.settle_people(draft);
    }

    /// The grants of the lists in order of post and line, each once. Periods of one post must not overlap.
    fn periods(&self, mut grants: Vec<ListedGrant>, draft: &mut Draft) -> Vec<ListedGrant> {
        let post = |one: &ListedGrant| -> Post { (one.person, one.grant.department, one.grant.role) };
        grants.sort_by_key(|one| (post(one), one.list, one.line));
        let mut periods: Vec<ListedGrant> = Vec::with_capacity(grants.len());
        for one in grants {
            let same_post = periods.iter().rev().take_while(|other| post(other) == post(&one));
            let met = same_post
                .filter(|other| overlap(&other.grant, &one.grant))
                .map(|other| (other.line, other.grant))
                .last();
            let column = FROM_COLUMN.name.to_owned();
            let file = self.files.get(one.list).cloned().unwrap_or_default();
            match met {
                None => periods.push(one),
                Some((line, grant)) => {
                    let (line, is_same) = (line.to_string(), grant == one.grant);
                    match is_same {
                        true => draft.warn(&file, one.line, String::new(), Sentence::SameAs { line }),
                        false => draft.fault(&file, one.line, column, Sentence::GrantOverlaps { line }),
                    }
                }
            }
        }
        periods
    }

    /// Holds the grants in the whole organisation against those that stand. Periods of one person and role must not overlap.
    fn settle_level_grants(&self, mut listed: Vec<ListedLevelGrant>, draft: &mut Draft) {
        listed.sort_by_key(|one| (one.grant.person, one.grant.role, one.list, one.line));
        let names = self
            .listed
            .values()
            .map(|one| &one.person)
            .chain(&self.seen.people);
        let names: BTreeMap<_, _> = names.map(|one| (one.id, one.name.as_str())).collect();
        let mut taken: Vec<&ListedLevelGrant> = Vec::new();
        for one in &listed {
            let post = |grant: &PersonGrant| (grant.person, grant.level, grant.role);
            let meets = |other: &PersonGrant| {
                post(other) == post(&one.grant)
                    && other.until.is_none_or(|until| one.grant.from < until)
                    && one.grant.until.is_none_or(|until| other.from < until)
            };
            let file = self.files.get(one.list).cloned().unwrap_or_default();
            let column = FROM_COLUMN.name.to_owned();
            if let Some(other) = taken.iter().rev().find(|other| meets(&other.grant)) {
                let line = other.line.to_string();
                match other.grant == one.grant {
                    true => draft.warn(&file, one.line, String::new(), Sentence::SameAs { line }),
                    false => draft.fault(&file, one.line, column, Sentence::GrantOverlaps { line }),
                }
                continue;
            }
            taken.push(one);
            let standing = self
                .seen
                .level_grants
                .iter()
                .filter(|grant| post(grant) == post(&one.grant));
            let is_same = |grant: &&PersonGrant| grant.from == one.grant.from;
            let ended = |grant: &PersonGrant| grant.until.is_some_and(|until| until <= self.now);
            // A beginning that was corrected is no second grant.
            let same = standing.clone().find(is_same);
            let same = same.or_else(|| standing.clone().find(|grant| meets(grant) && !ended(grant)));
            let same = same.or_else(|| standing.clone().find(|grant| meets(grant)));
            let name = names.get(&one.grant.person).copied().unwrap_or_default();
            let role = one.grant.role.key();
            match same {
                None => {
                    draft.added += 1;
                    let value = format!("{role}, *");
                    draft.change(one.line, name, Sentence::FieldRole, "", &value);
                    draft.amendment.level_grants.push(one.grant);
                }
                Some(standing) if standing.until == one.grant.until => draft.unchanged += 1,
                Some(standing) if ended(standing) => {
                    draft.fault(&file, one.line, column, Sentence::GrantEnded);
                }
                // An administrator is ended by hand, so that one always remains.
                Some(standing) if standing.role == Role::OrgAdmin => {
                    draft.fault(&file, one.line, column, Sentence::AdministratorByHand);
                }
                Some(standing) => {
                    draft.changed += 1;
                    let subject = format!("{name}, {role}, *");
                    let (before, after) = (last_day(standing.until), last_day(one.grant.until));
                    draft.change(one.line, &subject, Sentence::FieldEnd, &before, &after);
                    let from = standing.from;
                    draft
                        .amendment
                        .level_grants
                        .push(PersonGrant { from, ..one.grant });
                }
            }
        }
    }

    /// The people of earlier lists that this one lacks, who still hold something of those lists.
    fn missing(&self) -> Vec<(UserId, String)> {
        let is_open = |grant: &Grant| grant.role != Role::OrgAdmin && !has_ended(grant, self.now);
        let imported: BTreeSet<_> = self
            .seen
            .imported
            .iter()
            .filter(|(_, grant)| is_open(grant))
            .map(|(person, _)| *person)
            .chain(self.imported_levels().map(|grant| grant.person))
            .collect();
        // A list without numbers tells nothing of people who are known by theirs alone.
        let accounts: BTreeSet<_> = self.by_account.values().map(|one| one.id).collect();
        let is_known = |person: &RosterPerson| match self.has_numbers {
            true => person.number.is_some(),
            false => accounts.contains(&person.id),
        };
        let people = self.seen.people.iter().filter(|person| {
            is_known(person) && imported.contains(&person.id) && !self.listed_people.contains_key(&person.id)
        });
        let mut missing: Vec<_> = people
            .map(|person| (person.id, person.number.clone().unwrap_or_default(), &person.name))
            .collect();
        missing.sort_by(|one, other| one.1.cmp(&other.1));
        missing
            .into_iter()
            .map(|(id, number, name)| (id, format!("{number} {name}").trim().to_owned()))
            .collect()
    }

    /// The grants in the whole organisation that an import brought and that a list can end.
    fn imported_levels(&self) -> impl Iterator<Item = &PersonGrant> {
        let grants = self.seen.imported_levels.iter();
        grants
            .filter(|grant| grant.role != Role::OrgAdmin && grant.until.is_none_or(|until| until > self.now))
    }

    /// The standing grants of a person. The roster has them in order of people.
    fn grants_of(&self, person: UserId) -> impl Iterator<Item = &Grant> {
        let grants = &self.seen.grants;
        let first = grants.partition_point(|(who, _)| *who < person);
        let rest = grants.get(first..).unwrap_or_default().iter();
        rest.take_while(move |(who, _)| *who == person)
            .map(|(_, grant)| grant)
    }

    fn settle_grants(&self, periods: Vec<ListedGrant>, draft: &mut Draft) {
        let listed = self.listed.values().map(|one| &one.person);
        let people: BTreeMap<_, _> = listed
            .chain(&self.seen.people)
            .map(|one| (one.id, one.name.as_str()))
            .collect();
        let names: BTreeMap<_, _> = self
            .departments
            .iter()
            .map(|one| (one.id, one.name.as_str()))
            .collect();
        for ListedGrant {
            line,
            person,
            grant,
            list,
        } in periods
        {
            let there: Vec<_> = self
                .grants_of(person)
                .filter(|one| (one.department, one.role) == (grant.department, grant.role))
                .collect();
            let same = there.iter().copied().find(|one| one.from == grant.from);
            // A beginning that was corrected is no second grant.
            let same = same.or_else(|| {
                let mut met = there.iter().copied().filter(|one| overlap(one, &grant));
                met.clone()
                    .find(|one| !has_ended(one, self.now))
                    .or_else(|| met.next())
            });
            let place = names.get(&grant.department).copied().unwrap_or_default();
            let name = people.get(&person).copied().unwrap_or_default();
            match same {
                None => {
                    draft.added += 1;
                    let value = format!("{}, {place}", grant.role.key());
                    draft.change(line, name, Sentence::FieldRole, "", &value);
                    draft.amendment.grants.push((person, grant));
                }
                Some(standing) if standing.until == grant.until => draft.unchanged += 1,
                Some(standing) if has_ended(standing, self.now) => {
                    let file = self.files.get(list).cloned().unwrap_or_default();
                    draft.fault(&file, line, FROM_COLUMN.name.to_owned(), Sentence::GrantEnded);
                }
                Some(standing) => {
                    draft.changed += 1;
                    let subject = format!("{name}, {}, {place}", grant.role.key());
                    let (before, after) = (last_day(standing.until), last_day(grant.until));
                    draft.change(line, &subject, Sentence::FieldEnd, &before, &after);
                    let from = standing.from;
                    draft.amendment.grants.push((person, Grant { from, ..grant }));
                }
            }
        }
    }

    fn settle_leavers(&self, missing: &[(UserId, String)], leavers: Leavers, draft: &mut Draft) {
        let count = missing.len();
        let file = self.files.first().cloned().unwrap_or_default();
        let total = self
            .seen
            .imported
            .iter()
            .map(|(person, _)| *person)
            .chain(self.seen.imported_levels.iter().map(|grant| grant.person))
            .collect::<BTreeSet<_>>()
            .len();
        let texts = || (count.to_string(), total.to_string());
        let is_stated = match leavers {
            Leavers::Keep => {
                if count > 0 {
                    let (count, total) = texts();
                    draft.warn(&file, 1, String::new(), Sentence::LeaversKeep { count, total });
                }
                return;
            }
            Leavers::End { stated: Some(stated) } => stated == count,
            Leavers::End { stated: None } => count <= UNSTATED_LEAVERS && count * UNSTATED_SHARE <= total,
        };
        if !is_stated {
            let (count, total) = texts();
            draft.fault(&file, 1, String::new(), Sentence::LeaversCount { count, total });
            return;
        }
        let leaving: BTreeMap<_, _> = missing.iter().map(|(person, name)| (*person, name)).collect();
        for (person, grant) in &self.seen.imported {
            // An administrator is ended by hand, so that one always remains.
            if leaving.contains_key(person) && grant.role != Role::OrgAdmin && !has_ended(grant, self.now) {
                let until = Some(self.now.max(grant.from));
                draft.amendment.grants.push((*person, Grant { until, ..*grant }));
            }
        }
        for grant in self
            .imported_levels()
            .filter(|grant| leaving.contains_key(&grant.person))
        {
            let until = Some(self.now.max(grant.from));
            draft.amendment.level_grants.push(PersonGrant { until, ..*grant });
        }
        let today = self.now.danish_day().to_string();
        for name in leaving.values() {
            draft.ended += 1;
            draft.change(0, name, Sentence::FieldGrants, "", &today);
        }
    }

    fn settle_people(self, draft: &mut Draft) {
        // An address of several people is nobody's own.
        let own = self.mails.iter().filter(|(_, people)| people.len() == 1);
        let own: BTreeMap<UserId, &str> = own
            .filter_map(|(mail, people)| Some((*people.first()?, mail.as_str())))
            .collect();
        for (line, person) in self.released {
            draft.changed += 1;
            let number = person.number.as_deref().unwrap_or_default();
            draft.change(line, &person.name, Sentence::FieldNumber, number, "");
            // The number is free before somebody else gets it.
            draft.amendment.people.push(RosterPerson {
                number: None,
                mail: String::new(),
                ..person.clone()
            });
        }
        for listed in self.listed.into_values() {
            let mail = own.get(&listed.person.id).copied().unwrap_or_default();
            settle_person(listed, mail, self.now, draft);
        }
    }
}

/// Adds the changes to a person of the list to the draft.
fn settle_person(listed: Listed<'_>, mail: &str, now: Moment, draft: &mut Draft) {
    let Listed {
        line,
        person,
        standing,
        account,
    } = listed;
    let person = RosterPerson {
        mail: mail.to_owned(),
        ..person
    };
    let number = person.number.as_deref().unwrap_or(&person.name).to_owned();
    match standing {
        Some(standing) => {
            let is_new_mail = !person.mail.is_empty() && standing.mail != person.mail;
            let is_renumbered = standing.number != person.number;
            let is_same = standing.name == person.name && !is_new_mail && !is_renumbered;
            if is_same && account.is_none() {
                draft.unchanged += 1;
                return;
            }
            draft.changed += 1;
            draft.change(line, &number, Sentence::FieldName, &standing.name, &person.name);
            if is_renumbered {
                let [before, after] =
                    [&standing.number, &person.number].map(|one| one.as_deref().unwrap_or(""));
                draft.change(line, &person.name, Sentence::FieldNumber, before, after);
            }
            if is_new_mail {
                draft.change(line, &number, Sentence::FieldMail, &standing.mail, &person.mail);
            }
            if standing.name != person.name || is_new_mail || account.is_some() {
                draft.renamed.push((line, person.id));
            }
        }
        None => {
            draft.added += 1;
            draft.change(line, &number, Sentence::FieldPerson, "", &person.name);
        }
    }
    if let Some(account) = account {
        draft.change(line, &number, Sentence::FieldAccount, "", &account.subject);
        draft.bound.push(line);
        draft.amendment.identities.push(account.of(person.id, now));
    }
    draft.amendment.people.push(person);
}

/// The number of a row, with the leading zeros of the organisation's width.
fn number(row: Row<'_>) -> String {
    let stated = row.text(NUMBER);
    match row.choices().number_width {
        Some(width) if !stated.is_empty() && stated.bytes().all(|byte| byte.is_ascii_digit()) => {
            format!("{stated:0>width$}")
        }
        _ => stated.to_owned(),
    }
}

/// The mail address of a row; nothing for one that several people read.
fn mail(row: Row<'_>, draft: &mut Draft) -> Option<String> {
    let mail = match values::mail(row.text(MAIL)) {
        Ok(mail) => mail?,
        Err(sentence) => {
            draft.remarks.fault(row.finding(MAIL, sentence));
            return None;
        }
    };
    let name = mail.split('@').next().unwrap_or_default();
    (!SHARED_MAILBOXES.contains(&name)).then_some(mail)
}

/// The name of a row, which stands whole or in two parts, perhaps the last name first.
fn name(row: Row<'_>, draft: &mut Draft) -> String {
    let (whole, first, last) = (row.text(NAME), row.text(FIRST_NAME), row.text(LAST_NAME));
    let name = match whole.split_once(',') {
        Some((last, first)) => format!("{} {}", first.trim(), last.trim()),
        None if !whole.is_empty() => whole.to_owned(),
        None => format!("{first} {last}").trim().to_owned(),
    };
    let stated = if whole.is_empty() { &name } else { whole };
    let fault = text_fault(stated, NAME_LETTERS);
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let column = if whole.is_empty() && !name.is_empty() {
        FIRST_NAME
    } else {
        NAME
    };
    if let Some(sentence) = fault {
        draft.remarks.fault(row.finding(column, sentence));
    }
    name
}

/// The day of a row; nothing for an empty cell, and for the last day of the year 9999 as an end.
fn day(row: Row<'_>, column: usize, draft: &mut Draft) -> Result<Option<Day>, ()> {
    if column == UNTIL && values::is_endless(row.text(column)) {
        return Ok(None);
    }
    row.day(column)
        .map_err(|sentence| draft.remarks.fault(row.finding(column, sentence)))
}

/// The numbers of `19-21`.
fn range(text: &str) -> Option<std::ops::RangeInclusive<u64>> {
    let (first, last) = text.split_once('-')?;
    Some(first.trim().parse().ok()?..=last.trim().parse().ok()?)
}

/// The last day of a period, as reports show it.
fn last_day(until: Option<Moment>) -> String {
    until.map_or_else(String::new, |until| until.danish_day().plus_days(-1).to_string())
}

fn has_ended(grant: &Grant, now: Moment) -> bool {
    grant.until.is_some_and(|until| until <= now)
}

fn overlap(one: &Grant, other: &Grant) -> bool {
    let begins_before_end = |a: &Grant, b: &Grant| b.until.is_none_or(|until| a.from < until);
    begins_before_end(one, other) && begins_before_end(other, one)
}

/// Whether a new name can be the same person's: one part of it is the same.
fn is_same_person(before: &str, after: &str) -> bool {
    let parts: BTreeSet<_> = before.split_whitespace().map(fold).collect();
    after.split_whitespace().any(|part| parts.contains(&fold(part)))
}

fn role(text: &str) -> Option<Role> {
    let folded = fold(text);
    let by_key = |role: &Role| role.key().replace('_', "") == folded;
    let by_name = || {
        ROLES
            .iter()
            .find(|(name, _)| *name == folded)
            .map(|(_, role)| *role)
    };
    Role::ALL.into_iter().find(by_key).or_else(by_name)
}

/// The module without which a role has nothing to do in a department.
fn module_of(role: Role) -> Option<Module> {
    match role {
        Role::Mediator => Some(Module::Conflicts),
        Role::FinancialAdviser => Some(Module::Arrears),
        Role::GreenAmbassador => Some(Module::Nature),
        _ => None,
    }
}

/// The moment at which a day begins in Denmark.
fn beginning_of(day: Day) -> Option<Moment> {
    from_danish_clock(&format!("{day}T00:00"))
}
