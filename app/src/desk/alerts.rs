use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::alert::Alert;

use crate::api::{Api, Fault};
use crate::components::{FaultBanner, Icon, Shape};
use crate::encounters::Encounters;
use crate::texts::i18n::*;
use crate::words;

/// Every alert that nobody has acknowledged, on top of whatever page the officer is on.
#[component]
pub fn Alerts() -> impl IntoView {
    let encounters = Encounters::expect();
    view! {
        <div class="alerts" role="alert">
            <For each=move || encounters.open_alerts() key=|alert| alert.id let:alert>
                <AlertBanner alert=alert />
            </For>
        </div>
    }
}

#[component]
fn AlertBanner(alert: Alert) -> impl IntoView {
    let i18n = use_i18n();
    let (api, encounters) = (Api::expect(), Encounters::expect());
    let fault = RwSignal::new(None::<Fault>);
    let sending = RwSignal::new(false);
    let (id, raised_at, reference) = (alert.id, alert.raised_at, alert.reference);
    let acknowledge = move |_| {
        sending.set(true);
        spawn_local(async move {
            match api.acknowledge(id).await {
                Ok(()) => encounters.read(),
                Err(refused) => fault.set(Some(refused)),
            }
            sending.set(false);
        });
    };
    view! {
        <section class="alert" aria-label=move || t_string!(i18n, alert.title)>
            <div class="alert-sign">
                <Icon shape=Shape::Octagon />
            </div>
            <div class="alert-words">
                <p class="alert-kicker">
                    {move || t_string!(i18n, alert.title)} " · " <b class="reference">{reference}</b> " · "
                    {move || words::clock_time(i18n, raised_at)}
                </p>
                <p class="alert-category">{alert.category}</p>
                <p class="alert-instructions">{alert.instructions}</p>
                <p class="alert-source">
                    {move || t_string!(i18n, alert.list)} ": " {alert.list} " · "
                    {move || t_string!(i18n, alert.source)} ": " {alert.source}
                </p>
                <p class="alert-source">{move || t_string!(i18n, alert.two_people)}</p>
                <FaultBanner fault=fault />
            </div>
            <button class="btn" prop:disabled=sending on:click=acknowledge>
                {move || t_string!(i18n, alert.acknowledge)}
            </button>
        </section>
    }
}
