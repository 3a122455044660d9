//! The app's files beside the API.

use std::path::Path;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, Uri, header};
use axum::response::Response;
use tower::ServiceExt as _;
use tower_http::services::ServeDir;

use crate::problem::{Error, not_found};
use crate::service::Service;

const INDEX: &str = "/index.html";
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// Whatever is no route of the API: a file of the app; its index page for the app's own addresses
/// (`/enter`, `/queue/...`); else not found.
pub(crate) async fn file(
    State(service): State<Arc<Service>>,
    mut request: Request,
) -> Result<Response, Error> {
    let path = request.uri().path();
    let Some(assets) = service.config.assets.as_ref().filter(|_| !is_api(path)) else {
        return Err(not_found(if is_api(path) { "route" } else { "page" }));
    };
    if !names_a_file(path) {
        *request.uri_mut() = Uri::from_static(INDEX);
    }
    let cache = if is_hashed(request.uri().path()) { FOR_EVER } else { ASK_AGAIN };
    let mut response = serve(assets, request).await;
    if response.status().is_success() || response.status() == axum::http::StatusCode::NOT_MODIFIED {
        response.headers_mut().insert(header::CACHE_CONTROL, cache);
    }
    Ok(response)
}

async fn serve(assets: &Path, request: Request) -> Response {
    let folder = ServeDir::new(assets).precompressed_br().append_index_html_on_directories(false);
    match folder.oneshot(request).await {
        Ok(response) => response.map(axum::body::Body::new),
        Err(never) => match never {},
    }
}

fn is_api(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}

fn names_a_file(path: &str) -> bool {
    path.rsplit('/').next().is_some_and(|name| name.contains('.'))
}

/// `app-3f9c01d2a4b6e8f0_bg.wasm`: a name with at least eight hexadecimal digits, one of them a number, between
/// separators changes whenever the content does.
fn is_hashed(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.split(['.', '-', '_']).skip(1).any(|part| {
        part.len() >= 8
            && part.bytes().all(|byte| byte.is_ascii_hexdigit())
            && part.bytes().any(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_change_with_their_content_are_kept_for_ever() {
        for (name, hashed) in [
            ("/app-3f9c01d2a4b6e8f0_bg.wasm", true),
            ("/style.0123abcd.css", true),
            ("/index.html", false),
            ("/app_bg.wasm", false),
            ("/service-worker.js", false),
            ("/deadbeefdead1.js", false),
        ] {
            assert_eq!(is_hashed(name), hashed, "{name}");
        }
    }
}
