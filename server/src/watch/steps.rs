//! The steps of an entry, by people and by time: each is a change of its list, and on record.

use std::collections::BTreeMap;

use policy::{EntryState, EntryStep, Missing, NotNow, valid_until};
use wire::alert::Cause;
use wire::event::Event;
use wire::watchlist::{ChangeStep, EntryView};
use wire::{Code, EntryId, ListId};

use super::Entry;
use super::entry::category;
use crate::alerts::Of;
use crate::audit::Line;
use crate::authorize::Action;
use crate::events::Audience;
use crate::problem::{Error, invalid, refuse};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::changes::{self, ChangeRow, Effect};
use crate::storage::entries::{self, EntryRow};
use crate::storage::lists::{self, Watchlist};

const LONGEST_REASON: usize = 2000;

impl Service {
    /// Stands for an entry as its second person.
    pub(crate) async fn validate_entry(&self, actor: &Actor, id: EntryId) -> Result<EntryView, Error> {
        self.take_step(actor, id, EntryStep::Validate, None).await
    }

    /// Gives an entry to search.
    pub(crate) async fn publish_entry(&self, actor: &Actor, id: EntryId) -> Result<EntryView, Error> {
        self.take_step(actor, id, EntryStep::Publish, None).await
    }

    /// Takes an entry back. It leaves search with this, and devices at next contact.
    pub(crate) async fn withdraw_entry(
        &self,
        actor: &Actor,
        id: EntryId,
        reason: &str,
    ) -> Result<EntryView, Error> {
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(invalid("reason", "Say why the entry is taken back."));
        }
        if reason.chars().count() > LONGEST_REASON {
            return Err(invalid("reason", "A reason has at most 2,000 characters."));
        }
        self.take_step(actor, id, EntryStep::Withdraw, Some(reason.to_owned())).await
    }

    async fn take_step(
        &self,
        actor: &Actor,
        id: EntryId,
        step: EntryStep,
        why: Option<String>,
    ) -> Result<EntryView, Error> {
        let now = self.clock.now();
        let mut transaction = self.storage.write().await?;
        let (list, mut row) = self.held_entry(&mut transaction, actor, Action::KeepLists, id).await?;
        let mut entry = Entry::open(&self.vault, &row)?;
        let person = actor.account.to_string();
        let grounds = entry.particulars.grounds(&list, row.standing.expires_at, entry.prints.len());
        let before = row.standing.state_at(now.0);
        let state = row.standing.after(step, &person, &grounds, now.0).map_err(not_now)?;
        if step == EntryStep::Validate {
            let category = category(&list, &entry.particulars.category).ok_or_else(|| {
                refuse(Code::Conflict, "The list has no such category any more: choose another.")
            })?;
            row.standing.valid_until = Some(valid_until(category, now.0));
            entry.particulars.validator.clone_from(&actor.name);
            let particulars =
                serde_json::to_vec(&entry.particulars).map_err(Error::stored("entry's particulars"))?;
            row.particulars = entry.key.seal("particulars", &particulars)?;
        }
        row.standing.state = state;
        row.changed_at = now;
        row.list_version = lists::advance(&mut transaction, list.id).await?;
        entries::update(&mut transaction, &row).await?;
        let by = (actor.name.as_str(), why.as_deref().unwrap_or_default());
        let taken_back = match step {
            EntryStep::Withdraw => {
                self.take_alerts_back(&mut transaction, Of::Entry(id), Cause::EntryWithdrawn, by).await?
            }
            _ => Vec::new(),
        };
        self.keep_change(&mut transaction, actor, &list, &row, (step.into(), before), why.clone()).await?;
        transaction.commit().await?;
        self.tell_of(&list);
        taken_back.iter().for_each(|alert| self.tell_of_alert(alert));
        self.entry_view(actor, id).await
    }

    /// Puts a change that a person made into the list's log of changes, and on record.
    pub(super) async fn keep_change(
        &self,
        db: &mut crate::storage::Connection,
        actor: &Actor,
        list: &Watchlist,
        row: &EntryRow,
        (step, before): (ChangeStep, EntryState),
        why: Option<String>,
    ) -> Result<(), Error> {
        let effect = match (before, row.standing.state) {
            // Validated again while active: what is searched stays what it is.
            (EntryState::Active, EntryState::Active) => Effect::None,
            (_, EntryState::Active) => Effect::Enters,
            (EntryState::Active, _) => Effect::Leaves,
            _ => Effect::None,
        };
        let action = match step {
            ChangeStep::Draft => "entry.draft",
            ChangeStep::Revise => "entry.revise",
            ChangeStep::Validate => "entry.validate",
            ChangeStep::Publish => "entry.publish",
            ChangeStep::Withdraw => "entry.withdraw",
            ChangeStep::Stale => "entry.stale",
            ChangeStep::Category => "entry.category",
            ChangeStep::Erase => "entry.erase",
        };
        let line = Line::by(actor, action, Entry::subject(row.id))
            .of(list.country)
            .with(format!("list/{}, version {}", list.id, row.list_version));
        let line = match &why {
            Some(why) => line.because(why.clone()),
            None => line,
        };
        self.log.append(db, row.changed_at, line).await?;
        let change = ChangeRow {
            list: list.id,
            version: row.list_version,
            entry: row.id,
            step,
            effect,
            at: row.changed_at,
            actor: actor.account.to_string(),
            why,
        };
        changes::insert(db, &self.programme_key, &change).await
    }

    pub(crate) fn tell_of(&self, list: &Watchlist) {
        self.events.tell(Audience::Holders(list.country), Event::List { id: list.id });
        self.events.tell(Audience::Keepers(list.country), Event::List { id: list.id });
    }

    /// Has entries whose validation or time is over go stale, which makes one new version of each list concerned.
    pub(super) async fn let_go_stale(&self) -> Result<(), Error> {
        const SERVER: &str = "server";
        let now = self.clock.now();
        if entries::past(&mut *self.storage.read().await?, now).await?.is_empty() {
            return Ok(());
        }
        let mut transaction = self.storage.write().await?;
        let mut by_list = BTreeMap::<ListId, Vec<EntryId>>::new();
        for (list, entry) in entries::past(&mut transaction, now).await? {
            by_list.entry(list).or_default().push(entry);
        }
        let mut changed = Vec::new();
        for (id, stale) in by_list {
            let Some(list) = lists::find(&mut transaction, &self.programme_key, id).await? else { continue };
            let version = lists::advance(&mut transaction, id).await?;
            for entry in stale {
                entries::set_stale(&mut transaction, entry, version, now).await?;
                let change = ChangeRow {
                    list: id,
                    version,
                    entry,
                    step: ChangeStep::Stale,
                    effect: Effect::Leaves,
                    at: now,
                    actor: SERVER.into(),
                    why: None,
                };
                changes::insert(&mut transaction, &self.programme_key, &change).await?;
                let line = Line::by_program(SERVER, "entry.stale", Entry::subject(entry))
                    .of(list.country)
                    .with(format!("list/{id}, version {version}"));
                self.log.append(&mut transaction, now, line).await?;
            }
            changed.push(list);
        }
        transaction.commit().await?;
        changed.iter().for_each(|list| self.tell_of(list));
        Ok(())
    }
}

