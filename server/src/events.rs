//! What the server pushes, and to whom.

use policy::Country;
use tokio::sync::broadcast;
use wire::event::Event;

use crate::authorize::{Action, Object, Place, authorize};
use crate::session::Actor;

/// A slow reader may fall this many events behind before it is told to read everything again.
const KEPT: usize = 256;

/// Who is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Whoever may review a hit of this place.
    Reviewers(Place),
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
            Self::Alerted(place) => (crate::alerts::reading(actor), Object::Site(place)),
            Self::Reviewers(place) => (Action::Review, Object::Hit(place)),
            Self::Site(place) => (Action::ReadEncounter, Object::Site(place)),
            Self::Holders(country) => (Action::HoldLists, Object::List(country)),
            Self::Keepers(country) => (Action::KeepLists, Object::List(country)),
        };
        authorize(actor, action, object).is_ok()
    }
}

/// The events of this service, as they happen.
pub struct Events(broadcast::Sender<(Audience, Event)>);

impl Default for Events {
    fn default() -> Self {
        Self(broadcast::channel(KEPT).0)
    }
}

impl Events {
    /// Tells an audience. That nobody is listening is no error.
    pub fn tell(&self, audience: Audience, event: Event) {
        let _ = self.0.send((audience, event));
    }

    /// Everything from now on; filter by [`Audience::includes`].
    #[must_use]
    pub fn follow(&self) -> broadcast::Receiver<(Audience, Event)> {
        self.0.subscribe()
    }
}
