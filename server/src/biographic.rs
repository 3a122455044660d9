//! Searching for people by name: an index in memory of what lies sealed, asked for a reason, and every answer on record.
//! It never opens a hit.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use names::{Index, Match};
use policy::{Country, EntryState};
use tokio::sync::Mutex;
use wire::biography::{Biography, NameMatch, NameSearch, NamedRecord};
use wire::session::Role;
use wire::{EncounterId, EntryId};

use crate::audit::Line;
use crate::authorize::{Action, Object, authorize};
use crate::problem::{Error, invalid};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::{Connection, accounts, encounters, entries, lists};
use crate::watch::Entry;

/// People in an answer.
const LIMIT: usize = 50;
const LONGEST_REASON: usize = 2000;
/// Records opened at once.
const BATCH: usize = 256;

/// Whose record names somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Who {
    Entry(EntryId),
    Encounter(EncounterId),
}

/// Who is named where, in memory, by country.
#[derive(Default)]
pub(crate) struct Named(Mutex<BTreeMap<Country, HeldNames>>);

#[derive(Default)]
struct HeldNames {
    index: Arc<Index<Who>>,
    /// What was read, named or not: entries in the version in which they last changed.
    entries: BTreeMap<EntryId, u64>,
    encounters: BTreeSet<EncounterId>,
}

impl HeldNames {
    fn forget(&mut self, who: Who) {
        Arc::make_mut(&mut self.index).remove(&who);
        match who {
            Who::Entry(id) => drop(self.entries.remove(&id)),
            Who::Encounter(id) => drop(self.encounters.remove(&id)),
        }
    }
}

impl Named {
    /// Forgets a record that is erased or frozen, if it is held.
    pub async fn forget(&self, who: Who) {
        self.0.lock().await.values_mut().for_each(|held| held.forget(who));
    }
}

/// What somebody wrote of a person, trimmed, in its bounds; `field` is where it stands in the request.
pub(crate) fn checked(field: &str, facts: Biography) -> Result<Biography, Error> {
    let long = |text: &str| text.chars().count() > Biography::CHARACTERS;
    let names: Vec<String> =
        facts.names.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
    if names.len() > Biography::NAMES || names.iter().any(|name| long(name)) {
        return Err(invalid(format!("{field}.names"), "At most 10 names of at most 120 characters."));
    }
    let place = facts.place.trim().to_owned();
    if long(&place) {
        return Err(invalid(format!("{field}.place"), "At most 120 characters."));
    }
    Ok(Biography { names, place, born: facts.born })
}

/// What an entry says of its person: the source's name for them counts too.
pub(crate) fn facts_of(entry: &Entry) -> Biography {
    let mut facts = entry.particulars.biography.clone();
    facts.names.insert(0, entry.particulars.subject.clone());
    facts
}

impl Service {
    /// Who of the country's active entries and encounters may be meant, the likeliest first; for the redress desk, of its
    /// encounters.
    pub(crate) async fn search_names(
        &self,
        actor: &Actor,
        search: NameSearch,
    ) -> Result<Vec<NameMatch>, Error> {
        authorize(actor, Action::SearchNames, Object::Country(actor.country))?;
        let reason = search.reason.trim();
        if reason.is_empty() || reason.chars().count() > LONGEST_REASON {
            return Err(invalid("reason", "Say why you look for this person, in at most 2,000 characters."));
        }
        let facts = checked("facts", search.facts)?;
        if facts.names.is_empty() {
            return Err(invalid("facts.names", "Give a name to look for: a date alone finds nobody."));
        }
        let mut snapshot = self.storage.snapshot().await?;
        let index = self.names_of(&mut snapshot, actor.country).await?;
        // Whoever serves those who ask what is held of them finds records, and not who is on a list.
        let of_records = actor.role == Role::ProgrammeManager;
        let found = tokio::task::spawn_blocking(move || {
            let mut found = index.search(&facts, if of_records { usize::MAX } else { LIMIT });
            found.retain(|found| !of_records || matches!(found.who, Who::Encounter(_)));
            found.truncate(LIMIT);
            found
        });
        let mut matches = Vec::new();
        for found in found.await? {
            matches.extend(self.name_match(&mut snapshot, found).await?);
        }
        drop(snapshot);
        let records: Vec<&str> = matches.iter().map(|found| found.reference.as_str()).collect();
        let line = Line::by(actor, "names.search", format!("names/{}", actor.country))
            .because(reason)
            .with(format!("{} records: {}", records.len(), records.join(" ")));
        self.note(line).await?;
        Ok(matches)
    }

