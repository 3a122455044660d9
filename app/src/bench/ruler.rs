use examination::Ruler;
use leptos::prelude::*;

use crate::components::Dialog;
use crate::texts::i18n::*;

/// How large things are on this screen; none until somebody has measured it. The browser keeps it.
#[derive(Debug, Clone, Copy)]
pub struct Measured(pub RwSignal<Option<Ruler>>);

/// What the browser keeps it as.
const KEPT_AS: &str = "umbral.card-css-px";

impl Measured {
    /// Gives it to everything below.
    pub fn provide() {
        let kept = storage().and_then(|storage| storage.get_item(KEPT_AS).ok()?);
        let ruler = kept.and_then(|kept| Ruler::by_card(kept.parse().ok()?));
        provide_context(Self(RwSignal::new(ruler)));
    }

    fn keep(self, ruler: Ruler) {
        self.0.set(Some(ruler));
        if let Some(storage) = storage() {
            // A browser that keeps nothing asks again on the next page.
            let _ = storage.set_item(KEPT_AS, &ruler.card_css_px().to_string());
        }
    }
}

fn storage() -> Option<web_sys::Storage> {
    window().local_storage().ok()?
}

/// Measures the screen with a bank card.
#[component]
pub fn MeasureScreen(
    /// Whether it is shown.
    shown: RwSignal<bool>,
    /// What the person wanted it for.
    on_measured: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let i18n = use_i18n();
    let measured: Measured = expect_context();
    let begin = measured.0.get_untracked().unwrap_or(Ruler::UNMEASURED).card_css_px();
    let width = RwSignal::new(begin);
    let keep = move |_| {
        if let Some(ruler) = Ruler::by_card(width.get_untracked()) {
            measured.keep(ruler);
            shown.set(false);
            on_measured();
        }
    };
    view! {
        <Dialog
            title=Signal::derive(move || t_string!(i18n, bench.measure).to_owned())
            class="measure"
            on_cancel=move || shown.set(false)
        >
            <p>{move || t_string!(i18n, bench.measure_words)}</p>
            <svg class="card" width=move || width.get() height=move || width.get() * 53.98 / 85.6 aria-hidden="true">
                <rect x="1" y="1" width=move || width.get() - 2.0 height=move || width.get() * 53.98 / 85.6 - 2.0 rx=move || width.get() * 0.037 />
            </svg>
            <label class="slider">
                <span>{move || t_string!(i18n, bench.card_width)}</span>
                <input
                    type="range"
                    min="140"
                    max="900"
                    step="1"
                    prop:value=move || width.get().to_string()
                    on:input=move |event| {
                        if let Ok(css_px) = event_target_value(&event).parse() {
                            width.set(css_px);
                        }
                    }
                />
                <output>{move || format!("{:.0}", width.get())}</output>
            </label>
            <div class="actions">
                <button class="btn" on:click=move |_| shown.set(false)>
                    {move || t_string!(i18n, bench.confirm_back)}
                </button>
                <button class="btn go" on:click=keep>
                    {move || t_string!(i18n, bench.measured)}
                </button>
            </div>
        </Dialog>
    }
}
