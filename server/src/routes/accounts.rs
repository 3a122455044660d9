use axum::Json;
use axum::http::StatusCode;
use wire::AccountId;
use wire::account::{AccountView, Link, NewAccount, Standing};

use super::{Body, Named, Shared};
use crate::problem::Error;
use crate::session::Actor;

/// `GET /api/accounts`.
pub(super) async fn all(service: Shared, actor: Actor) -> Result<Json<Vec<AccountView>>, Error> {
    Ok(Json(service.kept_accounts(&actor).await?))
}

/// `POST /api/accounts`.
pub(super) async fn add(
    service: Shared,
    actor: Actor,
    Body(new): Body<NewAccount>,
) -> Result<(StatusCode, Json<AccountView>), Error> {
    Ok((StatusCode::CREATED, Json(service.new_account(&actor, new).await?)))
}

/// `PUT /api/accounts/{id}`.
pub(super) async fn change(
    service: Shared,
    actor: Actor,
    Named(id): Named<AccountId>,
    Body(standing): Body<Standing>,
) -> Result<Json<AccountView>, Error> {
    Ok(Json(service.change_account(&actor, id, standing).await?))
}

/// `POST /api/accounts/{id}/link`.
pub(super) async fn link(
    service: Shared,
    actor: Actor,
    Named(id): Named<AccountId>,
) -> Result<(StatusCode, Json<Link>), Error> {
    Ok((StatusCode::CREATED, Json(service.give_link(&actor, id).await?)))
}
