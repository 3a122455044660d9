use axum::Json;
use axum::http::StatusCode;
use wire::SubscriptionId;
use wire::call::{Calls, NewSubscription, Push};

use super::{Body, Named, Shared};
use crate::problem::Error;
use crate::session::Actor;

/// `GET /api/push`.
pub(super) async fn push(service: Shared, actor: Actor) -> Result<Json<Push>, Error> {
    Ok(Json(service.push(&actor).await?))
}

/// `POST /api/push`.
pub(super) async fn subscribe(
    service: Shared,
    actor: Actor,
    Body(new): Body<NewSubscription>,
) -> Result<Json<Push>, Error> {
    Ok(Json(service.subscribe(&actor, new).await?))
}

/// `DELETE /api/push/{id}`.
pub(super) async fn unsubscribe(
    service: Shared,
    actor: Actor,
    Named(id): Named<SubscriptionId>,
) -> Result<StatusCode, Error> {
    service.unsubscribe(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/calls`.
pub(super) async fn all(service: Shared, actor: Actor) -> Result<Json<Calls>, Error> {
    Ok(Json(service.calls(&actor).await?))
}
