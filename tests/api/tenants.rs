//! Two organisations on one server. Whatever anybody of one of them reads, it is as if the other were not there: each route
//! that reads, as the description of the interface lists them, asked as each role, on a server with and on one without the
//! other organisation. The other one is the demo organisation, which has everything that there is to read.

use std::collections::{BTreeMap, BTreeSet};

use axum::http::StatusCode;
use feltbog_server::clock::Clock as _;
use feltbog_server::store::{Amendment, Foundation, GrantLevel, NewDepartment, PersonGrant};
use feltbog_shared::id::{AdministrationId, DepartmentId, OrganisationId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::office::desk::CasePage;
use feltbog_shared::office::efforts::EffortSummary;
use feltbog_shared::permission::{Grant, Modules, Role};
use feltbog_shared::wire::Verdict;
use feltbog_tests::app::{HERE, START, THERE, TestApp, document, person};
use feltbog_tests::office::OfficeBrowser;
use serde_json::Value;

use crate::access::writing;

/// The organisation of the people who ask. The demo has the id of zeros.
const OURS: OrganisationId = OrganisationId::from_bytes([0xb2; 16]);
const OUR_ADMINISTRATION: AdministrationId = AdministrationId::from_bytes([0xa2; 16]);
const THEIRS: OrganisationId = OrganisationId::from_bytes([0; 16]);
/// Administrators of the whole of their organisation.
const OUR_ADMINISTRATOR: UserId = UserId::from_bytes([0x70; 16]);
const THEIR_ADMINISTRATOR: UserId = UserId::from_bytes([0x71; 16]);
const THEIR_NAME: &str = "Kanarie Administrator";
/// The demo's department with the most in it.
const DEPARTMENT: &str = "Lærkevangen";
/// The municipality of both organisations, so that nothing is hidden by being elsewhere.
const MUNICIPALITY: &str = "Strandby Kommune";

/// Routes whose answers to people of the other organisation name nothing of it, each with the reason. They are asked like
/// all others.
const NAMES_NOTHING: [(&str, &str); 28] = [
    (
        "/api/v1/office/efforts/{effort}/tasks/csv",
        "the first effort has no tasks",
    ),
    (
        "/api/v1/office/photos/{department}/{document}",
        "bytes of a picture; held by photos",
    ),
    (
        "/api/v1/office/sign-in",
        "the ways of signing in, before anybody is known",
    ),
    (
        "/api/v1/office/sessions",
        "browsers and times of the person's own",
    ),
    ("/api/v1/office/people/{person}/sessions", "browsers and times"),
    (
        "/api/v1/office/organisations/{organisation}/people/{person}/devices",
        "the demo enrols no phone",
    ),
    (
        "/api/v1/office/organisations/{organisation}/settings",
        "periods and switches",
    ),
    (
        "/api/v1/office/organisations/{organisation}/own-values",
        "the demo has no words of its own",
    ),
    (
        "/api/v1/office/organisations/{organisation}/waiting-phones",
        "no phone waits",
    ),
    (
        "/api/v1/office/organisations/{organisation}/data-access",
        "the demo has no tokens; held by data_access",
    ),
    (
        "/api/v1/office/organisations/{organisation}/cards",
        "situations and texts, alike in every organisation",
    ),
    ("/api/v1/office/user/settings", "language and mails"),
    ("/api/v1/office/user/phones", "the demo enrols no phone"),
    (
        "/api/v1/office/organisations/{organisation}/phones",
        "the demo enrols no phone",
    ),
    (
        "/api/v1/office/organisations/{organisation}/invitations",
        "no invitation is open",
    ),
    ("/api/v1/office/user/role-pages", "keys of roles"),
    ("/api/v1/office/papers", "papers that come with the server"),
    (
        "/api/v1/office/audit/sample",
        "nothing of the demo was read; held by audit",
    ),
    (
        "/api/v1/office/audit/security",
        "only what somebody asked for in vain",
    ),
    (
        "/api/v1/office/subject-access/requests",
        "the demo has no requests; held by subject_access",
    ),
    (
        "/api/v1/office/nature/{organisation}/background",
        "the demo has no background",
    ),
    (
        "/api/v1/office/nature/{organisation}/tiles/{zoom}/{column}/{row}",
        "the demo has no background",
    ),
    (
        "/api/v1/office/desk/approvals",
        "nobody of the demo asks for a second yes; held by approvals",
    ),
    (
        "/api/v1/office/desk/notes",
        "the demo has no pending notes; held by desk",
    ),
    (
        "/api/v1/office/cases/{department}/{case}/plans/{event}",
        "the demo has no plans; held by letters",
    ),
    (
        "/api/v1/office/cases/{department}/{case}/letters",
        "the demo has no letters; held by letters",
    ),
    (
        "/api/v1/office/cases/{department}/{case}/letters/{step}",
        "the demo has no letters; held by letters",
    ),
    (
        "/api/v1/office/letter-templates/{department}",
        "texts that all organisations begin with",
    ),
];

/// Answers that differ from one server to the next: ids of sessions and phones, hashes of changes, rows drawn by chance, and
/// the security events that this test makes on the shared server.
const BY_CHANCE: [&str; 10] = [
    "/api/v1/office/session",
    "/api/v1/office/sessions",
    "/api/v1/office/people/{person}/sessions",
    "/api/v1/office/organisations/{organisation}/people/{person}/devices",
    "/api/v1/office/organisations/{organisation}/phones",
    "/api/v1/office/user/phones",
    "/api/v1/office/audit/sample",
    "/api/v1/office/audit/security",
    "/api/v1/office/desk/records/{department}/{document}",
    "/api/v1/office/desk/records/{department}/{document}/history",
];

/// A route that reads, with the names of its query.
#[derive(Clone, Debug)]
struct Route {
    path: String,
    query: Vec<String>,
}

impl Route {
    /// The names in its path.
    fn names(&self) -> Vec<&str> {
        self.path.split(['{', '}']).skip(1).step_by(2).collect()
    }

    /// Its path with these ids.
    fn filled(&self, ids: &Ids) -> String {
        let mut path = self.path.clone();
        for name in self.names() {
            let Some(id) = ids.get(name) else {
                panic!(
                    "{}: say in `tenants.rs` which {name} each organisation has",
                    self.path
                );
            };
            path = path.replace(&format!("{{{name}}}"), id);
        }
        path
    }

    /// Its address with these ids: the path, and what a page cannot do without.
    fn asked(&self, ids: &Ids) -> String {
        let has = |name: &str| self.query.iter().any(|one| one == name);
        let department = format!("department={}", ids["department"]);
        let wanted = [("year", "year=2026".to_owned()), ("department", department)];
        let pairs = wanted.into_iter().filter(|(name, _)| has(name));
        let pairs: Vec<_> = pairs.map(|(_, pair)| pair).collect();
        [self.filled(ids), pairs.join("&")].join("?")
    }
}

/// The ids of one organisation by their names in paths and queries.
type Ids = BTreeMap<&'static str, String>;

/// Names in paths that are no ids of anything.
const NO_IDS: [&str; 4] = ["level", "zoom", "column", "row"];

fn our_ids() -> Ids {
    [
        ("organisation", OURS.to_string()),
        ("department", HERE.to_string()),
        ("person", person(Role::Caretaker).to_string()),
        ("case", document(1).to_string()),
        ("document", document(1).to_string()),
        ("step", document(2).to_string()),
        ("event", document(3).to_string()),
        ("effort", document(3).to_string()),
        ("level", "department".to_owned()),
        ("id", HERE.to_string()),
        ("zoom", "12".to_owned()),
        ("column", "2150".to_owned()),
        ("row", "1270".to_owned()),
    ]
    .into()
}

fn department(id: DepartmentId, name: &str) -> NewDepartment {
    NewDepartment {
        id,
        name: name.into(),
        municipality: MUNICIPALITY.into(),
        dwellings: 390,
        modules: Modules::all(),
    }
}

/// One person for each role, and an administrator of the whole.
fn ours() -> Foundation {
    let mut people: Vec<_> = Role::ALL
        .map(|role| (person(role), format!("Person {}", role.key())))
        .into();
    people.push((OUR_ADMINISTRATOR, "Administrator".into()));
    let grants = Role::ALL.map(|role| {
        let grant = Grant {
            role,
            department: HERE,
            from: START.plus_millis(-1),
            until: None,
        };
        (person(role), grant)
    });
    Foundation {
        administration: OUR_ADMINISTRATION,
        id: OURS,
        organisation: "Prøvebo".into(),
        departments: vec![department(HERE, "Her"), department(THERE, "Der")],
        people,
        grants: grants.into(),
    }
}

async fn administer_whole(app: &TestApp, person: UserId, organisation: OrganisationId) {
    let seen = app.app.store.roster_of(organisation).await.unwrap();
    let amendment = Amendment {
        level_grants: vec![PersonGrant {
            person,
            level: GrantLevel::Organisation(organisation),
            role: Role::OrgAdmin,
            from: START.plus_millis(-1),
            until: None,
        }],
        ..Amendment::default()
    };
    assert!(app.app.store.amend(&amendment, &seen).await.unwrap());
}

async fn desk(app: &TestApp, person: UserId) -> OfficeBrowser {
    let account = app.office_account(person, &format!("{person}@example.dk")).await;
    app.office_browser(&account).await
}

/// Adds our organisation with a case, and signs its people in.
async fn with_ours(app: &TestApp) -> Vec<(&'static str, OfficeBrowser)> {
    app.app.store.found(&ours()).await.unwrap();
    administer_whole(app, OUR_ADMINISTRATOR, OURS).await;
    let mut phone = app.enrol(person(Role::Caretaker)).await;
    let kind = Kind::ConflictCase;
    let draft = phone.create(document(1), kind, &[writing(kind, "Elverhøj 3")]);
    let verdict = phone.push_one(HERE, draft.last()).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    let mut browsers = Vec::new();
    for role in Role::ALL {
        browsers.push((role.key(), desk(app, person(role)).await));
    }
    browsers.push(("administrator of the whole", desk(app, OUR_ADMINISTRATOR).await));
    browsers
}

async fn get(browser: &mut OfficeBrowser, path: &str) -> (StatusCode, String) {
    let path = path.strip_prefix("/api/v1/office").unwrap();
    let answer = browser.get(path).await;
    let body = String::from_utf8_lossy(&answer.body).into_owned();
    (answer.status, body)
}

/// The routes of the office that read, as the description has them.
async fn routes(app: &TestApp) -> Vec<Route> {
    let answer = app.nobody().get("/api/v1/openapi.json").await;
    let description: Value = answer.json();
    let mut routes = Vec::new();
    for (path, item) in description["paths"].as_object().unwrap() {
        let Some(operation) = item.get("get") else {
            continue;
        };
        if !path.starts_with("/api/v1/office/") {
            continue;
        }
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let query = parameters
            .filter(|parameter| parameter["in"] == "query")
            .map(|parameter| parameter["name"].as_str().unwrap().to_owned());
        routes.push(Route {
            path: path.clone(),
            query: query.collect(),
        });
    }
    assert!(routes.len() > 40, "{routes:?}");
    routes
}

/// Every UUID in a text.
fn uuids(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_ascii_hexdigit() && c != '-');
    let is_uuid = |word: &&str| word.len() == 36 && word.matches('-').count() == 4;
    words.filter(is_uuid).map(str::to_owned)
}

