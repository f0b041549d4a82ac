//! Every role, every kind of record, every channel: what a person may not read reaches them in no
//! byte, and what they may not write is refused. The policy itself says what to expect.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use feltbog_server::store::Withdrawal;
use feltbog_shared::id::{DocumentId, UserId};
use feltbog_shared::model::{ConflictCase, FieldChange, FieldEdit, FieldSpec, Kind, PassedOn, Shape, Value};
use feltbog_shared::moment::Day;
use feltbog_shared::permission::{Grant, Modules, Permission, Role};
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::{Cursor, Entry, MissingRequest, PullRequest, Verdict};
use feltbog_tests::app::{Client, Draft, HERE, START, TestApp, document};
use memchr::memmem;

/// A word in a record of this kind that stands nowhere else.
fn canary(kind: Kind) -> String {
    format!("kanarie{}fugl", kind.key().replace('_', ""))
}

/// An edit that writes a word into a record of a kind: into its first line or text. A kind that has neither, since nobody is
/// to be told apart by it, gets a day in place of each word.
pub(crate) fn writing(kind: Kind, word: &str) -> FieldEdit {
    let of_shape = |spec: &&FieldSpec| matches!(spec.shape, Shape::Text(_) | Shape::RichText(_));
    let is_day = |spec: &&FieldSpec| spec.shape == Shape::Date;
    let mut fields = kind.fields().iter();
    let spec = fields.clone().find(of_shape).or_else(|| fields.find(is_day));
    let spec = spec.expect("every kind holds words or a day");
    let change = match spec.shape {
        Shape::RichText(_) => FieldChange::Rewrite(word.to_owned()),
        Shape::Date => {
            let days = word
                .bytes()
                .fold(0, |days, byte| (days * 31 + i64::from(byte)) % 9_000);
            let day = Day::parse("1990-01-01").unwrap().plus_days(days);
            FieldChange::Set(Value::Text(day.to_string()))
        }
        _ => FieldChange::Set(Value::Text(word.to_owned())),
    };
    FieldEdit {
        field: spec.name.to_owned(),
        change,
    }
}

fn permission(person: UserId, role: Role) -> Permission {
    let grant = Grant {
        role,
        department: HERE,
        from: START,
        until: None,
    };
    Permission::new(person, &[grant], HERE, Modules::all(), START)
}

/// One record of each kind, made by somebody who may make it.
async fn records(app: &TestApp) -> BTreeMap<Kind, (UserId, Draft)> {
    let mut records = BTreeMap::new();
    // What the server alone writes is held by `passed_on`.
    let made_by_people = Kind::ALL.iter().filter(|kind| **kind != Kind::PassedOn);
    for (number, kind) in (0..).zip(made_by_people) {
        let role = Role::ALL
            .into_iter()
            .find(|role| feltbog_shared::permission::access(*role, kind.collection()).create)
            .expect("somebody makes every kind");
        let mut author = app.enrol_role(role).await;
        let draft = author.create(document(number), *kind, &[writing(*kind, &canary(*kind))]);
        let verdict = author.push_one(HERE, draft.last()).await;
        assert!(matches!(verdict, Verdict::Accepted(..)), "{kind:?}: {verdict:?}");
        records.insert(*kind, (author.person(), draft));
    }
    records
}

