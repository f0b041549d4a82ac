//! Erasure of confidential records after their time: announced first, held back by a hold, and then erased as by request,
//! so that tombstones reach the phones and no backup brings the records back.
//!
//! The periods stand in [`feltbog_shared::model::retention`]. The access log and security events end here too.

mod hold;
mod newest_change;
mod refused_notes;
mod refused_records;
#[cfg(test)]
mod retention_page_tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use feltbog_shared::id::{DepartmentId, DocumentId};
use feltbog_shared::model::Kind;
use feltbog_shared::model::retention::{ANNOUNCED_DAYS, ERASED_KINDS, NOTICE_DAYS, RetentionPeriods};
use feltbog_shared::moment::{Day, Moment};
use feltbog_shared::office::audit::AuditPurpose;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval, sleep};

pub use hold::{hold, release};
pub use refused_notes::erase_refused_notes;
pub(crate) use refused_notes::erasing_refused_notes;
pub use refused_records::erase_refused_records;

use crate::error::Error;
use crate::marks::{self, Mark};
use crate::services::audit::chain;
use crate::services::department_details::retention_months;
use crate::services::erasure;
use crate::services::organisation_settings;
use crate::services::overview;
use crate::services::planned_erasure::{facts, kinds_that_go_with};
use crate::services::subject_access::register;
use crate::state::{App, State};
use crate::store::{AgeingRecord, ErasureNotice};

/// The time between two looks whether the night's work is due.
const EVERY: Duration = Duration::from_secs(1_800);
/// The time before the first look after a start: commands beside the server have ended by then, and after a restore
/// phones that have the net have given back what they hold.
const FIRST: Duration = Duration::from_secs(15 * 60);
/// Milliseconds after midnight in Denmark from which the night's work is done.
const NIGHT_MILLIS: i64 = 2 * 3_600_000;
/// Most security events that are kept, the newest.
const SECURITY_EVENTS: u32 = 100_000;

/// The outcome of a night.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Records whose erasure was announced.
    pub announced: usize,
    /// Records that were erased.
    pub erased: usize,
}

/// Announces and erases what is due today.
///
/// # Errors
/// When the database or the ledger fails. Doing it again is safe.
pub async fn sweep(app: &App) -> Result<Swept, Error> {
    let today = app.clock.now().danish_day();
    let mut swept = Swept::default();
    for organisation in app.store.organisation_rows().await? {
        let agreed = organisation_settings::of(app, organisation.id)
            .await?
            .retention_months;
        for row in app.store.department_records(organisation.id).await? {
            let own = retention_months(&row)?;
            let periods = RetentionPeriods::of(&agreed, &own);
            let done = sweep_department(app, row.id, &periods, today).await?;
            swept.announced += done.announced;
            swept.erased += done.erased;
        }
    }
    forget_logs(app).await?;
    Ok(swept)
}

/// Does the night's work and notes in the data folder that it was done: erases, and locks the counts of past years.
///
/// # Errors
/// As [`sweep`]. Then nothing is noted.
pub async fn night_work(app: &App) -> Result<Swept, Error> {
    let swept = sweep(app).await?;
    let locked = overview::lock_past_years(app).await?;
    if locked > 0 {
        tracing::info!(locked, "counts of past years were locked");
    }
    let noted = marks::write(&app.config.data_folder(), Mark::NightWork, app.clock.now());
    if let Err(error) = noted {
        tracing::warn!(%error, "the night's work was done and could not be noted in the data folder");
    }
    Ok(swept)
}

async fn sweep_department(
    app: &App,
    department: DepartmentId,
    periods: &RetentionPeriods,
    today: Day,
) -> Result<Swept, Error> {
    let records = app.store.ageing_records(department, &ERASED_KINDS).await?;
    let notices = app.store.erasure_notices(department).await?;
    let held = app.store.legal_holds(department).await?.into_keys().collect();
    let found = Ageing::new(&records, held);
    let (mut announced, mut withdrawn, mut erased) = (Vec::new(), Vec::new(), BTreeSet::new());
    for record in &records {
        let known = notices.get(&record.document);
        let due = found.erased_on(record, periods);
        let due = due.filter(|due| *due <= today.plus_days(ANNOUNCED_DAYS));
        match (due, known) {
            (None, None) => {}
            (None, Some(_)) => withdrawn.push(record.document),
            (Some(due), None) => {
                let notice = ErasureNotice {
                    announced_on: today,
                    erase_on: due.max(today.plus_days(NOTICE_DAYS)),
                };
                announced.push((record.document, notice));
            }
            (Some(due), Some(notice)) if due <= today && notice.erase_on <= today => {
                erased.extend(found.with_belonging(record));
            }
            // The period became longer since: the announced day moves with it.
            (Some(due), Some(notice)) if due > notice.erase_on => {
                let notice = ErasureNotice {
                    erase_on: due,
                    ..*notice
                };
                announced.push((record.document, notice));
            }
            (Some(_), Some(_)) => {}
        }
    }
    app.store.withdraw_notices(department, &withdrawn).await?;
    app.store.announce_erasures(department, &announced).await?;
    for document in &erased {
        erasure::erase_for(app, *document, AuditPurpose::Retention).await?;
    }
    // A phone without the net sends pictures of a record that was erased meanwhile.
    for picture in app.store.pictures_left(department).await? {
        erasure::erase_for(app, picture, AuditPurpose::Retention).await?;
        erased.insert(picture);
    }
    Ok(Swept {
        announced: announced.len(),
        erased: erased.len(),
    })
}

