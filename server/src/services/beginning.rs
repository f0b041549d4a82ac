//! The beginning of an organisation on an empty database: its departments, its first administrator and the action cards.

use std::collections::BTreeSet;
use std::sync::Arc;

use feltbog_shared::document::{Document, DocumentError, Writer};
use feltbog_shared::id::{
    ActorId, AdministrationId, DepartmentId, DeviceId, DocumentId, OrganisationId, UserId,
};
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::{Grant, Modules, Role};
use feltbog_shared::personal::holds_cpr;
use feltbog_shared::wire::{Cursor, Offered, PushRequest, Verdict};
use serde::Deserialize;

use crate::clock::{Clock, draw};
use crate::error::Error;
use crate::guidance;
use crate::services::signed_in::SignedIn;
use crate::services::sync;
use crate::state::App;
use crate::store::{
    Amendment, GrantLevel, NewOrganisation, PersonGrant, Roster, RosterDepartment, RosterPerson, Store,
    StoreError,
};

/// The role of the first administrator. The policy gives it people, devices and departments, and no content.
pub const ADMINISTRATOR: Role = Role::OrgAdmin;
/// The longest name of an organisation, a department, a municipality or a person.
pub(crate) const NAME: usize = 120;
/// The longest number of a department or a person.
pub(crate) const NUMBER: usize = 20;
/// The longest key of an organisation.
const KEY: usize = 40;
/// The most dwellings of one department.
pub(crate) const DWELLINGS: u32 = 20_000;
/// The author of the first action cards, and of what the server changes by itself. Nobody can sign in as it, and its grants
/// end at once.
pub(crate) const CARD_AUTHOR: UserId = UserId::from_bytes(*b"feltbo\x80g\x80uidance");
/// The name of that author, which also stands for the approval until the office approves.
const CARD_AUTHOR_NAME: &str = "Feltbog";

/// The organisation to begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstOrganisation {
    /// Its name.
    pub organisation: String,
    /// Its short key: small letters, digits and hyphens.
    pub key: String,
    /// The name of the administration that runs it, where that may run other organisations too: the administrator
    /// then administers all of it. Without one, the administration is called as the organisation.
    pub administration: Option<String>,
    /// Its first departments.
    pub departments: Vec<FirstDepartment>,
    /// The first administrator.
    pub administrator: Administrator,
}

/// A department to begin with.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FirstDepartment {
    /// Its number in the organisation.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Its municipality: the code of four digits, or a name.
    #[serde(default)]
    pub municipality: String,
    /// The number of its dwellings.
    #[serde(default)]
    pub dwellings: u32,
}

/// The first administrator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Administrator {
    /// The name.
    pub name: String,
    /// The number as an employee, so that a later import knows the person again.
    pub number: Option<String>,
}

/// Reason why an organisation does not begin. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum BeginningError {
    /// A value that cannot be.
    #[error("{0}. Nothing was changed")]
    Invalid(String),
    /// The database holds something else.
    #[error("{0}. Nothing was changed")]
    Differs(String),
    /// The database was changed by somebody else at the same time.
    #[error("the database was changed at the same time; run the command again. Nothing was changed")]
    Moved,
    /// The server's own failure.
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<StoreError> for BeginningError {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

/// The outcome of a beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Begun {
    /// The administrator.
    pub administrator: UserId,
    /// Whether the organisation was made now. Otherwise it stood already with the same values.
    pub is_new: bool,
    /// The number of action cards that were installed now.
    pub cards: usize,
}

/// A fault of a text that people read, as the end of a sentence; nothing when it can be kept.
pub(crate) fn text_fault(text: &str, longest: usize) -> Option<&'static str> {
    if text.trim().is_empty() {
        Some("is empty")
    } else if text.chars().count() > longest {
        Some("is too long")
    } else if text.chars().any(char::is_control) {
        Some("holds control characters")
    } else if holds_cpr(text) {
        Some("holds what looks like a CPR number")
    } else {
        None
    }
}

/// A fault of a name.
pub(crate) fn name_fault(name: &str) -> Option<&'static str> {
    text_fault(name, NAME)
}

/// A fault of a number.
pub(crate) fn number_fault(number: &str) -> Option<&'static str> {
    text_fault(number, NUMBER)
}

