use examination::{Room, View};
use fingerprint::Step as Intermediate;
use leptos::prelude::*;
use wire::hit::Print;

use super::charting::Charting;
use super::keys::Key;
use super::open_hit::{OpenHit, Step};
use super::pictures::Pictures;
use super::ruler::{MeasureScreen, Measured};
use super::scene::counted;
use super::stage::{Arrangement, Pairing, Side, Stage, Tool};
use crate::I18n;
use crate::show_how::{ImageOf, ShowHow, Subject};
use crate::texts::i18n::*;
use crate::words;

/// One step closer.
pub fn closer(view: View, room: &Room) -> View {
    view.zoomed(1.4, (0.0, 0.0), room)
}

/// One step farther.
pub fn farther(view: View, room: &Room) -> View {
    view.zoomed(1.0 / 1.4, (0.0, 0.0), room)
}

/// What the engine can show in place of the image, in the order of the key.
pub const LAYERS: [Option<Intermediate>; 5] = [
    None,
    Some(Intermediate::Enhanced),
    Some(Intermediate::Skeleton),
    Some(Intermediate::Orientation),
    Some(Intermediate::Coherence),
];

fn layer_name(i18n: I18n, layer: Option<Intermediate>) -> &'static str {
    match layer {
        Some(Intermediate::Enhanced) => t_string!(i18n, bench.layer_enhanced),
        Some(Intermediate::Skeleton) => t_string!(i18n, bench.layer_skeleton),
        Some(Intermediate::Orientation) => t_string!(i18n, bench.layer_flow),
        Some(Intermediate::Coherence) => t_string!(i18n, bench.layer_quality),
        _ => t_string!(i18n, bench.layer_image),
    }
}

/// What opens beside the tools.
#[derive(Debug, Clone, Copy)]
pub struct Opened {
    /// The picture's settings.
    pub picture: RwSignal<bool>,
    /// How the engine reads the prints.
    pub how: RwSignal<bool>,
    /// Measuring the screen.
    pub measure: RwSignal<bool>,
    measured: Measured,
}

impl Opened {
    /// Gives it to everything below.
    pub fn provide() -> Self {
        let opened = Self {
            picture: RwSignal::new(false),
            how: RwSignal::new(false),
            measure: RwSignal::new(false),
            measured: expect_context(),
        };
        provide_context(opened);
        opened
    }
}

/// Shows both prints as large as the fingers; a screen that was never measured is measured first.
pub fn life_size(stage: Stage, opened: Opened) {
    match opened.measured.0.get_untracked() {
        Some(ruler) => stage.look_at_both(|view, room| view.at_scale(ruler.life_size(), room)),
        None => opened.measure.set(true),
    }
}

