//! One real task of each role, on the demo organisation: from a caretaker's note without signal to the printed letter, the
//! board's page and an export that another program opens.

use super::{choose, downloads};
use crate::keyboard::{enter, write};
use crate::parts::hand_over;
use crate::recording::note_conflict;
use anyhow::{Context, Result, ensure};
use feltbog_shared::office::OfficeSession;
use feltbog_shared::office::desk::{CasePage, DeskPlace, TriageAct, TriageReport, TriageRequest};
use feltbog_shared::permission::Role;
use feltbog_tests::demo::{
    CARETAKER, DEPARTMENT, SOCIAL_CARETAKER, agree, department, enrolled, session, status_says,
};
use feltbog_tests::desk::{Clerk, OfficeClient};
use feltbog_tests::phone::Phone;
use feltbog_tests::proxy::Network;
use feltbog_tests::screen::{
    Wanted, button, checkbox, combobox, dialog, heading, link, radio, region, textbox,
};
use feltbog_tests::server::Server;
use feltbog_tests::stage::{Stage, play};
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

/// The people of the demo whose invitations to the office it prints.
pub(super) const CASE_OFFICER: &str = "Henrik Dahlgaard";
const MEDIATOR: &str = "Gitte Lund";
pub(super) const MANAGER: &str = "Bente Yılmaz";
/// A place of which no record of the demo tells.
const PLACE: &str = "Kælderrum 47";
/// The person who is complained about.
const RESPONDENT: &str = "Rasmus Kanariefugl";

/// Somebody's session and their browser at a desk, at a page.
pub(super) async fn at_desk(
    stage: &Stage,
    server: &Server,
    name: &str,
    person: &str,
    page: &str,
) -> Result<(OfficeClient, Arc<Phone>)> {
    let clerk = Clerk::of(server, person, &format!("{name}@laerkeby.example")).await?;
    let session = clerk.signed_in(server.address()).await?;
    let desk = clerk.desk(stage, name, &session).await?;
    desk.open(page).await?;
    Ok((session, desk))
}

/// Opens the only row of a list that a search leaves.
async fn open_only_row(desk: &Phone, search: &str, words: &str, row: &str) -> Result<()> {
    desk.fill(textbox(search), words).await?;
    desk.see("1 række").await?;
    enter(desk, row).await
}

/// Fills every field of a letter that is empty.
async fn fill_letter(desk: &Phone, text: &str) -> Result<()> {
    let empty = "return [...document.querySelectorAll('textarea[id^=letter-field-]')]
        .filter((field) => !field.value.trim())
        .map((field) => field.labels[0].innerText)";
    let empty: Vec<String> = serde_json::from_value(desk.run(empty, &[]).await?)?;
    for label in empty {
        desk.fill(textbox(&label), text).await?;
    }
    Ok(())
}

