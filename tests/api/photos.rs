//! Pictures: who may send and see one, that nothing but the picture is kept, and that it goes with its record.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use feltbog_server::services::erasure::erase;
use feltbog_server::services::retention::sweep;
use feltbog_server::store::DocumentSummary;
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::case_part::Part;
use feltbog_shared::model::photo::{MOST_BYTES, PhotoMoment};
use feltbog_shared::model::{
    Area, CasePart, CasePhoto, ConflictCase, ConflictEvent, FieldEdit, Kind, Photo, Signal, SignalPhoto,
};
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::{self, Cursor, Entry, Verdict};
use feltbog_tests::app::{Answer, Client, HERE, START, THERE, TestApp, document};
use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};

pub(crate) const JPEG: &str = "image/jpeg";
/// Stands in the file, and not in the picture.
const CANARY: &[u8] = b"Exif\0\0Hjemme hos Kanariefugl";

fn begun() -> Vec<FieldEdit> {
    vec![
        Photo::about().set(document(9)),
        Photo::moment().set(PhotoMoment::Before),
    ]
}

/// A picture in this shade, as a camera would send it: with more in the file than the picture.
pub(crate) fn picture(shade: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    RgbImage::from_pixel(64, 48, Rgb([shade, 90, 20]))
        .write_with_encoder(JpegEncoder::new(&mut bytes))
        .unwrap();
    let length = u16::try_from(CANARY.len() + 2).unwrap().to_be_bytes();
    let segment = [&[0xff, 0xe1][..], &length, CANARY].concat();
    bytes.splice(2..2, segment);
    bytes
}

fn path(id: DocumentId) -> String {
    format!("/api/v1/departments/{HERE}/photos/{id}")
}

pub(crate) async fn put(client: &Client, path: &str, media_type: &str, body: Vec<u8>) -> Answer {
    let request = Request::put(path)
        .header(header::CONTENT_TYPE, media_type)
        .body(Body::from(body))
        .unwrap();
    client.send(request).await
}

async fn recorded(client: &mut Client, number: u16) -> DocumentId {
    let photo = client.create(document(number), Kind::Photo, &begun());
    let verdict = client.push_one(HERE, photo.last()).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    photo.id
}

#[tokio::test]
async fn a_picture_is_kept_once_and_shown_to_who_may_read_its_record() {
    let app = TestApp::start().await;
    let mut maker = app.enrol_role(Role::GreenAmbassador).await;
    let reader = app.enrol_role(Role::Board).await;
    let id = recorded(&mut maker, 1).await;
    maker
        .get(&path(id))
        .await
        .expect_error(StatusCode::NOT_FOUND, Code::NotFound);

    let answer = put(&maker, &path(id), JPEG, picture(10)).await;
    answer.sync::<()>();
    let shown = reader.get(&path(id)).await;
    assert_eq!(shown.status, StatusCode::OK);
    assert_eq!(shown.headers[header::CONTENT_TYPE], JPEG);
    let size = image::load_from_memory(&shown.body).unwrap();
    assert_eq!((size.width(), size.height()), (64, 48));
    assert!(!shown.body.windows(CANARY.len()).any(|part| part == CANARY));
    // Sent again, or another: the first stays.
    put(&maker, &path(id), JPEG, picture(200)).await.sync::<()>();
    assert_eq!(reader.get(&path(id)).await.body, shown.body);
}

#[tokio::test]
async fn nobody_sends_or_sees_a_picture_they_may_not() {
    let app = TestApp::start().await;
    let mut maker = app.enrol_role(Role::Caretaker).await;
    let id = recorded(&mut maker, 1).await;
    let not_theirs = app.enrol_role(Role::Board).await;
    let answer = put(&not_theirs, &path(id), JPEG, picture(1)).await;
    answer.expect_error(StatusCode::FORBIDDEN, Code::NoAccess);
    let answer = put(&app.nobody(), &path(id), JPEG, picture(1)).await;
    answer.expect_error(StatusCode::UNAUTHORIZED, Code::NotSignedIn);
    // Nothing was kept of either.
    maker
        .get(&path(id))
        .await
        .expect_error(StatusCode::NOT_FOUND, Code::NotFound);

    put(&maker, &path(id), JPEG, picture(1)).await.sync::<()>();
    let no_nature = app.enrol_role(Role::Mediator).await;
    let answer = no_nature.get(&path(id)).await;
    answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    let elsewhere = format!("/api/v1/departments/{THERE}/photos/{id}");
    let answer = maker.get(&elsewhere).await;
    assert!(!answer.status.is_success());
    // Only a record of a picture has one.
    let area = maker.create(document(2), Kind::Area, &[Area::name().set("Engen")]);
    maker.push(HERE, vec![area.last()]).await;
    let answer = put(&maker, &path(area.id), JPEG, picture(1)).await;
    answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    let answer = put(&maker, &path(document(77)), JPEG, picture(1)).await;
    answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
}

