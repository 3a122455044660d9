use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::quarantine::{Opened, Quarantined, Verdict, WhyRefused};

use crate::I18n;
use crate::api::{Api, Fault};
use crate::components::{Chip, FaultBanner, Heading, Reason, ReasonField, Tone};
use crate::routes::SignedIn;
use crate::texts::i18n::*;
use crate::words;

/// `/quarantine`: packets that were refused, for a supervisor to let in or not.
#[component]
pub fn QuarantinePage() -> impl IntoView {
    view! {
        <SignedIn>
            <Quarantine />
        </SignedIn>
    }
}

#[component]
fn Quarantine() -> impl IntoView {
    let i18n = use_i18n();
    let api = Api::expect();
    let (held, fault) = (RwSignal::new(None::<Vec<Quarantined>>), RwSignal::new(None::<Fault>));
    let read = Callback::new(move |()| {
        spawn_local(async move {
            match api.quarantined().await {
                Ok(packets) => held.set(Some(packets)),
                Err(refused) => fault.set(Some(refused)),
            }
        });
    });
    read.run(());
    view! {
        <div class="page account">
            <Heading>{move || t_string!(i18n, quarantine.title)}</Heading>
            <p class="soft">{move || t_string!(i18n, quarantine.what)}</p>
            <FaultBanner fault=fault />
            <section class="panel">
                {move || match held.get() {
                    None if fault.with(Option::is_some) => ().into_any(),
                    None => view! { <p role="status" class="soft">{move || t_string!(i18n, shell.one_moment)}</p> }.into_any(),
                    Some(packets) if packets.is_empty() => {
                        view! { <p>{move || t_string!(i18n, quarantine.none)}</p> }.into_any()
                    }
                    Some(packets) => {
                        let rows = packets.into_iter().map(|packet| view! { <Row packet=packet read=read fault=fault /> });
                        view! { <ul class="kept">{rows.collect_view()}</ul> }.into_any()
                    }
                }}
            </section>
        </div>
    }
}

#[component]
fn Row(packet: Quarantined, read: Callback<()>, fault: RwSignal<Option<Fault>>) -> impl IntoView {
    let i18n = use_i18n();
    let api = Api::expect();
    let opened = RwSignal::new(None::<Opened>);
    let (id, why) = (packet.id, packet.why);
    let look = move |_| {
        spawn_local(async move {
            match api.refused_packet(id).await {
                Ok(packet) => opened.set(Some(packet)),
                Err(refused) => fault.set(Some(refused)),
            }
        });
    };
    let device = packet.device_name.clone();
    let (sealed_at, received_at) = (packet.sealed_at, packet.received_at);
    let decided = packet.decided.clone();
    let waits = decided.is_none();
    view! {
        <li data-testid="packet" data-why=why_name(why) class="device-row">
            <div>
                <span class="kept-words">
                    <b class="reference">{packet.reference.clone()}</b>
                    <Chip tone=Tone::Stop>{move || words_for(i18n, why)}</Chip>
                    {decided.clone().map(|decided| {
                        let tone = if decided.released { Tone::Good } else { Tone::Quiet };
                        view! {
                            <Chip tone=tone>
                                {move || match decided.released {
                                    true => t_string!(i18n, quarantine.released),
                                    false => t_string!(i18n, quarantine.rejected),
                                }}
                            </Chip>
                        }
                    })}
                </span>
                <dl class="facts device-facts">
                    <dt>{move || t_string!(i18n, quarantine.detail)}</dt>
                    <dd>{packet.detail.clone()}</dd>
                    <dt>{move || t_string!(i18n, quarantine.device)}</dt>
                    <dd>{move || device.clone().unwrap_or_else(|| t_string!(i18n, quarantine.unknown).into())}</dd>
                    <dt>{move || t_string!(i18n, quarantine.officer)}</dt>
                    <dd>{packet.officer.clone()}</dd>
                    <dt>{move || t_string!(i18n, quarantine.sealed)}</dt>
                    <dd>{move || words::moment(i18n, sealed_at)}</dd>
                    <dt>{move || t_string!(i18n, quarantine.received)}</dt>
                    <dd>{move || words::moment(i18n, received_at)}</dd>
                    {decided.map(|decided| view! {
                        <dt>{move || t_string!(i18n, quarantine.decided_by)}</dt>
                        <dd>{format!("{}: {}", decided.by, decided.reason)}</dd>
                    })}
                </dl>
                {move || opened.get().map(|opened| view! { <Look opened=opened read=read fault=fault /> })}
            </div>
            <Show when=move || waits && opened.with(Option::is_none)>
                <span class="actions">
                    <button class="btn" on:click=look>{move || t_string!(i18n, quarantine.look)}</button>
                </span>
            </Show>
        </li>
    }
}

