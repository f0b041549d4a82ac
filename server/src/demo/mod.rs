//! The demo organisation "Boligforeningen Lærkeby" with a year of records, the same from every
//! start: nothing is put into the database that a phone could not have sent. Every record is made
//! by edits of its author and goes through the push that phones use.

mod efforts;
mod monitoring;
mod organisation;
mod pictures;
mod sharing;
mod texts;
mod year;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use fastrand::Rng;
use feltbog_shared::document::{Document, DocumentError, Writer};
use feltbog_shared::id::{ActorId, ChangeHash, DepartmentId, DeviceId, DocumentId, UserId};
use feltbog_shared::moment::Moment;
use feltbog_shared::wire::{BATCH_CHANGES, Cursor, Offered, PushRequest, Verdict};
use futures::{StreamExt as _, TryStreamExt as _};
use qrcodegen::{QrCode, QrCodeEcc};

use crate::clock::Clock;
use crate::error::Error;
use crate::services::access::SignedIn;
use crate::services::sign_in::invitation;
use crate::services::{enrolment, photos, sync};
use crate::state::App;
use year::Act;

/// The name under which the database remembers that the demo is there.
const DONE: &str = "demo";
/// Everything follows from this.
const SEED: u64 = 20_261_121;
/// Lifetime of the printed codes: a week, since nobody waits at a desk for a demo.
const CODE_LIFETIME_MILLIS: i64 = 7 * 24 * 3_600_000;
/// Phones in the demo send what they have at least this often.
const SENDING_MILLIS: i64 = 2 * 24 * 3_600_000;
/// Departments that live through their year at once.
const DEPARTMENTS_AT_ONCE: usize = 4;

/// Makes the demo organisation unless it is there. Tells how far it is, one line at a time.
///
/// # Errors
/// When the database fails, or something in the demo would be refused from a phone.
pub async fn ensure(app: &App, progress: impl Fn(&str)) -> Result<(), Error> {
    if app.store.is_done(DONE).await? {
        return Ok(());
    }
    let now = app.clock.now();
    let mut rng = Rng::with_seed(SEED);
    let since = Moment::from_millis(now.millis().div_euclid(86_400_000) * 86_400_000 - 366 * 86_400_000);
    let organisation = organisation::organisation(&mut rng, since);
    match app.store.organisation().await? {
        None => app.store.found(&organisation.foundation).await?,
        Some(name) if name == organisation::NAME => {}
        Some(name) => {
            return Err(Error::Fault(format!(
                "the database belongs to {name}, not to the demo"
            )));
        }
    }
    let shares = year::shares(&mut rng, &organisation.places);
    let count = organisation.places.len();
    let names = organisation
        .foundation
        .departments
        .iter()
        .map(|department| department.name.as_str());
    let years = organisation
        .places
        .iter()
        .zip(&shares)
        .zip(names)
        .enumerate()
        .map(|(number, work)| async move {
            let ((place, share), name) = work;
            let mut rng = Rng::with_seed(SEED ^ (number as u64 + 1));
            let acts = year::year(&mut rng, place, share, now);
            replay(app, &mut rng, place.id, acts).await.map(|()| name)
        });
    // Departments do not depend on each other; a few at a time keep every core busy.
    let mut done = futures::stream::iter(years).buffer_unordered(DEPARTMENTS_AT_ONCE);
    let mut number = 0;
    while let Some(name) = done.try_next().await? {
        number += 1;
        progress(&format!("Demo records: {number} of {count} departments ({name})"));
    }
    let places = organisation.places.iter().map(|place| (place.id, place.central));
    monitoring::add(app, SEED, places, now).await?;
    efforts::add(app, &organisation.places, now).await?;
    sharing::add(app, SEED, &organisation, since, now).await?;
    app.store.mark_done(DONE, now).await?;
    Ok(())
}

/// Lets the people of a department live through their edits: made on their phones, sent when their
/// phones send.
async fn replay(app: &App, rng: &mut Rng, department: DepartmentId, acts: Vec<Act>) -> Result<(), Error> {
    // A department that an earlier start left half done is done anew only where it is empty.
    let position = app.store.position(department, 0).await?;
    if position.is_none_or(|position| position.head > 0) {
        return Ok(());
    }
    let clock = Arc::new(DemoClock(AtomicI64::new(0)));
    let then = App::new(
        app.config.clone(),
        app.store.clone(),
        app.secret.clone(),
        clock.clone(),
        app.random.clone(),
    );
    let mut documents: BTreeMap<DocumentId, (Document, Vec<ChangeHash>)> = BTreeMap::new();
    let mut waiting = Waiting::default();
    let mut sending = acts.first().map(|act| act.at.plus_millis(SENDING_MILLIS));
    let mut last = Moment::default();
    for act in acts {
        if sending.is_some_and(|at| act.at > at) {
            send(&then, &clock, department, &mut waiting, last).await?;
            sending = Some(act.at.plus_millis(SENDING_MILLIS));
        }
        last = act.at;
        if let Some(offered) = record(rng, &mut documents, &act)? {
            waiting.changes.entry(act.author).or_default().push(offered);
        }
        if let Some(picture) = act.picture {
            waiting.pictures.push((act.author, act.document, picture));
        }
    }
    send(&then, &clock, department, &mut waiting, last).await
}

