use crate::{DATA, FS, Field, GS, RS, Record, Subfield, Transaction, US};

/// The most records that a file may list, besides its Type-1.
const MOST_RECORDS: usize = 999;

/// A file cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("record {record} (at byte {at}): {fault}")]
pub struct ReadError {
    /// From 1, the Type-1 record.
    pub record: usize,
    /// Where the record begins.
    pub at: usize,
    /// What is wrong with it.
    pub fault: ReadFault,
}

/// What is wrong with a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReadFault {
    /// There are fewer bytes than it states.
    #[error("the file ends before the record does")]
    Truncated,
    /// It does not begin with its length.
    #[error("it does not begin with its length (xx.001)")]
    NoLength,
    /// Its length is shorter than what states it.
    #[error("its length is too small")]
    TooShort,
    /// A tagged record does not end with FS.
    #[error("it does not end with the separator FS where its length says it ends")]
    NoEnd,
    /// A tagged record has its end within.
    #[error("the separator FS, which ends a record, stands within one of its fields")]
    EndWithin,
    /// A field has no tag, or one that no field has.
    #[error("a field does not begin with a tag like 9.003:")]
    NoTag,
    /// A field's tag is of another type of record.
    #[error("a field's tag is of another type of record")]
    WrongType,
    /// The Type-1 record does not say which records follow.
    #[error("1.003 does not say which records follow")]
    NoContent,
    /// It lists more records than a file may have.
    #[error("1.003 lists more than 999 records")]
    TooMany,
    /// A record's IDC is not the one that the Type-1 record lists.
    #[error("its IDC is not the one that 1.003 lists")]
    WrongIdc,
    /// There are bytes after the last record.
    #[error("there are bytes after the last record that 1.003 lists")]
    Trailing,
}

impl Transaction {
    /// Reads a file.
    ///
    /// # Errors
    /// [`ReadError`] at the first record that cannot be read: nothing is guessed.
    pub fn read(bytes: &[u8]) -> Result<Self, ReadError> {
        let fail = |record, at| move |fault| ReadError { record, at, fault };
        let (first, mut at) = tagged(bytes, 1).map_err(fail(1, 0))?;
        let listed = content(&first).map_err(fail(1, 0))?;
        let mut records = Vec::with_capacity(listed.len() + 1);
        records.push(first);
        for (kind, idc) in listed {
            let fail = fail(records.len() + 1, at);
            let rest = bytes.get(at..).unwrap_or_default();
            let read = if Record::is_binary(kind) { binary(rest, kind) } else { tagged(rest, kind) };
            let (record, length) = read.map_err(fail)?;
            if record.idc() != Some(idc) {
                return Err(fail(ReadFault::WrongIdc));
            }
            records.push(record);
            at += length;
        }
        if at < bytes.len() {
            return Err(fail(records.len(), at)(ReadFault::Trailing));
        }
        Ok(Self { records })
    }
}

/// The records that a Type-1 record lists after itself: type and IDC of each.
fn content(first: &Record) -> Result<Vec<(u8, u8)>, ReadFault> {
    let field = first.field(3).ok_or(ReadFault::NoContent)?;
    let number = |subfield, item| field.text(subfield, item).and_then(|text| text.trim().parse::<u8>().ok());
    if number(0, 0) != Some(1) {
        return Err(ReadFault::NoContent);
    }
    let count: usize =
        field.text(0, 1).and_then(|text| text.trim().parse().ok()).ok_or(ReadFault::NoContent)?;
    if count > MOST_RECORDS {
        return Err(ReadFault::TooMany);
    }
    if field.subfields.len() != count + 1 {
        return Err(ReadFault::NoContent);
    }
    (1..=count)
        .map(|at| {
            let kind = number(at, 0).filter(|kind| *kind > 1).ok_or(ReadFault::NoContent)?;
            Ok((kind, number(at, 1).ok_or(ReadFault::NoContent)?))
        })
        .collect()
}

/// A record of fixed layout, and its length.
fn binary(bytes: &[u8], kind: u8) -> Result<(Record, usize), ReadFault> {
    let (length, _) = bytes.split_first_chunk::<4>().ok_or(ReadFault::Truncated)?;
    let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| ReadFault::Truncated)?;
    if length < 5 {
        return Err(ReadFault::TooShort);
    }
    let body = bytes.get(4..length).ok_or(ReadFault::Truncated)?;
    Ok((Record::Binary { kind, body: body.to_vec() }, length))
}

/// A tagged record, and its length. The data of `xx.999` is taken by the length and never looked into.
fn tagged(bytes: &[u8], kind: u8) -> Result<(Record, usize), ReadFault> {
    let end = bytes.iter().position(|byte| *byte == GS || *byte == FS).ok_or(ReadFault::NoLength)?;
    let (number, value) = tag(bytes.get(..end).unwrap_or_default(), kind)?;
    let length: usize = match number {
        1 => std::str::from_utf8(value).ok().and_then(|text| text.parse().ok()).ok_or(ReadFault::NoLength)?,
        _ => return Err(ReadFault::NoLength),
    };
    if length <= end {
        return Err(ReadFault::TooShort);
    }
    let record = bytes.get(..length).ok_or(ReadFault::Truncated)?;
    let Some((&FS, content)) = record.split_last() else { return Err(ReadFault::NoEnd) };
    let mut fields = Vec::new();
    let mut rest = content.get(end + 1..).unwrap_or_default();
    while !rest.is_empty() {
        let (number, value) = tag(rest, kind)?;
        if number == DATA {
            fields.push(Field { number, subfields: vec![vec![value.to_vec()]] });
            break;
        }
        let until = value.iter().position(|byte| *byte == GS).unwrap_or(value.len());
        let (own, after) = value.split_at(until);
        if own.contains(&FS) {
            return Err(ReadFault::EndWithin);
        }
        if number < 2 {
            return Err(ReadFault::NoTag);
        }
        fields.push(Field { number, subfields: subfields(own) });
        rest = after.get(1..).unwrap_or_default();
    }
    Ok((Record::Tagged { kind, fields }, length))
}

/// A tag, which must be of this type of record, and what follows it. Leading zeroes do not matter.
fn tag(bytes: &[u8], kind: u8) -> Result<(u32, &[u8]), ReadFault> {
    let colon = bytes.iter().take(16).position(|byte| *byte == b':').ok_or(ReadFault::NoTag)?;
    let (tag, value) = bytes.split_at(colon);
    let tag = std::str::from_utf8(tag).map_err(|_| ReadFault::NoTag)?;
    let (of, number) = tag.split_once('.').ok_or(ReadFault::NoTag)?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(of) || !digits(number) {
        return Err(ReadFault::NoTag);
    }
    if of.parse::<u8>() != Ok(kind) {
        return Err(ReadFault::WrongType);
    }
    let number = number.parse().map_err(|_| ReadFault::NoTag)?;
    Ok((number, value.get(1..).unwrap_or_default()))
}

fn subfields(value: &[u8]) -> Vec<Subfield> {
    value
        .split(|byte| *byte == RS)
        .map(|subfield| subfield.split(|byte| *byte == US).map(<[u8]>::to_vec).collect())
        .collect()
}
