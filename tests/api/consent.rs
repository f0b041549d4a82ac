//! The resident's no: nothing goes out against it, whatever app sends it, and what is refused reaches nobody.

use feltbog_server::services::retention::{erase_refused_notes, erase_refused_records};
use feltbog_server::store::{DocumentSummary, LegalHold};
use feltbog_shared::model::concern::ResidentYes;
use feltbog_shared::model::handover::HandoverRole;
use feltbog_shared::model::referral::{BasisWithoutConsent, ReceiverKind};
use feltbog_shared::model::signal::{SignalState, Urgency};
use feltbog_shared::model::social_visit::{ContactConsent, NoteConsent};
use feltbog_shared::model::{Concern, FieldEdit, Handover, Kind, Referral, SocialVisit, VisitNote};
use feltbog_shared::permission::{Grant, Role};
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::{Cursor, PullRequest, Verdict};
use feltbog_tests::app::{Client, Draft, HERE, START, STRANGER, TestApp, document, person};
use memchr::memmem;

/// A word that stands in what is refused and nowhere else.
const WORD: &str = "kanariefugl";

fn no_consent(field: &str) -> Verdict {
    Verdict::Refused(Code::NoConsent, Some(field.to_owned()))
}

fn handover(answer: ResidentYes) -> Vec<FieldEdit> {
    vec![
        Handover::to_role().set(HandoverRole::SocialCaretaker),
        Handover::state().set(SignalState::Sent),
        Handover::text().set(WORD),
        Handover::dwelling_ref().set("Opgang 4"),
        Handover::resident_yes().set(answer),
    ]
}

async fn pushed(client: &mut Client, number: u16, kind: Kind, edits: &[FieldEdit]) -> (Draft, Verdict) {
    let draft = client.create(document(number), kind, edits);
    let verdict = client.push_one(HERE, draft.last()).await;
    (draft, verdict)
}

/// Whether somebody is sent the word.
async fn is_known(reader: &Client) -> bool {
    let path = |verb: &str| format!("/api/v1/departments/{HERE}/{verb}");
    let request = PullRequest {
        cursor: Cursor::default(),
        limit: 100,
    };
    let sent = reader.post_sync(&path("pull"), &request).await.body;
    let listed = reader.get(&path("records")).await.body;
    let holds = |bytes: &[u8]| memmem::find(bytes, WORD.as_bytes()).is_some();
    holds(&sent) || holds(&listed)
}

#[tokio::test]
async fn nothing_is_passed_on_against_a_no_without_a_basis() {
    let app = TestApp::start().await;
    let mut caretaker = app.enrol_role(Role::Caretaker).await;
    let mut social = app.enrol_role(Role::SocialCaretaker).await;
    let rows = app.rows().await;
    let said_no = handover(ResidentYes::No);
    let (_, verdict) = pushed(&mut caretaker, 1, Kind::Handover, &said_no).await;
    assert_eq!(verdict, no_consent("resident_yes"));
    let concern = [
        Concern::resident_yes().set(ResidentYes::No),
        Concern::urgency().set(Urgency::Today),
        Concern::remark().set(WORD),
    ];
    let (_, verdict) = pushed(&mut caretaker, 2, Kind::Concern, &concern).await;
    assert_eq!(verdict, no_consent("resident_yes"));
    let referral = [
        Referral::receiver_kind().set(ReceiverKind::OwnDoctor),
        Referral::receiver_name().set(WORD),
    ];
    let (_, verdict) = pushed(&mut social, 3, Kind::Referral, &referral).await;
    assert_eq!(verdict, no_consent("consent_given"));
    assert_eq!(app.rows().await, rows, "nothing is kept of it");
    assert!(!is_known(&social).await);

    // With a yes, unasked, or with a basis it goes.
    let basis = BasisWithoutConsent::AcuteDanger;
    let with_basis = [said_no, vec![Handover::basis_if_no_consent().set(basis)]].concat();
    for (number, edits) in (10..).zip([
        handover(ResidentYes::Yes),
        handover(ResidentYes::NotAsked),
        with_basis,
    ]) {
        let (_, verdict) = pushed(&mut caretaker, number, Kind::Handover, &edits).await;
        assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    }
    for (number, settles) in (20..).zip([
        Referral::consent_given().set(true),
        Referral::basis_if_no_consent().set(basis),
    ]) {
        let edits = [referral.to_vec(), vec![settles]].concat();
        let (_, verdict) = pushed(&mut social, number, Kind::Referral, &edits).await;
        assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    }
    assert!(is_known(&social).await);
}

