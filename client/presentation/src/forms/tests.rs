//! Every field is asked for or has its reason, and what a new record begins with is allowed.

use super::Item::{Field, LockedSheet, Sheet};
use super::*;
use feltbog_shared::model::ConflictParty;
use feltbog_shared::model::activity::ActivityKind;
use feltbog_shared::model::conflict_party::PartyRole;
use feltbog_shared::model::social_visit::ContactConsent;
use feltbog_shared::moment::Moment;

#[test]
fn what_is_asked_for_is_a_field_and_stands_on_a_sheet() {
    for kind in Kind::ALL {
        let items = of(*kind);
        if matches!(kind, Kind::ActionCard | Kind::ResidentCard) {
            continue;
        }
        assert!(matches!(items.first(), Some(Sheet | LockedSheet)), "{kind:?}");
        let weather = if *kind == Kind::InsectCount { WEATHER } else { &[] };
        for item in items.iter().chain(weather) {
            let name = match item {
                Field(ask) => ask.name,
                Steps(_) => "state",
                _ => continue,
            };
            assert!(kind.field(name).is_some(), "{kind:?} has no {name}");
        }
    }
}

/// Fields that no form asks, each with its reason.
const NOT_ASKED: &[(Kind, &str, &str)] = &[
    (
        Kind::ConflictCase,
        "mediation_on",
        "the mediation's own end sets it",
    ),
    (
        Kind::ConflictCase,
        "merged_into",
        "the desk sets it when two cases become one",
    ),
    (Kind::LegalStep, "recipient", "the letter sets it"),
    (Kind::LegalStep, "received_on", "the letter's receipt sets it"),
    (Kind::LegalStep, "pdf_hash", "the letter sets it"),
    (Kind::SocialVisit, "household_ref", "the dwelling names the home"),
    (Kind::Area, "square_metres_off", "the way of measuring sets it"),
    (Kind::Area, "outline", "the walk sets it"),
    (Kind::Area, "walk", "the walk sets it"),
    (Kind::CareTask, "after", "the task before it sets it"),
    (
        Kind::Handover,
        "from_role",
        "the author's role is known from the history",
    ),
    (Kind::CasePart, "part", "the way to the page sets it"),
    (
        Kind::CasePhoto,
        "conflict_case",
        "the event that it shows sets it",
    ),
    (Kind::InsectCount, "counts", "the screen of the count sets it"),
    (Kind::InsectCount, "started_at", "the screen of the count sets it"),
    (
        Kind::InsectCount,
        "finished_at",
        "the screen of the count sets it",
    ),
    (Kind::InsectCount, "minutes", "the screen of the count sets it"),
    (Kind::InsectCount, "paused_at", "the screen of the count sets it"),
    (
        Kind::InsectCount,
        "paused_seconds",
        "the screen of the count sets it",
    ),
    (Kind::InsectCount, "state", "the screen of the count sets it"),
];

/// Walks the model: a kind's field is asked for, leads to the record it belongs to, or has its reason here.
#[test]
fn every_field_is_asked_for_or_has_a_reason_not_to_be() {
    // The app writes these in every kind. Some forms ask for the day of the next look too.
    let everywhere = ["created_at", "follow_up_on", "discarded_at"];
    let mut reasons: Vec<_> = NOT_ASKED.iter().collect();
    for kind in Kind::ALL {
        // The office has pages of its own for cards.
        if matches!(kind, Kind::ActionCard | Kind::ResidentCard) {
            continue;
        }
        let weather = if *kind == Kind::InsectCount { WEATHER } else { &[] };
        let asked = |name: &str| {
            of(*kind).iter().chain(weather).any(|item| match item {
                Field(ask) => ask.name == name,
                Steps(_) => name == "state",
                _ => false,
            })
        };
        for spec in kind.fields() {
            let reason = reasons
                .iter()
                .position(|(of, name, _)| of == kind && *name == spec.name);
            let is_known = everywhere.contains(&spec.name) || link(*kind) == Some(spec.name);
            match reason {
                Some(place) => {
                    assert!(!asked(spec.name), "{kind:?}.{} is asked after all", spec.name);
                    reasons.remove(place);
                }
                None => assert!(
                    asked(spec.name) || is_known,
                    "no form asks for {kind:?}.{}",
                    spec.name
                ),
            }
        }
    }
    assert!(reasons.is_empty(), "no such field: {reasons:?}");
}

