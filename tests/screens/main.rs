//! How long a person waits: the times of the budgets, measured in Chromium on a processor slowed down four times, one JSON
//! object a line. Not a test: a busy machine is slow. `cargo xtask bench screens` runs it.
//!
//! What slows down is the page's own thread, where everything is drawn; Chromium does not slow workers down. Taps come
//! through the browser's own input, and their times from its event timing: from the touch to the frame that shows what
//! came of it, in steps of eight milliseconds, those of sixteen and less as sixteen.

#[expect(dead_code, reason = "the browser tests need more of it")]
#[path = "../browser/app.rs"]
mod app;

use anyhow::{Context, Result, ensure};
use app::{AMBASSADOR, CARETAKER, enrolled, status_says};
use feltbog_load::http::{Link, Protocol};
use feltbog_load::{Watch, now, place, process, records};
use feltbog_shared::bridge::{self, Event};
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::Kind;
use feltbog_tests::phone::Phone;
use feltbog_tests::proxy::Network;
use feltbog_tests::screen::{button, group, heading, link, radio, textbox};
use feltbog_tests::server::Server;
use feltbog_tests::stage::{Stage, play};
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::{Value, json};
use std::time::Duration;

/// A common phone of some years ago, as Lighthouse counts it.
const SLOWER: u32 = 4;
/// Lighthouse's slow 4G: 1.6 megabits a second for the whole phone, 150 ms to the server and back.
const SLOW_4G: Network = Network::Mobile {
    bytes_a_second: 200_000,
    latency_millis: 150,
};
const ROUNDS: usize = 7;
const TAPS: usize = 30;

/// Notes, from the first moment of every page, when something to read was there, what was tapped, and what the engine
/// said.
const NOTE: &str = "globalThis.noted = { events: [], heard: [], shown: {} };
    new PerformanceObserver((list) => list.getEntries().forEach((one) => {
        if (one.interactionId) noted.events.push([one.name, one.startTime, one.duration]);
    })).observe({ type: 'event', durationThreshold: 16, buffered: true });
    const Plain = Worker;
    globalThis.Worker = class extends Plain {
        constructor(...all) {
            super(...all);
            this.addEventListener('message', ({ data }) => {
                if (data instanceof Uint8Array) noted.heard.push([performance.now(), data[0]]);
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
    play("screens", async |stage| {
        first_visit(stage).await?;
        counting(stage).await?;
        many_records(stage).await?;
        arriving(stage).await
    });
}

/// Prints what was measured, against its budget.
fn say(what: &str, mut millis: Vec<f64>, budget: f64) -> Result<()> {
    ensure!(!millis.is_empty(), "{what} was never measured");
    millis.sort_by(f64::total_cmp);
    let whole = |value: f64| value.round();
    let line = json!({
        "screens": what,
        "median_ms": whole(millis[millis.len() / 2]),
        "worst_ms": whole(millis[millis.len() - 1]),
        "times": millis.len(),
        "budget_ms": budget,
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

/// The longest that a tap since the last time took to be seen, or each of them.
async fn taps(phone: &Phone) -> Result<Vec<f64>> {
    // The browser tells a little later.
    let settle = "await new Promise((done) => setTimeout(done, 500)); return noted.events.splice(0)";
    let events: Vec<(String, f64, f64)> = serde_json::from_value(phone.run_async(settle, &[]).await?)?;
    let clicks = events
        .iter()
        .filter(|(name, ..)| name == "pointerup" || name == "click");
    Ok(clicks.map(|(.., took)| *took).collect())
}

/// Touches the middle of an element, through the browser's own input. Returns when by the page's clock.
async fn touch(phone: &Phone, selector: &str) -> Result<f64> {
    let place = "const box = document.querySelector(arguments[0]).getBoundingClientRect();
        return [box.x + box.width / 2, box.y + box.height / 2]";
    let (x, y): (f64, f64) = serde_json::from_value(phone.run(place, &[json!(selector)]).await?)?;
    let began = phone.run("return performance.now()", &[]).await?;
    for kind in ["mousePressed", "mouseReleased"] {
        let touch = json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1 });
        phone.debugger("Input.dispatchMouseEvent", touch).await?;
    }
    began.as_f64().context("no time")
}

/// The mark of what the engine says when something is durable.
fn saved_mark() -> u8 {
    bridge::encode(&Event::Saved {
        token: 0,
        document: DocumentId::from_bytes([0; 16]),
        base: Vec::new(),
    })[0]
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
    taps(&phone).await?;
    let mut durable = Vec::new();
    for tap in 0..TAPS {
        phone.run("noted.heard = []", &[]).await?;
        let name = json!(format!("Humlebi, {tap}"));
        let mark = "[...document.querySelectorAll('button')].forEach((one) => {
            if (one.getAttribute('aria-label') === arguments[0] || one.textContent.trim() === arguments[0]) one.id = 'felt';
        }); return !!document.getElementById('felt')";
        ensure!(phone.run(mark, &[name]).await? == true, "no counter");
        let began = touch(&phone, "#felt").await?;
        let heard = until("the receipt", PATIENCE, async || {
            let heard: Vec<(f64, u8)> = serde_json::from_value(phone.run("return noted.heard", &[]).await?)?;
            let saved = heard.iter().find(|(_, mark)| *mark == saved_mark());
            Ok(saved.map(|(at, _)| *at))
        })
        .await?;
        durable.push(heard - began);
    }
    say("a tap of the counter: seen", taps(&phone).await?, 50.0)?;
    say("a tap of the counter: durable", durable, 150.0)?;
    phone.close().await
}

/// A phone with many records: started without a network, and searched.
async fn many_records(stage: &Stage) -> Result<()> {
    let server = Server::start_demo(&stage.folder("many")).await?;
    let phone = enrolled(stage, &server, "mette", CARETAKER).await?;
    let mut sent = Vec::new();
    for round in 0..3 {
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
        phone.reload().await?;
        started.push(shown(&phone, "card").await?);
    }
    say("2,000 records, offline: the list after a start", started, 1_000.0)?;
    fill(&phone, 10_000).await?;
    phone.open("/find").await?;
    phone.see("10000 fundet").await?;
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
        let took = phone.run_async(ASK, &[Value::from(question)]).await?;
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
    let codes = place::found(&database, 1, 2).await?;
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
    writer.settle(Duration::from_secs(120)).await?;

    let phone = stage.phone("ny", running.address).await?;
    note(&phone).await?;
    phone.open(&format!("/enrol#{}", codes[1])).await?;
    phone.tap(button("Kom i gang")).await?;
    phone.find(&heading("Hjem").loosely()).await.ok();
    let mut during = 0;
    let mut took = Vec::new();
    for round in 0..TAPS {
        let line = app::status_line(&phone).await?;
        during += usize::from(line.contains("Henter"));
        let way = ["/nyt", "/mine", "/"][round % 3];
        touch(&phone, &format!("nav.bar a[href='{way}']")).await?;
    }
    took.extend(taps(&phone).await?);
    say(
        &format!("a tap while 2,000 records arrive ({during} of {TAPS} during it)"),
        took,
        100.0,
    )?;
    phone.close().await?;
    running.stop().await
}

async fn fill(phone: &Phone, most: u32) -> Result<()> {
    phone.run_async(FILL, &[Value::from(most)]).await?;
    Ok(())
}

/// Makes copies of the list's rows under other ids until there are so many.
const FILL: &str = include_str!("fill.js");
/// Asks a question and returns after how many milliseconds the answer was painted.
const ASK: &str = include_str!("ask.js");
