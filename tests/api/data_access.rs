//! The access of machines: read tokens that never reach further than their makers, and webhooks that tell of ids alone.

use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Request, StatusCode, header};
use axum::routing::post;
use feltbog_server::clock::Clock as _;
use feltbog_server::services::data_access::webhooks::{SIGNATURE_HEADER, tell_due};
use feltbog_server::store::{Amendment, GrantLevel, PersonGrant};
use feltbog_shared::id::OrganisationId;
use feltbog_shared::model::conflict_case::{ConflictState, Topic};
use feltbog_shared::model::{Area, ConflictCase, Kind};
use feltbog_shared::office_data::{
    DataAccess, DataPage, DataScope, DataTokenWish, ShownOnce, WebhookMessage, WebhookWish,
};
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_tests::app::{Answer, HERE, START, THERE, TestApp, document, person};
use feltbog_tests::office::OfficeBrowser;
use serde_json::Value;
use tower::ServiceExt as _;

use crate::exports::at_desk;

const ORGANISATION: OrganisationId = OrganisationId::from_bytes([0; 16]);

fn path(rest: &str) -> String {
    format!("/organisations/{ORGANISATION}/data-access{rest}")
}

fn scope(kinds: &[Kind]) -> DataScope {
    DataScope {
        organisation: ORGANISATION.to_string(),
        departments: None,
        kinds: kinds.iter().map(|kind| kind.key().to_owned()).collect(),
    }
}

fn wish(kinds: &[Kind]) -> DataTokenWish {
    DataTokenWish {
        name: "Datalager".into(),
        days: 30,
        scope: scope(kinds),
    }
}

pub(crate) async fn make(browser: &mut OfficeBrowser, kinds: &[Kind]) -> ShownOnce {
    browser.post(&path("/tokens"), &wish(kinds)).await.json()
}

/// The answer to a machine that sends a token.
pub(crate) async fn ask(app: &TestApp, token: &str, rest: &str) -> Answer {
    let request = Request::get(format!("/api/v1/data/{rest}"))
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .body(Body::empty())
        .unwrap();
    let (parts, body) = app.router.clone().oneshot(request).await.unwrap().into_parts();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: axum::body::to_bytes(body, usize::MAX).await.unwrap(),
    }
}

/// Areas and a conflict.
async fn recorded(app: &TestApp) {
    let mut phone = app.enrol_role(Role::Caretaker).await;
    for number in 1..=5 {
        let name = format!("Kanarieeng {number}");
        let draft = phone.create(document(number), Kind::Area, &[Area::name().set(&name)]);
        phone.push(HERE, draft.offers()).await;
    }
    let edits = [
        ConflictCase::state().set(ConflictState::Observed),
        ConflictCase::topic().set(Topic::Music),
    ];
    let draft = phone.create(document(30), Kind::ConflictCase, &edits);
    phone.push(HERE, draft.offers()).await;
}

async fn administrator_of_the_whole(app: &TestApp) -> OfficeBrowser {
    let seen = app.app.store.roster_of(ORGANISATION).await.unwrap();
    let grant = PersonGrant {
        person: person(Role::OrgAdmin),
        level: GrantLevel::Organisation(ORGANISATION),
        role: Role::OrgAdmin,
        from: START.plus_millis(-1),
        until: None,
    };
    let amendment = Amendment {
        level_grants: vec![grant],
        ..Amendment::default()
    };
    assert!(app.app.store.amend(&amendment, &seen).await.unwrap());
    at_desk(app, Role::OrgAdmin).await
}

