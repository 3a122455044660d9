//! Importing a partner's folder of prints with its sheet, from the browser and from the command line alike.
//!
//! The sheet comes first and makes an import; the same sheet again goes on with it. Then the files come in pieces:
//! everybody is judged as theirs arrive ([`judging`]), and whoever is accepted waits, sealed as an entry is. Nobody is
//! on the list yet: that is the preview, of which nothing is lost when it breaks off. At last whole batches of people
//! become entries, each batch all or nothing ([`enrolling`]), and a second person stands for them ([`second`]).

mod enrolling;
mod folder;
mod judging;
mod looking;
mod second;
mod sheet;
mod views;

use std::collections::HashMap;
use std::path::PathBuf;

use axum::body::Bytes;
use policy::Country;
use sha2::{Digest, Sha256 as Hasher};
use wire::import::{Flaw, LARGEST_FILE, PieceHead, Verdict, VerdictKind};
use wire::{Code, EntryId, ImportId, Sha256};

use crate::audit::Line;
use crate::authorize::{Action, Object, authorize};
use crate::objects::ImageName;
use crate::problem::{Error, invalid, not_found, refuse};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::imports::{self, ImportRow, LineRow, WaitingRow};
use crate::storage::lists::{self, Watchlist};
use crate::storage::{Connection, entries};
use crate::vault::{DataKey, NewKey};
use crate::watch::{Entry, NewEntry};

pub(crate) use enrolling::stood_for;
pub use folder::Import;
use judging::Judged;
pub(crate) use looking::Imports;
pub use sheet::SheetError;

/// For how long whoever waits of an import that nobody touches is kept.
const LEFT_ALONE_SECONDS: i64 = 30 * 86_400;