/// The answer that the author saw counts: a no that somebody else wrote meanwhile refuses nobody's words, and a no is
/// taken whatever it is said to.
#[tokio::test]
async fn a_change_is_held_to_the_answer_that_its_author_saw() {
    let app = TestApp::start().await;
    let mut caretaker = app.enrol_role(Role::Caretaker).await;
    let mut social = app.enrol_role(Role::SocialCaretaker).await;
    let (sent, verdict) = pushed(&mut caretaker, 1, Kind::Handover, &handover(ResidentYes::Yes)).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    let (mut theirs, mut mine) = (sent.clone(), sent.clone());
    // The social caretaker is told no; the caretaker writes on without having heard of it.
    let no = social.edit(
        &mut theirs,
        &[
            Handover::resident_yes().set(ResidentYes::No),
            Handover::text().clear(),
            Handover::dwelling_ref().clear(),
            Handover::state().set(SignalState::Ended),
        ],
    );
    let verdict = social.push_one(HERE, no).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    let text = caretaker.edit(&mut mine, &[Handover::text().set("Ring til hende")]);
    let verdict = caretaker.push_one(HERE, text).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    // Who saw the no writes nothing more, but for what has become of it.
    let mut refused = theirs.clone();
    let again = social.edit(&mut refused, &[Handover::text().set(WORD)]);
    assert_eq!(social.push_one(HERE, again).await, no_consent("resident_yes"));
    let later = [Handover::follow_up_on().set(START.danish_day())];
    let later = social.edit(&mut theirs, &later);
    let verdict = social.push_one(HERE, later).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    // The words beside the no, and those before it, are readable for as long as the no can be taken back.
    app.clock.pass(9 * 60_000);
    assert_eq!(erase_refused_records(&app.app, None).await.unwrap(), 0);
    app.clock.pass(60_000);
    assert_eq!(erase_refused_records(&app.app, None).await.unwrap(), 1);
    assert!(is_erased(&app, 1).await);
    assert!(!is_known(&social).await);
    assert_eq!(erase_refused_records(&app.app, None).await.unwrap(), 0);
}

async fn is_erased(app: &TestApp, number: u16) -> bool {
    let id = document(number);
    let found = app.app.store.summaries(&[id]).await.unwrap();
    matches!(found.get(&id), Some(DocumentSummary::Erased(_)))
}

/// Each kind that holds a no: erased with its words, whichever app or page said the no. Nothing else is.
#[tokio::test]
async fn what_went_out_is_erased_once_the_resident_has_said_no_for_ten_minutes() {
    let app = TestApp::start().await;
    let mut social = app.enrol_role(Role::SocialCaretaker).await;
    let no = || Handover::resident_yes().set(ResidentYes::No);
    let yes = || Handover::resident_yes().set(ResidentYes::Yes);
    let basis = Handover::basis_if_no_consent().set(BasisWithoutConsent::AcuteDanger);
    let concern = |urgency| {
        vec![
            Concern::urgency().set(urgency),
            Concern::remark().set(WORD),
            yes(),
        ]
    };
    // The record as it went out, what is said of it then, and whether it is erased for it.
    let cases = [
        (Kind::Handover, handover(ResidentYes::Yes), vec![no()], true),
        (Kind::Handover, handover(ResidentYes::NotAsked), vec![no()], true),
        // As a phone does: the words stand in the history still.
        (
            Kind::Handover,
            handover(ResidentYes::Yes),
            vec![no(), Handover::text().clear(), Handover::dwelling_ref().clear()],
            true,
        ),
        (
            Kind::Handover,
            handover(ResidentYes::Yes),
            vec![no(), basis],
            false,
        ),
        (Kind::Handover, handover(ResidentYes::Yes), vec![], false),
        // Nothing was told of the resident, but that they were asked.
        (Kind::Handover, vec![no()], vec![], false),
        (Kind::Concern, concern(Urgency::Today), vec![no()], true),
        (Kind::Concern, concern(Urgency::Acute), vec![no()], false),
    ];
    let mut expected = Vec::new();
    for (number, (kind, sent, then, is_to_go)) in (1..).zip(&cases) {
        let (mut draft, verdict) = pushed(&mut social, number, *kind, sent).await;
        assert!(matches!(verdict, Verdict::Accepted(..)), "{number}: {verdict:?}");
        if !then.is_empty() {
            let change = social.edit(&mut draft, then);
            let verdict = social.push_one(HERE, change).await;
            assert!(matches!(verdict, Verdict::Accepted(..)), "{number}: {verdict:?}");
        }
        expected.push(*is_to_go);
    }
    // Held for a court; and answered otherwise on two phones at once, which is for people to settle first.
    let (mut held, _) = pushed(&mut social, 50, Kind::Handover, &handover(ResidentYes::Yes)).await;
    let (mut one, _) = pushed(&mut social, 51, Kind::Handover, &handover(ResidentYes::NotAsked)).await;
    let mut other = one.clone();
    for (draft, answer) in [(&mut held, no()), (&mut one, no()), (&mut other, yes())] {
        let change = social.edit(draft, &[answer]);
        let verdict = social.push_one(HERE, change).await;
        assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    }
    let hold = LegalHold {
        reason: "Sagen er i byretten".into(),
        held_by: person(Role::SocialCaretaker),
        held_at: START,
    };
    assert!(app.app.store.hold(HERE, document(50), &hold).await.unwrap());

    app.clock.pass(9 * 60_000);
    assert_eq!(erase_refused_records(&app.app, None).await.unwrap(), 0);
    app.clock.pass(60_000);
    let count = expected.iter().filter(|is_to_go| **is_to_go).count();
    // What has not been changed lately is looked at with everything else.
    let now = Some(START.plus_millis(11 * 60_000));
    assert_eq!(erase_refused_records(&app.app, now).await.unwrap(), 0);
    assert_eq!(erase_refused_records(&app.app, Some(START)).await.unwrap(), count);
    for (number, is_to_go) in (1..).zip(expected) {
        assert_eq!(is_erased(&app, number).await, is_to_go, "{number}");
    }
    assert!(!is_erased(&app, 50).await && !is_erased(&app, 51).await);
    app.app.store.release(HERE, document(50)).await.unwrap();
    assert_eq!(erase_refused_records(&app.app, None).await.unwrap(), 1);
    assert!(is_erased(&app, 50).await);
}

