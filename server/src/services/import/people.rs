//! The list of people: each row gives one person one role in one or more departments for a time.

use std::collections::{BTreeMap, BTreeSet};

use feltbog_shared::id::{DepartmentId, UserId};
use feltbog_shared::moment::{Day, Moment, from_danish_clock};
use feltbog_shared::permission::{Grant, Role};

use super::table::{self, Column, Table, fold};
use super::{List, Plan, cell_fault, person_id, shown, significant};
use crate::clock::Random;
use crate::services::beginning::{name_fault, number_fault};
use crate::store::{Roster, RosterDepartment, RosterPerson};

const NUMBER: usize = 0;
const NAME: usize = 1;
const FIRST_NAME: usize = 2;
const LAST_NAME: usize = 3;
const ROLE: usize = 4;
const DEPARTMENTS: usize = 5;
const FROM: usize = 6;
const UNTIL: usize = 7;

const COLUMNS: [Column; 8] = [
    Column {
        name: "Medarbejdernr",
        headers: &[
            "medarbejdernr",
            "medarbejdernummer",
            "loennr",
            "tjenestenr",
            "employeeid",
        ],
        is_required: true,
    },
    Column {
        name: "Navn",
        headers: &["navn", "displayname"],
        is_required: false,
    },
    Column {
        name: "Fornavn",
        headers: &["fornavn", "givenname"],
        is_required: false,
    },
    Column {
        name: "Efternavn",
        headers: &["efternavn", "surname"],
        is_required: false,
    },
    Column {
        name: "Rolle",
        headers: &["rolle", "role"],
        is_required: true,
    },
    Column {
        name: "Afdelinger",
        headers: &["afdeling", "afdelinger", "afd", "afdnr", "lbfafdnr"],
        is_required: true,
    },
    Column {
        name: "Fra",
        headers: &["fra", "ansat", "ansatdato", "startdato"],
        is_required: true,
    },
    Column {
        name: "Til",
        headers: &["til", "fratraadt", "fratraedelsesdato", "slutdato"],
        is_required: false,
    },
];

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

/// The farthest beginning of a grant in the future.
const FUTURE_MILLIS: i64 = 2 * 366 * 24 * 3_600_000;
/// The years that a date may have.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;

/// A person's role in a department.
type Post = (UserId, DepartmentId, Role);

struct Planning<'a> {
    table: &'a Table,
    plan: &'a mut Plan,
    seen: &'a Roster,
    departments: &'a [RosterDepartment],
    /// The standing people with a number, by number.
    by_number: BTreeMap<&'a str, &'a RosterPerson>,
    /// The same by their numbers without leading zeros.
    by_significant: BTreeMap<&'a str, &'a str>,
    /// The people of the list by number, each with their first line.
    listed: BTreeMap<String, (u64, RosterPerson)>,
    /// The numbers of the list without leading zeros.
    listed_significant: BTreeMap<String, String>,
    /// The periods of each post in the list, each with its line.
    posts: BTreeMap<Post, Vec<(u64, Grant)>>,
    now: Moment,
}

/// Adds to a plan what a list of people changes.
pub(super) fn plan(
    plan: &mut Plan,
    list: &List,
    leavers: Option<usize>,
    seen: &Roster,
    departments: &[RosterDepartment],
    now: Moment,
    random: &dyn Random,
) {
    let table = match table::read(&list.file, &list.bytes, &COLUMNS) {
        Ok(table) => table,
        Err(findings) => return plan.findings.extend(findings),
    };
    plan.notes.push(format!(
        "{}: {}, {} rows",
        table.file,
        table.encoding,
        table.rows.len()
    ));
    let numbered = || {
        let person = |person: &'_ RosterPerson| person.number.is_some();
        seen.people.iter().filter(move |one| person(one))
    };
    let number = |person: &RosterPerson| person.number.clone().unwrap_or_default();
    let mut planning = Planning {
        table: &table,
        plan,
        seen,
        departments,
        by_number: numbered()
            .filter_map(|one| one.number.as_deref().map(|number| (number, one)))
            .collect(),
        by_significant: numbered()
            .filter_map(|one| one.number.as_deref().map(|number| (significant(number), number)))
            .collect(),
        listed: BTreeMap::new(),
        listed_significant: BTreeMap::new(),
        posts: BTreeMap::new(),
        now,
    };
    for (place, row) in table.rows.iter().enumerate() {
        planning.row(place, row.line, random);
    }
    let missing: Vec<_> = numbered()
        .filter(|one| !planning.listed.contains_key(&number(one)))
        .filter(|one| planning.holds_something(one.id))
        .collect();
    if planning.plan.findings.is_empty() {
        planning.settle_people();
        planning.settle_posts();
        planning.settle_leavers(&missing, leavers);
    }
}

