//! Against NIST's reference decoder and encoder, on real files: those are not part of the project.

use std::path::PathBuf;

use wsq::{Image, decode, encode};

fn data() -> Option<PathBuf> {
    let beside = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let data = std::env::var_os("UMBRAL_DATA").map_or_else(beside, PathBuf::from).join("wsq");
    if !data.is_dir() {
        println!("skipped: no evaluation data in {}", data.display());
        return None;
    }
    Some(data)
}

fn grey(path: &PathBuf) -> Image {
    let picture = image::open(path).expect("a picture beside each file").into_luma8();
    let (width, height) = (picture.width() as u16, picture.height() as u16);
    Image { width, height, ppi: Some(500), pixels: picture.into_raw() }
}

fn psnr(one: &[u8], other: &[u8]) -> f64 {
    let squares: f64 = one.iter().zip(other).map(|(a, b)| (f64::from(*a) - f64::from(*b)).powi(2)).sum();
    10.0 * (255.0f64.powi(2) / (squares / one.len() as f64)).log10()
}

#[test]
fn files_are_decoded_as_the_reference_decoder_does() {
    let Some(data) = data() else { return };
    let mut files = 0;
    for path in std::fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().path()) {
        if path.extension().is_none_or(|kind| kind != "wsq") {
            continue;
        }
        let ours = decode(&std::fs::read(&path).unwrap(), 1 << 24).unwrap();
        let theirs = grey(&path.with_extension("decoded.png"));
        assert_eq!((ours.width, ours.height, ours.ppi), (theirs.width, theirs.height, theirs.ppi));
        let differences = ours.pixels.iter().zip(&theirs.pixels).map(|(a, b)| a.abs_diff(*b));
        let worst = differences.clone().max().unwrap();
        let alike = differences.filter(|by| *by == 0).count() as f64 / ours.pixels.len() as f64;
        println!("{}: {:.4} % alike, at most {worst} apart", path.display(), 100.0 * alike);
        assert!(worst <= 1 && alike >= 0.999, "{}: {alike}, {worst}", path.display());
        files += 1;
    }
    assert!(files >= 7);
}

#[test]
fn files_of_the_same_size_are_no_worse_than_the_reference_encoders() {
    let Some(data) = data() else { return };
    for (name, set) in [("DB1_B_101_1", "DB1_B/101_1"), ("DB3_B_105_2", "DB3_B/105_2")] {
        let original = grey(&data.join(format!("../fvc2002/{set}.png")));
        for rate in ["0.75", "2.25"] {
            let theirs = data.join(format!("{name}_{rate}bpp.wsq"));
            let size = std::fs::metadata(&theirs).unwrap().len() as usize;
            let theirs = psnr(&original.pixels, &grey(&theirs.with_extension("decoded.png")).pixels);
            let file = encode(&original, size).unwrap();
            let ours = psnr(&original.pixels, &decode(&file, 1 << 24).unwrap().pixels);
            println!(
                "{name} at {rate} bpp: {ours:.2} dB in {} bytes, theirs {theirs:.2} dB in {size}",
                file.len()
            );
            assert!(ours >= theirs, "{name} at {rate} bpp: {ours} dB, theirs {theirs} dB");
        }
    }
}