/// A resident who wants no contact is talked about with nobody more; who was told before is taken out at any time.
#[tokio::test]
async fn a_visit_is_shared_with_nobody_more_while_the_contact_is_refused() {
    let app = TestApp::start().await;
    let mut social = app.enrol_role(Role::SocialCaretaker).await;
    let answer = |answer| SocialVisit::consent_contact().set(answer);
    let (doctor, adviser) = (ReceiverKind::OwnDoctor, ReceiverKind::MunicipalHousingAdviser);
    let share = |receiver| SocialVisit::share_with().include(receiver);
    let no = answer(ContactConsent::No);
    let (_, verdict) = pushed(&mut social, 1, Kind::SocialVisit, &[no.clone(), share(doctor)]).await;
    assert_eq!(verdict, no_consent("consent_contact"));
    let shared = [answer(ContactConsent::Yes), share(doctor), share(adviser)];
    let (mut visit, verdict) = pushed(&mut social, 2, Kind::SocialVisit, &shared).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    for (edit, may) in [
        (no, true),
        (SocialVisit::share_with().exclude(doctor), true),
        (share(doctor), false),
        (SocialVisit::minutes().set(20), true),
        (SocialVisit::share_with().exclude(adviser), true),
        (share(adviser), false),
        (answer(ContactConsent::Yes), true),
        (share(doctor), true),
    ] {
        let mut tried = visit.clone();
        let change = social.edit(&mut tried, std::slice::from_ref(&edit));
        let verdict = social.push_one(HERE, change).await;
        if may {
            assert!(matches!(verdict, Verdict::Accepted(..)), "{edit:?}: {verdict:?}");
            visit = tried;
        } else {
            assert_eq!(verdict, no_consent("consent_contact"), "{edit:?}");
        }
    }
}

fn note(visit: u16) -> Vec<FieldEdit> {
    vec![
        VisitNote::visit().set(document(visit)),
        VisitNote::text().rewrite(WORD),
    ]
}

/// A no to the note or to the contact keeps a note from being kept, whichever comes first and whichever app sends it.
#[tokio::test]
async fn a_note_is_refused_while_its_visit_says_no() {
    let app = TestApp::start().await;
    let mut social = app.enrol_role(Role::SocialCaretaker).await;
    let visits = [
        (1, vec![SocialVisit::consent_note().set(NoteConsent::No)], false),
        (
            2,
            vec![SocialVisit::consent_contact().set(ContactConsent::No)],
            false,
        ),
        (3, vec![SocialVisit::consent_note().set(NoteConsent::Yes)], true),
        // Nobody was asked yet, and a note of a visit that is still on its way is nobody's no.
        (4, vec![SocialVisit::minutes().set(20)], true),
    ];
    for (visit, answer, may) in &visits {
        let (_, verdict) = pushed(&mut social, *visit, Kind::SocialVisit, answer).await;
        assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
        let (_, verdict) = pushed(&mut social, visit + 100, Kind::VisitNote, &note(*visit)).await;
        match may {
            true => assert!(matches!(verdict, Verdict::Accepted(..)), "{visit}: {verdict:?}"),
            false => assert_eq!(verdict, no_consent("text"), "{visit}"),
        }
    }
    let (_, verdict) = pushed(&mut social, 205, Kind::VisitNote, &note(5)).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");

    // Both in one batch: the visit answers for itself, and is taken.
    let visit = social.create(
        document(6),
        Kind::SocialVisit,
        &[SocialVisit::consent_note().set(NoteConsent::No)],
    );
    let kept = social.create(document(206), Kind::VisitNote, &note(6));
    let reply = social.push(HERE, vec![kept.last(), visit.last()]).await;
    assert_eq!(reply.verdicts[0], no_consent("text"));
    assert!(matches!(reply.verdicts[1], Verdict::Accepted(..)));
}

