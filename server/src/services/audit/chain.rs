//! The chain of the access log and its checkpoints: each row's hash covers the row and the hash before, and a checkpoint
//! is a signed statement of the hash at a number.
//!
//! Rows that are changed, dropped or put in another order are found by the chain alone. Rows that are cut off at the
//! end, and a chain that was made anew by somebody with the database in hand, are found by a checkpoint: by those in the
//! database, and better by a line that somebody else keeps.

use std::collections::BTreeMap;
use std::fmt;

use feltbog_shared::moment::Moment;
use p256::ecdsa::signature::{Signer as _, Verifier as _};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};

use crate::error::Error;
use crate::seal::Secret;
use crate::state::App;
use crate::store::{AuditCheckpoint, AuditHash, AuditHead, AuditRecord, Store};

/// Milliseconds between two checkpoints that the server makes by itself.
pub(super) const HOUR_MILLIS: i64 = 3_600_000;
/// Milliseconds of a day.
const DAY_MILLIS: i64 = 24 * HOUR_MILLIS;
/// Days that rows are kept: 24 months.
const KEPT_DAYS: i64 = 730;
/// Rows that are read at once.
const ROWS: u32 = 5_000;
/// The beginning of a checkpoint's line.
pub(super) const MARK: &str = "feltbog-audit-1";

/// A fault of the access log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuditFault {
    /// Rows are missing, from the first to the last.
    Missing(i64, i64),
    /// A row, or the order of rows, is not as it was written.
    Changed(i64),
    /// The log ends before a row that a checkpoint names.
    CutOff {
        /// The number of the last row.
        last: i64,
        /// The number that is named.
        named: i64,
    },
    /// The row of a checkpoint has another hash: rows up to it, and after the checkpoint before, were written anew.
    WrittenAnew {
        /// The number of the last checkpoint that agrees; 0 without one.
        after: i64,
        /// The number of the checkpoint.
        upto: i64,
    },
    /// A checkpoint is not signed by this server.
    Signature(i64),
    /// The row that names the end of the log does not fit its last row.
    Head {
        /// The number that it names.
        named: i64,
        /// The number of the last row.
        found: i64,
    },
}

impl fmt::Display for AuditFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(first, last) if first == last => write!(f, "row {first} is missing"),
            Self::Missing(first, last) => write!(f, "rows {first} to {last} are missing"),
            Self::Changed(number) => {
                write!(
                    f,
                    "row {number} was changed, or does not stand where it was written"
                )
            }
            Self::CutOff { last, named } => {
                write!(
                    f,
                    "the log ends at row {last}, and a checkpoint names row {named}"
                )
            }
            Self::WrittenAnew { after, upto } => {
                write!(f, "rows after {after} and up to {upto} were written anew")
            }
            Self::Signature(number) => {
                write!(f, "the checkpoint at row {number} is not signed by this server")
            }
            Self::Head { named, found } => {
                write!(f, "the log is said to end at row {named} and ends at row {found}")
            }
        }
    }
}

/// The outcome of a verification.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditReport {
    /// Rows that were read.
    pub rows: u64,
    /// Checkpoints that were compared.
    pub checkpoints: usize,
    /// The first fault of the rows, and the faults of checkpoints.
    pub faults: Vec<AuditFault>,
}

/// A text that is no line of a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is no checkpoint of an access log")]
pub struct NoCheckpoint;

fn signed_text(number: i64, at: Moment, hash: &AuditHash) -> Vec<u8> {
    format!(
        "feltbog audit checkpoint 1 {number} {} {}",
        at.millis(),
        hex(hash)
    )
    .into_bytes()
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(super) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if !digits.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
    digits.chunks(2).map(byte).collect()
}

fn signing_key(secret: &Secret) -> Result<SigningKey, Error> {
    SigningKey::from_slice(&secret.audit_key()).map_err(|error| Error::Fault(error.to_string()))
}

/// The public key of checkpoints, as hexadecimal digits.
///
/// # Errors
/// When the secret makes no key.
pub fn public_key(secret: &Secret) -> Result<String, Error> {
    let key = signing_key(secret)?;
    Ok(hex(key.verifying_key().to_sec1_point(true).as_bytes()))
}

