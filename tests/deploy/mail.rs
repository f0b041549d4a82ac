//! Mail through Exim, Debian's mail server: what is sent, once and to whom, and what happens while it cannot be sent.

use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use axum::http::{Method, StatusCode};
use feltbog_server::clock::Clock as _;
use feltbog_server::config::{MailOptions, MailTls};
use feltbog_server::doctor::Outcome;
use feltbog_server::services::notifications::{digest, mail};
use feltbog_server::services::sign_in::invitation;
use feltbog_server::store::{AdministrativeAct, AdministrativeChange, AdministrativeOutcome};
use feltbog_shared::id::{OrganisationId, UserId};
use feltbog_shared::model::handover::{HandoverRole, HandoverSubject};
use feltbog_shared::model::signal::{ReceivingTeam, SignalKind, SignalState};
use feltbog_shared::model::{Concern, Handover, Kind, Signal};
use feltbog_shared::office::InvitationToken;
use feltbog_shared::office_notifications::{MailedInvitation, MySettings, MySettingsChange};
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::Verdict;
use feltbog_tests::app::{COLLEAGUE, HERE, STRANGER, TestApp, document, person};
use feltbog_tests::office::{OfficeBrowser, token_of};
use tempfile::TempDir;
use tokio::process::Command;

use crate::authority::{Authority, VALID};
use crate::doctor::{examination, finds};
use crate::{Running, free_address};

const FIRST: OrganisationId = OrganisationId::from_bytes([0; 16]);
const HOUR: i64 = 3_600_000;
const PASSWORD: &str = "hemmelig adgang";
/// A word that stands in every record of these tests.
const CANARY: &str = "Kanariefugl";

/// Exim with two ports: STARTTLS, and TLS from the first byte. It takes mail for two names at example.dk.
struct MailServer {
    folder: TempDir,
    authority: Authority,
    starttls: SocketAddr,
    implicit: SocketAddr,
    running: Option<Running>,
}

