//! Whatever somebody enters, in whichever order, and wherever the phone dies between two touches: the page shows it again.

use anyhow::{Result, ensure};
use feltbog_tests::demo::{CARETAKER, enrolled, saved};
use feltbog_tests::phone::Phone;
use feltbog_tests::proxy::Network;
use feltbog_tests::screen::{checkbox, group, heading, link, radio, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::play;
use feltbog_tests::wait::{PATIENCE, until};
use std::time::{SystemTime, UNIX_EPOCH};

const TOPICS: [&str; 3] = ["Støj", "Husdyr", "Lugt"];
const SEVERITIES: [&str; 3] = ["Lav", "Middel", "Høj"];
/// The last is longer than its field takes.
const TEXTS: [&str; 4] = ["Gården", "Blå døre, 2. tv. – æøå", "e\u{301}n linje 😀", TOO_LONG];
const TOO_LONG: &str = "En meget lang beskrivelse af et sted, som ingen kan finde, og som derfor er skrevet helt ud, \
    med opgang, etage, side, dør, farve, lyd og lugt, til den er længere end der er plads til i feltet.";
/// So many touches of one record.
const TOUCHES: usize = 10;
/// So many records.
const RECORDS: u64 = 2;

/// The entries on the page.
#[derive(Clone, Debug, Default, PartialEq)]
struct Entered {
    topic: Option<&'static str>,
    severity: Option<&'static str>,
    night: bool,
    place: String,
}

async fn read(phone: &Phone) -> Result<Entered> {
    let screen = phone.screen().await?;
    let chosen = |all: [&'static str; 3], legend: &str| {
        all.into_iter().find(|name| {
            let wanted = radio(name).within(group(legend));
            screen.all(&wanted).iter().any(|part| part.is("checked"))
        })
    };
    let place = screen.all(&textbox("Hvor er det?"));
    ensure!(place.len() == 1, "the page is not there yet");
    let night = screen.all(&checkbox("Om natten"));
    Ok(Entered {
        topic: chosen(TOPICS, "Hvad drejer det sig om?"),
        severity: chosen(SEVERITIES, "Hvor alvorligt er det?"),
        night: night.iter().any(|part| part.is("checked")),
        place: place.first().map(|part| part.value.clone()).unwrap_or_default(),
    })
}

/// Touches one field, and returns what then stands on the page.
async fn touch(phone: &Phone, rng: &mut fastrand::Rng, before: &Entered) -> Result<Entered> {
    let mut after = before.clone();
    match rng.u8(0..4) {
        0 => {
            let topic = TOPICS[rng.usize(0..TOPICS.len())];
            let chip = radio(topic).within(group("Hvad drejer det sig om?"));
            phone.tap(chip).await?;
            after.topic = Some(topic);
        }
        1 => {
            let severity = SEVERITIES[rng.usize(0..SEVERITIES.len())];
            let chip = radio(severity).within(group("Hvor alvorligt er det?"));
            phone.tap(chip).await?;
            after.severity = Some(severity);
        }
        2 => {
            phone.tap(checkbox("Om natten")).await?;
            after.night = !before.night;
        }
        _ => {
            let text = TEXTS[rng.usize(0..TEXTS.len())];
            phone.fill(textbox("Hvor er det?"), text).await?;
            text.clone_into(&mut after.place);
        }
    }
    Ok(after)
}

/// Another one each day, or the one asked for.
fn seed() -> Result<u64> {
    if let Ok(seed) = std::env::var("FELTBOG_SEED") {
        return Ok(seed.parse()?);
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "every day has other touches; the seed is printed"
    )]
    let now = SystemTime::now();
    Ok(now.duration_since(UNIX_EPOCH)?.as_secs() / 86_400)
}

#[test]
fn whatever_is_entered_outlives_a_death_between_any_two_touches() {
    play("whatever_is_entered_outlives_a_death", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        phone.network().set(Network::Refuse).await?;
        let seed = seed()?;
        println!("seed {seed}");
        for record in 0..RECORDS {
            let mut rng = fastrand::Rng::with_seed(seed * RECORDS + record);
            phone.open("/").await?;
            phone.tap(link("Konflikt")).await?;
            phone.find(&heading("Ny nabokonflikt")).await?;
            phone.comes_to("/sag/").await?;
            let path = phone.path().await?;
            let mut entered = Entered::default();
            for touched in 0..TOUCHES {
                entered = touch(&phone, &mut rng, &entered).await?;
                if rng.bool() {
                    // What is kept is what the page says is kept, and no more is asked of it.
                    if entered.place == TOO_LONG {
                        phone.see("Det, du skrev, er på telefonen.").await?;
                    } else {
                        saved(&phone).await?;
                    }
                    phone.kill().await?;
                    phone.reopen(&path).await?;
                }
                let what = format!("touch {touched} of record {record}: {entered:?}");
                until(&what, PATIENCE, async || {
                    let shown = read(&phone).await?;
                    ensure!(shown == entered, "the page shows {shown:?}");
                    Ok(Some(()))
                })
                .await?;
            }
        }
        Ok(())
    });
}
