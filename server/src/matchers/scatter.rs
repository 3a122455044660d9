//! A search of a list that matchers hold.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use fingerprint::{FingerPosition, Template};
use gallery::{Candidate, Extent, PartedSearch, PersonId, ReadyProbe, SearchOptions};
use tokio::task::JoinSet;
use wire::{EntryId, ListId};

use super::assignment::{Holdings, MatcherId, Part, to_ask};
use super::channel::{Channel, ChannelError, Message};
use super::members::Members;
use super::messages::{
    OfMatcher, Question, Round, Sought, ToMatcher, alike_from_bytes, graded_from_bytes, people_to_bytes,
    subject_of,
};
use super::{Cluster, Layout};

/// How long a matcher may take to say what it holds: it may first have to hear of a change.
const TO_SURVEY: Duration = Duration::from_secs(5);
/// How long it may take to search its parts.
const TO_SEARCH: Duration = Duration::from_secs(20);
/// How often a search begins anew because a matcher was lost on the way, or a part went over to another. Then nothing
/// was searched, and the answer says so.
const ATTEMPTS: usize = 5;

/// Searches of a server's that matchers work on at once: while the answers of one are under way, and are put together,
/// they work on the other.
pub(crate) const AT_ONCE: usize = 2;

/// The matchers as a server sees them.
pub struct Matchers {
    pub(crate) channel: Channel,
    pub(crate) members: Members,
    pub(crate) layout: Layout,
}

/// What a search in parts found.
pub struct Gathered {
    /// Of those parts that answered.
    pub candidates: Vec<Candidate>,
    /// Of them, how many people and prints.
    pub extent: Extent,
    /// How many they were.
    pub searched: u16,
    /// In which version: the one asked for, or a later one where the matchers have gone on.
    pub version: u64,
}

/// Who answers for which parts.
type Plan = BTreeMap<MatcherId, Vec<u16>>;

/// Why a search begins anew.
enum Anew {
    /// A matcher does not answer.
    Silent(MatcherId),
    /// Some parts are only there in this later version.
    Later(u64),
    /// A matcher holds a part no longer that it held when it was asked first.
    Moved,
}

/// Who need not be asked again in this search.
#[derive(Default)]
struct InVain {
    /// They do not answer.
    silent: BTreeSet<MatcherId>,
    /// They do not hold this part, whatever they said last.
    without: BTreeSet<(MatcherId, u16)>,
}

impl InVain {
    fn has(&self, matcher: &MatcherId, part: u16) -> bool {
        self.silent.contains(matcher) || self.without.contains(&(matcher.clone(), part))
    }
}

impl Matchers {
    /// Begins to listen to the matchers.
    pub async fn open(cluster: &Cluster, layout: Layout) -> Result<Self, ChannelError> {
        let channel = Channel::open(cluster).await?;
        let members = Members::open(&channel).await?;
        Ok(Self { channel, members, layout })
    }

    /// Searches a list in this version or, where the matchers have gone on, in a later one. Parts that nobody answers for
    /// are not searched, and the answer says so.
    pub async fn search(
        &self,
        (list, mut version): (ListId, u64),
        probe: &[(FingerPosition, Template)],
        options: SearchOptions,
    ) -> Gathered {
        let mut in_vain = InVain::default();
        for attempt in 1..=ATTEMPTS {
            match self.attempt((list, version), &mut in_vain, probe, options).await {
                Ok(found) => return found,
                Err(Anew::Silent(matcher)) => {
                    tracing::warn!(matcher, attempt, "a matcher was lost during a search");
                    in_vain.silent.insert(matcher);
                }
                Err(Anew::Later(later)) => version = later,
                Err(Anew::Moved) => tracing::info!(attempt, "a part went over to another during a search"),
            }
        }
        Gathered { candidates: Vec::new(), extent: Extent::default(), searched: 0, version }
    }

    async fn attempt(
        &self,
        (list, version): (ListId, u64),
        in_vain: &mut InVain,
        probe: &[(FingerPosition, Template)],
        options: SearchOptions,
    ) -> Result<Gathered, Anew> {
        let (plan, extent) = self.survey((list, version), in_vain).await?;
        let attempt = Attempt { channel: &self.channel, layout: self.layout, list, version, plan: &plan };
        let candidates = attempt.search(probe, options, extent).await?;
        let searched = plan.values().map(|parts| parts.len() as u16).sum();
        Ok(Gathered { candidates, extent, searched, version })
    }

