//! The matcher in its Web Worker: one question, one answer. A matcher that stops is replaced, holds the same
//! lists again, and gets the question once more.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::{Rc, Weak};

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise};
use web_sys::{Blob, MessageEvent, Worker, WorkerOptions, WorkerType};
use wire::list::{Cursor, ListInfo, Seal};
use wire::matcher::{Answer, Request};
use wire::{Code, EntryId, ListId, Problem};

use crate::api::Fault;

const WORKER: &str = "/matcher/worker.js";

/// The page's matcher.
#[derive(Debug, Clone, Copy)]
pub struct Matcher {
    held: RwSignal<Vec<ListInfo>>,
    running: StoredValue<Option<Rc<Running>>, LocalStorage>,
    copies: StoredValue<HashMap<ListId, Vec<Piece>>, LocalStorage>,
}

impl Matcher {
    /// Gives the matcher to everything below; its worker starts with the first question.
    pub fn provide() -> Self {
        let matcher = Self::apart();
        provide_context(matcher);
        matcher
    }

    /// Another matcher, with a worker of its own and no list: for what must not wait behind a search.
    pub fn apart() -> Self {
        Self {
            held: RwSignal::new(Vec::new()),
            running: StoredValue::new_local(None),
            copies: StoredValue::new_local(HashMap::new()),
        }
    }

    /// The matcher of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// The lists that the matcher holds.
    pub fn held(self) -> Signal<Vec<ListInfo>> {
        self.held.into()
    }

    /// Asks, with the bytes of `beside` where the request wants some; answers with the bytes beside the answer.
    ///
    /// # Errors
    /// [`Fault::Refused`] when the matcher refuses, [`Fault::MatcherStopped`] when it stopped twice.
    pub async fn ask(
        self,
        request: &Request,
        beside: Option<&Blob>,
    ) -> Result<(Answer, Option<Uint8Array>), Fault> {
        self.put(request, beside.map(Beside::File)).await
    }

    /// Asks about grey values, of which nothing stays on the way.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub async fn ask_about(
        self,
        request: &Request,
        pixels: &[u8],
    ) -> Result<(Answer, Option<Uint8Array>), Fault> {
        self.put(request, Some(Beside::Pixels(pixels))).await
    }

    async fn put(
        self,
        request: &Request,
        beside: Option<Beside<'_>>,
    ) -> Result<(Answer, Option<Uint8Array>), Fault> {
        for _ in 0..2 {
            let running = self.started();
            let ready = JsFuture::from(running.ready.clone()).await;
            match async {
                ready.map_err(|_| Stopped)?;
                running.ask(request, beside).await
            }
            .await
            {
                Ok((Answer::Refused { problem }, _)) => return Err(problem.into()),
                Ok(answer) => return Ok(answer),
                Err(Stopped) => self.end(&running),
            }
        }
        Err(Fault::MatcherStopped)
    }

    /// Holds `list`, whose copy is `copy`, in place of an older one.
    pub async fn hold(self, list: ListInfo, seal: Seal, copy: Blob) -> Result<(), Fault> {
        let id = list.id;
        let request = Request::Hold { list, seal };
        let (answer, _) = self.ask(&request, Some(&copy)).await?;
        self.copies.update_value(|copies| {
            copies.insert(id, vec![(request, copy)]);
        });
        self.note(answer)
    }

    /// Applies a page of changes to a list that is held.
    pub async fn follow(self, list: ListId, seal: Seal, page: Blob) -> Result<Followed, Fault> {
        let request = Request::Follow { seal };
        let (Answer::Followed { lists, left, next, far_behind }, _) = self.ask(&request, Some(&page)).await?
        else {
            return Err(unexpected());
        };
        if !far_behind {
            self.copies.update_value(|copies| copies.entry(list).or_default().push((request, page)));
            self.held.set(lists);
        }
        Ok(Followed { left, next, far_behind })
    }

    /// Of how many pieces, the copy and pages of changes, what is held of a list was made.
    pub fn pieces(self, list: ListId) -> usize {
        self.copies.with_value(|copies| copies.get(&list).map_or(0, Vec::len))
    }

    /// Notes that the copy held of this list is still the newest, as of `info`'s moment.
    pub fn confirm(self, info: &ListInfo) {
        self.held.update(|held| {
            for list in held.iter_mut().filter(|list| list.id == info.id && list.version == info.version) {
                list.as_of = info.as_of;
            }
        });
    }

    /// Lets go of a list.
    pub async fn release(self, list: ListId) -> Result<(), Fault> {
        let (answer, _) = self.ask(&Request::Release { list }, None).await?;
        self.copies.update_value(|copies| {
            copies.remove(&list);
        });
        self.note(answer)
    }

    /// Ends the worker and forgets every list.
    pub fn stop(self) {
        self.running.set_value(None);
        self.copies.set_value(HashMap::new());
        self.held.set(Vec::new());
    }

    fn note(self, answer: Answer) -> Result<(), Fault> {
        let Answer::Held { lists } = answer else { return Err(unexpected()) };
        self.held.set(lists);
        Ok(())
    }

    fn started(self) -> Rc<Running> {
        if let Some(running) = self.running.get_value() {
            return running;
        }
        let copies = self.copies.with_value(|copies| copies.values().flatten().cloned().collect::<Vec<_>>());
        let running = Running::start(copies);
        self.running.set_value(Some(running.clone()));
        running
    }

    fn end(self, stopped: &Rc<Running>) {
        self.running.update_value(|running| {
            if running.as_ref().is_some_and(|running| Rc::ptr_eq(running, stopped)) {
                *running = None;
            }
        });
    }
}

