//! Every screen of the office, and every state of one, against the rules of WCAG 2.2 AA in every theme and both languages.

use super::{Office, choose, choose_file, end_every_other_session, enrol_over_http, name, path, people};
use anyhow::{Context, Result, ensure};
use feltbog_shared::office::{Invitation, OfficePerson};
use feltbog_tests::desk::{ADMINISTRATOR, Authenticator, DESK, MAIL};
use feltbog_tests::office::{PASSWORD, token_of};
use feltbog_tests::phone::Phone;
use feltbog_tests::proxy::Network;
use feltbog_tests::screen::{alert, button, checkbox, heading, link, radio, textbox};
use feltbog_tests::stage::{is_long, play};
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// The themes by the names under which they are shown.
const THEMES: [&str; 3] = ["light", "dark", "sun"];
/// A small window of an office, where letters are twice as large.
const SMALL_DESK: (u32, u32) = (1024, 768);

/// The texts of the office in one language, by key.
pub(super) struct Words {
    pub(super) language: &'static str,
    texts: BTreeMap<&'static str, &'static str>,
}

macro_rules! words {
    ($language:literal: $($file:literal),+ $(,)?) => {
        &[$(include_str!(concat!("../../../client/office/locales/", $language, "/", $file, ".ftl"))),+][..]
    };
}

impl Words {
    fn of(language: &'static str) -> Self {
        let files = match language {
            "da" => {
                words!("da": "departments", "frame", "imports", "log", "organisations", "people", "sign_in")
            }
            _ => words!("en": "departments", "frame", "imports", "log", "organisations", "people", "sign_in"),
        };
        Self::in_files(language, files)
    }

    /// The texts of the desk, letters, numbers and exports.
    pub(super) fn of_desk(language: &'static str) -> Self {
        let files = match language {
            "da" => {
                words!("da": "frame", "departments", "figures", "data", "letters", "desk", "access_log", "subject_access")
            }
            _ => {
                words!("en": "frame", "departments", "figures", "data", "letters", "desk", "access_log", "subject_access")
            }
        };
        Self::in_files(language, files)
    }

    fn in_files(language: &'static str, files: &[&'static str]) -> Self {
        let lines = files.iter().flat_map(|file| file.lines());
        Self {
            language,
            texts: lines.filter_map(|line| line.split_once(" = ")).collect(),
        }
    }

    /// A text; of one that is filled in, what stands before the first value.
    pub(super) fn get(&self, key: &str) -> &'static str {
        let text = self.texts.get(key).copied().unwrap_or("(no such text)");
        text.split('{').next().unwrap_or_default()
    }
}

/// Everything that is wrong, so that one run tells all of it.
///
/// The gate holds each screen to every rule in one theme, which differs from screen to screen, and to contrast in all of
/// them; half of the screens are in Danish and half in English. The night holds each screen to every rule in every theme
/// and both languages.
#[derive(Default)]
pub(super) struct Findings {
    found: Vec<String>,
    seen: BTreeSet<String>,
}

impl Findings {
    /// Looks at the screen as it is, in every theme, and then in a small window with letters twice as large.
    pub(super) async fn look(&mut self, desk: &Phone, screen: &str) -> Result<()> {
        ensure!(self.seen.insert(screen.to_owned()), "{screen} was seen before");
        let turn = screen.bytes().map(usize::from).sum::<usize>() % THEMES.len();
        for (place, theme) in THEMES.into_iter().enumerate() {
            let wear = "document.documentElement.dataset.theme = given[0];
                for (const frame of [1, 2]) await new Promise(requestAnimationFrame);";
            desk.run_async(wear, &[json!(theme)]).await?;
            let violations = if is_long() || place == turn {
                desk.axe().await?
            } else {
                desk.faint_texts().await?
            };
            for violation in violations {
                for node in &violation.nodes {
                    self.found.push(format!(
                        "{screen}, {theme}: {} – {}\n    {}\n    {}",
                        violation.id, violation.help, node.html, node.summary
                    ));
                }
            }
        }
        desk.run("document.documentElement.dataset.theme = 'light'", &[])
            .await?;
        desk.resize(SMALL_DESK.0, SMALL_DESK.1).await?;
        let wide = desk.run(WIDER, &[]).await?;
        if wide != json!([]) {
            self.found
                .push(format!("{screen}: wider than the window at 200 %, {wide:#}"));
        }
        desk.resize(DESK.0, DESK.1).await
    }

