//! The client of the server's interface for the office: one function for each request, and one error.

mod audit;
mod competence;
mod counselling;
mod desk;
pub(crate) mod efforts;
pub(crate) mod letters;
mod monitoring;
mod nature;
mod papers;
pub(crate) mod subject_access;

use feltbog_presentation::texts::language;
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::office::nature::{NatureReport, NatureSettings};
use feltbog_shared::office::overview::Overview;
use feltbog_shared::office::{
    ChangeReport, DepartmentChanges, DepartmentRecord, GrantChanges, ImportPlan, Invitation,
    InvitationAccepted, InvitationView, ListPage, LogAuthor, LogEntry, OfficeDevice, OfficePerson,
    OfficeSession, Organisation, PasswordSignIn, PhoneCode, PhoneCodesWanted, ProviderAddress,
    ProviderSignIn, RecoveryCodes, SessionRow, SignInChoices, SignInOutcome, SignedOut,
};
use feltbog_shared::office_cards::{CardChange, CardReport, OfficeCards};
use feltbog_shared::office_data::{
    DataAccess, DataTokenWish, EXPORT_ROWS_HEADER, ExportChoices, ExportFormat, ExportRequest, ShownOnce,
    WebhookWish,
};
use feltbog_shared::office_notifications::{MailedInvitation, MySettings, MySettingsChange};
use feltbog_shared::office_phones::{
    InvitationKind, OfficePhone, OfficeWaitingPhone, OpenInvitation, PhoneComparison, PhoneComparisonOutcome,
};
use feltbog_shared::office_settings::OrganisationSettings;
use feltbog_shared::office_values::{OwnValueChange, OwnValueList};
use feltbog_shared::own_phones::OwnPhone;
use feltbog_shared::wire::{APP_HEADER, APP_VERSION, ErrorReply};
use js_sys::{Array, Function, Promise, Reflect, Uint8Array};
use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, File, Headers, HtmlElement, ReadableStream, ReadableStreamDefaultReader, RequestInit, Response, Url,
};

use crate::address::escaped;
use crate::texts::office_texts;

/// The beginning of every address.
const BASE: &str = "/api/v1/office";
/// The codes of requests without a session.
const SIGNED_OUT: [&str; 3] = ["not_signed_in", "withdrawn", "office_signed_out"];
/// The code of requests that need a new proof of who is signed in.
const PROOF_WANTED: &str = "step_up_wanted";

/// The reason why a request came to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ApiError {
    /// No answer came. Nobody knows whether the request arrived.
    Unreachable,
    /// Nobody is signed in any longer.
    SignedOut,
    /// The file that was chosen cannot be read: it was changed or moved since.
    FileUnreadable,
    /// The answer is not the one that was expected: of another version, or of somebody in between.
    Unreadable,
    /// The server refused it.
    Refused {
        /// The stable code.
        code: String,
        /// The server's sentence.
        sentence: String,
    },
}

impl ApiError {
    /// The sentence for the person: the reason, and the next step.
    pub(crate) fn sentence(&self) -> String {
        match self {
            Self::Unreachable => office_texts().unreachable.to_owned(),
            Self::SignedOut => office_texts().session_ended.to_owned(),
            Self::FileUnreadable => office_texts().file_unreadable.to_owned(),
            Self::Unreadable => office_texts().answer_unreadable.to_owned(),
            Self::Refused { sentence, .. } if sentence.is_empty() => {
                office_texts().answer_unreadable.to_owned()
            }
            // The sentences of these speak of a phone, which keeps what is written and sends it again by itself.
            Self::Refused { code, .. } if code == "server_fault" => office_texts().server_failed.to_owned(),
            Self::Refused { code, .. } if code == "busy" => office_texts().server_busy.to_owned(),
            Self::Refused { code, .. } if code == "storage_full" => office_texts().server_full.to_owned(),
            Self::Refused { sentence, .. } => sentence.clone(),
        }
    }

    /// The code of a refusal, or nothing.
    pub(crate) fn code(&self) -> &str {
        match self {
            Self::Refused { code, .. } => code,
            _ => "",
        }
    }
}

/// The content of a request.
#[derive(Clone)]
enum Content<'a> {
    None,
    Json(String),
    File(&'a File),
}

/// The choices for a list that is imported.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ImportChoices {
    /// Headers and the fields that they are given; `-` leaves a column out.
    pub(crate) columns: Vec<(String, String)>,
    /// Whether the list is whole: people of earlier imports who are missing from it stop.
    pub(crate) is_whole: bool,
    /// The number of people who stop, as far as it was stated.
    pub(crate) ended: Option<u32>,
    /// The sheet of a workbook, or empty.
    pub(crate) sheet: String,
    /// The order of day and month in years of two digits, `dmy` or `mdy`, or empty.
    pub(crate) date_order: String,
    /// The digits that people's numbers are filled to; 0 for none, and nothing for those of earlier imports.
    pub(crate) number_width: Option<u8>,
    /// Words and the keys of the roles that they stand for.
    pub(crate) roles: Vec<(String, String)>,
    /// Answers whether a row means a person who is there, `same` or `new`, by the keys of the questions.
    pub(crate) people: Vec<(String, String)>,
}

