/// The course of the ridges over a print, coarse enough to be kept in a template: one orientation for each cell
/// of [`Flow::CELL`] x [`Flow::CELL`] pixels that holds ridges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    columns: u16,
    rows: u16,
    /// 0 to 63 in 64ths of half a turn, or [`Self::NONE`].
    cells: Vec<u8>,
}

impl Flow {
    /// Pixels at 500 ppi in a cell's side.
    pub const CELL: u16 = 16;
    /// Orientations told apart in half a turn.
    pub const STEPS: u8 = 64;
    const NONE: u8 = 0xFF;
    /// 256ths of a turn in a step, at twice the angle.
    const DOUBLED: u8 = (256 / Self::STEPS as usize) as u8;

    /// The flow over `width` x `height` pixels: `along` gives, at the centre of each cell (pixels, y down), the
    /// angle along the ridges in radians, counter-clockwise as seen on screen, or none where there are none.
    pub fn sample(width: u16, height: u16, along: impl Fn(f32, f32) -> Option<f32>) -> Self {
        let (columns, rows) = (width.div_ceil(Self::CELL), height.div_ceil(Self::CELL));
        let centre = |cell: u16| (f32::from(cell) + 0.5) * f32::from(Self::CELL);
        let steps = f32::from(Self::STEPS);
        let cells = (0..rows)
            .flat_map(|row| (0..columns).map(move |column| (centre(column), centre(row))))
            .map(|(x, y)| {
                along(x, y).map_or(Self::NONE, |angle| {
                    ((angle / std::f32::consts::PI * steps).round().rem_euclid(steps)) as u8
                })
            })
            .collect();
        Self { columns, rows, cells }
    }

    /// Twice the angle along the ridges in 256ths of a turn (so that opposite directions are one) at a pixel;
    /// none where there are no ridges.
    #[inline]
    pub(crate) fn doubled(&self, x: f32, y: f32) -> Option<u8> {
        if x < 0.0 || y < 0.0 {
            return None;
        }
        let (column, row) = (x as usize / usize::from(Self::CELL), y as usize / usize::from(Self::CELL));
        if column >= usize::from(self.columns) {
            return None;
        }
        match self.cells.get(row * usize::from(self.columns) + column) {
            None | Some(&Self::NONE) => None,
            Some(&step) => Some(step * Self::DOUBLED),
        }
    }

    /// Centres of the cells with ridges, in pixels, and twice their angle in 256ths of a turn.
    pub(crate) fn ridged(&self) -> impl Iterator<Item = (f32, f32, u8)> + '_ {
        let columns = usize::from(self.columns);
        let centre = |cell: usize| (cell as f32 + 0.5) * f32::from(Self::CELL);
        self.cells
            .iter()
            .enumerate()
            .filter(|(_, step)| **step != Self::NONE)
            .map(move |(i, &step)| (centre(i % columns), centre(i / columns), step * Self::DOUBLED))
    }

    /// Which cells hold ridges, one bit each; then the orientations of those that do, six bits each, low first.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bits = Bits::default();
        self.cells.iter().for_each(|&step| bits.push(u8::from(step != Self::NONE), 1));
        self.cells.iter().filter(|&&step| step != Self::NONE).for_each(|&step| bits.push(step, 6));
        bits.bytes
    }

    /// Reads [`Self::to_bytes`] for a print of `width` x `height` pixels; none when the length does not fit.
    pub(crate) fn from_bytes(width: u16, height: u16, bytes: &[u8]) -> Option<Self> {
        let (columns, rows) = (width.div_ceil(Self::CELL), height.div_ceil(Self::CELL));
        let count = usize::from(columns) * usize::from(rows);
        let bit = |at: usize| bytes.get(at / 8).map(|byte| byte >> (at % 8) & 1);
        let mut cells = Vec::with_capacity(count);
        for at in 0..count {
            cells.push(if bit(at)? == 1 { 0 } else { Self::NONE });
        }
        let mut at = count;
        for cell in cells.iter_mut().filter(|cell| **cell != Self::NONE) {
            for place in 0..6 {
                *cell |= bit(at)? << place;
                at += 1;
            }
        }
        (bytes.len() == at.div_ceil(8)).then_some(Self { columns, rows, cells })
    }
}

#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    count: usize,
}

impl Bits {
    fn push(&mut self, value: u8, bits: usize) {
        for place in 0..bits {
            if self.count.is_multiple_of(8) {
                self.bytes.push(0);
            }
            if let Some(last) = self.bytes.last_mut() {
                *last |= (value >> place & 1) << (self.count % 8);
            }
            self.count += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_flow_reads_back_equal_and_no_other_length_does() {
        let flow = Flow::sample(300, 200, |x, y| (x + y < 350.0).then(|| x / 100.0));
        let bytes = flow.to_bytes();
        assert_eq!(Flow::from_bytes(300, 200, &bytes), Some(flow));
        assert_eq!(Flow::from_bytes(300, 200, &bytes[1..]), None);
        assert_eq!(Flow::from_bytes(300, 200, &[bytes.as_slice(), &[0]].concat()), None);
    }

    #[test]
    fn opposite_directions_are_one() {
        let flow = Flow::sample(16, 16, |_, _| Some(std::f32::consts::PI));
        assert_eq!(flow.doubled(3.0, 3.0), Some(0));
        assert_eq!(flow.doubled(17.0, 3.0), None);
        assert_eq!(flow.doubled(-1.0, 3.0), None);
    }
}
