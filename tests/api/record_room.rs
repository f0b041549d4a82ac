//! Room in a record: whoever may change it can fill it for nobody else.

use automerge::transaction::{CommitOptions, Transactable as _};
use automerge::{ActorId, Author, Automerge, ROOT, ReadDoc as _};
use feltbog_shared::id::UserId;
use feltbog_shared::model::care_task::TaskState;
use feltbog_shared::model::{CareTask, FieldEdit, Kind};
use feltbog_shared::permission::Role;
use feltbog_shared::refusal::RefusalCode as Code;
use feltbog_shared::wire::{Offered, Verdict};
use feltbog_tests::app::{COLLEAGUE, Client, Draft, HERE, TestApp, document};

use crate::forge;

/// Somebody who writes into a record by hand, one change after the other.
struct Filler {
    document: Automerge,
    draft: Draft,
    next: i64,
}

impl Filler {
    fn new(draft: &Draft, author: UserId, actor: u8) -> Self {
        let mut document = forge::born(draft.kind);
        for change in &draft.made {
            document.load_incremental(&change.bytes).unwrap();
        }
        document.set_author(Some(Author::from(author.as_bytes().to_vec())));
        document.set_actor(ActorId::from([actor; 16].as_slice()));
        Self {
            document,
            draft: draft.clone(),
            next: 0,
        }
    }

    /// A change of so many operations.
    fn change(&mut self, operations: usize) -> Offered {
        let mut transaction = self.document.transaction();
        for _ in 0..operations {
            self.next += 1;
            transaction.put(ROOT, "minutes_spent", self.next % 9_000).unwrap();
        }
        let (hash, _) = transaction.commit_with(CommitOptions::default());
        let change = self.document.get_change_by_hash(&hash.unwrap()).unwrap();
        self.draft.offer(change.raw_bytes().to_vec())
    }
}

/// Fills as much as is taken by changes of so many operations. How many were taken.
async fn fill(client: &Client, filler: &mut Filler, operations: usize, at_once: usize) -> usize {
    let mut taken = 0;
    loop {
        let (document, next) = (filler.document.clone(), filler.next);
        let batch = (0..at_once).map(|_| filler.change(operations)).collect();
        for verdict in client.push(HERE, batch).await.verdicts {
            match verdict {
                Verdict::Accepted(..) => taken += 1,
                Verdict::Refused(Code::TooLarge, _) if at_once == 1 => {
                    (filler.document, filler.next) = (document, next);
                    return taken;
                }
                // Those after it build on it.
                Verdict::Refused(Code::TooLarge, _) | Verdict::Need(_) => return taken,
                other => panic!("{other:?}"),
            }
        }
    }
}

async fn is_taken(client: &mut Client, draft: &mut Draft, edits: &[FieldEdit]) {
    let change = client.edit(draft, edits);
    let verdict = client.push_one(HERE, change).await;
    assert!(matches!(verdict, Verdict::Accepted(..)), "{edits:?}: {verdict:?}");
}

#[tokio::test]
async fn a_record_that_somebody_fills_is_edited_and_finished_by_others() {
    let app = TestApp::start().await;
    let mut mette = app.enrol_role(Role::Caretaker).await;
    let colleague = app.enrol(COLLEAGUE).await;
    let planned = [CareTask::state().set(TaskState::Planned)];
    let mut task = mette.create(document(1), Kind::CareTask, &planned);
    mette.push(HERE, task.offers()).await;
    let mut filler = Filler::new(&task, COLLEAGUE, 0x71);
    // In few changes no more than their share, and in many small ones not all of it.
    assert_eq!(fill(&colleague, &mut filler, 4_900, 1).await, 3);
    is_taken(&mut mette, &mut task, &[CareTask::minutes_spent().set(30)]).await;
    let small = fill(&colleague, &mut filler, 20, 100).await;
    assert!((150..=220).contains(&small), "{small} small changes");
    is_taken(&mut mette, &mut task, &[CareTask::minutes_spent().set(45)]).await;
    is_taken(&mut mette, &mut task, &[CareTask::state().set(TaskState::Done)]).await;
}
