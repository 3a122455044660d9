use explanation::{dropped_sign, minutia_sign};
use fingerprint::{FoundMinutia, MinutiaKind, Removal};
use leptos::prelude::*;

use super::layer::Layer;
use crate::I18n;
use crate::texts::i18n::*;

/// What the colours and signs of a layer mean; with minutiae, how many there are of each.
#[component]
pub fn Legend(
    /// Which layer is looked at.
    layer: Layer,
    /// All minutiae found.
    found: Vec<FoundMinutia>,
) -> impl IntoView {
    let i18n = use_i18n();
    match layer {
        Layer::Minutiae => view! { <Signs found=found /> }.into_any(),
        Layer::Spacing => view! {
            <p class="how-legend">
                "0.25 mm" <span class="how-scale" aria-hidden="true"></span> "0.71 mm"
            </p>
        }
        .into_any(),
        Layer::Wave => view! {
            <ul class="how-legend">
                <li><span class="how-swatch crest" aria-hidden="true"></span>{move || t_string!(i18n, show_how.crest)}</li>
                <li><span class="how-swatch valley" aria-hidden="true"></span>{move || t_string!(i18n, show_how.valley)}</li>
                <li><span class="how-swatch flank-a" aria-hidden="true"></span><span class="how-swatch flank-b" aria-hidden="true"></span>{move || t_string!(i18n, show_how.flanks)}</li>
            </ul>
        }
        .into_any(),
        _ => ().into_any(),
    }
}

#[component]
fn Signs(found: Vec<FoundMinutia>) -> impl IntoView {
    let i18n = use_i18n();
    let kept = [MinutiaKind::Ending, MinutiaKind::Bifurcation].map(|kind| {
        let count = found.iter().filter(|m| m.removed.is_none() && m.kind == kind).count() as u32;
        let sign = minutia_sign((6.0, 11.0), -0.8, kind, 4.0, 5.0);
        view! {
            <li>
                <Sign path=sign class="how-kept" />
                {move || kept_words(i18n, kind, count)}
            </li>
        }
    });
    let dropped = [Removal::Border, Removal::Facing, Removal::Unclear].map(|why| {
        let count = found.iter().filter(|m| m.removed == Some(why)).count() as u32;
        view! {
            <li>
                <Sign path=dropped_sign((9.0, 9.0), why, 5.0) class="how-dropped" />
                {move || dropped_words(i18n, why, count)}
            </li>
        }
    });
    view! { <ul class="how-legend">{kept.into_iter().collect_view()} {dropped.into_iter().collect_view()}</ul> }
}

#[component]
fn Sign(path: String, class: &'static str) -> impl IntoView {
    view! {
        <svg class="how-sign" viewBox="0 0 18 18" aria-hidden="true">
            <path class=class d=path />
        </svg>
    }
}

fn kept_words(i18n: I18n, kind: MinutiaKind, count: u32) -> String {
    match kind {
        MinutiaKind::Ending => t_string!(i18n, show_how.endings, count = count).to_string(),
        MinutiaKind::Bifurcation => t_string!(i18n, show_how.bifurcations, count = count).to_string(),
    }
}

fn dropped_words(i18n: I18n, why: Removal, count: u32) -> String {
    match why {
        Removal::Border => t_string!(i18n, show_how.border, count = count).to_string(),
        Removal::Facing => t_string!(i18n, show_how.facing, count = count).to_string(),
        Removal::Unclear => t_string!(i18n, show_how.unclear, count = count).to_string(),
    }
}
