//! What counts as unusual at each site, as the auditor sets it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::audit::{Hours, SiteWatch, WatchRules};
use wire::session::Role;

use crate::api::{Api, Fault};
use crate::components::FaultBanner;
use crate::session::CurrentSession;
use crate::texts::i18n::*;

#[component]
pub(super) fn SiteRules() -> impl IntoView {
    let i18n = use_i18n();
    let api = Api::expect();
    let (sites, fault) = (RwSignal::new(Vec::<SiteWatch>::new()), RwSignal::new(None::<Fault>));
    spawn_local(async move {
        match api.watch_rules().await {
            Ok(found) => sites.set(found),
            Err(refused) => fault.set(Some(refused)),
        }
    });
    view! {
        <details class="panel">
            <summary>{move || t_string!(i18n, audit.site_rules)}</summary>
            <p class="soft">{move || t_string!(i18n, audit.site_rules_words)}</p>
            <FaultBanner fault=fault />
            <ul class="kept">
                <For each=move || sites.get() key=|site| site.site let:site>
                    <Rules site=site fault=fault />
                </For>
            </ul>
        </details>
    }
}

#[component]
fn Rules(site: SiteWatch, fault: RwSignal<Option<Fault>>) -> impl IntoView {
    let i18n = use_i18n();
    let (api, session) = (Api::expect(), CurrentSession::expect());
    let mine = move || session.role() == Some(Role::Auditor);
    let hours = site.rules.hours;
    let from = RwSignal::new(hours.map(|hours| clock(hours.from)).unwrap_or_default());
    let to = RwSignal::new(hours.map(|hours| clock(hours.to)).unwrap_or_default());
    let limit = RwSignal::new(site.rules.looks_a_day.map(|limit| limit.to_string()).unwrap_or_default());
    // A site's clock is taken to be that of whoever sets its hours, unless it was set before.
    let utc_offset = hours.map_or_else(offset_here, |hours| hours.utc_offset);
    let kept = RwSignal::new(false);
    let id = site.site;
    let keep = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        fault.set(None);
        kept.set(false);
        let hours = match (minutes(&from.get_untracked()), minutes(&to.get_untracked())) {
            (Some(from), Some(to)) => Some(Hours { from, to, utc_offset }),
            _ => None,
        };
        let rules = WatchRules { hours, looks_a_day: limit.get_untracked().parse().ok() };
        spawn_local(async move {
            match api.confirmed(|| api.set_watch_rules(id, &rules)).await {
                Ok(()) => kept.set(true),
                Err(refused) => fault.set(Some(refused)),
            }
        });
    };
    let field = move |value: RwSignal<String>, kind: &'static str| {
        view! {
            <input
                type=kind
                min=(kind == "number").then_some("1")
                prop:value=value
                prop:readonly=move || !mine()
                on:input=move |event| value.set(event_target_value(&event))
            />
        }
    };
    view! {
        <li>
            <form class="look" on:submit=keep aria-label=site.name.clone()>
                <b>{site.name.clone()}</b>
                <label class="field">
                    <span>{move || t_string!(i18n, audit.open_from)}</span>
                    {field(from, "time")}
                </label>
                <label class="field">
                    <span>{move || t_string!(i18n, audit.open_to)}</span>
                    {field(to, "time")}
                </label>
                <label class="field">
                    <span>{move || t_string!(i18n, audit.most_looks)}</span>
                    {field(limit, "number")}
                </label>
                <Show when=mine>
                    <button class="btn">{move || t_string!(i18n, audit.keep_rules)}</button>
                </Show>
                <span class="soft" role="status">
                    {move || kept.get().then(|| t_string!(i18n, audit.rules_kept))}
                </span>
            </form>
        </li>
    }
}

/// Minutes ahead of UTC, of this machine's clock.
fn offset_here() -> i16 {
    -(js_sys::Date::new_0().get_timezone_offset() as i16)
}

fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

fn minutes(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    Some(hours.parse::<u16>().ok()? * 60 + minutes.get(..2)?.parse::<u16>().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_written_as_the_field_writes_them() {
        for (minute, text) in [(0, "00:00"), (485, "08:05"), (1439, "23:59")] {
            assert_eq!(clock(minute), text);
            assert_eq!(minutes(text), Some(minute));
        }
        assert_eq!(minutes(""), None);
        assert_eq!(minutes("08"), None);
    }
}
