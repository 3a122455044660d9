//! Entries as their managers write them: a draft, and a draft again whenever something is changed.

use fingerprint::FingerPosition;
use policy::{EntryState, EntryStep, Standing};
use wire::watchlist::{ChangeStep, EntryDraft, EntryView};
use wire::{Code, EntryId, ListId};

use super::bounds::written;
use super::{Entry, NewPrint, ReferencePrint};
use crate::authorize::Action;
use crate::enrol::print_from_bytes;
use crate::problem::{Error, invalid, refuse};
use crate::service::Service;
use crate::session::Actor;
use crate::storage::entries::{self, EntryRow};
use crate::storage::lists;
use crate::vault::NewKey;

/// Ten fingers, each twice.
const PRINTS: usize = 20;

impl Service {
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
