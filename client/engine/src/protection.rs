//! The PIN of a profile, as far as the store has to do with it: what it protects, and what goes when it is forgotten.

use feltbog_shared::replica::store::StoreError;

use super::connection::stores;
use super::photos::Stage;
use super::rows::Delete;
use super::store::IndexedDbStore;
use super::vault::Tried;

/// The object stores whose rows a locked phone does not read. All of it comes back from the server, or is made again from
/// what waits.
const BEHIND_PIN: [&str; 6] = [
    stores::DOCUMENT,
    stores::OLD,
    stores::INDEX,
    stores::VIEW,
    stores::CURSOR,
    stores::PROCESSED,
];

/// The reason why no PIN was kept.
#[derive(Debug)]
pub(super) enum NotProtected {
    /// The browser makes or keeps no keys.
    NoKeys,
    /// The storage.
    Storage(StoreError),
}

impl From<StoreError> for NotProtected {
    fn from(error: StoreError) -> Self {
        Self::Storage(error)
    }
}

impl IndexedDbStore {
    /// Opens the store for a visit. Returns whether it is open.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub(super) async fn begin(&self, visit: Option<Vec<u8>>) -> Result<bool, StoreError> {
        self.vault.begin(visit).await
    }

    /// Tries a PIN, and opens the store for a visit when it is the right one.
    ///
    /// # Errors
    /// When the storage does not answer.
    pub(super) async fn unlock(&self, pin: &str, visit: &[u8]) -> Result<Tried, StoreError> {
        self.vault.unlock(pin, visit).await
    }

    /// Makes a PIN that of the profile. Before it is, every row stands encrypted with the key that it should.
    ///
    /// # Errors
    /// The reason why it is not.
    pub(super) async fn protect(&self, pin: &str, visit: &[u8]) -> Result<(), NotProtected> {
        let cipher = self.database.cipher().await?;
        if !cipher.encrypts() {
            return Err(NotProtected::NoKeys);
        }
        if !cipher.is_whole() || !self.photos.are_sealed().await? {
            return Err(NotProtected::Storage(StoreError::Full));
        }
        self.photos.settle(&self.photos.all().await?).await?;
        Ok(self.vault.protect(pin, visit).await?)
    }

    /// Takes the PIN away.
    ///
    /// # Errors
    /// When it could not be written.
    pub(super) async fn unprotect(&self) -> Result<(), StoreError> {
        self.vault.unprotect().await
    }

    /// Takes the PIN away with the last of what it protected.
    ///
    /// # Errors
    /// When it could not be written.
    pub(super) async fn let_go_of_pin(&self) -> Result<(), StoreError> {
        if self.vault.is_locked() {
            return self.vault.destroy().await;
        }
        if self.database.cipher().await?.encrypts() {
            return self.vault.unprotect().await;
        }
        Ok(())
    }

    /// Deletes everything behind the PIN: what the server has, and what is made again from that which waits.
    ///
    /// # Errors
    /// When it could not be written.
    pub(super) async fn let_go_of_data(&self) -> Result<(), StoreError> {
        let mut rows = Vec::new();
        for store in BEHIND_PIN {
            let keys = self.keys(store).await?;
            rows.extend(keys.into_iter().map(|key| Delete::new(store, key)));
        }
        if !rows.is_empty() {
            self.replace_rows(Vec::new(), rows).await?;
        }
        let photos = self.photos.all().await?;
        let sent = photos.iter().filter(|photo| photo.stage == Stage::Sent);
        let sent: Vec<_> = sent.map(|photo| photo.document).collect();
        if !sent.is_empty() {
            self.photos.forget(&sent).await?;
        }
        Ok(())
    }

    /// Destroys the data key of a locked phone, after everything that it opens. What waits to be sent stays.
    ///
    /// # Errors
    /// When it could not be written.
    pub(super) async fn start_over(&self) -> Result<(), StoreError> {
        self.let_go_of_data().await?;
        self.vault.destroy().await
    }
}
