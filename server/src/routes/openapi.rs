//! `GET /api/v1/openapi.json`: the description of the office's and the machines' interface in OpenAPI 3.1.
//!
//! Schemas come from the types of the messages. A test asks the router for its routes and fails when one is not in the
//! table here, or one of the table is not there.

use axum::Json;
use utoipa::OpenApi as _;
use utoipa::openapi::path::{HttpMethod, OperationBuilder, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    ContentBuilder, InfoBuilder, LicenseBuilder, ObjectBuilder, OpenApi, OpenApiBuilder, PathsBuilder, Ref,
    RefOr, Required, ResponseBuilder, ResponsesBuilder, Schema, SecurityRequirement, Type,
};

use feltbog_shared::office_data::{
    DataAccess, DataPage, DataRecord, DataScope, DataToken, DataTokenWish, ExportChoices, ExportDepartment,
    ExportFormat, ExportRequest, ShownOnce, Webhook, WebhookDelivery, WebhookEvent, WebhookMessage,
    WebhookWish,
};

/// The messages that have schemas of their own.
#[derive(utoipa::OpenApi)]
#[openapi(components(schemas(
    DataAccess,
    DataPage<serde_json::Value>,
    DataRecord<serde_json::Value>,
    DataScope,
    DataToken,
    DataTokenWish,
    ExportChoices,
    ExportDepartment,
    ExportFormat,
    ExportRequest,
    ShownOnce,
    Webhook,
    WebhookDelivery,
    WebhookEvent,
    WebhookMessage,
    WebhookWish,
)))]
struct Messages;

/// The content of a request or an answer.
#[derive(Clone, Copy)]
enum Content {
    Nothing,
    /// JSON with a schema by its name.
    Message(&'static str),
    /// JSON of the office app, as `feltbog_shared::office` has it.
    Office,
    /// Bytes of a file.
    File,
}
use Content::{File, Message, Nothing, Office};

/// The way in which a request proves whose it is.
#[derive(Clone, Copy)]
enum Caller {
    Guest,
    Office,
    Machine,
}

struct Operation {
    method: HttpMethod,
    path: &'static str,
    summary: &'static str,
    caller: Caller,
    request: Content,
    answer: Content,
    /// Names of the query's parameters.
    query: &'static [&'static str],
}

const PAGE: &[&str] = &["search", "after", "limit"];
const LOG: &[&str] = &["after", "limit", "person", "kind", "from", "until"];
const PEOPLE: &[&str] = &["search", "after", "limit", "department", "role", "active"];

macro_rules! operations {
    ($($method:ident $path:literal $caller:ident $summary:literal $request:expr => $answer:expr, $query:expr;)+) => {
        [$(Operation {
            method: HttpMethod::$method,
            path: $path,
            summary: $summary,
            caller: Caller::$caller,
            request: $request,
            answer: $answer,
            query: $query,
        }),+]
    };
}

