//! The pieces of a file: a marker, for most of them a length, and what that many bytes say.

use crate::Error;
use crate::bins::Bin;
use crate::codes::Table;
use crate::subbands::SUBBANDS;
use crate::wavelet::{Filters, Half};

pub(crate) const START: u16 = 0xFFA0;
pub(crate) const END: u16 = 0xFFA1;
pub(crate) const FRAME: u16 = 0xFFA2;
pub(crate) const BLOCK: u16 = 0xFFA3;
pub(crate) const FILTERS: u16 = 0xFFA4;
pub(crate) const BINS: u16 = 0xFFA5;
pub(crate) const CODES: u16 = 0xFFA6;
pub(crate) const RESTARTS: u16 = 0xFFA7;
pub(crate) const COMMENT: u16 = 0xFFA8;

/// The longest filter that is read; all that are known have 9 taps at most.
const LONGEST_FILTER: u8 = 31;

/// Bytes, from the first to the last.
pub(crate) struct Reader<'b> {
    bytes: &'b [u8],
    at: &'static str,
}

impl<'b> Reader<'b> {
    pub(crate) fn new(bytes: &'b [u8], at: &'static str) -> Self {
        Self { bytes, at }
    }

    pub(crate) fn rest(&self) -> &'b [u8] {
        self.bytes
    }

    pub(crate) fn take(&mut self, count: usize) -> Result<&'b [u8], Error> {
        let (taken, rest) = self.bytes.split_at_checked(count).ok_or(Error::Short(self.at))?;
        self.bytes = rest;
        Ok(taken)
    }

    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let (taken, rest) = self.bytes.split_first_chunk().ok_or(Error::Short(self.at))?;
        self.bytes = rest;
        Ok(*taken)
    }

    fn byte(&mut self) -> Result<u8, Error> {
        Ok(u8::from_be_bytes(self.bytes()?))
    }

    pub(crate) fn short(&mut self) -> Result<u16, Error> {
        Ok(u16::from_be_bytes(self.bytes()?))
    }

    /// What the length at the beginning says belongs to this piece.
    pub(crate) fn segment(&mut self, at: &'static str) -> Result<Reader<'b>, Error> {
        let length =
            usize::from(self.short()?).checked_sub(2).ok_or(Error::Damaged("a piece without a length"))?;
        Ok(Reader::new(self.take(length)?, at))
    }

    /// A number with as many decimal places as the byte before it says.
    fn decimal<const N: usize>(&mut self) -> Result<f32, Error> {
        let places = self.byte()?;
        let number = self.bytes::<N>()?.iter().fold(0u32, |number, byte| number << 8 | u32::from(*byte));
        if places > 30 {
            return Err(Error::Damaged("a number of more than 30 decimal places"));
        }
        Ok((f64::from(number) / libm::pow(10.0, places.into())) as f32)
    }
}

/// The frame header.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Frame {
    pub height: u16,
    pub width: u16,
    /// Grey values are what the wavelets give, times `scale`, plus `shift`.
    pub shift: f32,
    pub scale: f32,
}

pub(crate) fn frame(mut reader: Reader<'_>) -> Result<Frame, Error> {
    // The scanner's black and white: what they mean is left to whoever prints the image.
    reader.take(2)?;
    let (height, width) = (reader.short()?, reader.short()?);
    let (shift, scale) = (reader.decimal::<2>()?, reader.decimal::<2>()?);
    if width == 0 || height == 0 {
        return Err(Error::Damaged("an image without pixels"));
    }
    Ok(Frame { height, width, shift, scale })
}

pub(crate) fn filters(mut reader: Reader<'_>) -> Result<Filters, Error> {
    let (low, high) = (reader.byte()?, reader.byte()?);
    let mut half = |length: u8| -> Result<Half, Error> {
        match length {
            0 => Err(Error::Damaged("a filter without taps")),
            length if length > LONGEST_FILTER => Err(Error::Unsupported("filters of more than 31 taps")),
            length if length % 2 == 0 => Err(Error::Unsupported("filters of an even number of taps")),
            length => (0..=length / 2)
                .map(|_| {
                    let negative = reader.byte()? != 0;
                    let tap = reader.decimal::<4>()?;
                    Ok(if negative { -tap } else { tap })
                })
                .collect(),
        }
    };
    Ok(Filters { low: half(low)?, high: half(high)? })
}

/// How far into a bin the value lies that stands for it, and the bins of the subbands that are sent.
pub(crate) fn bins(mut reader: Reader<'_>) -> Result<(f32, [Option<Bin>; SUBBANDS]), Error> {
    let place = reader.decimal::<2>()?;
    let mut bins = [None; SUBBANDS];
    for bin in &mut bins {
        let (width, zero) = (reader.decimal::<2>()?, reader.decimal::<2>()?);
        *bin = (width > 0.0).then_some(Bin { width, zero });
    }
    Ok((place, bins))
}

