//! The server's interface for managers.

use gloo_net::http::Request;
use policy::EntryState;
use web_sys::Blob;
use wire::import::{BatchValidation, ImportPage, ImportView, NextBatch, Sampled, VerdictKind};
use wire::watchlist::{
    EntriesFound, EntryDraft, EntryPage, EntrySearch, EntryView, Holder, Terms, WatchlistView, Withdrawal,
};
use wire::{EntryId, ImportId, ListId};

use super::entries::Shown;
use crate::api::{Api, Fault};

impl Api {
    /// The lists of the country.
    pub async fn watchlists(self) -> Result<Vec<WatchlistView>, Fault> {
        self.get("/api/watchlists").await
    }

    /// Makes a list.
    pub async fn make_watchlist(self, terms: &Terms) -> Result<WatchlistView, Fault> {
        self.post("/api/watchlists", terms).await
    }

    /// Changes what a list is.
    pub async fn change_watchlist(self, id: ListId, terms: &Terms) -> Result<WatchlistView, Fault> {
        self.put(&format!("/api/watchlists/{id}"), terms).await
    }

    /// A page of a list's entries.
    pub async fn entries(
        self,
        list: ListId,
        shown: Shown,
        after: Option<EntryId>,
    ) -> Result<EntryPage, Fault> {
        let mut path = format!("/api/watchlists/{list}/entries?");
        let state = match shown {
            Shown::All => None,
            Shown::In(state) => Some(state),
            Shown::Due(month) => {
                path += &format!("due_from={}&due_until={}&", month.from.0, month.until.0);
                Some(EntryState::Active)
            }
        };
        if let Some(state) = state.and_then(|state| serde_json::to_value(state).ok()) {
            path += &format!("state={}&", state.as_str().unwrap_or_default());
        }
        if let Some(after) = after {
            path += &format!("after={after}");
        }
        self.get(&path).await
    }

    /// Entries of a list by whom their source means, or by reference.
    pub async fn find_entries(self, list: ListId, search: &EntrySearch) -> Result<EntriesFound, Fault> {
        self.post(&format!("/api/watchlists/{list}/search"), search).await
    }

    /// The devices that hold a list.
    pub async fn holders(self, list: ListId) -> Result<Vec<Holder>, Fault> {
        self.get(&format!("/api/watchlists/{list}/holders")).await
    }

    /// An entry.
    pub async fn entry(self, id: EntryId) -> Result<EntryView, Fault> {
        self.get(&format!("/api/entries/{id}")).await
    }

    /// Makes a draft.
    pub async fn draft_entry(self, list: ListId, draft: &EntryDraft) -> Result<EntryView, Fault> {
        self.post(&format!("/api/watchlists/{list}/entries"), draft).await
    }

    /// Writes an entry anew.
    pub async fn revise_entry(self, id: EntryId, draft: &EntryDraft) -> Result<EntryView, Fault> {
        self.put(&format!("/api/entries/{id}"), draft).await
    }

    /// Stands for an entry as its second person.
    pub async fn validate_entry(self, id: EntryId) -> Result<EntryView, Fault> {
        self.post(&format!("/api/entries/{id}/validation"), &()).await
    }

    /// Gives an entry to search.
    pub async fn publish_entry(self, id: EntryId) -> Result<EntryView, Fault> {
        self.post(&format!("/api/entries/{id}/publication"), &()).await
    }

    /// Takes an entry back.
    pub async fn withdraw_entry(self, id: EntryId, reason: String) -> Result<EntryView, Fault> {
        self.post(&format!("/api/entries/{id}/withdrawal"), &Withdrawal { reason }).await
    }

    /// The newest imports into a list.
    pub async fn imports(self, list: ListId) -> Result<Vec<ImportView>, Fault> {
        self.get(&format!("/api/watchlists/{list}/imports")).await
    }

    /// Begins an import by its sheet, or goes on with the one that it began.
    pub async fn begin_import(self, list: ListId, sheet: &Blob) -> Result<ImportView, Fault> {
        self.post_bytes(&format!("/api/watchlists/{list}/imports"), sheet).await
    }

    /// An import.
    pub async fn import(self, id: ImportId) -> Result<ImportView, Fault> {
        self.get(&format!("/api/imports/{id}")).await
    }

    /// Sends a piece of an import's files.
    pub async fn send_piece(self, id: ImportId, piece: &Blob) -> Result<ImportView, Fault> {
        self.post_bytes(&format!("/api/imports/{id}/pieces"), piece).await
    }

    /// A page of what became of whom.
    pub async fn import_lines(
        self,
        id: ImportId,
        verdict: VerdictKind,
        after: Option<u32>,
    ) -> Result<ImportPage, Fault> {
        let verdict = serde_json::to_value(verdict).unwrap_or_default();
        let mut path = format!("/api/imports/{id}/lines?verdict={}", verdict.as_str().unwrap_or_default());
        if let Some(after) = after {
            path += &format!("&after={after}");
        }
        self.get(&path).await
    }

    /// Enrols the next batch of those accepted; the others are left out.
    pub async fn enrol_batch(self, id: ImportId) -> Result<ImportView, Fault> {
        self.post(&format!("/api/imports/{id}/batches"), &NextBatch { leave_out: true }).await
    }

    /// What a second person looks at.
    pub async fn import_sample(self, id: ImportId) -> Result<Vec<Sampled>, Fault> {
        self.get(&format!("/api/imports/{id}/sample")).await
    }

    /// Stands for the next batch as its second person.
    pub async fn validate_batch(self, id: ImportId, reason: String) -> Result<ImportView, Fault> {
        self.post(&format!("/api/imports/{id}/validations"), &BatchValidation { reason }).await
    }

    /// Gives the next batch to search.
    pub async fn publish_batch(self, id: ImportId) -> Result<ImportView, Fault> {
        self.post(&format!("/api/imports/{id}/publications"), &()).await
    }

    /// Gives an import up.
    pub async fn give_up_import(self, id: ImportId) -> Result<(), Fault> {
        self.tell(Request::delete(&format!("/api/imports/{id}")), None::<&()>).await
    }
}
