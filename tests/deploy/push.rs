//! Push to phones, with a push service of the tests: signature, nothing of content, and to whom and how often.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use feltbog_server::clock::Clock as _;
use feltbog_server::services::notifications::push::BETWEEN_MILLIS;
use feltbog_server::services::safe_returns::{ToldStages, look};
use feltbog_shared::id::SafeReturnId;
use feltbog_shared::model::handover::{HandoverRole, HandoverSubject};
use feltbog_shared::model::signal::{ReceivingTeam, SignalKind, SignalState};
use feltbog_shared::model::{Concern, FieldEdit, Handover, Kind, Signal};
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::safe_return::{Announcement, ReturnAct, SafeReturnRequest};
use feltbog_shared::wire::{PushState, PushSubscribe, Verdict};
use feltbog_tests::app::{Answer, Client, HERE, TestApp, document};
use p256::ecdsa::signature::Verifier as _;
use p256::ecdsa::{Signature, VerifyingKey};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;

use crate::authority::{Authority, VALID, certificates};

const CANARY: &str = "Kanariefugl";
const PATH: &str = "/api/v1/push-subscription";

/// A push service by HTTPS that keeps what it is sent.
struct PushService {
    folder: TempDir,
    address: SocketAddr,
    /// The requests, head and body.
    heard: Arc<Mutex<Vec<String>>>,
    /// The first line of its answers, and more headers.
    answer: Arc<Mutex<&'static str>>,
}

impl PushService {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let authority = Authority::new(folder.path());
        let (certificate, key) = authority.issue("localhost", VALID);
        let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(certificates(certificate.as_bytes()), key)
            .unwrap();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let service = Self {
            folder,
            address: listener.local_addr().unwrap(),
            heard: Arc::default(),
            answer: Arc::new(Mutex::new("201 Created")),
        };
        tokio::spawn(answering(
            listener,
            TlsAcceptor::from(Arc::new(config)),
            service.heard.clone(),
            service.answer.clone(),
        ));
        service
    }

    fn endpoint(&self, name: &str) -> String {
        format!("https://localhost:{}/{name}", self.address.port())
    }

    async fn app(&self) -> TestApp {
        TestApp::start_with(|config| {
            config.push.hosts = vec![format!("localhost:{}", self.address.port())];
            config.push.contact = Some("mailto:drift@example.dk".into());
            config.push.roots = Some(self.folder.path().join("root.pem"));
        })
        .await
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }

    /// Waits until so many messages were sent, and a little longer.
    async fn sent(&self, count: usize) -> Vec<String> {
        for _ in 0..400 {
            if self.heard().len() >= count {
                break;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
        let heard = self.heard();
        assert_eq!(heard.len(), count, "{heard:#?}");
        heard
    }
}

async fn answering(
    listener: TcpListener,
    acceptor: TlsAcceptor,
    heard: Arc<Mutex<Vec<String>>>,
    answer: Arc<Mutex<&'static str>>,
) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let Ok(mut stream) = acceptor.accept(stream).await else {
            continue;
        };
        let mut bytes = Vec::new();
        while !bytes.ends_with(b"\r\n\r\n") {
            bytes.push(stream.read_u8().await.unwrap());
        }
        let line = *answer.lock().unwrap();
        let answer = format!("HTTP/1.1 {line}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        stream.write_all(answer.as_bytes()).await.unwrap();
        // Anything behind the head would be content.
        drop(tokio::time::timeout(Duration::from_millis(50), stream.read_to_end(&mut bytes)).await);
        heard.lock().unwrap().push(String::from_utf8(bytes).unwrap());
    }
}

async fn ask(client: &Client, method: Method, endpoint: &str) -> Answer {
    let message = PushSubscribe {
        endpoint: endpoint.into(),
    };
    let request = Request::builder()
        .method(method)
        .uri(PATH)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(serde_json::to_vec(&message).unwrap()));
    client.send(request.unwrap()).await
}

async fn subscribe(client: &Client, endpoint: &str) {
    assert_eq!(
        ask(client, Method::PUT, endpoint).await.status,
        StatusCode::NO_CONTENT
    );
}

async fn state(client: &Client) -> PushState {
    client.get(PATH).await.json()
}

fn concern() -> Vec<FieldEdit> {
    vec![
        Concern::state().set(SignalState::Sent),
        Concern::kind().set(SignalKind::Isolation),
        Concern::dwelling_ref().set(CANARY),
    ]
}

async fn send(sender: &mut Client, number: u16, kind: Kind, edits: &[FieldEdit]) {
    let draft = sender.create(document(number), kind, edits);
    let verdict = sender.push_one(HERE, draft.last()).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
}