/// A piece may have several tables, one behind the other.
pub(crate) fn codes(mut reader: Reader<'_>, tables: &mut [Option<Table>; 8]) -> Result<(), Error> {
    while !reader.rest().is_empty() {
        let name = reader.byte()?;
        let counts = reader.bytes::<16>()?;
        let symbols = reader.take(counts.iter().map(|count| usize::from(*count)).sum())?;
        let table = tables.get_mut(usize::from(name)).ok_or(Error::Damaged("a ninth table of codes"))?;
        *table = Some(Table::new(counts, symbols)?);
    }
    Ok(())
}

/// Which table the coded data behind it use.
pub(crate) fn block(mut reader: Reader<'_>) -> Result<usize, Error> {
    reader.byte().map(usize::from)
}

/// The resolution that a NISTCOM comment states.
pub(crate) fn resolution(comment: &[u8]) -> Option<u16> {
    let text = std::str::from_utf8(comment).ok()?;
    let stated =
        text.starts_with("NIST_COM").then(|| text.lines().find_map(|line| line.strip_prefix("PPI ")))??;
    stated.trim().parse().ok().filter(|ppi| *ppi > 0)
}

/// A number with as many decimal places as fit, and how many those are.
pub(crate) fn decimal(value: f32) -> (u8, u16) {
    let (mut places, mut scaled) = (0, f64::from(value));
    while places < 9 && scaled > 0.0 && scaled * 10.0 < 65_535.0 {
        scaled *= 10.0;
        places += 1;
    }
    (places, (scaled + 0.5) as u16)
}

/// What [`decimal`] leaves of a value.
pub(crate) fn rounded(value: f32) -> f32 {
    let (places, number) = decimal(value);
    (f64::from(number) / libm::pow(10.0, places.into())) as f32
}

/// The file, piece by piece.
#[derive(Default)]
pub(crate) struct Writer(pub Vec<u8>);

impl Writer {
    pub(crate) fn marker(&mut self, marker: u16) {
        self.0.extend_from_slice(&marker.to_be_bytes());
    }

    pub(crate) fn segment(&mut self, marker: u16, content: &[u8]) {
        self.marker(marker);
        // The longest is the bins', of 389 bytes.
        self.0.extend_from_slice(&((content.len() + 2) as u16).to_be_bytes());
        self.0.extend_from_slice(content);
    }

    pub(crate) fn comment(&mut self, width: u16, height: u16, ppi: Option<u16>) {
        let ppi = ppi.map_or_else(|| "-1".to_owned(), |ppi| ppi.to_string());
        let text = format!(
            "NIST_COM 8\nPIX_WIDTH {width}\nPIX_HEIGHT {height}\nPIX_DEPTH 8\nPPI {ppi}\nLOSSY 1\n\
             COLORSPACE GRAY\nCOMPRESSION WSQ"
        );
        self.segment(COMMENT, text.as_bytes());
    }

    pub(crate) fn filters(&mut self, filters: &Filters) {
        let mut content = vec![(2 * filters.low.len() - 1) as u8, (2 * filters.high.len() - 1) as u8];
        for tap in filters.low.iter().chain(&filters.high) {
            let (mut places, mut scaled) = (0, f64::from(tap.abs()));
            while scaled > 0.0 && scaled * 10.0 < f64::from(u32::MAX) {
                scaled *= 10.0;
                places += 1;
            }
            content.extend([u8::from(*tap < 0.0), places]);
            content.extend_from_slice(&((scaled + 0.5) as u32).to_be_bytes());
        }
        self.segment(FILTERS, &content);
    }

    pub(crate) fn bins(&mut self, place: f32, bins: &[Option<Bin>; SUBBANDS]) {
        let mut content = Vec::with_capacity(3 + 6 * SUBBANDS);
        let mut put = |value: f32| {
            let (places, number) = decimal(value);
            content.push(places);
            content.extend_from_slice(&number.to_be_bytes());
        };
        put(place);
        for bin in bins {
            put(bin.map_or(0.0, |bin| bin.width));
            put(bin.map_or(0.0, |bin| bin.zero));
        }
        self.segment(BINS, &content);
    }

    pub(crate) fn frame(&mut self, frame: Frame) {
        let mut content = vec![0, 255];
        content.extend_from_slice(&frame.height.to_be_bytes());
        content.extend_from_slice(&frame.width.to_be_bytes());
        for value in [frame.shift, frame.scale] {
            let (places, number) = decimal(value);
            content.push(places);
            content.extend_from_slice(&number.to_be_bytes());
        }
        // The encoder of the specification's annex; whose software, nobody has registered.
        content.extend_from_slice(&[2, 0, 0]);
        self.segment(FRAME, &content);
    }

    pub(crate) fn codes(&mut self, name: u8, table: &Table) {
        let content = [&[name], table.counts().as_slice(), table.symbols()].concat();
        self.segment(CODES, &content);
    }

    pub(crate) fn block(&mut self, table: u8, data: &[u8]) {
        self.segment(BLOCK, &[table]);
        self.0.extend_from_slice(data);
    }
}
