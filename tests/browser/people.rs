//! Several people on one phone: each sees and sends their own and nothing else, a lock hides everything and still sends,
//! and nothing is lost on the way.

mod page_values;
mod withdrawal;

use self::page_values::name_in;
use self::withdrawal::records;
use crate::recording::{log_visit, note_conflict, open_record};
use anyhow::{Context, Result, ensure};
use feltbog_shared::id::DepartmentId;
use feltbog_tests::demo::{
    AMBASSADOR, CARETAKER, DEPARTMENT, SOCIAL_CARETAKER, code, department, enrolled, session, status_says,
    typed_code,
};
use feltbog_tests::phone::Phone;
use feltbog_tests::proxy::{Fault, Network};
use feltbog_tests::screen::{Wanted, button, heading, link, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::{Stage, play};
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

const BACK_ONLINE: Duration = PATIENCE;
/// More often than something is asked for in a test.
const EVERY_TIME: usize = 200;
pub(crate) const METTES: &str = "258025";
pub(crate) const SANNES: &str = "1357924";
const LOCK: &str = "Lås eller skift person";

/// Words that stand nowhere else: of Mette's conflict, and of Sanne's visit.
const CONFLICT: [&str; 2] = ["Kvæstorbi", "Trunsefjeld"];
const VISIT: [&str; 2] = ["Brøndelmo", "Snurpegrav"];

/// Chooses a pin on the page for it.
pub(crate) async fn choose(phone: &Phone, pin: &str) -> Result<()> {
    phone.find(&heading("Vælg pinkode")).await?;
    phone.fill(textbox("Ny pinkode"), pin).await?;
    phone.tap(button("Gem pinkoden")).await
}

/// Enters a pin; the phone opens by itself when it is the right one.
pub(crate) async fn enter(phone: &Phone, pin: &str) -> Result<()> {
    phone.fill(textbox("Pinkode"), pin).await
}

/// Opens the locked phone for somebody.
pub(crate) async fn unlock(phone: &Phone, name: &str, pin: &str) -> Result<()> {
    phone.find(&heading("Hvem er du?")).await?;
    phone.tap(button(name).loosely()).await?;
    phone.find(&heading(name)).await?;
    enter(phone, pin).await
}

/// Locks the phone from Hjem.
pub(crate) async fn lock(phone: &Phone) -> Result<()> {
    phone.open("/").await?;
    phone.tap(button(LOCK)).await?;
    phone.find(&heading("Hvem er du?")).await?;
    Ok(())
}

/// Mette's conflict.
async fn note_mettes(phone: &Phone) -> Result<()> {
    note_conflict(
        phone,
        "Støj",
        "Lav",
        "Opgang Kvæstorbi",
        "Der bankes i Trunsefjeld.",
    )
    .await
}

/// The phone of two: Mette's, whose pin was chosen when Sanne came. It is open for Sanne.
pub(crate) async fn of_two(stage: &Stage, server: &Server) -> Result<Arc<Phone>> {
    let phone = enrolled(stage, server, "kontoret", CARETAKER).await?;
    phone.open("/indstillinger").await?;
    phone.tap(link("Flere på telefonen")).await?;
    phone.tap(link("Tilføj en person")).await?;
    choose(&phone, METTES).await?;
    phone.comes_to("/enrol").await?;
    let code = typed_code(server, SOCIAL_CARETAKER).await?;
    phone.fill(textbox("Skriv din kode for at åbne"), &code).await?;
    phone.tap(button("Åbn")).await?;
    choose(&phone, SANNES).await?;
    phone.tap(button("Kom i gang")).await?;
    phone.open("/afdeling").await?;
    phone.tap(button(DEPARTMENT).loosely()).await?;
    phone.find(&link("Nyt besøg")).await?;
    Ok(phone)
}

/// Everything that is in the page: what is shown, what is not, its title and its address.
async fn page(phone: &Phone) -> Result<String> {
    let page = "return [document.documentElement.outerHTML, document.title, location.href].join(' ')";
    let page = phone.run(page, &[]).await?;
    Ok(page.as_str().context("no page")?.to_owned())
}

async fn shows_none_of(phone: &Phone, words: &[&str]) -> Result<()> {
    let page = page(phone).await?;
    for word in words {
        ensure!(!page.contains(word), "{word} stands in {page}");
    }
    Ok(())
}

/// The record that a word stands in, as the server gives it to the person in a place of the phone.
async fn received(
    server: &Server,
    phone: &Phone,
    place: u8,
    here: DepartmentId,
    word: &str,
) -> Result<Option<Value>> {
    let path = format!("/api/v1/departments/{here}/records?person={place}");
    let answer = server.get(&path, &phone.cookies().await?).await?;
    let answer = answer.context("no such department")?;
    let records = answer["records"].as_array().context("no records")?;
    let mut found = records
        .iter()
        .filter(|record| record["fields"].to_string().contains(word));
    let first = found.next().cloned();
    ensure!(found.next().is_none(), "{word} is there twice");
    Ok(first)
}

async fn unsent(phone: &Phone, database: &str) -> Result<usize> {
    Ok(phone.rows(database, "outbox").await?.len())
}

#[test]
fn two_people_on_one_phone() {
    play("two_people_on_one_phone", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = of_two(stage, &server).await?;
        let mette = session(&server, &phone).await?;
        let here = department(&mette)?;
        let cookies = phone.cookies().await?;
        let sanne = server.get("/api/v1/session?person=2", &cookies).await?;
        let sanne = sanne.context("Sanne is not signed in")?["user"].clone();
        ensure!(sanne != serde_json::to_value(mette.user)?, "one session for two");

        // Mette notes something without a network, and hands the phone over.
        lock(&phone).await?;
        unlock(&phone, CARETAKER, METTES).await?;
        phone.find(&heading("Dagens runde")).await?;
        phone.is_installed().await?;
        phone.network().set(Network::Refuse).await?;
        note_mettes(&phone).await?;
        phone.open("/find").await?;
        phone.fill(Wanted::any("textbox"), "Kvæstorbi").await?;
        phone.find(&link("Kvæstorbi").loosely()).await?;
        open_record(&phone, "Kvæstorbi").await?;
        phone.tap(button(LOCK)).await?;
        phone.find(&heading("Hvem er du?")).await?;
        shows_none_of(&phone, &CONFLICT).await?;

        // Sanne sees nothing of it, wherever she looks, and notes something of her own.
        unlock(&phone, SOCIAL_CARETAKER, SANNES).await?;
        phone.find(&link("Nyt besøg")).await?;
        shows_none_of(&phone, &CONFLICT).await?;
        for path in ["/", "/mine", "/status", "/nyt", "/arealer", "/hvem"] {
            phone.open(path).await?;
            phone.find(&Wanted::any("heading").nth(0)).await?;
            shows_none_of(&phone, &CONFLICT).await?;
        }
        phone.open("/find").await?;
        phone.fill(Wanted::any("textbox"), "Kvæstorbi").await?;
        phone.see("Det står ikke på telefonen").await?;
        let found = phone.look_for(&link("Kvæstorbi").loosely()).await?;
        ensure!(found.is_none(), "it is found");
        phone.open("/").await?;
        log_visit(&phone, "Brøndelmo 4", "Vi talte om Snurpegrav.").await?;
        status_says(&phone, "mangler at blive sendt", PATIENCE).await?;
        ensure!(unsent(&phone, "feltbog").await? > 0, "Mette's work is gone");
        ensure!(unsent(&phone, "feltbog-2").await? > 0, "Sanne's work is gone");

        // The signal is back: what both have is sent while Sanne works, each under their own name.
        phone.network().set(Network::Pass).await?;
        for (place, word, author) in [
            (1, "Kvæstorbi", serde_json::to_value(mette.user)?),
            (2, "Brøndelmo", sanne),
        ] {
            let record = until("both to be sent", BACK_ONLINE, async || {
                received(&server, &phone, place, here, word).await
            })
            .await?;
            ensure!(record["owner"] == author, "{word} is sent by {}", record["owner"]);
        }
        ensure!(
            received(&server, &phone, 2, here, "Kvæstorbi").await?.is_none(),
            "Sanne may not read it"
        );
        status_says(&phone, "Alt er sendt", BACK_ONLINE).await?;

        // Mette finds hers with its receipt, and nothing of Sanne's.
        lock(&phone).await?;
        shows_none_of(&phone, &VISIT).await?;
        unlock(&phone, CARETAKER, METTES).await?;
        phone.find(&heading("Dagens runde")).await?;
        status_says(&phone, "Alt er sendt", BACK_ONLINE).await?;
        open_record(&phone, "Kvæstorbi").await?;
        phone.see("Sendt").await?;
        phone.open("/mine").await?;
        phone.find(&link("Kvæstorbi").loosely()).await?;
        shows_none_of(&phone, &VISIT).await
    });
}