/// Checks a message: signed by the server for this push service, and without content.
fn check(message: &str, app: &TestApp, service: &PushService, key: &str, name: &str) {
    check_of(message, app, service, key, name, "urgency: normal");
}

fn check_of(message: &str, app: &TestApp, service: &PushService, key: &str, name: &str, urgency: &str) {
    let (head, body) = message.split_once("\r\n\r\n").unwrap();
    assert!(body.is_empty() && !message.contains(CANARY), "{message}");
    let head = head.to_ascii_lowercase();
    assert!(head.starts_with(&format!("post /{name} http/1.1\r\n")), "{head}");
    for line in ["ttl: 86400", urgency, "topic: news", "content-length: 0"] {
        assert!(head.lines().any(|one| one == line), "{line} in {head}");
    }
    let line = message
        .lines()
        .find_map(|line| line.split_once(": vapid t="))
        .unwrap()
        .1;
    let (token, stated) = line.split_once(", k=").unwrap();
    assert_eq!(stated, key);
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let key = VerifyingKey::from_sec1_bytes(&URL_SAFE_NO_PAD.decode(key).unwrap()).unwrap();
    let signature = Signature::from_slice(&signature).unwrap();
    key.verify(signed.as_bytes(), &signature).unwrap();
    let part = |part: &str| -> serde_json::Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    };
    let (header, claims) = signed.split_once('.').unwrap();
    assert_eq!(part(header)["alg"], "ES256");
    let claims = part(claims);
    assert_eq!(
        claims["aud"],
        format!("https://localhost:{}", service.address.port())
    );
    assert_eq!(claims["sub"], "mailto:drift@example.dk");
    let life = claims["exp"].as_i64().unwrap() - app.clock.now().seconds();
    assert!((1..=86_400).contains(&life), "{life}");
}

#[tokio::test]
async fn phones_are_told_of_what_arrives_for_them_and_of_nothing_in_it() {
    let service = PushService::start().await;
    let app = service.app().await;
    let mut sender = app.enrol_role(Role::Caretaker).await;
    let social = app.enrol_role(Role::SocialCaretaker).await;
    let manager = app.enrol_role(Role::OperationsManager).await;
    let ambassador = app.enrol_role(Role::GreenAmbassador).await;
    let key = state(&social).await.key;
    for (client, name) in [
        (&sender, "sender"),
        (&social, "social"),
        (&manager, "manager"),
        (&ambassador, "ambassador"),
    ] {
        assert_eq!(state(client).await.endpoint, None);
        subscribe(client, &service.endpoint(name)).await;
        assert_eq!(state(client).await.endpoint, Some(service.endpoint(name)));
        assert_eq!(state(client).await.key, key);
    }
    send(&mut sender, 1, Kind::Concern, &concern()).await;
    let heard = service.sent(1).await;
    check(&heard[0], &app, &service, &key, "social");

    // Another one a moment later, and a handover: it was told a short time ago.
    send(&mut sender, 2, Kind::Concern, &concern()).await;
    let handover = [
        Handover::state().set(SignalState::Sent),
        Handover::from_role().set(HandoverRole::Caretaker),
        Handover::to_role().set(HandoverRole::SocialCaretaker),
        Handover::subject().set(HandoverSubject::Loneliness),
        Handover::text().set(CANARY),
    ];
    send(&mut sender, 3, Kind::Handover, &handover).await;
    service.sent(1).await;
    app.clock.pass(BETWEEN_MILLIS);
    send(&mut sender, 4, Kind::Handover, &handover).await;
    check(&service.sent(2).await[1], &app, &service, &key, "social");

    // A signal is for its team, and is told once however often it is changed.
    let signal = [
        Signal::state().set(SignalState::Sent),
        Signal::kind().set(SignalKind::Waste),
        Signal::to_team().set(ReceivingTeam::Operations),
    ];
    let mut draft = sender.create(document(5), Kind::Signal, &signal);
    sender.push_one(HERE, draft.last()).await;
    check(&service.sent(3).await[2], &app, &service, &key, "manager");
    app.clock.pass(BETWEEN_MILLIS);
    sender.edit(&mut draft, &[Signal::place().set("gården")]);
    sender.push_one(HERE, draft.last()).await;
    service.sent(3).await;

    // Two servers on one database tell it once.
    let beside = app.beside(|_| {}).await;
    app.clock.pass(BETWEEN_MILLIS);
    send(&mut sender, 6, Kind::Concern, &concern()).await;
    tokio::time::sleep(Duration::from_secs(6)).await;
    service.sent(4).await;
    beside.app.close().await;

    // A phone that ends it, or is signed out, is told no more.
    app.clock.pass(BETWEEN_MILLIS);
    assert_eq!(
        ask(&social, Method::DELETE, "").await.status,
        StatusCode::NO_CONTENT
    );
    send(&mut sender, 7, Kind::Concern, &concern()).await;
    service.sent(4).await;
}

