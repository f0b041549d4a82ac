//! Figures for whoever watches over the server, in the text format that Prometheus reads. They are counts and times:
//! nothing in them names a person, a department, a record or a word that somebody wrote.

use std::net::SocketAddr;
use std::sync::atomic::AtomicU64;
use std::time::Duration;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use feltbog_shared::moment::Moment;
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::wire::Verdict;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};
use tokio::net::TcpListener;

use crate::config::Tls;
use crate::error::Error;
use crate::http_error;
use crate::marks::{self, Mark};
use crate::services::quota::Shares;
use crate::services::{health, last_seen};
use crate::state::App;
use crate::store::{MailQueue, Presence};

/// Upper ends of the groups that times are counted in, in seconds.
const TIMES: [f64; 14] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];
/// A phone that has asked for nothing for this long is silent: a week, in milliseconds.
const SILENT: i64 = 7 * 24 * 3_600_000;
const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Answered {
    request: &'static str,
    status: u32,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Received {
    verdict: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Refused {
    of: &'static str,
    code: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct QuotaUsed {
    of: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Told {
    result: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct MailState {
    state: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Devices {
    state: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Certificate {
    mode: &'static str,
}

/// Figures of the machine, looked up when they are asked for.
#[derive(Clone, Debug, Default)]
struct Machine {
    backup: Gauge,
    verification: Gauge,
    certificate_expiry: Family<Certificate, Gauge>,
    certificate_lifetime: Family<Certificate, Gauge>,
    disk_free: Gauge<u64, AtomicU64>,
    disk_size: Gauge<u64, AtomicU64>,
    database_up: Gauge,
}

impl Machine {
    fn register(&self, registry: &mut Registry) {
        let build = Info::new([("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "The version of the server", build);
        registry.register_with_unit(
            "backup_success_timestamp",
            "When the last good backup was made; 0 without one",
            Unit::Seconds,
            self.backup.clone(),
        );
        registry.register_with_unit(
            "verification_success_timestamp",
            "When the database was last found to be what its log says; 0 without a time",
            Unit::Seconds,
            self.verification.clone(),
        );
        registry.register_with_unit(
            "certificate_expiry_timestamp",
            "When the server's own certificate ends",
            Unit::Seconds,
            self.certificate_expiry.clone(),
        );
        registry.register_with_unit(
            "certificate_lifetime",
            "How long the server's own certificate is valid in all",
            Unit::Seconds,
            self.certificate_lifetime.clone(),
        );
        let (free, size) = (self.disk_free.clone(), self.disk_size.clone());
        registry.register_with_unit(
            "disk_free",
            "Free bytes of the disk with the data",
            Unit::Bytes,
            free,
        );
        registry.register_with_unit(
            "disk_size",
            "All bytes of the disk with the data",
            Unit::Bytes,
            size,
        );
        registry.register(
            "database_up",
            "Whether the database answers",
            self.database_up.clone(),
        );
    }

    async fn look(&self, app: &App) {
        let folder = app.config.data_folder();
        for (gauge, mark) in [
            (&self.backup, Mark::Backup),
            (&self.verification, Mark::Verification),
        ] {
            gauge.set(marks::read(&folder, mark).unwrap_or_default().seconds());
        }
        let mode = match app.config.tls {
            Tls::Proxy => None,
            Tls::Files { .. } => Some("files"),
            Tls::Acme(_) => Some("acme"),
        };
        if let (Some(mode), Some((from, until))) = (mode, app.certificates.validity()) {
            let labels = Certificate { mode };
            self.certificate_expiry
                .get_or_create(&labels)
                .set(until.seconds());
            let lifetime = until.since(from) / 1_000;
            self.certificate_lifetime.get_or_create(&labels).set(lifetime);
        }
        if let Ok((free, size)) = marks::disk_space(&folder) {
            self.disk_free.set(free);
            self.disk_size.set(size);
        }
        let is_up = health::check_ready(app).await.is_ok();
        self.database_up.set(i64::from(is_up));
    }
}

/// The metrics.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    answers: Family<Answered, Histogram>,
    receipts: Family<Received, Counter>,
    refusals: Family<Refused, Counter>,
    quarantined: Counter,
    quarantine: Gauge,
    wake_questions: Counter,
    wakes: Histogram,
    devices: Family<Devices, Gauge>,
    quotas: Family<QuotaUsed, Gauge<f64, AtomicU64>>,
    mails: Family<Told, Counter>,
    mail_queue: Family<MailState, Gauge>,
    mail_age: Gauge,
    pushes: Family<Told, Counter>,
    machine: Machine,
}

fn times() -> Histogram {
    Histogram::new(TIMES)
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("feltbog");
        let answers = Family::<Answered, Histogram>::new_with_constructor(times);
        registry.register_with_unit(
            "request",
            "Time from a request's arrival to the beginning of its answer",
            Unit::Seconds,
            answers.clone(),
        );
        let receipts = Family::<Received, Counter>::default();
        registry.register(
            "receipts",
            "Changes that got a receipt, by whether they were new",
            receipts.clone(),
        );
        let refusals = Family::<Refused, Counter>::default();
        registry.register(
            "refusals",
            "Changes and requests that were refused, by code",
            refusals.clone(),
        );
        let quarantined = Counter::default();
        registry.register(
            "quarantined",
            "Refused changes that the guard put aside for somebody to look at",
            quarantined.clone(),
        );
        let quarantine = Gauge::default();
        registry.register(
            "quarantine_waiting",
            "Changes that were put aside, by the guard or a repair, and that nobody let in or let go of",
            quarantine.clone(),
        );
        let wake_questions = Counter::default();
        registry.register(
            "wake_questions",
            "Questions to the database about who hears of what: a few for each event, however many phones listen",
            wake_questions.clone(),
        );
        let wakes = times();
        registry.register_with_unit(
            "wake_lag",
            "Time from a change's commit, here or at another server, to the telling of a phone that listens here",
            Unit::Seconds,
            wakes.clone(),
        );
        let devices = Family::<Devices, Gauge>::default();
        registry.register(
            "devices",
            "Devices with a session; silent ones have asked for nothing in seven days",
            devices.clone(),
        );
        let quotas = Family::<QuotaUsed, Gauge<f64, AtomicU64>>::default();
        registry.register_with_unit(
            "quota_used",
            "The greatest share of its quota that any person and any department has stored; at 1 nothing more is taken",
            Unit::Ratios,
            quotas.clone(),
        );
        let mails = Family::<Told, Counter>::default();
        // A rate of a counter needs a first value before the first mail.
        for result in ["sent", "failed", "dead"] {
            drop(mails.get_or_create(&Told { result }));
        }
        registry.register(
            "mails",
            "Tries to send a mail: sent, failed and waiting for another try, or given up (dead)",
            mails.clone(),
        );
        let mail_queue = Family::<MailState, Gauge>::default();
        registry.register(
            "mail_queue",
            "Mails that wait, and those that were given up in the last seven days",
            mail_queue.clone(),
        );
        let mail_age = Gauge::default();
        registry.register_with_unit(
            "mail_oldest",
            "Age of the oldest mail that waits; 0 without one",
            Unit::Seconds,
            mail_age.clone(),
        );
        let pushes = Family::<Told, Counter>::default();
        registry.register(
            "pushes",
            "Messages to push services: sent, failed, or to a phone that has not subscribed any more (gone)",
            pushes.clone(),
        );
        let machine = Machine::default();
        machine.register(&mut registry);
        Self {
            registry,
            answers,
            receipts,
            refusals,
            quarantined,
            quarantine,
            wake_questions,
            wakes,
            devices,
            quotas,
            mails,
            mail_queue,
            mail_age,
            pushes,
            machine,
        }
    }
}

impl Metrics {
    /// Counts a try to send a mail.
    pub(crate) fn mailed(&self, result: &'static str) {
        self.mails.get_or_create(&Told { result }).inc();
    }

    /// Notes the queue of mail.
    pub(crate) fn mail_queue(&self, queue: &MailQueue, now: Moment) {
        for (state, count) in [("waiting", queue.waiting), ("dead", queue.dead)] {
            let count = i64::try_from(count).unwrap_or(i64::MAX);
            self.mail_queue.get_or_create(&MailState { state }).set(count);
        }
        let age = queue.oldest.map_or(0, |oldest| now.since(oldest) / 1_000);
        self.mail_age.set(age);
    }

    /// Counts a message to a push service.
    pub(crate) fn pushed(&self, result: &'static str) {
        self.pushes.get_or_create(&Told { result }).inc();
    }

    /// Counts what became of a batch.
    pub fn verdicts(&self, verdicts: &[Verdict]) {
        let (mut accepted, mut duplicate) = (0, 0);
        for verdict in verdicts {
            match verdict {
                Verdict::Accepted(..) => accepted += 1,
                Verdict::Duplicate(..) => duplicate += 1,
                Verdict::Need(_) => {}
                Verdict::Refused(code, _) => self.refused("change", *code),
            }
        }
        for (verdict, count) in [("accepted", accepted), ("duplicate", duplicate)] {
            if count > 0 {
                self.receipts.get_or_create(&Received { verdict }).inc_by(count);
            }
        }
    }

    /// Counts changes that were put aside.
    pub fn quarantined(&self, changes: usize) {
        self.quarantined.inc_by(changes as u64);
    }

    /// Counts a question to the database about who hears of what.
    pub(crate) fn asked_who_hears(&self) {
        self.wake_questions.inc();
    }

    /// Counts how long after its commit a change was told of. Servers' clocks may differ a little.
    pub(crate) fn woke(&self, millis: i64) {
        let millis = u64::try_from(millis).unwrap_or_default();
        self.wakes.observe(Duration::from_millis(millis).as_secs_f64());
    }

    fn present(&self, presence: Presence) {
        let active = presence.devices - presence.silent.min(presence.devices);
        for (state, count) in [("active", active), ("silent", presence.silent)] {
            let count = i64::try_from(count).unwrap_or(i64::MAX);
            self.devices.get_or_create(&Devices { state }).set(count);
        }
    }

    fn waiting_in_quarantine(&self, size: u64) {
        self.quarantine.set(i64::try_from(size).unwrap_or(i64::MAX));
    }

    fn used(&self, shares: Shares) {
        for (of, share) in [("person", shares.person), ("department", shares.department)] {
            self.quotas.get_or_create(&QuotaUsed { of }).set(share);
        }
    }

    fn refused(&self, of: &'static str, code: RefusalCode) {
        let refused = Refused {
            of,
            code: code.as_str(),
        };
        self.refusals.get_or_create(&refused).inc();
    }

    fn answered(&self, request: &'static str, response: &Response, took: Duration) {
        let answered = Answered {
            request,
            status: response.status().as_u16().into(),
        };
        self.answers.get_or_create(&answered).observe(took.as_secs_f64());
        if let Some(code) = http_error::refusal_code(response) {
            self.refused("request", code);
        }
    }

    /// Everything as text.
    ///
    /// # Errors
    /// When it cannot be written, which a growing text rules out.
    pub fn text(&self) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        prometheus_client::encoding::text::encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

/// Measures every request.
#[expect(clippy::disallowed_methods, reason = "measuring is reading the clock")]
pub(crate) async fn measure(State(app): State<App>, request: Request, next: Next) -> Response {
    let start = std::time::Instant::now();
    let path = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let name = match path.and_then(|path| path.rsplit('/').next()) {
        Some("push") => "push",
        Some("pull") => "pull",
        Some("lacking") => "lacking",
        Some("wake") => "wake",
        Some("enrol") => "enrol",
        Some("session") => "session",
        Some("records" | "{document}") => "records",
        _ => "other",
    };
    let response = next.run(request).await;
    app.metrics.answered(name, &response, start.elapsed());
    response
}

/// The routes of the address for those who watch the server: never the address that phones use.
pub fn router(app: App) -> Router {
    Router::new().route("/metrics", get(metrics)).with_state(app)
}

async fn metrics(State(app): State<App>) -> Result<Response, Error> {
    last_seen::write_down(&app).await;
    match app.store.presence(app.clock.now().plus_millis(-SILENT)).await {
        Ok(presence) => app.metrics.present(presence),
        // The other figures are wanted most when the database is away.
        Err(error) => tracing::warn!(%error, "devices cannot be counted just now"),
    }
    match app.store.quarantine_size().await {
        Ok(size) => app.metrics.waiting_in_quarantine(size),
        Err(error) => tracing::warn!(%error, "what was put aside cannot be counted just now"),
    }
    app.metrics.machine.look(&app).await;
    app.metrics.used(app.stored.shares(&app.config.quota));
    let text = app
        .metrics
        .text()
        .map_err(|error| Error::Fault(error.to_string()))?;
    Ok(([(header::CONTENT_TYPE, MEDIA_TYPE)], text).into_response())
}

/// Serves the figures until the server stops.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn listen(app: App, address: SocketAddr) -> std::io::Result<()> {
    let listener = TcpListener::bind(address).await?;
    let stopping = app.clone();
    tokio::spawn(async move {
        let served = axum::serve(listener, router(app))
            .with_graceful_shutdown(async move { stopping.stopped().await })
            .await;
        if let Err(error) = served {
            tracing::error!(%error, "the figures are served no more");
        }
    });
    Ok(())
}
