//! Each request gets an identifier, a line in the log and a limit of time. No line names a person, an address of a
//! record or a token: the route's pattern is logged, not the path.

use std::time::{Duration, Instant};

use axum::extract::{MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::Instrument as _;
use wire::Code;

use crate::problem::refuse;

/// The largest part over a link of 300 kbit/s.
const LONGEST: Duration = Duration::from_secs(120);
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Runs the request under all three.
pub(crate) async fn on_record(request: Request, next: Next) -> Response {
    let id = uuid::Uuid::now_v7().to_string();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", %id, %method, route);
    let started = Instant::now();
    async move {
        let mut response = match tokio::time::timeout(LONGEST, next.run(request)).await {
            Ok(response) => response,
            Err(_) => {
                refuse(Code::Busy, "The server was too slow for this; try again later.").into_response()
            }
        };
        let status = response.status().as_u16();
        tracing::info!(status, took_ms = started.elapsed().as_millis() as u64, "answered");
        if let Ok(id) = HeaderValue::from_str(&id) {
            response.headers_mut().insert(REQUEST_ID, id);
        }
        response
    }
    .instrument(span)
    .await
}
