//! Social work on the phone: activities, interviews, counselling, experiences, referrals and receipts, entered without signal
//! and received as they were entered.

use crate::recording::log_visit;
use crate::roles::phone_of;
use anyhow::{Context, Result, ensure};
use feltbog_shared::id::DepartmentId;
use feltbog_shared::model::Kind;
use feltbog_shared::office::competence::ExperiencePage;
use feltbog_shared::office::efforts::{
    EffortDepartment, EffortGeography, EffortKind, EffortRecord, EffortState, EffortView, FundingLine,
    OnboardingStep, WHOLE_FUNDING,
};
use feltbog_shared::permission::Role;
use feltbog_tests::demo::{
    CARETAKER, DEPARTMENT, SOCIAL_CARETAKER, agree, department, enrolled, held_by_phone, held_by_server,
    saved, session, somebody,
};
use feltbog_tests::desk::Clerk;
use feltbog_tests::phone::Phone;
use feltbog_tests::proxy::Network;
use feltbog_tests::screen::{Wanted, button, checkbox, group, heading, link, radio, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::Value;
use std::collections::BTreeSet;

/// The five questions of the interview, as they stand on the phone, with the names of their fields.
const QUESTIONS: [(&str, &str); 5] = [
    ("Hvor tryg er du ude om aftenen? (1-5)", "safety"),
    ("Hvordan går det med naboerne? (1-5)", "neighbours"),
    ("Hvor glad er du for de grønne områder? (1-5)", "green"),
    ("Hvor let er det at få fat i driften? (1-5)", "contact"),
    ("Har du nogen at lave noget sammen med? (1-5)", "community"),
];

/// Opens Nyt, goes out of reach of the network, and begins a record.
async fn begin_offline(phone: &Phone, kind: &str) -> Result<()> {
    phone.tap(link("Nyt")).await?;
    phone.find(&link(kind).loosely().nth(0)).await?;
    phone.network().set(Network::Refuse).await?;
    phone.tap(link(kind).loosely().nth(0)).await
}

/// Leaves the record when everything is on the phone.
async fn finish(phone: &Phone) -> Result<()> {
    saved(phone).await?;
    phone.tap(button("Færdig")).await?;
    phone.lose(&button("Færdig")).await
}

/// The fields of the records of a kind that the phone holds.
async fn fields_of(phone: &Phone, here: DepartmentId, kind: Kind) -> Result<Vec<Value>> {
    let held = held_by_phone(phone, here).await?;
    let of_kind = held.into_values().filter(|one| one.kind == kind.key());
    Ok(of_kind.map(|one| one.content["fields"].clone()).collect())
}

/// The fields of the only record of a kind in which a word stands.
async fn fields_with(phone: &Phone, here: DepartmentId, kind: Kind, word: &str) -> Result<Value> {
    let mut found = fields_of(phone, here, kind).await?;
    found.retain(|fields| fields.to_string().contains(word));
    ensure!(
        found.len() == 1,
        "{} records of {kind:?} tell of {word}",
        found.len()
    );
    found.pop().context("no record")
}

/// A work day is planned and held in a basement: kind, name, place and heads, and nobody's name.
#[test]
fn a_work_day_is_noted_without_signal() {
    play("a_work_day_is_noted", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let sanne = enrolled(stage, &server, "sanne", SOCIAL_CARETAKER).await?;
        let here = department(&session(&server, &sanne).await?)?;
        begin_offline(&sanne, "Aktivitet").await?;
        sanne
            .tap(radio("Arbejdsdag").within(group("Hvad er det?")))
            .await?;
        sanne
            .fill(textbox("Hvad hedder den på opslaget?"), "Kvæstorbidagen")
            .await?;
        sanne.fill(textbox("Hvor?"), "Fælleshuset").await?;
        sanne.tap(button("Den er afholdt")).await?;
        sanne.fill(textbox("Hvor mange kom?"), "14").await?;
        finish(&sanne).await?;
        // The phone dies before the record is sent.
        sanne.kill().await?;
        sanne.reopen("/mine").await?;
        sanne.see("Kvæstorbidagen").await?;
        sanne.network().set(Network::Pass).await?;
        agree(&server, &[&sanne], here, PATIENCE).await?;
        let day = fields_with(&sanne, here, Kind::Activity, "Kvæstorbidagen").await?;
        ensure!(
            day["kind"] == "arbejdsdag" && day["state"] == "afholdt" && day["heads"] == 14,
            "{day}"
        );
        Ok(())
    });
}

