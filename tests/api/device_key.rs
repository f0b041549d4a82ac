//! A phone proves itself with a key of its own: a session that it lost is renewed, and nobody else renews it.

use axum::http::{StatusCode, header};
use feltbog_server::services::withdrawal::revoke;
use feltbog_shared::device_key::{Purpose, Signed};
use feltbog_shared::id::DeviceId;
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::{
    Challenge, KeyEnrolRequest, KeyProof, KeySession, RegisterKeyRequest, RenewRequest, Session,
};
use feltbog_tests::app::{Answer, COLLEAGUE, Client, HERE, PUBLIC_URL, TestApp};
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde::Serialize;

/// A phone with a key, as the engine of the app holds one.
#[derive(Clone)]
struct Phone {
    client: Client,
    key: SigningKey,
    counter: u64,
    device: Option<DeviceId>,
    previous: Option<[u8; 32]>,
}

impl Phone {
    fn new(app: &TestApp, seed: u8) -> Self {
        Self {
            client: app.nobody(),
            key: SigningKey::from_slice(&[seed; 32]).unwrap(),
            counter: 0,
            device: None,
            previous: None,
        }
    }

    async fn enrolled(app: &TestApp) -> Self {
        let mut phone = Self::new(app, 1);
        let codes = app.invite(COLLEAGUE).await;
        assert_eq!(phone.enrol(&codes.link).await.status, StatusCode::OK);
        phone
    }

    fn public_key(&self) -> Vec<u8> {
        self.key.verifying_key().to_sec1_point(false).as_bytes().to_vec()
    }

    async fn challenge(&self) -> [u8; 32] {
        let Challenge(challenge) = self.client.get("/api/v1/challenge").await.json();
        challenge
    }

    /// The bytes that it signs next.
    async fn next_to_sign(&mut self, purpose: Purpose) -> Signed<'static> {
        self.counter += 1;
        Signed {
            purpose,
            origin: PUBLIC_URL,
            device: if purpose == Purpose::Enrol {
                None
            } else {
                self.device
            },
            challenge: self.challenge().await,
            counter: self.counter,
            previous: self.previous,
        }
    }

    fn proof(&self, signed: &Signed<'_>) -> KeyProof {
        let signature: Signature = self.key.sign(&signed.bytes());
        KeyProof {
            challenge: signed.challenge,
            counter: signed.counter,
            previous: signed.previous,
            signature: signature.to_bytes().to_vec(),
        }
    }

    async fn post(&self, path: &str, request: &impl Serialize) -> Answer {
        let body = serde_json::to_string(request).unwrap();
        self.client.post(path, "application/json", body).await
    }

    /// Keeps the session of an answer, as a browser and the engine do.
    fn keep(&mut self, answer: &Answer) {
        if answer.status != StatusCode::OK {
            return;
        }
        let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
        self.client.cookie = cookie.split(';').next().map(str::to_owned);
        let KeySession { session, hash } = answer.json();
        (self.device, self.previous) = (Some(session.device), Some(hash));
    }

    async fn send_code(&mut self, code: &str) -> Answer {
        // A phone that enrols knows of no session.
        self.previous = None;
        let signed = self.next_to_sign(Purpose::Enrol).await;
        let request = KeyEnrolRequest {
            code: code.into(),
            device_name: "telefon".into(),
            key: self.public_key(),
            proof: self.proof(&signed),
        };
        self.post("/api/v1/enrol/key", &request).await
    }

    async fn enrol(&mut self, code: &str) -> Answer {
        let answer = self.send_code(code).await;
        self.keep(&answer);
        answer
    }

    async fn renew_with(&self, signed: &Signed<'_>) -> Answer {
        let request = RenewRequest {
            device: self.device.unwrap(),
            proof: self.proof(signed),
        };
        self.post("/api/v1/session/renew", &request).await
    }

    async fn ask_to_renew(&mut self) -> Answer {
        let signed = self.next_to_sign(Purpose::Renew).await;
        self.renew_with(&signed).await
    }

    async fn renew(&mut self) -> Answer {
        let answer = self.ask_to_renew().await;
        self.keep(&answer);
        answer
    }

    async fn register(&mut self) -> Answer {
        let signed = self.next_to_sign(Purpose::Register).await;
        let request = RegisterKeyRequest {
            key: self.public_key(),
            proof: self.proof(&signed),
        };
        self.post("/api/v1/session/key", &request).await
    }

    async fn session(&self) -> Answer {
        self.client.get("/api/v1/session").await
    }
}

