//! Files that the page hands to the browser, which puts them where the person's downloads are.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Blob, HtmlAnchorElement, Url};

/// Offers a file under a name.
pub fn offer(file: &Blob, name: &str) {
    let address = Url::create_object_url_with_blob(file);
    let anchor = document().create_element("a").map(JsCast::dyn_into::<HtmlAnchorElement>);
    // A browser with no memory for a few kilobytes has more to say than this page could.
    if let (Ok(address), Ok(Ok(anchor))) = (address, anchor) {
        anchor.set_href(&address);
        anchor.set_download(name);
        anchor.click();
        // An address that is gone already needs nothing.
        let _ = Url::revoke_object_url(&address);
    }
}
