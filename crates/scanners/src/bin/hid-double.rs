//! HID's service in software, for tests in a browser that route its addresses here: `hid-double [PERSON]`. The person's
//! right index finger lies on its reader.
//!
//! On its standard input, a line of JSON each: `{"url": ..., "body": ...}` for a request, `{"connect": ...}` for the
//! socket, `{"text": ...}` or `{"binary": base64}` for a message on it. It answers each with a line: the body, whether the
//! socket opens, or a list of messages.

use std::{
    error::Error,
    io::{BufRead, stdin},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use fingerprint::FingerPosition;
use scanners::{
    hid::HidDouble,
    service::{HttpRequest, Method, SocketMessage},
};
use serde_json::{Value, json};
use synthetic::{Conditions, Difficulty, Master, Person, impression};

/// The newest version of the protocol, with encrypted messages.
const VERSION: u32 = 4;

fn main() -> Result<(), Box<dyn Error>> {
    let seed = std::env::args().nth(1).map_or(Ok(1), |seed| seed.parse())?;
    let finger = Person { seed }.finger(FingerPosition::RightIndex);
    let mut double = HidDouble::new(VERSION);
    double.touch(&impression(&Master::grow(finger), &Conditions::draw(finger.0 ^ 7, Difficulty::Good)));
    println!("ready");
    for line in stdin().lock().lines() {
        println!("{}", answer(&mut double, &serde_json::from_str(&line?)?)?);
    }
    Ok(())
}

fn answer(double: &mut HidDouble, asked: &Value) -> Result<Value, Box<dyn Error>> {
    let text = |key: &str| asked[key].as_str().map(str::to_owned);
    if let Some(url) = text("url") {
        let body = text("body").unwrap_or_default();
        let request = HttpRequest { method: Method::Post, url, content_type: None, body, streamed: false };
        return Ok(String::from_utf8(double.answer(&request)?.body.to_vec())?.into());
    }
    if let Some(url) = text("connect") {
        return Ok(double.connect(&url).into());
    }
    let message = match (text("text"), text("binary")) {
        (Some(text), _) => SocketMessage::Text(text.into()),
        (_, Some(binary)) => SocketMessage::Binary(STANDARD.decode(binary)?.into()),
        _ => return Err("a line has \"url\", \"connect\", \"text\" or \"binary\"".into()),
    };
    let answers = double.receive(&message).into_iter().map(|message| match message {
        SocketMessage::Text(text) => json!({ "text": *text }),
        SocketMessage::Binary(bytes) => json!({ "binary": STANDARD.encode(&bytes) }),
    });
    Ok(answers.collect())
}
