use leptos::prelude::*;
use wire::biography::NamesAgreement;

use super::open_hit::OpenHit;
use crate::components::{Chip, Tone};
use crate::texts::i18n::*;
use crate::words;

/// How what is stated of both people agrees: folded away, because it decides nothing about prints.
#[component]
pub fn StatedOfBoth() -> impl IntoView {
    let i18n = use_i18n();
    let hit = OpenHit::expect().hit;
    let stated = Memo::new(move |_| hit.with(|hit| hit.candidate.as_ref().map(|it| it.stated)));
    move || {
        let stated = stated.get()?;
        let names = move || match stated.names {
            NamesAgreement::Agree => t_string!(i18n, bench.names_agree),
            NamesAgreement::Differ => t_string!(i18n, bench.names_differ),
            NamesAgreement::NotStated => t_string!(i18n, bench.names_not_stated),
        };
        let born = move || match stated.born {
            Some(born) => words::born(i18n, born),
            None => t_string!(i18n, bench.born_not_stated),
        };
        Some(view! {
            <details class="panel side-panel stated-of-both" data-testid="stated">
                <summary>{move || t_string!(i18n, bench.named_title)}</summary>
                <p class="stated-chips">
                    <Chip tone=Tone::Quiet>{names}</Chip>
                    <Chip tone=Tone::Quiet>{born}</Chip>
                </p>
                <p class="soft">{move || t_string!(i18n, bench.named_rule)}</p>
            </details>
        })
    }
}
