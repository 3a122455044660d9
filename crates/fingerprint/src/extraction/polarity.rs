use serde::{Deserialize, Serialize};

use super::grid::CELL;
use super::mask::Mask;
use super::orientation::Orientation;
use super::phase::{Phase, STEP};
use super::resample::Print;

/// Whether ridges are dark or light.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Polarity {
    /// Dark ridges on a light background, as most scanners show them.
    DarkRidges,
    /// Light ridges on dark.
    LightRidges,
}

/// How much speaks for dark ridges on light: above 0 dark, below 0 light; inverting the image changes every sign.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Signs {
    /// The background is as light as valleys, not as ridges: nothing touches in either. -1 to 1; 0 where no
    /// background is seen.
    pub background: f32,
    /// Ridges are rougher along their course than valleys, by pores and skin: logarithm of the ratio.
    pub roughness: f32,
    /// Ridges vary more in grey over the print than valleys, with pressure: logarithm of the ratio.
    pub spread: f32,
}

/// The wave is in the middle of a ridge or valley where its even part is so strong.
const CREST: f32 = 0.55;
/// Pixels from the print between which its background is looked at.
const AROUND: std::ops::RangeInclusive<f32> = 14.0..=44.0;
/// Pixels along the ridge between which roughness is seen.
const ALONG: f32 = 3.0;

impl Signs {
    /// What they come to. Most prints are dark on light: it takes more than a doubt to say otherwise, and most where
    /// no background is seen, as pores and pressure mislead one time in twenty.
    pub(crate) fn polarity(self) -> Polarity {
        let sum = self.background + 0.5 * (self.roughness + self.spread);
        let least = if self.background == 0.0 { -0.9 } else { -0.1 };
        if sum < least { Polarity::LightRidges } else { Polarity::DarkRidges }
    }

    pub(crate) fn of(print: &Print, mask: &Mask, orientation: &Orientation, phase: &Phase) -> Self {
        let at = |x: f32, y: f32| {
            let (x, y) = (x.round().max(0.0) as usize, y.round().max(0.0) as usize);
            print.pixels[y.min(print.height - 1) * print.width + x.min(print.width - 1)]
        };
        let (mut ridge, mut valley) = (Side::default(), Side::default());
        for row in (0..phase.rows).step_by(2) {
            for column in 0..phase.columns {
                let sample = row * phase.columns + column;
                let even = phase.even[sample];
                if !phase.valid[sample] || even.abs() < CREST || phase.odd[sample].abs() > 0.7 * even.abs() {
                    continue;
                }
                let (x, y) = ((column * STEP) as f32, (row * STEP) as f32);
                let (sin, cos) = libm::sincosf(orientation.across(x, y));
                let (dx, dy) = (-sin * ALONG, cos * ALONG);
                let grey = at(x, y);
                let rough = grey - (at(x + dx, y + dy) + at(x - dx, y - dy)) / 2.0;
                if even < 0.0 { ridge.add(grey, rough) } else { valley.add(grey, rough) }
            }
        }
        if ridge.count < 50.0 || valley.count < 50.0 {
            return Self::default();
        }
        let ratio = |a: f32, b: f32| libm::logf((a + 1.0) / (b + 1.0)) / 2.0;
        let (dark, light) = (ridge.mean(), valley.mean());
        let background = background(print, mask)
            .map_or(0.0, |grey| ((grey - dark).abs() - (grey - light).abs()) / (light - dark).abs().max(1.0));
        Self {
            background,
            roughness: ratio(ridge.rough / ridge.count, valley.rough / valley.count),
            spread: ratio(ridge.variance(), valley.variance()),
        }
    }
}

/// What is summed up over ridges, or over valleys.
#[derive(Default)]
struct Side {
    count: f32,
    sum: f32,
    squares: f32,
    rough: f32,
}

impl Side {
    fn add(&mut self, grey: f32, rough: f32) {
        self.count += 1.0;
        self.sum += grey;
        self.squares += grey * grey;
        self.rough += rough * rough;
    }

    fn mean(&self) -> f32 {
        self.sum / self.count
    }

    fn variance(&self) -> f32 {
        (self.squares / self.count - self.mean() * self.mean()).max(0.0)
    }
}

/// The median grey around the print, if enough of it is seen.
fn background(print: &Print, mask: &Mask) -> Option<f32> {
    let mut greys = Vec::new();
    let near = |x: f32, y: f32, distance: f32| {
        (0..8).any(|i| {
            let (sin, cos) = libm::sincosf(i as f32 * std::f32::consts::FRAC_PI_4);
            mask.at(x + distance * cos, y + distance * sin)
        })
    };
    for row in (0..mask.rows).step_by(2) {
        for column in (0..mask.columns).step_by(2) {
            let (x, y) = (column * CELL + CELL / 2, row * CELL + CELL / 2);
            let (fx, fy) = (x as f32, y as f32);
            if x < print.width
                && y < print.height
                && !mask.ridged[row * mask.columns + column]
                && !near(fx, fy, *AROUND.start())
                && (near(fx, fy, *AROUND.end()) || near(fx, fy, AROUND.start() * 2.0))
            {
                greys.push(print.pixels[y * print.width + x]);
            }
        }
    }
    if greys.len() < 40 {
        return None;
    }
    let middle = greys.len() / 2;
    Some(*greys.select_nth_unstable_by(middle, f32::total_cmp).1)
}
