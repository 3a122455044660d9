//! Extraction from any image.

use fingerprint::{Template, explain, extract};
use raster::{Grey, Ppi};
use synthetic::{Conditions, FingerSeed, Master, impression};

/// Any image gives an answer whose template can be stored, and showing how changes nothing.
pub(crate) fn run(bytes: &[u8]) {
    let Some((image, ppi)) = image(bytes) else { return };
    let Ok(extraction) = extract(&image, ppi) else { return };
    assert!(extraction.quality.score <= 100);
    let stored = Template::from_bytes(&extraction.template.to_bytes());
    assert_eq!(stored.as_ref(), Ok(&extraction.template));
    assert_eq!(explain(&image, ppi, &mut ()).as_ref(), Ok(&extraction));
}

/// An image whose sides, resolution and pixels all come from the bytes, the pixels again and again.
fn image(bytes: &[u8]) -> Option<(Grey, Ppi)> {
    let (head, pixels) = bytes.split_first_chunk::<4>()?;
    let [width, height, ppi, stretch] = head.map(u32::from);
    let (width, height) = (60 + 2 * width, 60 + 2 * height);
    let ppi = Ppi::new([500, 500, 1000, 250, 197, 2000][ppi as usize % 6])?;
    if pixels.is_empty() {
        return None;
    }
    // The same bytes as fine grain or as blots wider than ridges.
    let stretch = 1 + stretch % 12;
    let columns = width.div_ceil(stretch);
    let at = |i: u32| (i / width / stretch * columns + i % width / stretch) as usize;
    let pixels = (0..width * height).map(|i| pixels[at(i) % pixels.len()]).collect();
    Some((Grey::new(width, height, None, pixels).ok()?, ppi))
}

/// A print's middle, noise, and a line.
pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let print = impression(&Master::grow(FingerSeed(2)), &Conditions::perfect(2));
    let rows = print.pixels().chunks_exact(print.width() as usize).skip(120).take(240);
    let middle: Vec<u8> = rows.flat_map(|row| &row[60..300]).copied().collect();
    let with = |head: [u8; 4], pixels: &[u8]| [&head, pixels].concat();
    vec![
        with([90, 90, 0, 0], &middle),
        with([90, 60, 2, 1], &middle),
        with([60, 60, 0, 0], &[250]),
        with([80, 40, 0, 3], &[0, 255]),
    ]
}
