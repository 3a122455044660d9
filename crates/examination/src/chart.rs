use fingerprint::{Minutia, MinutiaKind};
use serde::{Deserialize, Serialize};

use crate::Point;

/// Who put a mark on a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// The engine found it and the examiner let it stand.
    Engine,
    /// The examiner.
    Examiner,
}

/// A minutia on a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Where, and which way.
    pub minutia: Minutia,
    /// Whose mark.
    pub author: Author,
}

impl Mark {
    /// How sure the engine may be of a mark that a person made.
    const BY_HAND: u8 = 100;

    /// The examiner's mark at a point of a print, with its direction counter-clockwise from the x axis in radians; a
    /// point beside the print is brought to its edge.
    #[must_use]
    pub fn by_examiner((x, y): Point, direction: f32, kind: MinutiaKind) -> Self {
        let coordinate = |value: f32| (value * Minutia::PER_PIXEL).round() as u16;
        let turns = direction / std::f32::consts::TAU;
        let direction = ((turns - turns.floor()) * 256.0).round() as u16 as u8;
        let minutia =
            Minutia { x: coordinate(x), y: coordinate(y), direction, kind, reliability: Self::BY_HAND };
        Self { minutia, author: Author::Examiner }
    }

    /// The same elsewhere: now the examiner's.
    #[must_use]
    pub fn moved(self, to: Point) -> Self {
        Self::by_examiner(to, self.minutia.direction_rad(), self.minutia.kind)
    }

    /// The same turned by `angle` radians, counter-clockwise: now the examiner's.
    #[must_use]
    pub fn turned(self, angle: f32) -> Self {
        let minutia = self.minutia;
        Self::by_examiner((minutia.x_px(), minutia.y_px()), minutia.direction_rad() + angle, minutia.kind)
    }

    /// The same as an ending where it was a bifurcation, and the other way round: now the examiner's.
    #[must_use]
    pub fn of_other_kind(self) -> Self {
        let kind = match self.minutia.kind {
            MinutiaKind::Ending => MinutiaKind::Bifurcation,
            MinutiaKind::Bifurcation => MinutiaKind::Ending,
        };
        Self { minutia: Minutia { kind, ..self.minutia }, author: Author::Examiner }
    }
}

/// Two minutiae that are held for the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkedPair {
    /// On the probe.
    pub probe: Minutia,
    /// On the candidate.
    pub reference: Minutia,
    /// Who holds them for the same.
    pub author: Author,
}

/// The nearest of some minutiae to a point of their print, if it is within `reach` pixels.
#[must_use]
pub fn nearest(minutiae: impl Iterator<Item = Minutia>, to: Point, reach: f32) -> Option<usize> {
    minutiae
        .enumerate()
        .map(|(at, minutia)| (at, (minutia.x_px() - to.0).hypot(minutia.y_px() - to.1)))
        .filter(|(_, apart)| *apart <= reach)
        .min_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(at, _)| at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_mark_lies_where_it_was_put(x in 0.0..4000.0f32, y in 0.0..4000.0f32, turn in -20.0..20.0f32) {
            let mark = Mark::by_examiner((x, y), turn, MinutiaKind::Ending);
            let minutia = mark.minutia;
            prop_assert!((minutia.x_px() - x).abs() <= 0.04 && (minutia.y_px() - y).abs() <= 0.04);
            let off = (minutia.direction_rad() - turn).sin().abs();
            prop_assert!(off < 0.02, "{off}");
            prop_assert_eq!(mark.author, Author::Examiner);
        }

        #[test]
        fn no_point_is_too_far_to_be_put_on_a_chart(x in any::<f32>(), y in any::<f32>(), turn in any::<f32>()) {
            let mark = Mark::by_examiner((x, y), turn, MinutiaKind::Bifurcation);
            prop_assert_eq!(mark.of_other_kind().of_other_kind(), mark);
        }
    }

    #[test]
    fn the_nearest_minutia_is_found_within_reach_only() {
        let at = |x, y| Mark::by_examiner((x, y), 0.0, MinutiaKind::Ending).minutia;
        let minutiae = [at(10.0, 10.0), at(20.0, 10.0), at(90.0, 90.0)];
        assert_eq!(nearest(minutiae.into_iter(), (17.0, 10.0), 8.0), Some(1));
        assert_eq!(nearest(minutiae.into_iter(), (50.0, 50.0), 8.0), None);
    }
}
