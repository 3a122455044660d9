use axum::Json;
use wire::biography::{NameMatch, NameSearch};

use super::{Body, Shared};
use crate::problem::Error;
use crate::session::Actor;

/// `POST /api/names`: a question with a reason, so no `GET`, whose address would carry the name into logs.
pub(super) async fn search(
    service: Shared,
    actor: Actor,
    Body(search): Body<NameSearch>,
) -> Result<Json<Vec<NameMatch>>, Error> {
    Ok(Json(service.search_names(&actor, search).await?))
}