/// Who imports.
#[derive(Clone, Copy)]
pub(crate) enum By<'a> {
    /// A manager at the screen.
    Person(&'a Actor),
    /// A program on the machine itself, for the country that keeps the list.
    Program(&'a str, Country),
}

impl<'a> By<'a> {
    /// As the author of entries.
    fn author(self) -> String {
        match self {
            Self::Person(actor) => actor.account.to_string(),
            Self::Program(name, _) => name.to_owned(),
        }
    }

    fn line(self, action: &'static str, import: ImportId) -> Line<'a> {
        let object = format!("import/{import}");
        match self {
            Self::Person(actor) => Line::by(actor, action, object),
            Self::Program(name, country) => Line::by_program(name, action, object).of(country),
        }
    }
}

/// The files that people of a sheet are judged by.
pub(crate) enum Files {
    /// A folder of this machine.
    Folder(PathBuf),
    /// Those that came with a piece, by the sheet's names for them; of those too large nothing.
    Piece(HashMap<String, Option<Bytes>>),
}

impl Files {
    /// Takes a piece apart.
    fn of_piece(piece: &Bytes) -> Result<(Vec<u32>, Self), Error> {
        let unread = |why: &str| invalid("piece", format!("The piece cannot be read: {why}. Send it again."));
        let end = piece
            .iter()
            .position(|byte| *byte == b'\n')
            .ok_or_else(|| unread("its first line does not end"))?;
        let PieceHead { people, files, too_large } =
            serde_json::from_slice(&piece[..end]).map_err(|_| unread("its first line is no head"))?;
        let mut at = end + 1;
        let mut named: HashMap<_, _> = too_large.into_iter().map(|name| (name, None)).collect();
        for (name, bytes) in files {
            let upto = usize::try_from(bytes).ok().and_then(|bytes| at.checked_add(bytes));
            let upto = upto.filter(|upto| *upto <= piece.len());
            let upto = upto.ok_or_else(|| unread("a file was cut off"))?;
            named.insert(name, Some(piece.slice(at..upto)));
            at = upto;
        }
        if at != piece.len() {
            return Err(unread("there is more than its first line says"));
        }
        Ok((people, Self::Piece(named)))
    }

    /// A file by the sheet's name for it.
    fn read(&self, name: &str) -> Result<Bytes, Flaw> {
        let file = match self {
            Self::Folder(folder) => {
                let path = folder.join(name);
                let size = std::fs::metadata(&path).map_err(|_| Flaw::NoFile)?.len();
                let fits = size <= LARGEST_FILE as u64;
                fits.then(|| std::fs::read(path).map(Bytes::from)).transpose().map_err(|_| Flaw::NoFile)?
            }
            Self::Piece(files) => files.get(name).cloned().ok_or(Flaw::NoFile)?,
        };
        file.filter(|file| file.len() <= LARGEST_FILE).ok_or(Flaw::TooLarge)
    }
}

impl Service {
    /// The import of a sheet into a list: a new one, or the one that it goes on with; then whoever was refused is
    /// looked at again, because their files may be others now.
    async fn import_of(&self, by: By<'_>, list: &Watchlist, sheet: &[u8]) -> Result<ImportRow, Error> {
        let people = sheet::read(sheet).map_err(|error| invalid("sheet", error.to_string()))?;
        if people.is_empty() {
            return Err(invalid("sheet", "The sheet names nobody: give each print a row."));
        }
        let sum = Sha256::from_digest(&Hasher::digest(sheet).into());
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        let import = match imports::of_sheet(&mut transaction, list.id, &sum).await? {
            Some(import) => {
                imports::forget_refused(&mut transaction, import.id).await?;
                imports::touch(&mut transaction, import.id, now).await?;
                import
            }
            None => {
                let id = ImportId::new();
                let NewKey { key, wrapped } = self.vault.new_key(&subject(id))?;
                self.objects.put(&ImageName::of_sheet(id), &key, sheet).await?;
                let import = ImportRow {
                    id,
                    list: list.id,
                    sheet: sum,
                    author: by.author(),
                    made_at: now,
                    people: u32::try_from(people.len()).unwrap_or(u32::MAX),
                    wrapped_key: wrapped,
                };
                imports::insert(&mut transaction, &import).await?;
                import
            }
        };
        let detail = format!("list/{}, {} people", list.id, import.people);
        self.log.append(&mut transaction, now, by.line("import.begin", import.id).with(detail)).await?;
        transaction.commit().await?;
        self.imports.let_go(import.id).await;
        Ok(import)
    }

    /// An import into a list that `actor` keeps.
    async fn import_for(
        &self,
        db: &mut Connection,
        actor: &Actor,
        id: ImportId,
    ) -> Result<(Watchlist, ImportRow), Error> {
        authorize(actor, Action::KeepLists, Object::List(actor.country))?;
        let import = imports::find(db, id).await?.ok_or_else(|| not_found("import"))?;
        Ok((self.kept_list(db, actor, import.list).await?, import))
    }

    fn key_of_import(&self, import: &ImportRow) -> Result<DataKey, Error> {
        Ok(self.vault.unwrap_key(&subject(import.id), &import.wrapped_key)?)
    }

    /// Judges people by their files and keeps what became of them; those who were looked at already are left as they
    /// are.
    async fn look_at(
        &self,
        by: By<'_>,
        (list, import): (&Watchlist, &ImportRow),
        people: Vec<u32>,
        files: Files,
    ) -> Result<(), Error> {
        let mut files = files;
        loop {
            let looking = self.looking_at(list, import).await?;
            let mut looking = looking.lock_owned().await;
            let before = looking.looked_at();
            if imports::looked_at(&mut *self.storage.read().await?, import.id).await? != before {
                // Another server has gone on with it.
                self.imports.let_go(import.id).await;
                continue;
            }
            let people: std::collections::BTreeSet<u32> =
                people.iter().copied().filter(|place| looking.open.contains(place)).collect();
            if people.is_empty() {
                return Ok(());
            }
            let now = self.clock.now();
            let terms = list.clone();
            let wanted: Vec<u32> = people.iter().copied().collect();
            let judging = tokio::task::spawn_blocking(move || {
                let judged = looking.judge(&terms, &files, &wanted, now);
                (looking, judged, files)
            });
            let (mut looking, judged, again) = judging.await?;
            files = again;
            let kept = self.keep_judged(by, import, before, judged).await;
            if !matches!(kept, Ok(true)) {
                // What it knows now is not what was kept.
                self.imports.let_go(import.id).await;
            }
            if kept? {
                looking.open.retain(|place| !people.contains(place));
                return Ok(());
            }
        }
    }

    /// Keeps what became of people, unless another server has looked at somebody since only `before` had been; whether it
    /// was kept.
    async fn keep_judged(
        &self,
        by: By<'_>,
        import: &ImportRow,
        before: usize,
        judged: Vec<Judged>,
    ) -> Result<bool, Error> {
        let key = self.key_of_import(import)?;
        let mut counts = std::collections::BTreeMap::<VerdictKind, usize>::new();
        let mut lines = Vec::with_capacity(judged.len());
        for Judged { place, person, verdict, accepted } in judged {
            *counts.entry(verdict.kind()).or_default() += 1;
            let waiting = match accepted {
                None => None,
                Some(accepted) => Some(self.wait(place, accepted).await?),
            };
            let words = serde_json::to_vec(&(&person, &verdict)).map_err(Error::stored("import's line"))?;
            let line = LineRow {
                place,
                verdict: verdict.kind(),
                words: key.seal(&line_of(place), &words)?,
                entry: waiting.as_ref().map(|waiting| waiting.entry),
            };
            lines.push((line, waiting));
        }
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        if imports::looked_at(&mut transaction, import.id).await? != before {
            drop(transaction);
            for waiting in lines.iter().filter_map(|(_, waiting)| waiting.as_ref()) {
                self.objects.delete_all(&Entry::subject(waiting.entry)).await?;
            }
            return Ok(false);
        }
        for (line, waiting) in &lines {
            imports::insert_line(&mut transaction, import.id, line, waiting.as_ref()).await?;
        }
        imports::touch(&mut transaction, import.id, now).await?;
        let number = |kind| counts.get(&kind).copied().unwrap_or(0);
        let detail = format!(
            "{} people looked at: {} accepted, {} refused, {} there already",
            lines.len(),
            number(VerdictKind::Accepted),
            number(VerdictKind::Refused),
            number(VerdictKind::OnTheList) + number(VerdictKind::InTheSheet),
        );
        self.log.append(&mut transaction, now, by.line("import.look", import.id).with(detail)).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Seals somebody as the entry that they are to be.
    async fn wait(&self, place: u32, accepted: NewEntry) -> Result<WaitingRow, Error> {
        let entry = EntryId::new();
        let NewKey { key, wrapped } = self.vault.new_key(&Entry::subject(entry))?;
        let particulars =
            serde_json::to_vec(&accepted.particulars).map_err(Error::stored("entry's particulars"))?;
        let prints = self.keep_prints(entry, &key, accepted.prints).await?;
        let prints = serde_json::to_vec(&prints).map_err(Error::stored("entry's prints"))?;
        Ok(WaitingRow {
            place,
            entry,
            expires_at: accepted.expires_at.map(|moment| moment.0),
            wrapped_key: wrapped,
            particulars: key.seal("particulars", &particulars)?,
            prints: key.seal("prints", &prints)?,
        })
    }

    /// Forgets an import, with everybody who waits of it; entries that were made of it stay.
    async fn forget_import(&self, by: By<'_>, import: &ImportRow) -> Result<(), Error> {
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        let waiting: Vec<EntryId> = imports::waiting(&mut transaction, import.id, 0, u32::MAX)
            .await?
            .iter()
            .map(|waiting| waiting.entry)
            .collect();
        imports::delete(&mut transaction, import.id).await?;
        let detail = format!("{} people waited", waiting.len());
        self.log.append(&mut transaction, now, by.line("import.forget", import.id).with(detail)).await?;
        transaction.commit().await?;
        self.imports.let_go(import.id).await;
        for entry in waiting {
            self.objects.delete_all(&Entry::subject(entry)).await?;
        }
        self.objects.delete_all(&subject(import.id)).await?;
        self.storage.forget_deleted().await
    }

    /// Forgets whoever waits of imports that nobody has touched for a month; the server does so by itself, every hour.
    ///
    /// # Errors
    /// [`Error::Database`], [`Error::Objects`].
    pub async fn forget_imports_left_alone(&self) -> Result<(), Error> {
        let before = self.clock.now().plus_seconds(-LEFT_ALONE_SECONDS);
        let mut db = self.storage.read().await?;
        let mut left = Vec::new();
        for import in imports::left_alone(&mut db, before).await? {
            let list = lists::find(&mut db, &self.programme_key, import.list).await?;
            left.extend(list.map(|list| (import, list.country)));
        }
        drop(db);
        for (import, country) in left {
            self.forget_import(By::Program("server", country), &import).await?;
        }
        Ok(())
    }
}

/// What a sealed value of an import belongs to.
fn subject(import: ImportId) -> String {
    format!("import/{import}")
}

fn line_of(place: u32) -> String {
    format!("line {place}")
}

/// The sheet's own name for somebody, and what became of them.
fn opened(key: &DataKey, line: &LineRow) -> Result<(String, Verdict), Error> {
    serde_json::from_slice(&key.open(&line_of(line.place), &line.words)?)
        .map_err(Error::stored("import's line"))
}

/// Why nothing can be done with an import now.
fn not_yet(detail: &str) -> Error {
    refuse(Code::Conflict, detail)
}

/// Whether an entry is one that people may still see as part of its list.
fn is_kept(row: &entries::EntryRow) -> bool {
    row.standing.state != policy::EntryState::Withdrawn
}
