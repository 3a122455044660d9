use super::descriptor::{Descriptors, describe};
use crate::{Flow, Template};

/// One print made ready for comparison: coordinates in pixels with y up, so that angles run the usual way.
#[derive(Debug, Clone)]
pub(crate) struct Side {
    pub points: Vec<Point>,
    pub descriptors: Descriptors,
    pub flow: Option<Flow>,
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
        Self { points, descriptors, flow }
    }

    /// Bytes of memory behind it.
    pub(crate) fn bytes(&self) -> usize {
        let flow = self.flow.as_ref().map_or(0, |flow| flow.ridged().size_hint().1.unwrap_or(0));
        self.points.len() * (size_of::<Point>() + Descriptors::BYTES) + flow
    }

    /// A fixed order of prints: by the number of minutiae, then by where they are.
    pub(crate) fn precedes(&self, other: &Self) -> bool {
        let key = |side: &Self| side.points.iter().map(|p| (p.x as i32, p.y as i32)).collect::<Vec<_>>();
        match self.points.len().cmp(&other.points.len()) {
            std::cmp::Ordering::Equal => key(self) <= key(other),
            unequal => unequal.is_lt(),
        }
    }

    /// Whether the print covers a place (y up). Without a known flow it is taken to cover everything.
    pub(crate) fn covers(&self, x: f32, y: f32) -> bool {
        self.flow.as_ref().is_none_or(|flow| flow.doubled(x, -y).is_some())
    }
}
