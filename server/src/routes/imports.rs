use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::StatusCode;
use serde::Deserialize;
use wire::import::{BatchValidation, ImportPage, ImportView, NextBatch, Sampled, VerdictKind};
use wire::{ImportId, ListId};

use super::{Asked, Body, Named, Shared};
use crate::problem::Error;
use crate::session::Actor;

/// `GET /api/watchlists/{id}/imports`.
pub(super) async fn all(
    service: Shared,
    actor: Actor,
    Named(list): Named<ListId>,
) -> Result<Json<Vec<ImportView>>, Error> {
    Ok(Json(service.imports_of_list(&actor, list).await?))
}

/// `POST /api/watchlists/{id}/imports`: the body is the sheet.
pub(super) async fn begin(
    service: Shared,
    actor: Actor,
    Named(list): Named<ListId>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<ImportView>, Error> {
    Ok(Json(service.begin_import(&actor, list, &body?).await?))
}

/// `GET /api/imports/{id}`.
pub(super) async fn one(
    service: Shared,
    actor: Actor,
    Named(id): Named<ImportId>,
) -> Result<Json<ImportView>, Error> {
    Ok(Json(service.import_view(&actor, id).await?))
}

/// `POST /api/imports/{id}/pieces`.
pub(super) async fn piece(
    service: Shared,
    actor: Actor,
    Named(id): Named<ImportId>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<ImportView>, Error> {
    Ok(Json(service.take_piece(&actor, id, &body?).await?))
}

/// Which lines, and from where.
#[derive(Deserialize)]
pub(super) struct Wanted {
    verdict: Option<VerdictKind>,
    after: Option<u32>,
}

/// `GET /api/imports/{id}/lines`.
pub(super) async fn lines(
    service: Shared,
    actor: Actor,
    Named(id): Named<ImportId>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Json<ImportPage>, Error> {
    Ok(Json(service.lines_of_import(&actor, id, wanted.verdict, wanted.after).await?))
}

/// `POST /api/imports/{id}/batches`.
pub(super) async fn batch(
    service: Shared,
    actor: Actor,
    Named(id): Named<ImportId>,
    Body(batch): Body<NextBatch>,
) -> Result<Json<ImportView>, Error> {
    Ok(Json(service.enrol_batch(&actor, id, batch.leave_out).await?))
}

/// `GET /api/imports/{id}/sample`.
pub(super) async fn sample(
    service: Shared,
    actor: Actor,
    Named(id): Named<ImportId>,
) -> Result<Json<Vec<Sampled>>, Error> {
    Ok(Json(service.sample_of_import(&actor, id).await?))
}

/// `POST /api/imports/{id}/validations`.
pub(super) async fn validate(
    service: Shared,
    actor: Actor,
    Named(id): Named<ImportId>,
    Body(validation): Body<BatchValidation>,
) -> Result<Json<ImportView>, Error> {
    Ok(Json(service.validate_batch(&actor, id, &validation.reason).await?))
}

/// `POST /api/imports/{id}/publications`.
pub(super) async fn publish(
    service: Shared,
    actor: Actor,
    Named(id): Named<ImportId>,
) -> Result<Json<ImportView>, Error> {
    Ok(Json(service.publish_batch(&actor, id).await?))
}

/// `DELETE /api/imports/{id}`.
pub(super) async fn give_up(
    service: Shared,
    actor: Actor,
    Named(id): Named<ImportId>,
) -> Result<StatusCode, Error> {
    service.give_up_import(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
