//! The server's half of keeping matchers current: it gives them their parts, and what changed since.

use std::sync::Arc;

use gallery::{PersonId, Shard};
use policy::EntryState;
use wire::EntryId;

use super::assignment::Part;
use super::channel::Message;
use super::messages::{From, LIBRARY, OfLibrary, ToLibrary};
use super::{Layout, scatter::Matchers};
use crate::problem::Error;
use crate::service::Service;
use crate::storage::entries::EntryRow;
use crate::storage::{changes, entries, lists};
use crate::watch::Entry;

/// People on a page: with ten fingers each about 400 KB, where NATS takes no more than 1 MB unless told to.
const PAGE: u32 = 64;

impl Service {
    /// Answers matchers as long as the service is there; several servers share the questions.
    pub async fn answer_matchers(self: Arc<Self>) {
        let Some(Matchers { channel, layout, .. }) = self.matchers.as_ref() else { return };
        let (service, layout) = (Arc::clone(&self), *layout);
        let answered = channel.clone().answer(channel.subject(LIBRARY), Some("servers"), move |question| {
            let service = Arc::clone(&service);
            async move {
                service.library(layout, question.head).await.unwrap_or_else(|error| {
                    tracing::error!(%error, "a matcher was not answered");
                    OfLibrary::Failed.into()
                })
            }
        });
        if let Err(error) = answered.await {
            tracing::error!(%error, "matchers are not answered");
        }
    }

    async fn library(&self, layout: Layout, question: ToLibrary) -> Result<Message<OfLibrary>, Error> {
        match question {
            ToLibrary::Lists => {
                let mut db = self.storage.read().await?;
                let lists = lists::all(&mut db, &self.programme_key).await?;
                let lists = lists.into_iter().map(|list| (list.id, list.version)).collect();
                Ok(OfLibrary::Lists { layout, lists }.into())
            }
            ToLibrary::Page { part, from } => self.page_of_part(layout, part, from).await,
        }
    }

    async fn page_of_part(
        &self,
        layout: Layout,
        part: Part,
        from: From,
    ) -> Result<Message<OfLibrary>, Error> {
        let mut snapshot = self.storage.snapshot().await?;
        let list = lists::find(&mut snapshot, &self.programme_key, part.list).await?;
        let version = list.ok_or(sqlx::Error::RowNotFound)?.version;
        let (entered, left, next) = match from {
            From::Whole(after) => {
                let bytes = layout.bytes_of(part.number);
                let rows = entries::active_between(&mut snapshot, part.list, bytes, after, PAGE).await?;
                let last = rows.last().map(|row| row.id).filter(|_| rows.len() == PAGE as usize);
                (rows, Vec::new(), last.map(|last| From::Whole(Some(last))))
            }
            From::Version(since, cursor) => {
                let page = changes::since(&mut snapshot, part.list, since, cursor, PAGE).await?;
                let last = page.last().copied().filter(|_| page.len() == PAGE as usize);
                let (mut entered, mut left) = (Vec::new(), Vec::new());
                for change in page.iter().filter(|change| layout.part_of(change.entry) == part.number) {
                    let row = entries::look_up(&mut snapshot, change.entry).await?;
                    match row.filter(|row| row.standing.state == EntryState::Active) {
                        Some(row) => entered.push(row),
                        None => left.push(change.entry),
                    }
                }
                (entered, left, last.map(|last| From::Version(since, Some(last))))
            }
        };
        drop(snapshot);
        let body = self.shard_of(entered).await?.to_bytes();
        Ok(Message { head: OfLibrary::Page { version, left, next }, body })
    }

    async fn shard_of(&self, rows: Vec<EntryRow>) -> Result<Shard, Error> {
        let vault = Arc::clone(&self.vault);
        let opened = tokio::task::spawn_blocking(move || {
            let mut shard = Shard::new();
            for row in &rows {
                shard.insert(person(row.id), &Entry::open(&vault, row)?.templates()?);
            }
            Ok::<_, Error>(shard)
        });
        opened.await?
    }

    /// How much the category of an entry weighs, of those that a search has found.
    pub(crate) async fn severity_of(&self, entry: EntryId) -> Result<u8, Error> {
        let mut db = self.storage.read().await?;
        let row = entries::look_up(&mut db, entry).await?;
        // Erased since it was found: nothing is known of it any more.
        row.map_or(Ok(0), |row| Ok(Entry::open(&self.vault, &row)?.particulars.severity))
    }
}

/// The name of an entry in a gallery.
pub(crate) fn person(entry: EntryId) -> PersonId {
    PersonId(entry.0.into_bytes())
}
