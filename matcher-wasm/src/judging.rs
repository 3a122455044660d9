//! What a live picture is worth, and where the skin is in it.

use fingerprint::{Step, Transparency};
use wire::matcher::{Judgement, LivePrint, Outline, Shape};
use wire::{Code, Expected, Problem};
use zeroize::Zeroize as _;

use crate::reading::grey;
use crate::slap;

/// Judges a live picture and wipes it.
pub(crate) fn judge(expected: Expected, shape: Shape, pixels: Vec<u8>) -> Result<Judgement, Problem> {
    let picture = grey(shape, pixels)?;
    if !matches!(expected, Expected::Finger(_)) {
        let found = slap::find(&picture, shape.ppi, &expected.positions());
        let prints = found.as_ref().map(|found| slap::judge(&picture, shape.ppi, found));
        picture.into_pixels().zeroize();
        let (found, prints) = (found.as_ref().map_err(Clone::clone)?, prints.map_err(Clone::clone)?);
        return Ok(Judgement { prints, hand: slap::hand(found), took_ms: 0.0 });
    }
    let mut skin = Skin::default();
    let whole = fingerprint::explain(&picture, shape.ppi, &mut skin)
        .map_err(|error| Problem::new(Code::NoPrint, error.to_string()));
    let outlines = skin.outlines(shape);
    picture.into_pixels().zeroize();
    let quality = whole?.quality;
    let prints =
        outlines.into_iter().map(|outline| LivePrint { quality: quality.clone(), outline }).collect();
    Ok(Judgement { prints, hand: None, took_ms: 0.0 })
}

/// Where the engine sees ridges: cells row by row over the whole picture.
#[derive(Default)]
struct Skin {
    columns: usize,
    ridged: Vec<bool>,
}

impl Transparency for Skin {
    fn plane(&mut self, step: Step, width: usize, _height: usize, values: &[f32]) {
        if step == Step::Mask {
            self.columns = width;
            self.ridged = values.iter().map(|&value| value > 0.5).collect();
        }
    }
}

impl Skin {
    fn outlines(mut self, shape: Shape) -> Vec<Outline> {
        let mut outlines = Vec::new();
        while let Some(start) = self.ridged.iter().position(|&ridged| ridged) {
            let piece = self.take(start);
            outlines.push(self.outline(&piece, shape));
        }
        outlines.sort_by(|one, other| one.bounds().0.total_cmp(&other.bounds().0));
        outlines
    }

    /// Takes the connected piece that `start` belongs to.
    fn take(&mut self, start: usize) -> Vec<usize> {
        let mut piece = vec![start];
        self.ridged[start] = false;
        let mut next = 0;
        while let Some(&cell) = piece.get(next) {
            next += 1;
            let column = cell % self.columns;
            let neighbours = [
                (column > 0).then(|| cell - 1),
                (column + 1 < self.columns).then_some(cell + 1),
                cell.checked_sub(self.columns),
                Some(cell + self.columns),
            ];
            for neighbour in neighbours.into_iter().flatten() {
                if self.ridged.get(neighbour) == Some(&true) {
                    self.ridged[neighbour] = false;
                    piece.push(neighbour);
                }
            }
        }
        piece
    }

    /// A finger has no bays worth drawing: each row of a piece counts from its first cell to its last.
    fn outline(&self, piece: &[usize], shape: Shape) -> Outline {
        let rows = self.ridged.len() / self.columns;
        let (x, y) = (shape.width as f32 / self.columns as f32, shape.height as f32 / rows as f32);
        let mut spans = vec![None::<(usize, usize)>; rows];
        for cell in piece {
            let (column, row) = (cell % self.columns, cell / self.columns);
            let (first, last) = spans[row].unwrap_or((column, column));
            spans[row] = Some((first.min(column), last.max(column)));
        }
        let edges = || {
            let middles = spans.iter().enumerate();
            middles.filter_map(|(row, span)| span.map(|span| ((row as f32 + 0.5) * y, span)))
        };
        let left = edges().rev().map(|(middle, (first, _))| (first as f32 * x, middle));
        let right = edges().map(|(middle, (_, last))| ((last + 1) as f32 * x, middle));
        let millimetres = 25.4 / f32::from(shape.ppi.get());
        Outline {
            points: left.chain(right).collect(),
            area: piece.len() as f32 * x * y * millimetres * millimetres,
        }
    }
}
