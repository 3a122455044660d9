use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::handover::{HandoverFigures, HandoverRow, HandoverState};
use wire::session::Role;

use super::authorities::Authorities;
use crate::api::{Api, Fault};
use crate::components::{FaultBanner, Heading};
use crate::events::Events;
use crate::routes::SignedIn;
use crate::session::CurrentSession;
use crate::texts::i18n::*;
use crate::words;

/// `/handovers`: what alerts led to, counted; for programme managers also the authorities.
#[component]
pub fn HandoversPage() -> impl IntoView {
    view! {
        <SignedIn>
            <Figures />
        </SignedIn>
    }
}

#[component]
fn Figures() -> impl IntoView {
    let i18n = use_i18n();
    let (api, events, session) = (Api::expect(), Events::expect(), CurrentSession::expect());
    let figures = RwSignal::new(None::<HandoverFigures>);
    let fault = RwSignal::new(None::<Fault>);
    Effect::new(move || {
        events.alerts.track();
        spawn_local(async move {
            match api.get("/api/handovers/figures").await {
                Ok(read) => {
                    figures.set(Some(read));
                    fault.set(None);
                }
                Err(refused) => fault.set(Some(refused)),
            }
        });
    });
    view! {
        <div class="page handovers-page">
            <Heading>{move || t_string!(i18n, handover.figures)}</Heading>
            <p class="soft">{move || t_string!(i18n, handover.figures_what)}</p>
            <FaultBanner fault=fault />
            <Show when=move || figures.with(Option::is_none) && fault.with(Option::is_none)>
                <p role="status" class="soft">
                    {move || t_string!(i18n, shell.one_moment)}
                </p>
            </Show>
            {move || figures.get().map(|figures| view! { <Table rows=figures.rows /> })}
            <Show when=move || session.role() == Some(Role::ProgrammeManager)>
                <Authorities />
            </Show>
        </div>
    }
}

#[component]
fn Table(rows: Vec<HandoverRow>) -> impl IntoView {
    let i18n = use_i18n();
    if rows.is_empty() {
        return view! { <p class="panel empty">{move || t_string!(i18n, alert.none)}</p> }.into_any();
    }
    let sum = |count: fn(&HandoverRow) -> u32| rows.iter().map(count).sum::<u32>();
    let (alerts, back) = (sum(|row| row.alerts), sum(|row| row.taken_back));
    let states: Vec<u32> = (0..4).map(|at| rows.iter().map(|row| row.states[at]).sum()).collect();
    view! {
        // A table that is wider than a phone scrolls, by keys too.
        <section class="panel figures-scroll" tabindex="0" aria-label=move || t_string!(i18n, handover.figures)>
            <table class="figures">
                <thead>
                    <tr>
                        <th scope="col">{move || t_string!(i18n, handover.month)}</th>
                        <th scope="col">{move || t_string!(i18n, handover.site)}</th>
                        <th scope="col">{move || t_string!(i18n, handover.category)}</th>
                        <th scope="col" class="number">{move || t_string!(i18n, alert.all)}</th>
                        {HandoverState::ALL
                            .map(|state| {
                                view! {
                                    <th scope="col" class="number">
                                        {move || words::handover_state(i18n, state)}
                                    </th>
                                }
                            })}
                        <th scope="col" class="number">{move || t_string!(i18n, alert.state_back)}</th>
                    </tr>
                </thead>
                <tbody>
                    {rows
                        .into_iter()
                        .map(|row| {
                            let month = row.month;
                            view! {
                                <tr>
                                    <td>{move || words::month(i18n, month)}</td>
                                    <td>{row.site}</td>
                                    <td>{row.category}</td>
                                    <td class="number">{row.alerts}</td>
                                    {row.states.map(|count| view! { <td class="number">{count}</td> })}
                                    <td class="number">{row.taken_back}</td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
                <tfoot>
                    <tr>
                        <th scope="row" colspan="3">{move || t_string!(i18n, handover.all)}</th>
                        <td class="number">{alerts}</td>
                        {states.into_iter().map(|count| view! { <td class="number">{count}</td> }).collect_view()}
                        <td class="number">{back}</td>
                    </tr>
                </tfoot>
            </table>
        </section>
    }
    .into_any()
}
