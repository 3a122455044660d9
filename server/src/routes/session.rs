use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use wire::session::{OwnSession, Session, SignIn};
use wire::sign_in::{Challenge, Confirmation, PasskeySignIn, PasswordSignIn};
use wire::{Code, Problem, SessionId};

use super::{Body, Named, Shared};
use crate::problem::{Error, refuse};
use crate::rate::caller;
use crate::service::Service;
use crate::session::{Visit, Visitor};
use crate::sign_in::SignedIn;

/// `POST /api/session`: spends a one-time link.
pub(super) async fn open(
    service: Shared,
    visit: Visit,
    Body(sign_in): Body<SignIn>,
) -> Result<Response, Error> {
    may_try(&service, &visit)?;
    let outcome = service.sign_in_by_link(&sign_in.token, &visit).await;
    answer(&service, &visit, outcome)
}

/// `POST /api/session/passkey/challenge`.
pub(super) async fn challenge(service: Shared) -> Result<Json<Challenge>, Error> {
    Ok(Json(service.sign_in_challenge()?))
}

/// `POST /api/session/passkey`.
pub(super) async fn by_passkey(
    service: Shared,
    visit: Visit,
    Body(sign_in): Body<PasskeySignIn>,
) -> Result<Response, Error> {
    may_try(&service, &visit)?;
    let outcome = service.sign_in_with_passkey(sign_in.credential, &visit).await;
    answer(&service, &visit, outcome)
}

/// `POST /api/session/password`.
pub(super) async fn by_password(
    service: Shared,
    visit: Visit,
    Body(sign_in): Body<PasswordSignIn>,
) -> Result<Response, Error> {
    may_try(&service, &visit)?;
    let outcome = service.sign_in_with_password(sign_in, &visit).await;
    answer(&service, &visit, outcome)
}

/// `GET /api/session`.
pub(super) async fn read(service: Shared, visitor: Visitor) -> Result<Json<Session>, Error> {
    Ok(Json(service.session(&visitor).await?))
}

/// `DELETE /api/session`.
pub(super) async fn close(service: Shared, visitor: Visitor) -> Result<Response, Error> {
    service.sign_out(&visitor.actor).await?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, service.cookie(None))]).into_response())
}

/// `POST /api/session/confirmation/challenge`.
pub(super) async fn confirmation_challenge(
    service: Shared,
    visitor: Visitor,
) -> Result<Json<Challenge>, Error> {
    Ok(Json(service.confirmation_challenge(&visitor).await?))
}

/// `POST /api/session/confirmation`.
pub(super) async fn confirm(
    service: Shared,
    visitor: Visitor,
    visit: Visit,
    Body(confirmation): Body<Confirmation>,
) -> Result<StatusCode, Error> {
    service.confirm(&visitor, confirmation, &visit).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/sessions`.
pub(super) async fn own(service: Shared, visitor: Visitor) -> Result<Json<Vec<OwnSession>>, Error> {
    Ok(Json(service.own_sessions(&visitor).await?))
}

/// `DELETE /api/sessions/{id}`.
pub(super) async fn revoke(
    service: Shared,
    visitor: Visitor,
    Named(id): Named<SessionId>,
) -> Result<StatusCode, Error> {
    service.revoke_session(&visitor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn may_try(service: &Service, visit: &Visit) -> Result<(), Error> {
    if service.failed_sign_ins.allows(&caller(visit.from), service.clock.now()) {
        Ok(())
    } else {
        Err(refuse(Code::Busy, "Too many failed attempts to sign in. Wait a minute."))
    }
}

/// The session with its cookie; a failure counts against the address it came from.
fn answer(service: &Service, visit: &Visit, outcome: Result<SignedIn, Error>) -> Result<Response, Error> {
    match outcome {
        Ok(signed_in) => {
            let cookie = service.cookie(Some(&signed_in.secret));
            Ok(([(header::SET_COOKIE, cookie)], Json(signed_in.session)).into_response())
        }
        Err(error) => {
            let failures = [Code::LinkSpent, Code::SignInFailed];
            if matches!(&error, Error::Refused(Problem { code, .. }) if failures.contains(code)) {
                service.failed_sign_ins.take(caller(visit.from), service.clock.now());
            }
            Err(error)
        }
    }
}