impl Planning<'_> {
    fn find(&mut self, line: u64, column: usize, text: impl Into<String>) {
        let finding = self.table.finding(line, column, &COLUMNS, text);
        self.plan.findings.push(finding);
    }

    fn row(&mut self, place: usize, line: u64, random: &dyn Random) {
        let table = self.table;
        let Some(row) = table.rows.get(place) else { return };
        let cell = |column: usize| row.cells.get(column).map_or("", String::as_str);
        let known = self.plan.findings.len();
        let name = self.name(line, [cell(NAME), cell(FIRST_NAME), cell(LAST_NAME)]);
        let person = self.person(line, cell(NUMBER), &name, random);
        let role = role(cell(ROLE));
        if role.is_none() {
            let text = match cell(ROLE) {
                "" => "the role is empty".to_owned(),
                stated => format!("{} is no role", shown(stated)),
            };
            self.find(line, ROLE, text);
        }
        let departments = self.departments(line, cell(DEPARTMENTS));
        let from = self.date(line, FROM, cell(FROM));
        let until = self.date(line, UNTIL, cell(UNTIL));
        if cell(FROM).is_empty() {
            self.find(line, FROM, "the date is empty");
        }
        let (Ok(from), Ok(until)) = (from, until) else {
            return;
        };
        if let (Some(from), Some(until)) = (from, until)
            && until < from
        {
            self.find(line, UNTIL, "the end lies before the beginning");
        }
        let from = from.and_then(beginning_of);
        if from.is_some_and(|from| from.since(self.now) > FUTURE_MILLIS) {
            self.find(line, FROM, "the beginning lies more than two years ahead");
        }
        let (Some(person), Some(role), Some(from)) = (person, role, from) else {
            return;
        };
        if self.plan.findings.len() > known {
            return;
        }
        for department in departments {
            let grant = Grant {
                role,
                department,
                from,
                // The last day is worked.
                until: until.and_then(|day| beginning_of(day.plus_days(1))),
            };
            self.post(line, person, grant);
        }
    }

    /// The name of a row, which stands whole or in two parts, perhaps the last name first.
    fn name(&mut self, line: u64, [whole, first, last]: [&str; 3]) -> String {
        let name = match whole.split_once(',') {
            Some((last, first)) => format!("{} {}", first.trim(), last.trim()),
            None if !whole.is_empty() => whole.to_owned(),
            None => format!("{first} {last}").trim().to_owned(),
        };
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        let column = if whole.is_empty() { FIRST_NAME } else { NAME };
        let column = if name.is_empty() { NAME } else { column };
        if let Some(fault) = cell_fault(&name).or_else(|| name_fault(whole).filter(|_| !whole.is_empty())) {
            self.find(line, column, format!("the name {fault}"));
        }
        name
    }

    /// The person with a number, as the list names them.
    fn person(&mut self, line: u64, number: &str, name: &str, random: &dyn Random) -> Option<UserId> {
        if number.is_empty() {
            let namesakes = self.seen.people.iter().filter(|one| one.name == name).count();
            let text = match namesakes {
                0 | 1 => format!("{} has no number", shown(name)),
                many => format!("there are {many} people called {}; add the number", shown(name)),
            };
            self.find(line, NUMBER, text);
            return None;
        }
        if let Some(fault) = number_fault(number) {
            self.find(line, NUMBER, format!("the number {fault}"));
            return None;
        }
        if let Some((first, person)) = self.listed.get(number) {
            let (first, id) = (*first, person.id);
            if person.name != name {
                self.find(
                    line,
                    NUMBER,
                    format!("line {first} gives this number to another name"),
                );
                return None;
            }
            return Some(id);
        }
        let standing_alike = self
            .by_significant
            .get(significant(number))
            .map(|other| (*other).to_owned());
        let listed_alike = self.listed_significant.get(significant(number)).cloned();
        let alike = [standing_alike, listed_alike]
            .into_iter()
            .flatten()
            .find(|other| other != number);
        if let Some(other) = alike {
            let text = format!(
                "{} and {other} differ by leading zeros alone; write one of them",
                shown(number)
            );
            self.find(line, NUMBER, text);
            return None;
        }
        let standing = self.by_number.get(number).copied();
        if standing.is_some_and(|one| !is_same_person(&one.name, name)) {
            self.find(
                line,
                NUMBER,
                "the number belonged to somebody else; was it used again?",
            );
            return None;
        }
        let is_unnumbered = |one: &&RosterPerson| one.number.is_none() && one.name == name;
        if standing.is_none() && self.seen.people.iter().any(|one| is_unnumbered(&one)) {
            let text =
                format!("line {line}: somebody called {name} is there without a number; this makes another");
            self.plan.notes.push(text);
        }
        let id = standing.map_or_else(|| person_id(self.now, random), |one| one.id);
        let person = RosterPerson {
            id,
            number: Some(number.to_owned()),
            name: name.to_owned(),
        };
        self.listed.insert(number.to_owned(), (line, person));
        self.listed_significant
            .insert(significant(number).to_owned(), number.to_owned());
        Some(id)
    }

    /// The departments of a row: `12, 14, 19-21` or `alle`.
    fn departments(&mut self, line: u64, text: &str) -> BTreeSet<DepartmentId> {
        let departments = self.departments;
        if matches!(fold(text).as_str(), "alle" | "all") {
            let numbered = departments.iter().filter(|one| one.number.is_some());
            return numbered.map(|one| one.id).collect();
        }
        if text.is_empty() {
            self.find(line, DEPARTMENTS, "the department is empty");
        }
        let mut found = BTreeSet::new();
        for part in text
            .split([',', ';', '/'])
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            if let Some(department) = departments.iter().find(|one| one.number.as_deref() == Some(part)) {
                found.insert(department.id);
                continue;
            }
            let range = part.split_once('-').and_then(|(first, last)| {
                Some((
                    first.trim().parse::<u64>().ok()?,
                    last.trim().parse::<u64>().ok()?,
                ))
            });
            if let Some((first, last)) = range {
                let within = departments.iter().filter(|one| {
                    let number = one
                        .number
                        .as_deref()
                        .and_then(|number| number.parse::<u64>().ok());
                    number.is_some_and(|number| (first..=last).contains(&number))
                });
                let before = found.len();
                found.extend(within.map(|one| one.id));
                if found.len() == before {
                    self.find(
                        line,
                        DEPARTMENTS,
                        format!("there is no department from {}", shown(part)),
                    );
                }
                continue;
            }
            let alike = departments
                .iter()
                .filter_map(|one| one.number.as_deref())
                .find(|number| significant(number) == significant(part));
            let text = match alike {
                Some(number) => format!("there is no department {}; is it {number}?", shown(part)),
                None => format!("there is no department {}", shown(part)),
            };
            self.find(line, DEPARTMENTS, text);
        }
        found
    }

    /// The day in a cell; nothing in an empty one, or for the last day of the year 9999, which stands for no end.
    fn date(&mut self, line: u64, column: usize, text: &str) -> Result<Option<Day>, ()> {
        if text.is_empty() || (column == UNTIL && matches!(text, "31-12-9999" | "31.12.9999" | "9999-12-31"))
        {
            return Ok(None);
        }
        match day(text) {
            Some(day) => Ok(Some(day)),
            None => {
                self.find(
                    line,
                    column,
                    format!("{} is no date; write dd-mm-yyyy", shown(text)),
                );
                Err(())
            }
        }
    }

    fn post(&mut self, line: u64, person: UserId, grant: Grant) {
        let post = (person, grant.department, grant.role);
        let periods = self.posts.entry(post).or_default();
        let met = periods.iter().find(|(_, other)| overlap(other, &grant)).copied();
        match met {
            None => periods.push((line, grant)),
            Some((first, other)) if other == grant => {
                self.plan
                    .notes
                    .push(format!("line {line}: the same as line {first}"));
            }
            Some((first, _)) => {
                let text =
                    format!("line {first} gives the same role in the same department over the same time");
                self.find(line, FROM, text);
            }
        }
    }

    fn holds_something(&self, person: UserId) -> bool {
        let is_open = |grant: &Grant| grant.role != Role::OrgAdmin && !has_ended(grant, self.now);
        let mut grants = self.seen.grants.iter();
        grants.any(|(who, grant)| *who == person && is_open(grant))
    }

    fn settle_people(&mut self) {
        for (number, (_, person)) in &self.listed {
            match self.by_number.get(number.as_str()) {
                Some(standing) if standing.name == person.name => continue,
                Some(standing) => self.plan.changes.push(format!(
                    "change the name of {number} from {} to {}",
                    standing.name, person.name
                )),
                None => self
                    .plan
                    .changes
                    .push(format!("new person {number} {}", person.name)),
            }
            self.plan.amendment.people.push(person.clone());
        }
    }

    fn settle_posts(&mut self) {
        let mut standing: BTreeMap<Post, Vec<Grant>> = BTreeMap::new();
        for (person, grant) in &self.seen.grants {
            let post = (*person, grant.department, grant.role);
            standing.entry(post).or_default().push(*grant);
        }
        for (post, periods) in std::mem::take(&mut self.posts) {
            let there = standing.get(&post).map_or(&[][..], Vec::as_slice);
            for (line, wanted) in periods {
                let same = there.iter().find(|one| one.from == wanted.from);
                // A beginning that was corrected is no second grant.
                let same = same.or_else(|| {
                    let mut met = there.iter().filter(|one| overlap(one, &wanted));
                    met.clone()
                        .find(|one| !has_ended(one, self.now))
                        .or_else(|| met.next())
                });
                self.settle_post(line, post.0, same, wanted);
            }
        }
    }

    fn settle_post(&mut self, line: u64, person: UserId, standing: Option<&Grant>, wanted: Grant) {
        let words = format!(
            "line {line}: {} in {}",
            wanted.role.key(),
            self.department_name(wanted.department)
        );
        match standing {
            None => {
                self.plan.changes.push(format!("{words} begins"));
                self.plan.amendment.grants.push((person, wanted));
            }
            Some(standing) if standing.until == wanted.until => {}
            Some(standing) if has_ended(standing, self.now) => {
                self.find(
                    line,
                    FROM,
                    "this role was ended here since; give it a later beginning",
                );
            }
            Some(standing) => {
                let ends = if wanted.until.is_some() {
                    "gets another end"
                } else {
                    "has no end any more"
                };
                self.plan.changes.push(format!("{words} {ends}"));
                let from = standing.from;
                self.plan
                    .amendment
                    .grants
                    .push((person, Grant { from, ..wanted }));
            }
        }
    }

    fn settle_leavers(&mut self, missing: &[&RosterPerson], leavers: Option<usize>) {
        let count = missing.len();
        match leavers {
            None if count > 0 => self.plan.notes.push(format!(
                "{count} people of earlier imports are missing from the list and keep what they have; if they have \
                 left, and the list is whole, say --leavers {count}"
            )),
            None => {}
            Some(stated) if stated != count => {
                let file = self.table.file.clone();
                self.plan.findings.push(super::Finding {
                    file,
                    line: 1,
                    column: String::new(),
                    text: format!("{count} people of earlier imports are missing from the list, not {stated}"),
                });
            }
            Some(_) => {
                for person in missing {
                    let number = person.number.as_deref().unwrap_or_default();
                    self.plan.changes.push(format!("end everything of {number} {}", person.name));
                    let theirs = self.seen.grants.iter().filter(|(who, _)| *who == person.id);
                    for (who, grant) in theirs {
                        // An administrator is ended by hand, so that one always remains.
                        if grant.role != Role::OrgAdmin && !has_ended(grant, self.now) {
                            let until = Some(self.now.max(grant.from));
                            self.plan.amendment.grants.push((*who, Grant { until, ..*grant }));
                        }
                    }
                }
            }
        }
    }

    fn department_name(&self, id: DepartmentId) -> &str {
        let department = self.departments.iter().find(|one| one.id == id);
        department.map_or("", |one| &one.name)
    }
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

/// The moment at which a day begins in Denmark.
fn beginning_of(day: Day) -> Option<Moment> {
    from_danish_clock(&format!("{day}T00:00"))
}

/// Reads `01-02-2026`, `1.2.2026`, `01/02/2026` or `2026-02-01`. The year has four digits.
fn day(text: &str) -> Option<Day> {
    let parts: Vec<_> = text.split(['-', '.', '/']).collect();
    let [first, month, last] = parts[..] else {
        return None;
    };
    let (year, day) = if first.len() == 4 {
        (first, last)
    } else {
        (last, first)
    };
    let is_number = |part: &str, longest: usize| {
        (1..=longest).contains(&part.len()) && part.chars().all(|letter| letter.is_ascii_digit())
    };
    if year.len() != 4 || !is_number(year, 4) || !is_number(month, 2) || !is_number(day, 2) {
        return None;
    }
    let is_year = year.parse().is_ok_and(|year: i32| YEARS.contains(&year));
    let day = Day::parse(&format!("{year}-{month:0>2}-{day:0>2}"));
    day.filter(|_| is_year)
}
