use std::rc::Rc;

use fingerprint::Minutia;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast as _;

use super::drawing::Drawing;
use super::layer::Layer;
use super::legend::Legend;
use super::subject::{Reading, Subject};
use crate::api::{Api, Fault};
use crate::components::{Banner, Dialog, Tone};
use crate::matcher::Matcher;
use crate::texts::i18n::*;
use crate::words;

/// How the engine reads a print, or two side by side: a dialog with one layer at a time.
#[component]
pub fn ShowHow(
    /// The prints.
    subjects: Vec<Subject>,
    /// Which minutiae of the two the engine holds for the same; none where nothing is compared.
    #[prop(default = None)]
    pairs: Option<Vec<(u16, u16)>>,
    /// Whether it is shown: false once the person has seen enough.
    open: RwSignal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let layers = Layer::shown(pairs.is_some());
    let layer = RwSignal::new(Layer::Print);
    let title = move || t_string!(i18n, show_how.title).to_owned();
    let key = move |event: web_sys::KeyboardEvent| {
        let digit = event.key().parse::<usize>().ok().filter(|_| !event.ctrl_key() && !event.alt_key());
        let place = digit.and_then(|digit| digit.checked_sub(1));
        if let Some((place, chosen)) = place.and_then(|place| Some((place, layers.get(place)?))) {
            layer.set(*chosen);
            // So that the arrow keys go on from there.
            focus(place);
            event.prevent_default();
        }
    };
    let pairs = pairs.unwrap_or_default();
    let paired = |side: usize, subject: &Subject| -> Vec<Minutia> {
        let place = |&(probe, reference): &(u16, u16)| usize::from(if side == 0 { probe } else { reference });
        pairs.iter().filter_map(|pair| subject.minutiae.get(place(pair)).copied()).collect()
    };
    let sides: Vec<_> = subjects
        .into_iter()
        .enumerate()
        .map(|(side, subject)| {
            let paired = paired(side, &subject);
            view! { <Side subject=subject layer=layer paired=paired /> }
        })
        .collect();
    view! {
        <Dialog title=Signal::derive(title) class="show-how" on_cancel=move || open.set(false)>
            <div class="how" on:keydown=key>
                <fieldset class="how-layers">
                    <legend class="unseen">{move || t_string!(i18n, show_how.layers)}</legend>
                    {layers
                        .iter()
                        .enumerate()
                        .map(|(at, &each)| {
                            view! {
                                <label class="how-layer">
                                    <input
                                        type="radio"
                                        name="how-layer"
                                        id=id_of(at)
                                        class="unseen"
                                        prop:checked=move || layer.get() == each
                                        on:change=move |_| layer.set(each)
                                    />
                                    <kbd aria-hidden="true">{at + 1}</kbd>
                                    <span>{move || each.name(i18n)}</span>
                                </label>
                            }
                        })
                        .collect_view()}
                </fieldset>
                <p class="how-words" role="status">
                    {move || layer.get().words(i18n)}
                </p>
                <div class="how-sides">{sides}</div>
                <div class="actions">
                    <span class="soft how-hint">{move || t_string!(i18n, show_how.keys, n = layers.len())}</span>
                    <button class="btn go" on:click=move |_| open.set(false)>
                        {move || t_string!(i18n, shell.close)}
                    </button>
                </div>
            </div>
        </Dialog>
    }
}

fn id_of(place: usize) -> String {
    format!("how-layer-{place}")
}

fn focus(place: usize) {
    let field = document().get_element_by_id(&id_of(place));
    if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
        // A field that cannot take the focus leaves it where it is.
        let _ = field.focus();
    }
}

/// What is known of a layer so far.
type Known = Option<Result<Option<Rc<Reading>>, Fault>>;

#[component]
fn Side(subject: Subject, layer: RwSignal<Layer>, paired: Vec<Minutia>) -> impl IntoView {
    let i18n = use_i18n();
    let (api, matcher) = (Api::expect(), Matcher::expect());
    let fetched = StoredValue::new_local(None);
    // The layer goes with its reading, so that no picture stands under another's words for longer than it takes.
    let known: RwSignal<(Layer, Known), LocalStorage> = RwSignal::new_local((Layer::Print, None));
    let name = subject.name;
    Effect::new(move || {
        let wanted = layer.get();
        let subject = subject.clone();
        spawn_local(async move {
            let reading = subject.read(wanted.step(), api, matcher, fetched).await;
            // The dialog may be gone, or another layer wanted.
            if layer.try_get_untracked() == Some(wanted) {
                let _ = known.try_set((wanted, Some(reading)));
            }
        });
    });
    view! {
        <figure class="how-side">
            <figcaption>{name}</figcaption>
            {move || {
                let (shown, known) = known.get();
                match known {
                    None => view! { <p class="soft how-note" role="status">{move || t_string!(i18n, shell.one_moment)}</p> }.into_any(),
                    Some(Err(fault)) => {
                        let remedy = fault.clone();
                        view! {
                            <Banner tone=Tone::Warn>
                                <b>{move || words::fault(i18n, &fault)}</b>
                                " "
                                {move || words::remedy(i18n, &remedy)}
                            </Banner>
                        }
                            .into_any()
                    }
                    Some(Ok(None)) => view! { <p class="soft how-note">{move || t_string!(i18n, show_how.no_image)}</p> }.into_any(),
                    Some(Ok(Some(reading))) => {
                        let label = Signal::derive(move || format!("{}: {}", name.get(), shown.name(i18n)));
                        let found = reading.explained.found.clone();
                        view! {
                            <div class="how-paper">
                                <Drawing reading=reading layer=shown paired=paired.clone() label=label />
                            </div>
                            <Legend layer=shown found=found />
                        }
                            .into_any()
                    }
                }
            }}
        </figure>
    }
}
