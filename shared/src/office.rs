//! Messages in JSON between the office app and the server, under `/api/v1/office`.
//!
//! Every request has the header [`crate::wire::APP_HEADER`]. Times are milliseconds since 1970 UTC, days are
//! `YYYY-MM-DD` in Denmark. A list is paged by `after`, the `next` of the page before, and searched by `search`; people
//! also by `department`, `role` and `active`.
//!
//! | route under `/organisations/{id}` | request | answer |
//! |---|---|---|
//! | `GET`, `PUT` | [`Organisation`] | [`Organisation`], [`ChangeReport`] |
//! | `GET`, `POST /departments`, `GET`, `PUT /departments/{id}` | [`DepartmentRecord`] | [`Page`] or [`DepartmentRecord`], [`ChangeReport`] |
//! | `GET`, `POST /people`, `GET`, `PUT /people/{id}` | [`OfficePerson`] | [`Page`] or [`OfficePerson`], [`ChangeReport`] |
//! | `GET /people/{id}/devices`, `DELETE /devices/{id}` | | [`OfficeDevice`]s, nothing |
//! | `POST /phone-codes` | [`PhoneCodesWanted`] | [`PhoneCode`]s |
//! | `POST /grants` | [`GrantChanges`] | [`ChangeReport`] |
//! | `GET /log`, `POST /log/{number}/undo` | | [`Page`] of [`LogEntry`], [`ChangeReport`] |
//!
//! `GET /organisations` answers with [`Administration`]s, and `POST /administrations/{id}/organisations` adds an
//! [`Organisation`].

pub mod approvals;
pub mod audit;
pub mod competence;
pub mod counselling;
pub mod desk;
pub mod desk_name;
pub mod efforts;
pub mod erasure_by_hand;
pub mod monitoring;
pub mod nature;
pub mod nature_work;
pub mod overview;
pub mod papers;
pub mod subject_access;

use serde::{Deserialize, Serialize};

use crate::id::{DepartmentId, DeviceId, UserId};
use crate::moment::Moment;
use crate::permission::{Modules, Role};

/// Most rows of one page of a list.
pub const PAGE_ROWS: u32 = 200;
/// Most changes of one bulk request.
pub const BULK_CHANGES: usize = 1_000;

/// One page of a list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ListPage<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// The number of rows on all pages.
    pub total: u64,
    /// The `after` of the next page; nothing on the last one.
    pub next: Option<String>,
}

/// An administration: it runs one or more organisations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Administration {
    /// The id, as a UUID.
    pub id: String,
    /// The name.
    pub name: String,
    /// The organisations that the reader may administer, by name.
    pub organisations: Vec<Organisation>,
}

/// An organisation (*boligorganisation*).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// The id, as a UUID.
    pub id: String,
    /// The number of changes so far; a change names the version it was made from.
    pub version: u64,
    /// The name.
    pub name: String,
    /// The short key: small letters, digits and hyphens.
    pub key: String,
    /// The CVR number of eight digits, or empty.
    pub cvr: String,
    /// The number in Landsbyggefonden's Stamdata, or empty.
    pub lbf_number: String,
    /// The modules that its departments may have on.
    pub modules: Modules,
    /// The controller of personal data as letters name it, or empty for the organisation itself.
    pub controller: String,
    /// The number of days after which an unused phone has to be enrolled again: 7 to 90.
    pub phone_unused_days: u16,
    /// Whether enrolling a phone has to be confirmed in the office by a short number.
    pub confirms_phones: bool,
    /// The number of its departments.
    pub departments: u32,
    /// The number of its people with a grant that holds now.
    pub people: u32,
}