/// Every byte a person's phone gets from the server about a department, over every channel.
async fn everything(client: &Client, start: Cursor, records: &BTreeMap<Kind, (UserId, Draft)>) -> Vec<u8> {
    let path = |name: &str| format!("/api/v1/departments/{HERE}/{name}");
    let mut bytes = Vec::new();
    for cursor in [Cursor::default(), start] {
        let request = PullRequest { cursor, limit: 1_000 };
        bytes.extend(client.post_sync(&path("pull"), &request).await.body);
    }
    let held = records
        .values()
        .map(|(_, draft)| (draft.id, vec![draft.made[0].hash]))
        .collect();
    bytes.extend(
        client
            .post_sync(&path("lacking"), &MissingRequest { witness: None, held })
            .await
            .body,
    );
    bytes.extend(client.get(&path("records")).await.body);
    for (kind, (_, draft)) in records {
        bytes.extend(
            client
                .get(&path(&format!("records?kind={}", kind.key())))
                .await
                .body,
        );
        bytes.extend(client.get(&path(&format!("records/{}", draft.id))).await.body);
        let history = client.get(&path(&format!("records/{}/history", draft.id))).await;
        bytes.extend(history.body);
    }
    bytes.extend(client.get("/api/v1/session").await.body);
    bytes
}

#[tokio::test]
async fn what_may_not_be_read_reaches_nobody_in_any_byte() {
    let app = TestApp::start().await;
    let mut cursors = BTreeMap::new();
    for role in Role::ALL {
        let client = app.enrol_role(role).await;
        let (entries, cursor) = client.pull_all(HERE, Cursor::default()).await;
        assert!(entries.is_empty());
        cursors.insert(role, (client, cursor));
    }
    let records = records(&app).await;
    let mut checked = 0;
    for (role, (client, start)) in &cursors {
        let permission = permission(client.person(), *role);
        let bytes = everything(client, *start, &records).await;
        let (snapshots, _) = client.pull_all(HERE, Cursor::default()).await;
        let (entries, _) = client.pull_all(HERE, *start).await;
        let listed: serde_json::Value = client
            .get(&format!("/api/v1/departments/{HERE}/records"))
            .await
            .json();
        let listed: Vec<DocumentId> = listed["records"]
            .as_array()
            .unwrap()
            .iter()
            .map(|record| serde_json::from_value(record["id"].clone()).unwrap())
            .collect();
        for (kind, (owner, draft)) in &records {
            let readable = permission.may_read(kind.collection(), *owner, draft.id);
            let about = |entry: &&Entry| match entry {
                Entry::Change { document, .. } | Entry::Snapshot { document, .. } => *document == draft.id,
                _ => false,
            };
            let place = format!("{role:?} and {kind:?}");
            assert_eq!(
                snapshots.iter().filter(about).count(),
                usize::from(readable),
                "{place}: first sync"
            );
            assert_eq!(
                entries.iter().filter(about).count(),
                usize::from(readable),
                "{place}: log"
            );
            assert_eq!(listed.contains(&draft.id), readable, "{place}: records");
            let one = client
                .get(&format!("/api/v1/departments/{HERE}/records/{}", draft.id))
                .await;
            if readable {
                assert_eq!(one.status, StatusCode::OK, "{place}");
            } else {
                one.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
                let word = canary(*kind);
                assert!(
                    memmem::find(&bytes, word.as_bytes()).is_none(),
                    "{place}: {word} leaked"
                );
            }
            checked += 1;
        }
    }
    assert_eq!(checked, Role::ALL.len() * records.len());
}

#[tokio::test]
async fn what_may_not_be_written_is_refused() {
    let app = TestApp::start().await;
    let records = records(&app).await;
    for (role_number, role) in (1_u16..).zip(Role::ALL) {
        let mut client = app.enrol_role(role).await;
        let permission = permission(client.person(), role);
        for (kind_number, (kind, (owner, draft))) in (0..).zip(&records) {
            let collection = kind.collection();
            let new = client.create(
                document(role_number * 100 + kind_number),
                *kind,
                &[writing(*kind, "Ny")],
            );
            let verdict = client.push_one(HERE, new.last()).await;
            let expected = permission.may_create_kind(*kind);
            match &verdict {
                Verdict::Accepted(..) => assert!(expected, "{role:?} made {kind:?}"),
                Verdict::Refused(Code::NoAccess, None) => {
                    assert!(!expected, "{role:?} could not make {kind:?}")
                }
                other => panic!("{role:?} and {kind:?}: {other:?}"),
            }
            let mut copy = draft.clone();
            let edit = client.edit(&mut copy, &[writing(*kind, &format!("Rettet {role_number}"))]);
            let verdict = client.push_one(HERE, edit).await;
            let expected = permission.may_update(collection, *owner, draft.id);
            match &verdict {
                Verdict::Accepted(..) => assert!(expected, "{role:?} changed {kind:?}"),
                Verdict::Refused(Code::NoAccess, None) => {
                    assert!(!expected, "{role:?} could not change {kind:?}")
                }
                other => panic!("{role:?} and {kind:?}: {other:?}"),
            }
        }
    }
}

