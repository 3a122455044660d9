//! The fields of a policy: a file for each group, by what they are about.

mod captured;
mod decisions;
mod devices;
mod keeping;
mod notice;
mod reviewing;
mod told;
mod who;
mod work;

use leptos::prelude::*;

use super::form::{Form, Words};
use crate::texts::i18n::*;
use captured::Captured;
use decisions::Decisions;
use devices::Devices;
use keeping::Keeping;
use notice::Notice;
use reviewing::Reviewing;
pub use reviewing::sentences as reviewing_sentences;
use told::Told;
use who::Who;
use work::Work;

/// All of them.
#[component]
pub fn Groups(form: Form) -> impl IntoView {
    view! {
        <div class="rule-groups">
            <Who form=form />
            <Captured form=form />
            <Decisions form=form />
            <Reviewing form=form />
            <Told form=form />
            <Keeping form=form />
            <Devices form=form />
            <Notice form=form />
            <Work form=form />
        </div>
    }
}

#[component]
fn Group(title: Words, children: Children) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <fieldset class="rule-group">
            <legend>{move || title(i18n)}</legend>
            {children()}
        </fieldset>
    }
}

fn put<T: Ord>(set: &mut std::collections::BTreeSet<T>, each: T, yes: bool) {
    if yes {
        set.insert(each);
    } else {
        set.remove(&each);
    }
}
