use leptos::prelude::*;

use super::intake::{Intake, RefusedFile, WhyRefused};
use crate::api::Fault;
use crate::components::{Icon, Shape};
use crate::texts::i18n::*;
use crate::words;

/// Files that could not be taken: each with its name, why, and what to do. The rest of the encounter is kept.
#[component]
pub fn RefusedFiles() -> impl IntoView {
    let i18n = use_i18n();
    let refused = Intake::expect().refused();
    view! {
        <Show when=move || refused.with(|refused| !refused.is_empty())>
            <section class="panel refusals" aria-labelledby="refusals">
                <h2 id="refusals">{move || t_string!(i18n, refused.title)}</h2>
                <div role="alert">
                    <ul>
                        <For each=move || refused.get() key=|file| file.number let:file>
                            <RefusedRow file=file />
                        </For>
                    </ul>
                </div>
                <p class="soft">{move || t_string!(i18n, refused.rest_kept)}</p>
            </section>
        </Show>
    }
}

#[component]
fn RefusedRow(file: RefusedFile) -> impl IntoView {
    let i18n = use_i18n();
    let intake = Intake::expect();
    let (number, why) = (file.number, file.why);
    let detail = match &why {
        WhyRefused::Fault(Fault::Refused(problem)) => Some(problem.detail.clone()),
        WhyRefused::Fault(_) | WhyRefused::Complaint(_) => None,
    };
    let words = move || match &why {
        WhyRefused::Fault(fault) => {
            vec![words::fault(i18n, fault).to_owned(), words::remedy(i18n, fault).to_owned()]
        }
        WhyRefused::Complaint(complaint) => vec![words::complaint(i18n, *complaint)],
    };
    let dismiss = move |_| intake.refused().update(|refused| refused.retain(|file| file.number != number));
    view! {
        <li class="refusal" data-testid="refused-file">
            <Icon shape=Shape::Octagon />
            <div>
                <p class="refusal-name">
                    {file.name}
                </p>
                <div title=detail>
                    {move || words().into_iter().map(|words| view! { <p>{words}</p> }).collect_view()}
                </div>
            </div>
            <button class="btn plain" aria-label=move || t_string!(i18n, refused.dismiss) on:click=dismiss>
                <Icon shape=Shape::Cross />
            </button>
        </li>
    }
}
