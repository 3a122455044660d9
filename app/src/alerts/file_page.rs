use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;
use wire::alert::{AlertFile, Witness};
use wire::session::Role;

use super::Alerts;
use super::banner::Phone;
use super::correction::CorrectionForm;
use super::report::ReportButton;
use super::state::{State, TakenBackWords};
use crate::api::{Api, Fault};
use crate::components::{FaultBanner, Heading};
use crate::events::Events;
use crate::handovers::HandoverForm;
use crate::routes::SignedIn;
use crate::session::CurrentSession;
use crate::texts::i18n::*;
use crate::words;

/// `/alerts/{id}`: one alert with all that was done about it.
#[component]
pub fn AlertPage() -> impl IntoView {
    view! {
        <SignedIn>
            <One />
        </SignedIn>
    }
}

#[component]
fn One() -> impl IntoView {
    let i18n = use_i18n();
    let (api, events) = (Api::expect(), Events::expect());
    let params = use_params_map();
    let file = RwSignal::new(None::<AlertFile>);
    let fault = RwSignal::new(None::<Fault>);
    let read = Callback::new(move |()| {
        let id = params.with_untracked(|params| params.get("id").unwrap_or_default());
        spawn_local(async move {
            match api.get(&format!("/api/alerts/{id}")).await {
                Ok(found) => {
                    file.set(Some(found));
                    fault.set(None);
                }
                Err(refused) => fault.set(Some(refused)),
            }
        });
    });
    Effect::new(move || {
        events.alerts.track();
        read.run(());
    });
    view! {
        <div class="page alert-file">
            <A href="/alerts" attr:class="back">
                {move || t_string!(i18n, alert.all)}
            </A>
            <FaultBanner fault=fault />
            <Show when=move || file.with(Option::is_none) && fault.with(Option::is_none)>
                <p role="status" class="soft">
                    {move || t_string!(i18n, shell.one_moment)}
                </p>
            </Show>
            {move || file.get().map(|file| view! { <File file=file read=read /> })}
        </div>
    }
}

#[component]
fn File(file: AlertFile, read: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    let (session, alerts) = (CurrentSession::expect(), Alerts::expect());
    let AlertFile { alert, witnesses, handover } = file;
    let (raised_at, approach, rate) = (alert.raised_at, alert.approach, alert.base_rate);
    let (id, stands) = (alert.id, alert.taken_back.is_none());
    let reference = alert.reference.clone();
    let supervisor = move || session.role() == Some(Role::Supervisor);
    let writes = matches!(untrack(|| session.role()), Some(Role::Officer | Role::Supervisor));
    let answers = move || matches!(session.role(), Some(Role::Supervisor | Role::ProgrammeManager));
    let (hit, for_file) = (alert.hit, alert.reference.clone());
    let corrected = Callback::new(move |()| {
        alerts.read();
        read.run(());
    });
    view! {
        <Heading>
            {move || words::approach(i18n, approach)} " " <span class="reference">{reference}</span>
        </Heading>
        <section class="panel alert-facts">
            <div class="row-state">
                <State alert=alert.clone() />
            </div>
            {alert
                .taken_back
                .clone()
                .map(|taken_back| {
                    view! {
                        <div class="alert-back-words">
                            <TakenBackWords taken_back=taken_back />
                        </div>
                    }
                })}
            <h2>{alert.category.clone()}</h2>
            <p>{alert.instructions.clone()} " " <Phone number=alert.phone.clone() /></p>
            <dl class="facts">
                <dt>{move || t_string!(i18n, alert.raised)}</dt>
                <dd>{move || words::moment(i18n, raised_at)} ", " {alert.site.clone()}</dd>
                <dt>{move || t_string!(i18n, alert.list)}</dt>
                <dd>{alert.list.clone()}</dd>
                <dt>{move || t_string!(i18n, alert.source)}</dt>
                <dd>{alert.source.clone()}</dd>
            </dl>
            <p class="soft">
                {move || t_string!(i18n, alert.two_people)} " " {move || words::how_often_right(i18n, rate)}
            </p>
        </section>
        <HandoverForm alert=alert handover=handover writes=writes kept=corrected />
        <Witnesses witnesses=witnesses stands=stands />
        <Show when=answers>
            <ReportButton hit=hit reference=for_file.clone() />
        </Show>
        <Show when=move || supervisor() && stands>
            <CorrectionForm id=id corrected=corrected />
        </Show>
    }
}

#[component]
fn Witnesses(witnesses: Vec<Witness>, stands: bool) -> impl IntoView {
    let i18n = use_i18n();
    let nobody = witnesses.is_empty();
    view! {
        <section class="panel" aria-labelledby="witnesses">
            <h2 id="witnesses">{move || t_string!(i18n, alert.witnesses)}</h2>
            <p class="soft">{move || t_string!(i18n, alert.witnesses_what)}</p>
            {nobody.then(|| view! { <p class="empty">{move || t_string!(i18n, alert.nobody)}</p> })}
            <ul class="kept">
                {witnesses
                    .into_iter()
                    .map(|witness| {
                        let Witness { name, seen_at, answered_at } = witness;
                        view! {
                            <li>
                                <span class="kept-words">
                                    <b>{name}</b>
                                    " "
                                    <span class="soft">
                                        {move || t_string!(i18n, alert.first_seen, time = words::moment(i18n, seen_at))}
                                    </span>
                                    " "
                                    <span>
                                        {move || match answered_at {
                                            _ if stands => String::new(),
                                            Some(at) => {
                                                t_string!(i18n, alert.knows, time = words::moment(i18n, at)).to_string()
                                            }
                                            None => t_string!(i18n, alert.knows_not).to_owned(),
                                        }}
                                    </span>
                                </span>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </section>
    }
}
