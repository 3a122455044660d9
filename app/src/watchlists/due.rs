use std::collections::BTreeMap;

use leptos::prelude::*;
use wire::Timestamp;

use super::date;
use crate::texts::i18n::*;
use crate::words;

/// The calendar: in which month how many active entries go stale, as bars with their numbers.
#[component]
pub fn Calendar(
    /// The beginnings of days, and how many.
    due: Vec<(Timestamp, u32)>,
) -> impl IntoView {
    let i18n = use_i18n();
    let mut months = BTreeMap::<String, (Timestamp, u32)>::new();
    for (day, entries) in due {
        let month = date::field(day).chars().take(7).collect();
        months.entry(month).or_insert((day, 0)).1 += entries;
    }
    let most = months.values().map(|(_, entries)| *entries).max().unwrap_or(1);
    let none = months.is_empty();
    view! {
        <section class="panel" aria-labelledby="due">
            <h2 id="due">{move || t_string!(i18n, watchlists.calendar)}</h2>
            <p class="soft">{move || t_string!(i18n, watchlists.calendar_what)}</p>
            <Show when=move || none>
                <p class="empty">{move || t_string!(i18n, watchlists.nothing_due)}</p>
            </Show>
            <dl class="months" data-testid="calendar">
                {months
                    .into_values()
                    .map(|(day, entries)| {
                        view! {
                            <dt>{move || words::month(i18n, day)}</dt>
                            <dd>
                                <progress max=most value=entries aria-hidden="true"></progress>
                                <span>{move || words::number(i18n, u64::from(entries))}</span>
                            </dd>
                        }
                    })
                    .collect_view()}
            </dl>
        </section>
    }
}
