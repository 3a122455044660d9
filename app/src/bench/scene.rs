//! What a pane shows, gathered from all that it depends on, and drawn once a frame at most.

use examination::{Motion, PER_PIXEL, Point, ridges};
use leptos::html;
use leptos::prelude::*;
use web_sys::HtmlCanvasElement;
use wire::hit::Print;

use super::charting::{Charting, half};
use super::paint::{Line, Marks, Scene, Sheet, colour_of, colour_of_found};
use super::pictures::{Loading, Pictures, context_of};
use super::stage::{Arrangement, Pairing, Side, Stage, Tool, minutia_of, size};

/// Draws the pane anew whenever anything that it shows has changed: once a frame at most.
pub(super) fn paint(
    canvas: NodeRef<html::Canvas>,
    side: Side,
    stage: Stage,
    pictures: Pictures,
    charting: Charting,
) {
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
