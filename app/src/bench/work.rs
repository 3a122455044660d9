//! One's own time at the bench, how many are at work there, and a calm word when a break is due.

use gloo_timers::callback::Interval;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::Timestamp;
use wire::reviewing::Workload;
use wire::session::Role;

use super::queue::Queue;
use super::urgency::Urgency;
use crate::api::Api;
use crate::clock::Clock;
use crate::components::{Banner, Tone};
use crate::events::Events;
use crate::session::CurrentSession;
use crate::texts::i18n::*;

/// The workload as the server last told it.
#[derive(Debug, Clone, Copy)]
pub struct Work {
    load: RwSignal<Option<Workload>>,
    /// The beginning of the stint whose reminder was put away.
    put_away: RwSignal<Option<Timestamp>>,
}

impl Work {
    /// How often it is read while nothing happens: a reminder may come a minute late.
    const EVERY_MS: u32 = 60_000;

    /// Gives it to everything below; it is read while a reviewer or supervisor is signed in.
    pub fn provide() -> Self {
        let work = Self { load: RwSignal::new(None), put_away: RwSignal::new(None) };
        provide_context(work);
        let (api, session, events) = (Api::expect(), CurrentSession::expect(), Events::expect());
        let minutes = RwSignal::new(0u32);
        // It is read for as long as the page is there.
        Interval::new(Self::EVERY_MS, move || minutes.update(|minutes| *minutes = minutes.wrapping_add(1)))
            .forget();
        Effect::new(move || {
            events.hits.track();
            minutes.track();
            if !matches!(session.role(), Some(Role::Reviewer | Role::Supervisor)) {
                work.load.set(None);
                return;
            }
            spawn_local(async move {
                // Without an answer what was told last stands: nobody's work waits for it.
                if let Ok(load) = api.get("/api/workload").await {
                    work.load.set(Some(load));
                }
            });
        });
        work
    }

    /// That of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// How many are at the bench, and how many hits were decided in the last hour, by whom the reader answers for.
    pub fn figures(self) -> Option<(u32, u32)> {
        self.load.with(|load| load.map(|load| (load.at_work, load.decided_in_hour)))
    }

    /// How many have a break due, where the reader is told.
    pub fn breaks_due(self) -> Option<u32> {
        self.load.with(|load| load.and_then(|load| load.breaks_due))
    }
}

/// Says that a break would do good, until it is put away or taken. A hit that is urgent comes first: while one waits for
/// this person nothing is said.
#[component]
pub fn BreakReminder() -> impl IntoView {
    let i18n = use_i18n();
    let (work, queue, clock) = (Work::expect(), Queue::expect(), Clock::expect());
    let due = move || {
        let mine = work.load.get()?.mine.filter(|mine| mine.break_due)?;
        if work.put_away.get() == Some(mine.began_at) {
            return None;
        }
        let now = clock.following();
        let mut pressing = false;
        queue.with_open(|hit| {
            pressing |= hit.open_to_me && Urgency::of(hit.due_at.seconds_since(now)) <= Urgency::Urgent;
        });
        (!pressing).then(|| {
            let minutes = now.seconds_since(mine.began_at).max(0) / 60;
            (mine, u32::try_from(minutes).unwrap_or(u32::MAX))
        })
    };
    move || {
        due().map(|(mine, minutes)| {
            let put_away = move |_| work.put_away.set(Some(mine.began_at));
            view! {
                <div class="break-reminder" data-testid="break-reminder">
                    <Banner tone=Tone::Quiet>
                        <b>{t_string!(i18n, reviewing.break_title, minutes = mine.break_minutes)}</b>
                        " "
                        <span>
                            {t_string!(i18n, reviewing.break_minutes, count = minutes)}
                            " "
                            {t_string!(i18n, reviewing.break_hits, count = mine.decided)}
                        </span>
                        " "
                        <span class="soft">{t_string!(i18n, reviewing.break_words)}</span>
                    </Banner>
                    <button class="btn" on:click=put_away>
                        {t_string!(i18n, reviewing.break_put_away)}
                    </button>
                </div>
            }
        })
    }
}