/// A caretaker notes a workshop without signal; a colleague finds it after both phones have met the server.
#[test]
fn an_activity_reaches_a_colleague() {
    play("an_activity_reaches_a_colleague", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let mette = enrolled(stage, &server, "mette", CARETAKER).await?;
        let sanne = enrolled(stage, &server, "sanne", SOCIAL_CARETAKER).await?;
        let here = department(&session(&server, &mette).await?)?;
        begin_offline(&mette, "Aktivitet").await?;
        mette.tap(radio("Workshop").within(group("Hvad er det?"))).await?;
        mette
            .fill(textbox("Hvad hedder den på opslaget?"), "Kvæstorbiværkstedet")
            .await?;
        finish(&mette).await?;
        mette.network().set(Network::Pass).await?;
        agree(&server, &[&mette, &sanne], here, PATIENCE).await?;
        let workshop = fields_with(&sanne, here, Kind::Activity, "Kvæstorbiværkstedet").await?;
        ensure!(workshop["kind"] == "workshop", "{workshop}");
        Ok(())
    });
}

/// Five answers at a door without signal become one interview, in which nothing tells of a person.
#[test]
fn an_interview_is_taken_at_a_door_without_signal() {
    play("an_interview_at_a_door", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let sanne = enrolled(stage, &server, "sanne", SOCIAL_CARETAKER).await?;
        let here = department(&session(&server, &sanne).await?)?;
        let before = fields_of(&sanne, here, Kind::WellbeingInterview).await?.len();
        begin_offline(&sanne, "Trivselsinterview").await?;
        for (answer, (question, _)) in (1..).zip(QUESTIONS) {
            sanne.fill(textbox(question), &format!("{answer}")).await?;
        }
        sanne
            .tap(radio("Ved døren").within(group("Hvor blev der svaret?")))
            .await?;
        finish(&sanne).await?;
        sanne.kill().await?;
        sanne.reopen("/").await?;
        sanne.network().set(Network::Pass).await?;
        agree(&server, &[&sanne], here, PATIENCE).await?;
        let interviews = fields_of(&sanne, here, Kind::WellbeingInterview).await?;
        ensure!(interviews.len() == before + 1, "{} interviews", interviews.len());
        let is_given = |fields: &Value| {
            let mut answers = (1..).zip(QUESTIONS);
            answers.all(|(answer, (_, field))| fields[field] == answer) && fields["way"] == "ved_doeren"
        };
        ensure!(
            interviews.iter().any(is_given),
            "no interview has the answers: {interviews:?}"
        );
        Ok(())
    });
}

/// An adviser of the department has a phone on which a contact about arrears, its try and its result are entered without
/// signal; a caretaker of the department never gets it.
#[test]
fn a_contact_about_arrears_is_the_advisers_alone() {
    play("a_contact_about_arrears_on_the_phone", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let mette = enrolled(stage, &server, "mette", CARETAKER).await?;
        let known = session(&server, &mette).await?;
        let here = department(&known)?;
        let (adviser, _) = somebody(stage, &server, &known, Role::FinancialAdviser).await?;
        let phone = phone_of(stage, &server, "raadgiver", &adviser).await?;
        begin_offline(&phone, "Restancekontakt").await?;
        phone
            .fill(textbox("Hvilken bolig? Ikke et navn"), "Kvæstorbi 3, 1. tv")
            .await?;
        phone.tap(radio("Rykker").within(group("Trin"))).await?;
        phone
            .fill(textbox("Hvor mange gange er kontakt forsøgt?"), "2")
            .await?;
        phone
            .tap(radio("Aftale").within(group("Hvad kom der ud af det?")))
            .await?;
        finish(&phone).await?;
        phone.network().set(Network::Pass).await?;
        agree(&server, &[&phone, &mette], here, PATIENCE).await?;
        let contact = fields_with(&phone, here, Kind::ArrearsContact, "Kvæstorbi 3").await?;
        ensure!(
            contact["stage"] == "rykker" && contact["contact_tries"] == 2 && contact["result"] == "aftale",
            "{contact}"
        );
        let told = held_by_server(&server, &mette, here).await?;
        ensure!(!format!("{told:?}").contains("Kvæstorbi"), "a caretaker is told");
        ensure!(
            !format!("{:?}", held_by_phone(&mette, here).await?).contains("Kvæstorbi"),
            "a caretaker holds it"
        );
        Ok(())
    });
}

