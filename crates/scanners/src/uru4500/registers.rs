//! The reader's registers, modes and interrupts.

use std::time::Duration;

use crate::{Control, Recipient, RequestKind, Transfer};

/// Address of the interrupt reports.
pub(super) const INTERRUPTS: u8 = 0x81;
/// Bytes of one interrupt report.
pub(super) const REPORT: usize = 64;
/// Address of the frames.
pub(super) const FRAMES: u8 = 0x82;
/// How long the reader may take over a register.
pub(super) const ANSWER_WITHIN: Duration = Duration::from_secs(5);

const REQUEST: u8 = 0x04;

/// A register's number, which travels as the control request's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Register(pub(super) u16);

impl Register {
    /// Power and health: see [`hwstat`].
    pub(super) const HWSTAT: Self = Self(0x07);
    /// Written: key number, then the host's seed in 4 bytes, little-endian.
    pub(super) const SCRAMBLE_INDEX: Self = Self(0x33);
    /// Read: the key under the host's seed, 4 bytes, little-endian.
    pub(super) const SCRAMBLE_KEY: Self = Self(0x34);
    /// What the sensor does: see [`Mode`].
    pub(super) const MODE: Self = Self(0x4e);
    /// 16 bytes, two version numbers among them.
    pub(super) const DEVICE_INFO: Self = Self(0xf0);
    /// Where the answer to [`Self::CHALLENGE`] goes, 16 bytes.
    pub(super) const RESPONSE: Self = Self(0x2000);
    /// 16 random bytes.
    pub(super) const CHALLENGE: Self = Self(0x2010);

    fn control(self) -> Control {
        Control {
            kind: RequestKind::Vendor,
            recipient: Recipient::Device,
            request: REQUEST,
            value: self.0,
            index: 0,
        }
    }

    /// The register that a control request is about, if it is about one.
    #[cfg(any(test, feature = "simulators"))]
    pub(super) fn of(control: Control) -> Option<Self> {
        let register = Self(control.value);
        (register.control() == control).then_some(register)
    }

    /// Reads `length` bytes from here on.
    pub(super) fn read(self, length: u16) -> Transfer {
        Transfer::ControlIn { control: self.control(), length }
    }

    /// Writes `bytes` from here on.
    pub(super) fn write(self, bytes: &[u8]) -> Transfer {
        Transfer::ControlOut { control: self.control(), bytes: bytes.to_vec() }
    }
}

/// Bits of [`Register::HWSTAT`].
pub(super) mod hwstat {
    /// The sensor is without power.
    pub(in crate::uru4500) const ASLEEP: u8 = 0x80;
    /// Together with [`ASLEEP`]: wants to be woken before anything else.
    pub(in crate::uru4500) const CONFUSED: u8 = 0x04;
    /// Awake.
    pub(in crate::uru4500) const AWAKE: u8 = 0x01;
    /// What is kept when the power goes on.
    pub(in crate::uru4500) const KEPT: u8 = 0x0f;
}

/// What the sensor does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mode(pub(super) u8);

impl Mode {
    pub(super) const AWAIT_ON: Self = Self(0x10);
    pub(super) const AWAIT_OFF: Self = Self(0x12);
    pub(super) const CAPTURE: Self = Self(0x20);
    pub(super) const OFF: Self = Self(0x70);

    pub(super) fn set(self) -> Transfer {
        Register::MODE.write(&[self.0])
    }
}

/// What an interrupt report says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Interrupt {
    /// The sensor has power. Repeats.
    ScanPower,
    /// A finger touches.
    FingerOn,
    /// It was lifted.
    FingerOff,
    /// The next capture will return nothing.
    Trouble,
}

impl Interrupt {
    /// Reads a report; unknown ones say nothing.
    pub(super) fn of(report: &[u8]) -> Option<Self> {
        match report {
            [0x56, 0xaa, ..] => Some(Self::ScanPower),
            [0x01, 0x01, ..] => Some(Self::FingerOn),
            [0x02, 0x00, ..] => Some(Self::FingerOff),
            [0x08, 0x00, ..] => Some(Self::Trouble),
            _ => None,
        }
    }

    /// The report that says so.
    #[cfg(any(test, feature = "simulators"))]
    pub(super) fn report(self) -> Vec<u8> {
        let code = match self {
            Self::ScanPower => [0x56, 0xaa],
            Self::FingerOn => [0x01, 0x01],
            Self::FingerOff => [0x02, 0x00],
            Self::Trouble => [0x08, 0x00],
        };
        let mut report = vec![0; REPORT];
        report[..2].copy_from_slice(&code);
        report
    }
}