const OPERATIONS: &[Operation] = &operations! {
    Get "/api/v1/openapi.json" Guest "This description." Nothing => Office, &[];
    Get "/api/v1/data/{kind}" Machine "A page of records of a kind that the token reaches and its maker may read now." Nothing => Message("DataPage_Value"), &["after", "limit", "changed_since"];
    Get "/api/v1/office/sign-in" Guest "The ways of signing in." Nothing => Office, &[];
    Post "/api/v1/office/sign-in" Guest "Signs in with password and code." Office => Office, &[];
    Post "/api/v1/office/invitations/look" Guest "Tells whose an invitation is." Office => Office, &[];
    Post "/api/v1/office/invitations/accept" Guest "Makes the account of an invitation." Office => Office, &[];
    Post "/api/v1/office/break-glass" Guest "Begins a short session by an emergency link." Office => Office, &[];
    Post "/api/v1/office/providers/{provider}/begin" Guest "Begins to sign in at a provider of identities." Office => Office, &[];
    Get "/api/v1/office/session" Office "The session." Nothing => Office, &[];
    Delete "/api/v1/office/session" Office "Ends the session." Nothing => Office, &[];
    Get "/api/v1/office/sessions" Office "The sessions of the person." Nothing => Office, &[];
    Delete "/api/v1/office/sessions/{session}" Office "Ends a session of the person." Nothing => Nothing, &[];
    Post "/api/v1/office/step-up" Office "Proves again who is signed in." Office => Office, &[];
    Post "/api/v1/office/people/{person}/invitation" Office "Invites a person to the office." Office => Office, &[];
    Get "/api/v1/office/people/{person}/sessions" Office "The sessions of somebody else." Nothing => Office, &[];
    Delete "/api/v1/office/people/{person}/sessions" Office "Ends the sessions of somebody else." Nothing => Nothing, &[];
    Post "/api/v1/office/audit" Office "Rows of the access log about a record or a dwelling." Office => Office, &[];
    Get "/api/v1/office/audit/sample" Office "Rows of the access log drawn by chance." Nothing => Office, &[];
    Get "/api/v1/office/audit/security" Office "Security events." Nothing => Office, &["after"];
    Get "/api/v1/office/papers" Office "The titles of the privacy papers, and the content of one." Nothing => Office, &["paper"];
    Post "/api/v1/office/subject-access/answer" Office "Everything that is kept about a home." Office => Office, &[];
    Post "/api/v1/office/subject-access/paper" Office "Everything that is kept about a home, as a PDF." Office => File, &[];
    Get "/api/v1/office/subject-access/requests" Office "The register of what residents ask for." Nothing => Office, &[];
    Post "/api/v1/office/subject-access/requests" Office "Adds a request of a resident to the register." Office => Office, &[];
    Post "/api/v1/office/subject-access/requests/{request}" Office "Takes a step of a request of a resident." Office => Office, &[];
    Get "/api/v1/office/organisations" Office "The organisations that the person administers." Nothing => Office, &[];
    Post "/api/v1/office/administrations/{administration}/organisations" Office "Adds an organisation." Office => Office, &[];
    Get "/api/v1/office/organisations/{organisation}" Office "An organisation." Nothing => Office, &[];
    Put "/api/v1/office/organisations/{organisation}" Office "Changes an organisation." Office => Office, &[];
    Get "/api/v1/office/organisations/{organisation}/departments" Office "A page of departments." Nothing => Office, PAGE;
    Post "/api/v1/office/organisations/{organisation}/departments" Office "Adds a department." Office => Office, &[];
    Get "/api/v1/office/organisations/{organisation}/departments/{department}" Office "A department." Nothing => Office, &[];
    Put "/api/v1/office/organisations/{organisation}/departments/{department}" Office "Changes a department." Office => Office, &[];
    Post "/api/v1/office/organisations/{organisation}/department-changes" Office "Changes one thing of many departments." Office => Office, &[];
    Get "/api/v1/office/organisations/{organisation}/people" Office "A page of people." Nothing => Office, PEOPLE;
    Post "/api/v1/office/organisations/{organisation}/people" Office "Adds a person." Office => Office, &[];
    Get "/api/v1/office/organisations/{organisation}/people/{person}" Office "A person." Nothing => Office, &[];
    Put "/api/v1/office/organisations/{organisation}/people/{person}" Office "Changes a person." Office => Office, &[];
    Get "/api/v1/office/organisations/{organisation}/people/{person}/devices" Office "The phones of a person." Nothing => Office, &[];
    Delete "/api/v1/office/organisations/{organisation}/devices/{device}" Office "Locks a phone out." Nothing => Nothing, &[];
    Get "/api/v1/office/organisations/{organisation}/phones" Office "A page of phones." Nothing => Office, PAGE;
    Get "/api/v1/office/organisations/{organisation}/invitations" Office "The invitations that can still be used." Nothing => Office, &[];
    Delete "/api/v1/office/organisations/{organisation}/invitations/{kind}/{person}" Office "Takes the invitations of a person back." Nothing => Nothing, &[];
    Post "/api/v1/office/organisations/{organisation}/phone-codes" Office "Makes codes for new phones." Office => Office, &[];
    Post "/api/v1/office/organisations/{organisation}/grants" Office "Changes grants, one or many at once." Office => Office, &[];
    Get "/api/v1/office/organisations/{organisation}/log" Office "A page of the administrative log." Nothing => Office, LOG;
    Get "/api/v1/office/organisations/{organisation}/log/authors" Office "The people whose changes the administrative log tells of." Nothing => Office, &[];
    Post "/api/v1/office/organisations/{organisation}/log/{entry}/undo" Office "Undoes a change." Nothing => Office, &[];
    Post "/api/v1/office/organisations/{organisation}/import/{kind}/plan" Office "The effects of a list, without any change." File => Office, &[];
    Post "/api/v1/office/organisations/{organisation}/import/{kind}/report" Office "Every fault, warning and change of a list, as CSV or XLSX." File => File, &["form"];
    Post "/api/v1/office/organisations/{organisation}/import/{kind}/apply" Office "Brings a list in." File => Office, &["plan"];
    Get "/api/v1/office/exports" Office "The departments and kinds that the person may export from." Nothing => Message("ExportChoices"), &[];
    Post "/api/v1/office/exports/{format}" Office "Records as a file, sent while it is written. The header x-feltbog-rows has the number of records." Message("ExportRequest") => File, &[];
    Get "/api/v1/office/organisations/{organisation}/data-access" Office "Read tokens and webhooks." Nothing => Message("DataAccess"), &[];
    Post "/api/v1/office/organisations/{organisation}/data-access/tokens" Office "Makes a read token." Message("DataTokenWish") => Message("ShownOnce"), &[];
    Delete "/api/v1/office/organisations/{organisation}/data-access/tokens/{token}" Office "Revokes a read token." Nothing => Nothing, &[];
    Post "/api/v1/office/organisations/{organisation}/data-access/webhooks" Office "Makes a webhook. It posts WebhookMessage, signed." Message("WebhookWish") => Message("ShownOnce"), &[];
    Delete "/api/v1/office/organisations/{organisation}/data-access/webhooks/{webhook}" Office "Ends a webhook." Nothing => Nothing, &[];
    Get "/api/v1/office/user/phones" Office "The phones of the person." Nothing => Office, &[];
    Delete "/api/v1/office/user/phones/{phone}" Office "Locks a phone of the person out." Nothing => Nothing, &[];
    Get "/api/v1/office/user/settings" Office "The person's language and mails." Nothing => Office, &[];
    Put "/api/v1/office/user/settings" Office "Changes the person's language and mails." Office => Office, &[];
    Post "/api/v1/office/people/{person}/invitation/mail" Office "Invites a person to the office by mail." Office => Office, &[];
    Get "/api/v1/office/organisations/{organisation}/waiting-phones" Office "The new phones that wait for their number to be compared." Nothing => Office, &[];
    Post "/api/v1/office/organisations/{organisation}/waiting-phones/{device}" Office "Compares the number of a new phone." Office => Office, &[];
    Get "/api/v1/office/organisations/{organisation}/settings" Office "House rules and retention of an organisation." Nothing => Office, &[];
    Put "/api/v1/office/organisations/{organisation}/settings" Office "Changes house rules and retention of an organisation." Office => Office, &[];
    Get "/api/v1/office/organisations/{organisation}/own-values" Office "The values that an organisation added to lists." Nothing => Office, &[];
    Post "/api/v1/office/organisations/{organisation}/own-values" Office "Adds a value to a list, renames or retires one." Office => Office, &[];
    Get "/api/v1/office/organisations/{organisation}/cards" Office "The action cards of an organisation." Nothing => Office, &[];
    Post "/api/v1/office/organisations/{organisation}/cards" Office "Changes an action card in one department or many." Office => Office, &[];
    Get "/api/v1/office/overview" Office "The numbers of the first place that the person reads." Nothing => Office, &[];
    Get "/api/v1/office/overview/{level}/{id}" Office "The numbers of a place." Nothing => Office, &[];
    Get "/api/v1/office/nature/{organisation}" Office "Areas, tasks, observations and counts of an organisation." Nothing => Office, &[];
    Put "/api/v1/office/nature/{organisation}/settings" Office "Changes targets and public pages." Office => Office, &[];
    Get "/api/v1/office/nature/{organisation}/season" Office "The tasks that care plans ask for in a season." Nothing => Office, &["department", "year"];
    Post "/api/v1/office/nature/{organisation}/season" Office "Makes tasks of a season." Office => Office, &[];
    Post "/api/v1/office/nature/{organisation}/count-locks" Office "Locks the finished counts of a year." Office => Office, &[];
    Get "/api/v1/office/nature/{organisation}/background" Office "The background of the map." Nothing => Office, &[];
    Put "/api/v1/office/nature/{organisation}/background" Office "Changes the background of the map." Office => Office, &[];
    Get "/api/v1/office/nature/{organisation}/tiles/{zoom}/{column}/{row}" Office "A tile of the map's background." Nothing => File, &[];
    Get "/api/v1/office/board/{organisation}" Office "The goals that a board reads." Nothing => Office, &["department"];
    Get "/api/v1/office/photos/{department}/{document}" Office "A picture." Nothing => File, &[];
    Get "/api/v1/office/desk/scope" Office "The departments of the person, and rights in them." Nothing => Office, &[];
    Get "/api/v1/office/desk/inbox" Office "A page of the inbox." Nothing => Office, &["organisation", "departments", "reasons", "kinds", "assigned", "search", "waiting", "after", "rows"];
    Get "/api/v1/office/desk/late-returns" Office "Colleagues who are not out of a home in time." Nothing => Office, &[];
    Delete "/api/v1/office/desk/late-returns/{id}" Office "Says that somebody has looked after a colleague who is late." Nothing => Nothing, &[];
    Get "/api/v1/office/desk/approvals" Office "Steps that wait for a second person, and cases nobody has looked at." Nothing => Office, &[];
    Post "/api/v1/office/desk/records/{department}/{document}/approvals" Office "Asks a second person for a step of a case." Office => Nothing, &[];
    Post "/api/v1/office/desk/records/{department}/{document}/approvals/{act}" Office "Agrees to a step of a case, or does not." Office => Nothing, &[];
    Post "/api/v1/office/desk/triage" Office "Acts on items of the inbox, one or many at once." Office => Office, &[];
    Post "/api/v1/office/desk/triage/undo" Office "Takes an act back." Office => Office, &[];
    Get "/api/v1/office/desk/cases" Office "A page of conflict cases." Nothing => Office, &["organisation", "departments", "states", "topics", "search", "sort", "descending", "after", "rows"];
    Get "/api/v1/office/desk/mediations" Office "The queue of mediations." Nothing => Office, &[];
    Get "/api/v1/office/desk/notes" Office "A page of pending notes." Nothing => Office, &["states", "after", "rows"];
    Post "/api/v1/office/desk/notes" Office "Adds a pending note." Office => Office, &[];
    Post "/api/v1/office/desk/notes/{note}" Office "Takes a step with a pending note." Office => Office, &[];
    Get "/api/v1/office/desk/rota" Office "The rota of an inbox." Nothing => Office, &["department"];
    Put "/api/v1/office/desk/rota" Office "Changes the rota of an inbox." Office => Office, &[];
    Get "/api/v1/office/desk/relocations/{department}" Office "The departments that a resident can move to." Nothing => Office, &[];
    Post "/api/v1/office/desk/relocations/{department}" Office "Hands a resident over to another department." Office => Nothing, &[];
    Post "/api/v1/office/desk/welcome/{department}" Office "Welcome visits from a list of new tenants." File => Office, &["apply"];
    Get "/api/v1/office/desk/records" Office "A page of areas, work and activities." Nothing => Office, &["organisation", "departments", "kinds", "search", "after", "rows"];
    Post "/api/v1/office/desk/records/{department}" Office "Makes a record." Office => Office, &[];
    Get "/api/v1/office/desk/records/{department}/{document}" Office "A record with what belongs to it." Nothing => Office, &[];
    Post "/api/v1/office/desk/records/{department}/{document}" Office "Changes a record." Office => Office, &[];
    Get "/api/v1/office/desk/records/{department}/{document}/history" Office "The changes of a record." Nothing => Office, &[];
    Put "/api/v1/office/desk/records/{department}/{document}/hold" Office "Holds a record back from its erasure." Office => Office, &[];
    Delete "/api/v1/office/desk/records/{department}/{document}/hold" Office "Ends the hold of a record." Nothing => Office, &[];
    Post "/api/v1/office/desk/records/{department}/{document}/erasure" Office "Erases an own record that was made by mistake, or asks a second person." Office => Office, &[];
    Post "/api/v1/office/desk/records/{department}/{document}/erasure/decision" Office "Agrees to erase a record, or does not." Office => Office, &[];
    Post "/api/v1/office/desk/records/{department}/{document}/undo" Office "Takes a change of a record back." Office => Office, &[];
    Post "/api/v1/office/desk/records/{department}/{document}/open" Office "Tells that a record is open." Office => Office, &[];
    Get "/api/v1/office/cases/{department}/{case}/letters" Office "The letters of a case." Nothing => Office, &[];
    Post "/api/v1/office/cases/{department}/{case}/letters" Office "Keeps a letter." Office => Office, &[];
    Post "/api/v1/office/cases/{department}/{case}/letters/preview" Office "The text of a letter." Office => Office, &[];
    Post "/api/v1/office/cases/{department}/{case}/letters/invitation" Office "An invitation to mediation that is not kept." Office => File, &[];
    Get "/api/v1/office/cases/{department}/{case}/letters/{step}" Office "A letter as it was kept." Nothing => File, &[];
    Put "/api/v1/office/cases/{department}/{case}/letters/{step}/receipt" Office "Notes that a letter was received." Office => Nothing, &[];
    Post "/api/v1/office/cases/{department}/{case}/bundle" Office "The sealed bundle of a case." Office => File, &[];
    Post "/api/v1/office/cases/{department}/{case}/bundle/check" Office "The check of what a bundle would lack." Office => Office, &[];
    Post "/api/v1/office/cases/{department}/{case}/plan" Office "The plan agreed with a complainant." Office => File, &[];
    Post "/api/v1/office/cases/{department}/{case}/plans" Office "Keeps a plan with its case." Office => Office, &[];
    Get "/api/v1/office/cases/{department}/{case}/plans/{event}" Office "A plan that was kept." Nothing => File, &[];
    Get "/api/v1/office/letter-templates/{department}" Office "The templates of letters." Nothing => Office, &[];
    Put "/api/v1/office/letter-templates/{department}/{kind}" Office "Changes a template." Office => Office, &[];
    Post "/api/v1/office/letter-templates/{department}/{kind}/approve" Office "Approves a template." Office => Office, &[];
    Post "/api/v1/office/letter-templates/{department}/{kind}/preview" Office "The text of a template." Office => Office, &[];
    Get "/api/v1/office/monitoring" Office "Screenings and numbers of the departments of the person's first organisation." Nothing => Office, &["district", "departments"];
    Get "/api/v1/office/monitoring/{organisation}" Office "Screenings and numbers of the departments of an organisation, a city district or a list." Nothing => Office, &["district", "departments"];
    Get "/api/v1/office/monitoring/departments/{department}" Office "A department with what its screening rests on: numbers, indicators, goals, comparison." Nothing => Office, &[];
    Post "/api/v1/office/monitoring/departments/{department}/interview-links" Office "Makes a link by which residents answer the interview." Office => Office, &[];
    Delete "/api/v1/office/monitoring/departments/{department}/interview-links/{link}" Office "Closes a link to the interview." Nothing => Nothing, &[];
    Post "/api/v1/office/monitoring/{organisation}/indicators/plan" Office "Plans an import of indicators." File => Office, &["columns"];
    Post "/api/v1/office/monitoring/{organisation}/indicators/apply" Office "Carries out a planned import of indicators." File => Office, &["columns", "plan", "accepted"];
    Get "/api/v1/office/efforts" Office "The efforts that the person sees." Nothing => Office, &[];
    Post "/api/v1/office/efforts" Office "Adds an effort." Office => Office, &[];
    Get "/api/v1/office/efforts/{effort}" Office "An effort with what belongs to it." Nothing => Office, &[];
    Put "/api/v1/office/efforts/{effort}" Office "Changes an effort." Office => Office, &[];
    Put "/api/v1/office/efforts/{effort}/activities" Office "Puts an activity to an effort, or takes it from it." Office => Office, &[];
    Post "/api/v1/office/efforts/{effort}/tasks" Office "Adds a task to a department of an effort." Office => Office, &[];
    Get "/api/v1/office/efforts/{effort}/tasks/csv" Office "The tasks of an effort as CSV." Nothing => File, &[];
    Put "/api/v1/office/efforts/{effort}/tasks/{task}" Office "Ticks a task off, or not any more." Office => Office, &[];
    Post "/api/v1/office/efforts/{effort}/enrolments" Office "Enrols staff who came since." Office => Office, &[];
    Get "/api/v1/office/effort-choices" Office "Departments, screenings and parties for the forms of efforts." Nothing => Office, &[];
    Get "/api/v1/office/effort-report" Office "The report of an effort, or of the efforts that a party pays for." Nothing => Office, &["funder", "effort", "year"];
    Get "/api/v1/office/effort-report/csv" Office "The same report as CSV." Nothing => File, &["funder", "effort", "year"];
    Get "/api/v1/office/effort-staff" Office "The staff of the person's departments." Nothing => Office, &[];
    Post "/api/v1/office/effort-staff" Office "Adds a member of staff." Office => Office, &[];
    Put "/api/v1/office/effort-staff/{staff}" Office "Changes a member of staff." Office => Office, &[];
    Get "/api/v1/office/user/introductions" Office "The efforts to which the person is to be introduced." Nothing => Office, &[];
    Post "/api/v1/office/user/introductions" Office "Notes that the person was introduced to efforts." Office => Office, &[];
    Get "/api/v1/office/counselling/arrears" Office "The contacts about arrears that the person reads." Nothing => Office, &[];
    Post "/api/v1/office/counselling/arrears/{organisation}/plan" Office "The effects of a list of arrears, without any change." File => Office, &["columns", "list_on"];
    Post "/api/v1/office/counselling/arrears/{organisation}/apply" Office "Brings a list of arrears in." File => Office, &["columns", "list_on", "accepted", "plan"];
    Get "/api/v1/office/counselling/inquiries" Office "The inquiries that the person reads." Nothing => Office, &[];
    Get "/api/v1/office/counselling/effect" Office "The effects of counselling in a year. Small numbers are hidden." Nothing => Office, &["organisation", "year"];
    Put "/api/v1/office/counselling/effect/{organisation}/cost" Office "States the cost of an eviction." Office => Office, &[];
    Get "/api/v1/office/sharing/experiences" Office "Experiences of all departments." Nothing => Office, &["search", "topic", "worked"];
    Get "/api/v1/office/sharing/competencies" Office "The competencies of an organisation." Nothing => Office, &["organisation"];
    Post "/api/v1/office/sharing/competencies/{organisation}" Office "Adds or changes a competency." Office => Office, &[];
    Delete "/api/v1/office/sharing/competencies/{organisation}/{competency}" Office "Removes a competency that nobody holds." Nothing => Nothing, &[];
    Post "/api/v1/office/sharing/courses/{organisation}" Office "Enters a course that somebody has taken." Office => Office, &[];
    Delete "/api/v1/office/sharing/courses/{organisation}/{course}" Office "Removes a course." Nothing => Nothing, &[];
    Get "/api/v1/office/sharing/directory" Office "The directory of an organisation." Nothing => Office, &["organisation"];
    Post "/api/v1/office/sharing/directory/{organisation}" Office "Adds or changes an entry of the directory." Office => Office, &[];
    Delete "/api/v1/office/sharing/directory/{organisation}/{entry}" Office "Removes an entry of the directory." Nothing => Nothing, &[];
    Get "/api/v1/office/user/role-pages" Office "The pages about the roles of the person." Nothing => Office, &[];
    Post "/api/v1/office/user/role-pages" Office "Notes that pages about roles were read." Office => Office, &[];
};

