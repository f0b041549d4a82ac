//! The administrator's work without a pointer: Tab from part to part, Enter and Space on what has the focus.

use super::{Office, await_files, chosen, enrol_over_http, focus, name, people, text_of};
use crate::keyboard::{enter, press, space, walk_to, write};
use anyhow::{Context, Result, bail, ensure};
use feltbog_shared::office::{GrantRow, LogEntry, OfficePerson};
use feltbog_shared::permission::Role;
use feltbog_tests::desk::{ADMINISTRATOR, Authenticator, DESK, MAIL, begun};
use feltbog_tests::office::PASSWORD;
use feltbog_tests::phone::Phone;
use feltbog_tests::screen::{Wanted, alert, button, checkbox, heading, status, textbox};
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::json;

const DAY_MILLIS: i64 = 24 * 60 * 60 * 1_000;

/// Chooses an option of the list that is reached by its label, with the arrow keys.
async fn pick(desk: &Phone, list: &str, option: &str) -> Result<()> {
    const OPTIONS: usize = 60;
    // A table whose name begins alike may come first.
    let is_list = "return document.activeElement instanceof HTMLSelectElement";
    while {
        walk_to(desk, list).await?;
        desk.run(is_list, &[]).await? != true
    } {}
    let chosen = "return document.activeElement.selectedOptions?.[0]?.text ?? ''";
    press(desk, "Home", "Home", 36, "").await?;
    for _ in 0..OPTIONS {
        let text = desk.run(chosen, &[]).await?;
        if text.as_str().is_some_and(|text| text.starts_with(option)) {
            return Ok(());
        }
        press(desk, "ArrowDown", "ArrowDown", 40, "").await?;
    }
    bail!("{option} is not in {list}")
}

/// Types digits, as in a field for a day.
async fn digits(desk: &Phone, text: &str) -> Result<()> {
    for digit in text.chars() {
        let number = u32::from(digit);
        press(
            desk,
            &digit.to_string(),
            &format!("Digit{digit}"),
            number,
            &digit.to_string(),
        )
        .await?;
    }
    Ok(())
}

/// The text of a place on the screen that tells of what happens by itself.
async fn told(desk: &Phone, role: Wanted) -> Result<String> {
    Ok(desk.screen().await?.texts(&role).join(" "))
}

/// The whole way of a first administrator: the link of `feltbog init`, an account, signing out, and signing in.
#[test]
fn an_account_is_made_and_signed_in_to_with_the_keyboard() {
    play("office_sign_in_with_the_keyboard", async |stage| {
        let (server, token) = begun(&stage.folder("server")).await?;
        let desk = stage.phone_with_window("kontor", server.address(), DESK).await?;
        desk.open(&format!("/kontor/invitation#{token}")).await?;
        desk.find(&heading("Din adgang til kontoret")).await?;
        desk.see(&format!("Velkommen, {ADMINISTRATOR}.")).await?;
        write(&desk, "Mailadresse", MAIL).await?;
        write(&desk, "Ny adgangskode", "for kort").await?;
        enter(&desk, "Opret min adgang").await?;
        // The summary has the focus and leads to each field.
        desk.find(&heading("Ret dette først")).await?;
        enter(&desk, "Skriv en adgangskode på mindst 15 tegn.").await?;
        ensure!(
            focus(&desk).await? == "account-password",
            "{}",
            focus(&desk).await?
        );
        press(&desk, "a", "KeyA", 65, "").await?;
        desk.run("document.activeElement.select()", &[]).await?;
        desk.debugger("Input.insertText", json!({ "text": PASSWORD }))
            .await?;
        let secret = "return document.querySelector('.copy-code').textContent.replaceAll(' ', '')";
        let secret = desk.run(secret, &[]).await?;
        let secret = secret.as_str().context("no secret")?;
        let address = format!("otpauth://totp/Feltbog:x?secret={secret}&issuer=Feltbog");
        let authenticator = Authenticator::new(&address);
        write(&desk, "De seks cifre, appen viser", &authenticator.code().await?).await?;
        press(&desk, "Enter", "Enter", 13, "\r").await?;
        desk.find(&heading("Dine nødkoder")).await?;
        let codes = desk.run(
            "return document.querySelectorAll('.recovery-codes li').length",
            &[],
        );
        ensure!(codes.await?.as_u64().is_some_and(|codes| codes >= 8));
        enter(&desk, "Jeg har gemt dem. Log ind").await?;
        desk.comes_to("/kontor").await?;

        // An account that has just been made is signed in to once.
        desk.find(&heading("Log ind på kontoret")).await?;
        write(&desk, "Mailadresse", MAIL).await?;
        write(&desk, "Adgangskode", "forkert").await?;
        press(&desk, "Enter", "Enter", 13, "\r").await?;
        until("the refusal", PATIENCE, async || {
            Ok((!told(&desk, alert()).await?.is_empty()).then_some(()))
        })
        .await?;
        ensure!(
            text_of(&desk, "sign-in-account").await? == MAIL,
            "the address stands"
        );
        walk_to(&desk, "Adgangskode").await?;
        desk.run("document.activeElement.select()", &[]).await?;
        desk.debugger("Input.insertText", json!({ "text": PASSWORD }))
            .await?;
        press(&desk, "Enter", "Enter", 13, "\r").await?;
        desk.find(&textbox("Engangskode")).await?;
        until("the field of the code to have the focus", PATIENCE, async || {
            Ok((focus(&desk).await? == "sign-in-code").then_some(()))
        })
        .await?;
        let code = authenticator.code().await?;
        desk.debugger("Input.insertText", json!({ "text": code })).await?;
        press(&desk, "Enter", "Enter", 13, "\r").await?;
        desk.find(&heading("Organisationer")).await?;

        enter(&desk, ADMINISTRATOR).await?;
        enter(&desk, "Log ud").await?;
        desk.find(&heading("Log ind på kontoret")).await?;
        desk.reload().await?;
        desk.find(&heading("Log ind på kontoret")).await.map(drop)
    });
}

