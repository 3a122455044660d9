//! Prints packed with WSQ.

use synthetic::{Conditions, FingerSeed, Master, impression};
use wsq::{Image, decode, encode};

/// More pixels than any seed has, and few enough for many tries in a second.
const MOST_PIXELS: usize = 1 << 16;

/// What is decoded has the size that its header says, and can be packed again.
pub(crate) fn run(file: &[u8]) {
    let header = wsq::Header::of(file);
    let Ok(image) = decode(file, MOST_PIXELS) else { return };
    assert_eq!(header.map(|header| (header.width, header.height)), Ok((image.width, image.height)));
    assert_eq!(image.pixels.len(), usize::from(image.width) * usize::from(image.height));
    let again = encode(&image, image.pixels.len() / 10);
    let again = again.and_then(|file| decode(&file, MOST_PIXELS));
    assert_eq!(again.map(|again| again.pixels.len()), Ok(image.pixels.len()), "packed otherwise than read");
}

/// The middle of a print, packed well and badly, and an image of nothing.
pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let print = impression(&Master::grow(FingerSeed(1)), &Conditions::perfect(1));
    let (width, side) = (print.width() as usize, 64);
    let rows = print.pixels().chunks_exact(width).skip(200).take(side);
    let pixels: Vec<u8> = rows.flat_map(|row| &row[150..150 + side]).copied().collect();
    let image = |pixels| Image { width: side as u16, height: side as u16, ppi: Some(500), pixels };
    let blank = vec![255; side * side];
    [(pixels.clone(), 4000), (pixels, 900), (blank, 600)]
        .into_iter()
        .filter_map(|(pixels, most)| encode(&image(pixels), most).ok())
        .collect()
}
