//! Waiting times of a person: the times of the budgets, measured in Chromium on a processor slowed down four times, one JSON
//! object a line. Not a test: a busy machine is slow. `cargo xtask bench screens` runs it; see `README.md`.
//!
//! What slows down is the page's own thread, where everything is drawn; Chromium does not slow workers down. Taps come
//! through the browser's own input, and their times from its event timing: from the touch to the frame that shows what
//! came of it, in steps of eight milliseconds. It does not tell of taps that took less than sixteen; they count as that.

use anyhow::{Context, Result, ensure};
use feltbog_load::http::{Link, Protocol};
use feltbog_load::{Watch, now, place, process, records};
use feltbog_shared::bridge::{self, CommandOutcome, Event};
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::Kind;
use feltbog_tests::demo::{AMBASSADOR, CARETAKER, enrolled, status_says};
use feltbog_tests::phone::Phone;
use feltbog_tests::proxy::Network;
use feltbog_tests::screen::{button, group, link, radio, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::{Stage, play};
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::Duration;

/// A common phone of some years ago, as Lighthouse counts it.
const SLOWER: u32 = 4;
/// Lighthouse's slow 4G: 1.6 megabits a second for the whole phone, 150 ms to the server and back.
const SLOW_4G: Network = Network::Mobile {
    bytes_a_second: 200_000,
    latency_millis: 150,
};
/// Starts and first visits.
const ROUNDS: usize = 7;
/// Phones that fetch everything for the first time.
const NEW_PHONES: usize = 40;
/// Time that a finger that taps rests on the screen.
const FINGER: Duration = Duration::from_millis(80);
/// Time that somebody in a hurry looks before the next tap.
const HURRY: Duration = Duration::from_millis(300);
const TAPS: usize = 30;
/// The shortest time that event timing reports, in milliseconds.
const LEAST: f64 = 16.0;

/// Notes, from the first moment of every page, when something to read was there, what was tapped, and what the engine
/// said.
const NOTE: &str = "globalThis.noted = { events: [], heard: [], shown: {} };
    new PerformanceObserver((list) => list.getEntries().forEach((one) => {
        if (one.interactionId) noted.events.push([one.interactionId, one.startTime, one.duration]);
    })).observe({ type: 'event', durationThreshold: 16, buffered: true });
    const Plain = Worker;
    globalThis.Worker = class extends Plain {
        constructor(...all) {
            super(...all);
            this.addEventListener('message', ({ data }) => {
                if (data instanceof Uint8Array) noted.heard.push([performance.now(), [data[0], data[1] ?? 0]]);
            });
        }
    };
    const wanted = { form: '#code', card: 'main .card' };
    const look = () => {
        for (const [name, selector] of Object.entries(wanted)) {
            if (!noted.shown[name] && document.querySelector(selector)) {
                noted.shown[name] = -1;
                requestAnimationFrame(() => setTimeout(() => { noted.shown[name] = performance.now() }));
            }
        }
    };
    new MutationObserver(look).observe(document, { childList: true, subtree: true });";

fn main() {
    let only = std::env::args().nth(1);
    let chosen = |name: &str| only.as_deref().is_none_or(|only| only == name);
    play("screens", async |stage| {
        if chosen("first") {
            first_visit(stage).await?;
        }
        if chosen("counting") {
            counting(stage).await?;
        }
        if chosen("many") {
            many_records(stage).await?;
        }
        if chosen("arriving") {
            arriving(stage).await?;
        }
        Ok(())
    });
}

/// Prints what was measured; the median is held against the budget.
fn say(what: &str, millis: Vec<f64>, budget: f64) -> Result<()> {
    told(what, millis, budget, |sorted| sorted[sorted.len() / 2])
}

/// The same for taps, of which the slowest count but for one in fifty, as in "interaction to next paint".
fn say_slowest(what: &str, millis: Vec<f64>, budget: f64) -> Result<()> {
    told(what, millis, budget, |sorted| {
        sorted[sorted.len() - 1 - sorted.len() / 50]
    })
}

fn told(what: &str, mut millis: Vec<f64>, budget: f64, judged: impl Fn(&[f64]) -> f64) -> Result<()> {
    ensure!(!millis.is_empty(), "{what} was never measured");
    millis.sort_by(f64::total_cmp);
    let judged = judged(&millis).round();
    let line = json!({
        "screens": what,
        "median_ms": millis[millis.len() / 2].round(),
        "worst_ms": millis[millis.len() - 1].round(),
        "times": millis.len(),
        "above": millis.iter().filter(|took| **took > budget).count(),
        "judged_ms": judged,
        "budget_ms": budget,
        "within": judged <= budget,
    });
    println!("{line}");
    Ok(())
}

async fn note(phone: &Phone) -> Result<()> {
    let script = json!({ "source": NOTE });
    phone
        .debugger("Page.addScriptToEvaluateOnNewDocument", script)
        .await?;
    phone.slow_down(SLOWER).await
}

/// When something was shown, in milliseconds since the page was asked for.
async fn shown(phone: &Phone, name: &str) -> Result<f64> {
    let script = format!("return noted.shown['{name}'] ?? -1");
    until(name, PATIENCE * 3, async || {
        let at = phone.run(&script, &[]).await?.as_f64();
        Ok(at.filter(|at| *at > 0.0))
    })
    .await
}

/// A phone that has never seen the app, on slow 4G.
async fn first_visit(stage: &Stage) -> Result<()> {
    let server = Server::start_demo(&stage.folder("first")).await?;
    let (mut painted, mut usable) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let phone = stage.phone(&format!("first{round}"), server.address()).await?;
        note(&phone).await?;
        phone.network().set(SLOW_4G).await?;
        phone.open("/").await?;
        usable.push(shown(&phone, "form").await?);
        let paint = "return performance.getEntriesByName('first-contentful-paint')[0].startTime";
        painted.push(phone.run(paint, &[]).await?.as_f64().context("no paint")?);
        phone.close().await?;
    }
    say("slow 4G, first visit: something to see", painted, 1_500.0)?;
    say("slow 4G, first visit: a code can be typed", usable, 3_500.0)
}

