use crate::{Field, Record};

const IMPRESSION: u32 = 3;
const FORMAT: u32 = 4;
const REGION: u32 = 300;
const POSITION: u32 = 302;
const MINUTIAE: u32 = 331;
const COMMENT: u32 = 351;
const ASSESSMENT: u32 = 353;

/// A Type-9 record in the extended feature set: what an examiner stands for on one print.
///
/// Only fields whose items are known beyond doubt are written: 9.300, 9.302, 9.331, 9.351 and 9.353. The standard has
/// 9.361 and 9.362 for correspondences and the determination, but what their items are could not be verified; until it
/// is, the determination is told in the comment, and the minutiae of two records that correspond stand at the same place
/// in each. Lengths are units of 10 micrometres from the upper left corner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Features {
    /// 9.002: 0 to 99.
    pub idc: u8,
    /// 9.003: the code of the impression type.
    pub impression: u8,
    /// 9.300: what of the print was looked at.
    pub region: Region,
    /// 9.302: the FGP code of the finger, 0 to 10.
    pub position: u8,
    /// 9.331.
    pub minutiae: Vec<Feature>,
    /// 9.351: free text; left out where it is empty.
    pub comment: String,
    /// 9.353: left out where there is none.
    pub assessment: Option<Assessment>,
}

pub use assessment::{Assessment, ValueForComparison};

/// The rectangle that features lie in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// In units of 10 micrometres.
    pub width: u32,
    /// In units of 10 micrometres.
    pub height: u32,
}

/// A minutia.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Feature {
    /// From the left, in units of 10 micrometres.
    pub x: u32,
    /// From the top, in units of 10 micrometres.
    pub y: u32,
    /// 0 to 359 degrees, counter-clockwise from the right.
    pub direction: u16,
    /// What it is.
    pub kind: FeatureKind,
}

/// What a minutia is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeatureKind {
    /// `E`.
    Ending,
    /// `B`.
    Bifurcation,
    /// `X`: one or the other.
    Either,
}

mod assessment {
    /// 9.353: whether a print is of value for comparison, and who says so.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Assessment {
        /// Whether it is.
        pub value: ValueForComparison,
        /// Surname, or what else an examiner is known by.
        pub surname: String,
        /// Given name.
        pub given_name: String,
        /// Of which agency.
        pub affiliation: String,
        /// YYYYMMDDHHMMSSZ.
        pub at: String,
    }

    /// Whether a print is of value.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum ValueForComparison {
        /// `VALUE`.
        Value,
        /// `LIMITED`.
        Limited,
        /// `NOVALUE`.
        NoValue,
        /// `NONPRINT`: it is no print.
        NoPrint,
    }

    impl ValueForComparison {
        pub(super) const ALL: [(Self, &'static str); 4] = [
            (Self::Value, "VALUE"),
            (Self::Limited, "LIMITED"),
            (Self::NoValue, "NOVALUE"),
            (Self::NoPrint, "NONPRINT"),
        ];

        pub(super) fn code(self) -> &'static str {
            Self::ALL.iter().find(|(value, _)| *value == self).map_or("VALUE", |(_, code)| code)
        }
    }
}

/// Why features are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FeaturesError {
    /// It is no Type-9 record.
    #[error("this is no Type-9 record")]
    Type,
    /// Its minutiae are not in the extended feature set.
    #[error("the record has no field 9.{0}: it is not in the extended feature set")]
    Missing(u32),
    /// A field's items are not what the standard says.
    #[error("field 9.{field}, subfield {subfield}: its items are out of range or not what the field holds")]
    Item {
        /// Its number.
        field: u32,
        /// From 1.
        subfield: usize,
    },
}