#[test]
fn the_way_to_a_record_chooses_what_it_has() {
    let concern = first_choice(Kind::Concern, "ikke_teknisk_hjaelp").unwrap();
    assert_eq!(
        Kind::Concern.check_edits(&Fields::new(), std::slice::from_ref(&concern)),
        Ok(())
    );
    assert_eq!(first_choice(Kind::Concern, "afsluttet"), None);
    assert_eq!(first_choice(Kind::VisitNote, "ikke_teknisk_hjaelp"), None);
}

#[test]
fn a_place_and_a_home_are_asked_about_what_is_theirs() {
    let offered = |kind, key| is_offered(kind, Signal::kind().name(), key);
    for (kind, theirs, others) in [
        (
            Kind::Signal,
            key!(SignalKind::Waste),
            key!(SignalKind::NotSeenForLong),
        ),
        (
            Kind::Concern,
            key!(SignalKind::NotSeenForLong),
            key!(SignalKind::Waste),
        ),
    ] {
        assert!(offered(kind, theirs) && offered(kind, key!(SignalKind::Other)));
        assert!(!offered(kind, others), "{kind:?}");
    }
    // The same words in another field are no such list.
    assert!(is_offered(
        Kind::Signal,
        "state",
        key!(SignalKind::NotSeenForLong)
    ));
}

#[test]
fn fields_that_follow_an_answer_are_asked_for_after_it() {
    let asked = |kind: Kind, name: &str, edits: &[FieldEdit]| {
        let mut record = Fields::new();
        edits.iter().for_each(|edit| fields::apply(&mut record, edit));
        let item = of(kind).iter().find_map(|item| match item {
            Field(ask) if ask.name == name => Some(ask.when),
            _ => None,
        });
        item.unwrap().is_none_or(|when| when(&record))
    };
    let withheld = ConflictParty::identity_withheld();
    let reason = ConflictParty::withheld_reason().name();
    assert!(!asked(Kind::ConflictParty, reason, &[withheld.set(false)]));
    assert!(asked(Kind::ConflictParty, reason, &[withheld.set(true)]));
    let postponed = ConflictParty::informed_postponed_reason().name();
    let informed = ConflictParty::informed_on().set(Moment::default().day(60));
    assert!(asked(Kind::ConflictParty, postponed, &[]));
    assert!(!asked(Kind::ConflictParty, postponed, &[informed]));
    let (two, until) = (
        SocialVisit::safety_two_persons(),
        SocialVisit::safety_until().name(),
    );
    let why = SocialVisit::safety_reason().name();
    assert!(!asked(Kind::SocialVisit, why, &[]));
    assert!(asked(Kind::SocialVisit, why, &[two.set(true)]));
    assert!(!asked(Kind::SocialVisit, until, &[]));
    assert!(asked(Kind::SocialVisit, until, &[two.set(true)]));
    let (answer, on) = (SocialVisit::consent_contact(), SocialVisit::consent_on().name());
    assert!(!asked(
        Kind::SocialVisit,
        on,
        &[answer.set(ContactConsent::NotAsked)]
    ));
    assert!(asked(Kind::SocialVisit, on, &[answer.set(ContactConsent::No)]));
    let (kind, team) = (Activity::kind(), Activity::team().name());
    assert!(!asked(Kind::Activity, team, &[kind.set(ActivityKind::WorkDay)]));
    assert!(asked(Kind::Activity, team, &[kind.set(ActivityKind::YouthJob)]));
    let task = Activity::task().name();
    assert!(asked(Kind::Activity, task, &[kind.set(ActivityKind::WorkDay)]));
    assert!(asked(Kind::Activity, task, &[kind.set(ActivityKind::YouthJob)]));
    assert!(!asked(Kind::Activity, task, &[kind.set(ActivityKind::Workshop)]));
}

