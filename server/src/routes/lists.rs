use axum::Json;
use axum::http::{HeaderName, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use wire::list::{Cursor, ListInfo, ListKey, SIGNATURE_HEADER};
use wire::{EntryId, ListId};

use super::{Asked, Named, Shared};
use crate::authorize::Action;
use crate::problem::Error;
use crate::session::Actor;

const SIGNATURE: HeaderName = HeaderName::from_static(SIGNATURE_HEADER);

/// `GET /api/lists`.
pub(super) async fn all(service: Shared, actor: Actor) -> Result<Json<Vec<ListInfo>>, Error> {
    let lists = service.lists_for(&actor, Action::HoldLists).await?;
    let now = service.clock.now();
    Ok(Json(lists.iter().map(|list| list.info(now)).collect()))
}

/// `GET /api/lists/key`.
pub(super) async fn key(service: Shared, actor: Actor) -> Result<Json<ListKey>, Error> {
    Ok(Json(service.list_key(&actor)?))
}

/// `GET /api/lists/{id}/copy`.
pub(super) async fn copy(service: Shared, actor: Actor, Named(id): Named<ListId>) -> Result<Response, Error> {
    let (info, signed) = service.copy_of_list(&actor, id).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (HeaderName::from_static("umbral-list-version"), info.version.to_string()),
        (HeaderName::from_static("umbral-list-as-of"), info.as_of.0.to_string()),
        (SIGNATURE, signed.signature),
    ];
    Ok((headers, signed.bytes).into_response())
}

/// From where on.
#[derive(Deserialize)]
pub(super) struct From {
    /// The version that the device holds.
    since: u64,
    /// Where an earlier page ended.
    version: Option<u64>,
    /// The same.
    entry: Option<EntryId>,
}

/// `GET /api/lists/{id}/changes`.
pub(super) async fn changes(
    service: Shared,
    actor: Actor,
    Named(id): Named<ListId>,
    Asked(from): Asked<From>,
) -> Result<Response, Error> {
    let cursor = from.version.zip(from.entry).map(|(version, entry)| Cursor { version, entry });
    let signed = service.changes_of_list(&actor, id, from.since, cursor).await?;
    let headers = [(header::CONTENT_TYPE, "application/json".to_owned()), (SIGNATURE, signed.signature)];
    Ok((headers, signed.bytes).into_response())
}
