use super::alignment::Point;

/// All that can be looked at, in the probe's coordinates at 500 ppi: what zoom 1 shows.
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

    /// Pixels on the screen per unit at zoom 1, in a pane of this size.
    fn scale(&self, (width, height): Point) -> f32 {
        (width / self.width).min(height / self.height)
    }
}

/// What a pane shows of the field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct View {
    /// The middle, in shares of the field: one half is its middle.
    middle: Point,
    /// 1 shows all of the field.
    pub zoom: f32,
}

impl View {
    const CLOSEST: f32 = 12.0;

    /// All of the field.
    pub const WHOLE: Self = Self { middle: (0.5, 0.5), zoom: 1.0 };

    /// The middle, as a point of the field.
    fn centre(&self, field: &Field) -> Point {
        (field.x + self.middle.0 * field.width, field.y + self.middle.1 * field.height)
    }

    /// For an SVG element.
    pub fn view_box(&self, field: &Field) -> String {
        let ((x, y), width, height) = (self.centre(field), field.width / self.zoom, field.height / self.zoom);
        format!("{:.2} {:.2} {width:.2} {height:.2}", x - width / 2.0, y - height / 2.0)
    }

    /// `factor` times as close; the point `at`, in pixels from the middle of a pane of `size`, stays where it is.
    pub fn zoomed(self, factor: f32, at: Point, size: Point, field: &Field) -> Self {
        let zoom = (self.zoom * factor).clamp(1.0, Self::CLOSEST);
        let unit = |zoom: f32| 1.0 / (field.scale(size) * zoom).max(f32::MIN_POSITIVE);
        let slip = unit(self.zoom) - unit(zoom);
        self.moved(at.0 * slip, at.1 * slip, field, zoom)
    }

    /// Moved with the pointer, by pixels in a pane of `size`.
    pub fn dragged(self, by: Point, size: Point, field: &Field) -> Self {
        let unit = 1.0 / (field.scale(size) * self.zoom).max(f32::MIN_POSITIVE);
        self.moved(-by.0 * unit, -by.1 * unit, field, self.zoom)
    }

    /// Moved by shares of what is shown.
    pub fn stepped(self, across: f32, down: f32, field: &Field) -> Self {
        self.moved(across * field.width / self.zoom, down * field.height / self.zoom, field, self.zoom)
    }

    /// What is shown never leaves the field.
    fn moved(self, dx: f32, dy: f32, field: &Field, zoom: f32) -> Self {
        let half = 0.5 / zoom;
        let within = |share: f32| share.clamp(half, 1.0 - half);
        let middle = (within(self.middle.0 + dx / field.width), within(self.middle.1 + dy / field.height));
        Self { middle, zoom }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELD: Field = Field { x: 10.0, y: 20.0, width: 400.0, height: 500.0 };
    const PANE: Point = (800.0, 1000.0);

    /// The point of the field under a pixel, counted from the middle of the pane.
    fn under(view: View, at: Point) -> Point {
        let unit = 1.0 / (FIELD.scale(PANE) * view.zoom);
        let (x, y) = view.centre(&FIELD);
        (x + at.0 * unit, y + at.1 * unit)
    }

    #[test]
    fn the_point_under_the_pointer_stays_while_zooming() {
        let at = (120.0, -80.0);
        let (before, after) = (View::WHOLE, View::WHOLE.zoomed(2.0, at, PANE, &FIELD));
        let (a, b) = (under(before, at), under(after, at));
        assert!((a.0 - b.0).hypot(a.1 - b.1) < 0.01, "{a:?} {b:?}");
    }

    #[test]
    fn dragging_moves_what_is_under_the_pointer_with_it() {
        let view = View::WHOLE.zoomed(4.0, (0.0, 0.0), PANE, &FIELD);
        let grabbed = under(view, (50.0, 50.0));
        let now = under(view.dragged((30.0, -10.0), PANE, &FIELD), (80.0, 40.0));
        assert!((grabbed.0 - now.0).hypot(grabbed.1 - now.1) < 0.01);
    }

    #[test]
    fn the_whole_field_is_the_farthest_and_nothing_beyond_it_is_shown() {
        assert_eq!(View::WHOLE.zoomed(0.1, (90.0, 9.0), PANE, &FIELD), View::WHOLE);
        assert_eq!(View::WHOLE.dragged((500.0, 500.0), PANE, &FIELD), View::WHOLE);
        assert_eq!(View::WHOLE.view_box(&FIELD), "10.00 20.00 400.00 500.00");
        assert!(View::WHOLE.zoomed(100.0, (0.0, 0.0), PANE, &FIELD).zoom <= View::CLOSEST);
    }

    #[test]
    fn an_empty_field_is_still_a_field() {
        assert!(Field::around(std::iter::empty()).width > 0.0);
    }
}
