//! What `umbral matcher` runs: it holds parts of the lists in memory, and answers searches of them. Nothing of it is
//! written down.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use gallery::{PartedSearch, ReadyProbe, Shard};
use tokio::sync::{Mutex, Semaphore};
use wire::ListId;

use super::Cluster;
use super::assignment::{MatcherId, Part, duties, may_let_go};
use super::channel::{Channel, ChannelError, Message};
use super::librarian::person;
use super::members::{BEAT, Members};
use super::messages::{
    From, LIBRARY, OfLibrary, OfMatcher, Question, Sought, ToLibrary, ToMatcher, alike_to_bytes,
    graded_to_bytes, people_from_bytes, subject_of,
};

/// How long the server may take for a page.
const TO_READ: Duration = Duration::from_secs(10);

/// A matcher of a running process.
#[derive(Clone)]
pub struct Matcher {
    id: MatcherId,
    channel: Channel,
    members: Members,
    held: Arc<RwLock<BTreeMap<Part, Arc<Held>>>>,
    /// Taken while parts are brought up to date.
    following: Arc<Mutex<()>>,
    /// Searches take turns: each has all threads.
    turns: Arc<Semaphore>,
    threads: usize,
}

/// A part in one of its versions.
#[derive(Clone)]
struct Held {
    version: u64,
    shard: Shard,
}

impl Matcher {
    /// Connects a matcher of this name; it holds nothing yet.
    ///
    /// # Errors
    /// [`ChannelError`].
    pub async fn open(cluster: &Cluster, id: MatcherId, threads: usize) -> Result<Self, ChannelError> {
        let channel = Channel::open(cluster).await?;
        let members = Members::open(&channel).await?;
        Ok(Self {
            id,
            channel,
            members,
            held: Arc::default(),
            following: Arc::default(),
            turns: Arc::new(Semaphore::new(1)),
            threads,
        })
    }

    /// Holds what is its duty and answers, until `stop` ends; then it says that it goes.
    ///
    /// # Errors
    /// [`ChannelError::Nats`] where it cannot listen.
    pub async fn run(self, stop: impl Future<Output = ()>) -> Result<(), ChannelError> {
        let (beating, following, answering) = (self.clone(), self.clone(), self.clone());
        let answers =
            self.channel.clone().answer(self.channel.subject(&subject_of(&self.id)), None, move |question| {
                let matcher = answering.clone();
                async move { matcher.answer(question).await }
            });
        tokio::select! {
            () = stop => self.members.leave(&self.id).await,
            answered = answers => answered,
            () = beating.beat() => Ok(()),
            () = following.follow() => Ok(()),
        }
    }

    async fn beat(&self) {
        let mut ticks = tokio::time::interval(BEAT);
        loop {
            ticks.tick().await;
            if let Err(error) = self.members.beat(&self.id, self.parts_held()).await {
                tracing::warn!(%error, "nobody can know that this matcher is there");
            }
        }
    }

    async fn follow(&self) {
        let mut ticks = tokio::time::interval(BEAT);
        loop {
            ticks.tick().await;
            if let Err(error) = self.take_over_and_let_go().await {
                // What is held stays as it is, and is answered for in its version.
                tracing::warn!(%error, "the lists could not be followed");
            }
        }
    }

    /// Holds what is to be held now, each in its newest version.
    async fn take_over_and_let_go(&self) -> Result<(), ChannelError> {
        let Message { head, .. } =
            self.channel.ask(&self.channel.subject(LIBRARY), ToLibrary::Lists.into(), TO_READ).await?;
        let OfLibrary::Lists { layout, lists } = head else {
            return Err(ChannelError::Silence(LIBRARY.into()));
        };
        let versions: BTreeMap<ListId, u64> = lists.into_iter().collect();
        let parts: Vec<Part> = layout.parts_of(versions.keys().copied()).collect();
        let mut there = self.members.there();
        there.insert(self.id.clone(), self.parts_held());
        let mine = duties(&self.id, &parts, &there, layout.replicas);
        for &part in &mine {
            self.bring_up(part, versions.get(&part.list).copied().unwrap_or_default()).await?;
        }
        for part in self.parts_held().difference(&mine) {
            match versions.get(&part.list) {
                Some(&version) if !may_let_go(&self.id, *part, &there, layout.replicas) => {
                    self.bring_up(*part, version).await?;
                }
                _ => {
                    self.held.write().unwrap_or_else(PoisonError::into_inner).remove(part);
                }
            }
        }
        Ok(())
    }

