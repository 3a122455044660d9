use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use wire::ListId;
use wire::list::ListInfo;

use super::{Named, Shared};
use crate::authorize::Action;
use crate::problem::{Error, not_found};
use crate::session::Actor;

/// `GET /api/lists`.
pub(super) async fn all(service: Shared, actor: Actor) -> Result<Json<Vec<ListInfo>>, Error> {
    let lists = service.lists_for(&actor, Action::HoldLists).await?;
    let now = service.clock.now();
    Ok(Json(lists.iter().map(|list| list.info(now)).collect()))
}

/// `GET /api/lists/{id}/copy`.
pub(super) async fn copy(service: Shared, actor: Actor, Named(id): Named<ListId>) -> Result<Response, Error> {
    let (info, bytes) = service.copy_of_list(&actor, id).await?.ok_or_else(|| not_found("list"))?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::HeaderName::from_static("umbral-list-version"), info.version.to_string()),
        (header::HeaderName::from_static("umbral-list-as-of"), info.as_of.0.to_string()),
    ];
    Ok((headers, bytes).into_response())
}
