/// A minutia's direction, counter-clockwise from the x axis as seen on screen, exact in either unit of the formats:
/// 256ths (1.40625 degrees, ISO) and 180ths (2 degrees, ANSI) of a turn.
///
/// It runs from an ending back along its ridge, or from a bifurcation into the valley between its branches: the
/// convention of all three formats and of [`fingerprint::Minutia::direction`], so nothing is turned between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Direction(u16);

/// The least number of parts of a turn that 256 and 180 both divide.
const TURN: u16 = 11_520;

impl Direction {
    /// From 256ths of a turn, any value.
    #[must_use]
    pub fn from_256ths(units: u8) -> Self {
        Self(u16::from(units) * (TURN / 256))
    }

    /// From 180ths of a turn; `None` from 180 on.
    #[must_use]
    pub fn from_180ths(units: u8) -> Option<Self> {
        (units < 180).then(|| Self(u16::from(units) * (TURN / 180)))
    }

    /// The nearest 256th of a turn.
    #[must_use]
    pub fn to_256ths(self) -> u8 {
        self.nearest(256)
    }

    /// The nearest 180th of a turn, 0 to 179.
    #[must_use]
    pub fn to_180ths(self) -> u8 {
        self.nearest(180)
    }

    fn nearest(self, parts: u16) -> u8 {
        let unit = TURN / parts;
        ((self.0 + unit / 2) / unit % parts) as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_unit_reads_back_exactly() {
        assert!((0..=255).all(|u| Direction::from_256ths(u).to_256ths() == u));
        assert!((0..180).all(|u| Direction::from_180ths(u).unwrap().to_180ths() == u));
        assert_eq!(Direction::from_180ths(180), None);
    }

    #[test]
    fn a_quarter_turn_is_the_same_in_both_units() {
        assert_eq!(Direction::from_256ths(64), Direction::from_180ths(45).unwrap());
    }

    #[test]
    fn the_last_part_of_a_turn_rounds_to_its_start() {
        assert_eq!(Direction::from_256ths(255).to_180ths(), 179);
        assert_eq!(Direction(TURN - 1).to_180ths(), 0);
    }
}