/// What the prints are looked at by, each with its key.
#[component]
pub fn Tools() -> impl IntoView {
    let i18n = use_i18n();
    let (stage, open, opened) = (Stage::expect(), OpenHit::expect(), expect_context::<Opened>());
    let compared = Memo::new(move |_| open.step() > Step::Analysis);
    let one = move |arrangement| Signal::derive(move || stage.arrangement.get() == arrangement);
    let tool = move |tool| Signal::derive(move || stage.tool.get() == tool);
    let adjusted =
        Signal::derive(move || stage.align.get() && stage.moved.get() == examination::Motion::NONE);
    view! {
        <div class="tools" role="toolbar" aria-label=move || t_string!(i18n, bench.tools)>
            <Show
                when=move || compared.get()
                fallback=move || {
                    view! {
                        <Toggle on=tool(Tool::Mark) key="E" words=Signal::derive(move || t_string!(i18n, bench.tool_mark)) flip=move || stage.take(Tool::Mark) />
                        <Toggle on=stage.pairs.into() key="P" words=Signal::derive(move || t_string!(i18n, bench.tool_marks)) flip=move || flip(stage.pairs) />
                    }
                }
            >
                <Toggle on=stage.pairs.into() key="P" words=Signal::derive(move || t_string!(i18n, bench.tool_pairs)) flip=move || flip(stage.pairs) />
                <Toggle on=tool(Tool::Pair) key="C" words=Signal::derive(move || t_string!(i18n, bench.tool_pair)) flip=move || stage.take(Tool::Pair) />
            </Show>
            <Toggle on=stage.all.into() key="M" words=Signal::derive(move || t_string!(i18n, bench.tool_all)) flip=move || flip(stage.all) />
            <Toggle on=tool(Tool::Ridges) key="R" words=Signal::derive(move || t_string!(i18n, bench.tool_ridges)) flip=move || stage.take(Tool::Ridges) />
            <Show when=move || compared.get()>
                <span class="tools-rule" aria-hidden="true"></span>
                <Toggle on=stage.sync.into() key="S" words=Signal::derive(move || t_string!(i18n, bench.tool_sync)) flip=move || stage.toggle_sync() />
                <Toggle on=adjusted key="A" words=Signal::derive(move || t_string!(i18n, bench.tool_align)) flip=move || stage.toggle_align() />
                <Toggle on=stage.swapped.into() key="X" words=Signal::derive(move || t_string!(i18n, bench.tool_swap)) flip=move || flip(stage.swapped) />
                <Toggle on=one(Arrangement::Over) key="O" words=Signal::derive(move || t_string!(i18n, bench.tool_over)) flip=move || stage.arrange(Arrangement::Over) />
                <Toggle on=one(Arrangement::Blinking) key="B" words=Signal::derive(move || t_string!(i18n, bench.tool_blink)) flip=move || stage.arrange(Arrangement::Blinking) />
            </Show>
            <span class="tools-rule" aria-hidden="true"></span>
            <Toggle on=Signal::derive(move || stage.tone.get().invert) key="I" words=Signal::derive(move || t_string!(i18n, bench.tool_invert)) flip=move || invert(stage) />
            <Toggle on=stage.loupe.into() key="L" words=Signal::derive(move || t_string!(i18n, bench.tool_loupe)) flip=move || flip(stage.loupe) />
            <label class="tool tool-select">
                <span class="unseen">{move || t_string!(i18n, bench.tool_layer)}</span>
                <select on:change=move |event| {
                    let chosen = event_target_value(&event).parse::<usize>().ok();
                    stage.layer.set(chosen.and_then(|at| LAYERS.get(at).copied()).flatten());
                }>
                    {LAYERS
                        .iter()
                        .enumerate()
                        .map(|(at, &layer)| {
                            view! {
                                <option value=at prop:selected=move || stage.layer.get() == layer>
                                    {move || layer_name(i18n, layer)}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
                <Key name="K" />
            </label>
            <Toggle on=opened.picture.into() key="T" words=Signal::derive(move || t_string!(i18n, bench.tool_picture)) flip=move || flip(opened.picture) />
            <button class="tool" on:click=move |_| opened.how.set(true)>
                {move || t_string!(i18n, show_how.open)}
                <Key name="H" />
            </button>
            <div class="zoom">
                <button
                    class="tool"
                    aria-label=move || t_string!(i18n, bench.tool_out)
                    on:click=move |_| stage.look_at_both(farther)
                >
                    "−"
                </button>
                <span class="zoom-figure" aria-hidden="true">
                    {move || figure(stage, opened)}
                </span>
                <button
                    class="tool"
                    aria-label=move || t_string!(i18n, bench.tool_in)
                    on:click=move |_| stage.look_at_both(closer)
                >
                    "+"
                </button>
                <button
                    class="tool"
                    title=move || t_string!(i18n, bench.tool_life_size)
                    on:click=move |_| life_size(stage, opened)
                >
                    "1:1"
                    <Key name="1" />
                </button>
                <button class="tool" on:click=move |_| stage.whole()>
                    {move || t_string!(i18n, bench.tool_whole)}
                    <Key name="0" />
                </button>
            </div>
        </div>
        <Hint />
        <Show when=move || opened.picture.get()>
            <PictureSettings />
        </Show>
        <Show when=move || opened.how.get()>
            {move || stage.pairing.get_untracked().map(|pairing| view! { <How pairing=pairing open=opened.how /> })}
        </Show>
        <Show when=move || opened.measure.get()>
            <MeasureScreen
                shown=opened.measure
                on_measured=move || life_size(stage, opened)
            />
        </Show>
    }
}

/// How large a print is seen, as a multiple of the finger where the screen was measured.
fn figure(stage: Stage, opened: Opened) -> String {
    let scale = stage.view(Side::Probe).scale;
    let ruler = opened.measured.0.get().unwrap_or(examination::Ruler::UNMEASURED);
    format!("{:.1}×", scale / ruler.life_size())
}

/// Turns a switch.
pub fn flip(signal: RwSignal<bool>) {
    signal.update(|on| *on = !*on);
}

/// Light ridges on dark, or dark on light.
pub fn invert(stage: Stage) {
    stage.tone.update(|tone| tone.invert = !tone.invert);
}

/// Shows the next layer.
pub fn next_layer(stage: Stage) {
    let now = stage.layer.get_untracked();
    let at = LAYERS.iter().position(|layer| *layer == now).map_or(0, |at| (at + 1) % LAYERS.len());
    stage.layer.set(LAYERS.get(at).copied().flatten());
}

#[component]
fn Toggle(
    on: Signal<bool>,
    key: &'static str,
    words: Signal<&'static str>,
    flip: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button class="tool" aria-pressed=move || on.get().to_string() on:click=move |_| flip()>
            {move || words.get()}
            <Key name=key />
        </button>
    }
}

/// What the tool in hand does, and what it has found.
#[component]
fn Hint() -> impl IntoView {
    let i18n = use_i18n();
    let (stage, pictures) = (Stage::expect(), Pictures::expect());
    let charting = Charting::expect();
    let words = move || match stage.tool.get() {
        Tool::Hand if is_touched() => t_string!(i18n, bench.hint_fingers).to_owned(),
        Tool::Hand => t_string!(i18n, bench.hint_hand).to_owned(),
        Tool::Mark => t_string!(i18n, bench.hint_mark).to_owned(),
        Tool::Pair => match stage.half.get() {
            Some((Side::Probe, _)) => t_string!(i18n, bench.hint_candidate).to_owned(),
            Some((Side::Candidate, _)) => t_string!(i18n, bench.hint_probe).to_owned(),
            None => t_string!(i18n, bench.hint_pair).to_owned(),
        },
        Tool::Ridges => match counted(stage, pictures) {
            [None, None] => t_string!(i18n, bench.hint_ridges).to_owned(),
            [one, other] => {
                let figure = |count: Option<usize>| count.map_or("–".to_owned(), |count| count.to_string());
                t_string!(i18n, bench.ridges_counted, probe = figure(one), candidate = figure(other))
            }
        },
    };
    let chosen = move || stage.hot.get().is_some() && (charting.marking() || charting.pairing());
    view! {
        <div class="tool-hint">
            <span role="status">{words}</span>
            <Show when=move || chosen()>
                <span class="hint-actions">
                    <Show when=move || charting.marking()>
                        <button class="btn small" on:click=move |_| charting.change(examination::Mark::of_other_kind)>
                            {move || t_string!(i18n, bench.other_kind)}
                            <Key name="Y" />
                        </button>
                    </Show>
                    <button class="btn small" on:click=move |_| charting.remove()>
                        {move || t_string!(i18n, bench.remove)}
                        <Key name="Del" />
                    </button>
                </span>
            </Show>
        </div>
    }
}

/// Contrast, gamma, sharpness; opacity and pace where two prints share a pane.
#[component]
fn PictureSettings() -> impl IntoView {
    let i18n = use_i18n();
    let (stage, opened) = (Stage::expect(), expect_context::<Opened>());
    let tone = stage.tone;
    view! {
        <fieldset class="picture-settings">
            <legend class="unseen">{move || t_string!(i18n, bench.tool_picture)}</legend>
            <Slider
                words=Signal::derive(move || t_string!(i18n, bench.contrast))
                bounds=("0.5", "4", "0.1")
                value=Signal::derive(move || tone.get().contrast)
                set=move |value| tone.update(|tone| tone.contrast = value)
            />
            <Slider
                words=Signal::derive(move || t_string!(i18n, bench.gamma))
                bounds=("0.3", "3", "0.1")
                value=Signal::derive(move || tone.get().gamma)
                set=move |value| tone.update(|tone| tone.gamma = value)
            />
            <Slider
                words=Signal::derive(move || t_string!(i18n, bench.sharpen))
                bounds=("0", "3", "0.25")
                value=Signal::derive(move || tone.get().sharpen)
                set=move |value| tone.update(|tone| tone.sharpen = value)
            />
            <Show when=move || stage.arrangement.get() == Arrangement::Over>
                <Slider
                    words=Signal::derive(move || t_string!(i18n, bench.opacity))
                    bounds=("0", "1", "0.05")
                    value=stage.opacity.into()
                    set=move |value| stage.opacity.set(value)
                />
            </Show>
            <Show when=move || stage.arrangement.get() == Arrangement::Blinking>
                <Slider
                    words=Signal::derive(move || t_string!(i18n, bench.rate))
                    // Three flashes in a second are the most that is safe (WCAG 2.3.1).
                    bounds=("0", "3", "0.5")
                    value=stage.rate.into()
                    set=move |value| stage.rate.set(value)
                />
            </Show>
            <button
                class="btn small"
                on:click=move |_| tone.update(|tone| {
                    *tone = examination::Tone { invert: tone.invert, ..examination::Tone::PLAIN };
                })
            >
                {move || t_string!(i18n, bench.plain)}
            </button>
            <button class="btn small" on:click=move |_| opened.measure.set(true)>
                {move || t_string!(i18n, bench.measure)}
            </button>
        </fieldset>
    }
}

#[component]
fn Slider(
    words: Signal<&'static str>,
    /// Lowest, highest, step.
    bounds: (&'static str, &'static str, &'static str),
    value: Signal<f32>,
    set: impl Fn(f32) + 'static,
) -> impl IntoView {
    view! {
        <label class="slider">
            <span>{move || words.get()}</span>
            <input
                type="range"
                min=bounds.0
                max=bounds.1
                step=bounds.2
                prop:value=move || value.get().to_string()
                on:input=move |event| {
                    if let Ok(value) = event_target_value(&event).parse() {
                        set(value);
                    }
                }
            />
            <output>{move || format!("{:.2}", value.get())}</output>
        </label>
    }
}

/// How the engine reads the prints that are looked at: the probe alone until it is analysed.
#[component]
fn How(pairing: Pairing, open: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let hit = OpenHit::expect().id;
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

/// Whether a finger is what the person points with.
fn is_touched() -> bool {
    let asked = window().match_media("(pointer: coarse)");
    matches!(asked, Ok(Some(list)) if list.matches())
}