impl ImportChoices {
    /// The choices as a query of an address.
    fn query(&self) -> String {
        let mut query = ["whole=", if self.is_whole { "true" } else { "false" }].concat();
        if let Some(ended) = self.ended.filter(|_| self.is_whole) {
            query.push_str("&ended=");
            query.push_str(&ended.to_string());
        }
        for (name, pairs) in [
            ("columns", &self.columns),
            ("roles", &self.roles),
            ("people", &self.people),
        ] {
            if !pairs.is_empty() {
                // Pairs of texts are always JSON.
                let pairs = serde_json::to_string(pairs).unwrap_or_default();
                query.push_str(&["&", name, "=", &escaped(&pairs)].concat());
            }
        }
        for (name, text) in [("sheet", &self.sheet), ("dates", &self.date_order)] {
            if !text.is_empty() {
                query.push_str(&["&", name, "=", &escaped(text)].concat());
            }
        }
        if let Some(width) = self.number_width {
            query.push_str("&width=");
            query.push_str(&width.to_string());
        }
        query
    }
}

/// The client of the server's interface.
#[derive(Clone, Copy)]
pub(crate) struct Api {
    has_ended: RwSignal<bool>,
    proof: Proof,
}

/// A new proof of who is signed in: a request waits for it and is then sent once more.
#[derive(Clone, Copy)]
pub(crate) struct Proof {
    /// Whether a request waits.
    pub(crate) is_wanted: RwSignal<bool>,
    waiting: StoredValue<Vec<Function>, LocalStorage>,
}

impl Proof {
    /// No request waits.
    pub(crate) fn new() -> Self {
        Self {
            is_wanted: RwSignal::new(false),
            waiting: StoredValue::new_local(Vec::new()),
        }
    }

    /// Ends the waiting: requests are sent once more when the proof was given, and refused otherwise.
    pub(crate) fn end(self, is_given: bool) {
        self.is_wanted.set(false);
        let waiting = self.waiting.try_update_value(std::mem::take).unwrap_or_default();
        for go_on in waiting {
            // The promise of a request takes its answer.
            let _ = go_on.call1(&JsValue::NULL, &JsValue::from_bool(is_given));
        }
    }

    /// Whether the proof was given.
    async fn wait(self) -> bool {
        let promise = Promise::new(&mut |go_on, _| self.waiting.update_value(|waiting| waiting.push(go_on)));
        self.is_wanted.set(true);
        JsFuture::from(promise).await.is_ok_and(|given| given.is_truthy())
    }
}

impl Api {
    /// A client that reports in `has_ended` when the session has ended.
    pub(crate) fn new(has_ended: RwSignal<bool>, proof: Proof) -> Self {
        Self { has_ended, proof }
    }

    /// The session of this browser.
    pub(crate) async fn session(self) -> Result<OfficeSession, ApiError> {
        self.read("/session").await
    }

    /// Proves again who is signed in.
    pub(crate) async fn prove(self, password: &str, code: &str) -> Result<OfficeSession, ApiError> {
        let body = serde_json::json!({ "password": password, "code": code });
        // A refusal here never waits for a proof.
        let answer = self.request_once("POST", "/step-up", json(&body)?).await?;
        parsed(&answer)
    }

    /// Ends the session of this browser. Answers the page at which a provider ends its own.
    pub(crate) async fn sign_out(self) -> Result<Option<String>, ApiError> {
        let answer = self.request("DELETE", "/session", Content::None).await?;
        let signed_out: Option<SignedOut> = parsed(&answer)?;
        Ok(signed_out.and_then(|signed_out| signed_out.address))
    }

    /// The ways of signing in.
    pub(crate) async fn sign_in_choices(self) -> Result<SignInChoices, ApiError> {
        self.read("/sign-in").await
    }

    /// Signs in with password and code.
    pub(crate) async fn sign_in(self, request: &PasswordSignIn) -> Result<SignInOutcome, ApiError> {
        self.post("/sign-in", request).await
    }

    /// The person and the secret of an invitation.
    pub(crate) async fn look_at_invitation(self, token: &str) -> Result<InvitationView, ApiError> {
        self.post("/invitations/look", &serde_json::json!({ "token": token }))
            .await
    }

    /// Makes the account of an invitation.
    pub(crate) async fn accept_invitation(
        self,
        account: &InvitationAccepted,
    ) -> Result<RecoveryCodes, ApiError> {
        self.post("/invitations/accept", account).await
    }

    /// Begins a short session by a link that the server's operator made for an emergency.
    pub(crate) async fn break_glass(self, token: &str) -> Result<SignInOutcome, ApiError> {
        self.post("/break-glass", &serde_json::json!({ "token": token }))
            .await
    }

