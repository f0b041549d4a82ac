//! Bad input: a clear verdict, nothing stored, and good changes beside it taken all the same.

use automerge::transaction::{CommitOptions, Transactable as _};
use automerge::{ObjType, ROOT, ReadDoc as _, ScalarValue};
use feltbog_shared::id::ChangeHash;
use feltbog_shared::model::conflict_case::Topic;
use feltbog_shared::model::{Area, ConflictCase, InsectCount, Kind};
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::{CHANGE_BYTES, Cursor, Offered, PullReply, Verdict};
use feltbog_tests::app::{COLLEAGUE, Client, Draft, HERE, STRANGER, THERE, TestApp, document};

use crate::forge;

/// The table that may grow when something is refused: bytes kept aside for somebody to look at.
const ASIDE: &str = "quarantine";

/// Pushes a bad change between two good ones and asserts what becomes of each.
async fn refused(app: &TestApp, client: &mut Client, bad: Offered, code: Code, kept: bool) {
    let number = u16::try_from(app.rows().await["document"]).unwrap() + 1_000;
    let before = client.create(document(number), Kind::Area, &[Area::name().set("Før")]);
    let after = client.create(document(number + 1), Kind::Area, &[Area::name().set("Efter")]);
    let rows = app.rows().await;
    let verdicts = client
        .push(HERE, vec![before.last(), bad.clone(), after.last()])
        .await
        .verdicts;
    let [
        Verdict::Accepted(..),
        Verdict::Refused(said, _),
        Verdict::Accepted(..),
    ] = verdicts.as_slice()
    else {
        panic!("{code}: {verdicts:?}");
    };
    assert_eq!(*said, code);
    let mut expected = rows.clone();
    for table in [
        "log",
        "document",
        "snapshot",
        "projection",
        "record_index",
        "actor",
    ] {
        *expected.get_mut(table).unwrap() += 2;
    }
    // PostgreSQL alone keeps a table of them.
    if let Some(places) = expected.get_mut("whereabouts") {
        *places += 2;
    }
    *expected.get_mut(ASIDE).unwrap() += u64::from(kept);
    assert_eq!(app.rows().await, expected, "{code}");
    // Alone it changes nothing at all.
    assert!(matches!(client.push_one(HERE, bad).await, Verdict::Refused(said, _) if said == code));
    *expected.get_mut(ASIDE).unwrap() += u64::from(kept);
    assert_eq!(app.rows().await, expected, "{code}");
}

/// A server, a caretaker's phone and a case that the server has.
async fn case() -> (TestApp, Client, Draft) {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let case = mette.create(
        document(1),
        Kind::ConflictCase,
        &[ConflictCase::topic().set(Topic::Noise)],
    );
    mette.push(HERE, case.offers()).await;
    (app, mette, case)
}

#[tokio::test]
async fn what_is_no_plain_change_is_malformed() {
    let (app, mut mette, mut case) = case().await;
    mette.edit(&mut case, &[ConflictCase::night().set(true)]);
    let good = case.last().bytes;
    let content = forge::content(&good).to_vec();
    let mut wrong_sum = good.clone();
    wrong_sum[5] ^= 1;
    let mut long_length = good[..9].to_vec();
    // The same length, spelled with one byte more.
    long_length.extend([content.len() as u8 | 0x80, 0]);
    long_length.extend(&content);
    let bad: Vec<(&str, Vec<u8>)> = vec![
        ("nothing", vec![]),
        ("noise", vec![7; 300]),
        ("cut short", good[..good.len() - 1].to_vec()),
        ("something behind", [good.as_slice(), &[0]].concat()),
        ("two at once", [good.as_slice(), &good].concat()),
        ("wrong checksum", wrong_sum),
        ("another spelling", long_length),
        ("a document", case.document.save()),
        ("a document chunk", forge::chunk(0, &content)),
        ("a compressed chunk", forge::chunk(2, &content)),
        ("a bundle", forge::chunk(3, &content)),
        ("an unknown chunk", forge::chunk(4, &content)),
        ("empty", forge::chunk(1, &[])),
        (
            "something in its footer",
            forge::chunk(1, &[content.as_slice(), b"010203-1234"].concat()),
        ),
    ];
    for (what, bytes) in bad {
        println!("{what}");
        refused(&app, &mut mette, case.offer(bytes), Code::Malformed, true).await;
    }
    assert!(matches!(
        mette.push_one(HERE, case.last()).await,
        Verdict::Accepted(..)
    ));
}

