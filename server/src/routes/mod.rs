//! HTTP: one file per concern, each handler a line or two before the service's rule.

mod alerts;
mod audit;
mod encounters;
mod events;
mod health;
mod hits;
mod lists;
mod parts;
mod refusals;
mod session;

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Path, Query};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};
use axum::{Json, Router, middleware};

use crate::problem::Error;
use crate::service::Service;
use crate::{headers, origin, requests, statics};

/// What a handler is given.
type Shared = axum::extract::State<Arc<Service>>;

/// JSON that is a `T`, or a problem that says where it is not.
#[derive(FromRequest)]
#[from_request(via(Json), rejection(Error))]
struct Body<T>(T);

/// The identifiers in the path; what is no identifier is no record.
#[derive(FromRequestParts)]
#[from_request(via(Path), rejection(Error))]
struct Named<T>(T);

/// What follows the `?`.
#[derive(FromRequestParts)]
#[from_request(via(Query), rejection(Error))]
struct Asked<T>(T);

/// Twenty templates, their JSON, and room to spare.
const LARGEST_REQUEST: usize = 1024 * 1024;
/// A finger at 1000 ppi, and room to spare.
const LARGEST_PART: usize = 4 * 1024 * 1024;

/// Everything the service answers over HTTP.
pub fn router(service: Arc<Service>) -> Router {
    let api = Router::new()
        .route("/api/session", post(session::open).get(session::read).delete(session::close))
        .route("/api/lists", get(lists::all))
        .route("/api/lists/{id}/copy", get(lists::copy))
        .route("/api/encounters", post(encounters::record).get(encounters::all))
        .route("/api/encounters/{id}", get(encounters::one))
        .route(
            "/api/encounters/{id}/parts/{sha256}",
            put(parts::receive).layer(DefaultBodyLimit::max(LARGEST_PART)).get(parts::read),
        )
        .route("/api/refusals", post(refusals::count))
        .route("/api/hits", get(hits::queue))
        .route("/api/hits/{id}", get(hits::case))
        .route("/api/hits/{id}/claim", post(hits::claim).merge(delete(hits::release)))
        .route("/api/hits/{id}/analysis", post(hits::analyse))
        .route("/api/hits/{id}/decision", post(hits::decide))
        .route("/api/hits/{id}/prints/{print}", get(hits::print))
        .route("/api/alerts/{id}/acknowledgement", post(alerts::acknowledge))
        .route("/api/events", get(events::follow))
        .route("/api/audit", get(audit::read))
        .route("/api/audit/verification", get(audit::verify))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready));
    api.fallback(statics::file)
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::max(LARGEST_REQUEST))
        .layer(middleware::from_fn_with_state(Arc::clone(&service), origin::same_origin))
        .layer(middleware::from_fn(requests::on_record))
        .layer(middleware::from_fn_with_state(Arc::clone(&service), headers::secure))
        .with_state(service)
}

async fn wrong_method() -> Response {
    let problem = wire::Problem::new(wire::Code::Invalid, "This route does not know that method.");
    (axum::http::StatusCode::METHOD_NOT_ALLOWED, Json(problem)).into_response()
}

/// An image as the browser gets it: a print is a PNG, a photograph a JPEG.
fn picture(image: Vec<u8>) -> Response {
    let kind = if image.starts_with(&[0xFF, 0xD8]) { "image/jpeg" } else { "image/png" };
    ([(header::CONTENT_TYPE, kind)], image).into_response()
}
