//! A phone that costs little: it makes real changes, sends them and fetches what is new, and keeps nothing of what comes.
//! For measurements in which the server is to be kept busy by phones that stand on the same machine.

use anyhow::{Result, bail, ensure};
use feltbog_shared::document::{Document, Writer};
use feltbog_shared::id::{ActorId, DocumentId};
use feltbog_shared::replica::{Reply, Request};
use feltbog_shared::wire::{Cursor, Offered, PullReply, PullRequest, PushRequest, Verdict};

use crate::now;
use crate::phone::Phone;
use crate::records::{KIND, change, record};

/// Entries asked for at once, as by every phone.
const PAGE: u32 = 500;

/// A phone without rows: it knows the records it goes on changing, and how far it has fetched.
pub struct Light {
    phone: Phone,
    actor: ActorId,
    at_hand: Vec<(DocumentId, Document)>,
    cursor: Cursor,
}

impl Light {
    /// The light form of a phone that has just enrolled. Fetches what there is.
    ///
    /// # Errors
    /// When no page comes.
    pub async fn of(mut phone: Phone) -> Result<Self> {
        let actor = ActorId(core::array::from_fn(|_| phone.rng().u8(1..)));
        let mut light = Self {
            phone,
            actor,
            at_hand: Vec::new(),
            cursor: Cursor::default(),
        };
        light.fetch().await?;
        Ok(light)
    }

    /// The phone, with what it measured.
    pub fn phone(&mut self) -> &mut Phone {
        &mut self.phone
    }

    /// Makes so many changes, sends them in one batch and fetches what is new. So many of a hundred make a new record, the
    /// others change one of the last `at_hand`.
    ///
    /// # Errors
    /// When one of them is not taken, or something else comes than an answer.
    pub async fn batch(&mut self, changes: usize, new_share: u8, at_hand: usize) -> Result<()> {
        let mut offered = Vec::with_capacity(changes);
        while offered.len() < changes {
            offered.extend(self.change(new_share, at_hand)?);
        }
        let cursor = self.cursor;
        let request = PushRequest {
            cursor,
            changes: offered,
        };
        let Reply::Push(reply) = self.phone.exchange(Request::Push(request)).await? else {
            bail!("another answer than to a push");
        };
        ensure!(reply.stands, "the log is another one");
        for verdict in &reply.verdicts {
            ensure!(
                matches!(verdict, Verdict::Accepted(..)),
                "a change was not taken: {verdict:?}"
            );
        }
        self.phone.tally.saved += reply.verdicts.len() as u64;
        self.fetch().await
    }

    /// One change; none where a record says so already.
    fn change(&mut self, new_share: u8, at_hand: usize) -> Result<Option<Offered>> {
        let (at, author) = (now(), self.phone.session().user);
        let rng = self.phone.rng();
        let is_new = self.at_hand.is_empty() || rng.u8(..100) < new_share;
        let (edits, place) = if is_new {
            let random = core::array::from_fn(|_| rng.u8(..));
            if self.at_hand.len() >= at_hand {
                self.at_hand.remove(0);
            }
            self.at_hand
                .push((DocumentId::new(at, random), Document::new(KIND)?));
            (record(rng, at), self.at_hand.len() - 1)
        } else {
            (change(rng), rng.usize(..self.at_hand.len()))
        };
        let (id, document) = &mut self.at_hand[place];
        let actor = self.actor;
        let made = document.edit(Writer { actor, author, at }, None, &edits)?;
        Ok(made.map(|change| Offered {
            document: *id,
            kind: KIND,
            bytes: change.bytes,
            relayed: None,
        }))
    }

    async fn fetch(&mut self) -> Result<()> {
        loop {
            let request = PullRequest {
                cursor: self.cursor,
                limit: PAGE,
            };
            let Reply::Pull(PullReply::Page(page)) = self.phone.exchange(Request::Pull(request)).await?
            else {
                bail!("no page came");
            };
            self.cursor = page.cursor;
            if !page.more {
                return Ok(());
            }
        }
    }
}
