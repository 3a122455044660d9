use std::collections::BTreeMap;
use std::time::Duration;

use wire::{EncounterId, Sha256};

/// One thing to send. Each may be sent again without harm: the server knows encounters and images by their names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Errand {
    /// The manifest, which is the search's request and all facts.
    Search(EncounterId),
    /// The code of the person's receipt.
    Code(EncounterId),
    /// An image that the server wants.
    Image(EncounterId, Sha256),
}

impl Errand {
    /// Of which encounter.
    #[must_use]
    pub fn of(&self) -> EncounterId {
        match self {
            Self::Search(id) | Self::Code(id) | Self::Image(id, _) => *id,
        }
    }

    fn lane(&self) -> Lane {
        match self {
            Self::Search(_) | Self::Code(_) => Lane::Search,
            Self::Image(..) => Lane::Images,
        }
    }
}

/// What is sent beside each other: an answer never waits behind somebody else's images.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// Searches and what is a few bytes long.
    Search,
    /// Images, as long as no search is due.
    Images,
}

/// What a lane has to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// This, now.
    Go(Errand),
    /// Nothing before this moment.
    At(Duration),
    /// Nothing until something is told.
    Rest,
}

/// Why an errand could not be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// The link, or something else that may pass: tried again after a [`pause`].
    Passing,
    /// The server said how long it is busy.
    BusyFor(Duration),
    /// The server will not have it: tried again only when somebody asks.
    Refused,
}

/// How far an encounter has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Kept on this device.
    Kept,
    /// The search was sent; no answer yet.
    SearchSent,
    /// The server has answered; images follow.
    Answered {
        /// Images that the server has of those it wanted.
        sent: u32,
        /// In all.
        of: u32,
    },
}

#[derive(Debug, Clone)]
struct Record {
    id: EncounterId,
    /// Errands in their order; the search's answer adds the images.
    left: Vec<Errand>,
    wanted: u32,
    /// Bytes that the server has of images that did not go in one piece.
    have: BTreeMap<Sha256, u64>,
    under_way: bool,
    failures: u32,
    /// None: only when somebody asks.
    not_before: Option<Duration>,
}

/// What is still to be sent, the oldest first. Moments are counted from any fixed one, so that a clock that is set changes
/// nothing.
#[derive(Debug, Clone, Default)]
pub struct Lanes {
    records: Vec<Record>,
}

impl Lanes {
    /// Takes up an encounter, with the code of a receipt or without; one that is known stays as it is.
    pub fn take_up(&mut self, id: EncounterId, with_code: bool) {
        if self.records.iter().all(|record| record.id != id) {
            let code = with_code.then_some(Errand::Code(id));
            let left = std::iter::once(Errand::Search(id)).chain(code).collect();
            let not_before = Some(Duration::ZERO);
            self.records.push(Record {
                id,
                left,
                wanted: 0,
                have: BTreeMap::new(),
                under_way: false,
                failures: 0,
                not_before,
            });
        }
    }

    /// Forgets them all: another person's session may not send them.
    pub fn let_go(&mut self) {
        self.records.clear();
    }

    /// What a lane has to do. An errand that is named counts as under way until it is told what became of it.
    pub fn next(&mut self, lane: Lane, now: Duration) -> Next {
        // The receipt is in the person's hand by now, and searches are waited for: images yield to both.
        let search_due = lane == Lane::Images
            && self.due(Lane::Search).any(|record| record.under_way || record.not_before <= Some(now));
        if search_due {
            return Next::Rest;
        }
        let waiting = || self.due(lane).filter(|record| !record.under_way);
        let Some(at) = waiting().filter_map(|record| record.not_before).min() else { return Next::Rest };
        if at > now {
            return Next::At(at);
        }
        let id =
            waiting().find(|record| record.not_before.is_some_and(|at| at <= now)).map(|record| record.id);
        match self.records.iter_mut().find(|record| Some(record.id) == id) {
            Some(record) => {
                record.under_way = true;
                record.left.first().cloned().map_or(Next::Rest, Next::Go)
            }
            None => Next::Rest,
        }
    }

    fn due(&self, lane: Lane) -> impl Iterator<Item = &Record> {
        let of_lane = move |record: &&Record| record.left.first().is_some_and(|errand| errand.lane() == lane);
        self.records.iter().filter(of_lane).filter(|record| record.not_before.is_some())
    }

