use axum::Json;
use axum::http::StatusCode;
use wire::AlertId;
use wire::alert::{Alert, AlertFile, Correction, ErasedAlert};

use super::{Body, Named, Shared};
use crate::problem::Error;
use crate::session::Actor;

/// `GET /api/alerts`.
pub(super) async fn all(service: Shared, actor: Actor) -> Result<Json<Vec<Alert>>, Error> {
    Ok(Json(service.alerts(&actor).await?))
}

/// `GET /api/alerts/{id}`.
pub(super) async fn one(
    service: Shared,
    actor: Actor,
    Named(id): Named<AlertId>,
) -> Result<Json<AlertFile>, Error> {
    Ok(Json(service.alert_file(&actor, id).await?))
}

/// `POST /api/alerts/{id}/acknowledgement`.
pub(super) async fn acknowledge(
    service: Shared,
    actor: Actor,
    Named(id): Named<AlertId>,
) -> Result<Json<Alert>, Error> {
    Ok(Json(service.acknowledge(&actor, id).await?))
}

/// `POST /api/alerts/{id}/correction`.
pub(super) async fn correct(
    service: Shared,
    actor: Actor,
    Named(id): Named<AlertId>,
    Body(correction): Body<Correction>,
) -> Result<Json<Alert>, Error> {
    Ok(Json(service.correct_finding(&actor, id, correction).await?))
}

/// `GET /api/erased-alerts`.
pub(super) async fn erased(service: Shared, actor: Actor) -> Result<Json<Vec<ErasedAlert>>, Error> {
    Ok(Json(service.erased_alerts(&actor).await?))
}

/// `POST /api/erased-alerts/{id}/acknowledgement`.
pub(super) async fn acknowledge_erased(
    service: Shared,
    actor: Actor,
    Named(id): Named<AlertId>,
) -> Result<StatusCode, Error> {
    service.acknowledge_erased(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
