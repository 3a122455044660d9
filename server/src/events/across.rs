//! Events across servers on one PostgreSQL: what happens in one is told to the others by `NOTIFY`.
//!
//! The database is what such servers share anyway, with or without matchers: nothing else has to be there, and who hears
//! is who may read. On SQLite there is one server, and nobody to tell. What is told is sealed under the programme's key,
//! so that whoever may merely connect to the database neither reads nor makes it up.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgListener;

use super::{Following, Told};
use crate::problem::Error;
use crate::service::{Instance, Service};

/// What messages are sealed as.
const MESSAGE: &str = "event for other servers";
/// Until a database that does not answer is asked again.
const AGAIN: Duration = Duration::from_secs(2);

#[derive(Serialize, Deserialize)]
struct Message {
    /// Who tells: whoever hears themselves does not pass it on.
    from: Instance,
    told: Told,
}

impl Service {
    /// Tells the other servers what happens here and those who listen here what happens there, as long as the service is
    /// there.
    pub async fn share_events(&self) {
        let Some(database) = self.storage.shared() else { return };
        // Nothing that happens from now on is missed, however long connecting takes.
        let here = self.events.follow();
        tokio::join!(self.tell_others(here), self.hear_others(database));
    }

    async fn tell_others(&self, mut here: Following) {
        while let Some(told) = here.next_of_here().await {
            let mut told = told;
            while let Err(error) = self.tell_other_servers(told).await {
                tracing::warn!(%error, "other servers were not told of an event");
                tokio::time::sleep(AGAIN).await;
                // What comes meanwhile may overflow: that they are to read everything again says it all.
                told = Told::MISSED;
            }
        }
    }

    async fn tell_other_servers(&self, told: Told) -> Result<(), Error> {
        let message = Message { from: self.instance, told };
        let plain = serde_json::to_vec(&message).map_err(Error::stored("event"))?;
        let sealed = self.programme_key.seal(MESSAGE, &plain)?;
        self.storage.notify(&self.channel(), &STANDARD.encode(sealed)).await
    }

    async fn hear_others(&self, database: &str) {
        loop {
            if let Err(error) = self.hear_until_cut_off(database).await {
                tracing::warn!(%error, "events of other servers are not heard");
            }
            tokio::time::sleep(AGAIN).await;
        }
    }

    async fn hear_until_cut_off(&self, database: &str) -> Result<(), Error> {
        let mut listener = PgListener::connect(database).await?;
        listener.listen(&self.channel()).await?;
        // Whatever was told while nobody heard.
        self.events.tell_here(Told::MISSED);
        loop {
            match listener.try_recv().await? {
                Some(heard) => self.hear(heard.payload()),
                None => self.events.tell_here(Told::MISSED),
            }
        }
    }

    fn hear(&self, payload: &str) {
        let opened = STANDARD
            .decode(payload)
            .ok()
            .and_then(|sealed| self.programme_key.open_bytes(MESSAGE, &sealed).ok())
            .and_then(|plain| serde_json::from_slice::<Message>(&plain).ok());
        match opened {
            Some(Message { from, told }) if from != self.instance => self.events.tell_here(told),
            Some(_) => {}
            // Of a server of another version, or of nobody: what it says may be anything.
            None => {
                tracing::warn!("what was told on the database's channel is of no server of this programme");
                self.events.tell_here(Told::MISSED);
            }
        }
    }

    /// Where the programme's servers hear each other: no other programme in the same database does.
    fn channel(&self) -> String {
        let tag = self.programme_key.tag("events", "channel");
        format!("umbral_{}", &tag[..32])
    }
}
