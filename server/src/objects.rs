//! Sealed images, by name, in a folder.

use std::path::Path;

use object_store::local::LocalFileSystem;
use object_store::{ObjectStore as _, ObjectStoreExt as _, PutPayload, path::Path as Name};
use tokio_stream::StreamExt as _;
use wire::{EncounterId, EntryId, Sha256};

use crate::problem::Error;
use crate::vault::DataKey;

/// The store of sealed images.
pub struct Objects(LocalFileSystem);

/// Whose image, and which: where it lies, and what it is sealed as.
#[derive(Debug, Clone)]
pub struct ImageName(String);

impl ImageName {
    /// An image of an encounter.
    pub fn of_encounter(encounter: EncounterId, sha256: &Sha256) -> Self {
        Self(format!("encounter/{encounter}/{sha256}"))
    }

    /// An image of a watchlist entry.
    pub fn of_entry(entry: EntryId, sha256: &Sha256) -> Self {
        Self(format!("entry/{entry}/{sha256}"))
    }
}

impl Objects {
    /// Opens the folder, making it if it is not there.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        std::fs::create_dir_all(folder).map_err(Error::io(format!("the folder {}", folder.display())))?;
        Ok(Self(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true)))
    }

    /// Seals an image and keeps it. Keeping it again changes nothing that matters.
    pub async fn put(&self, name: &ImageName, key: &DataKey, image: &[u8]) -> Result<(), Error> {
        let sealed = key.seal(&name.0, image)?;
        self.0.put(&Name::from(name.0.as_str()), PutPayload::from(sealed)).await?;
        Ok(())
    }

    /// Removes every image of a subject; how many there were.
    pub async fn delete_all(&self, subject: &str) -> Result<u64, Error> {
        let folder = Name::from(subject);
        let mut images = self.0.list(Some(&folder));
        let mut removed = 0;
        while let Some(image) = images.next().await {
            self.0.delete(&image?.location).await?;
            removed += 1;
        }
        Ok(removed)
    }

    /// Reads an image and opens it.
    pub async fn get(&self, name: &ImageName, key: &DataKey) -> Result<Vec<u8>, Error> {
        let sealed = self.0.get(&Name::from(name.0.as_str())).await?.bytes().await?;
        Ok(key.open(&name.0, &sealed)?)
    }
}
