//! From those who wait to entries: batch by batch, each in as a whole or not at all.

use policy::{EntryState, EntryStep, Standing, valid_until};
use wire::event::Event;
use wire::import::{ImportView, VerdictKind};
use wire::watchlist::ChangeStep;
use wire::{ImportId, Timestamp};

use super::looking::as_entry;
use super::{By, not_yet};
use crate::events::Audience;
use crate::problem::Error;
use crate::service::Service;
use crate::session::Actor;
use crate::storage::changes::{self, ChangeRow, Effect};
use crate::storage::entries::{self, EntryRow};
use crate::storage::imports::{self, ImportRow};
use crate::storage::lists::{self, Watchlist};
use crate::watch::{Entry, Particulars};

/// People in one transaction.
pub(super) const BATCH: u32 = 500;

impl Service {
    /// Enrols the next batch of those who wait, as drafts of whoever asks.
    pub(crate) async fn enrol_batch(
        &self,
        actor: &Actor,
        id: ImportId,
        leave_out: bool,
    ) -> Result<ImportView, Error> {
        let (_, import) = self.import_for(&mut *self.storage.read().await?, actor, id).await?;
        self.enrol_next(By::Person(actor), &import, leave_out, "").await?;
        self.import_view(actor, id).await
    }

    /// Enrols the next batch; how many that were. A `validator` stands for them as their second person, and they are
    /// active at once; without one they are drafts.
    pub(super) async fn enrol_next(
        &self,
        by: By<'_>,
        import: &ImportRow,
        leave_out: bool,
        validator: &str,
    ) -> Result<usize, Error> {
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        let verdicts = imports::verdicts(&mut transaction, import.id).await?;
        let looked_at: u32 = verdicts.values().sum();
        if looked_at < import.people {
            return Err(not_yet("Some people of the sheet have not been looked at: send their files first."));
        }
        let accepted = verdicts.get(&VerdictKind::Accepted).copied().unwrap_or(0);
        if looked_at > accepted && !leave_out {
            return Err(not_yet(
                "Some people are refused or there already: mend the sheet, or say that they are left out.",
            ));
        }
        let waiting = imports::waiting(&mut transaction, import.id, 0, BATCH).await?;
        if waiting.is_empty() {
            return Ok(0);
        }
        let version = lists::advance(&mut transaction, import.list).await?;
        let list = lists::find(&mut transaction, &self.programme_key, import.list)
            .await?
            .ok_or(sqlx::Error::RowNotFound)?;
        let author = by.author();
        let mut active = 0;
        let enrolled = waiting.len();
        for person in waiting {
            let place = person.place;
            let mut row = as_entry(&list, person);
            row.list_version = version;
            row.changed_at = now;
            row.standing.author.clone_from(&author);
            row.import = Some(import.id);
            if !validator.is_empty() {
                self.stand_for(&list, &mut row, validator, now)?;
            }
            let entered = row.standing.state == EntryState::Active;
            active += usize::from(entered);
            entries::insert(&mut transaction, &row).await?;
            let change = ChangeRow {
                list: list.id,
                version,
                entry: row.id,
                step: if entered { ChangeStep::Publish } else { ChangeStep::Draft },
                effect: if entered { Effect::Enters } else { Effect::None },
                at: now,
                actor: author.clone(),
                why: None,
            };
            changes::insert(&mut transaction, &self.programme_key, &change).await?;
            if !imports::enrolled(&mut transaction, import.id, place).await? {
                return Err(not_yet("Somebody else enrols them at this moment: read the import again."));
            }
        }
        imports::touch(&mut transaction, import.id, now).await?;
        let detail =
            format!("list/{}, version {version}: {enrolled} people, {active} of them active", list.id);
        self.log.append(&mut transaction, now, by.line("import.enrol", import.id).with(detail)).await?;
        transaction.commit().await?;
        if active > 0 {
            self.events.tell(Audience::Holders(list.country), Event::List { id: list.id });
        }
        self.events.tell(Audience::Keepers(list.country), Event::List { id: list.id });
        Ok(enrolled)
    }

    /// Has a second person, who is named and not asked, stand for an entry, by the very steps that people take.
    fn stand_for(
        &self,
        list: &Watchlist,
        row: &mut EntryRow,
        validator: &str,
        now: Timestamp,
    ) -> Result<(), Error> {
        let entry = Entry::open(&self.vault, row)?;
        let particulars = Particulars { validator: validator.to_owned(), ..entry.particulars };
        let prints = entry.prints.len();
        row.standing = stood_for(list, &particulars, (row.standing.clone(), prints), now);
        let sealed = serde_json::to_vec(&particulars).map_err(Error::stored("entry's particulars"))?;
        row.particulars = entry.key.seal("particulars", &sealed)?;
        Ok(())
    }
}

/// Where a draft with so many prints stands once its validator has stood for it: as far as the rules let it go.
pub(crate) fn stood_for(
    list: &Watchlist,
    particulars: &Particulars,
    (draft, prints): (Standing<String>, usize),
    now: Timestamp,
) -> Standing<String> {
    let validator = particulars.validator.trim().to_owned();
    if validator.is_empty() {
        return draft;
    }
    let grounds = particulars.grounds(list, draft.expires_at, prints);
    let category = list.terms.categories.iter().find(|category| category.name == particulars.category);
    let mut standing = draft.clone();
    for step in [EntryStep::Validate, EntryStep::Publish] {
        match standing.after(step, &validator, &grounds, now.0) {
            Ok(state) => standing.state = state,
            Err(_) => return draft,
        }
        standing.valid_until = category.map(|category| valid_until(category, now.0));
    }
    standing
}
