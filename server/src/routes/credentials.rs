use axum::Json;
use axum::http::StatusCode;
use wire::PasskeyId;
use wire::sign_in::{Challenge, CodeSecret, FirstCode, NewPasskey, NewPassword, Passkey};

use super::{Body, Named, Shared};
use crate::problem::Error;
use crate::session::{Visit, Visitor};

/// `GET /api/passkeys`.
pub(super) async fn passkeys(service: Shared, visitor: Visitor) -> Result<Json<Vec<Passkey>>, Error> {
    Ok(Json(service.passkeys(&visitor).await?))
}

/// `POST /api/passkeys/challenge`.
pub(super) async fn challenge(service: Shared, visitor: Visitor) -> Result<Json<Challenge>, Error> {
    Ok(Json(service.passkey_challenge(&visitor).await?))
}

/// `POST /api/passkeys`.
pub(super) async fn make(
    service: Shared,
    visitor: Visitor,
    visit: Visit,
    Body(new): Body<NewPasskey>,
) -> Result<(StatusCode, Json<Passkey>), Error> {
    Ok((StatusCode::CREATED, Json(service.make_passkey(&visitor, new, &visit).await?)))
}

/// `DELETE /api/passkeys/{id}`.
pub(super) async fn remove(
    service: Shared,
    visitor: Visitor,
    Named(id): Named<PasskeyId>,
) -> Result<StatusCode, Error> {
    service.remove_passkey(&visitor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/password`.
pub(super) async fn set_password(
    service: Shared,
    visitor: Visitor,
    Body(new): Body<NewPassword>,
) -> Result<Json<CodeSecret>, Error> {
    Ok(Json(service.set_password(&visitor, new).await?))
}

/// `POST /api/password/confirmation`.
pub(super) async fn confirm_password(
    service: Shared,
    visitor: Visitor,
    Body(code): Body<FirstCode>,
) -> Result<StatusCode, Error> {
    service.confirm_password(&visitor, code).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /api/password`.
pub(super) async fn remove_password(service: Shared, visitor: Visitor) -> Result<StatusCode, Error> {
    service.remove_password(&visitor).await?;
    Ok(StatusCode::NO_CONTENT)
}
