use leptos::prelude::*;
use wire::hit::Print;

use super::keys::{Key, on_key};
use super::open_case::{OpenCase, Step};
use super::stage::{Pairing, Side, Stage};
use super::viewport::{Field, View};
use crate::show_how::{ImageOf, ShowHow, Subject};
use crate::texts::i18n::*;
use crate::words;

/// One step closer.
pub fn closer(view: View, field: &Field) -> View {
    view.zoomed(1.4, (0.0, 0.0), (1.0, 1.0), field)
}

/// One step farther.
pub fn farther(view: View, field: &Field) -> View {
    view.zoomed(1.0 / 1.4, (0.0, 0.0), (1.0, 1.0), field)
}

/// What the prints are looked at by, each with its key.
#[component]
pub fn Tools() -> impl IntoView {
    let i18n = use_i18n();
    let (stage, open) = (Stage::expect(), OpenCase::expect());
    let compared = Memo::new(move |_| open.step() > Step::Analysis);
    let how = RwSignal::new(false);
    on_key(move |key| {
        let known = key == "h";
        if known {
            how.set(true);
        }
        known
    });
    let flip = |signal: RwSignal<bool>| move || signal.update(|on| *on = !*on);
    view! {
        <div class="tools" role="toolbar" aria-label=move || t_string!(i18n, bench.tools)>
            <Show when=move || compared.get()>
                <Toggle on=stage.pairs key="P" flip=flip(stage.pairs)>
                    {move || t_string!(i18n, bench.tool_pairs)}
                </Toggle>
            </Show>
            <Toggle on=stage.all key="M" flip=flip(stage.all)>
                {move || t_string!(i18n, bench.tool_all)}
            </Toggle>
            <Show when=move || compared.get()>
                <Toggle on=stage.sync key="S" flip=move || stage.toggle_sync()>
                    {move || t_string!(i18n, bench.tool_sync)}
                </Toggle>
                <Toggle on=stage.align key="A" flip=flip(stage.align)>
                    {move || t_string!(i18n, bench.tool_align)}
                </Toggle>
            </Show>
            <Toggle on=stage.invert key="I" flip=flip(stage.invert)>
                {move || t_string!(i18n, bench.tool_invert)}
            </Toggle>
            <Show when=move || compared.get()>
                <Toggle on=stage.swapped key="X" flip=flip(stage.swapped)>
                    {move || t_string!(i18n, bench.tool_swap)}
                </Toggle>
            </Show>
            <button class="tool" on:click=move |_| how.set(true)>
                {move || t_string!(i18n, show_how.open)}
                <Key name="H" />
            </button>
            <Show when=move || how.get()>
                {move || stage.pairing.get_untracked().map(|pairing| view! { <How pairing=pairing open=how /> })}
            </Show>
            <div class="zoom">
                <button
                    class="tool"
                    aria-label=move || t_string!(i18n, bench.tool_out)
                    on:click=move |_| stage.look_at_both(farther)
                >
                    "−"
                </button>
                <span class="zoom-figure" aria-hidden="true">
                    {move || format!("{:.1}×", stage.view(Side::Probe).zoom)}
                </span>
                <button
                    class="tool"
                    aria-label=move || t_string!(i18n, bench.tool_in)
                    on:click=move |_| stage.look_at_both(closer)
                >
                    "+"
                </button>
                <button class="tool" on:click=move |_| stage.whole()>
                    {move || t_string!(i18n, bench.tool_whole)}
                    <Key name="0" />
                </button>
            </div>
        </div>
    }
}

#[component]
fn Toggle(
    on: RwSignal<bool>,
    key: &'static str,
    flip: impl Fn() + 'static,
    children: Children,
) -> impl IntoView {
    view! {
        <button class="tool" aria-pressed=move || on.get().to_string() on:click=move |_| flip()>
            {children()}
            <Key name=key />
        </button>
    }
}

/// How the engine reads the prints that are looked at: the probe alone until it is analysed.
#[component]
fn How(pairing: Pairing, open: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let hit = OpenCase::expect().id;
    let subject = |print: &Print, side: Side| {
        let position = print.position;
        let name = move || {
            let side = match side {
                Side::Probe => t_string!(i18n, bench.probe),
                Side::Candidate => t_string!(i18n, bench.candidate),
            };
            format!("{side}: {}", words::finger(i18n, position))
        };
        Subject {
            name: Signal::derive(name),
            image: if print.image { ImageOf::Stored(hit, print.id) } else { ImageOf::Nowhere },
            ppi: print.ppi,
            minutiae: print.minutiae.clone(),
        }
    };
    let mut subjects = vec![subject(&pairing.probe, Side::Probe)];
    subjects.extend(pairing.candidate.as_ref().map(|(print, _)| subject(print, Side::Candidate)));
    let pairs = pairing.candidate.map(|(_, comparison)| comparison.pairs);
    view! { <ShowHow subjects=subjects pairs=pairs open=open /> }
}
