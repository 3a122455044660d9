/// How grey values are shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tone {
    /// Light ridges on dark.
    pub invert: bool,
    /// 1 as it is; up to 4, steeper about the middle grey.
    pub contrast: f32,
    /// 1 as it is; above it the middle greys are lighter, below it darker; 0.25 to 4.
    pub gamma: f32,
    /// 0 as it is; up to 3, edges stressed.
    pub sharpen: f32,
}

impl Tone {
    /// As the image is.
    pub const PLAIN: Self = Self { invert: false, contrast: 1.0, gamma: 1.0, sharpen: 0.0 };

    /// What each grey value is shown as.
    #[must_use]
    pub fn table(&self) -> [u8; 256] {
        std::array::from_fn(|grey| {
            let value = (grey as f32 / 255.0).powf(1.0 / self.gamma.clamp(0.25, 4.0));
            let value = ((value - 0.5) * self.contrast.clamp(0.25, 4.0) + 0.5).clamp(0.0, 1.0);
            let value = if self.invert { 1.0 - value } else { value };
            (value * 255.0).round() as u8
        })
    }

    /// Writes `grey`, row by row `width` wide, as red, green, blue and opacity. Edges are told by neighbours `reach`
    /// pixels away: 1 at 500 ppi, 2 at 1000.
    #[must_use]
    pub fn shown(&self, grey: &[u8], width: usize, reach: usize) -> Vec<u8> {
        let table = self.table();
        let strength = (self.sharpen.clamp(0.0, 3.0) * 64.0) as i32;
        let (reach, width) = (reach.max(1), width.max(1));
        let mut shown = Vec::with_capacity(grey.len() * 4);
        for (at, &value) in grey.iter().enumerate() {
            let column = at % width;
            let down = width * reach;
            let sharp = strength > 0 && column >= reach && column + reach < width;
            let neighbours = match sharp {
                true => at.checked_sub(down).and_then(|above| Some((grey[above], *grey.get(at + down)?))),
                false => None,
            };
            let value = match neighbours {
                Some((above, below)) => {
                    let around = [above, below, grey[at - reach], grey[at + reach]];
                    let edge = 4 * i32::from(value) - around.iter().map(|&grey| i32::from(grey)).sum::<i32>();
                    (i32::from(value) + edge * strength / 256).clamp(0, 255) as u8
                }
                None => value,
            };
            let value = table[usize::from(value)];
            shown.extend_from_slice(&[value, value, value, 255]);
        }
        shown
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tone() -> impl Strategy<Value = Tone> {
        (any::<bool>(), 0.0..9.0f32, 0.0..9.0f32, 0.0..9.0f32)
            .prop_map(|(invert, contrast, gamma, sharpen)| Tone { invert, contrast, gamma, sharpen })
    }

    proptest! {
        #[test]
        fn no_tone_changes_which_of_two_greys_is_darker(tone in tone()) {
            let table = tone.table();
            let order = |pair: &[u8]| if tone.invert { pair[0] >= pair[1] } else { pair[0] <= pair[1] };
            prop_assert!(table.windows(2).all(order));
        }

        #[test]
        fn any_image_of_any_width_is_shown_pixel_by_pixel(
            tone in tone(), grey in prop::collection::vec(any::<u8>(), 0..400), width in 0..30usize, reach in 0..5usize,
        ) {
            let shown = tone.shown(&grey, width, reach);
            prop_assert_eq!(shown.len(), grey.len() * 4);
            prop_assert!(shown.chunks(4).all(|pixel| pixel[0] == pixel[1] && pixel[3] == 255));
        }
    }

    #[test]
    fn plain_shows_the_image_as_it_is() {
        let grey: Vec<u8> = (0..=255).collect();
        let shown = Tone::PLAIN.shown(&grey, 16, 1);
        assert!(shown.chunks(4).zip(&grey).all(|(pixel, grey)| pixel[0] == *grey));
    }

    #[test]
    fn sharpening_stresses_an_edge_and_leaves_even_places() {
        let grey: Vec<u8> = (0..64).map(|at| if at % 8 < 4 { 100 } else { 140 }).collect();
        let shown = Tone { sharpen: 1.0, ..Tone::PLAIN }.shown(&grey, 8, 1);
        let value = |x: usize, y: usize| shown[(y * 8 + x) * 4];
        assert!(value(3, 3) < 100 && value(4, 3) > 140);
        assert_eq!((value(2, 3), value(5, 3)), (100, 140));
    }
}