#[tokio::test]
async fn a_phone_that_lost_its_session_gets_another_by_its_key() {
    let app = TestApp::start().await;
    let mut phone = Phone::enrolled(&app).await;
    let enrolled: Session = phone.session().await.json();
    let lost = phone.client.cookie.take();
    phone
        .session()
        .await
        .expect_error(StatusCode::UNAUTHORIZED, Code::NotSignedIn);
    // Away for as long as the organisation allows.
    app.clock.pass(29 * 86_400_000);
    assert_eq!(phone.renew().await.status, StatusCode::OK);
    let renewed: Session = phone.session().await.json();
    assert_eq!(
        (renewed.user, renewed.device),
        (COLLEAGUE, enrolled.device),
        "the same device"
    );
    assert_eq!([app.rows().await["device"], app.rows().await["session"]], [1, 1]);
    // Whoever finds the lost one has nothing.
    let mut finder = app.nobody();
    finder.cookie = lost;
    finder
        .get("/api/v1/session")
        .await
        .expect_error(StatusCode::UNAUTHORIZED, Code::NotSignedIn);
}

#[tokio::test]
async fn an_answer_that_is_lost_does_no_harm() {
    let app = TestApp::start().await;
    let mut phone = Phone::enrolled(&app).await;
    for _ in 0..3 {
        assert_eq!(phone.ask_to_renew().await.status, StatusCode::OK);
        app.clock.pass(3_600_000);
    }
    // Counted, and never sent.
    phone.counter += 5;
    assert_eq!(phone.renew().await.status, StatusCode::OK);
    assert_eq!(phone.renew().await.status, StatusCode::OK);
    assert_eq!(phone.session().await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_challenge_works_once_and_for_a_minute() {
    let app = TestApp::start().await;
    let mut phone = Phone::enrolled(&app).await;
    let signed = phone.next_to_sign(Purpose::Renew).await;
    let answer = phone.renew_with(&signed).await;
    phone.keep(&answer);
    let replayed = phone.renew_with(&signed).await;
    replayed.expect_error(StatusCode::FORBIDDEN, Code::ProofNotValid);
    // With another count it is another signature, and still the same challenge.
    let counted = Signed {
        counter: signed.counter + 1,
        previous: phone.previous,
        ..signed
    };
    let replayed = phone.renew_with(&counted).await;
    replayed.expect_error(StatusCode::FORBIDDEN, Code::ProofNotValid);

    let rows = app.rows().await;
    let old = phone.next_to_sign(Purpose::Renew).await;
    app.clock.pass(60_000);
    let late = phone.renew_with(&old).await;
    late.expect_error(StatusCode::FORBIDDEN, Code::ProofNotValid);
    let mut made_up = phone.next_to_sign(Purpose::Renew).await;
    made_up.challenge[31] ^= 1;
    let refused = phone.renew_with(&made_up).await;
    refused.expect_error(StatusCode::FORBIDDEN, Code::ProofNotValid);
    assert_eq!(app.rows().await, rows, "what was refused leaves nothing");
    assert_eq!(phone.session().await.status, StatusCode::OK);
    assert_eq!(phone.renew().await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_proof_is_worth_something_for_its_key_its_device_its_origin_and_its_purpose_alone() {
    let app = TestApp::start().await;
    let mut phone = Phone::enrolled(&app).await;
    let mut other = Phone::new(&app, 2);
    let codes = app.invite(COLLEAGUE).await;
    other.enrol(&codes.link).await;
    let rows = app.rows().await;

    let signed = phone.next_to_sign(Purpose::Renew).await;
    let elsewhere = DeviceId::from_bytes([9; 16]);
    let wrong = [
        Signed {
            origin: "https://elsewhere.example",
            ..signed
        },
        Signed {
            device: other.device,
            ..signed
        },
        Signed {
            purpose: Purpose::Register,
            ..signed
        },
        Signed {
            purpose: Purpose::Enrol,
            device: None,
            ..signed
        },
    ];
    for wrong in &wrong {
        let refused = phone.renew_with(wrong).await;
        refused.expect_error(StatusCode::FORBIDDEN, Code::ProofNotValid);
    }
    let thief = Phone {
        key: other.key.clone(),
        ..phone.clone()
    };
    let refused = thief.renew_with(&signed).await;
    refused.expect_error(StatusCode::FORBIDDEN, Code::ProofNotValid);
    // What is said beside the signature is what was signed.
    let proof = phone.proof(&signed);
    let tampered = [
        KeyProof {
            counter: proof.counter + 1,
            ..proof.clone()
        },
        KeyProof {
            previous: None,
            ..proof.clone()
        },
        KeyProof {
            signature: vec![0; 64],
            ..proof.clone()
        },
        KeyProof {
            signature: Vec::new(),
            ..proof.clone()
        },
        KeyProof {
            counter: u64::MAX,
            ..proof
        },
    ];
    for proof in tampered {
        let device = phone.device.unwrap();
        let request = RenewRequest { device, proof };
        let refused = phone.post("/api/v1/session/renew", &request).await;
        refused.expect_error(StatusCode::FORBIDDEN, Code::ProofNotValid);
    }
    let nowhere = Phone {
        device: Some(elsewhere),
        ..phone.clone()
    };
    let unknown = nowhere.renew_with(&signed).await;
    unknown.expect_error(StatusCode::UNAUTHORIZED, Code::NotSignedIn);
    // A key that is none.
    for key in [Vec::new(), vec![4; 65], vec![0; 65]] {
        let codes = app.invite(COLLEAGUE).await;
        let signed = phone.next_to_sign(Purpose::Enrol).await;
        let request = KeyEnrolRequest {
            code: codes.link,
            device_name: String::new(),
            key,
            proof: phone.proof(&signed),
        };
        let refused = phone.post("/api/v1/enrol/key", &request).await;
        refused.expect_error(StatusCode::FORBIDDEN, Code::ProofNotValid);
    }
    let mut after = app.rows().await;
    after.insert("enrolment".into(), rows["enrolment"]);
    assert_eq!(after, rows, "what was refused leaves nothing");
    assert_eq!(phone.renew_with(&signed).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_same_phone_redeems_its_code_again_and_no_other_does() {
    let app = TestApp::start().await;
    let codes = app.invite(COLLEAGUE).await;
    let mut phone = Phone::new(&app, 1);
    // The answer is lost.
    let first: KeySession = phone.send_code(&codes.link).await.json();
    let mut other = Phone::new(&app, 2);
    for code in [&codes.link, &codes.typed] {
        let refused = other.enrol(code).await;
        refused.expect_error(StatusCode::FORBIDDEN, Code::CodeNotValid);
        let refused = app.nobody().enrol(code).await;
        refused.expect_error(StatusCode::FORBIDDEN, Code::CodeNotValid);
    }
    // By hand or by link.
    for code in [&codes.typed, &codes.link] {
        assert_eq!(phone.enrol(code).await.status, StatusCode::OK);
        let session: Session = phone.session().await.json();
        assert_eq!(session.device, first.session.device);
    }
    assert_eq!([app.rows().await["device"], app.rows().await["session"]], [1, 1]);
    // A copy that has not counted so far.
    phone.counter -= 2;
    let refused = phone.send_code(&codes.link).await;
    refused.expect_error(StatusCode::FORBIDDEN, Code::CodeNotValid);
    phone.counter += 2;
    app.clock.pass(10 * 60_000);
    let refused = phone.send_code(&codes.link).await;
    refused.expect_error(StatusCode::FORBIDDEN, Code::CodeNotValid);
    assert_eq!(phone.session().await.status, StatusCode::OK, "it stays signed in");
}

#[tokio::test]
async fn a_withdrawn_phone_stays_out() {
    let mut app = TestApp::start().await;
    let codes = app.invite(COLLEAGUE).await;
    let mut phone = Phone::new(&app, 1);
    phone.enrol(&codes.link).await;
    app.back_up("before").await;
    app.clock.pass(1_000);
    revoke(&app.app, phone.device.unwrap()).await.unwrap();
    for is_restored in [false, true] {
        if is_restored {
            app.restore("before").await;
            phone.client.follow(&app);
        }
        phone.client.cookie = None;
        let refused = phone.renew().await;
        refused.expect_error(StatusCode::UNAUTHORIZED, Code::Withdrawn);
        let (device, previous) = (phone.device, phone.previous);
        let refused = phone.send_code(&codes.link).await;
        refused.expect_error(StatusCode::FORBIDDEN, Code::CodeNotValid);
        (phone.device, phone.previous) = (device, previous);
    }
    // Whoever is given another code comes in, on another device.
    let codes = app.invite(COLLEAGUE).await;
    let withdrawn = phone.device;
    assert_eq!(phone.enrol(&codes.link).await.status, StatusCode::OK);
    assert_ne!(phone.device, withdrawn);
}

#[tokio::test]
async fn a_profile_that_was_copied_stops_both_phones() {
    let app = TestApp::start().await;
    let mut phone = Phone::enrolled(&app).await;
    let mut copy = phone.clone();
    assert_eq!(phone.renew().await.status, StatusCode::OK);
    assert_eq!(phone.renew().await.status, StatusCode::OK);
    let refused = copy.renew().await;
    refused.expect_error(StatusCode::UNAUTHORIZED, Code::Withdrawn);
    for phone in [&mut phone, &mut copy] {
        let refused = phone.renew().await;
        refused.expect_error(StatusCode::UNAUTHORIZED, Code::Withdrawn);
    }
    let refused = phone.session().await;
    refused.expect_error(StatusCode::UNAUTHORIZED, Code::Withdrawn);
}

#[tokio::test]
async fn two_tabs_that_count_at_once_are_one_phone_for_a_minute() {
    let app = TestApp::start().await;
    let mut phone = Phone::enrolled(&app).await;
    let mut tab = phone.clone();
    assert_eq!(phone.renew().await.status, StatusCode::OK);
    app.clock.pass(60_000);
    assert_eq!(tab.renew().await.status, StatusCode::OK);
    assert_eq!(tab.session().await.status, StatusCode::OK);
    app.clock.pass(1);
    let mut late = tab.clone();
    late.counter -= 1;
    let refused = late.renew().await;
    refused.expect_error(StatusCode::UNAUTHORIZED, Code::Withdrawn);
}

#[tokio::test]
async fn a_phone_enrolled_without_a_key_gets_one_while_it_is_signed_in() {
    let app = TestApp::start().await;
    let client = app.enrol(COLLEAGUE).await;
    let mut phone = Phone::new(&app, 1);
    phone.device = client.session.as_ref().map(|session| session.device);
    let nobody = phone.register().await;
    nobody.expect_error(StatusCode::UNAUTHORIZED, Code::NotSignedIn);
    let without = phone.renew().await;
    without.expect_error(StatusCode::UNAUTHORIZED, Code::NotSignedIn);
    phone.client.cookie = client.cookie.clone();
    assert_eq!(phone.register().await.status, StatusCode::OK);
    assert_eq!(phone.register().await.status, StatusCode::OK, "once more");
    // A cookie alone never replaces it.
    let mut thief = Phone {
        key: Phone::new(&app, 2).key,
        ..phone.clone()
    };
    let refused = thief.register().await;
    refused.expect_error(StatusCode::FORBIDDEN, Code::NoAccess);
    phone.client.cookie = None;
    assert_eq!(phone.renew().await.status, StatusCode::OK);
    let session: Session = phone.session().await.json();
    assert_eq!(Some(session.device), phone.device);
    let refused = thief.renew().await;
    refused.expect_error(StatusCode::FORBIDDEN, Code::ProofNotValid);
}

#[tokio::test]
async fn a_restored_server_renews_what_it_has_forgotten() {
    let mut app = TestApp::start().await;
    let mut phone = Phone::enrolled(&app).await;
    app.back_up("before").await;
    for _ in 0..3 {
        assert_eq!(phone.renew().await.status, StatusCode::OK);
    }
    app.restore("before").await;
    app.app.restored().await.unwrap();
    phone.client.follow(&app);
    let lost = phone.session().await;
    lost.expect_error(StatusCode::UNAUTHORIZED, Code::NotSignedIn);
    assert_eq!(phone.renew().await.status, StatusCode::OK);
    assert_eq!(phone.renew().await.status, StatusCode::OK);
    assert_eq!(phone.session().await.status, StatusCode::OK);
}

/// Somebody copied the database by hand and put the copy back later. Nobody says so to the server.
#[tokio::test]
async fn a_database_put_back_by_hand_takes_no_phone_for_a_copy() {
    let mut app = TestApp::start().await;
    let mut phone = Phone::enrolled(&app).await;
    app.back_up("before").await;
    app.restart().await;
    phone.client.follow(&app);
    for _ in 0..3 {
        assert_eq!(phone.renew().await.status, StatusCode::OK);
    }
    let epoch = async |app: &TestApp| app.app.store.department(HERE).await.unwrap().unwrap().epoch;
    assert_eq!(epoch(&app).await, 1, "a start alone is no restore");
    app.restore("before").await;
    assert_eq!(epoch(&app).await, 2);
    phone.client.follow(&app);
    assert_eq!(phone.renew().await.status, StatusCode::OK);
    assert_eq!(phone.session().await.status, StatusCode::OK);
    // Once: the next start is one like others.
    app.restart().await;
    assert_eq!(epoch(&app).await, 2);
}