    /// Reads a part, or what changed in it, unless it is held in this version or a later one.
    async fn bring_up(&self, part: Part, version: u64) -> Result<(), ChannelError> {
        let _alone = self.following.lock().await;
        let mut held = match self.held(part) {
            Some(held) if held.version >= version => return Ok(()),
            Some(held) => held,
            None => Arc::new(Held { version: 0, shard: Shard::new() }),
        };
        let whole = held.version == 0;
        let mut from = Some(if whole { From::Whole(None) } else { From::Version(held.version, None) });
        let mut first_version = None;
        while let Some(page) = from {
            let question = ToLibrary::Page { part, from: page };
            let Message { head, body } =
                self.channel.ask(&self.channel.subject(LIBRARY), question.into(), TO_READ).await?;
            let OfLibrary::Page { version, left, next } = head else {
                return Err(ChannelError::Silence(LIBRARY.into()));
            };
            let entered =
                Shard::from_bytes(body).map_err(|error| ChannelError::Unreadable(error.to_string()))?;
            let to = Arc::make_mut(&mut held);
            for entry in left {
                to.shard.remove(&person(entry));
            }
            to.shard.replace_with(entered);
            // What changes while a whole part is read is followed from where its first page was.
            to.version = if whole { *first_version.get_or_insert(version) } else { version };
            from = next;
        }
        tracing::info!(part = part.number, version = held.version, people = held.shard.people(), "part held");
        self.held.write().unwrap_or_else(PoisonError::into_inner).insert(part, held);
        Ok(())
    }

    async fn answer(&self, Message { head: asked, body }: Message<ToMatcher>) -> Message<OfMatcher> {
        let parts = asked.parts.iter().map(|&number| Part { list: asked.list, number });
        let mut held = Vec::new();
        for part in parts {
            // A search that has heard of a change before this matcher did.
            if self.held(part).is_some_and(|held| held.version < asked.version)
                && let Err(error) = self.bring_up(part, asked.version).await
            {
                tracing::warn!(%error, "a part could not be brought up to date");
            }
            match self.held(part).filter(|held| held.version == asked.version) {
                Some(part) => held.push(part),
                None => return OfMatcher::NotHeld.into(),
            }
        }
        let Ok(_turn) = self.turns.acquire().await else { return OfMatcher::NotHeld.into() };
        let threads = self.threads;
        let worked = tokio::task::spawn_blocking(move || work(&held, asked.question, &body, threads)).await;
        worked.ok().flatten().unwrap_or_else(|| OfMatcher::NotHeld.into())
    }

    fn held(&self, part: Part) -> Option<Arc<Held>> {
        self.held.read().unwrap_or_else(PoisonError::into_inner).get(&part).cloned()
    }

    fn parts_held(&self) -> BTreeSet<Part> {
        self.held.read().unwrap_or_else(PoisonError::into_inner).keys().copied().collect()
    }
}

/// The answer to a question about these parts.
fn work(parts: &[Arc<Held>], question: Question, body: &[u8], threads: usize) -> Option<Message<OfMatcher>> {
    let search = |sought: &Sought| {
        let (probe, options) = sought.read(threads)?;
        Some(PartedSearch::new(ReadyProbe::new(&probe), &sought.extent, options))
    };
    Some(match question {
        Question::Extents => {
            OfMatcher::Extents(parts.iter().map(|part| part.shard.extent()).collect()).into()
        }
        Question::Alike(sought) => {
            let search = search(&sought)?;
            let alike = parts.iter().map(|part| search.alike(&part.shard));
            Message { head: OfMatcher::Alike, body: alike_to_bytes(&search.most_alike(alike)) }
        }
        Question::Graded { sought, chosen } => {
            let search = search(&sought)?;
            let people = chosen.then(|| people_from_bytes(body));
            let graded = parts.iter().map(|part| search.graded(&part.shard, people.as_deref()));
            Message { head: OfMatcher::Graded, body: graded_to_bytes(&search.best_graded(graded)) }
        }
        Question::Compare { sought, chosen } => {
            let search = search(&sought)?;
            let people = chosen.then(|| people_from_bytes(body));
            let found = parts.iter().map(|part| search.compare(&part.shard, people.as_deref()));
            OfMatcher::Compared(search.merge(found)).into()
        }
    })
}