    /// The sessions of the person.
    pub(crate) async fn sessions(self) -> Result<Vec<SessionRow>, ApiError> {
        self.read("/sessions").await
    }

    /// Ends a session.
    pub(crate) async fn end_session(self, id: &str) -> Result<(), ApiError> {
        self.delete(&["/sessions/", id].concat()).await
    }

    /// The sessions of somebody else.
    pub(crate) async fn sessions_of(self, person: &str) -> Result<Vec<SessionRow>, ApiError> {
        self.read(&["/people/", person, "/sessions"].concat()).await
    }

    /// Ends the sessions of somebody else.
    pub(crate) async fn end_sessions_of(self, person: &str) -> Result<(), ApiError> {
        self.delete(&["/people/", person, "/sessions"].concat()).await
    }

    /// The phones of the person.
    pub(crate) async fn own_phones(self) -> Result<Vec<OwnPhone>, ApiError> {
        self.read("/user/phones").await
    }

    /// Locks a phone of the person out.
    pub(crate) async fn lock_own_phone(self, phone: &str) -> Result<(), ApiError> {
        self.delete(&["/user/phones/", phone].concat()).await
    }

    /// The settings of the person.
    pub(crate) async fn my_settings(self) -> Result<MySettings, ApiError> {
        self.read("/user/settings").await
    }

    /// Changes them.
    pub(crate) async fn change_my_settings(self, change: &MySettingsChange) -> Result<MySettings, ApiError> {
        self.put("/user/settings", change).await
    }

    /// Invites a person to the office by mail.
    pub(crate) async fn invite_by_mail(self, person: &str) -> Result<MailedInvitation, ApiError> {
        self.post(&["/people/", person, "/invitation/mail"].concat(), &())
            .await
    }

    /// Begins to sign in at a provider, and answers the address to go to. The provider leads back to `wish.return_path`.
    pub(crate) async fn begin_with_provider(
        self,
        key: &str,
        wish: &ProviderSignIn,
    ) -> Result<String, ApiError> {
        // A refusal here never waits for a proof.
        let path = ["/providers/", key, "/begin"].concat();
        let answer = self.request_once("POST", &path, json(wish)?).await?;
        let begun: ProviderAddress = parsed(&answer)?;
        Ok(begun.address)
    }

    /// The organisation with everything that is kept of it.
    pub(crate) async fn organisation(self, organisation: &str) -> Result<Organisation, ApiError> {
        self.read(&["/organisations/", organisation].concat()).await
    }

    /// Changes an organisation.
    pub(crate) async fn save_organisation(
        self,
        organisation: &Organisation,
    ) -> Result<ChangeReport, ApiError> {
        let path = ["/organisations/", &organisation.id].concat();
        self.put(&path, organisation).await
    }

    /// Adds an organisation to an administration.
    pub(crate) async fn add_organisation(
        self,
        administration: &str,
        organisation: &Organisation,
    ) -> Result<ChangeReport, ApiError> {
        let path = ["/administrations/", administration, "/organisations"].concat();
        self.post(&path, organisation).await
    }

    /// All departments of an organisation.
    pub(crate) async fn departments(self, organisation: &str) -> Result<Vec<DepartmentRecord>, ApiError> {
        self.all(&["/organisations/", organisation, "/departments"].concat())
            .await
    }

    /// A department.
    pub(crate) async fn department(self, organisation: &str, id: &str) -> Result<DepartmentRecord, ApiError> {
        self.read(&["/organisations/", organisation, "/departments/", id].concat())
            .await
    }

    /// Adds a department, or changes the one that is there.
    pub(crate) async fn save_department(
        self,
        organisation: &str,
        record: &DepartmentRecord,
    ) -> Result<ChangeReport, ApiError> {
        let departments = ["/organisations/", organisation, "/departments"].concat();
        match record.id {
            None => self.post(&departments, record).await,
            Some(id) => {
                self.put(&[&departments, "/", &id.to_string()].concat(), record)
                    .await
            }
        }
    }

    /// Changes one thing of many departments, or tells only the effects.
    pub(crate) async fn change_departments(
        self,
        organisation: &str,
        changes: &DepartmentChanges,
    ) -> Result<ChangeReport, ApiError> {
        let path = ["/organisations/", organisation, "/department-changes"].concat();
        self.post(&path, changes).await
    }

    /// All people of an organisation.
    pub(crate) async fn people(self, organisation: &str) -> Result<Vec<OfficePerson>, ApiError> {
        self.all(&["/organisations/", organisation, "/people"].concat())
            .await
    }

    /// A person.
    pub(crate) async fn person(self, organisation: &str, id: &str) -> Result<OfficePerson, ApiError> {
        self.read(&["/organisations/", organisation, "/people/", id].concat())
            .await
    }

