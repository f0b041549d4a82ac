//! Checks of the address that people use: HTTPS, certificate, proxies, stream.

use axum::body::Bytes;
use axum::http::Request;
use feltbog_shared::moment::Moment;
use feltbog_shared::wire::{APP_HEADER, APP_VERSION};
use http_body_util::BodyExt as _;

use super::texts::Doctor;
use super::{DAY, Examination, Finding};
use crate::config::Tls;
use crate::outbound::{self, CallError, Outbound};
use crate::routes::self_test::{PAUSE, QUESTION, SelfTestAnswer, hex};
use crate::seal::{Secret, SelfTest};
use crate::tls;

/// An address that nobody has (RFC 5737). The doctor claims to come from it.
const CLAIMED: &str = "203.0.113.77";
/// Greatest difference of clocks that is of no harm, in milliseconds.
const CLOCK: i64 = 2_000;

struct Asking<'a> {
    examination: &'a Examination,
    texts: &'static Doctor,
    outbound: Outbound,
    secret: Option<Secret>,
}

pub(super) async fn findings(examination: &Examination, texts: &'static Doctor) -> Vec<Finding> {
    let address = examination.config.public_url.as_str();
    if !examination.config.is_secure() {
        let text = texts.https_local.with(&[address]);
        return vec![Finding::warning("https", text, texts.https_local_advice)];
    }
    let mut called = vec![address];
    if let Tls::Acme(options) = &examination.config.tls {
        called.push(&options.directory);
    }
    let outbound = match Outbound::new(&called, examination.roots.as_deref()) {
        Ok(outbound) => outbound,
        Err(error) => return vec![unreachable(texts, address, &error)],
    };
    let asking = Asking {
        examination,
        texts,
        outbound,
        secret: Secret::existing(&examination.config.secret_file()).ok(),
    };
    asking.all().await
}

fn unreachable(texts: &Doctor, address: &str, error: &CallError) -> Finding {
    let reason = match outbound::certificate_error(error) {
        Some(certificate) => format!("{certificate:?}"),
        None => error.to_string(),
    };
    let text = texts.https_unreachable.with(&[address, &reason]);
    Finding::fault("https", text, texts.https_unreachable_advice)
}

