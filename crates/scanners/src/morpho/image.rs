//! A picture as the reader sends it: its layout, its resolution, its pixels.

use raster::Ppi;
use zeroize::Zeroizing;

use crate::Frame;

const HEADER: usize = 10;

/// Reads the value of an image element. The resolution is the one stated, in pixels per inch or, by readers
/// that count metric, per centimetre.
pub(super) fn parse(value: &[u8]) -> Option<Frame> {
    let [_, header, layout @ ..] = value else { return None };
    let (layout, pixels) = layout.split_at_checked(usize::from(*header))?;
    let field = |at: usize| Some(u16::from_le_bytes([*layout.get(at)?, *layout.get(at + 1)?]));
    let (rows, columns, vertical, horizontal) = (field(0)?, field(2)?, field(4)?, field(6)?);
    let ppi = if vertical == horizontal { resolution(horizontal) } else { None };
    Frame::new(columns.into(), rows.into(), ppi, Zeroizing::new(pixels.to_vec()))
        .filter(|_| usize::from(*header) >= HEADER)
}

/// 500 ppi are 197 pixels per centimetre; none of these readers has fewer than 300 ppi.
fn resolution(stated: u16) -> Option<Ppi> {
    if stated < 300 { Ppi::from_per_centimetre(stated.into()) } else { Ppi::new(stated) }
}

/// An image element's value.
#[cfg(any(test, feature = "simulators"))]
pub(super) fn compose(columns: u16, rows: u16, ppi: u16, pixels: &[u8]) -> Vec<u8> {
    let layout = [rows, columns, ppi, ppi].map(u16::to_le_bytes).concat();
    [&[0, HEADER as u8], layout.as_slice(), &[0x2c, 0], pixels].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_states_its_sides_and_resolution() {
        let frame = parse(&compose(3, 2, 500, &[1, 2, 3, 4, 5, 6])).unwrap();
        assert_eq!((frame.width(), frame.height(), frame.pixels()), (3, 2, &[1, 2, 3, 4, 5, 6][..]));
        assert_eq!(frame.keep().unwrap().ppi, Some(Ppi::P500));
        let metric = parse(&compose(1, 1, 197, &[0])).unwrap();
        assert_eq!(metric.keep().unwrap().ppi, Some(Ppi::P500));
    }

    #[test]
    fn an_image_without_all_its_pixels_is_none() {
        assert!(parse(&compose(3, 2, 500, &[1, 2, 3, 4, 5])).is_none());
        assert!(parse(&[0, 10, 1]).is_none());
    }
}
