//! A journal of what phones ask a server and of what comes, in the order in which it happens. It holds all that crosses,
//! so it is for runs of seconds.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use feltbog_shared::replica::{Failure, Reply, Request};

/// An event in a journal.
#[derive(Clone, Debug)]
pub enum JournalEvent {
    /// A phone is about to send a request.
    Asked {
        /// The phone's number.
        phone: usize,
        /// The request.
        request: Request,
    },
    /// The answer has come, or the request has failed.
    Answered {
        /// The place in the journal at which it was asked.
        asked: usize,
        /// The answer.
        reply: Result<Reply, Failure>,
    },
}

/// A phone's hand in a journal that phones share.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    phone: usize,
    events: Arc<Mutex<Vec<JournalEvent>>>,
}

/// A request in a journal that waits for its answer.
#[derive(Debug)]
pub struct OpenRequest {
    journal: Journal,
    place: usize,
}

impl Journal {
    /// The same journal for the phone with a number.
    pub fn of(&self, phone: usize) -> Self {
        Self {
            phone,
            events: Arc::clone(&self.events),
        }
    }

    /// Notes a request before it is sent.
    pub fn ask(&self, request: &Request) -> OpenRequest {
        let mut events = self.lock();
        let place = events.len();
        events.push(JournalEvent::Asked {
            phone: self.phone,
            request: request.clone(),
        });
        OpenRequest {
            journal: self.clone(),
            place,
        }
    }

    /// The events so far.
    pub fn events(&self) -> Vec<JournalEvent> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<JournalEvent>> {
        self.events.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl OpenRequest {
    /// Notes the answer when it has come.
    pub fn answer(self, reply: &Result<Reply, Failure>) {
        self.journal.lock().push(JournalEvent::Answered {
            asked: self.place,
            reply: reply.clone(),
        });
    }
}