/// A note that was kept with a yes is emptied after a no, and nothing is written to it again.
#[tokio::test]
async fn a_note_is_emptied_after_a_no_and_not_written_again() {
    let app = TestApp::start().await;
    let mut social = app.enrol_role(Role::SocialCaretaker).await;
    let yes = [SocialVisit::consent_note().set(NoteConsent::Yes)];
    let (mut visit, _) = pushed(&mut social, 1, Kind::SocialVisit, &yes).await;
    let (mut kept, verdict) = pushed(&mut social, 2, Kind::VisitNote, &note(1)).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    let no = social.edit(&mut visit, &[SocialVisit::consent_note().set(NoteConsent::No)]);
    let verdict = social.push_one(HERE, no).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    let mut refused = kept.clone();
    let more = social.edit(&mut refused, &[VisitNote::text().rewrite("mere")]);
    assert_eq!(social.push_one(HERE, more).await, no_consent("text"));
    let emptied = social.edit(
        &mut kept,
        &[
            VisitNote::text().rewrite(""),
            VisitNote::discarded_at().set(START),
        ],
    );
    let verdict = social.push_one(HERE, emptied).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
}

/// A no and a note on their way at once: whichever is written second knows of the first.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_no_and_a_note_do_not_pass_each_other() {
    let app = TestApp::start().await;
    let mut social = app.enrol_role(Role::SocialCaretaker).await;
    let mut other = app.enrol_role(Role::SocialCaretaker).await;
    let number = |verdict: &Verdict| match verdict {
        Verdict::Accepted(number, _) => Some(*number),
        _ => None,
    };
    for round in 0..20 {
        // A visit that is there, and one that comes with the no.
        let (visit, noted) = (round * 2 + 1, 500 + round);
        let is_new = round % 2 == 0;
        let yes = [SocialVisit::consent_note().set(NoteConsent::Yes)];
        let no = [SocialVisit::consent_note().set(NoteConsent::No)];
        let refusing = if is_new {
            social.create(document(visit), Kind::SocialVisit, &no).last()
        } else {
            let (mut visit, _) = pushed(&mut social, visit, Kind::SocialVisit, &yes).await;
            social.edit(&mut visit, &no)
        };
        let kept = other.create(document(noted), Kind::VisitNote, &note(visit));
        let (refusing, kept) =
            tokio::join!(social.push_one(HERE, refusing), other.push_one(HERE, kept.last()));
        let no_at = number(&refusing).unwrap_or_else(|| panic!("{refusing:?}"));
        match number(&kept) {
            Some(note_at) => assert!(note_at < no_at, "round {round}: note {note_at}, no {no_at}"),
            None => assert_eq!(kept, no_consent("text"), "round {round}"),
        }
    }
}

/// Somebody else's visit is neither read nor told of by a note that names it.
#[tokio::test]
async fn a_note_learns_nothing_of_a_visit_that_is_not_its_authors() {
    let app = TestApp::start().await;
    let mut social = app.enrol_role(Role::SocialCaretaker).await;
    let no = [SocialVisit::consent_note().set(NoteConsent::No)];
    let (_, verdict) = pushed(&mut social, 1, Kind::SocialVisit, &no).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    let grant = Grant {
        role: Role::SocialCaretaker,
        department: HERE,
        from: START,
        until: None,
    };
    app.app.store.grant(STRANGER, grant).await.unwrap();
    let mut other = app.enrol(STRANGER).await;
    let (_, verdict) = pushed(&mut other, 101, Kind::VisitNote, &note(1)).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{verdict:?}");
    app.clock.pass(60 * 60_000);
    assert_eq!(erase_refused_notes(&app.app, None).await.unwrap(), 0);
}
