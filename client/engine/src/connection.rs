//! The connection to the phone's database: opened when it is needed, given up when the browser drops it or a newer
//! app wants to change the schema, and opened again.
//!
//! iOS drops connections while the app is in the background, and answers of a dropped one may never come. Every
//! piece of work therefore has a time limit and a second try on a fresh connection.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use feltbog_shared::replica::store::StoreError;
use futures::future::{Either, LocalBoxFuture, select};
use gloo_timers::future::TimeoutFuture;
use indexed_db_futures::Build;
use indexed_db_futures::database::{Database, VersionChangeEvent};
use indexed_db_futures::error::{Error, OpenDbError};
use indexed_db_futures::internals::SystemRepr;
use indexed_db_futures::transaction::{
    Transaction, TransactionDurability, TransactionMode, TransactionOptions,
};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

pub(super) use feltbog_shared::replica::store::SCHEMA;
/// The number of the records' database: one more than that of its rows since they stand encrypted, and another since some
/// have a key of their own. An app before loses its connection, and reads none of them wrongly.
pub(super) const VERSION: u32 = SCHEMA + 2;
/// The object store, of records and of pictures, that holds what belongs to their encryption: the wrapped data key, and
/// how far rows were encrypted. See `vault`.
pub(super) const VAULT: &str = "vault";
/// Time that one try may take, in milliseconds. Ten thousand rows are read in a tenth of it on a slow phone.
const PATIENCE: u32 = 15_000;

/// The object stores of the database. Keys and values are bytes; see `rows`.
pub(super) mod stores {
    /// Documents.
    pub(crate) const DOCUMENT: &str = "record";
    /// Documents as schemas before 3 kept them, saved whole, which this app does not read. Each goes when its document comes
    /// back from the server or is made anew from what waits, or when it has to leave the phone.
    pub(crate) const OLD: &str = "document";
    /// The index: department, kind, owner and version of each document.
    pub(crate) const INDEX: &str = "place";
    /// The views that lists are drawn from.
    pub(crate) const VIEW: &str = "view";
    /// Changes without a receipt.
    pub(crate) const OUTBOX: &str = "outbox";
    /// Changes the server did not take.
    pub(crate) const REFUSED: &str = "refused";
    /// Documents put aside.
    pub(crate) const ASIDE: &str = "aside";
    /// The place that each department's log has been read to.
    pub(crate) const CURSOR: &str = "cursor";
    /// The session, and other rows of which there is one.
    pub(crate) const SESSION: &str = "session";
    /// Commands that are done and the UI may not have heard of.
    pub(crate) const PROCESSED: &str = "done";
    /// All of them.
    pub(crate) const ALL: [&str; 10] = [
        DOCUMENT, OLD, INDEX, VIEW, OUTBOX, REFUSED, ASIDE, CURSOR, SESSION, PROCESSED,
    ];
}

/// The object stores of the pictures' database.
pub(super) mod photos {
    /// The pictures themselves.
    pub(crate) const BYTES: &str = "photo";
    /// Progress of each.
    pub(crate) const STATE: &str = "state";
    /// Both.
    pub(crate) const ALL: [&str; 2] = [BYTES, STATE];
    /// The number of their schema.
    pub(crate) const SCHEMA: u32 = 1;
    /// The number of their database: two more, as that of the records.
    pub(crate) const VERSION: u32 = SCHEMA + 2;
}

/// The object store of the database of the phone's own keys.
pub(super) mod keys {
    /// Each key with how far it has counted.
    pub(crate) const KEY: &str = "key";
    /// The number of its schema.
    pub(crate) const SCHEMA: u32 = 1;
}

/// An error of work on the phone's database.
#[derive(Debug)]
pub(super) enum DbError {
    /// An error that a second try would not change.
    Permanent(StoreError),
    /// An error that may lie in the connection: a second try on another connection may succeed.
    Transient(String),
}

impl From<Error> for DbError {
    fn from(error: Error) -> Self {
        if let Error::DomException(exception) = &error
            && let Some(exception) = AsRef::as_ref(exception).dyn_ref::<web_sys::DomException>()
        {
            return Self::from(exception.clone());
        }
        // Without its own words, which are long and read by nobody.
        drop(error);
        Self::Transient("the database does not do as asked".into())
    }
}