#[test]
fn a_list_of_people_is_imported_with_the_keyboard() {
    play("office_import_with_the_keyboard", async |stage| {
        let mut office = Office::begun(stage).await?;
        let organisation = office.session.organisation().await?.id;
        let folder = stage.folder("lists");
        std::fs::create_dir_all(&folder)?;
        let (bad, good) = (folder.join("fejl.csv"), folder.join("folk.csv"));
        std::fs::write(&bad, people(40).replacen("Ejendomsfunktionær", "konge", 1))?;
        std::fs::write(&good, people(40))?;
        let desk = office.desk(stage, "/afdelinger").await?;
        await_files(&desk).await?;
        enter(&desk, "Import").await?;
        desk.find(&heading("Import")).await?;
        walk_to(&desk, "Afdelinger").await?;
        press(&desk, "ArrowRight", "ArrowRight", 39, "").await?;
        desk.see("Kolonner: medarbejdernummer").await?;
        let people_of = async |office: &mut Office| {
            let rows: Vec<OfficePerson> = office.session.list(&organisation, "people").await?;
            anyhow::Ok(rows.len())
        };

        walk_to(&desk, "Fil").await?;
        ensure!(focus(&desk).await? == "import-file");
        press(&desk, "Enter", "Enter", 13, "\r").await?;
        chosen(&desk, &bad).await?;
        desk.see("Listen har fejl.").await?;
        let table = desk.run(
            "return [...document.querySelectorAll('table tbody tr')].map((row) => row.innerText)",
            &[],
        );
        let table = table.await?;
        let row = table[0].as_str().unwrap_or_default();
        ensure!(
            row.contains('2') && row.contains("Rolle") && row.contains("konge"),
            "{table}"
        );
        ensure!(
            told(&desk, status()).await?.contains("Listen har fejl."),
            "it is told"
        );
        ensure!(desk.look_for(&button("Gennemfør")).await?.is_none());
        ensure!(people_of(&mut office).await? == 1);

        walk_to(&desk, "Fil").await?;
        ensure!(focus(&desk).await? == "import-file");
        press(&desk, "Enter", "Enter", 13, "\r").await?;
        chosen(&desk, &good).await?;
        desk.see("Listen er klar.").await?;
        ensure!(people_of(&mut office).await? == 1, "a plan changes nothing");
        enter(&desk, "Gennemfør").await?;
        desk.see("Importen er gennemført.").await?;
        ensure!(people_of(&mut office).await? == 41);

        // The same file once more.
        walk_to(&desk, "Fil").await?;
        ensure!(focus(&desk).await? == "import-file");
        press(&desk, "Enter", "Enter", 13, "\r").await?;
        chosen(&desk, &good).await?;
        desk.see("Alt på listen står her allerede.").await?;
        ensure!(desk.look_for(&button("Gennemfør")).await?.is_none());
        let log: Vec<LogEntry> = office.session.list(&organisation, "log").await?;
        let imports = log.iter().filter(|entry| entry.action.contains("import")).count();
        ensure!(imports == 1, "{log:?}");
        enter(&desk, "Personer").await?;
        desk.see("41 af 41").await
    });
}

