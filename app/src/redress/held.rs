//! All that is held about a person under one record.

use leptos::prelude::*;
use wire::hit::Against;
use wire::redress::{Held, HeldAgainst, HeldHit};

use crate::I18n;
use crate::components::{Banner, Chip, Tone};
use crate::texts::i18n::*;
use crate::words;

#[component]
pub(super) fn WhatIsHeld(held: Option<Held>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <section class="panel" aria-labelledby="held">
            <h2 id="held">{move || t_string!(i18n, redress.held)}</h2>
            {match held {
                None => view! { <p>{move || t_string!(i18n, redress.nothing_held)}</p> }.into_any(),
                Some(held) => view! { <Facts held=held /> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn Facts(held: Held) -> impl IntoView {
    let i18n = use_i18n();
    let Held { sealed_at, status, permission, notice, .. } = held;
    let told =
        notice::language(&notice.language).map_or_else(|| notice.language.clone(), |l| l.name.to_owned());
    let frozen = held.restricted_at;
    let alert = held.alert;
    view! {
        {frozen
            .map(|since| {
                view! {
                    <Banner tone=Tone::Warn>
                        {move || t_string!(i18n, redress.frozen_since, when = words::moment(i18n, since))}
                    </Banner>
                }
            })}
        <dl class="facts">
            <dt>{move || t_string!(i18n, redress.made)}</dt>
            <dd>{move || words::moment(i18n, sealed_at)} ", " {held.officer}</dd>
            <dt>{move || t_string!(i18n, redress.stands)}</dt>
            <dd>
                <Chip tone=words::status_tone(status)>{move || words::status(i18n, status)}</Chip>
            </dd>
            <dt>{move || t_string!(i18n, redress.national)}</dt>
            <dd>{move || words::national(i18n, permission.host_national)}</dd>
            <dt>{move || t_string!(i18n, redress.age)}</dt>
            <dd>{move || words::age_answer(i18n, permission.age)}</dd>
            <dt>{move || t_string!(i18n, notice.step)}</dt>
            <dd>
                {told} ", " {move || t_string!(i18n, redress.version, version = notice.version)} ", "
                {move || words::manner(i18n, notice.manner)}
            </dd>
            <dt>{move || t_string!(i18n, redress.prints)}</dt>
            <dd>
                {move || {
                    t_string!(
                        i18n,
                        redress.prints_held,
                        prints = held.prints,
                        missing = held.missing,
                        photographs = held.photographs,
                        images = held.images
                    )
                }}
            </dd>
            <dt>{move || t_string!(i18n, redress.looks)}</dt>
            <dd>{held.looks}</dd>
            <dt>{move || t_string!(i18n, redress.hits)}</dt>
            <dd>
                <Hits hits=held.hits />
            </dd>
            {alert
                .map(|alert| {
                    view! {
                        <dt>{move || t_string!(i18n, redress.alert)}</dt>
                        <dd>{alert.list} ": " {alert.category} " (" {alert.source} ")"</dd>
                    }
                })}
        </dl>
    }
}

#[component]
fn Hits(hits: Vec<HeldHit>) -> impl IntoView {
    let i18n = use_i18n();
    let none = hits.is_empty();
    view! {
        {none.then(|| view! { <span>{move || t_string!(i18n, redress.no_hits)}</span> })}
        <ul>
            {hits
                .into_iter()
                .map(|hit| {
                    let (stage, outcome) = (hit.stage, hit.outcome);
                    let kind = match hit.against {
                        HeldAgainst::Listed { .. } => Against::SomebodyListed,
                        HeldAgainst::Recorded { .. } => Against::SomebodyRecorded,
                    };
                    view! {
                        <li>
                            {move || against(i18n, &hit.against)} ", "
                            {move || match outcome {
                                Some(outcome) => words::ending(i18n, kind, outcome).0.to_owned(),
                                None => words::stage(i18n, stage).to_owned(),
                            }}
                        </li>
                    }
                })
                .collect_view()}
        </ul>
    }
}

fn against(i18n: I18n, against: &HeldAgainst) -> String {
    match against {
        HeldAgainst::Listed { list, category } => format!("{list}: {category}"),
        HeldAgainst::Recorded { reference, site } => {
            t_string!(i18n, redress.link, reference = reference.clone(), site = site.clone())
        }
    }
}