impl Features {
    /// The record.
    ///
    /// # Errors
    /// [`FeaturesError::Item`] for what no record can say: a finger above 10, 360 degrees, a minutia beyond the region.
    pub fn to_record(&self) -> Result<Record, FeaturesError> {
        let wrong = |field, at| FeaturesError::Item { field, subfield: at + 1 };
        if self.idc > 99 {
            return Err(wrong(2, 0));
        }
        if self.position > 10 {
            return Err(wrong(POSITION, 0));
        }
        let mut fields = vec![
            Field::of(2, self.idc.to_string()),
            Field::of(IMPRESSION, self.impression.to_string()),
            Field::of(FORMAT, "U"),
            Field::of_items(REGION, [self.region.width.to_string(), self.region.height.to_string()]),
            Field::of(POSITION, self.position.to_string()),
        ];
        let mut subfields = Vec::new();
        for (at, minutia) in self.minutiae.iter().enumerate() {
            if !self.holds(minutia) {
                return Err(wrong(MINUTIAE, at));
            }
            let kind = minutia.kind.code();
            let items =
                [minutia.x.to_string(), minutia.y.to_string(), minutia.direction.to_string(), kind.into()];
            subfields.push(items.map(String::into_bytes).to_vec());
        }
        if !subfields.is_empty() {
            fields.push(Field { number: MINUTIAE, subfields });
        }
        if !self.comment.is_empty() {
            fields.push(Field::of(COMMENT, self.comment.as_str()));
        }
        if let Some(Assessment { value, surname, given_name, affiliation, at }) = &self.assessment {
            fields.push(Field::of_items(ASSESSMENT, [value.code(), surname, given_name, affiliation, at]));
        }
        Ok(Record::Tagged { kind: 9, fields })
    }

    /// Reads a record.
    ///
    /// # Errors
    /// [`FeaturesError`].
    pub fn of_record(record: &Record) -> Result<Self, FeaturesError> {
        if record.kind() != 9 {
            return Err(FeaturesError::Type);
        }
        let wrong = |field, at| FeaturesError::Item { field, subfield: at + 1 };
        let field = |number| record.field(number).ok_or(FeaturesError::Missing(number));
        let number = |number: u32, at: usize, item: usize| -> Result<u32, FeaturesError> {
            let text = field(number)?.text(at, item).ok_or(wrong(number, at))?;
            text.parse().map_err(|_| wrong(number, at))
        };
        let small = |value: u32, of: u32| u8::try_from(value).map_err(|_| wrong(of, 0));
        let position = small(number(POSITION, 0, 0)?, POSITION)?;
        if position > 10 {
            return Err(wrong(POSITION, 0));
        }
        let mut read = Self {
            idc: record.idc().filter(|idc| *idc <= 99).ok_or(wrong(2, 0))?,
            impression: small(number(IMPRESSION, 0, 0)?, IMPRESSION)?,
            region: Region { width: number(REGION, 0, 0)?, height: number(REGION, 0, 1)? },
            position,
            minutiae: Vec::new(),
            comment: record
                .field(COMMENT)
                .and_then(|field| field.subfields.first()?.first())
                .map(|bytes| String::from_utf8(bytes.clone()).map_err(|_| wrong(COMMENT, 0)))
                .transpose()?
                .unwrap_or_default(),
            assessment: None,
        };
        let marked = record.field(MINUTIAE).map_or(0, |field| field.subfields.len());
        for at in 0..marked {
            let kind = field(MINUTIAE)?.text(at, 3).and_then(FeatureKind::of).ok_or(wrong(MINUTIAE, at))?;
            let direction = u16::try_from(number(MINUTIAE, at, 2)?).map_err(|_| wrong(MINUTIAE, at))?;
            let minutia =
                Feature { x: number(MINUTIAE, at, 0)?, y: number(MINUTIAE, at, 1)?, direction, kind };
            if !read.holds(&minutia) {
                return Err(wrong(MINUTIAE, at));
            }
            read.minutiae.push(minutia);
        }
        if let Some(field) = record.field(ASSESSMENT) {
            let text = |item| field.text(0, item).map(str::to_owned).ok_or(wrong(ASSESSMENT, 0));
            let code = text(0)?;
            let value = ValueForComparison::ALL.iter().find(|(_, known)| *known == code);
            read.assessment = Some(Assessment {
                value: value.ok_or(wrong(ASSESSMENT, 0))?.0,
                surname: text(1)?,
                given_name: text(2)?,
                affiliation: text(3)?,
                at: text(4)?,
            });
        }
        Ok(read)
    }

    fn holds(&self, minutia: &Feature) -> bool {
        minutia.x <= self.region.width && minutia.y <= self.region.height && minutia.direction < 360
    }
}

impl FeatureKind {
    fn code(self) -> &'static str {
        match self {
            Self::Ending => "E",
            Self::Bifurcation => "B",
            Self::Either => "X",
        }
    }

    fn of(code: &str) -> Option<Self> {
        [Self::Ending, Self::Bifurcation, Self::Either].into_iter().find(|kind| kind.code() == code)
    }
}
