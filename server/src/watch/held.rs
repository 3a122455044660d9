use std::collections::BTreeMap;
use std::sync::Arc;

use fingerprint::Template;
use gallery::{PersonId, Shard};
use tokio::sync::Mutex;
use wire::event::Event;
use wire::list::ListInfo;
use wire::{ListId, Timestamp};

use super::Entry;
use crate::audit::Line;
use crate::authorize::{Action, Object, authorize};
use crate::events::Audience;
use crate::problem::Error;
use crate::service::Service;
use crate::session::Actor;
use crate::storage::accounts;
use crate::storage::entries::{self, EntryRow};
use crate::storage::lists::{self, Watchlist};
use crate::vault::Vault;

/// The lists as they are searched.
#[derive(Default)]
pub struct Watch {
    held: Mutex<BTreeMap<ListId, Arc<HeldList>>>,
}

/// A list in one of its versions, in memory: only entries that may alert.
pub struct HeldList {
    /// Which list, in which version.
    pub list: Watchlist,
    /// Its people's prints.
    pub shard: Shard,
}

impl HeldList {
    /// What is told of it. `as_of` is when its version was last seen to be the newest.
    #[must_use]
    pub fn info(&self, as_of: Timestamp) -> ListInfo {
        ListInfo {
            id: self.list.id,
            name: self.list.name.clone(),
            version: self.list.version,
            people: u32::try_from(self.shard.people()).unwrap_or(u32::MAX),
            as_of,
        }
    }
}

impl Service {
    /// Reads the lists, so that the first search does not wait for it.
    ///
    /// # Errors
    /// [`Error::Vault`] when they were sealed under another master key; [`Error::Database`].
    pub async fn prepare(&self) -> Result<(), Error> {
        self.current_lists().await.map(|_| ())
    }

    /// Every list in its newest version, read anew where it has changed, expired entries gone.
    pub(crate) async fn current_lists(&self) -> Result<Vec<Arc<HeldList>>, Error> {
        self.retire_expired().await?;
        // Held while a list is read: another search would only read the same.
        let mut held = self.watch.held.lock().await;
        let mut snapshot = self.storage.snapshot().await?;
        let lists = lists::all(&mut snapshot, &self.programme_key).await?;
        let mut current = BTreeMap::new();
        for list in lists {
            let kept = match held.get(&list.id) {
                Some(kept) if kept.list == list => Arc::clone(kept),
                _ => {
                    let rows = entries::active(&mut snapshot, list.id).await?;
                    let vault = Arc::clone(&self.vault);
                    let read = tokio::task::spawn_blocking(move || read(&vault, list, &rows)).await??;
                    tracing::info!(
                        list = %read.list.id, version = read.list.version, people = read.shard.people(),
                        "list read"
                    );
                    Arc::new(read)
                }
            };
            current.insert(kept.list.id, kept);
        }
        *held = current;
        Ok(held.values().cloned().collect())
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
            lists.retain(|held| policy::may_hold_list(&rules, &held.list.name).granted());
        }
        Ok(lists)
    }

    /// A copy of a list for a device: templates under pseudonyms, nothing else.
    pub(crate) async fn copy_of_list(
        &self,
        actor: &Actor,
        id: ListId,
    ) -> Result<Option<(ListInfo, Vec<u8>)>, Error> {
        let Some(held) =
            self.lists_for(actor, Action::HoldLists).await?.into_iter().find(|held| held.list.id == id)
        else {
            return Ok(None);
        };
        let now = self.clock.now();
        let (info, country) = (held.info(now), held.list.country);
        let bytes = tokio::task::spawn_blocking(move || held.shard.to_bytes()).await?;
        let line = Line::by(actor, "list.copy", format!("list/{id}"))
            .of(country)
            .because("the device searches before the server can")
            .with(format!("{} people, version {}", info.people, info.version));
        self.note(line).await?;
        Ok(Some((info, bytes)))
    }

    /// Takes entries whose time is over out of their lists, which makes a new version of each.
    async fn retire_expired(&self) -> Result<(), Error> {
        let now = self.clock.now();
        if entries::lists_with_expired(&mut *self.storage.read().await?, now).await?.is_empty() {
            return Ok(());
        }
        let mut transaction = self.storage.write().await?;
        let changed = entries::lists_with_expired(&mut transaction, now).await?;
        for &list in &changed {
            let version = lists::advance(&mut transaction, list).await?;
            let people = entries::retire_expired(&mut transaction, list, version, now).await?;
            let line = Line::by_program("server", "list.expire", format!("list/{list}"))
                .with(format!("{people} people, version {version}"));
            self.log.append(&mut transaction, now, line).await?;
        }
        transaction.commit().await?;
        let all = lists::all(&mut *self.storage.read().await?, &self.programme_key).await?;
        for list in all.iter().filter(|list| changed.contains(&list.id)) {
            self.events.tell(Audience::Holders(list.country), Event::List { id: list.id });
        }
        Ok(())
    }
}

fn read(vault: &Vault, list: Watchlist, rows: &[EntryRow]) -> Result<HeldList, Error> {
    let mut shard = Shard::new();
    for row in rows {
        let entry = Entry::open(vault, row)?;
        let prints = entry
            .prints
            .iter()
            .map(|print| Ok((print.position, Template::from_bytes(&print.template.0)?)))
            .collect::<Result<Vec<_>, fingerprint::TemplateError>>()
            .map_err(|error| Error::Stored { what: "reference print", why: error.to_string() })?;
        shard.insert(PersonId(row.id.0.into_bytes()), &prints);
    }
    Ok(HeldList { list, shard })
}