#[tokio::test]
async fn a_token_reads_page_by_page_what_its_maker_may_read() {
    let app = TestApp::start().await;
    recorded(&app).await;
    let mut unit = at_desk(&app, Role::CentralUnit).await;
    // The central unit reads green data and counts cases, which it may not read.
    let refused = unit
        .post(&path("/tokens"), &wish(&[Kind::Area, Kind::ConflictCase]))
        .await;
    refused.expect_error(StatusCode::FORBIDDEN, Code::NoAccess);
    let made = make(&mut unit, &[Kind::Area]).await;
    let mut names = Vec::new();
    let mut after = String::new();
    loop {
        let answer = ask(&app, &made.secret, &format!("area?limit=2{after}")).await;
        assert_eq!(answer.status, StatusCode::OK);
        let page: DataPage<Value> = answer.json();
        assert!(page.records.len() <= 2);
        names.extend(page.records.iter().map(|record| record.fields["name"].clone()));
        let Some(next) = page.next else { break };
        after = format!("&after={next}");
    }
    assert_eq!(names.len(), 5);
    assert_eq!(names[0], "Kanarieeng 1");
    let changed_since = app.clock.now().millis() + 1;
    let page: DataPage<Value> = ask(&app, &made.secret, &format!("area?changed_since={changed_since}"))
        .await
        .json();
    assert!(page.records.is_empty());
    for other in ["conflict_case", "nothing"] {
        let answer = ask(&app, &made.secret, other).await;
        answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    }
    let answer = ask(&app, &made.secret, "area?after=x").await;
    answer.expect_error(StatusCode::BAD_REQUEST, Code::InvalidValue);

    let listed: DataAccess = unit.get(&path("")).await.json();
    assert!(listed.may_make);
    assert_eq!(listed.tokens.len(), 1);
    assert!(listed.tokens[0].used_at.is_some());
    let told = format!("{listed:?}");
    assert!(!told.contains(&made.secret));
    // The database does not hold it.
    let kept = app.app.store.data_tokens(ORGANISATION).await.unwrap();
    assert!(!format!("{kept:?}").contains(&made.secret[8..]));

    // The maker loses the role, and the token everything with it.
    let held = app
        .app
        .store
        .person_grants(person(Role::CentralUnit))
        .await
        .unwrap();
    let held: Vec<_> = held
        .into_iter()
        .map(|grant| PersonGrant {
            until: Some(app.clock.now()),
            ..grant
        })
        .collect();
    let expected = app
        .app
        .store
        .person_grants(person(Role::CentralUnit))
        .await
        .unwrap();
    let change = feltbog_server::store::AdministrativeChange {
        organisation: ORGANISATION,
        at: app.clock.now(),
        by: person(Role::OrgAdmin),
        action: "grants_changed".into(),
        target: String::new(),
        subject: String::new(),
        before: None,
        after: None,
        undoes: None,
        act: feltbog_server::store::AdministrativeAct::SetGrants {
            expected,
            wanted: held,
        },
    };
    app.app.store.administer(&change).await.unwrap();
    let page: DataPage<Value> = ask(&app, &made.secret, "area").await.json();
    assert!(page.records.is_empty());
}

#[tokio::test]
async fn a_token_ends_when_it_expires_or_is_revoked() {
    let app = TestApp::start().await;
    recorded(&app).await;
    let mut unit = at_desk(&app, Role::CentralUnit).await;
    let (first, second) = (
        make(&mut unit, &[Kind::Area]).await,
        make(&mut unit, &[Kind::Area]).await,
    );
    let refused = |answer: Answer| answer.expect_error(StatusCode::UNAUTHORIZED, Code::NotSignedIn);
    for none in ["", "feltbog_", &first.secret[..59], &first.secret.to_uppercase()] {
        refused(ask(&app, none, "area").await);
    }
    // An administrator of the whole sees and ends what others made, and can make none.
    let mut administrator = administrator_of_the_whole(&app).await;
    let listed: DataAccess = administrator.get(&path("")).await.json();
    assert_eq!((listed.tokens.len(), listed.may_make), (2, false));
    let none = administrator.post(&path("/tokens"), &wish(&[Kind::Area])).await;
    none.expect_error(StatusCode::FORBIDDEN, Code::NoAccess);
    let ended = administrator
        .delete(&path(&format!("/tokens/{}", first.id)))
        .await;
    assert_eq!(ended.status, StatusCode::NO_CONTENT);
    refused(ask(&app, &first.secret, "area").await);
    assert_eq!(ask(&app, &second.secret, "area").await.status, StatusCode::OK);
    app.clock.pass(30 * 86_400_000);
    refused(ask(&app, &second.secret, "area").await);
    let entries = app
        .app
        .store
        .administrative_entries(ORGANISATION, None, 9)
        .await
        .unwrap();
    let actions: Vec<_> = entries.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(
        actions[..3],
        ["data_token_revoked", "data_token_made", "data_token_made"]
    );
    // A caretaker has nothing to do with tokens.
    let mut caretaker = at_desk(&app, Role::Caretaker).await;
    caretaker
        .get(&path(""))
        .await
        .expect_error(StatusCode::NOT_FOUND, Code::NotFound);
}

#[tokio::test]
async fn a_token_is_made_with_a_new_proof_and_for_ones_own_departments() {
    let app = TestApp::start().await;
    let mut unit = at_desk(&app, Role::CentralUnit).await;
    let elsewhere = DataTokenWish {
        scope: DataScope {
            departments: Some(vec![THERE]),
            ..scope(&[Kind::Area])
        },
        ..wish(&[])
    };
    let refused = unit.post(&path("/tokens"), &elsewhere).await;
    refused.expect_error(StatusCode::FORBIDDEN, Code::NoAccess);
    let endless = DataTokenWish {
        days: 400,
        ..wish(&[Kind::Area])
    };
    let refused = unit.post(&path("/tokens"), &endless).await;
    refused.expect_error(StatusCode::BAD_REQUEST, Code::InvalidValue);
    app.clock.pass(6 * 60_000);
    let refused = unit.post(&path("/tokens"), &wish(&[Kind::Area])).await;
    refused.expect_error(StatusCode::FORBIDDEN, Code::StepUpWanted);
}

/// Headers and body of a call.
type ReceivedCall = (HeaderMap, Vec<u8>);

/// The calls that a receiver got, and the status with which it answers.
#[derive(Clone, Default)]
struct Receiver {
    calls: Arc<Mutex<Vec<ReceivedCall>>>,
    status: Arc<Mutex<u16>>,
}

