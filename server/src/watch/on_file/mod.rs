//! Lists in files, as they were searched: a start reads these instead of opening every entry, then follows the log of
//! changes. Each file is sealed in pieces under a key of its own, and written and read piece by piece, so that no more
//! memory is taken than the list does; threads check it side by side. When somebody of the list is erased, the key is.

#[cfg(test)]
mod made;

use std::collections::{HashMap, VecDeque};
use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use gallery::{Check, Shard};
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
    key: DataKey,
}

impl ListFile {
    /// The last is told, so that a file cut short at a piece does not open.
    fn sealed_as(&self, piece: u64, is_last: bool) -> String {
        let which = if is_last { "last piece" } else { "piece" };
        format!("{which} {piece} of list {}, version {}", self.list, self.version)
    }

    fn failed(&self) -> impl FnOnce(io::Error) -> Error {
        Error::io(format!("the file {}", self.path.display()))
    }

    /// Writes it whole beside the one before, then in its place; how many bytes were sealed.
    fn write(&self, held: &HeldList) -> Result<u64, Error> {
        let beside = self.path.with_extension("new");
        let file = File::create(&beside).map_err(self.failed())?;
        let mut sealing = Sealing { to: self, file, plain: Vec::with_capacity(PIECE), piece: 0 };
        held.shard.write(&mut sealing).map_err(self.failed())?;
        let mut severities = Vec::new();
        append_severities(&mut severities, held.severities());
        sealing.write_all(&severities).map_err(self.failed())?;
        let bytes = sealing.finish().map_err(self.failed())?;
        std::fs::rename(&beside, &self.path).map_err(self.failed())?;
        Ok(bytes)
    }

    /// Reads and opens it, by several threads.
    fn read(&self, list: Watchlist, bytes: u64, threads: usize) -> Result<HeldList, Error> {
        let unreadable = |why: String| Error::Stored { what: "list's file", why };
        let file = File::open(&self.path).map_err(self.failed())?;
        let opened = VecDeque::new();
        let mut opening = Opening { from: self, file, left: bytes, piece: 0, threads, opened, at: 0 };
        // Each piece shows by its seal that it is what was written: nothing in it is checked a second time.
        let shard = Shard::read_by_threads(&mut opening, threads, Check::Parts)
            .map_err(|error| unreadable(error.to_string()))?;
        let mut rest = Vec::new();
        opening.read_to_end(&mut rest).map_err(self.failed())?;
        let severities = take_severities(&mut rest).filter(|_| rest.is_empty());
        let severities: HashMap<_, _> = severities
            .ok_or_else(|| unreadable("it is cut short".into()))?
            .into_iter()
            .map(|(entry, severity)| (person(entry), severity))
            .collect();
        Ok(HeldList { list, shard: Arc::new(shard), severities, elsewhere: None })
    }
}

/// Seals what is written to it, piece by piece.
struct Sealing<'a> {
    to: &'a ListFile,
    file: File,
    plain: Vec<u8>,
    piece: u64,
}

impl Sealing<'_> {
    fn seal(&mut self, is_last: bool) -> io::Result<()> {
        let name = self.to.sealed_as(self.piece, is_last);
        self.file.write_all(&self.to.key.seal(&name, &self.plain).map_err(io::Error::other)?)?;
        self.piece += 1;
        self.plain.clear();
        Ok(())
    }

    /// Seals what is left; how much it was in all.
    fn finish(mut self) -> io::Result<u64> {
        let bytes = self.piece * PIECE as u64 + self.plain.len() as u64;
        self.seal(true)?;
        self.file.sync_all()?;
        Ok(bytes)
    }
}

impl io::Write for Sealing<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.plain.len() == PIECE {
            self.seal(false)?;
        }
        let taken = bytes.len().min(PIECE - self.plain.len());
        self.plain.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Opens what was sealed, some pieces at a time.
struct Opening<'a> {
    from: &'a ListFile,
    file: File,
    /// Bytes in the pieces not opened yet.
    left: u64,
    piece: u64,
    threads: usize,
    /// Pieces that were opened, the one that is being read first.
    opened: VecDeque<Vec<u8>>,
    /// Of that one, read.
    at: usize,
}

