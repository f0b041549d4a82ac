//! Requests about what is kept of a home, and the register of requests for it.

use feltbog_shared::office::subject_access::{
    NewSubjectRequest, SubjectAccessAnswer, SubjectAccessQuery, SubjectRequest, SubjectRequestChange,
};
use js_sys::Array;
use wasm_bindgen::JsValue;
use web_sys::Blob;

use super::exports::save_blob;
use super::{Api, ApiError, BASE, PROOF_WANTED, ask, json};

impl Api {
    /// Everything that is kept of a home.
    pub(crate) async fn subject_access(
        self,
        query: &SubjectAccessQuery,
    ) -> Result<SubjectAccessAnswer, ApiError> {
        self.post("/subject-access/answer", query).await
    }

    /// Saves the same as a PDF.
    pub(crate) async fn save_subject_access_paper(self, query: &SubjectAccessQuery) -> Result<(), ApiError> {
        let saved = self.save_paper_once(query).await;
        let is_proof_wanted = saved.as_ref().is_err_and(|error| error.code() == PROOF_WANTED);
        if is_proof_wanted && self.proof.wait().await {
            return self.save_paper_once(query).await;
        }
        saved
    }

    async fn save_paper_once(self, query: &SubjectAccessQuery) -> Result<(), ApiError> {
        let path = [BASE, "/subject-access/paper"].concat();
        let answer = ask("POST", &path, json(query)?).await?;
        self.begun_file(answer).await?.save().await
    }

    /// The register of requests.
    pub(crate) async fn subject_requests(self) -> Result<Vec<SubjectRequest>, ApiError> {
        self.read("/subject-access/requests").await
    }

    /// Adds a request to the register.
    pub(crate) async fn add_subject_request(
        self,
        request: &NewSubjectRequest,
    ) -> Result<SubjectRequest, ApiError> {
        self.post("/subject-access/requests", request).await
    }

    /// Takes a step of a request.
    pub(crate) async fn change_subject_request(
        self,
        id: &str,
        change: &SubjectRequestChange,
    ) -> Result<SubjectRequest, ApiError> {
        self.post(&["/subject-access/requests/", id].concat(), change)
            .await
    }
}

/// Saves an answer as data, as the browser saves downloads.
pub(crate) fn save_as_data(answer: &SubjectAccessAnswer, name: &str) -> Result<(), ApiError> {
    let failed = |_: JsValue| ApiError::Unreadable;
    let text = serde_json::to_string_pretty(answer).map_err(|_| ApiError::Unreadable)?;
    let blob = Blob::new_with_str_sequence(&Array::of1(&text.into())).map_err(failed)?;
    save_blob(&blob, name).map_err(failed)
}