#[test]
fn a_lock_hides_everything_and_still_sends() {
    play("a_lock_hides_everything_and_still_sends", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        phone.open("/hvem").await?;
        phone.tap(link("Vælg pinkode")).await?;
        choose(&phone, "12").await?;
        phone.see("Skriv 6 til 12 cifre.").await?;
        choose(&phone, METTES).await?;
        phone.comes_to("/hvem").await?;
        phone.open("/").await?;
        phone.network().set(Network::Refuse).await?;
        note_mettes(&phone).await?;
        open_record(&phone, "Kvæstorbi").await?;

        // Locked: by a tap, after a reload, and after the phone has died, all without a network.
        phone.tap(button(LOCK)).await?;
        let hidden = ["Kvæstorbi", "Trunsefjeld", "mangler at blive sendt", DEPARTMENT];
        let nothing = async || {
            phone.find(&heading(CARETAKER)).await?;
            shows_none_of(&phone, &hidden).await
        };
        nothing().await?;
        phone.reload().await?;
        nothing().await?;
        phone.kill().await?;
        phone.reopen("/mine").await?;
        nothing().await?;

        // A wrong pin opens nothing, and the third makes one wait; the right one opens then.
        for wrong in ["000000", "258026"] {
            enter(&phone, wrong).await?;
            phone.see("Pinkoden passer ikke. Prøv igen.").await?;
        }
        enter(&phone, "999999").await?;
        phone.see("Vent 10 sekunder").await?;
        enter(&phone, METTES).await?;
        phone.see("Vent").await?;
        nothing().await?;
        let is_open =
            async || Ok::<_, anyhow::Error>(phone.look_for(&heading("Det, du har skrevet")).await?.is_some());
        until("the wait to be over", BACK_ONLINE * 2, async || {
            if is_open().await? {
                return Ok(Some(()));
            }
            enter(&phone, METTES).await?;
            until("an answer", PATIENCE, async || {
                Ok((phone.sees("Vent").await? || is_open().await?).then_some(()))
            })
            .await?;
            Ok(None)
        })
        .await?;
        phone.find(&link("Kvæstorbi").loosely()).await?;

        // What waits is sent while the phone is locked.
        phone.tap(button(LOCK)).await?;
        nothing().await?;
        phone.kill().await?;
        phone.network().set(Network::Pass).await?;
        phone.reopen("/").await?;
        nothing().await?;
        until("it to be sent", BACK_ONLINE, async || {
            received(&server, &phone, 1, here, "Kvæstorbi").await
        })
        .await?;
        nothing().await
    });
}