/// The other organisation: people of each role, the ids that paths need, and names and ids that nobody else may read.
struct Theirs {
    browsers: BTreeMap<&'static str, OfficeBrowser>,
    ids: Ids,
    canaries: BTreeSet<String>,
}

impl Theirs {
    async fn new(app: &TestApp) -> Self {
        let store = &app.app.store;
        let rows = store.department_records(THEIRS).await.unwrap();
        let department = rows.iter().find(|row| row.name == DEPARTMENT).unwrap().id;
        let members = store.members(department).await.unwrap();
        let mut canaries = BTreeSet::from(["Boligforeningen Lærkeby", THEIR_NAME].map(str::to_owned));
        for row in &rows {
            canaries.extend([row.name.clone(), row.id.to_string()]);
        }
        for row in store.people_of(THEIRS).await.unwrap() {
            // The author of the action cards is the same in every organisation.
            if row.name == "Feltbog" {
                continue;
            }
            canaries.insert(row.id.to_string());
            let is_somebody = members.iter().any(|member| member.person == row.id);
            canaries.extend(is_somebody.then_some(row.name));
        }
        administer_whole(app, THEIR_ADMINISTRATOR, THEIRS).await;
        let administrator = desk(app, THEIR_ADMINISTRATOR).await;
        let mut browsers = BTreeMap::from([("administrator of the whole", administrator)]);
        for role in Role::ALL {
            let somebody = members.iter().find(|member| member.grant.role == role);
            browsers.insert(role.key(), desk(app, somebody.unwrap().person).await);
        }
        let officer = browsers.get_mut(Role::CaseOfficer.key()).unwrap();
        let path = format!("/desk/cases?departments={department}");
        let cases: CasePage = officer.get(&path).await.json();
        let coordinator = browsers.get_mut(Role::CentralUnit.key()).unwrap();
        let efforts: Vec<EffortSummary> = coordinator.get("/efforts").await.json();
        let caretaker = members.iter().find(|member| member.grant.role == Role::Caretaker);
        let mut theirs = Self {
            browsers,
            ids: our_ids(),
            canaries,
        };
        theirs.ids.extend([
            ("organisation", THEIRS.to_string()),
            ("person", caretaker.unwrap().person.to_string()),
        ]);
        let case = &cases.rows[0];
        theirs.ids.extend([
            ("department", case.department.to_string()),
            ("id", case.department.to_string()),
            ("case", case.document.to_string()),
            ("event", case.document.to_string()),
            ("document", case.document.to_string()),
            ("effort", efforts[0].id.clone()),
        ]);
        theirs
    }

