use std::time::Duration;

use axum::Json;
use axum::http::StatusCode;
use wire::redress::{
    Answer, Case, CaseItem, Correction, GivenCode, Lookup, LostReceipt, NewLostReceipt, NewReceipt,
    NewRecipient, NewRequest, Reason, Restriction, Standing, Taken,
};
use wire::{Code, EncounterId, LostReceiptId, RedressId};

use super::{Body, Named, Shared};
use crate::problem::{Error, refuse};
use crate::service::Service;
use crate::session::{Actor, Visit};

/// No answer to the public comes sooner, so that how long it took tells nothing of what was found. Writing a case takes a
/// tenth of this on a slow disk.
const EVENLY: Duration = Duration::from_millis(400);

/// `PUT /api/encounters/{id}/redress-code`.
pub(super) async fn give_code(
    service: Shared,
    actor: Actor,
    Named(id): Named<EncounterId>,
    Body(given): Body<GivenCode>,
) -> Result<StatusCode, Error> {
    service.give_code(&actor, id, &given.code).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/encounters/{id}/lost-receipts`.
pub(super) async fn lose_receipt(
    service: Shared,
    actor: Actor,
    Named(id): Named<EncounterId>,
    Body(lost): Body<NewLostReceipt>,
) -> Result<(StatusCode, Json<LostReceiptId>), Error> {
    Ok((StatusCode::CREATED, Json(service.lose_receipt(&actor, id, lost).await?)))
}

/// `GET /api/lost-receipts`.
pub(super) async fn lost_receipts(service: Shared, actor: Actor) -> Result<Json<Vec<LostReceipt>>, Error> {
    Ok(Json(service.lost_receipts(&actor).await?))
}

/// `POST /api/lost-receipts/{id}/confirmation`.
pub(super) async fn replace_receipt(
    service: Shared,
    actor: Actor,
    Named(id): Named<LostReceiptId>,
) -> Result<Json<NewReceipt>, Error> {
    Ok(Json(service.replace_receipt(&actor, id).await?))
}

/// `DELETE /api/lost-receipts/{id}`.
pub(super) async fn decline_receipt(
    service: Shared,
    actor: Actor,
    Named(id): Named<LostReceiptId>,
) -> Result<StatusCode, Error> {
    service.decline_receipt(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/redress`.
pub(super) async fn ask(
    service: Shared,
    visit: Visit,
    Body(request): Body<NewRequest>,
) -> Result<(StatusCode, Json<Taken>), Error> {
    may_ask(&service, &visit)?;
    let taken = evenly(service.ask_for_redress(request)).await?;
    Ok((StatusCode::ACCEPTED, Json(taken)))
}

/// `POST /api/redress/standing`.
pub(super) async fn standing(
    service: Shared,
    visit: Visit,
    Body(lookup): Body<Lookup>,
) -> Result<Json<Standing>, Error> {
    may_ask(&service, &visit)?;
    Ok(Json(evenly(service.standing_of(&lookup)).await?))
}

/// `GET /api/redress/cases`.
pub(super) async fn cases(service: Shared, actor: Actor) -> Result<Json<Vec<CaseItem>>, Error> {
    Ok(Json(service.redress_cases(&actor).await?))
}

/// `GET /api/redress/cases/{id}`.
pub(super) async fn case(
    service: Shared,
    actor: Actor,
    Named(id): Named<RedressId>,
) -> Result<Json<Case>, Error> {
    Ok(Json(service.redress_case(&actor, id).await?))
}

/// `POST /api/redress/cases/{id}/corrections`.
pub(super) async fn correct(
    service: Shared,
    actor: Actor,
    Named(id): Named<RedressId>,
    Body(correction): Body<Correction>,
) -> Result<Json<Case>, Error> {
    Ok(Json(service.correct(&actor, id, correction).await?))
}

/// `PUT /api/redress/cases/{id}/restriction`.
pub(super) async fn restrict(
    service: Shared,
    actor: Actor,
    Named(id): Named<RedressId>,
    Body(restriction): Body<Restriction>,
) -> Result<Json<Case>, Error> {
    Ok(Json(service.restrict(&actor, id, restriction).await?))
}

/// `POST /api/redress/cases/{id}/erasure`.
pub(super) async fn erase(
    service: Shared,
    actor: Actor,
    Named(id): Named<RedressId>,
    Body(Reason { reason }): Body<Reason>,
) -> Result<Json<Case>, Error> {
    Ok(Json(service.erase_record(&actor, id, reason).await?))
}

/// `POST /api/redress/cases/{id}/recipients`.
pub(super) async fn name_recipient(
    service: Shared,
    actor: Actor,
    Named(id): Named<RedressId>,
    Body(new): Body<NewRecipient>,
) -> Result<Json<Case>, Error> {
    Ok(Json(service.name_recipient(&actor, id, new).await?))
}

/// `POST /api/redress/cases/{id}/answer`.
pub(super) async fn answer(
    service: Shared,
    actor: Actor,
    Named(id): Named<RedressId>,
    Body(answer): Body<Answer>,
) -> Result<Json<Case>, Error> {
    Ok(Json(service.answer(&actor, id, answer).await?))
}

fn may_ask(service: &Service, visit: &Visit) -> Result<(), Error> {
    if service.public_requests.take(visit.from, service.clock.now()) {
        Ok(())
    } else {
        Err(refuse(Code::Busy, "Too many requests at the moment. Wait a minute."))
    }
}

/// The outcome of `work`, whatever it is, after a fixed time.
async fn evenly<T>(work: impl Future<Output = T>) -> T {
    let (outcome, ()) = tokio::join!(work, tokio::time::sleep(EVENLY));
    outcome
}
