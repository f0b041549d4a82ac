//! Subject access at a desk: a privacy officer puts a request on the list, finds everything about a home, saves it, and
//! takes the request off the list again.

use super::roles::{CASE_OFFICER, at_desk, saved_file};
use super::{choose, downloads};
use anyhow::{Context, Result, ensure};
use feltbog_shared::model::Kind;
use feltbog_shared::office::counselling::ArrearsPage;
use feltbog_shared::office::subject_access::{
    SubjectAccessAnswer, SubjectRequest, SubjectRequestState, SubjectRight,
};
use feltbog_shared::permission::Role;
use feltbog_tests::demo::DEPARTMENT;
use feltbog_tests::screen::{button, heading, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::{Stage, play};
use feltbog_tests::wait::{PATIENCE, until};

/// The id of somebody with a role in the department of the tests.
async fn colleague(stage: &Stage, server: &Server, role: Role) -> Result<String> {
    let (mut henrik, desk) = at_desk(stage, server, "henrik-spoerger", CASE_OFFICER, "/kontor").await?;
    let colleagues = henrik.colleagues(DEPARTMENT, role).await?;
    desk.close().await?;
    Ok(colleagues.first().context("nobody")?.id.to_string())
}

#[test]
fn a_privacy_officer_answers_what_is_kept_about_a_home() {
    play("office_subject_access", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let adviser = colleague(stage, &server, Role::FinancialAdviser).await?;
        let officer = colleague(stage, &server, Role::PrivacyOfficer).await?;
        let (mut adviser, desk) = at_desk(stage, &server, "raadgiver", &adviser, "/kontor").await?;
        let page: ArrearsPage = adviser.get("/counselling/arrears").await?;
        desk.close().await?;
        let contact = page.rows.iter().find(|row| row.department_name == DEPARTMENT);
        let contact = contact.context("no contact about arrears")?;
        let home = contact.dwelling.as_str();

        let (mut session, desk) = at_desk(stage, &server, "persondata", &officer, "/kontor/indsigt").await?;
        desk.find(&heading("Indsigt")).await?;
        desk.see("Der er ingen anmodninger.").await?;
        choose(&desk, "subject-department", DEPARTMENT).await?;
        desk.fill(textbox("Bolig"), home).await?;
        choose(&desk, "subject-right", "At få det rettet").await?;
        desk.tap(button("Skriv på listen")).await?;
        desk.find(&button("Er besvaret")).await?;
        let requests: Vec<SubjectRequest> = session.get("/subject-access/requests").await?;
        ensure!(requests.len() == 1 && requests[0].home == home, "{requests:?}");
        ensure!(requests[0].right == SubjectRight::Rectification, "{requests:?}");

        desk.tap(button("Vis svaret")).await?;
        desk.find(&heading(&format!("Svar: {home}"))).await?;
        desk.see("Restancekontakt").await?;
        let folder = downloads(&desk, &stage.folder("hentet")).await?;
        desk.tap(button("Hent som data")).await?;
        let file = saved_file(&folder, &[], "json").await?;
        let answer: SubjectAccessAnswer = serde_json::from_slice(&std::fs::read(file)?)?;
        let found = answer
            .records
            .iter()
            .find(|record| record.document == contact.document);
        let found = found.context("the contact is not in the answer")?;
        ensure!(
            found.kind == Some(Kind::ArrearsContact) && found.names_home,
            "{found:?}"
        );
        desk.tap(button("Hent som PDF")).await?;
        let paper = std::fs::read(saved_file(&folder, &[], "pdf").await?)?;
        ensure!(paper.starts_with(b"%PDF-"), "no PDF");

        desk.tap(button("Er besvaret")).await?;
        until("the answered request", PATIENCE, async || {
            let requests: Vec<SubjectRequest> = session.get("/subject-access/requests").await?;
            let is_answered = requests[0].state == SubjectRequestState::Answered;
            Ok(is_answered.then_some(()))
        })
        .await?;
        desk.lose(&button("Er besvaret")).await?;
        desk.see("Besvaret").await
    });
}