#[tokio::test]
async fn a_module_that_is_off_is_closed_for_everybody() {
    let app = TestApp::start().await;
    let records = records(&app).await;
    let modules = Modules::all().without(feltbog_shared::permission::Module::Visits);
    app.app.store.set_modules(HERE, modules).await.unwrap();
    let mut client = app.enrol_role(Role::SocialCaretaker).await;
    let bytes = everything(&client, Cursor::default(), &records).await;
    for kind in [Kind::SocialVisit, Kind::VisitNote] {
        assert!(
            memmem::find(&bytes, canary(kind).as_bytes()).is_none(),
            "{kind:?}"
        );
        let new = client.create(document(999), kind, &[writing(kind, "Ny")]);
        let verdict = client.push_one(HERE, new.last()).await;
        assert_eq!(verdict, Verdict::Refused(Code::NoAccess, None));
    }
}

#[tokio::test]
async fn who_may_begin_a_record_but_not_read_it_goes_on_writing_it() {
    let app = TestApp::start().await;
    let mut social = app.enrol_role(Role::SocialCaretaker).await;
    let mut case = social.create(
        document(1),
        Kind::ConflictCase,
        &[ConflictCase::night().set(true)],
    );
    social.edit(&mut case, &[ConflictCase::place().set("Opgang 4")]);
    let reply = social.push(HERE, case.offers()).await;
    assert!(
        matches!(
            reply.verdicts[..],
            [Verdict::Accepted(1, _), Verdict::Accepted(2, _)]
        ),
        "{reply:?}"
    );
    social.edit(&mut case, &[ConflictCase::place().set("Opgang 5")]);
    // The third entry is what its maker is told of it.
    assert!(matches!(
        social.push_one(HERE, case.last()).await,
        Verdict::Accepted(4, _)
    ));
    let (entries, _) = social.pull_all(HERE, Cursor::default()).await;
    assert!(
        entries
            .iter()
            .all(|entry| entry.document() == PassedOn::of(case.id))
    );
    // Not so with somebody else's, and the receipt for one's own holds when the right is gone.
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let mut other = mette.create(
        document(2),
        Kind::ConflictCase,
        &[ConflictCase::night().set(true)],
    );
    mette.push_one(HERE, other.last()).await;
    social.edit(&mut other, &[ConflictCase::place().set("Opgang 6")]);
    assert_eq!(
        social.push_one(HERE, other.last()).await,
        Verdict::Refused(Code::NoAccess, None)
    );
    app.clock.pass(10);
    app.app
        .store
        .withdraw(&[Withdrawal::Role(
            social.person(),
            HERE,
            Role::SocialCaretaker,
            app.app.clock.now(),
        )])
        .await
        .unwrap();
    let grant = Grant {
        role: Role::Board,
        department: HERE,
        from: START,
        until: None,
    };
    app.app.store.grant(social.person(), grant).await.unwrap();
    let again = social.push_one(HERE, case.offers()[0].clone()).await;
    assert!(matches!(again, Verdict::Duplicate(1, _)), "{again:?}");
    social.edit(&mut case, &[ConflictCase::place().set("Opgang 7")]);
    assert_eq!(
        social.push_one(HERE, case.last()).await,
        Verdict::Refused(Code::NoAccess, None)
    );
}
