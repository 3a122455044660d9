use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::ResizeObserver;
use wire::hit::Print;

use super::charting::Charting;
use super::hands::{Grips, drag, let_go, take, wheel};
use super::open_hit::OpenHit;
use super::pictures::{Loading, Pictures};
use super::scene::paint;
use super::stage::{Arrangement, Side, Stage, Tool};
use crate::components::Chip;
use crate::texts::i18n::*;
use crate::words::{self, Grade};

/// One of the two prints, with what is known of it.
#[component]
pub fn Pane(
    /// Which.
    side: Side,
) -> impl IntoView {
    let i18n = use_i18n();
    let (stage, hit) = (Stage::expect(), OpenHit::expect().hit);
    let title = move || match side {
        Side::Probe => t_string!(i18n, bench.probe),
        Side::Candidate => t_string!(i18n, bench.candidate),
    };
    let print = Memo::new(move |_| stage.pairing.with(|pairing| pairing.as_ref()?.print(side).cloned()));
    let from = move || {
        let provenance = hit.with(|hit| hit.candidate.as_ref().map(|it| it.provenance.clone()));
        provenance.filter(|_| side == Side::Candidate).map(|from| words::provenance(i18n, from))
    };
    view! {
        <section class="print-pane" class:right=side == Side::Candidate aria-label=title>
            <header>
                <h2>{title}</h2>
                {move || print.get().map(|print| view! { <Facts print=print /> })}
                <span class="soft">{from}</span>
                <Show when=move || side == Side::Probe && stage.one_pane()>
                    <span class="over-words">{move || over(i18n, stage)}</span>
                </Show>
            </header>
            <Drawing side=side />
        </section>
    }
}

/// What is laid over the probe.
fn over(i18n: crate::I18n, stage: Stage) -> String {
    match (stage.arrangement.get(), stage.front.get()) {
        (Arrangement::Blinking, Side::Probe) => t_string!(i18n, bench.blink_probe).to_owned(),
        (Arrangement::Blinking, Side::Candidate) => t_string!(i18n, bench.blink_candidate).to_owned(),
        _ => {
            let percent = (stage.opacity.get() * 100.0).round();
            t_string!(i18n, bench.over_words, percent = percent)
        }
    }
}

#[component]
fn Facts(print: Print) -> impl IntoView {
    let i18n = use_i18n();
    let (score, position, ppi) = (print.quality.score, print.position, print.ppi.get());
    let grade = Grade::of(score);
    view! {
        <b>{move || words::finger(i18n, position)}</b>
        <Chip tone=grade.tone()>
            {move || t_string!(i18n, bench.quality, score = score, grade = words::grade(i18n, grade))}
        </Chip>
        <span class="soft">{ppi} " ppi"</span>
    }
}

#[component]
fn Drawing(side: Side) -> impl IntoView {
    let i18n = use_i18n();
    let (stage, pictures, charting) = (Stage::expect(), Pictures::expect(), Charting::expect());
    let canvas = NodeRef::<html::Canvas>::new();
    let print = Memo::new(move |_| stage.pairing.with(|pairing| pairing.as_ref()?.print(side).cloned()));
    let label = move || {
        let side_words = match side {
            Side::Probe => t_string!(i18n, bench.probe),
            Side::Candidate => t_string!(i18n, bench.candidate),
        };
        let (finger, found) = print.with(|print| {
            let print = print.as_ref();
            (
                print.map(|print| words::finger(i18n, print.position)),
                print.map_or(0, |print| print.minutiae.len()),
            )
        });
        let finger = finger.unwrap_or_default();
        let own = if charting.marking() { charting.marks().len() } else { charting.pairs().len() };
        t_string!(i18n, bench.print_label, side = side_words, finger = finger, count = found, own = own)
    };
    let state = Memo::new(move |_| {
        let print = print.get()?;
        Some(match pictures.of(&print) {
            None => Note::NoImage,
            Some(Loading::UnderWay) => Note::Loading,
            Some(Loading::Failed) => Note::Failed,
            Some(Loading::There(_)) => Note::None,
        })
    });
    let note = move || match (state.get()?, side) {
        (Note::None, _) => None,
        (Note::Loading, _) => Some(t_string!(i18n, bench.image_loading)),
        (Note::Failed, _) => Some(t_string!(i18n, bench.image_failed)),
        (Note::NoImage, Side::Probe) => Some(t_string!(i18n, bench.image_under_way)),
        (Note::NoImage, Side::Candidate) => Some(t_string!(i18n, bench.template_only)),
    };
    let again = move |_| {
        if let Some(print) = print.get_untracked() {
            pictures.again(print.id);
        }
    };
    follow_size(canvas, stage, side);
    paint(canvas, side, stage, pictures, charting);
    let grips = StoredValue::new(Grips::default());
    view! {
        <div class="stage" class:inverted=move || stage.tone.get().invert class:close=move || stage.close(side)>
            <canvas
                node_ref=canvas
                class=move || format!("print-canvas tool-{}", match stage.tool.get() {
                    Tool::Hand => "hand",
                    _ => "cross",
                })
                role="img"
                tabindex="-1"
                aria-label=label
                on:wheel=move |event| wheel(&event, stage, side)
                on:pointerdown=move |event| take(&event, grips, stage, charting, side)
                on:pointermove=move |event| drag(&event, grips, stage, charting, side)
                on:pointerup=move |event| let_go(&event, grips, stage, charting, side)
                on:pointercancel=move |event| {
                    grips.update_value(|grips| grips.lose(event.pointer_id()));
                }
                on:dblclick=move |_| {
                    if stage.tool.get_untracked() == Tool::Hand {
                        stage.whole();
                    }
                }
            ></canvas>
            {move || {
                note()
                    .map(|note| {
                        view! {
                            <p class="pane-note" role="status">
                                {note}
                                <Show when=move || state.get() == Some(Note::Failed)>
                                    <button class="btn plain" on:click=again>
                                        {move || t_string!(i18n, shell.try_again)}
                                    </button>
                                </Show>
                            </p>
                        }
                    })
            }}
        </div>
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Note {
    None,
    Loading,
    Failed,
    NoImage,
}

/// Keeps the stage told of the pane's size.
fn follow_size(canvas: NodeRef<html::Canvas>, stage: Stage, side: Side) {
    let measured = move || {
        if let Some(canvas) = canvas.try_get_untracked().flatten() {
            let size = (canvas.client_width() as f32, canvas.client_height() as f32);
            let pane = stage.panes[side as usize];
            if pane.try_get_untracked().is_some_and(|known| known != size) {
                pane.set(size);
            }
        }
    };
    Effect::new(move || {
        let Some(canvas) = canvas.get() else { return };
        measured();
        let changed = Closure::<dyn Fn()>::new(measured);
        if let Ok(observer) = ResizeObserver::new(changed.as_ref().unchecked_ref()) {
            observer.observe(&canvas);
            let kept = StoredValue::new_local(Some((observer, changed)));
            on_cleanup(move || {
                if let Some(Some((observer, _))) = kept.try_update_value(Option::take) {
                    observer.disconnect();
                }
            });
        }
    });
}
