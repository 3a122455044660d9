//! The language of the pages: the browser's, until the person chooses another, which stays on this device.

use leptos::prelude::*;

use crate::I18n;
use crate::texts::i18n::*;

/// What the choice is remembered by.
const KEY: &str = "umbral.language";

/// Takes up the language that was chosen before; the browser's stands where none was.
pub fn take_up(i18n: I18n) {
    let chosen = storage().and_then(|storage| storage.get_item(KEY).ok()?).and_then(|word| word.parse().ok());
    if let Some(chosen) = chosen {
        i18n.set_locale(chosen);
    }
}

/// Changes the language, from here on and the next time.
pub fn choose(i18n: I18n, language: Locale) {
    i18n.set_locale(language);
    if let Some(storage) = storage() {
        // A browser that keeps nothing starts in its own language.
        let _ = storage.set_item(KEY, language.as_ref());
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok()?
}
