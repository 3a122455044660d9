//! This browser as a device: enrolled with keys of its own, unlocked by its officers, in contact with the server, and
//! erased when it is called back. A browser that nobody has enrolled works as before, as far as its site's rules let it.

mod by_passkey;
mod called_back;
mod calls;
mod contact;
mod device;
mod enrol_page;
mod keys;
mod list_page;
mod medium;
mod medium_page;
mod officer;
mod own_passkey;
mod passkey;
mod quarantine_page;
mod resealing;
mod unlock_page;
mod unlocking;

pub use called_back::CalledBackBanner;
pub use device::{Device, Gate};
pub use enrol_page::EnrolDevicePage;
pub use keys::NoKey;
pub use list_page::DeviceListPage;
pub use medium_page::{MediumPage, OnMedium};
pub use own_passkey::DevicePasskey;
pub use quarantine_page::QuarantinePage;
pub use unlock_page::{ChoosePin, LockedOut, Unlock};
