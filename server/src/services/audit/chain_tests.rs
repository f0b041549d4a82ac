//! Faults of the access log: whatever is done to whichever row is found, and its number is told.

use feltbog_shared::id::{DepartmentId, DeviceId, DocumentId, UserId};
use feltbog_shared::model::Kind;
use feltbog_shared::office::audit::{AuditAction, AuditPurpose};

use super::*;
use crate::store::AuditEntry;

const ROWS: i64 = 9;
const NOW: Moment = Moment::from_millis(1_795_219_200_000);

fn secret() -> Secret {
    Secret::new([7; 32])
}

fn chain() -> Vec<AuditRecord> {
    let mut hash = [0; 32];
    let row = |number: i64| {
        let byte = u8::try_from(number).unwrap();
        let entry = AuditEntry {
            at: NOW.plus_millis(number),
            person: Some(UserId::from_bytes([byte; 16])),
            device: Some(DeviceId::from_bytes([2; 16])),
            action: AuditAction::Read,
            purpose: AuditPurpose::OfficeRecord,
            department: Some(DepartmentId::from_bytes([1; 16])),
            document: Some(DocumentId::from_bytes([byte; 16])),
            kind: Some(Kind::ConflictCase),
            count: 1,
        };
        let record = AuditRecord::of(&entry, number, &hash);
        hash = record.expected_hash(&hash);
        record
    };
    (1..=ROWS).map(row).collect()
}

fn head(rows: &[AuditRecord]) -> AuditHead {
    let last = rows.last().unwrap();
    AuditHead {
        number: last.number,
        hash: last.hash.clone().try_into().unwrap(),
    }
}

fn checkpoint(rows: &[AuditRecord], number: usize, at: Moment) -> AuditCheckpoint {
    sign(&secret(), head(&rows[..number]), at).unwrap()
}

fn faults_at(
    rows: &[AuditRecord],
    head: AuditHead,
    kept: &[AuditCheckpoint],
    now: Moment,
) -> Vec<AuditFault> {
    let key = *signing_key(&secret()).unwrap().verifying_key();
    let mut check = ChainCheck::new(&key, (Vec::new(), kept), head, now);
    for row in rows {
        check.take(row);
    }
    check.finish().faults
}

fn faults(rows: &[AuditRecord], head: AuditHead, kept: &[AuditCheckpoint]) -> Vec<AuditFault> {
    faults_at(rows, head, kept, NOW)
}

/// Hashes made anew for all rows, as by somebody with the database in hand.
fn made_anew(mut rows: Vec<AuditRecord>) -> Vec<AuditRecord> {
    let mut hash = [0; 32];
    for (number, row) in (1..).zip(&mut rows) {
        row.number = number;
        hash = row.expected_hash(&hash);
        row.hash = hash.to_vec();
    }
    rows
}

#[test]
fn an_unharmed_log_has_no_fault() {
    let rows = chain();
    assert_eq!(faults(&rows, head(&rows), &[]), []);
    let kept = [checkpoint(&rows, 4, NOW), checkpoint(&rows, 9, NOW)];
    assert_eq!(faults(&rows, head(&rows), &kept), []);
    let begin = AuditHead {
        number: 0,
        hash: [0; 32],
    };
    assert_eq!(faults(&[], begin, &[]), []);
}

#[test]
fn every_changed_field_of_every_row_is_found() {
    let fields: [fn(&mut AuditRecord); 10] = [
        |row| row.at += 1,
        |row| row.person[3] ^= 1,
        |row| row.device.clear(),
        |row| row.action = "change".into(),
        |row| row.purpose.push('x'),
        |row| row.department[15] ^= 128,
        |row| row.document[0] ^= 1,
        |row| row.kind = String::new(),
        |row| row.count = 2,
        |row| row.hash[31] ^= 1,
    ];
    let rows = chain();
    for place in 0..rows.len() {
        for field in fields {
            let mut harmed = rows.clone();
            field(&mut harmed[place]);
            let number = rows[place].number;
            let found = faults(&harmed, head(&rows), &[]);
            assert_eq!(found, [AuditFault::Changed(number)], "row {number}");
        }
    }
}

#[test]
fn a_field_that_moves_into_its_neighbour_is_found() {
    let mut rows = chain();
    rows[0].action = "readoffice".into();
    rows[0].purpose = "_record".into();
    assert_eq!(faults(&rows, head(&chain()), &[]), [AuditFault::Changed(1)]);
}

