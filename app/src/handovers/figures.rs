use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::handover::{Counts, HandoverFigures, HandoverState};
use wire::session::Role;

use super::authorities::Authorities;
use crate::I18n;
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
            {move || figures.get().map(|figures| view! { <Table figures=figures /> })}
            <Show when=move || session.role() == Some(Role::ProgrammeManager)>
                <Authorities />
            </Show>
        </div>
    }
}

/// On a phone each row is a card, with the name of each count beside it; the roles keep it a table for whoever listens.
#[component]
fn Table(figures: HandoverFigures) -> impl IntoView {
    let i18n = use_i18n();
    let HandoverFigures { smallest, rows, all } = figures;
    if rows.is_empty() {
        return view! { <p class="panel empty">{move || t_string!(i18n, alert.none)}</p> }.into_any();
    }
    let hides = smallest > 1;
    view! {
        <section class="panel" aria-label=move || t_string!(i18n, handover.figures)>
            {hides
                .then(|| {
                    view! {
                        <p class="soft">
                            {move || t_string!(i18n, handover.not_shown, smallest = u32::from(smallest))}
                        </p>
                    }
                })}
            <table class="figures" role="table">
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">{move || t_string!(i18n, handover.month)}</th>
                        <th scope="col" role="columnheader">{move || t_string!(i18n, handover.site)}</th>
                        <th scope="col" role="columnheader">{move || t_string!(i18n, handover.category)}</th>
                        {COLUMNS
                            .map(|(name, _)| {
                                view! {
                                    <th scope="col" role="columnheader" class="number">
                                        {move || name(i18n)}
                                    </th>
                                }
                            })}
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    {rows
                        .into_iter()
                        .map(|row| {
                            let month = row.month;
                            view! {
                                <tr role="row">
                                    <th scope="row" role="rowheader">{move || words::month(i18n, month)}</th>
                                    <td role="cell">{row.site}</td>
                                    <td role="cell">{row.category}</td>
                                    <Numbers counts=row.counts />
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
                <tfoot role="rowgroup">
                    <tr role="row">
                        <th scope="row" role="rowheader" colspan="3">
                            {move || t_string!(i18n, handover.all)}
                        </th>
                        <Numbers counts=all />
                    </tr>
                </tfoot>
            </table>
        </section>
    }
    .into_any()
}

/// The name of a column of counts.
type Name = fn(I18n) -> &'static str;
/// What it counts; none where that is not shown.
type Count = fn(&Counts) -> Option<u32>;

/// The columns of counts, in their order.
const COLUMNS: [(Name, Count); 6] = [
    (|i18n| t_string!(i18n, alert.all), |counts| counts.alerts),
    (|i18n| words::handover_state(i18n, HandoverState::ALL[0]), |counts| Some(counts.led_to?.states[0])),
    (|i18n| words::handover_state(i18n, HandoverState::ALL[1]), |counts| Some(counts.led_to?.states[1])),
    (|i18n| words::handover_state(i18n, HandoverState::ALL[2]), |counts| Some(counts.led_to?.states[2])),
    (|i18n| words::handover_state(i18n, HandoverState::ALL[3]), |counts| Some(counts.led_to?.states[3])),
    (|i18n| t_string!(i18n, alert.state_back), |counts| Some(counts.led_to?.taken_back)),
];

#[component]
fn Numbers(counts: Counts) -> impl IntoView {
    let i18n = use_i18n();
    if COLUMNS.iter().all(|(_, count)| count(&counts).is_none()) {
        return view! {
            <td role="cell" class="number none-shown" colspan=COLUMNS.len() aria-colspan=COLUMNS.len()>
                {move || t_string!(i18n, handover.hidden)}
            </td>
        }
        .into_any();
    }
    COLUMNS
        .map(|(name, count)| {
            let count = count(&counts);
            view! {
                <td role="cell" class="number" class:none-shown=count.is_none() data-name=move || name(i18n)>
                    {move || match count {
                        Some(count) => words::number(i18n, count.into()),
                        None => t_string!(i18n, handover.hidden).to_owned(),
                    }}
                </td>
            }
        })
        .collect_view()
        .into_any()
}
