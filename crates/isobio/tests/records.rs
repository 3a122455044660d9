//! What holds of records: they read back as written, errors name their field, and no bytes bring the reader down.
#![expect(clippy::unwrap_used, reason = "a test that cannot make its data should fail")]

use std::num::NonZeroU16;

use fingerprint::FingerPosition;
use isobio::{
    Direction, Field, FingerMinutiaeRecord, Format, ImpressionType, MinutiaType, ParseError, RecordMinutia,
    View, WriteError,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

const FORMATS: [Format; 3] = [Format::Iso2005, Format::Iso2011, Format::Ansi378];

fn any_minutia(format: Format, width: u16, height: u16) -> impl Strategy<Value = RecordMinutia> {
    let direction = match format {
        Format::Ansi378 => (0..180u8).prop_map(|u| Direction::from_180ths(u).unwrap()).boxed(),
        _ => any::<u8>().prop_map(Direction::from_256ths).boxed(),
    };
    let kind = select(vec![MinutiaType::Other, MinutiaType::Ending, MinutiaType::Bifurcation]);
    let lowest = u8::from(format != Format::Iso2011);
    (0..width, 0..height, direction, kind, proptest::option::of(lowest..=100))
        .prop_map(|(x, y, direction, kind, quality)| RecordMinutia { x, y, direction, kind, quality })
}

fn any_view(format: Format, (width, height, x, y): (u16, u16, u16, u16)) -> impl Strategy<Value = View> {
    let quality = match format {
        Format::Iso2011 => proptest::option::of(0..=100u8).boxed(),
        _ => (0..=100u8).prop_map(Some).boxed(),
    };
    let impressions =
        ImpressionType::ALL.into_iter().filter(|i| i.code(format).is_some()).collect::<Vec<_>>();
    let position = (0..=10u8).prop_map(|code| FingerPosition::try_from(code).unwrap());
    let minutiae = vec(any_minutia(format, width, height), 1..60);
    (position, 0..16u8, select(impressions), quality, minutiae).prop_map(
        move |(position, number, impression, quality, minutiae)| View {
            position,
            number,
            impression,
            quality,
            width,
            height,
            x_resolution: NonZeroU16::new(x).unwrap(),
            y_resolution: NonZeroU16::new(y).unwrap(),
            minutiae,
        },
    )
}

fn any_record(format: Format) -> impl Strategy<Value = FingerMinutiaeRecord> {
    (1..2000u16, 1..2000u16, 1..1000u16, 1..1000u16)
        .prop_flat_map(move |image| vec(any_view(format, image), 1..6))
        .prop_map(|views| FingerMinutiaeRecord { views })
}

fn any_format_and_record() -> impl Strategy<Value = (Format, FingerMinutiaeRecord)> {
    select(FORMATS.to_vec())
        .prop_flat_map(|format| any_record(format).prop_map(move |record| (format, record)))
}

proptest! {
    #[test]
    fn a_written_record_reads_back_equal((format, record) in any_format_and_record()) {
        prop_assert_eq!(FingerMinutiaeRecord::parse(&record.write(format).unwrap()), Ok(record));
    }

    #[test]
    fn any_bytes_give_a_record_or_an_error(bytes in vec(any::<u8>(), 0..200)) {
        let _ = FingerMinutiaeRecord::parse(&bytes);
        for start in [b"FMR\0 20\0", b"FMR\x00030\0"] {
            let _ = FingerMinutiaeRecord::parse(&[start.as_slice(), &bytes].concat());
            let length = (bytes.len() as u32 + 12).to_be_bytes();
            let _ = FingerMinutiaeRecord::parse(&[start.as_slice(), &length, &bytes].concat());
        }
    }

    #[test]
    fn mutated_bytes_give_a_record_that_can_be_handled_or_an_error(
        (format, record) in any_format_and_record(),
        changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut bytes = record.write(format).unwrap();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(read) = FingerMinutiaeRecord::parse(&bytes) {
            for format in FORMATS {
                let _ = read.write(format);
            }
            for view in read.views {
                let _ = view.to_template();
            }
        }
    }

    #[test]
    fn a_record_cut_short_is_refused((format, record) in any_format_and_record(), at in any::<prop::sample::Index>()) {
        let bytes = record.write(format).unwrap();
        prop_assert!(FingerMinutiaeRecord::parse(&bytes[..at.index(bytes.len())]).is_err());
    }
}

fn record() -> FingerMinutiaeRecord {
    let resolution = NonZeroU16::new(197).unwrap();
    let minutia = RecordMinutia {
        x: 260,
        y: 5,
        direction: Direction::from_256ths(64),
        kind: MinutiaType::Bifurcation,
        quality: Some(80),
    };
    FingerMinutiaeRecord {
        views: vec![View {
            position: FingerPosition::LeftIndex,
            number: 1,
            impression: ImpressionType::Swipe,
            quality: Some(70),
            width: 300,
            height: 400,
            x_resolution: resolution,
            y_resolution: resolution,
            minutiae: vec![minutia],
        }],
    }
}

const VIEW: [u8; 10] = [7, 0x18, 70, 1, 0x81, 0x04, 0, 5, 64, 80];
const IMAGE: [u8; 10] = [1, 44, 1, 144, 0, 197, 0, 197, 1, 0];

#[test]
fn iso_2005_has_its_fields_where_the_standard_puts_them() {
    let expected = [b"FMR\0 20\0".as_slice(), &[0, 0, 0, 36], &[0, 0], &IMAGE, &VIEW, &[0, 0]].concat();
    assert_eq!(record().write(Format::Iso2005), Ok(expected));
}

#[test]
fn ansi_378_has_a_short_length_a_product_and_angles_of_2_degrees() {
    let mut view = VIEW;
    view[8] = 45;
    let expected =
        [b"FMR\0 20\0".as_slice(), &[0, 38], &[1, 3, 0, 0], &[0, 0], &IMAGE, &view, &[0, 0]].concat();
    assert_eq!(record().write(Format::Ansi378), Ok(expected));
}

#[test]
fn iso_2011_has_a_header_for_each_representation() {
    let header =
        [&[0xff; 9][..], &[0; 5], &[1, 70, 0, 0, 0, 0], &[7, 1, 0, 197, 0, 197, 8, 1, 44, 1, 144, 0x60, 1]];
    let representation = [&header.concat(), &VIEW[4..], &[0, 0]].concat();
    let expected =
        [b"FMR\x00030\0".as_slice(), &[0, 0, 0, 60], &[0, 1, 0], &[0, 0, 0, 45], &representation].concat();
    assert_eq!(record().write(Format::Iso2011), Ok(expected));
}

#[test]
fn an_ansi_record_beyond_16_bits_of_length_has_the_longer_field() {
    let mut record = record();
    record.views[0].minutiae = vec![record.views[0].minutiae[0]; 255];
    record.views = vec![record.views[0].clone(); 60];
    let bytes = record.write(Format::Ansi378).unwrap();
    assert_eq!(bytes[8..14], [&[0, 0][..], &(bytes.len() as u32).to_be_bytes()].concat());
    assert_eq!(FingerMinutiaeRecord::parse(&bytes), Ok(record));
}

#[test]
fn extended_data_is_skipped() {
    for format in FORMATS {
        let mut bytes = record().write(format).unwrap();
        let end = bytes.len();
        bytes[end - 1] = 3;
        bytes.extend([9, 9, 9]);
        let lengths = match format {
            Format::Iso2005 => vec![11],
            Format::Ansi378 => vec![9],
            Format::Iso2011 => vec![11, 18],
        };
        for at in lengths {
            bytes[at] += 3;
        }
        assert_eq!(FingerMinutiaeRecord::parse(&bytes), Ok(record()), "{format:?}");
    }
}

#[test]
fn certification_blocks_and_failed_qualities_of_2011_are_skipped() {
    let mut bytes = record().write(Format::Iso2011).unwrap();
    bytes[14] = 1;
    bytes.splice(39..39, [1, 0, 1, 2]);
    bytes[33] = 2;
    bytes.splice(34..34, [255, 0, 0, 0, 1]);
    (bytes[11], bytes[18]) = (bytes[11] + 9, bytes[18] + 9);
    assert_eq!(FingerMinutiaeRecord::parse(&bytes), Ok(record()));
}

#[test]
fn minutiae_of_5_bytes_have_no_quality() {
    let mut bytes = record().write(Format::Iso2011).unwrap();
    let end = bytes.len();
    bytes.remove(end - 3);
    bytes[50] = 0x50;
    (bytes[11], bytes[18]) = (bytes[11] - 1, bytes[18] - 1);
    let read = FingerMinutiaeRecord::parse(&bytes).unwrap();
    assert_eq!(read.views[0].minutiae[0].quality, None);
}

#[test]
fn each_wrong_field_is_named() {
    use Field::*;
    // Format, byte, its new value, the field.
    let (iso, new, ansi) = (Format::Iso2005, Format::Iso2011, Format::Ansi378);
    let faults = [
        (iso, 0, b'X', FormatIdentifier),
        (iso, 5, b'9', Version),
        (iso, 11, 99, RecordLength),
        (iso, 22, 0, ViewCount),
        (iso, 24, 11, Position),
        (iso, 25, 0x19, Impression),
        (iso, 26, 101, Quality),
        (iso, 28, 0xc1, MinutiaKind),
        (iso, 28, 0x82, MinutiaX),
        (iso, 30, 0x20, MinutiaY),
        (iso, 33, 101, MinutiaQuality),
        (iso, 35, 1, ExtendedData),
        (ansi, 9, 99, RecordLength),
        (ansi, 24, 0, ViewCount),
        (ansi, 26, 11, Position),
        (ansi, 27, 0x14, Impression),
        (ansi, 28, 101, Quality),
        (ansi, 30, 0xc1, MinutiaKind),
        (ansi, 34, 180, MinutiaDirection),
        (ansi, 35, 101, MinutiaQuality),
        (ansi, 37, 1, ExtendedData),
        (new, 0, b'X', FormatIdentifier),
        (new, 5, b'9', Version),
        (new, 11, 99, RecordLength),
        (new, 13, 0, ViewCount),
        (new, 14, 2, CertificationFlag),
        (new, 18, 46, RepresentationLength),
        (new, 18, 3, RepresentationLength),
        (new, 34, 101, Quality),
        (new, 39, 13, Position),
        (new, 40, 16, ViewNumber),
        (new, 45, 10, Impression),
        (new, 50, 0x70, MinutiaLength),
        (new, 52, 0xc1, MinutiaKind),
        (new, 57, 101, MinutiaQuality),
        (new, 59, 1, ExtendedData),
    ];
    for (format, at, byte, expected) in faults {
        let mut bytes = record().write(format).unwrap();
        bytes[at] = byte;
        assert_names(&bytes, expected, format);
    }
    // Fields of two bytes, to zero.
    let zeros = [
        (iso, 14, Width),
        (iso, 16, Height),
        (iso, 18, XResolution),
        (iso, 20, YResolution),
        (ansi, 16, Width),
        (ansi, 18, Height),
        (ansi, 20, XResolution),
        (ansi, 22, YResolution),
        (new, 41, XResolution),
        (new, 43, YResolution),
        (new, 46, Width),
        (new, 48, Height),
    ];
    for (format, at, expected) in zeros {
        let mut bytes = record().write(format).unwrap();
        bytes[at..at + 2].fill(0);
        assert_names(&bytes, expected, format);
    }
}

#[test]
fn a_record_that_ends_early_names_the_field_it_ends_in() {
    use Field::*;
    let (iso, new, ansi) = (Format::Iso2005, Format::Iso2011, Format::Ansi378);
    // Format, bytes kept, the field that is cut.
    let cuts = [
        (iso, 3, FormatIdentifier),
        (iso, 7, Version),
        (iso, 24, Position),
        (iso, 25, Impression),
        (iso, 26, Quality),
        (iso, 27, MinutiaCount),
        (iso, 29, MinutiaX),
        (iso, 31, MinutiaY),
        (iso, 32, MinutiaDirection),
        (iso, 33, MinutiaQuality),
        (iso, 35, ExtendedData),
        (ansi, 26, Position),
        (ansi, 37, ExtendedData),
        (new, 27, CaptureTime),
        (new, 32, CaptureDevice),
        (new, 33, QualityBlocks),
        (new, 34, Quality),
        (new, 38, QualityBlocks),
        (new, 39, Position),
        (new, 40, ViewNumber),
        (new, 50, MinutiaLength),
        (new, 51, MinutiaCount),
    ];
    for (format, kept, expected) in cuts {
        let mut bytes = record().write(format).unwrap();
        bytes.truncate(kept);
        // The lengths are made to fit, so that the cut itself is what is found.
        let (record_length, representation_length) = match format {
            Format::Iso2005 => (11, None),
            Format::Ansi378 => (9, None),
            Format::Iso2011 => (11, Some(18)),
        };
        if let Some(length) = bytes.get_mut(record_length) {
            *length = kept as u8;
        }
        if let Some(at) = representation_length {
            bytes[at] = kept as u8 - 15;
        }
        assert_names(&bytes, expected, format);
    }
}

fn assert_names(bytes: &[u8], expected: Field, format: Format) {
    let error = FingerMinutiaeRecord::parse(bytes).unwrap_err();
    let (ParseError::Value { field, .. } | ParseError::Short { field, .. }) = &error;
    let message = error.to_string();
    assert!(message.contains(&expected.to_string()), "{format:?} {expected:?}: {message}");
    assert!(*field == expected, "{format:?}: {message}");
}

#[test]
fn what_a_format_cannot_hold_is_named() {
    let mut views = record();
    views.views.clear();
    assert!(matches!(views.write(Format::Iso2005), Err(WriteError::Value { field: Field::ViewCount, .. })));

    let mut unassessed = record();
    unassessed.views[0].quality = None;
    assert!(matches!(
        unassessed.write(Format::Ansi378),
        Err(WriteError::Missing { field: Field::Quality, .. })
    ));
    assert!(unassessed.write(Format::Iso2011).is_ok());

    let mut mixed = record();
    mixed.views.push(View { width: 301, ..mixed.views[0].clone() });
    assert!(matches!(mixed.write(Format::Iso2005), Err(WriteError::Mixed { field: Field::Width, .. })));
    assert!(mixed.write(Format::Iso2011).is_ok());

    let mut rolled = record();
    rolled.views[0].impression = ImpressionType::VerticalRoll;
    assert!(matches!(rolled.write(Format::Ansi378), Err(WriteError::Impression { .. })));

    let mut outside = record();
    outside.views[0].minutiae[0].y = 400;
    assert!(matches!(outside.write(Format::Iso2011), Err(WriteError::Value { field: Field::MinutiaY, .. })));

    let mut empty = record();
    empty.views[0].minutiae.clear();
    assert!(matches!(
        empty.write(Format::Iso2011),
        Err(WriteError::Value { field: Field::MinutiaCount, .. })
    ));
    assert_eq!(FingerMinutiaeRecord::parse(&empty.write(Format::Iso2005).unwrap()), Ok(empty));
}
