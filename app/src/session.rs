//! Who is signed in at this page.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::Code;
use wire::session::{Role, Session};

use crate::api::{Api, Fault};
use crate::clock::Clock;
use crate::events::Events;
use crate::lists::Lists;
use crate::page_load;

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
        };
        provide_context(session);
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
            let standing = match self.api.session().await {
                Ok(session) => Standing::SignedIn(session),
                Err(Fault::Refused(problem)) if problem.code == Code::NotSignedIn => Standing::Nobody,
                Err(_) => Standing::Unreachable,
            };
            match &standing {
                Standing::SignedIn(session) => {
                    self.clock.set_by(session.now);
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

    /// Ends the session here and on the server.
    pub async fn sign_out(self) -> Result<(), Fault> {
        self.api.sign_out().await?;
        self.events.close();
        self.lists.let_go();
        self.api.ended().set(false);
        self.standing.set(Standing::Nobody);
        page_load::again_without_services();
        Ok(())
    }
}
