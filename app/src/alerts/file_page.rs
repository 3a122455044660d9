use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;
use wire::alert::{Alert, AlertFile, Witness};
use wire::handover::Handover;
use wire::session::Role;
use wire::{AlertId, HitId};

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
    let (session, alerts) = (CurrentSession::expect(), Alerts::expect());
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
    let changed = Callback::new(move |()| {
        alerts.read();
        read.run(());
    });
    let writes =
        matches!(session.untracked().map(|session| session.role), Some(Role::Officer | Role::Supervisor));
    // What somebody is filling in is drawn anew only when what it is about has changed.
    let written = Memo::new_with_compare(
        move |_| file.with(|file| file.as_ref().map(|file| (file.alert.clone(), file.handover.clone()))),
        |before, now| {
            let about = |part: Option<&Option<(Alert, Option<Handover>)>>| {
                part.and_then(Option::as_ref)
                    .map(|(alert, handover)| (alert.id, alert.taken_back.is_some(), handover.clone()))
            };
            about(before) != about(now)
        },
    );
    let answered = Memo::new(move |_| {
        file.with(|file| {
            let alert = &file.as_ref()?.alert;
            Some((alert.id, alert.hit, alert.reference.clone(), alert.taken_back.is_none()))
        })
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
            {move || file.get().map(|file| view! { <Facts alert=file.alert /> })}
            {move || written.get().map(|(alert, handover)| view! { <HandoverForm alert=alert handover=handover writes=writes kept=changed /> })}
            {move || file.get().map(|file| view! { <Witnesses witnesses=file.witnesses stands=file.alert.taken_back.is_none() /> })}
            {move || answered.get().map(|(id, hit, reference, stands)| view! { <Answering id=id hit=hit reference=reference stands=stands changed=changed /> })}
        </div>
    }
}

/// What those who answer for the decision can do about it.
#[component]
fn Answering(
    id: AlertId,
    hit: HitId,
    reference: String,
    stands: bool,
    changed: Callback<()>,
) -> impl IntoView {
    let role = CurrentSession::expect().untracked().map(|session| session.role);
    view! {
        {matches!(role, Some(Role::Supervisor | Role::ProgrammeManager))
            .then(|| view! { <ReportButton path=format!("/api/hits/{hit}/report.pdf") reference=reference /> })}
        {(stands && role == Some(Role::Supervisor)).then(|| view! { <CorrectionForm id=id corrected=changed /> })}
    }
}

#[component]
fn Facts(alert: Alert) -> impl IntoView {
    let i18n = use_i18n();
    let (raised_at, approach, rate) = (alert.raised_at, alert.approach, alert.base_rate);
    let reference = alert.reference.clone();
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
            <h2 class="alert-category">{alert.category.clone()}</h2>
            {match alert.taken_back.is_some() {
                // What was asked is kept to be read, and asks nothing any more.
                true => {
                    let instructions = alert.instructions.clone();
                    view! { <p class="soft">{move || t_string!(i18n, alert.it_said)} " " {instructions}</p> }.into_any()
                }
                false => {
                    view! { <p>{alert.instructions.clone()} " " <Phone number=alert.phone.clone() /></p> }.into_any()
                }
            }}
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
