//! Drawings over the print: what is better said in lines than in pixels. Each is a whole SVG file in pixels at 500 ppi.

use std::f32::consts::TAU;
use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fingerprint::{Minutia, Removal, SurroundingPoint};

use crate::palette::{BLUE, DISTINCT, ORANGE, css};
use crate::report::ReportError;
use crate::{ExplainedPair, ExplainedPrint, dropped_sign, minutia_sign, picture};

/// Minutiae over the print: those kept in blue, those left out in orange, each reason in its shape.
pub(crate) fn minutiae(print: &ExplainedPrint) -> Result<String, ReportError> {
    let mut body = placed_image(print, 0.0, 0.35)?;
    let kept: String =
        print.extraction.template.minutiae().iter().map(|minutia| kept_sign(minutia, 0.0)).collect();
    let dropped: String =
        print.dropped().filter_map(|m| m.removed.map(|why| dropped_sign((m.x, m.y), why, 3.4))).collect();
    stroke(&mut body, &dropped, &css(ORANGE), 1.5);
    stroke(&mut body, &kept, &css(BLUE), 1.7);
    Ok(whole(print.width as f32, print.height as f32, &body))
}

/// How each reason for leaving out is drawn, for a legend.
pub(crate) fn dropped_key(why: Removal) -> String {
    key(&dropped_sign((9.0, 9.0), why, 5.0), &css(ORANGE))
}

/// How a kind of minutia is drawn, for a legend.
pub(crate) fn kept_key(kind: fingerprint::MinutiaKind) -> String {
    key(&minutia_sign((7.0, 11.0), TAU * 0.88, kind, 4.0, 5.0), &css(BLUE))
}

fn key(path: &str, colour: &str) -> String {
    format!(
        r#"<svg class="key" viewBox="0 0 18 18" aria-hidden="true"><path d="{path}" fill="none" stroke="{colour}" stroke-width="2"/></svg>"#
    )
}