/// A word for a role and a number that was somebody else's are answered without leaving the list of options.
#[test]
fn what_a_list_leaves_open_is_chosen_with_the_keyboard() {
    play("office_import_choices_with_the_keyboard", async |stage| {
        let mut office = Office::with_people(stage, 2).await?;
        let organisation = office.session.organisation().await?.id;
        let folder = stage.folder("lists");
        std::fs::create_dir_all(&folder)?;
        let file = folder.join("folk.csv");
        let list = people(2).replace("Ejendomsfunktionær", "Gårdmand");
        std::fs::write(&file, list.replacen(&name(101), "Åge Ukendt", 1))?;
        let desk = office.desk(stage, "/import").await?;
        await_files(&desk).await?;
        walk_to(&desk, "Afdelinger").await?;
        press(&desk, "ArrowRight", "ArrowRight", 39, "").await?;
        walk_to(&desk, "Fil").await?;
        press(&desk, "Enter", "Enter", 13, "\r").await?;
        chosen(&desk, &file).await?;
        desk.see("Listen har fejl.").await?;
        pick(&desk, "Gårdmand", "Ejendomsfunktionær").await?;
        until("the focus to stay on the word", PATIENCE, async || {
            Ok((focus(&desk).await? == "import-role-0").then_some(()))
        })
        .await?;
        pick(&desk, "»Åge Ukendt« på listen", "Nej, det er en anden").await?;
        desk.see("Listen er klar.").await?;
        // Whoever had the number before is missing from the list.
        space(&desk, "Det er i orden").await?;
        enter(&desk, "Gennemfør").await?;
        desk.see("Importen er gennemført.").await?;
        let rows: Vec<OfficePerson> = office.session.list(&organisation, "people").await?;
        let numbers = |name: &str| {
            let mut rows = rows.iter().filter(|row| row.name == name);
            rows.next().map(|row| row.number.clone())
        };
        ensure!(numbers("Åge Ukendt").as_deref() == Some("101"), "{rows:?}");
        ensure!(numbers(&name(101)).as_deref() == Some(""), "{rows:?}");
        Ok(())
    });
}

