//! A person who touches the screen does not wait for fetched pages, and those pages are applied all the same.

use std::collections::VecDeque;

use futures::executor::block_on;

use super::idempotency_tests::{NOW, commands, phone};
use super::memory::MemoryStore;
use super::store::Store;
use super::{
    CommandOutcome, Effect, InitialState, Input, Notice, Replica, Reply, Request, TOUCH_MILLIS, Ticket,
};
use crate::id::DocumentId;
use crate::moment::Moment;
use crate::wire::{Cursor, Entry, Page, PullReply};

const ENTRIES: u128 = 400;

/// A phone whose first page has been asked for.
struct Fetching {
    store: MemoryStore,
    replica: Replica,
    asked: Option<Ticket>,
    /// Entries that were taken in.
    taken: usize,
    saved: Vec<u64>,
}

impl Fetching {
    fn start() -> Self {
        let store = phone();
        let kept = InitialState {
            session: block_on(store.session()).unwrap(),
            ..InitialState::default()
        };
        let mut drawn = 0_u128;
        let random = move || {
            drawn += 1;
            drawn.to_be_bytes()
        };
        let mut fetching = Self {
            replica: Replica::new(NOW, kept, Box::new(random)),
            store,
            asked: None,
            taken: 0,
            saved: Vec::new(),
        };
        fetching.give(NOW, Input::Lead(true));
        assert!(fetching.asked.is_some(), "nothing is fetched");
        fetching
    }

    /// The page comes.
    fn page(&mut self, now: Moment) {
        let entry = |number: u128| Entry::Tombstone {
            document: DocumentId::from_bytes(number.to_be_bytes()),
        };
        let page = Page {
            entries: (0..ENTRIES).map(|number| entry(number + 1_000)).collect(),
            cursor: Cursor {
                epoch: 1,
                ..Cursor::default()
            },
            more: false,
            restarted: false,
        };
        let ticket = self.asked.take().unwrap();
        let reply = Ok(Reply::Pull(PullReply::Page(page)));
        self.give(now, Input::Replied(ticket, reply));
    }

    /// Hands something over and does whatever comes of it; the server answers nothing by itself.
    fn give(&mut self, now: Moment, input: Input) {
        let mut effects = VecDeque::from(self.replica.handle(now, input));
        while let Some(effect) = effects.pop_front() {
            let store = &self.store;
            let input = match effect {
                Effect::Load(ticket, ids) => Input::Loaded(ticket, block_on(store.load(&ids))),
                Effect::LoadOutbox(ticket, id, limit) => {
                    Input::OutboxLoaded(ticket, block_on(store.outbox(id, limit)))
                }
                Effect::ListDocuments(ticket, id, after, limit) => {
                    Input::Listed(ticket, block_on(store.documents(id, after, limit)))
                }
                Effect::LoadCursors(ticket) => Input::CursorsLoaded(ticket, block_on(store.cursors())),
                Effect::LoadRefused(ticket) => Input::RefusedLoaded(ticket, block_on(store.refused())),
                Effect::Commit(ticket, transaction) => {
                    Input::Committed(ticket, block_on(store.commit(*transaction)))
                }
                Effect::Send(ticket, _, Request::Pull(_)) => {
                    self.asked = Some(ticket);
                    continue;
                }
                Effect::Tell(Notice::Gone(documents)) => {
                    self.taken += documents.len();
                    continue;
                }
                Effect::Tell(Notice::Outcome(CommandOutcome::Saved { token, .. })) => {
                    self.saved.push(token);
                    continue;
                }
                Effect::LoadViews(..) | Effect::Send(..) | Effect::Tell(_) => continue,
            };
            effects.extend(self.replica.handle(now, input));
        }
    }
}

#[test]
fn a_page_waits_for_a_touch_and_an_edit_does_not_wait_for_either() {
    let mut fetching = Fetching::start();
    fetching.give(NOW, Input::Touched);
    // A page was taken in lately, so there is no hurry.
    fetching.replica.page_at = NOW;
    fetching.page(NOW);
    assert_eq!(fetching.taken, 0);
    let over = NOW.plus_millis(TOUCH_MILLIS);
    assert_eq!(fetching.replica.next_tick(), Some(over));

    let edit = commands().remove(0);
    let token = edit.token;
    fetching.give(NOW.plus_millis(10), Input::Edit(edit));
    assert_eq!(
        (fetching.saved.as_slice(), fetching.taken),
        ([token].as_slice(), 0)
    );

    fetching.give(NOW.plus_millis(TOUCH_MILLIS - 1), Input::Tick);
    assert_eq!(fetching.taken, 0);
    fetching.give(over, Input::Tick);
    assert_eq!(fetching.taken, ENTRIES as usize);
    assert_ne!(fetching.replica.next_tick(), Some(over));
}

#[test]
fn what_is_fetched_comes_however_often_somebody_touches_the_screen() {
    let mut fetching = Fetching::start();
    fetching.give(NOW, Input::Touched);
    fetching.page(NOW);
    let mut grown = vec![fetching.taken];
    for tenth in 1..=200 {
        let now = NOW.plus_millis(tenth * 100);
        fetching.give(now, Input::Touched);
        if tenth % 10 == 0 {
            grown.push(fetching.taken);
        }
    }
    let all = ENTRIES as usize;
    let steps: Vec<_> = grown.windows(2).map(|pair| (pair[0], pair[1])).collect();
    assert!(grown[0] < all, "all at once");
    assert!(
        steps
            .iter()
            .all(|(before, after)| before < after || *before == all),
        "it stands still: {grown:?}"
    );
    assert_eq!(fetching.taken, all);
}

#[test]
fn a_clock_that_is_set_back_holds_nothing_up() {
    let mut fetching = Fetching::start();
    fetching.replica.page_at = NOW;
    fetching.give(NOW, Input::Touched);
    fetching.page(NOW.plus_millis(-3_600_000));
    assert_eq!(fetching.taken, ENTRIES as usize);
}
