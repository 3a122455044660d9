//! The demo programme's scanner: synthetic people put synthetic fingers on it.

use fingerprint::FingerPosition;
use leptos::prelude::*;
use wire::Expected;
use wire::demo::{LISTED_WITH_IMAGES, STRANGERS};

use super::draft::{Choice, Draft};
use super::intake::{Content, Intake, Item, Origin};
use crate::components::{ConditionBanner, Icon, Shape};
use crate::scanner::{CurrentScanner, Reachable};
use crate::texts::i18n::*;
use crate::words;

/// Who stands at the scanner, and the finger that comes next.
#[component]
pub fn SimulatedScanner() -> impl IntoView {
    let i18n = use_i18n();
    let (draft, intake, scanner) = (Draft::expect(), Intake::expect(), CurrentScanner::expect());
    scanner.resume(Some(Reachable::Simulated));
    // Fingers are lifted when the officer leaves the step.
    on_cleanup(move || scanner.let_go());
    let busy = move || scanner.wanted().get().is_some();

    // A finger that is chosen is taken, again if need be; otherwise the next free one.
    let again =
        move || matches!(draft.choice.get(), Choice::Finger(position) if draft.print_of(position).is_some());
    let place = move |position: FingerPosition| {
        if untrack(busy) || position == FingerPosition::Unknown {
            return;
        }
        draft.choose(Choice::Finger(position));
        scanner.start(Expected::Finger(position), move |taken| {
            intake.take([Item {
                ppi: taken.image.ppi(),
                content: Content::Scan(taken.image),
                origin: Origin::Scanner,
                finger: Some(position),
            }]);
        });
    };
    let next = move || draft.next_free();
    let chosen = move || match draft.choice.get() {
        Choice::Finger(position) => position,
        Choice::Loose(_) => FingerPosition::Unknown,
    };

    view! {
        <section class="scanner" aria-labelledby="scanner">
            <h3 id="scanner">{move || t_string!(i18n, scanner.title)}</h3>
            <label class="field">
                <span>{move || t_string!(i18n, scanner.person)}</span>
                <select on:change=move |event| {
                    if let Ok(chosen) = event_target_value(&event).parse() {
                        scanner.person().set(chosen);
                    }
                }>
                    <optgroup label=move || t_string!(i18n, scanner.strangers)>
                        <People seeds=STRANGERS />
                    </optgroup>
                    <optgroup label=move || t_string!(i18n, scanner.listed)>
                        <People seeds=LISTED_WITH_IMAGES />
                    </optgroup>
                </select>
            </label>
            <div class="scanner-keys">
                <button
                    class="btn go"
                    prop:disabled=move || busy() || next() == FingerPosition::Unknown
                    on:click=move |_| place(untrack(next))
                >
                    <Icon shape=Shape::Finger />
                    {move || match next() {
                        FingerPosition::Unknown => t_string!(i18n, scanner.all_taken).to_owned(),
                        finger => t_string!(i18n, scanner.place, finger = words::finger(i18n, finger)),
                    }}
                </button>
                <Show when=again>
                    <button class="btn" prop:disabled=busy on:click=move |_| place(untrack(chosen))>
                        {move || t_string!(i18n, scanner.place_again, finger = words::finger(i18n, chosen()))}
                    </button>
                </Show>
            </div>
            {move || {
                let condition = scanner.condition().get()?;
                Some(view! { <ConditionBanner condition=condition /> })
            }}
        </section>
    }
}

#[component]
fn People(seeds: std::ops::RangeInclusive<u64>) -> impl IntoView {
    let i18n = use_i18n();
    seeds
        .map(|seed| {
            view! {
                <option value=seed.to_string()>
                    {move || t_string!(i18n, scanner.person_number, n = seed)}
                </option>
            }
        })
        .collect_view()
}
