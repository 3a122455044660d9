use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use wire::case::{CaseItem, CaseSearch, CaseView, Merge, NewNote, Split};
use wire::{CaseId, Sha256};

use super::hits::{Wanted, pdf};
use super::{Asked, Body, Named, Shared};
use crate::problem::Error;
use crate::session::Actor;

/// `GET /api/cases`.
pub(super) async fn all(service: Shared, actor: Actor) -> Result<Json<Vec<CaseItem>>, Error> {
    Ok(Json(service.subject_cases(&actor).await?))
}

/// `POST /api/cases/search`.
pub(super) async fn search(
    service: Shared,
    actor: Actor,
    Body(search): Body<CaseSearch>,
) -> Result<Json<Vec<CaseItem>>, Error> {
    Ok(Json(service.search_cases(&actor, search).await?))
}

/// `GET /api/cases/{id}`.
pub(super) async fn one(
    service: Shared,
    actor: Actor,
    Named(id): Named<CaseId>,
) -> Result<Json<CaseView>, Error> {
    Ok(Json(service.subject_case(&actor, id).await?))
}

/// `GET /api/cases/{id}/report.pdf?language=es`.
pub(super) async fn report(
    service: Shared,
    actor: Actor,
    Named(id): Named<CaseId>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Response, Error> {
    Ok(pdf(service.report_on_case(&actor, id, wanted.language()).await?))
}

/// `POST /api/cases/{id}/notes`.
pub(super) async fn note(
    service: Shared,
    actor: Actor,
    Named(id): Named<CaseId>,
    Body(new): Body<NewNote>,
) -> Result<Json<CaseView>, Error> {
    Ok(Json(service.add_note(&actor, id, new).await?))
}

/// What a document is called.
#[derive(Deserialize)]
pub(super) struct Called {
    name: String,
}

/// `PUT /api/cases/{id}/documents/{sha256}?name=...`.
pub(super) async fn lay_in(
    service: Shared,
    actor: Actor,
    Named((id, sha256)): Named<(CaseId, Sha256)>,
    Asked(Called { name }): Asked<Called>,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Error> {
    service.add_document(&actor, id, sha256, &name, body?.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/cases/{id}/documents/{sha256}`: to be saved, never to be run within our pages.
pub(super) async fn document(
    service: Shared,
    actor: Actor,
    Named((id, sha256)): Named<(CaseId, Sha256)>,
) -> Result<Response, Error> {
    let (bytes, kind) = service.document(&actor, id, &sha256).await?;
    let mut response = ([(header::CONTENT_TYPE, kind.media_type())], bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    Ok(response)
}

/// `POST /api/cases/{id}/merge`.
pub(super) async fn merge(
    service: Shared,
    actor: Actor,
    Named(id): Named<CaseId>,
    Body(merge): Body<Merge>,
) -> Result<Json<CaseView>, Error> {
    Ok(Json(service.merge_cases(&actor, id, merge).await?))
}

/// `POST /api/cases/{id}/split`.
pub(super) async fn split(
    service: Shared,
    actor: Actor,
    Named(id): Named<CaseId>,
    Body(split): Body<Split>,
) -> Result<Json<CaseView>, Error> {
    Ok(Json(service.split_case(&actor, id, split).await?))
}
