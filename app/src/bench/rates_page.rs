//! `/error-rates`: how often hits are decided wrongly, as known answers tell it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::reviewing::{ErrorRates, PersonTally, Share, Tally};

use crate::I18n;
use crate::api::{Api, Fault};
use crate::components::{FaultBanner, Heading};
use crate::routes::SignedIn;
use crate::texts::i18n::*;
use crate::words;

/// Words of the catalogue.
type Words = fn(I18n) -> &'static str;

/// The rates of everybody and of each person, or one's own.
#[component]
pub fn RatesPage() -> impl IntoView {
    view! {
        <SignedIn>
            <Rates />
        </SignedIn>
    }
}

#[component]
fn Rates() -> impl IntoView {
    let i18n = use_i18n();
    let api = Api::expect();
    let rates = RwSignal::new(None::<ErrorRates>);
    let fault = RwSignal::new(None::<Fault>);
    spawn_local(async move {
        match api.get("/api/error-rates").await {
            Ok(read) => {
                // The page may have been left meanwhile.
                let _ = rates.try_set(Some(read));
            }
            Err(refused) => {
                let _ = fault.try_set(Some(refused));
            }
        }
    });
    view! {
        <div class="page account rates-page">
            <Heading>{move || t_string!(i18n, reviewing.rates)}</Heading>
            <p class="soft">{move || t_string!(i18n, reviewing.rates_what)}</p>
            <FaultBanner fault=fault />
            <Show when=move || rates.with(Option::is_none) && fault.with(Option::is_none)>
                <p role="status" class="soft">
                    {move || t_string!(i18n, shell.one_moment)}
                </p>
            </Show>
            {move || rates.get().map(|rates| view! { <Told rates=rates /> })}
        </div>
    }
}

#[component]
fn Told(rates: ErrorRates) -> impl IntoView {
    let i18n = use_i18n();
    let ErrorRates { since, everybody, people } = rates;
    let of_all = everybody.is_some();
    let since = move || t_string!(i18n, reviewing.rates_since, time = words::moment_with_year(i18n, since));
    if everybody
        .iter()
        .chain(people.iter().map(|person| &person.tally))
        .all(|tally| *tally == Tally::default())
    {
        return view! { <p class="panel empty">{since} " " {move || t_string!(i18n, reviewing.nothing_counted)}</p> }
            .into_any();
    }
    view! {
        <p>{since}</p>
        {everybody
            .map(|tally| {
                view! { <Table name=Signal::derive(move || t_string!(i18n, reviewing.everybody).to_owned()) tally=tally /> }
            })}
        <Show when=move || of_all>
            <p class="soft">{move || t_string!(i18n, reviewing.no_ranking)}</p>
        </Show>
        {people
            .into_iter()
            .map(|PersonTally { name, tally }| view! { <Table name=Signal::derive(move || name.clone()) tally=tally /> })
            .collect_view()}
    }
    .into_any()
}

/// What is told of each rate, in the order of its columns.
const COLUMNS: [Words; 3] = [
    |i18n| t_string!(i18n, reviewing.counted),
    |i18n| t_string!(i18n, reviewing.share),
    |i18n| t_string!(i18n, reviewing.interval),
];

/// On a phone each rate is a card, with the name of each figure beside it; the roles keep it a table for whoever listens.
#[component]
fn Table(name: Signal<String>, tally: Tally) -> impl IntoView {
    let i18n = use_i18n();
    let rows: [(Words, Share); 3] = [
        (|i18n| t_string!(i18n, reviewing.false_identifications), tally.false_identifications()),
        (|i18n| t_string!(i18n, reviewing.missed_identifications), tally.missed_identifications()),
        (|i18n| t_string!(i18n, reviewing.inconclusives), tally.inconclusive()),
    ];
    view! {
        <section class="panel figures-scroll" tabindex="0" aria-label=name data-testid="rates">
            <table class="figures" role="table">
                <caption>{name}</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th scope="col" role="columnheader">{move || t_string!(i18n, reviewing.kind)}</th>
                        {COLUMNS
                            .map(|name| {
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
                        .map(|(kind, share)| {
                            view! {
                                <tr role="row">
                                    <th scope="row" role="rowheader">{move || kind(i18n)}</th>
                                    <td role="cell" class="number" data-name=move || COLUMNS[0](i18n)>
                                        {move || t_string!(i18n, reviewing.of, count = share.count, all = share.of)}
                                    </td>
                                    <td role="cell" class="number" data-name=move || COLUMNS[1](i18n)>
                                        {percent(share)}
                                    </td>
                                    <td role="cell" class="number" data-name=move || COLUMNS[2](i18n)>
                                        {interval(share)}
                                    </td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </section>
    }
}

/// "12.5 %"; a dash where nothing was counted, for that is no rate of nought.
fn percent(share: Share) -> String {
    match share.of {
        0 => "–".to_owned(),
        of => format!("{:.1} %", 100.0 * f64::from(share.count) / f64::from(of)),
    }
}

fn interval(share: Share) -> String {
    share
        .interval()
        .map_or_else(|| "–".to_owned(), |(low, high)| format!("{:.1}–{:.1} %", 100.0 * low, 100.0 * high))
}
