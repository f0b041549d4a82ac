//! The desk in the matrix: every route that reads, and edits of what may not be changed.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use feltbog_shared::id::ChangeHash;
use feltbog_shared::model::Kind;
use feltbog_shared::office::desk::DeskPlace;
use feltbog_shared::office::desk::{
    EditUndo, Heartbeat, RecordEdits, TriageAct, TriageReport, TriageRequest,
};
use feltbog_tests::app::{HERE, THERE};
use memchr::memmem;

use super::place::{Place, Subject};
use crate::access::writing;

/// Every way to read at the desk shows what may be read and no word of anything else.
pub(super) async fn read(place: &Place, subject: &Subject) {
    let person = subject.person();
    let account = place
        .app
        .office_account(person, &format!("{person}@example.dk"))
        .await;
    let mut browser = place.app.office_browser(&account).await;
    let mut bytes = Vec::new();
    let lists = [
        "/desk/scope",
        "/desk/inbox?waiting=true",
        "/desk/inbox?search=kanarie",
        "/desk/inbox?assigned=nobody",
        "/desk/cases",
        "/desk/cases?sort=state",
        "/desk/cases?sort=since&descending=true",
        "/desk/cases?search=kanarie&sort=topic",
        "/desk/mediations",
        "/desk/records",
        "/desk/records?search=kanarie",
        "/desk/notes",
    ];
    for path in lists {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{:?}: {path}", subject.role);
        bytes.extend(answer.body);
    }
    let rota = browser.get(&format!("/desk/rota?department={HERE}")).await;
    bytes.extend(rota.body);
    let mut asked = BTreeSet::new();
    for record in place.asked_one_by_one(subject) {
        asked.insert(record.id);
        let may = place.may_read(subject, record);
        let what = format!("{:?} and {record:?} at the desk", subject.role);
        let expected = if may {
            StatusCode::OK
        } else {
            StatusCode::NOT_FOUND
        };
        let path = format!("/desk/records/{HERE}/{}", record.id);
        for path in [path.clone(), format!("{path}/history")] {
            let answer = browser.get(&path).await;
            assert_eq!(answer.status, expected, "{what}: {path}");
            bytes.extend(answer.body);
        }
        // Records of others are as those of nobody.
        if !subject.is_near(record) {
            continue;
        }
        let beat = Heartbeat {
            tab: "a".into(),
            ..Heartbeat::default()
        };
        let answer = browser.post(&format!("{path}/open"), &beat).await;
        assert_eq!(answer.status, expected, "{what}: open");
        bytes.extend(answer.body);
        let undo = EditUndo {
            token: "u".into(),
            change: ChangeHash([7; 32]),
        };
        let answer = browser.post(&format!("{path}/undo"), &undo).await;
        assert_eq!(answer.status == StatusCode::NOT_FOUND, !may, "{what}: undo");
        bytes.extend(answer.body);
        let there = browser.get(&format!("/desk/records/{THERE}/{}", record.id)).await;
        assert!(!there.status.is_success(), "{what}: elsewhere");
        bytes.extend(there.body);
        if place.may_update(subject, record) || record.kind == Kind::Area {
            continue;
        }
        let edits = RecordEdits {
            token: "e".into(),
            heads: vec![record.hash()],
            edits: vec![writing(record.kind, "Fra kontoret")],
        };
        let answer = browser.post(&path, &edits).await;
        let expected = if may {
            StatusCode::FORBIDDEN
        } else {
            StatusCode::NOT_FOUND
        };
        assert_eq!(answer.status, expected, "{what}: edit");
        bytes.extend(answer.body);
        let request = TriageRequest {
            token: "t".into(),
            items: vec![DeskPlace {
                department: HERE,
                document: record.id,
            }],
            act: TriageAct::Take,
        };
        let answer = browser.post("/desk/triage", &request).await;
        let report: TriageReport = answer.json();
        assert!(report.items[0].refusal.is_some(), "{what}: triage");
        bytes.extend(answer.body);
    }
    for record in &place.records {
        let found = memmem::find(&bytes, record.word.as_bytes()).is_some();
        let may = place.may_read(subject, record);
        let is_right = if asked.contains(&record.id) {
            found == may
        } else {
            may || !found
        };
        assert!(
            is_right,
            "{:?} at the desk: {found}, {}",
            subject.role, record.word
        );
    }
}
