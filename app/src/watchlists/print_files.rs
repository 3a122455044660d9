use fingerprint::FingerPosition;
use js_sys::Uint8Array;
use leptos::prelude::*;
use leptos::task::spawn_local;
use raster::Ppi;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlInputElement;
use wire::Bytes;
use wire::watchlist::PrintFile;

use crate::texts::i18n::*;
use crate::words;

/// A file that was chosen, and which finger it is of.
#[derive(Debug, Clone, PartialEq)]
pub struct ChosenFile {
    /// Tells it apart from the others.
    pub number: u32,
    /// What it is called on this device; the server is not told.
    pub name: String,
    /// What goes to the server.
    pub print: PrintFile,
}

/// Chooses image files, each of one finger.
#[component]
pub fn PrintFiles(files: RwSignal<Vec<ChosenFile>>) -> impl IntoView {
    let i18n = use_i18n();
    let chosen = move |event: web_sys::Event| {
        let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else {
            return;
        };
        let list: Vec<_> =
            input.files().iter().flat_map(|list| (0..list.length()).filter_map(|at| list.get(at))).collect();
        spawn_local(async move {
            for file in list {
                // A file that was taken away meanwhile is not there to be sent.
                let Ok(buffer) = JsFuture::from(file.array_buffer()).await else { continue };
                let bytes = Uint8Array::new(&buffer).to_vec();
                files.update(|files| {
                    let print = PrintFile { position: next_free(files), ppi: None, file: Bytes(bytes) };
                    let number = files.last().map_or(0, |file| file.number + 1);
                    files.push(ChosenFile { number, name: file.name(), print });
                });
            }
        });
        // The same file may be chosen again.
        input.set_value("");
    };
    view! {
        <label class="btn file">
            <input
                type="file"
                accept="image/png,image/tiff,image/bmp,image/jpeg,.png,.tif,.tiff,.bmp,.jpg,.jpeg,.pgm,.pnm"
                multiple
                on:change=chosen
            />
            {move || t_string!(i18n, watchlists.add_prints)}
        </label>
        <ul class="kept">
            <For each=move || files.get() key=|file| file.number let:file>
                <OneFile files=files file=file />
            </For>
        </ul>
    }
}

/// The first of the ten fingers that no file is of yet.
fn next_free(files: &[ChosenFile]) -> FingerPosition {
    (1..=10)
        .filter_map(|code| FingerPosition::try_from(code).ok())
        .find(|position| files.iter().all(|file| file.print.position != *position))
        .unwrap_or(FingerPosition::Unknown)
}

#[component]
fn OneFile(files: RwSignal<Vec<ChosenFile>>, file: ChosenFile) -> impl IntoView {
    let i18n = use_i18n();
    let number = file.number;
    let change = move |change: &dyn Fn(&mut PrintFile)| {
        files.update_untracked(|files| {
            if let Some(file) = files.iter_mut().find(|file| file.number == number) {
                change(&mut file.print);
            }
        });
    };
    view! {
        <li>
            <span class="kept-words">{file.name}</span>
            <label class="field">
                <span>{move || t_string!(i18n, watchlists.finger)}</span>
                <select on:change=move |event| {
                    let code = event_target_value(&event).parse::<u8>().unwrap_or(0);
                    let position = FingerPosition::try_from(code).unwrap_or(FingerPosition::Unknown);
                    change(&|print| print.position = position);
                }>
                    {(0..=10u8)
                        .filter_map(|code| FingerPosition::try_from(code).ok())
                        .map(|position| {
                            view! {
                                <option
                                    value=position.code()
                                    selected=position == file.print.position
                                >
                                    {move || words::finger(i18n, position)}
                                </option>
                            }
                        })
                        .collect_view()}
                </select>
            </label>
            <label class="field">
                <span>{move || t_string!(i18n, watchlists.ppi)}</span>
                <input
                    inputmode="numeric"
                    placeholder=move || t_string!(i18n, watchlists.ppi_of_file)
                    on:input=move |event| {
                        let ppi = event_target_value(&event).parse::<u16>().ok();
                        let ppi = ppi.and_then(|ppi| Ppi::try_from(ppi).ok());
                        change(&|print| print.ppi = ppi);
                    }
                />
            </label>
            <button
                class="btn"
                type="button"
                on:click=move |_| files.update(|files| files.retain(|file| file.number != number))
            >
                {move || t_string!(i18n, watchlists.leave_out)}
            </button>
        </li>
    }
}
