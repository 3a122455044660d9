use axum::Json;
use axum::http::StatusCode;
use wire::alert::AlertFile;
use wire::handover::{Authority, Contact, HandoverFigures, HandoverWords};
use wire::{AlertId, AuthorityId};

use super::{Body, Named, Shared};
use crate::problem::Error;
use crate::session::Actor;

/// `PUT /api/alerts/{id}/handover`.
pub(super) async fn put(
    service: Shared,
    actor: Actor,
    Named(id): Named<AlertId>,
    Body(words): Body<HandoverWords>,
) -> Result<Json<AlertFile>, Error> {
    Ok(Json(service.hand_over(&actor, id, words).await?))
}

/// `GET /api/handovers/figures`.
pub(super) async fn figures(service: Shared, actor: Actor) -> Result<Json<HandoverFigures>, Error> {
    Ok(Json(service.handover_figures(&actor).await?))
}

/// `GET /api/authorities`.
pub(super) async fn authorities(service: Shared, actor: Actor) -> Result<Json<Vec<Authority>>, Error> {
    Ok(Json(service.authorities(&actor).await?))
}

/// `POST /api/authorities`.
pub(super) async fn add(
    service: Shared,
    actor: Actor,
    Body(new): Body<Contact>,
) -> Result<Json<Authority>, Error> {
    Ok(Json(service.add_authority(&actor, new).await?))
}

/// `DELETE /api/authorities/{id}`.
pub(super) async fn remove(
    service: Shared,
    actor: Actor,
    Named(id): Named<AuthorityId>,
) -> Result<StatusCode, Error> {
    service.remove_authority(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