#[test]
fn who_forgets_the_pin_comes_in_with_a_new_code_and_loses_nothing() {
    play("who_forgets_the_pin", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = of_two(stage, &server).await?;
        let here = department(&session(&server, &phone).await?)?;
        for _ in 0..EVERY_TIME {
            phone.network().arm("/push", Fault::DropAcknowledgement);
        }
        log_visit(&phone, "Brøndelmo 4", "Vi talte om Snurpegrav.").await?;
        let waiting = unsent(&phone, "feltbog-2").await?;
        ensure!(waiting > 0, "nothing waits");
        lock(&phone).await?;
        phone.tap(button(SOCIAL_CARETAKER).loosely()).await?;
        phone.tap(button("Glemt pinkode")).await?;

        // Nonsense, and a code of Mette's, open nothing; hers still works afterwards.
        let field = || textbox("Skriv din kode for at åbne");
        phone.fill(field(), "AAAAA-AAAAA").await?;
        phone.tap(button("Åbn")).await?;
        phone.see("Koden virker ikke").await?;
        phone
            .fill(field(), &typed_code(&server, CARETAKER).await?)
            .await?;
        phone.tap(button("Åbn")).await?;
        phone.see("Koden er til en anden person").await?;
        shows_none_of(&phone, &VISIT).await?;
        phone
            .fill(field(), &typed_code(&server, SOCIAL_CARETAKER).await?)
            .await?;
        phone.tap(button("Åbn")).await?;
        choose(&phone, "864208").await?;
        phone.find(&link("Nyt besøg")).await?;
        status_says(&phone, "mangler at blive sendt", PATIENCE).await?;
        ensure!(unsent(&phone, "feltbog-2").await? >= waiting, "something is lost");
        phone.open("/mine").await?;
        phone.find(&link("Brøndelmo").loosely()).await?;
        phone.network().disarm();
        phone.open("/").await?;
        status_says(&phone, "Alt er sendt", BACK_ONLINE).await?;
        let sent = received(&server, &phone, 2, here, "Brøndelmo").await?;
        ensure!(sent.is_some(), "the server lacks it");

        // The old pin is no good any more, and Mette's is as it was.
        lock(&phone).await?;
        unlock(&phone, SOCIAL_CARETAKER, SANNES).await?;
        phone.see("Pinkoden passer ikke").await?;
        phone.tap(button("En anden person")).await?;
        unlock(&phone, CARETAKER, METTES).await?;
        phone.find(&heading("Dagens runde")).await?;
        Ok(())
    });
}

