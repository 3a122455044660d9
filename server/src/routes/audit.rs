use axum::Json;
use axum::http::StatusCode;
use serde::Deserialize;
use wire::SiteId;
use wire::audit::{AuditEvent, SiteWatch, Unusual, Verification, WatchRules};

use super::{Asked, Body, Named, Shared};
use crate::audit::Question;
use crate::problem::Error;
use crate::session::Actor;

/// Where to read on.
#[derive(Deserialize)]
pub(super) struct Page {
    /// Lines below this number; without it, the newest.
    before: Option<u64>,
    /// Lines by this account, or by this program: an identifier or a name.
    by: Option<String>,
    /// Lines about this person: an encounter's identifier or reference, or `entry/ID`.
    about: Option<String>,
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

/// `GET /api/audit/rules`.
pub(super) async fn rules(service: Shared, actor: Actor) -> Result<Json<Vec<SiteWatch>>, Error> {
    Ok(Json(service.watch_rules(&actor).await?))
}

/// `PUT /api/audit/rules/{site}`.
pub(super) async fn set_rules(
    service: Shared,
    actor: Actor,
    Named(site): Named<SiteId>,
    Body(rules): Body<WatchRules>,
) -> Result<StatusCode, Error> {
    service.set_watch_rules(&actor, site, rules).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/audit/verification`.
pub(super) async fn verify(service: Shared, actor: Actor) -> Result<Json<Verification>, Error> {
    Ok(Json(service.verify_audit_for(&actor).await?))
}
