//! Runs a protocol of `scanners` over an open device.

use std::rc::Rc;

use futures::channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded};
use futures::future::{Either, LocalBoxFuture, select};
use futures::{StreamExt as _, pin_mut};
use gloo_timers::future::TimeoutFuture;
use leptos::task::spawn_local;
use scanners::{Event as Happening, Output, Request, Scanner, Transfer, TransferError};
use wire::encounter;

use super::device::Device;
use super::source::{Command, Desk, Event, Images, Preview, Taken};
use crate::clock;

/// The way to an open device.
pub trait Line {
    /// Makes a transfer. It is under way when this returns, so transfers are made in the order of the calls.
    fn start(&self, transfer: Transfer) -> LocalBoxFuture<'static, Result<Vec<u8>, TransferError>>;

    /// Lets go of the device; whatever is under way ends.
    fn close(self) -> LocalBoxFuture<'static, ()>;
}

/// Keeps a session with a device going until it ends: because the desk was left, or the device is lost.
///
/// `lost` resolves when the device is unplugged.
pub async fn drive(
    desk: Desk,
    scanner: Box<dyn Scanner>,
    line: impl Line,
    lost: impl Future<Output = ()> + 'static,
) {
    let (happens, happenings) = unbounded();
    let unplugged = happens.clone();
    spawn_local(async move {
        lost.await;
        // The session may have ended before its device did.
        let _ = unplugged.unbounded_send(Happening::Unplugged);
    });
    let session = Session { desk, scanner, line, happens, happenings, source: None, sequence: 0 };
    session.run().await;
}

struct Session<L> {
    desk: Desk,
    scanner: Box<dyn Scanner>,
    line: L,
    happens: UnboundedSender<Happening>,
    happenings: UnboundedReceiver<Happening>,
    /// What the device says it is, once it is open.
    source: Option<encounter::Source>,
    sequence: u32,
}

impl<L: Line> Session<L> {
    async fn run(mut self) {
        self.scanner.ask(Request::Open);
        let mut left = false;
        loop {
            while let Some(output) = self.scanner.poll() {
                if output == Output::Ended {
                    self.line.close().await;
                    self.desk.tell(Event::Ended);
                    return;
                }
                self.carry_out(output);
            }
            if left {
                if let Some(happening) = self.happenings.next().await {
                    self.scanner.handle(happening);
                }
                continue;
            }
            match select(self.happenings.next(), self.desk.commands.next()).await {
                Either::Left((Some(happening), _)) => self.scanner.handle(happening),
                // This session holds a sender itself.
                Either::Left((None, _)) => {}
                Either::Right((Some(command), _)) => self.obey(command),
                Either::Right((None, _)) => {
                    left = true;
                    self.scanner.ask(Request::Close);
                }
            }
        }
    }

    fn obey(&mut self, command: Command) {
        self.scanner.ask(match command {
            // A reader takes one finger, whichever it is.
            Command::Start(_) => Request::Capture,
            Command::Take => Request::Take,
            Command::Stop => Request::Stop,
        });
    }

    fn carry_out(&mut self, output: Output) {
        match output {
            Output::Transfer { id, transfer, timeout } => {
                let (under_way, happens) = (self.line.start(transfer), self.happens.clone());
                spawn_local(async move {
                    let outcome = match timeout {
                        None => under_way.await,
                        Some(timeout) => within(timeout, under_way).await,
                    };
                    let happening = match outcome {
                        Ok(bytes) => Happening::Completed { id, bytes },
                        Err(error) => Happening::Failed { id, error },
                    };
                    // A session that has ended waits for nothing.
                    let _ = happens.unbounded_send(happening);
                });
            }
            Output::Wait { timer, duration } => {
                let happens = self.happens.clone();
                spawn_local(async move {
                    TimeoutFuture::new(millis(duration)).await;
                    // A session that has ended waits for nothing.
                    let _ = happens.unbounded_send(Happening::Elapsed(timer));
                });
            }
            Output::Ready(identity) => {
                let device = Device::reader(&identity);
                self.source = Some(device.source());
                self.desk.tell(Event::Ready(device));
            }
            Output::Finger(finger) => self.desk.tell(Event::Finger(finger)),
            Output::Frame(frame) => {
                self.sequence += 1;
                let preview =
                    Preview { sequence: self.sequence, at: clock::stopwatch(), frame: Rc::new(frame) };
                self.desk.tell(Event::Preview(preview));
            }
            Output::Image(image) => {
                if let (Some(image), Some(source)) = (frame_of(image), self.source.clone()) {
                    let images = Images::Whole(Rc::new(image));
                    self.desk.tell(Event::Taken(Taken { at: clock::stopwatch(), source, images }));
                }
            }
            Output::Condition(condition) => self.desk.tell(Event::Condition(condition)),
            Output::Ended => {}
        }
    }
}

/// The image as something that is wiped when nobody holds it any more.
fn frame_of(image: raster::Grey) -> Option<scanners::Frame> {
    let (width, height, ppi) = (image.width(), image.height(), image.ppi);
    scanners::Frame::new(width, height, ppi, image.into_pixels().into())
}

async fn within(
    timeout: std::time::Duration,
    under_way: LocalBoxFuture<'static, Result<Vec<u8>, TransferError>>,
) -> Result<Vec<u8>, TransferError> {
    let deadline = TimeoutFuture::new(millis(timeout));
    pin_mut!(deadline);
    match select(under_way, deadline).await {
        Either::Left((outcome, _)) => outcome,
        Either::Right(_) => Err(TransferError::TimedOut),
    }
}

fn millis(duration: std::time::Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}
