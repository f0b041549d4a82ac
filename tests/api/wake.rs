//! The wake-up stream: who may read what was touched hears of it, and nobody else.

use axum::body::{Body, BodyDataStream};
use axum::http::{Request, StatusCode, header};
use feltbog_server::services::erasure::erase;
use feltbog_server::services::withdrawal::revoke;
use feltbog_server::store::Withdrawal;
use feltbog_shared::id::{DeviceId, DocumentId, UserId};
use feltbog_shared::model::case_part::Part;
use feltbog_shared::model::{Area, CasePart, ConflictCase, ConflictEvent, Kind, SocialVisit};
use feltbog_shared::permission::{Grant, Module, Modules, Role, Scope};
use feltbog_shared::wire::Wake;
use feltbog_tests::app::{COLLEAGUE, Client, HERE, START, THERE, TestApp, document, person};
use feltbog_tests::wait::PATIENCE;
use futures::StreamExt as _;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tower::ServiceExt as _;

use crate::metrics::{figures, value};

/// A phone's open stream, read up to its first sign of life.
pub(crate) async fn listen(app: &TestApp, client: &Client) -> BodyDataStream {
    let cookie = client.cookie.clone().unwrap();
    let request = Request::get("/api/v1/wake")
        .header(header::COOKIE, cookie)
        .body(Body::empty())
        .unwrap();
    let response = app.router.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
    assert!(!response.headers().contains_key(header::CONTENT_ENCODING));
    let mut stream = response.into_body().into_data_stream();
    assert_eq!(stream.next().await.unwrap().unwrap(), ": \n\n");
    stream
}

/// The next event of a stream. Before a phone is signed out, events are waited for: a database of several servers tells
/// them a while later, and nothing is told to a phone that was signed out meanwhile.
pub(crate) async fn next(stream: &mut BodyDataStream) -> Wake {
    let reading = async {
        loop {
            let chunk = stream.next().await.expect("the stream goes on").unwrap();
            let text = String::from_utf8(chunk.to_vec()).unwrap();
            // Signs of life stand between events.
            if let Some(data) = text.lines().find_map(|line| line.strip_prefix("data: ")) {
                return serde_json::from_str(data).unwrap();
            }
        }
    };
    let next = tokio::time::timeout(PATIENCE, reading).await;
    next.expect("nothing was told")
}

/// The events of a stream, each as soon as it comes; the channel ends with the stream.
pub(crate) fn heard(mut stream: BodyDataStream) -> UnboundedReceiver<Wake> {
    let (sender, receiver) = unbounded_channel();
    tokio::spawn(async move {
        while let Some(chunk) = stream.next().await {
            let text = String::from_utf8(chunk.unwrap().to_vec()).unwrap();
            for data in text.lines().filter_map(|line| line.strip_prefix("data: ")) {
                if sender.send(serde_json::from_str(data).unwrap()).is_err() {
                    return;
                }
            }
        }
    });
    receiver
}

/// The events of a stream until the server ended it.
pub(crate) async fn told(stream: BodyDataStream) -> Vec<Wake> {
    let chunks: Vec<_> = stream.map(Result::unwrap).collect().await;
    let text = String::from_utf8(chunks.concat()).unwrap();
    text.lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .map(|data| serde_json::from_str(data).unwrap())
        .collect()
}

/// Everybody whose role reads records of a kind hears of one that was made, and somebody does.
async fn readers_hear(listening: &mut [(Role, BodyDataStream, DeviceId)], kind: Kind, owner: UserId) {
    let mut count = 0;
    for (role, stream, _) in listening {
        let scope = feltbog_shared::permission::access(*role, kind.collection()).read;
        let is_own = scope.includes(Scope::OWN) && owner == person(*role);
        if scope.is_all() || is_own {
            assert_eq!(next(stream).await, Wake::of(HERE), "{role:?}, {kind:?}");
            count += 1;
        }
    }
    assert!(count > 0, "nobody reads {kind:?}");
}