    /// Asks every route as everybody there. Every route names something of the organisation, or is stated to name nothing.
    /// The ids that are told are canaries too.
    async fn ask(&mut self, routes: &[Route]) {
        let mut silent = BTreeSet::new();
        for route in routes {
            let path = route.asked(&self.ids);
            let mut names_something = false;
            for browser in self.browsers.values_mut() {
                let (_, body) = get(browser, &path).await;
                names_something |= self.canaries.iter().any(|word| body.contains(word.as_str()));
                self.canaries.extend(uuids(&body));
            }
            if !names_something {
                silent.insert(route.path.as_str());
            }
        }
        let stated: BTreeSet<_> = NAMES_NOTHING.iter().map(|(path, _)| *path).collect();
        let unstated: Vec<_> = silent.difference(&stated).collect();
        assert!(
            unstated.is_empty(),
            "nobody of the demo reads anything there, so that the walk shows nothing: {unstated:?}"
        );
        let unknown = |path: &&&str| !routes.iter().any(|route| route.path == ***path);
        let gone: Vec<_> = stated.iter().filter(unknown).collect();
        assert!(gone.is_empty(), "no routes any more: {gone:?}");
    }
}

/// Asserts that nothing of the other organisation is in an answer.
fn expect_no_canary(canaries: &BTreeSet<String>, body: &str, what: &str) {
    for word in canaries {
        assert!(!body.contains(word.as_str()), "{what}: {word} in {body}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_reads_as_if_the_other_organisation_were_not_there() {
    let shared = TestApp::start_with_demo().await;
    let seen = shared.app.store.roster_of(THEIRS).await.unwrap();
    let administrator = Amendment {
        people: vec![feltbog_server::store::RosterPerson {
            id: THEIR_ADMINISTRATOR,
            number: None,
            name: THEIR_NAME.into(),
            mail: String::new(),
        }],
        ..Amendment::default()
    };
    assert!(shared.app.store.amend(&administrator, &seen).await.unwrap());
    let routes = routes(&shared).await;
    let mut theirs = Theirs::new(&shared).await;
    theirs.ask(&routes).await;
    let alone = TestApp::bare().await;
    alone.clock.pass(shared.clock.now().since(alone.clock.now()));
    let mut before = with_ours(&alone).await;
    let mut after = with_ours(&shared).await;
    let ours = our_ids();
    theirs
        .canaries
        .retain(|word| !ours.values().any(|id| id == word) && *word != THEIRS.to_string());
    let mut rows = shared.rows().await;
    for ((role, alone), (_, shared)) in before.iter_mut().zip(&mut after) {
        for route in &routes {
            let path = route.asked(&ours);
            let (status, expected) = get(alone, &path).await;
            let (shared_status, found) = get(shared, &path).await;
            let what = format!("{role}: {path}");
            assert_eq!(shared_status, status, "{what}");
            expect_no_canary(&theirs.canaries, &found, &what);
            let is_told = status.is_success() && !BY_CHANCE.contains(&route.path.as_str());
            if is_told {
                assert_eq!(found, expected, "{what}");
            }
            foreign(route, (&mut *shared, &mut *alone), role, &theirs, &ours).await;
        }
    }
    let mut written = shared.rows().await;
    // A case that is opened is not unseen any more.
    for rows in [&mut rows, &mut written] {
        rows.remove("case_look");
    }
    assert_eq!(written, rows, "nothing else was written");
}

/// Asks a route for things of the other organisation, all of them or one among one's own. The refusal is the one of a server
/// on which they are not there.
async fn foreign(
    route: &Route,
    (browser, alone): (&mut OfficeBrowser, &mut OfficeBrowser),
    role: &str,
    theirs: &Theirs,
    ours: &Ids,
) {
    let names: Vec<_> = route
        .names()
        .into_iter()
        .filter(|name| !NO_IDS.contains(name))
        .collect();
    let mut paths = BTreeSet::new();
    for name in &names {
        let mut mixed = ours.clone();
        let (key, id) = theirs.ids.get_key_value::<str>(name).unwrap();
        mixed.insert(key, id.clone());
        paths.insert(route.asked(&mixed));
    }
    if !names.is_empty() {
        paths.insert(route.asked(&theirs.ids));
    }
    let own = route.filled(ours);
    paths.remove(&route.asked(ours));
    for path in paths {
        let (status, body) = get(browser, &path).await;
        let what = format!("{role}: {path}");
        let (expected, _) = get(alone, &path).await;
        assert_eq!(status, expected, "{what}: {body}");
        assert!(status.is_client_error(), "{what}: {status} {body}");
        expect_no_canary(&theirs.canaries, &body, &what);
    }
    for name in &route.query {
        let value = match name.as_str() {
            "organisation" => theirs.ids["organisation"].clone(),
            "effort" => theirs.ids["effort"].clone(),
            "funder" => "Landsbyggefonden".to_owned(),
            "search" => "a".to_owned(),
            _ => theirs.ids["department"].clone(),
        };
        let path = format!("{own}?{name}={value}");
        let (_, body) = get(browser, &path).await;
        // What was asked for may be said again, as it was.
        let body = body.replace(&value, "");
        expect_no_canary(&theirs.canaries, &body, &format!("{role}: {path}"));
    }
}