#[test]
fn every_dropped_row_is_found() {
    let rows = chain();
    for place in 0..rows.len() {
        let mut harmed = rows.clone();
        let number = harmed.remove(place).number;
        let expected = match number {
            ROWS => AuditFault::Head {
                named: ROWS,
                found: ROWS - 1,
            },
            _ => AuditFault::Missing(number, number),
        };
        assert_eq!(faults(&harmed, head(&rows), &[]), [expected]);
        // The numbers are closed up.
        for (number, row) in (1..).zip(&mut harmed) {
            row.number = number;
        }
        assert_eq!(faults(&harmed, head(&rows), &[]).len(), 1, "row {number}");
    }
}

#[test]
fn every_two_rows_in_another_order_are_found() {
    let rows = chain();
    for one in 0..rows.len() {
        for other in one + 1..rows.len() {
            let mut harmed = rows.clone();
            harmed.swap(one, other);
            let (first, second) = (harmed[one].number, harmed[other].number);
            (harmed[one].number, harmed[other].number) = (second, first);
            let found = faults(&harmed, head(&rows), &[]);
            assert_eq!(found, [AuditFault::Changed(second)]);
        }
    }
}

#[test]
fn every_cut_is_found_by_a_checkpoint() {
    let rows = chain();
    let kept = [checkpoint(&rows, 9, NOW)];
    for left in 1..rows.len() {
        let cut = &rows[..left];
        let last = i64::try_from(left).unwrap();
        // Whoever cuts has set the end to the last row that is left.
        assert_eq!(faults(cut, head(cut), &[]), []);
        assert_eq!(
            faults(cut, head(cut), &kept),
            [AuditFault::CutOff { last, named: ROWS }]
        );
    }
}

#[test]
fn a_chain_that_is_made_anew_is_found_by_a_checkpoint() {
    let rows = chain();
    let kept = [checkpoint(&rows, 3, NOW), checkpoint(&rows, 7, NOW)];
    for place in 0..7 {
        let mut harmed = rows.clone();
        harmed[place].person = vec![9; 16];
        let harmed = made_anew(harmed);
        assert_eq!(faults(&harmed, head(&harmed), &[]), []);
        let expected = match place < 3 {
            true => AuditFault::WrittenAnew { after: 0, upto: 3 },
            false => AuditFault::WrittenAnew { after: 3, upto: 7 },
        };
        assert_eq!(faults(&harmed, head(&harmed), &kept), [expected]);
    }
}

#[test]
fn a_checkpoint_of_another_server_is_none() {
    let rows = chain();
    let mut forged = checkpoint(&rows, 3, NOW);
    forged.number = 4;
    let other = sign(&Secret::new([8; 32]), head(&rows), NOW).unwrap();
    let expected = [AuditFault::Signature(4), AuditFault::Signature(ROWS)];
    assert_eq!(faults(&rows, head(&rows), &[forged, other]), expected);
}

#[test]
fn rows_that_were_deleted_for_their_age_end_at_an_old_checkpoint() {
    let rows = chain();
    let old = checkpoint(&rows, 4, NOW);
    let later = NOW.plus_millis((KEPT_DAYS + 1) * DAY_MILLIS);
    let left = &rows[4..];
    assert_eq!(
        faults_at(left, head(&rows), std::slice::from_ref(&old), later),
        []
    );
    // A young checkpoint does not excuse that rows are missing, nor does one at another number.
    let missing = |last| vec![AuditFault::Missing(1, last)];
    assert_eq!(
        faults_at(left, head(&rows), std::slice::from_ref(&old), NOW),
        missing(4)
    );
    assert_eq!(faults_at(&rows[5..], head(&rows), &[old], later), missing(5));
    let all = [checkpoint(&rows, 9, NOW)];
    assert_eq!(faults_at(&[], head(&rows), &all, later), []);
    assert_eq!(faults_at(&[], head(&rows), &all, NOW).len(), 1);
}

#[test]
fn a_line_reads_back() {
    let rows = chain();
    let made = checkpoint(&rows, 5, NOW);
    assert_eq!(parse(&line(&made)), Ok(made.clone()));
    for text in [
        "",
        "feltbog-audit-1",
        &format!("{} more", line(&made)),
        "x 1 2 aa bb",
    ] {
        assert_eq!(parse(text), Err(NoCheckpoint), "{text}");
    }
}
