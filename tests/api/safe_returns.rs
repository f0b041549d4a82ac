//! *Godt hjem*: a colleague is told of somebody who is not out of a home in time, and nothing of it stays.

use std::time::Duration;

use axum::body::BodyDataStream;
use axum::http::StatusCode;
use feltbog_server::clock::Clock as _;
use feltbog_server::config::{MailOptions, MailTls};
use feltbog_server::services::safe_returns::{ToldStages, look};
use feltbog_server::store::{Amendment, RosterPerson};
use feltbog_shared::id::{OrganisationId, SafeReturnId, UserId};
use feltbog_shared::model::{Area, Kind};
use feltbog_shared::moment::Moment;
use feltbog_shared::permission::{Collection, Role, access};
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::safe_return::{
    Announcement, FORGOTTEN_MILLIS, HOME_CHARS, LATE_EVENT, LONGEST_MINUTES, LateReturn, MOST_OPEN,
    ReturnAct, SafeReturnReply, SafeReturnRequest,
};
use feltbog_tests::app::{
    Answer, COLLEAGUE, Client, HERE, START, STRANGER, THERE, TestApp, document, person,
};
use feltbog_tests::office::OfficeBrowser;
use feltbog_tests::wait::PATIENCE;
use futures::StreamExt as _;

use crate::wake::listen;

const PATH: &str = "/api/v1/departments/safe-returns";
const MINUTE_MILLIS: i64 = 60_000;
const ORGANISATION: OrganisationId = OrganisationId::from_bytes([0; 16]);
/// A word that stands in the home and nowhere else.
const HOME: &str = "Kvæstorbivej 12, 2. th";

fn id(byte: u8) -> SafeReturnId {
    SafeReturnId::from_bytes([byte; 16])
}

fn announcement(byte: u8) -> Announcement {
    Announcement {
        id: id(byte),
        department: HERE,
        colleague: COLLEAGUE,
        minutes: 30,
        home: HOME.into(),
    }
}

async fn say(client: &Client, ended: &[SafeReturnId], act: Option<ReturnAct>) -> Answer {
    let ended = ended.to_vec();
    client.post_sync(PATH, &SafeReturnRequest { ended, act }).await
}

async fn announce(client: &Client, announcement: Announcement) -> Answer {
    say(client, &[], Some(ReturnAct::Announce(announcement))).await
}

async fn read(client: &Client) -> SafeReturnReply {
    let answer = say(client, &[], None).await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.sync()
}

/// The homes of people who are late, as somebody is told them.
async fn late(client: &Client) -> Vec<String> {
    let rows = read(client).await.late.into_iter();
    rows.map(|row| [row.name, row.home].join(": ")).collect()
}

fn after(minutes: i64) -> Moment {
    START.plus_millis(minutes * MINUTE_MILLIS)
}

