//! Which of several servers on one database does what nobody asks for: purges, searches in the background, alerts that go
//! further, calls. One of them is *on duty* and does all of it; the others stand by.
//!
//! Whoever is on duty says so again and again, by counting a number in the database on. Another takes over once it has
//! seen the same number for [`SILENT`] by its own clock: clocks of different machines are never compared. Whoever cannot
//! say so for [`UNHEARD`] lays down what it is doing; all of it is work that goes on where it was, and what it writes is
//! written once ([`crate::storage::search_due::done`], [`crate::storage::hits::is_there`]). On SQLite there is one server,
//! which is always on duty.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior};

use crate::problem::Error;
use crate::service::Service;
use crate::storage::duty::{self, Beat};

/// How often whoever is on duty says so.
const EVERY: Duration = Duration::from_secs(3);
/// After so long without a word from whoever is on duty another takes over.
const SILENT: Duration = Duration::from_secs(15);
/// After so long without having been able to say so, nobody is on duty any more: well before another takes over.
const UNHEARD: Duration = Duration::from_secs(8);

/// Whether this server is on duty.
pub(crate) struct Duty(watch::Sender<bool>);

impl Duty {
    /// Of a server that has the database to itself, or of one that is still to find out.
    pub fn new(is_alone: bool) -> Self {
        Self(watch::Sender::new(is_alone))
    }
}

/// What a server that stands by has seen of the one on duty.
struct Seen {
    beat: Beat,
    since: Instant,
}

impl Service {
    /// Whether this server is on duty.
    #[must_use]
    pub fn is_on_duty(&self) -> bool {
        *self.duty.0.borrow()
    }

    /// Does `work` as soon as this server is on duty; none where it was called off meanwhile.
    pub(crate) async fn when_on_duty<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let mut duty = self.duty.0.subscribe();
        duty.wait_for(|on| *on).await.ok()?;
        tokio::select! {
            done = work => Some(done),
            _ = duty.wait_for(|on| !*on) => None,
        }
    }

    /// Goes on duty when nobody is, and stays so, as long as the service is there.
    pub async fn keep_duty(&self) {
        if self.storage.shared().is_none() {
            return;
        }
        let (mut seen, mut heard) = (None, Instant::now());
        let mut ticks = tokio::time::interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            let asked = Instant::now();
            match tokio::time::timeout(EVERY, self.say_so(&mut seen)).await {
                Ok(Ok(on)) => {
                    heard = asked;
                    self.set_on_duty(on);
                }
                failed => {
                    let why = failed.map_or_else(
                        |late| late.to_string(),
                        |said| said.err().map_or(String::new(), |why| why.to_string()),
                    );
                    tracing::warn!(why, "the database was not told that this server is there");
                    self.set_on_duty(self.is_on_duty() && heard.elapsed() < UNHEARD);
                }
            }
        }
    }

    /// Says that this server is on duty, or finds out whether it is to be.
    async fn say_so(&self, seen: &mut Option<Seen>) -> Result<bool, Error> {
        let name = self.instance.to_string();
        let mut db = self.storage.read().await?;
        if duty::go_on(&mut db, &name).await? {
            return Ok(true);
        }
        let Some(beat) = duty::newest(&mut db).await? else { return duty::begin(&mut db, &name).await };
        match seen {
            Some(before) if before.beat == beat => {
                let is_silent = before.since.elapsed() >= SILENT;
                Ok(is_silent && duty::take_over(&mut db, &name, &beat).await?)
            }
            _ => {
                *seen = Some(Seen { beat, since: Instant::now() });
                Ok(false)
            }
        }
    }

    fn set_on_duty(&self, on: bool) {
        let changed = self.duty.0.send_if_modified(|now| std::mem::replace(now, on) != on);
        if changed {
            tracing::info!(on, "on duty for what nobody asks for");
        }
    }

    /// Leaves the duty to another at once.
    ///
    /// # Errors
    /// [`Error::Database`]: then another takes over by itself.
    pub async fn end_duty(&self) -> Result<(), Error> {
        if self.storage.shared().is_some() {
            self.set_on_duty(false);
            duty::end(&mut *self.storage.read().await?, &self.instance.to_string()).await?;
        }
        Ok(())
    }
}