/// Whether a picture and its record were erased, on the server and for phones.
async fn is_erased(app: &TestApp, client: &Client, cursor: Cursor, id: DocumentId) -> bool {
    let found = app.app.store.summaries(&[id]).await.unwrap();
    let is_gone = matches!(found.get(&id), Some(DocumentSummary::Erased(_)));
    let has_bytes = app.app.store.has_photo(HERE, id).await.unwrap();
    assert_ne!(is_gone, has_bytes, "the bytes go with the record");
    let (news, _) = client.pull_all(HERE, cursor).await;
    assert_eq!(news.contains(&Entry::Tombstone { document: id }), is_gone);
    is_gone
}

#[tokio::test]
async fn the_pictures_about_a_record_are_erased_with_it() {
    let app = TestApp::start().await;
    let mut maker = app.enrol_role(Role::Caretaker).await;
    let area = maker.create(document(9), Kind::Area, &[Area::name().set("Engen")]);
    maker.push(HERE, vec![area.last()]).await;
    let id = recorded(&mut maker, 1).await;
    put(&maker, &path(id), JPEG, picture(1)).await.sync::<()>();
    let about = [Photo::about().set(document(8))];
    let other = maker.create(document(2), Kind::Photo, &about);
    maker.push(HERE, vec![other.last()]).await;
    put(&maker, &path(other.id), JPEG, picture(2)).await.sync::<()>();
    let (_, cursor) = maker.pull_all(HERE, Cursor::default()).await;
    erase(&app.app, area.id).await.unwrap();
    assert!(is_erased(&app, &maker, cursor, id).await);
    assert!(!is_erased(&app, &maker, cursor, other.id).await);
    // One that comes later from a phone without the net goes by night.
    let late = recorded(&mut maker, 3).await;
    put(&maker, &path(late), JPEG, picture(3)).await.sync::<()>();
    assert!(!is_erased(&app, &maker, cursor, late).await);
    assert_eq!(sweep(&app.app).await.unwrap().erased, 1);
    assert!(is_erased(&app, &maker, cursor, late).await);
    assert!(!is_erased(&app, &maker, cursor, other.id).await);
}

/// A record, and its picture where it is a picture's.
async fn made(client: &mut Client, number: u16, kind: Kind, edits: &[FieldEdit]) -> DocumentId {
    let draft = client.create(document(number), kind, edits);
    let verdict = client.push_one(HERE, draft.last()).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{kind:?}: {verdict:?}");
    if kind.is_picture() {
        put(client, &path(draft.id), JPEG, picture(5)).await.sync::<()>();
    }
    draft.id
}

async fn sees(client: &Client, id: DocumentId) -> bool {
    let answer = client.get(&path(id)).await;
    match answer.status {
        StatusCode::OK => true,
        _ => {
            answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
            false
        }
    }
}