impl From<web_sys::DomException> for DbError {
    fn from(exception: web_sys::DomException) -> Self {
        match exception.name().as_str() {
            "QuotaExceededError" => Self::Permanent(StoreError::Full),
            // The database is newer than this app. It is left as it is; the newer app must be loaded.
            "VersionError" => Self::Permanent(StoreError::Unavailable(
                "the database is newer than this app".into(),
            )),
            name => Self::Transient(format!("{name}: {}", exception.message())),
        }
    }
}

impl From<OpenDbError> for DbError {
    fn from(error: OpenDbError) -> Self {
        match error {
            OpenDbError::Base(error) => error.into(),
            _ => Self::Permanent(StoreError::Unavailable("the database cannot be opened".into())),
        }
    }
}

impl DbError {
    /// Converts the error into the store's error.
    pub(super) fn into_store_error(self) -> StoreError {
        match self {
            Self::Permanent(error) => error,
            Self::Transient(reason) => StoreError::Unavailable(reason),
        }
    }
}

/// The result of reading: rows or keys; nothing for a row that does not exist.
pub(super) type Found = Vec<Option<Vec<u8>>>;

/// A piece of work on the database. One type for all of it: the machinery around it is in the module once.
pub(super) type Work<'a> = dyn Fn(Database, bool) -> LocalBoxFuture<'a, Result<Found, DbError>> + 'a;

/// Brings a database to its schema.
type Upgrade = fn(VersionChangeEvent, Database) -> Result<(), Error>;

/// The connection, whether it is open at the moment or not.
pub(super) struct Connection {
    name: String,
    schema: u32,
    upgrade: Upgrade,
    slot: Rc<Slot>,
}

#[derive(Default)]
struct Slot {
    open: RefCell<Option<Open>>,
    /// Counts the connections, so that the end of an old one does not close its successor.
    generation: Cell<u32>,
}

struct Open {
    database: Database,
    _on_end: Closure<dyn FnMut()>,
}

impl Connection {
    /// The connection to the database with this name. Opens nothing yet.
    pub(super) fn new(name: &str) -> Self {
        Self::of(name, VERSION, upgrade)
    }

    /// The connection to the database of pictures with this name.
    pub(super) fn of_photos(name: &str) -> Self {
        Self::of(name, photos::VERSION, upgrade_photos)
    }

    /// The connection to the database of keys with this name.
    pub(super) fn of_keys(name: &str) -> Self {
        Self::of(name, keys::SCHEMA, begin_keys)
    }

    fn of(name: &str, schema: u32, upgrade: Upgrade) -> Self {
        Self {
            name: name.to_owned(),
            schema,
            upgrade,
            slot: Rc::default(),
        }
    }

    /// Does a piece of work, and once more on a fresh connection when it fails for a reason that may lie in the
    /// connection. The work is told whether this is the second try.
    ///
    /// # Errors
    /// What the work or opening came to.
    pub(super) async fn attempt<'a>(&'a self, work: &'a Work<'a>) -> Result<Found, StoreError> {
        let mut again = false;
        loop {
            let used = Cell::new(None);
            let outcome = within_patience(Box::pin(async {
                let database = self.database().await?;
                used.set(Some(self.slot.generation.get()));
                work(database, again).await
            }));
            match outcome.await {
                Ok(value) => return Ok(value),
                Err(DbError::Transient(_)) if !again => {
                    used.get()
                        .into_iter()
                        .for_each(|generation| self.slot.give_up(generation));
                    again = true;
                }
                Err(error) => return Err(error.into_store_error()),
            }
        }
    }

    /// Gives the connection up; the next piece of work opens another.
    pub(super) fn close(&self) {
        self.slot.give_up(self.slot.generation.get());
    }

    /// The open connection.
    ///
    /// # Errors
    /// When none can be opened.
    pub(super) async fn database(&self) -> Result<Database, DbError> {
        if let Some(database) = self.slot.database() {
            return Ok(database);
        }
        let database = Database::open(self.name.as_str())
            .with_version(self.schema)
            .with_on_upgrade_needed(self.upgrade)
            .build()?
            .await?;
        // Two pieces of work may open at once; the first connection is kept.
        if let Some(first) = self.slot.database() {
            database.close();
            return Ok(first);
        }
        self.slot.keep(&database);
        Ok(database)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.close();
    }
}

