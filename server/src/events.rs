//! What the server pushes, and to whom.

use tokio::sync::broadcast;
use wire::SiteId;
use wire::event::Event;
use wire::session::Role;

use crate::session::Actor;

/// A slow reader may fall this many events behind before it is told to read everything again.
const KEPT: usize = 256;

/// Who is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Reviewers and supervisors, wherever they are.
    Reviewers,
    /// Officers and supervisors of a site.
    Site(SiteId),
    /// Whoever may hold copies of lists.
    Holders,
}

impl Audience {
    /// Whether `actor` belongs to it.
    #[must_use]
    pub fn includes(self, actor: &Actor) -> bool {
        match self {
            Self::Reviewers => matches!(actor.role, Role::Reviewer | Role::Supervisor),
            Self::Site(site) => actor.site == site && matches!(actor.role, Role::Officer | Role::Supervisor),
            Self::Holders => matches!(actor.role, Role::Officer),
        }
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