impl Asking<'_> {
    async fn all(&self) -> Vec<Finding> {
        let address = self.examination.config.public_url.as_str();
        let alive = self.get("/healthz", Moment::default());
        let certificate = match self.outbound.begin(alive).await {
            Ok((_, certificate)) => certificate,
            Err(error) => return vec![unreachable(self.texts, address, &error)],
        };
        let mut findings = vec![Finding::ok("https", self.texts.https_ok.with(&[address]))];
        let validity = certificate.and_then(|certificate| tls::validity(&certificate).ok());
        if let Some((from, until)) = validity {
            findings.push(self.certificate(from, until));
        }
        match self.view().await {
            Some(view) => {
                findings.push(Finding::ok("address", self.texts.address_ok));
                findings.push(self.proxy(&view));
                findings.extend(self.stream().await);
            }
            // Without the secret nothing can be proved; that is told by another check.
            None if self.secret.is_none() => {}
            None => {
                let text = self.texts.address_other.with(&[address]);
                findings.push(Finding::fault("address", text, self.texts.address_other_advice));
            }
        }
        findings.extend(self.clock().await);
        findings
    }

    /// A request to the server's own address, with a question that only somebody with the secret can ask.
    fn get(&self, path: &str, at: Moment) -> Request<Bytes> {
        let mut request = Request::new(Bytes::new());
        let address = format!("{}{path}", self.examination.config.public_url);
        if let Ok(uri) = address.parse() {
            *request.uri_mut() = uri;
        }
        let tag = self
            .secret
            .as_ref()
            .map(|secret| secret.self_test(SelfTest::Question, at));
        let question = format!("{}.{}", at.millis(), hex(&tag.unwrap_or_default()));
        for (name, value) in [
            (QUESTION, question.as_str()),
            (APP_HEADER, &APP_VERSION.to_string()),
            ("x-forwarded-for", CLAIMED),
        ] {
            if let Ok(value) = value.parse() {
                request.headers_mut().insert(name, value);
            }
        }
        request
    }

    /// The server's view of a question, where it is the server with this secret that answers.
    async fn view(&self) -> Option<SelfTestAnswer> {
        let now = self.examination.now;
        let answer = self
            .outbound
            .send(self.get("/api/v1/self-test", now))
            .await
            .ok()?;
        let view: SelfTestAnswer = serde_json::from_slice(answer.body()).ok()?;
        let proof = hex(&self.secret.as_ref()?.self_test(SelfTest::Answer, now));
        (view.proof == proof).then_some(view)
    }

    fn certificate(&self, from: Moment, until: Moment) -> Finding {
        let texts = self.texts;
        let left = until.since(self.examination.now);
        let days = (left / DAY).to_string();
        if left < until.since(from) / 5 {
            let text = texts.certificate_ends.with(&[&days]);
            return Finding::warning("certificate", text, texts.certificate_ends_advice);
        }
        Finding::ok("certificate", texts.certificate_ok.with(&[&days]))
    }

    fn proxy(&self, view: &SelfTestAnswer) -> Finding {
        let (texts, config) = (self.texts, &self.examination.config);
        if view.client.as_deref() == Some(CLAIMED) {
            return Finding::fault("proxy", texts.proxy_forged, texts.proxy_forged_advice);
        }
        let is_named = view.last_forwarded.as_deref().is_some_and(|last| last != CLAIMED);
        match (config.is_proxied(), is_named) {
            (true, false) => Finding::fault("proxy", texts.proxy_silent, texts.proxy_silent_advice),
            (false, true) => Finding::fault("proxy", texts.proxy_unlisted, texts.proxy_unlisted_advice),
            _ if config.behind_proxy && config.trusted_proxies.is_empty() => {
                Finding::warning("proxy", texts.proxy_open, texts.proxy_open_advice)
            }
            _ => Finding::ok("proxy", texts.proxy_ok),
        }
    }

    /// Whether the first event of a stream arrives before the second is sent.
    #[expect(clippy::disallowed_methods, reason = "measuring is reading the clock")]
    async fn stream(&self) -> Option<Finding> {
        let question = self.get("/api/v1/self-test/stream", self.examination.now);
        let (response, _) = self.outbound.begin(question).await.ok()?;
        let mut body = response.into_body();
        let (mut first, mut last) = (None, None);
        while let Ok(Some(Ok(_))) = tokio::time::timeout(10 * PAUSE, body.frame()).await {
            last = Some(std::time::Instant::now());
            first = first.or(last);
        }
        let between = last?.duration_since(first?);
        let (texts, check) = (self.texts, "stream");
        Some(match between < PAUSE / 2 {
            true => Finding::fault(check, texts.stream_held, texts.stream_held_advice),
            false => Finding::ok(check, texts.stream_ok),
        })
    }

    /// The clock, compared with that of the authority for certificates.
    async fn clock(&self) -> Option<Finding> {
        let Tls::Acme(options) = &self.examination.config.tls else {
            return None;
        };
        let mut request = Request::new(Bytes::new());
        *request.uri_mut() = options.directory.parse().ok()?;
        let answer = self.outbound.send(request).await.ok()?;
        let date = answer.headers().get("date")?.to_str().ok()?;
        let date = httpdate::parse_http_date(date)
            .ok()?
            .duration_since(std::time::UNIX_EPOCH)
            .ok()?;
        let there = Moment::from_millis(i64::try_from(date.as_millis()).ok()?);
        Some(clock(self.texts, self.examination.now.since(there)))
    }
}

/// The finding for a difference of clocks, in milliseconds.
pub(super) fn clock(texts: &Doctor, difference: i64) -> Finding {
    let seconds = (difference.abs() / 1_000).to_string();
    match difference.abs() > CLOCK {
        true => Finding::fault("clock", texts.clock_off.with(&[&seconds]), texts.clock_off_advice),
        false => Finding::ok("clock", texts.clock_ok.with(&[&(CLOCK / 1_000).to_string()])),
    }
}
