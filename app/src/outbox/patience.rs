use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{AbortController, AbortSignal};

/// Breaks a call off that brings no answer: over a link that died without a word none ever comes.
#[derive(Debug)]
pub(super) struct Patience {
    /// None in a browser that cannot break anything off.
    controller: Option<AbortController>,
    stop: Option<AbortSignal>,
    _stopped: Option<Closure<dyn FnMut()>>,
    _over: Option<Timeout>,
}

impl Patience {
    /// Several times what the slowest link that is served takes for a search, and for a piece of an image.
    const LASTS_MS: u32 = 120_000;

    /// From now on, or until `stop` breaks the call off.
    pub(super) fn until(stop: Option<AbortSignal>) -> Self {
        let controller = AbortController::new().ok();
        let abort = |controller: &AbortController| {
            let controller = controller.clone();
            move || controller.abort()
        };
        let stopped = controller.as_ref().map(|controller| Closure::<dyn FnMut()>::new(abort(controller)));
        if let (Some(stop), Some(stopped)) = (&stop, &stopped) {
            stop.set_onabort(Some(stopped.as_ref().unchecked_ref()));
        }
        let over = controller.as_ref().map(|controller| Timeout::new(Self::LASTS_MS, abort(controller)));
        Self { controller, stop, _stopped: stopped, _over: over }
    }

    /// What the call is made with.
    pub(super) fn signal(&self) -> Option<AbortSignal> {
        self.controller.as_ref().map(AbortController::signal)
    }
}

impl Drop for Patience {
    fn drop(&mut self) {
        if let Some(stop) = &self.stop {
            stop.set_onabort(None);
        }
    }
}
