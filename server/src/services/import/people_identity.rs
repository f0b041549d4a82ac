//! The person of a row: by number, by account at Entra, or by what somebody answered to a proposal. Names and mail addresses
//! lead to nobody by themselves.

use std::collections::BTreeMap;

use feltbog_shared::id::UserId;
use feltbog_shared::moment::Moment;

use super::{
    DEPUTY_FOR, Listed, MAIL, NUMBER, OBJECT_ID, PRINCIPAL_NAME, PeopleRows, ROLE, TENANT, UNTIL, has_ended,
    is_same_person, role, significant,
};
use crate::clock::{Random, draw};
use crate::services::beginning::NUMBER as NUMBER_LETTERS;
use crate::services::import::reading::{PersonAnswer, Row, values};
use crate::services::import::sentence::{Sentence, shown};
use crate::services::import::{Draft, PersonQuestion, text_fault};
use crate::store::{PersonIdentity, Roster, RosterPerson};

/// An account at a provider of identities.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Account {
    pub(super) issuer: String,
    pub(super) subject: String,
}

impl Account {
    /// The account as a person's from now on.
    pub(super) fn of(self, person: UserId, now: Moment) -> PersonIdentity {
        PersonIdentity {
            issuer: self.issuer,
            subject: self.subject,
            person,
            bound_at: now,
        }
    }
}

/// The standing people by their accounts, and by their mail addresses.
pub(super) fn known(
    seen: &Roster,
) -> (
    BTreeMap<Account, &RosterPerson>,
    BTreeMap<&str, Vec<&RosterPerson>>,
) {
    let people: BTreeMap<_, _> = seen.people.iter().map(|person| (person.id, person)).collect();
    let by_account = seen.identities.iter().filter_map(|identity| {
        let account = Account {
            issuer: identity.issuer.clone(),
            subject: identity.subject.clone(),
        };
        Some((account, *people.get(&identity.person)?))
    });
    let mut by_mail: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for person in seen.people.iter().filter(|person| !person.mail.is_empty()) {
        by_mail.entry(person.mail.as_str()).or_default().push(person);
    }
    (by_account.collect(), by_mail)
}

/// The mail address that a row's name at Entra or AD is. Names of guests and of tenants alone are none.
pub(super) fn principal_mail(row: Row<'_>) -> Option<String> {
    let name = row.text(PRINCIPAL_NAME);
    let mail = values::mail(name).ok().flatten()?;
    let is_own = !mail.contains("#ext#") && !mail.ends_with(".onmicrosoft.com") && !mail.ends_with(".local");
    is_own.then_some(mail)
}

/// A standing person whom a row may mean, and the sentence that asks.
struct Proposal<'a> {
    person: &'a RosterPerson,
    column: usize,
    sentence: Sentence,
    /// Whether nothing is imported before somebody has answered.
    is_fault: bool,
}

impl<'a> PeopleRows<'a> {
    /// The account of a row; nothing without one.
    fn account(&self, row: Row<'_>, draft: &mut Draft) -> Result<Option<Account>, ()> {
        let mut fault =
            |column: usize, sentence: Sentence| draft.remarks.fault(row.finding(column, sentence));
        let (object, tenant) = (row.text(OBJECT_ID), row.text(TENANT));
        if object.is_empty() {
            return Ok(None);
        }
        let Some(subject) = values::dar_id(object) else {
            fault(OBJECT_ID, Sentence::NoObjectId { value: shown(object) });
            return Err(());
        };
        let known = |tenant: &str| {
            let mut issuers = self.issuers.iter();
            issuers
                .find(|(known, _)| known == tenant)
                .map(|(_, issuer)| issuer.clone())
        };
        let issuer = match (tenant, self.issuers) {
            ("", [(_, issuer)]) => issuer.clone(),
            ("", _) => {
                fault(OBJECT_ID, Sentence::TenantMissing);
                return Err(());
            }
            (tenant, _) => {
                let Some(tenant) = values::dar_id(tenant) else {
                    fault(TENANT, Sentence::NoTenant { value: shown(tenant) });
                    return Err(());
                };
                known(&tenant).unwrap_or_else(|| entra_issuer(&tenant))
            }
        };
        Ok(Some(Account { issuer, subject }))
    }

