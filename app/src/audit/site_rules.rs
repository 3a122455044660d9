//! What counts as unusual at each site, as the auditor sets it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::audit::{SiteWatch, WatchRules};
use wire::session::Role;

use crate::api::{Api, Fault};
use crate::components::FaultBanner;
use crate::session::CurrentSession;
use crate::texts::i18n::*;
use crate::words;

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
    let limit = RwSignal::new(site.rules.looks_a_day.map(|limit| limit.to_string()).unwrap_or_default());
    let kept = RwSignal::new(false);
    let id = site.site;
    let keep = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        fault.set(None);
        kept.set(false);
        let rules = WatchRules { looks_a_day: limit.get_untracked().parse().ok() };
        spawn_local(async move {
            match api.confirmed(|| api.set_watch_rules(id, &rules)).await {
                Ok(()) => kept.set(true),
                Err(refused) => fault.set(Some(refused)),
            }
        });
    };
    let hours = site.hours;
    view! {
        <li>
            <form class="look" on:submit=keep aria-label=site.name.clone()>
                <b>{site.name.clone()}</b>
                <span>{move || words::site_hours(i18n, hours)}</span>
                <label class="field">
                    <span>{move || t_string!(i18n, audit.most_looks)}</span>
                    <input
                        type="number"
                        min="1"
                        prop:value=limit
                        prop:readonly=move || !mine()
                        on:input=move |event| limit.set(event_target_value(&event))
                    />
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