/// Signs the end of the log.
pub(super) fn sign(secret: &Secret, head: AuditHead, at: Moment) -> Result<AuditCheckpoint, Error> {
    let signature: Signature = signing_key(secret)?.sign(&signed_text(head.number, at, &head.hash));
    Ok(AuditCheckpoint {
        number: head.number,
        at,
        hash: head.hash,
        signature: signature.to_bytes().to_vec(),
    })
}

pub(super) fn is_signed(checkpoint: &AuditCheckpoint, key: &VerifyingKey) -> bool {
    let text = signed_text(checkpoint.number, checkpoint.at, &checkpoint.hash);
    Signature::from_slice(&checkpoint.signature).is_ok_and(|signature| key.verify(&text, &signature).is_ok())
}

/// The line of a checkpoint, to be kept by somebody else.
pub fn line(checkpoint: &AuditCheckpoint) -> String {
    format!(
        "{MARK} {} {} {} {}",
        checkpoint.number,
        checkpoint.at.millis(),
        hex(&checkpoint.hash),
        hex(&checkpoint.signature)
    )
}

/// The checkpoint of a line.
///
/// # Errors
/// [`NoCheckpoint`].
pub fn parse(line: &str) -> Result<AuditCheckpoint, NoCheckpoint> {
    let read = || {
        let mut words = line.split_whitespace();
        if words.next()? != MARK {
            return None;
        }
        let checkpoint = AuditCheckpoint {
            number: words.next()?.parse().ok()?,
            at: Moment::from_millis(words.next()?.parse().ok()?),
            hash: unhex(words.next()?)?.try_into().ok()?,
            signature: unhex(words.next()?)?,
        };
        words.next().is_none().then_some(checkpoint)
    };
    read().ok_or(NoCheckpoint)
}

/// Makes a checkpoint of the end of the log; nothing while the log is empty.
///
/// # Errors
/// When the database fails.
pub async fn make_checkpoint(app: &App) -> Result<Option<AuditCheckpoint>, Error> {
    let head = app.store.audit_head().await?;
    if head.number == 0 {
        return Ok(None);
    }
    let checkpoint = sign(&app.secret, head, app.clock.now())?;
    app.store.keep_audit_checkpoint(&checkpoint).await?;
    tracing::info!(target: "feltbog::audit", checkpoint = line(&checkpoint), "checkpoint of the access log");
    Ok(Some(checkpoint))
}

/// Makes a checkpoint when the last one is an hour old and rows came since. Whether nothing is to be done
/// for an hour.
pub(super) async fn keep_hourly_checkpoint(app: &App) -> Result<bool, Error> {
    let last = app.store.audit_checkpoints().await?.pop();
    let head = app.store.audit_head().await?;
    let Some(last) = last else {
        return Ok(make_checkpoint(app).await?.is_some());
    };
    if app.clock.now().since(last.at) < HOUR_MILLIS {
        return Ok(true);
    }
    if last.number < head.number {
        make_checkpoint(app).await?;
    }
    Ok(true)
}

/// Verifies the whole log against its chain, its own checkpoints and those that somebody else kept.
///
/// # Errors
/// When the database fails.
pub async fn verify(
    store: &dyn Store,
    secret: &Secret,
    kept: &[AuditCheckpoint],
    now: Moment,
) -> Result<AuditReport, Error> {
    let key = *signing_key(secret)?.verifying_key();
    // Read before the rows: what is added meanwhile comes after it.
    let head = store.audit_head().await?;
    let own = store.audit_checkpoints().await?;
    let mut check = ChainCheck::new(&key, (own, kept), head, now);
    loop {
        let rows = store.audit_records(check.last, ROWS).await?;
        let is_end = rows.len() < ROWS as usize;
        for row in &rows {
            check.take(row);
        }
        if is_end || check.is_broken {
            return Ok(check.finish());
        }
    }
}

/// A verification that takes the rows one after another.
struct ChainCheck {
    checkpoints: BTreeMap<i64, (AuditHash, Moment)>,
    head: AuditHead,
    /// Rows up to a checkpoint that is older than this may have been deleted for their age.
    deleted_before: Moment,
    /// The number of the last row.
    last: i64,
    hash: Option<AuditHash>,
    /// The number of the last checkpoint that agreed.
    agreed: i64,
    is_broken: bool,
    report: AuditReport,
}