    /// The person of a row, as the list names them.
    pub(super) fn person(
        &mut self,
        row: Row<'_>,
        draft: &mut Draft,
        number: &str,
        name: &str,
        mail: Option<&str>,
        random: &dyn Random,
    ) -> Option<UserId> {
        let account = self.account(row, draft).ok()?;
        let key = match (number, &account, mail) {
            ("", Some(account), _) => format!("{} {}", account.issuer, account.subject),
            ("", None, Some(mail)) if self.by_mail.contains_key(mail) => mail.to_owned(),
            ("", None, _) => {
                self.tell_missing_number(row, draft, name);
                return None;
            }
            (number, ..) => number.to_owned(),
        };
        if !number.is_empty() && !self.is_usable_number(row, draft, number) {
            return None;
        }
        if let Some(listed) = self.listed.get(&key) {
            let (line, id, is_same) = (listed.line, listed.person.id, listed.person.name == name);
            return self.told_before(row, draft, line, is_same).then_some(id);
        }
        if !number.is_empty() && !self.has_one_width(row, draft, number) {
            return None;
        }
        let standing = self.standing(row, draft, (&key, number, name, mail), account.as_ref())?;
        if let Some(listed) = standing.and_then(|one| self.listed_people.get(&one.id)) {
            let listed = self.listed.get(listed)?;
            let (line, id, is_same) = (listed.line, listed.person.id, listed.person.name == name);
            return self.told_before(row, draft, line, is_same).then_some(id);
        }
        let account = self.new_account(row, draft, standing, account)?;
        let id = standing.map_or_else(|| UserId::new(self.now, draw(random)), |one| one.id);
        let own = Some(number)
            .filter(|number| !number.is_empty())
            .map(str::to_owned);
        let person = RosterPerson {
            id,
            number: own.or_else(|| standing.and_then(|one| one.number.clone())),
            name: name.to_owned(),
            mail: String::new(),
        };
        let bare = significant(number);
        if bare != number {
            self.listed_significant.insert(bare.to_owned(), number.to_owned());
        }
        if let Some(account) = &account {
            self.listed_accounts.insert(account.clone(), id);
        }
        self.listed_people.insert(id, key.clone());
        let listed = Listed {
            line: row.line(),
            person,
            standing,
            account,
        };
        self.listed.insert(key, listed);
        Some(id)
    }

    /// Whether a row that names somebody of an earlier line agrees with it.
    fn told_before(&self, row: Row<'_>, draft: &mut Draft, line: u64, is_same_name: bool) -> bool {
        let line = line.to_string();
        if !is_same_name {
            draft
                .remarks
                .fault(row.finding(NUMBER, Sentence::NumberTwice { line }));
            return false;
        }
        if !row.has(ROLE) {
            draft.remarks.warn(row.finding(NUMBER, Sentence::SameAs { line }));
        }
        true
    }

    fn tell_missing_number(&self, row: Row<'_>, draft: &mut Draft, name: &str) {
        let counts = self.names.get(name).copied().unwrap_or_default();
        let listed = self.listed.values().filter(|one| one.person.name == name).count();
        let namesakes = listed.max(usize::try_from(counts[0] + counts[1]).unwrap_or(0));
        let name = shown(name);
        let sentence = match namesakes {
            0 | 1 => Sentence::NumberMissing { name },
            many => Sentence::NumberMissingNamesakes {
                count: many.to_string(),
                name,
            },
        };
        draft.remarks.fault(row.finding(NUMBER, sentence));
    }

    fn is_usable_number(&self, row: Row<'_>, draft: &mut Draft, number: &str) -> bool {
        let fault = text_fault(number, NUMBER_LETTERS);
        let is_usable = fault.is_none();
        if let Some(sentence) = fault {
            draft.remarks.fault(row.finding(NUMBER, sentence));
        }
        is_usable
    }

    /// Whether no other number differs from this one by leading zeros alone.
    fn has_one_width(&self, row: Row<'_>, draft: &mut Draft, number: &str) -> bool {
        let bare = significant(number);
        let standing_alike = self.by_significant.get(bare).map(|other| (*other).to_owned());
        let listed_bare = self.listed.contains_key(bare).then(|| bare.to_owned());
        let listed_alike = self.listed_significant.get(bare).cloned().or(listed_bare);
        let mut alike = [standing_alike, listed_alike].into_iter().flatten();
        let other = alike.find(|other| other != number);
        let has_one_width = other.is_none();
        if let Some(other) = other {
            let value = shown(number);
            draft
                .remarks
                .fault(row.finding(NUMBER, Sentence::NumberWidth { value, other }));
        }
        has_one_width
    }

