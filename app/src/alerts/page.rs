use leptos::prelude::*;
use leptos_router::components::A;
use wire::alert::Alert;

use super::Alerts;
use super::state::State;
use crate::components::{FaultBanner, Heading};
use crate::routes::SignedIn;
use crate::texts::i18n::*;
use crate::words;

/// `/alerts`: what was raised, who has seen it, and what became of it.
#[component]
pub fn AlertsPage() -> impl IntoView {
    view! {
        <SignedIn>
            <All />
        </SignedIn>
    }
}

#[component]
fn All() -> impl IntoView {
    let i18n = use_i18n();
    let alerts = Alerts::expect();
    let unread = move || alerts.all().is_none() && alerts.fault().get().is_none();
    // A row is drawn anew when anything about it changes.
    let key =
        |alert: &Alert| (alert.id, alert.reach, alert.acknowledged.is_some(), alert.taken_back.is_some());
    view! {
        <div class="page alerts-page">
            <Heading>{move || t_string!(i18n, alert.all)}</Heading>
            <p class="soft">{move || t_string!(i18n, alert.all_what)}</p>
            <FaultBanner fault=alerts.fault() />
            <Show when=unread>
                <p role="status" class="soft">
                    {move || t_string!(i18n, shell.one_moment)}
                </p>
            </Show>
            <section class="panel" aria-label=move || t_string!(i18n, alert.all)>
                <Show when=move || alerts.all().is_some_and(|all| all.is_empty())>
                    <p class="empty">{move || t_string!(i18n, alert.none)}</p>
                </Show>
                <ul class="rows" aria-live="polite">
                    <For each=move || alerts.all().unwrap_or_default() key=key let:alert>
                        <Row alert=alert />
                    </For>
                </ul>
            </section>
        </div>
    }
}

#[component]
fn Row(alert: Alert) -> impl IntoView {
    let i18n = use_i18n();
    let raised_at = alert.raised_at;
    let approach = alert.approach;
    let (reference, shown) = (alert.reference.clone(), alert.reference.clone());
    view! {
        <li class="row" data-testid="alert-row" data-reference=reference>
            <span class="row-name">
                <A href=format!("/alerts/{}", alert.id)>
                    <b class="reference">{shown}</b>
                </A>
                <span class="soft">
                    {move || words::moment(i18n, raised_at)} " · " {alert.site.clone()}
                </span>
            </span>
            <span class="alert-what">
                <b>{alert.category.clone()}</b>
                <span class="soft">{move || words::approach(i18n, approach)}</span>
            </span>
            <span class="row-state">
                <State alert=alert />
            </span>
        </li>
    }
}
