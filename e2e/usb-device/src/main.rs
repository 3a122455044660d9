//! `usb-device MODEL SOCKET`: one reader behind a socket. On its standard input, a line each: `touch PERSON FINGER`
//! (it comes down), `lay PERSON FINGER` (it lies there), `lift`, `unplug`, `plug`, `end`.

use std::error::Error;
use std::io::{BufRead as _, stdin};
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use fingerprint::FingerPosition;
use raster::Grey;
use synthetic::Placement;
use usb_device::device::{Kit, Reader, coming_down};
use usb_device::message::{FromDevice, FromHost};

/// What happens to the device, in one queue.
enum Happening {
    Joined(usize, UnixStream),
    Said(usize, FromHost),
    Left(usize),
    Line(String),
    /// A finger, picture by picture, and the line that asked for it.
    Touched(Vec<Grey>, String),
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, model, socket] = &arguments[..] else { return Err("usage: usb-device MODEL SOCKET".into()) };
    let kit = Kit::named(model).ok_or("the models are uru4500, futronic, morpho and nb1010")?;
    let listener = UnixListener::bind(socket)?;
    let (happens, happenings) = channel();
    let lines = happens.clone();
    thread::spawn(move || {
        for line in stdin().lock().lines().map_while(Result::ok) {
            // Growing a finger must not hold up the bus.
            let happening = match pictures(&line) {
                Some(pictures) => Happening::Touched(pictures, line),
                None => Happening::Line(line),
            };
            if lines.send(happening).is_err() {
                return;
            }
        }
        // Whoever started the device has gone.
        drop(lines.send(Happening::Line("end".to_owned())));
    });
    thread::spawn(move || {
        for (host, stream) in listener.incoming().map_while(Result::ok).enumerate() {
            serve(host, stream, &happens);
        }
    });
    println!("ready");
    let bus = Bus { kit, reader: None, hosts: Vec::new(), since_beat: Duration::ZERO };
    let result = bus.run(&happenings);
    drop(std::fs::remove_file(socket));
    result
}

/// What a line lays on the reader, if it is one that does.
fn pictures(line: &str) -> Option<Vec<Grey>> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [how, person, finger] = words[..] else { return None };
    let position = FingerPosition::try_from(finger.parse::<u8>().ok()?).ok()?;
    let pictures = coming_down(person.parse().ok()?, position);
    match how {
        "touch" => Some(pictures),
        "lay" => pictures.last().cloned().map(|last| vec![last]),
        _ => None,
    }
}

/// Passes on what a host says, from a thread of its own.
fn serve(host: usize, stream: UnixStream, happens: &Sender<Happening>) {
    let happens = happens.clone();
    let Ok(mut reading) = stream.try_clone() else { return };
    if happens.send(Happening::Joined(host, stream)).is_err() {
        return;
    }
    thread::spawn(move || {
        while let Ok(said) = FromHost::read(&mut reading) {
            if happens.send(Happening::Said(host, said)).is_err() {
                return;
            }
        }
        drop(happens.send(Happening::Left(host)));
    });
}

struct Bus {
    kit: Kit,
    reader: Option<Reader>,
    /// Each host, and the transfers it waits for: a transfer's number on the bus is the host's own and the host's place.
    hosts: Vec<Option<UnixStream>>,
    /// How long ago the finger came down further.
    since_beat: Duration,
}

/// How often a finger that comes down does so by a little.
const BEAT: Duration = Duration::from_millis(Placement::FRAME_INTERVAL_MS as u64);

/// Hosts number their transfers from 1 and make fewer than this.
const TRANSFERS_A_HOST: u32 = 1 << 24;

impl Bus {
    fn run(mut self, happenings: &Receiver<Happening>) -> Result<(), Box<dyn Error>> {
        self.reader = Reader::plug(self.kit);
        loop {
            match happenings.recv_timeout(BEAT) {
                Ok(Happening::Line(line)) if line == "end" => return Ok(()),
                Ok(Happening::Line(line)) => self.obey(&line)?,
                Ok(Happening::Touched(pictures, line)) => match &mut self.reader {
                    Some(reader) => {
                        reader.touch(pictures);
                        println!("done {line}");
                    }
                    None => return Err("nothing is plugged in to be touched".into()),
                },
                Ok(Happening::Joined(host, stream)) => {
                    self.hosts.resize_with(self.hosts.len().max(host + 1), || None);
                    self.hosts[host] = Some(stream);
                    if self.reader.is_some() {
                        self.tell(host, &self.plugged());
                    }
                }
                Ok(Happening::Said(host, said)) => self.hear(host, said),
                Ok(Happening::Left(host)) => self.hosts[host] = None,
                Err(RecvTimeoutError::Timeout) => self.pass(BEAT),
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
            self.go_on();
        }
    }

    /// Brings what is due, each at the pace of the bus.
    fn go_on(&mut self) {
        while let Some(outcome) = self.reader.as_mut().and_then(Reader::outcome) {
            #[expect(
                clippy::disallowed_methods,
                reason = "a bus is busy for a while, and nothing passes it meanwhile"
            )]
            thread::sleep(outcome.takes);
            self.pass(outcome.takes);
            let (host, id) = (outcome.id / TRANSFERS_A_HOST, outcome.id % TRANSFERS_A_HOST);
            self.tell(host as usize, &FromDevice::Done { id, ok: outcome.ok, data: outcome.data });
            if outcome.takes > Duration::ZERO {
                // Something else may have happened meanwhile: a lift, an unplugging.
                return;
            }
        }
    }

    /// Time goes by, and a finger that is coming down comes further.
    fn pass(&mut self, time: Duration) {
        self.since_beat += time;
        if self.since_beat >= BEAT {
            self.since_beat = Duration::ZERO;
            if let Some(reader) = &mut self.reader {
                reader.beat();
            }
        }
    }

    fn hear(&mut self, host: usize, said: FromHost) {
        let Some(reader) = &mut self.reader else { return };
        let on_bus = |id: u32| host as u32 * TRANSFERS_A_HOST + id % TRANSFERS_A_HOST;
        match said {
            FromHost::Submit(mut submission) => {
                let id = submission.id;
                submission.id = on_bus(id);
                if let Some(outcome) = reader.submit(submission) {
                    self.tell(host, &FromDevice::Done { id, ok: outcome.ok, data: outcome.data });
                }
            }
            FromHost::Cancel(id) => reader.cancel(on_bus(id)),
        }
    }

    fn obey(&mut self, line: &str) -> Result<(), Box<dyn Error>> {
        let words: Vec<&str> = line.split_whitespace().collect();
        match (&words[..], &mut self.reader) {
            (["lift"], Some(reader)) => reader.lift(),
            (["unplug"], Some(_)) => {
                self.reader = None;
                self.tell_all(&FromDevice::Unplugged);
            }
            (["plug"], None) => {
                self.reader = Reader::plug(self.kit);
                self.tell_all(&self.plugged());
            }
            _ => return Err(format!("no such thing can be done to the device now: {line}").into()),
        }
        println!("done {line}");
        Ok(())
    }

    fn plugged(&self) -> FromDevice {
        FromDevice::Plugged { descriptors: self.kit.descriptors.bytes() }
    }

    fn tell_all(&mut self, message: &FromDevice) {
        for host in 0..self.hosts.len() {
            self.tell(host, message);
        }
    }

    /// A host that does not listen has gone; its own thread says so too.
    fn tell(&mut self, host: usize, message: &FromDevice) {
        if let Some(Some(stream)) = self.hosts.get_mut(host)
            && message.write(stream).is_err()
        {
            self.hosts[host] = None;
        }
    }
}
