//! A phone without a screen: the replica, a store in memory and a way to the server. Effects are carried out one after
//! another, as one tab would; a request is under way meanwhile.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use fastrand::Rng;
use feltbog_shared::id::{ChangeHash, DepartmentId, DocumentId};
use feltbog_shared::model::{FieldEdit, Kind};
use feltbog_shared::model_number::KnownModel;
use feltbog_shared::moment::Moment;
use feltbog_shared::replica::memory::MemoryStore;
use feltbog_shared::replica::store::{Store as _, StoredDocument, Transaction};
use feltbog_shared::replica::{
    CommandOutcome, EditCommand, Effect, Failure, InitialState, Input, Notice, Replica, Reply, Request,
    Ticket,
};
use feltbog_shared::wire::{ErrorReply, PullReply, PullRequest, Session, Verdict};
use tokio::task::JoinSet;

use crate::http::Link;
use crate::journal::Journal;
use crate::tally::Tally;
use crate::{Watch, now};

/// Documents asked for at once when a phone's rows are looked through.
const ROWS: usize = 500;

/// A receipt as it came over the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Receipt {
    /// The department.
    pub department: DepartmentId,
    /// The number that the phone was told, which is the server's alone.
    pub number: u64,
    /// The document.
    pub document: DocumentId,
    /// The change.
    pub hash: ChangeHash,
}

/// The result of a request.
struct Came {
    ticket: Ticket,
    department: DepartmentId,
    request: Request,
    reply: Result<Reply, Failure>,
    took: Duration,
}

/// A phone.
pub struct Phone {
    replica: Replica,
    store: MemoryStore,
    link: Link,
    todo: VecDeque<Effect>,
    /// The effects that look at the outbox or go over the network: carried out when the phone has nothing nearer to do,
    /// so that edits made together are sent together.
    later: VecDeque<Effect>,
    under_way: JoinSet<Came>,
    session: Session,
    rng: Rng,
    tokens: u64,
    not_saved: Option<String>,
    /// Its measurements.
    pub tally: Tally,
    /// Every receipt that came, when they are wanted.
    pub receipts: Option<Vec<Receipt>>,
    /// The journal of the replica's requests, when one is wanted.
    pub journal: Option<Journal>,
}

impl Phone {
    /// Enrols a phone at a server. Nothing is fetched before [`Phone::lead`].
    ///
    /// # Errors
    /// When the code does not work.
    pub async fn enrol(mut link: Link, code: &str, name: &str, seed: u64) -> Result<Self> {
        let session = link.enrol(code, name).await?;
        let store = MemoryStore::default();
        let sign_in = Transaction {
            session: Some(Some(session.clone())),
            ..Transaction::default()
        };
        store.commit(sign_in).await?;
        let kept = InitialState {
            session: Some(session.clone()),
            ..InitialState::default()
        };
        let mut actors = Rng::with_seed(seed ^ 0xac70);
        let draw = move || core::array::from_fn(|_| actors.u8(..));
        Ok(Self {
            replica: Replica::new(now(), kept, Box::new(draw)),
            store,
            link,
            todo: VecDeque::new(),
            later: VecDeque::new(),
            under_way: JoinSet::new(),
            session,
            rng: Rng::with_seed(seed),
            tokens: 0,
            not_saved: None,
            tally: Tally::default(),
            receipts: None,
            journal: None,
        })
    }

    /// Begins to send and fetch, and carries on until there is nothing more to do now.
    ///
    /// # Errors
    /// When something happens that must not happen on a phone.
    pub async fn lead(&mut self) -> Result<()> {
        self.give(Input::Lead(true)).await
    }

    /// Begins to send, and returns as soon as everything has its receipt: what is new since is not waited for.
    ///
    /// # Errors
    /// When that takes longer than the limit.
    pub async fn push_only(&mut self, limit: Duration) -> Result<()> {
        let watch = Watch::start();
        let lead = self.replica.handle(now(), Input::Lead(true));
        self.queue(lead);
        while self.waiting().await? > 0 {
            anyhow::ensure!(watch.elapsed() < limit, "{} still wait", self.waiting().await?);
            if !self.step().await? {
                self.wait_until_due().await?;
            }
        }
        Ok(())
    }

    /// Stops sending and fetching: another tab does, or the phone is away.
    ///
    /// # Errors
    /// As [`Phone::lead`].
    pub async fn rest(&mut self) -> Result<()> {
        self.give(Input::Lead(false)).await
    }

