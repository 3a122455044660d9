//! The page's clock: the one module that reads the time. It runs by the server's clock once that is known,
//! so that ages are right on a device whose own clock is wrong.

use gloo_timers::callback::Interval;
use leptos::prelude::*;
use wire::Timestamp;

/// The time now, for reading once or for following.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    ahead_ms: RwSignal<i64>,
    beats: RwSignal<u32>,
}

impl Clock {
    /// Seconds between two beats of [`following`](Self::following): ages are shown in minutes.
    const BEAT_SECONDS: u32 = 10;

    /// Starts the clock and gives it to everything below.
    pub fn provide() -> Self {
        let clock = Self { ahead_ms: RwSignal::new(0), beats: RwSignal::new(0) };
        let beats = clock.beats;
        // The clock runs as long as the page does.
        Interval::new(Self::BEAT_SECONDS * 1000, move || beats.update(|beat| *beat = beat.wrapping_add(1)))
            .forget();
        provide_context(clock);
        clock
    }

    /// The clock of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// This moment.
    pub fn now(self) -> Timestamp {
        Timestamp(device_now() + self.ahead_ms.get_untracked())
    }

    /// This moment, read again with every beat.
    pub fn following(self) -> Timestamp {
        self.beats.track();
        Timestamp(device_now() + self.ahead_ms.get())
    }

    /// Milliseconds by which the server's clock is ahead of the device's own, as far as is known.
    pub fn ahead(self) -> i64 {
        self.ahead_ms.get_untracked()
    }

    /// Runs by the server's clock from here on.
    pub fn set_by(self, server_now: Timestamp) {
        self.ahead_ms.set(server_now.0 - device_now());
    }
}

/// Milliseconds since the page was opened: for durations, which a clock that is set anew would spoil.
pub fn stopwatch() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

fn device_now() -> i64 {
    // A date in milliseconds is far below 2^53.
    js_sys::Date::now() as i64
}
