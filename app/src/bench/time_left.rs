use gloo_timers::callback::Interval;
use leptos::prelude::*;
use wire::Timestamp;

use super::urgency::{TimeLeft, Urgency};
use crate::clock::Clock;
use crate::components::Chip;
use crate::texts::i18n::*;
use crate::words;

/// Grows every second while the page that asked for it is shown.
#[derive(Debug, Clone, Copy)]
pub struct Seconds(pub RwSignal<u32>);

impl Seconds {
    /// Gives the seconds to everything below.
    pub fn provide() {
        let seconds = RwSignal::new(0u32);
        // It ends with the page, which owns it.
        StoredValue::new_local(Interval::new(1000, move || {
            seconds.update(|count| *count = count.wrapping_add(1));
        }));
        provide_context(Self(seconds));
    }
}

/// How urgent a hit is and how much time it has left, in word, shape and colour.
#[component]
pub fn TimeLeftChip(
    /// When it should be decided.
    due_at: Timestamp,
) -> impl IntoView {
    let i18n = use_i18n();
    let (clock, Seconds(seconds)) = (Clock::expect(), expect_context());
    // What is shown changes far less often than every second, but for the last minutes.
    let left = Memo::new(move |_| {
        seconds.track();
        TimeLeft::between(clock.now(), due_at)
    });
    let urgency = Memo::new(move |_| {
        seconds.track();
        Urgency::of(due_at.seconds_since(clock.now()))
    });
    view! {
        <Chip tone=Signal::derive(move || urgency.get().tone())>
            <b>{move || words::urgency(i18n, urgency.get())}</b>
            " · "
            {move || words::time_left(i18n, left.get())}
        </Chip>
    }
}
