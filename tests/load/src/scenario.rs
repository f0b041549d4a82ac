//! The measurements, one function each. Each prints JSON lines.

use std::mem;
use std::sync::{Mutex, PoisonError, mpsc};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use feltbog_load::light::Light;
use feltbog_load::place;
use feltbog_load::process::{Running, Server};
use feltbog_load::records::{KIND, change, record};
use feltbog_load::tally::{Tally, Times};
use feltbog_load::{Watch, now, phone::Phone};
use feltbog_shared::id::DocumentId;
use serde_json::{Map, Value, json};
use tempfile::TempDir;

use crate::crowd::{self, Seat};
use crate::{Pace, Target};

/// Time that phones may take over anything.
pub(crate) const PATIENCE: Duration = Duration::from_secs(1_800);
/// Interval at which a steady flow tells of its progress.
const BETWEEN_WORDS: Duration = Duration::from_secs(30);
/// The records that a phone in a steady flow goes on changing.
const AT_HAND: usize = 20;

/// A server to measure at, and codes for the phones.
struct Site {
    server: Option<(Server, Option<Running>)>,
    address: std::net::SocketAddr,
    codes: Vec<String>,
    _folder: Option<TempDir>,
}

impl Site {
    async fn open(target: &Target, departments: usize, people: usize) -> Result<Self> {
        if let Some(address) = target.address {
            let wanted = departments * people;
            ensure!(
                target.codes.len() >= wanted,
                "this takes {wanted} phones: give as many --code"
            );
            return Ok(Self {
                server: None,
                address,
                codes: target.codes.clone(),
                _folder: None,
            });
        }
        let folder = TempDir::with_prefix("feltbog-load-")?;
        let database = folder.path().join("feltbog.db");
        let codes = place::found(&database, departments, people).await?;
        let url = format!("sqlite://{}", database.display());
        let mut server = Server::new(&target.program()?, &url, folder.path());
        let running = server.start().await?;
        Ok(Self {
            address: running.address,
            server: Some((server, Some(running))),
            codes,
            _folder: Some(folder),
        })
    }

    fn running(&self) -> Option<&Running> {
        self.server.as_ref().and_then(|(_, running)| running.as_ref())
    }

    /// The memory that the server holds and the time it has used, for a JSON line.
    fn server(&self) -> Result<Value> {
        let Some(running) = self.running() else {
            return Ok(Value::Null);
        };
        let memory = running.memory()?;
        Ok(json!({
            "peak_mb": megabytes(memory.peak),
            "resident_mb": megabytes(memory.resident),
            "processor_ms": millis(running.processor_time()?),
        }))
    }

    async fn phone(&self, number: usize, target: &Target) -> Result<Phone> {
        let code = self.codes.get(number).context("no code is left")?;
        Phone::enrol(
            target.link(self.address),
            code,
            "telefon",
            target.seed << 20 | number as u64,
        )
        .await
    }
}

pub(crate) fn say(scenario: &str, mut line: Map<String, Value>) {
    let mut said = Map::from_iter([("scenario".to_owned(), json!(scenario))]);
    said.append(&mut line);
    println!("{}", Value::Object(said));
}

pub(crate) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => Map::from_iter([("value".to_owned(), other)]),
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "sizes of a process fit many times over"
)]
fn megabytes(bytes: u64) -> f64 {
    (bytes as f64 / 1_000_000.0 * 10.0).round() / 10.0
}

