//! Security events: failed codes, refused origins, denied access, used-up budgets, and roles that people give to
//! themselves. A stream of its own in the journal (`feltbog::security`) and a table for the privacy officer.
//!
//! Equal events of a few seconds become one row with their number, so that a flood of them costs little. The journal
//! names no person and no address.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use feltbog_shared::id::UserId;
use feltbog_shared::moment::Moment;
use feltbog_shared::office::audit::SecurityKind;
use feltbog_shared::refusal::RefusalCode;

use crate::error::Error;
use crate::state::App;
use crate::store::SecurityEvent;

/// Most different events that wait. Others are counted without address and route.
const MOST_WAITING: usize = 1_000;

/// Events that are not written yet: each with its number and the time of the last.
#[derive(Debug, Default)]
pub(crate) struct SecurityTrail(Mutex<BTreeMap<EventKey, (u64, Moment)>>);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct EventKey {
    kind: SecurityKind,
    person: Option<UserId>,
    address: String,
    route: String,
}

/// The sort of security event that a refusal is, if it is one. A record that is not found is one for a person who asked
/// for it by its id.
pub fn kind_of(code: RefusalCode, is_signed_in: bool, route: &str) -> Option<SecurityKind> {
    match code {
        RefusalCode::CodeNotValid
        | RefusalCode::CodeOfAnother
        | RefusalCode::ProofNotValid
        | RefusalCode::SignInNotValid
        | RefusalCode::InvitationNotValid
        | RefusalCode::ProviderAnswerNotValid
        | RefusalCode::IdentityUnknown => Some(SecurityKind::FailedCode),
        RefusalCode::WrongOrigin => Some(SecurityKind::WrongOrigin),
        RefusalCode::NoAccess => Some(SecurityKind::AccessDenied),
        RefusalCode::NotFound if is_signed_in && route.contains("{document}") => {
            Some(SecurityKind::AccessDenied)
        }
        RefusalCode::TooMany => Some(SecurityKind::BudgetExceeded),
        _ => None,
    }
}

/// Notes an event.
pub(crate) fn note(app: &App, kind: SecurityKind, person: Option<UserId>, address: String, route: &str) {
    let mut key = EventKey {
        kind,
        person,
        address,
        route: route.to_owned(),
    };
    let mut waiting = app.security.0.lock().unwrap_or_else(PoisonError::into_inner);
    if waiting.len() >= MOST_WAITING && !waiting.contains_key(&key) {
        (key.address, key.route) = (String::new(), String::new());
    }
    let (count, at) = waiting.entry(key).or_default();
    *count += 1;
    *at = app.clock.now();
}

/// Writes the events that wait, into the journal and the table.
///
/// # Errors
/// When the database fails. The events wait for the next try.
pub async fn flush(app: &App) -> Result<(), Error> {
    let taken = std::mem::take(&mut *app.security.0.lock().unwrap_or_else(PoisonError::into_inner));
    if taken.is_empty() {
        return Ok(());
    }
    let event = |(key, (count, at)): (&EventKey, &(u64, Moment))| SecurityEvent {
        at: *at,
        kind: key.kind,
        count: *count,
        person: key.person,
        address: key.address.clone(),
        route: key.route.clone(),
    };
    let mut events: Vec<_> = taken.iter().map(event).collect();
    events.sort_by_key(|event| event.at);
    if let Err(error) = app.store.note_security(&events).await {
        let mut waiting = app.security.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, (count, at)) in taken {
            let (known, last) = waiting.entry(key).or_default();
            *known += count;
            *last = at.max(*last);
        }
        return Err(error.into());
    }
    for event in &events {
        tracing::warn!(
            target: "feltbog::security",
            event = event.kind.key(),
            count = event.count,
            route = event.route,
            is_signed_in = event.person.is_some(),
            "security event"
        );
    }
    Ok(())
}
