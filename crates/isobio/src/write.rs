use crate::{
    Field, FingerMinutiaeRecord, Format, MinutiaType, RecordMinutia, View, ansi378, iso2005, iso2011,
};

/// Why a record cannot be written in the format asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// A field's value has no place in the format.
    #[error("the {field} is {found}; {format:?} takes {expected}")]
    Value {
        /// The field.
        field: Field,
        /// The value, or the code it has elsewhere.
        found: usize,
        /// The format asked for.
        format: Format,
        /// What it takes.
        expected: &'static str,
    },
    /// The format needs a value that the view does not state.
    #[error("{format:?} needs a {field}: assess it, or write Iso2011")]
    Missing {
        /// The field.
        field: Field,
        /// The format asked for.
        format: Format,
    },
    /// The format has no code for the impression type.
    #[error("{format:?} has no code for the impression type {impression:?}: write Iso2011")]
    Impression {
        /// The impression type.
        impression: crate::ImpressionType,
        /// The format asked for.
        format: Format,
    },
    /// The format states one value for all views, and they differ.
    #[error("{format:?} has one {field} for all views: write a record for each, or Iso2011")]
    Mixed {
        /// The field.
        field: Field,
        /// The format asked for.
        format: Format,
    },
}

impl FingerMinutiaeRecord {
    /// The record's bytes in `format`, without extended data. The capture device and time are left unspecified.
    ///
    /// # Errors
    /// [`WriteError`], naming the field that `format` cannot hold.
    pub fn write(&self, format: Format) -> Result<Vec<u8>, WriteError> {
        let (most, expected) = if format == Format::Iso2011 { (176, "1 to 176") } else { (255, "1 to 255") };
        check(Field::ViewCount, self.views.len(), (1..=most).contains(&self.views.len()), format, expected)?;
        for view in &self.views {
            view.check(format)?;
        }
        match format {
            Format::Iso2005 => iso2005::write(&self.views),
            Format::Iso2011 => iso2011::write(&self.views),
            Format::Ansi378 => ansi378::write(&self.views),
        }
    }
}

impl View {
    fn check(&self, format: Format) -> Result<(), WriteError> {
        let check = |field, found: usize, range: std::ops::RangeInclusive<usize>, expected| {
            check(field, found, range.contains(&found), format, expected)
        };
        check(Field::ViewNumber, self.number.into(), 0..=15, "0 to 15")?;
        check(Field::Quality, self.quality.unwrap_or(0).into(), 0..=100, "0 to 100")?;
        check(Field::Width, self.width.into(), 1..=65535, "at least 1")?;
        check(Field::Height, self.height.into(), 1..=65535, "at least 1")?;
        if format == Format::Iso2011 {
            check(Field::MinutiaCount, self.minutiae.len(), 1..=255, "1 to 255")?;
        } else {
            check(Field::MinutiaCount, self.minutiae.len(), 0..=255, "at most 255")?;
        }
        // Sides are at least 1, so the ranges end at 0 or above.
        let last_x = usize::from(self.width.min(1 << 14)) - 1;
        let last_y = usize::from(self.height.min(1 << 14)) - 1;
        for minutia in &self.minutiae {
            check(Field::MinutiaX, minutia.x.into(), 0..=last_x, "less than the image width and 16384")?;
            check(Field::MinutiaY, minutia.y.into(), 0..=last_y, "less than the image height and 16384")?;
            check(Field::MinutiaQuality, minutia.quality.unwrap_or(0).into(), 0..=100, "0 to 100")?;
        }
        Ok(())
    }

    pub(crate) fn impression_code(&self, format: Format) -> Result<u8, WriteError> {
        let impression = self.impression;
        impression.code(format).ok_or(WriteError::Impression { impression, format })
    }
}

impl RecordMinutia {
    pub(crate) fn write_place(&self, out: &mut Vec<u8>) {
        let code = match self.kind {
            MinutiaType::Other => 0,
            MinutiaType::Ending => 1,
            MinutiaType::Bifurcation => 2u16,
        };
        out.extend((code << 14 | self.x).to_be_bytes());
        out.extend(self.y.to_be_bytes());
    }
}

fn check(
    field: Field,
    found: usize,
    holds: bool,
    format: Format,
    expected: &'static str,
) -> Result<(), WriteError> {
    if holds { Ok(()) } else { Err(WriteError::Value { field, found, format, expected }) }
}
