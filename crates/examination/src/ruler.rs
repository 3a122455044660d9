/// How large things are on this screen, told once with a card laid against it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ruler {
    css_px_per_mm: f32,
}

impl Ruler {
    /// The width of a bank card, in millimetres (ISO/IEC 7810, ID-1).
    pub const CARD_MM: f32 = 85.6;
    /// What a browser takes a screen for until it is measured: 96 CSS pixels to the inch.
    pub const UNMEASURED: Self = Self { css_px_per_mm: 96.0 / 25.4 };

    /// By the CSS pixels that a card is wide; none where no screen is like that.
    #[must_use]
    pub fn by_card(css_px: f32) -> Option<Self> {
        let css_px_per_mm = css_px / Self::CARD_MM;
        (1.5..=16.0).contains(&css_px_per_mm).then_some(Self { css_px_per_mm })
    }

    /// The CSS pixels that a card is wide.
    #[must_use]
    pub fn card_css_px(self) -> f32 {
        self.css_px_per_mm * Self::CARD_MM
    }

    /// The scale of a [`crate::View`] at which a print is as large as the finger.
    #[must_use]
    pub fn life_size(self) -> f32 {
        self.css_px_per_mm * 25.4 / 500.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_life_size_five_hundred_pixels_are_an_inch() {
        let ruler = Ruler::by_card(428.0).unwrap();
        assert!((ruler.life_size() * 500.0 - 5.0 * 25.4).abs() < 0.01);
        assert_eq!(ruler.card_css_px(), 428.0);
    }

    #[test]
    fn no_screen_has_a_card_as_wide_as_a_fingernail_or_a_table() {
        assert_eq!([10.0, 5000.0, f32::NAN].map(Ruler::by_card), [None; 3]);
    }
}
