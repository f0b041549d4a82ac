//! The network of the simulation, and what people enter on their phones.

use super::{Backend, PHONES, Parcel, REMEMBERED, World, sessions};
use feltbog_shared::id::DocumentId;
use feltbog_shared::model::conflict_case::{Severity, Topic};
use feltbog_shared::model::insect_count::InsectGroup;
use feltbog_shared::model::social_visit::VisitTopic;
use feltbog_shared::model::{
    AreaObservation, Concern, ConflictCase, ConflictEvent, FieldEdit, InsectCount, Kind, Signal, SocialVisit,
    VisitNote,
};
use feltbog_shared::permission::{Modules, Permission};
use feltbog_shared::refusal::RefusalCode;
use feltbog_shared::replica::{EditCommand, Failure, Input, Request};
use std::collections::{BTreeSet, VecDeque};

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

    pub(crate) fn edit(&mut self, phone: usize, tab: u64) {
        // By the rights as they were: a phone may not have heard that they ended.
        let now = self.phone_now(phone);
        let sessions = sessions(self.now, &BTreeSet::new());
        let session = &sessions[self.phones[phone].place];
        let (_, roles) = PHONES[self.phones[phone].place];
        let (_, department) = roles[self.rng.usize(0..roles.len())];
        let permission = Permission::new(
            session.user,
            &session.grants,
            department,
            Modules::all(),
            self.now,
        );
        let kinds = [
            Kind::ConflictCase,
            Kind::InsectCount,
            Kind::SocialVisit,
            Kind::VisitNote,
            Kind::Concern,
            Kind::Signal,
            Kind::ConflictEvent,
            Kind::AreaObservation,
        ];
        let kind = kinds[self.rng.usize(0..kinds.len())];
        self.names += 1;
        let token = self.names;
        let create = self.rng.u32(0..100) < 20 || !self.documents.iter().any(|(_, _, one)| *one == kind);
        let mut edits = self.edits(kind, token);
        let command = if create {
            if !permission.may_create(kind.collection()) {
                return;
            }
            let document = DocumentId::new(
                now,
                self.random.borrow_mut().u128(..).to_be_bytes()[..10]
                    .try_into()
                    .unwrap(),
            );
            self.documents.push((department, document, kind));
            edits.push(ConflictCase::created_at().set(now));
            EditCommand {
                token,
                document,
                create: Some((kind, department)),
                base: None,
                edits,
            }
        } else {
            let choices: Vec<_> = self
                .documents
                .iter()
                .filter(|(_, id, one)| *one == kind && !self.poisoned.contains_key(id))
                .copied()
                .collect();
            if choices.is_empty() {
                return;
            }
            let (_, document, _) = choices[self.rng.usize(0..choices.len())];
            EditCommand {
                token,
                document,
                create: None,
                base: None,
                edits,
            }
        };
        self.give(phone, tab, Input::Edit(command));
    }

    fn edits(&mut self, kind: Kind, token: u64) -> Vec<FieldEdit> {
        let pick = self.rng.u32(0..4);
        let edit = match (kind, pick) {
            (Kind::ConflictCase, 0) => {
                ConflictCase::severity().set([Severity::Low, Severity::High][self.rng.usize(0..2)])
            }
            (Kind::ConflictCase, 1) => {
                ConflictCase::topic().set([Topic::Noise, Topic::Pets][self.rng.usize(0..2)])
            }
            (Kind::ConflictCase, 2) => ConflictCase::description().rewrite(&format!("Set og hørt {token}")),
            (Kind::ConflictCase, _) => ConflictCase::night().clear(),
            (Kind::InsectCount, 0) => InsectCount::temp_c().set(self.rng.i64(10..20)),
            (Kind::InsectCount, _) => InsectCount::counts().count(InsectGroup::Hoverfly, 1),
            (Kind::SocialVisit, 0) => SocialVisit::topics().include(VisitTopic::Economy),
            (Kind::SocialVisit, 1) => SocialVisit::topics().exclude(VisitTopic::Economy),
            (Kind::SocialVisit, _) => SocialVisit::minutes().set(self.rng.i64(1..90)),
            (Kind::Concern, _) => Concern::remark().set(&format!("Alene {token}")),
            (Kind::Signal, _) => Signal::remark().set(&format!("Mørkt {token}")),
            (Kind::ConflictEvent, _) => ConflictEvent::text().rewrite(&format!("Igen {token}")),
            (Kind::AreaObservation, _) => AreaObservation::text().rewrite(&format!("Blomster {token}")),
            _ => VisitNote::text().rewrite(&format!("Samtale {token}")),
        };
        vec![edit]
    }
}
