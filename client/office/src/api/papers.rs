//! Requests about the privacy papers.

use feltbog_shared::office::papers::Papers;

use super::{Api, ApiError};
use crate::address::escaped;

impl Api {
    /// The papers by their titles, and the content of the one with a key; no content for an empty key.
    pub(crate) async fn papers(self, key: &str) -> Result<Papers, ApiError> {
        self.read(&["/papers?paper=", &escaped(key)].concat()).await
    }
}