pub(crate) fn millis(time: Duration) -> f64 {
    (time.as_secs_f64() * 1_000_000.0).round() / 1_000.0
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

#[expect(clippy::cast_precision_loss, reason = "counts of records and bytes of a test")]
fn each(bytes: u64, count: usize) -> f64 {
    (bytes as f64 / count as f64 * 10.0).round() / 10.0
}

/// Makes records on a phone that does not send yet.
async fn write(phone: &mut Phone, records: usize) -> Result<Vec<DocumentId>> {
    let mut documents = Vec::with_capacity(records);
    for _ in 0..records {
        let edits = record(phone.rng(), now());
        documents.push(phone.create(KIND, edits).await?);
    }
    Ok(documents)
}

/// One phone: push, cold fetch by another, and fetches in vain.
pub(crate) async fn one(target: &Target, records: usize, rounds: usize, no_ops: usize) -> Result<()> {
    let (mut pushes, mut answered, mut pulls, mut fetched, mut vain) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for round in 0..rounds {
        let site = Site::open(target, 1, 3).await?;
        let mut writer = site.phone(0, target).await?;
        write(&mut writer, records).await?;
        let before = writer.measured();
        let watch = Watch::start();
        writer.push_only(PATIENCE).await?;
        let push = watch.elapsed();
        let pushed = writer.measured().since(&before);
        ensure!(
            pushed.accepted == records as u64,
            "{} of {records} were taken",
            pushed.accepted
        );
        let after_push = site.server()?;

        let mut bare = site.phone(1, target).await?;
        let watch = Watch::start();
        let entries = bare.fetch_only().await?;
        let bare_pull = watch.elapsed();
        ensure!(entries == records as u64, "{entries} of {records} came");

        let mut reader = site.phone(2, target).await?;
        let before = reader.measured();
        let watch = Watch::start();
        reader.lead().await?;
        reader.settle(PATIENCE).await?;
        let pull = watch.elapsed();
        let pulled = reader.measured().since(&before);
        ensure!(
            reader.rows().await?.len() == records,
            "the reader has not got everything"
        );

        let before = reader.measured();
        for _ in 0..no_ops {
            reader.nudge().await?;
        }
        let idle = reader.measured().since(&before);
        ensure!(
            idle.requests == no_ops as u64,
            "{no_ops} fetches in vain took {} requests",
            idle.requests
        );
        pushes.push(millis(push));
        answered.push(pushed.push.sum_millis());
        pulls.push(millis(pull));
        fetched.push(millis(bare_pull));
        vain.push(idle.no_op.millis(0.5));
        say(
            "one",
            object(json!({
                "round": round,
                "records": records,
                "push": {
                    "ms": millis(push), "in_requests_ms": pushed.push.sum_millis(), "requests": pushed.requests,
                    "sent_bytes_a_record": each(pushed.sent_bytes, records),
                    "received_bytes_a_record": each(pushed.received_bytes, records),
                },
                "cold_pull": {
                    "ms": millis(pull), "without_applying_ms": millis(bare_pull), "requests": pulled.requests,
                    "received_bytes_a_record": each(pulled.received_bytes, records),
                },
                "no_op": {
                    "p50_ms": idle.no_op.millis(0.5), "p99_ms": idle.no_op.millis(0.99),
                    "bytes": each(idle.sent_bytes + idle.received_bytes, no_ops),
                    "sent_bytes": each(idle.sent_bytes, no_ops), "received_bytes": each(idle.received_bytes, no_ops),
                    "requests": idle.requests,
                },
                "server_after_push": after_push,
                "server": site.server()?,
            })),
        );
    }
    say(
        "one_median",
        object(json!({
            "records": records, "rounds": rounds,
            "push_ms": median(pushes), "push_in_requests_ms": median(answered),
            "cold_pull_ms": median(pulls), "cold_pull_without_applying_ms": median(fetched),
            "no_op_ms": median(vain),
        })),
    );
    Ok(())
}

/// Many phones fetch for the first time at once.
pub(crate) async fn crowd(target: &Target, phones: usize, records: usize, wire_only: bool) -> Result<()> {
    let site = Site::open(target, 1, phones + 1).await?;
    let mut writer = site.phone(0, target).await?;
    write(&mut writer, records).await?;
    writer.push_only(PATIENCE).await?;
    drop(writer);
    let before = site.server()?;
    let codes = &site.codes[1..=phones];
    let done = crowd::run(
        target,
        &[site.address],
        codes,
        target.seed,
        async |mut seat: Seat| {
            let start = seat.all_here().await?;
            if wire_only {
                seat.phone.fetch_only().await?;
            } else {
                seat.phone.lead().await?;
                seat.phone.settle(PATIENCE).await?;
            }
            let took = start.elapsed();
            let held = seat.phone.rows().await?.len();
            ensure!(
                wire_only || held == records,
                "{held} of {records} on phone {}",
                seat.number
            );
            Ok((took, seat.phone.measured()))
        },
    )?;
    let mut total = Tally::default();
    let mut longest = Times::default();
    for (took, tally) in &done {
        total.add(tally);
        longest.record(*took);
    }
    let mut line = object(json!({
        "phones": phones, "records": records, "wire_only": wire_only,
        "slowest_phone_ms": longest.millis(1.0), "median_phone_ms": longest.millis(0.5),
        "received_bytes_a_record": each(total.received_bytes, phones * records),
        "server_before": before, "server": site.server()?,
    }));
    line.append(&mut total.json());
    say("crowd", line);
    Ok(())
}

/// Many phones push at once, each to its own department.
pub(crate) async fn push(target: &Target, phones: usize, records: usize) -> Result<()> {
    let site = Site::open(target, phones, 2).await?;
    let (writers, readers): (Vec<_>, Vec<_>) = site
        .codes
        .chunks(2)
        .map(|pair| (pair[0].clone(), pair[1].clone()))
        .unzip();
    let pushed = crowd::run(
        target,
        &[site.address],
        &writers,
        target.seed,
        async |mut seat: Seat| {
            write(&mut seat.phone, records).await?;
            let before = seat.phone.measured();
            let start = seat.all_here().await?;
            seat.phone.push_only(PATIENCE).await?;
            Ok((start.elapsed(), seat.phone.measured().since(&before)))
        },
    )?;
    report("push", phones, records, &pushed, &site)?;
    let pulled = crowd::run(
        target,
        &[site.address],
        &readers,
        target.seed + 1,
        async |mut seat: Seat| {
            let start = seat.all_here().await?;
            seat.phone.lead().await?;
            seat.phone.settle(PATIENCE).await?;
            let held = seat.phone.rows().await?.len();
            ensure!(held == records, "{held} of {records} on phone {}", seat.number);
            Ok((start.elapsed(), seat.phone.measured()))
        },
    )?;
    report("push_then_pull", phones, records, &pulled, &site)
}

fn report(name: &str, phones: usize, records: usize, done: &[(Duration, Tally)], site: &Site) -> Result<()> {
    let mut total = Tally::default();
    let mut took = Times::default();
    for (time, tally) in done {
        total.add(tally);
        took.record(*time);
    }
    let mut line = object(json!({
        "phones": phones, "records": records,
        "slowest_phone_ms": took.millis(1.0), "median_phone_ms": took.millis(0.5),
        "server": site.server()?,
    }));
    line.append(&mut total.json());
    say(name, line);
    Ok(())
}

/// A steady flow of batches.
pub(crate) async fn sustained(target: &Target, pace: &Pace) -> Result<()> {
    let site = Site::open(target, pace.departments, pace.phones).await?;
    let count = pace.departments * pace.phones;
    ensure!(pace.rate > 0.0, "a rate must be more than nothing");
    #[expect(clippy::cast_precision_loss, reason = "a count of phones")]
    let period = Duration::from_secs_f64(count as f64 / pace.rate);
    let duration = Duration::from_secs(pace.seconds());
    let so_far = Mutex::new(Times::default());
    let act = async |seat: Seat| {
        let all = seat.all();
        let mut writing = Writing::begin(seat.phone, pace).await?;
        let before = writing.phone().measured();
        let start = Seat::together(&all).await?;
        let mut acknowledged = Times::default();
        let mut batches = 0;
        // Phones begin one after another, spread over a period.
        let mut due = period.mul_f64(writing.phone().rng().f64());
        while due < duration {
            if let Some(early) = due.checked_sub(start.elapsed()) {
                tokio::time::sleep(early).await;
            }
            writing.batch(pace).await?;
            batches += 1;
            // From when it should have begun: a phone that is late has been kept waiting.
            let kept_waiting = start.elapsed().saturating_sub(due);
            acknowledged.record(kept_waiting);
            so_far
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .record(kept_waiting);
            due += period;
        }
        let took = start.elapsed();
        writing.end().await?;
        let measured = writing.phone().measured().since(&before);
        Ok((batches, acknowledged, took, measured))
    };
    let done = std::thread::scope(|scope| {
        let (running, ended) = mpsc::channel::<()>();
        scope.spawn(|| tell(ended, &so_far, &site));
        let codes = &site.codes[..count];
        let done = crowd::run(target, &[site.address], codes, target.seed, act);
        drop(running);
        done
    })?;
    let mut total = Tally::default();
    let mut acknowledged = Times::default();
    let (mut batches, mut longest) = (0_u64, Duration::ZERO);
    for (made, times, took, tally) in &done {
        total.add(tally);
        acknowledged.add(times);
        batches += made;
        longest = longest.max(*took);
    }
    #[expect(clippy::cast_precision_loss, reason = "a count of batches")]
    let reached = batches as f64 / longest.as_secs_f64();
    let mut line = object(json!({
        "light": pace.light, "departments": pace.departments, "phones": count, "changes_a_batch": pace.changes,
        "asked_batches_a_second": pace.rate, "batches": batches, "seconds": longest.as_secs_f64(),
        "batches_a_second": (reached * 10.0).round() / 10.0,
        "from_due_to_acknowledged_and_fetched": acknowledged.json(),
        "server": site.server()?,
    }));
    line.append(&mut total.json());
    say("sustained", line);
    Ok(())
}

/// Says how far it has come from time to time, until the other end is let go of: half an hour without a word looks like one
/// that hangs.
fn tell(ended: mpsc::Receiver<()>, so_far: &Mutex<Times>, site: &Site) {
    let watch = Watch::start();
    while ended.recv_timeout(BETWEEN_WORDS) == Err(mpsc::RecvTimeoutError::Timeout) {
        // Of these seconds alone: when it went slowly is seen then.
        let lately = mem::take(&mut *so_far.lock().unwrap_or_else(PoisonError::into_inner));
        say(
            "sustained_so_far",
            object(json!({
                "seconds": watch.elapsed().as_secs(), "lately": lately.json(),
                "server": site.server().unwrap_or(Value::Null),
            })),
        );
    }
}

/// A phone that goes on recording.
pub(crate) enum Writing {
    /// With everything a phone does.
    Whole(Box<Phone>, Flow),
    /// With what the server sees of it.
    Light(Box<Light>),
}

impl Writing {
    pub(crate) async fn begin(mut phone: Phone, pace: &Pace) -> Result<Self> {
        if pace.light {
            return Ok(Self::Light(Box::new(Light::of(phone).await?)));
        }
        phone.lead().await?;
        phone.settle(PATIENCE).await?;
        Ok(Self::Whole(Box::new(phone), Flow::default()))
    }

    pub(crate) fn phone(&mut self) -> &mut Phone {
        match self {
            Self::Whole(phone, _) => phone,
            Self::Light(light) => light.phone(),
        }
    }

    /// Records, sends and fetches once.
    pub(crate) async fn batch(&mut self, pace: &Pace) -> Result<()> {
        match self {
            Self::Whole(phone, flow) => flow.batch(phone, pace).await,
            Self::Light(light) => light.batch(pace.changes, pace.new_share, AT_HAND).await,
        }
    }

    async fn end(&mut self) -> Result<()> {
        match self {
            Self::Whole(phone, _) => phone.settle(PATIENCE).await,
            Self::Light(_) => Ok(()),
        }
    }
}

/// The stream of records that one phone goes on making.
#[derive(Default)]
pub(crate) struct Flow {
    at_hand: Vec<DocumentId>,
}

impl Flow {
    async fn batch(&mut self, phone: &mut Phone, pace: &Pace) -> Result<()> {
        let mut commands = Vec::with_capacity(pace.changes);
        for _ in 0..pace.changes {
            let is_new = self.at_hand.is_empty() || phone.rng().u8(..100) < pace.new_share;
            if is_new {
                let edits = record(phone.rng(), now());
                let (document, command) = phone.new_record(KIND, edits);
                if self.at_hand.len() >= AT_HAND {
                    self.at_hand.remove(0);
                }
                self.at_hand.push(document);
                commands.push(command);
            } else {
                let place = phone.rng().usize(..self.at_hand.len());
                let edits = change(phone.rng());
                commands.push(phone.command(self.at_hand[place], None, edits));
            }
        }
        phone.edit(commands).await
    }
}

/// The costs while a department grows.
pub(crate) async fn growth(target: &Target, sizes: &[usize], rounds: usize) -> Result<()> {
    let site = Site::open(target, 1, sizes.len() * 2).await?;
    let mut made = 0;
    for (place, size) in sizes.iter().enumerate() {
        ensure!(*size >= made, "sizes must grow");
        let mut writer = site.phone(place * 2, target).await?;
        while made < *size {
            let some = (*size - made).min(5_000);
            // Recorded while the phone does not send, and then sent in whole batches.
            writer.rest().await?;
            write(&mut writer, some).await?;
            writer.push_only(PATIENCE).await?;
            made += some;
        }
        drop(writer);
        let mut phone = site.phone(place * 2 + 1, target).await?;
        let watch = Watch::start();
        phone.lead().await?;
        phone.settle(PATIENCE).await?;
        let first = watch.elapsed();
        let before = phone.measured();
        for _ in 0..rounds {
            phone.nudge().await?;
        }
        let no_op = phone.measured().since(&before);
        // Each round: something is recorded and sent, and the phone fetches it back as news.
        let before = phone.measured();
        for _ in 0..rounds {
            let edits = record(phone.rng(), now());
            phone.create(KIND, edits).await?;
        }
        let news = phone.measured().since(&before);
        ensure!(
            news.accepted == rounds as u64 && news.pulled == rounds as u64,
            "{} of {rounds} were taken and {} came",
            news.accepted,
            news.pulled
        );
        say(
            "growth",
            object(json!({
                "records": made, "first_sync_ms": millis(first), "rounds": rounds,
                "no_op_p50_ms": no_op.no_op.millis(0.5), "no_op_p99_ms": no_op.no_op.millis(0.99),
                "push_p50_ms": news.push.millis(0.5), "push_p99_ms": news.push.millis(0.99),
                "pull_p50_ms": news.pull.millis(0.5), "pull_p99_ms": news.pull.millis(0.99),
                "server": site.server()?,
            })),
        );
        made += rounds;
    }
    Ok(())
}

/// From a kill under load to the next acknowledgement.
pub(crate) async fn restart(target: &Target, records: usize, rounds: usize) -> Result<()> {
    ensure!(
        target.address.is_none(),
        "a server that somebody else runs cannot be killed"
    );
    let mut site = Site::open(target, 1, 1).await?;
    let mut phone = site.phone(0, target).await?;
    write(&mut phone, records).await?;
    phone.lead().await?;
    phone.settle(PATIENCE).await?;
    let mut times = Vec::new();
    for round in 0..rounds {
        let edits = record(phone.rng(), now());
        phone.create(KIND, edits).await?;
        let (server, running) = site.server.as_mut().context("a server of our own")?;
        running.take().context("it runs")?.kill()?;
        // Written while the server is away: the replica tries in vain and keeps it.
        let edits = record(phone.rng(), now());
        phone.create(KIND, edits).await?;
        ensure!(phone.waiting().await? > 0, "there was nobody to acknowledge");
        let watch = Watch::start();
        let started = server.start().await?;
        let ready = started.ready_after;
        *running = Some(started);
        phone.nudge().await?;
        phone.settle(PATIENCE).await?;
        let took = watch.elapsed();
        times.push(millis(took));
        say(
            "restart",
            object(
                json!({ "round": round, "records": records, "ready_ms": millis(ready), "acknowledged_ms": millis(took) }),
            ),
        );
    }
    say(
        "restart_median",
        object(json!({ "rounds": rounds, "acknowledged_ms": median(times) })),
    );
    Ok(())
}
