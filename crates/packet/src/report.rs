use wire::{Sha256, Timestamp};

/// What is signed of a device's report: `sent_at` by its own clock, and the SHA-256 of the report's bytes.
#[must_use]
pub fn report_message(device: wire::DeviceId, sent_at: Timestamp, report: &Sha256) -> Vec<u8> {
    format!("umbral device report 1\n{device}\n{}\n{report}\n", sent_at.0).into_bytes()
}
