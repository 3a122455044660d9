use leptos::prelude::*;
use raster::Ppi;

use super::intake::Intake;
use crate::components::Dialog;
use crate::texts::i18n::*;

/// What scanners commonly give: livescan, high resolution, and one common optical sensor.
const COMMON: [u16; 3] = [500, 1000, 569];

/// Asks for the resolution of a file that does not say its own. The file is kept meanwhile.
#[component]
pub fn AskResolution() -> impl IntoView {
    let intake = Intake::expect();
    move || {
        intake.unresolved().map(|(item, others)| view! { <Question name=item.name others=others as u32 /> })
    }
}

#[component]
fn Question(name: String, others: u32) -> impl IntoView {
    let i18n = use_i18n();
    let intake = Intake::expect();
    let typed = RwSignal::new(COMMON[0].to_string());
    let all = RwSignal::new(true);
    let ppi = move || typed.with(|typed| typed.trim().parse().ok()).and_then(Ppi::new);
    let read = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if let Some(ppi) = ppi() {
            intake.resolve(ppi, all.get_untracked());
        }
    };
    view! {
        <Dialog
            title=Signal::derive(move || t_string!(i18n, resolution.title).to_owned())
            on_cancel=move || intake.leave_out()
        >
            <form on:submit=read>
                <p>
                    <b>{name}</b>
                    " "
                    {move || t_string!(i18n, resolution.why)}
                </p>
                <div class="options">
                    {COMMON
                        .map(|common| {
                            view! {
                                <label class="option">
                                    <input
                                        type="radio"
                                        name="ppi"
                                        prop:checked=move || ppi().map(Ppi::get) == Some(common)
                                        on:change=move |_| typed.set(common.to_string())
                                    />
                                    <span>{common} " ppi"</span>
                                </label>
                            }
                        })}
                </div>
                <label class="field">
                    <span>{move || t_string!(i18n, resolution.other)}</span>
                    <input
                        inputmode="numeric"
                        autocomplete="off"
                        prop:value=typed
                        aria-invalid=move || ppi().is_none().then_some("true")
                        on:input=move |event| typed.set(event_target_value(&event))
                    />
                </label>
                <p class="soft" role="status">
                    {move || if ppi().is_none() { t_string!(i18n, resolution.range) } else { "" }}
                </p>
                <Show when=move || others != 0>
                    <label class="switch">
                        <input
                            type="checkbox"
                            prop:checked=all
                            on:change=move |event| all.set(event_target_checked(&event))
                        />
                        <span>{move || t_string!(i18n, resolution.all, count = others)}</span>
                    </label>
                </Show>
                <div class="actions">
                    <button type="button" class="btn plain" on:click=move |_| intake.leave_out()>
                        {move || t_string!(i18n, resolution.leave_out)}
                    </button>
                    <button class="btn go" prop:disabled=move || ppi().is_none()>
                        {move || t_string!(i18n, resolution.read)}
                    </button>
                </div>
            </form>
        </Dialog>
    }
}
