//! Which page stands at which address.

use gloo_timers::callback::Interval;
use leptos::prelude::*;
use leptos_router::components::{A, Redirect, Route, Routes};
use leptos_router::path;
use wire::session::Role;

use crate::alerts::{AlertPage, AlertsPage};
use crate::api::Fault;
use crate::audit::AuditPage;
use crate::bench::{BenchPage, QueuePage, RatesPage};
use crate::calls::CallsPage;
use crate::cases::{CasePage, CasesPage};
use crate::components::{FaultBanner, Heading};
use crate::desk::Desk;
use crate::devices::DeviceCheckPage;
use crate::encounter::{EncounterPage, ReceiptPage};
use crate::enrolled::{
    ChoosePin, Device, DeviceListPage, EnrolDevicePage, Gate, LockedOut, MediumPage, QuarantinePage, Unlock,
};
use crate::handovers::HandoversPage;
use crate::names::NamesPage;
use crate::notices::NoticesPage;
use crate::purges::PurgePage;
use crate::redress::{PublicPage, RedressCasePage, RedressPage};
use crate::rules::RulesPage;
use crate::session::{CurrentSession, Standing};
use crate::sign_in::{AccountPage, AccountsPage, Enrol, Enter, Nobody};
use crate::texts::i18n::*;
use crate::watchlists::{
    EditEntryPage, EntryPage, ImportPage, ListPage, ListsPage, NewEntryPage, OneImportPage,
};

/// The pages.
#[component]
pub fn Pages() -> impl IntoView {
    view! {
        <Routes fallback=NotFound>
            <Route path=path!("/") view=Home />
            <Route path=path!("/enter") view=Enter />
            <Route path=path!("/encounter") view=EncounterPage />
            <Route path=path!("/receipts/:id") view=ReceiptPage />
            <Route path=path!("/queue") view=QueuePage />
            <Route path=path!("/alerts") view=AlertsPage />
            <Route path=path!("/alerts/:id") view=AlertPage />
            <Route path=path!("/handovers") view=HandoversPage />
            <Route path=path!("/bench/:id") view=BenchPage />
            <Route path=path!("/error-rates") view=RatesPage />
            <Route path=path!("/cases") view=CasesPage />
            <Route path=path!("/cases/:id") view=CasePage />
            <Route path=path!("/names") view=NamesPage />
            <Route path=path!("/audit") view=AuditPage />
            <Route path=path!("/redress") view=PublicPage />
            <Route path=path!("/requests") view=RedressPage />
            <Route path=path!("/request/:id") view=RedressCasePage />
            <Route path=path!("/notices") view=NoticesPage />
            <Route path=path!("/rules") view=RulesPage />
            <Route path=path!("/purge") view=PurgePage />
            <Route path=path!("/account") view=AccountPage />
            <Route path=path!("/calls") view=CallsPage />
            <Route path=path!("/accounts") view=AccountsPage />
            <Route path=path!("/devices") view=DeviceCheckPage />
            <Route path=path!("/enrol") view=EnrolDevicePage />
            <Route path=path!("/device-list") view=DeviceListPage />
            <Route path=path!("/quarantine") view=QuarantinePage />
            <Route path=path!("/mediums") view=MediumPage />
            <Route path=path!("/lists") view=ListsPage />
            <Route path=path!("/lists/:id") view=ListPage />
            <Route path=path!("/lists/:id/new") view=NewEntryPage />
            <Route path=path!("/lists/:id/import") view=ImportPage />
            <Route path=path!("/imports/:id") view=OneImportPage />
            <Route path=path!("/entries/:id") view=EntryPage />
            <Route path=path!("/entries/:id/edit") view=EditEntryPage />
        </Routes>
    }
}

/// Shows `children` to those who are signed in, and to the others how to sign in.
#[component]
pub fn SignedIn(children: ChildrenFn) -> impl IntoView {
    let session = CurrentSession::expect();
    // Only a change of person builds the page anew: a session that is read again must not lose work.
    let standing = Memo::new(move |_| match session.standing() {
        Standing::SignedIn(session) => Some(Ok((session.account, session.enrolling))),
        Standing::Asking => None,
        Standing::Nobody => Some(Err(None)),
        Standing::Unreachable => Some(Err(Some(Fault::Unreachable))),
        Standing::Outdated => Some(Err(Some(Fault::NotUnderstood))),
    });
    let device = Device::expect();
    let gate = Memo::new(move |_| match session.standing() {
        Standing::SignedIn(session) => device.gate(Some(&session)),
        Standing::Unreachable => device.gate(None),
        Standing::Asking | Standing::Nobody | Standing::Outdated => Gate::Open,
    });
    move || match (standing.get(), gate.get()) {
        (None, _) => view! { <Waiting /> }.into_any(),
        (_, Gate::Silent) => view! { <LockedOut /> }.into_any(),
        (_, Gate::Choose) => view! { <ChoosePin /> }.into_any(),
        (_, Gate::Locked(officer)) => view! { <Unlock officer=officer /> }.into_any(),
        (Some(Ok((_, true))), _) => view! { <Enrol /> }.into_any(),
        (Some(Ok((_, false))), _) => children().into_any(),
        (Some(Err(None)), _) => view! { <Nobody /> }.into_any(),
        (Some(Err(Some(fault))), _) => view! { <NoSession fault=fault /> }.into_any(),
    }
}

/// The role's own page.
#[component]
fn Home() -> impl IntoView {
    let session = CurrentSession::expect();
    view! {
        <SignedIn>
            {move || match session.role() {
                Some(Role::Officer) => view! { <Desk /> }.into_any(),
                Some(Role::Reviewer | Role::Supervisor) => view! { <Redirect path="/queue" /> }.into_any(),
                Some(Role::ProgrammeManager) => view! { <Redirect path="/requests" /> }.into_any(),
                Some(Role::WatchlistManager) => view! { <Redirect path="/lists" /> }.into_any(),
                Some(_) => view! { <Redirect path="/audit" /> }.into_any(),
                None => ().into_any(),
            }}
        </SignedIn>
    }
}

/// It is not known yet what to show.
#[component]
pub fn Waiting() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="page narrow">
            <p role="status" class="soft">
                {move || t_string!(i18n, shell.one_moment)}
            </p>
        </div>
    }
}

/// It cannot be known who is signed in.
#[component]
fn NoSession(fault: Fault) -> impl IntoView {
    let i18n = use_i18n();
    let session = CurrentSession::expect();
    let outdated = fault == Fault::NotUnderstood;
    // It ends with this page, which owns it.
    StoredValue::new_local(Interval::new(5_000, move || session.ask()));
    let again = move |_| match outdated {
        // A page that cannot be read again stays as it is.
        true => drop(window().location().reload()),
        false => session.ask(),
    };
    view! {
        <div class="page narrow">
            <section class="panel">
                <Heading>
                    {move || match outdated {
                        true => t_string!(i18n, shell.outdated),
                        false => t_string!(i18n, shell.unreachable),
                    }}
                </Heading>
                <FaultBanner fault=Some(fault) />
                <button class="btn go" on:click=again>
                    {move || match outdated {
                        true => t_string!(i18n, shell.read_again),
                        false => t_string!(i18n, shell.try_again),
                    }}
                </button>
            </section>
        </div>
    }
}

#[component]
fn NotFound() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="page narrow">
            <section class="panel">
                <Heading>{move || t_string!(i18n, shell.no_such_page)}</Heading>
                <p>
                    <A href="/">{move || t_string!(i18n, shell.home)}</A>
                </p>
            </section>
        </div>
    }
}