    /// Adds a person, by an id that was drawn for them.
    pub(crate) async fn add_person(
        self,
        organisation: &str,
        person: &OfficePerson,
    ) -> Result<ChangeReport, ApiError> {
        self.post(&["/organisations/", organisation, "/people"].concat(), person)
            .await
    }

    /// Changes a person.
    pub(crate) async fn save_person(
        self,
        organisation: &str,
        person: &OfficePerson,
    ) -> Result<ChangeReport, ApiError> {
        let id = person.id.map(|id| id.to_string()).unwrap_or_default();
        self.put(
            &["/organisations/", organisation, "/people/", &id].concat(),
            person,
        )
        .await
    }

    /// Adds, ends and prolongs grants, or tells only the effects.
    pub(crate) async fn change_grants(
        self,
        organisation: &str,
        changes: &GrantChanges,
    ) -> Result<ChangeReport, ApiError> {
        self.post(&["/organisations/", organisation, "/grants"].concat(), changes)
            .await
    }

    /// The phones of a person.
    pub(crate) async fn devices(
        self,
        organisation: &str,
        person: &str,
    ) -> Result<Vec<OfficeDevice>, ApiError> {
        self.read(&["/organisations/", organisation, "/people/", person, "/devices"].concat())
            .await
    }

    /// Locks a phone out.
    pub(crate) async fn revoke_device(self, organisation: &str, device: &str) -> Result<(), ApiError> {
        self.delete(&["/organisations/", organisation, "/devices/", device].concat())
            .await
    }

    /// Every phone of an organisation.
    pub(crate) async fn phones(self, organisation: &str) -> Result<Vec<OfficePhone>, ApiError> {
        self.all(&["/organisations/", organisation, "/phones"].concat())
            .await
    }

    /// The invitations that can still be used.
    pub(crate) async fn open_invitations(self, organisation: &str) -> Result<Vec<OpenInvitation>, ApiError> {
        self.read(&["/organisations/", organisation, "/invitations"].concat())
            .await
    }

    /// Takes the invitations of a kind to a person back.
    pub(crate) async fn withdraw_invitations(
        self,
        organisation: &str,
        kind: InvitationKind,
        person: &str,
    ) -> Result<(), ApiError> {
        let invitations = ["/organisations/", organisation, "/invitations/"].concat();
        self.delete(&[&invitations, kind.key(), "/", person].concat())
            .await
    }

    /// Makes codes by which people enrol phones.
    pub(crate) async fn phone_codes(
        self,
        organisation: &str,
        wanted: &PhoneCodesWanted,
    ) -> Result<Vec<PhoneCode>, ApiError> {
        self.post(
            &["/organisations/", organisation, "/phone-codes"].concat(),
            wanted,
        )
        .await
    }

    /// The action cards of the departments in which the person reads them.
    pub(crate) async fn cards(self, organisation: &str) -> Result<OfficeCards, ApiError> {
        self.read(&["/organisations/", organisation, "/cards"].concat())
            .await
    }

    /// Changes an action card in several departments.
    pub(crate) async fn change_card(
        self,
        organisation: &str,
        change: &CardChange,
    ) -> Result<CardReport, ApiError> {
        self.post(&["/organisations/", organisation, "/cards"].concat(), change)
            .await
    }

    /// The values that an organisation added to lists.
    pub(crate) async fn own_values(self, organisation: &str) -> Result<OwnValueList, ApiError> {
        self.read(&["/organisations/", organisation, "/own-values"].concat())
            .await
    }

    /// Adds a value to a list, or changes one.
    pub(crate) async fn change_own_value(
        self,
        organisation: &str,
        change: &OwnValueChange,
    ) -> Result<ChangeReport, ApiError> {
        self.post(&["/organisations/", organisation, "/own-values"].concat(), change)
            .await
    }

    /// The settings that departments take over.
    pub(crate) async fn settings(self, organisation: &str) -> Result<OrganisationSettings, ApiError> {
        self.read(&["/organisations/", organisation, "/settings"].concat())
            .await
    }

    /// Changes the settings that departments take over.
    pub(crate) async fn save_settings(
        self,
        organisation: &str,
        settings: &OrganisationSettings,
    ) -> Result<ChangeReport, ApiError> {
        self.put(&["/organisations/", organisation, "/settings"].concat(), settings)
            .await
    }

    /// The new phones that wait for their confirmation.
    pub(crate) async fn waiting_phones(
        self,
        organisation: &str,
    ) -> Result<Vec<OfficeWaitingPhone>, ApiError> {
        self.read(&["/organisations/", organisation, "/waiting-phones"].concat())
            .await
    }

    /// Confirms a phone by the number that stands on it.
    pub(crate) async fn compare_phone(
        self,
        organisation: &str,
        device: &str,
        comparison: &PhoneComparison,
    ) -> Result<PhoneComparisonOutcome, ApiError> {
        let path = ["/organisations/", organisation, "/waiting-phones/", device].concat();
        self.post(&path, comparison).await
    }

