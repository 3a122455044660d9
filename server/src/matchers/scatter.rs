//! A search of a list that matchers hold.

use std::collections::BTreeMap;
use std::time::Duration;

use fingerprint::{FingerPosition, Template};
use gallery::{Candidate, Extent, PartedSearch, PersonId, ReadyProbe, SearchOptions};
use tokio::task::JoinSet;
use wire::{EntryId, ListId};

use super::assignment::{Holdings, MatcherId, Part, to_ask};
use super::channel::{Channel, ChannelError, Message};
use super::members::Members;
use super::messages::{
    OfMatcher, Question, Sought, ToMatcher, alike_from_bytes, graded_from_bytes, people_to_bytes, subject_of,
};
use super::{Cluster, Layout};

/// How long a matcher may take to say what it holds: it may first have to hear of a change.
const TO_SURVEY: Duration = Duration::from_secs(2);
/// How long it may take to search its parts.
const TO_SEARCH: Duration = Duration::from_secs(20);
/// How often a search begins anew because a matcher was lost on the way, before it goes on without its parts.
const ATTEMPTS: usize = 3;

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
}

/// Who answers for which parts.
type Plan = BTreeMap<MatcherId, Vec<u16>>;

impl Matchers {
    /// Begins to listen to the matchers.
    pub async fn open(cluster: &Cluster, layout: Layout) -> Result<Self, ChannelError> {
        let channel = Channel::open(cluster).await?;
        let members = Members::open(&channel).await?;
        Ok(Self { channel, members, layout })
    }

    /// Searches a list in this version. Parts that nobody answers for are not searched, and the answer says so.
    pub async fn search(
        &self,
        (list, version): (ListId, u64),
        probe: &[(FingerPosition, Template)],
        options: SearchOptions,
    ) -> Gathered {
        let mut lost = Vec::new();
        for attempt in 1.. {
            let (plan, extent) = self.survey((list, version), &mut lost).await;
            let round = Round { channel: &self.channel, layout: self.layout, list, version, plan: &plan };
            match round.search(probe, options, extent).await {
                Ok(candidates) => {
                    let searched = plan.values().map(|parts| parts.len() as u16).sum();
                    return Gathered { candidates, extent, searched };
                }
                Err(matcher) => {
                    tracing::warn!(matcher, attempt, "a matcher was lost during a search");
                    lost.push(matcher);
                }
            }
            if attempt == ATTEMPTS {
                break;
            }
        }
        Gathered { candidates: Vec::new(), extent: Extent::default(), searched: 0 }
    }

    /// Finds somebody for every part who has it in this version, and how much that is in all.
    async fn survey(&self, (list, version): (ListId, u64), lost: &mut Vec<MatcherId>) -> (Plan, Extent) {
        let mut there = self.members.there();
        let mut open: Vec<u16> = (0..self.layout.parts).collect();
        let (mut plan, mut extent) = (Plan::new(), Extent::default());
        loop {
            there.retain(|matcher, _| !lost.contains(matcher));
            let wanted = first_holders(list, &open, &there);
            if wanted.is_empty() {
                return (plan, extent);
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
                        extent = extents.into_iter().fold(extent, |all, part| all + part);
                        open.retain(|number| !parts.contains(number));
                        plan.entry(matcher).or_default().extend(parts);
                    }
                    other => {
                        if let Err(error) = other {
                            tracing::warn!(%error, matcher, "a matcher does not answer");
                        }
                        lost.push(matcher);
                    }
                }
            }
        }
    }
}

/// For each matcher, which of the open parts it is the first to be asked for.
fn first_holders(list: ListId, open: &[u16], there: &Holdings) -> Plan {
    let mut plan = Plan::new();
    for &number in open {
        if let Some(first) = to_ask(Part { list, number }, there).into_iter().next() {
            plan.entry(first).or_default().push(number);
        }
    }
    plan
}

/// One attempt, with the same matchers from beginning to end.
struct Round<'a> {
    channel: &'a Channel,
    layout: Layout,
    list: ListId,
    version: u64,
    plan: &'a Plan,
}

impl Round<'_> {
    /// The candidates, or who was lost.
    async fn search(
        &self,
        probe: &[(FingerPosition, Template)],
        options: SearchOptions,
        extent: Extent,
    ) -> Result<Vec<Candidate>, MatcherId> {
        let search = PartedSearch::new(ReadyProbe::new(probe), &extent, options);
        let sought = Sought::new(probe, &options, extent);
        // Each round leaves fewer people; none of them says: everybody.
        let mut left: Option<Vec<PersonId>> = None;
        if search.filters() {
            let answers = self.ask_all(|_| Question::Alike(sought.clone()).into()).await?;
            left = Some(search.shortlist(answers.iter().map(|answer| alike_from_bytes(&answer.body))));
        }
        if search.grades() {
            let chosen = left.is_some();
            let question = Question::Graded { sought: sought.clone(), chosen };
            let answers = self.ask_all(|parts| self.of_them(&question, left.as_deref(), parts)).await?;
            left = Some(search.finalists(answers.iter().map(|answer| graded_from_bytes(&answer.body))));
        }
        let question = Question::Compare { chosen: left.is_some(), sought };
        let answers = self.ask_all(|parts| self.of_them(&question, left.as_deref(), parts)).await?;
        Ok(search.merge(answers.into_iter().map(|answer| match answer.head {
            OfMatcher::Compared(candidates) => candidates,
            _ => Vec::new(),
        })))
    }

    /// A question about those people who are in these parts, or about everybody.
    fn of_them(&self, question: &Question, people: Option<&[PersonId]>, parts: &[u16]) -> Message<Question> {
        let here = |person: &&PersonId| {
            parts.contains(&self.layout.part_of(EntryId(uuid::Uuid::from_bytes(person.0))))
        };
        let theirs: Vec<PersonId> = people.unwrap_or_default().iter().filter(here).copied().collect();
        Message { head: question.clone(), body: people_to_bytes(&theirs) }
    }

    /// Asks every matcher of the plan at once; all must answer.
    async fn ask_all(
        &self,
        question: impl Fn(&[u16]) -> Message<Question>,
    ) -> Result<Vec<Message<OfMatcher>>, MatcherId> {
        let mut asked = JoinSet::new();
        for (matcher, parts) in self.plan {
            let Message { head, body } = question(parts);
            let head =
                ToMatcher { list: self.list, version: self.version, parts: parts.clone(), question: head };
            let (channel, matcher) = (self.channel.clone(), matcher.clone());
            asked.spawn(async move {
                let answer: Result<Message<OfMatcher>, _> = channel
                    .ask(&channel.subject(&subject_of(&matcher)), Message { head, body }, TO_SEARCH)
                    .await;
                answer.ok().filter(|answer| !matches!(answer.head, OfMatcher::NotHeld)).ok_or(matcher)
            });
        }
        let mut answers = Vec::new();
        while let Some(answer) = asked.join_next().await {
            // A task that could not finish is like a matcher that did not answer.
            answers.push(answer.map_err(|error| error.to_string())??);
        }
        Ok(answers)
    }
}
