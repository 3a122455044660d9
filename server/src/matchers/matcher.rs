//! What `umbral matcher` runs: it holds parts of the lists in memory, and answers searches of them. Nothing of it is
//! written down.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

use gallery::{PartedSearch, ReadyProbe, Shard};
use tokio::sync::{Mutex, Semaphore};
use tokio::task::JoinSet;
use wire::ListId;

use super::Cluster;
use super::assignment::{MatcherId, Part, duties, may_let_go};
use super::channel::{Channel, ChannelError, Message};
use super::handing_over::{HandedOver, KEPT_FOR};
use super::librarian::person;
use super::members::{BEAT, Members};
use super::messages::{
    From, LIBRARY, OfLibrary, OfMatcher, Question, Round, Sought, ToLibrary, ToMatcher, alike_to_bytes,
    graded_to_bytes, people_from_bytes, subject_of,
};

/// How long the server may take for a page.
const TO_READ: Duration = Duration::from_secs(10);
/// How often a page is asked for that does not come: a whole part would else begin anew.
const ASKED_FOR: usize = 3;

/// A matcher of a running process.
#[derive(Clone)]
pub struct Matcher {
    id: MatcherId,
    channel: Channel,
    members: Members,
    held: Arc<RwLock<BTreeMap<Part, Versions>>>,
    /// Taken while a part is brought up to date: reading a whole one must not keep searches from what changed in another.
    following: Arc<std::sync::Mutex<BTreeMap<Part, Arc<Mutex<()>>>>>,
    /// Searches take turns: each has all threads.
    turns: Arc<Semaphore>,
    threads: usize,
}

/// A part in one of its versions. Copies share what they hold.
#[derive(Clone)]
struct Held {
    version: u64,
    shard: Shard,
}

/// A part in its newest version; and in the one before that, with the time when it was, for searches that began with it.
struct Versions {
    newest: Arc<Held>,
    former: Option<(Arc<Held>, Instant)>,
}

impl Versions {
    fn exactly(&self, version: u64) -> Option<Arc<Held>> {
        let former = self.former.as_ref().map(|(held, _)| held);
        [Some(&self.newest), former].into_iter().flatten().find(|held| held.version == version).cloned()
    }

