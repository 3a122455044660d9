use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::device::{DeviceState, DeviceView, NewInvitation, Revocation};
use wire::{DeviceId, SiteId};

use crate::I18n;
use crate::api::{Api, Fault};
use crate::clock::Clock;
use crate::components::{Banner, Chip, FaultBanner, Heading, ReasonDialog, Tone};
use crate::routes::SignedIn;
use crate::session::CurrentSession;
use crate::texts::i18n::*;
use crate::told::QrPicture;
use crate::words;

/// `/device-list`: the devices that an administrator keeps.
#[component]
pub fn DeviceListPage() -> impl IntoView {
    view! {
        <SignedIn>
            <Devices />
        </SignedIn>
    }
}

#[component]
fn Devices() -> impl IntoView {
    let i18n = use_i18n();
    let api = Api::expect();
    let (held, fault) = (RwSignal::new(None::<Vec<DeviceView>>), RwSignal::new(None::<Fault>));
    let revoking = RwSignal::new(None::<(DeviceId, String)>);
    let read = move || {
        spawn_local(async move {
            match api.devices().await {
                Ok(devices) => held.set(Some(devices)),
                Err(refused) => fault.set(Some(refused)),
            }
        });
    };
    read();
    view! {
        <div class="page account">
            <Heading>{move || t_string!(i18n, enrolled.list)}</Heading>
            <p class="soft">{move || t_string!(i18n, enrolled.list_what)}</p>
            <FaultBanner fault=fault />
            <Invite fault=fault />
            <section class="panel">
                {move || match held.get() {
                    None => view! { <p role="status" class="soft">{move || t_string!(i18n, shell.one_moment)}</p> }.into_any(),
                    Some(devices) if devices.is_empty() => {
                        view! { <p>{move || t_string!(i18n, enrolled.none)}</p> }.into_any()
                    }
                    Some(devices) => {
                        let rows = devices.into_iter().map(|device| view! { <Row device=device revoking=revoking /> });
                        view! { <ul class="kept">{rows.collect_view()}</ul> }.into_any()
                    }
                }}
                <button class="btn" on:click=move |_| read()>
                    {move || t_string!(i18n, enrolled.look_again)}
                </button>
            </section>
            {move || revoking.get().map(|(id, name)| {
                let done = Callback::new(move |()| { revoking.set(None); read(); });
                view! { <Revoke id=id name=name done=done /> }
            })}
        </div>
    }
}

/// A code for one device, shown once, to read off or to be photographed by the device.
#[component]
fn Invite(fault: RwSignal<Option<Fault>>) -> impl IntoView {
    let i18n = use_i18n();
    let (api, session) = (Api::expect(), CurrentSession::expect());
    let (name, code) = (RwSignal::new(String::new()), RwSignal::new(None::<(String, String)>));
    let own = session.untracked().map(|session| session.site);
    let site = RwSignal::new(own.as_ref().map(|site| site.id));
    let sites = RwSignal::new(own.iter().map(|site| (site.id, site.name.clone())).collect::<Vec<_>>());
    if let Some(own) = own {
        spawn_local(async move {
            // Without them devices are enrolled at one's own site alone.
            if let Ok(rules) = api.rules(own.policy.host_country).await {
                sites.set(rules.sites.into_iter().map(|site| (site.id, site.name)).collect());
            }
        });
    }
    let invite = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(site) = site.get_untracked() else { return };
        fault.set(None);
        code.set(None);
        spawn_local(async move {
            let new = NewInvitation { name: name.get_untracked(), site };
            match api.invite_device(&new).await {
                Ok(given) => {
                    code.set(Some((new.name, given.code)));
                    name.set(String::new());
                }
                Err(refused) => fault.set(Some(refused)),
            }
        });
    };
    view! {
        <section class="panel">
            <h2>{move || t_string!(i18n, enrolled.invite)}</h2>
            <form class="fields" on:submit=invite>
                <label class="field">
                    <span>{move || t_string!(i18n, enrolled.name)}</span>
                    <input
                        required
                        maxlength="60"
                        prop:value=name
                        on:input=move |event| name.set(event_target_value(&event))
                    />
                </label>
                <label class="field">
                    <span>{move || t_string!(i18n, enrolled.site)}</span>
                    <select on:change=move |event| site.set(event_target_value(&event).parse::<SiteId>().ok())>
                        {move || sites.get().into_iter().map(|(id, name)| {
                            view! { <option value=id.to_string() selected=site.get_untracked() == Some(id)>{name}</option> }
                        }).collect_view()}
                    </select>
                </label>
                <button class="btn go">{move || t_string!(i18n, enrolled.give_code)}</button>
            </form>
            {move || code.get().map(|(name, code)| {
                let origin = window().location().origin().unwrap_or_default();
                let (label, address) = (code.clone(), format!("{origin}/enrol#{code}"));
                view! {
                    <Banner tone=Tone::Good>
                        {move || t_string!(i18n, enrolled.code_for, name = name.clone())}
                        <p class="reference secret enrol-code" data-testid="device-code">{label}</p>
                        <div class="enrol-qr"><QrPicture address=address /></div>
                        <p class="soft">{format!("{origin}/enrol")}</p>
                    </Banner>
                }
            })}
        </section>
    }
}

