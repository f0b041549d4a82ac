//! A legal step that is entered well after its own day says so at the desk.

use super::roles::{CASE_OFFICER, at_desk};
use anyhow::{Context, Result, ensure};
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::legal_step::LegalStepKind;
use feltbog_shared::model::{Kind, LegalStep};
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::office::desk::{CasePage, EditOutcome, NewRecord};
use feltbog_tests::phone::Phone;
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::json;

/// Waits until so many elements of a class are on the page.
async fn counts(desk: &Phone, class: &str, count: usize) -> Result<()> {
    let script = format!("return document.querySelectorAll('.{class}').length");
    until(&format!("{count} × {class}"), PATIENCE, async || {
        Ok((desk.run(&script, &[]).await? == json!(count)).then_some(()))
    })
    .await
}

#[test]
fn a_late_warning_says_both_days_in_the_timeline_and_beside_the_deadlines() {
    play("office_late_steps", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let (mut henrik, desk) = at_desk(stage, &server, "henrik", CASE_OFFICER, "/kontor/sager").await?;
        let query = "/desk/cases?search=&states=observed&sort=created&descending=true&rows=200";
        let cases: CasePage = henrik.get(query).await?;
        let case = cases.rows.first().context("no case that was seen")?;
        let page = format!("/kontor/sager?vis={}_{}", case.department, case.document);
        desk.open(&page).await?;
        counts(&desk, "timeline", 1).await?;
        counts(&desk, "timeline-late", 0).await?;
        let warning = NewRecord {
            token: DocumentId::new(Moment::from_millis(1), [7; 10]).to_string(),
            kind: Kind::LegalStep,
            edits: vec![
                LegalStep::conflict_case().set(case.document),
                LegalStep::kind().set(LegalStepKind::Warning),
                LegalStep::on().set(Day::parse("2024-03-04").context("no day")?),
            ],
        };
        let path = format!("/desk/records/{}", case.department);
        let _: EditOutcome = henrik.post(&path, &warning).await?;
        desk.reload().await?;
        counts(&desk, "timeline-late", 1).await?;
        counts(&desk, "deadline-late-step", 1).await?;
        desk.see("skrevet den 4. mar. 2024, modtaget den").await?;
        let broken = desk.axe().await?;
        ensure!(broken.is_empty(), "{broken:?}");
        Ok(())
    });
}