impl MailServer {
    fn new(valid_for: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        // Exim works as another user.
        let open = |path: &Path, mode| {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        };
        open(folder.path(), 0o755);
        for name in ["mail", "spool", "log"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
            open(&folder.path().join(name), 0o777);
        }
        let authority = Authority::new(folder.path());
        authority.issue_into(folder.path(), valid_for, VALID);
        let server = Self {
            authority,
            starttls: free_address(),
            implicit: free_address(),
            running: None,
            folder,
        };
        let (from, configuration) = (server.folder.path().display(), server.path("exim.conf"));
        let text = include_str!("exim.conf")
            .replace("{folder}", &from.to_string())
            .replace("{starttls}", &server.starttls.port().to_string())
            .replace("{implicit}", &server.implicit.port().to_string())
            .replace("PASSWORD", PASSWORD);
        std::fs::write(&configuration, text).unwrap();
        std::fs::write(server.path("password"), format!("{PASSWORD}\n")).unwrap();
        for name in ["exim.conf", "key.pem", "certificate.pem"] {
            open(&server.path(name), 0o644);
        }
        server
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    async fn start(&mut self) {
        let mut command = Command::new("/usr/sbin/exim4");
        command.arg("-C").arg(self.path("exim.conf")).arg("-bdf");
        let running = Running::start(command, &self.path("said"));
        running.listening(self.starttls).await;
        self.running = Some(running);
    }

    fn options(&self, tls: MailTls) -> MailOptions {
        let address = match tls {
            MailTls::Implicit => self.implicit,
            _ => self.starttls,
        };
        MailOptions {
            server: "localhost".into(),
            port: address.port(),
            tls,
            user: Some("feltbog".into()),
            password_file: Some(self.path("password")),
            from: "Feltbog <feltbog@example.dk>".into(),
            roots: Some(self.authority.root.clone()),
            digest_hour: 7,
        }
    }

    /// The mails that have arrived, each as one text without the encoding of its lines.
    fn mails(&self) -> Vec<String> {
        let Ok(files) = std::fs::read_dir(self.path("mail/new")) else {
            return Vec::new();
        };
        let mut files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
        files.sort();
        files
            .iter()
            .map(|file| decoded(&std::fs::read_to_string(file).unwrap()))
            .collect()
    }

    /// Waits until so many mails have arrived.
    async fn arrived(&self, count: usize) -> Vec<String> {
        for _ in 0..600 {
            if self.mails().len() >= count {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let mails = self.mails();
        assert_eq!(mails.len(), count, "{mails:#?}");
        mails
    }
}

/// A quoted-printable text in plain text.
fn decoded(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace("=\n", "");
    let mut bytes = Vec::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('=') {
        bytes.extend(before.as_bytes());
        match after.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(b'=');
                rest = after;
            }
        }
    }
    bytes.extend(rest.as_bytes());
    String::from_utf8(bytes).unwrap()
}

/// A server that sends mail when it is told to.
async fn app(options: MailOptions) -> TestApp {
    TestApp::start_with(|config| {
        config.mail = Some(options);
        config.mail_every = Duration::ZERO;
    })
    .await
}

async fn set_mail(app: &TestApp, who: UserId, mail: &str) {
    let mut row = app.app.store.person_of(FIRST, who).await.unwrap().unwrap();
    row.mail = mail.into();
    let change = AdministrativeChange {
        organisation: FIRST,
        at: app.clock.now(),
        by: who,
        action: "change_person".into(),
        target: who.to_string(),
        subject: row.name.clone(),
        before: None,
        after: None,
        undoes: None,
        act: AdministrativeAct::ChangePerson(row),
    };
    let outcome = app.app.store.administer(&change).await.unwrap();
    assert!(matches!(outcome, AdministrativeOutcome::Done(_)), "{outcome:?}");
}

async fn waiting(app: &TestApp) -> u64 {
    let queue = app.app.store.mail_queue(app.clock.now().plus_millis(-HOUR)).await;
    queue.unwrap().waiting
}

async fn dead(app: &TestApp) -> u64 {
    let queue = app.app.store.mail_queue(app.clock.now().plus_millis(-HOUR)).await;
    queue.unwrap().dead
}

#[tokio::test]
async fn a_mail_waits_for_the_server_and_is_sent_once() {
    let mut server = MailServer::new("localhost");
    for tls in [MailTls::StartTls, MailTls::Implicit] {
        server.running = None;
        let before = server.mails().len();
        let app = app(server.options(tls)).await;
        set_mail(&app, COLLEAGUE, "anne@example.dk").await;
        let told = mail::invite(&app.app, COLLEAGUE).await.unwrap();
        assert_eq!(told.mail, "anne@example.dk");
        // Two servers on the database, and nobody who takes mail.
        let beside = app.beside(|_| {}).await;
        for one in [&app, &beside] {
            mail::send_due(&one.app).await.unwrap();
        }
        assert_eq!((waiting(&app).await, dead(&app).await), (1, 0));
        server.start().await;
        mail::send_due(&app.app).await.unwrap();
        assert_eq!(waiting(&app).await, 1, "it is not tried again at once");
        app.clock.pass(2 * 60_000);
        let (one, other) = tokio::join!(mail::send_due(&app.app), mail::send_due(&beside.app));
        one.unwrap();
        other.unwrap();
        let mails = server.arrived(before + 1).await;
        assert_eq!(waiting(&app).await, 0);
        app.clock.pass(HOUR);
        for one in [&app, &beside] {
            mail::send_due(&one.app).await.unwrap();
        }
        let mail = mails.last().unwrap();
        assert!(mail.contains("To: anne@example.dk") && mail.contains("From: Feltbog <feltbog@example.dk>"));
        assert!(
            mail.contains("http://localhost:8080/kontor/invitation#"),
            "{mail}"
        );
        assert_eq!(server.arrived(before + 1).await.len(), before + 1);
        beside.app.close().await;
    }
}

#[tokio::test]
async fn what_is_refused_for_good_is_given_up_and_a_wrong_certificate_or_password_waits() {
    let mut server = MailServer::new("localhost");
    server.start().await;
    let app = app(server.options(MailTls::StartTls)).await;
    set_mail(&app, COLLEAGUE, "ukendt@example.dk").await;
    mail::invite(&app.app, COLLEAGUE).await.unwrap();
    mail::send_due(&app.app).await.unwrap();
    assert_eq!((waiting(&app).await, dead(&app).await), (0, 1));
    let text = app.app.metrics.text().unwrap();
    assert!(text.contains(r#"feltbog_mails_total{result="dead"} 1"#), "{text}");

    let mut wrong_name = MailServer::new("mail.example.dk");
    wrong_name.start().await;
    let mut untrusted = server.options(MailTls::Implicit);
    untrusted.roots = Some(wrong_name.authority.root.clone());
    let mut wrong_password = server.options(MailTls::StartTls);
    std::fs::write(server.path("other"), "forkert").unwrap();
    wrong_password.password_file = Some(server.path("other"));
    let mut plain = server.options(MailTls::None);
    plain.user = None;
    let mut elsewhere = plain.clone();
    elsewhere.server = "mail.example.dk".into();
    assert!(elsewhere.check().is_err());
    for options in [
        wrong_name.options(MailTls::StartTls),
        wrong_name.options(MailTls::Implicit),
        untrusted,
        wrong_password,
        elsewhere,
    ] {
        let app = self::app(options).await;
        set_mail(&app, COLLEAGUE, "anne@example.dk").await;
        mail::invite(&app.app, COLLEAGUE).await.unwrap();
        mail::send_due(&app.app).await.unwrap();
        assert_eq!((waiting(&app).await, dead(&app).await), (1, 0));
        // In the end it is given up: nobody reads the link any more.
        app.clock.pass(73 * HOUR);
        mail::send_due(&app.app).await.unwrap();
        assert_eq!((waiting(&app).await, dead(&app).await), (0, 1));
    }
    assert!(server.mails().is_empty() && wrong_name.mails().is_empty());
}

#[tokio::test]
async fn the_daily_mail_has_numbers_for_those_who_may_read_and_want_it() {
    let mut server = MailServer::new("localhost");
    server.start().await;
    let app = app(server.options(MailTls::StartTls)).await;
    let social = person(Role::SocialCaretaker);
    let (manager, ambassador) = (person(Role::OperationsManager), person(Role::GreenAmbassador));
    for who in [social, manager, ambassador, STRANGER] {
        set_mail(&app, who, "anne@example.dk").await;
        app.office_account(who, &format!("{who}@example.dk")).await;
    }
    let mut sender = app.enrol_role(Role::Caretaker).await;
    let state = |of: SignalState| Signal::state().set(of);
    let drafts = [
        (
            Kind::Concern,
            vec![
                Concern::state().set(SignalState::Sent),
                Concern::kind().set(SignalKind::Isolation),
                Concern::dwelling_ref().set(CANARY),
            ],
        ),
        (
            Kind::Handover,
            vec![
                Handover::state().set(SignalState::Sent),
                Handover::from_role().set(HandoverRole::Caretaker),
                Handover::to_role().set(HandoverRole::SocialCaretaker),
                Handover::subject().set(HandoverSubject::Loneliness),
                Handover::text().set(CANARY),
            ],
        ),
        (
            Kind::Signal,
            vec![
                state(SignalState::Sent),
                Signal::kind().set(SignalKind::Waste),
                Signal::to_team().set(ReceivingTeam::Operations),
                Signal::place().set(CANARY),
            ],
        ),
        (
            Kind::Signal,
            vec![
                state(SignalState::Sent),
                Signal::to_team().set(ReceivingTeam::Operations),
                Signal::place().set(CANARY),
            ],
        ),
    ];
    let mut receiver = app.enrol_role(Role::OperationsManager).await;
    for (number, (kind, edits)) in (1..).zip(drafts) {
        let mut draft = sender.create(document(number), kind, &edits);
        let verdict = sender.push_one(HERE, draft.last()).await;
        assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
        if number == 4 {
            // Somebody has taken this one.
            receiver.edit(&mut draft, &[state(SignalState::Received)]);
            let verdict = receiver.push_one(HERE, draft.last()).await;
            assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
        }
    }
    // It is one o'clock in the night.
    digest::queue_due(&app.app).await.unwrap();
    assert_eq!(waiting(&app).await, 0);
    app.clock.pass(7 * HOUR);
    let beside = app.beside(|_| {}).await;
    for one in [&app, &beside, &app] {
        digest::queue_due(&one.app).await.unwrap();
    }
    assert_eq!(
        waiting(&app).await,
        2,
        "the ambassador and the stranger read none of it"
    );
    mail::send_due(&app.app).await.unwrap();
    let mails = server.arrived(2).await;
    for mail in &mails {
        for hidden in [CANARY, "Person ", "Her", "Strandby"] {
            let (_, text) = mail.split_once("\n\n").unwrap();
            assert!(!text.contains(hidden), "{mail}");
        }
        assert!(mail.contains("http://localhost:8080"));
    }
    let of = |sentence: &str| mails.iter().filter(|mail| mail.contains(sentence)).count();
    assert_eq!(of("Nye bekymringer: 1\nNye overdragelser: 1\n"), 1, "{mails:#?}");
    assert_eq!(of("Nye signaler: 1\n"), 1, "{mails:#?}");

    // The next day, in English and for one of them no more.
    let account = app.office_account(manager, "manager@example.dk").await;
    let mut browser = app.office_browser(&account).await;
    let settings: MySettings = browser.get("/user/settings").await.json();
    assert!(settings.digest && settings.sends_mail && settings.digest_hour == 7);
    assert_eq!(
        (settings.mail.as_str(), settings.language.as_str()),
        ("anne@example.dk", "da")
    );
    let change = |digest| MySettingsChange {
        digest,
        language: "en".into(),
    };
    let body = serde_json::to_string(&change(false)).unwrap();
    let path = "/api/v1/office/user/settings";
    let settings: MySettings = browser.send(Method::PUT, path, Some(body)).await.json();
    assert!(!settings.digest);
    let account = app.office_account(social, "social@example.dk").await;
    let mut browser = app.office_browser(&account).await;
    let body = serde_json::to_string(&change(true)).unwrap();
    browser.send(Method::PUT, path, Some(body)).await;
    app.clock.pass(24 * HOUR);
    digest::queue_due(&app.app).await.unwrap();
    mail::send_due(&app.app).await.unwrap();
    let mails = server.arrived(3).await;
    assert!(
        mails
            .iter()
            .any(|mail| mail.contains("New concerns: 1\nNew handovers: 1\n")),
        "{mails:#?}"
    );
    beside.app.close().await;
}

#[tokio::test]
async fn people_are_told_of_guesses_and_of_break_glass_and_invited_by_those_who_may() {
    let mut server = MailServer::new("localhost");
    server.start().await;
    let app = app(server.options(MailTls::StartTls)).await;
    let administrator = person(Role::OrgAdmin);
    set_mail(&app, administrator, "bo@example.dk").await;
    let caretaker = person(Role::Caretaker);
    for who in [COLLEAGUE, caretaker] {
        set_mail(&app, who, "anne@example.dk").await;
    }
    let account = app.office_account(administrator, "bo@example.dk").await;

    let mut guesser = OfficeBrowser::new(&app);
    for _ in 0..12 {
        let mut guess = account.sign_in("000000");
        guess.password = "et forkert gaet".into();
        guesser.post("/sign-in", &guess).await;
    }
    let queued = async |count| {
        for _ in 0..200 {
            if waiting(&app).await == count {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(waiting(&app).await, count);
    };
    queued(1).await;
    mail::send_due(&app.app).await.unwrap();
    let mails = server.arrived(1).await;
    assert!(
        mails[0].contains("To: bo@example.dk") && mails[0].contains("adgangskoder"),
        "{mails:#?}"
    );

    app.clock.pass(HOUR);
    let link = invitation::break_glass_link(&app.app, caretaker, "trial")
        .await
        .unwrap();
    let token = token_of(&link.link);
    let mut browser = OfficeBrowser::new(&app);
    let answer = browser.post("/break-glass", &InvitationToken { token }).await;
    assert!(answer.status.is_success(), "{answer:?}");
    mail::send_due(&app.app).await.unwrap();
    let mails = server.arrived(3).await;
    for to in ["To: bo@example.dk", "To: anne@example.dk"] {
        let told = mails
            .iter()
            .filter(|mail| mail.contains(to) && mail.contains("30 minutter"));
        assert_eq!(told.count(), 1, "{to}");
    }

    // An administrator with a fresh proof invites by mail; others do not.
    let mut desk = app.office_browser(&account).await;
    let path = |who: UserId| format!("/people/{who}/invitation/mail");
    let answer = desk.post(&path(COLLEAGUE), &()).await;
    let mailed: MailedInvitation = answer.json();
    assert_eq!(mailed.mail, "anne@example.dk");
    assert!(
        !String::from_utf8_lossy(&answer.body).contains('#'),
        "the link is in the mail alone"
    );
    let answer = desk.post(&path(person(Role::Board)), &()).await;
    answer.expect_error(StatusCode::BAD_REQUEST, Code::InvalidValue);
    app.clock.pass(6 * 60_000);
    let answer = desk.post(&path(COLLEAGUE), &()).await;
    answer.expect_error(StatusCode::FORBIDDEN, Code::StepUpWanted);
    let other = app
        .office_account(person(Role::CaseOfficer), "officer@example.dk")
        .await;
    let mut other = app.office_browser(&other).await;
    let answer = other.post(&path(COLLEAGUE), &()).await;
    answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    assert_eq!(waiting(&app).await, 1);
    // What waits is not to be read in the database.
    let sealed = app
        .app
        .store
        .claim_mail(app.clock.now(), app.clock.now())
        .await
        .unwrap()
        .unwrap();
    assert!(!String::from_utf8_lossy(&sealed.content).contains("anne@example.dk"));
}

#[tokio::test]
async fn a_server_sends_by_itself_what_waited_while_it_was_away() {
    let mut server = MailServer::new("localhost");
    server.start().await;
    let app = app(server.options(MailTls::StartTls)).await;
    set_mail(&app, COLLEAGUE, "anne@example.dk").await;
    mail::invite(&app.app, COLLEAGUE).await.unwrap();
    let beside = app
        .beside(|config| config.mail_every = Duration::from_secs(1))
        .await;
    server.arrived(1).await;
    mail::invite(&beside.app, COLLEAGUE).await.unwrap();
    server.arrived(2).await;
    beside.app.close().await;
}

#[tokio::test]
async fn doctor_looks_at_mail_and_its_queue() {
    let mut server = MailServer::new("localhost");
    let folder = tempfile::tempdir().unwrap();
    let mut examination = examination(folder.path(), "http://localhost:8080");
    finds(&examination, "mail", Outcome::Ok, "No mail is sent").await;
    examination.config.mail = Some(server.options(MailTls::StartTls));
    finds(&examination, "mail", Outcome::Fault, "Mail cannot be sent").await;
    server.start().await;
    finds(&examination, "mail", Outcome::Ok, "localhost accepts").await;
    std::fs::write(server.path("password"), "forkert").unwrap();
    finds(&examination, "mail", Outcome::Fault, "535").await;

    let app = app(server.options(MailTls::StartTls)).await;
    set_mail(&app, COLLEAGUE, "anne@example.dk").await;
    mail::invite(&app.app, COLLEAGUE).await.unwrap();
    examination.config.database = app.database().url();
    examination.now = app.clock.now();
    finds(&examination, "mail_queue", Outcome::Ok, "No mail waits").await;
    examination.now = app.clock.now().plus_millis(3 * HOUR);
    finds(&examination, "mail_queue", Outcome::Warning, "waited for 3 hours").await;
    app.clock.pass(73 * HOUR);
    mail::send_due(&app.app).await.unwrap();
    finds(
        &examination,
        "mail_queue",
        Outcome::Warning,
        "1 mails were given up",
    )
    .await;
}
