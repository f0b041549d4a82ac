//! Requests that were bent: never a 500, never a panic, and nothing is stored that the log would not
//! account for.

use axum::http::StatusCode;
use fastrand::Rng;
use feltbog_server::Config;
use feltbog_server::services::budget::Budget;
use feltbog_server::services::upkeep::verify;
use feltbog_shared::model::conflict_case::Topic;
use feltbog_shared::model::{Area, ConflictCase, Kind};
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::{self, Cursor, MissingRequest, PullRequest, PushRequest};
use feltbog_tests::app::{Client, HERE, TestApp, document};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;

/// Number to try instead of the usual one.
fn wanted(usual: u64) -> u64 {
    let wanted = std::env::var("FELTBOG_MUTATIONS").ok();
    wanted.and_then(|count| count.parse().ok()).unwrap_or(usual)
}

/// Real requests of each sort, with the endpoint they go to.
fn seeds(phone: &mut Client, cursor: Cursor) -> Vec<(&'static str, Vec<u8>)> {
    let mut case = phone.create(
        document(1),
        Kind::ConflictCase,
        &[ConflictCase::topic().set(Topic::Noise)],
    );
    phone.edit(
        &mut case,
        &[ConflictCase::description().rewrite("Støj fra loftet")],
    );
    let area = phone.create(document(2), Kind::Area, &[Area::name().set("Engen")]);
    let held = vec![
        (case.id, case.made.iter().map(|change| change.hash).collect()),
        (area.id, vec![area.made[0].hash]),
    ];
    let push = PushRequest {
        cursor,
        changes: [case.offers(), area.offers()].concat(),
    };
    vec![
        ("push", wire::encode(&push)),
        ("pull", wire::encode(&PullRequest { cursor, limit: 100 })),
        (
            "lacking",
            wire::encode(&MissingRequest {
                witness: cursor.witness,
                held,
            }),
        ),
    ]
}

fn mutate(rng: &mut Rng, bytes: &mut Vec<u8>) {
    for _ in 0..rng.usize(1..5) {
        let at = rng.usize(..bytes.len());
        match rng.u8(..7) {
            0 => bytes[at] = rng.u8(..),
            1 => bytes[at] ^= 1 << rng.u8(..8),
            2 => bytes.insert(at, rng.u8(..)),
            3 => drop(bytes.remove(at)),
            4 => bytes.truncate(at.max(1)),
            // A length that is as long as lengths get.
            5 => bytes
                .splice(at..at, [0xff, 0xff, 0xff, 0xff, 0x0f])
                .for_each(drop),
            _ => {
                let other = rng.usize(..bytes.len());
                bytes.swap(at, other);
            }
        }
        if bytes.is_empty() {
            bytes.push(0);
        }
    }
}

/// Whether a message can be read. One that can is read as the same when it is written again, and is no longer then.
fn is_read<T: Serialize + DeserializeOwned + PartialEq + Debug>(bytes: &[u8]) -> bool {
    let Ok(message) = wire::decode::<T>(bytes) else {
        return false;
    };
    let written = wire::encode(&message);
    assert!(written.len() <= bytes.len(), "{message:?} grows");
    assert_eq!(wire::decode::<T>(&written), Ok(message));
    true
}

#[tokio::test]
async fn mutated_frames_are_read_or_refused() {
    let app = TestApp::start().await;
    let mut phone = app.enrol_role(Role::Caretaker).await;
    let seeds = seeds(&mut phone, Cursor::default());
    let count = wanted(70_000);
    let mut read = 0;
    for seed in 0..count {
        let mut rng = Rng::with_seed(seed);
        let (name, frame) = &seeds[rng.usize(..seeds.len())];
        let mut bytes = frame.clone();
        mutate(&mut rng, &mut bytes);
        let is_read = match *name {
            "push" => is_read::<PushRequest>(&bytes),
            "pull" => is_read::<PullRequest>(&bytes),
            _ => is_read::<MissingRequest>(&bytes),
        };
        read += u64::from(is_read);
    }
    assert!(read > 0 && read < count, "{read} of {count} could be read");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mutated_requests_never_break_the_server() {
    feltbog_server::guard::hush_contained_panics();
    let app = TestApp::start_with(|config: &mut Config| {
        config.budget = Budget {
            most: u64::MAX / 10_000,
            each_second: 1,
        };
    })
    .await;
    let mut phone = app.enrol_role(Role::Caretaker).await;
    let (_, cursor) = phone.pull_all(HERE, Cursor::default()).await;
    let seeds = seeds(&mut phone, cursor);
    let count = wanted(10_000);
    let mut answered = [0_u64; 2];
    for seed in 0..count {
        let mut rng = Rng::with_seed(seed);
        let (name, request) = &seeds[rng.usize(..seeds.len())];
        let mut bytes = request.clone();
        mutate(&mut rng, &mut bytes);
        let path = format!("/api/v1/departments/{HERE}/{name}");
        let answer = phone.post(&path, wire::MEDIA_TYPE, bytes).await;
        match answer.status {
            StatusCode::OK => answered[0] += 1,
            StatusCode::BAD_REQUEST => answered[1] += 1,
            StatusCode::PAYLOAD_TOO_LARGE => {}
            other => panic!("seed {seed}: {name} was answered {other}"),
        }
    }
    assert!(answered[0] > 0 && answered[1] > 0, "{answered:?}");
    let report = verify(&*app.app.store).await.unwrap();
    assert_eq!(report.differences, []);
    assert!(report.documents > 0, "nothing was taken at all");
}

#[tokio::test]
async fn who_asks_too_much_is_told_how_long_to_wait() {
    let app = TestApp::start_with(|config| {
        config.budget = Budget {
            most: 100,
            each_second: 10,
        };
    })
    .await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let board = app.enrol_role(Role::Board).await;
    let path = format!("/api/v1/departments/{HERE}/push");
    let request = |changes| PushRequest {
        cursor: Cursor::default(),
        changes,
    };
    let area = mette.create(document(1), Kind::Area, &[Area::name().set("Engen")]);
    // Refused ones are dear.
    for _ in 0..5 {
        let bad = area.offer(vec![7; 100]);
        mette.post_sync(&path, &request(vec![bad])).await;
    }
    let answer = mette.post_sync(&path, &request(area.offers())).await;
    let reply = answer.expect_error(StatusCode::TOO_MANY_REQUESTS, Code::TooMany);
    let wait = reply.retry_after.unwrap();
    assert!((1..=10).contains(&wait), "{reply:?}");
    assert_eq!(answer.headers["retry-after"], wait.to_string().as_str());
    // Nobody else waits, and whoever waited is let in.
    assert_eq!(board.pull_all(HERE, Cursor::default()).await.0, []);
    app.clock.pass(i64::try_from(wait).unwrap() * 1000);
    assert_eq!(
        mette.post_sync(&path, &request(area.offers())).await.status,
        StatusCode::OK
    );
}
