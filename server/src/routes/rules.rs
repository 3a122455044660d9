use axum::Json;
use axum::http::StatusCode;
use policy::Country;
use wire::rules::{NewSite, NewVersion, PolicyVersion, Rules, SiteName};

use super::{Body, Named, Shared};
use crate::problem::Error;
use crate::session::Actor;

/// `GET /api/rules/{country}`.
pub(super) async fn read(
    service: Shared,
    actor: Actor,
    Named(country): Named<Country>,
) -> Result<Json<Rules>, Error> {
    Ok(Json(service.rules(&actor, country).await?))
}

/// `POST /api/rules/{country}`.
pub(super) async fn change(
    service: Shared,
    actor: Actor,
    Named(country): Named<Country>,
    Body(new): Body<NewVersion>,
) -> Result<(StatusCode, Json<PolicyVersion>), Error> {
    Ok((StatusCode::CREATED, Json(service.change_rules(&actor, country, new).await?)))
}

/// `POST /api/sites`.
pub(super) async fn add_site(
    service: Shared,
    actor: Actor,
    Body(new): Body<NewSite>,
) -> Result<(StatusCode, Json<SiteName>), Error> {
    Ok((StatusCode::CREATED, Json(service.new_site(&actor, new).await?)))
}
