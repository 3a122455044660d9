//! Which version of the pages this is.

use leptos::prelude::document;

/// The version that the build wrote into the page: the first 16 digits of the SHA-256 over all its files. The service worker
/// keeps them under the same name.
pub fn version() -> String {
    let stated = document().query_selector("meta[name=umbral-version]").ok().flatten();
    stated.and_then(|meta| meta.get_attribute("content")).unwrap_or_default()
}