    /// The search was answered; the server wants these images, and has `begun` bytes of some of them.
    pub fn answered(
        &mut self,
        id: EncounterId,
        wanted: impl IntoIterator<Item = Sha256>,
        begun: BTreeMap<Sha256, u64>,
    ) {
        let Some(record) = self.record(id) else { return };
        record.left.retain(|errand| matches!(errand, Errand::Code(_)));
        let images: Vec<_> = wanted.into_iter().map(|name| Errand::Image(id, name)).collect();
        record.wanted = images.len() as u32;
        record.have = begun;
        record.left.extend(images);
        record.went_well();
    }

    /// An errand that is no search was done; whether it was the encounter's last. One whose last errand is done is
    /// forgotten.
    pub fn done(&mut self, errand: &Errand) {
        if let Some(record) = self.record(errand.of()) {
            record.left.retain(|left| left != errand);
            record.went_well();
        }
    }

    /// Forgets an encounter: the server has all of it, by another way.
    pub fn forget(&mut self, id: EncounterId) {
        self.records.retain(|record| record.id != id);
    }

    /// Whether nothing is left of an encounter; it is forgotten then.
    pub fn complete(&mut self, id: EncounterId) -> bool {
        let complete = self.records.iter().any(|record| record.id == id && record.left.is_empty());
        self.records.retain(|record| record.id != id || !complete);
        complete
    }

    /// A piece of an image arrived, of which the server now has so many bytes; its next piece waits its turn again.
    pub fn advanced(&mut self, errand: &Errand, have: u64) {
        if let (Errand::Image(_, name), Some(record)) = (errand, self.record(errand.of())) {
            record.have.insert(name.clone(), have);
            record.went_well();
        }
    }

    /// Bytes that the server has of an image: where its next piece begins.
    #[must_use]
    pub fn have(&self, errand: &Errand) -> u64 {
        let Errand::Image(id, name) = errand else { return 0 };
        let record = self.records.iter().find(|record| record.id == *id);
        record.and_then(|record| record.have.get(name)).copied().unwrap_or(0)
    }

    /// An errand failed at `now`; `random` (0 to 1) spreads the desks that come back.
    pub fn failed(&mut self, id: EncounterId, failure: Failure, now: Duration, random: f64) {
        if let Some(record) = self.record(id) {
            record.under_way = false;
            record.not_before = match failure {
                Failure::Passing => Some(now + pause(record.failures, random)),
                Failure::BusyFor(time) => Some(now + time),
                Failure::Refused => None,
            };
            record.failures = record.failures.saturating_add(1);
        }
    }

    /// Everything that waits for a moment may go now; with `id` that one, even if it was refused.
    pub fn hurry(&mut self, id: Option<EncounterId>) {
        for record in &mut self.records {
            if record.not_before.is_some() || Some(record.id) == id {
                record.not_before = Some(Duration::ZERO);
            }
        }
    }

    /// How far an encounter has come; none that is not to be sent from here.
    #[must_use]
    pub fn standing(&self, id: EncounterId) -> Option<Standing> {
        let record = self.records.iter().find(|record| record.id == id)?;
        let images = record.left.iter().filter(|errand| errand.lane() == Lane::Images).count() as u32;
        Some(match record.left.first() {
            Some(Errand::Search(_)) if record.under_way => Standing::SearchSent,
            Some(Errand::Search(_)) => Standing::Kept,
            _ => Standing::Answered { sent: record.wanted.saturating_sub(images), of: record.wanted },
        })
    }

    fn record(&mut self, id: EncounterId) -> Option<&mut Record> {
        self.records.iter_mut().find(|record| record.id == id)
    }
}

impl Record {
    fn went_well(&mut self) {
        self.under_way = false;
        self.failures = 0;
        self.not_before = Some(Duration::ZERO);
    }
}

/// How long to wait after so many failures: 2 s, doubled each time up to 32 s, of which a `random` part (0 to 1) of one
/// half is left out, so that desks that lost the same link do not all come back at once.
#[must_use]
pub fn pause(failures: u32, random: f64) -> Duration {
    let longest = Duration::from_secs(2 << failures.min(4));
    longest.mul_f64(1.0 - random.clamp(0.0, 1.0) / 2.0)
}
