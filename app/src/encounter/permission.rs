use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use policy::{Age, Answers, Permission, Rule, may_record};
use wire::session::Site;

use super::current::CurrentEncounter;
use super::draft::{Draft, Step};
use crate::api::{Api, Fault};
use crate::components::{FaultBanner, Heading, Icon, Shape};
use crate::texts::i18n::*;
use crate::words;

/// May we record? No more is asked than it takes to know.
#[component]
pub fn PermissionStep() -> impl IntoView {
    let refused = RwSignal::new(None::<Rule>);
    move || match refused.get() {
        None => view! { <Questions refused=refused /> }.into_any(),
        Some(rule) => view! { <RefusedPerson rule=rule /> }.into_any(),
    }
}

#[component]
fn Questions(refused: RwSignal<Option<Rule>>) -> impl IntoView {
    let i18n = use_i18n();
    let (draft, site) = (Draft::expect(), expect_context::<Site>());
    let national = RwSignal::new(None::<bool>);
    let age = RwSignal::new(None::<Age>);
    let limit = site.policy.minimum_age;
    let country = site.policy.host_country_name.clone();
    let rules = site.policy;

    // If the most favourable age would not help, the age is not asked.
    let whatever_age = {
        let rules = rules.clone();
        move || {
            let host_national = national.get()?;
            Some(may_record(&rules, Answers { host_national, age: Age::AtLeastLimit }))
        }
    };
    let ask_age = {
        let whatever_age = whatever_age.clone();
        Memo::new(move |_| matches!(whatever_age(), Some(Permission::Granted(_))))
    };
    let answered = move || national.get().is_some() && (!ask_age.get() || age.get().is_some());
    let go_on = move |_| {
        let (Some(host_national), chosen) = (national.get_untracked(), age.get_untracked()) else { return };
        let answers = Answers { host_national, age: chosen.unwrap_or(Age::InDoubt) };
        match may_record(&rules, answers) {
            Permission::Granted(_) => {
                draft.permission.set(Some(answers));
                draft.step.set(Step::Notice);
            }
            Permission::Refused(rule) => refused.set(Some(rule)),
        }
    };

    view! {
        <section class="panel questions">
            <Heading>{move || t_string!(i18n, permission.title)}</Heading>
            <p class="soft">{move || t_string!(i18n, permission.why)}</p>
            <fieldset>
                <legend>{move || t_string!(i18n, permission.citizenship, country = country.clone())}</legend>
                <div class="options">
                    <Choose group="national" value=false chosen=national>
                        {move || t_string!(i18n, permission.no)}
                    </Choose>
                    <Choose group="national" value=true chosen=national>
                        {move || t_string!(i18n, permission.yes)}
                    </Choose>
                </div>
            </fieldset>
            <Show when=move || ask_age.get()>
                <fieldset>
                    <legend>{move || t_string!(i18n, permission.age, limit = limit)}</legend>
                    <div class="options">
                        <Choose group="age" value=Age::AtLeastLimit chosen=age>
                            {move || t_string!(i18n, permission.at_least, limit = limit)}
                        </Choose>
                        <Choose group="age" value=Age::UnderLimit chosen=age>
                            {move || t_string!(i18n, permission.under, limit = limit)}
                        </Choose>
                        <Choose group="age" value=Age::InDoubt chosen=age>
                            {move || t_string!(i18n, permission.in_doubt)}
                        </Choose>
                    </div>
                </fieldset>
            </Show>
            <div class="actions">
                <button class="btn go" prop:disabled=move || !answered() on:click=go_on>
                    {move || t_string!(i18n, shell.next)}
                </button>
            </div>
        </section>
    }
}

/// One answer of several.
#[component]
fn Choose<T>(group: &'static str, value: T, chosen: RwSignal<Option<T>>, children: Children) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    view! {
        <label class="option">
            <input
                type="radio"
                name=group
                prop:checked=move || chosen.get() == Some(value)
                on:change=move |_| chosen.set(Some(value))
            />
            <span>{children()}</span>
        </label>
    }
}

/// Policy lets nothing be recorded: only the rule is counted.
#[component]
fn RefusedPerson(rule: Rule) -> impl IntoView {
    let i18n = use_i18n();
    let (api, site) = (Api::expect(), expect_context::<Site>());
    let encounter = CurrentEncounter::expect();
    let limit = site.policy.minimum_age;
    let (counted, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    spawn_local(async move {
        // The count goes on being tried after the officer has left this page, whose signals are then gone.
        while let Err(refused) = api.count_refusal(rule).await {
            let passes = refused.passes();
            fault.try_set(Some(refused));
            if !passes {
                return;
            }
            TimeoutFuture::new(5_000).await;
        }
        fault.try_set(None);
        counted.try_set(true);
    });
    on_cleanup(move || encounter.discard());
    view! {
        <section class="panel refused-person">
            <div class="big-sign">
                <Icon shape=Shape::Octagon />
            </div>
            <Heading>{move || t_string!(i18n, permission.refused)}</Heading>
            <p class="big">{move || words::rule(i18n, rule, limit)}</p>
            <p role="status">
                {move || if counted.get() { t_string!(i18n, permission.counted) } else { "" }}
            </p>
            <FaultBanner fault=fault />
            <div class="actions">
                <A href="/" attr:class="btn go">
                    {move || t_string!(i18n, encounter.to_desk)}
                </A>
            </div>
        </section>
    }
}
