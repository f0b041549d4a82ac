//! One suite for every store: run on the memory store natively and on IndexedDB in a real browser.

use super::store::{
    Aside, CursorWrite, DocumentWrite, OutboxEntry, OutboxKey, ProcessedCommand, RefusedEntry, Store,
    StoreError, StoredDocument, StoredView, Transaction,
};
use crate::id::{ChangeHash, DepartmentId, DeviceId, DocumentId, UserId};
use crate::model::{Fields, Kind, Value};
use crate::moment::Moment;
use crate::permission::{Grant, Modules, Role};
use crate::refusal::RefusalCode;
use crate::sorted::Map;
use crate::wire::{Cursor, Department, Member, Person, Seal, Session};

const HERE: DepartmentId = DepartmentId::from_bytes([1; 16]);
const THERE: DepartmentId = DepartmentId::from_bytes([2; 16]);
const ME: UserId = UserId::from_bytes([3; 16]);

fn id(number: u8) -> DocumentId {
    DocumentId::from_bytes([number; 16])
}

fn written(number: u8, department: DepartmentId, version: u64) -> DocumentWrite {
    let row = StoredDocument {
        document: id(number),
        department,
        kind: Kind::ConflictCase,
        owner: ME,
        version,
        bytes: vec![number; 300],
        seals: vec![(ChangeHash([number; 32]), Seal([version as u8; 16]))],
        received_at: Some(Moment::from_millis(5)),
    };
    let view = StoredView {
        document: id(number),
        department,
        kind: Kind::ConflictCase,
        owner: ME,
        created_at: Moment::from_millis(i64::from(number)),
        fields: Fields::from([("place".to_owned(), Value::Text(format!("Opgang {number} æøå")))]),
        disputes: 1,
        received_at: row.received_at,
    };
    DocumentWrite {
        document: id(number),
        before: version.checked_sub(1).filter(|v| *v > 0),
        after: Some((row, view)),
    }
}

fn waiting(number: u8, department: DepartmentId, order: u64) -> OutboxEntry {
    OutboxEntry {
        key: OutboxKey {
            department,
            document: id(number),
            order,
            hash: ChangeHash([order as u8; 32]),
        },
        kind: Kind::ConflictCase,
        bytes: vec![0x85, number],
        relayed: (order == 300).then_some((ME, Seal([9; 16]))),
    }
}

fn documents(writes: Vec<DocumentWrite>) -> Transaction {
    Transaction {
        documents: writes,
        ..Transaction::default()
    }
}

