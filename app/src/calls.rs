//! `/calls`: whether people who are called are reached, for whoever keeps the server.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::call::{Call, Calls, Way};

use crate::api::{Api, Fault};
use crate::components::{Chip, FaultBanner, Heading, Tone};
use crate::routes::SignedIn;
use crate::texts::i18n::*;
use crate::words;

/// `/calls`.
#[component]
pub fn CallsPage() -> impl IntoView {
    view! {
        <SignedIn>
            <Reached />
        </SignedIn>
    }
}

#[component]
fn Reached() -> impl IntoView {
    let i18n = use_i18n();
    let api = Api::expect();
    let calls = RwSignal::new(None::<Calls>);
    let fault = RwSignal::new(None::<Fault>);
    let read = move || {
        spawn_local(async move {
            match api.get("/api/calls").await {
                Ok(read) => {
                    calls.set(Some(read));
                    fault.set(None);
                }
                Err(refused) => fault.set(Some(refused)),
            }
        });
    };
    read();
    view! {
        <div class="page handovers-page">
            <Heading>{move || t_string!(i18n, calls.title)}</Heading>
            <p class="soft">{move || t_string!(i18n, calls.what)}</p>
            <FaultBanner fault=fault />
            <Show when=move || calls.with(Option::is_none) && fault.with(Option::is_none)>
                <p role="status" class="soft">
                    {move || t_string!(i18n, shell.one_moment)}
                </p>
            </Show>
            {move || calls.get().map(|calls| view! { <State calls=calls /> })}
            <div class="actions">
                <button class="btn" on:click=move |_| read()>
                    {move || t_string!(i18n, calls.again)}
                </button>
            </div>
        </div>
    }
}

#[component]
fn State(calls: Calls) -> impl IntoView {
    let i18n = use_i18n();
    let Calls { push_hosts, hook, mail, waiting } = calls;
    let hosts = push_hosts.join(", ");
    let hook = hook.unwrap_or_default();
    let all_arrived = waiting.is_empty();
    let or_none = move |text: &str| match text.is_empty() {
        true => t_string!(i18n, calls.none).to_owned(),
        false => text.to_owned(),
    };
    view! {
        <section class="panel" aria-label=move || t_string!(i18n, calls.title)>
            <dl class="facts">
                <dt>{move || t_string!(i18n, calls.push_hosts)}</dt>
                <dd>{move || or_none(&hosts)}</dd>
                <dt>{move || t_string!(i18n, calls.hook)}</dt>
                <dd>{move || or_none(&hook)}</dd>
                <dt>{move || t_string!(i18n, calls.mail)}</dt>
                <dd>
                    {move || match &mail {
                        Some((host, to)) => t_string!(i18n, calls.mail_to, host = host.clone(), count = *to),
                        None => t_string!(i18n, calls.none).to_owned(),
                    }}
                </dd>
            </dl>
        </section>
        <section class="panel" aria-labelledby="not-arrived">
            <h2 id="not-arrived">{move || t_string!(i18n, calls.not_arrived)}</h2>
            {all_arrived.then(|| view! { <p class="empty">{move || t_string!(i18n, calls.all_arrived)}</p> })}
            <ul class="rows">{waiting.into_iter().map(|call| view! { <Row call=call /> }).collect_view()}</ul>
        </section>
    }
}

#[component]
fn Row(call: Call) -> impl IntoView {
    let i18n = use_i18n();
    let Call { way, host, made_at, attempts, next_at, failure, .. } = call;
    let way = move || match way {
        Way::Device => t_string!(i18n, calls.way_device),
        Way::Hook => t_string!(i18n, calls.hook),
        Way::Mail => t_string!(i18n, calls.mail),
    };
    let tone = match next_at {
        None => Tone::Stop,
        Some(_) if attempts > 0 => Tone::Warn,
        Some(_) => Tone::Now,
    };
    view! {
        <li class="row" data-testid="call">
            <span class="row-name">
                <b>{host}</b>
                <span class="soft">{way} " · " {move || words::moment(i18n, made_at)}</span>
            </span>
            <span class="row-state">
                <Chip tone=tone>
                    {move || match next_at {
                        None => t_string!(i18n, calls.given_up).to_owned(),
                        Some(_) if attempts == 0 => t_string!(i18n, calls.under_way).to_owned(),
                        Some(at) => {
                            t_string!(i18n, calls.again_at, time = words::clock_time(i18n, at)).to_string()
                        }
                    }}
                </Chip>
                {failure
                    .map(|failure| {
                        // What the other side said is in its own words, which are English wherever they are not code.
                        let said = (!failure.said.is_empty()).then(|| failure.said.clone());
                        view! {
                            <span class="soft">
                                {move || words::call_failure(i18n, &failure)}
                                {said.map(|said| view! { " · " <q lang="en">{said}</q> })}
                            </span>
                        }
                    })}
            </span>
        </li>
    }
}
