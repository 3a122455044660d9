//! The same from a folder of this machine, for the command line.

use std::path::Path;

use policy::Country;
use wire::import::{ImportLine, VerdictKind};

use super::{By, Files};
use crate::problem::{Error, not_found};
use crate::service::Service;
use crate::storage::imports::ImportRow;
use crate::storage::lists;

/// People looked at between two transactions.
const PIECE: usize = 256;

/// An import of which everybody has been looked at.
pub struct Import {
    /// Everybody of the sheet, in its order.
    pub lines: Vec<ImportLine>,
    keeper: Country,
    row: ImportRow,
}

impl Import {
    /// How many people wait to be enrolled.
    #[must_use]
    pub fn waiting(&self) -> usize {
        let waits = |line: &&ImportLine| line.verdict.kind() == VerdictKind::Accepted && line.entry.is_none();
        self.lines.iter().filter(waits).count()
    }
}

impl Service {
    /// Looks at a folder and its sheet; nobody is enrolled. Cut off, it goes on where it was. `progress` is told how
    /// many people are looked at now, and of how many.
    ///
    /// # Errors
    /// [`Error::Refused`] for a list that is not there and a sheet that cannot be read; [`Error::Database`].
    pub async fn look_at_import(
        &self,
        keeper: Country,
        list: &str,
        (folder, sheet): (&Path, &[u8]),
        by: &str,
        progress: impl Fn(usize, usize),
    ) -> Result<Import, Error> {
        let mut db = self.storage.read().await?;
        let list = lists::named(&mut db, &self.programme_key, keeper, list)
            .await?
            .ok_or_else(|| not_found("list"))?;
        drop(db);
        let by = By::Program(by, keeper);
        let row = self.import_of(by, &list, sheet).await?;
        let open: Vec<u32> = self.looking_at(&list, &row).await?.lock().await.open.iter().copied().collect();
        let all = row.people as usize;
        let mut looked_at = all - open.len();
        for piece in open.chunks(PIECE) {
            let files = Files::Folder(folder.to_owned());
            self.look_at(by, (&list, &row), piece.to_vec(), files).await?;
            looked_at += piece.len();
            progress(looked_at, all);
        }
        self.imports.let_go(row.id).await;
        let mut snapshot = self.storage.snapshot().await?;
        let lines = self.import_lines(&mut snapshot, &row, None, 0, u32::MAX).await?;
        Ok(Import { lines, keeper, row })
    }

    /// Enrols those who wait, batch by batch: each is in as a whole or not at all; called again, it goes on behind those
    /// who are in. Whoever was refused or is there already is left out. With a `validator`, who stands for them as
    /// their second person, they are active at once; else they are drafts. How many were enrolled.
    ///
    /// # Errors
    /// [`Error::Database`]: then the batches before are in.
    pub async fn import(
        &self,
        import: &Import,
        (by, validator): (&str, &str),
        progress: impl Fn(usize, usize),
    ) -> Result<usize, Error> {
        let all = import.waiting();
        let mut enrolled = 0;
        loop {
            let by = By::Program(by, import.keeper);
            match self.enrol_next(by, &import.row, true, validator).await? {
                0 => return Ok(enrolled),
                batch => enrolled += batch,
            }
            progress(enrolled, all);
        }
    }
}
