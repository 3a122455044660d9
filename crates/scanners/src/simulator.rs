//! Software devices: what the tests and the demo plug in.

use raster::Grey;

use crate::{Event, Transfer, TransferId};

/// A device that answers transfers byte for byte.
pub trait Simulator {
    /// Hands over a transfer. Transfers on one endpoint are answered in order.
    fn submit(&mut self, id: TransferId, transfer: &Transfer);
    /// The next outcome, if one is due; a read may wait until a finger comes.
    fn outcome(&mut self) -> Option<Event>;
    /// Lays a print on the platen, or changes how it lies: 500 ppi, dark ridges, the fingertip up.
    fn touch(&mut self, print: &Grey);
    /// Takes the finger away.
    fn lift(&mut self);
}

/// Grey of a platen that nothing touches.
pub(crate) const EMPTY: u8 = 235;

/// What a sensor of `width` by `height` pixels at `ppi` sees of `print`, laid on its middle.
pub(crate) fn seen(print: Option<&Grey>, width: usize, height: usize, ppi: i64) -> Vec<u8> {
    let Some(print) = print else { return vec![EMPTY; width * height] };
    let (columns, rows) = (i64::from(print.width()), i64::from(print.height()));
    let place = |at: usize, side: usize, sides: i64| (at as i64 - side as i64 / 2) * 500 / ppi + sides / 2;
    let mut pixels = Vec::with_capacity(width * height);
    for row in 0..height {
        for column in 0..width {
            let (x, y) = (place(column, width, columns), place(row, height, rows));
            let inside = (0..columns).contains(&x) && (0..rows).contains(&y);
            let grey = usize::try_from(y * columns + x).ok().and_then(|at| print.pixels().get(at));
            pixels.push(grey.copied().filter(|_| inside).unwrap_or(EMPTY));
        }
    }
    pixels
}
