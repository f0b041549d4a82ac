//! The network of the simulation.

use super::{Backend, Parcel, REMEMBERED, World};
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::replica::{Failure, Input, Request};
use std::collections::VecDeque;

/// Remembers one more, and lets go of the oldest beyond so many.
fn remember<T>(remembered: &mut VecDeque<T>, one: T) {
    remembered.push_back(one);
    while remembered.len() > REMEMBERED {
        remembered.pop_front();
    }
}

#[test]
fn the_latest_requests_may_come_once_more() {
    let mut remembered = VecDeque::new();
    for one in 0..3 * REMEMBERED {
        remember(&mut remembered, one);
    }
    let latest: Vec<_> = (2 * REMEMBERED..3 * REMEMBERED).collect();
    assert_eq!(Vec::from(remembered), latest);
}

impl<B: Backend> World<B> {
    /// A parcel arrives, in any order, or is lost, or arrives twice.
    pub(super) async fn deliver(&mut self, mischief: bool) {
        if self.parcels.is_empty() {
            return;
        }
        let parcel = self.parcels.swap_remove(self.rng.usize(0..self.parcels.len()));
        match parcel {
            Parcel::Request {
                phone,
                tab,
                ticket,
                department,
                request,
            } => {
                if mischief && self.draws("lost on the way", self.mischief.lose) {
                    return self.parcels.push(Parcel::Answer {
                        phone,
                        tab,
                        ticket,
                        reply: Err(Failure::Unreachable),
                    });
                }
                if mischief && self.draws("server busy", self.mischief.busy) {
                    let is_batch = matches!(&request, Request::Push(push) if push.changes.len() > 1);
                    let failure = if is_batch && self.rng.bool() {
                        Failure::Refused(RefusalCode::TooLarge)
                    } else {
                        Failure::Busy(self.rng.u64(1..20))
                    };
                    return self.give(phone, tab, Input::Replied(ticket, Err(failure)));
                }
                if mischief && self.draws("repeated on the way", self.mischief.lose) {
                    // Repeated on the way: the first answer goes nowhere.
                    let again = self
                        .server
                        .request(phone, department, request.clone(), self.now)
                        .await;
                    drop(again);
                }
                remember(&mut self.answered, (phone, department, request.clone()));
                let reply = self.server.request(phone, department, request, self.now).await;
                // Lost or cut on the way back: the phone can tell neither from the other.
                let lost = mischief && self.draws("lost on the way back", self.mischief.lose);
                let reply = if lost { Err(Failure::Unreachable) } else { reply };
                if mischief && self.chance(60) {
                    self.parcels.push(Parcel::Answer {
                        phone,
                        tab,
                        ticket,
                        reply,
                    });
                } else {
                    self.give(phone, tab, Input::Replied(ticket, reply));
                }
            }
            Parcel::Answer {
                phone,
                tab,
                ticket,
                reply,
            } => self.give(phone, tab, Input::Replied(ticket, reply)),
        }
    }
}