#[tokio::test]
async fn a_flipped_bit_anywhere_is_never_stored() {
    let (app, mut mette, mut case) = case().await;
    mette.edit(
        &mut case,
        &[
            ConflictCase::description().rewrite("Støj fra loftet"),
            ConflictCase::night().set(true),
        ],
    );
    let good = case.last().bytes;
    let rows = app.rows().await;
    let content = forge::content(&good);
    for place in 0..content.len() {
        for bit in [0, 3, 7] {
            let mut bytes = content.to_vec();
            bytes[place] ^= 1 << bit;
            let verdict = mette.push_one(HERE, case.offer(forge::chunk(1, &bytes))).await;
            // A phone may well write another time, or another letter.
            if !matches!(verdict, Verdict::Refused(..) | Verdict::Need(_)) {
                let Verdict::Accepted(..) = verdict else {
                    panic!("{place}.{bit}: {verdict:?}")
                };
                assert!(matches!(
                    mette.pull(HERE, Cursor::default(), 10).await,
                    PullReply::Page(_)
                ));
                let path = format!("/api/v1/departments/{HERE}/records/{}", case.id);
                assert_eq!(mette.get(&path).await.status, 200);
            }
        }
    }
    assert_eq!(app.rows().await["document"], rows["document"]);
}

#[tokio::test]
async fn a_change_that_claims_millions_of_operations_costs_nothing() {
    let (app, mut mette, case) = case().await;
    let bytes = forge::claiming(4_000_000, case.made[0].hash.0);
    assert!(bytes.len() < 120);
    refused(&app, &mut mette, case.offer(bytes), Code::TooLarge, false).await;
    let huge = vec![0; CHANGE_BYTES + 1];
    refused(&app, &mut mette, case.offer(huge), Code::TooLarge, false).await;
}