/// The words of a PDF, read by poppler.
fn words_of(pdf: &Path) -> Result<String> {
    let output = Command::new("pdftotext")
        .args(["-layout"])
        .arg(pdf)
        .arg("-")
        .stdin(Stdio::null())
        .output()?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let text = String::from_utf8(output.stdout)?;
    Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The content of an export, read by a program that knows nothing of Feltbog.
pub(super) fn read_independently(format: &str, file: &Path) -> Result<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("readers");
    let output = Command::new(folder.join("venv/bin/python"))
        .arg(folder.join("read.py"))
        .arg(format)
        .arg(file)
        .output()
        .context("cargo xtask setup installs the readers")?;
    ensure!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// The only file that a browser has saved in a folder since the last time.
pub(super) async fn saved_file(folder: &Path, before: &[PathBuf], ending: &str) -> Result<PathBuf> {
    until(&format!("a saved {ending}"), PATIENCE, async || {
        let mut files = std::fs::read_dir(folder)?.flatten().map(|file| file.path());
        let is_new = |file: &PathBuf| {
            !before.contains(file) && file.extension().is_some_and(|extension| extension == ending)
        };
        Ok(files.find(is_new))
    })
    .await
}

/// The page as a printer is given it.
async fn printed(desk: &Phone, file: &Path) -> Result<String> {
    let answer = desk.debugger("Page.printToPDF", json!({})).await?;
    let data = answer["data"].as_str().context("no PDF")?;
    let bytes = base64::Engine::decode(&base64::engine::general_purpose::STANDARD, data)?;
    std::fs::write(file, bytes)?;
    words_of(file)
}

async fn add_party(desk: &Phone, role: &str, name: &str) -> Result<()> {
    let party = || dialog("Part");
    desk.tap(button("Tilføj part")).await?;
    desk.find(&combobox("Rolle i sagen").within(party())).await?;
    choose(desk, "conflict_party-new-role", role).await?;
    desk.fill(textbox("Navn").within(party()), name).await?;
    desk.tap(button("Opret").within(party())).await?;
    desk.lose(&party()).await?;
    desk.find(&button(name).loosely()).await.map(drop)
}

/// A note is made in a basement without signal; a case officer prints a letter about it; the board's page tells of neither;
/// an export has it.
#[test]
fn a_note_from_a_basement_becomes_a_letter() {
    play("office_from_note_to_letter", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let mette = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &mette).await?)?;
        mette.network().set(Network::Refuse).await?;
        note_conflict(&mette, "Støj", "Middel", PLACE, "Der bankes om natten.").await?;
        status_says(&mette, "mangler at blive sendt", PATIENCE).await?;
        mette.network().set(Network::Pass).await?;
        agree(&server, &[&mette], here, PATIENCE).await?;
        mette.close().await?;

        let page = "/kontor/indbakke";
        let (mut henrik, desk) = at_desk(stage, &server, "henrik", CASE_OFFICER, page).await?;
        let folder = downloads(&desk, &stage.folder("hentet")).await?;
        open_only_row(&desk, "Søg i sted og tekst", PLACE, "Støj").await?;
        let case = || region("Støj");
        desk.find(&heading("Støj").within(case())).await?;
        desk.tap(button("Tag").within(case())).await?;
        desk.see("Taget.").await?;
        add_party(&desk, "Indklaget", RESPONDENT).await?;

        // The letter: looked at, kept with the case as a legal step, fetched, and read by another program.
        desk.tap(Wanted::new("DisclosureTriangle", "Nyt brev")).await?;
        choose(&desk, "letter-kind", "Henstilling").await?;
        fill_letter(&desk, "punkt 4 om ro om natten").await?;
        desk.tap(button("Se brevet")).await?;
        desk.find(&heading("Sådan bliver brevet")).await?;
        desk.tap(button("Gem på sagen")).await?;
        desk.see("Brevet er gemt på sagen.").await?;
        desk.tap(button("Hent som PDF").within(case())).await?;
        let letter = words_of(&saved_file(&folder, &[], "pdf").await?)?;
        for words in ["Henstilling", RESPONDENT, "punkt 4 om ro om natten", CASE_OFFICER] {
            ensure!(letter.contains(words), "{words} is not in the letter: {letter}");
        }
        let board = henrik.colleagues(DEPARTMENT, Role::Board).await?;
        let board = board.first().context("no board")?.id.to_string();

        // The export: proved a moment ago, with the case and nothing that is a formula.
        desk.turn_to("/kontor/eksport").await?;
        desk.tap(checkbox("Nabokonflikt")).await?;
        desk.tap(button("Hent filen")).await?;
        desk.see("Filen er hentet.").await?;
        let sheets = read_independently("xlsx", &saved_file(&folder, &[], "xlsx").await?)?;
        ensure!(sheets.to_string().contains(PLACE), "{PLACE} is not in the export");
        desk.close().await?;

        let (_, desk) = at_desk(stage, &server, "bestyrelse", &board, "/kontor/bestyrelse").await?;
        desk.find(&heading("Arealer")).await?;
        desk.find(&button("Udskriv")).await?;
        let paper = printed(&desk, &folder.join("bestyrelse.pdf")).await?;
        ensure!(paper.contains("Arealer") && paper.contains(DEPARTMENT), "{paper}");
        for word in [PLACE, RESPONDENT, "Der bankes", "Indbakke", "Log ud"] {
            ensure!(!paper.contains(word), "{word} is on the board's paper");
        }
        Ok(())
    });
}

