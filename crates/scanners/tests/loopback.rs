//! The secure biometric interface over real loopback HTTP: the session on one side, the double's process on the other.

#![expect(clippy::unwrap_used, reason = "what goes wrong here fails the test")]

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use scanners::{
    sbi::{Roots, Sbi, SbiSettings},
    service::{
        Event, HttpError, HttpRequest, HttpResponse, Order, Output, Request, Service, Target, UnixTime,
    },
};

/// The double's process and its port, which the test is given in place of the interface's range.
struct Double(Child, u16);

impl Double {
    fn start() -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_sbi-double"))
            .args(["--port", "0"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().rsplit(':').next().unwrap().parse().unwrap();
        Self(process, port)
    }

    /// As a transport does it: the whole answer to one request.
    fn fetch(&self, method: &str, path: &str, body: &str) -> Vec<u8> {
        let mut connection = TcpStream::connect(("127.0.0.1", self.1)).unwrap();
        let length = body.len();
        write!(
            connection,
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut reader = BufReader::new(connection);
        let mut line = String::new();
        while reader.read_line(&mut line).unwrap() > 2 {
            line.clear();
        }
        let mut answer = Vec::new();
        if method == "STREAM" {
            // Enough for a few pictures; the double goes on until the connection ends.
            reader.take(30_000).read_to_end(&mut answer).unwrap();
        } else {
            reader.read_to_end(&mut answer).unwrap();
        }
        answer
    }

    fn answer(&self, request: &HttpRequest) -> Result<Vec<u8>, HttpError> {
        let path = request.url.strip_prefix("http://127.0.0.1:4501").ok_or(HttpError::NoAnswer)?;
        Ok(self.fetch(request.method.as_str(), path, &request.body))
    }
}

impl Drop for Double {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the double's process has the system's clock, and so must its peer"
)]
fn now() -> UnixTime {
    UnixTime(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs())
}

#[test]
fn thumbs_come_over_loopback_with_live_pictures_before_them() {
    let double = Double::start();
    let root = double.fetch("GET", "/double/root", "");
    let roots = Roots::of([root.as_slice()]).unwrap();
    let mut service = Sbi::new(SbiSettings::production(roots), [9; 32]);
    let order = Order {
        device: 0,
        target: Target::Thumbs,
        without: Vec::new(),
        quality: 60,
        within: Duration::from_secs(10),
    };
    let mut requests = VecDeque::from([Request::Open, Request::Capture(order), Request::Close]);
    let (mut frames, mut fingers, mut ended) = (0, 0, false);
    while let Some(request) = requests.pop_front() {
        service.ask(request, now());
        while let Some(output) = service.poll() {
            match output {
                Output::Http { id, request, .. } => match double.answer(&request) {
                    Ok(bytes) if request.streamed => {
                        service.handle(Event::Chunk { id, bytes: bytes.into() }, now());
                    }
                    Ok(body) => {
                        let response = HttpResponse { status: 200, body: body.into() };
                        service.handle(Event::Answered { id, response }, now());
                    }
                    Err(error) => service.handle(Event::Failed { id, error }, now()),
                },
                Output::Frame(picture) => frames += usize::from(picture.decode().is_ok()),
                Output::Captured(capture) => {
                    fingers += capture.biometrics.iter().filter(|it| it.picture.decode().is_ok()).count();
                }
                Output::Condition(condition) => panic!("{condition:?}"),
                Output::Ended => ended = true,
                _ => {}
            }
        }
    }
    assert!(frames > 0 && ended);
    assert_eq!(fingers, 2);
}

#[test]
fn what_is_no_fault_is_refused_by_name() {
    let double = Double::start();
    let answer = double.fetch("POST", "/double/fault", "rain");
    assert_eq!(String::from_utf8_lossy(&answer), "the double knows no fault \"rain\"");
}