#[test]
fn harm_comes_first_and_is_asked_again_after_the_first_answers() {
    let names = |kind: Kind, edits: &[FieldEdit]| -> Vec<&'static str> {
        let mut record = Fields::new();
        edits.iter().for_each(|edit| fields::apply(&mut record, edit));
        let asked = of(kind).iter().filter_map(|item| match item {
            Field(ask) if ask.when.is_none_or(|when| when(&record)) => Some(ask.name),
            _ => None,
        });
        asked.collect()
    };
    let state = |state| [ConflictCase::state().set(state)];
    let seen = names(Kind::ConflictCase, &state(ConflictState::Observed));
    assert_eq!(seen[..3], ["frequency", "afraid", "topic"]);
    let promised = ConflictCase::contact_promised_on().name();
    assert!(!seen.contains(&promised));
    assert!(names(Kind::ConflictCase, &state(ConflictState::Reported)).contains(&promised));

    let role = |role| ConflictParty::role().set(role);
    let (first, again) = (ConflictParty::sleep().name(), ConflictParty::sleep_again().name());
    let asked = |edits: &[FieldEdit]| {
        let names = names(Kind::ConflictParty, edits);
        (names.contains(&first), names.contains(&again))
    };
    let on = ConflictParty::harm_asked_on().set(Moment::default().day(60));
    assert_eq!(asked(&[]), (false, false));
    assert_eq!(asked(&[role(PartyRole::Witness), on.clone()]), (false, false));
    assert_eq!(asked(&[role(PartyRole::Complainant)]), (true, false));
    assert_eq!(asked(&[role(PartyRole::Complainant), on]), (true, true));
}

#[test]
fn records_are_read_first_but_those_that_are_opened_to_go_on() {
    let read_first = |kind: Kind, edits: &[FieldEdit]| {
        let mut record = Fields::new();
        edits.iter().for_each(|edit| fields::apply(&mut record, edit));
        is_read_first(kind, &record)
    };
    assert!(read_first(Kind::ConflictCase, &[]) && read_first(Kind::CareTask, &[]));
    assert!(!read_first(Kind::InsectCount, &[]) && !read_first(Kind::DoorRound, &[]));
    let visit = |state| read_first(Kind::SocialVisit, &[SocialVisit::state().set(state)]);
    assert!(!visit(VisitState::Planned) && visit(VisitState::Done));
}

#[test]
fn belongings_and_links_point_where_they_should() {
    for kind in Kind::ALL {
        if let Some(link) = link(*kind) {
            let spec = kind.field(link);
            assert!(
                matches!(spec.map(|spec| spec.shape), Some(Shape::Link)),
                "{kind:?}.{link}"
            );
        }
        for belonging in belongings(*kind) {
            assert_eq!(link(belonging.kind), Some(belonging.link), "{:?}", belonging.kind);
        }
    }
}

#[test]
fn a_record_may_begin_as_it_does() {
    for kind in Kind::ALL {
        let Beginning { key, now, .. } = beginning(*kind);
        let set = |name: &str, value| FieldEdit {
            field: name.to_owned(),
            change: FieldChange::Set(value),
        };
        let key = key.map(|(name, key)| set(name, Value::Text(key.to_owned())));
        let now = now.map(|name| set(name, Value::Moment(Moment::default())));
        let edits: Vec<_> = key.into_iter().chain(now).collect();
        assert_eq!(kind.check_edits(&Fields::new(), &edits), Ok(()), "{kind:?}");
    }
}

#[test]
fn an_outcome_is_asked_for_when_a_case_is_over() {
    let asked = CASE.iter().find_map(|item| match item {
        Field(ask) if ask.name == "outcome" => ask.when,
        _ => None,
    });
    let asked = asked.unwrap();
    let case = |state: &str| Fields::from([("state".to_owned(), Value::Text(state.to_owned()))]);
    assert!(asked(&case("closed")) && asked(&case("withdrawn")));
    assert!(!asked(&case("observed")) && !asked(&Fields::new()));
    let acute = Fields::from([("severity".to_owned(), Value::Text("akut".to_owned()))]);
    assert!(is_acute(&acute) && !is_acute(&Fields::new()));
}