    /// Invites a person to the office.
    pub(crate) async fn invite(self, person: &str) -> Result<Invitation, ApiError> {
        self.post(&["/people/", person, "/invitation"].concat(), &())
            .await
    }

    /// The plan of an import, with nothing changed.
    pub(crate) async fn plan_import(
        self,
        organisation: &str,
        kind: &str,
        file: &File,
        choices: &ImportChoices,
    ) -> Result<ImportPlan, ApiError> {
        let query = ["/plan?", &choices.query()].concat();
        let path = ["/organisations/", organisation, "/import/", kind, &query].concat();
        parsed(&self.request("POST", &path, Content::File(file)).await?)
    }

    /// Saves the report of an import with every change, as `csv` or `xlsx`.
    pub(crate) async fn save_import_report(
        self,
        organisation: &str,
        kind: &str,
        file: &File,
        choices: &ImportChoices,
        form: &str,
    ) -> Result<(), ApiError> {
        let query = ["/report?form=", form, "&", &choices.query()].concat();
        let path = [BASE, "/organisations/", organisation, "/import/", kind, &query].concat();
        let answer = ask("POST", &path, Content::File(file)).await?;
        self.begun_file(answer).await?.save().await
    }

    /// Carries an import out as it was planned.
    pub(crate) async fn apply_import(
        self,
        organisation: &str,
        kind: &str,
        file: &File,
        choices: &ImportChoices,
        plan: &str,
        accepted: &[String],
    ) -> Result<ImportPlan, ApiError> {
        let accepted = escaped(&accepted.join(","));
        let choices = choices.query();
        let query = [
            "/apply?plan=",
            &escaped(plan),
            "&accepted=",
            &accepted,
            "&",
            &choices,
        ]
        .concat();
        let path = ["/organisations/", organisation, "/import/", kind, &query].concat();
        parsed(&self.request("POST", &path, Content::File(file)).await?)
    }

    /// A page of the administrative log, the newest entries first, of what a query asks for: `person=…&kind=…`.
    pub(crate) async fn log(
        self,
        organisation: &str,
        query: &str,
        after: Option<String>,
    ) -> Result<ListPage<LogEntry>, ApiError> {
        let mut path = ["/organisations/", organisation, "/log?", query].concat();
        if let Some(after) = after {
            path.push_str(&["&after=", &escaped(&after)].concat());
        }
        self.read(&path).await
    }

    /// The people whose changes the administrative log tells of, by name.
    pub(crate) async fn log_authors(self, organisation: &str) -> Result<Vec<LogAuthor>, ApiError> {
        self.read(&["/organisations/", organisation, "/log/authors"].concat())
            .await
    }

    /// Undoes what an entry of the administrative log tells.
    pub(crate) async fn undo(self, organisation: &str, entry: u64) -> Result<ChangeReport, ApiError> {
        let path = [
            "/organisations/",
            organisation,
            "/log/",
            &entry.to_string(),
            "/undo",
        ]
        .concat();
        self.post(&path, &()).await
    }

    /// The overview of a place by level and id, or of the first place of the person.
    pub(crate) async fn overview(self, place: Option<(String, String)>) -> Result<Overview, ApiError> {
        match place {
            None => self.read("/overview").await,
            Some((level, id)) => {
                let path = ["/overview/", &escaped(&level), "/", &escaped(&id)].concat();
                self.read(&path).await
            }
        }
    }

    /// Everything that the nature pages show of an organisation, or of one of its departments.
    pub(crate) async fn nature(self, organisation: &str, department: &str) -> Result<NatureReport, ApiError> {
        let path = ["/nature/", &escaped(organisation)].concat();
        match department {
            "" => self.read(&path).await,
            department => {
                self.read(&[&path, "?department=", &escaped(department)].concat())
                    .await
            }
        }
    }

    /// Keeps targets, and whether areas have public pages.
    pub(crate) async fn save_nature_settings(
        self,
        organisation: &str,
        settings: &NatureSettings,
    ) -> Result<(), ApiError> {
        let path = ["/nature/", &escaped(organisation), "/settings"].concat();
        self.put(&path, settings).await
    }

    /// The address of a picture within this page, until [`web_sys::Url::revoke_object_url`].
    pub(crate) async fn picture(
        self,
        department: DepartmentId,
        document: DocumentId,
    ) -> Result<String, ApiError> {
        let path = [
            BASE,
            "/photos/",
            &department.to_string(),
            "/",
            &document.to_string(),
        ]
        .concat();
        let answer = ask("GET", &path, Content::None).await?;
        if !answer.ok() {
            return Err(ApiError::Unreadable);
        }
        let unreadable = |_: JsValue| ApiError::Unreadable;
        let blob = JsFuture::from(answer.blob().map_err(unreadable)?).await;
        let blob: web_sys::Blob = blob.map_err(unreadable)?.dyn_into().map_err(unreadable)?;
        web_sys::Url::create_object_url_with_blob(&blob).map_err(unreadable)
    }

