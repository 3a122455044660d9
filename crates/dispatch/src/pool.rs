use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use gallery::{Candidate, Found, ReadyProbe, Search, SearchOptions, Shard};
use wire::list::Urgency;

use crate::pace::Pace;
use crate::{Client, Full, Queue, Ticket, Work};

/// What a search found: for each shard, in the order in which they were given, who is a candidate there.
pub type Outcome = Vec<Vec<Candidate>>;

/// The threads that search.
pub struct Pool {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

/// A search that was let in. Dropped before its end, the search is given up.
pub struct Pending {
    shared: Arc<Shared>,
    ticket: Ticket,
}

#[derive(Default)]
struct Shared {
    state: Mutex<Option<State>>,
    work: Condvar,
}

struct State {
    queue: Queue<Job>,
    pace: Pace,
}

/// One probe against several shards, each a search of its own.
struct Job {
    searches: Vec<Search<Arc<Shard>>>,
    tell: Box<dyn FnOnce(Outcome) + Send>,
}

/// A slice, and of which of the searches.
struct Slice(usize, gallery::Slice<Arc<Shard>>);

impl Work for Job {
    type Slice = Slice;

    fn next_slice(&mut self) -> Option<Slice> {
        self.searches.iter_mut().enumerate().find_map(|(at, search)| Some(Slice(at, search.next_slice()?)))
    }
}

impl Job {
    fn take(&mut self, at: usize, found: Found) {
        if let Some(search) = self.searches.get_mut(at) {
            search.take(found);
        }
    }

    fn is_done(&self) -> bool {
        self.searches.iter().all(Search::is_done)
    }

    fn finish(self) {
        (self.tell)(self.searches.into_iter().map(Search::into_candidates).collect());
    }
}

impl Pool {
    /// So many threads, and places for so many searches.
    #[must_use]
    pub fn new(threads: usize, places: usize) -> Self {
        let shared = Arc::new(Shared::default());
        *shared.lock() = Some(State { queue: Queue::new(places), pace: Pace::new() });
        let threads = (0..threads.max(1)).filter_map(|number| {
            let shared = Arc::clone(&shared);
            // With fewer threads than wanted searches take longer; with none `search` refuses.
            std::thread::Builder::new().name(format!("search {number}")).spawn(move || shared.serve()).ok()
        });
        let threads = threads.collect();
        Self { shared, threads }
    }

    /// Has a probe compared with all of `shards`; `tell` is called by one of the pool's threads with what was found, and
    /// dropped without a call where that fails. `options.threads` says nothing here.
    ///
    /// # Errors
    /// [`Full`]; `tell` is then dropped.
    pub fn search(
        &self,
        client: Client,
        urgency: Urgency,
        shards: Vec<Arc<Shard>>,
        probe: &ReadyProbe,
        options: SearchOptions,
        tell: impl FnOnce(Outcome) + Send + 'static,
    ) -> Result<Pending, Full> {
        let searches: Vec<_> =
            shards.into_iter().map(|shard| Search::new(shard, probe.clone(), options)).collect();
        let job = Job { searches, tell: Box::new(tell) };
        let mut state = self.shared.lock();
        let queue = match state.as_mut() {
            Some(state) if !self.threads.is_empty() => &mut state.queue,
            _ => return Err(Full { waiting: 0 }),
        };
        let nothing_to_do = job.is_done();
        let ticket = queue.enter(client, urgency, job)?;
        let done = if nothing_to_do { queue.leave(ticket) } else { None };
        drop(state);
        if let Some(job) = done {
            job.finish();
        }
        self.shared.work.notify_all();
        Ok(Pending { shared: Arc::clone(&self.shared), ticket })
    }

    /// When who found no place may come back: about when half of those who are in have been answered.
    #[must_use]
    pub fn wait(&self) -> Duration {
        let state = self.shared.lock();
        let Some(state) = state.as_ref() else { return Duration::from_secs(1) };
        state.pace.wait(state.queue.len())
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        *self.shared.lock() = None;
        self.shared.work.notify_all();
        for thread in self.threads.drain(..) {
            // What made it end was caught where it happened.
            let _ = thread.join();
        }
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if let Some(state) = self.shared.lock().as_mut() {
            state.queue.leave(self.ticket);
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Option<State>> {
        // Nothing is left half changed by a thread that dies: slices are worked on outside the lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What one thread does until the pool is dropped.
    fn serve(&self) {
        let mut state = self.lock();
        loop {
            let Some(here) = state.as_mut() else { return };
            let Some((ticket, Slice(at, slice))) = here.queue.next_slice() else {
                state = self.work.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            drop(state);
            let found = catch_unwind(AssertUnwindSafe(|| slice.work()));
            // A share of the shard that is kept longer than needed has a change of the list copy it.
            drop(slice);
            state = self.lock();
            let Some(here) = state.as_mut() else { return };
            let over = match (here.queue.work(ticket), found) {
                (Some(job), Ok(found)) => {
                    job.take(at, found);
                    job.is_done()
                }
                // It cannot be completed, and an incomplete answer would pass for "no match".
                (Some(_), Err(_)) => true,
                (None, _) => false,
            };
            let done = if over { here.queue.leave(ticket) } else { None };
            if let Some(job) = done {
                here.pace.note_done();
                drop(state);
                if job.is_done() {
                    job.finish();
                }
                state = self.lock();
            }
            // The next stage of that search may have work for all.
            self.work.notify_all();
        }
    }
}
