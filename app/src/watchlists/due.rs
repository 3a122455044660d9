use std::collections::BTreeMap;

use leptos::prelude::*;
use wire::Timestamp;

use super::date;
use super::entries::Shown;
use crate::texts::i18n::*;
use crate::words;

/// A month of the calendar (UTC).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    /// Its beginning.
    pub from: Timestamp,
    /// Its end: the beginning of the next.
    pub until: Timestamp,
}

impl Month {
    /// The month in which a day lies.
    fn of(day: Timestamp) -> Option<Self> {
        // Thirty-two days after its first, every month is over.
        const PAST: i64 = 32 * 86_400;
        let first = |day: Timestamp| date::read(&format!("{}-01", date::field(day).get(..7)?));
        let from = first(day)?;
        Some(Self { from, until: first(from.plus_seconds(PAST))? })
    }
}

/// The calendar: in which month how many active entries go stale, as bars with their numbers. A month opens: its entries
/// are shown, to be validated again or revised.
#[component]
pub fn Calendar(
    /// The beginnings of days, and how many.
    due: Vec<(Timestamp, u32)>,
    shown: RwSignal<Shown>,
) -> impl IntoView {
    let i18n = use_i18n();
    let mut months = BTreeMap::<Month, u32>::new();
    for (day, entries) in due {
        if let Some(month) = Month::of(day) {
            *months.entry(month).or_default() += entries;
        }
    }
    let most = months.values().copied().max().unwrap_or(1);
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
                    .into_iter()
                    .map(|(month, entries)| {
                        let open = move |_| {
                            shown.set(Shown::Due(month));
                            if let Some(heading) = document().get_element_by_id("entries") {
                                heading.scroll_into_view();
                            }
                        };
                        view! {
                            <dt>
                                <button class="btn plain" on:click=open>
                                    {move || words::month(i18n, month.from)}
                                </button>
                            </dt>
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
