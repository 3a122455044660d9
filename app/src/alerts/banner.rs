//! What asks something of this person, on top of whatever page they are on.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use policy::{Approach, Reach};
use wasm_bindgen::JsCast as _;
use web_sys::HtmlElement;
use wire::alert::{Alert, ErasedAlert};

use super::{Alerts, Asking, AskingKey};
use crate::api::{Api, Fault};
use crate::components::{FaultBanner, Icon, Shape};
use crate::encounters::Encounters;
use crate::texts::i18n::*;
use crate::words;

/// One at a time, so that each can be read whole on a phone too, with how many there are and a way to the others. What is
/// urgent interrupts who listens to the page, and takes the place of whatever is shown; what is not waits its turn.
#[component]
pub fn Banners() -> impl IntoView {
    let alerts = Alerts::expect();
    let asking = Memo::new(move |_| alerts.asking());
    let looked_at = RwSignal::new(None::<AskingKey>);
    Effect::new(move |known: Option<Vec<AskingKey>>| {
        let urgent: Vec<AskingKey> =
            asking.with(|all| all.iter().filter(|each| each.is_urgent()).map(Asking::key).collect());
        if let Some(known) = known
            && let Some(new) = urgent.iter().find(|key| !known.contains(key))
        {
            looked_at.set(Some(*new));
        }
        urgent
    });
    Effect::new(move || {
        let heading = move || document().query_selector("#main h1").ok().flatten();
        if asking.with(Vec::is_empty)
            && alerts.focus_went()
            && let Some(heading) = heading().and_then(|heading| heading.dyn_into::<HtmlElement>().ok())
        {
            // Focus moves or stays; there is nothing to do if it stays.
            let _ = heading.focus();
        }
    });
    let at = Memo::new(move |_| {
        let key = looked_at.get();
        asking.with(|all| all.iter().position(|each| Some(each.key()) == key)).unwrap_or(0)
    });
    let shown = move |urgent: bool| {
        let one = asking.with(|all| all.get(at.get()).cloned());
        one.filter(|one| one.is_urgent() == urgent).into_iter().collect::<Vec<_>>()
    };
    view! {
        <div class="alerts">
            <Stack asking=asking at=at look_at=looked_at />
            <div role="alert">
                <For each=move || shown(true) key=Asking::key let:one>
                    <OneBanner one=one />
                </For>
            </div>
            <div role="status">
                <For each=move || shown(false) key=Asking::key let:one>
                    <OneBanner one=one />
                </For>
            </div>
        </div>
    }
}

/// Which of how many is shown, and the way to the others.
#[component]
fn Stack(asking: Memo<Vec<Asking>>, at: Memo<usize>, look_at: RwSignal<Option<AskingKey>>) -> impl IntoView {
    let i18n = use_i18n();
    let count = move || asking.with(Vec::len);
    let go = move |by: usize| {
        let next = (at.get_untracked() + by) % count().max(1);
        look_at.set(asking.with_untracked(|all| all.get(next).map(Asking::key)));
    };
    view! {
        <Show when=move || { count() > 1 }>
            <nav class="alert-stack" aria-label=move || t_string!(i18n, alert.waiting)>
                <button
                    class="btn turned"
                    aria-label=move || t_string!(i18n, alert.previous)
                    on:click=move |_| go(asking.with_untracked(Vec::len) - 1)
                >
                    <Icon shape=Shape::Arrow />
                </button>
                <p role="status">
                    {move || t_string!(i18n, alert.nth, at = at.get() as u32 + 1, all = count() as u32)}
                </p>
                <button class="btn" aria-label=move || t_string!(i18n, alert.next) on:click=move |_| go(1)>
                    <Icon shape=Shape::Arrow />
                </button>
            </nav>
        </Show>
    }
}

#[component]
fn OneBanner(one: Asking) -> impl IntoView {
    match one {
        Asking::Alert(alert) => view! { <OneAlert alert=*alert /> }.into_any(),
        Asking::Erased(alert) => view! { <OneErased alert=alert /> }.into_any(),
    }
}

/// How an alert looks: a class and a sign for each approach, and one for what was taken back.
fn look(alert: &Alert) -> (&'static str, Shape) {
    match alert.approach {
        _ if alert.taken_back.is_some() => ("alert fallen", Shape::Cross),
        Approach::Caution => ("alert", Shape::Octagon),
        Approach::Inform => ("alert inform", Shape::Info),
        Approach::Help => ("alert help", Shape::LifeBuoy),
    }
}

