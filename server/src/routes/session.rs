use axum::Json;
use axum::http::{Extensions, StatusCode, header};
use axum::response::{IntoResponse, Response};
use wire::session::{Session, SignIn};
use wire::{Code, Problem};

use super::{Body, Shared};
use crate::problem::{Error, refuse};
use crate::session::{Actor, address};

/// `POST /api/session`: spends a one-time link.
pub(super) async fn open(
    service: Shared,
    extensions: Extensions,
    Body(sign_in): Body<SignIn>,
) -> Result<Response, Error> {
    let from = address(&extensions);
    let now = service.clock.now();
    if !service.failed_sign_ins.may_try(from, now) {
        return Err(refuse(Code::Busy, "Too many failed attempts to sign in. Wait a minute."));
    }
    match service.sign_in(&sign_in.token, from).await {
        Ok(signed_in) => {
            let cookie = service.cookie(Some(&signed_in.secret));
            Ok(([(header::SET_COOKIE, cookie)], Json(signed_in.session)).into_response())
        }
        Err(error) => {
            if matches!(&error, Error::Refused(Problem { code: Code::LinkSpent, .. })) {
                service.failed_sign_ins.failed(from, now);
            }
            Err(error)
        }
    }
}

/// `GET /api/session`.
pub(super) async fn read(service: Shared, actor: Actor) -> Result<Json<Session>, Error> {
    Ok(Json(service.session(&actor).await?))
}

/// `DELETE /api/session`.
pub(super) async fn close(service: Shared, actor: Actor) -> Result<Response, Error> {
    service.sign_out(&actor).await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, service.cookie(None))]).into_response())
}
