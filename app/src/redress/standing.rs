//! How a request stands, as its person sees it: nothing that says anything about them.

use leptos::prelude::*;
use leptos::task::spawn_local;
use notice::Page;
use wire::redress::{Done, OwnCase, State};

use super::public_page::{InLanguage, TypedCode, failed, words_of};
use crate::api::{Api, Fault};
use crate::components::{Banner, Tone};
use crate::told::day;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Found {
    NotAsked,
    UnderWay,
    Unknown,
    Case(OwnCase),
    Failed(Fault),
}

#[component]
pub(super) fn Status(said: InLanguage, code: TypedCode) -> impl IntoView {
    let api = Api::expect();
    let p = move || said.words();
    let found = RwSignal::new(Found::NotAsked);
    let look = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(code) = code.read() else { return };
        found.set(Found::UnderWay);
        spawn_local(async move {
            found.set(match api.redress_standing(code).await {
                Ok(standing) => standing.case.map_or(Found::Unknown, Found::Case),
                Err(fault) => Found::Failed(fault),
            });
        });
    };
    view! {
        <form class="panel" on:submit=look>
            <h2>{move || p().status_title.as_str()}</h2>
            <button class="btn" prop:disabled=move || found.with(|found| *found == Found::UnderWay)>
                {move || p().status.as_str()}
            </button>
            {move || match found.get() {
                Found::NotAsked | Found::UnderWay => ().into_any(),
                Found::Unknown => view! { <Banner tone=Tone::Quiet>{p().none.as_str()}</Banner> }.into_any(),
                Found::Case(case) => view! { <Standing case=case said=said /> }.into_any(),
                Found::Failed(fault) => {
                    view! { <Banner tone=Tone::Warn>{failed(p(), &fault)}</Banner> }.into_any()
                }
            }}
        </form>
    }
}

#[component]
fn Standing(case: OwnCase, said: InLanguage) -> impl IntoView {
    let (page, tag) = (said.words(), said.tag());
    let (state, tone) = match case.state {
        State::Received => (&page.received, Tone::Quiet),
        State::InProgress => (&page.in_progress, Tone::Now),
        State::Answered => (&page.answered, Tone::Good),
    };
    let end = match case.closed_at {
        Some(at) => (&page.closed, day(tag, at)),
        None => (&page.due, day(tag, case.due_at)),
    };
    let asked: Vec<_> = case.asks.iter().map(|ask| words_of(page, *ask)).collect();
    let done: Vec<_> = case.done.iter().map(|done| words_of_done(page, *done)).collect();
    let nothing = done.is_empty();
    view! {
        <div data-testid="standing">
            <Banner tone=tone>
                <b>{state.as_str()}</b>
                " "
                {(case.state == State::Answered).then_some(page.answer_where.as_str())}
            </Banner>
            <dl class="facts">
                <dt>{page.opened.as_str()}</dt>
                <dd>{day(tag, case.opened_at)}</dd>
                <dt>{end.0.as_str()}</dt>
                <dd>{end.1}</dd>
                <dt>{page.asked_for.as_str()}</dt>
                <dd>{lines(asked)}</dd>
                <dt>{page.done.as_str()}</dt>
                <dd>{if nothing { lines(vec![page.done_nothing.as_str()]) } else { lines(done) }}</dd>
            </dl>
        </div>
    }
}

fn lines(all: Vec<&'static str>) -> impl IntoView {
    view! { <ul>{all.into_iter().map(|line| view! { <li>{line}</li> }).collect_view()}</ul> }
}

fn words_of_done(page: &'static Page, done: Done) -> &'static str {
    match done {
        Done::Corrected => &page.done_corrected,
        Done::Restricted => &page.done_restricted,
        Done::Lifted => &page.done_lifted,
        Done::Erased => &page.done_erased,
        Done::Told => &page.done_told,
    }
}
