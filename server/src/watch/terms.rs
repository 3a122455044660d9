//! What a list is, and what a change of it means for its entries.

use policy::{Category, EntryState};
use wire::watchlist::{ChangeStep, Terms, WatchlistView};
use wire::{EntryId, ListId};

use super::bounds::checked;
use super::keeping::view;
use super::writing::json;
use super::{Entry, Particulars};
use crate::audit::Line;
use crate::problem::Error;
use crate::service::Service;
use crate::session::Actor;
use crate::storage::changes::{self, ChangeRow, Effect};
use crate::storage::lists::{self, Watchlist};
use crate::storage::{Connection, entries};

/// Entries that are read at once.
const PAGE: u32 = 500;

/// A category whose severity or instructions are others now.
struct Changed {
    before: Category,
    now: Category,
}

impl Changed {
    /// What an entry of the category says from now on: its severity, and its instructions where the entry has none of its
    /// own. Whether that changes what is searched and what devices hold.
    fn apply(&self, particulars: &mut Particulars) -> Option<Effect> {
        let as_before = particulars.clone();
        particulars.severity = self.now.severity;
        if particulars.instructions == self.before.instructions {
            particulars.instructions.clone_from(&self.now.instructions);
        }
        if *particulars == as_before {
            return None;
        }
        let weighs_otherwise = particulars.severity != as_before.severity;
        Some(if weighs_otherwise { Effect::Enters } else { Effect::None })
    }

    fn in_words(&self) -> String {
        let severity = format!("severity {} before, {} now", self.before.severity, self.now.severity);
        let same = self.before.instructions == self.now.instructions;
        format!("{}: {severity}, {} instructions", self.now.name, if same { "the same" } else { "other" })
    }
}

impl Service {
    /// Changes what a list is. A category's severity and instructions are those of its entries at once, as a new version
    /// of the list that search and devices follow; an entry with instructions of its own keeps these.
    pub(crate) async fn change_list(
        &self,
        actor: &Actor,
        id: ListId,
        terms: Terms,
    ) -> Result<WatchlistView, Error> {
        let mut transaction = self.storage.write().await?;
        let mut list = self.kept_list(&mut transaction, actor, id).await?;
        let terms = checked(Terms { name: list.terms.name.clone(), ..terms })?;
        lists::set_terms(&mut transaction, &self.programme_key, id, &terms).await?;
        let changed = changed(&list.terms.categories, &terms.categories);
        list.terms = terms;
        let reached = self.carry_into_entries(&mut transaction, actor, &mut list, &changed).await?;
        let mut words: Vec<String> = changed.iter().map(Changed::in_words).collect();
        if reached > 0 {
            words.push(format!("{reached} entries, version {}", list.version));
        }
        let line =
            Line::by(actor, "list.change", format!("list/{id}")).of(list.country).with(words.join("; "));
        self.log.append(&mut transaction, self.clock.now(), line).await?;
        let view = view(&mut transaction, list.clone()).await?;
        transaction.commit().await?;
        self.tell_of(&list);
        Ok(view)
    }

    /// Writes changed categories into the entries that have them, withdrawn ones left as they were; how many that were.
    async fn carry_into_entries(
        &self,
        db: &mut Connection,
        actor: &Actor,
        list: &mut Watchlist,
        changed: &[Changed],
    ) -> Result<usize, Error> {
        if changed.is_empty() {
            return Ok(0);
        }
        let now = self.clock.now();
        let (mut version, mut reached, mut after) = (None, 0, None::<EntryId>);
        loop {
            let wanted = entries::Wanted { after, ..entries::Wanted::default() };
            let page = entries::page(db, list.id, wanted, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.id);
            for mut row in page {
                if row.standing.state == EntryState::Withdrawn {
                    continue;
                }
                let mut entry = Entry::open(&self.vault, &row)?;
                let category = changed.iter().find(|it| it.now.name == entry.particulars.category);
                let Some(effect) = category.and_then(|it| it.apply(&mut entry.particulars)) else { continue };
                let version = match version {
                    Some(version) => version,
                    None => *version.insert(lists::advance(db, list.id).await?),
                };
                row.particulars = entry.key.seal("particulars", &json(&entry.particulars)?)?;
                row.list_version = version;
                row.changed_at = now;
                entries::update(db, &row).await?;
                let searched = row.standing.state == EntryState::Active;
                let change = ChangeRow {
                    list: list.id,
                    version,
                    entry: row.id,
                    step: ChangeStep::Category,
                    effect: if searched { effect } else { Effect::None },
                    at: now,
                    actor: actor.account.to_string(),
                    why: None,
                };
                changes::insert(db, &self.programme_key, &change).await?;
                let line = Line::by(actor, "entry.category", Entry::subject(row.id))
                    .of(list.country)
                    .because("its category has changed")
                    .with(format!("list/{}, version {version}", list.id));
                self.log.append(db, now, line).await?;
                reached += 1;
            }
        }
        list.version = version.unwrap_or(list.version);
        Ok(reached)
    }
}

/// The categories that are there before and now, and say something else of their entries.
fn changed(before: &[Category], now: &[Category]) -> Vec<Changed> {
    now.iter()
        .filter_map(|now| {
            let before = before.iter().find(|before| before.name == now.name)?;
            let other = before.severity != now.severity || before.instructions != now.instructions;
            other.then(|| Changed { before: before.clone(), now: now.clone() })
        })
        .collect()
}
