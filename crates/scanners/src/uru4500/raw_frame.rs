//! A frame as the reader sends it: a header, then rows of the sensor, perhaps scrambled.

use zeroize::Zeroizing;

/// Columns of the sensor.
pub(super) const WIDTH: usize = 384;
/// Rows of a finished picture.
pub(super) const HEIGHT: usize = 290;
/// Bytes before the first row.
pub(super) const HEADER: usize = 64;
/// What one bulk read asks for: a multiple of the 64-byte packet.
pub(super) const LONGEST: usize = HEADER + HEIGHT * WIDTH;

const LINES_AT: usize = 4;
const KEY_NUMBER_AT: usize = 6;
const BLOCKS_AT: usize = 16;
const BLOCKS: usize = 15;

/// Why bytes are no frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum FrameError {
    #[error("{0} bytes cannot hold a frame's header")]
    NoHeader(usize),
    #[error("a frame of {0} rows does not fit the sensor")]
    Rows(usize),
    #[error("{received} bytes cannot hold {rows} rows")]
    Short { rows: usize, received: usize },
}

/// Consecutive rows that are scrambled alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) flags: u8,
    /// At least 1.
    pub(super) rows: usize,
}

impl Block {
    pub(super) const CHANGE_KEY: u8 = 0x80;
    pub(super) const KEY_RESTS: u8 = 0x04;
    pub(super) const SCRAMBLED: u8 = 0x02;
    pub(super) const ABSENT: u8 = 0x01;

    /// Whether the sensor sent its rows; if not, the next ones stand in for them.
    pub(super) fn present(self) -> bool {
        self.flags & Self::ABSENT == 0
    }
}

/// A frame taken apart, still as sent.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RawFrame {
    pub(super) rows: usize,
    pub(super) key_number: u8,
    /// From the top, without the rubbish that follows the last real one.
    pub(super) blocks: Vec<Block>,
    /// `rows * WIDTH` values; a finger is bright.
    pub(super) pixels: Zeroizing<Vec<u8>>,
}

impl RawFrame {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, FrameError> {
        let (header, pixels) = bytes.split_at_checked(HEADER).ok_or(FrameError::NoHeader(bytes.len()))?;
        let rows = usize::from(u16::from_le_bytes([header[LINES_AT], header[LINES_AT + 1]]));
        if rows == 0 || rows >= HEIGHT {
            return Err(FrameError::Rows(rows));
        }
        let pixels = pixels.get(..rows * WIDTH).ok_or(FrameError::Short { rows, received: bytes.len() })?;
        let mut covered = 0;
        let blocks = header[BLOCKS_AT..]
            .chunks_exact(2)
            .take(BLOCKS)
            .map(|pair| Block { flags: pair[0], rows: usize::from(pair[1]) })
            .take_while(|block| {
                let real = block.rows > 0 && covered < rows;
                covered += if block.present() { block.rows } else { 0 };
                real
            })
            .collect();
        Ok(Self { rows, key_number: header[KEY_NUMBER_AT], blocks, pixels: Zeroizing::new(pixels.to_vec()) })
    }

    /// Whether neighbouring rows differ as scrambling makes them: the variance of the sum of the first two.
    pub(super) fn looks_scrambled(&self) -> bool {
        const PLAIN_BELOW: i64 = 5000;
        let Some((first, second)) = self.pixels.get(..2 * WIDTH).map(|rows| rows.split_at(WIDTH)) else {
            return false;
        };
        let sums = || first.iter().zip(second).map(|(a, b)| i64::from(*a) + i64::from(*b));
        let mean = sums().sum::<i64>() / WIDTH as i64;
        let variance = sums().map(|sum| (sum - mean) * (sum - mean)).sum::<i64>() / WIDTH as i64;
        variance >= PLAIN_BELOW
    }

    /// The picture: absent rows repeated from what follows, dark ridges on light ground, the fingertip up.
    /// Rows that nothing fills are white.
    pub(super) fn assemble(&self, turned: bool) -> Zeroizing<Vec<u8>> {
        let mut picture = Zeroizing::new(vec![0; WIDTH * HEIGHT]);
        let (mut to, mut from) = (0, 0);
        for block in &self.blocks {
            let rows = block.rows.min(self.rows - from).min(HEIGHT - to);
            let (target, source) = (to * WIDTH, from * WIDTH);
            picture[target..target + rows * WIDTH]
                .copy_from_slice(&self.pixels[source..source + rows * WIDTH]);
            to += rows;
            if block.present() {
                from += rows;
            }
        }
        for grey in picture.iter_mut() {
            *grey = 255 - *grey;
        }
        if turned {
            picture.reverse();
        }
        picture
    }
}

/// A frame as the reader would send it.
#[cfg(any(test, feature = "simulators"))]
pub(super) fn compose(key_number: u8, blocks: &[Block], pixels: &[u8]) -> Vec<u8> {
    let rows = u16::try_from(pixels.len() / WIDTH).unwrap_or(u16::MAX);
    let mut bytes = vec![0; HEADER];
    bytes[..4].copy_from_slice(&[0x10, 0x40, 0x80, 0x01]);
    bytes[LINES_AT..LINES_AT + 2].copy_from_slice(&rows.to_le_bytes());
    bytes[KEY_NUMBER_AT] = key_number;
    for (pair, block) in bytes[BLOCKS_AT..].chunks_exact_mut(2).zip(blocks) {
        pair.copy_from_slice(&[block.flags, u8::try_from(block.rows).unwrap_or(u8::MAX)]);
    }
    // What follows the last real block is rubbish in the real reader too.
    if let Some(pair) = bytes[BLOCKS_AT..].chunks_exact_mut(2).take(BLOCKS).nth(blocks.len()) {
        pair.copy_from_slice(&[16, 64]);
    }
    bytes.extend_from_slice(pixels);
    bytes
}
