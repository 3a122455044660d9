use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use wire::notice::{NewNotice, NoticeText};

use super::{Body, Named, Shared};
use crate::problem::Error;
use crate::session::Actor;

/// `GET /api/notices`.
pub(super) async fn all(service: Shared, actor: Actor) -> Result<Json<Vec<NoticeText>>, Error> {
    Ok(Json(service.notices(&actor).await?))
}

/// `POST /api/notices`.
pub(super) async fn change(
    service: Shared,
    actor: Actor,
    Body(new): Body<NewNotice>,
) -> Result<(StatusCode, Json<NoticeText>), Error> {
    Ok((StatusCode::CREATED, Json(service.change_notice(&actor, new).await?)))
}

/// `PUT /api/notices/{language}/{version}/audio`.
pub(super) async fn record(
    service: Shared,
    actor: Actor,
    Named(which): Named<(String, u32)>,
    audio: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Error> {
    service.record_notice(&actor, which, &audio?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/notices/{language}/{version}/audio`.
pub(super) async fn recording(
    service: Shared,
    actor: Actor,
    Named(which): Named<(String, u32)>,
) -> Result<Response, Error> {
    let (kind, audio) = service.recording(&actor, which).await?;
    Ok(([(header::CONTENT_TYPE, kind)], audio).into_response())
}
