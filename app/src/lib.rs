//! Umbral's pages.
//!
//! Services first (`api`, `clock`, `store`, `events`, `matcher`, `scanner`, `lists`, `session`, `encounters`, `alerts`, `outbox`), each given to
//! the pages below by context; then the pages: `desk` and `encounter` for the officer, `bench` for the
//! reviewer, `cases` for the supervisor, `audit` for the auditor, `redress` for a person with a receipt and the desk that answers, `enrolled` for this browser as a device and those who keep devices, `notices`, `devices` for whoever installs scanners. `words` says typed facts in the
//! person's language, `components` are the small parts.

mod alerts;
mod api;
mod audit;
mod bench;
mod calls;
mod cases;
mod clock;
mod components;
mod credentials;
mod desk;
mod devices;
mod download;
mod encounter;
mod encounters;
mod enrolled;
mod events;
mod handovers;
mod installed;
mod language;
mod lists;
mod matcher;
mod names;
mod navigation;
mod notices;
mod outbox;
mod page_load;
mod precedence;
mod purges;
mod receipts;
mod redress;
mod routes;
mod rules;
mod scanner;
mod session;
mod shell;
mod show_how;
mod sign_in;
mod store;
mod texts;
mod told;
mod version;
mod watchlists;
mod words;

use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

/// The language of the page and its texts.
type I18n = leptos_i18n::I18nContext<texts::i18n::Locale>;

/// Starts the pages. `boot.js` calls it once the module is loaded.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
    mount_to_body(shell::App);
}
