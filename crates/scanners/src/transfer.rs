//! USB transfers as data.

/// Names one transfer of a session, so that its outcome finds the step that asked for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TransferId(pub(crate) u32);

impl From<u32> for TransferId {
    fn from(number: u32) -> Self {
        Self(number)
    }
}

impl TransferId {
    /// The number, for a transport that keeps its own table.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0
    }
}

/// Who defined a control request (bits 5 and 6 of `bmRequestType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestKind {
    /// A USB device class.
    Class,
    /// The device's maker.
    Vendor,
}

/// Which part of the device a control request is for (bits 0 to 4 of `bmRequestType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recipient {
    /// The device.
    Device,
    /// The interface that `index` names.
    Interface,
}

/// The setup packet of a control transfer, less direction and length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Control {
    /// Who defined the request.
    pub kind: RequestKind,
    /// What it is for.
    pub recipient: Recipient,
    /// `bRequest`.
    pub request: u8,
    /// `wValue`.
    pub value: u16,
    /// `wIndex`.
    pub index: u16,
}

/// One USB transfer to make. Endpoint addresses carry the direction in bit 7, as in descriptors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Transfer {
    /// Ask over the control endpoint for at most `length` bytes.
    ControlIn {
        /// The request.
        control: Control,
        /// The most bytes wanted.
        length: u16,
    },
    /// Send bytes over the control endpoint.
    ControlOut {
        /// The request.
        control: Control,
        /// What to send.
        bytes: Vec<u8>,
    },
    /// Read at most `length` bytes, a multiple of the packet size (anything else risks babble).
    BulkIn {
        /// Address, bit 7 set.
        endpoint: u8,
        /// The most bytes wanted.
        length: usize,
    },
    /// Send bytes.
    BulkOut {
        /// Address, bit 7 clear.
        endpoint: u8,
        /// What to send.
        bytes: Vec<u8>,
    },
    /// Read one interrupt report.
    InterruptIn {
        /// Address, bit 7 set.
        endpoint: u8,
        /// The most bytes wanted.
        length: usize,
    },
}

/// Why a transfer came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TransferError {
    /// The device refused it.
    #[error("the scanner refused the transfer")]
    Stalled,
    /// The time given with the transfer is over. On WebUSB the read itself stays pending until the device is
    /// closed.
    #[error("the scanner did not answer in time")]
    TimedOut,
    /// The device is gone.
    #[error("the scanner was unplugged")]
    Unplugged,
    /// Closing the device ended it.
    #[error("the transfer was abandoned")]
    Aborted,
    /// The device sent more than was asked for; the data is lost.
    #[error("the scanner sent more than was asked for")]
    Babble,
    /// Anything else the system reported.
    #[error("the transfer failed")]
    Other,
}
