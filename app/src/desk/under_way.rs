use keeping::Encounter;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use crate::components::{Banner, Tone};
use crate::encounter::CurrentEncounter;
use crate::texts::i18n::*;
use crate::words;

/// Further encounters that this officer left on this device, each to go on with.
#[component]
pub fn UnderWay() -> impl IntoView {
    let i18n = use_i18n();
    let current = CurrentEncounter::expect();
    let rows = move || {
        let others = current.others().into_iter();
        others.map(|found| view! { <Row encounter=found.replayed.encounter /> }).collect_view()
    };
    view! {
        <Show when=move || !current.others().is_empty()>
            <section class="panel" aria-labelledby="under-way">
                <h2 id="under-way">{move || t_string!(i18n, desk.under_way)}</h2>
                <ul class="rows">{rows}</ul>
            </section>
        </Show>
        <Show when=move || current.of_others() != 0>
            <Banner tone=Tone::Quiet>
                {move || t_string!(i18n, desk.of_others, count = current.of_others())}
            </Banner>
        </Show>
    }
}

#[component]
fn Row(encounter: Encounter) -> impl IntoView {
    let i18n = use_i18n();
    let current = CurrentEncounter::expect();
    let navigate = use_navigate();
    let (id, started_at) = (encounter.beginning.id, encounter.beginning.started_at);
    let prints = encounter.prints.len() as u32;
    let go_on = move |_| {
        current.change_to(id);
        navigate("/encounter", Default::default());
    };
    view! {
        <li class="row">
            <span class="row-name">
                <b class="reference">{id.reference()}</b>
                <span class="soft">
                    {move || words::moment(i18n, started_at)} " · "
                    {move || t_string!(i18n, desk.fingers, count = prints)}
                </span>
            </span>
            <span class="row-state">
                <button class="btn" on:click=go_on>
                    {move || t_string!(i18n, desk.go_on, reference = id.reference())}
                </button>
            </span>
        </li>
    }
}
