//! Push: changes come in, each gets a verdict, and what is accepted is durable before it is said.

use std::collections::BTreeSet;

use feltbog_shared::id::DepartmentId;
use feltbog_shared::wire::{BATCH_CHANGES, Offered, PushReply, PushRequest, Verdict};

use super::judge::{Decision, Judgement, Pusher, judge};
use super::place::look_up;
use crate::app::{App, Woken};
use crate::error::Error;
use crate::guard;
use crate::services::access::{SignedIn, standing};
use crate::store::{Append, Appended, Quarantined};

/// How often a batch is judged anew because its documents have grown meanwhile.
const TRIES: usize = 10;

/// Takes in a batch of changes to documents of one department.
///
/// # Errors
/// `NO_ACCESS`, `TOO_LARGE`, or `BUSY` when others keep writing the same documents.
pub async fn push(
    app: &App,
    who: &SignedIn,
    department: DepartmentId,
    request: PushRequest,
) -> Result<PushReply, Error> {
    if request.changes.len() > BATCH_CHANGES {
        return Err(Error::TOO_LARGE);
    }
    let standing = standing(app, who.person, department).await?;
    let pusher = Pusher {
        person: who.person,
        department,
        permission: standing.permission,
        secret: app.secret.clone(),
    };
    let place = look_up(app, department, &request.cursor).await?;
    let ids: BTreeSet<_> = request.changes.iter().map(|offered| offered.document).collect();
    let ids: Vec<_> = ids.into_iter().collect();
    let mut changes = request.changes;
    for _ in 0..TRIES {
        let turn = app
            .judging
            .acquire()
            .await
            .map_err(|error| Error::Fault(error.to_string()))?;
        let found = app.store.documents(&ids).await?;
        let judging = pusher.clone();
        let (judged, offered) = tokio::task::spawn_blocking(move || {
            let judgement = judge(&judging, &changes, &found);
            (judgement, changes)
        })
        .await
        .map_err(|error| Error::Fault(error.to_string()))?;
        drop(turn);
        changes = offered;
        let received_at = app.clock.now();
        let Judgement {
            decisions,
            documents,
            entries,
        } = judged;
        let touched: Vec<_> = documents
            .iter()
            .map(|document| (document.kind.collection(), document.owner))
            .collect();
        let (first, head, chain) = if entries.is_empty() {
            let position = app.store.position(department, 0).await?.ok_or(Error::NO_ACCESS)?;
            (0, position.head, position.head_chain)
        } else {
            let append = Append {
                department,
                device: who.device,
                received_at,
                documents,
                entries,
            };
            match app.store.append(&append).await? {
                Appended::Stored { first, head, chain } => (first, head, chain),
                Appended::Stale => continue,
            }
        };
        put_aside(app, who, department, &decisions, &changes).await?;
        if !touched.is_empty() {
            app.wake(Woken {
                department,
                head,
                touched,
            });
        }
        return Ok(PushReply {
            epoch: place.position.epoch,
            head,
            anchor: app.secret.anchor(department, place.position.epoch, head, &chain),
            stands: place.stands,
            received_at,
            verdicts: verdicts(app, department, first, decisions, &changes),
        });
    }
    Err(Error::BUSY)
}

fn verdicts(
    app: &App,
    department: DepartmentId,
    first: u64,
    decisions: Vec<Decision>,
    changes: &[Offered],
) -> Vec<Verdict> {
    let mut added = BTreeSet::new();
    let verdict = |(decision, offered): (Decision, &Offered)| match decision {
        Decision::Add(place, hash, author) => {
            let seal = app.secret.seal(department, offered.document, hash, author);
            let number = first + place as u64;
            if added.insert(place) {
                Verdict::Accepted(number, seal)
            } else {
                Verdict::Duplicate(number, seal)
            }
        }
        Decision::Known(number, hash, author) => Verdict::Duplicate(
            number,
            app.secret.seal(department, offered.document, hash, author),
        ),
        Decision::Need(missing) => Verdict::Need(missing),
        Decision::Refuse(refusal) => Verdict::Refused(refusal.code, refusal.field),
    };
    decisions.into_iter().zip(changes).map(verdict).collect()
}

async fn put_aside(
    app: &App,
    who: &SignedIn,
    department: DepartmentId,
    decisions: &[Decision],
    changes: &[Offered],
) -> Result<(), Error> {
    let received_at = app.clock.now();
    let refused: Vec<_> = decisions
        .iter()
        .zip(changes)
        .filter_map(|(decision, offered)| match decision {
            Decision::Refuse(refusal) if guard::worth_keeping(refusal.code) => Some(Quarantined {
                department,
                document: offered.document,
                kind: offered.kind,
                reason: refusal.code,
                bytes: offered.bytes.clone(),
                person: who.person,
                device: who.device,
                received_at,
            }),
            _ => None,
        })
        .collect();
    if !refused.is_empty() {
        tracing::warn!(count = refused.len(), "refused changes were put aside");
        app.store.quarantine(&refused).await?;
    }
    Ok(())
}
