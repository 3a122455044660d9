use crate::bins::{Bin, Shares};
use crate::codes::{Table, Writer as Bits, speak};
use crate::segments::{self, Frame, Writer, rounded};
use crate::subbands::{BLOCKS, SUBBANDS, Tree};
use crate::wavelet::{Filters, Plane, Transform};
use crate::{Error, Image};

/// Bins of this scale keep every pixel as good as it is, and the codes reach the farthest coefficient there can be (128 times
/// 32, the gain of the lowest frequencies).
const NARROWEST: f32 = 1.0 / 8.0;
/// Nothing is left of an image in bins of this scale.
const WIDEST: f32 = 4096.0;
/// Steps of the search for the finest bins: with the last, widths differ by less than a thousandth.
const STEPS: usize = 16;

/// Writes a file of at most `most_bytes`, and as near to that as finer bins can bring it. What nothing can make so small
/// (some 700 bytes are always needed) becomes as small as it can.
///
/// # Errors
/// [`Error::Shape`] when the pixels are not as many as columns times rows.
pub fn encode(image: &Image, most_bytes: usize) -> Result<Vec<u8>, Error> {
    let (width, height) = (usize::from(image.width), usize::from(image.height));
    if image.pixels.is_empty() || image.pixels.len() != width * height {
        return Err(Error::Shape);
    }
    let (frame, mut values) = normalised(image);
    let tree = Tree::of(width, height);
    let mut transform = Transform::new(Filters::default(), width.max(height));
    let mut plane = Plane { values: &mut values, width };
    tree.splits.iter().for_each(|region| transform.apart(&mut plane, *region));

    let shares = Shares::of(&values, width, &tree);
    let coefficients = Coefficients { values: &values, width, tree: &tree };
    // The scale's logarithm is what is halved: bins twice as wide save alike wherever one begins.
    let (mut fine, mut coarse) = (NARROWEST, WIDEST);
    let mut best = coefficients.file(image, frame, &shares, WIDEST);
    for _ in 0..STEPS {
        let scale = libm::sqrtf(fine * coarse);
        let file = coefficients.file(image, frame, &shares, scale);
        if file.len() <= most_bytes {
            coarse = scale;
            best = file;
        } else {
            fine = scale;
        }
    }
    Ok(best)
}

/// The image around zero, about -128 to 128.
fn normalised(image: &Image) -> (Frame, Vec<f32>) {
    let total: u64 = image.pixels.iter().map(|pixel| u64::from(*pixel)).sum();
    let (low, high) =
        image.pixels.iter().fold((255, 0), |(low, high), pixel| ((*pixel).min(low), (*pixel).max(high)));
    let mean = (total as f64 / image.pixels.len() as f64) as f32;
    let shift = rounded(mean);
    // A blank image has no scale: any will do.
    let reach = (mean - f32::from(low)).max(f32::from(high) - mean) / 128.0;
    let scale = rounded(if reach > 0.0 { reach } else { 1.0 });
    let frame = Frame { height: image.height, width: image.width, shift, scale };
    (frame, image.pixels.iter().map(|pixel| (f32::from(*pixel) - shift) / scale).collect())
}

struct Coefficients<'c> {
    values: &'c [f32],
    width: usize,
    tree: &'c Tree,
}

impl Coefficients<'_> {
    fn of(&self, band: usize) -> impl Iterator<Item = f32> + '_ {
        let region = self.tree.subbands[band];
        let rows = region.y..region.y + if region.width == 0 { 0 } else { region.height };
        rows.flat_map(move |row| &self.values[row * self.width + region.x..][..region.width]).copied()
    }

    /// The file with bins of this scale.
    fn file(&self, image: &Image, frame: Frame, shares: &Shares, scale: f32) -> Vec<u8> {
        let bins = shares
            .bins(scale)
            .map(|bin| bin.map(|bin| Bin { width: rounded(bin.width), zero: rounded(bin.zero) }));
        let mut blocks: [Vec<(u8, u8, u16)>; 3] = Default::default();
        let (mut depth, mut count) = (0.0f64, 0u64);
        let mut from = 0;
        for (spoken, to) in blocks.iter_mut().zip(BLOCKS) {
            let numbers = (from..to)
                .filter_map(|band| Some((band, bins[band]?)))
                .flat_map(|(band, bin)| self.of(band).map(move |value| (bin.of(value), value, bin)));
            let numbers = numbers.map(|(number, value, bin)| {
                if number != 0 {
                    let beyond = (value.abs() - bin.zero / 2.0) / bin.width;
                    depth += f64::from(number.unsigned_abs()) - f64::from(beyond);
                    count += 1;
                }
                number
            });
            speak(numbers, |each| spoken.push(each));
            from = to;
        }
        // Where the values of a bin lie on average stands for it best.
        let place = if count == 0 { 0.44 } else { (depth / count as f64) as f32 };
        write(image, frame, &bins, rounded(place.clamp(0.01, 0.99)), &blocks)
    }
}

fn write(
    image: &Image,
    frame: Frame,
    bins: &[Option<Bin>; SUBBANDS],
    place: f32,
    blocks: &[Vec<(u8, u8, u16)>; 3],
) -> Vec<u8> {
    let mut file = Writer::default();
    file.marker(segments::START);
    file.comment(image.width, image.height, image.ppi);
    file.filters(&Filters::default());
    file.bins(place, bins);
    file.frame(frame);
    // The first block has a table of its own; what is left of the high frequencies shares one.
    for (name, blocks) in [(0u8, &blocks[..1]), (1, &blocks[1..])] {
        let mut occurrences = [0; 256];
        blocks.iter().flatten().for_each(|(symbol, ..)| occurrences[usize::from(*symbol)] += 1);
        let Some(table) = Table::for_counts(&occurrences) else { continue };
        file.codes(name, &table);
        let codes = table.codes();
        for block in blocks {
            let mut bits = Bits::default();
            for (symbol, extra, value) in block {
                let (code, length) = codes[usize::from(*symbol)];
                bits.put(code, length);
                bits.put(*value, *extra);
            }
            file.block(name, &bits.finish());
        }
    }
    file.marker(segments::END);
    file.0
}
