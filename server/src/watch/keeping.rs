//! Lists and entries, as their managers write and read them.

use std::collections::BTreeMap;

use fingerprint::FingerPosition;
use policy::{Category, EntryState, EntryStep, Standing, validation_due};
use wire::watchlist::{
    Change, ChangeStep, EntryDraft, EntryPage, EntrySummary, EntryView, EntryWords, ReferenceView, Terms,
    WatchlistView,
};
use wire::{AccountId, Code, EntryId, ListId, PrintId, Timestamp};

use super::entry::category;
use super::{Entry, NewPrint, Particulars, ReferencePrint};
use crate::audit::Line;
use crate::authorize::{Action, Object, authorize};
use crate::enrol::print_from_bytes;
use crate::objects::ImageName;
use crate::problem::{Error, invalid, not_found, refuse};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::entries::{self, EntryRow, Wanted};
use crate::storage::lists::{self, Watchlist};
use crate::storage::{Connection, accounts, changes};
use crate::vault::NewKey;

/// Entries on a page.
const PAGE: u32 = 50;
const CATEGORIES: usize = 50;
const SOURCES: usize = 10;
/// Ten fingers, each twice.
const PRINTS: usize = 20;
const LONGEST_NAME: usize = 120;
const LONGEST_TEXT: usize = 2000;
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

    /// Makes a draft.
    pub(crate) async fn new_entry(
        &self,
        actor: &Actor,
        list: ListId,
        draft: EntryDraft,
    ) -> Result<EntryView, Error> {
        let list = self.kept_list(&mut *self.storage.read().await?, actor, list).await?;
        let (particulars, expires_at) = written(draft.words, &list)?;
        if !draft.keep.is_empty() {
            return Err(invalid("keep", "A new entry has no prints to keep: add them."));
        }
        let prints = read_prints(draft.add).await?;
        let now = self.clock.now();
        let id = EntryId::new();
        let NewKey { key, wrapped } = self.vault.new_key(&Entry::subject(id))?;
        let prints = self.keep_prints(id, &key, prints).await?;
        let standing = Standing {
            state: EntryState::Draft,
            author: actor.account.to_string(),
            valid_until: None,
            expires_at: expires_at.map(|moment| moment.0),
        };
        let mut transaction = self.storage.write().await?;
        let row = EntryRow {
            id,
            list: list.id,
            list_version: lists::advance(&mut transaction, list.id).await?,
            standing,
            changed_at: now,
            wrapped_key: wrapped,
            particulars: key.seal("particulars", &json(&particulars)?)?,
            prints: key.seal("prints", &json(&prints)?)?,
            import: None,
        };
        entries::insert(&mut transaction, &row).await?;
        let step = (ChangeStep::Draft, EntryState::Draft);
        self.keep_change(&mut transaction, actor, &list, &row, step, None).await?;
        transaction.commit().await?;
        self.tell_of(&list);
        self.entry_view(actor, id).await
    }

    /// Writes an entry anew: a draft again, whatever it was, and out of search.
    pub(crate) async fn revise_entry(
        &self,
        actor: &Actor,
        id: EntryId,
        draft: EntryDraft,
    ) -> Result<EntryView, Error> {
        // Whether it may be read at all comes before the work of reading prints.
        self.entry_for(&mut *self.storage.read().await?, actor, id).await?;
        let added = read_prints(draft.add).await?;
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        let (list, mut row) = self.held_entry(&mut transaction, actor, Action::KeepLists, id).await?;
        let (particulars, expires_at) = written(draft.words, &list)?;
        let entry = Entry::open(&self.vault, &row)?;
        let grounds = entry.particulars.grounds(&list, row.standing.expires_at, entry.prints.len());
        let before = row.standing.state_at(now.0);
        let person = actor.account.to_string();
        let state = row
            .standing
            .after(EntryStep::Revise, &person, &grounds, now.0)
            .map_err(|_| refuse(Code::Conflict, "This entry was withdrawn for good: make a new one."))?;
        let kept = entry.prints.iter().filter(|print| draft.keep.contains(&print.id)).cloned();
        let mut prints: Vec<ReferencePrint> = kept.collect();
        if prints.len() != draft.keep.len() {
            return Err(invalid("keep", "The entry has no such print any more: read it again."));
        }
        if prints.len() + added.len() > PRINTS {
            return Err(too_many_prints());
        }
        prints.extend(self.keep_prints(id, &entry.key, added).await?);
        row.particulars = entry.key.seal("particulars", &json(&particulars)?)?;
        row.prints = entry.key.seal("prints", &json(&prints)?)?;
        row.standing = Standing {
            state,
            author: person,
            valid_until: None,
            expires_at: expires_at.map(|moment| moment.0),
        };
        row.changed_at = now;
        row.list_version = lists::advance(&mut transaction, list.id).await?;
        entries::update(&mut transaction, &row).await?;
        let step = (ChangeStep::Revise, before);
        self.keep_change(&mut transaction, actor, &list, &row, step, None).await?;
        transaction.commit().await?;
        self.tell_of(&list);
        self.entry_view(actor, id).await
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
    async fn entry_for(
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

/// A list's terms, trimmed, each field in its bounds.
pub(super) fn checked(terms: Terms) -> Result<Terms, Error> {
    let Terms { name, owner, legal_basis, categories } = terms;
    let terms = Terms {
        name: short("name", &name, "Give the list a name.")?,
        owner: short("owner", &owner, "Say who answers for the list.")?,
        legal_basis: text("legal_basis", &legal_basis)?,
        categories,
    };
    if terms.legal_basis.is_empty() {
        return Err(invalid("legal_basis", "Say what the list rests on in law."));
    }
    if terms.categories.is_empty() || terms.categories.len() > CATEGORIES {
        return Err(invalid("categories", "A list has 1 to 50 categories."));
    }
    for (at, one) in terms.categories.iter().enumerate() {
        let field = |name: &str| format!("categories[{at}].{name}");
        short(&field("name"), &one.name, "Give the category a name.")?;
        text(&field("instructions"), &one.instructions)?;
        if one.instructions.trim().is_empty() {
            return Err(invalid(field("instructions"), "Say what the officer is to do, and whom to call."));
        }
        if terms.categories[..at].iter().any(|earlier| earlier.name == one.name) {
            return Err(invalid(field("name"), "Another category has this name."));
        }
        if !Category::SEVERITIES.contains(&one.severity) {
            return Err(invalid(field("severity"), "Severity is 1 (least) to 4."));
        }
        if one.sources == 0 || usize::from(one.sources) > SOURCES {
            return Err(invalid(field("sources"), "A category asks for 1 to 10 sources."));
        }
        if !Category::VALIDATION_DAYS.contains(&one.validation_days) {
            return Err(invalid(field("validation_days"), "A validation holds for 1 to 1,826 days."));
        }
    }
    Ok(terms)
}

/// What somebody wrote, in its bounds; what is missing altogether may come later, before anybody validates it.
fn written(words: EntryWords, list: &Watchlist) -> Result<(Particulars, Option<Timestamp>), Error> {
    let chosen = category(list, &words.category)
        .ok_or_else(|| invalid("category", "Choose one of the list's categories."))?;
    if words.sources.len() > SOURCES {
        return Err(invalid("sources", "An entry names at most 10 sources."));
    }
    let own = text("instructions", &words.instructions)?;
    let sources =
        words.sources.iter().map(|source| text("sources", source)).collect::<Result<Vec<_>, _>>()?;
    let particulars = Particulars {
        subject: text("subject", &words.subject)?,
        biography: crate::biographic::checked("biography", words.biography)?,
        category: chosen.name.clone(),
        severity: chosen.severity,
        instructions: if own.is_empty() { chosen.instructions.clone() } else { own },
        sources: sources.into_iter().filter(|source| !source.is_empty()).collect(),
        criterion: text("criterion", &words.criterion)?,
        evidence_at: words.evidence_at,
        validator: String::new(),
    };
    Ok((particulars, words.expires_at))
}

fn short(field: &str, value: &str, remedy: &str) -> Result<String, Error> {
    let value = value.trim();
    if value.is_empty() {
        return Err(invalid(field, remedy));
    }
    if value.chars().count() > LONGEST_NAME {
        return Err(invalid(field, "At most 120 characters."));
    }
    Ok(value.to_owned())
}

fn text(field: &str, value: &str) -> Result<String, Error> {
    let value = value.trim();
    if value.chars().count() > LONGEST_TEXT {
        return Err(invalid(field, "At most 2,000 characters."));
    }
    Ok(value.to_owned())
}

fn too_many_prints() -> Error {
    invalid("add", "An entry has at most 20 prints: leave some of them out.")
}

/// Reads files into prints, beside the requests.
async fn read_prints(files: Vec<wire::watchlist::PrintFile>) -> Result<Vec<NewPrint>, Error> {
    if files.len() > PRINTS {
        return Err(too_many_prints());
    }
    tokio::task::spawn_blocking(move || {
        files
            .into_iter()
            .enumerate()
            .map(|(at, file)| {
                let position: FingerPosition = file.position;
                print_from_bytes(&file.file.0, position, file.ppi)
                    .map_err(|error| invalid(format!("add[{at}].file"), error.to_string()))
            })
            .collect()
    })
    .await?
}

pub(super) fn json<T: serde::Serialize>(value: &T) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(value).map_err(Error::stored("entry"))
}
