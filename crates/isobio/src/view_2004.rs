//! The image header and the finger view that ANSI INCITS 378-2004 and ISO/IEC 19794-2:2005 share.

use std::num::NonZeroU16;

use crate::parse::{Reader, impression, value};
use crate::{Direction, Field, Format, ParseError, RecordMinutia, View, WriteError};

/// Width, height, resolutions, number of views and a reserved byte, then the views.
pub(crate) fn read(reader: &mut Reader<'_>, format: Format) -> Result<Vec<View>, ParseError> {
    let (width, height) = (reader.side(Field::Width)?, reader.side(Field::Height)?);
    let x_resolution = reader.resolution(Field::XResolution)?;
    let y_resolution = reader.resolution(Field::YResolution)?;
    let count = reader.u8(Field::ViewCount)?;
    if count == 0 {
        return Err(value(Field::ViewCount, count, "at least 1"));
    }
    reader.u8(Field::Reserved)?;
    let image = Image { width, height, x_resolution, y_resolution };
    (0..count).map(|_| view(reader, format, image)).collect()
}

#[derive(Clone, Copy, PartialEq)]
struct Image {
    width: u16,
    height: u16,
    x_resolution: NonZeroU16,
    y_resolution: NonZeroU16,
}

fn view(reader: &mut Reader<'_>, format: Format, image: Image) -> Result<View, ParseError> {
    let Image { width, height, x_resolution, y_resolution } = image;
    let position = reader.position()?;
    let number_and_impression = reader.u8(Field::Impression)?;
    let impression = impression(number_and_impression & 0x0f, format)?;
    let quality = reader.u8(Field::Quality)?;
    if quality > 100 {
        return Err(value(Field::Quality, quality, "0 to 100"));
    }
    let count = reader.u8(Field::MinutiaCount)?;
    let minutiae =
        (0..count).map(|_| minutia(reader, format, width, height)).collect::<Result<Vec<_>, _>>()?;
    reader.skip_extended_data()?;
    let number = number_and_impression >> 4;
    let quality = Some(quality);
    Ok(View { position, number, impression, quality, width, height, x_resolution, y_resolution, minutiae })
}

fn minutia(
    reader: &mut Reader<'_>,
    format: Format,
    width: u16,
    height: u16,
) -> Result<RecordMinutia, ParseError> {
    let (kind, x, y) = reader.place(width, height)?;
    let angle = reader.u8(Field::MinutiaDirection)?;
    let direction = match format {
        Format::Ansi378 => Direction::from_180ths(angle).ok_or(value(
            Field::MinutiaDirection,
            angle,
            "0 to 179, in units of 2 degrees",
        ))?,
        Format::Iso2005 | Format::Iso2011 => Direction::from_256ths(angle),
    };
    let quality = match reader.u8(Field::MinutiaQuality)? {
        0 => None,
        quality @ 1..=100 => Some(quality),
        other => return Err(value(Field::MinutiaQuality, other, "0 (not reported) to 100")),
    };
    Ok(RecordMinutia { x, y, direction, kind, quality })
}

/// Writes the same. The views are at least one, each within the format's ranges.
pub(crate) fn write(out: &mut Vec<u8>, views: &[View], format: Format) -> Result<(), WriteError> {
    let Some(first) = views.first() else { return Ok(()) };
    let mixed = |field, differs: fn(&View, &View) -> bool| match views.iter().any(|v| differs(v, first)) {
        true => Err(WriteError::Mixed { field, format }),
        false => Ok(()),
    };
    mixed(Field::Width, |a, b| a.width != b.width)?;
    mixed(Field::Height, |a, b| a.height != b.height)?;
    mixed(Field::XResolution, |a, b| a.x_resolution != b.x_resolution)?;
    mixed(Field::YResolution, |a, b| a.y_resolution != b.y_resolution)?;
    let image = [first.width, first.height, first.x_resolution.get(), first.y_resolution.get()];
    out.extend(image.iter().flat_map(|number| number.to_be_bytes()));
    out.extend([views.len() as u8, 0]);
    for view in views {
        let quality = view.quality.ok_or(WriteError::Missing { field: Field::Quality, format })?;
        let number_and_impression = view.number << 4 | view.impression_code(format)?;
        out.extend([view.position.code(), number_and_impression, quality, view.minutiae.len() as u8]);
        for minutia in &view.minutiae {
            minutia.write_place(out);
            out.push(match format {
                Format::Ansi378 => minutia.direction.to_180ths(),
                Format::Iso2005 | Format::Iso2011 => minutia.direction.to_256ths(),
            });
            out.push(minutia.quality.map_or(0, |quality| quality.max(1)));
        }
        out.extend([0, 0]);
    }
    Ok(())
}
