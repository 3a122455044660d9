use crate::bits::{BitReader, BitWriter, rice_bits};

/// The course of the ridges over a print, coarse enough to be kept in a template: one orientation for each cell
/// of [`Flow::CELL`] x [`Flow::CELL`] pixels that holds ridges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    columns: u16,
    rows: u16,
    /// 0 to 31 in 32nds of half a turn, or [`Self::NONE`].
    cells: Vec<u8>,
}

impl Flow {
    /// Pixels at 500 ppi in a cell's side.
    pub const CELL: u16 = 16;
    /// Orientations told apart in half a turn.
    pub const STEPS: u8 = 32;
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

    /// Cells in a row.
    pub(crate) fn columns(&self) -> usize {
        usize::from(self.columns)
    }

    /// Rows of cells.
    pub(crate) fn rows(&self) -> usize {
        usize::from(self.rows)
    }

    /// [`Self::doubled`] in a cell.
    pub(crate) fn doubled_at(&self, column: usize, row: usize) -> Option<u8> {
        let step = self.cells.get(row * self.columns() + column)?;
        (*step != Self::NONE).then(|| *step * Self::DOUBLED)
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

    /// Three bits saying how the orientations are written; how many cells are as the one above them (the first row: as
    /// none) before each that is not, and then till the end; for each cell with ridges, its orientation's step from
    /// what its neighbours let expect.
    pub(crate) fn write(&self, bits: &mut BitWriter) {
        let steps: Vec<u32> = self.steps().collect();
        let low = (0..8).min_by_key(|&low| rice_bits(steps.iter().copied(), low)).unwrap_or_default();
        bits.put(low, 3);
        let mut run = 0;
        for at in 0..self.cells.len() {
            if self.is_as_above(at) {
                run += 1;
            } else {
                bits.put_rice(run, RUN);
                run = 0;
            }
        }
        bits.put_rice(run, RUN);
        steps.iter().for_each(|&step| bits.put_rice(step, low));
    }

    fn is_as_above(&self, at: usize) -> bool {
        (self.above(at) == Self::NONE) == (self.cells[at] == Self::NONE)
    }

    #[inline]
    fn above(&self, at: usize) -> u8 {
        at.checked_sub(usize::from(self.columns)).map_or(Self::NONE, |above| self.cells[above])
    }

    /// The orientations, each as how far it is from what is expected: 0, -1, 1, -2, 2 ... as 0, 1, 2, 3, 4 ...
    fn steps(&self) -> impl Iterator<Item = u32> + '_ {
        (0..self.cells.len()).filter(|&at| self.cells[at] != Self::NONE).map(|at| {
            let off = self.cells[at].wrapping_sub(self.expected(at)) % Self::STEPS;
            let ahead = off < Self::STEPS / 2;
            u32::from(if ahead { 2 * off } else { 2 * (Self::STEPS - off) - 1 })
        })
    }

    /// What the cells to the left and above let expect.
    #[inline]
    fn expected(&self, at: usize) -> u8 {
        let columns = usize::from(self.columns);
        let cell = |at: Option<usize>| at.map_or(Self::NONE, |at| self.cells[at]);
        let left = cell(at.checked_sub(1).filter(|_| !at.is_multiple_of(columns)));
        let above = self.above(at);
        match (left, above) {
            (Self::NONE, Self::NONE) => 0,
            (Self::NONE, one) | (one, Self::NONE) => one,
            // Half way round the short way.
            (left, above) => {
                let between = above.wrapping_sub(left) % Self::STEPS;
                let back = if between < Self::STEPS / 2 { 0 } else { Self::STEPS / 2 };
                (left + between / 2 + back) % Self::STEPS
            }
        }
    }

    /// Reads [`Self::write`] for a print of `width` x `height` pixels; none when the bits do not tell one.
    pub(crate) fn read(width: u16, height: u16, bits: &mut BitReader) -> Option<Self> {
        let (columns, rows) = (width.div_ceil(Self::CELL), height.div_ceil(Self::CELL));
        let count = usize::from(columns) * usize::from(rows);
        let mut flow = Self { columns, rows, cells: vec![Self::NONE; count] };
        let low = bits.take(3)?;
        // First only which cells hold ridges.
        let mut at = 0;
        loop {
            let end = at + bits.take_rice(RUN)? as usize;
            if end > count {
                return None;
            }
            for at in at..end {
                flow.cells[at] = flow.above(at);
            }
            if end == count {
                break;
            }
            flow.cells[end] = if flow.above(end) == Self::NONE { 0 } else { Self::NONE };
            at = end + 1;
        }
        for at in 0..count {
            if flow.cells[at] != Self::NONE {
                let step = u8::try_from(bits.take_rice(low)?).ok().filter(|&step| step < Self::STEPS)?;
                let off = if step.is_multiple_of(2) { step / 2 } else { Self::STEPS - step.div_ceil(2) };
                flow.cells[at] = (flow.expected(at) + off) % Self::STEPS;
            }
        }
        Some(flow)
    }
}

/// How runs of cells are written: see [`BitWriter::put_rice`].
const RUN: u32 = 2;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_flow_reads_back_equal_and_cut_short_does_not() {
        let flow = Flow::sample(300, 200, |x, y| (x + y < 350.0 && x > 20.0).then(|| x / 100.0 - y / 40.0));
        let mut bits = BitWriter::default();
        flow.write(&mut bits);
        let bytes = bits.finish();
        assert_eq!(Flow::read(300, 200, &mut BitReader::new(&bytes)), Some(flow));
        assert_eq!(Flow::read(300, 200, &mut BitReader::new(&bytes[..bytes.len() - 1])), None);
    }

    #[test]
    fn opposite_directions_are_one() {
        let flow = Flow::sample(16, 16, |_, _| Some(std::f32::consts::PI));
        assert_eq!(flow.doubled(3.0, 3.0), Some(0));
        assert_eq!(flow.doubled(17.0, 3.0), None);
        assert_eq!(flow.doubled(-1.0, 3.0), None);
    }
}
