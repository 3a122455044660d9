//! What stands between a person and a print, each with its own plain message and remedy on the screen.

use crate::{TransferError, service::HttpError};

/// One thing that the person at the desk must know, each with a message and a remedy of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Condition {
    /// The scanner was unplugged. Plug it in again; prints already taken are kept.
    Unplugged,
    /// The scanner sleeps and did not wake. Unplug it, wait a second, plug it in; turn off USB power saving.
    PowerSave,
    /// A page that died left data in the scanner; it is being read away. Wait a moment.
    StaleBacklog,
    /// Data left in the scanner could not be read away. Unplug it and plug it in again.
    StaleBacklogRemains,
    /// Another program or tab holds the scanner. Close it.
    Busy,
    /// The person or the site's policy did not let this page use the scanner. Allow it, then choose it again.
    PermissionRefused,
    /// Windows gives the scanner to its maker's driver. IT installs the WinUSB driver for it.
    MissingWinUsbDriver,
    /// Linux lets only the administrator use the scanner. IT installs the udev rule for it.
    MissingUdevRule,
    /// The browser keeps the page from services on this computer. Allow access to the local network.
    LocalNetworkBlocked,
    /// The browser has no WebUSB, or the page is not served securely. Use Chrome or Edge over HTTPS.
    UsbUnavailable,
    /// The scanner answers, but not as this model is known to. Its firmware is not supported: tell IT.
    UnsupportedFirmware,
    /// The scanner stopped answering. Unplug it and plug it in again.
    NotResponding,
    /// The scanner reported trouble and is being started anew. Wait a moment.
    Recovering,
    /// Frame after frame arrives broken. Plug the scanner into the computer itself, with another cable.
    BrokenFrames,
    /// The scanner gave up before a print was taken. Place the finger and try again.
    NoFinger,
    /// What lies on the platen does not look like a living finger to the scanner. Look at the finger.
    FalseFinger,
    /// The finger is too moist. Dry it and try again.
    MoistFinger,
    /// No capture service answers on this computer, or the browser does not accept its certificate. Start the
    /// service; open its address once and accept the certificate.
    ServiceAbsent,
    /// The capture service stopped answering. Start it anew; prints already taken are kept.
    ServiceNotResponding,
    /// The capture service is there, but no scanner is plugged in. Plug it in.
    NoScanner,
    /// The scanner cannot work yet. Look at the scanner: clean it, close its lid, wait until it is warm.
    NotReady,
    /// The scanner's maker does not know it yet. Register it with the maker's tool.
    NotRegistered,
    /// The capture service takes prints only for the page in front. Click into this page and try again.
    PageInBackground,
    /// What came cannot be shown to come from a scanner that this site trusts, so it is not used. Tell IT.
    UntrustedSignature(SignatureFault),
    /// The scanner's clock and this computer's differ by more than the site allows. Set both clocks.
    ClockSkew {
        /// By how much the scanner's clock is ahead, in seconds; negative if it is behind.
        seconds: i64,
    },
    /// What came is not what was asked for, so it is not used. Try again; if it stays so, tell IT.
    WrongAnswer(AnswerFault),
    /// The capture service has no licence for this page's address. IT obtains or renews it.
    LicenceRefused {
        /// The service's own number for the reason.
        code: u32,
    },
    /// The capture service reports an error of its own. Try again; if it stays so, tell IT the number.
    ServiceError {
        /// The service's own number for the error.
        code: u32,
    },
}

/// Why a signature does not show where an image comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignatureFault {
    /// There is none, or no certificate with it.
    Missing,
    /// Signature or certificates cannot be read, or are not RSA with SHA-256.
    Unreadable,
    /// It does not fit what it signs.
    Wrong,
    /// The certificates lead to no root that this site trusts.
    UnknownRoot,
    /// A certificate is no longer valid.
    Expired,
    /// A certificate is not valid yet.
    NotYetValid,
}

/// In what an answer differs from what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AnswerFault {
    /// It cannot be read.
    Unreadable,
    /// It answers another request.
    Transaction,
    /// It comes from another scanner.
    Device,
    /// It follows another version of the interface.
    Version,
    /// It was taken for another purpose, or in another environment (a test scanner at a live site).
    Purpose,
    /// Fingers or eyes are missing, or others are there.
    Sites,
    /// Its hash does not fit: an image was changed, left out or put in.
    Hash,
    /// Its images are not finger or iris image records, or damaged.
    Image,
}

impl Condition {
    /// Whether a session over USB goes on by itself; otherwise [`crate::Output::Ended`] follows.
    #[must_use]
    pub fn passes(self) -> bool {
        matches!(
            self,
            Self::StaleBacklog | Self::Recovering | Self::NoFinger | Self::FalseFinger | Self::MoistFinger
        )
    }

    /// What a transfer's failure in an open session means.
    pub(crate) fn of(error: TransferError) -> Self {
        match error {
            TransferError::Unplugged => Self::Unplugged,
            TransferError::Babble => Self::BrokenFrames,
            TransferError::Stalled
            | TransferError::TimedOut
            | TransferError::Aborted
            | TransferError::Other => Self::NotResponding,
        }
    }

    /// What it means that a service which was there before could not be reached.
    pub(crate) fn of_lost(error: HttpError) -> Self {
        match error {
            HttpError::Blocked => Self::LocalNetworkBlocked,
            HttpError::NoAnswer | HttpError::TimedOut => Self::ServiceNotResponding,
        }
    }
}

/// Where the browser runs: what a refusal means differs by system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Platform {
    /// Windows: devices need WinUSB.
    Windows,
    /// Linux other than Android and ChromeOS: devices need a udev rule.
    Linux,
    /// Everything else: nothing to install.
    Other,
}

/// Why a device could not be chosen, opened or claimed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenFailure {
    /// There is no USB for this page at all.
    Unavailable,
    /// A policy keeps the page from USB, or the person refused.
    Forbidden,
    /// The system denied access when opening (WebUSB: `SecurityError`).
    AccessDenied,
    /// The interface is claimed already (WebUSB: `NetworkError` from `claimInterface`).
    Claimed,
    /// The device is no longer there (WebUSB: `NotFoundError`).
    Gone,
    /// A service on this computer was blocked by the browser.
    LoopbackBlocked,
}

impl OpenFailure {
    /// What to tell the person, on `platform`.
    #[must_use]
    pub fn condition(self, platform: Platform) -> Condition {
        match (self, platform) {
            (Self::Unavailable, _) => Condition::UsbUnavailable,
            (Self::Forbidden, _) | (Self::AccessDenied, Platform::Other) => Condition::PermissionRefused,
            (Self::AccessDenied, Platform::Windows) => Condition::MissingWinUsbDriver,
            (Self::AccessDenied, Platform::Linux) => Condition::MissingUdevRule,
            (Self::Claimed, _) => Condition::Busy,
            (Self::Gone, _) => Condition::Unplugged,
            (Self::LoopbackBlocked, _) => Condition::LocalNetworkBlocked,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_denial_names_what_the_platform_lacks() {
        let denied = |platform| OpenFailure::AccessDenied.condition(platform);
        assert_eq!(denied(Platform::Windows), Condition::MissingWinUsbDriver);
        assert_eq!(denied(Platform::Linux), Condition::MissingUdevRule);
        assert_eq!(denied(Platform::Other), Condition::PermissionRefused);
        assert_eq!(OpenFailure::Claimed.condition(Platform::Windows), Condition::Busy);
    }
}
