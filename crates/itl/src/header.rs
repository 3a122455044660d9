use crate::{Field, Record, Transaction};

/// The version that is written: ANSI/NIST-ITL 1-2011, update of 2015.
const VERSION: &str = "0502";
/// No Type-4 record, hence no resolution of one.
const NO_RESOLUTION: &str = "00.00";

/// What a Type-1 record says of a file, but for the records that follow, which are listed when it is put before them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// 1.004: 1 to 16 capital letters, agreed on with whoever reads it.
    pub kind: String,
    /// 1.005: YYYYMMDD.
    pub date: String,
    /// 1.007: for whom.
    pub destination: String,
    /// 1.008: from whom.
    pub origin: String,
    /// 1.009: the sender's own number of the file.
    pub control_number: String,
}

/// A Type-1 record cannot be written so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// 1.004.
    #[error("1.004 is 1 to 16 capital letters")]
    Kind,
    /// 1.005.
    #[error("1.005 is a date as eight digits, YYYYMMDD")]
    Date,
    /// 1.007, 1.008 or 1.009.
    #[error("1.{0:03} is printable ASCII, and not empty")]
    Text(u32),
    /// A record without an IDC, or more than 999.
    #[error("at most 999 records follow, each with its IDC")]
    Content,
}

impl Header {
    /// The file of these records.
    ///
    /// # Errors
    /// [`HeaderError`].
    pub fn before(&self, following: Vec<Record>) -> Result<Transaction, HeaderError> {
        let letters =
            (1..=16).contains(&self.kind.len()) && self.kind.bytes().all(|b| b.is_ascii_uppercase());
        if !letters {
            return Err(HeaderError::Kind);
        }
        if self.date.len() != 8 || !self.date.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(HeaderError::Date);
        }
        for (number, text) in [(7, &self.destination), (8, &self.origin), (9, &self.control_number)] {
            if text.is_empty() || !text.bytes().all(|byte| (0x20..0x7F).contains(&byte)) {
                return Err(HeaderError::Text(number));
            }
        }
        if following.len() > 999 {
            return Err(HeaderError::Content);
        }
        let item = |text: String| text.into_bytes();
        let mut content = vec![vec![item("1".into()), item(following.len().to_string())]];
        for record in &following {
            let idc = record.idc().ok_or(HeaderError::Content)?;
            content.push(vec![item(record.kind().to_string()), item(idc.to_string())]);
        }
        let fields = vec![
            Field::of(2, VERSION),
            Field { number: 3, subfields: content },
            Field::of(4, self.kind.as_str()),
            Field::of(5, self.date.as_str()),
            Field::of(7, self.destination.as_str()),
            Field::of(8, self.origin.as_str()),
            Field::of(9, self.control_number.as_str()),
            Field::of(11, NO_RESOLUTION),
            Field::of(12, NO_RESOLUTION),
            // Free text in the other records may be of any script.
            Field::of_items(15, ["3", "UTF-8"]),
        ];
        let mut records = vec![Record::Tagged { kind: 1, fields }];
        records.extend(following);
        Ok(Transaction { records })
    }
}
