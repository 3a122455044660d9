//! One HTTP exchange with a service.

use std::time::Duration;

use futures::channel::mpsc::UnboundedSender;
use futures::future::{Either, select};
use futures::pin_mut;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Reflect, Uint8Array};
use leptos::prelude::*;
use scanners::service::{Event, ExchangeId, HttpError, HttpRequest, HttpResponse};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Headers, ReadableStreamDefaultReader, RequestCache, RequestCredentials, RequestInit,
    RequestMode, RequestRedirect, Response,
};
use zeroize::Zeroizing;

use super::access::Access;

/// More than ten fingers' records in base64, or any other answer.
const BODY_MOST: usize = 64 << 20;

/// An exchange under way.
pub struct Exchange {
    pub id: ExchangeId,
    pub request: HttpRequest,
    /// For each thing that is waited for: the answer, and each piece of its body.
    pub timeout: Duration,
    /// Breaks it off; nothing is told of it then.
    pub controller: AbortController,
    /// Where its outcome is told.
    pub happens: UnboundedSender<Event>,
}

impl Exchange {
    /// Makes the request, and tells what comes of it.
    pub async fn run(self) {
        let outcome = self.outcome().await;
        if self.controller.signal().aborted() {
            return;
        }
        self.tell(match outcome {
            Ok(Some(response)) => Event::Answered { id: self.id, response },
            Ok(None) => Event::StreamEnded(self.id),
            Err(error) => Event::Failed { id: self.id, error },
        });
        // What was not waited for is not wanted either.
        self.controller.abort();
    }

    fn tell(&self, event: Event) {
        // A session that has ended waits for nothing.
        let _ = self.happens.unbounded_send(event);
    }

    /// The answer; none once a streamed one is over.
    async fn outcome(&self) -> Result<Option<HttpResponse>, HttpError> {
        let init = self.init().map_err(|_| HttpError::NoAnswer)?;
        let fetched = window().fetch_with_str_and_init(&self.request.url, &init);
        let response: Response = self.in_time(JsFuture::from(fetched)).await?.unchecked_into();
        let status = response.status();
        let mut pieces: Vec<Zeroizing<Vec<u8>>> = Vec::new();
        let mut length = 0;
        if let Some(body) = response.body() {
            let reader = ReadableStreamDefaultReader::new(&body).map_err(|_| HttpError::NoAnswer)?;
            while let Some(bytes) = piece(&self.in_time(JsFuture::from(reader.read())).await?) {
                if self.controller.signal().aborted() {
                    return Err(HttpError::NoAnswer);
                }
                length += bytes.len();
                if self.request.streamed {
                    self.tell(Event::Chunk { id: self.id, bytes });
                } else if length <= BODY_MOST {
                    pieces.push(bytes);
                } else {
                    return Err(HttpError::NoAnswer);
                }
            }
        }
        if self.request.streamed {
            return Ok(None);
        }
        let mut body = Zeroizing::new(Vec::with_capacity(length));
        pieces.iter().for_each(|piece| body.extend_from_slice(piece));
        Ok(Some(HttpResponse { status, body }))
    }

    /// Nothing of this page's session goes along, and no service sends the page elsewhere.
    fn init(&self) -> Result<RequestInit, JsValue> {
        let init = RequestInit::new();
        init.set_method(self.request.method.as_str());
        init.set_mode(RequestMode::Cors);
        init.set_credentials(RequestCredentials::Omit);
        init.set_redirect(RequestRedirect::Error);
        init.set_cache(RequestCache::NoStore);
        init.set_signal(Some(&self.controller.signal()));
        if let Some(kind) = self.request.content_type {
            let headers = Headers::new()?;
            headers.set("content-type", kind)?;
            init.set_headers(&headers);
            init.set_body(&JsValue::from_str(&self.request.body));
        }
        Ok(init)
    }

    /// What comes within the time given, to which the time does not count in which the browser asks the person.
    async fn in_time<T>(&self, coming: impl Future<Output = Result<T, JsValue>>) -> Result<T, HttpError> {
        let within = u32::try_from(self.timeout.as_millis()).unwrap_or(u32::MAX);
        pin_mut!(coming);
        loop {
            match select(&mut coming, TimeoutFuture::new(within)).await {
                Either::Left((Ok(come), _)) => return Ok(come),
                Either::Left((Err(_), _)) => return Err(Access::why_failed().await),
                Either::Right(_) if Access::now().await == Access::Asking => {}
                Either::Right(_) => return Err(HttpError::TimedOut),
            }
        }
    }
}

/// The bytes that were read, none at the end; the browser's own copy is wiped.
fn piece(read: &JsValue) -> Option<Zeroizing<Vec<u8>>> {
    let value = Reflect::get(read, &"value".into()).ok()?;
    let value: Uint8Array = value.dyn_into().ok()?;
    let bytes = Zeroizing::new(value.to_vec());
    value.fill(0, 0, value.length());
    Some(bytes)
}