impl FirstOrganisation {
    /// Checks every value by itself.
    ///
    /// # Errors
    /// `Invalid` with the first value that cannot be.
    pub fn check(&self) -> Result<(), BeginningError> {
        let invalid = |text: String| Err(BeginningError::Invalid(text));
        let is_letter =
            |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
        if let Some(fault) = name_fault(&self.organisation) {
            return invalid(format!("the name of the organisation {fault}"));
        }
        let administration = self.administration.as_deref();
        if let Some(fault) = administration.and_then(name_fault) {
            return invalid(format!("the name of the administration {fault}"));
        }
        if self.key.is_empty() || self.key.len() > KEY || !self.key.chars().all(is_letter) {
            return invalid(format!(
                "the key of the organisation must be of small letters, digits and hyphens, at most {KEY}"
            ));
        }
        if self.departments.is_empty() {
            return invalid("name at least one department".to_owned());
        }
        let mut numbers = BTreeSet::new();
        for department in &self.departments {
            let number = &department.number;
            if let Some(fault) = number_fault(number) {
                return invalid(format!("the number of a department {fault}"));
            }
            if !numbers.insert(number) {
                return invalid(format!("department {number} stands there twice"));
            }
            if let Some(fault) = name_fault(&department.name) {
                return invalid(format!("the name of department {number} {fault}"));
            }
            let municipality = &department.municipality;
            if let Some(fault) = name_fault(municipality).filter(|_| !municipality.is_empty()) {
                return invalid(format!("the municipality of department {number} {fault}"));
            }
            if department.dwellings > DWELLINGS {
                return invalid(format!("department {number} has too many dwellings"));
            }
        }
        if let Some(fault) = name_fault(&self.administrator.name) {
            return invalid(format!("the name of the administrator {fault}"));
        }
        match self.administrator.number.as_deref().and_then(number_fault) {
            Some(fault) => invalid(format!("the number of the administrator {fault}")),
            None => Ok(()),
        }
    }

    /// The sentences that tell what the beginning makes, one a line.
    pub fn plan(&self) -> Vec<String> {
        let mut lines = vec![format!(
            "make the organisation {} (key {})",
            self.organisation, self.key
        )];
        lines.extend(self.departments.iter().map(|department| {
            format!(
                "make department {} {} with {} dwellings and every module",
                department.number, department.name, department.dwellings
            )
        }));
        lines.push(format!(
            "make {} the first administrator (role {}, in the whole {})",
            self.administrator.name,
            ADMINISTRATOR.key(),
            match &self.administration {
                Some(name) => format!("administration {name}"),
                None => "organisation".to_owned(),
            }
        ));
        lines.push("install the sixteen action cards in each department".to_owned());
        lines
    }

    /// The organisation with this key; without one, whatever organisation the database has.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn roster(&self, store: &dyn Store) -> Result<Roster, StoreError> {
        let known = store.organisations().await?;
        let same = known.iter().find(|(_, _, key)| key.as_ref() == Some(&self.key));
        match same {
            Some((id, ..)) => store.roster_of(*id).await,
            None => store.roster().await,
        }
    }

    /// The administrator of an organisation that stands with these values; nothing when there is no organisation.
    ///
    /// # Errors
    /// `Differs` with the first value that is another.
    pub fn compare(&self, roster: &Roster) -> Result<Option<UserId>, BeginningError> {
        let differs = |text: String| Err(BeginningError::Differs(text));
        let Some((name, key)) = &roster.organisation else {
            return Ok(None);
        };
        let key = key.as_deref().unwrap_or("none");
        if (name, key) != (&self.organisation, &self.key) {
            return differs(format!(
                "the database belongs to {name} (key {key}), not to {} (key {})",
                self.organisation, self.key
            ));
        }
        let mut departments = Vec::new();
        for wanted in &self.departments {
            let number = &wanted.number;
            let standing = roster
                .departments
                .iter()
                .find(|one| one.number.as_ref() == Some(number));
            let Some(standing) = standing else {
                return differs(format!(
                    "{name} has no department {number}; add it with feltbog import"
                ));
            };
            let is_same = standing.name == wanted.name
                && standing.municipality == wanted.municipality
                && standing.dwellings == wanted.dwellings;
            if !is_same {
                return differs(format!(
                    "department {number} stands as {}, municipality {:?}, {} dwellings; change it with feltbog import",
                    standing.name, standing.municipality, standing.dwellings
                ));
            }
            departments.push(standing.id);
        }
        let wanted = &self.administrator;
        let administers = |person: &&RosterPerson| {
            let holds = |department: &DepartmentId| {
                roster.grants.iter().any(|(who, grant)| {
                    *who == person.id && grant.role == ADMINISTRATOR && grant.department == *department
                })
            };
            let holds_all = roster
                .level_grants
                .iter()
                .any(|grant| grant.person == person.id && grant.role == ADMINISTRATOR);
            person.name == wanted.name
                && person.number == wanted.number
                && (holds_all || departments.iter().all(holds))
        };
        match roster.people.iter().find(administers) {
            Some(person) => Ok(Some(person.id)),
            None => differs(format!(
                "{} with this number is no administrator of the organisation",
                wanted.name
            )),
        }
    }

    fn amendment(&self, app: &App, now: Moment) -> (UserId, Amendment) {
        let administrator = UserId::new(now, draw(&*app.random));
        let departments: Vec<_> = self
            .departments
            .iter()
            .map(|department| RosterDepartment {
                id: DepartmentId::new(now, draw(&*app.random)),
                number: Some(department.number.clone()),
                name: department.name.clone(),
                municipality: department.municipality.clone(),
                dwellings: department.dwellings,
                modules: Modules::all(),
                record: "{}".to_owned(),
            })
            .collect();
        let administration = AdministrationId::new(now, draw(&*app.random));
        let organisation = OrganisationId::new(now, draw(&*app.random));
        let runs = self.administration.as_deref();
        let amendment = Amendment {
            organisation: Some(NewOrganisation {
                administration: (administration, runs.unwrap_or(&self.organisation).to_owned()),
                id: organisation,
                name: self.organisation.clone(),
                key: self.key.clone(),
            }),
            grants: Vec::new(),
            level_grants: vec![PersonGrant {
                person: administrator,
                level: match runs {
                    Some(_) => GrantLevel::Administration(administration),
                    None => GrantLevel::Organisation(organisation),
                },
                role: ADMINISTRATOR,
                from: now,
                until: None,
            }],
            people: vec![RosterPerson {
                id: administrator,
                number: self.administrator.number.clone(),
                name: self.administrator.name.clone(),
                mail: String::new(),
            }],
            departments,
            ..Amendment::default()
        };
        (administrator, amendment)
    }
}

