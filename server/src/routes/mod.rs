//! HTTP: one file per concern, each handler a line or two before the service's rule.

mod accounts;
mod agreements;
mod alerts;
mod audit;
mod calls;
mod cases;
mod credentials;
mod devices;
mod encounters;
mod events;
mod handovers;
mod health;
mod hits;
mod imports;
mod lists;
mod names;
mod notices;
mod parts;
mod purges;
mod redress;
mod refusals;
mod rules;
mod session;
mod watchlists;

use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Path, Query};
use axum::handler::Handler;
use axum::http::{Method, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, on};
use axum::{Json, Router, middleware};
use tower_http::compression::CompressionLayer;
use tower_http::decompression::RequestDecompressionLayer;
use wire::import::{LARGEST_PIECE, LARGEST_SHEET};

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
/// Four fingers at 1000 ppi (3.2 by 3 inches), and room to spare.
pub(crate) const LARGEST_PART: usize = 12 * 1024 * 1024;
/// An entry with a print of each finger, as base64.
const LARGEST_ENTRY: usize = 16 * 1024 * 1024;
/// What a device without a link puts in one file, and room to spare.
const LARGEST_MEDIUM: usize = 128 * 1024 * 1024;

/// Two thousand characters of any script, and the rest of a request; nobody has signed in yet.
const LARGEST_PUBLIC_REQUEST: usize = 16 * 1024;

/// One route: what is asked, and who answers.
struct Route {
    method: Method,
    path: &'static str,
    handler: MethodRouter<Arc<Service>>,
}

