//! The public parts of the departments' records, the values that organisations added to lists, the homes of departments,
//! the directory, competencies, and what is shared with the person: shown from the phone, and asked of the server now and
//! then.

use feltbog_shared::bridge::Event;
use feltbog_shared::department_directory::HeldDirectory;
use feltbog_shared::department_homes::{DepartmentHomes, HomesRequest};
use feltbog_shared::department_information::{DepartmentInformation, InformationRequest};
use feltbog_shared::department_sharing::{HeldSharing, SharedPart};
use feltbog_shared::id::EffortTaskId;
use feltbog_shared::moment::Moment;
use feltbog_shared::own_competencies::PhoneCompetencies;
use feltbog_shared::own_values::{DepartmentValues, OwnValuesRequest};
use feltbog_shared::permission::Role;

use super::{Driver, Message};
use crate::{scope, transport};

/// The least time between two questions while the person goes on using the app, in milliseconds.
const ASK_AGAIN_MILLIS: i64 = 10 * 60 * 1_000;

/// The parts of everything shared with the person.
const SHARED_PARTS: [SharedPart; 2] = [SharedPart::Person, SharedPart::Departments];

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
        self.later(async |store| Message::HomesFound(store.homes().await.ok()));
        self.later(async |store| Message::DirectoryFound(store.directory().await.ok()));
        for part in SHARED_PARTS {
            self.later(async move |store| Message::SharingFound(part, store.sharing(part).await.ok()));
        }
        self.later(async |store| Message::CompetenciesFound(store.competencies().await.ok()));
    }

    pub(super) fn competencies_found(&self, found: Option<PhoneCompetencies>) {
        if let Some(competencies) = found.filter(|_| !self.withdrawn) {
            scope::post(&Event::Competencies(competencies));
        }
    }

    /// Asks the server for competencies and own courses.
    fn ask_competencies(&self) {
        self.later(async |store| {
            let Ok(held) = store.competencies().await else {
                return Message::CompetenciesFound(None);
            };
            let Ok(reply) = transport::competencies(&held.request()).await else {
                return Message::CompetenciesFound(None);
            };
            let now = held.clone().after(reply);
            let is_kept = now == held || store.keep_competencies(&now).await.is_ok();
            Message::CompetenciesFound(is_kept.then_some(now))
        });
    }

    pub(super) fn sharing_found(&self, part: SharedPart, found: Option<HeldSharing>) {
        if let Some(sharing) = found.filter(|_| !self.withdrawn) {
            scope::post(&match part {
                SharedPart::Person => Event::Sharing(sharing),
                SharedPart::Departments => Event::Tasks(sharing),
            });
        }
    }

    /// Keeps that the person has had the introduction to an effort, or that a task is done, until the server knows it.
    pub(super) fn introduced(&self, part: SharedPart, task: EffortTaskId) {
        self.later(async move |store| {
            let Ok(mut held) = store.sharing(part).await else {
                return Message::IntroductionHad(part, None);
            };
            held.introduce(task, scope::now());
            // Not kept, the row stands there as before.
            let is_kept = store.keep_sharing(part, &held).await.is_ok();
            Message::IntroductionHad(part, is_kept.then_some(held))
        });
    }

    /// Asks the server for a part of what is shared with the person, and tells it what they have had or done.
    pub(super) fn ask_sharing(&self, part: SharedPart) {
        self.later(async move |store| {
            let Ok(request) = store.sharing(part).await.map(|held| held.request()) else {
                return Message::SharingFound(part, None);
            };
            let Ok(reply) = transport::sharing(part, &request).await else {
                return Message::SharingFound(part, None);
            };
            // Something may have been done while the server was asked.
            let Ok(held) = store.sharing(part).await else {
                return Message::SharingFound(part, None);
            };
            let mut now = held.clone();
            now.apply(&request, reply);
            let is_kept = now == held || store.keep_sharing(part, &now).await.is_ok();
            Message::SharingFound(part, is_kept.then_some(now))
        });
    }

    pub(super) fn directory_found(&self, found: Option<HeldDirectory>) {
        if let Some(directory) = found.filter(|_| !self.withdrawn) {
            scope::post(&Event::Directory(directory));
        }
    }

    /// Keeps that the person has read pages about roles, until the server knows it.
    pub(super) fn read_role_pages(&self, roles: Vec<Role>) {
        self.later(async move |store| {
            let Ok(mut held) = store.directory().await else {
                return Message::RolePagesRead(None);
            };
            held.read(&roles, scope::now());
            // Not kept, the pages are shown again.
            let is_kept = store.keep_directory(&held).await.is_ok();
            Message::RolePagesRead(is_kept.then_some(held))
        });
    }

    /// Asks the server for the directory, and tells it which pages about roles were read.
    pub(super) fn ask_directory(&self) {
        self.later(async |store| {
            let Ok(request) = store.directory().await.map(|held| held.request()) else {
                return Message::DirectoryFound(None);
            };
            let Ok(reply) = transport::directory(&request).await else {
                return Message::DirectoryFound(None);
            };
            // A page may have been read while the server was asked.
            let Ok(held) = store.directory().await else {
                return Message::DirectoryFound(None);
            };
            let mut now = held.clone();
            now.apply(&request, reply);
            let is_kept = now == held || store.keep_directory(&now).await.is_ok();
            Message::DirectoryFound(is_kept.then_some(now))
        });
    }

    pub(super) fn own_values_found(&self, found: Option<Vec<DepartmentValues>>) {
        if let Some(values) = found.filter(|_| !self.withdrawn) {
            scope::post(&Event::OwnValues(values));
        }
    }

    pub(super) fn homes_found(&self, found: Option<Vec<DepartmentHomes>>) {
        if let Some(homes) = found.filter(|_| !self.withdrawn) {
            scope::post(&Event::Homes(homes));
        }
    }

    /// Asks the server for the homes of departments.
    fn ask_homes(&self) {
        self.later(async |store| {
            let Ok(held) = store.homes().await else {
                return Message::HomesFound(None);
            };
            let Ok(reply) = transport::homes(&HomesRequest::of(&held)).await else {
                return Message::HomesFound(None);
            };
            let now = reply.apply(held.clone());
            let is_kept = now == held || store.keep_homes(&now).await.is_ok();
            Message::HomesFound(is_kept.then_some(now))
        });
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
        self.ask_homes();
        self.ask_directory();
        self.ask_competencies();
        SHARED_PARTS.into_iter().for_each(|part| self.ask_sharing(part));
        self.ask_returns(None);
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
