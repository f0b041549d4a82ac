//! Requests of administrators: organisations, departments, people, phones, cards, values, settings and the log.

use feltbog_shared::office::{
    ChangeReport, DepartmentChanges, DepartmentRecord, GrantChanges, Invitation, ListPage, LogAuthor,
    LogEntry, OfficeDevice, OfficePerson, Organisation, PhoneCode, PhoneCodesWanted,
};
use feltbog_shared::office_cards::{CardChange, CardReport, OfficeCards};
use feltbog_shared::office_phones::{
    InvitationKind, OfficePhone, OfficeWaitingPhone, OpenInvitation, PhoneComparison, PhoneComparisonOutcome,
};
use feltbog_shared::office_settings::OrganisationSettings;
use feltbog_shared::office_values::{OwnValueChange, OwnValueList};

use super::{Api, ApiError};
use crate::address::escaped;

impl Api {
    /// The organisation with everything that is kept of it.
    pub(crate) async fn organisation(self, organisation: &str) -> Result<Organisation, ApiError> {
        self.read(&["/organisations/", organisation].concat()).await
    }

    /// Changes an organisation.
    pub(crate) async fn save_organisation(
        self,
        organisation: &Organisation,
    ) -> Result<ChangeReport, ApiError> {
        let path = ["/organisations/", &organisation.id].concat();
        self.put(&path, organisation).await
    }

    /// Adds an organisation to an administration.
    pub(crate) async fn add_organisation(
        self,
        administration: &str,
        organisation: &Organisation,
    ) -> Result<ChangeReport, ApiError> {
        let path = ["/administrations/", administration, "/organisations"].concat();
        self.post(&path, organisation).await
    }

    /// All departments of an organisation.
    pub(crate) async fn departments(self, organisation: &str) -> Result<Vec<DepartmentRecord>, ApiError> {
        self.all(&["/organisations/", organisation, "/departments"].concat())
            .await
    }

    /// A department.
    pub(crate) async fn department(self, organisation: &str, id: &str) -> Result<DepartmentRecord, ApiError> {
        self.read(&["/organisations/", organisation, "/departments/", id].concat())
            .await
    }

    /// Adds a department, or changes the one that is there.
    pub(crate) async fn save_department(
        self,
        organisation: &str,
        record: &DepartmentRecord,
    ) -> Result<ChangeReport, ApiError> {
        let departments = ["/organisations/", organisation, "/departments"].concat();
        match record.id {
            None => self.post(&departments, record).await,
            Some(id) => {
                self.put(&[&departments, "/", &id.to_string()].concat(), record)
                    .await
            }
        }
    }

    /// Changes one thing of many departments, or tells only the effects.
    pub(crate) async fn change_departments(
        self,
        organisation: &str,
        changes: &DepartmentChanges,
    ) -> Result<ChangeReport, ApiError> {
        let path = ["/organisations/", organisation, "/department-changes"].concat();
        self.post(&path, changes).await
    }

    /// All people of an organisation.
    pub(crate) async fn people(self, organisation: &str) -> Result<Vec<OfficePerson>, ApiError> {
        self.all(&["/organisations/", organisation, "/people"].concat())
            .await
    }

    /// A person.
    pub(crate) async fn person(self, organisation: &str, id: &str) -> Result<OfficePerson, ApiError> {
        self.read(&["/organisations/", organisation, "/people/", id].concat())
            .await
    }

    /// Adds a person, by an id that was drawn for them.
    pub(crate) async fn add_person(
        self,
        organisation: &str,
        person: &OfficePerson,
    ) -> Result<ChangeReport, ApiError> {
        self.post(&["/organisations/", organisation, "/people"].concat(), person)
            .await
    }

    /// Changes a person.
    pub(crate) async fn save_person(
        self,
        organisation: &str,
        person: &OfficePerson,
    ) -> Result<ChangeReport, ApiError> {
        let id = person.id.map(|id| id.to_string()).unwrap_or_default();
        self.put(
            &["/organisations/", organisation, "/people/", &id].concat(),
            person,
        )
        .await
    }

    /// Adds, ends and prolongs grants, or tells only the effects.
    pub(crate) async fn change_grants(
        self,
        organisation: &str,
        changes: &GrantChanges,
    ) -> Result<ChangeReport, ApiError> {
        self.post(&["/organisations/", organisation, "/grants"].concat(), changes)
            .await
    }

    /// The phones of a person.
    pub(crate) async fn devices(
        self,
        organisation: &str,
        person: &str,
    ) -> Result<Vec<OfficeDevice>, ApiError> {
        self.read(&["/organisations/", organisation, "/people/", person, "/devices"].concat())
            .await
    }

    /// Locks a phone out.
    pub(crate) async fn revoke_device(self, organisation: &str, device: &str) -> Result<(), ApiError> {
        self.delete(&["/organisations/", organisation, "/devices/", device].concat())
            .await
    }

