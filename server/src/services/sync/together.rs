//! Changes in several departments that the server makes for a person of the office: taken in whole or not at all, and so
//! through the guard like those of a phone.

use std::sync::Arc;

use feltbog_shared::id::{DepartmentId, DeviceId, UserId};
use feltbog_shared::office::audit::{AuditAction, AuditPurpose};
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::wire::Offered;

use super::judge::{AllowedIds, Decision, Judgement, Pusher, judge};
use super::push::{acquire, members, step_approvals, work};
use crate::error::Error;
use crate::services::access::{SignedIn, department_access};
use crate::services::affected::Affected;
use crate::services::audit::{self, Actor};
use crate::state::{App, Woken};
use crate::store::{AdministrativeChange, Append, Appended, Touched};

/// Hands changes in, at most one for each department, with their entries of the administrative log. The office's session
/// stands for the phone. The numbers of the entries.
///
/// # Errors
/// The code for which the guard refused one of them; `VersionConflict` when a record has changed meanwhile. Nothing is
/// written then.
pub async fn push_together(
    app: &App,
    (person, session): (UserId, DeviceId),
    changes: Vec<(DepartmentId, Offered)>,
    entries: &[AdministrativeChange],
) -> Result<Vec<u64>, Error> {
    let who = SignedIn {
        person,
        name: String::new(),
        device: session,
    };
    app.budgets.spend(&who, changes.len() as u64, app.clock.now())?;
    let received_at = app.clock.now();
    let (mut appends, mut wakes) = (Vec::new(), Vec::new());
    for (department, offered) in changes {
        let access = department_access(app, person, department).await?;
        let bytes = offered.bytes.len() as u64;
        app.stored.check(&app.config.quota, department, person, bytes)?;
        let offered = vec![offered];
        let pusher = Pusher {
            person,
            department,
            members: members(app, &access.department, &offered).await?,
            approvals: step_approvals(app, &access.department, &offered).await?,
            permission: access.permission,
            ids: AllowedIds::OfPhones,
            secret: app.secret.clone(),
            unwanted_notes: Arc::default(),
            following_tasks: Arc::default(),
            now: received_at,
        };
        let turn = acquire(&app.judging, 1).await?;
        let ids: Vec<_> = offered.iter().map(|one| one.document).collect();
        let found = app.store.documents(&ids).await?;
        app.budgets.charge(&who, work(&found), received_at);
        let (judgement, affected) = tokio::task::spawn_blocking(move || {
            let judgement = judge(&pusher, &offered, &found, 1);
            let affected = Affected::by_documents(&judgement.documents, &found);
            (judgement, affected)
        })
        .await
        .map_err(|error| Error::Fault(error.to_string()))?;
        drop(turn);
        let Judgement {
            decisions,
            documents,
            entries,
        } = judgement;
        for decision in decisions {
            match decision {
                Decision::Add(..) => {}
                Decision::Refuse(refusal) => return Err(Error::Refused(refusal.code)),
                Decision::Known(..) | Decision::Need(_) => {
                    return Err(Error::Refused(RefusalCode::VersionConflict));
                }
            }
        }
        let touched: Vec<_> = documents
            .iter()
            .map(|document| Touched {
                document: document.document,
                collection: document.kind.collection(),
                owner: Some(document.owner),
                is_erased: false,
                case: None,
            })
            .collect();
        let changed: Vec<_> = documents.iter().map(|one| (one.document, one.kind)).collect();
        wakes.push((department, bytes, touched, affected, changed));
        appends.push(Append {
            department,
            device: session,
            received_at,
            documents,
            entries,
            unchanged: Vec::new(),
        });
    }
    let appended = app.store.append_together(&appends, entries).await?;
    let appended = appended.ok_or(Error::Refused(RefusalCode::VersionConflict))?;
    for ((department, bytes, touched, affected, changed), appended) in wakes.into_iter().zip(appended.logs) {
        if let Appended::Stored { first, head, .. } = appended {
            app.stored.add(department, person, bytes);
            let act = (AuditAction::Change, AuditPurpose::OfficeChange);
            audit::note(app, Actor::from(&who), act, department, changed);
            app.wake(first, Woken::new(department, head, touched, affected));
        }
    }
    Ok(appended.entries)
}
