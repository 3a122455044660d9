//! SecuGen's service in software, for tests in a browser: `secugen-double [--port 8000] [--person 1]`. The person's right
//! index finger lies on its reader.

mod http;

use std::{
    error::Error,
    net::{Ipv4Addr, TcpListener, TcpStream},
};

use fingerprint::FingerPosition;
use http::{Asked, answer};
use scanners::{
    secugen::SecugenDouble,
    service::{HttpRequest, Method},
};
use synthetic::{Conditions, Difficulty, Master, Person, impression};

fn main() -> Result<(), Box<dyn Error>> {
    let (mut port, mut person) = (8000u16, 1u64);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("{argument} wants a number"))?;
        match argument.as_str() {
            "--port" => port = value.parse()?,
            "--person" => person = value.parse()?,
            other => return Err(format!("{other} is not known: use --port or --person").into()),
        }
    }
    let finger = Person { seed: person }.finger(FingerPosition::RightIndex);
    let mut double = SecugenDouble::new();
    double.touch(&impression(&Master::grow(finger), &Conditions::draw(finger.0 ^ 7, Difficulty::Good)));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    println!("listening on http://{}", listener.local_addr()?);
    for connection in listener.incoming() {
        // A browser that goes away in the middle of an answer is no error of the double.
        drop(serve(&connection?, &double));
    }
    Ok(())
}

fn serve(connection: &TcpStream, double: &SecugenDouble) -> std::io::Result<()> {
    let asked = Asked::read(connection)?;
    if asked.method == "OPTIONS" {
        return answer(connection, "204 No Content", "text/plain", "");
    }
    let (url, body) = (asked.path.clone(), asked.text());
    let request = HttpRequest { method: Method::Post, url, content_type: None, body, streamed: false };
    match double.answer(&request) {
        Ok(response) if response.status == 200 => {
            answer(connection, "200 OK", "application/json", &String::from_utf8_lossy(&response.body))
        }
        _ => answer(connection, "404 Not Found", "text/plain", "no such path"),
    }
}
