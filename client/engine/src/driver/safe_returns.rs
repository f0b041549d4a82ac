//! *Godt hjem*: when the person will be out of homes, and colleagues who are not out in time. Going in is said with signal
//! alone. That the person is out again is kept on the phone until the server knows it.

use std::rc::Rc;

use feltbog_shared::bridge::Event;
use feltbog_shared::id::{DocumentId, SafeReturnId};
use feltbog_shared::model::FieldEdit;
use feltbog_shared::moment::Moment;
use feltbog_shared::replica::Failure;
use feltbog_shared::safe_return::{
    HeldReturns, LateReturn, ReturnAct, ReturnOutcome, SafeReturns, ends_visit, is_staff,
};
use futures::lock::Mutex;

use super::{Driver, Message};
use crate::{scope, transport};

/// The wait before the server is told again that somebody is out, in milliseconds.
const TELL_AGAIN_MILLIS: u32 = 15_000;
/// The least time between two questions while nothing is to be told, in milliseconds.
const ASK_AGAIN_MILLIS: i64 = 5_000;

/// Something that is said, and the visit that it is said for.
pub(super) type Said = (ReturnAct, Option<DocumentId>);

/// The answer to a question: what the phone holds now, and who is late.
pub(super) type Answer = Result<(HeldReturns, Vec<LateReturn>), Failure>;

/// State of the question to the server. One is asked at a time, so that answers come in the order of the questions.
#[derive(Default)]
pub(super) struct ReturnsState {
    shown: SafeReturns,
    is_asking: bool,
    asked_at: Option<Moment>,
    /// Questions that wait, some with something that is said.
    waiting: Vec<Option<Said>>,
    /// Whether the next question has its time.
    is_due: bool,
    /// Held by whoever reads what the phone holds and writes it anew: an answer does not take back what ended meanwhile.
    writing: Rc<Mutex<()>>,
}

impl Driver {
    /// Shows what the phone holds.
    pub(super) fn show_returns(&self) {
        let writing = Rc::clone(&self.returns.writing);
        self.later(async move |store| {
            let _alone = writing.lock().await;
            let Ok(mut held) = store.safe_returns().await else {
                return Message::ReturnsFound(None);
            };
            if held.forget_old(scope::now()) {
                // Not kept, it is let go of at the next start.
                drop(store.keep_safe_returns(&held).await);
            }
            Message::ReturnsFound(Some(held))
        });
    }

    pub(super) fn returns_found(&mut self, found: Option<HeldReturns>) {
        if let Some(held) = found {
            self.returns.shown.held = held;
            self.post_returns();
            self.tell_returns_later();
        }
    }

    fn post_returns(&self) {
        if !self.withdrawn {
            scope::post(&Event::SafeReturns(self.returns.shown.clone()));
        }
    }

    /// Asks the server, and tells it what has ended and what is said now.
    pub(super) fn ask_returns(&mut self, said: Option<Said>) {
        let is_concerned = self.replica.session().is_some_and(is_staff);
        if self.withdrawn || !is_concerned {
            if let Some((act, _)) = said {
                scope::post(&Event::ReturnSaid(act.id(), ReturnOutcome::Refused));
            }
            return;
        }
        if self.returns.is_asking {
            // One that waits already has the answer to this one too.
            if said.is_some() || self.returns.waiting.is_empty() {
                self.returns.waiting.push(said);
            }
            return;
        }
        (self.returns.is_asking, self.returns.asked_at) = (true, Some(scope::now()));
        let writing = Rc::clone(&self.returns.writing);
        // On a phone that is full what is over stands here alone.
        let over = self.returns.shown.held.unsent.clone();
        self.later(async move |store| {
            let (act, visit) = said.map_or((None, None), |(act, visit)| (Some(act), visit));
            let id = act.as_ref().map(ReturnAct::id);
            let Ok(mut held) = store.safe_returns().await else {
                return Message::ReturnsAnswered(id, Err(Failure::Unreachable));
            };
            over.iter().for_each(|id| held.end(*id));
            let request = held.request(act);
            let reply = match transport::safe_returns(&request).await {
                Ok(reply) => reply,
                Err(failure) => return Message::ReturnsAnswered(id, Err(failure)),
            };
            // Something may have ended while the server was asked.
            let _alone = writing.lock().await;
            let Ok(mut held) = store.safe_returns().await else {
                return Message::ReturnsAnswered(id, Err(Failure::Unreachable));
            };
            let before = held.clone();
            over.iter().for_each(|id| held.end(*id));
            held.apply(&request, visit, &reply, scope::now());
            if held != before {
                // Not kept, it is asked for again. An announcement that the server has is shown all the same.
                drop(store.keep_safe_returns(&held).await);
            }
            Message::ReturnsAnswered(id, Ok((held, reply.late)))
        });
    }

