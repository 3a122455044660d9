use leptos::prelude::*;

use super::draft::{self, Draft};
use super::fingers::OneAtATime;
use super::keep::KeepDialog;
use super::missing::MissingDialog;
use super::taking::{State, Taking, Told};
use crate::components::{Icon, Shape};
use crate::scanner::CurrentScanner;
use crate::texts::i18n::*;
use crate::words;

/// What the large key does now: one key, so that the hand and the focus stay where they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Begin,
    Again,
    TakeNow,
    Wait,
    Keep,
    Check,
}

/// The keys of the step.
#[component]
pub fn Actions() -> impl IntoView {
    let i18n = use_i18n();
    let (draft, taking, scanner) = (Draft::expect(), Taking::expect(), CurrentScanner::expect());
    let one_at_a_time = expect_context::<OneAtATime>().0;
    let (keeping, telling) = (RwSignal::new(false), RwSignal::new(false));
    let next = Memo::new(move |_| draft.course.with(|course| course.step().cloned()));
    let tries =
        Memo::new(move |_| draft.course.with(|course| course.step().map_or(0, |step| course.tries(step))));
    let may_keep = move || draft.course.with(|course| course.may_override().is_ok());
    let key = Memo::new(move |_| match taking.state() {
        State::Watching => Key::TakeNow,
        State::Reading => Key::Wait,
        _ if next.with(Option::is_none) => Key::Check,
        State::Told(Told::MayOverride(_)) if may_keep() => Key::Keep,
        _ if tries.get() > 0 => Key::Again,
        _ => Key::Begin,
    });
    let press = move |_| match key.get_untracked() {
        Key::Begin | Key::Again => taking.begin(),
        Key::TakeNow => taking.take_now(),
        Key::Keep => keeping.set(true),
        Key::Check => draft.step.set(draft::Step::Send),
        Key::Wait => {}
    };
    let label = move || {
        let step = next.get().map(|step| words::step(i18n, &step)).unwrap_or_default();
        match key.get() {
            Key::Begin => t_string!(i18n, take.begin, step = step),
            Key::Again => t_string!(i18n, take.begin_again, step = step),
            Key::TakeNow if scanner.takes_by_itself() => t_string!(i18n, take.by_itself).to_owned(),
            Key::TakeNow => t_string!(i18n, take.now).to_owned(),
            Key::Wait => t_string!(i18n, take.reading).to_owned(),
            Key::Keep => t_string!(i18n, take.keep).to_owned(),
            Key::Check => t_string!(i18n, fingers.check).to_owned(),
        }
    };
    let resting = move || !taking.busy();
    let off = move || {
        let needs_scanner = matches!(key.get(), Key::Begin | Key::Again | Key::TakeNow);
        let waits = key.get() == Key::Wait || (key.get() == Key::TakeNow && scanner.takes_by_itself());
        waits || (needs_scanner && scanner.device().with(Option::is_none))
    };
    let several = move || next.with(|step| step.as_ref().is_some_and(|step| step.asked.len() > 1));
    let attempts = move || draft.course.with(|course| course.rules().attempts);
    view! {
        <div class="take-row">
            <div class="take-keys">
                <button class="btn go large take" aria-disabled=move || off().to_string() on:click=move |event| {
                    if !untrack(off) {
                        press(event);
                    }
                }>
                    <Icon shape=Signal::derive(move || if key.get() == Key::Check { Shape::Arrow } else { Shape::Finger }) />
                    {label}
                </button>
                <Show when=move || key.get() == Key::TakeNow>
                    <button class="btn large" on:click=move |_| taking.rest()>
                        {move || t_string!(i18n, take.stop)}
                    </button>
                </Show>
                <Show when=move || key.get() == Key::Keep>
                    <button class="btn large" on:click=move |_| taking.begin()>
                        {move || t_string!(i18n, take.take_again)}
                    </button>
                </Show>
                <Show when=move || resting() && next.with(Option::is_some)>
                    <button class="btn large" on:click=move |_| taking.skip()>
                        {move || t_string!(i18n, take.skip)}
                    </button>
                </Show>
            </div>
            <div class="take-more">
                <Show when=resting>
                    <button class="btn plain" on:click=move |_| telling.set(true)>
                        {move || t_string!(i18n, missing.open)}
                    </button>
                </Show>
                <Show when=move || resting() && (several() || one_at_a_time.get())>
                    <button class="btn plain" on:click=move |_| one_at_a_time.update(|on| *on = !*on)>
                        {move || {
                            if one_at_a_time.get() {
                                t_string!(i18n, take.several_at_once)
                            } else {
                                t_string!(i18n, take.one_at_a_time)
                            }
                        }}
                    </button>
                </Show>
                <Show when=move || { tries.get() > 0 && next.with(Option::is_some) }>
                    <span class="soft take-tries">
                        {move || t_string!(i18n, take.tries, n = tries.get(), of = attempts())}
                    </span>
                </Show>
            </div>
        </div>
        <Show when=move || keeping.get()>
            <KeepDialog open=keeping />
        </Show>
        <Show when=move || telling.get()>
            <MissingDialog open=telling />
        </Show>
    }
}
