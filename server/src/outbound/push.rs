//! News for phones by Web Push (RFC 8030): a message without content to the push service of the phone's browser.

use axum::http::{Request, StatusCode, header};

use super::{Bytes, CallError, Outbound};

/// Time for which a push service keeps a message for a phone that is away, in seconds: a day.
pub const TTL_SECONDS: u32 = 24 * 3_600;

/// Outcome of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PushOutcome {
    /// The push service has taken it.
    Taken,
    /// The phone has not subscribed any more.
    Gone,
    /// The push service did not take it, with this status.
    Refused(u16),
}

/// How soon a phone that saves its battery is to be woken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Urgency {
    /// With the next messages.
    Normal,
    /// At once.
    High,
}

impl Urgency {
    fn key(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::High => "high",
        }
    }
}

impl Outbound {
    /// Sends a message without content. A newer one takes the place of one that a phone has not fetched.
    ///
    /// # Errors
    /// When the address may not be called, does not answer, or leads elsewhere.
    pub async fn push(
        &self,
        endpoint: &str,
        authorization: &str,
        urgency: Urgency,
    ) -> Result<PushOutcome, CallError> {
        let refused = |_| CallError::NotAllowed("an address that is none".to_owned());
        let request = Request::post(endpoint)
            .header("TTL", TTL_SECONDS)
            .header("Urgency", urgency.key())
            .header("Topic", "news")
            .header(header::CONTENT_LENGTH, 0)
            .header(header::AUTHORIZATION, authorization)
            .body(Bytes::new())
            .map_err(refused)?;
        let status = self.send(request).await?.status();
        Ok(match status {
            status if status.is_success() => PushOutcome::Taken,
            StatusCode::NOT_FOUND | StatusCode::GONE => PushOutcome::Gone,
            status => PushOutcome::Refused(status.as_u16()),
        })
    }
}