/// One edit on a phone.
fn record(
    rng: &mut Rng,
    documents: &mut BTreeMap<DocumentId, (Document, Vec<ChangeHash>)>,
    act: &Act,
) -> Result<Option<Offered>, Error> {
    let fault = |error: DocumentError| Error::Fault(format!("a demo {}: {error}", act.kind.key()));
    let (document, before) = match documents.entry(act.document) {
        std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
        std::collections::btree_map::Entry::Vacant(entry) => {
            entry.insert((Document::new(act.kind).map_err(fault)?, Vec::new()))
        }
    };
    let mut actor = [0; 16];
    rng.fill(&mut actor);
    let writer = Writer {
        actor: ActorId(actor),
        author: act.author,
        at: act.at,
    };
    let heads = document.heads();
    let base = act.beside.then_some(before.as_slice());
    let change = document.edit(writer, base, &act.edits).map_err(fault)?;
    *before = heads;
    Ok(change.map(|change| Offered {
        document: act.document,
        kind: act.kind,
        bytes: change.bytes,
        relayed: None,
    }))
}

/// The records on phones that have not been sent.
#[derive(Default)]
struct Waiting {
    changes: BTreeMap<UserId, Vec<Offered>>,
    /// The numbers of pictures, each with who took it and its record.
    pictures: Vec<(UserId, DocumentId, usize)>,
}

/// A person with their device in the demo: nobody has enrolled it and nobody can use it.
fn signed_in(person: UserId) -> SignedIn {
    SignedIn {
        person,
        name: String::new(),
        device: DeviceId::from_bytes(*person.as_bytes()),
    }
}

/// Every phone sends what it has. What needs a colleague's change goes in the next round.
async fn send(
    app: &App,
    clock: &DemoClock,
    department: DepartmentId,
    waiting: &mut Waiting,
    at: Moment,
) -> Result<(), Error> {
    clock
        .0
        .store(at.plus_millis(5 * 60_000).millis(), Ordering::Relaxed);
    while !waiting.changes.is_empty() {
        let mut accepted = 0;
        for (author, changes) in std::mem::take(&mut waiting.changes) {
            let who = signed_in(author);
            for batch in changes.chunks(BATCH_CHANGES) {
                let request = PushRequest {
                    cursor: Cursor::default(),
                    changes: batch.to_vec(),
                };
                let reply = sync::push(app, &who, department, request).await?;
                for (offered, verdict) in batch.iter().zip(reply.verdicts) {
                    match verdict {
                        Verdict::Accepted(..) | Verdict::Duplicate(..) => accepted += 1,
                        Verdict::Need(_) => {
                            waiting.changes.entry(author).or_default().push(offered.clone());
                        }
                        Verdict::Refused(code, field) => {
                            let kind = offered.kind.key();
                            return Err(Error::Fault(format!(
                                "a demo {kind} was refused: {code} {field:?}"
                            )));
                        }
                    }
                }
            }
        }
        if accepted == 0 {
            return Err(Error::Fault("demo records wait for each other".to_owned()));
        }
    }
    for (author, document, picture) in waiting.pictures.drain(..) {
        let bytes = pictures::of(picture)?;
        photos::keep(app, &signed_in(author), department, document, bytes).await?;
    }
    Ok(())
}

struct DemoClock(AtomicI64);

impl Clock for DemoClock {
    fn now(&self) -> Moment {
        Moment::from_millis(self.0.load(Ordering::Relaxed))
    }
}

/// Links, codes and QR codes to try the demo with, one person of each of four roles.
///
/// # Errors
/// When the database fails.
pub async fn invitations(app: &App) -> Result<String, Error> {
    let mut lines = vec![
        format!(
            "{}: try it as one of these four, who share {}.",
            organisation::NAME,
            organisation::SHARED_DEPARTMENT
        ),
        "Each link or code works once and for a week; start again for new ones.".to_owned(),
    ];
    for (role, name, title) in organisation::GUIDES {
        let Some(person) = app.store.people_named(name).await?.first().copied() else {
            continue;
        };
        let codes = enrolment::invite(app, person, CODE_LIFETIME_MILLIS).await?;
        let link = enrolment::link(app, &codes);
        lines.push(String::new());
        lines.push(format!("{name} · {title} ({})", role.key()));
        lines.push(format!("  link: {link}"));
        lines.push(format!("  code: {}", codes.typed));
        if let Ok(code) = QrCode::encode_text(&link, QrCodeEcc::Medium) {
            lines.push(drawn(&code));
        }
    }
    lines.push(String::new());
    Ok(lines.join("\n"))
}

/// Invitations to the office, one person of each of three roles.
///
/// # Errors
/// When the database fails.
pub async fn office_invitations(app: &App) -> Result<String, Error> {
    let mut lines = vec![
        "The office, as one of these three. Each link makes an account, works once and for three days."
            .to_owned(),
    ];
    for (role, name, title) in organisation::OFFICE_GUIDES {
        let Some(person) = app.store.people_named(name).await?.first().copied() else {
            continue;
        };
        let invitation = invitation::invite(app, person).await?;
        lines.push(format!("{name} · {title} ({})", role.key()));
        lines.push(format!("  link: {}", invitation.link));
    }
    lines.push(String::new());
    Ok(lines.join("\n"))
}

/// A code for a terminal, two squares to a letter, with four free around it.
fn drawn(code: &QrCode) -> String {
    let around = -4..code.size() + 4;
    let line = |y: i32| {
        let letter = |x: i32| match (code.get_module(x, y), code.get_module(x, y + 1)) {
            (true, true) => '█',
            (true, false) => '▀',
            (false, true) => '▄',
            (false, false) => ' ',
        };
        around.clone().map(letter).collect::<String>()
    };
    around.clone().step_by(2).map(line).collect::<Vec<_>>().join("\n")
}