    /// This version, or else a later one.
    fn at_least(&self, version: u64) -> Option<Arc<Held>> {
        let newest = || Some(Arc::clone(&self.newest)).filter(|held| held.version > version);
        self.exactly(version).or_else(newest)
    }
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
        let answering = self.clone();
        let answers =
            self.channel.clone().answer(self.channel.subject(&subject_of(&self.id)), None, move |question| {
                let matcher = answering.clone();
                async move { matcher.answer(question).await }
            });
        // Each by itself: whatever takes long, the others hear that this matcher is there.
        let (beating, following) = (self.clone(), self.clone());
        let mut tasks = JoinSet::new();
        tasks.spawn(async move { beating.beat().await });
        tasks.spawn(async move { following.follow().await });
        let ended = tokio::select! {
            () = stop => Ok(()),
            answered = answers => answered,
        };
        tasks.shutdown().await;
        ended.and(self.members.leave(&self.id).await)
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
        let mut handed_over = HandedOver::default();
        loop {
            ticks.tick().await;
            if let Err(error) = self.take_over_and_let_go(&mut handed_over).await {
                // What is held stays as it is, and is answered for in its version.
                tracing::warn!(%error, "the lists could not be followed");
            }
        }
    }

    /// Holds what is to be held now, each in its newest version.
    async fn take_over_and_let_go(&self, handed_over: &mut HandedOver) -> Result<(), ChannelError> {
        loop {
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
            handed_over.take_back(&mine);
            for part in self.parts_held() {
                let others_have_it = || may_let_go(&self.id, part, &there, layout.replicas);
                match versions.get(&part.list) {
                    Some(&version)
                        if mine.contains(&part)
                            || !handed_over.may_go(part, others_have_it(), Instant::now()) =>
                    {
                        self.bring_up(part, version).await?;
                    }
                    _ => drop(self.versions_mut().remove(&part)),
                }
            }
            self.forget_former();
            // One after the other, as who is there may change while it is read.
            let Some(part) = mine.difference(&self.parts_held()).next().copied() else { return Ok(()) };
            self.bring_up(part, versions.get(&part.list).copied().unwrap_or_default()).await?;
        }
    }

    /// Reads a part, or what changed in it, unless it is held in this version or a later one.
    async fn bring_up(&self, part: Part, version: u64) -> Result<(), ChannelError> {
        let following = {
            let mut following = self.following.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(following.entry(part).or_default())
        };
        let _alone = following.lock().await;
        let before = self.versions().get(&part).map(|held| Arc::clone(&held.newest));
        let mut held = match &before {
            Some(held) if held.version >= version => return Ok(()),
            Some(held) => held.as_ref().clone(),
            None => Held { version: 0, shard: Shard::new() },
        };
        let whole = held.version == 0;
        let mut from = Some(if whole { From::Whole(None) } else { From::Version(held.version, None) });
        let mut first_version = None;
        while let Some(page) = from {
            let Message { head, body } = self.page(part, page).await?;
            let OfLibrary::Page { version, left, next } = head else {
                return Err(ChannelError::Silence(LIBRARY.into()));
            };
            let entered =
                Shard::from_bytes(body).map_err(|error| ChannelError::Unreadable(error.to_string()))?;
            for entry in left {
                held.shard.remove(&person(entry));
            }
            held.shard.replace_with(entered);
            // What changes while a whole part is read is followed from where its first page was.
            held.version = if whole { *first_version.get_or_insert(version) } else { version };
            from = next;
        }
        tracing::info!(part = part.number, version = held.version, people = held.shard.people(), "part held");
        let former = before.map(|held| (held, Instant::now()));
        self.versions_mut().insert(part, Versions { newest: Arc::new(held), former });
        Ok(())
    }

    async fn page(&self, part: Part, from: From) -> Result<Message<OfLibrary>, ChannelError> {
        let mut asked = 1;
        loop {
            let question = ToLibrary::Page { part, from };
            match self.channel.ask(&self.channel.subject(LIBRARY), question.into(), TO_READ).await {
                Err(ChannelError::Silence(_)) if asked < ASKED_FOR => asked += 1,
                page => return page,
            }
        }
    }

    async fn answer(&self, Message { head: asked, body }: Message<ToMatcher>) -> Message<OfMatcher> {
        let ToMatcher { list, version, parts, question } = asked;
        let parts: Vec<Part> = parts.into_iter().map(|number| Part { list, number }).collect();
        self.bring_behind_up(&parts, version).await;
        let round = match question {
            // Told at once, whatever search is under way.
            Question::Extents => return self.extents(&parts, version).into(),
            Question::Search(round) => round,
        };
        let held = {
            let held = self.versions();
            parts.iter().map(|part| held.get(part)?.exactly(version)).collect::<Option<Vec<_>>>()
        };
        let Some(held) = held else { return OfMatcher::NotHeld.into() };
        let Ok(_turn) = self.turns.acquire().await else { return OfMatcher::NotHeld.into() };
        let threads = self.threads;
        let worked = tokio::task::spawn_blocking(move || work(&held, round, &body, threads)).await;
        worked.ok().flatten().unwrap_or_else(|| OfMatcher::NotHeld.into())
    }

    fn extents(&self, parts: &[Part], version: u64) -> OfMatcher {
        let held = self.versions();
        let extent = |part| {
            let held = held.get(part)?.at_least(version)?;
            Some((held.version, held.shard.extent()))
        };
        OfMatcher::Extents(parts.iter().map(extent).collect())
    }

    /// For a search that has heard of a change before this matcher did.
    async fn bring_behind_up(&self, parts: &[Part], version: u64) {
        let is_behind =
            |part: &Part| self.versions().get(part).is_some_and(|held| held.newest.version < version);
        let mut behind = JoinSet::new();
        for part in parts.iter().copied().filter(is_behind) {
            let matcher = self.clone();
            behind.spawn(async move {
                if let Err(error) = matcher.bring_up(part, version).await {
                    tracing::warn!(%error, "a part could not be brought up to date");
                }
            });
        }
        behind.join_all().await;
    }

    /// What nobody searches any more.
    fn forget_former(&self) {
        for held in self.versions_mut().values_mut() {
            held.former.take_if(|(_, until)| until.elapsed() > KEPT_FOR);
        }
    }

    fn parts_held(&self) -> BTreeSet<Part> {
        self.versions().keys().copied().collect()
    }

    fn versions(&self) -> RwLockReadGuard<'_, BTreeMap<Part, Versions>> {
        self.held.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn versions_mut(&self) -> RwLockWriteGuard<'_, BTreeMap<Part, Versions>> {
        self.held.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The answer to a round of a search of these parts.
fn work(parts: &[Arc<Held>], round: Round, body: &[u8], threads: usize) -> Option<Message<OfMatcher>> {
    let search = |sought: &Sought| {
        let (probe, options) = sought.read(threads)?;
        Some(PartedSearch::new(ReadyProbe::new(&probe), &sought.extent, options))
    };
    Some(match round {
        Round::Alike(sought) => {
            let search = search(&sought)?;
            let alike = parts.iter().map(|part| search.alike(&part.shard));
            Message { head: OfMatcher::Alike, body: alike_to_bytes(&search.most_alike(alike)) }
        }
        Round::Graded { sought, chosen } => {
            let search = search(&sought)?;
            let people = chosen.then(|| people_from_bytes(body));
            let graded = parts.iter().map(|part| search.graded(&part.shard, people.as_deref()));
            Message { head: OfMatcher::Graded, body: graded_to_bytes(&search.best_graded(graded)) }
        }
        Round::Compare { sought, chosen } => {
            let search = search(&sought)?;
            let people = chosen.then(|| people_from_bytes(body));
            let found = parts.iter().map(|part| search.compare(&part.shard, people.as_deref()));
            OfMatcher::Compared(search.merge(found)).into()
        }
    })
}

#[cfg(test)]
mod tests;
