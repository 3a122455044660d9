use crate::{DATA, FS, Field, GS, RS, Record, Transaction, US};

/// A file cannot be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// An item holds a separator, which would make it several.
    #[error("record {record}, field {field}: an item holds a separator (0x1C to 0x1F): leave it out")]
    Separator {
        /// From 1, the Type-1 record.
        record: usize,
        /// Its number.
        field: u32,
    },
    /// Something follows the data.
    #[error("record {record}: the data (xx.999) must be the last field")]
    AfterData {
        /// From 1.
        record: usize,
    },
    /// A field that is written by itself, or a number that no field has.
    #[error(
        "record {record}: field {field} is none that can be written (001 is reckoned, and 0 there is not)"
    )]
    Number {
        /// From 1.
        record: usize,
        /// Its number.
        field: u32,
    },
    /// A field without a subfield, or a subfield without an item.
    #[error("record {record}, field {field}: it has no item: leave the field out")]
    Empty {
        /// From 1.
        record: usize,
        /// Its number.
        field: u32,
    },
    /// A type is written in the other layout.
    #[error("record {record}: types 3 to 8 are binary and the others tagged")]
    Layout {
        /// From 1.
        record: usize,
    },
    /// The first record is no Type-1, or another one is.
    #[error("a file begins with its one Type-1 record")]
    First,
    /// A record that has no IDC cannot be listed.
    #[error("record {record}: it has no IDC (xx.002)")]
    NoIdc {
        /// From 1.
        record: usize,
    },
    /// What 1.003 lists is not what follows.
    #[error("1.003 lists other records than follow: make it with Header")]
    Content,
    /// A record of fixed layout has no room for its length.
    #[error("record {record}: it is too long")]
    TooLong {
        /// From 1.
        record: usize,
    },
}

impl Transaction {
    /// Writes the file; reading it gives the same transaction.
    ///
    /// # Errors
    /// [`WriteError`]: whatever would be read as something else is not written.
    pub fn write(&self) -> Result<Vec<u8>, WriteError> {
        let [first, following @ ..] = &self.records[..] else { return Err(WriteError::First) };
        if first.kind() != 1 || following.iter().any(|record| record.kind() <= 1) {
            return Err(WriteError::First);
        }
        let mut out = Vec::new();
        for (at, record) in self.records.iter().enumerate() {
            write_record(&mut out, at + 1, record)?;
        }
        // What 1.003 says decides how a reader takes the file apart: it must say what is there.
        match Self::read(&out) {
            Ok(read) if read == *self => Ok(out),
            _ if following.iter().any(|record| record.idc().is_none()) => {
                let without = following.iter().position(|record| record.idc().is_none()).unwrap_or_default();
                Err(WriteError::NoIdc { record: without + 2 })
            }
            _ => Err(WriteError::Content),
        }
    }
}

fn write_record(out: &mut Vec<u8>, at: usize, record: &Record) -> Result<(), WriteError> {
    if Record::is_binary(record.kind()) != matches!(record, Record::Binary { .. }) {
        return Err(WriteError::Layout { record: at });
    }
    match record {
        Record::Binary { body, .. } => {
            let length = u32::try_from(body.len() + 4).map_err(|_| WriteError::TooLong { record: at })?;
            out.extend(length.to_be_bytes());
            out.extend(body);
        }
        Record::Tagged { kind, fields } => {
            let mut content = Vec::new();
            for (place, field) in fields.iter().enumerate() {
                content.push(GS);
                write_field(&mut content, at, *kind, field)?;
                if field.is_data() && place + 1 < fields.len() {
                    return Err(WriteError::AfterData { record: at });
                }
            }
            content.push(FS);
            let head = length_field(*kind, content.len());
            out.extend(head.as_bytes());
            out.extend(content);
        }
    }
    Ok(())
}

fn write_field(out: &mut Vec<u8>, record: usize, kind: u8, field: &Field) -> Result<(), WriteError> {
    let Field { number, ref subfields } = *field;
    if number < 2 {
        return Err(WriteError::Number { record, field: number });
    }
    if subfields.is_empty() || subfields.iter().any(Vec::is_empty) {
        return Err(WriteError::Empty { record, field: number });
    }
    out.extend(format!("{kind}.{number:03}:").as_bytes());
    if number == DATA {
        let [subfield] = &subfields[..] else { return Err(WriteError::Separator { record, field: number }) };
        let [data] = &subfield[..] else { return Err(WriteError::Separator { record, field: number }) };
        out.extend(data);
        return Ok(());
    }
    for (at, subfield) in subfields.iter().enumerate() {
        if at > 0 {
            out.push(RS);
        }
        for (at, item) in subfield.iter().enumerate() {
            if item.iter().any(|byte| (FS..=US).contains(byte)) {
                return Err(WriteError::Separator { record, field: number });
            }
            if at > 0 {
                out.push(US);
            }
            out.extend(item);
        }
    }
    Ok(())
}

/// The length of a record whose content after it has so many bytes: it counts its own digits too.
fn length_field(kind: u8, content: usize) -> String {
    let tag = format!("{kind}.001:");
    let mut length = tag.len() + content;
    loop {
        let field = format!("{tag}{length}");
        if field.len() + content == length {
            return field;
        }
        length = field.len() + content;
    }
}