    /// The rows of all pages of a list.
    async fn all<T: DeserializeOwned>(self, path: &str) -> Result<Vec<T>, ApiError> {
        let mut rows = Vec::new();
        let mut after = None::<String>;
        loop {
            let page: ListPage<T> = self.read(&page_path(path, after.as_deref())).await?;
            rows.extend(page.rows);
            match page.next {
                // A server that leads in a circle ends the list.
                Some(next) if after.as_ref() != Some(&next) => after = Some(next),
                _ => return Ok(rows),
            }
        }
    }

    async fn put<B: Serialize, T: DeserializeOwned>(self, path: &str, body: &B) -> Result<T, ApiError> {
        parsed(&self.request("PUT", path, json(body)?).await?)
    }

    async fn read<T: DeserializeOwned>(self, path: &str) -> Result<T, ApiError> {
        parsed(&self.request("GET", path, Content::None).await?)
    }

    async fn post<B: Serialize, T: DeserializeOwned>(self, path: &str, body: &B) -> Result<T, ApiError> {
        parsed(&self.request("POST", path, json(body)?).await?)
    }

    async fn delete(self, path: &str) -> Result<(), ApiError> {
        self.request("DELETE", path, Content::None).await.map(drop)
    }

    /// Sends a request, and once more when a new proof was wanted and given. Answers the body of a response that is no
    /// refusal.
    async fn request(self, method: &str, path: &str, content: Content<'_>) -> Result<String, ApiError> {
        let answer = self.request_once(method, path, content.clone()).await;
        let is_proof_wanted = answer.as_ref().is_err_and(|error| error.code() == PROOF_WANTED);
        if is_proof_wanted && self.proof.wait().await {
            return self.request_once(method, path, content).await;
        }
        answer
    }

    async fn request_once(self, method: &str, path: &str, content: Content<'_>) -> Result<String, ApiError> {
        let answer = ask(method, &[BASE, path].concat(), content).await?;
        let text = match answer.text().map(JsFuture::from) {
            Ok(text) => text.await.ok().and_then(|text| text.as_string()),
            Err(_) => None,
        };
        let text = text.ok_or(ApiError::Unreachable)?;
        if answer.ok() {
            return Ok(text);
        }
        let error = refusal(answer.status(), &text);
        if error == ApiError::SignedOut {
            self.has_ended.set(true);
        }
        Err(error)
    }
}

/// Exports and the access of other systems.
impl Api {
    /// The departments and kinds that the person may export from.
    pub(crate) async fn export_choices(self) -> Result<ExportChoices, ApiError> {
        self.read("/exports").await
    }

    /// Begins an export. The answer has begun when its records are counted.
    pub(crate) async fn begin_export(
        self,
        format: ExportFormat,
        request: &ExportRequest,
        cancellation: Option<&Cancellation>,
    ) -> Result<BegunExport, ApiError> {
        let path = ["/exports/", format.key()].concat();
        let begun = self.begin_export_once(&path, request, cancellation).await;
        let is_proof_wanted = begun.as_ref().is_err_and(|error| error.code() == PROOF_WANTED);
        if is_proof_wanted && self.proof.wait().await {
            return self.begin_export_once(&path, request, cancellation).await;
        }
        begun
    }

    async fn begin_export_once(
        self,
        path: &str,
        request: &ExportRequest,
        cancellation: Option<&Cancellation>,
    ) -> Result<BegunExport, ApiError> {
        let answer = ask_until("POST", &[BASE, path].concat(), json(request)?, cancellation).await?;
        self.begun_file(answer).await
    }

    /// Saves the file that an address answers as the browser saves downloads.
    async fn save_file(self, path: &str) -> Result<(), ApiError> {
        let answer = ask("GET", &[BASE, path].concat(), Content::None).await?;
        self.begun_file(answer).await?.save().await
    }

    /// The file whose head has come, or the error that came instead of it.
    async fn begun_file(self, answer: Response) -> Result<BegunExport, ApiError> {
        let header = |name: &str| answer.headers().get(name).ok().flatten().unwrap_or_default();
        if answer.ok() {
            let disposition = header("content-disposition");
            let name = disposition.split('"').nth(1).unwrap_or("feltbog").to_owned();
            let rows = header(EXPORT_ROWS_HEADER).parse().unwrap_or_default();
            return Ok(BegunExport { rows, name, answer });
        }
        let text = match answer.text().map(JsFuture::from) {
            Ok(text) => text.await.ok().and_then(|text| text.as_string()),
            Err(_) => None,
        };
        let error = refusal(answer.status(), &text.ok_or(ApiError::Unreachable)?);
        if error == ApiError::SignedOut {
            self.has_ended.set(true);
        }
        Err(error)
    }

    /// The read keys and messages of an organisation.
    pub(crate) async fn data_access(self, organisation: &str) -> Result<DataAccess, ApiError> {
        self.read(&data_path(organisation, "")).await
    }

