//! Requests of the desk.

use feltbog_shared::id::{DepartmentId, DocumentId, SafeReturnId};
use feltbog_shared::office::approvals::{ApprovalAct, ApprovalDecision, ApprovalWanted, WaitingApprovals};
use feltbog_shared::office::desk::{
    CasePage, CaseQuery, DeskHistory, DeskPlace, DeskRecord, DeskScope, EditOutcome, EditUndo, Heartbeat,
    HoldWanted, InboxPage, InboxQuery, MediationPage, MediationQuery, NewNote, NewRecord, NotePage,
    NoteQuery, NoteStep, OpenNow, PendingNote, RecordEdits, RecordsPage, RecordsQuery, Rota, RotaQuery,
    TriageReport, TriageRequest, TriageUndo,
};
use feltbog_shared::office::erasure_by_hand::{ErasureOutcome, ErasureWanted};
use feltbog_shared::office_relocation::{Relocation, RelocationTarget};
use feltbog_shared::office_welcome::WelcomePlan;
use feltbog_shared::safe_return::LateReturn;
use serde::Serialize;
use web_sys::File;

use super::{Api, ApiError, Content, parsed};
use crate::address::escaped;

impl Api {
    /// The departments of the person, and what the person may do there.
    pub(crate) async fn desk_scope(self) -> Result<DeskScope, ApiError> {
        self.read("/desk/scope").await
    }

    /// The welcome visits that a list of new tenants leads to; `is_applied` makes them.
    pub(crate) async fn welcome(
        self,
        department: &str,
        file: &File,
        is_applied: bool,
    ) -> Result<WelcomePlan, ApiError> {
        let query = if is_applied { "?apply=true" } else { "" };
        let path = ["/desk/welcome/", department, query].concat();
        parsed(&self.request("POST", &path, Content::File(file)).await?)
    }

    /// The departments that a resident of a department can move to.
    pub(crate) async fn relocation_targets(
        self,
        department: DepartmentId,
    ) -> Result<Vec<RelocationTarget>, ApiError> {
        let path = ["/desk/relocations/", &department.to_string()].concat();
        self.read(&path).await
    }

    /// Hands a resident over to the department that they move to.
    pub(crate) async fn relocate(
        self,
        department: DepartmentId,
        relocation: &Relocation,
    ) -> Result<(), ApiError> {
        let path = ["/desk/relocations/", &department.to_string()].concat();
        self.post(&path, relocation).await
    }

    /// Holds a record back from its erasure.
    pub(crate) async fn hold_record(self, place: DeskPlace, wanted: &HoldWanted) -> Result<(), ApiError> {
        self.put(&hold_path(place), wanted).await
    }

    /// Ends the hold of a record.
    pub(crate) async fn release_record(self, place: DeskPlace) -> Result<(), ApiError> {
        self.delete(&hold_path(place)).await
    }

    /// Colleagues who are not out of a home in time.
    pub(crate) async fn late_returns(self) -> Result<Vec<LateReturn>, ApiError> {
        self.read("/desk/late-returns").await
    }

    /// Says that somebody has looked after a colleague who is late.
    pub(crate) async fn end_late_return(self, id: SafeReturnId) -> Result<(), ApiError> {
        self.delete(&["/desk/late-returns/", &id.to_string()].concat())
            .await
    }

    /// Steps that wait for a second person, and cases that nobody has looked at.
    pub(crate) async fn waiting_approvals(self) -> Result<WaitingApprovals, ApiError> {
        self.read("/desk/approvals").await
    }

    /// Asks a second person for a step of a case.
    pub(crate) async fn ask_approval(
        self,
        place: DeskPlace,
        wanted: &ApprovalWanted,
    ) -> Result<(), ApiError> {
        let path = record_path(place.department, place.document, "/approvals");
        self.post(&path, wanted).await
    }

    /// Agrees to a step that was asked for, or does not.
    pub(crate) async fn decide_approval(
        self,
        place: DeskPlace,
        act: ApprovalAct,
        decision: &ApprovalDecision,
    ) -> Result<(), ApiError> {
        let path = record_path(place.department, place.document, "/approvals/");
        self.post(&[path.as_str(), act.key()].concat(), decision).await
    }

    /// Erases an own record that was made by mistake, or asks a second person.
    pub(crate) async fn ask_erasure(
        self,
        place: DeskPlace,
        wanted: &ErasureWanted,
    ) -> Result<ErasureOutcome, ApiError> {
        let path = record_path(place.department, place.document, "/erasure");
        self.post(&path, wanted).await
    }

    /// Agrees to the erasure of a record, or does not.
    pub(crate) async fn decide_erasure(
        self,
        place: DeskPlace,
        decision: &ApprovalDecision,
    ) -> Result<ErasureOutcome, ApiError> {
        let path = record_path(place.department, place.document, "/erasure/decision");
        self.post(&path, decision).await
    }

    /// A page of the inbox.
    pub(crate) async fn inbox(self, query: &InboxQuery) -> Result<InboxPage, ApiError> {
        self.read(&asked("/desk/inbox", query)?).await
    }

    /// Acts on items of the inbox.
    pub(crate) async fn triage(self, request: &TriageRequest) -> Result<TriageReport, ApiError> {
        self.post("/desk/triage", request).await
    }

    /// Takes a request of triage back.
    pub(crate) async fn undo_triage(self, token: &str) -> Result<TriageReport, ApiError> {
        let undo = TriageUndo {
            token: token.to_owned(),
        };
        self.post("/desk/triage/undo", &undo).await
    }

