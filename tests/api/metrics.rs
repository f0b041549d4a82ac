//! Metrics for those who watch over the server; neither figures nor logs tell what people wrote.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Request, StatusCode};
use feltbog_shared::model::{Area, ConflictCase, Kind};
use feltbog_shared::permission::Role;
use feltbog_shared::wire::{self, Cursor, Verdict};
use feltbog_tests::app::{HERE, STRANGER, TestApp, document};
use futures::StreamExt as _;
use tower::ServiceExt as _;

use crate::wake::listen;

pub(crate) async fn figures(app: &TestApp) -> String {
    let request = Request::get("/metrics").body(Body::empty()).unwrap();
    let router = feltbog_server::metrics::router(app.app.clone());
    let response = router.oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let body = axum::body::to_bytes(response.into_body(), usize::MAX)
        .await
        .unwrap();
    String::from_utf8(body.to_vec()).unwrap()
}

/// The value of one line, named with its labels.
pub(crate) fn value(figures: &str, line: &str) -> Option<f64> {
    let found = figures
        .lines()
        .find_map(|one| one.strip_prefix(line)?.strip_prefix(' '));
    found.and_then(|value| value.parse().ok())
}

#[tokio::test]
async fn receipts_refusals_quarantine_and_times_are_counted() {
    let app = TestApp::start().await;
    let mut phone = app.enrol_role(Role::Caretaker).await;
    let edits = [ConflictCase::place().set("Kanariegade")];
    let draft = phone.create(document(1), Kind::ConflictCase, &edits);
    let first = phone.push_one(HERE, draft.last()).await;
    assert!(matches!(first, Verdict::Accepted(..)), "{first:?}");
    let again = phone.push_one(HERE, draft.last()).await;
    assert!(matches!(again, Verdict::Duplicate(..)), "{again:?}");
    let mut broken = draft.last();
    broken.document = document(2);
    broken.bytes.truncate(20);
    let third = phone.push_one(HERE, broken).await;
    assert!(matches!(third, Verdict::Refused(..)), "{third:?}");
    phone.page(HERE, Cursor::default(), 10).await;
    let stranger = app.enrol(STRANGER).await;
    let refused = wire::PullRequest {
        cursor: Cursor::default(),
        limit: 1,
    };
    stranger
        .post_sync(&format!("/api/v1/departments/{HERE}/pull"), &refused)
        .await;

    let figures = figures(&app).await;
    for (line, wanted) in [
        ("feltbog_receipts_total{verdict=\"accepted\"}", 1.0),
        ("feltbog_receipts_total{verdict=\"duplicate\"}", 1.0),
        ("feltbog_refusals_total{of=\"change\",code=\"malformed\"}", 1.0),
        ("feltbog_refusals_total{of=\"request\",code=\"no_access\"}", 1.0),
        ("feltbog_quarantined_total", 1.0),
        ("feltbog_quarantine_waiting", 1.0),
        (
            "feltbog_request_seconds_count{request=\"push\",status=\"200\"}",
            3.0,
        ),
        (
            "feltbog_request_seconds_count{request=\"pull\",status=\"200\"}",
            1.0,
        ),
        (
            "feltbog_request_seconds_count{request=\"pull\",status=\"403\"}",
            1.0,
        ),
    ] {
        assert_eq!(value(&figures, line), Some(wanted), "{line} in\n{figures}");
    }
    assert!(!figures.contains("Kanarie"), "{figures}");
}

#[tokio::test]
async fn devices_that_have_gone_silent_and_the_lag_of_news_are_counted() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let board = app.enrol_role(Role::Board).await;
    let devices = async || {
        let figures = figures(&app).await;
        ["active", "silent"].map(|state| value(&figures, &format!("feltbog_devices{{state=\"{state}\"}}")))
    };
    assert_eq!(devices().await, [Some(2.0), Some(0.0)]);
    app.clock.pass(8 * 24 * 3_600_000);
    assert_eq!(devices().await, [Some(0.0), Some(2.0)]);
    let mut stream = listen(&app, &board).await;
    assert_eq!(devices().await, [Some(1.0), Some(1.0)]);

    let area = mette.create(document(1), Kind::Area, &[Area::name().set("Engen")]);
    mette.push_one(HERE, area.last()).await;
    stream.next().await.unwrap().unwrap();
    let figures = figures(&app).await;
    assert_eq!(
        value(&figures, "feltbog_wake_lag_seconds_count"),
        Some(1.0),
        "{figures}"
    );
}

#[tokio::test]
async fn phones_do_not_reach_the_figures() {
    let app = TestApp::start().await;
    let answer = app.nobody().get("/metrics").await;
    assert!(
        !String::from_utf8_lossy(&answer.body).contains("feltbog_"),
        "{}",
        answer.status
    );
}

/// The names of a series of each figure, as the server declares them.
fn declared(figures: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for line in figures.lines().filter_map(|line| line.strip_prefix("# TYPE ")) {
        let (name, shape) = line.split_once(' ').unwrap();
        let endings: &[&str] = match shape {
            "counter" => &["_total"],
            "histogram" => &["_bucket", "_count", "_sum"],
            "info" => &["_info"],
            _ => &[""],
        };
        names.extend(endings.iter().map(|ending| format!("{name}{ending}")));
    }
    names
}

#[tokio::test]
async fn every_alarm_reads_figures_that_the_server_has() {
    let app = TestApp::start().await;
    let mut phone = app.enrol_role(Role::Caretaker).await;
    let area = phone.create(document(1), Kind::Area, &[Area::name().set("Engen")]);
    phone.push_one(HERE, area.last()).await;
    let figures = figures(&app).await;
    let declared = declared(&figures);
    let rules = include_str!("../../deploy/alerts.yml");
    let mut read = BTreeSet::new();
    for rule in rules
        .lines()
        .filter_map(|line| line.trim().strip_prefix("expr: "))
    {
        let words = rule.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        read.extend(words.filter(|word| word.starts_with("feltbog_")));
    }
    // Those of a server with a certificate of its own, which this one has not.
    let (of_certificates, others): (BTreeSet<_>, BTreeSet<_>) = read
        .iter()
        .copied()
        .partition(|name| name.starts_with("feltbog_certificate_"));
    let source = include_str!("../../server/src/metrics.rs");
    for name in of_certificates {
        let name = name.trim_start_matches("feltbog_").trim_end_matches("_seconds");
        assert!(source.contains(&format!("\"{name}\"")), "{name}");
    }
    let missing: Vec<_> = others.iter().filter(|name| !declared.contains(**name)).collect();
    assert!(missing.is_empty(), "{missing:?} in\n{figures}");
    assert!(read.len() >= 12, "{read:?}");
    // The labels that rules ask for are those of the figures.
    for labelled in [
        "feltbog_request_seconds_count{request=\"push\",status=\"200\"}",
        "feltbog_devices{state=\"silent\"}",
    ] {
        assert!(figures.contains(labelled), "{labelled} in\n{figures}");
    }
}