/// As the browser tells a page that it is put away and taken out again six minutes later.
const PUT_AWAY: &str = "
    const turn = (hidden) => {
        Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
    };
    const now = Date.now;
    turn(true);
    Date.now = () => now() + arguments[0] * 60000;
    turn(false);
    Date.now = now;";

#[test]
fn a_phone_that_is_put_away_locks_itself() {
    play("a_phone_that_is_put_away_locks_itself", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = of_two(stage, &server).await?;
        phone.run(PUT_AWAY, &[4.into()]).await?;
        phone.find(&link("Nyt besøg")).await?;
        // A reload is no lock.
        phone.reload().await?;
        phone.find(&link("Nyt besøg")).await?;
        phone.run(PUT_AWAY, &[6.into()]).await?;
        phone.find(&heading("Hvem er du?")).await?;
        shows_none_of(&phone, &[DEPARTMENT]).await?;
        // Neither is a start without one.
        unlock(&phone, SOCIAL_CARETAKER, SANNES).await?;
        phone.find(&link("Nyt besøg")).await?;
        phone.close().await?;
        phone.reopen("/mine").await?;
        phone.find(&heading("Hvem er du?")).await?;
        Ok(())
    });
}

/// Ends the session of somebody's phone, as whoever runs the server does when it was lost.
#[test]
fn a_lock_in_one_tab_locks_the_others() {
    play("a_lock_in_one_tab", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = of_two(stage, &server).await?;
        let first = phone.tab().await?;
        phone.new_tab().await?;
        phone.open("/").await?;
        unlock(&phone, SOCIAL_CARETAKER, SANNES).await?;
        phone.find(&link("Nyt besøg")).await?;
        let second = phone.tab().await?;
        phone.tap(button(LOCK)).await?;
        phone.find(&heading("Hvem er du?")).await?;
        phone.switch_to(&first).await?;
        phone.find(&heading("Hvem er du?")).await?;
        shows_none_of(&phone, &[DEPARTMENT]).await?;
        // Who is back in one is not locked out by what is done in the other.
        unlock(&phone, SOCIAL_CARETAKER, SANNES).await?;
        phone.find(&link("Nyt besøg")).await?;
        phone.switch_to(&second).await?;
        unlock(&phone, SOCIAL_CARETAKER, SANNES).await?;
        phone.find(&link("Nyt besøg")).await?;
        phone.switch_to(&first).await?;
        phone.find(&link("Nyt besøg")).await.map(drop)
    });
}

