//! What the pages ask the server about devices and what they send.

use wire::device::{
    Contact, DeviceView, Enrolled, Invitation, NewDevice, NewInvitation, Revocation, SignedReport,
};
use wire::medium::Imported;
use wire::quarantine::{Opened, Quarantined, Verdict};
use wire::{DeviceId, QuarantineId};

use crate::api::{Api, Fault};

impl Api {
    /// Enrols this browser.
    pub async fn enrol_device(self, new: &NewDevice) -> Result<Enrolled, Fault> {
        self.post("/api/devices", new).await
    }

    /// Says how this device is.
    pub async fn report_device(self, id: DeviceId, signed: &SignedReport) -> Result<Contact, Fault> {
        self.post(&format!("/api/devices/{id}/reports"), signed).await
    }

    /// The devices of the programme.
    pub async fn devices(self) -> Result<Vec<DeviceView>, Fault> {
        self.get("/api/devices").await
    }

    /// A code for one device, once the administrator has confirmed who they are.
    pub async fn invite_device(self, new: &NewInvitation) -> Result<Invitation, Fault> {
        self.confirmed(|| self.post("/api/devices/invitations", new)).await
    }

    /// Calls a device back, once the administrator has confirmed who they are.
    pub async fn revoke_device(self, id: DeviceId, revocation: &Revocation) -> Result<(), Fault> {
        let path = format!("/api/devices/{id}/revocation");
        self.confirmed(|| self.tell(gloo_net::http::Request::post(&path), Some(revocation))).await
    }

    /// Packets that were refused.
    pub async fn quarantined(self) -> Result<Vec<Quarantined>, Fault> {
        self.get("/api/quarantine").await
    }

    /// One of them, with what it says.
    pub async fn refused_packet(self, id: QuarantineId) -> Result<Opened, Fault> {
        self.get(&format!("/api/quarantine/{id}")).await
    }

    /// Lets one in, or rejects it.
    pub async fn decide_packet(
        self,
        id: QuarantineId,
        release: bool,
        verdict: &Verdict,
    ) -> Result<Quarantined, Fault> {
        let how = if release { "release" } else { "rejection" };
        self.post(&format!("/api/quarantine/{id}/{how}"), verdict).await
    }

    /// Takes a medium's file in.
    pub async fn import_medium(self, file: &web_sys::Blob) -> Result<Imported, Fault> {
        self.post_bytes("/api/mediums", file).await
    }
}