    /// Looks at the server at once, as on the way back to the foreground.
    ///
    /// # Errors
    /// As [`Phone::lead`].
    pub async fn nudge(&mut self) -> Result<()> {
        self.give(Input::Nudge).await
    }

    /// Goes on with whatever is due.
    ///
    /// # Errors
    /// As [`Phone::lead`].
    pub async fn tick(&mut self) -> Result<()> {
        self.give(Input::Tick).await
    }

    /// The only department this phone works in.
    pub fn department(&self) -> DepartmentId {
        self.session
            .departments
            .first()
            .map_or(DepartmentId::from_bytes([0; 16]), |department| department.id)
    }

    /// The session as of enrolling.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The phone's own randomness.
    pub fn rng(&mut self) -> &mut Rng {
        &mut self.rng
    }

    /// Records something new and returns it. Nothing is sent before the phone leads or the effects of a later input.
    ///
    /// # Errors
    /// When the phone does not save it.
    pub async fn create(&mut self, kind: Kind, edits: Vec<FieldEdit>) -> Result<DocumentId> {
        let (document, command) = self.new_record(kind, edits);
        self.edit(vec![command]).await?;
        Ok(document)
    }

    /// Changes a record that the phone holds.
    ///
    /// # Errors
    /// When the phone does not save it.
    pub async fn change(&mut self, document: DocumentId, edits: Vec<FieldEdit>) -> Result<()> {
        let command = self.command(document, None, edits);
        self.edit(vec![command]).await
    }

    /// The command for a new record.
    pub fn new_record(&mut self, kind: Kind, edits: Vec<FieldEdit>) -> (DocumentId, EditCommand) {
        let random = core::array::from_fn(|_| self.rng.u8(..));
        let document = DocumentId::new(now(), random);
        let department = self.department();
        (document, self.command(document, Some((kind, department)), edits))
    }

    /// The command for one edit.
    pub fn command(
        &mut self,
        document: DocumentId,
        create: Option<(Kind, DepartmentId)>,
        edits: Vec<FieldEdit>,
    ) -> EditCommand {
        self.tokens += 1;
        EditCommand {
            token: self.tokens,
            document,
            create,
            base: None,
            edits,
        }
    }

    /// Carries out edits made together; a phone that leads sends them together.
    ///
    /// # Errors
    /// When the phone does not save one of them.
    pub async fn edit(&mut self, commands: Vec<EditCommand>) -> Result<()> {
        for command in commands {
            let effects = self.replica.handle(now(), Input::Edit(command));
            self.queue(effects);
        }
        self.carry_on().await?;
        match self.not_saved.take() {
            Some(reason) => bail!("not saved: {reason}"),
            None => Ok(()),
        }
    }

