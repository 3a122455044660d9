use leptos::prelude::*;
use wire::{Code, EncounterId};

use super::rejected::RefusedPacket;
use crate::api::Fault;
use crate::components::{Banner, Meter, Tone};
use crate::outbox::{Outbox, Progress};
use crate::texts::i18n::*;
use crate::words;

/// How far an encounter on its way has come; nothing once the server has all of it.
#[component]
pub fn Outgoing(id: EncounterId) -> impl IntoView {
    let outbox = Outbox::expect();
    let progress = Memo::new(move |_| outbox.progress(id));
    view! { <div class="outgoing">{move || progress.get().map(|progress| view! { <State id=id progress=progress /> })}</div> }
}

#[component]
fn State(id: EncounterId, progress: Progress) -> impl IntoView {
    let i18n = use_i18n();
    let outbox = Outbox::expect();
    let try_now = move || {
        view! {
            <button class="btn" on:click=move |_| outbox.retry(id)>
                {move || t_string!(i18n, outbox.try_now)}
            </button>
        }
    };
    let on_device = untrack(|| outbox.is_kept(id));
    let kept = move || match on_device {
        true => t_string!(i18n, outbox.kept_on_device),
        false => t_string!(i18n, outbox.kept),
    };
    let where_kept = move || match on_device {
        true => t_string!(i18n, outbox.on_device),
        false => t_string!(i18n, outbox.refused),
    };
    match progress {
        Progress::Kept => {
            view! { <p role="status" class="soft">{move || t_string!(i18n, outbox.on_device)}</p> }.into_any()
        }
        Progress::SearchSent => {
            view! { <p role="status" class="soft">{move || t_string!(i18n, outbox.search_sent)}</p> }
                .into_any()
        }
        Progress::Images { sent, of } => {
            let words = move || t_string!(i18n, outbox.images, sent = sent, count = of);
            view! {
                <p role="status" class="soft">{words}</p>
                <Meter value=(sent * 100 / of.max(1)) as u8 tone=Tone::Now label=Signal::derive(words) />
            }
            .into_any()
        }
        Progress::Waiting(fault) => view! {
            <Banner tone=Tone::Warn>
                <b>{
                    let fault = fault.clone();
                    move || words::fault(i18n, &fault)
                }</b>
                " "
                {move || match fault.retry_after() {
                    Some(seconds) if on_device => t_string!(i18n, outbox.kept_on_device_for, count = seconds),
                    Some(seconds) => t_string!(i18n, outbox.kept_for, count = seconds),
                    None => kept().to_owned(),
                }}
                <div>{try_now()}</div>
            </Banner>
        }
        .into_any(),
        Progress::Refused(Fault::Refused(problem)) if problem.code == Code::PacketRefused => {
            view! { <RefusedPacket id=id /> }.into_any()
        }
        Progress::Refused(fault) => {
            let remedy = fault.clone();
            view! {
                <Banner tone=Tone::Stop>
                    <b>{move || words::fault(i18n, &fault)}</b>
                    " "
                    {move || words::remedy(i18n, &remedy)}
                    " "
                    {where_kept}
                    <div>{try_now()}</div>
                </Banner>
            }
            .into_any()
        }
    }
}
