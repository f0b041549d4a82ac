//! Requests about printed letters, their templates, the bundle and the plan.

use feltbog_shared::office_letters::{
    BundleCheck, BundleWanted, CaseDocuments, CasePlan, KeptPlan, LetterKind, LetterPreview, LetterReceipt,
    LetterRow, LetterTemplateApproval, LetterTemplateBody, LetterTemplateSaved, LetterTemplateView,
    LetterWanted, PlanWanted,
};
use leptos::prelude::Set as _;
use serde::Serialize;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, Url};

use super::{Api, ApiError, BASE, Content, ask, json, refusal};

/// A department and a case, as paths have them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CasePath {
    /// The department's id.
    pub(crate) department: String,
    /// The case's id.
    pub(crate) case: String,
}

impl CasePath {
    fn with(&self, rest: &str) -> String {
        ["/cases/", &self.department, "/", &self.case, rest].concat()
    }
}

impl Api {
    /// The templates of a department's organisation.
    pub(crate) async fn letter_templates(
        self,
        department: &str,
    ) -> Result<Vec<LetterTemplateView>, ApiError> {
        self.read(&["/letter-templates/", department].concat()).await
    }

    /// Keeps a new version of a template.
    pub(crate) async fn save_letter_template(
        self,
        department: &str,
        kind: LetterKind,
        template: &LetterTemplateBody,
    ) -> Result<LetterTemplateSaved, ApiError> {
        self.put(&template_path(department, kind, ""), template).await
    }

    /// Approves a version of a template.
    pub(crate) async fn approve_letter_template(
        self,
        department: &str,
        kind: LetterKind,
        approval: &LetterTemplateApproval,
    ) -> Result<LetterTemplateSaved, ApiError> {
        self.post(&template_path(department, kind, "/approve"), approval)
            .await
    }

    /// A template as a PDF; the address of it in this browser.
    pub(crate) async fn preview_letter_template(
        self,
        department: &str,
        kind: LetterKind,
        template: &LetterTemplateBody,
    ) -> Result<String, ApiError> {
        self.pdf(&template_path(department, kind, "/preview"), Some(template))
            .await
    }

    /// The letters of a case, and the values to begin another with.
    pub(crate) async fn case_documents(self, case: &CasePath) -> Result<CaseDocuments, ApiError> {
        self.read(&case.with("/letters")).await
    }

    /// A letter before it is kept.
    pub(crate) async fn preview_letter(
        self,
        case: &CasePath,
        wanted: &LetterWanted,
    ) -> Result<LetterPreview, ApiError> {
        self.post(&case.with("/letters/preview"), wanted).await
    }

    /// Prints an invitation to mediation, which is not kept; the address of the PDF in this browser.
    pub(crate) async fn print_invitation(
        self,
        case: &CasePath,
        wanted: &LetterWanted,
    ) -> Result<String, ApiError> {
        self.pdf(&case.with("/letters/invitation"), Some(wanted)).await
    }

    /// Prints a letter and keeps it as a legal step.
    pub(crate) async fn keep_letter(
        self,
        case: &CasePath,
        wanted: &LetterWanted,
    ) -> Result<LetterRow, ApiError> {
        self.post(&case.with("/letters"), wanted).await
    }

    /// The PDF of a letter; the address of it in this browser.
    pub(crate) async fn letter_pdf(self, case: &CasePath, step: &str) -> Result<String, ApiError> {
        self.pdf(&case.with(&["/letters/", step].concat()), None::<&()>)
            .await
    }

    /// Notes the receipt of a letter.
    pub(crate) async fn note_letter_receipt(
        self,
        case: &CasePath,
        step: &str,
        receipt: &LetterReceipt,
    ) -> Result<(), ApiError> {
        let path = case.with(&["/letters/", step, "/receipt"].concat());
        self.put(&path, receipt).await
    }

    /// The check of what a bundle would lack.
    pub(crate) async fn check_bundle(
        self,
        case: &CasePath,
        wanted: &BundleWanted,
    ) -> Result<Vec<BundleCheck>, ApiError> {
        self.post(&case.with("/bundle/check"), wanted).await
    }

    /// The sealed bundle; the address of it in this browser.
    pub(crate) async fn bundle(self, case: &CasePath, wanted: &BundleWanted) -> Result<String, ApiError> {
        self.pdf(&case.with("/bundle"), Some(wanted)).await
    }

    /// The plan that was agreed with a complainant; the address of it in this browser.
    pub(crate) async fn case_plan(self, case: &CasePath, plan: &CasePlan) -> Result<String, ApiError> {
        self.pdf(&case.with("/plan"), Some(plan)).await
    }

    /// Keeps a plan with its case.
    pub(crate) async fn keep_plan(self, case: &CasePath, wanted: &PlanWanted) -> Result<KeptPlan, ApiError> {
        self.post(&case.with("/plans"), wanted).await
    }

    /// A plan that was kept; the address of it in this browser.
    pub(crate) async fn kept_plan(self, case: &CasePath, event: &str) -> Result<String, ApiError> {
        self.pdf(&case.with(&["/plans/", event].concat()), None::<&()>)
            .await
    }

    /// The address in this browser of a PDF that the server answers with.
    async fn pdf<B: Serialize>(self, path: &str, body: Option<&B>) -> Result<String, ApiError> {
        let (method, content) = match body {
            Some(body) => ("POST", json(body)?),
            None => ("GET", Content::None),
        };
        let answer = ask(method, &[BASE, path].concat(), content).await?;
        if !answer.ok() {
            let text = answer.text().map_err(|_| ApiError::Unreachable)?;
            let text = JsFuture::from(text).await.ok().and_then(|text| text.as_string());
            let error = refusal(answer.status(), &text.unwrap_or_default());
            if error == ApiError::SignedOut {
                self.has_ended.set(true);
            }
            return Err(error);
        }
        let blob = answer.blob().map_err(|_| ApiError::Unreadable)?;
        let blob = JsFuture::from(blob).await.map_err(|_| ApiError::Unreachable)?;
        let blob: Blob = blob.dyn_into().map_err(|_| ApiError::Unreadable)?;
        Url::create_object_url_with_blob(&blob).map_err(|_| ApiError::Unreadable)
    }
}

fn template_path(department: &str, kind: LetterKind, rest: &str) -> String {
    ["/letter-templates/", department, "/", kind.key(), rest].concat()
}
