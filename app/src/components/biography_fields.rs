use leptos::prelude::*;
use wire::biography::{Biography, Born};

use crate::texts::i18n::*;

/// What a person is called, when and where born: every field may stay empty. A date that cannot be read is told, and
/// left out.
#[component]
pub fn BiographyFields(facts: RwSignal<Biography>) -> impl IntoView {
    let i18n = use_i18n();
    let names = facts.with_untracked(|facts| facts.names.join("\n"));
    let place = facts.with_untracked(|facts| facts.place.clone());
    let born = facts.with_untracked(|facts| facts.born.map(|born| born.to_string()).unwrap_or_default());
    let born = RwSignal::new(born);
    let unread = move || born.with(|text| !text.trim().is_empty() && read_born(text).is_none());
    view! {
        <label class="field">
            <span>{move || t_string!(i18n, biography.names)}</span>
            <textarea
                rows="2"
                maxlength="1200"
                autocomplete="off"
                on:input=move |event| {
                    let lines = event_target_value(&event);
                    let lines = lines.lines().filter(|line| !line.trim().is_empty()).take(Biography::NAMES);
                    facts.update(|facts| facts.names = lines.map(within).collect());
                }
            >
                {names}
            </textarea>
        </label>
        <label class="field">
            <span>{move || t_string!(i18n, biography.born)}</span>
            <input
                maxlength="20"
                autocomplete="off"
                aria-describedby="born-forms"
                aria-invalid=move || unread().then_some("true")
                prop:value=born
                on:input=move |event| {
                    born.set(event_target_value(&event));
                    facts.update(|facts| facts.born = born.with_untracked(|text| read_born(text)));
                }
            />
            <span class="soft" id="born-forms">
                {move || t_string!(i18n, biography.born_forms)}
            </span>
            <span class="field-fault" role="alert">
                {move || unread().then(|| t_string!(i18n, biography.born_unread))}
            </span>
        </label>
        <label class="field">
            <span>{move || t_string!(i18n, biography.place)}</span>
            <input
                maxlength="120"
                autocomplete="off"
                value=place
                on:input=move |event| facts.update(|facts| facts.place = event_target_value(&event))
            />
        </label>
    }
}

fn within(line: &str) -> String {
    line.trim().chars().take(Biography::CHARACTERS).collect()
}

/// A date as it is written anywhere, or with the word for "about" of any of the app's languages before it.
fn read_born(text: &str) -> Option<Born> {
    let text = text.trim().to_lowercase();
    let year = ["hacia ", "aprox. ", "ca. "].iter().find_map(|about| text.strip_prefix(about));
    match year {
        Some(year) => format!("about {year}").parse().ok(),
        None => text.parse().ok(),
    }
}