    /// The standing person of a row; the inner nothing for somebody new, the outer when the row cannot be taken.
    fn standing(
        &mut self,
        row: Row<'_>,
        draft: &mut Draft,
        (key, number, name, mail): (&str, &str, &str, Option<&str>),
        account: Option<&Account>,
    ) -> Option<Option<&'a RosterPerson>> {
        let by_number = self.by_number.get(number).copied();
        let by_account = account.and_then(|account| self.by_account.get(account).copied());
        if let (Some(one), Some(other)) = (by_number, by_account)
            && one.id != other.id
        {
            let name = shown(&other.name);
            draft
                .remarks
                .fault(row.finding(OBJECT_ID, Sentence::AccountOfAnother { name }));
            return None;
        }
        if let Some(one) = by_number.filter(|one| by_account.is_none() && !is_same_person(&one.name, name)) {
            let number = shown(number);
            let proposal = Proposal {
                person: one,
                column: NUMBER,
                sentence: Sentence::NumberReused { number },
                is_fault: true,
            };
            return match ask(row, draft, key, name, &proposal) {
                Some(PersonAnswer::Same) => Some(Some(one)),
                Some(PersonAnswer::New) => {
                    self.released.push((row.line(), one));
                    Some(None)
                }
                None => None,
            };
        }
        if let Some(one) = by_number.or(by_account) {
            return Some(Some(one));
        }
        let Some(proposal) = self.proposal(number, name, mail) else {
            self.tell_namesakes(row, draft, number, name);
            return Some(None);
        };
        match (ask(row, draft, key, name, &proposal), proposal.is_fault) {
            (Some(PersonAnswer::Same), _) => Some(Some(proposal.person)),
            // A row with nothing but a mail address adds nobody.
            (Some(PersonAnswer::New), _) if number.is_empty() && account.is_none() => {
                self.tell_missing_number(row, draft, name);
                None
            }
            (Some(PersonAnswer::New), _) | (None, false) => Some(None),
            (None, true) => None,
        }
    }

    /// The one standing person whom a row with an unknown number or account may mean: by the personal mail address, or by
    /// the name.
    fn proposal(&self, number: &str, name: &str, mail: Option<&str>) -> Option<Proposal<'a>> {
        let is_free = |person: &&RosterPerson| !self.listed_people.contains_key(&person.id);
        if let Some([person]) = mail.and_then(|mail| self.by_mail.get(mail)).map(Vec::as_slice)
            && is_free(person)
        {
            let person = *person;
            let (value, name) = (shown(&person.mail), shown(&person.name));
            return Some(Proposal {
                person,
                column: MAIL,
                sentence: Sentence::MailKnown { value, name },
                is_fault: true,
            });
        }
        self.names.get(name)?;
        let namesakes = self.seen.people.iter().filter(|one| one.name == name);
        let mut namesakes = namesakes.filter(is_free).filter(|one| match &one.number {
            // Of the numbered, those who have left, unless the row has no number at all.
            Some(_) => number.is_empty() || !self.active.contains(&one.id),
            None => true,
        });
        let (Some(person), None) = (namesakes.next(), namesakes.next()) else {
            return None;
        };
        let shown_name = shown(name);
        let sentence = match &person.number {
            None => Sentence::PersonNamesake { name: shown_name },
            Some(known) if number.is_empty() => Sentence::AccountNamesake {
                name: shown_name,
                number: shown(known),
            },
            Some(_) => Sentence::PersonReturns { name: shown_name },
        };
        Some(Proposal {
            person,
            column: NUMBER,
            sentence,
            is_fault: false,
        })
    }

    /// Whether somebody of this name was here and has no grant any more.
    fn has_left(&self, name: &str) -> bool {
        let mut namesakes = self.seen.people.iter().filter(|one| one.name == name);
        namesakes.any(|one| one.number.is_some() && !self.active.contains(&one.id))
    }

    /// Tells of several people whom a row may mean.
    fn tell_namesakes(&self, row: Row<'_>, draft: &mut Draft, number: &str, name: &str) {
        let counts = self.names.get(name).copied().unwrap_or_default();
        if counts[1] > 0 {
            let sentence = Sentence::PersonNamesake { name: shown(name) };
            draft.remarks.warn(row.finding(NUMBER, sentence));
        }
        if counts[0] > 0 && !number.is_empty() && self.has_left(name) {
            let sentence = Sentence::PersonReturns { name: shown(name) };
            draft.remarks.warn(row.finding(NUMBER, sentence));
        }
    }

    /// The account that is bound to a person now; the inner nothing when it is theirs already, the outer when it cannot be.
    fn new_account(
        &self,
        row: Row<'_>,
        draft: &mut Draft,
        standing: Option<&RosterPerson>,
        account: Option<Account>,
    ) -> Option<Option<Account>> {
        let Some(account) = account else {
            return Some(None);
        };
        let mut fault = |sentence: Sentence| draft.remarks.fault(row.finding(OBJECT_ID, sentence));
        if self.by_account.contains_key(&account) {
            return Some(None);
        }
        let listed = self.listed_accounts.get(&account);
        if let Some(listed) = listed.and_then(|person| self.listed_people.get(person)) {
            let line = self
                .listed
                .get(listed)
                .map_or(0, |listed| listed.line)
                .to_string();
            fault(Sentence::AccountTwice { line });
            return None;
        }
        let others = self
            .by_account
            .iter()
            .filter(|(known, _)| known.issuer == account.issuer);
        let mut others = others.map(|(_, person)| person.id);
        if let Some(person) = standing.filter(|person| others.any(|other| other == person.id)) {
            let name = shown(&person.name);
            fault(Sentence::AccountDiffers { name });
            return None;
        }
        Some(Some(account))
    }

    /// The standing person whose own mail address a row of grants names, once somebody has said so.
    pub(super) fn standing_by_mail(
        &self,
        row: Row<'_>,
        draft: &mut Draft,
        mail: &str,
    ) -> Result<Option<UserId>, ()> {
        let Some([person]) = self.by_mail.get(mail).map(Vec::as_slice) else {
            return Ok(None);
        };
        let person = *person;
        let (value, name) = (shown(mail), shown(&person.name));
        let proposal = Proposal {
            person,
            column: MAIL,
            sentence: Sentence::MailKnown { value, name },
            is_fault: true,
        };
        match ask(row, draft, mail, &person.name, &proposal) {
            Some(PersonAnswer::Same) => Ok(Some(person.id)),
            Some(PersonAnswer::New) => Ok(None),
            None => Err(()),
        }
    }

    /// Checks whom a row of grants stands in for: somebody who has the role in these departments, until a stated day.
    pub(super) fn check_deputy(&self, row: Row<'_>, draft: &mut Draft) {
        // Of a list of people, the column is another one.
        let stated = row.text(DEPUTY_FOR);
        if stated.is_empty() {
            return;
        }
        let mut fault =
            |column: usize, sentence: Sentence| draft.remarks.fault(row.finding(column, sentence));
        let by_mail = self
            .by_mail
            .get(stated.to_lowercase().as_str())
            .map(Vec::as_slice);
        let person = match (self.by_number.get(stated), by_mail) {
            (Some(person), _) => *person,
            (None, Some([person])) => *person,
            _ => {
                fault(DEPUTY_FOR, Sentence::DeputyUnknown { value: shown(stated) });
                return;
            }
        };
        if row.text(UNTIL).is_empty() {
            fault(UNTIL, Sentence::DeputyWithoutEnd);
        }
        let Some(role) = role(row.text(ROLE)) else {
            return;
        };
        let levels = &self.seen.level_grants;
        let has_role = self
            .grants_of(person.id)
            .any(|grant| grant.role == role && !has_ended(grant, self.now))
            || levels.iter().any(|grant| {
                grant.person == person.id
                    && grant.role == role
                    && grant.until.is_none_or(|until| until > self.now)
            });
        if !has_role {
            let (name, role) = (shown(&person.name), shown(row.text(ROLE)));
            fault(ROLE, Sentence::DeputyWithoutRole { name, role });
        }
    }
}

/// The issuer of a tenant of Entra.
pub(in crate::services::import) fn entra_issuer(tenant: &str) -> String {
    format!("https://login.microsoftonline.com/{tenant}/v2.0")
}

/// The answer to a proposal. Without one, the sentence is told and the question is kept for the page.
fn ask(
    row: Row<'_>,
    draft: &mut Draft,
    key: &str,
    name: &str,
    proposal: &Proposal<'_>,
) -> Option<PersonAnswer> {
    let answer = row.choices().people.get(key).copied();
    let person = proposal.person;
    let known = match person.number.as_deref().or(Some(person.mail.as_str())) {
        None | Some("") => shown(&person.name),
        Some(key) => format!("{} ({})", shown(&person.name), shown(key)),
    };
    draft.ask(PersonQuestion {
        key: key.to_owned(),
        code: proposal.sentence.code(),
        name: shown(name),
        known,
        answer,
    });
    if answer.is_none() {
        let finding = row.finding(proposal.column, proposal.sentence.clone());
        match proposal.is_fault {
            true => draft.remarks.fault(finding),
            false => draft.remarks.warn(finding),
        }
    }
    answer
}
