use fingerprint::Step;

use crate::I18n;
use crate::texts::i18n::*;

/// What is shown of a print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layer {
    /// The image at 500 ppi.
    Print,
    /// Where there is a print.
    Area,
    /// The direction of the ridges.
    Flow,
    /// How far apart ridges are.
    Spacing,
    /// Where in its wave each place lies.
    Wave,
    /// Ridges after enhancement.
    Enhanced,
    /// All minutiae found, kept or left out.
    Minutiae,
    /// Minutiae of two prints that are held for the same.
    Pairs,
}

impl Layer {
    const ALL: [Self; 8] = [
        Self::Print,
        Self::Area,
        Self::Flow,
        Self::Spacing,
        Self::Wave,
        Self::Enhanced,
        Self::Minutiae,
        Self::Pairs,
    ];

    /// The layers of one print, or of two that are compared.
    pub fn shown(paired: bool) -> &'static [Self] {
        const ALL: &[Layer] = &Layer::ALL;
        if paired { ALL } else { ALL.split_last().map_or(ALL, |(_, alone)| alone) }
    }

    /// The intermediate that its picture is made of.
    pub fn step(self) -> Step {
        match self {
            Self::Print | Self::Minutiae | Self::Pairs => Step::Resampled,
            Self::Area => Step::Mask,
            Self::Flow => Step::Orientation,
            Self::Spacing => Step::Period,
            Self::Wave => Step::Phase,
            Self::Enhanced => Step::Enhanced,
        }
    }

    /// Its name.
    pub fn name(self, i18n: I18n) -> &'static str {
        match self {
            Self::Print => t_string!(i18n, show_how.print),
            Self::Area => t_string!(i18n, show_how.area),
            Self::Flow => t_string!(i18n, show_how.flow),
            Self::Spacing => t_string!(i18n, show_how.spacing),
            Self::Wave => t_string!(i18n, show_how.wave),
            Self::Enhanced => t_string!(i18n, show_how.enhanced),
            Self::Minutiae => t_string!(i18n, show_how.minutiae),
            Self::Pairs => t_string!(i18n, show_how.pairs),
        }
    }

    /// What there is to see in it.
    pub fn words(self, i18n: I18n) -> &'static str {
        match self {
            Self::Print => t_string!(i18n, show_how.print_words),
            Self::Area => t_string!(i18n, show_how.area_words),
            Self::Flow => t_string!(i18n, show_how.flow_words),
            Self::Spacing => t_string!(i18n, show_how.spacing_words),
            Self::Wave => t_string!(i18n, show_how.wave_words),
            Self::Enhanced => t_string!(i18n, show_how.enhanced_words),
            Self::Minutiae => t_string!(i18n, show_how.minutiae_words),
            Self::Pairs => t_string!(i18n, show_how.pairs_words),
        }
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn pairs_are_offered_only_where_there_are_two_prints() {
        assert!(!Layer::shown(false).contains(&Layer::Pairs));
        assert!(Layer::shown(true).contains(&Layer::Pairs));
        assert_eq!(Layer::shown(false), &Layer::shown(true)[..7]);
    }
}