pub(super) async fn read() -> Json<OpenApi> {
    Json(description())
}

/// The description.
fn description() -> OpenApi {
    let mut paths = PathsBuilder::new();
    for operation in OPERATIONS {
        let item = PathItem::new(operation.method.clone(), described(operation));
        paths = paths.path(operation.path, item);
    }
    let mut components = Messages::openapi().components.unwrap_or_default();
    let cookie = ApiKeyValue::new("__Host-feltbog-office");
    components.add_security_scheme("office", SecurityScheme::ApiKey(ApiKey::Cookie(cookie)));
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
    components.add_security_scheme("token", SecurityScheme::Http(bearer));
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Feltbog")
                .version(env!("CARGO_PKG_VERSION"))
                .description(Some(
                    "The office of Feltbog, and the interface for machines. Every request of the office has the header \
                     x-feltbog-app. Times are milliseconds since 1970 UTC. Refusals are {code, message, request_id}.",
                ))
                .license(Some(LicenseBuilder::new().name("EUPL-1.2").build())),
        )
        .paths(paths)
        .components(Some(components))
        .build()
}

fn described(operation: &Operation) -> OperationBuilder {
    let mut described = OperationBuilder::new()
        .summary(Some(operation.summary))
        .operation_id(Some(operation_id(operation)));
    for name in operation.path.split(['{', '}']).skip(1).step_by(2) {
        described = described.parameter(parameter(name, ParameterIn::Path));
    }
    for name in operation.query {
        described = described.parameter(parameter(name, ParameterIn::Query));
    }
    let body = |content: Content| {
        let (media, schema) = content_of(content)?;
        Some((media, ContentBuilder::new().schema(Some(schema)).build()))
    };
    if let Some((media, content)) = body(operation.request) {
        let body = RequestBodyBuilder::new()
            .content(media, content)
            .required(Some(Required::True));
        described = described.request_body(Some(body.build()));
    }
    let mut answer = ResponseBuilder::new().description("Done.");
    if let Some((media, content)) = body(operation.answer) {
        answer = answer.content(media, content);
    }
    let status = match operation.answer {
        Nothing => "204",
        _ => "200",
    };
    let refused = ResponseBuilder::new()
        .description("Refused: a stable code, and a sentence in the person's language.");
    let responses = ResponsesBuilder::new()
        .response(status, answer)
        .response("default", refused);
    let described = described.responses(responses.build());
    match operation.caller {
        Caller::Guest => described,
        Caller::Office => described.security(SecurityRequirement::new("office", [""; 0])),
        Caller::Machine => described.security(SecurityRequirement::new("token", [""; 0])),
    }
}