/// A check of the suite: its name and what went wrong, if anything.
pub type Outcome = (&'static str, Result<(), String>);

macro_rules! check {
    ($condition:expr) => {
        if !$condition {
            return Err(format!("line {}: {}", line!(), stringify!($condition)));
        }
    };
}

macro_rules! suite {
    ($store:ident: $($(#[$doc:meta])* async fn $name:ident($argument:ident: &impl Store) -> Result<(), String> $body:block)+) => {
        $($(#[$doc])* async fn $name<S: Store>($argument: &S) -> Result<(), String> $body)+

        /// Runs every check, each on an empty store of its own.
        pub async fn run<S: Store, F: AsyncFnMut() -> S>(mut empty: F) -> Vec<Outcome> {
            let mut outcomes = Vec::new();
            $({
                let $store = empty().await;
                outcomes.push((stringify!($name), $name(&$store).await));
            })+
            outcomes
        }
    };
}

fn describe(error: StoreError) -> String {
    error.to_string()
}

suite! { store:
    /// Written rows are read back, whole.
    async fn rows_read_back_whole(store: &impl Store) -> Result<(), String> {
        let write = written(1, HERE, 1);
        store.commit(documents(vec![write.clone(), written(2, THERE, 1)])).await.map_err(describe)?;
        let (row, view) = write.after.ok_or("no row")?;
        check!(store.load(&[id(9), id(1)]).await.map_err(describe)? == [None, Some(row)]);
        check!(store.load_views(&[id(1), id(9)]).await.map_err(describe)? == [Some(view.clone()), None]);
        check!(store.views(HERE).await.map_err(describe)? == [view]);
        Ok(())
    }

    /// A write that builds on an older version is refused, and nothing of it stays.
    async fn a_stale_write_changes_nothing(store: &impl Store) -> Result<(), String> {
        store.commit(documents(vec![written(1, HERE, 1)])).await.map_err(describe)?;
        store.commit(documents(vec![written(1, HERE, 2)])).await.map_err(describe)?;
        let mut stale = documents(vec![written(5, HERE, 1), written(1, HERE, 2)]);
        stale.outbox_add.push(waiting(1, HERE, 1));
        check!(store.commit(stale).await == Err(StoreError::Conflict));
        check!(store.commit(documents(vec![written(1, HERE, 1)])).await == Err(StoreError::Conflict));
        check!(store.load(&[id(5)]).await.map_err(describe)? == [None]);
        check!(store.outbox(HERE, 9).await.map_err(describe)?.is_empty());
        let rows = store.load(&[id(1)]).await.map_err(describe)?;
        check!(rows[0].as_ref().is_some_and(|row| row.version == 2));
        Ok(())
    }

    /// The outbox keeps the order of its keys, department by department.
    async fn the_outbox_is_in_order(store: &impl Store) -> Result<(), String> {
        let entries = [waiting(2, HERE, 1), waiting(1, HERE, 300), waiting(1, HERE, 2), waiting(1, THERE, 1)];
        store.commit(Transaction { outbox_add: entries.to_vec(), ..Transaction::default() }).await.map_err(describe)?;
        let [second_document, third, second, elsewhere] = entries;
        check!(store.outbox(HERE, 2).await.map_err(describe)? == [second.clone(), third.clone()]);
        check!(store.outbox(HERE, 9).await.map_err(describe)? == [second.clone(), third, second_document]);
        check!(store.outbox(THERE, 9).await.map_err(describe)? == [elsewhere]);
        check!(store.waiting().await.map_err(describe)? == Map::from_iter([(id(1), 3), (id(2), 1)]));
        let gone = Transaction { outbox_remove: vec![second.key, waiting(7, HERE, 1).key], ..Transaction::default() };
        store.commit(gone).await.map_err(describe)?;
        check!(store.waiting().await.map_err(describe)? == Map::from_iter([(id(1), 2), (id(2), 1)]));
        Ok(())
    }

    /// A cursor moves only from where it is known to be.
    async fn cursors_are_compared(store: &impl Store) -> Result<(), String> {
        let at = |sequence| Cursor { epoch: 1, sequence, ..Cursor::default() };
        let step = |before, after| Transaction {
            cursors: vec![CursorWrite { department: HERE, before, after }],
            ..Transaction::default()
        };
        store.commit(step(None, Some(at(4)))).await.map_err(describe)?;
        check!(store.commit(step(None, Some(at(9)))).await == Err(StoreError::Conflict));
        check!(store.commit(step(Some(at(3)), Some(at(9)))).await == Err(StoreError::Conflict));
        check!(store.cursors().await.map_err(describe)? == Map::from_iter([(HERE, at(4))]));
        store.commit(step(Some(at(4)), Some(at(5)))).await.map_err(describe)?;
        store.commit(step(Some(at(5)), None)).await.map_err(describe)?;
        check!(store.cursors().await.map_err(describe)?.is_empty());
        Ok(())
    }

    /// Documents are listed by department and in order, from any place.
    async fn documents_are_listed_in_order(store: &impl Store) -> Result<(), String> {
        let writes = [4, 2, 3].map(|number| written(number, HERE, 1)).into_iter();
        store.commit(documents(writes.chain([written(1, THERE, 1)]).collect())).await.map_err(describe)?;
        let list = async |after, limit| {
            let found = store.documents(HERE, after, limit).await.map_err(describe)?;
            Ok::<_, String>(found.into_iter().map(|meta| meta.document).collect::<Vec<_>>())
        };
        check!(list(None, 2).await? == [id(2), id(3)]);
        check!(list(Some(id(3)), 2).await? == [id(4)]);
        check!(list(Some(id(4)), 2).await?.is_empty());
        Ok(())
    }

    /// Forgetting leaves nothing of a document and everything of the others.
    async fn forgetting_is_complete(store: &impl Store) -> Result<(), String> {
        let row = written(1, HERE, 1).after.map(|(row, _)| row);
        let mut all = documents(vec![written(1, HERE, 1), written(2, HERE, 1)]);
        all.outbox_add = vec![waiting(1, HERE, 1), waiting(2, HERE, 1)];
        all.refused_add = vec![
            RefusedEntry { entry: waiting(1, HERE, 2), refusal: RefusalCode::NoAccess.into() },
            RefusedEntry { entry: waiting(2, HERE, 2), refusal: RefusalCode::CprNumber.into() },
        ];
        let aside = Aside { document: id(1), reason: "unreadable".into(), row };
        all.aside_add = vec![aside.clone()];
        store.commit(all).await.map_err(describe)?;
        check!(store.aside().await.map_err(describe)? == [id(1)]);
        let back = Transaction { aside_remove: vec![id(1), id(2)], ..Transaction::default() };
        store.commit(back).await.map_err(describe)?;
        check!(store.aside().await.map_err(describe)?.is_empty());
        check!(store.load(&[id(1)]).await.map_err(describe)?[0].is_some());
        store.commit(Transaction { aside_add: vec![aside], ..Transaction::default() }).await.map_err(describe)?;
        store.commit(Transaction { forget: vec![id(1)], ..Transaction::default() }).await.map_err(describe)?;
        check!(store.load(&[id(1)]).await.map_err(describe)? == [None]);
        check!(store.load_views(&[id(1)]).await.map_err(describe)? == [None]);
        check!(store.aside().await.map_err(describe)?.is_empty());
        check!(store.waiting().await.map_err(describe)? == Map::from_iter([(id(2), 1)]));
        let refused = store.refused().await.map_err(describe)?;
        check!(refused.len() == 1 && refused[0].refusal.code == RefusalCode::CprNumber);
        Ok(())
    }

    /// A change that was refused waits again when it is offered anew, and stands in one place.
    async fn what_was_refused_is_offered_again(store: &impl Store) -> Result<(), String> {
        let refused = |order| RefusedEntry { entry: waiting(1, HERE, order), refusal: RefusalCode::NoAccess.into() };
        let add = Transaction { refused_add: vec![refused(1), refused(2)], ..Transaction::default() };
        store.commit(add).await.map_err(describe)?;
        let again = Transaction {
            refused_remove: vec![waiting(1, HERE, 1).key, waiting(9, HERE, 1).key],
            outbox_add: vec![waiting(1, HERE, 1)],
            ..Transaction::default()
        };
        store.commit(again).await.map_err(describe)?;
        check!(store.refused().await.map_err(describe)? == [refused(2)]);
        check!(store.outbox(HERE, 9).await.map_err(describe)? == [waiting(1, HERE, 1)]);
        Ok(())
    }

    /// Deleting a row keeps what waits to be sent.
    async fn deleting_a_row_keeps_what_waits(store: &impl Store) -> Result<(), String> {
        let mut all = documents(vec![written(1, HERE, 1)]);
        all.outbox_add = vec![waiting(1, HERE, 1)];
        store.commit(all).await.map_err(describe)?;
        let delete = DocumentWrite { document: id(1), before: Some(1), after: None };
        store.commit(documents(vec![delete])).await.map_err(describe)?;
        check!(store.views(HERE).await.map_err(describe)?.is_empty());
        check!(store.outbox(HERE, 9).await.map_err(describe)?.len() == 1);
        Ok(())
    }

    /// A purge takes what is at rest and spares what waits, within its own transaction too.
    async fn a_purge_spares_what_waits(store: &impl Store) -> Result<(), String> {
        let mut all = documents(vec![written(1, HERE, 1), written(2, HERE, 1), written(3, HERE, 1)]);
        all.outbox_add = vec![waiting(1, HERE, 1), waiting(3, HERE, 1)];
        store.commit(all).await.map_err(describe)?;
        let mut purge = Transaction { purge: [1, 2, 3].map(|one| (HERE, id(one))).to_vec(), ..Transaction::default() };
        purge.outbox_remove = vec![waiting(3, HERE, 1).key];
        store.commit(purge).await.map_err(describe)?;
        let left = store.documents(HERE, None, 9).await.map_err(describe)?;
        check!(left.iter().map(|meta| meta.document).collect::<Vec<_>>() == [id(1)]);
        check!(store.views(HERE).await.map_err(describe)?.len() == 1);
        Ok(())
    }

    /// A command is done once: asked for again, it changes nothing and says what it made.
    async fn a_command_is_done_once(store: &impl Store) -> Result<(), String> {
        let done = |token, number| ProcessedCommand {
            token,
            document: id(number),
            change: ChangeHash([number; 32]),
            at: Moment::from_millis(i64::from(number)),
        };
        let mut first = documents(vec![written(1, HERE, 1)]);
        first.processed_add = Some(done(u64::MAX, 1));
        store.commit(first).await.map_err(describe)?;
        check!(store.processed_commands().await.map_err(describe)? == [done(u64::MAX, 1)]);
        // Also where another tab came between, which would be a conflict otherwise.
        let mut again = documents(vec![written(1, HERE, 3), written(2, HERE, 1)]);
        again.processed_add = Some(done(u64::MAX, 2));
        again.outbox_add = vec![waiting(1, HERE, 2)];
        check!(store.commit(again).await == Err(StoreError::AlreadyProcessed(ChangeHash([1; 32]))));
        check!(store.load(&[id(2)]).await.map_err(describe)? == [None]);
        check!(store.waiting().await.map_err(describe)?.is_empty());
        let mut stale = documents(vec![written(1, HERE, 1)]);
        stale.processed_add = Some(done(5, 1));
        check!(store.commit(stale).await == Err(StoreError::Conflict));
        let other = Transaction { processed_add: Some(done(5, 3)), ..Transaction::default() };
        store.commit(other).await.map_err(describe)?;
        let heard = Transaction { processed_remove: vec![u64::MAX, 77], ..Transaction::default() };
        store.commit(heard).await.map_err(describe)?;
        check!(store.processed_commands().await.map_err(describe)? == [done(5, 3)]);
        Ok(())
    }

    /// The number of the model that made the summaries stands until another is written.
    async fn the_model_is_remembered(store: &impl Store) -> Result<(), String> {
        check!(store.model().await.map_err(describe)? == 1);
        let made_by = |model| Transaction { model: Some(model), ..Transaction::default() };
        store.commit(made_by(2)).await.map_err(describe)?;
        store.commit(documents(vec![written(1, HERE, 1)])).await.map_err(describe)?;
        check!(store.model().await.map_err(describe)? == 2);
        store.commit(made_by(300)).await.map_err(describe)?;
        store.commit(Transaction { session: Some(None), ..Transaction::default() }).await.map_err(describe)?;
        check!(store.model().await.map_err(describe)? == 300);
        Ok(())
    }

    /// The session is remembered until the person signs out.
    async fn the_session_is_remembered(store: &impl Store) -> Result<(), String> {
        check!(store.session().await.map_err(describe)?.is_none());
        let session = Session {
            user: ME,
            name: "Mette Holm".into(),
            device: DeviceId::from_bytes([4; 16]),
            organisation: "Boligforeningen Lærkeby".into(),
            grants: vec![Grant {
                role: Role::Caretaker,
                department: HERE,
                from: Moment::from_millis(0),
                until: Some(Moment::from_millis(10)),
            }],
            departments: vec![Department { id: HERE, name: "Lærkevangen".into(), modules: Modules::all() }],
            people: vec![Person { user: ME, name: "Mette Holm".into(), role: Role::Caretaker }],
            now: Moment::from_millis(7),
            members: vec![Member { user: ME, department: HERE, role: Role::Caretaker }],
        };
        let sign = |session| Transaction { session: Some(session), ..Transaction::default() };
        store.commit(sign(Some(session.clone()))).await.map_err(describe)?;
        check!(store.session().await.map_err(describe)? == Some(session));
        store.commit(Transaction::default()).await.map_err(describe)?;
        check!(store.session().await.map_err(describe)?.is_some());
        store.commit(sign(None)).await.map_err(describe)?;
        check!(store.session().await.map_err(describe)?.is_none());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::memory::MemoryStore;

    #[test]
    fn the_memory_store_conforms() {
        let outcomes = futures::executor::block_on(super::run(async || MemoryStore::default()));
        assert!(outcomes.len() >= 8);
        for (name, outcome) in outcomes {
            assert_eq!(outcome, Ok(()), "{name}");
        }
    }
}