/// A contact about arrears that has no result stands on the adviser's Hjem, and goes from there with its result.
#[test]
fn a_contact_about_arrears_is_on_hjem_until_it_has_a_result() {
    play("a_contact_about_arrears_on_hjem", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let mette = enrolled(stage, &server, "mette", CARETAKER).await?;
        let known = session(&server, &mette).await?;
        mette.close().await?;
        let (adviser, _) = somebody(stage, &server, &known, Role::FinancialAdviser).await?;
        let phone = phone_of(stage, &server, "raadgiver", &adviser).await?;
        begin_offline(&phone, "Restancekontakt").await?;
        phone
            .fill(textbox("Hvilken bolig? Ikke et navn"), "Kvæstorbi 4")
            .await?;
        phone.tap(radio("Rykker").within(group("Trin"))).await?;
        finish(&phone).await?;
        phone.tap(link("Hjem")).await?;
        let is_open = async || {
            let screen = phone.screen().await?;
            let rows = screen
                .items_below("Restancer og henvendelser")
                .unwrap_or_default();
            anyhow::Ok(rows.iter().any(|row| row.contains("Kvæstorbi 4")))
        };
        until("the contact on Hjem", PATIENCE, async || {
            Ok(is_open().await?.then_some(()))
        })
        .await?;
        phone.tap(link("Kvæstorbi 4").loosely()).await?;
        phone
            .tap(radio("Betalt").within(group("Hvad kom der ud af det?")))
            .await?;
        finish(&phone).await?;
        phone.tap(link("Hjem")).await?;
        phone.find(&heading("Hjem")).await?;
        until("a Hjem without the contact", PATIENCE, async || {
            Ok((!is_open().await?).then_some(()))
        })
        .await
    });
}

/// An inquiry is entered on the adviser's phone without signal, with its topic and its outcome.
#[test]
fn an_inquiry_is_answered_on_the_phone() {
    play("an_inquiry_on_the_phone", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let mette = enrolled(stage, &server, "mette", CARETAKER).await?;
        let known = session(&server, &mette).await?;
        mette.close().await?;
        let here = department(&known)?;
        let (adviser, _) = somebody(stage, &server, &known, Role::FinancialAdviser).await?;
        let phone = phone_of(stage, &server, "raadgiver", &adviser).await?;
        begin_offline(&phone, "Henvendelse til rådgivningen").await?;
        phone
            .tap(radio("Gæld").within(group("Hvad handler den om?")))
            .await?;
        phone
            .fill(
                textbox("Hvilken bolig? Kun hvis det er nødvendigt"),
                "Kvæstorbi 5",
            )
            .await?;
        phone
            .tap(radio("Løst").within(group("Hvordan endte den?")))
            .await?;
        finish(&phone).await?;
        phone.network().set(Network::Pass).await?;
        agree(&server, &[&phone], here, PATIENCE).await?;
        let inquiry = fields_with(&phone, here, Kind::CounsellingInquiry, "Kvæstorbi 5").await?;
        ensure!(
            inquiry["topic"] == "gaeld" && inquiry["outcome"] == "loest",
            "{inquiry}"
        );
        Ok(())
    });
}

/// A caretaker writes in a basement what did not work; the words are kept as they were written.
#[test]
fn an_experience_is_written_without_signal() {
    play("an_experience_is_written", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let mette = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &mette).await?)?;
        begin_offline(&mette, "Erfaring").await?;
        mette
            .tap(radio("Eng").within(group("Hvad handler det om?")))
            .await?;
        mette
            .tap(radio("Det virkede ikke").within(group("Virkede det?")))
            .await?;
        mette
            .fill(textbox("I én linje"), "Kvæstorbi blev slået for tidligt")
            .await?;
        finish(&mette).await?;
        mette.kill().await?;
        mette.reopen("/").await?;
        mette.network().set(Network::Pass).await?;
        agree(&server, &[&mette], here, PATIENCE).await?;
        let note = fields_with(&mette, here, Kind::ExperienceNote, "Kvæstorbi").await?;
        ensure!(note["title"] == "Kvæstorbi blev slået for tidligt", "{note}");
        Ok(())
    });
}

