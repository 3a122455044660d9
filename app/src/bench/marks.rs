use std::f32::consts::TAU;

use fingerprint::Minutia;
use leptos::prelude::*;

use super::alignment::{Alignment, Point};
use super::stage::{Pairing, Side, Stage};
use crate::components::minutia_sign;

/// A minutia where it is drawn.
fn placed(minutia: &Minutia, alignment: &Alignment) -> (Point, f32) {
    let place = alignment.place((minutia.x_px(), minutia.y_px()));
    // The direction is counter-clockwise as seen; the image's y grows downwards.
    (place, TAU - minutia.direction_rad() + alignment.turn())
}

/// Minutiae over a print: all of them, and the pairs with their numbers. They grow more slowly than the print, so that
/// ridges show between them from near.
#[component]
pub fn Marks(
    /// The prints that are looked at.
    pairing: Pairing,
    /// Which of them.
    side: Side,
    /// Whether there is nothing else to see: no image.
    alone: bool,
) -> impl IntoView {
    let stage = Stage::expect();
    let pairing = StoredValue::new(pairing);
    // Pixels of a field of common size, whatever the size of the print.
    let unit = Memo::new(move |_| {
        let field = stage.field.get();
        (field.width.max(field.height) / 480.0) * stage.view(side).zoom.powf(-0.6)
    });
    let alignment = Memo::new(move |_| match side {
        Side::Probe => Alignment::NONE,
        Side::Candidate => pairing.with_value(|pairing| pairing.alignment(stage.align.get())),
    });
    let all = move || {
        let (unit, alignment) = (unit.get(), alignment.get());
        pairing.with_value(|pairing| {
            let minutiae = pairing.print(side).map(|print| print.minutiae.as_slice()).unwrap_or_default();
            let signs = minutiae.iter().map(|minutia| {
                let (place, turn) = placed(minutia, &alignment);
                minutia_sign(place, turn, minutia.kind, 3.0 * unit, 6.0 * unit)
            });
            signs.collect::<String>()
        })
    };
    let pairs = pairing.with_value(|pairing| pairing.paired(side));
    view! {
        <Show when=move || alone || stage.all.get()>
            <path class="marks-halo" d=all stroke-width=move || 3.6 * unit.get() />
            <path class="marks-all" d=all stroke-width=move || 1.3 * unit.get() />
        </Show>
        <Show when=move || stage.pairs.get()>
            {pairs
                .iter()
                .enumerate()
                .map(|(at, minutia)| view! { <PairMark at=at minutia=*minutia side=side unit=unit alignment=alignment /> })
                .collect_view()}
        </Show>
    }
}

impl Pairing {
    /// One of the two prints.
    pub fn print(&self, side: Side) -> Option<&wire::hit::Print> {
        match side {
            Side::Probe => Some(&self.probe),
            Side::Candidate => self.candidate.as_ref().map(|(print, _)| print),
        }
    }

    /// Its paired minutiae, in the order of their numbers.
    fn paired(&self, side: Side) -> Vec<Minutia> {
        let Some((_, comparison)) = &self.candidate else { return Vec::new() };
        let minutiae = self.print(side).map(|print| print.minutiae.as_slice()).unwrap_or_default();
        let index = |&(of_probe, of_reference): &(u16, u16)| match side {
            Side::Probe => of_probe,
            Side::Candidate => of_reference,
        };
        comparison.pairs.iter().filter_map(|pair| minutiae.get(usize::from(index(pair))).copied()).collect()
    }
}

#[component]
fn PairMark(
    at: usize,
    minutia: Minutia,
    side: Side,
    unit: Memo<f32>,
    alignment: Memo<Alignment>,
) -> impl IntoView {
    let stage = Stage::expect();
    let hot = Memo::new(move |_| stage.hot.get() == Some(at));
    let place = Memo::new(move |_| placed(&minutia, &alignment.get()));
    let sign = move || {
        let (unit, (place, turn)) = (unit.get(), place.get());
        minutia_sign(place, turn, minutia.kind, 4.6 * unit, 7.0 * unit)
    };
    // The number stands on the side away from the tail.
    let number = Memo::new(move |_| {
        let (unit, ((x, y), turn)) = (unit.get(), place.get());
        (x - turn.cos() * 11.5 * unit, y - turn.sin() * 11.5 * unit + 3.8 * unit)
    });
    let colour = match side {
        Side::Probe => "pair of-probe",
        Side::Candidate => "pair of-candidate",
    };
    view! {
        <g
            class=colour
            class:hot=hot
            on:pointerenter=move |_| stage.hot.set(Some(at))
            on:pointerleave=move |_| stage.hot.set(None)
        >
            <path class="marks-halo" d=sign stroke-width=move || 4.2 * unit.get() />
            <path class="pair-sign" d=sign stroke-width=move || 1.6 * unit.get() />
            <text
                x=move || number.get().0
                y=move || number.get().1
                font-size=move || 11.0 * unit.get()
                stroke-width=move || 3.0 * unit.get()
                text-anchor="middle"
            >
                {at + 1}
            </text>
        </g>
    }
}