    /// A page of cases.
    pub(crate) async fn cases(self, query: &CaseQuery) -> Result<CasePage, ApiError> {
        self.read(&asked("/desk/cases", query)?).await
    }

    /// A page of areas, work in them, activities or rounds.
    pub(crate) async fn desk_records(self, query: &RecordsQuery) -> Result<RecordsPage, ApiError> {
        self.read(&asked("/desk/records", query)?).await
    }

    /// A page of the mediation queue.
    pub(crate) async fn mediations(self, query: &MediationQuery) -> Result<MediationPage, ApiError> {
        self.read(&asked("/desk/mediations", query)?).await
    }

    /// A record in full.
    pub(crate) async fn desk_record(
        self,
        department: DepartmentId,
        document: DocumentId,
    ) -> Result<DeskRecord, ApiError> {
        self.read(&record_path(department, document, "")).await
    }

    /// The history of a record, newest first.
    pub(crate) async fn record_history(
        self,
        department: DepartmentId,
        document: DocumentId,
    ) -> Result<DeskHistory, ApiError> {
        self.read(&record_path(department, document, "/history")).await
    }

    /// Makes a record.
    pub(crate) async fn make_record(
        self,
        department: DepartmentId,
        record: &NewRecord,
    ) -> Result<EditOutcome, ApiError> {
        let path = ["/desk/records/", &department.to_string()].concat();
        self.post(&path, record).await
    }

    /// Changes a record.
    pub(crate) async fn edit_record(
        self,
        department: DepartmentId,
        document: DocumentId,
        edits: &RecordEdits,
    ) -> Result<EditOutcome, ApiError> {
        self.post(&record_path(department, document, ""), edits).await
    }

    /// Takes a change of a record back.
    pub(crate) async fn undo_edit(
        self,
        department: DepartmentId,
        document: DocumentId,
        undo: &EditUndo,
    ) -> Result<EditOutcome, ApiError> {
        self.post(&record_path(department, document, "/undo"), undo).await
    }

    /// Tells that a record is open here. Answers the others who have it open.
    pub(crate) async fn keep_open(
        self,
        department: DepartmentId,
        document: DocumentId,
        heartbeat: &Heartbeat,
    ) -> Result<OpenNow, ApiError> {
        self.post(&record_path(department, document, "/open"), heartbeat)
            .await
    }

    /// A page of pending notes.
    pub(crate) async fn pending_notes(self, query: &NoteQuery) -> Result<NotePage, ApiError> {
        self.read(&asked("/desk/notes", query)?).await
    }

    /// Writes down what somebody sent or told.
    pub(crate) async fn add_note(self, note: &NewNote) -> Result<PendingNote, ApiError> {
        self.post("/desk/notes", note).await
    }

    /// Takes a pending note a step on.
    pub(crate) async fn step_note(self, id: DocumentId, step: &NoteStep) -> Result<PendingNote, ApiError> {
        self.post(&["/desk/notes/", &id.to_string()].concat(), step).await
    }

    /// The rota of a department's inbox.
    pub(crate) async fn rota(self, department: DepartmentId) -> Result<Rota, ApiError> {
        let query = RotaQuery {
            department: department.to_string(),
        };
        self.read(&asked("/desk/rota", &query)?).await
    }

    /// Replaces the rota of a department's inbox.
    pub(crate) async fn save_rota(self, rota: &Rota) -> Result<Rota, ApiError> {
        self.put("/desk/rota", rota).await
    }
}

fn record_path(department: DepartmentId, document: DocumentId, act: &str) -> String {
    let (department, document) = (department.to_string(), document.to_string());
    ["/desk/records/", &department, "/", &document, act].concat()
}

/// A path with a query. What filters nothing is left out.
fn asked<Q: Serialize>(path: &str, query: &Q) -> Result<String, ApiError> {
    let query = serde_json::to_value(query).map_err(|_| ApiError::Unreadable)?;
    let mut address = path.to_owned();
    let pairs = query.as_object().into_iter().flatten();
    for (name, value) in pairs {
        let value = match value {
            serde_json::Value::String(text) => text.clone(),
            serde_json::Value::Bool(false) | serde_json::Value::Null => String::new(),
            other => other.to_string(),
        };
        if !value.is_empty() && value != "0" {
            address.push(if address.len() == path.len() { '?' } else { '&' });
            address.push_str(&[name, "=", &escaped(&value)].concat());
        }
    }
    Ok(address)
}

fn hold_path(place: DeskPlace) -> String {
    let (department, document) = (place.department.to_string(), place.document.to_string());
    ["/desk/records/", &department, "/", &document, "/hold"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use feltbog_shared::office::desk::CaseColumn;

    #[test]
    fn a_query_leaves_out_what_filters_nothing() {
        let query = CaseQuery {
            search: "høj musik".to_owned(),
            overdue: true,
            older_than_days: Some(30),
            sort: CaseColumn::Changed,
            ..CaseQuery::default()
        };
        assert_eq!(
            asked("/desk/cases", &query).unwrap(),
            "/desk/cases?overdue=true&older_than_days=30&search=h%C3%B8j%20musik&sort=changed"
        );
        assert_eq!(
            asked("/desk/inbox", &InboxQuery::default()).unwrap(),
            "/desk/inbox"
        );
    }
}
