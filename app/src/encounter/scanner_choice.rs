use leptos::prelude::*;

use crate::components::{Icon, Shape};
use crate::scanner::{CurrentScanner, Reachable};
use crate::texts::i18n::*;

/// Which scanner takes the prints: one that this desk knows, or another from the browser's own list.
#[component]
pub fn ScannerChoice() -> impl IntoView {
    let i18n = use_i18n();
    let scanner = CurrentScanner::expect();
    scanner.resume(Some(Reachable::Simulated));
    let work_with = move |event| {
        let at: Option<usize> = event_target_value(&event).parse().ok();
        let chosen = at.and_then(|at| scanner.reachable().with_untracked(|known| known.get(at).cloned()));
        if let Some(chosen) = chosen {
            scanner.work_with(chosen);
        }
    };
    let is_chosen = move |reachable: &Reachable| {
        scanner.chosen().with(|chosen| chosen.as_ref().is_some_and(|chosen| chosen.is_same(reachable)))
    };
    view! {
        <div class="scanner-choice">
            <label class="field">
                <span>{move || t_string!(i18n, scanner.choose)}</span>
                <select on:change=work_with>
                    {move || {
                        scanner
                            .reachable()
                            .get()
                            .into_iter()
                            .enumerate()
                            .map(|(at, reachable)| {
                                view! {
                                    <option value=at.to_string() selected=is_chosen(&reachable)>
                                        {reachable.name()}
                                    </option>
                                }
                            })
                            .collect_view()
                    }}
                </select>
            </label>
            <button class="btn plain" on:click=move |_| scanner.choose_usb()>
                <Icon shape=Shape::Plus />
                {move || t_string!(i18n, scanner.choose_usb)}
            </button>
            <button class="btn plain" on:click=move |_| scanner.choose_serial()>
                <Icon shape=Shape::Plus />
                {move || t_string!(i18n, scanner.choose_serial)}
            </button>
        </div>
    }
}
