//! Readers on USB, through the browser's WebUSB.
//!
//! The browser's calls are used as they are. A crate over them that also runs natively tells all failures to open a
//! device alike, and an aborted transfer like a broken one; here each must have a message of its own.

mod failure;
mod line;

use futures::channel::oneshot;
use scanners::{Condition, Model, OpenFailure, UsbId};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Usb, UsbConnectionEvent, UsbDevice, UsbDeviceFilter, UsbDeviceRequestOptions};

use super::driver::drive;
use super::listening::Listening;
use super::platform::platform;
use super::source::{Event, Events, Source};
use failure::{Doing, open_failure};
use line::UsbLine;

/// A reader that this page may use.
#[derive(Debug, Clone, PartialEq)]
pub struct UsbReader {
    device: UsbDevice,
    model: Model,
}

/// Plugging and unplugging, for as long as it is held.
#[derive(Debug)]
pub struct Plugs(#[expect(dead_code, reason = "it listens while it lives")] [Listening; 2]);

/// The browser's USB, if it has one and lets this page use it.
fn usb() -> Option<Usb> {
    let navigator = web_sys::window()?.navigator();
    // Where WebUSB is absent the getter answers `undefined`, whatever its type says.
    let usb = js_sys::Reflect::get(&navigator, &"usb".into()).ok()?;
    usb.is_object().then(|| usb.unchecked_into())
}

/// Whether this browser reaches USB devices at all.
pub fn available() -> bool {
    usb().is_some()
}

impl UsbReader {
    fn of(device: UsbDevice) -> Option<Self> {
        let id = UsbId { vendor: device.vendor_id(), product: device.product_id() };
        Some(Self { model: Model::of(id)?, device })
    }

    /// Who made it and what it is called.
    pub fn name(&self) -> String {
        let identity = self.model.identity(None);
        format!("{} {}", identity.make, identity.model)
    }

    /// Its serial number, where it states one.
    pub fn serial(&self) -> Option<String> {
        self.device.serial_number().filter(|serial| !serial.is_empty())
    }

    /// Whether `other` is this reader, perhaps plugged in again.
    pub fn is_same(&self, other: &Self) -> bool {
        self.model == other.model && self.serial() == other.serial()
    }

    /// The readers that the person, or the site's policy, let this page use before, and that are plugged in.
    pub async fn remembered() -> Vec<Self> {
        let Some(usb) = usb() else { return Vec::new() };
        match JsFuture::from(usb.get_devices()).await {
            Ok(devices) => devices.iter().filter_map(Self::of).collect(),
            // A page that may not use USB remembers nothing; choosing a reader says why.
            Err(_) => Vec::new(),
        }
    }

    /// Lets the person choose a reader in the browser's own list. It must come from a click or a key.
    ///
    /// # Errors
    /// What the person must know.
    pub async fn choose() -> Result<Self, Condition> {
        let Some(usb) = usb() else { return Err(OpenFailure::Unavailable.condition(platform())) };
        let filters: Vec<_> = Model::ids()
            .map(|id| {
                let filter = UsbDeviceFilter::new();
                filter.set_vendor_id(id.vendor);
                filter.set_product_id(id.product);
                filter
            })
            .collect();
        let chosen = JsFuture::from(usb.request_device(&UsbDeviceRequestOptions::new(&filters))).await;
        let device = chosen.map_err(|error| open_failure(&error, Doing::Choosing).condition(platform()))?;
        Self::of(device).ok_or(Condition::UnsupportedFirmware)
    }

    /// Opens the reader.
    pub fn open(self) -> (Source, Events) {
        Source::open(|desk| async move {
            let (unplugged, lost) = oneshot::channel();
            let listening = self.on_unplugged(unplugged);
            match UsbLine::open(&self.device, self.model.claim()).await {
                Ok(line) => {
                    let scanner = self.model.scanner(self.serial());
                    drive(desk, scanner, line, async { lost.await.unwrap_or_default() }).await;
                }
                Err(failure) => {
                    desk.tell(Event::Condition(failure.condition(platform())));
                    desk.tell(Event::Ended);
                }
            }
            drop(listening);
        })
    }

    fn on_unplugged(&self, unplugged: oneshot::Sender<()>) -> Option<Listening> {
        let (device, mut unplugged) = (self.device.clone(), Some(unplugged));
        Listening::start(&usb()?.into(), "disconnect", move |event: UsbConnectionEvent| {
            if event.device() == device
                && let Some(unplugged) = unplugged.take()
            {
                // The session may have ended before its device did.
                let _ = unplugged.send(());
            }
        })
    }
}

/// Calls `plugged_in` with each known reader that is plugged in and may be used, and `changed` whenever any comes or
/// goes.
pub fn watch(
    plugged_in: impl Fn(UsbReader) + 'static,
    changed: impl Fn() + Clone + 'static,
) -> Option<Plugs> {
    let usb = usb()?;
    let gone = changed.clone();
    Some(Plugs([
        Listening::start(&usb, "connect", move |event: UsbConnectionEvent| {
            changed();
            if let Some(reader) = UsbReader::of(event.device()) {
                plugged_in(reader);
            }
        })?,
        Listening::start(&usb, "disconnect", move |_: UsbConnectionEvent| gone())?,
    ]))
}