#[tokio::test]
async fn staff_say_when_they_will_be_out_and_name_a_colleague_of_the_department() {
    let app = TestApp::start().await;
    for (byte, role) in (1..).zip(Role::ALL) {
        let client = app.enrol_role(role).await;
        let answer = announce(&client, announcement(byte)).await;
        if access(role, Collection::StaffGuidance).read.is_nothing() {
            answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
            assert_eq!(read(&client).await.own, [], "{role:?}");
        } else {
            let own = answer.sync::<SafeReturnReply>().own;
            let told: Vec<_> = own
                .iter()
                .map(|one| (one.id, one.colleague, one.out_by))
                .collect();
            assert_eq!(told, [(id(byte), COLLEAGUE, after(30))], "{role:?}");
        }
    }
    let social = app.enrol_role(Role::SocialCaretaker).await;
    for (colleague, department) in [
        (social.person(), HERE),
        (STRANGER, HERE),
        (person(Role::GreenAmbassador), HERE),
        (STRANGER, THERE),
    ] {
        let wish = Announcement {
            colleague,
            department,
            ..announcement(40)
        };
        let answer = announce(&social, wish).await;
        answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    }
    for (minutes, home) in [
        (0, HOME.to_owned()),
        (LONGEST_MINUTES + 1, HOME.to_owned()),
        (30, "x".repeat(HOME_CHARS + 1)),
    ] {
        let wish = Announcement {
            minutes,
            home,
            ..announcement(41)
        };
        let answer = announce(&social, wish).await;
        answer.expect_error(StatusCode::BAD_REQUEST, Code::InvalidValue);
    }
    let nobody = app.nobody().post_sync(PATH, &SafeReturnRequest::default()).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_colleague_is_told_after_five_minutes_and_the_manager_after_fifteen() {
    let app = TestApp::start().await;
    let social = app.enrol_role(Role::SocialCaretaker).await;
    let colleague = app.enrol(COLLEAGUE).await;
    let manager = app.enrol_role(Role::OperationsManager).await;
    let officer = app.enrol_role(Role::CaseOfficer).await;
    let stranger = app.enrol(STRANGER).await;
    announce(&social, announcement(1)).await;
    let told = format!("Person social_caretaker: {HOME}");
    let nobody: Vec<String> = Vec::new();
    for (passing, at_colleague, at_manager) in [
        (0, false, false),
        (34, false, false),
        (1, true, false),
        (10, true, true),
    ] {
        app.clock.pass(passing * MINUTE_MILLIS);
        let expected = |is_told| {
            if is_told {
                vec![told.clone()]
            } else {
                nobody.clone()
            }
        };
        assert_eq!(late(&colleague).await, expected(at_colleague), "{passing}");
        assert_eq!(late(&manager).await, expected(at_manager), "{passing}");
        for other in [&social, &officer, &stranger] {
            assert_eq!(late(other).await, nobody);
        }
        // Nobody hears of the home before that, whatever they ask.
        let said = say(&colleague, &[], None).await.body;
        assert_eq!(String::from_utf8_lossy(&said).contains("Kvæstorbi"), at_colleague);
    }
    // A tap says that the person is out again, and the alarm is over for all.
    assert_eq!(
        say(&social, &[id(1)], None).await.sync::<SafeReturnReply>().own,
        []
    );
    assert_eq!(
        (late(&colleague).await, late(&manager).await),
        (nobody.clone(), nobody)
    );
}

#[tokio::test]
async fn a_colleague_who_has_looked_after_it_ends_the_alarm_and_nobody_ends_what_they_are_not_told_of() {
    let app = TestApp::start().await;
    let social = app.enrol_role(Role::SocialCaretaker).await;
    let colleague = app.enrol(COLLEAGUE).await;
    let stranger = app.enrol(STRANGER).await;
    announce(&social, announcement(1)).await;
    for other in [&colleague, &stranger] {
        assert_eq!(say(other, &[id(1)], None).await.status, StatusCode::OK);
        assert_eq!(read(&social).await.own.len(), 1, "before the time is over");
    }
    app.clock.pass(35 * MINUTE_MILLIS);
    say(&stranger, &[id(1)], None).await;
    assert_eq!(late(&colleague).await.len(), 1);
    say(&colleague, &[id(1)], None).await;
    assert_eq!(
        (late(&colleague).await.len(), read(&social).await.own.len()),
        (0, 0)
    );
}

#[tokio::test]
async fn a_second_tap_and_an_answer_that_was_lost_change_nothing() {
    let app = TestApp::start().await;
    let social = app.enrol_role(Role::SocialCaretaker).await;
    let out_by = async || {
        let own = read(&social).await.own;
        own.iter().map(|one| one.out_by).collect::<Vec<_>>()
    };
    announce(&social, announcement(1)).await;
    app.clock.pass(2 * MINUTE_MILLIS);
    announce(&social, announcement(1)).await;
    assert_eq!(out_by().await, [after(30)], "the first time stays");
    let longer = |seen| Some(ReturnAct::Extend { id: id(1), seen });
    say(&social, &[], longer(after(30))).await;
    say(&social, &[], longer(after(30))).await;
    assert_eq!(out_by().await, [after(45)], "two taps are one");
    // After the time is over it counts from now on.
    app.clock.pass(50 * MINUTE_MILLIS);
    say(&social, &[], longer(after(45))).await;
    assert_eq!(out_by().await, [after(52 + 15)]);
    let other = app.enrol_role(Role::CaseOfficer).await;
    let answer = say(&other, &[], longer(after(52 + 15))).await;
    answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);

    say(&social, &[id(1), id(1)], None).await;
    announce(&social, announcement(1)).await;
    assert_eq!(out_by().await, [], "what comes late stays over");
    let answer = say(&social, &[], longer(after(52 + 15))).await;
    answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);

    // A person is in a few homes at most.
    for byte in 0..MOST_OPEN as u8 {
        let answer = announce(&social, announcement(10 + byte)).await;
        assert_eq!(answer.status, StatusCode::OK);
    }
    let answer = announce(&social, announcement(30)).await;
    answer.expect_error(StatusCode::BAD_REQUEST, Code::InvalidValue);
    assert_eq!(announce(&social, announcement(10)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn nothing_of_it_is_left_the_next_day_and_no_log_tells_of_it() {
    let app = TestApp::start().await;
    let social = app.enrol_role(Role::SocialCaretaker).await;
    let colleague = app.enrol(COLLEAGUE).await;
    let before = app.rows().await;
    announce(&social, announcement(1)).await;
    announce(&social, announcement(2)).await;
    let during = app.rows().await;
    assert_eq!(during["safe_return"], 2);
    say(&social, &[id(1)], None).await;
    app.clock.pass(35 * MINUTE_MILLIS);
    assert_eq!(late(&colleague).await.len(), 1);
    let mut told = ToldStages::default();
    look(&app.app, &mut told).await.unwrap();
    assert_eq!(app.rows().await["safe_return"], 1, "what has ended is gone");
    // Nobody ended the other one.
    app.clock.pass(FORGOTTEN_MILLIS);
    look(&app.app, &mut told).await.unwrap();
    assert_eq!(app.rows().await, before);
    assert_eq!(
        (late(&colleague).await.len(), read(&social).await.own.len()),
        (0, 0)
    );
}

/// Reads a stream up to the next news of a department. Whether the phone was sent to ask for who is late before.
async fn is_sent_to_ask(stream: &mut BodyDataStream, is_enough: bool) -> bool {
    let event = ["event: ", LATE_EVENT].concat();
    let reading = async {
        let mut text = String::new();
        loop {
            let chunk = stream.next().await.expect("the stream goes on").unwrap();
            text.push_str(&String::from_utf8_lossy(&chunk));
            let is_asked = text.lines().any(|line| line == event);
            if text.contains("\"department\"") || (is_asked && is_enough) {
                return is_asked;
            }
        }
    };
    let read = tokio::time::timeout(PATIENCE, reading).await;
    read.expect("nothing was told")
}

#[tokio::test]
async fn phones_that_listen_are_sent_to_ask_when_their_person_is_told() {
    let app = TestApp::start().await;
    let social = app.enrol_role(Role::SocialCaretaker).await;
    let mut colleague = app.enrol(COLLEAGUE).await;
    let manager = app.enrol_role(Role::OperationsManager).await;
    let (mut at_colleague, mut at_manager) = (listen(&app, &colleague).await, listen(&app, &manager).await);
    announce(&social, announcement(1)).await;
    app.clock.pass(36 * MINUTE_MILLIS);
    let mut told = ToldStages::default();
    look(&app.app, &mut told).await.unwrap();
    assert!(is_sent_to_ask(&mut at_colleague, true).await);
    // The manager reads the area, and hears of nothing before it.
    let area = colleague.create(document(1), Kind::Area, &[Area::name().set("Engen")]);
    colleague.push_one(HERE, area.last()).await;
    assert!(!is_sent_to_ask(&mut at_manager, false).await);
    app.clock.pass(10 * MINUTE_MILLIS);
    look(&app.app, &mut told).await.unwrap();
    assert!(is_sent_to_ask(&mut at_manager, true).await);
}

/// The mails that wait for each person.
async fn mails(app: &TestApp) -> Vec<(UserId, String)> {
    let mut waiting = Vec::new();
    let now = app.clock.now();
    while let Some(mail) = app
        .app
        .store
        .claim_mail(now, now.plus_millis(MINUTE_MILLIS))
        .await
        .unwrap()
    {
        app.app.store.mail_sent(mail.id).await.unwrap();
        waiting.push((mail.person, mail.kind));
    }
    waiting
}

/// The colleagues who are late, as a desk shows them.
async fn shown(desk: &mut OfficeBrowser) -> Vec<LateReturn> {
    desk.get("/desk/late-returns").await.json()
}

#[tokio::test]
async fn a_manager_at_a_desk_is_told_by_mail_and_ends_the_alarm_there() {
    let app = TestApp::start_with(|config| {
        config.mail = Some(MailOptions {
            server: "mail.example".into(),
            port: 587,
            tls: MailTls::StartTls,
            user: None,
            password_file: None,
            from: "feltbog@example.dk".into(),
            roots: None,
            digest_hour: 7,
        });
        config.mail_every = Duration::ZERO;
    })
    .await;
    let manager = person(Role::OperationsManager);
    let amendment = Amendment {
        people: vec![RosterPerson {
            id: manager,
            number: None,
            name: "Person operations_manager".into(),
            mail: "leder@example.dk".into(),
        }],
        ..Amendment::default()
    };
    let seen = app.app.store.roster_of(ORGANISATION).await.unwrap();
    assert!(app.app.store.amend(&amendment, &seen).await.unwrap());
    let social = app.enrol_role(Role::SocialCaretaker).await;
    announce(&social, announcement(1)).await;
    let mut told = ToldStages::default();
    app.clock.pass(36 * MINUTE_MILLIS);
    look(&app.app, &mut told).await.unwrap();
    assert_eq!(mails(&app).await, [], "the colleague first");
    let mut desks = Vec::new();
    for role in [Role::OperationsManager, Role::CaseOfficer] {
        let account = app
            .office_account(person(role), &format!("{}@example.dk", role.key()))
            .await;
        desks.push(app.office_browser(&account).await);
    }
    let [desk, other] = &mut desks[..] else {
        unreachable!("two were made")
    };
    assert_eq!(shown(desk).await, []);

    app.clock.pass(10 * MINUTE_MILLIS);
    look(&app.app, &mut told).await.unwrap();
    assert_eq!(mails(&app).await, [(manager, "late_return".to_owned())]);
    look(&app.app, &mut ToldStages::default()).await.unwrap();
    assert_eq!(mails(&app).await, [], "once");
    let late = shown(desk).await;
    let homes: Vec<_> = late.iter().map(|one| (one.id, one.home.as_str())).collect();
    assert_eq!(homes, [(id(1), HOME)]);

    // Who is not told of it neither sees nor ends it.
    let path = format!("/desk/late-returns/{}", id(1));
    assert_eq!(shown(other).await, []);
    assert_eq!(other.delete(&path).await.status, StatusCode::OK);
    assert_eq!(shown(desk).await.len(), 1);
    assert_eq!(desk.delete(&path).await.status, StatusCode::OK);
    assert_eq!((shown(desk).await.len(), read(&social).await.own.len()), (0, 0));
}
