//! Lists and entries, as their managers read them.

use std::collections::BTreeMap;

use policy::{EntryState, EntryStep, validation_due};
use wire::watchlist::{Change, EntryPage, EntrySummary, EntryView, ReferenceView, Terms, WatchlistView};
use wire::{AccountId, Code, EntryId, ListId, PrintId, Timestamp};

use super::Entry;
use super::bounds::checked;
use super::entry::category;
use crate::audit::Line;
use crate::authorize::{Action, Object, authorize};
use crate::objects::ImageName;
use crate::problem::{Error, not_found, refuse};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::entries::{self, EntryRow, Wanted};
use crate::storage::lists::{self, Watchlist};
use crate::storage::{Connection, accounts, changes};

/// Entries on a page.
const PAGE: u32 = 50;
const DAY: i64 = 86_400_000;

/// Names by account.
pub(crate) type Names = BTreeMap<String, String>;

impl Service {
    /// The lists that `actor` keeps.
    pub(crate) async fn kept_lists(&self, actor: &Actor) -> Result<Vec<WatchlistView>, Error> {
        authorize(actor, Action::KeepLists, Object::List(actor.country))?;
        self.let_go_stale().await?;
        let mut snapshot = self.storage.snapshot().await?;
        let mut lists = lists::all(&mut snapshot, &self.programme_key).await?;
        lists.retain(|list| authorize(actor, Action::KeepLists, Object::List(list.country)).is_ok());
        let mut views = Vec::with_capacity(lists.len());
        for list in lists {
            views.push(view(&mut snapshot, list).await?);
        }
        Ok(views)
    }

    /// Makes a list.
    pub(crate) async fn new_list(&self, actor: &Actor, terms: Terms) -> Result<WatchlistView, Error> {
        authorize(actor, Action::KeepLists, Object::List(actor.country))?;
        let terms = checked(terms)?;
        let mut transaction = self.storage.write().await?;
        let list = Watchlist { id: ListId::new(), country: actor.country, terms, version: 0 };
        if !lists::insert(&mut transaction, &self.programme_key, &list).await? {
            return Err(refuse(Code::Conflict, "There is a list of this name: choose another name."));
        }
        let line = Line::by(actor, "list.make", format!("list/{}", list.id)).with(&list.terms.name);
        self.log.append(&mut transaction, self.clock.now(), line).await?;
        let made = view(&mut transaction, list).await?;
        transaction.commit().await?;
        Ok(made)
    }

    /// A page of a list's entries.
    pub(crate) async fn entries_of_list(
        &self,
        actor: &Actor,
        id: ListId,
        wanted: Wanted,
    ) -> Result<EntryPage, Error> {
        self.let_go_stale().await?;
        let mut snapshot = self.storage.snapshot().await?;
        let list = self.kept_list(&mut snapshot, actor, id).await?;
        let rows = entries::page(&mut snapshot, id, wanted, PAGE).await?;
        let names = self.names(&mut snapshot).await?;
        drop(snapshot);
        let next = rows.last().map(|row| row.id).filter(|_| rows.len() == PAGE as usize);
        let now = self.clock.now();
        let entries = rows
            .iter()
            .map(|row| Ok(summary(row, &Entry::open(&self.vault, row)?, &names, now)))
            .collect::<Result<Vec<_>, Error>>()?;
        let references: Vec<&str> = entries.iter().map(|entry| entry.reference.as_str()).collect();
        let line = Line::by(actor, "entry.list", format!("list/{id}")).of(list.country).with(format!(
            "{} entries: {}",
            entries.len(),
            references.join(" ")
        ));
        self.note(line).await?;
        Ok(EntryPage { entries, next })
    }

    /// An entry with its history.
    pub(crate) async fn entry_view(&self, actor: &Actor, id: EntryId) -> Result<EntryView, Error> {
        self.let_go_stale().await?;
        let now = self.clock.now();
        let mut snapshot = self.storage.snapshot().await?;
        let (list, row) = self.entry_for(&mut snapshot, actor, id).await?;
        let names = self.names(&mut snapshot).await?;
        let history = changes::of_entry(&mut snapshot, &self.programme_key, id).await?;
        drop(snapshot);
        let entry = Entry::open(&self.vault, &row)?;
        let grounds = entry.particulars.grounds(&list, row.standing.expires_at, entry.prints.len());
        let missing = grounds.missing(now.0);
        let validation_due = match (entry.state(now), category(&list, &entry.particulars.category)) {
            (EntryState::Draft | EntryState::Stale, _) => true,
            (EntryState::Active, Some(category)) => {
                row.standing.valid_until.is_none_or(|end| validation_due(category, end, now.0))
            }
            _ => false,
        };
        let person = actor.account.to_string();
        let may = [EntryStep::Revise, EntryStep::Validate, EntryStep::Publish, EntryStep::Withdraw]
            .into_iter()
            .filter(|step| row.standing.after(*step, &person, &grounds, now.0).is_ok())
            .collect();
        let view = EntryView {
            summary: summary(&row, &entry, &names, now),
            list: list.id,
            list_name: list.terms.name.clone(),
            words: entry.particulars.words(row.standing.expires_at.map(Timestamp)),
            validator: Some(entry.particulars.validator.clone()).filter(|name| !name.is_empty()),
            validation_due,
            prints_held: entry
                .prints
                .iter()
                .map(|print| ReferenceView {
                    id: print.id,
                    position: print.position,
                    quality: print.quality.clone(),
                    image: print.image.is_some(),
                })
                .collect(),
            missing,
            may,
            history: history
                .into_iter()
                .map(|change| Change {
                    version: change.version,
                    step: change.step,
                    at: change.at,
                    by: name_of(&names, &change.actor),
                    reason: change.why,
                })
                .collect(),
        };
        self.note(Line::by(actor, "entry.read", Entry::subject(id)).of(list.country)).await?;
        Ok(view)
    }