/// The ageing records of a department, with what belongs together.
struct Ageing {
    /// Records by the one that they belong to.
    belonging: BTreeMap<DocumentId, Vec<AgeingRecord>>,
    cases: BTreeSet<DocumentId>,
    held: BTreeSet<DocumentId>,
}

impl Ageing {
    fn new(records: &[AgeingRecord], held: BTreeSet<DocumentId>) -> Self {
        let mut belonging = BTreeMap::<_, Vec<_>>::new();
        for record in records {
            if let Some(about) = record.about {
                belonging.entry(about).or_default().push(*record);
            }
        }
        let is_case = |record: &&AgeingRecord| record.kind == Kind::ConflictCase;
        Self {
            belonging,
            cases: records.iter().filter(is_case).map(|one| one.document).collect(),
            held,
        }
    }

    fn of(&self, document: DocumentId) -> &[AgeingRecord] {
        self.belonging
            .get(&document)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// The day on which a record is erased; nothing while it, its case or what goes with it is held or disputed.
    fn erased_on(&self, record: &AgeingRecord, periods: &RetentionPeriods) -> Option<Day> {
        let is_kept = |one: &AgeingRecord| one.is_disputed || self.held.contains(&one.document);
        let is_case_held = record.about.is_some_and(|about| self.held.contains(&about));
        if is_kept(record) || is_case_held || self.goes_with(record).any(is_kept) {
            return None;
        }
        periods.erased_on(&self.facts(record))
    }

    fn facts(&self, record: &AgeingRecord) -> feltbog_shared::model::retention::RetainedRecord {
        let steps = self.of(record.document).iter();
        let steps = steps.filter(|one| one.kind == Kind::LegalStep && !one.is_discarded);
        let belonging = self.goes_with(record).map(|one| one.changed_at);
        facts(
            record,
            belonging.fold(record.changed_at, Moment::max),
            steps.map(|one| one.changed_at).max(),
            record.about.is_some_and(|about| self.cases.contains(&about)),
        )
    }

    /// The records that are erased with another.
    fn goes_with(&self, record: &AgeingRecord) -> impl Iterator<Item = &AgeingRecord> {
        let kinds = kinds_that_go_with(record.kind);
        let belonging = self.of(record.document).iter();
        belonging.filter(move |one| kinds.contains(&one.kind))
    }

    /// A record, and what is erased with it.
    fn with_belonging(&self, record: &AgeingRecord) -> Vec<DocumentId> {
        let belonging = self.goes_with(record).map(|one| one.document);
        belonging.chain([record.document]).collect()
    }
}

/// Deletes the rows of the access log, the security events and the answered requests for access whose time is over.
async fn forget_logs(app: &App) -> Result<(), Error> {
    let before = chain::deleted_before(app.clock.now());
    let checkpoints = app.store.audit_checkpoints().await?;
    let old = checkpoints.iter().rfind(|checkpoint| checkpoint.at < before);
    if let Some(old) = old {
        app.store.forget_audit(old.number).await?;
    }
    app.store.forget_security(before, SECURITY_EVENTS).await?;
    register::forget(app).await?;
    Ok(())
}

/// Erases each night until the server stops or is gone.
pub(crate) fn erasing(
    state: &Arc<State>,
    mut stopping: watch::Receiver<bool>,
) -> impl Future<Output = ()> + Send + 'static + use<> {
    let state = Arc::downgrade(state);
    let at_work = async move {
        sleep(FIRST).await;
        let mut ticks = interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut last = None;
        loop {
            ticks.tick().await;
            let Some(state) = state.upgrade() else {
                return;
            };
            let app = App::from(state);
            // The night's work of a day begins after two o'clock.
            let night = app.clock.now().plus_millis(-NIGHT_MILLIS).danish_day();
            if last == Some(night) {
                continue;
            }
            match night_work(&app).await {
                Ok(swept) => {
                    last = Some(night);
                    let Swept { announced, erased } = swept;
                    tracing::info!(announced, erased, "records whose time is over were looked for");
                }
                Err(error) => tracing::warn!(%error, "the work of the night could not all be done"),
            }
        }
    };
    async move {
        tokio::select! {
            () = at_work => {}
            _ = stopping.wait_for(|stopping| *stopping) => {}
        }
    }
}
