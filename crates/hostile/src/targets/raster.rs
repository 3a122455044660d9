//! Image files.

use std::io::Cursor;

use image::ImageFormat;
use raster::{Grey, MAX_PIXELS, decode, encode_png, encode_wsq};
use synthetic::{Conditions, FingerSeed, Master, impression};

/// What is decoded keeps its pixels through the PNG that is stored, and is no larger than allowed.
pub(crate) fn run(file: &[u8]) {
    let Ok((grey, _)) = decode(file) else { return };
    assert!(u64::from(grey.width()) * u64::from(grey.height()) <= MAX_PIXELS);
    if grey.pixels().len() < 1 << 16 {
        let stored = encode_png(&grey).ok().and_then(|png| decode(&png).ok());
        assert_eq!(stored.map(|(stored, _)| stored), Some(grey), "stored otherwise than read");
    }
}

/// Every kind of file, from the middle of a print.
pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let print = impression(&Master::grow(FingerSeed(1)), &Conditions::perfect(1));
    let (width, side) = (print.width() as usize, 48);
    let rows = print.pixels().chunks_exact(width).skip(200).take(side);
    let pixels: Vec<u8> = rows.flat_map(|row| &row[150..150 + side]).copied().collect();
    let mut files: Vec<Vec<u8>> =
        [ImageFormat::Png, ImageFormat::Bmp, ImageFormat::Tiff, ImageFormat::Jpeg, ImageFormat::Pnm]
            .into_iter()
            .filter_map(|format| {
                let picture = image::GrayImage::from_raw(side as u32, side as u32, pixels.clone())?;
                let mut file = Cursor::new(Vec::new());
                picture.write_to(&mut file, format).ok()?;
                Some(file.into_inner())
            })
            .collect();
    // One that states its resolution.
    let stated = Grey::new(side as u32, side as u32, Some(raster::Ppi::P500), pixels);
    if let Ok(grey) = stated {
        files.extend(encode_png(&grey).ok());
        files.extend(encode_wsq(&grey, 1500).ok());
    }
    files
}
