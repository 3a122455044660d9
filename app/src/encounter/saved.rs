use leptos::prelude::*;

use super::journal::{Journal, Saved, Saving};
use crate::components::{Banner, Chip, Tone};
use crate::texts::i18n::*;
use crate::words;

/// What of the encounter is on this device's disk: whatever is named here outlives the page, the browser and the power.
#[component]
pub fn SavedSign() -> impl IntoView {
    let i18n = use_i18n();
    let journal = Journal::expect();
    let failed = move || match journal.saving() {
        Saving::Failed(unkept) => Some(unkept),
        _ => None,
    };
    let tone = Signal::derive(move || match journal.saving() {
        Saving::Saved(_) => Tone::Good,
        _ => Tone::Quiet,
    });
    let steps = move || match journal.saving() {
        Saving::Saved(saved) => Some(saved.steps.to_string()),
        _ => None,
    };
    let told = move || match journal.saving() {
        Saving::Writing => Some(t_string!(i18n, saved.writing).to_owned()),
        Saving::Saved(Saved { told: false, .. }) => Some(t_string!(i18n, saved.answers).to_owned()),
        Saving::Saved(Saved { prints: 0, photographs: 0, .. }) => {
            Some(t_string!(i18n, saved.notice).to_owned())
        }
        Saving::Saved(Saved { prints, photographs: 0, .. }) => {
            Some(t_string!(i18n, saved.prints, count = prints))
        }
        Saving::Saved(Saved { prints, photographs, .. }) => {
            let prints = t_string!(i18n, saved.prints, count = prints);
            Some(t_string!(i18n, saved.photographs, prints = prints, count = photographs))
        }
        Saving::Nothing | Saving::Failed(_) => None,
    };
    view! {
        <div class="saved" data-testid="saved" data-steps=steps>
            {move || told().map(|words| view! { <Chip tone=tone>{words.clone()}</Chip> })}
            {move || {
                failed().map(|unkept| {
                    view! {
                        <Banner tone=Tone::Stop>
                            <b>{move || t_string!(i18n, saved.failed)}</b>
                            " "
                            {move || words::unkept(i18n, unkept)}
                        </Banner>
                    }
                })
            }}
        </div>
    }
}