    pub(super) fn done(self) -> Result<()> {
        ensure!(
            self.found.is_empty(),
            "{} violations on {} screens:\n{}",
            self.found.len(),
            self.seen.len(),
            self.found.join("\n")
        );
        Ok(())
    }
}

/// Parts that reach out of the window with letters twice as large, but for tables, which scroll within themselves.
const WIDER: &str = "
    document.documentElement.style.fontSize = '200%';
    const wide = [];
    if (document.scrollingElement.scrollWidth > innerWidth) {
        for (const part of document.querySelectorAll('body *')) {
            if (part.closest('.table-scroll *, .skip, .unseen, svg')) continue;
            const { right, width } = part.getBoundingClientRect();
            if (width > 1 && right > innerWidth + 1) wide.push(part.outerHTML.slice(0, 160));
        }
        wide.unshift(`${document.scrollingElement.scrollWidth} of ${innerWidth}`);
    }
    document.documentElement.style.fontSize = '';
    return wide.slice(0, 6)";

/// Chooses a language as the office keeps it, and opens a page.
pub(super) async fn open_in(desk: &Phone, words: &Words, page: &str) -> Result<()> {
    desk.open("/kontor").await?;
    desk.run(
        "localStorage.setItem('feltbog.language', arguments[0]); localStorage.setItem('feltbog.theme', 'light')",
        &[json!(words.language)],
    )
    .await?;
    desk.open(page).await?;
    // An address that differs in its fragment alone opens nothing anew.
    desk.reload().await
}

/// Waits until a page has its content.
pub(super) async fn loaded(desk: &Phone) -> Result<()> {
    until("the content of the page", PATIENCE, async || {
        let is_loaded = "return !!document.querySelector('h1') && !document.querySelector('.skeleton')";
        Ok((desk.run(is_loaded, &[]).await? == true).then_some(()))
    })
    .await
}

/// Languages of a walk: both in the night, and the one of its turn in the gate.
fn languages(turn: &'static str) -> Vec<Words> {
    chosen_languages(turn).map(Words::of).collect()
}

