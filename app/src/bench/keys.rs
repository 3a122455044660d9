use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, KeyboardEvent};

use crate::components::Dialog;
use crate::texts::i18n::*;

/// Whether single letters work as keys: people who dictate turn them off.
#[derive(Debug, Clone, Copy)]
pub struct SingleKeys(pub RwSignal<bool>);

impl SingleKeys {
    /// Gives the setting to everything below; they work until they are turned off.
    pub fn provide() {
        provide_context(Self(RwSignal::new(true)));
    }
}

/// Calls `press` for each key that is meant for the page, not for a field, a dialog or the browser; it says whether
/// it knew the key. Ends with the page that asked.
pub fn on_key(press: impl Fn(&str) -> bool + 'static) {
    let SingleKeys(single) = expect_context();
    let listener = window_event_listener(leptos::ev::keydown, move |event| {
        if event.default_prevented()
            || event.ctrl_key()
            || event.alt_key()
            || event.meta_key()
            || dialog_open()
        {
            return;
        }
        let key = event.key();
        let letter = key.chars().count() == 1;
        if (letter && !single.get_untracked()) || (writing(&event) && !is_function_key(&key)) {
            return;
        }
        let key = match (letter, event.shift_key()) {
            (true, _) => key.to_lowercase(),
            (false, true) => format!("Shift+{key}"),
            (false, false) => key,
        };
        if press(&key) {
            event.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
}

/// Whether the key belongs to the button or link that has the focus.
pub fn on_control(key: &str) -> bool {
    let focused = document().active_element().map(|element| element.tag_name());
    key == "Enter" && matches!(focused.as_deref(), Some("BUTTON" | "A" | "SUMMARY" | "INPUT" | "SELECT"))
}

fn is_function_key(key: &str) -> bool {
    key.len() >= 2 && key.starts_with('F') && key[1..].bytes().all(|digit| digit.is_ascii_digit())
}

/// Whether the key goes into a field. Escape leaves the field.
fn writing(event: &KeyboardEvent) -> bool {
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
        return false;
    };
    let writing = matches!(target.tag_name().as_str(), "TEXTAREA" | "SELECT")
        || (target.tag_name() == "INPUT" && event.key().starts_with("Arrow"))
        || (target.tag_name() == "INPUT" && target.get_attribute("type").is_none());
    if writing && event.key() == "Escape" {
        // A field that keeps the focus keeps it.
        let _ = target.unchecked_ref::<web_sys::HtmlElement>().blur();
    }
    writing
}

fn dialog_open() -> bool {
    matches!(document().query_selector("dialog[open]"), Ok(Some(_)))
}

/// A key, as it is printed on keyboards.
#[component]
pub fn Key(
    /// What is printed on it.
    name: &'static str,
) -> impl IntoView {
    view! { <kbd aria-hidden="true">{name}</kbd> }
}

/// What every key does.
#[component]
pub fn KeysDialog(
    /// Whether it is shown.
    shown: RwSignal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let SingleKeys(single) = expect_context();
    let row = move |keys: &'static [&'static str], words: Signal<&'static str>| {
        view! {
            <dt>{keys.iter().map(|key| view! { <kbd>{*key}</kbd> }).collect_view()}</dt>
            <dd>{words}</dd>
        }
    };
    view! {
        <Dialog
            title=Signal::derive(move || t_string!(i18n, bench.keys_title).to_owned())
            on_cancel=move || shown.set(false)
        >
            <dl class="keys">
                {row(&["F1"], Signal::derive(move || t_string!(i18n, bench.identification)))}
                {row(&["F2"], Signal::derive(move || t_string!(i18n, bench.exclusion)))}
                {row(&["F3"], Signal::derive(move || t_string!(i18n, bench.inconclusive)))}
                {row(&["V", "W"], Signal::derive(move || t_string!(i18n, bench.key_value)))}
                {row(&["Enter"], Signal::derive(move || t_string!(i18n, bench.key_enter)))}
                {row(&["P"], Signal::derive(move || t_string!(i18n, bench.tool_pairs)))}
                {row(&["E"], Signal::derive(move || t_string!(i18n, bench.tool_mark)))}
                {row(&["U"], Signal::derive(move || t_string!(i18n, bench.accept_all)))}
                {row(&["C"], Signal::derive(move || t_string!(i18n, bench.tool_pair)))}
                {row(&["Y"], Signal::derive(move || t_string!(i18n, bench.other_kind)))}
                {row(&["Del"], Signal::derive(move || t_string!(i18n, bench.remove)))}
                {row(&["R"], Signal::derive(move || t_string!(i18n, bench.tool_ridges)))}
                {row(&["M"], Signal::derive(move || t_string!(i18n, bench.tool_all)))}
                {row(&["S"], Signal::derive(move || t_string!(i18n, bench.tool_sync)))}
                {row(&["A"], Signal::derive(move || t_string!(i18n, bench.tool_align)))}
                {row(&["I"], Signal::derive(move || t_string!(i18n, bench.tool_invert)))}
                {row(&["X"], Signal::derive(move || t_string!(i18n, bench.tool_swap)))}
                {row(&["O"], Signal::derive(move || t_string!(i18n, bench.tool_over)))}
                {row(&["B", "Space"], Signal::derive(move || t_string!(i18n, bench.key_blink)))}
                {row(&["L"], Signal::derive(move || t_string!(i18n, bench.tool_loupe)))}
                {row(&["K"], Signal::derive(move || t_string!(i18n, bench.key_layer)))}
                {row(&["T"], Signal::derive(move || t_string!(i18n, bench.tool_picture)))}
                {row(&["1"], Signal::derive(move || t_string!(i18n, bench.tool_life_size)))}
                {row(&["H"], Signal::derive(move || t_string!(i18n, show_how.open)))}
                {row(&["+", "−", "0"], Signal::derive(move || t_string!(i18n, bench.key_zoom)))}
                {row(&["←", "→", "↑", "↓"], Signal::derive(move || t_string!(i18n, bench.key_pan)))}
                {row(&[",", "."], Signal::derive(move || t_string!(i18n, bench.key_turn)))}
                {row(&["Shift", "←", "→", "↑", "↓"], Signal::derive(move || t_string!(i18n, bench.key_nudge)))}
                {row(&["<", ">"], Signal::derive(move || t_string!(i18n, bench.key_nudge_turn)))}
                {row(&["[", "]"], Signal::derive(move || t_string!(i18n, bench.key_fingers)))}
                {row(&["N"], Signal::derive(move || t_string!(i18n, bench.key_next)))}
                {row(&["Z"], Signal::derive(move || t_string!(i18n, bench.skip)))}
                {row(&["Esc"], Signal::derive(move || t_string!(i18n, bench.key_let_go)))}
                {row(&["?"], Signal::derive(move || t_string!(i18n, bench.key_help)))}
            </dl>
            <label class="switch">
                <input
                    type="checkbox"
                    prop:checked=single
                    on:change=move |event| single.set(event_target_checked(&event))
                />
                <span>{move || t_string!(i18n, bench.keys_single)}</span>
            </label>
            <div class="actions">
                <button class="btn go" on:click=move |_| shown.set(false)>
                    {move || t_string!(i18n, shell.close)}
                </button>
            </div>
        </Dialog>
    }
}
