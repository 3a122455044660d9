//! Finger and iris image records.

use fingerprint::FingerPosition;
use isobio::{
    Compression, EyeLabel, Field, FingerImage, FingerImageRecord, ImageWriteError, ImpressionType,
    IrisImageRecord, ParseError, PrintPosition, Sampling, ScaleUnits,
};
use proptest::prelude::*;

fn image(position: PrintPosition, width: u16, height: u16) -> FingerImage {
    FingerImage {
        position,
        number: 0,
        impression: ImpressionType::LivePlain,
        quality: Some(71),
        scanned: Sampling::per_inch(500),
        sampling: Sampling::per_inch(500),
        bit_depth: 8,
        compression: Compression::None,
        width,
        height,
        data: (0..u32::from(width) * u32::from(height)).map(|at| at as u8).collect(),
    }
}

/// A record as laid out by hand from the standard's tables.
fn by_hand() -> Vec<u8> {
    let mut out = b"FIR\x00020\0".to_vec();
    out.extend([0, 0, 0, 16 + 42 + 4 + 6]); // length of record
    out.extend([0, 1, 0, 1]); // one representation, not certified, one position
    out.extend([0, 0, 0, 42 + 4 + 6]); // length of the representation
    out.extend([0x07, 0xea, 11, 23, 8, 0, 0, 0, 0]); // 2026-11-23 08:00
    out.extend([0, 0, 0, 0, 0]); // device unknown
    out.extend([1, 71, 0, 0, 0, 0]); // one quality block
    out.extend([7, 0, 2]); // left index, first of its kind, centimetres
    out.extend([0, 197, 0, 197, 0, 197, 0, 197]);
    out.extend([8, 0, 0]); // 8 bits, not compressed, live plain
    out.extend([0, 3, 0, 2]); // 3 by 2
    out.extend([0, 0, 0, 6]);
    out.extend([1, 2, 3, 4, 5, 6]);
    out
}

#[test]
fn a_record_laid_out_by_hand_is_read() {
    let record = FingerImageRecord::parse(&by_hand()).unwrap();
    let image = &record.images[0];
    assert_eq!(image.position, PrintPosition::Finger(FingerPosition::LeftIndex));
    assert_eq!((image.width, image.height, image.quality), (3, 2, Some(71)));
    assert_eq!(image.sampling.units, ScaleUnits::Centimetre);
    assert!((image.sampling.ppi().0 - 500.4).abs() < 0.1);
    assert_eq!(image.data, [1, 2, 3, 4, 5, 6]);
}

#[test]
fn what_follows_the_image_is_skipped() {
    let mut bytes = by_hand();
    bytes.extend([0, 1, 0, 8, 9, 9, 9, 9]); // a block of segments
    bytes[11] += 8;
    bytes[19] += 8;
    assert_eq!(FingerImageRecord::parse(&bytes).unwrap().images[0].data.len(), 6);
}

#[test]
fn a_palm_is_refused_by_name_and_so_is_an_image_of_the_wrong_length() {
    let mut palm = by_hand();
    palm[40] = 21;
    assert!(matches!(
        FingerImageRecord::parse(&palm),
        Err(ParseError::Value { field: Field::Position, found: 21, .. })
    ));
    let mut tall = by_hand();
    tall[57] = 3;
    assert!(matches!(
        FingerImageRecord::parse(&tall),
        Err(ParseError::Value { field: Field::ImageLength, found: 6, .. })
    ));
}

#[test]
fn what_has_no_place_in_a_record_is_not_written() {
    assert_eq!(FingerImageRecord { images: vec![] }.write(), Err(ImageWriteError::Count(0)));
    let short = FingerImage { width: 9, ..image(PrintPosition::Thumbs, 3, 2) };
    let error = FingerImageRecord { images: vec![short] }.write().unwrap_err();
    assert_eq!(
        error.to_string(),
        "the image data length is 6; it must be the image's width times its height"
    );
}

/// Right eye, raw, 4 by 2.
fn iris() -> Vec<u8> {
    let mut out = b"IIR\x00020\0".to_vec();
    out.extend([0, 0, 0, 16 + 53 + 4 + 8, 0, 1, 0xff, 1]);
    out.extend([0, 0, 0, 53 + 4 + 8]);
    out.extend([0xff; 9]);
    out.extend([0, 0, 0, 0, 0]);
    out.extend([1, 60, 0, 0, 0, 0]);
    out.extend([0, 1]);
    out.extend([1, 1, 2, 0, 0, 4, 0, 2, 8]);
    out.extend([0; 18]);
    out.extend([0, 0, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8]);
    out
}

#[test]
fn an_iris_is_handed_over() {
    let record = IrisImageRecord::parse(&iris()).unwrap();
    let image = &record.images[0];
    assert_eq!((image.eye, image.raw, image.width, image.height), (EyeLabel::Right, true, 4, 2));
    assert_eq!((image.quality, image.data.len()), (Some(60), 8));
}

fn position() -> impl Strategy<Value = PrintPosition> {
    prop_oneof![
        proptest::sample::select(FingerPosition::TEN.to_vec()).prop_map(PrintPosition::Finger),
        Just(PrintPosition::RightFour),
        Just(PrintPosition::LeftFour),
        Just(PrintPosition::Thumbs),
    ]
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        images in proptest::collection::vec((position(), 1u16..20, 1u16..20, proptest::option::of(0u8..=100)), 1..6),
    ) {
        let images = images
            .into_iter()
            .map(|(position, width, height, quality)| FingerImage { quality, ..image(position, width, height) })
            .collect();
        let record = FingerImageRecord { images };
        prop_assert_eq!(FingerImageRecord::parse(&record.write().unwrap()), Ok(record));
    }

    #[test]
    fn a_record_cut_anywhere_is_an_error(cut in 0usize..68) {
        prop_assert!(FingerImageRecord::parse(&by_hand()[..cut]).is_err());
        prop_assert!(IrisImageRecord::parse(&iris()[..cut]).is_err());
    }

    #[test]
    fn altered_records_do_no_harm(changes in proptest::collection::vec((0usize..90, 0u8..), 1..6)) {
        let (mut finger, mut iris) = (by_hand(), iris());
        for (at, value) in changes {
            for record in [&mut finger, &mut iris] {
                if let Some(byte) = record.get_mut(at) { *byte = value; }
            }
        }
        if let Ok(record) = FingerImageRecord::parse(&finger) {
            prop_assert!(record.write().is_ok());
        }
        let _ = IrisImageRecord::parse(&iris);
    }
}
