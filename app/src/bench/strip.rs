use leptos::prelude::*;
use wire::hit::Print;

use super::open_hit::OpenHit;
use super::stage::Stage;
use crate::components::minutia_sign;
use crate::texts::i18n::*;
use crate::words;

/// Every finger of the hit, and a word about the eyes: the probe's prints, or once there is a candidate the pairs of fingers, best first.
#[component]
pub fn Strip() -> impl IntoView {
    let i18n = use_i18n();
    let (stage, hit) = (Stage::expect(), OpenHit::expect().hit);
    let fingers = Memo::new(move |_| {
        hit.with(|hit| match &hit.candidate {
            None => hit.probe.iter().map(|print| (print.clone(), None)).collect(),
            Some(candidate) => candidate
                .comparisons
                .iter()
                .filter_map(|comparison| {
                    let print = hit.probe.iter().find(|print| print.id == comparison.probe)?;
                    Some((print.clone(), Some(comparison.pairs.len() as u32)))
                })
                .collect::<Vec<_>>(),
        })
    });
    view! {
        <div class="strip" role="group" aria-label=move || t_string!(i18n, bench.fingers)>
            {move || {
                fingers
                    .get()
                    .into_iter()
                    .enumerate()
                    .map(|(at, (print, pairs))| {
                        let position = print.position;
                        view! {
                            <button
                                class="strip-finger"
                                aria-pressed=move || (stage.chosen.get() == at).to_string()
                                on:click=move |_| stage.choose(at)
                            >
                                <Constellation print=print />
                                <span class="strip-words">
                                    <b>{move || words::finger(i18n, position)}</b>
                                    {pairs
                                        .map(|count| {
                                            view! {
                                                <span class="soft">
                                                    {move || t_string!(i18n, bench.pairs, count = count)}
                                                </span>
                                            }
                                        })}
                                </span>
                            </button>
                        }
                    })
                    .collect_view()
            }}
            <p class="strip-eyes soft">{move || t_string!(i18n, bench.no_eyes)}</p>
        </div>
    }
}

/// A print's minutiae in small: every look at an image is put on record, and choosing a finger is no such look.
#[component]
fn Constellation(print: Print) -> impl IntoView {
    let (width, height) = super::stage::size(&print);
    let unit = width.max(height) / 60.0;
    let signs: String = print
        .minutiae
        .iter()
        .map(|minutia| {
            let turn = std::f32::consts::TAU - minutia.direction_rad();
            minutia_sign((minutia.x_px(), minutia.y_px()), turn, minutia.kind, 0.7 * unit, 2.2 * unit)
        })
        .collect();
    view! {
        <svg class="constellation" viewBox=format!("0 0 {width} {height}") aria-hidden="true">
            <path d=signs stroke-width=unit * 0.9 />
        </svg>
    }
}
