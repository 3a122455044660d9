//! Lists in files, as they were searched: a start reads these instead of opening every entry, then follows the log of
//! changes. Each file is sealed, in pieces that threads read and open side by side, under a key of its own; when
//! somebody of the list is erased, the key is.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use gallery::Shard;
use wire::ListId;
use wire::list::{append_severities, take_severities};

use super::held::{HeldList, person};
use crate::problem::Error;
use crate::service::Service;
use crate::storage::lists::Watchlist;
use crate::storage::shard_files::{self, ShardFileRow};
use crate::storage::{Connection, entries};
use crate::vault::DataKey;

/// What is sealed at once.
const PIECE: usize = 4 << 20;
/// What sealing adds to a piece: nonce and tag.
const SEAL: usize = 12 + 16;
/// A file is written anew when its list has gone on by so many versions: following each costs a tenth of a millisecond.
const FAR_BEHIND: u64 = 2_000;

fn subject(list: ListId) -> String {
    format!("shard/{list}")
}

/// A list's file, and what each of its pieces is sealed as.
struct ListFile {
    path: PathBuf,
    list: ListId,
    version: u64,
    bytes: usize,
    key: DataKey,
}

impl ListFile {
    fn sealed_as(&self, piece: usize) -> String {
        format!("piece {piece} of {} of list {}, version {}", self.pieces(), self.list, self.version)
    }

    fn pieces(&self) -> usize {
        self.bytes.div_ceil(PIECE)
    }

    /// Writes it whole beside the one before, then in its place.
    fn write(&self, content: &[u8]) -> Result<(), Error> {
        let beside = self.path.with_extension("new");
        let failed = || Error::io(format!("the file {}", self.path.display()));
        let mut file = File::create(&beside).map_err(failed())?;
        for (piece, plain) in content.chunks(PIECE).enumerate() {
            file.write_all(&self.key.seal(&self.sealed_as(piece), plain)?).map_err(failed())?;
        }
        file.sync_all().map_err(failed())?;
        std::fs::rename(&beside, &self.path).map_err(failed())
    }

    /// Reads and opens it, by several threads.
    fn read(&self, threads: usize) -> Result<Vec<u8>, Error> {
        let mut content = vec![0; self.bytes];
        let pieces = Mutex::new(content.chunks_mut(PIECE).enumerate());
        let next = || pieces.lock().unwrap_or_else(PoisonError::into_inner).next();
        let work = || -> Result<(), Error> {
            let failed = || Error::io(format!("the file {}", self.path.display()));
            let mut file = File::open(&self.path).map_err(failed())?;
            while let Some((piece, plain)) = next() {
                let mut sealed = vec![0; plain.len() + SEAL];
                file.seek(SeekFrom::Start((piece * (PIECE + SEAL)) as u64)).map_err(failed())?;
                file.read_exact(&mut sealed).map_err(failed())?;
                plain.copy_from_slice(&self.key.open(&self.sealed_as(piece), &sealed)?);
            }
            Ok(())
        };
        std::thread::scope(|scope| {
            let readers: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(work)).collect();
            readers.into_iter().try_for_each(|reader| reader.join().unwrap_or(Err(Error::SearchCutOff)))
        })?;
        Ok(content)
    }
}

impl HeldList {
    fn to_file(&self) -> Vec<u8> {
        let mut content = self.shard.to_bytes();
        append_severities(&mut content, self.severities());
        content
    }

    fn of_file(list: Watchlist, mut content: Vec<u8>) -> Result<Self, Error> {
        let unreadable = |why: String| Error::Stored { what: "list's file", why };
        let severities = take_severities(&mut content).ok_or_else(|| unreadable("it is cut short".into()))?;
        let shard = Shard::from_bytes(content).map_err(|error| unreadable(error.to_string()))?;
        let severities: HashMap<_, _> =
            severities.into_iter().map(|(entry, severity)| (person(entry), severity)).collect();
        Ok(Self { list, shard: Arc::new(shard), severities, elsewhere: None })
    }
}

impl Service {
    /// The folder of the files.
    fn list_files(&self) -> PathBuf {
        self.config.data.join("lists")
    }

    fn list_file(&self, folder: &Path, list: ListId, row: &ShardFileRow) -> Result<ListFile, Error> {
        let key = self.vault.unwrap_key(&subject(list), &row.wrapped_key)?;
        let bytes = usize::try_from(row.bytes).unwrap_or(usize::MAX);
        Ok(ListFile { path: folder.join(format!("{list}.sealed")), list, version: row.version, bytes, key })
    }

    /// A list in the version that its file has; none where there is no file that opens.
    pub(super) async fn on_file(&self, db: &mut Connection, list: &Watchlist) -> Option<Arc<HeldList>> {
        let row =
            shard_files::find(db, list.id).await.ok().flatten().filter(|row| row.version <= list.version)?;
        let held = self.read_file(list, &row).await;
        // All of it is in the database too: that takes longer, and no more.
        let held =
            held.inspect_err(|error| tracing::warn!(%error, list = %list.id, "a list's file is of no use"));
        held.ok().map(Arc::new)
    }

    async fn read_file(&self, list: &Watchlist, row: &ShardFileRow) -> Result<HeldList, Error> {
        let file = self.list_file(&self.list_files(), list.id, row)?;
        let list = Watchlist { version: row.version, ..list.clone() };
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let read = move || HeldList::of_file(list, file.read(threads)?);
        tokio::task::spawn_blocking(read).await?
    }

    /// Writes the lists that are large, and whose file is not there or far behind; how many.
    ///
    /// # Errors
    /// [`Error::Io`] where the folder cannot be written to.
    pub async fn put_lists_on_file(&self) -> Result<usize, Error> {
        let mut written = 0;
        for held in self.current_lists().await? {
            let mut db = self.storage.read().await?;
            let there = shard_files::find(&mut db, held.list.id).await?;
            drop(db);
            let current = |row: ShardFileRow| row.version + FAR_BEHIND > held.list.version;
            if held.shard.people() < self.config.people_on_file || there.is_some_and(current) {
                continue;
            }
            self.put_on_file(held).await?;
            written += 1;
        }
        Ok(written)
    }

    async fn put_on_file(&self, held: Arc<HeldList>) -> Result<(), Error> {
        let folder = self.list_files();
        std::fs::create_dir_all(&folder).map_err(Error::io(format!("the folder {}", folder.display())))?;
        let (id, version) = (held.list.id, held.list.version);
        let wrapped_key = self.vault.new_key(&subject(id))?.wrapped;
        let content = tokio::task::spawn_blocking(move || held.to_file()).await?;
        let row = ShardFileRow { version, bytes: content.len() as u64, wrapped_key };
        let file = self.list_file(&folder, id, &row)?;
        tokio::task::spawn_blocking(move || file.write(&content)).await??;
        let mut transaction = self.storage.write().await?;
        // Who was erased while this was written is in it: then nobody is to have its key.
        if entries::erased_since(&mut transaction, id, version).await? {
            return Ok(());
        }
        shard_files::put(&mut transaction, id, &row).await?;
        transaction.commit().await?;
        tracing::info!(list = %id, version, bytes = row.bytes, "list put on file");
        Ok(())
    }
}
