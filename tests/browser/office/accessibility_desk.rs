//! The screens of the desk, of letters, numbers, nature, the board and exports, in their states, against the rules of WCAG
//! 2.2 AA: each in every theme, as `accessibility.rs` does.

use super::accessibility::{Findings, Words, chosen_languages, loaded, open_in};
use super::roles::{CASE_OFFICER, at_desk};
use crate::keyboard::press;
use anyhow::{Context, Result};
use feltbog_shared::office::counselling::ArrearsPage;
use feltbog_shared::office::efforts::{EffortState, EffortSummary, StaffPage};
use feltbog_shared::permission::Role;
use feltbog_tests::demo::DEPARTMENT;
use feltbog_tests::phone::Phone;
use feltbog_tests::proxy::Network;
use feltbog_tests::screen::{Wanted, button, dialog, heading, radio, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};

/// A part that opens and closes.
fn summary(name: &str) -> Wanted {
    Wanted::new("DisclosureTriangle", name)
}

/// Goes to a page and waits for its content.
pub(super) async fn visit(desk: &Phone, path: &str) -> Result<()> {
    desk.turn_to(path).await?;
    loaded(desk).await?;
    until("rows and pictures", PATIENCE, async || {
        let is_drawn = "return !document.querySelector('.row-waits')
            && [...document.images].every((image) => image.complete)";
        Ok((desk.run(is_drawn, &[]).await? == true).then_some(()))
    })
    .await
}

/// Opens the first row of the list on the page.
async fn open_first(desk: &Phone) -> Result<()> {
    let focus = "const row = document.querySelector('.rows tr[tabindex=\"0\"]'); row?.focus(); return !!row";
    until("a row", PATIENCE, async || {
        Ok((desk.run(focus, &[]).await? == true).then_some(()))
    })
    .await?;
    press(desk, "Enter", "Enter", 13, "\r").await?;
    until("the panel", PATIENCE, async || {
        let is_open = "return !!document.querySelector('.side-panel .record-line')
            && !document.querySelector('.side-panel .skeleton')";
        Ok((desk.run(is_open, &[]).await? == true).then_some(()))
    })
    .await
}

async fn letter(desk: &Phone, letter: char) -> Result<()> {
    let upper = letter.to_ascii_uppercase();
    let text = letter.to_string();
    press(desk, &text, &format!("Key{upper}"), u32::from(upper), &text).await
}

/// The button that closes a dialog.
fn closes(words: &Words, title: &str) -> Wanted {
    button(words.get("close")).within(dialog(title))
}