#[tokio::test]
async fn a_picture_of_an_event_is_read_and_erased_with_its_case() {
    let app = TestApp::start().await;
    let mut caretaker = app.enrol_role(Role::Caretaker).await;
    let mut officer = app.enrol_role(Role::CaseOfficer).await;
    let mediator = app.enrol_role(Role::Mediator).await;
    let case = made(
        &mut caretaker,
        1,
        Kind::ConflictCase,
        &[ConflictCase::night().set(true)],
    )
    .await;
    let mut events = Vec::new();
    for number in [2, 3] {
        let of_case = [ConflictEvent::conflict_case().set(case)];
        let event = made(&mut caretaker, number, Kind::ConflictEvent, &of_case).await;
        let shown = [
            CasePhoto::conflict_case().set(case),
            CasePhoto::about().set(event),
        ];
        let picture = made(&mut caretaker, number + 10, Kind::CasePhoto, &shown).await;
        events.push((event, picture));
    }
    let [(event, of_event), (_, other)] = events[..] else {
        unreachable!("two were made")
    };
    assert!(sees(&caretaker, of_event).await && sees(&officer, of_event).await);
    // Those who read pictures of places, and those who meet the residents.
    for role in [Role::GreenAmbassador, Role::Board, Role::SocialCaretaker] {
        assert!(!sees(&app.enrol_role(role).await, of_event).await, "{role:?}");
    }
    assert!(!sees(&mediator, of_event).await);
    let given = [
        CasePart::conflict_case().set(case),
        CasePart::part().set(Part::Assigned),
        CasePart::person().set(DocumentId::from_bytes(*mediator.person().as_bytes())),
    ];
    made(&mut officer, 20, Kind::CasePart, &given).await;
    assert!(sees(&mediator, of_event).await);

    let (_, cursor) = caretaker.pull_all(HERE, Cursor::default()).await;
    erase(&app.app, event).await.unwrap();
    assert!(is_erased(&app, &caretaker, cursor, of_event).await);
    assert!(!is_erased(&app, &caretaker, cursor, other).await);
    erase(&app.app, case).await.unwrap();
    assert!(is_erased(&app, &caretaker, cursor, other).await);
}

#[tokio::test]
async fn a_picture_of_a_signal_is_read_and_erased_with_it() {
    let app = TestApp::start().await;
    let mut maker = app.enrol_role(Role::Caretaker).await;
    let signal = made(&mut maker, 1, Kind::Signal, &[Signal::place().set("Kælder D")]).await;
    let shown = [SignalPhoto::signal().set(signal)];
    let picture = made(&mut maker, 2, Kind::SignalPhoto, &shown).await;
    for (role, may) in [
        (Role::SocialCaretaker, true),
        (Role::OperationsManager, true),
        (Role::Mediator, false),
        (Role::GreenAmbassador, false),
        (Role::Board, false),
    ] {
        assert_eq!(sees(&app.enrol_role(role).await, picture).await, may, "{role:?}");
    }
    // One whose bytes were lost is asked for, of whoever may give it.
    let draft = maker.create(document(3), Kind::SignalPhoto, &shown);
    maker.push(HERE, vec![draft.last()]).await;
    assert_eq!(missing(&maker).await, [draft.id]);
    assert!(missing(&app.enrol_role(Role::Mediator).await).await.is_empty());

    let (_, cursor) = maker.pull_all(HERE, Cursor::default()).await;
    erase(&app.app, signal).await.unwrap();
    assert!(is_erased(&app, &maker, cursor, picture).await);
}

/// The records without pictures here that this person is told of.
async fn missing(client: &Client) -> Vec<DocumentId> {
    let path = format!("/api/v1/departments/{HERE}/photos/lacking");
    let told: Vec<DocumentId> = client.get(&path).await.json();
    // The app is told the same in fewer bytes.
    let accept = Request::get(path).header(header::ACCEPT, wire::MEDIA_TYPE);
    let bytes: Vec<u8> = client.send(accept.body(Body::empty()).unwrap()).await.sync();
    assert_eq!(
        bytes,
        told.iter()
            .flat_map(DocumentId::as_bytes)
            .copied()
            .collect::<Vec<u8>>()
    );
    told
}

#[tokio::test]
async fn who_may_give_a_picture_is_told_that_it_is_lacking() {
    let app = TestApp::start().await;
    let mut maker = app.enrol_role(Role::Caretaker).await;
    let colleague = app.enrol_role(Role::GreenAmbassador).await;
    let [first, second, third] = [
        recorded(&mut maker, 1).await,
        recorded(&mut maker, 2).await,
        recorded(&mut maker, 3).await,
    ];
    let area = maker.create(document(4), Kind::Area, &[Area::name().set("Engen")]);
    maker.push(HERE, vec![area.last()]).await;
    put(&maker, &path(second), JPEG, picture(1)).await.sync::<()>();
    assert_eq!(missing(&maker).await, [third, first]);
    assert_eq!(missing(&colleague).await, [third, first]);
    erase(&app.app, third).await.unwrap();
    assert_eq!(missing(&maker).await, [first]);
    // Who may only read has none to give, and who has nothing to do here is told nothing.
    for role in [Role::Board, Role::SocialCaretaker, Role::Mediator] {
        let other = app.enrol_role(role).await;
        assert!(missing(&other).await.is_empty(), "{role:?}");
    }
    let elsewhere = format!("/api/v1/departments/{THERE}/photos/lacking");
    assert!(!maker.get(&elsewhere).await.status.is_success());
}

