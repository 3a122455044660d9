//! What the double's iris scanner sees: rings, which are no eye, but an image of one's size.

use raster::Grey;
use synthetic::Person;

use crate::service::Eye;

const WIDTH: u16 = 640;
const HEIGHT: u16 = 480;

/// A dark disc in rings on a light ground, whose rings are the person's.
pub(super) fn look(person: Person) -> Grey {
    let rings = 3 + (person.seed % 13) as i64;
    let grey = |x: i64, y: i64| {
        let far = (x - 320) * (x - 320) + (y - 240) * (y - 240);
        match far {
            0..2_500 => 20,
            2_500..22_500 => 90 + (far * rings / 2_500 % 60) as u8,
            _ => 210,
        }
    };
    let pixels =
        (0..i64::from(HEIGHT)).flat_map(|y| (0..i64::from(WIDTH)).map(move |x| grey(x, y))).collect();
    #[expect(clippy::expect_used, reason = "as many pixels as the sides say")]
    Grey::new(WIDTH.into(), HEIGHT.into(), None, pixels).expect("an image")
}

/// An iris image record (ISO/IEC 19794-6:2011) of one raw image.
pub(super) fn record(eye: Eye, image: &Grey) -> Vec<u8> {
    const BEFORE: u32 = 16;
    const HEADER: u32 = 4 + 9 + 5 + 6 + 2 + 27;
    let length = HEADER + 4 + image.pixels().len() as u32;
    let mut out = b"IIR\x00020\0".to_vec();
    out.extend((BEFORE + length).to_be_bytes());
    out.extend([0, 1, 0xff, 1]);
    out.extend(length.to_be_bytes());
    // No time, no device; one quality block; the first representation.
    out.extend([0xff; 9]);
    out.extend([0, 0, 0, 0, 0, 1, 62, 0, 0, 0, 0, 0, 1]);
    // The eye, uncropped, raw, its properties unknown; the sides, 8 bits.
    out.extend([if eye == Eye::Right { 1 } else { 2 }, 1, 2, 0]);
    out.extend(WIDTH.to_be_bytes());
    out.extend(HEIGHT.to_be_bytes());
    out.push(8);
    out.extend([0; 18]);
    out.extend((image.pixels().len() as u32).to_be_bytes());
    out.extend(image.pixels());
    out
}
