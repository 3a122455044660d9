use leptos::prelude::*;
use policy::Modality;
use wire::session::Site;

use super::draft::Draft;
use crate::components::BiographyFields;
use crate::texts::i18n::*;

/// What the person says of themselves, if they do, where the site's rules let anybody ask. It holds nothing up.
#[component]
pub fn Stated(site: Site) -> impl IntoView {
    let i18n = use_i18n();
    let facts = Draft::expect().biography;
    site.policy.modalities.contains(&Modality::Facts).then(|| {
        view! {
            <details class="stated" open=facts.with_untracked(|facts| !facts.is_empty())>
                <summary>{move || t_string!(i18n, biography.stated)}</summary>
                <p class="soft">{move || t_string!(i18n, biography.stated_words)}</p>
                <BiographyFields facts=facts />
            </details>
        }
    })
}