    /// The image of an entry's print.
    pub(crate) async fn entry_print(
        &self,
        actor: &Actor,
        id: EntryId,
        print: PrintId,
    ) -> Result<Vec<u8>, Error> {
        let (list, row) = self.entry_for(&mut *self.storage.read().await?, actor, id).await?;
        let entry = Entry::open(&self.vault, &row)?;
        let image = entry.prints.iter().find(|held| held.id == print).and_then(|held| held.image.as_ref());
        let name = ImageName::of_entry(id, image.ok_or_else(|| not_found("print"))?);
        let line = Line::by(actor, "print.view", Entry::subject(id))
            .of(list.country)
            .because("keeping of watchlists")
            .with(format!("print {print}"));
        self.note(line).await?;
        self.objects.get(&name, &entry.key).await
    }

    /// A list that `actor` keeps.
    pub(crate) async fn kept_list(
        &self,
        db: &mut Connection,
        actor: &Actor,
        id: ListId,
    ) -> Result<Watchlist, Error> {
        // A role that may never do this learns so before anything is looked up.
        authorize(actor, Action::KeepLists, Object::List(actor.country))?;
        let list = lists::find(db, &self.programme_key, id).await?.ok_or_else(|| not_found("list"))?;
        authorize(actor, Action::KeepLists, Object::List(list.country))?;
        Ok(list)
    }

    /// An entry of a list that `actor` keeps.
    pub(super) async fn entry_for(
        &self,
        db: &mut Connection,
        actor: &Actor,
        id: EntryId,
    ) -> Result<(Watchlist, EntryRow), Error> {
        authorize(actor, Action::KeepLists, Object::List(actor.country))?;
        let row = entries::look_up(db, id).await?.ok_or_else(|| not_found("entry"))?;
        Ok((self.kept_list(db, actor, row.list).await?, row))
    }

    /// The same, kept from everybody else's changes.
    pub(super) async fn held_entry(
        &self,
        db: &mut Connection,
        actor: &Actor,
        action: Action,
        id: EntryId,
    ) -> Result<(Watchlist, EntryRow), Error> {
        authorize(actor, action, Object::List(actor.country))?;
        let row = entries::hold(db, id).await?.ok_or_else(|| not_found("entry"))?;
        Ok((self.kept_list(db, actor, row.list).await?, row))
    }

    pub(crate) async fn names(&self, db: &mut Connection) -> Result<Names, Error> {
        let accounts = accounts::all(db, &self.programme_key).await?;
        Ok(accounts.into_iter().map(|account| (account.id.to_string(), account.name)).collect())
    }
}

pub(super) async fn view(db: &mut Connection, list: Watchlist) -> Result<WatchlistView, Error> {
    let entries = entries::counts(db, list.id).await?.into_iter().collect();
    let due = entries::due_days(db, list.id).await?;
    let due = due.into_iter().map(|(day, number)| (Timestamp(day * DAY), number)).collect();
    Ok(WatchlistView { id: list.id, version: list.version, terms: list.terms, entries, due })
}

pub(crate) fn summary(row: &EntryRow, entry: &Entry, names: &Names, now: Timestamp) -> EntrySummary {
    EntrySummary {
        id: row.id,
        reference: row.id.reference(),
        subject: entry.particulars.subject.clone(),
        category: entry.particulars.category.clone(),
        severity: entry.particulars.severity,
        state: entry.state(now),
        author: name_of(names, &row.standing.author),
        changed_at: row.changed_at,
        valid_until: row.standing.valid_until.map(Timestamp),
        expires_at: row.standing.expires_at.map(Timestamp),
        prints: u32::try_from(entry.prints.len()).unwrap_or(u32::MAX),
    }
}

/// An account's name, or a program's own; an account that is gone has none.
pub(crate) fn name_of(names: &Names, actor: &str) -> String {
    match names.get(actor) {
        Some(name) => name.clone(),
        None if actor.parse::<AccountId>().is_ok() => String::new(),
        None => actor.to_owned(),
    }
}
