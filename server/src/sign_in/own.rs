//! One's own sessions.

use wire::SessionId;
use wire::session::OwnSession;

use super::{Seen, place};
use crate::audit::Line;
use crate::problem::{Error, not_found};
use crate::service::Service;
use crate::session::{Actor, Visitor, in_force, subject};
use crate::storage::sessions;

impl Service {
    /// The sessions in force of who asks.
    pub(crate) async fn own_sessions(&self, visitor: &Visitor) -> Result<Vec<OwnSession>, Error> {
        let now = self.clock.now();
        let rows =
            sessions::of(&mut *self.storage.read().await?, &self.programme_key, visitor.actor.account, now)
                .await?;
        rows.into_iter()
            .filter(|row| in_force(row, now))
            .map(|row| {
                let seen = self.seen(row.id, &row.visit)?;
                Ok(OwnSession {
                    id: row.id,
                    current: row.id == visitor.id,
                    method: row.method,
                    opened_at: row.opened_at,
                    last_seen_at: row.last_seen_at,
                    expires_at: row.expires_at,
                    browser: seen.browser,
                    from: seen.from,
                })
            })
            .collect()
    }

    /// What a session's browser calls itself, out of where the session was opened.
    pub(crate) fn browser_of(&self, session: SessionId, visit: &[u8]) -> Result<String, Error> {
        Ok(self.seen(session, visit)?.browser)
    }

    fn seen(&self, session: SessionId, visit: &[u8]) -> Result<Seen, Error> {
        let seen = self.programme_key.open_bytes(&place(session), visit)?;
        serde_json::from_slice(&seen).map_err(Error::stored("session"))
    }

    /// Ends one of the own sessions.
    pub(crate) async fn revoke_session(&self, visitor: &Visitor, id: SessionId) -> Result<(), Error> {
        let mut transaction = self.storage.write().await?;
        if !sessions::revoke(&mut transaction, visitor.actor.account, id).await? {
            return Err(not_found("session"));
        }
        let line = Line::by(&visitor.actor, "session.revoke", subject(visitor.actor.account));
        self.log.append(&mut transaction, self.clock.now(), line).await?;
        transaction.commit().await
    }

    /// Ends the session that asks.
    pub(crate) async fn sign_out(&self, actor: &Actor) -> Result<(), Error> {
        let mut transaction = self.storage.write().await?;
        sessions::delete(&mut transaction, &actor.session).await?;
        let line = Line::by(actor, "session.close", subject(actor.account));
        self.log.append(&mut transaction, self.clock.now(), line).await?;
        transaction.commit().await
    }
}
