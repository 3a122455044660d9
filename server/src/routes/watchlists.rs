use axum::Json;
use axum::http::StatusCode;
use axum::response::Response;
use policy::EntryState;
use serde::Deserialize;
use wire::watchlist::{
    EntriesFound, EntryDraft, EntryPage, EntrySearch, EntryView, Holder, Terms, WatchlistView, Withdrawal,
};
use wire::{EntryId, ListId, PrintId, Timestamp};

use super::{Asked, Body, Named, Shared, picture};
use crate::problem::Error;
use crate::session::Actor;
use crate::storage::entries;

/// `GET /api/watchlists`.
pub(super) async fn all(service: Shared, actor: Actor) -> Result<Json<Vec<WatchlistView>>, Error> {
    Ok(Json(service.kept_lists(&actor).await?))
}

/// `POST /api/watchlists`.
pub(super) async fn make(
    service: Shared,
    actor: Actor,
    Body(terms): Body<Terms>,
) -> Result<(StatusCode, Json<WatchlistView>), Error> {
    Ok((StatusCode::CREATED, Json(service.new_list(&actor, terms).await?)))
}

/// `PUT /api/watchlists/{id}`.
pub(super) async fn change(
    service: Shared,
    actor: Actor,
    Named(id): Named<ListId>,
    Body(terms): Body<Terms>,
) -> Result<Json<WatchlistView>, Error> {
    Ok(Json(service.change_list(&actor, id, terms).await?))
}

/// Which entries, and from where.
#[derive(Deserialize)]
pub(super) struct Wanted {
    /// In this state; without it, in any.
    state: Option<EntryState>,
    /// Active ones that leave search by themselves from this moment on.
    due_from: Option<Timestamp>,
    /// And before this one.
    due_until: Option<Timestamp>,
    /// After this one.
    after: Option<EntryId>,
}

/// `GET /api/watchlists/{id}/entries`.
pub(super) async fn page(
    service: Shared,
    actor: Actor,
    Named(id): Named<ListId>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Json<EntryPage>, Error> {
    let Wanted { state, due_from, due_until, after } = wanted;
    let wanted = entries::Wanted { state, due: due_from.zip(due_until), after };
    Ok(Json(service.entries_of_list(&actor, id, wanted).await?))
}

/// `POST /api/watchlists/{id}/search`.
pub(super) async fn search(
    service: Shared,
    actor: Actor,
    Named(id): Named<ListId>,
    Body(search): Body<EntrySearch>,
) -> Result<Json<EntriesFound>, Error> {
    Ok(Json(service.find_entries(&actor, id, search).await?))
}

/// `POST /api/watchlists/{id}/entries`.
pub(super) async fn draft(
    service: Shared,
    actor: Actor,
    Named(id): Named<ListId>,
    Body(draft): Body<EntryDraft>,
) -> Result<(StatusCode, Json<EntryView>), Error> {
    Ok((StatusCode::CREATED, Json(service.new_entry(&actor, id, draft).await?)))
}

/// `GET /api/watchlists/{id}/holders`.
pub(super) async fn holders(
    service: Shared,
    actor: Actor,
    Named(id): Named<ListId>,
) -> Result<Json<Vec<Holder>>, Error> {
    Ok(Json(service.holders_of_list(&actor, id).await?))
}

/// `GET /api/entries/{id}`.
pub(super) async fn entry(
    service: Shared,
    actor: Actor,
    Named(id): Named<EntryId>,
) -> Result<Json<EntryView>, Error> {
    Ok(Json(service.entry_view(&actor, id).await?))
}

/// `PUT /api/entries/{id}`.
pub(super) async fn revise(
    service: Shared,
    actor: Actor,
    Named(id): Named<EntryId>,
    Body(draft): Body<EntryDraft>,
) -> Result<Json<EntryView>, Error> {
    Ok(Json(service.revise_entry(&actor, id, draft).await?))
}

/// `POST /api/entries/{id}/validation`.
pub(super) async fn validate(
    service: Shared,
    actor: Actor,
    Named(id): Named<EntryId>,
) -> Result<Json<EntryView>, Error> {
    Ok(Json(service.validate_entry(&actor, id).await?))
}

/// `POST /api/entries/{id}/publication`.
pub(super) async fn publish(
    service: Shared,
    actor: Actor,
    Named(id): Named<EntryId>,
) -> Result<Json<EntryView>, Error> {
    Ok(Json(service.publish_entry(&actor, id).await?))
}

/// `POST /api/entries/{id}/withdrawal`.
pub(super) async fn withdraw(
    service: Shared,
    actor: Actor,
    Named(id): Named<EntryId>,
    Body(withdrawal): Body<Withdrawal>,
) -> Result<Json<EntryView>, Error> {
    Ok(Json(service.withdraw_entry(&actor, id, &withdrawal.reason).await?))
}

/// `GET /api/entries/{id}/prints/{print}`.
pub(super) async fn print(
    service: Shared,
    actor: Actor,
    Named((id, print)): Named<(EntryId, PrintId)>,
) -> Result<Response, Error> {
    Ok(picture(service.entry_print(&actor, id, print).await?))
}