/// A social caretaker tells colleagues what worked among residents, and makes nothing else of nature.
#[test]
fn a_social_caretaker_writes_an_experience_without_signal() {
    play("an_experience_of_visits", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let sanne = enrolled(stage, &server, "sanne", SOCIAL_CARETAKER).await?;
        let here = department(&session(&server, &sanne).await?)?;
        begin_offline(&sanne, "Erfaring").await?;
        sanne
            .tap(radio("Det virkede").within(group("Virkede det?")))
            .await?;
        sanne
            .fill(textbox("I én linje"), "Kvæstorbikaffe i opgangen")
            .await?;
        finish(&sanne).await?;
        sanne.network().set(Network::Pass).await?;
        agree(&server, &[&sanne], here, PATIENCE).await?;
        let note = fields_with(&sanne, here, Kind::ExperienceNote, "Kvæstorbi").await?;
        ensure!(note["worked"] == "virkede", "{note}");
        sanne.tap(link("Nyt")).await?;
        sanne.find(&link("Erfaring").loosely().nth(0)).await?;
        ensure!(
            sanne.look_for(&link("Plejeopgave").loosely()).await?.is_none(),
            "a task is offered"
        );
        Ok(())
    });
}

/// A referral belongs to its visit and goes out only with the resident's yes.
#[test]
fn a_resident_is_referred_with_their_yes() {
    play("a_resident_is_referred", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let sanne = enrolled(stage, &server, "sanne", SOCIAL_CARETAKER).await?;
        let here = department(&session(&server, &sanne).await?)?;
        sanne.tap(link("Nyt besøg")).await?;
        sanne
            .fill(textbox("Hvor er besøget?"), "Kvæstorbi 7, st. th")
            .await?;
        saved(&sanne).await?;
        sanne.network().set(Network::Refuse).await?;
        sanne.tap(link("Henvis beboeren").loosely()).await?;
        sanne
            .tap(radio("Gældsrådgivning").within(group("Hvem hjælper videre?")))
            .await?;
        sanne
            .fill(textbox("Sted eller kontor"), "Kvæstorbikontoret")
            .await?;
        sanne.tap(button("Færdig")).await?;
        sanne.see("Henvis kun med beboerens ja").await?;
        sanne.tap(checkbox("Beboeren siger ja")).await?;
        saved(&sanne).await?;
        sanne.tap(button("Færdig")).await?;
        // The way back leads to the visit, which has a button of that name too.
        sanne.find(&link("Henvis beboeren").loosely()).await?;
        sanne.network().set(Network::Pass).await?;
        agree(&server, &[&sanne], here, PATIENCE).await?;
        let referral = fields_with(&sanne, here, Kind::Referral, "Kvæstorbikontoret").await?;
        ensure!(
            referral["consent_given"] == true && referral["receiver_kind"] == "gaeldsraadgivning",
            "{referral}"
        );
        Ok(())
    });
}

/// The receipt of a notification about a child has municipality and way, and no field for anything else.
#[test]
fn a_receipt_of_a_notification_tells_of_nobody() {
    play("a_receipt_of_a_notification", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let sanne = enrolled(stage, &server, "sanne", SOCIAL_CARETAKER).await?;
        let here = department(&session(&server, &sanne).await?)?;
        begin_offline(&sanne, "Kvittering for underretning").await?;
        sanne
            .fill(textbox("Hvilken kommune?"), "Kvæstorbi Kommune")
            .await?;
        sanne
            .tap(radio("Sikker post").within(group("Hvordan blev den sendt?")))
            .await?;
        finish(&sanne).await?;
        sanne.network().set(Network::Pass).await?;
        agree(&server, &[&sanne], here, PATIENCE).await?;
        let receipt = fields_with(&sanne, here, Kind::ChildNotificationReceipt, "Kvæstorbi").await?;
        let kept: BTreeSet<&str> = receipt
            .as_object()
            .context("no fields")?
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, _)| name.as_str())
            .collect();
        let may_stand = ["created_at", "municipality", "sent_on", "state", "way"];
        ensure!(kept.iter().all(|name| may_stand.contains(name)), "{kept:?}");
        Ok(())
    });
}

