use raster::Grey;

use super::{Segment, Slap};

/// White around a fingertip, in shares of its width.
const MARGIN: f32 = 0.08;

impl Segment {
    /// The point in the image at `across` (to the right) and `down` from the box's middle, along the finger's axes.
    fn point(&self, across: f32, down: f32) -> (f32, f32) {
        let (sin, cos) = libm::sincosf(self.angle);
        (self.centre.0 + across * cos + down * sin, self.centre.1 + down * cos - across * sin)
    }

    /// How far a point of the image is from the middle, 1 being the inscribed ellipse.
    fn distance(&self, x: f32, y: f32) -> f32 {
        let (sin, cos) = libm::sincosf(self.angle);
        let (dx, dy) = (x - self.centre.0, y - self.centre.1);
        let (across, down) = (dx * cos - dy * sin, dy * cos + dx * sin);
        libm::hypotf(2.0 * across / self.size.0, 2.0 * down / self.size.1)
    }

    /// Whether a side or the top, where the finger must be whole, lies beyond the image.
    pub(super) fn is_cut_off(&self, image: &Grey) -> bool {
        let (w, h) = (self.size.0 / 2.0, self.size.1 / 2.0);
        // The middles of top, left and right, up to half a ridge.
        let margin = 0.015 * self.size.0;
        [(0.0, -h), (-w, 0.0), (w, 0.0)].into_iter().any(|(across, down)| {
            let (x, y) = self.point(across, down);
            x < margin
                || y < margin
                || x > image.width() as f32 - 1.0 - margin
                || y > image.height() as f32 - 1.0 - margin
        })
    }
}

impl Slap {
    /// The fingertip of this index, cut out of the image the slap was found in, turned upright on white, at the
    /// image's resolution; none where there is no such segment.
    #[must_use]
    pub fn crop(&self, image: &Grey, index: usize) -> Option<Grey> {
        let segment = self.segments.get(index)?;
        let margin = MARGIN * segment.size.0;
        let (width, height) = (segment.size.0 + 2.0 * margin, segment.size.1 + 2.0 * margin);
        let (width, height) = (width.ceil().max(1.0) as usize, height.ceil().max(1.0) as usize);
        let (columns, rows) = (image.width() as usize, image.height() as usize);
        let mut pixels = Vec::with_capacity(width * height);
        for row in 0..height {
            for column in 0..width {
                let across = column as f32 + 0.5 - width as f32 / 2.0;
                let down = row as f32 + 0.5 - height as f32 / 2.0;
                let (x, y) = segment.point(across, down);
                let inside = across.abs() <= segment.size.0 / 2.0 + margin / 2.0
                    && down.abs() <= segment.size.1 / 2.0 + margin / 2.0
                    && x >= 0.0
                    && y >= 0.0
                    && x < (columns - 1) as f32
                    && y < (rows - 1) as f32;
                // A close neighbour's ridges stay with the neighbour.
                let own = segment.distance(x, y);
                let others = self.segments.iter().enumerate().filter(|(i, _)| *i != index);
                if !inside || others.into_iter().any(|(_, other)| other.distance(x, y) < own.min(1.0)) {
                    pixels.push(255);
                    continue;
                }
                let (left, top) = (x as usize, y as usize);
                let (a, b) = (x - left as f32, y - top as f32);
                let at = |x: usize, y: usize| f32::from(image.pixels()[y * columns + x]);
                let (right, below) = ((left + 1).min(columns - 1), (top + 1).min(rows - 1));
                let upper = at(left, top) * (1.0 - a) + at(right, top) * a;
                let lower = at(left, below) * (1.0 - a) + at(right, below) * a;
                pixels.push((upper * (1.0 - b) + lower * b).round() as u8);
            }
        }
        Grey::new(width as u32, height as u32, image.ppi, pixels).ok()
    }
}