#[test]
fn no_page_of_the_desk_breaks_a_rule() {
    play("office_desk", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let (_, desk) = at_desk(stage, &server, "henrik", CASE_OFFICER, "/kontor").await?;
        let mut findings = Findings::default();
        for words in chosen_languages("da").map(Words::of_desk) {
            let t = |key: &str| words.get(key);
            let named = |screen: &str| format!("{screen}, {}", words.language);
            open_in(&desk, &words, "/kontor").await?;
            loaded(&desk).await?;
            findings.look(&desk, &named("today")).await?;
            visit(&desk, "/kontor/indbakke?s=findes-ikke").await?;
            desk.see(t("nothing_found")).await?;
            findings.look(&desk, &named("inbox, none")).await?;
            visit(&desk, "/kontor/indbakke").await?;
            findings.look(&desk, &named("inbox")).await?;
            letter(&desk, 'j').await?;
            for (key, act) in [
                ('a', "decline"),
                ('v', "wait_until"),
                ('o', "give_to"),
                ('s', "belongs_to_case"),
            ] {
                letter(&desk, key).await?;
                desk.find(&heading(t(act)).within(dialog(t(act)))).await?;
                findings.look(&desk, &named(&format!("dialog, {act}"))).await?;
                desk.tap(closes(&words, t(act))).await?;
                desk.lose(&dialog(t(act))).await?;
            }
            letter(&desk, 'x').await?;
            letter(&desk, 'x').await?;
            desk.see("2 ").await?;
            findings.look(&desk, &named("inbox, marked")).await?;
            desk.tap(button(t("unmark"))).await?;
            letter(&desk, 't').await?;
            desk.see(t("did_take")).await?;
            findings.look(&desk, &named("inbox, taken")).await?;
            desk.tap(button(t("shortcuts_button")).loosely()).await?;
            desk.find(&dialog(t("shortcuts"))).await?;
            findings.look(&desk, &named("shortcuts")).await?;
            desk.tap(closes(&words, t("shortcuts"))).await?;
            open_first(&desk).await?;
            findings.look(&desk, &named("inbox, open")).await?;

            visit(&desk, "/kontor/logbog").await?;
            findings.look(&desk, &named("log sheet")).await?;
            visit(&desk, "/kontor/sager").await?;
            findings.look(&desk, &named("cases")).await?;
            desk.tap(summary(t("more_filters")).loosely()).await?;
            findings.look(&desk, &named("cases, filters")).await?;
            desk.tap(summary(t("more_filters")).loosely()).await?;
            desk.tap(summary(t("columns"))).await?;
            findings.look(&desk, &named("cases, columns")).await?;
            desk.tap(summary(t("columns"))).await?;
            desk.tap(button(t("new_case"))).await?;
            desk.find(&dialog(t("new_case"))).await?;
            findings.look(&desk, &named("new case")).await?;
            desk.tap(closes(&words, t("new_case"))).await?;
            open_first(&desk).await?;
            findings.look(&desk, &named("case")).await?;
            for part in ["new_letter", "bundle", "plan"] {
                desk.tap(summary(t(part))).await?;
            }
            desk.tap(button(t("bundle_check"))).await?;
            desk.see(t("bundle_outcome_lacking")).await?;
            findings.look(&desk, &named("case, papers")).await?;
            desk.tap(button(t("show_changes"))).await?;
            findings.look(&desk, &named("case, history")).await?;

            visit(&desk, "/kontor/henvendelser").await?;
            findings.look(&desk, &named("notes, none")).await?;
            desk.tap(button(t("new_note"))).await?;
            desk.find(&dialog(t("new_note"))).await?;
            desk.tap(button(t("create")).within(dialog(t("new_note"))))
                .await?;
            findings.look(&desk, &named("new note, faults")).await?;
            desk.tap(closes(&words, t("new_note"))).await?;
            visit(&desk, "/kontor/vagter").await?;
            desk.tap(button(t("rota_add"))).await?;
            findings.look(&desk, &named("rota")).await?;
            visit(&desk, "/kontor/breve").await?;
            findings.look(&desk, &named("letter templates")).await?;
            desk.tap(summary("Afslutning")).await?;
            findings.look(&desk, &named("letter template")).await?;
            desk.network().set(Network::Refuse).await?;
            desk.turn_to("/kontor/indbakke").await?;
            desk.find(&button(t("try_again")).nth(0)).await?;
            findings.look(&desk, &named("inbox that did not come")).await?;
            desk.network().set(Network::Pass).await?;
        }
        findings.done()
    });
}