#[test]
fn a_person_is_invited_and_gets_a_phone_with_the_keyboard() {
    play("office_phones_with_the_keyboard", async |stage| {
        let mut office = Office::with_people(stage, 40).await?;
        let organisation = office.session.organisation().await?.id;
        let person = name(101);
        let cookies = enrol_over_http(&office, "101").await?;
        let desk = office.desk(stage, "/personer").await?;
        write(&desk, "Søg efter navn", "101").await?;
        desk.see("1 af 41").await?;
        enter(&desk, &person).await?;
        desk.find(&heading(&person).nth(0)).await?;

        enter(&desk, "Inviter til kontoret").await?;
        desk.see("/kontor/invitation#").await?;
        enter(&desk, "Lav kode til en telefon").await?;
        desk.see("Koden virker én gang").await?;
        let code = "return document.querySelector('.code-card .code-text').textContent";
        ensure!(
            desk.run(code, &[])
                .await?
                .as_str()
                .is_some_and(|code| code.len() >= 8)
        );

        // The phone that is lost.
        ensure!(office.server.get("/api/v1/session", &cookies).await.is_ok());
        enter(&desk, "Telefonen er væk").await?;
        desk.see("Telefonen bliver lukket for altid").await?;
        ensure!(office.server.get("/api/v1/session", &cookies).await.is_ok());
        enter(&desk, "Luk telefonen").await?;
        desk.see("er lukket. Den sletter det, den har").await?;
        ensure!(office.server.get("/api/v1/session", &cookies).await.is_err());
        let log: Vec<LogEntry> = office.session.list(&organisation, "log").await?;
        ensure!(
            log.iter()
                .filter(|entry| entry.action == "device_revoked")
                .count()
                == 1
        );

        // A sheet for the first forty.
        enter(&desk, "Personer").await?;
        desk.find(&checkbox("Vælg alle, der vises")).await?;
        pick(&desk, "Rolle", "Ejendomsfunktionær").await?;
        desk.see("40 af 41").await?;
        space(&desk, "Vælg alle, der vises").await?;
        desk.see("40 valgt").await?;
        enter(&desk, "Lav koder til telefoner").await?;
        desk.find(&heading("Koder til telefoner")).await?;
        let codes =
            "return [...document.querySelectorAll('.code-card .code-text')].map((code) => code.textContent)";
        let codes = desk.run(codes, &[]).await?;
        let mut codes: Vec<String> = serde_json::from_value(codes)?;
        codes.sort();
        codes.dedup();
        ensure!(codes.len() == 40, "{} codes", codes.len());
        // Each card names the address at which the code is typed.
        let address = office.server.address().port();
        desk.see(&format!("Eller åbn localhost:{address} i browseren"))
            .await?;
        enter(&desk, "Til personerne").await?;
        desk.find(&heading("Personer")).await.map(drop)
    });
}

#[test]
fn a_role_is_given_and_ended_with_the_keyboard() {
    play("office_roles_with_the_keyboard", async |stage| {
        let mut office = Office::with_people(stage, 3).await?;
        let organisation = office.session.organisation().await?.id;
        let desk = office.desk(stage, "/personer").await?;
        let mut mediators = async || {
            let rows: Vec<OfficePerson> = office.session.list(&organisation, "people").await?;
            let grants = rows.into_iter().flat_map(|person| person.grants);
            anyhow::Ok(
                grants
                    .filter(|grant| grant.role == Role::Mediator)
                    .collect::<Vec<_>>(),
            )
        };
        for number in [101, 102] {
            space(&desk, &format!("Vælg {}", name(number))).await?;
        }
        desk.see("2 valgt").await?;
        enter(&desk, "Giv en rolle").await?;
        pick(&desk, "Rolle", "Konfliktmægler").await?;
        pick(&desk, "Gælder for", "14 Skoven").await?;
        enter(&desk, "Vis, hvad der sker").await?;
        desk.see("Nye roller: 2.").await?;
        ensure!(mediators().await?.is_empty(), "a preview changes nothing");
        enter(&desk, "Gennemfør").await?;
        desk.see("2 roller er ændret.").await?;
        ensure!(mediators().await?.len() == 2);

        // Undone, and given again to one on that person's own page.
        enter(&desk, "Fortryd").await?;
        desk.see("Ændringen er fortrudt.").await?;
        let has_ended = mediators().await?.iter().all(|grant| grant.until.is_some());
        ensure!(has_ended, "{:?}", mediators().await?);
        enter(&desk, &name(101)).await?;
        pick(&desk, "Rolle", "Konfliktmægler").await?;
        pick(&desk, "Gælder for", "14 Skoven").await?;
        walk_to(&desk, "Sidste dag").await?;
        // The same day whether the browser asks for the day or the month first.
        digits(&desk, "12122027").await?;
        enter(&desk, "Tilføj rolle").await?;
        desk.see("1 rolle er ændret.").await?;
        let given = mediators().await?;
        let a_day_later = |grant: &&GrantRow| grant.until > Some(grant.from.plus_millis(DAY_MILLIS));
        ensure!(given.iter().filter(a_day_later).count() == 1, "{given:?}");
        enter(&desk, "Afslut nu, Konfliktmægler").await?;
        until("the end of the role", PATIENCE, async || {
            let is_open =
                "return !document.querySelector('[aria-label^=\"Afslut nu, Konfliktmægler\"]:not([hidden])')";
            Ok((desk.run(is_open, &[]).await? == true).then_some(()))
        })
        .await
    });
}
