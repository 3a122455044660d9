use futures::FutureExt as _;
use futures::future::LocalBoxFuture;
use gloo_timers::future::TimeoutFuture;
use js_sys::Uint8Array;
use scanners::{Claim, Control, OpenFailure, Recipient, RequestKind, Transfer, TransferError};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    UsbControlTransferParameters, UsbDevice, UsbDirection, UsbInTransferResult, UsbOutTransferResult,
    UsbRecipient, UsbRequestType, UsbTransferStatus,
};

use super::failure::{Doing, open_failure, transfer_failure};
use crate::scanner::driver::Line;

/// An opened device whose interfaces are claimed.
pub struct UsbLine {
    device: UsbDevice,
}

impl UsbLine {
    /// Opens and claims `device`.
    ///
    /// # Errors
    /// Why it could not be had; it is closed again then.
    pub async fn open(device: &UsbDevice, claim: Claim) -> Result<Self, OpenFailure> {
        let opening = |error: JsValue| open_failure(&error, Doing::Opening);
        // A page that lost track of a device may still hold it.
        if !device.opened() {
            JsFuture::from(device.open()).await.map_err(opening)?;
        }
        let line = Self { device: device.clone() };
        match line.claim(claim).await {
            Ok(()) => Ok(line),
            Err(failure) => {
                line.close().await;
                Err(failure)
            }
        }
    }

    async fn claim(&self, claim: Claim) -> Result<(), OpenFailure> {
        let claiming = |error: JsValue| open_failure(&error, Doing::Claiming);
        if self.device.configuration().is_none() {
            JsFuture::from(self.device.select_configuration(1)).await.map_err(claiming)?;
        }
        for number in self.interfaces(claim) {
            JsFuture::from(self.device.claim_interface(number)).await.map_err(claiming)?;
        }
        Ok(())
    }

    fn interfaces(&self, claim: Claim) -> Vec<u8> {
        let (class, subclass, protocol) = match claim {
            Claim::Numbers(numbers) => return numbers.to_vec(),
            Claim::Class(class, subclass, protocol) => (class, subclass, protocol),
        };
        let Some(configuration) = self.device.configuration() else { return Vec::new() };
        let fitting = configuration.interfaces().iter().find(|interface| {
            interface.alternates().iter().any(|alternate| {
                alternate.interface_class() == class
                    && alternate.interface_subclass() == subclass
                    && alternate.interface_protocol() == protocol
            })
        });
        fitting.iter().map(web_sys::UsbInterface::interface_number).collect()
    }
}

impl Line for UsbLine {
    fn start(&self, transfer: Transfer) -> LocalBoxFuture<'static, Result<Vec<u8>, TransferError>> {
        let device = self.device.clone();
        match transfer {
            Transfer::ControlIn { control, length } => {
                received(device.control_transfer_in(&setup(control), length).into(), device, None)
            }
            Transfer::ControlOut { control, bytes } => {
                match device
                    .control_transfer_out_with_u8_array(&setup(control), &Uint8Array::from(&bytes[..]))
                {
                    Ok(promise) => sent(promise.into(), device, None),
                    Err(_) => refused(),
                }
            }
            Transfer::BulkIn { endpoint, length } | Transfer::InterruptIn { endpoint, length } => {
                let number = endpoint & 0x7f;
                match u32::try_from(length) {
                    Ok(length) => received(device.transfer_in(number, length).into(), device, Some(number)),
                    Err(_) => refused(),
                }
            }
            Transfer::BulkOut { endpoint, bytes } => {
                match device.transfer_out_with_u8_array(endpoint, &Uint8Array::from(&bytes[..])) {
                    Ok(promise) => sent(promise.into(), device, Some(endpoint)),
                    Err(_) => refused(),
                }
            }
        }
    }

    fn close(self) -> LocalBoxFuture<'static, ()> {
        async move {
            // A device that is gone is closed already.
            let _ = JsFuture::from(self.device.close()).await;
        }
        .boxed_local()
    }
}

fn setup(control: Control) -> UsbControlTransferParameters {
    let recipient = match control.recipient {
        Recipient::Device => UsbRecipient::Device,
        Recipient::Interface => UsbRecipient::Interface,
    };
    let kind = match control.kind {
        RequestKind::Class => UsbRequestType::Class,
        RequestKind::Vendor => UsbRequestType::Vendor,
    };
    UsbControlTransferParameters::new(control.index, recipient, control.request, kind, control.value)
}

fn refused() -> LocalBoxFuture<'static, Result<Vec<u8>, TransferError>> {
    std::future::ready(Err(TransferError::Other)).boxed_local()
}

/// What a read brings. The browser's own copy is wiped: it may be pixels.
fn received(
    reading: JsFuture<UsbInTransferResult>,
    device: UsbDevice,
    endpoint: Option<u8>,
) -> LocalBoxFuture<'static, Result<Vec<u8>, TransferError>> {
    async move {
        let result = reading.await;
        let result = settled(result).await?;
        check(result.status(), &device, UsbDirection::In, endpoint).await?;
        let Some(data) = result.data() else { return Ok(Vec::new()) };
        let (at, length) = (data.byte_offset() as u32, data.byte_length() as u32);
        let view = Uint8Array::new_with_byte_offset_and_length(&data.buffer(), at, length);
        let bytes = view.to_vec();
        view.fill(0, 0, length);
        Ok(bytes)
    }
    .boxed_local()
}

fn sent(
    sending: JsFuture<UsbOutTransferResult>,
    device: UsbDevice,
    endpoint: Option<u8>,
) -> LocalBoxFuture<'static, Result<Vec<u8>, TransferError>> {
    async move {
        let result = sending.await;
        let result = settled(result).await?;
        check(result.status(), &device, UsbDirection::Out, endpoint).await?;
        Ok(Vec::new())
    }
    .boxed_local()
}

/// The result of a transfer. A browser tells of transfers that an unplugging ended before it tells of the
/// unplugging, and not by one name: so a failure is told late enough for the other to come first.
async fn settled<R>(result: Result<R, JsValue>) -> Result<R, TransferError> {
    match result {
        Ok(result) => Ok(result),
        Err(error) => {
            TimeoutFuture::new(UNPLUGGING_TOLD_WITHIN_MS).await;
            Err(transfer_failure(&error))
        }
    }
}

const UNPLUGGING_TOLD_WITHIN_MS: u32 = 300;

/// An endpoint that stalled is freed, for the next transfer on it.
async fn check(
    status: UsbTransferStatus,
    device: &UsbDevice,
    direction: UsbDirection,
    endpoint: Option<u8>,
) -> Result<(), TransferError> {
    match status {
        UsbTransferStatus::Ok => Ok(()),
        UsbTransferStatus::Babble => Err(TransferError::Babble),
        _ => {
            if let Some(endpoint) = endpoint {
                // If it cannot be freed, the next transfer fails too and says so.
                let _ = JsFuture::from(device.clear_halt(direction, endpoint)).await;
            }
            Err(TransferError::Stalled)
        }
    }
}