/// A case is given to a mediator, who begins the mediation and prints an invitation, which nobody keeps.
#[test]
fn a_mediator_begins_a_mediation_and_prints_the_invitation() {
    play("office_mediator", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let (mut henrik, desk) = at_desk(stage, &server, "henrik", CASE_OFFICER, "/kontor/sager").await?;
        let query = "/desk/cases?search=&states=observed&sort=created&descending=true&rows=200";
        let cases: CasePage = henrik.get(query).await?;
        let mediators = henrik.colleagues(DEPARTMENT, Role::Mediator).await?;
        let gitte = mediators.iter().find(|one| one.name == MEDIATOR);
        let gitte = gitte.context("no mediator")?.clone();
        let is_hers = |department| gitte.roles.contains(&(department, Role::Mediator));
        let case = cases.rows.iter().find(|case| is_hers(case.department));
        let case = case.context("no case that was seen in her departments")?;
        let place = format!("{}_{}", case.department, case.document);
        // The parties, the offer and the hand-over, at the desk.
        desk.open(&format!("/kontor/sager?vis={place}")).await?;
        desk.find(&button("Tilføj part")).await?;
        add_party(&desk, "Klager", "Klara Klager").await?;
        add_party(&desk, "Indklaget", RESPONDENT).await?;
        let assign = TriageRequest {
            token: "0e0c46d2-8f3b-4c2f-9d3a-6b0a5a3f4711".to_owned(),
            items: vec![DeskPlace {
                department: case.department,
                document: case.document,
            }],
            act: TriageAct::Assign { person: gitte.id },
        };
        let report: TriageReport = henrik.post("/desk/triage", &assign).await?;
        ensure!(
            report.items.iter().all(|item| item.refusal.is_none()),
            "{report:?}"
        );
        desk.close().await?;

        let page = format!("/kontor/sager?vis={place}");
        let (_, desk) = at_desk(stage, &server, "gitte", MEDIATOR, &page).await?;
        let folder = downloads(&desk, &stage.folder("hentet")).await?;
        desk.tap(button("Begynd mægling")).await?;
        desk.tap(button("Opret").within(dialog("Mægling"))).await?;
        desk.lose(&dialog("Mægling")).await?;
        desk.find(&button("Mægling").loosely().nth(0)).await?;
        desk.tap(Wanted::new("DisclosureTriangle", "Nyt brev")).await?;
        desk.see("Indbydelsen bliver ikke gemt på sagen.").await?;
        ensure!(desk.look_for(&button("Gem på sagen")).await?.is_none());
        ensure!(
            !desk.sees("Sagen til beboerklagenævnet").await?,
            "she makes no bundle"
        );
        fill_letter(&desk, "i fælleshuset på torsdag").await?;
        desk.tap(button("Se brevet")).await?;
        desk.find(&heading("Sådan bliver brevet")).await?;
        desk.tap(button("Hent indbydelsen som PDF")).await?;
        let invitation = words_of(&saved_file(&folder, &[], "pdf").await?)?;
        ensure!(invitation.contains("Klara Klager"), "{invitation}");
        desk.see("Der er ingen breve i sagen.").await
    });
}

/// An operations manager and a case officer have one case open and see each other; the manager answers what residents
/// observed.
#[test]
fn an_operations_manager_answers_and_is_seen_by_a_colleague() {
    play("office_manager", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let (mut bente, manager) = at_desk(stage, &server, "bente", MANAGER, "/kontor/indbakke").await?;
        manager.fill(textbox("Søg i sted og tekst"), "kæmpe").await?;
        until("the rows of the search", PATIENCE, async || {
            let shown = "return document.querySelector('.row-count').innerText";
            let shown = manager.run(shown, &[]).await?;
            Ok(shown
                .as_str()
                .is_some_and(|shown| !shown.starts_with("6"))
                .then_some(()))
        })
        .await?;
        enter(&manager, "Invasiv art").await?;
        manager
            .find(&heading("Invasiv art").within(region("Invasiv art")))
            .await?;
        manager.tap(button("Svar").loosely().nth(0)).await?;
        manager.tap(radio("Ingen ændring").within(dialog("Svar"))).await?;
        manager
            .fill(
                textbox("Dit svar").within(dialog("Svar")),
                "Vi henter den på mandag.",
            )
            .await?;
        manager.tap(button("Svar").within(dialog("Svar"))).await?;
        manager.see("Svaret.").await?;

        // The pages of her organisation, without those that the server refuses her.
        let session: OfficeSession = bente.get("/session").await?;
        let mut organisations = session.administrations.iter().flat_map(|one| &one.organisations);
        let organisation = organisations.next().context("no organisation")?;
        let address = match organisation.key.as_str() {
            "" => &organisation.id,
            key => key,
        };
        manager
            .open(&format!("/kontor/organisation/{address}/personer"))
            .await?;
        manager.find(&link("Alle telefoner")).await?;
        for refused in ["Nye telefoner", "Åbne invitationer", "Import", "Log"] {
            manager.lose(&link(refused)).await?;
        }

        let query = "/desk/cases?search=&states=open&sort=due&rows=200";
        let cases: CasePage = bente.get(query).await?;
        let clerk = Clerk::of(&server, CASE_OFFICER, "henrik@laerkeby.example").await?;
        let mut henrik = clerk.signed_in(server.address()).await?;
        let his: CasePage = henrik.get(query).await?;
        let both = cases
            .rows
            .iter()
            .find(|case| his.rows.iter().any(|one| one.document == case.document));
        let both = both.context("no case that both read")?;
        let page = format!("/kontor/sager?vis={}_{}", both.department, both.document);
        manager.open(&page).await?;
        manager.find(&heading("Forløb")).await?;
        ensure!(!manager.sees("Breve og papirer").await?, "she writes no letters");
        let desk = clerk.desk(stage, "henrik", &henrik).await?;
        desk.open(&page).await?;
        desk.see(&format!("{MANAGER} har den også åben")).await
    });
}