#[test]
fn no_page_of_numbers_nature_or_exports_breaks_a_rule() {
    play("office_figures", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let (mut henrik, officer) = at_desk(stage, &server, "henrik", CASE_OFFICER, "/kontor").await?;
        let privacy = henrik.colleagues(DEPARTMENT, Role::PrivacyOfficer).await?;
        let privacy = privacy.first().context("no privacy officer")?.id.to_string();
        let board = henrik.colleagues(DEPARTMENT, Role::Board).await?;
        let board = board.first().context("no board")?.id.to_string();
        officer.close().await?;
        let mut findings = Findings::default();
        let (_, desk) = at_desk(stage, &server, "bente", "Bente Yılmaz", "/kontor").await?;
        for words in chosen_languages("en").map(Words::of_desk) {
            let t = |key: &str| words.get(key);
            let named = |screen: &str| format!("{screen}, {}", words.language);
            open_in(&desk, &words, "/kontor").await?;
            visit(&desk, "/kontor/overblik").await?;
            findings.look(&desk, &named("figures")).await?;
            visit(&desk, "/kontor/natur").await?;
            desk.find(&heading(t("calendar"))).await?;
            findings.look(&desk, &named("nature")).await?;
            visit(&desk, "/kontor/eksport").await?;
            findings.look(&desk, &named("export")).await?;
            for format in ["csv", "geojson", "dwca"] {
                desk.tap(radio(t(&format!("export_format_name-{format}"))))
                    .await?;
                findings.look(&desk, &named(&format!("export, {format}"))).await?;
            }
        }
        desk.close().await?;
        let (_, desk) = at_desk(stage, &server, "bestyrelse", &board, "/kontor").await?;
        for words in chosen_languages("da").map(Words::of_desk) {
            let named = |screen: &str| format!("{screen}, {}", words.language);
            open_in(&desk, &words, "/kontor").await?;
            loaded(&desk).await?;
            findings.look(&desk, &named("start of a board")).await?;
            visit(&desk, "/kontor/bestyrelse").await?;
            findings.look(&desk, &named("board")).await?;
        }
        desk.close().await?;
        let (_, desk) = at_desk(stage, &server, "persondata", &privacy, "/kontor").await?;
        for words in chosen_languages("da").map(Words::of_desk) {
            let t = |key: &str| words.get(key);
            let named = |screen: &str| format!("{screen}, {}", words.language);
            open_in(&desk, &words, "/kontor").await?;
            visit(&desk, "/kontor/indsigt").await?;
            findings.look(&desk, &named("subject access")).await?;
            desk.fill(textbox(t("subject_home")), "Findes ikke 99").await?;
            desk.tap(button(t("subject_note"))).await?;
            desk.see(t("subject_due_on")).await?;
            desk.tap(button(t("subject_show"))).await?;
            desk.see(t("subject_nothing")).await?;
            findings
                .look(&desk, &named("subject access, nothing kept"))
                .await?;
            visit(&desk, "/kontor/adgangslog").await?;
            findings.look(&desk, &named("access log")).await?;
            desk.tap(button(t("access_sample"))).await?;
            desk.see(t("access_subject")).await?;
            findings.look(&desk, &named("access log, sample")).await?;
            desk.fill(textbox(t("access_home")), "Findes ikke 99").await?;
            desk.tap(button(t("access_search"))).await?;
            desk.see(t("access_none")).await?;
            findings.look(&desk, &named("access log, none")).await?;
            visit(&desk, "/kontor/papirer").await?;
            findings.look(&desk, &named("papers")).await?;
            visit(&desk, "/kontor/papirer?papir=opbevaring").await?;
            desk.see("pending_note").await?;
            findings.look(&desk, &named("paper")).await?;
        }
        desk.close().await?;
        let (_, desk) = at_desk(stage, &server, "gitte", "Gitte Lund", "/kontor").await?;
        for words in chosen_languages("en").map(Words::of_desk) {
            let named = |screen: &str| format!("{screen}, {}", words.language);
            open_in(&desk, &words, "/kontor").await?;
            visit(&desk, "/kontor/maegling").await?;
            findings.look(&desk, &named("mediations")).await?;
            open_first(&desk).await?;
            findings.look(&desk, &named("mediation")).await?;
        }
        findings.done()
    });
}