    /// Finds somebody for every part who has it in this version, and how much that is in all.
    async fn survey(
        &self,
        (list, version): (ListId, u64),
        in_vain: &mut InVain,
    ) -> Result<(Plan, Extent), Anew> {
        let mut open: Vec<u16> = (0..self.layout.parts).collect();
        let (mut plan, mut extent) = (Plan::new(), Extent::default());
        loop {
            let wanted = first_holders(list, &open, &self.members.there_and_silent(), in_vain);
            if wanted.is_empty() {
                return Ok((plan, extent));
            }
            let mut asked = JoinSet::new();
            for (matcher, parts) in wanted {
                let question = ToMatcher { list, version, parts: parts.clone(), question: Question::Extents };
                let channel = self.channel.clone();
                asked.spawn(async move {
                    let answer = channel
                        .ask(&channel.subject(&subject_of(&matcher)), question.into(), TO_SURVEY)
                        .await;
                    (matcher, parts, answer)
                });
            }
            while let Some(Ok((matcher, parts, answer))) = asked.join_next().await {
                match answer.map(|answer: Message<OfMatcher>| answer.head) {
                    Ok(OfMatcher::Extents(extents)) if extents.len() == parts.len() => {
                        for (part, held) in parts.into_iter().zip(extents) {
                            match held {
                                Some((later, _)) if later > version => return Err(Anew::Later(later)),
                                Some((_, held)) => {
                                    extent = extent + held;
                                    open.retain(|number| *number != part);
                                    plan.entry(matcher.clone()).or_default().push(part);
                                }
                                None => drop(in_vain.without.insert((matcher.clone(), part))),
                            }
                        }
                    }
                    other => {
                        if let Err(error) = other {
                            tracing::warn!(%error, matcher, "a matcher does not answer");
                        }
                        in_vain.silent.insert(matcher);
                    }
                }
            }
        }
    }
}

/// For each matcher, which of the open parts it is the first to be asked for: those who are there come before those who
/// are silent.
fn first_holders(
    list: ListId,
    open: &[u16],
    (there, silent): &(Holdings, Holdings),
    in_vain: &InVain,
) -> Plan {
    let mut plan = Plan::new();
    for &number in open {
        let part = Part { list, number };
        let holders = to_ask(part, there).into_iter().chain(to_ask(part, silent));
        if let Some(first) = holders.into_iter().find(|matcher| !in_vain.has(matcher, number)) {
            plan.entry(first).or_default().push(number);
        }
    }
    plan
}

/// One attempt, with the same matchers from beginning to end.
struct Attempt<'a> {
    channel: &'a Channel,
    layout: Layout,
    list: ListId,
    version: u64,
    plan: &'a Plan,
}

impl Attempt<'_> {
    /// The candidates.
    async fn search(
        &self,
        probe: &[(FingerPosition, Template)],
        options: SearchOptions,
        extent: Extent,
    ) -> Result<Vec<Candidate>, Anew> {
        let search = PartedSearch::new(ReadyProbe::new(probe), &extent, options);
        let sought = Sought::new(probe, &options, extent);
        // Each round leaves fewer people; none of them says: everybody.
        let mut left: Option<Vec<PersonId>> = None;
        if search.filters() {
            let answers = self.ask_all(|_| Round::Alike(sought.clone()).into()).await?;
            left = Some(search.shortlist(answers.iter().map(|answer| alike_from_bytes(&answer.body))));
        }
        if search.grades() {
            let chosen = left.is_some();
            let round = Round::Graded { sought: sought.clone(), chosen };
            let answers = self.ask_all(|parts| self.of_them(&round, left.as_deref(), parts)).await?;
            left = Some(search.finalists(answers.iter().map(|answer| graded_from_bytes(&answer.body))));
        }
        let round = Round::Compare { chosen: left.is_some(), sought };
        let answers = self.ask_all(|parts| self.of_them(&round, left.as_deref(), parts)).await?;
        Ok(search.merge(answers.into_iter().map(|answer| match answer.head {
            OfMatcher::Compared(candidates) => candidates,
            _ => Vec::new(),
        })))
    }

    /// A question about those people who are in these parts, or about everybody.
    fn of_them(&self, round: &Round, people: Option<&[PersonId]>, parts: &[u16]) -> Message<Round> {
        let here = |person: &&PersonId| {
            parts.contains(&self.layout.part_of(EntryId(uuid::Uuid::from_bytes(person.0))))
        };
        let theirs: Vec<PersonId> = people.unwrap_or_default().iter().filter(here).copied().collect();
        Message { head: round.clone(), body: people_to_bytes(&theirs) }
    }

    /// Asks every matcher of the plan at once; all must answer.
    async fn ask_all(
        &self,
        round: impl Fn(&[u16]) -> Message<Round>,
    ) -> Result<Vec<Message<OfMatcher>>, Anew> {
        let mut asked = JoinSet::new();
        for (matcher, parts) in self.plan {
            let Message { head, body } = round(parts);
            let question = Question::Search(head);
            let (list, version, parts) = (self.list, self.version, parts.clone());
            let head = ToMatcher { list, version, parts, question };
            let (channel, matcher) = (self.channel.clone(), matcher.clone());
            asked.spawn(async move {
                let answer: Result<Message<OfMatcher>, _> = channel
                    .ask(&channel.subject(&subject_of(&matcher)), Message { head, body }, TO_SEARCH)
                    .await;
                match answer {
                    Ok(Message { head: OfMatcher::NotHeld, .. }) => Err(Anew::Moved),
                    Ok(answer) => Ok(answer),
                    Err(error) => {
                        tracing::warn!(%error, matcher, "a matcher does not answer");
                        Err(Anew::Silent(matcher))
                    }
                }
            });
        }
        let mut answers = Vec::new();
        while let Some(answer) = asked.join_next().await {
            // A task that could not finish is asked for once more.
            answers.push(answer.map_err(|_| Anew::Moved)??);
        }
        Ok(answers)
    }
}
