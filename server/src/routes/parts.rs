use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::http::StatusCode;
use axum::response::Response;
use wire::encounter::{PartProgress, Piece};
use wire::{EncounterId, Sha256};

use super::{Asked, Named, Shared, picture};
use crate::problem::Error;
use crate::session::Actor;

/// `PUT /api/encounters/{id}/parts/{sha256}`.
pub(super) async fn receive(
    service: Shared,
    actor: Actor,
    Named((id, sha256)): Named<(EncounterId, Sha256)>,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Error> {
    service.receive_part(&actor, id, sha256, body?.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/encounters/{id}/parts/{sha256}/pieces?from=0&of=400000`.
pub(super) async fn receive_piece(
    service: Shared,
    actor: Actor,
    Named((id, sha256)): Named<(EncounterId, Sha256)>,
    Asked(piece): Asked<Piece>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<PartProgress>, Error> {
    Ok(Json(service.receive_piece(&actor, id, sha256, piece, &body?).await?))
}

/// `GET /api/encounters/{id}/parts/{sha256}`.
pub(super) async fn read(
    service: Shared,
    actor: Actor,
    Named((id, sha256)): Named<(EncounterId, Sha256)>,
) -> Result<Response, Error> {
    Ok(picture(service.part(&actor, id, sha256).await?))
}
