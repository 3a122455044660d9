use leptos::prelude::*;
use scanners::Condition;

use super::Banner;
use crate::texts::i18n::*;
use crate::words;

/// What a scanner needs from the person, and how to give it.
#[component]
pub fn ConditionBanner(
    /// What stands in the way.
    condition: Condition,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Banner tone=words::condition_tone(condition)>
            <b>{move || words::condition(i18n, condition)}</b>
            " "
            {move || words::condition_remedy(i18n, condition)}
        </Banner>
    }
}