impl Slot {
    fn database(&self) -> Option<Database> {
        self.open.borrow().as_ref().map(|open| open.database.clone())
    }

    fn keep(self: &Rc<Self>, database: &Database) {
        let generation = self.generation.get().wrapping_add(1);
        self.generation.set(generation);
        let slot: Weak<Self> = Rc::downgrade(self);
        let on_end = Closure::new(move || {
            if let Some(slot) = slot.upgrade() {
                slot.give_up(generation);
            }
        });
        let end = Some(on_end.as_ref().unchecked_ref());
        // A newer app in another tab waits until nobody uses the old schema any more.
        database.as_sys().set_onversionchange(end);
        database.as_sys().set_onclose(end);
        self.open.replace(Some(Open {
            database: database.clone(),
            _on_end: on_end,
        }));
    }

    fn give_up(&self, generation: u32) {
        if self.generation.get() == generation
            && let Some(open) = self.open.take()
        {
            open.end();
        }
    }
}

impl Open {
    /// Work under way is finished by the browser; nothing new begins.
    fn end(self) {
        self.database.as_sys().set_onversionchange(None);
        self.database.as_sys().set_onclose(None);
        self.database.clone().close();
        // The closure may be running right now: it is dropped after it has returned.
        wasm_bindgen_futures::spawn_local(async move { drop(self) });
    }
}

/// Brings a database of any older schema to the present one. Never takes a store away that holds a person's words.
fn upgrade(event: VersionChangeEvent, database: Database) -> Result<(), Error> {
    let old = event.old_version();
    // Schema 3 keeps documents as their changes. What is only drawn from rows goes with them, and with the cursors
    // everything that was sent is fetched anew; what was not is made again from the outbox (`replica::rebuild`).
    const DRAWN: [&str; 3] = [stores::INDEX, stores::VIEW, stores::CURSOR];
    if (1.0..3.0).contains(&old) {
        for store in DRAWN {
            database.delete_object_store(store)?;
        }
    }
    for store in stores::ALL {
        let since = match store {
            stores::PROCESSED => 2.0,
            stores::DOCUMENT => 3.0,
            store if DRAWN.contains(&store) => 3.0,
            _ => 1.0,
        };
        if old < since {
            database.create_object_store(store).build()?;
        }
    }
    if old < 4.0 {
        database.create_object_store(VAULT).build()?;
    }
    Ok(())
}

fn upgrade_photos(event: VersionChangeEvent, database: Database) -> Result<(), Error> {
    if event.old_version() < 1.0 {
        for store in photos::ALL {
            database.create_object_store(store).build()?;
        }
    }
    if event.old_version() < 2.0 {
        database.create_object_store(VAULT).build()?;
    }
    Ok(())
}

fn begin_keys(_: VersionChangeEvent, database: Database) -> Result<(), Error> {
    database.create_object_store(keys::KEY).build()?;
    Ok(())
}

async fn within_patience(work: LocalBoxFuture<'_, Result<Found, DbError>>) -> Result<Found, DbError> {
    match select(work, TimeoutFuture::new(PATIENCE)).await {
        Either::Left((outcome, _)) => outcome,
        Either::Right(_) => Err(DbError::Transient("no answer".into())),
    }
}

/// A transaction that only reads.
pub(super) fn reading<'a>(database: &'a Database, stores: &[&str]) -> Result<Transaction<'a>, DbError> {
    Ok(database
        .transaction(stores)
        .with_mode(TransactionMode::Readonly)
        .build()?)
}

/// A transaction that writes, and completes only when what it wrote has reached the disk.
pub(super) fn writing<'a>(database: &'a Database, stores: &[&str]) -> Result<Transaction<'a>, DbError> {
    let strict = TransactionOptions::new().with_durability(TransactionDurability::Strict);
    Ok(database
        .transaction(stores)
        .with_mode(TransactionMode::Readwrite)
        .with_options(strict)
        .build()?)
}

/// Commits and waits until it is durable.
pub(super) async fn committed(transaction: Transaction<'_>) -> Result<(), DbError> {
    let sys: web_sys::IdbTransaction = transaction.as_sys().clone().into();
    // An abort's reason (no room left, say) stands on the transaction, not in the event.
    transaction
        .commit()
        .await
        .map_err(|error| sys.error().map_or_else(|| error.into(), DbError::from))
}
