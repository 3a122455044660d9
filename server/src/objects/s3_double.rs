//! A store that speaks as much of the S3 protocol as we use, and believes only requests whose signature (AWS Signature
//! Version 4) holds: it computes each anew from the request as it arrived.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use ring::hmac;
use sha2::{Digest, Sha256};

/// A running double; it ends with the test's runtime.
pub struct S3Double {
    pub address: String,
    store: Arc<Store>,
}

struct Store {
    secret: String,
    objects: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl S3Double {
    /// A store with one bucket, "images".
    pub async fn start(secret: &str) -> Self {
        let store = Arc::new(Store { secret: secret.to_owned(), objects: Mutex::default() });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let app = Router::new().fallback(answer).with_state(Arc::clone(&store));
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        Self { address, store }
    }

    /// Everything that lies in the bucket.
    pub fn kept(&self) -> BTreeMap<String, Vec<u8>> {
        self.store.objects.lock().unwrap().clone()
    }
}

async fn answer(
    State(store): State<Arc<Store>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if !signed(&store.secret, &method, &uri, &headers, &body).unwrap_or(false) {
        return (StatusCode::FORBIDDEN, "<Error><Code>SignatureDoesNotMatch</Code></Error>").into_response();
    }
    let mut objects = store.objects.lock().unwrap();
    let Some(key) = uri.path().strip_prefix("/images") else { return StatusCode::NOT_FOUND.into_response() };
    let key = key.trim_start_matches('/');
    match (method, key) {
        (Method::GET, "") => {
            let prefix = parameter(&uri, "prefix").replace("%2F", "/");
            let listed: String = objects
                .iter()
                .filter(|(key, _)| key.starts_with(&prefix))
                .map(|(key, bytes)| {
                    format!(
                        "<Contents><Key>{key}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified>\
                         <Size>{}</Size></Contents>",
                        bytes.len()
                    )
                })
                .collect();
            format!("<ListBucketResult>{listed}</ListBucketResult>").into_response()
        }
        (Method::PUT, key) => {
            objects.insert(key.to_owned(), body.to_vec());
            [(header::ETAG, "\"1\"")].into_response()
        }
        (Method::GET, key) => match objects.get(key) {
            Some(bytes) => ([(header::ETAG, "\"1\"")], bytes.clone()).into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        },
        (Method::DELETE, key) => {
            objects.remove(key);
            StatusCode::NO_CONTENT.into_response()
        }
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}

fn parameter<'a>(uri: &'a Uri, name: &str) -> &'a str {
    let pairs = uri.query().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
    pairs.into_iter().find(|(key, _)| *key == name).map_or("", |(_, value)| value)
}

/// Whether the request's signature is the one that the secret gives; none where it is not signed at all.
fn signed(secret: &str, method: &Method, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Option<bool> {
    let told = |name: &str| headers.get(name)?.to_str().ok();
    let authorization = told("authorization")?.strip_prefix("AWS4-HMAC-SHA256 ")?;
    let field = |name| authorization.split(", ").find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
    let (_, scope) = field("Credential")?.split_once('/')?;
    let names = field("SignedHeaders")?;
    let told_hash = told("x-amz-content-sha256")?;
    if told_hash != hex::encode(Sha256::digest(body)) {
        return Some(false);
    }
    let mut query: Vec<&str> = uri.query().unwrap_or_default().split('&').collect();
    query.sort_unstable();
    let signed_headers: String =
        names.split(';').map(|name| format!("{name}:{}\n", told(name).unwrap_or_default().trim())).collect();
    let request =
        [method.as_str(), uri.path(), &query.join("&"), &signed_headers, names, told_hash].join("\n");
    let request = hex::encode(Sha256::digest(request));
    let text = format!("AWS4-HMAC-SHA256\n{}\n{scope}\n{request}", told("x-amz-date")?);
    let sign = |key: &[u8], text: &str| {
        hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes()).as_ref().to_vec()
    };
    let key = scope.split('/').fold(format!("AWS4{secret}").into_bytes(), |key, part| sign(&key, part));
    Some(field("Signature")? == hex::encode(sign(&key, &text)))
}