/// Time until each of so many taps since the last time was seen, with the time at which it began.
async fn taps(phone: &Phone, most: usize) -> Result<Vec<(f64, f64)>> {
    // The browser tells a little later, and is asked until it has nothing more to tell.
    let settle = "for (let known = -1; known < noted.events.length;) {
            known = noted.events.length;
            await new Promise((done) => setTimeout(done, 500));
        }
        return noted.events.splice(0)";
    let events: Vec<(u64, f64, f64)> = serde_json::from_value(phone.run_async(settle, &[]).await?)?;
    let mut taps: BTreeMap<u64, (f64, f64)> = BTreeMap::new();
    for (tap, began, took) in events {
        let known = taps.entry(tap).or_insert((began, took));
        known.0 = known.0.min(began);
        known.1 = known.1.max(took);
    }
    ensure!(taps.len() <= most, "{} taps of {most}", taps.len());
    Ok(taps.into_values().collect())
}

/// The times of so many taps.
fn times(mut taps: Vec<(f64, f64)>, number: usize) -> Vec<f64> {
    taps.resize(number, (0.0, LEAST));
    taps.into_iter().map(|(_, took)| took).collect()
}

/// Touches the middle of an element for so long, through the browser's own input. Returns when by the page's clock.
async fn touch(phone: &Phone, selector: &str, long: Duration) -> Result<f64> {
    let place = "const box = document.querySelector(arguments[0]).getBoundingClientRect();
        return [box.x + box.width / 2, box.y + box.height / 2]";
    let (x, y): (f64, f64) = serde_json::from_value(phone.run(place, &[json!(selector)]).await?)?;
    let began = phone.run("return performance.now()", &[]).await?;
    for kind in ["mousePressed", "mouseReleased"] {
        let touch = json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1 });
        phone.debugger("Input.dispatchMouseEvent", touch).await?;
        if kind == "mousePressed" {
            tokio::time::sleep(long).await;
        }
    }
    began.as_f64().context("no time")
}