impl ChainCheck {
    fn new(
        key: &VerifyingKey,
        (own, kept): (Vec<AuditCheckpoint>, &[AuditCheckpoint]),
        head: AuditHead,
        now: Moment,
    ) -> Self {
        let mut check = Self {
            checkpoints: BTreeMap::new(),
            head,
            deleted_before: deleted_before(now),
            last: 0,
            hash: None,
            agreed: 0,
            is_broken: false,
            report: AuditReport::default(),
        };
        for checkpoint in own.iter().chain(kept) {
            check.report.checkpoints += 1;
            let stated = check.checkpoints.get(&checkpoint.number);
            let is_same = stated.is_none_or(|(hash, _)| *hash == checkpoint.hash);
            if !is_signed(checkpoint, key) {
                check.report.faults.push(AuditFault::Signature(checkpoint.number));
            } else if is_same {
                let stated = (checkpoint.hash, checkpoint.at);
                check.checkpoints.insert(checkpoint.number, stated);
            } else {
                let upto = checkpoint.number;
                let fault = AuditFault::WrittenAnew { after: 0, upto };
                check.report.faults.push(fault);
            }
        }
        check
    }

    /// Takes the next row in order of numbers. Rows after the first fault say nothing.
    fn take(&mut self, row: &AuditRecord) {
        if self.is_broken {
            return;
        }
        let is_first = self.report.rows == 0;
        if is_first && row.number > 1 {
            // Older rows were deleted for their age, up to a checkpoint.
            self.last = row.number - 1;
            let base = self.checkpoints.get(&self.last);
            let base = base.filter(|(_, at)| *at < self.deleted_before);
            self.hash = base.map(|(hash, _)| *hash);
            self.agreed = self.last;
            if self.hash.is_none() {
                return self.broken(AuditFault::Missing(1, row.number - 1));
            }
        }
        if row.number > self.last + 1 {
            return self.broken(AuditFault::Missing(self.last + 1, row.number - 1));
        }
        let hash = row.expected_hash(&self.hash.unwrap_or_default());
        if row.number != self.last + 1 || row.hash != hash {
            return self.broken(AuditFault::Changed(row.number));
        }
        self.report.rows += 1;
        (self.last, self.hash) = (row.number, Some(hash));
        match self.checkpoints.get(&row.number) {
            Some((stated, _)) if *stated != hash => {
                let (after, upto) = (self.agreed, row.number);
                return self.broken(AuditFault::WrittenAnew { after, upto });
            }
            Some(_) => self.agreed = row.number,
            None => {}
        }
        if row.number == self.head.number && hash != self.head.hash {
            self.broken_head();
        }
    }

    fn broken_head(&mut self) {
        let (named, found) = (self.head.number, self.last);
        self.broken(AuditFault::Head { named, found });
    }

    fn broken(&mut self, fault: AuditFault) {
        self.is_broken = true;
        self.report.faults.push(fault);
    }

    fn finish(mut self) -> AuditReport {
        if self.is_broken {
            return self.report;
        }
        let newest = self.checkpoints.last_key_value();
        let (named, base) = newest.map_or((0, None), |(number, stated)| (*number, Some(*stated)));
        // All rows may have been deleted for their age, up to the last checkpoint.
        let is_deleted = self.report.rows == 0
            && named == self.head.number
            && base.is_some_and(|(hash, at)| hash == self.head.hash && at < self.deleted_before);
        if is_deleted {
            return self.report;
        }
        if named > self.last {
            let last = self.last;
            self.broken(AuditFault::CutOff { last, named });
        } else if self.head.number > self.last {
            self.broken_head();
        }
        self.report
    }
}

/// The moment before which rows of the access log are deleted for their age.
pub fn deleted_before(now: Moment) -> Moment {
    now.plus_millis(-KEPT_DAYS * DAY_MILLIS)
}

#[cfg(test)]
#[path = "chain_tests.rs"]
mod tests;