#[test]
fn who_is_taken_off_the_phone_leaves_nothing_there_and_room_for_another() {
    play("taken_off_the_phone", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = of_two(stage, &server).await?;
        let here = department(&session(&server, &phone).await?)?;
        let mettes = records(&phone, "feltbog").await?;
        let leave = || button("Tag mig af telefonen");

        // Not before everything is sent, not without a network, and not by one tap.
        phone.is_installed().await?;
        phone.network().set(Network::Refuse).await?;
        log_visit(&phone, "Brøndelmo 4", "Vi talte om Snurpegrav.").await?;
        phone.open("/hvem").await?;
        phone.tap(leave()).await?;
        phone.see("er ikke modtaget endnu").await?;
        phone.network().set(Network::Pass).await?;
        status_says(&phone, "Alt er sendt", BACK_ONLINE).await?;
        phone.network().set(Network::Refuse).await?;
        phone.tap(leave()).await?;
        phone.tap(button("Ja, tag mig af telefonen")).await?;
        phone.see("har ikke forbindelse").await?;
        phone.tap(leave()).await?;
        phone.tap(button("Nej, bliv")).await?;
        ensure!(records(&phone, "feltbog-2").await? > 20, "hers is gone");

        // Off: nothing of hers is left here, the server has it, and Mette's is as it was.
        phone.network().set(Network::Pass).await?;
        phone.tap(leave()).await?;
        phone.tap(button("Ja, tag mig af telefonen")).await?;
        phone.find(&heading(CARETAKER)).await?;
        ensure!(name_in(&phone, 2).await?.is_none(), "her name is left");
        for store in ["record", "view", "outbox", "session"] {
            let rows = phone.rows("feltbog-2", store).await?.len();
            ensure!(rows == 0, "{rows} rows of {store} are left");
        }
        enter(&phone, METTES).await?;
        phone.find(&heading("Dagens runde")).await?;
        ensure!(records(&phone, "feltbog").await? >= mettes, "Mette's is gone too");
        shows_none_of(&phone, &[SOCIAL_CARETAKER]).await?;
        let hers = enrolled(stage, &server, "sanne", SOCIAL_CARETAKER).await?;
        ensure!(
            received(&server, &hers, 1, here, "Brøndelmo").await?.is_some(),
            "the server lacks it"
        );

        // Her place is somebody else's.
        phone.open("/hvem").await?;
        phone.tap(button("Tilføj en person")).await?;
        phone.comes_to("/enrol").await?;
        let code = typed_code(&server, AMBASSADOR).await?;
        phone.fill(textbox("Skriv din kode for at åbne"), &code).await?;
        phone.tap(button("Åbn")).await?;
        choose(&phone, "471104").await?;
        phone.tap(button("Kom i gang")).await?;
        phone.find(&link("Tæl insekter – ").loosely().nth(0)).await?;
        let theirs = name_in(&phone, 2)
            .await?
            .context("nobody is in the second place")?;
        ensure!(theirs.contains(AMBASSADOR), "{theirs}");
        shows_none_of(&phone, &VISIT).await
    });
}

/// A link that is opened on a phone in use belongs to somebody: it waits for who adds a person.
#[test]
fn a_link_opened_on_the_locked_phone_adds_a_person() {
    play("a_link_opened_on_the_locked_phone", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = of_two(stage, &server).await?;
        lock(&phone).await?;
        let code = code(&server, AMBASSADOR).await?;
        phone.open(&format!("/enrol#{code}")).await?;
        phone.tap(button("Tilføj en person")).await?;
        choose(&phone, "471104").await?;
        phone.see("Velkommen, Birgit").await?;
        ensure!(!page(&phone).await?.contains(&code), "it stays in the address");
        // Whoever is there already gets no second place.
        phone.tap(button("Kom i gang")).await?;
        phone.tap(button(LOCK)).await?;
        phone.tap(button("Tilføj en person")).await?;
        phone
            .fill(
                textbox("Skriv din kode for at åbne"),
                &typed_code(&server, CARETAKER).await?,
            )
            .await?;
        phone.tap(button("Åbn")).await?;
        phone.see("Koden er til en anden person").await?;
        phone.tap(button("Hvem er du?")).await?;
        unlock(&phone, CARETAKER, METTES).await?;
        phone.find(&heading("Dagens runde")).await?;
        Ok(())
    });
}
