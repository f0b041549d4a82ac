//! A new phone that waits until the office has confirmed it: its number is shown, and the server is asked now and then.

use feltbog_shared::bridge::Event;
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::replica::Failure;
use feltbog_shared::wire::Session;

use super::{Driver, Message};
use crate::{device_key, scope, transport};

/// The wait before the server is asked again whether the phone is confirmed.
const ASK_AGAIN_MILLIS: u32 = 3_000;

impl Driver {
    /// Shows the number and waits.
    pub(super) fn await_confirmation(&mut self) {
        if self.is_waiting {
            return;
        }
        self.is_waiting = true;
        self.later(async |_| Message::ConfirmationNumber(number().await));
    }

    pub(super) fn confirmation_number(&self, confirmation: Option<String>) {
        if let Some(number) = confirmation {
            scope::post(&Event::ConfirmationWanted(number));
        }
        self.after(ASK_AGAIN_MILLIS, Message::AskConfirmed);
    }

    pub(super) fn ask_confirmed(&self) {
        if self.is_waiting {
            self.later(async |store| Message::Confirmed(device_key::session(store).await));
        }
    }

    pub(super) fn confirmed(&mut self, outcome: Result<Session, Failure>) {
        if !self.is_waiting {
            return;
        }
        match outcome {
            Err(Failure::Refused(RefusalCode::PhoneNotConfirmed)) => {
                self.later(async |_| Message::ConfirmationNumber(number().await));
            }
            Err(Failure::SignedOut | Failure::Withdrawn) => {
                // Somebody saw another number, or nobody looked for a day.
                self.is_waiting = false;
                scope::post(&Event::EnrolFailed(Some(RefusalCode::CodeNotValid.into())));
            }
            Err(_) => self.after(ASK_AGAIN_MILLIS, Message::AskConfirmed),
            Ok(session) => {
                self.is_waiting = false;
                self.take(Message::Enrolled(Ok(session)));
            }
        }
    }
}

/// The number that the server knows this phone by; nothing when it did not answer.
async fn number() -> Option<String> {
    let confirmation = transport::confirmation().await.ok()?;
    Some(confirmation.number)
}
