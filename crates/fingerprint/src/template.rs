use crate::bits::{BitReader, BitWriter, rice_bits};
use crate::{Flow, Minutia, MinutiaKind};

/// What is kept of a print for comparison, at 500 ppi: its minutiae and, where known, the course of its ridges.
///
/// A value exists only with every minutia inside the print's area, in reading order, so equal prints have equal
/// bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    width: u16,
    height: u16,
    minutiae: Vec<Minutia>,
    flow: Option<Flow>,
}

/// Why bytes or minutiae do not make a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// A side is zero or longer than [`Template::MAX_SIDE`].
    #[error("a print of {width} x {height} pixels at 500 ppi is outside 1 to {}", Template::MAX_SIDE)]
    Size {
        /// Columns at 500 ppi.
        width: u16,
        /// Rows at 500 ppi.
        height: u16,
    },
    /// A minutia lies outside the print.
    #[error("minutia {index} lies outside the print")]
    Outside {
        /// Its place in the list that was given.
        index: usize,
    },
    /// The bytes do not start as a template of a version this program reads.
    #[error(
        "these bytes are not a fingerprint template of version {}: extract the print again",
        Template::VERSION
    )]
    Format,
    /// The bytes end too early or too late, or what they tell of minutiae or ridges is none.
    #[error("the {found} bytes of the template do not tell {count} minutiae and the course of the ridges")]
    Content {
        /// Minutiae that the header tells of.
        count: u8,
        /// Bytes given.
        found: usize,
    },
}

impl Template {
    /// The longest side in pixels: what sixteenths of a pixel in 16 bits can address.
    pub const MAX_SIDE: u16 = 4095;
    /// The most minutiae kept: the most reliable ones. Even a rolled thumb has fewer good ones, and 160 keep
    /// the stored form below 1 KB.
    pub const MAX_MINUTIAE: usize = 160;
    /// Sixteenths of a pixel to which positions are kept: a tenth of what they vary by between impressions.
    const GRAIN: u16 = 4;
    const VERSION: u8 = 2;
    const MAGIC: [u8; 3] = *b"UFT";

    /// A template from minutiae in a print of `width` x `height` pixels at 500 ppi. Beyond
    /// [`Self::MAX_MINUTIAE`] the least reliable are left out; the rest are put in reading order.
    ///
    /// # Errors
    /// [`TemplateError::Size`] and [`TemplateError::Outside`].
    pub fn new(width: u16, height: u16, mut minutiae: Vec<Minutia>) -> Result<Self, TemplateError> {
        let side = 1..=Self::MAX_SIDE;
        if !side.contains(&width) || !side.contains(&height) {
            return Err(TemplateError::Size { width, height });
        }
        let outside = |m: &Minutia| m.x / 16 >= width || m.y / 16 >= height;
        if let Some(index) = minutiae.iter().position(outside) {
            return Err(TemplateError::Outside { index });
        }
        let reading_order = |m: &Minutia| (m.y, m.x, m.direction, m.kind == MinutiaKind::Bifurcation);
        let to_grain = |at: u16, side: u16| {
            let nearest = (at + Self::GRAIN / 2) / Self::GRAIN * Self::GRAIN;
            nearest.min(side * 16 - Self::GRAIN)
        };
        for minutia in &mut minutiae {
            minutia.x = to_grain(minutia.x, width);
            minutia.y = to_grain(minutia.y, height);
            minutia.reliability = minutia.reliability.min(100);
        }
        if minutiae.len() > Self::MAX_MINUTIAE {
            minutiae.sort_by_key(|m| (std::cmp::Reverse(m.reliability), reading_order(m)));
            minutiae.truncate(Self::MAX_MINUTIAE);
        }
        minutiae.sort_by_key(|m| (reading_order(m), m.reliability));
        Ok(Self { width, height, minutiae, flow: None })
    }

    /// The same with the course of its ridges, sampled as [`Flow::sample`] says.
    #[must_use]
    pub fn with_flow(self, along: impl Fn(f32, f32) -> Option<f32>) -> Self {
        Self { flow: Some(Flow::sample(self.width, self.height, along)), ..self }
    }

    /// The course of the ridges, where known.
    #[must_use]
    pub fn flow(&self) -> Option<&Flow> {
        self.flow.as_ref()
    }

    /// The minutiae in reading order: [`crate::Comparison::pairs`] index them.
    #[must_use]
    pub fn minutiae(&self) -> &[Minutia] {
        &self.minutiae
    }

    /// Columns of the print in pixels at 500 ppi.
    #[must_use]
    pub fn width(&self) -> u16 {
        self.width
    }

    /// Rows of the print in pixels at 500 ppi.
    #[must_use]
    pub fn height(&self) -> u16 {
        self.height
    }

    /// The stored form: `"UFT"`, version, width, height, number of minutiae, little-endian. Then bits, low ones first:
    /// whether there is a flow; four saying how the rows are written; for each minutia the rows since the one before,
    /// the column, the direction, whether it is a bifurcation, and the reliability; the flow; zeros to a whole byte.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut header = Vec::with_capacity(400);
        header.extend_from_slice(&Self::MAGIC);
        header.push(Self::VERSION);
        header.extend_from_slice(&self.width.to_le_bytes());
        header.extend_from_slice(&self.height.to_le_bytes());
        header.push(self.minutiae.len() as u8);