    /// Makes a read key.
    pub(crate) async fn make_token(
        self,
        organisation: &str,
        wish: &DataTokenWish,
    ) -> Result<ShownOnce, ApiError> {
        self.post(&data_path(organisation, "/tokens"), wish).await
    }

    /// Ends a read key.
    pub(crate) async fn revoke_token(self, organisation: &str, token: &str) -> Result<(), ApiError> {
        self.delete(&data_path(organisation, &["/tokens/", token].concat()))
            .await
    }

    /// Makes a message to another system.
    pub(crate) async fn make_webhook(
        self,
        organisation: &str,
        wish: &WebhookWish,
    ) -> Result<ShownOnce, ApiError> {
        self.post(&data_path(organisation, "/webhooks"), wish).await
    }

    /// Ends a message to another system.
    pub(crate) async fn end_webhook(self, organisation: &str, webhook: &str) -> Result<(), ApiError> {
        self.delete(&data_path(organisation, &["/webhooks/", webhook].concat()))
            .await
    }
}

fn data_path(organisation: &str, rest: &str) -> String {
    ["/organisations/", organisation, "/data-access", rest].concat()
}

/// The way to end a request that is under way.
#[derive(Clone)]
pub(crate) struct Cancellation(JsValue);

impl Cancellation {
    /// A new one; nothing in a browser that has none.
    pub(crate) fn new() -> Option<Self> {
        let made = Reflect::get(&window(), &"AbortController".into()).ok()?;
        let made: Function = made.dyn_into().ok()?;
        Reflect::construct(&made, &Array::new()).ok().map(Self)
    }

    fn signal(&self) -> Option<JsValue> {
        Reflect::get(&self.0, &"signal".into()).ok()
    }

    /// Ends the request.
    pub(crate) fn cancel(&self) {
        let abort = Reflect::get(&self.0, &"abort".into()).ok();
        let abort = abort.and_then(|abort| abort.dyn_into::<Function>().ok());
        // A request that has ended has nothing to cancel.
        let _ = abort.map(|abort| abort.call0(&self.0));
    }

    /// Whether the request was ended by this.
    pub(crate) fn is_cancelled(&self) -> bool {
        let aborted = self
            .signal()
            .and_then(|signal| Reflect::get(&signal, &"aborted".into()).ok());
        aborted.is_some_and(|aborted| aborted.is_truthy())
    }
}

/// An export whose records are counted and whose file is on its way.
pub(crate) struct BegunExport {
    /// The number of records.
    pub(crate) rows: u64,
    name: String,
    answer: Response,
}

impl BegunExport {
    /// Waits for the whole file and saves it as the browser saves downloads.
    pub(crate) async fn save(self) -> Result<(), ApiError> {
        self.save_telling(|_| {}).await
    }

    /// The same, telling how many bytes have come.
    pub(crate) async fn save_telling(self, on_bytes: impl Fn(u64)) -> Result<(), ApiError> {
        let lost = |_: JsValue| ApiError::Unreachable;
        let stream = self.answer.body().ok_or(ApiError::Unreachable)?;
        // The browser keeps one branch, outside of the module's memory. The other one is counted.
        let branches = stream.tee();
        let kept: ReadableStream = branches.get(0).dyn_into().map_err(lost)?;
        let counted: ReadableStream = branches.get(1).dyn_into().map_err(lost)?;
        let whole = Response::new_with_opt_readable_stream(Some(&kept)).map_err(lost)?;
        let blob = whole.blob().map_err(lost)?;
        count_bytes(&counted, on_bytes).await.map_err(lost)?;
        let blob = JsFuture::from(blob).await.map_err(lost)?;
        let blob: Blob = blob.dyn_into().map_err(lost)?;
        save_blob(&blob, &self.name).map_err(lost)
    }
}

/// Reads a stream to its end, and tells how many bytes have come.
async fn count_bytes(stream: &ReadableStream, on_bytes: impl Fn(u64)) -> Result<(), JsValue> {
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut bytes = 0;
    loop {
        let read = JsFuture::from(reader.read()).await?;
        if Reflect::get(&read, &JsValue::from_str("done"))?.is_truthy() {
            return Ok(());
        }
        let part: Uint8Array = Reflect::get(&read, &JsValue::from_str("value"))?.unchecked_into();
        bytes += u64::from(part.length());
        on_bytes(bytes);
    }
}

/// Saves bytes as the browser saves downloads.
fn save_blob(blob: &Blob, name: &str) -> Result<(), JsValue> {
    let address = Url::create_object_url_with_blob(blob)?;
    let link = document().create_element("a")?;
    link.set_attribute("href", &address)?;
    link.set_attribute("download", name)?;
    link.unchecked_ref::<HtmlElement>().click();
    Url::revoke_object_url(&address)
}