#[tokio::test]
async fn each_hears_of_what_they_may_read() {
    let app = TestApp::start().await;
    let mut listening = Vec::new();
    for role in Role::ALL {
        let client = app.enrol_role(role).await;
        listening.push((role, listen(&app, &client).await, client.session.unwrap().device));
    }
    let mut mette = app.enrol(COLLEAGUE).await;
    let area = mette.create(document(1), Kind::Area, &[Area::name().set("Engen")]);
    mette.push_one(HERE, area.last()).await;
    readers_hear(&mut listening, Kind::Area, COLLEAGUE).await;
    let case = mette.create(
        document(2),
        Kind::ConflictCase,
        &[ConflictCase::night().set(true)],
    );
    mette.push_one(HERE, case.last()).await;
    readers_hear(&mut listening, Kind::ConflictCase, COLLEAGUE).await;
    // A repeat wakes nobody.
    mette.push_one(HERE, case.last()).await;
    let mut social = app.enrol_role(Role::SocialCaretaker).await;
    let visit = social.create(document(3), Kind::SocialVisit, &[SocialVisit::minutes().set(5)]);
    social.push_one(HERE, visit.last()).await;
    readers_hear(&mut listening, Kind::SocialVisit, social.person()).await;
    // Each was heard by somebody by now, and by nobody else.
    for (role, stream, device) in listening {
        revoke(&app.app, device).await.unwrap();
        assert_eq!(told(stream).await, [], "{role:?}");
    }
}

#[tokio::test]
async fn rights_are_asked_for_anew_at_every_event() {
    let app = TestApp::start().await;
    let board = app.enrol_role(Role::Board).await;
    let stream = listen(&app, &board).await;
    let reads_areas = |role: &Role| {
        let scope = feltbog_shared::permission::access(*role, Kind::Area.collection()).read;
        *role != Role::Board && scope.is_all()
    };
    let reader = Role::ALL.into_iter().find(reads_areas).unwrap();
    let reader = app.enrol_role(reader).await;
    let of_reader = listen(&app, &reader).await;
    app.clock.pass(10);
    app.app
        .store
        .withdraw(&[Withdrawal::Role(
            board.person(),
            HERE,
            Role::Board,
            app.app.clock.now(),
        )])
        .await
        .unwrap();
    let mut mette = app.enrol(COLLEAGUE).await;
    let area = mette.create(document(1), Kind::Area, &[Area::name().set("Engen")]);
    mette.push_one(HERE, area.last()).await;
    // By now it was told, or everybody was sent to ask anew.
    let mut of_reader = heard(of_reader);
    let first = tokio::time::timeout(PATIENCE, of_reader.recv()).await;
    let first = first.expect("nothing was told");
    assert!(first.is_none_or(|wake| wake == Wake::of(HERE)), "{first:?}");
    revoke(&app.app, board.session.unwrap().device).await.unwrap();
    assert_eq!(told(stream).await, []);
}

#[tokio::test]
async fn a_server_that_stops_lets_its_listeners_go() {
    let app = TestApp::start().await;
    let board = app.enrol_role(Role::Board).await;
    let stream = listen(&app, &board).await;
    app.app.stop();
    assert_eq!(told(stream).await, []);
}

/// A connection that died is not noticed for a while, and a phone opens another; somebody of bad will opens thousands.
#[tokio::test]
async fn a_device_has_a_few_streams_and_the_newest_stay() {
    let app = TestApp::start().await;
    let board = app.enrol_role(Role::Board).await;
    let other = app.enrol_role(Role::CaseOfficer).await;
    let of_another = listen(&app, &other).await;
    let mut streams = Vec::new();
    for _ in 0..10 {
        streams.push(listen(&app, &board).await);
    }
    let mut kept = streams.split_off(6);
    for stream in streams {
        assert_eq!(told(stream).await, [], "the server ends it");
    }
    let mut mette = app.enrol(COLLEAGUE).await;
    let area = mette.create(document(1), Kind::Area, &[Area::name().set("Engen")]);
    mette.push_one(HERE, area.last()).await;
    for stream in &mut kept {
        assert_eq!(next(stream).await, Wake::of(HERE));
    }
    revoke(&app.app, board.session.unwrap().device).await.unwrap();
    for stream in kept {
        assert_eq!(told(stream).await, []);
    }
    drop(of_another);
}

