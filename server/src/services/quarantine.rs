//! Changes that were refused and put aside: people look at them, let them in after all, or let go of them.

use feltbog_shared::wire::{Cursor, Offered, PushRequest, Verdict};

use crate::error::Error;
use crate::services::signed_in::SignedIn;
use crate::services::sync;
use crate::state::App;
use crate::store::{Quarantined, StoreError};

/// Number of entries read at once.
const PORTION: u32 = 50;

/// One that was put aside.
///
/// # Errors
/// When the database fails.
pub async fn find(app: &App, number: i64) -> Result<Option<Quarantined>, StoreError> {
    let found = app.store.quarantined(number.saturating_sub(1), 1).await?;
    let found = found.into_iter().next();
    Ok(found.filter(|(at, _)| *at == number).map(|(_, one)| one))
}

/// Offers a change that was put aside once more, as the person who sent it: the guard judges it
/// anew. Taken, it is let go of; refused, it stays. Nothing when there is none with this number.
///
/// # Errors
/// When the person may not write there any more, or the database fails.
pub async fn release(app: &App, number: i64) -> Result<Option<Verdict>, Error> {
    let Some(one) = find(app, number).await? else {
        return Ok(None);
    };
    let who = SignedIn {
        person: one.person,
        name: String::new(),
        device: one.device,
    };
    let request = PushRequest {
        cursor: Cursor::default(),
        changes: vec![Offered {
            document: one.document,
            kind: one.kind,
            bytes: one.bytes.clone(),
            relayed: None,
        }],
    };
    let reply = sync::push(app, &who, one.department, request).await?;
    let verdict = reply.verdicts.into_iter().next();
    match verdict {
        Some(Verdict::Accepted(..) | Verdict::Duplicate(..)) => {
            app.store.drop_quarantined(number).await?;
        }
        // A refusal may have put a second copy beside it.
        _ => drop_copies(app, number, &one).await?,
    }
    Ok(verdict)
}

async fn drop_copies(app: &App, number: i64, one: &Quarantined) -> Result<(), StoreError> {
    let mut after = number;
    loop {
        let page = app.store.quarantined(after, PORTION).await?;
        let Some((last, _)) = page.last() else {
            return Ok(());
        };
        after = *last;
        for (copy, other) in &page {
            if other.document == one.document && other.bytes == one.bytes && other.person == one.person {
                app.store.drop_quarantined(*copy).await?;
            }
        }
    }
}
