//! The second person: one who did not import looks at a sample and stands for batches of the import's entries.

use policy::{EntryState, EntryStep, valid_until};
use wire::ImportId;
use wire::import::{ImportView, Sampled};
use wire::watchlist::ChangeStep;

use super::enrolling::BATCH;
use super::{By, not_yet};
use crate::audit::is_reason;
use crate::problem::{Error, invalid};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::changes::{self, ChangeRow, Effect};
use crate::storage::{entries, lists};
use crate::watch::{Entry, not_now};

/// Entries of the sample.
const SAMPLE: u32 = 10;

impl Service {
    /// Ten of an import's entries, evenly spread: the same for everybody who asks.
    pub(crate) async fn sample_of_import(&self, actor: &Actor, id: ImportId) -> Result<Vec<Sampled>, Error> {
        let mut snapshot = self.storage.snapshot().await?;
        let (list, import) = self.import_for(&mut snapshot, actor, id).await?;
        let all = entries::of_import(&mut snapshot, import.id).await?;
        let names = self.names(&mut snapshot).await?;
        let now = self.clock.now();
        let mut sample = Vec::new();
        // The middle of each tenth; of fewer than ten, every one.
        let (number, parts) = (all.len(), all.len().min(SAMPLE as usize));
        for part in 0..parts {
            let Some(entry) = all.get((2 * part + 1) * number / (2 * parts)) else { continue };
            let row = entries::find(&mut snapshot, *entry).await?;
            let entry = Entry::open(&self.vault, &row)?;
            sample.push(Sampled {
                summary: crate::watch::summary(&row, &entry, &names, now),
                words: entry.particulars.words(row.standing.expires_at.map(wire::Timestamp)),
            });
        }
        drop(snapshot);
        let references: Vec<&str> = sample.iter().map(|one| one.summary.reference.as_str()).collect();
        let line = By::Person(actor).line("import.sample", id).of(list.country).with(references.join(" "));
        self.note(line).await?;
        Ok(sample)
    }

    /// Stands for the next batch of the import's drafts as their second person.
    pub(crate) async fn validate_batch(
        &self,
        actor: &Actor,
        id: ImportId,
        reason: &str,
    ) -> Result<ImportView, Error> {
        let reason = reason.trim();
        if !is_reason(reason) || reason.chars().count() > 2000 {
            return Err(invalid("reason", "Say in 8 to 2,000 characters what you looked at."));
        }
        self.step_batch(actor, id, EntryStep::Validate, Some(reason)).await
    }

    /// Gives the next batch of the import's validated entries to search.
    pub(crate) async fn publish_batch(&self, actor: &Actor, id: ImportId) -> Result<ImportView, Error> {
        self.step_batch(actor, id, EntryStep::Publish, None).await
    }

    async fn step_batch(
        &self,
        actor: &Actor,
        id: ImportId,
        step: EntryStep,
        why: Option<&str>,
    ) -> Result<ImportView, Error> {
        let (from, action, change_step, effect) = match step {
            EntryStep::Publish => {
                (EntryState::Validated, "import.publish", ChangeStep::Publish, Effect::Enters)
            }
            _ => (EntryState::Draft, "import.validate", ChangeStep::Validate, Effect::None),
        };
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        let (list, import) = self.import_for(&mut transaction, actor, id).await?;
        // What somebody has written anew since is validated by itself, like any entry.
        let rows = entries::of_import_in(&mut transaction, (import.id, &import.author), from, BATCH).await?;
        if rows.is_empty() {
            return Err(not_yet(
                "None of its entries is in the state that this needs: read the import again.",
            ));
        }
        let version = lists::advance(&mut transaction, list.id).await?;
        let person = actor.account.to_string();
        let number = rows.len();
        for mut row in rows {
            let mut entry = Entry::open(&self.vault, &row)?;
            let grounds = entry.particulars.grounds(&list, row.standing.expires_at, entry.prints.len());
            row.standing.state = row
                .standing
                .after(step, &person, &grounds, now.0)
                .map_err(|why| of_entry(&row.id.reference(), not_now(why)))?;
            if step == EntryStep::Validate {
                let name = &entry.particulars.category;
                let category = list.terms.categories.iter().find(|category| category.name == *name);
                let category = category.ok_or_else(|| {
                    let gone = not_yet("The list has no such category any more: choose another.");
                    of_entry(&row.id.reference(), gone)
                })?;
                row.standing.valid_until = Some(valid_until(category, now.0));
                entry.particulars.validator.clone_from(&actor.name);
                let sealed =
                    serde_json::to_vec(&entry.particulars).map_err(Error::stored("entry's particulars"))?;
                row.particulars = entry.key.seal("particulars", &sealed)?;
            }
            row.changed_at = now;
            row.list_version = version;
            entries::update(&mut transaction, &row).await?;
            let change = ChangeRow {
                list: list.id,
                version,
                entry: row.id,
                step: change_step,
                effect,
                at: now,
                actor: person.clone(),
                why: why.map(str::to_owned),
            };
            changes::insert(&mut transaction, &self.programme_key, &change).await?;
        }
        let line = By::Person(actor)
            .line(action, id)
            .of(list.country)
            .with(format!("list/{}, version {version}: {number} entries", list.id));
        let line = match why {
            Some(why) => line.because(why),
            None => line,
        };
        self.log.append(&mut transaction, now, line).await?;
        transaction.commit().await?;
        self.tell_of(&list);
        self.import_view(actor, id).await
    }
}

/// The same refusal, with the entry that it is about.
fn of_entry(reference: &str, error: Error) -> Error {
    match error {
        Error::Refused(problem) => Error::Refused(wire::Problem {
            detail: format!("Entry {reference}: {}", problem.detail),
            ..problem
        }),
        other => other,
    }
}
