//! Handovers to the department that a resident moves to, with the resident's yes. The sender has no role there: the
//! server makes one record for them and shows them nothing.

use std::collections::BTreeMap;

use feltbog_shared::document::{Document, Writer};
use feltbog_shared::id::{DepartmentId, DeviceId, DocumentId, UserId};
use feltbog_shared::model::concern::ResidentYes;
use feltbog_shared::model::handover::{HandoverRole, HandoverSubject};
use feltbog_shared::model::schema::ValueList as _;
use feltbog_shared::model::signal::SignalState;
use feltbog_shared::model::{Handover, Kind};
use feltbog_shared::office_relocation::{Relocation, RelocationTarget};
use feltbog_shared::permission::{Collection, Grant, Module, Permission, Role};
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::wire::Offered;

use super::edit::{actor, blocking, unreadable};
use crate::error::Error;
use crate::services::access::{SignedIn, department_access};
use crate::services::signed_in::OfficeUser;
use crate::services::sync;
use crate::state::App;
use crate::store::{DepartmentRow, DocumentSummary};

/// The departments that a resident of a department can move to, by organisation and name.
/// `GET /desk/relocations/{department}`.
///
/// # Errors
/// `NO_ACCESS` for a person who helps no residents there.
pub async fn relocation_targets(
    app: &App,
    person: UserId,
    department: DepartmentId,
) -> Result<Vec<RelocationTarget>, Error> {
    let from = helped_in(app, person, department).await?;
    let organisations = app.store.organisation_rows().await?;
    let own = organisations.iter().find(|one| one.id == from.organisation);
    let administration = own.ok_or(Error::NOT_FOUND)?.administration;
    let names: BTreeMap<_, _> = organisations
        .iter()
        .filter(|one| one.administration == administration)
        .map(|one| (one.id, one.name.as_str()))
        .collect();
    let mut targets = Vec::new();
    for (organisation, organisation_name) in names {
        for row in app.store.department_records(organisation).await? {
            if row.id != department && row.modules.has(Module::Visits) {
                targets.push(RelocationTarget {
                    id: row.id,
                    name: row.name,
                    organisation_name: organisation_name.to_owned(),
                });
            }
        }
    }
    targets.sort_by(|one, other| {
        (&one.organisation_name, &one.name).cmp(&(&other.organisation_name, &other.name))
    });
    Ok(targets)
}

/// Hands a resident over to the department that they move to. `POST /desk/relocations/{department}`.
///
/// # Errors
/// `NoConsent` without the resident's yes, `NOT_FOUND` for a department that is no [`RelocationTarget`], `NO_ACCESS`,
/// `MALFORMED`, or the rule that the handover breaks: `NoReader` where no social caretaker works.
pub async fn relocate(
    app: &App,
    user: &OfficeUser,
    department: DepartmentId,
    wanted: Relocation,
) -> Result<(), Error> {
    if !wanted.resident_says_yes {
        return Err(Error::Refused(RefusalCode::NoConsent));
    }
    let targets = relocation_targets(app, user.person, department).await?;
    if !targets.iter().any(|target| target.id == wanted.to) {
        return Err(Error::NOT_FOUND);
    }
    let there = app.store.department(wanted.to).await?.ok_or(Error::NOT_FOUND)?;
    let document: DocumentId = wanted.token.parse().map_err(|_| Error::MALFORMED)?;
    if document.as_bytes()[6] >> 4 != 7 || document.is_derived() {
        return Err(Error::MALFORMED);
    }
    let found = app.store.summaries(&[document]).await?.remove(&document);
    match found {
        None => {}
        // The same request once more.
        Some(DocumentSummary::Live {
            department,
            kind: Kind::Handover,
            owner,
            ..
        }) if owner == user.person && department == there.id => {
            return Ok(());
        }
        Some(_) => return Err(Error::NO_ACCESS),
    }
    let subject = HandoverSubject::from_key(&wanted.subject);
    let subject = subject.ok_or(Error::Refused(RefusalCode::InvalidValue))?;
    let now = app.clock.now();
    let edits = vec![
        Handover::created_at().set(now),
        Handover::state().set(SignalState::Sent),
        Handover::from_role().set(HandoverRole::SocialCaretaker),
        Handover::to_role().set(HandoverRole::SocialCaretaker),
        Handover::subject().set(subject),
        Handover::resident_yes().set(ResidentYes::Yes),
        Handover::dwelling_ref().set(&wanted.dwelling),
        Handover::text().set(&wanted.text),
    ];
    let writer = Writer {
        actor: actor(user.person, document, "relocation"),
        author: user.person,
        at: now,
    };
    let bytes = blocking(app, move || {
        let mut handover = Document::new(Kind::Handover).map_err(unreadable)?;
        let change = handover
            .edit(writer, None, &edits)
            .map_err(super::edit::refused)?;
        Ok(change.map(|change| change.bytes))
    });
    let bytes = bytes.await?.ok_or(Error::Refused(RefusalCode::InvalidValue))?;
    let change = Offered {
        document,
        kind: Kind::Handover,
        bytes,
        relayed: None,
    };
    let who = SignedIn {
        person: user.person,
        name: String::new(),
        device: DeviceId::from_bytes(*user.session.as_bytes()),
    };
    sync::push_from_elsewhere(app, &who, &there, as_sender(&there, user.person, now), change).await
}

/// The department, for a person who helps residents there and may hand them over.
async fn helped_in(app: &App, person: UserId, department: DepartmentId) -> Result<DepartmentRow, Error> {
    let access = department_access(app, person, department).await?;
    let may = |collection| access.permission.may_create(collection);
    if may(Collection::Visits) && may(Collection::Concerns) {
        Ok(access.department)
    } else {
        Err(Error::NO_ACCESS)
    }
}

/// The rights of the sender in the other department: those of somebody who hands over and reads nothing of it.
fn as_sender(there: &DepartmentRow, person: UserId, now: feltbog_shared::moment::Moment) -> Permission {
    let grant = Grant {
        role: Role::Caretaker,
        department: there.id,
        from: now,
        until: None,
    };
    Permission::new(person, &[grant], there.id, there.modules, now)
}
