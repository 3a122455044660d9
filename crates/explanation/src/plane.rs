/// An image-like intermediate, stretched over the whole print.
#[derive(Debug, Clone, PartialEq)]
pub struct Plane {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Row by row from the top left.
    pub values: Vec<f32>,
}

impl Plane {
    /// The value at a place between 0 and 1 in both directions: bilinear, level beyond the outermost.
    pub(crate) fn smooth(&self, u: f32, v: f32) -> f32 {
        let axis = |part: f32, count: usize| {
            let at = (part * count as f32 - 0.5).clamp(0.0, (count - 1) as f32);
            let first = at as usize;
            (first, (first + 1).min(count - 1), at.fract())
        };
        let ((left, right, fx), (top, bottom, fy)) = (axis(u, self.width), axis(v, self.height));
        let row = |y: usize| {
            let (a, b) = (self.values[y * self.width + left], self.values[y * self.width + right]);
            a + (b - a) * fx
        };
        let (above, below) = (row(top), row(bottom));
        above + (below - above) * fy
    }

    /// The value nearest to such a place.
    pub(crate) fn nearest(&self, u: f32, v: f32) -> f32 {
        let axis = |part: f32, count: usize| ((part * count as f32) as usize).min(count - 1);
        self.values[axis(v, self.height) * self.width + axis(u, self.width)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_at_their_middles_and_blended_between() {
        let plane = Plane { width: 2, height: 1, values: vec![0.0, 4.0] };
        assert_eq!(
            (plane.smooth(0.25, 0.5), plane.smooth(0.5, 0.5), plane.smooth(1.0, 0.0)),
            (0.0, 2.0, 4.0)
        );
        assert_eq!((plane.nearest(0.49, 0.0), plane.nearest(1.0, 1.0)), (0.0, 4.0));
    }
}
