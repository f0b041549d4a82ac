//! Whatever somebody enters or does, in whichever order, and wherever the phone dies between two touches: the page shows it
//! again, and the way back is there.

use anyhow::{Context, Result, ensure};
use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::Kind;
use feltbog_shared::model::schema::DISCARDED_AT;
use feltbog_tests::demo::{AMBASSADOR, CARETAKER, department, enrolled, held_by_phone, saved, session};
use feltbog_tests::phone::Phone;
use feltbog_tests::proxy::Network;
use feltbog_tests::screen::{button, checkbox, group, heading, link, radio, textbox};
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
                // What is kept is what the page says is kept, and no more is asked of it.
                if entered.place == TOO_LONG {
                    phone.see("Det, du skrev, er på telefonen.").await?;
                } else {
                    saved(&phone).await?;
                }
                phone.kill().await?;
                phone.reopen(&path).await?;
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

/// So many steps, ways back and pages of one task, and so many taps of one count.
const ACTS: usize = 7;

/// Two groups of insects.
const GROUPS: [&str; 2] = ["Humlebi", "Hveps"];
/// Their keys.
const KEYS: [&str; 2] = ["humlebi", "hveps"];

/// A task as it stands, with what stood before each act that can be taken back.
#[derive(Debug)]
struct Task {
    state: &'static str,
    is_discarded: bool,
    before: Vec<(&'static str, bool)>,
}

impl Task {
    /// Does something of what can be done now.
    async fn act(&mut self, phone: &Phone, rng: &mut fastrand::Rng, path: &str) -> Result<()> {
        let now = (self.state, self.is_discarded);
        match rng.u8(0..5) {
            // Another page, and no more than that.
            0 => {
                phone.tap(link("Mine")).await?;
                phone.comes_to("/mine").await?;
            }
            1 | 2 if !self.before.is_empty() => {
                phone.tap(button("Fortryd")).await?;
                (self.state, self.is_discarded) = self.before.pop().context("nothing before")?;
            }
            3 if !self.is_discarded => {
                phone.turn_to(path).await?;
                phone.tap(button("Kassér")).await?;
                self.is_discarded = true;
                self.before.push(now);
            }
            _ if !self.is_discarded => {
                let (step, state) = match self.state {
                    "i_gang" => ("Opgaven er udført", "udfoert"),
                    _ => ("Opgaven er i gang", "i_gang"),
                };
                phone.turn_to(path).await?;
                phone.tap(button(step)).await?;
                self.state = state;
                self.before.push(now);
            }
            _ => {}
        }
        Ok(())
    }

    /// Waits until the phone's database holds it as it stands.
    async fn is_kept(&self, phone: &Phone, here: DepartmentId, id: DocumentId) -> Result<()> {
        until(&format!("{self:?}"), PATIENCE, async || {
            let held = held_by_phone(phone, here).await?;
            let fields = &held.get(&id).context("the task is gone")?.content["fields"];
            let is_discarded = !fields[DISCARDED_AT].is_null();
            ensure!(
                fields["state"] == self.state && is_discarded == self.is_discarded,
                "{fields}"
            );
            Ok(Some(()))
        })
        .await
    }
}

#[test]
fn whatever_is_done_and_taken_back_outlives_a_death_after_each_act() {
    play("whatever_is_done_and_taken_back", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
        let here = department(&session(&server, &phone).await?)?;
        let before = held_by_phone(&phone, here).await?;
        phone.network().set(Network::Refuse).await?;
        let seed = seed()?;
        println!("seed {seed}");
        let mut rng = fastrand::Rng::with_seed(seed);
        phone.turn_to("/ny/opgave").await?;
        phone
            .tap(radio("Tjek skiltet").within(group("Hvad skal gøres?")))
            .await?;
        phone.tap(button("I dag").loosely().nth(0)).await?;
        saved(&phone).await?;
        let mut made = held_by_phone(&phone, here).await?;
        made.retain(|id, record| !before.contains_key(id) && record.kind == Kind::CareTask.key());
        let id = *made.keys().next().context("no task")?;
        let path = format!("/sag/{id}");
        let mut task = Task {
            state: "planlagt",
            is_discarded: false,
            before: Vec::new(),
        };
        for act in 0..ACTS {
            task.act(&phone, &mut rng, &path).await?;
            task.is_kept(&phone, here, id)
                .await
                .with_context(|| format!("act {act}"))?;
            phone.kill().await?;
            phone.reopen("/").await?;
            task.is_kept(&phone, here, id)
                .await
                .with_context(|| format!("after a death, act {act}"))?;
        }
        // Whatever is left is taken back, one after the other.
        while let Some((state, is_discarded)) = task.before.pop() {
            phone.tap(button("Fortryd")).await?;
            (task.state, task.is_discarded) = (state, is_discarded);
            task.is_kept(&phone, here, id).await?;
        }
        ensure!(task.state == "planlagt" && !task.is_discarded, "{task:?}");
        Ok(())
    });
}

#[test]
fn taps_of_a_count_and_their_ways_back_outlive_a_death_after_each() {
    play("taps_of_a_count_outlive_deaths", async |stage| {
        let server = Server::start_demo(&stage.folder("server")).await?;
        let phone = enrolled(stage, &server, "birgit", AMBASSADOR).await?;
        let here = department(&session(&server, &phone).await?)?;
        phone.network().set(Network::Refuse).await?;
        let seed = seed()?;
        println!("seed {seed}");
        let mut rng = fastrand::Rng::with_seed(seed);
        phone.open("/ny/taelling").await?;
        phone
            .tap(radio("Rødkløver").within(group("Hvilken blomst ser du på?")))
            .await?;
        phone.tap(button("Start tælling – 10 minutter")).await?;
        phone.find(&button("Humlebi, 0")).await?;
        let path = phone.path().await?;
        let id: DocumentId = path
            .split(['/', '?', '#'])
            .find_map(|part| part.parse().ok())
            .with_context(|| path.clone())?;
        let (mut counts, mut taps) = ([0_u32; 2], Vec::new());
        for _ in 0..ACTS {
            match rng.usize(0..3) {
                2 if !taps.is_empty() => {
                    phone.tap(button("Fortryd")).await?;
                    let group: usize = taps.pop().context("no tap")?;
                    counts[group] -= 1;
                }
                chosen => {
                    let group = chosen % 2;
                    phone
                        .tap(button(&format!("{}, {}", GROUPS[group], counts[group])))
                        .await?;
                    counts[group] += 1;
                    taps.push(group);
                }
            }
            let shown = async || {
                for (name, count) in GROUPS.iter().zip(counts) {
                    phone.find(&button(&format!("{name}, {count}"))).await?;
                }
                anyhow::Ok(())
            };
            shown().await?;
            // A pause after a death takes the place of the line that says what is saved.
            until("the taps to be kept", PATIENCE, async || {
                let held = held_by_phone(&phone, here).await?;
                let kept = held
                    .get(&id)
                    .map(|count| count.content["fields"]["counts"].clone());
                let kept = kept.unwrap_or_default();
                let counted = |key: &str| kept[key].as_u64().unwrap_or_default();
                let is_kept = KEYS
                    .iter()
                    .zip(counts)
                    .all(|(key, count)| counted(key) == u64::from(count));
                ensure!(is_kept, "{kept} instead of {counts:?}");
                Ok(Some(()))
            })
            .await?;
            phone.kill().await?;
            phone.reopen(&path).await?;
            shown().await?;
        }
        Ok(())
    });
}