/// The central unit changes the text of a letter, a case officer approves it, and the adviser takes what waits.
#[test]
fn the_central_unit_an_officer_and_the_adviser_do_their_work() {
    play("office_central_unit", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let (mut henrik, officer) = at_desk(stage, &server, "henrik", CASE_OFFICER, "/kontor").await?;
        let mut somebody = async |role| {
            let people = henrik.colleagues(DEPARTMENT, role).await?;
            anyhow::Ok(people.first().context("nobody")?.id.to_string())
        };
        let (unit, adviser) = (
            somebody(Role::CentralUnit).await?,
            somebody(Role::FinancialAdviser).await?,
        );
        officer.find(&heading("I dag")).await?;

        let (_, desk) = at_desk(stage, &server, "enhed", &unit, "/kontor").await?;
        desk.tap(link("Brevskabeloner")).await?;
        desk.find(&heading("Brevskabeloner")).await?;
        let closing = || Wanted::new("DisclosureTriangle", "Afslutning");
        desk.tap(closing()).await?;
        let text = textbox("Brevets tekst").within(Wanted::new("group", "").loosely());
        desk.find(&text.clone().nth(0)).await?;
        let add = "const text = document.getElementById('letter-template-closing');
            text.focus(); text.setSelectionRange(text.value.length, text.value.length);";
        desk.run(add, &[]).await?;
        desk.debugger("Input.insertText", json!({ "text": "\n\nRing gerne til os." }))
            .await?;
        desk.tap(button("Gem")).await?;
        desk.see("Teksten er gemt og venter på godkendelse.").await?;
        desk.close().await?;

        officer.tap(link("Brevskabeloner")).await?;
        officer.tap(closing()).await?;
        officer.see("Venter på godkendelse: version 1").await?;
        officer.tap(button("Godkend teksten")).await?;
        officer.see("Teksten er i brug nu.").await?;
        officer.close().await?;

        let phone = enrolled(stage, &server, "sanne", SOCIAL_CARETAKER).await?;
        hand_over(&phone).await?;
        // The concern that it comes out of.
        phone.tap(button("Færdig")).await?;
        status_says(&phone, "Alt er sendt", PATIENCE).await?;

        let (_, desk) = at_desk(stage, &server, "raadgiver", &adviser, "/kontor/indbakke").await?;
        let rows = "return document.querySelectorAll('.rows tr[aria-rowindex]').length";
        until("what waits for the adviser", PATIENCE, async || {
            Ok(desk
                .run(rows, &[])
                .await?
                .as_u64()
                .is_some_and(|rows| rows > 0)
                .then_some(()))
        })
        .await?;
        desk.run("document.activeElement.blur()", &[]).await?;
        crate::keyboard::press(&desk, "j", "KeyJ", 74, "j").await?;
        crate::keyboard::press(&desk, "t", "KeyT", 84, "t").await?;
        desk.see("Taget.").await?;
        ensure!(!desk.sees("blev ikke ændret").await?, "it is not theirs to take");
        Ok(())
    });
}

/// An inquiry of a resident by telephone is written down, gets an owner, and becomes a case.
#[test]
fn an_inquiry_is_written_down_and_becomes_a_case() {
    play("office_inquiry", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let page = "/kontor/henvendelser";
        let (_, desk) = at_desk(stage, &server, "henrik", CASE_OFFICER, page).await?;
        desk.tap(button("Ny henvendelse")).await?;
        let note = || dialog("Ny henvendelse");
        desk.find(&combobox("Afdeling").within(note())).await?;
        choose_in_dialog(&desk, "Afdeling", DEPARTMENT).await?;
        choose_in_dialog(&desk, "Fra", "Beboer").await?;
        write(
            &desk,
            "Hvad blev der sagt eller skrevet?",
            "Der spilles højt hver nat.",
        )
        .await?;
        desk.tap(button("Opret").within(note())).await?;
        desk.lose(&note()).await?;
        enter(&desk, "Der spilles højt").await?;
        desk.tap(button("Gør til en sag")).await?;
        desk.see("Henvendelsen blev til en sag.").await
    });
}

/// Chooses in the list of the open dialog with a label.
async fn choose_in_dialog(desk: &Phone, label: &str, option: &str) -> Result<()> {
    let choose = "const labels = [...document.querySelectorAll('dialog[open] label, dialog[open] legend')];
        const label = labels.find((label) => label.innerText.trim() === given[0]);
        const list = label.control;
        if (list) {
            list.value = [...list.options].find((option) => option.text.startsWith(given[1])).value;
            list.dispatchEvent(new Event('change', { bubbles: true }));
        } else {
            const choices = [...label.parentElement.querySelectorAll('label, button')];
            choices.find((choice) => choice.innerText.trim() === given[1]).click();
        }
        return true";
    let chosen = desk.run_async(choose, &[json!(label), json!(option)]).await?;
    ensure!(chosen == true, "{option} is not in {label}");
    Ok(())
}