/// Lists of the year's work are found on the phone without signal, under their kind.
#[test]
fn what_was_entered_stands_under_mine_without_signal() {
    play("what_was_entered_stands_under_mine", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let mette = enrolled(stage, &server, "mette", CARETAKER).await?;
        begin_offline(&mette, "Aktivitet").await?;
        mette.tap(radio("Møde").within(group("Hvad er det?"))).await?;
        mette
            .fill(textbox("Hvad hedder den på opslaget?"), "Kvæstorbimødet")
            .await?;
        finish(&mette).await?;
        mette.turn_to("/mine").await?;
        mette.tap(link("Kvæstorbimødet").loosely()).await?;
        until("the meeting as it was entered", PATIENCE, async || {
            let chosen = radio("Møde").within(group("Hvad er det?"));
            let chosen = mette.look_for(&chosen).await?;
            Ok(chosen.is_some_and(|chosen| chosen.is("checked")).then_some(()))
        })
        .await
    });
}

/// An effort of one department that lacks nothing to begin.
fn effort_of(department: DepartmentId) -> EffortRecord {
    let mut record = EffortRecord::draft(EffortKind::GreenEffort);
    record.name = "Kvæstorbikvarteret".into();
    record.purpose = "Flere kender deres nabo.".into();
    record.geography = EffortGeography::TownBalance;
    record.state = EffortState::Started;
    record.departments = vec![EffortDepartment {
        id: department,
        name: String::new(),
        organisation: String::new(),
    }];
    record.from = "2026-01-01".into();
    record.until = "2029-12-31".into();
    record.funding = vec![FundingLine {
        party: "Afdelingen".into(),
        share: WHOLE_FUNDING,
    }];
    record.goals = vec!["styrke_naboskab".into()];
    record.anchoring.strategy = "Driften tager over.".into();
    record.anchoring.owner = "Driften".into();
    record.anchoring.by = "2029-06-30".into();
    record
}

/// A caretaker who is enrolled finds the effort on Hjem, says without signal that they heard of it, and the office knows it later.
#[test]
fn an_effort_is_heard_of_without_signal() {
    play("an_effort_is_heard_of", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let mette = enrolled(stage, &server, "mette", CARETAKER).await?;
        let known = session(&server, &mette).await?;
        let here = department(&known)?;
        let (coordinator, _) = somebody(stage, &server, &known, Role::CentralUnit).await?;
        let clerk = Clerk::of(&server, &coordinator, "koordinator@laerkeby.example").await?;
        let mut office = clerk.signed_in(server.address()).await?;
        let begun: EffortView = office.post("/efforts", &effort_of(here)).await?;
        let path = format!("/efforts/{}", begun.record.id.context("no id")?);

        mette.reload().await?;
        mette.tap(link("Du skal høre om en indsats")).await?;
        // Efforts of the demo may stand there before this one has come.
        mette.find(&heading("Kvæstorbikvarteret")).await?;
        mette.network().set(Network::Refuse).await?;
        mette.see("Flere kender deres nabo.").await?;
        mette.tap(button("Jeg har hørt om Kvæstorbikvarteret")).await?;
        mette.lose(&heading("Kvæstorbikvarteret")).await?;
        mette.kill().await?;
        mette.reopen("/introduktioner").await?;
        mette.find(&heading("Indsatser i din afdeling")).await?;
        ensure!(
            mette.look_for(&heading("Kvæstorbikvarteret")).await?.is_none(),
            "it was not kept on the phone"
        );
        mette.network().set(Network::Pass).await?;
        mette.reload().await?;
        until("the office to know it", PATIENCE, async || {
            let view: EffortView = office.get(&path).await?;
            let mut tasks = view.checklists.iter().flat_map(|list| &list.tasks);
            let is_noted = tasks.any(|task| task.person == CARETAKER && !task.done_on.is_empty());
            Ok(is_noted.then_some(()))
        })
        .await
    });
}