impl Route {
    fn new<H, T>(method: Method, path: &'static str, handler: H) -> Self
    where
        H: Handler<T, Arc<Service>>,
        T: 'static,
    {
        // Each method below has its filter; a filter it has not would be a mistake in the table.
        let filter = MethodFilter::try_from(method.clone()).unwrap_or(MethodFilter::OPTIONS);
        Self { method, path, handler: on(filter, handler) }
    }

    /// The same with its answer compressed, where who asks can read that.
    fn compressed(self) -> Self {
        // Templates are dense: the quick method finds what there is to find.
        Self { handler: self.handler.layer(CompressionLayer::new().no_br()), ..self }
    }

    /// The same for bodies that may come packed; the limits are of what they unfold into.
    fn or_packed(self) -> Self {
        Self { handler: self.handler.layer(RequestDecompressionLayer::new()), ..self }
    }

    /// The same for a larger body than usual.
    fn up_to(self, bytes: usize) -> Self {
        Self { handler: self.handler.layer(DefaultBodyLimit::max(bytes)), ..self }
    }
}

/// Everything the API answers: the only place where a route is named.
fn table() -> Vec<Route> {
    let get = Method::GET;
    let (post, put, delete) = (Method::POST, Method::PUT, Method::DELETE);
    vec![
        Route::new(post.clone(), "/api/session", session::open),
        Route::new(get.clone(), "/api/session", session::read),
        Route::new(delete.clone(), "/api/session", session::close),
        Route::new(post.clone(), "/api/session/passkey/challenge", session::challenge),
        Route::new(post.clone(), "/api/session/passkey", session::by_passkey),
        Route::new(post.clone(), "/api/session/password", session::by_password),
        Route::new(post.clone(), "/api/session/confirmation/challenge", session::confirmation_challenge),
        Route::new(post.clone(), "/api/session/confirmation", session::confirm),
        Route::new(get.clone(), "/api/sessions", session::own),
        Route::new(delete.clone(), "/api/sessions/{id}", session::revoke),
        Route::new(get.clone(), "/api/passkeys", credentials::passkeys),
        Route::new(post.clone(), "/api/passkeys/challenge", credentials::challenge),
        Route::new(post.clone(), "/api/passkeys", credentials::make),
        Route::new(delete.clone(), "/api/passkeys/{id}", credentials::remove),
        Route::new(post.clone(), "/api/password", credentials::set_password),
        Route::new(post.clone(), "/api/password/confirmation", credentials::confirm_password),
        Route::new(delete.clone(), "/api/password", credentials::remove_password),
        Route::new(get.clone(), "/api/accounts", accounts::all),
        Route::new(post.clone(), "/api/accounts", accounts::add),
        Route::new(put.clone(), "/api/accounts/{id}", accounts::change),
        Route::new(post.clone(), "/api/accounts/{id}/link", accounts::link),
        Route::new(get.clone(), "/api/purges", purges::all),
        Route::new(get.clone(), "/api/purges/preview", purges::preview),
        Route::new(post.clone(), "/api/holds", purges::hold),
        Route::new(post.clone(), "/api/holds/{encounter}/lift", purges::lift),
        Route::new(get.clone(), "/api/rules/{country}", rules::read),
        Route::new(post.clone(), "/api/rules/{country}", rules::change),
        Route::new(post.clone(), "/api/sites", rules::add_site),
        Route::new(get.clone(), "/api/lists", lists::all),
        Route::new(get.clone(), "/api/lists/key", lists::key),
        Route::new(get.clone(), "/api/lists/{id}/copy", lists::copy),
        Route::new(get.clone(), "/api/lists/{id}/changes", lists::changes).compressed(),
        Route::new(get.clone(), "/api/watchlists", watchlists::all),
        Route::new(post.clone(), "/api/watchlists", watchlists::make),
        Route::new(put.clone(), "/api/watchlists/{id}", watchlists::change),
        Route::new(get.clone(), "/api/watchlists/{id}/entries", watchlists::page),
        Route::new(post.clone(), "/api/watchlists/{id}/search", watchlists::search),
        Route::new(post.clone(), "/api/watchlists/{id}/entries", watchlists::draft).up_to(LARGEST_ENTRY),
        Route::new(get.clone(), "/api/watchlists/{id}/holders", watchlists::holders),
        Route::new(get.clone(), "/api/watchlists/{id}/imports", imports::all),
        Route::new(post.clone(), "/api/watchlists/{id}/imports", imports::begin).up_to(LARGEST_SHEET),
        Route::new(get.clone(), "/api/imports/{id}", imports::one),
        Route::new(delete.clone(), "/api/imports/{id}", imports::give_up),
        Route::new(post.clone(), "/api/imports/{id}/pieces", imports::piece).up_to(LARGEST_PIECE),
        Route::new(get.clone(), "/api/imports/{id}/lines", imports::lines),
        Route::new(post.clone(), "/api/imports/{id}/batches", imports::batch),
        Route::new(get.clone(), "/api/imports/{id}/sample", imports::sample),
        Route::new(post.clone(), "/api/imports/{id}/validations", imports::validate),
        Route::new(post.clone(), "/api/imports/{id}/publications", imports::publish),
        Route::new(get.clone(), "/api/entries/{id}", watchlists::entry),
        Route::new(put.clone(), "/api/entries/{id}", watchlists::revise).up_to(LARGEST_ENTRY),
        Route::new(post.clone(), "/api/entries/{id}/validation", watchlists::validate),
        Route::new(post.clone(), "/api/entries/{id}/publication", watchlists::publish),
        Route::new(post.clone(), "/api/entries/{id}/withdrawal", watchlists::withdraw),
        Route::new(get.clone(), "/api/entries/{id}/prints/{print}", watchlists::print),
        Route::new(post.clone(), "/api/encounters", encounters::record).or_packed().compressed(),
        Route::new(get.clone(), "/api/encounters", encounters::all).compressed(),
        Route::new(get.clone(), "/api/encounters/{id}", encounters::one),
        Route::new(put.clone(), "/api/encounters/{id}/parts/{sha256}", parts::receive).up_to(LARGEST_PART),
        Route::new(post.clone(), "/api/encounters/{id}/parts/{sha256}/pieces", parts::receive_piece),
        Route::new(get.clone(), "/api/encounters/{id}/parts/{sha256}", parts::read),
        Route::new(put.clone(), "/api/encounters/{id}/redress-code", redress::give_code),
        Route::new(post.clone(), "/api/encounters/{id}/lost-receipts", redress::lose_receipt),
        Route::new(get.clone(), "/api/lost-receipts", redress::lost_receipts),
        Route::new(post.clone(), "/api/lost-receipts/{id}/confirmation", redress::replace_receipt),
        Route::new(delete.clone(), "/api/lost-receipts/{id}", redress::decline_receipt),
        Route::new(get.clone(), "/api/encounters/{id}/packet", devices::own_packet),
        Route::new(delete.clone(), "/api/encounters/{id}/packet", devices::give_up_packet),
        Route::new(get.clone(), "/api/devices", devices::all),
        Route::new(post.clone(), "/api/devices", devices::enrol).up_to(LARGEST_PUBLIC_REQUEST),
        Route::new(post.clone(), "/api/devices/invitations", devices::invite),
        Route::new(post.clone(), "/api/devices/{id}/reports", devices::report),
        Route::new(post.clone(), "/api/devices/{id}/revocation", devices::revoke),
        Route::new(get.clone(), "/api/quarantine", devices::quarantined),
        Route::new(get.clone(), "/api/quarantine/{id}", devices::look),
        Route::new(post.clone(), "/api/quarantine/{id}/release", devices::release),
        Route::new(post.clone(), "/api/quarantine/{id}/rejection", devices::reject),
        Route::new(post.clone(), "/api/mediums", devices::import).up_to(LARGEST_MEDIUM),
        Route::new(get.clone(), "/api/notices", notices::all),
        Route::new(post.clone(), "/api/notices", notices::change),
        Route::new(put.clone(), "/api/notices/{language}/{version}/audio", notices::record)
            .up_to(LARGEST_PART),
        Route::new(get.clone(), "/api/notices/{language}/{version}/audio", notices::recording),
        Route::new(post.clone(), "/api/redress", redress::ask).up_to(LARGEST_PUBLIC_REQUEST),
        Route::new(post.clone(), "/api/redress/standing", redress::standing).up_to(LARGEST_PUBLIC_REQUEST),
        Route::new(get.clone(), "/api/redress/cases", redress::cases),
        Route::new(get.clone(), "/api/redress/cases/{id}", redress::case),
        Route::new(post.clone(), "/api/redress/cases/{id}/corrections", redress::correct),
        Route::new(put.clone(), "/api/redress/cases/{id}/restriction", redress::restrict),
        Route::new(post.clone(), "/api/redress/cases/{id}/erasure", redress::erase),
        Route::new(post.clone(), "/api/redress/cases/{id}/recipients", redress::name_recipient),
        Route::new(post.clone(), "/api/redress/cases/{id}/answer", redress::answer),
        Route::new(post.clone(), "/api/refusals", refusals::count),
        Route::new(get.clone(), "/api/hits", hits::queue).compressed(),
        Route::new(get.clone(), "/api/hits/{id}", hits::hit),
        Route::new(post.clone(), "/api/hits/{id}/claim", hits::claim),
        Route::new(delete.clone(), "/api/hits/{id}/claim", hits::release),
        Route::new(post.clone(), "/api/hits/{id}/skip", hits::skip),
        Route::new(post.clone(), "/api/hits/{id}/analysis", hits::analyse),
        Route::new(post.clone(), "/api/hits/{id}/decision", hits::decide),
        Route::new(get.clone(), "/api/hits/{id}/features", hits::features),
        Route::new(get.clone(), "/api/hits/{id}/prints/{print}", hits::print),
        Route::new(get.clone(), "/api/error-rates", hits::error_rates),
        Route::new(get.clone(), "/api/workload", hits::workload),
        Route::new(get.clone(), "/api/cases", cases::all),
        Route::new(post.clone(), "/api/cases/search", cases::search),
        Route::new(get.clone(), "/api/cases/{id}", cases::one),
        Route::new(get.clone(), "/api/cases/{id}/report.pdf", cases::report),
        Route::new(post.clone(), "/api/cases/{id}/notes", cases::note),
        Route::new(put.clone(), "/api/cases/{id}/documents/{sha256}", cases::lay_in).up_to(LARGEST_PART),
        Route::new(get.clone(), "/api/cases/{id}/documents/{sha256}", cases::document),
        Route::new(post.clone(), "/api/cases/{id}/merge", cases::merge),
        Route::new(post.clone(), "/api/cases/{id}/split", cases::split),
        Route::new(post.clone(), "/api/names", names::search),
        Route::new(get.clone(), "/api/alerts", alerts::all),
        Route::new(get.clone(), "/api/alerts/{id}", alerts::one),
        Route::new(post.clone(), "/api/alerts/{id}/acknowledgement", alerts::acknowledge),
        Route::new(post.clone(), "/api/alerts/{id}/correction", alerts::correct),
        Route::new(get.clone(), "/api/erased-alerts", alerts::erased),
        Route::new(post.clone(), "/api/erased-alerts/{id}/acknowledgement", alerts::acknowledge_erased),
        Route::new(put.clone(), "/api/alerts/{id}/handover", handovers::put),
        Route::new(get.clone(), "/api/handovers/figures", handovers::figures),
        Route::new(get.clone(), "/api/authorities", handovers::authorities),
        Route::new(post.clone(), "/api/authorities", handovers::add),
        Route::new(delete.clone(), "/api/authorities/{id}", handovers::remove),
        Route::new(get.clone(), "/api/hits/{id}/report.pdf", hits::report),
        Route::new(get.clone(), "/api/push", calls::push),
        Route::new(post.clone(), "/api/push", calls::subscribe),
        Route::new(delete.clone(), "/api/push/{id}", calls::unsubscribe),
        Route::new(get.clone(), "/api/calls", calls::all),
        Route::new(get.clone(), "/api/events", events::follow),
        Route::new(get.clone(), "/api/agreements", agreements::all),
        Route::new(post, "/api/agreements", agreements::give),
        Route::new(delete, "/api/agreements/{id}", agreements::end),
        Route::new(get.clone(), "/api/audit", audit::read),
        Route::new(get.clone(), "/api/audit/unusual", audit::unusual),
        Route::new(get.clone(), "/api/audit/rules", audit::rules),
        Route::new(put.clone(), "/api/audit/rules/{site}", audit::set_rules),
        Route::new(get.clone(), "/api/audit/verification", audit::verify),
        Route::new(get.clone(), "/healthz", health::alive),
        Route::new(get, "/readyz", health::ready),
    ]
}

/// What the API answers, as method and path: so that a test can walk all of it.
#[must_use]
pub fn routes() -> Vec<(Method, &'static str)> {
    table().into_iter().map(|route| (route.method, route.path)).collect()
}

/// Everything the service answers over HTTP.
pub fn router(service: Arc<Service>) -> Router {
    table()
        .into_iter()
        .fold(Router::new(), |router, route| router.route(route.path, route.handler))
        .fallback(statics::file)
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

/// An image as a browser can show it: a print as a PNG, also where it is kept packed with WSQ, a photograph as a JPEG.
fn picture(image: Vec<u8>) -> Response {
    if image.starts_with(&[0xFF, 0xD8]) {
        return ([(header::CONTENT_TYPE, "image/jpeg")], image).into_response();
    }
    let shown = match raster::decode(&image) {
        Ok((grey, raster::Format::Wsq)) => raster::encode_png(&grey).unwrap_or(image),
        _ => image,
    };
    ([(header::CONTENT_TYPE, "image/png")], shown).into_response()
}
