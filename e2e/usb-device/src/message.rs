//! What hosts and the device say to each other: each message is its length (u32, little endian), a byte for its
//! kind, and its body.

use std::io::{self, Read, Write};

/// What a host says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FromHost {
    /// Make this transfer.
    Submit(Submission),
    /// The transfer is given up.
    Cancel(u32),
}

/// A transfer as the bus sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// Names it in its outcome.
    pub id: u32,
    /// Control, bulk or interrupt.
    pub kind: Kind,
    /// Address, direction in bit 7.
    pub endpoint: u8,
    /// The setup packet of a control transfer, else zeros.
    pub setup: [u8; 8],
    /// The most bytes to read; 0 for a transfer that sends.
    pub length: u32,
    /// What to send.
    pub data: Vec<u8>,
}

/// How a transfer is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Over endpoint 0.
    Control,
    /// In bulk.
    Bulk,
    /// One interrupt report.
    Interrupt,
}

/// What the device says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FromDevice {
    /// It is plugged in: device descriptor and configuration descriptor, one after the other.
    Plugged {
        /// Device descriptor, then configuration descriptor.
        descriptors: Vec<u8>,
    },
    /// It is unplugged; nothing in flight will come.
    Unplugged,
    /// A transfer is done.
    Done {
        /// Which.
        id: u32,
        /// Whether the device took it; otherwise it stalled.
        ok: bool,
        /// What was read.
        data: Vec<u8>,
    },
}

/// No message is longer: a frame is 150 kB.
const LONGEST: usize = 1 << 24;

impl FromHost {
    /// Writes the message.
    ///
    /// # Errors
    /// Those of the stream.
    pub fn write(&self, stream: &mut impl Write) -> io::Result<()> {
        let mut body = Vec::new();
        match self {
            Self::Submit(submission) => {
                let kind = match submission.kind {
                    Kind::Control => 0,
                    Kind::Bulk => 1,
                    Kind::Interrupt => 2,
                };
                body.push(1);
                body.extend(submission.id.to_le_bytes());
                body.extend([kind, submission.endpoint]);
                body.extend(submission.setup);
                body.extend(submission.length.to_le_bytes());
                body.extend(&submission.data);
            }
            Self::Cancel(id) => {
                body.push(2);
                body.extend(id.to_le_bytes());
            }
        }
        write(stream, &body)
    }

    /// Reads the next message.
    ///
    /// # Errors
    /// Those of the stream, and [`io::ErrorKind::InvalidData`] for what is no message.
    pub fn read(stream: &mut impl Read) -> io::Result<Self> {
        let mut body = Body(read(stream)?);
        match body.byte()? {
            1 => Ok(Self::Submit(Submission {
                id: body.number()?,
                kind: match body.byte()? {
                    0 => Kind::Control,
                    1 => Kind::Bulk,
                    2 => Kind::Interrupt,
                    _ => return Err(no_message()),
                },
                endpoint: body.byte()?,
                setup: body.take()?,
                length: body.number()?,
                data: body.0,
            })),
            2 => Ok(Self::Cancel(body.number()?)),
            _ => Err(no_message()),
        }
    }
}

impl FromDevice {
    /// Writes the message.
    ///
    /// # Errors
    /// Those of the stream.
    pub fn write(&self, stream: &mut impl Write) -> io::Result<()> {
        let mut body = Vec::new();
        match self {
            Self::Plugged { descriptors } => {
                body.push(1);
                body.extend(descriptors);
            }
            Self::Unplugged => body.push(2),
            Self::Done { id, ok, data } => {
                body.push(3);
                body.extend(id.to_le_bytes());
                body.push(u8::from(*ok));
                body.extend(data);
            }
        }
        write(stream, &body)
    }

    /// Reads the next message.
    ///
    /// # Errors
    /// Those of the stream, and [`io::ErrorKind::InvalidData`] for what is no message.
    pub fn read(stream: &mut impl Read) -> io::Result<Self> {
        let mut body = Body(read(stream)?);
        match body.byte()? {
            1 => Ok(Self::Plugged { descriptors: body.0 }),
            2 => Ok(Self::Unplugged),
            3 => Ok(Self::Done { id: body.number()?, ok: body.byte()? != 0, data: body.0 }),
            _ => Err(no_message()),
        }
    }
}

fn write(stream: &mut impl Write, body: &[u8]) -> io::Result<()> {
    let length = u32::try_from(body.len()).map_err(|_| no_message())?;
    let mut message = Vec::with_capacity(4 + body.len());
    message.extend(length.to_le_bytes());
    message.extend(body);
    stream.write_all(&message)
}

fn read(stream: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut length = [0; 4];
    stream.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length) as usize;
    if length > LONGEST {
        return Err(no_message());
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    Ok(body)
}

fn no_message() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "not a message between a USB host and a device")
}

/// What is left of a message.
struct Body(Vec<u8>);

impl Body {
    fn take<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk::<N>().ok_or_else(no_message)?;
        let (taken, rest) = (*taken, rest.to_vec());
        self.0 = rest;
        Ok(taken)
    }

    fn byte(&mut self) -> io::Result<u8> {
        self.take::<1>().map(|[byte]| byte)
    }

    fn number(&mut self) -> io::Result<u32> {
        self.take().map(u32::from_le_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let submission = Submission {
            id: 7,
            kind: Kind::Interrupt,
            endpoint: 0x81,
            setup: [1, 2, 3, 4, 5, 6, 7, 8],
            length: 64,
            data: vec![9],
        };
        let mut stream = Vec::new();
        FromHost::Submit(submission.clone()).write(&mut stream).unwrap();
        FromHost::Cancel(7).write(&mut stream).unwrap();
        let mut stream = &stream[..];
        assert_eq!(FromHost::read(&mut stream).unwrap(), FromHost::Submit(submission));
        assert_eq!(FromHost::read(&mut stream).unwrap(), FromHost::Cancel(7));

        let said = [
            FromDevice::Plugged { descriptors: vec![18, 1] },
            FromDevice::Done { id: 7, ok: false, data: Vec::new() },
            FromDevice::Unplugged,
        ];
        let mut stream = Vec::new();
        said.iter().for_each(|message| message.write(&mut stream).unwrap());
        let mut stream = &stream[..];
        for message in said {
            assert_eq!(FromDevice::read(&mut stream).unwrap(), message);
        }
        assert!(FromDevice::read(&mut stream).is_err());
    }
}
