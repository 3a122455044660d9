use super::descriptor::{Descriptors, describe};
use crate::{Flow, Template};

/// Pixels in a band of rows.
const BAND: f32 = 16.0;

/// One print made ready for comparison: coordinates in pixels with y up, so that angles run the usual way.
#[derive(Debug, Clone)]
pub(crate) struct Side {
    pub points: Vec<Point>,
    pub descriptors: Descriptors,
    pub flow: Option<Flow>,
    /// For each band of rows from the top, how many points lie above it; last, how many there are.
    bands: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Point {
    pub x: f32,
    /// Up.
    pub y: f32,
    /// 256ths of a turn, counter-clockwise.
    pub direction: u8,
    /// 0 to 1.
    pub reliability: f32,
}

impl Side {
    pub(crate) fn new(template: &Template) -> Self {
        let points: Vec<Point> = template
            .minutiae()
            .iter()
            .map(|m| Point {
                x: m.x_px(),
                y: -m.y_px(),
                direction: m.direction,
                reliability: f32::from(m.reliability.min(100)) / 100.0,
            })
            .collect();
        let flow = template.flow().cloned();
        let descriptors = describe(&points, flow.as_ref());
        let band = |point: &Point| (-point.y / BAND) as usize;
        let mut bands = vec![0; usize::from(template.height()) / BAND as usize + 2];
        let mut above = 0;
        for (number, count) in bands.iter_mut().enumerate() {
            // In reading order the bands follow each other; no print has more points than a byte counts.
            above += points[above..].iter().take_while(|point| band(point) < number).count();
            *count = above as u8;
        }
        Self { points, descriptors, flow, bands }
    }

    /// Where those points are that lie at most `far` pixels above or below `y`, and some others.
    #[inline(always)]
    pub(crate) fn near_row(&self, y: f32, far: f32) -> std::ops::Range<usize> {
        let last = self.bands.len() - 1;
        // Numbers below zero become zero.
        let band = |y: f32| (-y / BAND) as usize;
        let start = self.bands[band(y + far).min(last)];
        let end = self.bands[(band(y - far) + 1).min(last)];
        usize::from(start)..usize::from(end)
    }

    /// Bytes of memory behind that of a print of so many pixels with a flow.
    pub(crate) fn bytes(width: u16, height: u16, minutiae: usize) -> usize {
        let cells = usize::from(width.div_ceil(Flow::CELL)) * usize::from(height.div_ceil(Flow::CELL));
        let bands = usize::from(height) / BAND as usize + 2;
        minutiae * size_of::<Point>() + Descriptors::bytes(minutiae) + bands + cells
    }

    /// A fixed order of prints: by the number of minutiae, then by where they are.
    pub(crate) fn precedes(&self, other: &Self) -> bool {
        let order = self.points.len().cmp(&other.points.len());
        order.then_with(|| self.places().cmp(other.places())).is_le()
    }

    fn places(&self) -> impl Iterator<Item = (i32, i32)> + '_ {
        self.points.iter().map(|p| (p.x as i32, p.y as i32))
    }

    /// Whether the print covers a place (y up). Without a known flow it is taken to cover everything.
    pub(crate) fn covers(&self, x: f32, y: f32) -> bool {
        self.flow.as_ref().is_none_or(|flow| flow.doubled(x, -y).is_some())
    }
}
