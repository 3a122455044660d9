use crate::{PER_PIXEL, Point};

/// The grey values of a print, measured at 500 ppi whatever its own resolution.
#[derive(Debug, Clone, Copy)]
pub struct Grey<'a> {
    /// Row by row from the top left.
    pub values: &'a [u8],
    /// Columns.
    pub width: usize,
    /// Columns and rows of the image for a pixel at 500 ppi: 2 at 1000 ppi.
    pub density: f32,
}

impl Grey<'_> {
    /// Half of what [`Self::ridge_direction`] looks at, in pixels at 500 ppi: about a ridge and its neighbours.
    const AROUND: i32 = 8;

    /// The value nearest to a point; white beside the image.
    #[must_use]
    pub fn at(&self, (x, y): Point) -> f32 {
        let (column, row) = ((x * self.density).floor(), (y * self.density).floor());
        if column < 0.0 || row < 0.0 || column >= self.width as f32 {
            return 255.0;
        }
        let place = (row as usize).saturating_mul(self.width).saturating_add(column as usize);
        self.values.get(place).map_or(255.0, |&value| f32::from(value))
    }

    /// The values along a line, as [`crate::ridges`] wants them; at most 20,000.
    #[must_use]
    pub fn along(&self, from: Point, to: Point) -> Vec<f32> {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let steps = (dx.hypot(dy) * PER_PIXEL as f32).clamp(0.0, 20_000.0) as usize;
        (0..steps)
            .map(|step| {
                let share = step as f32 / steps as f32;
                self.at((from.0 + dx * share, from.1 + dy * share))
            })
            .collect()
    }

    /// The direction along the ridges around a point, in radians counter-clockwise from the x axis, from 0 below π:
    /// across the gradients of the grey values (Kass & Witkin 1987).
    #[must_use]
    pub fn ridge_direction(&self, (x, y): Point) -> f32 {
        let (mut along, mut across) = (0.0f32, 0.0f32);
        for dy in -Self::AROUND..=Self::AROUND {
            for dx in -Self::AROUND..=Self::AROUND {
                let (x, y) = (x + dx as f32, y + dy as f32);
                let gx = self.at((x + 1.0, y)) - self.at((x - 1.0, y));
                let gy = self.at((x, y + 1.0)) - self.at((x, y - 1.0));
                along += gx * gx - gy * gy;
                across += 2.0 * gx * gy;
            }
        }
        // The gradient's own angle, y downwards; ridges lie across it.
        let gradient = 0.5 * across.atan2(along);
        (std::f32::consts::FRAC_PI_2 - gradient).rem_euclid(std::f32::consts::PI)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Ridges in this direction, nine pixels apart at 500 ppi.
    fn print(direction: f32, density: f32) -> (Vec<u8>, usize) {
        let side = (120.0 * density) as usize;
        let values = (0..side * side).map(|at| {
            let (x, y) = ((at % side) as f32 / density, (at / side) as f32 / density);
            // Across the ridges; the direction is counter-clockwise as seen, y grows downwards.
            let across = x * direction.sin() + y * direction.cos();
            (128.0 + 100.0 * (across * std::f32::consts::TAU / 9.0).cos()) as u8
        });
        (values.collect(), side)
    }

    proptest! {
        #[test]
        fn the_direction_of_ridges_is_found_at_any_resolution(
            direction in 0.0..3.1f32, density in prop::sample::select(vec![1.0f32, 2.0]),
        ) {
            let (values, width) = print(direction, density);
            let found = Grey { values: &values, width, density }.ridge_direction((60.0, 60.0));
            prop_assert!((found - direction).sin().abs() < 0.08, "{found} for {direction}");
        }

        #[test]
        fn a_line_may_lie_anywhere(x in any::<f32>(), y in any::<f32>(), u in any::<f32>(), v in any::<f32>()) {
            let line = Grey { values: &[0; 100], width: 10, density: 1.0 }.along((x, y), (u, v));
            prop_assert!(line.len() <= 20_000 && line.iter().all(|value| (0.0..=255.0).contains(value)));
        }
    }

    #[test]
    fn a_line_across_upright_ridges_counts_them() {
        let (values, width) = print(std::f32::consts::FRAC_PI_2, 2.0);
        // From valley to valley.
        let line = Grey { values: &values, width, density: 2.0 }.along((9.0, 60.0), (117.0, 60.0));
        assert_eq!(crate::ridges(&line).len(), 12);
    }
}