/// A department (*boligafdeling*) with everything that is kept of it. The public part is what phones of the department
/// hold: name, contact people, bases, house rules, resources and the name of the ambassadors' scheme.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartmentRecord {
    /// The id; nothing in a request that adds one.
    pub id: Option<DepartmentId>,
    /// The number of changes so far; 0 for a new one.
    pub version: u64,
    /// The number within the organisation, as text.
    pub number: String,
    /// The name.
    pub name: String,
    /// The municipality: the code of four digits, or a name.
    pub municipality: String,
    /// The number of dwellings.
    pub dwellings: u32,
    /// The outdoor area in square metres, where known.
    pub outdoor_area: Option<u32>,
    /// The city district (*bydel*), or empty.
    #[serde(default)]
    pub district: String,
    /// The number of residents, where known.
    #[serde(default)]
    pub residents: Option<u32>,
    /// The department's number in Landsbyggefonden's Stamdata, or empty.
    pub lbf_number: String,
    /// The BFE numbers of its properties.
    pub bfe: Vec<String>,
    /// The DAR ids of its entrances (*adgangsadresse-id*).
    pub access_addresses: Vec<String>,
    /// The forms of housing.
    pub housing_forms: Vec<HousingForm>,
    /// The kind of owner.
    pub ownership: Ownership,
    /// The representation of the residents.
    pub representation: Representation,
    /// The name of the scheme of its green ambassadors, or empty.
    #[serde(default)]
    pub ambassador_scheme: String,
    /// The people that its green ambassadors are.
    #[serde(default)]
    pub ambassador_variant: AmbassadorVariant,
    /// The modules, each on or off, with who decided and when.
    pub modules: Vec<ModuleDecision>,
    /// The people to call, in order.
    pub contacts: Vec<Contact>,
    /// The offices with their weekly hours.
    pub bases: Vec<Base>,
    /// The address of the house rules, or empty.
    pub house_rules: String,
    /// Local resources: what there is, and whom to call.
    pub resources: Vec<Contact>,
    /// Months that records of a collection are kept, where they differ from the organisation's.
    pub retention_months: Vec<(String, u16)>,
}

/// A form of housing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HousingForm {
    /// Familieboliger.
    Family,
    /// Ungdomsboliger.
    Youth,
    /// Ældreboliger.
    Elderly,
    /// Seniorfællesskab.
    SeniorCommunity,
    /// Skæve boliger.
    Alternative,
    /// Deleboliger.
    Shared,
}

/// The kind of owner of a department.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ownership {
    /// Almen.
    #[default]
    SocialHousing,
    /// Kommunal.
    Municipal,
    /// Privat.
    Private,
}

/// The representation of a department's residents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Representation {
    /// Afdelingsbestyrelse.
    #[default]
    DepartmentBoard,
    /// Organisationsbestyrelse.
    OrganisationBoard,
    /// Medarbejder.
    Employee,
}

/// The people that the green ambassadors of a department are. Their rights are the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AmbassadorVariant {
    /// Beboere.
    #[default]
    Residents,
    /// Medarbejdere.
    Staff,
    /// Beboere og medarbejdere.
    Both,
}

/// A module of a department and the decision on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModuleDecision {
    /// The module: `conflicts`, `visits`, `nature`, `screening` or `arrears`.
    pub module: String,
    /// Whether it is on.
    pub is_on: bool,
    /// The day of the decision, or empty.
    pub decided_on: String,
    /// The body that decided, or empty.
    pub decided_by: String,
}

/// A person or a place to call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The name or the function.
    pub name: String,
    /// The telephone number.
    pub phone: String,
    /// The hours, or another remark.
    pub remark: String,
}

/// An office where staff can be met, on one day of the week.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Base {
    /// The place.
    pub place: String,
    /// The person or function.
    pub staff: String,
    /// The day of the week: 1 for Monday to 7.
    pub weekday: u8,
    /// The beginning, `HH:MM`.
    pub from: String,
    /// The end, `HH:MM`.
    pub to: String,
}

