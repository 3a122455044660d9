//! Searches go first: whatever else the page asks of the server waits for them, and what it is being sent breaks off, so that
//! on a slow link nothing lies between a person at the desk and the answer.

use futures::channel::oneshot;
use leptos::prelude::*;
use web_sys::{AbortController, AbortSignal};

use crate::api::Fault;

/// Who may use the link.
#[derive(Debug, Clone, Copy)]
pub struct Precedence {
    state: StoredValue<State, LocalStorage>,
}

#[derive(Debug, Default)]
struct State {
    searches: u32,
    /// Calls that wait for the last search.
    waiting: Vec<oneshot::Sender<()>>,
    /// Calls under way, to be broken off by the next.
    under_way: Vec<AbortController>,
}

impl Precedence {
    /// Gives it to everything below.
    pub fn provide() {
        provide_context(Self { state: StoredValue::new_local(State::default()) });
    }

    /// That of this page.
    pub fn expect() -> Self {
        expect_context()
    }

    /// A search uses the link until this is dropped.
    pub fn search(self) -> Searching {
        let others = self.state.try_update_value(|state| {
            state.searches += 1;
            std::mem::take(&mut state.under_way)
        });
        others.iter().flatten().for_each(AbortController::abort);
        Searching(self)
    }

    /// Makes a call once no search uses the link; one that a search broke off is made again after it.
    pub async fn after_searches<T>(
        self,
        call: impl AsyncFn(Option<AbortSignal>) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        loop {
            self.turn().await;
            // A browser without them sends the whole.
            let controller = AbortController::new().ok();
            self.state.update_value(|state| state.under_way.extend(controller.clone()));
            let outcome = call(controller.as_ref().map(AbortController::signal)).await;
            self.state
                .update_value(|state| state.under_way.retain(|other| Some(other) != controller.as_ref()));
            if outcome.is_ok() || !controller.is_some_and(|controller| controller.signal().aborted()) {
                return outcome;
            }
        }
    }

    async fn turn(self) {
        while self.state.with_value(|state| state.searches > 0) {
            let (sender, receiver) = oneshot::channel();
            self.state.update_value(|state| state.waiting.push(sender));
            // Whoever drops the sender has ended the page.
            if receiver.await.is_err() {
                return;
            }
        }
    }
}

/// The link while a search uses it.
#[derive(Debug)]
pub struct Searching(Precedence);

impl Drop for Searching {
    fn drop(&mut self) {
        let over = self.0.state.try_update_value(|state| {
            state.searches = state.searches.saturating_sub(1);
            if state.searches == 0 { std::mem::take(&mut state.waiting) } else { Vec::new() }
        });
        for waiting in over.unwrap_or_default() {
            // Who no longer waits need not be told.
            let _ = waiting.send(());
        }
    }
}
