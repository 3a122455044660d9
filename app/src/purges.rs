//! `/purge`: what is to be forgotten, what is kept from it, and the certificates of what was.

use leptos::prelude::*;
use leptos::task::spawn_local;
use policy::{Class, Rule};
use wire::EncounterId;
use wire::purge::{Due, Lift, NewHold, Preview, Purges, SignedCertificate};

use crate::I18n;
use crate::api::{Api, Fault};
use crate::components::{FaultBanner, Heading, Reason, ReasonDialog, ReasonField};
use crate::routes::SignedIn;
use crate::texts::i18n::*;
use crate::words;

/// `/purge`.
#[component]
pub fn PurgePage() -> impl IntoView {
    view! {
        <SignedIn>
            <Forgetting />
        </SignedIn>
    }
}

#[component]
fn Forgetting() -> impl IntoView {
    let i18n = use_i18n();
    let api = Api::expect();
    let purges = RwSignal::new(None::<Purges>);
    let preview = RwSignal::new(None::<Preview>);
    let fault = RwSignal::new(None::<Fault>);
    let read = move || {
        spawn_local(async move {
            match api.purges().await {
                Ok(read) => purges.set(Some(read)),
                Err(refused) => fault.set(Some(refused)),
            }
        });
    };
    read();
    let look = move |_| {
        fault.set(None);
        spawn_local(async move {
            match api.purge_preview().await {
                Ok(found) => preview.set(Some(found)),
                Err(refused) => fault.set(Some(refused)),
            }
        });
    };
    let held = Callback::new(move |()| read());
    view! {
        <div class="page account">
            <Heading>{move || t_string!(i18n, purge.title)}</Heading>
            <p class="soft">{move || t_string!(i18n, purge.what)}</p>
            <FaultBanner fault=fault />
            {move || {
                purges
                    .get()
                    .map(|Purges { announced, holds, certificates, may_hold }| {
                        view! {
                            <section class="panel" data-testid="announced">
                                <h2>{move || t_string!(i18n, purge.announced)}</h2>
                                {match announced {
                                    None => {
                                        view! { <p>{move || t_string!(i18n, purge.nothing_announced)}</p> }
                                            .into_any()
                                    }
                                    Some(announced) => {
                                        let begins = announced.begins_at;
                                        view! {
                                            <p>
                                                {move || {
                                                    let moment = words::moment(i18n, begins);
                                                    t_string!(i18n, purge.begins, moment = moment)
                                                }}
                                            </p>
                                            <Records records=announced.records />
                                        }
                                            .into_any()
                                    }
                                }}
                            </section>
                            <section class="panel" data-testid="dry-run">
                                <h2>{move || t_string!(i18n, purge.dry_run)}</h2>
                                <p class="soft">{move || t_string!(i18n, purge.dry_run_what)}</p>
                                <button class="btn go" on:click=look>
                                    {move || t_string!(i18n, purge.look)}
                                </button>
                                {move || preview.get().map(|preview| view! { <Found preview=preview /> })}
                            </section>
                            <Holds holds=holds may_hold=may_hold changed=held />
                            <section class="panel" data-testid="certificates">
                                <h2>{move || t_string!(i18n, purge.certificates)}</h2>
                                {certificates
                                    .is_empty()
                                    .then(|| view! { <p>{move || t_string!(i18n, purge.no_certificates)}</p> })}
                                <ul class="kept">
                                    {certificates
                                        .into_iter()
                                        .map(|signed| view! { <Certificate signed=signed /> })
                                        .collect_view()}
                                </ul>
                            </section>
                        }
                    })
            }}
        </div>
    }
}

#[component]
fn Found(preview: Preview) -> impl IntoView {
    let i18n = use_i18n();
    let Preview { erase, kept, counts, next_due, .. } = preview;
    let (number, kept_number) = (erase.len() as u64, kept.len() as u64);
    view! {
        <p role="status">
            {move || {
                let (erase, kept) = (words::number(i18n, number), words::number(i18n, kept_number));
                t_string!(i18n, purge.found, erase = erase, kept = kept)
            }}
        </p>
        <dl class="facts">
            {counts
                .into_iter()
                .map(|(class, number)| {
                    view! {
                        <dt>{move || class_words(i18n, class)}</dt>
                        <dd>{number}</dd>
                    }
                })
                .collect_view()}
        </dl>
        <p>
            {move || match next_due {
                Some(next) => t_string!(i18n, purge.next_due, moment = words::moment(i18n, next)),
                None => t_string!(i18n, purge.none_soon).to_owned(),
            }}
        </p>
        <Records records=erase />
        <Records records=kept />
    }
}