/// Why a step cannot be taken, in words that name the field and the remedy.
pub(crate) fn not_now(why: NotNow) -> Error {
    match why {
        NotNow::State(EntryState::Withdrawn) => {
            refuse(Code::Conflict, "This entry was withdrawn for good: make a new one.")
        }
        NotNow::State(_) => {
            refuse(Code::Conflict, "The entry is no longer in the state that this needs: read it again.")
        }
        NotNow::OwnWork => refuse(
            Code::NotAllowed,
            "Nobody validates what they wrote themselves: ask another watchlist manager.",
        ),
        NotNow::Incomplete(missing) => {
            let (field, remedy) = missing.first().map_or(("entry", ""), |missing| lacking(*missing));
            invalid(field, remedy)
        }
    }
}

/// The field of the request that is missing, and what to do.
fn lacking(missing: Missing) -> (&'static str, &'static str) {
    match missing {
        Missing::Source => ("sources", "Name the source: who vouches for this entry."),
        Missing::FurtherSource => {
            ("sources", "This category asks for more sources that do not depend on each other: name another.")
        }
        Missing::Criterion => ("criterion", "Name the criterion that this person meets."),
        Missing::EvidenceDate => ("evidence_at", "Give the date of the evidence."),
        Missing::EvidenceAhead => ("evidence_at", "The evidence cannot be of the future: check its date."),
        Missing::Expiry => ("expires_at", "Say from when the entry no longer counts."),
        Missing::Expired => ("expires_at", "The entry's time is over: give a date that lies ahead."),
        Missing::Print => ("add", "Add a print: without one there is nothing to compare with."),
    }
}
