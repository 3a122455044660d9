use crate::extraction::{CELL, Mask};

/// A piece of skin that touches as one: a fingertip, or what touches of a middle phalanx.
#[derive(Debug, Clone)]
pub(super) struct Blob {
    /// The cells it holds.
    pub cells: Vec<usize>,
    /// Radius of the widest circle inside, in pixels at 500 ppi.
    pub radius: f32,
    /// Mean place of the cells, in pixels at 500 ppi.
    pub middle: (f32, f32),
}

/// When two widenings of the mask are two pieces of skin.
#[derive(Debug, Clone, Copy)]
pub(super) struct Parameters {
    /// One above the other, the neck between them is narrower than this share of the smaller one.
    pub neck: f32,
    /// Side by side it may be wider: a finger has no waist there.
    pub waist: f32,
    /// And their middles lie so many mean widths apart.
    pub apart: f32,
    /// Radius of the narrowest fingertip, in pixels at 500 ppi: 5 mm across.
    pub least_radius: f32,
}

impl Default for Parameters {
    fn default() -> Self {
        Self { neck: 0.72, waist: 0.93, apart: 0.65, least_radius: 50.0 }
    }
}

/// The pieces that the mask falls into at its necks: a watershed of the distance to its edge (Beucher & Lantuejoul
/// 1979). Also how wide the neck between each two that touch is, in pixels, as (piece, piece, width).
pub(super) fn blobs(mask: &Mask, parameters: &Parameters) -> (Vec<Blob>, Vec<(usize, usize, f32)>) {
    let depth = depth(mask);
    let mut order: Vec<usize> = (0..depth.len()).filter(|&cell| depth[cell] > 0).collect();
    order.sort_by_key(|&cell| (std::cmp::Reverse(depth[cell]), cell));

    // From the innermost cell outwards; where two pieces meet, the smaller either was a bulge of the other or stays.
    let mut pieces = Pieces { parent: Vec::new(), peak: Vec::new(), place: Vec::new() };
    let mut owner = vec![usize::MAX; depth.len()];
    let mut necks: Vec<(usize, usize, u32)> = Vec::new();
    for &cell in &order {
        let mut met: Vec<usize> = neighbours(cell, mask)
            .filter(|&n| owner[n] != usize::MAX)
            .map(|n| pieces.root(owner[n]))
            .collect();
        met.sort_unstable();
        met.dedup();
        owner[cell] = match met.first() {
            None => pieces.begin(depth[cell], centre(cell, mask.columns)),
            Some(&first) => {
                let deepest = met
                    .iter()
                    .copied()
                    .fold(first, |a, b| if pieces.peak[b] > pieces.peak[a] { b } else { a });
                for &other in met.iter().filter(|&&other| other != deepest) {
                    let widest = pieces.widest_neck(deepest, other, parameters);
                    if depth[cell] as f32 >= widest * pieces.peak[other] as f32 {
                        pieces.parent[other] = deepest;
                    } else {
                        necks.push((deepest, other, depth[cell]));
                    }
                }
                deepest
            }
        };
    }

    let to_pixels = CELL as f32 / STRAIGHT as f32;
    let mut place = vec![usize::MAX; pieces.parent.len()];
    let mut blobs: Vec<Blob> = Vec::new();
    for &cell in &order {
        let root = pieces.root(owner[cell]);
        let radius = pieces.peak[root] as f32 * to_pixels;
        if radius < parameters.least_radius {
            continue;
        }
        if place[root] == usize::MAX {
            place[root] = blobs.len();
            blobs.push(Blob { cells: Vec::new(), radius, middle: (0.0, 0.0) });
        }
        blobs[place[root]].cells.push(cell);
    }
    for blob in &mut blobs {
        let count = blob.cells.len() as f32;
        let sum = blob.cells.iter().map(|&cell| centre(cell, mask.columns));
        let (x, y) = sum.fold((0.0, 0.0), |a, b| (a.0 + b.0, a.1 + b.1));
        blob.middle = (x / count, y / count);
    }
    let mut widest: Vec<(usize, usize, f32)> = Vec::new();
    for (a, b, depth) in necks {
        let (a, b) = (place[pieces.root(a)], place[pieces.root(b)]);
        let (a, b) = (a.min(b), a.max(b));
        // The first is the widest: necks were met from the inside outwards.
        if b != usize::MAX && a != b && !widest.iter().any(|w| (w.0, w.1) == (a, b)) {
            widest.push((a, b, 2.0 * depth as f32 * to_pixels));
        }
    }
    (blobs, widest)
}

