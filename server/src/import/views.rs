//! Imports as their managers see and send them.

use axum::body::Bytes;
use policy::EntryState;
use wire::import::{ImportLine, ImportPage, ImportView, Verdict, VerdictKind, Wanted};
use wire::{ImportId, ListId};

use super::{By, Files, opened};
use crate::problem::Error;
use crate::service::Service;
use crate::session::Actor;
use crate::storage::Connection;
use crate::storage::imports::{self, ImportRow};
use crate::storage::lists::Watchlist;
use crate::watch::{Names, name_of};

/// Lines on a page.
const PAGE: u32 = 50;
/// Imports of a list that are shown, the newest first.
const IMPORTS: u32 = 20;
/// People whose files are asked for at once.
const WANTED: usize = 100;

impl Service {
    /// Begins an import by its sheet, or goes on with the one that it began.
    pub(crate) async fn begin_import(
        &self,
        actor: &Actor,
        list: ListId,
        sheet: &[u8],
    ) -> Result<ImportView, Error> {
        let list = self.kept_list(&mut *self.storage.read().await?, actor, list).await?;
        let import = self.import_of(By::Person(actor), &list, sheet).await?;
        self.import_view(actor, import.id).await
    }

    /// The newest imports into a list.
    pub(crate) async fn imports_of_list(
        &self,
        actor: &Actor,
        list: ListId,
    ) -> Result<Vec<ImportView>, Error> {
        let mut snapshot = self.storage.snapshot().await?;
        let list = self.kept_list(&mut snapshot, actor, list).await?;
        let names = self.names(&mut snapshot).await?;
        let mut views = Vec::new();
        for import in imports::of_list(&mut snapshot, list.id, IMPORTS).await? {
            views.push(view(&mut snapshot, (&list, &import), actor, &names).await?);
        }
        Ok(views)
    }

    /// An import, with whose files are wanted next.
    pub(crate) async fn import_view(&self, actor: &Actor, id: ImportId) -> Result<ImportView, Error> {
        let mut snapshot = self.storage.snapshot().await?;
        let (list, import) = self.import_for(&mut snapshot, actor, id).await?;
        let names = self.names(&mut snapshot).await?;
        let mut view = view(&mut snapshot, (&list, &import), actor, &names).await?;
        drop(snapshot);
        if view.looked_at() < view.people {
            let looking = self.looking_at(&list, &import).await?;
            let looking = looking.lock().await;
            let wanted = looking.open.iter().take(WANTED).filter_map(|place| {
                let person = looking.people.get(*place as usize)?;
                let files = person.prints.iter().map(|print| print.file.clone()).collect();
                Some(Wanted { place: *place, files })
            });
            view.next = wanted.collect();
        }
        Ok(view)
    }

    /// Judges people by a piece of the files.
    pub(crate) async fn take_piece(
        &self,
        actor: &Actor,
        id: ImportId,
        piece: &Bytes,
    ) -> Result<ImportView, Error> {
        let (list, import) = self.import_for(&mut *self.storage.read().await?, actor, id).await?;
        let (people, files) = Files::of_piece(piece)?;
        self.look_at(By::Person(actor), (&list, &import), people, files).await?;
        self.import_view(actor, id).await
    }

    /// What became of people of the sheet, from place `from` on.
    pub(crate) async fn lines_of_import(
        &self,
        actor: &Actor,
        id: ImportId,
        verdict: Option<VerdictKind>,
        after: Option<u32>,
    ) -> Result<ImportPage, Error> {
        let mut snapshot = self.storage.snapshot().await?;
        let (list, import) = self.import_for(&mut snapshot, actor, id).await?;
        let from = after.map_or(0, |after| after.saturating_add(1));
        let lines = self.import_lines(&mut snapshot, &import, verdict, from, PAGE).await?;
        drop(snapshot);
        let next = lines.last().map(|line| line.place).filter(|_| lines.len() == PAGE as usize);
        let detail = format!("{} people of the sheet", lines.len());
        self.note(By::Person(actor).line("import.read", id).of(list.country).with(detail)).await?;
        Ok(ImportPage { lines, next })
    }

    pub(super) async fn import_lines(
        &self,
        db: &mut Connection,
        import: &ImportRow,
        verdict: Option<VerdictKind>,
        from: u32,
        limit: u32,
    ) -> Result<Vec<ImportLine>, Error> {
        let key = self.key_of_import(import)?;
        imports::lines(db, import.id, verdict, from, limit)
            .await?
            .iter()
            .map(|row| {
                let (person, verdict): (String, Verdict) = opened(&key, row)?;
                Ok(ImportLine { place: row.place, person, verdict, entry: row.entry })
            })
            .collect()
    }

    /// Gives an import up: whoever waits is forgotten, entries that were made stay.
    pub(crate) async fn give_up_import(&self, actor: &Actor, id: ImportId) -> Result<(), Error> {
        let (_, import) = self.import_for(&mut *self.storage.read().await?, actor, id).await?;
        self.forget_import(By::Person(actor), &import).await
    }
}

async fn view(
    db: &mut Connection,
    (list, import): (&Watchlist, &ImportRow),
    actor: &Actor,
    names: &Names,
) -> Result<ImportView, Error> {
    let mut entries = imports::states(db, import.id).await?;
    entries.retain(|state, _| EntryState::ALL.contains(state));
    Ok(ImportView {
        id: import.id,
        list: list.id,
        list_name: list.terms.name.clone(),
        author: name_of(names, &import.author),
        own: import.author == actor.account.to_string(),
        made_at: import.made_at,
        people: import.people,
        verdicts: imports::verdicts(db, import.id).await?,
        entries,
        next: vec![],
    })
}
