//! Many departments at once: chosen in the table, the effects told, changed together, and taken back together.

use super::Office;
use anyhow::{Result, ensure};
use feltbog_shared::office::DepartmentRecord;
use feltbog_tests::screen::{button, checkbox, textbox};
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};

/// Whether the module of conflicts is on, by departments.
async fn has_conflicts(office: &mut Office, organisation: &str) -> Result<Vec<bool>> {
    let rows: Vec<DepartmentRecord> = office.session.list(organisation, "departments").await?;
    let is_on = |row: &DepartmentRecord| {
        let mut modules = row.modules.iter();
        modules.any(|decision| decision.module == "conflicts" && decision.is_on)
    };
    Ok(rows.iter().map(is_on).collect())
}

#[test]
fn a_module_is_switched_off_in_several_departments_and_back() {
    play("office_department_bulk", async |stage| {
        let mut office = Office::begun(stage).await?;
        let organisation = office.session.organisation().await?.id;
        ensure!(has_conflicts(&mut office, &organisation).await? == [true, true]);
        let desk = office.desk(stage, "/afdelinger").await?;
        desk.tap(checkbox("Vælg alle, der vises")).await?;
        desk.see("2 valgt").await?;

        // What cannot be is told beside its field.
        desk.tap(button("Sæt en frist for at slette")).await?;
        desk.fill(textbox("Måneder"), "0").await?;
        desk.tap(button("Vis, hvad der sker")).await?;
        desk.see("Skriv et helt tal fra 1 til 240.").await?;

        desk.tap(button("Slå et modul til eller fra")).await?;
        desk.tap(button("Vis, hvad der sker")).await?;
        desk.see("Afdelinger, der bliver ændret: 2.").await?;
        ensure!(
            has_conflicts(&mut office, &organisation).await? == [true, true],
            "effects change nothing"
        );
        desk.tap(button("Gennemfør")).await?;
        desk.see("2 afdelinger er ændret.").await?;
        ensure!(has_conflicts(&mut office, &organisation).await? == [false, false]);

        desk.tap(button("Fortryd")).await?;
        until("the departments as before", PATIENCE, async || {
            let on = has_conflicts(&mut office, &organisation).await?;
            Ok((on == [true, true]).then_some(()))
        })
        .await
    });
}
