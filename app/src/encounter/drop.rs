use fingerprint::FingerPosition;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{FileList, HtmlInputElement};

use super::intake::{Intake, Item};

/// The files of a drop or of a file input, to be read in their order.
pub fn items_of(files: &FileList, finger: Option<FingerPosition>) -> Vec<Item> {
    (0..files.length())
        .filter_map(|at| files.get(at))
        .map(|file| Item { name: file.name(), file: file.into(), finger, ppi: None })
        .collect()
}

/// A file input that looks like a button.
#[component]
pub fn ChooseFiles(
    /// The button's class.
    class: &'static str,
    /// Whether several may be chosen.
    multiple: bool,
    /// For which finger; none for the next free one.
    finger: Option<FingerPosition>,
    /// The button's words.
    children: Children,
) -> impl IntoView {
    let intake = Intake::expect();
    let chosen = move |event: web_sys::Event| {
        let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else {
            return;
        };
        if let Some(files) = input.files() {
            intake.take(items_of(&files, finger));
        }
        // The same file may be chosen again.
        input.set_value("");
    };
    view! {
        <label class=format!("{class} file")>
            <input
                type="file"
                accept="image/png,image/tiff,image/bmp,image/jpeg,.png,.tif,.tiff,.bmp,.jpg,.jpeg,.pgm,.pnm"
                multiple=multiple
                on:change=chosen
            />
            {children()}
        </label>
    }
}