    /// Every phone of an organisation.
    pub(crate) async fn phones(self, organisation: &str) -> Result<Vec<OfficePhone>, ApiError> {
        self.all(&["/organisations/", organisation, "/phones"].concat())
            .await
    }

    /// The invitations that can still be used.
    pub(crate) async fn open_invitations(self, organisation: &str) -> Result<Vec<OpenInvitation>, ApiError> {
        self.read(&["/organisations/", organisation, "/invitations"].concat())
            .await
    }

    /// Takes the invitations of a kind to a person back.
    pub(crate) async fn withdraw_invitations(
        self,
        organisation: &str,
        kind: InvitationKind,
        person: &str,
    ) -> Result<(), ApiError> {
        let invitations = ["/organisations/", organisation, "/invitations/"].concat();
        self.delete(&[&invitations, kind.key(), "/", person].concat())
            .await
    }

    /// Makes codes by which people enrol phones.
    pub(crate) async fn phone_codes(
        self,
        organisation: &str,
        wanted: &PhoneCodesWanted,
    ) -> Result<Vec<PhoneCode>, ApiError> {
        self.post(
            &["/organisations/", organisation, "/phone-codes"].concat(),
            wanted,
        )
        .await
    }

    /// The action cards of the departments in which the person reads them.
    pub(crate) async fn cards(self, organisation: &str) -> Result<OfficeCards, ApiError> {
        self.read(&["/organisations/", organisation, "/cards"].concat())
            .await
    }

    /// Changes an action card in several departments.
    pub(crate) async fn change_card(
        self,
        organisation: &str,
        change: &CardChange,
    ) -> Result<CardReport, ApiError> {
        self.post(&["/organisations/", organisation, "/cards"].concat(), change)
            .await
    }

    /// The values that an organisation added to lists.
    pub(crate) async fn own_values(self, organisation: &str) -> Result<OwnValueList, ApiError> {
        self.read(&["/organisations/", organisation, "/own-values"].concat())
            .await
    }

    /// Adds a value to a list, or changes one.
    pub(crate) async fn change_own_value(
        self,
        organisation: &str,
        change: &OwnValueChange,
    ) -> Result<ChangeReport, ApiError> {
        self.post(&["/organisations/", organisation, "/own-values"].concat(), change)
            .await
    }

    /// The settings that departments take over.
    pub(crate) async fn settings(self, organisation: &str) -> Result<OrganisationSettings, ApiError> {
        self.read(&["/organisations/", organisation, "/settings"].concat())
            .await
    }

    /// Changes the settings that departments take over.
    pub(crate) async fn save_settings(
        self,
        organisation: &str,
        settings: &OrganisationSettings,
    ) -> Result<ChangeReport, ApiError> {
        self.put(&["/organisations/", organisation, "/settings"].concat(), settings)
            .await
    }

    /// The new phones that wait for their confirmation.
    pub(crate) async fn waiting_phones(
        self,
        organisation: &str,
    ) -> Result<Vec<OfficeWaitingPhone>, ApiError> {
        self.read(&["/organisations/", organisation, "/waiting-phones"].concat())
            .await
    }

    /// Confirms a phone by the number that stands on it.
    pub(crate) async fn compare_phone(
        self,
        organisation: &str,
        device: &str,
        comparison: &PhoneComparison,
    ) -> Result<PhoneComparisonOutcome, ApiError> {
        let path = ["/organisations/", organisation, "/waiting-phones/", device].concat();
        self.post(&path, comparison).await
    }

    /// Invites a person to the office.
    pub(crate) async fn invite(self, person: &str) -> Result<Invitation, ApiError> {
        self.post(&["/people/", person, "/invitation"].concat(), &())
            .await
    }

    /// A page of the administrative log, the newest entries first, of what a query asks for: `person=…&kind=…`.
    pub(crate) async fn log(
        self,
        organisation: &str,
        query: &str,
        after: Option<String>,
    ) -> Result<ListPage<LogEntry>, ApiError> {
        let mut path = ["/organisations/", organisation, "/log?", query].concat();
        if let Some(after) = after {
            path.push_str(&["&after=", &escaped(&after)].concat());
        }
        self.read(&path).await
    }

    /// The people whose changes the administrative log tells of, by name.
    pub(crate) async fn log_authors(self, organisation: &str) -> Result<Vec<LogAuthor>, ApiError> {
        self.read(&["/organisations/", organisation, "/log/authors"].concat())
            .await
    }

    /// Undoes what an entry of the administrative log tells.
    pub(crate) async fn undo(self, organisation: &str, entry: u64) -> Result<ChangeReport, ApiError> {
        let path = [
            "/organisations/",
            organisation,
            "/log/",
            &entry.to_string(),
            "/undo",
        ]
        .concat();
        self.post(&path, &()).await
    }
}
