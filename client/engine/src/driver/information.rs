//! The public parts of the departments' records, and the values that organisations added to lists: shown from the phone,
//! and asked of the server now and then.

use feltbog_shared::bridge::Event;
use feltbog_shared::department_information::{DepartmentInformation, InformationRequest};
use feltbog_shared::moment::Moment;
use feltbog_shared::own_values::{DepartmentValues, OwnValuesRequest};

use super::{Driver, Message};
use crate::{scope, transport};

/// The least time between two questions while the person goes on using the app, in milliseconds.
const ASK_AGAIN_MILLIS: i64 = 10 * 60 * 1_000;

/// State of the question to the server.
#[derive(Default)]
pub(super) struct InformationState {
    is_asking: bool,
    asked_at: Option<Moment>,
}

impl Driver {
    /// Shows what the phone holds.
    pub(super) fn show_information(&self) {
        self.later(async |store| Message::InformationFound(store.information().await.ok()));
        self.later(async |store| {
            let held = store.own_values().await.ok();
            Message::OwnValuesFound(held.map(|held| held.organisations))
        });
    }

    pub(super) fn own_values_found(&self, found: Option<Vec<DepartmentValues>>) {
        if let Some(values) = found.filter(|_| !self.withdrawn) {
            scope::post(&Event::OwnValues(values));
        }
    }

    pub(super) fn information_found(&self, found: Option<Vec<DepartmentInformation>>) {
        if let Some(information) = found {
            scope::post(&Event::Information(information));
        }
    }

    /// Asks the server for news, unless it was asked a short while ago.
    pub(super) fn ask_information_again(&mut self) {
        let is_due = |asked_at: Moment| scope::now().since(asked_at) >= ASK_AGAIN_MILLIS;
        if self.admitted && self.information.asked_at.is_some_and(is_due) {
            self.ask_information();
        }
    }

    /// Asks the server for news.
    pub(super) fn ask_information(&mut self) {
        if self.information.is_asking || self.withdrawn {
            return;
        }
        self.information.is_asking = true;
        self.later(async |store| {
            let Ok(held) = store.information().await else {
                return Message::InformationAsked(None);
            };
            let Ok(reply) = transport::information(&InformationRequest::of(&held)).await else {
                return Message::InformationAsked(None);
            };
            let now = reply.apply(held.clone());
            // Not kept, it is asked for again the next time.
            let is_kept = now == held || store.keep_information(&now).await.is_ok();
            Message::InformationAsked(is_kept.then_some(now))
        });
        self.later(async |store| {
            let Ok(held) = store.own_values().await else {
                return Message::OwnValuesFound(None);
            };
            let Ok(reply) = transport::own_values(&OwnValuesRequest { held: held.check }).await else {
                return Message::OwnValuesFound(None);
            };
            let now = held.clone().after(reply);
            let is_kept = now == held || store.keep_own_values(&now).await.is_ok();
            Message::OwnValuesFound(is_kept.then_some(now.organisations))
        });
    }

    pub(super) fn information_asked(&mut self, answer: Option<Vec<DepartmentInformation>>) {
        self.information.is_asking = false;
        self.information.asked_at = Some(scope::now());
        if self.withdrawn {
            return;
        }
        self.information_found(answer);
    }
}
