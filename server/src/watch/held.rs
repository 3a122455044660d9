use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use gallery::{PersonId, Shard};
use policy::Country;
use tokio::sync::Mutex;
use wire::agreement::Covers;
use wire::list::ListInfo;
use wire::{EntryId, ListId, Timestamp};

use super::Entry;
use crate::authorize::{Action, Object, authorize};
use crate::problem::Error;
use crate::service::Service;
use crate::session::Actor;
use crate::storage::entries::{self, EntryRow};
use crate::storage::lists::{self, Watchlist};
use crate::storage::{Connection, changes};
use crate::storage::{accounts, agreements};
use crate::vault::Vault;

/// More changes than this at once, and a list is read anew.
const MOST_CHANGES: u32 = 10_000;

/// The lists as they are searched.
#[derive(Default)]
pub struct Watch {
    held: Mutex<BTreeMap<ListId, Arc<HeldList>>>,
}

/// A list in one of its versions, in memory: only entries that may alert.
#[derive(Clone)]
pub struct HeldList {
    /// Which list, in which version.
    pub list: Watchlist,
    /// Its people's prints.
    pub shard: Arc<Shard>,
    pub(super) severities: HashMap<PersonId, u8>,
    /// How many people matchers hold, where they do: then nobody is in the shard.
    pub(super) elsewhere: Option<u32>,
}

impl HeldList {
    /// What is told of it. `as_of` is when its version was last seen to be the newest.
    #[must_use]
    pub fn info(&self, as_of: Timestamp) -> ListInfo {
        ListInfo {
            id: self.list.id,
            name: self.list.terms.name.clone(),
            version: self.list.version,
            people: self.elsewhere.unwrap_or(u32::try_from(self.shard.people()).unwrap_or(u32::MAX)),
            as_of,
        }
    }

    /// How much the category of a person weighs: 1 (least) to 4.
    pub(super) fn severity(&self, person: &PersonId) -> u8 {
        self.severities.get(person).copied().unwrap_or_default()
    }

    /// Everybody's severity, in the order of their pseudonyms.
    pub(super) fn severities(&self) -> Vec<(EntryId, u8)> {
        let mut all: Vec<_> = self
            .severities
            .iter()
            .map(|(person, severity)| (EntryId(uuid::Uuid::from_bytes(person.0)), *severity))
            .collect();
        all.sort_unstable();
        all
    }

    fn read(vault: &Vault, list: Watchlist, rows: &[EntryRow]) -> Result<Self, Error> {
        let mut held = Self { list, shard: Arc::default(), severities: HashMap::new(), elsewhere: None };
        for row in rows {
            held.enter(&Entry::open(vault, row)?)?;
        }
        Ok(held)
    }

    fn enter(&mut self, entry: &Entry) -> Result<(), Error> {
        let person = person(entry.id);
        Arc::make_mut(&mut self.shard).insert(person, &entry.templates()?);
        self.severities.insert(person, entry.particulars.severity);
        Ok(())
    }

    pub(super) fn leave(&mut self, entry: EntryId) {
        Arc::make_mut(&mut self.shard).remove(&person(entry));
        self.severities.remove(&person(entry));
    }
}

pub(super) fn person(entry: EntryId) -> PersonId {
    PersonId(entry.0.into_bytes())
}

impl Service {
    /// Reads the lists, so that the first search does not wait for it.
    ///
    /// # Errors
    /// [`Error::Vault`] when they were sealed under another master key; [`Error::Database`].
    pub async fn prepare(&self) -> Result<(), Error> {
        self.current_lists().await.map(|_| ())
    }

    /// Every list in its newest version: those in memory follow the log of changes, stale entries are gone.
    pub(crate) async fn current_lists(&self) -> Result<Vec<Arc<HeldList>>, Error> {
        self.let_go_stale().await?;
        // Held while a list is brought up to date: another search would only do the same.
        let mut held = self.watch.held.lock().await;
        let mut snapshot = self.storage.snapshot().await?;
        let lists = lists::all(&mut snapshot, &self.programme_key).await?;
        let mut current = BTreeMap::new();
        for list in lists {
            let kept = match held.remove(&list.id) {
                Some(kept) if kept.list == list => kept,
                kept => self.brought_up_to_date(&mut snapshot, kept, list).await?,
            };
            current.insert(kept.list.id, kept);
        }
        *held = current;
        Ok(held.values().cloned().collect())
    }