/// The first bytes of the engine's message that a command is durable: the event and its outcome.
fn saved_mark() -> [u8; 2] {
    let message = bridge::encode(&Event::Outcome(CommandOutcome::Saved {
        token: 0,
        document: DocumentId::from_bytes([0; 16]),
        base: Vec::new(),
    }));
    [message[0], message[1]]
}

/// Taps of a counter: seen, and durable.
async fn counting(stage: &Stage) -> Result<()> {
    let server = Server::start_demo(&stage.folder("counting")).await?;
    let phone = enrolled(stage, &server, "birgit", AMBASSADOR).await?;
    note(&phone).await?;
    phone.open("/").await?;
    phone.tap(link("Tæl insekter – ").loosely().nth(0)).await?;
    phone
        .tap(radio("Rødkløver").within(group("Hvilken blomst ser du på?")))
        .await?;
    phone.tap(button("Start tælling – 10 minutter")).await?;
    phone.find(&button("Humlebi, 0")).await?;
    taps(&phone, usize::MAX).await?;
    let mut durable = Vec::new();
    for tap in 0..TAPS {
        phone.run("noted.heard = []", &[]).await?;
        let name = json!(format!("Humlebi, {tap}"));
        let mark = "[...document.querySelectorAll('button')].forEach((one) => {
            if (one.getAttribute('aria-label') === arguments[0] || one.textContent.trim() === arguments[0]) one.id = 'felt';
        }); return !!document.getElementById('felt')";
        ensure!(phone.run(mark, &[name]).await? == true, "no counter");
        let began = touch(&phone, "#felt", Duration::ZERO).await?;
        let heard = until("the receipt", PATIENCE, async || {
            let heard: Vec<(f64, [u8; 2])> =
                serde_json::from_value(phone.run("return noted.heard", &[]).await?)?;
            let saved = heard.iter().find(|(_, mark)| *mark == saved_mark());
            Ok(saved.map(|(at, _)| *at))
        })
        .await?;
        durable.push(heard - began);
    }
    let seen = times(taps(&phone, TAPS).await?, TAPS);
    say("a tap of the counter: seen", seen, 50.0)?;
    say("a tap of the counter: durable", durable, 150.0)?;
    phone.close().await
}

/// A phone with many records: started without a network, and searched.
async fn many_records(stage: &Stage) -> Result<()> {
    let server = Server::start_demo(&stage.folder("many")).await?;
    let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
    let mut sent = Vec::new();
    for round in 0..ROUNDS {
        phone.network().set(Network::Refuse).await?;
        phone.open("/ny/konflikt").await?;
        phone
            .fill(textbox("Hvor er det?"), &format!("Opgang {round}"))
            .await?;
        status_says(&phone, "mangler at blive sendt", PATIENCE).await?;
        let watch = Watch::start();
        phone.network().set(Network::Pass).await?;
        status_says(&phone, "Alt er sendt", PATIENCE).await?;
        sent.push(watch.elapsed().as_secs_f64() * 1_000.0);
    }
    say("back online: all sent", sent, 10_000.0)?;
    phone.network().set(Network::Refuse).await?;
    note(&phone).await?;
    fill(&phone, 2_000).await?;
    let mut started = Vec::new();
    for _ in 0..ROUNDS {
        phone.open("/").await?;
        started.push(shown(&phone, "card").await?);
    }
    say("2,000 records, offline: the list after a start", started, 1_000.0)?;
    taps(&phone, usize::MAX).await?;
    for round in 0..TAPS {
        touch(&phone, place(round), FINGER).await?;
    }
    let seen = times(taps(&phone, TAPS).await?, TAPS);
    say_slowest("2,000 records: a tap from place to place", seen, 100.0)?;
    fill(&phone, 10_000).await?;
    phone.open("/find").await?;
    let everything = "10000 fundet";
    phone.see(everything).await?;
    let mut asked = Vec::new();
    for question in [
        "støj",
        "støj opgang",
        "skilt",
        "stoej gaardrum",
        "vaskeri",
        "hund",
        "hø",
    ] {
        let given = [Value::from(question), Value::from(everything)];
        let took = phone.run_async(ASK, &given).await?;
        asked.push(took.as_f64().context("no answer")?);
    }
    say("10,000 records: an answer to a search", asked, 300.0)?;
    phone.close().await
}

