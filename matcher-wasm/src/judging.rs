//! What a live picture is worth, and where the skin is in it.

use fingerprint::{Quality, Step, Transparency};
use raster::{Grey, Ppi};
use wire::matcher::{Judgement, LivePrint, Outline, Shape};
use wire::{Code, Expected, Problem};
use zeroize::Zeroize as _;

use crate::reading::grey;

/// Judges a live picture and wipes it.
pub(crate) fn judge(expected: Expected, shape: Shape, pixels: Vec<u8>) -> Result<Judgement, Problem> {
    let picture = grey(shape, pixels)?;
    let mut skin = Skin::default();
    let whole = fingerprint::explain(&picture, shape.ppi, &mut skin)
        .map_err(|error| Problem::new(Code::NoPrint, error.to_string()));
    let outlines = skin.outlines(shape);
    let quality_of = |outline: &Outline| match expected {
        Expected::Finger(_) => whole.as_ref().ok().map(|whole| whole.quality.clone()),
        _ => alone(&picture, outline, shape.ppi),
    };
    let prints = outlines
        .into_iter()
        .filter_map(|outline| Some(LivePrint { quality: quality_of(&outline)?, outline }))
        .collect();
    picture.into_pixels().zeroize();
    whole?;
    Ok(Judgement { prints, took_ms: 0.0 })
}

/// The quality of one print among several, cut out with some platen around it; none for what is too small for one.
fn alone(picture: &Grey, outline: &Outline, ppi: Ppi) -> Option<Quality> {
    let margin = MARGIN_MM / 25.4 * f32::from(ppi.get());
    let (left, top, right, bottom) = outline.bounds();
    let inside = |at: f32, side: u32| at.clamp(0.0, side as f32) as usize;
    let columns = inside(left - margin, picture.width())..inside(right + margin, picture.width());
    let rows = inside(top - margin, picture.height())..inside(bottom + margin, picture.height());
    let row = |at: usize| picture.pixels().chunks_exact(picture.width() as usize).nth(at);
    let cut = rows.clone().filter_map(row).flat_map(|row| &row[columns.clone()]).copied().collect();
    let cut = Grey::new(columns.len() as u32, rows.len() as u32, Some(ppi), cut).ok()?;
    let extraction = fingerprint::extract(&cut, ppi);
    cut.into_pixels().zeroize();
    Some(extraction.ok()?.quality)
}

/// Platen left around a print that is cut out, in millimetres.
const MARGIN_MM: f32 = 1.5;

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
