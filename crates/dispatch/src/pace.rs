use std::time::{Duration, Instant};

/// How fast searches are answered of late, by which is told when it is worth coming back.
#[derive(Debug)]
pub(crate) struct Pace {
    /// Wall time of one, of which one comes after another.
    each: Duration,
    last_done: Instant,
}

impl Pace {
    pub(crate) fn new() -> Self {
        Self { each: Duration::from_millis(100), last_done: Instant::now() }
    }

    /// Notes that one was answered.
    pub(crate) fn note_done(&mut self) {
        let now = Instant::now();
        let took = now.duration_since(self.last_done).min(Duration::from_secs(10));
        self.last_done = now;
        // When idle this takes the pause for work; while anybody finds no place there is none.
        self.each = (self.each * 7 + took) / 8;
    }

    /// About when half of `waiting` will have been answered.
    pub(crate) fn wait(&self, waiting: usize) -> Duration {
        let half = u32::try_from(waiting / 2).unwrap_or(u32::MAX);
        self.each.saturating_mul(half).clamp(Duration::from_secs(1), Duration::from_secs(60))
    }
}