/// Begins an organisation, or finishes a beginning that was cut short. With the values that stand it changes nothing.
///
/// # Errors
/// `Invalid`, `Differs` or `Moved` with nothing changed; `Failed` when the database fails.
pub async fn begin(app: &App, beginning: &FirstOrganisation) -> Result<Begun, BeginningError> {
    beginning.check()?;
    let roster = beginning.roster(&*app.store).await?;
    let standing = beginning.compare(&roster)?;
    let administrator = match standing {
        Some(administrator) => administrator,
        None => {
            let (administrator, amendment) = beginning.amendment(app, app.clock.now());
            if !app.store.amend(&amendment, &roster).await? {
                return Err(BeginningError::Moved);
            }
            administrator
        }
    };
    Ok(Begun {
        administrator,
        is_new: standing.is_none(),
        cards: install_cards(app).await?,
    })
}

/// Installs the action cards in each department in which nothing was ever recorded. The number of cards installed.
///
/// # Errors
/// When the database fails, or a card is refused as a phone's would be.
pub(crate) async fn install_cards(app: &App) -> Result<usize, Error> {
    let heads = app.store.heads().await?;
    let now = app.clock.now();
    // The author's grant holds for this one moment, so the push is judged as of it.
    let then = App::new(
        app.config.clone(),
        app.store.clone(),
        app.secret.clone(),
        Arc::new(Still(now)),
        app.random.clone(),
    );
    let mut installed = 0;
    for (department, _) in heads.into_iter().filter(|(_, head)| *head == 0) {
        permit_author(app, department, now).await?;
        installed += push_cards(&then, department, now).await?;
    }
    Ok(installed)
}

/// Gives the author of the cards the central unit's role in a department for one millisecond.
async fn permit_author(app: &App, department: DepartmentId, now: Moment) -> Result<(), Error> {
    let Some(row) = app.store.department(department).await? else {
        return Ok(());
    };
    let seen = app.store.roster_of(row.organisation).await?;
    let grant = Grant {
        role: Role::CentralUnit,
        department,
        from: now,
        until: Some(now.plus_millis(1)),
    };
    let amendment = Amendment {
        people: vec![RosterPerson {
            id: CARD_AUTHOR,
            number: None,
            name: CARD_AUTHOR_NAME.to_owned(),
            mail: String::new(),
        }],
        grants: vec![(CARD_AUTHOR, grant)],
        ..Amendment::default()
    };
    match app.store.amend(&amendment, &seen).await? {
        true => Ok(()),
        false => Err(Error::Fault(
            "the database was changed at the same time; run the command again for the action cards"
                .to_owned(),
        )),
    }
}

async fn push_cards(app: &App, department: DepartmentId, now: Moment) -> Result<usize, Error> {
    let fault = |error: DocumentError| Error::Fault(format!("an action card: {error}"));
    let mut changes = Vec::new();
    for (kind, edits) in guidance::cards(now, CARD_AUTHOR_NAME) {
        let writer = Writer {
            actor: ActorId(draw(&*app.random)),
            author: CARD_AUTHOR,
            at: now,
        };
        let mut document = Document::new(kind).map_err(fault)?;
        let change = document.edit(writer, None, &edits).map_err(fault)?;
        changes.extend(change.map(|change| Offered {
            document: DocumentId::new(now, draw(&*app.random)),
            kind,
            bytes: change.bytes,
            relayed: None,
        }));
    }
    let who = SignedIn {
        person: CARD_AUTHOR,
        name: CARD_AUTHOR_NAME.to_owned(),
        device: DeviceId::from_bytes(*CARD_AUTHOR.as_bytes()),
    };
    let count = changes.len();
    let request = PushRequest {
        cursor: Cursor::default(),
        changes,
    };
    let reply = sync::push(app, &who, department, request).await?;
    let is_accepted = |verdict: &Verdict| matches!(verdict, Verdict::Accepted(..));
    match reply.verdicts.iter().find(|verdict| !is_accepted(verdict)) {
        None => Ok(count),
        Some(verdict) => Err(Error::Fault(format!("an action card was refused: {verdict:?}"))),
    }
}

/// A clock that stands still.
struct Still(Moment);

impl Clock for Still {
    fn now(&self) -> Moment {
        self.0
    }
}
