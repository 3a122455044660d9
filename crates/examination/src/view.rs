use crate::{Motion, Point};

/// The part of the plane on which there is something to see.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Field {
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// At least one.
    pub width: f32,
    /// At least one.
    pub height: f32,
}

impl Field {
    /// The smallest that holds all points.
    pub fn around(points: impl Iterator<Item = Point>) -> Self {
        let (mut low, mut high) = ((f32::MAX, f32::MAX), (f32::MIN, f32::MIN));
        for (x, y) in points {
            low = (low.0.min(x), low.1.min(y));
            high = (high.0.max(x), high.1.max(y));
        }
        if low.0 > high.0 {
            return Self { x: 0.0, y: 0.0, width: 1.0, height: 1.0 };
        }
        Self { x: low.0, y: low.1, width: (high.0 - low.0).max(1.0), height: (high.1 - low.1).max(1.0) }
    }

    fn middle(&self) -> Point {
        (self.x + self.width / 2.0, self.y + self.height / 2.0)
    }

    fn nearest(&self, (x, y): Point) -> Point {
        (x.clamp(self.x, self.x + self.width), y.clamp(self.y, self.y + self.height))
    }
}

/// What can be seen, and the size of the pane it is seen in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Room {
    /// Where there is something to see.
    pub field: Field,
    /// The pane's width and height in CSS pixels.
    pub pane: Point,
}

impl Room {
    /// The scale at which all of the field is in the pane, unturned.
    #[must_use]
    pub fn whole(&self) -> f32 {
        let scale = (self.pane.0 / self.field.width).min(self.pane.1 / self.field.height);
        if scale.is_finite() { scale.max(View::FARTHEST) } else { View::FARTHEST }
    }
}

/// What a pane shows of the plane. Whatever is done to it, its middle stays on the field and its scale in bounds, so
/// that there is always something to see.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// The point of the plane in the middle of the pane.
    pub centre: Point,
    /// CSS pixels for a pixel at 500 ppi.
    pub scale: f32,
    /// By how much the plane is turned, in radians, clockwise as seen; above -π, at most π.
    pub turn: f32,
}

impl View {
    /// The smallest scale there is.
    const FARTHEST: f32 = 0.05;
    /// The smallest share of the scale at which all of the field is seen: at life size a finger is a fifteenth of a
    /// large pane.
    const LEAST_OF_WHOLE: f32 = 0.05;
    /// At the largest scale a ridge is about as wide as a finger.
    const CLOSEST: f32 = 16.0;

    /// All of the field, upright.
    #[must_use]
    pub fn whole(room: &Room) -> Self {
        Self { centre: room.field.middle(), scale: room.whole(), turn: 0.0 }
    }

    /// Where in the pane, from its middle, a point of the plane is seen.
    #[must_use]
    pub fn seen(&self, point: Point) -> Point {
        let (x, y) = (point.0 - self.centre.0, point.1 - self.centre.1);
        let (sin, cos) = self.turn.sin_cos();
        (self.scale * (x * cos - y * sin), self.scale * (x * sin + y * cos))
    }

    /// The point of the plane that is seen there, from the middle of the pane.
    #[must_use]
    pub fn under(&self, at: Point) -> Point {
        let (dx, dy) = self.unturned(at);
        (self.centre.0 + dx, self.centre.1 + dy)
    }

    /// A way in the pane as a way on the plane.
    fn unturned(&self, (x, y): Point) -> Point {
        let (sin, cos) = self.turn.sin_cos();
        ((x * cos + y * sin) / self.scale, (y * cos - x * sin) / self.scale)
    }

    /// `factor` times as close; what is seen at `at` stays there.
    #[must_use]
    pub fn zoomed(self, factor: f32, at: Point, room: &Room) -> Self {
        let held = self.under(at);
        Self { scale: self.scale * factor, ..self }.holding(held, at, room)
    }

    /// Turned by `angle` radians; what is seen at `at` stays there.
    #[must_use]
    pub fn turned(self, angle: f32, at: Point, room: &Room) -> Self {
        let held = self.under(at);
        Self { turn: self.turn + angle, ..self }.holding(held, at, room)
    }

