use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use wire::list::Urgency;

use crate::pace::Pace;
use crate::{Client, Full, Queue, Ticket, Work};

/// Turns for searches that other machines work on: so many at once, and who is next is what the [`Queue`] says.
#[derive(Debug, Clone)]
pub struct Turns(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    queue: Queue<Waiting>,
    /// How many more may begin now.
    free: usize,
    pace: Pace,
}

/// A search of which the one slice is that it begins.
struct Waiting(Option<Begin>);

type Begin = Box<dyn FnOnce() + Send>;

/// A place among the searches, and the turn once it comes. Dropped, it is the next one's.
#[derive(Debug)]
pub struct Turn {
    turns: Turns,
    ticket: Ticket,
}

impl Work for Waiting {
    type Slice = Begin;

    fn next_slice(&mut self) -> Option<Begin> {
        self.0.take()
    }
}

impl std::fmt::Debug for Waiting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.0.is_some() { "Waiting" } else { "Begun" })
    }
}

impl Turns {
    /// So many searches at once, and so many places, of which those that have begun take one each too.
    #[must_use]
    pub fn new(at_once: usize, places: usize) -> Self {
        Self(Arc::new(Mutex::new(State {
            queue: Queue::new(places),
            free: at_once.max(1),
            pace: Pace::new(),
        })))
    }

    /// Takes a place; `begin` is called when the turn has come, which may be at once.
    ///
    /// # Errors
    /// [`Full`]; `begin` is then dropped.
    pub fn enter(
        &self,
        client: Client,
        urgency: Urgency,
        begin: impl FnOnce() + Send + 'static,
    ) -> Result<Turn, Full> {
        let ticket = self.lock().queue.enter(client, urgency, Waiting(Some(Box::new(begin))))?;
        self.begin_next();
        Ok(Turn { turns: self.clone(), ticket })
    }

    /// When who found no place may come back: about when half of those who are in have been answered.
    #[must_use]
    pub fn wait(&self) -> Duration {
        let state = self.lock();
        state.pace.wait(state.queue.len())
    }

    fn begin_next(&self) {
        loop {
            let mut state = self.lock();
            if state.free == 0 {
                return;
            }
            let Some((_, begin)) = state.queue.next_slice() else { return };
            state.free -= 1;
            drop(state);
            begin();
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing is left half changed: what is called is called outside the lock.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut state = self.turns.lock();
        if let Some(Waiting(None)) = state.queue.leave(self.ticket) {
            state.free += 1;
            state.pace.note_done();
        }
        drop(state);
        self.turns.begin_next();
    }
}
