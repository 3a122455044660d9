//! What holds of every image and of any bytes.

use proptest::prelude::*;
use wsq::{Error, Image, decode, encode};

fn print(width: u16, height: u16, seed: u32) -> Image {
    let pixels = (0..u32::from(width) * u32::from(height))
        .map(|at| {
            let (x, y) = ((at % u32::from(width)) as f32, (at / u32::from(width)) as f32);
            let turn = seed as f32 / 10.0;
            let wave = ((x * turn.cos() + y * turn.sin()) * 0.7 + (x * y) * 0.0005).sin();
            (128.0 + 100.0 * wave) as u8
        })
        .collect();
    Image { width, height, ppi: Some(500), pixels }
}

fn psnr(one: &[u8], other: &[u8]) -> f64 {
    let squares: f64 = one.iter().zip(other).map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2)).sum();
    10.0 * (255.0f64.powi(2) / (squares / one.len() as f64).max(1e-9)).log10()
}

#[test]
fn more_bytes_make_a_better_image_and_never_a_larger_file_than_allowed() {
    let image = print(300, 280, 5);
    let mut before = 0.0;
    for ratio in [40, 20, 10, 4] {
        let most = image.pixels.len() / ratio;
        let file = encode(&image, most).unwrap();
        assert!(file.len() <= most, "{} bytes of {most}", file.len());
        let back = decode(&file, 1 << 20).unwrap();
        assert_eq!((back.width, back.height, back.ppi), (300, 280, Some(500)));
        let now = psnr(&image.pixels, &back.pixels);
        assert!(now > before, "1 : {ratio}: {now} dB after {before} dB");
        before = now;
    }
    assert!(before > 45.0, "{before} dB");
}

#[test]
fn a_blank_image_stays_blank() {
    let image = Image { width: 90, height: 70, ppi: None, pixels: vec![201; 6300] };
    let back = decode(&encode(&image, 1000).unwrap(), 6300).unwrap();
    assert_eq!(back, image);
}

#[test]
fn an_image_that_is_too_large_is_refused_before_memory_is_taken() {
    let file = encode(&print(64, 64, 1), 4000).unwrap();
    assert_eq!(decode(&file, 4095), Err(Error::TooLarge { width: 64, height: 64 }));
}

#[test]
fn a_file_that_ends_early_says_so() {
    let file = encode(&print(64, 64, 1), 4000).unwrap();
    for length in 0..file.len() {
        assert!(decode(&file[..length], 4096).is_err(), "{length} of {}", file.len());
    }
}

#[test]
fn pixels_that_are_no_rectangle_are_refused() {
    let image = Image { width: 3, height: 3, ppi: None, pixels: vec![0; 8] };
    assert_eq!(encode(&image, 1000), Err(Error::Shape));
}

proptest! {
    #[test]
    fn every_size_goes_through(width in 1u16..90, height in 1u16..90, seed: u8) {
        let image = print(width, height, seed.into());
        let back = decode(&encode(&image, usize::MAX).unwrap(), 1 << 20).unwrap();
        prop_assert_eq!((back.width, back.height), (width, height));
        // Of fewer rows or columns than there are steps of frequencies, the highest hold much, and nobody sends them.
        let quality = psnr(&image.pixels, &back.pixels);
        prop_assert!(quality > 35.0 || width.min(height) < 32, "{quality} dB");
    }

    #[test]
    fn altered_files_never_panic(changes in proptest::collection::vec((0usize..3000, any::<u8>()), 1..12), cut in 0usize..4000) {
        let mut file = encode(&print(61, 47, 3), 2500).unwrap();
        for (at, byte) in changes {
            let length = file.len();
            file[at % length] = byte;
        }
        file.truncate(cut.max(1));
        let _ = decode(&file, 1 << 16);
    }

    #[test]
    fn any_bytes_behind_a_start_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = decode(&[&[0xFF, 0xA0][..], &bytes].concat(), 1 << 16);
    }
}