#[component]
fn Row(device: DeviceView, revoking: RwSignal<Option<(DeviceId, String)>>) -> impl IntoView {
    let i18n = use_i18n();
    let clock = Clock::expect();
    let (id, name) = (device.id, device.name.clone());
    let may_revoke = matches!(device.state, DeviceState::Active | DeviceState::Revoked);
    let label = device.name.clone();
    view! {
        <li data-testid="device" data-state=state_name(&device) class="device-row">
            <div>
                <span class="kept-words">
                    <b>{device.name.clone()}</b>
                    <span>{device.site_name.clone()}</span>
                    <State device=device.clone() />
                </span>
                <dl class="facts device-facts">{facts(i18n, clock, &device)}</dl>
            </div>
            <Show when=move || may_revoke>
                <span class="actions" role="group" aria-label=label.clone()>
                    <button class="btn" on:click={
                        let name = name.clone();
                        move |_| revoking.set(Some((id, name.clone())))
                    }>
                        {move || t_string!(i18n, enrolled.call_back)}
                    </button>
                </span>
            </Show>
        </li>
    }
}

fn state_name(device: &DeviceView) -> &'static str {
    match device.state {
        DeviceState::Active if device.silent => "silent",
        DeviceState::Active => "active",
        DeviceState::Revoked => "revoked",
        DeviceState::Stolen => "stolen",
        DeviceState::Wiped => "wiped",
    }
}

#[component]
fn State(device: DeviceView) -> impl IntoView {
    let i18n = use_i18n();
    let tone = match device.state {
        DeviceState::Active if device.silent => Tone::Warn,
        DeviceState::Active => Tone::Good,
        DeviceState::Revoked => Tone::Warn,
        DeviceState::Stolen => Tone::Stop,
        DeviceState::Wiped => Tone::Quiet,
    };
    let words = move || match device.state {
        DeviceState::Active if device.silent => t_string!(i18n, enrolled.state_silent),
        DeviceState::Active => t_string!(i18n, enrolled.state_active),
        DeviceState::Revoked => t_string!(i18n, enrolled.state_revoked),
        DeviceState::Stolen => t_string!(i18n, enrolled.state_stolen),
        DeviceState::Wiped => t_string!(i18n, enrolled.state_wiped),
    };
    view! { <Chip tone=tone>{words}</Chip> }
}

/// What a device last said of itself, each with its name.
fn facts(i18n: I18n, clock: Clock, device: &DeviceView) -> impl IntoView + use<> {
    let device = device.clone();
    move || {
        let now = clock.following();
        let age = |at| words::age(i18n, at, now);
        let mut facts = vec![(
            t_string!(i18n, enrolled.last_contact),
            device.last_contact_at.map_or(t_string!(i18n, enrolled.never).to_owned(), age),
        )];
        if let Some(report) = &device.report {
            let oldest = report.lists.iter().map(|list| list.as_of).min();
            let lists = oldest.map_or(t_string!(i18n, enrolled.no_lists).to_owned(), |oldest| {
                t_string!(i18n, enrolled.lists, count = report.lists.len() as u32, age = age(oldest))
            });
            facts.push((t_string!(i18n, enrolled.lists_held), lists));
            facts.push((t_string!(i18n, enrolled.outbox), report.outbox.to_string()));
            facts.push((t_string!(i18n, enrolled.under_way), report.under_way.to_string()));
            let storage = match (report.used, report.quota) {
                (Some(used), Some(quota)) => {
                    t_string!(i18n, enrolled.storage_of, used = used >> 20, quota = quota >> 20)
                }
                _ => t_string!(i18n, enrolled.storage_untold).to_owned(),
            };
            facts.push((t_string!(i18n, enrolled.storage), storage));
            facts.push((t_string!(i18n, enrolled.version), report.version.clone()));
        }
        if let Some(ahead) = device.clock_ahead.filter(|ahead| ahead.abs() >= 60_000) {
            let minutes = (ahead.abs() / 60_000) as u32;
            facts.push((
                t_string!(i18n, enrolled.clock),
                match ahead > 0 {
                    true => t_string!(i18n, enrolled.clock_ahead, count = minutes),
                    false => t_string!(i18n, enrolled.clock_behind, count = minutes),
                },
            ));
        }
        if let Some(reason) = &device.reason {
            facts.push((t_string!(i18n, enrolled.reason), reason.clone()));
        }
        facts.into_iter().map(|(name, what)| view! { <dt>{name}</dt> <dd>{what}</dd> }).collect_view()
    }
}

#[component]
fn Revoke(id: DeviceId, name: String, done: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let api = Api::expect();
    let (stolen, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let revoke = Callback::new(move |reason: String| {
        spawn_local(async move {
            let revocation = Revocation { stolen: stolen.get_untracked(), reason };
            match api.revoke_device(id, &revocation).await {
                Ok(()) => done.run(()),
                Err(refused) => fault.set(Some(refused)),
            }
        });
    });
    view! {
        <ReasonDialog
            title=Signal::derive(move || t_string!(i18n, enrolled.call_back_title, name = name.clone()))
            label=Signal::derive(move || t_string!(i18n, enrolled.reason))
            fault=Signal::derive(move || t_string!(i18n, enrolled.reason_short))
            letters=8
            act=Signal::derive(move || t_string!(i18n, enrolled.call_back))
            on_reason=revoke
            on_cancel=done
            refused=fault
        >
                <fieldset class="options stacked">
                    <legend class="unseen">{move || t_string!(i18n, enrolled.call_back)}</legend>
                    {[false, true]
                        .map(|each| {
                            view! {
                                <label class="option">
                                    <input
                                        type="radio"
                                        name="stolen"
                                        prop:checked=move || stolen.get() == each
                                        on:change=move |_| stolen.set(each)
                                    />
                                    <span>
                                        {move || match each {
                                            false => t_string!(i18n, enrolled.send_first),
                                            true => t_string!(i18n, enrolled.at_once),
                                        }}
                                    </span>
                                </label>
                            }
                        })}
                </fieldset>
        </ReasonDialog>
    }
}