#[component]
fn OneAlert(alert: Alert) -> impl IntoView {
    let i18n = use_i18n();
    let (id, raised_at, reference) = (alert.id, alert.raised_at, alert.reference.clone());
    let (class, shape) = look(&alert);
    let approach = alert.approach;
    let back = alert.taken_back.is_some();
    let title =
        move || if back { t_string!(i18n, alert.back_title) } else { words::approach(i18n, approach) };
    let reach = alert.reach;
    view! {
        <Frame class=class title=title>
            <div class="alert-sign">
                <Icon shape=shape />
            </div>
            <div class="alert-words">
                <p class="alert-kicker">
                    {title} " · " <b class="reference">{reference}</b> " · " {alert.site.clone()} " · "
                    {move || words::clock_time(i18n, raised_at)}
                </p>
                {(reach != Reach::Site && !back)
                    .then(|| {
                        view! {
                            <p class="alert-further">
                                <Icon shape=Shape::Arrow />
                                " "
                                {move || words::reach(i18n, reach)}
                            </p>
                        }
                    })}
                {match alert.taken_back.clone() {
                    Some(taken_back) => view! { <super::state::TakenBackWords taken_back=taken_back /> }.into_any(),
                    None => view! { <Orders alert=alert.clone() /> }.into_any(),
                }}
            </div>
            <Deeds call=move |api: Api| async move { api.acknowledge(id).await }>
                <A href=format!("/alerts/{id}") attr:class="alert-more">
                    {move || t_string!(i18n, alert.open)}
                </A>
            </Deeds>
        </Frame>
    }
}

/// That an alert no longer stands, of which nothing else may be said any more.
#[component]
fn OneErased(alert: ErasedAlert) -> impl IntoView {
    let i18n = use_i18n();
    let ErasedAlert { id, reference, site, at } = alert;
    view! {
        <Frame class="alert fallen" title=move || t_string!(i18n, alert.back_title)>
            <div class="alert-sign">
                <Icon shape=Shape::Cross />
            </div>
            <div class="alert-words">
                <p class="alert-kicker">
                    {move || t_string!(i18n, alert.back_title)} " · " <b class="reference">{reference}</b> " · " {site}
                    " · " {move || words::moment(i18n, at)}
                </p>
                <p class="alert-category">{move || t_string!(i18n, alert.do_not_act)}</p>
                <p class="alert-instructions">
                    {move || t_string!(i18n, alert.erased)} " " {move || t_string!(i18n, alert.release)}
                </p>
            </div>
            <Deeds call=move |api: Api| async move { api.acknowledge_erased(id).await } />
        </Frame>
    }
}

/// One alert. Whoever acknowledged the one before by key is led to it, not to its button: a key that is held down would say
/// that somebody has seen what they have not.
#[component]
fn Frame(
    class: &'static str,
    title: impl Fn() -> &'static str + Send + 'static,
    children: Children,
) -> impl IntoView {
    let alerts = Alerts::expect();
    let section = NodeRef::<html::Section>::new();
    Effect::new(move || {
        if let Some(section) = section.get()
            && alerts.focus_went()
        {
            // Focus moves or stays; there is nothing to do if it stays.
            let _ = section.focus();
        }
    });
    view! {
        <section class=class aria-label=title tabindex="-1" node_ref=section>
            {children()}
        </section>
    }
}

/// Saying that one has seen it, by `call`, and what else can be done.
#[component]
fn Deeds<F>(
    call: impl Fn(Api) -> F + Copy + Send + Sync + 'static,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView
where
    F: Future<Output = Result<(), Fault>> + 'static,
{
    let i18n = use_i18n();
    let (api, alerts, encounters) = (Api::expect(), Alerts::expect(), Encounters::expect());
    let (sending, fault) = (RwSignal::new(false), RwSignal::new(None::<Fault>));
    let acknowledge = move |event: web_sys::MouseEvent| {
        // The second click of two was not meant for the alert that has come in the place of the first.
        if event.detail() > 1 {
            return;
        }
        sending.set(true);
        let by_key = event.detail() == 0;
        spawn_local(async move {
            match call(api).await {
                Ok(()) => {
                    alerts.by_key.set_value(by_key);
                    alerts.read();
                    encounters.read_if_shown();
                }
                Err(refused) => fault.set(Some(refused)),
            }
            sending.set(false);
        });
    };
    view! {
        <div class="alert-deeds">
            <FaultBanner fault=fault />
            <button class="btn" prop:disabled=sending on:click=acknowledge>
                {move || t_string!(i18n, alert.acknowledge)}
            </button>
            {children.map(|children| children())}
        </div>
    }
}

/// What to do about whom, and how far the finding can be trusted.
#[component]
fn Orders(alert: Alert) -> impl IntoView {
    let i18n = use_i18n();
    let rate = alert.base_rate;
    view! {
        <p class="alert-category">{alert.category}</p>
        <p class="alert-instructions">{alert.instructions} " " <Phone number=alert.phone /></p>
        <p class="alert-source">
            {move || t_string!(i18n, alert.list)} ": " {alert.list} " · " {move || t_string!(i18n, alert.source)} ": "
            {alert.source} ". " {move || t_string!(i18n, alert.two_people)}
        </p>
        <p class="alert-source">{move || words::how_often_right(i18n, rate)}</p>
    }
}

/// A number to call, which a telephone dials when it is touched; nothing where there is none.
#[component]
pub fn Phone(number: String) -> impl IntoView {
    let i18n = use_i18n();
    let dialled: String = number.chars().filter(|letter| letter.is_ascii_digit() || *letter == '+').collect();
    (!number.is_empty()).then(|| {
        view! {
            <a class="alert-phone" href=format!("tel:{dialled}")>
                {move || t_string!(i18n, alert.call, number = number.clone())}
            </a>
        }
    })
}
