use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use report::Language;
use serde::Deserialize;
use wire::hit::{Analysis, Decision, Hit, QueueItem, Skip};
use wire::reviewing::{ErrorRates, Workload};
use wire::{HitId, PrintId};

use super::{Asked, Body, Named, Shared, picture};
use crate::problem::Error;
use crate::session::Actor;

/// `GET /api/hits`.
pub(super) async fn queue(service: Shared, actor: Actor) -> Result<Json<Vec<QueueItem>>, Error> {
    Ok(Json(service.queue(&actor).await?))
}

/// `GET /api/hits/{id}`.
pub(super) async fn hit(service: Shared, actor: Actor, Named(id): Named<HitId>) -> Result<Json<Hit>, Error> {
    Ok(Json(service.hit(&actor, id).await?))
}

/// `POST /api/hits/{id}/claim`.
pub(super) async fn claim(
    service: Shared,
    actor: Actor,
    Named(id): Named<HitId>,
) -> Result<Json<Hit>, Error> {
    Ok(Json(service.claim(&actor, id).await?))
}

/// `DELETE /api/hits/{id}/claim`.
pub(super) async fn release(
    service: Shared,
    actor: Actor,
    Named(id): Named<HitId>,
) -> Result<StatusCode, Error> {
    service.release(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/hits/{id}/skip`.
pub(super) async fn skip(
    service: Shared,
    actor: Actor,
    Named(id): Named<HitId>,
    Body(skip): Body<Skip>,
) -> Result<StatusCode, Error> {
    service.skip(&actor, id, skip).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/hits/{id}/analysis`.
pub(super) async fn analyse(
    service: Shared,
    actor: Actor,
    Named(id): Named<HitId>,
    Body(analysis): Body<Analysis>,
) -> Result<Json<Hit>, Error> {
    Ok(Json(service.analyse(&actor, id, analysis).await?))
}

/// `POST /api/hits/{id}/decision`.
pub(super) async fn decide(
    service: Shared,
    actor: Actor,
    Named(id): Named<HitId>,
    Body(decision): Body<Decision>,
) -> Result<Json<Hit>, Error> {
    Ok(Json(service.decide(&actor, id, decision).await?))
}

/// `GET /api/hits/{id}/prints/{print}`.
pub(super) async fn print(
    service: Shared,
    actor: Actor,
    Named((id, print)): Named<(HitId, PrintId)>,
) -> Result<Response, Error> {
    Ok(picture(service.print_image(&actor, id, print).await?))
}

/// In which language a report is wanted.
#[derive(Deserialize)]
pub(super) struct Wanted {
    language: Option<String>,
}

impl Wanted {
    pub(super) fn language(&self) -> Language {
        match self.language.as_deref() {
            Some("es") => Language::Spanish,
            _ => Language::English,
        }
    }
}

/// A report, to be saved.
pub(super) fn pdf(file: Vec<u8>) -> Response {
    ([(header::CONTENT_TYPE, "application/pdf")], file).into_response()
}

/// `GET /api/hits/{id}/report.pdf?language=es`.
pub(super) async fn report(
    service: Shared,
    actor: Actor,
    Named(id): Named<HitId>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Response, Error> {
    Ok(pdf(service.report_on_hit(&actor, id, wanted.language()).await?))
}

/// `GET /api/hits/{id}/features`: one's own charting and decision, as an ANSI/NIST-ITL file to be saved.
pub(super) async fn features(
    service: Shared,
    actor: Actor,
    Named(id): Named<HitId>,
) -> Result<Response, Error> {
    let file = service.features(&actor, id).await?;
    let kind =
        [(header::CONTENT_TYPE, "application/octet-stream"), (header::CONTENT_DISPOSITION, "attachment")];
    Ok((kind, file).into_response())
}

/// `GET /api/error-rates`.
pub(super) async fn error_rates(service: Shared, actor: Actor) -> Result<Json<ErrorRates>, Error> {
    Ok(Json(service.error_rates(&actor).await?))
}

/// `GET /api/workload`.
pub(super) async fn workload(service: Shared, actor: Actor) -> Result<Json<Workload>, Error> {
    Ok(Json(service.workload(&actor).await?))
}
