//! As much of HTTP as the doubles of capture services need: one request, one answer, then the connection ends.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
};

/// More than any request to a service.
const BODY_MOST: u64 = 1 << 20;

/// A request as it came.
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) body: Vec<u8>,
}

impl Asked {
    pub(crate) fn read(connection: &TcpStream) -> std::io::Result<Self> {
        let mut reader = BufReader::new(connection);
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let mut words = line.split_whitespace();
        let mut word = || words.next().unwrap_or_default().to_owned();
        let (method, path) = (word(), word());
        let mut length = 0;
        loop {
            let mut header = String::new();
            reader.read_line(&mut header)?;
            match header.trim_end().to_ascii_lowercase().split_once(':') {
                Some(("content-length", value)) => length = value.trim().parse().unwrap_or(0),
                Some(_) => {}
                None => break,
            }
        }
        let mut body = Vec::new();
        reader.take(BODY_MOST.min(length)).read_to_end(&mut body)?;
        Ok(Self { method, path, body })
    }

    /// The body as words.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).trim().to_owned()
    }
}

/// What lets a page of another origin ask, and use the methods of the biometric interface.
pub(crate) const ALLOWED: &str = "Access-Control-Allow-Origin: *\r\n\
    Access-Control-Allow-Methods: MOSIPDISC, MOSIPDINFO, STREAM, RCAPTURE, GET, POST, OPTIONS\r\n\
    Access-Control-Allow-Headers: content-type\r\n\
    Access-Control-Allow-Private-Network: true\r\n\
    Cross-Origin-Resource-Policy: cross-origin\r\n\
    Connection: close\r\n";

/// Answers, with the status as it stands in the first line.
pub(crate) fn answer(
    mut connection: &TcpStream,
    status: &str,
    kind: &str,
    body: &str,
) -> std::io::Result<()> {
    let length = body.len();
    write!(
        connection,
        "HTTP/1.1 {status}\r\n{ALLOWED}Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n{body}"
    )
}