    /// Whether the phone holds a record.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn holds(&self, document: DocumentId) -> Result<bool> {
        let rows = self.store.load(&[document]).await?;
        Ok(rows.iter().any(Option::is_some))
    }

    /// The server's last refusal of a request.
    pub fn last_refusal(&self) -> Option<ErrorReply> {
        self.link.last_refusal()
    }

    /// Sends what no replica would.
    ///
    /// # Errors
    /// When no answer of ours comes.
    pub async fn send_raw(&mut self, department: DepartmentId, request: &Request) -> Result<Reply> {
        let reply = self.link.exchange(department, request).await;
        reply.map_err(|failure| anyhow::anyhow!("{failure:?}"))
    }

    /// Number of changes that wait for a receipt.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn waiting(&self) -> Result<usize> {
        let waiting = self.store.waiting().await?;
        Ok(waiting.values().map(|count| *count as usize).sum())
    }

    /// Number of changes that the server did not take.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn refused(&self) -> Result<usize> {
        Ok(self.store.refused().await?.len())
    }

    /// Every document it holds.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn rows(&self) -> Result<BTreeMap<DocumentId, StoredDocument>> {
        let mut rows = BTreeMap::new();
        let mut after = None;
        loop {
            let listed = self.store.documents(self.department(), after, ROWS).await?;
            let ids: Vec<_> = listed.iter().map(|meta| meta.document).collect();
            let loaded = self.store.load(&ids).await?;
            rows.extend(loaded.into_iter().flatten().map(|row| (row.document, row)));
            after = ids.last().copied();
            if ids.len() < ROWS {
                return Ok(rows);
            }
        }
    }

    /// Whether everything is sent and a first fetch is complete.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn is_settled(&self) -> Result<bool> {
        let sync_status = self.replica.sync_status();
        Ok(!sync_status.busy && !sync_status.first_sync && self.waiting().await? == 0)
    }

    /// Waits out the replica's own pauses until everything is sent and fetched.
    ///
    /// # Errors
    /// When that has not happened within the limit, with what is still to do.
    pub async fn settle(&mut self, limit: Duration) -> Result<()> {
        let watch = Watch::start();
        while !self.is_settled().await? {
            if watch.elapsed() > limit {
                bail!(
                    "still not settled after {limit:?}: {:?}, {} waiting",
                    self.replica.sync_status(),
                    self.waiting().await?
                );
            }
            self.wait_until_due().await?;
        }
        Ok(())
    }

    async fn wait_until_due(&mut self) -> Result<()> {
        let due = self.replica.next_tick().unwrap_or_else(now);
        let pause = u64::try_from(due.millis() - now().millis()).unwrap_or_default();
        tokio::time::sleep(Duration::from_millis(pause.clamp(1, 500))).await;
        self.tick().await
    }

    /// The bytes, requests and answers so far.
    pub fn measured(&self) -> Tally {
        let mut tally = self.tally.clone();
        let crossed = self.link.crossed();
        tally.requests = self.link.requests();
        tally.sent_bytes = crossed.sent;
        tally.received_bytes = crossed.received;
        tally
    }

    /// The app states that it knows this model.
    pub fn states(&mut self, model: KnownModel) {
        self.link.states(model);
    }

    /// The phone goes on at another address: the server was started anew.
    pub fn moved(&mut self, address: SocketAddr) {
        self.link.moved(address);
    }

    async fn give(&mut self, input: Input) -> Result<()> {
        let effects = self.replica.handle(now(), input);
        self.queue(effects);
        self.carry_on().await
    }

    fn queue(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            let far = matches!(effect, Effect::LoadOutbox(..) | Effect::Send(..));
            if far { &mut self.later } else { &mut self.todo }.push_back(effect);
        }
    }

    async fn carry_on(&mut self) -> Result<()> {
        while self.step().await? {}
        Ok(())
    }

    /// Carries out one effect, or waits for what a request brings, when there is either.
    async fn step(&mut self) -> Result<bool> {
        if !self.under_way.is_empty() {
            // Lets the request on its way where all this is one thread.
            tokio::task::yield_now().await;
        }
        let input = if let Some(effect) = self.todo.pop_front().or_else(|| self.later.pop_front()) {
            self.carry_out(effect).await?
        } else if let Some(came) = self.under_way.join_next().await {
            let came = came?;
            self.measure(&came);
            Some(Input::Replied(came.ticket, came.reply))
        } else {
            return Ok(false);
        };
        if let Some(input) = input {
            let effects = self.replica.handle(now(), input);
            self.queue(effects);
        }
        Ok(true)
    }

    async fn carry_out(&mut self, effect: Effect) -> Result<Option<Input>> {
        Ok(Some(match effect {
            Effect::Load(ticket, documents) => Input::Loaded(ticket, self.store.load(&documents).await),
            Effect::LoadViews(ticket, documents) => {
                Input::ViewsLoaded(ticket, self.store.load_views(&documents).await)
            }
            Effect::LoadOutbox(ticket, department, limit) => {
                Input::OutboxLoaded(ticket, self.store.outbox(department, limit).await)
            }
            Effect::ListDocuments(ticket, department, after, limit) => {
                Input::Listed(ticket, self.store.documents(department, after, limit).await)
            }
            Effect::LoadCursors(ticket) => Input::CursorsLoaded(ticket, self.store.cursors().await),
            Effect::LoadRefused(ticket) => Input::RefusedLoaded(ticket, self.store.refused().await),
            Effect::Commit(ticket, transaction) => {
                Input::Committed(ticket, self.store.commit(*transaction).await)
            }
            Effect::Send(ticket, department, request) => {
                let link = self.link.clone();
                let open = self.journal.as_ref().map(|journal| journal.ask(&request));
                self.under_way.spawn(async move {
                    let watch = Watch::start();
                    let reply = link.exchange(department, &request).await;
                    if let Some(open) = open {
                        open.answer(&reply);
                    }
                    Came {
                        ticket,
                        department,
                        request,
                        reply,
                        took: watch.elapsed(),
                    }
                });
                return Ok(None);
            }
            Effect::Tell(notice) => return self.told(notice).await,
        }))
    }

    fn measure(&mut self, came: &Came) {
        let (department, took) = (came.department, came.took);
        match (&came.request, &came.reply) {
            (_, Err(failure)) => self.tally.failed(failure),
            (Request::Push(push), Ok(Reply::Push(reply))) => {
                self.tally.push.record(took);
                for (offered, verdict) in push.changes.iter().zip(&reply.verdicts) {
                    match verdict {
                        Verdict::Accepted(number, _) | Verdict::Duplicate(number, _) => {
                            self.tally.accepted += 1;
                            self.note(department, *number, offered);
                        }
                        Verdict::Need(_) => self.tally.needed += 1,
                        Verdict::Refused(..) => self.tally.refused += 1,
                    }
                }
            }
            (Request::Pull(_), Ok(Reply::Pull(PullReply::Page(page)))) => {
                self.tally.pulled += page.entries.len() as u64;
                if page.entries.is_empty() && !page.more {
                    self.tally.no_op.record(took);
                } else {
                    self.tally.pull.record(took);
                }
            }
            (Request::Pull(_), Ok(Reply::Pull(PullReply::Diverged { .. }))) => self.tally.diverged += 1,
            _ => {}
        }
    }

    fn note(&mut self, department: DepartmentId, number: u64, offered: &feltbog_shared::wire::Offered) {
        let Some(receipts) = &mut self.receipts else {
            return;
        };
        if let Ok(info) = feltbog_shared::document::ChangeInfo::read(&offered.bytes) {
            receipts.push(Receipt {
                department,
                number,
                document: offered.document,
                hash: info.hash,
            });
        }
    }

    async fn told(&mut self, notice: Notice) -> Result<Option<Input>> {
        Ok(match notice {
            Notice::Outcome(CommandOutcome::Saved { .. }) => {
                self.tally.saved += 1;
                None
            }
            Notice::Outcome(CommandOutcome::NotSaved { reason, .. }) => {
                self.not_saved = Some(format!("{reason:?}"));
                None
            }
            Notice::RightsChanged => match self.link.session().await {
                Ok(session) => Some(Input::SignedIn(Box::new(session))),
                Err(_) => None,
            },
            Notice::PutAside(document) => bail!("{document} was put aside"),
            Notice::SignedOut | Notice::AppTooOld | Notice::StorageFull => bail!("{notice:?}"),
            Notice::Changed(_) | Notice::Gone(_) | Notice::Delivery => None,
        })
    }

    /// Sends a request and measures what comes, and does nothing else with it.
    ///
    /// # Errors
    /// When no answer of ours comes.
    pub(crate) async fn exchange(&mut self, request: Request) -> Result<Reply> {
        let department = self.department();
        let watch = Watch::start();
        let reply = self.link.exchange(department, &request).await;
        let came = Came {
            ticket: Ticket(0),
            department,
            request,
            reply,
            took: watch.elapsed(),
        };
        self.measure(&came);
        came.reply.map_err(|failure| anyhow::anyhow!("{failure:?}"))
    }

    /// Fetches every page as a phone would and decodes it, but applies nothing: what the server and the wire cost
    /// without the phone's own work. Returns how many entries came.
    ///
    /// # Errors
    /// When a page does not come.
    pub async fn fetch_only(&mut self) -> Result<u64> {
        let department = self.department();
        let mut request = PullRequest {
            cursor: feltbog_shared::wire::Cursor::default(),
            limit: 500,
        };
        let mut entries = 0;
        loop {
            let asked = Request::Pull(request.clone());
            let watch = Watch::start();
            let reply = self.link.exchange(department, &asked).await;
            let Ok(Reply::Pull(PullReply::Page(page))) = reply else {
                bail!("no page came: {reply:?}");
            };
            self.tally.pull.record(watch.elapsed());
            self.tally.pulled += page.entries.len() as u64;
            entries += page.entries.len() as u64;
            request.cursor = page.cursor;
            if !page.more {
                return Ok(entries);
            }
        }
    }

    /// When the phone's own clock will next have it do something.
    pub fn next_tick(&self) -> Option<Moment> {
        self.replica.next_tick()
    }

    /// Puts what this phone wrote and holds aside for the next session: a phone that is switched off and on.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn restart(self) -> Result<Self> {
        let kept = InitialState {
            session: self.store.session().await?,
            cursors: self.store.cursors().await?,
            refused: self.store.refused().await?,
            aside: self.store.aside().await?,
            processed: self.store.processed_commands().await?,
        };
        kept.session.as_ref().context("nobody is signed in")?;
        let mut rng = self.rng;
        let mut actors = rng.fork();
        let draw = move || core::array::from_fn(|_| actors.u8(..));
        Ok(Self {
            replica: Replica::new(now(), kept, Box::new(draw)),
            todo: VecDeque::new(),
            later: VecDeque::new(),
            under_way: JoinSet::new(),
            rng,
            ..self
        })
    }
}
