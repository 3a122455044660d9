//! Colours that people who see fewer of them can still tell apart: Okabe & Ito's set, and viridis for amounts.

/// Red, green, blue.
pub(crate) type Colour = [u8; 3];

pub(crate) const BLUE: Colour = [0, 90, 170];
pub(crate) const ORANGE: Colour = [213, 94, 0];

/// The same for style sheets.
pub(crate) fn css([r, g, b]: Colour) -> String {
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// Okabe & Ito (2008), "Color universal design", ordered so that neighbours differ.
pub(crate) const DISTINCT: [Colour; 6] =
    [[0, 114, 178], [213, 94, 0], [0, 135, 100], [176, 80, 140], [120, 94, 0], [40, 140, 200]];

/// From dark violet (0) to yellow (1), evenly bright steps: the colour map viridis at ten places.
pub(crate) fn amount(value: f32) -> Colour {
    const STOPS: [Colour; 10] = [
        [68, 1, 84],
        [72, 40, 120],
        [62, 74, 137],
        [49, 104, 142],
        [38, 130, 142],
        [31, 158, 137],
        [53, 183, 121],
        [109, 205, 89],
        [180, 222, 44],
        [253, 231, 37],
    ];
    let at = value.clamp(0.0, 1.0) * (STOPS.len() - 1) as f32;
    let first = (at as usize).min(STOPS.len() - 2);
    blend(STOPS[first], STOPS[first + 1], at - first as f32)
}

/// Round in a circle as `turn` goes from 0 to 1: for angles, whose ends are one.
pub(crate) fn around(turn: f32) -> Colour {
    const STOPS: [Colour; 4] = [[0, 114, 178], [0, 158, 115], [230, 140, 0], [190, 70, 140]];
    let at = turn.rem_euclid(1.0) * STOPS.len() as f32;
    let first = at as usize % STOPS.len();
    blend(STOPS[first], STOPS[(first + 1) % STOPS.len()], at.fract())
}

/// `part` of the way from one colour to another.
pub(crate) fn blend(from: Colour, to: Colour, part: f32) -> Colour {
    std::array::from_fn(|i| {
        let (a, b) = (f32::from(from[i]), f32::from(to[i]));
        (a + (b - a) * part.clamp(0.0, 1.0)).round() as u8
    })
}

/// A grey, 0 black to 1 white.
pub(crate) fn grey(value: f32) -> Colour {
    [(value.clamp(0.0, 1.0) * 255.0).round() as u8; 3]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_grow_brighter_and_angles_close_the_circle() {
        let luminance = |[r, g, b]: Colour| 0.3 * f32::from(r) + 0.59 * f32::from(g) + 0.11 * f32::from(b);
        let steps: Vec<f32> = (0..=20).map(|i| luminance(amount(i as f32 / 20.0))).collect();
        assert!(steps.is_sorted());
        assert_eq!(around(0.0), around(1.0));
        assert_eq!(around(-0.25), around(0.75));
    }
}