    pub(super) fn returns_answered(&mut self, said: Option<SafeReturnId>, answer: Answer) {
        self.returns.is_asking = false;
        let outcome = match answer {
            Ok((held, late)) => {
                self.returns.shown = SafeReturns { held, late };
                self.post_returns();
                ReturnOutcome::Told
            }
            Err(Failure::Refused(_)) => ReturnOutcome::Refused,
            Err(_) => ReturnOutcome::NotReached,
        };
        if let Some(id) = said {
            scope::post(&Event::ReturnSaid(id, outcome));
        }
        if self.returns.waiting.is_empty() {
            self.tell_returns_later();
        } else {
            let next = self.returns.waiting.remove(0);
            self.ask_returns(next);
        }
    }

    /// Tells the server again after a while, as long as it does not know what has ended.
    fn tell_returns_later(&mut self) {
        if !self.returns.shown.held.unsent.is_empty() && !self.returns.is_due {
            self.returns.is_due = true;
            self.after(TELL_AGAIN_MILLIS, Message::ReturnsDue);
        }
    }

    pub(super) fn returns_due(&mut self) {
        self.returns.is_due = false;
        self.ask_returns(None);
        self.tell_returns_later();
    }

    /// Asks the server when the app comes to the front or the network back, unless it was asked just now.
    pub(super) fn ask_returns_again(&mut self) {
        let is_recent = |asked_at: Moment| (0..ASK_AGAIN_MILLIS).contains(&scope::now().since(asked_at));
        let has_unsent = !self.returns.shown.held.unsent.is_empty();
        if self.admitted && (has_unsent || !self.returns.asked_at.is_some_and(is_recent)) {
            self.ask_returns(None);
        }
    }

    /// Keeps that an announcement is over, until the server knows it.
    pub(super) fn end_return(&self, id: SafeReturnId) {
        self.note_return(move |held| {
            held.end(id);
            true
        });
    }

    /// Ends the announcements that were made for a visit, when edits say that it is over.
    pub(super) fn end_returns_of_visit(&self, visit: DocumentId, edits: &[FieldEdit]) {
        let mut visits = self.returns.shown.held.visits.iter();
        if visits.any(|(_, document)| *document == visit) && ends_visit(edits) {
            self.note_return(move |held| held.end_visit(visit));
        }
    }

    /// Changes what the phone holds. `change` says whether it has changed something.
    fn note_return(&self, change: impl FnOnce(&mut HeldReturns) -> bool + 'static) {
        let writing = Rc::clone(&self.returns.writing);
        self.later(async move |store| {
            let _alone = writing.lock().await;
            let Ok(mut held) = store.safe_returns().await else {
                return Message::ReturnEnded(None);
            };
            let is_changed = change(&mut held);
            if is_changed {
                // Not kept, it is told all the same as long as the app runs.
                drop(store.keep_safe_returns(&held).await);
            }
            Message::ReturnEnded(is_changed.then_some(held))
        });
    }

    pub(super) fn return_ended(&mut self, held: Option<HeldReturns>) {
        if let Some(held) = held {
            self.returns.shown.held = held;
            self.post_returns();
            self.ask_returns(None);
        }
    }
}
