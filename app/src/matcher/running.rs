//! One worker, from its start to its end.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::{Rc, Weak};

use futures::future::LocalBoxFuture;
use gloo_timers::callback::Interval;
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};
use wire::matcher::{Answer, Request};

use crate::clock::stopwatch;

const WORKER: &str = "/matcher/worker.js";
/// A worker that says nothing for so long while it has something to do hangs, or was killed, of which no page is told: no
/// question takes it a tenth of that.
const PATIENCE_MS: f64 = 30_000.0;
const LOOK_MS: u32 = 1_000;

/// The worker trapped, hangs, or could not be started or reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stopped;

/// A started worker; it ends when dropped.
pub(super) struct Running {
    worker: Option<Worker>,
    /// Resolves once the worker is loaded and holds its lists.
    ready: Promise,
    next: Cell<u32>,
    waiting: Rc<RefCell<HashMap<u32, Waiting>>>,
    /// When it last said something, or had nothing to do.
    heard: Rc<Cell<f64>>,
    _watch: Interval,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _error: Closure<dyn FnMut()>,
}

struct Waiting {
    resolve: Function,
    reject: Function,
}

/// Names the worker's first message among the waiting.
const READY: u32 = 0;

impl std::fmt::Debug for Running {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Running").field("waiting", &self.waiting.borrow().len()).finish_non_exhaustive()
    }
}

impl Running {
    /// Starts a worker, which is ready after `first` has been done with it.
    pub fn start(
        first: impl FnOnce(Rc<Self>) -> LocalBoxFuture<'static, Result<(), Stopped>> + 'static,
    ) -> Rc<Self> {
        let waiting = Rc::<RefCell<HashMap<u32, Waiting>>>::default();
        let heard = Rc::new(Cell::new(stopwatch()));
        let message = {
            let (waiting, heard) = (waiting.clone(), heard.clone());
            Closure::<dyn FnMut(_)>::new(move |message: MessageEvent| {
                heard.set(stopwatch());
                let data = message.data();
                let id = field(&data, "id").as_f64().map_or(READY, |id| id as u32);
                if let Some(waiting) = waiting.borrow_mut().remove(&id) {
                    // Resolving a promise cannot throw.
                    let _ = waiting.resolve.call1(&JsValue::NULL, &data);
                }
            })
        };
        let error = {
            let waiting = waiting.clone();
            Closure::<dyn FnMut()>::new(move || give_up(&waiting))
        };
        let watch = {
            let (waiting, heard) = (waiting.clone(), heard.clone());
            Interval::new(LOOK_MS, move || {
                if is_busy(&waiting) && stopwatch() - heard.get() > PATIENCE_MS {
                    give_up(&waiting);
                }
            })
        };
        let loaded = wait(&waiting, READY);
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(WORKER, &options).ok();
        match &worker {
            Some(worker) => {
                worker.set_onmessage(Some(message.as_ref().unchecked_ref()));
                worker.set_onerror(Some(error.as_ref().unchecked_ref()));
                worker.set_onmessageerror(Some(error.as_ref().unchecked_ref()));
            }
            None => give_up(&waiting),
        }
        Rc::new_cyclic(|this: &Weak<Self>| {
            let this = this.clone();
            let ready = future_to_promise(async move {
                let loaded = JsFuture::from(loaded).await?;
                if field(&loaded, "ready").is_falsy() {
                    return Err(field(&loaded, "failure"));
                }
                let Some(running) = this.upgrade() else { return Err(JsValue::NULL) };
                first(running).await.map_err(|Stopped| JsValue::NULL)?;
                Ok(JsValue::UNDEFINED)
            });
            Self {
                worker,
                ready,
                next: Cell::new(READY + 1),
                waiting,
                heard,
                _watch: watch,
                _message: message,
                _error: error,
            }
        })
    }

    /// Until it is loaded and holds its lists.
    pub async fn ready(&self) -> Result<(), Stopped> {
        JsFuture::from(self.ready.clone()).await.map(drop).map_err(|_| Stopped)
    }

    /// Asks, and gives the worker these bytes, of which nothing stays here.
    pub async fn ask(
        &self,
        request: &Request,
        bytes: Option<&Uint8Array>,
    ) -> Result<(Answer, Option<Uint8Array>), Stopped> {
        if !is_busy(&self.waiting) {
            self.heard.set(stopwatch());
        }
        let id = self.next.replace(self.next.get().wrapping_add(1).max(READY + 1));
        let answered = wait(&self.waiting, id);
        self.post(id, request, bytes).map_err(|_| Stopped)?;
        let data = JsFuture::from(answered).await.map_err(|_| Stopped)?;
        let text = field(&data, "answer").as_string().ok_or(Stopped)?;
        let answer = serde_json::from_str(&text).map_err(|_| Stopped)?;
        Ok((answer, field(&data, "bytes").dyn_into().ok()))
    }

    fn post(&self, id: u32, request: &Request, bytes: Option<&Uint8Array>) -> Result<(), JsValue> {
        let worker = self.worker.as_ref().ok_or(JsValue::NULL)?;
        let text = serde_json::to_string(request).map_err(|_| JsValue::NULL)?;
        let message = Object::new();
        Reflect::set(&message, &"id".into(), &id.into())?;
        Reflect::set(&message, &"request".into(), &text.into())?;
        Reflect::set(&message, &"bytes".into(), &bytes.map_or(JsValue::NULL, JsValue::from))?;
        let moved = bytes.map(|bytes| Array::of1(&bytes.buffer())).unwrap_or_default();
        worker.post_message_with_transfer(&message, &moved)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(worker) = &self.worker {
            worker.set_onmessage(None);
            worker.set_onerror(None);
            worker.set_onmessageerror(None);
            worker.terminate();
        }
        give_up(&self.waiting);
    }
}

/// Whether a question waits for its answer. Loading the worker is none: over a poor link that takes as long as it takes.
fn is_busy(waiting: &RefCell<HashMap<u32, Waiting>>) -> bool {
    waiting.borrow().keys().any(|id| *id != READY)
}

fn wait(waiting: &RefCell<HashMap<u32, Waiting>>, id: u32) -> Promise {
    Promise::new(&mut |resolve, reject| {
        waiting.borrow_mut().insert(id, Waiting { resolve, reject });
    })
}

fn give_up(waiting: &RefCell<HashMap<u32, Waiting>>) {
    let all: Vec<_> = waiting.borrow_mut().drain().collect();
    for (_, waiting) in all {
        // Rejecting a promise cannot throw.
        let _ = waiting.reject.call0(&JsValue::NULL);
    }
}

/// A field of a message; undefined where it has none.
fn field(message: &JsValue, name: &str) -> JsValue {
    Reflect::get(message, &name.into()).unwrap_or(JsValue::UNDEFINED)
}
