//! The demo programme's scanner: synthetic people put synthetic fingers on it, not always as they are asked to.

use leptos::prelude::*;
use wire::demo::{LISTED_WITH_IMAGES, STRANGERS};

use super::draft::Draft;
use crate::scanner::{CurrentScanner, Deed};
use crate::texts::i18n::*;

/// Who stands at the scanner, and what they do when they are asked for something.
#[component]
pub fn SimulatedScanner() -> impl IntoView {
    let i18n = use_i18n();
    let draft = Draft::expect();
    let volunteer = CurrentScanner::expect().volunteer();
    let missing = Memo::new(move |_| {
        draft.course.with(|course| course.missing().iter().map(|each| each.finger).collect::<Vec<_>>())
    });
    Effect::new(move || volunteer.update(|volunteer| volunteer.missing = missing.get()));
    let person = volunteer.with_untracked(|volunteer| volunteer.person);
    let deed = volunteer.with_untracked(|volunteer| volunteer.deed);
    let does = move |event| {
        let at: Option<usize> = event_target_value(&event).parse().ok();
        if let Some(&deed) = at.and_then(|at| Deed::ALL.get(at)) {
            volunteer.update(|volunteer| volunteer.deed = deed);
        }
    };
    view! {
        <section class="scanner" aria-labelledby="scanner">
            <h3 id="scanner">{move || t_string!(i18n, scanner.title)}</h3>
            <label class="field">
                <span>{move || t_string!(i18n, scanner.person)}</span>
                <select on:change=move |event| {
                    if let Ok(chosen) = event_target_value(&event).parse() {
                        volunteer.update(|volunteer| volunteer.person = chosen);
                    }
                }>
                    <optgroup label=move || t_string!(i18n, scanner.strangers)>
                        <People seeds=STRANGERS chosen=person />
                    </optgroup>
                    <optgroup label=move || t_string!(i18n, scanner.listed)>
                        <People seeds=LISTED_WITH_IMAGES chosen=person />
                    </optgroup>
                </select>
            </label>
            <label class="field">
                <span>{move || t_string!(i18n, scanner.does)}</span>
                <select on:change=does>
                    {Deed::ALL
                        .into_iter()
                        .enumerate()
                        .map(|(at, each)| {
                            view! {
                                <option value=at.to_string() selected=each == deed>
                                    {move || match each {
                                        Deed::AsAsked => t_string!(i18n, scanner.as_asked),
                                        Deed::OtherHand => t_string!(i18n, scanner.other_hand),
                                        Deed::SameFinger => t_string!(i18n, scanner.same_finger),
                                        Deed::OneLess => t_string!(i18n, scanner.one_less),
                                        Deed::PoorSkin => t_string!(i18n, scanner.poor_skin),
                                    }}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
            </label>
        </section>
    }
}

#[component]
fn People(seeds: std::ops::RangeInclusive<u64>, chosen: u64) -> impl IntoView {
    let i18n = use_i18n();
    seeds
        .map(|seed| {
            view! {
                <option value=seed.to_string() selected=seed == chosen>
                    {move || t_string!(i18n, scanner.person_number, n = seed)}
                </option>
            }
        })
        .collect_view()
}
