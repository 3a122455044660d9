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
    /// The bytes end too early.
    #[error("the template has {found} bytes where its header asks for at least {expected}")]
    Length {
        /// Bytes the header asks for.
        expected: usize,
        /// Bytes given.
        found: usize,
    },
    /// What follows the minutiae is no flow of a print of this size.
    #[error("the {found} bytes after the template's minutiae do not describe the course of its ridges")]
    Flow {
        /// Bytes there.
        found: usize,
    },
}

impl Template {
    /// The longest side in pixels: what sixteenths of a pixel in 16 bits can address.
    pub const MAX_SIDE: u16 = 4095;
    /// The most minutiae kept: the most reliable ones. Even a rolled thumb has fewer good ones, and 160 keep
    /// the stored form near 1 KB.
    pub const MAX_MINUTIAE: usize = 160;
    const VERSION: u8 = 1;
    const MAGIC: [u8; 3] = *b"UFT";
    const HEADER: usize = 9;
    const PER_MINUTIA: usize = 6;
    const BIFURCATION: u8 = 0x80;

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
        for minutia in &mut minutiae {
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

    /// The stored form, little-endian: `"UFT"`, version, width, height, number of minutiae; then for each x, y,
    /// direction, and reliability with the kind in its top bit; then the flow, if any: a bit for each cell
    /// whether it holds ridges, and six bits of orientation for each that does.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(Self::HEADER + self.minutiae.len() * Self::PER_MINUTIA);
        bytes.extend_from_slice(&Self::MAGIC);
        bytes.push(Self::VERSION);
        bytes.extend_from_slice(&self.width.to_le_bytes());
        bytes.extend_from_slice(&self.height.to_le_bytes());
        bytes.push(self.minutiae.len() as u8);
        for minutia in &self.minutiae {
            bytes.extend_from_slice(&minutia.x.to_le_bytes());
            bytes.extend_from_slice(&minutia.y.to_le_bytes());
            bytes.push(minutia.direction);
            let kind = if minutia.kind == MinutiaKind::Bifurcation { Self::BIFURCATION } else { 0 };
            bytes.push(minutia.reliability | kind);
        }
        bytes.extend(self.flow.as_ref().map(Flow::to_bytes).unwrap_or_default());
        bytes
    }

    /// Reads the stored form. Total: any bytes give a template or an error.
    ///
    /// # Errors
    /// [`TemplateError`], saying which part does not hold.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, TemplateError> {
        let [b'U', b'F', b'T', Self::VERSION, w0, w1, h0, h1, count, list @ ..] = bytes else {
            return Err(TemplateError::Format);
        };
        let (width, height) = (u16::from_le_bytes([*w0, *w1]), u16::from_le_bytes([*h0, *h1]));
        let expected = Self::HEADER + usize::from(*count) * Self::PER_MINUTIA;
        let (list, flow) = list
            .split_at_checked(expected - Self::HEADER)
            .ok_or(TemplateError::Length { expected, found: bytes.len() })?;
        let minutiae = list
            .chunks_exact(Self::PER_MINUTIA)
            .map(|m| Minutia {
                x: u16::from_le_bytes([m[0], m[1]]),
                y: u16::from_le_bytes([m[2], m[3]]),
                direction: m[4],
                kind: if m[5] & Self::BIFURCATION == 0 {
                    MinutiaKind::Ending
                } else {
                    MinutiaKind::Bifurcation
                },
                reliability: m[5] & !Self::BIFURCATION,
            })
            .collect();
        let template = Self::new(width, height, minutiae)?;
        if flow.is_empty() {
            return Ok(template);
        }
        let flow = Flow::from_bytes(width, height, flow).ok_or(TemplateError::Flow { found: flow.len() })?;
        Ok(Self { flow: Some(flow), ..template })
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
            let _ = Template::from_bytes(&[b"UFT\x01\x00\x01\x00\x01".as_slice(), &bytes].concat());
        }
    }

    #[test]
    fn bytes_after_the_minutiae_that_are_no_flow_are_refused() {
        let mut bytes = Template::new(100, 100, Vec::new()).unwrap().to_bytes();
        bytes.extend_from_slice(&[0; 40]);
        assert_eq!(Template::from_bytes(&bytes), Err(TemplateError::Flow { found: 40 }));
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
