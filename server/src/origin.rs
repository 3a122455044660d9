//! Requests that change something come from the app itself, never from another site's page.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use wire::Code;

use crate::config::Config;
use crate::problem::refuse;
use crate::service::Service;

/// Lets a changing request through only if the browser says that it comes from this origin.
pub(crate) async fn same_origin(
    State(service): State<Arc<Service>>,
    request: Request,
    next: Next,
) -> Response {
    if request.method().is_safe() || comes_from_here(request.headers(), &service.config) {
        return next.run(request).await;
    }
    refuse(
        Code::NotAllowed,
        "A request that changes something must come from this address: its Origin or Sec-Fetch-Site header \
         says otherwise, or is missing.",
    )
    .into_response()
}

/// Both headers are set by the browser and beyond a page's reach. Every browser sends at least `Origin`.
fn comes_from_here(headers: &HeaderMap, config: &Config) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let site = text(header::HeaderName::from_static("sec-fetch-site"));
    if site.is_some_and(|site| site != "same-origin") {
        return false;
    }
    match (text(header::ORIGIN), &config.public_origin) {
        (Some(origin), Some(public)) => origin == public,
        (Some(origin), None) => {
            text(header::HOST).is_some_and(|host| origin.strip_prefix("http://") == Some(host))
        }
        (None, _) => site.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn judged(config: &Config, given: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in given {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        comes_from_here(&headers, config)
    }

    #[test]
    fn only_this_origin_may_change_things() {
        let plain = Config::in_folder("data");
        let host = ("host", "127.0.0.1:8470");
        assert!(judged(&plain, &[host, ("origin", "http://127.0.0.1:8470")]));
        assert!(judged(&plain, &[host, ("sec-fetch-site", "same-origin")]));
        assert!(!judged(&plain, &[host]));
        assert!(!judged(&plain, &[host, ("origin", "http://127.0.0.1:9999")]));
        assert!(!judged(&plain, &[host, ("origin", "null")]));
        assert!(!judged(&plain, &[host, ("sec-fetch-site", "same-site")]));
        assert!(!judged(
            &plain,
            &[host, ("sec-fetch-site", "cross-site"), ("origin", "http://127.0.0.1:8470")]
        ));

        let public = Config { public_origin: Some("https://umbral.example".into()), ..plain };
        assert!(judged(&public, &[host, ("origin", "https://umbral.example")]));
        assert!(!judged(&public, &[host, ("origin", "http://127.0.0.1:8470")]));
    }
}
