//! Readers behind a serial port, through Web Serial: where the system itself holds a MorphoSmart's USB interfaces.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use futures::FutureExt as _;
use futures::channel::oneshot;
use futures::future::LocalBoxFuture;
use js_sys::{Reflect, Uint8Array};
use scanners::morpho::{Line as MorphoLine, Morpho, Profile};
use scanners::{Condition, Model, OpenFailure, Transfer, TransferError, UsbId};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Event as DomEvent, ReadableStreamDefaultReader, Serial, SerialOptions, SerialOutputSignals, SerialPort,
    SerialPortFilter, SerialPortRequestOptions, WritableStreamDefaultWriter,
};

use super::driver::{Line, drive};
use super::listening::Listening;
use super::platform::platform;
use super::source::{Event, Events, Source};

/// A reader behind a port that this page may use.
#[derive(Debug, Clone, PartialEq)]
pub struct SerialReader {
    port: SerialPort,
    profile: Profile,
}

/// As the protocol wants it.
const BAUD: u32 = 38_400;
/// A live image with room to spare, so that the browser need not pause the reader.
const BUFFER: u32 = 1 << 18;

fn serial() -> Option<Serial> {
    let navigator = web_sys::window()?.navigator();
    // Where Web Serial is absent the getter answers `undefined`, whatever its type says.
    let serial = Reflect::get(&navigator, &"serial".into()).ok()?;
    serial.is_object().then(|| serial.unchecked_into())
}

/// Whether this browser reaches serial ports at all.
pub fn available() -> bool {
    serial().is_some()
}

impl SerialReader {
    fn of(port: SerialPort) -> Option<Self> {
        let info = port.get_info();
        let id = UsbId { vendor: info.get_usb_vendor_id()?, product: info.get_usb_product_id()? };
        Some(Self { profile: morpho(id)?, port })
    }

    /// Who made it and what it is called.
    pub fn name(&self) -> String {
        let identity = self.profile.identity(None);
        format!("{} {}", identity.make, identity.model)
    }

    /// Whether `other` is this reader, perhaps plugged in again.
    pub fn is_same(&self, other: &Self) -> bool {
        self.profile == other.profile
    }

    /// The readers that this page was let use before, and that are plugged in.
    pub async fn remembered() -> Vec<Self> {
        let Some(serial) = serial() else { return Vec::new() };
        match JsFuture::from(serial.get_ports()).await {
            Ok(ports) => ports.iter().filter_map(Self::of).collect(),
            // A page that may not use ports remembers none; choosing one says why.
            Err(_) => Vec::new(),
        }
    }

    /// Lets the person choose a port in the browser's own list. It must come from a click or a key.
    ///
    /// # Errors
    /// What the person must know.
    pub async fn choose() -> Result<Self, Condition> {
        let Some(serial) = serial() else { return Err(OpenFailure::Unavailable.condition(platform())) };
        let filters: Vec<_> = Model::ids()
            .filter(|&id| morpho(id).is_some())
            .map(|id| {
                let filter = SerialPortFilter::new();
                filter.set_usb_vendor_id(id.vendor);
                filter.set_usb_product_id(id.product);
                filter
            })
            .collect();
        let options = SerialPortRequestOptions::new();
        options.set_filters(&filters);
        let chosen = JsFuture::from(serial.request_port_with_options(&options)).await;
        let port = chosen.map_err(|_| OpenFailure::Forbidden.condition(platform()))?;
        Self::of(port).ok_or(Condition::UnsupportedFirmware)
    }

    /// Opens the reader.
    pub fn open(self) -> (Source, Events) {
        Source::open(|desk| async move {
            match SerialLine::open(&self.port).await {
                Ok(line) => {
                    let (unplugged, lost) = oneshot::channel();
                    let mut unplugged = Some(unplugged);
                    let listening = Listening::start(&self.port, "disconnect", move |_: DomEvent| {
                        if let Some(unplugged) = unplugged.take() {
                            // The session may have ended before its device did.
                            let _ = unplugged.send(());
                        }
                    });
                    let scanner = Morpho::new(self.profile, None, MorphoLine::Serial);
                    drive(desk, Box::new(scanner), line, lost.map(|_| ())).await;
                    drop(listening);
                }
                Err(failure) => {
                    desk.tell(Event::Condition(failure.condition(platform())));
                    desk.tell(Event::Ended);
                }
            }
        })
    }
}

