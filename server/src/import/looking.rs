use std::collections::BTreeSet;
use std::sync::Arc;

use gallery::{PersonId, Shard};
use tokio::sync::Mutex;
use wire::ImportId;

use super::judging::id_in_sheet;
use super::sheet::{self, Person};
use super::{is_kept, subject};
use crate::objects::ImageName;
use crate::problem::{Error, invalid};
use crate::service::Service;
use crate::storage::entries::{self, EntryRow};
use crate::storage::imports::{self, ImportRow, WaitingRow};
use crate::storage::lists::Watchlist;
use crate::vault::Vault;
use crate::watch::Entry;

/// Imports that are looked at at the same time; one more, and the one that waited longest is read again when it goes on.
const AT_ONCE: usize = 2;
/// People read from the database at a time.
const PAGE: u32 = 1000;

/// The imports that are being looked at, in memory.
#[derive(Default)]
pub(crate) struct Imports(Mutex<Vec<(ImportId, Arc<Mutex<Looking>>)>>);

/// An import that is being looked at.
pub(super) struct Looking {
    /// Everybody of the sheet, by place.
    pub people: Vec<Person>,
    /// Whose files are still to come.
    pub open: BTreeSet<u32>,
    /// Whom nobody may be a second time: everybody on the list, and those of the sheet who were accepted.
    pub known: Shard,
}

impl Looking {
    /// How many people were looked at.
    pub(super) fn looked_at(&self) -> usize {
        self.people.len() - self.open.len()
    }
}

impl Imports {
    /// Lets go of what is known of an import, so that it is read again.
    pub(super) async fn let_go(&self, import: ImportId) {
        self.0.lock().await.retain(|(held, _)| *held != import);
    }
}

impl Service {
    /// An import as it is looked at, read where it is not in memory.
    pub(super) async fn looking_at(
        &self,
        list: &Watchlist,
        import: &ImportRow,
    ) -> Result<Arc<Mutex<Looking>>, Error> {
        let mut held = self.imports.0.lock().await;
        if let Some(place) = held.iter().position(|(id, _)| *id == import.id) {
            let found = held.remove(place);
            let looking = Arc::clone(&found.1);
            held.push(found);
            return Ok(looking);
        }
        if held.len() >= AT_ONCE {
            held.remove(0);
        }
        let looking = Arc::new(Mutex::new(self.read_import(list, import).await?));
        held.push((import.id, Arc::clone(&looking)));
        Ok(looking)
    }

    async fn read_import(&self, list: &Watchlist, import: &ImportRow) -> Result<Looking, Error> {
        let sheet = self.objects.get(&ImageName::of_sheet(import.id), &self.key_of_import(import)?).await?;
        let people = tokio::task::spawn_blocking(move || sheet::read(&sheet))
            .await?
            .map_err(|error| invalid("sheet", error.to_string()))?;
        let mut db = self.storage.snapshot().await?;
        let looked_at: BTreeSet<u32> = imports::places(&mut db, import.id).await?.into_iter().collect();
        let open = (0..import.people).filter(|place| !looked_at.contains(place)).collect();
        let mut known = Shard::new();
        let mut after = None;
        loop {
            let wanted = entries::Wanted { after, ..Default::default() };
            let rows = entries::page(&mut db, list.id, wanted, PAGE).await?;
            after = rows.last().map(|row| row.id);
            let full = rows.len() == PAGE as usize;
            let rows: Vec<_> =
                rows.into_iter().filter(is_kept).map(|row| (PersonId(row.id.0.into_bytes()), row)).collect();
            known = self.with_everybody(known, rows).await?;
            if !full {
                break;
            }
        }
        let mut from = 0;
        loop {
            let rows = imports::waiting(&mut db, import.id, from, PAGE).await?;
            let full = rows.len() == PAGE as usize;
            from = rows.last().map_or(0, |row| row.place + 1);
            let rows = rows.into_iter().map(|row| (id_in_sheet(row.place), as_entry(list, row))).collect();
            known = self.with_everybody(known, rows).await?;
            if !full {
                break;
            }
        }
        tracing::info!(import = subject(import.id), known = known.people(), "import read");
        Ok(Looking { people, open, known })
    }

    async fn with_everybody(&self, known: Shard, rows: Vec<(PersonId, EntryRow)>) -> Result<Shard, Error> {
        let vault: Arc<Vault> = Arc::clone(&self.vault);
        tokio::task::spawn_blocking(move || {
            let mut known = known;
            for (person, row) in rows {
                known.insert(person, &Entry::open(&vault, &row)?.templates()?);
            }
            Ok(known)
        })
        .await?
    }
}

/// Somebody who waits, as the draft that they are to be.
pub(super) fn as_entry(list: &Watchlist, waiting: WaitingRow) -> EntryRow {
    let WaitingRow { place: _, entry, expires_at, wrapped_key, particulars, prints } = waiting;
    EntryRow {
        id: entry,
        list: list.id,
        list_version: list.version,
        standing: policy::Standing {
            state: policy::EntryState::Draft,
            author: String::new(),
            valid_until: None,
            expires_at,
        },
        changed_at: wire::Timestamp(0),
        wrapped_key,
        particulars,
        prints,
        import: None,
    }
}