/// A name of an operation for programs that are generated.
fn operation_id(operation: &Operation) -> String {
    let method = match operation.method {
        HttpMethod::Get => "get",
        HttpMethod::Post => "post",
        HttpMethod::Put => "put",
        _ => "delete",
    };
    let path = operation.path.trim_start_matches("/api/v1/");
    let words = path
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    words.fold(method.to_owned(), |name, word| format!("{name}_{word}"))
}

fn parameter(name: &str, place: ParameterIn) -> utoipa::openapi::path::Parameter {
    let is_path = matches!(place, ParameterIn::Path);
    let required = if is_path { Required::True } else { Required::False };
    let schema = ObjectBuilder::new().schema_type(Type::String).build();
    ParameterBuilder::new()
        .name(name)
        .parameter_in(place)
        .required(required)
        .schema(Some(Schema::Object(schema)))
        .build()
}

fn content_of(content: Content) -> Option<(&'static str, RefOr<Schema>)> {
    match content {
        Nothing => None,
        Message(name) => Some(("application/json", RefOr::Ref(Ref::from_schema_name(name)))),
        Office => {
            let any = ObjectBuilder::new()
                .description(Some("As the office app has it."))
                .build();
            Some(("application/json", RefOr::T(Schema::Object(any))))
        }
        File => {
            let bytes = ObjectBuilder::new()
                .schema_type(Type::String)
                .content_media_type("application/octet-stream")
                .build();
            Some(("application/octet-stream", RefOr::T(Schema::Object(bytes))))
        }
    }
}