/// Somebody is not out of a home in time: their phone, their colleague's and their manager's are told one after the other,
/// each once, at once, and of nothing but that there is news.
#[tokio::test]
async fn phones_are_told_of_somebody_who_is_not_out_in_time() {
    let service = PushService::start().await;
    let app = service.app().await;
    let mut sender = app.enrol_role(Role::Caretaker).await;
    let social = app.enrol_role(Role::SocialCaretaker).await;
    let manager = app.enrol_role(Role::OperationsManager).await;
    let other = app.enrol_role(Role::CaseOfficer).await;
    for (client, name) in [
        (&sender, "colleague"),
        (&social, "visitor"),
        (&manager, "manager"),
        (&other, "other"),
    ] {
        subscribe(client, &service.endpoint(name)).await;
    }
    let key = state(&social).await.key;
    // A short while before, the visitor's phone was told of something else.
    send(&mut sender, 1, Kind::Concern, &concern()).await;
    service.sent(1).await;
    let announcement = Announcement {
        id: SafeReturnId::from_bytes([7; 16]),
        department: HERE,
        colleague: sender.person(),
        minutes: 1,
        home: CANARY.into(),
    };
    let request = SafeReturnRequest {
        ended: Vec::new(),
        act: Some(ReturnAct::Announce(announcement)),
    };
    let answer = social
        .post_sync("/api/v1/departments/safe-returns", &request)
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    let mut told = ToldStages::default();
    for (count, minutes, name) in [(2, 1, "visitor"), (3, 5, "colleague"), (4, 10, "manager")] {
        look(&app.app, &mut told).await.unwrap();
        service.sent(count - 1).await;
        app.clock.pass(minutes * 60_000);
        look(&app.app, &mut told).await.unwrap();
        let heard = service.sent(count).await;
        check_of(&heard[count - 1], &app, &service, &key, name, "urgency: high");
    }
    look(&app.app, &mut told).await.unwrap();
    service.sent(4).await;
}

#[tokio::test]
async fn a_subscription_that_is_gone_is_forgotten_and_redirects_are_not_followed() {
    let service = PushService::start().await;
    let elsewhere = PushService::start().await;
    let app = service.app().await;
    let mut sender = app.enrol_role(Role::Caretaker).await;
    let social = app.enrol_role(Role::SocialCaretaker).await;
    subscribe(&social, &service.endpoint("social")).await;
    let mut number = 0;
    for (answer, count) in [
        ("307 Temporary Redirect\r\nLocation: {elsewhere}", 1),
        ("503 Service Unavailable", 2),
        ("403 Forbidden", 3),
        ("410 Gone", 4),
        ("201 Created", 4),
    ] {
        let answer = answer.replace("{elsewhere}", &elsewhere.endpoint("there"));
        *service.answer.lock().unwrap() = Box::leak(answer.into_boxed_str());
        number += 1;
        send(&mut sender, number, Kind::Concern, &concern()).await;
        service.sent(count).await;
        app.clock.pass(BETWEEN_MILLIS);
    }
    assert_eq!(state(&social).await.endpoint, None);
    assert!(elsewhere.heard().is_empty());
}

#[tokio::test]
async fn a_phone_names_no_address_but_that_of_a_push_service() {
    let service = PushService::start().await;
    let app = service.app().await;
    let phone = app.enrol_role(Role::SocialCaretaker).await;
    let port = service.address.port();
    for endpoint in [
        format!("https://127.0.0.1:{port}/a"),
        format!("https://[::1]:{port}/a"),
        format!("http://localhost:{port}/a"),
        format!("https://localhost:{port}@10.0.0.1/a"),
        "https://localhost/a".to_owned(),
        "https://169.254.169.254/latest/meta-data".to_owned(),
        "https://fcm.googleapis.com.example.dk/a".to_owned(),
        "file:///etc/passwd".to_owned(),
        String::new(),
        format!("https://localhost:{port}/{}", "a".repeat(2_000)),
    ] {
        let answer = ask(&phone, Method::PUT, &endpoint).await;
        answer.expect_error(StatusCode::BAD_REQUEST, Code::InvalidValue);
    }
    assert_eq!(state(&phone).await.endpoint, None);
    let answer = ask(&app.nobody(), Method::PUT, &service.endpoint("a")).await;
    answer.expect_error(StatusCode::UNAUTHORIZED, Code::NotSignedIn);
    // Without push services there is nothing to subscribe to.
    let off = TestApp::start_with(|config| config.push.hosts.clear()).await;
    let phone = off.enrol_role(Role::SocialCaretaker).await;
    phone
        .get(PATH)
        .await
        .expect_error(StatusCode::NOT_FOUND, Code::NotFound);
}