/// A record that names somebody changes what they may read at once, and what it says no more does too.
#[tokio::test]
async fn whoever_a_record_names_hears_that_their_rights_have_changed() {
    let app = TestApp::start().await;
    let mut officer = app.enrol_role(Role::CaseOfficer).await;
    let mediator = app.enrol_role(Role::Mediator).await;
    let case = officer.create(
        document(1),
        Kind::ConflictCase,
        &[ConflictCase::night().set(true)],
    );
    officer.push_one(HERE, case.last()).await;
    let mut stream = listen(&app, &mediator).await;
    // Rights are looked at when an event is told, so each is heard before the next.
    let link = DocumentId::from_bytes(*mediator.person().as_bytes());
    let mut part = officer.create(
        document(2),
        Kind::CasePart,
        &[
            CasePart::conflict_case().set(case.id),
            CasePart::person().set(link),
            CasePart::part().set(Part::Assigned),
        ],
    );
    officer.push_one(HERE, part.last()).await;
    assert_eq!(next(&mut stream).await, Wake::of(HERE));
    officer.edit(&mut part, &[CasePart::ended().set(true)]);
    officer.push_one(HERE, part.last()).await;
    assert_eq!(next(&mut stream).await, Wake::of(HERE));
    // Nothing more concerns the mediator; whoever writes hears of it.
    let mut of_officer = listen(&app, &officer).await;
    let another = officer.create(
        document(3),
        Kind::ConflictCase,
        &[ConflictCase::night().set(true)],
    );
    officer.push_one(HERE, another.last()).await;
    assert_eq!(next(&mut of_officer).await, Wake::of(HERE));
    revoke(&app.app, mediator.session.unwrap().device).await.unwrap();
    assert_eq!(told(stream).await, []);
}

/// The server ends a stream without having said anything on it.
async fn ends(stream: BodyDataStream) {
    let told = tokio::time::timeout(PATIENCE, told(stream)).await;
    assert_eq!(told.expect("the phone was not sent to ask anew"), []);
}

/// A listener is sent to ask anew whenever their rights have changed: a role given in a department that is new to them,
/// one taken, one that begins or ends by itself, a module that is switched.
#[tokio::test]
async fn rights_that_change_or_begin_end_the_stream() {
    let mut app = TestApp::start().await;
    // A server that has seen everybody from its beginning has no news of them.
    app.restart().await;
    let (board, mette) = (
        app.enrol_role(Role::Board).await,
        app.enrol_role(Role::Caretaker).await,
    );
    let person = board.person();
    let grant = |department, from: i64, until: Option<i64>| Grant {
        role: Role::Board,
        department,
        from: START.plus_millis(from),
        until: until.map(|until| START.plus_millis(until)),
    };
    let other = listen(&app, &mette).await;
    let store = &app.app.store;
    let stream = listen(&app, &board).await;
    store.grant(person, grant(THERE, 0, Some(1_000))).await.unwrap();
    ends(stream).await;
    let stream = listen(&app, &board).await;
    app.clock.pass(1_000);
    ends(stream).await;
    let stream = listen(&app, &board).await;
    store.grant(person, grant(THERE, 2_000, None)).await.unwrap();
    ends(stream).await;
    let stream = listen(&app, &board).await;
    app.clock.pass(1_000);
    ends(stream).await;
    let stream = listen(&app, &board).await;
    let now = app.app.clock.now();
    store
        .withdraw(&[Withdrawal::Role(person, THERE, Role::Board, now)])
        .await
        .unwrap();
    ends(stream).await;
    // Of what happens to one nobody else is told; of a department's modules, everybody there.
    let stream = listen(&app, &board).await;
    store
        .set_modules(HERE, Modules::all().without(Module::Nature))
        .await
        .unwrap();
    ends(stream).await;
    ends(other).await;
}

/// A listener hears the same whatever is written beside it that they may not read: neither a number nor an event tells
/// of it.
#[tokio::test]
async fn nothing_is_told_of_what_the_listener_may_not_read() {
    let mut app = TestApp::start().await;
    // A server that has seen everybody from its beginning has no news of their rights.
    app.restart().await;
    let mut officer = app.enrol_role(Role::CaseOfficer).await;
    let mediator = app.enrol_role(Role::Mediator).await;
    let link = DocumentId::from_bytes(*mediator.person().as_bytes());
    let case = async |officer: &mut Client, number| {
        let edits = [ConflictCase::night().set(true)];
        let case = officer.create(document(number), Kind::ConflictCase, &edits);
        officer.push_one(HERE, case.last()).await;
        case
    };
    let theirs = case(&mut officer, 1).await;
    let part = officer.create(
        document(2),
        Kind::CasePart,
        &[
            CasePart::conflict_case().set(theirs.id),
            CasePart::person().set(link),
            CasePart::part().set(Part::Assigned),
        ],
    );
    officer.push_one(HERE, part.last()).await;
    let mut stream = listen(&app, &mediator).await;
    for number in 0..3 {
        // A case of others with all that belongs to it, and one more event of their own case.
        let others = case(&mut officer, 10 + number).await;
        let hidden = [ConflictEvent::conflict_case().set(others.id)];
        let hidden = officer.create(document(20 + number), Kind::ConflictEvent, &hidden);
        officer.push_one(HERE, hidden.last()).await;
        let event = [ConflictEvent::conflict_case().set(theirs.id)];
        let event = officer.create(document(30 + number), Kind::ConflictEvent, &event);
        officer.push_one(HERE, event.last()).await;
        assert_eq!(next(&mut stream).await, Wake::of(HERE));
    }
    erase(&app.app, document(10)).await.unwrap();
    erase(&app.app, document(30)).await.unwrap();
    assert_eq!(next(&mut stream).await, Wake::of(HERE));
    revoke(&app.app, mediator.session.unwrap().device).await.unwrap();
    assert_eq!(told(stream).await, []);
}

