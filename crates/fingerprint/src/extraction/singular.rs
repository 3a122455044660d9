use super::grid::{CELL, Grid};
use super::mask::Mask;
use super::orientation::Orientation;
use super::residue::{winding, zero};
use crate::transparency::{SingularKind, SingularPoint};

/// What counts as a core or a delta.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parameters {
    /// Standard deviation, in pixels, over which the ridge flow is smoothed: a ridge and a half, as the two cores of a
    /// narrow whorl lie three ridges apart.
    pub sigma: f32,
    /// Radius in pixels of the neighbourhood that must turn as a core's or a delta's does.
    pub reach: f32,
    /// The least confidence.
    pub confidence: f32,
    /// Of each kind no more than this: a finger has at most two.
    pub most: usize,
}

impl Default for Parameters {
    fn default() -> Self {
        Self { sigma: 12.0, reach: 34.0, confidence: 0.45, most: 2 }
    }
}

/// Cores and deltas, the surest first: points around which the ridge flow turns half round, forwards or backwards
/// (Poincare index: Kawagoe & Tojo 1984), weighed by how well their neighbourhood follows such a turn (complex filter of
/// first order: Nilsson & Bigun 2003).
pub(crate) fn singular_points(
    orientation: &Orientation,
    mask: &Mask,
    parameters: &Parameters,
) -> Vec<SingularPoint> {
    let weighed = |grid: &Grid| {
        let mut grid = grid.clone();
        let inside = mask.ridged.iter().zip(&orientation.coherence.values);
        for (value, (&ridged, &coherence)) in grid.values.iter_mut().zip(inside) {
            *value *= if ridged { coherence } else { 0.0 };
        }
        grid
    };
    let flow = Field { cos2: weighed(&orientation.cos2), sin2: weighed(&orientation.sin2), mask };
    let (cos2, sin2) = (flow.cos2.smoothed(parameters.sigma), flow.sin2.smoothed(parameters.sigma));

    let mut points = Vec::new();
    for row in 0..mask.rows.saturating_sub(1) {
        for column in 0..mask.columns.saturating_sub(1) {
            let at = row * mask.columns + column;
            let corners = [at, at + 1, at + mask.columns + 1, at + mask.columns];
            if corners.iter().any(|&c| !mask.ridged[c]) {
                continue;
            }
            let square = corners.map(|c| (cos2.values[c], sin2.values[c]));
            let turns = winding(&square);
            if turns == 0 {
                continue;
            }
            let (fx, fy) = zero(&square);
            let centre = |cell: usize, part: f32| (cell as f32 + part + 0.5) * CELL as f32 - 0.5;
            points.extend(flow.judge(centre(column, fx), centre(row, fy), turns, parameters));
        }
    }
    points.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    let mut kept: Vec<SingularPoint> = Vec::new();
    for point in points {
        let same = kept.iter().filter(|k| k.kind == point.kind);
        let close = same.clone().any(|k| libm::hypotf(k.x - point.x, k.y - point.y) < parameters.sigma);
        if !close && same.count() < parameters.most {
            kept.push(point);
        }
    }
    kept
}

/// The doubled angle across the ridges, as long as it is sure.
struct Field<'a> {
    cos2: Grid,
    sin2: Grid,
    mask: &'a Mask,
}

impl Field<'_> {
    /// The singular point at a place around which the doubled angle turns once, if its surroundings bear it out.
    fn judge(&self, x: f32, y: f32, turns: i32, parameters: &Parameters) -> Option<SingularPoint> {
        let reach = parameters.reach / CELL as f32;
        let (cx, cy) = (x / CELL as f32, y / CELL as f32);
        let sense = turns as f32;
        let (mut re, mut im, mut all) = (0f32, 0f32, 0f32);
        let span = |middle: f32, cells: usize| {
            (middle - reach).max(0.0) as usize..((middle + reach).max(0.0) as usize + 1).min(cells)
        };
        for row in span(cy, self.mask.rows) {
            for column in span(cx, self.mask.columns) {
                let (dx, dy) = (column as f32 - cx, row as f32 - cy);
                let distance = libm::hypotf(dx, dy);
                if distance > reach || distance < 0.5 {
                    continue;
                }
                let cell = row * self.mask.columns + column;
                let weight = distance * libm::expf(-2.0 * (distance / reach).powi(2));
                // The field turned back by as much as the point turns it: the same everywhere around a true one.
                let (c, s) = (dx / distance, -sense * dy / distance);
                let (a, b) = (self.cos2.values[cell], self.sin2.values[cell]);
                re += weight * (a * c - b * s);
                im += weight * (a * s + b * c);
                all += weight * if self.mask.ridged[cell] { libm::hypotf(a, b).max(0.25) } else { 1.0 };
            }
        }
        let confidence = libm::hypotf(re, im) / all.max(1e-6);
        if confidence < parameters.confidence {
            return None;
        }
        // The doubled angle along the ridges, on screen (y up), at direction `d` is `start + turns * d`... of a core
        // ridges run outwards at one direction, of a delta at three.
        let across = libm::atan2f(im, re);
        let (kind, direction) = if turns > 0 {
            (SingularKind::Core, -(across + std::f32::consts::PI))
        } else {
            (SingularKind::Delta, (-across - std::f32::consts::PI) / 3.0)
        };
        Some(SingularPoint { kind, x, y, direction: upwards(direction, kind), confidence })
    }
}

/// Of a delta's three arms, the one that points up most; a core's direction as it is, in 0 to a turn.
fn upwards(direction: f32, kind: SingularKind) -> f32 {
    use std::f32::consts::{FRAC_PI_2, TAU};
    match kind {
        SingularKind::Core => direction.rem_euclid(TAU),
        SingularKind::Delta => {
            (direction - FRAC_PI_2 + TAU / 6.0).rem_euclid(TAU / 3.0) + FRAC_PI_2 - TAU / 6.0
        }
    }
}
