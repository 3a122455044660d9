use leptos::prelude::*;
use wire::watchlist::{EntriesFound, EntrySearch};

use crate::components::{Reason, ReasonField};
use crate::texts::i18n::*;
use crate::words;

/// Looks for an entry by name or reference; why is asked, and on record.
#[component]
pub fn Find(
    /// What was found last; none while nothing is looked for.
    found: RwSignal<Option<EntriesFound>>,
    on_find: Callback<EntrySearch>,
) -> impl IntoView {
    let i18n = use_i18n();
    let words_said = RwSignal::new(String::new());
    let reason = Reason::of_letters(SHORTEST_REASON);
    let find = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(why) = reason.given() else { return };
        if !words_said.with_untracked(|words| words.trim().is_empty()) {
            on_find.run(EntrySearch { words: words_said.get_untracked(), reason: why });
        }
    };
    let outcome = move || {
        found.with(|found| {
            found.as_ref().map(|found| {
                let searched = words::number(i18n, u64::from(found.searched));
                let entries = words::number(i18n, found.entries.len() as u64);
                match (found.entries.is_empty(), found.more) {
                    (true, _) => t_string!(i18n, watchlists.found_none, searched = searched),
                    (_, false) => t_string!(i18n, watchlists.found, entries = entries),
                    (_, true) => t_string!(i18n, watchlists.found_more, entries = entries),
                }
            })
        })
    };
    view! {
        <form class="find" role="search" novalidate on:submit=find>
            <label class="field">
                <span>{move || t_string!(i18n, watchlists.find)}</span>
                <input
                    type="search"
                    maxlength="200"
                    autocomplete="off"
                    prop:value=words_said
                    on:input=move |event| words_said.set(event_target_value(&event))
                />
            </label>
            <ReasonField
                reason=reason
                label=Signal::derive(move || t_string!(i18n, watchlists.find_reason))
                fault=Signal::derive(move || t_string!(i18n, watchlists.find_reason_missing))
                rows=1
            />
            <button class="btn" type="submit">
                {move || t_string!(i18n, watchlists.find_go)}
            </button>
            <Show when=move || found.with(Option::is_some)>
                <button
                    class="btn"
                    type="button"
                    on:click=move |_| {
                        found.set(None);
                        reason.start_over();
                    }
                >
                    {move || t_string!(i18n, watchlists.find_end)}
                </button>
            </Show>
        </form>
        <p role="status">{outcome}</p>
    }
}

/// Letters and digits that a reason has at least, as the server asks.
const SHORTEST_REASON: usize = 8;
