use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use policy::{Approach, Reach};
use wire::alert::{Alert, Asks};

use super::Alerts;
use crate::api::{Api, Fault};
use crate::components::{FaultBanner, Icon, Shape};
use crate::encounters::Encounters;
use crate::texts::i18n::*;
use crate::words;

/// Every alert that asks something of this person, on top of whatever page they are on. What is urgent interrupts who
/// listens to the page; what is not waits its turn.
#[component]
pub fn Banners() -> impl IntoView {
    let alerts = Alerts::expect();
    let those = move |urgent: bool| {
        alerts.asking().into_iter().filter(|alert| is_urgent(alert) == urgent).collect::<Vec<_>>()
    };
    // One that was taken back is another message than the one before.
    let key = |alert: &Alert| (alert.id, alert.asks, alert.reach);
    view! {
        <div class="alerts">
            <div role="alert">
                <For each=move || those(true) key=key let:alert>
                    <OneBanner alert=alert />
                </For>
            </div>
            <div role="status">
                <For each=move || those(false) key=key let:alert>
                    <OneBanner alert=alert />
                </For>
            </div>
        </div>
    }
}

fn is_urgent(alert: &Alert) -> bool {
    alert.asks == Some(Asks::AcknowledgeTakingBack) || alert.approach == Approach::Caution
}

/// How an alert looks: a class and a sign for each approach, and one for what was taken back.
fn look(alert: &Alert) -> (&'static str, Shape) {
    match alert.approach {
        _ if alert.taken_back.is_some() => ("alert fallen", Shape::Cross),
        Approach::Caution => ("alert", Shape::Octagon),
        Approach::Inform => ("alert inform", Shape::Info),
        Approach::Help => ("alert help", Shape::LifeBuoy),
    }
}

#[component]
fn OneBanner(alert: Alert) -> impl IntoView {
    let i18n = use_i18n();
    let (api, alerts, encounters) = (Api::expect(), Alerts::expect(), Encounters::expect());
    let fault = RwSignal::new(None::<Fault>);
    let sending = RwSignal::new(false);
    let (id, raised_at, reference) = (alert.id, alert.raised_at, alert.reference.clone());
    let acknowledge = move |_| {
        sending.set(true);
        spawn_local(async move {
            match api.acknowledge(id).await {
                Ok(()) => {
                    alerts.read();
                    encounters.read_if_shown();
                }
                Err(refused) => fault.set(Some(refused)),
            }
            sending.set(false);
        });
    };
    let (class, shape) = look(&alert);
    let approach = alert.approach;
    let back = alert.taken_back.is_some();
    let title =
        move || if back { t_string!(i18n, alert.back_title) } else { words::approach(i18n, approach) };
    let reach = alert.reach;
    view! {
        <section class=class aria-label=title>
            <div class="alert-sign">
                <Icon shape=shape />
            </div>
            <div class="alert-words">
                <p class="alert-kicker">
                    {title} " · " <b class="reference">{reference}</b> " · " {alert.site.clone()} " · "
                    {move || words::clock_time(i18n, raised_at)}
                </p>
                {match alert.taken_back.clone() {
                    Some(taken_back) => view! { <super::state::TakenBackWords taken_back=taken_back /> }.into_any(),
                    None => view! { <Orders alert=alert.clone() /> }.into_any(),
                }}
                {(reach != Reach::Site && !back)
                    .then(|| {
                        view! {
                            <p class="alert-further">
                                <Icon shape=Shape::Arrow />
                                " "
                                {move || words::reach(i18n, reach)}
                            </p>
                        }
                    })}
                <FaultBanner fault=fault />
            </div>
            <div class="alert-deeds">
                <button class="btn" prop:disabled=sending on:click=acknowledge>
                    {move || t_string!(i18n, alert.acknowledge)}
                </button>
                <A href=format!("/alerts/{id}") attr:class="alert-more">
                    {move || t_string!(i18n, alert.open)}
                </A>
            </div>
        </section>
    }
}

/// What to do about whom, and how far the finding can be trusted.
#[component]
fn Orders(alert: Alert) -> impl IntoView {
    let i18n = use_i18n();
    let rate = alert.base_rate;
    view! {
        <p class="alert-category">{alert.category}</p>
        <p class="alert-instructions">{alert.instructions} " " <Phone number=alert.phone /></p>
        <p class="alert-source">
            {move || t_string!(i18n, alert.list)} ": " {alert.list} " · " {move || t_string!(i18n, alert.source)} ": "
            {alert.source} ". " {move || t_string!(i18n, alert.two_people)}
        </p>
        <p class="alert-source">{move || words::how_often_right(i18n, rate)}</p>
    }
}

/// A number to call, which a telephone dials when it is touched; nothing where there is none.
#[component]
pub fn Phone(number: String) -> impl IntoView {
    let i18n = use_i18n();
    let dialled: String = number.chars().filter(|letter| letter.is_ascii_digit() || *letter == '+').collect();
    (!number.is_empty()).then(|| {
        view! {
            <a class="alert-phone" href=format!("tel:{dialled}")>
                {move || t_string!(i18n, alert.call, number = number.clone())}
            </a>
        }
    })
}