/// Taps while a first fetch of 2,000 records is under way.
async fn arriving(stage: &Stage) -> Result<()> {
    let folder = stage.folder("arriving");
    std::fs::create_dir_all(&folder)?;
    let database = folder.join("feltbog.db");
    let codes = place::found(&database, 1, 1 + NEW_PHONES).await?;
    let program = std::env::var_os("FELTBOG_BIN").context("FELTBOG_BIN names no server")?;
    let url = format!("sqlite://{}", database.display());
    let mut server = process::Server::new(program.as_ref(), &url, &folder);
    let running = server.start().await?;
    let link_to = Link::new(running.address, Protocol::Two);
    let mut writer = feltbog_load::phone::Phone::enrol(link_to, &codes[0], "telefon", 7).await?;
    for _ in 0..2_000 {
        let edits = records::record(writer.rng(), now());
        writer.create(Kind::InsectCount, edits).await?;
    }
    writer.lead().await?;
    writer.settle(Duration::from_secs(600)).await?;
    writer.rest().await?;

    let (mut during, mut took) = (0, Vec::new());
    for (round, code) in codes[1..].iter().enumerate() {
        let phone = stage.phone(&format!("new{round}"), running.address).await?;
        note(&phone).await?;
        phone.open(&format!("/enrol#{code}")).await?;
        phone.find(&button("Kom i gang")).await?;
        // Slow enough that there is something to tap meanwhile.
        phone.network().set(SLOW_4G).await?;
        phone.tap(button("Kom i gang")).await?;
        until("the first records", PATIENCE, async || {
            Ok((phone.run(FETCHES, &[]).await? == true).then_some(()))
        })
        .await?;
        taps(&phone, usize::MAX).await?;
        let (mut tapped, mut last) = (0, 0.0);
        while phone.run(FETCHES, &[]).await? == true {
            last = touch(&phone, place(tapped), FINGER).await?;
            tapped += 1;
            tokio::time::sleep(HURRY).await;
        }
        // The last of them may have come too late.
        let seen = taps(&phone, tapped).await?;
        let seen = seen.into_iter().filter(|(began, _)| *began < last).collect();
        let counted = tapped.saturating_sub(1);
        during += counted;
        took.extend(times(seen, counted));
        phone.close().await?;
    }
    say_slowest(
        &format!("a tap from place to place while 2,000 records arrive ({during} on {NEW_PHONES} phones)"),
        took,
        100.0,
    )?;
    running.stop().await
}

/// The bar's places, one after another.
fn place(round: usize) -> &'static str {
    [
        "nav.bar a[href='/nyt']",
        "nav.bar a[href='/mine']",
        "nav.bar a[href='/']",
    ][round % 3]
}

/// Whether records are being fetched and the bar is there.
const FETCHES: &str = "return !!document.querySelector('nav.bar a[href=\"/nyt\"]')
    && !!document.querySelector('.status')?.textContent.includes('Henter')";

async fn fill(phone: &Phone, most: u32) -> Result<()> {
    phone.run_async(FILL, &[Value::from(most)]).await?;
    Ok(())
}

/// Makes copies of the list's rows under other ids until there are so many.
const FILL: &str = concat!(include_str!("../src/vault.js"), include_str!("fill.js"));
/// Asks a question and returns after how many milliseconds the answer was painted.
const ASK: &str = include_str!("ask.js");
