use axum::Json;
use serde::Deserialize;
use wire::audit::{AuditEvent, Verification};

use super::{Asked, Shared};
use crate::problem::Error;
use crate::session::Actor;

/// Where to read on.
#[derive(Deserialize)]
pub(super) struct Page {
    /// Lines below this number; without it, the newest.
    before: Option<u64>,
}

/// `GET /api/audit`.
pub(super) async fn read(
    service: Shared,
    actor: Actor,
    Asked(page): Asked<Page>,
) -> Result<Json<Vec<AuditEvent>>, Error> {
    Ok(Json(service.read_audit(&actor, page.before.unwrap_or(u64::MAX)).await?))
}

/// `GET /api/audit/verification`.
pub(super) async fn verify(service: Shared, actor: Actor) -> Result<Json<Verification>, Error> {
    Ok(Json(service.verify_audit_for(&actor).await?))
}