/// Pieces that may be found to be parts of others.
struct Pieces {
    parent: Vec<usize>,
    peak: Vec<u32>,
    /// Where it is deepest, in pixels at 500 ppi.
    place: Vec<(f32, f32)>,
}

impl Pieces {
    fn begin(&mut self, peak: u32, place: (f32, f32)) -> usize {
        self.parent.push(self.parent.len());
        self.place.push(place);
        self.peak.push(peak);
        self.parent.len() - 1
    }

    /// The widest neck, as a share of the smaller's depth, that still parts two pieces.
    fn widest_neck(&self, a: usize, b: usize, parameters: &Parameters) -> f32 {
        let (dx, dy) = (self.place[a].0 - self.place[b].0, self.place[a].1 - self.place[b].1);
        // The radii are depths; their sum is the mean width.
        let width = (self.peak[a] + self.peak[b]) as f32 * CELL as f32 / STRAIGHT as f32;
        let beside = dx.abs() > dy.abs() && dx.abs() > parameters.apart * width;
        if beside { parameters.waist } else { parameters.neck }
    }

    fn root(&mut self, mut piece: usize) -> usize {
        while self.parent[piece] != piece {
            self.parent[piece] = self.parent[self.parent[piece]];
            piece = self.parent[piece];
        }
        piece
    }
}

/// A cell's centre in pixels at 500 ppi.
pub(super) fn centre(cell: usize, columns: usize) -> (f32, f32) {
    ((cell % columns * CELL + CELL / 2) as f32, (cell / columns * CELL + CELL / 2) as f32)
}

fn neighbours(cell: usize, mask: &Mask) -> impl Iterator<Item = usize> + use<> {
    let (column, row) = (cell % mask.columns, cell / mask.columns);
    let (columns, rows) = (mask.columns, mask.rows);
    [(-1isize, 0isize), (1, 0), (0, -1), (0, 1)].into_iter().filter_map(move |(dx, dy)| {
        let (x, y) = (column.checked_add_signed(dx)?, row.checked_add_signed(dy)?);
        (x < columns && y < rows).then_some(y * columns + x)
    })
}

/// Lengths of a straight and a slanting step of the distance (Borgefors 1986).
const STRAIGHT: u32 = 3;
const SLANTING: u32 = 4;

/// Distance of each cell to the mask's edge, in thirds of a cell; the image's edge is no edge of the mask, as a finger
/// that it cuts goes on.
fn depth(mask: &Mask) -> Vec<u32> {
    let (columns, rows) = (mask.columns, mask.rows);
    let far = (columns + rows) as u32 * STRAIGHT;
    let mut depth: Vec<u32> = mask.ridged.iter().map(|&r| if r { far } else { 0 }).collect();
    let mut relax = |cell: usize, steps: [(isize, isize); 4]| {
        let (column, row) = (cell % columns, cell / columns);
        for (dx, dy) in steps {
            let (Some(x), Some(y)) = (column.checked_add_signed(dx), row.checked_add_signed(dy)) else {
                continue;
            };
            if x < columns && y < rows {
                let step = if dx != 0 && dy != 0 { SLANTING } else { STRAIGHT };
                depth[cell] = depth[cell].min(depth[y * columns + x] + step);
            }
        }
    };
    for cell in 0..columns * rows {
        relax(cell, [(-1, -1), (0, -1), (1, -1), (-1, 0)]);
    }
    for cell in (0..columns * rows).rev() {
        relax(cell, [(1, 1), (0, 1), (-1, 1), (1, 0)]);
    }
    depth
}
