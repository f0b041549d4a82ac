//! Requests of screening and monitoring.

use feltbog_shared::id::DepartmentId;
use feltbog_shared::office::ImportPlan;
use feltbog_shared::office::monitoring::{
    DepartmentMonitoring, InterviewLink, InterviewLinkWish, MonitoringReport,
};
use web_sys::File;

use super::{Api, ApiError, Content, ImportChoices, parsed};
use crate::address::escaped;

impl Api {
    /// The departments of an organisation, of a city district in it, or of a list of ids with commas between them. Of the
    /// first organisation of the person when it is empty.
    pub(crate) async fn monitoring(
        self,
        organisation: &str,
        district: &str,
        departments: &str,
    ) -> Result<MonitoringReport, ApiError> {
        let place = match organisation {
            "" => String::new(),
            organisation => ["/", &escaped(organisation)].concat(),
        };
        let (district, departments) = (escaped(district), escaped(departments));
        let query = ["?district=", &district, "&departments=", &departments].concat();
        self.read(&["/monitoring", &place, &query].concat()).await
    }

    /// A department with what its screening rests on.
    pub(crate) async fn monitored_department(
        self,
        department: &str,
    ) -> Result<DepartmentMonitoring, ApiError> {
        self.read(&["/monitoring/departments/", &escaped(department)].concat())
            .await
    }

    /// Makes a link to the interview that is open until a day.
    pub(crate) async fn make_interview_link(
        self,
        department: DepartmentId,
        ends_on: &str,
    ) -> Result<InterviewLink, ApiError> {
        let wish = InterviewLinkWish {
            ends_on: ends_on.to_owned(),
        };
        self.post(&links_path(department, ""), &wish).await
    }

    /// Closes a link to the interview.
    pub(crate) async fn close_interview_link(
        self,
        department: DepartmentId,
        link: &str,
    ) -> Result<(), ApiError> {
        self.delete(&links_path(department, &["/", link].concat())).await
    }

    /// The plan of an import of indicators, with nothing changed.
    pub(crate) async fn plan_indicators(
        self,
        organisation: &str,
        file: &File,
        choices: &ImportChoices,
    ) -> Result<ImportPlan, ApiError> {
        let query = ["/plan?", &choices.query()].concat();
        let path = ["/monitoring/", &escaped(organisation), "/indicators", &query].concat();
        parsed(&self.request("POST", &path, Content::File(file)).await?)
    }

    /// Carries an import of indicators out as it was planned.
    pub(crate) async fn apply_indicators(
        self,
        organisation: &str,
        file: &File,
        choices: &ImportChoices,
        plan: &str,
        accepted: &[String],
    ) -> Result<ImportPlan, ApiError> {
        let accepted = escaped(&accepted.join(","));
        let choices = choices.query();
        let path = ["/monitoring/", &escaped(organisation), "/indicators/apply?plan="].concat();
        let path = [&path, &escaped(plan), "&accepted=", &accepted, "&", &choices].concat();
        parsed(&self.request("POST", &path, Content::File(file)).await?)
    }
}

fn links_path(department: DepartmentId, link: &str) -> String {
    [
        "/monitoring/departments/",
        &department.to_string(),
        "/interview-links",
        link,
    ]
    .concat()
}