/// A copy or a page of changes, as the matcher was given it: one that is replaced is given them again, in this order.
type Piece = (Request, Blob);

/// What a page of changes came to.
#[derive(Debug)]
pub struct Followed {
    /// Who is no longer on the list.
    pub left: Vec<EntryId>,
    /// Where to read on, if it was not the last page.
    pub next: Option<Cursor>,
    /// Nothing was applied: the whole copy is wanted.
    pub far_behind: bool,
}

/// What the matcher answers to a question of another kind.
pub fn unexpected() -> Fault {
    Problem::new(Code::Internal, "the matcher answered another question").into()
}

/// Bytes beside a request.
#[derive(Clone, Copy)]
enum Beside<'b> {
    File(&'b Blob),
    Pixels(&'b [u8]),
}

/// The worker trapped, or could not be started or reached.
struct Stopped;

/// A started worker; it ends when dropped.
struct Running {
    worker: Option<Worker>,
    /// Resolves once the worker is loaded and holds its lists.
    ready: Promise,
    next: Cell<u32>,
    waiting: Rc<RefCell<HashMap<u32, Waiting>>>,
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
    fn start(copies: Vec<Piece>) -> Rc<Self> {
        let waiting = Rc::<RefCell<HashMap<u32, Waiting>>>::default();
        let message = {
            let waiting = waiting.clone();
            Closure::<dyn FnMut(_)>::new(move |message: MessageEvent| {
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
                for (request, bytes) in copies {
                    let Some(running) = this.upgrade() else { return Err(JsValue::NULL) };
                    running
                        .ask(&request, Some(Beside::File(&bytes)))
                        .await
                        .map_err(|Stopped| JsValue::NULL)?;
                }
                Ok(JsValue::UNDEFINED)
            });
            Self { worker, ready, next: Cell::new(READY + 1), waiting, _message: message, _error: error }
        })
    }

    async fn ask(
        &self,
        request: &Request,
        beside: Option<Beside<'_>>,
    ) -> Result<(Answer, Option<Uint8Array>), Stopped> {
        let bytes = match beside {
            // The copy is given away to the worker, which wipes it.
            Some(Beside::Pixels(pixels)) => Some(Uint8Array::from(pixels)),
            Some(Beside::File(blob)) => {
                let buffer = JsFuture::from(blob.array_buffer()).await.map_err(|_| Stopped)?;
                Some(Uint8Array::new(&buffer))
            }
            None => None,
        };
        let id = self.next.replace(self.next.get().wrapping_add(1).max(READY + 1));
        let answered = wait(&self.waiting, id);
        self.post(id, request, bytes.as_ref()).map_err(|_| Stopped)?;
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