        let grains = |sixteenths: u16| u32::from(sixteenths / Self::GRAIN);
        let rows = self.minutiae.iter().map(|m| grains(m.y));
        let before = std::iter::once(0).chain(rows.clone());
        let steps = rows.zip(before).map(|(row, before)| row - before);
        let low = (0..16).min_by_key(|&low| rice_bits(steps.clone(), low)).unwrap_or_default();
        let mut bits = BitWriter::after(header);
        bits.put(u32::from(self.flow.is_some()), 1);
        bits.put(low, 4);
        for (minutia, step) in self.minutiae.iter().zip(steps) {
            bits.put_rice(step, low);
            bits.put(grains(minutia.x), Self::column_bits(self.width));
            bits.put(u32::from(minutia.direction), 8);
            bits.put(u32::from(minutia.kind == MinutiaKind::Bifurcation), 1);
            bits.put(u32::from(minutia.reliability), 7);
        }
        if let Some(flow) = &self.flow {
            flow.write(&mut bits);
        }
        bits.finish()
    }

    /// Bits that tell any column of a print, in grains.
    fn column_bits(width: u16) -> u32 {
        (u32::from(width) * 16 / u32::from(Self::GRAIN) - 1).checked_ilog2().map_or(0, |highest| highest + 1)
    }

    /// Columns, rows and number of minutiae that the header of a stored form tells; none where it is no header.
    pub(crate) fn extent(stored: &[u8]) -> Option<(u16, u16, usize)> {
        let [b'U', b'F', b'T', Self::VERSION, w0, w1, h0, h1, count, ..] = stored else { return None };
        Some((u16::from_le_bytes([*w0, *w1]), u16::from_le_bytes([*h0, *h1]), usize::from(*count)))
    }

    /// Reads the stored form. Total: any bytes give a template or an error.
    ///
    /// # Errors
    /// [`TemplateError`], saying which part does not hold.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, TemplateError> {
        let [b'U', b'F', b'T', Self::VERSION, w0, w1, h0, h1, count, bits @ ..] = bytes else {
            return Err(TemplateError::Format);
        };
        let (width, height) = (u16::from_le_bytes([*w0, *w1]), u16::from_le_bytes([*h0, *h1]));
        // Refuses sizes before they are reckoned with.
        let empty = Self::new(width, height, Vec::new())?;
        let wrong = TemplateError::Content { count: *count, found: bytes.len() };
        let (minutiae, flow) = empty.read(*count, &mut BitReader::new(bits)).ok_or(wrong)?;
        Ok(Self { flow, ..Self::new(width, height, minutiae)? })
    }

    fn read(&self, count: u8, bits: &mut BitReader) -> Option<(Vec<Minutia>, Option<Flow>)> {
        let has_flow = bits.take(1)? == 1;
        let low = bits.take(4)?;
        let (column_bits, grain) = (Self::column_bits(self.width), u32::from(Self::GRAIN));
        let mut row = 0u32;
        let mut minutiae = Vec::with_capacity(usize::from(count));
        for _ in 0..count {
            row = row.checked_add(bits.take_rice(low)?)?;
            minutiae.push(Minutia {
                y: row.checked_mul(grain)?.try_into().ok()?,
                x: (bits.take(column_bits)? * grain).try_into().ok()?,
                direction: bits.take(8)? as u8,
                kind: if bits.take(1)? == 1 { MinutiaKind::Bifurcation } else { MinutiaKind::Ending },
                reliability: bits.take(7)? as u8,
            });
        }
        let flow = if has_flow { Some(Flow::read(self.width, self.height, bits)?) } else { None };
        bits.is_done().then_some((minutiae, flow))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn any_minutia(width: u16, height: u16) -> impl Strategy<Value = Minutia> {
        (0..width * 16, 0..height * 16, any::<u8>(), any::<bool>(), 0..=100u8).prop_map(
            |(x, y, direction, splits, reliability)| Minutia {
                x,
                y,
                direction,
                kind: if splits { MinutiaKind::Bifurcation } else { MinutiaKind::Ending },
                reliability,
            },
        )
    }

    proptest! {
        #[test]
        fn a_stored_template_reads_back_equal(minutiae in proptest::collection::vec(any_minutia(400, 500), 0..250)) {
            let template = Template::new(400, 500, minutiae).unwrap();
            prop_assert!(template.to_bytes().len() <= 1024);
            let template = template.with_flow(|x, y| (x < y).then_some(x / 50.0));
            let bytes = template.to_bytes();
            prop_assert_eq!(Template::from_bytes(&bytes), Ok(template));
        }

        #[test]
        fn any_bytes_give_a_template_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Template::from_bytes(&bytes);
            let _ = Template::from_bytes(&[b"UFT\x02\x00\x01\x00\x01".as_slice(), &bytes].concat());
        }
    }

    #[test]
    fn bytes_too_many_or_too_few_are_refused() {
        let bytes = Template::new(100, 100, Vec::new()).unwrap().with_flow(|x, _| Some(x)).to_bytes();
        let wrong = |found| Err(TemplateError::Content { count: 0, found });
        assert_eq!(Template::from_bytes(&[bytes.as_slice(), &[0]].concat()), wrong(bytes.len() + 1));
        assert_eq!(Template::from_bytes(&bytes[..bytes.len() - 1]), wrong(bytes.len() - 1));
    }

    #[test]
    fn a_minutia_outside_the_print_is_refused() {
        let outside = Minutia { x: 160, y: 0, direction: 0, kind: MinutiaKind::Ending, reliability: 50 };
        assert_eq!(Template::new(10, 10, vec![outside]), Err(TemplateError::Outside { index: 0 }));
    }

    #[test]
    fn beyond_the_limit_the_least_reliable_go() {
        let minutiae = (0..200u8)
            .map(|i| Minutia {
                x: u16::from(i),
                y: 0,
                direction: 0,
                kind: MinutiaKind::Ending,
                reliability: i / 2,
            })
            .collect();
        let template = Template::new(100, 100, minutiae).unwrap();
        assert_eq!(template.minutiae().len(), Template::MAX_MINUTIAE);
        assert!(template.minutiae().iter().all(|m| m.reliability >= 20));
    }
}