impl Opening<'_> {
    /// Reads the next pieces and opens them side by side.
    fn open_more(&mut self) -> io::Result<()> {
        let mut sealed = Vec::with_capacity(self.threads);
        while self.left > 0 && sealed.len() < self.threads.max(1) {
            let bytes = self.left.min(PIECE as u64);
            let mut piece = vec![0; bytes as usize + SEAL];
            self.file.read_exact(&mut piece)?;
            self.left -= bytes;
            sealed.push((self.from.sealed_as(self.piece, self.left == 0), piece));
            self.piece += 1;
        }
        let key = &self.from.key;
        let opened = std::thread::scope(|scope| {
            let opening: Vec<_> =
                sealed.iter().map(|(name, piece)| scope.spawn(|| key.open(name, piece))).collect();
            let cut_off = || io::Error::other("a thread was cut off");
            opening
                .into_iter()
                .map(|thread| thread.join().map_err(|_| cut_off())?.map_err(io::Error::other))
                .collect::<io::Result<Vec<_>>>()
        });
        self.opened.extend(opened?);
        Ok(())
    }
}

impl io::Read for Opening<'_> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if self.opened.front().is_some_and(|piece| self.at == piece.len()) {
            self.opened.pop_front();
            self.at = 0;
        }
        if self.opened.is_empty() {
            self.open_more()?;
        }
        let part = self.opened.front().map_or(&[][..], |piece| &piece[self.at..]);
        let taken = part.len().min(to.len());
        to[..taken].copy_from_slice(&part[..taken]);
        self.at += taken;
        Ok(taken)
    }
}

impl Service {
    /// The folder of the files.
    fn list_files(&self) -> PathBuf {
        self.config.data.join("lists")
    }

    /// What tells this folder from those of other servers on the same database; made with the folder.
    fn name_of_folder(&self) -> Result<String, Error> {
        let folder = self.list_files();
        let name = folder.join("name");
        let failed = || Error::io(format!("the folder {}", folder.display()));
        match std::fs::read_to_string(&name) {
            Ok(text) => Ok(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                std::fs::create_dir_all(&folder).map_err(failed())?;
                let new = uuid::Uuid::now_v7().to_string();
                std::fs::write(&name, &new).map_err(failed())?;
                Ok(new)
            }
            Err(error) => Err(failed()(error)),
        }
    }

    fn list_file(
        &self,
        folder: &Path,
        (list, version): (ListId, u64),
        wrapped_key: &[u8],
    ) -> Result<ListFile, Error> {
        let key = self.vault.unwrap_key(&subject(list), wrapped_key)?;
        Ok(ListFile { path: folder.join(format!("{list}.sealed")), list, version, key })
    }

    /// A list in the version that its file has; none where there is no file that opens.
    pub(super) async fn on_file(&self, db: &mut Connection, list: &Watchlist) -> Option<Arc<HeldList>> {
        let folder = self.name_of_folder().ok()?;
        let row = shard_files::find(db, list.id, &folder).await.ok().flatten();
        let row = row.filter(|row| row.version <= list.version)?;
        let held = self.read_file(list, &row).await;
        // All of it is in the database too: that takes longer, and no more.
        let held =
            held.inspect_err(|error| tracing::warn!(%error, list = %list.id, "a list's file is of no use"));
        held.ok().map(Arc::new)
    }

    async fn read_file(&self, list: &Watchlist, row: &ShardFileRow) -> Result<HeldList, Error> {
        let file = self.list_file(&self.list_files(), (list.id, row.version), &row.wrapped_key)?;
        let list = Watchlist { version: row.version, ..list.clone() };
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let (bytes, start) = (row.bytes, Instant::now());
        let held = tokio::task::spawn_blocking(move || file.read(list, bytes, threads)).await??;
        let (people, seconds) = (held.shard.people(), start.elapsed().as_secs_f64());
        tracing::info!(list = %held.list.id, people, bytes, seconds, "list read from its file");
        Ok(held)
    }

