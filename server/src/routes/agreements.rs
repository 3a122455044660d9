use axum::Json;
use axum::http::StatusCode;
use wire::AgreementId;
use wire::agreement::{Agreement, NewAgreement};

use super::{Body, Named, Shared};
use crate::problem::Error;
use crate::session::Actor;

/// `GET /api/agreements`.
pub(super) async fn all(service: Shared, actor: Actor) -> Result<Json<Vec<Agreement>>, Error> {
    Ok(Json(service.agreements(&actor).await?))
}

/// `POST /api/agreements`.
pub(super) async fn give(
    service: Shared,
    actor: Actor,
    Body(new): Body<NewAgreement>,
) -> Result<(StatusCode, Json<Agreement>), Error> {
    Ok((StatusCode::CREATED, Json(service.give_agreement(&actor, new).await?)))
}

/// `DELETE /api/agreements/{id}`.
pub(super) async fn end(
    service: Shared,
    actor: Actor,
    Named(id): Named<AgreementId>,
) -> Result<StatusCode, Error> {
    service.end_agreement(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
