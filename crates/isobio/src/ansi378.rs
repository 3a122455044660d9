//! ANSI INCITS 378-2004: after identifier and version, the length of record in two bytes, or in two zero bytes
//! and four more; the CBEFF product identifier in four, the capture device in two, then as [`view_2004`] says: a
//! header of 26 or 30 bytes.

use crate::parse::{Reader, check_end, check_length};
use crate::{Field, Format, ParseError, View, WriteError, view_2004};

/// IBIA's "unknown vendor" and no product: the owner must not be zero.
const UNKNOWN_PRODUCT: [u8; 4] = [0x01, 0x03, 0, 0];

pub(crate) fn read(reader: &mut Reader<'_>, actual: usize) -> Result<Vec<View>, ParseError> {
    let length = match reader.u16(Field::RecordLength)? {
        0 => reader.u32(Field::RecordLength)?,
        length => length.into(),
    };
    check_length(length, actual)?;
    reader.u32(Field::ProductIdentifier)?;
    reader.u16(Field::CaptureDevice)?;
    let views = view_2004::read(reader, Format::Ansi378)?;
    check_end(reader, Field::RecordLength, length)?;
    Ok(views)
}

pub(crate) fn write(views: &[View]) -> Result<Vec<u8>, WriteError> {
    const BEFORE: usize = 10;
    let mut body = UNKNOWN_PRODUCT.to_vec();
    body.extend([0, 0]);
    view_2004::write(&mut body, views, Format::Ansi378)?;
    let mut out = b"FMR\0 20\0".to_vec();
    match u16::try_from(BEFORE + body.len()) {
        Ok(length) => out.extend(length.to_be_bytes()),
        Err(_) => {
            out.extend([0, 0]);
            out.extend(((BEFORE + 4 + body.len()) as u32).to_be_bytes());
        }
    }
    out.append(&mut body);
    Ok(out)
}
