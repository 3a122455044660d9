use crate::bins::Bin;
use crate::codes::{Bits, Meaning, Table};
use crate::segments::{self, Frame, Reader};
use crate::subbands::{BLOCKS, SUBBANDS, Tree};
use crate::wavelet::{Filters, Plane, Transform};
use crate::{Error, Image};

/// What a file says before its coded data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
    /// Pixels per inch, where a comment states them.
    pub ppi: Option<u16>,
}

impl Header {
    /// Whether a file begins as WSQ does: with its own start of an image and another of its markers.
    #[must_use]
    pub fn begins(file: &[u8]) -> bool {
        matches!(file, [0xFF, 0xA0, 0xFF, 0xA0..=0xA8, ..])
    }

    /// Reads the header alone, in no more memory than the tables take.
    ///
    /// # Errors
    /// As [`decode`], but for what stands in the coded data.
    pub fn of(file: &[u8]) -> Result<Self, Error> {
        let mut head = Head::default();
        head.read_to_block(&mut Reader::new(file, "beginning"))?;
        let Frame { width, height, .. } = head.frame.ok_or(Error::Damaged("no frame header"))?;
        Ok(Self { width, height, ppi: head.ppi })
    }
}

/// Reads a file of at most `most_pixels`. It takes four bytes of memory for each, and the image itself.
///
/// # Errors
/// [`Error`]; where the image is too large, before any memory is taken.
pub fn decode(file: &[u8], most_pixels: usize) -> Result<Image, Error> {
    let mut reader = Reader::new(file, "beginning");
    let mut head = Head::default();
    let mut block = head.read_to_block(&mut reader)?;
    let frame = head.frame.ok_or(Error::Damaged("no frame header"))?;
    let filters = head.filters.clone().ok_or(Error::Damaged("no filters"))?;
    let (place, bins) = head.bins.ok_or(Error::Damaged("no widths of bins"))?;
    let (width, height) = (usize::from(frame.width), usize::from(frame.height));
    if width * height > most_pixels {
        return Err(Error::TooLarge { width: frame.width, height: frame.height });
    }

    let tree = Tree::of(width, height);
    let mut values = vec![0.0; width * height];
    let mut numbers = Numbers::new(&tree, &bins, place, width);
    while let Some(name) = block {
        let table = head.tables.get(name).and_then(Option::as_ref);
        let table = table.ok_or(Error::Damaged("coded data without their table"))?;
        numbers.read(reader.rest(), table, &mut values)?;
        skip_coded(&mut reader)?;
        block = head.read_to_block(&mut reader)?;
    }
    if !numbers.complete() {
        return Err(Error::Short("coded data"));
    }

    let mut transform = Transform::new(filters, width.max(height));
    let mut plane = Plane { values: &mut values, width };
    // Nobody sends the highest frequencies: there is nothing to put together, unless somebody does.
    let last = if bins[BLOCKS[2]..].iter().all(Option::is_none) { 1 } else { 0 };
    for region in tree.splits.iter().rev().skip(last) {
        transform.together(&mut plane, *region);
    }
    let pixels = values.iter().map(|value| grey(*value * frame.scale + frame.shift)).collect();
    Ok(Image { width: frame.width, height: frame.height, ppi: head.ppi, pixels })
}

fn grey(value: f32) -> u8 {
    // Halves go up; beyond black and white the cast saturates.
    (value + 0.5) as u8
}

/// What the pieces before the coded data have said so far; later ones may replace tables.
#[derive(Default)]
struct Head {
    frame: Option<Frame>,
    filters: Option<Filters>,
    bins: Option<(f32, [Option<Bin>; SUBBANDS])>,
    tables: [Option<Table>; 8],
    ppi: Option<u16>,
    begun: bool,
}

impl Head {
    /// Reads piece by piece until coded data begin; which table those use, or none at the file's end.
    fn read_to_block(&mut self, reader: &mut Reader<'_>) -> Result<Option<usize>, Error> {
        if !self.begun {
            if reader.short().ok() != Some(segments::START) {
                return Err(Error::NotWsq);
            }
            self.begun = true;
        }
        loop {
            match reader.short()? {
                segments::END => return Ok(None),
                segments::FRAME => self.frame = Some(segments::frame(reader.segment("frame header")?)?),
                segments::FILTERS => self.filters = Some(segments::filters(reader.segment("filters")?)?),
                segments::BINS => self.bins = Some(segments::bins(reader.segment("widths of bins")?)?),
                segments::CODES => segments::codes(reader.segment("table of codes")?, &mut self.tables)?,
                segments::BLOCK => return segments::block(reader.segment("block header")?).map(Some),
                segments::RESTARTS => return Err(Error::Unsupported("restart intervals")),
                segments::COMMENT => {
                    let stated = segments::resolution(reader.segment("comment")?.rest());
                    self.ppi = self.ppi.or(stated);
                }
                _ => return Err(Error::Damaged("an unknown marker")),
            }
        }
    }
}

/// Goes to the marker behind coded data.
fn skip_coded(reader: &mut Reader<'_>) -> Result<(), Error> {
    let data = reader.rest();
    let end = data.windows(2).position(|pair| pair[0] == 0xFF && pair[1] != 0);
    reader.take(end.ok_or(Error::Short("coded data"))?)?;
    Ok(())
}

/// Where the next coefficient goes: subband by subband, row by row.
struct Numbers<'t> {
    /// Subbands that are sent and have coefficients.
    bands: Vec<(&'t crate::subbands::Region, Bin)>,
    band: usize,
    row: usize,
    column: usize,
    place: f32,
    width: usize,
}

impl<'t> Numbers<'t> {
    fn new(tree: &'t Tree, bins: &[Option<Bin>; SUBBANDS], place: f32, width: usize) -> Self {
        let bands = tree.subbands.iter().zip(bins).filter_map(|(band, bin)| Some((band, (*bin)?)));
        let bands = bands.filter(|(band, _)| band.width * band.height > 0).collect();
        Self { bands, band: 0, row: 0, column: 0, place, width }
    }

    fn complete(&self) -> bool {
        self.band == self.bands.len()
    }

    /// Reads one block's coefficients.
    fn read(&mut self, data: &[u8], table: &Table, values: &mut [f32]) -> Result<(), Error> {
        let mut bits = Bits::new(data);
        while !self.complete() {
            match bits.next(table) {
                None => break,
                Some(meaning) => match meaning? {
                    Meaning::Zeros(count) => self.skip(count as usize)?,
                    Meaning::Number(number) => self.put(number, values),
                    Meaning::ZerosIn(_) | Meaning::NumberIn(..) => {}
                },
            }
        }
        Ok(())
    }

    fn put(&mut self, number: i32, values: &mut [f32]) {
        if let Some((band, bin)) = self.bands.get(self.band) {
            let at = (band.y + self.row) * self.width + band.x + self.column;
            values[at] = bin.value(number, self.place);
            self.column += 1;
            if self.column == band.width {
                self.column = 0;
                self.row += 1;
            }
            if self.row == band.height {
                self.row = 0;
                self.band += 1;
            }
        }
    }

    fn skip(&mut self, mut count: usize) -> Result<(), Error> {
        while count > 0 {
            let (band, _) =
                self.bands.get(self.band).ok_or(Error::Damaged("more coefficients than pixels"))?;
            let left = band.width * band.height - self.row * band.width - self.column;
            if count >= left {
                count -= left;
                (self.row, self.column) = (0, 0);
                self.band += 1;
            } else {
                let at = self.row * band.width + self.column + count;
                (self.row, self.column) = (at / band.width, at % band.width);
                count = 0;
            }
        }
        Ok(())
    }
}
