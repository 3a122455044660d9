use examination::{Motion, PER_PIXEL, Point, ridges};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, HtmlCanvasElement, PointerEvent, ResizeObserver, WheelEvent};
use wire::hit::Print;

use super::charting::{Charting, half};
use super::open_case::OpenCase;
use super::paint::{Line, Marks, Scene, Sheet, colour_of, colour_of_found};
use super::pictures::{Loading, Pictures, context_of};
use super::stage::{Arrangement, Pairing, Side, Stage, Tool, minutia_of, size};
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
    let (stage, case) = (Stage::expect(), OpenCase::expect().case);
    let title = move || match side {
        Side::Probe => t_string!(i18n, bench.probe),
        Side::Candidate => t_string!(i18n, bench.candidate),
    };
    let print = Memo::new(move |_| stage.pairing.with(|pairing| pairing.as_ref()?.print(side).cloned()));
    let from = move || {
        let provenance = case.with(|case| case.candidate.as_ref().map(|it| it.provenance.clone()));
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

/// Where fingers or the mouse hold the print, and what the one of them has done so far.
#[derive(Debug, Clone, Default)]
struct Grips {
    places: Vec<(i32, Point)>,
    /// Far enough to be no click.
    dragged: bool,
    /// Holds a mark of the examiner's.
    mark: bool,
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
                    grips.update_value(|grips| grips.places.retain(|(id, _)| *id != event.pointer_id()));
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

/// Draws the pane anew whenever anything that it shows has changed: once a frame at most.
fn paint(canvas: NodeRef<html::Canvas>, side: Side, stage: Stage, pictures: Pictures, charting: Charting) {
    let scene = StoredValue::new_local(None::<Scene>);
    let asked = StoredValue::new(false);
    Effect::new(move || {
        let (Some(element), Some(pairing)) = (canvas.get(), stage.pairing.get()) else { return };
        scene.set_value(Some(scene_of(side, &pairing, stage, pictures, charting)));
        if asked.get_value() {
            return;
        }
        asked.set_value(true);
        request_animation_frame(move || {
            // The pane may have gone meanwhile.
            if asked.try_set_value(false).is_none() {
                scene.try_with_value(|scene| {
                    if let Some(scene) = scene {
                        show(scene, &element);
                    }
                });
            }
        });
    });
}

fn show(scene: &Scene, canvas: &HtmlCanvasElement) {
    let pixels = |css: f32| (f64::from(css) * scene.ratio).round() as u32;
    let (width, height) = (pixels(scene.pane.0), pixels(scene.pane.1));
    // Setting a size wipes the canvas, even where it is the same.
    if canvas.width() != width {
        canvas.set_width(width);
    }
    if canvas.height() != height {
        canvas.set_height(height);
    }
    if let Some(context) = context_of(canvas) {
        // What a browser cannot draw is not there; the marks' list beside the prints still is.
        let _ = scene.draw(&context);
    }
}

fn scene_of(side: Side, pairing: &Pairing, stage: Stage, pictures: Pictures, charting: Charting) -> Scene {
    let tone = stage.tone.get();
    let inverted = tone.invert;
    let one_pane = stage.one_pane();
    let sides: Vec<(Side, f64)> = match (one_pane, stage.arrangement.get()) {
        (false, _) => vec![(side, 1.0)],
        (true, Arrangement::Blinking) => vec![(stage.front.get(), 1.0)],
        (true, _) => vec![(Side::Probe, 1.0), (Side::Candidate, f64::from(stage.opacity.get()))],
    };
    let layer = stage.layer.get();
    let mut sheets = Vec::new();
    let mut without_image = Vec::new();
    for &(side, opacity) in &sides {
        let Some(print) = pairing.print(side) else { continue };
        let there = |loading| match loading {
            Some(Loading::There(it)) => Some(it),
            _ => None,
        };
        let shown = layer.and_then(|step| there_canvas(pictures, print, step));
        let image = shown.or_else(|| there(pictures.of(print)).map(|picture| picture.toned(tone)));
        if image.is_none() {
            without_image.push(side);
        }
        sheets.push(Sheet { image, size: size(print), laid: stage.laid(side), opacity });
    }
    let marks = marks_of(&sides, pairing, &without_image, stage, charting, inverted);
    let lines = stage.lines.get();
    let lines = sides
        .iter()
        .filter_map(|&(side, _)| {
            line_of(lines[side as usize]?, pairing.print(side)?, stage.laid(side), pictures)
        })
        .collect();
    let cross = stage.cross.get().filter(|(of, _)| *of == side || stage.sync.get() || one_pane);
    let ratio = window().device_pixel_ratio().clamp(1.0, 2.0);
    Scene {
        view: stage.view(side),
        pane: stage.panes[side as usize].get(),
        ratio,
        inverted,
        sheets,
        marks,
        lines,
        cross: cross.filter(|_| stage.loupe.get() || stage.tool.get() != Tool::Hand).map(|(_, point)| point),
        loupe: stage.loupe.get(),
    }
}

fn there_canvas(pictures: Pictures, print: &Print, step: fingerprint::Step) -> Option<HtmlCanvasElement> {
    match pictures.layer(print, step)? {
        Loading::There(canvas) => Some((*canvas).clone()),
        _ => None,
    }
}

fn marks_of(
    sides: &[(Side, f64)],
    pairing: &Pairing,
    without_image: &[Side],
    stage: Stage,
    charting: Charting,
    inverted: bool,
) -> Vec<Marks> {
    let mut marks = Vec::new();
    let (hot, shown) = (stage.hot.get(), stage.pairs.get());
    for &(side, _) in sides {
        let Some(print) = pairing.print(side) else { continue };
        let laid = stage.laid(side);
        if stage.all.get() || without_image.contains(&side) || stage.tool.get() == Tool::Mark {
            let (minutiae, colour) = (print.minutiae.clone(), colour_of_found(inverted));
            marks.push(Marks { laid, minutiae, colour, numbered: false, size: 0.7, hot: None });
        }
        let colour = colour_of(side, inverted);
        if !shown {
            continue;
        }
        if pairing.candidate.is_some() {
            let minutiae = charting.pairs().iter().map(|pair| half(pair, side)).collect();
            marks.push(Marks { laid, minutiae, colour, numbered: true, size: 1.0, hot });
        } else {
            let minutiae = charting.marks().iter().map(minutia_of).collect();
            marks.push(Marks { laid, minutiae, colour, numbered: true, size: 1.0, hot });
        }
        if let Some((_, minutia)) = stage.half.get().filter(|(of, _)| *of == side) {
            let minutiae = vec![minutia];
            marks.push(Marks { laid, minutiae, colour, numbered: false, size: 1.2, hot: Some(0) });
        }
    }
    marks
}

/// A line on a print, with the ridges that are counted along it.
fn line_of(ends: (Point, Point), print: &Print, laid: Motion, pictures: Pictures) -> Option<Line> {
    let Some(Loading::There(picture)) = pictures.of(print) else { return None };
    let samples = picture.grey().along(ends.0, ends.1);
    let count = samples.len().max(PER_PIXEL) as f32;
    let at = |sample: usize| {
        let share = sample as f32 / count;
        let (dx, dy) = (ends.1.0 - ends.0.0, ends.1.1 - ends.0.1);
        laid.place((ends.0.0 + dx * share, ends.0.1 + dy * share))
    };
    let ridges = ridges(&samples).into_iter().map(at).collect();
    Some(Line { ends: (laid.place(ends.0), laid.place(ends.1)), ridges })
}

/// How many ridges are counted on each print, followed.
pub fn counted(stage: Stage, pictures: Pictures) -> [Option<usize>; 2] {
    let (lines, pairing) = (stage.lines.get(), stage.pairing.get());
    Side::BOTH.map(|side| {
        let print = pairing.as_ref()?.print(side)?;
        Some(line_of(lines[side as usize]?, print, Motion::NONE, pictures)?.ridges.len())
    })
}

fn pane_of(event: &web_sys::Event) -> Option<Element> {
    event.current_target()?.dyn_into().ok()
}

/// A place on the page, from the middle of the pane.
fn within(pane: &Element, x: f32, y: f32) -> Point {
    let frame = pane.get_bounding_client_rect();
    (x - (frame.left() + frame.width() / 2.0) as f32, y - (frame.top() + frame.height() / 2.0) as f32)
}

fn place(event: &PointerEvent) -> Option<Point> {
    Some(within(&pane_of(event)?, event.client_x() as f32, event.client_y() as f32))
}

/// The wheel zooms; with Shift it turns.
fn wheel(event: &WheelEvent, stage: Stage, side: Side) {
    let Some(pane) = pane_of(event) else { return };
    event.prevent_default();
    let at = within(&pane, event.client_x() as f32, event.client_y() as f32);
    // Shift turns the wheel sideways in some browsers.
    let notches = if event.delta_y() == 0.0 { event.delta_x() } else { event.delta_y() };
    // A line of a mouse's wheel is some 40 pixels of a touchpad's.
    let notches =
        (if event.delta_mode() == 0 { notches / 100.0 } else { notches / 3.0 }).clamp(-3.0, 3.0) as f32;
    if event.shift_key() {
        stage.look(side, |view, room| view.turned(notches * 0.06, at, room));
    } else {
        stage.look(side, |view, room| view.zoomed(1.2f32.powf(-notches), at, room));
    }
}

/// Which print is meant by a pointer in a pane.
fn meant(stage: Stage, side: Side) -> Side {
    let one = untrack(|| stage.one_pane());
    if one && stage.arrangement.get_untracked() == Arrangement::Blinking {
        stage.front.get_untracked()
    } else {
        side
    }
}

fn take(event: &PointerEvent, grips: StoredValue<Grips>, stage: Stage, charting: Charting, side: Side) {
    let (Some(pane), Some(at)) = (pane_of(event), place(event)) else { return };
    // Without capture the drag ends at the pane's edge.
    let _ = pane.set_pointer_capture(event.pointer_id());
    let side = meant(stage, side);
    let point = untrack(|| stage.view(side)).under(at);
    let of_print = stage.of_print(side, point);
    let first = grips.with_value(|grips| grips.places.is_empty());
    let mut mark = false;
    if first {
        match stage.tool.get_untracked() {
            Tool::Mark => {
                mark = charting.found(side, of_print).is_some();
                charting.mark(of_print);
            }
            Tool::Ridges => stage.lines.update(|lines| lines[side as usize] = Some((of_print, of_print))),
            Tool::Hand | Tool::Pair => {}
        }
    }
    grips.update_value(|grips| {
        grips.places.push((event.pointer_id(), at));
        if first {
            (grips.dragged, grips.mark) = (false, mark);
        }
    });
}

fn drag(event: &PointerEvent, grips: StoredValue<Grips>, stage: Stage, charting: Charting, side: Side) {
    let Some(now) = place(event) else { return };
    let meant = meant(stage, side);
    let point = untrack(|| stage.view(meant)).under(now);
    if stage.loupe.get_untracked() || stage.tool.get_untracked() != Tool::Hand {
        stage.cross.set(Some((meant, point)));
    }
    let before = grips.get_value();
    let Some(&(_, was)) = before.places.iter().find(|(id, _)| *id == event.pointer_id()) else { return };
    let far = before.dragged || (now.0 - was.0).hypot(now.1 - was.1) > 4.0;
    let other = before.places.iter().find(|(id, _)| *id != event.pointer_id()).map(|&(_, place)| place);
    let keeps = |grips: &mut Grips| {
        grips.dragged = far;
        for grip in grips.places.iter_mut().filter(|(id, _)| *id == event.pointer_id()) {
            grip.1 = now;
        }
    };
    if let Some(other) = other {
        grips.update_value(keeps);
        stage.look(side, |view, room| view.pinched([was, other], [now, other], room));
        return;
    }
    let of_print = stage.of_print(meant, point);
    match stage.tool.get_untracked() {
        Tool::Hand => {
            grips.update_value(keeps);
            let by = (now.0 - was.0, now.1 - was.1);
            if event.alt_key() && meant == Side::Candidate {
                stage.nudge(by, 0.0);
            } else {
                stage.look(side, |view, room| view.dragged(by, room));
            }
        }
        Tool::Mark if far => {
            grips.update_value(keeps);
            if before.mark {
                charting.change(|mark| mark.moved(of_print));
            } else {
                // A new mark is dragged in its direction.
                charting.change(|mark| {
                    let from = (mark.minutia.x_px(), mark.minutia.y_px());
                    let direction = (from.1 - of_print.1).atan2(of_print.0 - from.0);
                    examination::Mark::by_examiner(from, direction, mark.minutia.kind)
                });
            }
        }
        Tool::Ridges => {
            grips.update_value(keeps);
            stage.lines.update(|lines| {
                if let Some(line) = &mut lines[meant as usize] {
                    line.1 = of_print;
                }
            });
        }
        Tool::Mark | Tool::Pair => {}
    }
}

fn let_go(event: &PointerEvent, grips: StoredValue<Grips>, stage: Stage, charting: Charting, side: Side) {
    let Some(at) = place(event) else { return };
    let meant = meant(stage, side);
    let of_print = stage.of_print(meant, untrack(|| stage.view(meant)).under(at));
    let (dragged, alone) = grips.with_value(|grips| (grips.dragged, grips.places.len() == 1));
    grips.update_value(|grips| grips.places.retain(|(id, _)| *id != event.pointer_id()));
    if dragged || !alone {
        return;
    }
    match stage.tool.get_untracked() {
        Tool::Hand => stage.hot.set(charting.found(meant, of_print)),
        Tool::Pair => charting.pair(meant, of_print),
        Tool::Mark | Tool::Ridges => {}
    }
}
