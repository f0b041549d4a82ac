//! Messages in JSON about mail, between the office app and the server, under `/api/v1/office`.
//!
//! | route | request | answer |
//! |---|---|---|
//! | `GET`, `PUT /user/settings` | [`MySettingsChange`] | [`MySettings`] |
//! | `POST /people/{id}/invitation/mail` | | [`MailedInvitation`] |

use serde::{Deserialize, Serialize};

use crate::moment::Moment;

/// The settings of the person who is signed in to the office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MySettings {
    /// The mail address at work that administrators entered, or empty.
    pub mail: String,
    /// Whether this server sends mail.
    pub sends_mail: bool,
    /// The hour of the daily mail by clocks in Denmark, 0 to 23.
    pub digest_hour: u8,
    /// Whether the daily mail about what waits is sent.
    pub digest: bool,
    /// The language of mails: `da` or `en`.
    pub language: String,
}

/// A change of these settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MySettingsChange {
    /// Whether the daily mail about what waits is sent.
    pub digest: bool,
    /// The language of mails: `da` or `en`.
    pub language: String,
}

/// An invitation that is sent by mail. Its link is in the mail alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailedInvitation {
    /// The mail address that it is sent to.
    pub mail: String,
    /// When it stops working.
    pub expires_at: Moment,
}
