use crate::Picture;
use crate::palette::{Colour, blend};

/// Draws a straight line with soft edges; places and breadth in the picture's pixels.
pub(crate) fn draw(picture: &mut Picture, from: (f32, f32), to: (f32, f32), breadth: f32, colour: Colour) {
    let reach = breadth / 2.0 + 1.0;
    let range = |a: f32, b: f32, side: usize| {
        let first = (a.min(b) - reach).floor().max(0.0) as usize;
        let last = (a.max(b) + reach).ceil().clamp(0.0, side as f32) as usize;
        first..last
    };
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length_squared = (dx * dx + dy * dy).max(1e-6);
    for y in range(from.1, to.1, picture.height) {
        for x in range(from.0, to.0, picture.width) {
            let (px, py) = (x as f32 + 0.5 - from.0, y as f32 + 0.5 - from.1);
            let along = ((px * dx + py * dy) / length_squared).clamp(0.0, 1.0);
            let distance = (px - along * dx).hypot(py - along * dy);
            let cover = (breadth / 2.0 + 0.5 - distance).clamp(0.0, 1.0);
            if cover > 0.0 {
                let pixel = &mut picture.pixels[y * picture.width + x];
                *pixel = blend(*pixel, colour, cover);
            }
        }
    }
}
