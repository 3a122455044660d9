//! Who is there and holds what: a bucket in which every matcher writes twice a second, and nothing stays for long.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use async_nats::jetstream;
use async_nats::jetstream::kv::{Operation, Store};
use async_nats::jetstream::stream::{Config, DiscardPolicy, StorageType};
use tokio_stream::StreamExt as _;

use super::assignment::{Holdings, MatcherId, Part};
use super::channel::{Channel, ChannelError, nats};

/// How often a matcher says that it is there.
pub const BEAT: Duration = Duration::from_millis(500);
/// Who has not said so for this long is lost: others take over what it held.
const LOST_AFTER: Duration = Duration::from_secs(2);
/// Until then it is asked all the same by searches that nobody else can answer: it may be there and only busy. One whose
/// process ended costs them nothing, as NATS says at once that nobody listens.
const FORGOTTEN_AFTER: Duration = Duration::from_secs(15);

/// The matchers, as they were heard of last.
#[derive(Clone)]
pub struct Members {
    channel: Channel,
    store: Store,
    heard: Arc<Mutex<Vec<Heard>>>,
}

struct Heard {
    matcher: MatcherId,
    holds: BTreeSet<Part>,
    at: Instant,
}

impl Members {
    /// Opens the bucket, making it if it is not there, and begins to listen.
    pub async fn open(channel: &Channel) -> Result<Self, ChannelError> {
        // A bucket is a stream of this layout (NATS's ADR-8). The client's own way to make one asks servers before 2.10
        // what they cannot answer.
        let bucket = channel.bucket();
        let stream = Config {
            name: format!("KV_{bucket}"),
            subjects: vec![format!("$KV.{bucket}.>")],
            max_messages_per_subject: 1,
            max_age: LOST_AFTER * 2,
            storage: StorageType::Memory,
            discard: DiscardPolicy::New,
            allow_rollup: true,
            deny_delete: true,
            allow_direct: true,
            ..Config::default()
        };
        let jetstream = jetstream::new(channel.client.clone());
        jetstream.get_or_create_stream(stream).await.map_err(nats)?;
        let store = jetstream.get_key_value(bucket).await.map_err(nats)?;
        let members = Self { channel: channel.clone(), store, heard: Arc::default() };
        let listening = members.clone();
        tokio::spawn(async move {
            loop {
                if let Err(error) = listening.listen().await {
                    tracing::warn!(%error, "matchers are not heard");
                }
                tokio::time::sleep(BEAT).await;
            }
        });
        Ok(members)
    }

    async fn listen(&self) -> Result<(), ChannelError> {
        let mut entries = self.store.watch_with_history(">").await.map_err(nats)?;
        while let Some(entry) = entries.next().await {
            let entry = entry.map_err(nats)?;
            let holds = match entry.operation {
                Operation::Put => self.channel.open_sealed(&entry.key, &entry.value),
                Operation::Delete | Operation::Purge => {
                    self.heard().retain(|heard| heard.matcher != entry.key);
                    continue;
                }
            };
            match holds {
                Ok(holds) => {
                    let mut heard = self.heard();
                    heard.retain(|heard| heard.matcher != entry.key);
                    heard.push(Heard { matcher: entry.key, holds: holds.head, at: Instant::now() });
                }
                Err(error) => tracing::warn!(%error, matcher = entry.key, "a matcher with another key"),
            }
        }
        Ok(())
    }

    /// Who is there now, with what they hold.
    pub fn there(&self) -> Holdings {
        self.there_and_silent().0
    }

    /// Who is there now, and who was a moment ago, with what they hold or held.
    pub fn there_and_silent(&self) -> (Holdings, Holdings) {
        let mut heard = self.heard();
        heard.retain(|heard| heard.at.elapsed() < FORGOTTEN_AFTER);
        let all = heard.iter();
        let (there, silent): (Vec<_>, Vec<_>) = all.partition(|heard| heard.at.elapsed() < LOST_AFTER);
        let holdings = |some: Vec<&Heard>| {
            some.into_iter().map(|heard| (heard.matcher.clone(), heard.holds.clone())).collect()
        };
        (holdings(there), holdings(silent))
    }

    /// Says that a matcher is there.
    pub async fn beat(&self, matcher: &MatcherId, holds: BTreeSet<Part>) -> Result<(), ChannelError> {
        let sealed = self.channel.seal(matcher, &holds.into())?;
        self.store.put(matcher, sealed.into()).await.map(|_| ()).map_err(nats)
    }

    /// Says that it goes.
    pub async fn leave(&self, matcher: &MatcherId) -> Result<(), ChannelError> {
        self.store.delete(matcher).await.map_err(nats)
    }

    fn heard(&self) -> MutexGuard<'_, Vec<Heard>> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
