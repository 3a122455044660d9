use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode};
use wire::EncounterId;
use wire::device::SEAL_HEADER;
use wire::encounter::{EncounterView, Receipt};
use wire::list::Urgency;

use super::{Asked, Named, Shared};
use crate::problem::Error;
use crate::session::Actor;

/// What follows `POST /api/encounters`.
#[derive(serde::Deserialize)]
pub(super) struct How {
    /// Not part of the record: sent again later, the same record may be less urgent.
    #[serde(default)]
    urgency: Urgency,
}

/// `POST /api/encounters?urgency=person_present`. An enrolled device's seal stands in a header; it is of the body's bytes.
pub(super) async fn record(
    service: Shared,
    actor: Actor,
    Asked(how): Asked<How>,
    headers: HeaderMap,
    manifest: Result<Bytes, BytesRejection>,
) -> Result<(StatusCode, Json<Receipt>), Error> {
    let seal = headers.get(SEAL_HEADER).map(|seal| seal.to_str().unwrap_or_default());
    let receipt = service.receive(&actor, seal, &manifest?, how.urgency).await?;
    Ok((StatusCode::CREATED, Json(receipt)))
}

/// `GET /api/encounters`.
pub(super) async fn all(service: Shared, actor: Actor) -> Result<Json<Vec<EncounterView>>, Error> {
    Ok(Json(service.encounters(&actor).await?))
}

/// `GET /api/encounters/{id}`.
pub(super) async fn one(
    service: Shared,
    actor: Actor,
    Named(id): Named<EncounterId>,
) -> Result<Json<EncounterView>, Error> {
    Ok(Json(service.encounter(&actor, id).await?))
}
