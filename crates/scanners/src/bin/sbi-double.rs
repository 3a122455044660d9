//! A MOSIP secure biometric interface in software, for tests in a browser: `sbi-double [--port 4501] [--seed N]
//! [--single | --iris]`.
//!
//! Keys are drawn at start, from the seed where one is given so that it can be started again with the same, and die with
//! the process. Beside the interface it answers, for the test that drives it:
//! `GET /double/root` with the root certificate in PEM, `POST /double/fault` with a fault's name (nothing ends it),
//! `POST /double/person` with a seed. The clock of this process is the scanner's.

mod http;

use std::{
    error::Error,
    hash::{BuildHasher, RandomState},
    io::{Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use http::{ALLOWED, Asked, answer};
use scanners::{
    sbi::{SbiDouble, SbiFault, SbiKind, ThrowAwayKeys},
    service::UnixTime,
};
use synthetic::Person;

const BETWEEN_PICTURES: Duration = Duration::from_millis(120);
/// From the order to the print that is good enough.
const FINGERS_SETTLE: Duration = Duration::from_millis(800);

fn main() -> Result<(), Box<dyn Error>> {
    let (mut port, mut kind, mut drawn_from) = (4501u16, SbiKind::Slaps, seed());
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--port" => port = arguments.next().ok_or("--port wants a number")?.parse()?,
            "--seed" => {
                let number: u64 = arguments.next().ok_or("--seed wants a number")?.parse()?;
                drawn_from = [0; 32];
                drawn_from[..8].copy_from_slice(&number.to_le_bytes());
            }
            "--single" => kind = SbiKind::SingleFingers,
            "--iris" => kind = SbiKind::Irises,
            other => {
                return Err(format!("{other} is not known: use --port, --seed, --single or --iris").into());
            }
        }
    }
    let keys = ThrowAwayKeys::draw(drawn_from, now());
    let root =
        format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", STANDARD.encode(keys.root()));
    let double = Arc::new(Mutex::new(SbiDouble::new(keys, kind)));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    println!("listening on http://{}", listener.local_addr()?);
    for connection in listener.incoming() {
        let (connection, double, root) = (connection?, Arc::clone(&double), root.clone());
        // A browser that goes away in the middle of an answer is no error of the double.
        thread::spawn(move || drop(serve(connection, &double, &root)));
    }
    Ok(())
}

/// Good enough for keys that vouch for nothing.
fn seed() -> [u8; 32] {
    let mut seed = [0; 32];
    for chunk in seed.chunks_mut(8) {
        chunk.copy_from_slice(&RandomState::new().hash_one(0u8).to_le_bytes());
    }
    seed
}

#[expect(clippy::disallowed_methods, reason = "this process is the scanner, whose clock it is")]
fn now() -> UnixTime {
    UnixTime(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs())
}

fn serve(connection: TcpStream, double: &Mutex<SbiDouble>, root: &str) -> std::io::Result<()> {
    let asked = Asked::read(&connection)?;
    let text = asked.text();
    // A thread that panicked leaves the double as good as it was.
    let double = || double.lock().unwrap_or_else(PoisonError::into_inner);
    match (asked.method.as_str(), asked.path.as_str()) {
        // The browser asks before it uses methods of the interface, and before it speaks to this computer.
        ("OPTIONS", _) => answer(&connection, "204 No Content", "text/plain", ""),
        ("GET", "/double/root") => answer(&connection, "200 OK", "application/x-pem-file", root),
        ("POST", "/double/fault") => match text.as_str() {
            "" => {
                double().fault(None);
                answer(&connection, "200 OK", "text/plain", "")
            }
            name => match name.parse::<SbiFault>() {
                Ok(fault) => {
                    double().fault(Some(fault));
                    answer(&connection, "200 OK", "text/plain", "")
                }
                Err(error) => answer(&connection, "400 Bad Request", "text/plain", &error.to_string()),
            },
        },
        ("POST", "/double/person") => match text.parse() {
            Ok(seed) => {
                double().person(Person { seed });
                answer(&connection, "200 OK", "text/plain", "")
            }
            Err(_) => answer(&connection, "400 Bad Request", "text/plain", "a person is a number"),
        },
        ("STREAM", "/stream") => {
            let snapshot = double().clone();
            stream(connection, snapshot.stream(&asked.body))
        }
        (method, path) => {
            if method == "RCAPTURE" && hung_up(&connection, FINGERS_SETTLE)? {
                return Ok(());
            }
            let found = double().answer(method, path, &asked.body, now());
            match found {
                Some(json) => answer(&connection, "200 OK", "application/json", &json),
                None => answer(&connection, "404 Not Found", "text/plain", "no such method and path"),
            }
        }
    }
}

/// Live pictures at the pace of a scanner, the last again and again, until the browser has enough.
fn stream(mut connection: TcpStream, parts: Vec<Vec<u8>>) -> std::io::Result<()> {
    let kind = "multipart/x-mixed-replace; boundary=BoundaryString";
    write!(connection, "HTTP/1.1 200 OK\r\n{ALLOWED}Content-Type: {kind}\r\n\r\n")?;
    let again = parts.last().cloned().unwrap_or_default();
    for part in parts.into_iter().chain(std::iter::repeat(again)) {
        connection.write_all(&part)?;
        if hung_up(&connection, BETWEEN_PICTURES)? {
            break;
        }
    }
    Ok(())
}

/// Whether the browser goes away within this time.
fn hung_up(mut connection: &TcpStream, within: Duration) -> std::io::Result<bool> {
    connection.set_read_timeout(Some(within))?;
    Ok(connection.read(&mut [0]).is_ok())
}