#[component]
fn Records(records: Vec<Due>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <ul class="kept">
            {records
                .into_iter()
                .map(|due| {
                    let Due { reference, class, ruling, due_at, .. } = due;
                    view! {
                        <li>
                            <span class="kept-words">
                                <b class="reference">{reference}</b>
                                " "
                                <span>{move || class_words(i18n, class)}</span>
                                " "
                                <span>{move || why(i18n, ruling.rule)}</span>
                                " "
                                <span class="soft">
                                    {move || {
                                        let moment = words::moment(i18n, due_at);
                                        t_string!(i18n, purge.due, moment = moment, version = ruling.version)
                                    }}
                                </span>
                            </span>
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
}

#[component]
fn Holds(holds: Vec<wire::purge::Hold>, may_hold: bool, changed: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let api = Api::expect();
    let (record, reason) = (RwSignal::new(String::new()), Reason::of_letters(1));
    let (lifting, fault) = (RwSignal::new(None::<EncounterId>), RwSignal::new(None::<Fault>));
    let hold = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(reason) = reason.given() else { return };
        fault.set(None);
        let new = NewHold { record: record.get_untracked(), reason };
        spawn_local(async move {
            match api.confirmed(|| api.hold(&new)).await {
                Ok(_) => changed.run(()),
                Err(refused) => fault.set(Some(refused)),
            }
        });
    };
    let lift = Callback::new(move |reason: String| {
        let Some(encounter) = lifting.get_untracked() else { return };
        lifting.set(None);
        fault.set(None);
        let lift = Lift { reason };
        spawn_local(async move {
            match api.confirmed(|| api.lift_hold(encounter, &lift)).await {
                Ok(()) => changed.run(()),
                Err(refused) => fault.set(Some(refused)),
            }
        });
    });
    view! {
        <section class="panel" data-testid="holds">
            <h2>{move || t_string!(i18n, purge.holds)}</h2>
            <p class="soft">{move || t_string!(i18n, purge.holds_what)}</p>
            <FaultBanner fault=fault />
            <ul class="kept">
                {holds
                    .into_iter()
                    .map(|hold| {
                        let (id, since) = (hold.encounter, hold.set_at);
                        view! {
                            <li>
                                <span class="kept-words">
                                    <b class="reference">{hold.reference}</b>
                                    " "
                                    <span>{hold.reason}</span>
                                    " "
                                    <span class="soft">
                                        {hold.set_by} ", " {move || words::moment(i18n, since)}
                                    </span>
                                </span>
                                {may_hold
                                    .then(|| {
                                        view! {
                                            <button class="btn" on:click=move |_| lifting.set(Some(id))>
                                                {move || t_string!(i18n, purge.lift)}
                                            </button>
                                        }
                                    })}
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
            {may_hold
                .then(|| {
                    view! {
                        <form class="fields" novalidate on:submit=hold>
                            <label class="field">
                                <span>{move || t_string!(i18n, purge.record)}</span>
                                <input
                                    type="text"
                                    prop:value=record
                                    on:input=move |event| record.set(event_target_value(&event))
                                />
                            </label>
                            <ReasonField
                                reason=reason
                                label=Signal::derive(move || t_string!(i18n, purge.reason))
                                fault=Signal::derive(move || t_string!(i18n, remedy.field_reason))
                                rows=1
                            />
                            <button class="btn">{move || t_string!(i18n, purge.hold)}</button>
                        </form>
                    }
                })}
            <Show when=move || lifting.get().is_some()>
                <ReasonDialog
                    title=Signal::derive(move || t_string!(i18n, purge.lift).to_owned())
                    words=Signal::derive(move || t_string!(i18n, purge.lift_words))
                    label=Signal::derive(move || t_string!(i18n, purge.lift_reason))
                    fault=Signal::derive(move || t_string!(i18n, remedy.field_reason))
                    act=Signal::derive(move || t_string!(i18n, purge.lift))
                    on_reason=lift
                    on_cancel=Callback::new(move |()| lifting.set(None))
                />
            </Show>
        </section>
    }
}

#[component]
fn Certificate(signed: SignedCertificate) -> impl IntoView {
    let i18n = use_i18n();
    let text = serde_json::to_string_pretty(&signed).unwrap_or_default();
    let SignedCertificate { certificate, sha256, .. } = signed;
    let (erased, at) = (certificate.erased.len() as u64, certificate.finished_at);
    view! {
        <li>
            <details>
                <summary>
                    {move || {
                        let (number, moment) = (words::number(i18n, erased), words::moment(i18n, at));
                        t_string!(i18n, purge.certificate, number = number, moment = moment)
                    }}
                </summary>
                <p class="soft reference">{sha256.to_string()}</p>
                <pre class="certificate" tabindex="0">
                    {text}
                </pre>
            </details>
        </li>
    }
}

fn class_words(i18n: I18n, class: Class) -> &'static str {
    match class {
        Class::NoHit => t_string!(i18n, purge.no_hit),
        Class::Excluded => t_string!(i18n, purge.excluded),
        Class::Identified => t_string!(i18n, purge.identified),
        Class::Minor => t_string!(i18n, purge.minor),
        Class::Request => t_string!(i18n, purge.request),
    }
}

fn why(i18n: I18n, rule: Rule) -> &'static str {
    match rule {
        Rule::LegalHold => t_string!(i18n, purge.legal_hold),
        Rule::OpenHit => t_string!(i18n, purge.open_hit),
        Rule::OpenCase => t_string!(i18n, purge.open_case),
        _ => t_string!(i18n, purge.over),
    }
}
