use crate::{BINARY, DATA};

/// A file: its Type-1 record first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transaction {
    /// In their order in the file.
    pub records: Vec<Record>,
}

/// One logical record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// Fields with tags.
    Tagged {
        /// 1, 2, or 9 and above.
        kind: u8,
        /// All but the length (`xx.001`), which is reckoned when it is written.
        fields: Vec<Field>,
    },
    /// A record of fixed layout, as it lies but for the four bytes of its length.
    Binary {
        /// 3 to 8.
        kind: u8,
        /// From the IDC on.
        body: Vec<u8>,
    },
}

/// A field: subfields of information items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Within its record: 3 for `9.003`.
    pub number: u32,
    /// At least one; the data of `xx.999` is one item of one subfield.
    pub subfields: Vec<Subfield>,
}

/// Information items, each as its bytes.
pub type Subfield = Vec<Vec<u8>>;

impl Field {
    /// A field of one item.
    #[must_use]
    pub fn of(number: u32, text: impl Into<Vec<u8>>) -> Self {
        Self { number, subfields: vec![vec![text.into()]] }
    }

    /// A field of items.
    #[must_use]
    pub fn of_items<T: Into<Vec<u8>>>(number: u32, items: impl IntoIterator<Item = T>) -> Self {
        Self { number, subfields: vec![items.into_iter().map(Into::into).collect()] }
    }

    /// The item at these places, from 0, as text; none where there is none or it is no ASCII.
    #[must_use]
    pub fn text(&self, subfield: usize, item: usize) -> Option<&str> {
        let bytes = self.subfields.get(subfield)?.get(item)?;
        std::str::from_utf8(bytes).ok().filter(|text| text.is_ascii())
    }

    /// Whether it is data, which may hold separators.
    pub(crate) fn is_data(&self) -> bool {
        self.number == DATA
    }
}

impl Record {
    /// Which type.
    #[must_use]
    pub fn kind(&self) -> u8 {
        match self {
            Self::Tagged { kind, .. } | Self::Binary { kind, .. } => *kind,
        }
    }

    /// The field of this number, of a tagged record.
    #[must_use]
    pub fn field(&self, number: u32) -> Option<&Field> {
        match self {
            Self::Tagged { fields, .. } => fields.iter().find(|field| field.number == number),
            Self::Binary { .. } => None,
        }
    }

    /// The information designation character; none in a Type-1 record, or where it is no number.
    #[must_use]
    pub fn idc(&self) -> Option<u8> {
        match self {
            Self::Tagged { kind: 1, .. } => None,
            Self::Tagged { .. } => self.field(2)?.text(0, 0)?.parse().ok(),
            Self::Binary { body, .. } => body.first().copied(),
        }
    }

    /// Whether a type has a fixed layout.
    pub(crate) fn is_binary(kind: u8) -> bool {
        BINARY.contains(&kind)
    }
}