#[tokio::test]
async fn a_picture_is_discarded_by_its_maker_and_its_bytes_are_gone() {
    let app = TestApp::start().await;
    let mut maker = app.enrol_role(Role::Caretaker).await;
    let reader = app.enrol_role(Role::GreenAmbassador).await;
    let edits = [&begun()[..], &[Photo::created_at().set(START)]].concat();
    let mut photo = maker.create(document(1), Kind::Photo, &edits);
    let verdict = maker.push_one(HERE, photo.last()).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    let path = path(photo.id);
    put(&maker, &path, JPEG, picture(1)).await.sync::<()>();
    assert_eq!(app.rows().await["photo"], 1);

    let discarded = maker.edit(
        &mut photo,
        &[Photo::discarded_at().set(START.plus_millis(60_000))],
    );
    let verdict = maker.push_one(HERE, discarded).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    assert_eq!(app.rows().await["photo"], 0);
    for client in [&maker, &reader] {
        let answer = client.get(&path).await;
        answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
        assert!(missing(client).await.is_empty());
    }
    // A phone that had it still on its way brings none.
    let answer = put(&maker, &path, JPEG, picture(1)).await;
    answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);
    assert_eq!(app.rows().await["photo"], 0);

    // Taken back, it is asked for and sent once more.
    let back = maker.edit(&mut photo, &[Photo::discarded_at().clear()]);
    let verdict = maker.push_one(HERE, back).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    assert_eq!(missing(&maker).await, [photo.id]);
    put(&maker, &path, JPEG, picture(1)).await.sync::<()>();
    assert_eq!(reader.get(&path).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_no_picture_is_refused_and_the_record_stands() {
    let app = TestApp::start().await;
    let mut maker = app.enrol_role(Role::Caretaker).await;
    let id = recorded(&mut maker, 1).await;
    let answer = put(&maker, &path(id), "image/png", picture(1)).await;
    answer.expect_error(StatusCode::UNSUPPORTED_MEDIA_TYPE, Code::Malformed);
    for body in [
        Vec::new(),
        b"<svg onload=alert(1)>".to_vec(),
        picture(1)[..200].to_vec(),
    ] {
        let answer = put(&maker, &path(id), JPEG, body).await;
        answer.expect_error(StatusCode::UNPROCESSABLE_ENTITY, Code::Malformed);
    }
    let answer = put(&maker, &path(id), JPEG, vec![0; MOST_BYTES + 1]).await;
    answer.expect_error(StatusCode::PAYLOAD_TOO_LARGE, Code::TooLarge);
    put(&maker, &path(id), JPEG, picture(1)).await.sync::<()>();
}

#[tokio::test]
async fn a_picture_goes_with_its_record_and_comes_back_with_a_backup() {
    let mut app = TestApp::start().await;
    let mut maker = app.enrol_role(Role::Caretaker).await;
    let kept = recorded(&mut maker, 1).await;
    let erased = recorded(&mut maker, 2).await;
    for id in [kept, erased] {
        put(&maker, &path(id), JPEG, picture(1)).await.sync::<()>();
    }
    app.back_up("before").await;
    erase(&app.app, erased).await.unwrap();
    assert_eq!(app.rows().await["photo"], 1);
    let answer = put(&maker, &path(erased), JPEG, picture(1)).await;
    answer.expect_error(StatusCode::NOT_FOUND, Code::NotFound);

    app.restore("before").await;
    maker.follow(&app);
    assert_eq!(maker.get(&path(kept)).await.status, StatusCode::OK);
    assert_eq!(app.rows().await["photo"], 1);
    let accept = Request::get(path(kept)).header(header::ACCEPT, wire::MEDIA_TYPE);
    let answer = maker.send(accept.body(Body::empty()).unwrap()).await;
    assert!(!answer.sync::<Vec<u8>>().is_empty());
}