#[tokio::test]
async fn what_may_not_stand_in_a_record_is_refused_and_not_kept() {
    let (app, mut mette, case) = case().await;
    let author = Some(mette.person());
    let options = CommitOptions::default;
    let long = "æ".repeat(501);
    type Write<'a> = Box<dyn Fn(&mut automerge::transaction::Transaction<'_>) + 'a>;
    let text = |tx: &mut automerge::transaction::Transaction<'_>, name: &str, text: &str| {
        let (_, id) = tx.get(ROOT, name).unwrap().unwrap();
        tx.splice_text(&id, 0, 0, text).unwrap();
    };
    let cases: Vec<(&str, Code, Write<'_>)> = vec![
        (
            "an unknown field",
            Code::UnknownField,
            Box::new(|tx| tx.put(ROOT, "diagnosis", "x").unwrap()),
        ),
        (
            "a long text",
            Code::TextTooLong,
            Box::new(|tx| text(tx, "description", &long)),
        ),
        (
            "a long line",
            Code::TextTooLong,
            Box::new(|tx| tx.put(ROOT, "place", "å".repeat(121)).unwrap()),
        ),
        (
            "a CPR number in a text",
            Code::CprNumber,
            Box::new(|tx| text(tx, "description", "hos 010203-1234")),
        ),
        (
            "a CPR number in a line",
            Code::CprNumber,
            Box::new(|tx| tx.put(ROOT, "place", "010203 1234").unwrap()),
        ),
        (
            "a CPR number that is written over",
            Code::CprNumber,
            Box::new(|tx| {
                tx.put(ROOT, "place", "010203-1234").unwrap();
                tx.put(ROOT, "place", "Opgang 4").unwrap();
            }),
        ),
        (
            "a value that is not listed",
            Code::InvalidValue,
            Box::new(|tx| tx.put(ROOT, "topic", "ballade").unwrap()),
        ),
        (
            "a number out of range",
            Code::InvalidValue,
            Box::new(|tx| tx.put(ROOT, "parties_count", 501).unwrap()),
        ),
        (
            "another shape",
            Code::InvalidValue,
            Box::new(|tx| tx.put(ROOT, "night", "ja").unwrap()),
        ),
        (
            "another kind",
            Code::UnknownField,
            Box::new(|tx| tx.put(ROOT, "kind", "visit_note").unwrap()),
        ),
        (
            "a place of its own",
            Code::InvalidValue,
            Box::new(|tx| drop(tx.put_object(ROOT, "topic", ObjType::Map).unwrap())),
        ),
        (
            "a text taken away",
            Code::InvalidValue,
            Box::new(|tx| tx.delete(ROOT, "description").unwrap()),
        ),
        (
            "a text over a text",
            Code::InvalidValue,
            Box::new(|tx| drop(tx.put_object(ROOT, "description", ObjType::Text).unwrap())),
        ),
    ];
    for (number, (what, code, write)) in cases.into_iter().enumerate() {
        println!("{what}");
        let bytes = forge::change(
            Kind::ConflictCase,
            [number as u8 + 1; 16],
            author,
            options(),
            write,
        );
        refused(&app, &mut mette, case.offer(bytes), code, false).await;
    }
    let bytes = forge::change(
        Kind::ConflictCase,
        [0x99; 16],
        author,
        options().with_message("010203-1234"),
        |tx| {
            tx.put(ROOT, "night", true).unwrap();
        },
    );
    refused(&app, &mut mette, case.offer(bytes), Code::Malformed, true).await;
    let bytes = forge::change(Kind::InsectCount, [0x98; 16], author, options(), |tx| {
        let (_, counts) = tx.get(ROOT, "counts").unwrap().unwrap();
        tx.put(&counts, "humlebi", ScalarValue::Str("hos 010203-1234".into()))
            .unwrap();
    });
    let bad = Offered {
        document: document(60),
        kind: Kind::InsectCount,
        bytes,
        relayed: None,
    };
    refused(&app, &mut mette, bad, Code::InvalidValue, false).await;
}

#[tokio::test]
async fn changes_in_somebody_elses_name_are_refused() {
    let (app, mut mette, mut case) = case().await;
    let mut jonas = app.enrol(COLLEAGUE).await;
    // Written by one, sent by another.
    jonas.edit(&mut case, &[ConflictCase::night().set(true)]);
    refused(&app, &mut mette, case.last(), Code::ForeignAuthor, false).await;
    // Without an author.
    let options = CommitOptions::default;
    let write = |tx: &mut automerge::transaction::Transaction<'_>| tx.put(ROOT, "night", true).unwrap();
    let bytes = forge::change(Kind::ConflictCase, [5; 16], None, options(), write);
    refused(&app, &mut mette, case.offer(bytes), Code::ForeignAuthor, false).await;
    // Going on with somebody else's session.
    let mut actor = [0; 16];
    actor.copy_from_slice(
        &feltbog_shared::document::ChangeInfo::read(&case.made[0].bytes)
            .unwrap()
            .actor,
    );
    let mut copy = forge::born(Kind::ConflictCase);
    copy.load_incremental(&case.made[0].bytes).unwrap();
    copy.set_actor(automerge::ActorId::from(actor.as_slice()));
    let mut transaction = copy.transaction();
    write(&mut transaction);
    let (hash, _) = transaction.commit_with(options());
    let bytes = copy
        .get_change_by_hash(&hash.unwrap())
        .unwrap()
        .raw_bytes()
        .to_vec();
    let rows = app.rows().await;
    let verdict = jonas.push_one(HERE, case.offer(bytes.clone())).await;
    assert_eq!(verdict, Verdict::Refused(Code::ForeignAuthor, None));
    assert_eq!(app.rows().await, rows);
    // It is hers to go on with.
    assert!(matches!(
        mette.push_one(HERE, case.offer(bytes)).await,
        Verdict::Accepted(..)
    ));
    // In the name of the genesis.
    let bytes = forge::change(
        Kind::ConflictCase,
        [0; 16],
        Some(mette.person()),
        options(),
        write,
    );
    refused(&app, &mut mette, case.offer(bytes), Code::Malformed, true).await;
}

