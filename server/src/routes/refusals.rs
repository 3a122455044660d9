use axum::http::StatusCode;
use wire::encounter::Refusal;

use super::{Body, Shared};
use crate::problem::Error;
use crate::session::Actor;

/// `POST /api/refusals`.
pub(super) async fn count(
    service: Shared,
    actor: Actor,
    Body(refusal): Body<Refusal>,
) -> Result<StatusCode, Error> {
    service.count_refusal(&actor, refusal.rule).await?;
    Ok(StatusCode::NO_CONTENT)
}
