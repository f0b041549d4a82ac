//! The error of services. It says why a request was not done and knows no HTTP: `http_error` answers with it.

use feltbog_shared::refusal::RefusalCode;

use crate::store::StoreError;

/// Reason why a request was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The request is not allowed or not possible.
    #[error("{0}")]
    Refused(RefusalCode),
    /// The body has a media type that this request does not take. Told as `Malformed`.
    #[error("the body has another media type")]
    UnsupportedMediaType,
    /// The picture cannot be decoded. Told as `Malformed`.
    #[error("the picture cannot be decoded")]
    UnreadablePicture,
    /// Too many requests. The value is the time to wait, in seconds.
    #[error("too many; wait {0} s")]
    TooMany(u64),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A fault of the server itself.
    #[error("{0}")]
    Fault(String),
}

impl Error {
    /// Nobody is signed in.
    pub const NOT_SIGNED_IN: Self = Self::Refused(RefusalCode::NotSignedIn);
    /// Access on this device was withdrawn: the phone deletes the records it holds.
    pub const WITHDRAWN: Self = Self::Refused(RefusalCode::Withdrawn);
    /// The person has no access here.
    pub const NO_ACCESS: Self = Self::Refused(RefusalCode::NoAccess);
    /// The thing does not exist, or the person may not know of it.
    pub const NOT_FOUND: Self = Self::Refused(RefusalCode::NotFound);
    /// The request cannot be read.
    pub const MALFORMED: Self = Self::Refused(RefusalCode::Malformed);
    /// The request is too large.
    pub const TOO_LARGE: Self = Self::Refused(RefusalCode::TooLarge);
    /// The server is overloaded or stopping.
    pub const BUSY: Self = Self::Refused(RefusalCode::Busy);
}