    /// Writes the lists that are large, and whose file is not there or far behind; how many.
    ///
    /// # Errors
    /// [`Error::Io`] where the folder cannot be written to.
    pub async fn put_lists_on_file(&self) -> Result<usize, Error> {
        let (mut written, folder) = (0, self.name_of_folder()?);
        for held in self.current_lists().await? {
            let mut db = self.storage.read().await?;
            let there = shard_files::find(&mut db, held.list.id, &folder).await?;
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
        let (folder, name) = (self.list_files(), self.name_of_folder()?);
        let (id, version) = (held.list.id, held.list.version);
        let wrapped_key = self.vault.new_key(&subject(id))?.wrapped;
        let file = self.list_file(&folder, (id, version), &wrapped_key)?;
        let bytes = tokio::task::spawn_blocking(move || file.write(&held)).await??;
        let row = ShardFileRow { version, bytes, wrapped_key };
        let mut transaction = self.storage.write().await?;
        // Who was erased while this was written is in it: then nobody is to have its key.
        if entries::erased_since(&mut transaction, id, version).await? {
            return Ok(());
        }
        shard_files::put(&mut transaction, (id, &name), &row).await?;
        transaction.commit().await?;
        tracing::info!(list = %id, version, bytes = row.bytes, "list put on file");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use gallery::PersonId;
    use policy::Country;
    use synthetic::FingerSeed;
    use wire::watchlist::Terms;

    use super::*;
    use crate::vault::{KeySource, Vault};

    fn list() -> Watchlist {
        let terms = Terms {
            name: "Wanted".into(),
            owner: "Police".into(),
            legal_basis: "Act".into(),
            categories: vec![],
        };
        Watchlist { id: ListId::new(), country: Country::MADE_UP, terms, version: 7 }
    }

    fn file_in(folder: &Path, list: &Watchlist) -> ListFile {
        let vault = Vault::open(KeySource::File(folder.join("key"))).unwrap();
        let key = vault.new_key(&subject(list.id)).unwrap().key;
        ListFile { path: folder.join("list.sealed"), list: list.id, version: list.version, key }
    }

    fn numbered(person: usize) -> PersonId {
        PersonId((person as u128).to_be_bytes())
    }

    fn severities(people: usize) -> HashMap<PersonId, u8> {
        (0..people).map(|person| (numbered(person), 3)).collect()
    }

    /// Longer than a piece.
    fn held() -> HeldList {
        let mut shard = Shard::new();
        for person in 0..900u64 {
            let print = |finger: fingerprint::FingerPosition| {
                (finger, synthetic::template(FingerSeed(10 * person + u64::from(finger.code()))))
            };
            shard.insert(numbered(person as usize), &fingerprint::FingerPosition::TEN.map(print));
        }
        let severities = severities(900);
        HeldList { list: list(), shard: Arc::new(shard), severities, elsewhere: None }
    }

    #[test]
    fn a_list_is_read_from_its_file_as_it_was_written() {
        let folder = tempfile::tempdir().unwrap();
        let held = held();
        let file = file_in(folder.path(), &held.list);
        let bytes = file.write(&held).unwrap();
        assert!(bytes > PIECE as u64);
        for threads in [1, 3] {
            let again = file.read(held.list.clone(), bytes, threads).unwrap();
            assert_eq!(again.shard.to_bytes(), held.shard.to_bytes());
            assert_eq!(again.severities, held.severities);
        }
    }

    #[test]
    fn a_file_cut_off_where_a_piece_ends_does_not_open() {
        let folder = tempfile::tempdir().unwrap();
        let held = held();
        let file = file_in(folder.path(), &held.list);
        file.write(&held).unwrap();
        assert!(file.read(held.list.clone(), PIECE as u64, 1).is_err());
    }

    /// With `UMBRAL_SHARDS`, a folder of shard files, how long a start takes to read a list of all people in them.
    #[test]
    fn a_list_as_large_as_the_folder_given_is_read_as_it_was_written() {
        let Ok(shards) = std::env::var("UMBRAL_SHARDS") else {
            println!("skipped: UMBRAL_SHARDS names no folder of shard files to measure with");
            return;
        };
        let mut shard = Shard::new();
        for entry in std::fs::read_dir(&shards).unwrap() {
            let file = File::open(entry.unwrap().path()).unwrap();
            shard
                .absorb(Shard::read_by_threads(io::BufReader::new(file), 2, Check::Everything).unwrap())
                .unwrap();
        }
        let (people, list) = (shard.people(), list());
        let severities = severities(people);
        let held = HeldList { list: list.clone(), shard: Arc::new(shard), severities, elsewhere: None };
        let folder = tempfile::tempdir_in(&shards).unwrap();
        let file = file_in(folder.path(), &list);
        let start = Instant::now();
        let bytes = file.write(&held).unwrap();
        drop(held);
        let (written, start) = (start.elapsed().as_secs_f64(), Instant::now());
        let again = file.read(list, bytes, 2).unwrap();
        let read = start.elapsed().as_secs_f64();
        assert_eq!(again.shard.people(), people);
        println!("{people} people, {} MiB: written in {written:.1} s, read in {read:.1} s", bytes >> 20);
    }
}
