use wire::hit::{ComparisonView, Print};

/// A point at 500 ppi, y downwards.
pub type Point = (f32, f32);

/// Lays the candidate's print over the probe: a turn and a shift, so that paired minutiae meet as nearly as they can.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Alignment {
    /// Radians, clockwise as seen.
    turn: f32,
    /// The point of the candidate's print that it turns about.
    from: Point,
    /// Where that point lies on the probe.
    to: Point,
}

impl Alignment {
    /// Fewer pairs than this say little about a turn.
    const FEWEST_PAIRS: usize = 3;

    /// The probe's own place.
    pub const NONE: Self = Self { turn: 0.0, from: (0.0, 0.0), to: (0.0, 0.0) };

    /// Middle upon middle.
    pub fn of_middles(probe: &Print, reference: &Print) -> Self {
        let middle = |print| {
            let (width, height) = size(print);
            (width / 2.0, height / 2.0)
        };
        Self { turn: 0.0, from: middle(reference), to: middle(probe) }
    }

    /// By the paired minutiae (least squares), or middle upon middle where there are too few.
    pub fn of_pairs(probe: &Print, reference: &Print, comparison: &ComparisonView) -> Self {
        let pairs: Vec<(Point, Point)> = comparison
            .pairs
            .iter()
            .filter_map(|&(of_probe, of_reference)| {
                let to = probe.minutiae.get(usize::from(of_probe))?;
                let from = reference.minutiae.get(usize::from(of_reference))?;
                Some(((from.x_px(), from.y_px()), (to.x_px(), to.y_px())))
            })
            .collect();
        Self::of_points(&pairs).unwrap_or_else(|| Self::of_middles(probe, reference))
    }

    fn of_points(pairs: &[(Point, Point)]) -> Option<Self> {
        if pairs.len() < Self::FEWEST_PAIRS {
            return None;
        }
        let mean = |points: &mut dyn Iterator<Item = Point>| {
            let (x, y) = points.fold((0.0, 0.0), |sum, point| (sum.0 + point.0, sum.1 + point.1));
            (x / pairs.len() as f32, y / pairs.len() as f32)
        };
        let from = mean(&mut pairs.iter().map(|pair| pair.0));
        let to = mean(&mut pairs.iter().map(|pair| pair.1));
        let (across, along) = pairs.iter().fold((0.0, 0.0), |(across, along), (a, b)| {
            let (a, b) = ((a.0 - from.0, a.1 - from.1), (b.0 - to.0, b.1 - to.1));
            (across + a.0 * b.1 - a.1 * b.0, along + a.0 * b.0 + a.1 * b.1)
        });
        Some(Self { turn: across.atan2(along), from, to })
    }

    /// Where a point of the candidate's print lies on the probe.
    pub fn place(&self, (x, y): Point) -> Point {
        let (x, y) = (x - self.from.0, y - self.from.1);
        let (sin, cos) = self.turn.sin_cos();
        (self.to.0 + x * cos - y * sin, self.to.1 + x * sin + y * cos)
    }

    /// Radians, clockwise as seen.
    pub fn turn(&self) -> f32 {
        self.turn
    }

    /// The same for an SVG element.
    pub fn svg(&self) -> String {
        format!(
            "translate({:.2} {:.2}) rotate({:.3}) translate({:.2} {:.2})",
            self.to.0,
            self.to.1,
            self.turn.to_degrees(),
            -self.from.0,
            -self.from.1
        )
    }
}

/// A print's width and height at 500 ppi.
pub fn size(print: &Print) -> (f32, f32) {
    let scale = 500.0 / f32::from(print.ppi.get());
    (print.width as f32 * scale, print.height as f32 * scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turned_and_shifted_print_is_laid_back_where_it_was() {
        let truth = Alignment { turn: 0.3, from: (100.0, 120.0), to: (140.0, 90.0) };
        let points = [(80.0, 60.0), (150.0, 200.0), (30.0, 170.0), (210.0, 90.0)];
        let pairs: Vec<_> = points.iter().map(|&point| (point, truth.place(point))).collect();
        let found = Alignment::of_points(&pairs).unwrap();
        for (from, to) in pairs {
            let placed = found.place(from);
            assert!((placed.0 - to.0).hypot(placed.1 - to.1) < 0.01, "{placed:?} for {to:?}");
        }
    }

    #[test]
    fn two_pairs_say_nothing_of_a_turn() {
        assert_eq!(Alignment::of_points(&[((0.0, 0.0), (1.0, 1.0)), ((5.0, 5.0), (9.0, 1.0))]), None);
    }
}
