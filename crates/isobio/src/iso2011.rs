//! ISO/IEC 19794-2:2011: after identifier and version, the length of record in four bytes, the number of
//! representations in two and a certification flag; then each representation with a header of its own.

use crate::parse::{Reader, check_end, check_length, impression, value};
use crate::{Direction, Field, Format, ParseError, RecordMinutia, View, WriteError};

/// A minutia's quality where none is reported.
const UNREPORTED: u8 = 254;
/// A quality that could not be computed.
const FAILED: u8 = 255;

pub(crate) fn read(reader: &mut Reader<'_>, actual: usize) -> Result<Vec<View>, ParseError> {
    let length = reader.u32(Field::RecordLength)?;
    check_length(length, actual)?;
    let count = reader.u16(Field::ViewCount)?;
    if !(1..=176).contains(&count) {
        return Err(value(Field::ViewCount, count, "1 to 176"));
    }
    let certified = certified(reader)?;
    let views = (0..count).map(|_| representation(reader, certified)).collect::<Result<_, _>>()?;
    check_end(reader, Field::RecordLength, length)?;
    Ok(views)
}

pub(crate) fn certified(reader: &mut Reader<'_>) -> Result<bool, ParseError> {
    match reader.u8(Field::CertificationFlag)? {
        0 => Ok(false),
        1 => Ok(true),
        other => Err(value(Field::CertificationFlag, other, "0 or 1")),
    }
}

/// The bytes of the next representation after its length, which is given too.
pub(crate) fn framed<'a>(reader: &mut Reader<'a>) -> Result<(Reader<'a>, u32), ParseError> {
    let length = reader.u32(Field::RepresentationLength)?;
    let body = usize::try_from(length).ok().and_then(|length| length.checked_sub(4));
    let body = body.ok_or(value(Field::RepresentationLength, length, "at least 34"))?;
    Ok((Reader::new(reader.take(body, Field::RepresentationLength)?), length))
}

fn representation(reader: &mut Reader<'_>, certified: bool) -> Result<View, ParseError> {
    let (mut reader, length) = framed(reader)?;
    let view = view(&mut reader, certified)?;
    check_end(&reader, Field::RepresentationLength, length)?;
    Ok(view)
}

fn view(reader: &mut Reader<'_>, certified: bool) -> Result<View, ParseError> {
    let quality = capture_details(reader, certified)?;
    let position = reader.position()?;
    let number = reader.u8(Field::ViewNumber)?;
    if number > 15 {
        return Err(value(Field::ViewNumber, number, "0 to 15"));
    }
    let x_resolution = reader.resolution(Field::XResolution)?;
    let y_resolution = reader.resolution(Field::YResolution)?;
    let impression = impression(reader.u8(Field::Impression)?, Format::Iso2011)?;
    let (width, height) = (reader.side(Field::Width)?, reader.side(Field::Height)?);
    // The low half says how endings were placed, which a template has no room for.
    let with_quality = match reader.u8(Field::MinutiaLength)? >> 4 {
        5 => false,
        6 => true,
        other => return Err(value(Field::MinutiaLength, other, "5 or 6 bytes")),
    };
    let count = reader.u8(Field::MinutiaCount)?;
    let minutiae =
        (0..count).map(|_| minutia(reader, with_quality, width, height)).collect::<Result<_, _>>()?;
    reader.skip_extended_data()?;
    Ok(View { position, number, impression, quality, width, height, x_resolution, y_resolution, minutiae })
}

/// What representations of all parts of ISO/IEC 19794:2011 begin with after their length: when and with what
/// they were captured, of which only the quality is kept.
pub(crate) fn capture_details(reader: &mut Reader<'_>, certified: bool) -> Result<Option<u8>, ParseError> {
    reader.take(9, Field::CaptureTime)?;
    reader.take(5, Field::CaptureDevice)?;
    let quality = quality(reader)?;
    if certified {
        let blocks = reader.u8(Field::CertificationBlocks)?;
        reader.take(usize::from(blocks) * 3, Field::CertificationBlocks)?;
    }
    Ok(quality)
}

/// Blocks of value, vendor and algorithm, one for each algorithm: the first that did not fail.
fn quality(reader: &mut Reader<'_>) -> Result<Option<u8>, ParseError> {
    let mut quality = None;
    for _ in 0..reader.u8(Field::QualityBlocks)? {
        match reader.u8(Field::Quality)? {
            FAILED => {}
            found @ 0..=100 => quality = quality.or(Some(found)),
            other => return Err(value(Field::Quality, other, "0 to 100, or 255 where it failed")),
        }
        reader.take(4, Field::QualityBlocks)?;
    }
    Ok(quality)
}

fn minutia(
    reader: &mut Reader<'_>,
    with_quality: bool,
    width: u16,
    height: u16,
) -> Result<RecordMinutia, ParseError> {
    let (kind, x, y) = reader.place(width, height)?;
    let direction = Direction::from_256ths(reader.u8(Field::MinutiaDirection)?);
    let quality = if with_quality { reader.u8(Field::MinutiaQuality)? } else { UNREPORTED };
    let quality = match quality {
        0..=100 => Some(quality),
        UNREPORTED | FAILED => None,
        other => return Err(value(Field::MinutiaQuality, other, "0 to 100, 254 or 255")),
    };
    Ok(RecordMinutia { x, y, direction, kind, quality })
}

pub(crate) fn write(views: &[View]) -> Result<Vec<u8>, WriteError> {
    const BEFORE: usize = 12;
    let mut body = (views.len() as u16).to_be_bytes().to_vec();
    body.push(0);
    for view in views {
        let representation = written(view)?;
        body.extend((4 + representation.len() as u32).to_be_bytes());
        body.extend(representation);
    }
    let mut out = b"FMR\x00030\0".to_vec();
    out.extend(((BEFORE + body.len()) as u32).to_be_bytes());
    out.append(&mut body);
    Ok(out)
}

/// [`capture_details`] with no time stated (all ones), the device unknown, and no certification.
pub(crate) fn written_capture_details(quality: Option<u8>) -> Vec<u8> {
    let mut out = [[0xff; 9].as_slice(), &[0; 5]].concat();
    match quality {
        Some(quality) => out.extend([1, quality, 0, 0, 0, 0]),
        None => out.push(0),
    }
    out
}

fn written(view: &View) -> Result<Vec<u8>, WriteError> {
    let mut out = written_capture_details(view.quality);
    out.extend([view.position.code(), view.number]);
    out.extend(view.x_resolution.get().to_be_bytes());
    out.extend(view.y_resolution.get().to_be_bytes());
    out.push(view.impression_code(Format::Iso2011)?);
    out.extend(view.width.to_be_bytes());
    out.extend(view.height.to_be_bytes());
    out.extend([6 << 4, view.minutiae.len() as u8]);
    for minutia in &view.minutiae {
        minutia.write_place(&mut out);
        out.extend([minutia.direction.to_256ths(), minutia.quality.unwrap_or(UNREPORTED)]);
    }
    out.extend([0, 0]);
    Ok(out)
}
