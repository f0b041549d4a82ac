//! The numbers behind sealed places and masked receipts, which the server hides from phones. The judge has the secret of
//! the run, so that it judges order too.

use feltbog_load::journal::JournalEvent;
use feltbog_load::place::department;
use feltbog_server::seal::Secret;
use feltbog_server::services::sync::sealed_places::Places;
use feltbog_shared::replica::{Reply, Request};
use feltbog_shared::wire::PullReply;

/// Opens the cursors and the numbers of receipts in a journal.
pub(crate) fn open(events: &mut [JournalEvent], secret: &Secret) {
    let places = Places::of(secret, department(0));
    for event in events {
        match event {
            JournalEvent::Asked {
                request: Request::Pull(pull),
                ..
            } => pull.cursor = places.open_cursor(pull.cursor),
            JournalEvent::Answered {
                reply: Ok(Reply::Pull(PullReply::Page(page))),
                ..
            } => page.cursor = places.open_cursor(page.cursor),
            JournalEvent::Answered {
                reply: Ok(Reply::Push(answer)),
                ..
            } => places.mask_numbers(&mut answer.verdicts),
            _ => {}
        }
    }
}
