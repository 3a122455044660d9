//! ISO/IEC 19794-2:2005, record format: after identifier and version, the length of record in four bytes, the
//! capture device in two, then as [`view_2004`] says: a header of 24 bytes.

use crate::parse::{Reader, check_end, check_length};
use crate::{Field, Format, ParseError, View, WriteError, view_2004};

pub(crate) fn read(reader: &mut Reader<'_>, actual: usize) -> Result<Vec<View>, ParseError> {
    let length = reader.u32(Field::RecordLength)?;
    check_length(length, actual)?;
    reader.u16(Field::CaptureDevice)?;
    let views = view_2004::read(reader, Format::Iso2005)?;
    check_end(reader, Field::RecordLength, length)?;
    Ok(views)
}

pub(crate) fn write(views: &[View]) -> Result<Vec<u8>, WriteError> {
    const BEFORE: usize = 12;
    let mut body = vec![0, 0];
    view_2004::write(&mut body, views, Format::Iso2005)?;
    let mut out = b"FMR\0 20\0".to_vec();
    out.extend(((BEFORE + body.len()) as u32).to_be_bytes());
    out.append(&mut body);
    Ok(out)
}
