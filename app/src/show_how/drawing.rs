use std::f32::consts::TAU;
use std::rc::Rc;

use explanation::{dropped_sign, minutia_sign};
use fingerprint::{FoundMinutia, Minutia};
use leptos::prelude::*;

use super::layer::Layer;
use super::subject::Reading;

/// A layer of a print, in pixels at 500 ppi.
#[component]
pub fn Drawing(
    /// What the matcher showed.
    reading: Rc<Reading>,
    /// Which layer is looked at.
    layer: Layer,
    /// The paired minutiae, in the order of their numbers.
    paired: Vec<Minutia>,
    /// What it is, for those who do not see it.
    label: Signal<String>,
) -> impl IntoView {
    let (width, height) = (reading.explained.width, reading.explained.height);
    let found = &reading.explained.found;
    let kept: String = found.iter().filter(|minutia| minutia.removed.is_none()).map(kept_sign).collect();
    let dropped: String = found
        .iter()
        .filter_map(|minutia| minutia.removed.map(|why| dropped_sign((minutia.x, minutia.y), why, 3.6)))
        .collect();
    let pairs = paired.into_iter().enumerate().map(|(at, minutia)| {
        let (x, y) = (minutia.x_px(), minutia.y_px());
        let sign = minutia_sign((x, y), TAU - minutia.direction_rad(), minutia.kind, 4.6, 7.0);
        view! {
            <path class="how-halo" d=sign.clone() />
            <path class="how-kept" d=sign />
            <text class="how-number" x=x + 6.0 y=y - 6.0>
                {at + 1}
            </text>
        }
    });
    let marks = match layer {
        Layer::Minutiae => Some(
            view! {
                <path class="how-halo" d=format!("{dropped}{kept}") />
                <path class="how-dropped" d=dropped.clone() />
                <path class="how-kept" d=kept.clone() />
            }
            .into_any(),
        ),
        Layer::Pairs => Some(pairs.collect_view().into_any()),
        _ => None,
    };
    view! {
        <svg viewBox=format!("0 0 {width} {height}") role="img" aria-label=label>
            <image
                class:how-faded=marks.is_some()
                href=reading.picture.address.clone()
                width=width
                height=height
            />
            {marks}
        </svg>
    }
}

fn kept_sign(minutia: &FoundMinutia) -> String {
    let radius = 2.8 + 1.8 * minutia.clarity.clamp(0.0, 1.0);
    // The direction is counter-clockwise as seen; the image's y grows downwards.
    minutia_sign((minutia.x, minutia.y), TAU - minutia.direction, minutia.kind, radius, 7.0)
}