#[tokio::test]
async fn the_same_number_with_other_content_is_refused_and_kept_aside() {
    let (app, mut mette, case) = case().await;
    let author = Some(mette.person());
    let write = |value: bool| {
        forge::change(
            Kind::ConflictCase,
            [5; 16],
            author,
            CommitOptions::default(),
            |tx| {
                tx.put(ROOT, "night", value).unwrap();
            },
        )
    };
    assert!(matches!(
        mette.push_one(HERE, case.offer(write(true))).await,
        Verdict::Accepted(..)
    ));
    refused(
        &app,
        &mut mette,
        case.offer(write(false)),
        Code::ActorReused,
        true,
    )
    .await;
}

#[tokio::test]
async fn a_document_stays_in_its_department_and_its_kind() {
    let (app, mut mette, mut case) = case().await;
    let mut stranger = app.enrol(STRANGER).await;
    let rows = app.rows().await;
    let verdict = stranger.push_one(THERE, case.last()).await;
    assert_eq!(verdict, Verdict::Refused(Code::WrongDepartment, None));
    stranger.edit(&mut case, &[ConflictCase::night().set(true)]);
    let verdict = stranger.push_one(THERE, case.last()).await;
    assert_eq!(verdict, Verdict::Refused(Code::WrongDepartment, None));
    assert_eq!(app.rows().await, rows);
    let count = mette.create(case.id, Kind::InsectCount, &[InsectCount::dry().set(true)]);
    refused(&app, &mut mette, count.last(), Code::WrongKind, false).await;
    let event = Offered {
        kind: Kind::ConflictEvent,
        ..mette
            .create(
                document(2),
                Kind::ConflictCase,
                &[ConflictCase::night().set(true)],
            )
            .last()
    };
    let verdict = mette.push_one(HERE, event).await;
    assert!(
        matches!(verdict, Verdict::Refused(..) | Verdict::Need(_)),
        "{verdict:?}"
    );
}

#[tokio::test]
async fn a_change_without_its_past_is_never_numbered() {
    let (app, mette, case) = case().await;
    let rows = app.rows().await;
    let bytes = forge::claiming(1, [0xee; 32]);
    let verdict = mette.push_one(HERE, case.offer(bytes)).await;
    let said = matches!(&verdict, Verdict::Need(missing) if *missing == [ChangeHash([0xee; 32])]);
    assert!(said || matches!(verdict, Verdict::Refused(..)), "{verdict:?}");
    assert_eq!(app.rows().await["log"], rows["log"]);
    // The genesis never travels.
    let genesis = feltbog_shared::document::genesis(Kind::ConflictCase)[0].to_vec();
    assert!(matches!(
        mette.push_one(HERE, case.offer(genesis)).await,
        Verdict::Refused(..)
    ));
    assert_eq!(app.rows().await["log"], rows["log"]);
}

#[tokio::test]
async fn a_record_that_has_grown_too_large_takes_no_more() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let author = Some(mette.person());
    let mut taken = 0;
    for number in 0..6_u8 {
        let bytes = forge::change(
            Kind::Area,
            [number + 1; 16],
            author,
            CommitOptions::default(),
            |tx| {
                for metres in 0..4_900 {
                    tx.put(ROOT, "square_metres", metres).unwrap();
                }
            },
        );
        let offered = Offered {
            document: document(1),
            kind: Kind::Area,
            bytes,
            relayed: None,
        };
        match mette.push_one(HERE, offered).await {
            Verdict::Accepted(..) => taken += 1,
            Verdict::Refused(Code::TooLarge, None) => break,
            other => panic!("{other:?}"),
        }
    }
    // Three quarters of a record are one author's.
    assert_eq!(taken, 3);
    let other = mette.create(document(2), Kind::Area, &[Area::name().set("Engen")]);
    assert!(matches!(
        mette.push_one(HERE, other.last()).await,
        Verdict::Accepted(..)
    ));
}
