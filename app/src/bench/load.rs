use std::collections::BTreeMap;

use leptos::prelude::*;
use wire::hit::Claim;

use super::rows::Rows;
use super::time_left::Seconds;
use super::urgency::Urgency;
use super::work::Work;
use crate::clock::Clock;
use crate::components::{Chip, Tone};
use crate::texts::i18n::*;

/// What waits, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Figures {
    all: u32,
    late: u32,
    urgent: u32,
    soon: u32,
    taken: u32,
}

/// How many hits wait and how urgently, how many are taken, how many people are at work, and from which sites the hits are; a
/// site chosen shows its own alone.
#[component]
pub fn Load() -> impl IntoView {
    let i18n = use_i18n();
    let (rows, clock, Seconds(seconds)) = (Rows::expect(), Clock::expect(), expect_context());
    let sites = Memo::new(move |_| {
        let mut sites: BTreeMap<String, u32> = BTreeMap::new();
        rows.queue.with_open(|hit| *sites.entry(hit.site.clone()).or_default() += 1);
        sites
    });
    let figures = Memo::new(move |_| {
        // Once in ten seconds is enough for what is late.
        let _ = (seconds.get() / 10, rows.site.track());
        let (now, mut figures) = (clock.now(), Figures::default());
        rows.queue.with_open(|hit| {
            if rows.fits(hit) {
                let urgency = Urgency::of(hit.due_at.seconds_since(now));
                figures.all += 1;
                figures.late += u32::from(urgency == Urgency::Late);
                figures.urgent += u32::from(urgency == Urgency::Urgent);
                figures.soon += u32::from(urgency == Urgency::Soon);
                figures.taken += u32::from(hit.claim == Claim::Other);
            }
        });
        figures
    });
    // What there is none of is quiet.
    let chip = move |tone: Tone, count: fn(&Figures) -> u32| {
        Signal::derive(move || if figures.with(count) > 0 { tone } else { Tone::Quiet })
    };
    view! {
        <div class="queue-load">
            <Chip tone=Tone::Quiet>{move || t_string!(i18n, queue.waiting, count = figures.get().all)}</Chip>
            <Chip tone=chip(Tone::Stop, |figures| figures.late)>
                {move || t_string!(i18n, queue.overdue, count = figures.get().late)}
            </Chip>
            <Chip tone=chip(Tone::Warn, |figures| figures.urgent)>
                {move || t_string!(i18n, queue.urgent_count, count = figures.get().urgent)}
            </Chip>
            <Chip tone=chip(Tone::Now, |figures| figures.soon)>
                {move || t_string!(i18n, queue.soon_count, count = figures.get().soon)}
            </Chip>
            <Chip tone=Tone::Quiet>{move || t_string!(i18n, queue.with_others, count = figures.get().taken)}</Chip>
            <AtWork />
            <Show when=move || sites.with(|sites| sites.len() > 1)>
                <label class="queue-site">
                    <span>{move || t_string!(i18n, queue.site)}</span>
                    <select on:change=move |event| {
                        let site = event_target_value(&event);
                        rows.site.set((!site.is_empty()).then_some(site));
                    }>
                        <option value="">{move || t_string!(i18n, queue.every_site)}</option>
                        {move || {
                            sites
                                .get()
                                .into_iter()
                                .map(|(site, count)| {
                                    let (value, here) = (site.clone(), site.clone());
                                    view! {
                                        <option value=value prop:selected=move || rows.site.get().as_ref() == Some(&here)>
                                            {site} " (" {count} ")"
                                        </option>
                                    }
                                })
                                .collect_view()
                        }}
                    </select>
                </label>
            </Show>
        </div>
    }
}

/// How many are at the bench, and what they have done: counts, and nobody's name.
#[component]
fn AtWork() -> impl IntoView {
    let i18n = use_i18n();
    let work = Work::expect();
    move || {
        work.figures().map(|(at_work, decided)| {
            view! {
                <span class="at-work" data-testid="at-work">
                    {t_string!(i18n, reviewing.at_work, count = at_work)}
                    " · "
                    {match work.breaks_due() {
                        None => t_string!(i18n, reviewing.decided_by_you, count = decided),
                        Some(_) => t_string!(i18n, reviewing.decided_by_all, count = decided),
                    }}
                    {work
                        .breaks_due()
                        .map(|due| view! { " · " {t_string!(i18n, reviewing.breaks_due, count = due)} })}
                </span>
            }
        })
    }
}
