//! The scrambling of frames: a 32-bit shift register whose bits mask the pixels.

use super::raw_frame::{Block, RawFrame, WIDTH};

/// The register at one pixel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key(pub(super) u32);

impl Key {
    const TAPS: u32 = 0x9248_144d;
    const MASK_BITS: [u32; 8] = [4, 8, 11, 14, 18, 21, 24, 29];

    /// The register one pixel on.
    pub(super) fn step(self) -> Self {
        let bit = (self.0 & Self::TAPS).count_ones() & 1;
        Self(self.0 >> 1 | bit << 31)
    }

    fn steps(self, count: usize) -> Self {
        (0..count).fold(self, |key, _| key.step())
    }

    /// What the pixel is masked with.
    pub(super) fn mask(self) -> u8 {
        Self::MASK_BITS.iter().enumerate().fold(0, |mask, (bit, at)| mask | ((self.0 >> at & 1) as u8) << bit)
    }

    /// Unmasks one block in place and moves the register over it. Each pixel lies one place late, so the last
    /// is not there and becomes 0.
    pub(super) fn unmask(&mut self, block: &mut [u8]) {
        let Some(last) = block.len().checked_sub(1) else { return };
        for at in 0..last {
            block[at] = block[at + 1] ^ self.mask();
            *self = self.step();
        }
        block[last] = 0;
        *self = self.step();
    }

    /// The opposite of [`Self::unmask`].
    #[cfg(any(test, feature = "simulators"))]
    pub(super) fn mask_block(&mut self, block: &mut [u8]) {
        let mut late = 0xA5;
        for pixel in block {
            let masked = *pixel ^ self.mask();
            *pixel = std::mem::replace(&mut late, masked);
            *self = self.step();
        }
    }
}

/// What unscrambling needs next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// The reader's key with this number.
    Key(u8),
    /// Nothing: the frame is plain now.
    Nothing,
}

/// A frame on the way from scrambled to plain; it stops wherever the reader changed keys.
pub(super) struct Unscrambling {
    frame: RawFrame,
    key: Option<Key>,
    key_number: u8,
    block: usize,
    done: usize,
}

impl Unscrambling {
    pub(super) fn new(frame: RawFrame) -> Self {
        Self { key: None, key_number: frame.key_number, block: 0, done: 0, frame }
    }

    /// Goes on, with the key just asked for if one was.
    pub(super) fn advance(&mut self, key: Option<Key>) -> Need {
        if key.is_some() {
            self.key = key;
        }
        while let Some(block) = self.frame.blocks.get_mut(self.block) {
            let Some(mut key) = self.key else { return Need::Key(self.key_number) };
            if block.flags & Block::CHANGE_KEY != 0 {
                block.flags &= !Block::CHANGE_KEY;
                self.key_number = self.key_number.wrapping_add(1);
                return Need::Key(self.key_number);
            }
            // What claims to reach past the frame ends with it.
            let rows = block.rows.min(self.frame.rows - self.done);
            let region = self.done * WIDTH..(self.done + rows) * WIDTH;
            match block.flags & (Block::SCRAMBLED | Block::KEY_RESTS) {
                Block::SCRAMBLED => key.unmask(&mut self.frame.pixels[region]),
                0 => key = key.steps(block.rows * WIDTH),
                _ => {}
            }
            self.key = Some(key);
            if block.present() {
                self.done += rows;
            }
            self.block += 1;
        }
        Need::Nothing
    }

    /// The frame as far as it got.
    pub(super) fn into_frame(self) -> RawFrame {
        self.frame
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_mask_takes_bits_4_8_11_14_18_21_24_and_29() {
        assert_eq!(Key(1 << 4).mask(), 1);
        assert_eq!(Key(1 << 29).mask(), 0x80);
        assert_eq!(
            Key(!(1 << 4 | 1 << 8 | 1 << 11 | 1 << 14 | 1 << 18 | 1 << 21 | 1 << 24 | 1 << 29)).mask(),
            0
        );
    }

    #[test]
    fn the_parity_of_the_taps_comes_in_at_the_top() {
        assert_eq!(Key(1).step(), Key(1 << 31), "bit 0 is a tap");
        assert_eq!(Key(2).step(), Key(1), "bit 1 is none");
        assert_eq!(Key(1 | 1 << 2).step(), Key(1 << 1), "two taps cancel");
    }

    #[test]
    fn the_masks_are_those_of_an_independent_reckoning() {
        let keys: Vec<Key> =
            std::iter::successors(Some(Key(0x1234_5678)), |key| Some(key.step())).take(1001).collect();
        let masks: Vec<u8> = keys.iter().take(8).map(|key| key.mask()).collect();
        assert_eq!(masks, [0x39, 0x47, 0x13, 0x14, 0xea, 0x01, 0x0b, 0x3c]);
        assert_eq!(keys[1000], Key(0x130f_58df));
    }

    proptest! {
        #[test]
        fn unmasking_undoes_masking_but_for_the_last_pixel(key: u32, mut pixels in proptest::collection::vec(0u8.., 1..900)) {
            let mut scrambled = pixels.clone();
            let (mut there, mut back) = (Key(key), Key(key));
            there.mask_block(&mut scrambled);
            back.unmask(&mut scrambled);
            *pixels.last_mut().unwrap() = 0;
            prop_assert_eq!(scrambled, pixels);
            prop_assert_eq!(there, back);
        }
    }
}
