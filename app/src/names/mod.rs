//! `/names`: who may be meant by a name, for a reason that is on record.

use leptos::prelude::*;
use leptos::task::spawn_local;
use wire::biography::{Biography, BornAgreement, NameMatch, NameSearch, NamedRecord};
use wire::session::Role;

use crate::api::{Api, Fault};
use crate::components::{BiographyFields, Chip, FaultBanner, Heading, Reason, ReasonField, Tone};
use crate::redress::LoseReceipt;
use crate::routes::SignedIn;
use crate::session::CurrentSession;
use crate::texts::i18n::*;
use crate::words;

/// `/names`.
#[component]
pub fn NamesPage() -> impl IntoView {
    view! {
        <SignedIn>
            <Search />
        </SignedIn>
    }
}

#[component]
fn Search() -> impl IntoView {
    let i18n = use_i18n();
    let api = Api::expect();
    let facts = RwSignal::new(Biography::default());
    let reason = Reason::of_letters(1);
    let found = RwSignal::new(None::<Vec<NameMatch>>);
    let fault = RwSignal::new(None::<Fault>);
    let busy = RwSignal::new(false);
    let named = move || facts.with(|facts| !facts.names.is_empty());
    let search = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(reason) = reason.given() else { return };
        busy.set(true);
        fault.set(None);
        spawn_local(async move {
            let search = NameSearch { facts: facts.get_untracked(), reason };
            match api.post::<Vec<NameMatch>>("/api/names", &search).await {
                Ok(matches) => found.set(Some(matches)),
                Err(refused) => {
                    found.set(None);
                    fault.set(Some(refused));
                }
            }
            busy.set(false);
        });
    };
    view! {
        <div class="page narrow">
            <Heading>{move || t_string!(i18n, biography.title)}</Heading>
            <p class="soft">{move || t_string!(i18n, biography.what)}</p>
            <form class="panel entry-form" novalidate on:submit=search>
                <BiographyFields facts=facts />
                <ReasonField
                    reason=reason
                    label=Signal::derive(move || t_string!(i18n, biography.reason))
                    fault=Signal::derive(move || t_string!(i18n, remedy.field_reason))
                    rows=1
                />
                <FaultBanner fault=fault />
                <div class="actions">
                    <button class="btn go" type="submit" prop:disabled=move || busy.get() || !named()>
                        {move || t_string!(i18n, biography.search)}
                    </button>
                </div>
            </form>
            <p role="status" class="soft">
                {move || match (busy.get(), found.with(|found| found.as_ref().map(Vec::len))) {
                    (true, _) => t_string!(i18n, shell.one_moment).to_owned(),
                    (false, None) => String::new(),
                    (false, Some(0)) => t_string!(i18n, biography.nobody).to_owned(),
                    (false, Some(count)) => t_string!(i18n, biography.found, count = count as u32),
                }}
            </p>
            <ol class="named">
                {move || {
                    found
                        .get()
                        .unwrap_or_default()
                        .into_iter()
                        .map(|found| view! { <Named found=found /> })
                        .collect_view()
                }}
            </ol>
        </div>
    }
}

/// One who may be meant: where the record is, what it says, and in words how that agrees.
#[component]
fn Named(found: NameMatch) -> impl IntoView {
    let i18n = use_i18n();
    let NameMatch { record, reference, facts, name, born, .. } = found;
    let session = CurrentSession::expect();
    let lost = match record {
        NamedRecord::Encounter { id, .. } => Some(id),
        NamedRecord::Entry { .. } => None,
    };
    let lost = move || lost.filter(|_| session.role() == Some(Role::ProgrammeManager));
    let place = move || match &record {
        NamedRecord::Entry { list, .. } => t_string!(i18n, biography.entry_of, list = list.clone()),
        NamedRecord::Encounter { site, at, .. } => {
            let moment = words::moment(i18n, *at);
            t_string!(i18n, biography.encounter_at, site = site.clone(), moment = moment)
        }
    };
    let percent = (name * 100.0).round() as u32;
    let mut said = facts.names;
    said.extend(facts.born.map(|born| born.to_string()));
    said.extend(Some(facts.place).filter(|place| !place.is_empty()));
    view! {
        <li class="panel" data-testid="named" data-reference=reference.clone()>
            <p>
                <b class="reference">{reference.clone()}</b>
                " "
                <span class="soft">{place}</span>
            </p>
            <p>{said.join(" · ")}</p>
            <p class="named-how">
                <Chip tone=Tone::Quiet>{move || t_string!(i18n, biography.name_alike, percent = percent)}</Chip>
                {born.map(|born| view! { <Chip tone=born_tone(born)>{move || words::born(i18n, born)}</Chip> })}
            </p>
            {move || lost().map(|id| view! { <LoseReceipt encounter=id /> })}
        </li>
    }
}

fn born_tone(born: BornAgreement) -> Tone {
    match born {
        BornAgreement::Different => Tone::Warn,
        _ => Tone::Quiet,
    }
}
