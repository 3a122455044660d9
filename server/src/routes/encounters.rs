use axum::Json;
use axum::http::StatusCode;
use wire::EncounterId;
use wire::encounter::{EncounterView, Manifest, Receipt};
use wire::list::Urgency;

use super::{Asked, Body, Named, Shared};
use crate::problem::Error;
use crate::session::Actor;

/// What follows `POST /api/encounters`.
#[derive(serde::Deserialize)]
pub(super) struct How {
    /// Not part of the record: sent again later, the same record may be less urgent.
    #[serde(default)]
    urgency: Urgency,
}

/// `POST /api/encounters?urgency=person_present`.
pub(super) async fn record(
    service: Shared,
    actor: Actor,
    Asked(how): Asked<How>,
    Body(manifest): Body<Manifest>,
) -> Result<(StatusCode, Json<Receipt>), Error> {
    Ok((StatusCode::CREATED, Json(service.record(&actor, manifest, how.urgency).await?)))
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
