use axum::Json;
use serde::Deserialize;
use wire::EncounterId;
use wire::audit::{AuditEvent, Unusual, Verification};

use super::{Asked, Shared};
use crate::audit::Question;
use crate::problem::Error;
use crate::session::Actor;

/// Where to read on.
#[derive(Deserialize)]
pub(super) struct Page {
    /// Lines below this number; without it, the newest.
    before: Option<u64>,
    /// Lines by this account, or by this program.
    by: Option<String>,
    /// Lines about this encounter.
    about: Option<EncounterId>,
    /// Why somebody's lines are looked for.
    reason: Option<String>,
}

/// `GET /api/audit`.
pub(super) async fn read(
    service: Shared,
    actor: Actor,
    Asked(page): Asked<Page>,
) -> Result<Json<Vec<AuditEvent>>, Error> {
    let Page { before, by, about, reason } = page;
    Ok(Json(service.read_audit(&actor, Question { before, by, about, reason }).await?))
}

/// `GET /api/audit/unusual`.
pub(super) async fn unusual(service: Shared, actor: Actor) -> Result<Json<Vec<Unusual>>, Error> {
    Ok(Json(service.unusual(&actor).await?))
}

/// `GET /api/audit/verification`.
pub(super) async fn verify(service: Shared, actor: Actor) -> Result<Json<Verification>, Error> {
    Ok(Json(service.verify_audit_for(&actor).await?))
}
