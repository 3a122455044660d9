//! One finger on the platen: the best of its frames.

use raster::Grey;

use crate::Frame;

/// The sharpest frame since the finger came down.
#[derive(Debug, Default)]
pub(crate) struct Press {
    best: Option<(u32, Frame)>,
}

impl Press {
    /// Shows a frame of this press and its [`contrast`].
    pub(crate) fn offer(&mut self, frame: &Frame, contrast: u32) {
        if self.best.as_ref().is_none_or(|(best, _)| contrast > *best) {
            self.best = Some((contrast, frame.clone()));
        }
    }

    /// The contrast of the best frame; 0 before the first.
    pub(crate) fn best_contrast(&self) -> u32 {
        self.best.as_ref().map_or(0, |(contrast, _)| *contrast)
    }

    /// Ends the press with its best frame.
    pub(crate) fn release(&mut self) -> Option<Grey> {
        self.best.take().and_then(|(_, frame)| frame.keep())
    }
}

/// Mean variance of the grey values in blocks of 8 by 8: high under ridges, low on an empty platen, lower when
/// the skin moves. Parts of blocks at the right and bottom edges do not count.
pub(crate) fn contrast(frame: &Frame) -> u32 {
    const SIDE: usize = 8;
    const AREA: u32 = (SIDE * SIDE) as u32;
    let width = frame.width() as usize;
    let (columns, rows) = (width / SIDE, frame.height() as usize / SIDE);
    if columns == 0 || rows == 0 {
        return 0;
    }
    let mut sums = vec![(0u32, 0u32); columns];
    let mut total = 0u64;
    for band in frame.pixels().chunks_exact(width * SIDE) {
        sums.fill((0, 0));
        for row in band.chunks_exact(width) {
            for (block, (sum, squares)) in row.chunks_exact(SIDE).zip(&mut sums) {
                for &grey in block {
                    *sum += u32::from(grey);
                    *squares += u32::from(grey) * u32::from(grey);
                }
            }
        }
        // 64 times the sum of squares stays under 2^28.
        total += sums
            .iter()
            .map(|(sum, squares)| u64::from((AREA * squares - sum * sum) / (AREA * AREA)))
            .sum::<u64>();
    }
    u32::try_from(total / (columns * rows) as u64).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(at: impl Fn(usize) -> u8) -> Frame {
        Frame::new(16, 16, None, (0..256).map(at).collect::<Vec<u8>>().into()).unwrap()
    }

    #[test]
    fn the_sharpest_frame_of_a_press_is_kept() {
        let (flat, sharp) = (frame(|_| 200), frame(|at| if at % 4 < 2 { 20 } else { 220 }));
        assert_eq!((contrast(&flat), contrast(&sharp)), (0, 10_000));
        let mut press = Press::default();
        for shown in [&flat, &sharp, &flat] {
            press.offer(shown, contrast(shown));
        }
        assert_eq!(press.release().unwrap().pixels(), sharp.pixels());
        assert_eq!(press.release(), None, "once");
    }
}