/// A person with a conflict of interest in a case hears nothing of it, nor of records that come to belong to it later.
#[tokio::test]
async fn nothing_is_told_of_a_case_to_whoever_is_recused_from_it() {
    let mut app = TestApp::start().await;
    app.restart().await;
    let mut officer = app.enrol_role(Role::CaseOfficer).await;
    let mut mette = app.enrol(COLLEAGUE).await;
    let edits = [ConflictCase::night().set(true)];
    let case = officer.create(document(1), Kind::ConflictCase, &edits);
    officer.push_one(HERE, case.last()).await;
    let part = [
        CasePart::conflict_case().set(case.id),
        CasePart::person().set(DocumentId::from_bytes(*COLLEAGUE.as_bytes())),
        CasePart::part().set(Part::Recused),
    ];
    let part = mette.create(document(2), Kind::CasePart, &part);
    mette.push_one(HERE, part.last()).await;
    let mut stream = listen(&app, &mette).await;
    let event = [ConflictEvent::conflict_case().set(case.id)];
    let event = officer.create(document(3), Kind::ConflictEvent, &event);
    officer.push_one(HERE, event.last()).await;
    // News are told in order: what comes first is not about the case.
    for number in [4, 5] {
        let other = officer.create(document(number), Kind::ConflictCase, &edits);
        officer.push_one(HERE, other.last()).await;
        assert_eq!(next(&mut stream).await, Wake::of(HERE));
        if number == 4 {
            erase(&app.app, event.id).await.unwrap();
        }
    }
    revoke(&app.app, mette.session.unwrap().device).await.unwrap();
    assert_eq!(told(stream).await, [], "one event for each of the other cases");
}

/// The questions that an event asks of the database are as few for many listeners as for one, whether it concerns them or
/// not.
#[tokio::test]
async fn an_event_asks_as_little_however_many_listen() {
    let mut app = TestApp::start().await;
    app.restart().await;
    let mut officer = app.enrol_role(Role::CaseOfficer).await;
    let edits = [ConflictCase::night().set(true)];
    let [theirs, others] = [1, 2].map(|number| officer.create(document(number), Kind::ConflictCase, &edits));
    for case in [&theirs, &others] {
        officer.push_one(HERE, case.last()).await;
    }
    let mediator = person(Role::Mediator);
    let part = [
        CasePart::conflict_case().set(theirs.id),
        CasePart::person().set(DocumentId::from_bytes(*mediator.as_bytes())),
        CasePart::part().set(Part::Assigned),
    ];
    let part = officer.create(document(3), Kind::CasePart, &part);
    officer.push_one(HERE, part.last()).await;
    let mut streams = Vec::new();
    for _ in 0..12 {
        let phone = app.enrol(mediator).await;
        streams.push(listen(&app, &phone).await);
    }
    let asked = async || {
        let figures = figures(&app).await;
        value(&figures, "feltbog_wake_questions_total").unwrap()
    };
    let before = asked().await;
    // News are told in order: whoever hears of the second event has passed over the first.
    for (number, case) in [(10, &others), (11, &theirs)] {
        let event = [ConflictEvent::conflict_case().set(case.id)];
        let event = officer.create(document(number), Kind::ConflictEvent, &event);
        officer.push_one(HERE, event.last()).await;
    }
    for stream in &mut streams {
        assert_eq!(next(stream).await, Wake::of(HERE));
    }
    // Who is there, and whose cases were touched: twice each, and once more where another server tells of it too.
    let questions = asked().await - before;
    assert!((2.0..=8.0).contains(&questions), "{questions} questions");
}
