//! Which part of the plane belongs to which frequencies. Each split halves a region in both directions; low frequencies
//! come first, but last where the region itself is the upper half of a split, for those are mirrored.

/// A rectangle of the plane of coefficients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Region {
    pub x: usize,
    pub y: usize,
    pub width: usize,
    pub height: usize,
    /// High frequencies lie first along each direction.
    pub mirrored: (bool, bool),
}

/// Samples in the first and in the second half of `length`; that of the low frequencies is the longer one.
fn halves(length: usize, mirrored: bool) -> (usize, usize) {
    let first = if mirrored { length / 2 } else { length.div_ceil(2) };
    (first, length - first)
}

impl Region {
    fn whole(width: usize, height: usize) -> Self {
        Self { x: 0, y: 0, width, height, mirrored: (false, false) }
    }

    /// Upper left, upper right, lower left, lower right.
    fn quarters(self) -> [Self; 4] {
        let (left, right) = halves(self.width, self.mirrored.0);
        let (top, bottom) = halves(self.height, self.mirrored.1);
        [(false, false), (true, false), (false, true), (true, true)].map(|(on_right, below)| Self {
            x: self.x + if on_right { left } else { 0 },
            y: self.y + if below { top } else { 0 },
            width: if on_right { right } else { left },
            height: if below { bottom } else { top },
            mirrored: (on_right, below),
        })
    }
}

/// The tree of an image of this size.
pub(crate) struct Tree {
    /// Regions in the order in which they are split.
    pub splits: Vec<Region>,
    /// In the order of the file (figure 2 of the specification): 0 has the lowest frequencies.
    pub subbands: Vec<Region>,
}

/// Subbands there are.
pub(crate) const SUBBANDS: usize = 64;
/// The first subbands of the second and third block of coded data, and of those that no program sends.
pub(crate) const BLOCKS: [usize; 3] = [19, 52, 60];

impl Tree {
    pub(crate) fn of(width: usize, height: usize) -> Self {
        let mut tree = Self { splits: Vec::with_capacity(21), subbands: Vec::with_capacity(SUBBANDS) };
        let [low, right, below, high] = tree.split(Region::whole(width, height));
        let [lowest, second_right, second_below, second_high] = tree.split(low);

        let [first, others @ ..] = tree.split(lowest);
        let [first, next @ ..] = tree.split(first);
        tree.leaves(first);
        tree.subbands.extend(next);
        others.into_iter().for_each(|region| tree.leaves(region));
        for region in [second_right, second_below] {
            tree.split(region).into_iter().for_each(|region| tree.leaves(region));
        }
        tree.subbands.push(second_high);
        [right, below, high].into_iter().for_each(|region| tree.leaves(region));
        tree
    }

    fn split(&mut self, region: Region) -> [Region; 4] {
        self.splits.push(region);
        region.quarters()
    }

    fn leaves(&mut self, region: Region) {
        let quarters = self.split(region);
        self.subbands.extend(quarters);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_subbands_cover_the_plane_and_nothing_twice() {
        for (width, height) in [(1, 1), (2, 3), (31, 33), (388, 374), (545, 622)] {
            let mut covered = vec![0u8; width * height];
            let tree = Tree::of(width, height);
            assert_eq!(tree.subbands.len(), SUBBANDS);
            for band in tree.subbands {
                for y in band.y..band.y + band.height {
                    covered[y * width + band.x..][..band.width].iter_mut().for_each(|times| *times += 1);
                }
            }
            assert!(covered.iter().all(|times| *times == 1), "{width} x {height}");
        }
    }
}
