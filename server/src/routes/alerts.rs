use axum::Json;
use wire::AlertId;
use wire::alert::Alert;

use super::{Named, Shared};
use crate::problem::Error;
use crate::session::Actor;

/// `POST /api/alerts/{id}/acknowledgement`.
pub(super) async fn acknowledge(
    service: Shared,
    actor: Actor,
    Named(id): Named<AlertId>,
) -> Result<Json<Alert>, Error> {
    Ok(Json(service.acknowledge(&actor, id).await?))
}
