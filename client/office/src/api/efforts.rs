//! Requests of efforts, their tasks, staff and report.

use feltbog_shared::department_sharing::{IntroductionsHad, OwnIntroductions};
use feltbog_shared::id::EffortTaskId;
use feltbog_shared::office::efforts::{
    ActivityLink, EffortChoices, EffortEnrolment, EffortRecord, EffortReport, EffortSummary, EffortTaskStep,
    EffortView, NewEffortTask, StaffMember, StaffPage,
};

use super::{Api, ApiError};
use crate::address::escaped;

/// The part of the report that is wanted. What is empty limits nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ReportWish {
    /// A party that pays.
    pub(crate) funder: String,
    /// Id of an effort.
    pub(crate) effort: String,
    /// A year.
    pub(crate) year: String,
}

impl ReportWish {
    fn query(&self) -> String {
        let (funder, effort) = (escaped(&self.funder), escaped(&self.effort));
        let year = escaped(&self.year);
        ["?funder=", &funder, "&effort=", &effort, "&year=", &year].concat()
    }
}

impl Api {
    /// The efforts to which the person is to be introduced.
    pub(crate) async fn introductions(self) -> Result<OwnIntroductions, ApiError> {
        self.read("/user/introductions").await
    }

    /// Notes that the person has had an introduction.
    pub(crate) async fn note_introduction(self, task: EffortTaskId) -> Result<OwnIntroductions, ApiError> {
        let had = IntroductionsHad { tasks: vec![task] };
        self.post("/user/introductions", &had).await
    }

    /// The efforts that the person sees, by name.
    pub(crate) async fn efforts(self) -> Result<Vec<EffortSummary>, ApiError> {
        self.read("/efforts").await
    }

    /// The choices of the forms.
    pub(crate) async fn effort_choices(self) -> Result<EffortChoices, ApiError> {
        self.read("/effort-choices").await
    }

    /// An effort with what belongs to it.
    pub(crate) async fn effort(self, effort: &str) -> Result<EffortView, ApiError> {
        self.read(&effort_path(effort, "")).await
    }

    /// Adds an effort, or changes the one that is there.
    pub(crate) async fn save_effort(self, record: &EffortRecord) -> Result<EffortView, ApiError> {
        match &record.id {
            None => self.post("/efforts", record).await,
            Some(id) => self.put(&effort_path(id, ""), record).await,
        }
    }

    /// Puts an activity to an effort, or takes it from it.
    pub(crate) async fn link_activity(
        self,
        effort: &str,
        link: &ActivityLink,
    ) -> Result<EffortView, ApiError> {
        self.put(&effort_path(effort, "/activities"), link).await
    }

    /// Adds a task to a department of an effort.
    pub(crate) async fn add_effort_task(
        self,
        effort: &str,
        task: &NewEffortTask,
    ) -> Result<EffortView, ApiError> {
        self.post(&effort_path(effort, "/tasks"), task).await
    }

    /// Ticks a task off, or not any more.
    pub(crate) async fn step_effort_task(
        self,
        effort: &str,
        task: &str,
        step: EffortTaskStep,
    ) -> Result<EffortView, ApiError> {
        let tasks = ["/tasks/", &escaped(task)].concat();
        self.put(&effort_path(effort, &tasks), &step).await
    }

    /// Enrols the staff of a department who came since.
    pub(crate) async fn enrol_in_effort(
        self,
        effort: &str,
        enrolment: EffortEnrolment,
    ) -> Result<EffortView, ApiError> {
        self.post(&effort_path(effort, "/enrolments"), &enrolment).await
    }

    /// Saves the tasks of an effort as CSV.
    pub(crate) async fn save_effort_tasks(self, effort: &str) -> Result<(), ApiError> {
        self.save_file(&effort_path(effort, "/tasks/csv")).await
    }

    /// The report.
    pub(crate) async fn effort_report(self, wish: &ReportWish) -> Result<EffortReport, ApiError> {
        self.read(&["/effort-report", &wish.query()].concat()).await
    }

    /// Saves the report as CSV.
    pub(crate) async fn save_effort_report(self, wish: &ReportWish) -> Result<(), ApiError> {
        self.save_file(&["/effort-report/csv", &wish.query()].concat())
            .await
    }

    /// The staff of the person's departments.
    pub(crate) async fn effort_staff(self) -> Result<StaffPage, ApiError> {
        self.read("/effort-staff").await
    }

    /// Adds a member of staff, or changes the one that is there.
    pub(crate) async fn save_staff(self, member: &StaffMember) -> Result<StaffPage, ApiError> {
        match &member.id {
            None => self.post("/effort-staff", member).await,
            Some(id) => self.put(&["/effort-staff/", &escaped(id)].concat(), member).await,
        }
    }
}

fn effort_path(effort: &str, rest: &str) -> String {
    ["/efforts/", &escaped(effort), rest].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wish_is_escaped() {
        let wish = ReportWish {
            funder: "Fond & kommune".to_owned(),
            year: "2026".to_owned(),
            ..ReportWish::default()
        };
        assert_eq!(wish.query(), "?funder=Fond%20%26%20kommune&effort=&year=2026");
    }
}