/// The address of the page of a list that comes after the `next` of the one before.
fn page_path(path: &str, after: Option<&str>) -> String {
    match after {
        None => path.to_owned(),
        Some(after) => [path, "?after=", &escaped(after)].concat(),
    }
}

async fn ask(method: &str, path: &str, content: Content<'_>) -> Result<Response, ApiError> {
    ask_until(method, path, content, None).await
}

/// The same, until it is cancelled.
async fn ask_until(
    method: &str,
    path: &str,
    content: Content<'_>,
    cancellation: Option<&Cancellation>,
) -> Result<Response, ApiError> {
    let impossible = |_: JsValue| ApiError::Unreachable;
    let headers = Headers::new().map_err(impossible)?;
    headers
        .set(APP_HEADER, &APP_VERSION.to_string())
        .map_err(impossible)?;
    headers.set("accept", "application/json").map_err(impossible)?;
    headers
        .set("accept-language", language().tag())
        .map_err(impossible)?;
    let init = RequestInit::new();
    init.set_method(method);
    match content {
        Content::None => {}
        Content::Json(text) => {
            headers
                .set("content-type", "application/json")
                .map_err(impossible)?;
            init.set_body(&JsValue::from_str(&text));
        }
        Content::File(file) => {
            headers
                .set("content-type", "application/octet-stream")
                .map_err(impossible)?;
            // Read here: what fails to be read on the way looks like a network that is gone.
            let bytes = JsFuture::from(file.array_buffer()).await;
            init.set_body(&bytes.map_err(|_: JsValue| ApiError::FileUnreadable)?);
        }
    }
    init.set_headers(&headers);
    if let Some(signal) = cancellation.and_then(Cancellation::signal) {
        Reflect::set(&init, &"signal".into(), &signal).map_err(impossible)?;
    }
    let asked = JsFuture::from(window().fetch_with_str_and_init(path, &init)).await;
    asked
        .ok()
        .and_then(|answer| answer.dyn_into::<Response>().ok())
        .ok_or(ApiError::Unreachable)
}

/// The error of a response with a status and a body.
fn refusal(status: u16, text: &str) -> ApiError {
    let Ok(reply) = serde_json::from_str::<ErrorReply>(text) else {
        return match status {
            502..=504 => ApiError::Unreachable,
            _ => ApiError::Unreadable,
        };
    };
    if SIGNED_OUT.contains(&reply.code.as_str()) {
        return ApiError::SignedOut;
    }
    ApiError::Refused {
        code: reply.code,
        sentence: reply.message,
    }
}

fn json<B: Serialize>(body: &B) -> Result<Content<'static>, ApiError> {
    let text = serde_json::to_string(body).map_err(|_| ApiError::Unreadable)?;
    Ok(Content::Json(text))
}

/// The value of a body; an empty body stands for nothing.
fn parsed<T: DeserializeOwned>(text: &str) -> Result<T, ApiError> {
    let text = if text.is_empty() { "null" } else { text };
    serde_json::from_str(text).map_err(|_| ApiError::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_told_by_its_code() {
        let reply = |code: &str| format!(r#"{{"code":"{code}","message":"Nej.","request_id":"1"}}"#);
        assert_eq!(refusal(401, &reply("not_signed_in")), ApiError::SignedOut);
        let refused = refusal(400, &reply("invalid_value"));
        assert_eq!(refused.code(), "invalid_value");
        assert_eq!(refused.sentence(), "Nej.");
        assert_eq!(refusal(502, "<html>"), ApiError::Unreachable);
        assert_eq!(refusal(200, "<html>"), ApiError::Unreadable);
    }

    #[test]
    fn leavers_are_told_only_of_a_whole_list() {
        let ended = Some(12);
        let of = |is_whole| ImportChoices {
            is_whole,
            ended,
            ..ImportChoices::default()
        };
        assert_eq!(of(false).query(), "whole=false");
        assert_eq!(of(true).query(), "whole=true&ended=12");
    }

    #[test]
    fn choices_are_told_in_the_address() {
        let pair = |key: &str, value: &str| vec![(key.to_owned(), value.to_owned())];
        let choices = ImportChoices {
            sheet: "Ark 1".into(),
            date_order: "dmy".into(),
            number_width: Some(5),
            people: pair("417", "new"),
            ..ImportChoices::default()
        };
        let query = choices.query();
        let people = ["&people=", &escaped(r#"[["417","new"]]"#)].concat();
        assert!(query.starts_with(&["whole=false", &people].concat()), "{query}");
        assert!(query.ends_with("&dates=dmy&width=5"), "{query}");
        assert!(
            query.contains(&["&sheet=", &escaped("Ark 1")].concat()),
            "{query}"
        );
    }

    #[test]
    fn an_empty_body_is_nothing() {
        assert_eq!(parsed::<()>(""), Ok(()));
        assert_eq!(parsed::<Option<u8>>("4"), Ok(Some(4)));
        assert_eq!(parsed::<u8>("<html>"), Err(ApiError::Unreadable));
    }
}
