//! What the server pushes, and to whom.

mod across;

use policy::Country;
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;
use wire::event::Event;

use crate::authorize::{Action, Object, Place, authorize};
use crate::session::Actor;

/// A slow reader may fall this many events behind before it is told to read everything again.
const KEPT: usize = 256;

/// Who is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Audience {
    /// Whoever listens.
    Everybody,
    /// Whoever may review a hit of this place.
    Reviewers(Place),
    /// Those of them who are of its country: to others its known answers do not exist.
    OwnReviewers(Place),
    /// Officers and supervisors of a site.
    Site(Place),
    /// Officers and supervisors of a site, and the country's programme managers: whoever may read its alerts.
    Alerted(Place),
    /// Whoever may hold copies of a country's lists.
    Holders(Country),
    /// Whoever keeps a country's lists.
    Keepers(Country),
}

impl Audience {
    /// Whether `actor` belongs to it: whoever may read again what the event speaks of.
    #[must_use]
    pub fn includes(self, actor: &Actor) -> bool {
        let (action, object) = match self {
            Self::Everybody => return true,
            Self::OwnReviewers(place) if actor.country != place.country => return false,
            Self::OwnReviewers(place) => (Action::Review, Object::Hit(place)),
            Self::Alerted(place) => (crate::alerts::reading(actor), Object::Site(place)),
            Self::Reviewers(place) => (Action::Review, Object::Hit(place)),
            Self::Site(place) => (Action::ReadEncounter, Object::Site(place)),
            Self::Holders(country) => (Action::HoldLists, Object::List(country)),
            Self::Keepers(country) => (Action::KeepLists, Object::List(country)),
        };
        authorize(actor, action, object).is_ok()
    }
}

/// Something that happened, and who is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Whom it concerns.
    pub audience: Audience,
    /// What they are told.
    pub event: Event,
}

/// Where something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    Here,
    /// In another server on the same database.
    Elsewhere,
}

/// The events of this service and of those that share its database, as they happen.
pub struct Events(broadcast::Sender<(Told, Origin)>);

impl Default for Events {
    fn default() -> Self {
        Self(broadcast::channel(KEPT).0)
    }
}

/// What happens from now on.
pub struct Following(broadcast::Receiver<(Told, Origin)>);

impl Events {
    /// Tells an audience, here and at other servers. That nobody is listening is no error.
    pub fn tell(&self, audience: Audience, event: Event) {
        let _ = self.0.send((Told { audience, event }, Origin::Here));
    }

    /// Tells those who listen here of something that happened in another server.
    fn tell_here(&self, told: Told) {
        let _ = self.0.send((told, Origin::Elsewhere));
    }

    /// Everything from now on; filter by [`Audience::includes`].
    #[must_use]
    pub fn follow(&self) -> Following {
        Following(self.0.subscribe())
    }
}

impl Following {
    /// The next; none once the service is gone. Who fell too far behind is told so.
    pub async fn next(&mut self) -> Option<Told> {
        self.next_of_any().await.map(|(told, _)| told)
    }

    /// The next that happened here.
    async fn next_of_here(&mut self) -> Option<Told> {
        loop {
            if let (told, Origin::Here) = self.next_of_any().await? {
                return Some(told);
            }
        }
    }

    async fn next_of_any(&mut self) -> Option<(Told, Origin)> {
        match self.0.recv().await {
            Ok(told) => Some(told),
            Err(RecvError::Lagged(_)) => Some((Told::MISSED, Origin::Here)),
            Err(RecvError::Closed) => None,
        }
    }
}

impl Told {
    /// That something may have been missed, and is to be read again.
    const MISSED: Self = Self { audience: Audience::Everybody, event: Event::Lagged };
}
