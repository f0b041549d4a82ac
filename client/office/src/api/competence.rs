//! Requests of sharing and competence.

use feltbog_shared::office::competence::{
    CompetencePage, Competency, DirectoryEntry, DirectoryPage, ExperiencePage, HeldCompetency,
    NewHeldCompetency, RolePages, RolePagesRead,
};
use feltbog_shared::permission::Role;

use super::{Api, ApiError};
use crate::address::escaped;

impl Api {
    /// The experiences of all departments with these words, this topic and this result; empty for any.
    pub(crate) async fn experiences(
        self,
        search: &str,
        topic: &str,
        worked: &str,
    ) -> Result<ExperiencePage, ApiError> {
        let (search, topic, worked) = (escaped(search), escaped(topic), escaped(worked));
        let query = ["?search=", &search, "&topic=", &topic, "&worked=", &worked].concat();
        self.read(&["/sharing/experiences", &query].concat()).await
    }

    /// The competencies of an organisation; of the person's first one when it is empty.
    pub(crate) async fn competencies(self, organisation: &str) -> Result<CompetencePage, ApiError> {
        self.read(&of_organisation("/sharing/competencies", organisation))
            .await
    }

    /// Adds or changes a competency.
    pub(crate) async fn keep_competency(
        self,
        organisation: &str,
        competency: &Competency,
    ) -> Result<Competency, ApiError> {
        let path = ["/sharing/competencies/", &escaped(organisation)].concat();
        self.post(&path, competency).await
    }

    /// Removes a competency that nobody holds.
    pub(crate) async fn drop_competency(self, organisation: &str, competency: &str) -> Result<(), ApiError> {
        let path = ["/sharing/competencies/", &escaped(organisation), "/", competency].concat();
        self.delete(&path).await
    }

    /// Enters a course that somebody has taken.
    pub(crate) async fn add_course(
        self,
        organisation: &str,
        course: &NewHeldCompetency,
    ) -> Result<HeldCompetency, ApiError> {
        let path = ["/sharing/courses/", &escaped(organisation)].concat();
        self.post(&path, course).await
    }

    /// Removes a course that was entered by mistake.
    pub(crate) async fn drop_course(self, organisation: &str, course: &str) -> Result<(), ApiError> {
        let path = ["/sharing/courses/", &escaped(organisation), "/", course].concat();
        self.delete(&path).await
    }

    /// The directory of an organisation; of the person's first one when it is empty.
    pub(crate) async fn directory(self, organisation: &str) -> Result<DirectoryPage, ApiError> {
        self.read(&of_organisation("/sharing/directory", organisation))
            .await
    }

    /// Adds or changes an entry of the directory.
    pub(crate) async fn keep_entry(
        self,
        organisation: &str,
        entry: &DirectoryEntry,
    ) -> Result<DirectoryEntry, ApiError> {
        let path = ["/sharing/directory/", &escaped(organisation)].concat();
        self.post(&path, entry).await
    }

    /// Removes an entry of the directory.
    pub(crate) async fn drop_entry(self, organisation: &str, entry: &str) -> Result<(), ApiError> {
        let path = ["/sharing/directory/", &escaped(organisation), "/", entry].concat();
        self.delete(&path).await
    }

    /// The pages about the person's roles.
    pub(crate) async fn role_pages(self) -> Result<RolePages, ApiError> {
        self.read("/user/role-pages").await
    }

    /// Tells that the person has read the pages about these roles.
    pub(crate) async fn read_role_pages(self, roles: Vec<Role>) -> Result<RolePages, ApiError> {
        self.post("/user/role-pages", &RolePagesRead { roles }).await
    }
}

/// A path with the organisation that is asked for.
fn of_organisation(path: &str, organisation: &str) -> String {
    match organisation {
        "" => path.to_owned(),
        organisation => [path, "?organisation=", &escaped(organisation)].concat(),
    }
}