    /// Whose records may mean somebody of this name, the likeliest first. Whoever shows them says so in the log.
    pub(crate) async fn may_be_called(
        &self,
        db: &mut Connection,
        country: Country,
        name: &str,
    ) -> Result<Vec<Who>, Error> {
        let facts = checked("name", Biography { names: vec![name.to_owned()], ..Biography::default() })?;
        let index = self.names_of(db, country).await?;
        let found = tokio::task::spawn_blocking(move || index.search(&facts, LIMIT)).await?;
        Ok(found.into_iter().map(|found| found.who).collect())
    }

    /// The country's index, as its records are now.
    async fn names_of(&self, db: &mut Connection, country: Country) -> Result<Arc<Index<Who>>, Error> {
        let mut named = self.named.0.lock().await;
        let held = named.entry(country).or_default();
        let entries: BTreeMap<EntryId, u64> = entries::searchable(db, country).await?.into_iter().collect();
        let encounters = encounters::searchable(db, country).await?;
        let old_entries = held.entries.iter().filter(|(id, version)| entries.get(id) != Some(version));
        let old_encounters = held.encounters.difference(&encounters);
        let gone: Vec<Who> = old_entries
            .map(|(id, _)| Who::Entry(*id))
            .chain(old_encounters.map(|id| Who::Encounter(*id)))
            .collect();
        gone.into_iter().for_each(|who| held.forget(who));
        let new: Vec<Who> = entries
            .keys()
            .filter(|id| !held.entries.contains_key(id))
            .map(|id| Who::Entry(*id))
            .chain(encounters.difference(&held.encounters).map(|id| Who::Encounter(*id)))
            .collect();
        for batch in new.chunks(BATCH) {
            for (who, facts) in self.facts_of_all(db, batch).await? {
                Arc::make_mut(&mut held.index).insert(who, &facts);
                match who {
                    Who::Entry(id) => drop(held.entries.insert(id, entries.get(&id).copied().unwrap_or(0))),
                    Who::Encounter(id) => drop(held.encounters.insert(id)),
                }
            }
        }
        Ok(Arc::clone(&held.index))
    }

    /// What records say of their people; opened beside the requests.
    async fn facts_of_all(&self, db: &mut Connection, all: &[Who]) -> Result<Vec<(Who, Biography)>, Error> {
        let (mut of_entries, mut of_encounters) = (Vec::new(), Vec::new());
        for who in all {
            match who {
                Who::Entry(id) => of_entries.extend(entries::look_up(db, *id).await?),
                Who::Encounter(id) => of_encounters.extend(encounters::find(db, *id).await?),
            }
        }
        let vault = Arc::clone(&self.vault);
        tokio::task::spawn_blocking(move || {
            let entries =
                of_entries.iter().map(|row| Ok((Who::Entry(row.id), facts_of(&Entry::open(&vault, row)?))));
            let encounters = of_encounters
                .iter()
                .map(|row| Ok((Who::Encounter(row.id), crate::encounters::open(&vault, row)?.1.biography)));
            entries.chain(encounters).collect()
        })
        .await?
    }

    /// A match as it is shown, read anew; none where the record is gone meanwhile.
    async fn name_match(&self, db: &mut Connection, found: Match<Who>) -> Result<Option<NameMatch>, Error> {
        let (record, reference, facts) = match found.who {
            Who::Entry(id) => {
                let row = entries::look_up(db, id).await?;
                let now = self.clock.now().0;
                let active = |row: &entries::EntryRow| row.standing.state_at(now) == EntryState::Active;
                let Some(row) = row.filter(active) else { return Ok(None) };
                let list = lists::find(db, &self.programme_key, row.list).await?;
                let list = list.map(|list| list.terms.name).unwrap_or_default();
                let facts = facts_of(&Entry::open(&self.vault, &row)?);
                (NamedRecord::Entry { id, list }, id.reference(), facts)
            }
            Who::Encounter(id) => {
                let Some(row) = encounters::find(db, id).await? else { return Ok(None) };
                let now = self.clock.now();
                let site = accounts::site(db, &self.programme_key, row.site, now).await?.name;
                let facts = self.manifest(&row)?.1.biography;
                (NamedRecord::Encounter { id, site, at: row.sealed_at }, id.reference(), facts)
            }
        };
        let Match { name, born, place, .. } = found;
        Ok(Some(NameMatch { record, reference, facts, name, born, place }))
    }
}