    /// Moved with the pointer, by a way in the pane.
    #[must_use]
    pub fn dragged(self, by: Point, room: &Room) -> Self {
        let held = self.under((0.0, 0.0));
        self.holding(held, by, room)
    }

    /// Moved, zoomed and turned with two fingers that were at two places of the pane and now are at two others.
    #[must_use]
    pub fn pinched(self, were: [Point; 2], are: [Point; 2], room: &Room) -> Self {
        let way = |[a, b]: [Point; 2]| (b.0 - a.0, b.1 - a.1);
        let (before, now) = (way(were), way(are));
        let long = |way: Point| way.0.hypot(way.1).max(1.0);
        let angle = now.1.atan2(now.0) - before.1.atan2(before.0);
        let middle = |[a, b]: [Point; 2]| ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0);
        let held = self.under(middle(were));
        Self { scale: self.scale * long(now) / long(before), turn: self.turn + angle, ..self }.holding(
            held,
            middle(are),
            room,
        )
    }

    /// Moved so that this point of the plane is in the middle.
    #[must_use]
    pub fn centred(self, on: Point, room: &Room) -> Self {
        self.holding(on, (0.0, 0.0), room)
    }

    /// At this scale, the middle staying where it is.
    #[must_use]
    pub fn at_scale(self, scale: f32, room: &Room) -> Self {
        Self { scale, ..self }.centred(self.centre, room)
    }

    /// With a point of the plane seen at `at`, as far as the bounds let it.
    fn holding(self, point: Point, at: Point, room: &Room) -> Self {
        let finite = |value: f32, otherwise: f32| if value.is_finite() { value } else { otherwise };
        let farthest = (room.whole() * Self::LEAST_OF_WHOLE).max(Self::FARTHEST);
        // Of many turns too few digits would be left.
        let turns = f64::from(finite(self.turn, 0.0)) / std::f64::consts::TAU;
        let turned = Self {
            scale: finite(self.scale, farthest).clamp(farthest, Self::CLOSEST.max(farthest)),
            turn: ((turns - turns.round()) * std::f64::consts::TAU) as f32,
            ..self
        };
        let (dx, dy) = turned.unturned(at);
        let centre = (finite(point.0 - dx, room.field.x), finite(point.1 - dy, room.field.y));
        Self { centre: room.field.nearest(centre), ..turned }
    }

    /// What the second of two panes shows, as a motion to be added to that which lays its print on the plane: then both
    /// panes show the same view, and the print is seen where it was but for the scale, which is the first's.
    #[must_use]
    pub fn relation(&self, second: &Self) -> Motion {
        Motion::shifted((-second.centre.0, -second.centre.1))
            .then(Motion::turned(second.turn - self.turn, (0.0, 0.0)))
            .then(Motion::shifted(self.centre))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FIELD: Field = Field { x: 10.0, y: 20.0, width: 400.0, height: 500.0 };
    const ROOM: Room = Room { field: FIELD, pane: (800.0, 1000.0) };

    fn apart(a: Point, b: Point) -> f32 {
        (a.0 - b.0).hypot(a.1 - b.1)
    }

    fn view() -> impl Strategy<Value = View> {
        (60.0..350.0f32, 80.0..450.0f32, 1.1..15.0f32, -3.1..3.1f32).prop_map(|(x, y, scale, turn)| View {
            centre: (x, y),
            scale,
            turn,
        })
    }

    fn at() -> impl Strategy<Value = Point> {
        (-30.0..30.0f32, -30.0..30.0f32)
    }

    fn in_bounds(view: View) -> bool {
        let (x, y) = view.centre;
        (10.0..=410.0).contains(&x)
            && (20.0..=520.0).contains(&y)
            && (ROOM.whole() * View::LEAST_OF_WHOLE..=View::CLOSEST).contains(&view.scale)
            && view.turn.abs() <= std::f32::consts::PI + 0.001
    }

    proptest! {
        #[test]
        fn what_is_under_a_place_is_seen_at_that_place(view in view(), at in at()) {
            prop_assert!(apart(view.seen(view.under(at)), at) < 0.02);
        }

        #[test]
        fn what_is_under_the_pointer_stays_while_zooming(view in view(), at in at(), factor in 0.9..1.05f32) {
            let held = view.under(at);
            prop_assert!(apart(view.zoomed(factor, at, &ROOM).seen(held), at) < 0.1);
        }

        #[test]
        fn what_is_under_the_pointer_stays_while_turning(view in view(), at in at(), angle in -6.0..6.0f32) {
            let held = view.under(at);
            prop_assert!(apart(view.turned(angle, at, &ROOM).seen(held), at) < 0.1);
        }

        #[test]
        fn what_is_under_the_pointer_moves_with_it(view in view(), at in at(), by in at()) {
            let held = view.under(at);
            let now = view.dragged(by, &ROOM).seen(held);
            prop_assert!(apart(now, (at.0 + by.0, at.1 + by.1)) < 0.1);
        }

        #[test]
        fn both_fingers_of_a_pinch_keep_what_they_hold(
            view in view(), a in at(), angle in -1.0..1.0f32, longer in 0.9..1.05f32, by in at(),
        ) {
            let were = [a, (a.0 + 120.0, a.1 + 40.0)];
            let middle = (a.0 + 60.0, a.1 + 20.0);
            let moved = |(x, y): Point| {
                let (x, y) = ((x - middle.0) * longer, (y - middle.1) * longer);
                let (sin, cos) = angle.sin_cos();
                (middle.0 + by.0 + x * cos - y * sin, middle.1 + by.1 + x * sin + y * cos)
            };
            let now = view.pinched(were, were.map(moved), &ROOM);
            prop_assume!(in_bounds(View { scale: view.scale * longer, ..view }));
            // At the field's edge the print is held back.
            let ((x, y), low, high) = (now.centre, (10.0, 20.0), (410.0, 520.0));
            prop_assume!(low.0 < x && x < high.0 && low.1 < y && y < high.1);
            for finger in were {
                prop_assert!(apart(now.seen(view.under(finger)), moved(finger)) < 0.5);
            }
        }

        #[test]
        fn nothing_leads_out_of_bounds(
            view in view(), steps in prop::collection::vec((0..4u8, -1e6..1e6f32, -1e6..1e6f32), 0..40),
        ) {
            let end = steps.iter().fold(view, |view, &(what, a, b)| match what {
                0 => view.zoomed(a.abs() / 1e4, (b, a), &ROOM),
                1 => view.turned(a, (b, a), &ROOM),
                2 => view.dragged((a, b), &ROOM),
                _ => view.pinched([(a, b), (b, a)], [(0.0, a), (b, 0.0)], &ROOM),
            });
            prop_assert!(in_bounds(end), "{end:?}");
        }

        #[test]
        fn locking_two_panes_leaves_both_prints_where_they_are_seen(
            first in view(), second in view(), laid in (-3.0..3.0f32, at()), point in at(),
        ) {
            let laid = Motion::turned(laid.0, laid.1);
            let second = View { scale: first.scale, ..second };
            let before = second.seen(laid.place(point));
            let after = first.seen(laid.then(first.relation(&second)).place(point));
            prop_assert!(apart(before, after) < 0.2, "{before:?} {after:?}");
        }
    }

    #[test]
    fn all_of_the_field_is_in_the_pane_to_begin_with() {
        let whole = View::whole(&ROOM);
        for corner in [(10.0, 20.0), (410.0, 20.0), (10.0, 520.0), (410.0, 520.0)] {
            let (x, y) = whole.seen(corner);
            assert!(x.abs() <= 400.01 && y.abs() <= 500.01, "{corner:?} at {x}, {y}");
        }
    }

    #[test]
    fn a_print_can_be_seen_at_life_size_in_a_large_pane() {
        let room = Room { pane: (1200.0, 1400.0), ..ROOM };
        let life_size = crate::Ruler::UNMEASURED.life_size();
        assert_eq!(View::whole(&room).at_scale(life_size, &room).scale, life_size);
    }

    #[test]
    fn a_pane_without_size_and_a_field_without_points_are_still_looked_at() {
        let room = Room { field: Field::around(std::iter::empty()), pane: (0.0, 0.0) };
        let view = View::whole(&room).zoomed(f32::NAN, (f32::INFINITY, 0.0), &room);
        assert!(view.scale > 0.0 && view.centre.0.is_finite() && view.centre.1.is_finite());
    }
}