/// Keys of the languages of a walk.
pub(super) fn chosen_languages(turn: &'static str) -> impl Iterator<Item = &'static str> {
    let languages = ["da", "en"].into_iter();
    languages.filter(move |language| is_long() || *language == turn)
}

#[test]
fn no_screen_before_the_sign_in_breaks_a_rule() {
    play("office_before_the_sign_in", async |stage| {
        let mut office = Office::with_people(stage, 2).await?;
        let desk = stage
            .phone_with_window("kontor", office.server.address(), DESK)
            .await?;
        let mut findings = Findings::default();
        for (turn, words) in languages("da").into_iter().enumerate() {
            let t = |key: &str| words.get(key);
            let named = |screen: &str| format!("{screen}, {}", words.language);
            open_in(&desk, &words, "/kontor").await?;
            desk.find(&textbox(t("account"))).await?;
            findings.look(&desk, &named("sign in")).await?;
            desk.fill(textbox(t("account")), MAIL).await?;
            desk.fill(textbox(t("password")), "forkert").await?;
            desk.tap(button(t("sign_in"))).await?;
            until("the refusal", PATIENCE, async || {
                let said = desk.screen().await?.texts(&alert()).concat();
                Ok((!said.is_empty()).then_some(()))
            })
            .await?;
            findings.look(&desk, &named("sign in, refused")).await?;
            desk.fill(textbox(t("password")), PASSWORD).await?;
            desk.tap(button(t("sign_in"))).await?;
            desk.find(&textbox(t("code"))).await?;
            findings.look(&desk, &named("sign in, code")).await?;

            let organisation = office.session.organisation().await?.id;
            let people: Vec<OfficePerson> = office.session.list(&organisation, "people").await?;
            let invited = people
                .iter()
                .filter(|person| person.name != ADMINISTRATOR)
                .nth(turn);
            let invited = invited.and_then(|person| person.id).context("nobody to invite")?;
            let invitation: Invitation = office
                .session
                .post(&format!("/people/{invited}/invitation"), &())
                .await?;
            let page = format!("/kontor/invitation#{}", token_of(&invitation.link));
            open_in(&desk, &words, &page).await?;
            desk.find(&textbox(t("new_password"))).await?;
            findings.look(&desk, &named("invitation")).await?;
            desk.tap(button(t("make_account"))).await?;
            desk.find(&heading(t("correct_first"))).await?;
            findings.look(&desk, &named("invitation, faults")).await?;
            let secret = "return document.querySelector('.copy-code').textContent.replaceAll(' ', '')";
            let secret = desk.run(secret, &[]).await?;
            let secret = secret.as_str().context("no secret")?;
            let authenticator = Authenticator::new(&format!(
                "otpauth://totp/Feltbog:x?secret={secret}&issuer=Feltbog"
            ));
            let mail = format!("m{turn}@proevebo.example");
            desk.fill(textbox(t("account")), &mail).await?;
            desk.fill(textbox(t("new_password")), PASSWORD).await?;
            desk.fill(textbox(t("totp_code")), &authenticator.code().await?)
                .await?;
            desk.tap(button(t("make_account"))).await?;
            desk.find(&heading(t("recovery_title"))).await?;
            findings.look(&desk, &named("recovery codes")).await?;
            open_in(&desk, &words, &page).await?;
            until("the refusal", PATIENCE, async || {
                let said = desk.screen().await?.texts(&alert()).concat();
                Ok((!said.is_empty()).then_some(()))
            })
            .await?;
            findings.look(&desk, &named("invitation, used")).await?;
            open_in(&desk, &words, "/kontor/break-glass#ingenting").await?;
            desk.tap(button(t("break_glass_begin"))).await?;
            until("the refusal", PATIENCE, async || {
                let said = desk.screen().await?.texts(&alert()).concat();
                Ok((!said.is_empty()).then_some(()))
            })
            .await?;
            findings.look(&desk, &named("emergency, refused")).await?;
            open_in(&desk, &words, "/kontor/invitation/ukendt").await?;
            desk.find(&heading(t("page_missing"))).await?;
            findings.look(&desk, &named("unknown page")).await?;
            desk.network().set(Network::AppTooOld).await?;
            desk.open("/kontor").await?;
            desk.find(&button(t("try_again"))).await?;
            findings.look(&desk, &named("no answer")).await?;
            desk.network().set(Network::Pass).await?;
        }
        findings.done()
    });
}

#[test]
fn no_page_of_an_organisation_breaks_a_rule() {
    play("office_pages", async |stage| {
        let office = Office::with_people(stage, 3).await?;
        let mut findings = Findings::default();
        let desk = office.desk(stage, "").await?;
        for words in languages("en") {
            let t = |key: &str| words.get(key);
            let named = |screen: &str| format!("{screen}, {}", words.language);
            open_in(&desk, &words, "/kontor").await?;
            desk.find(&link(t("add_organisation")).loosely()).await?;
            findings.look(&desk, &named("overview")).await?;
            desk.run("document.querySelector('.person-menu').open = true", &[])
                .await?;
            findings.look(&desk, &named("person menu")).await?;
            desk.run("document.querySelector('.person-menu').open = false", &[])
                .await?;
            desk.tap(link(t("add_organisation")).loosely()).await?;
            desk.find(&textbox(t("key"))).await?;
            findings.look(&desk, &named("new organisation")).await?;
            desk.tap(button(t("save"))).await?;
            desk.find(&heading(t("correct_first"))).await?;
            findings.look(&desk, &named("new organisation, faults")).await?;

            for (page, screen) in [
                ("", "organisation"),
                ("/afdelinger", "departments"),
                ("/afdelinger?s=findes-ikke", "departments, none"),
                ("/log", "log"),
                ("/alle-telefoner", "all phones"),
                ("/alle-telefoner?tilstand=tavs", "all phones, none"),
                ("/invitationer", "open invitations"),
                ("/ukendt", "page missing"),
            ] {
                desk.turn_to(&path(page)).await?;
                loaded(&desk).await?;
                findings.look(&desk, &named(screen)).await?;
            }
            desk.turn_to("/kontor/sessioner").await?;
            loaded(&desk).await?;
            findings.look(&desk, &named("sessions")).await?;
            desk.turn_to("/kontor/bekraeftet").await?;
            desk.find(&heading(t("proven"))).await?;
            findings.look(&desk, &named("proven")).await?;

            desk.turn_to(&path("/afdelinger")).await?;
            desk.tap(checkbox(t("choose_all"))).await?;
            for task in ["switch_module", "set_retention", "set_house_rules"] {
                desk.tap(button(t(task))).await?;
                findings
                    .look(&desk, &named(&format!("departments, {task}")))
                    .await?;
            }
            desk.tap(button(t("choose_nobody"))).await?;
            desk.tap(link("Engen")).await?;
            desk.find(&button(t("add_contact"))).await?;
            desk.tap(button(t("add_contact"))).await?;
            desk.tap(button(t("add_base"))).await?;
            desk.tap(button(t("add_resource"))).await?;
            findings.look(&desk, &named("department")).await?;
            desk.fill(textbox(t("dwellings")), "mange").await?;
            desk.tap(button(t("save"))).await?;
            desk.find(&heading(t("correct_first"))).await?;
            findings.look(&desk, &named("department, faults")).await?;
            let dwellings = if words.language == "da" { "81" } else { "82" };
            desk.fill(textbox(t("dwellings")), dwellings).await?;
            desk.tap(button(t("save"))).await?;
            desk.find(&button(t("undo"))).await?;
            findings.look(&desk, &named("department, saved")).await?;
            desk.turn_to(&path("/afdelinger/ny")).await?;
            desk.find(&heading(t("add_department"))).await?;
            findings.look(&desk, &named("new department")).await?;

            desk.network().set(Network::Refuse).await?;
            desk.turn_to(&path("/log")).await?;
            desk.find(&button(t("try_again"))).await?;
            findings.look(&desk, &named("list that did not come")).await?;
            desk.network().set(Network::Pass).await?;
        }
        findings.done()
    });
}

#[test]
fn no_page_of_people_breaks_a_rule() {
    play("office_people", async |stage| {
        let office = Office::with_people(stage, 3).await?;
        let mut findings = Findings::default();
        let desk = office.desk(stage, "").await?;
        let (person, other) = (name(101), name(102));
        enrol_over_http(&office, &person).await?;
        for words in languages("da") {
            let t = |key: &str| words.get(key);
            let named = |screen: &str| format!("{screen}, {}", words.language);
            open_in(&desk, &words, &path("/personer?s=findes-ikke")).await?;
            desk.find(&checkbox(t("choose_all"))).await?;
            findings.look(&desk, &named("people, none")).await?;
            desk.turn_to(&path("/personer")).await?;
            desk.find(&link(&person)).await?;
            findings.look(&desk, &named("people")).await?;
            desk.tap(checkbox(&person).loosely()).await?;
            desk.tap(checkbox(&other).loosely()).await?;
            findings.look(&desk, &named("people, chosen")).await?;
            desk.tap(button(t("give_role"))).await?;
            desk.tap(button(t("show_effects"))).await?;
            desk.find(&heading(t("correct_first"))).await?;
            findings.look(&desk, &named("a role for many, faults")).await?;
            choose(&desk, "bulk-place", t("whole_organisation")).await?;
            desk.tap(button(t("show_effects"))).await?;
            desk.find(&button(t("carry_out"))).await?;
            findings.look(&desk, &named("a role for many, effects")).await?;
            desk.tap(button(t("end_role"))).await?;
            desk.find(&textbox(t("last_day"))).await?;
            findings.look(&desk, &named("the end of a role for many")).await?;
            desk.tap(button(t("make_codes"))).await?;
            desk.find(&button(t("print"))).await?;
            findings.look(&desk, &named("sheet of codes")).await?;
            desk.tap(button(t("back_to_people"))).await?;

            desk.tap(link(&person)).await?;
            desk.tap(button(t("make_code"))).await?;
            desk.find(&heading(&person).nth(1)).await?;
            desk.tap(button(t("invite"))).await?;
            desk.see("/kontor/invitation#").await?;
            findings.look(&desk, &named("person")).await?;
            desk.tap(button(t("add_role"))).await?;
            desk.find(&heading(t("correct_first"))).await?;
            findings.look(&desk, &named("person, faults")).await?;
            desk.turn_to(&path("/personer/ny")).await?;
            desk.find(&heading(t("add_person"))).await?;
            desk.tap(button(t("save"))).await?;
            desk.find(&heading(t("correct_first"))).await?;
            findings.look(&desk, &named("new person, faults")).await?;
        }
        findings.done()
    });
}

#[test]
fn no_state_of_an_import_or_a_dialog_breaks_a_rule() {
    play("office_import", async |stage| {
        let office = Office::begun(stage).await?;
        let mut findings = Findings::default();
        let folder = stage.folder("lists");
        std::fs::create_dir_all(&folder)?;
        let (bad, good) = (folder.join("fejl.csv"), folder.join("folk.csv"));
        std::fs::write(&bad, people(3).replace("Ejendomsfunktionær;12", "konge;99"))?;
        for (turn, words) in languages("en").into_iter().enumerate() {
            std::fs::write(&good, people(3 + turn))?;
            let t = |key: &str| words.get(key);
            let named = |screen: &str| format!("{screen}, {}", words.language);
            let session = office
                .clerk
                .signed_in_without_proof(office.server.address())
                .await?;
            let desk = office
                .clerk
                .desk(stage, &format!("kontor-{turn}"), &session)
                .await?;
            open_in(&desk, &words, &path("/import")).await?;
            desk.tap(radio(t("import_kind-people"))).await?;
            findings.look(&desk, &named("import")).await?;
            choose_file(&desk, &bad).await?;
            desk.see(t("import_has_faults")).await?;
            findings.look(&desk, &named("import, faults")).await?;
            choose_file(&desk, &good).await?;
            desk.see(t("import_is_ready")).await?;
            findings.look(&desk, &named("import, ready")).await?;

            desk.tap(button(t("import_apply"))).await?;
            desk.find(&heading(t("proof_title"))).await?;
            findings.look(&desk, &named("proof")).await?;
            desk.fill(textbox(t("password")), "forkert").await?;
            desk.fill(textbox(t("code")), "000000").await?;
            desk.tap(button(t("proof_give"))).await?;
            until("the refusal", PATIENCE, async || {
                let said = desk.screen().await?.texts(&alert()).concat();
                Ok((!said.is_empty()).then_some(()))
            })
            .await?;
            findings.look(&desk, &named("proof, refused")).await?;
            desk.fill(textbox(t("password")), PASSWORD).await?;
            desk.fill(textbox(t("code")), &office.clerk.authenticator.code().await?)
                .await?;
            desk.tap(button(t("proof_give"))).await?;
            desk.see(t("import_is_applied")).await?;
            findings.look(&desk, &named("import, applied")).await?;

            // The proof gave the session another cookie, so the session is ended by its owner elsewhere.
            let elsewhere = office
                .clerk
                .signed_in_without_proof(office.server.address())
                .await?;
            end_every_other_session(elsewhere).await?;
            choose_file(&desk, &bad).await?;
            desk.find(&heading(t("session_ended_title"))).await?;
            findings.look(&desk, &named("session ended")).await?;
            desk.close().await?;
        }
        findings.done()
    });
}