#[test]
fn no_page_of_efforts_breaks_a_rule() {
    play("office_effort_pages", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let (mut henrik, officer) = at_desk(stage, &server, "henrik", CASE_OFFICER, "/kontor").await?;
        let central = henrik.colleagues(DEPARTMENT, Role::CentralUnit).await?;
        let central = central.first().context("no coordinator")?.id.to_string();
        officer.close().await?;
        let (mut session, desk) = at_desk(stage, &server, "koordinator", &central, "/kontor").await?;
        let efforts: Vec<EffortSummary> = session.get("/efforts").await?;
        let running = efforts.iter().find(|effort| effort.state == EffortState::Started);
        let running = running.context("no effort that runs")?.id.clone();
        let staff: StaffPage = session.get("/effort-staff").await?;
        let member = staff.members.first().and_then(|member| member.id.clone());
        let member = member.context("no staff")?;
        let mut findings = Findings::default();
        for words in chosen_languages("da").map(Words::of_desk) {
            let named = |screen: &str| format!("{screen}, {}", words.language);
            open_in(&desk, &words, "/kontor").await?;
            for (screen, path) in [
                ("efforts", "/kontor/indsatser".to_owned()),
                ("effort", format!("/kontor/indsatser/{running}")),
                ("effort, form", format!("/kontor/indsatser/{running}/ret")),
                ("staff", "/kontor/indsatser/bemanding".to_owned()),
                ("staff, form", format!("/kontor/indsatser/bemanding/{member}")),
                ("report of efforts", "/kontor/indsatser/rapport".to_owned()),
            ] {
                visit(&desk, &path).await?;
                findings.look(&desk, &named(screen)).await?;
            }
            visit(&desk, "/kontor/indsatser/ny").await?;
            desk.run("document.querySelector('form button[type=submit]').click()", &[])
                .await?;
            desk.find(&heading(words.get("correct_first"))).await?;
            findings.look(&desk, &named("new effort, faults")).await?;
        }
        findings.done()
    });
}

#[test]
fn no_page_of_counselling_or_sharing_breaks_a_rule() {
    play("office_counselling_pages", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let (mut henrik, officer) = at_desk(stage, &server, "henrik", CASE_OFFICER, "/kontor").await?;
        let adviser = henrik.colleagues(DEPARTMENT, Role::FinancialAdviser).await?;
        let adviser = adviser.first().context("no adviser")?.id.to_string();
        officer.close().await?;
        let mut findings = Findings::default();
        let (mut session, desk) = at_desk(stage, &server, "raadgiver", &adviser, "/kontor").await?;
        let contacts: ArrearsPage = session.get("/counselling/arrears").await?;
        let organisation = &contacts.organisations.first().context("no organisation")?.id;
        for words in chosen_languages("da").map(Words::of_desk) {
            let named = |screen: &str| format!("{screen}, {}", words.language);
            open_in(&desk, &words, "/kontor").await?;
            visit(&desk, "/kontor/restancer").await?;
            desk.run("document.getElementById('arrears-open').click()", &[])
                .await?;
            findings.look(&desk, &named("arrears")).await?;
            visit(&desk, &format!("/kontor/restancer/{organisation}/import")).await?;
            findings.look(&desk, &named("import of arrears")).await?;
            visit(&desk, "/kontor/raadgivning").await?;
            desk.run("document.getElementById('inquiries-open').click()", &[])
                .await?;
            findings.look(&desk, &named("inquiries")).await?;
            visit(&desk, "/kontor/effekt").await?;
            findings.look(&desk, &named("effects")).await?;
        }
        desk.close().await?;
        let (_, desk) = at_desk(stage, &server, "bente", "Bente Yılmaz", "/kontor").await?;
        for words in chosen_languages("en").map(Words::of_desk) {
            let named = |screen: &str| format!("{screen}, {}", words.language);
            open_in(&desk, &words, "/kontor").await?;
            for (path, screen) in [
                ("/kontor/aktiviteter", "activities"),
                ("/kontor/erfaringer", "experiences"),
                ("/kontor/kompetencer", "competencies"),
                ("/kontor/kontakter", "directory"),
                ("/kontor/rolle", "role"),
            ] {
                visit(&desk, path).await?;
                findings.look(&desk, &named(screen)).await?;
            }
        }
        findings.done()
    });
}