/// A person in lists and on the page of the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficePerson {
    /// The id. A request that adds a person may draw it, so that the same request again adds nobody twice.
    pub id: Option<UserId>,
    /// The number of changes so far; 0 for a new one.
    pub version: u64,
    /// The number as an employee of the organisation, or empty.
    pub number: String,
    /// The name.
    pub name: String,
    /// The personal mail address at work, or empty.
    pub mail: String,
    /// The person's grants in what the reader may administer, those that have ended too.
    pub grants: Vec<GrantRow>,
    /// The number of phones that are signed in.
    pub phones: u32,
    /// Whether the person can sign in to the office.
    pub has_account: bool,
}

/// The level that a grant holds for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantPlace {
    /// One department.
    Department(DepartmentId),
    /// All departments of an organisation, those that come later too.
    Organisation(String),
    /// All organisations of an administration.
    Administration(String),
}

/// A grant of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantRow {
    /// The person.
    pub person: UserId,
    /// The role.
    pub role: Role,
    /// The level.
    pub place: GrantPlace,
    /// The name of the department, organisation or administration; ignored in requests.
    #[serde(default)]
    pub place_name: String,
    /// The beginning.
    pub from: Moment,
    /// The end; nothing when it is open.
    pub until: Option<Moment>,
}

/// Changes to grants: made together or not at all. `POST …/organisations/{id}/grants`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantChanges {
    /// Grants to add, and grants that are there, by person, role, place and beginning, with another end.
    pub grants: Vec<GrantRow>,
    /// Whether only the effects are asked for.
    pub is_preview: bool,
}

/// One change of many departments: made together or not at all. `POST …/organisations/{id}/department-changes`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartmentChanges {
    /// The departments.
    pub departments: Vec<DepartmentId>,
    /// The change.
    pub change: DepartmentChange,
    /// Whether only the effects are asked for.
    pub is_preview: bool,
}

/// The part of a department's record that is set in many departments at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DepartmentChange {
    /// A module with its decision.
    Module(ModuleDecision),
    /// The months that records of a collection are kept.
    Retention {
        /// The collection.
        collection: String,
        /// The months; nothing where the departments follow the organisation.
        months: Option<u16>,
    },
    /// The address of the house rules, or empty.
    HouseRules(String),
}

/// A department in an entry of the administrative log about many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedDepartment {
    /// The id.
    pub id: DepartmentId,
    /// The name at the time.
    pub name: String,
    /// The value.
    pub value: DepartmentChange,
}

/// The effects of changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeReport {
    /// Rows that are or would be added.
    pub added: u32,
    /// Rows that are or would be changed.
    pub changed: u32,
    /// Rows that stand as wanted already.
    pub unchanged: u32,
    /// The entry of the administrative log by which it can be undone; nothing for a preview.
    pub entry: Option<u64>,
}

/// A phone of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfficeDevice {
    /// The id.
    pub id: DeviceId,
    /// The name.
    pub name: String,
    /// The time of its enrolment.
    pub enrolled_at: Moment,
    /// The time of its last request, where known.
    pub seen_at: Option<Moment>,
    /// The time it was locked out.
    pub revoked_at: Option<Moment>,
}

/// People to make phone codes for. `POST …/organisations/{id}/phone-codes`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneCodesWanted {
    /// The people.
    pub people: Vec<UserId>,
    /// Whether the codes are for a printed sheet: they hold for a day instead of ten minutes.
    pub is_for_sheet: bool,
}

/// A code by which a person enrols a phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneCode {
    /// The person.
    pub person: UserId,
    /// The person's name.
    pub name: String,
    /// The code to type.
    pub code: String,
    /// The link of the QR code.
    pub link: String,
    /// The end of both.
    pub expires_at: Moment,
}

/// An invitation to the office. `POST …/people/{id}/invitation`, after a proof that is at most five minutes old.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// The link, shown once.
    pub link: String,
    /// The end.
    pub expires_at: Moment,
}

