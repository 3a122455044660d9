//! Signing in: by a one-time link, with a passkey, or with a password and a one-time code.
//!
//! Each way ends in [`Service::open_session`]: a fresh secret every time, and the session whose cookie the browser
//! brought along is over.

mod challenge;
mod confirmation;
mod link;
mod lock_out;
mod own;
mod passkey;
mod password;
mod totp;

use serde::{Deserialize, Serialize};
use wire::session::{Method, Session};
use wire::{AccountId, SessionId};

use crate::audit::Line;
use crate::problem::Error;
use crate::service::Service;
use crate::session::{SESSION_SECONDS, Visit, new_secret, subject};
use crate::storage::sessions::{self, NewSession};
use crate::storage::{Connection, held_copies, word};

pub(crate) use link::new_link;
pub(crate) use password::{Hashing, forget_password};

/// A new session and the secret that its cookie carries.
pub(crate) struct SignedIn {
    pub session: Session,
    pub secret: String,
}

/// From where a session was opened. Sealed where it is stored.
#[derive(Serialize, Deserialize)]
struct Seen {
    browser: String,
    from: String,
}

impl Service {
    /// Opens a session in the transaction of what the person proved it with, which it commits.
    async fn open_session(
        &self,
        mut transaction: crate::storage::Write,
        account: AccountId,
        method: Method,
        visit: &Visit,
    ) -> Result<SignedIn, Error> {
        let now = self.clock.now();
        let db: &mut Connection = &mut transaction;
        sessions::purge(db, now).await?;
        held_copies::purge(db).await?;
        if let Some(before) = &visit.session {
            sessions::delete(db, before).await?;
        }
        let (secret, hash) = new_secret();
        let id = SessionId::new();
        let from = visit.from.map(|address| address.to_string()).unwrap_or_default();
        let seen = Seen { browser: visit.browser.clone(), from };
        let seen = serde_json::to_vec(&seen).map_err(Error::stored("session"))?;
        let new = NewSession {
            token_hash: &hash,
            id,
            account,
            method,
            expires_at: now.plus_seconds(SESSION_SECONDS),
            visit: &self.programme_key.seal(&place(id), &seen)?,
        };
        sessions::insert(db, &new, now).await?;
        let visitor = self.visitor_in(db, &hash, visit.from).await?.ok_or(sqlx::Error::RowNotFound)?;
        let line = Line::by(&visitor.actor, "session.open", subject(account)).with(word(method));
        self.log.append(db, now, line).await?;
        transaction.commit().await?;
        Ok(SignedIn { session: self.session(&visitor).await?, secret })
    }
}

/// What a session's origin is sealed as.
fn place(session: SessionId) -> String {
    format!("origin of session {session}")
}
