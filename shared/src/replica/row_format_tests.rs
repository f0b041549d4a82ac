//! Holds every type of stored row to its bytes, because phones in the field hold rows that an earlier build of the app
//! wrote.
//!
//! When this test fails, the form of a row has changed. Either take the change back, or raise `store::SCHEMA`, keep the
//! new bytes as `row_format/<schema>.txt` (the test prints them), and have the store bring older rows forward
//! (`client/engine/src/connection.rs`). The files of released schemas are never edited.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde::Serialize;

use super::store::{
    Aside, DocumentIndexEntry, OutboxEntry, OutboxKey, ProcessedCommand, RefusedEntry, SCHEMA,
    StoredDocument, StoredView,
};
use crate::id::{ChangeHash, DepartmentId, DeviceId, DocumentId, UserId};
use crate::model::{Fields, Kind, Value};
use crate::moment::Moment;
use crate::permission::{Grant, Modules, Role};
use crate::refusal::{Refusal, RefusalCode};
use crate::wire::{self, Anchor, Cursor, Department, Member, Person, Seal, Session, Witness};

const DOCUMENT: DocumentId = DocumentId::from_bytes([1; 16]);
const HERE: DepartmentId = DepartmentId::from_bytes([2; 16]);
const ME: UserId = UserId::from_bytes([3; 16]);
const HASH: ChangeHash = ChangeHash([4; 32]);
const AT: Moment = Moment::from_millis(1_795_219_200_123);

fn hex(row: &impl Serialize) -> String {
    wire::encode(row).iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

/// One of each type, every part of it filled, and every list of values that stands in one.
fn rows() -> Vec<(&'static str, String)> {
    let document = StoredDocument {
        document: DOCUMENT,
        department: HERE,
        kind: Kind::InsectCount,
        owner: ME,
        version: 300,
        bytes: vec![0x85, 0x6f, 0x4a, 0x83],
        seals: vec![(HASH, Seal([5; 16]))],
        received_at: Some(AT),
    };
    let fields = Fields::from([
        ("text".to_owned(), Value::Text("Loud music".into())),
        ("whole".to_owned(), Value::Integer(-7)),
        ("flag".to_owned(), Value::Flag(true)),
        ("moment".to_owned(), Value::Moment(AT)),
        ("keys".to_owned(), Value::Keys(BTreeSet::from(["nat".to_owned()]))),
        (
            "tallies".to_owned(),
            Value::Counters(BTreeMap::from([("humlebi".to_owned(), 300)])),
        ),
    ]);
    let view = StoredView {
        document: DOCUMENT,
        department: HERE,
        kind: Kind::ConflictCase,
        owner: ME,
        created_at: AT,
        fields,
        disputes: 2,
        received_at: None,
    };
    let key = OutboxKey {
        department: HERE,
        document: DOCUMENT,
        order: 300,
        hash: HASH,
    };
    let waiting = OutboxEntry {
        key,
        kind: Kind::VisitNote,
        bytes: vec![0x85, 1],
        relayed: Some((ME, Seal([5; 16]))),
    };
    let refused = RefusedEntry {
        entry: waiting.clone(),
        refusal: Refusal::of_field(RefusalCode::CprNumber, "description"),
    };
    let aside = Aside {
        document: DOCUMENT,
        reason: "unreadable".into(),
        row: Some(document.clone()),
    };
    let anchor = Anchor([6; 16]);
    let cursor = Cursor {
        epoch: 2,
        sequence: 300,
        anchor: Some(anchor),
        rights: u64::MAX,
        snapshots_after: Some(DOCUMENT),
        first_sync: true,
        witness: Some(Witness {
            sequence: 301,
            anchor,
        }),
    };
    let grant = Grant {
        role: Role::Caretaker,
        department: HERE,
        from: AT,
        until: Some(AT),
    };
    let session = Session {
        user: ME,
        name: "Mette Holm".into(),
        device: DeviceId::from_bytes([7; 16]),
        organisation: "Dwelling".into(),
        grants: vec![grant],
        departments: vec![Department {
            id: HERE,
            name: "Dwelling two".into(),
            modules: Modules::all(),
        }],
        people: vec![Person {
            user: ME,
            name: "Mette Holm".into(),
            role: Role::GreenAmbassador,
        }],
        now: AT,
        members: vec![Member {
            user: ME,
            department: HERE,
            role: Role::Mediator,
        }],
    };
    let done = ProcessedCommand {
        token: u64::MAX,
        document: DOCUMENT,
        change: HASH,
        at: AT,
    };
    vec![
        ("document", hex(&document)),
        ("place", hex(&DocumentIndexEntry::of(&document))),
        ("view", hex(&view)),
        ("outbox", hex(&waiting)),
        ("outbox-key", hex(&key.to_bytes())),
        ("refused", hex(&refused)),
        ("aside", hex(&aside)),
        ("cursor", hex(&cursor)),
        ("session", hex(&session.former())),
        ("members", hex(&session.members)),
        ("all-sent", hex(&AT)),
        ("done", hex(&done)),
    ]
}

#[test]
fn every_row_is_written_as_its_schema_says() {
    let kept = match SCHEMA {
        3 => include_str!("row_format/3.txt"),
        other => panic!("there is no row_format/{other}.txt: see this file's first lines"),
    };
    let written: String = rows()
        .iter()
        .map(|(name, hex)| format!("{name} {hex}\n"))
        .collect();
    assert!(
        written == kept,
        "a row is written otherwise than schema {SCHEMA} says: see this file's first lines. Now:\n{written}"
    );
}

/// Lists of values stand in rows by their place: what is added goes to the end.
#[test]
fn values_keep_their_places() {
    let places =
        |found: &[Vec<u8>], first: &[u8]| found.iter().zip(first).all(|(one, place)| one[0] == *place);
    let kinds: Vec<_> = [
        Kind::ConflictCase,
        Kind::ConflictEvent,
        Kind::ConflictParty,
        Kind::SocialVisit,
        Kind::VisitNote,
        Kind::Area,
        Kind::AreaObservation,
        Kind::InsectCount,
        Kind::CareTask,
    ]
    .iter()
    .map(wire::encode)
    .collect();
    assert!(places(&kinds, &[0, 1, 2, 3, 4, 5, 6, 7, 8]));
    let codes: Vec<_> = [
        RefusalCode::Malformed,
        RefusalCode::CprNumber,
        RefusalCode::NoAccess,
        RefusalCode::Erased,
        RefusalCode::Unreadable,
        RefusalCode::NotFound,
        RefusalCode::Busy,
    ]
    .iter()
    .map(wire::encode)
    .collect();
    assert!(places(&codes, &[0, 4, 9, 10, 13, 18, 21]));
    let roles: Vec<_> = [
        Role::Caretaker,
        Role::SocialCaretaker,
        Role::CaseOfficer,
        Role::GreenAmbassador,
    ]
    .iter()
    .map(wire::encode)
    .collect();
    assert!(places(&roles, &[0, 1, 4, 6]));
}