    async fn brought_up_to_date(
        &self,
        db: &mut Connection,
        kept: Option<Arc<HeldList>>,
        list: Watchlist,
    ) -> Result<Arc<HeldList>, Error> {
        if self.matchers.is_some() {
            let elsewhere = Some(entries::number_active(db, list.id).await?);
            let (shard, severities) = (Arc::default(), HashMap::new());
            return Ok(Arc::new(HeldList { list, shard, severities, elsewhere }));
        }
        let vault = Arc::clone(&self.vault);
        let kept = match kept {
            Some(kept) => Some(kept),
            None => self.on_file(db, &list).await,
        };
        if let Some(mut kept) = kept.filter(|kept| kept.list.version <= list.version) {
            let changed = changes::since(db, list.id, kept.list.version, None, MOST_CHANGES).await?;
            if changed.len() < MOST_CHANGES as usize {
                let mut rows = Vec::with_capacity(changed.len());
                for change in changed {
                    rows.push((change.entry, entries::look_up(db, change.entry).await?));
                }
                let followed = tokio::task::spawn_blocking(move || {
                    // A search under way keeps the version that it began with: then, and only then, this copies.
                    let held = Arc::make_mut(&mut kept);
                    for (id, row) in rows {
                        match row.filter(|row| row.standing.state == policy::EntryState::Active) {
                            Some(row) => held.enter(&Entry::open(&vault, &row)?)?,
                            None => held.leave(id),
                        }
                    }
                    held.list = list;
                    Ok::<_, Error>(kept)
                });
                return followed.await?;
            }
        }
        let rows = entries::active(db, list.id).await?;
        let read = tokio::task::spawn_blocking(move || HeldList::read(&vault, list, &rows)).await??;
        tracing::info!(
            list = %read.list.id, version = read.list.version, people = read.shard.people(), "list read"
        );
        Ok(Arc::new(read))
    }

    /// A list with its people, also where matchers hold them: for a device, which holds the list itself.
    pub(super) async fn with_people(&self, held: Arc<HeldList>) -> Result<Arc<HeldList>, Error> {
        if held.elsewhere.is_none() {
            return Ok(held);
        }
        let mut snapshot = self.storage.snapshot().await?;
        let list = lists::find(&mut snapshot, &self.programme_key, held.list.id).await?;
        let rows = entries::active(&mut snapshot, held.list.id).await?;
        drop(snapshot);
        let (vault, list) = (Arc::clone(&self.vault), list.unwrap_or_else(|| held.list.clone()));
        let read = tokio::task::spawn_blocking(move || HeldList::read(&vault, list, &rows));
        Ok(Arc::new(read.await??))
    }

    /// The current lists that a country's encounters are searched in: its own, and those given to it by agreement.
    pub(super) async fn lists_of(&self, country: Country) -> Result<Vec<Arc<HeldList>>, Error> {
        let now = self.clock.now();
        let given = agreements::given(&mut *self.storage.read().await?, country, now).await?;
        let mut lists = self.current_lists().await?;
        lists.retain(|held| {
            let keeper = held.list.country;
            keeper == country
                || given.iter().any(|given| given.giver == keeper && given.covers == Covers::Lists)
        });
        Ok(lists)
    }

    /// The current lists that `actor` may do `action` with: the own country's, and those given by agreement.
    pub(crate) async fn lists_for(&self, actor: &Actor, action: Action) -> Result<Vec<Arc<HeldList>>, Error> {
        // A role that may never do this learns so, instead of seeing no lists.
        authorize(actor, action, Object::List(actor.country))?;
        let mut lists = self.current_lists().await?;
        lists.retain(|held| authorize(actor, action, Object::List(held.list.country)).is_ok());
        if action == Action::HoldLists {
            let now = self.clock.now();
            let mut db = self.storage.read().await?;
            let rules = accounts::site(&mut db, &self.programme_key, actor.site, now).await?.policy;
            lists.retain(|held| policy::may_hold_list(&rules, &held.list.terms.name).granted());
        }
        Ok(lists)
    }
}
