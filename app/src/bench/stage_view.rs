use gloo_timers::callback::Interval;
use leptos::prelude::*;

use super::open_hit::OpenHit;
use super::pane::Pane;
use super::stage::{Arrangement, Side, Stage};
use super::strip::Strip;
use super::tools::Tools;
use crate::components::{Banner, Tone};
use crate::texts::i18n::*;

/// The prints, with what they are looked at by.
#[component]
pub fn StageView() -> impl IntoView {
    let i18n = use_i18n();
    let stage = Stage::expect();
    let hit = OpenHit::expect().hit;
    blink(stage);
    let compared = Memo::new(move |_| hit.with(|hit| hit.candidate.is_some()));
    let nothing_corresponds = Memo::new(move |_| {
        hit.with(|hit| hit.candidate.as_ref().is_some_and(|candidate| candidate.comparisons.is_empty()))
    });
    let beside = Memo::new(move |_| compared.get() && !stage.one_pane());
    view! {
        <div class="bench-stage">
            <Tools />
            <Show
                when=move || !nothing_corresponds.get()
                fallback=move || {
                    view! {
                        <Banner tone=Tone::Warn>{move || t_string!(i18n, bench.no_comparison)}</Banner>
                    }
                }
            >
                <div class="panes" class:two=beside class:swapped=move || stage.swapped.get()>
                    <Pane side=Side::Probe />
                    <Show when=move || beside.get()>
                        <Pane side=Side::Candidate />
                    </Show>
                </div>
            </Show>
            <Strip />
        </div>
    }
}

/// Shows the one print and the other in turn while they blink.
fn blink(stage: Stage) {
    let running = StoredValue::new_local(None::<Interval>);
    Effect::new(move || {
        let (blinking, rate) = (stage.arrangement.get() == Arrangement::Blinking, stage.rate.get());
        let every = (1000.0 / rate.max(0.1)) as u32;
        running.set_value((blinking && rate > 0.0).then(|| {
            Interval::new(every, move || {
                // The page may have been left meanwhile.
                let _ = stage.front.try_update(|front| *front = front.other());
            })
        }));
    });
}