/// What surrounds each minutia, in the minutia's own frame: ridges as grey strokes, neighbours as blue arrows.
pub(crate) fn surroundings(print: &ExplainedPrint) -> String {
    /// One drawing's side; so many stand in a row.
    const SIDE: f32 = 200.0;
    const COLUMNS: usize = 5;
    let minutiae = print.extraction.template.minutiae();
    let mut body = String::new();
    for (i, (minutia, points)) in minutiae.iter().zip(&print.surroundings).enumerate() {
        let (left, top) = ((i % COLUMNS) as f32 * SIDE, (i / COLUMNS) as f32 * SIDE);
        // Writing to a String cannot fail.
        let _ = write!(
            body,
            r##"<g transform="translate({:.1} {:.1})"><circle r="94" fill="none" stroke="#c3cbd2"/>"##,
            left + SIDE / 2.0,
            top + SIDE / 2.0
        );
        surrounding(&mut body, minutia, points);
        let _ = write!(body, r##"<text x="-96" y="-82" font-size="16" fill="#4a5967">{}</text></g>"##, i + 1);
    }
    let rows = minutiae.len().div_ceil(COLUMNS).max(1);
    whole(SIDE * COLUMNS as f32, SIDE * rows as f32, &body)
}

/// Turned so that the minutia points to the right.
fn surrounding(body: &mut String, minutia: &Minutia, points: &[SurroundingPoint]) {
    let turn = minutia.direction_rad();
    let (sin, cos) = turn.sin_cos();
    let (mut ridges, mut unknown, mut neighbours) = (String::new(), String::new(), String::new());
    for point in points {
        let (dx, dy) = (point.x - minutia.x_px(), point.y - minutia.y_px());
        let (x, y) = (cos * dx - sin * dy, sin * dx + cos * dy);
        match point.ridges {
            Some(along) => {
                let (s, c) = (along - turn).sin_cos();
                let _ = write!(
                    ridges,
                    "M{:.1} {:.1}L{:.1} {:.1}",
                    x - 6.0 * c,
                    y + 6.0 * s,
                    x + 6.0 * c,
                    y - 6.0 * s
                );
            }
            None if point.on_print => {}
            None => {
                let _ = write!(unknown, "M{x:.1} {y:.1}h.1");
            }
        }
        if let Some(direction) = point.neighbour {
            let (s, c) = (direction - turn).sin_cos();
            let _ = write!(
                neighbours,
                "M{:.1} {y:.1}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0M{x:.1} {y:.1}L{:.1} {:.1}",
                x - 3.0,
                x + 10.0 * c,
                y - 10.0 * s
            );
        }
    }
    let _ = write!(
        body,
        r##"<path d="{unknown}" stroke="#c3cbd2" stroke-width="3" stroke-linecap="round"/><path d="{ridges}" stroke="#6b7884" stroke-width="1.8"/><path d="{neighbours}" fill="none" stroke="{blue}" stroke-width="2.4"/><path d="{centre}" fill="none" stroke="{orange}" stroke-width="2.6"/>"##,
        blue = css(BLUE),
        orange = css(ORANGE),
        centre = minutia_sign((0.0, 0.0), 0.0, minutia.kind, 4.0, 7.0),
    );
}

/// Both prints beside each other and a line for each pair, numbered.
pub(crate) fn pairs(
    probe: &ExplainedPrint,
    reference: &ExplainedPrint,
    pair: &ExplainedPair,
) -> Result<String, ReportError> {
    let right = probe.width as f32 + GAP;
    let mut body = placed_image(probe, 0.0, 0.55)? + &placed_image(reference, right, 0.55)?;
    let (ours, theirs) = (probe.extraction.template.minutiae(), reference.extraction.template.minutiae());
    for (i, &(a, b)) in pair.comparison.pairs.iter().enumerate() {
        let (Some(a), Some(b)) = (ours.get(usize::from(a)), theirs.get(usize::from(b))) else { continue };
        let colour = css(DISTINCT[i % DISTINCT.len()]);
        let line = format!("M{:.1} {:.1}L{:.1} {:.1}", a.x_px(), a.y_px(), right + b.x_px(), b.y_px());
        let _ = write!(body, r#"<path d="{line}" stroke="{colour}" stroke-width="0.8" opacity="0.6"/>"#);
        let signs = kept_sign(a, 0.0) + &kept_sign(b, right);
        stroke(&mut body, &signs, &colour, 1.8);
        for (x, y) in [(a.x_px(), a.y_px()), (right + b.x_px(), b.y_px())] {
            let _ = write!(
                body,
                r##"<text x="{:.1}" y="{:.1}" font-size="9" font-weight="700" fill="{colour}" stroke="#fff" stroke-width="2.4" paint-order="stroke">{}</text>"##,
                x + 5.0,
                y - 5.0,
                i + 1
            );
        }
    }
    Ok(whole(right + reference.width as f32, probe.height.max(reference.height) as f32, &body))
}

/// The pairs first thought of: the more alike the surroundings, the thicker the line; those that held in blue.
pub(crate) fn likely(
    probe: &ExplainedPrint,
    reference: &ExplainedPrint,
    pair: &ExplainedPair,
) -> Result<String, ReportError> {
    let right = probe.width as f32 + GAP;
    let mut body = placed_image(probe, 0.0, 0.7)? + &placed_image(reference, right, 0.7)?;
    let (ours, theirs) = (probe.extraction.template.minutiae(), reference.extraction.template.minutiae());
    let held = |probe, reference| pair.comparison.pairs.contains(&(probe, reference));
    let (mut first, mut last) = (String::new(), String::new());
    for each in &pair.likely {
        let (Some(a), Some(b)) = (ours.get(usize::from(each.probe)), theirs.get(usize::from(each.reference)))
        else {
            continue;
        };
        let holds = held(each.probe, each.reference);
        let colour = css(if holds { BLUE } else { ORANGE });
        let breadth = 0.4 + 2.0 * each.likeness.max(0.0);
        let _ = write!(
            if holds { &mut last } else { &mut first },
            r#"<path d="M{:.1} {:.1}L{:.1} {:.1}" stroke="{colour}" stroke-width="{breadth:.2}" opacity="0.75"/>"#,
            a.x_px(),
            a.y_px(),
            right + b.x_px(),
            b.y_px()
        );
    }
    body += &first;
    body += &last;
    Ok(whole(right + reference.width as f32, probe.height.max(reference.height) as f32, &body))
}

/// Between two prints side by side, pixels.
const GAP: f32 = 24.0;

fn kept_sign(minutia: &Minutia, left: f32) -> String {
    let place = (left + minutia.x_px(), minutia.y_px());
    let radius = 2.6 + 2.0 * f32::from(minutia.reliability.min(100)) / 100.0;
    minutia_sign(place, TAU - minutia.direction_rad(), minutia.kind, radius, 7.0)
}

/// A path with a white halo, readable on dark and light ridges.
fn stroke(body: &mut String, path: &str, colour: &str, breadth: f32) {
    let _ = write!(
        body,
        r##"<path d="{path}" fill="none" stroke="#fff" stroke-opacity="0.85" stroke-width="{:.1}"/><path d="{path}" fill="none" stroke="{colour}" stroke-width="{breadth}"/>"##,
        breadth * 2.4
    );
}

/// The print in its place, faded by `fade` (0 not, 1 to white) so that lines stand out.
fn placed_image(print: &ExplainedPrint, left: f32, fade: f32) -> Result<String, ReportError> {
    let Some(picture) = picture(print, fingerprint::Step::Resampled) else { return Ok(String::new()) };
    let png = STANDARD.encode(picture.to_png()?);
    let (width, height) = (print.width, print.height);
    Ok(format!(
        r##"<rect x="{left}" width="{width}" height="{height}" fill="#fff"/><image x="{left}" width="{width}" height="{height}" opacity="{:.2}" href="data:image/png;base64,{png}"/>"##,
        1.0 - fade
    ))
}

fn whole(width: f32, height: f32, body: &str) -> String {
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family="system-ui, sans-serif">{body}</svg>"#
    )
}