impl Receiver {
    /// A receiver that listens, and its address.
    async fn listen() -> (Self, String) {
        async fn take(
            State(receiver): State<Receiver>,
            headers: HeaderMap,
            body: axum::body::Bytes,
        ) -> StatusCode {
            receiver.calls.lock().unwrap().push((headers, body.to_vec()));
            StatusCode::from_u16(*receiver.status.lock().unwrap()).unwrap()
        }
        let receiver = Self::default();
        receiver.answers(200);
        let router = axum::Router::new()
            .route("/hook", post(take))
            .with_state(receiver.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (receiver, url)
    }

    fn answers(&self, status: u16) {
        *self.status.lock().unwrap() = status;
    }

    fn take(&self) -> Vec<(HeaderMap, Vec<u8>)> {
        std::mem::take(&mut self.calls.lock().unwrap())
    }
}

#[tokio::test]
async fn a_webhook_tells_of_ids_signed_and_again_until_it_is_heard() {
    let app = TestApp::start().await;
    recorded(&app).await;
    let (receiver, url) = Receiver::listen().await;
    let mut unit = at_desk(&app, Role::CentralUnit).await;
    for inner in [
        "https://10.0.0.1/",
        "https://localhost/",
        "http://example.dk/",
        "ftp://example.dk/",
    ] {
        let wish = WebhookWish {
            name: "Lager".into(),
            url: inner.into(),
            scope: scope(&[Kind::Area]),
        };
        let refused = unit.post(&path("/webhooks"), &wish).await;
        refused.expect_error(StatusCode::BAD_REQUEST, Code::InvalidValue);
    }
    let wish = WebhookWish {
        name: "Lager".into(),
        url,
        scope: scope(&[Kind::Area]),
    };
    let made: ShownOnce = unit.post(&path("/webhooks"), &wish).await.json();
    // What was there before is not told.
    app.clock.pass(1_000);
    tell_due(&app.app).await.unwrap();
    assert!(receiver.take().is_empty());

    let mut phone = app.enrol_role(Role::Caretaker).await;
    let draft = phone.create(document(40), Kind::Area, &[Area::name().set("Kanarieeng")]);
    phone.push(HERE, draft.offers()).await;
    let case = [ConflictCase::topic().set(Topic::Music)];
    let draft = phone.create(document(41), Kind::ConflictCase, &case);
    phone.push(HERE, draft.offers()).await;
    receiver.answers(503);
    app.clock.pass(1_000);
    tell_due(&app.app).await.unwrap();
    assert_eq!(receiver.take().len(), 1);
    // The wait after a failure.
    app.clock.pass(5_000);
    tell_due(&app.app).await.unwrap();
    assert!(receiver.take().is_empty());
    receiver.answers(204);
    app.clock.pass(60_000);
    tell_due(&app.app).await.unwrap();
    let calls = receiver.take();
    let [(headers, body)] = calls.as_slice() else {
        panic!("{} calls", calls.len())
    };
    let message: WebhookMessage = serde_json::from_slice(body).unwrap();
    let told: Vec<_> = message
        .events
        .iter()
        .map(|event| (event.id, event.kind.as_deref()))
        .collect();
    assert_eq!(told, [(document(40), Some("area"))]);
    assert!(!String::from_utf8_lossy(body).contains("Kanarie"));
    let signature = headers[SIGNATURE_HEADER].to_str().unwrap();
    assert_eq!(signature, by_python(&made.secret, signature, body));
    app.clock.pass(60_000);
    tell_due(&app.app).await.unwrap();
    assert!(receiver.take().is_empty());

    let listed: DataAccess = unit.get(&path("")).await.json();
    let statuses: Vec<_> = listed.webhooks[0]
        .deliveries
        .iter()
        .map(|call| call.status)
        .collect();
    assert_eq!(statuses, [Some(204), Some(503)]);
    assert!(!format!("{listed:?}").contains(&made.secret));
    let ended = unit.delete(&path(&format!("/webhooks/{}", made.id))).await;
    assert_eq!(ended.status, StatusCode::NO_CONTENT);
    let draft = phone.create(document(42), Kind::Area, &[Area::name().set("Engen")]);
    phone.push(HERE, draft.offers()).await;
    app.clock.pass(60_000);
    tell_due(&app.app).await.unwrap();
    assert!(receiver.take().is_empty());
}

/// The signature as a receiver works it out, by another implementation.
fn by_python(secret: &str, signature: &str, body: &[u8]) -> String {
    let script = "import hmac, sys\nt = sys.argv[2].split(',')[0][2:]\nbody = t.encode() + b'.' + open(sys.argv[3], 'rb').read()\n\
                  print(f't={t},v1=' + hmac.new(sys.argv[1].encode(), body, 'sha256').hexdigest(), end='')";
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), body).unwrap();
    let output = std::process::Command::new("python3")
        .args(["-c", script, secret, signature])
        .arg(file.path())
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}
