use axum::Json;
use axum::http::StatusCode;
use wire::EncounterId;
use wire::purge::{Hold, Lift, NewHold, Preview, Purges};

use super::{Body, Named, Shared};
use crate::problem::Error;
use crate::session::Actor;

/// `GET /api/purges`.
pub(super) async fn all(service: Shared, actor: Actor) -> Result<Json<Purges>, Error> {
    Ok(Json(service.purges(&actor).await?))
}

/// `GET /api/purges/preview`.
pub(super) async fn preview(service: Shared, actor: Actor) -> Result<Json<Preview>, Error> {
    Ok(Json(service.preview(&actor).await?))
}

/// `POST /api/holds`.
pub(super) async fn hold(
    service: Shared,
    actor: Actor,
    Body(new): Body<NewHold>,
) -> Result<(StatusCode, Json<Hold>), Error> {
    Ok((StatusCode::CREATED, Json(service.hold(&actor, new).await?)))
}

/// `POST /api/holds/{encounter}/lift`.
pub(super) async fn lift(
    service: Shared,
    actor: Actor,
    Named(encounter): Named<EncounterId>,
    Body(lift): Body<Lift>,
) -> Result<StatusCode, Error> {
    service.lift(&actor, encounter, lift).await?;
    Ok(StatusCode::NO_CONTENT)
}
