use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::StatusCode;
use wire::device::{
    Contact, DeviceView, Enrolled, Invitation, NewDevice, NewInvitation, Revocation, SignedReport,
};
use wire::medium::Imported;
use wire::quarantine::{Opened, PacketStanding, Quarantined, Verdict};
use wire::{DeviceId, EncounterId, QuarantineId};

use super::{Body, Named, Shared};
use crate::problem::Error;
use crate::session::{Actor, Visit};

/// `GET /api/devices`.
pub(super) async fn all(service: Shared, actor: Actor) -> Result<Json<Vec<DeviceView>>, Error> {
    Ok(Json(service.devices(&actor).await?))
}

/// `POST /api/devices/invitations`.
pub(super) async fn invite(
    service: Shared,
    actor: Actor,
    Body(new): Body<NewInvitation>,
) -> Result<(StatusCode, Json<Invitation>), Error> {
    Ok((StatusCode::CREATED, Json(service.invite_device(&actor, new).await?)))
}

/// `POST /api/devices`: nobody is signed in on a device that is new.
pub(super) async fn enrol(
    service: Shared,
    visit: Visit,
    Body(new): Body<NewDevice>,
) -> Result<(StatusCode, Json<Enrolled>), Error> {
    Ok((StatusCode::CREATED, Json(service.enrol_device(&visit, &new).await?)))
}

/// `POST /api/devices/{id}/reports`: signed by the device, which needs nobody to be signed in.
pub(super) async fn report(
    service: Shared,
    Named(id): Named<DeviceId>,
    Body(signed): Body<SignedReport>,
) -> Result<Json<Contact>, Error> {
    Ok(Json(service.hear_device(id, &signed).await?))
}

/// `POST /api/devices/{id}/revocation`.
pub(super) async fn revoke(
    service: Shared,
    actor: Actor,
    Named(id): Named<DeviceId>,
    Body(revocation): Body<Revocation>,
) -> Result<StatusCode, Error> {
    service.revoke_device(&actor, id, &revocation).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/quarantine`.
pub(super) async fn quarantined(service: Shared, actor: Actor) -> Result<Json<Vec<Quarantined>>, Error> {
    Ok(Json(service.quarantined(&actor).await?))
}

/// `GET /api/quarantine/{id}`.
pub(super) async fn look(
    service: Shared,
    actor: Actor,
    Named(id): Named<QuarantineId>,
) -> Result<Json<Opened>, Error> {
    Ok(Json(service.look_at_packet(&actor, id).await?))
}

/// `POST /api/quarantine/{id}/release`.
pub(super) async fn release(
    service: Shared,
    actor: Actor,
    Named(id): Named<QuarantineId>,
    Body(verdict): Body<Verdict>,
) -> Result<Json<Quarantined>, Error> {
    Ok(Json(service.decide_packet(&actor, id, true, &verdict).await?))
}

/// `POST /api/quarantine/{id}/rejection`.
pub(super) async fn reject(
    service: Shared,
    actor: Actor,
    Named(id): Named<QuarantineId>,
    Body(verdict): Body<Verdict>,
) -> Result<Json<Quarantined>, Error> {
    Ok(Json(service.decide_packet(&actor, id, false, &verdict).await?))
}

/// `GET /api/encounters/{id}/packet`.
pub(super) async fn own_packet(
    service: Shared,
    actor: Actor,
    Named(id): Named<EncounterId>,
) -> Result<Json<PacketStanding>, Error> {
    Ok(Json(service.own_packet(&actor, id).await?))
}

/// `DELETE /api/encounters/{id}/packet`.
pub(super) async fn give_up_packet(
    service: Shared,
    actor: Actor,
    Named(id): Named<EncounterId>,
) -> Result<StatusCode, Error> {
    service.give_up_packet(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/mediums`.
pub(super) async fn import(
    service: Shared,
    actor: Actor,
    file: Result<Bytes, BytesRejection>,
) -> Result<Json<Imported>, Error> {
    Ok(Json(service.import_medium(&actor, &file?).await?))
}