/// A task of the department's onboarding stands on a caretaker's phone, is ticked off without signal, and is done for all.
#[test]
fn a_task_of_an_effort_is_done_without_signal() {
    play("a_task_of_an_effort_is_done", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let mette = enrolled(stage, &server, "mette", CARETAKER).await?;
        let known = session(&server, &mette).await?;
        let here = department(&known)?;
        let (coordinator, _) = somebody(stage, &server, &known, Role::CentralUnit).await?;
        let clerk = Clerk::of(&server, &coordinator, "koordinator@laerkeby.example").await?;
        let mut office = clerk.signed_in(server.address()).await?;
        let mut record = effort_of(here);
        record.onboarding = vec![OnboardingStep {
            title: "Hæng kvæstorbiplakaten op".into(),
            days: 7,
        }];
        let begun: EffortView = office.post("/efforts", &record).await?;
        let path = format!("/efforts/{}", begun.record.id.context("no id")?);

        mette.reload().await?;
        mette.tap(link("Du skal høre om en indsats")).await?;
        mette.find(&heading("Hæng kvæstorbiplakaten op")).await?;
        mette.network().set(Network::Refuse).await?;
        mette.tap(button("Gjort: Hæng kvæstorbiplakaten op")).await?;
        mette.lose(&heading("Hæng kvæstorbiplakaten op")).await?;
        mette.kill().await?;
        mette.reopen("/introduktioner").await?;
        mette.find(&heading("Indsatser i din afdeling")).await?;
        ensure!(
            mette
                .look_for(&heading("Hæng kvæstorbiplakaten op"))
                .await?
                .is_none(),
            "it was not kept on the phone"
        );
        mette.network().set(Network::Pass).await?;
        mette.reload().await?;
        until("the office to know it", PATIENCE, async || {
            let view: EffortView = office.get(&path).await?;
            let mut tasks = view.checklists.iter().flat_map(|list| &list.tasks);
            let is_done = tasks.any(|task| task.title.contains("kvæstorbi") && task.done_by == CARETAKER);
            Ok(is_done.then_some(()))
        })
        .await
    });
}

/// An experience of another department is found by its words without signal.
#[test]
fn experiences_of_other_departments_are_found_without_signal() {
    play("experiences_of_other_departments", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let mette = enrolled(stage, &server, "mette", CARETAKER).await?;
        let clerk = Clerk::of(&server, CARETAKER, "mette@laerkeby.example").await?;
        let mut office = clerk.signed_in(server.address()).await?;
        let found: ExperiencePage = office.get("/sharing/experiences").await?;
        let mut rows = found.rows.iter().rev();
        let other = rows.find(|row| !row.title.is_empty() && row.department_name != DEPARTMENT);
        let other = other.context("no experience of another department")?;
        mette.reload().await?;
        mette.tap(link("Find")).await?;
        mette
            .find(&link("Erfaringer fra alle afdelinger").loosely())
            .await?;
        mette.network().set(Network::Refuse).await?;
        mette
            .tap(link("Erfaringer fra alle afdelinger").loosely())
            .await?;
        mette.fill(textbox("Søg i erfaringer"), &other.title).await?;
        mette.find(&heading(&other.title).nth(0)).await?;
        mette
            .fill(textbox("Søg i erfaringer"), "findes-ikke-nogen-steder")
            .await?;
        mette.see("Ingen erfaringer passer til det.").await
    });
}

/// A home that was written once is chosen by its stairwell the next time, and is the same home.
#[test]
fn a_home_is_chosen_by_stairwell_and_door() {
    play("a_home_is_chosen_by_stairwell", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "sanne", SOCIAL_CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        let home = "Kvæstorbivej 12, 1. tv.";
        log_visit(&phone, home, "Vi talte.").await?;
        phone.network().set(Network::Refuse).await?;
        phone.tap(link("Nyt besøg")).await?;
        // It is the latest one, and one tap away.
        phone.find(&button(home)).await?;
        phone
            .tap(Wanted::new("DisclosureTriangle", "Vælg boligen på listen"))
            .await?;
        phone
            .tap(radio("Kvæstorbivej 12").within(group("Opgang")))
            .await?;
        phone.tap(radio("1. tv.").within(group("Etage og side"))).await?;
        let written = phone.find(&textbox("Hvor er besøget?")).await?;
        ensure!(written.value == home, "{written:?}");
        finish(&phone).await?;
        let visits = fields_of(&phone, here, Kind::SocialVisit).await?;
        let there = visits.iter().filter(|visit| visit["dwelling_ref"] == home);
        ensure!(there.count() == 2, "another home");
        Ok(())
    });
}
