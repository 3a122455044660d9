//! Devices with keys of their own: enrolled by a code, heard of while they are in contact, called back; and what they
//! send, which is taken as they sealed it or not at all.

mod enrolment;
mod keeping;
mod medium;
mod own_packet;
mod quarantine;
mod receiving;

use wire::DeviceId;

/// What the log calls a device.
fn subject(id: DeviceId) -> String {
    format!("device/{id}")
}
