use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use policy::{Age, Answers, Permission, Rule, SitePolicy, may_record};
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
    let asked = Asked::default();
    let country = site.policy.host_country_name.clone();
    let rules = StoredValue::new(site.policy);
    let open = move |question| rules.with_value(|rules| asked.open(rules).contains(&question));
    let (ask_age, ask_guardian, ask_training) = (
        Memo::new(move |_| open(Question::Age)),
        Memo::new(move |_| open(Question::Guardian)),
        Memo::new(move |_| open(Question::Training)),
    );
    let go_on = move |_| {
        let Some(answers) = rules.with_value(|rules| asked.answers(rules)) else { return };
        match rules.with_value(|rules| may_record(rules, answers)) {
            Permission::Granted(_) => {
                draft.permission.set(Some(answers));
                draft.step.set(Step::Notice);
            }
            Permission::Refused(ruling) => refused.set(Some(ruling.rule)),
        }
    };

    view! {
        <section class="panel questions">
            <Heading>{move || t_string!(i18n, permission.title)}</Heading>
            <p class="soft">{move || t_string!(i18n, permission.why)}</p>
            <YesOrNo group="national" chosen=asked.national>
                {move || t_string!(i18n, permission.citizenship, country = country.clone())}
            </YesOrNo>
            <Show when=move || ask_age.get()>
                <AgeQuestion age=asked.age />
            </Show>
            <Show when=move || ask_guardian.get() || ask_training.get()>
                <p class="soft">{move || t_string!(i18n, permission.minor_why)}</p>
            </Show>
            <Show when=move || ask_guardian.get()>
                <YesOrNo group="guardian" chosen=asked.guardian>
                    {move || t_string!(i18n, permission.guardian)}
                </YesOrNo>
            </Show>
            <Show when=move || ask_training.get()>
                <YesOrNo group="training" chosen=asked.trained>
                    {move || t_string!(i18n, permission.trained)}
                </YesOrNo>
            </Show>
            <div class="actions">
                <button
                    class="btn go"
                    prop:disabled=move || rules.with_value(|rules| asked.answers(rules)).is_none()
                    on:click=go_on
                >
                    {move || t_string!(i18n, shell.next)}
                </button>
            </div>
        </section>
    }
}

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Question {
    National,
    Age,
    Guardian,
    Training,
}

/// What was answered so far.
#[derive(Clone, Copy, Default)]
struct Asked {
    national: RwSignal<Option<bool>>,
    age: RwSignal<Option<Age>>,
    guardian: RwSignal<Option<bool>>,
    trained: RwSignal<Option<bool>>,
}

impl Asked {
    /// The questions that the rules need an answer to: none whose most favourable answer would not help.
    fn open(self, rules: &SitePolicy) -> Vec<Question> {
        let mut open = vec![Question::National];
        let Some(host_national) = self.national.get() else { return open };
        if !may_record(rules, Answers::new(host_national, Age::Adult)).granted() {
            return open;
        }
        open.push(Question::Age);
        let Some(age) = self.age.get() else { return open };
        let alone = Answers::new(host_national, age);
        let with_guardian = Answers { guardian_present: true, ..alone };
        if may_record(rules, alone).ruling().rule == Rule::NoGuardian {
            open.push(Question::Guardian);
            if self.guardian.get() != Some(true) {
                return open;
            }
        }
        if may_record(rules, with_guardian).ruling().rule == Rule::NoTrainedOfficer {
            open.push(Question::Training);
        }
        open
    }

    /// The answers, once there is one to each open question.
    fn answers(self, rules: &SitePolicy) -> Option<Answers> {
        let open = self.open(rules);
        let answered = open.iter().all(|question| match question {
            Question::National => self.national.get().is_some(),
            Question::Age => self.age.get().is_some(),
            Question::Guardian => self.guardian.get().is_some(),
            Question::Training => self.trained.get().is_some(),
        });
        // An answer to a question that is closed again does not count.
        let yes =
            |question, answer: RwSignal<Option<bool>>| open.contains(&question) && answer.get() == Some(true);
        answered.then(|| Answers {
            host_national: self.national.get() == Some(true),
            age: self.age.get().filter(|_| open.contains(&Question::Age)).unwrap_or(Age::InDoubt),
            guardian_present: yes(Question::Guardian, self.guardian),
            trained_officer: yes(Question::Training, self.trained),
        })
    }
}

/// Where the age limits leave minors to record, it is asked against both of them.
#[component]
fn AgeQuestion(age: RwSignal<Option<Age>>) -> impl IntoView {
    let i18n = use_i18n();
    let rules = expect_context::<Site>().policy;
    let (limit, adult) = (rules.minimum_age, rules.minors.adult_from);
    let last = adult.saturating_sub(1);
    if adult <= limit {
        return view! {
            <fieldset>
                <legend>{move || t_string!(i18n, permission.age, limit = limit)}</legend>
                <div class="options">
                    <Choose group="age" value=Age::Adult chosen=age>
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
        }
        .into_any();
    }
    view! {
        <fieldset>
            <legend>{move || t_string!(i18n, permission.how_old)}</legend>
            <div class="options">
                <Choose group="age" value=Age::Adult chosen=age>
                    {move || t_string!(i18n, permission.adult, adult = adult)}
                </Choose>
                <Choose group="age" value=Age::Minor chosen=age>
                    {move || t_string!(i18n, permission.minor, limit = limit, last = last)}
                </Choose>
                <Choose group="age" value=Age::UnderLimit chosen=age>
                    {move || t_string!(i18n, permission.under, limit = limit)}
                </Choose>
                <Choose group="age" value=Age::PerhapsAdult chosen=age>
                    {move || t_string!(i18n, permission.doubt_adult, adult = adult)}
                </Choose>
                <Choose group="age" value=Age::InDoubt chosen=age>
                    {move || t_string!(i18n, permission.doubt_limit, limit = limit)}
                </Choose>
            </div>
        </fieldset>
    }
    .into_any()
}

#[component]
fn YesOrNo(group: &'static str, chosen: RwSignal<Option<bool>>, children: Children) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <fieldset>
            <legend>{children()}</legend>
            <div class="options">
                <Choose group=group value=false chosen=chosen>
                    {move || t_string!(i18n, permission.no)}
                </Choose>
                <Choose group=group value=true chosen=chosen>
                    {move || t_string!(i18n, permission.yes)}
                </Choose>
            </div>
        </fieldset>
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