/// The one family of readers that stands behind a port.
fn morpho(id: UsbId) -> Option<Profile> {
    match Model::of(id)? {
        Model::Morpho(profile) => Some(profile),
        _ => None,
    }
}

/// An open port.
struct SerialLine {
    port: SerialPort,
    reader: ReadableStreamDefaultReader,
    writer: WritableStreamDefaultWriter,
    /// What the browser gave beyond what was asked for.
    left: Rc<RefCell<VecDeque<u8>>>,
}

impl SerialLine {
    async fn open(port: &SerialPort) -> Result<Self, OpenFailure> {
        let options = SerialOptions::new(BAUD);
        options.set_buffer_size(BUFFER);
        // The system gives a port to one program at a time.
        JsFuture::from(port.open(&options)).await.map_err(|_| OpenFailure::Claimed)?;
        let signals = SerialOutputSignals::new();
        signals.set_data_terminal_ready(true);
        signals.set_request_to_send(true);
        let lost = |_: JsValue| OpenFailure::Gone;
        JsFuture::from(port.set_signals_with_signals(&signals)).await.map_err(lost)?;
        Ok(Self {
            reader: ReadableStreamDefaultReader::new(&port.readable()).map_err(lost)?,
            writer: WritableStreamDefaultWriter::new(&port.writable()).map_err(lost)?,
            port: port.clone(),
            left: Rc::default(),
        })
    }
}

impl Line for SerialLine {
    fn start(&self, transfer: Transfer) -> LocalBoxFuture<'static, Result<Vec<u8>, TransferError>> {
        match transfer {
            Transfer::BulkOut { bytes, .. } => {
                let writing = JsFuture::from(self.writer.write_with_chunk(&Uint8Array::from(&bytes[..])));
                async move { writing.await.map(|_| Vec::new()).map_err(|_| TransferError::Other) }
                    .boxed_local()
            }
            Transfer::BulkIn { length, .. } => {
                let (left, reader) = (self.left.clone(), self.reader.clone());
                async move {
                    let nothing_left = left.borrow().is_empty();
                    if nothing_left {
                        let chunk = chunk(&reader).await?;
                        left.borrow_mut().extend(chunk);
                    }
                    let mut left = left.borrow_mut();
                    let length = length.min(left.len());
                    Ok(left.drain(..length).collect())
                }
                .boxed_local()
            }
            // A port has no control endpoint and no interrupts, and no protocol asks a port for them.
            Transfer::ControlIn { .. } | Transfer::ControlOut { .. } | Transfer::InterruptIn { .. } => {
                std::future::ready(Err(TransferError::Stalled)).boxed_local()
            }
        }
    }

    fn close(self) -> LocalBoxFuture<'static, ()> {
        async move {
            // A port that is gone is closed already.
            let _ = JsFuture::from(self.reader.cancel()).await;
            self.reader.release_lock();
            self.writer.release_lock();
            let _ = JsFuture::from(self.port.close()).await;
        }
        .boxed_local()
    }
}

/// What arrives next; the browser's own copy is wiped.
async fn chunk(reader: &ReadableStreamDefaultReader) -> Result<Vec<u8>, TransferError> {
    let read = JsFuture::from(reader.read()).await.map_err(|_| TransferError::Other)?;
    let value = Reflect::get(&read, &"value".into()).map_err(|_| TransferError::Other)?;
    // A stream that has ended brings no value.
    let chunk: Uint8Array = value.dyn_into().map_err(|_| TransferError::Aborted)?;
    let bytes = chunk.to_vec();
    chunk.fill(0, 0, chunk.length());
    Ok(bytes)
}
