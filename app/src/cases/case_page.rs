//! `/cases/:id`: where a case stands, what has to be done, and all that happened.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;
use wire::CaseId;
use wire::case::{CaseView, Next};

use super::encounters::{Encounters, Links};
use super::material::{Documents, NoteForm};
use super::timeline::Timeline;
use crate::alerts::ReportButton;
use crate::api::{Api, Fault};
use crate::components::{Chip, FaultBanner, Heading, Icon, Shape, Tone};
use crate::routes::SignedIn;
use crate::texts::i18n::*;
use crate::words;

/// `/cases/:id`.
#[component]
pub fn CasePage() -> impl IntoView {
    let params = use_params_map();
    view! {
        <SignedIn>
            {move || {
                let id = params.with(|params| params.get("id")).and_then(|id| id.parse().ok());
                id.map(|id| view! { <OneCase id=id /> })
            }}
        </SignedIn>
    }
}

/// The case on the page, and what is being done about it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Work {
    pub api: Api,
    pub id: CaseId,
    pub case: RwSignal<Option<CaseView>>,
    pub fault: RwSignal<Option<Fault>>,
    pub busy: RwSignal<bool>,
}

impl Work {
    /// Does something about the case; a fresh proof of who is there is asked for where it is needed. `then` is given the case
    /// that the server answers, if it was done.
    pub fn run<F>(self, call: impl Fn() -> F + 'static, then: impl FnOnce(CaseView) + 'static)
    where
        F: Future<Output = Result<CaseView, Fault>> + 'static,
    {
        self.busy.set(true);
        self.fault.set(None);
        spawn_local(async move {
            match self.api.confirmed(call).await {
                Ok(case) => then(case),
                Err(fault) => self.fault.set(Some(fault)),
            }
            self.busy.set(false);
        });
    }

    /// Shows the case as it now is.
    pub fn show(self, case: CaseView) {
        self.case.set(Some(case));
    }
}

#[component]
fn OneCase(id: CaseId) -> impl IntoView {
    let i18n = use_i18n();
    let api = Api::expect();
    let work =
        Work { api, id, case: RwSignal::new(None), fault: RwSignal::new(None), busy: RwSignal::new(false) };
    work.run(move || api.subject_case(id), move |case| work.show(case));
    let waiting = move || work.case.with(Option::is_none) && work.fault.with(Option::is_none);
    view! {
        <div class="page cases">
            <A href="/cases" attr:class="back">
                {move || t_string!(i18n, cases.back)}
            </A>
            <Heading>
                {move || t_string!(i18n, cases.one)} " "
                <span class="reference">{id.reference()}</span>
            </Heading>
            <Show when=waiting>
                <p class="soft" role="status">
                    {move || t_string!(i18n, shell.one_moment)}
                </p>
            </Show>
            <FaultBanner fault=work.fault />
            {move || work.case.get().map(|case| view! { <Whole case=case work=work /> })}
        </div>
    }
}

#[component]
fn Whole(case: CaseView, work: Work) -> impl IntoView {
    let i18n = use_i18n();
    let state = case.item.state;
    let opened_at = case.item.opened_at;
    let count = case.item.encounters.len() as u32;
    view! {
        <section class="panel case-head" aria-labelledby="case-next">
            <p class="chips">
                <Chip tone=words::case_tone(state)>{move || words::case_state(i18n, state)}</Chip>
                <span class="soft">
                    {move || t_string!(i18n, cases.encounters, count = count)} " · "
                    {move || t_string!(i18n, cases.opened, moment = words::moment(i18n, opened_at))}
                </span>
            </p>
            <h2 id="case-next">{move || t_string!(i18n, cases.next)}</h2>
            <NextSteps next=case.item.next.clone() />
        </section>
        <div class="case-columns">
            <div class="case-main">
                <NoteForm work=work />
                <Timeline moments=case.timeline.clone() />
            </div>
            <div class="case-side">
                <Encounters case=case.clone() work=work />
                <Documents documents=case.documents.clone() work=work />
                <Links links=case.links />
                <ReportButton path=format!("/api/cases/{}/report.pdf", work.id) reference=work.id.reference() />
            </div>
        </div>
    }
}

/// What has to be done, the most urgent first; that nothing has to be is said too.
#[component]
fn NextSteps(next: Vec<Next>) -> impl IntoView {
    let i18n = use_i18n();
    let nothing = next.is_empty();
    view! {
        <ul class="next-steps" data-testid="next">
            {next
                .into_iter()
                .map(|step| {
                    let other = match &step {
                        Next::Merge { with, reference } => Some((*with, reference.clone())),
                        _ => None,
                    };
                    view! {
                        <li>
                            <Icon shape=Shape::from(Tone::Warn) />
                            <span>
                                {move || words::next(i18n, &step)}
                                {other
                                    .map(|(id, reference)| {
                                        view! { " " <A href=format!("/cases/{id}") attr:class="reference">{reference}</A> }
                                    })}
                            </span>
                        </li>
                    }
                })
                .collect_view()}
            {nothing
                .then(|| {
                    view! {
                        <li>
                            <Icon shape=Shape::from(Tone::Good) />
                            <span>{move || t_string!(i18n, cases.nothing)}</span>
                        </li>
                    }
                })}
        </ul>
    }
}
