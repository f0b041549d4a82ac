//! The worker as the UI thread knows it: commands in, events out.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result, bail};
use feltbog_shared::bridge::{self, Command, Event, ListFilter, ListItem, ListQuery, RecordView, Status};
use feltbog_shared::id::{DocumentId, UserId};
use feltbog_shared::wire::Session;
use feltbog_tests::phone::Phone;
use feltbog_tests::wait::{PATIENCE, until};
use serde_json::json;

use super::site::{HERE, Site};

/// The engine in the tab in front.
pub(super) struct Engine<'a> {
    phone: &'a Arc<Phone>,
    heard: Mutex<Vec<Event>>,
    /// Number of events of the page among these.
    known: AtomicUsize,
}

/// Every record of the department.
pub(super) fn list() -> ListQuery {
    ListQuery {
        department: HERE,
        kinds: Vec::new(),
        owner: None,
        about: None,
        needles: Vec::new(),
        filter: ListFilter::default(),
        keeps_unfinished: false,
        limit: 1000,
    }
}

impl<'a> Engine<'a> {
    /// Opens the page and starts the engine there.
    pub(super) async fn start(phone: &'a Arc<Phone>) -> Result<Self> {
        phone.open("/engine/").await?;
        Self::start_after(phone, None).await
    }

    /// Starts it after another died of a document.
    pub(super) async fn start_after(phone: &'a Arc<Phone>, poison: Option<DocumentId>) -> Result<Self> {
        phone.run_async("await installed; begin()", &[]).await?;
        let engine = Self {
            phone,
            heard: Mutex::default(),
            known: AtomicUsize::new(0),
        };
        engine.say(&Command::Start { poison, visit: None }).await?;
        Ok(engine)
    }

    /// Ends the worker.
    pub(super) async fn end(&self) -> Result<()> {
        self.phone.run("worker.terminate()", &[]).await?;
        Ok(())
    }

    /// Waits until it has died; the document it was reading.
    pub(super) async fn dies(&self) -> Result<Option<DocumentId>> {
        until("the engine to die", PATIENCE, async || {
            let told = self.phone.run("return crashed && { touching }", &[]).await?;
            let touching = told["touching"].as_str();
            Ok(told
                .is_object()
                .then(|| touching.and_then(|name| name.parse().ok())))
        })
        .await
    }

    /// Says something to it.
    pub(super) async fn say(&self, command: &Command) -> Result<()> {
        self.phone
            .run("say(arguments[0])", &[json!(bridge::encode(command))])
            .await?;
        Ok(())
    }

    /// Signs in with a code of this person.
    pub(super) async fn enrol(&self, site: &Site, person: UserId) -> Result<Session> {
        let device_name = format!("{}s telefon", self.phone.name());
        self.say(&Command::Enrol {
            others: String::new(),
            code: site.code(person).await?,
            device_name,
        })
        .await?;
        self.hear("somebody to be signed in", |event| match event {
            Event::Session(Some(session)) => Some(session.clone()),
            _ => None,
        })
        .await
    }

    /// The person who is signed in when it starts.
    pub(super) async fn ready(&self) -> Result<Option<Session>> {
        self.hear("the engine to start", |event| match event {
            Event::Ready { session, .. } => Some(session.clone()),
            _ => None,
        })
        .await
    }

    /// Waits for an event, which may have come already.
    pub(super) async fn hear<T>(&self, what: &str, mut wanted: impl FnMut(&Event) -> Option<T>) -> Result<T> {
        until(what, PATIENCE, async || {
            self.listen().await?;
            Ok(self.heard().iter().rev().find_map(&mut wanted))
        })
        .await
        .with_context(|| {
            format!(
                "heard last: {:#?}",
                self.heard().iter().rev().take(6).collect::<Vec<_>>()
            )
        })
    }

    /// Follows a list and waits until it looks so.
    pub(super) async fn shows(
        &self,
        what: &str,
        query: &ListQuery,
        mut wanted: impl FnMut(&[ListItem]) -> bool,
    ) -> Result<Vec<ListItem>> {
        self.say(&Command::List(query.clone())).await?;
        self.last(
            what,
            |event| match event {
                Event::List { items, .. } => Some(items.clone()),
                _ => None,
            },
            |items| wanted(items),
        )
        .await
    }

    /// Waits until the status looks so.
    pub(super) async fn stands(&self, what: &str, wanted: impl FnMut(&Status) -> bool) -> Result<Status> {
        self.last(
            what,
            |event| match event {
                Event::Status(status) => Some(status.clone()),
                _ => None,
            },
            wanted,
        )
        .await
    }

    /// Follows a record; it as it is now.
    pub(super) async fn record(&self, document: DocumentId) -> Result<RecordView> {
        self.heard().retain(|event| !matches!(event, Event::Record(_)));
        self.say(&Command::Open(document)).await?;
        self.hear("the record", |event| match event {
            Event::Record(view) if view.document == document => Some(view.clone()),
            _ => None,
        })
        .await
    }

    /// Waits until the last event of a kind looks so.
    async fn last<T: core::fmt::Debug>(
        &self,
        what: &str,
        mut kind: impl FnMut(&Event) -> Option<T>,
        mut wanted: impl FnMut(&T) -> bool,
    ) -> Result<T> {
        until(what, PATIENCE, async || {
            self.listen().await?;
            let last = self.heard().iter().rev().find_map(&mut kind);
            Ok(last.filter(&mut wanted))
        })
        .await
        .with_context(|| format!("last: {:#?}", self.heard().iter().rev().find_map(&mut kind)))
    }

    async fn listen(&self) -> Result<()> {
        let known = self.known.load(Ordering::SeqCst);
        let news = self
            .phone
            .run("return news(arguments[0])", &[json!(known)])
            .await?;
        if let Some(reason) = news["crashed"].as_str() {
            bail!("the engine crashed: {reason}");
        }
        let events: Vec<Vec<u8>> = serde_json::from_value(news["events"].clone())?;
        self.known.store(known + events.len(), Ordering::SeqCst);
        for bytes in events {
            let event = bridge::decode(&bytes).context("an event that cannot be read")?;
            self.heard().push(event);
        }
        Ok(())
    }

    fn heard(&self) -> MutexGuard<'_, Vec<Event>> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