/// What the packet says, and what is to become of it.
#[component]
fn Look(opened: Opened, read: Callback<()>, fault: RwSignal<Option<Fault>>) -> impl IntoView {
    let i18n = use_i18n();
    let api = Api::expect();
    let (reason, busy) = (Reason::of_letters(8), RwSignal::new(false));
    let id = opened.packet.id;
    let may_release = opened.packet.why != WhyRefused::Replayed && opened.says.is_some();
    let decide = move |release: bool| {
        let Some(reason) = reason.given() else { return };
        busy.set(true);
        fault.set(None);
        spawn_local(async move {
            match api.decide_packet(id, release, &Verdict { reason }).await {
                Ok(_) => read.run(()),
                Err(refused) => fault.set(Some(refused)),
            }
            busy.try_set(false);
        });
    };
    let says = opened.says.map(|says| {
        view! {
            <dl class="facts device-facts" data-testid="says">
                <dt>{move || t_string!(i18n, quarantine.began)}</dt>
                <dd>{move || words::moment(i18n, says.started_at)}</dd>
                <dt>{move || t_string!(i18n, quarantine.sent)}</dt>
                <dd>{move || words::moment(i18n, says.sealed_at)}</dd>
                <dt>{move || t_string!(i18n, quarantine.prints)}</dt>
                <dd>{says.fingers}</dd>
                <dt>{move || t_string!(i18n, quarantine.photographs)}</dt>
                <dd>{says.photographs}</dd>
            </dl>
        }
    });
    let unreadable = says.is_none();
    view! {
        {says}
        <Show when=move || unreadable>
            <p>{move || t_string!(i18n, quarantine.unreadable)}</p>
        </Show>
        <ReasonField
            reason=reason
            label=Signal::derive(move || t_string!(i18n, enrolled.reason))
            fault=Signal::derive(move || t_string!(i18n, enrolled.reason_short))
            rows=1
        />
        <div class="actions">
            <Show when=move || may_release>
                <button class="btn go" prop:disabled=busy on:click=move |_| decide(true)>
                    {move || t_string!(i18n, quarantine.release)}
                </button>
            </Show>
            <button class="btn" prop:disabled=busy on:click=move |_| decide(false)>
                {move || t_string!(i18n, quarantine.reject)}
            </button>
        </div>
    }
}

fn why_name(why: WhyRefused) -> &'static str {
    match why {
        WhyRefused::Altered => "altered",
        WhyRefused::ForeignDevice => "foreign_device",
        WhyRefused::RevokedDevice => "revoked_device",
        WhyRefused::ForeignOfficer => "foreign_officer",
        WhyRefused::Redated => "redated",
        WhyRefused::Replayed => "replayed",
    }
}

fn words_for(i18n: I18n, why: WhyRefused) -> &'static str {
    match why {
        WhyRefused::Altered => t_string!(i18n, quarantine.altered),
        WhyRefused::ForeignDevice => t_string!(i18n, quarantine.foreign_device),
        WhyRefused::RevokedDevice => t_string!(i18n, quarantine.revoked_device),
        WhyRefused::ForeignOfficer => t_string!(i18n, quarantine.foreign_officer),
        WhyRefused::Redated => t_string!(i18n, quarantine.redated),
        WhyRefused::Replayed => t_string!(i18n, quarantine.replayed),
    }
}
