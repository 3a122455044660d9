//! What every response carries, errors and files included.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use wire::services::CaptureServices;

use crate::problem::Error;
use crate::service::Service;
use crate::storage::capture_services;

/// Nothing may be loaded, framed, submitted or evaluated but what the app itself is made of. Where to connect comes
/// last: a page of a site with capture services may reach those too.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
     style-src 'self'; img-src 'self' blob: data:; media-src 'self'; worker-src 'self'; manifest-src 'self'; \
     font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'; trusted-types default umbral; connect-src 'self'";

/// Scanners and the camera are the app's; everything else a page could ask for is off.
const PERMISSIONS_POLICY: &str = "usb=(self), serial=(self), camera=(self), accelerometer=(), \
     autoplay=(), bluetooth=(), browsing-topics=(), \
     clipboard-read=(), compute-pressure=(), display-capture=(), encrypted-media=(), fullscreen=(), gamepad=(), \
     geolocation=(), gyroscope=(), hid=(), identity-credentials-get=(), idle-detection=(), local-fonts=(), \
     magnetometer=(), microphone=(), midi=(), otp-credentials=(), payment=(), picture-in-picture=(), \
     publickey-credentials-create=(self), publickey-credentials-get=(self), screen-wake-lock=(), storage-access=(), \
     window-management=(), xr-spatial-tracking=()";

/// What the API answers is no page, whoever opens it as one: nothing in it is run, shown in a frame or read elsewhere. The
/// rest of what a page is told has no meaning there, and on a slow link a kilobyte of it is a second.
const ALWAYS: [(HeaderName, HeaderValue); 3] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
];
const FILES: [(HeaderName, HeaderValue); 6] = [
    (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY)),
    (HeaderName::from_static("permissions-policy"), HeaderValue::from_static(PERMISSIONS_POLICY)),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-embedder-policy"), HeaderValue::from_static("require-corp")),
    (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
];
const TWO_YEARS: HeaderValue = HeaderValue::from_static("max-age=63072000; includeSubDomains");

/// Puts the headers on. What the API answers is never kept by a browser or a proxy.
pub(crate) async fn secure(State(service): State<Arc<Service>>, request: Request, next: Next) -> Response {
    let api = request.uri().path().starts_with("/api/");
    let session = service.session_of(request.headers());
    let mut response = next.run(request).await;
    put_on(response.headers_mut(), api, service.config.https());
    if is_page(response.headers())
        && let Some(session) = session
    {
        match service.services_of(&session).await {
            Ok(services) => let_connect(response.headers_mut(), &services),
            // The page works without them.
            Err(error) => tracing::error!(%error, "a site's capture services could not be read"),
        }
    }
    response
}

impl Service {
    /// The capture services of the site where the bearer of a session works.
    async fn services_of(&self, session: &str) -> Result<CaptureServices, Error> {
        let Some(visitor) = self.visitor(session, None).await? else { return Ok(CaptureServices::default()) };
        capture_services::of(&mut *self.storage.read().await?, &self.programme_key, visitor.actor.site).await
    }
}

/// Only a page connects anywhere: what else is served needs no leave for it.
fn is_page(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

/// Lets a page connect to these services, and tells it so: a page that was loaded before somebody signed in has to be
/// loaded again.
fn let_connect(headers: &mut HeaderMap, services: &CaptureServices) {
    let origins = services.origins();
    if origins.is_empty() {
        return;
    }
    let policy = format!("{CONTENT_SECURITY_POLICY} {}", origins.join(" "));
    // Addresses and port numbers are always fit for a header.
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        headers.insert(HeaderName::from_static("server-timing"), CAPTURE_SERVICES);
    }
}

/// The one thing of a response's headers that a page can read of itself.
const CAPTURE_SERVICES: HeaderValue = HeaderValue::from_static(wire::services::MARK);

fn put_on(headers: &mut HeaderMap, api: bool, https: bool) {
    let files = FILES.into_iter().filter(|_| !api);
    for (name, value) in ALWAYS.into_iter().chain(files) {
        headers.insert(name, value);
    }
    if https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, TWO_YEARS);
    }
    if api || !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}