/// An entry of the administrative log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogEntry {
    /// The number, rising.
    pub number: u64,
    /// The time.
    pub at: Moment,
    /// The name of whoever made the change.
    pub by: String,
    /// The kind of change: `department_changed`, `person_added`, `grants_changed`, `device_revoked`…
    pub action: String,
    /// The name of what was changed.
    pub subject: String,
    /// The value before, as JSON; nothing for an addition.
    pub before: Option<String>,
    /// The value after, as JSON; nothing for a removal.
    pub after: Option<String>,
    /// Whether it can be undone now.
    pub is_undoable: bool,
}

/// Somebody who has made changes that an administrative log tells of. `GET …/organisations/{id}/log/authors`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogAuthor {
    /// The person.
    pub person: UserId,
    /// The name.
    pub name: String,
}

/// The session of the person who is signed in to the office. `GET /office/session`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OfficeSession {
    /// The person.
    pub person: UserId,
    /// The person's name.
    pub name: String,
    /// The administrations of which the person may administer something.
    pub administrations: Vec<Administration>,
    /// The organisations in which the person belongs to the central unit, with those that the person administers too. Their
    /// action cards and what other systems may read are open to the person.
    #[serde(default)]
    pub coordinated: Vec<Organisation>,
    /// The roles that hold now, anywhere.
    pub roles: Vec<Role>,
    /// The way of signing in.
    pub method: SignInMethod,
    /// The moment the session ends by itself when it is not used.
    pub idle_until: Moment,
    /// The moment the session ends in any case.
    pub ends_at: Moment,
    /// The end of the time in which dangerous acts need no new proof.
    pub stepped_up_until: Option<Moment>,
    /// The server's time.
    pub now: Moment,
}

/// A way of signing in to the office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignInMethod {
    /// Password and one-time code.
    Password,
    /// A provider of identities, by its name here.
    Provider(String),
    /// A link of `feltbog break-glass`.
    BreakGlass,
}

/// The ways of signing in that this server offers. `GET /office/sign-in`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInChoices {
    /// Whether there are local accounts.
    pub has_passwords: bool,
    /// The providers: key for `/api/v1/office/providers/{key}/begin`, and name.
    pub providers: Vec<(String, String)>,
}

/// `POST /office/sign-in`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordSignIn {
    /// The mail address of the account.
    pub account: String,
    /// The password.
    pub password: String,
    /// The one-time code of six digits, or a recovery code; empty in a first request.
    pub code: String,
}

/// `POST /office/providers/{key}/begin`. Answered with [`ProviderAddress`]; the person comes back by
/// `/kontor/callback/{key}`, which leads on to the return path.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProviderSignIn {
    /// The path of the office app to go to afterwards.
    pub return_path: String,
    /// The token of an invitation, which binds its person to the identity.
    pub invitation: Option<String>,
    /// Whether the session that asks is to be stepped up.
    pub is_step_up: bool,
    /// Whether the provider is to ask again who it is, as after signing out.
    pub asks_again: bool,
}

/// The address of a provider to go to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderAddress {
    /// The address.
    pub address: String,
}

/// `DELETE /office/session` of a session that began at a provider; others are answered without a body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedOut {
    /// The address to sign out at the provider too, where it has one.
    pub address: Option<String>,
}

/// The outcome of a sign-in that was not refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SignInOutcome {
    /// The session cookie is set.
    SignedIn,
    /// The password is right and the code is asked for.
    CodeWanted,
}

/// `POST /office/step-up`: a new proof of who is signed in. Answered with [`OfficeSession`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepUp {
    /// The password.
    pub password: String,
    /// The one-time code of six digits.
    pub code: String,
}

/// `POST /office/invitations/look` and `POST /office/break-glass`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationToken {
    /// The token of the link's fragment.
    pub token: String,
}

/// The account that an invitation leads to. `POST /office/invitations/look` with `{ "token": … }`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationView {
    /// The person's name.
    pub name: String,
    /// The mail address the account will have, or empty when it has to be typed.
    pub mail: String,
    /// The secret of the one-time codes to set up, as an `otpauth:` address.
    pub totp_address: String,
}

