//! A person's browser at the server: what it sends along, and what came back.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tower::ServiceExt as _;
use wire::device::SEAL_HEADER;
use wire::hit::{Analysis, Decision, Finding, Hit};
use wire::{Code, HitId, Problem};

/// Where the programme's server is.
pub const HOST: &str = "127.0.0.1:8470";

/// What a browser sends along: its cookie, and where the page came from.
pub struct Browser {
    router: Router,
    pub cookie: Option<String>,
}

impl Browser {
    /// Nobody's, at this server.
    pub fn new(router: Router) -> Self {
        Self { router, cookie: None }
    }

    /// The same person's browser at another server of the programme.
    pub fn at(&self, router: Router) -> Self {
        Self { router, cookie: self.cookie.clone() }
    }

    /// Keeps the cookie of a sign-in that must have gone well.
    pub fn keep_cookie(&mut self, answer: &Answer) {
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap();
        self.cookie = Some(cookie.split(';').next().unwrap().to_owned());
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.open(request).await;
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 64 << 20).await.unwrap().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// The answer with its body still to come.
    pub async fn open(&self, mut request: Request<Body>) -> axum::response::Response {
        let headers = request.headers_mut();
        headers.entry(header::HOST).or_insert(HOST.parse().unwrap());
        if let Some(cookie) = &self.cookie {
            headers.insert(header::COOKIE, cookie.parse().unwrap());
        }
        self.router.clone().oneshot(request).await.unwrap()
    }

    fn request(method: Method, path: &str) -> axum::http::request::Builder {
        Request::builder().method(method).uri(path).header(header::ORIGIN, format!("http://{HOST}"))
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Self::request(Method::GET, path).body(Body::empty()).unwrap()).await
    }

    /// Bytes, as they are.
    pub async fn post_bytes(&self, path: &str, bytes: Vec<u8>) -> Answer {
        self.send(Self::request(Method::POST, path).body(Body::from(bytes)).unwrap()).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Self::request(Method::DELETE, path).body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, path: &str, body: &impl Serialize) -> Answer {
        let body = Body::from(serde_json::to_vec(body).unwrap());
        let request = Self::request(Method::POST, path).header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(body).unwrap()).await
    }

    /// A manifest's bytes with a device's seal.
    pub async fn post_sealed(&self, bytes: &[u8], seal: &str) -> Answer {
        let request = Self::request(Method::POST, "/api/encounters").header(SEAL_HEADER, seal);
        self.send(request.body(Body::from(bytes.to_vec())).unwrap()).await
    }

    pub async fn put(&self, path: &str, body: Vec<u8>) -> Answer {
        self.send(Self::request(Method::PUT, path).body(Body::from(body)).unwrap()).await
    }

    pub async fn put_json(&self, path: &str, body: &impl Serialize) -> Answer {
        let body = Body::from(serde_json::to_vec(body).unwrap());
        let request = Self::request(Method::PUT, path).header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(body).unwrap()).await
    }

    pub async fn claim(&self, hit: HitId) -> Answer {
        self.post(&format!("/api/hits/{hit}/claim"), &Value::Null).await
    }

    pub async fn analyse(&self, hit: HitId) -> Answer {
        let analysis =
            Analysis { value: wire::hit::Value::Sufficient, note: "clear ridges".into(), charts: vec![] };
        self.post(&format!("/api/hits/{hit}/analysis"), &analysis).await
    }

    pub async fn decide(&self, hit: HitId, finding: Finding, reason: &str) -> Answer {
        let decision = Decision { finding, reason: reason.into(), charts: vec![] };
        self.post(&format!("/api/hits/{hit}/decision"), &decision).await
    }

    /// Claims, analyses and decides.
    pub async fn review(&self, hit: HitId, finding: Finding) -> Hit {
        let _: Hit = self.claim(hit).await.json();
        let _: Hit = self.analyse(hit).await.json();
        self.decide(hit, finding, "twelve points correspond").await.json()
    }
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A good answer, read.
    pub fn json<T: DeserializeOwned>(&self) -> T {
        assert!(self.status.is_success(), "{}: {}", self.status, self.text());
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn value(&self) -> Value {
        self.json()
    }

    /// A refusal, read.
    pub fn problem(&self) -> Problem {
        assert!(!self.status.is_success(), "{}: {}", self.status, self.text());
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn code(&self) -> Code {
        self.problem().code
    }
}
