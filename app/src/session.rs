//! Who is signed in at this page.

use keeping::{Place, Shelf};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::Code;
use wire::session::{Role, Session};

use crate::api::{Api, Fault};
use crate::clock::Clock;
use crate::enrolled::Device;
use crate::events::{Events, Link};
use crate::lists::Lists;
use crate::page_load;
use crate::store::{Gone, Put, Store};

/// What is known about who is signed in.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "there is one of them on a page")]
pub enum Standing {
    /// The server has been asked.
    Asking,
    /// Nobody.
    Nobody,
    /// The server cannot be asked.
    Unreachable,
    /// The server answers what this page does not understand.
    Outdated,
    /// This person.
    SignedIn(Session),
}

/// The session of this page.
#[derive(Debug, Clone, Copy)]
pub struct CurrentSession {
    standing: RwSignal<Standing>,
    api: Api,
    clock: Clock,
    events: Events,
    lists: Lists,
    store: Store,
    device: Device,
    /// Whether the server was out of reach when it was asked last.
    offline: RwSignal<bool>,
}

impl CurrentSession {
    /// Gives the session to everything below, once the services it starts and stops are there.
    pub fn provide() -> Self {
        let session = Self {
            standing: RwSignal::new(Standing::Asking),
            api: Api::expect(),
            clock: Clock::expect(),
            events: Events::expect(),
            lists: Lists::expect(),
            store: Store::expect(),
            device: Device::expect(),
            offline: RwSignal::new(false),
        };
        provide_context(session);
        let link = session.events.link;
        Effect::new(move || {
            // Whoever went on without the server is asked for by it once it is there again.
            if link.get() == Link::Up && session.offline.get_untracked() {
                session.ask();
            }
        });
        session
    }

    /// The session of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// What is known, followed.
    pub fn standing(self) -> Standing {
        self.standing.get()
    }

    /// Who is signed in, followed.
    pub fn get(self) -> Option<Session> {
        self.standing.with(|standing| match standing {
            Standing::SignedIn(session) => Some(session.clone()),
            _ => None,
        })
    }

    /// Who is signed in, read once.
    pub fn untracked(self) -> Option<Session> {
        untrack(|| self.get())
    }

    /// The role of who is signed in, followed.
    pub fn role(self) -> Option<Role> {
        self.standing.with(|standing| match standing {
            Standing::SignedIn(session) => Some(session.role),
            _ => None,
        })
    }

    /// Asks the server who is signed in, and starts what that person's pages need.
    pub fn ask(self) {
        spawn_local(async move {
            self.device.ready().await;
            let answer = self.api.session().await;
            let reached = !matches!(answer, Err(Fault::Unreachable));
            let standing = match answer {
                Ok(session) => Standing::SignedIn(session),
                Err(Fault::Refused(problem)) if problem.code == Code::NotSignedIn => Standing::Nobody,
                // An officer who was signed in here goes on without the server, until the session's time is over.
                Err(Fault::Unreachable) if self.untracked().is_none() => match self.kept().await {
                    Some(session) => Standing::SignedIn(session),
                    None => Standing::Unreachable,
                },
                Err(Fault::NotUnderstood) => Standing::Outdated,
                Err(_) => Standing::Unreachable,
            };
            if reached {
                self.keep(&standing).await;
            }
            self.offline.set(!reached);
            match &standing {
                Standing::SignedIn(session) => {
                    if reached {
                        self.clock.set_by(session.now);
                    }
                    self.api.ended().set(false);
                    if session.enrolling {
                        self.standing.set(standing);
                        return;
                    }
                    let newcomer = self.untracked().is_none();
                    if newcomer && session.site.services.any() && page_load::again_for_services() {
                        return;
                    }
                    self.events.open();
                    if session.role == Role::Officer {
                        self.lists.follow();
                    }
                }
                // A page that somebody works on stays as it is; the shell says that the session has ended.
                _ if self.untracked().is_some() => return,
                _ => {}
            }
            self.standing.set(standing);
        });
    }

    /// The officer's session as the server last told it, while its time is not over.
    async fn kept(self) -> Option<Session> {
        let session: Session = self.store.read_json(&Place::Answer(Place::SESSION)).await?;
        // On an enrolled device it is their PIN that lets them in, for as many days as its rules say.
        let lasts = session.expires_at > self.clock.now() || self.device.may_work_offline(session.account);
        lasts.then_some(session)
    }

    /// Keeps an officer's session for work without a network; of anybody else, and of nobody, none.
    async fn keep(self, standing: &Standing) {
        let place = Place::Answer(Place::SESSION);
        let change = match standing {
            Standing::SignedIn(session) if session.role == Role::Officer && !session.enrolling => {
                self.device.signed_in(session).await;
                if !untrack(|| self.device.is_open_for(session.account)) {
                    // It is kept under the officer's own key, once that is open.
                    return;
                }
                self.store.change(vec![Put::json(place, session)], Vec::new())
            }
            Standing::SignedIn(_) | Standing::Nobody => {
                self.store.change(Vec::new(), vec![Gone::Key(Shelf::Answers, place.key())])
            }
            Standing::Asking | Standing::Unreachable | Standing::Outdated => return,
        };
        // A store that keeps nothing says so itself.
        let _ = change.await;
    }

    /// Ends the session here and on the server.
    pub async fn sign_out(self) -> Result<(), Fault> {
        self.api.sign_out().await?;
        self.keep(&Standing::Nobody).await;
        self.events.close();
        self.lists.let_go();
        self.device.lock();
        self.api.ended().set(false);
        self.standing.set(Standing::Nobody);
        page_load::again_without_services();
        Ok(())
    }
}
