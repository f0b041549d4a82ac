//! People's entries on the phones of the simulation.

use super::{Backend, PHONES, World, sessions};
use feltbog_shared::id::{ChangeHash, DocumentId};
use feltbog_shared::model::conflict_case::{ConflictState, Severity, Topic};
use feltbog_shared::model::insect_count::{CountState, InsectGroup};
use feltbog_shared::model::schema::ValueList as _;
use feltbog_shared::model::social_visit::VisitTopic;
use feltbog_shared::model::{
    AreaObservation, Concern, ConflictCase, ConflictEvent, FieldEdit, InsectCount, Kind, Signal, SocialVisit,
    VisitNote,
};
use feltbog_shared::permission::{Modules, Permission};
use feltbog_shared::replica::store::Store;
use feltbog_shared::replica::{EditCommand, Input};
use std::collections::BTreeSet;

impl<B: Backend> World<B> {
    pub(crate) async fn edit(&mut self, phone: usize, tab: u64) {
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
        if !self.phones[phone].model.knows_kind(kind) {
            // Its app has no page for it.
            return;
        }
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
            if self.chance(150)
                && let Some(step) = self.state_step(kind)
            {
                self.state_steps.insert(token);
                edits = vec![step];
            }
            let base = self.older_heads(phone, document).await;
            if base.is_some() {
                self.older_heads.insert(token);
            }
            EditCommand {
                token,
                document,
                create: None,
                base,
                edits,
            }
        };
        self.give(phone, tab, Input::Edit(command));
    }

    /// A step of a record's state, which its present state may allow or not.
    fn state_step(&mut self, kind: Kind) -> Option<FieldEdit> {
        match kind {
            Kind::ConflictCase => {
                let all = ConflictState::ALL;
                let to = all[self.rng.usize(0..all.len())];
                // The desk merges, and an organisation may want two people for closing.
                let is_phones = !matches!(to, ConflictState::Merged | ConflictState::Closed);
                is_phones.then(|| ConflictCase::state().set(to))
            }
            Kind::InsectCount => {
                // A locked one would refuse the words of everybody who has not heard of it.
                let all = [CountState::Running, CountState::Finished, CountState::Corrected];
                Some(InsectCount::state().set(all[self.rng.usize(0..all.len())]))
            }
            _ => None,
        }
    }

    /// An older change of a record, as a page that has been open for long shows it.
    async fn older_heads(&mut self, phone: usize, document: DocumentId) -> Option<Vec<ChangeHash>> {
        if !self.chance(200) {
            return None;
        }
        let rows = self.phones[phone].store.load(&[document]).await.unwrap();
        let changes = rows[0].as_ref()?.open().unwrap().changes();
        let place = self.rng.usize(0..changes.len().max(1));
        changes.get(place).map(|change| vec![change.hash])
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
