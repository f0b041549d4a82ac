//! Requests about the access log.

use feltbog_shared::office::audit::{AuditPage, AuditQuery, SecurityPage};

use super::{Api, ApiError};

impl Api {
    /// Rows about a record or a dwelling.
    pub(crate) async fn access_log(self, query: &AuditQuery) -> Result<AuditPage, ApiError> {
        self.post("/audit", query).await
    }

    /// Rows drawn by chance.
    pub(crate) async fn access_sample(self) -> Result<AuditPage, ApiError> {
        self.read("/audit/sample").await
    }

    /// Security events after those of a page before.
    pub(crate) async fn security_events(self, after: &str) -> Result<SecurityPage, ApiError> {
        self.read(&["/audit/security?after=", after].concat()).await
    }
}
