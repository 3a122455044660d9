use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::convert::FromWasmAbi;
use web_sys::EventTarget;

/// An event handler that is taken off when dropped.
#[derive(Debug)]
pub struct Listening {
    target: EventTarget,
    event: &'static str,
    handler: Handler,
}

/// Whatever keeps the handler alive, and the handler as the browser knows it.
struct Handler {
    function: js_sys::Function,
    _closure: Box<dyn std::any::Any>,
}

impl std::fmt::Debug for Handler {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Handler")
    }
}

impl Listening {
    /// Calls `handler` with each `event` of `target`.
    pub fn start<E: FromWasmAbi + 'static>(
        target: &EventTarget,
        event: &'static str,
        handler: impl FnMut(E) + 'static,
    ) -> Option<Self> {
        let closure = Closure::<dyn FnMut(E)>::new(handler);
        let function: js_sys::Function = closure.as_ref().unchecked_ref::<js_sys::Function>().clone();
        target.add_event_listener_with_callback(event, &function).ok()?;
        let handler = Handler { function, _closure: Box::new(closure) };
        Some(Self { target: target.clone(), event, handler })
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        // It fails only for a handler that is off already.
        let _ = self.target.remove_event_listener_with_callback(self.event, &self.handler.function);
    }
}
