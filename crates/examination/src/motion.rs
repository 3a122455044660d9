use crate::Point;

/// A rigid motion: a turn about the origin, then a shift. Prints of one finger have one size, so nothing is scaled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Motion {
    /// Radians, clockwise as seen.
    turn: f32,
    shift: Point,
}

impl Motion {
    /// Fewer pairs than this say little about a turn.
    const FEWEST_PAIRS: usize = 3;

    /// Everything stays where it is.
    pub const NONE: Self = Self { turn: 0.0, shift: (0.0, 0.0) };

    /// A shift.
    #[must_use]
    pub fn shifted(by: Point) -> Self {
        Self { turn: 0.0, shift: by }
    }

    /// A turn, clockwise as seen, about a point.
    #[must_use]
    pub fn turned(turn: f32, about: Point) -> Self {
        Self::shifted((-about.0, -about.1)).then(Self { turn, shift: about })
    }

    /// The one that brings the first of each pair of points nearest to the second (least squares); none where there
    /// are too few pairs to tell a turn.
    #[must_use]
    pub fn of_pairs(pairs: &[(Point, Point)]) -> Option<Self> {
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
        Some(Self::turned(across.atan2(along), from).then(Self::shifted((to.0 - from.0, to.1 - from.1))))
    }

    /// Where a point comes to lie.
    #[must_use]
    pub fn place(self, (x, y): Point) -> Point {
        let (sin, cos) = self.turn.sin_cos();
        (self.shift.0 + x * cos - y * sin, self.shift.1 + x * sin + y * cos)
    }

    /// This motion, then another.
    #[must_use]
    pub fn then(self, next: Self) -> Self {
        Self { turn: self.turn + next.turn, shift: next.place(self.shift) }
    }

    /// The motion that undoes it.
    #[must_use]
    pub fn undone(self) -> Self {
        let back = Self { turn: -self.turn, shift: (0.0, 0.0) };
        let (x, y) = back.place(self.shift);
        Self { shift: (-x, -y), ..back }
    }

    /// Radians, clockwise as seen.
    #[must_use]
    pub fn turn(self) -> f32 {
        self.turn
    }

    /// Where the origin comes to lie.
    #[must_use]
    pub fn shift(self) -> Point {
        self.shift
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn motion() -> impl Strategy<Value = Motion> {
        (-3.0..3.0f32, -500.0..500.0f32, -500.0..500.0f32)
            .prop_map(|(turn, x, y)| Motion { turn, shift: (x, y) })
    }

    fn point() -> impl Strategy<Value = Point> {
        (-500.0..500.0f32, -500.0..500.0f32)
    }

    fn apart(a: Point, b: Point) -> f32 {
        (a.0 - b.0).hypot(a.1 - b.1)
    }

    proptest! {
        #[test]
        fn undoing_brings_every_point_back(motion in motion(), point in point()) {
            prop_assert!(apart(motion.undone().place(motion.place(point)), point) < 0.01);
        }

        #[test]
        fn one_motion_then_another_is_both(a in motion(), b in motion(), point in point()) {
            prop_assert!(apart(a.then(b).place(point), b.place(a.place(point))) < 0.01);
        }

        #[test]
        fn a_turn_leaves_the_point_it_is_about_where_it_is(turn in -3.0..3.0f32, about in point()) {
            prop_assert!(apart(Motion::turned(turn, about).place(about), about) < 0.01);
        }

        #[test]
        fn a_moved_print_is_laid_back_where_it_was(
            truth in motion(),
            points in prop::collection::vec(point(), 4..30),
        ) {
            let pairs: Vec<_> = points.iter().map(|&point| (point, truth.place(point))).collect();
            let spread = points.iter().map(|&point| apart(point, points[0])).fold(0.0, f32::max);
            prop_assume!(spread > 20.0);
            let found = Motion::of_pairs(&pairs).unwrap();
            for (from, to) in pairs {
                prop_assert!(apart(found.place(from), to) < 0.1, "{:?} for {to:?}", found.place(from));
            }
        }
    }

    #[test]
    fn two_pairs_say_nothing_of_a_turn() {
        assert_eq!(Motion::of_pairs(&[((0.0, 0.0), (1.0, 1.0)), ((5.0, 5.0), (9.0, 1.0))]), None);
    }
}
