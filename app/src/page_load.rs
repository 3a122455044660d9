//! What a page may connect to is decided when it is loaded, by whose session its request carries. A page that was
//! loaded before anybody signed in must be loaded again for the capture services of that person's site.

use js_sys::{Array, Function, Reflect};
use leptos::prelude::*;
use wasm_bindgen::{JsCast as _, JsValue};
use wire::services::MARK;

/// Remembers in this tab that it was tried, so that a server that never lets a page connect is not asked for ever.
const TRIED: &str = "loaded-for-capture-services";

/// Loads the page again if it was not let connect to capture services; whether it does.
pub fn again_for_services() -> bool {
    let Ok(Some(tab)) = window().session_storage() else { return false };
    if lets_connect() {
        // Forgetting what is not there is no failure.
        let _ = tab.remove_item(TRIED);
        return false;
    }
    let tried = tab.get_item(TRIED).is_ok_and(|tried| tried.is_some());
    !tried && tab.set_item(TRIED, "").is_ok() && again()
}

/// Loads the page again if it was let connect to capture services: who comes next may not be.
pub fn again_without_services() {
    if lets_connect() {
        again();
    }
}

fn again() -> bool {
    let location = window().location();
    // A link is spent, and its address leads nowhere any more.
    let path = location.pathname().ok().filter(|path| path != "/enter");
    location.replace(path.as_deref().unwrap_or("/")).is_ok()
}

/// Whether this page was let connect to the capture services of some site.
fn lets_connect() -> bool {
    let timings = navigation().and_then(|navigation| Reflect::get(&navigation, &"serverTiming".into()).ok());
    let timings: Array = timings.and_then(|timings| timings.dyn_into().ok()).unwrap_or_default();
    let name = |timing: JsValue| Reflect::get(&timing, &"name".into()).ok()?.as_string();
    timings.iter().filter_map(name).any(|name| name == MARK)
}

/// How this page came here.
fn navigation() -> Option<JsValue> {
    let performance = window().performance()?;
    let entries: Function = Reflect::get(&performance, &"getEntriesByType".into()).ok()?.dyn_into().ok()?;
    let entries: Array = entries.call1(&performance, &"navigation".into()).ok()?.dyn_into().ok()?;
    Some(entries.get(0))
}