/// `POST /office/invitations/accept`: a first password and one-time code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationAccepted {
    /// The token of the link's fragment.
    pub token: String,
    /// The mail address of the account.
    pub mail: String,
    /// The password.
    pub password: String,
    /// A code made from the secret.
    pub code: String,
}

/// The recovery codes of a new account, shown once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryCodes {
    /// The codes.
    pub codes: Vec<String>,
}

/// A session of the office in a list. `GET /office/sessions`, ended by `DELETE /office/sessions/{id}`. An administrator
/// lists those of a person by `GET …/people/{id}/sessions`, and ends them by `DELETE` there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    /// The id.
    pub id: String,
    /// The browser, as it names itself.
    pub browser: String,
    /// The beginning.
    pub begun_at: Moment,
    /// The last request.
    pub seen_at: Moment,
    /// Whether it is the session that asks.
    pub is_this: bool,
}

/// The plan of an import, or its outcome. `POST …/organisations/{id}/import/{kind}/plan` and `…/apply` with the file as
/// the body; kinds are `departments`, `people`, `grants` and `dwellings`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ImportPlan {
    /// A hash over the rows and the state they were compared with; `apply` names it (`?plan=`).
    pub hash: String,
    /// The encoding and the delimiter that were found, or the sheet.
    pub form: String,
    /// The columns that were found: the header as written, and the field.
    pub columns: Vec<(String, String)>,
    /// The number of rows to add.
    pub added: u32,
    /// The number of rows to change.
    pub changed: u32,
    /// The number of rows that stand as wanted.
    pub unchanged: u32,
    /// The number of people who stop.
    pub ended: u32,
    /// The number of rows that were skipped: blank ones and sums.
    pub skipped: u32,
    /// The faults; nothing is applied while there is one.
    pub faults: Vec<ImportRemark>,
    /// Remarks that need a confirmation, or are only told.
    pub warnings: Vec<ImportRemark>,
    /// The first rows that change, with their values before and after.
    pub changes: Vec<ImportChange>,
    /// Whether it has been carried out.
    pub is_applied: bool,
    /// The headers without a field, as written; they can be given one.
    #[serde(default)]
    pub unread: Vec<String>,
    /// The names of the fields of this kind of list.
    #[serde(default)]
    pub fields: Vec<String>,
    /// The headers that were given a field, now or in an earlier import; `-` leaves a column out.
    #[serde(default)]
    pub chosen: Vec<(String, String)>,
    /// The first values of each column, by its header.
    #[serde(default)]
    pub samples: Vec<(String, Vec<String>)>,
    /// The sheets that have the columns, when there are several.
    #[serde(default)]
    pub sheets: Vec<String>,
    /// The digits that people's numbers are filled to, when that was chosen or is remembered.
    #[serde(default)]
    pub number_width: Option<u8>,
    /// Words for roles that are not known, each with the key of the role that was chosen, or nothing.
    #[serde(default)]
    pub roles: Vec<(String, String)>,
    /// The questions whether a row means a person who is there.
    #[serde(default)]
    pub questions: Vec<ImportQuestion>,
    /// The number of changed fields, those that are not among the first too.
    #[serde(default)]
    pub change_count: u32,
}

/// A question of an import: whether a row means a person who is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportQuestion {
    /// The key that the answer is given by.
    pub key: String,
    /// The code of the fault or warning that asks.
    pub code: String,
    /// The name in the list.
    pub name: String,
    /// The person who is there, with number or mail address.
    pub known: String,
    /// `same`, `new`, or empty while nobody has answered.
    pub answer: String,
}

/// A fault or warning of an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRemark {
    /// The place: `14, Etage` or `Ark1!C17`.
    pub place: String,
    /// The stable code.
    pub code: String,
    /// The sentence in the reader's language.
    pub sentence: String,
}

/// A change that an import makes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportChange {
    /// The line.
    pub line: u32,
    /// The name of what changes.
    pub subject: String,
    /// The field.
    pub field: String,
    /// The value before.
    pub before: String,
    /// The value after.
    pub after: String,
}
